import { describe, expect, it } from "vitest";

import { sortedAt, Times } from "./times";

const SEEN = "2021-12-07T16:42:00Z";
const times = new Times("en-GB", "UTC");

describe("when an article is of", () => {
  const TESTS: [string, string | null, string, string][] = [
    ["is when it was published", "2021-12-07T16:40:00Z", "2021-12-07T16:40:00Z", "7 Dec 2021, 16:40 UTC"],
    ["is when it came in where that is not said", null, SEEN, "undated, came in 7 Dec 2021, 16:42 UTC"],
    ["may be a little later than it came in: clocks differ", "2021-12-07T16:52:00Z", "2021-12-07T16:52:00Z", "7 Dec 2021, 16:52 UTC"],
    ["is not much later", "2021-12-07T16:52:01Z", SEEN, "dated 7 Dec 2021, 16:52 UTC, came in 7 Dec 2021, 16:42 UTC"],
    ["is not before 1990", "1989-12-31T23:59:59Z", SEEN, "dated 31 Dec 1989, 23:59 UTC, came in 7 Dec 2021, 16:42 UTC"],
    ["may be the first of 1990", "1990-01-01T00:00:00Z", "1990-01-01T00:00:00Z", "1 Jan 1990, 00:00 UTC"],
    ["may be the moment it came in", SEEN, SEEN, "7 Dec 2021, 16:42 UTC"],
  ];
  it.each(TESTS)("%s", (_, published, sorted, said) => {
    expect(sortedAt(published, SEEN)).toBe(sorted);
    expect(times.dated(published, SEEN)).toBe(said);
  });
});
