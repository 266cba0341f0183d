//! Rules of a topic, in words that are read and written alike.

use std::fmt::{self, Display, Formatter};

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

/// The longest time that rules look back over, in minutes.
const LONGEST: u32 = 14 * 24 * 60;

/// What a rule may be, in words.
const FORMS: &str = "Rules are “high if 3 publishers in 60 minutes”, “critical if group is wire” (or source, publisher, country), “high if the title matches”, “high if burst in 60 minutes”, “watch if silent for 3 days”.";

/// Reads rules, one a line; `#` begins a comment.
///
/// # Errors
/// Each line that is no rule.
pub fn read_rules(text: &str) -> Result<Vec<Rule>, Vec<RuleFault>> {
    let (mut rules, mut faults) = (vec![], vec![]);
    for (number, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        match rule(line) {
            Ok(rule) => rules.push(rule),
            Err(what) => faults.push(RuleFault {
                line: number as u32 + 1,
                what,
            }),
        }
    }
    let seen = |it: &Rule, kind: fn(&When) -> bool| kind(&it.when);
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
        if rules.iter().filter(|it| seen(it, kind)).count() > 1 {
            faults.push(RuleFault {
                line: 1,
                what: what.into(),
            });
        }
    }
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

fn rule(line: &str) -> Result<Rule, String> {
    let wrong = || format!("“{line}” is no rule. {FORMS}");
    let (severity, when) = line.split_once(" if ").ok_or_else(wrong)?;
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
    Ok(Rule {
        severity,
        when: when_of(when.trim()).ok_or_else(wrong)??,
    })
}

/// What stands behind "if"; nothing where it is no condition at all, an error where its numbers are.
fn when_of(text: &str) -> Option<Result<When, String>> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split([' ', ','])
        .filter(|it| !matches!(*it, "" | "the" | "at" | "least" | ">=" | "then"))
        .collect();
    if let ["title" | "headline", "matches"] = words[..] {
        return Some(Ok(When::Title));
    }
    if let Some((name, value)) = text.split_once('=').or_else(|| text.split_once(" is ")) {
        let value = value.trim().trim_matches('"').trim();
        let make: Option<fn(String) -> When> = match name.trim().trim_start_matches("the ").trim() {
            "group" | "source group" => Some(When::Group),
            "source" => Some(When::Source),
            "publisher" => Some(When::Publisher),
            "country" => Some(When::Country),
            _ => None,
        };
        if let Some(make) = make {
            return Some(match value {
                "" => Err(format!("Behind “{name}” stands its name: group is wire.")),
                value => Ok(make(value.into())),
            });
        }
    }
    match words[..] {
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

impl Display for Rule {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} if {}", severity_word(self.severity), self.when)
    }
}

impl Display for When {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            When::Title => f.write_str("the title matches"),
            When::Group(it) => write!(f, "group is {it}"),
            When::Source(it) => write!(f, "source is {it}"),
            When::Publisher(it) => write!(f, "publisher is {it}"),
            When::Country(it) => write!(f, "country is {it}"),
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
        let faults = read_rules("high if group is wire\n\nnonsense").expect_err("a fault");
        assert_eq!(faults[0].line, 3);
    }
}
