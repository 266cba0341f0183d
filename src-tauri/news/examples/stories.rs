//! Measures stories, copies and the alignment of sentences against labelled articles.
//!
//! Reads records of JSON, a line each, from standard input and writes answers, a line each:
//! `stories` and `copies` answer `{"id", "cluster"}`, `pairs` answers `{"id", "copy"}` for two articles `a` and `b`,
//! `align` answers `{"story", "pairs"}`. `speed` reads nothing and tells how long placing takes in a full index,
//! and how long a large comparison takes.

use std::{
    collections::HashMap,
    io::{Read, Write},
    time::Instant,
};

use news::{
    Article, ArticleId, Block, StoryId, Timestamp, Zone,
    story::{OwnText, StoryIndex, StoryTerms, TellingInput, compare, copies, kinship, likenesses},
};
use serde_json::{Value, json};

fn main() -> std::io::Result<()> {
    let task = std::env::args().nth(1).unwrap_or_default();
    let mut text = String::new();
    if task != "speed" {
        std::io::stdin().read_to_string(&mut text)?;
    }
    let records: Vec<Value> = text
        .lines()
        .filter_map(|it| serde_json::from_str(it).ok())
        .collect();
    let answers = match task.as_str() {
        "stories" => stories(&records),
        "copies" => families(&records),
        "pairs" => pairs(&records),
        "align" => align(&records),
        "speed" => speed(),
        _ => vec![json!("stories | copies | pairs | align | speed")],
    };
    let mut out = std::io::stdout().lock();
    for it in answers {
        writeln!(out, "{it}")?;
    }
    Ok(())
}

fn article(record: &Value) -> Article {
    let text = |name: &str| record[name].as_str().unwrap_or_default();
    Article {
        title: text("title").into(),
        published_at: Timestamp::from_rfc3339(&format!(
            "{}T00:00:00Z",
            text("date").get(..10).unwrap_or("2020-01-01")
        )),
        blocks: text("text")
            .lines()
            .filter(|it| !it.trim().is_empty())
            .map(|it| Block::new(Zone::Body, it))
            .collect(),
        ..Article::default()
    }
}

fn id(record: &Value, name: &str) -> String {
    record[name].as_str().unwrap_or_default().to_string()
}

/// Places the articles one after the other, oldest first.
fn stories(records: &[Value]) -> Vec<Value> {
    let mut articles: Vec<(String, Article)> = records
        .iter()
        .map(|it| (id(it, "id"), article(it)))
        .collect();
    articles.sort_by_key(|it| it.1.published_at);
    let mut index = StoryIndex::new();
    articles
        .iter()
        .zip(1..)
        .map(|((id, article), number)| {
            let terms = StoryTerms::of(article);
            let at = article.published_at.unwrap_or(Timestamp(0));
            let story = index.nearest(&terms, at).unwrap_or(StoryId(number));
            index.add(story, ArticleId(number), &terms, at);
            json!({"id": id, "cluster": story})
        })
        .collect()
}

/// Articles of one text.
fn families(records: &[Value]) -> Vec<Value> {
    let articles: Vec<Article> = records.iter().map(article).collect();
    let refs: Vec<(&Article, &str)> = articles.iter().map(|it| (it, "")).collect();
    let found = copies(&refs);
    (0..records.len())
        .map(|at| {
            let mut root = at;
            while let Some(of) = found[root].of {
                root = of;
            }
            json!({"id": id(&records[at], "id"), "cluster": root})
        })
        .collect()
}

fn pairs(records: &[Value]) -> Vec<Value> {
    records
        .iter()
        .map(|it| {
            let text = |name: &str| {
                let record = &it[name];
                (
                    id(record, "date"),
                    OwnText::of(&article(record), &id(record, "source")),
                )
            };
            let (mut earlier, mut later) = (text("a"), text("b"));
            if later.0 < earlier.0 {
                std::mem::swap(&mut earlier, &mut later);
            }
            // Of one day either may be the first.
            let score = match earlier.0 == later.0 {
                false => kinship(&earlier.1, &later.1).score(),
                true => kinship(&earlier.1, &later.1)
                    .score()
                    .min(kinship(&later.1, &earlier.1).score()),
            };
            json!({"id": id(it, "id"), "copy": score})
        })
        .collect()
}

fn align(records: &[Value]) -> Vec<Value> {
    records
        .iter()
        .map(|record| {
            let empty = vec![];
            let mut keys = vec![];
            let mut sentences = vec![];
            for (number, doc) in record["docs"]
                .as_array()
                .unwrap_or(&empty)
                .iter()
                .enumerate()
            {
                for it in doc["sentences"].as_array().unwrap_or(&empty) {
                    keys.push((id(doc, "doc"), it["k"].clone()));
                    sentences.push((number, it["text"].as_str().unwrap_or_default()));
                }
            }
            let pairs: Vec<Value> = likenesses(&sentences)
                .into_iter()
                .map(|(a, b, like)| json!([keys[a].0, keys[a].1, keys[b].0, keys[b].1, like]))
                .collect();
            json!({"story": id(record, "story"), "pairs": pairs})
        })
        .collect()
}

/// A number that looks drawn by chance, the same in every run.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A word as frequent as words are: the rank falls off by Zipf's law.
    fn word(&mut self) -> u64 {
        80_000_f64.powf(self.next()) as u64
    }
}

fn speed() -> Vec<Value> {
    let mut dice = Dice(88_172_645_463_325_252);
    let mut sentence = |about: u64, words: usize| {
        let mut text = format!("Report{about} city{} name{}", about % 9_000, about % 20_000);
        for _ in 0..words {
            text += &format!(" w{}", dice.word());
        }
        text + "."
    };
    let mut index = StoryIndex::new();
    let (mut placing, mut adding, mut reading) = (vec![], vec![], vec![]);
    let mut stories = HashMap::new();
    for number in 0..101_000_i64 {
        let about = (number as u64).wrapping_mul(2_654_435_761) % 30_000;
        let body: Vec<String> = (0..8).map(|_| sentence(about, 22)).collect();
        let article = Article {
            title: sentence(about, 5),
            blocks: body
                .into_iter()
                .map(|it| Block::new(Zone::Body, it))
                .collect(),
            ..Article::default()
        };
        // 100,000 articles within three days.
        let at = Timestamp(1_700_000_000_000).plus(number * 2_592);
        let began = Instant::now();
        let terms = StoryTerms::of(&article);
        let read = began.elapsed();
        if number < 100_000 {
            let story = *stories.entry(about).or_insert(StoryId(number));
            index.add(story, ArticleId(number), &terms, at);
            continue;
        }
        reading.push(read);
        let began = Instant::now();
        let story = index.nearest(&terms, at).unwrap_or(StoryId(number));
        placing.push(began.elapsed());
        let began = Instant::now();
        index.add(story, ArticleId(number), &terms, at);
        index.keep_newest(100_000);
        adding.push(began.elapsed());
    }
    let of = |times: &mut Vec<std::time::Duration>| {
        times.sort_unstable();
        let at = |share: f64| times[(times.len() as f64 * share) as usize].as_secs_f64() * 1e3;
        json!({"median_ms": at(0.5), "p99_ms": at(0.99), "most_ms": at(0.9999)})
    };
    let memory = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let memory = memory
        .lines()
        .find(|it| it.starts_with("VmRSS"))
        .unwrap_or_default();
    let inputs: Vec<TellingInput> = (0..50)
        .map(|number| TellingInput {
            article_id: ArticleId(number),
            outlet: format!("Outlet {number}"),
            publisher: format!("House {number}"),
            country: None,
            article: Article {
                title: "A story".into(),
                blocks: (0..20)
                    .map(|it| {
                        Block::new(
                            Zone::Body,
                            format!("{} {}", sentence(it, 18), sentence(it + 20, 18)),
                        )
                    })
                    .collect(),
                ..Article::default()
            },
            first_seen_at: Timestamp(1_700_000_000_000).plus(number * Timestamp::MINUTE),
            // All of one text, which costs most.
            text_from: Some(ArticleId(0)),
        })
        .collect();
    let began = Instant::now();
    let comparison = compare(StoryId(1), &inputs);
    let compared = began.elapsed().as_secs_f64() * 1e3;
    vec![
        json!({"articles": index.len(), "reading": of(&mut reading), "placing": of(&mut placing), "adding": of(&mut adding), "memory": memory}),
        json!({"comparing_ms": compared, "rows": comparison.claims.len()}),
    ]
}
