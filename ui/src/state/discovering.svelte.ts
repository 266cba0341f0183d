import type { Backend } from "../backend/backend";
import type { Discovery } from "../backend/types";
import { failureOf, type Failure } from "./failure";

/** A look for what can be followed at an address. A new one ends the one before; what that one still tells is not heard. */
export class Discovering {
  view = $state.raw<Discovery | null>(null);
  failure = $state.raw<Failure | null>(null);
  running = $state(false);
  /** The addresses that the analyst chose. */
  chosen = $state.raw<ReadonlySet<string>>(new Set());
  /** Whether the analyst chose; until then what is recommended is chosen. */
  private touched = false;
  private turn = 0;

  constructor(private backend: Backend) {
    $effect(() => () => this.leave());
  }

  async look(address: string, allowPrivate: boolean): Promise<void> {
    const turn = ++this.turn;
    this.running = true;
    this.failure = null;
    this.view = null;
    this.chosen = new Set();
    this.touched = false;
    try {
      await this.backend.discover(address, allowPrivate, (view) => {
        if (turn === this.turn) this.hear(view);
      });
    } catch (error) {
      if (turn === this.turn) this.failure = failureOf(error);
    } finally {
      if (turn === this.turn) this.running = false;
    }
  }

  choose(address: string, on: boolean): void {
    this.touched = true;
    const chosen = new Set(this.chosen);
    if (on) chosen.add(address);
    else chosen.delete(address);
    this.chosen = chosen;
  }

  /** Ends the look; what was found so far stays, and can be chosen. */
  async stop(): Promise<void> {
    if (!this.running) return;
    this.turn++;
    this.running = false;
    if (this.view) this.view = { ...this.view, stopped: true };
    try {
      await this.backend.cancelDiscover();
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  private hear(view: Discovery): void {
    this.view = view;
    if (view.done || view.stopped) this.running = false;
    if (!this.touched) this.chosen = new Set(view.found.filter((it) => it.recommended && it.already === null).map((it) => it.address));
  }

  private leave(): void {
    if (this.running) void this.stop();
  }
}
