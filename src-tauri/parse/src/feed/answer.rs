//! What an answer is that is no feed.

use news::TroubleCode;

use super::html;
use super::token::{Token, Tokens, floor_char};
use crate::Problem;

/// What pages print that want proof of a human.
const CHALLENGES: &[&str] = &[
    "checking your browser",
    "checking if the site connection is secure",
    "just a moment",
    "cf-chl",
    "cf_chl",
    "challenge-platform",
    "captcha",
    "enable javascript and cookies",
    "verify you are human",
    "verifying you are human",
    "are you a robot",
    "ddos protection by",
    "attention required!",
    "unusual traffic from your",
    "_incapsula_resource",
    "datadome",
    "perimeterx",
    "px-block",
    "ddos-guard",
    "proof-of-work",
    "anubis",
];

/// The problem with `text`, in which no feed was found.
pub(crate) fn in_place_of_a_feed(text: &str) -> Problem {
    const LOOKED_AT: usize = 256 * 1024;
    let text = &text[..floor_char(text, text.len().min(LOOKED_AT))];
    if text.trim().is_empty() {
        return Problem::new(
            TroubleCode::NotAFeed,
            "The answer was empty: no feed is in it.",
        );
    }
    let title = title(text).filter(|it| !it.is_empty());
    let named = title
        .map(|it| format!(" (“{}”)", shortened(&it)))
        .unwrap_or_default();
    let lower = text.to_lowercase();
    if CHALLENGES.iter().any(|it| lower.contains(it)) {
        return Problem::new(
            TroubleCode::Challenge,
            format!(
                "The address answered with a page that asks for proof of a human{named}, not with a feed."
            ),
        );
    }
    let message = if ["<html", "<!doctype html", "<body", "<head"]
        .iter()
        .any(|it| lower.contains(it))
    {
        format!("The address answered with a web page{named}, not with a feed.")
    } else if lower.starts_with(['{', '[']) {
        "The address answered with JSON that is no feed.".to_owned()
    } else if text.starts_with('<') {
        "The address answered with XML that is no feed.".to_owned()
    } else {
        "The address answered with something that is no feed.".to_owned()
    };
    Problem::new(TroubleCode::NotAFeed, message)
}

/// The title of a page.
fn title(text: &str) -> Option<String> {
    let mut tokens = Tokens::new(text);
    while let Some(token) = tokens.next() {
        if matches!(token, Token::Start { name, .. } if name.eq_ignore_ascii_case("title")) {
            return match tokens.next()? {
                Token::Text(raw) => Some(html::line(raw)),
                _ => None,
            };
        }
    }
    None
}

fn shortened(text: &str) -> String {
    const LONG: usize = 80;
    if text.chars().count() <= LONG {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(LONG).collect();
    short.push('…');
    short
}
