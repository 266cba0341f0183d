//! What a feed says, before anything is made of it.

use std::rc::Rc;

use news::{Timestamp, Wishes};

use super::html;
use crate::Problem;

/// A feed as it was written: everything that its readers may want, in its own words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// The family of formats, or nothing where no feed was found.
    pub format: Option<Format>,
    /// The feed itself.
    pub feed: Record,
    /// Its items, in the order of the document.
    pub entries: Vec<Record>,
    /// When it asks to be looked at.
    pub wishes: Wishes,
    /// Where its picture is.
    pub image: Option<String>,
    /// What made it.
    pub generator: Option<String>,
    /// What went wrong or was cut.
    pub problems: Vec<Problem>,
}

/// The families of feed formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RSS 0.9x to 2.0, and RDF.
    Rss,
    /// Atom 0.3 and 1.0.
    Atom,
    /// JSON Feed.
    Json,
}

impl Format {
    /// Its name in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Format::Rss => "rss",
            Format::Atom => "atom",
            Format::Json => "json",
        }
    }
}

/// A feed, an item of it, or the feed that an item was taken from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// Its title.
    pub title: Text,
    /// A description, a summary or a subtitle.
    pub summary: Text,
    /// The full text, where the feed has it.
    pub content: Text,
    /// Who holds the rights.
    pub rights: Text,
    /// Where it can be read.
    pub link: Option<String>,
    /// Where it can be read, behind the counting address that stands in `link`.
    pub original_link: Option<String>,
    /// Where the feed itself is.
    pub self_link: Option<String>,
    /// Where its discussion is.
    pub comments: Option<String>,
    /// What the feed calls it: guid, atom:id, rdf:about.
    pub id: Option<String>,
    /// Every link.
    pub links: Vec<Link>,
    /// Sounds, films and files that come with it.
    pub enclosures: Vec<Link>,
    /// The language tag, as written.
    pub language: Option<String>,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// When it was changed.
    pub updated_at: Option<Timestamp>,
    /// When it was made, which few say.
    pub created_at: Option<Timestamp>,
    /// Who wrote it.
    pub authors: Vec<Person>,
    /// Under what it was filed.
    pub categories: Vec<Category>,
    /// The feed that it was taken from.
    pub source: Option<Box<Record>>,
}

impl Record {
    /// What it is called; what has no title, by the first words of its text, else by its address.
    pub fn name(&self) -> Text {
        if !self.title.is_empty() {
            return self.title.clone();
        }
        let text = [&self.summary, &self.content]
            .into_iter()
            .map(Text::plain)
            .find(|it| !it.is_empty())
            .map(|it| crate::page::first_words(&it));
        Text::plain_text(text.or_else(|| self.link.clone()).unwrap_or_default())
    }
}

/// A link with its role.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Link {
    /// The address, absolute where that is possible.
    pub href: String,
    /// `alternate`, `self`, `enclosure` …
    pub rel: String,
    /// The media type.
    pub media_type: Option<String>,
    /// The size, as written.
    pub length: Option<String>,
}

/// A person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// The name.
    pub name: Option<String>,
    /// The mail address.
    pub email: Option<String>,
    /// The home page.
    pub uri: Option<String>,
}

/// A category.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Category {
    /// The word.
    pub term: String,
    /// The list that it is of.
    pub scheme: Option<String>,
    /// The word for people.
    pub label: Option<String>,
}

/// A text that is plain or HTML. It is never shown as HTML; what is shown is [`Text::plain`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// As written, with the outer layer of character references resolved.
    pub value: String,
    /// Whether `value` is HTML.
    pub is_html: bool,
    /// Its language tag, if one is given for it.
    pub language: Option<String>,
    /// What relative addresses in it are relative to.
    pub(crate) base: Option<Rc<str>>,
}

impl Text {
    /// Plain text.
    pub(crate) fn plain_text(value: impl Into<String>) -> Text {
        Text {
            value: value.into(),
            ..Text::default()
        }
    }

    /// HTML.
    pub(crate) fn html(value: impl Into<String>) -> Text {
        Text {
            value: value.into(),
            is_html: true,
            ..Text::default()
        }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.value.trim().is_empty()
    }

    /// Its text on one line: no markup, white space folded.
    pub fn plain(&self) -> String {
        if self.is_html {
            html::line(&self.value)
        } else {
            html::folded(&self.value)
        }
    }

    /// Its markup with absolute addresses in it.
    pub fn with_absolute_links(&self) -> String {
        match &self.base {
            Some(base) if self.is_html => html::with_absolute_links(&self.value, base),
            _ => self.value.clone(),
        }
    }
}
