//! Rules of a topic, in words that are read and written alike.

use std::{
    borrow::Cow,
    fmt::{self, Display, Formatter},
};

use super::{Burst, count};
use crate::Severity;

/// A rule of a topic: how grave something is, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// How grave.
    pub severity: Severity,
    /// When.
    pub when: When,
}

/// When a rule holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// The headline met the topic.
    Title,
    /// The article's source is in this group.
    Group(String),
    /// The article's outlet has this name.
    Source(String),
    /// The article's publisher has this name.
    Publisher(String),
    /// The article's source is of this country.
    Country(String),
    /// So many publishers met the topic within so many minutes.
    Publishers {
        /// At least so many.
        least: u32,
        /// Within so many minutes.
        minutes: u32,
    },
    /// Much more came than is usual: a signal of its own.
    Burst(Burst),
    /// Nothing came for so many hours: a signal of its own.
    Silent {
        /// For so many hours.
        hours: u32,
    },
}

/// What is wrong with a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFault {
    /// Its line in the text, from 1.
    pub line: u32,
    /// What is wrong.
    pub what: String,
}

impl Display for RuleFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "Line {}: {}", self.line, self.what)
    }
}

/// The longest time that rules look back over, in minutes.
const LONGEST: u32 = 14 * 24 * 60;

/// What a rule may be, in words.
const FORMS: &str = "Rules are “high if 3 publishers in 60 minutes”, “critical if group is wire” (or source, publisher, country; several names with commas or “or” between), “high if the title matches”, “high if burst in 60 minutes”, “watch if silent for 3 days”.";

/// Reads rules, one a line; `#` begins a comment. A line with several names is as many rules.
///
/// # Errors
/// Each line that is no rule.
pub fn read_rules(text: &str) -> Result<Vec<Rule>, Vec<RuleFault>> {
    let (mut rules, mut lines, mut faults) = (vec![], vec![], vec![]);
    for (number, line) in lines_of(text) {
        match rules_in(line) {
            Ok(read) => {
                lines.extend(read.iter().map(|_| number));
                rules.extend(read);
            }
            Err(what) => faults.push(RuleFault { line: number, what }),
        }
    }
    for (kind, what) in [
        (
            (|it| matches!(it, When::Burst(_))) as fn(&When) -> bool,
            "A topic takes one rule on bursts.",
        ),
        (
            |it| matches!(it, When::Silent { .. }),
            "A topic takes one rule on silence.",
        ),
    ] {
        let more = rules.iter().zip(&lines).filter(|it| kind(&it.0.when));
        faults.extend(more.skip(1).map(|(_, line)| RuleFault {
            line: *line,
            what: what.into(),
        }));
    }
    faults.sort_by_key(|it| it.line);
    if faults.is_empty() {
        Ok(rules)
    } else {
        Err(faults)
    }
}

/// Rules as they are read, one a line.
pub fn write_rules(rules: &[Rule]) -> String {
    let lines: Vec<String> = rules.iter().map(Rule::to_string).collect();
    lines.join("\n")
}

/// What changes nothing of a topic that is so grave itself, one a line: a rule makes an alert graver, never less grave.
/// Lines that are no rule are passed over.
pub fn rule_doubts(text: &str, severity: Severity) -> Vec<RuleFault> {
    let is_signal = |it: &Rule| matches!(it.when, When::Burst(_) | When::Silent { .. });
    let own = severity_word(severity);
    lines_of(text)
        .filter_map(|(line, rule)| {
            let rules = rules_in(rule).ok()?;
            let weak = rules
                .iter()
                .find(|it| !is_signal(it) && it.severity <= severity)?;
            let why = match weak.severity == severity {
                true => format!("every alert of this topic is {own} already"),
                false => {
                    format!("every alert of this topic is {own}, and a rule makes none less grave")
                }
            };
            Some(RuleFault {
                line,
                what: format!("“{rule}” changes nothing: {why}."),
            })
        })
        .collect()
}

/// The lines that say something, without their comments, with their numbers from 1.
fn lines_of(text: &str) -> impl Iterator<Item = (u32, &str)> {
    text.lines().zip(1..).filter_map(|(line, number)| {
        let line = line.split('#').next().unwrap_or_default().trim();
        (!line.is_empty()).then_some((number, line))
    })
}

fn rules_in(line: &str) -> Result<Vec<Rule>, String> {
    let wrong = || format!("“{line}” is no rule. {FORMS}");
    let (severity, when) = split_at_word(line, " if ").ok_or_else(wrong)?;
    let severity = match severity.trim().to_lowercase().as_str() {
        "info" => Severity::Info,
        "watch" => Severity::Watch,
        "high" => Severity::High,
        "critical" => Severity::Critical,
        other => {
            return Err(format!(
                "“{other}” is no severity: info, watch, high, critical."
            ));
        }
    };
    let all = conditions(when.trim()).ok_or_else(wrong)??;
    Ok(all
        .into_iter()
        .map(|when| Rule { severity, when })
        .collect())
}

/// What stands before and behind a word, in any case.
fn split_at_word<'a>(text: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    let at = text.to_ascii_lowercase().find(word)?;
    Some((&text[..at], &text[at + word.len()..]))
}

/// What stands behind "if": a condition, or several with "or" between; names have commas between as well. Nothing where
/// it is no condition at all, an error where its numbers are.
fn conditions(text: &str) -> Option<Result<Vec<When>, String>> {
    let mut all = vec![];
    // The kind of the names that may go on.
    let mut kind: Option<Make> = None;
    let mut is_one_row = true;
    for (number, part) in alternatives(text).into_iter().enumerate() {
        if let Some((name, make, value)) = name_of(part) {
            let names = names(value);
            if names.is_empty() {
                return Some(Err(format!(
                    "Behind “{name}” stands its name: group is wire."
                )));
            }
            all.extend(names.into_iter().map(make));
            kind = Some(make);
            is_one_row &= number == 0;
        } else if let Some(when) = when_of(part) {
            match when {
                Ok(when) => all.push(when),
                Err(what) => return Some(Err(what)),
            }
            (kind, is_one_row) = (None, false);
        } else {
            let part = part.strip_prefix("is ").unwrap_or(part);
            all.extend(names(part).into_iter().map(kind?));
        }
    }
    // A name may have such words in it, and then it is this one.
    if let Some((_, make, value)) = name_of(text)
        && is_one_row
        && all.len() > 1
        && !value.contains(QUOTES)
    {
        all.push(make(value.trim().into()));
    }
    Some(Ok(all))
}

/// Makes a condition of a name.
type Make = fn(String) -> When;

/// What keeps a name whole.
const QUOTES: [char; 4] = ['"', '“', '”', '„'];

/// What a condition on a name asks for, the condition it is with a name, and what stands behind it.
fn name_of(text: &str) -> Option<(&str, Make, &str)> {
    // Whichever comes first: a name may have the other in it.
    let (name, value) = [" is ", "="]
        .into_iter()
        .filter_map(|it| split_at_word(text, it))
        .min_by_key(|it| it.0.len())?;
    let field = name.trim().to_lowercase();
    let make: Make = match field.trim_start_matches("the ").trim() {
        "group" | "source group" => When::Group,
        "source" => When::Source,
        "publisher" => When::Publisher,
        "country" => When::Country,
        _ => return None,
    };
    Some((name, make, value))
}

/// The parts of a text with "or" between, in any case. Quotation marks keep a part whole.
fn alternatives(text: &str) -> Vec<&str> {
    let lower = text.to_ascii_lowercase();
    divided(text, |at| lower[at..].starts_with(" or ").then_some(4))
}

/// The names in a text with "or" or commas between.
fn names(text: &str) -> Vec<String> {
    let commas = |part: &str| -> Vec<String> {
        let of = |at: usize| {
            let c = part[at..].chars().next()?;
            matches!(c, ',' | '，' | '、').then_some(c.len_utf8())
        };
        let all = divided(part, of).into_iter();
        all.map(|it| it.trim().trim_matches(QUOTES).trim().to_string())
            .filter(|it| !it.is_empty())
            .collect()
    };
    alternatives(text).into_iter().flat_map(commas).collect()
}

/// The parts of a text outside of quotation marks. `divides` tells how long what divides is that stands at a place.
fn divided(text: &str, divides: impl Fn(usize) -> Option<usize>) -> Vec<&str> {
    let (mut parts, mut start, mut quoted) = (vec![], 0, false);
    for (at, c) in text.char_indices() {
        if QUOTES.contains(&c) {
            quoted = !quoted;
        }
        if let Some(length) = divides(at).filter(|_| !quoted && at >= start) {
            parts.push(&text[start..at]);
            start = at + length;
        }
    }
    parts.push(&text[start..]);
    parts
}

/// A condition that asks for no name; nothing where it is none, an error where its numbers are.
fn when_of(text: &str) -> Option<Result<When, String>> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split([' ', ','])
        .filter(|it| !matches!(*it, "" | "the" | "at" | "least" | ">=" | "then"))
        .collect();
    match words[..] {
        ["title" | "headline", "matches"] => Some(Ok(When::Title)),
        [least, "publishers" | "publisher", "in" | "within", n, unit] => {
            let least = least.parse().ok()?;
            Some(minutes(n, unit).and_then(|minutes| match least {
                2..=1_000 => Ok(When::Publishers { least, minutes }),
                _ => Err("A number of publishers is from 2 to 1000.".into()),
            }))
        }
        ["silent", "for", n, unit] => {
            Some(minutes(n, unit).and_then(|it| match (it / 60, it % 60) {
                (hours @ 1.., 0) => Ok(When::Silent { hours }),
                _ => Err("A silence is counted in whole hours or days.".into()),
            }))
        }
        ["burst", "in" | "within", n, unit, ref rest @ ..] => Some(burst(n, unit, rest)?),
        _ => None,
    }
}

/// "burst in 60 minutes, at least 5 texts of 3 publishers, then quiet for 12 hours".
fn burst(n: &str, unit: &str, mut rest: &[&str]) -> Option<Result<When, String>> {
    let mut burst = Burst::default();
    match minutes(n, unit) {
        Ok(it @ 5..=1_440) => burst.minutes = it,
        Ok(_) => {
            return Some(Err("A burst is looked for in 5 minutes up to a day.".into()));
        }
        Err(what) => return Some(Err(what)),
    }
    if let [
        texts,
        "texts" | "text",
        "of",
        publishers,
        "publishers" | "publisher",
        more @ ..,
    ] = rest
    {
        (burst.texts, burst.publishers) = (texts.parse().ok()?, publishers.parse().ok()?);
        rest = more;
    }
    if let ["quiet", "for", n, unit, more @ ..] = rest {
        match minutes(n, unit) {
            Ok(it) => burst.rest = it,
            Err(what) => return Some(Err(what)),
        }
        rest = more;
    }
    if !rest.is_empty() {
        return None;
    }
    Some(match (burst.texts, burst.publishers) {
        (2..=10_000, 2..=1_000) => Ok(When::Burst(burst)),
        _ => Err("A burst is of at least 2 texts and 2 publishers.".into()),
    })
}

/// A length of time in minutes.
fn minutes(n: &str, unit: &str) -> Result<u32, String> {
    let each = match unit {
        "minute" | "minutes" | "min" => 1,
        "hour" | "hours" | "h" => 60,
        "day" | "days" | "d" => 24 * 60,
        "week" | "weeks" => 7 * 24 * 60,
        _ => {
            return Err(format!(
                "“{unit}” is no unit of time: minutes, hours, days, weeks."
            ));
        }
    };
    let all = n.parse::<u32>().ok().and_then(|it| it.checked_mul(each));
    all.filter(|it| (1..=LONGEST).contains(it)).ok_or_else(|| {
        format!("“{n} {unit}” is no time that rules look back over: a minute up to 14 days.")
    })
}

/// A length of time in words: "60 minutes", "2 hours", "3 days".
pub(super) fn time(minutes: u32) -> String {
    let minutes = u64::from(minutes);
    if minutes.is_multiple_of(24 * 60) {
        count(minutes / (24 * 60), "day", "days")
    } else if minutes.is_multiple_of(60) && minutes > 60 {
        count(minutes / 60, "hour", "hours")
    } else {
        count(minutes, "minute", "minutes")
    }
}

/// The word of a severity.
pub(super) fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Watch => "watch",
        Severity::High => "high",
        Severity::Critical => "critical",
    }
}

/// A name as it is read as one.
fn whole(name: &str) -> Cow<'_, str> {
    match names(name).len() {
        ..=1 => Cow::Borrowed(name),
        _ => Cow::Owned(format!("\"{name}\"")),
    }
}

impl Display for Rule {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} if {}", severity_word(self.severity), self.when)
    }
}

impl Display for When {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            When::Title => f.write_str("the title matches"),
            When::Group(it) => write!(f, "group is {}", whole(it)),
            When::Source(it) => write!(f, "source is {}", whole(it)),
            When::Publisher(it) => write!(f, "publisher is {}", whole(it)),
            When::Country(it) => write!(f, "country is {}", whole(it)),
            When::Publishers { least, minutes } => {
                write!(f, "{least} publishers in {}", time(*minutes))
            }
            When::Burst(burst) => {
                write!(f, "burst in {}", time(burst.minutes))?;
                let usual = Burst::default();
                if (burst.texts, burst.publishers) != (usual.texts, usual.publishers) {
                    write!(
                        f,
                        ", at least {} texts of {} publishers",
                        burst.texts, burst.publishers
                    )?;
                }
                if burst.rest != usual.rest {
                    write!(f, ", then quiet for {}", time(burst.rest))?;
                }
                Ok(())
            }
            When::Silent { hours } => write!(f, "silent for {}", time(hours * 60)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_as_people_write_them_and_written_one_way() {
        const TESTS: &[(&str, Result<&str, &str>)] = &[
            (
                "High if >= 3 publishers in 60 minutes",
                Ok("high if 3 publishers in 60 minutes"),
            ),
            (
                "high if at least 3 publishers within 1 hour",
                Ok("high if 3 publishers in 60 minutes"),
            ),
            (
                "critical if source group = wire",
                Ok("critical if group is wire"),
            ),
            ("critical if group is wire", Ok("critical if group is wire")),
            (
                "watch if source is \"Ostrey Courier\"",
                Ok("watch if source is Ostrey Courier"),
            ),
            (
                "watch if Source is A=B News",
                Ok("watch if source is A=B News"),
            ),
            (
                "watch if the publisher = Who is Who",
                Ok("watch if publisher is Who is Who"),
            ),
            (
                "high if publisher is PubB or PubC",
                Ok(
                    "high if publisher is PubB\nhigh if publisher is PubC\nhigh if publisher is \"PubB or PubC\"",
                ),
            ),
            (
                "high if group is wire, press OR state",
                Ok(
                    "high if group is wire\nhigh if group is press\nhigh if group is state\n\
                     high if group is \"wire, press OR state\"",
                ),
            ),
            (
                "high if publisher is \"Ode or Die\", “Smith, Jones and Sons”",
                Ok(
                    "high if publisher is \"Ode or Die\"\nhigh if publisher is \"Smith, Jones and Sons\"",
                ),
            ),
            (
                "high if publisher is Smith and Sons",
                Ok("high if publisher is Smith and Sons"),
            ),
            (
                "high if group is wire or source is Ledger or the title matches",
                Ok("high if group is wire\nhigh if source is Ledger\nhigh if the title matches"),
            ),
            (
                "high if publisher is Ledger or is Courier or publisher = Post",
                Ok(
                    "high if publisher is Ledger\nhigh if publisher is Courier\nhigh if publisher is Post",
                ),
            ),
            ("HIGH IF country IS de", Ok("high if country is de")),
            ("high if the title matches or wire", Err("no rule")),
            ("high if title matches", Ok("high if the title matches")),
            (
                "high if burst in 60 minutes",
                Ok("high if burst in 60 minutes"),
            ),
            (
                "high if burst within 2 hours, at least 5 texts of 3 publishers, then quiet for 1 day",
                Ok(
                    "high if burst in 2 hours, at least 5 texts of 3 publishers, then quiet for 1 day",
                ),
            ),
            (
                "watch if silent for 72 hours",
                Ok("watch if silent for 3 days"),
            ),
            ("  # nothing but a comment", Ok("")),
            (
                "info if country is XV # theirs",
                Ok("info if country is XV"),
            ),
            ("grave if group is wire", Err("no severity")),
            ("high when group is wire", Err("no rule")),
            ("high if group is ", Err("no rule")),
            ("high if 1 publishers in 60 minutes", Err("from 2")),
            ("high if 3 publishers in 60 moons", Err("no unit")),
            ("high if 3 publishers in 60 days", Err("14 days")),
            ("high if burst in 3 days", Err("up to a day")),
            (
                "high if burst in 60 minutes, at least 9 texts",
                Err("no rule"),
            ),
            (
                "high if burst in 60 minutes, at least 1 texts of 1 publishers",
                Err("at least 2"),
            ),
            ("high if silent for 90 minutes", Err("whole hours")),
            (
                "high if burst in 60 minutes\nhigh if burst in 30 minutes",
                Err("one rule on bursts"),
            ),
        ];
        for (text, expected) in TESTS {
            match (read_rules(text), expected) {
                (Ok(rules), Ok(expected)) => {
                    let written = write_rules(&rules);
                    assert_eq!(written, *expected, "{text}");
                    assert_eq!(read_rules(&written), Ok(rules), "read back");
                }
                (Err(faults), Err(expected)) => {
                    assert!(
                        faults[0].what.contains(expected),
                        "{text}: {}",
                        faults[0].what
                    );
                }
                (found, _) => panic!("{text}: {found:?}"),
            }
        }
        // One line may be several rules, but those of another line are of that line.
        let text =
            "high if source is A or B\nwatch if silent for 3 days\nwatch if silent for 2 days";
        let faults = read_rules(text).expect_err("two on silence");
        assert_eq!(faults[0].line, 3);
        // The text, and the lines with a fault.
        const LINES: &[(&str, &[u32])] = &[
            ("high if group is wire\n\nnonsense", &[3]),
            (
                "high if burst in 60 minutes\n# again\nhigh if burst in 30 minutes\nnonsense\nhigh if burst in 1 day",
                &[3, 4, 5],
            ),
            (
                "watch if silent for 3 days\nhigh if silent for 7 days",
                &[2],
            ),
        ];
        for (text, expected) in LINES {
            let faults = read_rules(text).expect_err("a fault");
            let lines: Vec<u32> = faults.iter().map(|it| it.line).collect();
            assert_eq!(lines, *expected, "{text}");
        }
    }
    #[test]
    fn a_rule_that_makes_nothing_graver_is_doubted() {
        // How grave the topic is, its rules, and the lines that change nothing.
        const TESTS: &[(Severity, &str, &[u32])] = &[
            (Severity::High, "info if country is de", &[1]),
            (
                Severity::Watch,
                "critical if group is wire\n# theirs\nwatch if publisher is A or B\nhigh if the title matches",
                &[3],
            ),
            (Severity::High, "high if 3 publishers in 60 minutes", &[1]),
            // These are signals of their own.
            (
                Severity::Critical,
                "high if burst in 60 minutes\nwatch if silent for 3 days",
                &[],
            ),
            (Severity::Info, "watch if country is de\nnonsense", &[]),
        ];
        for (severity, text, expected) in TESTS {
            let found = rule_doubts(text, *severity);
            let lines: Vec<u32> = found.iter().map(|it| it.line).collect();
            assert_eq!(lines, *expected, "{text}: {found:?}");
        }
        let found = rule_doubts("info if country is de", Severity::High);
        assert!(found[0].what.contains("none less grave"), "{found:?}");
    }
}
