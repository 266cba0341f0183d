import type { Backend } from "../backend/backend";
import type { Desk, Job, Settings, WatchlistView } from "../backend/types";
import { failureOf, type Failure } from "./failure";
import { Times } from "./times";

/** What every screen knows of the desk: its counts, its watchlists, its long work. Asks again when something changed. */
export class DeskState {
  glance = $state.raw<Desk | null>(null);
  watchlists = $state.raw<readonly WatchlistView[]>([]);
  jobs = $state.raw<readonly Job[]>([]);
  /** Why the desk could not be read, if it could not. */
  failure = $state.raw<Failure | null>(null);
  /** The clock of the screen, for "12 s ago": one for all. */
  now = $state(Date.now());

  readonly times = $derived(new Times(this.glance?.locale ?? "en-GB", this.glance?.time_zone ?? "UTC"));
  /** The mark of each topic. */
  readonly marks: ReadonlyMap<number, number> = $derived(
    new Map(this.watchlists.flatMap((it) => it.topics.map(({ topic }) => [topic.id, it.watchlist.mark] as const))),
  );

  private asking: Promise<void> | null = null;
  private askAgain = false;

  constructor(private backend: Backend) {
    $effect(() => {
      void this.reload();
      void this.reloadJobs();
      return backend.onChange((change) => {
        if (change.kind === "job") this.moved(change.job);
        else void this.reload();
      });
    });
    $effect(() => {
      const timer = setInterval(() => (this.now = Date.now()), 10_000);
      return () => clearInterval(timer);
    });
  }

  /** Asks for everything again; calls while asking become one. */
  async reload(): Promise<void> {
    if (this.asking) {
      this.askAgain = true;
      return this.asking;
    }
    this.asking = this.ask();
    await this.asking;
    this.asking = null;
    if (this.askAgain) {
      this.askAgain = false;
      await this.reload();
    }
  }

  /** Keeps a change of the settings. Shows it at once and takes it back if it could not be kept. */
  async choose(change: Partial<Settings>): Promise<void> {
    const before = this.glance;
    if (!before) return;
    const settings = { ...before.settings, ...change };
    this.glance = { ...before, settings };
    try {
      await this.backend.saveSettings(settings);
    } catch (error) {
      this.glance = before;
      throw error;
    }
  }

  private async ask(): Promise<void> {
    try {
      const [glance, watchlists] = await Promise.all([this.backend.desk(), this.backend.watchlists()]);
      this.glance = glance;
      this.watchlists = watchlists;
      this.failure = null;
      this.now = Date.now();
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  private async reloadJobs(): Promise<void> {
    try {
      this.jobs = await this.backend.jobs();
    } catch {
      // Told with the desk, which asks at the same time.
    }
  }

  private moved(job: Job): void {
    const others = this.jobs.filter((it) => it.id !== job.id);
    this.jobs = [job, ...others].sort((a, b) => b.id - a.id);
  }
}
