import { flushSync } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";

import { alertRow, full, Scripted, signalRow } from "../../tests/scripted";
import type { AlertFilter, AlertState } from "../backend/types";
import { Alerts, filterOf, type Decided } from "./alerts.svelte";

let stop = () => {};
afterEach(() => {
  stop();
  vi.useRealTimers();
});

async function settle() {
  for (let i = 0; i < 200; i++) await Promise.resolve();
  flushSync();
}

async function open(scripted: Scripted, state: AlertState = "new") {
  const told: Decided[] = [];
  const failed: unknown[] = [];
  let filter = $state.raw<AlertFilter>(filterOf(state === "new" ? {} : { state }, () => 0));
  let alerts!: Alerts;
  stop = $effect.root(() => {
    alerts = new Alerts(scripted.backend, () => filter, {
      decided: (it) => told.push(it),
      failed: (it) => failed.push(it),
    });
  });
  await settle();
  return {
    alerts,
    told,
    failed,
    filter(next: AlertFilter) {
      filter = next;
    },
  };
}

function ids(alerts: Alerts): (number | undefined)[] {
  return Array.from({ length: Math.min(alerts.count, 6) }, (_, i) => alerts.rowAt(i)?.id);
}

describe("bursts and silences of topics", () => {
  async function withSignals() {
    const scripted = new Scripted(3);
    scripted.signals = [signalRow(2), signalRow(1, { kind: "silence" })];
    return { scripted, ...(await open(scripted)) };
  }

  it("lead the alerts, under headings that are no rows", async () => {
    const { alerts } = await withSignals();
    expect([alerts.count, alerts.lead, alerts.heads]).toEqual([7, 4, [0, 3]]);
    expect(alerts.activeSignal?.id).toBe(2);
    expect([1, 2].map((it) => alerts.step(1) && it)).toEqual([1, 2]);
    expect(alerts.activeRow?.id, "after the last of them comes the first alert").toBe(3);
    alerts.step(-1);
    expect(alerts.activeSignal?.id).toBe(1);
  });

  it("are decided one by one, and taken back", async () => {
    const { alerts, scripted, told } = await withSignals();
    await alerts.decide("kept");
    expect(scripted.calls).toContain("signals 2 kept");
    expect(alerts.activeSignal?.id, "the next takes its place").toBe(1);
    expect(told.at(-1)).toMatchObject({ state: "kept", signal: { id: 2 } });
    await alerts.decide("dismissed");
    expect([alerts.lead, alerts.activeRow?.id], "no heading stays without rows").toEqual([0, 3]);
    await alerts.undo();
    expect(alerts.activeSignal?.id).toBe(1);
    await alerts.undo();
    expect(alerts.activeSignal?.id).toBe(2);
    expect(alerts.rowAt(4)?.id).toBe(3);
  });

  it("come back where the program refuses", async () => {
    const { alerts, scripted, failed } = await withSignals();
    scripted.refuse = full;
    await alerts.decide("kept");
    expect(failed).toEqual([full]);
    expect(alerts.activeSignal?.id).toBe(2);
  });

  it("wait behind the pill when they arrive, and move nothing", async () => {
    vi.useFakeTimers();
    const { alerts, scripted } = await withSignals();
    alerts.move(4);
    scripted.signals = [signalRow(9), ...scripted.signals];
    scripted.tell({ kind: "signals", raised: [9] });
    await vi.advanceTimersByTimeAsync(200);
    await settle();
    expect(alerts.arrivals).toEqual({ count: 0, critical: 0, signals: 1 });
    expect([alerts.active, alerts.activeRow?.id]).toEqual([4, 3]);
    await alerts.showArrivals();
    expect(alerts.activeSignal?.id).toBe(9);
  });
});

describe("deciding", () => {
  it("takes the alert away at once, and the next one is meant", async () => {
    const scripted = new Scripted(5);
    const { alerts, told } = await open(scripted);
    alerts.move(1);
    const release = scripted.hold();
    void alerts.decide("kept");
    flushSync();
    expect(ids(alerts)).toEqual([5, 3, 2, 1]);
    expect(alerts.activeRow?.id).toBe(3);
    expect(told).toEqual([{ count: 1, state: "kept" }]);
    release();
    await settle();
    expect(scripted.calls).toContain("triage 4 kept");
    expect(ids(alerts)).toEqual([5, 3, 2, 1]);
  });

  it("means the one before when the last is decided", async () => {
    const { alerts } = await open(new Scripted(3));
    alerts.move(2);
    await alerts.decide("dismissed");
    expect(alerts.activeRow?.id).toBe(2);
  });

  it("brings the alert back into its place when it could not be kept, and says why", async () => {
    const scripted = new Scripted(5);
    const { alerts, failed } = await open(scripted);
    alerts.move(2);
    scripted.refuse = full;
    await alerts.decide("dismissed");
    await settle();
    expect(ids(alerts)).toEqual([5, 4, 3, 2, 1]);
    expect(alerts.activeRow?.id).toBe(3);
    expect(failed).toEqual([full]);
  });

  it("decides for everything that is selected, in one go", async () => {
    const scripted = new Scripted(8);
    const { alerts } = await open(scripted);
    alerts.move(1);
    alerts.step(1, true);
    alerts.step(1, true);
    expect([...alerts.selection]).toEqual([7, 6, 5]);
    await alerts.decide("dismissed");
    expect(scripted.calls).toContain("triage 7,6,5 dismissed");
    expect(ids(alerts)).toEqual([8, 4, 3, 2, 1]);
    expect(alerts.activeRow?.id).toBe(4);
    expect(alerts.selection.size).toBe(0);
  });

  it("sends decisions in the order of the keys", async () => {
    const scripted = new Scripted(5);
    const { alerts } = await open(scripted);
    const release = scripted.hold();
    void alerts.decide("kept");
    void alerts.decide("dismissed");
    release();
    await settle();
    await settle();
    expect(scripted.calls.filter((it) => it.startsWith("triage"))).toEqual(["triage 5 kept", "triage 4 dismissed"]);
  });
});

describe("taking back", () => {
  it("puts the alert back where it stood and means it", async () => {
    const { alerts } = await open(new Scripted(5));
    alerts.move(1);
    await alerts.decide("kept");
    alerts.move(3);
    expect(await alerts.undo()).toBe("kept 1");
    expect(ids(alerts)).toEqual([5, 4, 3, 2, 1]);
    expect(alerts.activeRow?.id).toBe(4);
  });

  it("takes back one after the other, newest first", async () => {
    const { alerts } = await open(new Scripted(4));
    await alerts.decide("kept");
    await alerts.decide("dismissed");
    await alerts.undo();
    await alerts.undo();
    expect(ids(alerts)).toEqual([4, 3, 2, 1]);
    expect(await alerts.undo()).toBeNull();
  });

  it("asks again when what is taken back was done elsewhere", async () => {
    const scripted = new Scripted(4);
    const { alerts } = await open(scripted);
    await scripted.backend.triage([3], "dismissed");
    expect(await alerts.undo()).toBe("dismissed 1");
    await settle();
    expect(ids(alerts)).toEqual([4, 3, 2, 1]);
    expect(alerts.activeRow?.id).toBe(3);
  });
});

describe("arrivals", () => {
  it("wait until they are asked for: no row moves", async () => {
    vi.useFakeTimers();
    const scripted = new Scripted(3);
    const { alerts } = await open(scripted);
    alerts.move(1);
    scripted.arrive(alertRow(10, { severity: "critical" }));
    scripted.arrive(alertRow(11, { severity: "watch" }));
    await vi.advanceTimersByTimeAsync(400);
    await settle();
    expect(ids(alerts)).toEqual([3, 2, 1]);
    expect(alerts.arrivals).toEqual({ count: 2, critical: 1, signals: 0 });
    await alerts.showArrivals();
    expect(ids(alerts)).toEqual([11, 10, 3, 2, 1]);
    expect(alerts.activeRow?.id).toBe(11);
    expect(alerts.arrivals).toBeNull();
  });

  it("are shown at once when the list is empty", async () => {
    vi.useFakeTimers();
    const scripted = new Scripted(0);
    const { alerts } = await open(scripted);
    scripted.arrive(alertRow(1));
    await vi.advanceTimersByTimeAsync(400);
    await settle();
    expect(ids(alerts)).toEqual([1]);
    expect(alerts.activeRow?.id).toBe(1);
  });
});

describe("by story", () => {
  const stories = (id: number) => ({ story_id: id === 5 ? null : (id % 2) + 1, outlets: 3 });

  it("headings part the list, what is in no story comes last, and the same alert stays meant", async () => {
    const { alerts } = await open(new Scripted(6, stories));
    alerts.move(3);
    await alerts.group(true);
    await settle();
    const lines = alerts.lines?.map((it) => (it.kind === "story" ? `${it.story_id}` : it.row.id));
    expect(lines).toEqual(["1", 6, 4, 2, "2", 3, 1, "null", 5]);
    expect(alerts.heads).toEqual([0, 4, 7]);
    expect(alerts.activeRow?.id).toBe(3);
  });

  it("the next alert is never a heading", async () => {
    const { alerts } = await open(new Scripted(6, stories));
    await alerts.group(true);
    await settle();
    alerts.move(3);
    alerts.step(1);
    expect(alerts.activeRow?.id).toBe(3);
    alerts.step(-1);
    expect(alerts.activeRow?.id).toBe(2);
    alerts.move(1);
    expect(alerts.step(-1)).toBe(false);
  });

  it("a decision empties a story without losing the place", async () => {
    const { alerts } = await open(new Scripted(6, stories));
    await alerts.group(true);
    await settle();
    alerts.move(6);
    await alerts.decide("kept");
    expect(alerts.activeRow?.id).toBe(5);
    expect(await alerts.undo()).toBe("kept 1");
    expect(alerts.activeRow?.id).toBe(1);
  });

  it("a folded story hides its alerts", async () => {
    const { alerts } = await open(new Scripted(6, stories));
    await alerts.group(true);
    await settle();
    alerts.move(2);
    alerts.fold(1);
    expect(alerts.count).toBe(6);
    expect(alerts.activeRow?.id).toBe(3);
  });
});

describe("the address", () => {
  const TESTS: [Record<string, string>, Partial<AlertFilter>][] = [
    [{}, { state: "new", severity: null }],
    [{ state: "kept", severity: "high" }, { state: "kept", severity: "high" }],
    [{ state: "nonsense", severity: "worst", watchlist: "x" }, { state: "new", severity: null, watchlist_id: null }],
    [{ watchlist: "3", source: "4", story: "5", topic: "6" }, { watchlist_id: 3, source_id: 4, story_id: 5, topic_id: 6 }],
    [{ hours: "24" }, { since: "1970-01-01T00:00:00.000Z" }],
  ];
  it.each(TESTS)("%o names the filter", (words, expected) => {
    expect(filterOf(words, () => 24 * 3_600_000)).toMatchObject(expected);
  });
});
