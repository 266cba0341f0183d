const NAMES: Readonly<Record<string, string>> = {
  "\u202d": "⟨LRO⟩",
  "\u202e": "⟨RLO⟩",
};
const OVERRIDES = /[\u202d\u202e]/g;
const WITHIN_A_WORD = /([\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}])[\u200b\u2060\ufeff]+(?=[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}])/gu;
const ANY = /[\u200b\u202d\u202e\u2060\ufeff]/;

/**
 * A text whose signs that are not seen are shown by name, in place of doing what they do: those that turn the direction of what
 * follows, and spaces without width inside a word. What scripts need for themselves (joiners, marks of direction) stays.
 */
export function visible(text: string): string {
  if (!ANY.test(text)) return text;
  return text.replace(OVERRIDES, (sign) => NAMES[sign] ?? sign).replace(WITHIN_A_WORD, "$1⟨ZWSP⟩");
}
