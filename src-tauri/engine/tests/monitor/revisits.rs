//! Pages of articles that raised an alert, looked at again.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use engine::{Clock, FetchError, Request, Response};
use news::{
    AlertId, AlertState, Timestamp, Topic, TroubleCode,
    desk::{AlertFilter, AlertRow, SourceDraft},
    version::{ChangeKind, VisitState, Visits},
};

use crate::{
    desk::{Desk, draft},
    server::{Paper, feed, feed_of, item},
};

const FEED: &str = "http://ledger.example/rss";

/// What the page of the article says.
const DRAFTED: &[&str] = &[
    "Three large banks of the republic stand on a list of sanctions that diplomats handed round on Tuesday evening.",
    "Their assets abroad would be frozen from the first day, and payments for grain would need a licence of the union.",
    "The ministry called the draft a theatre and said that payments went on as before, whatever was written in it.",
    "Traders in the harbour answered that ships were waiting since the weekend because insurers asked for guarantees.",
];

fn page(title: &str, paragraphs: &[&str]) -> String {
    let text: String = paragraphs.iter().map(|it| format!("<p>{it}</p>")).collect();
    format!(
        "<!doctype html><html lang=\"en\"><head><title>{title}</title></head>\
         <body><article><h1>{title}</h1>{text}</article></body></html>"
    )
}

fn html(body: String) -> Response {
    Response {
        status: 200,
        content_type: Some("text/html; charset=utf-8".into()),
        body: body.into_bytes(),
        ..Response::default()
    }
}

type Answer = Result<Response, FetchError>;

/// A desk that looks at pages again, once it has the articles of its one feed; and its topic.
fn desk_of(network: &Arc<Paper>, articles: u64) -> (Desk, Topic) {
    let desk = Desk::with(|it| {
        it.network = network.clone();
        it.revisits = true;
    });
    let topic = desk.topic("sanction*");
    desk.follow(FEED);
    desk.engine.start();
    desk.until("a first look", |it| it.articles() == articles);
    (desk, topic)
}

/// A desk that follows one feed with one article, whose page says what it is told to.
struct Page {
    desk: Desk,
    network: Arc<Paper>,
    topic: Topic,
    says: Arc<Mutex<Answer>>,
    asked: Arc<Mutex<Vec<Request>>>,
}

impl Page {
    fn new() -> Page {
        let says: Arc<Mutex<Answer>> =
            Arc::new(Mutex::new(Ok(html(page("Banks on a list", DRAFTED)))));
        let asked: Arc<Mutex<Vec<Request>>> = Arc::default();
        let (answer, all) = (says.clone(), asked.clone());
        let network = Paper::new(move |it| {
            if it.address == FEED {
                return Ok(Response {
                    status: 200,
                    body: feed(&[(
                        "Banks on a list",
                        "Three banks, sanctions and a draft list.",
                    )])
                    .into_bytes(),
                    ..Response::default()
                });
            }
            all.lock().expect("nobody panicked").push(it.clone());
            answer.lock().expect("nobody panicked").clone()
        });
        let (desk, topic) = desk_of(&network, 1);
        Page {
            desk,
            network,
            topic,
            says,
            asked,
        }
    }

    fn says(&self, answer: Answer) {
        *self.says.lock().expect("nobody panicked") = answer;
    }

    fn times(&self) -> usize {
        self.asked.lock().expect("nobody panicked").len()
    }

    fn alert(&self) -> AlertRow {
        self.desk.alerts(&self.topic).remove(0)
    }

    fn state(&self) -> VisitState {
        self.visits().state
    }

    fn visits(&self) -> Visits {
        let list = self.desk.engine.versions(self.alert().article_id);
        list.expect("versions").visits
    }

    fn versions(&self) -> u32 {
        let list = self.desk.engine.versions(self.alert().article_id);
        list.expect("versions").total
    }

    /// Lets hours pass, and the look after them end.
    fn look_after(&self, hours: i64) {
        let (before, seen) = (self.times(), self.visits());
        self.desk.clock.turn(hours * Timestamp::HOUR);
        self.desk.until("a look", |_| self.times() > before);
        // That it is due again in an hour is stored before.
        let end = |it: &Visits| it.seen != seen.seen || it.trouble != seen.trouble;
        self.desk.until("its end", |_| end(&self.visits()));
    }

    /// Lets time pass in which nothing is asked.
    fn quiet_for(&self, hours: i64) {
        let before = self.times();
        self.desk.clock.turn(hours * Timestamp::HOUR);
        for _ in 0..60 {
            self.desk.pass(1_000);
        }
        assert_eq!(self.times(), before, "nothing is asked");
    }
}

#[test]
fn the_page_of_an_alert_is_looked_at_after_an_hour_six_a_day_and_a_week() {
    let it = Page::new();
    it.desk.clock.turn(55 * Timestamp::MINUTE);
    it.quiet_for(0);
    for hours in [1, 6, 21, 7 * 24] {
        it.look_after(hours);
    }
    assert_eq!(it.state(), VisitState::Done);
    it.quiet_for(20 * 24);
    assert_eq!(it.times(), 4);
    assert_eq!(it.versions(), 2, "the feed's text and the page's");
    assert_eq!(it.visits().seen, 4);
    assert!(it.alert().changes.is_empty(), "nothing was edited");
    assert!(
        it.network.times() > it.times(),
        "the feed was looked at meanwhile"
    );
}

#[test]
fn what_is_put_in_and_taken_out_of_a_page_is_told_with_its_alert_once() {
    let it = Page::new();
    let later = it.desk.topic("escalation");
    it.look_after(2);
    let edited = DRAFTED[0].replace("sanctions", "measures, and fear escalation,");
    let paragraphs = [&edited, DRAFTED[1], DRAFTED[2], DRAFTED[3]];
    it.says(Ok(html(page("Banks struck off a list", &paragraphs))));
    it.desk
        .engine
        .triage(&[it.alert().id], AlertState::Kept)
        .expect("kept");
    it.look_after(6);
    assert_eq!(it.versions(), 3);
    let alert = it.alert();
    let kinds: Vec<(ChangeKind, u32)> = alert
        .changes
        .iter()
        .map(|it| (it.kind, it.version))
        .collect();
    assert_eq!(kinds, [(ChangeKind::Gone, 3), (ChangeKind::Headline, 3)]);
    assert_eq!((alert.state, alert.changed), (AlertState::Kept, true));
    let view = it.desk.engine.alert(alert.id).expect("the alert");
    assert!(
        view.why[0].hits > 0,
        "it still shows what it was raised for"
    );
    let found = it.desk.alerts(&later);
    assert_eq!(
        (found.len(), found[0].changes[0].kind),
        (1, ChangeKind::Found)
    );
    let difference = it
        .desk
        .engine
        .version_difference(alert.article_id, 2, 3)
        .expect("a difference");
    assert!(difference.headline.is_some() && !difference.read_differently);
    assert!(difference.inserted > 0 && difference.deleted > 0);
    it.look_after(24);
    assert_eq!(it.alert().changes.len(), 2, "seen again, told once");
    assert!(
        it.desk
            .engine
            .version_difference(alert.article_id, 1, 9)
            .is_err()
    );
}

#[test]
fn pages_are_asked_conditionally() {
    let it = Page::new();
    it.says(Ok(Response {
        etag: Some("\"v1\"".into()),
        last_modified: Some("yesterday".into()),
        ..html(page("Banks on a list", DRAFTED))
    }));
    it.look_after(2);
    it.says(Ok(Response {
        status: 304,
        ..Response::default()
    }));
    it.look_after(6);
    let asked = it.asked.lock().expect("nobody panicked").clone();
    assert_eq!(
        (asked[0].etag.as_deref(), asked[0].last_modified.as_deref()),
        (None, None)
    );
    assert_eq!(asked[1].etag.as_deref(), Some("\"v1\""));
    assert_eq!(asked[1].last_modified.as_deref(), Some("yesterday"));
    assert_eq!((it.versions(), it.visits().seen), (2, 2));
    it.look_after(24);
    let asked = it.asked.lock().expect("nobody panicked").clone();
    assert_eq!(asked[2].etag.as_deref(), Some("\"v1\""), "a 304 keeps them");
}

#[test]
fn a_page_that_is_gone_is_said_to_be_and_not_asked_for_again() {
    let it = Page::new();
    it.says(Err(FetchError::new(TroubleCode::Gone, "410 (Gone)")));
    it.look_after(2);
    assert_eq!(it.state(), VisitState::Gone);
    let why = it.visits().trouble.expect("it is said");
    assert!(why.contains("410 (Gone)"), "{why}");
    it.quiet_for(10 * 24);
    assert_eq!(it.versions(), 1, "what there was stays");
}

#[test]
fn a_page_that_its_site_keeps_programs_from_is_not_asked_for() {
    let it = Page::new();
    let forbids = "User-agent: *\nDisallow: /".to_string();
    *it.network.robots.lock().expect("nobody panicked") = Some(forbids);
    it.desk.pass(2 * Timestamp::HOUR);
    it.desk
        .until("a word on it", |_| it.visits().trouble.is_some());
    let why = it.visits().trouble.expect("it is said");
    assert!(why.contains("robots.txt"), "{why}");
    assert_eq!((it.times(), it.versions()), (0, 1));
}

#[test]
fn a_page_whose_rules_an_offline_machine_could_not_ask_for_is_looked_at_soon_after() {
    let it = Page::new();
    let err = FetchError::new(TroubleCode::Unreachable, "no such host");
    it.network.lose_robots(Some(err));
    it.desk.pass(2 * Timestamp::HOUR);
    it.desk
        .until("a word on it", |_| it.visits().trouble.is_some());
    let why = it.visits().trouble.expect("it is said");
    assert!(why.contains("could not be found"), "{why}");
    it.network.lose_robots(None);
    it.desk.clock.turn(11 * Timestamp::MINUTE);
    it.desk.until("a look", |_| it.visits().seen == 1);
    assert_eq!((it.times(), it.versions()), (1, 2));
}

#[test]
fn what_is_not_the_article_makes_no_version() {
    let consent = page(
        "Before you continue",
        &[
            "We and our partners store cookies on your device. Choose below what you accept, or manage your choices.",
        ],
    );
    let cut = Response {
        cut: Some(TroubleCode::Damaged),
        ..html(page("Banks on a list", DRAFTED))
    };
    let pdf = Response {
        content_type: Some("application/pdf".into()),
        ..html("%PDF-1.7".into())
    };
    let tests: [(&str, Answer, &str); 5] = [
        ("consent", Ok(html(consent)), "not this article"),
        ("cut", Ok(cut), "did not come whole"),
        ("a document", Ok(pdf), "application/pdf"),
        (
            "refused",
            Err(FetchError::new(TroubleCode::Forbidden, "403 (Forbidden)")),
            "refuses to show the page",
        ),
        (
            "a challenge",
            Err(FetchError::new(TroubleCode::Challenge, "403 (Forbidden)")),
            "whether a person is reading",
        ),
    ];
    for (name, answer, expected) in tests {
        let it = Page::new();
        it.says(answer);
        it.look_after(2);
        let why = it.visits().trouble.expect("it is said");
        assert!(why.contains(expected), "{name}: {why}");
        assert_eq!(
            (it.versions(), it.state()),
            (1, VisitState::Waiting),
            "{name}"
        );
        it.quiet_for(2);
        it.says(Ok(html(page("Banks on a list", DRAFTED))));
        it.look_after(6);
        assert_eq!(
            (it.versions(), it.visits().trouble),
            (2, None),
            "{name}: and then it is well"
        );
    }
}

#[test]
fn a_server_in_trouble_is_tried_a_few_times_and_left_alone_as_long_as_it_asks() {
    let it = Page::new();
    it.says(Err(FetchError {
        retry_after: Some(3 * 3_600),
        ..FetchError::new(TroubleCode::Busy, "429 (Too Many Requests)")
    }));
    it.look_after(2);
    it.quiet_for(2);
    it.says(Err(FetchError::new(
        TroubleCode::Status,
        "500 (Internal Server Error)",
    )));
    it.look_after(2);
    assert_eq!(
        (it.times(), it.versions(), it.state()),
        (2, 1, VisitState::Waiting)
    );
}

#[test]
fn p50_looks_at_a_host_that_wants_peace_are_put_off_and_make_room() {
    let busy = "https://busy.example";
    let pages = Arc::new(AtomicUsize::new(0));
    let asked = pages.clone();
    let network = Paper::new(move |it: &Request| match it.address.as_str() {
        FEED => Ok(Response {
            status: 200,
            body: feed_of(&[0, 1, 2].map(|number| {
                let link = format!("<link>{busy}/{number}</link>");
                item(
                    &number.to_string(),
                    &format!("Banks of harbour {number} on a list"),
                    &format!("Sanctions for harbour {number}: {}", DRAFTED[number]),
                    "",
                )
                .replace(
                    &format!("<link>https://ledger.example/{number}</link>"),
                    &link,
                )
            }))
            .into_bytes(),
            ..Response::default()
        }),
        _ => {
            asked.fetch_add(1, Ordering::SeqCst);
            Err(FetchError {
                status: Some(429),
                retry_after: Some(86_400),
                asked: vec!["busy.example".into()],
                ..FetchError::new(TroubleCode::Busy, "429 (Too Many Requests)")
            })
        }
    });
    let (desk, topic) = desk_of(&network, 3);
    let alerts = desk.alerts(&topic);
    assert_eq!(alerts.len(), 3);
    desk.clock.turn(2 * Timestamp::HOUR);
    let wanted = desk.clock.now().plus(20 * Timestamp::HOUR);
    desk.until("all are put off", |desk| {
        alerts.iter().all(|alert| {
            let versions = desk.engine.versions(alert.article_id).expect("versions");
            versions.visits.next_due_at.is_some_and(|it| it > wanted)
        })
    });
    assert_eq!(
        pages.load(Ordering::SeqCst),
        1,
        "the first answer holds for all"
    );
}

#[test]
fn a_look_that_is_cut_off_is_made_once_more_and_loses_nothing() {
    let tears = Arc::new(AtomicBool::new(true));
    let mut it = Page::new();
    it.desk.engine.stop();
    let (torn, good) = (tears.clone(), it.network.clone());
    it.desk.options.network = Paper::new(move |request| {
        assert!(
            request.address == FEED || !torn.load(Ordering::SeqCst),
            "the network tears the program down"
        );
        futures(&good, request)
    });
    it.desk.reopen();
    it.desk.engine.start();
    it.desk.clock.turn(2 * Timestamp::HOUR);
    let due = it.visits().next_due_at;
    it.desk.until("a look", |_| it.visits().next_due_at != due);
    let due = it.visits().next_due_at.expect("it is due again");
    assert!(
        due.since(it.desk.clock.now()) > 50 * Timestamp::MINUTE,
        "not at once"
    );
    tears.store(false, Ordering::SeqCst);
    it.desk.restart();
    it.desk.engine.start();
    for _ in 0..20 {
        it.desk.pass(1_000);
    }
    assert_eq!(it.versions(), 1, "a restart does not ask at once");
    it.desk.clock.turn(Timestamp::HOUR);
    it.desk.until("the page's text", |_| it.versions() == 2);
}

/// What another network would answer at once.
fn futures(network: &Paper, request: &Request) -> Answer {
    use std::task::{Context, Poll, Waker};

    use engine::Network;
    let mut answer = network.get(request.clone());
    match answer
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(answer) => answer,
        Poll::Pending => panic!("paper answers at once"),
    }
}

#[test]
fn nothing_is_asked_where_it_is_switched_off_or_the_alert_was_dismissed() {
    let off = Page::new();
    let mut settings = off.desk.engine.settings().expect("settings");
    settings.revisit = false;
    off.desk.engine.save_settings(&settings).expect("saved");
    off.quiet_for(3);
    assert_eq!(off.state(), VisitState::Off);
    settings.revisit = true;
    off.desk.engine.save_settings(&settings).expect("saved");
    off.look_after(0);

    let dismissed = Page::new();
    // Of every topic: one that waits is enough.
    let all = dismissed.desk.engine.alerts(&AlertFilter::default(), None);
    let ids: Vec<AlertId> = all.expect("alerts").rows.iter().map(|it| it.id).collect();
    assert!(ids.len() > 1);
    dismissed
        .desk
        .engine
        .triage(&ids, AlertState::Dismissed)
        .expect("dismissed");
    dismissed.quiet_for(3);
    dismissed.desk.engine.undo().expect("undone");
    dismissed.look_after(0);

    let source = Page::new();
    let own = source.desk.source(source.alert().source_id).source;
    source
        .desk
        .engine
        .save_source(&SourceDraft {
            id: Some(own.id),
            name: own.name.clone(),
            revisit: Some(false),
            method: None,
            text: None,
            ignore: None,
            ..draft(own.kind, &own.address)
        })
        .expect("changed");
    source.quiet_for(3);
    assert_eq!(source.state(), VisitState::Off);
}

#[test]
fn a_thousand_pages_that_are_due_at_once_after_a_week_of_sleep_are_spread_out() {
    let items: Vec<String> = (0..1_000)
        .map(|it| {
            let item = item(
                &it.to_string(),
                &format!("Report {it}"),
                "Sanctions were drafted.",
                "",
            );
            item.replace(
                "https://ledger.example/",
                &format!("https://outlet-{}.example/", it % 40),
            )
        })
        .collect();
    let body = feed_of(&items);
    let asked: Arc<Mutex<Vec<(String, Timestamp)>>> = Arc::default();
    let desk = Desk::with(|it| {
        it.revisits = true;
        let (clock, asked) = (it.clock.clone(), asked.clone());
        it.network = Paper::new(move |request| {
            if request.address == FEED {
                return Ok(Response {
                    status: 200,
                    body: body.clone().into_bytes(),
                    ..Response::default()
                });
            }
            let host = request
                .address
                .split('/')
                .nth(2)
                .unwrap_or_default()
                .to_string();
            asked
                .lock()
                .expect("nobody panicked")
                .push((host, clock.now()));
            Ok(html(page("Report", DRAFTED)))
        });
    });
    let topic = desk.topic("sanction*");
    desk.follow(FEED);
    desk.engine.start();
    desk.until("all of them", |it| it.articles() == 1_000);
    assert_eq!(desk.alerts(&topic).len(), 100, "a page of them");
    desk.clock.turn(8 * Timestamp::DAY);
    let began = desk.clock.now();
    for _ in 0..240 {
        desk.pass(250);
    }
    let asked = asked.lock().expect("nobody panicked").clone();
    let took = desk.clock.now().since(began) / Timestamp::SECOND;
    assert!(asked.len() >= 10, "they are asked: {}", asked.len());
    assert!(
        asked.len() as i64 <= took / 2 + 2,
        "one in two seconds: {} in {took} s",
        asked.len()
    );
    for (number, (host, at)) in asked.iter().enumerate() {
        let again = asked[number + 1..].iter().find(|it| it.0 == *host);
        assert!(
            again.is_none_or(|it| it.1.since(*at) >= 9 * Timestamp::SECOND),
            "{host} is left alone for ten seconds"
        );
    }
}
