//! Vocabularies, and the prefixes by which a document calls them.

use std::borrow::Cow;

use super::token::Attributes;

/// The vocabularies that feeds are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Space {
    /// RSS, RDF site summaries and Atom: their names hardly collide.
    Feed,
    Dublin,
    DublinTerms,
    Content,
    Media,
    Itunes,
    Rdf,
    Xhtml,
    Feedburner,
    Syndication,
    Other,
}

impl Space {
    /// By its address, or nothing if the address is not known.
    pub(crate) fn of_address(address: &str) -> Option<Space> {
        let address = address
            .trim()
            .trim_end_matches(['/', '#'])
            .to_ascii_lowercase();
        let bare = address
            .trim_start_matches("http://")
            .trim_start_matches("https://");
        Some(match bare {
            "www.w3.org/2005/atom"
            | "purl.org/atom/ns"
            | "purl.org/rss/1.0"
            | "my.netscape.com/rdf/simple/0.9"
            | "channel.netscape.com/rdf/simple/0.9"
            | "backend.userland.com/rss2"
            | "my.netscape.com/publish/formats/rss-0.91.dtd"
            | "example.com/newformat"
            | "purl.org/net/rss1.1"
            | "purl.org/rss/1.0/modules/rss091" => Space::Feed,
            "purl.org/dc/elements/1.1" | "purl.org/dc/elements/1.0" => Space::Dublin,
            "purl.org/dc/terms" => Space::DublinTerms,
            "purl.org/rss/1.0/modules/content" => Space::Content,
            "search.yahoo.com/mrss"
            | "search.yahoo.com/rss"
            | "video.search.yahoo.com/mrss"
            | "www.rssboard.org/media-rss" => Space::Media,
            "www.itunes.com/dtds/podcast-1.0.dtd" | "example.com/dtds/podcast-1.0.dtd" => {
                Space::Itunes
            }
            "www.w3.org/1999/02/22-rdf-syntax-ns" => Space::Rdf,
            "www.w3.org/1999/xhtml" => Space::Xhtml,
            "rssnamespace.org/feedburner/ext/1.0" => Space::Feedburner,
            "purl.org/rss/1.0/modules/syndication" => Space::Syndication,
            _ => return None,
        })
    }

    /// By the prefix that is usual for it.
    pub(crate) fn of_prefix(prefix: &str) -> Space {
        match prefix {
            "atom" | "atom10" | "atom03" | "a10" | "rss" | "rss091" | "feed" => Space::Feed,
            "dc" => Space::Dublin,
            "dcterms" | "dct" => Space::DublinTerms,
            "content" => Space::Content,
            "media" => Space::Media,
            "itunes" => Space::Itunes,
            "rdf" => Space::Rdf,
            "xhtml" | "html" => Space::Xhtml,
            "feedburner" => Space::Feedburner,
            "sy" | "syn" => Space::Syndication,
            _ => Space::Other,
        }
    }
}

/// The prefixes that a document declares. They hold from then on: feeds that use one prefix for two things were never seen.
#[derive(Debug, Default)]
pub(crate) struct Prefixes(Vec<(String, Space)>);

impl Prefixes {
    /// Remembers the prefixes that `attributes` declare. The vocabulary of names without one, which was `outer` so far.
    pub(crate) fn declare(&mut self, attributes: Attributes<'_>, outer: Space) -> Space {
        const AT_MOST: usize = 64;
        let mut default = outer;
        if !attributes.raw().contains("xmlns") {
            return default;
        }
        for (name, address) in attributes.iter() {
            if name.eq_ignore_ascii_case("xmlns") {
                // An unknown vocabulary without a prefix is somebody's RSS.
                default = Space::of_address(address).unwrap_or(Space::Feed);
            } else if let Some(prefix) = name.strip_prefix("xmlns:") {
                let prefix = prefix.to_ascii_lowercase();
                let Some(space) = Space::of_address(address) else {
                    continue;
                };
                match self.0.iter().position(|(it, _)| *it == prefix) {
                    Some(at) => self.0[at].1 = space,
                    None if self.0.len() < AT_MOST => self.0.push((prefix, space)),
                    None => {}
                }
            }
        }
        default
    }

    /// The vocabulary and the local name, in lower case, of a name.
    pub(crate) fn meaning<'n>(&self, name: &'n str, default: Space) -> (Space, Cow<'n, str>) {
        let Some((prefix, local)) = name.split_once(':') else {
            return (default, lower(name));
        };
        let prefix = lower(prefix);
        let declared = self
            .0
            .iter()
            .find(|(it, _)| *it == prefix)
            .map(|(_, space)| *space);
        (
            declared.unwrap_or_else(|| Space::of_prefix(&prefix)),
            lower(local),
        )
    }
}

/// Whether two names differ by one byte at most: one of them is the other, damaged.
pub(crate) fn nearly(one: &str, other: &str) -> bool {
    /// Shorter names are near to too many.
    const SHORTEST: usize = 4;
    let (short, long) = if one.len() <= other.len() {
        (one.as_bytes(), other.as_bytes())
    } else {
        (other.as_bytes(), one.as_bytes())
    };
    if long.len() < SHORTEST || long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let lost = usize::from(short.len() == long.len());
    short.get(same + lost..).unwrap_or_default() == long.get(same + 1..).unwrap_or_default()
}

fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|it| it.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

#[cfg(test)]
mod tests {
    use super::nearly;

    #[test]
    fn a_name_is_known_with_one_byte_wrong() {
        for (one, other, expected) in [
            ("item", "item", true),
            ("item", "itxm", true),
            ("item", "itm", true),
            ("item", "itemx", true),
            ("ntry", "entry", true),
            ("item", "tiem", false),
            ("item", "it", false),
            ("id", "ie", false),
            ("content:encoded", "content;encoded", true),
        ] {
            assert_eq!(nearly(one, other), expected, "{one} {other}");
            assert_eq!(nearly(other, one), expected, "{other} {one}");
        }
    }
}
