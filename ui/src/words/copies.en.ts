// The words for copies of a text. A second language is a second file of the same type.

function some(n: number, one: string, other: string): string {
  return new Intl.PluralRules("en").select(n) === "one" ? one : other;
}

export const copies = {
  title: "Who has this text",
  /** "+3 copies" */
  more: (n: number) => `+${n} ${some(n, "copy", "copies")}`,
  /** "3 copies: AP; Daily A, Daily B and 1 more; one publisher" */
  inShort: (n: number, agency: string | null, outlets: readonly string[], publishers: number) =>
    `${n} ${some(n, "copy", "copies")}: ${agency ? `${agency}; ` : ""}${outlets.join(", ")}${n > outlets.length ? " …" : ""}; ${publishers === 1 ? "one publisher" : `${publishers} publishers`}`,
  oneText: (n: number, publishers: number, agency: string | null) =>
    `One text in ${n} ${some(n, "article", "articles")} of ${publishers} ${some(publishers, "publisher", "publishers")}${agency ? `, by ${agency}` : ""}.`,
  decided: "What you decide on this alert is decided on its copies.",
  original: "Original",
  thisOne: "this one",
  credits: (agency: string) => `credits ${agency}`,
  share: (percent: number) => `${percent} % copied`,
  changed: (cut: number, added: number) =>
    cut + added === 0 ? "nothing changed" : [cut > 0 ? `${cut} ${some(cut, "word", "words")} cut` : "", added > 0 ? `${added} added` : ""].filter(Boolean).join(", "),
  show: (outlet: string) => `Show what ${outlet} cut and added`,
  hide: (outlet: string) => `Hide what ${outlet} cut and added`,
  seen: "first seen",
  notShown: (n: number) => `${n} more ${some(n, "copy is", "copies are")} not shown.`,
  loading: "Comparing the texts",
  failed: "The copies could not be read.",
  again: "Try again",
  key: "Go to the copies",
};
