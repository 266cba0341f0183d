//! Whether the matcher says what the proof says: every topic, every article, every place.

mod articles;
mod queries;

use std::{
    fmt::Debug,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Instant,
};

use news::{
    Article, TopicId,
    query::{About, Document, Hit, Match, Matcher, Query, Scratch, Sieve, Span, prove},
};

use crate::{
    args::Args,
    measure::whole,
    random::Random,
    report::{Report, Table, progress},
};

/// How many topics and articles are set against each other at a time.
const TOPICS: usize = 250;
const ARTICLES: usize = 250;

/// The version that every topic has in the end.
const VERSION: u32 = 2;

/// A topic that is met, its version, and where.
type Place = (TopicId, u32, Vec<Span>);

/// How many decisions lie between two words on how far it is.
const OFTEN: u64 = 5_000_000;

/// What came of it.
#[derive(Debug, Default)]
struct Tally {
    decisions: AtomicU64,
    met: AtomicU64,
    places: AtomicU64,
    /// Decisions by the paragraphs alone that can matter to a topic.
    sifted: AtomicU64,
    disagreements: AtomicU64,
    /// Queries that read otherwise once they are written out.
    misread: AtomicU64,
    first: Mutex<Option<String>>,
}

/// Sets topics against articles until so many decisions are made; an error if any two differ.
pub(crate) fn run(args: &Args, report: &mut Report) -> Result<(), String> {
    let (tally, next) = (Tally::default(), AtomicU64::new(0));
    let batches = args.decisions.div_ceil((TOPICS * ARTICLES) as u64);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let began = Instant::now();
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= batches {
                        return;
                    }
                    batch(args.seed << 32 ^ number, &tally);
                    let made = (number + 1) * (TOPICS * ARTICLES) as u64;
                    if made / OFTEN > (made - (TOPICS * ARTICLES) as u64) / OFTEN {
                        progress(&format!("{made} of {} decisions", args.decisions));
                    }
                }
            });
        }
    });
    let of = |it: &AtomicU64| it.load(Ordering::Relaxed);
    report.title("Exactness");
    let mut table = Table::new(&["the matcher against the proof", "figure"]);
    let mut row = |what: &str, number: u64| table.row([what.to_string(), whole(number)]);
    row("decisions (a topic, an article)", of(&tally.decisions));
    row("of these met", of(&tally.met));
    row("places that were compared", of(&tally.places));
    row(
        "decisions by the paragraphs alone that can matter to a topic",
        of(&tally.sifted),
    );
    row("**disagreements**", of(&tally.disagreements));
    row(
        "queries that read otherwise once they are written out",
        of(&tally.misread),
    );
    row("seconds", began.elapsed().as_secs());
    report.table(&table);
    let first = tally
        .first
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    if let Some(first) = first {
        report.say(&first);
        return Err("that is not as it must be: the first of it is told above".into());
    }
    // What met nothing would prove nothing.
    if of(&tally.met) < of(&tally.decisions) / 100 {
        return Err(
            "fewer than one decision in a hundred was met: the check says too little".into(),
        );
    }
    Ok(())
}

/// Some topics against some articles, all made from the seed.
fn batch(seed: u64, tally: &Tally) {
    let mut random = Random::new(seed);
    let mut topics = topics(&mut random);
    // Topics are kept in their canonical form: one that reads otherwise is at fault already.
    topics.retain(|it| tally.reads_again(it));
    let mut matcher = filled(&topics, &mut random);
    let mut scratch = Scratch::default();
    for number in 0..ARTICLES {
        let article = articles::article(&mut random);
        let about = articles::about(&mut random);
        places(&topics, &matcher, &mut scratch, &article, &about, tally);
        // Proofs are made anew for whoever asks, in the way that they are made here: it is enough to look at some.
        if number % 8 == 0 {
            whole_proofs(&topics, &matcher, &article, &about, tally);
            sifted_places(&topics, &matcher, &mut scratch, &article, &about, tally);
        }
        if number == ARTICLES / 2 {
            // What it learns may change how long matching takes, and nothing else.
            matcher.learn(&mut scratch);
        }
    }
}

/// Random texts that are queries.
fn topics(random: &mut Random) -> Vec<Query> {
    let mut found = vec![];
    while found.len() < TOPICS {
        if let Ok(read) = Query::topic(&queries::query(random)) {
            found.push(read.query);
        }
    }
    found
}

/// A matcher of the topics, filled as analysts do: some had another query before, some were taken out and came again.
fn filled(topics: &[Query], random: &mut Random) -> Matcher {
    let mut matcher = Matcher::new();
    for id in (1..=topics.len() as i64).map(TopicId) {
        if random.chance(0.2) {
            let former = random.pick(topics);
            matcher.set(id, 1, former);
        }
    }
    for (id, query) in (1..).map(TopicId).zip(topics) {
        if random.chance(0.1) {
            matcher.remove(id);
        }
        matcher.set(id, VERSION, query);
    }
    matcher.set(TopicId(-1), 1, &topics[0]);
    matcher.remove(TopicId(-1));
    matcher
}

fn place(hit: Hit<'_>) -> Place {
    (hit.topic_id, hit.topic_version, hit.places.to_vec())
}

/// Every topic against one article: whether the same are met, in the same places.
fn places(
    topics: &[Query],
    matcher: &Matcher,
    scratch: &mut Scratch,
    article: &Article,
    about: &About<'_>,
    tally: &Tally,
) {
    let document = Document::new(article, about);
    let expected: Vec<Place> = proofs(topics, &document)
        .map(|it| (it.topic_id, it.topic_version, it.proof.highlights()))
        .collect();
    let hits = matcher.hits(&document, scratch);
    let mut found: Vec<Place> = hits.iter().map(place).collect();
    found.sort_unstable();
    let add = |to: &AtomicU64, count: usize| to.fetch_add(count as u64, Ordering::Relaxed);
    add(&tally.decisions, topics.len());
    add(&tally.met, expected.len());
    add(&tally.places, expected.iter().map(|it| it.2.len()).sum());
    tally.compare(topics, article, about, &found, &expected);
}

/// Each topic against the paragraphs of one article that can matter to it: whether it is met in the same places as in all.
fn sifted_places(
    topics: &[Query],
    matcher: &Matcher,
    scratch: &mut Scratch,
    article: &Article,
    about: &About<'_>,
    tally: &Tally,
) {
    for (id, query) in (1..).map(TopicId).zip(topics) {
        let Some(sieve) = Sieve::of([query]) else {
            continue;
        };
        let mut places = |sieve| -> Vec<Place> {
            let document = Document::sifted(article, about, sieve);
            let hits = matcher.hits(&document, scratch);
            hits.iter()
                .filter(|it| it.topic_id == id)
                .map(place)
                .collect()
        };
        let (found, expected) = (places(Some(&sieve)), places(None));
        tally.sifted.fetch_add(1, Ordering::Relaxed);
        tally.compare(topics, article, about, &found, &expected);
    }
}

/// Every topic against one article: whether the matcher gives the same proofs.
fn whole_proofs(
    topics: &[Query],
    matcher: &Matcher,
    article: &Article,
    about: &About<'_>,
    tally: &Tally,
) {
    let document = Document::new(article, about);
    let expected: Vec<Match> = proofs(topics, &document).collect();
    tally.compare(
        topics,
        article,
        about,
        &matcher.matches(&document),
        &expected,
    );
}

/// The topics that a document meets, by proof alone.
fn proofs<'a>(topics: &'a [Query], document: &'a Document<'_>) -> impl Iterator<Item = Match> + 'a {
    (1..)
        .zip(topics)
        .map(|(id, query)| Match {
            topic_id: TopicId(id),
            topic_version: VERSION,
            proof: prove(query, document),
        })
        .filter(|it| it.proof.holds)
}

impl Tally {
    /// Whether the canonical form of a query, in which topics are kept, reads as the same query.
    fn reads_again(&self, query: &Query) -> bool {
        let text = query.to_string();
        let what = match Query::topic(&text) {
            Ok(read) if read.query == *query => return true,
            Ok(read) => format!("as another: {}", read.query),
            Err(diagnostics) => {
                let it = &diagnostics[0];
                format!(
                    "as none: {} (at “{}” behind “{}”)",
                    it.message, it.at, it.before
                )
            }
        };
        self.misread.fetch_add(1, Ordering::Relaxed);
        self.tell(|| format!("This query, written out, reads {what}\n\n    {text}"));
        false
    }

    /// Keeps what is told, if it is the first.
    fn tell(&self, told: impl FnOnce() -> String) {
        let mut first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert_with(told);
    }

    /// Counts what differs, and keeps the first.
    fn compare<T: Said>(
        &self,
        topics: &[Query],
        article: &Article,
        about: &About<'_>,
        found: &[T],
        expected: &[T],
    ) {
        if found == expected {
            return;
        }
        let count = differing(found, expected) as u64;
        self.disagreements.fetch_add(count, Ordering::Relaxed);
        self.tell(|| told(topics, article, about, found, expected));
    }
}

/// What is said of a topic that is met.
trait Said: PartialEq + Debug {
    /// The topic.
    fn topic(&self) -> TopicId;
}

impl Said for Place {
    fn topic(&self) -> TopicId {
        self.0
    }
}

impl Said for Match {
    fn topic(&self) -> TopicId {
        self.topic_id
    }
}

/// How many topics are met on one side only, or otherwise.
fn differing<T: Said>(found: &[T], expected: &[T]) -> usize {
    let missing = expected.iter().filter(|it| !found.contains(it)).count();
    let more = found
        .iter()
        .filter(|it| expected.iter().all(|other| other.topic() != it.topic()))
        .count();
    missing + more
}

/// The first disagreement, in full.
fn told<T: Said>(
    topics: &[Query],
    article: &Article,
    about: &About<'_>,
    found: &[T],
    expected: &[T],
) -> String {
    let of = |list: &[T], id: i64| -> String {
        match list.iter().find(|it| it.topic().0 == id) {
            Some(it) => format!("met: {it:?}"),
            None => "not met".into(),
        }
    };
    let (id, topic) = (1..)
        .zip(topics)
        .find(|it| of(found, it.0) != of(expected, it.0))
        .expect("lists that differ do so in a topic");
    format!(
        "The first disagreement:\n\n    topic    {topic}\n    proof    {}\n    matcher  {}\n    about    {about:?}\n    article  {}",
        of(expected, id),
        of(found, id),
        serde_json::to_string(article).unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matcher_and_proof_agree_on_random_queries() {
        let tally = Tally::default();
        for seed in 0..2 {
            batch(seed, &tally);
        }
        assert_eq!(tally.first.into_inner().unwrap(), None);
        let (decisions, met) = (tally.decisions.into_inner(), tally.met.into_inner());
        assert_eq!(decisions, 2 * (TOPICS * ARTICLES) as u64);
        assert!(met > decisions / 20, "{met} of {decisions} were met");
    }

    #[test]
    fn a_matcher_that_forgets_a_topic_is_caught() {
        let mut random = Random::new(7);
        let topics = topics(&mut random);
        let mut matcher = filled(&topics, &mut random);
        (1..=TOPICS).for_each(|it| matcher.remove(TopicId(it as i64)));
        let (tally, mut scratch) = (Tally::default(), Scratch::default());
        for _ in 0..20 {
            let article = articles::article(&mut random);
            places(
                &topics,
                &matcher,
                &mut scratch,
                &article,
                &About::default(),
                &tally,
            );
        }
        assert!(tally.disagreements.into_inner() > 20);
        let first = tally.first.into_inner().unwrap().unwrap_or_default();
        assert!(
            first.contains("not met") && first.contains("met: "),
            "{first}"
        );
    }
}
