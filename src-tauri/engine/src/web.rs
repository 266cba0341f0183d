//! The real network: reqwest, bounded in every direction. No cookies, no referrer.

use std::{
    collections::{BTreeSet, HashMap},
    error::Error,
    io,
    net::IpAddr,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::{
    Client, Proxy, StatusCode,
    header::{self, HeaderMap, HeaderValue},
    redirect,
};
use url::Url;

use news::{
    TroubleCode,
    evidence::{Header, Hop},
};

use crate::{
    Elsewhere, FetchError, Login, Network, Password, ProxyWay, Request, Response, Way,
    address::{Blocked, PublicOnly, blocked, host_name, may_be_asked},
    headers::{kept, opaque, retry_after, sent_back, text},
    holds::holds,
    options::Pending,
    tls,
    unpack::{self, Stop, Unpack},
};

/// The program and its version; behind it stands the contact.
const AGENT: &str = concat!("Wirewatch/", env!("CARGO_PKG_VERSION"));

/// What is wanted, feeds first.
const ACCEPT: &str = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, \
                      text/xml;q=0.9, application/json;q=0.8, */*;q=0.5";

/// What is wanted where a page is looked at again.
const ACCEPT_PAGE: &str = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1";

/// The most redirects that are followed.
pub(crate) const HOPS: usize = 5;

/// The most clients that are held: one for each way out, and each certificate that was named.
const CLIENTS: usize = 16;

/// How long each step of an answer may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    connect: Duration,
    idle: Duration,
    total: Duration,
    /// How long a connection is kept that nobody uses: a host is asked for one thing, and a thousand of them take a lot of room.
    open: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connect: Duration::from_secs(10),
            idle: Duration::from_secs(15),
            total: Duration::from_secs(60),
            open: Duration::from_secs(5),
        }
    }
}

/// The real network. No cookies, no referrer, no address of a private network that was not allowed.
#[derive(Default)]
pub(crate) struct Web {
    limits: Limits,
    /// Made at first use.
    clients: Mutex<HashMap<Kind, Client>>,
    /// What the system says of proxies; asked once.
    system: OnceLock<Matcher>,
}

/// What differs between clients.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Kind {
    /// The hosts that may be private.
    except: BTreeSet<String>,
    proxy: Option<Through>,
    certificate: Option<tls::Fingerprint>,
    agent: String,
}

/// A proxy.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Through {
    /// Without name and password.
    address: String,
    login: Option<(String, Password)>,
    /// What the system says of name and password, as it is sent.
    header: Option<HeaderValue>,
}

impl Through {
    /// Its host and port, as they are named in words.
    fn shown(&self) -> &str {
        let bare = self.address.split_once("://").map_or("", |it| it.1);
        bare.trim_end_matches('/')
    }

    fn host(&self) -> Option<String> {
        Url::parse(&self.address)
            .ok()?
            .host_str()
            .and_then(host_name)
    }
}

impl Web {
    fn client(&self, kind: Kind) -> Result<Client, FetchError> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = clients.get(&kind) {
            return Ok(client.clone());
        }
        let client = self.new_client(&kind)?;
        if clients.len() >= CLIENTS {
            clients.clear();
        }
        clients.insert(kind, client.clone());
        Ok(client)
    }

    fn new_client(&self, kind: &Kind) -> Result<Client, FetchError> {
        let none = |err: &dyn Error| {
            FetchError::new(TroubleCode::Internal, format!("no network client: {err}"))
        };
        let tls = tls::config(kind.certificate).map_err(|err| none(&err))?;
        let mut builder = Client::builder()
            .user_agent(&kind.agent)
            .referer(false)
            .connect_timeout(self.limits.connect)
            .read_timeout(self.limits.idle)
            .pool_max_idle_per_host(1)
            .pool_idle_timeout(self.limits.open)
            .tls_backend_preconfigured(tls)
            // Each hop is looked at here: where it leads, and what may be told to it.
            .redirect(redirect::Policy::none())
            // And so is which proxy it goes through.
            .no_proxy();
        let mut except = kind.except.clone();
        // The analyst named it, or who keeps this machine.
        except.extend(kind.proxy.as_ref().and_then(Through::host));
        builder = builder.dns_resolver(Arc::new(PublicOnly { except }));
        if let Some(through) = &kind.proxy {
            let proxy = Proxy::all(&through.address).map_err(|_| {
                FetchError::new(
                    TroubleCode::Proxy,
                    format!("{}: its address cannot be used", through.shown()),
                )
            })?;
            let proxy = match (&through.login, &through.header) {
                (Some((user, password)), _) => proxy.basic_auth(user, password.reveal()),
                (None, Some(header)) => proxy.custom_http_auth(header.clone()),
                (None, None) => proxy,
            };
            builder = builder.proxy(proxy);
        }
        builder.build().map_err(|err| none(&err))
    }

    /// Through which proxy an address is asked. What is in this machine's own network is asked without one.
    fn proxy(&self, way: &Way, url: &Url) -> Option<Through> {
        match &way.proxy {
            ProxyWay::Direct => None,
            ProxyWay::System => {
                let system = self.system.get_or_init(Matcher::from_system);
                let uri: http::Uri = url.as_str().parse().ok()?;
                let found = system.intercept(&uri)?;
                let login = found.raw_auth();
                Some(Through {
                    address: found.uri().to_string(),
                    login: login.map(|it| (it.0.to_string(), Password::new(it.1))),
                    header: found.basic_auth().cloned(),
                })
            }
            ProxyWay::Through { address, login } => {
                may_be_asked(url, &BTreeSet::new()).ok()?;
                Some(Through {
                    address: address.clone(),
                    login: login
                        .as_ref()
                        .map(|it| (it.user.clone(), it.password.clone())),
                    header: None,
                })
            }
        }
    }

    async fn ask(&self, request: Request) -> Result<Response, FetchError> {
        let mut asked = vec![];
        let total = self.limits.total;
        let res = tokio::time::timeout(total, self.follow(&request, &mut asked)).await;
        let res = res.unwrap_or_else(|_| {
            Err(FetchError::new(
                TroubleCode::Timeout,
                format!("not done after {} seconds", total.as_secs()),
            ))
        });
        match res {
            Ok(answer) => Ok(Response { asked, ..answer }),
            Err(err) => Err(FetchError { asked, ..err }),
        }
    }

    /// Asks, and follows redirects. Validators go to the address that gave them, a login to the origin that it was given for,
    /// and neither to any other.
    async fn follow(
        &self,
        request: &Request,
        asked: &mut Vec<String>,
    ) -> Result<Response, FetchError> {
        let mut url = Url::parse(&request.address).map_err(|err| {
            FetchError::new(
                TroubleCode::Unreachable,
                format!("the address cannot be read: {err}"),
            )
        })?;
        url.set_fragment(None);
        // What stands in an address is no login: one that the analyst gave comes beside it.
        let _ = (url.set_username(""), url.set_password(None));
        let way = &*request.way;
        let origin = url.origin();
        let validators_of = request.validator_address.as_deref();
        let mut validators_of = Url::parse(validators_of.unwrap_or(&request.address)).ok();
        if let Some(it) = &mut validators_of {
            it.set_fragment(None);
        }
        // What may be private is the host that the analyst gave, and no other that it points to.
        let mut allowed = way.allowed_hosts.clone();
        let given = url.host_str().and_then(host_name);
        allowed.extend(given.filter(|_| request.allow_private));
        // An address in numbers is resolved by nobody: clients need not differ by it.
        let mut resolved = allowed.clone();
        resolved.retain(|it| way.allowed_hosts.contains(it) || it.parse::<IpAddr>().is_err());
        let (mut moved_to, mut for_good, mut hops) = (None, true, vec![]);
        for _ in 0..=HOPS {
            may_be_asked(&url, &allowed).map_err(blocked)?;
            asked.push(url.host_str().unwrap_or_default().to_string());
            let kind = Kind {
                except: resolved.clone(),
                proxy: self.proxy(way, &url),
                certificate: request.certificate,
                agent: format!("{AGENT} (+{})", way.contact),
            };
            let through = kind.proxy.clone();
            let client = self.client(kind)?;
            let accept = if request.page { ACCEPT_PAGE } else { ACCEPT };
            let mut asking = client
                .get(url.clone())
                .header(header::ACCEPT, accept)
                .header(header::ACCEPT_ENCODING, unpack::OFFERED);
            if let Some(login) = &request.login
                && url.origin() == origin
            {
                asking = asking.basic_auth(&login.user, Some(login.password.reveal()));
            }
            let mut conditional = false;
            if validators_of.as_ref() == Some(&url) {
                for (name, value) in [
                    (header::IF_NONE_MATCH, &request.etag),
                    (header::IF_MODIFIED_SINCE, &request.last_modified),
                ] {
                    if let Some(value) = value.as_deref().and_then(sent_back) {
                        asking = asking.header(name, value);
                        conditional = true;
                    }
                }
            }
            let answer = asking
                .send()
                .await
                .map_err(|err| failed(&err, through.as_ref()))?;
            let status = answer.status();
            hops.push(Hop {
                address: url.to_string(),
                status: status.as_u16(),
            });
            if let Some(next) = target(&url, status, answer.headers())? {
                let downgrade = url.scheme() == "https" && next.scheme() == "http";
                for_good &= matches!(status.as_u16(), 301 | 308) && !downgrade;
                // What is no address of the web is refused below.
                if request.stays && matches!(next.scheme(), "http" | "https") {
                    return Err(given_back(&url, status, &next, for_good));
                }
                if for_good {
                    moved_to = Some(next.to_string());
                }
                url = next;
                continue;
            }
            let fine =
                status == StatusCode::OK || status == StatusCode::NOT_MODIFIED && conditional;
            if !fine {
                let login = request.login.as_ref().filter(|_| url.origin() == origin);
                return Err(refused(status, answer.headers(), login, through.as_ref()));
            }
            let answer = read(answer, status, through.as_ref()).await?;
            return Ok(Response {
                moved_to,
                hops,
                ..answer
            });
        }
        Err(blocked(Blocked::TooManyHops))
    }
}

impl Network for Web {
    fn get(&self, request: Request) -> Pending<'_, Result<Response, FetchError>> {
        Box::pin(self.ask(request))
    }

    fn proxy_of(&self, request: &Request) -> Option<String> {
        let url = Url::parse(&request.address).ok()?;
        self.proxy(&request.way, &url)?.host()
    }
}

/// Where a redirect leads, if the answer is one.
fn target(from: &Url, status: StatusCode, headers: &HeaderMap) -> Result<Option<Url>, FetchError> {
    if !matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let Some(place) = text(headers, header::LOCATION) else {
        return Err(refused(status, headers, None, None));
    };
    let mut next = from.join(place.trim()).map_err(|err| {
        FetchError::new(
            TroubleCode::Redirect,
            format!("an address that cannot be read: {err}"),
        )
    })?;
    next.set_fragment(None);
    // A name or a password that a stranger puts there is not sent.
    if next.has_host() {
        let _ = (next.set_username(""), next.set_password(None));
    }
    Ok(Some(next))
}

/// A redirect that is not followed here.
fn given_back(from: &Url, status: StatusCode, next: &Url, for_good: bool) -> FetchError {
    let hop = Hop {
        address: from.to_string(),
        status: status.as_u16(),
    };
    FetchError {
        elsewhere: Some(Box::new(Elsewhere {
            address: next.to_string(),
            for_good,
            hop,
        })),
        ..FetchError::new(TroubleCode::Redirect, format!("it points to {next}"))
    }
}

/// The answer with its body, chunk by chunk, as far as it comes and no further than what is read.
async fn read(
    mut answer: reqwest::Response,
    status: StatusCode,
    through: Option<&Through>,
) -> Result<Response, FetchError> {
    let headers = answer.headers().clone();
    let declared = headers.get_all(header::CONTENT_ENCODING).iter();
    let mut unpack = Unpack::new(declared.filter_map(|it| it.to_str().ok()));
    let (mut stop, mut broken) = (None, None);
    while stop.is_none() {
        match answer.chunk().await {
            Ok(Some(chunk)) => stop = unpack.take(&chunk).err(),
            Ok(None) => break,
            Err(err) => {
                broken = Some(err);
                break;
            }
        }
    }
    let unpacked = unpack.end(stop, broken.is_none());
    let cut = match (&broken, &unpacked.stop) {
        // What came before the connection broke is news all the same.
        (Some(err), _) if unpacked.body.is_empty() || err.is_timeout() => {
            return Err(failed(err, through));
        }
        (Some(_), None) => Some(TroubleCode::Damaged),
        (_, None) => None,
        (_, Some(Stop::TooLarge)) => Some(TroubleCode::TooLarge),
        (_, Some(Stop::Damaged)) if !unpacked.body.is_empty() => Some(TroubleCode::Damaged),
        (_, Some(why)) => return Err(not_unpacked(why)),
    };
    let mut head = kept(&headers);
    if unpacked.packed {
        head.push(Header {
            name: "x-wirewatch-received".into(),
            value: format!(
                "{} bytes, unpacked to {}",
                unpacked.received,
                unpacked.body.len()
            ),
        });
    }
    Ok(Response {
        status: status.as_u16(),
        address: answer.url().to_string(),
        content_type: text(&headers, header::CONTENT_TYPE),
        etag: opaque(&headers, header::ETAG),
        last_modified: opaque(&headers, header::LAST_MODIFIED),
        max_age: holds(&headers),
        headers: head,
        body: unpacked.body,
        cut,
        ..Response::default()
    })
}

/// Why an answer could not be unpacked, in words.
fn not_unpacked(why: &Stop) -> FetchError {
    let (code, words) = match why {
        Stop::Bomb => (
            TroubleCode::TooLarge,
            "it unpacks to more than 200 times what was sent, as no feed does".to_string(),
        ),
        Stop::TooLarge => (
            TroubleCode::TooLarge,
            format!("more than {} MB", unpack::MOST >> 20),
        ),
        Stop::Damaged => (
            TroubleCode::Damaged,
            "it is not packed as its server says".to_string(),
        ),
        Stop::Unknown(how) => (
            TroubleCode::Damaged,
            format!("it is packed as “{how}”, which was not asked for and is not read"),
        ),
        Stop::Twice(how) => (
            TroubleCode::Damaged,
            format!("it is packed more than once ({how}), which is not read"),
        ),
    };
    FetchError::new(code, words)
}

/// An error status in words.
fn refused(
    status: StatusCode,
    headers: &HeaderMap,
    login: Option<&Login>,
    through: Option<&Through>,
) -> FetchError {
    let words = match status.canonical_reason() {
        Some(reason) => format!("{} ({reason})", status.as_u16()),
        None => status.as_u16().to_string(),
    };
    let err = |code, words: String| FetchError {
        status: Some(status.as_u16()),
        retry_after: retry_after(headers),
        ..FetchError::new(code, words)
    };
    if headers
        .get("cf-mitigated")
        .is_some_and(|it| it == "challenge")
    {
        return err(TroubleCode::Challenge, words);
    }
    match (status.as_u16(), through) {
        (304, _) => err(
            TroubleCode::Status,
            "304 (Not Modified) though nothing was known".into(),
        ),
        (300..=399, _) => err(TroubleCode::Redirect, words),
        (401, _) => {
            let (more, advice) = unauthorized(headers, login);
            FetchError {
                advice: Some(advice.into()),
                ..err(TroubleCode::Forbidden, format!("{words}: {more}"))
            }
        }
        (407, Some(through)) => err(
            TroubleCode::Proxy,
            format!("{}: {}", through.shown(), wants_login(through)),
        ),
        (402 | 403 | 407 | 451, _) => err(TroubleCode::Forbidden, words),
        (404 | 410, _) => err(TroubleCode::Gone, words),
        (429 | 503, _) => err(TroubleCode::Busy, words),
        _ => err(TroubleCode::Status, words),
    }
}

/// What a server that wants a login says of it, and what to do.
fn unauthorized(headers: &HeaderMap, login: Option<&Login>) -> (String, &'static str) {
    let kinds: Vec<String> = headers
        .get_all(header::WWW_AUTHENTICATE)
        .iter()
        .filter_map(|it| it.to_str().ok())
        .filter_map(|it| it.split_whitespace().next())
        .map(|it| it.chars().take(20).collect())
        .collect();
    let is_basic = kinds.iter().any(|it| it.eq_ignore_ascii_case("basic"));
    match (login, kinds.first()) {
        (_, Some(kind)) if !is_basic => (
            format!("it wants a login of the kind “{kind}”; only Basic is spoken here"),
            "Ask the publisher for a feed with an address of your own, or with Basic authentication.",
        ),
        (Some(_), _) => (
            "the name or the password was not taken".into(),
            "Give name and password again: edit the source.",
        ),
        (None, _) => (
            "it wants a name and a password".into(),
            "Give them with the source. The password goes to this machine's key store.",
        ),
    }
}

fn wants_login(through: &Through) -> &'static str {
    match through.login.is_some() || through.header.is_some() {
        true => "it does not take the name or the password",
        false => "it wants a name and a password",
    }
}

/// The first error of a kind within an error. One of input and output holds another that is not called its source.
fn within<'a, T: Error + 'static>(err: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut next = Some(err);
    while let Some(it) = next {
        if let Some(found) = it.downcast_ref::<T>() {
            return Some(found);
        }
        let held = it.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if let Some(found) = held.and_then(|it| within::<T>(it)) {
            return Some(found);
        }
        next = it.source();
    }
    None
}

/// What the network client says, in our words.
fn failed(err: &reqwest::Error, through: Option<&Through>) -> FetchError {
    if let Some(why) = within::<Blocked>(err) {
        return blocked(*why);
    }
    if let Some(why) = within::<rustls::Error>(err) {
        let (words, advice) = tls::words(why);
        return FetchError {
            advice: Some(advice.into()),
            ..FetchError::new(TroubleCode::Certificate, words)
        };
    }
    let mut chain = vec![];
    let mut source: Option<&dyn Error> = err.source();
    while let Some(it) = source {
        chain.push(it.to_string());
        source = it.source();
    }
    let deepest = chain.last().cloned().unwrap_or_else(|| err.to_string());
    let all = chain.join(" ").to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|it| all.contains(it));
    if let Some(through) = through
        && err.is_connect()
    {
        let why = match has(&["authorization", "authentication", "407", "credentials"]) {
            true => wants_login(through).to_string(),
            false => deepest,
        };
        return FetchError::new(TroubleCode::Proxy, format!("{}: {why}", through.shown()));
    }
    let code = if err.is_timeout() {
        TroubleCode::Timeout
    } else if has(&["dns", "resolve", "lookup", "unreachable", "no route"]) {
        TroubleCode::Unreachable
    } else {
        TroubleCode::Refused
    };
    FetchError::new(code, deepest)
}

#[cfg(test)]
mod tests {
    use std::{
        io::{BufRead, BufReader, Write},
        net::{TcpListener, TcpStream},
        thread,
    };

    use super::*;

    type Say = fn(&mut TcpStream) -> std::io::Result<()>;

    /// A server on this machine that says something, and then nothing more.
    fn server(says: Say) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}/", listener.local_addr().expect("bound"));
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                thread::spawn(move || {
                    let mut lines = BufReader::new(stream.try_clone().expect("a clone")).lines();
                    let asked = lines.by_ref().map_while(Result::ok);
                    asked.take_while(|it| !it.is_empty()).for_each(drop);
                    // Who asked may have gone; it stays open until then.
                    let _ = says(&mut stream);
                    lines.map_while(Result::ok).for_each(drop);
                });
            }
        });
        address
    }

    fn ask(limits: Limits, address: String) -> Result<Response, FetchError> {
        let web = Web {
            limits,
            ..Web::default()
        };
        let request = Request {
            address,
            allow_private: true,
            ..Request::default()
        };
        tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .expect("threads")
            .block_on(web.get(request))
    }

    #[test]
    fn h03_p73_who_answers_too_slowly_is_not_waited_for() {
        const SOON: Duration = Duration::from_millis(200);
        const TESTS: &[(&str, Say)] = &[
            ("says nothing", |_| Ok(())),
            ("stops within its head", |it| {
                it.write_all(b"HTTP/1.1 200 OK\r\n")
            }),
            ("stops within its body", |it| {
                it.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n<rss")
            }),
        ];
        for (name, says) in TESTS {
            for (which, limits) in [
                (
                    "idle",
                    Limits {
                        idle: SOON,
                        ..Limits::default()
                    },
                ),
                (
                    "total",
                    Limits {
                        total: SOON,
                        ..Limits::default()
                    },
                ),
            ] {
                let err = ask(limits, server(*says)).expect_err(name);
                assert_eq!(err.code, TroubleCode::Timeout, "{name}, {which}: {err:?}");
                assert_eq!(err.asked, ["127.0.0.1"], "{name}");
            }
        }
    }

    #[test]
    fn h05_what_a_host_may_that_was_named_holds_for_no_host_that_it_points_to() {
        let inner =
            server(|it| it.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<rss/>"));
        assert!(
            ask(Limits::default(), inner).is_ok(),
            "the one that was named"
        );
        for place in [
            "http://127.0.0.2/",
            "http://169.254.169.254/latest/meta-data",
            "http://localhost/",
            "http://[::1]/",
        ] {
            let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
            let address = format!("http://{}/", listener.local_addr().expect("bound"));
            thread::spawn(move || {
                let mut stream = listener.accept().expect("a question").0;
                let lines = BufReader::new(stream.try_clone().expect("a clone")).lines();
                let asked = lines.map_while(Result::ok);
                asked.take_while(|it| !it.is_empty()).for_each(drop);
                let answer =
                    format!("HTTP/1.1 302 Found\r\nlocation: {place}\r\ncontent-length: 0\r\n\r\n");
                stream.write_all(answer.as_bytes()).expect("answered");
            });
            let err = ask(Limits::default(), address).expect_err(place);
            assert_eq!(err.code, TroubleCode::PrivateAddress, "{place}: {err:?}");
            assert_eq!(err.asked, ["127.0.0.1"], "{place}");
        }
    }

    #[test]
    fn a_redirect_is_given_back_where_that_is_wanted() {
        let address = server(|it| {
            it.write_all(
                b"HTTP/1.1 301 Moved\r\nlocation: /next#part\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
            )
        });
        let asked = |stays| {
            let request = Request {
                address: address.clone(),
                allow_private: true,
                stays,
                ..Request::default()
            };
            tokio::runtime::Builder::new_multi_thread()
                .enable_all()
                .build()
                .expect("threads")
                .block_on(Web::default().get(request))
                .expect_err("no end")
        };
        let err = asked(true);
        assert_eq!(err.asked, ["127.0.0.1"], "no more than that");
        let hop = Hop {
            address: address.clone(),
            status: 301,
        };
        let elsewhere = Elsewhere {
            address: format!("{address}next"),
            for_good: true,
            hop,
        };
        assert_eq!(err.elsewhere.as_deref(), Some(&elsewhere));
        assert_eq!(err.code, TroubleCode::Redirect);
        let err = asked(false);
        assert_eq!((err.asked.len(), err.elsewhere), (1 + HOPS, None));
    }

    #[test]
    fn h03_p73_an_answer_that_drips_has_its_time_as_well() {
        let address = server(|it| {
            it.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n")?;
            loop {
                it.write_all(b" ")?;
                it.flush()?;
                thread::park_timeout(Duration::from_millis(20));
            }
        });
        let limits = Limits {
            total: Duration::from_millis(300),
            ..Limits::default()
        };
        let err = ask(limits, address).expect_err("too slow");
        assert_eq!(err.code, TroubleCode::Timeout);
    }
}
