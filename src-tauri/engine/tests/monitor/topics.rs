//! Topics: what is saved, what is damaged, and the archive.

use std::fs;

use engine::Engine;
use news::{
    Severity, TopicId,
    desk::{AlertFilter, ErrorCode, FileChange, JobState, TermListDraft, TopicDraft},
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
fn a_topic_of_an_earlier_version_goes_on_and_its_editor_says_what_is_asked_today() {
    let mut desk = Desk::new();
    desk.engine.stop();
    // Neither could be saved today.
    let draft = |name: &str, query: &str| TopicDraft {
        name: name.into(),
        ..draft_of(&desk, None, query)
    };
    let drafts = [
        draft("Marked", "dredging^2"),
        draft("Language", "dredging OR lang:en-GB"),
    ];
    let [marked, language] = drafts.map(|it| save_raw(&desk, &it));
    desk.reopen();
    let all = desk.engine.watchlists().expect("watchlists").into_iter();
    let topics: Vec<_> = all.flat_map(|it| it.topics).map(|it| it.topic).collect();
    let of = |id: TopicId| topics.iter().find(|it| it.id == id).expect("there").clone();
    assert_eq!((of(marked).fault, of(language).fault), (None, None));
    let checkup = desk.engine.checkup().expect("checked");
    assert!(checkup.findings.iter().all(|it| it.ok), "{checkup:?}");
    import(&desk, "a.txt", &text("Permit", "Dredging 2 begins in May."));
    for id in [marked, language] {
        assert_eq!(desk.alerts(&of(id)).len(), 1, "{}", of(id).query);
    }
    // Its own text is doubted, not refused; typed anew it is refused.
    for (id, says) in [(marked, "weighs a term"), (language, "never en-GB")] {
        let query = of(id).query;
        let own = desk.engine.check_query(&query, true, Some(id));
        let own = own.expect("asked");
        assert!(own.canonical.is_some(), "{own:?}");
        let doubt = &own.diagnostics[0];
        assert!(!doubt.is_error && doubt.message.contains(says), "{doubt:?}");
        assert!(!doubt.fixes.is_empty(), "{doubt:?}");
        let new = desk.engine.check_query(&query, true, None);
        assert_eq!(new.expect("asked").canonical, None, "{query}");
        // Graver, it is another version of the same query.
        let graver = TopicDraft {
            severity: Severity::Critical,
            ..draft_of(&desk, Some(id), &query)
        };
        let saved = desk.engine.save_topic(&graver).expect("saved");
        assert_eq!((saved.query, saved.version), (query.clone(), 2));
        let other = draft_of(&desk, Some(id), &format!("{query} OR pier"));
        let err = desk.engine.save_topic(&other).expect_err("refused");
        assert_eq!(err.code(), ErrorCode::InvalidQuery);
    }
    // What goes out comes in again, and changes nothing.
    let text = desk.engine.watchlists_text(None).expect("a text");
    let path = desk.folder("files").join("watchlists.toml");
    fs::write(&path, text).expect("written");
    let report = desk.engine.plan_watchlists(&path).expect("a plan");
    assert_eq!(report.problems, [], "{report:?}");
    for it in &report.steps {
        assert_eq!(it.change, FileChange::Unchanged, "{it:?}");
    }
    desk.engine.wait_for_jobs();
}

#[test]
fn a_topic_runs_as_it_is_stored_however_its_text_would_be_read_today() {
    let mut desk = Desk::new();
    desk.engine.stop();
    // Saved when these brackets were brackets already, and a minus was still a letter.
    let (query, written) = ("-dredging AND NOT quay", "-dredging AND NOT（quay）");
    let draft = TopicDraft {
        written: Some(written.into()),
        ..draft_of(&desk, None, query)
    };
    let id = save_raw(&desk, &draft);
    desk.reopen();
    let own = desk.engine.check_query(written, true, Some(id));
    let own = own.expect("asked");
    let canonical = own.canonical.as_deref();
    assert_eq!(canonical, Some("\"-dredging\" AND NOT quay"));
    assert!(!own.diagnostics[0].is_error, "{own:?}");
    let graver = TopicDraft {
        severity: Severity::Critical,
        ..draft_of(&desk, Some(id), written)
    };
    let saved = desk.engine.save_topic(&graver).expect("saved");
    assert_eq!((saved.query.as_str(), saved.version), (query, 2));
    import(&desk, "a.txt", &text("Permit", "Dredging begins in May."));
    import(
        &desk,
        "b.txt",
        &text("Plan", "The quay waits for dredging."),
    );
    assert_eq!(desk.alerts(&saved).len(), 1, "live as it is stored");
    desk.engine.wait_for_jobs();
}

#[test]
fn a_topic_whose_list_is_gone_is_refused_and_not_looked_for_as_a_word() {
    let desk = Desk::new();
    let list = TermListDraft {
        name: "gone".into(),
        text: "quay".into(),
        note: None,
    };
    desk.engine.save_term_list(&list).expect("saved");
    let text = "dredging AND NOT（@gone）";
    let topic = desk.topic(text);
    assert_eq!(topic.query, "dredging AND NOT @gone");
    desk.engine.undo().expect("undone").expect("the list");
    let own = desk.engine.check_query(text, true, Some(topic.id));
    let own = own.expect("asked");
    assert_eq!(own.canonical, None, "{own:?}");
    let said = &own.diagnostics[0].message;
    assert!(said.starts_with("There is no list @gone."), "{said}");
    let graver = TopicDraft {
        severity: Severity::Critical,
        ..draft_of(&desk, Some(topic.id), text)
    };
    let err = desk.engine.save_topic(&graver).expect_err("refused");
    assert_eq!(err.code(), ErrorCode::InvalidQuery);
    desk.engine.wait_for_jobs();
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
