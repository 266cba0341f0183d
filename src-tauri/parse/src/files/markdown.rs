//! Markdown files.

use news::{Article, Block, Zone};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::header::Header;
use super::times;
use crate::lines::{self, authors};
use crate::page::fold;
use crate::{Parsed, Problem};

/// Reads a Markdown file. Its first heading is the headline; front matter is what it says about itself.
pub fn markdown_file(bytes: &[u8]) -> Parsed {
    times::set_down(super::contained(|problems| read(bytes, problems)))
}

/// The article of a Markdown file.
pub(super) fn read(bytes: &[u8], problems: &mut Vec<Problem>) -> Vec<Article> {
    let text = super::decoded(bytes, problems);
    let (header, rest) = front_matter(&text);
    let mut reader = Reader::default();
    for event in Parser::new_ext(
        rest,
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES,
    ) {
        reader.event(event);
    }
    reader.flush();
    let title = reader
        .blocks
        .iter()
        .find(|it| it.zone == Zone::Headline)
        .map(|it| it.text.clone());
    super::article(header, reader.blocks, title, problems)
        .into_iter()
        .collect()
}

/// The lines between `---` at the very top, and what follows.
fn front_matter(text: &str) -> (Header, &str) {
    let mut header = Header::default();
    let start = text.trim_start_matches(['\u{FEFF}', '\n', '\r', ' ']);
    let Some(inside) = start
        .strip_prefix("---")
        .filter(|it| it.starts_with(['\n', '\r']))
    else {
        return (header, text);
    };
    let mut at = 0;
    for line in inside.split_inclusive('\n') {
        at += line.len();
        let line = line.trim();
        if line == "---" || line == "..." {
            return (header, &inside[at..]);
        }
        header.take(line);
    }
    (Header::default(), text)
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    text: String,
    heading: Option<HeadingLevel>,
    quotes: usize,
    images: usize,
    caption: String,
}

impl Reader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) => {
                if self.images > 0 {
                    self.caption.push_str(&text);
                } else {
                    self.text.push_str(&text);
                }
            }
            Event::SoftBreak | Event::HardBreak => self.text.push(' '),
            Event::Rule => self.flush(),
            // Markup inside Markdown is not text; what stands between its tags comes as text.
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Image { .. } => self.images += 1,
            Tag::Heading { level, .. } => {
                self.flush();
                self.heading = Some(*level);
            }
            Tag::BlockQuote(_) => {
                self.flush();
                self.quotes += 1;
            }
            Tag::Paragraph
            | Tag::Item
            | Tag::CodeBlock(_)
            | Tag::TableCell
            | Tag::HtmlBlock
            | Tag::FootnoteDefinition(_) => self.flush(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            TagEnd::Heading(_) => {
                self.flush();
                self.heading = None;
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::Paragraph
            | TagEnd::Item
            | TagEnd::CodeBlock
            | TagEnd::TableCell
            | TagEnd::HtmlBlock
            | TagEnd::FootnoteDefinition => self.flush(),
            _ => {}
        }
    }

    fn flush(&mut self) {
        let text = fold(&std::mem::take(&mut self.text));
        let caption = fold(&std::mem::take(&mut self.caption));
        if !text.is_empty() {
            self.block(&text);
        }
        if !caption.is_empty() {
            let zone = if lines::is_picture_credit(&caption) {
                Zone::Credit
            } else {
                Zone::Caption
            };
            self.blocks.push(Block::new(zone, caption));
        }
    }

    fn block(&mut self, text: &str) {
        let has_headline = self.blocks.iter().any(|it| it.zone == Zone::Headline);
        let has_text = self
            .blocks
            .iter()
            .any(|it| matches!(it.zone, Zone::Body | Zone::Quote));
        if self.heading.is_some() && !has_headline && !has_text {
            self.blocks.push(Block::new(Zone::Headline, text));
        } else if self.heading.is_some() && !lines::is_promo(text) {
            self.blocks.push(Block::new(Zone::Body, text));
        } else if !has_text && authors::is_byline(text) {
            self.blocks.push(Block::new(Zone::Byline, text));
        } else {
            let zone = if self.quotes > 0 {
                Zone::Quote
            } else {
                Zone::Body
            };
            self.blocks.extend(lines::paragraph(zone, text, !has_text));
        }
    }
}
