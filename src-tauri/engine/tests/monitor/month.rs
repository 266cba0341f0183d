//! Thirty days of the whole monitor: threads, store and parser, on a network of paper and a clock that nobody waits for. Twelve feeds of
//! every temper, on a machine that sleeps, is offline, is started again, and whose clock is wrong for a while.
//!
//! Five hundred feeds for as long, without threads and bytes, are in `engine/src/month.rs`.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use engine::{FetchError, Request, Response};
use news::{Timestamp, TroubleCode};

use crate::{
    desk::Desk,
    server::{Paper, feed_of, item},
};

const DAYS: i64 = 30;
const MINUTE: i64 = Timestamp::MINUTE;
const HOUR: i64 = Timestamp::HOUR;
const DAY: i64 = Timestamp::DAY;

/// How often the clock is turned while the machine is awake.
const STEP: i64 = 10 * MINUTE;

/// How often each feed brings something, and how much it holds: an item stays for longer than all that hinders a look together.
const EVERY: i64 = 8 * HOUR;
const HELD: i64 = 20;

/// What a feed is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Temper {
    Fine,
    /// Cannot be asked whether it changed.
    Blind,
    /// Its server says that an answer holds for six hours.
    Holds,
    /// Asks for three hours itself.
    Ttl,
    /// Its server is asked too often, it says, from noon to one.
    Busy,
    /// Its server is worked on from two to three on each third day, and says how long.
    Upkeep,
    /// Out of order for thirty hours.
    Down,
    /// Gone for good on the tenth day.
    Gone,
    /// Its domain is no more.
    Dead,
    /// Lets nobody in.
    Refuses,
}

const FEEDS: [(&str, Temper); 12] = [
    ("house.example/a", Temper::Fine),
    ("house.example/b", Temper::Fine),
    ("blind.example/rss", Temper::Blind),
    ("holds.example/rss", Temper::Holds),
    ("ttl.example/rss", Temper::Ttl),
    ("busy.example/a", Temper::Busy),
    ("upkeep.example/a", Temper::Upkeep),
    ("upkeep.example/b", Temper::Upkeep),
    ("down.example/rss", Temper::Down),
    ("gone.example/rss", Temper::Gone),
    ("dead.example/rss", Temper::Dead),
    ("refuses.example/rss", Temper::Refuses),
];

const GONE_AT: i64 = 10 * DAY;

/// When the machine sleeps: (from, until). Most nights, and two whole days.
fn asleep() -> Vec<(i64, i64)> {
    let nights = (0..DAYS)
        .filter(|it| it % 3 != 0 && *it != 17)
        .map(|day| (day * DAY + 23 * HOUR, day * DAY + 29 * HOUR));
    let mut all: Vec<(i64, i64)> = nights.collect();
    all.push((17 * DAY + 8 * HOUR, 19 * DAY + 9 * HOUR));
    all
}

/// When it is awake, but without a way to the network, of which the system knows nothing.
const OFFLINE: [(i64, i64); 2] = [
    (4 * DAY + 10 * HOUR, 4 * DAY + 11 * HOUR),
    (9 * DAY + 6 * HOUR, 9 * DAY + 15 * HOUR),
];

/// When its clock is set, and by how much.
const CLOCKS: [(i64, i64); 4] = [
    (6 * DAY + 12 * HOUR, 3 * HOUR),
    (7 * DAY + 12 * HOUR, -3 * HOUR),
    (13 * DAY + 9 * HOUR, -DAY),
    (14 * DAY + 9 * HOUR, DAY),
];

/// When the program is ended and started again.
const RESTARTS: [i64; 3] = [2 * DAY + HOUR, 11 * DAY + 14 * HOUR, 22 * DAY];

fn is_in(spans: &[(i64, i64)], at: i64) -> Option<i64> {
    let found = spans.iter().find(|(from, to)| (*from..*to).contains(&at));
    found.map(|it| it.1)
}

/// The world outside, in true time: milliseconds since the month began.
struct World {
    at: i64,
    /// What the clock showed when the month began.
    began: Timestamp,
    /// When each feed may be asked again, and each host.
    feeds: HashMap<String, i64>,
    hosts: HashMap<String, i64>,
    asked: HashMap<String, u32>,
    asked_offline: u32,
    /// The items that were given out.
    given: BTreeSet<String>,
    rude: Vec<String>,
}

impl World {
    fn answer(&mut self, request: &Request) -> Result<Response, FetchError> {
        let name = request.address.trim_start_matches("https://").to_string();
        let (_, temper) = FEEDS.iter().find(|it| it.0 == name).expect("a feed");
        let host = name.split('/').next().unwrap_or_default().to_string();
        let at = self.at;
        if is_in(&OFFLINE, at).is_some() {
            self.asked_offline += 1;
            return Err(FetchError::new(TroubleCode::Unreachable, "no such name"));
        }
        *self.asked.entry(name.clone()).or_default() += 1;
        let forbidden = self.feeds.get(&name).max(self.hosts.get(&host));
        if let Some(until) = forbidden.filter(|it| at < **it) {
            let (day, early) = (at / DAY, (until - at) / MINUTE);
            self.rude.push(format!(
                "{name}, day {day}: {early} minutes before it may be asked"
            ));
        }
        let of_day = at.rem_euclid(DAY) / HOUR;
        let failed = |code, status| FetchError {
            status: Some(status),
            ..FetchError::new(code, status.to_string())
        };
        let rest = match temper {
            Temper::Dead => Err(FetchError::new(TroubleCode::Unreachable, "no such name")),
            Temper::Refuses => Err(failed(TroubleCode::Forbidden, 403)),
            Temper::Gone if at >= GONE_AT => Err(failed(TroubleCode::Gone, 410)),
            Temper::Down if (8 * DAY..8 * DAY + 30 * HOUR).contains(&at) => {
                Err(failed(TroubleCode::Status, 500))
            }
            Temper::Busy if of_day == 12 => Err(failed(TroubleCode::Busy, 429)),
            Temper::Upkeep if of_day == 14 && at / DAY % 3 == 0 => Err(FetchError {
                retry_after: Some(5_400),
                ..failed(TroubleCode::Busy, 503)
            }),
            Temper::Blind => Ok(DAY),
            Temper::Holds => Ok(6 * HOUR),
            Temper::Ttl => Ok(3 * HOUR),
            _ => Ok(HOUR),
        };
        let rest = match rest {
            Ok(rest) => rest,
            Err(err) => {
                let named = err.retry_after.map_or(HOUR, |it| it as i64 * 1_000);
                if err.code == TroubleCode::Busy {
                    self.hosts.insert(host, at + named);
                }
                let rest = match temper {
                    // Three times, and then not again before the analyst says so.
                    Temper::Refuses if self.asked[&name] == 3 => i64::MAX,
                    Temper::Gone => i64::MAX,
                    _ => named,
                };
                self.feeds.insert(name, at.saturating_add(rest));
                return Err(err);
            }
        };
        self.feeds.insert(name.clone(), at + rest);
        let newest = published(at);
        let etag = (*temper != Temper::Blind).then(|| format!("\"{newest}\""));
        let head = Response {
            etag: etag.clone(),
            max_age: (*temper == Temper::Holds).then_some(6 * 3_600),
            ..Response::default()
        };
        if etag.is_some() && request.etag == etag {
            return Ok(Response {
                status: 304,
                ..head
            });
        }
        let items: Vec<String> = (newest - HELD..newest)
            .rev()
            .map(|number| self.item(&name, number))
            .collect();
        let body = match temper {
            Temper::Ttl => feed_of(&items).replace("<channel>", "<channel><ttl>180</ttl>"),
            _ => feed_of(&items),
        };
        Ok(Response {
            status: 200,
            body: body.into_bytes(),
            ..head
        })
    }

    fn item(&mut self, name: &str, number: i64) -> String {
        let key = key(name, number);
        let date = jiff::Timestamp::from_millisecond(self.began.plus(number * EVERY).0);
        let date = date.expect("in range").strftime("%a, %d %b %Y %T GMT");
        let words: Vec<String> = (0..24)
            .map(|it| format!("w{:x}", (number * 31 + it * 7) * 2_654_435_761 % 65_521))
            .collect();
        let text = format!("At {name} {}.", words.join(" "));
        let item = item(
            &key,
            &format!("Report {key}"),
            &text,
            &format!("<pubDate>{date}</pubDate>"),
        );
        self.given.insert(key);
        item
    }
}

/// How many items each feed published by then; the first long before the month.
fn published(at: i64) -> i64 {
    at.div_euclid(EVERY) + 1
}

fn key(name: &str, number: i64) -> String {
    format!("{}_{number}", name.replace(['/', '.'], "-"))
}

/// How long is waited at most for what is to come at once.
const DEADLINE: Duration = Duration::from_secs(120);

/// Turns the clock, and the world's with it: nobody is answered in between.
fn turn(desk: &Desk, world: &Mutex<World>, millis: i64) {
    let mut world = world.lock().expect("nobody panicked");
    world.at += millis;
    desk.clock.turn(millis);
}

/// Waits until the monitor has begun what is due and all of that has ended; the clock is turned for who waits for a host's turn.
fn settle(desk: &Desk, world: &Mutex<World>) {
    let end = Instant::now() + DEADLINE;
    loop {
        let (has_begun, turns) = desk.clock.waiting();
        match (has_begun, desk.engine.looked_at()) {
            (true, 0) => break,
            (true, _) if turns > 0 => turn(desk, world, Timestamp::SECOND),
            _ => {
                // What it tells is a sign that something ended; not all that ends is told.
                let _ = desk.changes.recv_timeout(Duration::from_millis(1));
            }
        }
        assert!(Instant::now() < end, "the looks do not end");
    }
    while desk.changes.try_recv().is_ok() {}
}

#[test]
fn thirty_days_of_the_whole_monitor_are_polite_and_miss_nothing() {
    let began = jiff::Timestamp::now().into();
    let world = Arc::new(Mutex::new(World {
        at: 0,
        began,
        feeds: HashMap::new(),
        hosts: HashMap::new(),
        asked: HashMap::new(),
        asked_offline: 0,
        given: BTreeSet::new(),
        rude: vec![],
    }));
    let outside = world.clone();
    let network =
        Paper::new(move |request| outside.lock().expect("nobody panicked").answer(request));
    let mut desk = Desk::on(network);
    for (name, _) in FEEDS {
        desk.follow(&format!("https://{name}"));
    }
    desk.engine.start();
    settle(&desk, &world);
    let asleep = asleep();
    let (mut clocks, mut restarts) = (CLOCKS.iter().peekable(), RESTARTS.iter().peekable());
    loop {
        let at = world.lock().expect("nobody panicked").at;
        if at >= DAYS * DAY {
            break;
        }
        if restarts.next_if(|it| **it <= at).is_some() {
            desk.restart();
            desk.engine.start();
            settle(&desk, &world);
        }
        if let Some((_, by)) = clocks.next_if(|it| it.0 <= at) {
            let mut held = world.lock().expect("nobody panicked");
            desk.clock.turn(*by);
            // What was promised by another clock cannot be judged by this one.
            held.hosts.clear();
            held.feeds.retain(|_, it| *it == i64::MAX);
            drop(held);
            settle(&desk, &world);
        }
        let until = is_in(&asleep, at).unwrap_or(at + STEP);
        turn(&desk, &world, until - at);
        settle(&desk, &world);
    }
    desk.engine.stop();
    desk.reopen();
    let world = world.lock().expect("nobody panicked");
    assert_eq!(world.rude, Vec::<String>::new());
    // What was given out is filed, once.
    assert_eq!(desk.articles(), world.given.len() as u64);
    // And all of it was given out, but for what appeared on the last two days, which may be the next look's.
    for (name, temper) in FEEDS {
        let until = match temper {
            Temper::Dead | Temper::Refuses => continue,
            Temper::Gone => GONE_AT - DAY,
            _ => (DAYS - 2) * DAY,
        };
        let first = published(0) - HELD;
        let missed: Vec<i64> = (first..published(until))
            .filter(|it| !world.given.contains(&key(name, *it)))
            .collect();
        assert_eq!(missed, Vec::<i64>::new(), "{name}");
    }
    let asked = |name: &str| world.asked[name];
    assert_eq!(asked("refuses.example/rss"), 3);
    let (dead, fine) = (asked("dead.example/rss"), asked("house.example/a"));
    assert!((15..=36).contains(&dead), "asked {dead} times");
    assert!(fine > 350, "asked {fine} times");
    let offline = world.asked_offline;
    assert!((2..=90).contains(&offline), "{offline} tries in vain");
    // What it was offline for is nobody's trouble.
    for source in desk.engine.sources().expect("sources") {
        let (_, temper) = FEEDS
            .iter()
            .find(|it| source.source.address.ends_with(it.0))
            .expect("a feed");
        let expected = match temper {
            Temper::Dead => Some(TroubleCode::Unreachable),
            Temper::Gone => Some(TroubleCode::Gone),
            Temper::Refuses => Some(TroubleCode::Forbidden),
            _ => None,
        };
        let found = source.trouble.map(|it| it.code);
        assert_eq!(found, expected, "{}", source.source.address);
    }
}
