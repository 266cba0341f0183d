//! Feeds: RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0, JSON Feed, in whatever state they arrive.
//!
//! The way of the bytes: unpacked and decoded ([`read`]), cut into tokens (`token`), read into a
//! [`Document`] that says what the feed says (`xml`, `json_feed`), made into articles (`article`).

pub(crate) mod answer;
mod article;
mod base64;
mod build;
mod document;
pub(crate) mod entity;
mod field;
mod gather;
pub(crate) mod html;
mod json;
mod json_feed;
pub(crate) mod link;
mod names;
mod person;
pub(crate) mod token;
pub(crate) mod unpack;
mod wishes;
mod xml;

pub use document::{Category, Document, Format, Link, Person, Record, Text};

use news::{Article, TroubleCode, Wishes};

use crate::{Problem, decode, guard, limits};

/// What was read from a feed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParsedFeed {
    /// The feed's title, in plain text.
    pub title: Option<String>,
    /// The address of the site that it is of.
    pub site: Option<String>,
    /// Its language tag, as written.
    pub language: Option<String>,
    /// When it asks to be looked at.
    pub wishes: Wishes,
    /// Its items, in the order of the feed. None is there twice.
    pub articles: Vec<Article>,
    /// The guids and names that several of its items share, for [`feed_knowing`]. They are asked for, never shown.
    pub shared: Vec<String>,
    /// What went wrong or was cut. Not empty where there are no articles.
    pub problems: Vec<Problem>,
}

/// The articles of a feed. `content_type` is what HTTP said of `bytes`, and `address` where they came from.
pub fn feed(bytes: &[u8], content_type: Option<&str>, address: Option<&str>) -> ParsedFeed {
    feed_knowing(bytes, content_type, address, &|_| false)
}

/// The articles of a feed that was read before. `is_shared` says which guids and names were [shared](ParsedFeed::shared)
/// then: by these no item is known, also where it stands alone.
pub fn feed_knowing(
    bytes: &[u8],
    content_type: Option<&str>,
    address: Option<&str>,
    is_shared: &dyn Fn(&str) -> bool,
) -> ParsedFeed {
    guard::contained(|| article::articles(read_unguarded(bytes, content_type, address), is_shared))
        .unwrap_or_else(|| {
            let message = "The feed could not be read: a fault of this program.";
            ParsedFeed {
                problems: vec![Problem::new(TroubleCode::Internal, message)],
                ..ParsedFeed::default()
            }
        })
}

/// What a feed says, in its own words: for those who want more of it than articles.
pub fn read(bytes: &[u8], content_type: Option<&str>, address: Option<&str>) -> Document {
    guard::contained(|| read_unguarded(bytes, content_type, address)).unwrap_or_else(|| {
        let message = "The feed could not be read: a fault of this program.";
        Document {
            problems: vec![Problem::new(TroubleCode::Internal, message)],
            ..Document::default()
        }
    })
}

fn read_unguarded(bytes: &[u8], content_type: Option<&str>, address: Option<&str>) -> Document {
    let (bytes, unpacked) = unpack::unpacked(bytes);
    let too_large = bytes.len() > limits::FEED_BYTES;
    let bytes = &bytes[..bytes.len().min(limits::FEED_BYTES)];
    let content_type = if is_iso_2022_jp(bytes) {
        Some("charset=iso-2022-jp")
    } else {
        content_type
    };
    let decoded = decode::text(bytes, content_type);
    let text = entity::clean(decoded.text);
    let text = text.trim_start_matches(|it: char| it == '\u{feff}' || it.is_whitespace());

    let is_json = text.starts_with(['{', '[']);
    let mut document = if is_json {
        json_feed::read(text, address)
    } else {
        xml::read(text, address)
    };
    if document.format.is_none() {
        // The first byte may be what is damaged.
        let other = if is_json {
            xml::read(text, address)
        } else {
            json_feed::read_headless(text, address)
        };
        if other.format.is_some() {
            document = other;
        }
    }
    if document.format.is_none() {
        document.problems = vec![answer::in_place_of_a_feed(text)];
        return document;
    }
    if document.entries.is_empty() {
        document
            .problems
            .push(Problem::new(TroubleCode::Empty, "The feed holds no items."));
    }
    if too_large {
        let message = format!(
            "The feed is larger than {} MB; its beginning was read.",
            limits::FEED_BYTES >> 20
        );
        document
            .problems
            .push(Problem::new(TroubleCode::TooLarge, message));
    }
    if !unpacked {
        let message = "The packed feed breaks off; what came before was read.";
        document
            .problems
            .push(Problem::new(TroubleCode::Damaged, message));
    }
    if decoded.damaged && text.contains('\u{fffd}') {
        let message = format!("Some characters could not be read as {}.", decoded.encoding);
        document
            .problems
            .push(Problem::new(TroubleCode::Damaged, message));
    }
    document
}

/// Whether Japanese text is written with escapes between seven-bit sets, which nothing else looks like.
fn is_iso_2022_jp(bytes: &[u8]) -> bool {
    const ESCAPES: &[&[u8]] = &[b"\x1b$B", b"\x1b$@"];
    let Some(at) = bytes.iter().position(|it| *it == 0x1B) else {
        return false;
    };
    ESCAPES.iter().any(|it| bytes[at..].starts_with(it)) && bytes.is_ascii()
}
