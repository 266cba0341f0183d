//! Points in time as they are written in the wild.
//!
//! One reader for RFC 822, ISO 8601, `asctime` and what content systems print in their own language.
//! What cannot be understood is no date: a wrong one is worse than none.

mod words;

use std::borrow::Cow;

use jiff::civil;
use jiff::tz::Offset;
use news::Timestamp;

use words::{
    Zone, half_of_day_of, home_zone, is_filler, is_region, is_weekday, military_zone, month_of,
    named_zone,
};

pub(crate) use words::month_of as month_named;

/// Longest text that is looked at.
const LONGEST: usize = 120;

/// A point in time as a text states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stated {
    /// The point in time, in UTC where the text names no zone.
    pub(crate) at: Timestamp,
    /// Minutes east of Greenwich of the zone that it names, or in which its words are at home, if there is one.
    pub(crate) zone: Option<i32>,
    /// The point in time that it names if what was taken for the month is the day, where both could be.
    pub(crate) other: Option<Timestamp>,
    /// Of two numbers that could be either, the first was taken for the month.
    pub(crate) is_month_first: bool,
}

impl Stated {
    /// A point in time that is known to be in UTC.
    pub(crate) fn in_utc(at: Timestamp) -> Stated {
        Stated {
            at,
            zone: Some(0),
            other: None,
            is_month_first: false,
        }
    }
}

/// Whether a word in lower case stands beside days and names none: a day of the week, "on", "le".
pub(crate) fn says_no_day(word: &str) -> bool {
    is_filler(word) || is_weekday(word)
}

/// Whether `number`, which stands behind `before`, is that of a version: "v22.3.10", "Release 2024.3.1". A year behind a day and
/// a month is none, and a release to the press has its day: "Press release: 07.12.21".
pub(crate) fn is_version(before: &str, number: &str) -> bool {
    const WORDS: &[&str] = &["v", "ver", "vers", "version", "versión", "версия"];
    const RELEASES: &[&str] = &["release", "rel"];
    let end = number
        .find(|it: char| !(it.is_ascii_digit() || it == '.'))
        .unwrap_or(number.len());
    let parts: Vec<&str> = number[..end].trim_end_matches('.').split('.').collect();
    let [first, second, third] = parts.as_slice() else {
        return false;
    };
    let is_short = |it: &str, most: usize| (1..=most).contains(&it.len());
    let word = before
        .trim_end_matches(|it: char| !it.is_alphanumeric())
        .rsplit(|it: char| !it.is_alphanumeric())
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let is_padded = second.len() == 2 && third.len() == 2;
    let is_said = WORDS.contains(&word.as_str()) || !is_padded && RELEASES.contains(&word.as_str());
    is_short(first, 4) && is_short(second, 2) && is_short(third, 2) && is_said
}

/// Whether a line begins with a day of the week: "Tuesday, 3 June 2025". "Mar" is one only before another word for a month.
pub(crate) fn begins_with_weekday(line: &str) -> bool {
    let line = line.trim_start_matches(|it: char| !it.is_alphanumeric());
    let mut words = line
        .split(|it: char| !it.is_alphabetic())
        .map(str::to_lowercase);
    let first = words.next().unwrap_or_default();
    let is_month = |it: &str| month_of(it).is_some();
    is_weekday(&first) && (!is_month(&first) || words.any(|it| is_month(&it)))
}

/// The point in time that `text` names. UTC where it names no zone.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    stated(text).map(|it| it.at)
}

/// The point in time that `text` names, and whether it names a zone.
pub(crate) fn stated(text: &str) -> Option<Stated> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let text = &*tidied(text);
    if text.bytes().all(|it| it.is_ascii_digit()) {
        return digits(text);
    }
    let (before, number) = text.split_at(text.find(|it: char| it.is_ascii_digit())?);
    if is_version(before, number) {
        return None;
    }
    iso(text).or_else(|| spoken(text))
}

/// `text` with the digits, colons and brackets of other scripts as ASCII has them, months of two words as one, years of eras as
/// those of the world, and without the marks of direction.
fn tidied(text: &str) -> Cow<'_, str> {
    /// Months that are called by two words, as Arabic of the Levant does, or by two letters, as Thai does.
    const TWO_WORDS: &[(&str, &str)] = &[
        ("كانون الثاني", "january"),
        ("كانون ثاني", "january"),
        ("تشرين الأول", "october"),
        ("تشرين الاول", "october"),
        ("تشرين أول", "october"),
        ("تشرين الثاني", "november"),
        ("تشرين ثاني", "november"),
        ("كانون الأول", "december"),
        ("كانون الاول", "december"),
        ("كانون أول", "december"),
        ("ม.ค.", "january"),
        ("ก.พ.", "february"),
        ("มี.ค.", "march"),
        ("เม.ย.", "april"),
        ("พ.ค.", "may"),
        ("มิ.ย.", "june"),
        ("ก.ค.", "july"),
        ("ส.ค.", "august"),
        ("ก.ย.", "september"),
        ("ต.ค.", "october"),
        ("พ.ย.", "november"),
        ("ธ.ค.", "december"),
    ];
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut out: String = text
        .chars()
        .filter(|it| {
            !matches!(it, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
        })
        .map(|it| match it {
            '٠'..='٩' => digit(it, '٠'),
            '۰'..='۹' => digit(it, '۰'),
            '०'..='९' => digit(it, '०'),
            '০'..='৯' => digit(it, '০'),
            '๐'..='๙' => digit(it, '๐'),
            // All of ASCII in the width of an ideograph.
            '！'..='～' => char::from_u32(u32::from(it) - 0xFEE0).unwrap_or(it),
            '،' | '、' => ',',
            '․' | '。' => '.',
            _ => it,
        })
        .collect();
    for (words, month) in TWO_WORDS {
        if out.contains(words) {
            out = out.replace(words, month);
        }
    }
    Cow::Owned(of_the_world(&out).unwrap_or(out))
}

/// `text` with the year of an era as the world counts it: "令和7年" is 2025年.
fn of_the_world(text: &str) -> Option<String> {
    /// Eras, and the year before their first.
    const ERAS: &[(&str, u32)] = &[
        ("令和", 2018),
        ("平成", 1988),
        ("民國", 1911),
        ("民国", 1911),
    ];
    let (era, year) = ERAS.iter().find(|(era, _)| text.contains(era))?;
    let (before, behind) = text.split_once(era)?;
    let behind = behind.trim_start();
    let (number, rest) = match behind.strip_prefix('元') {
        Some(rest) => (1, rest),
        None => {
            let end = behind.find(|it: char| !it.is_ascii_digit())?;
            (behind[..end].parse::<u32>().ok()?, &behind[end..])
        }
    };
    (number <= 200).then(|| format!("{before}{}{rest}", year + number))
}

/// The ASCII digit for one of a script whose zero is `zero`.
fn digit(it: char, zero: char) -> char {
    char::from_digit(u32::from(it) - u32::from(zero), 10).unwrap_or(it)
}

/// The parts of a date while they are gathered.
#[derive(Debug, Default, Clone, Copy)]
struct Moment {
    year: i16,
    month: i8,
    day: i8,
    hour: i8,
    minute: i8,
    second: i8,
    nanosecond: i32,
    zone: Option<Zone>,
}

impl Moment {
    /// Takes the hour for one of the forenoon or of the afternoon.
    /// "19:19 PM" is written too: then the half says nothing.
    fn is_of_half(&mut self, afternoon: bool) {
        if afternoon && self.hour < 12 {
            self.hour += 12;
        } else if !afternoon && self.hour == 12 {
            self.hour = 0;
        }
    }

    fn at(self) -> Option<Stated> {
        // 24:00 is the end of the day, and a 60th second is a leap second.
        let (hour, next_day) = match (self.hour, self.minute, self.second) {
            (24, 0, 0) => (0, true),
            _ => (self.hour, false),
        };
        let second = self.second.min(if self.second == 60 { 59 } else { 127 });
        let date = civil::Date::new(self.year, self.month, self.day).ok()?;
        let date = if next_day {
            date.tomorrow().ok()?
        } else {
            date
        };
        let time = civil::Time::new(hour, self.minute, second, self.nanosecond).ok()?;
        let clock = date.to_datetime(time);
        let zone = self.zone.map(|it| it.minutes_at(clock));
        let offset = Offset::from_seconds(zone.unwrap_or(0) * 60).ok()?;
        Some(Stated {
            at: offset.to_timestamp(clock).ok()?.into(),
            zone,
            other: None,
            is_month_first: false,
        })
    }
}

/// Digits alone: seconds or milliseconds since 1970, `YYYYMMDDhhmmss`, `YYYYMMDD`, `YYMMDD`, a year with the number
/// of its day, or a year.
fn digits(text: &str) -> Option<Stated> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i16>().ok();
    let date = |hour, minute, second| {
        Moment {
            year: number(0, 4)?,
            month: number(4, 6)? as i8,
            day: number(6, 8)? as i8,
            hour,
            minute,
            second,
            ..Moment::default()
        }
        .at()
    };
    match text.len() {
        4 => Moment {
            year: number(0, 4)?,
            month: 1,
            day: 1,
            ..Moment::default()
        }
        .at(),
        5 => day_of_year(full_year(i32::from(number(0, 2)?)), number(2, 5)?)?.at(),
        6 => Moment {
            year: full_year(i32::from(number(0, 2)?)),
            month: number(2, 4)? as i8,
            day: number(4, 6)? as i8,
            ..Moment::default()
        }
        .at(),
        7 => day_of_year(number(0, 4)?, number(4, 7)?)?.at(),
        8 => date(0, 0, 0),
        12 => date(number(8, 10)? as i8, number(10, 12)? as i8, 0),
        14 => date(
            number(8, 10)? as i8,
            number(10, 12)? as i8,
            number(12, 14)? as i8,
        ),
        9 | 10 => since_1970(text.parse::<i64>().ok()?.checked_mul(1000)?),
        13 => since_1970(text.parse().ok()?),
        _ => None,
    }
}

/// The day of `year` with this number, from 1.
fn day_of_year(year: i16, day: i16) -> Option<Moment> {
    let first = civil::Date::new(year, 1, 1).ok()?;
    let date = first.with().day_of_year(day).build().ok()?;
    Some(Moment {
        year,
        month: date.month(),
        day: date.day(),
        ..Moment::default()
    })
}

/// Milliseconds since 1970 are counted in UTC.
#[expect(
    clippy::unnecessary_wraps,
    reason = "stands beside readers that can fail"
)]
fn since_1970(milliseconds: i64) -> Option<Stated> {
    Some(Stated::in_utc(Timestamp(milliseconds)))
}

/// Reads from the start of a text what is expected there.
#[derive(Clone, Copy)]
struct Cursor<'a>(&'a str);

impl<'a> Cursor<'a> {
    /// A number of `least` to `most` digits.
    fn number(&mut self, least: usize, most: usize) -> Option<i32> {
        let length = self
            .0
            .bytes()
            .take(most)
            .take_while(u8::is_ascii_digit)
            .count();
        if length < least {
            return None;
        }
        let (number, rest) = self.0.split_at(length);
        self.0 = rest;
        number.parse().ok()
    }

    fn skip(&mut self, wanted: &[char]) -> bool {
        match self.0.strip_prefix(wanted) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    fn skip_space(&mut self) {
        self.0 = self.0.trim_start();
    }

    fn starts_with_digit(self) -> bool {
        self.0.starts_with(|it: char| it.is_ascii_digit())
    }

    /// `hh:mm[:ss[.fraction]]`, with `am` or `pm` behind it.
    fn time(&mut self, moment: &mut Moment) -> Option<()> {
        let hour = self.number(1, 2)?;
        if !self.skip(&[':']) {
            return None;
        }
        let minute = self.number(1, 2)?;
        let mut second = 0;
        if self.0.starts_with(':') {
            self.skip(&[':']);
            second = self.number(1, 2)?;
            if self.0.starts_with(['.', ','])
                && self.0[1..].starts_with(|it: char| it.is_ascii_digit())
            {
                self.skip(&['.', ',']);
                let length = self.0.bytes().take_while(u8::is_ascii_digit).count();
                let (fraction, rest) = self.0.split_at(length);
                let nine = format!("{fraction:0<9}");
                moment.nanosecond = nine[..9].parse().ok()?;
                self.0 = rest;
            }
        }
        // "1:2:3:4" is no time of a day; a fourth part that is nothing is printed by some clocks.
        if let Some(rest) = self.0.strip_prefix(":00")
            && !rest.starts_with(|it: char| it.is_ascii_digit())
        {
            self.0 = rest;
        }
        if self.0.starts_with(':') {
            return None;
        }
        (moment.hour, moment.minute, moment.second) = (hour as i8, minute as i8, second as i8);
        self.half_of_day(moment);
        Some(())
    }

    /// Whether the half of the day stands here, which is then taken into `moment`.
    fn half_of_day(&mut self, moment: &mut Moment) -> bool {
        const HALVES: &[(&str, bool)] = &[
            ("a.m.", false),
            ("p.m.", true),
            ("a. m.", false),
            ("p. m.", true),
            ("am", false),
            ("pm", true),
            ("a.m", false),
            ("p.m", true),
        ];
        let rest = self.0.trim_start();
        for (name, afternoon) in HALVES {
            let Some(word) = rest.get(..name.len()) else {
                continue;
            };
            let behind = &rest[name.len()..];
            if word.eq_ignore_ascii_case(name)
                && !behind.starts_with(|it: char| it.is_alphanumeric())
            {
                moment.is_of_half(*afternoon);
                self.0 = behind;
                return true;
            }
        }
        false
    }

    /// Passes over what follows the word `region` where both are the name of a zone by its city ("Europe/Brussels").
    fn skip_city(&mut self, region: &str) -> bool {
        if !self.0.starts_with('/') || !is_region(region) {
            return false;
        }
        let end = self
            .0
            .find(|it: char| !(it.is_alphabetic() || matches!(it, '/' | '_')))
            .unwrap_or(self.0.len());
        self.0 = &self.0[end..];
        true
    }

    /// Whether an hour stood before this, as it is told without a colon; its minutes are taken into `moment`.
    fn hour_alone(&mut self, moment: &mut Moment) -> bool {
        const HOURS: &[char] = &['時', '时', '点', '點', '시'];
        let before = *self;
        if self.half_of_day(moment) {
            return true;
        }
        self.skip_space();
        if self.skip(HOURS) {
            self.skip_space();
            if let Some(minute) = self.number(1, 2) {
                moment.minute = minute as i8;
                self.skip_space();
                self.skip(&['分', '분']);
                self.skip_space();
            }
            if let Some(second) = self.number(1, 2) {
                moment.second = second as i8;
                self.skip_space();
                self.skip(&['秒', '초']);
            }
            return true;
        }
        if self.skip(&['h', 'H']) && !self.0.starts_with(char::is_alphabetic) {
            self.skip_space();
            moment.minute = self.number(2, 2).unwrap_or(0) as i8;
            return true;
        }
        *self = before;
        false
    }

    /// Whether an hour stood before this, whose minutes come behind a dot ("klo 14.30").
    fn hour_dotted(&mut self, moment: &mut Moment) -> bool {
        let before = *self;
        if self.skip(&['.'])
            && let Some(minute) = self.number(2, 2)
            && !self
                .0
                .starts_with(|it: char| it.is_ascii_digit() || it == '.')
        {
            moment.minute = minute as i8;
            self.half_of_day(moment);
            return true;
        }
        *self = before;
        false
    }

    /// Passes over what is written behind the number of a day, a month or a year.
    fn skip_ending(&mut self) {
        const ORDINALS: &[&str] = &["st", "nd", "rd", "th", "er", "º", "ª", "°", "-го", "е"];
        // Ideographs stand close to what follows.
        const COUNTERS: &[char] = &['年', '月', '日', '号', '號', '년', '월', '일'];
        if self.skip(COUNTERS) {
            return;
        }
        for ending in ORDINALS {
            if let Some(behind) = self.0.strip_prefix(ending)
                && !behind.starts_with(char::is_alphabetic)
            {
                self.0 = behind;
                return;
            }
        }
    }

    /// `+hh:mm`, `-hhmm`, `+hh` as minutes.
    fn offset(&mut self) -> Option<i32> {
        let sign = if self.0.starts_with('+') {
            1
        } else if self.0.starts_with(['-', '\u{2212}', '\u{2013}']) {
            -1
        } else {
            return None;
        };
        self.skip(&['+', '-', '\u{2212}', '\u{2013}']);
        let length = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (hours, minutes) = match length {
            1 | 2 => {
                let hours = self.number(1, 2)?;
                let minutes = if self.skip(&[':']) {
                    self.number(2, 2)?
                } else {
                    0
                };
                (hours, minutes)
            }
            3 => (self.number(1, 1)?, self.number(2, 2)?),
            4 => (self.number(2, 2)?, self.number(2, 2)?),
            _ => return None,
        };
        (hours <= 26 && minutes < 60).then_some(sign * (hours * 60 + minutes))
    }

    /// A word of letters with their marks, in lower case.
    fn word(&mut self) -> Option<String> {
        let is_mark = |it: char| matches!(it, '\u{300}'..='\u{36f}' | '\u{93c}' | '\u{94d}' | '\u{9cd}' | '\u{e47}'..='\u{e4e}' | '\u{5b0}'..='\u{5c7}' | '\u{64b}'..='\u{65f}');
        let end = self
            .0
            .find(|it: char| !(it.is_alphabetic() || is_mark(it)))
            .unwrap_or(self.0.len());
        if end == 0 {
            return None;
        }
        let (word, rest) = self.0.split_at(end);
        self.0 = rest;
        Some(word.to_lowercase())
    }
}

/// Dates that begin with the year: ISO 8601 and its relatives.
fn iso(text: &str) -> Option<Stated> {
    let mut cursor = Cursor(text);
    let mut moment = Moment {
        month: 1,
        day: 1,
        ..Moment::default()
    };
    if let Some(rest) = text.strip_prefix('-') {
        // A year of its century, and a month: "-0312", "-03-12".
        cursor.0 = rest;
        moment.year = full_year(cursor.number(2, 2)?);
        cursor.skip(&['-']);
        moment.month = cursor.number(2, 2)? as i8;
        return if cursor.0.is_empty() {
            moment.at()
        } else {
            None
        };
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match digits {
        4 => {
            moment.year = cursor.number(4, 4)? as i16;
            if !cursor.skip(&['-', '/', '.']) {
                return None;
            }
            let number = cursor.0.bytes().take_while(u8::is_ascii_digit).count();
            if number == 3 {
                let moment = day_of_year(moment.year, cursor.number(3, 3)? as i16)?;
                return clock_and_zone(cursor, moment);
            }
            if cursor.skip(&['W']) {
                return week(cursor, moment.year);
            }
            moment.month = cursor.number(1, 2)? as i8;
            if cursor.skip(&['-', '/', '.']) {
                moment.day = cursor.number(1, 2)? as i8;
            }
        }
        // Twenty characters without separators: 20031231T101455Z.
        8 => {
            moment.year = cursor.number(4, 4)? as i16;
            moment.month = cursor.number(2, 2)? as i8;
            moment.day = cursor.number(2, 2)? as i8;
        }
        2 if text[2..].starts_with('-') => {
            moment.year = full_year(cursor.number(2, 2)?);
            cursor.skip(&['-']);
            moment.month = cursor.number(2, 2)? as i8;
            // "01-12-2020" is another order.
            if !cursor.skip(&['-']) || cursor.0.bytes().take_while(u8::is_ascii_digit).count() != 2
            {
                return None;
            }
            moment.day = cursor.number(2, 2)? as i8;
        }
        _ => return None,
    }
    clock_and_zone(cursor, moment)
}

/// The rest of `YYYY-Www-D` behind its `W`.
fn week(mut cursor: Cursor<'_>, year: i16) -> Option<Stated> {
    let number = cursor.number(2, 2)? as i8;
    cursor.skip(&['-']);
    let day = cursor.number(1, 1).unwrap_or(1) as i8;
    let day = civil::Weekday::from_monday_one_offset(day).ok()?;
    let date = civil::ISOWeekDate::new(year, number, day).ok()?.date();
    let moment = Moment {
        year: date.year(),
        month: date.month(),
        day: date.day(),
        ..Moment::default()
    };
    clock_and_zone(cursor, moment)
}

/// What follows an ISO date: nothing, or a time and perhaps a zone.
fn clock_and_zone(mut cursor: Cursor<'_>, mut moment: Moment) -> Option<Stated> {
    cursor.skip(&['T', 't', ',']);
    cursor.skip_space();
    cursor.skip(&['-', '@']);
    cursor.skip_space();
    if cursor.0.is_empty() {
        return moment.at();
    }
    if cursor.starts_with_digit() {
        let together = cursor.0.bytes().take_while(u8::is_ascii_digit).count();
        if together == 6 || together == 4 {
            moment.hour = cursor.number(2, 2)? as i8;
            moment.minute = cursor.number(2, 2)? as i8;
            moment.second = cursor.number(2, 2).unwrap_or(0) as i8;
        } else if together == 2 && !cursor.0[2..].starts_with(':') {
            moment.hour = cursor.number(2, 2)? as i8;
        } else {
            cursor.time(&mut moment)?;
        }
    }
    moment.zone = zone(&mut cursor)?;
    cursor.0.trim().is_empty().then_some(())?;
    moment.at()
}

/// The zone at the cursor, nothing where none is named, or no date at all where it makes no sense.
#[expect(
    clippy::option_option,
    reason = "no zone and a wrong zone are two things"
)]
fn zone(cursor: &mut Cursor<'_>) -> Option<Option<Zone>> {
    let mut zone = None;
    loop {
        cursor.skip_space();
        let rest = cursor.0;
        if rest.is_empty() {
            return Some(zone);
        }
        if rest.starts_with('(') {
            let end = rest.find(')').map_or(rest.len(), |it| it + 1);
            let inside = rest[1..end].trim_end_matches(')').trim().to_lowercase();
            zone = zone.or_else(|| named_zone(&inside));
            cursor.0 = &rest[end..];
        } else if rest.starts_with("--") {
            cursor.0 = &rest[1..];
        } else if rest.starts_with(['+', '-', '\u{2212}']) {
            let offset = cursor.offset()?;
            // "GMT-07:00": the number says it.
            zone = Some(Zone::fixed(offset));
            if cursor
                .0
                .starts_with(|it: char| it.is_ascii_digit() || it == ':')
            {
                return None;
            }
        } else if let Some(word) = cursor.word() {
            if word.chars().count() == 1 && word != "z" && zone.is_none() {
                zone = Some(Zone::fixed(military_zone(word.chars().next()?)?));
            } else if word == "z" {
                zone = zone.or(Some(Zone::fixed(0)));
            } else if !cursor.skip_city(&word) {
                zone = zone.or(Some(named_zone(&word)?));
            }
        } else {
            return Some(zone);
        }
    }
}

/// Dates with words in them, and numbers in the order of their country.
fn spoken(text: &str) -> Option<Stated> {
    let mut cursor = Cursor(text);
    let mut moment = Moment::default();
    let mut month = None;
    let mut numbers: Vec<(i32, usize)> = Vec::new();
    let mut separator = ' ';
    let mut has_time = false;
    let mut zoned = None;
    let mut first = true;
    let mut half = None;
    loop {
        cursor.skip_space();
        let rest = cursor.0;
        let Some(next) = rest.chars().next() else {
            break;
        };
        if next.is_ascii_digit() {
            let length = rest.bytes().take_while(u8::is_ascii_digit).count();
            if rest[length..].starts_with(':') && length <= 2 {
                if has_time {
                    return None;
                }
                cursor.time(&mut moment)?;
                has_time = true;
                continue;
            }
            if length > 4 {
                return None;
            }
            let number = cursor.number(1, 4)?;
            let is_dated = numbers.len() + usize::from(month.is_some()) >= 3;
            // "Oct 28 2023 8 PM", "10h30", "14 h 30" and "15時04分".
            if !has_time && length <= 2 && number <= 24 {
                let before = cursor;
                moment.hour = number as i8;
                has_time =
                    cursor.hour_alone(&mut moment) || is_dated && cursor.hour_dotted(&mut moment);
                if has_time {
                    continue;
                }
                moment.hour = 0;
                cursor = before;
            }
            if is_dated && !has_time && number <= 24 {
                // "Mon, 02 Jan 2006 15 -0700".
                moment.hour = number as i8;
                has_time = true;
                continue;
            }
            numbers.push((number, length));
            if numbers.len() > 3 {
                return None;
            }
            if let Some(it) = cursor.0.chars().next().filter(|it| "/.-".contains(*it)) {
                if numbers.len() == 1 {
                    separator = it;
                }
                cursor.skip(&['/', '.', '-']);
            } else {
                cursor.skip_ending();
            }
        } else if "+-\u{2212}".contains(next) && has_time {
            // A dash alone separates; a number behind a time is a zone.
            let behind = &rest[next.len_utf8()..];
            if behind.starts_with('-') {
                cursor.0 = behind;
                continue;
            }
            if behind.starts_with(|it: char| it.is_ascii_digit()) {
                zoned = Some(Zone::fixed(cursor.offset()?));
                if cursor
                    .0
                    .starts_with(|it: char| it == ':' || it.is_ascii_digit())
                {
                    return None;
                }
            } else {
                cursor.0 = behind;
            }
        } else if next.is_alphabetic() {
            let word = cursor.word()?;
            let dotted = cursor.skip(&['.']);
            if let Some(number) = month_of(&word) {
                // "mar., 07 déc.": the first was a day of the week. "كانون الأول/ديسمبر" names one twice.
                if month
                    .replace((number, first))
                    .is_some_and(|(it, was_first)| !was_first && it != number)
                {
                    return None;
                }
            } else if let Some(zone) = named_zone(&word).filter(|_| has_time) {
                // Before the days, which are known by their beginnings.
                zoned = zoned.or(Some(zone));
            } else if let Some(afternoon) = half_of_day_of(&word) {
                half = Some(afternoon);
            } else if is_filler(&word)
                || is_weekday(&word)
                || word == "a" && !has_time
                || word == "m" && dotted && !has_time
                || has_time && cursor.skip_city(&word)
            {
                // says nothing: "a las 20:15", "2025 m. gruodžio 7 d."
            } else if first
                && (dotted || cursor.0.starts_with([',', ' ', ':']))
                && !has_time
                && word.chars().count() > 1
            {
                // A day of the week in a language that is not in the table.
            } else if has_time || !numbers.is_empty() {
                let zone = match word.chars().count() {
                    1 if word == "z" => Zone::fixed(0),
                    1 => Zone::fixed(military_zone(word.chars().next()?)?),
                    _ => named_zone(&word)?,
                };
                zoned = Some(zoned.unwrap_or(zone));
            } else {
                return None;
            }
        } else if next == '(' {
            let end = rest.find(')').map_or(rest.len(), |it| it + 1);
            let inside = rest[1..end].trim_end_matches(')');
            // "20:15 (KST)"; a letter alone is a day of the week.
            if has_time && inside.chars().count() > 1 {
                zoned = zoned.or_else(|| zone(&mut Cursor(inside)).flatten());
            }
            cursor.0 = &rest[end..];
        } else if ",.-–—|/@·'’´:".contains(next) {
            cursor.0 = &rest[next.len_utf8()..];
        } else {
            return None;
        }
        first = false;
    }
    moment.zone = zoned;
    if let Some(afternoon) = half {
        moment.is_of_half(afternoon);
    }
    let named = month.map(|it| it.0);
    let (year, month, day) = order(named, &numbers, separator)?;
    if has_time && zoned.is_none() {
        moment.zone = home_zone(text).map(Zone::fixed);
    }
    let moment = Moment {
        year,
        month,
        day,
        ..moment
    };
    let mut stated = moment.at()?;
    let is_year_last = numbers.first().is_some_and(|it| it.1 <= 2);
    if named.is_none()
        && numbers.len() == 3
        && is_year_last
        && month <= 12
        && day <= 12
        && month != day
    {
        let swapped = Moment {
            month: day,
            day: month,
            ..moment
        };
        stated.other = swapped.at().map(|it| it.at);
        stated.is_month_first = numbers.first().is_some_and(|it| it.0 == i32::from(month));
    }
    Some(stated)
}

/// Year, month and day from the numbers as they stood, given the month if a word named it.
fn order(month: Option<i8>, numbers: &[(i32, usize)], separator: char) -> Option<(i16, i8, i8)> {
    let year_like = |(number, length): (i32, usize)| length >= 3 || number > 31;
    let small = |number: i32| i8::try_from(number).ok();
    match (month, numbers) {
        (Some(month), [a, b]) => {
            let (year, day) = if year_like(*a) && !year_like(*b) {
                (a, b)
            } else {
                (b, a)
            };
            Some((full_year_of(*year), month, small(day.0)?))
        }
        (Some(month), [year]) if year_like(*year) => Some((full_year_of(*year), month, 1)),
        // "22.3.0" is a version: no year has one digit.
        (None, [a, _, (_, 1)]) if !year_like(*a) => None,
        (None, [a, b, c]) if year_like(*a) => Some((full_year_of(*a), small(b.0)?, small(c.0)?)),
        (None, [a, b, c]) => {
            // Slashes are read as in America unless that makes no sense; dots and dashes as elsewhere.
            let month_first = if separator == '/' {
                a.0 <= 12
            } else {
                b.0 > 12
            };
            let (month, day) = if month_first { (a, b) } else { (b, a) };
            Some((full_year_of(*c), small(month.0)?, small(day.0)?))
        }
        _ => None,
    }
}

fn full_year_of((number, length): (i32, usize)) -> i16 {
    /// What Thailand's years are ahead by.
    const BUDDHIST: i32 = 543;
    if length <= 2 {
        full_year(number)
    } else if (2450..2700).contains(&number) {
        (number - BUDDHIST) as i16
    } else {
        number as i16
    }
}

fn full_year(number: i32) -> i16 {
    (if number < 69 {
        2000 + number
    } else if number < 100 {
        1900 + number
    } else {
        number
    }) as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text, the instant or nothing.
    const TESTS: &[(&str, Option<&str>)] = &[
        (
            "Tue, 03 Jun 2003 09:39:21 GMT",
            Some("2003-06-03T09:39:21Z"),
        ),
        ("Tue, 3 Jun 03 9:39 +0530", Some("2003-06-03T04:09:00Z")),
        ("2021-12-07T22:19:00+05:30", Some("2021-12-07T16:49:00Z")),
        ("2021-12-07T22:19:00.25Z", Some("2021-12-07T22:19:00.25Z")),
        ("2021-12-07", Some("2021-12-07T00:00:00Z")),
        ("20211207T221900Z", Some("2021-12-07T22:19:00Z")),
        ("2021-341", Some("2021-12-07T00:00:00Z")),
        ("2021", Some("2021-01-01T00:00:00Z")),
        ("1638915540", Some("2021-12-07T22:19:00Z")),
        ("1638915540000", Some("2021-12-07T22:19:00Z")),
        ("Tue Dec  7 22:19:00 2021", Some("2021-12-07T22:19:00Z")),
        (
            "Tue Dec 07 22:19:00 +0100 2021",
            Some("2021-12-07T21:19:00Z"),
        ),
        (
            "Mon, 26 January 2004 16:31:00 AT",
            Some("2004-01-26T20:31:00Z"),
        ),
        ("19 Nov 2024 at 16:05", Some("2024-11-19T16:05:00Z")),
        ("19 Nov 2024 16:05 IST", Some("2024-11-19T10:35:00Z")),
        ("19 Nov 2024 16:05 (KST)", Some("2024-11-19T07:05:00Z")),
        ("19 Nov 2024 16:05 (GMT+3)", Some("2024-11-19T13:05:00Z")),
        ("19 Nov 2024 (Tue) 16:05", Some("2024-11-19T16:05:00Z")),
        // Zones of the United States that say nothing of summer, where it is summer and where it is not.
        ("July 11, 2024 8:15 PM ET", Some("2024-07-12T00:15:00Z")),
        ("January 11, 2024 8:15 PM ET", Some("2024-01-12T01:15:00Z")),
        ("2024-07-11 20:15 CT", Some("2024-07-12T01:15:00Z")),
        ("July 11, 2024 8:15 PM MT", Some("2024-07-12T02:15:00Z")),
        (
            "July 11, 2024 8:15 PM Pacific",
            Some("2024-07-12T03:15:00Z"),
        ),
        (
            "July 11, 2024 8:15 PM Pacific Time",
            Some("2024-07-12T03:15:00Z"),
        ),
        ("July 11, 2024 8:15 PM EST", Some("2024-07-12T01:15:00Z")),
        ("March 10, 2024 1:59 AM ET", Some("2024-03-10T06:59:00Z")),
        ("March 10, 2024 3:00 AM ET", Some("2024-03-10T07:00:00Z")),
        ("November 3, 2024 1:59 AM ET", Some("2024-11-03T05:59:00Z")),
        ("November 3, 2024 2:00 AM ET", Some("2024-11-03T07:00:00Z")),
        ("April 1, 2006 8:15 PM ET", Some("2006-04-02T01:15:00Z")),
        ("October 28, 2006 8:15 PM ET", Some("2006-10-29T00:15:00Z")),
        ("Dec. 7, 2021, 10:19 p.m.", Some("2021-12-07T22:19:00Z")),
        (
            "Tue, 7th Dec 2021 12:05 AM EST",
            Some("2021-12-07T05:05:00Z"),
        ),
        (
            "mar., 07 déc. 2021 22:19:00 +0000",
            Some("2021-12-07T22:19:00Z"),
        ),
        ("7 декабря 2021 г. 22:19", Some("2021-12-07T22:19:00Z")),
        ("7 грудня 2021 року, 22:19", Some("2021-12-07T22:19:00Z")),
        ("Di, 07.12.2021 - 22:19 Uhr", Some("2021-12-07T22:19:00Z")),
        ("07/12/2021", Some("2021-07-12T00:00:00Z")),
        ("27/12/2021", Some("2021-12-27T00:00:00Z")),
        ("١٣ مايو ٢٠٢٤", Some("2024-05-13T00:00:00Z")),
        ("13 अप्रैल 2024", Some("2024-04-13T00:00:00Z")),
        ("13 במאי 2024", Some("2024-05-13T00:00:00Z")),
        ("13. května 2024", Some("2024-05-13T00:00:00Z")),
        ("1. července 2024", Some("2024-07-01T00:00:00Z")),
        ("1. června 2024", Some("2024-06-01T00:00:00Z")),
        ("13 marraskuuta 2024", Some("2024-11-13T00:00:00Z")),
        ("13 Agustus 2024", Some("2024-08-13T00:00:00Z")),
        ("13 iunie 2024", Some("2024-06-13T00:00:00Z")),
        ("13 юни 2024", Some("2024-06-13T00:00:00Z")),
        ("2024년 5월 13일", Some("2024-05-13T00:00:00Z")),
        ("2021-12-07T24:00:00Z", Some("2021-12-08T00:00:00Z")),
        ("2016-12-31T23:59:60Z", Some("2016-12-31T23:59:59Z")),
        (
            "Tue, 07 Dec 2021 22:19:00 GMT+1",
            Some("2021-12-07T21:19:00Z"),
        ),
        // Orders and separators.
        (
            "Mon, 2. Jun 2003 9:39:21 +0200",
            Some("2003-06-02T07:39:21Z"),
        ),
        (
            "Monday, June 2, 2003 - 3:09pm",
            Some("2003-06-02T15:09:00Z"),
        ),
        ("June 2nd, 2003 9:39 AM EST", Some("2003-06-02T14:39:00Z")),
        ("02-Jun-2003 09:39:21", Some("2003-06-02T09:39:21Z")),
        ("2 June 2003, 09:39 GMT", Some("2003-06-02T09:39:00Z")),
        ("Jun 2, 2003 11 a.m.", Some("2003-06-02T11:00:00Z")),
        ("Jun 2, 2003 12 p. m.", Some("2003-06-02T12:00:00Z")),
        ("Mon, 02 Jun 2003 15 -0700", Some("2003-06-02T22:00:00Z")),
        (
            "Mon, 02 Jun 2003 15:04:05--0700",
            Some("2003-06-02T22:04:05Z"),
        ),
        (
            "Mon Jun 02 2003 15:04:05 GMT+0200 (CEST)",
            Some("2003-06-02T13:04:05Z"),
        ),
        ("Mon Jun  2 15:04:05 EDT 2003", Some("2003-06-02T19:04:05Z")),
        ("Mon, 06/02/2003 - 19:19", Some("2003-06-02T19:19:00Z")),
        ("6/2/2003 3:04:05 PM", Some("2003-06-02T15:04:05Z")),
        ("02.06.2003 15:04", Some("2003-06-02T15:04:00Z")),
        ("02.06.2003 klo 15.04", Some("2003-06-02T15:04:00Z")),
        ("15:04 02.06.2003 +0200", Some("2003-06-02T13:04:00Z")),
        (
            "Sat, 11 04 2020 08:51:49 +0100",
            Some("2020-04-11T07:51:49Z"),
        ),
        ("Nov. 2020", Some("2020-11-01T00:00:00Z")),
        ("Updated June 2, 2003", Some("2003-06-02T00:00:00Z")),
        ("Published: 2 June 2003 09:39", Some("2003-06-02T09:39:00Z")),
        (
            "Thu, 25 Feb 2016 10:00:00 Europe/Brussels",
            Some("2016-02-25T10:00:00Z"),
        ),
        (
            "Thu, 01 Jan 2004 19:48:21 Etc/GMT",
            Some("2004-01-01T19:48:21Z"),
        ),
        (
            "Mon, 02 Jun 2003 10:00:00 PET",
            Some("2003-06-02T15:00:00Z"),
        ),
        (
            "10:19\u{202f}PM, June 2, 2003",
            Some("2003-06-02T22:19:00Z"),
        ),
        // ISO 8601 and what is near it.
        ("2003-06-02T15:04:05:00-07:00", Some("2003-06-02T22:04:05Z")),
        ("2003-06-02 at 15:04", Some("2003-06-02T15:04:00Z")),
        ("2003-06-02T15:04 -07:00", Some("2003-06-02T22:04:00Z")),
        ("2003-6-2T9:4:5Z", Some("2003-06-02T09:04:05Z")),
        ("2003/06/02 15:04:05", Some("2003-06-02T15:04:05Z")),
        ("2021-W49-2", Some("2021-12-07T00:00:00Z")),
        ("2021-W49-2T22:19Z", Some("2021-12-07T22:19:00Z")),
        ("2021-341T22:19Z", Some("2021-12-07T22:19:00Z")),
        ("2021341", Some("2021-12-07T00:00:00Z")),
        ("21341", Some("2021-12-07T00:00:00Z")),
        ("211207", Some("2021-12-07T00:00:00Z")),
        ("-2112", Some("2021-12-01T00:00:00Z")),
        ("-21-12", Some("2021-12-01T00:00:00Z")),
        ("2021-12-07T22:19:00+00:00Z", Some("2021-12-07T22:19:00Z")),
        // Languages.
        (
            "Di, 7 Dez 2021 22:19:00 +0100",
            Some("2021-12-07T21:19:00Z"),
        ),
        (
            "Do, 29 Mär 2018 00:00:00 +0200",
            Some("2018-03-28T22:00:00Z"),
        ),
        (
            "Am 7. Dezember 2021 um 22.19 Uhr",
            Some("2021-12-07T22:19:00Z"),
        ),
        (
            "mardi 7 décembre 2021 à 22h19",
            Some("2021-12-07T22:19:00Z"),
        ),
        ("jeu., 02 avril 2020 14 h 30", Some("2020-04-02T14:30:00Z")),
        (
            "Lundi, 16. Novembre 2020 - 15:54",
            Some("2020-11-16T15:54:00Z"),
        ),
        (
            "martes, 7 de diciembre de 2021 22:19",
            Some("2021-12-07T22:19:00Z"),
        ),
        (
            "7 de diciembre de 2021 a las 22:19",
            Some("2021-12-07T22:19:00Z"),
        ),
        ("7 de mayo de 2021 a la 1:19", Some("2021-05-07T01:19:00Z")),
        (
            "terça-feira, 7 de dezembro de 2021 às 22h19",
            Some("2021-12-07T22:19:00Z"),
        ),
        (
            "martedì 7 dicembre 2021 alle 22:19",
            Some("2021-12-07T22:19:00Z"),
        ),
        (
            "dinsdag 7 december 2021, 22:19",
            Some("2021-12-07T22:19:00Z"),
        ),
        ("maandag 3 mei 2021", Some("2021-05-03T00:00:00Z")),
        (
            "tisdag 7 december 2021 kl. 22.19",
            Some("2021-12-07T22:19:00Z"),
        ),
        ("7. joulukuuta 2021 klo 22.19", Some("2021-12-07T22:19:00Z")),
        (
            "wtorek, 7 grudnia 2021, godz. 22:19",
            Some("2021-12-07T22:19:00Z"),
        ),
        ("3 maja 2021 r.", Some("2021-05-03T00:00:00Z")),
        ("úterý 7. prosince 2021 22:19", Some("2021-12-07T22:19:00Z")),
        ("7. července 2021", Some("2021-07-07T00:00:00Z")),
        ("utorak, 7. srpnja 2021.", Some("2021-07-07T00:00:00Z")),
        (
            "2021. december 7., kedd 22:19",
            Some("2021-12-07T22:19:00Z"),
        ),
        ("2004-július-13T9:15-05:00", Some("2004-07-13T14:15:00Z")),
        ("marţi, 7 decembrie 2021", Some("2021-12-07T00:00:00Z")),
        ("7 Aralık 2021 Salı 22:19", Some("2021-12-07T22:19:00Z")),
        (
            "Κυρ, 11 Ιούλ 2004 12:00:00 EST",
            Some("2004-07-11T17:00:00Z"),
        ),
        ("Вт, 7 дек. 2021 22:19 МСК", Some("2021-12-07T19:19:00Z")),
        (
            "вівторок, 7 грудня 2021, 22:19",
            Some("2021-12-07T22:19:00Z"),
        ),
        ("уторак, 7. децембар 2021.", Some("2021-12-07T00:00:00Z")),
        ("الثلاثاء 7 ديسمبر 2021 22:19", Some("2021-12-07T22:19:00Z")),
        ("٧ كانون الأول ٢٠٢١", Some("2021-12-07T00:00:00Z")),
        ("۷ دسامبر ۲۰۲۱", Some("2021-12-07T00:00:00Z")),
        ("יום שלישי, 7 בדצמבר 2021", Some("2021-12-07T00:00:00Z")),
        ("मंगलवार, 7 दिसंबर 2021", Some("2021-12-07T00:00:00Z")),
        ("7 मार्च 2021", Some("2021-03-07T00:00:00Z")),
        ("7 ธันวาคม 2564", Some("2021-12-07T00:00:00Z")),
        ("7 ธ.ค. 2564", Some("2021-12-07T00:00:00Z")),
        ("5 มี.ค. 2564 14:30", Some("2021-03-05T14:30:00Z")),
        ("07 كانون الأول/ديسمبر 2021", Some("2021-12-07T00:00:00Z")),
        ("7 تشرين أول 2021", Some("2021-10-07T00:00:00Z")),
        ("7 دسمبر 2021", Some("2021-12-07T00:00:00Z")),
        ("7 جولائی 2021", Some("2021-07-07T00:00:00Z")),
        ("令和3年12月7日", Some("2021-12-07T00:00:00Z")),
        ("平成元年1月8日", Some("1989-01-08T00:00:00Z")),
        ("民國110年12月7日", Some("2021-12-07T00:00:00Z")),
        ("2021. december 7. 14:30", Some("2021-12-07T14:30:00Z")),
        ("2021 m. gruodžio 7 d.", Some("2021-12-07T00:00:00Z")),
        ("07-Dec-2021", Some("2021-12-07T00:00:00Z")),
        ("07.12.21", Some("2021-12-07T00:00:00Z")),
        ("12/7/21", Some("2021-12-07T00:00:00Z")),
        ("7 March April 2021", None),
        (
            "Selasa, 7 Desember 2021 pukul 22.19",
            Some("2021-12-07T22:19:00Z"),
        ),
        ("Thứ Ba, 7 tháng 12, 2021", Some("2021-12-07T00:00:00Z")),
        ("2021年12月7日星期二 22:19", Some("2021-12-07T14:19:00Z")),
        ("2021年12月7日 22:19", Some("2021-12-07T22:19:00Z")),
        ("2021年12月7日 下午3:20", Some("2021-12-07T07:20:00Z")),
        ("2021年12月7日周二下午3:20", Some("2021-12-07T07:20:00Z")),
        ("2021年12月7日火曜日 22時19分", Some("2021-12-07T13:19:00Z")),
        (
            "２０２１年１２月７日　２２：１９",
            Some("2021-12-07T22:19:00Z"),
        ),
        ("2021年12月7日 22時19分", Some("2021-12-07T22:19:00Z")),
        ("2021年12月7日 午後6時30分", Some("2021-12-07T09:30:00Z")),
        ("2004-05-25 오후 11:23:17", Some("2004-05-25T14:23:17Z")),
        ("2004. 5. 25. 오후 6:30", Some("2004-05-25T09:30:00Z")),
        ("2004년 05월 28일  01:31:15", Some("2004-05-27T16:31:15Z")),
        ("2004년 05월 28일", Some("2004-05-28T00:00:00Z")),
        (
            "2004년 05월 28일 01:31:15 +0000",
            Some("2004-05-28T01:31:15Z"),
        ),
        ("22.3.10", Some("2010-03-22T00:00:00Z")),
        ("Version 22.03.2010", Some("2010-03-22T00:00:00Z")),
        ("Released 22.3.10", Some("2010-03-22T00:00:00Z")),
        ("Release: 07.12.21", Some("2021-12-07T00:00:00Z")),
        ("Release 2021.12.07", Some("2021-12-07T00:00:00Z")),
        // Not dates.
        ("22.3.0", None),
        ("7.12.5", None),
        ("v22.3.10", None),
        ("Version 22.3.10", None),
        ("Release: 22.3.10", None),
        ("Version 2024.3.1", None),
        ("2013-xx-27", None),
        ("Mon, 02 Jun 2003 25:00:00 GMT", None),
        ("Mon, 02 Jun 2003 10:61:00 GMT", None),
        ("Sun, 16 Dec zz 11:47:32 GMT", None),
        ("32 June 2003", None),
        ("991399", None),
        ("-2113", None),
        ("2021-W54-1", None),
        ("the harbour is closed", None),
        ("yesterday", None),
        ("Sun, 99 Jun 2009 12:00:00 GMT", None),
        ("Sun, Dec x 2012 11:47:32 GMT", None),
        ("2003-12-31T25:14:55Z", None),
        ("Sun, 16 Dec 2012 1:2:3:4 GMT", None),
        ("Sun, 16 Dec 2012 11:47:32 +00:zz", None),
        ("013", None),
        ("", None),
        ("é", None),
    ];

    #[test]
    fn dates_are_read_as_found_in_the_wild() {
        let wrong: Vec<String> = TESTS
            .iter()
            .filter_map(|(text, expected)| {
                let expected =
                    expected.map(|it| Timestamp::from_rfc3339(it).expect("a date of the table"));
                let found = parse(text);
                (found != expected).then(|| format!("{text}: {found:?}, not {expected:?}"))
            })
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn a_line_that_begins_with_a_day_of_the_week_is_told_from_one_with_a_month() {
        const TESTS: &[(&str, bool)] = &[
            ("Tuesday, 3 June 2025", true),
            ("(Tue) 3 June 2025", true),
            ("mardi 3 juin 2025", true),
            ("Mar 3 Jun 2025", true),
            ("вторник, 3 июня 2025", true),
            ("火曜日 2025年6月3日", true),
            ("Mar 3, 2025", false),
            ("March 3, 2025, 8:15 PM", false),
            ("3 June 2025, Tuesday", false),
            ("Published on Tuesday, 3 June 2025", false),
            ("2025年6月3日", false),
            ("", false),
        ];
        for (line, expected) in TESTS {
            assert_eq!(begins_with_weekday(line), *expected, "{line}");
        }
    }

    #[test]
    fn of_two_numbers_that_can_be_month_or_day_the_other_reading_is_told() {
        const TESTS: &[(&str, Option<&str>, bool)] = &[
            ("03/10/2023", Some("2023-10-03T00:00:00Z"), true),
            ("03-10-2023", Some("2023-03-10T00:00:00Z"), false),
            ("03.10.2023 18:42", Some("2023-03-10T18:42:00Z"), false),
            ("13/10/2023", None, false),
            ("10/10/2023", None, false),
            ("2023-10-03", None, false),
            ("3 October 2023", None, false),
        ];
        for (text, other, is_month_first) in TESTS {
            let found = stated(text).expect("a date of the table");
            let other = other.map(|it| Timestamp::from_rfc3339(it).expect("a date of the table"));
            assert_eq!(
                (found.other, found.is_month_first),
                (other, *is_month_first),
                "{text}"
            );
        }
    }

    #[test]
    fn a_zone_is_told_where_a_text_names_one_or_is_at_home_in_one() {
        const TESTS: &[(&str, Option<i32>)] = &[
            ("July 11, 2024 8:15 PM ET", Some(-240)),
            ("January 11, 2024 8:15 PM ET", Some(-300)),
            ("2004년 05월 28일 오전 1:31", Some(540)),
            ("2004년 05월 28일", None),
            ("11 July 2024 20:15", None),
        ];
        for (text, zone) in TESTS {
            let found = stated(text).expect("a date of the table");
            assert_eq!(found.zone, *zone, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_reader_fall_over(text in "[-+0-9a-zA-Zé:,. /T年]{0,40}") {
            let _ = parse(&text);
        }
    }
}
