//! JSON Feed, versions 1 and 1.1, and what is nearly one.

use std::rc::Rc;

use news::TroubleCode;

use super::document::{Category, Document, Format, Link, Person, Record, Text};
use super::json::{self, Json};
use super::{html, link};
use crate::{Problem, limits, when};

/// What `text` says, with relative addresses resolved against `address`. The format is none if it is no feed.
pub(crate) fn read(text: &str, address: Option<&str>) -> Document {
    let mut document = Document::default();
    let Some((json, sound)) = json::read(text) else {
        return document;
    };
    let version = json.text("version").unwrap_or_default();
    let is_feed = version.contains("jsonfeed") || matches!(json.get("items"), Some(Json::List(_)));
    if !is_feed {
        return document;
    }
    let home = json
        .text("home_page_url")
        .map(|it| link::resolve(&it, address));
    let base: Option<Rc<str>> = address
        .map(Rc::from)
        .or_else(|| home.as_deref().map(Rc::from));
    document.format = Some(Format::Json);
    document.image = json
        .text("icon")
        .or_else(|| json.text("favicon"))
        .map(|it| link::resolve(&it, base.as_deref()));
    document.feed = Record {
        title: guess(json.text("title"), &base),
        summary: guess(json.text("description"), &base),
        link: home,
        self_link: json
            .text("feed_url")
            .map(|it| link::resolve(&it, base.as_deref())),
        language: json.text("language"),
        authors: authors(&json, base.as_deref()),
        ..Record::default()
    };
    let items = json.list("items");
    document.entries = items
        .iter()
        .take(limits::FEED_ITEMS)
        .filter(|it| matches!(it, Json::Map(_)))
        .map(|it| item(it, &base))
        .collect();
    if !sound {
        let message = "The feed breaks off or is ill-formed; items may be missing.";
        document
            .problems
            .push(Problem::new(TroubleCode::Damaged, message));
    }
    if items.len() > limits::FEED_ITEMS {
        let message = format!(
            "The feed holds {} items; the first {} were read.",
            items.len(),
            limits::FEED_ITEMS
        );
        document
            .problems
            .push(Problem::new(TroubleCode::TooLarge, message));
    }
    document
}

fn item(json: &Json, base: &Option<Rc<str>>) -> Record {
    let resolved = |key: &str| json.text(key).map(|it| link::resolve(&it, base.as_deref()));
    let external = resolved("external_url");
    let address = resolved("url");
    let id = json.text("id").map(|it| it.trim().to_owned());
    let permalink = id.as_deref().and_then(link::of_the_web);
    let content = match json.text("content_html") {
        Some(it) => with_base(Text::html(it), base),
        None => Text::plain_text(json.text("content_text").unwrap_or_default()),
    };
    let enclosures: Vec<Link> = json
        .list("attachments")
        .iter()
        .take(200)
        .filter_map(|it| {
            Some(Link {
                href: link::resolve(&it.text("url")?, base.as_deref()),
                rel: "enclosure".to_owned(),
                media_type: it.text("mime_type"),
                length: it.text("size_in_bytes"),
            })
        })
        .collect();
    let links = [("alternate", &address), ("related", &external)];
    Record {
        title: guess(json.text("title"), base),
        summary: guess(json.text("summary"), base),
        content,
        links: links
            .into_iter()
            .filter_map(|(rel, href)| {
                Some(Link {
                    href: href.clone()?,
                    rel: rel.to_owned(),
                    ..Link::default()
                })
            })
            .collect(),
        link: address.or(external).or(permalink),
        id,
        enclosures,
        language: json.text("language"),
        published_at: json.text("date_published").and_then(|it| when::parse(&it)),
        updated_at: json.text("date_modified").and_then(|it| when::parse(&it)),
        authors: authors(json, base.as_deref()),
        categories: json
            .list("tags")
            .iter()
            .take(200)
            .filter_map(|it| match it {
                Json::Text(term) => Some(Category {
                    term: term.clone(),
                    ..Category::default()
                }),
                _ => None,
            })
            .collect(),
        ..Record::default()
    }
}

/// Version 1 has one author, 1.1 a list; a bare name is written too.
fn authors(json: &Json, base: Option<&str>) -> Vec<Person> {
    let person = |it: &Json| match it {
        Json::Text(name) => super::person::person(name),
        it => Some(Person {
            name: it.text("name").map(|it| html::folded(&it)),
            email: None,
            uri: it.text("url").map(|it| link::resolve(&it, base)),
        })
        .filter(|it| *it != Person::default()),
    };
    let mut authors: Vec<Person> = json
        .list("authors")
        .iter()
        .take(limits::AUTHORS)
        .filter_map(person)
        .collect();
    if authors.is_empty() {
        authors.extend(json.get("author").and_then(person));
    }
    authors
}

fn guess(text: Option<String>, base: &Option<Rc<str>>) -> Text {
    match text {
        Some(it) if html::looks_like_html(&it) => with_base(Text::html(it), base),
        Some(it) => Text::plain_text(it),
        None => Text::default(),
    }
}

fn with_base(text: Text, base: &Option<Rc<str>>) -> Text {
    Text {
        base: base.clone(),
        ..text
    }
}
