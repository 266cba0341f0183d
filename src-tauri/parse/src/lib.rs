//! Foreign bytes in: feeds, pages, files and documents become articles; and what servers say of how they want to be asked.
//!
//! Nothing here fails. Every entry point gives back what could be read and a list of problems, and
//! a panic in it (ours or a library's) is caught and becomes one problem of that input.

mod decode;
mod discover;
pub mod feed;
mod files;
mod guard;
mod headers;
pub mod limits;
mod lines;
mod page;
mod robots;
mod sources;
mod watchlists;
mod when;

pub use discover::{
    ChildSitemap, FeedLink, FrontPage, PageLink, PageLinks, ParsedSitemap, Service, ServiceFeed,
    front_page, link_header, page_links, service, sitemap, telegram,
};
pub use feed::{ParsedFeed, feed, feed_knowing};
pub use files::{
    Piece, document, in_pieces, is_apart, markdown_file, pieces, readable_ending, text_file,
};
pub use headers::{http_date, max_age, retry_after};
pub use page::{address_key, page};
pub use robots::Robots;
pub use sources::{
    ListedSource, ParsedSources, RefusedLine, feed_key, is_for_opml, opml, source_list,
    source_table, write_opml, write_source_table,
};
pub use watchlists::{ParsedWatchlists, watchlists, write_watchlists};

use std::collections::BTreeSet;

use news::{Article, Timestamp, TroubleCode};
use serde::{Deserialize, Serialize};

/// Which reader this is. Raised with every change of what is read from the same bytes, so that evidence can say which reader
/// made its text.
pub const READER: u32 = 4;

/// What was read from a page or a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parsed {
    /// The articles, in the order of the input. A page holds one at most.
    pub articles: Vec<Article>,
    /// What went wrong or was cut. Not empty where `articles` is.
    pub problems: Vec<Problem>,
    /// The times of `articles` for which a file names no zone: they stand as if in UTC. Of pages each article's reading says
    /// it.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub unzoned: BTreeSet<Timestamp>,
}

/// Something that went wrong while reading, or a bound that was hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Its kind.
    pub code: TroubleCode,
    /// What happened, in a sentence for people.
    pub message: String,
}

impl Problem {
    /// A problem of kind `code`, told in `message`.
    pub fn new(code: TroubleCode, message: impl Into<String>) -> Problem {
        Problem {
            code,
            message: message.into(),
        }
    }
}
