//! Whether the matcher says what the proof says: every topic, every article, every place.

mod articles;
mod queries;

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Instant,
};

use news::{
    Article, TopicId,
    query::{About, Document, Matcher, Query, Span, prove},
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

/// How many decisions lie between two words on how far it is.
const OFTEN: u64 = 5_000_000;

/// What came of it.
#[derive(Debug, Default)]
struct Tally {
    decisions: AtomicU64,
    met: AtomicU64,
    places: AtomicU64,
    disagreements: AtomicU64,
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
    row("**disagreements**", of(&tally.disagreements));
    row("seconds", began.elapsed().as_secs());
    report.table(&table);
    let first = tally
        .first
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    if let Some(first) = first {
        report.say(&first);
        return Err("the matcher does not say what the proof says".into());
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
    let topics = topics(&mut random);
    let mut matcher = filled(&topics, &mut random);
    for _ in 0..ARTICLES {
        let article = articles::article(&mut random);
        let about = articles::about(&mut random);
        one(&topics, &mut matcher, &article, &about, tally);
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
    for number in 0..topics.len() {
        if random.chance(0.2) {
            let former = random.pick(topics).clone();
            matcher.set(TopicId(number as i64), 1, former);
        }
    }
    for (number, query) in topics.iter().enumerate() {
        let id = TopicId(number as i64);
        if random.chance(0.1) {
            matcher.remove(id);
        }
        matcher.set(id, 2, query.clone());
    }
    matcher.set(TopicId(-1), 1, topics[0].clone());
    matcher.remove(TopicId(-1));
    matcher
}

/// Every topic against one article.
fn one(
    topics: &[Query],
    matcher: &mut Matcher,
    article: &Article,
    about: &About<'_>,
    tally: &Tally,
) {
    let document = Document::new(article, about);
    let mut expected: Vec<(TopicId, Vec<Span>)> = vec![];
    let mut proofs = vec![];
    for (number, query) in topics.iter().enumerate() {
        let proof = prove(query, &document);
        if proof.holds {
            expected.push((TopicId(number as i64), proof.highlights()));
            proofs.push(proof);
        }
    }
    let matches = matcher.matches(&document);
    let found: Vec<(TopicId, Vec<Span>)> = matches
        .iter()
        .map(|it| (it.topic_id, it.proof.highlights()))
        .collect();
    let same_proofs = matches.len() == proofs.len()
        && matches
            .iter()
            .zip(&proofs)
            .all(|(found, proof)| found.topic_version == 2 && found.proof == *proof);
    let add = |to: &AtomicU64, count: usize| to.fetch_add(count as u64, Ordering::Relaxed);
    add(&tally.decisions, topics.len());
    add(&tally.met, expected.len());
    add(&tally.places, expected.iter().map(|it| it.1.len()).sum());
    if found != expected || !same_proofs {
        add(&tally.disagreements, differing(&found, &expected).max(1));
        let mut first = tally.first.lock().unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert_with(|| told(topics, article, about, &found, &expected));
    }
}

/// How many topics are met on one side only, or in other places.
fn differing(found: &[(TopicId, Vec<Span>)], expected: &[(TopicId, Vec<Span>)]) -> usize {
    let missing = expected.iter().filter(|it| !found.contains(it)).count();
    let more = found
        .iter()
        .filter(|it| expected.iter().all(|other| other.0 != it.0))
        .count();
    missing + more
}

/// The first disagreement, in full.
fn told(
    topics: &[Query],
    article: &Article,
    about: &About<'_>,
    found: &[(TopicId, Vec<Span>)],
    expected: &[(TopicId, Vec<Span>)],
) -> String {
    let of = |list: &[(TopicId, Vec<Span>)], id: TopicId| -> String {
        match list.iter().find(|it| it.0 == id) {
            Some((_, places)) => format!("met at {places:?}"),
            None => "not met".into(),
        }
    };
    let differs = (0..topics.len())
        .map(|it| TopicId(it as i64))
        .find(|it| of(found, *it) != of(expected, *it));
    let Some(id) = differs else {
        return "The same topics are met at the same places, but not with the same proofs or versions.".into();
    };
    format!(
        "The first disagreement:\n\n    topic    {}\n    proof    {}\n    matcher  {}\n    about    {about:?}\n    article  {}",
        topics[id.0 as usize],
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
        (0..TOPICS).for_each(|it| matcher.remove(TopicId(it as i64)));
        let tally = Tally::default();
        for _ in 0..20 {
            let article = articles::article(&mut random);
            one(&topics, &mut matcher, &article, &About::default(), &tally);
        }
        assert!(tally.disagreements.into_inner() > 20);
        let first = tally.first.into_inner().unwrap().unwrap_or_default();
        assert!(
            first.contains("not met") && first.contains("met at"),
            "{first}"
        );
    }
}
