import type { Backend } from "../backend/backend";
import type { BacktestRequest, BacktestView } from "../backend/types";
import { failureOf, type Failure } from "./failure";

/** A query being tried on the archive. A new trial ends the one before; what that one still tells is not heard. */
export class Backtest {
  view = $state.raw<BacktestView | null>(null);
  failure = $state.raw<Failure | null>(null);
  running = $state(false);
  private turn = 0;

  constructor(private backend: Backend) {
    $effect(() => () => this.forget());
  }

  /** Tries a query, which ends the trial before it. What is shown of that stays until the first numbers come. */
  async run(request: BacktestRequest): Promise<void> {
    const turn = ++this.turn;
    this.running = true;
    this.failure = null;
    try {
      await this.backend.backtest(request, (view) => {
        if (turn !== this.turn) return;
        this.view = view;
        if (view.done || view.stopped) this.running = false;
      });
      if (turn === this.turn) this.running = false;
    } catch (error) {
      if (turn !== this.turn) return;
      this.failure = failureOf(error);
      this.view = null;
      this.running = false;
    }
  }

  /** Ends the trial; what it came to so far stays. */
  async stop(): Promise<void> {
    if (this.running) await this.end();
  }

  /** Ends the trial and shows nothing of it. */
  forget(): void {
    this.turn++;
    if (this.running) void this.end();
    this.running = false;
    this.view = null;
    this.failure = null;
  }

  private async end(): Promise<void> {
    try {
      await this.backend.cancelBacktest();
    } catch (error) {
      this.failure = failureOf(error);
    }
  }
}
