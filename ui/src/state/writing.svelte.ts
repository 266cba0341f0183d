import type { Backend } from "../backend/backend";
import type { Conversion, Dialect, QueryCheck, Severity, Topic, TopicDraft } from "../backend/types";
import { Backtest } from "./backtest.svelte";
import { looksLike } from "./dialects";
import { failureOf, type Failure } from "./failure";

/** How long nobody types before the language is asked … */
const PAUSE_MS = 150;
/** … and how long after its answer the archive is. */
const TRIAL_PAUSE_MS = 350;

/** A topic being written: what its fields hold, what the language says of it, what it came to on the archive. */
export class Writing {
  id = $state<number | null>(null);
  name = $state("");
  query = $state("");
  severity = $state<Severity>("watch");
  list = $state(0);
  note = $state("");
  rules = $state("");
  /** What of the rules changes nothing, for the topic is so grave itself. */
  ruleDoubts = $state.raw<readonly string[]>([]);
  /** Over how many days up to the newest article it is tried; 0: the whole archive. */
  days = $state(30);
  check = $state.raw<QueryCheck | null>(null);
  /** Whether the language could not be asked. */
  private unanswered = $state(false);
  failure = $state.raw<Failure | null>(null);
  busy = $state(false);
  /** A system from which what was pasted seems to come. */
  offer = $state.raw<Dialect | null>(null);
  /** What another system's query becomes, or ours in its words. */
  conversion = $state.raw<{ dialect: Dialect; shown: boolean; of: string; value: Conversion } | null>(null);
  readonly backtest: Backtest;
  private saved = $state.raw<Pick<TopicDraft, "name" | "query" | "severity" | "watchlist_id">>({ name: "", query: "", severity: "watch", watchlist_id: 0 });
  private savedRules = $state("");
  private tried = "";

  readonly isChanged = $derived(
    this.query !== this.saved.query ||
      this.name !== this.saved.name ||
      this.severity !== this.saved.severity ||
      this.list !== this.saved.watchlist_id ||
      this.rules !== this.savedRules,
  );

  /** Whether the query can be read as it stands; nothing until the language has answered. */
  readonly readable: boolean | "unanswered" | null = $derived(this.unanswered ? "unanswered" : this.check === null ? null : this.check.canonical !== null);

  constructor(
    private backend: Backend,
    draft: TopicDraft,
  ) {
    this.backtest = new Backtest(backend);
    this.id = draft.id;
    this.name = draft.name;
    this.query = draft.query;
    this.severity = draft.severity;
    this.list = draft.watchlist_id;
    // A new topic that brings a query is not saved anywhere yet.
    this.saved = { ...draft, query: draft.id === null ? "" : draft.query };
    if (draft.id !== null) void this.readRules(draft.id);
    $effect(() => {
      const text = this.query;
      const timer = setTimeout(() => void this.look(text), PAUSE_MS);
      return () => clearTimeout(timer);
    });
    $effect(() => {
      const { rules, severity } = this;
      const timer = setTimeout(() => void this.doubt(rules, severity), PAUSE_MS);
      return () => clearTimeout(timer);
    });
    $effect(() => {
      const query = this.check?.canonical ?? null;
      const days = this.days;
      if (query === null) return;
      const timer = setTimeout(() => this.tryOnce(query, days), TRIAL_PAUSE_MS);
      return () => clearTimeout(timer);
    });
  }

  /** What was pasted into the field: another system's query is offered to be converted. */
  pasted(text: string): void {
    this.offer = looksLike(text);
  }

  async convert(dialect: Dialect): Promise<void> {
    await this.rewrite(dialect, false, () => this.backend.convertQuery(this.query, dialect));
  }

  async showAs(dialect: Dialect): Promise<void> {
    await this.rewrite(dialect, true, () => this.backend.showQueryAs(this.check?.canonical ?? this.query, dialect));
  }

  /** Tries the query on the archive now, also if it was tried before. */
  again(): void {
    const query = this.check?.canonical;
    if (query) this.try(query, this.days);
  }

  /** Saves the topic, and its rules if they were changed. Gives it, or nothing if that failed: `failure` then says why. */
  async save(): Promise<Topic | null> {
    this.busy = true;
    this.failure = null;
    try {
      const draft = { id: this.id, watchlist_id: this.list, name: this.name.trim(), query: this.query, severity: this.severity };
      const note = this.note.trim();
      const topic = await this.backend.saveTopic(note ? { ...draft, note } : draft);
      // From here on it is there: another try changes it and adds no second one.
      this.id = topic.id;
      // One without a name was given one.
      this.name = topic.name;
      this.saved = { ...draft, name: topic.name };
      this.note = "";
      if (this.rules.trim() !== this.savedRules.trim()) await this.backend.setTopicRules(topic.id, this.rules);
      this.savedRules = this.rules;
      return topic;
    } catch (error) {
      this.failure = failureOf(error);
      return null;
    } finally {
      this.busy = false;
    }
  }

  /** Whether the topic itself is saved and only its rules are not. */
  get onlyRulesFailed(): boolean {
    return this.failure !== null && this.id !== null && this.query === this.saved.query && this.rules !== this.savedRules;
  }

  private async readRules(id: number): Promise<void> {
    try {
      const rules = await this.backend.topicRules(id);
      this.savedRules = rules;
      this.rules = rules;
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  private async doubt(rules: string, severity: Severity): Promise<void> {
    try {
      const doubts = rules.trim() ? await this.backend.ruleDoubts(rules, severity) : [];
      if (rules === this.rules && severity === this.severity) this.ruleDoubts = doubts;
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  private async look(text: string): Promise<void> {
    this.unanswered = false;
    try {
      const answer = await this.backend.checkQuery(text, true, this.id);
      if (text !== this.query) return;
      this.check = answer;
      if (answer.canonical === null) {
        this.tried = "";
        this.backtest.forget();
      }
    } catch (error) {
      if (text !== this.query) return;
      this.unanswered = true;
      this.failure = failureOf(error);
    }
  }

  private async rewrite(dialect: Dialect, shown: boolean, ask: () => Promise<Conversion>): Promise<void> {
    const of = this.query;
    this.offer = null;
    try {
      const value = await ask();
      if (of === this.query) this.conversion = { dialect, shown, of, value };
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  private tryOnce(query: string, days: number): void {
    if (this.tried !== `${days} ${query}`) this.try(query, days);
  }

  private try(query: string, days: number): void {
    this.tried = `${days} ${query}`;
    void this.backtest.run({ query, topic_id: this.id, days: days === 0 ? null : days });
  }
}
