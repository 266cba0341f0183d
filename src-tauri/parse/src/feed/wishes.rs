//! What a feed says of when it is worth while to ask it.

use news::Wishes;

use super::field::Slot;
use crate::when;

/// Takes up one of them. What cannot be read asks for nothing.
pub(crate) fn set(wishes: &mut Wishes, slot: Slot, text: &str) {
    let text = text.trim();
    match slot {
        Slot::Ttl => wishes.ttl_minutes = number(text),
        Slot::UpdatePeriod => wishes.period_minutes = period(text),
        Slot::UpdateFrequency => wishes.frequency = number(text),
        Slot::UpdateBase => wishes.base = when::parse(text),
        Slot::SkipHour => {
            // Older feeds count from 1 to 24, newer ones from 0 to 23.
            if let Some(hour) = number(text).filter(|it| *it <= 24) {
                wishes.skip_hours |= 1 << (hour % 24);
            }
        }
        Slot::SkipDay => {
            if let Some(day) = day(text) {
                wishes.skip_days |= 1 << day;
            }
        }
        _ => {}
    }
}

/// A whole number; of one with a fraction what stands before it.
fn number(text: &str) -> Option<u32> {
    let whole = text.split(['.', ',']).next()?;
    whole.trim().parse().ok()
}

/// A period in minutes. A month has thirty days here, and a year as many as most have: nobody waits for it so long.
fn period(text: &str) -> Option<u32> {
    const HOUR: u32 = 60;
    const DAY: u32 = 24 * HOUR;
    Some(match text.to_ascii_lowercase().as_str() {
        "hourly" => HOUR,
        "daily" => DAY,
        "weekly" => 7 * DAY,
        "monthly" => 30 * DAY,
        "yearly" => 365 * DAY,
        _ => return None,
    })
}

/// A day of the week, counted from Monday.
fn day(text: &str) -> Option<u32> {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let text = text.to_ascii_lowercase();
    (0..)
        .zip(DAYS)
        .find(|(_, it)| text.starts_with(it))
        .map(|it| it.0)
}
