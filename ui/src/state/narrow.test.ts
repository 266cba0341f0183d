import { describe, expect, it } from "vitest";

import { daysAre, fieldIs, narrowed, withoutDays } from "./narrow";

describe("narrowing a query", () => {
  it.each([
    ["sanctions", "lang:fr", "sanctions AND lang:fr"],
    ["a AND b", "lang:fr", "a AND b AND lang:fr"],
    ["a OR b", "lang:fr", "(a OR b) AND lang:fr"],
    ["(a OR b) AND c", "lang:fr", "(a OR b) AND c AND lang:fr"],
    ['"this OR that"', "lang:fr", '"this OR that" AND lang:fr'],
    ["", "lang:fr", "lang:fr"],
    ["a AND date:2025-12-01", "date:2025-12-03", "a AND date:2025-12-03"],
    ["(a OR b) AND date:2025-12-01", "date:2025-12-03", "(a OR b) AND date:2025-12-03"],
    ["a AND date:2025-12-01 AND lang:fr", "date:2025-12-03", "a AND lang:fr AND date:2025-12-03"],
    ["a AND NOT (b AND date:2025-12-01)", "date:2025-12-03", "a AND NOT (b AND date:2025-12-01) AND date:2025-12-03"],
  ])("%s by %s", (query, clause, expected) => {
    expect(narrowed(query, clause)).toBe(expected);
  });

  it.each([
    ["source", "Reuters", "source:Reuters"],
    ["source", "The Harbour Ledger", 'source:"The Harbour Ledger"'],
    ["source", 'The "Sun"', 'source:"The  Sun"'],
    ["lang", "fr", "lang:fr"],
  ])("%s %s is quoted where it must be", (field, value, expected) => {
    expect(fieldIs(field, value)).toBe(expected);
  });

  it("names one day as a day and several as a span", () => {
    expect(daysAre("2025-12-01", "2025-12-01")).toBe("date:2025-12-01");
    expect(daysAre("2025-12-01", "2025-12-07")).toBe("date:2025-12-01/2025-12-07");
  });

  it("takes days away again, and the brackets that they needed", () => {
    expect(withoutDays("(a OR b) AND date:2025-12-01/2025-12-03")).toBe("a OR b");
    expect(withoutDays("(a OR b) AND (c OR d)")).toBe("(a OR b) AND (c OR d)");
  });
});
