//! What a file is: told by its first bytes, then by its name.

use std::io::Cursor;

use super::letterhead;

/// A kind of file, each with a reader of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// HTML.
    Page,
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// PDF.
    Pdf,
    /// Rich text.
    Rtf,
    /// DOCX.
    Word,
    /// ODT.
    OpenText,
    /// EPUB.
    Book,
    /// EML.
    Mail,
    /// MBOX.
    Mailbox,
    /// MHTML.
    SavedPage,
    /// CSV, TSV.
    Table,
    /// JSON.
    Json,
    /// JSON Lines.
    JsonLines,
    /// ZIP.
    Zip,
    /// Gzip, of one file.
    Gzip,
    /// WARC.
    Warc,
}

/// What an ending stands for.
#[derive(Debug, Clone, Copy)]
enum Ending {
    /// A kind that is read.
    Read(Kind),
    /// A document that is not read, and what to do. It is listed, since it may hold what is looked for.
    Told(&'static str),
}

use Ending::{Read, Told};

const OLD_WORD: &str =
    "This is a Word document of before 2007, which is not read: save it as DOCX or PDF.";
const SHEET: &str = "This is a spreadsheet, which is not read: save its sheet as CSV.";
const SLIDES: &str = "These are slides, which are not read: save them as PDF.";
const ARCHIVE: &str = "This kind of archive is not read: unpack it, or pack it as ZIP.";
const BOOK: &str = "This kind of book is not read: convert it to EPUB or PDF.";
const MAILS: &str = "This is Outlook's own form of mail, which is not read: save it as EML.";

/// The endings of files that are read, and of documents that are listed as not read, in lower case.
const ENDINGS: &[(&str, Ending)] = &[
    ("html", Read(Kind::Page)),
    ("htm", Read(Kind::Page)),
    ("xhtml", Read(Kind::Page)),
    ("xht", Read(Kind::Page)),
    ("shtml", Read(Kind::Page)),
    ("txt", Read(Kind::Text)),
    ("text", Read(Kind::Text)),
    ("md", Read(Kind::Markdown)),
    ("markdown", Read(Kind::Markdown)),
    ("pdf", Read(Kind::Pdf)),
    ("rtf", Read(Kind::Rtf)),
    ("docx", Read(Kind::Word)),
    ("docm", Read(Kind::Word)),
    ("odt", Read(Kind::OpenText)),
    ("ott", Read(Kind::OpenText)),
    ("epub", Read(Kind::Book)),
    ("eml", Read(Kind::Mail)),
    ("mbox", Read(Kind::Mailbox)),
    ("mbx", Read(Kind::Mailbox)),
    ("mht", Read(Kind::SavedPage)),
    ("mhtml", Read(Kind::SavedPage)),
    ("csv", Read(Kind::Table)),
    ("tsv", Read(Kind::Table)),
    ("json", Read(Kind::Json)),
    ("jsonl", Read(Kind::JsonLines)),
    ("ndjson", Read(Kind::JsonLines)),
    ("zip", Read(Kind::Zip)),
    ("gz", Read(Kind::Gzip)),
    ("warc", Read(Kind::Warc)),
    ("doc", Told(OLD_WORD)),
    ("wps", Told(OLD_WORD)),
    ("xls", Told(SHEET)),
    ("xlsx", Told(SHEET)),
    ("ods", Told(SHEET)),
    ("ppt", Told(SLIDES)),
    ("pptx", Told(SLIDES)),
    ("odp", Told(SLIDES)),
    ("rar", Told(ARCHIVE)),
    ("7z", Told(ARCHIVE)),
    ("tar", Told(ARCHIVE)),
    ("tgz", Told(ARCHIVE)),
    ("mobi", Told(BOOK)),
    ("azw3", Told(BOOK)),
    ("djvu", Told(BOOK)),
    ("msg", Told(MAILS)),
    ("pst", Told(MAILS)),
];

/// What `name`'s ending stands for. "page.html.part" is no page.
fn ending_of(name: &str) -> Option<Ending> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    // A name that begins with a dot, and Office's lock files, are no documents.
    if name.starts_with('.') || name.starts_with("~$") {
        return None;
    }
    let (stem, ending) = name.rsplit_once('.')?;
    let ending = ending.to_ascii_lowercase();
    let found = ENDINGS
        .iter()
        .find(|(it, _)| *it == ending && !stem.is_empty())
        .map(|(_, ending)| *ending)?;
    // Of what is packed by gzip, only crawls and what is read unpacked are looked for in folders.
    match found {
        Read(Kind::Gzip) => ending_of(stem).map(|_| found),
        _ => Some(found),
    }
}

/// Whether files with the ending of `name` are looked at: [`document`](super::document) reads them, or says why not.
pub fn readable_ending(name: &str) -> bool {
    ending_of(name).is_some()
}

/// Whether a file is to be read in a process of its own: all but plain texts, pages, tables and records, whose readers
/// cannot run away with memory, depth or time.
pub fn is_apart(name: &str, bytes: &[u8]) -> bool {
    match of(name, bytes) {
        Ok(
            Kind::Page | Kind::Text | Kind::Markdown | Kind::Table | Kind::Json | Kind::JsonLines,
        )
        | Err(_) => false,
        Ok(
            Kind::Pdf
            | Kind::Rtf
            | Kind::Word
            | Kind::OpenText
            | Kind::Book
            | Kind::Mail
            | Kind::Mailbox
            | Kind::SavedPage
            | Kind::Zip
            | Kind::Gzip
            | Kind::Warc,
        ) => true,
    }
}

/// What a file is, or why it is not read.
pub(super) fn of(name: &str, bytes: &[u8]) -> Result<Kind, String> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err("The file is empty.".into());
    }
    let start = bytes
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(bytes)
        .trim_ascii_start();
    if let Some(kind) = by_magic(start, bytes) {
        return Ok(kind);
    }
    if let Some(what) = foreign(bytes) {
        return Err(match ending_of(name) {
            Some(Told(why)) => why.into(),
            Some(Read(_)) => format!("The file is {what}, whatever its name says."),
            None => format!("This kind of file is not read: it is {what}."),
        });
    }
    let ending = ending_of(name);
    // Which of mail's own kinds it is, its ending tells better.
    let is_named_mail = matches!(
        ending,
        Some(Read(Kind::Mail | Kind::Mailbox | Kind::SavedPage))
    );
    if !is_named_mail && let Some(kind) = letterhead::kind(start) {
        return Ok(kind);
    }
    let kind = match ending {
        Some(Read(kind)) => kind,
        // Named otherwise, but text: a page that was saved as "report.doc".
        Some(Told(_)) if looks_like_a_page(start) => return Ok(Kind::Page),
        Some(Told(why)) => return Err(why.into()),
        None => {
            return Err(
                "This kind of file is not read; its ending names none that is: HTML, text, Markdown, PDF, DOCX, ODT, RTF, EPUB, EML, MBOX, MHTML, CSV, JSON, ZIP, WARC."
                    .into(),
            );
        }
    };
    let packed = |what: &str| Err(format!("The file is no {what}, whatever its name says."));
    match kind {
        Kind::Text if looks_like_a_page(start) => Ok(Kind::Page),
        Kind::Text if start.starts_with(b"WARC/1.") => Ok(Kind::Warc),
        // A page in place of a document: what a server sends where the document is gone, or a login.
        Kind::Pdf | Kind::Word | Kind::Rtf | Kind::OpenText if looks_like_a_page(start) => {
            Ok(Kind::Page)
        }
        Kind::Pdf => packed("PDF"),
        Kind::Rtf => packed("rich text document"),
        Kind::Word => packed("DOCX document"),
        Kind::OpenText => packed("ODT document"),
        Kind::Book => packed("EPUB book"),
        Kind::Zip => packed("ZIP archive"),
        Kind::Gzip => packed("gzip archive"),
        Kind::Warc if !start.starts_with(b"WARC/") => packed("WARC"),
        _ => Ok(kind),
    }
}

/// The kind that the first bytes tell for certain.
fn by_magic(start: &[u8], bytes: &[u8]) -> Option<Kind> {
    let head = &start[..start.len().min(1024)];
    if head.starts_with(b"{\\rtf") {
        return Some(Kind::Rtf);
    }
    if head.starts_with(b"WARC/1.") {
        return Some(Kind::Warc);
    }
    if head.starts_with(b"\x1F\x8B") {
        return Some(Kind::Gzip);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Some(packed_kind(bytes));
    }
    // Some writers put a few bytes before the mark; text that speaks of PDFs does not begin with it.
    let is_pdf = |it: &[u8]| it.windows(5).any(|it| it == b"%PDF-");
    let is_text =
        looks_like_a_page(start) || head.iter().take(5).all(|it| it.is_ascii_alphabetic());
    (is_pdf(head) && !is_text).then_some(Kind::Pdf)
}

/// Which of the documents that are ZIP archives these bytes are; a ZIP where they are none.
fn packed_kind(bytes: &[u8]) -> Kind {
    const MARKS: &[(&str, Kind)] = &[
        ("word/document.xml", Kind::Word),
        ("META-INF/container.xml", Kind::Book),
        ("content.xml", Kind::OpenText),
    ];
    let Ok(archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        // Its list of members is lost: then the names that stand before the members tell.
        let has = |name: &str| {
            bytes
                .windows(name.len())
                .take(1 << 20)
                .any(|it| it == name.as_bytes())
        };
        return MARKS
            .iter()
            .find(|(name, kind)| *kind != Kind::OpenText && has(name))
            .map_or(Kind::Zip, |(_, kind)| *kind);
    };
    MARKS
        .iter()
        .find(|(name, _)| archive.index_for_name(name).is_some())
        .map_or(Kind::Zip, |(_, kind)| *kind)
}

/// What a file is that is no text at all.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"\x89PNG", "a picture"),
        (b"\xFF\xD8\xFF", "a picture"),
        (b"GIF8", "a picture"),
        (b"\xD0\xCF\x11\xE0", "an old office document"),
        (b"Rar!", "an archive"),
        (b"7z\xBC\xAF", "an archive"),
        (b"SQLite format 3\0", "a database"),
        (b"\x7FELF", "a program"),
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

/// Whether text begins as pages do.
fn looks_like_a_page(start: &[u8]) -> bool {
    let head: Vec<u8> = start.iter().take(15).map(u8::to_ascii_lowercase).collect();
    head.starts_with(b"<!doctype html") || head.starts_with(b"<html")
}
