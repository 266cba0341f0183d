import { describe, expect, it } from "vitest";

import { fakeBackend } from "../backend/fake";
import { byId, ordered, standingOf } from "./standings";

describe("sources in order", () => {
  it("are those first that need somebody, or the last that brought something, or as they are called", async () => {
    const backend = fakeBackend(new URLSearchParams());
    const [views, standings] = [await backend.sources(), byId(await backend.standings())];
    const ids = (order: "attention" | "name" | "last") => ordered(views, standings, order).map((it) => it.source.id);
    expect(ids("name")).toEqual([1, 2, 3, 4, 5, 6]);
    expect(ids("attention")).toEqual([3, 2, 5, 1, 6, 4]);
    expect(ids("last")).toEqual([1, 3, 4, 5, 6, 2]);
    const before = new Map();
    expect(views.map((it) => standingOf(it, before))).toEqual(["well", "well", "trouble", "paused", "well", "well"]);
  });
});
