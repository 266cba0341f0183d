//! Which addresses are asked: http and https, and none of a private network that was not allowed.

use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use news::TroubleCode;

use crate::FetchError;

/// Why an address is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blocked {
    TooManyHops,
    Scheme,
    Private,
}

impl std::fmt::Display for Blocked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Blocked::TooManyHops => "more than five redirects",
            Blocked::Scheme => "only http and https are asked",
            Blocked::Private => "an address of a private network",
        })
    }
}

impl std::error::Error for Blocked {}

pub(crate) fn blocked(why: Blocked) -> FetchError {
    let code = match why {
        Blocked::TooManyHops | Blocked::Scheme => TroubleCode::Redirect,
        Blocked::Private => TroubleCode::PrivateAddress,
    };
    FetchError::new(code, why.to_string())
}

/// Whether an address may be asked, as far as it says so itself. Names are looked at again when they are resolved.
pub(crate) fn may_be_asked(url: &Url, allowed: &BTreeSet<String>) -> Result<(), Blocked> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Blocked::Scheme);
    }
    let private = match url.host() {
        Some(Host::Ipv4(it)) => is_private(it.into()),
        Some(Host::Ipv6(it)) => is_private(it.into()),
        Some(Host::Domain(name)) => is_of_this_network(name),
        None => return Err(Blocked::Scheme),
    };
    let is_allowed = || {
        let host = url.host_str().and_then(host_name);
        host.is_some_and(|it| allowed.contains(&it))
    };
    if private && !is_allowed() {
        Err(Blocked::Private)
    } else {
        Ok(())
    }
}

/// A host as it is compared: a name in lower case and without a last dot, or an address in its one spelling. Nothing for
/// what is none.
pub(crate) fn host_name(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('.');
    let bare = text.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    if let Ok(ip) = bare.unwrap_or(text).parse::<IpAddr>() {
        return Some(match ip {
            IpAddr::V4(it) => it.to_string(),
            IpAddr::V6(it) => format!("[{it}]"),
        });
    }
    if text.is_empty() || text.contains(['/', '@', ':', '?', '#', '\\']) {
        return None;
    }
    match Host::parse(text).ok()? {
        Host::Domain(name) => Some(name.to_ascii_lowercase()),
        Host::Ipv4(it) => Some(it.to_string()),
        Host::Ipv6(it) => Some(format!("[{it}]")),
    }
}

/// Whether a name is one of this machine or its network by its ending (RFC 6761, RFC 6762, and what ICANN set apart in 2024).
fn is_of_this_network(name: &str) -> bool {
    const ENDINGS: [&str; 5] = ["localhost", "local", "internal", "localdomain", "home.arpa"];
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    ENDINGS.iter().any(|it| {
        name.strip_suffix(it)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

/// Whether an address belongs to this machine, a private network, or a use that is no server on the net: the registries of
/// special addresses that IANA keeps (RFC 6890).
fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(it) => {
            let [a, b, c, _] = it.octets();
            it.is_private()
                || it.is_loopback()
                || it.is_link_local()
                || it.is_broadcast()
                || it.is_documentation()
                || it.is_unspecified()
                || it.is_multicast()
                || a == 0
                || a >= 240
                // Shared by the customers of a provider.
                || a == 100 && (64..128).contains(&b)
                // Protocols; relays of 6to4; measurements.
                || (a, b, c) == (192, 0, 0)
                || (a, b, c) == (192, 88, 99)
                || a == 198 && (18..20).contains(&b)
        }
        IpAddr::V6(it) => {
            let s = it.segments();
            it.is_loopback()
                || it.is_unspecified()
                || it.is_multicast()
                // Unique local, link-local, and what site-local once was.
                || s[0] & 0xfe00 == 0xfc00
                || s[0] & 0xffc0 == 0xfe80
                || s[0] & 0xffc0 == 0xfec0
                // Documentation, twice; a network's own translation; what is thrown away; segments of routes.
                || s[0] == 0x2001 && s[1] == 0xdb8
                || s[0] == 0x3fff && s[1] < 0x1000
                || s[..3] == [0x64, 0xff9b, 1]
                || s[..4] == [0x100, 0, 0, 0]
                || s[0] == 0x5f00
                // Measurements, and names that are no addresses.
                || s[..3] == [0x2001, 2, 0]
                || s[0] == 0x2001 && (0x10..0x30).contains(&s[1])
                || within(it).into_iter().any(|it| is_private(it.into()))
        }
    }
}

/// The IPv4 addresses within an IPv6 one: mapped, compatible, NAT64 (64:ff9b::/96), 6to4 (2002::/16), and those of Teredo
/// (2001::/32): its server and, with all bits turned, its client.
fn within(it: Ipv6Addr) -> Vec<Ipv4Addr> {
    let v4 = |a: u16, b: u16| {
        let ([a, b], [c, d]) = (a.to_be_bytes(), b.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match it.segments() {
        [0, 0, 0, 0, 0, 0xffff, a, b] => vec![v4(a, b)],
        [0, 0, 0, 0, 0xffff, 0, a, b] => vec![v4(a, b)],
        [0, 0, 0, 0, 0, 0, a, b] => vec![v4(a, b)],
        [0x64, 0xff9b, 0, 0, 0, 0, a, b] => vec![v4(a, b)],
        [0x2002, a, b, ..] => vec![v4(a, b)],
        [0x2001, 0, a, b, _, _, c, d] => vec![v4(a, b), v4(!c, !d)],
        _ => vec![],
    }
}

/// Of the addresses that a name has those that may be asked.
fn public(found: impl Iterator<Item = SocketAddr>) -> Result<Vec<SocketAddr>, Blocked> {
    let mut private = false;
    let public: Vec<SocketAddr> = found
        .filter(|it| {
            let is_private = is_private(it.ip());
            private |= is_private;
            !is_private
        })
        .collect();
    if public.is_empty() && private {
        return Err(Blocked::Private);
    }
    Ok(public)
}

/// Resolves names, and gives back public addresses only; of some hosts all.
pub(crate) struct PublicOnly {
    /// The hosts that may be private: those that the analyst named, and the proxy.
    pub(crate) except: BTreeSet<String>,
}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let is_allowed = host_name(name.as_str()).is_some_and(|it| self.except.contains(&it));
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let found = match is_allowed {
                true => found.collect(),
                false => public(found)?,
            };
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may(address: &str, allowed: &[&str]) -> bool {
        let url = Url::parse(address).expect("an address");
        let allowed = allowed.iter().filter_map(|it| host_name(it)).collect();
        may_be_asked(&url, &allowed).is_ok()
    }

    #[test]
    fn addresses_of_private_networks_are_not_asked_in_any_spelling() {
        const TESTS: &[(&str, bool)] = &[
            ("https://news.example/rss", true),
            ("http://8.8.8.8/", true),
            ("http://[2606:4700:4700::1111]/", true),
            ("http://[64:ff9b::808:808]/", true),
            ("http://[2002:808:808::1]/", true),
            ("http://100.63.255.255/", true),
            ("http://100.128.0.1/", true),
            ("http://172.32.0.1/", true),
            // This machine, in every spelling.
            ("http://127.0.0.1/", false),
            ("http://127.1/", false),
            ("http://2130706433/", false),
            ("http://0x7f.1/", false),
            ("http://0x7f000001/", false),
            ("http://017700000001/", false),
            ("http://0177.0.0.1/", false),
            ("http://\u{ff11}27.0.0.1/", false),
            ("http://127.0.0.1./", false),
            ("http://[::1]/", false),
            ("http://[0:0:0:0:0:0:0:1]/", false),
            ("http://[::]/", false),
            ("http://0.0.0.0/", false),
            ("http://0/", false),
            ("http://0.1.2.3/", false),
            ("http://localhost/", false),
            ("http://localhost./", false),
            ("http://LOCALHOST/", false),
            ("http://a.localhost/", false),
            // Private networks, providers, the network's own service.
            ("http://10.0.0.8/", false),
            ("http://172.16.0.1/", false),
            ("http://172.31.255.255/", false),
            ("http://192.168.1.1/", false),
            ("http://169.254.169.254/latest/meta-data", false),
            ("http://100.64.0.1/", false),
            ("http://100.127.255.255/", false),
            ("http://[fd00::1]/", false),
            ("http://[fe80::1]/", false),
            ("http://[fec0::1]/", false),
            ("http://printer.local/", false),
            ("http://metadata.internal/", false),
            ("http://router.home.arpa/", false),
            ("http://localhost.localdomain/", false),
            ("http://notlocal/", true),
            // IPv4 within IPv6.
            ("http://[::ffff:10.0.0.1]/", false),
            ("http://[::ffff:0:10.0.0.1]/", false),
            ("http://[::10.0.0.1]/", false),
            ("http://[64:ff9b::7f00:1]/", false),
            ("http://[64:ff9b:1::1]/", false),
            ("http://[2002:a00:1::]/", false),
            ("http://[2001:0:a00:1::]/", false),
            ("http://[2001:0:808:808::f5ff:fffe]/", false),
            // Documentation, measurements, nobody, everybody.
            ("http://192.0.2.1/", false),
            ("http://198.51.100.1/", false),
            ("http://203.0.113.1/", false),
            ("http://[2001:db8::1]/", false),
            ("http://[3fff::1]/", false),
            ("http://198.18.0.1/", false),
            ("http://192.0.0.8/", false),
            ("http://192.88.99.1/", false),
            ("http://[100::1]/", false),
            ("http://224.0.0.1/", false),
            ("http://[ff02::1]/", false),
            ("http://240.0.0.1/", false),
            ("http://255.255.255.255/", false),
            // Other ways.
            ("file:///etc/passwd", false),
            ("ftp://news.example/", false),
            ("gopher://news.example/", false),
            ("data:text/plain,x", false),
        ];
        for (address, expected) in TESTS {
            assert_eq!(may(address, &[]), *expected, "{address}");
        }
        assert!(
            may("http://127.0.0.1/", &["127.0.0.1"]),
            "unless it is meant"
        );
    }

    #[test]
    fn hosts_that_the_analyst_named_are_asked_and_no_others() {
        const ALLOWED: &[&str] = &["Intranet.LOCAL.", "10.0.0.8", "fd00:0::1", "[fd00::2]"];
        for (address, expected) in [
            ("http://intranet.local/rss", true),
            ("http://intranet.local.:8080/rss", true),
            ("http://10.0.0.8/", true),
            ("http://0xa.8/", true),
            ("http://[fd00::1]/", true),
            ("http://[fd00::2]/", true),
            ("http://10.0.0.9/", false),
            ("http://other.local/", false),
            ("http://a.intranet.local/", false),
            ("ftp://intranet.local/", false),
        ] {
            assert_eq!(may(address, ALLOWED), expected, "{address}");
        }
        for text in [
            "", ".", "a/b", "a b", "u@h", "http://a", "a:80", "a\\b", "a?b",
        ] {
            assert_eq!(host_name(text), None, "{text}");
        }
    }

    #[test]
    fn of_the_addresses_of_a_name_only_public_ones_are_asked() {
        let find = |of: &[&str]| {
            let found: Vec<SocketAddr> = of.iter().map(|it| it.parse().expect("one")).collect();
            public(found.into_iter()).map(|it| {
                let shown: Vec<String> = it.iter().map(|it| it.ip().to_string()).collect();
                shown.join(" ")
            })
        };
        assert_eq!(find(&["8.8.8.8:80"]), Ok("8.8.8.8".into()));
        assert_eq!(
            find(&["10.0.0.1:80", "8.8.8.8:80", "[::1]:80"]),
            Ok("8.8.8.8".into()),
            "one public and one private: the public one"
        );
        assert_eq!(
            find(&["10.0.0.1:80", "[::ffff:127.0.0.1]:80"]),
            Err(Blocked::Private)
        );
        assert_eq!(find(&[]), Ok(String::new()), "not private, but nowhere");
    }
}
