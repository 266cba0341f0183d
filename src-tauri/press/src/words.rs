//! The words and numbers that every format shares.

use jiff::tz::TimeZone;
use news::{
    AlertState, Severity, Timestamp, Zone,
    article::is_plausible,
    digest::{Edition, Entry},
};

/// The graver first.
pub(crate) const SEVERITIES: [Severity; 4] = [
    Severity::Critical,
    Severity::High,
    Severity::Watch,
    Severity::Info,
];

/// The time zone in which an edition's documents show times, and its name.
pub(crate) struct Clock {
    zone: TimeZone,
    name: String,
}

impl Clock {
    /// The edition's zone; UTC where nobody knows it.
    pub(crate) fn of(edition: &Edition) -> Clock {
        match TimeZone::get(&edition.time_zone) {
            Ok(zone) => Clock {
                zone,
                name: edition.time_zone.clone(),
            },
            Err(_) => Clock {
                zone: TimeZone::UTC,
                name: "UTC".into(),
            },
        }
    }

    fn format(&self, at: Timestamp, format: &str) -> String {
        at.to_jiff()
            .to_zoned_datetime(self.zone.clone())
            .strftime(format)
            .to_string()
    }

    /// "7 December 2021, 18:42 EET".
    pub(crate) fn time(&self, at: Timestamp) -> String {
        self.format(at, "%-d %B %Y, %H:%M %Z")
    }

    /// "7 December 2021, 18:42", for two times that stand together.
    fn bare(&self, at: Timestamp) -> String {
        self.format(at, "%-d %B %Y, %H:%M")
    }

    /// "8 December 2025, 20:00 – 9 December 2025, 20:00", the day once where it is one.
    pub(crate) fn window(&self, edition: &Edition) -> String {
        let (since, until) = (edition.since, edition.until);
        let day = |at| self.format(at, "%Y-%m-%d");
        let end = if day(since) == day(until) {
            self.format(until, "%H:%M")
        } else {
            self.bare(until)
        };
        format!("{} – {end}", self.bare(since))
    }

    /// "2025-12-09-2000", without the time where it is midnight: the window then ends with the day before.
    pub(crate) fn file_date(&self, at: Timestamp) -> String {
        if self.format(at, "%H%M") == "0000" {
            self.format(at.plus(-1), "%Y-%m-%d")
        } else {
            self.format(at, "%Y-%m-%d-%H%M")
        }
    }

    /// The zone's name and distance from UTC: "Europe/Kyiv (UTC+2)". Both distances where a change of clocks lies
    /// within the window.
    pub(crate) fn zone_name(&self, edition: &Edition) -> String {
        let (from, to) = (self.distance(edition.since), self.distance(edition.until));
        match () {
            () if self.name == "UTC" => "UTC".into(),
            () if from == to => format!("{} ({to})", self.name),
            () => format!("{} ({from}, from the change of clocks on {to})", self.name),
        }
    }

    fn distance(&self, at: Timestamp) -> String {
        let text = self.format(at, "%:z");
        let (hours, minutes) = text.split_once(':').unwrap_or((&text, "00"));
        let (sign, hours) = hours.split_at(1.min(hours.len()));
        match (hours.trim_start_matches('0'), minutes) {
            ("", "00") => "UTC".into(),
            ("", minutes) => format!("UTC{sign}0:{minutes}"),
            (hours, "00") => format!("UTC{sign}{hours}"),
            (hours, minutes) => format!("UTC{sign}{hours}:{minutes}"),
        }
    }
}

/// "16:42 UTC", with the day where it is another one than in the zone.
pub(crate) fn utc(at: Timestamp, clock: &Clock) -> String {
    let time = at.to_jiff().to_zoned_datetime(TimeZone::UTC);
    let other_day = time.strftime("%F").to_string() != clock.format(at, "%F");
    let format = if other_day {
        "%-d %B, %H:%M UTC"
    } else {
        "%H:%M UTC"
    };
    time.strftime(format).to_string()
}

/// When an entry is of: the time by which it is ordered, and what is said before and behind it.
pub(crate) struct When {
    pub(crate) before: String,
    pub(crate) at: Timestamp,
    pub(crate) behind: &'static str,
}

/// When an entry is of. Where its source says what cannot be, both times are said: "dated 1 January 2099, 02:00 EET, came in
/// 7 December 2021, 18:42 EET".
pub(crate) fn when(it: &Entry, clock: &Clock) -> When {
    let (before, at, behind) = match it.published_at {
        None => (String::new(), it.first_seen_at, ", first seen"),
        Some(at) if is_plausible(at, it.first_seen_at) => (String::new(), at, ""),
        Some(at) => {
            let before = format!("dated {}, came in ", clock.time(at));
            (before, it.first_seen_at, "")
        }
    };
    When { before, at, behind }
}

/// How many alerts there are.
pub(crate) struct Numbers {
    /// By severity, in the order of [`SEVERITIES`].
    pub(crate) of: [usize; 4],
    /// In all.
    pub(crate) all: usize,
}

impl Numbers {
    fn count(severities: impl Iterator<Item = Severity>) -> Numbers {
        let mut of = [0; 4];
        for it in severities {
            of[SEVERITIES
                .iter()
                .position(|other| *other == it)
                .unwrap_or(3)] += 1;
        }
        Numbers {
            all: of.iter().sum(),
            of,
        }
    }

    /// Of the whole edition.
    pub(crate) fn of_edition(edition: &Edition) -> Numbers {
        Numbers::count(
            edition
                .sections
                .iter()
                .flat_map(|it| &it.topics)
                .flat_map(|it| &it.entries)
                .map(|it| it.severity),
        )
    }

    /// Of one watchlist.
    pub(crate) fn of_section(section: &news::digest::Section) -> Numbers {
        Numbers::count(
            section
                .topics
                .iter()
                .flat_map(|it| &it.entries)
                .map(|it| it.severity),
        )
    }

    /// "3 alerts: 1 critical, 2 high".
    pub(crate) fn sentence(&self) -> String {
        if self.all == 0 {
            return "No alerts".into();
        }
        let parts: Vec<String> = SEVERITIES
            .iter()
            .zip(self.of)
            .filter(|it| it.1 > 0)
            .map(|(it, n)| format!("{n} {}", severity(*it).to_lowercase()))
            .collect();
        let all = count(self.all as u64, "alert", "alerts");
        format!("{all}: {}", parts.join(", "))
    }
}

/// How well the sources were looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Health {
    /// All of them, and there were some.
    Well,
    /// Not all of them.
    Gaps,
    /// None of them is well.
    Blind,
}

/// How well the sources of an edition were looked at.
pub(crate) fn health(edition: &Edition) -> Health {
    let it = &edition.coverage;
    match it.healthy {
        n if n >= it.sources && it.sources > 0 && it.troubled.is_empty() => Health::Well,
        0 => Health::Blind,
        _ => Health::Gaps,
    }
}

/// How many sources are neither well, nor in trouble, nor silent: not looked at yet.
pub(crate) fn waiting(edition: &Edition) -> u64 {
    let it = &edition.coverage;
    u64::from(it.sources)
        .saturating_sub(u64::from(it.healthy))
        .saturating_sub(it.troubled.len() as u64)
        .saturating_sub(it.silent.len() as u64)
}

/// One or two sentences on the health of the sources.
pub(crate) fn coverage(edition: &Edition) -> String {
    let it = &edition.coverage;
    let n = u64::from(it.sources);
    let read = format!(
        "{} read in this window.",
        count(it.articles, "article was", "articles were")
    );
    if n == 0 {
        return format!("No source was watched: nothing here was looked for. {read}");
    }
    let silent = match it.silent.len() {
        0 => String::new(),
        1 => ", 1 is silent for longer than usual".into(),
        n => format!(", {n} are silent for longer than usual"),
    };
    let all = count(n, "source", "sources");
    let state = match health(edition) {
        Health::Well if n == 1 => "The one source is well.".to_string(),
        Health::Well => format!("All {n} sources are well."),
        Health::Blind if silent.is_empty() => {
            format!("None of {all} could be read: quiet here is not quiet in the world.")
        }
        // What is silent was read all the same.
        Health::Blind if n == 1 => {
            "The one source is silent for longer than usual: quiet here is not quiet in the world."
                .into()
        }
        Health::Blind => {
            format!("None of {all} is well{silent}: quiet here is not quiet in the world.")
        }
        Health::Gaps => format!(
            "{} of {n} sources are well{silent}; what the others published may be missing.",
            it.healthy
        ),
    };
    format!("{state} {read}")
}

/// "1 article", "2 articles".
pub(crate) fn count(n: u64, one: &str, many: &str) -> String {
    if n == 1 {
        format!("1 {one}")
    } else {
        format!("{n} {many}")
    }
}

/// What stands over the copies of an entry.
pub(crate) fn copies(n: usize) -> String {
    format!(
        "The same text in {}:",
        count(n as u64, "other article", "other articles")
    )
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
        AlertState::Kept => Some("Kept"),
        AlertState::Dismissed => Some("Dismissed"),
    }
}

/// The word for the zone of a sentence, where it is not the text itself.
pub(crate) fn place(zone: Zone) -> Option<&'static str> {
    match zone {
        Zone::Body => None,
        Zone::Quote => Some("block quotation"),
        other => Some(other.name()),
    }
}

#[cfg(test)]
mod tests {
    use news::digest::{Coverage, SilentSource};

    use super::*;

    fn edition(since: &str, until: &str, zone: &str) -> Edition {
        Edition {
            title: String::new(),
            made_at: Timestamp(0),
            since: Timestamp::from_rfc3339(since).expect("a time"),
            until: Timestamp::from_rfc3339(until).expect("a time"),
            time_zone: zone.into(),
            sections: vec![],
            coverage: Coverage::default(),
        }
    }

    #[test]
    fn a_time_zone_is_named_with_its_distance() {
        const TESTS: &[(&str, &str, &str)] = &[
            ("Europe/Kyiv", "2025-12-09T18:00:00Z", "Europe/Kyiv (UTC+2)"),
            (
                "Asia/Kolkata",
                "2025-12-09T18:00:00Z",
                "Asia/Kolkata (UTC+5:30)",
            ),
            (
                "America/New_York",
                "2025-12-09T18:00:00Z",
                "America/New_York (UTC-5)",
            ),
            (
                "Europe/London",
                "2025-12-09T18:00:00Z",
                "Europe/London (UTC)",
            ),
            ("UTC", "2025-12-09T18:00:00Z", "UTC"),
            ("Nowhere/At_All", "2025-12-09T18:00:00Z", "UTC"),
            (
                "Europe/Kyiv",
                "2025-10-26T18:00:00Z",
                "Europe/Kyiv (UTC+3, from the change of clocks on UTC+2)",
            ),
        ];
        for (zone, until, expected) in TESTS {
            let since = if until.contains("-10-") {
                "2025-10-25T18:00:00Z"
            } else {
                "2025-12-08T18:00:00Z"
            };
            let edition = edition(since, until, zone);
            assert_eq!(Clock::of(&edition).zone_name(&edition), *expected);
        }
    }

    #[test]
    fn a_window_names_its_day_once_where_it_is_one() {
        let two = edition(
            "2025-12-08T18:00:00Z",
            "2025-12-09T18:00:00Z",
            "Europe/Kyiv",
        );
        assert_eq!(
            Clock::of(&two).window(&two),
            "8 December 2025, 20:00 – 9 December 2025, 20:00"
        );
        let one = edition(
            "2025-12-09T04:00:00Z",
            "2025-12-09T18:00:00Z",
            "Europe/Kyiv",
        );
        assert_eq!(
            Clock::of(&one).window(&one),
            "9 December 2025, 06:00 – 20:00"
        );
    }

    #[test]
    fn utc_names_the_day_where_it_is_another() {
        let clock = Clock::of(&edition(
            "2025-12-08T18:00:00Z",
            "2025-12-09T18:00:00Z",
            "Europe/Kyiv",
        ));
        let at = |text: &str| Timestamp::from_rfc3339(text).expect("a time");
        assert_eq!(utc(at("2025-12-09T10:05:00Z"), &clock), "10:05 UTC");
        assert_eq!(
            utc(at("2025-12-08T22:30:00Z"), &clock),
            "8 December, 22:30 UTC"
        );
    }

    #[test]
    fn the_health_of_sources_is_said_so_that_quiet_is_not_broken() {
        /// Sources, how many are well, how many silent.
        const TESTS: &[(u32, u32, usize, &str)] = &[
            (
                0,
                0,
                0,
                "No source was watched: nothing here was looked for. 0 articles were read in this window.",
            ),
            (
                1,
                1,
                0,
                "The one source is well. 0 articles were read in this window.",
            ),
            (
                6,
                6,
                0,
                "All 6 sources are well. 0 articles were read in this window.",
            ),
            (
                6,
                4,
                1,
                "4 of 6 sources are well, 1 is silent for longer than usual; what the others published may be missing. 0 articles were read in this window.",
            ),
            (
                1,
                0,
                1,
                "The one source is silent for longer than usual: quiet here is not quiet in the world. 0 articles were read in this window.",
            ),
            (
                6,
                0,
                6,
                "None of 6 sources is well, 6 are silent for longer than usual: quiet here is not quiet in the world. 0 articles were read in this window.",
            ),
            (
                6,
                4,
                0,
                "4 of 6 sources are well; what the others published may be missing. 0 articles were read in this window.",
            ),
            (
                6,
                0,
                0,
                "None of 6 sources could be read: quiet here is not quiet in the world. 0 articles were read in this window.",
            ),
        ];
        for (sources, healthy, silent, expected) in TESTS {
            let mut edition = edition("2025-12-08T18:00:00Z", "2025-12-09T18:00:00Z", "UTC");
            edition.coverage.sources = *sources;
            edition.coverage.healthy = *healthy;
            let one = SilentSource {
                name: "The Ledger".into(),
                since: Timestamp(0),
                words: String::new(),
            };
            edition.coverage.silent = vec![one; *silent];
            assert_eq!(coverage(&edition), *expected);
        }
    }
}
