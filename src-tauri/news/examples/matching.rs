//! Measures how long an article takes against many topics, on a made corpus: words of Zipf's distribution with bursts,
//! articles of about 2.4 KB, topics like those that analysts write. Deterministic.
//!
//! `cargo run --release -p news --example matching [ARTICLES]`

use std::{hint::black_box, io::Write, time::Instant};

use news::{
    Article, Block, TopicId, Zone,
    query::{About, Document, Matcher, Query},
};

/// How many words there are to write with.
const VOCABULARY: usize = 40_000;

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

    /// Evenly in 0..1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A rank of Zipf's distribution (exponent 1), by inverting its integral.
    fn zipf(&mut self) -> usize {
        ((VOCABULARY as f64).powf(self.share()) as usize).min(VOCABULARY - 1)
    }
}

/// A pronounceable word for a rank: common ones are short.
fn word(rank: usize) -> String {
    const SYLLABLES: [&str; 24] = [
        "ka", "to", "re", "mi", "sa", "lo", "ne", "du", "va", "pi", "or", "an", "est", "bri",
        "gol", "hem", "tur", "zen", "cor", "lim", "fas", "jun", "wel", "yor",
    ];
    let mut out = String::new();
    let mut rest = rank + 3;
    while rest > 0 {
        out.push_str(SYLLABLES[rest % SYLLABLES.len()]);
        rest /= SYLLABLES.len();
    }
    out
}

fn article(random: &mut Random, words: &[String]) -> Article {
    // What the article is about comes again and again.
    let about: Vec<usize> = (0..12).map(|_| random.zipf().max(200)).collect();
    let mut blocks = vec![];
    for paragraph in 0..9 {
        let length = if paragraph == 0 { 9 } else { 48 };
        let mut text = String::new();
        for at in 0..length {
            let rank = if random.share() < 0.12 {
                about[random.next() as usize % about.len()]
            } else {
                random.zipf()
            };
            if at > 0 {
                text.push_str(if at % 16 == 0 { ". " } else { " " });
            }
            text.push_str(&words[rank.min(words.len() - 1)]);
        }
        blocks.push(Block::new(
            if paragraph == 0 {
                Zone::Headline
            } else {
                Zone::Body
            },
            text,
        ));
    }
    Article {
        blocks,
        ..Article::default()
    }
}

fn topic(random: &mut Random, words: &[String]) -> String {
    let mut rare = || {
        // Topics ask for words that are rare: each in about one article of a hundred, or fewer.
        let rank = 2_000 + random.next() as usize % (VOCABULARY - 2_000);
        words[rank].clone()
    };
    let (a, b, c, d, e) = (rare(), rare(), rare(), rare(), rare());
    match random.next() % 6 {
        0 => a,
        1 => format!("{a} OR {b} OR {c} OR {d}"),
        2 => format!("({a} OR {b}) AND ({c} OR {d}) AND NOT {e}"),
        3 => format!("{a} NEAR/8 ({b} OR {c})"),
        4 => format!("\"{a} {b}\" OR {c}"),
        _ => format!("{}* AND {b}", a.get(..5).unwrap_or(&a)),
    }
}

fn main() -> std::io::Result<()> {
    let count: usize = std::env::args()
        .nth(1)
        .and_then(|it| it.parse().ok())
        .unwrap_or(2_000);
    let mut random = Random(42);
    let words: Vec<String> = (0..VOCABULARY).map(word).collect();
    let articles: Vec<Article> = (0..count).map(|_| article(&mut random, &words)).collect();
    let bytes: usize = articles
        .iter()
        .flat_map(|it| &it.blocks)
        .map(|it| it.text.len())
        .sum();
    let mut out = std::io::stdout().lock();
    writeln!(out, "{count} articles of {} bytes", bytes / count.max(1))?;
    writeln!(
        out,
        "topics | µs to read an article's words | µs to match | matches an article"
    )?;
    for topics in [100, 1_000, 10_000, 100_000] {
        let mut matcher = Matcher::new();
        for id in 0..topics {
            let text = topic(&mut random, &words);
            if let Ok(read) = Query::topic(&text) {
                matcher.set(TopicId(id), 1, &read.query);
            }
        }
        let mut scratch = matcher.scratch();
        let documents: Vec<Document> = articles
            .iter()
            .map(|it| Document::new(it, &About::default()))
            .collect();
        for document in &documents {
            matcher.hits(document, &mut scratch);
        }
        matcher.learn(&scratch);
        let (mut reading, mut matching) = (f64::MAX, f64::MAX);
        let (mut matches, mut places) = (0, 0);
        for _ in 0..5 {
            let began = Instant::now();
            for it in &articles {
                black_box(Document::new(it, &About::default()));
            }
            reading = reading.min(began.elapsed().as_secs_f64());
            let began = Instant::now();
            (matches, places) = (0, 0);
            for document in &documents {
                for hit in black_box(matcher.hits(document, &mut scratch)).iter() {
                    matches += 1;
                    places += hit.places.len();
                }
            }
            matching = matching.min(began.elapsed().as_secs_f64());
        }
        let each = |it: f64| it * 1e6 / count as f64;
        writeln!(
            out,
            "{topics} | {:.1} | {:.1} | {:.2} | {:.2}",
            each(reading),
            each(matching),
            matches as f64 / count as f64,
            places as f64 / count as f64
        )?;
    }
    Ok(())
}
