//! The address under which an article can be read.

use std::{borrow::Cow, fmt::Write};

use url::{Url, form_urlencoded};

use super::Sources;

/// What tells a part of an address's query that names no article.
#[derive(Clone, Copy)]
enum Part {
    /// A part of this name.
    Named(&'static str),
    /// Every part whose name begins so.
    Begins(&'static str),
    /// A part of this name with this value.
    Is(&'static str, &'static str),
}

use Part::{Begins, Is, Named};

/// Parts that only say where a reader came from. Names are in lower case.
const TRACKING: &[Part] = &[
    Begins("utm_"),
    Begins("hsa_"),
    Begins("pk_"),
    Begins("mtm_"),
    Begins("matomo_"),
    Begins("at_link_"),
    Begins("at_ptr_"),
    Begins("guce_"),
    Named("__s"),
    Named("__twitter_impression"),
    Named("_ga"),
    Named("_gl"),
    Named("_hsenc"),
    Named("_hsmi"),
    Named("at_campaign"),
    Named("at_custom1"),
    Named("at_custom2"),
    Named("at_custom3"),
    Named("at_custom4"),
    Named("at_medium"),
    Named("cmp"),
    Named("cmpid"),
    Named("dclid"),
    Named("emc"),
    Named("fbclid"),
    Named("feedname"),
    Named("feedtype"),
    Named("ftag"),
    Named("gbraid"),
    Named("gclid"),
    Named("gclsrc"),
    Named("guccounter"),
    Named("icid"),
    Named("igsh"),
    Named("igshid"),
    Named("intcmp"),
    Named("ito"),
    Named("mc_cid"),
    Named("mc_eid"),
    Named("mibextid"),
    Named("mkt_tok"),
    Named("msclkid"),
    Named("ncid"),
    Named("ns_campaign"),
    Named("ns_fee"),
    Named("ns_linkname"),
    Named("ns_mchannel"),
    Named("ns_source"),
    Named("ocid"),
    Named("oly_anon_id"),
    Named("oly_enc_id"),
    Named("ref_src"),
    Named("ref_url"),
    Named("s_cid"),
    Named("smid"),
    Named("smtyp"),
    Named("soc_src"),
    Named("soc_trk"),
    Named("sref"),
    Named("srnd"),
    Named("taid"),
    Named("twclid"),
    Named("vero_id"),
    Named("wbraid"),
    Named("wickedid"),
    Named("wt_mc"),
    Named("xtor"),
    Named("yclid"),
    Is("partner", "rss"),
    Is("ref", "rss"),
    Is("source", "rss"),
];

/// Parts that ask for another dress of the same article.
const DRESS: &[Part] = &[
    Named("amp"),
    Is("output", "amp"),
    Is("outputtype", "amp"),
    Is("m", "0"),
    Is("m", "1"),
    Is("print", "1"),
    Is("print", "true"),
];

/// Names before a host's own that only say for which screen it is.
const SCREENS: &[&str] = &["www", "m", "mobile", "amp", "wap"];

/// File names that a server gives for the folder that they are in.
const INDEXES: &[&str] = &["index.html", "index.htm", "index.shtml", "index.php"];

/// Where AMP pages of others are kept, and before what of the path their own address stands.
const KEEPERS: &[(&str, &[&str])] = &[
    ("cdn.ampproject.org", &["/c/s/", "/v/s/", "/c/", "/v/"]),
    ("google.com", &["/amp/s/", "/amp/"]),
];

/// Names of hosts before a country's that are the names of no house: "ledger.co.example".
const KINDS: &[&str] = &[
    "ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "ne", "net", "or", "org",
];

/// What the page calls its canonical address, else where it came from.
pub(super) fn canonical(sources: &Sources<'_>) -> Option<String> {
    claimed(sources, base(sources), |_| true)
}

/// The page's own address: what it calls canonical, else where it came from. A page of another house is not its own: who
/// prints what an agency wrote may call the agency's page the canonical one.
pub(super) fn own(sources: &Sources<'_>) -> Option<String> {
    let base = base(sources);
    let shown = sources.meta.first(&["og:url"]);
    let shown = shown.and_then(|it| resolve(it, base.as_ref()));
    let places = [base.clone(), shown];
    let place = places.into_iter().flatten().find(|it| house(it).is_some());
    claimed(sources, base, |it| {
        place.as_ref().is_none_or(|place| is_of_house(it, place))
    })
}

/// Where the page came from.
fn base(sources: &Sources<'_>) -> Option<Url> {
    sources.address.and_then(|it| Url::parse(it).ok())
}

/// The first address that the page gives as its own and that is taken, else where it came from.
fn claimed(
    sources: &Sources<'_>,
    base: Option<Url>,
    is_taken: impl Fn(&Url) -> bool,
) -> Option<String> {
    let link = sources
        .document
        .select("link[rel~=canonical], link[rel~=Canonical]");
    let linked = link
        .nodes()
        .first()
        .and_then(|it| it.attr("href"))
        .map(|it| it.to_string());
    let claims = [
        linked,
        sources.meta.first(&["og:url"]).map(str::to_owned),
        sources.described.address.clone(),
        sources
            .meta
            .first(&["twitter:url", "parsely-link", "al:web:url"])
            .map(str::to_owned),
    ];
    let claimed = claims.into_iter().flatten().find_map(|claim| {
        let address = resolve(&claim, base.as_ref())?;
        // A front page as the canonical address of an article is a mistake of its template.
        let is_front = address.path() == "/" && address.query().is_none();
        let base_is_deeper = base.as_ref().is_none_or(|it| it.path() != "/");
        (!(is_front && base_is_deeper) && is_taken(&address)).then_some(address)
    });
    claimed.or(base).and_then(cleaned)
}

/// The name by which a house is known, on whichever of its hosts and in whichever country: "ledger" of "m.ledger.co.example".
/// Nothing for a machine without a name on the web.
fn house(address: &Url) -> Option<&str> {
    let mut names = address.domain()?.trim_end_matches('.').rsplit('.');
    // What is behind the last dot is a country, or says what kind of host it is.
    let name = names.nth(1)?;
    match KINDS.contains(&name) {
        true => Some(names.next().unwrap_or(name)),
        false => Some(name),
    }
}

/// Whether an address is of the house that has a page at `place`, or of the page that is kept there for another: archives,
/// caches and proxies name it in the address under which they show it.
fn is_of_house(address: &Url, place: &Url) -> bool {
    let (Some(one), Some(other)) = (house(address), house(place)) else {
        return true;
    };
    let host = address.host_str().unwrap_or_default();
    let is_in_host = place
        .host_str()
        .is_some_and(|it| it.starts_with(&host.replace('.', "-")));
    one == other || is_in_host || place[url::Position::BeforePath..].contains(host)
}

fn resolve(address: &str, base: Option<&Url>) -> Option<Url> {
    let address = address.trim();
    let parsed = match Url::parse(address) {
        Ok(it) => Some(it),
        Err(_) => base.and_then(|it| it.join(address).ok()),
    };
    parsed.filter(|it| matches!(it.scheme(), "http" | "https") && it.has_host())
}

/// `address` without fragment and tracking, if it can be opened in a browser.
pub(crate) fn clean(address: &str) -> Option<String> {
    resolve(address, None).and_then(cleaned)
}

fn cleaned(mut address: Url) -> Option<String> {
    const LONGEST: usize = 4_000;
    if !matches!(address.scheme(), "http" | "https") || address.as_str().len() > LONGEST {
        return None;
    }
    address.set_fragment(None);
    let _ = address.set_username("");
    let _ = address.set_password(None);
    if let Some(query) = address.query() {
        let kept: Vec<&str> = parts(query)
            .filter(|(_, name, value)| !is_one_of(TRACKING, name, value))
            .map(|it| it.0)
            .collect();
        if kept.len() < parts(query).count() {
            let kept = (!kept.is_empty()).then(|| kept.join("&"));
            address.set_query(kept.as_deref());
        }
    }
    Some(address.into())
}

/// What an address is the same article by, within a source: two addresses with one key are one article. Without scheme,
/// user, fragment and tracking; for whichever screen; however its end is written; AMP or not; its query in one order.
///
/// It is no address: what it leaves out may be needed to open the page. An address that has none of all that keeps what it
/// is: host, path and query. Nothing for what cannot be opened in a browser.
pub fn address_key(address: &str) -> Option<String> {
    let mut url = resolve(address, None)?;
    if let Some(own) = own_of_kept(&url) {
        url = own;
    }
    let host = own_host(url.host_str()?);
    let port = url.port().map(|it| format!(":{it}")).unwrap_or_default();
    let mut asked: Vec<(String, String)> = parts(url.query().unwrap_or_default())
        .filter(|(_, name, value)| {
            !is_one_of(TRACKING, name, value) && !is_one_of(DRESS, name, value)
        })
        .map(|(raw, name, value)| in_one_form(raw, &name, &value))
        .collect();
    // Where a part comes twice, which one comes first may matter.
    asked.sort_by(|a, b| a.0.cmp(&b.0));
    let asked: Vec<String> = asked.into_iter().map(|it| it.1).collect();
    let query = match asked.is_empty() {
        true => String::new(),
        false => format!("?{}", asked.join("&")),
    };
    let path = own_path(&without_visit(&in_one_spelling(url.path())));
    // What stands behind "#!" names a page on some sites.
    let page = url
        .fragment()
        .filter(|it| it.starts_with('!') && it.len() > 1);
    let page = page.map(|it| format!("#{it}")).unwrap_or_default();
    Some(format!("{host}{port}{path}{query}{page}"))
}

/// The page's own address, where `url` is that of a copy at a keeper of AMP pages.
fn own_of_kept(url: &Url) -> Option<Url> {
    let host = url.host_str()?;
    let (_, befores) = KEEPERS.iter().find(|(keeper, _)| {
        host.strip_suffix(keeper)
            .is_some_and(|it| it.is_empty() || it == "www." || it.ends_with('.'))
    })?;
    let before = befores.iter().find(|it| url.path().starts_with(**it))?;
    let query = url.query().map(|it| format!("?{it}")).unwrap_or_default();
    let own = format!("https://{}{query}", &url.path()[before.len()..]);
    // A name without a dot is a page of the keeper's own.
    resolve(&own, None).filter(|it| it.host_str().is_some_and(|it| it.contains('.')))
}

/// A host without the names that say for which screen it is: "www.a.example", "en.m.a.example".
fn own_host(host: &str) -> String {
    let mut names: Vec<&str> = host.trim_end_matches('.').split('.').collect();
    let is_name = names.iter().any(|it| it.parse::<u8>().is_err());
    while is_name && names.len() > 2 && SCREENS.contains(&names[0]) {
        names.remove(0);
    }
    if names.len() > 3 && SCREENS.contains(&names[1]) {
        names.remove(1);
    }
    names.join(".")
}

/// A path without what is only written at its end, and without what asks for its AMP page.
fn own_path(path: &str) -> String {
    let mut path = path;
    loop {
        let before = path.len();
        path = path.trim_end_matches('/');
        path = path.strip_suffix("%20").unwrap_or(path);
        if let Some((folder, file)) = path.rsplit_once('/') {
            // "/amp" itself may be an article.
            let is_dress = file == "amp" && !folder.is_empty();
            if is_dress || INDEXES.contains(&file) {
                path = folder;
            }
        }
        if let Some(own) = path.strip_suffix(".amp").filter(|it| !it.ends_with('/')) {
            path = own;
        }
        if path.len() == before {
            break;
        }
    }
    let path = path
        .strip_prefix("/amp/")
        .map_or_else(|| path.to_owned(), |it| format!("/{it}"));
    match path.strip_suffix(".amp.html") {
        Some(own) if !own.ends_with('/') => format!("{own}.html"),
        _ => path,
    }
}

/// A path without what tells one visit of a site from another.
fn without_visit(path: &str) -> String {
    const VISIT: &str = "jsessionid=";
    let mut parts = path.split(';');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let named = part.get(..VISIT.len());
        match named.is_some_and(|it| it.eq_ignore_ascii_case(VISIT)) {
            true => out.push_str(part.find('/').map_or("", |it| &part[it..])),
            false => {
                out.push(';');
                out.push_str(part);
            }
        }
    }
    out
}

/// A part of an address with the digits of every `%xx` in capitals, and what need not be written so as it is.
fn in_one_spelling(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let digits = after
            .get(..2)
            .filter(|it| it.bytes().all(|it| it.is_ascii_hexdigit()));
        let byte = digits.and_then(|it| u8::from_str_radix(it, 16).ok());
        rest = if byte.is_some() { &after[2..] } else { after };
        match byte {
            Some(it) if it.is_ascii_alphanumeric() || b"-._~".contains(&it) => {
                out.push(char::from(it));
            }
            // A sign that stands for itself.
            other => {
                let _ = write!(out, "%{:02X}", other.unwrap_or(b'%'));
            }
        }
    }
    out.push_str(rest);
    out
}

/// The parts of a query: each as it is written, its name and its value.
fn parts(query: &str) -> impl Iterator<Item = (&str, Cow<'_, str>, Cow<'_, str>)> {
    query.split('&').filter_map(|raw| {
        let (name, value) = form_urlencoded::parse(raw.as_bytes()).next()?;
        Some((raw, name, value))
    })
}

/// The name of a part of a query, and the part in the one form in which all that say the same are written. What is in an
/// encoding of before UTF-8 stays as it is written: read, two of them would be one.
fn in_one_form(raw: &str, name: &str, value: &str) -> (String, String) {
    const UNREAD: char = '\u{FFFD}';
    if name.contains(UNREAD) || value.contains(UNREAD) {
        let written = in_one_spelling(raw);
        let name = written.split('=').next().unwrap_or_default().to_owned();
        return (name, written);
    }
    let written = form_urlencoded::Serializer::new(String::new())
        .append_pair(name, value)
        .finish();
    (name.to_owned(), written)
}

fn is_one_of(parts: &[Part], name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    parts.iter().any(|it| match it {
        Named(it) => name == *it,
        Begins(it) => name.starts_with(it),
        Is(it, of) => name == *it && value.eq_ignore_ascii_case(of),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tracking_goes_and_what_names_the_article_stays() {
        assert_eq!(
            clean("https://a.example/x?id=7&utm_source=y&fbclid=z#top").as_deref(),
            Some("https://a.example/x?id=7")
        );
        assert_eq!(
            clean("https://a.example/amp/x").as_deref(),
            Some("https://a.example/amp/x")
        );
        assert_eq!(
            clean("https://m.a.example/x?gclid=1").as_deref(),
            Some("https://m.a.example/x")
        );
        assert_eq!(
            clean("https://a.example/x?name=%CC%EE%F1&q=a%20b&utm_source=y").as_deref(),
            Some("https://a.example/x?name=%CC%EE%F1&q=a%20b"),
            "what stays is not written anew: it may be in an encoding of before UTF-8"
        );
        assert_eq!(clean("javascript:alert(1)"), None);
        assert_eq!(clean("ftp://a.example/x"), None);
    }

    /// What is told apart, one address, another one, and whether they are one article's.
    const PAIRS: &[(&str, &str, &str, bool)] = &[
        ("scheme", "http://a.example/x", "https://a.example/x", true),
        (
            "user",
            "https://me:pw@a.example/x",
            "https://a.example/x",
            true,
        ),
        (
            "default port",
            "https://a.example:443/x",
            "https://a.example/x",
            true,
        ),
        (
            "other port",
            "https://a.example:8443/x",
            "https://a.example/x",
            false,
        ),
        (
            "case of the host",
            "https://A.Example/x",
            "https://a.example/x",
            true,
        ),
        (
            "case of the path",
            "https://a.example/X",
            "https://a.example/x",
            false,
        ),
        (
            "dot after the host",
            "https://a.example./x",
            "https://a.example/x",
            true,
        ),
        (
            "www",
            "https://www.a.example/x",
            "https://a.example/x",
            true,
        ),
        (
            "mobile",
            "https://m.a.example/x",
            "https://www.a.example/x",
            true,
        ),
        (
            "mobile in the middle",
            "https://en.m.a.example/x",
            "https://en.a.example/x",
            true,
        ),
        (
            "a host called m",
            "https://m.example/x",
            "https://example/x",
            false,
        ),
        (
            "another site",
            "https://news.a.example/x",
            "https://a.example/x",
            false,
        ),
        ("slash", "https://a.example/x/", "https://a.example/x", true),
        (
            "slashes and a blank",
            "https://a.example/x//%20",
            "https://a.example/x",
            true,
        ),
        (
            "empty query",
            "https://a.example/x?",
            "https://a.example/x",
            true,
        ),
        (
            "fragment",
            "https://a.example/x#comments",
            "https://a.example/x",
            true,
        ),
        (
            "page behind #!",
            "https://a.example/#!/x",
            "https://a.example/#!/y",
            false,
        ),
        (
            "page behind #! without a slash",
            "https://a.example/app#!id=7",
            "https://a.example/app#!id=8",
            false,
        ),
        (
            "nothing behind #!",
            "https://a.example/app#!",
            "https://a.example/app",
            true,
        ),
        (
            "index",
            "https://a.example/x/index.html",
            "https://a.example/x",
            true,
        ),
        (
            "index with a query",
            "https://a.example/index.php?id=7",
            "https://a.example/?id=7",
            true,
        ),
        (
            "another file",
            "https://a.example/x/page.html",
            "https://a.example/x",
            false,
        ),
        (
            "tracking",
            "https://a.example/x?utm_medium=rss&ref=rss&id=7",
            "https://a.example/x?id=7",
            true,
        ),
        (
            "tracking in capitals",
            "https://a.example/x?UTM_Source=a&CMP=b",
            "https://a.example/x",
            true,
        ),
        (
            "a ref that names",
            "https://a.example/x?ref=main",
            "https://a.example/x",
            false,
        ),
        (
            "another article",
            "https://a.example/x?id=8",
            "https://a.example/x?id=7",
            false,
        ),
        (
            "order of the query",
            "https://a.example/x?p=2&id=7",
            "https://a.example/x?id=7&p=2",
            true,
        ),
        (
            "order of one part",
            "https://a.example/x?id=7&id=8",
            "https://a.example/x?id=8&id=7",
            false,
        ),
        (
            "AMP at the end",
            "https://a.example/x/amp/",
            "https://a.example/x",
            true,
        ),
        (
            "AMP at the beginning",
            "https://a.example/amp/x",
            "https://a.example/x",
            true,
        ),
        (
            "AMP as a host",
            "https://amp.a.example/x",
            "https://a.example/x",
            true,
        ),
        (
            "AMP as an ending",
            "https://a.example/x.amp",
            "https://a.example/x",
            true,
        ),
        (
            "AMP as two endings",
            "https://a.example/x.amp.html",
            "https://a.example/x.html",
            true,
        ),
        (
            "AMP in the query",
            "https://a.example/x?outputType=amp",
            "https://a.example/x",
            true,
        ),
        (
            "AMP in the query alone",
            "https://a.example/x?amp",
            "https://a.example/x",
            true,
        ),
        (
            "an article on amp",
            "https://a.example/amp",
            "https://a.example/",
            false,
        ),
        (
            "an article on amps",
            "https://a.example/x-amp",
            "https://a.example/x",
            false,
        ),
        (
            "AMP at a keeper",
            "https://a-example.cdn.ampproject.org/c/s/a.example/x/amp",
            "https://a.example/x",
            true,
        ),
        (
            "AMP at another keeper",
            "https://www.google.com/amp/s/amp.a.example/x",
            "https://a.example/x",
            true,
        ),
        (
            "a keeper's own",
            "https://www.google.com/amp/s/help",
            "https://help/",
            false,
        ),
        (
            "print",
            "https://a.example/x?print=1",
            "https://a.example/x",
            true,
        ),
        (
            "page 2",
            "https://a.example/x?page=2",
            "https://a.example/x",
            false,
        ),
        (
            "spelling of letters",
            "https://a.example/\u{e9}",
            "https://a.example/%C3%A9",
            true,
        ),
        (
            "case of what stands for letters",
            "https://a.example/%d0%b0",
            "https://a.example/%D0%B0",
            true,
        ),
        (
            "letters that need not be written so",
            "https://a.example/%78%2Dy",
            "https://a.example/x-y",
            true,
        ),
        (
            "a slash that is none",
            "https://a.example/x%2Fy",
            "https://a.example/x/y",
            false,
        ),
        (
            "a sign that stands for itself",
            "https://a.example/100%",
            "https://a.example/100%25",
            true,
        ),
        (
            "visit",
            "https://a.example/x;jsessionid=1F0C/y",
            "https://a.example/x;JSESSIONID=77/y",
            true,
        ),
        (
            "visit at the end",
            "https://a.example/x;jsessionid=1F0C?id=7",
            "https://a.example/x?id=7",
            true,
        ),
        (
            "another part of a path",
            "https://a.example/x;page=1",
            "https://a.example/x;page=2",
            false,
        ),
        (
            "a query in an encoding of before UTF-8",
            "https://a.example/x?name=%CC%EE%F1",
            "https://a.example/x?name=%CA%E8%E5",
            false,
        ),
        (
            "its case and order",
            "https://a.example/x?name=%cc%ee&id=7",
            "https://a.example/x?id=7&name=%CC%EE",
            true,
        ),
        (
            "blanks of a query",
            "https://a.example/x?q=a+b",
            "https://a.example/x?q=a%20b",
            true,
        ),
    ];

    #[test]
    fn two_addresses_are_one_article_s_or_two() {
        for (what, one, other, same) in PAIRS {
            let (a, b) = (address_key(one), address_key(other));
            assert!(a.is_some() && b.is_some(), "{what}: both are addresses");
            assert_eq!(a == b, *same, "{what}: {a:?} and {b:?}");
        }
    }

    #[test]
    fn an_address_of_which_nothing_goes_keeps_the_key_that_it_always_had() {
        for (address, key) in [
            (
                "https://www.ledger.example/a/?utm_source=x&id=7#top",
                "ledger.example/a?id=7",
            ),
            ("http://ledger.example/a", "ledger.example/a"),
            (
                "https://ledger.example:8443/a?fbclid=1",
                "ledger.example:8443/a",
            ),
            (
                "https://ledger.example/a?7&q=a%20(b)&l=%d0%b0",
                "ledger.example/a?7=&l=%D0%B0&q=a+%28b%29",
            ),
        ] {
            assert_eq!(address_key(address).as_deref(), Some(key), "{address}");
        }
        for none in ["no address", "javascript:alert(1)", "ftp://a.example/x", ""] {
            assert_eq!(address_key(none), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn a_key_is_the_key_of_itself(path in "(/[a-z.%0-9]{0,6}){0,4}", query in "([a-z_]{1,4}=(%[c-f][0-9]|[a-z0-9]){0,3}&?){0,3}") {
            let key = address_key(&format!("https://www.a.example{path}?{query}")).expect("an address");
            prop_assert_eq!(address_key(&format!("http://{key}")), Some(key.clone()), "{}", key);
        }

        #[test]
        fn any_text_is_an_address_or_none(text in any::<String>()) {
            let _ = (address_key(&text), clean(&text));
        }
    }
}
