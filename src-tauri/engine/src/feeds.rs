//! Looking at a feed: ask, parse, file, remember.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use news::{
    Source, SourceId, SourceKind, Timestamp, Trouble, TroubleCode,
    desk::{Change, SourceDraft},
    evidence::CaptureKind,
};
use sha2::{Digest, Sha256};
use store::{Came, FetchState, Look, LookOutcome};
use url::Url;

use crate::{
    Engine, EngineError, FetchError, Request, Response,
    capture::{self, Origin},
    engine::Res,
    judge::{Arrival, IfFull, addresses, hex},
    trouble, web,
};

/// The longest time between two looks, however often it fails.
const LONGEST: i64 = Timestamp::DAY;

/// The longest that a server can ask to be left alone.
const LONGEST_WAIT: u64 = 7 * 24 * 60 * 60;

/// The shortest time between two looks that are not asked for by hand.
const SHORTEST: i64 = 5 * Timestamp::MINUTE;

/// How soon a host is tried again that could not be found: mostly this machine is offline, and nobody is bothered.
const OFFLINE: i64 = 10 * Timestamp::MINUTE;

/// How long a feed must say that it has moved for good before it is believed.
const BELIEVED: i64 = Timestamp::DAY;

/// What looking at sources brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Polled {
    /// Articles that were not there before.
    pub new_articles: u64,
    /// New versions of articles that were.
    pub new_versions: u64,
    /// Alerts that were raised.
    pub alerts: u64,
}

impl Polled {
    pub(crate) fn of(filed: &store::Filed) -> Polled {
        Polled {
            new_articles: u64::from(filed.new_articles),
            new_versions: u64::from(filed.new_versions),
            alerts: filed.alerts.len() as u64,
        }
    }

    pub(crate) fn add(&mut self, other: Polled) {
        self.new_articles += other.new_articles;
        self.new_versions += other.new_versions;
        self.alerts += other.alerts;
    }
}

/// Where feeds say that they have moved for good, and since when they say so.
pub(crate) type Moves = Mutex<HashMap<SourceId, (String, Timestamp)>>;

/// The host of an address, as it is named in words.
pub(crate) fn host(address: &str) -> String {
    Url::parse(address)
        .ok()
        .and_then(|it| it.host_str().map(str::to_string))
        .unwrap_or_else(|| address.to_string())
}

/// A look that has begun.
struct Begun {
    source: Source,
    state: FetchState,
    request: Request,
    /// Milliseconds between two looks at the source.
    interval: i64,
    if_full: IfFull,
}

impl Begun {
    fn who(&self) -> String {
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
        let _turn = self
            .inner
            .watching
            .pace
            .turn(&host(address), &*self.inner.options.clock)
            .await;
        // The desk blocks, and so do parsing and filing: away from the threads that wait for the network.
        let engine = self.clone();
        let begun = tokio::task::spawn_blocking(move || engine.begin_look(id, by_hand));
        let Some(begun) = begun.await.unwrap_or_else(|_| Err(ended_early()))? else {
            return Ok(Polled::default());
        };
        let answer = self.inner.options.network.get(begun.request.clone()).await;
        let (engine, source) = (self.clone(), begun.source.clone());
        let taken = tokio::task::spawn_blocking(move || engine.take_answer(&begun, answer));
        match taken.await {
            Ok(res) => res,
            Err(err) if err.is_panic() => Err(self.fault(&source)),
            Err(_) => Err(ended_early()),
        }
    }

    /// What to ask, or nothing where the source is not to be asked any more. That it is asked is stored first:
    /// killed and started again, it is not asked again at once.
    fn begin_look(&self, id: SourceId, by_hand: bool) -> Res<Option<Begun>> {
        let now = self.now();
        let source = match self.read(|it| it.source(id)) {
            Ok(source) => source,
            Err(err) if err.code() == news::desk::ErrorCode::NotFound && !by_hand => {
                return Ok(None);
            }
            Err(err) => return Err(err),
        };
        let state = self.read(|it| it.fetch_state(id))?;
        // While it waited for its turn, it may have been looked at by hand, or paused.
        let looked_at = state
            .next_due_at
            .is_some_and(|it| (1..=LONGEST).contains(&it.since(now)));
        if !by_hand && (source.paused || looked_at) {
            return Ok(None);
        }
        let interval = self.interval(&source)?;
        let contacted = host(&source.address);
        self.write(move |writer| {
            writer.set_due(id, now.plus(interval))?;
            writer.record_contact(&contacted, id, now)
        })?;
        let request = Request {
            address: source.address.clone(),
            etag: state.etag.clone(),
            last_modified: state.last_modified.clone(),
            validator_address: state.validator_address.clone(),
            allow_private: source.allow_private,
            page: false,
        };
        Ok(Some(Begun {
            source,
            state,
            request,
            interval,
            if_full: if by_hand { IfFull::Fail } else { IfFull::Wait },
        }))
    }

    fn take_answer(&self, begun: &Begun, answer: Result<Response, FetchError>) -> Res<Polled> {
        let now = self.now();
        let asked = match &answer {
            Ok(answer) => &answer.asked,
            Err(err) => &err.asked,
        };
        self.record_hops(begun.source.id, asked, now)?;
        let answer = match answer {
            Ok(answer) => answer,
            Err(err) => {
                let wait = millis(err.retry_after.unwrap_or(0).min(LONGEST_WAIT));
                if err.code == TroubleCode::Busy && wait > 0 {
                    self.leave_host_alone(&begun.source, now.plus(wait))?;
                }
                let trouble = trouble::of(err.code, &begun.who(), &err.detail, now);
                return self.not_well(begun, trouble, wait);
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
            self.follow_move(begun, answer.moved_to.as_deref())?;
            return self.well(begun, LookOutcome::Fine(fresh), holds, Polled::default());
        }
        let hash = hex(&Sha256::digest(&answer.body));
        fresh.body_hash = Some(hash.clone());
        let same = state.validator_address == fresh.validator_address
            && state.body_hash.as_deref() == Some(&hash)
            && state.failures == 0;
        if same {
            self.follow_move(begun, answer.moved_to.as_deref())?;
            return self.well(begun, LookOutcome::Fine(fresh), holds, Polled::default());
        }
        self.take_feed(begun, &answer, fresh, holds)
    }

    /// Files what a feed brought.
    fn take_feed(
        &self,
        begun: &Begun,
        answer: &Response,
        fresh: FetchState,
        holds: i64,
    ) -> Res<Polled> {
        let (id, who, now) = (begun.source.id, begun.who(), self.now());
        let parsed = parse::feed(
            &answer.body,
            answer.content_type.as_deref(),
            Some(&answer.address),
        );
        let complaint = complaint(answer, &parsed, &who, now);
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
        if parsed.articles.is_empty() {
            let trouble =
                complaint.unwrap_or_else(|| trouble::of(TroubleCode::Empty, &who, "", now));
            return self.not_well(begun, trouble, 0);
        }
        let delay = parsed.ttl_minutes.unwrap_or(0);
        self.inner
            .watching
            .delays
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id, i64::from(delay) * Timestamp::MINUTE);
        let addresses = addresses(&parsed.articles);
        let origin = Origin::Captured(Arc::new(capture::of_answer(
            &source,
            CaptureKind::Feed,
            answer,
            now,
        )?));
        let arrivals = (0..)
            .zip(parsed.articles)
            .zip(addresses)
            .map(|((place, article), address)| Arrival {
                article,
                file: None,
                path: None,
                former: None,
                place,
                origin: Some(origin.clone()),
                came: Came::Given { address },
            })
            .collect();
        match self.file_arrivals(&source, arrivals, begun.if_full) {
            Ok(filed) => {
                self.follow_move(begun, answer.moved_to.as_deref())?;
                let outcome = match complaint {
                    // What was not read whole is asked for whole the next time.
                    Some(trouble) => LookOutcome::Partly(FetchState::default(), trouble),
                    None => LookOutcome::Fine(fresh),
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

    /// Remembers the hosts to which an answer led.
    pub(crate) fn record_hops(&self, id: SourceId, asked: &[String], at: Timestamp) -> Res<()> {
        let hops: Vec<String> = asked.iter().skip(1).cloned().collect();
        if hops.is_empty() {
            return Ok(());
        }
        self.write(move |writer| {
            hops.iter()
                .try_for_each(|host| writer.record_contact(host, id, at))
        })
    }

    /// Leaves the other feeds of a host alone as well.
    fn leave_host_alone(&self, source: &Source, until: Timestamp) -> Res<()> {
        let host_of = host(&source.address);
        let others: Vec<SourceId> = self
            .read(store::Reader::due)?
            .into_iter()
            .filter(|(it, due_at)| {
                it.kind == SourceKind::Feed
                    && it.id != source.id
                    && host(&it.address) == host_of
                    && due_at.is_none_or(|it| it < until)
            })
            .map(|it| it.0.id)
            .collect();
        self.write(move |writer| others.iter().try_for_each(|id| writer.set_due(*id, until)))
    }

    /// Believes a feed that it has moved for good, once it has said so for a day: its address is changed.
    fn follow_move(&self, begun: &Begun, to: Option<&str>) -> Res<()> {
        let (source, now) = (&begun.source, self.now());
        let mut moves = self
            .inner
            .watching
            .moves
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let Some(to) = to else {
            moves.remove(&source.id);
            return Ok(());
        };
        let since = match moves.get(&source.id) {
            Some((before, since)) if before == to => *since,
            Some(_) | None => {
                moves.insert(source.id, (to.to_string(), now));
                return Ok(());
            }
        };
        if now.since(since) < BELIEVED {
            return Ok(());
        }
        moves.remove(&source.id);
        drop(moves);
        if self
            .read(|it| it.source_at(SourceKind::Feed, to))?
            .is_some()
        {
            // It is followed there already; which of the two stays is for the analyst to say.
            return Ok(());
        }
        let draft = SourceDraft {
            id: Some(source.id),
            kind: source.kind,
            address: to.to_string(),
            name: source.name.clone(),
            publisher: Some(source.publisher.clone()),
            group: source.group.clone(),
            country: source.country.clone(),
            language: source.language.clone(),
            interval_minutes: source.interval_minutes,
            allow_private: begun.request.allow_private,
            revisit: None,
        };
        self.write(move |writer| writer.save_source(&draft, false, now))?;
        Ok(())
    }

    fn well(&self, begun: &Begun, outcome: LookOutcome, holds: i64, polled: Polled) -> Res<Polled> {
        let (id, now) = (begun.source.id, self.now());
        let asked_for = self
            .inner
            .watching
            .delays
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&id)
            .copied()
            .unwrap_or(0);
        let wait = holds.max(asked_for).min(LONGEST).max(begun.interval);
        let look = Look {
            at: now,
            outcome,
            next_due_at: Some(now.plus(later(id, now, wait))),
        };
        self.until_stored(begun.if_full, || {
            let look = look.clone();
            self.write(move |writer| writer.record_look(id, &look))
        })?;
        self.tell(Change::Sources);
        Ok(polled)
    }

    /// Remembers trouble. The more often it came in a row, the later the next look.
    fn not_well(&self, begun: &Begun, trouble: Trouble, wait: i64) -> Res<Polled> {
        let (id, now) = (begun.source.id, self.now());
        let often = begun.state.failures.min(5);
        let delay = match trouble.code {
            TroubleCode::Unreachable => begun.interval.min(OFFLINE),
            TroubleCode::Gone => LONGEST,
            TroubleCode::Busy => {
                let delay = begun.interval.max(Timestamp::HOUR);
                delay.saturating_mul(1 << often).min(LONGEST)
            }
            _ => begun.interval.saturating_mul(1 << often).min(LONGEST),
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

    /// Milliseconds between two looks at a source.
    pub(crate) fn interval(&self, source: &Source) -> Res<i64> {
        let minutes = match (source.interval_minutes, source.kind) {
            (Some(minutes), _) => minutes,
            (None, SourceKind::Folder) => 10,
            (None, SourceKind::Feed | SourceKind::Import | SourceKind::Sample) => {
                self.settings()?.feed_interval_minutes
            }
        };
        Ok((i64::from(minutes) * Timestamp::MINUTE).clamp(SHORTEST, LONGEST))
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
            format!("only the first {} MB were read", web::MOST >> 20),
        ),
        (Some(code), _) => (code, "the answer broke off in the middle".into()),
        (None, Some(it)) => (it.code, it.message.clone()),
        (None, None) => return None,
    };
    Some(trouble::of(code, who, &detail, now))
}

/// A delay, and up to a tenth more: never less, and not for all at the same moment.
fn later(id: SourceId, now: Timestamp, delay: i64) -> i64 {
    let mixed = (id.0 as u64 ^ now.0 as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33;
    delay + (mixed % (delay / 10).max(1) as u64) as i64
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
    fn a_delay_is_never_shortened_and_grows_by_a_tenth_at_most() {
        for id in 1..500 {
            let found = later(
                SourceId(id),
                Timestamp(1_765_000_000_000 + id),
                Timestamp::HOUR,
            );
            assert!(
                (Timestamp::HOUR..=66 * Timestamp::MINUTE).contains(&found),
                "{found}"
            );
        }
    }
}
