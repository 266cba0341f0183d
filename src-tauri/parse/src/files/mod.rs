//! Files that are dropped into a folder or imported: pages, texts, documents, mail, tables, and archives of them.
//!
//! [`document`] finds out what a file is by its first bytes and its name, and hands it to the reader of its kind. A
//! reader gives articles and problems. What is made of parts (archives, mailboxes, mails with attachments) comes back
//! here for each part, one level deeper, within one [`Room`] for all of it.

mod archive;
mod compose;
mod epub;
mod exports;
mod header;
mod kind;
mod letterhead;
mod mail;
mod markdown;
mod members;
mod office;
mod pdf;
mod pieces;
mod records;
mod room;
mod rtf;
mod table;
mod text;
mod times;
mod warc;
mod xml;

pub use kind::{is_apart, readable_ending};
pub use markdown::markdown_file;
pub use pieces::{Piece, in_pieces, pieces};
pub(crate) use table::separated;
pub use text::text_file;

use news::{Article, Block, TroubleCode, Zone};

use crate::{Parsed, Problem, guard, limits, lines, page};
use header::Header;
use kind::Kind;
use room::Room;

/// Reads a file: what it is, is told by its first bytes and its name's ending. It may hold many articles.
///
/// Nothing is unpacked beyond the bounds in [`limits`]; a bound that was hit is a problem. Damaged documents can still
/// take long or much memory in the readers that [`is_apart`] tells of: whoever reads files of strangers does that in a
/// process of its own.
pub fn document(path_name: &str, bytes: &[u8]) -> Parsed {
    let mut parsed = times::set_down(part(path_name, bytes, &mut Room::new()));
    if parsed.articles.is_empty() && parsed.problems.is_empty() {
        parsed
            .problems
            .push(Problem::new(TroubleCode::File, "The file holds no text."));
    }
    parsed
}

/// Reads a file, or a part of one.
fn part(name: &str, bytes: &[u8], room: &mut Room) -> Parsed {
    let kind = match kind::of(name, bytes) {
        Ok(kind) => kind,
        Err(why) => return unreadable(&why),
    };
    if bytes.len() > limits::DOCUMENT_BYTES {
        return unreadable("The file is larger than 256 MB: it was not read.");
    }
    let mut parsed = match kind {
        Kind::Page => match exports::of_page(bytes) {
            Some(articles) => Parsed {
                articles,
                ..Parsed::default()
            },
            None => page_part(bytes, None, None, room),
        },
        Kind::Text => contained(|problems| text::read(bytes, problems)),
        Kind::Markdown => contained(|problems| markdown::read(bytes, problems)),
        Kind::Pdf => contained(|problems| pdf::read(bytes, problems)),
        Kind::Rtf => contained(|problems| rtf::read(bytes, problems)),
        Kind::Word => contained(|problems| office::word(bytes, room, problems)),
        Kind::OpenText => contained(|problems| office::open_text(bytes, room, problems)),
        Kind::Book => contained(|problems| epub::read(bytes, room, problems)),
        Kind::Mail => contained(|problems| mail::message(bytes, room, problems)),
        Kind::Mailbox => contained(|problems| mail::mailbox(bytes, room, problems)),
        Kind::SavedPage => contained(|problems| mail::saved_page(bytes, room, problems)),
        Kind::Table => contained(|problems| table::read(bytes, problems)),
        Kind::Json => contained(|problems| records::json(bytes, problems)),
        Kind::JsonLines => contained(|problems| records::lines(bytes, problems)),
        Kind::Zip => contained(|problems| archive::zip(bytes, room, problems)),
        Kind::Gzip => contained(|problems| archive::gzip(name, bytes, room, problems)),
        Kind::Warc => contained(|problems| warc::read(bytes, room, problems)),
    };
    room.hold(&mut parsed);
    parsed
}

/// Reads a page. That a page in an archive is no article, but an index or a menu, is no loss of a part.
fn page_part(
    bytes: &[u8],
    content_type: Option<&str>,
    address: Option<&str>,
    room: &Room,
) -> Parsed {
    let mut parsed = page::page(bytes, content_type, address);
    if room.is_inside() && !parsed.articles.is_empty() {
        parsed.problems.retain(|it| it.code != TroubleCode::File);
    }
    parsed
}

fn unreadable(message: &str) -> Parsed {
    Parsed {
        problems: vec![Problem::new(TroubleCode::File, message)],
        ..Parsed::default()
    }
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
    let mut authors = header.authors;
    if authors.is_empty() {
        let bylines = blocks.iter().filter(|it| it.zone == Zone::Byline);
        authors.extend(bylines.flat_map(|it| lines::authors::persons(&it.text, None)));
    }
    if authors.is_empty() {
        authors = page::reporters_of(&blocks);
    }
    Some(Article {
        title: title.chars().take(limits::TITLE_CHARS).collect(),
        authors,
        address: header.address,
        outlet: header.outlet,
        language: page::language_of_text(&text, header.language.as_deref()),
        published_at: header.published.map(|it| it.at),
        modified_at: header.modified.map(|it| it.at),
        wire: page::wire_of(&blocks),
        item_id: header.id,
        blocks,
        reading: times::carried(header.published, header.modified),
    })
}

/// Runs one reader, so that whatever happens in it is one file's problem.
fn contained(read: impl FnOnce(&mut Vec<Problem>) -> Vec<Article>) -> Parsed {
    let result = guard::contained(|| {
        let mut problems = Vec::new();
        let articles = read(&mut problems);
        (articles, problems)
    });
    match result {
        Some((articles, mut problems)) => {
            // "Holds no text" is said only where nothing else says why there is none.
            let is_said = problems
                .iter()
                .any(|it| matches!(it.code, TroubleCode::File | TroubleCode::TooLarge));
            if articles.is_empty() && !is_said {
                problems.push(Problem::new(TroubleCode::File, "The file holds no text."));
            }
            Parsed {
                articles,
                problems,
                ..Parsed::default()
            }
        }
        None => Parsed {
            problems: vec![Problem::new(
                TroubleCode::Internal,
                "This file could not be read: a fault of this program, contained.",
            )],
            ..Parsed::default()
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
    whole(bytes, problems)
}

/// The text of all of a file's bytes: for what is read in pieces that have bounds of their own.
fn whole(bytes: &[u8], problems: &mut Vec<Problem>) -> String {
    let decoded = crate::decode::text(bytes, None);
    if decoded.damaged {
        problems.push(Problem::new(
            TroubleCode::Damaged,
            format!("Some characters could not be read as {}.", decoded.encoding),
        ));
    }
    decoded.text
}
