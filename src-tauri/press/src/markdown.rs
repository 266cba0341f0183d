//! Markdown, for people and for whatever turns it into something else.

use news::{
    digest::{Edition, Entry, EntryCopy},
    text::Piece,
};

use crate::{
    safe::{clean, clean_piece, link},
    words::{self, Clock, Numbers, When},
};

/// The edition as Markdown (CommonMark, no tables, no HTML).
pub fn markdown(edition: &Edition) -> String {
    let clock = Clock::of(edition);
    // Paragraphs; between them an empty line.
    let mut parts = vec![
        format!("# {}", titled(&edition.title, "Digest")),
        format!(
            "{}  \nTimes in {}",
            clock.window(edition),
            escape(&clock.zone_name(edition))
        ),
        bottom_line(edition),
    ];
    for section in &edition.sections {
        parts.push(format!("## {}", titled(&section.watchlist, "Watchlist")));
        if section.topics.is_empty() {
            parts.push("This watchlist has no topics: nothing was looked for.".into());
        }
        for topic in &section.topics {
            parts.push(format!(
                "### {} ({})",
                titled(&topic.topic, "Topic"),
                topic.entries.len()
            ));
            parts.push(format!("Query: {}", code(&topic.query)));
            if topic.entries.is_empty() {
                parts.push("Nothing flagged.".into());
            }
            for it in &topic.entries {
                entry(&mut parts, it, &clock);
            }
        }
    }
    sources(&mut parts, edition, &clock);
    parts.push(format!(
        "Made {} by Wirewatch.",
        clock.time(edition.made_at)
    ));
    let mut out = parts.join("\n\n");
    out.push('\n');
    out
}

/// The bottom line in numbers.
fn bottom_line(edition: &Edition) -> String {
    let mut lines = vec![format!(
        "- **{}.**",
        Numbers::of_edition(edition).sentence()
    )];
    for section in &edition.sections {
        lines.push(format!(
            "- {}: {}.",
            titled(&section.watchlist, "Watchlist"),
            lower_first(&Numbers::of_section(section).sentence())
        ));
    }
    lines.push(format!("- {}", words::coverage(edition)));
    lines.join("\n")
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|it| it.to_lowercase().chain(chars).collect())
        .unwrap_or_default()
}

fn entry(parts: &mut Vec<String>, it: &Entry, clock: &Clock) {
    let headline = titled(&it.headline, "Without a headline");
    parts.push(match it.address.as_deref().and_then(link) {
        Some(address) => format!("**[{headline}]({address})**"),
        None => format!("**{headline}**"),
    });
    let When { before, at, behind } = words::when(it, clock);
    let mut about = vec![
        escape(&it.outlet),
        format!(
            "{before}{} ({}){behind}",
            clock.time(at),
            words::utc(at, clock)
        ),
        words::severity(it.severity).to_string(),
    ];
    about.extend(words::state(it.state).map(str::to_string));
    about.retain(|it| !it.is_empty());
    parts.push(about.join(" · "));
    let place = words::place(it.zone)
        .map(|it| format!(" *({it})*"))
        .unwrap_or_default();
    let sentence = sentence(&it.sentence);
    if !sentence.is_empty() {
        parts.push(format!("> {sentence}{place}"));
    }
    if !it.also_in.is_empty() {
        let names: Vec<String> = it.also_in.iter().map(|it| escape(it)).collect();
        parts.push(format!("Also in: {}", names.join(", ")));
    }
    if !it.copies.is_empty() {
        let copies: Vec<String> = it.copies.iter().map(|it| copy(it, clock)).collect();
        parts.push(words::copies(it.copies.len()));
        parts.push(copies.join("\n"));
    }
    if !clean(&it.note).is_empty() {
        parts.push(format!("Note: {}", escape(&it.note)));
    }
}

/// One line of the copies of an entry.
fn copy(it: &EntryCopy, clock: &Clock) -> String {
    let headline = titled(&it.headline, "Without a headline");
    let headline = match it.address.as_deref().and_then(link) {
        Some(address) => format!("[{headline}]({address})"),
        None => headline,
    };
    let wire = it.wire.as_deref().map(|it| format!(" ({})", escape(it)));
    let (outlet, wire) = (
        titled(&it.outlet, "Without a name"),
        wire.unwrap_or_default(),
    );
    format!("- {outlet}{wire}, {}: {headline}", clock.time(it.at))
}

fn sources(parts: &mut Vec<String>, edition: &Edition, clock: &Clock) {
    parts.push("## Coverage".into());
    parts.push(words::coverage(edition));
    let troubled: Vec<String> = edition
        .coverage
        .troubled
        .iter()
        .map(|(name, trouble)| {
            format!(
                "- **{}**, since {}: {} {} {}",
                titled(name, "A source"),
                clock.time(trouble.since),
                escape(&trouble.what),
                escape(&trouble.meaning),
                escape(&trouble.advice)
            )
            .trim_end()
            .to_string()
        })
        .collect();
    if !troubled.is_empty() {
        parts.push(troubled.join("\n"));
    }
    let silent: Vec<String> = edition
        .coverage
        .silent
        .iter()
        .map(|it| {
            let name = titled(&it.name, "A source");
            let silent = format!(
                "- **{name}**, silent since {}: {}",
                clock.time(it.since),
                escape(&it.words)
            );
            silent.trim_end().to_string()
        })
        .collect();
    if !silent.is_empty() {
        parts.push(silent.join("\n"));
    }
    match words::waiting(edition) {
        0 => {}
        n => parts.push(format!(
            "Not looked at yet: {}.",
            words::count(n, "source", "sources")
        )),
    }
    if !edition.coverage.paused.is_empty() {
        let names: Vec<String> = edition
            .coverage
            .paused
            .iter()
            .map(|it| escape(it))
            .collect();
        parts.push(format!("Paused, so not read: {}.", names.join(", ")));
    }
}

/// The flagged sentence, with what met the topic in bold.
fn sentence(pieces: &[Piece]) -> String {
    // Marks that touch are one.
    let mut parts: Vec<(bool, String)> = vec![];
    for it in pieces {
        let (marked, text) = (!it.topics.is_empty(), clean_piece(&it.text));
        match parts.last_mut() {
            Some(last) if last.0 == marked => last.1.push_str(&text),
            _ => parts.push((marked, text)),
        }
    }
    let mut out = String::new();
    for (number, (marked, text)) in parts.iter().enumerate() {
        let bare = text.trim();
        let escaped = escape_within(bare, out.trim().is_empty());
        // Stars hold only directly at what they mark: the blanks stay outside.
        let before = if text.starts_with(' ') { " " } else { "" };
        let after = if text.ends_with(' ') && !bare.is_empty() {
            " "
        } else {
            ""
        };
        let neighbours = (
            before.chars().chain(out.chars().rev()).next(),
            after
                .chars()
                .chain(parts[number + 1..].iter().flat_map(|it| it.1.chars()))
                .next(),
        );
        let stars = if *marked && can_be_bold(bare, neighbours) {
            "**"
        } else {
            ""
        };
        out.push_str(&format!("{before}{stars}{escaped}{stars}{after}"));
    }
    let out = out.trim();
    // A number and its stop may have come in two pieces.
    let digits = out.bytes().take_while(u8::is_ascii_digit).count();
    match out.as_bytes().get(digits) {
        Some(b'.' | b')') if digits > 0 => format!("{}\\{}", &out[..digits], &out[digits..]),
        _ => out.to_string(),
    }
}

/// Whether stars around a text are read as bold between these neighbours: punctuation at its ends needs a blank
/// or punctuation outside. Otherwise they would be seen as stars.
fn can_be_bold(text: &str, neighbours: (Option<char>, Option<char>)) -> bool {
    let holds = |end: Option<char>, neighbour: Option<char>| {
        end.is_some_and(|it| {
            it.is_alphanumeric()
                || neighbour.is_none_or(|it| it == ' ' || it.is_ascii_punctuation())
        })
    };
    holds(text.chars().next(), neighbours.0) && holds(text.chars().next_back(), neighbours.1)
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

/// A text as code, whatever backticks are in it.
fn code(text: &str) -> String {
    let text = clean(text);
    let (mut longest, mut run) = (0, 0);
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    match longest {
        _ if text.is_empty() => "(none)".into(),
        0 => format!("{fence}{text}{fence}"),
        _ => format!("{fence} {text} {fence}"),
    }
}

/// Text that stays text: everything that Markdown could take for markup has a backslash before it.
pub(crate) fn escape(text: &str) -> String {
    escape_within(&clean(text), true)
}

/// As [`escape`], for a part of a line; `begins` where it is the first.
fn escape_within(text: &str, begins: bool) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        let (before, rest) = (&text[..at], &text[at + c.len_utf8()..]);
        let first = begins && before.is_empty();
        let numbers = begins && !before.is_empty() && before.bytes().all(|it| it.is_ascii_digit());
        let special = match c {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '~' | '$' | '^' => true,
            // Items of a list, rules, definitions: at the beginning.
            '-' | '+' | '=' => first,
            ')' => numbers,
            // Bare addresses become links in many readers.
            '.' => numbers || ends_with_www(before),
            ':' => first || rest.starts_with("//"),
            _ => false,
        };
        match c {
            // Readers differ on a backslash before these; on entities they agree.
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' if rest.starts_with(|it: char| it == '#' || it.is_ascii_alphanumeric()) => {
                out.push_str("&amp;")
            }
            c => {
                if special {
                    out.push('\\');
                }
                out.push(c);
            }
        }
    }
    out
}

fn ends_with_www(before: &str) -> bool {
    before
        .len()
        .checked_sub(3)
        .and_then(|at| before.get(at..))
        .is_some_and(|it| it.eq_ignore_ascii_case("www"))
}

#[cfg(test)]
mod tests {
    use news::TopicId;

    use super::*;

    #[test]
    fn text_stays_text() {
        const TESTS: &[(&str, &str)] = &[
            ("Three banks on the list", "Three banks on the list"),
            ("# heading", "\\# heading"),
            ("- item", "\\- item"),
            ("+ item", "\\+ item"),
            ("a - b + c = d", "a - b + c = d"),
            ("=== rule", "\\=== rule"),
            ("1. item", "1\\. item"),
            ("12) item", "12\\) item"),
            ("It cost 1.5 million.", "It cost 1.5 million."),
            ("> quote", "&gt; quote"),
            (
                "*bold* _italic_ ~~gone~~",
                "\\*bold\\* \\_italic\\_ \\~\\~gone\\~\\~",
            ),
            ("`code` | cell", "\\`code\\` \\| cell"),
            (
                "<script>alert(1)</script>",
                "&lt;script&gt;alert(1)&lt;/script&gt;",
            ),
            (
                "&lt;b&gt; R&D AT&T a & b",
                "&amp;lt;b&amp;gt; R&amp;D AT&amp;T a & b",
            ),
            (
                "[click](https://evil.example)",
                "\\[click\\](https\\://evil.example)",
            ),
            ("![x](y)", "!\\[x\\](y)"),
            ("www.evil.example", "www\\.evil.example"),
            ("$11 billion and $9", "\\$11 billion and \\$9"),
            ("{{ template }}", "\\{\\{ template \\}\\}"),
            ("back\\slash", "back\\\\slash"),
            ("line\nbreak\r\n\n---", "line break   ---"),
            ("    indented", "indented"),
            (": definition", "\\: definition"),
            ("", ""),
        ];
        for (text, expected) in TESTS {
            assert_eq!(escape(text), *expected, "{text:?}");
        }
    }

    #[test]
    fn code_holds_any_backticks() {
        const TESTS: &[(&str, &str)] = &[
            ("sanction* NEAR/8 bank*", "`sanction* NEAR/8 bank*`"),
            ("a `b` c", "`` a `b` c ``"),
            ("``", "``` `` ```"),
            ("a\n\nb", "`a  b`"),
            ("", "(none)"),
        ];
        for (text, expected) in TESTS {
            assert_eq!(code(text), *expected);
        }
    }

    #[test]
    fn what_met_the_topic_is_bold_and_blanks_stay_outside() {
        let piece = |text: &str, marked: bool| Piece {
            text: text.into(),
            topics: if marked { vec![TopicId(1)] } else { vec![] },
        };
        let tests: &[(&[Piece], &str)] = &[
            (
                &[
                    piece("New ", false),
                    piece("sanctions", true),
                    piece(" loom.", false),
                ],
                "New **sanctions** loom.",
            ),
            (
                &[
                    piece("New", false),
                    piece(" sanctions ", true),
                    piece("loom.", false),
                ],
                "New **sanctions** loom.",
            ),
            (
                &[piece("bank ", true), piece("sanctions", true)],
                "**bank sanctions**",
            ),
            (
                &[piece("de", true), piece("escalation", true)],
                "**deescalation**",
            ),
            (&[piece("1", false), piece(". x", false)], "1\\. x"),
            (
                &[piece("制", false), piece("裁", true), piece("を", false)],
                "制**裁**を",
            ),
            (&[piece(" ", false), piece("- a", true)], "**\\- a**"),
            (
                &[piece("a", false), piece("“b”", true), piece("c", false)],
                "a“b”c",
            ),
            (
                &[piece("a ", false), piece("“b”", true), piece(" c", false)],
                "a **“b”** c",
            ),
            (&[], ""),
        ];
        for (pieces, expected) in tests {
            assert_eq!(sentence(pieces), *expected, "{pieces:?}");
        }
    }
}
