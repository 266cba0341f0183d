import { createContext } from "svelte";

/** What the lower edge of the window shows for the screen: the keys that matter, and a remark. */
export class Status {
  hints = $state.raw<readonly { keys: readonly string[]; label: string }[]>([]);
  note = $state("");
  /** Whose hints they are. Not reactive: what goes away would read them as they were before the other came. */
  private shown: readonly unknown[] = [];

  /** Shows something while a view stands; hand what it gives to `$effect`. */
  show(hints: readonly { keys: readonly string[]; label: string }[], note = ""): () => void {
    this.shown = this.hints = hints;
    this.note = note;
    return () => {
      if (this.shown === hints) {
        this.hints = [];
        this.note = "";
      }
    };
  }
}

export const [useStatus, setStatus] = createContext<Status>();
