import type { Density, Settings, Theme } from "../backend/types";

/** How large the window can be drawn, in percent. */
export const ZOOMS = [50, 75, 90, 100, 110, 125, 150, 175, 200, 250, 300];

/** Light or dark, how high rows are, how large all is drawn. What the analyst chose wins over the system. */
export class Appearance {
  private system = $state(false);

  /** `draw` draws the window so large. */
  constructor(
    private settings: () => Settings | undefined,
    draw: (percent: number) => void,
  ) {
    let drawn = 100;
    $effect(() => {
      const zoom = this.zoom;
      if (zoom === drawn) return;
      drawn = zoom;
      draw(zoom);
    });
    const media = matchMedia("(prefers-color-scheme: dark)");
    this.system = media.matches;
    $effect(() => {
      const changed = () => (this.system = media.matches);
      media.addEventListener("change", changed);
      return () => media.removeEventListener("change", changed);
    });
    $effect.pre(() => {
      document.documentElement.classList.toggle("dark", this.dark);
    });
  }

  get theme(): Theme {
    return this.settings()?.theme ?? "system";
  }

  get dark(): boolean {
    return this.theme === "dark" || (this.theme === "system" && this.system);
  }

  get zoom(): number {
    return this.settings()?.zoom ?? 100;
  }

  /** The next larger size, or the next smaller one; the same where there is none. */
  zoomed(by: 1 | -1): number {
    return (by > 0 ? ZOOMS.find((it) => it > this.zoom) : ZOOMS.findLast((it) => it < this.zoom)) ?? this.zoom;
  }

  get density(): Density {
    return this.settings()?.density ?? "comfortable";
  }
}
