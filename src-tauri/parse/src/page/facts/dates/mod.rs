//! When an article was published and when it was last changed, kept apart.

mod above;
mod names;
mod shown;

use std::sync::LazyLock;

use news::{Evidence, Timestamp};
use regex::Regex;

use super::Sources;
use crate::when::{self, Stated, month_named};
use names::{MODIFIED, PUBLISHED, is_for_change, is_for_publication};
use shown::Shown;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Dates {
    pub(super) published: Option<(Stated, Evidence)>,
    pub(super) modified: Option<(Stated, Evidence)>,
    /// The page shows its readers the day of its last change, and not that of its publication.
    pub(super) shows_change: bool,
    /// The page gives a time that no article can have.
    pub(super) implausible: bool,
}

/// The day in an address: "/2025/12/07/", "-20251207.html", …
static IN_ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[/_-])((?:19|20)\d{2})([/_-]?)(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?:$|[/_.-])").expect("a fixed pattern")
});

/// … "/2025/december/7/", "/2025/12/7/".
static IN_FOLDERS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"/((?:19|20)\d{2})/([a-z]{3,9}|\d{1,2})/(\d{1,2})(?:/|$)").expect("a fixed pattern")
});

pub(super) fn read(sources: &Sources<'_>, headline: Option<usize>) -> Dates {
    let described = &sources.described;
    let shown = Shown::of(sources.tree, headline, has_short_years(sources));
    let by_meta = |names: &[&str], is_named: fn(&str) -> bool| {
        let listed = sources.meta.all(names).find_map(moment);
        listed.or_else(|| sources.meta.named(is_named).find_map(moment))
    };
    let published = [
        (
            described.published.as_deref().and_then(moment),
            Evidence::Described,
        ),
        (by_meta(PUBLISHED, is_for_publication), Evidence::Meta),
    ];
    let modified = [
        (
            described.modified.as_deref().and_then(moment),
            Evidence::Described,
        ),
        (by_meta(MODIFIED, is_for_change), Evidence::Meta),
    ];
    let first = |of: &[(Option<Stated>, Evidence)]| {
        of.iter().find_map(|(it, from)| it.map(|it| (it, *from)))
    };
    let told = first(&published).map(|it| match shown.published_before(&it.0) {
        // A page that gives its last change for its publication as well, and shows an earlier day, was only changed then.
        Some(earlier) if first(&modified).is_some_and(|(at, _)| at.at == it.0.at) => {
            (earlier, Evidence::Visible)
        }
        _ => it,
    });
    let ways: [(&dyn Fn() -> Option<Stated>, Evidence); 7] = [
        (&|| marked(sources, MARKED_PUBLISHED), Evidence::Marked),
        (&|| shown.first_published(), Evidence::Visible),
        (&|| shown.near(), Evidence::Visible),
        (&|| in_address(sources), Evidence::Address),
        (&|| shown.said_anywhere(), Evidence::Visible),
        (
            &|| shown.unless_changed(element(sources, &shown)),
            Evidence::Marked,
        ),
        (&|| shown.unless_changed(shown.alone()), Evidence::Visible),
    ];
    let by_ways = || {
        ways.iter()
            .find_map(|(way, from)| way().map(|it| (it, *from)))
    };
    let published = told
        .or_else(by_ways)
        .map(|(it, from)| (at_home(settled(it, sources, &shown), sources), from));
    let modified = first(&modified)
        .or_else(|| marked(sources, MARKED_MODIFIED).map(|it| (it, Evidence::Marked)))
        .or_else(|| shown.modified().map(|it| (it, Evidence::Visible)))
        .map(|(it, from)| (settled(it, sources, &shown), from));
    let is_after = |it: &Stated| published.is_none_or(|(at, _)| it.at >= at.at);
    let only_change = shown
        .only_change()
        .map(|it| settled(it, sources, &shown))
        .filter(is_after);
    // What is said to readers counts for more than when a system last touched the page.
    let modified = match only_change {
        Some(day) if modified.is_none_or(|(it, _)| !is_same_day(&it, &day)) => {
            Some((day, Evidence::Visible))
        }
        _ => modified,
    };
    let claims = described
        .published
        .as_deref()
        .into_iter()
        .chain(sources.meta.all(PUBLISHED));
    let implausible = claims
        .filter_map(when::stated)
        .any(|it| it.at < EARLIEST || it.at > LATEST);
    Dates {
        published,
        modified: modified.filter(|(it, _)| is_after(it)),
        shows_change: only_change.is_some(),
        implausible,
    }
}

/// 1990-01-01T00:00:00Z: what lies before is an epoch or an error.
const EARLIEST: Timestamp = Timestamp(631_152_000_000);
/// 2100-01-01T00:00:00Z: what lies beyond is a typing error, whatever the day is today.
const LATEST: Timestamp = Timestamp(4_102_444_800_000);

/// A point in time that an article of today can have.
fn moment(text: &str) -> Option<Stated> {
    when::stated(text)
        .filter(is_plausible)
        .or_else(|| shown::dates(text).next().map(|it| it.1))
}

fn is_plausible(it: &Stated) -> bool {
    it.at >= EARLIEST && it.at <= LATEST
}

/// Elements by which a page marks its day of publication up, …
const MARKED_PUBLISHED: &str = "[itemprop~=datePublished], time[pubdate], [property~=datePublished], [property~='schema:datePublished'], [property~='dc:created'], [property~='dc:date'], [publishdate], [data-publish-date], [data-published-date], [data-published-at], [data-published], [data-pubdate]";
/// … and that of its last change.
const MARKED_MODIFIED: &str = "[itemprop~=dateModified], [property~=dateModified], [property~='schema:dateModified'], [property~='dc:modified']";

fn marked(sources: &Sources<'_>, selector: &str) -> Option<Stated> {
    const ATTRIBUTES: [&str; 8] = [
        "content",
        "datetime",
        "publishdate",
        "data-publish-date",
        "data-published-date",
        "data-published-at",
        "data-published",
        "data-pubdate",
    ];
    let selected = sources.document.select(selector);
    selected.nodes().iter().take(4).find_map(|node| {
        let given = ATTRIBUTES
            .iter()
            .filter_map(|it| node.attr(it))
            .find_map(|it| moment(&it));
        given.or_else(|| moment(&node.text()))
    })
}

/// The day of the first `time` element that can be the article's; of any, where readers see none.
fn element(sources: &Sources<'_>, shown: &Shown) -> Option<Stated> {
    if shown.has_elements() {
        return shown.element();
    }
    let first = sources.document.select("time[datetime]");
    first
        .nodes()
        .first()
        .and_then(|it| it.attr("datetime"))
        .and_then(|it| moment(&it))
}

fn in_address(sources: &Sources<'_>) -> Option<Stated> {
    let address = super::address::canonical(sources)?;
    let path = url::Url::parse(&address).ok()?.path().to_ascii_lowercase();
    let day = |year: &str, month: &str, day: &str| moment(&format!("{year}-{month}-{day}"));
    if let Some(found) = IN_ADDRESS.captures(&path) {
        return day(&found[1], &found[3], &found[4]);
    }
    let found = IN_FOLDERS.captures(&path)?;
    match month_named(&found[2]) {
        Some(month) => day(&found[1], &month.to_string(), &found[3]),
        None => day(&found[1], &found[2], &found[3]),
    }
}

/// Of "03/10/2025" and its like the reading that the page bears out: another day on it that is written in words, or
/// in its address; else the order that its language and country write.
fn settled(it: Stated, sources: &Sources<'_>, shown: &Shown) -> Stated {
    let Some(other) = it.other else { return it };
    let other = Stated {
        at: other,
        other: Some(it.at),
        ..it
    };
    let witnesses = in_address(sources).into_iter().chain(shown.in_words());
    for witness in witnesses {
        if is_same_day(&witness, &it) {
            return it;
        }
        if is_same_day(&witness, &other) {
            return other;
        }
    }
    match (it.is_month_first, is_day_first(sources)) {
        (true, Some(true)) => other,
        _ => it,
    }
}

/// How many times of a page are looked at for its zone: comments have theirs as well.
const TIMES: usize = 50;

/// A time that is given in Greenwich's, on the clock of its outlet as far as the page tells: in a zone in which the page gives the same
/// moment, else in one in which it gives other times, where the address confirms the day.
fn at_home(it: Stated, sources: &Sources<'_>) -> Stated {
    if it.zone != Some(0) {
        return it;
    }
    let selected = sources.document.select("time[datetime]");
    let times = selected.nodes().iter().take(TIMES);
    let times: Vec<Stated> = times
        .filter_map(|it| it.attr("datetime"))
        .filter_map(|it| when::stated(&it))
        .filter(|it| it.zone.is_some_and(|it| it != 0))
        .collect();
    let is_same = |one: &&Stated| one.at.since(it.at).abs() < Timestamp::MINUTE;
    let within = |zone: Option<i32>| Stated { zone, ..it };
    if let Some(same) = times.iter().find(is_same) {
        return within(same.zone);
    }
    let Some(day) = in_address(sources).filter(|day| !is_same_day(day, &it)) else {
        return it;
    };
    let mut zones = times.iter().map(|it| within(it.zone));
    zones.find(|it| is_same_day(it, &day)).unwrap_or(it)
}

const DAY: i64 = Timestamp::DAY;

/// Whether two times are of one day on the clocks that name them.
fn is_same_day(one: &Stated, other: &Stated) -> bool {
    let day = |it: &Stated| {
        let minutes = i64::from(it.zone.unwrap_or(0));
        it.at.plus(minutes * Timestamp::MINUTE).0.div_euclid(DAY)
    };
    day(one) == day(other)
}

/// Whether a year of two digits stands at the end of a day in the page's language. In those of East Asia, and in some others, it
/// stands at the beginning.
fn has_short_years(sources: &Sources<'_>) -> bool {
    const YEAR_FIRST: &[&str] = &["ja", "ko", "zh", "hu", "lt", "mn", "sv"];
    let root = sources.document.html_root();
    let tag = root
        .attr("lang")
        .map(|it| it.to_ascii_lowercase())
        .unwrap_or_default();
    let language = tag.split(['-', '_']).next().unwrap_or_default();
    !YEAR_FIRST.contains(&language)
}

/// Whether the page's country, or else its language, writes the day before the month; nothing where neither says.
fn is_day_first(sources: &Sources<'_>) -> Option<bool> {
    /// Countries in English that write the month first, with their own endings of addresses.
    const MONTH_FIRST: &[&str] = &["us", "ph", "gov", "mil", "edu"];
    /// English is written in many countries; these have endings of addresses of their own.
    const DAY_FIRST: &[&str] = &[
        "uk", "ie", "au", "nz", "in", "za", "ng", "ke", "gh", "sg", "my", "pk", "lk", "bd", "hk",
        "mt", "jm", "tt",
    ];
    let root = sources.document.html_root();
    let tag = root
        .attr("lang")
        .map(|it| it.to_ascii_lowercase())
        .unwrap_or_default();
    let ending = sources
        .address
        .and_then(|it| url::Url::parse(it).ok())
        .and_then(|it| {
            it.host_str()
                .and_then(|it| it.rsplit('.').next().map(str::to_owned))
        })
        .unwrap_or_default();
    if DAY_FIRST.contains(&ending.as_str()) {
        return Some(true);
    }
    if MONTH_FIRST.contains(&ending.as_str()) {
        return Some(false);
    }
    match tag.split(['-', '_']).collect::<Vec<_>>().as_slice() {
        ["en"] | [""] | [] => None,
        // What systems write where nobody chose.
        ["en", "us", ..] => None,
        ["en", "ph" | "latn", ..] => Some(false),
        _ => Some(true),
    }
}
