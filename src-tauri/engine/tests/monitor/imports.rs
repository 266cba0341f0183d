//! Files brought in by hand.

use std::{
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use engine::Imported;
use news::desk::{ErrorCode, JobState, SourceState};

use crate::desk::{Desk, text};

/// A folder of articles, no two alike.
fn pages(desk: &Desk, count: usize) -> PathBuf {
    let folder = desk.folder("pages");
    for number in 0..count {
        let place = folder.join(format!("{}", number % 7));
        fs::create_dir_all(&place).expect("made");
        let body = text(
            &format!("Notice {number}"),
            &format!(
                "Ship {number} has left berth {} for the open sea.",
                number * 3
            ),
        );
        fs::write(place.join(format!("{number}.txt")), body).expect("written");
    }
    folder
}

fn import(desk: &Desk, folder: &Path) -> Imported {
    desk.engine
        .import_now(vec![folder.to_path_buf()], &mut |_| {
            ControlFlow::Continue(())
        })
        .expect("read")
}

#[test]
fn an_import_that_was_cut_short_goes_on_where_it_was() {
    let desk = Desk::new();
    let folder = pages(&desk, 700);
    let cut = desk
        .engine
        .import_now(vec![folder.clone()], &mut |job| {
            if job.done >= 256 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
        .expect("cut short");
    assert_eq!(desk.articles(), cut.new_articles, "what was done stays");
    assert!((256..700).contains(&cut.new_articles), "{cut:?}");
    let rest = import(&desk, &folder);
    assert_eq!(cut.new_articles + rest.new_articles, 700);
    assert_eq!(rest.known, cut.new_articles);
    let again = import(&desk, &folder);
    assert_eq!(
        (again.new_articles, again.known, desk.articles()),
        (0, 700, 700)
    );
}

#[test]
fn a_cancelled_job_keeps_what_it_did() {
    let desk = Desk::new();
    let folder = pages(&desk, 1_500);
    let id = desk.engine.import(vec![folder.clone()]).expect("begun");
    desk.until("some of it", |it| it.articles() > 0);
    desk.engine.cancel_job(id).expect("cancelled");
    desk.engine.wait_for_jobs();
    let job = desk.engine.jobs().expect("jobs").remove(0);
    assert!(
        matches!(job.state, JobState::Cancelled | JobState::Done),
        "{job:?}"
    );
    let kept = desk.articles();
    assert!(kept > 0);
    import(&desk, &folder);
    assert_eq!(desk.articles(), 1_500);
}

#[test]
fn copies_and_moved_files_are_in_once() {
    let desk = Desk::new();
    let folder = pages(&desk, 3);
    import(&desk, &folder);
    fs::copy(folder.join("0/0.txt"), folder.join("copy.txt")).expect("copied");
    fs::rename(folder.join("1/1.txt"), folder.join("moved.txt")).expect("moved");
    let again = import(&desk, &folder);
    assert_eq!(
        (again.new_articles, again.new_versions, again.known),
        (0, 0, 4)
    );
    assert_eq!(desk.articles(), 3);
}

/// A saved page that calls an address its own.
fn saved(outlet: &str, canonical: &str, shown: &str, title: &str, paragraphs: &[&str]) -> String {
    let text: String = paragraphs.iter().map(|it| format!("<p>{it}</p>")).collect();
    format!(
        "<!doctype html><html lang=\"en\"><head><title>{title} | {outlet}</title>\
         <link rel=\"canonical\" href=\"{canonical}\"><meta property=\"og:url\" content=\"{shown}\">\
         <meta property=\"og:site_name\" content=\"{outlet}\"></head>\
         <body><article><h1>{title}</h1>{text}</article></body></html>"
    )
}

const DOCK: &[&str] = &[
    "The port authority closed the eastern dock on Tuesday after inspectors found cracks in the main crane, officials said.",
    "Traders warned that the closure could delay shipments of grain to the islands by two weeks and raise prices in local markets.",
    "Engineers from the harbour board examined the crane and recommended that no vessel should be unloaded until repairs are complete.",
    "The mayor said that the city would pay for storage and that workers would not lose wages while the dock remains shut.",
];

const COMET: &[&str] = &[
    "A rare comet will be visible over the bay from Thursday, astronomers at the hill observatory announced on Monday evening.",
    "Viewers are told to look to the west after sunset and to use binoculars because its tail is faint and the moon is bright.",
    "The observatory opens its doors for free on two nights and expects queues on the dock road, so visitors should take the bus.",
];

#[test]
fn pages_that_call_their_section_their_address_are_articles_of_their_own() {
    let desk = Desk::new();
    let topic = desk.topic("dock");
    let folder = desk.folder("section");
    let section = "https://ledger.example/news";
    let page = |title: &str, text: &[&str]| saved("The Ledger", section, section, title, text);
    fs::write(folder.join("1.html"), page("Eastern dock closed", DOCK)).expect("written");
    fs::write(folder.join("2.html"), page("Comet over the bay", COMET)).expect("written");
    let first = import(&desk, &folder);
    assert_eq!((first.new_articles, first.new_versions), (2, 0));
    assert_eq!(desk.alerts(&topic).len(), 2, "neither alert is lost");
    fs::write(folder.join("2.html"), page("Comet fades", COMET)).expect("edited");
    let edited = import(&desk, &folder);
    assert_eq!((edited.new_articles, edited.new_versions), (0, 1));
    // It stays the article of its file, whatever it comes to share with the other.
    let both = [DOCK, COMET].concat();
    fs::write(folder.join("2.html"), page("Comet over the dock", &both)).expect("edited");
    let shared = import(&desk, &folder);
    assert_eq!((shared.new_articles, shared.new_versions), (0, 1));
    let first = desk.engine.search("\"comet over the dock\"", None);
    assert_eq!(first.expect("found").rows.len(), 1);
    assert_eq!(desk.alerts(&topic).len(), 2);
    fs::write(folder.join("2.html"), page("Comet fades", COMET)).expect("edited");
    assert_eq!(import(&desk, &folder).new_articles, 0);
    fs::copy(folder.join("2.html"), folder.join("3.html")).expect("copied");
    let again = import(&desk, &folder);
    assert_eq!(
        (again.new_articles, again.known, desk.articles()),
        (0, 3, 2)
    );
    // The same page, saved once more after it was edited.
    fs::write(
        folder.join("4.html"),
        page("Eastern dock closed for weeks", DOCK),
    )
    .expect("written");
    let later = import(&desk, &folder);
    assert_eq!((later.new_articles, later.new_versions), (0, 1));
}

#[test]
fn a_text_that_names_the_page_of_its_agency_is_a_copy_and_no_version() {
    let desk = Desk::new();
    let topic = desk.topic("dock");
    let folder = desk.folder("copies");
    let wire = "https://wire.example/news/dock-closed";
    let original = saved("Wire Agency", wire, wire, "Eastern dock closed", DOCK);
    let own = "https://courier.example/a/123";
    let copy = saved("Island Courier", wire, own, "Dock shut after cracks", DOCK);
    fs::write(folder.join("1.html"), original).expect("written");
    fs::write(folder.join("2.html"), copy).expect("written");
    let filed = import(&desk, &folder);
    assert_eq!((filed.new_articles, filed.new_versions), (2, 0));
    let alerts = desk.alerts(&topic);
    let copies = alerts[0].copies.as_ref().expect("a copy");
    assert_eq!((alerts.len(), copies.count, copies.publishers), (1, 1, 2));
}

#[test]
fn a_path_that_is_not_there_is_told_before_anything_is_read() {
    let desk = Desk::new();
    let folder = pages(&desk, 1);
    let missing = folder.join("nowhere");
    let err = desk
        .engine
        .import_now(vec![folder, missing.clone()], &mut |_| {
            ControlFlow::Continue(())
        })
        .expect_err("told");
    assert_eq!(err.code(), ErrorCode::BadInput);
    assert!(err.what().contains(&missing.display().to_string()));
    assert_eq!(desk.articles(), 0);
}

#[test]
fn the_sample_comes_and_goes_and_leaves_what_was_there() {
    let desk = Desk::new();
    let folder = pages(&desk, 2);
    import(&desk, &folder);
    desk.engine.load_sample().expect("loaded");
    let full = desk.engine.desk().expect("the desk");
    assert!(
        full.sample && full.articles > 40 && full.new_alerts > 5,
        "{full:?}"
    );
    desk.engine.load_sample().expect("loaded again");
    assert_eq!(desk.articles(), full.articles, "once");
    desk.engine.remove_sample().expect("removed");
    let left = desk.engine.desk().expect("the desk");
    assert_eq!((left.sample, left.articles), (false, 2));
}

#[test]
fn a_file_that_an_import_could_not_read_is_told_and_no_failing_source() {
    let desk = Desk::new();
    let folder = desk.folder("mixed");
    fs::write(folder.join("empty.txt"), "").expect("written");
    fs::write(folder.join("a.txt"), text("Well", "This one is read.")).expect("written");
    let imported = import(&desk, &folder);
    assert_eq!((imported.new_articles, imported.unreadable.len()), (1, 1));
    let sources = desk.engine.sources().expect("sources");
    assert_eq!(sources[0].state, SourceState::Healthy);
    assert_eq!(
        sources[0].files_in_trouble_total, 1,
        "and it is still named"
    );
    assert_eq!(desk.engine.desk().expect("the desk").troubled_sources, 0);
}
