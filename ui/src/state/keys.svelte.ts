/** The keys of the window: what is registered is what works, what the sheet shows and what the palette offers. */

/** Something that the analyst can do. */
export interface Action {
  /** Unique among what is registered at a time; a later one takes the place of an earlier one. */
  id: string;
  /** What it does, for the sheet and the palette. */
  label: string;
  /** Under which heading the sheet shows it. */
  group: string;
  /** "J", "Shift+J", "Ctrl+K", "G A" (one after the other), "?", "Space", "F6". The first is shown. */
  keys: readonly string[];
  run: () => void;
  /** Whether it can be done now. */
  when?: () => boolean;
  /** Not offered in the palette: moving about. */
  motion?: boolean;
  /** Also while a dialog is open. */
  everywhere?: boolean;
}

/** A key with its modifiers as written in [`Action.keys`]. */
export function nameOf(event: KeyboardEvent): string {
  let key = event.key;
  // A letter of another script: the place on the keyboard counts.
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  if (letter && key.length === 1 && !/^[\x20-\x7e]$/.test(key)) key = letter;
  if (key === " ") key = "Space";
  const isLetter = /^[a-z]$/i.test(key);
  if (isLetter) key = key.toUpperCase();
  const shift = event.shiftKey && (isLetter || key.length > 1);
  return [event.ctrlKey || event.metaKey ? "Ctrl" : "", event.altKey ? "Alt" : "", shift ? "Shift" : "", key]
    .filter(Boolean)
    .join("+");
}

/** Keys as [`Kbd`] draws them: "Ctrl+K" → "Ctrl K", "Ctrl++" → "Ctrl +". */
export function drawn(keys: string): string {
  return keys.replace(/\+(?=.)/g, " ").replace("Escape", "Esc");
}

/** Whether keys need no Ctrl and no function key: those can be switched off (WCAG 2.1.4). */
function isSingle(keys: string): boolean {
  return !/Ctrl|Alt|^(Shift\+)?F\d+$|Escape/.test(keys);
}

/** Whether keys belong to a text field that has the focus. */
function isEditing(keys: string): boolean {
  return /^Ctrl\+(Shift\+)?[ACVXYZ]$/.test(keys);
}

function inText(target: HTMLElement | null): boolean {
  return target?.closest("input:not([type=checkbox]):not([type=radio]), textarea, [contenteditable=true]") != null;
}

const CHORD_MS = 1500;

export class Keys {
  /** What is registered, oldest first. */
  actions = $state.raw<readonly Action[]>([]);
  /** The first key of a chord, while the second is awaited. */
  pending = $state<string | null>(null);
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** What `actions` is made of. Not reactive: what goes away in the turn in which another comes would read the actions as
   *  they were before the turn, and take the other away too. */
  private sets: readonly (readonly Action[])[] = [];

  constructor(private singles: () => boolean) {}

  /** Registers actions. Gives what takes them away again: hand it to `$effect`. */
  use(actions: readonly Action[]): () => void {
    this.keep([...this.sets, actions]);
    return () => this.keep(this.sets.filter((it) => it !== actions));
  }

  private keep(sets: readonly (readonly Action[])[]) {
    this.sets = sets;
    this.actions = sets.flat();
  }

  /** What can be done now, each once; the latest of one id. */
  available(): Action[] {
    const byId = new Map(this.actions.map((it) => [it.id, it]));
    return [...byId.values()].filter((it) => it.when?.() ?? true);
  }

  /** The keys of an action as drawn, if it has some that work. */
  keysOf(id: string): string | undefined {
    const keys = this.actions.findLast((it) => it.id === id)?.keys[0];
    if (!keys || (isSingle(keys) && !this.singles())) return undefined;
    return drawn(keys);
  }

  /** Does what a key means. */
  handle(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || event.key === "Shift" || event.key === "Control") return;
    const covered = document.querySelector("dialog[open]") !== null;
    const target = event.target instanceof HTMLElement ? event.target : null;
    const name = nameOf(event);
    const chord = this.pending ? `${this.pending} ${name}` : null;
    this.forget();
    const action = (chord && this.find(chord, target)) || this.find(name, target);
    if (covered && !action?.everywhere) return;
    if (action) {
      event.preventDefault();
      action.run();
      return;
    }
    if (this.starts(name, target)) {
      event.preventDefault();
      this.pending = name;
      this.timer = setTimeout(() => this.forget(), CHORD_MS);
    }
  }

  private find(name: string, target: HTMLElement | null): Action | undefined {
    if (isSingle(name) ? !this.maySingle(name, target) : isEditing(name) && inText(target)) return undefined;
    return this.actions.findLast((it) => it.keys.includes(name) && (it.when?.() ?? true));
  }

  private starts(name: string, target: HTMLElement | null): boolean {
    if (!this.maySingle(name, target)) return false;
    return this.actions.some((it) => it.keys.some((keys) => keys.startsWith(`${name} `)));
  }

  private maySingle(name: string, target: HTMLElement | null): boolean {
    if (!this.singles()) return false;
    if (inText(target) || target?.closest("select, [role=menu]")) return false;
    // A focused control answers to its own keys.
    if (/^(Shift\+)?(Space|Enter)$/.test(name) && target?.closest("button, a[href], summary, input, [role=tab]")) return false;
    return true;
  }

  private forget() {
    clearTimeout(this.timer);
    this.pending = null;
  }
}
