//! Searching the archive: hits newest first or best first, counts, days, facets; candidates for the matcher.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap, HashSet},
    ops::ControlFlow,
};

use news::{
    ArticleId, SourceId, Timestamp, WatchlistId,
    query::{Ask, IndexQuery},
};
use rusqlite::{Row, Statement, Transaction, params};

use crate::{
    Reader, Result,
    index::{Walk, averages},
    lists::ALL_STATES,
    reader::{ARTICLE, StoredArticle, article},
    rows::state_number,
    slots::{CROWD, of_crowd},
};

/// How many of the newest hits are ranked.
pub const RANKED: usize = 2_000;

/// Hits that are to be ranked.
#[derive(Debug, Clone, Default)]
pub struct ToRank {
    /// Newest first, at most [`RANKED`].
    ids: Vec<ArticleId>,
    /// How often each holds the row that is looked for, where that is one, by its number in the index.
    often: Vec<(i64, u32)>,
    /// Below which article others are to be looked for, where there may be any.
    rest: Option<ArticleId>,
}

impl ToRank {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Below which article others are to be looked for, where there may be any.
    pub fn rest(&self) -> Option<ArticleId> {
        self.rest
    }

    /// Puts older ones behind them, as far as they are to be ranked.
    pub fn append(&mut self, older: ToRank) {
        let room = RANKED.saturating_sub(self.ids.len());
        self.ids.extend(older.ids.into_iter().take(room));
        self.often.extend(older.often);
    }
}

/// Of how many articles hits must be one, for all articles to be read in order rather than each hit by itself.
const DENSE: usize = 12;

/// The same of alerts: those of one article stand apart, each in a row of its own.
const DENSE_ALERTS: usize = 100;

/// How many hits fall to each of some kind, the most first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// By what `source:` asks for: the outlet, which is the source itself, or what its files name. The number is of the source
    /// that alone has that name.
    pub sources: Vec<(Option<SourceId>, String, u64)>,
    /// By what `publisher:` asks for.
    pub publishers: Vec<(String, u64)>,
    /// By language; those that do not say stand under "".
    pub languages: Vec<(String, u64)>,
    /// By watchlist of which they met a topic.
    pub watchlists: Vec<(WatchlistId, String, u64)>,
}

impl Reader {
    /// Hits of the index, newest first, each told until told to stop. No article is read.
    ///
    /// # Errors
    /// What the database says.
    pub fn each_hit(
        &self,
        query: &IndexQuery,
        each: impl FnMut(ArticleId) -> ControlFlow<()>,
    ) -> Result<()> {
        self.each_for(query, u64::MAX, each)?;
        Ok(())
    }

    /// The same for some effort: tells below which article it is to be gone on with, where that did not do.
    fn each_for(
        &self,
        query: &IndexQuery,
        effort: u64,
        mut each: impl FnMut(ArticleId) -> ControlFlow<()>,
    ) -> Result<Option<ArticleId>> {
        if let Some(ask) = &query.ask {
            let tx = self.snapshot()?;
            if let Some(walk) = self.walk_of(query, ask, false)? {
                let rest = self.walked(&walk, query, effort, &mut each)?;
                tx.finish()?;
                return Ok(rest);
            }
        }
        self.each_hit_of_fts(query, each)?;
        Ok(None)
    }

    /// A query for the index; nothing where FTS5 is to be asked.
    fn walk_of<'r>(
        &'r self,
        query: &IndexQuery,
        ask: &'r Ask,
        ranks: bool,
    ) -> Result<Option<Walk<'r>>> {
        Walk::new(
            (&self.conn, &self.remembered),
            ask,
            self.slots.range(range(query)),
            ranks,
        )
    }

    /// Tells of each article that is found, newest first, as [`Walk::each`] does.
    fn walked(
        &self,
        walk: &Walk<'_>,
        query: &IndexQuery,
        effort: u64,
        each: &mut impl FnMut(ArticleId) -> ControlFlow<()>,
    ) -> Result<Option<ArticleId>> {
        // Those of crowded minutes stand behind all others, and come between them.
        let crowd = match self.slots.is_crowded(&self.conn)? {
            true => of_crowd(&self.conn, &walk.above(CROWD)?, range(query))?,
            false => vec![],
        };
        let (mut crowd, mut stopped) = (crowd.into_iter().peekable(), false);
        let rest = walk.each(effort, |slot| {
            let id = self.slots.id(slot);
            while let Some(it) = crowd.next_if(|it| *it > id) {
                if each(it).is_break() {
                    stopped = true;
                    return ControlFlow::Break(());
                }
            }
            let told = each(id);
            stopped = told.is_break();
            told
        })?;
        let rest = rest.map(|it| self.slots.id(it));
        if !stopped {
            while let Some(it) = crowd.next_if(|it| rest.is_none_or(|rest| *it >= rest)) {
                if each(it).is_break() {
                    return Ok(None);
                }
            }
        }
        Ok(rest)
    }

    /// The same, asked of FTS5 itself.
    ///
    /// # Errors
    /// What the database says.
    pub fn each_hit_of_fts(
        &self,
        query: &IndexQuery,
        mut each: impl FnMut(ArticleId) -> ControlFlow<()>,
    ) -> Result<()> {
        let Some(text) = query.ask.as_ref().map(ToString::to_string) else {
            let (from, until) = range(query);
            let mut statement = self.conn.prepare_cached(
                "SELECT id FROM article INDEXED BY article_facet WHERE id >= ?1 AND id < ?2 ORDER BY id DESC",
            )?;
            let mut rows = statement.query(params![from, until])?;
            while let Some(row) = rows.next()? {
                if each(ArticleId(row.get(0)?)).is_break() {
                    break;
                }
            }
            return Ok(());
        };
        let mut statement = self.conn.prepare_cached(
            "SELECT rowid FROM article_index
             WHERE article_index MATCH ?1 AND rowid >= ?2 AND rowid < ?3 ORDER BY rowid DESC",
        )?;
        let crowd = match self.slots.is_crowded(&self.conn)? {
            true => {
                let found: Vec<i64> = statement
                    .query_map(params![text, CROWD, i64::MAX], |row| row.get(0))?
                    .collect::<rusqlite::Result<_>>()?;
                of_crowd(&self.conn, &found, range(query))?
            }
            false => vec![],
        };
        let mut crowd = crowd.into_iter().peekable();
        let (from, until) = self.slots.range(range(query));
        let mut rows = statement.query(params![text, from, until])?;
        while let Some(row) = rows.next()? {
            let id = self.slots.id(row.get(0)?);
            while let Some(it) = crowd.next_if(|it| *it > id) {
                if each(it).is_break() {
                    return Ok(());
                }
            }
            if each(id).is_break() {
                return Ok(());
            }
        }
        for it in crowd {
            if each(it).is_break() {
                return Ok(());
            }
        }
        Ok(())
    }

    /// How many articles the index finds: exactly those that meet the query, where it is exact.
    ///
    /// # Errors
    /// What the database says.
    pub fn count_candidates(&self, query: &IndexQuery) -> Result<u64> {
        let (from, until) = range(query);
        if query.ask.is_some() {
            return self.count_up_to(query, u64::MAX);
        }
        let count: i64 = self
            .conn
            .prepare_cached(
                "SELECT count(*) FROM article INDEXED BY article_facet WHERE id >= ?1 AND id < ?2",
            )?
            .query_row(params![from, until], |row| row.get(0))?;
        Ok(count as u64)
    }

    /// How many articles the index finds, counted up to `most`.
    ///
    /// # Errors
    /// What the database says.
    pub fn count_up_to(&self, query: &IndexQuery, most: u64) -> Result<u64> {
        let mut count = 0;
        if most > 0 {
            self.each_hit(query, |_| {
                count += 1;
                if count < most {
                    ControlFlow::Continue(())
                } else {
                    ControlFlow::Break(())
                }
            })?;
        }
        Ok(count)
    }

    /// The forms in the index that begin so, and how many articles hold each; at most so many, in the order of the
    /// alphabet.
    ///
    /// # Errors
    /// What the database says.
    pub fn forms(&self, beginning: &str, most: usize) -> Result<Vec<(String, u64)>> {
        let end = format!("{beginning}{}", char::MAX);
        let mut statement = self.conn.prepare_cached(
            "SELECT term, doc FROM temp.article_form WHERE term >= ?1 AND term < ?2 LIMIT ?3",
        )?;
        let rows = statement.query_map(params![beginning, end, most as i64], |row| {
            Ok((row.get(0)?, row.get::<_, i64>(1)? as u64))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The oldest and the newest article, by the time by which articles are ordered.
    ///
    /// # Errors
    /// What the database says.
    pub fn ends(&self) -> Result<Option<(ArticleId, ArticleId)>> {
        let end = |sql: &str| -> Result<Option<i64>> {
            Ok(self
                .conn
                .prepare_cached(sql)?
                .query_row([], |row| row.get(0))?)
        };
        let ends = end("SELECT min(id) FROM article")?.zip(end("SELECT max(id) FROM article")?);
        Ok(ends.map(|(first, last)| (ArticleId(first), ArticleId(last))))
    }

    /// How many hits of the index fall on each day (in UTC) that has any, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub fn days(&self, query: &IndexQuery) -> Result<BTreeMap<Timestamp, u64>> {
        let mut days = Days::default();
        self.each_hit(query, |id| {
            days.add(id);
            ControlFlow::Continue(())
        })?;
        Ok(days.found())
    }

    /// Articles before `before`, newest first, that the index finds. They are candidates only, unless the query is
    /// exact: the matcher decides.
    ///
    /// # Errors
    /// What the database says.
    pub fn candidates(
        &self,
        query: &IndexQuery,
        before: Option<ArticleId>,
        most: usize,
    ) -> Result<Vec<StoredArticle>> {
        let (from, until) = range(query);
        let until = before.map_or(until, |it| until.min(it.0));
        if query.ask.is_none() {
            let mut statement = self.conn.prepare_cached(&format!(
                "{ARTICLE} WHERE article.id >= ?1 AND article.id < ?2 ORDER BY article.id DESC LIMIT ?3"
            ))?;
            let mut rows = statement.query(params![from, until, most as i64])?;
            let mut found = vec![];
            while let Some(row) = rows.next()? {
                found.push(article(self, row)?);
            }
            return Ok(found);
        }
        self.articles(&self.newest(query, before, most)?)
    }

    /// The numbers of articles before `before`, newest first, that the index finds.
    ///
    /// # Errors
    /// What the database says.
    pub fn newest(
        &self,
        query: &IndexQuery,
        before: Option<ArticleId>,
        most: usize,
    ) -> Result<Vec<ArticleId>> {
        Ok(self.newest_for(query, before, most, u64::MAX)?.0)
    }

    /// The same for some effort, in leaves of the index: those that are found with it, and, where there may be more,
    /// below which article they are to be looked for.
    ///
    /// # Errors
    /// What the database says.
    pub fn newest_for(
        &self,
        query: &IndexQuery,
        before: Option<ArticleId>,
        most: usize,
        effort: u64,
    ) -> Result<(Vec<ArticleId>, Option<ArticleId>)> {
        let until = match (query.until, before) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let narrowed = IndexQuery {
            until,
            ..query.clone()
        };
        let mut ids = vec![];
        if most == 0 {
            return Ok((ids, None));
        }
        let rest = self.each_for(&narrowed, effort, |id| {
            ids.push(id);
            if ids.len() < most {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        })?;
        Ok((ids, rest))
    }

    /// Articles by their numbers, in that order. One that was removed meanwhile is left out.
    ///
    /// # Errors
    /// What the database says.
    pub fn articles(&self, ids: &[ArticleId]) -> Result<Vec<StoredArticle>> {
        // One state for all: to begin and end a look costs as much as the row.
        let _seen = self.snapshot()?;
        let mut statement = self
            .conn
            .prepare_cached(&format!("{ARTICLE} WHERE article.id = ?1"))?;
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            let mut rows = statement.query([id.0])?;
            if let Some(row) = rows.next()? {
                found.push(article(self, row)?);
            }
        }
        Ok(found)
    }

    /// The newest [`RANKED`] hits of the index, the best first: those in which the words are frequent, and rare
    /// elsewhere. Nothing is ranked where the query has no words.
    ///
    /// # Errors
    /// What the database says.
    pub fn ranked(&self, query: &IndexQuery) -> Result<Vec<ArticleId>> {
        self.best_first(query, self.to_rank(query, u64::MAX)?)
    }

    /// The newest [`RANKED`] hits of the index as far as they are found with some effort, in leaves of the index. What is
    /// found below others belongs behind these; together they are ranked by [`best_first`](Reader::best_first).
    ///
    /// # Errors
    /// What the database says.
    pub fn to_rank(&self, query: &IndexQuery, effort: u64) -> Result<ToRank> {
        let mut found = ToRank::default();
        let newest = |ids: &mut Vec<ArticleId>, id| {
            ids.push(id);
            if ids.len() < RANKED {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        };
        if let Some(ask) = &query.ask {
            let tx = self.snapshot()?;
            if let Some(walk) = self.walk_of(query, ask, true)? {
                found.rest =
                    self.walked(&walk, query, effort, &mut |id| newest(&mut found.ids, id))?;
                found.often = walk.often();
                tx.finish()?;
                return Ok(found);
            }
        }
        self.each_hit_of_fts(query, |id| newest(&mut found.ids, id))?;
        Ok(found)
    }

    /// Hits of a query, the best first. One that was removed meanwhile is left out.
    ///
    /// # Errors
    /// What the database says.
    pub fn best_first(&self, query: &IndexQuery, found: ToRank) -> Result<Vec<ArticleId>> {
        let Some(ask) = &query.ask else {
            return Ok(found.ids);
        };
        let tx = self.snapshot()?;
        if let Some(walk) = self.walk_of(query, ask, true)? {
            let (slots, ids): (Vec<i64>, Vec<ArticleId>) =
                self.in_slots(&found.ids)?.into_iter().unzip();
            let scores = walk.scores(&slots, found.often)?;
            tx.finish()?;
            return Ok(best_first(scores.into_iter().zip(ids).collect()));
        }
        tx.finish()?;
        let slots = self.in_slots(&found.ids)?;
        let (Some(first), Some(last)) = (slots.first(), slots.last()) else {
            return Ok(vec![]);
        };
        let mut statement = self.conn.prepare_cached(
            "SELECT rowid, -bm25(article_index) FROM article_index
             WHERE article_index MATCH ?1 AND rowid >= ?2 AND rowid <= ?3 ORDER BY rowid",
        )?;
        let mut rows = statement.query(params![ask.to_string(), first.0, last.0])?;
        let (mut wanted, mut scored) = (slots.iter().peekable(), vec![]);
        // Between own numbers and those of crowded minutes there are others; and some may be gone by now.
        while let Some(row) = rows.next()? {
            let slot: i64 = row.get(0)?;
            while wanted.next_if(|it| it.0 < slot).is_some() {}
            if let Some((_, id)) = wanted.next_if(|it| it.0 == slot) {
                scored.push((row.get(1)?, *id));
            }
        }
        Ok(best_first(scored))
    }

    /// Articles with their numbers in the index, in the order of these. One that was removed meanwhile is left out.
    fn in_slots(&self, ids: &[ArticleId]) -> Result<Vec<(i64, ArticleId)>> {
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            let slot = self.slots.of(&self.conn, *id)?;
            found.extend(slot.map(|slot| (slot, *id)));
        }
        found.sort_unstable();
        Ok(found)
    }

    /// Sees one state of the desk until it is dropped, in however many steps.
    pub(crate) fn snapshot(&self) -> Result<Transaction<'_>> {
        Ok(self.conn.unchecked_transaction()?)
    }

    /// How hits, given in descending order, fall to sources, publishers, languages and watchlists.
    ///
    /// # Errors
    /// What the database says.
    pub fn facets(&self, hits: &[ArticleId]) -> Result<Facets> {
        // What a feed brought is shown under its name; what came otherwise may name its outlet itself.
        let naming: HashSet<i64> = self
            .conn
            .prepare_cached("SELECT id FROM source WHERE kind <> 'feed'")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let mut by: HashMap<(i64, Option<String>), u64> = HashMap::new();
        let mut named = vec![];
        let select = "SELECT id, source_id, language FROM article INDEXED BY article_facet";
        self.each_row(hits, select, |row| {
            let source: i64 = row.get(1)?;
            if naming.contains(&source) {
                named.push(ArticleId(row.get(0)?));
            }
            // Languages are few: most are there already.
            *by.entry((source, row.get(2)?)).or_default() += 1;
            Ok(())
        })?;
        let (mut sources, mut languages) = (HashMap::new(), HashMap::new());
        for ((source, language), count) in by {
            *sources.entry(source).or_insert(0) += count;
            *languages.entry(language.unwrap_or_default()).or_insert(0) += count;
        }
        let mut outlets: HashMap<(i64, String), u64> = HashMap::new();
        let select = "SELECT id, source_id, outlet FROM article";
        self.each_row(&named, select, |row| {
            *outlets.entry((row.get(1)?, row.get(2)?)).or_default() += 1;
            Ok(())
        })?;
        let mut outlets_of: HashMap<i64, Vec<(String, u64)>> = HashMap::new();
        for ((source, outlet), count) in outlets {
            outlets_of.entry(source).or_default().push((outlet, count));
        }
        let mut found = Facets::default();
        let mut publishers: HashMap<String, u64> = HashMap::new();
        let mut names: HashMap<String, (Option<SourceId>, u64)> = HashMap::new();
        for (id, count) in sources {
            let (name, publisher): (String, String) = self
                .conn
                .prepare_cached("SELECT name, publisher FROM source WHERE id = ?1")?
                .query_row([id], |row| Ok((row.get("name")?, row.get("publisher")?)))?;
            let outlets = match outlets_of.remove(&id) {
                Some(outlets) => outlets,
                None => vec![(name.clone(), count)],
            };
            for (outlet, count) in outlets {
                // The house behind a source is the analyst's to say; a page that came by hand says only its outlet.
                let house = match publisher == name {
                    true => &outlet,
                    false => &publisher,
                };
                *publishers.entry(house.clone()).or_default() += count;
                let own = (outlet == name).then_some(SourceId(id));
                names
                    .entry(outlet)
                    .and_modify(|it| *it = (None, it.1 + count))
                    .or_insert((own, count));
            }
        }
        found.sources = names
            .into_iter()
            .map(|(name, (id, count))| (id, name, count))
            .collect();
        found.publishers = publishers.into_iter().collect();
        found.languages = languages.into_iter().collect();
        found.watchlists = self.watchlists_of(hits)?;
        found
            .sources
            .sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.1.cmp(&b.1)));
        found.watchlists.sort_by_key(|it| (Reverse(it.2), it.0));
        for list in [&mut found.publishers, &mut found.languages] {
            list.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        }
        Ok(found)
    }

    /// Gives the row of each hit, of a statement that begins with their numbers.
    fn each_row(
        &self,
        hits: &[ArticleId],
        select: &str,
        mut each: impl FnMut(&Row<'_>) -> rusqlite::Result<()>,
    ) -> Result<()> {
        let (Some(highest), Some(lowest)) = (hits.first(), hits.last()) else {
            return Ok(());
        };
        let (all, _) = averages(&self.conn)?;
        if hits.len() * DENSE < all as usize {
            let mut statement = self
                .conn
                .prepare_cached(&format!("{select} WHERE id = ?1"))?;
            for id in hits {
                let mut rows = statement.query([id.0])?;
                if let Some(row) = rows.next()? {
                    each(row)?;
                }
            }
            return Ok(());
        }
        let mut statement = self.conn.prepare_cached(&format!(
            "{select} WHERE id >= ?1 AND id <= ?2 ORDER BY id DESC"
        ))?;
        let mut rows = statement.query([lowest.0, highest.0])?;
        let mut hits = hits.iter().peekable();
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            while hits.next_if(|it| it.0 > id).is_some() {}
            if hits.next_if(|it| it.0 == id).is_some() {
                each(row)?;
            }
        }
        Ok(())
    }

    /// How many of the hits met a topic of each watchlist.
    fn watchlists_of(&self, hits: &[ArticleId]) -> Result<Vec<(WatchlistId, String, u64)>> {
        let lists: Vec<(i64, String)> = self
            .conn
            .prepare_cached("SELECT id, name FROM watchlist WHERE removed_at IS NULL")?
            .query_map([], |row| Ok((row.get("id")?, row.get("name")?)))?
            .collect::<rusqlite::Result<_>>()?;
        let alerts: i64 = self
            .conn
            .prepare_cached("SELECT coalesce(max(id), 0) FROM alert")?
            .query_row([], |row| row.get(0))?;
        let mut counts: HashMap<i64, u64> = HashMap::new();
        if hits.is_empty() {
            return Ok(vec![]);
        }
        if hits.len() * DENSE_ALERTS < alerts as usize {
            let mut statement = self.conn.prepare_cached(
                "SELECT DISTINCT watchlist_id FROM alert INDEXED BY alert_article
                 WHERE article_id = ?1 AND hidden <> 1",
            )?;
            for id in hits {
                count_lists(&mut statement, id.0, &mut counts)?;
            }
        } else {
            // In the order of the hits, so that neither is looked for in the other.
            let mut statement = self.conn.prepare_cached(
                "SELECT article_id FROM alert INDEXED BY alert_watchlist
                 WHERE hidden = ?5 AND watchlist_id = ?1 AND state = ?2 AND article_id <= ?3 AND article_id >= ?4
                 ORDER BY article_id DESC",
            )?;
            let (highest, lowest) = (hits[0].0, hits[hits.len() - 1].0);
            for (list, _) in &lists {
                let mut met = vec![false; hits.len()];
                // Alerts of copies too: their articles met the topic.
                for (hidden, state) in [0, 2]
                    .into_iter()
                    .flat_map(|it| ALL_STATES.map(|state| (it, state_number(state))))
                {
                    let mut rows = statement.query([*list, state, highest, lowest, hidden])?;
                    let mut at = 0;
                    while let Some(row) = rows.next()? {
                        let id = ArticleId(row.get(0)?);
                        while hits[at] > id {
                            at += 1;
                        }
                        met[at] |= hits[at] == id;
                    }
                }
                let count = met.iter().filter(|it| **it).count();
                if count > 0 {
                    counts.insert(*list, count as u64);
                }
            }
        }
        Ok(lists
            .into_iter()
            .filter_map(|(id, name)| Some((WatchlistId(id), name, *counts.get(&id)?)))
            .collect())
    }

    /// The same query in so many parts, each with about as many articles, for as many readers at once.
    ///
    /// # Errors
    /// What the database says.
    pub fn split(&self, query: &IndexQuery, parts: usize) -> Result<Vec<IndexQuery>> {
        let (from, until) = range(query);
        let everything = IndexQuery {
            ask: None,
            ..query.clone()
        };
        let count = self.count_candidates(&everything)?;
        let mut bounds = vec![from];
        for part in 1..parts {
            let at: Option<i64> = self
                .conn
                .prepare_cached(
                    "SELECT id FROM article INDEXED BY article_facet WHERE id >= ?1 AND id < ?2
                     ORDER BY id LIMIT 1 OFFSET ?3",
                )?
                .query_map(
                    params![from, until, count as i64 / parts as i64 * part as i64],
                    |row| row.get(0),
                )?
                .next()
                .transpose()?;
            bounds.extend(at);
        }
        bounds.push(until);
        bounds.dedup();
        Ok(bounds
            .windows(2)
            .map(|it| IndexQuery {
                from: Some(ArticleId(it[0])),
                until: Some(ArticleId(it[1])),
                ..query.clone()
            })
            .collect())
    }
}

fn count_lists(
    statement: &mut Statement<'_>,
    article: i64,
    counts: &mut HashMap<i64, u64>,
) -> Result<()> {
    let mut rows = statement.query([article])?;
    while let Some(row) = rows.next()? {
        *counts.entry(row.get(0)?).or_default() += 1;
    }
    Ok(())
}

/// Articles in the order of their scores, the best first; of equal ones the newest.
fn best_first(mut scored: Vec<(f64, ArticleId)>) -> Vec<ArticleId> {
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
    scored.into_iter().map(|it| it.1).collect()
}

/// The range of articles that a query allows.
fn range(query: &IndexQuery) -> (i64, i64) {
    (
        query.from.map_or(i64::MIN, |it| it.0),
        query.until.map_or(i64::MAX, |it| it.0),
    )
}

/// Articles counted by day.
#[derive(Debug, Clone, Default)]
pub struct Days {
    counts: BTreeMap<i64, u64>,
    /// The day that was counted last: hits come in order, so it is mostly the same.
    last: Option<(i64, u64)>,
}

impl Days {
    /// Counts an article.
    pub fn add(&mut self, id: ArticleId) {
        let day = id.minute().0 / Timestamp::DAY;
        match &mut self.last {
            Some((last, count)) if *last == day => *count += 1,
            _ => {
                self.settle();
                self.last = Some((day, 1));
            }
        }
    }

    /// The first moment of each day that has articles, with their number.
    pub fn found(mut self) -> BTreeMap<Timestamp, u64> {
        self.settle();
        self.counts
            .into_iter()
            .map(|(day, count)| (Timestamp(day * Timestamp::DAY), count))
            .collect()
    }

    fn settle(&mut self) {
        if let Some((day, count)) = self.last.take() {
            *self.counts.entry(day).or_default() += count;
        }
    }
}
