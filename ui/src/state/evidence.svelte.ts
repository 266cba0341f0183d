import { untrack } from "svelte";

import type { Backend } from "../backend/backend";
import type { EvidenceView, Verified } from "../backend/types";
import { failureOf, type Failure } from "./failure";

/** Where the open article came from, and what checking it came to. */
export class ArticleEvidence {
  view = $state.raw<EvidenceView | null>(null);
  checked = $state.raw<Verified | null>(null);
  failure = $state.raw<Failure | null>(null);
  busy = $state(false);
  private id: number | null = null;

  /** `state` says which article is open, and in which version: another one is asked about anew. */
  constructor(
    private backend: Backend,
    open: () => { id: number; version: number } | null,
  ) {
    const key = $derived.by(() => {
      const it = open();
      return it && `${it.id} ${it.version}`;
    });
    $effect(() => {
      void key;
      untrack(() => void this.ask(open()?.id ?? null));
    });
  }

  private async ask(id: number | null): Promise<void> {
    this.id = id;
    this.view = null;
    this.checked = null;
    this.failure = null;
    if (id === null) return;
    try {
      const view = await this.backend.articleEvidence(id);
      if (this.id === id) this.view = view;
    } catch (error) {
      if (this.id === id) this.failure = failureOf(error);
    }
  }

  /** Checks the open article. */
  async verify(): Promise<void> {
    const id = this.id;
    if (id === null || this.busy) return;
    this.busy = true;
    this.failure = null;
    try {
      const checked = await this.backend.verifyArticle(id);
      if (this.id === id) this.checked = checked;
    } catch (error) {
      if (this.id === id) this.failure = failureOf(error);
    } finally {
      this.busy = false;
    }
  }
}
