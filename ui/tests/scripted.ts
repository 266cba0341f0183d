// A backend for tests that does what it is told: alerts by number, answers that can be held back or refused.
import type { Backend } from "../src/backend/backend";
import type { AlertRow, AlertState, AlertView, Change, CommandError, CopyRow, Desk, Severity, SignalRow, Undone, WatchlistView } from "../src/backend/types";

export const full: CommandError = { code: "disk_full", what: "The disk is full.", advice: "Free some room." };

export function alertRow(id: number, more: Partial<AlertRow> = {}): AlertRow {
  return {
    id,
    state: "new",
    severity: (["watch", "high", "critical", "info"] as Severity[])[id % 4] ?? "watch",
    topic_id: 1,
    topic: "Energy sanctions",
    watchlist_id: 1,
    watchlist: "Sanctions",
    mark: 0,
    article_id: id,
    title: `Headline ${id}`,
    outlet: "Northwire",
    source_id: 1,
    language: "en",
    wire: null,
    sentence: [
      { text: "Officials spoke of ", topics: [] },
      { text: "sanctions", topics: [1] },
      { text: ".", topics: [] },
    ],
    zone: "body",
    hits: 1,
    address: "https://news.example/a",
    published_at: "2026-03-01T10:00:00Z",
    first_seen_at: "2026-03-01T10:02:00Z",
    raised_at: "2026-03-01T10:02:00Z",
    from_archive: false,
    story_id: null,
    outlets: 1,
    note: "",
    ...more,
  };
}

export function signalRow(id: number, more: Partial<SignalRow> = {}): SignalRow {
  return {
    id,
    kind: "burst",
    state: "new",
    severity: "high",
    topic_id: 1,
    topic: "Energy sanctions",
    watchlist_id: 1,
    watchlist: "Sanctions",
    mark: 0,
    since: "2026-03-01T09:00:00Z",
    until: "2026-03-01T10:00:00Z",
    words: "7 independent texts of 4 publishers in 60 minutes; usually 0.8.",
    raised_at: "2026-03-01T10:01:00Z",
    days: [0, 1, 0, 7],
    ...more,
  };
}

export class Scripted {
  rows: AlertRow[];
  calls: string[] = [];
  /** What the next call is refused with. */
  refuse: CommandError | null = null;
  private held: (() => void)[] | null = null;
  private listeners = new Set<(change: Change) => void>();
  signals: SignalRow[] = [];
  /** Whether what was captured is not as it was. */
  tampered = false;
  private log: { what: string; before: AlertRow[]; signals?: SignalRow[] }[] = [];

  constructor(n: number, more: (id: number) => Partial<AlertRow> = () => ({})) {
    this.rows = Array.from({ length: n }, (_, i) => alertRow(n - i, more(n - i)));
  }

  /** Answers are held back until the function that this gives is called. */
  hold(): () => void {
    const held: (() => void)[] = [];
    this.held = held;
    return () => {
      this.held = null;
      for (const go of held) go();
    };
  }

  tell(change: Change): void {
    for (const listener of this.listeners) listener(change);
  }

  arrive(row: AlertRow): void {
    this.rows = [row, ...this.rows];
    this.tell({ kind: "filed", articles: 1, alerts: [row.id] });
  }

  private async step(call: string): Promise<void> {
    this.calls.push(call);
    const refused = this.refuse;
    this.refuse = null;
    const held = this.held;
    if (held) await new Promise<void>((go) => held.push(go));
    if (refused) throw refused;
  }

  /** As the window sees it. What a test does not script is refused. */
  get backend(): Backend {
    const scripted: Partial<Backend> = {
      alerts: async (filter, cursor) => {
        const all = this.rows.filter((it) => filter.state === null || it.state === filter.state);
        await this.step(`alerts ${cursor ?? ""}`.trim());
        const rest = cursor === null ? all : all.filter((it) => it.id < Number(cursor));
        return { rows: rest.slice(0, 100), next: rest.length > 100 ? String(rest[99]?.id) : null, total: all.length as never };
      },
      alert: async (id) => {
        const row = this.rows.find((it) => it.id === id);
        await Promise.resolve();
        if (!row) throw { code: "not_found", what: "That alert is gone.", advice: "Choose another." } satisfies CommandError;
        return alertView(row);
      },
      copies: async (id) => {
        await this.step(`copies ${id}`);
        const copy = (n: number, outlet: string): CopyRow => ({
          article_id: id + n,
          title: `Headline ${id} of ${outlet}`,
          outlet,
          publisher: outlet,
          address: null,
          wire: n === 1 ? "AP" : null,
          at: "2026-03-01T10:00:00Z",
          at_is_published: true,
          is_origin: n === 0,
          copied_percent: 80,
          kept_percent: 60,
          cut: 12,
          added: 1,
        });
        return { agency: "AP", total: 3, publishers: 2, rows: [copy(0, "Northwire"), copy(1000, "Daily A"), copy(2000, "Daily B")] };
      },
      copyChanges: async (id) => {
        await this.step(`changes ${id}`);
        return {
          blocks: [{ zone: "body", pieces: [{ text: "Shots were fired", fate: "same" }, { text: " late", fate: "cut" }, { text: " early", fate: "added" }] }],
          same: 3,
          cut: 1,
          added: 1,
        };
      },
      triage: async (ids, state) => {
        await this.step(`triage ${ids.join(",")} ${state}`);
        this.log.push({ what: `${state} ${ids.length}`, before: this.rows.filter((it) => ids.includes(it.id)) });
        this.set(ids, (it) => ({ ...it, state }));
        this.tell({ kind: "triaged" });
      },
      signals: async (filter) => {
        await Promise.resolve();
        const rows = this.signals.filter((it) => filter.state === null || it.state === filter.state);
        return { rows, next: null, total: rows.length };
      },
      signal: async (id) => {
        await Promise.resolve();
        const row = this.signals.find((it) => it.id === id);
        if (!row) throw { code: "not_found", what: "That signal is gone.", advice: "Choose another." } satisfies CommandError;
        return { row, rule: "high if burst in 60 minutes", articles: 7, texts: 6, publishers: [{ id: null, name: "Northwire", articles: 7 }] };
      },
      triageSignals: async (ids, state) => {
        await this.step(`signals ${ids.join(",")} ${state}`);
        const before = this.signals;
        this.log.push({ what: `${state} ${ids.length}`, before: [], signals: before });
        this.signals = before.map((it) => (ids.includes(it.id) ? { ...it, state } : it));
        this.tell({ kind: "triaged" });
      },
      topicDays: async () => [{ day: "2026-03-01T00:00:00Z", hits: 7 }],
      note: async (id, text) => {
        await this.step(`note ${id} ${text}`);
        this.set([id], (it) => ({ ...it, note: text }));
        this.tell({ kind: "triaged" });
      },
      undo: async (): Promise<Undone | null> => {
        await this.step("undo");
        const last = this.log.pop();
        if (!last) return null;
        if (last.signals) {
          const changed = last.signals.filter((it) => !this.signals.includes(it)).map((it) => it.id);
          this.signals = last.signals;
          this.tell({ kind: "triaged" });
          return { what: last.what, alerts: [], signals: changed };
        }
        const before = new Map(last.before.map((it) => [it.id, it]));
        this.set([...before.keys()], (it) => before.get(it.id) ?? it);
        this.tell({ kind: "triaged" });
        return { what: last.what, alerts: [...before.keys()], signals: [] };
      },
      redo: async () => null,
      stories: async () => ({ rows: [], next: null, total: 0 as never }),
      desk: async () => this.glance(),
      watchlists: async () => watchlists,
      sources: async () => [],
      jobs: async () => [],
      poll: async () => 1 as never,
      saveSettings: async () => {},
      zoom: async (percent) => {
        this.calls.push(`zoom ${percent}`);
      },
      openArticle: async () => {},
      articleEvidence: async (id) => ({
        article_id: id,
        captures: [
          {
            number: id,
            kind: "feed",
            at: "2026-03-01T10:02:00Z",
            address: "https://news.example/rss",
            by_way_of: [],
            status: 200,
            sha256: "ab".repeat(32),
            size: 1_234,
            kept: true,
            cut: null,
            late: false,
            version: 1,
          },
        ],
        file: null,
      }),
      verifyArticle: async (id) => {
        this.calls.push(`verify ${id}`);
        const wrong = this.tampered ? [{ what: `article ${id}, version 1`, why: "its text is not the one that was filed" }] : [];
        return { unchanged: !this.tampered, captured_at: "2026-03-01T10:02:00Z", records: 1, bodies: 1, texts: 1, read_again: 1, wrong, unnamed: 0, remarks: [], complete: true };
      },
      exportEvidence: async (ids) => {
        this.calls.push(`evidence ${ids.join(",")}`);
        return { file: "/data/evidence.zip", bytes: 10, sha256: "cd".repeat(32), alerts: ids.length, captures: 1, missing: [] };
      },
      onChange: (listener) => {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
      },
    };
    return scripted as Backend;
  }

  private set(ids: readonly number[], change: (row: AlertRow) => AlertRow): void {
    this.rows = this.rows.map((it) => (ids.includes(it.id) ? change(it) : it));
  }

  private glance(): Desk {
    const n = (state: AlertState) => this.rows.filter((it) => it.state === state).length as never;
    return {
      version: "0.1.0",
      data_dir: "/data",
      new_alerts: n("new"),
      new_bursts: this.signals.filter((it) => it.state === "new").length,
      new_silences: 0,
      kept_alerts: n("kept"),
      dismissed_alerts: n("dismissed"),
      changed_alerts: 0 as never,
      stories: 0 as never,
      articles: 10 as never,
      sources: 2 as never,
      healthy_sources: 0 as never,
      troubled_sources: 0 as never,
      last_sweep_at: null,
      sample: false,
      trouble: null,
      undo: null,
      time_zone: "Europe/Kyiv",
      locale: "en-GB",
      settings: {
        theme: "light",
        density: "comfortable",
        zoom: 100,
        time_zone: null,
        single_keys: true,
        notify_from: null,
        close_to_tray: false,
        feed_interval_minutes: 60,
        revisit: true,
        proxy: { kind: "system" },
        contact: null,
        allowed_hosts: [],
      },
    };
  }
}

const watchlists: WatchlistView[] = [
  { watchlist: { id: 1, name: "Sanctions", mark: 0, position: 0 }, new_alerts: 1 as never, topics: [] },
];

export function alertView(row: AlertRow): AlertView {
  return {
    row,
    why: [
      {
        topic_id: 1,
        topic: row.topic,
        watchlist: row.watchlist,
        mark: 0,
        topic_version: 1,
        query: "sanction*",
        hits: 2,
        clauses: [],
        not_counted: ["“de-sanctioned” is another word."],
      },
    ],
    article: {
      id: row.article_id,
      title: row.title,
      outlet: row.outlet,
      source_id: 1,
      authors: [],
      address: row.address,
      host: "news.example",
      language: "en",
      wire: null,
      published_at: row.published_at,
      modified_at: null,
      first_seen_at: row.first_seen_at,
      version: 1,
      versions: 1,
      blocks: [
        { zone: "headline", pieces: [{ text: row.title, topics: [] }] },
        {
          zone: "body",
          pieces: [
            { text: "New ", topics: [] },
            { text: "sanctions", topics: [1] },
            { text: " and more ", topics: [] },
            { text: "sanctions", topics: [1] },
          ],
        },
        { zone: "promo", pieces: [{ text: "Also read: something else", topics: [] }] },
      ],
      held_back: ["promo (1)"],
      story_id: row.story_id,
      outlets: row.outlets,
    },
  };
}
