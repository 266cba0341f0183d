//! Looking at a feed: ask, parse, file, remember.

use std::sync::Arc;

use news::{
    Article, Source, SourceId, SourceKind, SourceMethod, Timestamp, Trouble, TroubleCode, Wishes,
    desk::{Change, Reason},
    evidence::CaptureKind,
    health::{DAYS, Rhythm, day_of},
};
use sha2::{Digest, Sha256};
use store::{Came, FetchState, Hash, Learned, Look, LookOutcome};
use url::Url;

use crate::{
    Engine, EngineError, FetchError, Request, Response,
    asking::answers,
    capture::{self, Origin},
    due::{LONGEST, Plan, SHORTEST, Terms, is_due, later, plan, rests_until},
    engine::Res,
    front_page,
    judge::{Arrival, IfFull, addresses, hex},
    judges::behind_the_writer,
    peace::asked_for,
    robots::is_of_the_way,
    sitemap::{self, More},
    standing, tls, trouble, unpack,
};

/// How often a host is tried every hour that is not found while nobody answers.
const HOURLY: u32 = 24;

/// How soon a host is tried again that could not be found: mostly this machine is offline, and nobody is bothered.
const OFFLINE: i64 = 10 * Timestamp::MINUTE;

/// How long validators are believed without a whole answer: there are servers that always say "as before".
pub(crate) const WHOLE_AGAIN: i64 = 8 * Timestamp::DAY;

/// What looking at sources brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Polled {
    /// Articles that were not there before.
    pub new_articles: u64,
    /// New versions of articles that were.
    pub new_versions: u64,
    /// Alerts that were raised.
    pub alerts: u64,
    /// Feeds that were not asked, for they had been asked less than five minutes before or want to be left alone.
    pub left_alone: u64,
}

impl Polled {
    pub(crate) fn of(filed: &store::Filed) -> Polled {
        Polled {
            new_articles: u64::from(filed.new_articles),
            new_versions: u64::from(filed.new_versions),
            alerts: filed.alerts.len() as u64,
            left_alone: 0,
        }
    }

    /// One feed was not asked.
    fn left_alone() -> Polled {
        Polled {
            left_alone: 1,
            ..Polled::default()
        }
    }

    pub(crate) fn add(&mut self, other: Polled) {
        self.new_articles += other.new_articles;
        self.new_versions += other.new_versions;
        self.alerts += other.alerts;
        self.left_alone += other.left_alone;
    }
}

/// The host of an address, as it is named in words.
pub(crate) fn host(address: &str) -> String {
    Url::parse(address)
        .ok()
        .and_then(|it| it.host_str().map(str::to_string))
        .unwrap_or_else(|| address.to_string())
}

/// Scheme, host and port of an address: what a password belongs to.
pub(crate) fn origin(address: &str) -> Option<url::Origin> {
    Url::parse(address).ok().map(|it| it.origin())
}

/// What came of wanting to look.
enum Beginning {
    /// A look.
    Look(Box<Begun>),
    /// None; what is told of that.
    Not(Polled),
}

/// A look that has begun.
pub(crate) struct Begun {
    pub(crate) source: Source,
    pub(crate) state: FetchState,
    pub(crate) request: Request,
    /// Why it cannot be asked after all.
    held_back: Option<FetchError>,
    /// Milliseconds between two looks at the source.
    interval: i64,
    if_full: IfFull,
}

impl Begun {
    pub(crate) fn who(&self) -> String {
        host(&self.source.address)
    }
}

impl Engine {
    /// Looks at a feed once, when it is its host's turn. What goes wrong is stored with the source, and is no error
    /// here; only a desk that cannot be read or written is.
    pub(crate) async fn look_at_feed(
        &self,
        id: SourceId,
        address: &str,
        by_hand: bool,
    ) -> Res<Polled> {
        if by_hand && self.is_left_alone(id)? {
            return Ok(Polled::left_alone());
        }
        let turn = self
            .inner
            .watching
            .pace
            .turn(&host(address), &*self.inner.options.clock)
            .await;
        // The desk blocks, and so do parsing and filing: away from the threads that wait for the network.
        let engine = self.clone();
        let begun = tokio::task::spawn_blocking(move || engine.begin_look(id, by_hand));
        let begun = match begun.await.unwrap_or_else(|_| Err(ended_early()))? {
            Beginning::Look(begun) => begun,
            Beginning::Not(polled) => return Ok(polled),
        };
        let (answer, more, _turn) = match (&begun.held_back, begun.source.method) {
            (Some(err), _) => (Err(err.clone()), More::default(), turn),
            (None, SourceMethod::Feed) => {
                let (answer, turn) = self.get_feed(begun.request.clone(), turn).await;
                (answer, More::default(), turn)
            }
            (None, SourceMethod::Sitemap) => self.ask_for_sitemap(&begun, turn).await,
            (None, SourceMethod::FrontPage | SourceMethod::Telegram) => {
                self.ask_for_page(&begun, turn).await
            }
        };
        let (engine, source) = (self.clone(), begun.source.clone());
        let taken = tokio::task::spawn_blocking(move || {
            if engine.note_answer(&begun, &answer) {
                return Ok(Polled::default());
            }
            engine.take_answer(&begun, answer, &more)
        });
        match taken.await {
            Ok(res) => res,
            Err(err) if err.is_panic() => Err(self.fault(&source)),
            Err(_) => Err(ended_early()),
        }
    }

    /// Whether a feed may not be asked now, also by hand.
    fn is_left_alone(&self, id: SourceId) -> Res<bool> {
        let (timing, now) = (self.read(|it| it.timing(id))?, self.now());
        Ok(rests_until(timing.asked_at, timing.not_before, now).is_some())
    }

    /// What to ask, unless the source is not to be asked any more. That it is asked is stored first:
    /// killed and started again, it is not asked again at once.
    fn begin_look(&self, id: SourceId, by_hand: bool) -> Res<Beginning> {
        let now = self.now();
        let source = match self.read(|it| it.source(id)) {
            Ok(source) => source,
            Err(err) if err.code() == news::desk::ErrorCode::NotFound && !by_hand => {
                return Ok(Beginning::Not(Polled::default()));
            }
            Err(err) => return Err(err),
        };
        let state = self.read(|it| it.fetch_state(id))?;
        let timing = self.read(|it| it.timing(id))?;
        // While it waited for its turn, it may have been looked at by hand, or paused.
        let is_due = is_due(state.next_due_at, timing.asked_at, now);
        if !by_hand && (source.paused || !is_due || state.stopped) {
            return Ok(Beginning::Not(Polled::default()));
        }
        let awake = timing.wishes.awake(now);
        if !by_hand && awake > now {
            // It was due before, while nobody could ask.
            self.write(move |writer| writer.put_off(id, awake, now))?;
            return Ok(Beginning::Not(Polled::default()));
        }
        if by_hand && rests_until(timing.asked_at, timing.not_before, now).is_some() {
            return Ok(Beginning::Not(Polled::left_alone()));
        }
        // What its host wished, whoever heard it: another feed, a page, or this source under another address.
        if let Some(until) = self.peace().until(&host(&source.address), now) {
            if by_hand {
                return Ok(Beginning::Not(Polled::left_alone()));
            }
            self.write(move |writer| writer.put_off(id, until, now))?;
            return Ok(Beginning::Not(Polled::default()));
        }
        let interval = self.interval(&source)?;
        let mut request = Request {
            address: source.address.clone(),
            etag: state.etag.clone(),
            last_modified: state.last_modified.clone(),
            validator_address: state.validator_address.clone(),
            allow_private: source.allow_private,
            page: source.method.is_page(),
            stays: false,
            login: None,
            certificate: source.certificate.as_deref().and_then(tls::fingerprint),
            way: self.way()?,
        };
        let held_back = match self.login_of(&source) {
            Ok(login) => {
                request.login = login;
                None
            }
            Err(err) => Some(err),
        };
        // One without validators, once in eight days: there are servers that say "as before" whatever comes.
        let is_conditional = request.etag.is_some() || request.last_modified.is_some();
        let mut asks_whole = !is_conditional;
        if let Some(at) = state.asked_whole_at
            && is_conditional
            && now.since(at) >= WHOLE_AGAIN
        {
            (request.etag, request.last_modified) = (None, None);
            asks_whole = true;
        }
        // One that lies ahead is that of a clock that was wrong.
        let is_unknown = state.asked_whole_at.is_none_or(|it| it > now);
        let if_cut_off = now.plus(interval.max(timing.every.unwrap_or(0)));
        let contacted = match held_back {
            None => self.contacted_by(&request),
            Some(_) => vec![],
        };
        self.write(move |writer| {
            writer.begin_asking(id, if_cut_off, now)?;
            if asks_whole || is_unknown {
                writer.record_asked_whole(id, now)?;
            }
            contacted
                .iter()
                .try_for_each(|it| writer.record_request(it, Some(id), Reason::Feed, now))
        })?;
        Ok(Beginning::Look(Box::new(Begun {
            source,
            state,
            request,
            held_back,
            interval,
            if_full: if by_hand { IfFull::Fail } else { IfFull::Wait },
        })))
    }

    /// Remembers what an answer says beside its body: of whom it came, whether this machine is offline, where the feed has moved, and
    /// whether it can be asked for only if it changed. Tells whether that is all: the source was asked in vain. What cannot be stored
    /// of it keeps nothing from being filed.
    fn note_answer(&self, begun: &Begun, answer: &Result<Response, FetchError>) -> bool {
        let (id, now) = (begun.source.id, self.now());
        self.noted(self.record_answers(answers(answer), Reason::Feed, Some(id), now));
        // Who led to another place was reached, whatever became of that.
        let who = match answer {
            Err(err) if err.asked.len() > 1 || err.elsewhere.is_some() => {
                self.is_reached(&begun.who());
                err.who(&begun.who())
            }
            _ => begun.who(),
        };
        if self.was_in_vain(&who, id, begun.state.failures > 0, answer) {
            self.tell(Change::Sources);
            return true;
        }
        if let Ok(answer) = answer {
            self.noted(self.note_head(id, answer));
        }
        false
    }

    /// Remembers what the head of an answer says of the source.
    fn note_head(&self, id: SourceId, answer: &Response) -> Res<()> {
        let timing = self.read(|it| it.timing(id))?;
        if timing.moved_to != answer.moved_to {
            let to = answer.moved_to.clone();
            self.write(move |writer| writer.note_move(id, to.as_deref()))?;
        }
        if !timing.validated && (answer.etag.is_some() || answer.last_modified.is_some()) {
            self.write(move |writer| writer.note_validators(id))?;
        }
        Ok(())
    }

    /// Says that something beside the articles could not be stored: they are all the same.
    pub(crate) fn noted(&self, res: Res<()>) {
        if let Err(err) = res {
            tracing::warn!("what a look showed beside articles could not be stored: {err}");
        }
    }

    /// Takes an answer, and those that belong to it: the sitemaps of an index.
    fn take_answer(
        &self,
        begun: &Begun,
        answer: Result<Response, FetchError>,
        more: &More,
    ) -> Res<Polled> {
        let now = self.now();
        let polite = &self.inner.polite;
        // Where this machine may be the cause, nothing is counted against a host.
        let is_of_the_way = |err: &FetchError| self.reach().is_of_the_way(err.code, now);
        if !answer.as_ref().is_err_and(is_of_the_way) {
            let who = match &answer {
                Ok(_) => begun.who(),
                Err(err) => err.who(&begun.who()),
            };
            if let Some(wait) = polite.count(&who, answer.as_ref().err()) {
                self.put_host_off(&who, begun.source.id, now.plus(wait))?;
            }
        }
        let answer = match answer {
            Ok(answer) => answer,
            Err(err) => {
                let wait = match (asked_for(&err), err.code) {
                    (0, TroubleCode::Busy) => unnamed(begun, &err),
                    (named, _) => named,
                };
                if err.code == TroubleCode::Busy {
                    let who = err.who(&begun.who());
                    self.leave_feeds_alone(&who, Some(begun.source.id), now.plus(wait))?;
                    if err.elsewhere.is_none() {
                        self.hold(&who, now.plus(wait), now);
                    }
                }
                return self.no_feed(begun, &err, wait);
            }
        };
        let state = &begun.state;
        let mut fresh = FetchState {
            etag: answer.etag.clone(),
            last_modified: answer.last_modified.clone(),
            validator_address: Some(answer.address.clone()),
            body_hash: state.body_hash.clone(),
            ..FetchState::default()
        };
        let holds = millis(answer.max_age.unwrap_or(0));
        if answer.status == 304 {
            fresh.etag = fresh.etag.or(state.etag.clone());
            fresh.last_modified = fresh.last_modified.or(state.last_modified.clone());
            self.saw_front_page(&begun.source, &[])?;
            return self.as_before(begun, &answer, fresh, holds);
        }
        if answer.body.is_empty() {
            let mut err = FetchError::new(TroubleCode::NotAFeed, "its answer was empty");
            err.status = Some(answer.status);
            return self.no_feed(begun, &err, 0);
        }
        if begun.request.etag.is_some() || begun.request.last_modified.is_some() {
            // Asked with validators, and answered in full: they are not answered "as before" for ever.
            let id = begun.source.id;
            self.write(move |writer| writer.record_asked_whole(id, now))?;
        }
        let hash = hex(&Sha256::digest(&answer.body));
        fresh.body_hash = Some(hash.clone());
        let same = answer.cut.is_none()
            && state.validator_address == fresh.validator_address
            && state.body_hash.as_deref() == Some(&hash)
            && state.failures == 0
            && more.is_as_before()
            // What was wrong with a sitemap that an index names is not wrong for ever.
            && (more.as_before == 0 || state.trouble.is_none());
        if same {
            self.saw_front_page(&begun.source, &[])?;
            return self.as_before(begun, &answer, fresh, holds);
        }
        self.take_feed(begun, &answer, more, fresh, holds)
    }

    /// Nothing new. What was wrong with what is still so is wrong still.
    fn as_before(
        &self,
        begun: &Begun,
        answer: &Response,
        fresh: FetchState,
        holds: i64,
    ) -> Res<Polled> {
        let state = &begun.state;
        let lasting = state
            .trouble
            .clone()
            .filter(|it| state.failures == 0 && it.code != TroubleCode::Moved);
        let moved = self.follow_move(begun, answer.moved_to.as_deref())?;
        let outcome = match lasting.or(moved) {
            Some(trouble) => LookOutcome::Partly(fresh, trouble),
            None => LookOutcome::Fine(fresh),
        };
        self.well(begun, outcome, holds, Polled::default())
    }

    /// Remembers why there was no feed, and whether it is to be asked for again.
    fn no_feed(&self, begun: &Begun, err: &FetchError, wait: i64) -> Res<Polled> {
        let (id, state, now) = (begun.source.id, &begun.state, self.now());
        let stands = standing::after(state, err, now);
        if (stands.stopped, stands.refusals) != (state.stopped, state.refusals) {
            self.write(move |writer| writer.set_standing(id, stands.stopped, stands.refusals))?;
        }
        // Of a place that it leads to for the time being, or that was not asked, that place is named.
        let who = match err.elsewhere.is_some() || err.astray {
            true => err.who(&begun.who()),
            false => begun.who(),
        };
        let mut trouble = sitemap::of_method(
            begun.source.method,
            trouble::of(err.code, &who, &err.detail, now),
        );
        if let Some(advice) = &err.advice {
            trouble.advice.clone_from(advice);
        }
        standing::say(&mut trouble, &stands, err);
        let polled = self.not_well(begun, trouble, wait.max(stands.wait))?;
        if is_of_the_way(err.code) && self.reach().is_offline() {
            // Another look noticed meanwhile that it was this machine.
            self.noted(self.write(move |writer| writer.put_back(id, true, now)));
        }
        Ok(polled)
    }

    /// Files what a feed brought.
    fn take_feed(
        &self,
        begun: &Begun,
        answer: &Response,
        more: &More,
        fresh: FetchState,
        holds: i64,
    ) -> Res<Polled> {
        let (id, who, now) = (begun.source.id, begun.who(), self.now());
        let method = begun.source.method;
        let known = self.read(|it| it.shared_names(id))?;
        let (parsed, links) = match method {
            SourceMethod::Feed => {
                let body = match answer.cut {
                    Some(_) => whole_items(&answer.body),
                    None => &answer.body,
                };
                let kind = answer.content_type.as_deref();
                // As many at a time as there are cores: what it takes to read stays with each thread that ever read.
                let parsed = behind_the_writer(|| {
                    let is_shared = |name: &str| known.contains(&Hash::of(name.as_bytes()));
                    parse::feed_knowing(body, kind, Some(&answer.address), &is_shared)
                });
                (parsed, vec![])
            }
            SourceMethod::Sitemap => (sitemap::read(answer, more), vec![]),
            SourceMethod::Telegram => (
                parse::telegram(
                    &answer.body,
                    answer.content_type.as_deref(),
                    &answer.address,
                ),
                vec![],
            ),
            SourceMethod::FrontPage => self.read_front_page(&begun.source, answer)?,
        };
        let complaint = complaint(answer, &parsed, &who, now)
            .map(|it| sitemap::of_method(method, it))
            .or_else(|| more.trouble(&who, now));
        let mut source = begun.source.clone();
        if let Some(title) = parsed
            .title
            .filter(|it| !it.trim().is_empty() && begun.source.name == who)
        {
            // From now on the source has the name that its feed gives it; so have its articles.
            let (was, name) = (source.name.clone(), title.trim().to_string());
            if source.publisher == was {
                source.publisher.clone_from(&name);
            }
            source.name.clone_from(&name);
            self.write(move |writer| writer.name_source(id, &name, &was))?;
        }
        let mut of_more = vec![];
        for (_, it) in &more.answers {
            of_more.extend(sitemap::arrivals(&source, it, now)?);
        }
        // A list of news may be empty; a feed is not.
        let may_be_empty = method.is_list() && complaint.is_none() || more.as_before > 0;
        if parsed.articles.is_empty() && of_more.is_empty() && !may_be_empty {
            let trouble =
                complaint.unwrap_or_else(|| trouble::of(TroubleCode::Empty, &who, "", now));
            return self.not_well(begun, trouble, 0);
        }
        let given: Vec<&Article> = parsed
            .articles
            .iter()
            .chain(of_more.iter().map(|it| &it.article))
            .collect();
        let mut learned = learned(parsed.wishes, &given, now);
        if method == SourceMethod::FrontPage {
            // Only what is new on it was taken for articles.
            learned.items = u32::try_from(links.len()).unwrap_or(u32::MAX);
        }
        // What it gave is all of it, but where a part is as before.
        let items = learned.items;
        let is_all = more.as_before == 0;
        if is_all {
            self.noted(self.write(move |writer| writer.learn(id, &learned)));
        }
        let mut shared = known.clone();
        shared.extend(parsed.shared.iter().map(|it| Hash::of(it.as_bytes())));
        let addresses = addresses(&parsed.articles, parsed.site.as_deref(), &mut shared);
        let fresh_names: Vec<Hash> = shared.difference(&known).copied().collect();
        if !fresh_names.is_empty() {
            // Before the articles: by what several share none of them may be taken for another at the next look.
            self.until_stored(begun.if_full, || {
                let names = fresh_names.clone();
                self.write(move |writer| writer.note_shared_names(id, &names))
            })?;
        }
        let origin = Origin::Captured(Arc::new(capture::of_answer(
            &source,
            CaptureKind::Feed,
            answer,
            now,
        )?));
        let mut arrivals: Vec<Arrival> = (0..)
            .zip(parsed.articles)
            .zip(addresses)
            .map(|((place, article), address)| Arrival {
                article,
                file: None,
                holder: None,
                path: None,
                former: None,
                place,
                origin: Some(origin.clone()),
                came: Came::Given { address },
            })
            .collect();
        arrivals.extend(of_more);
        match self.file_arrivals(&source, arrivals, begun.if_full) {
            Ok(filed) => {
                // Read before, and nothing of it is there any more: what came in between was not seen.
                let is_whole = is_all && method != SourceMethod::FrontPage;
                let all_new = filed.new_articles == items && items > 0;
                if is_whole && all_new && begun.state.body_hash.is_some() {
                    self.noted(self.write(move |writer| writer.note_gap(id, now)));
                }
                self.saw_front_page(&source, &links)?;
                self.remember_children(id, more);
                let moved = self.follow_move(begun, answer.moved_to.as_deref())?;
                let (outcome, holds) = match (complaint, answer.cut) {
                    // What was not read whole is asked for whole the next time; not soon, where there is too much of it.
                    (Some(trouble), Some(cut)) => (
                        LookOutcome::Partly(FetchState::default(), trouble),
                        match cut {
                            TroubleCode::TooLarge => LONGEST,
                            _ => holds,
                        },
                    ),
                    // Of its new links some were left for the next look.
                    (Some(trouble), None) if leaves_some(method, &trouble) => {
                        (LookOutcome::Partly(FetchState::default(), trouble), holds)
                    }
                    // Came whole, and some of it could not be read: that is so until it changes.
                    (Some(trouble), None) => (LookOutcome::Partly(fresh, trouble), holds),
                    (None, _) => match moved {
                        Some(trouble) => (LookOutcome::Partly(fresh, trouble), holds),
                        None => (LookOutcome::Fine(fresh), holds),
                    },
                };
                self.well(begun, outcome, holds, Polled::of(&filed))
            }
            Err(err) => {
                // Not stored: the answer is not remembered either, so that it is asked for again.
                let look = Look {
                    at: now,
                    outcome: LookOutcome::Trouble(self.not_stored(&who, &err)),
                    next_due_at: Some(now.plus(SHORTEST)),
                };
                if let Err(err) = self.write(move |writer| writer.record_look(id, &look)) {
                    tracing::error!("trouble of a source could not be stored: {err}");
                }
                self.tell(Change::Sources);
                Err(err)
            }
        }
    }

    /// Puts off the other feeds of a host that is in trouble. Who looks by hand may know more.
    fn put_host_off(&self, who: &str, but: SourceId, until: Timestamp) -> Res<()> {
        let others: Vec<SourceId> = self
            .read(store::Reader::due)?
            .into_iter()
            .filter(|it| it.due_at.is_none_or(|at| at < until))
            .map(|it| it.source)
            .filter(|it| it.kind == SourceKind::Feed && it.id != but)
            .filter(|it| host(&it.address) == who)
            .map(|it| it.id)
            .collect();
        self.write(move |writer| others.iter().try_for_each(|id| writer.set_due(*id, until)))
    }

    /// Leaves the feeds of the host that asked for it alone, also by hand; and the source whose asking led to it.
    pub(crate) fn leave_feeds_alone(
        &self,
        who: &str,
        led_by: Option<SourceId>,
        until: Timestamp,
    ) -> Res<()> {
        let all: Vec<SourceId> = self
            .read(store::Reader::due)?
            .into_iter()
            .map(|it| it.source)
            .filter(|it| it.kind == SourceKind::Feed)
            .filter(|it| led_by == Some(it.id) || host(&it.address) == who)
            .map(|it| it.id)
            .collect();
        self.write(move |writer| all.iter().try_for_each(|id| writer.leave_alone(*id, until)))
    }

    fn well(&self, begun: &Begun, outcome: LookOutcome, holds: i64, polled: Polled) -> Res<Polled> {
        let (id, now) = (begun.source.id, self.now());
        let plan = self.plan_feed(&begun.source, holds)?;
        let look = Look {
            at: now,
            outcome,
            next_due_at: Some(plan.at),
        };
        let (every, why) = (plan.every, plan.why.words());
        self.until_stored(begun.if_full, || {
            let (look, why) = (look.clone(), why.clone());
            self.write(move |writer| {
                writer.plan(id, every, &why)?;
                writer.record_look(id, &look)
            })
        })?;
        self.tell(Change::Sources);
        Ok(polled)
    }

    /// Remembers trouble. The more often it came in a row, the later the next look.
    fn not_well(&self, begun: &Begun, trouble: Trouble, wait: i64) -> Res<Polled> {
        let (id, now) = (begun.source.id, self.now());
        let delay = match trouble.code {
            code if self.reach().is_of_the_way(code, now) => unreached(begun, code),
            TroubleCode::Gone => LONGEST,
            _ => backed_off(begun),
        };
        let look = Look {
            at: now,
            outcome: LookOutcome::Trouble(trouble),
            next_due_at: Some(now.plus(later(id, now, delay.max(wait)))),
        };
        self.until_stored(begun.if_full, || {
            let look = look.clone();
            self.write(move |writer| writer.record_look(id, &look))
        })?;
        self.tell(Change::Sources);
        Ok(Polled::default())
    }

    /// Remembers that a fault of this program ended a look. Other sources go on.
    pub(crate) fn fault(&self, source: &Source) -> EngineError {
        let (id, now) = (source.id, self.now());
        let look = Look {
            at: now,
            outcome: LookOutcome::Trouble(trouble::of(
                TroubleCode::Internal,
                &source.name,
                "it could not go on",
                now,
            )),
            next_due_at: Some(now.plus(Timestamp::HOUR)),
        };
        if let Err(err) = self.write(move |writer| writer.record_look(id, &look)) {
            return err;
        }
        self.tell(Change::Sources);
        ended_early()
    }

    /// When a feed that answered now is looked at next.
    fn plan_feed(&self, source: &Source, holds: i64) -> Res<Plan> {
        let now = self.now();
        let timing = self.read(|it| it.timing(source.id))?;
        let rhythm = match source.interval_minutes {
            Some(_) => None,
            None => {
                let today = day_of(now);
                let tallies = self.read(|it| it.day_tallies(source.id, today - DAYS))?;
                Rhythm::of(&tallies, day_of(source.added_at), today, timing.items)
            }
        };
        let terms = Terms {
            id: source.id,
            chosen: source
                .interval_minutes
                .map(|it| (i64::from(it) * Timestamp::MINUTE).max(shortest(source))),
            usual: (i64::from(self.settings()?.feed_interval_minutes) * Timestamp::MINUTE)
                .max(shortest(source)),
            // Pages and sitemaps seldom have validators; what is new on them does not wait for a day.
            validated: timing.validated || source.method != SourceMethod::Feed,
            holds,
            wishes: &timing.wishes,
            rhythm: rhythm.as_ref(),
        };
        Ok(plan(&terms, now))
    }

    /// Plans the next look of a feed anew, after the analyst changed its interval: from when it was asked last, and without what its
    /// server said then of how long the answer holds.
    pub(crate) fn plan_anew(&self, source: &Source) -> Res<()> {
        let id = source.id;
        let timing = self.read(|it| it.timing(id))?;
        let Some(asked_at) = timing.asked_at else {
            return Ok(());
        };
        let plan = self.plan_feed(source, 0)?;
        let due_at = asked_at.plus(plan.at.since(self.now()));
        let due_at = due_at.max(timing.not_before.unwrap_or(due_at));
        let (every, why) = (plan.every, plan.why.words());
        self.write(move |writer| {
            writer.plan(id, every, &why)?;
            writer.set_due(id, due_at)
        })
    }

    /// Milliseconds between two looks at a source.
    pub(crate) fn interval(&self, source: &Source) -> Res<i64> {
        let minutes = match (source.interval_minutes, source.kind) {
            (Some(minutes), _) => minutes,
            (None, SourceKind::Folder) => 10,
            (None, SourceKind::Feed | SourceKind::Import | SourceKind::Sample) => {
                self.settings()?.feed_interval_minutes
            }
        };
        Ok((i64::from(minutes) * Timestamp::MINUTE).clamp(shortest(source), LONGEST))
    }
}

/// For how long a source is left alone that could not be had, in milliseconds: an hour at least, twice as long after each time.
fn backed_off(begun: &Begun) -> i64 {
    let delay = begun.interval.max(Timestamp::HOUR);
    let often = begun.state.failures.min(5);
    delay.saturating_mul(1 << often).min(LONGEST)
}

/// How soon a feed is tried again where nobody answers: this machine may be the cause. A proxy is nobody whose patience is tried. A host
/// that answered before is tried every hour for a day.
fn unreached(begun: &Begun, code: TroubleCode) -> i64 {
    let answered = begun.state.body_hash.is_some();
    match code {
        TroubleCode::Proxy => begun.interval.min(OFFLINE),
        _ if answered && begun.state.failures < HOURLY => begun.interval.max(Timestamp::HOUR),
        _ => backed_off(begun),
    }
}

/// For how many milliseconds a host is left alone that is busy and names no time. An hour where it is out of service, and not longer each
/// time: one feed that is out of order for ever must not silence the others of its host. Where too much was asked of it, longer and longer.
fn unnamed(begun: &Begun, err: &FetchError) -> i64 {
    match err.status {
        Some(429) => backed_off(begun),
        _ => Timestamp::HOUR,
    }
}

/// Whether something was left for the next look, which must not find it known.
fn leaves_some(method: SourceMethod, trouble: &Trouble) -> bool {
    method == SourceMethod::FrontPage && trouble.code == TroubleCode::TooLarge
}

/// The shortest time between two looks at a source, in milliseconds.
fn shortest(source: &Source) -> i64 {
    match source.method {
        SourceMethod::FrontPage => front_page::SHORTEST,
        SourceMethod::Feed | SourceMethod::Sitemap | SourceMethod::Telegram => SHORTEST,
    }
}

/// What is wrong with an answer of which something could be read, or nothing.
fn complaint(
    answer: &Response,
    parsed: &parse::ParsedFeed,
    who: &str,
    now: Timestamp,
) -> Option<Trouble> {
    let problem = parsed.problems.first();
    let (code, detail) = match (answer.cut, problem) {
        (Some(TroubleCode::TooLarge), _) => (
            TroubleCode::TooLarge,
            format!("only the first {} MB were read", unpack::MOST >> 20),
        ),
        (Some(code), _) => (code, "the answer broke off in the middle".into()),
        (None, Some(it)) => (it.code, it.message.clone()),
        (None, None) => return None,
    };
    Some(trouble::of(code, who, &detail, now))
}

/// What is to be remembered of a feed that was read.
fn learned(wishes: Wishes, articles: &[&Article], now: Timestamp) -> Learned {
    let count = |is: &dyn Fn(&Article) -> bool| {
        u32::try_from(articles.iter().filter(|it| is(it)).count()).unwrap_or(u32::MAX)
    };
    Learned {
        wishes,
        items: count(&|_| true),
        undated: count(&|it| it.published_at.is_none()),
        future: count(&|it| {
            it.published_at.is_some_and(|it| it > now) && !it.is_published_plausibly(now)
        }),
    }
}

/// Of a feed that was cut off what came whole: up to the end of its last item. All of it, where no item ends.
pub(crate) fn whole_items(body: &[u8]) -> &[u8] {
    const ENDS: [&[u8]; 2] = [b"item>", b"entry>"];
    const LONGEST_TAG: usize = 40;
    // With or without a prefix: </item>, </rss:item>.
    let is_called = |tag: &[u8], name: &[u8]| {
        let before = tag.strip_suffix(name);
        before.is_some_and(|it| it == b"/" || it.ends_with(b":"))
    };
    let ends_item = |at: usize| {
        let near = &body[at.saturating_sub(LONGEST_TAG)..=at];
        let tag = near.rsplit(|it| *it == b'<').next();
        tag.is_some_and(|it| it.starts_with(b"/") && ENDS.iter().any(|end| is_called(it, end)))
    };
    let mut before = body.len();
    while let Some(at) = body[..before].iter().rposition(|it| *it == b'>') {
        if ends_item(at) {
            return &body[..=at];
        }
        before = at;
    }
    body
}

/// Seconds as milliseconds.
fn millis(seconds: u64) -> i64 {
    i64::try_from(seconds)
        .unwrap_or(i64::MAX)
        .saturating_mul(Timestamp::SECOND)
}

fn ended_early() -> EngineError {
    EngineError::new(
        news::desk::ErrorCode::Internal,
        "A look at a source ended early.",
        "It is tried again by itself.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_feed_that_is_cut_off_only_whole_items_are_read() {
        const TESTS: &[(&str, &str)] = &[
            ("<rss><item>a</item><item>b", "<rss><item>a</item>"),
            (
                "<a:entry>a</a:entry><a:entry><b></b>",
                "<a:entry>a</a:entry>",
            ),
            ("<item>a</item>", "<item>a</item>"),
            ("<rss><item>a", "<rss><item>a"),
            ("<rss><items></items>", "<rss><items></items>"),
            ("", ""),
            ("no feed at all", "no feed at all"),
        ];
        for (body, expected) in TESTS {
            assert_eq!(whole_items(body.as_bytes()), expected.as_bytes(), "{body}");
        }
        let hostile = "<".repeat(1_000_000) + &">".repeat(1_000_000);
        assert_eq!(whole_items(hostile.as_bytes()).len(), hostile.len());
    }
}
