import type { AlertState, SignalKind } from "../backend/types";
import { count } from "./count";

/** What is said of bursts and silences of topics. */
export const signals = {
  head: "Bursts and silences",
  alerts: "Alerts",
  more: (n: string) => `${n} older are not listed: narrow the list to a topic.`,
  kinds: { burst: "Burst", silence: "Silence" } satisfies Record<SignalKind, string>,
  states: { new: "New", kept: "Kept", dismissed: "Dismissed" } satisfies Record<AlertState, string>,
  title: (kind: SignalKind, topic: string) => `${signals.kinds[kind]}: ${topic}`,
  decided: (kind: SignalKind, topic: string, state: AlertState) => {
    const did = { kept: "Kept", dismissed: "Dismissed", new: "Back to new" }[state];
    return `${did}: ${signals.kinds[kind].toLowerCase()} of “${topic}”`;
  },
  list: (n: string, of: number) => `${count(of, "burst or silence", "bursts and silences", n)}`,
  waiting: (bursts: number, silences: number) =>
    [bursts > 0 ? count(bursts, "burst", "bursts") : "", silences > 0 ? count(silences, "silence", "silences") : ""].filter(Boolean).join(" · "),
  waitingHint: "Topics with far more, or far less, than is usual: show them",
  days: (n: number, topic: string) => `Articles a day on “${topic}” over ${n} days`,
  chartLabel: (n: number, topic: string) => `${signals.days(n, topic)} (days in UTC)`,
  day: (day: string, n: number) => `${day}: ${count(n, "article", "articles")}`,

  page: {
    from: "From",
    until: "until",
    raised: (at: string) => `noticed ${at}`,
    window: { burst: "Its time", silence: "Quiet since" } satisfies Record<SignalKind, string>,
    why: "Why this stands here",
    rule: "Rule of the topic",
    noRule: "The topic has no such rule any more.",
    how: {
      burst:
        "Usual is what windows of this length held in the 28 days before, and around this time of day; the same text in several outlets counts once. So much comes by chance less than once in ten thousand windows.",
      silence: "Counted from the last article that met the topic, or from when it was saved. One silence is told once, and again after the next article.",
    } satisfies Record<SignalKind, string>,
    articles: "articles",
    texts: "independent texts",
    publishers: "publishers",
    numbers: "In its time",
    byPublisher: "Who published",
    chart: "Its days",
    inTime: "The alerts of this time",
    before: "The last before it",
    noneBefore: "Nothing ever met the topic.",
    gone: "The alerts of this time are no longer on the desk.",
    shownOf: (n: string, of: string) => `The newest ${n} of ${of}`,
    sourcesWell: (n: string) => `All sources are well (${n}): the silence is in the news, or in the query.`,
    sourcesBad: (n: number) => `${count(n, "source is", "sources are")} failing: what they publish is missing.`,
    showSources: "Show sources",
    editTopic: "Edit topic",
    allAlerts: "All alerts of the topic",
  },
  tab: {
    label: "Activity",
    none: "No burst and no silence yet",
    noneText: "They are told where a rule of the topic asks for them: “high if burst in 60 minutes”, “watch if silent for 3 days”.",
    noRules: "Add such a rule on the left.",
    open: "Show",
  },
};
