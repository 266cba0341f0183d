//! What a page says about its article: title, authors, times, language, outlet, address.

mod about;
pub(crate) mod address;
mod dates;
mod json_ld;
mod language;
mod people;
mod title;

pub(crate) use json_ld::Described;
pub(crate) use language::{of_text as language_of_text, primary as primary_language};
pub(crate) use title::same_words;

use std::collections::HashMap;

use dom_query::Document;
use news::Evidence;

use super::tree::{Tree, fold};
use crate::when::Stated;

/// What a page says about its article.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) title: Option<String>,
    /// The segment that shows the title.
    pub(crate) headline: Option<usize>,
    pub(crate) authors: Vec<String>,
    /// Names given for the author that are no persons: agencies, desks.
    pub(crate) houses: Vec<String>,
    /// Who is named as author where that is no person: a desk, a house, a pen name.
    pub(crate) credit: Option<String>,
    pub(crate) published: Option<(Stated, Evidence)>,
    pub(crate) modified: Option<(Stated, Evidence)>,
    /// The page shows its readers when it was last changed, and not when it was published.
    pub(crate) shows_change: bool,
    /// The page gives a time of publication that no article can have.
    pub(crate) implausible: bool,
    pub(crate) title_from: Option<Evidence>,
    pub(crate) authors_from: Option<Evidence>,
    pub(crate) section: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) image: Option<String>,
    pub(crate) paywalled: bool,
    pub(crate) live: bool,
    pub(crate) language: Option<String>,
    pub(crate) outlet: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) description: Option<String>,
    /// The text as JSON-LD gives it.
    pub(crate) body: Option<String>,
}

/// Where facts are looked for.
pub(crate) struct Sources<'a> {
    pub(crate) document: &'a Document,
    pub(crate) tree: &'a Tree,
    pub(crate) described: Described,
    pub(crate) meta: Meta,
    /// Where the page came from.
    pub(crate) address: Option<&'a str>,
}

/// The page's `meta` elements by name, property or itemprop in lower case.
#[derive(Debug, Default)]
pub(crate) struct Meta(HashMap<String, Vec<String>>);

impl Meta {
    /// Reads the `meta` elements of `document`.
    pub(crate) fn of(document: &Document) -> Meta {
        const MOST: usize = 500;
        let mut meta = Meta::default();
        for element in document.select("meta").nodes().iter().take(MOST) {
            let Some(content) = element
                .attr("content")
                .map(|it| fold(&it))
                .filter(|it| !it.is_empty())
            else {
                continue;
            };
            for key in ["property", "name", "itemprop", "http-equiv"] {
                if let Some(name) = element.attr(key) {
                    meta.0
                        .entry(name.trim().to_ascii_lowercase())
                        .or_default()
                        .push(content.clone());
                }
            }
        }
        meta.unpack();
        meta
    }

    /// Takes what a system writes as JSON into one element for names of its own, where these are not there.
    fn unpack(&mut self) {
        const NAMES: &[(&str, &str)] = &[
            ("pub_date", "parsely-pub-date"),
            ("author", "parsely-author"),
            ("authors", "parsely-author"),
            ("section", "parsely-section"),
        ];
        let Some(page) = self.first(&["parsely-page"]).map(str::to_owned) else {
            return;
        };
        let Ok(page) = serde_json::from_str::<serde_json::Value>(&page) else {
            return;
        };
        for (key, name) in NAMES {
            let values = match page.get(*key) {
                Some(serde_json::Value::Array(several)) => several.as_slice(),
                Some(one) => std::slice::from_ref(one),
                None => continue,
            };
            let values: Vec<String> = values
                .iter()
                .filter_map(|it| it.as_str().map(fold))
                .filter(|it| !it.is_empty())
                .collect();
            if !values.is_empty() && !self.0.contains_key(*name) {
                self.0.insert((*name).to_owned(), values);
            }
        }
    }

    /// The first content of the first of `names` that is there.
    pub(crate) fn first(&self, names: &[&str]) -> Option<&str> {
        names
            .iter()
            .find_map(|it| self.0.get(*it))
            .map(|it| it[0].as_str())
    }

    /// Everything given for these names, in their order.
    pub(crate) fn all(&self, names: &[&str]) -> impl Iterator<Item = &str> {
        names
            .iter()
            .filter_map(|it| self.0.get(*it))
            .flatten()
            .map(String::as_str)
    }

    /// Everything given for the names that `is_one` takes, in the order of the alphabet.
    pub(crate) fn named(&self, is_one: fn(&str) -> bool) -> impl Iterator<Item = &str> {
        let mut found: Vec<_> = self.0.iter().filter(|it| is_one(it.0)).collect();
        found.sort();
        found.into_iter().flat_map(|it| it.1).map(String::as_str)
    }
}

impl Facts {
    /// Reads the facts of a page.
    pub(crate) fn of(sources: &Sources<'_>) -> Facts {
        let title = title::read(sources);
        let people = people::read(sources, title.outlet.as_deref(), title.headline);
        let dates = dates::read(sources, title.headline);
        let described = &sources.described;
        Facts {
            authors: people.persons,
            authors_from: people.from,
            houses: people.houses,
            credit: people.credit,
            published: dates.published,
            modified: dates.modified,
            shows_change: dates.shows_change,
            implausible: dates.implausible,
            title_from: title.from,
            section: about::section(sources),
            tags: about::tags(sources),
            image: about::image(sources),
            paywalled: about::is_paywalled(sources),
            live: about::is_live(sources),
            language: language::declared(sources),
            address: address::own(sources),
            description: sources
                .meta
                .first(&["og:description", "description", "twitter:description"])
                .map(str::to_owned)
                .or_else(|| described.description.clone()),
            body: described.body.clone(),
            title: title.title,
            headline: title.headline,
            outlet: title.outlet,
        }
    }
}
