//! Looking again at the pages of articles that raised an alert: a few times in a week, politely, and what came of it.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use news::{
    Article, ArticleId, Source, SourceKind, Timestamp, TroubleCode,
    desk::Reason,
    evidence::CaptureKind,
    version::{
        Likeness, VERSIONS, VersionChange, VersionDifference, VersionList, VersionRow, VisitState,
        Visits, differences, likeness, next_visit, says_the_same, words_said,
    },
};
use store::{Came, PageSeen, Revisit, StoredVersion, Visited};
use tokio::runtime::Handle;

use crate::{
    Engine, FetchError, Request, Response,
    capture::{self, Origin},
    engine::Res,
    feeds::host,
    judge::{Arrival, IfFull},
    judges::behind_the_writer,
    pages::page_request,
    peace::{CUT_OFF, OFFLINE, asked_for},
    robots::NOT_HAD,
};

/// How many pages are looked at at once: feeds come first.
const AT_ONCE: usize = 2;

/// The time between the beginnings of two looks. After a week of sleep a thousand pages take more than half an hour.
const STEP: i64 = 2 * Timestamp::SECOND;

/// The time between two pages of one host.
const SPACING: i64 = 10 * Timestamp::SECOND;

/// How often it is asked what is due, while nothing is.
const QUIET: i64 = 10 * Timestamp::SECOND;

/// How many of those that are due are looked through for one whose host may be asked.
const LIST: usize = 500;

/// How many tries in a row may fail before the next time of the schedule is waited for.
const TRIES: u32 = 3;

/// How many bytes of text are compared for a list of versions; of older ones only their times are said.
const COMPARED: usize = 8 << 20;

/// The looks that are under way.
#[derive(Default)]
pub(crate) struct Looks(Mutex<UnderWay>);

#[derive(Default)]
struct UnderWay {
    articles: HashSet<ArticleId>,
    /// When the last look began.
    began_at: Option<Timestamp>,
    /// When nothing was due.
    quiet_at: Option<Timestamp>,
}

/// Whether something that was at `at` is not yet `millis` ago. One that lies ahead is that of a clock that was set back.
fn is_recent(at: Option<Timestamp>, now: Timestamp, millis: i64) -> bool {
    at.is_some_and(|it| (0..millis).contains(&now.since(it)))
}

impl UnderWay {
    fn may_begin(&self, now: Timestamp) -> bool {
        self.articles.len() < AT_ONCE
            && !is_recent(self.began_at, now, STEP)
            && !is_recent(self.quiet_at, now, QUIET)
    }
}

/// A look that is under way until it is dropped, however it ends.
struct Look {
    engine: Engine,
    id: ArticleId,
}

impl Drop for Look {
    fn drop(&mut self) {
        self.engine.looks().articles.remove(&self.id);
    }
}

/// A look that has begun.
struct Begun {
    id: ArticleId,
    known: Revisit,
    source: Source,
    article: Article,
    first_seen_at: Timestamp,
    request: Request,
}

impl Begun {
    fn host(&self) -> String {
        host(&self.known.address)
    }

    fn next(&self, now: Timestamp) -> Option<Timestamp> {
        next_visit(self.id, self.first_seen_at, now)
    }
}

impl Engine {
    /// Begins to look at the page that has waited longest, if its turn has come.
    pub(crate) fn begin_visits(&self, runtime: &Handle, now: Timestamp) {
        if !self.inner.options.revisits || self.reach().is_offline() {
            return;
        }
        match self.take_visit(now) {
            Ok(None) => {}
            Ok(Some(id)) => {
                let look = Look {
                    engine: self.clone(),
                    id,
                };
                runtime.spawn(async move {
                    if let Err(err) = look.engine.visit(id).await {
                        tracing::error!("the page of article {id} could not be looked at: {err}");
                        // What cannot be read of the desk is not tried again at once.
                        let engine = look.engine.clone();
                        let again = Some(engine.now().plus(CUT_OFF));
                        let put = move || engine.write(move |it| it.set_visit_due(id, again));
                        if let Ok(Err(err)) = tokio::task::spawn_blocking(put).await {
                            tracing::error!("that could not be stored: {err}");
                        }
                    }
                });
            }
            Err(err) => tracing::error!("which pages are due could not be read: {err}"),
        }
    }

    fn looks(&self) -> std::sync::MutexGuard<'_, UnderWay> {
        let looks = &self.inner.watching.looks.0;
        looks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next page to be looked at; it is under way then.
    fn take_visit(&self, now: Timestamp) -> Res<Option<ArticleId>> {
        if !self.looks().may_begin(now) {
            return Ok(None);
        }
        let due = self.read(|it| it.due_visits(now, LIST))?;
        let mut looks = self.looks();
        let (mut taken, mut left_alone) = (None, vec![]);
        for it in due {
            let host = host(&it.address);
            if looks.articles.contains(&it.article_id) {
                continue;
            }
            if let Some(until) = self.peace().until(&host, now) {
                left_alone.push((it.article_id, until));
                continue;
            }
            if taken.is_none() && self.peace().may_be_asked(&host, Reason::Revisit, now) {
                self.peace().is_asked(&host, Reason::Revisit, SPACING, now);
                taken = Some(it.article_id);
            }
        }
        match taken {
            Some(id) => {
                looks.began_at = Some(now);
                looks.articles.insert(id);
            }
            None => {
                let is_quiet = looks.articles.is_empty() && left_alone.is_empty();
                looks.quiet_at = is_quiet.then_some(now);
            }
        }
        drop(looks);
        // They make room for pages of other hosts that are due.
        if !left_alone.is_empty() {
            let put_off = self.write(move |writer| writer.put_off_visits(&left_alone, now));
            self.noted(put_off);
        }
        Ok(taken)
    }

    /// Looks at the page of an article, when it is its host's turn. What goes wrong is stored with it, and is no error here.
    async fn visit(&self, id: ArticleId) -> Res<()> {
        let Some(wanted) = self.aside(move |it| it.page_of(id)).await? else {
            return Ok(());
        };
        let (may, turn) = self.leave_of(&wanted).await;
        let Some(begun) = self.aside(move |it| it.begin_visit(id)).await? else {
            return Ok(());
        };
        let of = begun.source.id;
        let answer = self.ask_if(may, begun.request.clone(), turn, Reason::Revisit, of);
        let (answer, _turn) = answer.await;
        self.aside(move |it| it.take_page(&begun, answer)).await
    }

    /// How the page of an article is asked for, if it is looked at again.
    fn page_of(&self, id: ArticleId) -> Res<Option<Request>> {
        let Some(known) = self.read(|it| it.revisit(id))? else {
            return Ok(None);
        };
        let source = self.read(|it| it.source(known.source_id))?;
        Ok(Some(page_request(&source, &known.address, self.way()?)))
    }

    /// What to ask, or nothing where the page is not to be looked at any more. When it is due again if this is cut off is
    /// stored first: killed and started again, it is asked once more, and not at once.
    fn begin_visit(&self, id: ArticleId) -> Res<Option<Begun>> {
        let now = self.now();
        let Some(known) = self.read(|it| it.revisit(id))? else {
            return Ok(None);
        };
        if !known.wanted || known.due_at.is_none_or(|it| it > now) {
            return Ok(None);
        }
        let source = self.read(|it| it.source(known.source_id))?;
        if source.paused {
            return Ok(None);
        }
        let stored = self.read(|it| it.article(id))?;
        let request = Request {
            etag: known.etag.clone(),
            last_modified: known.last_modified.clone(),
            validator_address: known.validator_address.clone(),
            ..page_request(&source, &known.address, self.way()?)
        };
        // Its host may have said so while the page waited for its turn.
        if self.is_not_left_alone(&request).is_err() {
            return Ok(None);
        }
        self.write(move |writer| writer.set_visit_due(id, Some(now.plus(CUT_OFF))))?;
        Ok(Some(Begun {
            id,
            known,
            source,
            article: stored.article,
            first_seen_at: stored.first_seen_at,
            request,
        }))
    }

    fn take_page(&self, begun: &Begun, answer: Result<Response, FetchError>) -> Res<()> {
        let now = self.now();
        let answer = match answer {
            Ok(answer) => answer,
            Err(err) => return self.record(begun, self.after_error(begun, &err, now)),
        };
        let known = &begun.known;
        let mut seen = PageSeen {
            etag: answer.etag.clone(),
            last_modified: answer.last_modified.clone(),
            address: Some(answer.address.clone()),
            next_due_at: begun.next(now),
        };
        if answer.status == 304 {
            seen.etag = seen.etag.or(known.etag.clone());
            seen.last_modified = seen.last_modified.or(known.last_modified.clone());
            return self.record(begun, Visited::Unchanged(seen));
        }
        let page = match read_page(&begun.article, &host(&answer.address), &answer) {
            Ok(page) => page,
            Err(why) => return self.record(begun, not_seen(begun, why, now)),
        };
        if says_the_same(&begun.article, &page) {
            return self.record(begun, Visited::Unchanged(seen));
        }
        let capture = capture::of_answer(&begun.source, CaptureKind::Page, &answer, now)?;
        let arrival = Arrival {
            article: page,
            file: None,
            holder: None,
            path: None,
            former: Some(known.identity),
            place: 0,
            origin: Some(Origin::Captured(Arc::new(capture))),
            came: Came::ReadAgain(seen),
        };
        // What could not be stored is due again in an hour.
        self.file_arrivals(&begun.source, vec![arrival], IfFull::Wait)?;
        Ok(())
    }

    fn record(&self, begun: &Begun, it: Visited) -> Res<()> {
        let (id, now) = (begun.id, self.now());
        self.until_stored(IfFull::Wait, || {
            let it = it.clone();
            self.write(move |writer| writer.record_visit(id, &it, now))
        })
    }

    /// What is to be remembered of a page that was not answered.
    fn after_error(&self, begun: &Begun, err: &FetchError, now: Timestamp) -> Visited {
        let who = err.who(&begun.host());
        if err.code == TroubleCode::Gone {
            return Visited::Gone(format!(
                "{who} has no page at this address any more ({}). It is not asked for it again.",
                err.detail
            ));
        }
        self.heed(err, &who, now);
        let asked_for = asked_for(err);
        let failures = begun.known.failures;
        let (wait, counts) = match err.code {
            code if self.reach().is_of_the_way(code, now) => (Some(OFFLINE), false),
            // Whoever keeps programs out is not asked before the next time of the schedule.
            TroubleCode::Forbidden
            | TroubleCode::Challenge
            | TroubleCode::Redirect
            | TroubleCode::PrivateAddress
            | TroubleCode::Certificate => (None, true),
            _ if failures + 1 < TRIES => (Some(Timestamp::HOUR << failures), true),
            _ => (None, true),
        };
        let again = wait.map(|it| now.plus(it.max(asked_for)));
        let planned = begun.next(now.plus(asked_for));
        let what = what_went_wrong(err.code, &who, &err.detail);
        Visited::Failed {
            why: format!("{what} Whether the article changed since is not known."),
            next_due_at: match (again, planned) {
                (Some(again), Some(planned)) => Some(again.min(planned)),
                (again, planned) => again.or(planned),
            },
            counts,
        }
    }

    /// The versions of an article, and whether its page is looked at again.
    ///
    /// # Errors
    /// [`NotFound`](news::desk::ErrorCode::NotFound).
    pub fn versions(&self, id: ArticleId) -> Res<VersionList> {
        let stored = self.read(|it| it.article(id))?;
        let (total, versions) = self.read(|it| it.versions(id, VERSIONS))?;
        let kind = stored_kind(&stored, self)?;
        let (mut rows, mut budget) = (vec![], COMPARED);
        let mut texts: Vec<Option<Article>> = vec![];
        for it in &versions {
            let text = match budget {
                0 => None,
                _ => Some(self.read(|reader| reader.article_at(id, it.number))?),
            };
            let size = text.as_ref().map_or(0, size);
            budget = budget.saturating_sub(size);
            texts.push(text);
        }
        for (number, it) in versions.iter().enumerate() {
            let before = versions.get(number + 1);
            let old = texts.get(number + 1).and_then(Option::as_ref);
            let new = texts[number].as_ref();
            rows.push(VersionRow {
                number: it.number,
                seen_at: it.seen_at,
                title: new.map(|it| it.title.clone()).unwrap_or_default(),
                words: new.map_or(0, words_said),
                read_again: it.read_again,
                change: change(&kind, before, it, old, new),
            });
        }
        Ok(VersionList {
            article_id: id,
            title: stored.article.title.clone(),
            outlet: stored.outlet.clone(),
            host: stored.article.address.as_deref().map(host),
            versions: rows,
            total,
            visits: self.visits(id)?,
        })
    }

    fn visits(&self, id: ArticleId) -> Res<Visits> {
        let Some(known) = self.read(|it| it.revisit(id))? else {
            return Ok(Visits {
                state: VisitState::Never,
                next_due_at: None,
                seen_at: None,
                seen: 0,
                trouble: None,
            });
        };
        let state = match (known.gone_at, known.wanted, known.due_at) {
            (Some(_), ..) => VisitState::Gone,
            (None, false, _) => VisitState::Off,
            (None, true, Some(_)) => VisitState::Waiting,
            (None, true, None) => VisitState::Done,
        };
        Ok(Visits {
            state,
            next_due_at: known.due_at.filter(|_| state == VisitState::Waiting),
            seen_at: known.seen_at,
            seen: known.seen,
            trouble: Some(known.trouble).filter(|it| !it.is_empty()),
        })
    }

    /// How one version of an article became another: headline, block by block, word by word.
    ///
    /// # Errors
    /// [`NotFound`](news::desk::ErrorCode::NotFound) where it has no such version.
    pub fn version_difference(&self, id: ArticleId, from: u32, to: u32) -> Res<VersionDifference> {
        let stored = self.read(|it| it.article(id))?;
        let old = self.read(|it| it.article_at(id, from))?;
        let new = self.read(|it| it.article_at(id, to))?;
        let all = self.read(|it| it.versions(id, usize::MAX >> 1))?.1;
        let of = |number: u32| all.iter().find(|it| it.number == number);
        let at = |number: u32| of(number).map_or(stored.first_seen_at, |it| it.seen_at);
        let read = |number: u32| of(number).is_some_and(|it| it.read_again);
        let found = differences(&old, &new);
        let short = found.short();
        Ok(VersionDifference {
            article_id: id,
            from,
            from_at: at(from),
            to,
            to_at: at(to),
            read_differently: read(from) != read(to) && stored_kind(&stored, self)?.is_feed(),
            headline: found.headline,
            blocks: found.blocks,
            inserted: short.inserted,
            deleted: short.deleted,
        })
    }
}

/// Whether an article came with a feed, which gives but a part of its page.
struct Kind(Option<SourceKind>);

impl Kind {
    fn is_feed(&self) -> bool {
        self.0 == Some(SourceKind::Feed)
    }
}

/// The kind of an article's source; nothing where that was removed.
fn stored_kind(stored: &store::StoredArticle, engine: &Engine) -> Res<Kind> {
    Ok(Kind(engine.read(|it| it.kind_of(stored.source_id))?))
}

/// How a version differs from the one before, where that says something.
fn change(
    kind: &Kind,
    before: Option<&StoredVersion>,
    version: &StoredVersion,
    old: Option<&Article>,
    new: Option<&Article>,
) -> Option<VersionChange> {
    if kind.is_feed() && before?.read_again != version.read_again {
        return None;
    }
    Some(differences(old?, new?).short())
}

fn size(article: &Article) -> usize {
    article.blocks.iter().map(|it| it.text.len()).sum()
}

/// The article that a page holds, as the next version of the one that is there; why not, in words.
pub(crate) fn read_page(old: &Article, who: &str, answer: &Response) -> Result<Article, String> {
    if answer.cut.is_some() {
        return Err(format!("The page of {who} did not come whole."));
    }
    let kind = answer.content_type.as_deref().unwrap_or("text/html");
    if !kind.to_ascii_lowercase().contains("html") {
        return Err(format!(
            "{who} sent no page at this address, but something of the kind {}.",
            kind.chars().take(60).collect::<String>()
        ));
    }
    let parsed = behind_the_writer(|| {
        parse::page(
            &answer.body,
            answer.content_type.as_deref(),
            Some(&answer.address),
        )
    });
    let Some(page) = parsed.articles.into_iter().next() else {
        return Err(format!("The page of {who} holds no text."));
    };
    match likeness(old, &page) {
        Likeness::Same => {}
        Likeness::Another => {
            return Err(format!(
                "What {who} shows at this address is not this article: perhaps a page of consent, another article, \
                 or it was withdrawn. Open it in a browser to see."
            ));
        }
        Likeness::Beginning => {
            return Err(format!(
                "{who} shows only the beginning of the article now; the rest may need a subscription."
            ));
        }
    }
    Ok(of_page(old, page))
}

/// What an article is by its page: what the page does not say, and what makes it the same article, are as before. The same
/// again where `old` was made by this.
pub(crate) fn of_page(old: &Article, page: Article) -> Article {
    Article {
        authors: match page.authors.is_empty() {
            true => old.authors.clone(),
            false => page.authors,
        },
        address: old.address.clone(),
        outlet: page.outlet.or_else(|| old.outlet.clone()),
        language: page.language.or_else(|| old.language.clone()),
        published_at: old.published_at.or(page.published_at),
        wire: page.wire.or_else(|| old.wire.clone()),
        item_id: old.item_id.clone(),
        ..page
    }
}

/// What is to be remembered of a page that was answered but does not show the article.
fn not_seen(begun: &Begun, what: String, now: Timestamp) -> Visited {
    Visited::Failed {
        why: format!("{what} Whether the article changed since is not known."),
        next_due_at: begun.next(now),
        counts: true,
    }
}

/// What went wrong, in words.
pub(crate) fn what_went_wrong(code: TroubleCode, who: &str, detail: &str) -> String {
    match code {
        TroubleCode::Unreachable => format!("{who} could not be found: {detail}."),
        TroubleCode::Timeout => format!("{who} did not answer in time: {detail}."),
        TroubleCode::Certificate => format!("{who} could not prove who it is: {detail}."),
        TroubleCode::Forbidden if detail == NOT_HAD => format!("{who} was not asked: {detail}."),
        TroubleCode::Forbidden => format!("{who} refuses to show the page: {detail}."),
        TroubleCode::Proxy => format!("{who} could not be asked through the proxy {detail}."),
        TroubleCode::Busy => format!("{who} asks to be left alone for a while: {detail}."),
        TroubleCode::Challenge => {
            format!("{who} sent a page that asks whether a person is reading: {detail}.")
        }
        TroubleCode::Redirect => format!("{who} points elsewhere without end: {detail}."),
        TroubleCode::PrivateAddress => {
            format!("{who} is in a private network, which is not asked without your word.")
        }
        _ => format!("{who} did not send the page: {detail}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_765_000_000_000);

    #[test]
    fn looks_are_spread_out_two_at_once_and_not_held_up_by_a_clock() {
        let mut looks = UnderWay::default();
        assert!(looks.may_begin(NOW));
        looks.began_at = Some(NOW);
        assert!(!looks.may_begin(NOW.plus(STEP - 1)));
        assert!(looks.may_begin(NOW.plus(STEP)));
        looks.quiet_at = Some(NOW);
        assert!(!looks.may_begin(NOW.plus(QUIET - 1)));
        assert!(looks.may_begin(NOW.plus(-Timestamp::DAY)), "set back");
        looks.articles.extend([ArticleId(1), ArticleId(2)]);
        assert!(!looks.may_begin(NOW.plus(Timestamp::DAY)));
    }
}
