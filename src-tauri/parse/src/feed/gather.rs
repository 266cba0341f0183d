//! A text of a feed while it is gathered, and what it is once it ends.

use std::rc::Rc;

use super::build::Captured;
use super::document::Text;
use super::field::{Field, Mode, Slot};
use super::token::floor_char;
use super::{base64, html};
use crate::limits;

/// What is read of a text that is no body.
pub(crate) const SHORT_BYTES: usize = 64 * 1024;

/// A text that is being gathered.
pub(crate) struct Gathering {
    pub(crate) field: Field,
    pub(crate) name: String,
    /// Elements of the same name that are open inside.
    pub(crate) depth: u32,
    /// Whether markup stood in it.
    pub(crate) marked: bool,
    pub(crate) value: String,
    pub(crate) base: Option<Rc<str>>,
    /// Whether it is an id that is an address, relative to a base that the document names.
    pub(crate) based_id: bool,
    pub(crate) language: Option<Rc<str>>,
    pub(crate) permalink: bool,
    pub(crate) scheme: Option<String>,
    pub(crate) label: Option<String>,
    pub(crate) rel: Option<String>,
    pub(crate) media_type: Option<String>,
}

impl Gathering {
    pub(crate) fn has_room(&self) -> bool {
        self.room() > 0
    }

    /// Bytes that it still takes. One character more than is read of it, so that it is seen that it was cut.
    fn room(&self) -> usize {
        let long = matches!(self.field.slot, Slot::Content | Slot::Summary);
        let most = if long {
            4 * limits::BODY_BYTES
        } else {
            SHORT_BYTES
        };
        (most + 4).saturating_sub(self.value.len())
    }

    /// Appends as much of `text` as there is room for.
    pub(crate) fn push(&mut self, text: &str) {
        let kept = floor_char(text, text.len().min(self.room()));
        self.value.push_str(&text[..kept]);
    }

    pub(crate) fn captured(self) -> Captured {
        let value = self.value;
        let mut text = match self.field.mode {
            Mode::Plain => Text::plain_text(value),
            Mode::Html => Text::html(value),
            Mode::Guess if self.marked || html::looks_like_html(&value) => Text::html(value),
            Mode::Guess => Text::plain_text(value),
            Mode::Inline => Text::html(value),
            Mode::Coded => match base64::decode(&value) {
                Some(decoded) if html::looks_like_html(&decoded) => Text::html(decoded),
                Some(decoded) => Text::plain_text(decoded),
                None if html::looks_like_html(&value) => Text::html(value),
                None => Text::plain_text(value),
            },
        };
        text.base = self.base;
        text.language = self.language.map(|it| it.to_string());
        Captured {
            field: self.field,
            text,
            permalink: self.permalink,
            based_id: self.based_id,
            scheme: self.scheme,
            label: self.label,
            rel: self
                .rel
                .map(|it| it.trim().to_ascii_lowercase())
                .filter(|it| !it.is_empty()),
            media_type: self.media_type,
        }
    }
}
