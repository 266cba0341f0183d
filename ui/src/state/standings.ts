/** Sources in the order in which somebody wants them, and which of them need somebody. */
import type { SourceStanding, SourceView, Standing } from "../backend/types";

/** How the sources are ordered. */
export type Order = "attention" | "name" | "last";

/** How a source stands, as far as that is known. */
export type Stands = Standing | "unknown";

/** What one can ask to see only: those that should be looked at, and those about which something was noticed. */
export const NEEDS = ["trouble", "silent", "late", "noticed"] as const;
export type Need = (typeof NEEDS)[number];

/** What is to be seen first stands first. */
const RANKS: (Stands | "noticed")[] = ["trouble", "silent", "late", "noticed", "waiting", "unknown", "well", "paused"];

/** How each source stands, by its number. */
export function byId(standings: readonly SourceStanding[]): ReadonlyMap<number, SourceStanding> {
  return new Map(standings.map((it) => [it.source_id, it]));
}

/** How a source stands. Files that could not be read are trouble too, though its last look went well. Of what nothing was told, nothing is said. */
export function standingOf(view: SourceView, standings: ReadonlyMap<number, SourceStanding>): Stands {
  if (view.state === "paused") return "paused";
  if (view.state === "troubled") return "trouble";
  return standings.get(view.source.id)?.standing ?? (view.state === "waiting" ? "waiting" : "unknown");
}

/** How many things were noticed about a source, however it stands. */
export function noticedOf(view: SourceView, standings: ReadonlyMap<number, SourceStanding>): number {
  return standings.get(view.source.id)?.diagnoses ?? 0;
}

/** Whether a source is one of those that somebody should see. */
export function isNeeding(need: Need, view: SourceView, standings: ReadonlyMap<number, SourceStanding>): boolean {
  return need === "noticed" ? noticedOf(view, standings) > 0 : standingOf(view, standings) === need;
}

/** The sources in an order; those that are equal in it stay as they came, which is by name. */
export function ordered(views: readonly SourceView[], standings: ReadonlyMap<number, SourceStanding>, order: Order): SourceView[] {
  if (order === "name") return [...views];
  if (order === "last") {
    const last = (it: SourceView) => standings.get(it.source.id)?.last_article_at ?? "";
    return [...views].sort((a, b) => (last(a) === last(b) ? 0 : last(a) < last(b) ? 1 : -1));
  }
  const rank = (it: SourceView) => {
    const standing = standingOf(it, standings);
    return RANKS.indexOf(standing === "well" && noticedOf(it, standings) > 0 ? "noticed" : standing);
  };
  return [...views].sort((a, b) => rank(a) - rank(b));
}

/** One form of a group inside others, however its name is typed. */
function groupOf(view: SourceView): string {
  return (view.source.group ?? "").trim().split(/\s+/).join(" ");
}

/** Every group, also those that only hold others; an empty one where a source is in none. In the order of their names. */
export function groupsOf(views: readonly SourceView[]): string[] {
  const found = new Set<string>();
  for (const group of new Set(views.map(groupOf))) {
    const levels = group.split(" / ");
    levels.forEach((_, i) => found.add(levels.slice(0, i + 1).join(" / ")));
  }
  return [...found].sort((a, b) => a.localeCompare(b));
}

/** Whether a source is in a group or in one inside it; the empty one holds those that are in none. */
export function isIn(view: SourceView, group: string): boolean {
  const own = groupOf(view);
  return own === group || (group !== "" && own.startsWith(`${group} / `));
}

/** Whether every word that is looked for occurs in the name, address, publisher or group of a source. */
export function isMeant(view: SourceView, text: string): boolean {
  const { name, address, publisher, group } = view.source;
  const said = [name, address, publisher, group].join("\n").toLocaleLowerCase();
  return text
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((it) => said.includes(it));
}
