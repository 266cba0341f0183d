//! Copies: which articles have one text, which alert stands for them, and what must not get lost by that.

use std::{collections::BTreeMap, path::PathBuf};

use news::{
    AlertId, AlertState, Article, ArticleId, Block, Severity, Source, SourceKind, Timestamp, Topic,
    Zone,
    desk::{
        AlertFilter, AlertRow, Retention, SourceDraft, SourceRetention, TopicDraft, WatchlistDraft,
    },
};
use store::{Filed, Filing, Reader, Writer};

mod support;

const NOW: Timestamp = Timestamp(1_765_200_000_000);

struct Desk {
    _folder: tempfile::TempDir,
    path: PathBuf,
    writer: Writer,
    topic: Topic,
    sources: BTreeMap<String, Source>,
}

fn desk() -> Desk {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    let mut writer = store::open(&path, NOW).expect("a desk");
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
        severity: Severity::Watch,
        note: None,
        written: None,
    };
    let topic = writer.save_topic(&topic, NOW).expect("saved");
    Desk {
        _folder: folder,
        path,
        writer,
        topic,
        sources: BTreeMap::new(),
    }
}

/// Sentences that only the text `number` has.
fn sentences(number: usize, count: usize) -> Vec<String> {
    (0..count)
        .map(|it| {
            let n = number * 1_000 + it * 7;
            format!(
                "Officials of ward{n} said that measure{n} of the council{n} would reach town{n} before week{n} was over."
            )
        })
        .collect()
}

/// The text `number`, which speaks of sanctions.
fn text(number: usize) -> Vec<String> {
    let mut text = sentences(number, 12);
    text[0] = format!(
        "The council of land{number} prepared new sanctions against ships of river{number} on Monday."
    );
    text
}

impl Desk {
    fn reader(&self) -> Reader {
        Reader::open(&self.path).expect("a reader")
    }

    /// A source; what stands behind a slash is its publisher.
    fn source(&mut self, name: &str) -> Source {
        if let Some(known) = self.sources.get(name) {
            return known.clone();
        }
        let (label, publisher) = match name.split_once('/') {
            Some((label, publisher)) => (label, Some(publisher.to_string())),
            None => (name, None),
        };
        let draft = SourceDraft {
            publisher,
            revisit: Some(false),
            ..SourceDraft::new(
                SourceKind::Feed,
                format!("https://{}.example/rss", label.replace(' ', "-")),
                label,
            )
        };
        let source = self.writer.save_source(&draft, false, NOW).expect("saved");
        self.sources.insert(name.into(), source.clone());
        source
    }

    /// An article of a source, so many minutes ago.
    fn filing(
        &mut self,
        source: &str,
        minutes: i64,
        wire: Option<&str>,
        body: &[String],
    ) -> Filing {
        let source = self.source(source);
        let title = format!("{} at minute {minutes}", source.name);
        let mut blocks = vec![Block::new(Zone::Headline, &title)];
        blocks.extend(body.iter().map(|it| Block::new(Zone::Body, it)));
        let article = Article {
            published_at: Some(NOW.plus(-minutes * Timestamp::MINUTE)),
            wire: wire.map(Into::into),
            title,
            blocks,
            ..Article::default()
        };
        let identity = format!("{} {minutes}", source.name);
        support::filing(&source, &self.topic, &identity, article, NOW)
    }

    fn file(&mut self, source: &str, minutes: i64, wire: Option<&str>, body: &[String]) -> Filed {
        let it = self.filing(source, minutes, wire, body);
        self.writer.file(&[it], NOW).expect("filed")
    }

    fn alerts(&self) -> Vec<AlertRow> {
        self.reader()
            .alerts(&AlertFilter::default(), None)
            .expect("listed")
            .rows
    }

    /// Each listed alert: its outlet, and how many copies it has.
    fn shown(&self) -> Vec<(String, u32)> {
        let mut rows: Vec<(String, u32)> = self
            .alerts()
            .into_iter()
            .map(|it| (it.outlet, it.copies.map_or(0, |it| it.count)))
            .collect();
        rows.sort();
        rows
    }

    /// The texts of the desk: the outlets of each, its origin first.
    fn texts(&self, articles: &[ArticleId]) -> Vec<Vec<String>> {
        let reader = self.reader();
        let mut found: Vec<Vec<String>> = articles
            .iter()
            .map(|it| match reader.shared_text(*it).expect("asked") {
                Some(text) => text.articles.into_iter().map(|it| it.outlet).collect(),
                None => vec![reader.article(*it).expect("there").outlet],
            })
            .collect();
        found.sort();
        found.dedup();
        found
    }

    fn ids(&self) -> Vec<ArticleId> {
        let reader = self.reader();
        let mut found = vec![];
        for it in self.alerts() {
            found.push(it.article_id);
            let joined = reader.joined_alerts(it.id, 100).expect("asked");
            found.extend(joined.into_iter().map(|it| it.article_id));
        }
        found
    }
}

#[test]
fn the_same_text_from_eleven_labels_of_one_publisher_is_one_alert_with_ten_copies() {
    for at_once in [false, true] {
        let mut desk = desk();
        let filings: Vec<Filing> = (0..11)
            .map(|it| desk.filing(&format!("Label {it}/Trust Media"), 60 - it, None, &text(1)))
            .collect();
        let (mut raised, mut joined) = (0, 0);
        let batches = if at_once { 11 } else { 1 };
        for batch in filings.chunks(batches) {
            let filed = desk.writer.file(batch, NOW).expect("filed");
            raised += filed.alerts.len();
            joined += filed.joined.len();
        }
        assert_eq!((raised, joined), (1, 10), "no copy is told of");
        let rows = desk.alerts();
        assert_eq!(rows.len(), 1, "one alert");
        let copies = rows[0].copies.clone().expect("copies");
        assert_eq!(
            (copies.count, copies.publishers, copies.outlets),
            (
                10,
                1,
                vec!["Label 1".into(), "Label 2".into(), "Label 3".into()]
            ),
            "ten copies and one publisher"
        );
        let reader = desk.reader();
        assert_eq!(reader.count_alerts(AlertState::New).expect("counted"), 1);
        assert_eq!(
            reader.joined_alerts(rows[0].id, 100).expect("asked").len(),
            10,
            "nothing is lost: each can be unfolded"
        );
        assert_eq!(
            reader.watchlists().expect("read")[0].topics[0].new_alerts,
            1,
            "counts are of independent texts"
        );
        let versions = reader.topic_versions(desk.topic.id).expect("read");
        assert_eq!(versions[0].alerts, 1, "also in a topic's history");
        let past = reader.past_of(desk.topic.id, Timestamp(0)).expect("read");
        let texts: std::collections::BTreeSet<_> = past.events.iter().map(|it| it.text()).collect();
        assert_eq!(
            (past.events.len(), texts.len()),
            (11, 1),
            "and so are bursts"
        );
    }
}

#[test]
fn copies_are_found_in_small_and_in_large_batches_and_in_old_archives() {
    const TESTS: &[(&str, usize, i64)] = &[
        ("one by one", 1, 0),
        ("in a large batch", 80, 0),
        ("in two batches of an old archive", 40, 400 * 24 * 60),
    ];
    for (what, batch, minutes) in TESTS {
        let mut desk = desk();
        // Forty texts, then a copy of each that was cut to two thirds and got a paragraph of its own.
        let filings: Vec<Filing> = (0..80)
            .map(|it| {
                let mut body = text(it % 40);
                if it >= 40 {
                    body.truncate(8);
                    body.push(format!(
                        "Readers of place{it} had asked about it in letters{it} for many days{it}."
                    ));
                }
                let source = if it < 40 { "Ledger" } else { "Courier" };
                desk.filing(source, minutes + 100 - it as i64, None, &body)
            })
            .collect();
        for batch in filings.chunks(*batch) {
            desk.writer.file(batch, NOW).expect("filed");
        }
        assert_eq!(desk.shown(), vec![("Ledger".to_string(), 1); 40], "{what}");
        let findings = desk.reader().checkup().expect("checked");
        assert!(findings.iter().all(|it| it.ok), "{findings:?}");
    }
}

#[test]
fn the_order_of_arrival_makes_no_other_text() {
    let whole = text(1);
    let wire = Some("AP");
    // The original; two parts of it that share nothing; a copy that credits the agency; the agency's own page; another text.
    type Told<'a> = (&'a str, i64, Option<&'a str>, Vec<String>);
    let told: Vec<Told<'_>> = vec![
        ("Ledger", 90, None, whole.clone()),
        ("Courier", 60, None, whole[..5].to_vec()),
        ("Gazette", 50, None, [&whole[..1], &whole[7..]].concat()),
        ("Herald", 40, wire, whole.clone()),
        ("AP", 30, None, whole[..10].to_vec()),
        ("Other", 20, None, text(2)),
    ];
    let mut orders: Vec<Vec<usize>> = vec![];
    for it in 0..told.len() {
        let mut order: Vec<usize> = (0..told.len()).collect();
        order.rotate_left(it);
        orders.push(order.clone());
        order.reverse();
        orders.push(order);
    }
    for order in orders {
        let mut desk = desk();
        for it in &order {
            let (source, minutes, wire, body) = &told[*it];
            desk.file(source, *minutes, *wire, body);
        }
        let ids = desk.ids();
        assert_eq!(ids.len(), 6, "an alert for each: {order:?}");
        assert_eq!(
            desk.texts(&ids),
            [
                vec!["AP", "Ledger", "Courier", "Gazette", "Herald"],
                vec!["Other"]
            ],
            "the agency's own page is the origin, then what was published first: {order:?}"
        );
        assert_eq!(desk.alerts().len(), 2, "{order:?}");
    }
}

#[test]
fn two_parts_of_an_original_become_one_text_when_it_comes_in() {
    let mut desk = desk();
    let whole = text(1);
    let speaks = |mut part: Vec<String>, of: &str| {
        part.push(format!("Sanctions are what {of} asks for."));
        part
    };
    desk.file("Courier", 60, None, &speaks(whole[1..6].to_vec(), "nobody"));
    desk.file(
        "Gazette",
        50,
        None,
        &speaks(whole[6..].to_vec(), "everybody"),
    );
    assert_eq!(desk.shown(), [("Courier".into(), 0), ("Gazette".into(), 0)]);
    let filed = desk.file("Ledger", 90, None, &whole);
    assert_eq!((filed.alerts.len(), filed.joined.len()), (0, 1));
    assert_eq!(
        desk.shown(),
        [("Courier".into(), 2)],
        "the first alert stands"
    );
    assert_eq!(
        desk.texts(&desk.ids()),
        [vec!["Ledger", "Courier", "Gazette"]],
        "an original that comes in later is the origin"
    );
}

#[test]
fn what_is_decided_on_an_alert_is_decided_on_its_copies_and_can_be_taken_back() {
    let mut desk = desk();
    desk.file("Ledger", 60, None, &text(1));
    desk.file("Courier", 50, None, &text(1));
    let first = desk.alerts()[0].id;
    let states = |desk: &Desk| -> Vec<AlertState> {
        let reader = desk.reader();
        let joined = reader.joined_alerts(first, 10).expect("asked");
        std::iter::once(reader.alert(first).expect("there").row.state)
            .chain(joined.into_iter().map(|it| it.state))
            .collect()
    };
    desk.writer
        .triage(&[first], AlertState::Dismissed, NOW)
        .expect("dismissed");
    assert_eq!(states(&desk), [AlertState::Dismissed; 2]);
    assert_eq!(
        desk.reader().last_deed().expect("read").as_deref(),
        Some("Dismissed an alert with that of a copy")
    );
    // A copy that comes in afterwards is decided already.
    assert_eq!(desk.file("Herald", 40, None, &text(1)).joined.len(), 1);
    assert_eq!(states(&desk), [AlertState::Dismissed; 3]);
    desk.writer.undo().expect("undone");
    assert_eq!(states(&desk)[..2], [AlertState::New; 2]);
    desk.writer.redo().expect("done again");
    assert_eq!(states(&desk), [AlertState::Dismissed; 3]);
}

#[test]
fn another_alert_stands_for_a_text_whose_first_source_is_removed() {
    let mut desk = desk();
    for (number, it) in ["Ledger", "Courier", "Herald"].into_iter().enumerate() {
        desk.file(it, 60 - number as i64, None, &text(1));
    }
    let ledger = desk.source("Ledger").id;
    desk.writer.remove_source(ledger, NOW).expect("removed");
    assert_eq!(desk.shown(), [("Courier".into(), 2)], "a copy stands in");
    let row = desk.alerts().remove(0);
    let reader = desk.reader();
    assert_eq!(reader.joined_alerts(row.id, 10).expect("asked").len(), 1);
    let by_source = AlertFilter {
        source_id: Some(desk.source("Herald").id),
        ..AlertFilter::default()
    };
    let page = reader.alerts(&by_source, None).expect("listed");
    assert_eq!(
        page.total, 1,
        "a source's own alerts are listed, copies too"
    );
    assert_eq!(page.rows[0].joined, Some(row.id));
    desk.writer.undo().expect("undone");
    assert_eq!(desk.shown().len(), 1, "still one alert for one text");
    assert_eq!(reader.joined_alerts(row.id, 10).expect("asked").len(), 2);
}

#[test]
fn a_copy_is_shown_where_nothing_else_of_its_text_is() {
    let mut desk = desk();
    desk.file("Ledger", 60, None, &text(1));
    desk.file("Courier", 50, None, &text(1));
    for it in ["Ledger", "Courier"] {
        let id = desk.source(it).id;
        desk.writer.remove_source(id, NOW).expect("removed");
    }
    assert_eq!(desk.shown(), []);
    let filed = desk.file("Herald", 40, None, &text(1));
    assert_eq!((filed.alerts.len(), filed.joined.len()), (1, 0));
    assert_eq!(desk.shown(), [("Herald".into(), 2)]);
    desk.writer.undo().expect("undone");
    desk.writer.undo().expect("undone");
    assert_eq!(
        desk.shown(),
        [("Herald".into(), 2)],
        "they join what stands now"
    );
}

#[test]
fn a_text_outlives_the_articles_that_are_let_go() {
    let mut desk = desk();
    desk.file("Ledger", 60, None, &text(1));
    desk.file("Courier", 50, None, &text(1));
    desk.file("Herald", 40, None, &text(1));
    let ledger = desk.source("Ledger").id;
    let rules = Retention {
        sources: vec![SourceRetention {
            source_id: ledger,
            days: Some(1),
        }],
        ..Retention::default()
    };
    let later = NOW.plus(5 * Timestamp::DAY);
    assert_eq!(desk.writer.let_go(&rules, later, 10).expect("let go"), 1);
    assert_eq!(desk.shown(), [("Courier".into(), 1)]);
    assert_eq!(desk.texts(&desk.ids()), [vec!["Courier", "Herald"]]);
    let findings = desk.reader().checkup().expect("checked");
    assert!(findings.iter().all(|it| it.ok), "{findings:?}");
}

#[test]
fn the_alerts_of_an_archive_join_as_well() {
    let mut desk = desk();
    let filings: Vec<Filing> = ["Ledger", "Courier", "Herald"]
        .iter()
        .zip(0..)
        .map(|(it, minutes)| desk.filing(it, 60 - minutes, None, &text(1)))
        .collect();
    let bare: Vec<Filing> = filings
        .iter()
        .cloned()
        .map(|it| Filing {
            matches: vec![],
            ..it
        })
        .collect();
    desk.writer.file(&bare, NOW).expect("filed");
    let reader = desk.reader();
    let (rows, _) = (desk.alerts(), ());
    assert!(rows.is_empty());
    let ids: Vec<ArticleId> = (0..3)
        .map(|it| ArticleId(ArticleId::floor(NOW.plus(-(60 - it) * Timestamp::MINUTE)).0))
        .collect();
    // From the end of the archive to its beginning.
    let matches: Vec<_> = ids
        .iter()
        .zip(&filings)
        .rev()
        .map(|(id, it)| (*id, 1, it.matches[0].clone()))
        .collect();
    let raised = desk
        .writer
        .add_archive_matches(&matches, NOW)
        .expect("raised");
    assert_eq!(raised.len(), 1);
    assert_eq!(desk.shown(), [("Ledger".into(), 2)]);
    assert_eq!(reader.joined_alerts(raised[0], 10).expect("asked").len(), 2);
}

#[test]
fn a_digest_keeps_every_item_with_the_copies_under_the_first() {
    let mut desk = desk();
    let later = NOW.plus(Timestamp::HOUR);
    desk.file("Ledger", 60, None, &text(1));
    desk.file("Courier", 50, None, &text(1));
    let late = desk.filing("Herald", 40, None, &text(1));
    desk.writer.file(&[late], later).expect("filed");
    let held = |since: Timestamp| -> Vec<(String, Vec<String>)> {
        desk.reader()
            .digest_alerts(since, later.plus(1), &[AlertState::New])
            .expect("read")
            .into_iter()
            .map(|it| {
                let copies = it.entry.copies.into_iter().map(|it| it.outlet).collect();
                (it.entry.outlet, copies)
            })
            .collect()
    };
    assert_eq!(
        held(NOW),
        [(
            "Ledger".to_string(),
            vec!["Courier".to_string(), "Herald".to_string()]
        )]
    );
    assert_eq!(
        held(later),
        [("Herald".to_string(), vec![])],
        "a copy that comes after the first was told of stands for itself"
    );
}

#[test]
fn a_copy_whose_date_cannot_be_stands_in_a_digest_under_when_it_came_in() {
    let mut desk = desk();
    desk.file("Ledger", 60, None, &text(1));
    desk.file("Courier", 50, None, &text(1));
    // Dated thirty years ahead.
    desk.file("Herald", -30 * 365 * 24 * 60, None, &text(1));
    let found = desk
        .reader()
        .digest_alerts(NOW, NOW.plus(1), &[AlertState::New])
        .expect("read");
    assert_eq!(found.len(), 1, "{found:?}");
    let copies: Vec<(&str, Timestamp)> = found[0]
        .entry
        .copies
        .iter()
        .map(|it| (it.outlet.as_str(), it.at))
        .collect();
    let minutes = |it: i64| NOW.plus(-it * Timestamp::MINUTE);
    assert_eq!(copies, [("Courier", minutes(50)), ("Herald", NOW)]);
}

#[test]
fn a_copy_by_a_graver_source_makes_the_alert_graver() {
    let mut desk = desk();
    desk.file("Ledger", 60, None, &text(1));
    let mut graver = desk.filing("Wire", 50, None, &text(1));
    graver.matches = graver
        .matches
        .into_iter()
        .map(|it| {
            it.graver(Some(news::alerting::Raised {
                severity: Severity::Critical,
                why: "critical: group is wire".into(),
            }))
        })
        .collect();
    desk.writer.file(&[graver], NOW).expect("filed");
    let rows = desk.alerts();
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (rows[0].severity, rows[0].graver.as_deref()),
        (Severity::Critical, Some("critical: group is wire"))
    );
    let none: Option<AlertId> = rows[0].joined;
    assert_eq!(none, None, "it stands for itself");
}

#[test]
fn a_new_version_that_is_a_copy_joins() {
    let mut desk = desk();
    desk.file("Ledger", 60, None, &text(1));
    let first = desk.filing(
        "Courier",
        50,
        None,
        &["Sanctions: more follows soon.".into()],
    );
    desk.writer.file(&[first], NOW).expect("filed");
    assert_eq!(desk.alerts().len(), 2, "a line is no copy");
    let next = desk.filing("Courier", 50, None, &text(1));
    let filed = desk.writer.file(&[next], NOW).expect("filed");
    assert_eq!(filed.new_versions, 1);
    assert_eq!(desk.shown(), [("Ledger".into(), 1)]);
}

#[test]
fn a_copy_that_is_rewritten_is_a_text_of_its_own_and_its_alert_is_shown() {
    let mut desk = desk();
    desk.file("Ledger", 60, None, &text(1));
    desk.file("Courier", 50, None, &text(1));
    let first = desk.alerts()[0].id;
    desk.writer
        .triage(&[first], AlertState::Dismissed, NOW)
        .expect("dismissed");
    let filed = desk.file("Courier", 50, None, &text(2));
    assert_eq!((filed.new_versions, filed.changed.len()), (1, 1));
    let states: BTreeMap<String, AlertState> = desk
        .alerts()
        .into_iter()
        .map(|it| (it.outlet, it.state))
        .collect();
    assert_eq!(
        states.into_iter().collect::<Vec<_>>(),
        [
            ("Courier".to_string(), AlertState::New),
            ("Ledger".to_string(), AlertState::Dismissed)
        ],
        "what was dismissed is another text"
    );
    assert_eq!(desk.shown(), [("Courier".into(), 0), ("Ledger".into(), 0)]);
    let copy = desk.file("Herald", 40, None, &text(2));
    assert_eq!(copy.joined.len(), 1);
    assert_eq!(desk.shown(), [("Courier".into(), 1), ("Ledger".into(), 0)]);
    let findings = desk.reader().checkup().expect("checked");
    assert!(findings.iter().all(|it| it.ok), "{findings:?}");
}

#[test]
fn copies_of_an_original_that_is_rewritten_have_an_alert_of_their_own() {
    let mut desk = desk();
    desk.file("Ledger", 60, None, &text(1));
    desk.file("Courier", 50, None, &text(1));
    desk.file("Herald", 40, None, &text(1));
    desk.file("Ledger", 60, None, &text(2));
    assert_eq!(desk.shown(), [("Courier".into(), 1), ("Ledger".into(), 0)]);
    // And what becomes a copy of another text joins that.
    desk.file("Herald", 40, None, &text(2));
    assert_eq!(desk.shown(), [("Courier".into(), 0), ("Ledger".into(), 1)]);
    let findings = desk.reader().checkup().expect("checked");
    assert!(findings.iter().all(|it| it.ok), "{findings:?}");
}

#[test]
fn a_copy_that_is_edited_or_cut_stays_one() {
    let whole = text(1);
    let mut edited = whole.clone();
    edited[3] = "The mayor of land1 would not say what becomes of it.".into();
    let cut = whole[..2].to_vec();
    let line = vec!["Sanctions: subscribe to read more.".to_string()];
    for (what, next) in [("edited", edited), ("cut", cut), ("a line", line)] {
        let mut desk = desk();
        desk.file("Ledger", 60, None, &whole);
        desk.file("Courier", 50, None, &whole);
        let filed = desk.file("Courier", 50, None, &next);
        assert_eq!((filed.new_versions, filed.changed.len()), (1, 0), "{what}");
        assert_eq!(desk.shown(), [("Ledger".into(), 1)], "{what}");
    }
}
