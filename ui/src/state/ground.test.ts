import { describe, expect, it, vi } from "vitest";

import { directionOf } from "../controls/direction";
import { rows } from "../controls/virtual";
import { snippet } from "../controls/snippet";
import { failureOf } from "./failure";
import { fit } from "./fuzzy";
import { Part, prepareAll } from "./later.svelte";
import { hrefOf, placeOf } from "./router.svelte";
import { Times } from "./times";

describe("places", () => {
  it("an address says where one is, and back", () => {
    expect(placeOf(hrefOf("stories", 12, { q: "a b & c" }))).toEqual({ screen: "stories", id: 12, words: { q: "a b & c" } });
  });
  it.each([["", "alerts"], ["#/nowhere", "alerts"], ["#/sources/x", "sources"], ["#sources", "sources"]])("%s is %s", (hash, screen) => {
    expect(placeOf(hash)).toMatchObject({ screen, id: null });
  });
});

describe("times", () => {
  const times = new Times("en-GB", "Europe/Kyiv");
  const at = "2021-12-07T16:42:00Z";
  it("are shown in the analyst's zone, with UTC beside", () => {
    expect(times.clock(at)).toBe("18:42");
    expect(times.utc(at)).toBe("16:42 UTC");
    expect(times.utcBeside(at)).toBe("(16:42 UTC)");
    expect(new Times("en-GB", "Etc/UTC").utcBeside(at)).toBe("");
    expect(new Times("en-GB", "Europe/London").utcBeside("2021-07-07T16:42:00Z")).toBe("(16:42 UTC)");
    expect(times.stamp(at)).toMatch(/7 Dec 2021,? (at )?18:42 (EET|GMT\+2)/);
  });
  it("in a list: the time for today, the day for before", () => {
    expect(times.brief(at, Date.parse("2021-12-07T21:59:00Z"))).toBe("18:42");
    expect(times.brief(at, Date.parse("2021-12-07T22:01:00Z"))).toBe("7 Dec");
    expect(times.brief(at, Date.parse("2022-12-01T00:00:00Z"))).toBe("7 Dec 2021");
  });
  it("know the zone's distance from UTC", () => {
    expect(times.offset(Date.parse(at))).toBe("UTC+2");
    expect(new Times("en", "Asia/Kolkata").offset(0)).toBe("UTC+5:30");
    expect(new Times("en", "UTC").offset(0)).toBe("UTC");
  });
  it("never lie in the future", () => {
    expect(times.ago(at, Date.parse(at) - 5000)).toMatch(/0/);
  });
});

describe("a long list", () => {
  it("knows where each row stands and which row is at a height, headings and all", () => {
    const shape = rows(10, 84, [0, 4], 30);
    expect(shape.total).toBe(8 * 84 + 2 * 30);
    for (let i = 0; i < 10; i++) {
      expect(shape.at(shape.top(i))).toBe(i);
      expect(shape.at(shape.top(i) + shape.height(i) - 1)).toBe(i);
    }
    expect(rows(100_000, 84, [], 30).at(84 * 99_999)).toBe(99_999);
    expect(rows(0, 84, [], 30).at(0)).toBe(0);
  });
});

describe("which way a text runs", () => {
  it.each([
    ["Talks resume", "ltr"],
    ["“94” — محادثات", "rtl"],
    ["שיחות", "rtl"],
    ["Санкции", "ltr"],
    ["1,204", "ltr"],
  ])("%s: %s", (text, direction) => {
    expect(directionOf(text)).toBe(direction);
    expect(directionOf([{ text: "“", topics: [] }, { text, topics: [1] }])).toBe(direction);
  });
});

describe("a flagged sentence on one line", () => {
  const piece = (text: string, ...topics: number[]) => ({ text, topics });
  it("begins shortly before the first mark, at a word", () => {
    const cut = snippet([piece("A very long beginning of a sentence that says "), piece("sanctions", 1), piece(" at last")], 16);
    expect(cut.map((it) => it.text).join("")).toBe("…that says sanctions at last");
  });
  it("stays whole where the mark is near its beginning", () => {
    const pieces = [piece("New "), piece("sanctions", 1)];
    expect(snippet(pieces, 20)).toBe(pieces);
  });
});

describe("names by what was typed", () => {
  it("whole words go before parts, and letters strewn about are nothing", () => {
    expect(fit("Go to Sources", "sour") ?? 0).toBeGreaterThan(fit("Resources", "sour") ?? 0);
    expect(fit("Go to Sources", "gts")).not.toBeNull();
    expect(fit("De-escalation & talks", "san")).toBeNull();
  });
});

describe("failures", () => {
  it("say what happened and what to do, whatever was thrown", () => {
    expect(failureOf({ code: "io", what: "No.", advice: "Do." })).toEqual({ code: "io", what: "No.", advice: "Do." });
    expect(failureOf(new Error("boom")).advice).toContain("boom");
  });
});

describe("a part of the window that is read when it is needed", () => {
  const thing = () => "drawn";

  it("is there once it came, and is not read twice", async () => {
    const bring = vi.fn(async () => Promise.resolve({ default: thing }));
    const part = new Part(bring);
    expect(part.thing).toBeUndefined();
    await Promise.all([part.want(), part.want()]);
    await part.want();
    expect([part.thing, bring.mock.calls.length]).toEqual([thing, 1]);
  });

  it("says that it comes only where that takes long, and that it failed until it is tried again", async () => {
    vi.useFakeTimers();
    let refuse: (error: Error) => void = () => {};
    const bring = vi.fn(() => new Promise<{ default: typeof thing }>((_, no) => (refuse = no)));
    const part = new Part(bring);
    const asked = part.want();
    expect(part.slow).toBe(false);
    vi.advanceTimersByTime(100);
    expect(part.slow).toBe(true);
    refuse(new Error("gone"));
    await asked;
    expect([part.slow, part.failed]).toEqual([false, true]);
    bring.mockImplementation(() => Promise.resolve({ default: thing }));
    await part.want();
    expect([part.failed, part.thing]).toEqual([false, thing]);
    vi.useRealTimers();
  });

  it("is read when there is nothing else to do, with those that it brings; a failure then is not told", async () => {
    let inner: Part<typeof thing> | undefined;
    const outer = new Part(async () => {
      inner ??= new Part(() => Promise.resolve({ default: thing }));
      return Promise.resolve({ default: thing });
    });
    await prepareAll();
    expect([outer.thing, inner?.thing]).toEqual([thing, thing]);
    const gone = new Part<typeof thing>(() => Promise.reject(new Error("gone")));
    await prepareAll();
    expect([gone.thing, gone.failed]).toEqual([undefined, false]);
  });
});
