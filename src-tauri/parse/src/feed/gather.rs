//! A text of a feed while it is gathered, and what it is once it ends.

use std::rc::Rc;

use super::build::Captured;
use super::document::Text;
use super::field::{Field, Mode, Slot};
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
    pub(crate) language: Option<Rc<str>>,
    pub(crate) permalink: bool,
    pub(crate) scheme: Option<String>,
    pub(crate) label: Option<String>,
    pub(crate) rel: Option<String>,
    pub(crate) media_type: Option<String>,
}

impl Gathering {
    pub(crate) fn has_room(&self) -> bool {
        let long = matches!(self.field.slot, Slot::Content | Slot::Summary);
        self.value.len()
            < if long {
                4 * limits::BODY_BYTES
            } else {
                SHORT_BYTES
            }
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
