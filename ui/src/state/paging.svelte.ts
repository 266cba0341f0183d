import type { Page } from "../backend/types";
import { failureOf, type Failure } from "./failure";

/** A part of the list. Its rows may have been let go; its place is kept. */
interface Part<Row> {
  cursor: string | null;
  length: number;
  rows: Row[] | null;
  used: number;
}

/** A row that was taken out, and where it stood. */
export interface Taken<Row> {
  index: number;
  row: Row;
}

/** How many parts keep their rows: the window never holds a long list whole. */
const KEPT = 24;

/**
 * A long list that comes in pages by cursor. Rows are asked for when they are wanted; of those that were read, the least
 * lately used are let go. Rows can be taken out and put back at once, before the program answers.
 */
export class PagedList<Row extends { id: number }> {
  /** How many rows the whole list has. */
  total = $state(0);
  state = $state<"loading" | "ready" | "failed">("loading");
  failure = $state.raw<Failure | null>(null);

  private parts: Part<Row>[] = [];
  private starts: number[] = [];
  /** Where the part after the last known begins; `undefined`: not asked yet. */
  private next: string | null | undefined = undefined;
  private changed = $state(0);
  private turn = 0;
  private clock = 0;
  private from = 0;
  private until = 0;
  private pumping = false;
  private more = false;

  constructor(private ask: (cursor: string | null) => Promise<Page<Row>>) {}

  /** Begins anew: what was there is gone. */
  async reset(): Promise<void> {
    this.state = "loading";
    this.failure = null;
    this.put([], undefined, 0);
    this.from = 0;
    this.until = 1;
    await this.refresh(1);
  }

  /** Asks again for the rows before `until`, while what is shown stays until the answer is there. */
  async refresh(until: number): Promise<void> {
    const turn = ++this.turn;
    const parts: Part<Row>[] = [];
    let next: string | null | undefined = undefined;
    let total = 0;
    let read = 0;
    try {
      do {
        const cursor: string | null = next ?? null;
        const page = await this.ask(cursor);
        if (turn !== this.turn) return;
        parts.push({ cursor, length: page.rows.length, rows: page.rows, used: ++this.clock });
        read += page.rows.length;
        total = Number(page.total);
        next = page.next;
      } while (next !== null && read < until && parts.length < KEPT);
    } catch (error) {
      if (turn !== this.turn) return;
      this.failure = failureOf(error);
      if (this.parts.length === 0) this.state = "failed";
      throw error;
    }
    this.failure = null;
    this.state = "ready";
    this.put(parts, next, Math.max(total, read));
    void this.pump();
  }

  /** The row at a place, if it has been read. */
  at(index: number): Row | undefined {
    void this.changed;
    const part = this.parts[this.partOf(index)];
    if (!part?.rows) return undefined;
    return part.rows[index - (this.starts[this.partOf(index)] ?? 0)];
  }

  /** Where a row stands, if it is among those read. */
  indexOf(id: number): number {
    void this.changed;
    for (const [i, part] of this.parts.entries()) {
      const at = part.rows?.findIndex((it) => it.id === id) ?? -1;
      if (at >= 0) return (this.starts[i] ?? 0) + at;
    }
    return -1;
  }

  /** Every row that is read, in order. */
  read(): Row[] {
    void this.changed;
    return this.parts.flatMap((it) => it.rows ?? []);
  }

  /** Rows from `from` until before `until` are wanted: asks for those that are missing. */
  want(from: number, until: number): void {
    this.from = from;
    this.until = until;
    if (this.state === "ready") void this.pump();
  }

  /** Takes rows out. Gives them with their places, in order. */
  take(ids: ReadonlySet<number>): Taken<Row>[] {
    const taken: Taken<Row>[] = [];
    let start = 0;
    for (const part of this.parts) {
      part.rows?.forEach((row, i) => {
        if (ids.has(row.id)) taken.push({ index: start + i, row });
      });
      start += part.length;
      if (part.rows) {
        part.rows = part.rows.filter((it) => !ids.has(it.id));
        part.length = part.rows.length;
      }
    }
    this.total -= taken.length;
    this.measure();
    void this.pump();
    return taken;
  }

  /** Puts rows back where they stood. */
  putBack(taken: readonly Taken<Row>[]): void {
    for (const { index, row } of taken) {
      if (this.indexOf(row.id) >= 0) continue;
      const at = this.partOf(Math.max(0, Math.min(index, this.end() - 1)));
      const part = this.parts[at];
      if (part?.rows) {
        part.rows = part.rows.toSpliced(index - (this.starts[at] ?? 0), 0, row);
        part.length = part.rows.length;
      } else if (!part) {
        this.parts = [{ cursor: null, length: 1, rows: [row], used: ++this.clock }];
        this.next ??= null;
      } else {
        part.length += 1;
      }
      this.total += 1;
      this.measure();
    }
  }

  /** Puts a row in the place of the one with its id. */
  replace(row: Row): void {
    for (const part of this.parts) {
      const at = part.rows?.findIndex((it) => it.id === row.id) ?? -1;
      if (at >= 0 && part.rows) part.rows = part.rows.with(at, row);
    }
    this.changed++;
  }

  private put(parts: Part<Row>[], next: string | null | undefined, total: number): void {
    this.parts = parts;
    this.next = next;
    this.total = total;
    this.measure();
  }

  private measure(): void {
    let start = 0;
    this.starts = this.parts.map((it) => {
      const mine = start;
      start += it.length;
      return mine;
    });
    this.changed++;
  }

  /** Where the known parts end. */
  private end(): number {
    const last = this.parts.length - 1;
    return last < 0 ? 0 : (this.starts[last] ?? 0) + (this.parts[last]?.length ?? 0);
  }

  /** The part that holds a place; past the last one: none. */
  private partOf(index: number): number {
    let low = 0;
    let high = this.parts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] ?? 0) <= index) low = middle + 1;
      else high = middle;
    }
    // Parts that were emptied begin where the next one does.
    const at = low - 1;
    const part = this.parts[at];
    return part && index < (this.starts[at] ?? 0) + part.length ? at : this.parts.length;
  }

  /** Asks for what is wanted and missing, a page at a time, until nothing is. */
  private async pump(): Promise<void> {
    this.more = true;
    if (this.pumping) return;
    this.pumping = true;
    try {
      // What is wanted may change while an answer is awaited: then once more.
      while (this.more) {
        this.more = false;
        while (await this.fetchOne());
      }
    } catch (error) {
      this.failure = failureOf(error);
    } finally {
      this.pumping = false;
    }
  }

  private async fetchOne(): Promise<boolean> {
    const turn = this.turn;
    const until = Math.min(this.until, this.total);
    for (const [i, part] of this.parts.entries()) {
      const start = this.starts[i] ?? 0;
      if (start >= until || start + part.length <= this.from) continue;
      part.used = ++this.clock;
      if (part.rows) continue;
      const page = await this.ask(part.cursor);
      if (turn !== this.turn) return true;
      part.rows = page.rows.slice(0, part.length);
      part.length = part.rows.length;
      this.letGo();
      this.measure();
      return true;
    }
    if (this.end() >= until || this.next === null || this.next === undefined) {
      // The list is shorter than was said, or as long as is known.
      if (this.next === null && this.end() < this.total) this.total = this.end();
      return false;
    }
    const cursor = this.next;
    const page = await this.ask(cursor);
    if (turn !== this.turn) return true;
    const known = new Set(this.parts.at(-1)?.rows?.map((it) => it.id));
    const rows = page.rows.filter((it) => !known.has(it.id));
    this.parts.push({ cursor, length: rows.length, rows, used: ++this.clock });
    this.next = page.next;
    this.letGo();
    this.measure();
    return true;
  }

  private letGo(): void {
    const held = this.parts.filter((it) => it.rows !== null).sort((a, b) => a.used - b.used);
    for (const part of held.slice(0, Math.max(0, held.length - KEPT))) part.rows = null;
  }
}
