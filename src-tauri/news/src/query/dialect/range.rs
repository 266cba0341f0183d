//! Dates and numbers of words, from and to.

use jiff::civil::Date;

/// A day or a point in time as ISO 8601 writes it; nothing, if it could mean two days.
pub(super) fn day(text: &str) -> Option<String> {
    let text = text.trim().trim_matches('"');
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if text.len() == 8 && digits == 8 {
        return checked(&format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]));
    }
    let dashed = text.replace('/', "-");
    if dashed.len() == 10 {
        return checked(&dashed);
    }
    let (date, time) = dashed.split_once('T')?;
    let rest = time
        .bytes()
        .all(|it| it.is_ascii_digit() || matches!(it, b':' | b'.' | b'Z' | b'+' | b'-'));
    let date = checked(date)?;
    (rest && !time.is_empty()).then(|| format!("{date}T{time}"))
}

/// `2024-01-31`, if it looks like a day.
fn checked(text: &str) -> Option<String> {
    text.parse::<Date>()
        .ok()
        .filter(|_| text.len() == 10)
        .map(|it| it.to_string())
}

/// `date:` from one day to another, either of which may be open (`*`).
pub(super) fn dates(from: &str, to: &str) -> Option<String> {
    let bound = |it: &str| {
        let it = it.trim();
        if it.is_empty() || it == "*" {
            Some(String::new())
        } else {
            day(it)
        }
    };
    let (from, to) = (bound(from)?, bound(to)?);
    (!from.is_empty() || !to.is_empty()).then(|| format!("date:{from}/{to}"))
}

/// `date:` of `>2024-01-01`, `<=20240201`, `2024-01-01`.
pub(super) fn dates_compared(text: &str) -> Option<String> {
    let (sign, value) = signed(text);
    match sign {
        ">" => dates(&after(value)?, ""),
        ">=" => dates(value, ""),
        "<" => dates("", &before(value)?),
        "<=" => dates("", value),
        _ => dates(value, value),
    }
}

/// The day after a day, for a range that begins behind it. An open end and a point in time stay as they are.
pub(super) fn after(text: &str) -> Option<String> {
    beside(text, |it| it.tomorrow().ok())
}

/// The day before a day, for a range that ends before it. An open end and a point in time stay as they are.
pub(super) fn before(text: &str) -> Option<String> {
    beside(text, |it| it.yesterday().ok())
}

fn beside(text: &str, with: impl Fn(Date) -> Option<Date>) -> Option<String> {
    let text = text.trim();
    if text.is_empty() || text == "*" {
        return Some(text.into());
    }
    let day = day(text)?;
    if day.contains('T') {
        return Some(day);
    }
    with(day.parse().ok()?).map(|it| it.to_string())
}

/// The first and the last day of a day, a month or a year of ISO 8601; nothing for anything else.
pub(super) fn days(text: &str) -> Option<(String, String)> {
    let first = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_string(),
    };
    let first: Date = checked(&first)?.parse().ok()?;
    let last = match text.len() {
        4 => first.last_of_year(),
        7 => first.last_of_month(),
        _ => first,
    };
    Some((first.to_string(), last.to_string()))
}

/// `words:` of `>300`, `<=300`, `300`.
pub(super) fn words_compared(text: &str) -> Option<String> {
    let (sign, value) = signed(text);
    let n: u32 = value.parse().ok()?;
    Some(match sign {
        ">" | ">=" | "<" | "<=" => format!("words:{sign}{n}"),
        _ => format!("words:{n}"),
    })
}

/// A sign of comparison, and what follows it.
fn signed(text: &str) -> (&str, &str) {
    let text = text.trim();
    for sign in [">=", "<=", ">", "<", "="] {
        if let Some(rest) = text.strip_prefix(sign) {
            return (sign, rest.trim());
        }
    }
    ("", text)
}
