//! Why an alert was raised, for programs and for people.

use news::{AlertId, Article, ArticleId, Severity, Timestamp, Zone, query::Proof};
use serde::Serialize;

use super::BundleAlert;
use crate::safe;

/// What is told of an alert: nothing that the analyst made of it.
#[derive(Serialize)]
struct Told<'a> {
    format: &'static str,
    alert_id: AlertId,
    watchlist: &'a str,
    topic: &'a str,
    topic_version: u32,
    query: &'a str,
    severity: Severity,
    raised_at: Timestamp,
    from_archive: bool,
    article_id: ArticleId,
    version: u32,
    title: &'a str,
    outlet: &'a str,
    address: Option<&'a str>,
    published_at: Option<Timestamp>,
    first_seen_at: Timestamp,
    zone: Zone,
    sentence: String,
    /// Places are bytes of the blocks of the version, both counted from 0.
    proof: &'a Proof,
}

/// The proof as JSON.
pub(crate) fn json(it: &BundleAlert) -> String {
    let row = &it.row;
    let told = Told {
        format: "wirewatch-proof/1",
        alert_id: row.id,
        watchlist: &row.watchlist,
        topic: &row.topic,
        topic_version: it.topic_version,
        query: &it.query,
        severity: row.severity,
        raised_at: row.raised_at,
        from_archive: row.from_archive,
        article_id: row.article_id,
        version: it.version,
        title: &row.title,
        outlet: &row.outlet,
        address: row.address.as_deref(),
        published_at: row.published_at,
        first_seen_at: row.first_seen_at,
        zone: row.zone,
        sentence: row.sentence.iter().map(|it| it.text.as_str()).collect(),
        proof: &it.proof,
    };
    let mut json = serde_json::to_string_pretty(&told).expect("a proof can be written as JSON");
    json.push('\n');
    json
}

/// The proof in words: the topic, the sentence with what met it between brackets, the query clause by clause.
pub(crate) fn words(it: &BundleAlert, article: Option<&Article>) -> String {
    let row = &it.row;
    let sentence: String = row
        .sentence
        .iter()
        .map(|it| {
            if it.topics.is_empty() {
                it.text.clone()
            } else {
                format!("[{}]", it.text)
            }
        })
        .collect();
    let mut lines = vec![
        format!(
            "Alert {} of the topic \"{}\" (watchlist \"{}\"), raised {}",
            row.id, row.topic, row.watchlist, row.raised_at
        ),
        format!(
            "Article {}, version {}: {}",
            row.article_id, it.version, row.title
        ),
        format!("Outlet: {}", row.outlet),
    ];
    if let Some(address) = &row.address {
        lines.push(format!("Address: {address}"));
    }
    lines.push(match row.published_at {
        Some(at) => format!(
            "Published {at} as its source says; first seen {}",
            row.first_seen_at
        ),
        None => format!("Its source gives no time; first seen {}", row.first_seen_at),
    });
    lines.push(String::new());
    lines.push(format!("The sentence ({}):", row.zone.name()));
    lines.push(format!("  {sentence}"));
    lines.push(String::new());
    lines.push(format!(
        "The query (version {} of the topic):",
        it.topic_version
    ));
    lines.push(format!("  {}", it.query));
    lines.push(String::new());
    lines.push("Clause by clause:".into());
    clauses(&it.proof, article, 1, &mut lines);
    let mut text: String = lines
        .iter()
        .map(|it| tame(it))
        .collect::<Vec<_>>()
        .join("\n");
    text.push('\n');
    text
}

/// How many words that met a clause are named.
const NAMED: usize = 8;

fn clauses(proof: &Proof, article: Option<&Article>, depth: usize, lines: &mut Vec<String>) {
    let holds = if proof.holds {
        "holds"
    } else {
        "does not hold"
    };
    let remark = proof
        .remark
        .as_ref()
        .map(|it| format!(" ({it})"))
        .unwrap_or_default();
    let mut found: Vec<&str> = vec![];
    for span in &proof.spans {
        let text = article.and_then(|it| it.blocks.get(span.block as usize));
        let word = text.and_then(|it| it.text.get(span.start as usize..span.end as usize));
        found.extend(word.filter(|it| !found.contains(it)));
    }
    let more = if found.len() > NAMED { ", ..." } else { "" };
    let named: Vec<String> = found
        .iter()
        .take(NAMED)
        .map(|it| format!("\"{it}\""))
        .collect();
    let found = if named.is_empty() {
        String::new()
    } else {
        format!(": {}{more}", named.join(", "))
    };
    lines.push(format!(
        "{}{} - {holds}{found}{remark}",
        "  ".repeat(depth),
        proof.clause
    ));
    for part in &proof.parts {
        clauses(part, article, depth + 1, lines);
    }
}

/// A line with what is not seen, or turns the direction of what follows, left out.
fn tame(line: &str) -> String {
    let inner = line.trim_start_matches(' ');
    format!(
        "{}{}",
        " ".repeat(line.len() - inner.len()),
        safe::clean(inner)
    )
}
