/** Where the analyst is: a screen, perhaps a thing on it, perhaps words. Kept in the address, so that back and forward work. */

export const SCREENS = ["alerts", "stories", "search", "digests", "watchlists", "sources", "settings", "welcome"] as const;

/** A screen of the window. */
export type Screen = (typeof SCREENS)[number];

/** A place in the window. */
export interface Place {
  screen: Screen;
  /** The story, digest, source or watchlist that is open. */
  id: number | null;
  /** Words that say more: `q` of a search, `watchlist` of the alerts. */
  words: Record<string, string>;
}

/** The address of a place. */
export function hrefOf(screen: Screen, id: number | null = null, words: Record<string, string> = {}): string {
  const query = new URLSearchParams(words).toString();
  return `#/${screen}${id === null ? "" : `/${id}`}${query ? `?${query}` : ""}`;
}

/** The place of an address; the alerts if it is none of ours. */
export function placeOf(hash: string): Place {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [name = "", id = ""] = path.split("/");
  const screen = SCREENS.find((it) => it === name) ?? "alerts";
  return {
    screen,
    id: /^\d+$/.test(id) ? Number(id) : null,
    words: Object.fromEntries(new URLSearchParams(query)),
  };
}

export class Router {
  place = $state.raw<Place>({ screen: "alerts", id: null, words: {} });

  constructor() {
    this.place = placeOf(location.hash);
    $effect(() => {
      const moved = () => (this.place = placeOf(location.hash));
      window.addEventListener("hashchange", moved);
      return () => window.removeEventListener("hashchange", moved);
    });
  }

  get screen(): Screen {
    return this.place.screen;
  }

  /** Goes somewhere. */
  go(screen: Screen, id: number | null = null, words: Record<string, string> = {}): void {
    const href = hrefOf(screen, id, words);
    if (location.hash === href) return;
    history.pushState(null, "", href);
    this.place = placeOf(href);
  }

  /** Says more about where we are, without a step back to before. */
  refine(words: Record<string, string>): void {
    const href = hrefOf(this.place.screen, this.place.id, words);
    history.replaceState(null, "", href);
    this.place = placeOf(href);
  }

  back(): void {
    history.back();
  }
}
