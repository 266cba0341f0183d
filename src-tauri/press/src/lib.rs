//! Documents out: an edition of a digest becomes Markdown, HTML and JSON; what alerts rest on becomes a file of evidence.
//!
//! A document is made from an edition alone, and the same edition gives the same bytes. Text from outside is
//! escaped for the format that it goes into, and control characters and direction overrides are left out.

mod bundle;
mod html;
mod markdown;
mod safe;
mod words;

use news::digest::{DigestFormat, Edition};
use serde::Serialize;

pub use bundle::{
    Bundle, BundleAlert, BundleArticle, BundleCapture, check as check_bundle, write_bundle,
};
pub use html::html;
pub use markdown::markdown;

/// The longest title in a file's name, in bytes.
const TITLE: usize = 120;

/// The edition in a format.
pub fn write(edition: &Edition, format: DigestFormat) -> Vec<u8> {
    match format {
        DigestFormat::Markdown => markdown(edition).into_bytes(),
        DigestFormat::Html => html(edition).into_bytes(),
        DigestFormat::Json => json(edition).into_bytes(),
    }
}

/// The edition as JSON, exactly as it is, with the name of its form before it.
pub fn json(edition: &Edition) -> String {
    #[derive(Serialize)]
    struct Document<'a> {
        format: &'static str,
        #[serde(flatten)]
        edition: &'a Edition,
    }
    let document = Document {
        format: "wirewatch-edition/1",
        edition,
    };
    let mut text =
        serde_json::to_string_pretty(&document).expect("an edition can be written as JSON");
    text.push('\n');
    text
}

/// A name for the edition's file: its title and the end of its window, without anything that a file system minds.
pub fn file_name(edition: &Edition, format: DigestFormat) -> String {
    let mut name = String::new();
    for c in edition.title.chars().flat_map(char::to_lowercase) {
        if name.len() + c.len_utf8() > TITLE {
            break;
        }
        if c.is_alphanumeric() {
            name.push(c);
        } else if !name.ends_with('-') && !name.is_empty() {
            name.push('-');
        }
    }
    let name = name.trim_matches('-');
    let name = if name.is_empty() { "digest" } else { name };
    let date = words::Clock::of(edition).file_date(edition.until);
    format!("{name}-{date}.{}", format.extension())
}
