//! How a desk goes out: through which proxy, with which contact, and which hosts of private networks it may ask.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use news::desk::{Change, PasswordKept, ProxyChoice, Settings};
use url::Url;

use crate::{
    Engine, EngineError, Login, Password,
    address::host_name,
    engine::Res,
    logins::{decoded, without_login},
};

/// Where a site can read about who asks, unless the analyst says otherwise.
const CONTACT: &str = "https://wirewatch.example/about-fetching";

/// The longest contact.
const LONGEST_CONTACT: usize = 200;

/// The most hosts that can be named.
const HOSTS: usize = 1_000;

/// The kinds of proxy that are known.
const PROXIES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

/// How a desk goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Through which proxy.
    pub proxy: ProxyWay,
    /// Where a site can reach who asks.
    pub contact: String,
    /// Hosts that may be asked though they are in a private or local network.
    pub allowed_hosts: BTreeSet<String>,
}

/// Through which proxy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ProxyWay {
    /// The one that the system names for an address.
    #[default]
    System,
    /// None.
    Direct,
    /// This one.
    Through {
        /// Its address, without a name or a password.
        address: String,
        /// Name and password.
        login: Option<Login>,
    },
}

impl Default for Way {
    fn default() -> Way {
        Way {
            proxy: ProxyWay::default(),
            contact: CONTACT.into(),
            allowed_hosts: BTreeSet::new(),
        }
    }
}

/// The way that is known. It is made anew after the settings changed; what was made of those before is not kept.
#[derive(Default)]
pub(crate) struct KnownWay(Mutex<Held>);

#[derive(Default)]
struct Held {
    way: Option<Arc<Way>>,
    /// How often it was to be made anew.
    renewed: u64,
}

impl KnownWay {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The way, if it is known; and how often it was to be made anew.
    fn get(&self) -> (Option<Arc<Way>>, u64) {
        let held = self.held();
        (held.way.clone(), held.renewed)
    }

    /// Keeps a way, unless it was to be made anew since `renewed` was counted.
    fn keep(&self, way: &Arc<Way>, renewed: u64) {
        let mut held = self.held();
        if held.renewed == renewed {
            held.way = Some(way.clone());
        }
    }

    fn renew(&self) {
        let mut held = self.held();
        held.way = None;
        held.renewed += 1;
    }
}

/// Under which name the password of a proxy is kept.
fn proxy_secret(address: &str, user: &str) -> String {
    format!("proxy {address} {user}")
}

impl Engine {
    /// How the desk goes out. Blocks: the key store may be asked for the proxy's password.
    pub(crate) fn way(&self) -> Res<Arc<Way>> {
        let known = &self.inner.polite.way;
        let (way, renewed) = known.get();
        if let Some(way) = way {
            return Ok(way);
        }
        let settings = self.settings()?;
        let mut is_whole = true;
        let way = Arc::new(Way {
            proxy: match settings.proxy {
                ProxyChoice::System => ProxyWay::System,
                ProxyChoice::Direct => ProxyWay::Direct,
                ProxyChoice::Through { address, user } => {
                    let login = user.and_then(|user| {
                        // Where it cannot be had the proxy says so, and that is told with each source. It may be had the next time.
                        let found = self.password(&proxy_secret(&address, &user));
                        is_whole = found.is_ok();
                        let password = found.ok().flatten()?;
                        Some(Login { user, password })
                    });
                    ProxyWay::Through { address, login }
                }
            },
            contact: settings.contact.unwrap_or_else(|| CONTACT.into()),
            allowed_hosts: settings.allowed_hosts.into_iter().collect(),
        });
        if is_whole {
            known.keep(&way, renewed);
        }
        Ok(way)
    }

    /// What is known of the way is asked for anew.
    pub(crate) fn renew_way(&self) {
        self.inner.polite.way.renew();
    }

    /// Brings settings of the network into their one form. A name and a password within the address of a proxy are taken
    /// out of it: the password is given back, to be kept elsewhere.
    pub(crate) fn tidy_network(&self, settings: &mut Settings) -> Res<Option<Password>> {
        settings.contact = match settings.contact.take() {
            Some(it) => contact(&it)?,
            None => None,
        };
        let mut hosts = BTreeSet::new();
        for it in &settings.allowed_hosts {
            let host = host_name(it).ok_or_else(|| {
                EngineError::bad_input(
                    format!("“{it}” is no host."),
                    "Name a host as it stands in its address, without http:// and without a port: intranet.example or 10.0.0.8.",
                )
            })?;
            hosts.insert(host);
        }
        if hosts.len() > HOSTS {
            return Err(EngineError::bad_input(
                format!("No more than {HOSTS} hosts can be named."),
                "Name those that are asked.",
            ));
        }
        settings.allowed_hosts = hosts.into_iter().collect();
        let ProxyChoice::Through { address, user } = &mut settings.proxy else {
            return Ok(None);
        };
        let no_proxy = |address: &str| {
            EngineError::bad_input(
                format!("“{}” is no address of a proxy.", without_login(address)),
                "Give its address as http://HOST:PORT, or socks5h://HOST:PORT.",
            )
        };
        let mut url = Url::parse(address.trim())
            .ok()
            .filter(|it| {
                PROXIES.contains(&it.scheme()) && it.host_str().is_some_and(|it| !it.is_empty())
            })
            .ok_or_else(|| no_proxy(address))?;
        let given = (!url.username().is_empty()).then(|| decoded(url.username()));
        let password = url.password().map(|it| Password::new(decoded(it)));
        if given.is_some() {
            *user = given;
        }
        *user = user
            .take()
            .map(|it| it.trim().to_string())
            .filter(|it| !it.is_empty());
        // Neither can fail where there is a host.
        let _ = (url.set_username(""), url.set_password(None));
        url.set_path("");
        url.set_query(None);
        url.set_fragment(None);
        *address = url.as_str().trim_end_matches('/').to_string();
        if user.is_some() && address.starts_with("socks4") {
            return Err(EngineError::bad_input(
                "A SOCKS4 proxy takes no name and no password.",
                "Use socks5 or socks5h, or leave them out.",
            ));
        }
        Ok(password)
    }

    /// Keeps the password of the proxy that the settings name.
    ///
    /// # Errors
    /// [`ErrorCode::BadInput`](news::desk::ErrorCode::BadInput) where they name none, or none with a user.
    pub fn set_proxy_password(&self, password: &Password) -> Res<PasswordKept> {
        let ProxyChoice::Through {
            address,
            user: Some(user),
        } = self.settings()?.proxy
        else {
            return Err(EngineError::bad_input(
                "The settings name no proxy that is asked with a name.",
                "Name the proxy and its user first.",
            ));
        };
        let mut kept = PasswordKept::default();
        self.keep_password(&proxy_secret(&address, &user), password, &mut kept);
        self.renew_way();
        self.try_way_anew();
        self.tell(Change::Desk);
        Ok(kept)
    }
}

/// A contact that can stand in a header: a page or a mail address.
fn contact(text: &str) -> Res<Option<String>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let is_page = Url::parse(text).is_ok_and(|it| {
        matches!(it.scheme(), "http" | "https" | "mailto")
            && (it.scheme() == "mailto" || it.has_host())
    });
    let is_mail = text
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    let fits = text.len() <= LONGEST_CONTACT
        && text
            .bytes()
            .all(|it| it.is_ascii_graphic() && !matches!(it, b'(' | b')' | b'\\'));
    if fits && (is_page || is_mail) {
        return Ok(Some(text.to_string()));
    }
    Err(EngineError::bad_input(
        format!("“{text}” is no contact."),
        "Give a page (https://…) or a mail address, where the people of a site can reach you.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_of_settings_before_they_changed_is_not_kept() {
        let known = KnownWay::default();
        let (none, before) = known.get();
        assert_eq!(none, None);
        let old = Arc::new(Way::default());
        // The settings are changed while it is made of those before.
        known.renew();
        known.keep(&old, before);
        assert_eq!(known.get().0, None, "it is made anew");
        let (_, renewed) = known.get();
        known.keep(&old, renewed);
        assert_eq!(known.get().0, Some(old));
        known.renew();
        assert_eq!(known.get().0, None);
    }

    #[test]
    fn a_contact_is_a_page_or_a_mail_address_that_fits_into_a_header() {
        for (text, expected) in [
            ("desk@courier.example", Some("desk@courier.example")),
            (
                " https://courier.example/desk ",
                Some("https://courier.example/desk"),
            ),
            (
                "mailto:desk@courier.example",
                Some("mailto:desk@courier.example"),
            ),
        ] {
            assert_eq!(contact(text).expect(text).as_deref(), expected, "{text}");
        }
        assert_eq!(contact("  ").expect("nothing"), None);
        for text in [
            "me",
            "a@b",
            "@b.example",
            "x\r\ny@b.example",
            "(a)@b.example",
            "ftp://a.example",
        ] {
            assert!(contact(text).is_err(), "{text}");
        }
        assert!(contact(&format!("{}@b.example", "a".repeat(300))).is_err());
    }
}
