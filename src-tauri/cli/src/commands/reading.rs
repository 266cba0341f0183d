//! Reading: stories, comparison.

use engine::Engine;
use news::{StoryId, desk::StoryFilter, story::ClaimKind};

use super::{Outcome, count};
use crate::{Ended, out::Out};

/// Lists stories, newest first.
pub(crate) fn stories(engine: &Engine, outlets: u32, limit: usize, out: &Out) -> Outcome {
    let filter = StoryFilter {
        outlets: Some(outlets),
        watchlist_id: None,
    };
    let (mut rows, mut cursor, mut total) = (vec![], None, 0);
    loop {
        let page = engine.stories(&filter, cursor.as_deref())?;
        total = page.total.max(total);
        rows.extend(page.rows);
        cursor = page.next;
        if rows.len() >= limit || cursor.is_none() {
            break;
        }
    }
    rows.truncate(limit);
    if out.json {
        out.value(&serde_json::json!({"total": total, "rows": rows}));
        return Ok(Ended::Well);
    }
    for row in &rows {
        out.line(format!(
            "{} {}",
            out.quiet(&format!("{:>5}", row.id)),
            out.bold(&row.title)
        ));
        out.line(format!(
            "      {}",
            out.quiet(&format!(
                "{}, {}, {} · {} – {}",
                count(u64::from(row.outlets), "outlet", "outlets"),
                count(u64::from(row.articles), "article", "articles"),
                count(u64::from(row.alerts), "alert", "alerts"),
                out.time(row.first_at),
                out.time(row.last_at)
            ))
        ));
        out.line(format!("      {}", row.outlet_names.join(", ")));
    }
    out.line(format!(
        "{}, {} shown.",
        count(total, "story", "stories"),
        rows.len()
    ));
    Ok(Ended::Well)
}

/// Compares the outlets of a story.
pub(crate) fn compare(engine: &Engine, story: StoryId, out: &Out) -> Outcome {
    let comparison = engine.compare(story)?;
    if out.json {
        out.value(&comparison);
        return Ok(Ended::Well);
    }
    out.line(out.bold(&comparison.title));
    out.line(format!(
        "{}, {} independent\n",
        count(comparison.tellings.len() as u64, "article", "articles"),
        comparison.independent
    ));
    for (number, it) in comparison.tellings.iter().enumerate() {
        let letter = letter(number);
        let later = if number == 0 {
            "first".to_string()
        } else {
            format!("+{} min", it.minutes_after_first)
        };
        let wire = it
            .wire
            .as_ref()
            .map(|it| format!(" · {it}"))
            .unwrap_or_default();
        let copy = it
            .copy_of
            .and_then(|of| {
                comparison
                    .tellings
                    .iter()
                    .position(|it| it.article_id == of)
            })
            .map(|of| format!(" · {}% copied from {}", it.copied_percent, self::letter(of)))
            .unwrap_or_default();
        out.line(format!(
            "{letter}  {}  {}",
            out.bold(&it.outlet),
            out.quiet(&format!("{} ({later}){wire}{copy}", out.time(it.at)))
        ));
        out.line(format!("   {}", it.title));
    }
    let mut last = None;
    for claim in &comparison.claims {
        if last != Some(claim.kind) {
            out.line(match claim.kind {
                ClaimKind::All => "\nSaid by all",
                ClaimKind::Differs => "\nSaid with different figures",
                ClaimKind::Some => "\nSaid by some",
                ClaimKind::One => "\nSaid by one only",
            });
            last = Some(claim.kind);
        }
        let who: String = claim
            .cells
            .iter()
            .enumerate()
            .map(|(number, cell)| if cell.is_some() { letter(number) } else { '.' })
            .collect();
        let figures: Vec<String> = claim
            .cells
            .iter()
            .enumerate()
            .filter_map(|(number, cell)| {
                Some((number, cell.as_ref().filter(|it| !it.figures.is_empty())?))
            })
            .map(|(number, cell)| format!("{} {}", letter(number), cell.figures.join(", ")))
            .collect();
        let figures = if figures.is_empty() {
            String::new()
        } else {
            format!("  ({})", figures.join(" · "))
        };
        out.line(format!("  [{who}] {}{figures}", claim.gist));
    }
    Ok(Ended::Well)
}

/// A letter for a column.
fn letter(number: usize) -> char {
    char::from_u32('A' as u32 + (number % 26) as u32).unwrap_or('?')
}
