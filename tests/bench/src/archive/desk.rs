//! Our archive: judged on every core and filed by one writer, as the engine does it; searched through the engine.

use std::{
    path::{Path, PathBuf},
    sync::mpsc,
    thread,
};

use engine::Engine;
use news::{
    Article, Severity, Source, SourceKind, Timestamp, TopicId,
    desk::{PAGE, SearchOrder, SourceDraft, TopicDraft, WatchlistDraft},
    query::{About, Document, Matcher, Query, flagged},
    story::{Fingerprint, StoryTerms},
    text::{Piece, pieces},
};
use rayon::prelude::*;
use store::{FiledMatch, Filing, Hash, Packer, Reader, Writer};

use super::Archive;
use crate::corpus::{Calendar, Made, SOURCES};

/// How many articles are filed in one transaction.
const BATCH: usize = 250;

/// How many of the best are asked for.
const BEST: usize = 20;

/// How many batches may wait for the writer.
const WAITING: usize = 2;

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
        let Some(engine) = &self.engine else {
            return Err("the desk was not opened for searching".into());
        };
        let page = engine.search(query, None).map_err(told)?;
        match page.diagnostics.first().filter(|it| it.is_error) {
            Some(it) => Err(format!("`{query}`: {}", it.message)),
            None => Ok(page.rows.len()),
        }
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
        let (matcher, sources) = (&self.matcher, &self.sources);
        // While one batch is filed, the next is judged.
        let (give, take) = mpsc::sync_channel::<Vec<Filing>>(WAITING);
        thread::scope(|scope| {
            let filing = scope.spawn(move || {
                for filings in take {
                    writer.file(&filings, now).map_err(told)?;
                }
                Ok(())
            });
            for batch in articles.chunks(BATCH) {
                let filings = batch
                    .par_iter()
                    .map(|it| judged(matcher, packer, &sources[it.source], &it.article, now))
                    .collect::<Result<_, _>>()?;
                if give.send(filings).is_err() {
                    break;
                }
            }
            drop(give);
            filing.join().map_err(|_| "the writer died".to_string())?
        })
    }

    fn end(&mut self) -> Result<(), String> {
        if let Some(mut writer) = self.writer.take() {
            writer.checkpoint().map_err(told)?;
        }
        self.engine = Some(engine(&self.dir)?);
        Ok(())
    }

    fn page(&self) -> usize {
        PAGE
    }

    fn newest(&self, query: &Query) -> Result<usize, String> {
        self.ask(&query.to_string())
    }

    fn best(&self, query: &Query) -> Result<Option<usize>, String> {
        let Some(engine) = &self.engine else {
            return Err("the desk was not opened for searching".into());
        };
        let page = engine
            .search_page(&query.to_string(), SearchOrder::Ranked, None, BEST)
            .map_err(told)?;
        Ok(Some(page.rows.len()))
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
        id: None,
        kind: SourceKind::Feed,
        address: format!("https://outlet-{number}.example/feed"),
        name: format!("Outlet {number}"),
        publisher: Some(format!("Publisher {}", number / 3)),
        group: Some(["wire", "national", "local"][number % 3].into()),
        country: Some("XL".into()),
        language: Some("en".into()),
        interval_minutes: None,
        allow_private: false,
    }
}

/// What the engine works out of an article before it is filed.
fn judged(
    matcher: &Matcher,
    packer: &Packer,
    source: &Source,
    article: &Article,
    now: Timestamp,
) -> Result<Filing, String> {
    let about = About {
        source: &source.name,
        publisher: &source.publisher,
        group: source.group.as_deref(),
        country: source.country.as_deref(),
        language: source.language.as_deref(),
        sorted_at: Some(article.sorted_at(now)),
        ..About::default()
    };
    let document = Document::new(article, &about);
    let matches = matcher.matches(&document).into_iter().map(|it| {
        let flagged = flagged(article, &it.proof);
        let block = &article.blocks[flagged.block as usize].text;
        let start = flagged.sentence.start;
        let marks: Vec<(std::ops::Range<usize>, TopicId)> = it
            .proof
            .highlights()
            .iter()
            .filter(|place| place.block == flagged.block)
            .filter_map(|place| {
                let from = (place.start as usize).max(start);
                let to = (place.end as usize).min(flagged.sentence.end);
                (from < to).then(|| (from - start..to - start, it.topic_id))
            })
            .collect();
        let sentence: Vec<Piece> = pieces(&block[flagged.sentence.clone()], &marks);
        FiledMatch::new(
            it.topic_id,
            it.topic_version,
            &it.proof,
            &flagged,
            &sentence,
        )
        .map_err(told)
    });
    let search_text = document.search_text();
    Ok(Filing {
        source_id: source.id,
        identity: Hash::of(
            format!("item:{}", article.item_id.as_deref().unwrap_or_default()).as_bytes(),
        ),
        outlet: source.name.clone(),
        content_hash: content_hash(article),
        packed: packer.pack(article).map_err(told)?,
        fingerprint: Fingerprint::of(&search_text),
        search_text,
        matches: matches.collect::<Result<_, _>>()?,
        terms: StoryTerms::of(article),
        seen_at: now,
        file: None,
        article: article.clone(),
    })
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
