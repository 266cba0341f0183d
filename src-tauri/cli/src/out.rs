//! Printing: for people in colour where there is a terminal, as JSON on request, and never to a closed pipe in anger.

use std::io::{self, IsTerminal, Write};

use news::{
    Timestamp,
    article::is_plausible,
    text::{Part, PartKind, Piece},
};
use serde::Serialize;

/// Where things are printed, and how.
pub(crate) struct Out {
    /// JSON was asked for.
    pub(crate) json: bool,
    colour: bool,
    zone: jiff::tz::TimeZone,
}

impl Out {
    /// A printer for this terminal. Times are shown in `time_zone`.
    pub(crate) fn new(json: bool) -> Out {
        let colour = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        Out {
            json,
            colour,
            zone: jiff::tz::TimeZone::system(),
        }
    }

    /// Shows times in the analyst's zone.
    pub(crate) fn in_zone(&mut self, name: &str) {
        if let Ok(zone) = jiff::tz::TimeZone::get(name) {
            self.zone = zone;
        }
    }

    /// Prints a line.
    pub(crate) fn line(&self, text: impl AsRef<str>) {
        put(&mut io::stdout().lock(), text.as_ref());
    }

    /// Prints a value as JSON, indented.
    pub(crate) fn value(&self, value: &impl Serialize) {
        let text =
            serde_json::to_string_pretty(value).expect("what is shown can be written as JSON");
        self.line(text);
    }

    /// Prints a value as one line of JSON.
    pub(crate) fn value_line(&self, value: &impl Serialize) {
        self.line(serde_json::to_string(value).expect("what is shown can be written as JSON"));
    }

    /// Text in bold, where there is a terminal.
    pub(crate) fn bold(&self, text: &str) -> String {
        self.styled("1", &clean(text))
    }

    /// Quiet text.
    pub(crate) fn quiet(&self, text: &str) -> String {
        self.styled("2", &clean(text))
    }

    /// Text that warns.
    pub(crate) fn warn(&self, text: &str) -> String {
        self.styled("33", &clean(text))
    }

    /// A text with its marks: in colour, or between brackets where there is none.
    pub(crate) fn pieces(&self, pieces: &[Piece]) -> String {
        pieces
            .iter()
            .map(|piece| match (piece.topics.is_empty(), self.colour) {
                (true, _) => clean(&piece.text),
                (false, true) => self.styled("1;33", &clean(&piece.text)),
                (false, false) => format!("[{}]", clean(&piece.text)),
            })
            .collect()
    }

    /// What was taken out and put in: struck through and underlined, or between signs where there is no colour.
    pub(crate) fn parts(&self, parts: &[Part]) -> String {
        parts
            .iter()
            .map(|it| match (it.kind, self.colour) {
                (PartKind::Same, _) => clean(&it.text),
                (PartKind::Deleted, true) => self.styled("9;31", &clean(&it.text)),
                (PartKind::Deleted, false) => format!("[-{}-]", clean(&it.text)),
                (PartKind::Inserted, true) => self.styled("4;32", &clean(&it.text)),
                (PartKind::Inserted, false) => format!("{{+{}+}}", clean(&it.text)),
            })
            .collect()
    }

    /// A point in time in the analyst's zone: "2021-12-07 18:42 EET".
    pub(crate) fn time(&self, at: Timestamp) -> String {
        at.to_jiff()
            .to_zoned_datetime(self.zone.clone())
            .strftime("%Y-%m-%d %H:%M %Z")
            .to_string()
    }

    /// When an article is of. Where its source does not say, or says what cannot be, it is ordered, counted and found by `date:`
    /// under when it came in, and both are said: "dated 2031-01-01 00:00 UTC, came in 2021-12-07 18:42 UTC".
    pub(crate) fn dated(
        &self,
        published_at: Option<Timestamp>,
        first_seen_at: Timestamp,
    ) -> String {
        let came_in = self.time(first_seen_at);
        match published_at {
            Some(at) if is_plausible(at, first_seen_at) => self.time(at),
            Some(at) => format!("dated {}, came in {came_in}", self.time(at)),
            None => format!("undated, came in {came_in}"),
        }
    }

    fn styled(&self, code: &str, text: &str) -> String {
        if self.colour {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_string()
        }
    }
}

/// Progress on the error stream, where that is a terminal; silence elsewhere.
pub(crate) struct Progress {
    shown: bool,
    tty: bool,
}

impl Progress {
    /// Nothing shown yet.
    pub(crate) fn new() -> Progress {
        Progress {
            shown: false,
            tty: io::stderr().is_terminal(),
        }
    }

    /// Shows how far it is.
    pub(crate) fn show(&mut self, text: &str) {
        if self.tty {
            let line: String = clean(text).chars().take(100).collect();
            put_raw(&mut io::stderr().lock(), &format!("\r\x1b[2K{line}"));
            self.shown = true;
        }
    }

    /// Clears the line.
    pub(crate) fn end(&mut self) {
        if std::mem::take(&mut self.shown) {
            put_raw(&mut io::stderr().lock(), "\r\x1b[2K");
        }
    }
}

/// Says something on the error stream.
pub(crate) fn complain(text: &str) {
    put(&mut io::stderr().lock(), &clean_lines(text));
}

/// Article text must not steer the terminal: control characters and direction overrides are left out.
fn clean(text: &str) -> String {
    text.chars().filter(|it| !steers(*it)).collect()
}

/// The same for text of several lines.
fn clean_lines(text: &str) -> String {
    text.chars()
        .filter(|it| *it == '\n' || !steers(*it))
        .collect()
}

fn steers(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Writes a line. Whoever reads may stop reading (`| head`): then the program ends quietly.
fn put(to: &mut impl Write, text: &str) {
    put_raw(to, &format!("{text}\n"));
}

fn put_raw(to: &mut impl Write, text: &str) {
    if let Err(err) = to.write_all(text.as_bytes()).and_then(|()| to.flush()) {
        std::process::exit(if err.kind() == io::ErrorKind::BrokenPipe {
            0
        } else {
            1
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_outside_does_not_steer_the_terminal() {
        assert_eq!(clean("a\x1b[31mb\u{202E}c\r\n"), "a[31mbc");
    }

    #[test]
    fn marks_are_brackets_where_there_is_no_colour() {
        let out = Out {
            json: false,
            colour: false,
            zone: jiff::tz::TimeZone::UTC,
        };
        let piece = |text: &str, topics: &[i64]| Piece {
            text: text.into(),
            topics: topics.iter().map(|it| news::TopicId(*it)).collect(),
        };
        assert_eq!(
            out.pieces(&[piece("no ", &[]), piece("sanctions", &[1])]),
            "no [sanctions]"
        );
        assert_eq!(out.time(Timestamp(0)), "1970-01-01 00:00 UTC");
    }

    #[test]
    fn where_a_date_is_not_what_an_article_is_ordered_by_both_are_said() {
        let out = Out {
            json: false,
            colour: false,
            zone: jiff::tz::TimeZone::UTC,
        };
        const TESTS: &[(Option<&str>, &str)] = &[
            (Some("2021-12-07T18:42:00Z"), "2021-12-07 18:42 UTC"),
            (Some("2021-12-08T12:05:00Z"), "2021-12-08 12:05 UTC"),
            (
                Some("2031-01-01T00:00:00Z"),
                "dated 2031-01-01 00:00 UTC, came in 2021-12-08 12:00 UTC",
            ),
            (
                Some("1970-01-01T00:00:00Z"),
                "dated 1970-01-01 00:00 UTC, came in 2021-12-08 12:00 UTC",
            ),
            (None, "undated, came in 2021-12-08 12:00 UTC"),
        ];
        let came = Timestamp::from_rfc3339("2021-12-08T12:00:00Z").expect("a time");
        for (published, expected) in TESTS {
            let published = published.and_then(Timestamp::from_rfc3339);
            assert_eq!(out.dated(published, came), *expected);
        }
    }
}
