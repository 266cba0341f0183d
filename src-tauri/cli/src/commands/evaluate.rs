//! A corpus of captured pages through the real engine, and what came of it as files that a scorer reads.
//!
//! The desk stands in a temporary folder, its clock is the time of each capture, and its network is the corpus.

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use engine::{Clock, Engine, FetchError, GivenPage, Network, Options, Pending, Request, Response};
use news::{
    AlertState, ArticleId, Severity, SourceId, SourceKind, StoryId, Timestamp, TopicId,
    TroubleCode, WatchlistId,
    desk::{AlertFilter, AlertRow, ArticleView, SourceDraft, TopicDraft, WatchlistDraft},
    reading::as_given,
    speech::said,
    story::{ClaimKind, given_figures},
    text::{Piece, sentence_at},
    version::ChangeKind,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Outcome, count};
use crate::{
    Ended, Failure,
    out::{Out, complain},
};

/// What a set holds.
#[derive(Deserialize)]
struct Manifest {
    pages: Vec<PageEntry>,
    #[serde(default)]
    feeds: Vec<FeedEntry>,
    #[serde(default)]
    opml: Option<String>,
}

#[derive(Deserialize)]
struct PageEntry {
    page: String,
    file: String,
    url: String,
    captured: Timestamp,
    #[serde(default)]
    content_type: Option<String>,
    source: String,
    #[serde(default)]
    publisher: Option<String>,
    #[serde(default)]
    group: Option<String>,
    #[serde(default)]
    country: Option<String>,
}

#[derive(Deserialize)]
struct FeedEntry {
    file: String,
    url: String,
    #[serde(default)]
    content_type: Option<String>,
}

#[derive(Deserialize, Default)]
struct Topics {
    topics: Vec<TopicEntry>,
}

#[derive(Deserialize)]
struct TopicEntry {
    id: String,
    name: String,
    query: String,
    /// A set may have grades of its own: what is none of ours is looked at today.
    #[serde(default)]
    severity: Value,
}

/// A clock that stands until it is put on.
#[derive(Default)]
struct SetClock(AtomicI64);

impl SetClock {
    fn put_on(&self, to: Timestamp) {
        self.0.fetch_max(to.0, Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }

    fn sleep(&self, _: Duration) -> Pending<'_, ()> {
        Box::pin(std::future::ready(()))
    }
}

/// A network of the set's feeds and nothing else.
#[derive(Default)]
struct SetNetwork(HashMap<String, (Vec<u8>, Option<String>)>);

impl Network for SetNetwork {
    fn get(&self, request: Request) -> Pending<'_, Result<Response, FetchError>> {
        let answer = match self.0.get(&request.address) {
            Some((body, content_type)) => Ok(Response {
                status: 200,
                address: request.address,
                content_type: content_type.clone(),
                body: body.clone(),
                ..Response::default()
            }),
            None => Err(FetchError::new(TroubleCode::Gone, "it is not in the set")),
        };
        Box::pin(std::future::ready(answer))
    }
}

/// Reads the set in `dir` through the real engine and writes what came of it to `to`.
pub(crate) fn evaluate(dir: &Path, to: &Path, out: &Out) -> Outcome {
    let manifest: Manifest = json_of(&dir.join("manifest.json"))?;
    let topics: Topics = match dir.join("topics.json") {
        path if path.is_file() => json_of(&path)?,
        _ => Topics::default(),
    };
    let mut feeds = SetNetwork::default();
    for feed in &manifest.feeds {
        let bytes = bytes_of(&dir.join(&feed.file))?;
        feeds
            .0
            .insert(feed.url.clone(), (bytes, feed.content_type.clone()));
    }
    std::fs::create_dir_all(to).map_err(|err| cannot(to, "made", &err))?;
    let desk = tempfile::tempdir().map_err(|err| cannot(&std::env::temp_dir(), "used", &err))?;
    let clock = Arc::new(SetClock::default());
    let first = manifest.pages.iter().map(|it| it.captured).min();
    clock.put_on(first.unwrap_or(Timestamp(0)).plus(-Timestamp::HOUR));
    let engine = Engine::open(Options {
        clock: clock.clone(),
        network: Arc::new(feeds),
        ..Options::real(desk.path().to_path_buf())
    })?;
    let mut run = Run {
        dir,
        to,
        clock,
        engine: &engine,
        topics: BTreeMap::new(),
        sources: HashMap::new(),
        pages: vec![],
        met: vec![],
        troubles: 0,
    };
    let res = run.all(&manifest, &topics);
    let (pages, troubles) = (run.pages.len() as u64, run.troubles);
    engine.stop();
    res?;
    if out.json {
        out.value(&json!({"pages": pages, "troubles": troubles, "out": to}));
    } else {
        out.line(format!(
            "{} read; written to {}.",
            count(pages, "page", "pages"),
            to.display()
        ));
    }
    Ok(if troubles > 0 {
        Ended::WithTrouble
    } else {
        Ended::Well
    })
}

/// A page that was filed.
struct Filed {
    page: String,
    article_id: ArticleId,
    /// As it was read at that time.
    view: ArticleView,
}

/// One pass over a set.
struct Run<'a> {
    dir: &'a Path,
    to: &'a Path,
    clock: Arc<SetClock>,
    engine: &'a Engine,
    /// The set's name of each topic.
    topics: BTreeMap<TopicId, String>,
    /// Sources by name.
    sources: HashMap<String, SourceId>,
    pages: Vec<Filed>,
    /// What met topics, as it is written.
    met: Vec<Value>,
    troubles: u64,
}

impl Run<'_> {
    fn all(&mut self, manifest: &Manifest, topics: &Topics) -> Result<(), Failure> {
        self.watch(topics)?;
        for page in &manifest.pages {
            self.clock.put_on(page.captured);
            self.take(page)?;
        }
        self.write("articles.json", &self.articles())?;
        self.write("topics.json", &json!(self.met))?;
        self.write("versions.json", &self.versions())?;
        self.stories()?;
        let feeds: Vec<Value> = manifest
            .feeds
            .iter()
            .map(|it| self.feed(it))
            .collect::<Result<_, _>>()?;
        self.write("feeds.json", &json!(feeds))?;
        if let Some(list) = &manifest.opml {
            let read = parse::opml(&bytes_of(&self.dir.join(list))?);
            let feeds: Vec<Value> = read
                .sources
                .iter()
                .map(|it| json!({"xmlUrl": it.address, "group": it.group}))
                .collect();
            self.write("opml.json", &json!(feeds))?;
        }
        Ok(())
    }

    fn watch(&mut self, topics: &Topics) -> Result<(), Failure> {
        let draft = WatchlistDraft {
            id: None,
            name: "Evaluation".into(),
            mark: None,
        };
        let watchlist_id: WatchlistId = self.engine.save_watchlist(&draft)?.id;
        for topic in &topics.topics {
            let draft = TopicDraft {
                id: None,
                watchlist_id,
                // Sets may call two of their topics the same.
                name: format!("{} ({})", topic.name, topic.id),
                query: topic.query.clone(),
                severity: serde_json::from_value::<Severity>(topic.severity.clone())
                    .unwrap_or_default(),
                note: None,
                written: None,
            };
            match self.engine.save_topic(&draft) {
                Ok(saved) => {
                    self.topics.insert(saved.id, topic.id.clone());
                }
                Err(err) => self.trouble(&format!("topic {}", topic.id), &err.what()),
            }
        }
        self.engine.wait_for_jobs();
        Ok(())
    }

    fn take(&mut self, page: &PageEntry) -> Result<(), Failure> {
        let source_id = self.source(page)?;
        let bytes = bytes_of(&self.dir.join(&page.file))?;
        let given = GivenPage {
            bytes: &bytes,
            content_type: page.content_type.as_deref(),
            address: Some(&page.url),
        };
        let taken = self.engine.take_page_given(source_id, &given)?;
        for problem in &taken.problems {
            self.trouble(&page.page, problem);
        }
        let Some(article_id) = taken.article_id else {
            return Ok(());
        };
        let view = self.engine.article(article_id)?;
        for alert in self.alerts_of(source_id, article_id)? {
            // What an earlier version met, and this one no longer does, is no match of this page.
            let last = alert
                .changes
                .iter()
                .find(|it| it.kind != ChangeKind::Headline);
            if last.is_some_and(|it| it.kind == ChangeKind::Gone) {
                continue;
            }
            if let Some(topic) = self.topics.get(&alert.topic_id) {
                let spans = spans(&view, alert.topic_id);
                self.met
                    .push(json!({"topic": topic, "page": page.page, "spans": spans}));
            }
        }
        self.pages.push(Filed {
            page: page.page.clone(),
            article_id,
            view,
        });
        Ok(())
    }

    fn alerts_of(
        &self,
        source_id: SourceId,
        article_id: ArticleId,
    ) -> Result<Vec<AlertRow>, Failure> {
        let filter = AlertFilter {
            state: None::<AlertState>,
            source_id: Some(source_id),
            ..AlertFilter::default()
        };
        let (mut alerts, mut cursor) = (vec![], None);
        loop {
            let page = self.engine.alerts(&filter, cursor.as_deref())?;
            alerts.extend(
                page.rows
                    .into_iter()
                    .filter(|it| it.article_id == article_id),
            );
            cursor = page.next;
            if cursor.is_none() {
                return Ok(alerts);
            }
        }
    }

    /// The source of a page: one for each name that the set gives.
    fn source(&mut self, page: &PageEntry) -> Result<SourceId, Failure> {
        if let Some(id) = self.sources.get(&page.source) {
            return Ok(*id);
        }
        // Its pages come by themselves; the address tells it from the others and is not asked.
        let number = self.sources.len() + 1;
        let draft = SourceDraft {
            publisher: page.publisher.clone(),
            group: page.group.clone(),
            country: page.country.clone(),
            revisit: Some(false),
            ..SourceDraft::new(
                SourceKind::Feed,
                format!("https://source-{number}.invalid/"),
                page.source.clone(),
            )
        };
        let id = self.engine.save_source(&draft)?.id;
        self.sources.insert(page.source.clone(), id);
        Ok(id)
    }

    fn articles(&self) -> Value {
        let all = self.pages.iter().map(|it| {
            let view = &it.view;
            let zone = view.reading.as_ref().and_then(|it| it.published_zone);
            let texts: Vec<String> = view.blocks.iter().map(|it| whole(&it.pieces)).collect();
            let blocks: Vec<Value> = view
                .blocks
                .iter()
                .zip(&texts)
                .map(|(block, text)| json!({"zone": block.zone, "text": text}))
                .collect();
            let quotes: Vec<Value> = said(texts.iter().map(String::as_str))
                .into_iter()
                .map(|it| {
                    let kind = if it.is_direct { "direct" } else { "indirect" };
                    json!({"text": it.text, "kind": kind, "speaker": it.speaker})
                })
                .collect();
            let figures: Vec<Value> = texts
                .iter()
                .flat_map(|it| given_figures(it))
                .map(|it| {
                    json!({"sentence": it.sentence, "value": it.written, "number": it.range.0})
                })
                .collect();
            json!({
                "page": it.page,
                "title": view.title,
                "authors": view.authors,
                "published": view.published_at.map(|at| as_given(at, zone)),
                "language": view.language,
                "outlet": view.outlet,
                "wire": view.wire,
                "confidence": view.reading.as_ref().map(|it| f64::from(it.confidence) / 100.0),
                "paywalled": view.reading.as_ref().is_some_and(|it| it.paywalled),
                "live": view.reading.as_ref().is_some_and(|it| it.live),
                "zones": blocks,
                "quotes": quotes,
                "figures": figures,
            })
        });
        all.collect()
    }

    /// The pages of each article, in the order of capture.
    fn versions(&self) -> Value {
        let mut groups: Vec<(ArticleId, Vec<&str>)> = vec![];
        for it in &self.pages {
            match groups.iter_mut().find(|(id, _)| *id == it.article_id) {
                Some((_, pages)) => pages.push(&it.page),
                None => groups.push((it.article_id, vec![&it.page])),
            }
        }
        groups.into_iter().map(|(_, pages)| json!(pages)).collect()
    }

    /// Stories, who was first, whose text is whose, and what is said in common.
    fn stories(&self) -> Result<(), Failure> {
        let (mut story_of, mut text_of) = (BTreeMap::new(), BTreeMap::new());
        let (mut origins, mut firsts, mut claims) = (BTreeMap::new(), vec![], vec![]);
        let mut stories: Vec<StoryId> = vec![];
        for it in &self.pages {
            text_of.insert(it.page.clone(), format!("text-{}", it.article_id));
            if let Some(story) = self.engine.article(it.article_id)?.story_id {
                story_of.insert(it.page.clone(), format!("story-{story}"));
                if !stories.contains(&story) {
                    stories.push(story);
                }
            }
        }
        for story in stories {
            let compared = self.engine.compare(story)?;
            let page_of = |id: ArticleId| self.pages.iter().rfind(|it| it.article_id == id);
            if let Some(first) = compared
                .tellings
                .first()
                .and_then(|it| page_of(it.article_id))
            {
                firsts.push(json!({"story": format!("story-{story}"), "first": first.page}));
            }
            for telling in &compared.tellings {
                let Some(origin) = telling.copy_of else {
                    continue;
                };
                let label = format!("text-{origin}");
                let pages = self
                    .pages
                    .iter()
                    .filter(|it| it.article_id == telling.article_id);
                for it in pages {
                    text_of.insert(it.page.clone(), label.clone());
                }
                let of_origin = compared.tellings.iter().find(|it| it.article_id == origin);
                let agency = of_origin
                    .and_then(|it| it.wire.clone())
                    .or_else(|| telling.wire.clone());
                let known: &mut Value = origins.entry(label).or_insert_with(
                    || json!({"agency": null, "first_article": page_of(origin).map(|it| &it.page)}),
                );
                if known["agency"].is_null() {
                    known["agency"] = json!(agency);
                }
            }
            for (number, claim) in compared.claims.iter().enumerate() {
                // What outlets tell differently is one row for each of the values, under one question.
                let mut rows: Vec<(&[String], Vec<Value>)> = vec![];
                for (cell, telling) in claim.cells.iter().zip(&compared.tellings) {
                    let (Some(cell), Some(page)) = (cell, page_of(telling.article_id)) else {
                        continue;
                    };
                    let figures: &[String] = match claim.kind {
                        ClaimKind::Differs => &cell.figures,
                        ClaimKind::All | ClaimKind::Some | ClaimKind::One => &[],
                    };
                    let told = json!({"page": page.page, "sentence": cell.sentence});
                    match rows.iter_mut().find(|(it, _)| *it == figures) {
                        Some((_, cells)) => cells.push(told),
                        None => rows.push((figures, vec![told])),
                    }
                }
                let question = (claim.kind == ClaimKind::Differs)
                    .then(|| format!("story-{story}-question-{number}"));
                for (row, (_, cells)) in rows.into_iter().enumerate() {
                    claims.push(json!({
                        "id": format!("story-{story}-claim-{number}-{row}"),
                        "question": question,
                        "cells": cells,
                    }));
                }
            }
        }
        self.write("stories.json", &json!(story_of))?;
        self.write("first.json", &json!(firsts))?;
        self.write(
            "copies.json",
            &json!({"text_of": text_of, "origins": origins}),
        )?;
        self.write("claims.json", &json!(claims))
    }

    /// A feed: its items as they were read, and how many articles the monitor made of it.
    fn feed(&mut self, feed: &FeedEntry) -> Result<Value, Failure> {
        let bytes = bytes_of(&self.dir.join(&feed.file))?;
        let read = parse::feed(&bytes, feed.content_type.as_deref(), Some(&feed.url));
        let items: Vec<Value> = read
            .articles
            .iter()
            .map(|it| json!({"link": it.address, "title": it.title, "published": it.published_at}))
            .collect();
        let draft = SourceDraft {
            revisit: Some(false),
            ..SourceDraft::new(SourceKind::Feed, feed.url.clone(), "")
        };
        let source = self.engine.save_source(&draft)?;
        let polled = self.engine.poll_now(&[source.id])?;
        for problem in &read.problems {
            self.trouble(&feed.file, &problem.message);
        }
        Ok(json!({"file": feed.file, "distinct_articles": polled.new_articles, "items": items}))
    }

    fn write(&self, name: &str, value: &Value) -> Result<(), Failure> {
        let path = self.to.join(name);
        let text = serde_json::to_string_pretty(value).expect("what was read is JSON");
        std::fs::write(&path, text + "\n").map_err(|err| cannot(&path, "written", &err))
    }

    fn trouble(&mut self, of: &str, what: &str) {
        self.troubles += 1;
        complain(&format!("{of}: {what}"));
    }
}

/// The places of a text that met a topic, each with its sentence.
fn spans(view: &ArticleView, topic_id: TopicId) -> Vec<Value> {
    let mut spans = vec![];
    for block in &view.blocks {
        let text = whole(&block.pieces);
        let (mut at, mut open) = (0, None::<usize>);
        let mut close = |open: &mut Option<usize>, end: usize| {
            if let Some(start) = open.take() {
                let sentence = &text[sentence_at(&text, start)];
                spans.push(json!({
                    "text": &text[start..end],
                    "sentence": sentence.trim(),
                    "zone": block.zone,
                }));
            }
        };
        for piece in &block.pieces {
            // Pieces that touch are one place, cut where another topic's begins.
            if piece.topics.contains(&topic_id) {
                open.get_or_insert(at);
            } else {
                close(&mut open, at);
            }
            at += piece.text.len();
        }
        close(&mut open, at);
    }
    spans
}

fn whole(pieces: &[Piece]) -> String {
    pieces.iter().map(|it| it.text.as_str()).collect()
}

fn json_of<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    serde_json::from_slice(&bytes_of(path)?).map_err(|err| {
        Failure::Usage(format!(
            "{} is not of the form that is expected: {err}.",
            path.display()
        ))
    })
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|err| cannot(path, "read", &err))
}

fn cannot(path: &Path, what: &str, err: &std::io::Error) -> Failure {
    Failure::Usage(format!(
        "{} could not be {what}: {err}. Check the path, and who may use it.",
        PathBuf::from(path).display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(title: &str, text: &str) -> String {
        format!(
            r#"<html lang="en"><head><title>{title}</title><meta property="og:site_name" content="Quay Post">
            <link rel="canonical" href="https://quaypost.example/a">
            <meta property="article:published_time" content="2025-03-02T08:00:00+02:00"></head>
            <body><article><h1>{title}</h1><p>{text}</p><p>The harbour master said that the crossing would be open
            every day from now on, and that the winter in dock had been long.</p></article></body></html>"#
        )
    }

    #[test]
    fn a_set_is_read_as_the_monitor_would_read_it() {
        let set = tempfile::tempdir().expect("a folder");
        let put = |name: &str, text: &str| {
            let path = set.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        };
        put(
            "pages/a1.html",
            &page(
                "Ferry returns",
                "The salt ferry came back to the northern quay on Sunday, with sanctions on salt still in force.",
            ),
        );
        put(
            "pages/a2.html",
            &page(
                "Ferry returns to the quay",
                "The salt ferry came back to the northern quay on Sunday, with sanctions on salt still in force.",
            ),
        );
        let entry = |page: &str, at: &str| {
            json!({"page": page, "file": format!("pages/{page}.html"), "url": "https://quaypost.example/a",
            "captured": at, "content_type": "text/html; charset=utf-8", "source": "Quay Post"})
        };
        put(
            "manifest.json",
            &json!({"pages": [entry("a1", "2025-03-02T09:00:00Z"), entry("a2", "2025-03-02T11:00:00Z")]})
                .to_string(),
        );
        put(
            "topics.json",
            &json!({"topics": [{"id": "T1", "name": "Salt", "query": "sanction* NEAR/5 salt"}]})
                .to_string(),
        );
        let to = set.path().join("out");
        let ended = evaluate(set.path(), &to, &Out::new(true));
        assert!(matches!(ended, Ok(Ended::Well)));
        let read =
            |name: &str| json_of::<Value>(&to.join(name)).unwrap_or_else(|_| panic!("{name}"));
        let articles = read("articles.json");
        assert_eq!(articles[0]["title"], "Ferry returns");
        assert_eq!(
            articles[1]["title"], "Ferry returns to the quay",
            "each page as it was at its time"
        );
        assert_eq!(articles[0]["published"], "2025-03-02T08:00:00+02:00");
        assert_eq!(
            read("versions.json"),
            json!([["a1", "a2"]]),
            "one article, two versions"
        );
        let topics = read("topics.json");
        assert_eq!(topics[0]["topic"], "T1");
        let spans = topics[0]["spans"].as_array().expect("spans");
        assert!(
            spans.iter().any(|it| it["text"] == "sanctions"),
            "{spans:?}"
        );
    }
}
