import type { Backend } from "../backend/backend";
import type { SearchOverview } from "../backend/types";
import { failureOf, type Failure } from "./failure";

/** What a search finds in numbers: how many, on which days, of whom. A new count ends the one before. */
export class Overview {
  value = $state.raw<SearchOverview | null>(null);
  failure = $state.raw<Failure | null>(null);
  running = $state(false);
  /** How many of how many candidates were looked at, once that takes a while. */
  progress = $state.raw<{ done: number; of: number } | null>(null);
  private turn = 0;

  constructor(private backend: Backend) {
    $effect(() => () => this.forget());
  }

  /** Counts what a text finds, which ends the count before it. The numbers of the one before stay until they come. */
  async count(text: string): Promise<void> {
    const turn = ++this.turn;
    this.running = true;
    this.progress = null;
    this.failure = null;
    try {
      const value = await this.backend.searchOverview(text, (done, of) => {
        if (turn === this.turn) this.progress = { done, of };
      });
      if (turn === this.turn) this.value = value;
    } catch (error) {
      if (turn !== this.turn) return;
      this.failure = failureOf(error);
      this.value = null;
    } finally {
      if (turn === this.turn) this.running = false;
    }
  }

  /** Ends the count; what was counted by then is its answer. */
  async stop(): Promise<void> {
    try {
      await this.backend.cancelOverview();
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  forget(): void {
    this.turn++;
    if (this.running) void this.stop();
    this.running = false;
    this.value = null;
    this.failure = null;
  }
}
