import type { Piece } from "../backend/types";

const STRONG = /\p{L}/u;
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/**
 * Which way a text runs, by its first letter. `dir="auto"` says the same, but engines miss it when marked text is
 * written after the element was made.
 */
export function directionOf(text: string | readonly Piece[]): "ltr" | "rtl" {
  const all = typeof text === "string" ? text : text.map((it) => it.text).join("");
  const first = STRONG.exec(all);
  return first && RIGHT_TO_LEFT.test(first[0]) ? "rtl" : "ltr";
}
