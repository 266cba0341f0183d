// Made from the Rust types by `cargo xtask types`. Do not edit.
// Times are RFC 3339 texts in UTC, ids are whole numbers.

export type AlertId = number;

export type ArticleId = number;

export type EditionId = number;

export type JobId = number;

export type SignalId = number;

export type SourceId = number;

export type StoryId = number;

export type TopicId = number;

export type WatchlistId = number;

export type Timestamp = string;

export type Severity = "info" | "watch" | "high" | "critical";

export type AlertState = "new" | "kept" | "dismissed";

export type SignalKind = "burst" | "silence";

export type Zone = "headline" | "standfirst" | "byline" | "dateline" | "body" | "quote" | "caption" | "promo" | "credit" | "boilerplate";

export type SourceKind = "feed" | "folder" | "import" | "sample";

export type SourceMethod = "feed" | "sitemap" | "front_page" | "telegram";

export type TextFrom = "feed" | "page";

export type TextChoice = "measured" | "feed" | "page";

export type TextMeasure = { 
/**
 * How many articles were compared.
 */
articles: number, 
/**
 * Characters of text that the source gives for one, on average.
 */
feed: number, 
/**
 * Characters of text on the page of one, on average.
 */
page: number, 
/**
 * Pages that could not be read.
 */
unread: number, 
/**
 * When that was.
 */
at: Timestamp, };

export type Source = { 
/**
 * Its number.
 */
id: SourceId, 
/**
 * How its articles come.
 */
kind: SourceKind, 
/**
 * The feed's address, the folder's path, or a name of our own for imports and the sample.
 */
address: string, 
/**
 * What the analyst calls it.
 */
name: string, 
/**
 * The house behind it; corroboration counts publishers. The name where nobody said.
 */
publisher: string, 
/**
 * The analyst's own grouping: wire, state, national, local, think tank …
 */
group: string | null, 
/**
 * ISO 3166 code.
 */
country: string | null, 
/**
 * BCP 47 primary tag, used where an article does not say.
 */
language: string | null, 
/**
 * Not asked while paused.
 */
paused: boolean, 
/**
 * Minutes between two looks, chosen by the analyst; nothing: the default of the kind.
 */
interval_minutes: number | null, 
/**
 * Whether an address of a private or local network is meant.
 */
allow_private: boolean, 
/**
 * Whether the pages of its articles that raised an alert are looked at again.
 */
revisit: boolean, 
/**
 * The name with which it is asked; the password is in the platform's key store, never here.
 */
user?: string, 
/**
 * The SHA-256 of the one certificate that is taken though nobody vouches for it, in hexadecimal.
 */
certificate?: string, 
/**
 * What is read at its address, where that is asked over HTTP.
 */
method: SourceMethod, 
/**
 * Where the text of its articles is taken from.
 */
text: TextFrom, 
/**
 * Who says so.
 */
text_choice: TextChoice, 
/**
 * Of a folder: patterns of what is left out of it, beside what is left out of every folder.
 */
ignore: Array<string>, 
/**
 * The page that it is of, where a list of sources named it.
 */
site?: string, 
/**
 * When it was added.
 */
added_at: Timestamp, };

export type TroubleCode = "unreachable" | "refused" | "timeout" | "certificate" | "status" | "forbidden" | "gone" | "busy" | "too_large" | "not_a_feed" | "challenge" | "empty" | "damaged" | "redirect" | "private_address" | "moved" | "proxy" | "folder_missing" | "folder_unreadable" | "watch_limit" | "file" | "offline" | "disk_full" | "database" | "internal";

export type Trouble = { 
/**
 * Its kind.
 */
code: TroubleCode, 
/**
 * What happened, to what: "reuters.example answered 403 (Forbidden)."
 */
what: string, 
/**
 * What it means for coverage: "Articles published since 09:40 may be missing."
 */
meaning: string, 
/**
 * What to do: "Open the address in a browser …"
 */
advice: string, 
/**
 * Since when it is so.
 */
since: Timestamp, };

export type Watchlist = { 
/**
 * Its number.
 */
id: WatchlistId, 
/**
 * Its name: "Sanctions".
 */
name: string, 
/**
 * Which of the marks of the window it has, 0 to 5 (a hue and an underline pattern).
 */
mark: number, 
/**
 * Where it stands among the watchlists, from 0.
 */
position: number, };

export type Topic = { 
/**
 * Its number.
 */
id: TopicId, 
/**
 * The watchlist that it belongs to.
 */
watchlist_id: WatchlistId, 
/**
 * Its name: "Energy sanctions".
 */
name: string, 
/**
 * The query in the canonical form of the watchlist language.
 */
query: string, 
/**
 * The query as the analyst wrote it, where that says more than the canonical form: comments, lines.
 */
written?: string, 
/**
 * How grave its alerts are.
 */
severity: Severity, 
/**
 * Counts its saved versions from 1; an alert keeps the version that raised it.
 */
version: number, 
/**
 * When this version was saved.
 */
saved_at: Timestamp, 
/**
 * Why the stored query cannot run any more, if it cannot; the topic is shown red.
 */
fault: string | null, };

export type Piece = { 
/**
 * The text.
 */
text: string, 
/**
 * The topics that were met here; empty for plain text.
 */
topics: Array<TopicId>, };

export type Diagnostic = { 
/**
 * Whether the query cannot be used as it stands.
 */
is_error: boolean, 
/**
 * The text before the place.
 */
before: string, 
/**
 * The text that is meant; empty for a place between two characters.
 */
at: string, 
/**
 * The text after it.
 */
after: string, 
/**
 * What is wrong: "AND and OR at one level need brackets."
 */
message: string, 
/**
 * The whole query, mended, each with the words of a button.
 */
fixes: Array<Fix>, };

export type Fix = { 
/**
 * What it does: "Search for the phrase".
 */
label: string, 
/**
 * The whole query after it.
 */
query: string, };

export type Expansion = { 
/**
 * The word as it is written in the query.
 */
term: string, 
/**
 * The forms that are there, the most frequent first.
 */
forms: Array<FormCount>, 
/**
 * Whether there are more.
 */
more: boolean, };

export type FormCount = { 
/**
 * The form: folded, in lower case.
 */
form: string, 
/**
 * How many articles hold it.
 */
articles: number, };

export type Dialect = "factiva" | "lexis" | "meltwater" | "brandwatch" | "lucene";

export type Conversion = { 
/**
 * The query after it.
 */
query: string, 
/**
 * What is written otherwise and means the same, or nearly so and the note says how.
 */
changes: Array<Rewording>, 
/**
 * What could not be carried over, and what that means.
 */
losses: Array<Rewording>, };

export type Rewording = { 
/**
 * The part as it stood.
 */
before: string, 
/**
 * What it became; empty if it was left out.
 */
after: string, 
/**
 * Why, in words.
 */
why: string, };

export type DayCount = { 
/**
 * The day, as its first moment (UTC).
 */
day: Timestamp, 
/**
 * How many.
 */
hits: number, };

export type Examples = { 
/**
 * How many there are.
 */
count: number, 
/**
 * The newest of them.
 */
newest: Array<ArticleId>, };

export type ClauseTally = { 
/**
 * The clause in canonical form. One that begins with `NOT ` is a NOT: that tells what it takes away (`held_back`); in
 * how many it holds hangs on what else was looked at.
 */
clause: string, 
/**
 * How deep it stands: a part of the query 0, a part of such a group 1.
 */
depth: number, 
/**
 * In how many of the articles that were looked at it holds.
 */
holds: number, 
/**
 * The hits that would be lost without it: those that only this alternative finds.
 */
alone: Examples, 
/**
 * The near misses that would be hits without it: those where all else holds and this condition does not.
 */
held_back: Examples, };

export type Comparison = { 
/**
 * The story.
 */
story_id: StoryId, 
/**
 * Its name: the headline of its first article.
 */
title: string, 
/**
 * Its articles, first published first. Columns of the matrix.
 */
tellings: Array<Telling>, 
/**
 * What they say, sentences of one meaning in one row: what most share first, what only one has last.
 */
claims: Array<Claim>, 
/**
 * How many articles are no copy of another.
 */
independent: number, };

export type Telling = { 
/**
 * The article.
 */
article_id: ArticleId, 
/**
 * The outlet.
 */
outlet: string, 
/**
 * Its publisher.
 */
publisher: string, 
/**
 * ISO 3166 code of the outlet.
 */
country: string | null, 
/**
 * The headline.
 */
title: string, 
/**
 * The article's language.
 */
language: string | null, 
/**
 * The agency credited for the text.
 */
wire: string | null, 
/**
 * When it was published, or first seen where the source does not say.
 */
at: Timestamp, 
/**
 * Whether `at` is the publisher's own time.
 */
at_is_published: boolean, 
/**
 * Minutes after the first.
 */
minutes_after_first: number, 
/**
 * The article whose text this is, if it is a copy: the origin, not the copy that it may have been taken from.
 */
copy_of: ArticleId | null, 
/**
 * Which share of its words stands in that article, 0 to 100; 0 if it is no copy.
 */
copied_percent: number, 
/**
 * Words of its body.
 */
words: number, };

export type Claim = { 
/**
 * The sentence that stands for it, from the earliest article.
 */
gist: string, 
/**
 * How it is shared.
 */
kind: ClaimKind, 
/**
 * One cell a telling, in the order of the tellings.
 */
cells: Array<Cell | null>, };

export type ClaimKind = "all" | "some" | "differs" | "one";

export type Cell = { 
/**
 * The sentence.
 */
sentence: string, 
/**
 * The paragraph of the body that it stands in, from 1; 0 for the standfirst.
 */
paragraph: number, 
/**
 * The figures in it, as written ("94,000", "fewer than 15,000"), where the claim's outlets differ.
 */
figures: Array<string>, };

export type Changes = { 
/**
 * The copy's blocks in page order; what it left out stands where it was.
 */
blocks: Array<ChangedBlock>, 
/**
 * How many words both have.
 */
same: number, 
/**
 * How many of the origin's words the copy left out.
 */
cut: number, 
/**
 * How many words the copy added.
 */
added: number, };

export type ChangedBlock = { 
/**
 * What it is.
 */
zone: Zone, 
/**
 * Its text, cut where its fate changes.
 */
pieces: Array<ChangedPiece>, };

export type ChangedPiece = { 
/**
 * The words as they are written.
 */
text: string, 
/**
 * What became of them.
 */
fate: Fate, };

export type Fate = "same" | "cut" | "added";

export type DigestOrder = { 
/**
 * Its title: "Evening digest".
 */
title: string, 
/**
 * Alerts raised from then …
 */
since: Timestamp, 
/**
 * … until before then.
 */
until: Timestamp, 
/**
 * Only these watchlists; empty: all.
 */
watchlists: Array<WatchlistId>, 
/**
 * Only alerts in these states; empty: new and kept.
 */
states: Array<AlertState>, 
/**
 * The files to write.
 */
formats: Array<DigestFormat>, 
/**
 * The folder to write into; nothing: the digests folder of the data directory.
 */
folder: string | null, };

export type DigestFormat = "markdown" | "html" | "json";

export type Edition = { 
/**
 * Its title.
 */
title: string, 
/**
 * When it was made.
 */
made_at: Timestamp, 
/**
 * The window's beginning.
 */
since: Timestamp, 
/**
 * The window's end.
 */
until: Timestamp, 
/**
 * The time zone in which its documents show times, an IANA name.
 */
time_zone: string, 
/**
 * The alerts, by watchlist and topic. Watchlists and topics without an alert are named too:
 * quiet is never confused with not asked.
 */
sections: Array<Section>, 
/**
 * How healthy the sources were when it was made.
 */
coverage: Coverage, };

export type Section = { 
/**
 * The watchlist.
 */
watchlist: string, 
/**
 * Its topics.
 */
topics: Array<TopicSection>, };

export type TopicSection = { 
/**
 * The topic.
 */
topic_id: TopicId, 
/**
 * Its name.
 */
topic: string, 
/**
 * The query, in canonical form.
 */
query: string, 
/**
 * Its alerts, newest first.
 */
entries: Array<Entry>, };

export type Entry = { 
/**
 * The alert.
 */
alert_id: AlertId, 
/**
 * The article.
 */
article_id: ArticleId, 
/**
 * How grave it is.
 */
severity: Severity, 
/**
 * What the analyst made of it.
 */
state: AlertState, 
/**
 * The article's headline.
 */
headline: string, 
/**
 * The outlet.
 */
outlet: string, 
/**
 * Where the article can be read.
 */
address: string | null, 
/**
 * When it was published, if the source says.
 */
published_at: Timestamp | null, 
/**
 * When it was first seen.
 */
first_seen_at: Timestamp, 
/**
 * The flagged sentence, with what met the topic marked.
 */
sentence: Array<Piece>, 
/**
 * The zone in which it stands.
 */
zone: Zone, 
/**
 * The analyst's note, empty if there is none.
 */
note: string, 
/**
 * Other outlets of the same story, first published first.
 */
also_in: Array<string>, 
/**
 * The alerts of copies that joined this one, first published first.
 */
copies?: Array<EntryCopy>, };

export type EntryCopy = { 
/**
 * Its alert.
 */
alert_id: AlertId, 
/**
 * The article.
 */
article_id: ArticleId, 
/**
 * Its headline.
 */
headline: string, 
/**
 * The outlet.
 */
outlet: string, 
/**
 * Where it can be read.
 */
address: string | null, 
/**
 * When it was published, or first seen where the source does not say, or says what cannot be.
 */
at: Timestamp, 
/**
 * The agency credited.
 */
wire: string | null, };

export type Coverage = { 
/**
 * Sources that are not paused.
 */
sources: number, 
/**
 * Of these, how many were well: neither in trouble nor silent.
 */
healthy: number, 
/**
 * Names of the paused ones.
 */
paused: Array<string>, 
/**
 * What was wrong with the others.
 */
troubled: Array<[string, Trouble]>, 
/**
 * Those that answered and brought nothing though they should have.
 */
silent?: Array<SilentSource>, 
/**
 * Articles first seen within the window.
 */
articles: number, };

export type SilentSource = { 
/**
 * Its name.
 */
name: string, 
/**
 * When its last article was first seen; where it brought none, when it was added.
 */
since: Timestamp, 
/**
 * What is usual for it, in a sentence.
 */
words: string, };

export type Page<T> = { 
/**
 * Its rows, at most [`PAGE`].
 */
rows: Array<T>, 
/**
 * Where the next page begins, if there is one. Opaque: give it back as it came.
 */
next: string | null, 
/**
 * How many rows the whole list has.
 */
total: number, };

export type PartKind = "same" | "deleted" | "inserted";

export type Part = { 
/**
 * What became of it.
 */
kind: PartKind, 
/**
 * It, never empty.
 */
text: string, };

export type ChangeKind = "found" | "gone" | "headline";

export type AlertChange = { 
/**
 * What changed.
 */
kind: ChangeKind, 
/**
 * With which version of the article.
 */
version: number, 
/**
 * When that version was seen.
 */
at: Timestamp, 
/**
 * The headline as it was, where it is another one now.
 */
before: string | null, 
/**
 * The headline as it became.
 */
after: string | null, };

export type VersionList = { 
/**
 * The article.
 */
article_id: ArticleId, 
/**
 * Its headline now.
 */
title: string, 
/**
 * The outlet.
 */
outlet: string, 
/**
 * The host of its address.
 */
host: string | null, 
/**
 * Its versions, the newest first, at most [`VERSIONS`].
 */
versions: Array<VersionRow>, 
/**
 * How many there are.
 */
total: number, 
/**
 * Whether it is looked at again.
 */
visits: Visits, };

export type VersionRow = { 
/**
 * Its number, from 1.
 */
number: number, 
/**
 * When it was seen.
 */
seen_at: Timestamp, 
/**
 * Its headline.
 */
title: string, 
/**
 * How many words its text has, in the zones that topics search.
 */
words: number, 
/**
 * Whether it was read from the article's page when that was looked at again; else its source gave it.
 */
read_again: boolean, 
/**
 * How it differs from the version before; nothing for the first, and where both came in different ways: a feed
 * gives a part of what the page has.
 */
change: VersionChange | null, };

export type VersionChange = { 
/**
 * Whether it has another headline.
 */
headline: boolean, 
/**
 * How many words were put in.
 */
inserted: number, 
/**
 * How many words were taken out.
 */
deleted: number, };

export type Visits = { 
/**
 * How it stands.
 */
state: VisitState, 
/**
 * When it is looked at next.
 */
next_due_at: Timestamp | null, 
/**
 * When the page was seen last, changed or not.
 */
seen_at: Timestamp | null, 
/**
 * How often it was seen.
 */
seen: number, 
/**
 * What went wrong the last time, in words, and what that means.
 */
trouble: string | null, };

export type VisitState = "never" | "waiting" | "done" | "gone" | "off";

export type VersionDifference = { 
/**
 * The article.
 */
article_id: ArticleId, 
/**
 * The number of the version before.
 */
from: number, 
/**
 * When that was seen.
 */
from_at: Timestamp, 
/**
 * The number of the version after.
 */
to: number, 
/**
 * When that was seen.
 */
to_at: Timestamp, 
/**
 * Whether one of them was given by the source and the other read from the page: what differs then is not what was
 * edited.
 */
read_differently: boolean, 
/**
 * The headline, where it is another one.
 */
headline: Array<Part> | null, 
/**
 * The blocks of both, in reading order; the headline is not among them.
 */
blocks: Array<BlockDifference>, 
/**
 * How many words were put in, headline and the zones that topics search.
 */
inserted: number, 
/**
 * How many words were taken out.
 */
deleted: number, };

export type BlockDifference = { 
/**
 * What it is; in the new version, where it is in both.
 */
zone: Zone, 
/**
 * Whether topics look there.
 */
searched: boolean, 
/**
 * Its text.
 */
parts: Array<Part>, };

export type AlertFilter = { 
/**
 * In this state; nothing: any.
 */
state: AlertState | null, 
/**
 * Of this watchlist.
 */
watchlist_id: WatchlistId | null, 
/**
 * Of this topic.
 */
topic_id: TopicId | null, 
/**
 * Of articles of this source.
 */
source_id: SourceId | null, 
/**
 * Of articles of this story.
 */
story_id: StoryId | null, 
/**
 * At least as grave.
 */
severity: Severity | null, 
/**
 * Of articles published (or first seen) from then …
 */
since: Timestamp | null, 
/**
 * … until before then.
 */
until: Timestamp | null, 
/**
 * Only those whose articles changed since the analyst decided on them.
 */
changed?: boolean, };

export type AlertRow = { 
/**
 * The alert.
 */
id: AlertId, 
/**
 * What the analyst made of it.
 */
state: AlertState, 
/**
 * How grave it is.
 */
severity: Severity, 
/**
 * The topic that was met.
 */
topic_id: TopicId, 
/**
 * Its name.
 */
topic: string, 
/**
 * The watchlist of the topic.
 */
watchlist_id: WatchlistId, 
/**
 * Its name.
 */
watchlist: string, 
/**
 * Its mark, 0 to 5.
 */
mark: number, 
/**
 * The article.
 */
article_id: ArticleId, 
/**
 * Its headline.
 */
title: string, 
/**
 * The outlet.
 */
outlet: string, 
/**
 * Its source.
 */
source_id: SourceId, 
/**
 * The article's language.
 */
language: string | null, 
/**
 * The agency credited.
 */
wire: string | null, 
/**
 * The flagged sentence, cut into pieces.
 */
sentence: Array<Piece>, 
/**
 * The zone in which it stands.
 */
zone: Zone, 
/**
 * How many places of the article met the topic.
 */
hits: number, 
/**
 * Where the article can be read.
 */
address: string | null, 
/**
 * The publisher's time, if it gave one.
 */
published_at: Timestamp | null, 
/**
 * When the article was first seen.
 */
first_seen_at: Timestamp, 
/**
 * When the alert was raised.
 */
raised_at: Timestamp, 
/**
 * Whether the article was in the archive before the topic was.
 */
from_archive: boolean, 
/**
 * The story, once it has more than one article.
 */
story_id: StoryId | null, 
/**
 * How many outlets tell the story.
 */
outlets: number, 
/**
 * The analyst's note, empty if there is none.
 */
note: string, 
/**
 * The analyst's tags.
 */
tags?: Array<string>, 
/**
 * Why it is graver than its topic says, if it is: "high: 3 publishers in 60 minutes".
 */
graver?: string, 
/**
 * Who else has its text, if anybody has.
 */
copies?: CopiesInShort, 
/**
 * The alert of the same topic and text that it joined, if it is a copy's: that one stands in the list for it.
 */
joined?: AlertId, 
/**
 * Whether its article changed since the analyst decided on it.
 */
changed?: boolean, 
/**
 * What other versions of the article changed for it, the last first; at most twenty.
 */
changes?: Array<AlertChange>, };

export type AlertView = { 
/**
 * The row.
 */
row: AlertRow, 
/**
 * The article, with the places marked that met this topic and others.
 */
article: ArticleView, 
/**
 * Why it matched: one entry for each topic that the article met, this alert's first.
 */
why: Array<Why>, };

export type CopiesInShort = { 
/**
 * How many there are.
 */
count: number, 
/**
 * The agency that the text is of, where one of its articles credits one.
 */
agency: string | null, 
/**
 * The outlets of the first ones, at most three, first published first.
 */
outlets: Array<string>, 
/**
 * How many publishers the text has, this article's included; of a text of more than [`COPIES`] articles at least.
 */
publishers: number, };

export type CopiesView = { 
/**
 * The agency that the text is of, where one of its articles credits one.
 */
agency: string | null, 
/**
 * How many articles have the text.
 */
total: number, 
/**
 * How many publishers the listed ones have.
 */
publishers: number, 
/**
 * The origin, then the copies, first published first; at most [`COPIES`] and the article that was asked for. Empty
 * for a text that nobody else has.
 */
rows: Array<CopyRow>, };

export type CopyRow = { 
/**
 * The article.
 */
article_id: ArticleId, 
/**
 * Its headline.
 */
title: string, 
/**
 * The outlet.
 */
outlet: string, 
/**
 * Its publisher.
 */
publisher: string, 
/**
 * Where it can be read.
 */
address: string | null, 
/**
 * The agency credited.
 */
wire: string | null, 
/**
 * When it was published, or first seen where the source does not say.
 */
at: Timestamp, 
/**
 * Whether `at` is the publisher's own time.
 */
at_is_published: boolean, 
/**
 * Whether the text comes from here: by credit, else by time.
 */
is_origin: boolean, 
/**
 * Which share of its words is the origin's, 0 to 100.
 */
copied_percent: number, 
/**
 * Which share of the origin's words it has, 0 to 100.
 */
kept_percent: number, 
/**
 * How many of the origin's words it left out.
 */
cut: number, 
/**
 * How many words it added.
 */
added: number, };

export type Why = { 
/**
 * The topic.
 */
topic_id: TopicId, 
/**
 * Its name.
 */
topic: string, 
/**
 * Its watchlist.
 */
watchlist: string, 
/**
 * The watchlist's mark.
 */
mark: number, 
/**
 * The version of the topic that matched.
 */
topic_version: number, 
/**
 * The query in canonical form, as it was then.
 */
query: string, 
/**
 * How many places met it.
 */
hits: number, 
/**
 * The query's clauses, each with what became of it.
 */
clauses: Array<WhyClause>, 
/**
 * What stands in the text but did not count, in words.
 */
not_counted: Array<string>, };

export type WhyClause = { 
/**
 * How deep it stands in the query, from 0.
 */
depth: number, 
/**
 * The clause.
 */
clause: string, 
/**
 * Whether it held.
 */
holds: boolean, 
/**
 * The words that met it, as written in the article, each once.
 */
found: Array<string>, 
/**
 * A remark of the matcher.
 */
remark: string | null, };

export type SignalRow = { 
/**
 * Its number.
 */
id: SignalId, 
/**
 * What it is.
 */
kind: SignalKind, 
/**
 * What the analyst made of it.
 */
state: AlertState, 
/**
 * How grave it is.
 */
severity: Severity, 
/**
 * The topic.
 */
topic_id: TopicId, 
/**
 * Its name.
 */
topic: string, 
/**
 * The topic's watchlist.
 */
watchlist_id: WatchlistId, 
/**
 * Its name.
 */
watchlist: string, 
/**
 * Its mark, 0 to 5.
 */
mark: number, 
/**
 * Where the time that it is about begins …
 */
since: Timestamp, 
/**
 * … and ends.
 */
until: Timestamp, 
/**
 * Why it was raised: "7 independent texts of 4 publishers in 60 minutes; usually 0.8."
 */
words: string, 
/**
 * When it was raised.
 */
raised_at: Timestamp, 
/**
 * How many articles met the topic on each of [`SIGNAL_DAYS`] days (UTC), the last that on which its time ends.
 */
days: number[], };

export type SignalView = { 
/**
 * The signal.
 */
row: SignalRow, 
/**
 * The rule of its topic that asks for it, as it is now; nothing where the topic has none of its kind any more.
 */
rule: string | null, 
/**
 * The articles of its topic in its time.
 */
articles: number, 
/**
 * Of these, how many texts that do not repeat another.
 */
texts: number, 
/**
 * Who published them, the most first.
 */
publishers: Array<FacetCount>, };

export type ArticleView = { 
/**
 * The article.
 */
id: ArticleId, 
/**
 * Its headline.
 */
title: string, 
/**
 * The outlet.
 */
outlet: string, 
/**
 * Its source.
 */
source_id: SourceId, 
/**
 * Who wrote it.
 */
authors: Array<string>, 
/**
 * Where it can be read.
 */
address: string | null, 
/**
 * The host of that address, in ASCII, to be shown before it is opened.
 */
host: string | null, 
/**
 * Its language.
 */
language: string | null, 
/**
 * The agency credited.
 */
wire: string | null, 
/**
 * The publisher's time.
 */
published_at: Timestamp | null, 
/**
 * The publisher's time of its last change.
 */
modified_at: Timestamp | null, 
/**
 * When it was first seen.
 */
first_seen_at: Timestamp, 
/**
 * Which version this is, from 1.
 */
version: number, 
/**
 * How many versions there are.
 */
versions: number, 
/**
 * The text in page order.
 */
blocks: Array<BlockView>, 
/**
 * How many words of topics stand in zones that are not searched, by zone: "promo (1)".
 */
held_back: Array<string>, 
/**
 * The story, once it has more than one article.
 */
story_id: StoryId | null, 
/**
 * How many outlets tell the story.
 */
outlets: number, 
/**
 * How it was read from its page, if it was: how sure that is, and where each fact was found.
 */
reading?: Reading, };

export type Evidence = "described" | "meta" | "marked" | "visible" | "address";

export type Reading = { 
/**
 * How sure it is that the text is the article and all of it, in percent: how far independent extractors agree.
 */
confidence: number, 
/**
 * The page says that not everybody may read all of it.
 */
paywalled: boolean, 
/**
 * The page is a live blog: entries are added while it stands.
 */
live: boolean, 
/**
 * The publisher gives a time that no article can have (an epoch, a typing error); it was not used.
 */
implausible: boolean, 
/**
 * The page shows its readers when it was last changed, and not when it was published.
 */
shows_change: boolean, 
/**
 * The part of the outlet in which it appeared ("World").
 */
section: string | null, 
/**
 * The publisher's own words for what it is about.
 */
tags: Array<string>, 
/**
 * The address of the picture that the publisher shows with it. It is never fetched by itself.
 */
image: string | null, 
/**
 * Who is named as author where that is no person: a desk, a house, a pen name.
 */
credit: string | null, 
/**
 * Where the title was found.
 */
title_from: Evidence | null, 
/**
 * Where the authors, or the credit, were found.
 */
authors_from: Evidence | null, 
/**
 * Where the time of publication was found.
 */
published_from: Evidence | null, 
/**
 * Where the time of the last change was found.
 */
modified_from: Evidence | null, 
/**
 * The zone that the page gives with the time of publication, in minutes east of Greenwich. Without one the time was
 * taken for UTC.
 */
published_zone: number | null, 
/**
 * The same of the last change.
 */
modified_zone: number | null, };

export type BlockView = { 
/**
 * What it is.
 */
zone: Zone, 
/**
 * Its text.
 */
pieces: Array<Piece>, };

export type StoryRow = { 
/**
 * The story.
 */
id: StoryId, 
/**
 * The headline of its first article.
 */
title: string, 
/**
 * How many articles it has.
 */
articles: number, 
/**
 * How many outlets.
 */
outlets: number, 
/**
 * Their names, first published first, at most eight.
 */
outlet_names: Array<string>, 
/**
 * How many alerts its articles raised.
 */
alerts: number, 
/**
 * The watchlists that it touches: mark and name.
 */
watchlists: Array<[number, string]>, 
/**
 * When its first article was published.
 */
first_at: Timestamp, 
/**
 * When its last article was published.
 */
last_at: Timestamp, };

export type StoryFilter = { 
/**
 * Only stories with at least so many outlets; nothing: two.
 */
outlets: number | null, 
/**
 * Only stories that raised alerts of this watchlist.
 */
watchlist_id: WatchlistId | null, };

export type SearchPage = { 
/**
 * The query in canonical form; nothing if it could not be read.
 */
canonical: string | null, 
/**
 * What was assumed ("two words: both must occur"), or is wrong.
 */
diagnostics: Array<Diagnostic>, 
/**
 * The hits, newest first.
 */
rows: Array<SearchRow>, 
/**
 * Where the next page begins.
 */
next: string | null, 
/**
 * How many articles match, where that is known at once.
 */
total: number | null, 
/**
 * Of how many matches, the newest ones, these are the best; nothing where they are newest first.
 */
ranked_of?: number, };

export type SearchRow = { 
/**
 * The article.
 */
article_id: ArticleId, 
/**
 * Its headline.
 */
title: string, 
/**
 * The outlet.
 */
outlet: string, 
/**
 * Its language.
 */
language: string | null, 
/**
 * Where it can be read.
 */
address: string | null, 
/**
 * The publisher's time, if it gave one.
 */
published_at: Timestamp | null, 
/**
 * When it was first seen.
 */
first_seen_at: Timestamp, 
/**
 * The first sentence that met the query. Marked pieces carry topic 0.
 */
sentence: Array<Piece>, 
/**
 * The zone in which it stands.
 */
zone: Zone, 
/**
 * The story, once it has more than one article.
 */
story_id: StoryId | null, };

export type WatchlistView = { 
/**
 * The watchlist.
 */
watchlist: Watchlist, 
/**
 * How many of its alerts are new.
 */
new_alerts: number, 
/**
 * Its topics.
 */
topics: Array<TopicView>, };

export type TopicView = { 
/**
 * The topic.
 */
topic: Topic, 
/**
 * How many of its alerts are new.
 */
new_alerts: number, 
/**
 * How many alerts it has in all.
 */
alerts: number, 
/**
 * When it last raised one.
 */
last_alert_at: Timestamp | null, };

export type TopicDraft = { 
/**
 * The topic to change; nothing: a new one.
 */
id: TopicId | null, 
/**
 * Its watchlist.
 */
watchlist_id: WatchlistId, 
/**
 * Its name.
 */
name: string, 
/**
 * Its query.
 */
query: string, 
/**
 * How grave its alerts are.
 */
severity: Severity, 
/**
 * Why it was changed, for its history.
 */
note?: string, 
/**
 * The query as it was written, where `query` is already its canonical form; nothing: `query` itself.
 */
written?: string, };

export type WatchlistDraft = { 
/**
 * The watchlist to change; nothing: a new one.
 */
id: WatchlistId | null, 
/**
 * Its name.
 */
name: string, 
/**
 * Its mark, 0 to 5; nothing: the next free one.
 */
mark: number | null, };

export type QueryCheck = { 
/**
 * The query in canonical form; nothing if it has an error.
 */
canonical: string | null, 
/**
 * Errors and doubts.
 */
diagnostics: Array<Diagnostic>, 
/**
 * What words with wildcards and inflections stand for in the archive.
 */
expansions: Array<Expansion>, };

export type SourceState = "waiting" | "healthy" | "troubled" | "paused";

export type FullText = { 
/**
 * What the program found when it looked at some; nothing where it did not yet.
 */
measure: TextMeasure | null, 
/**
 * Articles whose pages are still to be read.
 */
waiting: number, 
/**
 * Articles of which only what the source gave is there: their pages could not be read, or held no more.
 */
without: number, 
/**
 * What went wrong the last time, in words.
 */
trouble: string | null, };

export type SourceView = { 
/**
 * The source.
 */
source: Source, 
/**
 * How it is.
 */
state: SourceState, 
/**
 * What is wrong, if anything.
 */
trouble: Trouble | null, 
/**
 * Its files that could not be read, newest first, at most 100.
 */
files_in_trouble: Array<FileTrouble>, 
/**
 * How many files could not be read.
 */
files_in_trouble_total: number, 
/**
 * When it was last looked at.
 */
last_attempt_at: Timestamp | null, 
/**
 * When that last went well.
 */
last_success_at: Timestamp | null, 
/**
 * When it is next due.
 */
next_due_at: Timestamp | null, 
/**
 * How many articles it has brought.
 */
articles: number, 
/**
 * Articles first seen on each of the last 14 days (UTC), oldest first.
 */
per_day: Array<number>, 
/**
 * Of a folder that is watched by this program now: how.
 */
followed: Followed | null, 
/**
 * How it stands with the texts on the pages of its articles.
 */
full_text: FullText, };

export type SourceStanding = { 
/**
 * The source.
 */
source_id: SourceId, 
/**
 * How it stands.
 */
standing: Standing, 
/**
 * Why, in a sentence.
 */
words: string, 
/**
 * How many diagnoses there are beside that.
 */
diagnoses: number, 
/**
 * When its last article was first seen.
 */
last_article_at: Timestamp | null, 
/**
 * Minutes from publication to capture that half of its articles did not exceed.
 */
late_minutes: number | null, 
/**
 * Minutes between two looks, as they are now.
 */
interval_minutes: number | null, };

export type Standing = "trouble" | "silent" | "late" | "waiting" | "well" | "paused";

export type HealthDay = { 
/**
 * The day in UTC, as `2026-11-27`.
 */
day: string, 
/**
 * Articles that were first seen on it.
 */
articles: number, 
/**
 * What comes on such a weekday: the median of the last eight. Nothing while fewer than three are known.
 */
usual: number | null, };

export type DiagnosisCode = "undated" | "future" | "unchanging" | "moved" | "gap";

export type Diagnosis = { 
/**
 * Its kind.
 */
code: DiagnosisCode, 
/**
 * What is seen.
 */
what: string, 
/**
 * What it means for coverage.
 */
meaning: string, 
/**
 * What to do.
 */
advice: string, };

export type SourceHealth = { 
/**
 * The source.
 */
source_id: SourceId, 
/**
 * Its name.
 */
name: string, 
/**
 * How it stands.
 */
standing: Standing, 
/**
 * Why, in a sentence.
 */
words: string, 
/**
 * What is wrong with the last look, if anything.
 */
trouble: Trouble | null, 
/**
 * What is wrong though it answers.
 */
diagnoses: Array<Diagnosis>, 
/**
 * The last eight weeks, oldest first; the last is today.
 */
days: Array<HealthDay>, 
/**
 * How many articles come in a usual week; nothing while that is not known.
 */
usual_week: number | null, 
/**
 * When its last article was first seen.
 */
last_article_at: Timestamp | null, 
/**
 * Since when it is silent, if it is.
 */
silent_since: Timestamp | null, 
/**
 * Minutes from publication to capture that half of its articles of the last eight weeks did not exceed.
 */
late_minutes: number | null, 
/**
 * Of how many articles that is.
 */
late_of: number, 
/**
 * When it was last looked at.
 */
last_attempt_at: Timestamp | null, 
/**
 * When that last went well.
 */
last_success_at: Timestamp | null, 
/**
 * When it is next due.
 */
next_due_at: Timestamp | null, 
/**
 * Minutes between two looks, as they are now.
 */
interval_minutes: number | null, 
/**
 * Why so many, in a sentence.
 */
interval_why: string, };

export type Followed = { 
/**
 * By what it is noticed that something happens.
 */
notice: Notice, 
/**
 * When it was last looked through as a whole.
 */
looked_through_at: Timestamp | null, 
/**
 * How many files stood in it that may be read.
 */
files: number, 
/**
 * In how many folders, itself among them.
 */
folders: number, 
/**
 * How many of the files are still being written to, or were a moment ago.
 */
waiting: number, 
/**
 * Whether names that differ in case only name the same file there.
 */
ignores_case: boolean, };

export type Notice = "told" | "timer" | "network_drive";

export type FileTrouble = { 
/**
 * Its path.
 */
path: string, 
/**
 * Why, in words.
 */
why: string, 
/**
 * When that was seen.
 */
at: Timestamp, };

export type SourceDraft = { 
/**
 * The source to change; nothing: a new one.
 */
id: SourceId | null, 
/**
 * Feed or folder.
 */
kind: SourceKind, 
/**
 * The feed's address or the folder's path.
 */
address: string, 
/**
 * What to call it; empty: the feed's title or the folder's name.
 */
name: string, 
/**
 * The house behind it.
 */
publisher: string | null, 
/**
 * The analyst's own grouping.
 */
group: string | null, 
/**
 * ISO 3166 code.
 */
country: string | null, 
/**
 * BCP 47 primary tag.
 */
language: string | null, 
/**
 * Minutes between two looks.
 */
interval_minutes: number | null, 
/**
 * Whether an address of a private or local network is meant.
 */
allow_private: boolean, 
/**
 * Whether the pages of its articles that raised an alert are looked at again; nothing: as it is, for a new one those
 * of a feed.
 */
revisit?: boolean, 
/**
 * What is read at its address; nothing: as it is, for a new one a feed.
 */
method?: SourceMethod, 
/**
 * Who says where the text of its articles is taken from; nothing: as it is, for a new one the program.
 */
text?: TextChoice, 
/**
 * Of a folder: patterns of what is left out of it; nothing: as it is, for a new one none.
 */
ignore?: Array<string>, };

export type Discovery = { 
/**
 * The address as it is asked.
 */
address: string, 
/**
 * What was done, in order.
 */
steps: Array<DiscoveryStep>, 
/**
 * What can be followed, what is recommended first.
 */
found: Array<FoundSource>, 
/**
 * What to do where nothing was found, where what was found is no feed, or where a site asks to be left alone; nothing while it is being looked.
 */
advice: string | null, 
/**
 * Whether all is done.
 */
done: boolean, 
/**
 * Whether it was ended before.
 */
stopped: boolean, };

export type DiscoveryStep = { 
/**
 * What was looked at: an address.
 */
address: string, 
/**
 * What came of it, in words: "404 (Not Found)", "a feed of 20 items".
 */
outcome: string, 
/**
 * Whether something was found there.
 */
is_found: boolean, };

export type FoundSource = { 
/**
 * Its address.
 */
address: string, 
/**
 * What is read there.
 */
method: SourceMethod, 
/**
 * What it calls itself; else the host.
 */
title: string, 
/**
 * How it was found, in words: "The page names it."
 */
how: string, 
/**
 * How many items it holds; of a front page, how many links to articles.
 */
items: number, 
/**
 * The newest of them, at most [`FOUND_ITEMS`].
 */
newest: Array<FoundItem>, 
/**
 * Characters of text that it gives for an item, on average.
 */
characters: number, 
/**
 * Whether that is the whole text, by its length.
 */
full_text: boolean, 
/**
 * Whether it gives comments of readers in place of articles.
 */
is_comments: boolean, 
/**
 * Whether this is the one to take.
 */
recommended: boolean, 
/**
 * Why, in words; nothing where it is not.
 */
why: string | null, 
/**
 * The source that follows it already.
 */
already: SourceId | null, };

export type FoundItem = { 
/**
 * Its headline.
 */
title: string, 
/**
 * When it says that it was published.
 */
published_at: Timestamp | null, 
/**
 * Characters of text that come with it.
 */
characters: number, };

export type EditionRow = { 
/**
 * Its number.
 */
id: EditionId, 
/**
 * Its title.
 */
title: string, 
/**
 * When it was made.
 */
made_at: Timestamp, 
/**
 * The window's beginning.
 */
since: Timestamp, 
/**
 * The window's end.
 */
until: Timestamp, 
/**
 * How many alerts it holds.
 */
entries: number, 
/**
 * The files that were written.
 */
files: Array<string>, };

export type Job = { 
/**
 * Its number.
 */
id: JobId, 
/**
 * What it does: "Reading ~/press".
 */
title: string, 
/**
 * How much is done.
 */
done: number, 
/**
 * Of how much, once that is known.
 */
total: number | null, 
/**
 * What it is at: a file's name.
 */
detail: string, 
/**
 * How it is.
 */
state: JobState, 
/**
 * What came of it, in words, once it ended.
 */
outcome: string | null, 
/**
 * When it began.
 */
began_at: Timestamp, };

export type JobState = "running" | "done" | "cancelled" | "failed";

export type Desk = { 
/**
 * The program's version.
 */
version: string, 
/**
 * Where the data are.
 */
data_dir: string, 
/**
 * New alerts.
 */
new_alerts: number, 
/**
 * Bursts of topics that nobody decided on.
 */
new_bursts: number, 
/**
 * Silences of topics that nobody decided on.
 */
new_silences: number, 
/**
 * Kept alerts.
 */
kept_alerts: number, 
/**
 * Dismissed alerts.
 */
dismissed_alerts: number, 
/**
 * Alerts whose articles changed since the analyst decided on them.
 */
changed_alerts: number, 
/**
 * Stories of at least two outlets.
 */
stories: number, 
/**
 * Articles.
 */
articles: number, 
/**
 * Sources that are not paused.
 */
sources: number, 
/**
 * Of these, how many were looked at and are well.
 */
healthy_sources: number, 
/**
 * How many are in trouble.
 */
troubled_sources: number, 
/**
 * When a source was last looked at with success.
 */
last_sweep_at: Timestamp | null, 
/**
 * Whether the sample desk is loaded.
 */
sample: boolean, 
/**
 * What is wrong with the desk as a whole: disk full, database not writable.
 */
trouble: Trouble | null, 
/**
 * The last thing that can be undone, in words.
 */
undo: string | null, 
/**
 * The analyst's time zone, an IANA name.
 */
time_zone: string, 
/**
 * The language for dates and numbers, a valid BCP 47 tag.
 */
locale: string, 
/**
 * The settings.
 */
settings: Settings, };

export type Settings = { 
/**
 * Light, dark, or as the system is.
 */
theme: Theme, 
/**
 * How high the rows of lists are.
 */
density: Density, 
/**
 * How large the window is drawn, in percent, 50 to 300.
 */
zoom: number, 
/**
 * An IANA name; nothing: the system's.
 */
time_zone: string | null, 
/**
 * Whether single letters are keys.
 */
single_keys: boolean, 
/**
 * Whether a desktop notice tells of alerts at least this grave; nothing: never.
 */
notify_from: Severity | null, 
/**
 * Whether closing the window leaves the monitor running in the tray.
 */
close_to_tray: boolean, 
/**
 * Minutes between two looks at a feed.
 */
feed_interval_minutes: number, 
/**
 * Whether the pages of articles that raised an alert are looked at again, to see how they change.
 */
revisit: boolean, 
/**
 * Through which proxy the network is asked.
 */
proxy: ProxyChoice, 
/**
 * Where a site can reach who asks, a page or a mail address; nothing: the project's page.
 */
contact: string | null, 
/**
 * Hosts that may be asked though they are in a private or local network: names or addresses, in lower case.
 */
allowed_hosts: Array<string>, };

export type ProxyChoice = { "kind": "system" } | { "kind": "direct" } | { "kind": "through", 
/**
 * Its address: http, https, socks4, socks4a, socks5 or socks5h. Never with a name or a password.
 */
address: string, 
/**
 * The name with which it is asked; the password is in the platform's key store.
 */
user: string | null, };

export type PasswordKept = { 
/**
 * In sentences for people: that it is kept until the program ends only, that it travels unencrypted. None: all is well.
 */
notes: Array<string>, };

export type Theme = "system" | "light" | "dark";

export type Density = "compact" | "cozy" | "comfortable";

export type Reason = "feed" | "page" | "robots" | "revisit" | "discovery" | "earlier";

export type Contact = { 
/**
 * The host.
 */
host: string, 
/**
 * How many requests were made since the first.
 */
requests: number, 
/**
 * When the first was made.
 */
first_at: Timestamp, 
/**
 * When the last.
 */
last_at: Timestamp, 
/**
 * What it answered last, in words; empty where that is not known.
 */
answer: string, 
/**
 * For what it was contacted, the last first.
 */
reasons: Array<ContactReason>, };

export type ContactReason = { 
/**
 * Why.
 */
reason: Reason, 
/**
 * For which sources; the first of them only.
 */
sources: Array<string>, 
/**
 * For how many. None: for no source in particular.
 */
sources_total: number, 
/**
 * How many requests were made.
 */
requests: number, 
/**
 * When the last was made.
 */
last_at: Timestamp, 
/**
 * What was answered last, in words.
 */
answer: string, };

export type Contacts = { 
/**
 * Those that were contacted last, that one first.
 */
hosts: Array<Contact>, 
/**
 * How many there are, also those that are not told of.
 */
total: number, 
/**
 * How many days a host is remembered after it was contacted last.
 */
kept_days: number, };

export type Checkup = { 
/**
 * Whether everything is in order.
 */
ok: boolean, 
/**
 * Each thing that was checked.
 */
findings: Array<Finding>, };

export type Finding = { 
/**
 * What: "database integrity".
 */
what: string, 
/**
 * Whether it is in order.
 */
ok: boolean, 
/**
 * What was found, in words, with what to do if it is not in order.
 */
detail: string, };

export type Undone = { 
/**
 * In words: "Dismissed 3 alerts".
 */
what: string, 
/**
 * The alerts that changed back.
 */
alerts: Array<AlertId>, 
/**
 * The bursts and silences that changed back.
 */
signals: Array<SignalId>, };

export type Change = { "kind": "filed", 
/**
 * New articles, or new versions of known ones.
 */
articles: number, 
/**
 * The alerts that were raised, and those that a new version of their article changed.
 */
alerts: Array<AlertId>, } | { "kind": "signals", 
/**
 * Which.
 */
raised: Array<SignalId>, } | { "kind": "triaged" } | { "kind": "watchlists" } | { "kind": "sources" } | { "kind": "digests" } | { "kind": "job", 
/**
 * The job as it is now.
 */
job: Job, } | { "kind": "desk" };

export type ErrorCode = "in_use" | "disk_full" | "invalid_query" | "not_found" | "bad_input" | "refused" | "io" | "database" | "internal";

export type SourceChange = { 
/**
 * The analyst's own grouping; empty: none.
 */
group?: string, 
/**
 * ISO 3166 code; empty: none.
 */
country?: string, 
/**
 * BCP 47 primary tag; empty: none.
 */
language?: string, 
/**
 * Minutes between two looks; 0: as the settings say.
 */
interval_minutes?: number, 
/**
 * Whether they are not looked at for now.
 */
paused?: boolean, 
/**
 * Whether they are removed; then nothing else is changed.
 */
removed: boolean, };

export type SourceListFormat = "opml" | "csv";

export type ListHolds = { 
/**
 * Sources that stand in it.
 */
sources: number, 
/**
 * Folders that such a list cannot hold.
 */
folders_left_out: number, 
/**
 * Pages that are read without a feed, which such a list cannot hold: news sitemaps, front pages, channels.
 */
pages_left_out: number, 
/**
 * Sources of what was brought in by hand, which nothing could bring back.
 */
by_hand_left_out: number, };

export type SourceReport = { 
/**
 * Sources that were added.
 */
added: number, 
/**
 * Sources that were there already.
 */
already: number, 
/**
 * Lines that could not be used.
 */
refused: number, 
/**
 * What became of each line, in the order of the list.
 */
lines: Array<ReportLine>, 
/**
 * Lines that are not among `lines`, because there are so many.
 */
left_off: number, 
/**
 * What is wrong with the list as a whole, in words.
 */
problems: Array<string>, };

export type ReportLine = { 
/**
 * Its number in the file, from 1.
 */
line: number, 
/**
 * What it calls itself.
 */
name: string, 
/**
 * The address in it, as written.
 */
address: string | null, 
/**
 * What became of it.
 */
fate: LineFate, 
/**
 * Why it was not added, in a sentence.
 */
why: string | null, };

export type LineFate = "added" | "already" | "refused";

export type SearchOrder = "newest" | "ranked";

export type SearchOverview = { 
/**
 * The query in canonical form; nothing if it could not be read.
 */
canonical: string | null, 
/**
 * What was assumed, or is wrong.
 */
diagnostics: Array<Diagnostic>, 
/**
 * How many articles match.
 */
total: number, 
/**
 * Whether that is all of them. If not, looking was ended early, and every number here means "at least".
 */
complete: boolean, 
/**
 * The days that have any, in UTC, oldest first.
 */
days: Array<DayCount>, 
/**
 * By source, the most first.
 */
sources: Array<FacetCount>, 
/**
 * By publisher.
 */
publishers: Array<FacetCount>, 
/**
 * By language; "" for those that do not say.
 */
languages: Array<FacetCount>, 
/**
 * By watchlist of which they met a topic.
 */
watchlists: Array<FacetCount>, };

export type FacetCount = { 
/**
 * Its number, if it has one.
 */
id: number | null, 
/**
 * Its name.
 */
name: string, 
/**
 * How many.
 */
articles: number, };

export type BacktestRequest = { 
/**
 * The query.
 */
query: string, 
/**
 * The topic whose saved version it is compared with.
 */
topic_id: TopicId | null, 
/**
 * Only articles of so many days up to the newest article; all of the archive where there is none.
 */
days: number | null, };

export type BacktestView = { 
/**
 * How many articles were looked at.
 */
looked_at: number, 
/**
 * How many there are to look at.
 */
candidates: number, 
/**
 * Whether all were.
 */
done: boolean, 
/**
 * Whether it was ended before that.
 */
stopped: boolean, 
/**
 * The time of the newest article, from which the days are counted back; nothing in an empty archive.
 */
until: Timestamp | null, 
/**
 * How many articles met the topic.
 */
hits: number, 
/**
 * How many that is a day.
 */
a_day: number, 
/**
 * How many a day met the saved version.
 */
saved_a_day: number | null, 
/**
 * How many met it on each day.
 */
days: Array<DayCount>, 
/**
 * The newest that met it.
 */
examples: Array<SearchRow>, 
/**
 * What each clause did; empty where clauses are not asked for.
 */
clauses: Array<ClauseTally>, 
/**
 * How many clauses there are, where they are too many to be looked at one by one; else 0.
 */
too_many_clauses: number, 
/**
 * What the saved version would not have found.
 */
gained: Examples, 
/**
 * What only the saved version finds.
 */
lost: Examples, 
/**
 * The newest that are gained.
 */
gained_rows: Array<SearchRow>, 
/**
 * The newest that are lost.
 */
lost_rows: Array<SearchRow>, };

export type TopicVersion = { 
/**
 * Its number, from 1.
 */
number: number, 
/**
 * The query in canonical form.
 */
query: string, 
/**
 * The query as the analyst wrote it, where that says more.
 */
written: string | null, 
/**
 * How grave its alerts were.
 */
severity: Severity, 
/**
 * Why it was saved, empty if nobody said.
 */
note: string, 
/**
 * When it was saved.
 */
saved_at: Timestamp, 
/**
 * Whether it is the one that runs.
 */
is_current: boolean, 
/**
 * How many alerts it raised.
 */
alerts: number, };

export type TermList = { 
/**
 * Its name, without the @.
 */
name: string, 
/**
 * Its text as the analyst wrote it: a term a line, comments behind #.
 */
text: string, 
/**
 * Counts its saved versions from 1.
 */
version: number, 
/**
 * When this version was saved.
 */
saved_at: Timestamp, };

export type TermListView = { 
/**
 * The list.
 */
list: TermList, 
/**
 * How many terms it has; nothing while it cannot be read.
 */
terms: number | null, 
/**
 * The topics that use it, also through other lists.
 */
topics: Array<[TopicId, string]>, 
/**
 * The names of the lists that use it.
 */
lists: Array<string>, 
/**
 * What is wrong with it, or dubious, a line each, in words.
 */
problems: Array<string>, };

export type TermListDraft = { 
/**
 * Its name, without the @.
 */
name: string, 
/**
 * Its text.
 */
text: string, 
/**
 * Why it was changed, for its history.
 */
note?: string, };

export type FileStep = { 
/**
 * What it is.
 */
kind: FileThing, 
/**
 * Its name: "Sanctions", "Sanctions / Bank sanctions", "@banks".
 */
name: string, 
/**
 * Whether it is new, changed, or as it was.
 */
change: FileChange, 
/**
 * What changes, in words; empty for what is new or as it was.
 */
what: Array<string>, };

export type FileThing = "list" | "watchlist" | "topic";

export type FileChange = "added" | "changed" | "unchanged";

export type FileReport = { 
/**
 * What was done, or would be; empty if the file has a problem.
 */
steps: Array<FileStep>, 
/**
 * What is wrong with the file. One problem, and nothing of it is taken.
 */
problems: Array<FileProblem>, 
/**
 * What is dubious, but no reason not to take it.
 */
doubts: Array<FileProblem>, 
/**
 * Whether it was taken.
 */
taken: boolean, };

export type FileProblem = { 
/**
 * The line, from 1.
 */
line: number, 
/**
 * What is wrong, with what.
 */
what: string, 
/**
 * What to do.
 */
advice: string, };

export type CaptureKind = "feed" | "page" | "file" | "sample";

export type CaptureView = { 
/**
 * The number of its record.
 */
number: number, 
/**
 * How the bytes came.
 */
kind: CaptureKind, 
/**
 * When they came.
 */
at: Timestamp, 
/**
 * The address that gave them, or the path of the file.
 */
address: string, 
/**
 * The addresses that led there, in order.
 */
by_way_of: Array<string>, 
/**
 * The status of the answer, if it was one.
 */
status: number | null, 
/**
 * The SHA-256 of the bytes.
 */
sha256: string, 
/**
 * How many they are.
 */
size: number, 
/**
 * Whether they were kept.
 */
kept: boolean, 
/**
 * Why they are less than all that was sent, if they are.
 */
cut: string | null, 
/**
 * Whether the file was read again, after the article had been filed.
 */
late: boolean, 
/**
 * Which version of the article was read from them.
 */
version: number, };

export type EvidenceView = { 
/**
 * The article.
 */
article_id: ArticleId, 
/**
 * Its captures, newest first.
 */
captures: Array<CaptureView>, 
/**
 * The file that it was read from, and the SHA-256 that it had, where nothing was captured.
 */
file: [string, string] | null, };

export type ExportedEvidence = { 
/**
 * Where it is.
 */
file: string, 
/**
 * Its bytes.
 */
bytes: number, 
/**
 * Its SHA-256.
 */
sha256: string, 
/**
 * How many alerts are in it.
 */
alerts: number, 
/**
 * How many captures are.
 */
captures: number, 
/**
 * What is not in it, and why.
 */
missing: Array<string>, };

export type Wrong = { 
/**
 * Which thing: "record 12", "article 7, version 2".
 */
what: string, 
/**
 * What is wrong with it.
 */
why: string, };

export type Verified = { 
/**
 * Whether all that was looked at is as it was when it was captured. False where nothing had been captured.
 */
unchanged: boolean, 
/**
 * When it was captured; of many things: the last of them.
 */
captured_at: Timestamp | null, 
/**
 * How many records were looked at.
 */
records: number, 
/**
 * How many bodies of bytes were.
 */
bodies: number, 
/**
 * How many texts were.
 */
texts: number, 
/**
 * How many texts the reader of today reads from the bytes as they are stored.
 */
read_again: number, 
/**
 * What is wrong, one by one, as far as it is named.
 */
wrong: Array<Wrong>, 
/**
 * How much more is wrong than is named.
 */
unnamed: number, 
/**
 * What is to be known beside that.
 */
remarks: Array<string>, 
/**
 * Whether all was looked at; if not, it was ended early.
 */
complete: boolean, };

export type Keeping = { 
/**
 * For so many days after they came; 0: only what alerted.
 */
days: number, 
/**
 * But no more than so many megabytes of them, packed: the oldest go first.
 */
megabytes: number, };

export type Kept = { 
/**
 * What becomes of what nobody needs.
 */
keeping: Keeping, 
/**
 * Records of captures.
 */
snapshots: number, 
/**
 * Those of them that articles with alerts came from.
 */
alerted: number, 
/**
 * Bytes that are kept, packed …
 */
packed_bytes: number, 
/**
 * … and as they came.
 */
bytes: number, };

/** What a command answers when it could not do its work. */
export type CommandError = { code: ErrorCode, what: string, advice: string, };
