//! The texts on the pages behind articles: when they are read, what they complete, and what never replaces better text.

use std::{
    collections::HashMap,
    ops::ControlFlow,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use engine::{FetchError, PagesEnded, PagesRead, Request, Response};
use news::{
    ArticleId, SourceId, SourceKind, TextChoice, TextFrom, Timestamp, TroubleCode,
    desk::{AlertRow, FullText, Reason, SourceDraft},
};

use crate::{
    desk::{Desk, draft},
    server::{Paper, feed_of, item, sent_on},
};

const FEED: &str = "http://ledger.example/rss";

const TEXT: &[&str] = &[
    "Diplomats handed round a list on Tuesday evening that names the banks, and said that it was not yet the last word.",
    "Their assets abroad would be frozen from the first day, and payments for grain would need a licence of the union.",
    "The ministry called the draft a theatre and said that payments went on as before, whatever was written in it.",
    "Traders in the harbour answered that ships were waiting since the weekend because insurers asked for guarantees.",
];

fn page(title: &str, paragraphs: &[String]) -> Result<Response, FetchError> {
    let text: String = paragraphs.iter().map(|it| format!("<p>{it}</p>")).collect();
    Ok(Response {
        status: 200,
        content_type: Some("text/html; charset=utf-8".into()),
        body: format!(
            "<!doctype html><html lang=\"en\"><head><title>{title}</title></head>\
             <body><article><h1>{title}</h1>{text}</article></body></html>"
        )
        .into_bytes(),
        ..Response::default()
    })
}

/// The whole text of a report, with a sentence of its own.
fn whole(number: u32, sentence: &str) -> Vec<String> {
    let own = format!("Report {number} on banks. {sentence}");
    [own]
        .into_iter()
        .chain(TEXT.iter().map(ToString::to_string))
        .collect()
}

type Answer = Result<Response, FetchError>;
type Pages = Arc<Mutex<HashMap<String, Answer>>>;

/// A desk that follows one feed of teasers, whose pages say what they are told to.
struct Teasers {
    desk: Desk,
    network: Arc<Paper>,
    /// Its body; empty: it cannot be found.
    feed: Arc<Mutex<String>>,
    pages: Pages,
    asked: Arc<Mutex<Vec<String>>>,
    source: SourceId,
}

impl Teasers {
    /// With so many items, and a choice of the analyst.
    fn new(items: u32, text: &str, choice: Option<TextChoice>) -> Teasers {
        let pages: Pages = Arc::default();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let feed = Arc::new(Mutex::new(feed_of(&teasers(items, text))));
        for it in 0..items {
            pages
                .lock()
                .expect("nobody panicked")
                .insert(place(it), page(&title(it), &whole(it, "")));
        }
        let (says, body, all) = (pages.clone(), feed.clone(), asked.clone());
        let network = Paper::new(move |it: &Request| {
            if it.address == FEED {
                let body = body.lock().expect("nobody panicked").clone();
                if body.is_empty() {
                    return Err(FetchError::new(TroubleCode::Unreachable, "no such host"));
                }
                return Ok(Response {
                    status: 200,
                    body: body.into_bytes(),
                    ..Response::default()
                });
            }
            all.lock()
                .expect("nobody panicked")
                .push(it.address.clone());
            let says = says.lock().expect("nobody panicked");
            says.get(&it.address).cloned().unwrap_or_else(|| {
                Err(FetchError {
                    status: Some(404),
                    ..FetchError::new(TroubleCode::Gone, "404 (Not Found)")
                })
            })
        });
        let desk = Desk::with(|it| {
            it.network = network.clone();
            it.full_text = true;
        });
        let source = desk
            .engine
            .save_source(&SourceDraft {
                text: choice,
                ..draft(SourceKind::Feed, FEED)
            })
            .expect("a feed");
        Teasers {
            desk,
            network,
            feed,
            pages,
            asked,
            source: source.id,
        }
    }

    fn says(&self, number: u32, answer: Answer) {
        self.says_at(place(number), answer);
    }

    fn says_at(&self, address: String, answer: Answer) {
        let mut pages = self.pages.lock().expect("nobody panicked");
        pages.insert(address, answer);
    }

    /// How many addresses of a site were asked for.
    fn asked_of(&self, site: &str) -> usize {
        let asked = self.asked.lock().expect("nobody panicked");
        asked.iter().filter(|it| it.starts_with(site)).count()
    }

    /// Lets time pass, and what is due then end.
    fn pass(&self, millis: i64) {
        self.desk.clock.turn(millis);
        for _ in 0..20 {
            self.desk.pass(1_000);
        }
    }

    fn asked(&self) -> usize {
        self.asked.lock().expect("nobody panicked").len()
    }

    fn start(&self, items: u64) {
        self.desk.engine.start();
        self.desk.until("a first look", |it| it.articles() == items);
    }

    fn state(&self) -> (TextFrom, FullText) {
        let view = self.desk.source(self.source);
        (view.source.text, view.full_text)
    }

    /// Lets time pass until no page waits any more.
    fn until_read(&self) {
        let none = |_: &Desk| self.state().1.waiting == 0;
        self.desk.until("all pages", none);
    }

    /// The articles that hold a word, with how many versions they have.
    fn holding(&self, word: &str) -> Vec<(ArticleId, u32)> {
        let page = self.desk.engine.search(word, None).expect("a page");
        let ids = page.rows.into_iter().map(|it| it.article_id);
        ids.map(|it| (it, self.desk.engine.versions(it).expect("versions").total))
            .collect()
    }
}

fn title(number: u32) -> String {
    format!("Report {number} on banks of the republic")
}

/// As the feeds of the stand-in name it.
fn place(number: u32) -> String {
    format!("https://ledger.example/{number}")
}

fn teasers(items: u32, text: &str) -> Vec<String> {
    (0..items)
        .map(|it| item(&it.to_string(), &title(it), text, ""))
        .collect()
}

#[test]
fn three_pages_decide_and_each_article_becomes_complete() {
    let it = Teasers::new(5, "Banks stand on a list.", None);
    let topic = it.desk.topic("insurers");
    it.start(5);
    assert!(
        it.desk.alerts(&topic).is_empty(),
        "the feed says nothing of it"
    );
    it.desk
        .until("the choice", |_| it.state().0 == TextFrom::Page);
    let measure = it.state().1.measure.expect("measured");
    assert_eq!((measure.articles, measure.unread), (3, 0));
    assert!(measure.feed < 60 && measure.page > 400, "{measure:?}");
    it.until_read();
    let alerts: Vec<AlertRow> = it.desk.alerts(&topic);
    // What the reports share makes copies of some, whose alerts join.
    assert!(!alerts.is_empty(), "raised by the whole text");
    assert_eq!(it.holding("insurers").len(), 5, "each is complete");
    for alert in &alerts {
        assert!(
            alert.changes.is_empty() && !alert.changed,
            "nothing was edited"
        );
        let versions = it.desk.engine.versions(alert.article_id).expect("versions");
        assert_eq!(versions.total, 2, "the feed's text and the page's");
        assert!(versions.versions[0].read_again);
        let evidence = it.desk.engine.evidence_of(alert.article_id);
        let captures = evidence.expect("evidence").captures;
        assert_eq!(captures.len(), 2, "the feed and the page are kept");
    }
    assert_eq!(it.asked(), 3 + 5, "three to compare, then each once");
    let before = it.network.times();
    it.desk.clock.turn(27 * Timestamp::HOUR);
    it.desk
        .until("the next look", |_| it.network.times() > before);
    for _ in 0..20 {
        it.desk.pass(1_000);
    }
    assert_eq!(it.asked(), 8, "what is complete is not asked for again");
    assert_eq!(it.desk.articles(), 5);
    assert_eq!(it.holding("insurers").len(), 5, "and stays complete");
}

#[test]
fn an_article_that_alerted_by_its_teaser_is_not_alerted_twice() {
    let it = Teasers::new(
        1,
        "Banks stand on a list of sanctions.",
        Some(TextChoice::Page),
    );
    it.says(
        0,
        page(
            &title(0),
            &whole(
                0,
                "The sanctions name three of them, and more sanctions may come.",
            ),
        ),
    );
    let topic = it.desk.topic("sanction*");
    it.start(1);
    assert_eq!(
        it.desk.alerts(&topic).len(),
        1,
        "at once, by the feed's text"
    );
    it.until_read();
    let alerts = it.desk.alerts(&topic);
    assert_eq!(alerts.len(), 1);
    assert_eq!(alerts[0].hits, 2, "it shows what the whole text says");
    assert!(alerts[0].changes.is_empty() && !alerts[0].changed);
}

#[test]
fn a_feed_with_whole_texts_is_left_as_it_is() {
    let text = TEXT.join(" ");
    let it = Teasers::new(4, &text, None);
    it.start(4);
    it.desk
        .until("the measure", |_| it.state().1.measure.is_some());
    let (text, state) = it.state();
    assert_eq!((text, state.waiting), (TextFrom::Feed, 0));
    assert_eq!(it.asked(), 3, "no more pages than were compared");
}

#[test]
fn walls_other_pages_and_errors_never_replace_what_is_there() {
    let short = |text: &str| page("Report 0 on banks of the republic", &[text.to_string()]);
    let status = |code, status, words: &str| {
        Err(FetchError {
            status: Some(status),
            ..FetchError::new(code, words)
        })
    };
    let tests: Vec<(&str, Answer)> = vec![
        (
            "a wall",
            page(
                "Just a moment...",
                &["Checking whether a person is reading.".to_string()],
            ),
        ),
        (
            "a page of consent",
            page(
                "Before you go on",
                &["We value your privacy, choose here.".repeat(9)],
            ),
        ),
        ("a part of the teaser", short("Banks stand.")),
        (
            "refused",
            status(TroubleCode::Forbidden, 403, "403 (Forbidden)"),
        ),
        ("gone", status(TroubleCode::Gone, 404, "404 (Not Found)")),
        (
            "cut off",
            page(&title(0), &whole(0, "")).map(|it| Response {
                cut: Some(TroubleCode::Damaged),
                ..it
            }),
        ),
    ];
    for (name, answer) in tests {
        let it = Teasers::new(
            1,
            "Banks stand on a list that was handed round.",
            Some(TextChoice::Page),
        );
        it.says(0, answer);
        it.start(1);
        it.until_read();
        assert_eq!(
            it.holding("handed"),
            [(it.holding("handed")[0].0, 1)],
            "{name}: as the feed gave it"
        );
        let (_, state) = it.state();
        let is_said = state.without == 1 && state.trouble.is_some();
        assert_eq!(is_said, !name.contains("a part"), "{name}: {state:?}");
        it.desk.clock.turn(3 * Timestamp::DAY);
        for _ in 0..20 {
            it.desk.pass(1_000);
        }
        assert_eq!(it.asked(), 1, "{name}: not again");
    }
}

#[test]
fn a_page_that_does_not_answer_is_tried_again_and_a_restart_goes_on() {
    let mut it = Teasers::new(2, "Banks stand on a list.", Some(TextChoice::Page));
    for number in 0..2 {
        it.says(
            number,
            Err(FetchError::new(
                TroubleCode::Timeout,
                "not done after 60 seconds",
            )),
        );
    }
    it.start(2);
    it.desk.until("both tries", |_| {
        it.asked() == 2 && it.state().1.trouble.is_some()
    });
    it.desk.restart();
    it.desk.engine.start();
    for _ in 0..20 {
        it.desk.pass(1_000);
    }
    assert_eq!(it.asked(), 2, "not at once");
    for number in 0..2 {
        it.says(number, page(&title(number), &whole(number, "")));
    }
    it.desk.clock.turn(2 * Timestamp::HOUR);
    it.until_read();
    assert_eq!(it.holding("insurers").len(), 2);
}

#[test]
fn a_site_that_keeps_programs_out_is_not_asked_for_pages() {
    let it = Teasers::new(2, "Banks stand on a list.", Some(TextChoice::Page));
    *it.network.robots.lock().expect("nobody panicked") =
        Some("User-agent: *\nDisallow: /".to_string());
    it.start(2);
    it.desk
        .until("the trouble", |_| it.state().1.trouble.is_some());
    for _ in 0..20 {
        it.desk.pass(1_000);
    }
    assert_eq!(it.asked(), 0);
    assert!(
        it.state()
            .1
            .trouble
            .is_some_and(|it| it.contains("robots.txt"))
    );
}

#[test]
fn a_text_that_the_source_changes_has_its_page_read_again_and_the_change_is_told() {
    let it = Teasers::new(1, "Banks stand on a list.", Some(TextChoice::Page));
    let topic = it.desk.topic("escalation OR insurers");
    it.start(1);
    it.until_read();
    assert_eq!(it.desk.alerts(&topic).len(), 1);
    it.says(
        0,
        page(
            "Report 0: banks struck off the list of the republic",
            &whole(0, "Observers fear an escalation."),
        ),
    );
    *it.feed.lock().expect("nobody panicked") =
        feed_of(&teasers(1, "Banks are struck off a list."));
    it.desk.clock.turn(27 * Timestamp::HOUR);
    it.desk.until("the page once more", |_| it.asked() == 2);
    it.until_read();
    it.desk
        .until("its text", |_| it.holding("escalation").len() == 1);
    assert_eq!(
        it.holding("escalation")[0].1,
        3,
        "not the feed's teaser in its place"
    );
    let alerts = it.desk.alerts(&topic);
    assert_eq!(alerts.len(), 1);
    assert!(alerts[0].changed, "the headline is another one");
}

#[test]
fn the_analyst_can_say_otherwise_and_pages_of_the_last_days_are_read_then() {
    let it = Teasers::new(3, "Banks stand on a list.", Some(TextChoice::Feed));
    it.start(3);
    for _ in 0..40 {
        it.desk.pass(1_000);
    }
    assert_eq!(it.asked(), 0, "nothing is compared that was decided");
    let choose = |choice| {
        it.desk.engine.save_source(&SourceDraft {
            id: Some(it.source),
            text: Some(choice),
            ..draft(SourceKind::Feed, FEED)
        })
    };
    let saved = choose(TextChoice::Page).expect("saved");
    assert_eq!(saved.text, TextFrom::Page);
    assert_eq!(it.state().1.waiting, 3);
    let saved = choose(TextChoice::Feed).expect("saved");
    assert_eq!((saved.text, it.state().1.waiting), (TextFrom::Feed, 0));
    choose(TextChoice::Page).expect("saved");
    it.until_read();
    assert_eq!(it.holding("insurers").len(), 3);
}

#[test]
fn p52_while_this_machine_is_offline_no_page_loses_a_try_and_no_site_is_taken_for_shut() {
    let proxy = FetchError {
        status: Some(407),
        ..FetchError::new(
            TroubleCode::Proxy,
            "proxy.example: it wants a name and a password",
        )
    };
    let tests = [
        (
            "no network",
            FetchError::new(TroubleCode::Unreachable, "no such host"),
            "could not be found",
        ),
        (
            "no proxy",
            FetchError::new(TroubleCode::Proxy, "proxy.example: refused"),
            "through the proxy proxy.example",
        ),
        ("a proxy that wants a login", proxy, "wants a name"),
    ];
    for (name, err, words) in tests {
        let it = Teasers::new(2, "Banks stand on a list.", Some(TextChoice::Page));
        it.network.lose_robots(Some(err));
        it.start(2);
        it.desk.until("a try", |_| it.state().1.trouble.is_some());
        let trouble = it.state().1.trouble.expect("it is said");
        assert!(trouble.contains(words), "{name}: {trouble}");
        assert!(!trouble.contains("robots.txt"), "{name}: {trouble}");
        // More often than a page is tried.
        for _ in 0..5 {
            it.pass(11 * Timestamp::MINUTE);
        }
        let state = it.state().1;
        assert_eq!((state.waiting, state.without), (2, 0), "{name}: {state:?}");
        assert_eq!(it.asked(), 0, "{name}: nothing is asked without its rules");
        let hosts = it.desk.engine.contacts().expect("contacts").hosts;
        let mut reasons = hosts.iter().flat_map(|it| &it.reasons);
        assert!(
            !reasons.any(|it| it.reason == Reason::Page),
            "{name}: nor told as asked"
        );
        it.network.lose_robots(None);
        it.pass(11 * Timestamp::MINUTE);
        it.until_read();
        assert_eq!(it.holding("insurers").len(), 2, "{name}: and then at once");
    }
}

#[test]
fn a_source_is_not_measured_by_pages_that_an_offline_machine_could_not_ask_for() {
    let it = Teasers::new(3, "Banks stand on a list.", None);
    let err = FetchError::new(TroubleCode::Unreachable, "no such host");
    it.network.lose_robots(Some(err));
    it.start(3);
    it.pass(Timestamp::MINUTE);
    assert_eq!(it.state().1.measure, None);
    it.network.lose_robots(None);
    it.desk.clock.turn(61 * Timestamp::MINUTE);
    it.desk
        .until("the choice", |_| it.state().0 == TextFrom::Page);
    let measure = it.state().1.measure.expect("measured");
    assert_eq!((measure.articles, measure.unread), (3, 0));
}

#[test]
fn p40_no_page_is_asked_for_while_this_machine_is_known_to_be_offline() {
    static HAS_WAY: AtomicBool = AtomicBool::new(true);
    let mut it = Teasers::new(1, "Banks stand on a list.", Some(TextChoice::Page));
    it.desk.engine.stop();
    it.desk.options.has_way = || HAS_WAY.load(Ordering::SeqCst);
    it.desk.reopen();
    let late = FetchError::new(TroubleCode::Timeout, "not done after 60 seconds");
    it.says(0, Err(late));
    it.start(1);
    it.desk.until("a try", |_| {
        it.asked() == 1 && it.state().1.trouble.is_some()
    });
    it.feed.lock().expect("nobody panicked").clear();
    HAS_WAY.store(false, Ordering::SeqCst);
    it.desk.poll(&[it.source]);
    let offline = it.desk.engine.desk().expect("the desk").trouble;
    assert_eq!(offline.map(|it| it.code), Some(TroubleCode::Offline));
    it.pass(2 * Timestamp::HOUR);
    assert_eq!(it.asked(), 1, "though it is due");
}

#[test]
fn a_site_whose_rules_cannot_be_had_is_not_said_to_forbid_anything() {
    let it = Teasers::new(1, "Banks stand on a list.", Some(TextChoice::Page));
    it.network.lose_robots(Some(FetchError {
        status: Some(500),
        ..FetchError::new(TroubleCode::Status, "500 (Internal Server Error)")
    }));
    it.start(1);
    it.desk
        .until("the trouble", |_| it.state().1.trouble.is_some());
    let trouble = it.state().1.trouble.expect("it is said");
    assert!(
        trouble.starts_with(
            "ledger.example was not asked: its robots.txt could not be had, so its pages are left alone until it can."
        ),
        "{trouble}"
    );
    assert_eq!(it.asked(), 0);
    it.network.lose_robots(None);
    it.pass(61 * Timestamp::MINUTE);
    it.until_read();
    assert_eq!(it.holding("insurers").len(), 1);
}

#[test]
fn p50_a_publisher_behind_an_aggregator_is_left_alone_and_not_the_aggregator() {
    let it = Teasers::new(3, "Banks stand on a list.", Some(TextChoice::Page));
    {
        let mut feed = it.feed.lock().expect("nobody panicked");
        *feed = feed.replace(
            "<link>https://ledger.example/",
            "<link>https://news.example/",
        );
    }
    let places = [
        "https://busy.example/0",
        "https://busy.example/1",
        "https://ledger.example/2",
    ];
    for (number, to) in places.iter().enumerate() {
        let from = format!("https://news.example/{number}");
        it.says_at(from.clone(), sent_on(&from, to));
    }
    let busy = || {
        Err(FetchError {
            status: Some(503),
            retry_after: Some(3 * 3_600),
            asked: vec!["busy.example".into()],
            ..FetchError::new(TroubleCode::Busy, "503 (Service Unavailable)")
        })
    };
    for place in &places[..2] {
        it.says_at(place.to_string(), busy());
    }
    it.start(3);
    it.desk.until("the other publisher's text", |_| {
        it.holding("insurers").len() == 1
    });
    it.desk
        .until("all of them", |_| it.asked_of("https://news.example/") == 3);
    it.pass(2 * Timestamp::HOUR);
    assert_eq!(
        it.asked_of("https://busy.example/"),
        1,
        "it asked to be left alone for three hours"
    );
    let trouble = it.state().1.trouble.expect("it is said");
    assert!(
        trouble.starts_with("busy.example asks to be left alone"),
        "{trouble}"
    );
    for number in 0..2 {
        it.says_at(
            places[number as usize].to_string(),
            page(&title(number), &whole(number, "")),
        );
    }
    it.pass(Timestamp::HOUR + Timestamp::MINUTE);
    it.until_read();
    assert_eq!(it.holding("insurers").len(), 3);
}

#[test]
fn p50_pages_of_a_host_that_wants_peace_keep_no_page_of_another_waiting() {
    let it = Teasers::new(12, "Banks stand on a list.", Some(TextChoice::Page));
    for number in 0..10 {
        let place = format!("https://busy.example/{number}");
        {
            let mut feed = it.feed.lock().expect("nobody panicked");
            *feed = feed.replace(
                &format!("<link>https://ledger.example/{number}</link>"),
                &format!("<link>{place}</link>"),
            );
        }
        it.says_at(
            place,
            Err(FetchError {
                status: Some(429),
                retry_after: Some(6 * 86_400),
                asked: vec!["busy.example".into()],
                ..FetchError::new(TroubleCode::Busy, "429 (Too Many Requests)")
            }),
        );
    }
    it.start(12);
    it.desk.until("the pages of the other host", |_| {
        it.holding("insurers").len() == 2
    });
    assert_eq!(it.asked_of("https://busy.example/"), 1);
}

#[test]
fn a_page_that_several_items_share_is_the_text_of_none_and_not_asked_for() {
    let it = Teasers::new(5, "Banks stand on a list.", Some(TextChoice::Page));
    {
        let mut feed = it.feed.lock().expect("nobody panicked");
        for number in 1..4 {
            *feed = feed.replace(&place(number), "https://ledger.example/warnings");
        }
    }
    it.says_at(
        "https://ledger.example/warnings".into(),
        page(&title(1), &whole(1, "")),
    );
    it.start(5);
    it.desk.until("the pages of the others", |_| {
        it.holding("insurers").len() == 2
    });
    it.pass(Timestamp::HOUR);
    assert_eq!(it.asked_of("https://ledger.example/warnings"), 0);
    it.until_read();
}

#[test]
fn what_items_share_and_the_sites_own_page_are_not_compared() {
    let shared = "https://ledger.example/warnings";
    let front = "https://ledger.example/";
    // Of five items the first have no page of their own.
    for (without, compared) in [(3, 2), (5, 0)] {
        let it = Teasers::new(5, "Banks stand on a list.", None);
        {
            let mut feed = it.feed.lock().expect("nobody panicked");
            for number in 0..without {
                let link = if number == 2 { front } else { shared };
                *feed = feed.replace(
                    &format!("<link>{}</link>", place(number)),
                    &format!("<link>{link}</link>"),
                );
            }
        }
        it.says_at(shared.into(), page(&title(1), &whole(1, "")));
        it.says_at(front.into(), page(&title(2), &whole(2, "")));
        it.start(5);
        it.desk
            .until("the measure", |_| it.state().1.measure.is_some());
        let measure = it.state().1.measure.expect("measured");
        assert_eq!((measure.articles, measure.unread), (compared, 0));
        it.until_read();
        it.pass(Timestamp::HOUR);
        assert_eq!(it.holding("insurers").len(), compared as usize);
        let asked = it.asked.lock().expect("nobody panicked").clone();
        assert!(
            !asked.iter().any(|it| it == shared || it == front),
            "{asked:?}"
        );
    }
}

/// Looks at the feed by hand, and then reads pages for so many seconds at most, or until so many were read.
fn look_and_read(
    it: &Teasers,
    only: Option<SourceId>,
    seconds: u64,
    enough: Option<u64>,
) -> PagesRead {
    it.desk.poll(&[it.source]);
    let engine = it.desk.engine.clone();
    let reading =
        thread::spawn(move || {
            let most = Duration::from_secs(seconds);
            engine.read_pages_now(only, most, &|pages| match enough
                .is_some_and(|it| pages.read >= it)
            {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            })
        });
    while !reading.is_finished() {
        it.desk.pass(500);
    }
    let pages = reading.join().expect("nobody panicked");
    pages.expect("read")
}

#[test]
fn a_look_by_hand_reads_the_pages_that_are_due_and_tells_what_came_of_them() {
    let it = Teasers::new(5, "Banks stand on a list.", Some(TextChoice::Page));
    it.says(4, Err(FetchError::new(TroubleCode::Timeout, "too slow")));
    let topic = it.desk.topic("insurers");
    let began = it.desk.clock_now();
    let pages = look_and_read(&it, None, 600, None);
    assert_eq!((pages.read, pages.unread, pages.waiting), (4, 1, 1));
    assert_eq!(pages.ended, Some(PagesEnded::NoneDue), "one is due later");
    assert_eq!(it.holding("insurers").len(), 4, "whole texts");
    assert!(!it.desk.alerts(&topic).is_empty() && pages.alerts > 0);
    let took = it.desk.clock_now().since(began);
    assert!(took >= 4 * 4_000, "{took} ms: as politely as ever");
    // The one that could not be read, once it is due.
    it.says(4, page(&title(4), &whole(4, "")));
    it.desk.clock.turn(Timestamp::HOUR);
    let pages = look_and_read(&it, None, 600, None);
    assert_eq!((pages.read, pages.unread, pages.waiting), (1, 0, 0));
    let asked = it.asked();
    let pages = look_and_read(&it, None, 600, None);
    assert_eq!((pages.read, it.asked()), (0, asked), "none is left");
}

#[test]
fn a_look_by_hand_finds_out_where_the_texts_of_a_source_are() {
    let it = Teasers::new(4, "Banks stand on a list.", None);
    let pages = look_and_read(&it, None, 600, None);
    assert_eq!(it.state().0, TextFrom::Page);
    assert_eq!((pages.read, pages.waiting), (4, 0));
    assert_eq!(it.holding("insurers").len(), 4);
}

#[test]
fn reading_pages_by_hand_has_its_time_and_can_be_ended_and_what_waits_is_told() {
    /// Whether pages of the source are asked for, for how many seconds, until how many were read; how it ended.
    type Test = (bool, u64, Option<u64>, PagesEnded);
    const TESTS: &[Test] = &[
        (true, 0, None, PagesEnded::TimeUp),
        (true, 6, None, PagesEnded::TimeUp),
        (true, 600, Some(2), PagesEnded::Stopped),
        (false, 600, None, PagesEnded::NoneDue),
    ];
    for (is_of_source, seconds, enough, ended) in TESTS {
        let name = format!("{is_of_source} {seconds} {enough:?}");
        let it = Teasers::new(6, "Banks stand on a list.", Some(TextChoice::Page));
        let other = it.desk.follow("http://courier.example/none");
        let only = if *is_of_source { it.source } else { other.id };
        let pages = look_and_read(&it, Some(only), *seconds, *enough);
        assert_eq!(pages.ended, Some(*ended), "{name}");
        let read = pages.read;
        assert!(read < 6 && enough.is_none_or(|it| read >= it), "{name}");
        if *ended == PagesEnded::TimeUp {
            let whole = it.holding("insurers").len() as u64;
            assert_eq!(read, whole, "{name}: those that had begun ended");
            assert_eq!(pages.waiting, 6 - read, "{name}");
        }
        assert_eq!(read == 0, *seconds == 0 || !is_of_source, "{name}: {read}");
        // The running program goes on.
        it.start(6);
        it.until_read();
        assert_eq!(it.holding("insurers").len(), 6, "{name}");
    }
}

#[test]
fn pages_are_not_read_by_hand_while_this_machine_is_offline() {
    static HAS_WAY: AtomicBool = AtomicBool::new(true);
    let mut it = Teasers::new(2, "Banks stand on a list.", Some(TextChoice::Page));
    it.desk.engine.stop();
    it.desk.options.has_way = || HAS_WAY.load(Ordering::SeqCst);
    it.desk.reopen();
    let pages = look_and_read(&it, None, 0, None);
    assert_eq!((pages.read, pages.waiting), (0, 2));
    it.feed.lock().expect("nobody panicked").clear();
    HAS_WAY.store(false, Ordering::SeqCst);
    let pages = look_and_read(&it, None, 600, None);
    assert_eq!(pages.ended, Some(PagesEnded::Offline));
    assert_eq!((pages.waiting, it.asked()), (2, 0));
}
