//! An article as bytes: a layout of our own, several times quicker to read than JSON and shorter.
//!
//! The first byte is the layout's number. Numbers are of variable length (seven bits a byte, lowest first);
//! a text is its length and its bytes; what may be missing has a length one higher, 0 for nothing. How the
//! article was read stands behind all of that, if it is known: what was stored before it was kept ends there.

use std::mem::replace;

use news::{Article, Block, Evidence, Reading, Timestamp, Zone, query::Sieve};

use crate::{Result, StoreError};

/// The layout that is written.
const LAYOUT: u8 = 1;

/// An article as bytes.
pub(crate) fn to_bytes(article: &Article) -> Vec<u8> {
    let length: usize = article.blocks.iter().map(|it| it.text.len() + 4).sum();
    let mut out = Vec::with_capacity(length + 512);
    out.push(LAYOUT);
    // The title mostly stands over the text as well.
    let same = article
        .blocks
        .first()
        .is_some_and(|it| it.text == article.title);
    put_option(&mut out, (!same).then_some(article.title.as_str()));
    put_number(&mut out, article.authors.len() as u64);
    article.authors.iter().for_each(|it| put_text(&mut out, it));
    for it in [
        &article.address,
        &article.outlet,
        &article.language,
        &article.wire,
        &article.item_id,
    ] {
        put_option(&mut out, it.as_deref());
    }
    put_time(&mut out, article.published_at);
    put_time(&mut out, article.modified_at);
    put_number(&mut out, article.blocks.len() as u64);
    for block in &article.blocks {
        out.push(zone_number(block.zone));
        put_text(&mut out, &block.text);
    }
    if let Some(reading) = &article.reading {
        put_reading(&mut out, reading);
    }
    out
}

fn put_reading(out: &mut Vec<u8>, reading: &Reading) {
    let marks = [
        reading.paywalled,
        reading.live,
        reading.implausible,
        reading.shows_change,
    ];
    out.push(
        marks
            .iter()
            .rev()
            .fold(0, |bits, it| bits << 1 | u8::from(*it)),
    );
    out.push(reading.confidence);
    for it in [
        reading.title_from,
        reading.authors_from,
        reading.published_from,
        reading.modified_from,
    ] {
        out.push(it.map_or(0, evidence_number));
    }
    for it in [reading.published_zone, reading.modified_zone] {
        match it {
            Some(minutes) => {
                out.push(1);
                out.extend_from_slice(&minutes.to_le_bytes());
            }
            None => out.push(0),
        }
    }
    put_option(out, reading.section.as_deref());
    put_option(out, reading.image.as_deref());
    put_option(out, reading.credit.as_deref());
    put_number(out, reading.tags.len() as u64);
    reading.tags.iter().for_each(|it| put_text(out, it));
}

/// The article that was written as these bytes.
#[cfg(test)]
fn from_bytes(bytes: &[u8]) -> Result<Article> {
    let mut article = Article::default();
    read_into(bytes, &mut article, None)?;
    Ok(article)
}

/// Reads the article that was written as these bytes into another one's room: where many are read in turn, nothing is
/// allocated for most of them. After an error it holds anything.
///
/// With a sieve, and room for the bytes in lower case, blocks have no text that cannot matter to its queries; but for the first, which
/// may be the headline.
pub(crate) fn read_into(
    bytes: &[u8],
    article: &mut Article,
    sieve: Option<(&Sieve, &mut Vec<u8>)>,
) -> Result<()> {
    let damaged = || StoreError::Damaged("the text of an article cannot be read".into());
    read(bytes, article, sieve).ok_or_else(damaged)
}

fn read(bytes: &[u8], into: &mut Article, sieve: Option<(&Sieve, &mut Vec<u8>)>) -> Option<()> {
    let mut sieving = sieve.map(|(sieve, lower)| {
        lower.clear();
        lower.extend_from_slice(bytes);
        lower.make_ascii_lowercase();
        sieve.over(lower)
    });
    let mut is_first = true;
    let mut rest = bytes.strip_prefix(&[LAYOUT])?;
    let it = &mut rest;
    let mut title = Some(std::mem::take(&mut into.title));
    option(it, &mut title)?;
    list(it, &mut into.authors, text)?;
    option(it, &mut into.address)?;
    option(it, &mut into.outlet)?;
    option(it, &mut into.language)?;
    option(it, &mut into.wire)?;
    option(it, &mut into.item_id)?;
    (into.published_at, into.modified_at) = (time(it)?, time(it)?);
    list(it, &mut into.blocks, |it, block| {
        let (zone, after) = it.split_first()?;
        *it = after;
        block.zone = zone_of(*zone)?;
        let length = number(it)?;
        if !replace(&mut is_first, false)
            && let Some(sieving) = &mut sieving
        {
            let from = bytes.len() - it.len();
            let (text, after) = it.split_at_checked(usize::try_from(length).ok()?)?;
            if !sieving.may_matter(text, from..from + text.len()) {
                block.text.clear();
                *it = after;
                return Some(());
            }
        }
        text_of(it, length, &mut block.text)
    })?;
    match title {
        Some(title) => into.title = title,
        None => into.title.clone_from(&into.blocks.first()?.text),
    }
    let it = &mut rest;
    if it.is_empty() {
        into.reading = None;
    } else {
        read_reading(it, into.reading.get_or_insert_default())?;
    }
    rest.is_empty().then_some(())
}

fn read_reading(from: &mut &[u8], into: &mut Reading) -> Option<()> {
    let marks = byte(from)?;
    if marks > 0b1111 {
        return None;
    }
    into.paywalled = marks & 1 != 0;
    into.live = marks & 2 != 0;
    into.implausible = marks & 4 != 0;
    into.shows_change = marks & 8 != 0;
    into.confidence = byte(from)?;
    for it in [
        &mut into.title_from,
        &mut into.authors_from,
        &mut into.published_from,
        &mut into.modified_from,
    ] {
        *it = match byte(from)? {
            0 => None,
            number => Some(evidence_of(number)?),
        };
    }
    for it in [&mut into.published_zone, &mut into.modified_zone] {
        *it = match byte(from)? {
            0 => None,
            1 => {
                let (bytes, after) = from.split_first_chunk::<2>()?;
                *from = after;
                Some(i16::from_le_bytes(*bytes))
            }
            _ => return None,
        };
    }
    option(from, &mut into.section)?;
    option(from, &mut into.image)?;
    option(from, &mut into.credit)?;
    list(from, &mut into.tags, text)
}

fn byte(from: &mut &[u8]) -> Option<u8> {
    let (byte, after) = from.split_first()?;
    *from = after;
    Some(*byte)
}

fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put_number(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

fn put_option(out: &mut Vec<u8>, text: Option<&str>) {
    match text {
        Some(text) => {
            put_number(out, text.len() as u64 + 1);
            out.extend_from_slice(text.as_bytes());
        }
        None => out.push(0),
    }
}

/// A time as 1 and its eight bytes, or 0.
fn put_time(out: &mut Vec<u8>, at: Option<Timestamp>) {
    match at {
        Some(at) => {
            out.push(1);
            out.extend_from_slice(&at.0.to_le_bytes());
        }
        None => out.push(0),
    }
}

fn number(from: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (byte, after) = from.split_first()?;
        *from = after;
        number |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

fn text_of(from: &mut &[u8], length: u64, into: &mut String) -> Option<()> {
    let (text, after) = from.split_at_checked(usize::try_from(length).ok()?)?;
    *from = after;
    into.clear();
    into.push_str(simdutf8::basic::from_utf8(text).ok()?);
    Some(())
}

fn text(from: &mut &[u8], into: &mut String) -> Option<()> {
    let length = number(from)?;
    text_of(from, length, into)
}

fn option(from: &mut &[u8], into: &mut Option<String>) -> Option<()> {
    match number(from)? {
        0 => *into = None,
        length => text_of(from, length - 1, into.get_or_insert_default())?,
    }
    Some(())
}

fn time(from: &mut &[u8]) -> Option<Option<Timestamp>> {
    let (there, after) = from.split_first()?;
    *from = after;
    match there {
        0 => Some(None),
        1 => {
            let (bytes, after) = from.split_first_chunk::<8>()?;
            *from = after;
            Some(Some(Timestamp(i64::from_le_bytes(*bytes))))
        }
        _ => None,
    }
}

fn list<T: Empty>(
    from: &mut &[u8],
    into: &mut Vec<T>,
    mut one: impl FnMut(&mut &[u8], &mut T) -> Option<()>,
) -> Option<()> {
    let length = usize::try_from(number(from)?).ok()?;
    into.truncate(length);
    for number in 0..length {
        // A damaged length must not ask for all of the memory: one at a time.
        if number == into.len() {
            into.push(T::empty());
        }
        one(from, &mut into[number])?;
    }
    Some(())
}

/// What is read into.
trait Empty {
    fn empty() -> Self;
}

impl Empty for String {
    fn empty() -> String {
        String::new()
    }
}

impl Empty for Block {
    fn empty() -> Block {
        Block::new(Zone::Body, String::new())
    }
}

/// The number under which a zone is stored. Never changed, whatever the order of [`Zone::ALL`].
const fn zone_number(zone: Zone) -> u8 {
    match zone {
        Zone::Headline => 0,
        Zone::Standfirst => 1,
        Zone::Byline => 2,
        Zone::Dateline => 3,
        Zone::Body => 4,
        Zone::Quote => 5,
        Zone::Caption => 6,
        Zone::Promo => 7,
        Zone::Credit => 8,
        Zone::Boilerplate => 9,
    }
}

fn zone_of(number: u8) -> Option<Zone> {
    Zone::ALL.into_iter().find(|it| zone_number(*it) == number)
}

/// The number under which a kind of evidence is stored. Never changed, whatever the order of [`Evidence::ALL`].
const fn evidence_number(evidence: Evidence) -> u8 {
    match evidence {
        Evidence::Described => 1,
        Evidence::Meta => 2,
        Evidence::Marked => 3,
        Evidence::Visible => 4,
        Evidence::Address => 5,
    }
}

fn evidence_of(number: u8) -> Option<Evidence> {
    Evidence::ALL
        .into_iter()
        .find(|it| evidence_number(*it) == number)
}

#[cfg(test)]
mod tests {
    use news::query::Query;
    use proptest::prelude::*;

    use super::*;

    fn readings() -> impl Strategy<Value = Reading> {
        let evidence = || prop::option::of(prop::sample::select(Evidence::ALL.to_vec()));
        let text = || prop::option::of(any::<String>());
        (
            (any::<u8>(), any::<[bool; 4]>()),
            (evidence(), evidence(), evidence(), evidence()),
            (any::<Option<i16>>(), any::<Option<i16>>()),
            (
                text(),
                text(),
                text(),
                prop::collection::vec(any::<String>(), 0..4),
            ),
        )
            .prop_map(|((confidence, marks), from, zones, texts)| Reading {
                confidence,
                paywalled: marks[0],
                live: marks[1],
                implausible: marks[2],
                shows_change: marks[3],
                section: texts.0,
                tags: texts.3,
                credit: texts.2,
                image: texts.1,
                title_from: from.0,
                authors_from: from.1,
                published_from: from.2,
                modified_from: from.3,
                published_zone: zones.0,
                modified_zone: zones.1,
            })
    }

    fn articles() -> impl Strategy<Value = Article> {
        let texts = || prop::option::of(any::<String>());
        let blocks = prop::collection::vec((0..Zone::ALL.len(), any::<String>()), 0..6);
        (
            (
                any::<String>(),
                prop::collection::vec(any::<String>(), 0..3),
            ),
            (texts(), texts(), texts(), texts(), texts()),
            (
                prop::option::of(any::<i64>()),
                prop::option::of(any::<i64>()),
            ),
            (blocks, any::<bool>(), prop::option::of(readings())),
        )
            .prop_map(
                |((title, authors), names, times, (blocks, same, reading))| {
                    let blocks: Vec<Block> = blocks
                        .into_iter()
                        .map(|(zone, text)| Block::new(Zone::ALL[zone], text))
                        .collect();
                    Article {
                        title: match blocks.first() {
                            Some(first) if same => first.text.clone(),
                            _ => title,
                        },
                        authors,
                        address: names.0,
                        outlet: names.1,
                        language: names.2,
                        wire: names.3,
                        item_id: names.4,
                        published_at: times.0.map(Timestamp),
                        modified_at: times.1.map(Timestamp),
                        blocks,
                        reading: reading.map(Box::new),
                    }
                },
            )
    }

    proptest! {
        #[test]
        fn any_article_survives_storing(article in articles()) {
            let bytes = to_bytes(&article);
            prop_assert_eq!(&from_bytes(&bytes).expect("read"), &article);
            let mut other = Article {
                title: "Another".into(),
                authors: vec!["Somebody".into(); 4],
                address: Some("https://ledger.example/".into()),
                blocks: vec![Block::new(Zone::Promo, "Another text"); 3],
                reading: Some(Box::new(Reading {
                    section: Some("Another".into()),
                    tags: vec!["another".into(); 2],
                    ..Reading::default()
                })),
                ..Article::default()
            };
            read_into(&bytes, &mut other, None).expect("read");
            prop_assert_eq!(&other, &article, "in another one's room");
            let query = Query::topic("sanctions OR aaa").expect("a query").query;
            let sieve = Sieve::of([&query]).expect("its words are plain");
            read_into(&bytes, &mut other, Some((&sieve, &mut vec![]))).expect("read");
            prop_assert_eq!(&other.title, &article.title);
            for (sifted, block) in other.blocks.iter_mut().zip(&article.blocks) {
                let lower = block.text.to_ascii_lowercase();
                if sifted.text != block.text {
                    prop_assert!(sifted.text.is_empty());
                    let (text, whole) = (block.text.as_bytes(), 0..lower.len());
                    prop_assert!(!sieve.over(lower.as_bytes()).may_matter(text, whole));
                    sifted.text.clone_from(&block.text);
                }
            }
            prop_assert_eq!(&other, &article, "but for texts, all is there");
            prop_assert!(bytes.len() < 2 || from_bytes(&bytes[..bytes.len() - 1]).is_err());
        }

        #[test]
        fn what_was_stored_before_readings_were_kept_is_read(mut article in articles()) {
            let with = to_bytes(&article);
            article.reading = None;
            let without = to_bytes(&article);
            prop_assert!(with.starts_with(&without), "a reading is a tail");
            prop_assert_eq!(from_bytes(&without).expect("read"), article);
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = from_bytes(&bytes);
            let _ = from_bytes(&[&[LAYOUT], &bytes[..]].concat());
        }
    }
}
