//! The real window, from an empty desk to a digest in the folder. Needs a display (Xvfb will do) and
//! WebKitWebDriver; `cargo xtask test` runs it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use news::Timestamp;
use tests::window::Window;

/// The application, as `cargo xtask test` built it.
fn app() -> PathBuf {
    std::env::var_os("WIREWATCH_APP")
        .map(PathBuf::from)
        .expect("WIREWATCH_APP names the built application")
}

/// Where pictures of the screens are put, if somebody wants to look at them.
fn picture(name: &str) {
    if let Some(folder) = std::env::var_os("WIREWATCH_PICTURES") {
        fs::create_dir_all(&folder).expect("a folder for pictures");
        // ImageMagick's, of the whole virtual screen; the driver's own pictures hang now and then.
        let path = Path::new(&folder).join(format!("{name}.png"));
        let _ = Command::new("import")
            .args(["-window", "root"])
            .arg(path)
            .status();
    }
}

fn page(outlet: &str, title: &str, at: &str, paragraphs: &[&str]) -> String {
    let body: String = paragraphs
        .iter()
        .map(|it| format!("<p>{it}</p>\n"))
        .collect();
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} | {outlet}</title>\
         <meta property=\"og:site_name\" content=\"{outlet}\">\
         <meta property=\"article:published_time\" content=\"{at}\"></head>\
         <body><nav class=\"sanctions\"><a href=\"/\">Home</a></nav><article><h1>{title}</h1>\n{body}</article></body></html>"
    )
}

/// Puts a file into a folder at once, as a download does: under another name first.
fn drop_file(folder: &Path, name: &str, text: &str) {
    let aside = folder.join(format!("{name}.part"));
    fs::write(&aside, text).expect("the file is written");
    fs::rename(&aside, folder.join(name)).expect("the file is renamed");
}

/// Waits until a file of a kind is in a folder.
fn wait_for_file(folder: &Path, ending: &str) -> PathBuf {
    let began = Instant::now();
    loop {
        let found = fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|it| it.path())
            .find(|it| it.extension().is_some_and(|it| it == ending));
        if let Some(path) = found {
            return path;
        }
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "no .{ending} file came into {}",
            folder.display()
        );
        thread::park_timeout(Duration::from_millis(50));
    }
}

#[test]
#[ignore = "needs a display and WebKitWebDriver; cargo xtask test runs it"]
fn a_dropped_file_becomes_an_alert_a_comparison_and_a_digest() {
    let folder = tempfile::tempdir().expect("a folder");
    let (inbox, data) = (folder.path().join("inbox"), folder.path().join("data"));
    fs::create_dir_all(&inbox).expect("a folder");
    let window = Window::open(&app(), &["--data", data.to_str().expect("a path in UTF-8")]);

    // An empty desk begins at the welcome; a folder is added by its path.
    window.see("h1", "Welcome to Wirewatch");
    picture("1-welcome");
    window.click("button", "Choose a folder");
    window.type_into(
        "dialog input[name=address]",
        inbox.to_str().expect("a path in UTF-8"),
    );
    picture("2-add-folder");
    window.click("dialog button", "Add");
    window.see("table", "inbox");

    // Two outlets on one event, dropped into the folder.
    drop_file(
        &inbox,
        "ledger.html",
        &page(
            "Harbour Ledger",
            "Three banks on draft sanctions list",
            "2025-12-09T12:05:00+01:00",
            &[
                "The union has drafted sanctions against three banks of the republic, three diplomats said on Tuesday.",
                "The draft would freeze assets worth 11 billion marks, and spoke of de-escalation in its last line.",
                "A third of the port's grain business is settled through one of the three banks.",
                "Also Read: What an escalation would mean for shipping",
            ],
        ),
    );
    drop_file(
        &inbox,
        "observer.html",
        &page(
            "Kelmark Observer",
            "Union drafts sanctions against banks",
            "2025-12-09T12:40:00+01:00",
            &[
                "Three diplomats said on Tuesday that sanctions against three banks of the republic have been drafted by the union.",
                "Assets worth 14 billion marks would be frozen under the draft, an official of the ministry said.",
                "The finance minister called the draft complete, legal and one signature away.",
            ],
        ),
    );

    // The alert is on screen, with its sentence, and says why.
    window.click("nav a", "Alerts");
    window.see("[role=option]", "Three banks on draft sanctions list");
    window.click("[role=option]", "Three banks on draft sanctions list");
    window.see("main", "Why this matched");
    window.see("main", "sanction*");
    window.see("main mark", "sanctions");
    picture("3-alert");

    // Keep it with one key, and take that back with another.
    let new_alerts = || {
        window
            .script("return document.querySelectorAll('[role=option]').length")
            .as_u64()
            .unwrap_or(0)
    };
    let before = new_alerts();
    window.press("e");
    window.see("[role=status], [role=alert], output, body", "Kept");
    window.click("[role=tab]", "Kept");
    window.see("[role=option]", "banks");
    window.press("z");
    window.click("[role=tab]", "New");
    let began = Instant::now();
    while new_alerts() != before {
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "the undone alert is back among the new: {}",
            window.text()
        );
        thread::park_timeout(Duration::from_millis(50));
    }

    // The comparison of the two outlets.
    window.click("nav a", "Stories");
    window.click("main a", "outlets");
    window.see("main table", "Harbour Ledger");
    window.see("main table", "Kelmark Observer");
    picture("4-comparison");

    // The other screens stand, and search speaks the language of the watchlists.
    window.click("nav a", "Watchlists");
    window.see("main", "Border escalation");
    picture("5-watchlists");
    window.click("nav a", "Search");
    window.type_into("main input[name=query]", "sanction* NEAR/5 bank*");
    window.press("\u{E007}");
    window.see("main", "sanction* NEAR/5 bank*");
    window.see("main li", "Three banks on draft sanctions list");
    picture("6-search");
    window.type_into("main input[name=query]", "(banks AND");
    window.press("\u{E007}");
    window.see("main", "not closed");
    window.click("nav a", "Sources");
    window.see("table", "inbox");
    picture("7-sources");
    window.click("nav a", "Settings");
    window.see("main", "Nothing leaves this machine");
    picture("8-settings");

    // A digest, exported and found.
    window.click("nav a", "Digests");
    window.see("main", "Three banks on draft sanctions list");
    picture("9-digest");
    window.click("main button", "Export");
    let digest = wait_for_file(&data.join("digests"), "html");
    let text = fs::read_to_string(&digest).expect("the digest is text");
    assert!(
        text.contains("Three banks on draft sanctions list")
            && text.contains("<mark>sanctions</mark>"),
        "{text}"
    );
    window.see("main", "html");

    // Article text is text: nothing that was dropped became markup of the page, and nothing broke the policy.
    assert_eq!(
        window.script("return document.querySelectorAll('script:not([src])').length"),
        0
    );
}

/// The time so many minutes ago, as pages give it.
fn minutes_ago(minutes: i64) -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("a clock after 1970");
    Timestamp(now.as_millis() as i64 - minutes * Timestamp::MINUTE).to_string()
}

#[test]
#[ignore = "needs a display and WebKitWebDriver; cargo xtask test runs it"]
fn a_burst_is_shown_decided_and_taken_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let (inbox, data) = (folder.path().join("inbox"), folder.path().join("data"));
    fs::create_dir_all(&inbox).expect("a folder");
    // What there was before: three days with one article.
    drop_file(
        &inbox,
        "old.html",
        &page(
            "Harbour Ledger",
            "Sanctions talk goes on",
            &minutes_ago(3 * 24 * 60),
            &["The union spoke of sanctions for a whole afternoon and adjourned."],
        ),
    );
    let window = Window::open(&app(), &["--data", data.to_str().expect("a path in UTF-8")]);
    window.see("h1", "Welcome to Wirewatch");
    window.click("button", "Choose a folder");
    window.type_into(
        "dialog input[name=address]",
        inbox.to_str().expect("a path in UTF-8"),
    );
    window.click("dialog button", "Add");
    window.see("table", "inbox");
    window.click("nav a", "Alerts");
    window.see("[role=option]", "Sanctions talk goes on");

    // A rule, written in the topic's own page; a named list beside it.
    window.click("nav a", "Watchlists");
    window.click("main button.name", "Sanctions");
    window.see("dialog", "articles a day");
    window.type_into("dialog textarea[name=rules]", "high if burst in 60 minutes");
    picture("b1-rules");
    window.click("dialog [role=tab]", "Activity");
    window.see("dialog", "No burst and no silence yet");
    window.click("dialog [role=tab]", "History");
    window.see("dialog", "Version 1");
    picture("b2-history");
    window.click("dialog button", "Save");
    window.see("body", "Saved");

    for (name, outlet, title, minutes) in [
        ("a", "Kelmark Observer", "Union drafts sanctions", 40),
        ("b", "Ostrey Courier", "Sanctions vote set for dawn", 30),
        ("c", "Tarn Gazette", "Traders weigh sanctions", 20),
    ] {
        let text = format!("{title}, as the {outlet} learned from three officials on the river.");
        drop_file(
            &inbox,
            &format!("{name}.html"),
            &page(outlet, title, &minutes_ago(minutes), &[&text]),
        );
    }

    // It stands above the alerts, says why, and is decided with one key.
    window.see("footer", "1 burst");
    window.click("nav a", "Alerts");
    window.click("[role=option]", "Burst");
    window.see("main", "3 independent texts of 3 publishers");
    window.see("main", "Why this stands here");
    window.see("main", "high if burst in 60 minutes");
    picture("b3-burst");
    window.press("e");
    window.see("[role=status], [role=alert], output, body", "Kept: burst");
    window.click("[role=tab]", "Kept");
    window.see("[role=option]", "Burst");
    window.press("z");
    window.click("[role=tab]", "New");
    window.see("[role=option]", "Burst");
    window.see("footer", "1 burst");
}
