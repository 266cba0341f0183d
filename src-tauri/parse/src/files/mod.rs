//! Files that are dropped into a folder or imported: pages, plain texts, Markdown.

mod header;
mod markdown;
mod text;

pub use markdown::markdown_file;
pub use text::text_file;

use news::{Article, Block, TroubleCode, Zone};

use crate::{Parsed, Problem, guard, limits, lines, page};
use header::Header;

/// The endings of files that are read, in lower case.
const ENDINGS: &[(&str, Kind)] = &[
    ("html", Kind::Page),
    ("htm", Kind::Page),
    ("xhtml", Kind::Page),
    ("xht", Kind::Page),
    ("shtml", Kind::Page),
    ("txt", Kind::Text),
    ("text", Kind::Text),
    ("md", Kind::Markdown),
    ("markdown", Kind::Markdown),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Page,
    Text,
    Markdown,
}

/// The kind of file that `name`'s ending stands for. "page.html.part" is no page.
fn kind_of(name: &str) -> Option<Kind> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    // A name that begins with a dot, and Office's lock files, are no documents.
    if name.starts_with('.') || name.starts_with("~$") {
        return None;
    }
    let (stem, ending) = name.rsplit_once('.')?;
    let ending = ending.to_ascii_lowercase();
    ENDINGS
        .iter()
        .find(|(it, _)| *it == ending && !stem.is_empty())
        .map(|(_, kind)| *kind)
}

/// Whether [`document`] reads files with the ending of `name`.
pub fn readable_ending(name: &str) -> bool {
    kind_of(name).is_some()
}

/// Reads a file: what it is, is told by its name's ending and by its first bytes.
pub fn document(path_name: &str, bytes: &[u8]) -> Parsed {
    let Some(kind) = kind_of(path_name) else {
        return unreadable(
            "This kind of file is not read: only HTML, text and Markdown files are.",
        );
    };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return unreadable("The file is empty.");
    }
    if let Some(what) = foreign(bytes) {
        return unreadable(&format!("The file is {what}, whatever its name says."));
    }
    match kind {
        Kind::Page => page::page(bytes, None, None),
        Kind::Text if looks_like_a_page(bytes) => page::page(bytes, None, None),
        Kind::Text => text_file(bytes),
        Kind::Markdown => markdown_file(bytes),
    }
}

fn unreadable(message: &str) -> Parsed {
    Parsed {
        articles: Vec::new(),
        problems: vec![Problem::new(TroubleCode::File, message)],
    }
}

/// What a file is that is no text at all.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"%PDF-", "a PDF"),
        (b"PK\x03\x04", "an archive or an office document"),
        (b"\x1F\x8B", "a gzip archive"),
        (b"\x89PNG", "a picture"),
        (b"\xFF\xD8\xFF", "a picture"),
        (b"GIF8", "a picture"),
        (b"\xD0\xCF\x11\xE0", "an old office document"),
        (b"Rar!", "an archive"),
        (b"7z\xBC\xAF", "an archive"),
        (b"SQLite format 3\0", "a database"),
        (b"\x7FELF", "a program"),
        (b"{\\rtf", "a rich text document"),
    ];
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| start.starts_with(magic)) {
        return Some(what);
    }
    // Zeros in text are UTF-16, which has them in every second byte; in anything else it is no text.
    let start = &bytes[..bytes.len().min(4096)];
    let zeros = |from: usize| {
        start
            .iter()
            .skip(from)
            .step_by(2)
            .filter(|it| **it == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let has_mark = start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF");
    (!has_mark && even.min(odd) * 20 > start.len()).then_some("not text")
}

fn looks_like_a_page(bytes: &[u8]) -> bool {
    let start = bytes
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(bytes)
        .trim_ascii_start();
    let head: Vec<u8> = start.iter().take(15).map(u8::to_ascii_lowercase).collect();
    head.starts_with(b"<!doctype html") || head.starts_with(b"<html")
}

/// An article of the blocks of a file, with what its header says.
fn article(
    header: Header,
    mut blocks: Vec<Block>,
    shown_title: Option<String>,
    problems: &mut Vec<Problem>,
) -> Option<Article> {
    page::bound(&mut blocks, problems);
    let is_text = |it: &Block| it.zone.is_default() && it.zone != Zone::Headline;
    let text: String = blocks
        .iter()
        .filter(|it| is_text(it))
        .map(|it| it.text.as_str())
        .collect::<Vec<_>>()
        .join("\n");
    let title = header
        .title
        .clone()
        .or(shown_title)
        .unwrap_or_else(|| page::first_words(&text));
    if title.is_empty() && blocks.is_empty() {
        return None;
    }
    if let Some(title) = header.title.as_deref()
        && !blocks.iter().any(|it| it.zone == Zone::Headline)
    {
        blocks.insert(0, Block::new(Zone::Headline, title));
    }
    let authors = match header.authors.is_empty() {
        false => header.authors,
        true => blocks
            .iter()
            .filter(|it| it.zone == Zone::Byline)
            .flat_map(|it| lines::authors::persons(&it.text, None))
            .collect(),
    };
    Some(Article {
        title: title.chars().take(limits::TITLE_CHARS).collect(),
        authors,
        address: header.address,
        outlet: header.outlet,
        language: page::language_of_text(&text, header.language.as_deref()),
        published_at: header.published_at,
        modified_at: header.modified_at,
        wire: page::wire_of(&blocks),
        item_id: None,
        blocks,
        reading: None,
    })
}

/// Runs one reader, so that whatever happens in it is one file's problem.
fn contained(read: impl FnOnce(&mut Vec<Problem>) -> Option<Article>) -> Parsed {
    let result = guard::contained(|| {
        let mut problems = Vec::new();
        let article = read(&mut problems);
        (article, problems)
    });
    match result {
        Some((Some(article), problems)) => Parsed {
            articles: vec![article],
            problems,
        },
        Some((None, mut problems)) => {
            problems.push(Problem::new(TroubleCode::File, "The file holds no text."));
            Parsed {
                articles: Vec::new(),
                problems,
            }
        }
        None => Parsed {
            articles: Vec::new(),
            problems: vec![Problem::new(
                TroubleCode::Internal,
                "This file could not be read: a fault of this program, contained.",
            )],
        },
    }
}

/// The text of a file's bytes, held inside its bound.
fn decoded(bytes: &[u8], problems: &mut Vec<Problem>) -> String {
    let mut bytes = bytes;
    if bytes.len() > limits::PAGE_BYTES {
        bytes = &bytes[..limits::PAGE_BYTES];
        problems.push(Problem::new(
            TroubleCode::TooLarge,
            "The file is larger than 10 MB; what lies beyond was not read.",
        ));
    }
    let decoded = crate::decode::text(bytes, None);
    if decoded.damaged {
        problems.push(Problem::new(
            TroubleCode::Damaged,
            format!("Some characters could not be read as {}.", decoded.encoding),
        ));
    }
    decoded.text
}
