//! Which pages of a site this program may read: its robots.txt, after RFC 9309.
//!
//! It is asked before a page is fetched that the analyst did not name. Feeds and pages that the analyst added are fetched without:
//! whoever gives an address has chosen it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use news::{Timestamp, TroubleCode, desk::Reason};
use url::Url;

use crate::{Engine, FetchError, Request, tls::Fingerprint, trouble};

/// The name by which a site can speak to this program. The part of its user agent before the version.
const NAME: &str = "Wirewatch";

/// How long a file is believed: a day, as RFC 9309 (2.4) allows.
const BELIEVED: i64 = Timestamp::DAY;

/// How soon it is asked for again where it could not be had.
const AGAIN: i64 = Timestamp::HOUR;

/// Why a page is not asked for whose site forbids it.
pub(crate) const FORBIDS: &str = "its robots.txt keeps programs from it";

/// Why a page is not asked for whose site did not say what it allows.
pub(crate) const NOT_HAD: &str =
    "its robots.txt could not be had, so its pages are left alone until it can";

/// How many sites are remembered. Then those that have not been believed for longest are forgotten.
const SITES: usize = 4_000;

/// What sites say.
#[derive(Default)]
pub(crate) struct Robots {
    known: Mutex<HashMap<Site, Known>>,
}

/// Scheme, host and port; and the certificate that is taken for it though nobody vouches for it. What was said by who showed that one is
/// not the word of the site for who did not name it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Site {
    origin: String,
    certificate: Option<Fingerprint>,
}

#[derive(Clone)]
struct Known {
    until: Timestamp,
    says: Says,
}

/// What a site says to this program.
#[derive(Clone)]
enum Says {
    /// There is no such file: everything may be read (RFC 9309, 2.3.1.3).
    Everything,
    /// The file could not be had: nothing may be read until it can (2.3.1.4).
    /// Why, as it is told; whether it names a time says whether the site did.
    Nothing(Box<FetchError>),
    /// What stands in it.
    Rules(Arc<parse::Robots>),
}

impl Known {
    /// Whether a page may be read; if not, why.
    fn allow(&self, page: &Url, now: Timestamp) -> Result<(), FetchError> {
        match &self.says {
            Says::Everything => Ok(()),
            Says::Rules(rules) if rules.allows(page.as_str()) => Ok(()),
            Says::Rules(_) => Err(keeps_out()),
            Says::Nothing(why) => {
                let wait = u64::try_from(self.until.since(now) / Timestamp::SECOND).ok();
                Err(FetchError {
                    retry_after: why.retry_after.and(wait),
                    ..(**why).clone()
                })
            }
        }
    }
}

/// That a site forbids to read a page.
fn keeps_out() -> FetchError {
    FetchError {
        advice: Some(
            "It is left alone. Look for a feed or a news sitemap of the site in its place.".into(),
        ),
        ..FetchError::new(TroubleCode::Forbidden, FORBIDS)
    }
}

impl Engine {
    /// Whether a site lets this program read the page that is to be asked for; if not, why. Asks the site for its rules as for the page
    /// (the same way out, the same certificate), in its turn, unless they are known. A login is not sent: rules are for everybody.
    /// An address that is no page of a site may not be read.
    pub(crate) async fn may_read(&self, wanted: &Request) -> Result<(), FetchError> {
        let Some((site, page)) = site_of(&wanted.address, wanted.certificate) else {
            return Err(keeps_out());
        };
        let robots = &self.inner.watching.robots;
        if let Some(known) = robots.known(&site, self.now()) {
            return known.allow(&page, self.now());
        }
        let host = page.host_str().unwrap_or_default();
        let clock = &*self.inner.options.clock;
        let _turn = self.inner.watching.pace.turn(host, clock).await;
        // While it waited for its turn, another page of the site may have had it, or heard that the host wants to be left alone.
        if let Some(known) = robots.known(&site, self.now()) {
            return known.allow(&page, self.now());
        }
        self.is_not_left_alone(wanted)?;
        let request = Request {
            address: format!("{}/robots.txt", site.origin),
            allow_private: wanted.allow_private,
            certificate: site.certificate,
            way: wanted.way.clone(),
            ..Request::default()
        };
        let (says, lasts) = match self.ask(request, Reason::Robots, None).await {
            Ok(answer) => {
                let lasts = answer
                    .max_age
                    .and_then(|it| i64::try_from(it).ok())
                    .map_or(BELIEVED, |it| it.saturating_mul(Timestamp::SECOND));
                (
                    Says::Rules(Arc::new(parse::Robots::read(NAME, &answer.body))),
                    lasts.clamp(AGAIN, BELIEVED),
                )
            }
            // It says nothing of the site. Whom it contacted was recorded.
            Err(err) if is_of_the_way(err.code) => {
                return Err(FetchError {
                    asked: vec![],
                    ..err
                });
            }
            // It was not asked. For another source, or once the analyst allowed it, it is.
            Err(err) if err.code == TroubleCode::PrivateAddress => return Err(told_as(err)),
            Err(err) if is_without(err.status) => (Says::Everything, BELIEVED),
            Err(err) => {
                let lasts = err
                    .retry_after
                    .and_then(|it| i64::try_from(it).ok())
                    .map_or(AGAIN, |it| it.saturating_mul(Timestamp::SECOND))
                    .clamp(AGAIN, BELIEVED);
                (Says::Nothing(Box::new(told_as(err))), lasts)
            }
        };
        let now = self.now();
        let known = Known {
            until: now.plus(lasts),
            says,
        };
        robots.learn(site, known.clone());
        known.allow(&page, now)
    }
}

impl Engine {
    /// The sitemaps that a site's robots.txt names, where it is known: after [`may_read`](Engine::may_read).
    pub(crate) fn sitemaps_named(&self, page: &str) -> Vec<String> {
        let Some((site, _)) = site_of(page, None) else {
            return vec![];
        };
        let known = self.inner.watching.robots.known(&site, self.now());
        match known.map(|it| it.says) {
            Some(Says::Rules(robot)) => robot.sitemaps().to_vec(),
            Some(Says::Everything | Says::Nothing(_)) | None => vec![],
        }
    }
}

impl Robots {
    fn known(&self, site: &Site, now: Timestamp) -> Option<Known> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        // After a clock that was set back, no longer than ever.
        let holds = |it: &&Known| (0..=BELIEVED).contains(&it.until.since(now));
        known.get(site).filter(holds).cloned()
    }

    fn learn(&self, site: Site, it: Known) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= SITES
            && !known.contains_key(&site)
            && let Some(oldest) = known
                .iter()
                .min_by_key(|it| it.1.until)
                .map(|it| it.0.clone())
        {
            known.remove(&oldest);
        }
        known.insert(site, it);
    }
}

/// Whether a status says that a site has no rules: of those that blame the asker all but "too many requests".
fn is_without(status: Option<u16>) -> bool {
    status.is_some_and(|it| (400..500).contains(&it) && it != 429)
}

/// Whether an error is of the way out of this machine, and not of who was to be asked: what a proxy says is not what the site says.
pub(crate) fn is_of_the_way(code: TroubleCode) -> bool {
    matches!(code, TroubleCode::Unreachable | TroubleCode::Proxy)
}

/// As what it is told that a robots.txt could not be had: who wants to be left alone and who is in a private network says more
/// by that, and with a certificate that is not taken the page could not be had either.
fn told_as(err: FetchError) -> FetchError {
    let told = match err.code {
        TroubleCode::Certificate => FetchError {
            advice: err.advice,
            ..FetchError::new(err.code, err.detail)
        },
        TroubleCode::Busy | TroubleCode::PrivateAddress => FetchError::new(err.code, NOT_HAD),
        _ => FetchError {
            advice: Some(trouble::AGAIN.into()),
            ..FetchError::new(TroubleCode::Forbidden, NOT_HAD)
        },
    };
    FetchError {
        retry_after: err.retry_after,
        ..told
    }
}

/// The site of a page, and the page without what is not sent.
fn site_of(page: &str, certificate: Option<Fingerprint>) -> Option<(Site, Url)> {
    let mut page = Url::parse(page).ok()?;
    if !matches!(page.scheme(), "http" | "https") || page.host_str().is_none() {
        return None;
    }
    page.set_fragment(None);
    let site = Site {
        origin: page.origin().ascii_serialization(),
        certificate: certificate.filter(|_| page.scheme() == "https"),
    };
    Some((site, page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_scheme_host_and_port() {
        let site = |it: &str| site_of(it, None).map(|it| it.0.origin);
        assert_eq!(
            site("https://Ledger.example/a?b#c").as_deref(),
            Some("https://ledger.example")
        );
        assert_eq!(
            site("http://ledger.example:8080/").as_deref(),
            Some("http://ledger.example:8080")
        );
        assert_eq!(site("file:///etc/passwd"), None);
        assert_eq!(site("ledger.example"), None);
    }

    #[test]
    fn what_a_site_said_with_a_certificate_that_was_named_is_known_apart() {
        let named = |it: &str| site_of(it, Some([7; 32])).map(|it| it.0.certificate.is_some());
        assert_eq!(named("https://ledger.example/a"), Some(true));
        assert_eq!(named("http://ledger.example/a"), Some(false), "shows none");
    }

    #[test]
    fn a_site_without_a_file_is_open_and_one_that_fails_is_not() {
        for (status, expected) in [
            (Some(404), true),
            (Some(403), true),
            (Some(410), true),
            (Some(429), false),
            (Some(503), false),
            (None, false),
        ] {
            assert_eq!(is_without(status), expected, "{status:?}");
        }
    }

    #[test]
    fn a_page_that_may_not_be_read_says_why_and_for_how_long() {
        use TroubleCode::{Busy, Certificate, Forbidden, PrivateAddress, Timeout};
        const NOW: Timestamp = Timestamp(1_765_000_000_000);
        let page = Url::parse("https://ledger.example/a").expect("an address");
        let rules = |file: &[u8]| Says::Rules(Arc::new(parse::Robots::read(NAME, file)));
        let nothing = |code, named: bool| {
            Says::Nothing(Box::new(told_as(FetchError {
                retry_after: named.then_some(1),
                ..FetchError::new(code, "as it is")
            })))
        };
        let why = |says| {
            let until = NOW.plus(Timestamp::HOUR);
            let err = Known { until, says }.allow(&page, NOW).err()?;
            Some((err.code, err.detail, err.retry_after))
        };
        assert_eq!(why(Says::Everything), None);
        assert_eq!(why(rules(b"User-agent: *\nDisallow: /b")), None);
        type Test = (Says, TroubleCode, &'static str, Option<u64>);
        let tests: [Test; 6] = [
            (
                rules(b"User-agent: *\nDisallow: /a"),
                Forbidden,
                FORBIDS,
                None,
            ),
            (nothing(Timeout, false), Forbidden, NOT_HAD, None),
            (nothing(Busy, false), Busy, NOT_HAD, None),
            (nothing(Busy, true), Busy, NOT_HAD, Some(3_600)),
            (
                nothing(PrivateAddress, false),
                PrivateAddress,
                NOT_HAD,
                None,
            ),
            (nothing(Certificate, false), Certificate, "as it is", None),
        ];
        for (says, code, words, wait) in tests {
            assert_eq!(why(says), Some((code, words.to_string(), wait)));
        }
    }
}
