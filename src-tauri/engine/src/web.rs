//! The real network: reqwest, bounded in every direction. No cookies, no referrer.

use std::{
    error::Error as _,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use reqwest::{
    Client, StatusCode,
    header::{self, HeaderMap},
    redirect,
};
use url::Url;

use news::{TroubleCode, evidence::Hop};

use crate::{
    FetchError, Network, Request, Response,
    address::{Blocked, PublicOnly, blocked, may_be_asked},
    headers::{kept, max_age, retry_after, text},
    options::Pending,
};

/// Who asks: the program, its version, and where to read about it.
const AGENT: &str = concat!(
    "Wirewatch/",
    env!("CARGO_PKG_VERSION"),
    " (+https://wirewatch.example/about-fetching)"
);

/// What is wanted, feeds first.
const ACCEPT: &str = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, \
                      text/xml;q=0.9, application/json;q=0.8, */*;q=0.5";

/// What is wanted where a page is looked at again.
const ACCEPT_PAGE: &str = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1";

/// The most bytes of an answer, decoded.
pub(crate) const MOST: usize = 20 << 20;

/// The most redirects that are followed.
const HOPS: usize = 5;

/// How long each step of an answer may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    connect: Duration,
    idle: Duration,
    total: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connect: Duration::from_secs(10),
            idle: Duration::from_secs(15),
            total: Duration::from_secs(60),
        }
    }
}

/// The real network. No cookies, no referrer, no address of a private network that was not allowed.
#[derive(Default)]
pub(crate) struct Web {
    limits: Limits,
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
            .connect_timeout(self.limits.connect)
            .read_timeout(self.limits.idle)
            // Each hop is looked at here: where it leads, and what may be told to it.
            .redirect(redirect::Policy::none());
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

    /// Asks, and follows redirects. Validators go to the address that gave them, and to no other.
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
        let validators_of = request.validator_address.as_deref();
        let validators_of = Url::parse(validators_of.unwrap_or(&request.address)).ok();
        let client = self.client(request.allow_private)?;
        let (mut moved_to, mut for_good, mut hops) = (None, true, vec![]);
        for _ in 0..=HOPS {
            may_be_asked(&url, request.allow_private).map_err(blocked)?;
            asked.push(url.host_str().unwrap_or_default().to_string());
            let accept = if request.page { ACCEPT_PAGE } else { ACCEPT };
            let mut asking = client.get(url.clone()).header(header::ACCEPT, accept);
            let mut conditional = false;
            if validators_of.as_ref() == Some(&url) {
                for (name, value) in [
                    (header::IF_NONE_MATCH, &request.etag),
                    (header::IF_MODIFIED_SINCE, &request.last_modified),
                ] {
                    if let Some(value) = value {
                        asking = asking.header(name, value);
                        conditional = true;
                    }
                }
            }
            let answer = asking.send().await.map_err(|err| failed(&err))?;
            let status = answer.status();
            hops.push(Hop {
                address: url.to_string(),
                status: status.as_u16(),
            });
            if let Some(next) = target(&url, status, answer.headers())? {
                let downgrade = url.scheme() == "https" && next.scheme() == "http";
                for_good &= matches!(status.as_u16(), 301 | 308) && !downgrade;
                if for_good {
                    moved_to = Some(next.to_string());
                }
                url = next;
                continue;
            }
            let fine =
                status == StatusCode::OK || status == StatusCode::NOT_MODIFIED && conditional;
            if !fine {
                return Err(refused(status, answer.headers()));
            }
            let answer = read(answer, status).await?;
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
}

/// Where a redirect leads, if the answer is one.
fn target(from: &Url, status: StatusCode, headers: &HeaderMap) -> Result<Option<Url>, FetchError> {
    if !matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let Some(place) = text(headers, header::LOCATION) else {
        return Err(refused(status, headers));
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

/// The answer with its body, chunk by chunk, as far as it comes and no further than what is read.
async fn read(mut answer: reqwest::Response, status: StatusCode) -> Result<Response, FetchError> {
    let headers = answer.headers().clone();
    let (mut body, mut cut) = (vec![], None);
    loop {
        match answer.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > MOST => {
                body.extend_from_slice(&chunk[..MOST - body.len()]);
                cut = Some(TroubleCode::TooLarge);
                break;
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => break,
            // What came before the connection broke is news all the same.
            Err(err) if !body.is_empty() && !err.is_timeout() => {
                cut = Some(TroubleCode::Damaged);
                break;
            }
            Err(err) => return Err(failed(&err)),
        }
    }
    Ok(Response {
        status: status.as_u16(),
        address: answer.url().to_string(),
        content_type: text(&headers, header::CONTENT_TYPE),
        etag: text(&headers, header::ETAG),
        last_modified: text(&headers, header::LAST_MODIFIED),
        max_age: max_age(&headers),
        headers: kept(&headers),
        body,
        cut,
        ..Response::default()
    })
}

/// An error status in words.
fn refused(status: StatusCode, headers: &HeaderMap) -> FetchError {
    let words = match status.canonical_reason() {
        Some(reason) => format!("{} ({reason})", status.as_u16()),
        None => status.as_u16().to_string(),
    };
    if headers
        .get("cf-mitigated")
        .is_some_and(|it| it == "challenge")
    {
        return FetchError::new(TroubleCode::Challenge, words);
    }
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
    FetchError {
        status: Some(status.as_u16()),
        retry_after: retry_after(headers),
        ..FetchError::new(code, words)
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
    let has = |words: &[&str]| words.iter().any(|it| all.contains(it));
    let code = if err.is_timeout() {
        TroubleCode::Timeout
    } else if has(&["certificate", "tls", "handshake"]) {
        TroubleCode::Certificate
    } else if has(&["dns", "resolve", "lookup", "unreachable", "no route"]) {
        TroubleCode::Unreachable
    } else if err.is_decode() {
        TroubleCode::Damaged
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
    fn who_answers_too_slowly_is_not_waited_for() {
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
    fn an_answer_that_drips_has_its_time_as_well() {
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
