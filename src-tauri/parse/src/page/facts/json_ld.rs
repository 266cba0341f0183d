//! The article as its page describes it to search engines.

use serde_json::Value;

use crate::page::tree::fold;

/// What a page's JSON-LD says about its article. Everything is a claim, to be weighed with others.
#[derive(Debug, Default)]
pub(crate) struct Described {
    pub(crate) headline: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) modified: Option<String>,
    pub(crate) persons: Vec<String>,
    pub(crate) houses: Vec<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) body: Option<String>,
    pub(crate) section: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) image: Option<String>,
    /// `isAccessibleForFree`, where the page says it of its article.
    pub(crate) free: Option<bool>,
    /// It is a `LiveBlogPosting`.
    pub(crate) live: bool,
}

/// Objects in one another that are followed.
const DEPTH: usize = 24;
/// Objects that are looked at.
const OBJECTS: usize = 5_000;

impl Described {
    /// Reads the page's JSON-LD scripts.
    pub(crate) fn read(scripts: &[String]) -> Described {
        let values: Vec<Value> = scripts.iter().filter_map(|it| tolerant(it)).collect();
        let mut objects = Vec::new();
        for value in &values {
            gather(value, DEPTH, &mut objects);
        }
        let articles = objects.iter().filter(|it| rank(it).is_some());
        // The most article-like object; of several alike the first, which is the page's own.
        let Some(article) = articles.min_by_key(|it| rank(it)) else {
            return Described {
                publisher: publisher_alone(&objects),
                ..Described::default()
            };
        };
        let mut described = Described {
            headline: text_of(article, "headline").or_else(|| text_of(article, "name")),
            published: moment_of(article, "datePublished")
                .or_else(|| moment_of(article, "dateCreated"))
                .or_else(|| {
                    objects
                        .iter()
                        .filter(|it| rank(it).is_some())
                        .find_map(|it| moment_of(it, "datePublished"))
                }),
            modified: moment_of(article, "dateModified"),
            publisher: article
                .get("publisher")
                .and_then(|it| name_of(it, &objects)),
            address: text_of(article, "url")
                .or_else(|| article.get("mainEntityOfPage").and_then(address_of)),
            language: article
                .get("inLanguage")
                .and_then(|it| name_of(it, &objects)),
            description: text_of(article, "description"),
            body: article
                .get("articleBody")
                .and_then(Value::as_str)
                .map(str::to_owned),
            section: text_of(article, "articleSection"),
            tags: keywords(article),
            image: article.get("image").and_then(|it| image_of(it, &objects)),
            free: article.get("isAccessibleForFree").and_then(truth),
            live: types(article).any(|it| it.ends_with("LiveBlogPosting")),
            ..Described::default()
        };
        for key in ["author", "creator"] {
            if described.persons.is_empty()
                && described.houses.is_empty()
                && let Some(author) = article.get(key)
            {
                described.authors(author, &objects, 4);
            }
        }
        described.publisher = described.publisher.or_else(|| publisher_alone(&objects));
        described
    }

    fn authors(&mut self, author: &Value, objects: &[&Value], depth: usize) {
        match author {
            Value::Array(authors) if depth > 0 => {
                authors
                    .iter()
                    .take(crate::limits::AUTHORS)
                    .for_each(|it| self.authors(it, objects, depth - 1));
            }
            Value::String(name) => self.persons.push(unescaped(name)),
            Value::Object(_) => {
                let author = resolved(author, objects);
                match author.get("name") {
                    Some(Value::Array(names)) => self
                        .persons
                        .extend(names.iter().filter_map(Value::as_str).map(unescaped)),
                    Some(Value::String(name)) => {
                        let is_house = types(author).any(|it| it.contains("Organization"));
                        let list = if is_house {
                            &mut self.houses
                        } else {
                            &mut self.persons
                        };
                        list.push(unescaped(name));
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
}

/// JSON as pages write it: with bare line breaks in texts, in CDATA, with a semicolon after it, a comma too many, a quotation in a text.
fn tolerant(script: &str) -> Option<Value> {
    let script = script
        .trim()
        .trim_start_matches("<!--")
        .trim_end_matches("-->")
        .trim();
    let script = outside_cdata(script).trim_end_matches(';');
    if let Ok(value) = serde_json::from_str(script) {
        return Some(value);
    }
    let cleaned: String = script
        .chars()
        .map(|it| if it.is_control() { ' ' } else { it })
        .collect();
    // Some systems escape the script as if it were text.
    let escaped = || {
        let is_escaped = cleaned.contains("&quot;") && !cleaned.contains('"');
        let plain = is_escaped.then(|| cleaned.replace("&quot;", "\"").replace("&amp;", "&"))?;
        serde_json::from_str(&plain).ok()
    };
    serde_json::from_str(&cleaned)
        .ok()
        .or_else(escaped)
        .or_else(|| serde_json::from_str(&mended(&cleaned)).ok())
}

/// `script` without the marks that hide it from readers of XML, and without the comments that they stand in.
fn outside_cdata(script: &str) -> &str {
    const BEGIN: &str = "<![CDATA[";
    const END: &str = "]]>";
    let is_comment = |it: char| it.is_whitespace() || it == '/' || it == '*';
    let begin = script
        .find(BEGIN)
        .filter(|it| script[..*it].chars().all(is_comment));
    let script = begin.map_or(script, |it| &script[it + BEGIN.len()..]);
    let end = script
        .rfind(END)
        .filter(|it| script[it + END.len()..].chars().all(is_comment));
    let script = end.map_or(script, |it| script[..it].trim_end_matches(is_comment));
    match begin {
        Some(_) => script.trim_start_matches(is_comment),
        None => script.trim(),
    }
}

/// JSON with what writers by hand leave in it put right: a comma before a bracket that closes, and quotes inside of a text. A quote
/// ends a text only where a mark of JSON follows it.
fn mended(script: &str) -> String {
    let mut out = String::with_capacity(script.len() + 16);
    let (mut in_text, mut is_escaped) = (false, false);
    for (at, it) in script.char_indices() {
        let next = || script[at + it.len_utf8()..].trim_start().chars().next();
        if in_text {
            let is_bare =
                it == '"' && !is_escaped && !matches!(next(), None | Some(',' | ':' | '}' | ']'));
            if is_bare {
                out.push('\\');
            } else if it == '"' && !is_escaped {
                in_text = false;
            }
            is_escaped = it == '\\' && !is_escaped;
        } else if it == '"' {
            (in_text, is_escaped) = (true, false);
        } else if it == ',' && matches!(next(), Some('}' | ']')) {
            continue;
        }
        out.push(it);
    }
    out
}

/// Every object inside `value` that can be the article or be referred to by it.
fn gather<'a>(value: &'a Value, depth: usize, objects: &mut Vec<&'a Value>) {
    if depth == 0 || objects.len() >= OBJECTS {
        return;
    }
    match value {
        Value::Array(values) => values.iter().for_each(|it| gather(it, depth - 1, objects)),
        Value::Object(fields) => {
            objects.push(value);
            for (key, field) in fields {
                // What an article mentions, is about, or is followed by, is not the article.
                let is_other = matches!(
                    key.as_str(),
                    "isPartOf" | "about" | "mentions" | "itemReviewed" | "citation" | "isBasedOn"
                );
                let is_own =
                    field.is_object() || matches!(key.as_str(), "@graph" | "author" | "mainEntity");
                if is_own && !is_other {
                    gather(field, depth - 1, objects);
                }
            }
        }
        _ => {}
    }
}

fn types(object: &Value) -> impl Iterator<Item = &str> {
    let (one, several) = match object.get("@type") {
        Some(Value::String(it)) => (Some(it.as_str()), None),
        Some(Value::Array(it)) => (None, Some(it.iter().filter_map(Value::as_str))),
        _ => (None, None),
    };
    one.into_iter().chain(several.into_iter().flatten())
}

/// How sure it is that an object is the page's article: 0 is surest.
fn rank(object: &Value) -> Option<u8> {
    let by_type = types(object).filter_map(|it| match it.rsplit(['/', ':']).next().unwrap_or(it) {
        it if it.ends_with("NewsArticle") => Some(0),
        "LiveBlogPosting" | "Report" => Some(1),
        "Article" | "BlogPosting" | "TechArticle" | "ScholarlyArticle" | "SocialMediaPosting"
        | "Review" => Some(2),
        // Someone looks for people to work, and the day is that of the offer.
        "JobPosting" => None,
        it if it.ends_with("Article") || it.ends_with("Posting") => Some(3),
        "VideoObject" | "Recipe" | "CreativeWork" | "HowTo" => Some(4),
        "ItemPage" | "FAQPage" | "QAPage" => Some(5),
        it if it.ends_with("WebPage") => Some(5),
        _ => None,
    });
    by_type.min()
}

fn text_of(object: &Value, key: &str) -> Option<String> {
    match object.get(key)? {
        Value::String(it) => Some(unescaped(it)).filter(|it| !it.is_empty()),
        Value::Array(it) => it
            .iter()
            .find_map(Value::as_str)
            .map(unescaped)
            .filter(|it| !it.is_empty()),
        _ => None,
    }
}

/// A time as text; systems write numbers of seconds or milliseconds too.
fn moment_of(object: &Value, key: &str) -> Option<String> {
    match object.get(key)? {
        Value::Number(it) => Some(it.to_string()),
        _ => text_of(object, key),
    }
}

fn address_of(value: &Value) -> Option<String> {
    match value {
        Value::String(it) => Some(it.clone()),
        Value::Object(_) => text_of(value, "@id").or_else(|| text_of(value, "url")),
        _ => None,
    }
}

fn name_of(value: &Value, objects: &[&Value]) -> Option<String> {
    match value {
        Value::String(it) => Some(unescaped(it)).filter(|it| !it.is_empty()),
        Value::Array(it) => it.first().and_then(|it| name_of(it, &[])),
        Value::Object(_) => text_of(resolved(value, objects), "name"),
        _ => None,
    }
}

/// The object itself, or the one that it refers to by `@id`.
fn resolved<'a>(object: &'a Value, objects: &[&'a Value]) -> &'a Value {
    let Some(id) = object.get("@id").filter(|_| object.get("name").is_none()) else {
        return object;
    };
    objects
        .iter()
        .find(|it| it.get("@id") == Some(id) && it.get("name").is_some())
        .copied()
        .unwrap_or(object)
}

/// `keywords`: a list, or one text with commas.
fn keywords(article: &Value) -> Vec<String> {
    let of_text = |it: &str| {
        it.split([',', ';'])
            .map(unescaped)
            .filter(|it| !it.is_empty())
            .collect::<Vec<_>>()
    };
    match article.get("keywords") {
        Some(Value::String(it)) => of_text(it),
        Some(Value::Array(them)) => them
            .iter()
            .take(crate::limits::TAGS)
            .filter_map(|it| match it {
                Value::String(it) => Some(unescaped(it)),
                Value::Object(_) => text_of(it, "name"),
                _ => None,
            })
            .filter(|it| !it.is_empty())
            .collect(),
        _ => Vec::new(),
    }
}

fn image_of(value: &Value, objects: &[&Value]) -> Option<String> {
    match value {
        Value::String(it) => Some(it.clone()),
        Value::Array(it) => it
            .first()
            .filter(|it| !it.is_array())
            .and_then(|it| image_of(it, objects)),
        Value::Object(_) => text_of(value, "url")
            .or_else(|| text_of(value, "contentUrl"))
            .or_else(|| {
                let id = value.get("@id")?;
                let meant = objects
                    .iter()
                    .find(|it| it.get("@id") == Some(id) && it.get("url").is_some())?;
                text_of(meant, "url")
            }),
        _ => None,
    }
}

/// True and false as pages write them: bare, or as a text.
fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(it) => Some(*it),
        Value::String(it) if it.eq_ignore_ascii_case("true") => Some(true),
        Value::String(it) if it.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

fn publisher_alone(objects: &[&Value]) -> Option<String> {
    let site = objects
        .iter()
        .find(|it| types(it).any(|it| it == "WebSite" || it == "NewsMediaOrganization"));
    site.and_then(|it| text_of(it, "name"))
}

/// Text with entities read, since many pages escape what needs no escape.
fn unescaped(text: &str) -> String {
    if text.contains('&') || text.contains('<') {
        fold(&dom_query::Document::fragment(text).text())
    } else {
        fold(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is wrong, a script; the day that it gives.
    const TESTS: &[(&str, &str, Option<&str>)] = &[
        (
            "nothing",
            r#"{"@type": "NewsArticle", "datePublished": "2025-12-07"}"#,
            Some("2025-12-07"),
        ),
        (
            "commas before brackets",
            "{\"@type\": \"NewsArticle\", \"keywords\": [\"a,]\", \"b\" , ], \"datePublished\": \"2025-12-07\",\n}",
            Some("2025-12-07"),
        ),
        (
            "comments around CDATA",
            "// <![CDATA[\n{\"@type\": \"NewsArticle\", \"datePublished\": \"2025-12-07\"}\n// ]]>",
            Some("2025-12-07"),
        ),
        (
            "CDATA without comments",
            "<![CDATA[{\"@type\": \"NewsArticle\", \"datePublished\": \"2025-12-07\"}]]>",
            Some("2025-12-07"),
        ),
        (
            "stars around CDATA",
            "/*<![CDATA[*/{\"@type\": \"NewsArticle\", \"datePublished\": \"2025-12-07\"}/*]]>*/",
            Some("2025-12-07"),
        ),
        (
            "quotes inside of a text",
            r#"{"@type": "NewsArticle", "headline": "Said "no" twice", "datePublished": "2025-12-07"}"#,
            Some("2025-12-07"),
        ),
        (
            "cut off",
            r#"{"@type": "NewsArticle", "datePublished": "2025-12-07""#,
            None,
        ),
    ];

    #[test]
    fn scripts_that_are_nearly_json_are_read() {
        for (name, script, expected) in TESTS {
            let described = Described::read(&[(*script).to_owned()]);
            assert_eq!(described.published.as_deref(), *expected, "{name}");
        }
        let quoted = Described::read(&[TESTS[5].1.to_owned()]);
        assert_eq!(quoted.headline.as_deref(), Some("Said \"no\" twice"));
    }

    #[test]
    fn what_is_most_like_an_article_is_the_article() {
        const TESTS: &[(&str, Option<&str>)] = &[
            (
                r#"{"@type": "WebPage", "mainEntity": [{"@type": "Article", "headline": "Bridge"}]}"#,
                Some("Bridge"),
            ),
            (
                r#"{"@type": "CreativeWork", "headline": "Bridge"}"#,
                Some("Bridge"),
            ),
            (
                r#"{"@type": "MedicalWebPage", "headline": "Bridge"}"#,
                Some("Bridge"),
            ),
            (
                r#"[{"@type": "FAQPage", "headline": "Ferry"}, {"@type": "DiscussionForumPosting", "headline": "Bridge"}]"#,
                Some("Bridge"),
            ),
            (
                r#"[{"@type": "DiscussionForumPosting", "headline": "Ferry"}, {"@type": "NewsArticle", "headline": "Bridge"}]"#,
                Some("Bridge"),
            ),
            (
                r#"{"@type": "ClaimReview", "itemReviewed": {"@type": "CreativeWork", "headline": "Bridge"}}"#,
                None,
            ),
            (r#"{"@type": "JobPosting", "headline": "Bridge"}"#, None),
            (
                r#"{"@type": "ItemList", "itemListElement": [{"@type": "Article", "headline": "Bridge"}]}"#,
                None,
            ),
        ];
        for (script, expected) in TESTS {
            let described = Described::read(&[(*script).to_owned()]);
            assert_eq!(described.headline.as_deref(), *expected, "{script}");
        }
    }
}
