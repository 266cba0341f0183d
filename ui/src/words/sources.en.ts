// The words for finding sources, for where their texts come from, for several at once and for lists of them. A second
// language is a second file of the same type.

import type { LineFate, ListHolds } from "../backend/types";
import { count } from "./count";

const plurals = new Intl.PluralRules("en");
const some = (n: number, one: string, other: string) => `${n} ${plurals.select(n) === "one" ? one : other}`;

export const finding = {
  title: "Add a feed",
  address: "Address of a site, a page or a feed",
  addressHint: "Also a YouTube or Telegram channel, a repository, an account at Mastodon or Bluesky",
  allowPrivate: "This address is in my own network, and that is meant",
  look: "Look",
  again: "Look again",
  stop: "Stop looking",
  byHand: "Enter it by hand…",
  looking: (address: string) => `Looking at ${address}`,
  stopped: "Stopped: there may be more.",
  steps: (n: number) => `Looked at ${some(n, "place", "places")}`,
  came: (outcome: string) => `→ ${outcome}`,
  stepFound: "found",
  found: (n: number) => (n === 0 ? "Nothing was found" : some(n, "source was found", "sources were found")),
  nothing: "Nothing that can be followed was found",
  noFeed: {
    sitemap: "There is no feed. Follow its news sitemap instead: the newest articles, as the site lists them for search engines. Their texts are read from their pages.",
    front_page:
      "There is no feed. Follow its front page instead: three looks, an hour apart, learn what is there; then each new link is an article, and its page is read.",
  },
  methods: { feed: "feed", sitemap: "news sitemap", front_page: "front page", telegram: "Telegram channel" },
  comments: "comments of readers",
  recommended: "recommended",
  already: "followed already",
  items: (method: "feed" | "sitemap" | "front_page" | "telegram", n: number) =>
    method === "front_page" ? some(n, "link to an article", "links to articles") : method === "telegram" ? some(n, "post", "posts") : some(n, "item", "items"),
  texts: (characters: number, whole: boolean) =>
    characters === 0 ? "headlines only" : whole ? `whole texts, ${characters} characters each` : `${characters} characters each`,
  undated: "no date",
  newest: (title: string) => `Newest items of ${title}`,
  choose: (title: string) => `Add ${title}`,
  add: (n: number) => (n < 2 ? "Add" : `Add ${n} sources`),
  added: (n: number) => `${some(n, "source", "sources")} added`,
  failed: (title: string, what: string) => `${title}: ${what}`,
};

/** The words of the form of a source that stand nowhere else. */
export const form = {
  pathHint: "Pages, texts and documents in it and below it are read once they have settled.",
  nameHint: "Left empty: the feed's own title, or the folder's name",
  addressHint: "http:// or https://",
  revisit: "Look again at the pages of its articles that raised an alert",
  revisitHint: "Asks the hosts of the articles, an hour, six hours, a day and a week after they came.",
};

export const texts = {
  label: "Text of its articles",
  choices: { measured: "Decided by looking at three pages", feed: "As the feed gives it", page: "From the page behind each item" },
  hint: {
    feed: "What the feed gives is what topics look through.",
    page: "The page behind each item is read as well: politely, and only where the site's robots.txt allows it.",
    list: "It names headlines only, so the text is read from the page of each article.",
  },
  unmeasured: "Three pages are compared after the next look.",
  measured: (feed: string, page: string) => `The feed gives ${feed} characters, the page ${page}.`,
  noPages: "None of its items has a page of its own, so the feed's texts are used.",
  unread: "None of the pages that were tried could be read.",
  decided: { feed: "The feed's texts are used.", page: "The pages are read." },
  fromPages: "texts from pages",
  waiting: (n: number) => some(n, "page is still to be read", "pages are still to be read"),
  without: (n: number) => some(n, "page could not be read", "pages could not be read"),
  method: "What is read there",
};

export const sources = {
  exportCsv: "Export CSV",
  find: "Find by name, address, publisher or group",
  allGroups: "All groups",
  noGroup: "In no group",
  shown: (n: string, all: string, of: number) => (n === all ? count(of, "source", "sources", all) : `${n} of ${count(of, "source", "sources", all)} shown`),
  noneFits: "No source is like that.",
  showAll: "Show all sources",
  pick: (name: string) => `Choose ${name}`,
  keys: {
    next: "Next source",
    previous: "Previous source",
    extendDown: "Choose down",
    extendUp: "Choose up",
    pick: "Choose, or not",
    all: "Choose all",
    none: "Choose none",
    pause: "Pause, or look at it again",
    find: "Find a source",
  },

  chosen: (n: string, all: string) => `${n} of ${all} chosen`,
  change: "Change…",
  clear: "Choose none",
  changeDialog: (n: number) => `Change ${count(n, "source", "sources")}`,
  changeText: "What is ticked is set for all of them, an empty field to nothing. What is not stays as it is. An interval counts from the next look on.",
  set: (what: string) => `Set: ${what}`,
  groupHint: "“Wires / State” is a group in another.",
  intervalHint: "5 to 1440; empty: as the settings say",
  notMinutes: "A whole number of minutes from 5 to 1440, or empty",
  apply: "Change",
  did: {
    changed: { some: (n: number) => `${count(n, "source is", "sources are")} different now`, none: "Nothing to change: all of it was set already" },
    paused: { some: (n: number) => `${count(n, "source is", "sources are")} paused`, none: "Nothing to change: paused already" },
    resumed: { some: (n: number) => `${count(n, "source is", "sources are")} looked at again`, none: "Nothing to change: not paused" },
    removed: { some: (n: number) => `Removed ${count(n, "source", "sources")}; their articles stay readable`, none: "Nothing to change: removed already" },
  },

  exported: (path: string, holds: ListHolds) => {
    const missing = [
      holds.folders_left_out > 0 ? count(holds.folders_left_out, "folder", "folders") : "",
      holds.pages_left_out > 0 ? count(holds.pages_left_out, "page that is read without a feed", "pages that are read without a feed") : "",
      holds.by_hand_left_out > 0 ? count(holds.by_hand_left_out, "source brought in by hand", "sources brought in by hand") : "",
    ].filter(Boolean);
    const advice = holds.folders_left_out + holds.pages_left_out > 0 ? " A CSV holds folders and pages as well." : "";
    const leftOut = missing.length > 0 ? ` Left out: ${missing.join(", ")}.${advice}` : "";
    return `${count(holds.sources, "source", "sources")} written to ${path}.${leftOut}`;
  },
  chooseList: "Choose a list of sources…",
  listHint: "A list is OPML, or CSV whose first row names its columns: address, name, publisher, group, country, language, interval_minutes, paused, and of what is no feed kind and method. Only http and https are taken, and nothing is asked of a source here.",
  added: (n: number) => `Added ${count(n, "source", "sources")}`,
  report: "What became of the list",
  summary: (added: string, already: string, refused: string) => `${added} added · ${already} there already · ${refused} could not be used`,
  alsoAdded: "Show what was added as well",
  leftOff: (n: string, of: number) => `${count(of, "more line is", "more lines are", n)} not shown.`,
  line: (n: number) => `Line ${n}`,
  fates: { added: "added", already: "there already", refused: "not used" } satisfies Record<LineFate, string>,
  close: "Close",
};
