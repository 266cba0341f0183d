import { untrack } from "svelte";

import type { Backend } from "../backend/backend";
import type { AlertView } from "../backend/types";
import { failureOf, type Failure } from "./failure";

const KEPT = 24;
/** While a key is held down, only the alert that it stops at is read. */
const PAUSE_MS = 40;

/** The alert that is open, with its article. What was read stays until the next has come. */
export class Reading {
  view = $state.raw<AlertView | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** The alert that is being read. */
  private wanted: number | null = null;
  private kept = new Map<number, AlertView>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private backend: Backend,
    id: () => number | null,
    private ahead: () => number | null,
  ) {
    $effect(() => {
      const next = id();
      untrack(() => this.open(next));
    });
    $effect(() => () => clearTimeout(this.timer));
    $effect(() =>
      backend.onChange((change) => {
        if (change.kind === "job") return;
        this.kept.clear();
        if (change.kind !== "sources" && change.kind !== "digests") this.again();
      }),
    );
  }

  /** Reads the open alert again, quietly. */
  again(): void {
    if (this.wanted !== null) void this.read(this.wanted);
  }

  /** What of the open alert changed here. */
  amend(id: number, change: Partial<AlertView["row"]>): void {
    this.kept.delete(id);
    if (this.view?.row.id === id) this.view = { ...this.view, row: { ...this.view.row, ...change } };
  }

  private open(id: number | null): void {
    clearTimeout(this.timer);
    this.wanted = id;
    this.failure = null;
    const kept = id === null ? null : this.kept.get(id);
    if (id === null || kept) {
      this.view = kept ?? null;
      if (kept) this.timer = setTimeout(() => void this.readAhead(), PAUSE_MS);
      return;
    }
    if (this.view === null) void this.read(id);
    else this.timer = setTimeout(() => void this.read(id), PAUSE_MS);
  }

  private async read(id: number): Promise<void> {
    try {
      const view = await this.backend.alert(id);
      this.keep(view);
      if (this.wanted !== id) return;
      this.failure = null;
      // What has not changed is not shown anew: the analyst is reading it.
      if (JSON.stringify(view) !== JSON.stringify(this.view)) this.view = view;
      void this.readAhead();
    } catch (error) {
      if (this.wanted !== id) return;
      this.failure = failureOf(error);
      this.view = null;
    }
  }

  private async readAhead(): Promise<void> {
    const id = this.ahead();
    if (id === null || this.kept.has(id)) return;
    try {
      this.keep(await this.backend.alert(id));
    } catch {
      // It is asked for again when it is opened, and told then.
    }
  }

  private keep(view: AlertView): void {
    this.kept.delete(view.row.id);
    this.kept.set(view.row.id, view);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= KEPT) break;
      this.kept.delete(oldest);
    }
  }
}
