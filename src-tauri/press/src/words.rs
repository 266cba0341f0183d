//! The words that every format shares.

use jiff::tz::TimeZone;
use news::{AlertState, Severity, Timestamp, Zone, digest::Edition};

/// The time zone by that name, UTC where there is none.
pub(crate) fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

/// "7 December 2021, 18:42 EET".
pub(crate) fn time(at: Timestamp, zone: &TimeZone) -> String {
    at.to_jiff()
        .to_zoned_datetime(zone.clone())
        .strftime("%-d %B %Y, %H:%M %Z")
        .to_string()
}

/// "16:42 UTC".
pub(crate) fn utc(at: Timestamp) -> String {
    at.to_jiff()
        .to_zoned_datetime(TimeZone::UTC)
        .strftime("%H:%M UTC")
        .to_string()
}

/// The zone, as the documents name it: "Europe/Kyiv (UTC+02:00)".
pub(crate) fn zone_name(edition: &Edition, zone: &TimeZone) -> String {
    let offset = edition
        .until
        .to_jiff()
        .to_zoned_datetime(zone.clone())
        .strftime("%:z")
        .to_string();
    format!("{} (UTC{offset})", edition.time_zone)
}

/// The bottom line: how many alerts, how grave, in which watchlists, and whether everything was looked at.
pub(crate) fn bottom_line(edition: &Edition) -> Vec<String> {
    let entries: Vec<_> = edition
        .sections
        .iter()
        .flat_map(|it| &it.topics)
        .flat_map(|it| &it.entries)
        .collect();
    let graver = |severity: Severity| entries.iter().filter(|it| it.severity == severity).count();
    let mut lines = vec![];
    lines.push(match entries.len() {
        0 => "No alerts.".to_string(),
        n => {
            let parts: Vec<String> = [
                Severity::Critical,
                Severity::High,
                Severity::Watch,
                Severity::Info,
            ]
            .into_iter()
            .filter(|it| graver(*it) > 0)
            .map(|it| format!("{} {}", graver(it), severity(it).to_lowercase()))
            .collect();
            format!(
                "{}: {}.",
                count(n as u64, "alert", "alerts"),
                parts.join(", ")
            )
        }
    });
    let lists: Vec<String> = edition
        .sections
        .iter()
        .map(|it| {
            format!(
                "{} {}",
                it.watchlist,
                it.topics.iter().map(|it| it.entries.len()).sum::<usize>()
            )
        })
        .collect();
    if !lists.is_empty() {
        lines.push(format!("By watchlist: {}.", lists.join(" · ")));
    }
    lines.push(coverage(edition));
    lines
}

/// One sentence on the health of the sources.
pub(crate) fn coverage(edition: &Edition) -> String {
    let it = &edition.coverage;
    let seen = count(it.articles, "article was", "articles were");
    match it.sources {
        0 => format!("No source was looked at; {seen} brought in by hand or before."),
        n if it.healthy == n => format!(
            "{} well, {seen} read.",
            if n == 1 {
                "The one source is".into()
            } else {
                format!("All {n} sources are")
            }
        ),
        n if it.healthy == 0 => {
            format!(
                "None of {} could be read in full: quiet here is not quiet in the world. {seen} read.",
                count(u64::from(n), "source", "sources")
            )
        }
        n => format!(
            "{} of {n} sources are well; the others are named at the end. {seen} read.",
            it.healthy
        ),
    }
}

/// "1 article", "2 articles".
pub(crate) fn count(n: u64, one: &str, many: &str) -> String {
    if n == 1 {
        format!("1 {one}")
    } else {
        format!("{n} {many}")
    }
}

/// The word for a severity.
pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "Critical",
        Severity::High => "High",
        Severity::Watch => "Watch",
        Severity::Info => "Info",
    }
}

/// The word for a state, where it is worth one.
pub(crate) fn state(state: AlertState) -> Option<&'static str> {
    match state {
        AlertState::New => None,
        AlertState::Kept => Some("kept"),
        AlertState::Dismissed => Some("dismissed"),
    }
}

/// The word for the zone of a sentence, where it is not the text itself.
pub(crate) fn place(zone: Zone) -> Option<&'static str> {
    match zone {
        Zone::Body | Zone::Quote => None,
        other => Some(other.name()),
    }
}

/// Text from outside without what is not seen or turns the direction of what follows.
pub(crate) fn clean(text: &str) -> String {
    text.chars()
        .map(|it| if it.is_whitespace() { ' ' } else { it })
        .filter(|it| {
            !it.is_control() && !matches!(it, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200B}' | '\u{FEFF}')
        })
        .collect()
}

/// An address that may be a link: http or https, nothing in it that ends it early.
pub(crate) fn link(address: &str) -> Option<String> {
    let lower = address.to_ascii_lowercase();
    let web = lower.starts_with("http://") || lower.starts_with("https://");
    let mut safe = String::new();
    for c in address.chars() {
        match c {
            c if c.is_whitespace() || c.is_control() => return None,
            '<' => safe.push_str("%3C"),
            '>' => safe.push_str("%3E"),
            '"' => safe.push_str("%22"),
            '(' => safe.push_str("%28"),
            ')' => safe.push_str("%29"),
            '\'' => safe.push_str("%27"),
            '`' => safe.push_str("%60"),
            '\\' => safe.push_str("%5C"),
            '[' => safe.push_str("%5B"),
            ']' => safe.push_str("%5D"),
            '|' => safe.push_str("%7C"),
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => return None,
            c => safe.push(c),
        }
    }
    web.then_some(safe)
}
