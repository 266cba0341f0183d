//! The sitemaps that an index names: each is asked for only if it changed, also after a restart, and a login goes to its own place.

use std::sync::{Arc, Mutex};

use engine::{FetchError, Password, Request, Response};
use news::{
    SourceId, SourceKind, SourceMethod, Timestamp, TroubleCode,
    desk::{SourceDraft, SourceView},
};

use crate::{
    desk::{Desk, draft},
    server::Paper,
};

const INDEX: &str = "https://ledger.example/index.xml";
const CHILD: &str = "https://ledger.example/news-1.xml";

/// What a place has, and under which entity tag; nothing: it is not there.
type Says = Arc<Mutex<Vec<(String, String, Option<&'static str>)>>>;

/// A desk that follows an index, and what was asked for.
struct Index {
    desk: Desk,
    says: Says,
    asked: Arc<Mutex<Vec<Request>>>,
    source: SourceId,
}

impl Index {
    /// An index at an address. Places answer 304 where they are asked with the tag that they have.
    fn at(address: &str) -> Index {
        let says = Says::default();
        let asked: Arc<Mutex<Vec<Request>>> = Arc::default();
        let (all, heard) = (says.clone(), asked.clone());
        let network = Paper::new(move |it: &Request| {
            heard.lock().expect("nobody panicked").push(it.clone());
            let all = all.lock().expect("nobody panicked");
            let place = url::Url::parse(&it.address).expect("an address");
            let Some((_, body, etag)) = all.iter().find(|one| one.0 == place.as_str()) else {
                return Err(FetchError {
                    status: Some(404),
                    ..FetchError::new(TroubleCode::Gone, "404 (Not Found)")
                });
            };
            let is_known = etag.is_some() && it.etag.as_deref() == *etag;
            Ok(Response {
                status: if is_known { 304 } else { 200 },
                etag: etag.map(str::to_string),
                body: if is_known {
                    vec![]
                } else {
                    body.clone().into_bytes()
                },
                ..Response::default()
            })
        });
        let desk = Desk::on(network);
        let source = desk
            .engine
            .save_source(&SourceDraft {
                method: Some(SourceMethod::Sitemap),
                ..draft(SourceKind::Feed, address)
            })
            .expect("a source");
        Index {
            desk,
            says,
            asked,
            source: source.id,
        }
    }

    fn says(&self, address: &str, body: String, etag: Option<&'static str>) {
        let mut says = self.says.lock().expect("nobody panicked");
        says.retain(|it| it.0 != address);
        says.push((address.to_string(), body, etag));
    }

    /// The entity tags with which a place was asked, in order.
    fn tags(&self, address: &str) -> Vec<Option<String>> {
        let asked = self.asked.lock().expect("nobody panicked");
        let of = asked.iter().filter(|it| it.address == address);
        of.map(|it| it.etag.clone()).collect()
    }

    fn view(&self) -> SourceView {
        self.desk.source(self.source)
    }

    /// Lets time pass until the next look has ended.
    fn look(&self, hours: i64) {
        let last = self.view().last_attempt_at;
        self.desk.clock.turn(hours * Timestamp::HOUR);
        self.desk
            .until("a look", |_| self.view().last_attempt_at != last);
    }
}

fn index(children: &[&str]) -> String {
    let all: String = children
        .iter()
        .map(|it| format!("<sitemap><loc>{it}</loc></sitemap>"))
        .collect();
    format!("<sitemapindex>{all}</sitemapindex>")
}

fn news(names: &[&str]) -> String {
    let all: String = names
        .iter()
        .map(|it| {
            format!(
                "<url><loc>https://ledger.example/world/{it}</loc><news:news><news:title>Report on {it}</news:title>\
                 <news:publication_date>2026-01-02T10:00:00Z</news:publication_date></news:news></url>"
            )
        })
        .collect();
    format!("<urlset>{all}</urlset>")
}

fn some(tag: &str) -> Option<String> {
    Some(tag.to_string())
}

#[test]
fn p11_a_sitemap_of_an_index_is_asked_for_only_if_it_changed_also_after_a_restart() {
    let mut it = Index::at(INDEX);
    it.says(INDEX, index(&[CHILD]), None);
    it.says(CHILD, news(&["banks"]), Some("\"1\""));
    it.desk.engine.start();
    it.look(0);
    assert_eq!(it.desk.articles(), 1);
    it.look(30);
    assert_eq!(it.tags(CHILD), [None, some("\"1\"")]);
    assert_eq!(it.view().trouble, None, "as before is no trouble");
    it.desk.restart();
    it.desk.engine.start();
    it.look(30);
    assert_eq!(it.tags(CHILD)[2], some("\"1\""), "it is in the desk's file");
    // Another content has another tag.
    it.says(CHILD, news(&["banks", "grain"]), Some("\"2\""));
    it.look(30);
    assert_eq!((it.desk.articles(), it.view().trouble), (2, None));
    it.look(30);
    assert_eq!(it.tags(CHILD)[4], some("\"2\""));
    // There are servers that say "as before" whatever comes.
    it.look(9 * 24);
    assert_eq!(it.tags(CHILD)[5], None, "whole again after some days");
    // What says nothing by which it can be asked for only if it changed is asked for whole.
    it.says(CHILD, news(&["banks", "grain"]), None);
    it.look(30);
    it.look(30);
    assert_eq!(it.tags(CHILD)[7], None);
}

#[test]
fn p50_a_host_that_wants_peace_is_not_asked_for_the_other_sitemaps_of_an_index() {
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let all = asked.clone();
    let network = Paper::new(move |it: &Request| {
        all.lock()
            .expect("nobody panicked")
            .push(it.address.clone());
        let body = match it.address.as_str() {
            INDEX => index(&[
                "https://ledger.example/news-1.xml",
                "https://courier.example/news-2.xml",
                "https://courier.example/news-3.xml",
            ]),
            CHILD => news(&["one"]),
            _ => {
                return Err(FetchError {
                    retry_after: Some(86_400),
                    status: Some(429),
                    ..FetchError::new(TroubleCode::Busy, "429 (Too Many Requests)")
                });
            }
        };
        Ok(Response {
            status: 200,
            body: body.into_bytes(),
            ..Response::default()
        })
    });
    let desk = Desk::on(network);
    let sitemap = SourceDraft {
        method: Some(SourceMethod::Sitemap),
        ..draft(SourceKind::Feed, INDEX)
    };
    desk.engine.save_source(&sitemap).expect("a source");
    desk.engine.start();
    desk.until("two looks", |_| {
        let asked = asked.lock().expect("nobody panicked");
        desk.clock.turn(Timestamp::MINUTE);
        asked.iter().filter(|it| *it == INDEX).count() == 3
    });
    let asked = asked.lock().expect("nobody panicked");
    let of_courier = asked.iter().filter(|it| it.contains("courier")).count();
    assert_eq!(of_courier, 1, "{asked:?}");
    assert!(
        desk.engine
            .hosts_left_alone()
            .contains_key("courier.example")
    );
}

#[test]
fn p11_a_news_sitemap_is_asked_for_only_if_it_changed_also_after_a_restart() {
    let mut it = Index::at(CHILD);
    it.says(CHILD, news(&["banks"]), Some("\"1\""));
    it.desk.engine.start();
    it.look(0);
    it.look(30);
    it.desk.restart();
    it.desk.engine.start();
    it.look(30);
    assert_eq!(it.tags(CHILD), [None, some("\"1\""), some("\"1\"")]);
    assert_eq!((it.desk.articles(), it.view().trouble), (1, None));
}

#[test]
fn what_an_index_names_no_more_is_forgotten_and_what_could_not_be_had_is_not() {
    let it = Index::at(INDEX);
    let other = "https://ledger.example/news-2.xml";
    it.says(INDEX, index(&[CHILD, other]), None);
    it.says(CHILD, news(&["banks"]), Some("\"1\""));
    it.says(other, news(&["grain"]), Some("\"a\""));
    it.desk.engine.start();
    it.look(0);
    assert_eq!(it.desk.articles(), 2);
    it.says
        .lock()
        .expect("nobody panicked")
        .retain(|it| it.0 != other);
    it.look(30);
    assert_eq!(it.view().trouble.map(|it| it.code), Some(TroubleCode::Gone));
    it.says(other, news(&["grain"]), Some("\"a\""));
    it.look(30);
    assert_eq!(it.tags(other), [None, some("\"a\""), some("\"a\"")]);
    it.says(INDEX, index(&[CHILD]), None);
    it.look(30);
    it.says(INDEX, index(&[CHILD, other]), None);
    it.look(30);
    assert_eq!(it.tags(other)[3], None, "it had been forgotten");
}

#[test]
fn h14_a_login_goes_to_the_sitemaps_of_its_own_scheme_host_and_port_only() {
    /// A sitemap that the index names, and whether it is told who asks.
    const TESTS: &[(&str, bool)] = &[
        ("https://ledger.example/news.xml", true),
        ("https://LEDGER.example:443/news.xml", true),
        ("http://ledger.example/news.xml", false),
        ("https://ledger.example:8443/news.xml", false),
        ("https://news.ledger.example/news.xml", false),
        ("https://courier.example/news.xml", false),
    ];
    for (child, expected) in TESTS {
        let it = Index::at(INDEX);
        let login = Some(("anna", Password::new("s3cret-w0rd")));
        it.desk.engine.set_login(it.source, login).expect("kept");
        let place = url::Url::parse(child).expect("an address").to_string();
        it.says(INDEX, index(&[child]), None);
        it.says(&place, news(&["banks"]), None);
        it.desk.engine.start();
        it.desk.until("its article", |it| it.articles() == 1);
        let asked = it.asked.lock().expect("nobody panicked");
        let users: Vec<Option<&str>> = asked
            .iter()
            .map(|it| it.login.as_ref().map(|it| it.user.as_str()))
            .collect();
        let told = expected.then_some("anna");
        assert_eq!(users, [Some("anna"), told], "{child}");
    }
}
