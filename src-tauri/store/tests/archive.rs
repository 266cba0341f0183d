//! The archive: what was stored by older programs, what the index says against what the matcher says, packing, letting
//! go, compacting.

use std::{ops::ControlFlow, path::PathBuf};

use news::{
    AlertState, Article, ArticleId, Block, Severity, Source, SourceId, SourceKind, Timestamp,
    Topic, Zone,
    desk::{
        AlertFilter, Retention, SourceDraft, SourceRetention, StoryFilter, TopicDraft,
        WatchlistDraft,
    },
    query::{About, Document, IndexQuery, Query, prove},
    story::{Fingerprint, StoryTerms},
};
use proptest::prelude::*;
use rusqlite::{Connection, params};
use store::{FileSeen, Filing, Hash, Packer, Reader, Writer};

mod support;

const NOW: Timestamp = Timestamp(1_765_200_000_000);

struct Desk {
    folder: tempfile::TempDir,
    path: PathBuf,
    writer: Writer,
    source: Source,
    topic: Topic,
}

fn desk() -> Desk {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    let mut writer = store::open(&path, NOW).expect("a desk");
    let source = save_source(&mut writer, "Ledger");
    let list = writer
        .save_watchlist(&WatchlistDraft {
            id: None,
            name: "Sanctions".into(),
            mark: None,
        })
        .expect("saved");
    let draft = TopicDraft {
        id: None,
        watchlist_id: list.id,
        name: "Any".into(),
        query: "sanction*".into(),
        severity: Severity::High,
        note: None,
        written: None,
    };
    let topic = writer.save_topic(&draft, NOW).expect("saved");
    Desk {
        folder,
        path,
        writer,
        source,
        topic,
    }
}

fn save_source(writer: &mut Writer, name: &str) -> Source {
    let draft = SourceDraft::new(
        SourceKind::Feed,
        format!("https://{}.example/rss", name.to_lowercase()),
        name,
    );
    writer.save_source(&draft, false, NOW).expect("saved")
}

fn article(title: &str, blocks: &[(Zone, &str)], at: Timestamp) -> Article {
    let headline = Block::new(Zone::Headline, title);
    let rest = blocks.iter().map(|(zone, text)| Block::new(*zone, *text));
    Article {
        title: title.into(),
        language: Some("en".into()),
        published_at: Some(at),
        blocks: std::iter::once(headline).chain(rest).collect(),
        ..Article::default()
    }
}

impl Desk {
    fn reader(&self) -> Reader {
        Reader::open(&self.path).expect("a reader")
    }

    fn filing(&self, identity: &str, article: Article, seen_at: Timestamp) -> Filing {
        support::filing(&self.source, &self.topic, identity, article, seen_at)
    }

    /// Files articles an hour apart, the first one an hour ago.
    fn file(&mut self, articles: &[(&str, &[(Zone, &str)])]) {
        let filings: Vec<Filing> = articles
            .iter()
            .enumerate()
            .map(|(number, (title, blocks))| {
                let at = NOW.plus(-Timestamp::HOUR * (number as i64 + 1));
                self.filing(&format!("item {number}"), article(title, blocks, at), NOW)
            })
            .collect();
        self.writer.file(&filings, NOW).expect("filed");
    }
}

fn index(text: &str) -> IndexQuery {
    Query::search(text).expect(text).query.index()
}

/// The numbers of the articles that meet a query: proved one by one.
fn proved(reader: &Reader, query: &Query) -> Vec<ArticleId> {
    reader
        .candidates(&IndexQuery::everything(), None, 10_000)
        .expect("read")
        .into_iter()
        .filter(|it| {
            let about = About {
                sorted_at: Some(it.sorted_at()),
                ..About::default()
            };
            prove(query, &Document::new(&it.article, &about)).holds
        })
        .map(|it| it.id)
        .collect()
}

fn hits(reader: &Reader, query: &IndexQuery) -> Vec<ArticleId> {
    let mut found = vec![];
    reader
        .each_hit(query, |id| {
            found.push(id);
            ControlFlow::Continue(())
        })
        .expect("asked");
    found
}

/// The rule: what is exact is what the matcher says; what is not holds all of that.
fn check(reader: &Reader, text: &str) {
    let Ok(read) = Query::search(text) else {
        return;
    };
    let index = read.query.index();
    let (found, right) = (hits(reader, &index), proved(reader, &read.query));
    let mut of_fts = vec![];
    reader
        .each_hit_of_fts(&index, |id| {
            of_fts.push(id);
            ControlFlow::Continue(())
        })
        .expect("asked");
    assert_eq!(found, of_fts, "{text} is found as FTS5 finds it: {index:?}");
    if index.exact {
        assert_eq!(found, right, "{text} is exact: {index:?}");
    } else {
        assert!(
            right.iter().all(|it| found.contains(it)),
            "{text}: the index misses some: {index:?}"
        );
    }
    assert_eq!(
        reader.count_candidates(&index).expect("counted"),
        found.len() as u64
    );
    if let Some((sure, others)) = index.parted() {
        let (sure, mut others) = (hits(reader, &sure), hits(reader, &others));
        assert!(
            sure.iter().all(|it| right.contains(it)),
            "{text}: the index is sure of what is none: {index:?}"
        );
        others.extend(sure);
        others.sort_by_key(|it| std::cmp::Reverse(*it));
        assert_eq!(found, others, "{text}: each once: {index:?}");
    }
}

const SPOKEN: &[&str] = &[
    "bank",
    "loan",
    "river",
    "border",
    "escalation",
    "de-escalation",
    "U.S.-led",
    "94,000",
    "Łódź",
    "Straße",
    "普京訪問",
    "ประธานาธิบดี",
    "العُقُوبات",
    "हिन्दी",
    "Привіт",
    "C++",
    "AT&T",
    "coöperate",
    "İstanbul",
    "x\u{AD}y",
    "naïve",
    "ﬁnance",
    "sanctions",
];

const ASKED: &[&str] = &[
    "bank",
    "loan*",
    "\"bank loan\"",
    "bank OR river",
    "bank AND loan AND NOT river",
    "bank NEAR/2 loan",
    "(bank OR \"border escalation\") NEAR/3 (river OR loan)",
    "title:bank",
    "promo:bank",
    "\"river bank*\"",
    "escalation",
    "de-escalation",
    "\"u.s\"",
    "94,000",
    "Łódź",
    "Strasse",
    "普京",
    "\"普京\"",
    "العقوبات",
    "हिन्दी",
    "привіт",
    "istanbul",
    "xy",
    "finance",
    "sanct*",
    "NOT bank",
    "bank AND NOT title:loan",
    "bank OR NOT loan",
    "FORMS(loan)",
    "CASE(Bank)",
    "words:>5 AND bank",
    "ATLEAST/2(bank)",
    "date:2025-12-08",
    "bank AND date:2025-12-08",
    "bank OR date:2025-12-08",
    "bank AND date:2025-12-01/2025-12-08 AND NOT date:2025-12-08",
    "bank SENT loan",
    "bank NOT NEAR/1 loan",
    "lang:en AND bank",
    "wom?n",
    "ban*an",
];

#[test]
fn the_index_and_the_matcher_agree_on_articles_of_every_script() {
    let mut desk = desk();
    let texts: Vec<String> = SPOKEN
        .iter()
        .enumerate()
        .map(|(at, word)| {
            format!(
                "{word} bank loan {} river {word}",
                SPOKEN[(at + 3) % SPOKEN.len()]
            )
        })
        .collect();
    let promo = [
        (Zone::Promo, "A bank in a promotion"),
        (Zone::Body, "Nothing else."),
    ];
    let across = [
        (Zone::Body, "It ends with bank"),
        (Zone::Body, "loan begins this one."),
    ];
    let bodies: Vec<[(Zone, &str); 1]> =
        texts.iter().map(|it| [(Zone::Body, it.as_str())]).collect();
    let mut articles: Vec<(&str, &[(Zone, &str)])> =
        vec![("Promoted", &promo), ("Across", &across)];
    articles.extend(bodies.iter().map(|it| ("A headline", &it[..])));
    articles.extend(SPOKEN.iter().map(|it| (*it, &[][..])));
    desk.file(&articles);
    let reader = desk.reader();
    ASKED.iter().for_each(|it| check(&reader, it));
    assert_eq!(
        hits(&reader, &index("\"bank loan\"")),
        proved(
            &reader,
            &Query::search("\"bank loan\"").expect("a query").query
        )
    );
    assert!(!hits(&reader, &index("bank NEAR/2 loan")).is_empty());
}

#[test]
fn every_letter_that_the_language_takes_for_one_is_found_by_the_index() {
    let mut desk = desk();
    let letters: Vec<char> = (0x80..0x1_0000)
        .filter_map(char::from_u32)
        .filter(|it| it.is_alphanumeric())
        .collect();
    // Each in the middle of a word of its own.
    let words: Vec<String> = letters
        .iter()
        .map(|it| format!("k{}{it}", *it as u32))
        .collect();
    let text = words.join(" ");
    desk.file(&[("Letters", &[(Zone::Body, &text)])]);
    let reader = desk.reader();
    let it = reader
        .candidates(&IndexQuery::everything(), None, 1)
        .expect("read")
        .remove(0);
    let document = Document::new(&it.article, &About::default());
    let lost: Vec<String> = words
        .iter()
        .filter(|it| {
            let Ok(read) = Query::search(it) else {
                return false;
            };
            let index = read.query.index();
            let found = !hits(&reader, &index).is_empty();
            index.exact && found != prove(&read.query, &document).holds
        })
        .map(|it| format!("{it} U+{:04X}", it.chars().last().expect("a letter") as u32))
        .collect();
    assert!(
        lost.is_empty(),
        "{} letters: {:?} … {:?}",
        lost.len(),
        &lost[..lost.len().min(40)],
        lost.last()
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_index_never_misses_and_is_right_where_it_says_so(
        texts in prop::collection::vec(prop::collection::vec((0..6_usize, 0..3_usize), 1..12), 1..8),
        queries in prop::collection::vec((0..6_usize, 0..6_usize, 0..6_usize, 0..11_usize), 12),
    ) {
        const WORDS: [&str; 6] = ["bank", "banks", "loan", "river", "bankloan", "de-bank"];
        let mut desk = desk();
        let blocks: Vec<Vec<(Zone, String)>> = texts
            .iter()
            .map(|words| words.iter().map(|(word, zone)| {
                let zone = [Zone::Body, Zone::Promo, Zone::Quote][*zone];
                (zone, format!("{} {}", WORDS[*word], WORDS[(*word * 5 + 1) % 6]))
            }).collect())
            .collect();
        let borrowed: Vec<Vec<(Zone, &str)>> = blocks.iter().map(|it| it.iter().map(|it| (it.0, it.1.as_str())).collect()).collect();
        let articles: Vec<(&str, &[(Zone, &str)])> = borrowed.iter().map(|it| ("River loan", &it[..])).collect();
        desk.file(&articles);
        let reader = desk.reader();
        for (a, b, c, form) in queries {
            let (a, b, c) = (WORDS[a], WORDS[b], WORDS[c]);
            let text = [
                format!("{a} AND NOT {b}"), format!("({a} OR {b}) AND NOT ({c} OR \"{a} {b}\")"), format!("\"{a} {b}\""),
                format!("{a} NEAR/1 ({b} OR {c})"), format!("{a} AND NOT promo:{b}"), format!("bank* AND NOT {a}"),
                format!("\"{a} ban*\""), format!("{a} AND ({b} OR NOT {c})"), format!("({a} AND NOT {b}) OR {c}"),
                format!("{a} OR ({b} NEAR/1 {c}) OR promo:{b}"), format!("({a} OR title:{b}) AND NOT ({b} NEAR/1 {c})"),
            ][form].clone();
            check(&reader, &text);
        }
    }
}

#[test]
fn the_best_come_first_and_pages_are_counted_by_day_source_and_watchlist() {
    let mut desk = desk();
    desk.file(&[
        (
            "A long piece",
            &[(
                Zone::Body,
                "Of banks, of rivers, of the town, of the weather, of sanctions, of nothing else.",
            )],
        ),
        ("Sanctions", &[(Zone::Body, "Sanctions upon sanctions.")]),
        ("Weather", &[(Zone::Body, "It rains.")]),
    ]);
    let reader = desk.reader();
    let query = index("sanctions");
    let (newest, best) = (
        hits(&reader, &query),
        reader.ranked(&query).expect("ranked"),
    );
    assert_eq!(newest.len(), 2);
    assert_eq!(
        best,
        [newest[1], newest[0]],
        "the older one is about nothing else"
    );
    let facets = reader.facets(&newest).expect("counted");
    assert_eq!(
        facets.sources,
        [(Some(desk.source.id), "Ledger".to_string(), 2)]
    );
    assert_eq!(
        (facets.publishers[0].1, facets.languages[0].clone()),
        (2, ("en".to_string(), 2))
    );
    assert_eq!(
        (facets.watchlists[0].1.as_str(), facets.watchlists[0].2),
        ("Sanctions", 2)
    );
    let days = reader.days(&query).expect("counted");
    assert_eq!(days.values().sum::<u64>(), 2);
    let parts = reader.split(&IndexQuery::everything(), 2).expect("split");
    let each: Vec<usize> = parts.iter().map(|it| hits(&reader, it).len()).collect();
    assert_eq!(
        (each.len(), each.iter().sum::<usize>()),
        (2, 3),
        "no article is in two parts, or in none"
    );
}

#[test]
fn what_names_its_outlet_itself_is_counted_under_that_name() {
    let mut desk = desk();
    let ours = desk.source.clone();
    desk.file(&[("Rain", &[(Zone::Body, "It rains.")])]);
    let import = SourceDraft::new(SourceKind::Import, "import:", "Imported files");
    let house = SourceDraft {
        publisher: Some("Trust Media".into()),
        ..SourceDraft::new(SourceKind::Folder, "/press", "Press")
    };
    let drafts = [
        (&import, ["Alpha", "Alpha", "Imported files", "Ledger"]),
        (&house, ["Alpha", "Beta", "Press", "Press"]),
    ];
    let mut ids = vec![];
    for (draft, outlets) in drafts {
        desk.source = desk.writer.save_source(draft, false, NOW).expect("saved");
        ids.push(desk.source.id);
        let filings: Vec<Filing> = outlets
            .iter()
            .enumerate()
            .map(|(number, outlet)| {
                let it = article(&format!("{number}"), &[(Zone::Body, "It rains.")], NOW);
                Filing {
                    outlet: (*outlet).into(),
                    ..desk.filing(&format!("{number}"), it, NOW)
                }
            })
            .collect();
        desk.writer.file(&filings, NOW).expect("filed");
    }
    let reader = desk.reader();
    let all = hits(&reader, &index("rains"));
    let facets = reader.facets(&all).expect("counted");
    let sources: Vec<(Option<SourceId>, &str, u64)> = facets
        .sources
        .iter()
        .map(|it| (it.0, it.1.as_str(), it.2))
        .collect();
    assert_eq!(
        sources,
        [
            (None, "Alpha", 3),
            (None, "Ledger", 2),
            (Some(ids[1]), "Press", 2),
            (None, "Beta", 1),
            (Some(ids[0]), "Imported files", 1),
        ]
    );
    let publishers: Vec<(&str, u64)> = facets
        .publishers
        .iter()
        .map(|it| (it.0.as_str(), it.1))
        .collect();
    assert_eq!(
        publishers,
        [
            ("Trust Media", 4),
            ("Alpha", 2),
            (ours.publisher.as_str(), 2),
            ("Imported files", 1)
        ]
    );
}

#[test]
fn texts_are_packed_anew_with_a_dictionary_and_stay_the_same() {
    let mut desk = desk();
    let bodies: Vec<String> = (0..1_100)
        .map(|it| {
            format!(
                "The council met on day {it}, officials said, and {} spoke.",
                it * 7
            )
        })
        .collect();
    let blocks: Vec<[(Zone, &str); 1]> = bodies
        .iter()
        .map(|it| [(Zone::Body, it.as_str())])
        .collect();
    let articles: Vec<(&str, &[(Zone, &str)])> =
        blocks.iter().map(|it| ("Council", &it[..])).collect();
    desk.file(&articles);
    let reader = desk.reader();
    let before: Vec<Article> = reader
        .candidates(&IndexQuery::everything(), None, 2_000)
        .expect("read")
        .into_iter()
        .map(|it| it.article)
        .collect();
    let dictionary = reader.train().expect("trained").expect("there is enough");
    desk.writer.add_dictionary(&dictionary, NOW).expect("kept");
    assert_eq!(
        reader.train().expect("asked"),
        None,
        "the one that is there serves"
    );
    let packer = reader.packer().expect("a packer");
    let bytes = |reader: &Reader| reader.storage(NOW).expect("measured").packed_bytes;
    let was = bytes(&reader);
    let mut steps = 0;
    while let Some((upto, stale)) = reader.packed_otherwise(300).expect("read") {
        let packed: Vec<_> = stale
            .into_iter()
            .map(|it| it.repack(&packer).expect("packed"))
            .collect();
        desk.writer.replace_packed(&packed, upto).expect("replaced");
        steps += 1;
    }
    assert_eq!(steps, 4);
    assert!(
        bytes(&reader) * 10 < was * 9,
        "{} bytes of {was}",
        bytes(&reader)
    );
    let after: Vec<Article> = reader
        .candidates(&IndexQuery::everything(), None, 2_000)
        .expect("read")
        .into_iter()
        .map(|it| it.article)
        .collect();
    assert_eq!(before, after);
    assert!(reader.checkup().expect("checked").iter().all(|it| it.ok));
}

/// A desk as the first version of the program left it.
fn old_desk(path: &std::path::Path) {
    let conn = Connection::open(path).expect("opens");
    conn.execute_batch(include_str!("../src/migrations/0001_desk.sql"))
        .expect("made");
    conn.execute_batch(
        "PRAGMA application_id = 0x57695761; PRAGMA user_version = 1; PRAGMA foreign_keys = ON;
         INSERT INTO setting VALUES ('begun', 'true');
         INSERT INTO source (id, kind, address, name, publisher, added_at) VALUES (1, 'feed', 'https://ledger.example/rss', 'Ledger', 'Ledger', 0);
         INSERT INTO look (source_id) VALUES (1);
         INSERT INTO watchlist (id, name, mark, position) VALUES (1, 'Sanctions', 0, 0);
         INSERT INTO topic (id, watchlist_id, name, query, severity, version, saved_at) VALUES (1, 1, 'Any', 'sanction*', 2, 1, 0);
         INSERT INTO topic_version VALUES (1, 1, 'sanction*', 2, 0);
         INSERT INTO story VALUES (1), (2);",
    )
    .expect("furnished");
    let query = Query::topic("sanction*").expect("a query").query;
    for number in 0..3_i64 {
        let at = NOW.plus(-Timestamp::HOUR * (number + 1));
        let id = ArticleId::floor(at).0;
        let text = old_article(number, 2);
        let document = Document::new(&text, &About::default());
        conn.execute(
            "INSERT INTO article (id, source_id, identity, story_id, outlet, title, published_at, first_seen_at, version, content_hash)
             VALUES (?1, 1, ?2, ?3, 'Ledger', ?4, ?5, ?6, 2, ?7)",
            params![id, format!("item:{number}"), 1 + number % 2, text.title, at.0, NOW.0, format!("{number:064x}")],
        )
        .expect("put");
        for version in 1..=2 {
            conn.execute(
                "INSERT INTO version VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    id,
                    version,
                    NOW.0,
                    format!("{number:064x}"),
                    serde_json::to_string(&old_article(number, version)).expect("written")
                ],
            )
            .expect("put");
        }
        conn.execute(
            "INSERT INTO article_terms VALUES (?1, ?2, ?3)",
            params![id, at.0, StoryTerms::of(&text).to_bytes()],
        )
        .expect("put");
        let words = document.search_text();
        let forms: Vec<&str> = words.forms().collect();
        let row = |it: &[u32]| {
            it.iter()
                .map(|it| forms[*it as usize])
                .collect::<Vec<_>>()
                .join(" ")
        };
        conn.execute(
            "INSERT INTO article_index (rowid, text, rest) VALUES (?1, ?2, ?3)",
            params![id, row(words.text()), row(words.rest())],
        )
        .expect("put");
        let proof = prove(&query, &document);
        conn.execute(
            "INSERT INTO alert (topic_id, watchlist_id, article_id, source_id, topic_version, severity, article_version, raised_at,
                                from_archive, state, note, block, zone, hits, sentence, proof)
             VALUES (1, 1, ?1, 1, 1, 2, 2, ?2, 0, 1, 'mine', 0, 'headline', 1, '[]', ?3)",
            params![id, NOW.0, serde_json::to_string(&proof).expect("written")],
        )
        .expect("put");
        conn.execute(
            "INSERT INTO file VALUES (1, ?1, 9, 9, ?2, ?3, NULL, ?4)",
            params![
                format!("/press/{number}.html"),
                format!("{number:064x}"),
                id,
                NOW.0
            ],
        )
        .expect("put");
    }
    conn.execute_batch(
        "INSERT INTO story_size SELECT story_id, count(*), count(DISTINCT outlet), max(id) FROM article GROUP BY story_id;",
    )
    .expect("counted");
}

fn old_article(number: i64, version: u32) -> Article {
    let title = format!("Sanctions {number}, version {version}");
    let at = NOW.plus(-Timestamp::HOUR * (number + 1));
    article(&title, &[(Zone::Body, "The council met.")], at)
}

#[test]
fn a_desk_of_the_first_version_comes_through_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    old_desk(&path);
    let mut writer = store::open(&path, NOW).expect("brought to today's form");
    let check = |writer: &mut Writer, moved: bool| {
        let reader = Reader::open(&path).expect("opened");
        for (number, it) in reader
            .candidates(&index("sanctions"), None, 9)
            .expect("read")
            .iter()
            .enumerate()
        {
            assert_eq!(
                (&it.article, it.version),
                (&old_article(number as i64, 2), 2)
            );
            let alert = &reader.alerts_of(it.id).expect("read")[0];
            let query = Query::topic("sanction*").expect("a query").query;
            assert_eq!(
                alert.proof,
                prove(&query, &Document::new(&it.article, &About::default()))
            );
        }
        let page = reader
            .alerts(&AlertFilter::default(), None)
            .expect("a page");
        assert_eq!(
            (page.total, page.rows[0].state, page.rows[0].note.as_str()),
            (3, AlertState::Kept, "mine")
        );
        assert_eq!(
            reader
                .stories(
                    &StoryFilter {
                        outlets: Some(1),
                        ..StoryFilter::default()
                    },
                    None
                )
                .expect("a page")
                .total,
            2
        );
        let files = reader.files_of(news::SourceId(1)).expect("read");
        assert_eq!(
            files["/press/1.html"].identity,
            Some(Hash::of(b"item:1")),
            "it is the same article when it comes again"
        );
        assert_eq!(reader.unmoved(9).expect("read").is_empty(), moved);
        let findings = reader.checkup().expect("checked");
        assert!(findings.iter().all(|it| it.ok), "{findings:?}");
        let _ = writer;
    };
    check(&mut writer, false);
    let reader = Reader::open(&path).expect("opened");
    let packer = reader.packer().expect("a packer");
    // One text after the other: a program that dies between two has lost nothing.
    loop {
        let some = reader.unmoved(1).expect("read");
        if some.is_empty() {
            break;
        }
        let packed: Vec<_> = some
            .into_iter()
            .map(|it| it.repack(&packer).expect("packed"))
            .collect();
        writer.move_texts(&packed).expect("moved");
    }
    check(&mut writer, true);
    let conn = Connection::open(&path).expect("opens");
    let former: i64 = conn
        .query_row(
            "SELECT count(*) FROM former_body WHERE number = 1",
            [],
            |row| row.get(0),
        )
        .expect("counted");
    assert_eq!(former, 3, "the texts of before are kept");
}

#[test]
fn what_comes_again_to_a_desk_of_the_first_version_is_known_and_what_changed_is_a_version() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    old_desk(&path);
    let writer = store::open(&path, NOW).expect("brought to today's form");
    let reader = Reader::open(&path).expect("opened");
    let source = reader.source(news::SourceId(1)).expect("there");
    let topic = reader.topics().expect("read").remove(0).topic;
    let mut desk = Desk {
        folder,
        path,
        writer,
        source,
        topic,
    };
    let mut same = desk.filing("item:1", old_article(1, 2), NOW);
    same.content_hash = {
        let mut whole = [0; 32];
        whole[31] = 1;
        Hash::half(&whole)
    };
    let changed = desk.filing(
        "item:2",
        article("Sanctions 2, again", &[], NOW.plus(-Timestamp::HOUR * 3)),
        NOW,
    );
    let filed = desk.writer.file(&[same, changed], NOW).expect("filed");
    assert_eq!(
        (filed.known, filed.new_versions, filed.new_articles),
        (1, 1, 0)
    );
    let old = desk.reader().unmoved(9).expect("read");
    let packed: Vec<_> = old
        .into_iter()
        .map(|it| it.repack(&Packer::plain()).expect("packed"))
        .collect();
    desk.writer.move_texts(&packed).expect("moved");
    let found = desk
        .reader()
        .candidates(&index("again"), None, 9)
        .expect("read");
    assert_eq!(
        (
            found.len(),
            found[0].version,
            found[0].article.title.as_str()
        ),
        (1, 3, "Sanctions 2, again")
    );
    assert!(
        desk.reader()
            .checkup()
            .expect("checked")
            .iter()
            .all(|it| it.ok)
    );
    assert!(desk.folder.path().exists());
}

#[test]
fn a_desk_that_was_brought_to_todays_form_is_like_a_new_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let (old, new) = (folder.path().join("old.db"), folder.path().join("new.db"));
    old_desk(&old);
    drop(store::open(&old, NOW).expect("opened"));
    drop(store::open(&new, NOW).expect("made"));
    let schema = |path: &PathBuf| -> Vec<(String, String)> {
        let conn = Connection::open(path).expect("opens");
        let mut statement = conn
            .prepare("SELECT name, coalesce(sql, '') AS sql FROM sqlite_schema ORDER BY name")
            .expect("prepared");
        let rows = statement
            .query_map([], |row| Ok((row.get("name")?, row.get("sql")?)))
            .expect("asked");
        rows.collect::<rusqlite::Result<_>>().expect("read")
    };
    assert_eq!(schema(&old), schema(&new));
}

#[test]
fn what_is_old_is_let_go_where_that_is_asked_for_and_what_was_kept_stays() {
    let mut desk = desk();
    let old = NOW.plus(-40 * Timestamp::DAY);
    let filings: Vec<Filing> = (0..7)
        .map(|number| {
            let seen = if number < 5 { old } else { NOW };
            let mut it = desk.filing(
                &format!("item {number}"),
                article("Sanctions grow", &[(Zone::Body, "They met.")], seen),
                seen,
            );
            it.file = Some(FileSeen {
                path: format!("/press/{number}"),
                size: 1,
                modified_at: 1,
                hash: format!("{number:064x}"),
            });
            it
        })
        .collect();
    desk.writer.file(&filings, NOW).expect("filed");
    let alerts = desk
        .reader()
        .alerts(&AlertFilter::default(), None)
        .expect("a page")
        .rows;
    let of_old: Vec<_> = alerts
        .iter()
        .filter(|it| it.first_seen_at == old)
        .map(|it| it.id)
        .collect();
    desk.writer
        .triage(&of_old[..1], AlertState::Kept, NOW)
        .expect("kept");
    desk.writer
        .note(of_old[1], "ask the ministry", NOW)
        .expect("noted");
    desk.writer
        .tag(&of_old[2..3], &["ministry".into()], &[], NOW)
        .expect("tagged");
    let off = Retention::default();
    assert_eq!(
        desk.reader().retention().expect("read"),
        off,
        "nothing is let go by itself"
    );
    assert_eq!(desk.writer.let_go(&off, NOW, 100).expect("asked"), 0);
    let rules = Retention {
        days: Some(30),
        sources: vec![],
    };
    let other = Retention {
        days: Some(30),
        sources: vec![SourceRetention {
            source_id: desk.source.id,
            days: None,
        }],
    };
    assert_eq!(
        desk.reader()
            .expired(&other, NOW)
            .expect("counted")
            .articles,
        0,
        "a source can be kept for ever"
    );
    let expired = desk.reader().expired(&rules, NOW).expect("counted");
    assert_eq!((expired.articles, expired.alerts, expired.kept), (2, 2, 3));
    assert_eq!(
        desk.reader().count_articles().expect("counted"),
        7,
        "counting changes nothing"
    );
    assert_eq!(
        desk.writer.let_go(&rules, NOW, 1).expect("gone"),
        1,
        "in small steps"
    );
    assert_eq!(desk.writer.let_go(&rules, NOW, 100).expect("gone"), 1);
    assert_eq!(desk.writer.let_go(&rules, NOW, 100).expect("asked"), 0);
    let reader = desk.reader();
    assert_eq!(
        (
            reader.count_articles().expect("counted"),
            hits(&reader, &index("sanctions")).len()
        ),
        (5, 5)
    );
    let findings = reader.checkup().expect("checked");
    assert!(findings.iter().all(|it| it.ok), "{findings:?}");
    let again = desk.writer.file(&filings, NOW).expect("filed");
    assert_eq!(
        (again.known, again.new_articles),
        (7, 0),
        "a feed that still has them does not bring them again"
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
fn a_copy_is_found_by_the_words_that_it_took() {
    let mut desk = desk();
    let text = |from: usize, to: usize| {
        (from..to)
            .map(|it| format!("word{}", it * it))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let (whole, other) = (text(0, 900), text(5_000, 5_900));
    desk.file(&[
        ("Wire", &[(Zone::Body, &whole)]),
        ("Other", &[(Zone::Body, &other)]),
    ]);
    let reader = desk.reader();
    let of = |text: &str| {
        let article = article("Later", &[(Zone::Body, text)], NOW);
        Fingerprint::of(&Document::new(&article, &About::default()).search_text())
    };
    let found = reader.copies(&of(&text(100, 400))).expect("asked");
    assert_eq!(found.len(), 1);
    assert!(
        found[0].of_text > 0.9 && found[0].of_article < 0.5,
        "{found:?}"
    );
    assert_eq!(reader.copies(&of(&text(9_000, 9_500))).expect("asked"), []);
    let later = NOW.plus(61 * Timestamp::DAY);
    let mut from = Some(i64::MIN);
    while let Some(part) = from {
        from = desk
            .writer
            .forget_fingerprints(part, later)
            .expect("forgotten");
    }
    assert_eq!(
        reader.copies(&of(&text(100, 400))).expect("asked"),
        [],
        "after two months nobody asks"
    );
}

#[test]
fn a_compact_desk_is_smaller_and_the_same() {
    let mut desk = desk();
    let body = "Sanctions, again and again. ".repeat(200);
    let articles: Vec<(&str, &[(Zone, &str)])> = vec![];
    desk.file(&articles);
    let old = NOW.plus(-40 * Timestamp::DAY);
    let filings: Vec<Filing> = (0..300)
        .map(|it| {
            let seen = if it < 250 { old } else { NOW };
            desk.filing(
                &format!("item {it}"),
                article(&format!("{it} {body}"), &[], seen),
                seen,
            )
        })
        .collect();
    desk.writer.file(&filings, NOW).expect("filed");
    let rules = Retention {
        days: Some(30),
        sources: vec![],
    };
    assert_eq!(desk.writer.let_go(&rules, NOW, 1_000).expect("gone"), 250);
    desk.writer.checkpoint().expect("done");
    let before = desk.reader().storage(NOW).expect("measured");
    assert!(before.measured && before.free > 0);
    assert_eq!(
        before.parts.iter().map(|it| it.bytes).sum::<u64>() + before.free,
        before.file,
        "no page is forgotten"
    );
    let path = desk.path.clone();
    let reading = Reader::open(&path).expect("opened");
    reading.count_articles().expect("counted");
    let writer = desk.writer;
    assert!(
        matches!(writer.compact(&path), Err(store::StoreError::Locked)),
        "not while somebody reads"
    );
    drop(reading);
    let writer = store::open(&path, NOW).expect("opened");
    writer.compact(&path).expect("compact");
    let _writer = store::open(&path, NOW).expect("opened");
    let reader = Reader::open(&path).expect("opened");
    let after = reader.storage(NOW).expect("measured");
    assert!(after.file < before.file && after.free == 0, "{after:?}");
    assert_eq!(hits(&reader, &index("sanctions")).len(), 50);
    assert!(reader.checkup().expect("checked").iter().all(|it| it.ok));
}

#[test]
fn a_minute_with_more_articles_than_short_numbers_is_searched_like_any_other() {
    let mut desk = desk();
    let at = |number: i64| NOW.plus(-Timestamp::HOUR * (1 + number / 300));
    let name = |number: i64| format!("item {number}");
    let text = |number: i64, more: &str| {
        let words = format!("Sanction number n{} {more}", number % 7);
        article(
            &format!("Report r{number}"),
            &[(Zone::Body, &words)],
            at(number),
        )
    };
    for numbers in [0..450_i64, 450..900] {
        let filings: Vec<Filing> = numbers
            .map(|it| desk.filing(&name(it), text(it, ""), NOW))
            .collect();
        desk.writer.file(&filings, NOW).expect("filed");
    }
    let same_as_proved = |reader: &Reader| {
        for asked in [
            "sanction",
            "n3",
            "n3 OR r299",
            "r150",
            "sanction AND NOT n3",
            "changed",
        ] {
            let query = Query::search(asked).expect(asked).query;
            let found = hits(reader, &query.index());
            assert_eq!(found, proved(reader, &query), "{asked}");
            let mut ranked = reader.ranked(&query.index()).expect("ranked");
            ranked.sort_by_key(|it| std::cmp::Reverse(*it));
            assert_eq!(ranked, found, "{asked}, ranked");
        }
    };
    let reader = desk.reader();
    same_as_proved(&reader);
    assert_eq!(hits(&reader, &index("sanction")).len(), 900);
    // Of each of three minutes, one that has a number of its own and one that has none.
    let changed: Vec<i64> = [3, 200, 400, 599, 601, 890].into();
    let filings: Vec<Filing> = changed
        .iter()
        .map(|it| desk.filing(&name(*it), text(*it, "changed"), NOW))
        .collect();
    desk.writer.file(&filings, NOW).expect("filed again");
    same_as_proved(&reader);
    assert_eq!(hits(&reader, &index("changed")).len(), changed.len());
    let rules = Retention {
        days: Some(1),
        ..Retention::default()
    };
    let later = NOW.plus(2 * Timestamp::DAY);
    while desk.writer.let_go(&rules, later, 70).expect("let go") > 0 {
        same_as_proved(&reader);
    }
    assert_eq!(hits(&reader, &index("sanction")), []);
    let left: i64 = Connection::open(&desk.path)
        .expect("opens")
        .query_row("SELECT count(*) FROM crowded_slot", [], |row| row.get(0))
        .expect("counted");
    assert_eq!(left, 0);
}
