/** How long a part may take before the window says that it comes. */
const PAUSE_MS = 100;

/** Every part there is, in the order in which the code that wants them was read. */
const all: Part<unknown>[] = [];

/**
 * A part of the window that is read from its files when it is first needed; once read, it stays. Made once for each part, where the
 * module that shows it is read: `const Sheet = new Part(() => import("./Sheet.svelte"))`.
 */
export class Part<Thing> {
  /** What was read; nothing until [`want`] has brought it. */
  thing = $state.raw<Thing>();
  /** Whether it could not be read. */
  failed = $state(false);
  /** Whether it takes so long that one should say that it comes. */
  slow = $state(false);
  private asking = false;

  constructor(private bring: () => Promise<{ default: Thing }>) {
    all.push(this);
  }

  /** Reads it, if it is not there yet. A failure is kept in `failed`; asking again tries again. */
  async want(): Promise<void> {
    if (this.thing || this.asking) return;
    this.asking = true;
    this.failed = false;
    const timer = setTimeout(() => (this.slow = true), PAUSE_MS);
    try {
      this.thing = (await this.bring()).default;
    } catch {
      this.failed = true;
    } finally {
      clearTimeout(timer);
      this.slow = false;
      this.asking = false;
    }
  }

  /** Reads it quietly: a failure is told when it is needed. Gives whether it is there. */
  async prepare(): Promise<boolean> {
    if (this.thing || this.asking) return true;
    try {
      this.thing = (await this.bring()).default;
      this.failed = false;
      return true;
    } catch {
      return false;
    }
  }
}

/** Reads every part, one after the other, those too that other parts bring with them, until one cannot be read. */
export async function prepareAll(): Promise<void> {
  // The list grows while it is gone through.
  for (let i = 0; i < all.length; i++) {
    if (!(await all[i]?.prepare())) return;
  }
}
