//! The address under which an article can be read.

use url::Url;

use super::Sources;

/// Parts of an address that only say where a reader came from.
const TRACKING: &[&str] = &[
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "msclkid",
    "yclid",
    "igshid",
    "twclid",
    "wbraid",
    "gbraid",
    "mc_cid",
    "mc_eid",
    "_ga",
    "_gl",
    "cmpid",
    "ocid",
    "ns_mchannel",
    "ns_source",
    "ns_campaign",
    "ns_linkname",
    "ns_fee",
    "smid",
    "smtyp",
    "at_medium",
    "at_campaign",
    "at_custom1",
    "at_custom2",
    "at_custom3",
    "at_custom4",
    "srnd",
    "sref",
    "xtor",
    "ref_src",
    "ref_url",
    "ftag",
    "intcmp",
    "icid",
    "ito",
    "mkt_tok",
    "vero_id",
    "wickedid",
    "oly_enc_id",
    "oly_anon_id",
    "__twitter_impression",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
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
        let kept: Vec<(String, String)> = address
            .query_pairs()
            .filter(|(key, _)| !is_tracking(key))
            .map(|(key, value)| (key.into_owned(), value.into_owned()))
            .collect();
        if kept.len() < address.query_pairs().count() {
            address.set_query(None);
            if !kept.is_empty() {
                address.query_pairs_mut().extend_pairs(kept);
            }
        }
    }
    Some(address.into())
}

fn is_tracking(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    key.starts_with("utm_")
        || key.starts_with("hsa_")
        || key.starts_with("pk_")
        || key.starts_with("mtm_")
        || TRACKING.contains(&key.as_str())
}

#[cfg(test)]
mod tests {
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
}
