import type { Component } from "svelte";

/** What brings a part of the window: `() => import("./Part.svelte")`. */
export type Bring<Props extends Record<string, unknown>> = () => Promise<{ default: Component<Props> }>;

/** How long a part may take before the window says that it comes. */
const PAUSE_MS = 100;

/** Parts of the window that are read from its files when they are first needed, by name. One that was read stays. */
export class Fetched<Props extends Record<string, any> = Record<string, never>> {
  /** The name of a part that could not be read. */
  failed = $state<string | null>(null);
  /** The name of a part that takes long. */
  slow = $state<string | null>(null);
  private parts = $state.raw<ReadonlyMap<string, Component<Props>>>(new Map());
  private asking = new Set<string>();

  constructor(private bring: ReadonlyMap<string, Bring<Props>>) {}

  /** A part, if it is there; else nothing until [`want`] has brought it. */
  get(name: string): Component<Props> | undefined {
    return this.parts.get(name);
  }

  /** Reads a part that is not there yet. A failure is kept in `failed`; asking again tries again. */
  async want(name: string): Promise<void> {
    const bring = this.bring.get(name);
    if (!bring || this.parts.has(name) || this.asking.has(name)) return;
    this.asking.add(name);
    if (this.failed === name) this.failed = null;
    const timer = setTimeout(() => (this.slow = name), PAUSE_MS);
    try {
      const { default: part } = await bring();
      this.parts = new Map([...this.parts, [name, part]]);
    } catch {
      this.failed = name;
    } finally {
      clearTimeout(timer);
      if (this.slow === name) this.slow = null;
      this.asking.delete(name);
    }
  }

  /** Reads every part, one after the other, quietly: what cannot be read is told when it is needed. */
  async wantAll(): Promise<void> {
    for (const [name, bring] of this.bring) {
      if (this.parts.has(name) || this.asking.has(name)) continue;
      try {
        const { default: part } = await bring();
        this.parts = new Map([...this.parts, [name, part]]);
      } catch {
        return;
      }
    }
  }
}
