import { tauriBackend } from "./tauri";
import type {
  AlertFilter,
  AlertRow,
  AlertState,
  AlertView,
  ArticleView,
  BacktestRequest,
  BacktestView,
  Change,
  Changes,
  Checkup,
  Comparison,
  Contacts,
  Conversion,
  CopiesView,
  DayCount,
  Desk,
  Dialect,
  DigestOrder,
  Discovery,
  Edition,
  EditionRow,
  EvidenceView,
  ExportedEvidence,
  FileReport,
  Job,
  ListHolds,
  Keeping,
  Kept,
  PasswordKept,
  Page,
  QueryCheck,
  SearchOrder,
  SearchOverview,
  SearchPage,
  SearchRow,
  Settings,
  Severity,
  SignalRow,
  SignalView,
  Source,
  SourceChange,
  SourceDraft,
  SourceHealth,
  SourceListFormat,
  SourceReport,
  SourceStanding,
  SourceView,
  StoryFilter,
  StoryRow,
  TermList,
  TermListDraft,
  TermListView,
  Topic,
  TopicDraft,
  TopicVersion,
  Undone,
  Verified,
  VersionDifference,
  VersionList,
  Watchlist,
  WatchlistDraft,
  WatchlistView,
} from "./types";

/**
 * Everything that the window can ask of the program: the only door. Each is one command there; a refusal is a
 * `CommandError`.
 */
export interface Backend {
  desk(): Promise<Desk>;
  alerts(filter: AlertFilter, cursor: string | null): Promise<Page<AlertRow>>;
  alert(id: number): Promise<AlertView>;
  /** The articles that have the text of one, the origin first; no rows where nobody else has it. */
  copies(id: number): Promise<CopiesView>;
  /** What an article cut from the text that it took over, and what it added; nothing for an origin. */
  copyChanges(id: number): Promise<Changes | null>;
  /** Puts alerts into a state, with those of copies that joined them. */
  triage(ids: number[], state: AlertState): Promise<void>;
  /** Bursts and silences of topics, newest first. */
  signals(filter: AlertFilter, cursor: string | null): Promise<Page<SignalRow>>;
  signal(id: number): Promise<SignalView>;
  triageSignals(ids: number[], state: AlertState): Promise<void>;
  /** How many articles met a topic on each of the last so many days up to a time, or to now. */
  topicDays(id: number, until: string | null, days: number): Promise<DayCount[]>;
  note(id: number, text: string): Promise<void>;
  undo(): Promise<Undone | null>;
  redo(): Promise<Undone | null>;
  stories(filter: StoryFilter, cursor: string | null): Promise<Page<StoryRow>>;
  compare(storyId: number): Promise<Comparison>;
  article(id: number): Promise<ArticleView>;
  versions(id: number): Promise<VersionList>;
  /** How one version of an article became another. */
  versionDifference(id: number, from: number, to: number): Promise<VersionDifference>;
  search(text: string, order: SearchOrder, cursor: string | null): Promise<SearchPage>;
  /** Counts what a search finds; tells how many of how many candidates it has looked at. Ends one that runs. */
  searchOverview(text: string, onprogress: (done: number, of: number) => void): Promise<SearchOverview>;
  /** Ends the counting; what was counted by then is its answer. */
  cancelOverview(): Promise<void>;
  checkQuery(text: string, topic: boolean, own: number | null): Promise<QueryCheck>;
  convertQuery(text: string, dialect: Dialect): Promise<Conversion>;
  showQueryAs(text: string, dialect: Dialect): Promise<Conversion>;
  /** Tries a query on the archive; tells what it came to so far, the last time with all of it. Ends one that runs. */
  backtest(request: BacktestRequest, onview: (view: BacktestView) => void): Promise<void>;
  cancelBacktest(): Promise<void>;
  /** Articles by their headlines, with the sentence that meets a query; without one their beginning. */
  articleRows(query: string | null, ids: number[]): Promise<SearchRow[]>;
  watchlists(): Promise<WatchlistView[]>;
  saveWatchlist(draft: WatchlistDraft): Promise<Watchlist>;
  removeWatchlist(id: number): Promise<void>;
  saveTopic(draft: TopicDraft): Promise<Topic>;
  removeTopic(id: number): Promise<void>;
  topicHistory(id: number): Promise<TopicVersion[]>;
  rollBackTopic(id: number, number: number, note: string | null): Promise<Topic>;
  /** One a line, as they were written. */
  topicRules(id: number): Promise<string>;
  setTopicRules(id: number, text: string): Promise<void>;
  /** What of rules changes nothing of a topic that is so grave itself, in words. */
  ruleDoubts(text: string, severity: Severity): Promise<string[]>;
  termLists(): Promise<TermListView[]>;
  saveTermList(draft: TermListDraft): Promise<TermList>;
  renameTermList(from: string, to: string): Promise<void>;
  removeTermList(name: string): Promise<void>;
  /** Lets the analyst choose a file of watchlists; nothing if they change their mind. */
  chooseWatchlistFile(): Promise<string | null>;
  /** What taking in a file would change. */
  planWatchlists(path: string): Promise<FileReport>;
  takeWatchlists(path: string): Promise<FileReport>;
  /** Where the watchlists, or one of them, were written; nothing if the analyst changed their mind. */
  exportWatchlists(only: number | null): Promise<string | null>;
  sources(): Promise<SourceView[]>;
  /** How every source stands. */
  standings(): Promise<SourceStanding[]>;
  sourceHealth(id: number): Promise<SourceHealth>;
  saveSource(draft: SourceDraft): Promise<Source>;
  /** Says with which name and password a source is asked; without a name, without. The password goes to the key store. */
  setLogin(id: number, user: string | null, password: string): Promise<PasswordKept>;
  /** Says which one certificate of a source is taken though nobody vouches for it. */
  trustCertificate(id: number, sha256: string | null): Promise<void>;
  setProxyPassword(password: string): Promise<PasswordKept>;
  /** Looks for what can be followed at an address; tells what is known after each step. Nothing is stored. Ends one that runs. */
  discover(address: string, allowPrivate: boolean, onview: (view: Discovery) => void): Promise<void>;
  cancelDiscover(): Promise<void>;
  removeSource(id: number): Promise<void>;
  /** Changes several in one step; how many are different now. */
  changeSources(ids: number[], change: SourceChange): Promise<number>;
  poll(sourceId: number | null): Promise<number>;
  /** Lets the analyst choose a folder; nothing if they change their mind. */
  chooseFolder(): Promise<string | null>;
  chooseFiles(): Promise<string[]>;
  importPaths(paths: string[]): Promise<number>;
  /** Takes in a list of sources: OPML or CSV. */
  importSources(path: string): Promise<SourceReport>;
  /** Where the list of sources was written; nothing if the analyst changed their mind. */
  /** Where the list was written, and what it holds; nothing where the analyst changed their mind. */
  exportSources(format: SourceListFormat): Promise<[path: string, holds: ListHolds] | null>;
  jobs(): Promise<Job[]>;
  cancelJob(id: number): Promise<void>;
  editions(): Promise<EditionRow[]>;
  edition(id: number): Promise<Edition>;
  previewDigest(order: DigestOrder): Promise<Edition>;
  makeDigest(order: DigestOrder): Promise<EditionRow>;
  openFile(editionId: number, index: number): Promise<void>;
  revealFile(editionId: number, index: number): Promise<void>;
  /** Draws the window larger or smaller, in percent. */
  zoom(percent: number): Promise<void>;
  loadSample(): Promise<void>;
  removeSample(): Promise<void>;
  saveSettings(settings: Settings): Promise<void>;
  /** The hosts that were contacted, for which sources, and why. */
  contacts(): Promise<Contacts>;
  checkup(): Promise<Checkup>;
  /** What is kept as evidence, and for how long. */
  evidenceKept(): Promise<Kept>;
  /** Says for how long captures are kept on which no alert rests, and lets go what is over. */
  keepCaptures(keeping: Keeping): Promise<Kept>;
  backup(): Promise<string | null>;
  openArticle(id: number): Promise<void>;
  /** Where an article came from, as it was captured. */
  articleEvidence(id: number): Promise<EvidenceView>;
  /** Checks what an article was read from, and its texts. */
  verifyArticle(id: number): Promise<Verified>;
  /** Checks all that was captured, and all texts: a job. */
  verifyDesk(): Promise<number>;
  /** The file into which what alerts rest on was written; nothing if the analyst changed their mind. */
  exportEvidence(ids: number[]): Promise<ExportedEvidence | null>;
  /** Hears what changed. Gives what ends the hearing. */
  onChange(listener: (change: Change) => void): () => void;
}

/** The program, where the window runs in it; a stand-in in a browser, which the window itself never loads. */
export async function openBackend(): Promise<Backend> {
  if ("__TAURI_INTERNALS__" in window) return tauriBackend();
  const { fakeBackend } = await import("./fake");
  return fakeBackend(new URLSearchParams(location.search));
}
