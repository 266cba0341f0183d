//! Filing a batch: what is new is told from what is known, placed into stories, and written table by table.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::mpsc,
    thread::ScopedJoinHandle,
};

use news::{
    AlertId, Article, ArticleId, SourceId, StoryId, Timestamp,
    story::StoryIndex,
    version::{ChangeKind, is_another, is_cut_off, is_same_headline},
};
use rusqlite::{CachedStatement, Connection, OptionalExtension, Transaction, named_params, params};

use crate::{
    Hash, IndexEntry, Reader, Result, StoreError,
    copies::is_fingerprinted,
    filing::{Came, Filed, Filing, Shares, put_file, put_holder},
    full_text::{self, Pages},
    index::{NewSegment, leaf_size, put_entries},
    kin::{Recent, Related, Seeker},
    pack::Unpacker,
    raise::{Raising, Telling},
    revisits::{self, Addresses, Beside, Told},
    slots::Slots,
    snapshots::{Captures, TEXT_OF_VERSION},
    tally::Tally,
    texts,
};

/// From how many articles on they are placed into stories, and copies looked for, on threads of their own beside the writing.
pub(crate) const MANY: usize = 32;

/// How many versions of an article are looked at for its last whole text.
const LOOKED_BACK: usize = 4;

/// What a batch comes to, and what is written at its end.
pub(crate) struct Batch<'a, 'f> {
    rows: Rows<'a>,
    stories: &'a mut StoryIndex,
    /// The number of the next story.
    next_story: i64,
    seeking: Seeking<'a, 'f>,
    /// The articles whose text others have.
    related: Vec<(ArticleId, Vec<Related>)>,
    /// The articles of which another version came.
    changed: Vec<ArticleId>,
}

/// What copies are looked for with.
pub(crate) struct Seeking<'a, 'f> {
    pub(crate) seeker: Seeker<'f>,
    /// Unpacks texts on the writer's own connection.
    pub(crate) unpacker: &'a Unpacker,
    /// A connection for a thread beside the writer.
    pub(crate) beside: Option<&'a mut Reader>,
}

/// What is written of a batch, and what it comes to.
struct Rows<'a> {
    tx: &'a Transaction<'a>,
    unpacker: &'a Unpacker,
    slots: Slots,
    now: Timestamp,
    /// What came of each share.
    filed: Vec<Filed>,
    shares: &'a Shares,
    fingerprints: Vec<(u32, ArticleId)>,
    captures: Captures,
    tally: Tally,
    /// Whether anything was ever let go.
    any_gone: bool,
    insert: Inserts<'a>,
    addresses: Addresses<'a>,
    pages: Pages,
}

/// What is done for every article, held for the whole batch.
struct Inserts<'a> {
    known: CachedStatement<'a>,
    last: CachedStatement<'a>,
    story: CachedStatement<'a>,
    article: CachedStatement<'a>,
    terms: CachedStatement<'a>,
    size: CachedStatement<'a>,
    body: CachedStatement<'a>,
}

impl<'a> Inserts<'a> {
    fn new(tx: &'a Transaction<'a>) -> Result<Inserts<'a>> {
        Ok(Inserts {
            known: tx.prepare_cached("SELECT id, version FROM article WHERE source_id = ?1 AND identity = ?2")?,
            last: tx.prepare_cached("SELECT max(id) FROM article WHERE id BETWEEN ?1 AND ?2")?,
            story: tx.prepare_cached("INSERT INTO story (id) VALUES (?1)")?,
            article: tx.prepare_cached(
                "INSERT INTO article (id, source_id, story_id, published_at, first_seen_at, version, shingles, outlet,
                                      title, address, language, wire, identity)
                 VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            )?,
            terms: tx.prepare_cached("INSERT INTO article_terms (article_id, at, terms) VALUES (?1, ?2, ?3)")?,
            size: tx.prepare_cached(
                "INSERT INTO story_size (story_id, articles, outlets, last_article_id) VALUES (?1, 1, 1, ?2)",
            )?,
            body: tx.prepare_cached(
                "INSERT INTO body (article_id, seen_at, hash, dictionary, size, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?,
        })
    }
}

/// What an article of a batch is to the desk.
enum Task {
    /// It is there as it is.
    Known(ArticleId),
    /// It is there as its page has it; that its source gives another text of it now says that the page is to be looked at.
    Announced(ArticleId),
    /// It was let go when its time was over.
    Gone,
    /// It was there otherwise; this is its new version. With where it stands among the stories, where its whole text may move
    /// it.
    Changed(ArticleId, u32, Option<Standing>),
    /// It was not there. With what it is known by.
    New(ArticleId, Hash),
}

/// Where an article stands among the stories.
#[derive(Debug, Clone, Copy)]
struct Standing {
    story: StoryId,
    /// Whether no other article of the file is of its story. Those of the same batch are known to the index only.
    is_alone: bool,
}

/// An article whose place is asked for.
enum Asking<'f> {
    /// It was not there.
    New(ArticleId, &'f Filing),
    /// It was there with less of its text.
    Whole(ArticleId, &'f Filing, Standing),
}

/// Where an article is placed.
enum Place {
    /// A story, and whether it is the first of it.
    New(StoryId, bool),
    /// The story of one that was there; nothing where it is too old to be moved.
    Whole(Option<StoryId>),
}

/// A batch in runs in which no article comes twice: what came first is there when it comes again.
pub(crate) fn runs<'f>(filings: &[&'f Filing]) -> Vec<Vec<&'f Filing>> {
    let (mut found, mut run, mut seen) = (vec![], vec![], HashSet::new());
    for it in filings {
        if !seen.insert((it.source_id, it.identity)) {
            found.push(std::mem::take(&mut run));
            seen.clear();
            seen.insert((it.source_id, it.identity));
        }
        run.push(*it);
    }
    found.push(run);
    found
}

impl<'a, 'f> Batch<'a, 'f> {
    pub(crate) fn new(
        tx: &'a Transaction<'a>,
        slots: Slots,
        stories: &'a mut StoryIndex,
        seeking: Seeking<'a, 'f>,
        shares: &'a Shares,
        now: Timestamp,
    ) -> Result<Batch<'a, 'f>> {
        let last: Option<i64> = tx
            .prepare_cached("SELECT max(id) FROM story")?
            .query_row([], |row| row.get(0))?;
        Ok(Batch {
            rows: Rows {
                tx,
                unpacker: seeking.unpacker,
                slots,
                now,
                filed: shares.empty(),
                shares,
                fingerprints: vec![],
                captures: Captures::default(),
                tally: Tally::default(),
                any_gone: tx
                    .prepare_cached("SELECT EXISTS (SELECT 1 FROM gone_article)")?
                    .query_row([], |row| row.get(0))?,
                insert: Inserts::new(tx)?,
                addresses: Addresses::new(tx)?,
                pages: Pages::default(),
            },
            stories,
            next_story: last.unwrap_or(0) + 1,
            seeking,
            related: vec![],
            changed: vec![],
        })
    }

    /// Files a run of articles, in the order of their times: tables and index grow at their end.
    pub(crate) fn file(&mut self, run: Vec<&'f Filing>, raising: &mut Raising<'_>) -> Result<()> {
        let mut ids = HashMap::new();
        let identities: HashSet<Hash> = run.iter().map(|it| it.identity).collect();
        let tasks: Vec<Task> = run
            .iter()
            .map(|it| self.rows.task(it, &identities, &mut ids))
            .collect::<Result<_>>()?;
        let mut index = BTreeMap::new();
        let mut asking: Vec<Asking<'_>> = vec![];
        let mut sought: Vec<(ArticleId, &'f Filing)> = vec![];
        for (task, filing) in tasks.iter().zip(&run) {
            match task {
                Task::Known(_) | Task::Announced(_) | Task::Gone => {}
                Task::Changed(id, _, standing) => {
                    self.rows.slots.leave(self.rows.tx, *id)?;
                    self.changed.push(*id);
                    index.insert(*id, &filing.index_entry);
                    sought.push((*id, *filing));
                    asking.extend(standing.map(|it| Asking::Whole(*id, filing, it)));
                }
                Task::New(id, _) => {
                    index.insert(*id, &filing.index_entry);
                    sought.push((*id, *filing));
                    asking.push(Asking::New(*id, filing));
                }
            }
        }
        let mut placing = Placing {
            stories: &mut *self.stories,
            next: &mut self.next_story,
        };
        let rows = &mut self.rows;
        let now = rows.now;
        let Seeking {
            seeker,
            unpacker,
            beside,
        } = &mut self.seeking;
        let beside = beside.as_deref_mut().filter(|_| sought.len() >= MANY);
        if beside.is_none() {
            let found = seek(seeker, &sought, rows.tx, unpacker, now)?;
            self.related.extend(found);
        }
        if asking.len() < MANY && beside.is_none() {
            put_entries(rows.tx, &rows.numbered(index)?)?;
            let mut asking = asking.into_iter();
            return rows.write_all(tasks, run, raising, || {
                asking.next().map(|it| placing.place(&it))
            });
        }
        // The rows take longer than the stories, the copies and the index's leaves: nothing is waited for but the first places.
        let (give, take) = mpsc::channel();
        let entries = rows.numbered(index)?;
        let size = leaf_size(rows.tx)?;
        let found = std::thread::scope(|scope| {
            let segment = scope.spawn(|| NewSegment::of(size, &entries));
            let seeking = beside.map(|reader| {
                scope.spawn(move || seek(seeker, &sought, &reader.conn, &reader.unpacker, now))
            });
            scope.spawn(move || {
                for it in asking {
                    // Whoever writes has failed; nothing of this batch stays.
                    if give.send(placing.place(&it)).is_err() {
                        return;
                    }
                }
            });
            let take = take;
            rows.write_all(tasks, run, raising, || take.recv().ok())?;
            joined(segment).put(rows.tx, &entries)?;
            seeking.map_or(Ok(vec![]), joined)
        })?;
        self.related.extend(found);
        Ok(())
    }

    /// Writes what is still to be written, and tells what became of the batch; with what is remembered for the next.
    pub(crate) fn end(self) -> Result<(Vec<Filed>, Recent)> {
        let tx = self.rows.tx;
        let mut parted = vec![];
        for id in &self.changed {
            parted.extend(texts::part(tx, self.rows.unpacker, *id)?);
        }
        for (id, related) in &self.related {
            texts::put(tx, *id, related)?;
        }
        let mut filed = self.rows.end()?;
        // What has the text of yet another joined that one's alert.
        filed[0].changed = texts::shown(tx, &parted)?;
        Ok((filed, self.seeking.seeker.end()))
    }
}

/// What a thread beside the writer came to.
fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Looks for the articles that have the texts of new ones, in the order of these. Those that share theirs with nobody are
/// left out.
fn seek<'f>(
    seeker: &mut Seeker<'f>,
    sought: &[(ArticleId, &'f Filing)],
    conn: &Connection,
    unpacker: &Unpacker,
    now: Timestamp,
) -> Result<Vec<(ArticleId, Vec<Related>)>> {
    let mut found = vec![];
    for (id, filing) in sought {
        let is_young = is_fingerprinted(id.minute(), now);
        let related = seeker.seek(conn, unpacker, *id, filing, is_young)?;
        if !related.is_empty() {
            found.push((*id, related));
        }
    }
    Ok(found)
}

impl Rows<'_> {
    /// What came of the share of an article.
    fn share(&mut self, filing: &Filing) -> &mut Filed {
        &mut self.filed[self.shares.place(filing.source_id)]
    }

    fn end(mut self) -> Result<Vec<Filed>> {
        // In the order of their table, so that neighbours are written together.
        self.fingerprints.sort_unstable();
        let mut statement = self.tx.prepare_cached(
            "INSERT OR IGNORE INTO fingerprint (hash, article_id) VALUES (?1, ?2)",
        )?;
        for (hash, id) in &self.fingerprints {
            statement.execute(params![hash.cast_signed(), id.0])?;
        }
        self.captures.put(self.tx, self.now)?;
        self.tally.put(self.tx)?;
        self.addresses.end(self.tx, self.now)?;
        Ok(self.filed)
    }

    /// What the index is fed with the numbers that it has there, ascending.
    fn numbered<'f>(
        &self,
        index: BTreeMap<ArticleId, &'f IndexEntry>,
    ) -> Result<Vec<(i64, &'f IndexEntry)>> {
        let mut entries = index
            .into_iter()
            .map(|(id, it)| Ok((self.slots.take(self.tx, id)?, it)))
            .collect::<Result<Vec<_>>>()?;
        entries.sort_unstable_by_key(|it| it.0);
        Ok(entries)
    }

    /// `identities` are those of the whole run.
    fn task(
        &mut self,
        filing: &Filing,
        identities: &HashSet<Hash>,
        ids: &mut HashMap<i64, i64>,
    ) -> Result<Task> {
        let mut known = self.known(filing, filing.identity)?;
        let mut identity = filing.identity;
        if let (None, Came::Given { address: Some(it) }) = (known, &filing.came) {
            // A source that has both names in what it gave means two articles by them.
            let there = self.addresses.find(filing.source_id, *it)?;
            let there = there.filter(|it| !identities.contains(&it.2));
            known = there.map(|(id, version, _)| (id, version));
        }
        if let Came::InFile { otherwise } = &filing.came {
            if known.is_some() || self.any_gone {
                // What a file holds stays the article that it was.
                let apart = self.known(filing, *otherwise)?;
                if apart.is_some() || (known.is_some() && !self.is_version(known, filing)?) {
                    (known, identity) = (apart, *otherwise);
                }
            }
            if known.is_none() && self.any_gone && is_later(self.tx, filing, identity)? {
                identity = *otherwise;
            }
        }
        let Some((id, version)) = known else {
            return Ok(match &filing.came {
                // Let go while its page was looked at.
                Came::ReadAgain(_) | Came::Completes(_) => Task::Gone,
                Came::Given { .. } | Came::InFile { .. }
                    if self.any_gone && is_gone(self.tx, filing.source_id, identity)? =>
                {
                    Task::Gone
                }
                Came::Given { .. } | Came::InFile { .. } => {
                    Task::New(self.new_id(filing, ids)?, identity)
                }
            });
        };
        if content_hash(self.tx, id, version)? == Some(filing.content_hash) {
            return Ok(Task::Known(id));
        }
        let beside = match &filing.came {
            Came::ReadAgain(_) | Came::Completes(_) => Beside::Nothing,
            Came::Given { .. } | Came::InFile { .. } => {
                revisits::beside(self.tx, id, version, filing.content_hash)?
            }
        };
        Ok(match beside {
            Beside::Known => Task::Known(id),
            Beside::Announces => Task::Announced(id),
            Beside::Nothing => Task::Changed(id, version + 1, self.standing(id, filing)?),
        })
    }

    /// The article of the source of one that came which is known by `identity`, and its version.
    fn known(&mut self, filing: &Filing, identity: Hash) -> Result<Option<(ArticleId, u32)>> {
        Ok(self
            .insert
            .known
            .query_row(params![filing.source_id.0, identity], |row| {
                Ok((ArticleId(row.get(0)?), row.get::<_, u32>(1)?))
            })
            .optional()?)
    }

    /// Whether what came is a version of an article that is there under its address, and not another article.
    fn is_version(&self, known: Option<(ArticleId, u32)>, filing: &Filing) -> Result<bool> {
        let Some((id, version)) = known else {
            return Ok(false);
        };
        if content_hash(self.tx, id, version)? == Some(filing.content_hash) {
            return Ok(true);
        }
        let text = text(self.tx, self.unpacker, id, version)?;
        Ok(text.is_none_or(|it| !is_another(&it, &filing.article)))
    }

    /// Where an article stands among the stories, if what came is the whole of its text.
    fn standing(&self, id: ArticleId, filing: &Filing) -> Result<Option<Standing>> {
        if !matches!(filing.came, Came::Completes(_)) {
            return Ok(None);
        }
        Ok(self
            .tx
            .prepare_cached(
                "SELECT article.story_id AS story_id, story_size.articles = 1 AS is_alone
                 FROM article JOIN story_size ON story_size.story_id = article.story_id WHERE article.id = ?1",
            )?
            .query_row([id.0], |row| {
                Ok(Standing {
                    story: StoryId(row.get("story_id")?),
                    is_alone: row.get("is_alone")?,
                })
            })
            .optional()?)
    }

    /// The next id of an article's minute. `ids` holds the last of each minute that was asked for.
    fn new_id(&mut self, filing: &Filing, ids: &mut HashMap<i64, i64>) -> Result<ArticleId> {
        let at = filing.article.sorted_at(filing.seen_at);
        let floor = ArticleId::floor(at).0;
        let last = match ids.get(&floor) {
            Some(last) => Some(*last),
            None => self
                .insert
                .last
                .query_row([floor, ArticleId::ceiling(at).0], |row| row.get(0))?,
        };
        let id = last.map_or(floor, |it| it + 1);
        ids.insert(floor, id);
        Ok(ArticleId(id))
    }

    /// Writes every article of a run. `place` gives the places that are asked for, in their order.
    fn write_all(
        &mut self,
        tasks: Vec<Task>,
        run: Vec<&Filing>,
        raising: &mut Raising<'_>,
        mut place: impl FnMut() -> Option<Place>,
    ) -> Result<()> {
        for (task, filing) in tasks.into_iter().zip(run) {
            let place = match task {
                Task::New(..) | Task::Changed(_, _, Some(_)) => place(),
                Task::Known(_) | Task::Announced(_) | Task::Gone | Task::Changed(_, _, None) => {
                    None
                }
            };
            self.write(&task, filing, place, raising)?;
        }
        Ok(())
    }

    fn write(
        &mut self,
        task: &Task,
        filing: &Filing,
        place: Option<Place>,
        raising: &mut Raising<'_>,
    ) -> Result<()> {
        let (tx, now) = (self.tx, self.now);
        let mut completes = false;
        let (article_id, version, identity) = match *task {
            Task::Announced(id) => {
                self.share(filing).known += 1;
                let reads_pages = full_text::is_read_from_page(tx, id)?;
                if reads_pages {
                    full_text::again(tx, id, now)?;
                }
                return revisits::announce(tx, id, filing.content_hash, !reads_pages, now);
            }
            Task::Known(id) => {
                self.share(filing).known += 1;
                match &filing.came {
                    Came::Given { .. } | Came::InFile { .. } => {}
                    Came::ReadAgain(seen) => revisits::saw(tx, id, seen, now)?,
                    Came::Completes(seen) => {
                        revisits::saw_beside(tx, id, seen, now)?;
                        full_text::done(tx, id)?;
                    }
                }
                if let Some(hash) = &filing.holder {
                    put_holder(tx, filing.source_id, hash, id, now)?;
                }
                if let Some(file) = &filing.file {
                    put_file(tx, filing.source_id, file, Some(id), None, now)?;
                }
                return Ok(());
            }
            Task::Gone => {
                self.share(filing).known += 1;
                if let Some(file) = &filing.file {
                    put_file(tx, filing.source_id, file, None, None, now)?;
                    tx.prepare_cached(
                        "UPDATE file SET let_go = 1 WHERE source_id = ?1 AND path = ?2 AND article_id IS NULL",
                    )?
                    .execute(params![filing.source_id.0, file.path])?;
                }
                return Ok(());
            }
            Task::Changed(id, version, standing) => {
                self.share(filing).new_versions += 1;
                completes = self.tell_changes(id, version, filing, raising)?;
                change_article(tx, id, version, filing)?;
                if let Some(standing) = standing {
                    let Some(Place::Whole(story)) = place else {
                        return Err(unplaced(id));
                    };
                    if let Some(story) = story {
                        stand_anew(tx, id, standing.story, story, filing)?;
                    }
                }
                (id, version, identity_of(tx, id)?)
            }
            Task::New(id, identity) => {
                self.share(filing).new_articles += 1;
                let Some(Place::New(story, is_first)) = place else {
                    return Err(unplaced(id));
                };
                self.add_article((id, identity), (story, is_first), filing)?;
                self.tally.add(
                    filing.source_id.0,
                    filing.article.published_at,
                    filing.seen_at,
                );
                if let Came::Given { address: Some(it) } = &filing.came {
                    self.addresses.put(filing.source_id, *it, id, now)?;
                }
                if has_own_page(filing) {
                    self.pages.add(tx, (id, filing.source_id), now)?;
                }
                (id, 1, identity)
            }
        };
        self.insert.body.execute(params![
            article_id.0,
            // Of a first version the article tells.
            if version == 1 { 0 } else { filing.seen_at.0 },
            filing.content_hash,
            filing.packed.dictionary,
            filing.packed.size,
            filing.packed.bytes,
        ])?;
        if is_fingerprinted(article_id.minute(), now) {
            let shingles = filing.fingerprint.sampled.iter();
            self.fingerprints
                .extend(shingles.map(|it| (*it, article_id)));
        }
        let telling = Telling {
            source_id: filing.source_id,
            article_id,
            version,
            came_at: Some(filing.seen_at),
            from_archive: false,
            completes,
        };
        for it in &filing.matches {
            raising.raise(&telling, it)?;
        }
        if let Some(hash) = &filing.holder {
            put_holder(tx, filing.source_id, hash, article_id, now)?;
        }
        if let Some(file) = &filing.file {
            put_file(tx, filing.source_id, file, Some(article_id), None, now)?;
        }
        if let Some(captured) = &filing.captured {
            self.captures.add(captured, article_id, version, identity);
        }
        Ok(())
    }

    /// Tells the alerts of an article what its new version changes for them. Nothing is told where one version was given by
    /// a feed and the other read from the page: a feed has but a part of the text, and often another headline. Gives whether
    /// the version is the page's and the one before the feed's: what only the page has was not put in later.
    fn tell_changes(
        &mut self,
        id: ArticleId,
        version: u32,
        filing: &Filing,
        raising: &mut Raising<'_>,
    ) -> Result<bool> {
        let tx = self.tx;
        let was_pages = revisits::is_pages(tx, id, version - 1)?;
        let (title, is_feed): (String, bool) = tx
            .prepare_cached(
                "SELECT article.title AS title, source.kind = 'feed' AS is_feed
                 FROM article JOIN source ON source.id = article.source_id WHERE article.id = ?1",
            )?
            .query_row([id.0], |row| Ok((row.get("title")?, row.get("is_feed")?)))?;
        let given = match was_pages {
            true => None,
            false => content_hash(tx, id, version - 1)?,
        };
        let is_pages = match &filing.came {
            Came::ReadAgain(seen) => {
                revisits::read_again(tx, id, version, given, seen, self.now)?;
                true
            }
            Came::Completes(seen) => {
                revisits::read_beside(tx, id, version, given, seen, self.now)?;
                full_text::done(tx, id)?;
                true
            }
            Came::Given { .. } | Came::InFile { .. } => false,
        };
        if is_pages != was_pages && is_feed {
            return Ok(is_pages);
        }
        if !is_same_headline(&title, &filing.article.title) {
            let told = Told::headline(version, &title, &filing.article.title);
            for alert in revisits::all_of(tx, id)? {
                raising.tell(alert, &told)?;
            }
        }
        for alert in self.no_longer_met(id, version, filing)? {
            raising.tell(alert, &Told::new(ChangeKind::Gone, version))?;
        }
        Ok(false)
    }

    /// The alerts of an article whose topics its new version no longer meets. What is only cut off takes nothing out; what
    /// comes after that is compared with the last whole text as well.
    fn no_longer_met(&self, id: ArticleId, version: u32, filing: &Filing) -> Result<Vec<AlertId>> {
        let tx = self.tx;
        let met: Vec<i64> = filing.matches.iter().map(|it| it.topic_id.0).collect();
        let (mut found, mut cut) = (vec![], vec![]);
        for before in (1..version).rev().take(LOOKED_BACK) {
            let gone = revisits::no_longer_met(tx, id, before, &met)?;
            let is_pages = revisits::is_pages(tx, id, before)?;
            let is_other = is_pages && !cut.is_empty();
            if is_other || (gone.is_empty() && !has_alert_before(tx, id, before)?) {
                break;
            }
            let Some(text) = text(tx, self.unpacker, id, before)? else {
                // It cannot be read: whether what came after it is a part of it is not known.
                if cut.is_empty() {
                    found.extend(gone);
                }
                break;
            };
            if !cut.iter().all(|it| is_cut_off(&text, it)) || is_cut_off(&text, &filing.article) {
                break;
            }
            for it in gone {
                if !revisits::is_gone(tx, it)? {
                    found.push(it);
                }
            }
            if is_pages {
                break;
            }
            cut.push(text);
        }
        Ok(found)
    }

    fn add_article(
        &mut self,
        (id, identity): (ArticleId, Hash),
        (story_id, is_first): (StoryId, bool),
        filing: &Filing,
    ) -> Result<()> {
        let at = filing.article.sorted_at(filing.seen_at);
        if is_first {
            self.insert.story.execute([story_id.0])?;
        }
        self.insert.article.execute(params![
            id.0,
            filing.source_id.0,
            story_id.0,
            filing.article.published_at.map(|it| it.0),
            filing.seen_at.0,
            filing.fingerprint.sampled.len() as i64,
            filing.outlet,
            filing.article.title,
            filing.article.address,
            filing.article.language,
            filing.article.wire,
            identity,
        ])?;
        self.insert
            .terms
            .execute(params![id.0, at.0, filing.terms.to_bytes()])?;
        if is_first {
            self.insert.size.execute(params![story_id.0, id.0])?;
            Ok(())
        } else {
            join_story(self.tx, story_id, id, &filing.outlet)
        }
    }
}

fn unplaced(id: ArticleId) -> StoreError {
    StoreError::Io(format!("article {id} could not be placed into a story"))
}

/// Places articles into stories, one after the other: each may belong to the story of one before it.
struct Placing<'s> {
    stories: &'s mut StoryIndex,
    /// The number of the next story.
    next: &'s mut i64,
}

impl Placing<'_> {
    fn place(&mut self, asking: &Asking<'_>) -> Place {
        let (id, filing) = match *asking {
            Asking::New(id, filing) => (id, filing),
            Asking::Whole(id, filing, standing) => {
                let stories = &mut self.stories;
                return Place::Whole(stories.learn_more(id, &filing.terms, standing.is_alone));
            }
        };
        let at = filing.article.sorted_at(filing.seen_at);
        let (story, is_first) = match self.stories.nearest(&filing.terms, at) {
            Some(story) => (story, false),
            None => {
                *self.next += 1;
                (StoryId(*self.next - 1), true)
            }
        };
        self.stories.add(story, id, &filing.terms, at);
        Place::New(story, is_first)
    }
}

/// Whether what came was published after the article was let go that is known by `identity`: it is another one.
fn is_later(tx: &Transaction<'_>, filing: &Filing, identity: Hash) -> Result<bool> {
    let Some(at) = filing.article.published_at else {
        return Ok(false);
    };
    Ok(tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM gone_article WHERE source_id = ?1 AND identity = ?2 AND at < ?3)",
        )?
        .query_row(params![filing.source_id.0, identity, at.0], |row| row.get(0))?)
}

/// Whether an article was let go when its time was over.
fn is_gone(tx: &Transaction<'_>, source_id: SourceId, identity: Hash) -> Result<bool> {
    Ok(tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM gone_article WHERE source_id = ?1 AND identity = ?2)",
        )?
        .query_row(params![source_id.0, identity], |row| row.get(0))?)
}

/// Whether an alert of an article rests on a version before one.
fn has_alert_before(tx: &Transaction<'_>, id: ArticleId, version: u32) -> Result<bool> {
    Ok(tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM alert WHERE article_id = ?1 AND article_version < ?2)",
        )?
        .query_row(params![id.0, version], |row| row.get(0))?)
}

/// What an article is known by.
fn identity_of(tx: &Transaction<'_>, id: ArticleId) -> Result<Hash> {
    Ok(tx
        .prepare_cached("SELECT identity FROM article WHERE id = ?1")?
        .query_row([id.0], |row| row.get("identity"))?)
}

/// The text of a version of an article. One that cannot be read is none: what is damaged must not keep news out.
fn text(
    tx: &Transaction<'_>,
    unpacker: &Unpacker,
    id: ArticleId,
    version: u32,
) -> Result<Option<Article>> {
    let mut statement = tx.prepare_cached(TEXT_OF_VERSION)?;
    let mut rows = statement.query(params![id.0, version])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let (dictionary, size) = (row.get("dictionary")?, row.get("size")?);
    let bytes = row
        .get_ref("bytes")?
        .as_blob()
        .map_err(rusqlite::Error::from)?;
    match unpacker.unpack(tx, dictionary, size, bytes) {
        Ok(article) => Ok(Some(article)),
        Err(StoreError::Damaged(_)) => Ok(None),
        Err(err) => Err(err),
    }
}

/// The hash of an article's newest text.
fn content_hash(tx: &Transaction<'_>, id: ArticleId, version: u32) -> Result<Option<Hash>> {
    let packed = tx
        .prepare_cached("SELECT hash FROM body WHERE article_id = ?1")?
        .query_row([id.0], |row| row.get(0))
        .optional()?;
    if packed.is_some() {
        return Ok(packed);
    }
    let hex: Option<String> = tx
        .prepare_cached("SELECT hash FROM version WHERE article_id = ?1 AND number = ?2")?
        .query_row(params![id.0, version], |row| row.get(0))
        .optional()?;
    Ok(hex.map(|it| Hash::of_hex(&it)))
}

/// Counts one more article of a story, and its outlet if no other article of the story has it.
fn join_story(tx: &Transaction<'_>, story: StoryId, id: ArticleId, outlet: &str) -> Result<()> {
    tx.prepare_cached(
        "UPDATE story_size SET articles = articles + 1, last_article_id = max(last_article_id, ?2),
                outlets = outlets + NOT EXISTS
                    (SELECT 1 FROM article WHERE story_id = ?1 AND outlet = ?3 AND id <> ?2)
         WHERE story_id = ?1",
    )?
    .execute(params![story.0, id.0, outlet])?;
    Ok(())
}

/// Whether an article has a page of its own: a page that several items share, or that is its site's, has the text of none.
fn has_own_page(filing: &Filing) -> bool {
    let is_known_by_it = filing.article.item_id.is_none();
    let is_own = matches!(filing.came, Came::Given { address: Some(_) });
    filing.article.address.is_some() && (is_known_by_it || is_own)
}

/// What an article is about by its whole text, and the story that it stands in by that: the one of before, or another, and
/// then the one of before was of this article alone and goes. The number of the newest story stays taken: given to another,
/// it would show that one to whoever still looks at the story of before.
fn stand_anew(
    tx: &Transaction<'_>,
    id: ArticleId,
    before: StoryId,
    story: StoryId,
    filing: &Filing,
) -> Result<()> {
    tx.prepare_cached("UPDATE article_terms SET terms = ?2 WHERE article_id = ?1")?
        .execute(params![id.0, filing.terms.to_bytes()])?;
    if story == before {
        return Ok(());
    }
    tx.prepare_cached("UPDATE article SET story_id = ?2 WHERE id = ?1")?
        .execute([id.0, story.0])?;
    for table in [
        "DELETE FROM story_size WHERE story_id = ?1",
        "DELETE FROM story WHERE id = ?1 AND id < (SELECT max(id) FROM story)",
    ] {
        tx.prepare_cached(table)?.execute([before.0])?;
    }
    // Its source may have another name by now; the article keeps the one that it came under.
    let outlet: String = tx
        .prepare_cached("SELECT outlet FROM article WHERE id = ?1")?
        .query_row([id.0], |row| row.get("outlet"))?;
    join_story(tx, story, id, &outlet)
}

/// Puts an article's former text aside, and its row into the form of the new one.
fn change_article(
    tx: &Transaction<'_>,
    id: ArticleId,
    version: u32,
    filing: &Filing,
) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO former_body (article_id, number, seen_at, hash, dictionary, size, bytes)
         SELECT article_id, ?2, iif(seen_at = 0, (SELECT first_seen_at FROM article WHERE id = ?1), seen_at),
                hash, dictionary, size, bytes
         FROM body WHERE article_id = ?1",
    )?
    .execute(params![id.0, version - 1])?;
    tx.prepare_cached("DELETE FROM body WHERE article_id = ?1")?
        .execute([id.0])?;
    tx.prepare_cached(
        "UPDATE article SET title = :title, address = :address, language = :language, wire = :wire,
                version = :version, shingles = :shingles, published_at = coalesce(published_at, :published_at)
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": id.0,
        ":title": filing.article.title,
        ":address": filing.article.address,
        ":language": filing.article.language,
        ":wire": filing.article.wire,
        ":version": version,
        ":shingles": filing.fingerprint.sampled.len() as i64,
        ":published_at": filing.article.published_at.map(|it| it.0),
    })?;
    Ok(())
}
