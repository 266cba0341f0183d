//! Records of articles: JSON, JSON Lines, and the fields by which they and tables name things.

use news::{Article, TroubleCode};
use serde_json::Value;

use super::compose::{self, Paragraph, Role};
use super::header::Header;
use super::room::Losses;
use super::text::paragraphs;
use crate::lines::authors;
use crate::page::{clean_address, primary_language};
use crate::{Problem, limits, when};

/// Under which names the parts of an article go, the best first. Names are compared without case, blanks, `_`, `-`, `.`.
const TITLE: &[&str] = &[
    "title",
    "headline",
    "hed",
    "heading",
    "titel",
    "titre",
    "titulo",
    "заголовок",
    "name",
    "subject",
];
const TEXT: &[&str] = &[
    "text",
    "body",
    "content",
    "fulltext",
    "articletext",
    "articlebody",
    "maintext",
    "contenttext",
    "bodytext",
    "article",
    "plaintext",
    "story",
    "contenthtml",
    "html",
    "bodyhtml",
    "snippet",
    "abstract",
    "summary",
    "description",
];
/// How many of the last of these only describe a text.
const WEAK: usize = 4;
const STANDFIRST: &[&str] = &[
    "standfirst",
    "subtitle",
    "subheadline",
    "dek",
    "deck",
    "lead",
    "teaser",
    "summary",
    "description",
    "abstract",
];
const AUTHOR: &[&str] = &[
    "author", "authors", "byline", "creator", "writer", "writers", "autor", "auteur",
];
const PUBLISHED: &[&str] = &[
    "published",
    "publishedat",
    "publicationdate",
    "publishdate",
    "datepublished",
    "pubdate",
    "publishedon",
    "published_time",
    "date",
    "datetime",
    "firstpublished",
    "created",
    "createdat",
    "timestamp",
    "time",
    "datum",
    "дата",
];
const MODIFIED: &[&str] = &[
    "modified",
    "modifiedat",
    "datemodified",
    "updated",
    "updatedat",
    "lastmodified",
    "lastmod",
];
const ADDRESS: &[&str] = &[
    "url",
    "link",
    "canonical",
    "canonicalurl",
    "address",
    "weburl",
    "permalink",
    "uri",
    "href",
    "sourceurl",
    "id",
];
const OUTLET: &[&str] = &[
    "outlet",
    "source",
    "publisher",
    "publication",
    "site",
    "sitename",
    "newspaper",
    "sourcename",
    "domain",
    "medium",
    "provider",
];
const LANGUAGE: &[&str] = &["language", "lang", "languagecode", "sprache"];
const ID: &[&str] = &[
    "id",
    "guid",
    "uid",
    "uuid",
    "articleid",
    "docid",
    "documentid",
    "_id",
    "identifier",
    "an",
];

/// A name as it is compared.
fn bare(name: &str) -> String {
    name.chars()
        .filter(|it| it.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether fields with these names can make an article.
pub(super) fn named_fields<'a>(mut names: impl Iterator<Item = &'a str>) -> bool {
    names.any(|it| {
        let name = bare(it);
        TITLE.iter().chain(TEXT).any(|it| *it == name)
    })
}

/// The fields of one article.
#[derive(Debug, Default)]
pub(super) struct Record(Vec<(String, Vec<String>)>);

impl Record {
    /// A field with one value.
    pub(super) fn put(&mut self, name: &str, value: &str) {
        if !value.trim().is_empty() && self.0.len() < 1_000 {
            self.0.push((bare(name), vec![value.trim().to_owned()]));
        }
    }

    /// The fields of an object.
    fn of(object: &serde_json::Map<String, Value>) -> Record {
        let mut record = Record::default();
        for (name, value) in object.iter().take(1_000) {
            let values = texts(value, 0);
            if !values.is_empty() {
                record.0.push((bare(name), values));
            }
        }
        record
    }

    fn all(&self, names: &[&str]) -> Option<&Vec<String>> {
        names
            .iter()
            .find_map(|name| self.0.iter().find(|it| it.0 == bare(name)))
            .map(|it| &it.1)
    }

    fn one(&self, names: &[&str]) -> Option<&str> {
        self.all(names)
            .and_then(|it| it.first())
            .map(String::as_str)
    }

    /// The article, if there is a title or a text.
    pub(super) fn article(&self, problems: &mut Vec<Problem>) -> Option<Article> {
        let text_name = TEXT.iter().find(|it| self.one(&[it]).is_some());
        let text = self.all(TEXT).map(|it| it.join("\n\n"));
        let title = self.one(TITLE).map(str::to_owned);
        if title.is_none() && text.is_none() {
            return None;
        }
        let names = self.all(AUTHOR).map(|it| it.join("; ")).unwrap_or_default();
        let mut persons = authors::persons(&names, None);
        if persons.is_empty() {
            // "Tulloch, R.": kept as written.
            persons.extend(Some(names).filter(|it| !it.is_empty() && it.chars().count() < 100));
        }
        let header = Header {
            title: title.clone(),
            authors: persons,
            outlet: self
                .one(OUTLET)
                .filter(|it| clean_address(it).is_none())
                .map(str::to_owned),
            address: ADDRESS
                .iter()
                .find_map(|it| clean_address(self.one(&[it])?)),
            language: self.one(LANGUAGE).and_then(primary_language),
            published_at: PUBLISHED
                .iter()
                .find_map(|it| when::parse(self.one(&[it])?)),
            modified_at: MODIFIED.iter().find_map(|it| when::parse(self.one(&[it])?)),
            id: self
                .one(ID)
                .filter(|it| clean_address(it).is_none())
                .map(|it| it.chars().take(400).collect()),
        };
        let mut made: Vec<Paragraph> = vec![];
        made.extend(title.map(|it| Paragraph::new(Role::Title, it)));
        let standfirst = STANDFIRST
            .iter()
            .filter(|it| Some(it) != text_name.as_ref())
            .find_map(|it| self.one(&[it]));
        made.extend(standfirst.map(|it| Paragraph::new(Role::Standfirst, stripped(it))));
        match text {
            Some(text) if is_markup(&text) => made.extend(compose::of_markup(&text)),
            Some(text) => {
                let text = text.replace("\r\n", "\n").replace('\r', "\n");
                made.extend(
                    paragraphs(&text)
                        .into_iter()
                        .map(|it| Paragraph::new(Role::Text, it)),
                );
            }
            None => {}
        }
        compose::one(header, &made, problems)
    }
}

/// Whether a text is markup.
fn is_markup(text: &str) -> bool {
    text.contains('<') && (text.contains("</") || text.contains("/>") || text.contains("<br"))
}

/// A text without the markup that it may have.
fn stripped(text: &str) -> String {
    match is_markup(text) {
        false => text.to_owned(),
        true => compose::of_markup(text)
            .into_iter()
            .map(|it| it.text)
            .collect::<Vec<_>>()
            .join(" "),
    }
}

/// The texts that a value holds: of objects their name.
fn texts(value: &Value, depth: usize) -> Vec<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => vec![text.trim().to_owned()],
        Value::Number(number) => vec![number.to_string()],
        Value::Array(values) if depth < 3 => values
            .iter()
            .take(1_000)
            .flat_map(|it| texts(it, depth + 1))
            .collect(),
        Value::Object(object) if depth < 3 => [
            "name", "title", "text", "value", "rendered", "$text", "#text", "url",
        ]
        .iter()
        .find_map(|it| object.get(*it))
        .map(|it| texts(it, depth + 1))
        .unwrap_or_default(),
        _ => vec![],
    }
}

/// Reads a JSON file: one article, a list of them, or an object with such a list in it. More values may follow the
/// first, as in JSON Lines.
pub(super) fn json(bytes: &[u8], problems: &mut Vec<Problem>) -> Vec<Article> {
    let text = super::whole(bytes, problems);
    let text = text.trim_start_matches('\u{FEFF}');
    match serde_json::from_str::<Value>(text) {
        Ok(value) => {
            let mut found = vec![];
            gather(&value, 0, &mut found);
            of_objects(&found, problems)
        }
        // Many files of lines are named ".json".
        Err(_)
            if text
                .lines()
                .find(|it| !it.trim().is_empty())
                .is_some_and(|it| {
                    serde_json::from_str::<serde_json::Map<String, Value>>(it.trim()).is_ok()
                }) =>
        {
            of_lines(text, problems)
        }
        Err(err) => {
            problems.push(Problem::new(
                TroubleCode::File,
                format!("This is no JSON, or it is damaged: {err}."),
            ));
            vec![]
        }
    }
}

/// Reads a file of JSON Lines: an article a line.
pub(super) fn lines(bytes: &[u8], problems: &mut Vec<Problem>) -> Vec<Article> {
    let text = super::whole(bytes, problems);
    of_lines(text.trim_start_matches('\u{FEFF}'), problems)
}

fn of_lines(text: &str, problems: &mut Vec<Problem>) -> Vec<Article> {
    let (mut articles, mut losses) = (vec![], Losses::default());
    for (line, number) in text.lines().zip(1u64..) {
        let line = line.trim().trim_start_matches('\u{1E}');
        if line.is_empty() {
            continue;
        }
        if articles.len() >= limits::PARTS {
            problems.push(Problem::new(
                TroubleCode::TooLarge,
                "The file has more than 50,000 records; those at its end were not read. Split it.",
            ));
            break;
        }
        let place = format!("Line {number}");
        match serde_json::from_str::<Value>(line) {
            Ok(Value::Object(object)) => match of_object(&object, problems) {
                Some(article) => articles.push(article),
                None => losses.add(
                    TroubleCode::File,
                    &place,
                    "It has neither a title nor a text.",
                ),
            },
            Ok(_) => losses.add(TroubleCode::File, &place, "It is no record."),
            Err(err) => losses.add(TroubleCode::File, &place, &format!("It is damaged: {err}.")),
        }
    }
    losses.into(problems);
    articles
}

type Object = serde_json::Map<String, Value>;

/// The objects in a value that can be articles: itself, those of a list, or those of the longest list inside it.
fn gather<'a>(value: &'a Value, depth: usize, found: &mut Vec<&'a Object>) {
    match value {
        Value::Array(values) if depth < 6 => {
            for it in values
                .iter()
                .take(limits::PARTS + 1 - found.len().min(limits::PARTS))
            {
                gather(it, depth + 1, found);
            }
        }
        Value::Object(object) => {
            let has = |names: &[&str]| object.keys().any(|it| names.contains(&bare(it).as_str()));
            let before = found.len();
            // What only describes a list (a feed has a title and a description) is no article.
            if depth < 6 && !has(&TEXT[..TEXT.len() - WEAK]) {
                let inner = object.values().filter(|it| it.is_array() || it.is_object());
                for it in inner.take(100) {
                    gather(it, depth + 1, found);
                }
            }
            if found.len() == before && (has(TEXT) || depth < 2) {
                found.push(object);
            }
        }
        _ => {}
    }
}

fn of_objects(objects: &[&Object], problems: &mut Vec<Problem>) -> Vec<Article> {
    let (mut articles, mut losses) = (vec![], Losses::default());
    for (object, number) in objects.iter().zip(1u64..) {
        if articles.len() >= limits::PARTS {
            problems.push(Problem::new(
                TroubleCode::TooLarge,
                "The file has more than 50,000 records; those at its end were not read. Split it.",
            ));
            break;
        }
        match of_object(object, problems) {
            Some(article) => articles.push(article),
            None => losses.add(
                TroubleCode::File,
                &format!("Record {number}"),
                "It has neither a title nor a text.",
            ),
        }
    }
    losses.into(problems);
    articles
}

fn of_object(object: &Object, problems: &mut Vec<Problem>) -> Option<Article> {
    Record::of(object).article(problems)
}
