//! Thirty days of five hundred feeds, on a clock that nobody waits for.
//!
//! The loop below drives what decides in the running monitor: [`due`](crate::due), [`Reach`], [`Spread`], the rhythm of each feed, and
//! the rows of the store by which a program that was started again knows what it knew. What it leaves out are threads, sockets and XML: a
//! feed is the list of its items. `tests/monitor/timing.rs` drives the whole monitor, feed by feed.

use std::{collections::HashMap, path::Path};

use news::{
    SourceId, SourceKind, Timestamp, Wishes,
    desk::SourceDraft,
    health::{DayTally, Rhythm, day_of},
};
use store::{FetchState, Learned, Look, LookOutcome, Reader};

use crate::{
    due::{Terms, is_due, later, plan},
    pace::Spread,
    reach::{Lost, Reach, Verdict},
};

const FEEDS: usize = 500;
const DAYS: i64 = 30;
const MINUTE: i64 = Timestamp::MINUTE;
const HOUR: i64 = Timestamp::HOUR;
const DAY: i64 = Timestamp::DAY;

/// A Tuesday, at midnight.
const BEGAN: Timestamp = Timestamp(20_788 * Timestamp::DAY);

/// How much later than allowed a look may be: a tenth of the interval is on top of that. A machine that is back tries every ten minutes at
/// worst, and what is overdue then is spread over two.
const SLACK: i64 = 13 * MINUTE;

/// Numbers that look drawn by lot and are the same in each run.
struct Lot(u64);

impl Lot {
    fn next(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        self.0 >> 33
    }

    fn below(&mut self, number: u64) -> u64 {
        self.next() % number
    }

    fn part(&mut self) -> f64 {
        self.next() as f64 / f64::from(1_u32 << 31)
    }
}

/// A feed of the invented world. Times are true ones, whatever the machine's clock shows.
struct Feed {
    host: String,
    /// When each of its items is published.
    items: Vec<i64>,
    /// How many items it holds at a time.
    window: usize,
    validates: bool,
    max_age: i64,
    wishes: Wishes,
    /// When its server answers 500.
    down: Vec<(i64, i64)>,
    /// When it moves to another host for good.
    moves: Option<i64>,
}

impl Feed {
    fn new(number: usize, lot: &mut Lot) -> Feed {
        // Of some hosts three feeds are followed.
        let host = match number % 10 {
            0..3 => format!("house-{}.example", number / 10),
            _ => format!("outlet-{number}.example"),
        };
        let window = [12, 20, 30, 50][lot.below(4) as usize];
        let skips_nights = lot.below(12) == 0;
        let wishes = Wishes {
            ttl_minutes: [None, None, None, Some(5), Some(60), Some(180), Some(4_000)]
                [lot.below(7) as usize],
            period_minutes: (lot.below(9) == 0).then_some(24 * 60),
            frequency: (lot.below(9) == 0).then_some(6),
            base: None,
            skip_hours: if skips_nights { 0b11_1111 } else { 0 },
            skip_days: if lot.below(25) == 0 { 0b100_0000 } else { 0 },
        };
        let max_age = [0, 0, 0, 300, 1_800, 7_200, 21_600, 864_000][lot.below(8) as usize];
        let mut down = vec![];
        if lot.below(4) == 0 {
            let from = lot.below(28 * 24) as i64 * HOUR;
            down.push((from, from + (1 + lot.below(30) as i64) * HOUR));
        }
        Feed {
            host,
            items: published(number, lot),
            window,
            validates: lot.below(8) > 0,
            max_age: max_age * Timestamp::SECOND,
            wishes,
            down,
            moves: (lot.below(20) == 0).then(|| lot.below(30 * 24) as i64 * HOUR),
        }
    }

    fn host_at(&self, at: i64) -> String {
        match self.moves {
            Some(moved) if at >= moved => format!("new.{}", self.host),
            _ => self.host.clone(),
        }
    }

    fn is_down(&self, at: i64) -> bool {
        self.down
            .iter()
            .any(|(from, to)| (*from..*to).contains(&at))
    }

    /// The numbers of the items that it holds.
    fn holds(&self, at: i64) -> std::ops::Range<usize> {
        let published = self.items.partition_point(|it| *it <= at);
        published.saturating_sub(self.window)..published
    }

    /// The longest time for which politeness forbids to come again.
    fn forbidden(&self) -> i64 {
        let wishes = &self.wishes;
        let ttl = i64::from(wishes.ttl_minutes.unwrap_or(0)) * MINUTE;
        let update = wishes.update_millis().unwrap_or(0);
        let blind = if self.validates { 0 } else { DAY };
        [HOUR, ttl, update, self.max_age, blind]
            .into_iter()
            .map(|it| it.min(DAY))
            .max()
            .unwrap_or(HOUR)
    }

    /// How long it rests at most, on top of that.
    fn rests(&self) -> i64 {
        let night = if self.wishes.skip_hours > 0 {
            6 * HOUR
        } else {
            0
        };
        let day = if self.wishes.skip_days > 0 { DAY } else { 0 };
        night + day
    }
}

/// When the items of a feed are published, from three weeks before the month on: of news around the clock, of an office, of one that
/// writes now and then, of a weekly, and of one whose quiet is broken by bursts.
fn published(number: usize, lot: &mut Lot) -> Vec<i64> {
    let mut items = vec![];
    for hour in -21 * 24..DAYS * 24 {
        let (of_day, of_week) = (hour.rem_euclid(24), (hour.div_euclid(24) + 1).rem_euclid(7));
        let is_office = (8..18).contains(&of_day) && of_week < 5;
        let expected = match number % 5 {
            0 => 1.5,
            1 if is_office => 1.2,
            1 => 0.02,
            2 => 0.05,
            3 if of_week == 2 && of_day == 7 => 1.0,
            3 => 0.0,
            // A burst in each week, and one item on most days.
            _ if of_week == 4 && of_day == 15 => 9.0,
            _ => 0.04,
        };
        let whole = expected as u64 + u64::from(lot.part() < expected % 1.0);
        for _ in 0..whole {
            items.push(hour * HOUR + lot.below(HOUR as u64) as i64);
        }
    }
    items.sort_unstable();
    items
}

/// What the machine does: (from, until), in true time. It sleeps most nights and two whole days.
fn asleep() -> Vec<(i64, i64)> {
    let nights = (0..DAYS)
        .filter(|it| it % 3 != 0)
        .map(|day| (day * DAY + 23 * HOUR, day * DAY + 29 * HOUR));
    let mut all: Vec<(i64, i64)> = nights.collect();
    all.push((17 * DAY + 8 * HOUR, 19 * DAY + 9 * HOUR));
    all
}

/// When it is awake, but without a way to the network.
const OFFLINE: [(i64, i64); 3] = [
    (4 * DAY + 10 * HOUR, 4 * DAY + 10 * HOUR + 40 * MINUTE),
    (9 * DAY + 6 * HOUR, 9 * DAY + 15 * HOUR),
    (24 * DAY + 12 * HOUR, 24 * DAY + 13 * HOUR),
];

/// When its clock is set, and by how much it is wrong from then on.
const CLOCKS: [(i64, i64); 4] = [
    (6 * DAY + 12 * HOUR, 3 * HOUR),
    (7 * DAY + 12 * HOUR, 0),
    (13 * DAY + 9 * HOUR, -DAY),
    (14 * DAY + 9 * HOUR, 0),
];

/// When the program is ended and started again.
const RESTARTS: [i64; 4] = [
    2 * DAY + HOUR,
    11 * DAY + 14 * HOUR,
    11 * DAY + 14 * HOUR + 5 * MINUTE,
    22 * DAY,
];

fn is_in(spans: &[(i64, i64)], at: i64) -> Option<i64> {
    spans
        .iter()
        .find(|(from, to)| (*from..*to).contains(&at))
        .map(|it| it.1)
}

/// What the program knows of a feed.
#[derive(Debug, Clone, Default, PartialEq)]
struct Known {
    due_at: Option<Timestamp>,
    asked_at: Option<Timestamp>,
    wishes: Wishes,
    validated: bool,
    items: u32,
    failures: u32,
    /// Its entity tag: which was its newest item.
    etag: Option<String>,
}

/// What is noted of a feed to judge the program by; nothing of it is known to the program.
#[derive(Default)]
struct Judged {
    /// When it was asked last, and whether its server answered then.
    asked: Option<(i64, bool)>,
    seen: Vec<bool>,
    polls: u32,
    tallies: HashMap<i64, DayTally>,
    rhythm: Option<(i64, Option<Rhythm>)>,
}

impl Judged {
    fn rhythm(&mut self, added: i64, today: i64, items: u32) -> Option<&Rhythm> {
        if self.rhythm.as_ref().is_none_or(|it| it.0 != today) {
            let tallies: Vec<DayTally> = self.tallies.values().cloned().collect();
            self.rhythm = Some((today, Rhythm::of(&tallies, added, today, items)));
        }
        self.rhythm.as_ref().and_then(|it| it.1.as_ref())
    }
}

/// Puts what is known into a desk, as the monitor does while it works, and reads it as one that was started does.
fn restart(path: &Path, feeds: &[Feed], known: &mut [Known]) {
    let mut writer = store::open(path, BEGAN).expect("a desk");
    let is_new = Reader::open(path)
        .expect("opens")
        .due()
        .expect("read")
        .is_empty();
    for (number, (feed, it)) in feeds.iter().zip(known.iter()).enumerate() {
        let id = SourceId(number as i64 + 1);
        if is_new {
            let draft = SourceDraft::new(
                SourceKind::Feed,
                format!("https://{}/{number}", feed.host),
                format!("Feed {number}"),
            );
            let saved = writer.save_source(&draft, false, BEGAN).expect("saved");
            assert_eq!(saved.id, id);
        }
        if let (Some(due_at), Some(asked_at)) = (it.due_at, it.asked_at) {
            writer.begin_asking(id, due_at, asked_at).expect("written");
        }
        if it.validated {
            writer.note_validators(id).expect("written");
        }
        let learned = Learned {
            wishes: it.wishes.clone(),
            items: it.items,
            ..Learned::default()
        };
        writer.learn(id, &learned).expect("written");
        if it.failures == 0 && it.asked_at.is_some() {
            let state = FetchState {
                etag: it.etag.clone(),
                ..FetchState::default()
            };
            let look = Look {
                at: BEGAN,
                outcome: LookOutcome::Fine(state),
                next_due_at: it.due_at,
            };
            writer.record_look(id, &look).expect("written");
        }
    }
    drop(writer);
    let reader = Reader::open(path).expect("opens");
    for due in reader.due().expect("read") {
        let it = &mut known[due.source.id.0 as usize - 1];
        let timing = reader.timing(due.source.id).expect("read");
        let state = reader.fetch_state(due.source.id).expect("read");
        let found = Known {
            due_at: due.due_at,
            asked_at: due.asked_at,
            wishes: timing.wishes,
            validated: timing.validated,
            items: timing.items,
            // What failed since the last look that went well was never written here.
            failures: it.failures,
            etag: if it.failures == 0 {
                state.etag
            } else {
                it.etag.clone()
            },
        };
        assert_eq!(found, *it, "feed {}", due.source.id);
        *it = found;
    }
}

#[test]
fn thirty_days_of_five_hundred_feeds_bring_no_early_look_and_miss_nothing_that_could_be_seen() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.db");
    let mut lot = Lot(7);
    let feeds: Vec<Feed> = (0..FEEDS).map(|it| Feed::new(it, &mut lot)).collect();
    let mut known = vec![Known::default(); FEEDS];
    let mut judged: Vec<Judged> = feeds
        .iter()
        .map(|it| Judged {
            seen: vec![false; it.items.len()],
            ..Judged::default()
        })
        .collect();
    let asleep = asleep();
    let mut hosts: HashMap<String, i64> = HashMap::new();
    let (mut reach, mut spread) = (Reach::default(), Spread::new(BEGAN));
    let (mut at, mut clock, mut restarts) = (0_i64, 0_i64, RESTARTS.iter().peekable());
    let (mut unconditional, mut most_in_a_second, mut asked_offline) = (0, 0, 0);
    while at < DAYS * DAY {
        if let Some(until) = is_in(&asleep, at) {
            at = until;
            continue;
        }
        if restarts.next_if(|it| **it <= at).is_some() {
            restart(&path, &feeds, &mut known);
            (reach, spread) = (Reach::default(), Spread::new(BEGAN.plus(at + clock)));
        }
        clock = CLOCKS
            .iter()
            .rev()
            .find(|it| it.0 <= at)
            .map_or(0, |it| it.1);
        let now = BEGAN.plus(at + clock);
        let is_offline = is_in(&OFFLINE, at).is_some();
        let (mut began, mut waits) = (0, false);
        for (number, feed) in feeds.iter().enumerate() {
            let it = &mut known[number];
            if !is_due(it.due_at, it.asked_at, now) {
                continue;
            }
            let awake = it.wishes.awake(now);
            if awake > now {
                it.due_at = Some(awake);
                it.asked_at = it.asked_at.map(|it| it.min(now));
                continue;
            }
            waits = true;
            let host = feed.host_at(at);
            let is_busy = hosts
                .get(&host)
                .is_some_and(|it| at - it < Timestamp::SECOND);
            if is_busy || !reach.may_try(|| !is_offline, now) || !spread.take(now) {
                continue;
            }
            hosts.insert(host.clone(), at);
            began += 1;
            asked_offline += usize::from(is_offline);
            let (it, judge) = (&mut known[number], &mut judged[number]);
            let before = it.clone();
            let id = SourceId(number as i64 + 1);
            it.asked_at = Some(now);
            if is_offline {
                // Nobody is asked without a way; only the first to find out is put back.
                assert!(matches!(
                    reach.lost(
                        &Lost {
                            host: &host,
                            id,
                            again: false,
                            has_way: false
                        },
                        now
                    ),
                    Verdict::Offline(_)
                ));
                *it = Known {
                    due_at: Some(now),
                    asked_at: None,
                    ..before
                };
                continue;
            }
            reach.found(&host, || true, now);
            let is_down = feed.is_down(at);
            // Whether it was too early is judged in true time, but for looks between which the clock was set: each due once.
            if let Some((last, answered)) = judge.asked
                && !CLOCKS.iter().any(|(set, _)| (last..=at).contains(set))
            {
                let least = if answered && last >= 0 {
                    feed.forbidden()
                } else {
                    HOUR
                };
                assert!(
                    at - last >= least,
                    "feed {number} was asked {} minutes after, not {}",
                    (at - last) / MINUTE,
                    least / MINUTE
                );
                if answered {
                    assert_eq!(feed.wishes.awake(now), now, "feed {number} rests");
                }
            }
            judge.asked = Some((at, !is_down));
            judge.polls += 1;
            if is_down {
                it.failures += 1;
                let wait = (HOUR << it.failures.min(6).saturating_sub(1)).min(DAY);
                it.due_at = Some(now.plus(later(id, now, wait)));
                continue;
            }
            let holds = feed.holds(at);
            let etag = feed.validates.then(|| holds.end.to_string());
            let is_same = it.etag.is_some() && it.etag == etag;
            unconditional += usize::from(feed.validates && it.items > 0 && it.etag.is_none());
            if !is_same {
                for item in holds.clone() {
                    if !std::mem::replace(&mut judge.seen[item], true) {
                        let hour = BEGAN.plus(feed.items[item]).0.div_euclid(HOUR);
                        let day = hour.div_euclid(24);
                        let tally = judge
                            .tallies
                            .entry(day)
                            .or_insert_with(|| DayTally::empty(day));
                        tally.hours[hour.rem_euclid(24) as usize] += 1;
                    }
                }
                it.items = holds.len() as u32;
                it.wishes = feed.wishes.clone();
            }
            it.validated |= etag.is_some();
            it.etag = etag;
            it.failures = 0;
            let rhythm = judge.rhythm(day_of(BEGAN) - 1, day_of(now), it.items);
            let planned = plan(
                &Terms {
                    id,
                    chosen: None,
                    usual: HOUR,
                    validated: it.validated,
                    holds: feed.max_age,
                    wishes: &it.wishes,
                    rhythm,
                },
                now,
            );
            it.due_at = Some(planned.at);
        }
        most_in_a_second = most_in_a_second.max(began);
        // While something waits for its turn, as often as the monitor looks; else until something is due or happens.
        let next = known
            .iter()
            .filter_map(|it| it.due_at)
            .map(|it| it.since(BEGAN) - clock)
            .filter(|it| *it > at)
            .min();
        let events = CLOCKS.iter().map(|it| it.0);
        let events = events.chain(OFFLINE.iter().flat_map(|it| [it.0, it.1]));
        let events = events.chain(RESTARTS).chain(asleep.iter().map(|it| it.0));
        let event = events.filter(|it| *it > at).min().unwrap_or(DAYS * DAY);
        at = match waits {
            true if is_offline || reach.is_offline() => at + 15 * Timestamp::SECOND,
            true => at + 500,
            false => next.unwrap_or(event).min(event).max(at + 500),
        };
    }
    let missed = missed(&feeds, &judged, &asleep);
    assert_eq!(missed, Vec::<(usize, i64)>::new(), "missed: feed and hour");
    assert_eq!(
        unconditional, 0,
        "asked anew though it could be asked whether it changed"
    );
    assert!(most_in_a_second <= 8, "{most_in_a_second} at once");
    assert!(
        asked_offline <= 12,
        "{asked_offline} tries without a network"
    );
    let polls: u32 = judged.iter().map(|it| it.polls).sum();
    let seen: usize = judged
        .iter()
        .flat_map(|it| &it.seen)
        .filter(|it| **it)
        .count();
    assert!(
        polls > 30_000 && seen > 60_000,
        "{polls} polls, {seen} items"
    );
}

/// The items that were not seen though they stood in their feed for longer than politeness forbids to come, with the machine awake and
/// the server well: their feeds, and the hours at which they were published.
fn missed(feeds: &[Feed], judged: &[Judged], asleep: &[(i64, i64)]) -> Vec<(usize, i64)> {
    let mut found = vec![];
    for (number, (feed, judge)) in feeds.iter().zip(judged).enumerate() {
        let needed = feed.forbidden() + feed.forbidden() / 10 + feed.rests() + SLACK;
        let mut hindered: Vec<(i64, i64)> = asleep.iter().chain(&OFFLINE).copied().collect();
        // A server that failed is left alone for up to a day, and a tenth more.
        hindered.extend(
            feed.down
                .iter()
                .map(|(from, to)| (*from, to + DAY + DAY / 10)),
        );
        // A clock that was set back makes who had waited longer than that wait once more.
        let back = CLOCKS
            .windows(2)
            .filter(|it| it[1].1 < it[0].1)
            .map(|it| it[1].0);
        hindered.extend(back.map(|at| (at, at + needed)));
        hindered.sort_unstable();
        for (item, published) in feed.items.iter().enumerate() {
            // What its feed still holds at the end is not missed yet.
            let gone = feed.items.get(item + feed.window).copied();
            let Some(gone) = gone.filter(|it| (1..DAYS * DAY).contains(it)) else {
                continue;
            };
            if judge.seen[item] {
                continue;
            }
            // The longest time within its stay in which nothing hindered.
            let (mut from, mut longest) = ((*published).max(0), 0);
            for (begin, end) in &hindered {
                longest = longest.max((*begin).min(gone) - from);
                from = from.max(*end);
            }
            longest = longest.max(gone - from);
            if longest >= needed {
                found.push((number, published / HOUR));
            }
        }
    }
    found
}
