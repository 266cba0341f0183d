//! Judging what came in: tokens, matches, fingerprints, on every core; then filing it.

use std::{
    cell::Cell,
    collections::{HashMap, HashSet},
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use news::{
    Article, Source, SourceKind, Timestamp,
    desk::{Change, ErrorCode},
    evidence::text_of,
    query::{About, Document, Matcher, flagged},
    story::{Fingerprint, StoryTerms},
    text::language_tag,
};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use store::{
    Came, Captured, FileSeen, Filed, FiledMatch, Filing, Hash, IndexEntry, Packed, Packer,
};

use crate::{
    Engine, EngineError, capture::Origin, engine::Res, judges::behind_the_writer, ruling::Rules,
};

/// How many articles are filed in one transaction, at most.
const BATCH: usize = 2_000;

/// How many articles one thread packs, then judges: each takes tables that fill a core's own memory, and going from one
/// to the other with every article takes twice as long.
const TOGETHER: usize = 50;

/// How many batches are under way at a time: one is judged while the other is filed.
const UNDER_WAY: usize = 2;

/// An article that came in.
pub(crate) struct Arrival {
    pub(crate) article: Article,
    /// The file that it was read from, if it was.
    ///
    /// Only with the last of a file's articles: a file counts as read once all of them are filed.
    pub(crate) file: Option<FileSeen>,
    /// The hash of that file's bytes, where they hold other articles as well.
    pub(crate) holder: Option<Arc<str>>,
    /// The path of the file that it was read from, if it was.
    pub(crate) path: Option<String>,
    /// The identity that the article of the same file had before; of a page that was looked at again, that of its article.
    pub(crate) former: Option<Hash>,
    /// Which article of its bytes it is, counted from 0.
    pub(crate) place: u32,
    /// The bytes that it was read from.
    pub(crate) origin: Option<Origin>,
    /// In which way it came.
    pub(crate) came: Came,
}

/// What to do while there is no room, or another program holds the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IfFull {
    /// Say so: somebody waits for an answer.
    Fail,
    /// Keep what came in, and try again until there is room. Whoever brings more waits as well.
    Wait,
}

/// How long to wait before what could not be stored is tried again.
const AGAIN: Duration = Duration::from_secs(5);

impl IfFull {
    /// Whether to wait for what stands behind an error to pass.
    fn waits_for(self, err: &EngineError) -> bool {
        self == IfFull::Wait && matches!(err.code(), ErrorCode::DiskFull | ErrorCode::InUse)
    }
}

impl Engine {
    /// Judges and files what a source brought, and tells of it.
    pub(crate) fn file_arrivals(
        &self,
        source: &Source,
        arrivals: Vec<Arrival>,
        if_full: IfFull,
    ) -> Res<Filed> {
        let batches: Vec<&[Arrival]> = arrivals.chunks(BATCH).collect();
        let turn = Turn::default();
        let next = AtomicUsize::new(0);
        // One batch is judged while the one before is filed; they are filed in order.
        let work = || -> Res<Filed> {
            let mut all = Filed::default();
            loop {
                let number = next.fetch_add(1, Ordering::SeqCst);
                let Some(batch) = batches.get(number) else {
                    return Ok(all);
                };
                let mine = turn.of(number);
                let filed = self.until_stored(if_full, || self.file_batch(source, batch, &mine))?;
                mine.done.set(true);
                drop(mine);
                self.tell_filed(&filed);
                add(&mut all, filed);
            }
        };
        let mut all = Filed::default();
        if batches.len() < 2 {
            add(&mut all, work()?);
            return Ok(all);
        }
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..UNDER_WAY).map(|_| scope.spawn(work)).collect();
            for thread in threads {
                match thread.join() {
                    Ok(filed) => add(&mut all, filed?),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            Ok(all)
        })
    }

    fn tell_filed(&self, filed: &Filed) {
        self.count_filed(filed.new_articles);
        // A copy is no other text, but it may be another publisher.
        self.check_rules_of(&[&filed.alerts[..], &filed.joined].concat());
        if filed.new_articles + filed.new_versions > 0 {
            self.tell(Change::Filed {
                articles: filed.new_articles + filed.new_versions,
                // Who is told of an alert is told of what became of its article as well.
                alerts: [&filed.alerts[..], &filed.changed[..]].concat(),
            });
        }
    }

    fn file_batch(&self, source: &Source, batch: &[Arrival], turn: &Mine<'_>) -> Res<Filed> {
        self.has_room()?;
        let now = self.now();
        self.inner.matcher.learn();
        let judged = self.judge_batch(source, batch, now)?;
        if !turn.wait() {
            return Err(EngineError::closed());
        }
        // Held until the batch is filed: a topic that is saved meanwhile looks through the archive after it.
        let matcher = self
            .inner
            .matcher
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        let filings = match judged {
            (filings, changes) if changes == self.inner.matcher.changes() => filings,
            // The topics changed while the batch waited for its turn.
            _ => judge_all(&matcher, &self.rules(), &self.packer(), source, batch, now)?,
        };
        self.file_with_others(source.id, filings, now)
    }

    /// What a batch comes to, and after how many changes of the topics that was so. They are not held while it waits
    /// for its turn: whoever has the turn may have to wait for who wants to change them.
    fn judge_batch(
        &self,
        source: &Source,
        batch: &[Arrival],
        now: Timestamp,
    ) -> Res<(Vec<Filing>, u64)> {
        let matcher = self
            .inner
            .matcher
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        let filings = judge_all(&matcher, &self.rules(), &self.packer(), source, batch, now)?;
        Ok((filings, self.inner.matcher.changes()))
    }

    /// Does something that stores, again and again if it is to wait for room, until it is done or the engine is
    /// stopped.
    pub(crate) fn until_stored<T>(&self, if_full: IfFull, store: impl Fn() -> Res<T>) -> Res<T> {
        loop {
            match store() {
                Err(err) if if_full.waits_for(&err) && !self.is_stopping() => self.pause(AGAIN),
                res => return res,
            }
        }
    }
}

/// Whose turn it is to file, so that what came first is filed first.
#[derive(Default)]
struct Turn {
    /// The number of the batch, and whether one before it could not be filed.
    at: Mutex<(usize, bool)>,
    moved: Condvar,
}

/// The turn of one batch; given on when it is dropped.
struct Mine<'a> {
    turn: &'a Turn,
    number: usize,
    done: Cell<bool>,
}

impl Turn {
    fn of(&self, number: usize) -> Mine<'_> {
        Mine {
            turn: self,
            number,
            done: Cell::new(false),
        }
    }
}

impl Mine<'_> {
    /// Waits until all before it are filed. Tells whether they could be.
    fn wait(&self) -> bool {
        let mut at = self.turn.at.lock().unwrap_or_else(PoisonError::into_inner);
        while at.0 < self.number && !at.1 {
            at = self
                .turn
                .moved
                .wait(at)
                .unwrap_or_else(PoisonError::into_inner);
        }
        !at.1
    }
}

impl Drop for Mine<'_> {
    fn drop(&mut self) {
        let mut at = self.turn.at.lock().unwrap_or_else(PoisonError::into_inner);
        at.0 = at.0.max(self.number + 1);
        at.1 |= !self.done.get();
        self.turn.moved.notify_all();
    }
}

/// Adds what came of a batch.
fn add(all: &mut Filed, filed: Filed) {
    all.new_articles += filed.new_articles;
    all.new_versions += filed.new_versions;
    all.known += filed.known;
    all.alerts.extend(filed.alerts);
    all.joined.extend(filed.joined);
    all.changed.extend(filed.changed);
}

/// What is known about the articles of a source.
pub(crate) fn about<'a>(source: &'a Source, outlet: &'a str, sorted_at: Timestamp) -> About<'a> {
    let by_hand = matches!(source.kind, SourceKind::Import | SourceKind::Folder)
        && source.publisher == source.name;
    About {
        source: outlet,
        publisher: if by_hand { outlet } else { &source.publisher },
        group: source.group.as_deref(),
        country: source.country.as_deref(),
        language: source.language.as_deref(),
        sorted_at: Some(sorted_at),
        ..About::default()
    }
}

fn judge_all(
    matcher: &Matcher,
    rules: &Rules,
    packer: &Packer,
    source: &Source,
    batch: &[Arrival],
    now: Timestamp,
) -> Res<Vec<Filing>> {
    let some = |some: &[Arrival]| {
        let articles: Vec<Article> = some.iter().map(|it| in_language(it, source)).collect();
        let packed: Vec<Packed> = articles
            .iter()
            .map(|it| packer.pack(it))
            .collect::<Result<_, _>>()?;
        let all = some.iter().zip(articles).zip(packed);
        Ok(all
            .map(|((it, article), packed)| judge(matcher, rules, source, it, article, packed, now))
            .collect())
    };
    let judged: Vec<Vec<Filing>> =
        behind_the_writer(|| batch.par_chunks(TOGETHER).map(some).collect::<Res<_>>())?;
    Ok(judged.into_iter().flatten().collect())
}

/// The article, in the language of its source where it does not say.
fn in_language(arrival: &Arrival, source: &Source) -> Article {
    let mut article = arrival.article.clone();
    if article.language.is_none() {
        article.language = source.language.as_deref().map(language_tag);
    }
    article
}

fn judge(
    matcher: &Matcher,
    rules: &Rules,
    source: &Source,
    arrival: &Arrival,
    article: Article,
    packed: Packed,
    now: Timestamp,
) -> Filing {
    // What comes in files is named by its own page; a feed is named by the analyst.
    let outlet = match source.kind {
        SourceKind::Folder | SourceKind::Import => {
            article.outlet.clone().filter(|it| !it.trim().is_empty())
        }
        SourceKind::Feed | SourceKind::Sample => None,
    }
    .unwrap_or_else(|| source.name.clone());
    let content_hash = content_hash(&article);
    let about = About {
        paths: arrival.path.as_slice(),
        now: Some(now),
        ..about(source, &outlet, article.sorted_at(now))
    };
    let document = Document::new(&article, &about);
    let matches: Vec<FiledMatch> = matcher
        .matches(&document)
        .into_iter()
        .map(|it| {
            let graver = rules.judge(it.topic_id, &article, &about, &it.proof);
            filed_match(&article, it.topic_id, it.topic_version, it.proof).graver(graver)
        })
        .collect();
    let search_text = document.search_text();
    let terms = StoryTerms::of_document(&document);
    drop(document);
    let identity = identity(
        source.kind,
        &article,
        &content_hash,
        arrival.path.as_deref(),
        (arrival.former, &arrival.came),
    );
    // A file is evidence once it alerts; and another version of one that may have alerted before.
    let wanted = !matches.is_empty() || arrival.former.is_some();
    let captured = arrival
        .origin
        .as_ref()
        .and_then(|it| it.captured(wanted))
        .map(|capture| Captured {
            capture,
            place: arrival.place,
            text: Sha256::digest(text_of(&article)).into(),
        });
    Filing {
        source_id: source.id,
        identity,
        came: came(source.kind, arrival, (&article, &content_hash), identity),
        outlet,
        packed,
        fingerprint: Fingerprint::of(&search_text),
        index_entry: IndexEntry::new(search_text),
        matches,
        terms,
        seen_at: now,
        file: arrival.file.clone(),
        holder: arrival.holder.clone(),
        captured,
        content_hash: Hash::half(&content_hash),
        article,
    }
}

/// A match with the place of the sentence that its alert shows.
pub(crate) fn filed_match(
    article: &Article,
    topic_id: news::TopicId,
    topic_version: u32,
    proof: news::query::Proof,
) -> FiledMatch {
    let flagged = flagged(article, &proof);
    FiledMatch::new(topic_id, topic_version, proof, &flagged)
}

/// What makes an article of a source the same when it comes again, if it came from no file.
pub(crate) fn identity_of(source: &Source, article: &Article) -> Hash {
    identity(
        source.kind,
        article,
        &content_hash(article),
        None,
        (None, &Came::default()),
    )
}

/// What makes an article the same when it comes again: what its feed calls it, else its address, else what its file
/// calls it, else what the same file was before, else its content. Of a page in a file, its address only while its text is
/// that of the article there (`Came::InFile`).
fn identity(
    kind: SourceKind,
    article: &Article,
    content_hash: &[u8; 32],
    path: Option<&str>,
    (former, came): (Option<Hash>, &Came),
) -> Hash {
    if let (Came::ReadAgain(_) | Came::Completes(_), Some(own)) = (came, former) {
        return own;
    }
    if kind == SourceKind::Feed
        && let Some(id) = &article.item_id
    {
        return Hash::of(format!("item:{id}").as_bytes());
    }
    match (by_address(article), &article.item_id, path, former) {
        (Some(address), ..) => address,
        (None, Some(id), Some(path), _) => Hash::of(within(path, id).as_bytes()),
        (None, _, _, Some(former)) => former,
        (None, _, _, None) => Hash::of(format!("sha256:{}", hex(content_hash)).as_bytes()),
    }
}

/// What an article is known by that its file gives a name.
fn within(path: &str, id: &str) -> String {
    match is_worldwide(id) {
        true => format!("item:{id}"),
        false => format!("part:{path}#{id}"),
    }
}

/// In which way an article came. What came in a file and is known by its address may be another one than what is known by it
/// already: all pages of a section may name the section as their address. It is then known by where it stands. A file that
/// was that article before still is.
fn came(
    kind: SourceKind,
    arrival: &Arrival,
    (article, content_hash): (&Article, &[u8; 32]),
    identity: Hash,
) -> Came {
    let (SourceKind::Folder | SourceKind::Import, Some(path), Came::Given { address: None }) =
        (kind, &arrival.path, &arrival.came)
    else {
        return arrival.came.clone();
    };
    if arrival.former == Some(identity) || by_address(article) != Some(identity) {
        return arrival.came.clone();
    }
    let place = match (&article.item_id, &arrival.holder) {
        (Some(id), _) => within(path, id),
        (None, None) => format!("path:{path}"),
        (None, Some(_)) => format!("sha256:{}", hex(content_hash)),
    };
    let otherwise = format!("apart:{}:{place}", hex(&identity.0));
    Came::InFile {
        otherwise: Hash::of(otherwise.as_bytes()),
    }
}

/// Whether what a file calls an article is the same in every other file: the id of a message, the number of a document
/// in a database. A record's number or a member's name is one of its file only.
fn is_worldwide(id: &str) -> bool {
    id.starts_with("mid:") || id.starts_with("factiva:")
}

/// Hashes of the addresses of what a feed gave, each where it is one article's only: by it an article is known that comes
/// again under another name. Nothing for front pages, for the page of the feed's `site`, and for what several items share or
/// `shared` before; what they share now is added to that.
pub(crate) fn addresses(
    articles: &[Article],
    site: Option<&str>,
    shared: &mut HashSet<Hash>,
) -> Vec<Option<Hash>> {
    let of_site = site.and_then(page_hash);
    let hashes: Vec<Option<Hash>> = articles
        .iter()
        .map(|it| it.item_id.as_ref().and_then(|_| by_address(it)))
        .map(|it| it.filter(|it| Some(*it) != of_site))
        .collect();
    let mut times: HashMap<Hash, u32> = HashMap::new();
    for it in hashes.iter().flatten() {
        *times.entry(*it).or_default() += 1;
    }
    shared.extend(times.iter().filter(|it| *it.1 > 1).map(|it| *it.0));
    hashes
        .into_iter()
        .map(|it| it.filter(|it| !shared.contains(it)))
        .collect()
}

/// What an article is known by by its address. A front page is no article's own.
fn by_address(article: &Article) -> Option<Hash> {
    article.address.as_deref().and_then(page_hash)
}

/// What a page is known by that is not a site's front page.
fn page_hash(address: &str) -> Option<Hash> {
    let key = parse::address_key(address)?;
    key.contains(['/', '?', '#'])
        .then(|| Hash::of(format!("url:{key}").as_bytes()))
}

/// Whether an address is a front page, or the page of its feed's `site`: what stands there is no article's own.
pub(crate) fn is_page_of_site(address: &str, site: Option<&str>) -> bool {
    let of = page_hash(address);
    of.is_none() || of == site.and_then(page_hash)
}

/// A hash of what the reader sees: headline, zones and texts.
pub(crate) fn content_hash(article: &Article) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(article.title.as_bytes());
    for block in &article.blocks {
        hash.update([0]);
        hash.update(block.zone.name().as_bytes());
        hash.update([0]);
        hash.update(block.text.as_bytes());
    }
    hash.finalize().into()
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut out, it| {
            let _ = write!(out, "{it:02x}");
            out
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(id: Option<&str>, address: &str) -> Article {
        Article {
            item_id: id.map(str::to_owned),
            address: Some(address.into()),
            ..Article::default()
        }
    }

    #[test]
    fn an_item_is_known_by_its_address_as_well_where_that_is_its_own() {
        let mut shared = HashSet::new();
        let found = addresses(
            &[
                item(Some("1"), "https://a.example/x"),
                item(Some("2"), "https://a.example/live"),
                item(Some("3"), "http://www.a.example/live/?utm_source=rss"),
                item(Some("4"), "https://a.example/"),
                item(None, "https://a.example/y"),
                item(Some("5"), "http://a.example/alerts/"),
            ],
            Some("https://www.a.example/alerts"),
            &mut shared,
        );
        let known: Vec<bool> = found.iter().map(Option::is_some).collect();
        assert_eq!(
            known,
            [true, false, false, false, false, false],
            "not what two share, no front page, not what is known by it anyway, and not the page of the feed's site"
        );
        let live = item(Some("6"), "https://a.example/live");
        assert_eq!(shared.len(), 1);
        assert_eq!(
            addresses(&[live], None, &mut shared),
            [None::<Hash>],
            "nor what two shared before"
        );
    }

    #[test]
    fn pages_that_call_the_front_page_their_address_are_not_one_article() {
        let of = |text: &str| {
            let article = Article {
                title: text.into(),
                ..item(None, "https://a.example/")
            };
            let hash = content_hash(&article);
            identity(
                SourceKind::Import,
                &article,
                &hash,
                None,
                (None, &Came::default()),
            )
        };
        assert_ne!(of("One"), of("Another"));
    }
}
