import type { Piece } from "../backend/types";

/** The pieces from shortly before the first marked one, so that a single line shows it. */
export function snippet(pieces: Piece[], lead: number): Piece[] {
  const first = pieces.findIndex((it) => it.topics.length > 0);
  if (first < 1) return pieces;
  const before = pieces.slice(0, first).map((it) => it.text).join("");
  if (before.length <= lead) return pieces;
  const cut = before.slice(-lead);
  // Begin at a word.
  const kept = cut.slice(cut.search(/\s/) + 1);
  return [{ text: `…${kept}`, topics: [] }, ...pieces.slice(first)];
}
