import type { Density, Settings, Theme } from "../backend/types";

/** Light or dark, and how high rows are. What the analyst chose wins over the system. */
export class Appearance {
  private system = $state(false);

  constructor(private settings: () => Settings | undefined) {
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

  get density(): Density {
    return this.settings()?.density ?? "comfortable";
  }
}
