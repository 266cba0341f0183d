//! How a desk goes out: proxies, and hosts of private networks.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use engine::{Password, Secrets, SecretsError};
use news::{
    SourceId, SourceKind, Timestamp, TroubleCode,
    desk::{ProxyChoice, Settings},
};

use super::{due_in, fine, later, words};
use crate::{
    desk::{Desk, draft},
    server::{Answer, Server},
};

/// A desk whose settings of the network are these.
fn desk_with(change: impl FnOnce(&mut Settings)) -> Desk {
    let desk = Desk::new();
    let mut settings = desk.engine.settings().expect("settings");
    change(&mut settings);
    desk.engine.save_settings(&settings).expect("saved");
    desk
}

fn through(address: &str, user: Option<&str>) -> ProxyChoice {
    ProxyChoice::Through {
        address: address.into(),
        user: user.map(str::to_string),
    }
}

/// A feed of a host that is nowhere: only a proxy can ask it. Not allowed to be private.
fn follow(desk: &Desk, address: &str) -> news::Source {
    let mut draft = draft(SourceKind::Feed, address);
    draft.allow_private = false;
    desk.engine.save_source(&draft).expect("a feed")
}

#[test]
fn h14_a_proxy_is_asked_in_place_of_the_host() {
    let proxy = Server::start(|it| match it.header("proxy-authorization") {
        // “desk” and “p r:xy”.
        Some("Basic ZGVzazpwIHI6eHk=") => fine(),
        _ => Answer::status(407).with("proxy-authenticate", "Basic realm=\"out\""),
    });
    let desk = desk_with(|it| it.proxy = through(&proxy.address("/"), None));
    let source = follow(&desk, "http://ledger.example/rss?a=1");
    desk.poll(&[source.id]);
    assert_eq!(desk.trouble(source.id), Some(TroubleCode::Proxy));
    let told = words(&desk, source.id);
    assert!(
        told.contains("wants a name and a password") && told.contains("settings"),
        "{told}"
    );
    // With a name and a password, within its address: they are taken out of it.
    let mut settings = desk.engine.settings().expect("settings");
    let address = proxy
        .address("")
        .replace("http://", "http://desk:p%20r%3Axy@");
    settings.proxy = through(&address, None);
    desk.engine.save_settings(&settings).expect("saved");
    let stored = desk.engine.settings().expect("settings");
    assert_eq!(stored.proxy, through(&proxy.address(""), Some("desk")));
    later(&desk, source.id, Timestamp::HOUR);
    assert_eq!((desk.articles(), desk.trouble(source.id)), (1, None));
    let last = proxy.asked().pop().expect("asked");
    assert_eq!(last.path, "http://ledger.example/rss?a=1");
    assert_eq!(last.header("authorization"), None);
    let contacts = desk.engine.contacts().expect("contacts").hosts;
    let mut hosts: Vec<&str> = contacts.iter().map(|it| it.host.as_str()).collect();
    hosts.sort_unstable();
    assert_eq!(
        hosts,
        ["127.0.0.1", "ledger.example"],
        "the proxy is contacted as well"
    );
    // A wrong one.
    desk.engine
        .set_proxy_password(&Password::new("guess"))
        .expect("kept");
    later(&desk, source.id, Timestamp::HOUR);
    let told = words(&desk, source.id);
    assert!(told.contains("does not take the name"), "{told}");
    assert!(!told.contains("guess") && !told.contains("p r:"), "{told}");
}

/// A key store that is locked at first, and holds one password.
#[derive(Default)]
struct Locked {
    is_open: AtomicBool,
}

impl Secrets for Locked {
    fn get(&self, _: &str) -> Result<Option<Password>, SecretsError> {
        match self.is_open.load(Ordering::SeqCst) {
            true => Ok(Some(Password::new("p r:xy"))),
            false => Err(SecretsError("the key store is locked".into())),
        }
    }

    fn set(&self, _: &str, _: &Password) -> Result<(), SecretsError> {
        Ok(())
    }

    fn forget(&self, _: &str) -> Result<(), SecretsError> {
        Ok(())
    }
}

#[test]
fn h14_a_password_of_the_proxy_that_could_not_be_had_is_asked_for_again() {
    let proxy = Server::start(|it| match it.header("proxy-authorization") {
        Some("Basic ZGVzazpwIHI6eHk=") => fine(),
        _ => Answer::status(407).with("proxy-authenticate", "Basic realm=\"out\""),
    });
    let store = Arc::new(Locked::default());
    let desk = Desk::with(|it| it.secrets = store.clone());
    let mut settings = desk.engine.settings().expect("settings");
    settings.proxy = through(&proxy.address(""), Some("desk"));
    desk.engine.save_settings(&settings).expect("saved");
    let source = follow(&desk, "http://ledger.example/rss");
    desk.poll(&[source.id]);
    assert_eq!(desk.trouble(source.id), Some(TroubleCode::Proxy));
    store.is_open.store(true, Ordering::SeqCst);
    later(&desk, source.id, Timestamp::HOUR);
    assert_eq!((desk.articles(), desk.trouble(source.id)), (1, None));
}

#[test]
fn h14_a_proxy_that_cannot_be_reached_is_named_and_the_host_is_not_asked_directly() {
    let closed = TcpListener::bind("127.0.0.1:0").expect("bound");
    let address = format!("http://{}", closed.local_addr().expect("bound"));
    drop(closed);
    let desk = desk_with(|it| it.proxy = through(&address, None));
    for place in ["http://ledger.example/", "https://ledger.example/"] {
        let source = follow(&desk, place);
        desk.poll(&[source.id]);
        assert_eq!(desk.trouble(source.id), Some(TroubleCode::Proxy), "{place}");
        let told = words(&desk, source.id);
        assert!(told.contains("127.0.0.1:"), "{told}");
    }
}

#[test]
fn p40_a_proxy_that_cannot_be_reached_is_no_feeds_failure() {
    // Nobody listens there.
    let address = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        format!("http://{}", listener.local_addr().expect("bound"))
    };
    let desk = desk_with(|it| it.proxy = through(&address, None));
    let source = follow(&desk, "http://ledger.example/");
    for _ in 0..8 {
        later(&desk, source.id, Timestamp::HOUR);
        assert_eq!(desk.trouble(source.id), Some(TroubleCode::Proxy));
        let due = due_in(&desk, source.id).expect("due");
        assert!(due <= 11, "{due} minutes, however often it failed");
    }
}

#[test]
fn p40_a_proxy_that_is_not_there_is_told_once_and_is_the_failure_of_no_source() {
    // Nobody listens there.
    let address = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        format!("http://{}", listener.local_addr().expect("bound"))
    };
    let desk = desk_with(|it| it.proxy = through(&address, None));
    let ids: Vec<SourceId> = (0..5)
        .map(|it| follow(&desk, &format!("http://outlet-{it}.example/")).id)
        .collect();
    let of_desk = |desk: &Desk| desk.engine.desk().expect("the desk").trouble;
    desk.engine.start();
    desk.until("that being noticed", |it| of_desk(it).is_some());
    // Those that had begun by then are put back as well.
    for _ in 0..20 {
        desk.pass(1_000);
    }
    let trouble = of_desk(&desk).expect("trouble");
    assert_eq!(trouble.code, TroubleCode::Proxy);
    let named = address.replace("http://", "through the proxy ");
    assert!(trouble.what.contains(&named), "{}", trouble.what);
    assert!(trouble.advice.contains("settings"), "{}", trouble.advice);
    for id in &ids {
        let view = desk.source(*id);
        assert_eq!((view.trouble, view.last_success_at), (None, None));
    }
    // The analyst names another: it is tried at once.
    let proxy = Server::start(|_| fine());
    let mut settings = desk.engine.settings().expect("settings");
    settings.proxy = through(&proxy.address(""), None);
    desk.engine.save_settings(&settings).expect("saved");
    assert_eq!(of_desk(&desk), None, "nothing is known of that one");
    let began = desk.clock_now();
    desk.until("all of them", |it| {
        ids.iter()
            .all(|id| it.source(*id).last_success_at.is_some())
    });
    assert_eq!((of_desk(&desk), proxy.asked().len()), (None, 5));
    let took = desk.clock_now().since(began);
    assert!(took < 10 * Timestamp::MINUTE, "{took} ms");
}

#[test]
fn h14_what_is_in_the_own_network_is_asked_without_the_proxy() {
    let proxy = Server::start(|_| Answer::status(500));
    let server = Server::start(|_| fine());
    let desk = desk_with(|it| it.proxy = through(&proxy.address(""), None));
    let source = desk.follow(&server.address("/"));
    desk.poll(&[source.id]);
    assert_eq!((desk.articles(), proxy.asked().len()), (1, 0));
}

#[test]
fn h05_the_address_check_holds_with_a_proxy_as_far_as_it_can() {
    let proxy = Server::start(|it| match it.path.as_str() {
        "http://ledger.example/inwards" => Answer::to(302, "http://169.254.169.254/latest"),
        _ => fine(),
    });
    let desk = desk_with(|it| it.proxy = through(&proxy.address(""), None));
    for place in [
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://printer.local/",
        "http://ledger.example/inwards",
    ] {
        let source = follow(&desk, place);
        desk.poll(&[source.id]);
        assert_eq!(
            desk.trouble(source.id),
            Some(TroubleCode::PrivateAddress),
            "{place}"
        );
    }
    assert_eq!(proxy.asked().len(), 1, "the proxy hears of none of them");
}

/// What a SOCKS5 server was asked for: names and ports, and who asked.
type Heard = Arc<Mutex<Vec<(String, u16, Option<(String, String)>)>>>;

/// A SOCKS5 server (RFC 1928, RFC 1929) behind which one feed stands, whatever is asked for.
fn socks(wants_login: bool) -> (u16, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    let heard = Heard::default();
    let all = heard.clone();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let all = all.clone();
            thread::spawn(move || {
                // Who asked may have gone.
                let _ = speak(stream, wants_login, &all);
            });
        }
    });
    (port, heard)
}

/// So many bytes of what comes.
fn some(stream: &mut TcpStream, count: u8) -> std::io::Result<Vec<u8>> {
    let mut bytes = vec![0; usize::from(count)];
    stream.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// A text that comes behind its length.
fn text(stream: &mut TcpStream) -> std::io::Result<String> {
    let length = some(stream, 1)?[0];
    Ok(String::from_utf8_lossy(&some(stream, length)?).into_owned())
}

fn speak(mut stream: TcpStream, wants_login: bool, all: &Heard) -> std::io::Result<()> {
    let count = some(&mut stream, 2)?[1];
    let methods = some(&mut stream, count)?;
    let wanted = if wants_login { 2 } else { 0 };
    if !methods.contains(&wanted) {
        return stream.write_all(&[5, 0xFF]);
    }
    stream.write_all(&[5, wanted])?;
    let mut login = None;
    if wants_login {
        some(&mut stream, 1)?;
        login = Some((text(&mut stream)?, text(&mut stream)?));
        stream.write_all(&[1, 0])?;
    }
    let host = match some(&mut stream, 4)?[3] {
        3 => text(&mut stream)?,
        _ => return Ok(()),
    };
    let port = some(&mut stream, 2)?;
    let port = u16::from_be_bytes([port[0], port[1]]);
    all.lock()
        .expect("nobody panicked")
        .push((host, port, login));
    stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0])?;
    let mut heard = vec![];
    while !heard.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        heard.push(byte[0]);
    }
    let answer = fine();
    stream.write_all(
        format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/rss+xml\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            answer.body.len()
        )
        .as_bytes(),
    )?;
    stream.write_all(&answer.body)
}

#[test]
fn h14_a_socks_proxy_is_asked_for_the_name_and_with_the_login() {
    for login in [None, Some(("desk", "pr0xy"))] {
        let (port, heard) = socks(login.is_some());
        let address = format!("socks5h://127.0.0.1:{port}");
        let desk = desk_with(|it| it.proxy = through(&address, login.map(|it| it.0)));
        if let Some((_, password)) = login {
            desk.engine
                .set_proxy_password(&Password::new(password))
                .expect("kept");
        }
        let source = follow(&desk, "http://ledger.example:8080/rss");
        desk.poll(&[source.id]);
        assert_eq!((desk.articles(), desk.trouble(source.id)), (1, None));
        let expected = login.map(|it| (it.0.to_string(), it.1.to_string()));
        let heard = heard.lock().expect("nobody panicked").clone();
        assert_eq!(heard, [("ledger.example".to_string(), 8080, expected)]);
    }
    let (port, _) = socks(true);
    let desk = desk_with(|it| it.proxy = through(&format!("socks5h://127.0.0.1:{port}"), None));
    let source = follow(&desk, "http://ledger.example/");
    desk.poll(&[source.id]);
    assert_eq!(
        desk.trouble(source.id),
        Some(TroubleCode::Proxy),
        "it wants a login"
    );
}

#[test]
fn h14_settings_of_the_network_that_cannot_be_used_are_refused_with_words() {
    let desk = Desk::new();
    let good = desk.engine.settings().expect("settings");
    assert_eq!(good.proxy, ProxyChoice::System, "as the system is");
    for address in [
        "",
        "ledger.example:8080",
        "ftp://proxy.example:1",
        "http://",
        "file:///x",
    ] {
        let mut settings = good.clone();
        settings.proxy = through(address, None);
        let err = desk.engine.save_settings(&settings).expect_err(address);
        assert!(err.advice().contains("socks5h://"), "{err}");
    }
    let mut settings = good.clone();
    settings.proxy = through("ftp://anna:s3cret@proxy.example", None);
    let err = desk.engine.save_settings(&settings).expect_err("no proxy");
    assert!(!err.to_string().contains("s3cret"), "{err}");
    settings.proxy = through("socks4://proxy.example:1080", Some("anna"));
    assert!(
        desk.engine.save_settings(&settings).is_err(),
        "SOCKS4 knows no passwords"
    );
    settings.proxy = ProxyChoice::Direct;
    settings.allowed_hosts = vec!["http://intranet.example/".into()];
    assert!(
        desk.engine.save_settings(&settings).is_err(),
        "a host, not an address"
    );
    assert_eq!(
        desk.engine.settings().expect("settings"),
        good,
        "nothing was changed"
    );
    assert!(
        desk.engine.set_proxy_password(&Password::new("x")).is_err(),
        "of which proxy?"
    );
}

#[test]
fn h05_hosts_of_private_networks_are_asked_only_where_the_analyst_named_them() {
    let server = Server::start(|_| fine());
    let desk = Desk::new();
    let literal = follow(&desk, &server.address("/"));
    let named = follow(&desk, &server.elsewhere("/"));
    let both = [literal.id, named.id];
    desk.poll(&both);
    for id in both {
        assert_eq!(desk.trouble(id), Some(TroubleCode::PrivateAddress));
    }
    let told = words(&desk, literal.id);
    assert!(told.contains("settings"), "{told}");
    assert!(server.asked().is_empty());
    let mut settings = desk.engine.settings().expect("settings");
    settings.allowed_hosts = vec!["LocalHost.".into(), "127.0.0.1".into(), "localhost".into()];
    desk.engine.save_settings(&settings).expect("saved");
    assert_eq!(
        desk.engine.settings().expect("settings").allowed_hosts,
        ["127.0.0.1", "localhost"]
    );
    for id in both {
        later(&desk, id, Timestamp::HOUR);
        assert_eq!(desk.trouble(id), None);
    }
    // What is named leads to what is not.
    let port = server.port();
    server.says(move |_| Answer::to(302, format!("http://127.0.0.2:{port}/")));
    later(&desk, literal.id, Timestamp::HOUR);
    assert_eq!(desk.trouble(literal.id), Some(TroubleCode::PrivateAddress));
}

#[test]
fn h05_a_public_place_that_leads_inwards_is_not_followed() {
    // Seen from a named host, for no test can ask a public one.
    for place in [
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data",
        "http://[64:ff9b::7f00:1]/",
        "http://localhost.:1/",
        "http://a.internal/",
    ] {
        let server = Server::start(move |_| Answer::to(301, place));
        let desk = desk_with(|it| it.allowed_hosts = vec!["localhost".into()]);
        let source = follow(&desk, &server.elsewhere("/"));
        desk.poll(&[source.id]);
        // The same name with a last dot is allowed as well; nobody listens there.
        let is_allowed = place.contains("localhost.");
        let is_blocked = desk.trouble(source.id) == Some(TroubleCode::PrivateAddress);
        assert_eq!(is_blocked, !is_allowed, "{place}");
    }
}
