import type { Change } from "../backend/types";
import type { Backend } from "../backend/backend";
import { failureOf, type Failure } from "./failure";

/** Something that was asked of the program, asked again when it changed. What is there stays while it is asked anew. */
export class Asked<Value> {
  value = $state.raw<Value | null>(null);
  failure = $state.raw<Failure | null>(null);
  private turn = 0;

  constructor(
    backend: Backend,
    private ask: () => Promise<Value>,
    concerns: (change: Change) => boolean = () => false,
  ) {
    $effect(() => {
      void this.again();
      return backend.onChange((change) => {
        if (concerns(change)) void this.again();
      });
    });
  }

  async again(): Promise<void> {
    const turn = ++this.turn;
    try {
      const value = await this.ask();
      if (turn !== this.turn) return;
      this.value = value;
      this.failure = null;
    } catch (error) {
      if (turn === this.turn) this.failure = failureOf(error);
    }
  }
}
