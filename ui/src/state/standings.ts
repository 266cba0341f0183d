/** Sources in the order in which somebody wants them, and which of them need somebody. */
import type { SourceStanding, SourceView, Standing } from "../backend/types";

/** How the sources are ordered. */
export type Order = "attention" | "name" | "last";

/** What is to be seen first stands first. */
const RANKS: Standing[] = ["trouble", "silent", "late", "waiting", "well", "paused"];

/** The standings that somebody should look at. */
export const NEEDY = ["trouble", "silent", "late"] as const satisfies Standing[];

/** How each source stands, by its number. */
export function byId(standings: readonly SourceStanding[]): ReadonlyMap<number, SourceStanding> {
  return new Map(standings.map((it) => [it.source_id, it]));
}

/** How a source stands. Files that could not be read are trouble too, though its last look went well. */
export function standingOf(view: SourceView, standings: ReadonlyMap<number, SourceStanding>): Standing {
  if (view.state === "paused") return "paused";
  if (view.state === "troubled") return "trouble";
  return standings.get(view.source.id)?.standing ?? (view.state === "waiting" ? "waiting" : "well");
}

/** The sources in an order; those that are equal in it stay as they came, which is by name. */
export function ordered(views: readonly SourceView[], standings: ReadonlyMap<number, SourceStanding>, order: Order): SourceView[] {
  if (order === "name") return [...views];
  if (order === "last") {
    const last = (it: SourceView) => standings.get(it.source.id)?.last_article_at ?? "";
    return [...views].sort((a, b) => (last(a) === last(b) ? 0 : last(a) < last(b) ? 1 : -1));
  }
  const rank = (it: SourceView) => RANKS.indexOf(standingOf(it, standings));
  return [...views].sort((a, b) => rank(a) - rank(b));
}
