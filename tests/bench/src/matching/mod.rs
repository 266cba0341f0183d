//! Topics against articles.

mod beside;
mod cost;
mod growth;
mod limits;
mod memory;

pub(crate) use memory::child;

use news::{Article, query::Query};

#[cfg(feature = "peers")]
use crate::topics::Tree;
use crate::{
    args::Args,
    corpus::{Corpus, MATCHING},
    given,
    report::{Report, progress},
    topics::{Sample, Topics, described, queries},
};

/// How many articles the words of topics are taken from.
const SAMPLE: usize = 3_000;

/// How many articles there would be in the archive of which some are made.
const ARCHIVE: u64 = 200_000;

/// The articles, and where topics come from.
pub(crate) struct Material {
    pub(crate) articles: Vec<Article>,
    /// Others of the same kind, from which the matcher learns which words are rare. Those that were given stand for
    /// themselves.
    pub(crate) before: Vec<Article>,
    /// Bytes of all their blocks.
    pub(crate) bytes: usize,
    pub(crate) sample: Sample,
    /// Topics that were given, instead of made ones.
    given: Option<Vec<Query>>,
    seed: u64,
}

impl Material {
    /// What was asked for: made, or read from files.
    pub(crate) fn of(args: &Args) -> Result<Material, String> {
        let (articles, before, sample) = match &args.articles {
            Some(file) => {
                let articles = given::articles(file, args.count)?;
                let sample = Sample::from(articles.len().min(SAMPLE), |it| articles[it].clone());
                (articles.clone(), articles, sample)
            }
            None => {
                // Those that are measured, those that the matcher learns from, and those that topics are made of are
                // others, spread over the same time.
                let corpus = Corpus::new(MATCHING, ARCHIVE, args.seed);
                let article = |kind: u64, number: usize, count: usize| {
                    let step = ARCHIVE / 4 / count.min(ARCHIVE as usize / 4) as u64;
                    corpus.made(number as u64 * step * 4 + kind).article
                };
                let several = |kind: u64| -> Vec<Article> {
                    (0..args.count)
                        .map(|it| article(kind, it, args.count))
                        .collect()
                };
                let sample = Sample::from(SAMPLE, |it| article(2, it, SAMPLE));
                (several(0), several(1), sample)
            }
        };
        let given = match &args.topics {
            Some(file) => {
                let (topics, wrong) = given::topics(file)?;
                if wrong > 0 {
                    progress(&format!(
                        "{wrong} topics of {} are no queries",
                        file.display()
                    ));
                }
                Some(topics)
            }
            None => None,
        };
        Ok(Material {
            bytes: bytes(&articles),
            articles,
            before,
            sample,
            given,
            seed: args.seed,
        })
    }

    /// So many topics; fewer, where fewer were given.
    pub(crate) fn topics(&self, count: usize) -> Result<Vec<Query>, String> {
        match &self.given {
            Some(topics) => Ok(topics.iter().take(count).cloned().collect()),
            None => {
                let texts: Vec<String> = Topics::new(&self.sample, self.seed).take(count).collect();
                queries(texts.iter().map(String::as_str))
            }
        }
    }

    /// So many topics that do not ask how near words are, and that others understand; fewer, where fewer were given.
    #[cfg(feature = "peers")]
    fn without_near(&self, count: usize) -> Vec<Query> {
        self.each_topic(usize::MAX)
            .filter(|it| Tree::of(it).is_some_and(|it| !it.is_near()))
            .take(count)
            .collect()
    }

    /// Topics as [`topics`](Material::topics) gives them, made one at a time.
    fn each_topic(&self, count: usize) -> Box<dyn Iterator<Item = Query> + '_> {
        match &self.given {
            Some(topics) => Box::new(topics.iter().take(count).cloned()),
            None => Box::new(
                Topics::new(&self.sample, self.seed)
                    .take(count)
                    .filter_map(|it| Query::topic(&it).ok())
                    .map(|it| it.query),
            ),
        }
    }

    /// So many topics that no article meets.
    pub(crate) fn never(&self, count: usize) -> Result<Vec<Query>, String> {
        let texts: Vec<String> = Topics::never(&self.sample, self.seed).take(count).collect();
        queries(texts.iter().map(String::as_str))
    }

    /// Bytes of an article on average.
    fn mean(&self) -> f64 {
        self.bytes as f64 / self.articles.len() as f64
    }
}

/// Bytes of all blocks.
pub(crate) fn bytes(articles: &[Article]) -> usize {
    let blocks = articles.iter().flat_map(|it| &it.blocks);
    blocks.map(|it| it.text.len()).sum()
}

/// Measures all of it.
pub(crate) fn run(args: &Args, report: &mut Report) -> Result<(), String> {
    progress("making articles and topics");
    let material = Material::of(args)?;
    report.title("Matching");
    report.say(&format!(
        "{} articles of {:.0} bytes on average, {}. Topics: {}; {}. Medians of {} passes, one thread.",
        material.articles.len(),
        material.mean(),
        match &args.articles {
            Some(_) => "given",
            None => "made",
        },
        match &args.topics {
            Some(_) => "given",
            None => "made",
        },
        described(&material.topics(10_000)?),
        args.passes
    ));
    progress("physical limits");
    limits::measure(args, &material, report);
    cost::measure(args, &material, report)?;
    growth::measure(args, &material, report)?;
    cost::heavy(args, &material, report);
    memory::measure(args, report)?;
    if args.peers {
        beside::measure(args, &material, report)?;
    }
    Ok(())
}
