//! Versions: what they change for alerts, once each; and when pages are looked at again.

mod support;

use news::{
    AlertState, Article, ArticleId, Block, Severity, Source, SourceKind, TextChoice, TextFrom,
    TextMeasure, Timestamp, Topic, Zone,
    desk::{
        AlertFilter, AlertRow, SourceChange, SourceDraft, StoryFilter, TopicDraft, WatchlistDraft,
    },
    version::ChangeKind,
};
use store::{Came, Filed, Filing, Hash, PageSeen, Reader, TextOutcome, Visited, Writer};

const NOW: Timestamp = Timestamp(1_765_000_000_000);

struct Desk {
    writer: Writer,
    source: Source,
    topic: Topic,
    path: std::path::PathBuf,
    _folder: tempfile::TempDir,
}

fn desk(kind: SourceKind) -> Desk {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    let mut writer = store::open(&path, NOW).expect("a new desk");
    let source = writer
        .save_source(
            &SourceDraft::new(kind, "https://ledger.example/rss", "The Ledger"),
            false,
            NOW,
        )
        .expect("a source");
    let watchlist = writer
        .save_watchlist(&WatchlistDraft {
            id: None,
            name: "Sanctions".into(),
            mark: None,
        })
        .expect("a watchlist");
    let draft = TopicDraft {
        id: None,
        watchlist_id: watchlist.id,
        name: "Sanctions".into(),
        query: "sanction*".into(),
        severity: Severity::High,
        note: None,
        written: None,
    };
    let topic = writer.save_topic(&draft, NOW).expect("a topic");
    Desk {
        writer,
        source,
        topic,
        path,
        _folder: folder,
    }
}

impl Desk {
    fn reader(&self) -> Reader {
        Reader::open(&self.path).expect("a reader")
    }

    fn filing(&self, identity: &str, title: &str, body: &str) -> Filing {
        let article = Article {
            title: title.into(),
            address: Some("https://ledger.example/a".into()),
            published_at: Some(NOW.plus(-Timestamp::MINUTE)),
            blocks: vec![
                Block::new(Zone::Headline, title),
                Block::new(Zone::Body, body),
            ],
            ..Article::default()
        };
        support::filing(&self.source, &self.topic, identity, article, NOW)
    }

    fn file(&mut self, filing: Filing) -> Filed {
        self.writer.file(&[filing], NOW).expect("filed")
    }

    /// Files what an article's page says when it is looked at again.
    fn read_again(&mut self, identity: &str, title: &str, body: &str) -> Filed {
        let filing = Filing {
            came: Came::ReadAgain(PageSeen::default()),
            ..self.filing(identity, title, body)
        };
        self.file(filing)
    }

    fn rows(&self) -> Vec<AlertRow> {
        let page = self.reader().alerts(&AlertFilter::default(), None);
        page.expect("alerts").rows
    }

    /// The changes of the only alert, the last first.
    fn changes(&self) -> Vec<(ChangeKind, u32)> {
        let rows = self.rows();
        assert_eq!(rows.len(), 1, "one alert");
        rows[0]
            .changes
            .iter()
            .map(|it| (it.kind, it.version))
            .collect()
    }

    fn triage(&mut self, state: AlertState) {
        let id = self.rows()[0].id;
        self.writer.triage(&[id], state, NOW).expect("triaged");
    }

    fn article(&self) -> ArticleId {
        self.rows()[0].article_id
    }
}

use ChangeKind::{Found, Gone, Headline};

#[test]
fn an_article_retitled_after_publication_is_one_article_with_two_versions_and_not_two_articles() {
    let mut desk = desk(SourceKind::Feed);
    desk.file(desk.filing("a", "Sanctions drafted", "New sanctions were drafted."));
    let filed = desk.file(desk.filing("a", "Sanctions agreed", "New sanctions were drafted."));
    assert_eq!(
        (filed.new_articles, filed.new_versions, filed.alerts.len()),
        (0, 1, 0)
    );
    assert_eq!(filed.changed.len(), 1, "the alert's headline changed");
    let row = desk.rows().remove(0);
    let change = &row.changes[0];
    assert_eq!((change.kind, change.version), (Headline, 2));
    assert_eq!(change.before.as_deref(), Some("Sanctions drafted"));
    assert_eq!(change.after.as_deref(), Some("Sanctions agreed"));
    let (total, versions) = desk
        .reader()
        .versions(desk.article(), 10)
        .expect("versions");
    assert_eq!((total, versions.len()), (2, 2));
    let first = desk
        .reader()
        .article_at(desk.article(), 1)
        .expect("the first");
    assert_eq!(first.title, "Sanctions drafted");
    assert!(desk.reader().article_at(desk.article(), 3).is_err());
}

#[test]
fn each_change_is_told_once() {
    let mut desk = desk(SourceKind::Feed);
    desk.file(desk.filing("a", "Talks", "New sanctions were drafted."));
    assert_eq!(desk.changes(), []);
    desk.file(desk.filing("a", "Talks", "Nothing was drafted."));
    assert_eq!(desk.changes(), [(Gone, 2)]);
    let filed = desk.file(desk.filing("a", "Talks", "Nothing at all was drafted."));
    assert!(filed.changed.is_empty(), "it was gone before");
    assert_eq!(desk.changes(), [(Gone, 2)]);
    let filed = desk.file(desk.filing("a", "Talks", "Sanctions were drafted after all."));
    assert_eq!((filed.alerts.len(), filed.changed.len()), (0, 1));
    assert_eq!(desk.changes(), [(Found, 4), (Gone, 2)]);
    desk.file(desk.filing("a", "Talks!", "Sanctions were drafted, after all."));
    assert_eq!(
        desk.changes(),
        [(Found, 4), (Gone, 2)],
        "signs make no other headline"
    );
}

#[test]
fn a_term_that_appears_in_a_later_version_raises_an_alert_that_says_so() {
    let mut desk = desk(SourceKind::Feed);
    desk.file(desk.filing("a", "Talks", "Nothing was drafted."));
    assert!(desk.rows().is_empty());
    let filed = desk.file(desk.filing("a", "Talks go on", "Sanctions were drafted."));
    assert_eq!((filed.alerts.len(), filed.changed.len()), (1, 0));
    assert_eq!(
        desk.changes(),
        [(Found, 2)],
        "the headline of before nobody was alerted to"
    );
}

#[test]
fn what_the_analyst_decided_stays_and_is_among_the_changed_until_it_is_decided_anew() {
    let mut desk = desk(SourceKind::Feed);
    let changed = |desk: &Desk| {
        let filter = AlertFilter {
            changed: true,
            ..AlertFilter::default()
        };
        let page = desk.reader().alerts(&filter, None).expect("alerts");
        assert_eq!(
            (page.total, page.rows.len() as u64),
            (
                page.rows.len() as u64,
                desk.reader().count_changed_alerts().expect("counted")
            )
        );
        page.rows.len()
    };
    desk.file(desk.filing("a", "Talks", "New sanctions were drafted."));
    desk.triage(AlertState::Kept);
    assert_eq!(changed(&desk), 0);
    let filed = desk.file(desk.filing("a", "Talks", "Nothing was drafted."));
    assert_eq!((filed.changed.len(), changed(&desk)), (1, 1));
    assert_eq!(desk.rows()[0].state, AlertState::Kept);
    desk.triage(AlertState::Kept);
    assert_eq!(changed(&desk), 0, "kept once more");
    desk.writer.undo().expect("undone").expect("something");
    assert_eq!(changed(&desk), 1, "and that taken back");
    desk.triage(AlertState::Dismissed);
    let filed = desk.file(desk.filing("a", "Other talks", "Sanctions again."));
    assert_eq!((filed.changed.len(), changed(&desk)), (0, 0));
    let row = desk.rows().remove(0);
    assert_eq!(row.state, AlertState::Dismissed);
    assert_eq!(row.changes.len(), 3, "but it says what changed");
}

#[test]
fn a_topic_that_was_changed_makes_no_text_change() {
    let mut desk = desk(SourceKind::Feed);
    desk.file(desk.filing("a", "Talks", "New sanctions were drafted."));
    let draft = TopicDraft {
        id: Some(desk.topic.id),
        watchlist_id: desk.topic.watchlist_id,
        name: "Sanctions".into(),
        query: "embargo*".into(),
        severity: Severity::High,
        note: None,
        written: None,
    };
    desk.topic = desk.writer.save_topic(&draft, NOW).expect("saved");
    desk.file(desk.filing("a", "Talks", "New sanctions were drafted today."));
    assert_eq!(desk.changes(), []);
}

#[test]
fn an_alert_keeps_the_version_that_raised_it_and_is_told_when_its_topic_is_no_longer_met() {
    let mut desk = desk(SourceKind::Feed);
    let text = "New sanctions were drafted.";
    desk.file(desk.filing("a", "Talks", text));
    let id = desk.rows()[0].id;
    let raised = desk.reader().alert(id).expect("the alert");
    let draft = |query: &str, desk: &Desk| TopicDraft {
        id: Some(desk.topic.id),
        watchlist_id: desk.topic.watchlist_id,
        name: "Sanctions".into(),
        query: query.into(),
        severity: Severity::High,
        note: None,
        written: None,
    };
    // The archive is looked through for what its topic asks for now.
    for query in ["drafted", "drafted OR unrelated"] {
        let draft = draft(query, &desk);
        desk.topic = desk.writer.save_topic(&draft, NOW).expect("saved");
        let met = desk.filing("a", "Talks", text).matches;
        let met: Vec<_> = met.into_iter().map(|it| (desk.article(), 1, it)).collect();
        let found = desk.writer.add_archive_matches(&met, NOW).expect("looked");
        assert_eq!((met.len(), found.len()), (1, 0));
        let kept = desk.reader().alert(id).expect("the alert");
        assert_eq!(
            (kept.topic_version, kept.query.as_str(), kept.proof),
            (1, "sanction*", raised.proof.clone()),
            "{query}"
        );
    }
    let versions = desk.reader().topic_versions(desk.topic.id).expect("read");
    let counts: Vec<u64> = versions.iter().map(|it| it.alerts).collect();
    assert_eq!(counts, [0, 0, 1], "the newest first");
    desk.file(desk.filing("a", "Talks", "Nothing was agreed."));
    assert_eq!(desk.changes(), [(Gone, 2)], "it was met, as it is now");
    // Another text that meets it is told by that.
    desk.file(desk.filing("a", "Talks", "Nothing but what was drafted."));
    assert_eq!(desk.changes(), [(Found, 3), (Gone, 2)]);
    let renewed = desk.reader().alert(id).expect("the alert");
    assert_eq!((renewed.topic_version, renewed.article_version), (3, 3));
}

#[test]
fn what_a_feed_gives_and_what_its_page_says_are_two_texts_of_one_article() {
    let mut desk = desk(SourceKind::Feed);
    desk.file(desk.filing("a", "Sanctions: talks", "Sanctions, in short."));
    let page = "The page has all of it, and names what was drafted.";
    let filed = desk.read_again("a", "Talks go on in the harbour", page);
    assert_eq!((filed.new_versions, filed.changed.len()), (1, 0));
    assert_eq!(desk.changes(), [], "nothing was edited between the two");
    // The feed still has its own text: that is not the page changed back.
    let filed = desk.file(desk.filing("a", "Sanctions: talks", "Sanctions, in short."));
    assert_eq!((filed.known, filed.new_versions), (1, 0));
    // When the feed's text changes, the page is looked at; that is the next version.
    let filed = desk.file(desk.filing("a", "Sanctions: no talks", "Sanctions, in short."));
    assert_eq!((filed.known, filed.new_versions), (1, 0));
    let known = desk
        .reader()
        .revisit(desk.article())
        .expect("read")
        .expect("known");
    assert_eq!(
        known.due_at,
        Some(NOW.plus(Timestamp::HOUR)),
        "an hour after it was seen"
    );
    let filed = desk.read_again("a", "Talks end in the harbour", page);
    assert_eq!((filed.new_versions, filed.changed.len()), (1, 1));
    assert_eq!(desk.changes(), [(Headline, 3)]);
    // A page that is gone is not waited for.
    let id = desk.article();
    desk.writer
        .record_visit(id, &Visited::Gone("410".into()), NOW)
        .expect("recorded");
    let filed = desk.file(desk.filing("a", "Sanctions: withdrawn", "Sanctions, in short."));
    assert_eq!(filed.new_versions, 1);
    let (_, versions) = desk.reader().versions(id, 10).expect("versions");
    let ways: Vec<bool> = versions.iter().map(|it| it.read_again).collect();
    assert_eq!(ways, [false, true, true, false]);
}

#[test]
fn what_only_the_page_has_was_not_put_in_later() {
    let mut desk = desk(SourceKind::Feed);
    desk.file(desk.filing("a", "Talks", "They went on."));
    let page = "They went on, and names of sanctions were drafted.";
    let filed = desk.read_again("a", "Talks", page);
    assert_eq!((filed.new_versions, filed.alerts.len()), (1, 1));
    assert_eq!(desk.changes(), [], "the page had it all the time");
    desk.read_again("a", "Talks", "They went on, and nothing was drafted.");
    assert_eq!(desk.changes(), [(Gone, 3)]);
}

/// What is said in a long text before the sanctions, and behind them.
const LONG: [&str; 3] = [
    "Three large banks of the republic stand on a draft list that diplomats handed round late on Tuesday evening.",
    "Their assets abroad would be frozen from the first day, payments for grain would need another licence, and new sanctions \
     could follow before summer, according to several people who have read every page of that draft.",
    "Traders in the harbour answered that ships were waiting since the weekend because insurers asked for guarantees, while \
     exporters wanted a date from their association, which asked the government, and heard nothing definite until midnight. \
     The central bank published reserves on Monday that were lower than during any month within these last four years, \
     something that ministers called a theatre without meaning.",
];

#[test]
fn what_stands_behind_a_wall_was_not_taken_out() {
    let wall = "Subscribe to read on.";
    for kind in [SourceKind::Feed, SourceKind::Folder, SourceKind::Import] {
        let mut desk = desk(kind);
        let whole = LONG.join("\n");
        desk.file(desk.filing("a", "Banks on a list", &whole));
        let stub = format!("{}\n{wall}", LONG[0]);
        let filed = desk.file(desk.filing("a", "Banks on a list", &stub));
        assert_eq!((filed.new_versions, filed.changed.len()), (1, 0));
        assert_eq!(desk.changes(), [], "{kind:?}: it is only not shown");
        // Whole again, it is what it was.
        desk.file(desk.filing("a", "Banks on a list", &format!("{whole} ")));
        assert_eq!(desk.changes(), [], "{kind:?}");
        // And what is taken out is told, also where the wall stood between.
        desk.file(desk.filing("a", "Banks on a list", &format!("{stub} ")));
        let edited = whole.replace("new sanctions", "other measures");
        let filed = desk.file(desk.filing("a", "Banks on a list", &edited));
        assert_eq!(filed.changed.len(), 1);
        assert_eq!(desk.changes(), [(Gone, 5)], "{kind:?}");
        desk.file(desk.filing("a", "Banks on a list", &format!("{edited} ")));
        assert_eq!(desk.changes(), [(Gone, 5)], "{kind:?}: once");
    }
}

#[test]
fn pages_of_files_that_name_one_address_are_one_article_only_by_their_text() {
    let mut desk = desk(SourceKind::Folder);
    let section = |filing: Filing, path: &str| Filing {
        came: Came::InFile {
            otherwise: Hash::of(path.as_bytes()),
        },
        ..filing
    };
    let comet = "A rare comet will be visible over the bay from Thursday, astronomers announced, and sanctions are no word of theirs.";
    let whole = LONG.join("\n");
    let both = [
        section(desk.filing("news", "Banks on a list", &whole), "1.html"),
        section(desk.filing("news", "Comet to be seen", comet), "2.html"),
    ];
    let filed = desk.writer.file(&both, NOW).expect("filed");
    assert_eq!((filed.new_articles, filed.new_versions), (2, 0));
    assert_eq!(filed.alerts.len(), 2, "neither alert is lost");
    let filed = desk.writer.file(&both, NOW).expect("filed");
    assert_eq!((filed.known, filed.new_versions), (2, 0), "each once");
    let edited = [
        section(
            desk.filing("news", "Comet to be seen twice", comet),
            "2.html",
        ),
        section(
            desk.filing("news", "Banks off a list", &whole),
            "1 again.html",
        ),
    ];
    let filed = desk.writer.file(&edited, NOW).expect("filed");
    assert_eq!(
        (filed.new_articles, filed.new_versions),
        (0, 2),
        "an edit is a version of its own article"
    );
    assert_eq!(desk.rows().len(), 2);
    desk.is_sound();
}

#[test]
fn a_page_of_an_article_that_was_let_go_is_nothing() {
    let mut desk = desk(SourceKind::Feed);
    let filed = desk.read_again("a", "Talks", "Sanctions.");
    assert_eq!(filed.new_articles + filed.new_versions, 0);
    assert!(desk.rows().is_empty());
}

#[test]
fn an_article_that_comes_under_another_name_from_the_same_address_is_one_article() {
    let mut desk = desk(SourceKind::Feed);
    let at = |filing: Filing, address: &str| Filing {
        came: Came::Given {
            address: Some(Hash::of(address.as_bytes())),
        },
        ..filing
    };
    desk.file(at(desk.filing("1", "Talks", "Sanctions."), "x"));
    let filed = desk.file(at(desk.filing("2", "Talks end", "Sanctions."), "x"));
    assert_eq!((filed.new_articles, filed.new_versions), (0, 1));
    let filed = desk.file(at(desk.filing("2", "Talks end", "Sanctions."), "x"));
    assert_eq!((filed.known, filed.new_versions), (1, 0));
    let filed = desk.file(at(desk.filing("3", "Rain", "It rained."), "y"));
    assert_eq!(filed.new_articles, 1, "another address");
    // A source that has both means two.
    let both = [
        at(desk.filing("1", "Talks end", "Sanctions."), "x"),
        at(desk.filing("4", "Ticker", "Sanctions, live."), "x"),
    ];
    let filed = desk.writer.file(&both, NOW).expect("filed");
    assert_eq!((filed.new_articles, filed.known), (1, 1));
}

#[test]
fn pages_are_due_where_an_alert_waits_and_the_analyst_wants_it() {
    let mut desk = desk(SourceKind::Feed);
    desk.file(desk.filing("a", "Talks", "New sanctions were drafted."));
    desk.file(desk.filing("b", "Rain", "It rained."));
    let later = NOW.plus(2 * Timestamp::HOUR);
    let due = |desk: &Desk, now| desk.reader().due_visits(now, 10).expect("read").len();
    assert_eq!(due(&desk, NOW.plus(Timestamp::HOUR / 2)), 0, "not yet");
    assert_eq!(due(&desk, later), 1, "only what raised an alert");
    desk.triage(AlertState::Dismissed);
    assert_eq!(due(&desk, later), 0, "not what does not matter");
    desk.triage(AlertState::Kept);
    let pause = |desk: &mut Desk, paused| {
        let change = SourceChange {
            paused: Some(paused),
            ..SourceChange::default()
        };
        let changed = desk
            .writer
            .change_sources(&[desk.source.id], &change, later);
        assert_eq!(changed.expect("changed"), 1);
    };
    pause(&mut desk, true);
    assert_eq!(due(&desk, later), 0, "not while its source is paused");
    pause(&mut desk, false);
    let mut settings = desk.reader().settings().expect("settings");
    settings.revisit = false;
    desk.writer.save_settings(&settings).expect("saved");
    assert_eq!(due(&desk, later), 0, "not where it is switched off");
    settings.revisit = true;
    desk.writer.save_settings(&settings).expect("saved");
    let id = desk.article();
    desk.writer
        .set_visit_due(id, Some(later.plus(1)))
        .expect("set");
    assert_eq!(due(&desk, later), 0, "not before the answer to the last");
    assert_eq!(due(&desk, later.plus(1)), 1);
    assert_eq!(
        due(&desk, later.plus(40 * Timestamp::DAY)),
        0,
        "not a month too late"
    );
    desk.writer
        .record_visit(id, &Visited::Gone("404".into()), later)
        .expect("recorded");
    assert_eq!(due(&desk, later.plus(Timestamp::DAY)), 0, "gone is gone");
    let known = desk.reader().revisit(id).expect("read").expect("known");
    assert_eq!(
        (known.gone_at, known.trouble.as_str()),
        (Some(later), "404")
    );
}

#[test]
fn pages_of_articles_that_are_old_when_they_come_are_left_alone() {
    for (days, due) in [(0, 1), (6, 1), (8, 0), (4_000, 0)] {
        let mut desk = desk(SourceKind::Feed);
        let mut article = desk
            .filing("a", "Talks", "New sanctions were drafted.")
            .article;
        article.published_at = Some(NOW.plus(-days * Timestamp::DAY));
        let filing = support::filing(&desk.source, &desk.topic, "a", article, NOW);
        desk.file(filing);
        assert_eq!(desk.rows().len(), 1, "{days} days: the alert is raised");
        let later = NOW.plus(2 * Timestamp::HOUR);
        let found = desk.reader().due_visits(later, 10).expect("read").len();
        assert_eq!(found, due, "{days} days");
    }
}

#[test]
fn only_pages_of_feeds_are_looked_at_unless_the_analyst_says_so() {
    for (kind, wish, planned) in [
        (SourceKind::Feed, None, true),
        (SourceKind::Feed, Some(false), false),
        (SourceKind::Import, None, false),
        (SourceKind::Folder, None, false),
        (SourceKind::Folder, Some(true), true),
    ] {
        let mut desk = desk(kind);
        let draft = SourceDraft {
            id: Some(desk.source.id),
            revisit: wish,
            ..SourceDraft::new(kind, desk.source.address.clone(), desk.source.name.clone())
        };
        let saved = desk.writer.save_source(&draft, false, NOW).expect("saved");
        assert_eq!(saved.revisit, planned, "{kind:?}, {wish:?}");
        desk.file(desk.filing("a", "Talks", "New sanctions were drafted."));
        let known = desk.reader().revisit(desk.article()).expect("read");
        assert_eq!(known.is_some(), planned, "{kind:?}, {wish:?}");
    }
}

impl Desk {
    /// Takes the texts of the source from the pages, or from what it gives.
    fn take_texts(&mut self, choice: TextChoice) -> Source {
        let draft = SourceDraft {
            id: Some(self.source.id),
            text: Some(choice),
            ..SourceDraft::new(
                self.source.kind,
                self.source.address.clone(),
                self.source.name.clone(),
            )
        };
        self.writer.save_source(&draft, false, NOW).expect("saved")
    }

    /// Files what an article's page says when it is read for its text.
    fn complete(&mut self, identity: &str, title: &str, body: &str) -> Filed {
        let filing = Filing {
            came: Came::Completes(PageSeen::default()),
            ..self.filing(identity, title, body)
        };
        self.file(filing)
    }

    fn due(&self) -> Vec<ArticleId> {
        let due = self.reader().due_texts(None, NOW).expect("due");
        due.into_iter().map(|it| it.article_id).collect()
    }
}

#[test]
fn a_text_that_its_page_completes_alerts_without_the_noise_of_a_change() {
    let mut desk = desk(SourceKind::Feed);
    assert_eq!(desk.take_texts(TextChoice::Page).text, TextFrom::Page);
    desk.file(desk.filing("a", "Talks", "They went on."));
    let due = desk.due();
    assert_eq!(
        due.len(),
        1,
        "its page is to be read, in the same transaction"
    );
    let filed = desk.complete(
        "a",
        "Talks end",
        "They went on. New sanctions were drafted.",
    );
    assert_eq!(
        (filed.new_versions, filed.alerts.len(), filed.changed.len()),
        (1, 1, 0)
    );
    assert_eq!(desk.changes(), [], "it was not put in later");
    assert!(desk.due().is_empty());
    let known = desk.reader().revisit(due[0]).expect("read").expect("known");
    assert!(
        known.due_at.is_some() && known.is_pages,
        "an alert's page is looked at again"
    );
    // What the source gave before is no news, and never the newest text again.
    let filed = desk.file(desk.filing("a", "Talks", "They went on."));
    assert_eq!((filed.known, filed.new_versions), (1, 0));
    assert!(desk.due().is_empty());
    // Another text of it says that the page changed: it is due, but not at once.
    let filed = desk.file(desk.filing("a", "Talks", "They went on and on."));
    assert_eq!((filed.known, filed.new_versions), (1, 0));
    assert!(desk.due().is_empty());
    let hour = NOW.plus(Timestamp::HOUR);
    assert_eq!(desk.reader().due_texts(None, hour).expect("due").len(), 1);
    // And what its page says then is told.
    let filed = desk.complete("a", "Talks fail", "They went on. Nothing was drafted.");
    assert_eq!(filed.changed.len(), 1);
    assert_eq!(desk.changes(), [(Gone, 3), (Headline, 3)]);
}

#[test]
fn an_alert_of_the_teaser_stays_one_alert_and_keeps_its_schedule() {
    let mut desk = desk(SourceKind::Feed);
    desk.take_texts(TextChoice::Page);
    desk.file(desk.filing("a", "Sanctions", "They were drafted."));
    let id = desk.article();
    let before = desk.reader().revisit(id).expect("read").expect("planned");
    let filed = desk.complete(
        "a",
        "Sanctions",
        "The sanctions were drafted, and more sanctions come.",
    );
    assert_eq!((filed.alerts.len(), filed.changed.len()), (0, 0));
    assert_eq!(desk.rows().len(), 1);
    assert!(desk.rows()[0].hits > 1, "with the proof of the whole text");
    let after = desk.reader().revisit(id).expect("read").expect("planned");
    assert_eq!(after.due_at, before.due_at);
}

#[test]
fn the_texts_of_a_source_follow_the_analyst_else_what_was_measured() {
    let mut desk = desk(SourceKind::Feed);
    desk.file(desk.filing("a", "Talks", "They went on."));
    assert!(desk.due().is_empty());
    let measure = TextMeasure {
        articles: 3,
        feed: 240,
        page: 3_100,
        unread: 0,
        at: NOW,
    };
    let id = desk.source.id;
    let measured = desk.writer.record_measure(id, Some(&measure), None, NOW);
    measured.expect("stored");
    let source = desk.reader().source(id).expect("the source");
    assert_eq!(
        (source.text, source.text_choice),
        (TextFrom::Page, TextChoice::Measured)
    );
    assert_eq!(desk.due().len(), 1, "those that are there are read as well");
    assert_eq!(desk.take_texts(TextChoice::Feed).text, TextFrom::Feed);
    assert!(desk.due().is_empty());
    assert_eq!(desk.take_texts(TextChoice::Measured).text, TextFrom::Page);
    let view = desk.reader().sources(NOW).expect("sources").remove(0);
    assert_eq!(view.full_text.measure, Some(measure));
}

#[test]
fn a_page_that_cannot_be_read_is_due_again_or_given_up_and_that_is_said() {
    let mut desk = desk(SourceKind::Feed);
    desk.take_texts(TextChoice::Page);
    desk.file(desk.filing("a", "Talks", "They went on."));
    let id = desk.due()[0];
    let failed = |next_due_at| TextOutcome::Failed {
        why: "It did not answer.".into(),
        next_due_at,
        counts: true,
    };
    let later = NOW.plus(Timestamp::HOUR);
    desk.writer
        .record_text(id, &failed(Some(later)))
        .expect("stored");
    assert!(desk.due().is_empty());
    let known = desk
        .reader()
        .pending_text(id)
        .expect("read")
        .expect("known");
    assert_eq!(
        (known.due_at, known.tries, known.is_pages),
        (Some(later), 1, false)
    );
    desk.writer.record_text(id, &failed(None)).expect("stored");
    let view = desk.reader().sources(NOW).expect("sources").remove(0);
    assert_eq!((view.full_text.waiting, view.full_text.without), (0, 1));
    assert_eq!(
        view.full_text.trouble.as_deref(),
        Some("It did not answer.")
    );
    desk.writer
        .record_text(id, &TextOutcome::NoMore)
        .expect("stored");
    assert_eq!(desk.reader().pending_text(id).expect("read"), None);
}

#[test]
fn links_of_a_front_page_are_known_once_they_were_seen() {
    let mut desk = desk(SourceKind::Feed);
    let id = desk.source.id;
    let links: Vec<Hash> = (0..3u8).map(|it| Hash::of(&[it])).collect();
    assert_eq!(desk.reader().front_page(id).expect("read").looks, 0);
    desk.writer
        .learn_links(id, &links[..2], true, NOW)
        .expect("stored");
    let known = desk.reader().knows_links(id, &links).expect("read");
    assert_eq!(known, [true, true, false]);
    desk.writer
        .learn_links(id, &links, false, NOW)
        .expect("stored");
    assert_eq!(desk.reader().front_page(id).expect("read").looks, 1);
    // What has not been seen for half a year is forgotten.
    let later = NOW.plus(200 * Timestamp::DAY);
    desk.writer
        .learn_links(id, &links[..1], true, later)
        .expect("stored");
    let known = desk.reader().knows_links(id, &links).expect("read");
    assert_eq!(known, [true, false, false]);
    assert!(
        desk.writer
            .learn_links(news::SourceId(99), &links, true, NOW)
            .is_err()
    );
}

const SHOTS: (&str, &str) = (
    "Two wounded in shooting at Grey Bridge",
    "Shots were fired at the Grey Bridge checkpoint late on Tuesday and two customs officers were wounded. Sanctions are asked for.",
);
const TEASER: (&str, &str) = ("Our officers", "Read what the minister says on sanctions.");
const ATTACK: (&str, &str) = (
    "An attack on our officers, minister says",
    "The minister blamed the neighbours for the shooting at the Grey Bridge in which two customs officers were wounded, and asked for sanctions.",
);

impl Desk {
    /// An article of another outlet.
    fn told(&self, outlet: &str, (title, body): (&str, &str)) -> Filing {
        Filing {
            outlet: outlet.into(),
            ..self.filing(outlet, title, body)
        }
    }

    /// What the page of an article says, when it is read for its text.
    fn whole(&self, outlet: &str, text: (&str, &str)) -> Filing {
        Filing {
            came: Came::Completes(PageSeen::default()),
            ..self.told(outlet, text)
        }
    }

    /// Its stories: their titles, how many articles each has, and how many outlets.
    fn stories(&self) -> Vec<(String, u32, u32)> {
        let least = StoryFilter {
            outlets: Some(1),
            ..StoryFilter::default()
        };
        let page = self.reader().stories(&least, None).expect("stories");
        let mut all: Vec<_> = page
            .rows
            .into_iter()
            .map(|it| (it.title, it.articles, it.outlets))
            .collect();
        all.sort();
        all
    }

    fn is_sound(&self) {
        for it in self.reader().checkup().expect("checked") {
            assert!(it.ok, "{it:?}");
        }
    }
}

#[test]
fn a_whole_text_takes_an_article_and_its_alert_to_the_story_that_it_is_about() {
    let mut desk = desk(SourceKind::Feed);
    desk.file(desk.told("Ledger", SHOTS));
    desk.file(desk.told("Observer", TEASER));
    let apart = |(title, _): (&str, &str)| (title.to_string(), 1, 1);
    assert_eq!(desk.stories(), [apart(TEASER), apart(SHOTS)]);
    assert!(desk.rows().iter().all(|it| it.story_id.is_none()));

    desk.file(desk.whole("Observer", ATTACK));
    assert_eq!(desk.stories(), [(SHOTS.0.to_string(), 2, 2)]);
    let rows = desk.rows();
    assert_eq!(rows.len(), 2, "both alerted, each once");
    let story = rows[0].story_id.expect("a story");
    assert!(
        rows.iter()
            .all(|it| it.story_id == Some(story) && it.outlets == 2)
    );
    desk.is_sound();

    // The index of stories is made again from the file, and knows of the whole text.
    desk.writer = store::open(&desk.path, NOW).expect("opened");
    let later = (
        "Minister blames neighbours for attack",
        "The neighbours were blamed by the minister for the attack in which customs officers were wounded.",
    );
    desk.file(desk.told("Gazette", later));
    assert_eq!(desk.stories(), [(SHOTS.0.to_string(), 3, 3)]);
    desk.is_sound();
}

#[test]
fn the_number_of_a_story_that_went_is_never_that_of_another() {
    let mut desk = desk(SourceKind::Feed);
    desk.file(desk.told("Ledger", SHOTS));
    desk.file(desk.told("Observer", TEASER));
    let numbers = |desk: &Desk| -> Vec<i64> {
        let least = StoryFilter {
            outlets: Some(1),
            ..StoryFilter::default()
        };
        let page = desk.reader().stories(&least, None).expect("stories");
        let mut all: Vec<i64> = page.rows.iter().map(|it| it.id.0).collect();
        all.sort_unstable();
        all
    };
    let before = numbers(&desk);
    assert_eq!(before.len(), 2);
    desk.file(desk.whole("Observer", ATTACK));
    assert_eq!(numbers(&desk), before[..1], "the newest story went");
    // Numbers are counted on from the file.
    desk.writer = store::open(&desk.path, NOW).expect("opened");
    desk.file(desk.told("Courier", ("Harvest", "Silos are full.")));
    let after = numbers(&desk);
    assert_eq!(after.len(), 2);
    assert!(!after.contains(&before[1]), "{before:?}, then {after:?}");
    desk.is_sound();
}

#[test]
fn a_story_counts_the_outlets_under_which_its_articles_came() {
    let mut desk = desk(SourceKind::Feed);
    desk.file(desk.told("Ledger", SHOTS));
    desk.file(desk.told("Observer", TEASER));
    // Its source was renamed before its page was read.
    let whole = Filing {
        outlet: "Ledger".into(),
        ..desk.whole("Observer", ATTACK)
    };
    desk.file(whole);
    assert_eq!(desk.stories(), [(SHOTS.0.to_string(), 2, 2)]);
}

#[test]
fn a_whole_text_leaves_an_article_by_which_others_were_placed_where_it_is() {
    let mut desk = desk(SourceKind::Feed);
    desk.file(desk.told("Ledger", SHOTS));
    desk.file(desk.told("Observer", TEASER));
    desk.file(desk.told("Gazette", TEASER));
    let before = desk.stories();
    assert_eq!(before[0], (TEASER.0.to_string(), 2, 2), "{before:?}");
    desk.file(desk.whole("Gazette", ATTACK));
    assert_eq!(desk.stories(), before);
    // One that is like nothing else stays as well, in a story of its own.
    desk.file(desk.told("Courier", ("Harvest", "Silos are full.")));
    let harvest = (
        "Grain harvest reaches record",
        "The harvest reached a record, the agriculture ministry said, and silos are full.",
    );
    desk.file(desk.whole("Courier", harvest));
    assert_eq!(desk.stories().len(), 3);
    desk.is_sound();
}

#[test]
fn whole_texts_and_new_articles_of_one_large_batch_are_placed_one_after_the_other() {
    let mut desk = desk(SourceKind::Feed);
    desk.file(desk.told("Observer", TEASER));
    // More than are placed on the writer's own thread.
    let mut batch = vec![desk.told("Ledger", SHOTS), desk.whole("Observer", ATTACK)];
    let words = [
        "quarry", "ferry", "orchard", "choir", "glacier", "tannery", "viaduct", "harbour",
    ];
    for number in 0..40 {
        let (one, two) = (words[number % 8], words[number / 8]);
        let title = format!("Number{number} of the {one} {two}");
        let body = format!("Thing{number} was seen by crowd{number} near place{number}.");
        batch.push(desk.told(&format!("Outlet {number}"), (&title, &body)));
    }
    let filed = desk.writer.file(&batch, NOW).expect("filed");
    assert_eq!((filed.new_articles, filed.new_versions), (41, 1));
    let stories = desk.stories();
    assert!(
        stories.contains(&(ATTACK.0.to_string(), 2, 2)),
        "called by its first article: {stories:?}"
    );
    assert!(!stories.iter().any(|it| it.0 == SHOTS.0), "{stories:?}");
    desk.is_sound();
}
