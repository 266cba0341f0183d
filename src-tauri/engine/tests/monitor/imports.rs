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
