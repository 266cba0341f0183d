//! How long searches take, by class.

use std::{
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

use news::{
    TopicId,
    query::{About, Document, IndexQuery, Query, flagged, flagged_sentence, prove},
};
use store::{Reader, StoredArticle};

use crate::{Outcome, made::Maker, made::Random};

/// How many searches of each class.
const SEARCHES: usize = 100;

/// How many rows a page has.
const ROWS: usize = 20;

/// How many articles are looked at before a page is given back short.
const PATIENCE: usize = 20_000;

type Class = (&'static str, fn(&Maker, &mut Random) -> String);

const CLASSES: [Class; 8] = [
    ("rare word", |maker, random| {
        maker.word(within(random, 10_000, 50_000)).into()
    }),
    ("mid word", |maker, random| {
        maker.word(within(random, 800, 8_000)).into()
    }),
    ("common word", |maker, random| {
        maker.word(within(random, 20, 300)).into()
    }),
    ("common AND mid AND NOT mid", |maker, random| {
        let (a, b, c) = (
            within(random, 20, 300),
            within(random, 800, 8_000),
            within(random, 800, 8_000),
        );
        format!(
            "{} AND {} AND NOT {}",
            maker.word(a),
            maker.word(b),
            maker.word(c)
        )
    }),
    ("OR of five", |maker, random| {
        let words: Vec<&str> = (0..5)
            .map(|_| maker.word(within(random, 800, 8_000)))
            .collect();
        words.join(" OR ")
    }),
    ("phrase", |maker, random| {
        let first = within(random, 20, 8_000);
        format!(
            "\"{} {}\"",
            maker.word(first),
            maker.word(maker.follower(first))
        )
    }),
    ("NEAR/8", |maker, random| {
        let (a, b) = (within(random, 100, 3_000), within(random, 100, 3_000));
        format!("{} NEAR/8 {}", maker.word(a), maker.word(b))
    }),
    ("beginning of a word", |maker, random| {
        let word = maker.word(within(random, 800, 30_000));
        format!("{}*", word.get(..6).unwrap_or(word))
    }),
];

fn within(random: &mut Random, from: usize, to: usize) -> usize {
    from + random.next() as usize % (to - from)
}

/// Measures every class, and reading the archive through.
pub(crate) fn measure(out: &mut impl Write, maker: &Maker, path: &Path) -> Outcome {
    let began = Instant::now();
    let reader = Reader::open(path)?;
    let first = Query::search(maker.word(1_000))
        .map_err(|_| "no query")?
        .query;
    page(&reader, &first)?;
    writeln!(
        out,
        "open to first answer {:.1} ms",
        began.elapsed().as_secs_f64() * 1e3
    )?;
    writeln!(
        out,
        "class | hits | newest {ROWS}: p50 p99 | ranked: p50 p99 | count: p50 p99 | by day: p50 p99 (ms)"
    )?;
    let mut random = Random(7);
    for (name, make) in CLASSES {
        let texts: Vec<String> = (0..SEARCHES).map(|_| make(maker, &mut random)).collect();
        let queries: Vec<Query> = texts
            .iter()
            .filter_map(|it| Some(Query::search(it).ok()?.query))
            .collect();
        let (mut hits, mut times) = (0, [const { Vec::<Duration>::new() }; 4]);
        for query in &queries {
            let index = query.index();
            let mut timed = |which: usize, task: &mut dyn FnMut() -> Outcome| -> Outcome {
                // The best of three: others work on the same machine.
                let mut best = Duration::MAX;
                for _ in 0..3 {
                    let began = Instant::now();
                    task()?;
                    best = best.min(began.elapsed());
                }
                times[which].push(best);
                Ok(())
            };
            timed(0, &mut || page(&reader, query))?;
            timed(1, &mut || {
                let best = reader.ranked(&index)?;
                let shown = reader.articles(&best[..best.len().min(ROWS)])?;
                shown.iter().for_each(|it| mark(query, it));
                Ok(())
            })?;
            timed(2, &mut || {
                reader.count_candidates(&index)?;
                Ok(())
            })?;
            hits += reader.count_candidates(&index)?;
            timed(3, &mut || {
                reader.days(&index)?;
                Ok(())
            })?;
        }
        write!(out, "{name} | {}", hits / queries.len().max(1) as u64)?;
        for list in &mut times {
            list.sort_unstable();
            let at = |share: f64| {
                let place = (list.len() as f64 * share) as usize;
                list[place.min(list.len() - 1)].as_secs_f64() * 1e3
            };
            write!(out, " | {:.2} {:.2}", at(0.5), at(0.99))?;
        }
        writeln!(out)?;
    }
    through(out, &reader)?;
    facets(out, maker, &reader)?;
    if let Ok(status) = std::fs::read_to_string("/proc/self/status")
        && let Some(line) = status.lines().find(|it| it.starts_with("VmHWM"))
    {
        writeln!(
            out,
            "memory at most: {}",
            line.trim_start_matches("VmHWM:").trim()
        )?;
    }
    Ok(())
}

/// The newest hits, proved and marked.
fn page(reader: &Reader, query: &Query) -> Outcome {
    let index = query.index();
    let batch = if index.exact { ROWS + 1 } else { 200 };
    let (mut found, mut looked, mut before) = (0, 0, None);
    while found < ROWS && looked < PATIENCE {
        let some = reader.candidates(&index, before, batch)?;
        looked += some.len();
        for it in &some {
            before = Some(it.id);
            let document = document(it);
            let proof = prove(query, &document);
            if proof.holds {
                found += 1;
                std::hint::black_box(shown(it, &proof));
                if found == ROWS {
                    break;
                }
            }
        }
        if some.len() < batch {
            break;
        }
    }
    Ok(())
}

fn document(it: &StoredArticle) -> Document<'_> {
    let about = About {
        source: &it.outlet,
        publisher: &it.publisher,
        sorted_at: Some(it.sorted_at()),
        ..About::default()
    };
    Document::new(&it.article, &about)
}

fn mark(query: &Query, it: &StoredArticle) {
    let proof = prove(query, &document(it));
    std::hint::black_box(shown(it, &proof));
}

fn shown(it: &StoredArticle, proof: &news::query::Proof) -> Vec<news::text::Piece> {
    flagged_sentence(&it.article, &flagged(&it.article, proof), proof, TopicId(0))
}

/// Reads articles in order, as a look through the archive does.
fn through(out: &mut impl Write, reader: &Reader) -> Outcome {
    const MOST: usize = 100_000;
    let (began, mut read, mut before) = (Instant::now(), 0, None);
    while read < MOST {
        let some = reader.candidates(&IndexQuery::everything(), before, 500)?;
        let Some(last) = some.last() else { break };
        before = Some(last.id);
        read += some.len();
    }
    writeln!(
        out,
        "reading through: {:.1} µs an article (fetched, unpacked, read)",
        began.elapsed().as_secs_f64() * 1e6 / read.max(1) as f64
    )?;
    Ok(())
}

fn facets(out: &mut impl Write, maker: &Maker, reader: &Reader) -> Outcome {
    for rank in [5_000, 1_000, 100] {
        let query = Query::search(maker.word(rank))
            .map_err(|_| "no query")?
            .query;
        let began = Instant::now();
        let mut hits = vec![];
        reader.each_hit(&query.index(), |id| {
            hits.push(id);
            std::ops::ControlFlow::Continue(())
        })?;
        reader.facets(&hits)?;
        writeln!(
            out,
            "facets of {} hits: {:.1} ms",
            hits.len(),
            began.elapsed().as_secs_f64() * 1e3
        )?;
    }
    Ok(())
}
