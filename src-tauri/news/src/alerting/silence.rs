//! Nothing for long.

use super::{Due, Rule, SignalKind, When, rule::time};
use crate::Timestamp;

/// The silence of a topic that is due: nothing met it for as long as its rule says. `last_at` is its last article,
/// `since` when the topic was saved (it was not listened for before), `told_at` the last silence that was raised: one
/// silence is told once.
pub fn silence(
    rules: &[Rule],
    last_at: Option<Timestamp>,
    since: Timestamp,
    told_at: Option<Timestamp>,
    now: Timestamp,
) -> Option<Due> {
    let (severity, hours) = rules.iter().find_map(|it| match it.when {
        When::Silent { hours } => Some((it.severity, hours)),
        _ => None,
    })?;
    let from = last_at.map_or(since, |it| it.max(since));
    let due_at = from.plus(i64::from(hours) * Timestamp::HOUR);
    // One that was told before this could be due was another: an article that came in late has ended it.
    if now < due_at || told_at.is_some_and(|it| it >= due_at) {
        return None;
    }
    let spent = u32::try_from(now.since(from) / Timestamp::HOUR).unwrap_or(u32::MAX / 60);
    let spent = if spent < 48 { spent } else { spent / 24 * 24 };
    Some(Due {
        kind: SignalKind::Silence,
        severity,
        since: from,
        until: now,
        words: format!(
            "No article for {}{}. Look whether the sources are well, and whether the query still says what is meant.",
            time(spent * 60),
            match last_at {
                Some(at) => format!("; the last was of {}", day(at)),
                None => "; there never was one".into(),
            }
        ),
    })
}

/// "2024-03-01".
fn day(at: Timestamp) -> String {
    at.to_string().chars().take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerting::read_rules;

    #[test]
    fn a_silence_is_told_once_and_again_after_an_article() {
        let rules = read_rules("watch if silent for 3 days").expect("rules");
        // Days: last article, topic saved, told, now; and whether it is due.
        type Day = Option<i64>;
        const TESTS: &[(Day, i64, Day, i64, bool)] = &[
            (Some(10), 0, None, 12, false),
            (Some(10), 0, None, 13, true),
            (Some(10), 0, Some(13), 14, false),
            (Some(14), 0, Some(13), 17, true),
            // Of day 12, and come in after the silence since day 10 was told.
            (Some(12), 0, Some(13), 14, false),
            (Some(12), 0, Some(13), 15, true),
            (Some(12), 0, Some(15), 16, false),
            (None, 10, None, 12, false),
            (None, 10, None, 13, true),
            (Some(2), 10, None, 12, false), // saved lately, over an old archive
        ];
        let day = |it: i64| Timestamp(it * Timestamp::DAY);
        for (last, saved, told, now, expected) in TESTS {
            let due = silence(&rules, last.map(day), day(*saved), told.map(day), day(*now));
            assert_eq!(due.is_some(), *expected, "{last:?} {saved} {told:?} {now}");
        }
        let due = silence(&rules, Some(day(10)), day(0), None, day(13)).expect("due");
        assert!(
            due.words
                .starts_with("No article for 3 days; the last was of 1970-01-11."),
            "{}",
            due.words
        );
        assert_eq!(
            silence(&[], None, day(0), None, day(99)),
            None,
            "only where a rule asks"
        );
    }
}
