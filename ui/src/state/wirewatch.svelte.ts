import { createContext } from "svelte";

import type { Backend } from "../backend/backend";
import { Appearance } from "./appearance.svelte";
import { DeskState } from "./desk.svelte";
import { Keys } from "./keys.svelte";
import { Router } from "./router.svelte";
import { Toasts } from "./toasts.svelte";

/** What every view can reach. Made once, by the window, while it is being set up. */
export class Wirewatch {
  readonly desk: DeskState;
  readonly router = new Router();
  readonly toasts = new Toasts();
  readonly appearance: Appearance;
  readonly keys: Keys;
  /** What the omni box offers: commands and words to search for. */
  paletteOpen = $state(false);
  sheetOpen = $state(false);
  /** The article whose versions are over the window. */
  versionsOf = $state<number | null>(null);

  constructor(readonly backend: Backend) {
    this.desk = new DeskState(backend);
    this.appearance = new Appearance(
      () => this.desk.glance?.settings,
      (percent) => void this.attempt(() => backend.zoom(percent)),
    );
    this.keys = new Keys(() => this.desk.glance?.settings.single_keys ?? true);
  }

  /** Does something that may fail; a failure is told in a message. Gives whether it worked. */
  async attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.toasts.fail(error);
      return false;
    }
  }
}

/** `const app = useWirewatch()` in a view. */
export const [useWirewatch, setWirewatch] = createContext<Wirewatch>();
