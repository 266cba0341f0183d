//! The matcher against the reference, decision by decision: random queries of the whole language, random articles of
//! few words, so that nearly everything is met by something. Topics come and go meanwhile, and named lists change.

use std::{
    ops::Range,
    sync::atomic::{AtomicU64, Ordering},
    thread,
};

use news::{
    Article, Block, Timestamp, TopicId, Zone,
    query::{About, Document, Lists, Matcher, Query, Sieve, Span, places},
};

/// How many decisions are compared. More are by `cargo xtask bench agreement`.
const DECISIONS: u64 = 10_000_000;

const TOPICS: usize = 96;
const ARTICLES: usize = 64;

/// A generator of numbers (splitmix64), the same at every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn within(&mut self, range: Range<usize>) -> usize {
        range.start + self.below(range.end - range.start)
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

const WORDS: [&str; 22] = [
    "border",
    "bordering",
    "escalation",
    "de-escalation",
    "deescalation",
    "escalate",
    "sanctions",
    "sanctioned",
    "bank",
    "banks",
    "minister",
    "санкції",
    "санкция",
    "普京",
    "制裁",
    "हिन्दी",
    "العقوبات",
    "Straße",
    "U.S.",
    "AT",
    "T",
    "94,000",
];

const PATTERNS: [&str; 16] = [
    "sanction*",
    "bor?er",
    "*-escalation",
    "*calation",
    "*scala*",
    "esc*ion",
    "бан*",
    "санкц*",
    "*кції",
    "bank*",
    "min?ster",
    "stra*",
    "bor*",
    "d*escalation",
    "wxyz*",
    "unheard",
];

const FILLERS: [&str; 20] = [
    "the",
    "of",
    ". ",
    ". ",
    "“",
    "”",
    "said",
    "said the",
    "Border",
    "BANKS",
    "Sanctions",
    "no",
    "might",
    "“no”",
    "not",
    ", ",
    "cross-border",
    "minister's",
    "did not",
    "a",
];

/// The names of lists. The last two hold others.
const LISTS: [&str; 5] = ["words", "phrases", "mixed", "nested", "outer"];

/// Lists of random terms, some within others.
fn lists(random: &mut Random) -> Lists {
    let mut texts: Vec<(&str, String)> = vec![];
    for (number, name) in LISTS.into_iter().enumerate() {
        let mut lines: Vec<String> = (0..random.within(1..6))
            .map(|_| match number {
                0 => random.of(&WORDS).to_string(),
                1 => format!("\"{} {}\"", random.of(&WORDS), random.of(&PATTERNS)),
                _ => {
                    let depth = random.below(2);
                    query(random, depth)
                }
            })
            .collect();
        if number >= 3 {
            lines.push(format!("@{}", LISTS[random.below(number)]));
        }
        texts.push((name, lines.join("\n")));
    }
    Lists::read(texts.iter().map(|it| (it.0, it.1.as_str()))).0
}

fn leaf(random: &mut Random) -> String {
    match random.below(14) {
        0..5 => random.of(&WORDS).into(),
        5..7 => format!("\"{} {}\"", random.of(&WORDS), random.of(&WORDS)),
        7 => format!(
            "\"{} {} {}\"",
            random.of(&WORDS),
            random.of(&PATTERNS),
            random.of(&WORDS)
        ),
        8..10 => random.of(&PATTERNS).into(),
        10 => random
            .of(&[
                "/san\\w+ (bor|es)/",
                "/b.n/",
                "site:ledger.example",
                "words:>8",
                "date:2026-03-01/",
            ])
            .into(),
        11 => format!("({} OR {})", random.of(&WORDS), random.of(&PATTERNS)),
        _ => format!("@{}", random.of(&LISTS)),
    }
}

fn query(random: &mut Random, depth: usize) -> String {
    if depth == 0 {
        return leaf(random);
    }
    let mut part = || {
        let deeper = depth - 1 - random.below(depth);
        query(random, deeper)
    };
    let (a, b, c) = (part(), part(), part());
    let n = random.below(7);
    match random.below(24) {
        0..3 => format!("({a} AND {b})"),
        3 => format!("({a} AND {b} AND {c})"),
        4..6 => format!("({a} OR {b})"),
        6 => format!("({a} OR {b} OR {c})"),
        7..9 => format!("({a} AND NOT {b})"),
        9 => format!("(({a} OR {b}) AND NOT ({c}))"),
        10..12 => format!("({a} NEAR/{n} {b})"),
        12 => format!("({a} ONEAR/{n} {b})"),
        13 => format!("({a} NOT NEAR/{n} {b})"),
        14 => format!("({a} SENT {b})"),
        15 => format!("({a} PARA {b})"),
        16 => format!("ATLEAST/{}({a})", n.max(1)),
        17 => format!("FIRST/{}({a})", 3 * n + 1),
        18 => format!(
            "{}({a})",
            random.of(&["CASE", "CAPS", "ALLCAPS", "PARTS", "QUOTE", "AFFIRMED"])
        ),
        19 => format!("SAIDBY({b}, {a})"),
        20 => format!(
            "SCORE>={}({a}^2*{}, {b}^{}, {c}^-1)",
            n.max(1),
            n.max(1),
            random.of(&["1", "0.5", "-2", "3"]),
        ),
        21 | 22 => format!(
            "{}:{a}",
            random.of(&[
                "title", "lead", "body", "byline", "credit", "caption", "promo"
            ])
        ),
        _ => format!(
            "{}:{}",
            random.of(&["source", "publisher", "lang", "country", "tag", "folder"]),
            random.of(&[
                "ledger",
                "en",
                "xl",
                "harbour",
                "urgent",
                "\"press ledger\""
            ])
        ),
    }
}

fn article(random: &mut Random) -> Article {
    let zones = [
        Zone::Headline,
        Zone::Standfirst,
        Zone::Body,
        Zone::Body,
        Zone::Body,
        Zone::Quote,
        Zone::Caption,
        Zone::Promo,
        Zone::Credit,
        Zone::Byline,
    ];
    let blocks = (0..random.below(6))
        .map(|_| {
            let mut text = String::new();
            for _ in 0..random.below(16) {
                if !text.is_empty() && random.below(8) > 0 {
                    text.push(' ');
                }
                text.push_str(if random.below(5) < 3 {
                    random.of(&WORDS)
                } else {
                    random.of(&FILLERS)
                });
            }
            Block::new(zones[random.below(zones.len())], text)
        })
        .collect();
    Article {
        blocks,
        address: (random.below(2) == 0).then(|| "https://www.ledger.example/a".into()),
        published_at: Some(Timestamp(
            1_772_000_000_000 + random.below(2_000_000) as i64 * 1_000,
        )),
        ..Article::default()
    }
}

/// Compares the places of topics with those in the paragraphs alone that can matter to each; gives of how many topics some
/// paragraph was left out.
fn compare_sifted(
    (article, about): (&Article, &About<'_>),
    topics: &[(i64, Query)],
    matcher: &Matcher,
    found: &[(i64, Vec<Span>)],
) -> Result<u64, String> {
    let (mut scratch, mut count) = (matcher.scratch(), 0);
    let all = Document::new(article, about).word_count();
    for (id, query) in topics {
        let Some(sieve) = Sieve::of([query]) else {
            continue;
        };
        let document = Document::sifted(article, about, Some(&sieve));
        let hits = matcher.hits(&document, &mut scratch);
        let own = hits.iter().find(|it| it.topic_id.0 == *id);
        let expected = found.iter().find(|it| it.0 == *id);
        if own.map(|it| it.places) != expected.map(|it| &it.1[..]) {
            return Err(format!(
                "{query}\nin {:?}\nsifted {own:?}\nexpected {expected:?}",
                article.blocks
            ));
        }
        count += u64::from(document.word_count() < all);
    }
    matcher.give_back(scratch);
    Ok(count)
}

/// Compares topics with articles until there is enough; gives the first disagreement, or how many were met, and of how many
/// some paragraph was left out.
fn compare(seed: u64, done: &AtomicU64) -> Result<(u64, u64), String> {
    let mut random = Random(seed);
    let mut matcher = Matcher::new();
    let mut topics: Vec<(i64, Query)> = vec![];
    let mut next = 0;
    let (mut met, mut sifted) = (0, 0);
    let mut scratch = matcher.scratch();
    let tags = ["urgent".to_string(), "harbour talks".to_string()];
    let paths = ["/press/ledger/1.txt".to_string(), "/xl/en.html".to_string()];
    while done.load(Ordering::Relaxed) < DECISIONS {
        // A quarter of the topics goes at a time, and others come in their places.
        for _ in 0..TOPICS / 4 {
            if topics.len() == TOPICS {
                let (id, _) = topics.swap_remove(random.below(TOPICS));
                matcher.remove(TopicId(id));
            }
        }
        let lists = lists(&mut random);
        while topics.len() < TOPICS {
            let depth = random.within(0..4);
            let text = query(&mut random, depth);
            // Only a search may ask for tags.
            let read =
                Query::topic_with(&text, &lists).or_else(|_| Query::search_with(&text, &lists));
            if let Ok(read) = read {
                matcher.set(TopicId(next), 1, &read.query);
                topics.push((next, read.query));
                next += 1;
            }
        }
        for number in 0..ARTICLES {
            if number == ARTICLES / 2 {
                matcher.learn(&mut scratch);
            }
            let article = article(&mut random);
            let about = About {
                source: "Harbour Ledger",
                publisher: "Ledger Trust",
                country: Some("XL"),
                language: Some("en"),
                tags: &tags[..random.below(3)],
                paths: &paths[..random.below(3)],
                ..About::default()
            };
            let document = Document::new(&article, &about);
            let mut found: Vec<(i64, Vec<Span>)> = matcher
                .hits(&document, &mut scratch)
                .iter()
                .map(|it| (it.topic_id.0, it.places.to_vec()))
                .collect();
            found.sort();
            if number % 8 == 0 {
                sifted += compare_sifted((&article, &about), &topics, &matcher, &found)?;
            }
            let mut expected: Vec<(i64, Vec<Span>)> = topics
                .iter()
                .filter_map(|(id, query)| Some((*id, places(query, &document)?)))
                .collect();
            expected.sort();
            if found != expected {
                let (id, query) = topics
                    .iter()
                    .find(|(id, _)| {
                        let of =
                            |list: &[(i64, Vec<Span>)]| list.iter().find(|it| it.0 == *id).cloned();
                        of(&found) != of(&expected)
                    })
                    .ok_or("a topic that is gone was met")?;
                let of = |list: &[(i64, Vec<Span>)]| list.iter().find(|it| it.0 == *id).cloned();
                return Err(format!(
                    "{query}\nin {:?}\nfound {:?}\nexpected {:?}",
                    article.blocks,
                    of(&found),
                    of(&expected)
                ));
            }
            met += found.len() as u64;
        }
        done.fetch_add((TOPICS * ARTICLES) as u64, Ordering::Relaxed);
    }
    Ok((met, sifted))
}

#[test]
fn the_matcher_and_the_reference_never_disagree() {
    let done = AtomicU64::new(0);
    let of_threads: Vec<(u64, u64)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..2)
            .map(|seed| {
                scope.spawn({
                    let done = &done;
                    move || compare(0x5EED + seed, done)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|it| {
                it.join()
                    .expect("no panic")
                    .unwrap_or_else(|it| panic!("{it}"))
            })
            .collect()
    });
    let met: u64 = of_threads.iter().map(|it| it.0).sum();
    let sifted: u64 = of_threads.iter().map(|it| it.1).sum();
    let share = met as f64 / done.load(Ordering::Relaxed) as f64;
    assert!(
        (0.05..0.9).contains(&share),
        "{share} of the decisions are yes: they say little"
    );
    assert!(sifted > DECISIONS / 100, "{sifted} were sifted");
}
