//! Lints against the archive, while somebody types.

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

use news::{
    ArticleId, Timestamp, TopicId,
    desk::QueryCheck,
    query::{About, Archive, Diagnostic, Matcher, Naming, Query, checked, expansions, lint},
};
use store::{PassRoom, Reader};

use crate::{Engine, engine::Res, pass::about_passed};

/// How long the archive is asked at most while somebody types.
const PATIENCE: Duration = Duration::from_millis(40);

/// From how many alerts a day a topic is said to raise many.
const MOST_A_DAY: f64 = 50.0;

/// From how many last days it is reckoned what a topic finds a day.
const DAYS: i64 = 30;

/// How many articles are read at most to tell what the index cannot.
const READ: usize = 200;

/// How many leaves of the index are read at most to see whether an article is left.
const LEAVES: u64 = 500;

/// How many of these until it is looked whether there is time.
const AT_ONCE: usize = 20;

impl Engine {
    /// What the language makes of a text, and what its words come to in the archive. Of a topic it is said which other
    /// asks for the same; `own` is the one that is being changed.
    ///
    /// # Errors
    /// What the database says.
    pub fn check_query(&self, text: &str, topic: bool, own: Option<TopicId>) -> Res<QueryCheck> {
        let read = if topic {
            self.read_of(text, own)?
        } else {
            Query::search_with(text, &self.lists())
        };
        let mut found = checked(&read);
        let Ok(read) = read else { return Ok(found) };
        if topic {
            found
                .diagnostics
                .extend(self.same_as(text, &read.query, own)?);
        }
        let now = self.now();
        self.read(|reader| {
            let asked = Asked {
                reader,
                articles: reader.count_articles()?,
                now,
                until: Instant::now() + PATIENCE,
                failed: Cell::new(None),
            };
            let most = if topic { MOST_A_DAY } else { f64::INFINITY };
            found
                .diagnostics
                .extend(lint(text, &read.query, &asked, most));
            found.expansions = expansions(&read.query, &asked);
            asked.failed.take().map_or(Ok(()), Err)
        })?;
        Ok(found)
    }

    /// The doubt about a topic of which another asks for the same.
    fn same_as(&self, text: &str, query: &Query, own: Option<TopicId>) -> Res<Option<Diagnostic>> {
        let known = self.known()?;
        let names = known.same_as(query, own);
        Ok((!names.is_empty()).then(|| Diagnostic {
            is_error: false,
            before: text.into(),
            at: String::new(),
            after: String::new(),
            message: format!(
                "This asks for the same as the topic “{}”: each article would raise an alert of both.",
                names.join("”, “")
            ),
            fixes: vec![],
        }))
    }
}

/// The archive as it is asked while there is time. What it cannot tell exactly it does not tell, but for how many articles meet a query a
/// day: that may be told from some of them.
struct Asked<'a> {
    reader: &'a Reader,
    articles: u64,
    now: Timestamp,
    until: Instant,
    failed: Cell<Option<store::StoreError>>,
}

impl Asked<'_> {
    fn ask<T>(&self, ask: impl FnOnce(&Reader) -> store::Result<T>) -> Option<T> {
        if Instant::now() >= self.until {
            return None;
        }
        ask(self.reader)
            .map_err(|err| self.failed.set(Some(err)))
            .ok()
    }
}

impl Asked<'_> {
    /// How many of a few articles meet a query; nothing where the time is over before all were read.
    fn met(&self, query: &Query, ids: &[ArticleId]) -> Option<u64> {
        let matcher = Matcher::one(query);
        let mut scratch = matcher.scratch();
        let mut room = PassRoom::default();
        let houses = self.ask(Reader::houses)?;
        let mut met = 0;
        for some in ids.chunks(AT_ONCE) {
            self.ask(|reader| {
                reader.pass_some(some, query.asks_beside(), &mut room, |it| {
                    let about = About {
                        tags: it.known.tags_of(it.id),
                        now: Some(self.now),
                        ..about_passed(&it, &houses)
                    };
                    let document = matcher.document(it.article, &about);
                    met += u64::from(!matcher.hits(&document, &mut scratch).is_empty());
                })
            })?;
        }
        Some(met)
    }
}

impl Archive for Asked<'_> {
    fn articles(&self) -> u64 {
        self.articles
    }

    fn count(&self, query: &Query, most: u64) -> Option<u64> {
        let index = query.index();
        if index.exact && most == 1 {
            // What takes nearly all away is looked through for long before one is left: not while somebody types.
            let (found, rest) = self.ask(|it| it.newest_for(&index, None, 1, LEAVES))?;
            return (rest.is_none() || !found.is_empty()).then_some(found.len() as u64);
        }
        if index.exact {
            return self.ask(|it| it.count_up_to(&index, most));
        }
        // Of few that may meet it each is looked at.
        let ids = self.ask(|it| it.newest(&index, None, READ + 1))?;
        if ids.len() > READ {
            return None;
        }
        Some(self.met(query, &ids)?.min(most))
    }

    fn a_day(&self, query: &Query) -> Option<f64> {
        let mut index = query.index();
        let floor = ArticleId::floor(self.now.plus(-DAYS * Timestamp::DAY));
        index.from = Some(index.from.map_or(floor, |it| it.max(floor)));
        // A young desk has fewer days.
        let (first, _) = self.ask(Reader::ends)??;
        let past = self.now.since(first.minute()) as f64 / Timestamp::DAY as f64;
        let days = past.clamp(1.0, DAYS as f64);
        // Enough to say that it is many.
        let most = (MOST_A_DAY * days * 20.0) as u64;
        let may = self.ask(|it| it.count_up_to(&index, most))? as f64 / days;
        if index.exact || may <= MOST_A_DAY {
            return Some(may);
        }
        // Of the newest that may meet it so many do.
        let ids = self.ask(|it| it.newest(&index, None, READ))?;
        let met = self.met(query, &ids)?;
        Some(may * met as f64 / ids.len().max(1) as f64)
    }

    fn forms(&self, beginning: &str, most: usize) -> Option<Vec<(String, u64)>> {
        self.ask(|it| it.forms(beginning, most))
    }

    fn named(&self, what: Naming) -> Option<Vec<String>> {
        self.ask(|it| it.named(what)).flatten()
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::Options;

    #[test]
    fn what_the_index_cannot_tell_is_told_from_the_articles() {
        let folder = tempfile::tempdir().expect("a folder");
        let press = folder.path().join("press");
        std::fs::create_dir(&press).expect("made");
        for number in 0..300 {
            let words = match number % 10 {
                0 => "The pier is closed, and the Bank asked for a loan.",
                1..5 => "The Bank asked for a loan.",
                _ => "A loan was asked for, and rain fell for many hours on the bank.",
            };
            let text = format!("Report {number}\n\n{words} Paragraph {number} ends here.\n");
            std::fs::write(press.join(format!("{number}.txt")), text).expect("written");
        }
        let engine = Engine::open(Options::real(folder.path().join("desk"))).expect("opened");
        engine
            .import_now(vec![press], &mut |_| ControlFlow::Continue(()))
            .expect("imported");
        let now = engine.now();
        let res = engine.read(|reader| {
            let asked = Asked {
                reader,
                articles: reader.count_articles()?,
                now,
                until: Instant::now() + Duration::from_secs(3_600),
                failed: Cell::new(None),
            };
            let query = |text: &str| Query::topic(text).expect("a query").query;
            // A desk of today: all came on one day. Of a sample of the newest, half have the word with a capital.
            let a_day = |text| asked.a_day(&query(text)).expect("told").round();
            assert_eq!(a_day("bank"), 300.0);
            let capital = a_day("CASE(Bank)");
            assert!((100.0..=200.0).contains(&capital), "{capital}");
            assert_eq!(
                a_day("title:pier"),
                30.0,
                "no more can be than hold the word"
            );
            let count = |text| asked.count(&query(text), 1_000);
            assert_eq!(count("CASE(Bank)"), None, "too many to be read");
            assert_eq!(count("pier AND CASE(Bank)"), Some(30));
            assert_eq!(count("title:pier"), Some(0));
            assert_eq!(count("pier AND NOT CASE(Bank)"), Some(0));
            asked.failed.take().map_or(Ok(()), Err)
        });
        res.expect("read");
        engine.stop();
    }
}
