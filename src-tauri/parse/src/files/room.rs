//! The bounds that all parts of one file share.

use std::io::Read;

use news::{Article, TroubleCode};

use crate::{Parsed, Problem, limits};

/// What is left of the bounds of one file while its parts are read.
pub(super) struct Room {
    /// How many more levels of documents may stand inside this one.
    depth: usize,
    /// Bytes that may still be unpacked.
    bytes: usize,
    /// Bytes of text that may still be kept.
    text: usize,
}

/// Why a part could not be unpacked.
#[derive(Debug)]
pub(super) enum Cut {
    /// A bound was hit: which.
    Bound(&'static str),
    /// The bytes are damaged; what was got before.
    Damaged(Vec<u8>),
}

impl Room {
    /// The room of a file.
    pub(super) fn new() -> Room {
        Room {
            depth: limits::DOCUMENT_DEPTH,
            bytes: limits::UNPACKED_BYTES,
            text: limits::FILE_TEXT_BYTES,
        }
    }

    /// Reads a part that stands inside the file.
    pub(super) fn part(&mut self, name: &str, bytes: &[u8]) -> Parsed {
        if self.depth == 0 {
            return super::unreadable(
                "It stands in more documents inside one another than are opened.",
            );
        }
        self.depth -= 1;
        let parsed = super::part(name, bytes, self);
        self.depth += 1;
        parsed
    }

    /// Reads a page that stands inside the file.
    pub(super) fn page(
        &mut self,
        bytes: &[u8],
        content_type: Option<&str>,
        address: Option<&str>,
    ) -> Parsed {
        let depth = self.depth;
        self.depth = depth.saturating_sub(1);
        let parsed = super::page_part(bytes, content_type, address, self);
        self.depth = depth;
        parsed
    }

    /// Whether it is a part of a file that is being read, not the file itself.
    pub(super) fn is_inside(&self) -> bool {
        self.depth < limits::DOCUMENT_DEPTH
    }

    /// Everything that `from` unpacks to, of `packed` bytes.
    pub(super) fn unpack(&mut self, from: impl Read, packed: u64) -> Result<Vec<u8>, Cut> {
        let by_ratio = packed
            .saturating_mul(limits::PACKED_RATIO)
            .max(limits::PACKED_FREE);
        let most = by_ratio.min(self.bytes as u64);
        let mut bytes = vec![];
        let res = from.take(most + 1).read_to_end(&mut bytes);
        let is_over = bytes.len() as u64 > most;
        self.bytes -= bytes.len().min(self.bytes);
        match res {
            _ if is_over && most == by_ratio => Err(Cut::Bound(
                "It unpacks to more than 400 times its size: that is a trap, not a document.",
            )),
            _ if is_over => Err(Cut::Bound(
                "The file unpacks to more than the 256 MB that are read.",
            )),
            Ok(_) => Ok(bytes),
            Err(_) => Err(Cut::Damaged(bytes)),
        }
    }

    /// Holds what was read inside the bounds of the whole file.
    pub(super) fn hold(&mut self, parsed: &mut Parsed) {
        if self.is_inside() {
            return; // The whole is held once.
        }
        let size = |it: &Article| -> usize {
            it.title.len() + it.blocks.iter().map(|it| it.text.len() + 16).sum::<usize>() + 256
        };
        let kept = parsed
            .articles
            .iter()
            .take(limits::PARTS)
            .take_while(|it| {
                let size = size(it);
                let fits = size <= self.text;
                self.text -= size.min(self.text);
                fits
            })
            .count();
        let lost = parsed.articles.len() - kept;
        if lost > 0 {
            parsed.articles.truncate(kept);
            parsed.problems.push(Problem::new(
                TroubleCode::TooLarge,
                format!("The file holds more than is read of one: {lost} articles at its end were not. Split it."),
            ));
        }
    }
}

/// Gathers what could not be read of a file's parts.
#[derive(Default)]
pub(super) struct Losses {
    told: Vec<Problem>,
    more: usize,
}

impl Losses {
    /// A part that was not read, or not wholly.
    pub(super) fn add(&mut self, code: TroubleCode, part: &str, why: &str) {
        if self.told.len() < limits::TOLD_PARTS {
            let part: String = part.chars().take(200).collect();
            self.told.push(Problem::new(code, format!("{part}: {why}")));
        } else {
            self.more += 1;
        }
    }

    /// What a part came to: its articles into `articles`, its problems here.
    pub(super) fn take(&mut self, name: &str, parsed: Parsed, articles: &mut Vec<Article>) {
        for it in &parsed.problems {
            // Characters that could not be decoded are no loss of a part.
            if it.code != TroubleCode::Damaged || parsed.articles.is_empty() {
                self.add(it.code, name, &it.message);
            }
        }
        let many = parsed.articles.len() > 1;
        for (mut article, number) in parsed.articles.into_iter().zip(1..) {
            if article.item_id.is_none() {
                article.item_id = Some(match many {
                    true => format!("{name}#{number}"),
                    false => name.to_owned(),
                });
            }
            articles.push(article);
        }
    }

    /// Into the problems of the file.
    pub(super) fn into(self, problems: &mut Vec<Problem>) {
        problems.extend(self.told);
        if self.more > 0 {
            problems.push(Problem::new(
                TroubleCode::File,
                format!("{} more parts could not be read.", self.more),
            ));
        }
    }
}
