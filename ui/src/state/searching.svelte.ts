import type { Backend } from "../backend/backend";
import type { Diagnostic, SearchOrder, SearchRow } from "../backend/types";
import { failureOf, type Failure } from "./failure";
import { Overview } from "./overview.svelte";

/** How many more pages are asked for by itself where hits are rare. */
const STEPS = 5;

/** A search of the archive: its pages, in an order, and what it comes to in numbers. */
export class Searching {
  canonical = $state<string | null>(null);
  diagnostics = $state.raw<readonly Diagnostic[]>([]);
  rows = $state.raw<readonly SearchRow[] | null>(null);
  next = $state<string | null>(null);
  total = $state<number | null>(null);
  rankedOf = $state<number | null>(null);
  failure = $state.raw<Failure | null>(null);
  busy = $state(false);
  readonly overview: Overview;
  private turn = 0;
  private text = "";
  private order: SearchOrder = "newest";

  constructor(private backend: Backend) {
    this.overview = new Overview(backend);
  }

  /** Looks for a text. The numbers are counted anew only if it is another text, or that is asked. */
  async look(text: string, order: SearchOrder, anew = false): Promise<void> {
    const another = text !== this.text || anew;
    this.text = text;
    this.order = order;
    await this.page(false);
    if (!another || text !== this.text) return;
    if (this.canonical === null) this.overview.forget();
    else void this.overview.count(text);
  }

  async more(): Promise<void> {
    await this.page(true);
  }

  /** Nothing is looked for. */
  clear(): void {
    this.turn++;
    this.text = "";
    this.rows = null;
    this.canonical = null;
    this.diagnostics = [];
    this.failure = null;
    this.busy = false;
    this.overview.forget();
  }

  private async page(more: boolean): Promise<void> {
    const mine = ++this.turn;
    this.busy = true;
    try {
      let page = await this.backend.search(this.text, this.order, more ? this.next : null);
      let found = [...(more ? (this.rows ?? []) : []), ...page.rows];
      // A page may come back short where hits are rare: a few more steps by itself.
      for (let step = 0; step < STEPS && page.next !== null && page.rows.length === 0 && mine === this.turn; step++) {
        page = await this.backend.search(this.text, this.order, page.next);
        found = [...found, ...page.rows];
      }
      if (mine !== this.turn) return;
      this.canonical = page.canonical;
      this.diagnostics = page.diagnostics;
      this.next = page.next;
      this.total = page.total;
      this.rankedOf = page.ranked_of ?? null;
      this.rows = found;
      this.failure = null;
    } catch (error) {
      if (mine === this.turn) this.failure = failureOf(error);
    } finally {
      if (mine === this.turn) this.busy = false;
    }
  }
}
