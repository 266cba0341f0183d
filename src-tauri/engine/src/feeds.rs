//! Looking at a feed: ask, parse, file, remember.

use std::time::Duration;

use news::{
    Source, SourceId, SourceKind, Timestamp, Trouble, TroubleCode,
    desk::{Change, ErrorCode},
};
use sha2::{Digest, Sha256};
use store::{FetchState, Look, LookOutcome};
use url::Url;

use crate::{
    Engine, EngineError, FetchError, Request, Response,
    engine::Res,
    judge::{Arrival, hex},
    trouble,
};

/// The longest time between two looks, however often it fails.
const LONGEST: i64 = Timestamp::DAY;

/// The shortest time between two looks that are not asked for by hand.
const SHORTEST: i64 = 5 * Timestamp::MINUTE;

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
    pub(crate) fn add(&mut self, filed: &store::Filed) {
        self.new_articles += u64::from(filed.new_articles);
        self.new_versions += u64::from(filed.new_versions);
        self.alerts += filed.alerts.len() as u64;
    }
}

/// The host of an address, as it is named in words.
pub(crate) fn host(address: &str) -> String {
    Url::parse(address)
        .ok()
        .and_then(|it| it.host_str().map(str::to_string))
        .unwrap_or_else(|| address.to_string())
}

impl Engine {
    /// Looks at a feed once. What goes wrong is stored with the source, and is no error here; only a desk that
    /// cannot be read or written is.
    pub(crate) async fn look_at_feed(&self, source: &Source) -> Res<Polled> {
        let id = source.id;
        let (state, allow_private) =
            self.read(|it| Ok((it.fetch_state(id)?, it.allows_private(id)?)))?;
        let began = self.now();
        let interval = self.interval(source)?;
        // Said before it is asked: killed and started again, it is not asked again at once.
        self.write(move |writer| writer.set_due(id, began.plus(interval)))?;
        // Validators are of one address: an edited source begins anew.
        let known = state.validator_address.as_deref() == Some(source.address.as_str());
        let request = Request {
            address: source.address.clone(),
            etag: state.etag.clone().filter(|_| known),
            last_modified: state.last_modified.clone().filter(|_| known),
            allow_private,
        };
        let contacted = host(&source.address);
        self.write(move |writer| writer.record_contact(&contacted, id, began))?;
        let answer = self.inner.options.network.get(request).await;
        let engine = self.clone();
        let source = source.clone();
        // Parsing and filing block: away from the threads that wait for the network.
        tokio::task::spawn_blocking(move || {
            engine.take_answer(&source, &state, known, answer, interval)
        })
        .await
        .unwrap_or_else(|err| {
            Err(EngineError::new(
                ErrorCode::Internal,
                format!("A look at a source ended early: {err}."),
                "Try again.",
            ))
        })
    }

    fn take_answer(
        &self,
        source: &Source,
        state: &FetchState,
        known: bool,
        answer: Result<Response, FetchError>,
        interval: i64,
    ) -> Res<Polled> {
        let now = self.now();
        let who = host(&source.address);
        let answer = match answer {
            Ok(answer) => answer,
            Err(err) => {
                let wait = err
                    .retry_after
                    .map_or(0, |it| (it.min(86_400) as i64) * Timestamp::SECOND);
                let trouble = trouble::of(err.code, &who, &err.detail, now);
                return self.not_well(source, state, trouble, interval, wait);
            }
        };
        let wait = answer
            .max_age
            .map_or(0, |it| (it.min(86_400) as i64) * Timestamp::SECOND);
        let next_due_at = Some(now.plus(interval.max(wait)));
        let mut fresh = FetchState {
            etag: answer.etag.clone(),
            last_modified: answer.last_modified.clone(),
            validator_address: Some(source.address.clone()),
            body_hash: state.body_hash.clone(),
            ..FetchState::default()
        };
        if answer.status == 304 {
            fresh.etag = fresh.etag.or(state.etag.clone());
            fresh.last_modified = fresh.last_modified.or(state.last_modified.clone());
            return self.well(
                source.id,
                Look {
                    at: now,
                    outcome: LookOutcome::Fine(fresh),
                    next_due_at,
                },
                Polled::default(),
            );
        }
        let hash = hex(&Sha256::digest(&answer.body));
        fresh.body_hash = Some(hash.clone());
        if known && state.body_hash.as_deref() == Some(&hash) && state.failures == 0 {
            return self.well(
                source.id,
                Look {
                    at: now,
                    outcome: LookOutcome::Fine(fresh),
                    next_due_at,
                },
                Polled::default(),
            );
        }
        let parsed = parse::feed(
            &answer.body,
            answer.content_type.as_deref(),
            Some(&answer.address),
        );
        let complaint = parsed
            .problems
            .first()
            .map(|it| trouble::of(it.code, &who, &it.message, now));
        if let Some(title) = parsed
            .title
            .clone()
            .filter(|it| !it.trim().is_empty() && source.name == who)
        {
            let (id, was) = (source.id, source.name.clone());
            self.write(move |writer| writer.name_source(id, title.trim(), &was))?;
        }
        if parsed.articles.is_empty() {
            let trouble =
                complaint.unwrap_or_else(|| trouble::of(TroubleCode::Empty, &who, "", now));
            return self.not_well(source, state, trouble, interval, 0);
        }
        let arrivals = parsed
            .articles
            .into_iter()
            .map(|article| Arrival {
                article,
                file: None,
                former: None,
            })
            .collect();
        match self.file_arrivals(source, arrivals) {
            Ok(filed) => {
                let mut polled = Polled::default();
                polled.add(&filed);
                let outcome = match complaint {
                    Some(trouble) => LookOutcome::Partly(fresh, trouble),
                    None => LookOutcome::Fine(fresh),
                };
                self.well(
                    source.id,
                    Look {
                        at: now,
                        outcome,
                        next_due_at,
                    },
                    polled,
                )
            }
            Err(err) => {
                // Not stored: the answer is not remembered either, so that it is asked for again.
                let code = if err.code() == ErrorCode::DiskFull {
                    TroubleCode::DiskFull
                } else {
                    TroubleCode::Database
                };
                let trouble = trouble::of(code, &who, &err.what(), now);
                let _ = self.not_well(source, state, trouble, SHORTEST, 0);
                Err(err)
            }
        }
    }

    fn well(&self, id: SourceId, look: Look, polled: Polled) -> Res<Polled> {
        self.write(move |writer| writer.record_look(id, &look))?;
        self.tell(Change::Sources);
        Ok(polled)
    }

    /// Remembers trouble. The more often it came in a row, the later the next look.
    fn not_well(
        &self,
        source: &Source,
        state: &FetchState,
        trouble: Trouble,
        interval: i64,
        wait: i64,
    ) -> Res<Polled> {
        let (id, now) = (source.id, self.now());
        let later = interval
            .saturating_mul(1 << state.failures.min(5))
            .min(LONGEST)
            .max(wait);
        let look = Look {
            at: now,
            outcome: LookOutcome::Trouble(trouble),
            next_due_at: Some(now.plus(later)),
        };
        self.write(move |writer| writer.record_look(id, &look))?;
        self.tell(Change::Sources);
        Ok(Polled::default())
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

    /// Looks at some sources now, and waits until that is done. Eight at once, one at a time of one host.
    ///
    /// # Errors
    /// Where the desk cannot be read or written. What is wrong with a source is stored with it.
    pub fn poll_now(&self, ids: &[SourceId]) -> Res<Polled> {
        let sources: Vec<Source> = ids
            .iter()
            .map(|id| self.read(|it| it.source(*id)))
            .collect::<Res<_>>()?;
        let mut all = Polled::default();
        let feeds = sources.iter().filter(|it| it.kind == SourceKind::Feed);
        let mut by_host: std::collections::BTreeMap<String, Vec<Source>> =
            std::collections::BTreeMap::new();
        for it in feeds {
            by_host
                .entry(host(&it.address))
                .or_default()
                .push(it.clone());
        }
        let runtime = self.runtime()?;
        let permits = std::sync::Arc::new(tokio::sync::Semaphore::new(8));
        let looks: Vec<_> = by_host
            .into_values()
            .map(|of_host| {
                let (engine, permits) = (self.clone(), permits.clone());
                runtime.spawn(async move {
                    let _permit = permits.acquire().await;
                    let mut polled = vec![];
                    for (number, source) in of_host.iter().enumerate() {
                        if number > 0 {
                            engine
                                .inner
                                .options
                                .clock
                                .sleep(Duration::from_secs(1))
                                .await;
                        }
                        polled.push(engine.look_at_feed(source).await);
                    }
                    polled
                })
            })
            .collect();
        let mut failure = None;
        for look in looks {
            for res in runtime.block_on(look).unwrap_or_default() {
                match res {
                    Ok(polled) => {
                        all.new_articles += polled.new_articles;
                        all.new_versions += polled.new_versions;
                        all.alerts += polled.alerts;
                    }
                    Err(err) => failure = Some(err),
                }
            }
        }
        for source in sources.iter().filter(|it| it.kind == SourceKind::Folder) {
            match self.look_at_folder_until_settled(source) {
                Ok(polled) => {
                    all.new_articles += polled.new_articles;
                    all.new_versions += polled.new_versions;
                    all.alerts += polled.alerts;
                }
                Err(err) => failure = Some(err),
            }
        }
        match failure {
            Some(err) => Err(err),
            None => Ok(all),
        }
    }

    /// Looks at one source, or at all that are not paused, as a job.
    ///
    /// # Errors
    /// Where the desk cannot be read.
    pub fn poll(&self, source_id: Option<SourceId>) -> Res<news::JobId> {
        let ids: Vec<SourceId> = match source_id {
            Some(id) => vec![self.read(|it| it.source(id))?.id],
            None => self
                .read(|it| it.due())?
                .into_iter()
                .map(|it| it.0.id)
                .collect(),
        };
        let engine = self.clone();
        let title = match ids.len() {
            1 => "Looking at a source".to_string(),
            n => format!("Looking at {n} sources"),
        };
        Ok(self.job(&title, move |work| {
            let mut all = Polled::default();
            let total = ids.len() as u64;
            for (number, chunk) in ids.chunks(16).enumerate() {
                if !work.at(number as u64 * 16, Some(total), "") {
                    break;
                }
                let polled = engine.poll_now(chunk)?;
                all.new_articles += polled.new_articles;
                all.alerts += polled.alerts;
            }
            work.at(total, Some(total), "");
            Ok(format!(
                "{} new articles, {} alerts",
                all.new_articles, all.alerts
            ))
        }))
    }

    pub(crate) fn runtime(&self) -> Res<&tokio::runtime::Runtime> {
        self.inner.runtime.as_ref().ok_or_else(|| {
            EngineError::new(
                ErrorCode::Internal,
                "This desk is open for reading only.",
                "Open it for writing.",
            )
        })
    }
}
