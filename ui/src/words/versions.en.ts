import type { AlertChange, VersionList, VisitState, Zone } from "../backend/types";
import { words as alerts } from "./alerts.en";

const plural = new Intl.PluralRules("en");

/** One form for one, another for the rest. */
function some(n: number, one: string, other: string): string {
  return plural.select(n) === "one" ? one : other;
}

/** The words of the versions of an article, and of what they change for alerts. */
export const versions = {
  title: (outlet: string) => `Versions of an article of ${outlet}`,
  list: "Versions, the newest first",
  number: (n: number) => `Version ${n}`,
  readAgain: "read from its page",
  given: "given by its source",
  words: (n: number, text: string) => `${text} ${some(n, "word", "words")}`,
  change: (inserted: string, deleted: string) => `${inserted} in, ${deleted} out`,
  headlineToo: "another headline",
  onlyNewest: (shown: string, of: string) => `The newest ${shown} of ${of} versions.`,
  against: "Compared with",
  difference: (from: number, to: number) => `From version ${from} to version ${to}`,
  sum: (inserted: number, deleted: number) =>
    `${inserted} ${some(inserted, "word", "words")} put in, ${deleted} taken out`,
  first: "There is one version only; nothing can be compared yet.",
  same: "The words of headline and text are the same.",
  readDifferently: "One was given by the feed, the other read from the page: what differs need not have been edited.",
  headline: "Headline",
  unchanged: (n: number) => `${n} ${some(n, "block is", "blocks are")} the same`,
  outside: (n: number) => `${n} ${some(n, "block", "blocks")} outside of the text differ`,
  show: "Show",
  hide: "Hide",
  next: "Next difference",
  previous: "Previous difference",
  close: "Close",
  hint: "J K choose a version · N P go through the differences",
  zone: (zone: Zone) => alerts.zones[zone].replace(/^./, (it) => it.toUpperCase()),
  seen: (times: number, last: string) => `The page was seen ${times} ${some(times, "time", "times")}, last ${last}.`,
  visits: {
    waiting: (at: string) => `It is looked at again after ${at}.`,
    done: "It is not looked at any more: a week has passed.",
    gone: "The page is gone, and is not asked for again.",
    off: "Looking at it again is switched off, for its source or in the settings.",
    never: "Its page is not looked at again: that is done for articles of feeds that raised an alert.",
  },
  visit: (list: VersionList, at: (time: string) => string): string => {
    const visits = list.visits;
    const seen = visits.seen_at ? `${versions.seen(visits.seen, at(visits.seen_at))} ` : "";
    const next: Record<VisitState, string> = {
      waiting: visits.next_due_at ? versions.visits.waiting(at(visits.next_due_at)) : versions.visits.done,
      done: versions.visits.done,
      gone: versions.visits.gone,
      off: versions.visits.off,
      never: versions.visits.never,
    };
    return seen + next[visits.state];
  },
  changes: "What changed since",
  told: (change: AlertChange, at: string): string => {
    const since = `version ${change.version}, ${at}`;
    if (change.kind === "headline") return `Another headline with ${since}: “${change.before ?? ""}” became “${change.after ?? ""}”`;
    return change.kind === "gone" ? `No longer in the text since ${since}` : `Found in the text since ${since}`;
  },
};
