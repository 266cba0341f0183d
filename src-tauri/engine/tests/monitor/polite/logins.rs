//! H14: sources behind a login. A password goes to the one place that it was given for, and stands nowhere.

use std::{fs, path::Path, sync::Arc};

use engine::{Password, Secrets, SecretsError};
use news::{
    Timestamp, TroubleCode,
    desk::{ErrorCode, SourceListFormat},
};

use super::{fine, later, words};
use crate::{
    desk::Desk,
    server::{Answer, Asked, Server},
};

/// What is sent for “anna” and “s3cret-w0rd”.
const BASIC: &str = "Basic YW5uYTpzM2NyZXQtdzByZA==";

fn password() -> Password {
    Password::new("s3cret-w0rd")
}

/// Answers who says the right words, and nobody else.
fn guarded(it: &Asked) -> Answer {
    match it.header("authorization") {
        Some(BASIC) => fine(),
        _ => Answer::status(401).with("www-authenticate", "Basic realm=\"news\""),
    }
}

/// Every file of the desk, also those that are written aside.
fn everything(dir: &Path) -> Vec<u8> {
    let mut all = vec![];
    for it in fs::read_dir(dir).expect("read").flatten() {
        match it.path() {
            path if path.is_dir() => all.extend(everything(&path)),
            path => all.extend(fs::read(path).expect("read")),
        }
    }
    all
}

#[test]
fn h14_a_name_and_a_password_are_sent_and_kept_nowhere_but_in_the_key_store() {
    let mut desk = Desk::new();
    let server = Server::start(guarded);
    let source = desk.follow(&server.address("/rss"));
    desk.poll(&[source.id]);
    let told = words(&desk, source.id);
    assert!(
        told.contains("wants a name and a password") && told.contains("key store"),
        "{told}"
    );
    let kept = desk
        .engine
        .set_login(source.id, Some(("anna", password())))
        .expect("kept");
    assert!(
        kept.notes
            .iter()
            .any(|it| it.contains("readable for everybody")),
        "{kept:?}"
    );
    desk.poll(&[source.id]);
    assert_eq!((desk.articles(), desk.trouble(source.id)), (1, None));
    assert_eq!(server.asked()[1].header("authorization"), Some(BASIC));
    let view = desk.source(source.id);
    assert_eq!(view.source.user.as_deref(), Some("anna"));
    // After a restart the key store still has it.
    desk.restart();
    desk.poll(&[source.id]);
    assert_eq!(server.asked()[2].header("authorization"), Some(BASIC));
    // Where a password must never be found.
    let opml = desk
        .engine
        .export_sources(SourceListFormat::Opml)
        .expect("written")
        .0;
    let shown = format!(
        "{:?} {:?} {opml}",
        desk.engine.sources(),
        desk.engine.contacts()
    );
    assert!(
        !shown.contains("s3cret") && !shown.contains("YW5uYTpz"),
        "{shown}"
    );
    assert!(!opml.contains("anna"));
    desk.engine.stop();
    let stored = everything(&desk.options.data_dir);
    for secret in ["s3cret-w0rd", "YW5uYTpz"] {
        let found = stored
            .windows(secret.len())
            .any(|it| it == secret.as_bytes());
        assert!(!found, "{secret} is in the desk");
    }
    desk.reopen();
}

#[test]
fn h14_a_pasted_address_is_taken_apart() {
    let desk = Desk::new();
    let server = Server::start(guarded);
    let pasted = server
        .address("/rss")
        .replace("http://", "http://anna:s3cret%2Dw0rd@");
    let source = desk.follow(&pasted);
    assert_eq!(source.address, server.address("/rss"));
    assert_eq!(source.user.as_deref(), Some("anna"));
    desk.poll(&[source.id]);
    assert_eq!((desk.articles(), desk.trouble(source.id)), (1, None));
    // Nor is it said in an error, or in the report of a list.
    let err = desk
        .engine
        .save_source(&crate::desk::draft(
            news::SourceKind::Feed,
            "ftp://anna:s3cret@ledger.example/",
        ))
        .expect_err("no feed");
    assert!(!err.to_string().contains("s3cret"), "{err}");
    let list = desk.folder("lists").join("a.opml");
    fs::write(
        &list,
        format!(
            "<opml version=\"2.0\"><body><outline text=\"A\" xmlUrl=\"{pasted}\"/>\
             <outline text=\"B\" xmlUrl=\"https://ben:s3cret@courier.example/rss\"/></body></opml>"
        ),
    )
    .expect("written");
    // Lists are passed on: a password in one is refused, and told to nobody.
    let report = desk.engine.import_sources(&list).expect("read");
    assert_eq!(report.added, 0, "{report:?}");
    assert_eq!(report.already + report.refused, 2, "{report:?}");
    let shown = format!("{report:?} {:?}", desk.engine.sources());
    assert!(!shown.contains("s3cret"), "{shown}");
}

#[test]
fn h14_a_login_is_not_sent_to_another_place() {
    let desk = Desk::new();
    let other = Server::start(|_| fine());
    let place = other.address("/stolen");
    let server = Server::start(move |it| match it.path.as_str() {
        "/near" => Answer::to(302, "/rss"),
        "/far" => Answer::to(302, place.clone()),
        _ => fine(),
    });
    for path in ["/near", "/far"] {
        let source = desk.follow(&server.address(path));
        desk.engine
            .set_login(source.id, Some(("anna", password())))
            .expect("kept");
        desk.poll(&[source.id]);
    }
    let name = server.elsewhere("/by-name");
    let source = desk.follow(&name);
    desk.poll(&[source.id]);
    let sent: Vec<(String, bool)> = server
        .asked()
        .iter()
        .map(|it| (it.path.clone(), it.header("authorization").is_some()))
        .collect();
    let expected = [
        ("/near", true),
        ("/rss", true),
        ("/far", true),
        ("/by-name", false),
    ];
    assert_eq!(sent, expected.map(|(path, it)| (path.to_string(), it)));
    assert_eq!(
        other.asked()[0].header("authorization"),
        None,
        "another port is another place"
    );
}

#[test]
fn h14_who_moves_to_another_place_for_good_leaves_its_login_behind() {
    let desk = Desk::new();
    let open = Server::start(|_| fine());
    let place = open.address("/rss");
    let server = Server::start(move |_| Answer::to(301, place.clone()));
    let source = desk.follow(&server.address("/rss"));
    desk.engine
        .set_login(source.id, Some(("anna", password())))
        .expect("kept");
    for _ in 0..3 {
        desk.poll(&[source.id]);
        desk.clock.turn(25 * Timestamp::HOUR);
    }
    let view = desk.source(source.id);
    assert_eq!(view.source.address, open.address("/rss"));
    assert_eq!((view.source.user, view.trouble), (None, None));
    desk.poll(&[source.id]);
    assert_eq!(desk.trouble(source.id), None, "it is asked there as well");
    assert!(
        open.asked()
            .iter()
            .all(|it| it.header("authorization").is_none())
    );
}

#[test]
fn h14_where_a_feed_leads_that_is_not_told_the_password_is_said() {
    let desk = Desk::new();
    let other = Server::start(|_| Answer::status(401).with("www-authenticate", "Basic"));
    let place = other.address("/members");
    let server = Server::start(move |_| Answer::to(301, place.clone()));
    let source = desk.follow(&server.address("/rss"));
    desk.engine
        .set_login(source.id, Some(("anna", password())))
        .expect("kept");
    desk.poll(&[source.id]);
    let words = words(&desk, source.id);
    let told = format!(
        "It leads to {}, which is not told the password",
        other.address("/members")
    );
    assert!(words.contains(&told), "{words}");
}

#[test]
fn h14_an_edit_to_another_host_takes_the_login_away() {
    let desk = Desk::new();
    let server = Server::start(|_| fine());
    let source = desk.follow(&server.address("/rss"));
    desk.engine
        .set_login(source.id, Some(("anna", password())))
        .expect("kept");
    let mut changed = crate::desk::draft(news::SourceKind::Feed, &server.elsewhere("/rss"));
    changed.id = Some(source.id);
    let saved = desk.engine.save_source(&changed).expect("saved");
    assert_eq!(saved.user, None);
    desk.poll(&[source.id]);
    assert_eq!(server.asked()[0].header("authorization"), None);
    // And it is forgotten: with the same name as before it would have to be given again.
    desk.engine.set_login(source.id, None).expect("none");
    assert_eq!(desk.source(source.id).source.user, None);
}

#[test]
fn h14_a_wrong_password_and_a_kind_of_login_that_is_not_spoken_are_said() {
    let desk = Desk::new();
    let server = Server::start(guarded);
    let source = desk.follow(&server.address("/"));
    desk.engine
        .set_login(source.id, Some(("anna", Password::new("guess"))))
        .expect("kept");
    desk.poll(&[source.id]);
    let told = words(&desk, source.id);
    assert!(
        told.contains("was not taken") && told.contains("again"),
        "{told}"
    );
    assert!(!told.contains("guess"));
    server.says(|_| {
        Answer::status(401).with("www-authenticate", "Digest realm=\"news\", nonce=\"1\"")
    });
    later(&desk, source.id, Timestamp::HOUR);
    let told = words(&desk, source.id);
    assert!(
        told.contains("“Digest”") && told.contains("only Basic"),
        "{told}"
    );
    let err = desk
        .engine
        .set_login(source.id, Some(("an:na", password())))
        .expect_err("a colon");
    assert_eq!(err.code(), ErrorCode::BadInput);
}

/// A machine without a key store.
struct NoStore;

impl Secrets for NoStore {
    fn get(&self, _: &str) -> Result<Option<Password>, SecretsError> {
        Err(SecretsError(
            "this machine has no key store that can be used".into(),
        ))
    }

    fn set(&self, _: &str, _: &Password) -> Result<(), SecretsError> {
        Err(SecretsError(
            "this machine has no key store that can be used".into(),
        ))
    }

    fn forget(&self, _: &str) -> Result<(), SecretsError> {
        Err(SecretsError(
            "this machine has no key store that can be used".into(),
        ))
    }
}

#[test]
fn h14_without_a_key_store_a_password_is_kept_until_the_program_ends_and_that_is_said() {
    let mut desk = Desk::with(|it| it.secrets = Arc::new(NoStore));
    let server = Server::start(guarded);
    let source = desk.follow(&server.address("/"));
    let kept = desk
        .engine
        .set_login(source.id, Some(("anna", password())))
        .expect("kept");
    assert!(
        kept.notes
            .iter()
            .any(|it| it.contains("until this program ends") && it.contains("no key store")),
        "{kept:?}"
    );
    desk.poll(&[source.id]);
    assert_eq!((desk.articles(), desk.trouble(source.id)), (1, None));
    desk.restart();
    for _ in 0..4 {
        later(&desk, source.id, Timestamp::DAY);
    }
    assert_eq!(server.asked().len(), 1, "not asked in vain");
    assert_eq!(desk.trouble(source.id), Some(TroubleCode::Forbidden));
    let told = words(&desk, source.id);
    assert!(
        told.contains("“anna”") && told.contains("no key store") && told.contains("again"),
        "{told}"
    );
    assert!(
        super::due_in(&desk, source.id).is_some(),
        "and not stopped: nobody refused"
    );
}
