//! EPUB: a book of XHTML chapters in an archive.
//!
//! A book is one article; one of more text than an article may have is cut into several, between chapters.

use std::collections::HashMap;

use news::{Article, TroubleCode};

use super::archive::Archive;
use super::compose::{self, Paragraph, Role};
use super::header::Header;
use super::room::Room;
use super::xml::{Item, attribute, walk};
use crate::page::primary_language;
use crate::{Problem, limits, lines::authors, when};

/// Chapters that are read.
const CHAPTERS: usize = 5_000;

/// Reads a book.
pub(super) fn read(bytes: &[u8], room: &mut Room, problems: &mut Vec<Problem>) -> Vec<Article> {
    let mut archive = Archive::open(bytes, room);
    let package = archive
        .text("META-INF/container.xml", problems)
        .and_then(|it| package_path(&it))
        .or_else(|| archive.names().find(|it| it.ends_with(".opf")));
    let Some(package) = package else {
        problems.push(Problem::new(
            TroubleCode::File,
            "The book is damaged: its table of parts is missing.",
        ));
        return vec![];
    };
    let Some(opf) = archive.text(&package, problems) else {
        return vec![];
    };
    let folder = package.rsplit_once('/').map_or("", |it| it.0);
    let (header, chapters) = described(&opf);
    let mut books: Vec<Vec<Paragraph>> = vec![vec![]];
    let mut size = 0;
    for chapter in chapters.iter().take(CHAPTERS) {
        let path = resolved(folder, chapter);
        let Some(html) = archive.text(&path, problems) else {
            continue;
        };
        let paragraphs = compose::of_markup(&html);
        let more: usize = paragraphs.iter().map(|it| it.text.len()).sum();
        if size > 0 && size + more > limits::BODY_BYTES {
            books.push(vec![]);
            size = 0;
        }
        size += more;
        books.last_mut().expect("never empty").extend(paragraphs);
    }
    let parts = books.len();
    let mut articles = vec![];
    for (mut paragraphs, number) in books.into_iter().zip(1..) {
        let mut header = header.clone();
        if parts > 1 {
            let title = header.title.as_deref().unwrap_or("Book");
            header.title = Some(format!("{title} ({number} of {parts})"));
            header.id = Some(format!("part {number}"));
        }
        // Its first chapter's heading is not the book's title.
        if let Some(title) = &header.title
            && !paragraphs.iter().take(8).any(|it| it.text.trim() == title)
        {
            paragraphs.insert(0, Paragraph::new(Role::Title, title.as_str()));
        }
        articles.extend(compose::one(header, &paragraphs, problems));
    }
    articles
}

/// Where the table of parts stands.
fn package_path(container: &str) -> Option<String> {
    let mut path = None;
    walk(container, |it| {
        if let Item::Open("rootfile", element) = it {
            path = path.take().or_else(|| attribute(element, "full-path"));
        }
    });
    path
}

/// What a table of parts says about the book, and its chapters in order.
fn described(opf: &str) -> (Header, Vec<String>) {
    let mut header = Header::default();
    let mut parts: HashMap<String, String> = HashMap::new();
    let (mut spine, mut text, mut property) = (vec![], String::new(), None);
    walk(opf, |it| match it {
        Item::Open(name, element) => {
            text.clear();
            property = attribute(element, "property");
            match name {
                "item" => {
                    if let (Some(id), Some(href)) =
                        (attribute(element, "id"), attribute(element, "href"))
                    {
                        parts.insert(id, href);
                    }
                }
                "itemref" => {
                    let is_shown = attribute(element, "linear").as_deref() != Some("no");
                    spine.extend(attribute(element, "idref").filter(|_| is_shown));
                }
                _ => {}
            }
        }
        Item::Text(more) => text.push_str(more),
        Item::Close(name) => {
            let value = std::mem::take(&mut text).trim().to_owned();
            match name {
                _ if value.is_empty() => {}
                "title" if header.title.is_none() => header.title = Some(value),
                "creator" => {
                    let names = authors::persons(&value, None);
                    match names.is_empty() {
                        // "Tulloch, Rhona": a name turned round for sorting, or one that is no person's.
                        true => header.authors.push(value),
                        false => header.authors.extend(names),
                    }
                }
                "publisher" => header.outlet = Some(value),
                "language" => header.language = primary_language(&value),
                "date" if header.published.is_none() => header.published = when::stated(&value),
                "meta" if property.as_deref() == Some("dcterms:modified") => {
                    header.modified = when::stated(&value);
                }
                _ => {}
            }
        }
    });
    let chapters = spine
        .iter()
        .filter_map(|it| parts.get(it).cloned())
        .collect();
    (header, chapters)
}

/// The path of a part that is named from `folder`.
fn resolved(folder: &str, href: &str) -> String {
    let href = href.split(['#', '?']).next().unwrap_or(href);
    let mut path: Vec<&str> = folder.split('/').filter(|it| !it.is_empty()).collect();
    for step in href.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            _ => path.push(step),
        }
    }
    unescaped(&path.join("/"))
}

/// `%20` and the like as what they stand for.
fn unescaped(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%')
            .then(|| path.get(at + 1..at + 3))
            .flatten()
            .and_then(|it| u8::from_str_radix(it, 16).ok());
        match code {
            Some(code) => {
                out.push(code);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
