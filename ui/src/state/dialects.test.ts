import { describe, expect, it } from "vitest";

import { looksLike } from "./dialects";

describe("where a pasted query comes from", () => {
  it.each([
    ["factiva", "hd=(sanction* near5 bank*) and la=en"],
    ["factiva", "atleast3 sanctions and wc>200"],
    ["factiva", "sanction* /N5/ bank*"],
    ["lexis", "sanction! W/5 bank! AND HEADLINE(vostria)"],
    ["lexis", "sanctions w/p bank and publication(ledger)"],
    ["meltwater", 'ingress:"sanctions" AND sourceCountry:XL'],
    ["brandwatch", "(sanctions NEAR/5f banks) AND NOT {League}"],
    ["lucene", '+sanctions -football "border escalation"~5'],
    ["lucene", "title:sanctions AND published:[2025-01-01 TO 2025-02-01]"],
    [null, "sanction* NEAR/5 (bank* OR assets)"],
    [null, '"border escalation" AND NOT (league OR referee)'],
    [null, "title:sanctions AND lang:en AND words:>300"],
    [null, "SCORE>=3(a^2, b) OR AFFIRMED(escalation)"],
    [null, "de-escalation"],
    [null, "The ministry said on Tuesday that nobody was hurt."],
    [null, ""],
  ])("%s: %s", (expected, text) => {
    expect(looksLike(text)).toBe(expected);
  });
});
