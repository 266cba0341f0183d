// A stand-in for the program, so that every screen can be shown and tested in a browser. All of it is invented.
// The address chooses a state: ?state=empty · ?state=error · ?state=arrive · ?state=slow · ?state=trial-error · ?many=1000000 · ?feeds=400
import type { Backend } from "./backend";
import { expansionsOf, fakeArchive } from "./fakeArchive";
import { fakeDiscovery } from "./fakeDiscovery";
import { fakeEvidence } from "./fakeEvidence";
import { fakeHealth } from "./fakeHealth";
import { fakeSignals } from "./fakeSignals";
import { fakeTopics } from "./fakeTopics";
import { changesOf, fakeVersions, isEdited } from "./fakeVersions";
import type {
  AlertRow,
  AlertState,
  AlertView,
  ArticleView,
  Change,
  Changes,
  Comparison,
  CopiesView,
  Edition,
  EditionRow,
  Piece,
  SearchRow,
  Settings,
  Severity,
  Source,
  SourceReport,
  SourceView,
  StoryRow,
  Topic,
  WatchlistView,
} from "./types";

const NOW = Date.parse("2025-12-10T18:42:00Z");
const MINUTE = 60_000;
const at = (minutesAgo: number) => new Date(NOW - minutesAgo * MINUTE).toISOString();

const OUTLETS = ["Meridian Wire", "The Harbour Ledger", "Kelmark Observer", "Ostrey Courier", "Tarn Gazette", "La Dépêche du Port"];
const SEVERITIES: Severity[] = ["critical", "high", "watch", "high", "watch", "info"];
const TITLES = [
  "Kelmark counts 94,000 Vostrian troops near Tarn frontier",
  "Three Vostrian banks on draft sanctions list, diplomats say",
  "Shots at the Grey Bridge: two customs officers wounded",
  "“Threats will not work”: government on sanctions talk",
  "Dorne and Velt hold two-hour call as troops gather in Tarn valley",
  "Trois banques vostriennes dans le viseur de l’Union",
];

function topic(id: number, list: number, name: string, query: string, severity: Severity): Topic {
  return { id, watchlist_id: list, name, query, severity, version: 1, saved_at: at(20_000), fault: null };
}

function pieces(text: string, topics: number[]): Piece[] {
  return text.split("|").map((part, i) => ({ text: part, topics: i % 2 ? topics : [] }));
}

/** The stand-in, in the state that the address names. */
export function fakeBackend(words: URLSearchParams): Backend {
  const mode = words.get("state") ?? "";
  const empty = mode === "empty";
  const count = empty ? 0 : Number(words.get("many") ?? "260");
  let extra = 0;
  let settings: Settings = {
    theme: (words.get("theme") as Settings["theme"] | null) ?? "system",
    density: "comfortable",
    zoom: 100,
    time_zone: null,
    single_keys: true,
    notify_from: "high",
    close_to_tray: false,
    feed_interval_minutes: 60,
    revisit: true,
    proxy: { kind: "system" },
    contact: null,
    allowed_hosts: [],
  };
  const states = new Map<number, AlertState>();
  /** Of which alerts it was decided after their articles changed. */
  const settled = new Set<number>();
  const notes = new Map<number, string>();
  const done: { what: string; ids: number[]; signals: number[]; back: () => void; forth: () => void }[] = [];
  const undone: typeof done = [];
  const listeners = new Set<(change: Change) => void>();
  const tell = (change: Change) => listeners.forEach((it) => it(change));
  let paused = new Set<number>([4]);
  let removed = new Set<number>();
  let leftOut = ["*.draft.html", "private/"];
  /** What was set of several sources at once. */
  let setTo = new Map<number, Partial<Source>>();
  let sampleOn = true;
  let editions: EditionRow[] = empty
    ? []
    : [
        { id: 2, title: "Evening digest", made_at: at(60), since: at(1500), until: at(60), entries: 18, files: ["/desk/digests/evening-digest-2025-12-10.html", "/desk/digests/evening-digest-2025-12-10.md"] },
        { id: 1, title: "Morning digest", made_at: at(760), since: at(2200), until: at(760), entries: 7, files: ["/desk/digests/morning-digest-2025-12-10.html"] },
      ];
  let lists: WatchlistView[] = empty
    ? []
    : [
        {
          watchlist: { id: 1, name: "Sanctions", mark: 0, position: 0 },
          new_alerts: 14,
          topics: [
            { topic: { ...topic(1, 1, "Sanctions", "sanction* AND NOT (league OR referee OR doping)", "watch"), version: 4 }, new_alerts: 9, alerts: 31, last_alert_at: at(22) },
            { topic: topic(2, 1, "Bank sanctions", "sanction* NEAR/8 (bank* OR assets)", "high"), new_alerts: 5, alerts: 12, last_alert_at: at(95) },
          ],
        },
        {
          watchlist: { id: 2, name: "Border escalation", mark: 1, position: 1 },
          new_alerts: 11,
          topics: [
            { topic: topic(3, 2, "Escalation", "escalat* AND (border OR troops OR military)", "high"), new_alerts: 6, alerts: 17, last_alert_at: at(40) },
            { topic: { ...topic(4, 2, "Shots at a border", "(shots OR shooting AND border", "critical"), fault: "This bracket is not closed." }, new_alerts: 5, alerts: 8, last_alert_at: at(300) },
          ],
        },
      ];

  function row(i: number): AlertRow {
    const list = i % 2;
    const own = list === 0 ? 1 + (i % 4 === 0 ? 1 : 0) : 3 + (i % 3 === 0 ? 1 : 0);
    const title = TITLES[i % TITLES.length] ?? "";
    const outlet = OUTLETS[i % OUTLETS.length] ?? "";
    const minutes = (count + extra - i) * 7;
    const story = i % 4 === 3 ? null : 1 + (i % 7);
    const rtl = i % 17 === 5;
    return {
      id: i,
      state: states.get(i) ?? (i % 29 === 0 ? "kept" : "new"),
      severity: SEVERITIES[i % 6] ?? "watch",
      topic_id: own,
      topic: lists.flatMap((it) => it.topics).find((it) => it.topic.id === own)?.topic.name ?? "Topic",
      watchlist_id: list + 1,
      watchlist: list === 0 ? "Sanctions" : "Border escalation",
      mark: list,
      article_id: i,
      title: rtl ? "دورن وفيلت يتحادثان ساعتين بشأن وادي تارن" : title,
      outlet,
      source_id: 1 + (i % OUTLETS.length),
      language: rtl ? "ar" : i % 6 === 5 ? "fr" : "en",
      wire: i % 6 === 1 ? "MW" : null,
      sentence: rtl
        ? pieces("وقال مكتب المستشارة إنها حذرت من |عقوبات| اقتصادية.", [own])
        : pieces("The draft would freeze assets and put |sanctions| on large |banks|, three diplomats said, but will not be adopted before the advisers meet.", [own]),
      zone: i % 9 === 0 ? "headline" : "body",
      hits: 2 + (i % 4),
      address: "https://harbourledger.example/2025/12/09/three-banks-on-the-list",
      published_at: i % 11 ? at(minutes) : null,
      first_seen_at: at(minutes - 3),
      raised_at: at(minutes - 3),
      from_archive: i % 13 === 0,
      story_id: story,
      outlets: story === null ? 1 : 2 + (i % 5),
      note: notes.get(i) ?? "",
      copies: i % 5 === 1 ? { count: 3, agency: "MW", outlets: OUTLETS.slice(1, 4), publishers: 3 } : undefined,
      changed: isEdited(i) && !settled.has(i),
      changes: changesOf(i, title, at),
    };
  }

  /** The text of an article, in four outlets. */
  function copiesOf(id: number): CopiesView {
    const it = row(id);
    if (!it.copies) return { agency: null, total: 1, publishers: 1, rows: [] };
    const outlets = [it.outlet, ...OUTLETS.filter((one) => one !== it.outlet)].slice(0, 4);
    return {
      agency: it.copies.agency,
      total: 4,
      publishers: 3,
      rows: outlets.map((outlet, i) => ({
        article_id: id + i,
        title: i === 2 ? "Banks on the list, diplomats say" : it.title,
        outlet,
        publisher: outlet,
        address: it.address,
        wire: i === 1 ? "MW" : null,
        at: at(300 - i * 40),
        at_is_published: i !== 3,
        is_origin: i === 0,
        copied_percent: i === 0 ? 0 : 100 - i * 9,
        kept_percent: 100 - i * 20,
        cut: i * 14,
        added: i * 6,
      })),
    };
  }

  function copyChangesOf(id: number): Changes | null {
    const same = (text: string) => ({ text, fate: "same" as const });
    return {
      blocks: [
        { zone: "headline", pieces: [{ text: row(id).title, fate: "cut" }, { text: " Banks on the list, diplomats say", fate: "added" }] },
        {
          zone: "body",
          pieces: [same("The Littoral Union has drafted sanctions against three banks, three diplomats said"), { text: " on Tuesday", fate: "cut" }, { text: " this week", fate: "added" }, same(".")],
        },
        { zone: "body", pieces: [{ text: "Two member states asked for exemptions for fertiliser payments.", fate: "cut" }] },
      ],
      same: 12,
      cut: 19,
      added: 8,
    };
  }

  const all = () => Array.from({ length: count + extra }, (_, i) => row(count + extra - i));
  const inState = (state: AlertState) => (count > 5000 ? count : all().filter((it) => it.state === state).length);

  function articleView(id: number): ArticleView {
    const it = row(Math.max(1, id));
    const own = [it.topic_id];
    return {
      id: it.article_id,
      title: it.title,
      outlet: it.outlet,
      source_id: it.source_id,
      authors: ["Petra Lindqvar"],
      address: it.address,
      host: "harbourledger.example",
      language: it.language,
      wire: it.wire,
      published_at: it.published_at,
      modified_at: null,
      first_seen_at: it.first_seen_at,
      version: isEdited(it.article_id) ? 3 : 1,
      versions: isEdited(it.article_id) ? 3 : 1,
      blocks: [
        { zone: "headline", pieces: [{ text: it.title, topics: [] }] },
        { zone: "standfirst", pieces: pieces("Assets of 11 billion marks would be frozen, diplomats say.", own) },
        { zone: "byline", pieces: pieces("By Petra Lindqvar", own) },
        { zone: "body", pieces: pieces("The Littoral Union has drafted |sanctions| against three |banks|, three diplomats said on Tuesday, but will not adopt them before the advisers’ meeting.", own) },
        { zone: "quote", pieces: pieces("“This is a list in a drawer,” one diplomat said. “Whether the drawer is opened depends on what happens at the river.”", own) },
        { zone: "body", pieces: pieces("Two member states asked for exemptions for fertiliser payments, and both called for de-escalation before any vote on |sanctions|.", own) },
        ...Array.from({ length: 5 }, () => ({
          zone: "body" as const,
          pieces: pieces("The Lissane harbour association said that a third of the port’s grain business is settled through one of the banks, and that its members had asked for a date.", own),
        })),
        { zone: "promo", pieces: pieces("Also Read: What sanctions would mean for shipping", own) },
        { zone: "credit", pieces: pieces("(With MW inputs)", own) },
      ],
      held_back: ["promo (1)"],
      story_id: it.story_id,
      outlets: it.outlets,
      reading: {
        // One in seven reads badly, so that this can be looked at too.
        confidence: it.id % 7 === 0 ? 62 : 96,
        paywalled: it.id % 11 === 0,
        live: it.id % 13 === 0,
        implausible: false,
        shows_change: it.id % 17 === 0,
        section: "World",
        tags: ["sanctions", "Vostria"],
        image: "https://harbourledger.example/pictures/quay.jpg",
        credit: null,
        title_from: "visible",
        authors_from: "described",
        published_from: "described",
        modified_from: null,
        published_zone: 120,
        modified_zone: null,
      },
    };
  }

  function alertView(id: number): AlertView {
    const it = row(id);
    return {
      row: it,
      article: articleView(id),
      why: [
        {
          topic_id: it.topic_id,
          topic: it.topic,
          watchlist: it.watchlist,
          mark: it.mark,
          topic_version: 1,
          query: "sanction* NEAR/8 (bank* OR assets)",
          hits: 3,
          clauses: [
            { depth: 0, clause: "sanction* NEAR/8 (bank* OR assets)", holds: true, found: ["sanctions", "banks"], remark: null },
            { depth: 1, clause: "sanction*", holds: true, found: ["sanctions"], remark: null },
            { depth: 1, clause: "bank* OR assets", holds: true, found: [], remark: null },
          ],
          not_counted: ["“de-escalation”: a word of its own, not counted as escalation", "“sanctions” in a promotional line: not searched"],
        },
      ],
    };
  }

  function storyRow(id: number): StoryRow {
    return {
      id,
      title: TITLES[id % TITLES.length] ?? "",
      articles: 3 + (id % 6),
      outlets: 2 + (id % 5),
      outlet_names: OUTLETS.slice(0, 2 + (id % 5)),
      alerts: 2 + id,
      watchlists: id % 2 ? [[0, "Sanctions"]] : [[0, "Sanctions"], [1, "Border escalation"]],
      first_at: at(id * 190 + 160),
      last_at: at(id * 190),
    };
  }

  function comparison(id: number): Comparison {
    const outlets = OUTLETS.slice(0, 5);
    const minutes = [0, 9, 25, 41, 155];
    const cell = (sentence: string, paragraph: number, figures: string[] = []) => ({ sentence, paragraph, figures });
    const call = "The Littoral Union has drafted sanctions against three Vostrian banks.";
    return {
      story_id: id,
      title: TITLES[id % TITLES.length] ?? "",
      independent: 4,
      tellings: outlets.map((outlet, i) => ({
        article_id: 100 + i,
        outlet,
        publisher: outlet,
        country: ["XL", "XL", "XM", "XV", "XM"][i] ?? null,
        title: TITLES[(id + i) % TITLES.length] ?? "",
        language: "en",
        wire: i === 1 ? "MW" : null,
        at: at(400 - (minutes[i] ?? 0)),
        at_is_published: i !== 3,
        minutes_after_first: minutes[i] ?? 0,
        copy_of: i === 1 ? 100 : null,
        copied_percent: i === 1 ? 88 : 4 * i,
        words: 210 + i * 40,
      })),
      claims: [
        { gist: call, kind: "all", cells: outlets.map((_, i) => cell(call, 1 + (i % 2))) },
        {
          gist: "Kelmark counts 94,000 troops near the frontier.",
          kind: "differs",
          cells: [cell("Kelmark counts 94,000 troops near the frontier.", 3, ["94,000"]), cell("Kelmark counts 94,000 troops near the frontier.", 3, ["94,000"]), cell("The ministry counts 94,000 troops.", 1, ["94,000"]), cell("About 38,000 troops take part in the exercise.", 2, ["38,000"]), null],
        },
        { gist: "Two member states asked for exemptions for fertiliser payments.", kind: "some", cells: [cell("Two member states asked for exemptions for fertiliser payments.", 4), cell("Two member states asked for exemptions for fertiliser payments.", 4), null, null, cell("Two states have asked for an exemption.", 4)] },
        { gist: "The chancellor read from a list of bank names.", kind: "one", cells: [null, null, cell("The chancellor read from a list of bank names.", 2), null, null] },
        { gist: "The grain has buyers on four continents.", kind: "one", cells: [null, null, null, cell("“Our grain has buyers on four continents,” the minister said.", 2), null] },
      ],
    };
  }

  function sources(): SourceView[] {
    if (empty) return [];
    return Array.from({ length: Number(words.get("feeds") ?? OUTLETS.length) }, (_, i): SourceView => {
      const id = i + 1;
      const name = OUTLETS[i] ?? `Outlet ${id}`;
      const trouble = id === 3;
      return {
        source: {
          id,
          kind: i === 5 ? "folder" : "feed",
          address: i === 5 ? "/home/analyst/press/inbox" : `https://${name.toLowerCase().replaceAll(/[^a-z]+/g, "")}.example/rss.xml`,
          name: i === 5 ? "Press inbox" : name,
          publisher: name,
          group: ["wire", "national", "national", "state", "local", null, "wire / state"][i] ?? null,
          country: "XL",
          language: "en",
          paused: paused.has(id),
          interval_minutes: null,
          ...setTo.get(id),
          allow_private: i === 4,
          revisit: i !== 5,
          method: (["feed", "feed", "sitemap", "front_page", "telegram", "feed"] as const)[i] ?? "feed",
          text: i === 0 || i === 2 || i === 3 ? "page" : "feed",
          text_choice: "measured",
          ignore: i === 5 ? leftOut : [],
          added_at: at(90_000),
        },
        state: paused.has(id) ? ("paused" as const) : trouble ? ("troubled" as const) : ("healthy" as const),
        trouble: trouble
          ? {
              code: "forbidden" as const,
              what: "kelmarkobserver.example refuses to be read: 403 (Forbidden).",
              meaning: "Articles published since then may be missing.",
              advice: "Open the address in a browser: the site may ask for a subscription or keep programs out.",
              since: at(212),
            }
          : null,
        files_in_trouble: i === 5 ? [{ path: "/home/analyst/press/inbox/scan.html", why: "holds no text", at: at(50) }] : [],
        files_in_trouble_total: i === 5 ? 1 : 0,
        last_attempt_at: at(4),
        last_success_at: trouble ? at(212) : at(4 + i),
        next_due_at: at(-50 - i),
        articles: Math.max(0, 1200 - i * 140),
        per_day: Array.from({ length: 14 }, (_, day) => (trouble && day > 12 ? 0 : 8 + ((day * 7 + i * 5) % 21))),
        full_text: {
          measure: i < 2 ? { articles: 3, feed: i === 0 ? 240 : 3_050, page: 3_100, unread: 0, at: at(2_000) } : null,
          waiting: i === 0 ? 4 : 0,
          without: i === 0 ? 2 : 0,
          trouble: i === 0 ? "meridianwire.example shows only the beginning of the article now; the rest may need a subscription. Only what the source gives is here." : null,
        },
        followed: i === 5 ? { notice: "told" as const, looked_through_at: at(4), files: 1_204, folders: 37, waiting: 2, ignores_case: false } : null,
      };
    }).filter((it) => !removed.has(it.source.id));
  }

  const health = fakeHealth(NOW, sources);

  function edition(): Edition {
    return {
      title: "Evening digest",
      made_at: at(0),
      since: at(1440),
      until: at(0),
      time_zone: "Europe/Kyiv",
      sections: lists.map((list) => ({
        watchlist: list.watchlist.name,
        topics: list.topics.map((it, n) => ({
          topic_id: it.topic.id,
          topic: it.topic.name,
          query: it.topic.query,
          entries: n === 1 ? [] : all().slice(0, 3).map((one) => ({
            alert_id: one.id,
            article_id: one.article_id,
            severity: one.severity,
            state: one.state,
            headline: one.title,
            outlet: one.outlet,
            address: one.address,
            published_at: one.published_at,
            first_seen_at: one.first_seen_at,
            sentence: one.sentence,
            zone: one.zone,
            note: one.note,
            also_in: OUTLETS.slice(2, 4),
          })),
        })),
      })),
      coverage: {
        sources: 5,
        healthy: 4,
        paused: ["Ostrey Courier"],
        troubled: [],
        silent: [{ name: "The Harbour Ledger", since: at(3 * 1440), words: "It answers, but brought nothing for 3 days; usually 42 articles come in a week." }],
        articles: 318,
      },
    };
  }

  /** What is told when a deed was taken back: those without alerts changed a list or a source. */
  function changedBy(it: { ids: readonly number[]; signals: readonly number[] }) {
    tell({ kind: "triaged" });
    if (it.ids.length + it.signals.length > 0) return;
    tell({ kind: "watchlists" });
    tell({ kind: "sources" });
  }

  function deed(what: string, ids: number[], forth: () => void, back: () => void, signals: number[] = []) {
    forth();
    undone.length = 0;
    done.push({ what, ids, signals, forth, back });
    tell({ kind: "triaged" });
  }

  const broken = { code: "database", what: "The database cannot be read.", advice: "Try again; if it stays, check the desk in the settings." } as const;
  const answer = async <T>(value: () => T): Promise<T> => {
    await new Promise((done) => setTimeout(done, 10));
    if (mode === "error") throw broken;
    return value();
  };

  function searchRows(): SearchRow[] {
    return all().map((it) => ({
      article_id: it.article_id,
      title: it.title,
      outlet: it.outlet,
      language: it.language,
      address: it.address,
      published_at: it.published_at,
      first_seen_at: it.first_seen_at,
      sentence: it.sentence.map((piece) => ({ ...piece, topics: piece.topics.length ? [0] : [] })),
      zone: it.zone,
      story_id: it.story_id,
    }));
  }

  const allTopics = () => lists.flatMap((it) => it.topics.map((one) => one.topic));
  const replaceTopic = (next: Topic) => {
    lists = lists.map((it) => ({ ...it, topics: it.topics.map((one) => (one.topic.id === next.id ? { ...one, topic: next } : one)) }));
  };
  const { record, ...topicParts } = fakeTopics({
    empty,
    at,
    answer,
    deed(what, forth, back) {
      deed(what, [], forth, back);
      tell({ kind: "watchlists" });
    },
    topics: allTopics,
    replace: replaceTopic,
  });
  const { fresh, arrive, ...signalParts } = fakeSignals({
    empty,
    at,
    answer,
    deed: (what, ids, forth, back) => deed(what, [], forth, back, ids),
    topics: allTopics,
    tell,
  });
  const archive = fakeArchive({
    mode,
    articles: empty ? 0 : 128_402,
    outlets: OUTLETS,
    rows: (text) => (empty || text.includes("nothing") ? [] : searchRows()),
    saved: (id) => allTopics().find((it) => it.id === id)?.query ?? null,
    answer,
    now: NOW,
  });

  if (mode === "arrive") {
    setTimeout(() => {
      extra += 5;
      tell({ kind: "filed", articles: 5, alerts: [1, 2, 3, 4, 5] });
      arrive();
    }, 1200);
  }

  return {
    desk: () =>
      answer(() => ({
        version: "0.1.0",
        data_dir: "/home/analyst/.local/share/wirewatch",
        new_alerts: inState("new"),
        new_bursts: fresh("burst"),
        new_silences: fresh("silence"),
        kept_alerts: inState("kept"),
        dismissed_alerts: inState("dismissed"),
        changed_alerts: count > 5000 ? 0 : all().filter((it) => it.changed).length,
        stories: empty ? 0 : 12,
        articles: empty ? 0 : 128_402,
        sources: sources().filter((it) => it.state !== "paused").length,
        healthy_sources: sources().filter((it) => it.state === "healthy").length,
        troubled_sources: sources().filter((it) => it.state === "troubled").length,
        last_sweep_at: empty ? null : at(0),
        sample: !empty && sampleOn,
        trouble: null,
        undo: done.at(-1)?.what ?? null,
        time_zone: "Europe/Kyiv",
        locale: "en-GB",
        settings,
      })),
    alerts: (filter, cursor) =>
      answer(() => {
        const rows = all().filter(
          (it) =>
            (!filter.state || it.state === filter.state) &&
            (!filter.changed || it.changed) &&
            (!filter.watchlist_id || it.watchlist_id === filter.watchlist_id) &&
            (!filter.topic_id || it.topic_id === filter.topic_id) &&
            (!filter.source_id || it.source_id === filter.source_id) &&
            (!filter.story_id || it.story_id === filter.story_id) &&
            (!filter.severity || SEVERITIES.indexOf(it.severity) <= SEVERITIES.lastIndexOf(filter.severity)) &&
            (!filter.since || it.first_seen_at >= filter.since) &&
            (!filter.until || it.first_seen_at < filter.until),
        );
        const from = cursor === null ? 0 : Number(cursor);
        return { rows: rows.slice(from, from + 100), next: from + 100 < rows.length ? String(from + 100) : null, total: rows.length };
      }),
    alert: (id) => answer(() => alertView(id)),
    copies: (id) => answer(() => copiesOf(id)),
    copyChanges: (id) => answer(() => copyChangesOf(id)),
    triage: (ids, state) =>
      answer(() => {
        const before = ids.map((id) => row(id).state);
        const open = ids.filter((id) => row(id).changed);
        deed(
          `${state === "kept" ? "Kept" : state === "dismissed" ? "Dismissed" : "Made new again"} ${ids.length === 1 ? "an alert" : `${ids.length} alerts`}`,
          ids,
          () => {
            ids.forEach((id) => states.set(id, state));
            open.forEach((id) => settled.add(id));
          },
          () => {
            ids.forEach((id, n) => states.set(id, before[n] ?? "new"));
            open.forEach((id) => settled.delete(id));
          },
        );
      }),
    note: (id, text) =>
      answer(() => {
        const before = notes.get(id) ?? "";
        deed("Changed a note", [id], () => notes.set(id, text), () => notes.set(id, before));
      }),
    undo: () =>
      answer(() => {
        const last = done.pop();
        if (!last) return null;
        last.back();
        undone.push(last);
        changedBy(last);
        return { what: last.what, alerts: last.ids, signals: last.signals };
      }),
    redo: () =>
      answer(() => {
        const last = undone.pop();
        if (!last) return null;
        last.forth();
        done.push(last);
        changedBy(last);
        return { what: last.what, alerts: last.ids, signals: last.signals };
      }),
    stories: (_, cursor) =>
      answer(() => ({ rows: empty || cursor ? [] : Array.from({ length: 12 }, (_, i) => storyRow(i + 1)), next: null, total: empty ? 0 : 12 })),
    compare: (id) => answer(() => comparison(id)),
    article: (id) => answer(() => articleView(id)),
    ...fakeVersions({ at, answer, article: (id) => row(Math.max(1, id)) }),
    search: (text, order, cursor) =>
      answer(() => {
        const bad = text.includes("(") && !text.includes(")");
        if (bad) {
          const place = text.indexOf("(");
          return {
            canonical: null,
            diagnostics: [{ is_error: true, before: text.slice(0, place), at: "(", after: text.slice(place + 1), message: "This bracket is not closed.", fixes: [{ label: "Close it at the end", query: `${text})` }] }],
            rows: [],
            next: null,
            total: null,
          };
        }
        const from = Number(cursor ?? 0);
        const found = empty || text.includes("nothing") ? [] : searchRows();
        if (order === "ranked") found.sort((a, b) => (a.article_id % 13) - (b.article_id % 13));
        const rows = found.slice(from, from + 100);
        const bare = /^[^"():]+$/.test(text) && !/\b(AND|OR|NOT|NEAR)\b/.test(text);
        return {
          canonical: bare ? text.trim().split(/\s+/).join(" AND ") : text.trim(),
          diagnostics: [],
          rows,
          next: rows.length === 100 ? String(from + 100) : null,
          total: rows.length < 100 ? from + rows.length : null,
          ...(order === "ranked" ? { ranked_of: 500 } : {}),
        };
      }),
    checkQuery: (text) =>
      answer(() => {
        const words = text.trim().split(/\s+/).filter(Boolean);
        const two = words.length === 2 && !text.includes('"');
        return {
          canonical: two || words.length === 0 ? null : text.trim(),
          diagnostics: two
            ? [{ is_error: true, before: "", at: text, after: "", message: "Words side by side mean different things in different systems. A phrase, or both anywhere?", fixes: [{ label: "Look for the phrase", query: `"${text}"` }, { label: "Both must occur", query: words.join(" AND ") }] }]
            : words.length === 0
              ? [{ is_error: true, before: "", at: "", after: "", message: "There is nothing to look for yet: type a word.", fixes: [] }]
              : [],
          expansions: two ? [] : expansionsOf(text),
        };
      }),
    watchlists: () => answer(() => lists),
    saveWatchlist: (draft) =>
      answer(() => {
        const id = draft.id ?? 1 + Math.max(0, ...lists.map((it) => it.watchlist.id));
        const mark = draft.mark ?? lists.length % 6;
        const watchlist = { id, name: draft.name, mark, position: lists.length };
        lists = draft.id === null ? [...lists, { watchlist, new_alerts: 0, topics: [] }] : lists.map((it) => (it.watchlist.id === id ? { ...it, watchlist } : it));
        tell({ kind: "watchlists" });
        return watchlist;
      }),
    removeWatchlist: (id) =>
      answer(() => {
        const before = lists;
        deed("Removed a watchlist", [], () => (lists = lists.filter((it) => it.watchlist.id !== id)), () => (lists = before));
        tell({ kind: "watchlists" });
      }),
    saveTopic: (draft) =>
      answer(() => {
        const id = draft.id ?? 1 + Math.max(0, ...lists.flatMap((it) => it.topics.map((one) => one.topic.id)));
        const old = allTopics().find((it) => it.id === id);
        const saved: Topic = { ...topic(id, draft.watchlist_id, draft.name || draft.query.replace(/\s+/g, " ").slice(0, 60), draft.query, draft.severity), version: (old?.version ?? 0) + 1, saved_at: at(0) };
        record(saved, draft.note ?? "");
        lists = lists.map((it) => ({
          ...it,
          topics: [
            ...it.topics.filter((one) => one.topic.id !== id),
            ...(it.watchlist.id === draft.watchlist_id ? [{ topic: saved, new_alerts: 0, alerts: 0, last_alert_at: null }] : []),
          ],
        }));
        tell({ kind: "watchlists" });
        return saved;
      }),
    removeTopic: (id) =>
      answer(() => {
        const before = lists;
        deed("Removed a topic", [], () => (lists = lists.map((it) => ({ ...it, topics: it.topics.filter((one) => one.topic.id !== id) }))), () => (lists = before));
        tell({ kind: "watchlists" });
      }),
    ...topicParts,
    ...signalParts,
    ...archive,
    sources: () => answer(sources),
    saveSource: (draft) =>
      answer(() => {
        if (!draft.address.trim()) throw { code: "bad_input", what: "“” is no address of a feed.", advice: "Give its address with http:// or https://." };
        tell({ kind: "sources" });
        if (draft.id !== null && draft.ignore) leftOut = draft.ignore;
        return { ...(sources()[0]?.source ?? ({} as never)), name: draft.name, address: draft.address, ignore: draft.ignore ?? [] };
      }),
    setLogin: (_id, user) => answer(() => ({ notes: user === null ? [] : ["The password is kept until this program ends, and no longer: this machine has no key store that can be used."] })),
    trustCertificate: (_id, sha256) =>
      answer(() => {
        if (sha256 !== null && !/^([0-9a-f]{2}:?){32}$/i.test(sha256)) throw { code: "bad_input", what: "That is no SHA-256 of a certificate.", advice: "It has 64 hexadecimal digits, with or without colons: the source's trouble shows it." };
      }),
    setProxyPassword: () => answer(() => ({ notes: [] })),
    ...fakeDiscovery({ at, sources }),
    removeSource: (id) =>
      answer(() => {
        const before = removed;
        deed("Removed a source", [], () => (removed = new Set([...removed, id])), () => (removed = before));
        tell({ kind: "sources" });
      }),
    poll: () => answer(() => 1),
    chooseFolder: () => answer(() => "/home/analyst/press"),
    chooseFiles: () => answer(() => ["/home/analyst/subscriptions.opml"]),
    importPaths: () => answer(() => 1),
    changeSources: (ids, change) =>
      answer(() => {
        const before = { paused, removed, setTo };
        const is = () => new Map(sources().map(({ source }) => [source.id, JSON.stringify(source)]));
        const was = is();
        const set: Partial<Source> = {};
        if (change.group !== undefined) set.group = change.group || null;
        if (change.country !== undefined) set.country = change.country || null;
        if (change.language !== undefined) set.language = change.language || null;
        if (change.interval_minutes !== undefined) set.interval_minutes = change.interval_minutes || null;
        const forth = () => {
          if (change.removed) removed = new Set([...removed, ...ids]);
          else if (change.paused !== undefined) {
            paused = new Set([...paused].filter((it) => !ids.includes(it)));
            if (change.paused) ids.forEach((it) => paused.add(it));
          }
          if (!change.removed) setTo = new Map([...setTo, ...ids.map((it) => [it, { ...setTo.get(it), ...set }] as const)]);
        };
        forth();
        const becomes = is();
        const changed = ids.filter((it) => was.get(it) !== becomes.get(it)).length;
        if (changed > 0) deed(`Changed ${changed} sources`, [], forth, () => ({ paused, removed, setTo } = before));
        tell({ kind: "sources" });
        return changed;
      }),
    importSources: () =>
      answer((): SourceReport => ({
        added: 2,
        already: 1,
        refused: 1,
        lines: [
          { line: 4, name: "Northern Courier", address: "https://courier.example/rss", fate: "added", why: null },
          { line: 5, name: "Harbour Post", address: "https://post.example/feed", fate: "added", why: null },
          { line: 7, name: "Meridian Wire", address: "https://meridianwire.example/rss.xml", fate: "already", why: "It is there already, as “Meridian Wire”." },
          { line: 40, name: "A command", address: "exec:fetch", fate: "refused", why: "Its address is none of the web (http or https)." },
        ],
        left_off: 0,
        problems: [],
      })),
    exportSources: (format) =>
      answer(() => [
        `/home/analyst/wirewatch-sources.${format}`,
        format === "opml"
          ? { sources: 4, folders_left_out: 1, pages_left_out: 1, by_hand_left_out: 0 }
          : { sources: 6, folders_left_out: 0, pages_left_out: 0, by_hand_left_out: 0 },
      ]),
    jobs: () => answer(() => []),
    cancelJob: () => answer(() => undefined),
    editions: () => answer(() => editions),
    edition: () => answer(edition),
    previewDigest: (order) => answer(() => ({ ...edition(), title: order.title, since: order.since, until: order.until })),
    makeDigest: (order) =>
      answer(() => {
        const made = { id: editions.length + 1, title: order.title, made_at: at(0), since: order.since, until: order.until, entries: 6, files: order.formats.map((it) => `/desk/digests/digest.${it}`) };
        editions = [made, ...editions];
        tell({ kind: "digests" });
        return made;
      }),
    openFile: () => answer(() => undefined),
    revealFile: () => answer(() => undefined),
    // A browser has a zoom of its own.
    zoom: () => answer(() => undefined),
    loadSample: () =>
      answer(() => {
        sampleOn = true;
        tell({ kind: "desk" });
      }),
    removeSample: () =>
      answer(() => {
        sampleOn = false;
        tell({ kind: "desk" });
      }),
    saveSettings: (next) =>
      answer(() => {
        settings = next;
        tell({ kind: "desk" });
      }),
    contacts: () => answer(() => (empty ? { hosts: [], total: 0, kept_days: 90 } : health.contacts())),
    standings: () => answer(health.standings),
    sourceHealth: (id) => answer(() => health.sourceHealth(id)),
    checkup: () => answer(() => ({ ok: true, findings: [{ what: "database integrity", ok: true, detail: "the file is sound" }] })),
    backup: () => answer(() => "/home/analyst/wirewatch-backup.db"),
    openArticle: () => answer(() => undefined),
    ...fakeEvidence({ at, answer }),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
