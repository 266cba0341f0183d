// What is said of captures and how long they are kept.
import { count } from "./count";

export const keeping = {
  title: "Evidence",
  kept: (captures: string, alerted: string, megabytes: string) =>
    `${captures} captures are kept, ${alerted} of them of articles with alerts: ${megabytes} MB on the disk.`,
  rule: "What an alert rests on is kept for as long as the alert. Other captures are kept in case an alert comes later.",
  days: "Days for captures without an alert",
  daysHint: "0 to 3660. 0: only what alerted.",
  megabytes: "Megabytes for them at most",
  megabytesHint: "The oldest go first.",
  notNumbers: "These are no numbers of days and megabytes.",
  notNumbersAdvice: "Say 0 to 3660 days, and how many megabytes they may take.",
  saved: (days: number) => (days === 0 ? "Only what alerted is kept" : `Captures are kept for ${count(days, "day", "days")}`),
};
