//! Markdown, for people and for whatever turns it into something else.

use std::fmt::Write;

use news::{
    digest::{Edition, Entry},
    text::Piece,
};

use crate::words::{self, clean, link};

/// The edition as Markdown (CommonMark).
pub fn markdown(edition: &Edition) -> String {
    let zone = words::zone(&edition.time_zone);
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    line(format!("# {}\n", escape(&edition.title)));
    line(format!(
        "{} – {} · times in {}\n",
        words::time(edition.since, &zone),
        words::time(edition.until, &zone),
        escape(&words::zone_name(edition, &zone))
    ));
    for it in words::bottom_line(edition) {
        line(format!("- {}", escape(&it)));
    }
    for section in &edition.sections {
        line(format!("\n## {}", escape(&section.watchlist)));
        for topic in &section.topics {
            line(format!(
                "\n### {}\n\n`{}`",
                escape(&topic.topic),
                clean(&topic.query).replace('`', "'")
            ));
            if topic.entries.is_empty() {
                line("\nNothing flagged.".into());
            }
            for it in &topic.entries {
                line(entry(it, &zone));
            }
        }
    }
    line("\n## Sources\n".into());
    line(escape(&words::coverage(edition)));
    for (name, trouble) in &edition.coverage.troubled {
        line(format!(
            "\n- **{}**: {} {} {} (since {})",
            escape(name),
            escape(&trouble.what),
            escape(&trouble.meaning),
            escape(&trouble.advice),
            words::time(trouble.since, &zone)
        ));
    }
    if !edition.coverage.paused.is_empty() {
        let names: Vec<String> = edition
            .coverage
            .paused
            .iter()
            .map(|it| escape(it))
            .collect();
        line(format!("\nPaused: {}", names.join(", ")));
    }
    line(format!(
        "\nMade {} by Wirewatch.",
        words::time(edition.made_at, &zone)
    ));
    out
}

fn entry(it: &Entry, zone: &jiff::tz::TimeZone) -> String {
    let mut out = String::new();
    let headline = escape(&it.headline);
    let _ = match it.address.as_deref().and_then(link) {
        Some(address) => write!(out, "\n- **[{headline}]({address})**  \n"),
        None => write!(out, "\n- **{headline}**  \n"),
    };
    let at = it.published_at.unwrap_or(it.first_seen_at);
    let seen = if it.published_at.is_none() {
        " (first seen)"
    } else {
        ""
    };
    let _ = write!(
        out,
        "  {}, {} ({}){seen} · {}",
        escape(&it.outlet),
        words::time(at, zone),
        words::utc(at),
        words::severity(it.severity)
    );
    if let Some(state) = words::state(it.state) {
        let _ = write!(out, " · {state}");
    }
    let place = words::place(it.zone)
        .map(|it| format!(" ({it})"))
        .unwrap_or_default();
    let _ = write!(out, "\n\n  > {}{place}", sentence(&it.sentence));
    if !it.also_in.is_empty() {
        let names: Vec<String> = it.also_in.iter().map(|it| escape(it)).collect();
        let _ = write!(out, "\n\n  Also in {}", names.join(", "));
    }
    if !it.note.is_empty() {
        let _ = write!(out, "\n\n  Note: {}", escape(&it.note));
    }
    out
}

/// The flagged sentence, with what met the topic in bold.
fn sentence(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|it| {
            let text = escape(&it.text);
            if it.topics.is_empty() || text.trim().is_empty() {
                text
            } else {
                format!("**{}**", text.trim())
            }
        })
        .collect()
}

/// Text that stays text: everything that Markdown could take for markup has a backslash before it.
pub(crate) fn escape(text: &str) -> String {
    let text = clean(text);
    let mut out = String::with_capacity(text.len() + 8);
    let mut begins = true;
    for c in text.chars() {
        let special = matches!(
            c,
            '\\' | '`'
                | '*'
                | '_'
                | '{'
                | '}'
                | '['
                | ']'
                | '<'
                | '>'
                | '#'
                | '|'
                | '~'
                | '&'
                | '!'
                | '$'
        ) || begins && matches!(c, '-' | '+' | '=' | ':');
        if special {
            out.push('\\');
        }
        // "1." at the beginning is a list.
        if matches!(c, '.' | ')') && !out.is_empty() && out.chars().all(|it| it.is_ascii_digit()) {
            out.push('\\');
        }
        out.push(c);
        begins = begins && c == ' ';
    }
    out
}
