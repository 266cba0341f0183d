//! `Key: value` lines at the top of a file.

use crate::lines::authors;
use crate::page::{clean_address, primary_language};
use crate::when::{self, Stated};

/// What a file's header says.
#[derive(Debug, Clone, Default)]
pub(super) struct Header {
    pub(super) title: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) outlet: Option<String>,
    pub(super) address: Option<String>,
    pub(super) language: Option<String>,
    pub(super) published: Option<Stated>,
    pub(super) modified: Option<Stated>,
    /// What the file calls the article, where it has several or names it for good.
    pub(super) id: Option<String>,
}

impl Header {
    /// Takes one line of a header. False if it is none: then it is text.
    pub(super) fn take(&mut self, line: &str) -> bool {
        let Some((key, value)) = line.split_once(':') else {
            return false;
        };
        let value = value.trim().trim_matches(['"', '\'']).trim();
        if value.is_empty() || value.chars().count() > 2_000 {
            return false;
        }
        match key.trim().to_lowercase().as_str() {
            "title" | "headline" => self.title = Some(value.to_owned()),
            "source" | "outlet" | "publisher" | "publication" | "site" => {
                match clean_address(value) {
                    Some(address) => self.address = Some(address),
                    None => self.outlet = Some(value.to_owned()),
                }
            }
            "author" | "authors" | "by" | "byline" => {
                let value = value.trim_matches(['[', ']']);
                self.authors = authors::persons(value, None);
            }
            "date" | "published" | "published at" | "published_at" | "pubdate" | "created" => {
                match when::stated(value) {
                    Some(at) => self.published = Some(at),
                    None => return false,
                }
            }
            "updated" | "modified" | "lastmod" => match when::stated(value) {
                Some(at) => self.modified = Some(at),
                None => return false,
            },
            "url" | "address" | "link" | "canonical" => match clean_address(value) {
                Some(address) => self.address = Some(address),
                None => return false,
            },
            "language" | "lang" => match primary_language(value) {
                Some(language) => self.language = Some(language),
                None => return false,
            },
            _ => return false,
        }
        true
    }
}
