//! What made articles are like, for people to look at.

use std::collections::HashMap;

use news::text::tokens;

use super::{Corpus, MATCHING, STORAGE};
use crate::{
    args::Args,
    measure::figure,
    report::{Report, Table},
    topics::{Sample, Topics},
};

/// Prints measures of the corpus, one article, and some topics.
pub(crate) fn shown(args: &Args, report: &mut Report) {
    report.title("The made articles");
    let mut table = Table::new(&[
        "articles",
        "bytes each",
        "running words each",
        "different words",
        "share of “the”, %",
        "share of word 1,000, %",
        "seen once, %",
    ]);
    let corpus = Corpus::new(STORAGE, args.articles_count, args.seed);
    let (mut bytes, mut running, mut forms) = (0, 0_u64, HashMap::<String, u64>::new());
    for number in 0..args.articles_count.min(30_000) {
        let article = corpus.made(number).article;
        for block in &article.blocks {
            bytes += block.text.len();
            for token in tokens(&block.text) {
                *forms.entry(token.form).or_default() += 1;
                running += 1;
            }
        }
        let count = number + 1;
        if [1_000, 10_000, 30_000].contains(&count) {
            let mut shares: Vec<u64> = forms.values().copied().collect();
            shares.sort_unstable_by_key(|it| std::cmp::Reverse(*it));
            let percent = |it: u64| figure(100.0 * it as f64 / running as f64);
            let once = shares.iter().filter(|it| **it == 1).count();
            table.row([
                figure(count as f64),
                figure(bytes as f64 / count as f64),
                figure(running as f64 / count as f64),
                figure(forms.len() as f64),
                percent(shares[0]),
                percent(shares[999]),
                figure(100.0 * once as f64 / forms.len() as f64),
            ]);
        }
    }
    report.table(&table);
    for block in corpus.made(args.seed).article.blocks {
        report.say(&format!("{}: {}", block.zone.name(), block.text));
    }
    let sample = Sample::of(&Corpus::new(MATCHING, 40_000, args.seed), 1_000);
    for topic in Topics::new(&sample, args.seed).take(12) {
        report.say(&format!("    {topic}"));
    }
}
