//! Services whose feeds are known by rule, without a look at the page.

use news::SourceMethod;
use url::Url;

use super::segments;

/// A service that an address belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its name.
    pub name: &'static str,
    /// What can be followed for this address, what is best first. Empty where its pages must be read first, or where
    /// there is nothing.
    pub feeds: Vec<ServiceFeed>,
    /// What an analyst should know of it, in words; where it has no feeds at all, what to do.
    pub note: Option<&'static str>,
    /// Whether it has nothing that can be followed, so that nothing is asked of it.
    pub is_closed: bool,
}

/// Something of a service that can be followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceFeed {
    /// Its address.
    pub address: String,
    /// What is read there.
    pub method: SourceMethod,
    /// What it holds, in words: "releases".
    pub holds: &'static str,
}

/// What is said of services that show nothing without an account.
const CLOSED: &str = "It offers no feed, and shows its posts to members only. Follow the person or the outlet elsewhere: \
                      on their site, Mastodon, Bluesky or Telegram.";

/// Hosts of services without feeds, with their names.
const CLOSED_HOSTS: &[(&str, &str)] = &[
    ("x.com", "X"),
    ("twitter.com", "X"),
    ("facebook.com", "Facebook"),
    ("instagram.com", "Instagram"),
    ("threads.net", "Threads"),
    ("threads.com", "Threads"),
    ("linkedin.com", "LinkedIn"),
    ("tiktok.com", "TikTok"),
];

/// First parts of paths at GitHub that are no account.
const GITHUB_PAGES: &[&str] = &[
    "about",
    "apps",
    "collections",
    "contact",
    "customer-stories",
    "enterprise",
    "explore",
    "features",
    "join",
    "login",
    "marketplace",
    "new",
    "notifications",
    "orgs",
    "pricing",
    "search",
    "security",
    "settings",
    "site",
    "sponsors",
    "team",
    "topics",
    "trending",
];

/// First parts of paths at Telegram that are no channel.
const TELEGRAM_PAGES: &[&str] = &[
    "addstickers",
    "c",
    "iv",
    "joinchat",
    "login",
    "proxy",
    "setlanguage",
    "share",
    "socks",
];

/// The service that an address belongs to, with what can be followed for it.
pub fn service(address: &str) -> Option<Service> {
    let url = Url::parse(address.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let host = url.host_str()?.trim_end_matches('.').to_ascii_lowercase();
    let parts = segments(&url);
    if let Some((_, name)) = CLOSED_HOSTS.iter().find(|it| is_of(&host, it.0)) {
        return Some(Service {
            name,
            feeds: vec![],
            note: Some(CLOSED),
            is_closed: true,
        });
    }
    if is_of(&host, "youtube.com") || host == "youtu.be" {
        return Some(youtube(&url, &parts));
    }
    if is_of(&host, "github.com") {
        return github(&parts);
    }
    if is_of(&host, "reddit.com") {
        return reddit(&parts);
    }
    if is_of(&host, "bsky.app") {
        return bluesky(&parts);
    }
    if is_of(&host, "t.me") || is_of(&host, "telegram.me") {
        return telegram(&parts);
    }
    if is_of(&host, "medium.com") {
        return medium(&host, &parts);
    }
    hosted(&host).or_else(|| mastodon(&url, &parts))
}

/// Whether a host is a service's, with or without a name before it.
fn is_of(host: &str, service: &str) -> bool {
    host.strip_suffix(service)
        .is_some_and(|it| it.is_empty() || it.ends_with('.'))
}

fn feed(address: String, holds: &'static str) -> ServiceFeed {
    ServiceFeed {
        address,
        method: SourceMethod::Feed,
        holds,
    }
}

fn open(name: &'static str, feeds: Vec<ServiceFeed>) -> Service {
    Service {
        name,
        feeds,
        note: None,
        is_closed: false,
    }
}

/// Whether a text is what services give out as a name: letters, digits, hyphens, underscores, dots.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 100
        && text
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b'.'))
}

fn youtube(url: &Url, parts: &[&str]) -> Service {
    const FEEDS: &str = "https://www.youtube.com/feeds/videos.xml";
    let list = url
        .query_pairs()
        .find(|it| it.0 == "list")
        .map(|it| it.1.into_owned())
        .filter(|it| is_name(it));
    let feeds = match parts {
        ["channel", id, ..] if is_channel(id) => channel(id),
        ["user", name, ..] if is_name(name) => {
            vec![feed(format!("{FEEDS}?user={name}"), "all videos")]
        }
        ["playlist", ..] => list
            .map(|it| feed(format!("{FEEDS}?playlist_id={it}"), "the playlist"))
            .into_iter()
            .collect(),
        // A handle or a video: its page names the channel.
        _ => vec![],
    };
    open("YouTube", feeds)
}

/// Whether a text is the id of a channel: "UC" and 22 more.
pub(super) fn is_channel(id: &str) -> bool {
    id.len() == 24 && id.starts_with("UC") && is_name(id)
}

/// The feeds of a YouTube channel: everything, and its long videos without the short ones.
pub(super) fn channel(id: &str) -> Vec<ServiceFeed> {
    const FEEDS: &str = "https://www.youtube.com/feeds/videos.xml";
    vec![
        feed(format!("{FEEDS}?channel_id={id}"), "all videos"),
        feed(
            format!("{FEEDS}?playlist_id=UULF{}", &id[2..]),
            "videos without shorts and live streams",
        ),
    ]
}

fn github(parts: &[&str]) -> Option<Service> {
    let feeds = match parts {
        [first, ..] if GITHUB_PAGES.contains(first) => return None,
        [owner] if is_name(owner) => vec![feed(
            format!("https://github.com/{owner}.atom"),
            "what the account does in public",
        )],
        [owner, repository, ..] if is_name(owner) && is_name(repository) => {
            let of = |what| {
                let repository = repository.strip_suffix(".git").unwrap_or(repository);
                format!("https://github.com/{owner}/{repository}/{what}.atom")
            };
            vec![
                feed(of("releases"), "releases"),
                feed(of("commits"), "commits"),
                feed(of("tags"), "tags"),
            ]
        }
        _ => return None,
    };
    Some(open("GitHub", feeds))
}

fn reddit(parts: &[&str]) -> Option<Service> {
    let address = match parts {
        ["r", name, ..] if is_name(name.trim_end_matches(".rss")) => {
            format!("https://www.reddit.com/r/{name}/.rss")
        }
        ["user" | "u", name, ..] if is_name(name) => {
            format!("https://www.reddit.com/user/{name}/.rss")
        }
        _ => return None,
    };
    Some(Service {
        note: Some("Reddit lets one feed a minute be read; with several, new posts come late."),
        ..open("Reddit", vec![feed(address, "posts")])
    })
}

fn bluesky(parts: &[&str]) -> Option<Service> {
    match parts {
        ["profile", name, ..]
            if name
                .bytes()
                .all(|it| it.is_ascii_alphanumeric() || b"-_.:".contains(&it)) =>
        {
            let address = format!("https://bsky.app/profile/{name}/rss");
            Some(open("Bluesky", vec![feed(address, "posts")]))
        }
        _ => None,
    }
}

fn telegram(parts: &[&str]) -> Option<Service> {
    let name = match parts {
        ["s", name, ..] => name,
        [first, ..] if TELEGRAM_PAGES.contains(first) || first.starts_with('+') => return None,
        [name, ..] => name,
        [] => return None,
    };
    if !is_name(name) {
        return None;
    }
    Some(Service {
        note: Some(
            "Telegram has no feeds. The public page of a channel shows its last posts; they are read from there.",
        ),
        ..open(
            "Telegram",
            vec![ServiceFeed {
                address: format!("https://t.me/s/{name}"),
                method: SourceMethod::Telegram,
                holds: "posts",
            }],
        )
    })
}

fn medium(host: &str, parts: &[&str]) -> Option<Service> {
    let own = host.strip_suffix(".medium.com");
    let address = match (own, parts) {
        (Some(name), _) if name != "www" => format!("https://{name}.medium.com/feed"),
        (_, ["tag", name, ..]) if is_name(name) => format!("https://medium.com/feed/tag/{name}"),
        (_, [name, ..]) if is_name(name.trim_start_matches('@')) => {
            format!("https://medium.com/feed/{name}")
        }
        _ => return None,
    };
    Some(open("Medium", vec![feed(address, "posts")]))
}

/// Sites that a service hosts under names of its own, each with the path of its feed.
fn hosted(host: &str) -> Option<Service> {
    const HOSTED: &[(&str, &str, &str)] = &[
        ("substack.com", "Substack", "/feed"),
        ("wordpress.com", "WordPress", "/feed/"),
        ("blogspot.com", "Blogger", "/feeds/posts/default"),
        ("tumblr.com", "Tumblr", "/rss"),
        ("ghost.io", "Ghost", "/rss/"),
        ("livejournal.com", "LiveJournal", "/data/rss"),
    ];
    let (_, name, path) = HOSTED.iter().find(|(service, ..)| {
        host.strip_suffix(service)
            .is_some_and(|it| it.ends_with('.') && it != "www.")
    })?;
    Some(open(
        name,
        vec![feed(format!("https://{host}{path}"), "posts")],
    ))
}

/// An account or a tag at any server of the kind of Mastodon, by the form of its path. Whether it is one shows when it is
/// asked.
fn mastodon(url: &Url, parts: &[&str]) -> Option<Service> {
    let is_word = |it: &str| !it.is_empty() && it.len() <= 100;
    let path = match parts {
        [account] if account.starts_with('@') && is_name(account[1..].split('@').next()?) => {
            // An account of another server is followed there.
            match account[1..].split_once('@') {
                Some((name, server)) => {
                    return Some(open(
                        "Mastodon",
                        vec![feed(format!("https://{server}/@{name}.rss"), "posts")],
                    ));
                }
                None => format!("/{account}.rss"),
            }
        }
        ["users", name] if is_name(name) => format!("/@{name}.rss"),
        ["tags", name] if is_word(name) => format!("/tags/{name}.rss"),
        _ => return None,
    };
    let mut feed_of = url.clone();
    feed_of.set_path(&path);
    feed_of.set_query(None);
    feed_of.set_fragment(None);
    Some(open("Mastodon", vec![feed(feed_of.to_string(), "posts")]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_known_by_their_addresses() {
        /// Address, service, feeds.
        const TESTS: &[(&str, &str, &[&str])] = &[
            (
                "https://www.youtube.com/channel/UC0123456789abcdefghijkl/videos",
                "YouTube",
                &[
                    "https://www.youtube.com/feeds/videos.xml?channel_id=UC0123456789abcdefghijkl",
                    "https://www.youtube.com/feeds/videos.xml?playlist_id=UULF0123456789abcdefghijkl",
                ],
            ),
            (
                "https://m.youtube.com/playlist?list=PLabc_-1",
                "YouTube",
                &["https://www.youtube.com/feeds/videos.xml?playlist_id=PLabc_-1"],
            ),
            ("https://www.youtube.com/@harbourledger", "YouTube", &[]),
            ("https://youtu.be/abc", "YouTube", &[]),
            (
                "https://github.com/kelmark",
                "GitHub",
                &["https://github.com/kelmark.atom"],
            ),
            (
                "https://github.com/kelmark/ferry.git",
                "GitHub",
                &[
                    "https://github.com/kelmark/ferry/releases.atom",
                    "https://github.com/kelmark/ferry/commits.atom",
                    "https://github.com/kelmark/ferry/tags.atom",
                ],
            ),
            ("https://github.com/topics/ferry", "", &[]),
            (
                "https://old.reddit.com/r/kelmark/top/",
                "Reddit",
                &["https://www.reddit.com/r/kelmark/.rss"],
            ),
            (
                "https://bsky.app/profile/ledger.example",
                "Bluesky",
                &["https://bsky.app/profile/ledger.example/rss"],
            ),
            (
                "https://bsky.app/profile/did:plc:abc",
                "Bluesky",
                &["https://bsky.app/profile/did:plc:abc/rss"],
            ),
            (
                "https://t.me/harbourledger",
                "Telegram",
                &["https://t.me/s/harbourledger"],
            ),
            (
                "https://t.me/s/harbourledger/512",
                "Telegram",
                &["https://t.me/s/harbourledger"],
            ),
            ("https://t.me/+abcdef", "", &[]),
            ("https://t.me/joinchat/abc", "", &[]),
            (
                "https://ledger.substack.com/p/banks",
                "Substack",
                &["https://ledger.substack.com/feed"],
            ),
            ("https://substack.com/", "", &[]),
            (
                "http://ledger.wordpress.com/",
                "WordPress",
                &["https://ledger.wordpress.com/feed/"],
            ),
            (
                "https://medium.com/@velt",
                "Medium",
                &["https://medium.com/feed/@velt"],
            ),
            (
                "https://social.example/@velt",
                "Mastodon",
                &["https://social.example/@velt.rss"],
            ),
            (
                "https://social.example/@velt@far.example",
                "Mastodon",
                &["https://far.example/@velt.rss"],
            ),
            (
                "https://social.example/tags/ferry?x=1#top",
                "Mastodon",
                &["https://social.example/tags/ferry.rss"],
            ),
            ("https://x.com/velt", "X", &[]),
            ("https://mobile.twitter.com/velt", "X", &[]),
            ("https://netflix.com/", "", &[]),
            ("https://ledger.example/world", "", &[]),
            ("file:///etc/passwd", "", &[]),
            ("no address", "", &[]),
        ];
        for (address, name, feeds) in TESTS {
            let found = service(address);
            assert_eq!(found.as_ref().map_or("", |it| it.name), *name, "{address}");
            let found: Vec<String> = found
                .into_iter()
                .flat_map(|it| it.feeds)
                .map(|it| it.address)
                .collect();
            assert_eq!(found, *feeds, "{address}");
        }
    }

    #[test]
    fn of_closed_services_it_is_said_that_there_is_nothing_and_what_to_do() {
        for address in ["https://x.com/velt", "https://www.facebook.com/ledger"] {
            let found = service(address).expect("a service");
            assert!(found.is_closed && found.note.is_some(), "{address}");
        }
    }
}
