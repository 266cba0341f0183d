//! Sources, their health and their trouble.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{SourceId, Timestamp};

/// How articles come from a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// A feed over HTTP.
    Feed,
    /// A folder on this machine that is watched.
    Folder,
    /// Files brought in by hand.
    Import,
    /// An outlet of the sample desk.
    Sample,
}

/// What is read at the address of a source that is asked over HTTP.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SourceMethod {
    /// A feed.
    #[default]
    Feed,
    /// A news sitemap, or an index of such: titles, addresses and dates.
    Sitemap,
    /// The front page of a site or of a section: links that were not there before.
    FrontPage,
    /// The public page of a Telegram channel: its posts.
    Telegram,
}

impl SourceMethod {
    /// Whether a person's page is read there, so that the site's robots.txt is asked first.
    pub fn is_page(self) -> bool {
        matches!(self, SourceMethod::FrontPage | SourceMethod::Telegram)
    }

    /// Whether it names articles without their text: the text is on their pages only.
    pub fn is_list(self) -> bool {
        matches!(self, SourceMethod::Sitemap | SourceMethod::FrontPage)
    }

    /// The word for it, as written in files, on the terminal and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            SourceMethod::Feed => "feed",
            SourceMethod::Sitemap => "sitemap",
            SourceMethod::FrontPage => "front_page",
            SourceMethod::Telegram => "telegram",
        }
    }
}

/// Where the text of a source's articles is taken from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TextFrom {
    /// From what the source gives.
    #[default]
    Feed,
    /// From the page behind each article.
    Page,
}

/// Who says where the text of a source's articles is taken from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TextChoice {
    /// The program, after it looked at the pages of three articles.
    #[default]
    Measured,
    /// The analyst: from the feed.
    Feed,
    /// The analyst: from the page.
    Page,
}

/// How long the texts of some articles are, as their source gives them and on their pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TextMeasure {
    /// How many articles were compared.
    pub articles: u32,
    /// Characters of text that the source gives for one, on average.
    pub feed: u32,
    /// Characters of text on the page of one, on average.
    pub page: u32,
    /// Pages that could not be read.
    pub unread: u32,
    /// When that was.
    pub at: Timestamp,
}

impl TextMeasure {
    /// Where the text is to be taken from: from the page where that has half as much again and at least 300 characters more.
    ///
    /// Less than that is a byline and a caption. Most of the pages must have been read: who shows one of three is no source
    /// of texts.
    pub fn better(&self) -> TextFrom {
        const MORE: u32 = 300;
        let is_fuller = self.page >= self.feed + MORE && self.page >= self.feed + self.feed / 2;
        match self.articles > self.unread && is_fuller {
            true => TextFrom::Page,
            false => TextFrom::Feed,
        }
    }
}

/// Where articles come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Source {
    /// Its number.
    pub id: SourceId,
    /// How its articles come.
    pub kind: SourceKind,
    /// The feed's address, the folder's path, or a name of our own for imports and the sample.
    pub address: String,
    /// What the analyst calls it.
    pub name: String,
    /// The house behind it; corroboration counts publishers. The name where nobody said.
    pub publisher: String,
    /// The analyst's own grouping: wire, state, national, local, think tank …
    pub group: Option<String>,
    /// ISO 3166 code.
    pub country: Option<String>,
    /// BCP 47 primary tag, used where an article does not say.
    pub language: Option<String>,
    /// Not asked while paused.
    pub paused: bool,
    /// Minutes between two looks, chosen by the analyst; nothing: the default of the kind.
    pub interval_minutes: Option<u32>,
    /// Whether an address of a private or local network is meant.
    pub allow_private: bool,
    /// Whether the pages of its articles that raised an alert are looked at again.
    #[serde(default)]
    pub revisit: bool,
    /// The name with which it is asked; the password is in the platform's key store, never here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub user: Option<String>,
    /// The SHA-256 of the one certificate that is taken though nobody vouches for it, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub certificate: Option<String>,
    /// What is read at its address, where that is asked over HTTP.
    #[serde(default)]
    pub method: SourceMethod,
    /// Where the text of its articles is taken from.
    #[serde(default)]
    pub text: TextFrom,
    /// Who says so.
    #[serde(default)]
    pub text_choice: TextChoice,
    /// Of a folder: patterns of what is left out of it, beside what is left out of every folder.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// The page that it is of, where a list of sources named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub site: Option<String>,
    /// When it was added.
    pub added_at: Timestamp,
}

/// A group inside others, from the outermost, as one name: "Wires / State".
///
/// What is a stroke between words in a name gets one more, so that [`group_levels`] gives the same names again.
pub fn group_path(levels: &[String]) -> String {
    let level = |name: &String| {
        let words = name.split_whitespace().map(|word| {
            if is_strokes(word) {
                format!("{word}/")
            } else {
                word.to_owned()
            }
        });
        words.collect::<Vec<_>>().join(" ")
    };
    let levels: Vec<String> = levels
        .iter()
        .map(level)
        .filter(|it| !it.is_empty())
        .collect();
    levels.join(" / ")
}

/// The groups that a name such as "Wires / State" stands for, from the outermost.
pub fn group_levels(path: &str) -> Vec<String> {
    let mut levels = vec![String::new()];
    for word in path.split_whitespace() {
        if word == "/" {
            levels.push(String::new());
            continue;
        }
        let level = levels.last_mut().expect("one is always there");
        if !level.is_empty() {
            level.push(' ');
        }
        level.push_str(if is_strokes(word) { &word[1..] } else { word });
    }
    levels.retain(|it| !it.is_empty());
    levels
}

fn is_strokes(word: &str) -> bool {
    word.bytes().all(|it| it == b'/')
}

/// What is wrong with a source, or with one file of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TroubleCode {
    /// The host's name could not be resolved, or there is no network.
    Unreachable,
    /// The host refused or broke the connection.
    Refused,
    /// No answer in time.
    Timeout,
    /// The certificate could not be verified.
    Certificate,
    /// An answer with an error status.
    Status,
    /// 401, 403: the source does not want to be read.
    Forbidden,
    /// 404, 410: nothing is there any more.
    Gone,
    /// 429, 503: asked to come later.
    Busy,
    /// Larger than what is read.
    TooLarge,
    /// An HTML page in place of a feed.
    NotAFeed,
    /// A page that asks for proof of a human in place of a feed.
    Challenge,
    /// A feed without a single item.
    Empty,
    /// The feed was damaged; what could be read was.
    Damaged,
    /// Too many redirects, or one to somewhere that is not followed.
    Redirect,
    /// An address of a private or local network that was not allowed.
    PrivateAddress,
    /// It moved to an address that is followed already.
    Moved,
    /// The proxy could not be used.
    Proxy,
    /// The folder does not exist.
    FolderMissing,
    /// The folder may not be read.
    FolderUnreadable,
    /// The system's limit of watched folders is reached; the folder is looked through on a timer.
    WatchLimit,
    /// A file could not be read, or holds no text.
    File,
    /// This machine does not reach the network.
    Offline,
    /// The disk is full: nothing is taken in until there is room.
    DiskFull,
    /// The database could not be written.
    Database,
    /// A fault of this program, contained.
    Internal,
}

/// Something that went wrong, in words: what happened, what it means for coverage, what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Trouble {
    /// Its kind.
    pub code: TroubleCode,
    /// What happened, to what: "reuters.example answered 403 (Forbidden)."
    pub what: String,
    /// What it means for coverage: "Articles published since 09:40 may be missing."
    pub meaning: String,
    /// What to do: "Open the address in a browser …"
    pub advice: String,
    /// Since when it is so.
    pub since: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_read_where_it_has_clearly_more_than_the_feed() {
        /// Articles, unread, characters of the feed, of the page.
        const TESTS: &[(&str, u32, u32, u32, u32, TextFrom)] = &[
            ("a teaser", 3, 0, 240, 3_100, TextFrom::Page),
            ("the whole text", 3, 0, 3_000, 3_100, TextFrom::Feed),
            ("a byline more", 3, 0, 200, 450, TextFrom::Feed),
            ("a third more", 3, 0, 3_000, 4_000, TextFrom::Feed),
            ("a wall on two of three", 1, 2, 240, 3_100, TextFrom::Feed),
            ("one of three unread", 2, 1, 240, 3_100, TextFrom::Page),
            ("no page was read", 0, 3, 0, 0, TextFrom::Feed),
            ("pages that hold less", 3, 0, 3_000, 200, TextFrom::Feed),
        ];
        for (name, articles, unread, feed, page, expected) in TESTS {
            let measure = TextMeasure {
                articles: *articles,
                feed: *feed,
                page: *page,
                unread: *unread,
                at: Timestamp(0),
            };
            assert_eq!(measure.better(), *expected, "{name}");
        }
    }
}
