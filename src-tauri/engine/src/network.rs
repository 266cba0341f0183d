//! The network: one polite GET, bounded in every direction.

use std::{
    error::Error as _,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use reqwest::{
    Client, StatusCode,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{self, HeaderMap},
    redirect,
};
use url::{Host, Url};

use news::TroubleCode;

use crate::options::Pending;

/// Who asks: the program, its version, and where to read about it.
const AGENT: &str = concat!(
    "Wirewatch/",
    env!("CARGO_PKG_VERSION"),
    " (+https://wirewatch.example/about-fetching)"
);

/// What is wanted, feeds first.
const ACCEPT: &str = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, \
                      text/xml;q=0.9, application/json;q=0.8, */*;q=0.5";

/// The most bytes of an answer, decoded.
const MOST: usize = 20 << 20;

/// The most redirects that are followed.
const HOPS: usize = 5;

const CONNECT: Duration = Duration::from_secs(10);
const IDLE: Duration = Duration::from_secs(15);
const TOTAL: Duration = Duration::from_secs(60);

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// The address.
    pub address: String,
    /// The entity tag of the last answer, byte for byte.
    pub etag: Option<String>,
    /// Its date of last change, byte for byte.
    pub last_modified: Option<String>,
    /// Whether an address of a private or local network is meant.
    pub allow_private: bool,
}

/// What was answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Response {
    /// 200, or 304 for "as before".
    pub status: u16,
    /// Where the answer came from, after redirects.
    pub address: String,
    /// The declared type of the body.
    pub content_type: Option<String>,
    /// The entity tag.
    pub etag: Option<String>,
    /// The date of last change.
    pub last_modified: Option<String>,
    /// For how many seconds the server says that the answer holds.
    pub max_age: Option<u64>,
    /// The body, decoded.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchError {
    /// Its kind.
    pub code: TroubleCode,
    /// What is known beyond that, for people.
    pub detail: String,
    /// After how many seconds the server wants to be asked again.
    pub retry_after: Option<u64>,
}

impl FetchError {
    fn new(code: TroubleCode, detail: impl Into<String>) -> FetchError {
        FetchError {
            code,
            detail: detail.into(),
            retry_after: None,
        }
    }
}

/// The network, as the engine sees it.
pub trait Network: Send + Sync {
    /// Asks for one thing.
    fn get(&self, request: Request) -> Pending<'_, Result<Response, FetchError>>;
}

/// The real network. No cookies, no referrer, no address of a private network that was not allowed.
#[derive(Default)]
pub(crate) struct Web {
    /// One client for public addresses, one for those that may be private; made at first use.
    clients: Mutex<[Option<Client>; 2]>,
}

impl Web {
    fn client(&self, allow_private: bool) -> Result<Client, FetchError> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = &clients[usize::from(allow_private)] {
            return Ok(client.clone());
        }
        let mut builder = Client::builder()
            .user_agent(AGENT)
            .referer(false)
            .connect_timeout(CONNECT)
            .read_timeout(IDLE)
            .timeout(TOTAL)
            .redirect(redirect::Policy::custom(move |attempt| {
                if attempt.previous().len() > HOPS {
                    return attempt.error(Blocked::TooManyHops);
                }
                match may_be_asked(attempt.url(), allow_private) {
                    Ok(()) => attempt.follow(),
                    Err(why) => attempt.error(why),
                }
            }));
        if !allow_private {
            builder = builder.dns_resolver(Arc::new(PublicOnly));
        }
        let client = builder.build().map_err(|err| {
            FetchError::new(TroubleCode::Internal, format!("no network client: {err}"))
        })?;
        clients[usize::from(allow_private)] = Some(client.clone());
        Ok(client)
    }

    async fn ask(&self, request: Request) -> Result<Response, FetchError> {
        let url = Url::parse(&request.address).map_err(|err| {
            FetchError::new(
                TroubleCode::Unreachable,
                format!("the address cannot be read: {err}"),
            )
        })?;
        may_be_asked(&url, request.allow_private).map_err(blocked)?;
        let mut asking = self
            .client(request.allow_private)?
            .get(url)
            .header(header::ACCEPT, ACCEPT);
        if let Some(etag) = &request.etag {
            asking = asking.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(date) = &request.last_modified {
            asking = asking.header(header::IF_MODIFIED_SINCE, date);
        }
        let mut answer = asking.send().await.map_err(|err| failed(&err))?;
        let status = answer.status();
        let conditional = request.etag.is_some() || request.last_modified.is_some();
        let headers = answer.headers().clone();
        if !(status == StatusCode::OK || status == StatusCode::NOT_MODIFIED && conditional) {
            return Err(refused(status, &headers));
        }
        let mut body = vec![];
        while status == StatusCode::OK
            && let Some(chunk) = answer.chunk().await.map_err(|err| failed(&err))?
        {
            if body.len() + chunk.len() > MOST {
                return Err(FetchError::new(
                    TroubleCode::TooLarge,
                    format!("more than {} MB", MOST >> 20),
                ));
            }
            body.extend_from_slice(&chunk);
        }
        let text = |name| {
            headers
                .get(name)
                .and_then(|it| it.to_str().ok())
                .map(str::to_string)
        };
        Ok(Response {
            status: status.as_u16(),
            address: answer.url().to_string(),
            content_type: text(header::CONTENT_TYPE),
            etag: text(header::ETAG),
            last_modified: text(header::LAST_MODIFIED),
            max_age: text(header::CACHE_CONTROL).and_then(|it| max_age(&it)),
            body,
        })
    }
}

impl Network for Web {
    fn get(&self, request: Request) -> Pending<'_, Result<Response, FetchError>> {
        Box::pin(self.ask(request))
    }
}

/// Why an address is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Blocked {
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

fn blocked(why: Blocked) -> FetchError {
    let code = match why {
        Blocked::TooManyHops | Blocked::Scheme => TroubleCode::Redirect,
        Blocked::Private => TroubleCode::PrivateAddress,
    };
    FetchError::new(code, why.to_string())
}

/// Whether an address may be asked, as far as it says so itself. Names are looked at again when they are resolved.
fn may_be_asked(url: &Url, allow_private: bool) -> Result<(), Blocked> {
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
struct PublicOnly;

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

/// An error status in words.
fn refused(status: StatusCode, headers: &HeaderMap) -> FetchError {
    let words = match status.canonical_reason() {
        Some(reason) => format!("{} ({reason})", status.as_u16()),
        None => status.as_u16().to_string(),
    };
    let code = match status.as_u16() {
        304 => {
            return FetchError::new(
                TroubleCode::Status,
                "304 (Not Modified) though nothing was known",
            );
        }
        300..=399 => TroubleCode::Redirect,
        401 | 402 | 403 | 407 | 451 => TroubleCode::Forbidden,
        404 | 410 => TroubleCode::Gone,
        429 | 503 => TroubleCode::Busy,
        _ => TroubleCode::Status,
    };
    let retry_after = headers
        .get(header::RETRY_AFTER)
        .and_then(|it| it.to_str().ok())
        .and_then(|it| it.trim().parse().ok());
    FetchError {
        code,
        detail: words,
        retry_after,
    }
}

/// What the network client says, in our words.
fn failed(err: &reqwest::Error) -> FetchError {
    let mut chain = vec![];
    let mut source: Option<&dyn std::error::Error> = err.source();
    while let Some(it) = source {
        if let Some(why) = it.downcast_ref::<Blocked>() {
            return blocked(*why);
        }
        chain.push(it.to_string());
        source = it.source();
    }
    let deepest = chain.last().cloned().unwrap_or_else(|| err.to_string());
    let all = chain.join(" ").to_ascii_lowercase();
    let code = if err.is_timeout() {
        TroubleCode::Timeout
    } else if all.contains("certificate") || all.contains("tls") || all.contains("handshake") {
        TroubleCode::Certificate
    } else if all.contains("dns")
        || all.contains("resolve")
        || all.contains("lookup")
        || all.contains("unreachable")
    {
        TroubleCode::Unreachable
    } else if err.is_redirect() {
        TroubleCode::Redirect
    } else if err.is_decode() {
        TroubleCode::Damaged
    } else {
        TroubleCode::Refused
    };
    FetchError::new(code, deepest)
}

/// The `max-age` of a Cache-Control header, in seconds.
fn max_age(text: &str) -> Option<u64> {
    text.split(',').find_map(|it| {
        it.trim()
            .to_ascii_lowercase()
            .strip_prefix("max-age=")?
            .trim_matches('"')
            .parse()
            .ok()
    })
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

    #[test]
    fn max_age_is_read_from_the_header() {
        assert_eq!(max_age("public, max-age=600"), Some(600));
        assert_eq!(max_age("no-cache"), None);
        assert_eq!(max_age("max-age=soon"), None);
    }
}
