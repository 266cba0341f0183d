import { readFileSync } from "node:fs";

import { expect, test } from "vitest";
import { visible, visibleIn } from "./hidden";

test.each([
  ["plain text", "The quay is closed.", "The quay is closed."],
  ["a sign that turns what follows", "invoice\u202efdp.exe", "invoice⟨RLO⟩fdp.exe"],
  ["both", "\u202da\u202e", "⟨LRO⟩a⟨RLO⟩"],
  ["embeddings and their end", "\u202a(1) \u202b[2]\u202c", "⟨LRE⟩(1) ⟨RLE⟩[2]⟨PDF⟩"],
  ["isolates and their end", "\u2066 1 \u2067 2 \u2068 3 \u2069", "⟨LRI⟩ 1 ⟨RLI⟩ 2 ⟨FSI⟩ 3 ⟨PDI⟩"],
  ["also in a text that runs to the left", "\u2067بنك\u2069", "⟨RLI⟩بنك⟨PDI⟩"],
  ["signs that no text needs", "a \u2063 b \ufff9", "a ⟨U+2063⟩ b ⟨U+FFF9⟩"],
  ["letters that are not seen, as one", "see \u{e0062}\u{e0075}\u{e0079}", "see ⟨TAG⟩"],
  ["but not those of a flag", "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} won", "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} won"],
  ["a space without width inside a word", "sanc\u200btions", "sanc⟨ZWSP⟩tions"],
  ["several of them", "sanc\u200b\u2060tions, бан\ufeffк", "sanc⟨ZWSP⟩tions, бан⟨ZWSP⟩к"],
  ["several of several kinds", "sanc\u200d\u202e\u200dtions", "sanc⟨ZWJ⟩⟨RLO⟩⟨ZWJ⟩tions"],
  ["in several places of a word", "s\u200ba\u200bn", "s⟨ZWSP⟩a⟨ZWSP⟩n"],
  ["joiners inside a word", "sanc\u200ctions, сан\u200dкции, τρά\u200cπεζα", "sanc⟨ZWNJ⟩tions, сан⟨ZWJ⟩кции, τρά⟨ZWNJ⟩πεζα"],
  ["a hyphen that is not seen", "sanc\u00adtions", "sanc⟨SHY⟩tions"],
  ["marks of direction inside a word", "sanc\u200etions, ban\u061ck", "sanc⟨LRM⟩tions, ban⟨ALM⟩k"],
  ["what else is not seen inside a word", "sanc\u034ftions, ban\ufe0fk", "sanc⟨U+034F⟩tions, ban⟨U+FE0F⟩k"],
  ["behind an accent that is a sign of its own", "cafe\u0301\u200cs", "cafe\u0301⟨ZWNJ⟩s"],
  ["between words, where browsers may break a line", "one\u200b two", "one\u200b two"],
  ["at the end of a word", "one\u00ad, two\u200d", "one\u00ad, two\u200d"],
  ["a joiner that its script needs", "می\u200cخواهم", "می\u200cخواهم"],
  ["joiners of Indic scripts", "नमस्\u200dते क्\u200cष", "नमस्\u200dते क्\u200cष"],
  ["joiners of pictures", "\u{1f469}\u200d\u{1f680} \u2764\ufe0f", "\u{1f469}\u200d\u{1f680} \u2764\ufe0f"],
  ["words of a script that is written without spaces", "ภาษา\u200bไทย", "ภาษา\u200bไทย"],
  ["marks of direction", "a \u200fb\u200e", "a \u200fb\u200e"],
])("h10: %s", (_name, text, expected) => {
  expect(visible(text)).toBe(expected);
});

test.each<[string, string[], string[]]>([
  ["a mark over a word covers the whole of it", ["of ", "sanc\u200ctions", " on"], ["of ", "sanc⟨ZWNJ⟩tions", " on"]],
  ["a sign before a mark counts with the word in it", ["sanc\u200c", "tions"], ["sanc⟨ZWNJ⟩", "tions"]],
  ["and one behind it", ["sanc", "\u200ctions"], ["sanc", "⟨ZWNJ⟩tions"]],
  ["a sign alone", ["sanc", "\u200c", "tions"], ["sanc", "⟨ZWNJ⟩", "tions"]],
  ["each piece names its own", ["sanc\u200c", "\u200ctions"], ["sanc⟨ZWNJ⟩", "⟨ZWNJ⟩tions"]],
  ["behind letters of two units", ["\u{1f680}\u202e", "\u{1f680}"], ["\u{1f680}⟨RLO⟩", "\u{1f680}"]],
  ["nothing to show", ["a", "", "b"], ["a", "", "b"]],
])("h10: in pieces: %s", (_name, pieces, expected) => {
  expect(visibleIn(pieces)).toEqual(expected);
});

test("h10: whatever documents leave out is shown by name, at the latest inside a word", () => {
  const safe = readFileSync("../src-tauri/press/src/safe.rs", "utf8");
  const list = /fn is_hidden\(c: char\) -> bool \{([^}]*\{[^}]*\})+[^)]*\)/.exec(safe)?.[0] ?? "";
  const spans = [...list.matchAll(/'\\u\{(\w+)\}'(?:\.\.='\\u\{(\w+)\}')?/g)].map((it) => [parseInt(it[1] ?? "", 16), parseInt(it[2] ?? it[1] ?? "", 16)]);
  expect(spans.length, "the list is read").toBeGreaterThan(5);
  for (const [first = 0, last = 0] of spans) {
    for (let number = first; number <= last; number++) {
      const sign = String.fromCodePoint(number);
      expect(visible(`sanc${sign}tions`), number.toString(16)).toMatch(/^sanc⟨[\w+]+⟩tions$/);
    }
  }
});
