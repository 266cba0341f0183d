//! More than is usual.

use std::collections::{BTreeMap, BTreeSet};

use super::{Due, Event, Rule, SignalKind, When, count, one_less, one_more, rule::time};
use crate::{StoryId, Timestamp};

/// How far back a topic's own past is looked at.
pub const TRAILING: i64 = 28 * Timestamp::DAY;

/// How long after its publication an article may come in and still belong to a burst.
const LATE: i64 = 6 * Timestamp::HOUR;

/// How rarely so much may happen by chance before it is a burst.
const RARE: f64 = 1e-4;

/// How many windows of the past are needed to say what is usual.
const LEAST_PAST: i64 = 24;

/// Where a burst is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Burst {
    /// Within so many minutes.
    pub minutes: u32,
    /// At least so many independent texts.
    pub texts: u32,
    /// Of at least so many publishers.
    pub publishers: u32,
    /// For so many minutes after one, no other is told.
    pub rest: u32,
}

impl Default for Burst {
    fn default() -> Burst {
        Burst {
            minutes: 60,
            texts: 3,
            publishers: 2,
            rest: 6 * 60,
        }
    }
}

/// The burst of a topic that is due at `now`. `events` are what met it in the last [`TRAILING`] and a day, in order of
/// time; `first_at` is the desk's first article (before it there is no past); `told_at` the last burst that was raised.
///
/// Independent texts (see [`Event::text`]) are counted in windows of the rule's length. Usual is what the windows of the
/// trailing 28 days held, each held to their 99th percentile so that one great day does not hide the next. The number
/// of a window is taken as negative binomial with the mean and the variance of these, and never less variance than the
/// prediction of a Poisson rate that is known from so few windows only (a Gamma posterior; Gelman and others, Bayesian
/// Data Analysis, 3rd ed., §2.6). That is the shape of the outbreak detection of Farrington and others (J. R. Stat. Soc.
/// A 159, 1996) and Noufaily and others (Statistics in Medicine 32, 2013), without trend. The hours around the same time
/// of day are judged as a past of their own, and the less surprising of the two counts.
pub fn burst(
    rules: &[Rule],
    events: &[Event],
    first_at: Timestamp,
    told_at: Option<Timestamp>,
    now: Timestamp,
) -> Option<Due> {
    let (severity, rule) = rules.iter().find_map(|it| match &it.when {
        When::Burst(burst) => Some((it.severity, burst)),
        _ => None,
    })?;
    if told_at.is_some_and(|it| now.since(it) < i64::from(rule.rest) * Timestamp::MINUTE) {
        return None;
    }
    let length = i64::from(rule.minutes) * Timestamp::MINUTE;
    // Before this nothing is known: of older events there are none here.
    let first_at = first_at.max(now.plus(-TRAILING - Timestamp::DAY));
    let it = fullest(rule, length, events, told_at, now)?;
    let start = it.end.plus(-length);
    let past = &events[..events.partition_point(|it| it.at <= start)];
    let (chance, usual) = surprise(past, it.texts, start, length, first_at)?;
    (chance < RARE).then(|| Due {
        kind: SignalKind::Burst,
        severity,
        since: told_at.map_or(start, |it| it.max(start)),
        until: it.end,
        words: format!(
            "{} of {} in {}; usually {}.",
            count(it.texts as u64, "independent text", "independent texts"),
            count(it.publishers as u64, "publisher", "publishers"),
            time(rule.minutes),
            decimal(usual)
        ),
    })
}

/// A stretch of time that ends with an article.
struct Window {
    end: Timestamp,
    texts: usize,
    publishers: usize,
}

/// The fullest window that holds what a rule asks for at the least and ends now, or a little before; of several the last.
/// What came before the last burst was told counts in none of them: it was told. One of them came while the topic was there: the past that
/// is found for a topic when it is saved is no news. Linear in the events but for a logarithm.
fn fullest(
    rule: &Burst,
    length: i64,
    events: &[Event],
    told_at: Option<Timestamp>,
    now: Timestamp,
) -> Option<Window> {
    let mut fullest: Option<Window> = None;
    let mut texts: BTreeMap<(StoryId, &str), u32> = BTreeMap::new();
    let mut publishers: BTreeMap<&str, u32> = BTreeMap::new();
    let (mut first, mut live) = (0, 0);
    for (last, event) in events.iter().enumerate() {
        live += u32::from(!event.from_archive);
        one_more(&mut texts, event.text());
        one_more(&mut publishers, event.publisher.as_str());
        let start = event.at.plus(-length);
        let start = told_at.map_or(start, |it| it.max(start));
        while first <= last && events[first].at <= start {
            one_less(&mut texts, events[first].text());
            one_less(&mut publishers, events[first].publisher.as_str());
            live -= u32::from(!events[first].from_archive);
            first += 1;
        }
        if now.since(event.at) <= LATE.max(length)
            && event.at <= now.plus(LATE)
            && live > 0
            && texts.len() >= rule.texts as usize
            && publishers.len() >= rule.publishers as usize
            && fullest.as_ref().is_none_or(|it| it.texts <= texts.len())
        {
            fullest = Some(Window {
                end: event.at,
                texts: texts.len(),
                publishers: publishers.len(),
            });
        }
    }
    fullest
}

/// How probable so many texts in a window are by a topic's own past, and how many are usual; nothing where there is
/// too little past to say.
fn surprise(
    past: &[Event],
    texts: usize,
    start: Timestamp,
    length: i64,
    first_at: Timestamp,
) -> Option<(f64, f64)> {
    let windows = start.since(first_at).min(TRAILING) / length;
    if windows < LEAST_PAST {
        return None;
    }
    // By how many windows back. The windows without a text are those that are not named.
    let mut seen: BTreeMap<i64, BTreeSet<(StoryId, &str)>> = BTreeMap::new();
    for event in past {
        let back = start.since(event.at) / length;
        if (0..windows).contains(&back) {
            seen.entry(back).or_default().insert(event.text());
        }
    }
    let mut counts = vec![0_u32; windows as usize];
    for (back, texts) in seen {
        counts[back as usize] = texts.len() as u32;
    }
    let mut sorted = counts.clone();
    sorted.sort_unstable();
    let most = sorted[(sorted.len() * 99).div_ceil(100) - 1].max(1);
    counts.iter_mut().for_each(|it| *it = (*it).min(most));
    let whole = tail(&counts, texts);
    // The same time of day, an hour or a window to either side, whether or not windows of this length fill a day.
    let near = (Timestamp::HOUR / length).max(1);
    let a_day = Timestamp::DAY / length;
    let same_time: Vec<u32> = counts
        .iter()
        .enumerate()
        .filter(|(back, _)| {
            let before = (*back as i64 + 1) * length % Timestamp::DAY;
            before.min(Timestamp::DAY - before) <= near * length
        })
        .map(|it| *it.1)
        .collect();
    if a_day > 2 * near + 1 && same_time.len() as i64 >= LEAST_PAST {
        let then = tail(&same_time, texts);
        return Some((whole.0.max(then.0), whole.1.max(then.1)));
    }
    Some(whole)
}

/// The probability of at least so many, and the mean.
fn tail(counts: &[u32], least: usize) -> (f64, f64) {
    let n = counts.len() as f64;
    let sum: f64 = counts.iter().map(|it| f64::from(*it)).sum();
    // Half a text more than was seen (Jeffreys' prior): what never happened is not impossible.
    let mean = (sum + 0.5) / n;
    let seen = sum / n;
    let variance = counts
        .iter()
        .map(|it| (f64::from(*it) - seen).powi(2))
        .sum::<f64>()
        / n;
    let variance = variance.max(mean * (1.0 + 1.0 / n));
    let size = mean * mean / (variance - mean);
    let again = mean / (size + mean);
    // The terms of the distribution one by one: each is the one before it times a ratio.
    let mut term = (size * (size / (size + mean)).ln()).exp();
    let mut below = 0.0;
    for x in 0..least {
        below += term;
        term *= (size + x as f64) / (x as f64 + 1.0) * again;
    }
    ((1.0 - below).max(0.0), seen)
}

/// One decimal, or that it is less.
fn decimal(number: f64) -> String {
    if number < 0.05 {
        "next to none".into()
    } else {
        format!("{number:.1}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AlertId, alerting::read_rules};

    const NOW: Timestamp = Timestamp(1_765_000_000_000);

    fn event(at: Timestamp, story: i64, publisher: &str, wire: Option<&str>) -> Event {
        Event {
            alert_id: AlertId(at.0),
            at,
            publisher: publisher.into(),
            origin: publisher.into(),
            story_id: StoryId(story),
            wire: wire.map(str::to_string),
            severity: crate::Severity::Watch,
            from_archive: false,
        }
    }

    fn rules() -> Vec<Rule> {
        of_minutes(60)
    }

    fn of_minutes(minutes: u32) -> Vec<Rule> {
        read_rules(&format!("high if burst in {minutes} minutes")).expect("a rule")
    }

    /// One text every 29 hours, and then some just now: minutes before now, story, publisher, agency.
    fn due(now: &[(i64, i64, &str, Option<&str>)], told: Option<i64>) -> Option<Due> {
        let mut events: Vec<Event> = (1..=28)
            .rev()
            .map(|it| {
                event(
                    NOW.plus(-it * 29 * Timestamp::HOUR),
                    1_000 + it,
                    "Old",
                    None,
                )
            })
            .collect();
        let mut new: Vec<Event> = now
            .iter()
            .map(|it| event(NOW.plus(-it.0 * Timestamp::MINUTE), it.1, it.2, it.3))
            .collect();
        new.sort_by_key(|it| it.at);
        events.extend(new);
        let told = told.map(|it| NOW.plus(-it * Timestamp::MINUTE));
        burst(&rules(), &events, NOW.plus(-60 * Timestamp::DAY), told, NOW)
    }

    #[test]
    fn the_past_that_is_found_for_a_topic_is_no_burst() {
        let found = |live: i64| {
            let houses = ["a", "b", "c", "d", "e"];
            let event_of = |(number, house): (i64, &&str)| Event {
                from_archive: number > live,
                ..event(NOW.plus((number - 10) * Timestamp::MINUTE), 1, house, None)
            };
            let events: Vec<Event> = (1..).zip(&houses).map(event_of).collect();
            let first_at = NOW.plus(-60 * Timestamp::DAY);
            burst(&rules(), &events, first_at, None, NOW).is_some()
        };
        assert!(!found(0), "all of it was there before the topic");
        assert!(found(1) && found(5), "something came since");
    }

    #[test]
    fn much_more_than_is_usual_of_several_publishers_is_a_burst() {
        type Case = (
            &'static str,
            &'static [(i64, i64, &'static str, Option<&'static str>)],
            bool,
        );
        const TESTS: &[Case] = &[
            (
                "four houses on one story",
                &[
                    (5, 1, "a", None),
                    (9, 1, "b", None),
                    (20, 1, "c", None),
                    (40, 1, "d", None),
                ],
                true,
            ),
            (
                "one dispatch in four houses",
                &[
                    (5, 1, "a", Some("MW")),
                    (9, 1, "b", Some("MW")),
                    (20, 1, "c", Some("MW")),
                    (40, 1, "d", Some("MW")),
                ],
                false,
            ),
            (
                "one house with four stories",
                &[
                    (5, 1, "a", None),
                    (9, 2, "a", None),
                    (20, 3, "a", None),
                    (40, 4, "a", None),
                ],
                false,
            ),
            (
                "two houses with two stories each",
                &[
                    (5, 1, "a", None),
                    (9, 2, "a", None),
                    (20, 1, "b", None),
                    (40, 2, "b", None),
                ],
                true,
            ),
            ("two texts", &[(5, 1, "a", None), (9, 1, "b", None)], false),
            (
                "not within the hour",
                &[
                    (5, 1, "a", None),
                    (70, 1, "b", None),
                    (140, 1, "c", None),
                    (210, 1, "d", None),
                ],
                false,
            ),
            (
                "some hours ago, come in late",
                &[
                    (205, 1, "a", None),
                    (209, 1, "b", None),
                    (220, 1, "c", None),
                    (240, 1, "d", None),
                ],
                true,
            ),
            (
                "yesterday",
                &[
                    (1_505, 1, "a", None),
                    (1_509, 1, "b", None),
                    (1_520, 1, "c", None),
                ],
                false,
            ),
        ];
        for (name, events, expected) in TESTS {
            assert_eq!(due(events, None).is_some(), *expected, "{name}");
        }
        let found = due(TESTS[0].1, None).expect("a burst");
        assert_eq!(
            found.words,
            "4 independent texts of 4 publishers in 60 minutes; usually next to none."
        );
        assert!(due(TESTS[0].1, Some(300)).is_none(), "told five hours ago");
        assert!(
            due(TESTS[0].1, Some(361)).is_some(),
            "told more than six hours ago"
        );
        // Minutes before now: three texts, the burst that was told of them, and one more text.
        let straggler = [
            (355, 1, "d", None),
            (365, 1, "a", None),
            (370, 1, "b", None),
            (380, 1, "c", None),
        ];
        assert!(
            due(&straggler, Some(361)).is_none(),
            "what was told is not told again with one more"
        );
        let mut goes_on = straggler.to_vec();
        goes_on.extend([(340, 1, "e", None), (341, 1, "f", None)]);
        let found = due(&goes_on, Some(361)).expect("three more");
        assert!(found.words.starts_with("3 independent texts of 3"));
        assert_eq!(found.since, NOW.plus(-361 * Timestamp::MINUTE));
    }

    #[test]
    fn what_is_usual_is_not_told_of_days_that_nobody_knows() {
        // Two texts a day for as far back as events are given, and thirty at once twenty hours ago.
        let mut events = vec![];
        for hours in (24..29 * 24).filter(|it| it % 12 == 6) {
            events.push(event(
                NOW.plus(-hours * Timestamp::HOUR),
                hours,
                &format!("p{}", hours % 24),
                None,
            ));
        }
        for it in 0..30 {
            let at = NOW.plus(-20 * Timestamp::HOUR - it * Timestamp::SECOND);
            events.push(event(at, -1 - it, &format!("q{it}"), None));
        }
        events.sort_by_key(|it| it.at);
        let rules = read_rules("high if burst in 1 day").expect("a rule");
        let first_at = NOW.plus(-60 * Timestamp::DAY);
        let due = burst(&rules, &events, first_at, None, NOW).expect("a burst");
        assert!(due.words.ends_with("usually 2.0."), "{}", due.words);
    }

    /// Numbers that look like chance, always the same.
    struct Chance(u64);

    impl Chance {
        fn next(&mut self) -> f64 {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 11) as f64 / (1_u64 << 53) as f64
        }

        /// The events of some days, so many an hour, at `busy` times that from 8 to 10 o'clock (UTC).
        fn days(&mut self, days: i64, an_hour: f64, busy: f64) -> Vec<Event> {
            let mut events = vec![];
            for minute in 0..days * 1_440 {
                let hour = minute / 60 % 24;
                let rate = if (8..10).contains(&hour) {
                    an_hour * busy
                } else {
                    an_hour
                };
                if self.next() < rate / 60.0 {
                    let publisher = format!("p{}", (self.next() * 20.0) as u32);
                    events.push(event(
                        Timestamp(minute * Timestamp::MINUTE),
                        minute,
                        &publisher,
                        None,
                    ));
                }
            }
            events
        }
    }

    /// How many bursts are told in 28 days that follow 28 days of the same, looked at every half hour.
    fn false_alarms(minutes: u32, an_hour: f64, busy: f64, seed: u64) -> usize {
        let rules = of_minutes(minutes);
        let events = Chance(seed).days(56, an_hour, busy);
        let (mut told, mut found) = (None, 0);
        for half in 0..28 * 48 {
            let now = Timestamp(28 * Timestamp::DAY + half * 30 * Timestamp::MINUTE);
            let from = events.partition_point(|it| now.since(it.at) > TRAILING + Timestamp::DAY);
            let to = events.partition_point(|it| it.at <= now);
            if burst(&rules, &events[from..to], Timestamp(0), told, now).is_some() {
                (told, found) = (Some(now), found + 1);
            }
        }
        found
    }

    #[test]
    fn chance_and_the_rhythm_of_the_day_are_no_bursts() {
        for (minutes, an_hour, busy, most) in [
            (60, 0.05, 1.0, 2),
            (60, 0.5, 1.0, 2),
            (60, 3.0, 1.0, 2),
            (60, 0.5, 8.0, 2),
            // Windows that do not fill a day.
            (50, 3.0, 8.0, 2),
        ] {
            let found: usize = (0..2)
                .map(|seed| false_alarms(minutes, an_hour, busy, seed))
                .sum();
            assert!(
                found <= most,
                "{found} in twice 28 days at {an_hour} an hour, times {busy} in the morning"
            );
        }
    }

    #[test]
    fn a_burst_is_seen_in_a_busy_topic_too() {
        let mut events = Chance(7).days(28, 3.0, 1.0);
        let now = Timestamp(28 * Timestamp::DAY);
        for it in 0..16 {
            let at = now.plus(-it * 3 * Timestamp::MINUTE);
            events.push(event(at, -it, &format!("p{it}"), None));
        }
        events.sort_by_key(|it| it.at);
        let due = burst(&rules(), &events, Timestamp(-1), None, now).expect("a burst");
        assert!(
            due.words.contains("usually 3.") || due.words.contains("usually 2."),
            "{}",
            due.words
        );
        // A desk of this morning cannot say what is usual.
        assert_eq!(
            burst(
                &rules(),
                &events,
                now.plus(-20 * Timestamp::HOUR),
                None,
                now
            ),
            None
        );
    }

    #[test]
    fn the_same_time_of_day_is_found_whether_or_not_windows_fill_a_day() {
        // Ten texts at this time of every day.
        let mut past = vec![];
        for day in (1..=28).rev() {
            for it in 0..10 {
                let at = NOW.plus(-day * Timestamp::DAY - it * Timestamp::MINUTE);
                past.push(event(at, day * 10 + it, &format!("p{it}"), None));
            }
        }
        past.sort_by_key(|it| it.at);
        for minutes in [30, 50, 60, 90, 100, 110] {
            let length = minutes * Timestamp::MINUTE;
            let start = NOW.plus(-length);
            let first_at = NOW.plus(-60 * Timestamp::DAY);
            let (_, usual) = surprise(&past, 10, start, length, first_at).expect("a past");
            assert!(usual > 1.5, "{usual} in {minutes} minutes");
        }
    }

    #[test]
    fn one_great_day_does_not_hide_the_next() {
        let mut events: Vec<Event> = vec![];
        let day = |back: i64| NOW.plus(-back * Timestamp::DAY);
        for (back, many) in [(3, 60), (0, 8)] {
            for it in 0..many {
                events.push(event(
                    day(back).plus(-it * 30 * Timestamp::SECOND),
                    it,
                    &format!("p{it}"),
                    None,
                ));
            }
        }
        events.sort_by_key(|it| it.at);
        assert!(burst(&rules(), &events, day(60), None, NOW).is_some());
    }
}
