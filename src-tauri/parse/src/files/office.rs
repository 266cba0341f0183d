//! DOCX and ODT: archives of XML.

use std::collections::HashMap;

use news::{Article, TroubleCode};

use super::archive::Archive;
use super::compose::{self, Paragraph, Role};
use super::header::Header;
use super::room::Room;
use super::xml::{Item, attribute, leaves, walk};
use crate::page::primary_language;
use crate::{Problem, when};

/// Paragraphs that may stand inside one another (text boxes in text boxes).
const NESTED: usize = 64;

/// Reads a Word document (DOCX).
pub(super) fn word(bytes: &[u8], room: &mut Room, problems: &mut Vec<Problem>) -> Vec<Article> {
    let mut archive = Archive::open(bytes, room);
    let header = archive
        .text("docProps/core.xml", problems)
        .map(|it| properties(&it))
        .unwrap_or_default();
    let styles = archive
        .text("word/styles.xml", problems)
        .map(|it| word_styles(&it))
        .unwrap_or_default();
    let Some(body) = archive.text("word/document.xml", problems) else {
        return lost(problems, "word/document.xml");
    };
    let mut paragraphs = word_paragraphs(&body, &styles, problems);
    for notes in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(notes) = archive.text(notes, problems) {
            paragraphs.extend(word_paragraphs(&notes, &styles, problems));
        }
    }
    compose::articles(header, &paragraphs, problems)
}

/// Reads a text of OpenOffice or LibreOffice (ODT).
pub(super) fn open_text(
    bytes: &[u8],
    room: &mut Room,
    problems: &mut Vec<Problem>,
) -> Vec<Article> {
    let mut archive = Archive::open(bytes, room);
    let header = archive
        .text("meta.xml", problems)
        .map(|it| properties(&it))
        .unwrap_or_default();
    let Some(body) = archive.text("content.xml", problems) else {
        return lost(problems, "content.xml");
    };
    let paragraphs = open_paragraphs(&body, problems);
    compose::articles(header, &paragraphs, problems)
}

/// Says that the part with the text is not there, unless it was said why.
fn lost(problems: &mut Vec<Problem>, part: &str) -> Vec<Article> {
    if problems.is_empty() {
        problems.push(Problem::new(
            TroubleCode::File,
            format!("The document is damaged: its part {part} is missing."),
        ));
    }
    vec![]
}

/// What a document's properties say about it.
fn properties(xml: &str) -> Header {
    let mut header = Header::default();
    let mut last_author = None;
    for (name, value) in leaves(xml) {
        match name.as_str() {
            "title" => header.title = Some(value),
            // Accounts ("jdoe", "Administrator") are no names.
            "creator" | "initial-creator" => {
                let names = crate::lines::authors::persons(&value, None);
                match name.as_str() {
                    "initial-creator" => header.authors = names,
                    _ => last_author = Some(names),
                }
            }
            "created" | "creation-date" => header.published = when::stated(&value),
            "modified" | "date" => header.modified = when::stated(&value),
            "language" => header.language = primary_language(&value),
            "publisher" => header.outlet = Some(value),
            _ => {}
        }
    }
    if header.authors.is_empty() {
        header.authors = last_author.unwrap_or_default();
    }
    header
}

/// The roles that a Word document's styles stand for. Their ids are in the language of the program that wrote them,
/// their names are not.
fn word_styles(xml: &str) -> HashMap<String, Role> {
    let (mut styles, mut id) = (HashMap::new(), None);
    walk(xml, |it| match it {
        Item::Open("style", element) => id = attribute(element, "styleId"),
        Item::Open("name", element) => {
            if let (Some(id), Some(name)) = (id.take(), attribute(element, "val"))
                && let Some(role) = role_of(&name)
            {
                styles.insert(id, role);
            }
        }
        _ => {}
    });
    styles
}

/// The role that the name of a style stands for.
fn role_of(style: &str) -> Option<Role> {
    let style: String = style
        .to_lowercase()
        .replace("_20_", "")
        .chars()
        .filter(|it| it.is_alphanumeric())
        .collect();
    match style.as_str() {
        "title" => Some(Role::Title),
        "subtitle" => Some(Role::Standfirst),
        "quote" | "intensequote" | "quotations" | "blocktext" => Some(Role::Quote),
        "caption" => Some(Role::Caption),
        _ if style.starts_with("heading") => Some(Role::Heading),
        _ => None,
    }
}

/// A paragraph while it is read.
#[derive(Default)]
struct Open {
    text: String,
    role: Option<Role>,
}

impl Open {
    fn end(self, paragraphs: &mut Vec<Paragraph>) {
        let role = self.role.unwrap_or(Role::Text);
        // A line break inside a paragraph of a database's export ends a line of it.
        for line in self.text.split('\n').filter(|it| !it.trim().is_empty()) {
            paragraphs.push(Paragraph::new(role, line));
        }
    }
}

fn word_paragraphs(
    xml: &str,
    styles: &HashMap<String, Role>,
    problems: &mut Vec<Problem>,
) -> Vec<Paragraph> {
    let mut paragraphs = vec![];
    let mut open: Vec<Open> = vec![];
    let (mut in_text, mut skipped) = (0usize, 0usize);
    let whole = walk(xml, |it| match it {
        // What older programs show in its place is there twice.
        Item::Open("Fallback" | "del" | "moveFrom", _) => skipped += 1,
        Item::Close("Fallback" | "del" | "moveFrom") => skipped = skipped.saturating_sub(1),
        _ if skipped > 0 => {}
        Item::Open("p", _) if open.len() < NESTED => open.push(Open::default()),
        Item::Close("p") => {
            if let Some(it) = open.pop() {
                it.end(&mut paragraphs);
            }
        }
        Item::Open("t", _) => in_text += 1,
        Item::Close("t") => in_text = in_text.saturating_sub(1),
        Item::Open("tab", _) => push(&mut open, " "),
        Item::Open("br" | "cr", _) => push(&mut open, "\n"),
        Item::Open("noBreakHyphen", _) => push(&mut open, "-"),
        Item::Open("pStyle", element) => {
            let role = attribute(element, "val")
                .and_then(|it| styles.get(&it).copied().or_else(|| role_of(&it)));
            if let Some(last) = open.last_mut() {
                last.role = last.role.or(role);
            }
        }
        Item::Open("outlineLvl", element) => {
            let level = attribute(element, "val").and_then(|it| it.parse::<u8>().ok());
            if let Some(last) = open.last_mut().filter(|_| level.is_some_and(|it| it < 9)) {
                last.role = last.role.or(Some(Role::Heading));
            }
        }
        Item::Text(text) if in_text > 0 => push(&mut open, text),
        _ => {}
    });
    end(open, &mut paragraphs, whole, problems);
    paragraphs
}

fn open_paragraphs(xml: &str, problems: &mut Vec<Problem>) -> Vec<Paragraph> {
    let mut paragraphs = vec![];
    let mut open: Vec<Open> = vec![];
    let mut parents: HashMap<String, Role> = HashMap::new();
    let (mut skipped, mut in_body) = (0usize, false);
    let whole = walk(xml, |it| match it {
        Item::Open("annotation" | "tracked-changes" | "note-citation" | "desc" | "title", _) => {
            skipped += 1;
        }
        Item::Close("annotation" | "tracked-changes" | "note-citation" | "desc" | "title") => {
            skipped = skipped.saturating_sub(1);
        }
        _ if skipped > 0 => {}
        Item::Open("style", element) => {
            if let (Some(name), Some(parent)) = (
                attribute(element, "name"),
                attribute(element, "parent-style-name"),
            ) && let Some(role) = role_of(&parent)
            {
                parents.insert(name, role);
            }
        }
        Item::Open("body", _) => in_body = true,
        Item::Open(name @ ("p" | "h"), element) if open.len() < NESTED => {
            let style = attribute(element, "style-name");
            let role = style.and_then(|it| parents.get(&it).copied().or_else(|| role_of(&it)));
            let role = role.or((name == "h").then_some(Role::Heading));
            open.push(Open {
                text: String::new(),
                role,
            });
        }
        Item::Close("p" | "h") => {
            if let Some(it) = open.pop() {
                it.end(&mut paragraphs);
            }
        }
        Item::Open("tab" | "s", _) => push(&mut open, " "),
        Item::Open("line-break", _) => push(&mut open, "\n"),
        // A line break in the file itself is white space.
        Item::Text(text) if in_body => push(&mut open, &text.replace('\n', " ")),
        _ => {}
    });
    end(open, &mut paragraphs, whole, problems);
    paragraphs
}

fn push(open: &mut [Open], text: &str) {
    if let Some(last) = open.last_mut() {
        last.text.push_str(text);
    }
}

/// What was open when the file ended, and that it ended too soon.
fn end(open: Vec<Open>, paragraphs: &mut Vec<Paragraph>, whole: bool, problems: &mut Vec<Problem>) {
    for it in open {
        it.end(paragraphs);
    }
    if !whole {
        problems.push(Problem::new(
            TroubleCode::Damaged,
            "The document is damaged; what stands after the damage was not read.",
        ));
    }
}
