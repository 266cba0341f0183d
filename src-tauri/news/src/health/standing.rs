//! How a source stands, and why.

use super::{
    DayTally, Diagnosis, DiagnosisCode, HealthDay, SourceHealth, Standing, Usual, day_of,
    median_lateness,
};
use crate::{Source, SourceKind, Timestamp, Trouble};

/// How many articles must be missing before a source is silent: chance brings none of three expected ones once in twenty times.
const MISSING: f64 = 3.0;

/// From how many articles on its weakest day a source never rests: one an hour. A whole day without one is enough.
const NEVER_RESTS: f64 = 24.0;

/// From which median on the articles of the last week are late, in minutes.
const LATE_MINUTES: u32 = 6 * 60;

/// Of how many articles that must be seen.
const LATE_OF: u32 = 5;

/// How long a feed gives the same items before that is said, where it is not known how often it changes.
const UNCHANGING: i64 = 30 * Timestamp::DAY;

/// How long it is said that something may have been missed.
const GAP: i64 = 7 * Timestamp::DAY;

/// From how many items on all of them say something about the feed.
const SOME: u32 = 3;

/// How young a good look must be for what is missing to be the source's doing.
const FRESH: i64 = 2 * Timestamp::DAY;

/// What is known of a source.
#[derive(Debug, Clone)]
pub struct Looked<'a> {
    /// The source.
    pub source: &'a Source,
    /// What is wrong with the last look.
    pub trouble: Option<&'a Trouble>,
    /// When it was last looked at.
    pub last_attempt_at: Option<Timestamp>,
    /// When that last went well.
    pub last_success_at: Option<Timestamp>,
    /// When it is next due.
    pub next_due_at: Option<Timestamp>,
    /// When its last article was first seen.
    pub last_article_at: Option<Timestamp>,
    /// What it brought on each of the last days.
    pub tallies: &'a [DayTally],
    /// How many items its last answer held, how many of these were undated, and how many dated into the future.
    pub items: u32,
    /// Those without a date.
    pub undated: u32,
    /// Those with a date that lies ahead.
    pub future: u32,
    /// When everything that it gave was new.
    pub gap_at: Option<Timestamp>,
    /// Where it says that it has moved.
    pub moved_to: Option<&'a str>,
    /// Minutes between two looks, and why.
    pub interval_minutes: Option<u32>,
    /// Why so many.
    pub interval_why: &'a str,
}

/// How a source does, now.
pub fn health(of: &Looked<'_>, now: Timestamp) -> SourceHealth {
    let today = day_of(now);
    let added = day_of(of.source.added_at);
    let shown = Usual::of(of.tallies, added, today);
    // What was usual before it fell silent stays usual, however long that lasts.
    let until = of.last_article_at.map_or(today, |it| day_of(it) + 1);
    let usual = Usual::of(of.tallies, added, until.min(today));
    // What is brought in by hand, the sample among it, comes when somebody brings it.
    let is_timely = of.source.kind == SourceKind::Feed;
    // On its first day it brings what its feed held before anybody asked.
    let followed = || of.tallies.iter().filter(|it| it.day > added);
    let all = median_lateness(followed()).filter(|_| is_timely);
    let of_week = median_lateness(followed().filter(|it| it.day > today - 7)).filter(|_| is_timely);
    let silent_since = silent_since(of, &usual, now);
    let late = of_week.filter(|it| it.0 >= LATE_MINUTES && it.1 >= LATE_OF);
    let diagnoses = diagnoses(of, silent_since.is_some(), now);
    let (standing, words) = if of.source.paused {
        (Standing::Paused, "Paused: it is not asked.".to_string())
    } else if let Some(trouble) = of.trouble {
        (Standing::Trouble, trouble.what.clone())
    } else if let Some(since) = silent_since {
        (Standing::Silent, silence_in_words(&usual, since, now))
    } else if let Some((minutes, _)) = late {
        let words = format!(
            "Half of its articles of the last week came more than {} after they were published.",
            time(minutes)
        );
        (Standing::Late, words)
    } else if is_watched(of.source.kind) && of.last_attempt_at.is_none() {
        (Standing::Waiting, "It was not looked at yet.".to_string())
    } else {
        (Standing::Well, well_in_words(of, &usual))
    };
    SourceHealth {
        source_id: of.source.id,
        name: of.source.name.clone(),
        standing,
        words,
        trouble: of.trouble.cloned(),
        diagnoses,
        days: shown
            .days()
            .map(|(day, articles)| HealthDay {
                day: day_in_words(Timestamp(day * Timestamp::DAY)),
                articles,
                usual: usual.on(day),
            })
            .collect(),
        usual_week: usual.week(),
        last_article_at: of.last_article_at,
        silent_since,
        late_minutes: all.map(|it| it.0),
        late_of: all.map_or(0, |it| it.1),
        last_attempt_at: of.last_attempt_at,
        last_success_at: of.last_success_at,
        next_due_at: of.next_due_at,
        interval_minutes: of.interval_minutes,
        interval_why: of.interval_why.to_string(),
    }
}

fn is_watched(kind: SourceKind) -> bool {
    matches!(kind, SourceKind::Feed | SourceKind::Folder)
}

/// Since when a source brings nothing though it should have.
///
/// What is missing is what is usual on the days since its last article. Three articles must be missing, and with them whole days on
/// which it usually publishes: two, three of a source that rests at weekends (so that two holidays in a row are no alarm), one of a
/// source that brings an article an hour on its weakest day. Of a source so rare that nothing is usual on any weekday, three times
/// the mean time between two articles. Nothing is said of a source that was not well looked at since.
fn silent_since(of: &Looked<'_>, usual: &Usual, now: Timestamp) -> Option<Timestamp> {
    if !is_watched(of.source.kind) {
        return None;
    }
    let since = of.last_article_at.unwrap_or(of.source.added_at);
    let until = of.last_success_at?.min(now);
    if until <= since || now.since(until) > FRESH {
        return None;
    }
    let usual_week = usual.week();
    if usual_week.is_none_or(|it| it == 0.0) {
        let missing = usual.mean()? * until.since(since) as f64 / Timestamp::DAY as f64;
        return (missing >= MISSING).then_some(since);
    }
    let (first, last) = (day_of(since), day_of(until));
    let (mut missing, mut days) = (0.0, 0);
    for day in first..=last {
        let on = usual.on(day).unwrap_or(0.0);
        let from = since.0.max(day * Timestamp::DAY);
        let to = until.0.min((day + 1) * Timestamp::DAY);
        missing += on * (to - from) as f64 / Timestamp::DAY as f64;
        days += usize::from(on > 0.0 && first < day && day < last);
        if missing >= MISSING && days >= 3 {
            break;
        }
    }
    let needed = if usual.least().is_some_and(|it| it >= NEVER_RESTS) {
        1
    } else if usual.rests_at_weekends() {
        3
    } else {
        2
    };
    (missing >= MISSING && days >= needed).then_some(since)
}

fn silence_in_words(usual: &Usual, since: Timestamp, now: Timestamp) -> String {
    let days = now.since(since) / Timestamp::DAY;
    let usually = match usual.week() {
        Some(week) if week > 0.0 => format!("; usually {} come in a week", articles(week)),
        _ => match usual.mean() {
            Some(mean) if mean > 0.0 => format!(
                "; usually one comes every {} days",
                (1.0 / mean).round().max(1.0)
            ),
            _ => String::new(),
        },
    };
    format!(
        "It answers, but brought nothing for {}{usually}.",
        time(u32::try_from(days.max(0) * 24 * 60).unwrap_or(u32::MAX))
    )
}

fn well_in_words(of: &Looked<'_>, usual: &Usual) -> String {
    match (usual.week(), of.last_article_at) {
        (Some(week), _) if week > 0.0 => format!("As usual: {} in a week.", articles(week)),
        (_, Some(at)) => format!(
            "Nothing is known to be wrong; its last article came on {}.",
            day_in_words(at)
        ),
        (_, None) => "Nothing is known to be wrong; it brought nothing yet.".to_string(),
    }
}

fn diagnoses(of: &Looked<'_>, is_silent: bool, now: Timestamp) -> Vec<Diagnosis> {
    let mut found = vec![];
    let mut say = |code, what: String, meaning: &str, advice: &str| {
        found.push(Diagnosis {
            code,
            what,
            meaning: meaning.into(),
            advice: advice.into(),
        });
    };
    if let Some(to) = of.moved_to {
        say(
            DiagnosisCode::Moved,
            format!("It says that it has moved to {to}."),
            "It is still read where it was, by way of the new address.",
            "Nothing need be done: it is asked there once it has said so for a day. If another source is followed there already, remove one of the two.",
        );
    }
    if of.items >= SOME && of.undated == of.items {
        say(
            DiagnosisCode::Undated,
            format!("None of its {} items says when it was published.", of.items),
            "Its articles stand at the time at which they were first seen; how late they come is not known.",
            "Look for another feed of this source if the order matters.",
        );
    } else if of.items >= SOME && of.future == of.items - of.undated {
        say(
            DiagnosisCode::Future,
            format!("Every date of its {} items lies in the future.", of.items),
            "Its articles stand at the time at which they were first seen.",
            "Look at this machine's clock; if that is right, the publisher's is wrong or their time zone is.",
        );
    }
    let since = of.last_article_at.unwrap_or(of.source.added_at);
    let is_fresh = of.last_success_at.is_some_and(|it| now.since(it) <= FRESH);
    if of.source.kind == SourceKind::Feed
        && of.items > 0
        && is_fresh
        && (is_silent || now.since(since) >= UNCHANGING)
    {
        say(
            DiagnosisCode::Unchanging,
            format!(
                "It has given the same {} items since {}.",
                of.items,
                day_in_words(since)
            ),
            "It may be abandoned, or be served from a store that is never renewed.",
            "Look at the site: if it has newer articles, look for another feed of it.",
        );
    }
    if let Some(at) = of.gap_at.filter(|it| (0..=GAP).contains(&now.since(*it))) {
        say(
            DiagnosisCode::Gap,
            format!(
                "On {} everything that it gave was new, though it was read before.",
                day_in_words(at)
            ),
            "More was published between two looks than the feed holds: some of it may be missing.",
            "Set a shorter interval for this source, or look for a longer feed of it.",
        );
    }
    found
}

/// "12 articles", "0.5 articles".
fn articles(number: f64) -> String {
    match number {
        it if it.fract() == 0.0 && it == 1.0 => "1 article".into(),
        it if it.fract() == 0.0 => format!("{it:.0} articles"),
        it => format!("{it:.1} articles"),
    }
}

/// "40 minutes", "9 hours", "3 days".
fn time(minutes: u32) -> String {
    let (number, one, many) = match minutes {
        0..120 => (minutes, "minute", "minutes"),
        120..2_880 => (minutes / 60, "hour", "hours"),
        _ => (minutes / (24 * 60), "day", "days"),
    };
    match number {
        1 => format!("1 {one}"),
        number => format!("{number} {many}"),
    }
}

/// "2026-11-27".
fn day_in_words(at: Timestamp) -> String {
    at.to_string().chars().take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        SourceId, SourceMethod, TextChoice, TextFrom, TroubleCode, health::usual::weekday,
    };

    /// A Friday, at noon.
    const TODAY: i64 = 20_784;
    const NOW: Timestamp = Timestamp(TODAY * Timestamp::DAY + 12 * Timestamp::HOUR);

    fn source() -> Source {
        Source {
            id: SourceId(1),
            kind: SourceKind::Feed,
            address: "https://ledger.example/rss".into(),
            name: "The Ledger".into(),
            publisher: "The Ledger".into(),
            group: None,
            country: None,
            language: None,
            paused: false,
            interval_minutes: None,
            allow_private: false,
            revisit: true,
            user: None,
            certificate: None,
            method: SourceMethod::Feed,
            text: TextFrom::default(),
            text_choice: TextChoice::default(),
            ignore: vec![],
            site: None,
            added_at: NOW.plus(-200 * Timestamp::DAY),
        }
    }

    fn looked<'a>(source: &'a Source, tallies: &'a [DayTally], last_day: i64) -> Looked<'a> {
        Looked {
            source,
            trouble: None,
            last_attempt_at: Some(NOW.plus(-Timestamp::HOUR)),
            last_success_at: Some(NOW.plus(-Timestamp::HOUR)),
            next_due_at: Some(NOW.plus(Timestamp::HOUR)),
            last_article_at: Some(Timestamp(last_day * Timestamp::DAY + 10 * Timestamp::HOUR)),
            tallies,
            items: 20,
            undated: 0,
            future: 0,
            gap_at: None,
            moved_to: None,
            interval_minutes: Some(60),
            interval_why: "",
        }
    }

    /// What came on each day until the last one on which something did.
    fn tallies(of: impl Fn(usize) -> u32, last: i64) -> Vec<DayTally> {
        (last - 60..=last)
            .map(|day| DayTally {
                articles: of(weekday(day)),
                ..DayTally::empty(day)
            })
            .filter(|it| it.articles > 0)
            .collect()
    }

    /// How many articles a source brings on each day of the week.
    type Usual<'a> = &'a dyn Fn(usize) -> u32;

    #[test]
    fn silence_knows_weekdays_holidays_and_rare_sources() {
        let office = |it: usize| if it < 5 { 10 } else { 0 };
        let daily = |_: usize| 4;
        let wire = |_: usize| 240;
        let weekly = |it: usize| u32::from(it == 2);
        let never = |_: usize| 0;
        #[rustfmt::skip]
        let tests: Vec<(&str, Usual<'_>, i64, bool)> = vec![
            ("works days, last yesterday", &office, 1, false),
            ("works days, a bank holiday yesterday", &office, 2, false),
            ("works days, two holidays", &office, 3, false),
            ("works days, three are missing", &office, 4, true),
            ("every day, yesterday missing", &daily, 2, false),
            ("every day, two missing", &daily, 3, true),
            ("a wire, nothing since yesterday at ten", &wire, 1, false),
            ("a wire, a whole day missing", &wire, 2, true),
            ("weekly, on day two", &weekly, 2, false),
            ("weekly, one week missing", &weekly, 9, false),
            ("weekly, two weeks missing", &weekly, 16, false),
            ("weekly, four weeks missing", &weekly, 30, true),
            ("never brought anything", &never, 60, false),
        ];
        let source = source();
        for (name, of, back, expected) in tests {
            let tallies = tallies(of, TODAY - back);
            let found = health(&looked(&source, &tallies, TODAY - back), NOW);
            assert_eq!(
                found.standing == Standing::Silent,
                expected,
                "{name}: {}",
                found.words
            );
            assert_eq!(found.silent_since.is_some(), expected, "{name}");
        }
    }

    #[test]
    fn a_rare_source_is_silent_after_three_times_its_usual_wait() {
        let source = source();
        // Every eleventh day: no weekday has it often enough to be usual.
        let standing = |last: i64| {
            let tallies: Vec<DayTally> = (last - 44..=last)
                .step_by(11)
                .map(|day| DayTally {
                    articles: 1,
                    ..DayTally::empty(day)
                })
                .collect();
            health(&looked(&source, &tallies, last), NOW).standing
        };
        assert_eq!(standing(TODAY - 22), Standing::Well);
        assert_eq!(standing(TODAY - 45), Standing::Silent);
    }

    #[test]
    fn silence_is_not_said_of_what_was_not_well_looked_at() {
        let source = source();
        let tallies = tallies(|_| 10, TODAY - 10);
        let mut of = looked(&source, &tallies, TODAY - 10);
        assert_eq!(health(&of, NOW).standing, Standing::Silent);
        of.last_success_at = Some(NOW.plus(-5 * Timestamp::DAY));
        assert_ne!(health(&of, NOW).standing, Standing::Silent, "asleep since");
        let trouble = Trouble {
            code: TroubleCode::Challenge,
            what: "ledger.example asks whether a person is reading.".into(),
            meaning: "Nothing was read.".into(),
            advice: "Look for another feed.".into(),
            since: NOW,
        };
        of.last_success_at = Some(NOW);
        of.trouble = Some(&trouble);
        let found = health(&of, NOW);
        assert_eq!(found.standing, Standing::Trouble);
        assert_eq!(found.words, trouble.what);
        let paused = Source {
            paused: true,
            ..source.clone()
        };
        of.source = &paused;
        assert_eq!(health(&of, NOW).standing, Standing::Paused);
    }

    #[test]
    fn what_comes_long_after_it_was_published_is_late() {
        let source = source();
        let late = |class: usize, count| {
            let mut all = tallies(|_| 10, TODAY);
            for tally in &mut all {
                tally.late[class] = count;
            }
            all
        };
        for (class, count, expected) in [
            (6, 10, Standing::Well),
            (10, 10, Standing::Late),
            (10, 0, Standing::Well),
        ] {
            let tallies = late(class, count);
            let found = health(&looked(&source, &tallies, TODAY), NOW);
            assert_eq!(found.standing, expected, "{class} {count}: {}", found.words);
        }
        let added = Source {
            added_at: NOW,
            ..source.clone()
        };
        let first: Vec<DayTally> = late(10, 10)
            .into_iter()
            .filter(|it| it.day == TODAY)
            .collect();
        let found = health(&looked(&added, &first, TODAY), NOW);
        assert_ne!(found.standing, Standing::Late, "what its feed held before");
        for kind in [SourceKind::Import, SourceKind::Sample, SourceKind::Folder] {
            let source = Source {
                kind,
                ..source.clone()
            };
            let found = health(&looked(&source, &late(10, 10), TODAY), NOW);
            assert_ne!(found.standing, Standing::Late, "{kind:?}");
            assert_eq!(found.late_minutes, None, "{kind:?}");
        }
        assert!(Standing::Trouble < Standing::Silent && Standing::Silent < Standing::Late);
    }

    #[test]
    fn a_source_that_answers_may_be_wrong_all_the_same() {
        let source = source();
        let some = tallies(|_| 10, TODAY);
        let codes = |of: &Looked<'_>| -> Vec<DiagnosisCode> {
            let found = health(of, NOW).diagnoses;
            for it in &found {
                for words in [&it.what, &it.meaning, &it.advice] {
                    assert!(words.ends_with('.'), "{words}");
                }
            }
            found.iter().map(|it| it.code).collect()
        };
        let well = looked(&source, &some, TODAY);
        assert_eq!(codes(&well), []);
        let with = |change: &dyn Fn(&mut Looked<'_>)| {
            let mut of = well.clone();
            change(&mut of);
            codes(&of)
        };
        use DiagnosisCode::{Future, Gap, Moved, Unchanging, Undated};
        assert_eq!(with(&|it| it.undated = 20), [Undated]);
        assert_eq!(with(&|it| it.undated = 19), []);
        assert_eq!(with(&|it| it.future = 20), [Future]);
        assert_eq!(with(&|it| (it.undated, it.future) = (5, 15)), [Future]);
        assert_eq!(
            with(&|it| it.moved_to = Some("https://new.example/")),
            [Moved]
        );
        assert_eq!(
            with(&|it| it.gap_at = Some(NOW.plus(-Timestamp::DAY))),
            [Gap]
        );
        assert_eq!(
            with(&|it| it.gap_at = Some(NOW.plus(-9 * Timestamp::DAY))),
            []
        );
        let old = Some(NOW.plus(-31 * Timestamp::DAY));
        assert_eq!(
            with(&|it| (it.last_article_at, it.tallies) = (old, &[])),
            [Unchanging]
        );
        assert_eq!(
            with(&|it| (it.last_article_at, it.tallies, it.items) = (old, &[], 0)),
            [],
            "an empty feed is trouble of its own"
        );
    }
}
