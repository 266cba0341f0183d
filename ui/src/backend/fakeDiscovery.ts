// What the stand-in finds at an address: a site with two feeds, one without, one that is not there.
import type { Backend } from "./backend";
import type { Discovery, DiscoveryStep, FoundSource, SourceView } from "./types";

type Part = Pick<Backend, "discover" | "cancelDiscover">;

/** `at` gives the time so many minutes ago. */
export function fakeDiscovery({ at, sources }: { at: (minutes: number) => string; sources: () => SourceView[] }): Part {
  let turn = 0;

  const feed = (address: string, more: Partial<FoundSource>): FoundSource => ({
    address,
    method: "feed",
    title: "The Quay Post",
    how: "The page names it.",
    items: 20,
    newest: ["Three banks stand on a list of sanctions", "Grain ships wait in the harbour again", "The bridge is to open in spring"].map((title, i) => ({
      title,
      published_at: at(30 + 90 * i),
      characters: 260,
    })),
    characters: 260,
    full_text: false,
    is_comments: false,
    recommended: false,
    why: null,
    already: sources().find((it) => it.source.address === address)?.source.id ?? null,
    ...more,
  });

  function found(host: string): { steps: DiscoveryStep[]; found: FoundSource[]; advice: string | null } {
    const page = { address: `https://${host}/`, outcome: "a page", is_found: false };
    if (host.startsWith("gone")) {
      return {
        steps: [{ ...page, outcome: "404 (Not Found)" }],
        found: [],
        advice: "There is no page at this address. Look at its spelling, or give the address of the site.",
      };
    }
    if (host.startsWith("nofeed")) {
      const front = feed(`https://${host}/`, {
        method: "front_page",
        title: "The Lighthouse",
        how: "New links of this page are taken for articles, and their pages are read.",
        items: 34,
        newest: [{ title: "The lighthouse keeper reads the old logbooks aloud", published_at: null, characters: 0 }],
        characters: 0,
        recommended: true,
        why: "There is no feed and no news sitemap. New links of this page can be followed.",
      });
      const tried = ["feed/", "rss.xml", "feed.xml"].map((it) => ({ address: `https://${host}/${it}`, outcome: "404 (Not Found)", is_found: false }));
      return { steps: [page, ...tried, { ...page, outcome: "34 links to articles", is_found: true }], found: [front], advice: null };
    }
    const first = feed(`https://${host}/feed/`, { recommended: true, why: "It comes first of those that hold articles." });
    const comments = feed(`https://${host}/comments/feed/`, { title: "Comments on The Quay Post", is_comments: true, items: 10, newest: [] });
    return {
      steps: [page, { address: first.address, outcome: "a feed of 20 items", is_found: true }, { address: comments.address, outcome: "a feed of 10 items", is_found: true }],
      found: [first, comments],
      advice: null,
    };
  }

  return {
    async discover(address, _allowPrivate, onview) {
      const mine = ++turn;
      const host = address.replace(/^\w+:\/*/, "").split("/")[0] ?? "";
      if (!host.includes(".")) {
        throw { code: "bad_input", what: `“${address}” is no address of a site.`, advice: "Give the address of a site, of one of its pages or of a feed: ledger.example" };
      }
      const all = found(host);
      const view: Discovery = { address: `https://${host}/`, steps: [], found: [], advice: null, done: false, stopped: false };
      for (const step of all.steps) {
        await Promise.resolve();
        if (mine !== turn) return onview({ ...view, stopped: true });
        view.steps = [...view.steps, step];
        view.found = all.found.filter((it) => view.steps.some((one) => one.address === it.address && one.is_found)).map((it) => ({ ...it, recommended: false, why: null }));
        onview({ ...view });
      }
      onview({ ...view, found: all.found, advice: all.advice, done: true });
    },
    async cancelDiscover() {
      turn++;
    },
  };
}
