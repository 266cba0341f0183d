//! How an article was read from its page, and how far that can be trusted.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Timestamp;

/// Where something that is said of an article was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// The page's description of itself for search engines (JSON-LD).
    Described,
    /// A `meta` element in the page's head, or its `title`.
    Meta,
    /// An element that is marked as holding it (`itemprop`, `rel=author`, `time`).
    Marked,
    /// Text that readers see.
    Visible,
    /// The page's address.
    Address,
}

impl Evidence {
    /// Every kind.
    pub const ALL: [Evidence; 5] = [
        Evidence::Described,
        Evidence::Meta,
        Evidence::Marked,
        Evidence::Visible,
        Evidence::Address,
    ];
}

/// How a page was read: what the extractors thought of each other, what the page says of itself besides its text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Reading {
    /// How sure it is that the text is the article and all of it, in percent: how far independent extractors agree.
    pub confidence: u8,
    /// The page says that not everybody may read all of it.
    pub paywalled: bool,
    /// The page is a live blog: entries are added while it stands.
    pub live: bool,
    /// The publisher gives a time that no article can have (an epoch, a typing error); it was not used.
    pub implausible: bool,
    /// The page shows its readers when it was last changed, and not when it was published.
    pub shows_change: bool,
    /// The part of the outlet in which it appeared ("World").
    pub section: Option<String>,
    /// The publisher's own words for what it is about.
    pub tags: Vec<String>,
    /// The address of the picture that the publisher shows with it. It is never fetched by itself.
    pub image: Option<String>,
    /// Who is named as author where that is no person: a desk, a house, a pen name.
    pub credit: Option<String>,
    /// Where the title was found.
    pub title_from: Option<Evidence>,
    /// Where the authors, or the credit, were found.
    pub authors_from: Option<Evidence>,
    /// Where the time of publication was found.
    pub published_from: Option<Evidence>,
    /// Where the time of the last change was found.
    pub modified_from: Option<Evidence>,
    /// The zone that the page gives with the time of publication, in minutes east of Greenwich. Without one the time was
    /// taken for UTC.
    pub published_zone: Option<i16>,
    /// The same of the last change.
    pub modified_zone: Option<i16>,
}

/// A point in time as its page gives it: in the page's zone, or without any where the page names none.
pub fn as_given(at: Timestamp, zone: Option<i16>) -> String {
    let offset = zone.and_then(|it| jiff::tz::Offset::from_seconds(i32::from(it) * 60).ok());
    let clock = offset
        .unwrap_or(jiff::tz::Offset::UTC)
        .to_datetime(at.to_jiff());
    match offset {
        Some(offset) => {
            let minutes = offset.seconds() / 60;
            let sign = if minutes < 0 { '-' } else { '+' };
            format!(
                "{clock}{sign}{:02}:{:02}",
                minutes.abs() / 60,
                minutes.abs() % 60
            )
        }
        None => clock.to_string(),
    }
}

impl Reading {
    /// Below this the text should be held against the original. Measured on 505 pages with their true text: below it two
    /// in five lacked or added more than a tenth (blogs; news: one in nine), above it one in twelve (news: one in 25).
    pub const DOUBTFUL: u8 = 80;
}
