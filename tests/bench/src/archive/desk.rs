//! Our archive: judged on every core and filed by one writer, as the engine does it; searched through the engine.

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::mpsc,
    thread,
};

use engine::{Depth, Engine, behind_the_writer};
use news::{
    Article, Severity, Source, SourceKind, Timestamp,
    desk::{BacktestRequest, PAGE, SearchOrder, SourceDraft, TopicDraft, WatchlistDraft},
    query::{About, Document, Matcher, Query, flagged},
    story::{Fingerprint, StoryTerms},
};
use rayon::prelude::*;
use store::{FiledMatch, Filing, Hash, IndexEntry, Packed, Reader, Writer};

use super::Archive;
use crate::corpus::{Calendar, Made, SOURCES};

/// How many articles are filed in one transaction: as many as the engine does when much comes in.
const BATCH: usize = 2_000;

/// How many articles one thread packs, then judges, as the engine does.
const TOGETHER: usize = 50;

/// How many batches may wait for the writer.
const WAITING: usize = 1;

/// A desk.
pub(super) struct Desk {
    dir: PathBuf,
    writer: Option<Writer>,
    matcher: Matcher,
    sources: Vec<Source>,
    /// Made when it is first searched.
    engine: Option<Engine>,
}

impl Desk {
    /// A desk with so many sources, and topics.
    pub(super) fn make(dir: &Path, topics: &[String]) -> Result<Desk, String> {
        std::fs::create_dir_all(dir)
            .map_err(|err| format!("{} cannot be made: {err}", dir.display()))?;
        let now = Calendar::end();
        let mut writer = store::open(&dir.join("wirewatch.db"), now).map_err(told)?;
        writer.begin().map_err(told)?;
        let watchlist = writer
            .save_watchlist(&WatchlistDraft {
                id: None,
                name: "Bench".into(),
                mark: None,
            })
            .map_err(told)?;
        let mut matcher = Matcher::new();
        for (number, text) in topics.iter().enumerate() {
            let query = Query::topic(text)
                .map_err(|it| it[0].message.clone())?
                .query;
            let draft = TopicDraft {
                id: None,
                watchlist_id: watchlist.id,
                name: format!("Topic {number}"),
                query: query.to_string(),
                severity: Severity::default(),
                note: None,
                written: None,
            };
            let topic = writer.save_topic(&draft, now).map_err(told)?;
            matcher.set(topic.id, topic.version, &query);
        }
        let sources = (0..SOURCES)
            .map(|it| writer.save_source(&source(it), false, now).map_err(told))
            .collect::<Result<_, _>>()?;
        Ok(Desk {
            dir: dir.to_path_buf(),
            writer: Some(writer),
            matcher,
            sources,
            engine: None,
        })
    }

    /// A desk that is there, to be searched.
    pub(super) fn open(dir: &Path) -> Result<Desk, String> {
        Ok(Desk {
            dir: dir.to_path_buf(),
            writer: None,
            matcher: Matcher::new(),
            sources: vec![],
            engine: Some(engine(dir)?),
        })
    }

    /// How many hits the first page of a search has.
    pub(super) fn ask(&self, query: &str) -> Result<usize, String> {
        self.first_page(query, SearchOrder::Newest, PAGE)
    }

    /// A page as the window shows it.
    pub(super) fn page(&self, query: &str) -> Result<(), String> {
        self.ask(query).map(|_| ())
    }

    /// How often a topic is met, and on which days.
    pub(super) fn count(&self, query: &str) -> Result<(), String> {
        self.backtest(query, Depth::Count).map(|_| ())
    }

    /// A search in numbers.
    pub(super) fn overview(&self, query: &str) -> Result<(), String> {
        self.engine()?
            .search_overview(query, &mut |_, _| ControlFlow::Continue(()))
            .map_err(told)?;
        Ok(())
    }

    /// The file of the desk.
    pub(super) fn path(&self) -> PathBuf {
        self.dir.join("wirewatch.db")
    }

    /// By what copies of an article are found.
    pub(super) fn fingerprint(article: &Article) -> Fingerprint {
        Fingerprint::of(&Document::new(article, &About::default()).search_text())
    }

    /// How often a topic is met, looked at so closely.
    pub(super) fn backtest(&self, query: &str, depth: Depth) -> Result<u64, String> {
        let request = BacktestRequest {
            query: query.into(),
            topic_id: None,
            days: None,
        };
        let view = self
            .engine()?
            .backtest(&request, depth, &|_| ControlFlow::Continue(()))
            .map_err(told)?;
        match view.done {
            true => Ok(view.hits),
            false => Err(format!("`{query}` was not looked for to the end")),
        }
    }

    fn first_page(&self, query: &str, order: SearchOrder, most: usize) -> Result<usize, String> {
        let page = self
            .engine()?
            .search_page(query, order, None, most)
            .map_err(told)?;
        match page.diagnostics.first().filter(|it| it.is_error) {
            Some(it) => Err(format!("`{query}`: {}", it.message)),
            None => Ok(page.rows.len()),
        }
    }

    fn engine(&self) -> Result<&Engine, String> {
        let closed = || "the desk was not opened for searching".to_string();
        self.engine.as_ref().ok_or_else(closed)
    }
}

impl Archive for Desk {
    fn name(&self) -> &'static str {
        "**ours**"
    }

    fn file(&mut self, articles: Vec<Made>) -> Result<(), String> {
        let Some(writer) = &mut self.writer else {
            return Err("the desk is open for searching only".into());
        };
        let now = Calendar::end();
        // As in idle time: a dictionary as soon as there are articles to learn it from.
        let reader = Reader::open(&self.dir.join("wirewatch.db")).map_err(told)?;
        if reader.packer().map_err(told)?.dictionary() == 0
            && let Some(bytes) = reader.train().map_err(told)?
        {
            writer.add_dictionary(&bytes, now).map_err(told)?;
        }
        let packer = &reader.packer().map_err(told)?;
        let (matcher, sources) = (&mut self.matcher, &self.sources);
        let keeper = writer.log_keeper().map_err(told)?;
        let (written, news) = mpsc::sync_channel(1);
        let (give_back, done) = mpsc::channel::<Vec<Filing>>();
        // While one batch is filed, the next is judged, and the log is brought into the file beside.
        let (give, take) = mpsc::sync_channel::<Vec<Filing>>(WAITING);
        thread::scope(|scope| {
            let filing = thread::Builder::new()
                .name("writer".into())
                .spawn_scoped(scope, move || {
                    for filings in take {
                        writer.file(&filings, now).map_err(told)?;
                        let _ = (written.try_send(()), give_back.send(filings));
                    }
                    Ok::<(), String>(())
                })
                .map_err(told)?;
            let keeping =
                scope.spawn(move || news.into_iter().try_for_each(|()| keeper.keep_short()));
            let mut articles = articles.into_iter();
            while articles.len() > 0 {
                let batch: Vec<Made> = articles.by_ref().take(BATCH).collect();
                if matcher.can_learn() {
                    let mut scratch = matcher.scratch();
                    matcher.learn(&mut scratch);
                    matcher.give_back(scratch);
                }
                let matcher = &*matcher;
                let some = |some: Vec<Made>| {
                    let packed: Vec<Packed> = some
                        .iter()
                        .map(|it| packer.pack(&it.article).map_err(told))
                        .collect::<Result<_, _>>()?;
                    let all = some.into_iter().zip(packed);
                    Ok(all
                        .map(|(it, packed)| {
                            judged(matcher, packed, &sources[it.source], it.article, now)
                        })
                        .collect())
                };
                let filings: Vec<Vec<Filing>> = behind_the_writer(|| {
                    batch
                        .into_par_iter()
                        .chunks(TOGETHER)
                        .map(some)
                        .collect::<Result<_, String>>()
                })?;
                let filings = filings.into_iter().flatten().collect();
                if give.send(filings).is_err() {
                    break;
                }
                done.try_iter().for_each(drop);
            }
            drop(give);
            filing.join().map_err(|_| "the writer died".to_string())??;
            let kept = keeping
                .join()
                .map_err(|_| "the keeper of the log died".to_string())?;
            kept.map_err(told)
        })
    }

    fn end(&mut self) -> Result<(), String> {
        if let Some(mut writer) = self.writer.take() {
            writer.checkpoint().map_err(told)?;
        }
        self.engine = Some(engine(&self.dir)?);
        Ok(())
    }

    fn newest(&self, query: &Query, most: usize) -> Result<usize, String> {
        self.first_page(&query.to_string(), SearchOrder::Newest, most)
    }

    fn best(&self, query: &Query, most: usize) -> Result<Option<usize>, String> {
        self.first_page(&query.to_string(), SearchOrder::Ranked, most)
            .map(Some)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if let Some(engine) = self.engine.take() {
            engine.stop();
        }
    }
}

fn engine(dir: &Path) -> Result<Engine, String> {
    Engine::read_only(dir.to_path_buf()).map_err(told)
}

fn source(number: usize) -> SourceDraft {
    SourceDraft {
        publisher: Some(format!("Publisher {}", number / 3)),
        group: Some(["wire", "national", "local"][number % 3].into()),
        country: Some("XL".into()),
        language: Some("en".into()),
        ..SourceDraft::new(
            SourceKind::Feed,
            format!("https://outlet-{number}.example/feed"),
            format!("Outlet {number}"),
        )
    }
}

/// What the engine works out of an article before it is filed.
fn judged(
    matcher: &Matcher,
    packed: Packed,
    source: &Source,
    article: Article,
    now: Timestamp,
) -> Filing {
    let about = About {
        source: &source.name,
        publisher: &source.publisher,
        group: source.group.as_deref(),
        country: source.country.as_deref(),
        language: source.language.as_deref(),
        sorted_at: Some(article.sorted_at(now)),
        ..About::default()
    };
    let document = Document::new(&article, &about);
    let matches = matcher.matches(&document).into_iter().map(|it| {
        let flagged = flagged(&article, &it.proof);
        FiledMatch::new(it.topic_id, it.topic_version, it.proof, &flagged)
    });
    let matches = matches.collect();
    let search_text = document.search_text();
    let terms = StoryTerms::of_document(&document);
    drop(document);
    Filing {
        source_id: source.id,
        identity: Hash::of(
            format!("item:{}", article.item_id.as_deref().unwrap_or_default()).as_bytes(),
        ),
        outlet: source.name.clone(),
        content_hash: content_hash(&article),
        packed,
        fingerprint: Fingerprint::of(&search_text),
        index_entry: IndexEntry::new(search_text),
        matches,
        terms,
        seen_at: now,
        file: None,
        holder: None,
        captured: None,
        came: store::Came::default(),
        article,
    }
}

fn content_hash(article: &Article) -> Hash {
    let mut seen = String::new();
    for block in &article.blocks {
        seen.push_str(block.zone.name());
        seen.push('\0');
        seen.push_str(&block.text);
        seen.push('\0');
    }
    Hash::of(seen.as_bytes())
}

pub(super) fn told(err: impl std::fmt::Display) -> String {
    err.to_string()
}
