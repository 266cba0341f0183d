//! Which pages of a site this program may read: its robots.txt, after RFC 9309.
//!
//! It is asked before a page is fetched that the analyst did not name. Feeds and pages that the analyst added are fetched without:
//! whoever gives an address has chosen it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use news::{Timestamp, desk::Reason};
use url::Url;

use crate::{Engine, Request};

/// The name by which a site can speak to this program. The part of its user agent before the version.
const NAME: &str = "Wirewatch";

/// How long a file is believed: a day, as RFC 9309 (2.4) allows.
const BELIEVED: i64 = Timestamp::DAY;

/// How soon it is asked for again where it could not be had.
const AGAIN: i64 = Timestamp::HOUR;

/// How many sites are remembered. Then those that have not been believed for longest are forgotten.
const SITES: usize = 4_000;

/// What sites say, by scheme, host and port.
#[derive(Default)]
pub(crate) struct Robots {
    known: Mutex<HashMap<String, Known>>,
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
    Nothing,
    /// What stands in it.
    Rules(Arc<parse::Robots>),
}

impl Says {
    fn allow(&self, page: &Url) -> bool {
        match self {
            Says::Everything => true,
            Says::Nothing => false,
            Says::Rules(rules) => rules.allows(page.as_str()),
        }
    }
}

impl Engine {
    /// Whether a site lets this program read a page. Asks the site for its rules, in its turn, unless they are known.
    /// An address that is no page of a site may not be read.
    pub(crate) async fn may_read(&self, page: &str, allow_private: bool) -> bool {
        let Some((site, page)) = site_of(page) else {
            return false;
        };
        let robots = &self.inner.watching.robots;
        if let Some(says) = robots.says(&site, self.now()) {
            return says.allow(&page);
        }
        let host = page.host_str().unwrap_or_default();
        let clock = &*self.inner.options.clock;
        let _turn = self.inner.watching.pace.turn(host, clock).await;
        // While it waited for its turn, another page of the site may have had it.
        if let Some(says) = robots.says(&site, self.now()) {
            return says.allow(&page);
        }
        let engine = self.clone();
        let way = tokio::task::spawn_blocking(move || engine.way());
        let Ok(Ok(way)) = way.await else {
            return false;
        };
        let request = Request {
            address: format!("{site}/robots.txt"),
            allow_private,
            way,
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
            Err(err) if is_without(err.status) => (Says::Everything, BELIEVED),
            Err(_) => (Says::Nothing, AGAIN),
        };
        let known = Known {
            until: self.now().plus(lasts),
            says: says.clone(),
        };
        robots.learn(site, known);
        says.allow(&page)
    }
}

impl Engine {
    /// The sitemaps that a site's robots.txt names, where it is known: after [`may_read`](Engine::may_read).
    pub(crate) fn sitemaps_named(&self, page: &str) -> Vec<String> {
        let Some((site, _)) = site_of(page) else {
            return vec![];
        };
        match self.inner.watching.robots.says(&site, self.now()) {
            Some(Says::Rules(robot)) => robot.sitemaps().to_vec(),
            Some(Says::Everything | Says::Nothing) | None => vec![],
        }
    }
}

impl Robots {
    fn says(&self, site: &str, now: Timestamp) -> Option<Says> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        // After a clock that was set back, no longer than ever.
        let holds = |it: &&Known| (0..=BELIEVED).contains(&it.until.since(now));
        known.get(site).filter(holds).map(|it| it.says.clone())
    }

    fn learn(&self, site: String, it: Known) {
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

/// The site of a page, and the page without what is not sent.
fn site_of(page: &str) -> Option<(String, Url)> {
    let mut page = Url::parse(page).ok()?;
    if !matches!(page.scheme(), "http" | "https") || page.host_str().is_none() {
        return None;
    }
    page.set_fragment(None);
    let site = page.origin().ascii_serialization();
    Some((site, page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_scheme_host_and_port() {
        let site = |it: &str| site_of(it).map(|it| it.0);
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
}
