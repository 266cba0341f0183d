import { describe, expect, it } from "vitest";

import { fakeBackend } from "../backend/fake";
import { byId, groupsOf, isIn, isMeant, ordered, standingOf } from "./standings";

describe("sources in order", () => {
  it("are those first that need somebody, or the last that brought something, or as they are called", async () => {
    const backend = fakeBackend(new URLSearchParams());
    const [views, standings] = [await backend.sources(), byId(await backend.standings())];
    const ids = (order: "attention" | "name" | "last") => ordered(views, standings, order).map((it) => it.source.id);
    expect(ids("name")).toEqual([1, 2, 3, 4, 5, 6]);
    expect(ids("attention")).toEqual([3, 2, 5, 1, 6, 4]);
    expect(ids("last")).toEqual([1, 3, 4, 5, 6, 2]);
    const before = new Map();
    expect(views.map((it) => standingOf(it, before))).toEqual(["unknown", "unknown", "trouble", "paused", "unknown", "unknown"]);
  });

  it("are told after what needs somebody where something was noticed about one that does well", async () => {
    const backend = fakeBackend(new URLSearchParams());
    const views = await backend.sources();
    const standings = (await backend.standings()).map((it) => (it.source_id === 6 ? { ...it, diagnoses: 2 } : it));
    expect(ordered(views, byId(standings), "attention").map((it) => it.source.id)).toEqual([3, 2, 5, 6, 1, 4]);
    expect(ordered(views, byId(standings.filter((it) => it.source_id !== 1)), "attention").map((it) => it.source.id), "one of which nothing is known").toEqual([3, 2, 5, 6, 1, 4]);
  });
});

describe("groups", () => {
  const grouped = async (groups: (string | null)[]) =>
    (await fakeBackend(new URLSearchParams()).sources()).slice(0, groups.length).map((it, i) => ({ ...it, source: { ...it.source, group: groups[i] ?? null } }));

  it("are inside others, and each holds what is in those inside it", async () => {
    const views = await grouped(["Wires / State", "Wires", null, "Wires  /  Private", "Wiresmiths"]);
    expect(groupsOf(views)).toEqual(["", "Wires", "Wires / Private", "Wires / State", "Wiresmiths"]);
    const inside = (group: string) => views.filter((it) => isIn(it, group)).map((it) => it.source.id);
    expect([inside("Wires"), inside("Wires / State"), inside("Wires / Private"), inside("")]).toEqual([[1, 2, 4], [1], [4], [3]]);
  });

  it("that only hold others are there too", async () => {
    expect(groupsOf(await grouped(["A / B / C"]))).toEqual(["A", "A / B", "A / B / C"]);
  });
});

describe("a source that is looked for", () => {
  it.each([
    ["harbour", true],
    ["HARBOUR  national", true],
    ["theharbourledger.example/rss", true],
    ["harbour wire", false],
    ["", true],
  ])("%j: %s", async (text, found) => {
    const view = (await fakeBackend(new URLSearchParams()).sources())[1];
    expect(view && isMeant(view, text)).toBe(found);
  });
});
