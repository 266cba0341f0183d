//! Large files in pieces that are documents of their own: a mailbox message by message, a crawl record by record, an archive
//! member by member, lines and rows many at a time. Never more than a piece is held.

use std::{
    io::{self, BufRead, BufReader, Read},
    ops::ControlFlow,
};

use flate2::bufread::MultiGzDecoder;
use news::TroubleCode;

use super::archive::is_clutter;
use super::kind::readable_ending;
use super::members;
use crate::{Parsed, Problem, limits};

/// Bytes from which on a piece is given at the next end of a part.
const ENOUGH: usize = 8 << 20;

/// Bytes of one part; what a part has beyond is not read.
const PART: usize = 48 << 20;

/// Bytes that all pieces of one file may come to: 8 GB.
const ALL: u64 = 8 << 30;

const DAMAGED: &str = "It is damaged or cut off; what stands after the damage was not read.";

/// A piece of a large file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// As what it is to be read: a name with the ending of its kind.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How many parts stand in the pieces before it.
    first: u64,
    /// The member of an archive that it is.
    member: Option<String>,
}

impl Piece {
    /// Gives what was read of the piece the names that it has in the whole file: parts are counted from the file's beginning,
    /// and what stands in an archive is named by its place there.
    pub fn in_its_place(&self, parsed: &mut Parsed) {
        for it in &mut parsed.problems {
            it.message = counted(&it.message, self.first);
            if let Some(member) = &self.member {
                it.message = format!("{member}: {}", it.message);
            }
        }
        let many = parsed.articles.len() > 1;
        for (article, number) in parsed.articles.iter_mut().zip(1..) {
            article.item_id = match (article.item_id.take(), &self.member) {
                (Some(id), _) => Some(counted(&id, self.first)),
                (None, Some(member)) if many => Some(format!("{member}#{number}")),
                (None, member) => member.clone(),
            };
        }
    }
}

/// "Message 3" or "Row 3" of a piece, counted from the beginning of the file.
fn counted(text: &str, first: u64) -> String {
    for word in ["Message ", "Record ", "Row ", "Line "] {
        let Some(rest) = text.strip_prefix(word) else {
            continue;
        };
        let end = rest
            .find(|it: char| !it.is_ascii_digit())
            .unwrap_or(rest.len());
        if let Ok(number) = rest[..end].parse::<u64>() {
            return format!("{word}{}{}", number.saturating_add(first), &rest[end..]);
        }
    }
    text.to_string()
}

/// A kind of file that is read in pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Mailbox,
    Lines,
    Table,
    Crawl,
    Archive,
    Gzip,
}

/// Whether a large file can be read in pieces, as far as its name and its first bytes tell.
pub fn in_pieces(name: &str, start: &[u8]) -> bool {
    kind_of(name, start).is_some()
}

fn kind_of(name: &str, start: &[u8]) -> Option<Kind> {
    if start.starts_with(b"PK\x03\x04") {
        // A document in the dress of an archive is one thing.
        let ending = name.rsplit('.').next().unwrap_or_default();
        let is_document = ["docx", "docm", "odt", "ott", "epub"]
            .iter()
            .any(|it| ending.eq_ignore_ascii_case(it));
        return (!is_document).then_some(Kind::Archive);
    }
    if start.starts_with(b"\x1F\x8B") {
        return Some(Kind::Gzip);
    }
    if start.starts_with(b"WARC/1.") {
        return Some(Kind::Crawl);
    }
    // Ends of lines are looked for byte by byte.
    if start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF") || start.contains(&0) {
        return None;
    }
    match name.rsplit('.').next()?.to_ascii_lowercase().as_str() {
        "mbox" | "mbx" => Some(Kind::Mailbox),
        "jsonl" | "ndjson" => Some(Kind::Lines),
        "csv" | "tsv" => Some(Kind::Table),
        _ => None,
    }
}

/// Cuts a file into pieces; `take` is given each, and tells whether to go on. Gives what could not be read.
/// Holds one piece of at most 48 MB at a time. Time is that of reading and unpacking the file once.
///
/// # Errors
/// What reading says.
pub fn pieces(
    name: &str,
    from: impl Read,
    mut take: impl FnMut(Piece) -> ControlFlow<()>,
) -> io::Result<Vec<Problem>> {
    let mut cutting = Cutting {
        take: &mut take,
        problems: vec![],
        more: 0,
        left: ALL,
        ended: false,
    };
    let mut from = BufReader::with_capacity(1 << 18, from);
    cutting.file(name, None, &mut from, 0)?;
    let Cutting {
        mut problems, more, ..
    } = cutting;
    if more > 0 {
        problems.push(Problem::new(
            TroubleCode::File,
            format!("{more} more parts could not be read."),
        ));
    }
    Ok(problems)
}

struct Cutting<'a> {
    take: &'a mut dyn FnMut(Piece) -> ControlFlow<()>,
    problems: Vec<Problem>,
    more: usize,
    /// Bytes that may still be given.
    left: u64,
    ended: bool,
}

impl Cutting<'_> {
    fn lose(&mut self, part: &str, why: &str) {
        if self.problems.len() < limits::TOLD_PARTS {
            let part: String = part.chars().take(200).collect();
            self.problems
                .push(Problem::new(TroubleCode::File, format!("{part}: {why}")));
        } else {
            self.more += 1;
        }
    }

    fn give(&mut self, piece: Piece) {
        if self.ended {
            return;
        }
        let size = piece.bytes.len() as u64;
        if size > self.left {
            self.ended = true;
            self.problems.push(Problem::new(
                TroubleCode::TooLarge,
                "The file unpacks to more than the 8 GB that are read; what stands at its end was not. Split it.",
            ));
            return;
        }
        self.left -= size;
        self.ended = (self.take)(piece).is_break();
    }

    fn file(
        &mut self,
        name: &str,
        member: Option<&str>,
        from: &mut dyn BufRead,
        depth: usize,
    ) -> io::Result<()> {
        let start = from.fill_buf()?;
        match kind_of(name, start) {
            _ if depth > limits::DOCUMENT_DEPTH => {
                self.lose(
                    name,
                    "It stands in more files inside one another than are opened.",
                );
                Ok(())
            }
            Some(Kind::Mailbox) => self.by_lines(name, member, from, &mut Mailbox::default()),
            Some(Kind::Lines) => self.by_lines(name, member, from, &mut Lines),
            Some(Kind::Table) => self.by_lines(name, member, from, &mut Table::default()),
            Some(Kind::Crawl) => self.crawl(name, member, from),
            Some(Kind::Archive) => self.archive(name, from, depth),
            Some(Kind::Gzip) => {
                let inner = name
                    .strip_suffix(".gz")
                    .or_else(|| name.strip_suffix(".GZ"))
                    .unwrap_or(name);
                let mut unpacked = BufReader::with_capacity(1 << 18, MultiGzDecoder::new(from));
                if self.file(inner, member, &mut unpacked, depth + 1).is_err() {
                    self.lose(name, DAMAGED);
                }
                Ok(())
            }
            None => self.whole(name, member, from),
        }
    }

    /// A part that is read as one.
    fn whole(
        &mut self,
        name: &str,
        member: Option<&str>,
        from: &mut dyn BufRead,
    ) -> io::Result<()> {
        let mut bytes = vec![];
        let res = (&mut *from).take(PART as u64 + 1).read_to_end(&mut bytes);
        if bytes.len() > PART {
            self.lose(
                name,
                "It is larger than the 48 MB that are read of one part.",
            );
            return Ok(());
        }
        if res.is_err() {
            self.lose(name, DAMAGED);
        }
        if !bytes.is_empty() {
            self.give(Piece {
                name: name.to_string(),
                bytes,
                first: 0,
                member: member.map(str::to_owned),
            });
        }
        Ok(())
    }

    fn archive(&mut self, name: &str, from: &mut dyn BufRead, depth: usize) -> io::Result<()> {
        members::each(from, |it| {
            let inner = it.name.clone();
            if inner.ends_with(['/', '\\']) || is_clutter(&inner) || !readable_ending(&inner) {
                return !self.ended;
            }
            if let Some(why) = it.refused() {
                self.lose(&inner, why);
                return !self.ended;
            }
            let most = it
                .packed
                .map_or(PART as u64, |it| it.saturating_mul(limits::PACKED_RATIO))
                .max(limits::PACKED_FREE);
            // In whatever archives it stands.
            let place = match depth {
                0 => inner.clone(),
                _ => format!("{name}/{inner}"),
            };
            let mut bytes = BufReader::with_capacity(1 << 16, it.take(most));
            if self
                .file(&inner, Some(&place), &mut bytes, depth + 1)
                .is_err()
            {
                self.lose(&inner, DAMAGED);
            }
            !self.ended
        })?;
        Ok(())
    }

    /// A file of lines, cut before lines at which a part begins.
    fn by_lines(
        &mut self,
        name: &str,
        member: Option<&str>,
        from: &mut dyn BufRead,
        parts: &mut dyn Parts,
    ) -> io::Result<()> {
        let (mut bytes, mut line) = (vec![], vec![]);
        let (mut first, mut seen, mut cut) = (0, 0, false);
        let give = |this: &mut Self, bytes: &mut Vec<u8>, first: u64, cut: &mut bool| {
            if std::mem::take(cut) {
                this.lose(
                    name,
                    "A part of it is larger than the 48 MB that are read of one; the rest of that part was not read.",
                );
            }
            this.give(Piece {
                name: name.to_string(),
                bytes: std::mem::take(bytes),
                first,
                member: member.map(str::to_owned),
            });
        };
        let res = loop {
            line.clear();
            // A line without end is taken in pieces.
            match (&mut *from).take(1 << 20).read_until(b'\n', &mut line) {
                Err(err) => break Err(err),
                Ok(0) => break Ok(()),
                Ok(_) if self.ended => break Ok(()),
                Ok(_) => {}
            }
            if parts.begins(&line) {
                if bytes.len() >= ENOUGH {
                    give(self, &mut bytes, first, &mut cut);
                    first = seen - parts.heads();
                    bytes.extend_from_slice(parts.head());
                }
                seen += 1;
            }
            match bytes.len() + line.len() > PART {
                true => cut = true,
                false => bytes.extend_from_slice(&line),
            }
        };
        if !bytes.is_empty() {
            give(self, &mut bytes, first, &mut cut);
        }
        res
    }

    /// A crawl, record by record.
    fn crawl(
        &mut self,
        name: &str,
        member: Option<&str>,
        from: &mut dyn BufRead,
    ) -> io::Result<()> {
        let mut bytes = vec![];
        let (mut first, mut seen) = (0, 0);
        let warc = match name.to_ascii_lowercase().ends_with(".warc") {
            true => name.to_string(),
            false => format!("{name}.warc"),
        };
        let give = |this: &mut Self, bytes: &mut Vec<u8>, first: u64| {
            this.give(Piece {
                name: warc.clone(),
                bytes: std::mem::take(bytes),
                first,
                member: member.map(str::to_owned),
            });
        };
        let mut record = |this: &mut Self, from: &mut dyn BufRead| -> io::Result<bool> {
            let mut line = vec![];
            if (&mut *from).take(1 << 20).read_until(b'\n', &mut line)? == 0 {
                return Ok(false);
            }
            // Between records stand empty lines; what else stands there is damage.
            if !line.starts_with(b"WARC/1.") {
                return Ok(true);
            }
            if bytes.len() >= ENOUGH {
                give(this, &mut bytes, first);
                first = seen;
            }
            seen += 1;
            let mut head = line;
            let length = rest_of_head(from, &mut head)?;
            if length > (PART - head.len()) as u64 {
                io::copy(&mut (&mut *from).take(length), &mut io::sink())?;
                this.lose(
                    &format!("Record {seen}"),
                    "It is larger than the 48 MB that are read of one.",
                );
                return Ok(true);
            }
            if bytes.len() + head.len() + length as usize > PART {
                give(this, &mut bytes, first);
                first = seen - 1;
            }
            bytes.extend_from_slice(&head);
            (&mut *from).take(length).read_to_end(&mut bytes)?;
            bytes.extend_from_slice(b"\r\n\r\n");
            Ok(true)
        };
        let res = loop {
            match record(self, from) {
                Ok(true) if !self.ended => {}
                Ok(_) => break Ok(()),
                Err(err) => break Err(err),
            }
        };
        if !bytes.is_empty() {
            give(self, &mut bytes, first);
        }
        res
    }
}

/// Reads the rest of the head of a record, up to the empty line after it; gives how many bytes follow.
fn rest_of_head(from: &mut dyn BufRead, head: &mut Vec<u8>) -> io::Result<u64> {
    let (mut length, mut line) = (0, vec![]);
    while head.len() < 1 << 16 {
        line.clear();
        if (&mut *from).take(1 << 16).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        head.extend_from_slice(&line);
        if line.trim_ascii().is_empty() {
            break;
        }
        let text = String::from_utf8_lossy(&line);
        if let Some((key, value)) = text.split_once(':')
            && key.trim().eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    Ok(length)
}

/// At which lines the parts of a file begin.
trait Parts {
    /// Whether a part begins with this line, the next after those that were asked about.
    fn begins(&mut self, line: &[u8]) -> bool;

    /// What stands before the parts of every piece.
    fn head(&self) -> &[u8] {
        &[]
    }

    /// How many of the parts that began are that.
    fn heads(&self) -> u64 {
        0
    }
}

/// Messages: each begins with a line "From …" that follows an empty line or stands at the top.
struct Mailbox {
    after_empty: bool,
}

impl Default for Mailbox {
    fn default() -> Mailbox {
        Mailbox { after_empty: true }
    }
}

impl Parts for Mailbox {
    fn begins(&mut self, line: &[u8]) -> bool {
        let begins = self.after_empty && line.starts_with(b"From ");
        self.after_empty = line.trim_ascii().is_empty();
        begins
    }
}

/// A record on every line.
struct Lines;

impl Parts for Lines {
    fn begins(&mut self, _: &[u8]) -> bool {
        true
    }
}

/// Rows, which may go over several lines inside quotation marks, below a row of names.
#[derive(Default)]
struct Table {
    head: Vec<u8>,
    headed: bool,
    quoted: bool,
    long: usize,
}

impl Table {
    /// Bytes of one row; a quotation mark that is never closed would make one of all that follows.
    const ROW: usize = 4 << 20;
}

impl Parts for Table {
    fn begins(&mut self, line: &[u8]) -> bool {
        let begins = !self.quoted;
        self.long = if begins { 0 } else { self.long + line.len() };
        let marks = line.iter().filter(|it| **it == b'"').count();
        self.quoted ^= marks % 2 == 1;
        if self.long > Table::ROW {
            (self.quoted, self.long) = (false, 0);
        }
        if !self.headed {
            self.head.extend_from_slice(line);
            // Spreadsheets may name what stands between columns before them.
            let is_more = line.starts_with(b"sep=") || line.trim_ascii().is_empty();
            self.headed = !self.quoted && !is_more;
        }
        begins
    }

    fn head(&self) -> &[u8] {
        &self.head
    }

    fn heads(&self) -> u64 {
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(name: &str, bytes: &[u8]) -> (Vec<Piece>, Vec<Problem>) {
        let mut found = vec![];
        let problems = pieces(name, bytes, |it| {
            found.push(it);
            ControlFlow::Continue(())
        });
        (found, problems.expect("bytes in memory are read"))
    }

    fn long(text: &str) -> String {
        text.repeat((ENOUGH / 4) / text.len() + 1)
    }

    #[test]
    fn a_mailbox_is_cut_between_messages_which_keep_their_numbers() {
        let text = long("A line of a letter that goes on.\n");
        let mailbox: String = (1..=9)
            .map(|it| {
                format!(
                    "From a@example.org Thu Jan 1 00:00:00 2026\nSubject: Letter {it}\n\n{text}\n"
                )
            })
            .collect();
        let (found, problems) = cut("/in/a.mbox", mailbox.as_bytes());
        assert_eq!(problems, []);
        let whole: Vec<u8> = found.iter().flat_map(|it| it.bytes.clone()).collect();
        assert_eq!(whole, mailbox.as_bytes(), "nothing is lost between pieces");
        assert!(found.len() > 1);
        assert!(found.iter().all(|it| it.bytes.starts_with(b"From ")));
        assert_eq!(found[1].first, 4, "four messages stand before it");
        let mut parsed = Parsed {
            articles: vec![news::Article {
                item_id: Some("Message 2".into()),
                ..news::Article::default()
            }],
            problems: vec![Problem::new(TroubleCode::File, "Message 1: It is no mail.")],
            ..Parsed::default()
        };
        found[1].in_its_place(&mut parsed);
        assert_eq!(parsed.articles[0].item_id.as_deref(), Some("Message 6"));
        assert_eq!(parsed.problems[0].message, "Message 5: It is no mail.");
    }

    #[test]
    fn rows_are_not_cut_inside_quotation_marks_and_each_piece_has_the_names() {
        let text = long("a line, \"\"quoted\"\"\n");
        let table: String = std::iter::once("title,text\n".to_string())
            .chain((1..=9).map(|it| format!("Row {it},\"{text}\"\n")))
            .collect();
        let (found, problems) = cut("/in/a.csv", table.as_bytes());
        assert_eq!(problems, []);
        assert!(found.len() > 1);
        let mut rows = 0;
        for it in &found {
            assert!(it.bytes.starts_with(b"title,text\nRow "));
            assert!(it.bytes.ends_with(b"\"\n"));
            rows += it.bytes.windows(4).filter(|it| it == b"Row ").count();
        }
        assert_eq!(rows, 9);
    }

    #[test]
    fn a_crawl_is_cut_between_records_by_their_lengths() {
        let text = long("WARC/1.0 is spoken of in this page.\r\n\r\n");
        let record = |number: usize| {
            format!(
                "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: https://a.example/{number}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{text}\r\n\r\n",
                text.len()
            )
        };
        let crawl: String = (1..=9).map(record).collect();
        let (found, problems) = cut("/in/a.warc", crawl.as_bytes());
        assert_eq!(problems, []);
        let whole: Vec<u8> = found.iter().flat_map(|it| it.bytes.clone()).collect();
        assert_eq!(whole, crawl.as_bytes());
        assert!(found.len() > 1 && found.iter().all(|it| it.bytes.len() < PART));
    }

    #[test]
    fn damage_is_told_and_no_reason_to_stop() {
        for (name, bytes) in [
            ("a.zip", &b"PK\x03\x04 and then nothing of the kind"[..]),
            ("a.gz", b"\x1F\x8B\x08\x00cut"),
            (
                "a.warc",
                b"WARC/1.0\r\nContent-Length: 99999999999\r\n\r\nshort",
            ),
            ("a.warc", b"WARC/1.0"),
            ("a.csv", b"\"never closed\nand more\n"),
            ("a.mbox", b"\n\n\n"),
        ] {
            let (found, problems) = cut(name, bytes);
            assert!(found.len() + problems.len() < 3, "{name}: {found:?}");
        }
    }
}
