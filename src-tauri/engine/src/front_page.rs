//! Front pages as sources: a link that was not there before is an article.

use std::collections::HashSet;

use news::{Article, Block, Source, SourceMethod, Timestamp, TroubleCode, Zone};
use parse::{ParsedFeed, Problem};
use store::Hash;

use crate::{Engine, Response, engine::Res, judges::behind_the_writer};

/// The shortest time between two looks at a front page: nobody who wrote it meant it for programs.
pub(crate) const SHORTEST: i64 = Timestamp::HOUR;

/// How often a page is learned before anything of it is taken for new: parts of it change with each look (most read,
/// recommended), and are old articles all the same.
const BASELINE: u32 = 3;

/// How far two looks must be apart to count as two: one by hand right after another learns nothing of what changes.
const APART: i64 = 50 * Timestamp::MINUTE;

/// The most new articles of one look. A site that was built anew has nothing but new addresses.
const MOST: usize = 100;

impl Engine {
    /// The new articles of a front page, as far as they are known by their links, and all its links, which are to be
    /// remembered once the articles are filed: killed in between, they are found once more.
    pub(crate) fn read_front_page(
        &self,
        source: &Source,
        answer: &Response,
    ) -> Res<(ParsedFeed, Vec<Hash>)> {
        let page = behind_the_writer(|| {
            parse::front_page(
                &answer.body,
                answer.content_type.as_deref(),
                &answer.address,
            )
        });
        let mut feed = ParsedFeed {
            title: page.title,
            ..ParsedFeed::default()
        };
        if page.links.is_empty() {
            let parsed = parse::feed(&answer.body, answer.content_type.as_deref(), None);
            // A wall is told from a page without links.
            let is_wall = parsed
                .problems
                .iter()
                .any(|it| it.code == TroubleCode::Challenge);
            let code = match is_wall {
                true => TroubleCode::Challenge,
                false => TroubleCode::Empty,
            };
            feed.problems
                .push(Problem::new(code, "No link to an article was found."));
            return Ok((feed, vec![]));
        }
        let mut links: Vec<Hash> = page
            .links
            .iter()
            .map(|it| Hash::of(it.key.as_bytes()))
            .collect();
        let id = source.id;
        let known = self.read(|it| it.front_page(id))?;
        if known.looks < BASELINE {
            return Ok((feed, links));
        }
        let there = self.read(|it| it.knows_links(id, &links))?;
        let all = page.links.into_iter().zip(there);
        let mut new: Vec<_> = all.filter(|it| !it.1).map(|it| it.0).collect();
        // What is left now is new at the next look as well.
        let left: HashSet<Hash> = new
            .iter()
            .skip(MOST)
            .map(|it| Hash::of(it.key.as_bytes()))
            .collect();
        links.retain(|it| !left.contains(it));
        if new.len() > MOST {
            feed.problems.push(Problem::new(
                TroubleCode::TooLarge,
                format!(
                    "{} links are new at once; the first {MOST} were taken, and the next are at the next look. The site may have been built anew.",
                    new.len()
                ),
            ));
            new.truncate(MOST);
        }
        let language = page.language.as_deref();
        feed.articles = new.into_iter().map(|it| of_link(it, language)).collect();
        Ok((feed, links))
    }

    /// Remembers what was seen on a front page. Of any other source there is nothing to remember.
    pub(crate) fn saw_front_page(&self, source: &Source, links: &[Hash]) -> Res<()> {
        if source.method != SourceMethod::FrontPage {
            return Ok(());
        }
        let (id, now) = (source.id, self.now());
        let known = self.read(|it| it.front_page(id))?;
        // A time that lies ahead is that of a clock that was set back.
        let counts = known.looks < BASELINE
            && known
                .counted_at
                .is_none_or(|it| !(0..APART).contains(&now.since(it)));
        if links.is_empty() && !counts {
            return Ok(());
        }
        let links = links.to_vec();
        self.write(move |writer| writer.learn_links(id, &links, counts, now))
    }
}

/// What a link says of the article behind it, on a page in `language`.
pub(crate) fn of_link(link: parse::PageLink, language: Option<&str>) -> Article {
    Article {
        blocks: vec![Block::new(Zone::Headline, link.text.as_str())],
        title: link.text,
        address: Some(link.address),
        language: language.map(str::to_string),
        ..Article::default()
    }
}
