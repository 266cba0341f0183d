//! JSON Feed, versions 1 and 1.1, and what is nearly one.

use std::rc::Rc;

use news::TroubleCode;

use super::document::{Category, Document, Format, Link, Person, Record, Text};
use super::json::{self, Json};
use super::token::floor_char;
use super::{html, link};
use crate::{Problem, limits, when};

/// What `text` says, with relative addresses resolved against `address`. The format is none if it is no feed.
pub(crate) fn read(text: &str, address: Option<&str>) -> Document {
    let mut document = Document::default();
    let Some((json, sound)) = json::read(text) else {
        return document;
    };
    let version = json.text("version").unwrap_or_default();
    let items = items_of(&json);
    let is_feed = version.contains("jsonfeed") || !items.is_empty() || json.get("items").is_some();
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

/// Likewise, of a text whose first bytes are no JSON.
pub(crate) fn read_headless(text: &str, address: Option<&str>) -> Document {
    const LOOKED_AT: usize = 4096;
    let start = &text[..floor_char(text, text.len().min(LOOKED_AT))];
    match start.find('"') {
        Some(at) if start.contains("jsonfeed") || start.contains("\"items\"") => {
            read(&format!("{{{}", &text[at..]), address)
        }
        _ => Document::default(),
    }
}

/// The items of a feed. Where nothing is called so, the longest list of what looks like them.
fn items_of(json: &Json) -> &[Json] {
    const KEYS: &[&str] = &["id", "url", "title", "content_html", "content_text"];
    if let Some(Json::List(items)) = json.get("items") {
        return items;
    }
    let Json::Map(map) = json else { return &[] };
    let is_item = |it: &Json| KEYS.iter().filter(|key| it.get(key).is_some()).count() >= 2;
    map.values()
        .filter_map(|it| match it {
            Json::List(list) if list.iter().any(is_item) => Some(list.as_slice()),
            _ => None,
        })
        .max_by_key(|it| it.len())
        .unwrap_or_default()
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
            name: it.text("name").map(|it| guess(Some(it), &None).plain()),
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
