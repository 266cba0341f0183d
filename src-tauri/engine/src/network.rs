//! The network, as the engine sees it: one polite GET.

use std::sync::Arc;

use news::{
    TroubleCode,
    evidence::{Header, Hop},
};

use crate::{Password, Way, feeds::host, options::Pending};

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// The address.
    pub address: String,
    /// The entity tag of the last answer, byte for byte.
    pub etag: Option<String>,
    /// Its date of last change, byte for byte.
    pub last_modified: Option<String>,
    /// Where that answer came from, after redirects: the two above are sent to that address only.
    pub validator_address: Option<String>,
    /// Whether an address of a private or local network is meant.
    pub allow_private: bool,
    /// Whether a page is wanted; else a feed.
    pub page: bool,
    /// Whether a redirect is given back and not followed: who asks looks first whether that place may be asked.
    pub stays: bool,
    /// Name and password, sent to the address's own scheme, host and port only.
    pub login: Option<Login>,
    /// The SHA-256 of a certificate that is taken though nobody vouches for it.
    pub certificate: Option<[u8; 32]>,
    /// How the desk goes out.
    pub way: Arc<Way>,
}

/// Name and password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The name.
    pub user: String,
    /// The password. Never shown.
    pub password: Password,
}

/// What was answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Response {
    /// 200, or 304 for "as before".
    pub status: u16,
    /// Where the answer came from, after redirects.
    pub address: String,
    /// Where the server says that the address has moved for good, if it does.
    pub moved_to: Option<String>,
    /// The hosts that were asked on the way, in order.
    pub asked: Vec<String>,
    /// The addresses that were asked on the way with what they answered, in order; the last gave the body.
    pub hops: Vec<Hop>,
    /// The head of the answer, as far as it is kept.
    pub headers: Vec<Header>,
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
    /// Why the body is not all of it: it was larger than what is read, or the connection broke off.
    pub cut: Option<TroubleCode>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchError {
    /// Its kind.
    pub code: TroubleCode,
    /// What is known beyond that, for people.
    pub detail: String,
    /// The status of the answer, if there was one.
    pub status: Option<u16>,
    /// After how many seconds the server wants to be asked again.
    pub retry_after: Option<u64>,
    /// The hosts that were asked on the way, in order.
    pub asked: Vec<String>,
    /// What to do, where that is more than what is always to be done about its kind.
    pub advice: Option<String>,
    /// Where who was asked last sends on to, if that was not asked.
    pub elsewhere: Option<Box<Elsewhere>>,
    /// Whether the way to who said so was for the time being: it says nothing of the address that was asked for first.
    pub astray: bool,
}

/// A redirect that was given back and not followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// Where it leads.
    pub address: String,
    /// Whether the server says that the address has moved there for good.
    pub for_good: bool,
    /// The address that was asked, and what it answered.
    pub hop: Hop,
}

impl FetchError {
    /// An error of which no more is known than its kind and its words.
    pub fn new(code: TroubleCode, detail: impl Into<String>) -> FetchError {
        FetchError {
            code,
            detail: detail.into(),
            status: None,
            retry_after: None,
            asked: vec![],
            advice: None,
            elsewhere: None,
            astray: false,
        }
    }

    /// The host that it is of: the one that was sent on to and not asked, else who was asked last, else who was to be asked.
    pub(crate) fn who(&self, first: &str) -> String {
        let last = || self.asked.last().cloned();
        let next = self.elsewhere.as_ref().map(|it| host(&it.address));
        next.or_else(last).unwrap_or_else(|| first.to_string())
    }
}

/// The network, as the engine sees it.
pub trait Network: Send + Sync {
    /// Asks for one thing.
    fn get(&self, request: Request) -> Pending<'_, Result<Response, FetchError>>;

    /// The host of the proxy through which a request goes, if it goes through one: it is contacted as well.
    fn proxy_of(&self, _request: &Request) -> Option<String> {
        None
    }
}
