import { untrack } from "svelte";

import type { Backend } from "../backend/backend";
import type { Changes, CopiesView } from "../backend/types";
import { failureOf, type Failure } from "./failure";

/** Who has the text of the open article, and what one of them cut and added. */
export class Copies {
  view = $state.raw<CopiesView | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** The article whose changes are shown. */
  open = $state<number | null>(null);
  changes = $state.raw<Changes | null>(null);
  private of: number | null = null;

  /** `article` is the one that is open, if it has copies. */
  constructor(
    private backend: Backend,
    article: () => number | null,
  ) {
    $effect(() => {
      const next = article();
      untrack(() => {
        if (next === this.of) return;
        this.of = next;
        this.view = null;
        this.close();
        void this.read();
      });
    });
    $effect(() =>
      backend.onChange((change) => {
        if (change.kind === "filed") void this.read();
      }),
    );
  }

  /** Reads the copies of the open article; again after a failure. */
  async read(): Promise<void> {
    const id = this.of;
    this.failure = null;
    if (id === null) return;
    try {
      const view = await this.backend.copies(id);
      if (this.of === id) this.view = view;
    } catch (error) {
      if (this.of === id) this.failure = failureOf(error);
    }
  }

  /** Shows what an article cut and added, or no longer. */
  async toggle(id: number): Promise<void> {
    if (this.open === id) {
      this.close();
      return;
    }
    this.open = id;
    this.changes = null;
    try {
      const changes = await this.backend.copyChanges(id);
      if (this.open === id) this.changes = changes;
    } catch (error) {
      if (this.open === id) {
        this.close();
        this.failure = failureOf(error);
      }
    }
  }

  private close(): void {
    this.open = null;
    this.changes = null;
  }
}
