import { describe, expect, test } from "vitest";

import { Picked } from "./picked.svelte";

describe("choosing several rows", () => {
  const of = (rows: number[]) => new Picked(() => rows);

  test("one is taken and let go", () => {
    const it = of([7, 3, 9]);
    it.toggle(3);
    it.toggle(9);
    it.toggle(3);
    expect(it.shown).toEqual([9]);
  });

  test("Shift chooses a stretch, and back again less of it", () => {
    const it = of([7, 3, 9, 4]);
    expect(it.step(1)).toBe(7);
    it.step(1, true);
    it.step(1, true);
    expect(it.shown).toEqual([7, 3, 9]);
    it.step(-1, true);
    expect(it.shown).toEqual([7, 3]);
    expect(it.step(-1)).toBe(7);
  });

  test("the ends of the list are the ends", () => {
    const it = of([7, 3]);
    expect([it.step(-1), it.step(1), it.step(1), of([]).step(1)]).toEqual([3, 3, 3, null]);
  });

  test("all that is shown, and none", () => {
    const it = of([7, 3]);
    it.all();
    expect(it.shown).toEqual([7, 3]);
    it.none();
    expect(it.shown).toEqual([]);
  });

  test("what is no longer shown is not acted on", () => {
    let rows = [7, 3];
    const it = new Picked(() => rows);
    it.all();
    rows = [3];
    expect(new Picked(() => rows).shown).toEqual([]);
    expect([...it.ids].filter((id) => rows.includes(id))).toEqual([3]);
  });

  test("a row that is hidden is not the one that keys are about", () => {
    let rows = $state.raw([7, 3]);
    const it = new Picked(() => rows);
    it.step(1);
    expect(it.here).toBe(7);
    rows = [3];
    expect([it.here, it.step(1), it.here]).toEqual([null, 3, 3]);
  });
});
