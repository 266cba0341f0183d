//! Plain text files.

use news::{Article, Block, Zone};

use super::header::Header;
use super::{exports, times};
use crate::lines::{self, authors};
use crate::page::fold;
use crate::{Parsed, Problem};

/// Characters of a first line that can still be a headline.
const LONGEST_HEADLINE: usize = 200;

/// Reads a plain text file.
///
/// `Key: value` lines at its top are what it says about itself. Paragraphs stand between empty lines;
/// where there are none, every line is a paragraph.
pub fn text_file(bytes: &[u8]) -> Parsed {
    times::set_down(super::contained(|problems| read(bytes, problems)))
}

/// The articles of a plain text: those of a database's export, or one.
pub(super) fn read(bytes: &[u8], problems: &mut Vec<Problem>) -> Vec<Article> {
    let text = super::decoded(bytes, problems)
        .replace("\r\n", "\n")
        .replace(['\r', '\u{C}'], "\n");
    if let Some(articles) = exports::split(&text) {
        return articles;
    }
    one(&text, problems).into_iter().collect()
}

/// The text of a file as one article.
fn one(text: &str, problems: &mut Vec<Problem>) -> Option<Article> {
    let (header, rest) = header_of(text);
    let paragraphs = paragraphs(rest);
    let headline = headline_of(&paragraphs, header.title.is_some());
    let mut blocks: Vec<Block> = Vec::new();
    for (index, paragraph) in paragraphs.iter().enumerate() {
        if Some(index) == headline {
            blocks.push(Block::new(Zone::Headline, paragraph.as_str()));
            continue;
        }
        let has_text = blocks.iter().any(|it| it.zone == Zone::Body);
        if !has_text && authors::is_byline(paragraph) {
            blocks.push(Block::new(Zone::Byline, paragraph.as_str()));
        } else {
            blocks.extend(lines::paragraph(Zone::Body, paragraph, !has_text));
        }
    }
    let title = headline.map(|it| paragraphs[it].clone());
    super::article(header, blocks, title, problems)
}

/// The header lines at the top, and what follows them.
fn header_of(text: &str) -> (Header, &str) {
    let mut header = Header::default();
    let mut rest = text;
    loop {
        let line_end = rest.find('\n').map_or(rest.len(), |it| it + 1);
        let line = rest[..line_end].trim();
        let is_header = !line.is_empty() && header.take(line);
        // Empty lines may stand before the header, and one ends it.
        if !is_header && (!line.is_empty() || rest.is_empty()) {
            return (header, rest);
        }
        rest = &rest[line_end..];
    }
}

/// The paragraphs of a text: between empty lines, or every line where there are none.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.split('\n').map(str::trim).collect();
    let first = lines.iter().position(|it| !it.is_empty()).unwrap_or(0);
    let last = lines.iter().rposition(|it| !it.is_empty()).unwrap_or(0);
    let gaps = lines
        .get(first..=last)
        .unwrap_or_default()
        .iter()
        .filter(|it| it.is_empty())
        .count();
    let filled = lines.iter().filter(|it| !it.is_empty()).count();
    // One gap is that between a headline and its text: it says nothing about how paragraphs are written.
    let by_line = gaps == 0 || (gaps <= 2 && filled > 4 * gaps + 2 && are_whole(&lines));
    let mut paragraphs: Vec<String> = vec![String::new()];
    for line in lines {
        let last = paragraphs.last_mut().expect("never empty");
        if line.is_empty() || by_line {
            if !last.is_empty() {
                paragraphs.push(String::new());
            }
        } else if !last.is_empty() {
            last.push(' ');
        }
        paragraphs.last_mut().expect("never empty").push_str(line);
    }
    paragraphs
        .into_iter()
        .map(|it| fold(&it))
        .filter(|it| !it.is_empty())
        .collect()
}

/// Whether most lines end as sentences do: then each is a paragraph and none was wrapped.
fn are_whole(lines: &[&str]) -> bool {
    let filled = lines.iter().filter(|it| !it.is_empty());
    let ends = |it: &str| {
        it.ends_with([
            '.', '!', '?', '”', '"', '»', ')', '’', ':', '…', '。', '।', '؟',
        ])
    };
    let (whole, all) = filled.fold((0, 0), |(whole, all), it| {
        (whole + usize::from(ends(it)), all + 1)
    });
    whole * 5 >= all * 4
}

/// The paragraph that is the headline: the first, if it is short, no sentence of the text, and not all there is.
pub(super) fn headline_of(paragraphs: &[String], is_titled: bool) -> Option<usize> {
    let first = paragraphs.first()?;
    let count = first.chars().count();
    let is_sentence = first.ends_with(['.', '。', '।', ':', ',']) && !first.ends_with("...");
    // "Explained: why the ferry came back" is a headline, though the same words lead elsewhere further down.
    let is_line = (!lines::is_promo(first) || first.split_whitespace().count() >= 5)
        && !lines::is_credit(first)
        && !authors::is_byline(first)
        && lines::split_dateline(first).is_none();
    let fits =
        count <= LONGEST_HEADLINE && paragraphs.len() >= 2 && !is_sentence && is_line && !is_titled;
    fits.then_some(0)
}
