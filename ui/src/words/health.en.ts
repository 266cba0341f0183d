import type { Standing } from "../backend/types";

const plural = new Intl.PluralRules("en");

/** One form for one, another for the rest. */
function some(n: number, one: string, other: string): string {
  return plural.select(n) === "one" ? one : other;
}

/** What the screen of the sources says of how a source does. */
export const health = {
  standings: { trouble: "trouble", silent: "silent", late: "late", waiting: "waiting", well: "ok", paused: "paused", unknown: "not known" } satisfies Record<Standing | "unknown", string>,
  open: (name: string) => `Health: ${name}`,
  title: (name: string) => `Health of ${name}`,
  close: "Close the health of the source",
  only: (need: "trouble" | "silent" | "late" | "noticed", n: number) => `${{ trouble: "Trouble", silent: "Silent", late: "Late", noticed: "Noticed" }[need]} ${n}`,
  order: "Order",
  orders: { attention: "What needs you first", name: "By name", last: "Last article first" },
  unread: "How the sources stand is not known: one that looks quiet here may be silent.",
  sortAgain: "Order changed: sort again",
  diagnoses: (n: number) => `${n} ${some(n, "diagnosis", "diagnoses")}`,
  lastArticle: "Last article",
  lastSuccess: "Last read well",
  lastAttempt: "Last asked",
  next: "Next",
  interval: "Interval",
  every: (minutes: string, n: number) => `every ${minutes} ${some(n, "minute", "minutes")}`,
  late: "Lateness",
  lateText: (time: string, of: string) => `half came within ${time} of publication (of ${of})`,
  lateUnknown: "not known: no article says when it was published",
  week: "Last 7 days",
  weekText: (n: string, usual: string | null) => (usual === null ? `${n}; what is usual is not known yet` : `${n}, usually ${usual}`),
  silentSince: "Silent since",
  never: "never",
  chart: (name: string) => `Articles a day of ${name} over eight weeks, beside what is usual on each weekday (days in UTC)`,
  day: (day: string, n: number, usual: string | null) =>
    `${day}: ${n} ${some(n, "article", "articles")}${usual === null ? "" : `, usually ${usual}`}`,
  cell: (n: string, usual: string | null) => (usual === null ? n : `${n} (usually ${usual})`),
  chartHint: "Bars are what came, the line is what is usual: the median of the same weekday over eight weeks.",
  edit: "Set its interval…",
  look: "Look now",
  minutes: (n: string, of: number) => `${n} ${some(of, "minute", "minutes")}`,
  hours: (n: string, of: number) => `${n} ${some(of, "hour", "hours")}`,
};
