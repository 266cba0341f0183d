//! The public page of a Telegram channel: its last posts.

use std::borrow::Cow;

use news::{Article, Block, TroubleCode, Zone};

use crate::{
    ParsedFeed, Problem, decode,
    feed::{
        html, link,
        token::{Attributes, Token, Tokens},
    },
    guard, limits, page, when,
};

/// The posts on the public page of a channel, the oldest first, as the page has them. Never fails.
pub fn telegram(bytes: &[u8], content_type: Option<&str>, address: &str) -> ParsedFeed {
    guard::contained(|| read(bytes, content_type, address)).unwrap_or_else(|| ParsedFeed {
        problems: vec![Problem::new(
            TroubleCode::Internal,
            "The page could not be read: a fault of this program.",
        )],
        ..ParsedFeed::default()
    })
}

/// A post while it is read.
#[derive(Default)]
struct Post {
    /// "channel/512".
    id: String,
    text: String,
    at: String,
    media: bool,
}

fn read(bytes: &[u8], content_type: Option<&str>, address: &str) -> ParsedFeed {
    let bytes = &bytes[..bytes.len().min(limits::PAGE_BYTES)];
    let text = decode::text(bytes, content_type).text;
    let mut found = ParsedFeed {
        site: link::of_the_web(address),
        ..ParsedFeed::default()
    };
    let mut posts: Vec<Post> = vec![];
    // What is being taken: the name of its element, how many of that name are open, and where its text began.
    let mut taking: Option<(String, usize, usize)> = None;
    // A quoted post within a post: its element, and how many of that name are open.
    let mut quoted: Option<(String, usize)> = None;
    let mut tokens = Tokens::new(&text);
    while let Some(token) = tokens.next() {
        match token {
            Token::Start {
                name,
                attributes,
                empty,
            } => {
                let name = name.to_ascii_lowercase();
                if matches!(name.as_str(), "script" | "style") {
                    tokens.skip_to_end_of(&name);
                    continue;
                }
                if let Some((open, depth, _)) = &mut taking {
                    *depth += usize::from(*open == name && !empty);
                    continue;
                }
                if let Some((open, depth)) = &mut quoted {
                    *depth += usize::from(*open == name && !empty);
                    continue;
                }
                let get = |name| attributes.get(name).unwrap_or(Cow::Borrowed(""));
                if name == "meta" && get("property") == "og:title" && found.title.is_none() {
                    found.title = Some(html::line(&get("content"))).filter(|it| !it.is_empty());
                }
                let id = get("data-post");
                if is_post(&id) && posts.last().is_none_or(|it| it.id != id) {
                    if posts.len() == limits::FEED_ITEMS {
                        break;
                    }
                    posts.push(Post {
                        id: id.into_owned(),
                        ..Post::default()
                    });
                }
                let Some(post) = posts.last_mut() else {
                    continue;
                };
                if has_class(attributes, "tgme_widget_message_reply") && !empty {
                    quoted = Some((name, 1));
                } else if has_class(attributes, "tgme_widget_message_text") && !empty {
                    taking = Some((name, 1, tokens.position()));
                } else if name == "time" && !get("datetime").is_empty() {
                    // The last of a post is its own; before may stand the length of a film.
                    post.at = get("datetime").into_owned();
                } else if has_class(attributes, "tgme_widget_message_photo_wrap")
                    || has_class(attributes, "tgme_widget_message_video_wrap")
                {
                    post.media = true;
                }
            }
            Token::End { name } => {
                let name = name.to_ascii_lowercase();
                if let Some((open, depth, from)) = &mut taking {
                    *depth -= usize::from(*open == name);
                    if *depth == 0 {
                        let taken = &text[*from..tokens.position()];
                        let end = taken.rfind("</").unwrap_or(taken.len());
                        if let Some(post) = posts.last_mut() {
                            post.text.push_str("<p>");
                            post.text.push_str(&taken[..end]);
                        }
                        taking = None;
                    }
                } else if let Some((open, depth)) = &mut quoted {
                    *depth -= usize::from(*open == name);
                    if *depth == 0 {
                        quoted = None;
                    }
                }
            }
            Token::Text(_) | Token::Cdata(_) => {}
        }
    }
    if posts.is_empty() {
        found.problems.push(Problem::new(
            TroubleCode::NotAFeed,
            "The page shows no posts: there is no such channel, or it does not show them in public.",
        ));
    }
    let outlet = found.title.clone();
    let without: usize = posts
        .iter()
        .filter(|it| it.text.is_empty() && it.media)
        .count();
    found.articles = posts
        .into_iter()
        .filter_map(|it| article(it, outlet.as_deref()))
        .collect();
    if found.articles.is_empty() && without > 0 {
        found.problems.push(Problem::new(
            TroubleCode::Empty,
            format!("The {without} posts on the page hold pictures and films without text."),
        ));
    }
    found
}

fn article(post: Post, outlet: Option<&str>) -> Option<Article> {
    let (blocks, _) = html::blocks(&post.text);
    let first = blocks.first()?;
    let title = page::first_words(&first.text);
    let said: String = blocks.iter().map(|it| format!("{} ", it.text)).collect();
    Some(Article {
        title,
        address: Some(format!("https://t.me/{}", post.id)),
        outlet: outlet.map(str::to_owned),
        language: page::language_of_text(&said, None),
        published_at: when::parse(&post.at),
        item_id: Some(post.id),
        blocks: blocks
            .into_iter()
            .map(|it| {
                Block::new(
                    if it.zone == Zone::Quote {
                        it.zone
                    } else {
                        Zone::Body
                    },
                    it.text,
                )
            })
            .collect(),
        ..Article::default()
    })
}

/// Whether a text names a post: "channel/512".
fn is_post(id: &str) -> bool {
    id.len() <= 100
        && id.split_once('/').is_some_and(|(channel, number)| {
            !channel.is_empty()
                && channel
                    .bytes()
                    .all(|it| it.is_ascii_alphanumeric() || it == b'_')
                && !number.is_empty()
                && number.bytes().all(|it| it.is_ascii_digit())
        })
}

fn has_class(attributes: Attributes<'_>, class: &str) -> bool {
    attributes
        .get("class")
        .is_some_and(|it| it.split_whitespace().any(|it| it == class))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: &str = "https://t.me/s/harbourledger";

    fn post(number: u32, inside: &str) -> String {
        format!(
            "<div class=\"tgme_widget_message_wrap\"><div class=\"tgme_widget_message js-widget_message\" \
             data-post=\"harbourledger/{number}\"><div class=\"bubble\">{inside}<div class=\"footer\">\
             <a class=\"tgme_widget_message_date\" href=\"https://t.me/harbourledger/{number}\">\
             <time datetime=\"2026-11-27T09:4{number}:00+00:00\" class=\"time\">09:40</time></a></div></div></div></div>"
        )
    }

    fn said(text: &str) -> String {
        format!("<div class=\"tgme_widget_message_text js-message_text\" dir=\"auto\">{text}</div>")
    }

    fn page_of(posts: &str) -> ParsedFeed {
        let html = format!(
            "<html><head><meta property=\"og:title\" content=\"Harbour Ledger\"></head><body>{posts}</body></html>"
        );
        telegram(html.as_bytes(), Some("text/html; charset=utf-8"), PLACE)
    }

    #[test]
    fn posts_are_articles_with_their_text_time_and_address() {
        let found = page_of(
            &(post(
                1,
                &said(
                    "Grain ships <b>wait</b> in the harbour.<br><br>Insurers ask for guarantees.",
                ),
            ) + &post(
                2,
                &said("Банки внесены в список санкций, сообщили дипломаты во вторник вечером."),
            )),
        );
        assert_eq!(found.title.as_deref(), Some("Harbour Ledger"));
        assert_eq!(found.articles.len(), 2);
        let first = &found.articles[0];
        assert_eq!(first.item_id.as_deref(), Some("harbourledger/1"));
        assert_eq!(
            first.address.as_deref(),
            Some("https://t.me/harbourledger/1")
        );
        let texts: Vec<&str> = first.blocks.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "Grain ships wait in the harbour.",
                "Insurers ask for guarantees."
            ]
        );
        assert_eq!(first.published_at, when::parse("2026-11-27T09:41:00Z"));
        assert_eq!(found.articles[1].language.as_deref(), Some("ru"));
    }

    #[test]
    fn what_a_post_answers_to_is_not_its_text_and_pictures_alone_are_no_article() {
        let answer = format!(
            "<a class=\"tgme_widget_message_reply\" href=x><div class=\"author\">Other</div>\
             <div class=\"tgme_widget_message_text js-message_reply_text\">Yesterday's sanctions</div></a>{}",
            said("No comment from the ministry.")
        );
        let picture = "<a class=\"tgme_widget_message_photo_wrap\" style=x></a>";
        let found = page_of(&(post(1, &answer) + &post(2, picture)));
        assert_eq!(found.articles.len(), 1);
        assert_eq!(found.articles[0].title, "No comment from the ministry.");
        assert!(found.problems.is_empty());
        let only = page_of(&post(2, picture));
        assert_eq!(only.problems[0].code, TroubleCode::Empty);
    }

    #[test]
    fn a_page_without_posts_says_so_and_a_damaged_one_gives_what_it_has() {
        assert_eq!(page_of("").problems[0].code, TroubleCode::NotAFeed);
        let cut = post(1, &said("Grain ships wait."))
            + "<div class=\"tgme_widget_message\" data-post=\"harbourledger/2\"><div class=\"tgme_widget_message_text\">and";
        let found = page_of(&cut);
        assert_eq!(found.articles.len(), 1);
        let strange = "<div data-post='a/1'><div class=tgme_widget_message_text>".repeat(20_000);
        assert!(page_of(&strange).articles.len() <= 1);
    }
}
