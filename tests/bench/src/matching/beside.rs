//! Others beside ours, on the same topics and articles, and whether they agree.

#[cfg(not(feature = "peers"))]
pub(super) fn measure(
    _: &crate::args::Args,
    _: &super::Material,
    _: &mut crate::report::Report,
) -> Result<(), String> {
    Err("others were not built: they come with the feature `peers`".into())
}

#[cfg(feature = "peers")]
pub(super) use with_peers::measure;

#[cfg(feature = "peers")]
mod with_peers {
    use std::{hint::black_box, time::Instant};

    use news::query::{About, Document, Query};

    use super::super::{Material, cost::cost};
    use crate::{
        args::Args,
        measure::{Passes, figure, micros, whole},
        ours::Ours,
        peers::{Aho, Fts, Kind, Peer, Regexes, Tantivy, words},
        report::{Report, Table, progress},
        topics::Tree,
    };

    /// How many articles others are given at a time, where they take some at a time.
    const BATCH: usize = 500;

    /// How long a pass may take, about, in microseconds.
    const PASS: f64 = 3_000_000.0;

    /// An engine to be measured: its name, articles at a time, topics at most, and how it is made.
    struct Contender {
        name: &'static str,
        batch: usize,
        most: usize,
        made: Maker,
    }

    /// Makes an engine of topics.
    type Maker = fn(&[Tree]) -> Result<Box<dyn Peer>, String>;

    const CONTENDERS: &[Contender] = &[
        Contender {
            name: "aho-corasick, contiguous NFA, overlapping",
            batch: 1,
            most: usize::MAX,
            made: |it| Ok(Box::new(Aho::new(it, Kind::Nfa)?)),
        },
        Contender {
            name: "aho-corasick, DFA, overlapping",
            batch: 1,
            most: 10_000,
            made: |it| Ok(Box::new(Aho::new(it, Kind::Dfa)?)),
        },
        Contender {
            name: "one regex a leaf",
            batch: 1,
            most: 1_000,
            made: |it| Ok(Box::new(Regexes::new(it)?)),
        },
        Contender {
            name: "FTS5 in memory, 500 articles at a time",
            batch: BATCH,
            most: 10_000,
            made: |it| Ok(Box::new(Fts::new(it)?)),
        },
        Contender {
            name: "tantivy in memory, 1 article at a time",
            batch: 1,
            most: 10_000,
            made: |it| Ok(Box::new(Tantivy::new(it)?)),
        },
        Contender {
            name: "tantivy in memory, 500 articles at a time",
            batch: BATCH,
            most: 10_000,
            made: |it| Ok(Box::new(Tantivy::new(it)?)),
        },
    ];

    /// Prints what others take, beside what we take on the same topics.
    pub(in super::super) fn measure(
        args: &Args,
        material: &Material,
        report: &mut Report,
    ) -> Result<(), String> {
        let about = About::default();
        let texts: Vec<String> = material.articles.iter().map(words).collect();
        let mut table = Table::new(&[
            "engine",
            "topics",
            "µs an article",
            "of ours, measured in turn",
            "ms to build",
            "agrees",
        ]);
        let mut disagreements = vec![];
        for size in &args.sizes {
            // Not all others can tell how near words are: those topics are left out, for us as well.
            let queries = material.without_near(*size);
            let trees: Vec<Tree> = queries.iter().filter_map(Tree::of).collect();
            progress(&format!("others on {} topics", trees.len()));
            let mut ours = Ours::new(queries.iter().cloned());
            let own = cost(&mut ours, material, usize::MAX, args.passes);
            let documents: Vec<Document> = material.articles[..own.articles]
                .iter()
                .map(|it| Document::new(it, &about))
                .collect();
            let expected: Vec<Vec<u32>> = documents.iter().map(|it| ours.topics(it)).collect();
            table.row([
                "**ours, with every place**".to_string(),
                whole(trees.len()),
                figure(own.matching),
                "1".into(),
            ]);
            table.row([
                "ours, reading its words as well".to_string(),
                whole(trees.len()),
                figure(own.matching + own.read),
                ratio(own.matching + own.read, own.matching),
            ]);
            for contender in CONTENDERS.iter().filter(|it| *size <= it.most) {
                progress(&format!("{} on {} topics", contender.name, trees.len()));
                let began = Instant::now();
                let mut peer = (contender.made)(&trees)?;
                let build = micros(began.elapsed()) / 1_000.0;
                let (each, of_ours, found) = time(
                    peer.as_mut(),
                    contender.batch,
                    &texts[..own.articles],
                    &mut |number| {
                        black_box(ours.met(&documents[number]));
                    },
                    args.passes,
                )?;
                let differing = differing(&found, &expected);
                table.row([
                    contender.name.to_string(),
                    whole(trees.len()),
                    figure(each),
                    ratio(each, of_ours),
                    figure(build),
                    match differing.len() {
                        0 => format!("in {} decisions", decisions(&found, &expected, &trees)),
                        count => format!("**not in {count}**"),
                    },
                ]);
                if let Some(first) = differing.first() {
                    disagreements.push(told(contender.name, first, &queries, material));
                }
            }
        }
        report.table(&table);
        for it in &disagreements {
            report.say(it);
        }
        match disagreements.is_empty() {
            true => Ok(()),
            false => Err("others do not agree with ours".into()),
        }
    }

    /// What a peer takes for an article, what ours takes for the same articles in turn with it, and what the peer found.
    fn time(
        peer: &mut dyn Peer,
        batch: usize,
        texts: &[String],
        ours: &mut dyn FnMut(usize),
        passes: usize,
    ) -> Result<(f64, f64, Vec<Vec<u32>>), String> {
        let batch = batch.min(texts.len());
        let began = Instant::now();
        peer.matches(&texts[..batch])?;
        let each = micros(began.elapsed()) / batch as f64;
        let used = ((PASS / each) as usize / batch * batch).clamp(batch, texts.len());
        let texts = &texts[..used];
        let mut found = vec![];
        let mut failed = None;
        let (theirs, of_ours) = Passes::in_turn(
            passes,
            || {
                found.clear();
                for some in texts.chunks(batch) {
                    match peer.matches(some) {
                        Ok(more) => found.extend(black_box(more)),
                        Err(why) => failed = Some(why),
                    }
                }
            },
            || (0..used).for_each(&mut *ours),
        );
        match failed {
            Some(why) => Err(why),
            None => Ok((theirs.micros_each(used), of_ours.micros_each(used), found)),
        }
    }

    /// A topic and an article on which two engines differ, and whether ours says that they match.
    struct Difference {
        article: usize,
        topic: u32,
        ours: bool,
    }

    fn differing(found: &[Vec<u32>], expected: &[Vec<u32>]) -> Vec<Difference> {
        let mut all = vec![];
        for (article, (found, expected)) in found.iter().zip(expected).enumerate() {
            let only = |some: &[u32], others: &[u32], ours: bool| -> Vec<Difference> {
                let here = some.iter().filter(|it| !others.contains(it));
                here.map(|topic| Difference {
                    article,
                    topic: *topic,
                    ours,
                })
                .collect()
            };
            if found != expected {
                all.extend(only(expected, found, true));
                all.extend(only(found, expected, false));
            }
        }
        all
    }

    fn decisions(found: &[Vec<u32>], expected: &[Vec<u32>], trees: &[Tree]) -> String {
        whole(found.len().min(expected.len()) * trees.len())
    }

    fn told(name: &str, it: &Difference, queries: &[Query], material: &Material) -> String {
        let (yes, no) = match it.ours {
            true => ("ours", name),
            false => (name, "ours"),
        };
        format!(
            "{yes} says that this topic matches this article, {no} that it does not.\n\n    {}\n\n    {}",
            queries[it.topic as usize],
            serde_json::to_string(&material.articles[it.article]).unwrap_or_default()
        )
    }

    fn ratio(figure: f64, of: f64) -> String {
        format!("{}×", crate::measure::figure(figure / of))
    }
}
