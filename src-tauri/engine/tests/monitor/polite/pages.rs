//! Pages that nobody named, and where they send on to: each place is asked only where its site lets programs read it.

use news::{
    SourceId, SourceKind, SourceMethod, TextChoice, Timestamp, TroubleCode,
    desk::{Reason, SourceDraft},
};

use crate::{
    desk::{Desk, draft},
    server::{Answer, Asked, Server, feed_of, item},
};

/// Who asks for the page of an article, or of a source.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Asker {
    Text,
    Comparison,
    Revisit,
    FrontPage,
}

const ASKERS: [Asker; 4] = [
    Asker::Text,
    Asker::Comparison,
    Asker::Revisit,
    Asker::FrontPage,
];

/// What sites say to programs.
const SHUT: &str = "User-agent: *\nDisallow: /";
const PARTLY: &str = "User-agent: *\nDisallow: /private";

fn robots(file: Option<&'static str>) -> Answer {
    file.map_or(Answer::status(404), |it| Answer::status(200).holding(it))
}

/// A page with an article, and links to others.
fn page() -> Answer {
    Answer::page(
        "<!doctype html><html lang=en><head><title>Report on banks of the republic</title></head><body><article>\
         <h1>Report on banks of the republic</h1>\
         <p>Diplomats handed round a list on Tuesday evening that names the banks, and said it was not the last word.</p>\
         <p>Their assets abroad would be frozen from the first day, and payments for grain would need a licence.</p>\
         <p>Traders in the harbour answered that ships were waiting, for insurers asked for guarantees.</p></article>\
         <h2><a href='/world/the-old-story-of-the-banks'>The old story of the banks of the republic</a></h2></body></html>",
    )
}

/// A desk whose page is at a site, with that site and another one to which it may lead.
struct Sites {
    desk: Desk,
    asker: Asker,
    source: SourceId,
    first: Server,
    second: Server,
}

impl Sites {
    /// The page of the first site is at /1; its feed needs no leave.
    fn new(
        asker: Asker,
        second: Server,
        first: impl Fn(&Asked) -> Answer + Send + 'static,
    ) -> Sites {
        let server = Server::start(|_| Answer::status(404));
        let place = server.address("/");
        server.says(move |it| match it.path.as_str() {
            "/rss" => {
                let one = item(
                    "1",
                    "Report on banks of the republic",
                    "Banks stand on a list.",
                    "",
                );
                Answer::feed(feed_of(&[one.replace("https://ledger.example/", &place)]))
            }
            _ => first(it),
        });
        let desk = Desk::with(|it| {
            it.full_text = matches!(asker, Asker::Text | Asker::Comparison);
            it.revisits = asker == Asker::Revisit;
        });
        let mut settings = desk.engine.settings().expect("settings");
        settings.allowed_hosts = vec!["localhost".into()];
        desk.engine.save_settings(&settings).expect("saved");
        desk.topic("banks");
        let (path, method) = match asker {
            Asker::FrontPage => ("/1", SourceMethod::FrontPage),
            Asker::Text | Asker::Comparison | Asker::Revisit => ("/rss", SourceMethod::Feed),
        };
        let source = desk.engine.save_source(&SourceDraft {
            method: Some(method),
            text: (asker == Asker::Text).then_some(TextChoice::Page),
            ..draft(SourceKind::Feed, &server.address(path))
        });
        Sites {
            source: source.expect("a source").id,
            desk,
            asker,
            first: server,
            second,
        }
    }

    /// Lets the monitor run until the page was asked for, whatever came of it. What is said of that.
    fn run(&self) -> String {
        let desk = &self.desk;
        desk.engine.start();
        if self.asker == Asker::Revisit {
            desk.until("a first look", |it| it.articles() == 1);
            desk.clock.turn(2 * Timestamp::HOUR);
        }
        let mut told = None;
        desk.until("the page", |_| {
            told = self.told();
            told.is_some()
        });
        told.expect("it was waited for")
    }

    fn told(&self) -> Option<String> {
        // Before its source: an article that is filed in between has its page waiting.
        let is_there = self.desk.articles() == 1;
        let view = self.desk.source(self.source);
        let fine = || "fine".to_string();
        match self.asker {
            Asker::FrontPage => match view.trouble {
                Some(trouble) => Some(trouble.what),
                None => view.last_success_at.map(|_| fine()),
            },
            Asker::Comparison => {
                let measure = view.full_text.measure?;
                Some(if measure.unread > 0 {
                    "unread".into()
                } else {
                    fine()
                })
            }
            Asker::Text => {
                let is_read = view.full_text.waiting == 0 && view.full_text.without == 0;
                view.full_text
                    .trouble
                    .or_else(|| (is_there && is_read).then(fine))
            }
            Asker::Revisit => {
                let found = self.desk.engine.search("banks", None).expect("a page");
                let id = found.rows.first()?.article_id;
                let visits = self.desk.engine.versions(id).expect("versions").visits;
                visits.trouble.or_else(|| (visits.seen > 0).then(fine))
            }
        }
    }
}

/// What a server was asked for, in order, without its feed.
fn paths(server: &Server) -> Vec<String> {
    let asked = server.asked().into_iter().map(|it| it.path);
    asked.filter(|it| it != "/rss").collect()
}

#[test]
fn a_page_is_never_asked_for_where_it_leads_if_that_is_forbidden() {
    /// What it is, what the two sites say to programs, and where the page leads: “to the other” with a path, or here.
    type Test = (
        &'static str,
        Option<&'static str>,
        Option<&'static str>,
        &'static [&'static str],
        [&'static [&'static str]; 2],
    );
    const TESTS: &[Test] = &[
        (
            "a site that is shut",
            None,
            Some(SHUT),
            &["other/page"],
            [&["/robots.txt", "/1"], &["/robots.txt"]],
        ),
        (
            "a part that is shut of the same site",
            Some(PARTLY),
            None,
            &["/private/1"],
            [&["/robots.txt", "/1"], &[]],
        ),
        (
            "a part of another site, at the second step",
            Some(PARTLY),
            Some(PARTLY),
            &["/2", "other/private"],
            [&["/robots.txt", "/1", "/2"], &["/robots.txt"]],
        ),
        (
            "a site that is shut, at the second step",
            None,
            Some(PARTLY),
            &["other/open", "other/private"],
            [&["/robots.txt", "/1"], &["/robots.txt", "/open"]],
        ),
    ];
    for asker in ASKERS {
        for (name, here, there, steps, expected) in TESTS {
            let name = format!("{asker:?}: {name}");
            let second = Server::start(|_| Answer::status(404));
            let other = second.elsewhere("/");
            let steps: Vec<String> = steps
                .iter()
                .map(|it| it.replace("other/", &other))
                .collect();
            let (there, next) = (*there, steps.get(1).cloned());
            second.says(move |it| match it.path.as_str() {
                "/robots.txt" => robots(there),
                "/open" => Answer::to(302, next.clone().expect("a second step")),
                _ => page(),
            });
            let here = *here;
            let it = Sites::new(asker, second, move |it| match it.path.as_str() {
                "/robots.txt" => robots(here),
                "/1" => Answer::to(302, steps[0].clone()),
                "/2" => Answer::to(301, steps[1].clone()),
                _ => page(),
            });
            let told = it.run();
            let is_said = match asker {
                Asker::Comparison => told == "unread",
                _ => told.contains("its robots.txt keeps programs from it"),
            };
            assert!(is_said, "{name}: {told}");
            assert_eq!(paths(&it.first), expected[0], "{name}");
            assert_eq!(paths(&it.second), expected[1], "{name}");
        }
    }
}

#[test]
fn a_page_is_read_where_it_leads_if_that_is_allowed_and_the_whole_way_is_told() {
    for asker in ASKERS {
        let second = Server::start(|it| match it.path.as_str() {
            "/robots.txt" => robots(Some(PARTLY)),
            _ => page(),
        });
        let place = second.elsewhere("/page");
        let to = place.clone();
        let it = Sites::new(asker, second, move |it| match it.path.as_str() {
            "/robots.txt" => robots(None),
            "/1" => Answer::to(302, to.clone()),
            _ => page(),
        });
        assert_eq!(it.run(), "fine", "{asker:?}");
        // What a comparison shows may have begun the reading of texts.
        assert_eq!(paths(&it.first)[..2], ["/robots.txt", "/1"], "{asker:?}");
        assert_eq!(
            paths(&it.second)[..2],
            ["/robots.txt", "/page"],
            "{asker:?}"
        );
        let reason = match asker {
            Asker::Text | Asker::Comparison => Reason::Page,
            Asker::Revisit => Reason::Revisit,
            Asker::FrontPage => Reason::Feed,
        };
        let hosts = it.desk.engine.contacts().expect("contacts").hosts;
        let of = |host: &str, reason| {
            let host = hosts.iter().find(|it| it.host == host).expect("told");
            let found = host.reasons.iter().find(|it| it.reason == reason);
            let found = found.unwrap_or_else(|| panic!("{asker:?}: {reason:?} of {host:?}"));
            (found.requests, found.answer.clone())
        };
        let (requests, answer) = of("localhost", reason);
        assert_eq!(answer, "200: answered", "{asker:?}");
        assert!(requests == 1 || asker == Asker::Comparison, "{asker:?}");
        assert_eq!(of("localhost", Reason::Robots).0, 1, "{asker:?}");
        assert_eq!(of("127.0.0.1", reason).1, "pointed elsewhere", "{asker:?}");
        if matches!(asker, Asker::Text | Asker::Revisit) {
            let found = it.desk.engine.search("insurers", None).expect("a page");
            let id = found.rows[0].article_id;
            let evidence = it.desk.engine.evidence_of(id).expect("evidence").captures;
            let captured = evidence.iter().find(|it| it.address == place);
            let captured = captured.unwrap_or_else(|| panic!("{asker:?}: {evidence:?}"));
            assert_eq!(captured.by_way_of, [it.first.address("/1")], "{asker:?}");
        }
    }
}

#[test]
fn p62_a_page_that_leads_on_without_end_is_not_followed_for_ever() {
    for asker in ASKERS {
        let second = Server::start(|_| Answer::status(404));
        let it = Sites::new(asker, second, |it| match it.path.as_str() {
            "/robots.txt" => robots(None),
            path => Answer::to(302, format!("{path}1")),
        });
        let told = it.run();
        if asker != Asker::Comparison {
            assert!(told.contains("without end"), "{asker:?}: {told}");
        }
        let asked = paths(&it.first);
        assert_eq!(asked.len(), 1 + 6, "{asker:?}: {asked:?}");
    }
}

#[test]
fn h05_a_page_does_not_lead_into_a_private_network() {
    for place in [
        "http://127.0.0.2/",
        "http://169.254.169.254/",
        "ftp://ledger.example/",
    ] {
        for asker in ASKERS {
            let second = Server::start(|_| Answer::status(404));
            let it = Sites::new(asker, second, move |it| match it.path.as_str() {
                "/robots.txt" => robots(None),
                _ => Answer::to(302, place),
            });
            let told = it.run();
            let expected = match place.starts_with("ftp") {
                true => "only http and https are asked",
                false => "in a private network",
            };
            if asker == Asker::FrontPage {
                let code = it.desk.trouble(it.source);
                let is_scheme = place.starts_with("ftp");
                let expected = if is_scheme {
                    TroubleCode::Redirect
                } else {
                    TroubleCode::PrivateAddress
                };
                assert_eq!(code, Some(expected), "{place}");
            } else if asker != Asker::Comparison {
                assert!(told.contains(expected), "{asker:?} {place}: {told}");
            }
            assert_eq!(paths(&it.first), ["/robots.txt", "/1"], "{asker:?} {place}");
        }
    }
}
