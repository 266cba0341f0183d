//! The archive through the engine: pages, counts that are right or say "at least", reading it through, letting go.

use std::{
    ops::ControlFlow,
    sync::{atomic::AtomicU64, atomic::Ordering},
};

use engine::{Depth, Engine, Options};
use news::{
    TopicId,
    desk::{BacktestRequest, BacktestView, Change, Retention, SearchOrder},
    query::Query,
};

/// How many articles are on the desk; every third is about sanctions.
const ARTICLES: usize = 2_300;

fn desk(folder: &tempfile::TempDir) -> Engine {
    let press = folder.path().join("press");
    std::fs::create_dir(&press).expect("made");
    for number in 0..ARTICLES {
        let words = match number % 3 {
            0 => "Sanctions on the bank were drafted, and the bank asked for a loan.",
            1 => "The river rose near the bank, and no loan was asked for.",
            _ => "It rained.",
        };
        let text = format!("Headline number {number}\n\n{words} Paragraph {number} ends here.\n");
        std::fs::write(press.join(format!("{number}.txt")), text).expect("written");
    }
    let engine = Engine::open(Options::real(folder.path().join("desk"))).expect("opened");
    let imported = engine
        .import_now(vec![press], &mut |_| ControlFlow::Continue(()))
        .expect("imported");
    assert_eq!(imported.new_articles, ARTICLES as u64);
    engine
}

fn backtest(engine: &Engine, query: &str, depth: Depth) -> BacktestView {
    let request = BacktestRequest {
        query: query.into(),
        topic_id: None,
        days: None,
    };
    engine
        .backtest(&request, depth, &|_| ControlFlow::Continue(()))
        .expect("a query")
}

#[test]
fn a_backtest_finds_what_a_search_finds_and_tells_what_each_clause_did() {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = desk(&folder);
    let third = ARTICLES.div_ceil(3) as u64;
    // By the index alone, and with every candidate looked at.
    for (query, expected) in [
        ("sanctions", third),
        ("bank NEAR/6 drafted", third),
        (
            "bank AND loan AND NOT sanctions",
            (ARTICLES as u64 - third).div_ceil(2),
        ),
        ("unheard", 0),
        // The index is sure of the one, and the other is looked at.
        (
            "sanctions OR (river NEAR/3 rose)",
            third + (ARTICLES as u64 - 1).div_ceil(3),
        ),
    ] {
        for depth in [Depth::Count, Depth::Hits, Depth::Clauses] {
            let found = backtest(&engine, query, depth);
            assert_eq!(
                (found.hits, found.done),
                (expected, true),
                "{query}, {depth:?}"
            );
            let days: u64 = found.days.iter().map(|it| it.hits).sum();
            assert_eq!(days, expected, "{query}, {depth:?}");
            if depth == Depth::Count {
                assert!(found.examples.is_empty(), "{query}: only some would be");
                assert!(found.clauses.is_empty(), "{query}: only for some");
            }
        }
    }
    let found = backtest(&engine, "bank AND loan AND NOT sanctions", Depth::Clauses);
    let held_back: Vec<u64> = found.clauses.iter().map(|it| it.held_back.count).collect();
    assert_eq!(held_back, [0, 0, third], "NOT sanctions holds back a third");
    assert_eq!(found.examples.len(), 20);
    // The last days are those of the archive, however long ago they were: the sample is of a year before.
    let old = tempfile::tempdir().expect("a folder");
    let sample = Engine::open(Options::real(old.path().join("desk"))).expect("opened");
    sample.load_sample().expect("loaded");
    let request = BacktestRequest {
        query: "sanction*".into(),
        topic_id: None,
        days: Some(30),
    };
    let found = sample
        .backtest(&request, Depth::Count, &|_| ControlFlow::Continue(()))
        .expect("a query");
    assert!(found.hits > 10 && found.a_day > 1.0, "{found:?}");
    // One that is ended says so, and what it found by then.
    let request = BacktestRequest {
        query: "bank OR rained".into(),
        topic_id: None,
        days: None,
    };
    let ended = engine
        .backtest(&request, Depth::Clauses, &|_| ControlFlow::Break(()))
        .expect("a query");
    assert!(ended.stopped && !ended.done);
    let wrong = BacktestRequest {
        query: "bank OR".into(),
        topic_id: None,
        days: None,
    };
    assert!(
        engine
            .backtest(&wrong, Depth::Count, &|_| ControlFlow::Continue(()))
            .is_err()
    );
}

#[test]
fn words_are_weighed_against_the_archive_while_a_topic_is_typed() {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = desk(&folder);
    let found = engine
        .check_query("sanction* AND zebra", true, None)
        .expect("asked");
    let said: Vec<&str> = found
        .diagnostics
        .iter()
        .map(|it| it.message.as_str())
        .collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(
        said[0].starts_with("sanction* occurs in more than 5 %"),
        "{said:?}"
    );
    assert!(
        said[1].starts_with("zebra occurs in none of the 2300"),
        "{said:?}"
    );
    let forms: Vec<(&str, u64)> = found.expansions[0]
        .forms
        .iter()
        .map(|it| (it.form.as_str(), it.articles))
        .collect();
    assert_eq!(forms, [("sanctions", ARTICLES.div_ceil(3) as u64)]);
}

#[test]
fn a_topic_that_asks_for_what_another_asks_for_is_doubted() {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = Engine::open(Options::real(folder.path().join("desk"))).expect("opened");
    let lists = engine.watchlists().expect("read");
    let (id, name) = lists
        .iter()
        .flat_map(|it| &it.topics)
        .map(|it| (it.topic.id, it.topic.name.clone()))
        .find(|it| it.1 == "Export controls and embargoes")
        .expect("a desk starts with it");
    let twin = "embargo* OR \"export ban\" OR \"export controls\" OR embargo*";
    let doubts = |query: &str, own| {
        let found = engine.check_query(query, true, own).expect("asked");
        let all = found.diagnostics.into_iter().map(|it| it.message);
        all.filter(|it| it.contains("asks for the same"))
            .collect::<Vec<_>>()
    };
    assert!(doubts(twin, None)[0].contains(&name));
    assert_eq!(
        doubts(twin, Some(id)),
        Vec::<String>::new(),
        "it is the one that is changed"
    );
    assert_eq!(doubts("embargo*", None), Vec::<String>::new());
    // What is known of the topics follows their changes.
    engine.remove_topic(id).expect("removed");
    assert_eq!(doubts(twin, None), Vec::<String>::new());
}

#[test]
fn a_search_is_counted_rightly_or_says_at_least() {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = desk(&folder);
    let third = ARTICLES.div_ceil(3) as u64;
    // The index is exact.
    let on = &mut |_, _| ControlFlow::Continue(());
    let counted = engine.search_overview("sanctions", on).expect("counted");
    assert_eq!((counted.total, counted.complete), (third, true));
    assert_eq!(counted.days.iter().map(|it| it.hits).sum::<u64>(), third);
    assert_eq!(
        counted.sources.iter().map(|it| it.articles).sum::<u64>(),
        third
    );
    // Each candidate is proved.
    let asked = AtomicU64::new(0);
    let counted = engine
        .search_overview("bank NEAR/6 drafted", &mut |_, _| {
            asked.fetch_add(1, Ordering::SeqCst);
            ControlFlow::Continue(())
        })
        .expect("counted");
    assert_eq!((counted.total, counted.complete), (third, true));
    assert!(asked.load(Ordering::SeqCst) > 1, "progress is told");
    // Ended before the end.
    let mut left = 1;
    let counted = engine
        .search_overview("words:>1", &mut |_, _| {
            left -= 1;
            if left < 0 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
        .expect("counted");
    assert!(!counted.complete && counted.total > 0 && counted.total < ARTICLES as u64);
    engine.stop();
}

#[test]
fn pages_hold_each_article_once_in_either_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = desk(&folder);
    let third = ARTICLES.div_ceil(3);
    for (order, text, all) in [
        (SearchOrder::Newest, "sanctions", third),
        (SearchOrder::Newest, "bank NEAR/6 drafted", third),
        (SearchOrder::Newest, "words:>1", ARTICLES),
        (SearchOrder::Newest, "bank AND /draft[e]d/", third),
        (SearchOrder::Ranked, "sanctions", third),
        (SearchOrder::Ranked, "bank NEAR/6 drafted", third),
        (SearchOrder::Ranked, "bank AND /draft[e]d/", third),
    ] {
        // 767 are 13 pages of 59, and 2300 are 46 of 50: behind a last one that is full there is none.
        for most in [70, 59, 50] {
            let (mut seen, mut cursor) = (std::collections::HashSet::new(), None);
            loop {
                let page = engine
                    .search_page(text, order, cursor.as_deref(), most)
                    .expect("a page");
                assert!((1..=most).contains(&page.rows.len()), "{text}, {most}");
                assert_eq!(page.ranked_of.is_some(), order == SearchOrder::Ranked);
                let fresh = page.rows.iter().all(|it| seen.insert(it.article_id));
                assert!(fresh, "{text}: no article on two pages");
                cursor = page.next;
                if cursor.is_none() {
                    break;
                }
            }
            assert_eq!(seen.len(), all, "{text}, {most}");
        }
    }
    assert!(
        engine
            .search_page("bank", SearchOrder::Ranked, Some("x"), 9)
            .is_err()
    );
    engine.stop();
}

#[test]
fn a_backtest_reads_each_candidate_once_on_every_core_and_can_be_ended() {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = desk(&folder);
    let banks = (ARTICLES.div_ceil(3) + (ARTICLES - 1).div_ceil(3)) as u64;
    let request = |query: &str| BacktestRequest {
        query: query.into(),
        topic_id: None,
        days: None,
    };
    // By its hits in the index; and where that cannot narrow it, article by article.
    for (query, looked_at) in [("bank", banks), ("/ban[k]/", ARTICLES as u64)] {
        let view = engine
            .backtest(&request(query), Depth::Hits, &|_| ControlFlow::Continue(()))
            .expect("tried");
        assert_eq!(
            (view.looked_at, view.hits, view.done),
            (looked_at, banks, true),
            "{query}"
        );
        let view = engine
            .backtest(&request(query), Depth::Hits, &|_| ControlFlow::Break(()))
            .expect("ended");
        assert!(view.stopped || view.looked_at == looked_at, "{query}");
    }
    engine.stop();
}

#[test]
fn nothing_is_let_go_unless_it_is_asked_for_and_what_takes_room_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = desk(&folder);
    assert!(!engine.retention().expect("read").is_on());
    let none = Retention {
        days: Some(0),
        sources: vec![],
    };
    assert!(
        engine.save_retention(&none).is_err(),
        "no days at all is a slip"
    );
    let rules = Retention {
        days: Some(30),
        sources: vec![],
    };
    engine.save_retention(&rules).expect("saved");
    let gone = engine.let_go_now(&rules, &mut |_| ControlFlow::Continue(()));
    assert_eq!(gone.expect("asked"), 0, "all came today");
    let storage = engine.storage().expect("measured");
    assert_eq!(storage.articles, ARTICLES as u64);
    assert!(
        storage.packed_bytes < storage.text_bytes,
        "the desk got its dictionary while it was filled"
    );
    assert!(
        engine
            .checkup()
            .expect("checked")
            .findings
            .iter()
            .all(|it| it.ok || it.what == "disk")
    );
    engine.stop();
    // Its readers are closed with it.
    drop(engine);
    let (before, after) =
        Engine::compact(&Options::real(folder.path().join("desk"))).expect("compact");
    assert!(after <= before);
    let engine = Engine::open(Options::real(folder.path().join("desk"))).expect("opened");
    assert_eq!(engine.desk().expect("read").articles, ARTICLES as u64);
    engine.stop();
}

/// A file of so many topics, of which every third finds nothing.
fn many_topics(count: usize) -> String {
    let mut text = String::from("[[watchlist]]\nname = \"Many\"\n");
    for number in 0..count {
        let query = match number % 3 {
            0 => format!("sanctions AND NOT nothing{number}"),
            1 => format!("(bank NEAR/6 drafted) OR nothing{number}"),
            _ => format!("nothing{number}"),
        };
        text += &format!("\n[[watchlist.topic]]\nname = \"Topic {number}\"\nquery = \"{query}\"\n");
    }
    text
}

#[test]
fn a_whole_watchlist_is_tried_in_one_pass() {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = desk(&folder);
    let texts = [
        "sanctions",
        "bank NEAR/6 drafted",
        "loan AND NOT sanctions",
        "unheard",
        "press",
    ];
    let topics: Vec<(TopicId, Query)> = texts
        .iter()
        .zip(10..)
        .map(|(text, id)| (TopicId(id), Query::topic(text).expect("a query").query))
        .collect();
    for days in [None, Some(3)] {
        let found = engine
            .backtest_all(&topics, days, &|_, _| ControlFlow::Continue(()))
            .expect("read");
        assert_eq!((found.looked_at, found.stopped), (ARTICLES as u64, false));
        for (text, (tally, (id, _))) in texts.iter().zip(found.topics.iter().zip(&topics)) {
            let alone = backtest(&engine, text, Depth::Count);
            assert_eq!(tally.topic_id, *id);
            assert_eq!(
                (tally.hits, &tally.days),
                (alone.hits, &alone.days),
                "{text}"
            );
        }
    }
    let ended = engine
        .backtest_all(&topics, None, &|_, _| ControlFlow::Break(()))
        .expect("read");
    assert!(ended.stopped && ended.looked_at < ARTICLES as u64);
    engine.stop();
}

#[test]
fn a_look_for_many_topics_goes_on_where_it_was() {
    const TOPICS: usize = 90;
    let folder = tempfile::tempdir().expect("a folder");
    let engine = desk(&folder);
    let file = folder.path().join("many.toml");
    std::fs::write(&file, many_topics(TOPICS)).expect("written");
    let changes = engine.changes();
    let taken = engine.take_watchlists(&file).expect("taken");
    assert!(taken.taken, "{:?}", taken.problems);
    // Ended as soon as it has told of anything; what was filed by then stays.
    let job = changes.iter().find_map(|it| match it {
        Change::Job { job } if job.title.contains("90 topics") && job.done > 0 => Some(job),
        _ => None,
    });
    let _ = engine.cancel_job(job.expect("one job for all").id);
    engine.wait_for_jobs();
    engine.stop();
    drop(engine);
    let engine = Engine::open(Options::real(folder.path().join("desk"))).expect("opened");
    engine.start();
    engine.wait_for_jobs();
    let third = ARTICLES.div_ceil(3);
    let lists = engine.watchlists().expect("read");
    let many = lists
        .iter()
        .find(|it| it.watchlist.name == "Many")
        .expect("taken");
    let total: u64 = many.topics.iter().map(|it| it.alerts).sum();
    assert_eq!(
        total as usize,
        TOPICS / 3 * 2 * third,
        "nothing missed, nothing twice"
    );
    engine.stop();
}
