//! From what a feed says to articles.

use std::collections::{HashMap, HashSet};

use news::{Article, Block, TroubleCode, Zone};
use sha2::{Digest, Sha256};

use super::document::{Document, Record, Text};
use super::{ParsedFeed, html, link};
use crate::{Problem, limits, lines, page};

/// The articles of `document`.
pub(crate) fn articles(document: Document) -> ParsedFeed {
    let Document {
        feed,
        entries,
        wishes,
        mut problems,
        ..
    } = document;
    let title = Some(shortened(feed.title.plain())).filter(|it| !it.is_empty());
    let mut cut = 0;
    let read: Vec<Article> = entries
        .iter()
        .map(|entry| {
            let (article, was_cut) = article(entry, &feed, title.as_deref());
            cut += usize::from(was_cut);
            article
        })
        .collect();
    let articles = named(&entries, read, &feed);
    if cut > 0 {
        let message =
            format!("{cut} items were longer than what is kept of one; their ends are missing.");
        problems.push(Problem::new(TroubleCode::TooLarge, message));
    }
    ParsedFeed {
        title,
        site: feed.link.as_deref().and_then(link::of_the_web),
        language: feed.language,
        wishes,
        articles,
        problems,
    }
}

/// The articles of these items, each once and with a name.
///
/// A name is the guid, with the link where several share that; else the link, unless it is the site's own page; else what
/// the item says. Items of one name that differ (by their titles where guid and link both are the same, else by any of what they say)
/// are several, and what they say is a part of their names. The same item printed twice is one: the first is the newer in
/// all feeds that were seen.
fn named(entries: &[Record], articles: Vec<Article>, feed: &Record) -> Vec<Article> {
    let names = item_names(entries, &articles, feed);
    let says = |it: usize| match (names[it].is_edited, articles[it].title.as_str()) {
        (true, title) if !title.is_empty() => hashed(title),
        _ => fingerprint(&articles[it]),
    };
    let mut of_name: HashMap<&str, Vec<usize>> = HashMap::new();
    for (number, it) in names.iter().enumerate() {
        of_name.entry(&it.name).or_default().push(number);
    }
    let mut ids = vec![None; names.len()];
    for (name, numbers) in of_name {
        let [first, others @ ..] = &numbers[..] else {
            continue;
        };
        if others.is_empty() {
            ids[*first] = Some(name.to_owned());
            continue;
        }
        let mut seen: Vec<(usize, String)> = Vec::new();
        let mut told = HashSet::new();
        for number in numbers {
            let says = says(number);
            if told.insert(says.clone()) {
                seen.push((number, says));
            }
        }
        let is_shared = seen.len() > 1;
        for (number, says) in seen {
            ids[number] = Some(match is_shared {
                true => format!("{name}|{says}"),
                false => name.to_owned(),
            });
        }
    }
    let named = articles.into_iter().zip(ids);
    named
        .filter_map(|(article, id)| {
            Some(Article {
                item_id: Some(id?),
                ..article
            })
        })
        .collect()
}

/// What an item is called before others are looked at.
struct Name {
    name: String,
    /// Whether one of the same name is the same item, edited, as long as its title is the same.
    is_edited: bool,
}

/// What the feed calls its items. Where two items share a guid, the link is a part of it.
fn item_names(entries: &[Record], articles: &[Article], feed: &Record) -> Vec<Name> {
    let guid = |entry: &Record| entry.id.as_ref().filter(|it| !it.is_empty()).cloned();
    let mut uses: HashMap<String, u32> = HashMap::new();
    for id in entries.iter().filter_map(guid) {
        *uses.entry(id).or_default() += 1;
    }
    let site = feed.link.as_deref().and_then(link::of_the_web);
    entries
        .iter()
        .zip(articles)
        .map(|(entry, article)| {
            let page = article
                .address
                .as_ref()
                .filter(|it| Some(*it) != site.as_ref());
            match (guid(entry), &entry.link, page) {
                (Some(id), Some(link), _) if uses[&id] > 1 => Name {
                    name: format!("{id}|{link}"),
                    is_edited: true,
                },
                (Some(name), link, _) => Name {
                    name,
                    is_edited: link.is_some(),
                },
                (None, _, Some(page)) => Name {
                    name: page.clone(),
                    is_edited: false,
                },
                (None, ..) => Name {
                    name: fingerprint(article),
                    is_edited: false,
                },
            }
        })
        .collect()
}

/// A name for an item that has none: what it says.
fn fingerprint(article: &Article) -> String {
    let published = article
        .published_at
        .map(|it| it.to_string())
        .unwrap_or_default();
    let body = article
        .blocks
        .iter()
        .filter(|it| it.zone != Zone::Headline)
        .flat_map(|it| it.text.chars());
    let start: String = body.take(500).collect();
    hashed(&format!("{}|{published}|{start}", article.title))
}

fn hashed(text: &str) -> String {
    Sha256::digest(text)
        .iter()
        .fold("sha256:".to_owned(), |out, it| out + &format!("{it:02x}"))
}

/// The article that `entry` of `feed` is, and whether it was cut.
fn article(entry: &Record, feed: &Record, feed_title: Option<&str>) -> (Article, bool) {
    let title = shortened(entry.title.plain());
    let (standfirst, (mut body, cut)) = texts(entry);
    // Feeds often begin the text with its own title.
    if body.first().is_some_and(|it| it.text == title) {
        body.remove(0);
    }
    let outlet = entry
        .source
        .as_ref()
        .map(|it| it.title.plain())
        .filter(|it| !it.is_empty());
    let outlet = outlet.or_else(|| feed_title.map(str::to_owned));
    let byline = byline(entry);

    let mut blocks = Vec::with_capacity(body.len() + 3);
    if !title.is_empty() {
        blocks.push(Block::new(Zone::Headline, title.as_str()));
    }
    blocks.extend(standfirst.map(|it| Block::new(Zone::Standfirst, it)));
    if !byline.is_empty() {
        blocks.push(Block::new(Zone::Byline, byline.join(", ")));
    }
    let mut is_first = true;
    for block in body {
        if matches!(block.zone, Zone::Body | Zone::Quote) && !is_feed_footer(&block.text) {
            blocks.extend(lines::paragraph(block.zone, &block.text, is_first));
            is_first = false;
        } else {
            let zone = if block.zone == Zone::Body {
                Zone::Promo
            } else {
                block.zone
            };
            blocks.push(Block::new(zone, block.text));
        }
    }

    let text = |zone| {
        blocks
            .iter()
            .filter(move |it| it.zone == zone)
            .map(|it| it.text.as_str())
    };
    let named = if title.is_empty() {
        text(Zone::Body).next().map(page::first_words)
    } else {
        None
    };
    let said: String = [Zone::Headline, Zone::Body]
        .into_iter()
        .flat_map(text)
        .flat_map(|it| [it, " "])
        .collect();
    let declared = [&entry.language, &feed.language]
        .into_iter()
        .flatten()
        .find_map(|it| page::primary_language(it));
    let address = [&entry.original_link, &entry.link]
        .into_iter()
        .flatten()
        .find_map(|it| link::of_the_web(it));
    let article = Article {
        title: named.unwrap_or(title),
        authors: persons(&byline, outlet.as_deref()),
        address,
        language: page::language_of_text(&said, declared.as_deref()),
        published_at: entry.published_at.or(entry.created_at).or(entry.updated_at),
        modified_at: entry.updated_at,
        wire: page::wire_of(&blocks),
        item_id: None,
        outlet,
        blocks,
        reading: None,
    };
    (article, cut)
}

/// The standfirst, if the feed tells it from the text, and the text.
fn texts(entry: &Record) -> (Option<String>, (Vec<Block>, bool)) {
    if entry.content.is_empty() {
        return (None, blocks(&entry.summary));
    }
    let (body, cut) = blocks(&entry.content);
    if body.is_empty() {
        return (None, blocks(&entry.summary));
    }
    let summary = entry.summary.plain();
    let start = summary
        .trim_end_matches(|it: char| !it.is_alphanumeric())
        .to_owned();
    let said = body
        .iter()
        .take(6)
        .map(|it| it.text.as_str())
        .collect::<Vec<_>>()
        .join(" ");
    let repeats = start.is_empty() || said.contains(&start) || starts_alike(&said, &start);
    ((!repeats).then(|| shortened(summary)), (body, cut))
}

/// Whether an excerpt is the beginning of the text, for which 60 letters are enough.
fn starts_alike(text: &str, excerpt: &str) -> bool {
    let letters = |it: &str| {
        it.chars()
            .filter(|it| it.is_alphanumeric())
            .take(60)
            .collect::<String>()
    };
    let excerpt = letters(excerpt);
    excerpt.chars().count() >= 40 && letters(text).starts_with(&excerpt)
}

fn blocks(text: &Text) -> (Vec<Block>, bool) {
    if text.is_html {
        html::blocks(&text.value)
    } else {
        html::blocks_of_text(&text.value)
    }
}

/// The line that content systems put under every item: "The post … appeared first on …."
fn is_feed_footer(text: &str) -> bool {
    (text.starts_with("The post ")
        || text.starts_with("The article ")
        || text.starts_with("The story "))
        && (text.contains(" appeared first on ")
            || text.contains(" first appeared on ")
            || text.contains(" was originally published "))
}

/// The authors as the feed names them, for the byline.
fn byline(entry: &Record) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for person in &entry.authors {
        let Some(name) = person.name.as_ref().or(person.email.as_ref()) else {
            continue;
        };
        let name = shortened(html::folded(name));
        if !name.is_empty() && !names.contains(&name) && names.len() < limits::AUTHORS {
            names.push(name);
        }
    }
    names
}

/// The persons among the authors: agencies, desks and the outlet itself are none.
fn persons(byline: &[String], outlet: Option<&str>) -> Vec<String> {
    let mut persons: Vec<String> = Vec::new();
    for name in byline
        .iter()
        .flat_map(|it| lines::authors::persons(it, outlet))
    {
        if !persons.contains(&name) && persons.len() < limits::AUTHORS {
            persons.push(name);
        }
    }
    persons
}

/// `text`, no longer than a title may be.
fn shortened(text: String) -> String {
    match text.char_indices().nth(limits::TITLE_CHARS) {
        Some((end, _)) => text[..end].to_owned(),
        None => text,
    }
}
