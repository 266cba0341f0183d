import { describe, expect, it } from "vitest";

import { difference, type Run } from "./difference";

/** "a [-b-] {+c+}" */
const drawn = (runs: readonly Run[]) =>
  runs.map((it) => (it.kind === "same" ? it.text : it.kind === "gone" ? `[-${it.text}-]` : `{+${it.text}+}`)).join("");

describe("the difference of two queries", () => {
  it.each([
    ["nothing changed", "a AND b", "a AND b", "a AND b"],
    ["a word put in", "a AND b", "a AND c AND b", "a AND {+c AND +}b"],
    ["a word taken out", "a AND NOT b", "a", "a[- AND NOT b-]"],
    ["a word for another", "sanction* NEAR/5 bank*", "sanction* NEAR/8 bank*", "sanction* NEAR/[-5-]{+8+} bank*"],
    ["a wildcard is part of its word", "bank", "bank*", "[-bank-]{+bank*+}"],
    ["a hyphen too", "de-escalation", "escalation", "[-de-escalation-]{+escalation+}"],
    ["from nothing", "", "a", "{+a+}"],
    ["to nothing", "a", "", "[-a-]"],
    ["two nothings", "", "", ""],
    ["any script", "санкции OR عقوبات", "санкции OR 制裁", "санкции OR [-عقوبات-]{+制裁+}"],
  ])("%s", (_, before, after, expected) => {
    expect(drawn(difference(before, after))).toBe(expected);
  });

  it("gives both texts back, whatever they are", () => {
    const words = ["a", "b", "AND", "OR", "(", ")", " ", "x*", "\"", "\n"];
    let seed = 7;
    const next = () => (seed = (seed * 1103515245 + 12345) % 2147483648);
    const text = () => Array.from({ length: next() % 30 }, () => words[next() % words.length]).join("");
    for (let n = 0; n < 500; n++) {
      const [before, after] = [text(), text()];
      const runs = difference(before, after);
      expect(runs.filter((it) => it.kind !== "new").map((it) => it.text).join("")).toBe(before);
      expect(runs.filter((it) => it.kind !== "gone").map((it) => it.text).join("")).toBe(after);
    }
  });

  it("tells what is too long to be compared as a whole", () => {
    const many = (word: string) => Array.from({ length: 4000 }, (_, n) => `${word}${n}`).join(" ");
    expect(difference(many("a"), many("b")).map((it) => it.kind)).toEqual(["gone", "new"]);
  });
});
