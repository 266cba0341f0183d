//! Which addresses are asked: http and https, and none of a private network that was not allowed.

use std::net::{IpAddr, SocketAddr};

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
pub(crate) fn may_be_asked(url: &Url, allow_private: bool) -> Result<(), Blocked> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Blocked::Scheme);
    }
    let private = match url.host() {
        Some(Host::Ipv4(it)) => is_private(it.into()),
        Some(Host::Ipv6(it)) => is_private(it.into()),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            name == "localhost"
                || name.ends_with(".localhost")
                || name.ends_with(".local")
                || name.ends_with(".internal")
        }
        None => return Err(Blocked::Scheme),
    };
    if private && !allow_private {
        Err(Blocked::Private)
    } else {
        Ok(())
    }
}

/// Whether an address belongs to this machine, a private network, or a use that is no server on the net.
fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(it) => {
            let [a, b, ..] = it.octets();
            it.is_private()
                || it.is_loopback()
                || it.is_link_local()
                || it.is_broadcast()
                || it.is_documentation()
                || it.is_unspecified()
                || it.is_multicast()
                || a == 0
                || a >= 240
                || a == 100 && (64..128).contains(&b)
                || a == 198 && (18..20).contains(&b)
        }
        IpAddr::V6(it) => {
            let first = it.segments()[0];
            it.is_loopback()
                || it.is_unspecified()
                || it.is_multicast()
                || first & 0xfe00 == 0xfc00
                || first & 0xffc0 == 0xfe80
                || first == 0x2001 && it.segments()[1] == 0xdb8
                || it
                    .to_ipv4_mapped()
                    .or_else(|| nat64(it))
                    .is_some_and(|it| is_private(it.into()))
        }
    }
}

/// The IPv4 address within 64:ff9b::/96 or 2002::/16.
fn nat64(it: std::net::Ipv6Addr) -> Option<std::net::Ipv4Addr> {
    let s = it.segments();
    let v4 = |a: u16, b: u16| {
        let ([a, b], [c, d]) = (a.to_be_bytes(), b.to_be_bytes());
        std::net::Ipv4Addr::new(a, b, c, d)
    };
    match s {
        [0x64, 0xff9b, 0, 0, 0, 0, a, b] => Some(v4(a, b)),
        [0x2002, a, b, ..] => Some(v4(a, b)),
        _ => None,
    }
}

/// Resolves names, and gives back public addresses only.
pub(crate) struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let public: Vec<SocketAddr> = found
                .into_iter()
                .filter(|it| !is_private(it.ip()))
                .collect();
            if public.is_empty() {
                return Err(Blocked::Private.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_private_networks_are_not_asked_in_any_spelling() {
        const TESTS: &[(&str, bool)] = &[
            ("https://news.example/rss", true),
            ("http://8.8.8.8/", true),
            ("http://127.0.0.1/", false),
            ("http://2130706433/", false),
            ("http://0x7f.1/", false),
            ("http://017700000001/", false),
            ("http://10.0.0.8/", false),
            ("http://192.168.1.1/", false),
            ("http://169.254.169.254/latest/meta-data", false),
            ("http://100.64.0.1/", false),
            ("http://[::1]/", false),
            ("http://[::ffff:10.0.0.1]/", false),
            ("http://[64:ff9b::7f00:1]/", false),
            ("http://[fd00::1]/", false),
            ("http://localhost/", false),
            ("http://printer.local/", false),
            ("http://localhost./", false),
            ("file:///etc/passwd", false),
            ("ftp://news.example/", false),
        ];
        for (address, expected) in TESTS {
            let url = Url::parse(address).expect("an address");
            assert_eq!(may_be_asked(&url, false).is_ok(), *expected, "{address}");
        }
        assert!(
            may_be_asked(&Url::parse("http://127.0.0.1/").expect("an address"), true).is_ok(),
            "unless it is meant"
        );
    }
}
