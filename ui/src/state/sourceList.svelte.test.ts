import { flushSync } from "svelte";
import { afterEach, describe, expect, it } from "vitest";

import { fakeBackend } from "../backend/fake";
import type { SourceStanding, SourceView, Standing } from "../backend/types";
import { SourceList } from "./sourceList.svelte";

let stop = () => {};
afterEach(() => stop());

/** A list of sources numbered from 1 by name, of which it is known how they stand, or not yet. */
async function open(n: number, standing: (id: number) => Standing = () => "well") {
  const [view] = await fakeBackend(new URLSearchParams()).sources();
  const [how] = await fakeBackend(new URLSearchParams()).standings();
  if (!view || !how) throw new Error("no source");
  const one = (id: number): SourceView => ({ ...view, source: { ...view.source, id, name: `Source ${id}`, group: id % 2 ? "Odd" : null } });
  const all = (standing: (id: number) => Standing, ids: number[]): SourceStanding[] => ids.map((id) => ({ ...how, source_id: id, standing: standing(id), diagnoses: 0 }));
  let ids = Array.from({ length: n }, (_, i) => i + 1);
  let sources = $state.raw<SourceView[] | null>(null);
  let standings = $state.raw<SourceStanding[] | null>(null);
  let list!: SourceList;
  stop = $effect.root(() => {
    list = new SourceList(
      () => sources,
      () => standings,
    );
  });
  sources = ids.map(one);
  flushSync();
  const shown = () => list.shown.map((it) => it.source.id);
  const stand = (next: (id: number) => Standing) => {
    standings = all(next, ids);
    flushSync();
  };
  const are = (next: number[]) => {
    ids = next;
    sources = ids.map(one);
    flushSync();
  };
  stand(standing);
  return { list, shown, stand, are };
}

describe("the rows of the sources", () => {
  it("are in order once it is known how they stand, and hold it until they are sorted again", async () => {
    const { list, shown, stand } = await open(4, (id) => (id === 3 ? "trouble" : "well"));
    expect([shown(), list.isStale]).toEqual([[3, 1, 2, 4], false]);
    stand((id) => (id === 4 ? "trouble" : "well"));
    expect([shown(), list.isStale], "no row moves under the pointer").toEqual([[3, 1, 2, 4], true]);
    list.sortAgain();
    flushSync();
    expect([shown(), list.isStale]).toEqual([[4, 1, 2, 3], false]);
    list.choose({ order: "name" });
    flushSync();
    expect(shown()).toEqual([1, 2, 3, 4]);
  });

  it("that are new come last, and one that comes back comes back to its place", async () => {
    const { list, shown, are, stand } = await open(3, (id) => (id === 9 ? "trouble" : "well"));
    are([9, 1, 2, 3]);
    stand((id) => (id === 9 ? "trouble" : "well"));
    expect([shown(), list.isStale]).toEqual([[1, 2, 3, 9], true]);
    are([9, 1, 3]);
    expect([shown(), list.beside([2]), list.beside([3]), list.beside([9])]).toEqual([[1, 3, 9], 3, 9, 3]);
    are([9, 1, 2, 3]);
    expect(shown()).toEqual([1, 2, 3, 9]);
    expect(list.beside([1, 2, 3, 9]), "nothing is left").toBeNull();
  });

  it("of one kind only are shown until there is none of it; it does not come back by itself", async () => {
    const { list, shown, stand } = await open(3, (id) => (id === 2 ? "silent" : "well"));
    list.choose({ only: "silent" });
    flushSync();
    expect([shown(), list.needs]).toEqual([[2], [{ need: "silent", count: 1 }]]);
    stand((id) => (id === 1 || id === 2 ? "silent" : "well"));
    expect(shown(), "one that joins them comes last").toEqual([2, 1]);
    stand(() => "well");
    expect([list.only, shown().toSorted()]).toEqual([null, [1, 2, 3]]);
    stand((id) => (id === 2 ? "silent" : "well"));
    expect(shown().length).toBe(3);
  });

  it("are looked for by words and by group from twelve on", async () => {
    const { list, shown } = await open(12);
    expect([list.isLong, list.groups]).toEqual([true, ["", "Odd"]]);
    list.choose({ text: "source 1", group: "Odd" });
    flushSync();
    expect(shown()).toEqual([1, 11]);
    list.choose({ text: "", group: "" });
    flushSync();
    expect(shown()).toEqual([2, 4, 6, 8, 10, 12]);
    expect((await open(11)).list.isLong).toBe(false);
  });

  it("are drawn two hundred at a time, and as far as one is gone to", async () => {
    const { list } = await open(950);
    expect([list.shown.length, list.drawn.length]).toEqual([950, 200]);
    expect([list.more(), list.drawn.length]).toEqual([201, 400]);
    expect([list.draw(400), list.draw(650), list.drawn.length]).toEqual([false, true, 800]);
    list.choose({ order: "name" });
    expect(list.drawn.length).toBe(200);
  });
});
