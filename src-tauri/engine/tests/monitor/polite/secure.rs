//! H14 and P82: TLS, whom to believe, and both versions of HTTP.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use engine::Engine;
use news::{
    Source, SourceKind, SourceMethod, TextChoice, Timestamp, TroubleCode,
    desk::{ErrorCode, SourceDraft},
};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
};
use sha2::{Digest, Sha256};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    runtime::Runtime,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use super::{fine, later, words};
use crate::{
    desk::{Desk, draft},
    discover::discover,
    server::{Answer, feed_of, item},
};

/// A server that speaks TLS with a certificate for which nobody vouches.
struct Secure {
    port: u16,
    certificate: Vec<u8>,
    /// Answers in each version of HTTP.
    answered: Arc<[AtomicUsize; 2]>,
    /// What was asked in HTTP/1.1, in order.
    paths: Arc<Mutex<Vec<String>>>,
    /// Ends with the test.
    _runtime: Runtime,
}

/// What is wrong with the certificate besides that nobody vouches for it.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    None,
    Expired,
    NotYet,
    Name,
}

/// What is answered at a path, by a server at an address.
type Say = fn(&str, &str) -> Answer;

impl Secure {
    fn start(fault: Fault, speaks: &[&str]) -> Secure {
        Secure::saying(fault, speaks, |_, _| fine())
    }

    /// Answers by the script what is asked in HTTP/1.1.
    fn saying(fault: Fault, speaks: &[&str], say: Say) -> Secure {
        let name = if fault == Fault::Name {
            "courier.example"
        } else {
            "127.0.0.1"
        };
        let mut params = rcgen::CertificateParams::new(vec![name.to_string()]).expect("a name");
        match fault {
            Fault::Expired => params.not_after = rcgen::date_time_ymd(2020, 1, 1),
            Fault::NotYet => params.not_before = rcgen::date_time_ymd(2090, 1, 1),
            Fault::None | Fault::Name => {}
        }
        let key = rcgen::KeyPair::generate().expect("a key");
        let certificate = params
            .self_signed(&key)
            .expect("a certificate")
            .der()
            .to_vec();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![CertificateDer::from(certificate.clone())], key)
            .expect("a pair");
        config.alpn_protocols = speaks.iter().map(|it| it.as_bytes().to_vec()).collect();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let runtime = Runtime::new().expect("threads");
        let listener = runtime
            .block_on(TcpListener::bind("127.0.0.1:0"))
            .expect("a free port");
        let port = listener.local_addr().expect("bound").port();
        let answered: Arc<[AtomicUsize; 2]> = Arc::default();
        let paths: Arc<Mutex<Vec<String>>> = Arc::default();
        let (counts, all) = (answered.clone(), paths.clone());
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, counts) = (acceptor.clone(), counts.clone());
                let paths = all.clone();
                tokio::spawn(async move {
                    let Ok(stream) = acceptor.accept(stream).await else {
                        return;
                    };
                    match stream.get_ref().1.alpn_protocol() {
                        Some(b"h2") => in_two(stream, &counts[1]).await,
                        _ => in_one(stream, &counts[0], port, &paths, say).await,
                    }
                });
            }
        });
        Secure {
            port,
            certificate,
            answered,
            paths,
            _runtime: runtime,
        }
    }

    fn address(&self) -> String {
        format!("https://127.0.0.1:{}/rss", self.port)
    }

    /// What was asked in HTTP/1.1 so far.
    fn paths(&self) -> Vec<String> {
        let paths = self.paths.lock().unwrap_or_else(PoisonError::into_inner);
        paths.clone()
    }

    fn fingerprint(&self) -> String {
        let pairs: Vec<String> = Sha256::digest(&self.certificate)
            .iter()
            .map(|it| format!("{it:02X}"))
            .collect();
        pairs.join(":")
    }

    /// How many answers there were in HTTP/1.1, and in HTTP/2.
    fn answers(&self) -> [usize; 2] {
        [0, 1].map(|it: usize| self.answered[it].load(Ordering::SeqCst))
    }
}

async fn in_one(
    mut stream: TlsStream<tokio::net::TcpStream>,
    count: &AtomicUsize,
    port: u16,
    paths: &Mutex<Vec<String>>,
    say: Say,
) {
    let mut heard = vec![];
    while !heard.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => heard.push(byte),
            Err(_) => return,
        }
    }
    count.fetch_add(1, Ordering::SeqCst);
    let heard = String::from_utf8_lossy(&heard);
    let path = heard.split(' ').nth(1).unwrap_or_default().to_string();
    let answer = say(&format!("https://127.0.0.1:{port}/"), &path);
    paths
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(path);
    let mut head = format!(
        "HTTP/1.1 {} Said\r\ncontent-length: {}\r\nconnection: close\r\n",
        answer.status,
        answer.body.len()
    );
    for (name, value) in &answer.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    // Who asked may have gone.
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.write_all(&answer.body).await;
    let _ = stream.shutdown().await;
}

async fn in_two(stream: TlsStream<tokio::net::TcpStream>, count: &AtomicUsize) {
    let Ok(mut connection) = h2::server::handshake(stream).await else {
        return;
    };
    while let Some(Ok((_, mut respond))) = connection.accept().await {
        count.fetch_add(1, Ordering::SeqCst);
        let head = http::Response::builder()
            .header("content-type", "application/rss+xml")
            .body(())
            .expect("a head");
        if let Ok(mut send) = respond.send_response(head, false) {
            let _ = send.send_data(fine().body.into(), true);
        }
    }
}

fn trust(engine: &Engine, source: &Source, fingerprint: &str) {
    engine
        .trust_certificate(source.id, Some(fingerprint))
        .expect("trusted");
}

#[test]
fn h14_a_certificate_that_nobody_vouches_for_is_told_and_taken_only_if_it_is_named() {
    for fault in [Fault::None, Fault::Expired, Fault::NotYet, Fault::Name] {
        let desk = Desk::new();
        let server = Secure::start(fault, &["http/1.1"]);
        let source = desk.follow(&server.address());
        desk.poll(&[source.id]);
        assert_eq!(desk.trouble(source.id), Some(TroubleCode::Certificate));
        let told = words(&desk, source.id);
        assert!(told.contains(&server.fingerprint()), "{told}");
        assert!(!told.contains("Certificate"), "no names of types: {told}");
        assert_eq!(server.answers(), [0, 0], "nothing was asked");
        // Another certificate is named.
        trust(&desk.engine, &source, &"AB".repeat(32));
        later(&desk, source.id, Timestamp::HOUR);
        assert_eq!(desk.trouble(source.id), Some(TroubleCode::Certificate));
        trust(&desk.engine, &source, &server.fingerprint().to_lowercase());
        later(&desk, source.id, Timestamp::HOUR);
        assert_eq!((desk.articles(), desk.trouble(source.id)), (1, None));
        assert_eq!(
            desk.source(source.id).source.certificate,
            Some(server.fingerprint())
        );
        // It is not taken for other sources, and not once it is forgotten.
        let other = desk.follow(&format!("{}/other", server.address()));
        desk.poll(&[other.id]);
        assert_eq!(desk.trouble(other.id), Some(TroubleCode::Certificate));
        desk.engine
            .trust_certificate(source.id, None)
            .expect("forgotten");
        later(&desk, source.id, Timestamp::HOUR);
        assert_eq!(desk.trouble(source.id), Some(TroubleCode::Certificate));
    }
}

#[test]
fn h14_what_is_no_fingerprint_is_refused_and_another_host_is_not_trusted_with_it() {
    let desk = Desk::new();
    let server = Secure::start(Fault::None, &["http/1.1"]);
    let source = desk.follow(&server.address());
    let err = desk
        .engine
        .trust_certificate(source.id, Some("yes"))
        .expect_err("no fingerprint");
    assert_eq!(err.code(), ErrorCode::BadInput);
    trust(&desk.engine, &source, &server.fingerprint());
    let mut changed = crate::desk::draft(
        news::SourceKind::Feed,
        &server.address().replace("127.0.0.1", "localhost"),
    );
    changed.id = Some(source.id);
    let saved = desk.engine.save_source(&changed).expect("saved");
    assert_eq!(saved.certificate, None);
}

#[test]
fn h14_a_bad_certificate_is_told_and_not_gone_round_by_http() {
    let server = Secure::start(Fault::Expired, &["http/1.1"]);
    let desk = Desk::new();
    // Without its scheme: https is a guess.
    let found = discover(&desk, &server.address().replace("https://", ""));
    assert_eq!(found.address, server.address());
    assert_eq!(found.steps.len(), 1, "{:?}", found.steps);
    let outcome = &found.steps[0].outcome;
    assert!(outcome.contains("could not prove who it is"), "{outcome}");
    assert!(outcome.contains(&server.fingerprint()), "{outcome}");
    let advice = found.advice.expect("what to do");
    assert!(!advice.contains("by itself"), "{advice}");
    assert_eq!(server.answers(), [0, 0], "nothing was asked");
}

/// A site with a page of its own behind a teaser, and rules: nothing is said of them, or that programs may read no page.
fn site(place: &str, path: &str) -> Answer {
    match path {
        "/rss" => {
            let one = item("1", "Report on banks of the republic", "Banks.", "");
            Answer::feed(feed_of(&[one.replace("https://ledger.example/", place)]))
        }
        "/robots.txt" => Answer::status(200).holding("User-agent: *\nDisallow: /shut"),
        "/" | "/shut" | "/1" => Answer::page(
            "<!doctype html><html lang=en><head><title>Report on banks of the republic</title></head><body><article>\
             <h1>Report on banks of the republic</h1>\
             <p>Diplomats handed round a list on Tuesday evening that names the banks, and said it was not the last word.</p>\
             <p>Traders in the harbour answered that ships were waiting, for insurers asked for guarantees.</p></article>\
             <h2><a href='/world/the-old-story-of-the-banks'>The old story of the banks of the republic</a></h2>\
             </body></html>",
        ),
        _ => Answer::status(404),
    }
}

#[test]
fn h14_the_rules_of_a_site_are_asked_for_with_the_certificate_that_was_named_for_its_pages() {
    /// Which page is followed, what comes of it, and what is asked for that.
    const TESTS: &[(&str, Option<TroubleCode>, &[&str])] = &[
        ("/", None, &["/robots.txt", "/"]),
        ("/shut", Some(TroubleCode::Forbidden), &["/robots.txt"]),
    ];
    for (path, expected, asked) in TESTS {
        let desk = Desk::new();
        let server = Secure::saying(Fault::None, &["http/1.1"], site);
        let source = desk
            .engine
            .save_source(&SourceDraft {
                method: Some(SourceMethod::FrontPage),
                ..draft(SourceKind::Feed, &server.address().replace("/rss", path))
            })
            .expect("a source");
        desk.engine.start();
        desk.until("the trouble", |it| it.trouble(source.id).is_some());
        // Which one it is must be said, for it to be named.
        assert_eq!(desk.trouble(source.id), Some(TroubleCode::Certificate));
        let told = words(&desk, source.id);
        assert!(told.contains(&server.fingerprint()), "{path}: {told}");
        assert_eq!(server.answers(), [0, 0], "{path}: nothing was asked");
        trust(&desk.engine, &source, &server.fingerprint());
        desk.until("a look", |it| it.trouble(source.id) == *expected);
        if expected.is_some() {
            let told = words(&desk, source.id);
            assert!(told.contains("keeps programs from it"), "{told}");
        }
        assert_eq!(server.paths(), *asked, "{path}: at once, and no more");
    }
}

#[test]
fn h14_a_page_behind_an_item_is_read_with_the_certificate_that_was_named_for_its_feed() {
    let desk = Desk::with(|it| it.full_text = true);
    let server = Secure::saying(Fault::None, &["http/1.1"], site);
    let source = desk
        .engine
        .save_source(&SourceDraft {
            text: Some(TextChoice::Page),
            ..draft(SourceKind::Feed, &server.address())
        })
        .expect("a feed");
    trust(&desk.engine, &source, &server.fingerprint());
    desk.engine.start();
    desk.until("its text", |it| {
        let found = it.engine.search("insurers", None).expect("a page");
        found.rows.len() == 1
    });
    assert_eq!(server.paths(), ["/rss", "/robots.txt", "/1"]);
}

#[test]
fn p82_both_versions_of_http_are_spoken() {
    for (speaks, expected) in [
        (["http/1.1"].as_slice(), [2, 0]),
        (["h2", "http/1.1"].as_slice(), [0, 2]),
    ] {
        let desk = Desk::new();
        let server = Secure::start(Fault::None, speaks);
        let source = desk.follow(&server.address());
        trust(&desk.engine, &source, &server.fingerprint());
        desk.poll(&[source.id]);
        later(&desk, source.id, Timestamp::HOUR);
        assert_eq!(
            (desk.articles(), desk.trouble(source.id)),
            (1, None),
            "{speaks:?}"
        );
        assert_eq!(server.answers(), expected, "{speaks:?}");
    }
}
