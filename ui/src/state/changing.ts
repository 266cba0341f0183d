import type { SourceChange } from "../backend/types";
import { views } from "../words/views.en";
import type { Wirewatch } from "./wirewatch.svelte";

/** What is said of a change: of how many sources it was one, or that it was none. */
export interface Said {
  some: (n: number) => string;
  none: string;
}

/** Changes sources in one step and tells what it came to, with a way back. Where nothing is different there is nothing to take back. */
export async function changeSources(app: Wirewatch, ids: readonly number[], change: SourceChange, said: Said): Promise<void> {
  const changed = await app.backend.changeSources([...ids], change);
  if (changed === 0) app.toasts.tell(said.none);
  else app.toasts.tell(said.some(changed), { label: views.undo, keys: "Z", run: () => void app.attempt(() => app.backend.undo()) });
}
