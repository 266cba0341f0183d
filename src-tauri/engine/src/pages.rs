//! Asking for a page: where its site sends on, the next place is looked at as the first was, before it is asked.

use std::sync::Arc;

use news::{
    Source, SourceId, Timestamp, TroubleCode,
    desk::{ErrorCode, Reason},
    evidence::Hop,
};

use crate::{
    Elsewhere, Engine, EngineError, FetchError, Request, Response, Way,
    address::{Blocked, blocked},
    asking::answers,
    engine::Res,
    feeds::{host, origin},
    pace::Turn,
    tls,
    web::HOPS,
};

/// The way from the address that was asked for to the one that is asked now.
#[derive(Default)]
struct Walked {
    /// The hosts that were asked, in order.
    asked: Vec<String>,
    /// The addresses that sent on.
    hops: Vec<Hop>,
    /// The last of those that is asked now.
    led_by: Option<Box<Elsewhere>>,
    moved_to: Option<String>,
    has_gone_astray: bool,
    /// The place that was the first to which the login was not told.
    untold: Option<String>,
}

/// What is asked for.
#[derive(Clone, Copy)]
enum Asked {
    /// Nobody named it: its site's rules for programs count.
    Page,
    /// The analyst did.
    Feed,
}

impl Walked {
    fn go(&mut self, next: Box<Elsewhere>) {
        self.has_gone_astray |= !next.for_good;
        if !self.has_gone_astray {
            self.moved_to = Some(next.address.clone());
        }
        self.hops.push(next.hop.clone());
        self.led_by = Some(next);
    }

    /// An answer, with the whole way to it.
    fn to(self, answer: Response) -> Response {
        Response {
            moved_to: answer
                .moved_to
                .filter(|_| !self.has_gone_astray)
                .or(self.moved_to),
            asked: [self.asked, answer.asked].concat(),
            hops: [self.hops, answer.hops].concat(),
            ..answer
        }
    }

    /// Why the way ended, with whom it led to.
    fn ends(self, err: FetchError) -> FetchError {
        // Where nobody was asked, it is of who was to be.
        let led_by = self.led_by.filter(|_| err.asked.is_empty());
        let advice = match (err.status, self.untold) {
            (Some(401), Some(place)) => Some(format!(
                "It leads to {place}, which is not told the password: if it is the publisher's, make it the address of this source."
            )),
            _ => err.advice,
        };
        FetchError {
            elsewhere: err.elsewhere.or(led_by),
            advice,
            astray: self.has_gone_astray,
            asked: [self.asked, err.asked].concat(),
            ..err
        }
    }
}

impl Engine {
    /// Asks for a page, in a turn of its host. Where that sends on, the next place is asked only if its site lets programs read it and
    /// its host does not want to be left alone, and in its own turn. Whether the first may be asked is the caller's.
    /// Gives the turn of the last as well.
    pub(crate) async fn get_page(
        &self,
        request: Request,
        turn: Turn,
    ) -> (Result<Response, FetchError>, Turn) {
        self.go(request, turn, Asked::Page).await
    }

    /// Asks for a feed, which the analyst named: as [`get_page`](Engine::get_page), but its site's rules for programs do not count, and
    /// what leads to another place of the same host belongs to the same turn.
    pub(crate) async fn get_feed(
        &self,
        request: Request,
        turn: Turn,
    ) -> (Result<Response, FetchError>, Turn) {
        self.go(request, turn, Asked::Feed).await
    }

    async fn go(
        &self,
        request: Request,
        mut turn: Turn,
        what: Asked,
    ) -> (Result<Response, FetchError>, Turn) {
        let (first, allow_private) = (host(&request.address), request.allow_private);
        let mut walked = Walked::default();
        let mut request = Request {
            stays: true,
            validator_address: request
                .validator_address
                .or_else(|| Some(request.address.clone())),
            ..request
        };
        for left in (0..=HOPS).rev() {
            let mut err = match self.inner.options.network.get(request.clone()).await {
                Ok(answer) => return (Ok(walked.to(answer)), turn),
                Err(err) => err,
            };
            let Some(next) = err.elsewhere.take() else {
                return (Err(walked.ends(err)), turn);
            };
            walked.asked.append(&mut err.asked);
            if left == 0 {
                break;
            }
            // What may be private is the host that was named, and no other.
            let is_near = host(&next.address) == first;
            let is_here = host(&next.address) == host(&request.address);
            let had_login = request.login.is_some();
            request = sent_on(request, &next.address, allow_private && is_near);
            if had_login && request.login.is_none() {
                walked.untold = Some(next.address.clone());
            }
            let may = match what {
                Asked::Feed if is_here => self.is_not_left_alone(&request),
                Asked::Feed => {
                    drop(turn);
                    turn = self.turn_of(&next.address).await;
                    self.is_not_left_alone(&request)
                }
                Asked::Page => {
                    drop(turn);
                    let may = self.may_go_on(&request).await;
                    turn = self.turn_of(&next.address).await;
                    may.and_then(|()| self.is_not_left_alone(&request))
                }
            };
            walked.go(next);
            if let Err(err) = may {
                return (Err(walked.ends(err)), turn);
            }
        }
        let astray = blocked(Blocked::TooManyHops);
        (
            Err(FetchError {
                asked: walked.asked,
                ..astray
            }),
            turn,
        )
    }

    /// As [`get_page`](Engine::get_page), and whom that contacts is recorded before and after.
    pub(crate) async fn ask_for(
        &self,
        request: Request,
        turn: Turn,
        reason: Reason,
        id: Option<SourceId>,
    ) -> (Result<Response, FetchError>, Turn) {
        self.will_ask(&request, reason, id).await;
        let who = host(&request.address);
        let (answer, turn) = self.get_page(request, turn).await;
        self.has_asked(answers(&answer), reason, id).await;
        if !answer.as_ref().is_err_and(|it| it.status.is_none()) {
            self.reach().answers(&who, self.now());
        }
        (answer, turn)
    }

    /// As [`get_feed`](Engine::get_feed), and whom that contacts is recorded before and after. A host that wants to be left alone is not
    /// asked.
    pub(crate) async fn ask_in_turns(
        &self,
        request: Request,
        turn: Turn,
        reason: Reason,
        id: Option<SourceId>,
    ) -> (Result<Response, FetchError>, Turn) {
        if let Err(err) = self.is_not_left_alone(&request) {
            return (Err(err), turn);
        }
        self.will_ask(&request, reason, id).await;
        let (answer, turn) = self.get_feed(request, turn).await;
        self.has_asked(answers(&answer), reason, id).await;
        (answer, turn)
    }

    /// Whether a place may be asked that another sends on to.
    async fn may_go_on(&self, request: &Request) -> Result<(), FetchError> {
        self.is_not_left_alone(request)?;
        self.may_read(request).await
    }

    /// Whether a host does not want to be left alone now.
    pub(crate) fn is_not_left_alone(&self, request: &Request) -> Result<(), FetchError> {
        let now = self.now();
        if let Some(until) = self.peace().until(&host(&request.address), now) {
            return Err(FetchError {
                retry_after: u64::try_from(until.since(now) / Timestamp::SECOND).ok(),
                ..FetchError::new(TroubleCode::Busy, "it said so before, and was not asked")
            });
        }
        Ok(())
    }

    /// Whether a page may be read by its site's rules, which are asked for in a turn of their own, and then the turn of its host.
    pub(crate) async fn leave_of(&self, request: &Request) -> (Result<(), FetchError>, Turn) {
        let may = self.may_read(request).await;
        (may, self.turn_of(&request.address).await)
    }

    /// Asks for a page, if it may be read.
    pub(crate) async fn ask_if(
        &self,
        may: Result<(), FetchError>,
        request: Request,
        turn: Turn,
        reason: Reason,
        of: SourceId,
    ) -> (Result<Response, FetchError>, Turn) {
        match may {
            Ok(()) => self.ask_for(request, turn, reason, Some(of)).await,
            Err(err) => (Err(err), turn),
        }
    }

    /// Does what waits for the disk on a thread that may wait.
    pub(crate) async fn aside<T: Send + 'static>(
        &self,
        task: impl FnOnce(&Engine) -> Res<T> + Send + 'static,
    ) -> Res<T> {
        let engine = self.clone();
        let done = tokio::task::spawn_blocking(move || task(&engine));
        done.await.unwrap_or_else(|_| Err(ended_early()))
    }
}

/// Whether an address is on the host of its source.
fn is_near(source: &Source, address: &str) -> bool {
    host(&source.address) == host(address)
}

/// How the page of an article is asked for. What a source says must not lead into the private network that it is allowed to be in
/// itself, nor does its certificate stand for other hosts.
pub(crate) fn page_request(source: &Source, address: &str, way: Arc<Way>) -> Request {
    let is_near = is_near(source, address);
    let certificate = source.certificate.as_deref().filter(|_| is_near);
    Request {
        address: address.to_string(),
        allow_private: source.allow_private && is_near,
        page: true,
        certificate: certificate.and_then(tls::fingerprint),
        way,
        ..Request::default()
    }
}

fn ended_early() -> EngineError {
    EngineError::new(
        ErrorCode::Internal,
        "The reading of a page ended early.",
        "It is tried again by itself.",
    )
}

/// What is asked for next. A login belongs to the place that it was given for, a certificate to its host.
fn sent_on(request: Request, next: &str, allow_private: bool) -> Request {
    let is_near = host(next) == host(&request.address);
    let is_same = origin(next) == origin(&request.address);
    Request {
        address: next.to_string(),
        allow_private,
        login: request.login.filter(|_| is_same),
        certificate: request.certificate.filter(|_| is_near),
        ..request
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn led(from: &str, to: &str, for_good: bool) -> Box<Elsewhere> {
        Box::new(Elsewhere {
            address: to.into(),
            for_good,
            hop: Hop {
                address: from.into(),
                status: if for_good { 301 } else { 302 },
            },
        })
    }

    #[test]
    fn a_page_has_moved_for_good_as_far_as_every_place_before_says_so() {
        const TESTS: &[(&[bool], Option<&str>)] = &[
            (&[], None),
            (&[true], Some("b")),
            (&[false], None),
            (&[true, true], Some("c")),
            (&[true, false], Some("b")),
            (&[false, true], None),
            (&[true, false, true], Some("b")),
        ];
        let places = ["a", "b", "c", "d"];
        for (steps, expected) in TESTS {
            let mut walked = Walked::default();
            for (number, for_good) in steps.iter().enumerate() {
                walked.go(led(places[number], places[number + 1], *for_good));
            }
            let found = walked.to(Response::default());
            assert_eq!(found.moved_to.as_deref(), *expected, "{steps:?}");
            assert_eq!(found.hops.len(), steps.len(), "{steps:?}: each is evidence");
        }
    }

    #[test]
    fn an_error_is_of_who_gave_it_or_of_who_was_not_asked() {
        let err = |asked: &[&str]| FetchError {
            asked: asked.iter().map(ToString::to_string).collect(),
            ..FetchError::new(TroubleCode::Busy, "503")
        };
        let mut walked = Walked::default();
        let none = err(&[]);
        assert_eq!(none.who("news.example"), "news.example", "not asked at all");
        walked.asked = vec!["news.example".into()];
        walked.go(led(
            "https://news.example/1",
            "https://ledger.example/1",
            false,
        ));
        let refused = Walked {
            asked: walked.asked.clone(),
            led_by: walked.led_by.clone(),
            ..Walked::default()
        }
        .ends(err(&["ledger.example"]));
        assert_eq!(refused.who("news.example"), "ledger.example");
        assert_eq!(refused.asked, ["news.example", "ledger.example"]);
        assert_eq!(refused.elsewhere, None, "it was asked");
        assert!(!refused.astray, "nobody led there for the time being");
        let not_asked = walked.ends(err(&[]));
        assert_eq!(not_asked.who("news.example"), "ledger.example");
        assert_eq!(not_asked.asked, ["news.example"]);
    }

    #[test]
    fn h14_a_login_and_a_certificate_go_no_further_than_they_were_given_for() {
        let login = crate::Login {
            user: "anna".into(),
            password: crate::Password::new("s3cret"),
        };
        let request = Request {
            address: "http://ledger.example/a".into(),
            login: Some(login),
            certificate: Some([7; 32]),
            ..Request::default()
        };
        for (next, has_login, has_certificate) in [
            ("http://ledger.example/b", true, true),
            ("https://ledger.example/a", false, true),
            ("http://ledger.example:8080/a", false, true),
            ("http://courier.example/a", false, false),
        ] {
            let found = sent_on(request.clone(), next, false);
            assert_eq!(found.address, next);
            assert_eq!(found.login.is_some(), has_login, "{next}");
            assert_eq!(found.certificate.is_some(), has_certificate, "{next}");
        }
    }
}
