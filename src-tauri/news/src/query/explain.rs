//! Explaining: which sentence an alert shows, why a topic was met, and what did not count.

use std::{
    collections::{BTreeMap, HashSet},
    ops::Range,
};

use super::{
    About, Diagnostic, Document, Lists, Proof, Query, Read, Sought, Span,
    ast::{Node, Words},
    reversal,
};
use crate::{
    Article, TopicId, Zone,
    desk::{BlockView, QueryCheck, Why, WhyClause},
    text::{Piece, pieces, sentence_at},
};

/// The sentence that an alert shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flagged {
    /// Which of the article's blocks.
    pub block: u32,
    /// What that block is.
    pub zone: Zone,
    /// Where in the block the hit stands whose sentence it is.
    pub at: usize,
    /// How many places of the article met the topic.
    pub hits: u32,
}

/// The sentence that an alert shows: the first of the body that holds a hit, else of the standfirst, of another
/// zone, of the headline. An article that was met by what is known about it alone shows its beginning.
pub fn flagged(article: &Article, proof: &Proof) -> Flagged {
    let spans = proof.highlights();
    let rank = |zone: Zone| match zone {
        Zone::Body | Zone::Quote => 0,
        Zone::Standfirst => 1,
        Zone::Caption
        | Zone::Promo
        | Zone::Credit
        | Zone::Byline
        | Zone::Dateline
        | Zone::Boilerplate => 2,
        Zone::Headline => 3,
    };
    let zone_of = |span: &Span| {
        article
            .blocks
            .get(span.block as usize)
            .map_or(Zone::Body, |it| it.zone)
    };
    let best = spans
        .iter()
        .min_by_key(|it| (rank(zone_of(it)), it.block, it.start));
    let (block, at) = best.map_or((0, 0), |it| (it.block, it.start as usize));
    let zone = article
        .blocks
        .get(block as usize)
        .map_or(Zone::Body, |it| it.zone);
    Flagged {
        block,
        zone,
        at,
        hits: spans.len() as u32,
    }
}

/// That sentence, cut at what met the topic.
pub fn flagged_sentence(
    article: &Article,
    flagged: &Flagged,
    proof: &Proof,
    topic_id: TopicId,
) -> Vec<Piece> {
    let Some(block) = article.blocks.get(flagged.block as usize) else {
        return vec![];
    };
    let sentence = sentence_at(&block.text, flagged.at);
    let text = block.text.get(sentence.clone()).unwrap_or(&block.text);
    let start = sentence.start;
    let marks: Vec<_> = proof
        .highlights()
        .into_iter()
        .filter(|it| it.block == flagged.block)
        .filter_map(|it| {
            let from = (it.start as usize).max(start);
            let to = (it.end as usize).min(sentence.end);
            (from < to).then(|| (from - start..to - start, topic_id))
        })
        .collect();
    pieces(text, &marks)
}

/// Of which topic it is explained why an article met it.
#[derive(Debug, Clone, Copy)]
pub struct Of<'a> {
    /// The topic.
    pub topic_id: TopicId,
    /// Its name.
    pub topic: &'a str,
    /// The name of its watchlist.
    pub watchlist: &'a str,
    /// The mark of that.
    pub mark: u8,
    /// The topic's version that matched.
    pub version: u32,
    /// Its query as it was then.
    pub query: &'a str,
}

/// Why an article met a topic: each clause with the words that met it, and what stands in the text but did
/// not count. Linear in the article's words and in the query, whatever other topics there are.
pub fn why(article: &Article, of: Of<'_>, proof: &Proof, lists: &Lists) -> Why {
    let mut clauses = vec![];
    list(article, proof, 0, &mut clauses);
    let not_counted = Query::stored_with(of.query, lists)
        .map(|read| {
            not_counted(
                &read.query,
                &Document::new(article, &About::default()),
                article,
            )
        })
        .unwrap_or_default();
    Why {
        topic_id: of.topic_id,
        topic: of.topic.into(),
        watchlist: of.watchlist.into(),
        mark: of.mark,
        topic_version: of.version,
        query: of.query.into(),
        hits: proof.highlights().len() as u32,
        clauses,
        not_counted,
    }
}

fn list(article: &Article, proof: &Proof, depth: u32, into: &mut Vec<WhyClause>) {
    let mut found: Vec<String> = vec![];
    for span in &proof.spans {
        let text = words_at(article, span);
        if !text.is_empty() && !found.iter().any(|it| it.eq_ignore_ascii_case(text)) {
            found.push(text.to_string());
        }
    }
    into.push(WhyClause {
        depth,
        clause: proof.clause.clone(),
        holds: proof.holds,
        found,
        remark: proof.remark.clone(),
    });
    for part in &proof.parts {
        list(article, part, depth + 1, into);
    }
}

/// The text of a place, empty where the place is not in the article.
fn words_at<'a>(article: &'a Article, span: &Span) -> &'a str {
    article
        .blocks
        .get(span.block as usize)
        .and_then(|it| it.text.get(span.start as usize..span.end as usize))
        .unwrap_or_default()
}

/// What looks like a hit and is none: longer words that end or begin with a word of the query behind or
/// before a hyphen or a reversing prefix, and words in zones that are not searched.
fn not_counted(query: &Query, document: &Document, article: &Article) -> Vec<String> {
    let mut leaves = vec![];
    positive(&query.root, &mut leaves, &mut HashSet::new());
    let mut sought = Sought::default();
    sought.set(TopicId(0), query);
    let mut own: BTreeMap<(String, String), u32> = BTreeMap::new();
    let mut held: BTreeMap<(String, Zone), u32> = BTreeMap::new();
    for word in document.words() {
        let (zone, form) = (document.zone(word.block), document.form(word));
        let text = article.blocks[word.block as usize]
            .text
            .get(word.start as usize..word.end as usize);
        let Some(text) = text else { continue };
        if !zone.is_default() {
            if sought.has(form) {
                *held.entry((text.to_lowercase(), zone)).or_default() += 1;
            }
            continue;
        }
        // What of the word the query may look for: before and behind its hyphens, and behind a prefix.
        let hyphens = text
            .char_indices()
            .filter(|(_, it)| crate::text::is_hyphen(*it));
        let by_hyphen = hyphens.flat_map(|(at, it)| [&text[at + it.len_utf8()..], &text[..at]]);
        let by_prefix = reversal::prefixes()
            .filter_map(|it| form.strip_prefix(it).filter(|rest| rest.len() > 3));
        let parts: Vec<String> = by_hyphen
            .map(crate::text::fold)
            .chain(by_prefix.map(Into::into))
            .filter(|it: &String| !it.is_empty() && sought.has(it))
            .collect();
        if parts.is_empty() {
            continue;
        }
        // Only now it is asked which of the query's words it is.
        for words in &leaves {
            let [pattern] = &words.patterns[..] else {
                continue;
            };
            if !pattern.fits(form) && parts.iter().any(|it| pattern.fits(it)) {
                *own.entry((text.to_lowercase(), words.to_string()))
                    .or_default() += 1;
            }
        }
    }
    let times = |n: u32| {
        if n == 1 {
            String::new()
        } else {
            format!(" ({n} times)")
        }
    };
    own.into_iter()
        .map(|((text, word), n)| {
            format!(
                "“{text}”{}: a word of its own, not counted as {word}",
                times(n)
            )
        })
        .chain(
            held.into_iter().map(|((text, zone), n)| {
                format!("“{text}”{} {}: not searched", times(n), place(zone))
            }),
        )
        .collect()
}

/// Where a zone stands, in words.
fn place(zone: Zone) -> &'static str {
    match zone {
        Zone::Promo => "in a promotional line",
        Zone::Credit => "in the credit",
        Zone::Byline => "in the byline",
        Zone::Dateline => "in the dateline",
        Zone::Boilerplate => "in the page's standing text",
        Zone::Headline => "in the headline",
        Zone::Standfirst => "in the standfirst",
        Zone::Body => "in the text",
        Zone::Quote => "in a quotation",
        Zone::Caption => "in a caption",
    }
}

/// The words that must or may occur (those under NOT and in fields left out). Lists that were seen are left out: many
/// queries share them.
fn positive<'a>(
    node: &'a Node,
    into: &mut Vec<&'a Words>,
    lists: &mut HashSet<*const super::lists::List>,
) {
    match node {
        Node::Words(words) => into.push(words),
        Node::Not(_) | Node::Field(..) => {}
        Node::List(list) => {
            if lists.insert(std::sync::Arc::as_ptr(list)) {
                positive(&list.node, into, lists);
            }
        }
        Node::NotNear { left, .. } => positive(left, into, lists),
        Node::Score { terms, .. } => terms
            .iter()
            .filter(|it| it.weight > 0)
            .for_each(|it| positive(&it.node, into, lists)),
        other => other
            .parts()
            .into_iter()
            .for_each(|it| positive(it, into, lists)),
    }
}

/// The article's blocks, cut at the places that met each topic.
pub fn article_blocks(article: &Article, marks: &[(TopicId, &Proof)]) -> Vec<BlockView> {
    let mut of_block: BTreeMap<u32, Vec<(Range<usize>, TopicId)>> = BTreeMap::new();
    for (topic, proof) in marks {
        for span in proof.highlights() {
            of_block
                .entry(span.block)
                .or_default()
                .push((span.start as usize..span.end as usize, *topic));
        }
    }
    article
        .blocks
        .iter()
        .enumerate()
        .map(|(number, block)| BlockView {
            zone: block.zone,
            pieces: pieces(
                &block.text,
                of_block.get(&(number as u32)).map_or(&[], Vec::as_slice),
            ),
        })
        .collect()
}

/// How many words that topics look for stand in zones that are not searched, by zone: "promo (1)". Linear in the words of
/// these zones, however many topics there are.
pub fn held_back(article: &Article, sought: &Sought) -> Vec<String> {
    if article.blocks.iter().all(|it| it.zone.is_default()) {
        return vec![];
    }
    let document = Document::new(article, &About::default());
    let mut of_zone: BTreeMap<Zone, u32> = BTreeMap::new();
    for word in document.words() {
        let zone = document.zone(word.block);
        if !zone.is_default() && sought.has(document.form(word)) {
            *of_zone.entry(zone).or_default() += 1;
        }
    }
    of_zone
        .into_iter()
        .map(|(zone, n)| format!("{} ({n})", zone.name()))
        .collect()
}

/// What the language makes of a text: of a topic, or of what was typed into the search bar.
pub fn check(text: &str, topic: bool) -> QueryCheck {
    check_with(text, topic, &Lists::default())
}

/// The same for a text that may use named lists.
pub fn check_with(text: &str, topic: bool, lists: &Lists) -> QueryCheck {
    checked(&if topic {
        Query::topic_with(text, lists)
    } else {
        Query::search_with(text, lists)
    })
}

/// The same for a text that was read.
pub fn checked(read: &Result<Read, Vec<Diagnostic>>) -> QueryCheck {
    let (canonical, diagnostics) = match read {
        Ok(read) => (Some(read.query.to_string()), &read.diagnostics),
        Err(diagnostics) => (None, diagnostics),
    };
    QueryCheck {
        canonical,
        diagnostics: diagnostics.clone(),
        expansions: vec![],
    }
}
