//! How grave an alert is by its topic's rules.

use std::collections::BTreeMap;

use super::{
    Event, Rule, When, one_less, one_more,
    rule::{severity_word, time},
};
use crate::{AlertId, Severity, Timestamp, group_levels};

/// What rules ask of an article.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// Whether its headline met the topic.
    pub title_met: bool,
    /// Its outlet.
    pub source: &'a str,
    /// Its publisher.
    pub publisher: &'a str,
    /// The group of its source.
    pub group: Option<&'a str>,
    /// The country of its source.
    pub country: Option<&'a str>,
}

/// How grave something became, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raised {
    /// How grave.
    pub severity: Severity,
    /// Why: "critical: group is wire".
    pub why: String,
}

/// The gravest that a topic's rules make of an article by what is known about it; nothing where no rule holds.
pub fn by_article(rules: &[Rule], known: &Known<'_>) -> Option<Raised> {
    let same = |a: &str, b: Option<&str>| b.is_some_and(|b| a.to_lowercase() == b.to_lowercase());
    // A group inside others is each of them.
    let is_in = |it: &str| {
        let levels = known.group.map(group_levels).unwrap_or_default();
        same(it, known.group) || levels.iter().any(|level| same(it, Some(level)))
    };
    rules
        .iter()
        .filter(|rule| match &rule.when {
            When::Title => known.title_met,
            When::Group(it) => is_in(it),
            When::Source(it) => same(it, Some(known.source)),
            When::Publisher(it) => same(it, Some(known.publisher)),
            When::Country(it) => same(it, known.country),
            When::Publishers { .. } | When::Burst(_) | When::Silent { .. } => false,
        })
        .max_by_key(|it| it.severity)
        .map(|rule| Raised {
            severity: rule.severity,
            why: format!("{}: {}", severity_word(rule.severity), rule.when),
        })
}

/// What a topic's rules on numbers of publishers make of its alerts: every alert of a time in which there were so many.
/// `events` are in order of time. Linear in their number but for a logarithm.
pub fn by_publishers(rules: &[Rule], events: &[Event]) -> Vec<(AlertId, Raised)> {
    let mut raised: BTreeMap<AlertId, Raised> = BTreeMap::new();
    for rule in rules {
        let When::Publishers { least, minutes } = rule.when else {
            continue;
        };
        let mut publishers: BTreeMap<&str, u32> = BTreeMap::new();
        // Where the time begins that ends with an event, and the first that this rule has not made graver.
        let (mut from, mut next) = (0, 0);
        for (last, event) in events.iter().enumerate() {
            one_more(&mut publishers, event.publisher.as_str());
            let start = event.at.plus(-i64::from(minutes) * Timestamp::MINUTE);
            while events[from].at < start {
                one_less(&mut publishers, events[from].publisher.as_str());
                from += 1;
            }
            if publishers.len() < least as usize {
                continue;
            }
            let graver = Raised {
                severity: rule.severity,
                why: format!(
                    "{}: {} publishers in {} ({})",
                    severity_word(rule.severity),
                    publishers.len(),
                    time(minutes),
                    names(&publishers)
                ),
            };
            for it in events[next.max(from)..=last]
                .iter()
                .filter(|it| it.severity < rule.severity)
            {
                let is_graver = |old: &Raised| old.severity < rule.severity;
                if raised.get(&it.alert_id).is_none_or(is_graver) {
                    raised.insert(it.alert_id, graver.clone());
                }
            }
            next = last + 1;
        }
    }
    raised.into_iter().collect()
}

/// At most five names, and how many more.
fn names(all: &BTreeMap<&str, u32>) -> String {
    let some: Vec<&str> = all.keys().copied().take(5).collect();
    match all.len() - some.len() {
        0 => some.join(", "),
        more => format!("{} and {more} more", some.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{StoryId, alerting::read_rules};

    #[test]
    fn the_gravest_rule_that_holds_counts() {
        const RULES: &str = "high if the title matches\ncritical if group is wire\ninfo if country is XV\nwatch if source is Ledger\nhigh if publisher is Ledger Trust";
        let rules = read_rules(RULES).expect("rules");
        type Text = Option<&'static str>;
        const TESTS: &[(bool, &str, Text, Text, Text)] = &[
            (true, "Courier", None, None, Some("high: the title matches")),
            (
                true,
                "Courier",
                Some("Wire"),
                None,
                Some("critical: group is wire"),
            ),
            (
                false,
                "Courier",
                Some("state"),
                Some("xv"),
                Some("info: country is XV"),
            ),
            (
                false,
                "ledger",
                None,
                Some("XL"),
                Some("watch: source is Ledger"),
            ),
            (false, "Courier", None, None, None),
        ];
        for (title_met, source, group, country, expected) in TESTS {
            let known = Known {
                title_met: *title_met,
                source,
                publisher: "State Press",
                group: *group,
                country: *country,
            };
            let found = by_article(&rules, &known).map(|it| it.why);
            assert_eq!(found.as_deref(), *expected, "{known:?}");
        }
    }

    #[test]
    fn publishers_are_counted_within_the_time() {
        let rules = read_rules("high if 3 publishers in 60 minutes").expect("rules");
        // Minute and publisher; and which alerts are raised.
        type Case = (&'static [(i64, &'static str)], &'static [i64]);
        const TESTS: &[Case] = &[
            (&[(0, "a"), (30, "b"), (60, "c")], &[0, 1, 2]),
            (&[(0, "a"), (30, "b"), (61, "c")], &[]),
            (&[(0, "a"), (1, "a"), (2, "b"), (3, "b")], &[]),
            (&[(0, "a"), (50, "b"), (70, "c"), (100, "d")], &[1, 2, 3]),
            (&[], &[]),
        ];
        for (events, expected) in TESTS {
            let events: Vec<Event> = events
                .iter()
                .enumerate()
                .map(|(number, (minute, publisher))| Event {
                    alert_id: AlertId(number as i64),
                    at: Timestamp(minute * Timestamp::MINUTE),
                    publisher: publisher.to_string(),
                    origin: publisher.to_string(),
                    story_id: StoryId(1),
                    wire: None,
                    severity: Severity::Watch,
                    from_archive: false,
                })
                .collect();
            let mut found: Vec<i64> = by_publishers(&rules, &events)
                .iter()
                .map(|it| it.0.0)
                .collect();
            found.sort_unstable();
            assert_eq!(found, *expected, "{events:?}");
            if let Some((_, raised)) = by_publishers(&rules, &events).first() {
                assert!(
                    raised.why.starts_with("high: 3 publishers in 60 minutes ("),
                    "{}",
                    raised.why
                );
            }
        }
    }
}
