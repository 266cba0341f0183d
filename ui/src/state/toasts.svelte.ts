import type { ToastMessage } from "../controls/Toasts.svelte";
import { failureOf } from "./failure";

const SHOWN_MS = 8000;
const MOST = 3;

/** A message with what its button does. */
interface Toast extends ToastMessage {
  run?: () => void;
  left: number;
}

/** Short messages. What can be undone says so here for eight seconds; pointing at a message keeps it. */
export class Toasts {
  all = $state.raw<readonly Toast[]>([]);
  private held = false;
  private last = 0;

  constructor() {
    $effect(() => {
      const timer = setInterval(() => this.tick(250), 250);
      return () => clearInterval(timer);
    });
  }

  /** Tells something; the button, if there is one, does `run`. A message with the same `about` takes its place. */
  tell(text: string, action?: { label: string; keys?: string; run: () => void }): number {
    return this.add({ tone: "plain", text, action, run: action?.run });
  }

  /** Tells that something failed, with what to do about it. */
  fail(error: unknown, action?: { label: string; run: () => void }): number {
    const failure = failureOf(error);
    return this.add({ tone: "bad", text: failure.what, advice: failure.advice, action, run: action?.run });
  }

  /** Does what the button of a message says. */
  act(id: number): void {
    const toast = this.all.find((it) => it.id === id);
    this.dismiss(id);
    toast?.run?.();
  }

  dismiss(id: number): void {
    this.all = this.all.filter((it) => it.id !== id);
  }

  hold(held: boolean): void {
    this.held = held;
  }

  private add(toast: Omit<Toast, "id" | "left">): number {
    const id = ++this.last;
    // A plain message makes way for the next; a failure stays its time.
    const kept = this.all.filter((it) => it.tone === "bad").slice(-(MOST - 1));
    this.all = [...kept, { ...toast, id, left: SHOWN_MS }];
    return id;
  }

  private tick(ms: number): void {
    if (this.held || this.all.length === 0) return;
    const kept = this.all.map((it) => ({ ...it, left: it.left - ms })).filter((it) => it.left > 0);
    this.all = kept;
  }
}
