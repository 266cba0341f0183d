import { untrack } from "svelte";

import type { Backend } from "../backend/backend";
import type { VersionDifference, VersionList } from "../backend/types";
import { failureOf, type Failure } from "./failure";

/** The versions of an article, and how the two that are chosen differ. */
export class Versions {
  list = $state.raw<VersionList | null>(null);
  difference = $state.raw<VersionDifference | null>(null);
  failure = $state.raw<Failure | null>(null);
  from = $state(0);
  to = $state(0);
  private turn = 0;

  constructor(
    private backend: Backend,
    private id: () => number | null,
  ) {
    $effect(() => {
      const id = this.id();
      untrack(() => void this.open(id));
    });
  }

  /** Compares a version with the one before, or with another. */
  async choose(to: number, from = Math.max(1, to - 1)): Promise<void> {
    const id = this.id();
    const turn = ++this.turn;
    [this.from, this.to] = [from, to];
    if (id === null || from === to) {
      this.difference = null;
      return;
    }
    try {
      const difference = await this.backend.versionDifference(id, from, to);
      if (turn !== this.turn) return;
      this.difference = difference;
      this.failure = null;
    } catch (error) {
      if (turn === this.turn) this.failure = failureOf(error);
    }
  }

  /** Chooses the next newer version, or the next older one. */
  step(by: 1 | -1): void {
    const rows = this.list?.versions ?? [];
    const next = rows[rows.findIndex((it) => it.number === this.to) - by];
    if (next) void this.choose(next.number);
  }

  private async open(id: number | null): Promise<void> {
    const turn = ++this.turn;
    this.list = null;
    this.difference = null;
    this.failure = null;
    if (id === null) return;
    try {
      const list = await this.backend.versions(id);
      if (turn !== this.turn) return;
      this.list = list;
      await this.choose(list.versions[0]?.number ?? 1);
    } catch (error) {
      if (turn === this.turn) this.failure = failureOf(error);
    }
  }
}
