/** Which rows of a list are chosen, and the one that is meant. */
export class Picked {
  ids = $state.raw<ReadonlySet<number>>(new Set());
  /** The row that keys are about. */
  meant = $state<number | null>(null);
  /** Where a stretch of rows begins that is chosen by Shift. */
  private from: number | null = null;

  /** `rows` are the ids in the order in which they are shown. */
  constructor(private rows: () => readonly number[]) {}

  /** Those that are chosen and shown. */
  readonly shown = $derived.by(() => this.rows().filter((it) => this.ids.has(it)));
  /** The row that keys are about, if it is shown. */
  readonly here = $derived.by(() => (this.meant !== null && this.rows().includes(this.meant) ? this.meant : null));

  toggle(id: number): void {
    const ids = new Set(this.ids);
    if (!ids.delete(id)) ids.add(id);
    this.ids = ids;
    this.meant = id;
    this.from = id;
  }

  /** Means the next row or the one before. With `extend`, all from where the last move without it ended are chosen. */
  step(by: 1 | -1, extend = false): number | null {
    const rows = this.rows();
    const at = this.meant === null ? -1 : rows.indexOf(this.meant);
    const to = at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1);
    const id = rows[to];
    if (id === undefined) return null;
    if (extend) this.reach(id);
    else this.from = id;
    this.meant = id;
    return id;
  }

  /** Chooses all from where the last choice was made to this row. */
  reach(id: number): void {
    const rows = this.rows();
    this.from ??= this.meant ?? id;
    const [a, b] = [rows.indexOf(this.from), rows.indexOf(id)];
    this.ids = new Set(a < 0 ? [id] : rows.slice(Math.min(a, b), Math.max(a, b) + 1));
    this.meant = id;
  }

  all(): void {
    this.ids = new Set(this.rows());
  }

  none(): void {
    this.ids = new Set();
    this.from = null;
  }
}
