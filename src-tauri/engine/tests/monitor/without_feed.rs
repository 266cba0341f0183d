//! Sources without a feed: news sitemaps, front pages, pages of posts.

use std::sync::{Arc, Mutex};

use engine::{FetchError, Request, Response};
use news::{
    SourceId, SourceKind, SourceMethod, TextFrom, Timestamp, TroubleCode, desk::SourceDraft,
    health::DiagnosisCode,
};

use crate::{
    desk::{Desk, draft},
    server::Paper,
};

const PLACE: &str = "https://ledger.example/";

/// A site whose answers can be changed.
struct Site {
    desk: Desk,
    network: Arc<Paper>,
    says: Arc<Mutex<Vec<(String, String)>>>,
    source: SourceId,
}

impl Site {
    fn new(method: SourceMethod, address: &str) -> Site {
        let says: Arc<Mutex<Vec<(String, String)>>> = Arc::default();
        let all = says.clone();
        let network = Paper::new(move |it: &Request| {
            let all = all.lock().expect("nobody panicked");
            let found = all.iter().find(|one| one.0 == it.address);
            match found {
                Some((_, body)) => Ok(Response {
                    status: 200,
                    content_type: Some("text/html; charset=utf-8".into()),
                    body: body.clone().into_bytes(),
                    ..Response::default()
                }),
                None => Err(FetchError {
                    status: Some(404),
                    ..FetchError::new(TroubleCode::Gone, "404 (Not Found)")
                }),
            }
        });
        let desk = Desk::with(|it| {
            it.network = network.clone();
            it.full_text = true;
        });
        let source = desk
            .engine
            .save_source(&SourceDraft {
                method: Some(method),
                ..draft(SourceKind::Feed, address)
            })
            .expect("a source");
        Site {
            desk,
            network,
            says,
            source: source.id,
        }
    }

    fn says(&self, address: &str, body: String) {
        let mut says = self.says.lock().expect("nobody panicked");
        says.retain(|it| it.0 != address);
        says.push((address.to_string(), body));
    }

    /// How often an address was asked for.
    fn times(&self, address: &str) -> usize {
        let asked = self.network.asked.lock().expect("nobody panicked");
        asked.iter().filter(|it| *it == address).count()
    }

    fn holding(&self, word: &str) -> usize {
        let page = self.desk.engine.search(word, None).expect("a page");
        page.rows.len()
    }
}

fn link(name: &str, text: &str) -> String {
    format!("<h2><a href='/world/{name}'>{text}</a></h2>")
}

fn article(title: &str, sentence: &str) -> String {
    format!(
        "<!doctype html><html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>\
         <p>{sentence} Diplomats said so on Tuesday evening, and that it was not yet the last word of the union.</p>\
         <p>Traders in the harbour answered that ships were waiting since the weekend, as insurers asked for guarantees.\
         </p></article></body></html>"
    )
}

#[test]
fn a_front_page_is_learned_three_times_and_then_a_new_link_is_an_article_with_its_text() {
    let it = Site::new(SourceMethod::FrontPage, PLACE);
    let topic = it.desk.topic("sanction*");
    let old = link("old-banks", "The old story of the banks of the republic");
    let rotating = |n: usize| {
        link(
            &format!("most-read-{n}"),
            &format!("Most read story number {n} of this week"),
        )
    };
    let new = "Three banks on a list of sanctions, says the union";
    it.says(
        "https://ledger.example/world/three-banks",
        article(new, "The sanctions name three banks."),
    );
    it.says(PLACE, old.clone() + &rotating(0));
    it.desk.engine.start();
    let mut last = None;
    for n in 1..=3 {
        it.desk.until("a look", |_| it.times(PLACE) == n);
        it.desk.until("its end", |desk| {
            desk.source(it.source).last_success_at != last
        });
        last = it.desk.source(it.source).last_success_at;
        assert_eq!(it.desk.articles(), 0, "nothing is new while it is learned");
        // What changes between the looks is learned as well; what it had at any of them is not new after the third.
        it.says(
            PLACE,
            match n {
                3 => link("three-banks?utm_source=front", new) + &old + &rotating(1),
                n => old.clone() + &rotating(n),
            },
        );
        it.desk.clock.turn(71 * Timestamp::MINUTE);
    }
    it.desk.until("the article", |desk| desk.articles() >= 1);
    it.desk.until("its text", |_| it.holding("insurers") == 1);
    assert_eq!(it.desk.alerts(&topic).len(), 1);
    assert!(it.holding("republic") <= 1, "what was there is no article");
    let view = it.desk.source(it.source);
    assert_eq!(view.source.text, TextFrom::Page);
    assert!(view.trouble.is_none(), "{:?}", view.trouble);
}

#[test]
fn a_front_page_is_asked_once_an_hour_at_most_and_never_against_its_robots() {
    let it = Site::new(SourceMethod::FrontPage, PLACE);
    it.desk
        .engine
        .save_source(&SourceDraft {
            id: Some(it.source),
            interval_minutes: Some(5),
            ..draft(SourceKind::Feed, PLACE)
        })
        .expect("saved");
    it.says(
        PLACE,
        link("old-banks", "The old story of the banks of the republic"),
    );
    it.desk.engine.start();
    it.desk.until("a look", |_| it.times(PLACE) == 1);
    it.desk.until("its end", |desk| {
        desk.source(it.source).last_success_at.is_some()
    });
    it.desk.clock.turn(55 * Timestamp::MINUTE);
    for _ in 0..20 {
        it.desk.pass(1_000);
    }
    assert_eq!(it.times(PLACE), 1);

    let shut = Site::new(SourceMethod::FrontPage, PLACE);
    *shut.network.robots.lock().expect("nobody panicked") =
        Some("User-agent: *\nDisallow: /".to_string());
    shut.says(
        PLACE,
        link("old-banks", "The old story of the banks of the republic"),
    );
    shut.desk.engine.start();
    shut.desk.until("the trouble", |desk| {
        desk.trouble(shut.source) == Some(TroubleCode::Forbidden)
    });
    assert_eq!(shut.times(PLACE), 0);
    let trouble = shut.desk.source(shut.source).trouble.expect("trouble");
    assert!(
        trouble.advice.contains("news sitemap"),
        "{}",
        trouble.advice
    );
}

#[test]
fn a_front_page_whose_rules_cannot_be_had_is_no_front_page_that_forbids_programs() {
    use TroubleCode::{Busy, Forbidden, Proxy, Refused, Status, Unreachable};
    type Test = (TroubleCode, Option<u16>, TroubleCode, &'static str);
    /// Why the rules cannot be had, as what that is told, and in which words.
    const TESTS: &[Test] = &[
        (Unreachable, None, Unreachable, "could not be found"),
        (Proxy, None, Proxy, "through the proxy"),
        (Proxy, Some(407), Proxy, "through the proxy"),
        (
            Refused,
            None,
            Forbidden,
            "was not asked: its robots.txt could not be had",
        ),
        (
            Status,
            Some(500),
            Forbidden,
            "was not asked: its robots.txt could not be had",
        ),
        (Busy, Some(503), Busy, "asks to be left alone"),
    ];
    for (code, status, expected, words) in TESTS {
        let it = Site::new(SourceMethod::FrontPage, PLACE);
        it.network.lose_robots(Some(FetchError {
            status: *status,
            ..FetchError::new(*code, "no")
        }));
        it.says(
            PLACE,
            link("old-banks", "The old story of the banks of the republic"),
        );
        it.desk.engine.start();
        it.desk.until("the trouble", |desk| {
            desk.trouble(it.source) == Some(*expected)
        });
        assert_eq!(it.times(PLACE), 0, "{code:?}");
        let trouble = it.desk.source(it.source).trouble.expect("trouble");
        assert!(trouble.what.contains(words), "{code:?}: {}", trouble.what);
        assert!(
            !trouble.advice.contains("in its place") && !trouble.advice.contains("another feed"),
            "{code:?}: {}",
            trouble.advice
        );
        it.network.lose_robots(None);
        it.desk.clock.turn(130 * Timestamp::MINUTE);
        it.desk.until("a look", |_| it.times(PLACE) == 1);
    }
}

#[test]
fn a_site_in_a_private_network_is_asked_as_soon_as_that_is_allowed() {
    let it = Site::new(SourceMethod::FrontPage, PLACE);
    let private = FetchError::new(TroubleCode::PrivateAddress, "192.168.0.9");
    it.network.lose_robots(Some(private));
    it.says(
        PLACE,
        link("old-banks", "The old story of the banks of the republic"),
    );
    it.desk.engine.start();
    it.desk.until("the trouble", |desk| {
        desk.trouble(it.source) == Some(TroubleCode::PrivateAddress)
    });
    it.network.lose_robots(None);
    it.desk.clock.turn(6 * Timestamp::MINUTE);
    it.desk.engine.poll(Some(it.source)).expect("begun");
    it.desk.until("a look", |_| it.times(PLACE) == 1);
}

#[test]
fn a_front_page_without_links_is_trouble_and_not_silence() {
    let it = Site::new(SourceMethod::FrontPage, PLACE);
    it.says(PLACE, "<div id=app></div><script>render()</script>".into());
    it.desk.engine.start();
    it.desk.until("the trouble", |desk| {
        desk.trouble(it.source) == Some(TroubleCode::Empty)
    });
    let trouble = it.desk.source(it.source).trouble.expect("trouble");
    assert!(
        trouble.what.contains("link to an article"),
        "{}",
        trouble.what
    );
}

fn entry(name: &str, title: &str) -> String {
    format!(
        "<url><loc>https://ledger.example/world/{name}</loc><news:news><news:publication><news:name>The Ledger\
         </news:name></news:publication><news:publication_date>2026-01-02T10:00:00Z</news:publication_date>\
         <news:title>{title}</news:title></news:news></url>"
    )
}

#[test]
fn a_news_sitemap_is_a_source_whose_texts_are_on_the_pages() {
    const MAP: &str = "https://ledger.example/news.xml";
    let it = Site::new(SourceMethod::Sitemap, MAP);
    let now = jiff_date(&it.desk);
    let one = entry("banks", "Banks on a list").replace("2026-01-02T10:00:00Z", &now);
    it.says(MAP, format!("<urlset>{one}</urlset>"));
    it.says(
        "https://ledger.example/world/banks",
        article("Banks on a list", "Sanctions were drafted."),
    );
    let topic = it.desk.topic("insurers");
    it.desk.engine.start();
    it.desk
        .until("the text", |desk| desk.alerts(&topic).len() == 1);
    let view = it.desk.source(it.source);
    assert_eq!(view.source.name, "The Ledger", "by what it calls itself");
    let alert = it.desk.alerts(&topic).remove(0);
    assert!(alert.published_at.is_some());
    assert!(alert.changes.is_empty());
    // Nothing new is nothing wrong: a news sitemap may be empty.
    it.says(MAP, "<urlset></urlset>".into());
    let looks = it.times(MAP);
    it.desk.clock.turn(2 * Timestamp::HOUR);
    it.desk.until("another look", |_| it.times(MAP) > looks);
    for _ in 0..10 {
        it.desk.pass(500);
    }
    assert_eq!(it.desk.trouble(it.source), None);
}

/// Today, as a sitemap writes it.
fn jiff_date(desk: &Desk) -> String {
    desk.clock_now().to_string()
}

#[test]
fn of_an_index_the_sitemaps_of_news_are_read_at_every_look() {
    const INDEX: &str = "https://ledger.example/sitemap_index.xml";
    let it = Site::new(SourceMethod::Sitemap, INDEX);
    it.says(
        INDEX,
        "<sitemapindex><sitemap><loc>https://ledger.example/pages.xml</loc></sitemap>\
         <sitemap><loc>https://ledger.example/news-2.xml</loc></sitemap></sitemapindex>"
            .into(),
    );
    let news = "https://ledger.example/news-2.xml";
    it.says(
        news,
        format!("<urlset>{}</urlset>", entry("a", "Banks on a list")),
    );
    it.desk.engine.start();
    // When it is due again is stored behind its article.
    it.desk.until("the first", |desk| {
        desk.articles() == 1 && desk.source(it.source).last_success_at.is_some()
    });
    it.says(
        news,
        format!(
            "<urlset>{}{}</urlset>",
            entry("a", "Banks on a list"),
            entry("b", "Grain ships wait")
        ),
    );
    it.desk.clock.turn(2 * Timestamp::HOUR);
    it.desk.until("the second", |desk| desk.articles() == 2);
    assert_eq!(it.times("https://ledger.example/pages.xml"), 0);
}

#[test]
fn posts_of_a_channel_are_articles_once() {
    const CHANNEL: &str = "https://t.me/s/harbourledger";
    let post = |number: u32, text: &str| {
        format!(
            "<div class='tgme_widget_message' data-post='harbourledger/{number}'>\
             <div class='tgme_widget_message_text'>{text}</div><time datetime='2026-01-02T10:00:00+00:00'></time></div>"
        )
    };
    let it = Site::new(SourceMethod::Telegram, CHANNEL);
    let topic = it.desk.topic("sanction*");
    it.says(
        CHANNEL,
        post(1, "New sanctions on grain were drafted, two diplomats say."),
    );
    it.desk.engine.start();
    // When it is due again is stored behind its article.
    it.desk.until("the first", |desk| {
        desk.articles() == 1 && desk.source(it.source).last_success_at.is_some()
    });
    it.says(
        CHANNEL,
        post(1, "New sanctions on grain were drafted, two diplomats say.")
            + &post(2, "Ships wait in the harbour."),
    );
    it.desk.clock.turn(2 * Timestamp::HOUR);
    it.desk.until("the second", |desk| desk.articles() == 2);
    assert_eq!(it.desk.alerts(&topic).len(), 1);
    assert_eq!(it.desk.source(it.source).source.text, TextFrom::Feed);
}

#[test]
fn of_an_index_one_sitemap_that_fails_keeps_no_other_from_being_read() {
    const INDEX: &str = "https://ledger.example/sitemap_index.xml";
    let it = Site::new(SourceMethod::Sitemap, INDEX);
    it.says(
        INDEX,
        "<sitemapindex><sitemap><loc>https://ledger.example/news-1.xml</loc></sitemap>\
         <sitemap><loc>https://ledger.example/news-2.xml</loc></sitemap>\
         <sitemap><loc>https://ledger.example/news-3.xml</loc></sitemap></sitemapindex>"
            .into(),
    );
    let whole = |name: &str, title: &str| format!("<urlset>{}</urlset>", entry(name, title));
    it.says(
        "https://ledger.example/news-1.xml",
        whole("a", "Banks on a list"),
    );
    // Damaged; and the third is not there.
    it.says(
        "https://ledger.example/news-2.xml",
        format!(
            "<urlset>{}<url><loc>https://ledger.exam",
            entry("b", "Grain ships wait")
        ),
    );
    it.desk.engine.start();
    it.desk.until("what could be read", |desk| {
        desk.articles() == 2 && desk.trouble(it.source).is_some()
    });
    let trouble = it.desk.source(it.source).trouble.expect("trouble");
    assert!(
        trouble.what.contains("1 of 3") && trouble.what.contains("news-3.xml"),
        "{}",
        trouble.what
    );
    it.says(
        "https://ledger.example/news-3.xml",
        whole("c", "Ferry runs again"),
    );
    it.says(
        "https://ledger.example/news-2.xml",
        whole("b", "Grain ships wait"),
    );
    it.desk.clock.turn(25 * Timestamp::HOUR);
    it.desk.until("the rest", |desk| {
        desk.articles() == 3 && desk.trouble(it.source).is_none()
    });
}

#[test]
fn of_very_many_new_links_none_is_lost_and_none_is_called_a_gap() {
    let it = Site::new(SourceMethod::FrontPage, PLACE);
    let links = |from: u32, to: u32| -> String {
        (from..to)
            .map(|n| {
                link(
                    &format!("story-{n}"),
                    &format!("The story number {n} of the harbour"),
                )
            })
            .collect()
    };
    it.says(PLACE, links(0, 20));
    let look = || {
        let (looks, last) = (it.times(PLACE), it.desk.source(it.source).last_success_at);
        it.desk.clock.turn(71 * Timestamp::MINUTE);
        it.desk.until("a look", |_| it.times(PLACE) > looks);
        it.desk.until("its end", |desk| {
            desk.source(it.source).last_success_at != last
        });
    };
    it.desk.engine.start();
    (0..3).for_each(|_| look());
    it.says(PLACE, links(0, 200));
    look();
    assert_eq!(it.desk.articles(), 100);
    assert_eq!(it.desk.trouble(it.source), Some(TroubleCode::TooLarge));
    look();
    assert_eq!(
        (it.desk.articles(), it.desk.trouble(it.source)),
        (180, None)
    );
    it.says(PLACE, links(1, 201));
    look();
    assert_eq!(it.desk.articles(), 181);
    let found = it
        .desk
        .engine
        .source_health(it.source)
        .expect("health")
        .diagnoses;
    assert!(
        found.iter().all(|it| it.code != DiagnosisCode::Gap),
        "{found:?}"
    );
}

#[test]
fn a_front_page_is_asked_once_an_hour_at_most_whatever_is_usual() {
    let it = Site::new(SourceMethod::FrontPage, PLACE);
    let mut settings = it.desk.engine.settings().expect("settings");
    settings.feed_interval_minutes = 5;
    it.desk.engine.save_settings(&settings).expect("saved");
    it.says(
        PLACE,
        link("a", "The first story of the harbour and its ships"),
    );
    it.desk.engine.start();
    it.desk.until("a look", |desk| {
        desk.source(it.source).last_success_at.is_some()
    });
    let due = it.desk.source(it.source).next_due_at.expect("due");
    assert!(due.since(it.desk.clock_now()) >= Timestamp::HOUR);
}
