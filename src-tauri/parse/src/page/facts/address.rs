//! The address under which an article can be read.

use url::Url;

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

/// The page's own address: what it calls canonical, else where it came from.
pub(super) fn canonical(sources: &Sources<'_>) -> Option<String> {
    let base = sources.address.and_then(|it| Url::parse(it).ok());
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
        (!(is_front && base_is_deeper)).then_some(address)
    });
    claimed.or(base).and_then(cleaned)
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
    if address.query().is_some() {
        let kept = kept(&address, |name, value| !is_one_of(TRACKING, name, value));
        if kept.len() < address.query_pairs().count() {
            put_query(&mut address, kept);
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
    let is_kept = |name: &str, value: &str| {
        !is_one_of(TRACKING, name, value) && !is_one_of(DRESS, name, value)
    };
    let mut parts = kept(&url, is_kept);
    // Where a part comes twice, which one comes first may matter.
    parts.sort_by(|a, b| a.0.cmp(&b.0));
    put_query(&mut url, parts);
    let path = own_path(url.path());
    let query = url.query().map(|it| format!("?{it}")).unwrap_or_default();
    // What stands behind "#!" names a page on some sites.
    let page = url.fragment().filter(|it| it.starts_with("!/"));
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

/// The parts of an address's query that are kept.
fn kept(address: &Url, is_kept: impl Fn(&str, &str) -> bool) -> Vec<(String, String)> {
    address
        .query_pairs()
        .filter(|(name, value)| is_kept(name, value))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

fn put_query(address: &mut Url, parts: Vec<(String, String)>) {
    address.set_query(None);
    if !parts.is_empty() {
        address.query_pairs_mut().extend_pairs(parts);
    }
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
        ] {
            assert_eq!(address_key(address).as_deref(), Some(key), "{address}");
        }
        for none in ["no address", "javascript:alert(1)", "ftp://a.example/x", ""] {
            assert_eq!(address_key(none), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn a_key_is_the_key_of_itself(path in "(/[a-z.%0-9]{0,6}){0,4}", query in "([a-z_]{1,4}=[a-z0-9]{0,3}&?){0,3}") {
            let key = address_key(&format!("https://www.a.example{path}?{query}")).expect("an address");
            prop_assert_eq!(address_key(&format!("http://{key}")), Some(key.clone()), "{}", key);
        }

        #[test]
        fn any_text_is_an_address_or_none(text in any::<String>()) {
            let _ = (address_key(&text), clean(&text));
        }
    }
}
