import type { AlertChange } from "../backend/types";

/** The words for versions that stand in lists and menus: read at the start, so kept apart from those of the versions themselves. */
export const changed = {
  open: "Versions",
  openKey: "Show the versions of the article",
  kinds: { found: "now in the text", gone: "no longer in the text", headline: "new headline" } satisfies Record<
    AlertChange["kind"],
    string
  >,
};
