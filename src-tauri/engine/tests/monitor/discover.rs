//! Finding what can be followed at an address: what is asked, in which order, and what is said.

use std::{
    ops::ControlFlow,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use news::{
    SourceMethod, Timestamp,
    desk::{ErrorCode, Job, JobState},
    discovery::Discovery,
};

use crate::{
    desk::{Desk, draft},
    server::{Answer, Asked, Server, feed, item},
};

/// A front page with something in its head.
fn page(head: &str, body: &str) -> Answer {
    Answer::page(&format!(
        "<!doctype html><html lang=en><head><title>The Ledger</title>{head}</head><body>{body}</body></html>"
    ))
}

fn news() -> Answer {
    Answer::feed(feed(&[
        ("Banks on a list", "Three banks stand on a list."),
        ("Grain ships wait", "They wait since the weekend."),
        ("The bridge opens", "It opens in spring."),
    ]))
}

/// Looks around at an address while the clock is turned.
pub(crate) fn discover(desk: &Desk, address: &str) -> Discovery {
    let engine = desk.engine.clone();
    let address = address.to_string();
    let looking =
        thread::spawn(move || engine.discover(&address, true, &|_| ControlFlow::Continue(())));
    while !looking.is_finished() {
        desk.pass(500);
    }
    let found = looking.join().expect("nobody panicked");
    found.expect("an address")
}

fn paths(server: &Server) -> Vec<String> {
    server.asked().into_iter().map(|it| it.path).collect()
}

/// A site that answers at some paths and has nothing at all others.
fn site(places: Vec<(&'static str, Answer)>) -> Server {
    Server::start(move |it: &Asked| {
        let place = places.iter().find(|(path, _)| *path == it.path);
        place.map_or(Answer::status(404), |it| it.1.clone())
    })
}

#[test]
fn a_feed_that_the_page_names_is_shown_with_its_newest_items_and_nothing_is_stored() {
    let server = site(vec![
        (
            "/",
            page(
                "<link rel=alternate type=application/rss+xml title=Comments href='/comments/feed/'>\
                 <link rel=alternate type=application/rss+xml href=/rss>",
                "",
            ),
        ),
        ("/rss", news()),
        ("/comments/feed/", news()),
    ]);
    let desk = Desk::new();
    let found = discover(&desk, &server.address("/"));
    assert!(found.done && !found.stopped && found.advice.is_none());
    let names: Vec<(&str, bool, bool)> = found
        .found
        .iter()
        .map(|it| (it.how.as_str(), it.recommended, it.is_comments))
        .collect();
    assert_eq!(
        names,
        [
            ("The page names it.", true, false),
            ("The page names it.", false, true)
        ]
    );
    let first = &found.found[0];
    assert_eq!(first.address, server.address("/rss"));
    assert_eq!((first.title.as_str(), first.items), ("The Ledger", 3));
    assert_eq!(first.newest[0].title, "Banks on a list");
    assert!(!first.full_text && first.characters > 0);
    assert!(first.why.is_some());
    assert_eq!(
        paths(&server),
        ["/", "/rss", "/comments/feed/"],
        "no more than that is asked"
    );
    assert!(desk.engine.sources().expect("sources").is_empty());
    assert_eq!(desk.articles(), 0);
}

#[test]
fn what_is_found_is_looked_for_in_order_and_no_further() {
    let link = "https://ledger.example/";
    let sitemap = |title: &str| {
        Answer::status(200)
            .with("content-type", "application/xml")
            .holding(format!(
                "<urlset xmlns:n='x'><url><loc>{link}{title}</loc><n:news><n:title>Headline {title}</n:title>\
                 <n:publication_date>2026-11-27</n:publication_date></n:news></url></urlset>"
            ))
    };
    let links: String = (0..5)
        .map(|it| {
            format!(
                "<a href='/world/report-{it}-of-the-day'>Report number {it} of the harbour desk</a>"
            )
        })
        .collect();
    type Site = Vec<(&'static str, Answer)>;
    /// What it is, the site, where it is entered, what was found and how many requests that took at most.
    type Test = (
        &'static str,
        Site,
        &'static str,
        Option<(SourceMethod, &'static str)>,
        usize,
    );
    use SourceMethod::{Feed, FrontPage, Sitemap};
    let tests: Vec<Test> = vec![
        (
            "the address itself",
            vec![("/x", news())],
            "/x",
            Some((Feed, "/x")),
            1,
        ),
        (
            "the head of the answer",
            vec![
                (
                    "/",
                    page("", "").with("link", "</f>; rel=alternate; type=\"application/atom+xml\""),
                ),
                ("/f", news()),
            ],
            "/",
            Some((Feed, "/f")),
            2,
        ),
        (
            "a link on the page",
            vec![
                ("/", page("", "<a href=/news/rss>RSS</a>")),
                ("/news/rss", news()),
            ],
            "/",
            Some((Feed, "/news/rss")),
            2,
        ),
        (
            "the front page of the site, from a page below",
            vec![
                ("/a/b", page("", "")),
                ("/", page("<link rel=feed href=/f>", "")),
                ("/f", news()),
            ],
            "/a/b",
            Some((Feed, "/f")),
            3,
        ),
        (
            "a usual place",
            vec![("/", page("", "")), ("/rss.xml", news())],
            "/",
            Some((Feed, "/rss.xml")),
            3,
        ),
        (
            "a news sitemap that robots.txt names",
            vec![
                ("/", page("", "")),
                (
                    "/robots.txt",
                    Answer::status(200).holding("User-agent: *\nDisallow: /private\nSitemap: NEWS"),
                ),
                ("/maps/news", sitemap("a")),
            ],
            "/",
            Some((Sitemap, "/maps/news")),
            11,
        ),
        (
            "a news sitemap at a usual place",
            vec![("/", page("", "")), ("/sitemap-news.xml", sitemap("a"))],
            "/",
            Some((Sitemap, "/sitemap-news.xml")),
            12,
        ),
        (
            "the page itself",
            vec![("/", page("", &links))],
            "/",
            Some((FrontPage, "/")),
            14,
        ),
        (
            "a page that robots.txt keeps programs from",
            vec![
                ("/", page("", &links)),
                (
                    "/robots.txt",
                    Answer::status(200).holding("User-agent: *\nDisallow: /"),
                ),
            ],
            "/",
            None,
            14,
        ),
        (
            "nothing at all",
            vec![("/", page("", "Soon."))],
            "/",
            None,
            14,
        ),
    ];
    for (name, places, entry, expected, most) in tests {
        let server = site(places);
        // A robots.txt names whole addresses.
        let (port, map) = (server.address(""), server.address("/maps/news"));
        if name.contains("robots.txt names") {
            let map = map.clone();
            let front = page("", "");
            let listed = sitemap("a");
            server.says(move |it| match it.path.as_str() {
                "/" => front.clone(),
                "/robots.txt" => Answer::status(200).holding(format!(
                    "User-agent: *\nDisallow: /private\nSitemap: {map}\n"
                )),
                "/maps/news" => listed.clone(),
                _ => Answer::status(404),
            });
        }
        let desk = Desk::new();
        let began = desk.clock_now();
        let found = discover(&desk, &server.address(entry));
        let first = found.found.first();
        let got = first.map(|it| (it.method, it.address.replace(&port, "")));
        let expected = expected.map(|it| (it.0, it.1.to_string()));
        assert_eq!(got, expected, "{name}: {:?}", found.steps);
        assert_eq!(found.advice.is_none(), expected.is_some(), "{name}");
        let asked = paths(&server);
        assert!(asked.len() <= most, "{name}: {asked:?}");
        let took = desk.clock_now().since(began);
        assert!(
            took >= (asked.len() as i64 - 1) * Timestamp::SECOND,
            "{name}: a second between two requests"
        );
        assert!(
            found.steps.iter().all(|it| !it.outcome.is_empty()),
            "{name}: each step is told in words"
        );
        let mut once = asked.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), asked.len(), "{name}: nothing twice: {asked:?}");
    }
}

#[test]
fn at_most_eight_usual_places_are_tried() {
    let server = site(vec![("/", page("", ""))]);
    let desk = Desk::new();
    discover(&desk, &server.address("/"));
    let tried = paths(&server);
    let places = tried
        .iter()
        .filter(|it| !it.contains("sitemap") && *it != "/" && *it != "/robots.txt");
    assert_eq!(places.count(), 8, "{tried:?}");
}

#[test]
fn p50_who_asks_to_be_left_alone_is_not_asked_for_more_and_what_was_found_is_given() {
    let busy = |seconds: Option<&str>| {
        let answer = Answer::status(503);
        match seconds {
            Some(it) => answer.with("retry-after", it),
            None => answer,
        }
    };
    let named = "<link rel=feed href=/rss><link rel=feed href=/busy><link rel=feed href=/more>";
    type Test = (
        &'static str,
        Vec<(&'static str, Answer)>,
        &'static [&'static str],
        usize,
        &'static str,
    );
    let tests: Vec<Test> = vec![
        (
            "the address itself",
            vec![("/", busy(Some("10800")))],
            &["/"],
            0,
            "127.0.0.1 asks to be left alone for 3 hours",
        ),
        (
            "without a time, and too often",
            vec![("/", Answer::status(429))],
            &["/"],
            0,
            "for a while",
        ),
        (
            "a usual place",
            vec![("/", page("", "")), ("/feed/", busy(Some("90")))],
            &["/", "/feed/"],
            0,
            "for 2 minutes",
        ),
        (
            "one of the feeds that it names",
            vec![
                ("/", page(named, "")),
                ("/rss", news()),
                ("/busy", busy(Some("999999999"))),
            ],
            &["/", "/rss", "/busy"],
            1,
            "for 7 days",
        ),
        (
            "its robots.txt",
            vec![("/", page("", "")), ("/robots.txt", busy(Some("10800")))],
            &[
                "/",
                "/feed/",
                "/rss.xml",
                "/feed.xml",
                "/atom.xml",
                "/rss/",
                "/index.xml",
                "/feed.json",
                "/arc/outboundfeeds/rss/",
                "/robots.txt",
            ],
            0,
            "for 3 hours",
        ),
    ];
    for (name, places, asked, count, words) in tests {
        let server = site(places);
        let desk = Desk::new();
        let found = discover(&desk, &server.address("/"));
        assert_eq!(paths(&server), asked, "{name}");
        assert!(
            found.done && found.found.len() == count,
            "{name}: {found:?}"
        );
        let advice = found.advice.expect("it is said");
        assert!(advice.contains(words), "{name}: {advice}");
        assert!(!advice.contains("No feed"), "{name}: {advice}");
    }
}

#[test]
fn p50_who_asked_before_to_be_left_alone_is_not_asked() {
    let server = Server::start(|_| Answer::status(429).with("retry-after", "10800"));
    let desk = Desk::new();
    let source = desk.follow(&server.address("/rss"));
    desk.poll(&[source.id]);
    server.says(|_| news());
    let found = discover(&desk, &server.address("/"));
    assert_eq!(paths(&server), ["/rss"], "nothing more than that");
    let step = &found.steps[0];
    assert!(
        step.outcome
            .contains("not asked: it asked to be left alone for"),
        "{step:?}"
    );
    let advice = found.advice.expect("it is said");
    assert!(
        advice.contains("127.0.0.1 asks to be left alone"),
        "{advice}"
    );
    desk.clock.turn(3 * Timestamp::HOUR);
    assert_eq!(discover(&desk, &server.address("/rss")).found.len(), 1);
}

#[test]
fn p50_what_a_host_says_while_feeds_are_looked_for_is_remembered_also_after_a_restart() {
    /// What it is, what is answered, and for how many hours the feed of the host is left alone.
    type Test = (&'static str, u16, Option<&'static str>, i64);
    const TESTS: &[Test] = &[
        ("a time", 503, Some("10800"), 3),
        ("too often", 429, None, 1),
        ("no time", 503, None, 1),
    ];
    for (name, status, wait, hours) in TESTS {
        let server = site(vec![("/rss", news())]);
        let mut desk = Desk::new();
        let source = desk.follow(&server.address("/rss"));
        let other = desk.follow(&server.elsewhere("/rss"));
        server.says(move |_| match wait {
            Some(it) => Answer::status(*status).with("retry-after", *it),
            None => Answer::status(*status),
        });
        discover(&desk, &server.address("/"));
        assert_eq!(paths(&server), ["/"], "{name}");
        desk.restart();
        server.says(|_| news());
        let found = discover(&desk, &server.address("/"));
        assert_eq!(paths(&server), ["/"], "{name}: not asked again");
        let step = &found.steps[0];
        assert!(
            step.outcome.contains("it asked to be left alone"),
            "{name}: {step:?}"
        );
        // Nor are its feeds; those of another host are.
        let polled = desk.poll(&[source.id, other.id]);
        assert_eq!(polled.left_alone, 1, "{name}");
        desk.clock.turn(*hours * Timestamp::HOUR);
        assert_eq!(
            discover(&desk, &server.address("/rss")).found.len(),
            1,
            "{name}"
        );
    }
}

#[test]
fn p50_a_desk_goes_out_as_another_does_and_leaves_alone_whom_that_leaves_alone() {
    let server = Server::start(|_| Answer::status(503).with("retry-after", "10800"));
    let desk = Desk::new();
    let mut settings = desk.engine.settings().expect("settings");
    settings.contact = Some("desk@courier.example".into());
    desk.engine.save_settings(&settings).expect("saved");
    discover(&desk, &server.address("/"));
    let beside = Desk::new();
    beside.engine.go_out_as(&desk.engine).expect("told");
    let found = discover(&beside, &server.address("/"));
    assert_eq!(paths(&server), ["/"], "asked once: {found:?}");
    server.says(|_| news());
    discover(&beside, &server.elsewhere("/rss"));
    let last = server.asked().pop().expect("another host");
    let agent = last.header("user-agent").expect("a name");
    assert!(agent.contains("desk@courier.example"), "{agent}");
}

#[test]
fn an_index_is_followed_and_what_it_names_is_shown() {
    let server = Server::start(|_| Answer::status(404));
    let child = server.address("/news-2.xml");
    server.says(move |it| match it.path.as_str() {
        "/index.xml" => Answer::status(200).holding(format!(
            "<sitemapindex><sitemap><loc>{child}</loc></sitemap></sitemapindex>"
        )),
        "/news-2.xml" => Answer::status(200).holding(
            "<urlset><url><loc>https://ledger.example/a</loc><title>Banks on a list</title></url></urlset>",
        ),
        _ => Answer::status(404),
    });
    let desk = Desk::new();
    let found = discover(&desk, &server.address("/index.xml"));
    let first = &found.found[0];
    assert_eq!(first.method, SourceMethod::Sitemap);
    assert_eq!(first.address, server.address("/index.xml"));
    assert_eq!(first.newest[0].title, "Banks on a list");
}

#[test]
fn what_is_followed_already_is_said_and_whole_texts_are_told_from_teasers() {
    let long =
        "The ministry called the draft a theatre and said that payments went on. ".repeat(30);
    let server = site(vec![(
        "/rss",
        Answer::feed(crate::server::feed_of(&[item("1", "Banks", &long, "")])),
    )]);
    let desk = Desk::new();
    let source = desk
        .engine
        .save_source(&draft(news::SourceKind::Feed, &server.address("/rss")))
        .expect("a feed");
    let found = discover(&desk, &server.address("/rss"));
    assert_eq!(found.found[0].already, Some(source.id));
    assert!(found.found[0].full_text);
}

#[test]
fn an_address_of_ones_own_network_is_asked_only_where_that_is_meant() {
    let server = site(vec![("/", page("", ""))]);
    let desk = Desk::new();
    let engine = desk.engine.clone();
    let address = server.address("/");
    let looking =
        thread::spawn(move || engine.discover(&address, false, &|_| ControlFlow::Continue(())));
    while !looking.is_finished() {
        desk.pass(500);
    }
    let found = looking.join().expect("nobody panicked").expect("an answer");
    assert!(found.found.is_empty());
    let advice = found.advice.expect("what to do");
    assert!(!advice.contains("by itself"), "{advice}");
    assert!(paths(&server).is_empty(), "nothing is asked");
}

/// A site that names two feeds, of which one never answers.
fn hanging_site() -> Server {
    Server::start(|it| match it.path.as_str() {
        "/" => page("<link rel=feed href=/rss><link rel=feed href=/slow>", ""),
        "/rss" => news(),
        _ => Answer::hanging(),
    })
}

#[test]
fn a_look_that_is_ended_gives_what_was_found_by_then() {
    let server = hanging_site();
    let desk = Desk::new();
    let engine = desk.engine.clone();
    let address = server.address("/");
    let looking = thread::spawn(move || {
        let seen = AtomicBool::new(false);
        engine.discover(&address, true, &|view| {
            if view.is_some_and(|it| !it.found.is_empty()) {
                seen.store(true, Ordering::SeqCst);
            }
            match seen.load(Ordering::SeqCst) {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        })
    });
    while !looking.is_finished() {
        desk.pass(500);
    }
    let found = looking.join().expect("nobody panicked").expect("an answer");
    assert!(found.stopped && !found.done);
    assert_eq!(found.found.len(), 1);
}

#[test]
fn a_look_is_a_job_that_is_seen_and_can_be_ended() {
    let server = hanging_site();
    let desk = Desk::new();
    let engine = desk.engine.clone();
    let address = server.address("/");
    let told = Arc::new(Mutex::new(vec![]));
    let heard = told.clone();
    let looking = thread::spawn(move || {
        engine.discover(&address, true, &|view| {
            heard.lock().expect("whole").extend(view.cloned());
            ControlFlow::Continue(())
        })
    });
    let job = || desk.engine.jobs().expect("jobs").into_iter().next();
    let is_at_the_second = |it: &Job| it.detail.contains("/rss: a feed of 3 items") && it.done == 2;
    desk.until("a look at the second place", |_| {
        job().is_some_and(|it| is_at_the_second(&it))
    });
    let running = job().expect("a job");
    assert_eq!(running.state, JobState::Running);
    assert_eq!(running.title, "Looking for feeds at 127.0.0.1");
    desk.engine.cancel_job(running.id).expect("it runs");
    while !looking.is_finished() {
        desk.pass(500);
    }
    let found = looking.join().expect("nobody panicked").expect("an answer");
    assert!(found.stopped && found.found.len() == 1);
    assert_eq!(
        told.lock().expect("whole").last(),
        Some(&found),
        "who listens is told of the end"
    );
    let ended = job().expect("a job");
    assert_eq!(ended.state, JobState::Cancelled);
    assert_eq!(
        ended.outcome.as_deref(),
        Some("1 source was found in 2 places before it was ended.")
    );

    discover(&desk, &server.address("/rss"));
    let done = job().expect("a job");
    assert_eq!(done.state, JobState::Done);
    assert_eq!(
        done.outcome.as_deref(),
        Some("1 source was found in 1 place.")
    );
}

#[test]
fn what_is_no_address_is_refused_and_closed_services_are_not_asked() {
    let desk = Desk::new();
    for bad in [
        "banks",
        "",
        "ftp://ledger.example",
        "https://velt:x@ledger.example/",
    ] {
        let err = desk
            .engine
            .discover(bad, false, &|_| ControlFlow::Continue(()))
            .expect_err(bad);
        assert_eq!(err.code(), ErrorCode::BadInput, "{bad}");
    }
    let found = discover(&desk, "https://x.com/velt");
    assert!(found.found.is_empty());
    assert!(found.advice.is_some_and(|it| it.contains("no feed")));
}
