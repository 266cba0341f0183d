//! Sources whose address holds no feed: asking for them, sitemaps and their indexes, and their trouble in words.

use std::{collections::HashSet, sync::Arc};

use news::{
    Source, SourceId, SourceMethod, Timestamp, Trouble, TroubleCode, desk::Reason,
    evidence::CaptureKind,
};
use parse::{ParsedFeed, ParsedSitemap};
use store::{Came, ChildSitemap};

use crate::{
    Engine, FetchError, Request, Response,
    capture::{self, Origin},
    engine::Res,
    feeds::{Begun, WHOLE_AGAIN, host, origin},
    judge::{Arrival, addresses},
    judges::behind_the_writer,
    pace::Turn,
    robots::NOT_HAD,
    trouble,
};

/// How many sitemaps of an index are read at one look: those of news, the ones that were changed last.
const CHILDREN: usize = 3;

/// An answer, what belongs to it, and the turn that is held until it is filed.
pub(crate) type Asked = (Result<Response, FetchError>, More, Turn);

/// What the sitemaps answered that an index names.
#[derive(Default)]
pub(crate) struct More {
    /// The addresses that were asked for, whatever came of it.
    asked: Vec<String>,
    /// Those that were read, each with the address that it was asked for at.
    pub(crate) answers: Vec<(String, Response)>,
    /// How many are as they were.
    pub(crate) as_before: usize,
    /// Those that could not be read.
    failed: Vec<(String, FetchError)>,
}

impl More {
    /// Whether nothing of it is new, and nothing went wrong.
    pub(crate) fn is_as_before(&self) -> bool {
        self.answers.is_empty() && self.failed.is_empty()
    }

    /// What is missing of what an index names, in words.
    pub(crate) fn trouble(&self, who: &str, now: Timestamp) -> Option<Trouble> {
        let cut = self.answers.iter().find_map(|(address, it)| {
            let why = match it.cut? {
                TroubleCode::TooLarge => "it is larger than what is read",
                _ => "the answer broke off in the middle",
            };
            Some((address, it.cut?, why.to_string(), None))
        });
        let failed = self.failed.first();
        let (address, code, why, advice) = failed
            .map(|(address, err)| (address, err.code, err.detail.clone(), err.advice.clone()))
            .or(cut)?;
        let cuts = self.answers.iter().filter(|it| it.1.cut.is_some()).count();
        let all = self.answers.len() + self.as_before + self.failed.len();
        Some(Trouble {
            code,
            what: format!(
                "{who} names sitemaps of which {} of {all} could not be read whole: {address}: {why}.",
                self.failed.len() + cuts
            ),
            meaning: "Articles that stand only there are missing.".into(),
            advice: advice.unwrap_or_else(|| trouble::AGAIN.into()),
            since: now,
        })
    }
}

impl Engine {
    /// Asks for a page as a source, if its site lets programs read it.
    pub(crate) async fn ask_for_page(&self, begun: &Begun, turn: Turn) -> Asked {
        // The site's rules are asked for in a turn of their own.
        drop(turn);
        let may = self.may_read(&begun.request).await;
        let turn = self.turn_of(&begun.request.address).await;
        let (answer, turn) = match may {
            Ok(()) => self.get_page(begun.request.clone(), turn).await,
            Err(err) => (Err(err), turn),
        };
        (answer, More::default(), turn)
    }

    /// Asks for a sitemap, and where it is an index for the newest of those that it names.
    pub(crate) async fn ask_for_sitemap(&self, begun: &Begun, turn: Turn) -> Asked {
        let (answer, turn) = self.get_feed(begun.request.clone(), turn).await;
        let Ok(mut answer) = answer else {
            return (answer, More::default(), turn);
        };
        let children = newest(read_in(&answer));
        if children.is_empty() {
            return (Ok(answer), More::default(), turn);
        }
        let (id, now) = (begun.source.id, self.now());
        // Where they cannot be read, each is asked for whole.
        let known = self.aside(move |it| it.read(|reader| reader.child_sitemaps(id)));
        let mut known = known.await.unwrap_or_default();
        known.retain(|_, it| is_believed(it, now));
        // An index that did not change says nothing of what it names.
        (answer.etag, answer.last_modified) = (None, None);
        let mut turn = turn;
        let mut more = More::default();
        for child in children {
            // What an index names must not lead into the network that it is allowed to be in itself, nor is a login told to others.
            let is_near = host(&child) == host(&begun.request.address);
            let is_same =
                origin(&child).is_some_and(|it| Some(it) == origin(&begun.request.address));
            drop(turn);
            turn = self.turn_of(&child).await;
            let known = known.remove(&child);
            more.asked.push(child.clone());
            let request = Request {
                allow_private: begun.request.allow_private && is_near,
                address: child.clone(),
                etag: known.as_ref().and_then(|it| it.etag.clone()),
                last_modified: known.as_ref().and_then(|it| it.last_modified.clone()),
                validator_address: known.map(|it| it.validator_address),
                login: begun.request.login.clone().filter(|_| is_same),
                certificate: begun.request.certificate.filter(|_| is_same),
                way: begun.request.way.clone(),
                ..Request::default()
            };
            let asked = self.ask_in_turns(request, turn, Reason::Feed, Some(id));
            let asked = asked.await;
            turn = asked.1;
            match asked.0 {
                Ok(answer) if answer.status == 304 => more.as_before += 1,
                Ok(answer) => more.answers.push((child, answer)),
                Err(err) => {
                    // The next of the same host is not asked then.
                    let (heard, who) = (err.clone(), err.who(&host(&child)));
                    let heeded = self.aside(move |it| it.heed_with_feeds(&heard, &who, it.now()));
                    self.noted(heeded.await);
                    more.failed.push((child, err));
                }
            }
        }
        // Where this machine went offline in between, the whole look was in vain.
        let all_failed = more.answers.is_empty() && more.as_before == 0;
        let whole = match more.failed.first() {
            Some((address, err)) if all_failed => Err(FetchError {
                detail: format!(
                    "of the sitemaps that it names none could be read: {address}: {}",
                    err.detail
                ),
                // The index answered.
                asked: [answer.asked, err.asked.clone()].concat(),
                ..err.clone()
            }),
            _ => Ok(answer),
        };
        (whole, more, turn)
    }

    /// Remembers by what the sitemaps that were filed are asked for only if they changed. Of one that did not come whole, or without
    /// anything of that kind, nothing is.
    pub(crate) fn remember_children(&self, id: SourceId, more: &More) {
        if more.asked.is_empty() {
            return;
        }
        let now = self.now();
        let whole = more.answers.iter().filter(|it| it.1.cut.is_none());
        let read: Vec<ChildSitemap> = whole
            .map(|(address, answer)| ChildSitemap {
                address: address.clone(),
                etag: answer.etag.clone(),
                last_modified: answer.last_modified.clone(),
                validator_address: answer.address.clone(),
                read_at: now,
            })
            .collect();
        let asked = more.asked.clone();
        self.noted(self.write(move |writer| writer.record_child_sitemaps(id, &asked, &read)));
    }

    /// Waits until the host of an address may be asked.
    pub(crate) async fn turn_of(&self, address: &str) -> Turn {
        let clock = &*self.inner.options.clock;
        self.inner.watching.pace.turn(&host(address), clock).await
    }
}

/// Whether a sitemap is asked for only if it changed: once in some days it is asked for whole, as feeds are. A time that lies ahead is
/// that of a clock that was wrong.
fn is_believed(known: &ChildSitemap, now: Timestamp) -> bool {
    (0..WHOLE_AGAIN).contains(&now.since(known.read_at))
}

fn read_in(answer: &Response) -> ParsedSitemap {
    behind_the_writer(|| {
        parse::sitemap(
            &answer.body,
            answer.content_type.as_deref(),
            &answer.address,
        )
    })
}

/// The sitemaps of an index that are read: those whose names speak of news, else all; the ones that were changed last
/// first, else the last that it names.
pub(crate) fn newest(index: ParsedSitemap) -> Vec<String> {
    let mut children = index.children;
    if children.iter().any(parse::ChildSitemap::is_news) {
        children.retain(parse::ChildSitemap::is_news);
    }
    children.reverse();
    children.sort_by_key(|it| std::cmp::Reverse(it.changed_at));
    children
        .into_iter()
        .take(CHILDREN)
        .map(|it| it.address)
        .collect()
}

/// What a sitemap holds. Of an index the articles are in `more`, each with the answer that it was read from.
pub(crate) fn read(answer: &Response, more: &More) -> ParsedFeed {
    let mut feed = read_in(answer).feed;
    let mut articles = feed.articles.len();
    for (_, it) in &more.answers {
        let child = read_in(it).feed;
        articles += child.articles.len();
        feed.title = feed.title.or(child.title);
        feed.problems.extend(child.problems);
    }
    if articles > 0 {
        // What was read counts; a sitemap of pages beside one of news is no trouble.
        feed.problems.retain(|it| it.code != TroubleCode::NotAFeed);
    }
    feed
}

/// The articles of a sitemap that an index names, as they are filed.
pub(crate) fn arrivals(source: &Source, answer: &Response, now: Timestamp) -> Res<Vec<Arrival>> {
    let articles = read_in(answer).feed.articles;
    if articles.is_empty() {
        return Ok(vec![]);
    }
    let addresses = addresses(&articles, None, &mut HashSet::new());
    let capture = capture::of_answer(source, CaptureKind::Feed, answer, now)?;
    let origin = Origin::Captured(Arc::new(capture));
    Ok((0..)
        .zip(articles)
        .zip(addresses)
        .map(|((place, article), address)| Arrival {
            article,
            file: None,
            path: None,
            holder: None,
            former: None,
            place,
            origin: Some(origin.clone()),
            came: Came::Given { address },
        })
        .collect())
}

/// The trouble of a source that is no feed, in words that fit it.
pub(crate) fn of_method(method: SourceMethod, trouble: Trouble) -> Trouble {
    let (what, empty, advice) = match method {
        SourceMethod::Feed => return trouble,
        SourceMethod::Sitemap => (
            "a news sitemap",
            "a sitemap without a single article",
            "Look for feeds of the site again: “Add feed” with the site's address.",
        ),
        SourceMethod::FrontPage => (
            "a page with links to articles",
            "a page without a single link to an article",
            "Open it in a browser: its links may be made by scripts, which are not run here. A section's page may do.",
        ),
        SourceMethod::Telegram => (
            "the posts of a channel",
            "a page without a post that has text",
            "Open it in a browser: the channel may have been renamed, or show its posts to members only.",
        ),
    };
    let who = trouble
        .what
        .split(' ')
        .next()
        .unwrap_or_default()
        .to_owned();
    match trouble.code {
        TroubleCode::NotAFeed => Trouble {
            what: format!("{who} sent something else in place of {what}."),
            advice: advice.into(),
            ..trouble
        },
        TroubleCode::Empty => Trouble {
            what: format!("{who} sent {empty}."),
            advice: advice.into(),
            ..trouble
        },
        TroubleCode::Gone => Trouble {
            what: trouble
                .what
                .replace("has no feed at this address", "has nothing at this address"),
            advice: "Look for feeds of the site again: “Add feed” with the site's address.".into(),
            ..trouble
        },
        // Nobody refused: what to do comes with the error.
        TroubleCode::Forbidden if trouble.what.contains(NOT_HAD) => Trouble {
            what: format!("{who} was not asked: {NOT_HAD}."),
            ..trouble
        },
        _ => trouble,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_index_the_newest_sitemaps_of_news_are_read() {
        let index = |children: &[(&str, Option<&str>)]| {
            let all: String = children
                .iter()
                .map(|(address, at)| {
                    let at = at.map_or(String::new(), |it| format!("<lastmod>{it}</lastmod>"));
                    format!("<sitemap><loc>https://ledger.example/{address}</loc>{at}</sitemap>")
                })
                .collect();
            let text = format!("<sitemapindex>{all}</sitemapindex>");
            newest(parse::sitemap(
                text.as_bytes(),
                None,
                "https://ledger.example/",
            ))
            .into_iter()
            .map(|it| it.rsplit('/').next().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
        };
        assert_eq!(
            index(&[
                ("pages", None),
                ("news-1", Some("2026-11-01")),
                ("news-3", Some("2026-11-27")),
                ("news-2", Some("2026-11-26")),
                ("news-0", None),
            ]),
            ["news-3", "news-2", "news-1"]
        );
        assert_eq!(index(&[("a", None), ("b", None)]), ["b", "a"]);
        assert!(index(&[]).is_empty());
    }

    #[test]
    fn trouble_speaks_of_what_was_expected() {
        for method in [
            SourceMethod::Sitemap,
            SourceMethod::FrontPage,
            SourceMethod::Telegram,
        ] {
            for code in [TroubleCode::NotAFeed, TroubleCode::Empty, TroubleCode::Gone] {
                let plain = crate::trouble::of(code, "ledger.example", "404", Timestamp(0));
                let found = of_method(method, plain);
                assert!(!found.what.contains("feed"), "{method:?}: {}", found.what);
                assert!(found.what.starts_with("ledger.example "), "{}", found.what);
            }
        }
    }
}
