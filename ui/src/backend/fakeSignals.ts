// The stand-in's bursts and silences of topics. All of it is invented.
import type { Backend } from "./backend";
import type { AlertState, Change, SignalRow, Topic } from "./types";

/** What this part of the stand-in needs of the rest. */
export interface Ground {
  empty: boolean;
  at: (minutesAgo: number) => string;
  answer: <T>(value: () => T) => Promise<T>;
  deed: (what: string, ids: number[], forth: () => void, back: () => void) => void;
  topics: () => Topic[];
  tell: (change: Change) => void;
}

type Part = Pick<Backend, "signals" | "signal" | "triageSignals" | "topicDays">;

const DAY_MS = 86_400_000;
const SEVERITIES = ["info", "watch", "high", "critical"] as const;

/** A topic's day, so many days ago: weekends are quiet. */
const hitsOf = (topic: number, ago: number) => ((ago * 7 + topic * 3) % 11 < 4 || ago % 7 > 4 ? 0 : (ago * 5 + topic * 2) % 9);

export function fakeSignals(ground: Ground): Part & { fresh: (kind: SignalRow["kind"]) => number; arrive: () => void } {
  const days = (topic: number, n: number, last: number) => Array.from({ length: n }, (_, i) => (i === n - 1 ? last : hitsOf(topic, n - 1 - i)));
  const make = (id: number, kind: SignalRow["kind"], topic: number, more: Partial<SignalRow>): SignalRow => {
    const it = ground.topics().find((one) => one.id === topic);
    return {
      id,
      kind,
      state: "new",
      severity: "high",
      topic_id: topic,
      topic: it?.name ?? "Topic",
      watchlist_id: it?.watchlist_id ?? 1,
      watchlist: it?.watchlist_id === 2 ? "Border escalation" : "Sanctions",
      mark: it?.watchlist_id === 2 ? 1 : 0,
      since: ground.at(95),
      until: ground.at(35),
      words: "7 independent texts of 4 publishers in 60 minutes; usually 0.8.",
      raised_at: ground.at(33),
      days: days(topic, 28, kind === "burst" ? 31 : 0),
      ...more,
    };
  };
  let rows: SignalRow[] = ground.empty
    ? []
    : [
        make(3, "burst", 3, { severity: "critical" }),
        make(2, "silence", 2, {
          severity: "watch",
          since: ground.at(4700),
          until: ground.at(200),
          raised_at: ground.at(200),
          words: "No article for 3 days; the last was of 2025-12-07. Look whether the sources are well, and whether the query still says what is meant.",
          days: [...days(2, 25, 4), 0, 0, 0],
        }),
        make(1, "burst", 1, { state: "kept", since: ground.at(20_100), until: ground.at(20_000), raised_at: ground.at(19_990), words: "5 independent texts of 3 publishers in 60 minutes; usually next to none." }),
      ];

  function find(id: number): SignalRow {
    const row = rows.find((it) => it.id === id);
    if (!row) throw { code: "not_found", what: `There is no signal ${id}.`, advice: "Its topic may have been removed: undo brings it back." };
    return row;
  }

  return {
    fresh: (kind) => rows.filter((it) => it.kind === kind && it.state === "new").length,
    arrive() {
      rows = [make(4, "burst", 1, { since: ground.at(60), until: ground.at(0), raised_at: ground.at(0) }), ...rows];
      ground.tell({ kind: "signals", raised: [4] });
    },
    signals: (filter) =>
      ground.answer(() => {
        const found = rows.filter(
          (it) =>
            filter.source_id === null &&
            !filter.changed &&
            filter.story_id === null &&
            (!filter.state || it.state === filter.state) &&
            (!filter.watchlist_id || it.watchlist_id === filter.watchlist_id) &&
            (!filter.topic_id || it.topic_id === filter.topic_id) &&
            (!filter.severity || SEVERITIES.indexOf(it.severity) >= SEVERITIES.indexOf(filter.severity)) &&
            (!filter.since || it.until >= filter.since),
        );
        return { rows: found, next: null, total: found.length };
      }),
    signal: (id) =>
      ground.answer(() => {
        const row = find(id);
        const burst = row.kind === "burst";
        return {
          row,
          rule: burst ? "critical if burst in 60 minutes" : "watch if silent for 3 days",
          articles: burst ? 9 : 0,
          texts: burst ? 7 : 0,
          publishers: burst
            ? [
                { id: null, name: "Meridian Wire", articles: 4 },
                { id: null, name: "Kelmark Observer", articles: 2 },
                { id: null, name: "Ostrey Courier", articles: 2 },
                { id: null, name: "Tarn Gazette", articles: 1 },
              ]
            : [],
        };
      }),
    triageSignals: (ids, state: AlertState) =>
      ground.answer(() => {
        const before = rows;
        const verb = { kept: "Kept", dismissed: "Dismissed", new: "Made new again" }[state];
        ground.deed(
          ids.length === 1 ? `${verb} the ${find(ids[0] ?? 0).kind} of “${find(ids[0] ?? 0).topic}”` : `${verb} ${ids.length} bursts and silences`,
          ids,
          () => (rows = rows.map((it) => (ids.includes(it.id) ? { ...it, state } : it))),
          () => (rows = before),
        );
      }),
    topicDays: (id, until, n) =>
      ground.answer(() => {
        const end = Date.parse(`${(until ?? ground.at(0)).slice(0, 10)}T00:00:00Z`);
        const last = rows.find((it) => it.topic_id === id)?.days.at(-1) ?? 2;
        return days(id, n, last).map((hits, i) => ({ day: new Date(end - (n - 1 - i) * DAY_MS).toISOString(), hits }));
      }),
  };
}
