//! Lints against the archive, while somebody types.

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

use news::{
    ArticleId, Timestamp, TopicId,
    desk::QueryCheck,
    query::{Archive, Diagnostic, Naming, Query, checked, expansions, lint},
};
use store::Reader;

use crate::{Engine, engine::Res};

/// How long the archive is asked at most while somebody types.
const PATIENCE: Duration = Duration::from_millis(40);

/// From how many alerts a day a topic is said to raise many.
const MOST_A_DAY: f64 = 50.0;

/// From how many last days it is reckoned what a topic finds a day.
const DAYS: i64 = 30;

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

/// The archive as it is asked while there is time. What it cannot tell exactly it does not tell.
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

impl Archive for Asked<'_> {
    fn articles(&self) -> u64 {
        self.articles
    }

    fn count(&self, query: &Query, most: u64) -> Option<u64> {
        let index = query.index();
        if !index.exact {
            return None;
        }
        self.ask(|it| it.count_up_to(&index, most))
    }

    fn a_day(&self, query: &Query) -> Option<f64> {
        let mut index = query.index();
        if !index.exact {
            return None;
        }
        let floor = ArticleId::floor(self.now.plus(-DAYS * Timestamp::DAY));
        index.from = Some(index.from.map_or(floor, |it| it.max(floor)));
        // Enough to say that it is many.
        let most = (MOST_A_DAY * DAYS as f64 * 20.0) as u64;
        let count = self.ask(|it| it.count_up_to(&index, most))?;
        Some(count as f64 / DAYS as f64)
    }

    fn forms(&self, beginning: &str, most: usize) -> Option<Vec<(String, u64)>> {
        self.ask(|it| it.forms(beginning, most))
    }

    fn named(&self, what: Naming) -> Option<Vec<String>> {
        self.ask(|it| it.named(what)).flatten()
    }
}
