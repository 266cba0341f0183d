//! The text of an article in the data of a page's scripts: `<script id="__NEXT_DATA__" type="application/json">`. Pages have
//! it there that show nothing before their scripts run.

use serde_json::Value;

use super::markup::find_end_tag;
use crate::limits;

/// Under which names data hold a paragraph, or its parts.
const PARAGRAPH: &[&str] = &[
    "text",
    "html",
    "content",
    "value",
    "body",
    "paragraph",
    "data",
    "children",
];

/// A text has so many sentences.
const SENTENCES: usize = 3;

/// The longest text in the data of `html`'s scripts: one string, or the paragraphs of a list.
pub(super) fn text(html: &str) -> Option<String> {
    let mut longest = None;
    for data in data(html) {
        if let Ok(value) = serde_json::from_str::<Value>(data) {
            search(&value, &mut longest);
        }
    }
    longest
}

/// The contents of the scripts that hold data and no code.
fn data(html: &str) -> impl Iterator<Item = &str> {
    const MOST: usize = 8;
    let named = html.match_indices("application/json").take(MOST);
    named.filter_map(move |(at, _)| {
        let start = at + html[at..].find('>')? + 1;
        let end = find_end_tag(&html[start..], "script")?;
        Some(&html[start..start + end]).filter(|it| it.len() <= limits::JSON_BYTES)
    })
}

/// Looks through `value` for a text that is longer than `longest`.
fn search(value: &Value, longest: &mut Option<String>) {
    match value {
        Value::String(text) => keep(text, longest),
        Value::Array(items) => {
            let paragraphs: Vec<String> = items.iter().filter_map(|it| paragraph(it, 0)).collect();
            if paragraphs.len() > 1 {
                keep(&paragraphs.join("\n"), longest);
            }
            items.iter().for_each(|it| search(it, longest));
        }
        Value::Object(fields) => fields.values().for_each(|it| search(it, longest)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The paragraph that an item of a list is: a string, or an object that holds one under a plain name, whole or in parts.
fn paragraph(item: &Value, depth: usize) -> Option<String> {
    /// A link in a paragraph is a part with parts. What is deeper is something else, and would be copied once for each level.
    const DEEPEST: usize = 2;
    match item {
        Value::String(text) => Some(text.clone()),
        Value::Object(fields) => {
            let mut held = PARAGRAPH.iter().filter_map(|it| fields.get(*it));
            held.find_map(|it| match it {
                Value::String(text) => Some(text.clone()),
                Value::Array(parts) if depth < DEEPEST => {
                    let parts = parts.iter().filter_map(|it| paragraph(it, depth + 1));
                    Some(parts.collect::<String>()).filter(|it| !it.is_empty())
                }
                Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::Array(_)
                | Value::Object(_) => None,
            })
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
    }
}

fn keep(text: &str, longest: &mut Option<String>) {
    let is_longer = longest.as_ref().is_none_or(|it| it.len() < text.len());
    if is_longer && sentences(text) >= SENTENCES {
        *longest = Some(text.to_owned());
    }
}

/// How many sentences `text` has, which may be markup: full stops at the end of something. Code and addresses have none.
fn sentences(text: &str) -> usize {
    let is_end = |(at, mark): (usize, &str)| {
        let behind = text[at + mark.len()..].chars().next();
        mark == "。" || behind.is_none_or(|it| it.is_whitespace() || "<”\"»".contains(it))
    };
    let ends = text.match_indices(['.', '!', '?', '。', '।', '؟']);
    ends.filter(|it| is_end(*it)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "The piers stay shut for a month.";
    const TWO: &str = "Engineers had warned of it. Nobody listened.";

    fn page(data: &str) -> String {
        format!(
            r#"<div id="__next"></div><script id="__NEXT_DATA__" type="application/json">{data}</script>"#
        )
    }

    #[test]
    fn the_longest_text_of_the_data_is_found() {
        let tests = [
            (
                "a list of paragraphs",
                format!(
                    r#"{{"props": {{"body": [{{"type": "p", "text": "{ONE}"}}, {{"type": "p", "text": "{TWO}"}}], "title": "Piers shut"}}}}"#
                ),
                Some(format!("{ONE}\n{TWO}")),
            ),
            (
                "paragraphs in parts",
                format!(
                    r#"{{"body": [{{"children": [{{"text": "The piers "}}, {{"text": "stay shut for a month."}}]}}, {{"children": [{{"text": "{TWO}"}}]}}]}}"#
                ),
                Some(format!("{ONE}\n{TWO}")),
            ),
            (
                "markup",
                format!(r#"{{"body": "<p>{ONE}</p><p>{TWO}</p>", "note": "{ONE}"}}"#),
                Some(format!("<p>{ONE}</p><p>{TWO}</p>")),
            ),
            (
                "no text",
                r#"{"buildId": "a.b.c.d", "links": ["/a.html", "/b.html", "/c.html"]}"#.to_owned(),
                None,
            ),
            ("no JSON", "window.x = 1".to_owned(), None),
        ];
        for (name, data, expected) in tests {
            assert_eq!(text(&page(&data)), expected, "{name}");
        }
    }
}
