//! The texts on the pages behind articles, where a source gives but a part of them.
//!
//! An article is filed at once with what its source gives. Its page is then due in the desk's file, so that a restart goes
//! on; what was read of it becomes the article's next version. Whether a source is worth that is looked at with three pages.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use news::{
    Article, ArticleId, Source, SourceId, TextMeasure, Timestamp, TroubleCode,
    desk::{Change, Reason},
    evidence::CaptureKind,
    version::{says_the_same, text_length},
};
use store::{Came, PageSeen, PendingText, TextOutcome};
use tokio::runtime::Handle;

use crate::{
    Engine, FetchError, Request, Response,
    capture::{self, Origin},
    engine::Res,
    feeds::host,
    judge::{Arrival, IfFull, is_page_of_site},
    pages::page_request,
    peace::{CUT_OFF, OFFLINE, asked_for},
    revisits::{read_page, what_went_wrong},
    robots::is_of_the_way,
};

/// How many pages are read at once. Feeds come first, and have eight.
const AT_ONCE: usize = 4;

/// The time between two pages of one host.
const SPACING: i64 = 4 * Timestamp::SECOND;

/// How often it is asked what is due, while nothing is.
const QUIET: i64 = 5 * Timestamp::SECOND;

/// How often a page is tried.
const TRIES: u32 = 3;

/// How many articles of a source are compared with their pages.
const COMPARED: usize = 3;

/// When a source is compared again of which no page could be read.
const COMPARED_AGAIN: i64 = 7 * Timestamp::DAY;

/// The pages that are being read.
#[derive(Default)]
pub(crate) struct Texts(Mutex<UnderWay>);

#[derive(Default)]
struct UnderWay {
    articles: HashSet<ArticleId>,
    /// Whether a source is being compared with its pages.
    compares: bool,
    /// When nothing was due.
    quiet_at: Option<Timestamp>,
}

impl UnderWay {
    /// Whether one more may begin. A time that lies ahead is that of a clock that was set back.
    fn may_begin(&self, now: Timestamp) -> bool {
        let is_quiet = self
            .quiet_at
            .is_some_and(|it| (0..QUIET).contains(&now.since(it)));
        self.articles.len() < AT_ONCE && !is_quiet
    }
}

/// A page that is being read until this is dropped, however it ends.
struct Reading {
    engine: Engine,
    id: ArticleId,
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.engine.texts().articles.remove(&self.id);
    }
}

/// A source that is being compared until this is dropped.
struct Comparing {
    engine: Engine,
    id: SourceId,
}

impl Drop for Comparing {
    fn drop(&mut self) {
        self.engine.texts().compares = false;
    }
}

/// A page whose reading has begun.
struct Begun {
    id: ArticleId,
    known: PendingText,
    source: Source,
    article: Article,
    request: Request,
}

impl Begun {
    fn host(&self) -> String {
        host(&self.known.address)
    }
}

/// What one page says beside its article.
enum Compared {
    /// Both were read: characters of the feed, of the page.
    Both(u32, u32),
    /// The page could not be read.
    Unread,
    /// This machine is offline, or its proxy fails.
    NotNow,
}

impl Engine {
    /// Begins to read pages that are due, and to compare a source with its pages, as far as their turn has come; of all sources, or of
    /// one only. Gives whose pages were begun.
    pub(crate) fn begin_texts(
        &self,
        runtime: &Handle,
        only: Option<SourceId>,
        now: Timestamp,
    ) -> Vec<ArticleId> {
        let is_offline = self.reach().is_offline();
        if !self.inner.options.full_text || is_offline || !self.texts().may_begin(now) {
            return vec![];
        }
        let taken = self.take_texts(only, now).unwrap_or_else(|err| {
            tracing::error!("which pages are to be read could not be read: {err}");
            vec![]
        });
        for id in &taken {
            self.begin_text_of(runtime, *id);
        }
        match self.take_unmeasured(only, now) {
            Ok(None) => {}
            Ok(Some(id)) => {
                let comparing = Comparing {
                    engine: self.clone(),
                    id,
                };
                runtime.spawn(async move {
                    if let Err(err) = comparing.engine.measure(comparing.id).await {
                        tracing::error!("source {id} could not be compared with its pages: {err}");
                    }
                });
            }
            Err(err) => tracing::error!("which sources are to be compared: {err}"),
        }
        taken
    }

    /// Whether a page is being read, or a source compared with its pages.
    pub(crate) fn reads_texts(&self) -> bool {
        let texts = self.texts();
        texts.compares || !texts.articles.is_empty()
    }

    /// Of pages that were begun, those that are not being read any more; they are taken out.
    pub(crate) fn take_ended(&self, begun: &mut Vec<ArticleId>) -> Vec<ArticleId> {
        let texts = self.texts();
        let (left, ended) = std::mem::take(begun)
            .into_iter()
            .partition(|it| texts.articles.contains(it));
        *begun = left;
        ended
    }

    /// Whether more can be read soon: something is due whose host did not ask to be left alone.
    pub(crate) fn has_texts_due(&self, only: Option<SourceId>, now: Timestamp) -> Res<bool> {
        if !self.inner.options.full_text || self.reach().is_offline() {
            return Ok(false);
        }
        if self.read(|it| it.unmeasured(only, now))?.is_some() {
            return Ok(true);
        }
        let due = self.read(|it| it.due_texts(only, now))?;
        let mut hosts = due.iter().map(|it| host(&it.address));
        Ok(hosts.any(|it| self.peace().until(&it, now).is_none()))
    }

    fn begin_text_of(&self, runtime: &Handle, id: ArticleId) {
        let reading = Reading {
            engine: self.clone(),
            id,
        };
        runtime.spawn(async move {
            if let Err(err) = reading.engine.complete(id).await {
                // That it is due again in an hour was stored before.
                tracing::error!("the page of article {id} could not be read: {err}");
            }
        });
    }

    fn texts(&self) -> MutexGuard<'_, UnderWay> {
        let texts = &self.inner.watching.texts.0;
        texts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The pages that are read now; they are under way then. One of a host at a time.
    fn take_texts(&self, only: Option<SourceId>, now: Timestamp) -> Res<Vec<ArticleId>> {
        let due = self.read(|it| it.due_texts(only, now))?;
        let mut texts = self.texts();
        let (mut taken, mut left_alone) = (vec![], vec![]);
        for it in due {
            if texts.articles.len() >= AT_ONCE {
                break;
            }
            let host = host(&it.address);
            if texts.articles.contains(&it.article_id) {
                continue;
            }
            if let Some(until) = self.peace().until(&host, now) {
                left_alone.push((it.article_id, until));
                continue;
            }
            if !self.peace().may_be_asked(&host, Reason::Page, now) {
                continue;
            }
            texts.articles.insert(it.article_id);
            self.peace().is_asked(&host, Reason::Page, SPACING, now);
            taken.push(it.article_id);
        }
        let is_quiet = taken.is_empty() && texts.articles.is_empty() && left_alone.is_empty();
        texts.quiet_at = is_quiet.then_some(now);
        drop(texts);
        // They make room for pages of other hosts that are due.
        if !left_alone.is_empty() {
            let put_off = self.write(move |writer| writer.put_off_texts(&left_alone, now));
            self.noted(put_off);
        }
        Ok(taken)
    }

    fn take_unmeasured(&self, only: Option<SourceId>, now: Timestamp) -> Res<Option<SourceId>> {
        if self.texts().compares {
            return Ok(None);
        }
        let found = self.read(|it| it.unmeasured(only, now))?;
        self.texts().compares = found.is_some();
        Ok(found)
    }

    /// Reads the page of an article, when it is its host's turn. What goes wrong is stored with it, and is no error here.
    async fn complete(&self, id: ArticleId) -> Res<()> {
        let Some(wanted) = self.aside(move |it| it.wanted_page(id)).await? else {
            return Ok(());
        };
        let (may, turn) = self.leave_of(&wanted).await;
        let Some(begun) = self.aside(move |it| it.begin_page(id)).await? else {
            return Ok(());
        };
        let of = begun.source.id;
        let answer = self.ask_if(may, begun.request.clone(), turn, Reason::Page, of);
        let (answer, _turn) = answer.await;
        self.aside(move |it| it.take_text(&begun, answer)).await
    }

    /// How the page of an article is asked for, if it is to be read.
    fn wanted_page(&self, id: ArticleId) -> Res<Option<Request>> {
        let Some(known) = self.read(|it| it.pending_text(id))? else {
            return Ok(None);
        };
        let source = self.read(|it| it.source(known.source_id))?;
        Ok(Some(page_request(&source, &known.address, self.way()?)))
    }

    /// What to ask, or nothing where the page is not to be read any more. When it is due again if this is cut off is
    /// stored first: killed and started again, it is asked once more, and not at once.
    fn begin_page(&self, id: ArticleId) -> Res<Option<Begun>> {
        let now = self.now();
        let Some(known) = self.read(|it| it.pending_text(id))? else {
            return Ok(None);
        };
        if !known.wanted || known.due_at.is_none_or(|it| it > now) {
            return Ok(None);
        }
        let source = self.read(|it| it.source(known.source_id))?;
        if is_page_of_site(&known.address, source.site.as_deref()) {
            self.write(move |it| it.record_text(id, &TextOutcome::NoMore))?;
            return Ok(None);
        }
        let stored = self.read(|it| it.article(id))?;
        let request = page_request(&source, &known.address, self.way()?);
        // Its host may have said so while the page waited for its turn.
        if self.is_not_left_alone(&request).is_err() {
            return Ok(None);
        }
        self.write(move |writer| writer.set_text_due(id, now.plus(CUT_OFF)))?;
        Ok(Some(Begun {
            id,
            known,
            source,
            article: stored.article,
            request,
        }))
    }

    fn take_text(&self, begun: &Begun, answer: Result<Response, FetchError>) -> Res<()> {
        let now = self.now();
        let answer = match answer {
            Ok(answer) => answer,
            Err(err) => return self.record_text(begun, self.after_text_error(begun, &err, now)),
        };
        let page = match read_page(&begun.article, &host(&answer.address), &answer) {
            Ok(page) => page,
            // A wall, another page, no page: the next look would show the same.
            Err(why) => return self.record_text(begun, given_up(&why)),
        };
        let says_no_more = match begun.known.is_pages {
            true => says_the_same(&begun.article, &page),
            false => text_length(&page) <= text_length(&begun.article),
        };
        if says_no_more {
            return self.record_text(begun, TextOutcome::NoMore);
        }
        let seen = PageSeen {
            etag: answer.etag.clone(),
            last_modified: answer.last_modified.clone(),
            address: Some(answer.address.clone()),
            next_due_at: None,
        };
        let capture = capture::of_answer(&begun.source, CaptureKind::Page, &answer, now)?;
        let arrival = Arrival {
            article: page,
            file: None,
            path: None,
            holder: None,
            former: Some(begun.known.identity),
            place: 0,
            origin: Some(Origin::Captured(Arc::new(capture))),
            came: Came::Completes(seen),
        };
        // What could not be stored is due again in an hour.
        self.file_arrivals(&begun.source, vec![arrival], IfFull::Wait)?;
        Ok(())
    }

    fn record_text(&self, begun: &Begun, it: TextOutcome) -> Res<()> {
        let id = begun.id;
        self.until_stored(IfFull::Wait, || {
            let it = it.clone();
            self.write(move |writer| writer.record_text(id, &it))
        })
    }

    /// What is to be remembered of a page that was not answered.
    fn after_text_error(&self, begun: &Begun, err: &FetchError, now: Timestamp) -> TextOutcome {
        let who = err.who(&begun.host());
        let what = what_went_wrong(err.code, &who, &err.detail);
        self.heed(err, &who, now);
        let tries = begun.known.tries;
        let (wait, counts) = match err.code {
            code if self.reach().is_of_the_way(code, now) => (Some(OFFLINE), false),
            TroubleCode::Gone | TroubleCode::Challenge | TroubleCode::PrivateAddress => {
                (None, true)
            }
            // A site that says no by its status means it; its robots.txt may change, or only not have been to be had.
            TroubleCode::Forbidden if err.status.is_some() => (None, true),
            _ if tries + 1 < TRIES => (Some(Timestamp::HOUR << (2 * tries)), true),
            _ => (None, true),
        };
        match wait {
            None => given_up(&what),
            Some(wait) => TextOutcome::Failed {
                why: format!("{what} Until it is read, only what the source gives is here."),
                next_due_at: Some(now.plus(wait.max(asked_for(err)))),
                counts,
            },
        }
    }

    /// Looks at the pages of three articles of a source, to see whether they have more than it gives.
    async fn measure(&self, id: SourceId) -> Res<()> {
        let (source, articles) = self.aside(move |it| it.begin_comparing(id)).await?;
        let (mut feed, mut page) = (vec![], vec![]);
        let mut unread = 0;
        for article in articles {
            match self.compare_one(&source, article).await? {
                Compared::Both(given, found) => {
                    feed.push(given);
                    page.push(found);
                }
                Compared::Unread => unread += 1,
                // What was stored says when to begin anew.
                Compared::NotNow => return Ok(()),
            }
        }
        let average = |all: &[u32]| match all.len() {
            0 => 0,
            n => (all.iter().map(|it| u64::from(*it)).sum::<u64>() / n as u64) as u32,
        };
        self.aside(move |engine| {
            let now = engine.now();
            let measure = TextMeasure {
                articles: u32::try_from(feed.len()).unwrap_or(u32::MAX),
                feed: average(&feed),
                page: average(&page),
                unread,
                at: now,
            };
            let again = feed.is_empty().then(|| now.plus(COMPARED_AGAIN));
            engine.write(move |it| it.record_measure(id, Some(&measure), again, now))?;
            engine.tell(Change::Sources);
            Ok(())
        })
        .await
    }

    /// The source and the articles that are compared, none where no article of it has a page of its own: a page that several
    /// share has the text of none. When to begin anew if this is cut off is stored first.
    fn begin_comparing(&self, id: SourceId) -> Res<(Source, Vec<Article>)> {
        let now = self.now();
        let source = self.read(|it| it.source(id))?;
        let again = Some(now.plus(CUT_OFF));
        self.write(move |it| it.record_measure(id, None, again, now))?;
        let is_site = |it: &Article| {
            let page = it.address.as_deref();
            page.is_some_and(|it| is_page_of_site(it, source.site.as_deref()))
        };
        let mut articles = vec![];
        for of in self.read(|it| it.newest_with_page(id, COMPARED + 1))? {
            articles.push(self.read(|it| it.article_at(of, 1))?);
        }
        articles.retain(|it| !is_site(it));
        articles.truncate(COMPARED);
        Ok((source, articles))
    }

    async fn compare_one(&self, source: &Source, article: Article) -> Res<Compared> {
        let Some(address) = article.address.clone() else {
            return Ok(Compared::Unread);
        };
        let now = self.now();
        if self.peace().until(&host(&address), now).is_some() {
            return Ok(Compared::NotNow);
        }
        let way = self.aside(Engine::way).await?;
        let request = page_request(source, &address, way);
        let (may, turn) = self.leave_of(&request).await;
        let answer = self.ask_if(may, request, turn, Reason::Page, source.id);
        let (answer, _turn) = answer.await;
        let answer = match answer {
            Ok(answer) => answer,
            Err(err) if is_of_the_way(err.code) => return Ok(Compared::NotNow),
            Err(err) => {
                self.aside(move |engine| {
                    engine.heed(&err, &err.who(&host(&address)), engine.now());
                    Ok(())
                })
                .await?;
                return Ok(Compared::Unread);
            }
        };
        let read = tokio::task::spawn_blocking(move || {
            read_page(&article, &host(&answer.address), &answer)
                .map(|page| (text_length(&article), text_length(&page)))
        });
        Ok(match read.await {
            Ok(Ok((given, found))) => Compared::Both(given, found),
            Ok(Err(_)) | Err(_) => Compared::Unread,
        })
    }
}

/// What is to be remembered of a page that is not tried again.
fn given_up(what: &str) -> TextOutcome {
    TextOutcome::Failed {
        why: format!("{what} Only what the source gives is here."),
        next_due_at: None,
        counts: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_765_000_000_000);

    #[test]
    fn four_at_once_and_none_while_nothing_was_due_nor_held_up_by_a_clock() {
        let mut texts = UnderWay::default();
        assert!(texts.may_begin(NOW));
        texts.quiet_at = Some(NOW);
        assert!(!texts.may_begin(NOW.plus(QUIET - 1)));
        assert!(texts.may_begin(NOW.plus(QUIET)));
        assert!(texts.may_begin(NOW.plus(-Timestamp::DAY)), "set back");
        texts.quiet_at = None;
        texts.articles.extend((1..=4).map(ArticleId));
        assert!(!texts.may_begin(NOW));
    }
}
