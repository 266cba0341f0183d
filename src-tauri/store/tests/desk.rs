//! The desk as a whole: filing, listing, undoing, and what must survive.

use std::path::PathBuf;

use news::{
    AlertState, Article, Block, Severity, Source, SourceId, SourceKind, Timestamp, Topic, TopicId,
    Trouble, TroubleCode, Zone,
    desk::{AlertFilter, SourceDraft, SourceState, StoryFilter, TopicDraft, WatchlistDraft},
    query::{About, Document, IndexQuery, Query, prove},
};
use proptest::prelude::*;
use store::{FetchState, FileSeen, Filing, Look, LookOutcome, Reader, StoreError, Writer};

mod support;

const NOW: Timestamp = Timestamp(1_765_200_000_000);

struct Desk {
    _folder: tempfile::TempDir,
    path: PathBuf,
    writer: Writer,
    source: Source,
    topic: Topic,
}

fn desk() -> Desk {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    let mut writer = store::open(&path, NOW).expect("a desk");
    let source = writer
        .save_source(&draft("Ledger", "https://ledger.example/rss"), false, NOW)
        .expect("saved");
    let list = writer
        .save_watchlist(&WatchlistDraft {
            id: None,
            name: "Sanctions".into(),
            mark: None,
        })
        .expect("saved");
    let topic = TopicDraft {
        id: None,
        watchlist_id: list.id,
        name: "Any".into(),
        query: "sanction*".into(),
        severity: Severity::High,
        note: None,
        written: None,
    };
    let topic = writer.save_topic(&topic, NOW).expect("saved");
    Desk {
        _folder: folder,
        path,
        writer,
        source,
        topic,
    }
}

fn index(text: &str) -> IndexQuery {
    Query::search(text).expect("a query").query.index()
}

fn draft(name: &str, address: &str) -> SourceDraft {
    SourceDraft::new(SourceKind::Feed, address, name)
}

impl Desk {
    fn reader(&self) -> Reader {
        Reader::open(&self.path).expect("a reader")
    }

    fn filing(&self, identity: &str, title: &str, body: &str) -> Filing {
        let article = Article {
            title: title.into(),
            published_at: Some(NOW.plus(-Timestamp::HOUR)),
            blocks: vec![
                Block::new(Zone::Headline, title),
                Block::new(Zone::Body, body),
            ],
            ..Article::default()
        };
        support::filing(&self.source, &self.topic, identity, article, NOW)
    }
}

#[test]
fn an_alert_shows_the_text_that_raised_it_whatever_became_of_the_article() {
    let mut desk = desk();
    let first = desk.filing("a", "Sanctions drafted", "New sanctions were drafted.");
    desk.writer.file(&[first], NOW).expect("filed");
    // The next version says nothing of it: the alert stays, with what it was raised for.
    let next = desk.filing("a", "Talks go on", "Nothing was drafted.");
    let filed = desk.writer.file(&[next], NOW).expect("filed");
    assert_eq!((filed.new_versions, filed.alerts.len()), (1, 0));
    let text = |desk: &Desk| -> String {
        let page = desk.reader().alerts(&AlertFilter::default(), None);
        let rows = page.expect("a page").rows;
        rows[0].sentence.iter().map(|it| it.text.as_str()).collect()
    };
    assert_eq!(text(&desk), "New sanctions were drafted.");
    // And one that says it otherwise is what is shown from then on.
    let last = desk.filing(
        "a",
        "Talks go on",
        "Some sanctions are dropped. Others stay.",
    );
    desk.writer.file(&[last], NOW).expect("filed");
    assert_eq!(text(&desk), "Some sanctions are dropped.");
    let findings = desk.reader().checkup().expect("checked");
    assert!(findings.iter().all(|it| it.ok), "{findings:?}");
}

#[test]
fn what_several_sources_brought_is_filed_in_one_transaction_and_told_apart() {
    let mut desk = desk();
    let second =
        desk.writer
            .save_source(&draft("Courier", "https://courier.example/rss"), false, NOW);
    let second = second.expect("saved");
    let known = desk.filing("known", "Old report", "Nothing was drafted.");
    let filed = desk.writer.file(std::slice::from_ref(&known), NOW);
    assert_eq!(filed.expect("filed").new_articles, 1);
    let ours = [
        known,
        desk.filing("a", "Sanctions drafted", "New sanctions were drafted."),
        desk.filing("b", "Sanctions dropped", "Of the old sanctions none stays."),
    ];
    // The same identity, of another source.
    let theirs = ["a", "c"].map(|it| Filing {
        source_id: second.id,
        ..desk.filing(
            it,
            "Grain talks",
            "Grain ships wait, and sanctions with them.",
        )
    });
    let nobody = Filing {
        source_id: SourceId(4_711),
        ..desk.filing("d", "Report", "Nothing was drafted.")
    };
    let failed = desk
        .writer
        .file_together(&[&ours, std::slice::from_ref(&nobody)], NOW);
    assert!(failed.is_err(), "{failed:?}");
    let articles = |desk: &Desk| desk.reader().count_articles().expect("counted");
    assert_eq!(articles(&desk), 1, "all of it or nothing");
    let filed = desk
        .writer
        .file_together(&[&ours, &theirs], NOW)
        .expect("filed");
    let of: Vec<_> = filed
        .iter()
        .map(|it| (it.known, it.new_articles, it.alerts.len()))
        .collect();
    assert_eq!(of, [(1, 2, 2), (0, 2, 2)]);
    for (filed, source) in filed.iter().zip([desk.source.id, second.id]) {
        for id in &filed.alerts {
            let alert = desk.reader().alert(*id).expect("there");
            assert_eq!(alert.row.source_id, source);
        }
    }
    assert_eq!(articles(&desk), 5);
}

#[test]
fn a_batch_that_holds_an_article_twice_is_filed_as_if_they_came_one_by_one() {
    let mut desk = desk();
    let batch: Vec<Filing> = (0..100)
        .flat_map(|it| {
            let (identity, title) = (format!("a{it}"), format!("Report {it}"));
            [
                desk.filing(&identity, &title, "New sanctions were drafted."),
                desk.filing(&identity, &title, "Old sanctions stay."),
                desk.filing(&identity, &title, "Old sanctions stay."),
            ]
        })
        .collect();
    let filed = desk.writer.file(&batch, NOW).expect("filed");
    assert_eq!(
        (filed.new_articles, filed.new_versions, filed.known),
        (100, 100, 100)
    );
    assert_eq!(filed.alerts.len(), 100, "a new version raises no other");
    let page = desk.reader().alerts(&AlertFilter::default(), None);
    let texts: Vec<String> = page
        .expect("a page")
        .rows
        .iter()
        .map(|it| it.sentence.iter().map(|it| it.text.as_str()).collect())
        .collect();
    assert!(
        texts.iter().all(|it| it == "Old sanctions stay."),
        "{texts:?}"
    );
    let findings = desk.reader().checkup().expect("checked");
    assert!(findings.iter().all(|it| it.ok), "{findings:?}");
}

#[test]
fn a_window_of_time_has_the_alerts_that_were_raised_in_it_whatever_the_clock_did() {
    let mut desk = desk();
    // The clock goes back by an hour once.
    for (number, minute) in [0, 60, 30, 90].into_iter().enumerate() {
        let it = desk.filing(
            &format!("a{number}"),
            &format!("Report {number}"),
            "Sanctions stay.",
        );
        let now = NOW.plus(minute * Timestamp::MINUTE);
        desk.writer.file(&[it], now).expect("filed");
    }
    const TESTS: &[(i64, i64, &[&str])] = &[
        (0, 100, &["Report 0", "Report 1", "Report 2", "Report 3"]),
        (20, 70, &["Report 1", "Report 2"]),
        (30, 60, &["Report 2"]),
        (0, 30, &["Report 0"]),
        (61, 90, &[]),
        (90, 500, &["Report 3"]),
        (-50, 0, &[]),
    ];
    for (from, to, expected) in TESTS {
        let at = |it: &i64| NOW.plus(it * Timestamp::MINUTE);
        let found = desk
            .reader()
            .digest_alerts(at(from), at(to), &[AlertState::New])
            .expect("found");
        let titles: Vec<&str> = found.iter().map(|it| it.entry.headline.as_str()).collect();
        assert_eq!(titles, *expected, "from {from} to {to}");
    }
}

#[test]
fn an_article_is_filed_once_and_raises_one_alert() {
    let mut desk = desk();
    let filing = desk.filing(
        "a",
        "Sanctions drafted",
        "New sanctions were drafted. Old sanctions stay.",
    );
    let first = desk
        .writer
        .file(std::slice::from_ref(&filing), NOW)
        .expect("filed");
    assert_eq!(
        (first.new_articles, first.alerts.len()),
        (1, 1),
        "one topic, one article, one alert"
    );
    let again = desk
        .writer
        .file(&[filing.clone(), filing], NOW)
        .expect("filed");
    assert_eq!(
        (again.known, again.new_articles, again.alerts.len()),
        (2, 0, 0)
    );
    let page = desk
        .reader()
        .alerts(&AlertFilter::default(), None)
        .expect("a page");
    assert_eq!(
        (page.total, page.rows[0].hits),
        (1, 3),
        "its hits are counted, the headline's too"
    );
    let pieces: Vec<(&str, bool)> = page.rows[0]
        .sentence
        .iter()
        .map(|it| (it.text.as_str(), !it.topics.is_empty()))
        .collect();
    assert_eq!(
        pieces,
        [
            ("New ", false),
            ("sanctions", true),
            (" were drafted.", false)
        ],
        "cut from the article, with what met the topic"
    );
}

#[test]
fn a_retitled_article_is_one_article_with_two_versions() {
    let mut desk = desk();
    desk.writer
        .file(&[desk.filing("a", "Talks on sanctions", "They talk.")], NOW)
        .expect("filed");
    let id = desk
        .reader()
        .alerts(&AlertFilter::default(), None)
        .expect("a page")
        .rows[0]
        .id;
    desk.writer
        .triage(&[id], AlertState::Kept, NOW)
        .expect("kept");
    let filed = desk
        .writer
        .file(
            &[desk.filing("a", "Sanctions are off", "They talked.")],
            NOW,
        )
        .expect("filed");
    assert_eq!(
        (filed.new_articles, filed.new_versions, filed.alerts.len()),
        (0, 1, 0)
    );
    let reader = desk.reader();
    let page = reader
        .alerts(&AlertFilter::default(), None)
        .expect("a page");
    assert_eq!(
        (page.total, page.rows[0].state),
        (1, AlertState::Kept),
        "what the analyst did stays"
    );
    assert_eq!(page.rows[0].title, "Sanctions are off");
    assert_eq!(
        reader
            .article(page.rows[0].article_id)
            .expect("there")
            .version,
        2
    );
    assert_eq!(
        reader
            .candidates(&index("talk"), None, 9)
            .expect("asked")
            .len(),
        0,
        "the index has the new text"
    );
    assert_eq!(
        reader
            .candidates(&index("talked"), None, 9)
            .expect("asked")
            .len(),
        1
    );
}

#[test]
fn more_than_fifty_hits_between_two_looks_are_all_there_page_by_page() {
    let mut desk = desk();
    let filings: Vec<Filing> = (0..250)
        .map(|n| desk.filing(&format!("a{n}"), &format!("Sanctions {n}"), "Of any kind."))
        .collect();
    desk.writer.file(&filings, NOW).expect("filed");
    let reader = desk.reader();
    let (mut seen, mut cursor) = (std::collections::HashSet::new(), None);
    loop {
        let page = reader
            .alerts(&AlertFilter::default(), cursor.as_deref())
            .expect("a page");
        assert_eq!(page.total, 250);
        assert!(
            page.rows.iter().all(|it| seen.insert(it.id)),
            "no row on two pages"
        );
        // What arrives meanwhile does not move the pages.
        if seen.len() == 100 {
            desk.writer
                .file(&[desk.filing("late", "Sanctions, late", "News.")], NOW)
                .expect("filed");
            break_total_is(&reader, 251);
            cursor = page.next;
            let rest: usize = {
                let second = reader
                    .alerts(&AlertFilter::default(), cursor.as_deref())
                    .expect("a page");
                let third = reader
                    .alerts(&AlertFilter::default(), second.next.as_deref())
                    .expect("a page");
                assert_eq!(third.next, None);
                second
                    .rows
                    .iter()
                    .chain(&third.rows)
                    .filter(|it| seen.insert(it.id))
                    .count()
            };
            assert_eq!(rest, 150);
            break;
        }
    }
    assert!(matches!(
        reader.alerts(&AlertFilter::default(), Some("nonsense")),
        Err(StoreError::Refused(_))
    ));
}

fn break_total_is(reader: &Reader, total: u64) {
    assert_eq!(
        reader
            .alerts(&AlertFilter::default(), None)
            .expect("a page")
            .total,
        total
    );
}

#[test]
fn what_the_analyst_did_can_be_undone_and_done_again() {
    let mut desk = desk();
    desk.writer
        .file(
            &[
                desk.filing("a", "Sanctions", "x"),
                desk.filing("b", "More sanctions", "y"),
            ],
            NOW,
        )
        .expect("filed");
    let reader = desk.reader();
    let ids: Vec<_> = reader
        .alerts(&AlertFilter::default(), None)
        .expect("a page")
        .rows
        .iter()
        .map(|it| it.id)
        .collect();
    let count = |state| reader.count_alerts(state).expect("counted");

    desk.writer
        .triage(&ids, AlertState::Dismissed, NOW)
        .expect("dismissed");
    desk.writer
        .note(ids[0], "ask the ministry", NOW)
        .expect("noted");
    desk.writer
        .remove_topic(desk.topic.id, NOW)
        .expect("removed");
    assert_eq!(
        count(AlertState::Dismissed),
        0,
        "the alerts of a removed topic are hidden"
    );
    assert_eq!(
        reader.last_deed().expect("asked").as_deref(),
        Some("Removed the topic “Any”")
    );

    assert_eq!(
        desk.writer
            .undo()
            .expect("undone")
            .map(|it| it.what)
            .as_deref(),
        Some("Removed the topic “Any”")
    );
    assert_eq!(count(AlertState::Dismissed), 2);
    assert_eq!(
        desk.writer
            .undo()
            .expect("undone")
            .map(|it| it.what)
            .as_deref(),
        Some("Changed a note")
    );
    let undone = desk.writer.undo().expect("undone").expect("a deed");
    assert_eq!(
        (undone.what.as_str(), undone.alerts.len()),
        ("Dismissed 2 alerts", 2)
    );
    assert_eq!(count(AlertState::New), 2);
    assert_eq!(
        desk.writer.undo().expect("asked"),
        None,
        "nothing more to undo"
    );

    assert_eq!(
        desk.writer
            .redo()
            .expect("redone")
            .map(|it| it.what)
            .as_deref(),
        Some("Dismissed 2 alerts")
    );
    assert_eq!(count(AlertState::Dismissed), 2);
    desk.writer
        .triage(&ids[..1], AlertState::Kept, NOW)
        .expect("kept");
    assert_eq!(
        desk.writer.redo().expect("asked"),
        None,
        "a new deed ends what could be done again"
    );
    assert!(matches!(
        desk.writer
            .triage(&[news::AlertId(999)], AlertState::Kept, NOW),
        Err(StoreError::NotFound(_))
    ));
}

#[test]
fn a_removal_that_something_newer_stands_in_the_way_of_is_said() {
    let mut desk = desk();
    desk.writer
        .remove_source(desk.source.id, NOW)
        .expect("removed");
    desk.writer
        .save_source(
            &draft("Ledger again", "https://ledger.example/rss"),
            false,
            NOW,
        )
        .expect("saved");
    assert!(matches!(desk.writer.undo(), Err(StoreError::Refused(_))));
    let twice = desk
        .writer
        .save_source(&draft("Twice", "https://ledger.example/rss"), false, NOW);
    assert!(matches!(twice, Err(StoreError::Refused(it)) if it.contains("Ledger again")));
}

#[test]
fn a_full_disk_rolls_the_whole_batch_back_and_the_desk_goes_on_when_there_is_room() {
    let mut desk = desk();
    desk.writer
        .file(&[desk.filing("first", "Sanctions", "x")], NOW)
        .expect("filed");
    let pages = desk.writer.pages().expect("counted");
    desk.writer.limit_pages(pages + 4).expect("limited");
    let batch: Vec<Filing> = (0..200)
        .map(|n| {
            desk.filing(
                &format!("a{n}"),
                &format!("Sanctions {n}"),
                &format!("Text {n}. ").repeat(200),
            )
        })
        .collect();
    assert!(matches!(
        desk.writer.file(&batch, NOW),
        Err(StoreError::DiskFull)
    ));
    assert_eq!(
        desk.reader().count_articles().expect("counted"),
        1,
        "all of a batch or nothing"
    );
    desk.writer.limit_pages(pages + 100_000).expect("limited");
    assert_eq!(
        desk.writer.file(&batch, NOW).expect("filed").new_articles,
        200
    );
    assert!(
        desk.reader()
            .checkup()
            .expect("checked")
            .iter()
            .all(|it| it.ok)
    );
}

#[test]
fn readers_see_the_last_commit_while_the_writer_writes() {
    let mut desk = desk();
    let reader = desk.reader();
    assert_eq!(reader.count_articles().expect("counted"), 0);
    desk.writer
        .file(&[desk.filing("a", "Sanctions", "x")], NOW)
        .expect("filed");
    assert_eq!(reader.count_articles().expect("counted"), 1);
}

#[test]
fn a_failed_look_leaves_the_last_success_alone_and_trouble_keeps_its_beginning() {
    let mut desk = desk();
    let id = desk.source.id;
    let view = |desk: &Desk| desk.reader().sources(NOW).expect("sources").remove(0);
    assert_eq!(view(&desk).state, SourceState::Waiting);
    let fine = FetchState {
        etag: Some("\"x\"".into()),
        ..FetchState::default()
    };
    let look = |at: Timestamp, outcome| Look {
        at,
        outcome,
        next_due_at: Some(at.plus(Timestamp::HOUR)),
    };
    desk.writer
        .record_look(id, &look(NOW, LookOutcome::Fine(fine)))
        .expect("recorded");
    assert_eq!(view(&desk).state, SourceState::Healthy);
    let trouble = |at| Trouble {
        code: TroubleCode::Status,
        what: "ledger.example answered 500.".into(),
        meaning: String::new(),
        advice: String::new(),
        since: at,
    };
    for hours in 1..4 {
        let at = NOW.plus(hours * Timestamp::HOUR);
        desk.writer
            .record_look(id, &look(at, LookOutcome::Trouble(trouble(at))))
            .expect("recorded");
    }
    let it = view(&desk);
    assert_eq!(
        (it.state, it.last_success_at),
        (SourceState::Troubled, Some(NOW))
    );
    assert_eq!(
        it.trouble.expect("trouble").since,
        NOW.plus(Timestamp::HOUR),
        "since when it is so"
    );
    let state = desk.reader().fetch_state(id).expect("asked");
    assert_eq!(
        (state.etag.as_deref(), state.failures),
        (Some("\"x\""), 3),
        "validators outlive a failure"
    );
}

#[test]
fn a_source_that_is_stopped_is_not_due_until_it_is_well_or_changed() {
    let mut desk = desk();
    let id = desk.source.id;
    let is_due = |desk: &Desk| {
        let due = desk.reader().due().expect("due");
        due.iter().any(|it| it.source.id == id)
    };
    let later = NOW.plus(Timestamp::HOUR);
    let fine = Look {
        at: NOW,
        outcome: LookOutcome::Fine(FetchState::default()),
        next_due_at: Some(later),
    };
    let address = desk.source.address.clone();
    for undone_by in ["a look", "a change", "another name"] {
        desk.writer.set_due(id, later).expect("set");
        desk.writer.set_standing(id, true, 3).expect("set");
        assert!(!is_due(&desk), "before {undone_by}");
        let view = desk.reader().sources(NOW).expect("sources").remove(0);
        assert_eq!(view.next_due_at, None, "no time is promised");
        match undone_by {
            "a look" => desk.writer.record_look(id, &fine).expect("recorded"),
            "a change" => {
                let mut draft = draft("Ledger", &address);
                draft.id = Some(id);
                desk.writer
                    .save_source(&draft, false, NOW)
                    .map(drop)
                    .expect("saved");
            }
            _ => desk.writer.set_user(id, Some("anna")).expect("set"),
        }
        assert!(is_due(&desk), "after {undone_by}");
        let state = desk.reader().fetch_state(id).expect("asked");
        assert_eq!((state.stopped, state.refusals), (false, 0), "{undone_by}");
    }
}

#[test]
fn a_move_a_whole_answer_a_name_and_a_certificate_are_remembered() {
    let mut desk = desk();
    let id = desk.source.id;
    desk.writer
        .record_move(id, Some(("https://new.example/rss", NOW)))
        .expect("recorded");
    desk.writer.record_asked_whole(id, NOW).expect("recorded");
    desk.writer
        .set_certificate(id, Some("AB:CD"))
        .expect("recorded");
    desk.writer.set_user(id, Some("anna")).expect("recorded");
    let reader = desk.reader();
    let state = reader.fetch_state(id).expect("asked");
    assert_eq!(state.moved, Some(("https://new.example/rss".into(), NOW)));
    assert_eq!(state.asked_whole_at, Some(NOW));
    let source = reader.source(id).expect("there");
    assert_eq!(source.user.as_deref(), Some("anna"));
    assert_eq!(source.certificate.as_deref(), Some("AB:CD"));
    desk.writer.record_move(id, None).expect("recorded");
    assert_eq!(desk.reader().fetch_state(id).expect("asked").moved, None);
    let nobody = news::SourceId(999);
    assert!(desk.writer.set_user(nobody, None).is_err());
    assert!(desk.writer.set_certificate(nobody, None).is_err());
}

#[test]
fn files_are_remembered_with_their_articles_in_one_transaction() {
    let mut desk = desk();
    let file = |path: &str, hash: &str| FileSeen {
        path: path.into(),
        size: 1,
        modified_at: 2,
        hash: hash.into(),
    };
    let filing = Filing {
        file: Some(file("/a", "h1")),
        ..desk.filing("a", "Sanctions", "x")
    };
    desk.writer.file(&[filing], NOW).expect("filed");
    desk.writer
        .file_trouble(desk.source.id, &file("/b", "h2"), "holds no text", NOW)
        .expect("remembered");
    let reader = desk.reader();
    let article = reader
        .article_of_bytes(desk.source.id, "h1")
        .expect("asked")
        .expect("known");
    desk.writer
        .same_files(desk.source.id, &[(file("/c", "h1"), article)], NOW)
        .expect("remembered");
    desk.writer
        .files_gone(desk.source.id, &["/a".into()], NOW)
        .expect("forgotten");
    let known = reader.files_of(desk.source.id).expect("asked");
    assert_eq!(
        known["/c"].article_id,
        Some(article),
        "a moved file is its article still"
    );
    assert_eq!(known["/b"].article_id, None);
    assert_eq!(known.len(), 2);
    let view = reader.sources(NOW).expect("sources").remove(0);
    assert_eq!(
        (view.state, view.files_in_trouble_total),
        (SourceState::Troubled, 1)
    );
}

#[test]
fn a_file_that_went_is_known_when_it_comes_back_and_forgotten_where_it_stands_elsewhere() {
    let mut desk = desk();
    let id = desk.source.id;
    let file = |path: &str, hash: &str| FileSeen {
        path: path.into(),
        size: 1,
        modified_at: 2,
        hash: hash.into(),
    };
    let filings = ["a", "b"].map(|name| Filing {
        file: Some(file(&format!("/{name}"), name)),
        ..desk.filing(name, &format!("Sanctions {name}"), name)
    });
    desk.writer.file(&filings, NOW).expect("filed");
    desk.writer
        .file_trouble(id, &file("/c", "c"), "holds no text", NOW)
        .expect("remembered");
    let all = ["/a", "/b", "/c"].map(String::from);
    desk.writer.files_gone(id, &all, NOW).expect("gone");
    let reader = desk.reader();
    assert!(reader.files_of(id).expect("asked").is_empty());
    let view = reader.sources(NOW).expect("sources").remove(0);
    assert_eq!(view.files_in_trouble_total, 0, "what is gone is no trouble");
    let went = reader
        .files_that_went(id, all.iter().map(String::as_str))
        .expect("asked");
    assert_eq!(went.len(), 2, "but for what held nothing");
    let article = reader.article_of_bytes(id, "b").expect("asked");
    let article = article.expect("known by its bytes");
    desk.writer.files_back(id, &all[..1]).expect("back");
    desk.writer
        .same_files(id, &[(file("/d", "b"), article)], NOW)
        .expect("stands elsewhere");
    let mut known: Vec<String> = reader.files_of(id).expect("asked").into_keys().collect();
    known.sort();
    assert_eq!(known, ["/a", "/d"]);
    assert!(!reader.has_files_that_went(id).expect("asked"));
}

#[test]
fn bytes_that_hold_many_articles_tell_the_paths_of_each() {
    let mut desk = desk();
    let id = desk.source.id;
    let file = |path: &str| FileSeen {
        path: path.into(),
        size: 1,
        modified_at: 2,
        hash: "many".into(),
    };
    let filings = [("a", false), ("b", false), ("c", true)].map(|(name, is_last)| Filing {
        file: is_last.then(|| file("/in.mbox")),
        holder: Some("many".into()),
        ..desk.filing(name, &format!("Sanctions {name}"), name)
    });
    desk.writer.file(&filings, NOW).expect("filed");
    // The same again, as after a program that was killed.
    desk.writer.file(&filings, NOW).expect("filed");
    let reader = desk.reader();
    let articles = reader
        .candidates(&IndexQuery::everything(), None, 10)
        .expect("read");
    let paths = |reader: &Reader| -> Vec<Vec<String>> {
        let known = reader.known_of(articles.iter().map(|it| it.id));
        let known = known.expect("asked");
        articles
            .iter()
            .map(|it| known.paths_of(it.id).to_vec())
            .collect()
    };
    assert_eq!(paths(&reader), vec![vec!["/in.mbox"]; 3]);
    let last = reader.article_of_bytes(id, "many").expect("asked");
    desk.writer
        .same_files(id, &[(file("/kept.mbox"), last.expect("known"))], NOW)
        .expect("moved");
    desk.writer
        .files_gone(id, &["/in.mbox".into()], NOW)
        .expect("gone");
    assert_eq!(
        paths(&reader),
        vec![vec!["/kept.mbox"]; 3],
        "of all of them"
    );
    let (path, hash) = reader
        .file_of(articles[1].id)
        .expect("asked")
        .expect("known");
    assert_eq!((path.as_str(), hash.as_str()), ("/kept.mbox", "many"));
    desk.writer
        .files_gone(id, &["/kept.mbox".into()], NOW)
        .expect("gone");
    desk.writer
        .forget_holders(NOW.plus(2 * Timestamp::DAY))
        .expect("forgotten");
    assert_eq!(
        paths(&reader)[0],
        ["/kept.mbox"],
        "as long as the file is known"
    );
}

#[test]
fn articles_of_one_event_are_one_story_that_is_listed_and_compared() {
    let mut desk = desk();
    let text = "Shots were fired at the Grey Bridge checkpoint late on Tuesday and two customs officers were wounded.";
    desk.writer
        .file(
            &[desk.filing("a", "Two wounded in shooting at Grey Bridge", text)],
            NOW,
        )
        .expect("filed");
    desk.source = desk
        .writer
        .save_source(
            &draft("Observer", "https://observer.example/rss"),
            false,
            NOW,
        )
        .expect("saved");
    desk.writer
        .file(
            &[desk.filing("b", "Shooting at Grey Bridge: officers wounded", text)],
            NOW,
        )
        .expect("filed");
    let reader = desk.reader();
    let page = reader
        .stories(&StoryFilter::default(), None)
        .expect("a page");
    assert_eq!((page.total, page.rows[0].outlets), (1, 2));
    assert_eq!(page.rows[0].outlet_names, ["Ledger", "Observer"]);
    assert_eq!(reader.tellings(page.rows[0].id).expect("tellings").len(), 2);
    // The index of stories is made again from the file.
    let mut writer = store::open(&desk.path, NOW).expect("opened");
    writer
        .file(
            &[desk.filing("c", "Grey Bridge shooting: two officers wounded", text)],
            NOW,
        )
        .expect("filed");
    assert_eq!(
        reader
            .stories(&StoryFilter::default(), None)
            .expect("a page")
            .rows[0]
            .articles,
        3
    );
}

#[test]
fn a_new_version_of_a_topic_is_looked_for_in_the_archive_again() {
    let mut desk = desk();
    desk.writer.set_scanned(desk.topic.id, 1).expect("set");
    let scanned = |desk: &Desk| desk.reader().topics().expect("topics")[0].scanned;
    assert!(scanned(&desk));
    let draft = |query: &str| TopicDraft {
        id: Some(desk.topic.id),
        watchlist_id: desk.topic.watchlist_id,
        name: "Renamed".into(),
        query: query.into(),
        severity: desk.topic.severity,
        note: None,
        written: None,
    };
    let (same, other) = (draft("sanction*"), draft("embargo*"));
    assert_eq!(
        desk.writer.save_topic(&same, NOW).expect("saved").version,
        1,
        "a new name is no new version"
    );
    assert!(scanned(&desk));
    assert_eq!(
        desk.writer.save_topic(&other, NOW).expect("saved").version,
        2
    );
    assert!(!scanned(&desk));
    let missing = TopicDraft {
        id: Some(TopicId(99)),
        ..other
    };
    assert!(matches!(
        desk.writer.save_topic(&missing, NOW),
        Err(StoreError::NotFound(_))
    ));
}

#[test]
fn a_backup_is_a_whole_desk_and_overwrites_nothing() {
    let mut desk = desk();
    desk.writer
        .file(&[desk.filing("a", "Sanctions", "x")], NOW)
        .expect("filed");
    let to = desk.path.with_file_name("copy.db");
    desk.reader().backup(&to).expect("copied");
    assert_eq!(
        Reader::open(&to)
            .expect("opened")
            .count_articles()
            .expect("counted"),
        1
    );
    assert!(matches!(
        desk.reader().backup(&to),
        Err(StoreError::Refused(_))
    ));
}

#[test]
fn taking_the_sample_off_leaves_what_is_the_analysts() {
    let mut desk = desk();
    let own = desk.source.clone();
    desk.writer
        .file(&[desk.filing("own", "Sanctions of my own", "x")], NOW)
        .expect("filed");
    desk.source = desk
        .writer
        .save_source(&draft("Sample", "sample:x"), true, NOW)
        .expect("saved");
    desk.writer
        .file(&[desk.filing("s", "Sanctions in the sample", "y")], NOW)
        .expect("filed");
    assert!(desk.reader().has_sample().expect("asked"));
    desk.writer.remove_sample(NOW).expect("removed");
    let reader = desk.reader();
    assert!(!reader.has_sample().expect("asked"));
    let page = reader
        .alerts(&AlertFilter::default(), None)
        .expect("a page");
    assert_eq!((page.total, page.rows[0].source_id), (1, own.id));
    assert!(
        reader.checkup().expect("checked").iter().all(|it| it.ok),
        "{:?}",
        reader.checkup()
    );
}

#[test]
fn damage_is_said() {
    let mut desk = desk();
    desk.writer
        .file(&[desk.filing("a", "Sanctions", "x")], NOW)
        .expect("filed");
    let conn = rusqlite::Connection::open(&desk.path).expect("opened");
    let mut expected = vec![];
    for (table, what) in [("body", "texts"), ("topic_version", "versions of topics")] {
        conn.execute(&format!("DELETE FROM {table}"), [])
            .expect("damaged");
        expected.push(what);
        let findings = desk.reader().checkup().expect("checked");
        let bad: Vec<&str> = findings
            .iter()
            .filter(|it| !it.ok)
            .map(|it| it.what.as_str())
            .collect();
        assert_eq!(bad, expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn in_whatever_order_and_however_often_articles_come_each_is_there_once(
        order in prop::collection::vec(0_usize..12, 1..60), split in 1_usize..20
    ) {
        let mut desk = desk();
        for batch in order.chunks(split) {
            let filings: Vec<Filing> =
                batch.iter().map(|n| desk.filing(&format!("a{n}"), &format!("Sanctions {n}"), "x")).collect();
            desk.writer.file(&filings, NOW).expect("filed");
        }
        let expected = order.iter().collect::<std::collections::HashSet<_>>().len() as u64;
        let reader = desk.reader();
        prop_assert_eq!(reader.count_articles().expect("counted"), expected);
        prop_assert_eq!(reader.alerts(&AlertFilter::default(), None).expect("a page").total, expected);
    }
}

#[test]
fn the_index_loses_no_hit_of_any_operator() {
    const WORDS: [&str; 16] = [
        "sanctions",
        "sanctioned",
        "border",
        "de-escalation",
        "escalation",
        "extended",
        "extend",
        "tanks",
        "Krell said",
        "“tanks at the border”",
        "US",
        "us",
        "普京",
        "no",
        "AT&T",
        "94,000",
    ];
    const QUERIES: [&str; 26] = [
        "sanction*",
        "*escalation",
        "*-escalation",
        "PARTS(escalation)",
        "\"tanks at the bor*\"",
        "\"san?tion* border\"",
        "FORMS(extend)",
        "FORMS(\"extend sanctions\")",
        "ALLCAPS(US)",
        "CASE(us) OR 普京",
        "tanks SENT border",
        "tanks PARA sanctions",
        "tanks NEAR/2 (border OR sanctions)",
        "tanks NOT NEAR/1 border",
        "ATLEAST/2(tanks OR border)",
        "FIRST/3(border)",
        "QUOTE(tanks)",
        "SAIDBY(Krell, tanks)",
        "AFFIRMED(sanctions)",
        "SCORE>=3(tanks^2, border^2, us^-1)",
        "/tanks \\w+ the/",
        "/9\\d,000/ AND NOT tanks",
        "words:>12 AND us",
        "date:2025-12 AND us",
        "title:tanks OR lead:border",
        "\"AT&T\" OR 94,000",
    ];
    let mut desk = desk();
    let mut random = 7_u64;
    let filings: Vec<Filing> = (0..160)
        .map(|number| {
            let mut text = |least: u64| {
                let mut words = vec![];
                for _ in 0..least {
                    random = random
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1);
                    words.push(WORDS[(random >> 40) as usize % WORDS.len()]);
                    if (random >> 60) == 0 {
                        words.push(". Then");
                    }
                }
                words.join(" ")
            };
            let (title, body) = (text(2), text(3 + number % 9));
            desk.filing(&number.to_string(), &title, &body)
        })
        .collect();
    desk.writer.file(&filings, NOW).expect("filed");
    let reader = desk.reader();
    let all = reader
        .candidates(&IndexQuery::everything(), None, 1_000)
        .expect("read");
    assert_eq!(all.len(), filings.len());
    for text in QUERIES {
        let query = Query::topic(text)
            .unwrap_or_else(|it| panic!("{text}: {}", it[0].message))
            .query;
        let about = About {
            sorted_at: Some(NOW),
            ..About::default()
        };
        let met: Vec<_> = all
            .iter()
            .filter(|it| prove(&query, &Document::new(&it.article, &about)).holds)
            .map(|it| it.id)
            .collect();
        assert!(
            !met.is_empty() && met.len() < all.len(),
            "{text} tells nothing: {}",
            met.len()
        );
        let candidates = reader
            .candidates(&query.index(), None, 1_000)
            .unwrap_or_else(|err| panic!("{text}: {err}"));
        for id in met {
            assert!(candidates.iter().any(|it| it.id == id), "{text} loses {id}");
        }
    }
}
