//! Our archive: judged on every core and filed by one writer, as the engine does it; searched through the engine.

use std::{
    path::{Path, PathBuf},
    sync::mpsc,
    thread,
};

use engine::Engine;
use news::{
    Article, Severity, Source, SourceKind, Timestamp, TopicId,
    desk::{PAGE, SourceDraft, TopicDraft, WatchlistDraft},
    query::{About, Document, Matcher, Query, flagged},
    story::StoryTerms,
    text::{Piece, pieces},
};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use store::{FiledMatch, Filing, Writer};

use super::Archive;
use crate::corpus::{Calendar, Made, SOURCES};

/// How many articles are filed in one transaction.
const BATCH: usize = 250;

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
        let (matcher, sources, now) = (&self.matcher, &self.sources, Calendar::end());
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
                    .map(|it| judged(matcher, &sources[it.source], &it.article, now))
                    .collect();
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

    fn best(&self, _: &Query) -> Result<Option<usize>, String> {
        // The engine lists the newest first, and nothing else.
        Ok(None)
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
fn judged(matcher: &Matcher, source: &Source, article: &Article, now: Timestamp) -> Filing {
    let about = About {
        source: &source.name,
        publisher: &source.publisher,
        group: source.group.as_deref(),
        country: source.country.as_deref(),
        language: source.language.as_deref(),
        sorted_at: Some(article.sorted_at(now)),
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
        FiledMatch {
            topic_id: it.topic_id,
            topic_version: it.topic_version,
            sentence,
            proof: it.proof,
            flagged,
        }
    });
    Filing {
        source_id: source.id,
        identity: format!("item:{}", article.item_id.as_deref().unwrap_or_default()),
        outlet: source.name.clone(),
        content_hash: content_hash(article),
        search_text: document.search_text(),
        matches: matches.collect(),
        terms: StoryTerms::of(article),
        seen_at: now,
        file: None,
        article: article.clone(),
    }
}

fn content_hash(article: &Article) -> String {
    let mut hash = Sha256::new();
    for block in &article.blocks {
        hash.update(block.zone.name().as_bytes());
        hash.update([0]);
        hash.update(block.text.as_bytes());
        hash.update([0]);
    }
    hash.finalize()
        .iter()
        .map(|it| format!("{it:02x}"))
        .collect()
}

fn told(err: impl std::fmt::Display) -> String {
    err.to_string()
}
