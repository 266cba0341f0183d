//! A page of HTML becomes an article.

mod boxes;
mod candidates;
mod facts;
mod hints;
mod markup;
mod others;
mod scan;
mod state;
mod teasers;
mod tree;
mod zones;

use dom_query::Document;
use news::{Article, Block, Evidence, Reading, TroubleCode, Zone};

use crate::when::Stated;
use crate::{Parsed, Problem, decode, guard, limits, lines};
use facts::{Described, Facts, Meta, Sources};
use scan::{Noscript, Scanned, scan};
use tree::Tree;

pub use facts::address::address_key;
pub(crate) use facts::address::clean as clean_address;
pub(crate) use facts::{language_of_text, primary_language};
pub(crate) use tree::fold;

/// Reads a page of HTML: `bytes` as received, with the Content-Type they came with and where from.
pub fn page(bytes: &[u8], content_type: Option<&str>, address: Option<&str>) -> Parsed {
    guard::contained(|| read(bytes, content_type, address)).unwrap_or_else(|| Parsed {
        problems: vec![Problem::new(
            TroubleCode::Internal,
            "This page could not be read: a fault of this program, contained.",
        )],
        ..Parsed::default()
    })
}

fn read(bytes: &[u8], content_type: Option<&str>, address: Option<&str>) -> Parsed {
    let mut problems = Vec::new();
    let mut bytes = bytes;
    if bytes.len() > limits::PAGE_BYTES {
        bytes = &bytes[..limits::PAGE_BYTES];
        problems.push(Problem::new(
            TroubleCode::TooLarge,
            "The page is larger than 10 MB; what lies beyond was not read.",
        ));
    }
    let decoded = decode::text(bytes, content_type);
    if decoded.damaged {
        let message = format!("Some characters could not be read as {}.", decoded.encoding);
        problems.push(Problem::new(TroubleCode::Damaged, message));
    }
    let mut scanned = scan(&decoded.text, Noscript::Drop);
    let mut document = Document::from(scanned.html.as_str());
    let mut tree = Tree::of(&document);
    if scanned.noscript_letters > 400 && scanned.noscript_letters > letters(&tree) {
        scanned = scan(&decoded.text, Noscript::Keep);
        document = Document::from(scanned.html.as_str());
        tree = Tree::of(&document);
    }
    if let Some(whole) = shown(&scanned, &tree) {
        (document, tree) = whole;
    }
    if scanned.cut {
        problems.push(Problem::new(TroubleCode::TooLarge, "The page is nested too deep or has too many elements; some of its structure was not read."));
    }
    let source = Source {
        text: &decoded.text,
        scanned: &scanned,
        address,
    };
    let Some(article) = article(&source, document, &tree, &mut problems) else {
        problems.push(Problem::new(TroubleCode::File, "The page holds no text."));
        return Parsed {
            problems,
            ..Parsed::default()
        };
    };
    Parsed {
        articles: vec![article],
        problems,
        ..Parsed::default()
    }
}

/// The letters that a page shows, in bytes.
fn letters(tree: &Tree) -> usize {
    tree.segments.iter().map(|it| it.text.len()).sum()
}

/// The page with all that it hides, if that is more of its text than what it shows: a script shows it, all at once or as
/// readers ask for it.
fn shown(scanned: &Scanned, tree: &Tree) -> Option<(Document, Tree)> {
    const LETTERS: usize = 250;
    const WORDS: usize = 50;
    if tree.hidden < LETTERS || tree.hidden * 4 < letters(tree) * 3 {
        return None;
    }
    let document = Document::from(scanned.html.as_str());
    tree::show(&document);
    let whole = Tree::of(&document);
    let (some, all) = (candidates::prose(tree), candidates::prose(&whole));
    (all >= 2 * some && all >= some + WORDS).then_some((document, whole))
}

/// A page as it came.
struct Source<'a> {
    text: &'a str,
    scanned: &'a Scanned,
    address: Option<&'a str>,
}

fn article(
    source: &Source<'_>,
    document: Document,
    tree: &Tree,
    problems: &mut Vec<Problem>,
) -> Option<Article> {
    let (scanned, address) = (source.scanned, source.address);
    let meta = Meta::of(&document);
    // Some systems write their description into a `meta` element instead of a script.
    let in_meta = meta.named(|it| it.ends_with("ld+json")).map(str::to_owned);
    let scripts: Vec<String> = scanned.json_ld.iter().cloned().chain(in_meta).collect();
    let described = Described::read(&scripts);
    let facts = Facts::of(&Sources {
        document: &document,
        tree,
        described,
        meta,
        address,
    });
    clean(&document);
    let html = document.html().to_string();
    // Posts of a live blog stand below one another as articles do.
    let others = others::apart(tree, facts.headline.filter(|_| !facts.live));
    let chosen = candidates::choose(tree, document, &html, &others);
    let mut blocks = zones::blocks(tree, &chosen.segments, &facts);
    let mut agreement = chosen.agreement;
    let state = state_of(source, tree, &facts);
    let described = facts.body.as_deref().or(state.as_deref());
    if let Some(text) = described.filter(|it| is_rescue(it, &blocks)) {
        blocks = described_blocks(text, &facts);
        // Nobody else has seen this text.
        agreement = 0.0;
    }
    bound(&mut blocks, problems);
    if !blocks.iter().any(|it| it.zone != Zone::Headline) && facts.title.is_none() {
        return None;
    }
    if !blocks
        .iter()
        .any(|it| matches!(it.zone, Zone::Body | Zone::Quote))
    {
        problems.push(Problem::new(
            TroubleCode::File,
            "No article text was found on the page.",
        ));
    }
    let text: String = blocks
        .iter()
        .filter(|it| it.zone.is_default())
        .map(|it| it.text.as_str())
        .collect::<Vec<_>>()
        .join("\n");
    let title = facts.title.clone().unwrap_or_else(|| first_words(&text));
    let reading = reading(agreement, &facts);
    Some(Article {
        title: title.chars().take(limits::TITLE_CHARS).collect(),
        wire: wire(&blocks, &facts),
        language: language_of_text(&text, facts.language.as_deref()),
        authors: facts.authors,
        address: facts.address,
        outlet: facts.outlet,
        published_at: facts.published.map(|(it, _)| it.at),
        modified_at: facts.modified.map(|(it, _)| it.at),
        item_id: None,
        blocks,
        reading: Some(Box::new(reading)),
    })
}

fn reading(agreement: f64, facts: &Facts) -> Reading {
    let zone = |it: Option<(Stated, Evidence)>| {
        it.and_then(|(it, _)| it.zone)
            .and_then(|it| i16::try_from(it).ok())
    };
    Reading {
        confidence: (agreement * 100.0).clamp(0.0, 100.0).round() as u8,
        paywalled: facts.paywalled,
        live: facts.live,
        implausible: facts.implausible,
        shows_change: facts.shows_change,
        section: facts.section.clone(),
        tags: facts.tags.clone(),
        image: facts.image.clone(),
        credit: facts.credit.clone(),
        title_from: facts.title_from,
        authors_from: facts.authors_from,
        published_from: facts.published.map(|it| it.1),
        modified_from: facts.modified.map(|it| it.1),
        published_zone: zone(facts.published),
        modified_zone: zone(facts.modified),
    }
}

/// Takes out what is not shown, so that no extractor finds text in it.
fn clean(document: &Document) {
    for node in document.select("[hidden], [aria-hidden]").nodes() {
        if tree::is_hidden(node) {
            node.remove_from_parent();
        } else {
            node.remove_attr("hidden");
            node.remove_attr("aria-hidden");
        }
    }
    document
        .select("template, button, select, textarea, dialog, object, video, audio")
        .remove();
}

/// The text in the data of a page's scripts, where the page shows next to nothing before they run and describes no text.
fn state_of(source: &Source<'_>, tree: &Tree, facts: &Facts) -> Option<String> {
    const WORDS: usize = 40;
    let words: usize = tree.segments.iter().map(|it| it.words).sum();
    if facts.body.is_some() || words >= WORDS {
        return None;
    }
    state::text(source.text)
}

/// Whether the text that a page describes to search engines is more than what was found on it.
fn is_rescue(text: &str, blocks: &[Block]) -> bool {
    const SHORT: usize = 400;
    let found: usize = blocks
        .iter()
        .filter(|it| matches!(it.zone, Zone::Body | Zone::Quote))
        .map(|it| it.text.len())
        .sum();
    found < SHORT && text.len() > 2 * found.max(100)
}

fn described_blocks(text: &str, facts: &Facts) -> Vec<Block> {
    let text = if text.contains("</") || text.contains("/>") {
        let scanned = scan(text, Noscript::Drop);
        let tree = Tree::of(&Document::from(scanned.html));
        tree.segments
            .into_iter()
            .map(|it| it.text)
            .collect::<Vec<_>>()
    } else {
        text.split('\n')
            .map(tree::fold)
            .filter(|it| !it.is_empty())
            .collect()
    };
    let mut blocks: Vec<Block> = facts
        .title
        .iter()
        .map(|it| Block::new(Zone::Headline, it.as_str()))
        .collect();
    for (index, paragraph) in text.iter().enumerate() {
        blocks.extend(lines::paragraph(Zone::Body, paragraph, index == 0));
    }
    blocks
}

/// Every block of a document's markup with its tag, in order: all of its text, none judged away. For markup that is no
/// page with an article on it: chapters of books, mails.
pub(crate) fn every_block(html: &str) -> Vec<(String, String)> {
    let scanned = scan(html, Noscript::Drop);
    let tree = Tree::of(&Document::from(scanned.html));
    (0..tree.segments.len())
        .map(|it| {
            let tag = tree.heading(it).map_or_else(
                || match tree.nearest(it, "blockquote") {
                    Some(_) => "blockquote".to_owned(),
                    None => tree.tag(it).to_owned(),
                },
                |level| format!("h{level}"),
            );
            (tag, tree.segments[it].text.clone())
        })
        .collect()
}

/// Holds an article's text inside its bound.
pub(crate) fn bound(blocks: &mut Vec<Block>, problems: &mut Vec<Problem>) {
    let mut room = limits::BODY_BYTES;
    let Some(over) = blocks.iter().position(|it| {
        let fits = it.text.len() <= room;
        room -= it.text.len().min(room);
        !fits
    }) else {
        return;
    };
    let room = limits::BODY_BYTES - blocks[..over].iter().map(|it| it.text.len()).sum::<usize>();
    let text = &mut blocks[over].text;
    let end = (0..=room)
        .rev()
        .find(|it| text.is_char_boundary(*it))
        .unwrap_or(0);
    text.truncate(end);
    let kept = text.trim_end().len();
    text.truncate(kept);
    blocks.truncate(if kept == 0 { over } else { over + 1 });
    let message = "The article is longer than 1 MB of text; what lies beyond was not kept.";
    problems.push(Problem::new(TroubleCode::TooLarge, message));
}

/// The agency that is credited: in a credit, a dateline, a byline, or as the author.
pub(crate) fn wire_of(blocks: &[Block]) -> Option<String> {
    let texts = |zone: Zone| {
        blocks
            .iter()
            .filter(move |it| it.zone == zone)
            .map(|it| it.text.as_str())
    };
    let by_credit = texts(Zone::Credit)
        .filter(|it| !lines::is_picture_credit(it))
        .find_map(lines::credited_agency);
    let known = |it: &str| lines::wire::within(it).map(str::to_owned);
    let by_dateline = || texts(Zone::Dateline).find_map(lines::dateline_agency);
    by_credit
        .or_else(|| texts(Zone::Byline).find_map(known))
        .or_else(by_dateline)
}

/// The reporters whom the datelines of a text name, each once.
pub(crate) fn reporters_of(blocks: &[Block]) -> Vec<String> {
    let datelines = blocks.iter().filter(|it| it.zone == Zone::Dateline);
    let mut reporters: Vec<String> = vec![];
    for name in datelines.flat_map(|it| lines::dateline_reporters(&it.text)) {
        if !reporters.contains(&name) && reporters.len() < limits::AUTHORS {
            reporters.push(name);
        }
    }
    reporters
}

fn wire(blocks: &[Block], facts: &Facts) -> Option<String> {
    wire_of(blocks).or_else(|| {
        facts
            .houses
            .iter()
            .find_map(|it| lines::wire::exactly(it))
            .map(str::to_owned)
    })
}

/// The beginning of a text as a title: its first sentence, shortened at a word.
pub(crate) fn first_words(text: &str) -> String {
    const LONGEST: usize = 120;
    let first = text.lines().next().unwrap_or("");
    let sentence = news::text::sentences(first)
        .into_iter()
        .next()
        .map_or(first, |it| &first[it]);
    let sentence = sentence.trim();
    if sentence.chars().count() <= LONGEST {
        return sentence.to_owned();
    }
    let mut short = String::new();
    for word in sentence.split_whitespace() {
        if short.chars().count() + word.chars().count() + 1 > LONGEST {
            break;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
    }
    if short.is_empty() {
        short = sentence.chars().take(LONGEST).collect();
    }
    short + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reporters_of_a_text_are_named_once_and_are_no_more_than_its_authors_may_be() {
        /// How many reporters file, how many times each, and how many of them are named.
        const TESTS: &[(usize, usize, usize)] = &[
            (0, 1, 0),
            (1, 3, 1),
            (2, 2, 2),
            (limits::AUTHORS + 20, 1, limits::AUTHORS),
        ];
        for (count, times, expected) in TESTS {
            let letters = ('가'..='힣').step_by(28).take(*count);
            let names: Vec<String> = letters.map(|it| format!("김{it}수")).collect();
            let filed = names.iter().cycle().take(count * times);
            let filed: Vec<Block> = filed
                .map(|it| Block::new(Zone::Dateline, format!("(서울=연합뉴스) {it} 기자 =")))
                .collect();
            assert_eq!(
                reporters_of(&filed),
                names[..*expected],
                "{count} reporters, {times} times"
            );
        }
    }
}
