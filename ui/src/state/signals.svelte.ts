import { untrack } from "svelte";

import type { Backend } from "../backend/backend";
import type { AlertFilter, AlertRow, AlertState, DayCount, SignalRow, SignalView } from "../backend/types";
import { failureOf, type Failure } from "./failure";

/** The bursts and silences of topics that a filter means: the newest, and how many there are. */
export class Signals {
  rows = $state.raw<readonly SignalRow[]>([]);
  total = $state(0);
  failure = $state.raw<Failure | null>(null);
  private turn = 0;

  constructor(
    private backend: Backend,
    readonly filter: () => AlertFilter,
  ) {}

  /** Asks for them. A failure is kept and told, not thrown. */
  async load(): Promise<void> {
    const turn = ++this.turn;
    try {
      const page = await this.backend.signals(this.filter(), null);
      if (turn !== this.turn) return;
      this.rows = page.rows;
      this.total = Number(page.total);
      this.failure = null;
    } catch (error) {
      if (turn === this.turn) this.failure = failureOf(error);
    }
  }

  /** How many there are now that are not shown. */
  async arrived(): Promise<number> {
    const page = await this.backend.signals(this.filter(), null);
    return Number(page.total) - this.total;
  }

  /** Puts one into a state: at once on the screen, and back in its place if it could not be done. */
  async decide(id: number, state: AlertState, work: Promise<unknown>): Promise<void> {
    const before = { rows: this.rows, total: this.total };
    const wanted = this.filter().state;
    const leaves = wanted !== null && wanted !== state;
    this.rows = leaves ? this.rows.filter((it) => it.id !== id) : this.rows.map((it) => (it.id === id ? { ...it, state } : it));
    if (leaves) this.total--;
    try {
      await work;
    } catch (error) {
      this.rows = before.rows;
      this.total = before.total;
      throw error;
    }
  }
}

/** How many days of its topic an open signal shows. */
export const SHOWN_DAYS = 90;
/** How many articles before a silence are shown. */
const BEFORE = 5;
const MINUTE_MS = 60_000;

/** A burst or a silence that is open: what explains it, its topic's days, and the alerts in its time (of a silence: the last before it). */
export class SignalReading {
  view = $state.raw<SignalView | null>(null);
  days = $state.raw<readonly DayCount[]>([]);
  alerts = $state.raw<readonly AlertRow[] | null>(null);
  /** How many alerts there are; not all of them are shown. */
  total = $state(0);
  failure = $state.raw<Failure | null>(null);
  private wanted: number | null = null;

  constructor(
    private backend: Backend,
    id: () => number | null,
  ) {
    $effect(() => {
      const next = id();
      untrack(() => {
        if (next === this.wanted) return;
        this.wanted = next;
        this.failure = null;
        if (next === null) this.view = null;
        else void this.read(next);
      });
    });
    $effect(() =>
      backend.onChange((change) => {
        if (["triaged", "filed", "signals", "watchlists", "desk"].includes(change.kind)) this.again();
      }),
    );
  }

  /** Reads the open one again. */
  again(): void {
    if (this.wanted !== null) void this.read(this.wanted);
  }

  private async read(id: number): Promise<void> {
    try {
      const view = await this.backend.signal(id);
      const { row } = view;
      const later = (at: string) => new Date(Date.parse(at) + MINUTE_MS).toISOString();
      const isBurst = row.kind === "burst";
      // The minute in which a burst's time begins is not of it, that in which it ends is.
      const filter: AlertFilter = {
        state: null,
        watchlist_id: null,
        topic_id: row.topic_id,
        source_id: null,
        story_id: null,
        severity: null,
        since: isBurst ? later(row.since) : null,
        until: later(isBurst ? row.until : row.since),
      };
      const [days, page] = await Promise.all([this.backend.topicDays(row.topic_id, row.until, SHOWN_DAYS), this.backend.alerts(filter, null)]);
      if (this.wanted !== id) return;
      this.days = days;
      this.alerts = isBurst ? page.rows : page.rows.slice(0, BEFORE);
      this.total = Number(page.total);
      this.view = view;
      this.failure = null;
    } catch (error) {
      if (this.wanted !== id) return;
      this.failure = failureOf(error);
      this.view = null;
    }
  }
}
