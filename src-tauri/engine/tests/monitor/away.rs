//! Folders whose drive is away: the system answers nothing of them, for ever, and whoever asks waits.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use news::{
    Source, SourceKind, TroubleCode,
    desk::{Notice, SourceState},
};

use crate::{
    desk::{Desk, draft, text},
    ears::PaperEars,
    server::{Paper, feed},
};

/// A desk with a feed, a folder `far` and a folder `near`.
struct Fixture {
    desk: Desk,
    ears: Arc<PaperEars>,
    network: Arc<Paper>,
    far: (Source, PathBuf),
    near: (Source, PathBuf),
}

impl Fixture {
    fn new() -> Fixture {
        let ears = Arc::new(PaperEars::default());
        let network = Paper::new(|_| {
            let items = [("Quarry opens", "The quarry opened on Monday.")];
            Ok(engine::Response {
                status: 200,
                etag: Some("\"1\"".into()),
                body: feed(&items).into_bytes(),
                ..engine::Response::default()
            })
        });
        let (given, net) = (ears.clone(), network.clone());
        let desk = Desk::with(|it| (it.ears, it.network) = (given, net));
        desk.follow("http://ledger.example/rss");
        Fixture {
            far: desk.watch("far"),
            near: desk.watch("near"),
            desk,
            ears,
            network,
        }
    }

    /// Takes the drive of `far` away.
    fn take(&self) {
        self.ears.drives.take(&self.far.1);
    }

    /// Brings it back.
    fn bring(&self) {
        self.ears.drives.bring(&self.far.1);
    }

    fn far_trouble(&self) -> Option<TroubleCode> {
        self.desk.trouble(self.far.0.id)
    }

    /// Lets time pass until it is told that `far` does not answer.
    fn until_told(&self) {
        self.desk.until("it is told", |_| {
            self.far_trouble() == Some(TroubleCode::FolderUnreadable)
        });
    }
}

impl Drop for Fixture {
    /// Nobody waits any longer, also where a test failed.
    fn drop(&mut self) {
        self.bring();
        self.ears.long.bring(&self.far.1);
    }
}

fn put(path: &Path, name: &str) {
    let sentence = format!("The ferry {name} was seen off the northern mole.");
    fs::write(path, text(&format!("Ferry {name}"), &sentence)).expect("written");
}

#[test]
fn a_drive_that_is_away_at_the_start_is_told_and_keeps_nothing_else_waiting() {
    let it = Fixture::new();
    it.take();
    put(&it.far.1.join("a.txt"), "Alma");
    put(&it.near.1.join("b.txt"), "Berta");
    it.desk.engine.start();
    it.desk
        .until("the feed and the other folder", |desk| desk.articles() == 2);
    assert_eq!(it.ears.drives.waiting(&it.far.1), (1, 1), "it is asked");
    it.until_told();
    let view = it.desk.source(it.far.0.id);
    let trouble = view.trouble.expect("told");
    assert!(trouble.what.contains(&it.far.0.address), "{trouble:?}");
    let words = "does not answer: the network drive may be away.";
    assert!(trouble.what.ends_with(words), "{}", trouble.what);
    assert_eq!(it.desk.trouble(it.near.0.id), None, "of that source alone");
    let asked = it.network.times();
    it.desk.clock.turn(2 * 3_600_000);
    it.desk
        .until("the feed again", |_| it.network.times() > asked);
    put(&it.near.1.join("c.txt"), "Clara");
    it.desk.clock.turn(600_000);
    it.desk
        .until("the other folder again", |desk| desk.articles() == 3);
    assert_eq!(
        it.ears.drives.waiting(&it.far.1),
        (1, 1),
        "one call at a time, however long"
    );
    it.bring();
    it.desk.until("its file", |desk| desk.articles() == 4);
    it.desk.until("no trouble", |_| it.far_trouble().is_none());
    let followed = it.desk.source(it.far.0.id).followed.expect("watched");
    assert_eq!(followed.notice, Notice::Told);
}

#[test]
fn a_drive_that_goes_away_is_told_and_looked_through_once_it_is_back() {
    let it = Fixture::new();
    it.desk.engine.start();
    let view = |it: &Fixture| it.desk.source(it.far.0.id);
    it.desk
        .until("a first look", |_| view(&it).last_success_at.is_some());
    assert_eq!(view(&it).state, SourceState::Healthy);
    it.take();
    it.until_told();
    let since = view(&it).trouble.expect("told").since;
    let first = view(&it).last_attempt_at;
    it.desk
        .until("it is told again", |_| view(&it).last_attempt_at > first);
    assert_eq!(view(&it).trouble.expect("told").since, since);
    put(&it.near.1.join("a.txt"), "Alma");
    it.desk.clock.turn(600_000);
    it.desk
        .until("the other folder", |desk| desk.articles() == 2);
    // Nobody tells of it.
    put(&it.far.1.join("b.txt"), "Berta");
    it.bring();
    it.desk.until("its file", |desk| desk.articles() == 3);
    it.desk.until("no trouble", |_| it.far_trouble().is_none());
}

#[test]
fn a_folder_that_is_followed_no_more_and_again_is_not_asked_while_it_was_not_heard() {
    let it = Fixture::new();
    it.take();
    it.desk.engine.start();
    let (id, path) = (it.far.0.id, &it.far.1);
    it.desk
        .until("it is asked", |_| it.ears.drives.waiting(path).0 == 1);
    for _ in 0..3 {
        it.desk.pause(id, true);
        it.desk.pass(500);
        it.desk.pass(500);
        it.desk.pause(id, false);
        it.desk.pass(500);
        it.desk.pass(500);
    }
    it.until_told();
    assert_eq!(it.ears.drives.waiting(path), (1, 1));
    put(&path.join("a.txt"), "Alma");
    it.bring();
    it.desk.until("its file", |desk| desk.articles() == 2);
}

#[test]
fn a_source_that_was_given_another_folder_does_not_wait_for_the_one_before() {
    let it = Fixture::new();
    it.take();
    it.desk.engine.start();
    it.until_told();
    let other = it.desk.folder("other");
    put(&other.join("a.txt"), "Alma");
    let mut change = draft(SourceKind::Folder, &other.display().to_string());
    change.id = Some(it.far.0.id);
    it.desk.engine.save_source(&change).expect("saved");
    it.desk.until("its file", |desk| desk.articles() == 2);
    it.desk.until("no trouble", |_| it.far_trouble().is_none());
    assert_eq!(it.ears.drives.waiting(&it.far.1), (1, 1), "still away");
}

#[test]
fn a_folder_that_takes_long_to_be_listened_to_is_not_away_and_keeps_nothing_waiting() {
    let it = Fixture::new();
    it.ears.long.take(&it.far.1);
    put(&it.far.1.join("a.txt"), "Alma");
    put(&it.near.1.join("b.txt"), "Berta");
    it.desk.engine.start();
    it.desk
        .until("it is begun", |_| it.ears.long.waiting(&it.far.1).0 == 1);
    it.desk
        .until("the feed and the other folder", |desk| desk.articles() == 2);
    for _ in 0..90 {
        it.desk.pass(500);
    }
    assert_eq!(it.far_trouble(), None, "it has answered");
    it.ears.long.bring(&it.far.1);
    it.desk.until("its file", |desk| desk.articles() == 3);
    assert_eq!(it.ears.long.waiting(&it.far.1), (0, 1));
}

#[test]
fn a_look_by_hand_at_a_drive_that_is_away_ends_and_the_others_are_looked_at() {
    let it = Fixture::new();
    it.take();
    put(&it.near.1.join("a.txt"), "Alma");
    let (engine, ids) = (it.desk.engine.clone(), [it.far.0.id, it.near.0.id]);
    let looked = std::thread::spawn(move || engine.poll_now(&ids));
    it.desk.until("its end", |_| looked.is_finished());
    let polled = looked.join().expect("no panic").expect("looked");
    assert_eq!(polled.new_articles, 1);
    assert_eq!(it.far_trouble(), Some(TroubleCode::FolderUnreadable));
    assert_eq!(it.desk.trouble(it.near.0.id), None);
}

/// Files that are opened and hold nothing yet: pipes to which nobody writes are read like those of a drive that is away.
#[cfg(unix)]
#[test]
fn files_that_do_not_answer_keep_no_threads_of_others() {
    use std::{fs::File, process::Command, sync::mpsc};
    let desk = Desk::new();
    let folder = desk.folder("pipes");
    let pipes: Vec<PathBuf> = (0..rayon::current_num_threads())
        .map(|it| folder.join(format!("{it}.txt")))
        .collect();
    let made = Command::new("mkfifo").args(&pipes).status();
    if !made.is_ok_and(|it| it.success()) {
        // This file system has no pipes.
        return;
    }
    let (engine, paths) = (desk.engine.clone(), pipes.clone());
    let import = std::thread::spawn(move || {
        engine.import_now(paths, &mut |_| std::ops::ControlFlow::Continue(()))
    });
    // A pipe is opened for writing once somebody reads from it: from now on all who read wait.
    let held: Vec<File> = pipes
        .iter()
        .map(|it| File::options().write(true).open(it).expect("opened"))
        .collect();
    let (say, said) = mpsc::channel();
    rayon::spawn(move || say.send(()).expect("somebody waits"));
    desk.until("what others work on", |_| said.try_recv().is_ok());
    drop(held);
    let imported = import.join().expect("no panic").expect("read");
    assert_eq!(imported.files, pipes.len() as u64);
}
