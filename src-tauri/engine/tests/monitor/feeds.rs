//! Feeds, over a real network that ends on this machine.

use std::sync::atomic::{AtomicUsize, Ordering};

use news::{
    SourceKind, Timestamp, TroubleCode,
    desk::{AlertFilter, SourceState},
};

use crate::{
    desk::{Desk, draft},
    server::{Answer, Server, feed, feed_of, item},
};

/// A feed that is in order.
fn fine() -> Answer {
    Answer::feed(feed(&[("Quarry opens", "The quarry opened on Monday.")]))
}

#[test]
fn a_feed_becomes_alerts_and_is_asked_politely() {
    let desk = Desk::new();
    let topic = desk.topic("quarry");
    let server = Server::start(|_| {
        fine()
            .with("etag", "W/\"as \u{20}it is\"")
            .with("last-modified", "not even a date")
            .with("set-cookie", "id=7; Path=/")
    });
    let source = desk.follow(&server.address("/rss?a=1&b=%20"));
    let polled = desk.poll(&[source.id]);
    assert_eq!((polled.new_articles, polled.alerts >= 1), (1, true));
    assert_eq!(desk.alerts(&topic).len(), 1);
    assert_eq!(
        desk.source(source.id).source.name,
        "The Ledger",
        "named by itself"
    );

    server.says(|_| Answer::status(304));
    desk.poll(&[source.id]);
    assert_eq!(desk.source(source.id).state, SourceState::Healthy);
    let asked = server.asked();
    assert_eq!(asked.len(), 2, "no favicon, no probing");
    assert_eq!(asked[0].header("if-none-match"), None);
    assert_eq!(
        asked[1].header("if-none-match"),
        Some("W/\"as \u{20}it is\"")
    );
    assert_eq!(
        asked[1].header("if-modified-since"),
        Some("not even a date")
    );
    for it in &asked {
        assert_eq!(it.path, "/rss?a=1&b=%20", "byte for byte");
        assert_eq!((it.header("cookie"), it.header("referer")), (None, None));
        let agent = it.header("user-agent").expect("it says who it is");
        assert!(agent.starts_with("Wirewatch/"), "{agent}");
        let coding = it.header("accept-encoding").expect("packed is fine");
        assert!(coding.contains("gzip") && coding.contains("br"), "{coding}");
        assert!(
            it.header("accept")
                .expect("said")
                .starts_with("application/rss+xml")
        );
    }
    let contacts = desk.engine.contacts().expect("told");
    assert_eq!((contacts.total, contacts.hosts[0].requests), (1, 2));
}

#[test]
fn what_is_wrong_with_a_feed_is_told_in_words_and_takes_nothing_away() {
    let tests: Vec<(&str, Answer, TroubleCode)> = vec![
        ("500", Answer::status(500), TroubleCode::Status),
        ("403", Answer::status(403), TroubleCode::Forbidden),
        (
            "403 of a guard",
            Answer::status(403).with("cf-mitigated", "challenge"),
            TroubleCode::Challenge,
        ),
        ("410", Answer::status(410), TroubleCode::Gone),
        ("429", Answer::status(429), TroubleCode::Busy),
        ("204", Answer::status(204), TroubleCode::Status),
        (
            "a challenge page that says 200",
            Answer::page(
                "<html><title>Just a moment...</title><body>Checking your browser</body></html>",
            ),
            TroubleCode::Challenge,
        ),
        (
            "a page that says 200",
            Answer::page("<html><title>Welcome</title><body><p>The front page.</p></body></html>"),
            TroubleCode::NotAFeed,
        ),
        ("nothing", Answer::status(200), TroubleCode::NotAFeed),
        ("no items", Answer::feed(feed(&[])), TroubleCode::Empty),
        (
            "a file",
            Answer::to(302, "file:///etc/passwd"),
            TroubleCode::Redirect,
        ),
        (
            "round and round",
            Answer::to(302, "/"),
            TroubleCode::Redirect,
        ),
        ("nowhere", Answer::status(302), TroubleCode::Redirect),
        (
            "too much",
            Answer::status(200).holding(vec![b' '; 21 << 20]),
            TroubleCode::TooLarge,
        ),
        (
            "damaged packing",
            Answer::feed("no gzip at all").with("content-encoding", "gzip"),
            TroubleCode::Damaged,
        ),
    ];
    let desk = Desk::new();
    let server = Server::start(|_| fine());
    let source = desk.follow(&server.address("/"));
    for (name, answer, expected) in tests {
        desk.clock.turn(Timestamp::DAY);
        server.says(|_| fine());
        desk.poll(&[source.id]);
        assert_eq!(desk.trouble(source.id), None, "before {name}");
        let last = desk.source(source.id).last_success_at;
        desk.clock.turn(Timestamp::DAY);
        server.says(move |_| answer.clone());
        desk.poll(&[source.id]);
        let view = desk.source(source.id);
        let trouble = view.trouble.expect(name);
        assert_eq!(trouble.code, expected, "{name}: {}", trouble.what);
        for words in [&trouble.what, &trouble.meaning, &trouble.advice] {
            assert!(words.ends_with(['.', '!', '?']), "{name}: {words}");
        }
        assert!(
            trouble.what.contains("127.0.0.1"),
            "{name}: {}",
            trouble.what
        );
        assert_eq!(view.last_success_at, last, "{name} is no success");
        assert_eq!(desk.articles(), 1, "{name} takes nothing away");
    }
}

#[test]
fn who_does_not_answer_is_told_too() {
    let desk = Desk::new();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").expect("bound");
    let address = format!("http://{}/", closed.local_addr().expect("bound"));
    drop(closed);
    let refused = desk.follow(&address);
    let mut private = draft(SourceKind::Feed, "http://127.0.0.2:9/");
    private.allow_private = false;
    let private = desk.engine.save_source(&private).expect("saved");
    let mut named = draft(SourceKind::Feed, "http://localhost:9/");
    named.allow_private = false;
    let named = desk.engine.save_source(&named).expect("saved");
    let ids = [refused.id, private.id, named.id];
    desk.poll(&ids);
    assert_eq!(
        ids.map(|it| desk.trouble(it)),
        [
            Some(TroubleCode::Refused),
            Some(TroubleCode::PrivateAddress),
            Some(TroubleCode::PrivateAddress)
        ]
    );
}

#[test]
fn one_failing_source_stops_no_other() {
    let desk = Desk::new();
    let bad = Server::start(|it| match it.path.as_str() {
        "/hangs" => Answer::hanging(),
        _ => Answer::status(500),
    });
    let good = Server::start(|_| fine());
    let hangs = desk.follow(&bad.elsewhere("/hangs"));
    let fails = desk.follow(&bad.elsewhere("/fails"));
    let (gone, _) = {
        let (source, path) = desk.watch("gone");
        std::fs::remove_dir(&path).expect("removed");
        (source, path)
    };
    let works = desk.follow(&good.address("/"));
    desk.engine.start();
    desk.until("the one that works", |it| {
        it.source(works.id).state == SourceState::Healthy
    });
    desk.until("the folder's trouble", |it| {
        it.trouble(gone.id) == Some(TroubleCode::FolderMissing)
    });
    assert_eq!(desk.articles(), 1);
    // Who hangs keeps its host to itself, until it has had its time; stopping does not wait for that. Which of the two
    // is asked first is not said.
    assert_eq!(desk.source(hangs.id).state, SourceState::Waiting);
    let asked: Vec<String> = bad.asked().into_iter().map(|it| it.path).collect();
    let hung = asked.iter().position(|it| it == "/hangs");
    if let Some(at) = hung {
        assert_eq!(at + 1, asked.len(), "asked after one that hangs: {asked:?}");
        if at == 0 {
            assert_eq!(desk.source(fails.id).state, SourceState::Waiting);
        }
    }
}

#[test]
fn validators_go_to_the_address_that_gave_them_and_to_no_other() {
    let desk = Desk::new();
    let mut settings = desk.engine.settings().expect("settings");
    settings.allowed_hosts = vec!["localhost".into()];
    desk.engine.save_settings(&settings).expect("saved");
    let server = Server::start(|_| Answer::status(500));
    let (old, new, other) = (
        server.address("/old"),
        server.elsewhere("/new"),
        server.elsewhere("/other"),
    );
    let leads = move |to: String| {
        move |it: &crate::server::Asked| match it.path.as_str() {
            "/old" => Answer::to(302, to.clone()),
            _ => fine().with("etag", "\"1\""),
        }
    };
    server.says(leads(new));
    let source = desk.follow(&old);
    desk.poll(&[source.id]);
    desk.poll(&[source.id]);
    server.says(leads(other));
    desk.poll(&[source.id]);
    let sent: Vec<(String, bool)> = server
        .asked()
        .iter()
        .map(|it| (it.path.clone(), it.header("if-none-match").is_some()))
        .collect();
    let expected = [
        ("/old", false),
        ("/new", false),
        ("/old", false),
        ("/new", true),
        ("/old", false),
        ("/other", false),
    ];
    assert_eq!(sent, expected.map(|(path, it)| (path.to_string(), it)));
    assert_eq!(
        desk.source(source.id).source.address,
        old,
        "found, not moved"
    );
    let hosts: Vec<String> = desk
        .engine
        .contacts()
        .expect("told")
        .hosts
        .into_iter()
        .map(|it| it.host)
        .collect();
    assert!(
        hosts.contains(&"localhost".to_string()),
        "where it led is told: {hosts:?}"
    );
}

#[test]
fn a_feed_that_has_moved_for_good_is_believed_after_a_day() {
    let desk = Desk::new();
    let server = Server::start(|it| match it.path.as_str() {
        "/old" => Answer::to(301, "/new"),
        _ => fine(),
    });
    let source = desk.follow(&server.address("/old"));
    for expected in ["/old", "/old", "/new"] {
        desk.poll(&[source.id]);
        assert_eq!(
            desk.source(source.id).source.address,
            server.address(expected)
        );
        desk.clock.turn(13 * Timestamp::HOUR);
    }
    desk.poll(&[source.id]);
    assert_eq!(server.asked().last().expect("asked").path, "/new");
    assert_eq!(desk.articles(), 1, "the same source, the same article");
}

#[test]
fn an_answer_that_breaks_off_brings_what_came_and_is_asked_for_again() {
    let desk = Desk::new();
    let server = Server::start(|_| fine().with("etag", "\"1\"").breaking_off());
    let source = desk.follow(&server.address("/"));
    desk.poll(&[source.id]);
    assert_eq!(desk.articles(), 1);
    assert_eq!(desk.trouble(source.id), Some(TroubleCode::Damaged));
    server.says(|_| fine());
    desk.poll(&[source.id]);
    assert_eq!(
        server.asked()[1].header("if-none-match"),
        None,
        "whole, this time"
    );
    assert_eq!(desk.trouble(source.id), None);
}

#[test]
fn an_article_retitled_after_publication_is_one_article_in_two_versions() {
    let desk = Desk::new();
    let topic = desk.topic("quarry");
    let server = Server::start(|_| fine());
    let source = desk.follow(&server.address("/"));
    desk.poll(&[source.id]);
    server.says(|_| {
        Answer::feed(feed(&[(
            "Quarry opens at last",
            "The quarry opened on Monday.",
        )]))
    });
    let polled = desk.poll(&[source.id]);
    assert_eq!((polled.new_articles, polled.new_versions), (0, 1));
    let alerts = desk.alerts(&topic);
    assert_eq!(alerts.len(), 1, "one article, one alert");
    let article = desk.engine.article(alerts[0].article_id).expect("there");
    assert_eq!(
        (article.title.as_str(), article.versions),
        ("Quarry opens at last", 2)
    );
}

#[test]
fn undated_and_future_dated_items_stand_where_they_were_seen() {
    let desk = Desk::new();
    let topic = desk.topic("quarry");
    let date = |it: &str| format!("<pubDate>{it}</pubDate>");
    let items = [
        item("1", "Undated", "The quarry is old.", ""),
        item(
            "2",
            "Future",
            "The quarry is new.",
            &date("Wed, 01 Jan 2098 00:00:00 GMT"),
        ),
        item(
            "3",
            "Epoch",
            "The quarry is gone.",
            &date("Thu, 01 Jan 1970 00:00:00 GMT"),
        ),
        item(
            "4",
            "Nonsense",
            "The quarry is closed.",
            &date("yesterday-ish"),
        ),
        item(
            "5",
            "Dated",
            "The quarry was there.",
            &date("Mon, 02 Feb 2026 10:00:00 GMT"),
        ),
    ];
    let server = Server::start(move |_| Answer::feed(feed_of(&items)));
    let source = desk.follow(&server.address("/"));
    desk.poll(&[source.id]);
    let alerts = desk.alerts(&topic);
    assert_eq!(alerts.len(), 5);
    assert_eq!(
        alerts[4].title, "Dated",
        "the only one that is older than now"
    );
    let recent = AlertFilter {
        topic_id: Some(topic.id),
        until: Some(alerts[0].first_seen_at.plus(Timestamp::HOUR)),
        since: Some(alerts[0].first_seen_at.plus(-Timestamp::HOUR)),
        ..AlertFilter::default()
    };
    assert_eq!(desk.engine.alerts(&recent, None).expect("listed").total, 4);
}

#[test]
fn more_than_fifty_hits_between_two_runs_are_all_alerts() {
    let desk = Desk::new();
    let topic = desk.topic("quarry");
    let items: Vec<String> = (0..320)
        .map(|number| {
            item(
                &number.to_string(),
                &format!("Notice {number}"),
                &format!("Quarry number {number} was opened."),
                "",
            )
        })
        .collect();
    let server = Server::start(move |_| Answer::feed(feed_of(&items)));
    let source = desk.follow(&server.address("/"));
    let polled = desk.poll(&[source.id]);
    assert_eq!(polled.new_articles, 320);
    let filter = AlertFilter {
        topic_id: Some(topic.id),
        ..AlertFilter::default()
    };
    let (mut seen, mut cursor) = (std::collections::BTreeSet::new(), None);
    loop {
        let page = desk
            .engine
            .alerts(&filter, cursor.as_deref())
            .expect("a page");
        assert_eq!(page.total, 320);
        seen.extend(page.rows.into_iter().map(|it| it.id));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 320, "none missed, none twice");
}

#[test]
fn a_feed_that_stays_as_it_is_brings_nothing_new() {
    let desk = Desk::new();
    let times = AtomicUsize::new(0);
    // No validators, and a date of building that changes each time.
    let server = Server::start(move |_| {
        let number = times.fetch_add(1, Ordering::SeqCst);
        let body = feed(&[("Quarry opens", "The quarry opened on Monday.")]);
        Answer::feed(body.replace(
            "<channel>",
            &format!("<channel><lastBuildDate>{number}</lastBuildDate>"),
        ))
    });
    let source = desk.follow(&server.address("/"));
    let mut brought = vec![];
    for _ in 0..3 {
        let polled = desk.poll(&[source.id]);
        brought.push((polled.new_articles, polled.new_versions));
    }
    assert_eq!(brought, [(1, 0), (0, 0), (0, 0)]);
}

#[test]
fn h11_an_item_of_the_far_future_does_not_stand_above_what_came_later() {
    let desk = Desk::new();
    let topic = desk.topic("quarry");
    let far = "<pubDate>Wed, 01 Jan 2999 00:00:00 GMT</pubDate>";
    let first = vec![item("1", "Future", "The quarry is new.", far)];
    let server = Server::start(move |_| Answer::feed(feed_of(&first)));
    let source = desk.follow(&server.address("/"));
    desk.poll(&[source.id]);
    let both = [
        item("1", "Future", "The quarry is new.", far),
        item("2", "Later", "The quarry is old.", ""),
    ];
    server.says(move |_| Answer::feed(feed_of(&both)));
    desk.poll(&[source.id]);
    let titles: Vec<String> = desk.alerts(&topic).into_iter().map(|it| it.title).collect();
    assert_eq!(titles, ["Later", "Future"]);
}

/// Items of a feed: guid, link and title.
type Items = &'static [[&'static str; 3]];

/// Name, what the feed says first, what it says then, articles and versions that are new then.
type Same = (&'static str, Items, Items, (u64, u64));

const SAME: &[Same] = &[
    (
        "nothing changed",
        &[["1", "/a", "Quarry opens"]],
        &[["1", "/a", "Quarry opens"]],
        (0, 0),
    ),
    (
        "an edited title",
        &[["1", "/a", "Quarry opens"]],
        &[["1", "/a", "Quarry opens at last"]],
        (0, 1),
    ),
    (
        "another guid, the same link",
        &[["1", "/a", "Quarry opens"]],
        &[["2", "/a", "Quarry opens"]],
        (0, 0),
    ),
    (
        "another guid and title, the same link",
        &[["1", "/a", "Quarry opens"]],
        &[["2", "/a", "Quarry shuts"]],
        (0, 1),
    ),
    (
        "a guid lost, the same link",
        &[["1", "/a", "Quarry opens"]],
        &[["", "/a", "Quarry opens"]],
        (0, 0),
    ),
    (
        "the same guid, another link",
        &[["1", "/a", "Quarry opens"]],
        &[["1", "/b", "Quarry opens"]],
        (0, 1),
    ),
    (
        "one guid for two, then for one of them",
        &[["1", "/a", "Quarry opens"], ["1", "/b", "Quarry shuts"]],
        &[["1", "/b", "Quarry shuts"]],
        (0, 0),
    ),
    (
        "another order",
        &[["1", "/a", "Quarry opens"], ["2", "/b", "Quarry shuts"]],
        &[["2", "/b", "Quarry shuts"], ["1", "/a", "Quarry opens"]],
        (0, 0),
    ),
    (
        "how the reader came",
        &[["", "/a", "Quarry opens"]],
        &[["", "/a?utm_source=rss", "Quarry opens"]],
        (0, 1),
    ),
];

/// A feed of these items.
fn written(items: &[[&str; 3]]) -> String {
    let items: Vec<String> = items
        .iter()
        .map(|[guid, link, title]| {
            format!("<item><guid isPermaLink=\"false\">{guid}</guid><link>https://ledger.example{link}</link><title>{title}</title><description>{title}, said {link} of it on Monday.</description></item>")
        })
        .collect();
    feed_of(&items)
}

#[test]
fn h12_what_comes_again_is_an_update_and_no_new_alert() {
    for (name, before, after, expected) in SAME {
        let desk = Desk::new();
        let topic = desk.topic("quarry");
        let (first, second) = (written(before), written(after));
        let server = Server::start(move |_| Answer::feed(first.clone()));
        let source = desk.follow(&server.address("/"));
        desk.poll(&[source.id]);
        assert_eq!(desk.alerts(&topic).len(), before.len(), "{name}");
        server.says(move |_| Answer::feed(second.clone()));
        let polled = desk.poll(&[source.id]);
        assert_eq!(
            (polled.new_articles, polled.new_versions),
            *expected,
            "{name}"
        );
        assert_eq!(
            desk.alerts(&topic).len(),
            before.len(),
            "{name}: no new alert"
        );
    }
}

/// Name, what the feed says at each look, and how many articles are new then. No item becomes a version of another.
type Stops = (&'static str, &'static [(Items, u64)]);

const STOPS: &[Stops] = &[
    (
        "one link for all, no guid",
        &[
            (&[["", "/w", "Quarry opens"]], 1),
            // Where it begins to share, the first comes once more.
            (&[["", "/w", "Ferry sinks"], ["", "/w", "Quarry opens"]], 2),
            (&[["", "/w", "Ferry sinks"]], 0),
            (&[["", "/w", "Bridge falls"]], 1),
        ],
    ),
    (
        "one guid for all, and links of their own",
        &[
            (&[["0", "/a", "Quarry opens"]], 1),
            (
                &[["0", "/b", "Ferry sinks"], ["0", "/a", "Quarry opens"]],
                1,
            ),
            (&[["0", "/b", "Ferry sinks"]], 0),
            (&[["0", "/c", "Bridge falls"]], 1),
        ],
    ),
    (
        "one guid and one link for all",
        &[
            (&[["0", "/w", "Quarry opens"]], 1),
            (
                &[["0", "/w", "Ferry sinks"], ["0", "/w", "Quarry opens"]],
                2,
            ),
            (&[["0", "/w", "Ferry sinks"]], 0),
            (&[["0", "/w", "Bridge falls"]], 1),
        ],
    ),
    (
        "guids of their own, and one link for all",
        &[
            (&[["1", "/w", "Quarry opens"]], 1),
            (
                &[["2", "/w", "Ferry sinks"], ["1", "/w", "Quarry opens"]],
                1,
            ),
            (&[["3", "/w", "Bridge falls"]], 1),
            (&[["4", "/w", "Tunnel floods"]], 1),
        ],
    ),
];

#[test]
fn h12_what_items_shared_once_makes_none_of_them_another_where_one_stands_alone() {
    for (name, looks) in STOPS {
        let desk = Desk::new();
        let server = Server::start(|_| fine());
        let source = desk.follow(&server.address("/"));
        for (number, (items, new)) in looks.iter().enumerate() {
            let body = written(items);
            server.says(move |_| Answer::feed(body.clone()));
            let polled = desk.poll(&[source.id]);
            assert_eq!(
                (polled.new_articles, polled.new_versions),
                (*new, 0),
                "{name}, look {number}"
            );
        }
    }
}

#[test]
fn h12_the_sites_own_page_makes_no_item_another_however_it_is_written() {
    let desk = Desk::new();
    let server = Server::start(|_| fine());
    let source = desk.follow(&server.address("/"));
    for title in ["Quarry opens", "Ferry sinks"] {
        let body = written(&[["", "/alerts", title]]).replace(
            "<link>https://ledger.example/</link>",
            "<link>http://www.ledger.example/alerts/</link>",
        );
        server.says(move |_| Answer::feed(body.clone()));
        let polled = desk.poll(&[source.id]);
        assert_eq!(
            (polled.new_articles, polled.new_versions),
            (1, 0),
            "{title}"
        );
    }
    assert_eq!(desk.articles(), 2);
}

#[test]
fn h12_a_guid_is_a_name_within_its_feed_only() {
    let desk = Desk::new();
    let server = Server::start(|asked| {
        let title = format!("Quarry of {}", asked.path);
        Answer::feed(feed_of(&[format!(
            "<item><guid isPermaLink=\"false\">1</guid><title>{title}</title></item>"
        )]))
    });
    let sources = [
        desk.follow(&server.address("/a")),
        desk.follow(&server.address("/b")),
    ];
    // One after the other: two feeds of one host wait for their turn.
    let new: u64 = sources
        .iter()
        .map(|it| desk.poll(&[it.id]).new_articles)
        .sum();
    assert_eq!((new, desk.articles()), (2, 2));
}
