// What the stand-in keeps about topics beside their queries: history, rules, named lists, files, dialects. All of it is invented.
import type { Backend } from "./backend";
import type { Conversion, Dialect, FileReport, Rewording, TermListView, Topic, TopicVersion } from "./types";

/** What this part of the stand-in needs of the rest. */
export interface Ground {
  empty: boolean;
  at: (minutesAgo: number) => string;
  answer: <T>(value: () => T) => Promise<T>;
  deed: (what: string, forth: () => void, back: () => void) => void;
  topics: () => Topic[];
  replace: (topic: Topic) => void;
}

type Part = Pick<
  Backend,
  | "topicHistory"
  | "rollBackTopic"
  | "topicRules"
  | "setTopicRules"
  | "ruleDoubts"
  | "termLists"
  | "saveTermList"
  | "renameTermList"
  | "removeTermList"
  | "chooseWatchlistFile"
  | "planWatchlists"
  | "takeWatchlists"
  | "exportWatchlists"
  | "convertQuery"
  | "showQueryAs"
>;

const RULE = /^(info|watch|high|critical) if (\d+ publishers? in|the title matches|(group|source|publisher|country) is|burst in|silent for)/i;

const GRAVITY: readonly TopicVersion["severity"][] = ["info", "watch", "high", "critical"];

const EARLIER: [string, string, TopicVersion["severity"]][] = [
  ["sanction*", "First try", "info"],
  ["sanction* AND NOT league", "Football in it", "watch"],
  ["sanction* AND NOT (league OR referee)", "Referees too", "watch"],
];

function rewording(before: string, after: string, why: string): Rewording {
  return { before, after, why };
}

/** What a few constructs of other systems become. */
function converted(text: string): Conversion {
  const changes: Rewording[] = [];
  const losses: Rewording[] = [];
  let query = text.trim();
  const change = (sign: RegExp, after: (found: RegExpExecArray) => string, why: string) => {
    for (let found = sign.exec(query); found; found = sign.exec(query)) {
      const now = after(found);
      changes.push(rewording(found[0].trim(), now.trim(), why));
      query = query.slice(0, found.index) + now + query.slice(found.index + found[0].length);
    }
  };
  const lose = (sign: RegExp, why: string) => {
    for (let found = sign.exec(query); found; found = sign.exec(query)) {
      losses.push(rewording(found[0].replace(/^\s*and\s+/i, "").trim(), "", why));
      query = query.slice(0, found.index) + query.slice(found.index + found[0].length);
    }
  };
  lose(/\s+and\s+(ns|re|co|in)=\S+/i, "Indexing codes are given by the other system and are not known here. The clause is left out, so more is found.");
  change(/\bhd=/i, () => "title:", "Our name of the field.");
  change(/\bla=/i, () => "lang:", "Our name of the field.");
  change(/\bnear(\d+)\b/, (it) => `NEAR/${Number(it[1]) - 1}`, "Factiva counts the second word as well; we count the words between.");
  change(/\bW\/(\d+)\b/, (it) => `NEAR/${it[1]}`, "Our spelling of the same.");
  change(/\b(\w{3,})!/, (it) => `${it[1]}*`, "Any ending.");
  change(/\b(and|or|not)\b/, (it) => (it[0] ?? "").toUpperCase(), "Our spelling of the same.");
  return { query, changes, losses };
}

export function fakeTopics(ground: Ground): Part & { record: (topic: Topic, note: string) => void } {
  const versions = new Map<number, TopicVersion[]>();
  const rules = new Map<number, string>([[2, "# The banks are watched closely.\nhigh if 3 publishers in 60 minutes\ncritical if group is wire\nwatch if silent for 3 days"]]);
  let lists: TermListView[] = ground.empty
    ? []
    : [
        {
          list: { name: "banks", text: '# Banks on the draft list\n"Harbour Bank"\n"Smith, Jones and Sons"\n"Meridian Trust"\nSouthline', version: 3, saved_at: ground.at(4000) },
          terms: 4,
          topics: [[2, "Bank sanctions"]],
          lists: ["sanctioned"],
          problems: [],
        },
        {
          list: { name: "sanctioned", text: '@banks\n"Lissane Shipping"\noligarch*', version: 1, saved_at: ground.at(9000) },
          terms: 6,
          topics: [],
          lists: [],
          problems: ["Line 3: “oligarch*” is in no article of the archive."],
        },
        { list: { name: "sport", text: "league\nreferee\ndoping\nmatch\nstadium", version: 2, saved_at: ground.at(20000) }, terms: 5, topics: [[1, "Sanctions"]], lists: [], problems: [] },
      ];

  function historyOf(id: number): TopicVersion[] {
    const held = versions.get(id);
    if (held) return held;
    const topic = ground.topics().find((it) => it.id === id);
    if (!topic) throw { code: "not_found", what: `There is no topic ${id}.`, advice: "It may have been removed: undo brings it back." };
    const earlier = id === 1 ? EARLIER : [];
    const all = [...earlier, [topic.query, id === 1 ? "Doping cases have nothing to do with it" : "", topic.severity] as const].map(
      ([query, note, severity], n, of): TopicVersion => ({
        number: n + 1,
        query,
        written: null,
        severity,
        note,
        saved_at: ground.at(20_000 - n * 3100),
        is_current: n === of.length - 1,
        alerts: [210, 44, 18, 31][n] ?? 0,
      }),
    );
    versions.set(id, all);
    return all;
  }

  function record(topic: Topic, note: string): void {
    const before = topic.version > 1 ? historyOf(topic.id).map((it) => ({ ...it, is_current: false })) : [];
    versions.set(topic.id, [
      ...before,
      { number: topic.version, query: topic.query, written: topic.written ?? null, severity: topic.severity, note, saved_at: topic.saved_at, is_current: true, alerts: 0 },
    ]);
  }

  const report = (taken: boolean): FileReport => ({
    steps: [
      { kind: "list", name: "@banks", change: "changed", what: ["2 terms more: “Ostrey Credit”, “Tarn Savings”"] },
      { kind: "watchlist", name: "Sanctions", change: "unchanged", what: [] },
      { kind: "topic", name: "Sanctions / Bank sanctions", change: "changed", what: ["Query: sanction* NEAR/8 (bank* OR assets) becomes sanction* NEAR/8 (@banks OR assets)", "Severity: high becomes critical"] },
      { kind: "topic", name: "Sanctions / Export controls", change: "added", what: [] },
      { kind: "watchlist", name: "Energy transit", change: "added", what: [] },
      { kind: "topic", name: "Energy transit / Southline", change: "added", what: [] },
    ],
    problems: [],
    doubts: [{ line: 31, what: "“transit” is in 9% of the archive.", advice: "Ask for a second word." }],
    taken,
  });

  return {
    record,
    topicHistory: (id) => ground.answer(() => [...historyOf(id)].reverse()),
    rollBackTopic: (id, number, note) =>
      ground.answer(() => {
        const topic = ground.topics().find((it) => it.id === id);
        const found = historyOf(id).find((it) => it.number === number);
        if (!topic || !found) throw { code: "not_found", what: `There is no version ${number}.`, advice: "Look at the history again." };
        const held = historyOf(id);
        const next: Topic = { ...topic, query: found.query, severity: found.severity, version: held.length + 1, saved_at: ground.at(0) };
        ground.deed(
          `Went back to version ${number} of “${topic.name}”`,
          () => {
            record(next, note ?? "");
            ground.replace(next);
          },
          () => {
            versions.set(id, held);
            ground.replace(topic);
          },
        );
        return next;
      }),
    topicRules: (id) => ground.answer(() => rules.get(id) ?? ""),
    setTopicRules: (id, text) =>
      ground.answer(() => {
        const wrong = text.split("\n").findIndex((it) => it.replace(/#.*/, "").trim() && !RULE.test(it.trim()));
        if (wrong >= 0) throw { code: "bad_input", what: `Line ${wrong + 1}: “${text.split("\n")[wrong]?.trim()}” is no rule.`, advice: "Mend the rules; nothing was changed." };
        const before = rules.get(id) ?? "";
        ground.deed("Changed the rules of a topic", () => rules.set(id, text), () => rules.set(id, before));
      }),
    ruleDoubts: (text, severity) =>
      ground.answer(() =>
        text.split("\n").flatMap((line, number) => {
          const rule = line.replace(/#.*/, "").trim();
          const own = GRAVITY.findIndex((it) => it === rule.split(" ")[0]?.toLowerCase());
          const isSignal = / if (burst in|silent for)/i.test(rule);
          return RULE.test(rule) && !isSignal && own <= GRAVITY.indexOf(severity) ? [`Line ${number + 1}: “${rule}” changes nothing: every alert of this topic is ${severity} already.`] : [];
        }),
      ),
    termLists: () => ground.answer(() => lists),
    saveTermList: (draft) =>
      ground.answer(() => {
        if (!/^[\p{L}\p{N}-]+$/u.test(draft.name)) throw { code: "bad_input", what: `“${draft.name}” is no name of a list.`, advice: "A name has letters, digits and hyphens." };
        const before = lists;
        const old = lists.find((it) => it.list.name === draft.name);
        const list = { name: draft.name, text: draft.text, version: (old?.list.version ?? 0) + 1, saved_at: ground.at(0) };
        const terms = draft.text.split("\n").filter((it) => it.replace(/#.*/, "").trim()).length;
        const view: TermListView = { topics: [], lists: [], problems: [], ...old, list, terms };
        ground.deed("Saved a list", () => (lists = old ? lists.map((it) => (it === old ? view : it)) : [...lists, view]), () => (lists = before));
        return list;
      }),
    renameTermList: (from, to) =>
      ground.answer(() => {
        if (lists.some((it) => it.list.name === to)) throw { code: "bad_input", what: `There is a list @${to} already.`, advice: "Choose another name." };
        const before = lists;
        ground.deed("Renamed a list", () => (lists = lists.map((it) => (it.list.name === from ? { ...it, list: { ...it.list, name: to } } : it))), () => (lists = before));
      }),
    removeTermList: (name) =>
      ground.answer(() => {
        const found = lists.find((it) => it.list.name === name);
        if (found && found.topics.length + found.lists.length > 0) {
          const users = [...found.topics.map((it) => `the topic “${it[1]}”`), ...found.lists.map((it) => `the list @${it}`)];
          throw { code: "bad_input", what: `The list @${name} is in use, by ${users.join(", ")}.`, advice: "Take it out of their queries first." };
        }
        const before = lists;
        ground.deed("Removed a list", () => (lists = lists.filter((it) => it.list.name !== name)), () => (lists = before));
      }),
    chooseWatchlistFile: () => ground.answer(() => "/home/analyst/watchlists.toml"),
    planWatchlists: (path) =>
      ground.answer(() =>
        path.includes("broken")
          ? { steps: [], doubts: [], taken: false, problems: [{ line: 12, what: "The query of “Shots” is not closed: (shots AND border", advice: "Close the bracket." }] }
          : report(false),
      ),
    takeWatchlists: () =>
      ground.answer(() => {
        ground.deed("Took in watchlists.toml", () => undefined, () => undefined);
        return report(true);
      }),
    exportWatchlists: () => ground.answer(() => "/home/analyst/watchlists.toml"),
    convertQuery: (text) => ground.answer(() => converted(text)),
    showQueryAs: (text, dialect: Dialect) =>
      ground.answer(() => ({
        query: dialect === "factiva" ? text.replaceAll(/NEAR\/(\d+)/g, (_, n: string) => `near${Number(n) + 1}`).replaceAll("title:", "hd=") : text,
        changes: dialect === "factiva" && text.includes("NEAR/") ? [rewording("NEAR/8", "near9", "Factiva counts the second word as well.")] : [],
        losses: text.includes("AFFIRMED") ? [rewording("AFFIRMED(…)", "", "No other system asks for this.")] : [],
      })),
  };
}
