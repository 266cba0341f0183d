//! How it is asked.

use std::{
    io::{Read, Write},
    net::{TcpListener, ToSocketAddrs},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use engine::{Clock, Elsewhere, FetchError, Response};
use news::{Timestamp, TroubleCode, evidence::Hop};

use super::{fine, later};
use crate::{
    clock::HandClock,
    desk::Desk,
    server::{Answer, Paper, Server, feed},
};

#[test]
fn p01_first_fetch_is_one_get_without_conditions() {
    let desk = Desk::new();
    let server = Server::start(|_| fine());
    desk.follow(&server.address("/rss"));
    desk.engine.start();
    desk.until("a first look", |it| it.articles() == 1);
    for _ in 0..20 {
        desk.pass(Timestamp::MINUTE);
    }
    let asked = server.asked();
    assert_eq!(asked.len(), 1, "no HEAD, no icon, no front page: {asked:?}");
    assert_eq!(
        (asked[0].method.as_str(), asked[0].path.as_str()),
        ("GET", "/rss")
    );
    for name in [
        "if-none-match",
        "if-modified-since",
        "if-match",
        "range",
        "a-im",
    ] {
        assert_eq!(asked[0].header(name), None, "{name}");
    }
}

#[test]
fn p02_the_user_agent_names_the_program_its_version_and_a_contact() {
    let desk = Desk::new();
    let server = Server::start(|it| match it.path.as_str() {
        "/old" => Answer::to(302, "/rss"),
        _ => fine(),
    });
    let source = desk.follow(&server.address("/old"));
    desk.poll(&[source.id]);
    let mut settings = desk.engine.settings().expect("settings");
    settings.contact = Some(" desk@courier.example ".into());
    desk.engine.save_settings(&settings).expect("saved");
    desk.poll(&[source.id]);
    let agents: Vec<String> = server
        .asked()
        .iter()
        .map(|it| it.header("user-agent").expect("said").to_string())
        .collect();
    let version = env!("CARGO_PKG_VERSION");
    let page = format!("Wirewatch/{version} (+https://wirewatch.example/about-fetching)");
    let mail = format!("Wirewatch/{version} (+desk@courier.example)");
    assert_eq!(agents, [page.clone(), page, mail.clone(), mail]);
    settings.contact = Some("Mozilla/5.0 (X11)".into());
    assert!(desk.engine.save_settings(&settings).is_err(), "no browser");
}

#[test]
fn p03_feeds_are_wanted_first_and_anything_is_taken_last() {
    let desk = Desk::new();
    let server = Server::start(|_| fine());
    let source = desk.follow(&server.address("/"));
    desk.poll(&[source.id]);
    let asked = server.asked();
    let accept = asked[0].header("accept").expect("said");
    let at = |what: &str| accept.find(what).expect(what);
    assert!(at("application/rss+xml") < at("application/xml"));
    assert!(at("application/atom+xml") < at("application/xml"));
    assert!(at("application/feed+json") < at("*/*"));
    assert!(accept.ends_with("*/*;q=0.5"), "{accept}");
}

/// A feed as servers pack it.
fn packed(how: &str) -> Vec<u8> {
    let bytes = feed(&[("Quarry opens", "The quarry opened on Monday.")]).into_bytes();
    match how {
        "gzip" => {
            let mut to = flate2::write::GzEncoder::new(vec![], flate2::Compression::best());
            to.write_all(&bytes).expect("in memory");
            to.finish().expect("in memory")
        }
        "deflate" => {
            let mut to = flate2::write::ZlibEncoder::new(vec![], flate2::Compression::best());
            to.write_all(&bytes).expect("in memory");
            to.finish().expect("in memory")
        }
        "br" => {
            let mut out = vec![];
            let mut to = brotli::CompressorWriter::new(&mut out, 4_096, 5, 22);
            to.write_all(&bytes).expect("in memory");
            drop(to);
            out
        }
        "zstd" => zstd::stream::encode_all(&*bytes, 3).expect("in memory"),
        other => panic!("{other} is not known"),
    }
}

#[test]
fn p04_gzip_and_brotli_are_offered_and_all_that_is_offered_is_unpacked() {
    let desk = Desk::new();
    let server = Server::start(|_| Answer::status(500));
    let source = desk.follow(&server.address("/"));
    desk.poll(&[source.id]);
    let offered = server.asked()[0]
        .header("accept-encoding")
        .expect("said")
        .to_string();
    let offered: Vec<&str> = offered.split(", ").collect();
    assert!(
        offered.contains(&"gzip") && offered.contains(&"br"),
        "{offered:?}"
    );
    for how in offered.into_iter().chain(["deflate"]) {
        let desk = Desk::new();
        let name = how.to_string();
        let server = Server::start(move |_| {
            Answer::feed(packed(&name)).with("content-encoding", name.clone())
        });
        let source = desk.follow(&server.address("/"));
        assert_eq!(desk.poll(&[source.id]).new_articles, 1, "{how}");
        assert_eq!(desk.trouble(source.id), None, "{how}");
    }
}

#[test]
fn p05_no_cookie_is_ever_sent() {
    let desk = Desk::new();
    let server = Server::start(|it| match it.path.as_str() {
        "/old" => Answer::to(302, "/rss").with("set-cookie", "a=1; Path=/"),
        _ => fine().with("set-cookie", "b=2; Path=/; Max-Age=999999"),
    });
    let source = desk.follow(&server.address("/old"));
    for _ in 0..3 {
        later(&desk, source.id, Timestamp::HOUR);
    }
    let asked = server.asked();
    assert_eq!(asked.len(), 6);
    assert!(asked.iter().all(|it| it.header("cookie").is_none()));
}

#[test]
fn p06_no_referrer_is_sent_also_not_after_a_redirect() {
    let desk = Desk::new();
    let server = Server::start(|it| match it.path.as_str() {
        "/old" => Answer::to(302, "/rss"),
        _ => fine(),
    });
    let source = desk.follow(&server.address("/old"));
    desk.poll(&[source.id]);
    let asked = server.asked();
    assert_eq!(asked.len(), 2);
    for it in asked {
        assert_eq!((it.header("referer"), it.header("origin")), (None, None));
    }
}

#[test]
fn p07_an_address_is_asked_for_as_it_is_but_for_its_fragment() {
    let desk = Desk::new();
    let server = Server::start(|it| match it.path.as_str() {
        "/moves" => Answer::to(302, "/to?x=%2F&&y#there"),
        _ => fine(),
    });
    const PATHS: &[(&str, &str)] = &[
        ("/rss/", "/rss/"),
        ("/rss", "/rss"),
        ("/rss?", "/rss?"),
        ("/rss?a=1&b=%20&c", "/rss?a=1&b=%20&c"),
        ("/r%C3%A9sum%e9", "/r%C3%A9sum%e9"),
        ("/a//b;c=d", "/a//b;c=d"),
        ("/rss?x#part", "/rss?x"),
        ("/moves", "/moves"),
    ];
    for (path, _) in PATHS {
        let source = desk.follow(&server.address(path));
        desk.poll(&[source.id]);
    }
    let asked: Vec<String> = server.asked().into_iter().map(|it| it.path).collect();
    let expected: Vec<&str> = PATHS
        .iter()
        .map(|it| it.1)
        .chain(["/to?x=%2F&&y"])
        .collect();
    assert_eq!(asked, expected);
}

#[test]
fn p08_what_is_asked_for_over_https_is_never_asked_for_over_http() {
    let desk = Desk::new();
    // Speaks http where https is asked for.
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("https://{}/", listener.local_addr().expect("bound"));
    let heard: Arc<Mutex<Vec<u8>>> = Arc::default();
    let all = heard.clone();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut bytes = [0; 4_096];
            let count = stream.read(&mut bytes).unwrap_or(0);
            all.lock().expect("nobody panicked").extend(&bytes[..count]);
            // Who asked may have gone.
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
        }
    });
    let source = desk.follow(&address);
    desk.poll(&[source.id]);
    assert_eq!(desk.trouble(source.id), Some(TroubleCode::Certificate));
    let what = desk.source(source.id).trouble.expect("trouble");
    assert!(what.what.contains("not TLS"), "{}", what.what);
    assert!(what.advice.contains("http://"), "{}", what.advice);
    let heard = heard.lock().expect("nobody panicked").clone();
    assert!(!heard.is_empty() && !heard.windows(4).any(|it| it == b"GET "));
}

#[test]
fn p09_a_host_is_asked_one_thing_at_a_time_a_second_apart() {
    let desk = Desk::new();
    let (inside, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let peak = most.clone();
    let server = Server::start(move |_| {
        let at_once = inside.fetch_add(1, Ordering::SeqCst) + 1;
        peak.fetch_max(at_once, Ordering::SeqCst);
        std::thread::yield_now();
        inside.fetch_sub(1, Ordering::SeqCst);
        fine()
    });
    for number in 0..5 {
        desk.follow(&server.address(&format!("/{number}")));
    }
    let began = engine::Clock::now(&*desk.clock);
    desk.engine.start();
    desk.until("all of them", |it| {
        let all = it.engine.sources().expect("sources");
        all.iter().filter(|it| it.last_success_at.is_some()).count() == 5
    });
    assert_eq!(most.load(Ordering::SeqCst), 1);
    let took = engine::Clock::now(&*desk.clock).since(began);
    assert!(took >= 4 * Timestamp::SECOND, "{took} ms");
}

#[test]
fn p09_a_place_that_feeds_of_many_hosts_lead_to_is_asked_a_second_apart_as_well() {
    let asked: Arc<Mutex<Vec<Timestamp>>> = Arc::default();
    let (times, clock) = (asked.clone(), Arc::new(Mutex::new(None::<Arc<HandClock>>)));
    let now = clock.clone();
    let network = Paper::new(move |it| match it.address.contains("//hub.example/") {
        true => {
            let clock = now.lock().expect("nobody panicked").clone();
            let at = clock.expect("the desk is there").now();
            times.lock().expect("nobody panicked").push(at);
            Ok(Response {
                status: 200,
                body: feed(&[("Quarry opens", "The quarry opened on Monday.")]).into_bytes(),
                ..Response::default()
            })
        }
        false => Err(FetchError {
            asked: vec![it.address.split('/').nth(2).unwrap_or_default().into()],
            elsewhere: Some(Box::new(Elsewhere {
                address: "http://hub.example/rss".into(),
                for_good: false,
                hop: Hop {
                    address: it.address.clone(),
                    status: 302,
                },
            })),
            ..FetchError::new(TroubleCode::Redirect, "it points elsewhere")
        }),
    });
    let desk = Desk::on(network);
    *clock.lock().expect("nobody panicked") = Some(desk.clock.clone());
    let ids = ["a", "b", "c", "d"].map(|it| desk.follow(&format!("http://{it}.example/rss")).id);
    desk.engine.start();
    desk.until("all of them", |it| {
        ids.iter()
            .all(|id| it.source(*id).last_success_at.is_some())
    });
    let asked = asked.lock().expect("nobody panicked");
    assert_eq!(asked.len(), 4);
    for two in asked.windows(2) {
        let apart = two[1].since(two[0]);
        assert!(apart >= Timestamp::SECOND, "{apart} ms");
    }
}

#[test]
fn p80_a_hub_that_a_feed_names_is_not_asked() {
    let desk = Desk::new();
    let server = Server::start(|_| {
        let body = feed(&[("Quarry opens", "The quarry opened on Monday.")]);
        let links = "<channel xmlns:atom=\"http://www.w3.org/2005/Atom\"><atom:link rel=\"hub\" href=\"/hub\"/>";
        Answer::feed(body.replace("<channel>", links)).with("link", "</hub>; rel=\"hub\"")
    });
    let source = desk.follow(&server.address("/rss"));
    for _ in 0..2 {
        later(&desk, source.id, Timestamp::HOUR);
    }
    assert_eq!(desk.articles(), 1);
    assert!(
        server
            .asked()
            .iter()
            .all(|it| it.path == "/rss" && it.method == "GET")
    );
}

#[test]
fn p81_servers_with_one_kind_of_address_only_are_asked() {
    let desk = Desk::new();
    let four = Server::start(|_| fine());
    let source = desk.follow(&four.elsewhere("/"));
    assert_eq!(
        desk.poll(&[source.id]).new_articles,
        1,
        "IPv4 only, by name"
    );
    // A machine without IPv6 has no such server either.
    if let Ok(listener) = TcpListener::bind("[::1]:0") {
        let six = Server::on(listener, |_| fine());
        let has_name = ("localhost", 0)
            .to_socket_addrs()
            .is_ok_and(|mut it| it.any(|it| it.is_ipv6()));
        for host in ["[::1]", "localhost"]
            .into_iter()
            .take(1 + usize::from(has_name))
        {
            let source = desk.follow(&format!("http://{host}:{}/", six.port()));
            desk.poll(&[source.id]);
            assert_eq!(desk.trouble(source.id), None, "IPv6 only, at {host}");
        }
    }
}

#[test]
fn p83_no_differences_are_asked_for_and_none_are_taken_for_a_feed() {
    let desk = Desk::new();
    let server = Server::start(|_| fine().with("etag", "\"1\"").with("im", "feed"));
    let source = desk.follow(&server.address("/"));
    desk.poll(&[source.id]);
    server.says(|_| {
        let mut answer = super::other();
        answer.status = 226;
        answer.with("im", "feed")
    });
    desk.poll(&[source.id]);
    assert!(server.asked().iter().all(|it| it.header("a-im").is_none()));
    assert_eq!(desk.trouble(source.id), Some(TroubleCode::Status));
    assert_eq!(desk.articles(), 1);
}
