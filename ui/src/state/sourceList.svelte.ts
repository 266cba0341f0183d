import { untrack } from "svelte";

import type { SourceStanding, SourceView } from "../backend/types";
import { byId, groupsOf, isIn, isMeant, isNeeding, NEEDS, ordered, type Need, type Order } from "./standings";

/** From how many sources on one is looked for by its name or group. */
const MANY = 12;
/** How many rows are drawn until more are asked for. */
export const PAGE = 200;

/**
 * The sources as they are shown. Rows do not move under the pointer: their order holds until another order or other sources are
 * asked for, what is new comes last, and it is said where it would be another now.
 */
export class SourceList {
  only = $state<Need | null>(null);
  /** A group with those inside it; the empty one: those that are in none. */
  group = $state<string | null>(null);
  text = $state("");
  order = $state<Order>("attention");
  /** How many of those that are shown are drawn. */
  most = $state(PAGE);
  /** The order in which they stand, also of some that are not shown any more. */
  private ids = $state.raw<readonly number[]>([]);

  constructor(
    private sources: () => readonly SourceView[] | null,
    private standings: () => readonly SourceStanding[] | null,
  ) {
    $effect.pre(() => {
      const wanted = this.wanted;
      untrack(() => {
        const added = wanted.filter((it) => !this.places.has(it.source.id));
        if (added.length > 0) this.ids = [...this.ids, ...added.map((it) => it.source.id)];
      });
    });
    const isKnown = $derived(this.standings() !== null && this.sources() !== null);
    $effect.pre(() => {
      if (isKnown) untrack(() => this.sortAgain());
    });
    // What there is none of any more is not asked for any more, lest it come back by itself.
    $effect.pre(() => {
      if (this.only !== null && !this.needs.some((it) => it.need === this.only)) this.only = null;
      if (this.group !== null && !this.groups.includes(this.group)) this.group = null;
    });
  }

  readonly all = $derived.by(() => this.sources() ?? []);
  readonly known = $derived.by(() => byId(this.standings() ?? []));
  readonly needs = $derived.by(() =>
    NEEDS.map((need) => ({ need, count: this.all.filter((it) => isNeeding(need, it, this.known)).length })).filter((it) => it.count > 0),
  );
  readonly groups = $derived(groupsOf(this.all));
  /** Whether there are so many that one looks for them, or was looking. */
  readonly isLong = $derived(this.all.length >= MANY || this.text !== "" || this.group !== null);

  private readonly places = $derived(new Map(this.ids.map((id, i) => [id, i])));
  /** Those that are shown, in the order in which they would stand if it were made now. */
  private readonly wanted = $derived.by(() => {
    const { only, group } = this;
    const text = this.text.trim();
    return ordered(this.all, this.known, this.order).filter(
      (it) => (only === null || isNeeding(only, it, this.known)) && (group === null || isIn(it, group)) && (text === "" || isMeant(it, text)),
    );
  });
  readonly shown = $derived.by(() => {
    const place = (it: SourceView) => this.places.get(it.source.id) ?? this.ids.length;
    return [...this.wanted].sort((a, b) => place(a) - place(b));
  });
  readonly drawn = $derived(this.shown.slice(0, this.most));
  /** Whether they would stand in another order now. */
  readonly isStale = $derived(this.shown.some((it, i) => it !== this.wanted[i]));

  /** Shows other sources, or the same in another order. */
  choose(what: { only?: Need | null; group?: string | null; text?: string; order?: Order }): void {
    Object.assign(this, what);
    this.most = PAGE;
    this.sortAgain();
  }

  sortAgain(): void {
    this.ids = this.wanted.map((it) => it.source.id);
  }

  /** Draws some more. Gives the first of them. */
  more(): number | null {
    const next = this.shown[this.most]?.source.id ?? null;
    this.most += PAGE;
    return next;
  }

  /** Draws so many that one is among them. Gives whether more had to be drawn. */
  draw(id: number): boolean {
    const at = this.shown.findIndex((it) => it.source.id === id);
    if (at < this.most) return false;
    this.most = Math.ceil((at + 1) / PAGE) * PAGE;
    return true;
  }

  /** The one that is shown after these, also once they are gone; before them if there is none. */
  beside(ids: readonly number[]): number | null {
    const gone = new Set(ids);
    const last = Math.max(...ids.map((it) => this.places.get(it) ?? -1));
    const left = this.shown.map((it) => it.source.id).filter((it) => !gone.has(it));
    return left.find((it) => (this.places.get(it) ?? this.ids.length) > last) ?? left.at(-1) ?? null;
  }
}
