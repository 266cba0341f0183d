//! Topics as the analyst keeps them: history, lists, files, tags, rules.

use std::{fs, path::PathBuf, time::Duration};

use news::{
    AlertState, Severity, SourceKind, Timestamp, Topic, TopicId, WatchlistId,
    alerting::SignalKind,
    desk::{
        AlertFilter, ErrorCode, FileChange, SIGNAL_DAYS, SourceDraft, TermListDraft, TopicDraft,
        WatchlistDraft,
    },
};

use crate::desk::{Desk, draft, text};

/// Writes files into a folder of their own and reads them once.
fn import(desk: &Desk, name: &str, body: &str) {
    let path = desk.folder("files").join(name);
    fs::write(&path, body).expect("written");
    desk.engine
        .import_now(vec![path], &mut |_| std::ops::ControlFlow::Continue(()))
        .expect("read");
}

fn save(desk: &Desk, topic: &Topic, query: &str, note: Option<&str>) -> Topic {
    let saved = desk.engine.save_topic(&TopicDraft {
        id: Some(topic.id),
        watchlist_id: topic.watchlist_id,
        name: topic.name.clone(),
        query: query.into(),
        severity: topic.severity,
        note: note.map(str::to_string),
        written: None,
    });
    desk.engine.wait_for_jobs();
    saved.expect("a query")
}

fn list(desk: &Desk, name: &str, text: &str) -> Result<(), engine::EngineError> {
    let saved = desk.engine.save_term_list(&TermListDraft {
        name: name.into(),
        text: text.into(),
        note: None,
    });
    desk.engine.wait_for_jobs();
    saved.map(|_| ())
}

fn now_of(desk: &Desk, id: TopicId) -> Topic {
    let all = desk.engine.watchlists().expect("watchlists");
    let mut topics = all.into_iter().flat_map(|it| it.topics);
    topics
        .find(|it| it.topic.id == id)
        .expect("the topic")
        .topic
}

#[test]
fn every_version_of_a_topic_is_kept_and_one_can_be_gone_back_to() {
    let desk = Desk::new();
    import(
        &desk,
        "a.txt",
        &text("Permit", "The dredging begins in May."),
    );
    import(
        &desk,
        "b.txt",
        &text("Stone", "The quarry is closed in May."),
    );
    let topic = desk.topic("dredging");
    assert_eq!(desk.alerts(&topic).len(), 1);
    let written = "quarry # since the strike";
    let second = save(&desk, &topic, written, Some("the strike"));
    assert_eq!(
        (second.version, second.written.as_deref()),
        (2, Some(written))
    );
    let back = desk
        .engine
        .roll_back_topic(topic.id, 1, None)
        .expect("back");
    desk.engine.wait_for_jobs();
    assert_eq!(
        (back.version, back.query.as_str(), back.written),
        (3, "dredging", None)
    );
    let history = desk.engine.topic_history(topic.id).expect("history");
    let told: Vec<(u32, &str, &str, bool, u64)> = history
        .iter()
        .map(|it| {
            (
                it.number,
                it.query.as_str(),
                it.note.as_str(),
                it.is_current,
                it.alerts,
            )
        })
        .collect();
    // The archive was looked through again, and an alert keeps the version that raised it.
    assert_eq!(
        told,
        [
            (3, "dredging", "As version 1", true, 0),
            (2, "quarry", "the strike", false, 1),
            (1, "dredging", "", false, 1)
        ]
    );
    // Taken back, the second runs again; done again, the third.
    desk.engine.undo().expect("undone").expect("something");
    assert_eq!(now_of(&desk, topic.id).version, 2);
    assert_eq!(now_of(&desk, topic.id).written.as_deref(), Some(written));
    desk.engine.redo().expect("done").expect("something");
    assert_eq!(now_of(&desk, topic.id).query, "dredging");
    // What was changed since is not taken back over.
    save(&desk, &topic, "harbour", None);
    let err = desk.engine.undo().expect_err("refused");
    assert!(err.what().contains("was changed since"), "{}", err.what());
    let fourth = desk.engine.topic_history(topic.id).expect("history");
    assert_eq!(fourth[0].number, 4);
    for (version, code) in [(9, ErrorCode::NotFound), (4, ErrorCode::BadInput)] {
        let err = desk
            .engine
            .roll_back_topic(topic.id, version, None)
            .expect_err("refused");
        assert_eq!(err.code(), code, "{err}");
    }
}

#[test]
fn another_comment_is_another_version_and_destroys_none() {
    let desk = Desk::new();
    import(
        &desk,
        "a.txt",
        &text("Permit", "The dredging begins in May."),
    );
    let topic = desk.topic("dredging");
    let jobs = desk.engine.jobs().expect("jobs").len();
    for (written, note) in [
        ("dredging # reason one", Some("the strike")),
        ("dredging # reason two", None),
        ("dredging # reason two", Some("and the storm")),
    ] {
        save(&desk, &topic, written, note);
    }
    assert_eq!(
        desk.engine.jobs().expect("jobs").len(),
        jobs,
        "it asks for what it asked for"
    );
    import(&desk, "b.txt", &text("Stone", "The dredging ends in June."));
    let history = desk.engine.topic_history(topic.id).expect("history");
    let told: Vec<(u32, Option<&str>, &str, u64)> = history
        .iter()
        .map(|it| {
            (
                it.number,
                it.written.as_deref(),
                it.note.as_str(),
                it.alerts,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (3, Some("dredging # reason two"), "and the storm", 1),
            (2, Some("dredging # reason one"), "the strike", 0),
            (1, None, "", 1)
        ]
    );
    let back = desk.engine.roll_back_topic(topic.id, 2, None);
    assert_eq!(
        back.expect("back").written.as_deref(),
        Some("dredging # reason one")
    );
}

#[test]
fn a_topic_without_a_name_is_called_by_its_query_in_one_line() {
    let desk = Desk::new();
    let watchlist_id = desk.engine.watchlists().expect("watchlists")[0]
        .watchlist
        .id;
    let terms: Vec<String> = (0..60).map(|it| format!("basin{it}")).collect();
    let long = format!("(\n  {} # all of them\n)", terms.join(" OR\n  "));
    for (query, expected) in [
        ("pier # the long one", "pier"),
        (
            long.as_str(),
            "basin0 OR basin1 OR basin2 OR basin3 OR basin4 OR basin5 OR…",
        ),
    ] {
        let saved = desk.engine.save_topic(&TopicDraft {
            id: None,
            watchlist_id,
            name: String::new(),
            query: query.into(),
            severity: Severity::Info,
            note: None,
            written: None,
        });
        assert_eq!(saved.expect("saved").name, expected);
    }
    desk.engine.wait_for_jobs();
}

#[test]
fn a_version_from_before_a_list_was_renamed_runs_again() {
    let desk = Desk::new();
    import(
        &desk,
        "a.txt",
        &text("Permit", "The dredging begins in May."),
    );
    list(&desk, "works", "dredging").expect("a list");
    let topic = desk.topic("@works AND May");
    save(&desk, &topic, "quarry", None);
    for (from, to) in [("works", "sites"), ("sites", "pits")] {
        desk.engine.rename_term_list(from, to).expect("renamed");
    }
    let back = |number| {
        let topic = desk.engine.roll_back_topic(topic.id, number, None);
        desk.engine.wait_for_jobs();
        topic.expect("back").query
    };
    assert_eq!(back(1), "@pits AND May");
    assert_eq!(desk.alerts(&topic).len(), 1);
    assert_eq!(back(2), "quarry");
    // Taken back, the name of meanwhile means it too.
    desk.engine
        .rename_term_list("pits", "mines")
        .expect("renamed");
    desk.engine.undo().expect("undone").expect("the name");
    assert_eq!(back(1), "@pits AND May");
    // A list that has the name today is what it means.
    list(&desk, "works", "harbour").expect("another list");
    assert_eq!(back(1), "@works AND May");
}

#[test]
fn a_change_of_a_list_reaches_its_topics_and_the_archive() {
    let mut desk = Desk::new();
    import(
        &desk,
        "a.txt",
        &text("Permit", "The dredging begins in May."),
    );
    import(
        &desk,
        "b.txt",
        &text("Stone", "The quarry is closed in May."),
    );
    list(&desk, "works", "dredging").expect("saved");
    list(&desk, "all", "@works\n# and more\ntunnel").expect("saved");
    let topic = desk.topic("@all AND May");
    assert_eq!(
        (topic.query.as_str(), desk.alerts(&topic).len()),
        ("@all AND May", 1)
    );
    list(&desk, "works", "dredging, quarry").expect("saved");
    assert_eq!(
        desk.alerts(&topic).len(),
        2,
        "the archive was looked through again"
    );
    import(
        &desk,
        "c.txt",
        &text("Way", "The tunnel opens in May, the dredging in June."),
    );
    assert_eq!(
        desk.alerts(&topic).len(),
        3,
        "and what comes in is held against it"
    );
    desk.restart();
    import(
        &desk,
        "d.txt",
        &text("Rock", "A second quarry opens in May."),
    );
    assert_eq!(desk.alerts(&topic).len(), 4, "also after a restart");
    let view = desk.engine.term_list("@WORKS").expect("the list");
    assert_eq!(
        (view.terms, view.list.version, view.lists),
        (Some(2), 2, vec!["all".to_string()])
    );
    assert_eq!(view.topics, [(topic.id, topic.name.clone())]);
    let shown = desk
        .engine
        .alert(desk.alerts(&topic)[0].id)
        .expect("an alert");
    let clauses: Vec<&str> = shown.why[0]
        .clauses
        .iter()
        .map(|it| it.clause.as_str())
        .collect();
    assert_eq!(clauses, ["@all AND May", "@all", "@works", "quarry", "May"]);
    // In use, it is not removed; a fault in it is refused; a new name reaches who uses it.
    let err = desk.engine.remove_term_list("works").expect_err("in use");
    assert!(
        err.what().contains("@all AND May") && err.what().contains("the list @all"),
        "{err}"
    );
    let err = list(&desk, "works", "(dredging").expect_err("a fault");
    assert_eq!(err.code(), ErrorCode::InvalidQuery);
    let err = list(&desk, "works", "@all").expect_err("a circle");
    assert!(err.what().contains("circle"), "{err}");
    desk.engine
        .rename_term_list("all", "everything")
        .expect("renamed");
    desk.engine.wait_for_jobs();
    assert_eq!(now_of(&desk, topic.id).query, "@everything AND May");
    assert_eq!(desk.alerts(&topic).len(), 4);
    desk.engine.undo().expect("undone").expect("the name");
    assert_eq!(now_of(&desk, topic.id).query, "@all AND May");
    desk.engine
        .undo()
        .expect("undone")
        .expect("the change of the list");
    assert_eq!(
        desk.engine.term_list("works").expect("the list").terms,
        Some(1)
    );
    let err = desk.engine.save_topic(&TopicDraft {
        id: None,
        watchlist_id: topic.watchlist_id,
        name: "x".into(),
        query: "@work".into(),
        severity: Severity::Info,
        note: None,
        written: None,
    });
    assert!(
        err.expect_err("refused")
            .what()
            .contains("There is no list @work")
    );
    let page = desk.engine.search("@works", None).expect("a page");
    assert_eq!(
        (page.canonical.as_deref(), page.rows.len()),
        (Some("@works"), 2)
    );
}

/// A file of watchlists beside the desk.
fn file(desk: &Desk, text: &str) -> PathBuf {
    let path = desk.folder("notes").join("watchlists.toml");
    fs::write(&path, text).expect("written");
    path
}

const FILE: &str = r#"# Of the harbour desk.
[[list]]
name = "works"
terms = '''
dredging # since May
quarry
'''

# Nothing but the harbour.
[[watchlist]]
name = "Harbour"
mark = 3

[[watchlist.topic]]
name = "Works"
query = '''
@works # all of them
  AND NOT sport
'''
severity = "high" # not critical
rules = "critical if the title matches"

# The end.
"#;

#[test]
fn a_watchlist_file_comes_in_as_a_whole_and_goes_out_with_its_comments() {
    let desk = Desk::new();
    import(
        &desk,
        "a.txt",
        &text("Permit", "The dredging begins in May."),
    );
    let path = file(&desk, FILE);
    let planned = desk.engine.plan_watchlists(&path).expect("a plan");
    assert!(planned.problems.is_empty() && !planned.taken, "{planned:?}");
    assert!(
        planned
            .steps
            .iter()
            .all(|it| it.change == FileChange::Added)
    );
    assert!(
        desk.engine.term_lists().expect("lists").is_empty(),
        "a plan changes nothing"
    );
    let taken = desk.engine.take_watchlists(&path).expect("taken");
    desk.engine.wait_for_jobs();
    assert!(taken.taken && taken.steps == planned.steps);
    let lists = desk.engine.watchlists().expect("watchlists");
    let harbour = lists
        .iter()
        .find(|it| it.watchlist.name == "Harbour")
        .expect("added");
    let topic = harbour.topics[0].topic.clone();
    assert_eq!(
        (topic.query.as_str(), desk.alerts(&topic).len()),
        ("@works AND NOT sport", 1)
    );
    let only = Some(harbour.watchlist.id);
    assert_eq!(
        desk.engine.watchlists_text(only).expect("a text"),
        FILE.replace("\n# The end.\n", "")
    );
    let all = desk.engine.watchlists_text(None).expect("a text");
    assert!(all.starts_with("# Of the harbour desk.\n[[list]]") && all.ends_with("\n# The end.\n"));
    // The same again changes nothing, nor does what was written out.
    for text in [FILE.to_string(), all] {
        let again = desk
            .engine
            .take_watchlists(&file(&desk, &text))
            .expect("taken");
        assert!(
            again
                .steps
                .iter()
                .all(|it| it.change == FileChange::Unchanged),
            "{:?}",
            again.steps
        );
    }
    // A change says what, makes a version, and is taken back as one.
    let changed = FILE
        .replace("NOT sport", "NOT football")
        .replace("quarry\n", "quarry\ntunnel\n");
    let taken = desk
        .engine
        .take_watchlists(&file(&desk, &changed))
        .expect("taken");
    desk.engine.wait_for_jobs();
    let told: Vec<String> = taken
        .steps
        .iter()
        .filter(|it| it.change == FileChange::Changed)
        .map(|it| format!("{}: {}", it.name, it.what.join(", ")))
        .collect();
    assert_eq!(
        told,
        [
            "@works: the terms",
            "Harbour / Works: the query, from @works AND NOT sport to @works AND NOT football"
        ]
    );
    let history = desk.engine.topic_history(topic.id).expect("history");
    assert_eq!(
        (history[0].number, history[0].note.as_str()),
        (2, "From the file watchlists.toml")
    );
    desk.engine.undo().expect("undone").expect("the change");
    desk.engine.wait_for_jobs();
    assert_eq!(now_of(&desk, topic.id).query, "@works AND NOT sport");
    assert_eq!(
        desk.engine.term_list("works").expect("the list").terms,
        Some(2)
    );
    desk.engine.undo().expect("undone").expect("the file");
    assert!(
        desk.engine
            .watchlists()
            .expect("lists")
            .iter()
            .all(|it| it.watchlist.name != "Harbour")
    );
    assert_eq!(desk.alerts(&topic).len(), 0);
    desk.engine.redo().expect("done").expect("the file");
    desk.engine.wait_for_jobs();
    assert_eq!(desk.alerts(&topic).len(), 1);
}

#[test]
fn a_watchlist_file_with_a_problem_is_not_taken_at_all() {
    let desk = Desk::new();
    list(
        &desk,
        "mine",
        "@works-not\n".replace("@works-not", "pier").as_str(),
    )
    .expect("saved");
    /// What is put in whose place, and the lines and words of the problems.
    type Case = (&'static str, &'static str, &'static [(u32, &'static str)]);
    const TESTS: &[Case] = &[
        (
            "quarry\n",
            "quarry)\n",
            &[(6, "closes nothing"), (17, "cannot be read")],
        ),
        ("AND NOT sport", "AND (NOT sport", &[(18, "not closed")]),
        ("@works #", "@word #", &[(17, "There is no list @word")]),
        ("the title matches", "the moon is full", &[(21, "no rule")]),
        ("quarry\n", "@mine\n", &[]),
        ("mark = 3", "mark = 9", &[(12, "no such mark")]),
    ];
    for (from, to, expected) in TESTS {
        let path = file(&desk, &FILE.replace(from, to));
        let report = desk.engine.plan_watchlists(&path).expect("a plan");
        let found: Vec<u32> = report.problems.iter().map(|it| it.line).collect();
        let lines: Vec<u32> = expected.iter().map(|it| it.0).collect();
        assert_eq!(found, lines, "{to}: {:?}", report.problems);
        for (problem, (_, what)) in report.problems.iter().zip(*expected) {
            assert!(problem.what.contains(what), "{to}: {}", problem.what);
        }
        if !expected.is_empty() {
            let report = desk.engine.take_watchlists(&path).expect("read");
            assert!(!report.taken && report.steps.is_empty());
            assert_eq!(
                desk.engine.term_lists().expect("lists").len(),
                1,
                "nothing was taken"
            );
        }
    }
    // A list that a list of the desk uses must not come to use that one.
    list(&desk, "works", "pier").expect("saved");
    list(&desk, "mine", "@works").expect("saved");
    let path = file(&desk, &FILE.replace("quarry\n", "@mine\n"));
    let report = desk.engine.plan_watchlists(&path).expect("a plan");
    assert!(
        report.problems.iter().any(|it| it.what.contains("circle")),
        "{:?}",
        report.problems
    );
    let missing = desk
        .engine
        .plan_watchlists(&desk.folder("notes").join("none.toml"));
    assert_eq!(missing.expect_err("not there").code(), ErrorCode::Io);
}

#[test]
fn a_rule_that_changes_nothing_is_told_and_taken_all_the_same() {
    let desk = Desk::new();
    let weak = FILE.replace("critical if the title", "high if the title");
    let path = file(&desk, &weak);
    let report = desk.engine.take_watchlists(&path).expect("taken");
    assert!(report.taken, "{report:?}");
    let told = report.doubts.iter().find(|it| it.line == 21);
    let told = told.expect("the line of the rule");
    assert!(told.what.contains("changes nothing"), "{told:?}");
    let topic = desk.topic("dredging");
    let of_topic = |rules: &str| {
        desk.engine.set_topic_rules(topic.id, rules).expect("set");
        desk.engine.doubts_of_rules(topic.id).expect("asked")
    };
    let doubts = of_topic("critical if country is de\nwatch if group is wire");
    assert_eq!(doubts.len(), 1, "{doubts:?}");
    assert!(doubts[0].starts_with("Line 2: “watch if group is wire” changes nothing"));
    assert_eq!(of_topic(""), Vec::<String>::new());
    desk.engine.wait_for_jobs();
}

#[test]
fn a_file_of_many_topics_is_looked_through_in_one_walk() {
    let desk = Desk::new();
    for it in 0..20 {
        let body = text(
            &format!("Notice {it}"),
            &format!("Basin{it} is dredged in May."),
        );
        import(&desk, &format!("{it}.txt"), &body);
    }
    let mut all = String::from("[[watchlist]]\nname = \"Basins\"\n");
    for it in 0..50 {
        all += &format!("[[watchlist.topic]]\nname = \"Basin {it}\"\nquery = \"basin{it}\"\n");
    }
    let report = desk
        .engine
        .take_watchlists(&file(&desk, &all))
        .expect("taken");
    assert_eq!(report.steps.len(), 51);
    desk.engine.wait_for_jobs();
    let lists = desk.engine.watchlists().expect("watchlists");
    let basins = lists
        .iter()
        .find(|it| it.watchlist.name == "Basins")
        .expect("added");
    let raised: u64 = basins.topics.iter().map(|it| it.alerts).sum();
    assert_eq!(raised, 20);
    let jobs = desk.engine.jobs().expect("jobs");
    assert_eq!(jobs[0].title, "Looking through the archive for 50 topics");
}

#[test]
fn tags_are_put_on_alerts_and_found_by_a_search() {
    let desk = Desk::new();
    import(
        &desk,
        "a.txt",
        &text("Permit", "The dredging begins in May."),
    );
    import(
        &desk,
        "b.txt",
        &text("Stone", "The quarry is closed in May."),
    );
    let topic = desk.topic("May");
    let id = desk.alerts(&topic)[0].id;
    let found = |query: &str| desk.engine.search(query, None).expect("a page").rows.len();
    assert_eq!(found("tag:ministry"), 0);
    let tags = ["Ask the  Ministry".to_string(), "#urgent".into()];
    desk.engine.tag_alerts(&[id], &tags, &[]).expect("tagged");
    assert_eq!(desk.alerts(&topic)[0].tags, ["ask the ministry", "urgent"]);
    assert_eq!(
        (
            found("tag:ministry"),
            found("tag:urgent AND May"),
            found("May AND NOT tag:urgent")
        ),
        (1, 1, 1)
    );
    desk.engine.triage(&[id], AlertState::Kept).expect("kept");
    desk.engine.undo().expect("undone").expect("the state");
    assert_eq!(found("tag:ministry"), 1, "the tags are another deed");
    desk.engine.undo().expect("undone").expect("the tags");
    assert_eq!(found("tag:ministry"), 0);
    desk.engine.redo().expect("done").expect("the tags");
    desk.engine
        .tag_alerts(&[id], &[], &["urgent".into()])
        .expect("untagged");
    assert_eq!(desk.alerts(&topic)[0].tags, ["ask the ministry"]);
    for tag in ["", "#", "…"] {
        let err = desk
            .engine
            .tag_alerts(&[id], &[tag.into()], &[])
            .expect_err("refused");
        assert_eq!(err.code(), ErrorCode::BadInput);
    }
    let err = desk
        .engine
        .check_query("tag:x", true, None)
        .expect("checked");
    assert!(
        err.diagnostics[0]
            .message
            .contains("has none when it comes in")
    );
    // The folder is known of what was read from files, live and from the archive.
    assert_eq!(
        (
            found("folder:files"),
            found("folder:a.txt"),
            found("folder:elsewhere")
        ),
        (2, 1, 0)
    );
    let live = desk.topic("folder:files AND May");
    assert_eq!(desk.alerts(&live).len(), 2, "of the archive");
    import(&desk, "c.txt", &text("Way", "The tunnel opens in May."));
    assert_eq!(desk.alerts(&live).len(), 3, "and live");
}

/// An article of an outlet, so many minutes before now.
fn article(desk: &Desk, publisher: &str, minutes: i64, title: &str) -> String {
    let now = engine::Clock::now(&*desk.clock);
    let at = now.plus(-minutes * Timestamp::MINUTE);
    format!(
        "<html><head><title>{title}</title><meta property=\"og:site_name\" content=\"{publisher}\">\
         <meta property=\"article:published_time\" content=\"{at}\"></head>\
         <body><article><h1>{title}</h1><p>The dredging was stopped, says {publisher}, after {title}. \
         Nobody knows for how long the ships must wait outside of the harbour.</p></article></body></html>"
    )
}

#[test]
fn a_moving_date_means_not_older_when_it_comes_in() {
    let desk = Desk::new();
    let topic = desk.topic("dredging AND date:P7D/");
    let days = |it: i64| it * 24 * 60;
    import(
        &desk,
        "a.html",
        &article(&desk, "Ledger", days(1), "New stop"),
    );
    import(
        &desk,
        "b.html",
        &article(&desk, "Courier", days(9), "Old stop"),
    );
    assert_eq!(desk.alerts(&topic).len(), 1);
    let found = |query: &str| desk.engine.search(query, None).expect("a page").rows.len();
    assert_eq!(
        (
            found("dredging AND date:P7D/"),
            found("dredging AND date:P1M/")
        ),
        (1, 2)
    );
    desk.clock.turn(10 * Timestamp::DAY);
    assert_eq!(
        (
            found("dredging AND date:P7D/"),
            found("dredging AND date:P1M/")
        ),
        (0, 2),
        "days move on"
    );
    // A look through the archive gives what live matching gave.
    let later = desk.topic("dredging AND date:P7D/ AND stop");
    assert_eq!(desk.alerts(&later).len(), 1);
}

#[test]
fn another_severity_is_another_version_and_leaves_alerts_as_they_were() {
    let desk = Desk::new();
    import(
        &desk,
        "a.txt",
        &text("Permit", "The dredging begins in May."),
    );
    let topic = desk.topic("dredging");
    let lower = Topic {
        severity: Severity::Info,
        ..topic.clone()
    };
    let saved = save(&desk, &lower, "dredging", Some("it came too often"));
    assert_eq!((saved.version, saved.severity), (2, Severity::Info));
    import(
        &desk,
        "b.txt",
        &text("Works", "Stones are in the way of the dredging."),
    );
    let alerts: Vec<(Severity, bool)> = desk
        .alerts(&topic)
        .iter()
        .map(|it| (it.severity, it.from_archive))
        .collect();
    assert_eq!(alerts, [(Severity::Info, false), (Severity::High, true)]);
    let history = desk.engine.topic_history(topic.id).expect("history");
    let told: Vec<(u32, Severity, &str)> = history
        .iter()
        .map(|it| (it.number, it.severity, it.note.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (2, Severity::Info, "it came too often"),
            (1, Severity::High, "")
        ]
    );
    let back = desk
        .engine
        .roll_back_topic(topic.id, 1, None)
        .expect("back");
    assert_eq!((back.version, back.severity), (3, Severity::High));
    desk.engine.wait_for_jobs();
}

#[test]
fn rules_make_alerts_graver_and_tell_of_bursts_and_silence() {
    let desk = Desk::new();
    let topic = desk.topic("dredging");
    let err = desk
        .engine
        .set_topic_rules(topic.id, "high if moon")
        .expect_err("refused");
    assert!(err.what().contains("Line 1"), "{err}");
    const RULES: &str = "critical if the title matches\ncritical if 3 publishers in 60 minutes # at once\nhigh if burst in 60 minutes\nwatch if silent for 3 days";
    // A month with an article every 31 hours.
    for day in 1..28 {
        let title = format!("Notice {day}");
        import(
            &desk,
            &format!("old{day}.html"),
            &article(&desk, "Ledger", day * 31 * 60, &title),
        );
    }
    desk.engine.set_topic_rules(topic.id, RULES).expect("rules");
    assert_eq!(desk.engine.topic_rules(topic.id).expect("rules"), RULES);
    let signals = || {
        desk.engine
            .signals(&AlertFilter::default(), None)
            .expect("signals")
            .rows
    };
    assert_eq!(signals(), [], "as usual");
    let graver = || {
        let rows = desk.alerts(&topic);
        let some = rows.into_iter().filter(|it| it.graver.is_some());
        some.map(|it| (it.title, it.severity, it.graver.unwrap_or_default()))
            .collect::<Vec<_>>()
    };
    import(
        &desk,
        "t.html",
        &article(&desk, "Ledger", 50, "Dredging halted"),
    );
    assert_eq!(
        graver(),
        [(
            "Dredging halted".to_string(),
            Severity::Critical,
            "critical: the title matches".to_string()
        )]
    );
    import(
        &desk,
        "u.html",
        &article(&desk, "Courier", 30, "Works at the pier rest"),
    );
    assert_eq!((graver().len(), signals().len()), (1, 0), "two publishers");
    import(
        &desk,
        "v.html",
        &article(&desk, "Observer", 10, "Ships queue up"),
    );
    let now = graver();
    assert_eq!(now.len(), 3);
    assert!(
        now[0]
            .2
            .starts_with("critical: 3 publishers in 60 minutes (Courier, Ledger, Observer)"),
        "{now:?}"
    );
    let raised = signals();
    assert_eq!(
        (raised.len(), raised[0].kind, raised[0].severity),
        (1, SignalKind::Burst, Severity::High)
    );
    assert_eq!(
        raised[0].words,
        "3 independent texts of 3 publishers in 60 minutes; usually next to none."
    );
    // What explains it: the rule that asks for it, who published, and the days before.
    let view = desk.engine.signal(raised[0].id).expect("a signal");
    let publishers: Vec<(&str, u64)> = view
        .publishers
        .iter()
        .map(|it| (it.name.as_str(), it.articles))
        .collect();
    assert_eq!(
        publishers,
        [("Courier", 1), ("Ledger", 1), ("Observer", 1)],
        "{view:?}"
    );
    assert_eq!((view.articles, view.texts), (3, 3));
    assert_eq!(view.rule.as_deref(), Some("high if burst in 60 minutes"));
    assert_eq!(view.row.days.len(), SIGNAL_DAYS);
    let shown: u64 = view.row.days.iter().sum();
    assert!((4..30).contains(&shown), "28 days of 35: {view:?}");
    let glance = desk.engine.desk().expect("the desk");
    assert_eq!((glance.new_bursts, glance.new_silences), (1, 0));
    let days = desk.engine.topic_days(topic.id, None, 90).expect("days");
    assert_eq!(
        (days.len(), days.iter().map(|it| it.hits).sum::<u64>()),
        (90, 30),
        "days without an article are counted too"
    );
    let of_source = AlertFilter {
        source_id: Some(news::SourceId(1)),
        ..AlertFilter::default()
    };
    let none = desk.engine.signals(&of_source, None).expect("signals");
    assert_eq!(none.total, 0, "a signal is of no one source");
    import(
        &desk,
        "w.html",
        &article(&desk, "Gazette", 5, "More ships queue up"),
    );
    assert_eq!(signals().len(), 1, "one burst is told once");
    // What the analyst makes of it can be undone; a severity saved anew leaves what rules made graver.
    desk.engine
        .triage_signals(&[raised[0].id], AlertState::Dismissed)
        .expect("dismissed");
    let new = AlertFilter {
        state: Some(AlertState::New),
        ..AlertFilter::default()
    };
    let waiting = || desk.engine.signals(&new, None).expect("signals").total;
    assert_eq!(waiting(), 0);
    let undone = desk.engine.undo().expect("undone").expect("the dismissal");
    assert_eq!(undone.signals, [raised[0].id]);
    assert_eq!(waiting(), 1);
    save(&desk, &topic, "dredging", None);
    assert_eq!(graver().len(), 4);
    // Nothing for three days: told by the monitor, once.
    desk.engine.start();
    desk.clock.turn(2 * Timestamp::DAY);
    desk.pass(1_000);
    assert_eq!(signals().len(), 1);
    desk.clock.turn(Timestamp::DAY + Timestamp::HOUR);
    desk.until("the silence is told", |_| signals().len() == 2);
    let silence = &signals()[0];
    assert_eq!(silence.kind, SignalKind::Silence);
    assert!(
        silence
            .words
            .starts_with("No article for 3 days; the last was of "),
        "{}",
        silence.words
    );
    for _ in 0..5 {
        desk.pass(Timestamp::MINUTE);
    }
    assert_eq!(signals().len(), 2, "one silence is told once");
}

#[test]
fn the_group_of_a_source_decides_on_severity() {
    let desk = Desk::with(|it| it.settle = Duration::ZERO);
    let topic = desk.topic("dredging");
    desk.engine
        .set_topic_rules(topic.id, "critical if group is wire")
        .expect("rules");
    let path = desk.folder("wire");
    let source = SourceDraft {
        group: Some("Wire".into()),
        name: "Meridian".into(),
        ..draft(SourceKind::Folder, &path.display().to_string())
    };
    let source = desk.engine.save_source(&source).expect("a folder");
    fs::write(
        path.join("a.txt"),
        text("Permit", "The dredging begins in May."),
    )
    .expect("written");
    import(&desk, "b.txt", &text("Stone", "The dredging ends in June."));
    desk.poll(&[source.id]);
    let rows = desk.alerts(&topic);
    let told: Vec<(&str, Severity)> = rows
        .iter()
        .map(|it| (it.title.as_str(), it.severity))
        .collect();
    assert!(
        told.contains(&("Permit", Severity::Critical)) && told.contains(&("Stone", Severity::High)),
        "{told:?}"
    );
}

#[test]
fn a_name_that_another_has_is_refused_and_capitals_tell_no_two_apart() {
    let desk = Desk::new();
    let list = |name: &str| {
        desk.engine.save_watchlist(&WatchlistDraft {
            id: None,
            name: name.into(),
            mark: None,
        })
    };
    let save = |id: Option<TopicId>, watchlist_id: WatchlistId, name: &str, query: &str| {
        desk.engine.save_topic(&TopicDraft {
            id,
            watchlist_id,
            name: name.into(),
            query: query.into(),
            severity: Severity::Info,
            note: None,
            written: None,
        })
    };
    let harbour = list("Harbour").expect("saved").id;
    let other = list("Other").expect("saved").id;
    let first = save(None, harbour, "Works", "pier").expect("saved");
    let elsewhere = save(None, other, "WORKS", "quay").expect("saved");
    for res in [
        save(None, harbour, "works", "quay"),
        save(Some(elsewhere.id), harbour, "WORKS", "quay"),
    ] {
        assert_eq!(
            res.expect_err("refused").what(),
            "There is a topic “Works” in this watchlist already."
        );
    }
    assert_eq!(
        list("harbour").expect_err("refused").what(),
        "There is a watchlist “Harbour” already."
    );
    // A file means what is there, and says how it is written.
    let text = FILE
        .replace("\"Harbour\"", "\"HARBOUR\"")
        .replace("\"Works\"", "\"works\"");
    let taken = desk
        .engine
        .take_watchlists(&file(&desk, &text))
        .expect("taken");
    desk.engine.wait_for_jobs();
    let told: Vec<(&str, FileChange, bool)> = taken
        .steps
        .iter()
        .map(|it| {
            let is_named = it.what.iter().any(|it| it == "the name");
            (it.name.as_str(), it.change, is_named)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("@works", FileChange::Added, false),
            ("HARBOUR", FileChange::Changed, true),
            ("HARBOUR / works", FileChange::Changed, true),
            (
                "the comment at the end of the file",
                FileChange::Added,
                false
            ),
        ]
    );
    assert_eq!(now_of(&desk, first.id).name, "works");
    // What comes back must find its name free.
    desk.engine.remove_topic(first.id).expect("removed");
    save(None, harbour, "Works", "mole").expect("saved");
    let err = desk.engine.undo().expect_err("refused");
    assert!(err.what().contains("the same name"), "{err}");
    desk.engine.wait_for_jobs();
}

#[test]
fn what_a_search_counts_is_what_its_fields_find() {
    let desk = Desk::new();
    for (name, outlet) in [("a", "Ledger"), ("b", "Ledger"), ("c", "Courier")] {
        let page = article(&desk, outlet, 60, &format!("Stop {name}"));
        import(&desk, &format!("{name}.html"), &page);
    }
    import(&desk, "d.txt", &text("Plain", "The dredging ends."));
    let counted = desk
        .engine
        .search_overview("dredging", &mut |_, _| std::ops::ControlFlow::Continue(()))
        .expect("counted");
    assert_eq!(counted.sources.len(), 3, "{:?}", counted.sources);
    for (field, all) in [
        ("source", &counted.sources),
        ("publisher", &counted.publishers),
    ] {
        for it in all {
            let query = format!("dredging AND {field}:\"{}\"", it.name);
            let found = desk.engine.search(&query, None).expect("a page").rows.len();
            assert_eq!(found as u64, it.articles, "{query}");
        }
    }
}
