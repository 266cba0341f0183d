//! From what a feed says to articles.

use std::collections::{BTreeSet, HashMap, HashSet};

use news::{Article, Block, Timestamp, TroubleCode, Zone};
use sha2::{Digest, Sha256};

use super::document::{Document, Record, Text};
use super::{ParsedFeed, html, link};
use crate::{Problem, limits, lines, page};

/// The articles of `document`. `is_shared` says which guids and names were seen to be those of several items before.
pub(crate) fn articles(document: Document, is_shared: &dyn Fn(&str) -> bool) -> ParsedFeed {
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
    let (articles, shared) = named(&entries, read, &feed, is_shared);
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
        shared,
        problems,
    }
}

/// The articles of these items, each once and with a name; and the guids and names that several of them share.
///
/// A name is the guid, with the link where several share that; else the link, unless it is the site's own page; else what
/// the item says. Items of one name that differ (see [`Apart`]) are several, and what they say is a part of their names;
/// so it is where one of them stands alone, once it was seen that they share it. The same item printed twice is one: the
/// first is the newer in all feeds that were seen.
fn named(
    entries: &[Record],
    articles: Vec<Article>,
    feed: &Record,
    is_shared: &dyn Fn(&str) -> bool,
) -> (Vec<Article>, Vec<String>) {
    let names = item_names(entries, &articles, feed, is_shared);
    let mut of_name: HashMap<&str, Vec<usize>> = HashMap::new();
    for (number, it) in names.iter().enumerate() {
        of_name.entry(&it.name).or_default().push(number);
    }
    let mut ids = vec![None; names.len()];
    let mut shared = BTreeSet::new();
    for (name, numbers) in of_name {
        let was_shared = is_shared(name);
        if let [only] = numbers[..]
            && !was_shared
        {
            ids[only] = Some(name.to_owned());
            continue;
        }
        let mut alike: HashMap<String, Vec<usize>> = HashMap::new();
        for number in numbers {
            let says = names[number].says(&articles[number]);
            alike.entry(says).or_default().push(number);
        }
        for same in alike.values_mut() {
            if same.iter().all(|it| names[*it].apart == Apart::Title) {
                *same = of_their_own(same, entries, &articles);
            } else {
                same.truncate(1);
            }
        }
        let is_of_several = alike.values().map(Vec::len).sum::<usize>() > 1;
        if is_of_several {
            shared.insert(name.to_owned());
        }
        for (says, same) in alike {
            let told = format!("{name}|{says}");
            let is_title_of_several = same.len() > 1;
            let by_time = is_title_of_several || is_shared(&told);
            for number in same {
                ids[number] = Some(match (is_of_several || was_shared, by_time) {
                    (false, _) => name.to_owned(),
                    (true, false) => told.clone(),
                    (true, true) => {
                        let says = said_then(&articles[number], issued_at(&entries[number]));
                        format!("{name}|{says}")
                    }
                });
            }
            if is_title_of_several {
                shared.insert(told);
            }
        }
    }
    let mut guids = HashSet::new();
    let kept = entries.iter().zip(&ids).filter(|it| it.1.is_some());
    for guid in kept.filter_map(|it| guid(it.0)) {
        if !guids.insert(guid) {
            shared.insert(guid.to_owned());
        }
    }
    let named = articles.into_iter().zip(ids);
    let named = named
        .filter_map(|(article, id)| {
            Some(Article {
                item_id: Some(id?),
                ..article
            })
        })
        .collect();
    (named, shared.into_iter().collect())
}

/// Which of these items are items of their own, in their order; they have one name and one title. One that has the text or
/// the time of another is that one, edited, and so is one without a time: of two such the first is kept.
fn of_their_own(numbers: &[usize], entries: &[Record], articles: &[Article]) -> Vec<usize> {
    let first = &numbers[..numbers.len().min(1)];
    if numbers.len() < 2 {
        return first.to_vec();
    }
    let (mut times, mut texts) = (HashSet::new(), HashSet::new());
    let mut own = Vec::new();
    for number in numbers {
        let Some(at) = issued_at(&entries[*number]) else {
            continue;
        };
        let text = hashed(&text_of(&articles[*number]).collect::<String>());
        if !times.contains(&at) && !texts.contains(&text) {
            times.insert(at);
            texts.insert(text);
            own.push(*number);
        }
    }
    if own.len() > 1 { own } else { first.to_vec() }
}

/// When an item came out. When it was changed says nothing: the same item may be there as it was before, and as it is now.
fn issued_at(entry: &Record) -> Option<Timestamp> {
    entry.published_at.or(entry.created_at)
}

/// What an item is called before others are looked at.
struct Name {
    name: String,
    apart: Apart,
}

/// By what items of one name are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Apart {
    /// By their titles: one of the same title is the same item, edited, unless text and time both are others.
    Title,
    /// By their titles and texts: there are feeds that date all their items anew whenever they are asked for.
    Text,
    /// By all that they say.
    All,
}

impl Name {
    /// What tells an article from others of this name.
    fn says(&self, article: &Article) -> String {
        match self.apart {
            Apart::Title if !article.title.is_empty() => hashed(&article.title),
            Apart::Text => said(article),
            Apart::Title | Apart::All => fingerprint(article),
        }
    }
}

fn guid(entry: &Record) -> Option<&str> {
    entry.id.as_deref().filter(|it| !it.is_empty())
}

/// What the feed calls its items. Where two items share a guid, the link is a part of it.
fn item_names(
    entries: &[Record],
    articles: &[Article],
    feed: &Record,
    is_shared: &dyn Fn(&str) -> bool,
) -> Vec<Name> {
    let mut uses: HashMap<&str, u32> = HashMap::new();
    for id in entries.iter().filter_map(guid) {
        *uses.entry(id).or_default() += 1;
    }
    let site = feed.link.as_deref().and_then(link::of_the_web);
    let site_key = site.as_deref().and_then(page::address_key);
    let is_site = |address: &str| {
        site.as_deref() == Some(address) || is_page_of(address, site_key.as_deref())
    };
    entries
        .iter()
        .zip(articles)
        .map(|(entry, article)| {
            let (name, apart) = match (guid(entry), &entry.link, &article.address) {
                (Some(id), Some(link), _) if uses[id] > 1 || is_shared(id) => {
                    (format!("{id}|{link}"), Apart::Title)
                }
                (Some(id), Some(_), _) => (id.to_owned(), Apart::Title),
                (Some(id), None, _) => (id.to_owned(), Apart::All),
                (None, _, Some(page)) if is_site(page) => (said(article), Apart::Text),
                (None, _, Some(page)) => (page.clone(), Apart::Text),
                (None, _, None) => (fingerprint(article), Apart::All),
            };
            Name { name, apart }
        })
        .collect()
}

/// Whether an address is that of the site's own page, however it is written: the page with the key `site`, or a bare host.
/// What stands behind a "#" names one of its items.
fn is_page_of(address: &str, site: Option<&str>) -> bool {
    let names_part = address
        .split_once('#')
        .is_some_and(|(_, part)| !part.is_empty());
    if names_part {
        return false;
    }
    page::address_key(address)
        .is_some_and(|key| Some(key.as_str()) == site || !key.contains(['/', '?', '#']))
}

/// A name for an item that has none: what it says.
fn fingerprint(article: &Article) -> String {
    said_at(article, article.published_at)
}

/// What an item says, and when it came out only if it has no text.
fn said(article: &Article) -> String {
    let has_text = article
        .blocks
        .iter()
        .any(|it| matches!(it.zone, Zone::Standfirst | Zone::Body | Zone::Quote));
    said_at(article, article.published_at.filter(|_| !has_text))
}

/// What an item is called by and when it came out; what it says, where nobody knows when.
fn said_then(article: &Article, at: Option<Timestamp>) -> String {
    match at {
        Some(at) => hashed(&format!("{}|{at}", article.title)),
        None => said(article),
    }
}

fn said_at(article: &Article, at: Option<Timestamp>) -> String {
    let at = at.map(|it| it.to_string()).unwrap_or_default();
    let start: String = text_of(article).flat_map(str::chars).take(500).collect();
    hashed(&format!("{}|{at}|{start}", article.title))
}

/// What stands below the headline.
fn text_of(article: &Article) -> impl Iterator<Item = &str> {
    let blocks = article.blocks.iter();
    blocks
        .filter(|it| it.zone != Zone::Headline)
        .map(|it| it.text.as_str())
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
    let mut authors = persons(&byline, outlet.as_deref());
    if authors.is_empty() {
        authors = page::reporters_of(&blocks);
    }
    let article = Article {
        title: named.unwrap_or(title),
        authors,
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
