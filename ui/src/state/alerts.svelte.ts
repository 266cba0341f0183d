import { untrack } from "svelte";

import type { Backend } from "../backend/backend";
import type { AlertFilter, AlertRow, AlertState, Severity, SignalRow } from "../backend/types";
import { failureOf } from "./failure";
import { byStory, type Line } from "./grouping";
import { PagedList, type Taken } from "./paging.svelte";
import { Signals } from "./signals.svelte";

/** New alerts that wait to be shown. */
export interface Arrivals {
  count: number;
  critical: number;
  /** Bursts and silences. */
  signals: number;
}

/** What was decided, so that it can be shown taken back. */
interface Decision {
  ids: number[];
  state: AlertState;
  taken: Taken<AlertRow>[];
  filter: string;
}

/** What the analyst is told of a decision. */
export interface Decided {
  count: number;
  state: AlertState;
  /** The burst or silence that it was decided on; else it was on alerts. */
  signal?: SignalRow;
}

/** How many alerts are put in order by story: the newest. */
export const GROUPED = 500;
/** For so long after a decision of ours, word of decisions is no news. */
const OWN_MS = 1500;

/**
 * The list of alerts: what is shown, which one is meant, what is selected, and what is decided. Bursts and silences of
 * topics lead it, under a heading of their own.
 */
export class Alerts {
  readonly list: PagedList<AlertRow>;
  readonly signals: Signals;
  /** The line that is meant, counting headings. */
  active = $state(-1);
  selection = $state.raw<ReadonlySet<number>>(new Set());
  /** Opened in this session. */
  seen = $state.raw<ReadonlySet<number>>(new Set());
  arrivals = $state.raw<Arrivals | null>(null);
  grouped = $state(false);
  folded = $state.raw<ReadonlySet<number | null>>(new Set());
  private titles = $state.raw<ReadonlyMap<number, string>>(new Map());
  private anchor = -1;
  private decisions: Decision[] = [];
  private ownUntil = 0;
  private settled: Promise<unknown> = Promise.resolve();
  /** The screen went away: what comes now is for nobody. */
  private gone = false;

  /** The lines by story, where that is asked for. */
  readonly lines: Line[] | null = $derived.by(() =>
    this.grouped ? byStory(this.list.read().slice(0, GROUPED), this.titles, this.folded) : null,
  );
  /** How many lines lead: the signals with their heading, and the heading of the alerts. */
  readonly lead = $derived.by(() => (this.signals.rows.length > 0 ? this.signals.rows.length + (this.list.total > 0 ? 2 : 1) : 0));
  readonly count = $derived.by(() => this.lead + (this.lines?.length ?? this.list.total));
  readonly heads = $derived.by(() => {
    const own = this.lines?.flatMap((it, i) => (it.kind === "story" ? [this.lead + i] : [])) ?? [];
    if (this.lead === 0) return own;
    return [0, ...(this.list.total > 0 ? [this.lead - 1] : []), ...own];
  });
  readonly activeRow = $derived.by(() => this.rowAt(this.active));
  readonly activeSignal = $derived.by(() => this.signalAt(this.active));

  constructor(
    private backend: Backend,
    readonly filter: () => AlertFilter,
    private events: { decided: (it: Decided) => void; failed: (error: unknown) => void },
  ) {
    this.list = new PagedList((cursor) => backend.alerts(filter(), cursor));
    this.signals = new Signals(backend, filter);
    $effect(() => () => (this.gone = true));
    let asked = "";
    $effect(() => {
      const now = JSON.stringify(filter());
      if (now === asked) return;
      asked = now;
      untrack(() => void this.begin());
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    $effect(() => {
      const stop = backend.onChange((change) => {
        if (change.kind === "filed" && change.alerts.length === 0) return;
        if (change.kind === "triaged" && Date.now() < this.ownUntil) return;
        if (!["filed", "signals", "triaged", "watchlists", "desk"].includes(change.kind)) return;
        const arrived = change.kind === "filed" || change.kind === "signals";
        clearTimeout(timer);
        timer = setTimeout(() => void (arrived ? this.peek() : this.again()), 150);
      });
      return () => {
        clearTimeout(timer);
        stop();
      };
    });
  }

  /** The alert on a line, if it is one and has been read. */
  rowAt(line: number): AlertRow | undefined {
    const own = line - this.lead;
    if (!this.lines) return own >= 0 ? this.list.at(own) : undefined;
    const it = this.lines[own];
    return it?.kind === "alert" ? it.row : undefined;
  }

  /** The burst or silence on a line, if it is one. */
  signalAt(line: number): SignalRow | undefined {
    return line > 0 ? this.signals.rows[line - 1] : undefined;
  }

  /** What a line by story is. */
  lineAt(line: number): Line | undefined {
    return line >= this.lead ? this.lines?.[line - this.lead] : undefined;
  }

  /** The line of an alert. */
  lineOf(id: number): number {
    const own = this.lines ? this.lines.findIndex((it) => it.kind === "alert" && it.row.id === id) : this.list.indexOf(id);
    return own < 0 ? -1 : own + this.lead;
  }

  /** The line of a burst or silence. */
  lineOfSignal(id: number): number {
    const own = this.signals.rows.findIndex((it) => it.id === id);
    return own < 0 ? -1 : own + 1;
  }

  keyOf(line: number): string | number {
    const own = line - this.lead;
    if (own < 0) return this.signalAt(line) ? `signal-${this.signalAt(line)?.id}` : `lead-${line === 0 ? "first" : "last"}`;
    return (this.lines ? this.lines[own]?.key : this.list.at(own)?.id) ?? `line-${own}`;
  }

  /** What a decision is about: the selection, or else the alert that is meant. */
  get meant(): number[] {
    if (this.selection.size > 0) return [...this.selection];
    return this.activeRow ? [this.activeRow.id] : [];
  }

  want(from: number, until: number): void {
    if (this.grouped) this.list.want(0, GROUPED);
    else this.list.want(Math.max(0, from - this.lead), Math.max(0, until - this.lead));
  }

  /** Means another line. With `extend`, everything from where the last move without it ended is selected. */
  move(to: number, extend = false): void {
    if (to < 0 || to >= this.count) return;
    if (extend) {
      if (this.anchor < 0) this.anchor = this.active;
      this.active = to;
      const [low, high] = [Math.min(this.anchor, to), Math.max(this.anchor, to)];
      const rows = Array.from({ length: high - low + 1 }, (_, i) => this.rowAt(low + i));
      this.selection = new Set(rows.flatMap((it) => (it ? [it.id] : [])));
    } else {
      this.active = to;
      this.anchor = to;
      if (this.selection.size > 0) this.selection = new Set();
    }
    this.see();
  }

  /** Means the next alert (or the one before). Gives whether there was one. */
  step(by: 1 | -1, extend = false): boolean {
    const heads = new Set(this.heads);
    let to = this.active + by;
    while (heads.has(to)) to += by;
    if (to < 0 || to >= this.count) return false;
    this.move(to, extend);
    return true;
  }

  /** Selects an alert, or no longer. */
  toggle(line: number): void {
    const row = this.rowAt(line);
    if (!row) {
      this.move(line);
      return;
    }
    const selection = new Set(this.selection.size > 0 ? this.selection : this.meant);
    if (!selection.delete(row.id)) selection.add(row.id);
    this.selection = selection;
    this.active = line;
    this.anchor = line;
    this.see();
  }

  /** Selects every alert that has been read. */
  selectAll(): void {
    const rows = this.lines ? this.lines.flatMap((it) => (it.kind === "alert" ? [it.row] : [])) : this.list.read();
    this.selection = new Set(rows.map((it) => it.id));
  }

  clearSelection(): void {
    this.selection = new Set();
  }

  /** Keeps, dismisses or renews what is meant: at once on the screen, and back in its place if it could not be done. */
  async decide(state: AlertState, ids = this.meant): Promise<void> {
    const signal = this.activeSignal;
    if (ids.length === 0 && signal) await this.decideSignal(signal, state);
    if (ids.length === 0) return;
    const filter = this.filter();
    const leaves = filter.changed === true || (filter.state !== null && filter.state !== state);
    const wanted = new Set(ids);
    let taken: Taken<AlertRow>[] = [];
    const before = new Map(this.list.read().filter((it) => wanted.has(it.id)).map((it) => [it.id, it]));
    if (leaves) {
      taken = this.takeOut(wanted);
    } else {
      for (const row of before.values()) this.list.replace({ ...row, state, changed: false });
      if (ids.length === 1) this.step(1);
    }
    this.selection = new Set();
    const decision: Decision = { ids, state, taken, filter: JSON.stringify(filter) };
    this.decisions.push(decision);
    this.ownUntil = Infinity;
    // One after the other, in the order of the keys.
    const work = this.settled.then(() => this.backend.triage(ids, state));
    this.settled = work.catch(() => {});
    this.events.decided({ count: ids.length, state });
    try {
      await work;
    } catch (error) {
      this.decisions = this.decisions.filter((it) => it !== decision);
      this.putBack(decision);
      if (!leaves) for (const row of before.values()) this.list.replace(row);
      this.events.failed(error);
    } finally {
      this.ownUntil = Date.now() + OWN_MS;
    }
  }

  /** Takes back what was done last, wherever it was done. Gives its words, or nothing if there is nothing. */
  async undo(): Promise<string | null> {
    await this.settled;
    this.ownUntil = Infinity;
    try {
      const undone = await this.backend.undo();
      if (!undone) return null;
      if (undone.signals.length > 0) {
        await this.signals.load();
        const line = this.lineOfSignal(undone.signals[0] ?? -1);
        this.active = line > 0 ? line : this.nextAlert(Math.max(0, Math.min(this.active, this.count - 1)));
        this.anchor = this.active;
        return undone.what;
      }
      const last = this.decisions.at(-1);
      const same = last && last.ids.length === undone.alerts.length && last.ids.every((it) => undone.alerts.includes(it));
      if (same) {
        this.decisions.pop();
        if (last.filter === JSON.stringify(this.filter()) && last.taken.length > 0) {
          this.putBack(last);
          return undone.what;
        }
      } else {
        this.decisions = [];
      }
      await this.again(undone.alerts[0]);
      return undone.what;
    } finally {
      this.ownUntil = Date.now() + OWN_MS;
    }
  }

  /** Does again what was taken back last. */
  async redo(): Promise<string | null> {
    await this.settled;
    const redone = await this.backend.redo();
    this.decisions = [];
    await this.again();
    return redone?.what ?? null;
  }

  /** Keeps the note of an alert. */
  async note(row: AlertRow, text: string): Promise<void> {
    this.list.replace({ ...row, note: text });
    this.ownUntil = Infinity;
    try {
      await this.backend.note(row.id, text);
    } catch (error) {
      this.list.replace(row);
      this.events.failed(error);
      throw error;
    } finally {
      this.ownUntil = Date.now() + OWN_MS;
    }
  }

  /** Shows what arrived. */
  async showArrivals(): Promise<void> {
    this.arrivals = null;
    await this.again();
    this.active = this.first();
    this.anchor = this.active;
    this.see();
  }

  /** Puts the alerts in order by story, or by time again; the one that is meant stays meant. */
  async group(on: boolean): Promise<void> {
    const meant = this.activeRow?.id;
    this.grouped = on;
    if (on) {
      this.list.want(0, GROUPED);
      try {
        const stories = await this.backend.stories({ outlets: null, watchlist_id: null }, null);
        this.titles = new Map(stories.rows.map((it) => [it.id, it.title]));
      } catch {
        // The headline of its first alert names a story as well.
      }
    }
    this.mean(meant);
  }

  /** Folds a story away, or out again. */
  fold(story: number | null): void {
    const meant = this.activeRow;
    const folded = new Set(this.folded);
    if (!folded.delete(story)) folded.add(story);
    this.folded = folded;
    const line = meant ? this.lineOf(meant.id) : -1;
    this.active = line >= 0 ? line : this.nextAlert(Math.min(this.active, this.count - 1));
    this.anchor = this.active;
  }

  private async begin(): Promise<void> {
    this.arrivals = null;
    this.selection = new Set();
    this.active = -1;
    this.anchor = -1;
    try {
      await Promise.all([this.list.reset(), this.signals.load()]);
    } catch {
      return; // The list says so itself.
    }
    if (this.gone) return;
    if (this.grouped) this.list.want(0, GROUPED);
    this.active = this.first();
    this.anchor = this.active;
    this.see();
  }

  /** Asks again, and means the same alert as before, or the one in its place. */
  private async again(prefer?: number): Promise<void> {
    const signal = prefer === undefined ? this.activeSignal?.id : undefined;
    const meant = prefer ?? this.activeRow?.id;
    try {
      await Promise.all([this.list.refresh(this.grouped ? GROUPED : Math.max(0, this.active - this.lead) + 1), this.signals.load()]);
    } catch {
      return;
    }
    if (this.gone) return;
    this.arrivals = null;
    const line = signal === undefined ? -1 : this.lineOfSignal(signal);
    if (line > 0) this.active = line;
    else this.mean(meant);
  }

  /** Looks how many alerts have come, without moving a row. */
  private async peek(): Promise<void> {
    try {
      const [page, signals] = await Promise.all([this.backend.alerts(this.filter(), null), this.signals.arrived()]);
      const count = Math.max(0, Number(page.total) - this.list.total);
      // What changed of those that are shown is shown in its place.
      for (const row of page.rows) {
        const line = this.list.indexOf(row.id);
        const shown = line < 0 ? undefined : this.list.at(line);
        if (shown && shown.changes?.length !== row.changes?.length) this.list.replace(row);
      }
      if (count <= 0 && signals <= 0) return;
      if (this.count === 0) {
        await this.begin();
        return;
      }
      const known = new Set(this.list.read().map((it) => it.id));
      const fresh = page.rows.filter((it) => !known.has(it.id));
      this.arrivals = { count, critical: fresh.filter((it) => it.severity === "critical").length, signals: Math.max(0, signals) };
    } catch (error) {
      // The desk tells when it cannot be read; arrivals are looked for again with the next.
      void failureOf(error);
    }
  }

  private async decideSignal(signal: SignalRow, state: AlertState): Promise<void> {
    const wasLine = this.active;
    this.ownUntil = Infinity;
    const work = this.settled.then(() => this.backend.triageSignals([signal.id], state));
    this.settled = work.catch(() => {});
    const decided = this.signals.decide(signal.id, state, work);
    this.events.decided({ count: 1, state, signal });
    if (this.lineOfSignal(signal.id) < 0) {
      // The next one takes its place; after the last it is the first alert.
      this.active = this.nextAlert(this.lead === 0 ? 0 : Math.min(wasLine, this.count - 1));
      this.anchor = this.active;
      this.see();
    } else this.step(1);
    try {
      await decided;
    } catch (error) {
      this.active = this.lineOfSignal(signal.id);
      this.events.failed(error);
    } finally {
      this.ownUntil = Date.now() + OWN_MS;
    }
  }

  private takeOut(ids: ReadonlySet<number>): Taken<AlertRow>[] {
    // The next alert that stays takes the place of the one that is meant.
    let heir: number | undefined;
    const meant = this.activeRow;
    const wasLine = this.active;
    if (meant && !ids.has(meant.id)) heir = meant.id;
    for (let i = this.active + 1; heir === undefined && i < Math.min(this.count, this.active + 200); i++) {
      const row = this.rowAt(i);
      if (row && !ids.has(row.id)) heir = row.id;
    }
    for (let i = this.active - 1; heir === undefined && i >= Math.max(0, this.active - 200); i--) {
      const row = this.rowAt(i);
      if (row && !ids.has(row.id)) heir = row.id;
    }
    const taken = this.list.take(ids);
    const line = heir === undefined ? -1 : this.lineOf(heir);
    this.active = line >= 0 ? line : this.nextAlert(Math.min(wasLine, this.count - 1));
    this.anchor = this.active;
    this.see();
    return taken;
  }

  private putBack(decision: Decision): void {
    if (decision.filter !== JSON.stringify(this.filter()) || decision.taken.length === 0) return;
    this.list.putBack(decision.taken);
    this.mean(decision.taken[0]?.row.id);
  }

  private mean(id: number | undefined): void {
    const line = id === undefined ? -1 : this.lineOf(id);
    this.active = line >= 0 ? line : this.nextAlert(Math.max(0, Math.min(this.active, this.count - 1)));
    this.anchor = this.active;
    this.see();
  }

  private first(): number {
    return this.nextAlert(0);
  }

  /** The line itself if it is an alert, else the nearest below, else above; -1 if there is none. */
  private nextAlert(line: number): number {
    if (this.count === 0 || line < 0) return -1;
    const heads = new Set(this.heads);
    for (let i = line; i < this.count; i++) if (!heads.has(i)) return i;
    for (let i = line; i >= 0; i--) if (!heads.has(i)) return i;
    return -1;
  }

  private see(): void {
    const id = this.activeRow?.id;
    if (id !== undefined && !this.seen.has(id)) this.seen = new Set(this.seen).add(id);
  }
}

/** Which alerts the words of an address name. */
export function filterOf(words: Record<string, string>, now: () => number): AlertFilter {
  const number = (name: string) => (/^\d+$/.test(words[name] ?? "") ? Number(words[name]) : null);
  const states: AlertState[] = ["new", "kept", "dismissed"];
  const severities: Severity[] = ["info", "watch", "high", "critical"];
  const hours = number("hours");
  return {
    state: words["state"] === "changed" ? null : (states.find((it) => it === words["state"]) ?? "new"),
    changed: words["state"] === "changed",
    watchlist_id: number("watchlist"),
    topic_id: number("topic"),
    source_id: number("source"),
    story_id: number("story"),
    severity: severities.find((it) => it === words["severity"]) ?? null,
    since: hours === null ? null : new Date(now() - hours * 3_600_000).toISOString(),
    until: null,
  };
}
