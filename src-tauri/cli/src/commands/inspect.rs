//! Looking into one page without a desk: what was read from it, how, and how sure that is.

use std::{
    io::{BufRead, Read, Write},
    path::Path,
};

use news::{Article, Timestamp, Zone, reading::as_given};
use parse::Parsed;
use serde_json::{Value, json};

use super::Outcome;
use crate::{Ended, Failure, args::InspectPageArgs, out::Out};

/// Prints what a page holds, or answers for many.
pub(crate) fn page(args: &InspectPageArgs, out: &Out) -> Outcome {
    if args.serve {
        return serve(out);
    }
    let Some(file) = &args.file else {
        return Err(Failure::Usage(
            "name a file to look into, or `--serve`.".into(),
        ));
    };
    let bytes = read(file).map_err(|err| {
        Failure::Usage(format!(
            "{} could not be read: {err}. Check the path and who may read it.",
            file.display()
        ))
    })?;
    let parsed = parse::page(&bytes, args.content_type.as_deref(), args.url.as_deref());
    out.value(&told(&parsed, now()));
    Ok(if parsed.articles.is_empty() {
        Ended::WithTrouble
    } else {
        Ended::Well
    })
}

/// Answers each line `{"id", "url", "file"}` of the standard input with one line.
fn serve(out: &Out) -> Outcome {
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { break };
        if line.trim().is_empty() {
            continue;
        }
        out.value_line(&answer(&line, now()));
        let _ = std::io::stdout().flush();
    }
    Ok(Ended::Well)
}

fn now() -> Timestamp {
    jiff::Timestamp::now().into()
}

fn answer(line: &str, now: Timestamp) -> Value {
    let request: Value = match serde_json::from_str(line) {
        Ok(it) => it,
        Err(err) => {
            return json!({"error": format!("The line is no JSON ({err}); expected {{\"id\", \"url\", \"file\"}}.")});
        }
    };
    let id = &request["id"];
    let Some(file) = request["file"].as_str() else {
        return json!({"id": id, "error": "The line names no `file`."});
    };
    match read(Path::new(file)) {
        Ok(bytes) => {
            let parsed = parse::page(
                &bytes,
                request["content_type"].as_str(),
                request["url"].as_str(),
            );
            let mut told = told(&parsed, now);
            told["id"] = id.clone();
            told
        }
        Err(err) => json!({"id": id, "error": format!("{file} could not be read: {err}.")}),
    }
}

/// A file up to what is read of a page, and one byte more, so that what lies beyond is said.
fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    let most = parse::limits::PAGE_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(file)?
            .take(most)
            .read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

fn told(parsed: &Parsed, now: Timestamp) -> Value {
    let problems: Vec<&str> = parsed
        .problems
        .iter()
        .map(|it| it.message.as_str())
        .collect();
    let Some(article) = parsed.articles.first() else {
        return json!({
            "title": null, "author": [], "date": null, "published": null, "modified": null, "language": null,
            "outlet": null, "canonical": null, "wire": null, "confidence": 0.0, "zones": [], "text": "",
            "problems": problems,
        });
    };
    let mut told = of(article, now);
    told["problems"] = json!(problems);
    told
}

/// A point in time as it was given. Where neither a zone nor an hour was, it is a day and stands at its midnight: then
/// that is all that is said.
pub(super) fn given(at: Timestamp, zone: Option<i16>) -> String {
    let given = as_given(at, zone);
    match given.strip_suffix("T00:00:00") {
        Some(day) => day.to_owned(),
        None => given,
    }
}

/// An article as JSON: what is said of it, and where that was found.
fn of(article: &Article, now: Timestamp) -> Value {
    let reading = article.reading.as_deref().cloned().unwrap_or_default();
    let published = article
        .published_at
        .map(|it| given(it, reading.published_zone));
    let modified = article
        .modified_at
        .map(|it| given(it, reading.modified_zone));
    // The day on which it appeared where it appeared; else the last one that the page gives.
    let date = published
        .as_ref()
        .or(modified.as_ref())
        .map(|it| it.chars().take(10).collect::<String>());
    let author: Vec<&String> = match article.authors.as_slice() {
        [] => reading.credit.iter().collect(),
        authors => authors.iter().collect(),
    };
    let text: Vec<&str> = article
        .blocks
        .iter()
        .filter(|it| matches!(it.zone, Zone::Body | Zone::Quote))
        .map(|it| it.text.as_str())
        .collect();
    json!({
        "title": article.title,
        "author": author,
        "persons": article.authors,
        "date": date,
        "published": published,
        "modified": modified,
        "language": article.language,
        "outlet": article.outlet,
        "canonical": article.address,
        "wire": article.wire,
        "confidence": f64::from(reading.confidence) / 100.0,
        "paywalled": reading.paywalled,
        "live": reading.live,
        // A day that lies ahead is as little to be believed as one before there was a web.
        "implausible_time": reading.implausible || !article.is_published_plausibly(now),
        "shows_change": reading.shows_change,
        "section": reading.section,
        "tags": reading.tags,
        "image": reading.image,
        "found_in": {
            "title": reading.title_from,
            "author": reading.authors_from,
            "published": reading.published_from,
            "modified": reading.modified_from,
        },
        "zones": article.blocks,
        "text": text.join("\n"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<html lang="en"><head><title>Ferry returns | Quay Post</title>
        <meta property="og:site_name" content="Quay Post">
        <script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry returns",
         "datePublished": "2025-03-02T23:30:00-05:00", "author": {"@type": "Person", "name": "Jana Holm"}}</script></head>
        <body><article><h1>Ferry returns</h1><p>LISSANE — The salt ferry came back to the northern quay on Sunday
        after a winter in dock, and a crowd of two hundred stood waiting for it.</p>
        <p>The harbour master said that the crossing would be open every day from now on.</p></article></body></html>"#;

    /// 2025-03-04T00:00:00Z.
    const NOW: Timestamp = Timestamp(1_741_046_400_000);

    #[test]
    fn a_page_is_told_with_where_each_fact_was_found() {
        let told = told(&parse::page(PAGE.as_bytes(), None, None), NOW);
        assert_eq!(told["title"], "Ferry returns");
        assert_eq!(told["author"], json!(["Jana Holm"]));
        assert_eq!(told["published"], "2025-03-02T23:30:00-05:00");
        assert_eq!(
            told["date"], "2025-03-02",
            "the day in the page's own zone, not in UTC"
        );
        assert_eq!(told["found_in"]["author"], "described");
        assert_eq!(told["found_in"]["title"], "visible");
        let text = told["text"].as_str().expect("a text");
        assert!(
            text.starts_with("The salt ferry"),
            "a dateline is no text: {text}"
        );
    }

    #[test]
    fn a_time_is_told_with_as_much_as_the_page_gives() {
        const TESTS: &[(&str, &str)] = &[
            ("2025-03-01T14:30:00+02:00", "2025-03-01T14:30:00+02:00"),
            ("2025-03-01T00:00:00Z", "2025-03-01T00:00:00+00:00"),
            ("2025-03-01T14:30:00", "2025-03-01T14:30:00"),
            ("2025-03-01", "2025-03-01"),
            ("March 1, 2025", "2025-03-01"),
        ];
        for (text, expected) in TESTS {
            let page = PAGE.replace("2025-03-02T23:30:00-05:00", text);
            let told = told(&parse::page(page.as_bytes(), None, None), NOW);
            assert_eq!(told["published"], *expected, "{text}");
            assert_eq!(told["date"], "2025-03-01", "{text}");
        }
    }

    #[test]
    fn a_day_that_lies_ahead_is_marked() {
        let parsed = parse::page(PAGE.as_bytes(), None, None);
        assert_eq!(told(&parsed, NOW)["implausible_time"], false);
        let before = NOW.plus(-7 * Timestamp::DAY);
        assert_eq!(told(&parsed, before)["implausible_time"], true);
    }

    #[test]
    fn a_line_that_cannot_be_answered_says_why() {
        assert!(answer("nonsense", NOW)["error"].is_string());
        assert!(answer(r#"{"id": "a"}"#, NOW)["error"].is_string());
        let told = answer(r#"{"id": "a", "file": "/no/such/file.html"}"#, NOW);
        assert_eq!(told["id"], "a");
        assert!(told["error"].is_string());
    }
}
