//! A made corpus: words of Zipf's distribution, words that follow each other, names without end, articles of about
//! 2.9 KB in nine paragraphs, over a year.

use news::{
    Article, Block, Severity, SourceId, SourceKind, Timestamp, Topic, Zone,
    desk::{SourceDraft, TopicDraft, WatchlistDraft},
    query::{About, Document, Query, flagged, prove},
    story::{Fingerprint, StoryTerms},
};
use store::{FiledMatch, Filing, Hash, IndexEntry, Packer, Writer};

/// When the first article was published: 2025-01-01.
pub(crate) const BEGAN: Timestamp = Timestamp(1_735_689_600_000);

/// Over how long the articles are spread.
const SPREAD: i64 = 365 * Timestamp::DAY;

/// How many ordinary words there are to write with.
const VOCABULARY: usize = 60_000;

/// How many sources, and topics.
const SOURCES: u64 = 1_000;
const TOPICS: usize = 1_000;

/// A generator of numbers (splitmix64), the same at every run.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
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
        ((VOCABULARY as f64).powf(self.share()) as usize).min(VOCABULARY) - 1
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

/// Makes articles by their number.
pub(crate) struct Maker {
    pub(crate) count: usize,
    /// How many alerts each hundred articles raise.
    pub(crate) alerts: u64,
    words: Vec<String>,
}

impl Maker {
    pub(crate) fn new(count: usize, alerts: u64) -> Maker {
        Maker {
            count,
            alerts,
            words: (0..VOCABULARY).map(word).collect(),
        }
    }

    /// The word of a rank.
    pub(crate) fn word(&self, rank: usize) -> &str {
        &self.words[rank.min(VOCABULARY - 1)]
    }

    /// The word that mostly follows one.
    pub(crate) fn follower(&self, rank: usize) -> usize {
        Random(rank as u64 ^ 0xF011).zipf()
    }

    /// Puts sources, a watchlist and its topics on the desk.
    pub(crate) fn furnish(&self, writer: &mut Writer) -> store::Result<Vec<Topic>> {
        for number in 0..SOURCES {
            let draft = SourceDraft {
                publisher: Some(format!("House {}", number / 4)),
                language: Some(if number.is_multiple_of(5) { "fr" } else { "en" }.into()),
                ..SourceDraft::new(
                    SourceKind::Feed,
                    format!("https://outlet{number}.example/rss"),
                    format!("Outlet {number}"),
                )
            };
            writer.save_source(&draft, false, BEGAN)?;
        }
        let list = writer.save_watchlist(&WatchlistDraft {
            id: None,
            name: "Made".into(),
            mark: None,
        })?;
        (0..TOPICS)
            .map(|number| {
                let draft = TopicDraft {
                    id: None,
                    watchlist_id: list.id,
                    name: format!("Topic {number}"),
                    query: self.query(number),
                    severity: Severity::Watch,
                    note: None,
                    written: None,
                };
                writer.save_topic(&draft, BEGAN)
            })
            .collect()
    }

    /// The query of a topic: a word of its own beside others.
    fn query(&self, number: usize) -> String {
        let at = |salt: usize| self.word(300 + (number * 7 + salt * 311) % 20_000);
        format!(
            "(\"{} {}\" OR {} OR topicword{number}) AND NOT {}",
            at(1),
            at(2),
            at(3),
            at(4)
        )
    }

    /// The article with a number, ready to be filed.
    pub(crate) fn filing(&self, number: usize, topics: &[Topic], packer: &Packer) -> Filing {
        let mut random = Random(number as u64 ^ 0xA57C);
        let at = BEGAN.plus(SPREAD / self.count as i64 * number as i64);
        let source = random.next() % SOURCES;
        // Alerts are raised by words of the topics' own, so that their number is known.
        let met: Vec<usize> = (0..)
            .take_while(|it| {
                (number as u64 * self.alerts + self.alerts) / 100
                    > (number as u64 * self.alerts) / 100 + it
            })
            .map(|_| random.next() as usize % topics.len().max(1))
            .collect();
        let article = self.article(&mut random, source, number, at, &met);
        let about = About {
            source: "Outlet",
            publisher: "House",
            sorted_at: Some(at),
            ..About::default()
        };
        let document = Document::new(&article, &about);
        let search_text = document.search_text();
        let matches = met
            .iter()
            .filter_map(|it| {
                let topic = topics.get(*it)?;
                let query = Query::topic(&topic.query).ok()?.query;
                let proof = prove(&query, &document);
                let flagged = flagged(&article, &proof);
                Some(FiledMatch::new(topic.id, topic.version, proof, &flagged))
            })
            .collect();
        Filing {
            source_id: SourceId(source as i64 + 1),
            identity: Hash::of(
                format!("item:https://outlet{source}.example/item/{number}").as_bytes(),
            ),
            outlet: format!("Outlet {source}"),
            packed: packer.pack(&article).expect("there is memory"),
            content_hash: Hash::of(&number.to_le_bytes()),
            fingerprint: Fingerprint::of(&search_text),
            index_entry: IndexEntry::new(search_text),
            matches,
            terms: StoryTerms::of(&article),
            seen_at: at.plus(Timestamp::HOUR / 4),
            file: None,
            holder: None,
            captured: None,
            came: store::Came::default(),
            article,
        }
    }

    fn article(
        &self,
        random: &mut Random,
        source: u64,
        number: usize,
        at: Timestamp,
        met: &[usize],
    ) -> Article {
        // What the article is about comes again and again, and so do its names.
        let about: Vec<usize> = (0..10).map(|_| random.zipf().max(200)).collect();
        let names: Vec<String> = (0..4)
            .map(|_| {
                let rank = 1_000_000 + (3_000_000_f64.powf(random.share()) as usize);
                let mut name = word(rank);
                if let Some(first) = name.get_mut(..1) {
                    first.make_ascii_uppercase();
                }
                name
            })
            .collect();
        let mut blocks = vec![];
        let mut last = 0;
        for paragraph in 0..10_usize {
            let length = if paragraph == 0 { 9 } else { 48 };
            let mut text = String::new();
            for place in 0..length {
                if place > 0 {
                    text.push_str(if place % 16 == 0 { ". " } else { " " });
                }
                let chance = random.share();
                if chance < 0.03 {
                    text.push_str(&names[random.next() as usize % names.len()]);
                    continue;
                }
                last = if chance < 0.12 {
                    about[random.next() as usize % about.len()]
                } else if chance < 0.40 {
                    self.follower(last)
                } else {
                    random.zipf()
                };
                text.push_str(self.word(last));
            }
            if let Some(topic) = met.get(paragraph.wrapping_sub(1)) {
                text.push_str(&format!(" topicword{topic}"));
            }
            text.push('.');
            let zone = if paragraph == 0 {
                Zone::Headline
            } else {
                Zone::Body
            };
            blocks.push(Block::new(zone, text));
        }
        Article {
            title: blocks[0].text.clone(),
            address: Some(format!(
                "https://outlet{source}.example/2025/item-{number}.html"
            )),
            item_id: Some(format!("https://outlet{source}.example/item/{number}")),
            language: Some(if source.is_multiple_of(5) { "fr" } else { "en" }.into()),
            published_at: Some(at),
            blocks,
            ..Article::default()
        }
    }

    /// How long the texts of all articles are, from a sample of them.
    pub(crate) fn raw_bytes(&self) -> u64 {
        let sample = self.count.clamp(1, 2_000);
        let bytes: usize = (0..sample)
            .map(|it| {
                self.filing(it * (self.count / sample).max(1), &[], &Packer::plain())
                    .article
            })
            .map(|it| it.blocks.iter().map(|it| it.text.len()).sum::<usize>())
            .sum();
        bytes as u64 * self.count as u64 / sample as u64
    }
}
