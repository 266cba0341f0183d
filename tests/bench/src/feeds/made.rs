//! Feeds as content systems write them, made of made articles.

use std::fmt::Write;

use crate::random::Random;

/// An item before it is written.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) title: String,
    pub(crate) paragraphs: Vec<String>,
    pub(crate) author: String,
    /// Seconds since 1970.
    pub(crate) at: i64,
}

/// How many ways there are to write a feed.
pub(crate) const WAYS: usize = 7;

/// A feed of these items, written in the way of this number.
pub(crate) fn feed(way: usize, items: &[Item], random: &mut Random) -> Vec<u8> {
    let text = match way % WAYS {
        0 => rss(items, random, Body::Cdata),
        1 => rss(items, random, Body::Escaped),
        2 => rss(items, random, Body::Teaser),
        3 => atom(items, random, true),
        4 => atom(items, random, false),
        5 => rdf(items, random),
        _ => json(items, random),
    };
    text.into_bytes()
}

/// What stands in an item of RSS.
#[derive(Clone, Copy, PartialEq)]
enum Body {
    Cdata,
    Escaped,
    Teaser,
}

fn rss(items: &[Item], random: &mut Random, body: Body) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\"\n\txmlns:content=\"http://purl.org/rss/1.0/modules/content/\"\n\txmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n\txmlns:atom=\"http://www.w3.org/2005/Atom\"\n\txmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\"\n\t>\n\n<channel>\n\t<title>Harbour Post</title>\n\t<atom:link href=\"https://post.example/feed/\" rel=\"self\" type=\"application/rss+xml\" />\n\t<link>https://post.example</link>\n\t<description>News of the port</description>\n\t<language>en-GB</language>\n\t<sy:updatePeriod>hourly</sy:updatePeriod>\n\t<generator>made</generator>\n",
    );
    for item in items {
        let id = random.below(10_000_000);
        let slug = slug(&item.title);
        let summary = escaped(item.paragraphs.first().map_or("", String::as_str));
        // Writing into a text does not fail.
        let _ = write!(
            out,
            "\t<item>\n\t\t<title>{title}</title>\n\t\t<link>https://post.example/news/{slug}/</link>\n\t\t<comments>https://post.example/news/{slug}/#comments</comments>\n\t\t<dc:creator><![CDATA[{author}]]></dc:creator>\n\t\t<pubDate>{at}</pubDate>\n\t\t<category><![CDATA[World]]></category>\n\t\t<guid isPermaLink=\"false\">https://post.example/?p={id}</guid>\n",
            title = escaped(&item.title),
            author = item.author,
            at = rfc_822(item.at),
        );
        let html = html(item, random);
        let _ = match body {
            Body::Cdata => write!(
                out,
                "\t\t<description><![CDATA[<p>{summary}</p>]]></description>\n\t\t<content:encoded><![CDATA[{html}]]></content:encoded>\n"
            ),
            Body::Escaped => writeln!(out, "\t\t<description>{}</description>", escaped(&html)),
            Body::Teaser => write!(
                out,
                "\t\t<description>{summary}</description>\n\t\t<enclosure url=\"https://post.example/{id}.jpg\" length=\"{id}\" type=\"image/jpeg\"/>\n"
            ),
        };
        out.push_str("\t</item>\n");
    }
    out.push_str("</channel>\n</rss>\n");
    out
}

fn atom(items: &[Item], random: &mut Random, xhtml: bool) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\n  <title>Quay</title>\n  <subtitle type=\"html\">News &amp;amp; views</subtitle>\n  <link rel=\"self\" href=\"https://quay.example/atom.xml\"/>\n  <link href=\"https://quay.example/\"/>\n  <updated>2025-12-02T10:00:00Z</updated>\n  <id>tag:quay.example,2025:feed</id>\n",
    );
    for item in items {
        let id = random.below(10_000_000);
        let html = html(item, random);
        let content = if xhtml {
            format!(
                "<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">{html}</div></content>"
            )
        } else {
            format!("<content type=\"html\">{}</content>", escaped(&html))
        };
        let _ = write!(
            out,
            "  <entry>\n    <title type=\"html\">{title}</title>\n    <link rel=\"alternate\" type=\"text/html\" href=\"https://quay.example/{slug}\"/>\n    <id>tag:quay.example,2025:{id}</id>\n    <published>{at}</published>\n    <updated>{at}</updated>\n    <author><name>{author}</name><uri>https://quay.example/staff</uri></author>\n    <category term=\"world\"/>\n    {content}\n  </entry>\n",
            title = escaped(&escaped(&item.title)),
            slug = slug(&item.title),
            at = iso(item.at),
            author = escaped(&item.author),
        );
    }
    out.push_str("</feed>\n");
    out
}

fn rdf(items: &[Item], random: &mut Random) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel rdf:about=\"https://wire.example/rss\">\n<title>Wire</title>\n<link>https://wire.example/</link>\n<description>Wire</description>\n</channel>\n",
    );
    for item in items {
        let id = random.below(10_000_000);
        let _ = write!(
            out,
            "<item rdf:about=\"https://wire.example/{id}\">\n<title>{title}</title>\n<link>https://wire.example/{id}</link>\n<description>{summary}</description>\n<dc:creator>{author}</dc:creator>\n<dc:date>{at}</dc:date>\n</item>\n",
            title = escaped(&item.title),
            summary = escaped(item.paragraphs.first().map_or("", String::as_str)),
            author = escaped(&item.author),
            at = iso(item.at),
        );
    }
    out.push_str("</rdf:RDF>\n");
    out
}

fn json(items: &[Item], random: &mut Random) -> String {
    let items: Vec<serde_json::Value> = items
        .iter()
        .map(|it| {
            let id = random.below(10_000_000);
            serde_json::json!({
                "id": format!("https://pier.example/{id}"),
                "url": format!("https://pier.example/{}", slug(&it.title)),
                "title": it.title,
                "content_html": html(it, random),
                "date_published": iso(it.at),
                "authors": [{"name": it.author}],
                "tags": ["world", "port"],
            })
        })
        .collect();
    let feed = serde_json::json!({
        "version": "https://jsonfeed.org/version/1.1", "title": "Pier", "home_page_url": "https://pier.example/",
        "feed_url": "https://pier.example/feed.json", "items": items,
    });
    if random.chance(0.5) {
        feed.to_string()
    } else {
        serde_json::to_string_pretty(&feed).unwrap_or_default()
    }
}

/// The text of an item as content systems print it.
fn html(item: &Item, random: &mut Random) -> String {
    let mut out = String::new();
    for (number, paragraph) in item.paragraphs.iter().enumerate() {
        let paragraph = escaped(paragraph);
        let _ = match random.below(6) {
            0 => writeln!(out, "<p><strong>{paragraph}</strong></p>"),
            1 => writeln!(
                out,
                "<p>{paragraph} <a href=\"https://post.example/tag/{number}\" rel=\"noopener\">More</a></p>"
            ),
            2 => write!(
                out,
                "<figure class=\"wp-block-image\"><img src=\"/media/{number}.jpg\" alt=\"\" width=\"800\" /><figcaption>{number}</figcaption></figure>\n<p>{paragraph}</p>\n"
            ),
            _ => writeln!(out, "<p>{paragraph}</p>"),
        };
    }
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn slug(title: &str) -> String {
    title
        .chars()
        .filter_map(|it| match it {
            ' ' => Some('-'),
            it if it.is_ascii_alphanumeric() => Some(it.to_ascii_lowercase()),
            _ => None,
        })
        .take(60)
        .collect()
}

fn iso(at: i64) -> String {
    jiff::Timestamp::from_second(at)
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .to_string()
}

fn rfc_822(at: i64) -> String {
    jiff::Timestamp::from_second(at)
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .strftime("%a, %d %b %Y %H:%M:%S +0000")
        .to_string()
}
