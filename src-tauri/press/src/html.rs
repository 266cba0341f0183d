//! One HTML file: no scripts, nothing from elsewhere, fit for the screen, for the dark and for paper.

use std::fmt::Write;

use news::{
    Severity,
    digest::{Edition, Entry, Section},
};

use crate::{
    safe::{clean, clean_piece, host, link},
    words::{self, Clock, Health, Numbers, SEVERITIES, When},
};

const STYLE: &str = include_str!("digest.css");

/// The edition as one HTML file.
pub fn html(edition: &Edition) -> String {
    let clock = Clock::of(edition);
    let mut out = Page::default();
    head(&mut out, edition, &clock);
    out.add("<main>");
    for (number, section) in edition.sections.iter().enumerate() {
        watchlist(&mut out, number, section, &clock);
    }
    sources(&mut out, edition, &clock);
    out.add("</main>");
    out.add(&format!(
        "<footer>Made {} by Wirewatch.</footer>\n</body>\n</html>",
        clock.time(edition.made_at)
    ));
    out.0
}

/// The document so far, a line each.
#[derive(Default)]
struct Page(String);

impl Page {
    fn add(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }
}

fn head(out: &mut Page, edition: &Edition, clock: &Clock) {
    let title = titled(&edition.title, "Digest");
    out.add("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">");
    out.add("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">");
    out.add("<meta name=\"referrer\" content=\"no-referrer\">");
    out.add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    out.add("<meta name=\"color-scheme\" content=\"light dark\">");
    out.add(&format!(
        "<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<header>"
    ));
    out.add("<p class=\"kicker\">Media digest</p>");
    out.add(&format!("<h1 dir=\"auto\">{title}</h1>"));
    out.add(&format!(
        "<p class=\"window\">{}<br>Times in {}</p>",
        clock.window(edition),
        escape(&clock.zone_name(edition))
    ));
    let numbers = Numbers::of_edition(edition);
    out.add(&format!(
        "<dl class=\"numbers\">\n<div><dt>{}</dt><dd>{}</dd></div>",
        if numbers.all == 1 { "Alert" } else { "Alerts" },
        numbers.all
    ));
    for (severity, n) in SEVERITIES.into_iter().zip(numbers.of) {
        let zero = if n == 0 { " zero" } else { "" };
        out.add(&format!(
            "<div class=\"{}{zero}\"><dt>{}{}</dt><dd>{n}</dd></div>",
            class(severity),
            shape(severity),
            words::severity(severity)
        ));
    }
    out.add("</dl>");
    if !edition.sections.is_empty() {
        by_watchlist(out, edition);
    }
    state(out, edition);
    out.add("</header>");
}

fn by_watchlist(out: &mut Page, edition: &Edition) {
    let mut heads = String::new();
    for severity in SEVERITIES {
        let _ = write!(
            heads,
            "<th scope=\"col\" class=\"n\">{}</th>",
            words::severity(severity)
        );
    }
    out.add(&format!(
        "<table>\n<thead><tr><th scope=\"col\">Watchlist</th>{heads}<th scope=\"col\" class=\"n\">Alerts</th></tr></thead>\n<tbody>"
    ));
    for (number, section) in edition.sections.iter().enumerate() {
        let numbers = Numbers::of_section(section);
        let mut cells = String::new();
        for n in numbers.of.into_iter().chain([numbers.all]) {
            let zero = if n == 0 { " zero" } else { "" };
            let _ = write!(cells, "<td class=\"n{zero}\">{n}</td>");
        }
        out.add(&format!(
            "<tr><th scope=\"row\" dir=\"auto\"><a href=\"#w{number}\">{}</a></th>{cells}</tr>",
            titled(&section.watchlist, "Watchlist")
        ));
    }
    out.add("</tbody>\n</table>");
}

fn state(out: &mut Page, edition: &Edition) {
    let health = match words::health(edition) {
        Health::Well => "well",
        Health::Gaps => "gaps",
        Health::Blind => "blind",
    };
    out.add(&format!(
        "<p class=\"state {health}\"><span>{}</span></p>",
        escape(&words::coverage(edition))
    ));
}

fn watchlist(out: &mut Page, number: usize, section: &Section, clock: &Clock) {
    out.add(&format!(
        "<section>\n<h2 id=\"w{number}\" dir=\"auto\">{}</h2>",
        titled(&section.watchlist, "Watchlist")
    ));
    if section.topics.is_empty() {
        out.add("<p class=\"nothing\">This watchlist has no topics: nothing was looked for.</p>");
    }
    for topic in &section.topics {
        out.add(&format!(
            "<div class=\"topic\">\n<h3 dir=\"auto\">{} <span class=\"count\">{}</span></h3>\n<p class=\"query\" dir=\"ltr\">{}</p>\n</div>",
            titled(&topic.topic, "Topic"),
            topic.entries.len(),
            escape(&topic.query)
        ));
        if topic.entries.is_empty() {
            out.add("<p class=\"nothing\">Nothing flagged.</p>");
        }
        for it in &topic.entries {
            entry(out, it, clock);
        }
    }
    out.add("</section>");
}

/// The copies of an entry, a line each.
fn copies(out: &mut Page, it: &Entry, clock: &Clock) {
    if it.copies.is_empty() {
        return;
    }
    out.add(&format!(
        "<p class=\"also\">{}</p>",
        words::copies(it.copies.len())
    ));
    out.add("<ul class=\"also\">");
    for it in &it.copies {
        let headline = titled(&it.headline, "Without a headline");
        let headline = match it.address.as_deref().and_then(link) {
            Some(link) => format!(
                "<a href=\"{}\" rel=\"noreferrer noopener\">{headline}</a>",
                escape(&link)
            ),
            None => headline,
        };
        let wire = it.wire.as_deref().map(|it| format!(" ({})", escape(it)));
        out.add(&format!(
            "<li dir=\"auto\"><bdi>{}{}</bdi>, <span dir=\"ltr\">{}</span>: {headline}</li>",
            escape(&it.outlet),
            wire.unwrap_or_default(),
            clock.time(it.at)
        ));
    }
    out.add("</ul>");
}

fn entry(out: &mut Page, it: &Entry, clock: &Clock) {
    let headline = titled(&it.headline, "Without a headline");
    let link = it.address.as_deref().and_then(link);
    let direction = if is_rtl(&it.headline) { "rtl" } else { "ltr" };
    out.add(&format!(
        "<article class=\"{}\" dir=\"{direction}\">",
        class(it.severity)
    ));
    out.add(&match &link {
        Some(link) => format!(
            "<h4 dir=\"auto\"><a href=\"{}\" rel=\"noreferrer noopener\">{headline}</a></h4>",
            escape(link)
        ),
        None => format!("<h4 dir=\"auto\">{headline}</h4>"),
    });
    let When { before, at, behind } = words::when(it, clock);
    let mut about = format!(
        "<span class=\"severity\">{}{}</span>",
        shape(it.severity),
        words::severity(it.severity)
    );
    let outlet = escape(&it.outlet);
    if !outlet.is_empty() {
        let _ = write!(about, "<span><bdi>{outlet}</bdi></span>");
    }
    let _ = write!(
        about,
        "<span dir=\"ltr\">{before}<time datetime=\"{at}\">{} ({})</time>{behind}</span>",
        clock.time(at),
        words::utc(at, clock)
    );
    if let Some(link) = &link {
        let _ = write!(
            about,
            "<span class=\"host\" dir=\"ltr\">{}</span>",
            escape(host(link))
        );
    }
    if let Some(state) = words::state(it.state) {
        let _ = write!(about, "<span>{state}</span>");
    }
    out.add(&format!("<p class=\"meta\">{about}</p>"));
    sentence(out, it);
    if !it.also_in.is_empty() {
        let names: Vec<String> = it
            .also_in
            .iter()
            .map(|it| format!("<bdi>{}</bdi>", escape(it)))
            .collect();
        out.add(&format!(
            "<p class=\"also\">Also in {}</p>",
            names.join(", ")
        ));
    }
    copies(out, it, clock);
    let note = escape(&it.note);
    if !note.is_empty() {
        out.add(&format!(
            "<p class=\"note\" dir=\"auto\"><b>Note</b>{note}</p>"
        ));
    }
    out.add("</article>");
}

/// The flagged sentence, what met the topic marked.
fn sentence(out: &mut Page, it: &Entry) {
    let mut text = String::new();
    for piece in &it.sentence {
        let part = escape_clean(&clean_piece(&piece.text));
        if piece.topics.is_empty() || part.trim().is_empty() {
            text.push_str(&part);
        } else {
            let _ = write!(text, "<mark>{part}</mark>");
        }
    }
    if text.trim().is_empty() {
        return;
    }
    let place = words::place(it.zone)
        .map(|it| format!(" <span class=\"place\">{it}</span>"))
        .unwrap_or_default();
    out.add(&format!(
        "<blockquote dir=\"auto\">{}{place}</blockquote>",
        text.trim()
    ));
}

fn sources(out: &mut Page, edition: &Edition, clock: &Clock) {
    let coverage = &edition.coverage;
    out.add("<section class=\"sources\">\n<h2>Coverage</h2>");
    state(out, edition);
    if !coverage.troubled.is_empty() {
        out.add("<table>\n<thead><tr><th scope=\"col\">Not read in full</th><th scope=\"col\">Since</th><th scope=\"col\">What happened</th></tr></thead>\n<tbody>");
        for (name, trouble) in &coverage.troubled {
            let mut words = String::new();
            for (class, text) in [
                ("what", &trouble.what),
                ("what", &trouble.meaning),
                ("advice", &trouble.advice),
            ] {
                let text = escape(text);
                if !text.is_empty() {
                    let _ = write!(words, "<p class=\"{class}\" dir=\"auto\">{text}</p>");
                }
            }
            out.add(&format!(
                "<tr><th scope=\"row\" dir=\"auto\">{}</th><td class=\"since\">{}</td><td>{words}</td></tr>",
                titled(name, "A source"),
                clock.time(trouble.since)
            ));
        }
        out.add("</tbody>\n</table>");
    }
    if !coverage.silent.is_empty() {
        out.add("<table>\n<thead><tr><th scope=\"col\">Silent for longer than usual</th><th scope=\"col\">Since</th><th scope=\"col\">What is seen</th></tr></thead>\n<tbody>");
        for it in &coverage.silent {
            out.add(&format!(
                "<tr><th scope=\"row\" dir=\"auto\">{}</th><td class=\"since\">{}</td><td><p class=\"what\" dir=\"auto\">{}</p></td></tr>",
                titled(&it.name, "A source"),
                clock.time(it.since),
                escape(&it.words)
            ));
        }
        out.add("</tbody>\n</table>");
    }
    match words::waiting(edition) {
        0 => {}
        n => out.add(&format!(
            "<p class=\"also\">Not looked at yet: {}.</p>",
            words::count(n, "source", "sources")
        )),
    }
    if !coverage.paused.is_empty() {
        let names: Vec<String> = coverage
            .paused
            .iter()
            .map(|it| format!("<bdi>{}</bdi>", escape(it)))
            .collect();
        out.add(&format!(
            "<p class=\"also\">Paused, so not read: {}.</p>",
            names.join(", ")
        ));
    }
    out.add("</section>");
}

fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "critical",
        Severity::High => "high",
        Severity::Watch => "watch",
        Severity::Info => "info",
    }
}

/// Severity is told by shape and word too, never by colour alone.
fn shape(severity: Severity) -> String {
    let drawn = match severity {
        Severity::Critical => {
            "<path d=\"M3.5 0h5L12 3.5v5L8.5 12h-5L0 8.5v-5z\" fill=\"currentColor\"/>"
        }
        Severity::High => "<path d=\"M6 .5 12 11.5H0z\" fill=\"currentColor\"/>",
        Severity::Watch => {
            "<circle cx=\"6\" cy=\"6\" r=\"5\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.8\"/><circle cx=\"6\" cy=\"6\" r=\"2\" fill=\"currentColor\"/>"
        }
        Severity::Info => {
            "<rect x=\"1.2\" y=\"1.2\" width=\"9.6\" height=\"9.6\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.8\"/>"
        }
    };
    format!("<svg class=\"shape\" viewBox=\"0 0 12 12\" aria-hidden=\"true\">{drawn}</svg>")
}

/// Whether a text is written from right to left: its first letter is.
fn is_rtl(text: &str) -> bool {
    text.chars().find(|it| it.is_alphabetic()).is_some_and(|it| {
        matches!(it, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
    })
}

/// Escaped text, or a word of ours where nothing is left of it.
fn titled(text: &str, otherwise: &str) -> String {
    let text = escape(text);
    if text.is_empty() {
        otherwise.into()
    } else {
        text
    }
}

/// Text that stays text, in content and in attributes.
fn escape(text: &str) -> String {
    escape_clean(&clean(text))
}

fn escape_clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        const TESTS: &[(&str, &str)] = &[
            ("plain", "plain"),
            ("<script>", "&lt;script&gt;"),
            ("a & b &lt;", "a &amp; b &amp;lt;"),
            ("\" onload='x'", "&quot; onload=&#39;x&#39;"),
            ("</style><!--", "&lt;/style&gt;&lt;!--"),
            ("two\nlines\0", "two lines"),
        ];
        for (text, expected) in TESTS {
            assert_eq!(escape(text), *expected, "{text:?}");
        }
    }
}
