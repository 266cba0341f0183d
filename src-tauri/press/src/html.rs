//! One HTML file: no scripts, nothing from elsewhere, fit for paper.

use std::fmt::Write;

use news::{
    Severity,
    digest::{Edition, Entry},
};

use crate::words::{self, clean, link};

const STYLE: &str = include_str!("digest.css");

/// The edition as one HTML file.
pub fn html(edition: &Edition) -> String {
    let zone = words::zone(&edition.time_zone);
    let mut out = String::new();
    let title = escape(&edition.title);
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n<h1 dir=\"auto\">{title}</h1>\n\
         <p class=\"window\">{} – {}<br>Times in {}</p>\n<ul class=\"bottom\">\n",
        words::time(edition.since, &zone),
        words::time(edition.until, &zone),
        escape(&words::zone_name(edition, &zone))
    );
    for it in words::bottom_line(edition) {
        let _ = writeln!(out, "<li>{}</li>", escape(&it));
    }
    out.push_str("</ul>\n</header>\n<main>\n");
    for section in &edition.sections {
        let _ = writeln!(
            out,
            "<section>\n<h2 dir=\"auto\">{}</h2>",
            escape(&section.watchlist)
        );
        for topic in &section.topics {
            let _ = writeln!(
                out,
                "<h3 dir=\"auto\">{} <span class=\"n\">{}</span></h3>\n<p class=\"query\"><code dir=\"ltr\">{}</code></p>",
                escape(&topic.topic),
                topic.entries.len(),
                escape(&topic.query)
            );
            if topic.entries.is_empty() {
                out.push_str("<p class=\"nothing\">Nothing flagged.</p>\n");
            }
            for it in &topic.entries {
                entry(&mut out, it, &zone);
            }
        }
        out.push_str("</section>\n");
    }
    let _ = writeln!(
        out,
        "<section class=\"coverage\">\n<h2>Sources</h2>\n<p>{}</p>",
        escape(&words::coverage(edition))
    );
    if !edition.coverage.troubled.is_empty() {
        out.push_str("<ul>\n");
        for (name, trouble) in &edition.coverage.troubled {
            let _ = writeln!(
                out,
                "<li><b dir=\"auto\">{}</b> (since {}): {} {} {}</li>",
                escape(name),
                words::time(trouble.since, &zone),
                escape(&trouble.what),
                escape(&trouble.meaning),
                escape(&trouble.advice)
            );
        }
        out.push_str("</ul>\n");
    }
    if !edition.coverage.paused.is_empty() {
        let names: Vec<String> = edition
            .coverage
            .paused
            .iter()
            .map(|it| escape(it))
            .collect();
        let _ = writeln!(out, "<p>Paused: {}</p>", names.join(", "));
    }
    let _ = write!(
        out,
        "</section>\n</main>\n<footer>Made {} by Wirewatch</footer>\n</body>\n</html>\n",
        words::time(edition.made_at, &zone)
    );
    out
}

fn entry(out: &mut String, it: &Entry, zone: &jiff::tz::TimeZone) {
    let headline = escape(&it.headline);
    let class = match it.severity {
        Severity::Critical => "critical",
        Severity::High => "high",
        Severity::Watch => "watch",
        Severity::Info => "info",
    };
    let _ = writeln!(out, "<article class=\"{class}\">");
    let _ = match it.address.as_deref().and_then(link) {
        Some(address) => writeln!(
            out,
            "<h4 dir=\"auto\"><a href=\"{}\" rel=\"noreferrer noopener\">{headline}</a></h4>",
            escape(&address)
        ),
        None => writeln!(out, "<h4 dir=\"auto\">{headline}</h4>"),
    };
    let at = it.published_at.unwrap_or(it.first_seen_at);
    let seen = if it.published_at.is_none() {
        " (first seen)"
    } else {
        ""
    };
    let state = words::state(it.state)
        .map(|it| format!(" · {it}"))
        .unwrap_or_default();
    let _ = writeln!(
        out,
        "<p class=\"meta\"><span class=\"severity\">{}</span> <bdi>{}</bdi> · {} ({}){seen}{state}</p>",
        words::severity(it.severity),
        escape(&it.outlet),
        words::time(at, zone),
        words::utc(at)
    );
    out.push_str("<blockquote dir=\"auto\">");
    for piece in &it.sentence {
        let text = escape(&piece.text);
        let _ = if piece.topics.is_empty() {
            write!(out, "{text}")
        } else {
            write!(out, "<mark>{text}</mark>")
        };
    }
    if let Some(place) = words::place(it.zone) {
        let _ = write!(out, " <span class=\"place\">({place})</span>");
    }
    out.push_str("</blockquote>\n");
    if !it.also_in.is_empty() {
        let names: Vec<String> = it
            .also_in
            .iter()
            .map(|it| format!("<bdi>{}</bdi>", escape(it)))
            .collect();
        let _ = writeln!(out, "<p class=\"also\">Also in {}</p>", names.join(", "));
    }
    if !it.note.is_empty() {
        let _ = writeln!(
            out,
            "<p class=\"note\" dir=\"auto\"><b>Note</b> {}</p>",
            escape(&it.note)
        );
    }
    out.push_str("</article>\n");
}

/// Text that stays text, in content and in attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
