/** What signs that are not seen are called. The others are named by their number. */
const NAMES: Readonly<Record<string, string>> = {
  "\u00ad": "SHY",
  "\u061c": "ALM",
  "\u200b": "ZWSP",
  "\u200c": "ZWNJ",
  "\u200d": "ZWJ",
  "\u200e": "LRM",
  "\u200f": "RLM",
  "\u202a": "LRE",
  "\u202b": "RLE",
  "\u202c": "PDF",
  "\u202d": "LRO",
  "\u202e": "RLO",
  "\u2060": "ZWSP",
  "\u2066": "LRI",
  "\u2067": "RLI",
  "\u2068": "FSI",
  "\u2069": "PDI",
  "\ufeff": "ZWSP",
};
const LETTER = "[\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}]";
/** What such a letter carries and is seen: accents. */
const ACCENTS = "(?:(?!\\p{DI})\\p{M})*";
const UNSEEN = "[\\p{DI}\\ufff9-\\ufffb\\ufffe\\uffff]";
/**
 * What turns the direction of what follows, and what no text needs. With the signs that are named within words only it is
 * what `is_hidden` in src-tauri/press/src/safe.rs leaves out of documents.
 */
const NEVER = "[\\u202a-\\u202e\\u2061-\\u206f\\ufff9-\\ufffb\\ufffe\\uffff\\u{e0000}-\\u{e007f}]";
/** The flag of a part of a country is made of such signs. */
const FLAG = "\\u{1f3f4}[\\u{e0030}-\\u{e007a}]{3,6}\\u{e007f}";
const ANY = new RegExp(UNSEEN, "u");
const SIGNS = new RegExp(`${FLAG}|${LETTER}${ACCENTS}(${UNSEEN}+)(?=${LETTER})|(${NEVER}+)`, "gu");

/**
 * A text whose signs that are not seen are shown by name, in place of doing what they do: those that turn the direction of what
 * follows, and any inside a word of Latin, Cyrillic or Greek letters. What scripts need for themselves (joiners, marks of
 * direction) stays.
 */
export function visible(text: string): string {
  return visibleIn([text])[0] ?? text;
}

/** As [`visible`], for the pieces of one text: a sign stays in its piece, and counts by what stands beside it in the whole. */
export function visibleIn(pieces: readonly string[]): string[] {
  const all = pieces.join("");
  if (!ANY.test(all)) return [...pieces];
  const names = new Map<number, string>();
  for (const found of all.matchAll(SIGNS)) {
    const signs = found[1] ?? found[2] ?? "";
    let at = found.index + found[0].length - signs.length;
    for (const sign of signs) {
      names.set(at, nameOf(sign));
      at += sign.length;
    }
  }
  let at = 0;
  return pieces.map((piece) => {
    let shown = "";
    let last: string | undefined;
    for (const sign of piece) {
      const name = names.get(at);
      if (name === undefined) shown += sign;
      else if (name !== last) shown += `⟨${name}⟩`;
      last = name;
      at += sign.length;
    }
    return shown;
  });
}

function nameOf(sign: string): string {
  const number = sign.codePointAt(0) ?? 0;
  if (number >= 0xe0000 && number <= 0xe007f) return "TAG";
  return NAMES[sign] ?? `U+${number.toString(16).toUpperCase().padStart(4, "0")}`;
}
