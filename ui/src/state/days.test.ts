import { describe, expect, it } from "vitest";

import { bars } from "./days";

const drawn = (days: [string, number][], most: number) => bars(days.map(([day, count]) => ({ day, count })), most).map((it) => `${it.from}–${it.until} ${it.count}`);

describe("the bars of days", () => {
  it("shows days without any between those with some, in order", () => {
    expect(drawn([["2025-12-03", 2], ["2025-12-01", 1]], 90)).toEqual(["2025-12-01–2025-12-01 1", "2025-12-02–2025-12-02 0", "2025-12-03–2025-12-03 2"]);
  });

  it("gathers days into weeks when there are more than fit, and loses none", () => {
    const days = Array.from({ length: 20 }, (_, n): [string, number] => [`2025-12-${String(n + 1).padStart(2, "0")}`, 1]);
    expect(drawn(days, 10)).toEqual(["2025-12-01–2025-12-07 7", "2025-12-08–2025-12-14 7", "2025-12-15–2025-12-20 6"]);
  });

  it("goes over the days on which clocks change, and over years", () => {
    const of = bars([{ day: "2015-01-01", count: 1 }, { day: "2025-12-31T00:00:00Z", count: 1 }], 60);
    expect(of.length).toBeLessThanOrEqual(60);
    expect(of[0]?.from).toBe("2015-01-01");
    expect(of.at(-1)?.until).toBe("2025-12-31");
    expect(of.reduce((sum, it) => sum + it.count, 0)).toBe(2);
  });

  it("of no days there are none", () => expect(bars([], 60)).toEqual([]));
});
