//! Sources whose address holds no feed: asking for them, sitemaps and their indexes, and their trouble in words.

use std::sync::Arc;

use news::{
    Source, SourceMethod, Timestamp, Trouble, TroubleCode, desk::Reason, evidence::CaptureKind,
};
use parse::{ChildSitemap, ParsedFeed, ParsedSitemap};
use store::Came;

use crate::{
    Engine, FetchError, Request, Response,
    capture::{self, Origin},
    engine::Res,
    feeds::{Begun, host},
    judge::{Arrival, addresses},
    pace::Turn,
    robots::NOT_HAD,
};

/// How many sitemaps of an index are read at one look: those of news, the ones that were changed last.
const CHILDREN: usize = 3;

/// An answer, those that belong to it, and the turn that is held until they are filed.
pub(crate) type Asked = (Result<Response, FetchError>, Vec<Response>, Turn);

impl Engine {
    /// Asks for a page as a source, if its site lets programs read it.
    pub(crate) async fn ask_for_page(&self, begun: &Begun, turn: Turn) -> Asked {
        // The site's rules are asked for in a turn of their own.
        drop(turn);
        let may = self
            .may_read(&begun.request.address, begun.request.allow_private)
            .await;
        let turn = self.turn_of(&begun.request.address).await;
        let (answer, turn) = match may {
            Ok(()) => self.get_page(begun.request.clone(), turn).await,
            Err(err) => (Err(err), turn),
        };
        (answer, vec![], turn)
    }

    /// Asks for a sitemap, and where it is an index for the newest of those that it names.
    pub(crate) async fn ask_for_sitemap(&self, begun: &Begun, turn: Turn) -> Asked {
        let answer = self.inner.options.network.get(begun.request.clone()).await;
        let Ok(mut answer) = answer else {
            return (answer, vec![], turn);
        };
        let children = newest(read_in(&answer));
        if children.is_empty() {
            return (Ok(answer), vec![], turn);
        }
        // An index that did not change says nothing of what it names.
        (answer.etag, answer.last_modified) = (None, None);
        let mut turn = turn;
        let mut more = vec![];
        for child in children {
            // What an index names must not lead into the network that it is allowed to be in itself.
            let is_near = host(&child) == host(&begun.request.address);
            drop(turn);
            turn = self.turn_of(&child).await;
            let request = Request {
                allow_private: begun.request.allow_private && is_near,
                address: child,
                way: begun.request.way.clone(),
                ..Request::default()
            };
            let asked = self
                .ask(request.clone(), Reason::Feed, Some(begun.source.id))
                .await;
            match asked {
                Ok(answer) => more.push(answer),
                Err(err) => tracing::warn!("{}: {}", request.address, err.detail),
            }
        }
        if more.is_empty() {
            let none = "none of the sitemaps that it names could be read";
            return (
                Err(FetchError::new(TroubleCode::Status, none)),
                vec![],
                turn,
            );
        }
        (Ok(answer), more, turn)
    }

    /// Waits until the host of an address may be asked.
    pub(crate) async fn turn_of(&self, address: &str) -> Turn {
        let clock = &*self.inner.options.clock;
        self.inner.watching.pace.turn(&host(address), clock).await
    }
}

fn read_in(answer: &Response) -> ParsedSitemap {
    parse::sitemap(
        &answer.body,
        answer.content_type.as_deref(),
        &answer.address,
    )
}

/// The sitemaps of an index that are read: those whose names speak of news, else all; the ones that were changed last
/// first, else the last that it names.
pub(crate) fn newest(index: ParsedSitemap) -> Vec<String> {
    let mut children = index.children;
    if children.iter().any(ChildSitemap::is_news) {
        children.retain(ChildSitemap::is_news);
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
pub(crate) fn read(answer: &Response, more: &[Response]) -> ParsedFeed {
    let mut feed = read_in(answer).feed;
    let mut articles = feed.articles.len();
    for it in more {
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
    let addresses = addresses(&articles);
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
