import { expect, test } from "vitest";
import { visible } from "./hidden";

test.each([
  ["plain text", "The quay is closed.", "The quay is closed."],
  ["a sign that turns what follows", "invoice\u202efdp.exe", "invoice⟨RLO⟩fdp.exe"],
  ["both", "\u202da\u202e", "⟨LRO⟩a⟨RLO⟩"],
  ["a space without width inside a word", "sanc\u200btions", "sanc⟨ZWSP⟩tions"],
  ["several of them", "sanc\u200b\u2060tions, бан\ufeffк", "sanc⟨ZWSP⟩tions, бан⟨ZWSP⟩к"],
  ["between words, where browsers may break a line", "one\u200b two", "one\u200b two"],
  ["a joiner that its script needs", "می\u200cخواهم", "می\u200cخواهم"],
  ["words of a script that is written without spaces", "ภาษา\u200bไทย", "ภาษา\u200bไทย"],
  ["marks of direction", "a \u200fb\u200e", "a \u200fb\u200e"],
])("h10: %s", (_name, text, expected) => {
  expect(visible(text)).toBe(expected);
});
