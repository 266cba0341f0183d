import type { Change } from "../backend/types";
import type { Backend } from "../backend/backend";
import { failureOf, type Failure } from "./failure";

/** Something that was asked of the program, asked again when it changed. What is there stays while it is asked anew. */
export class Asked<Value> {
  value = $state.raw<Value | null>(null);
  failure = $state.raw<Failure | null>(null);
  private turn = 0;
  private asking = false;
  /** Whether it is to be asked once more when the answer is there. */
  private more = false;
  private done = Promise.resolve();

  constructor(
    backend: Backend,
    private ask: () => Promise<Value>,
    concerns: (change: Change) => boolean = () => false,
  ) {
    $effect(() => {
      // What `ask` reads is followed: where that is other now, what was asked with it before no longer counts.
      void this.anew();
      return backend.onChange((change) => {
        if (concerns(change)) void this.again();
      });
    });
  }

  /** Asks again. While it is being asked, once more after that, however often this is called: every answer is shown, also where
   *  changes come faster than answers. */
  again(): Promise<void> {
    if (!this.asking) return this.anew();
    this.more = true;
    return this.done;
  }

  private anew(): Promise<void> {
    return (this.done = this.run(++this.turn));
  }

  private async run(turn: number): Promise<void> {
    this.asking = true;
    do {
      this.more = false;
      try {
        const value = await this.ask();
        if (turn !== this.turn) return;
        this.value = value;
        this.failure = null;
      } catch (error) {
        if (turn !== this.turn) return;
        this.failure = failureOf(error);
      }
    } while (this.more);
    this.asking = false;
  }
}
