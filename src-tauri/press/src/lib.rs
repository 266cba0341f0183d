//! Documents out: an edition of a digest becomes Markdown, HTML and JSON.
//!
//! A document is made from an edition alone, and the same edition gives the same bytes. Text from outside is
//! escaped for the format that it goes into, and control characters and direction overrides are left out.

mod html;
mod markdown;
mod words;

use news::digest::{DigestFormat, Edition};
use serde_json::json;

pub use html::html;
pub use markdown::markdown;

/// The edition in a format.
pub fn write(edition: &Edition, format: DigestFormat) -> Vec<u8> {
    match format {
        DigestFormat::Markdown => markdown(edition).into_bytes(),
        DigestFormat::Html => html(edition).into_bytes(),
        DigestFormat::Json => json(edition).into_bytes(),
    }
}

/// The edition as JSON, with the name of its form.
pub fn json(edition: &Edition) -> String {
    let mut text =
        serde_json::to_string_pretty(&json!({"format": "wirewatch-edition/1", "edition": edition}))
            .expect("an edition can be written as JSON");
    text.push('\n');
    text
}

/// A name for the edition's file: its title and its window, without anything that a file system minds.
pub fn file_name(edition: &Edition, format: DigestFormat) -> String {
    let mut name = String::new();
    for c in edition.title.chars().take(60) {
        if c.is_alphanumeric() {
            name.extend(c.to_lowercase());
        } else if !name.ends_with('-') && !name.is_empty() {
            name.push('-');
        }
    }
    let name = name.trim_matches('-');
    let name = if name.is_empty() { "digest" } else { name };
    let zone = words::zone(&edition.time_zone);
    let until = edition
        .until
        .plus(-1)
        .to_jiff()
        .to_zoned_datetime(zone)
        .strftime("%Y-%m-%d-%H%M")
        .to_string();
    format!("{name}-{until}.{}", format.extension())
}
