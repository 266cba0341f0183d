//! Writing a watchlist file, as its reader reads it, with the comments that stood in it.

use std::fmt::Write;

use news::exchange::{Remarks, WatchlistFile};

use super::SEVERITIES;

/// A watchlist file as text.
pub fn write_watchlists(file: &WatchlistFile) -> String {
    let mut out = String::new();
    for it in &file.lists {
        header(&mut out, "[[list]]", &it.remarks);
        line(&mut out, "name", &text(&it.name), &it.remarks);
        line(&mut out, "terms", &block(&it.text), &it.remarks);
    }
    for it in &file.watchlists {
        header(&mut out, "[[watchlist]]", &it.remarks);
        line(&mut out, "name", &text(&it.name), &it.remarks);
        if let Some(mark) = it.mark {
            line(&mut out, "mark", &mark.to_string(), &it.remarks);
        }
        for topic in &it.topics {
            header(&mut out, "[[watchlist.topic]]", &topic.remarks);
            line(&mut out, "name", &text(&topic.name), &topic.remarks);
            line(&mut out, "query", &text(&topic.query), &topic.remarks);
            let severity = topic.severity.and_then(|severity| {
                let found = SEVERITIES.iter().find(|it| it.1 == severity);
                found.map(|it| it.0)
            });
            if let Some(severity) = severity {
                line(&mut out, "severity", &text(severity), &topic.remarks);
            }
            let is_told = topic.remarks.contains_key("rules");
            if let Some(rules) = topic
                .rules
                .as_deref()
                .filter(|it| !it.is_empty() || is_told)
            {
                line(&mut out, "rules", &text(rules), &topic.remarks);
            }
        }
    }
    if !file.end.is_empty() {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&file.end);
        out.push('\n');
    }
    out
}

fn header(out: &mut String, name: &str, remarks: &Remarks) {
    if !out.is_empty() {
        out.push('\n');
    }
    let (above, behind) = of(remarks, "");
    if !above.is_empty() {
        let _ = writeln!(out, "{above}");
    }
    let _ = match behind {
        "" => writeln!(out, "{name}"),
        behind => writeln!(out, "{name} {behind}"),
    };
}

fn line(out: &mut String, key: &str, value: &str, remarks: &Remarks) {
    let (above, behind) = of(remarks, key);
    if !above.is_empty() {
        let _ = writeln!(out, "{above}");
    }
    let _ = match behind {
        "" => writeln!(out, "{key} = {value}"),
        behind => writeln!(out, "{key} = {value} {behind}"),
    };
}

fn of<'a>(remarks: &'a Remarks, key: &str) -> (&'a str, &'a str) {
    remarks
        .get(key)
        .map_or(("", ""), |it| (it.0.as_str(), it.1.as_str()))
}

/// A text as it is easiest to read: without escapes where it can be.
fn text(it: &str) -> String {
    if it.contains('\n') {
        return block(it);
    }
    let plain = !it.chars().any(|it| it.is_control() && it != '\t');
    if plain && !it.contains(['"', '\\']) {
        format!("\"{it}\"")
    } else if plain && !it.contains('\'') {
        format!("'{it}'")
    } else if plain && !it.contains("'''") && !it.ends_with('\'') && !it.starts_with('\'') {
        format!("'''{it}'''")
    } else {
        format!("\"{}\"", escaped(it))
    }
}

/// A text of several lines, each on its own.
fn block(it: &str) -> String {
    let plain = !it
        .chars()
        .any(|it| it.is_control() && !matches!(it, '\t' | '\n'));
    if plain && !it.contains("'''") && !it.ends_with('\'') {
        format!("'''\n{it}\n'''")
    } else {
        format!("\"\"\"\n{}\n\"\"\"", escaped(it))
    }
}

/// A text with escapes for all that means something in TOML but line ends.
fn escaped(it: &str) -> String {
    let mut out = String::with_capacity(it.len());
    for c in it.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '\n' | '\t' => out.push(c),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", c as u32);
            }
            c => out.push(c),
        }
    }
    out
}
