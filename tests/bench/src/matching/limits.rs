//! What the machine takes for the least that could be done with an article: the floor under every figure.

use std::hint::black_box;

use news::{
    query::{About, Document},
    text::{fold, tokens},
};

use super::Material;
use crate::{
    args::Args,
    measure::{Passes, figure},
    report::{Report, Table},
};

pub(super) fn measure(args: &Args, material: &Material, report: &mut Report) {
    let blocks: Vec<&str> = material
        .articles
        .iter()
        .flat_map(|it| &it.blocks)
        .map(|it| it.text.as_str())
        .collect();
    let words: Vec<&str> = blocks.iter().flat_map(|it| it.split(' ')).collect();
    let mut copied = Vec::with_capacity(64 << 10);
    let mut table = Table::new(&["the floor", "µs an article", "MB/s"]);
    let mut row = |what: &str, passes: Passes| {
        let each = passes.micros_each(material.articles.len());
        let rate = material.mean() / each;
        table.row([what.to_string(), figure(each), figure(rate)]);
    };
    let passes = |work: &mut dyn FnMut()| Passes::of(args.passes, work);
    row(
        "looking at every byte",
        passes(&mut || {
            for text in &blocks {
                black_box(text.bytes().fold(0, u8::wrapping_add));
            }
        }),
    );
    row(
        "copying it",
        passes(&mut || {
            for text in &blocks {
                copied.clear();
                copied.extend_from_slice(text.as_bytes());
                black_box(&copied);
            }
        }),
    );
    row(
        "checking that it is UTF-8",
        passes(&mut || {
            for text in &blocks {
                black_box(std::str::from_utf8(text.as_bytes()).is_ok());
            }
        }),
    );
    row(
        "folding what stands between blanks, each alone",
        passes(&mut || {
            for word in &words {
                black_box(fold(word));
            }
        }),
    );
    row(
        "our words alone, as texts of their own",
        passes(&mut || {
            for text in &blocks {
                black_box(tokens(text));
            }
        }),
    );
    row(
        "our words, ready for matching (`Document::new`)",
        passes(&mut || {
            for article in &material.articles {
                black_box(Document::new(article, &About::default()));
            }
        }),
    );
    report.table(&table);
}
