//! What the desk shows: rows, pages and views, ready for a screen or a terminal.
//!
//! Text with marks comes cut into pieces; offsets stay on this side.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    AlertId, AlertState, ArticleId, EditionId, JobId, Reading, Severity, SignalId, Source,
    SourceId, SourceKind, SourceMethod, StoryId, TextChoice, TextMeasure, Timestamp, Topic,
    TopicId, Trouble, Watchlist, WatchlistId, Zone,
    alerting::SignalKind,
    health::Standing,
    query::{ClauseTally, DayCount, Diagnostic, Examples, Expansion},
    text::Piece,
    version::AlertChange,
};

/// How many rows a page holds.
pub const PAGE: usize = 100;

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Page<T> {
    /// Its rows, at most [`PAGE`].
    pub rows: Vec<T>,
    /// Where the next page begins, if there is one. Opaque: give it back as it came.
    pub next: Option<String>,
    /// How many rows the whole list has.
    pub total: u64,
}

/// Which alerts to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct AlertFilter {
    /// In this state; nothing: any.
    pub state: Option<AlertState>,
    /// Of this watchlist.
    pub watchlist_id: Option<WatchlistId>,
    /// Of this topic.
    pub topic_id: Option<TopicId>,
    /// Of articles of this source.
    pub source_id: Option<SourceId>,
    /// Of articles of this story.
    pub story_id: Option<StoryId>,
    /// At least as grave.
    pub severity: Option<Severity>,
    /// Of articles published (or first seen) from then …
    pub since: Option<Timestamp>,
    /// … until before then.
    pub until: Option<Timestamp>,
    /// Only those whose articles changed since the analyst decided on them.
    #[ts(as = "Option<bool>", optional)]
    pub changed: bool,
}

/// An alert in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AlertRow {
    /// The alert.
    pub id: AlertId,
    /// What the analyst made of it.
    pub state: AlertState,
    /// How grave it is.
    pub severity: Severity,
    /// The topic that was met.
    pub topic_id: TopicId,
    /// Its name.
    pub topic: String,
    /// The watchlist of the topic.
    pub watchlist_id: WatchlistId,
    /// Its name.
    pub watchlist: String,
    /// Its mark, 0 to 5.
    pub mark: u8,
    /// The article.
    pub article_id: ArticleId,
    /// Its headline.
    pub title: String,
    /// The outlet.
    pub outlet: String,
    /// Its source.
    pub source_id: SourceId,
    /// The article's language.
    pub language: Option<String>,
    /// The agency credited.
    pub wire: Option<String>,
    /// The flagged sentence, cut into pieces.
    pub sentence: Vec<Piece>,
    /// The zone in which it stands.
    pub zone: Zone,
    /// How many places of the article met the topic.
    pub hits: u32,
    /// Where the article can be read.
    pub address: Option<String>,
    /// The publisher's time, if it gave one.
    pub published_at: Option<Timestamp>,
    /// When the article was first seen.
    pub first_seen_at: Timestamp,
    /// When the alert was raised.
    pub raised_at: Timestamp,
    /// Whether the article was in the archive before the topic was.
    pub from_archive: bool,
    /// The story, once it has more than one article.
    pub story_id: Option<StoryId>,
    /// How many outlets tell the story.
    pub outlets: u32,
    /// The analyst's note, empty if there is none.
    pub note: String,
    /// The analyst's tags.
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    pub tags: Vec<String>,
    /// Why it is graver than its topic says, if it is: "high: 3 publishers in 60 minutes".
    #[serde(default)]
    #[ts(optional)]
    pub graver: Option<String>,
    /// Who else has its text, if anybody has.
    #[serde(default)]
    #[ts(optional)]
    pub copies: Option<CopiesInShort>,
    /// The alert of the same topic and text that it joined, if it is a copy's: that one stands in the list for it.
    #[serde(default)]
    #[ts(optional)]
    pub joined: Option<AlertId>,
    /// Whether its article changed since the analyst decided on it.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub changed: bool,
    /// What other versions of the article changed for it, the last first; at most twenty.
    #[serde(default)]
    #[ts(as = "Option<Vec<AlertChange>>", optional)]
    pub changes: Vec<AlertChange>,
}

/// The other articles of a text, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CopiesInShort {
    /// How many there are.
    pub count: u32,
    /// The agency that the text is of, where one of its articles credits one.
    pub agency: Option<String>,
    /// The outlets of the first ones, at most three, first published first.
    pub outlets: Vec<String>,
    /// How many publishers the text has, this article's included; of a text of more than [`COPIES`] articles at least.
    pub publishers: u32,
}

/// How many articles of one text are listed.
pub const COPIES: usize = 100;

/// The articles of one text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CopiesView {
    /// The agency that the text is of, where one of its articles credits one.
    pub agency: Option<String>,
    /// How many articles have the text.
    pub total: u32,
    /// How many publishers the listed ones have.
    pub publishers: u32,
    /// The origin, then the copies, first published first; at most [`COPIES`] and the article that was asked for. Empty
    /// for a text that nobody else has.
    pub rows: Vec<CopyRow>,
}

/// An article of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CopyRow {
    /// The article.
    pub article_id: ArticleId,
    /// Its headline.
    pub title: String,
    /// The outlet.
    pub outlet: String,
    /// Its publisher.
    pub publisher: String,
    /// Where it can be read.
    pub address: Option<String>,
    /// The agency credited.
    pub wire: Option<String>,
    /// When it was published, or first seen where the source does not say.
    pub at: Timestamp,
    /// Whether `at` is the publisher's own time.
    pub at_is_published: bool,
    /// Whether the text comes from here: by credit, else by time.
    pub is_origin: bool,
    /// Which share of its words is the origin's, 0 to 100.
    pub copied_percent: u32,
    /// Which share of the origin's words it has, 0 to 100.
    pub kept_percent: u32,
    /// How many of the origin's words it left out.
    pub cut: u32,
    /// How many words it added.
    pub added: u32,
}

/// An alert with everything that explains it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AlertView {
    /// The row.
    pub row: AlertRow,
    /// The article, with the places marked that met this topic and others.
    pub article: ArticleView,
    /// Why it matched: one entry for each topic that the article met, this alert's first.
    pub why: Vec<Why>,
}

/// Why a topic was met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Why {
    /// The topic.
    pub topic_id: TopicId,
    /// Its name.
    pub topic: String,
    /// Its watchlist.
    pub watchlist: String,
    /// The watchlist's mark.
    pub mark: u8,
    /// The version of the topic that matched.
    pub topic_version: u32,
    /// The query in canonical form, as it was then.
    pub query: String,
    /// How many places met it.
    pub hits: u32,
    /// The query's clauses, each with what became of it.
    pub clauses: Vec<WhyClause>,
    /// What stands in the text but did not count, in words.
    pub not_counted: Vec<String>,
}

/// A clause of a query and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WhyClause {
    /// How deep it stands in the query, from 0.
    pub depth: u32,
    /// The clause.
    pub clause: String,
    /// Whether it held.
    pub holds: bool,
    /// The words that met it, as written in the article, each once.
    pub found: Vec<String>,
    /// A remark of the matcher.
    pub remark: Option<String>,
}

/// An article for reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ArticleView {
    /// The article.
    pub id: ArticleId,
    /// Its headline.
    pub title: String,
    /// The outlet.
    pub outlet: String,
    /// Its source.
    pub source_id: SourceId,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Where it can be read.
    pub address: Option<String>,
    /// The host of that address, in ASCII, to be shown before it is opened.
    pub host: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// The agency credited.
    pub wire: Option<String>,
    /// The publisher's time.
    pub published_at: Option<Timestamp>,
    /// The publisher's time of its last change.
    pub modified_at: Option<Timestamp>,
    /// When it was first seen.
    pub first_seen_at: Timestamp,
    /// Which version this is, from 1.
    pub version: u32,
    /// How many versions there are.
    pub versions: u32,
    /// The text in page order.
    pub blocks: Vec<BlockView>,
    /// How many words of topics stand in zones that are not searched, by zone: "promo (1)".
    pub held_back: Vec<String>,
    /// The story, once it has more than one article.
    pub story_id: Option<StoryId>,
    /// How many outlets tell the story.
    pub outlets: u32,
    /// How it was read from its page, if it was: how sure that is, and where each fact was found.
    #[serde(default)]
    #[ts(optional)]
    pub reading: Option<Reading>,
}

/// A block of text, cut at its marks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BlockView {
    /// What it is.
    pub zone: Zone,
    /// Its text.
    pub pieces: Vec<Piece>,
}

/// A story in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StoryRow {
    /// The story.
    pub id: StoryId,
    /// The headline of its first article.
    pub title: String,
    /// How many articles it has.
    pub articles: u32,
    /// How many outlets.
    pub outlets: u32,
    /// Their names, first published first, at most eight.
    pub outlet_names: Vec<String>,
    /// How many alerts its articles raised.
    pub alerts: u32,
    /// The watchlists that it touches: mark and name.
    pub watchlists: Vec<(u8, String)>,
    /// When its first article was published.
    pub first_at: Timestamp,
    /// When its last article was published.
    pub last_at: Timestamp,
}

/// Which stories to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct StoryFilter {
    /// Only stories with at least so many outlets; nothing: two.
    pub outlets: Option<u32>,
    /// Only stories that raised alerts of this watchlist.
    pub watchlist_id: Option<WatchlistId>,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SearchPage {
    /// The query in canonical form; nothing if it could not be read.
    pub canonical: Option<String>,
    /// What was assumed ("two words: both must occur"), or is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// The hits, newest first.
    pub rows: Vec<SearchRow>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// How many articles match, where that is known at once.
    pub total: Option<u64>,
    /// Of how many matches, the newest ones, these are the best; nothing where they are newest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ranked_of: Option<u64>,
}

/// In which order a search gives what it found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SearchOrder {
    /// The newest first.
    #[default]
    Newest,
    /// Of the newest some thousands the best first: those in which the words are frequent, and rare elsewhere.
    Ranked,
}

/// What the archive holds on a query, counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SearchOverview {
    /// The query in canonical form; nothing if it could not be read.
    pub canonical: Option<String>,
    /// What was assumed, or is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// How many articles match.
    #[ts(type = "number")]
    pub total: u64,
    /// Whether that is all of them. If not, looking was ended early, and every number here means "at least".
    pub complete: bool,
    /// The days that have any, in UTC, oldest first.
    pub days: Vec<DayCount>,
    /// By source, the most first.
    pub sources: Vec<FacetCount>,
    /// By publisher.
    pub publishers: Vec<FacetCount>,
    /// By language; "" for those that do not say.
    pub languages: Vec<FacetCount>,
    /// By watchlist of which they met a topic.
    pub watchlists: Vec<FacetCount>,
}

/// How many articles fall to one of many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FacetCount {
    /// Its number, if it has one.
    #[ts(type = "number | null")]
    pub id: Option<i64>,
    /// Its name.
    pub name: String,
    /// How many.
    #[ts(type = "number")]
    pub articles: u64,
}

/// An article that a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SearchRow {
    /// The article.
    pub article_id: ArticleId,
    /// Its headline.
    pub title: String,
    /// The outlet.
    pub outlet: String,
    /// Its language.
    pub language: Option<String>,
    /// Where it can be read.
    pub address: Option<String>,
    /// The publisher's time, if it gave one.
    pub published_at: Option<Timestamp>,
    /// When it was first seen.
    pub first_seen_at: Timestamp,
    /// The first sentence that met the query. Marked pieces carry topic 0.
    pub sentence: Vec<Piece>,
    /// The zone in which it stands.
    pub zone: Zone,
    /// The story, once it has more than one article.
    pub story_id: Option<StoryId>,
}

/// A watchlist with its topics.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WatchlistView {
    /// The watchlist.
    pub watchlist: Watchlist,
    /// How many of its alerts are new.
    pub new_alerts: u64,
    /// Its topics.
    pub topics: Vec<TopicView>,
}

/// A topic with its counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TopicView {
    /// The topic.
    pub topic: Topic,
    /// How many of its alerts are new.
    pub new_alerts: u64,
    /// How many alerts it has in all.
    pub alerts: u64,
    /// When it last raised one.
    pub last_alert_at: Option<Timestamp>,
}

/// A topic to be saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TopicDraft {
    /// The topic to change; nothing: a new one.
    pub id: Option<TopicId>,
    /// Its watchlist.
    pub watchlist_id: WatchlistId,
    /// Its name.
    pub name: String,
    /// Its query.
    pub query: String,
    /// How grave its alerts are.
    pub severity: Severity,
    /// Why it was changed, for its history.
    #[serde(default)]
    #[ts(optional)]
    pub note: Option<String>,
    /// The query as it was written, where `query` is already its canonical form; nothing: `query` itself.
    #[serde(default)]
    #[ts(optional)]
    pub written: Option<String>,
}

/// A version of a topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TopicVersion {
    /// Its number, from 1.
    pub number: u32,
    /// The query in canonical form.
    pub query: String,
    /// The query as the analyst wrote it, where that says more.
    pub written: Option<String>,
    /// How grave its alerts were.
    pub severity: Severity,
    /// Why it was saved, empty if nobody said.
    pub note: String,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// Whether it is the one that runs.
    pub is_current: bool,
    /// How many alerts it raised.
    pub alerts: u64,
}

/// A named list of terms, that topics and searches use as `@name`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TermList {
    /// Its name, without the @.
    pub name: String,
    /// Its text as the analyst wrote it: a term a line, comments behind #.
    pub text: String,
    /// Counts its saved versions from 1.
    pub version: u32,
    /// When this version was saved.
    pub saved_at: Timestamp,
}

/// A named list with what uses it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TermListView {
    /// The list.
    pub list: TermList,
    /// How many terms it has; nothing while it cannot be read.
    pub terms: Option<u64>,
    /// The topics that use it, also through other lists.
    pub topics: Vec<(TopicId, String)>,
    /// The names of the lists that use it.
    pub lists: Vec<String>,
    /// What is wrong with it, or dubious, a line each, in words.
    pub problems: Vec<String>,
}

/// A named list to be saved. One of the same name is changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TermListDraft {
    /// Its name, without the @.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Why it was changed, for its history.
    #[serde(default)]
    #[ts(optional)]
    pub note: Option<String>,
}

/// Something about a topic as a whole: much more than is usual, or nothing for long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SignalRow {
    /// Its number.
    pub id: SignalId,
    /// What it is.
    pub kind: SignalKind,
    /// What the analyst made of it.
    pub state: AlertState,
    /// How grave it is.
    pub severity: Severity,
    /// The topic.
    pub topic_id: TopicId,
    /// Its name.
    pub topic: String,
    /// The topic's watchlist.
    pub watchlist_id: WatchlistId,
    /// Its name.
    pub watchlist: String,
    /// Its mark, 0 to 5.
    pub mark: u8,
    /// Where the time that it is about begins …
    pub since: Timestamp,
    /// … and ends.
    pub until: Timestamp,
    /// Why it was raised: "7 independent texts of 4 publishers in 60 minutes; usually 0.8."
    pub words: String,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// How many articles met the topic on each of [`SIGNAL_DAYS`] days (UTC), the last that on which its time ends.
    #[ts(type = "number[]")]
    pub days: Vec<u64>,
}

/// How many days of its topic a signal shows.
pub const SIGNAL_DAYS: usize = 28;

/// A burst or a silence with what explains it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SignalView {
    /// The signal.
    pub row: SignalRow,
    /// The rule of its topic that asks for it, as it is now; nothing where the topic has none of its kind any more.
    pub rule: Option<String>,
    /// The articles of its topic in its time.
    #[ts(type = "number")]
    pub articles: u64,
    /// Of these, how many texts that do not repeat another.
    #[ts(type = "number")]
    pub texts: u64,
    /// Who published them, the most first.
    pub publishers: Vec<FacetCount>,
}

/// What happened, or would happen, to a thing of a watchlist file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileStep {
    /// What it is.
    pub kind: FileThing,
    /// Its name: "Sanctions", "Sanctions / Bank sanctions", "@banks".
    pub name: String,
    /// Whether it is new, changed, or as it was.
    pub change: FileChange,
    /// What changes, in words; empty for what is new or as it was.
    pub what: Vec<String>,
}

/// What a watchlist file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FileThing {
    /// A named list of terms.
    List,
    /// A watchlist.
    Watchlist,
    /// A topic.
    Topic,
}

/// Whether something of a file is new to the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FileChange {
    /// It was not there.
    Added,
    /// It was there, and is another now.
    Changed,
    /// It was there as it is.
    Unchanged,
}

/// What came of reading a watchlist file: what changes, or why nothing does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileReport {
    /// What was done, or would be; empty if the file has a problem.
    pub steps: Vec<FileStep>,
    /// What is wrong with the file. One problem, and nothing of it is taken.
    pub problems: Vec<FileProblem>,
    /// What is dubious, but no reason not to take it.
    pub doubts: Vec<FileProblem>,
    /// Whether it was taken.
    pub taken: bool,
}

/// Something wrong with a watchlist file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileProblem {
    /// The line, from 1.
    pub line: u32,
    /// What is wrong, with what.
    pub what: String,
    /// What to do.
    pub advice: String,
}

/// A watchlist to be saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WatchlistDraft {
    /// The watchlist to change; nothing: a new one.
    pub id: Option<WatchlistId>,
    /// Its name.
    pub name: String,
    /// Its mark, 0 to 5; nothing: the next free one.
    pub mark: Option<u8>,
}

/// A topic to be tried on the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BacktestRequest {
    /// The query.
    pub query: String,
    /// The topic whose saved version it is compared with.
    pub topic_id: Option<TopicId>,
    /// Only articles of so many days up to the newest article; all of the archive where there is none.
    pub days: Option<u32>,
}

/// What a topic would have found, as far as that is known.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct BacktestView {
    /// How many articles were looked at.
    #[ts(type = "number")]
    pub looked_at: u64,
    /// How many there are to look at.
    #[ts(type = "number")]
    pub candidates: u64,
    /// Whether all were.
    pub done: bool,
    /// Whether it was ended before that.
    pub stopped: bool,
    /// The time of the newest article, from which the days are counted back; nothing in an empty archive.
    pub until: Option<Timestamp>,
    /// How many articles met the topic.
    #[ts(type = "number")]
    pub hits: u64,
    /// How many that is a day.
    pub a_day: f64,
    /// How many a day met the saved version.
    pub saved_a_day: Option<f64>,
    /// How many met it on each day.
    pub days: Vec<DayCount>,
    /// The newest that met it.
    pub examples: Vec<SearchRow>,
    /// What each clause did; empty where clauses are not asked for.
    pub clauses: Vec<ClauseTally>,
    /// How many clauses there are, where they are too many to be looked at one by one; else 0.
    pub too_many_clauses: u32,
    /// What the saved version would not have found.
    pub gained: Examples,
    /// What only the saved version finds.
    pub lost: Examples,
    /// The newest that are gained.
    pub gained_rows: Vec<SearchRow>,
    /// The newest that are lost.
    pub lost_rows: Vec<SearchRow>,
}

/// What the language makes of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QueryCheck {
    /// The query in canonical form; nothing if it has an error.
    pub canonical: Option<String>,
    /// Errors and doubts.
    pub diagnostics: Vec<Diagnostic>,
    /// What words with wildcards and inflections stand for in the archive.
    pub expansions: Vec<Expansion>,
}

/// How a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SourceState {
    /// Not looked at yet.
    Waiting,
    /// The last look went well.
    Healthy,
    /// The last look did not, or some of its files could not be read.
    Troubled,
    /// Paused by the analyst.
    Paused,
}

/// A source with its health.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SourceView {
    /// The source.
    pub source: Source,
    /// How it is.
    pub state: SourceState,
    /// What is wrong, if anything.
    pub trouble: Option<Trouble>,
    /// Its files that could not be read, newest first, at most 100.
    pub files_in_trouble: Vec<FileTrouble>,
    /// How many files could not be read.
    pub files_in_trouble_total: u64,
    /// When it was last looked at.
    pub last_attempt_at: Option<Timestamp>,
    /// When that last went well.
    pub last_success_at: Option<Timestamp>,
    /// When it is next due.
    pub next_due_at: Option<Timestamp>,
    /// How many articles it has brought.
    pub articles: u64,
    /// Articles first seen on each of the last 14 days (UTC), oldest first.
    pub per_day: Vec<u32>,
    /// Of a folder that is watched by this program now: how.
    #[serde(default)]
    pub followed: Option<Followed>,
    /// How it stands with the texts on the pages of its articles.
    pub full_text: FullText,
}

/// By what it is noticed that something happens in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// The system tells of it; and it is looked through now and then all the same.
    Told,
    /// The system does not tell of it: it is looked through on a timer.
    Timer,
    /// It lies on the drive of another machine, which tells of nothing: it is looked through on a timer.
    NetworkDrive,
}

/// How a folder is watched, and what was found in it at the last look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Followed {
    /// By what it is noticed that something happens.
    pub notice: Notice,
    /// When it was last looked through as a whole.
    pub looked_through_at: Option<Timestamp>,
    /// How many files stood in it that may be read.
    pub files: u64,
    /// In how many folders, itself among them.
    pub folders: u64,
    /// How many of the files are still being written to, or were a moment ago.
    pub waiting: u64,
    /// Whether names that differ in case only name the same file there.
    pub ignores_case: bool,
}

/// How it stands with the texts on the pages of a source's articles.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FullText {
    /// What the program found when it looked at some; nothing where it did not yet.
    pub measure: Option<TextMeasure>,
    /// Articles whose pages are still to be read.
    pub waiting: u64,
    /// Articles of which only what the source gave is there: their pages could not be read, or held no more.
    pub without: u64,
    /// What went wrong the last time, in words.
    pub trouble: Option<String>,
}

/// How a source stands, for a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SourceStanding {
    /// The source.
    pub source_id: SourceId,
    /// How it stands.
    pub standing: Standing,
    /// Why, in a sentence.
    pub words: String,
    /// How many diagnoses there are beside that.
    pub diagnoses: u32,
    /// When its last article was first seen.
    pub last_article_at: Option<Timestamp>,
    /// Minutes from publication to capture that half of its articles did not exceed.
    pub late_minutes: Option<u32>,
    /// Minutes between two looks, as they are now.
    pub interval_minutes: Option<u32>,
}

/// A file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileTrouble {
    /// Its path.
    pub path: String,
    /// Why, in words.
    pub why: String,
    /// When that was seen.
    pub at: Timestamp,
}

/// A source to be added or changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SourceDraft {
    /// The source to change; nothing: a new one.
    pub id: Option<SourceId>,
    /// Feed or folder.
    pub kind: SourceKind,
    /// The feed's address or the folder's path.
    pub address: String,
    /// What to call it; empty: the feed's title or the folder's name.
    pub name: String,
    /// The house behind it.
    pub publisher: Option<String>,
    /// The analyst's own grouping.
    pub group: Option<String>,
    /// ISO 3166 code.
    pub country: Option<String>,
    /// BCP 47 primary tag.
    pub language: Option<String>,
    /// Minutes between two looks.
    pub interval_minutes: Option<u32>,
    /// Whether an address of a private or local network is meant.
    pub allow_private: bool,
    /// Whether the pages of its articles that raised an alert are looked at again; nothing: as it is, for a new one those
    /// of a feed.
    #[serde(default)]
    #[ts(optional)]
    pub revisit: Option<bool>,
    /// What is read at its address; nothing: as it is, for a new one a feed.
    #[serde(default)]
    #[ts(optional)]
    pub method: Option<SourceMethod>,
    /// Who says where the text of its articles is taken from; nothing: as it is, for a new one the program.
    #[serde(default)]
    #[ts(optional)]
    pub text: Option<TextChoice>,
    /// Of a folder: patterns of what is left out of it; nothing: as it is, for a new one none.
    #[serde(default)]
    #[ts(optional)]
    pub ignore: Option<Vec<String>>,
}

impl SourceDraft {
    /// A new source; what else there is to say of it is left to the program.
    #[must_use]
    pub fn new(
        kind: SourceKind,
        address: impl Into<String>,
        name: impl Into<String>,
    ) -> SourceDraft {
        SourceDraft {
            id: None,
            kind,
            address: address.into(),
            name: name.into(),
            publisher: None,
            group: None,
            country: None,
            language: None,
            interval_minutes: None,
            allow_private: false,
            revisit: None,
            method: None,
            text: None,
            ignore: None,
        }
    }
}

/// A digest that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct EditionRow {
    /// Its number.
    pub id: EditionId,
    /// Its title.
    pub title: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// The window's beginning.
    pub since: Timestamp,
    /// The window's end.
    pub until: Timestamp,
    /// How many alerts it holds.
    pub entries: u32,
    /// The files that were written.
    pub files: Vec<String>,
}

/// Long work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Job {
    /// Its number.
    pub id: JobId,
    /// What it does: "Reading ~/press".
    pub title: String,
    /// How much is done.
    pub done: u64,
    /// Of how much, once that is known.
    pub total: Option<u64>,
    /// What it is at: a file's name.
    pub detail: String,
    /// How it is.
    pub state: JobState,
    /// What came of it, in words, once it ended.
    pub outcome: Option<String>,
    /// When it began.
    pub began_at: Timestamp,
}

/// How a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// At work.
    Running,
    /// Done.
    Done,
    /// Cancelled by the analyst; what was done stays.
    Cancelled,
    /// Ended by trouble.
    Failed,
}

/// The desk at a glance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Desk {
    /// The program's version.
    pub version: String,
    /// Where the data are.
    pub data_dir: String,
    /// New alerts.
    pub new_alerts: u64,
    /// Bursts of topics that nobody decided on.
    pub new_bursts: u64,
    /// Silences of topics that nobody decided on.
    pub new_silences: u64,
    /// Kept alerts.
    pub kept_alerts: u64,
    /// Dismissed alerts.
    pub dismissed_alerts: u64,
    /// Alerts whose articles changed since the analyst decided on them.
    pub changed_alerts: u64,
    /// Stories of at least two outlets.
    pub stories: u64,
    /// Articles.
    pub articles: u64,
    /// Sources that are not paused.
    pub sources: u64,
    /// Of these, how many were looked at and are well.
    pub healthy_sources: u64,
    /// How many are in trouble.
    pub troubled_sources: u64,
    /// When a source was last looked at with success.
    pub last_sweep_at: Option<Timestamp>,
    /// Whether the sample desk is loaded.
    pub sample: bool,
    /// What is wrong with the desk as a whole: disk full, database not writable.
    pub trouble: Option<Trouble>,
    /// The last thing that can be undone, in words.
    pub undo: Option<String>,
    /// The analyst's time zone, an IANA name.
    pub time_zone: String,
    /// The language for dates and numbers, a valid BCP 47 tag.
    pub locale: String,
    /// The settings.
    pub settings: Settings,
}

/// What the analyst chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Settings {
    /// Light, dark, or as the system is.
    pub theme: Theme,
    /// How high the rows of lists are.
    pub density: Density,
    /// How large the window is drawn, in percent, 50 to 300.
    pub zoom: u32,
    /// An IANA name; nothing: the system's.
    pub time_zone: Option<String>,
    /// Whether single letters are keys.
    pub single_keys: bool,
    /// Whether a desktop notice tells of alerts at least this grave; nothing: never.
    pub notify_from: Option<Severity>,
    /// Whether closing the window leaves the monitor running in the tray.
    pub close_to_tray: bool,
    /// Minutes between two looks at a feed.
    pub feed_interval_minutes: u32,
    /// Whether the pages of articles that raised an alert are looked at again, to see how they change.
    pub revisit: bool,
    /// Through which proxy the network is asked.
    pub proxy: ProxyChoice,
    /// Where a site can reach who asks, a page or a mail address; nothing: the project's page.
    pub contact: Option<String>,
    /// Hosts that may be asked though they are in a private or local network: names or addresses, in lower case.
    pub allowed_hosts: Vec<String>,
}

/// Through which proxy the network is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ProxyChoice {
    /// Through the one that the system names for an address, if it names one.
    #[default]
    System,
    /// Through none, whatever the system says.
    Direct,
    /// Through this one.
    Through {
        /// Its address: http, https, socks4, socks4a, socks5 or socks5h. Never with a name or a password.
        address: String,
        /// The name with which it is asked; the password is in the platform's key store.
        user: Option<String>,
    },
}

/// What is to be known of a password that was kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PasswordKept {
    /// In sentences for people: that it is kept until the program ends only, that it travels unencrypted. None: all is well.
    pub notes: Vec<String>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            theme: Theme::System,
            density: Density::Comfortable,
            zoom: 100,
            time_zone: None,
            single_keys: true,
            notify_from: Some(Severity::High),
            close_to_tray: false,
            feed_interval_minutes: 60,
            revisit: true,
            proxy: ProxyChoice::System,
            contact: None,
            allowed_hosts: vec![],
        }
    }
}

/// How long articles are kept. Nothing is let go unless the analyst asks for it here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Retention {
    /// For so many days after they came; nothing: for ever.
    pub days: Option<u32>,
    /// Other rules for single sources: their days, or nothing for ever.
    pub sources: Vec<SourceRetention>,
}

/// How long the articles of one source are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SourceRetention {
    /// The source.
    pub source_id: SourceId,
    /// For so many days after they came; nothing: for ever.
    pub days: Option<u32>,
}

impl Retention {
    /// For how many days the articles of a source are kept; nothing: for ever.
    pub fn days_of(&self, source: SourceId) -> Option<u32> {
        match self.sources.iter().find(|it| it.source_id == source) {
            Some(rule) => rule.days,
            None => self.days,
        }
    }

    /// Whether anything is ever let go.
    pub fn is_on(&self) -> bool {
        self.days.is_some() || self.sources.iter().any(|it| it.days.is_some())
    }
}

/// What the rules of retention would let go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Expired {
    /// Articles whose time is over.
    #[ts(type = "number")]
    pub articles: u64,
    /// Their alerts.
    #[ts(type = "number")]
    pub alerts: u64,
    /// Articles whose time is over, but that stay: an alert of theirs was kept, or has a note.
    #[ts(type = "number")]
    pub kept: u64,
    /// How many articles of each source, those with none left out.
    #[ts(type = "Array<[number, string, number]>")]
    pub sources: Vec<(SourceId, String, u64)>,
}

/// What the desk's file is made of.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Storage {
    /// Bytes of the file.
    #[ts(type = "number")]
    pub file: u64,
    /// Bytes of the log beside it.
    #[ts(type = "number")]
    pub log: u64,
    /// Bytes of the file that are free for what comes.
    #[ts(type = "number")]
    pub free: u64,
    /// Whether the parts were measured; if not, they are estimated.
    pub measured: bool,
    /// What the bytes are for.
    pub parts: Vec<StoragePart>,
    /// Articles.
    #[ts(type = "number")]
    pub articles: u64,
    /// Articles a day, over the last thirty.
    pub articles_a_day: f64,
    /// Bytes of the newest texts as they are read …
    #[ts(type = "number")]
    pub text_bytes: u64,
    /// … and packed.
    #[ts(type = "number")]
    pub packed_bytes: u64,
}

/// What some bytes of the desk's file are for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StoragePart {
    /// What for.
    pub name: String,
    /// How many.
    #[ts(type = "number")]
    pub bytes: u64,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system is.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// How high the rows of lists are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Density {
    /// One line.
    Compact,
    /// Two lines.
    Cozy,
    /// Three lines.
    #[default]
    Comfortable,
}

/// Why a host was contacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// For a feed that the analyst added.
    Feed,
    /// For the page behind an item, whose text the feed does not have.
    Page,
    /// For what a site lets programs read.
    Robots,
    /// For the page of an article that raised an alert, to see whether it changed.
    Revisit,
    /// To find the feeds of a site, because the analyst asked for it.
    Discovery,
    /// Before it was kept for what.
    Earlier,
}

/// A host that was contacted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Contact {
    /// The host.
    pub host: String,
    /// How many requests were made since the first.
    pub requests: u64,
    /// When the first was made.
    pub first_at: Timestamp,
    /// When the last.
    pub last_at: Timestamp,
    /// What it answered last, in words; empty where that is not known.
    pub answer: String,
    /// For what it was contacted, the last first.
    pub reasons: Vec<ContactReason>,
}

/// For what a host was contacted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ContactReason {
    /// Why.
    pub reason: Reason,
    /// For which sources; the first of them only.
    pub sources: Vec<String>,
    /// For how many. None: for no source in particular.
    pub sources_total: u64,
    /// How many requests were made.
    pub requests: u64,
    /// When the last was made.
    pub last_at: Timestamp,
    /// What was answered last, in words.
    pub answer: String,
}

/// The hosts that were contacted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Contacts {
    /// Those that were contacted last, that one first.
    pub hosts: Vec<Contact>,
    /// How many there are, also those that are not told of.
    pub total: u64,
    /// How many days a host is remembered after it was contacted last.
    pub kept_days: u32,
}

/// What a check of the desk found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Checkup {
    /// Whether everything is in order.
    pub ok: bool,
    /// Each thing that was checked.
    pub findings: Vec<Finding>,
}

/// One thing that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Finding {
    /// What: "database integrity".
    pub what: String,
    /// Whether it is in order.
    pub ok: bool,
    /// What was found, in words, with what to do if it is not in order.
    pub detail: String,
}

/// What was undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Undone {
    /// In words: "Dismissed 3 alerts".
    pub what: String,
    /// The alerts that changed back.
    pub alerts: Vec<AlertId>,
    /// The bursts and silences that changed back.
    pub signals: Vec<SignalId>,
}

/// Something on the desk changed. Carries no data: the screen asks again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Change {
    /// Articles were filed; alerts were raised, or changed with their articles.
    Filed {
        /// New articles, or new versions of known ones.
        articles: u32,
        /// The alerts that were raised, and those that a new version of their article changed.
        alerts: Vec<AlertId>,
    },
    /// Bursts or silences of topics were raised.
    Signals {
        /// Which.
        raised: Vec<SignalId>,
    },
    /// Alerts were kept, dismissed, noted.
    Triaged,
    /// Watchlists or topics changed.
    Watchlists,
    /// Sources or their health changed.
    Sources,
    /// A digest was made.
    Digests,
    /// A job moved on.
    Job {
        /// The job as it is now.
        job: Job,
    },
    /// Settings, or the state of the whole desk.
    Desk,
}

/// What kind of failure a command met: the window acts on these, and on nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// Another Wirewatch has the data folder.
    InUse,
    /// No room on the disk.
    DiskFull,
    /// The text is no query.
    InvalidQuery,
    /// What was asked for is not there (any more).
    NotFound,
    /// An argument that cannot be used.
    BadInput,
    /// The source said no, or did not answer.
    Refused,
    /// A file or folder could not be read or written.
    Io,
    /// The database could not be read or written.
    Database,
    /// A fault of this program.
    Internal,
}

/// What is to be changed of several sources at once; what is nothing stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SourceChange {
    /// The analyst's own grouping; empty: none.
    #[serde(default)]
    #[ts(optional)]
    pub group: Option<String>,
    /// ISO 3166 code; empty: none.
    #[serde(default)]
    #[ts(optional)]
    pub country: Option<String>,
    /// BCP 47 primary tag; empty: none.
    #[serde(default)]
    #[ts(optional)]
    pub language: Option<String>,
    /// Minutes between two looks; 0: as the settings say.
    #[serde(default)]
    #[ts(optional)]
    pub interval_minutes: Option<u32>,
    /// Whether they are not looked at for now.
    #[serde(default)]
    #[ts(optional)]
    pub paused: Option<bool>,
    /// Whether they are removed; then nothing else is changed.
    #[serde(default)]
    pub removed: bool,
}

/// How lists of sources are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SourceListFormat {
    /// OPML 2.0: feeds, their folders and titles, as every feed reader takes them.
    Opml,
    /// A table: everything that is said of feeds, of pages that are read without one, and of folders.
    Csv,
}

/// What a list of sources that was written holds of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ListHolds {
    /// Sources that stand in it.
    pub sources: u32,
    /// Folders that such a list cannot hold.
    pub folders_left_out: u32,
    /// Pages that are read without a feed, which such a list cannot hold: news sitemaps, front pages, channels.
    pub pages_left_out: u32,
    /// Sources of what was brought in by hand, which nothing could bring back.
    pub by_hand_left_out: u32,
}

/// What came of reading a list of sources.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SourceReport {
    /// Sources that were added.
    pub added: u32,
    /// Sources that were there already.
    pub already: u32,
    /// Lines that could not be used.
    pub refused: u32,
    /// What became of each line, in the order of the list.
    pub lines: Vec<ReportLine>,
    /// Lines that are not among `lines`, because there are so many.
    pub left_off: u32,
    /// What is wrong with the list as a whole, in words.
    pub problems: Vec<String>,
}

/// A line of a list of sources, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReportLine {
    /// Its number in the file, from 1.
    pub line: u32,
    /// What it calls itself.
    pub name: String,
    /// The address in it, as written.
    pub address: Option<String>,
    /// What became of it.
    pub fate: LineFate,
    /// Why it was not added, in a sentence.
    pub why: Option<String>,
}

/// What became of a line of a list of sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LineFate {
    /// Its source was added.
    Added,
    /// Its source was there already.
    Already,
    /// It could not be used.
    Refused,
}
