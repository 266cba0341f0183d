//! Topics: what is saved, what is damaged, and the archive.

use std::fs;

use engine::Engine;
use news::{
    Severity, TopicId,
    desk::{AlertFilter, ErrorCode, JobState, TopicDraft},
};

use crate::desk::{Desk, text};

fn import(desk: &Desk, name: &str, body: &str) {
    let path = desk.folder("files").join(name);
    fs::write(&path, body).expect("written");
    desk.engine
        .import_now(vec![path], &mut |_| std::ops::ControlFlow::Continue(()))
        .expect("read");
}

fn draft_of(desk: &Desk, id: Option<TopicId>, query: &str) -> TopicDraft {
    TopicDraft {
        id,
        watchlist_id: desk.engine.watchlists().expect("watchlists")[0]
            .watchlist
            .id,
        name: id.map_or("Ours".into(), |id| format!("Ours {id}")),
        query: query.into(),
        severity: Severity::High,
        note: None,
        written: None,
    }
}

/// Saves a topic behind the engine's back, as an older or a broken program would have.
fn save_raw(desk: &Desk, draft: &TopicDraft) -> TopicId {
    let path = desk.options.data_dir.join("wirewatch.db");
    let now = engine::Clock::now(&*desk.clock);
    let mut writer = store::open(&path, now).expect("the file");
    writer.save_topic(draft, now).expect("saved").id
}

#[test]
fn a_rule_added_later_reaches_the_archive() {
    let desk = Desk::new();
    for number in 0..30 {
        let body = text(
            &format!("Notice {number}"),
            &format!("The dredging of basin {number} was put off."),
        );
        import(&desk, &format!("{number}.txt"), &body);
    }
    let topic = desk.topic("dredging");
    let alerts = desk.alerts(&topic);
    assert_eq!(alerts.len(), 30);
    assert!(alerts.iter().all(|it| it.from_archive));
    let jobs = desk.engine.jobs().expect("jobs");
    assert_eq!(jobs[0].state, JobState::Done, "{:?}", jobs[0]);
    // Another query of the topic raises what it meets beyond that, and nothing twice.
    let changed = draft_of(&desk, Some(topic.id), "dredging OR basin");
    let topic = desk.engine.save_topic(&changed).expect("saved");
    desk.engine.wait_for_jobs();
    assert_eq!((topic.version, desk.alerts(&topic).len()), (2, 30));
}

#[test]
fn a_look_through_the_archive_that_was_cut_short_is_done_after_a_restart() {
    let mut desk = Desk::new();
    import(
        &desk,
        "a.txt",
        &text("Permit", "The dredging begins in May."),
    );
    desk.engine.stop();
    // Saved, and the program died before the archive was looked through.
    let id = save_raw(&desk, &draft_of(&desk, None, "dredging"));
    desk.reopen();
    desk.engine.start();
    desk.engine.wait_for_jobs();
    let filter = AlertFilter {
        topic_id: Some(id),
        ..AlertFilter::default()
    };
    assert_eq!(desk.engine.alerts(&filter, None).expect("alerts").total, 1);
}

#[test]
fn an_invalid_saved_query_at_start_stops_no_other_topic() {
    let mut desk = Desk::new();
    let good = desk.topic("quarry");
    let once_good = desk.topic("dredging");
    desk.engine.stop();
    let broken = save_raw(&desk, &draft_of(&desk, None, "((dredging AND"));
    save_raw(
        &desk,
        &draft_of(&desk, Some(once_good.id), "dredging NEAR/x ("),
    );
    let faults = |engine: &Engine| -> Vec<(TopicId, bool)> {
        let all = engine.watchlists().expect("watchlists").into_iter();
        all.flat_map(|it| it.topics)
            .map(|it| (it.topic.id, it.topic.fault.is_some()))
            .collect()
    };
    // Who only looks says so as well.
    let looks = Engine::read_only(desk.options.data_dir.clone()).expect("opened");
    let shown = faults(&looks);
    looks.stop();
    drop(looks);
    desk.reopen();
    for faults in [shown, faults(&desk.engine)] {
        for (id, expected) in [(good.id, false), (once_good.id, true), (broken, true)] {
            assert!(faults.contains(&(id, expected)), "{id}: {faults:?}");
        }
    }
    let checkup = desk.engine.checkup().expect("checked");
    let bad: Vec<&str> = checkup
        .findings
        .iter()
        .filter(|it| !it.ok)
        .map(|it| it.what.as_str())
        .collect();
    assert_eq!(bad, ["topics"], "{:?}", checkup.findings);
    import(
        &desk,
        "a.txt",
        &text("Both", "The quarry needs the dredging."),
    );
    assert_eq!(desk.alerts(&good).len(), 1, "the others run");
    assert_eq!(
        desk.alerts(&once_good).len(),
        1,
        "in its last version that can"
    );
    // Mended, it is whole again.
    let mended = draft_of(&desk, Some(broken), "dredging");
    let mended = desk.engine.save_topic(&mended).expect("saved");
    desk.engine.wait_for_jobs();
    assert_eq!(desk.alerts(&mended).len(), 1);
    assert_eq!(mended.fault, None);
}

#[test]
fn a_text_that_is_no_query_is_refused_with_words() {
    let desk = Desk::new();
    let err = desk
        .engine
        .save_topic(&draft_of(&desk, None, "dredging AND ("))
        .expect_err("refused");
    assert_eq!(err.code(), ErrorCode::InvalidQuery);
    assert!(!err.what().is_empty() && !err.advice().is_empty());
    let page = desk.engine.search("dredging AND (", None).expect("a page");
    assert!(page.canonical.is_none() && !page.diagnostics.is_empty());
}

#[test]
fn what_comes_while_a_topic_is_away_is_caught_up_with() {
    let desk = Desk::new();
    let topic = desk.topic("dredging");
    for remove in [
        (|engine: &Engine, topic: &news::Topic| engine.remove_topic(topic.id))
            as fn(&Engine, &news::Topic) -> Result<(), engine::EngineError>,
        |engine, topic| engine.remove_watchlist(topic.watchlist_id),
    ] {
        let before = desk.alerts(&topic).len();
        remove(&desk.engine, &topic).expect("removed");
        let name = format!("{before}.txt");
        let sentence = format!("The dredging of basin {before} begins.");
        import(&desk, &name, &text(&format!("Permit {before}"), &sentence));
        assert_eq!(desk.alerts(&topic).len(), 0, "removed");
        desk.engine.undo().expect("undone").expect("something");
        desk.engine.wait_for_jobs();
        assert_eq!(desk.alerts(&topic).len(), before + 1);
    }
}
