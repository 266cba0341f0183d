//! Watched folders.

use std::{
    fs::{self, File},
    io::Write,
};

use news::{TroubleCode, desk::SourceState};

use crate::desk::{Desk, text};

#[test]
fn a_file_in_a_watched_folder_becomes_an_alert() {
    let desk = Desk::new();
    let topic = desk.topic("\"dredging permit\"");
    let (_, folder) = desk.watch("in");
    desk.engine.start();
    let body = text(
        "Council meets",
        "It withdrew the dredging permit on Monday.",
    );
    fs::write(folder.join("a.txt"), body).expect("written");
    desk.until("an alert", |it| it.alerts(&topic).len() == 1);
    let alert = desk.engine.alert(desk.alerts(&topic)[0].id).expect("there");
    let marked: Vec<&str> = alert
        .row
        .sentence
        .iter()
        .filter(|it| !it.topics.is_empty())
        .map(|it| it.text.as_str())
        .collect();
    assert_eq!(marked.concat(), "dredging permit");
    assert_eq!(alert.why[0].topic_id, topic.id, "and it says why");
}

#[test]
fn files_in_folders_made_just_now_are_all_read() {
    let desk = Desk::new();
    let (_, folder) = desk.watch("in");
    desk.engine.start();
    desk.until("a first look", |it| {
        it.engine.sources().expect("sources")[0]
            .last_attempt_at
            .is_some()
    });
    for number in 0..60 {
        let nested = folder.join(format!("{}/{number}/deep", number % 5));
        fs::create_dir_all(&nested).expect("made");
        let body = text(
            &format!("Notice {number}"),
            &format!("Berth {number} is closed until day {number}."),
        );
        fs::write(nested.join("a.txt"), body).expect("written");
    }
    desk.until("all of them", |it| it.articles() == 60);
}

#[test]
fn a_half_written_file_is_not_read() {
    let desk = Desk::new();
    let (_, folder) = desk.watch("in");
    desk.engine.start();
    let mut file = File::create(folder.join("slow.txt")).expect("made");
    for line in 0..12 {
        writeln!(
            file,
            "Line {line} of a report that is still being written.\n"
        )
        .expect("written");
        desk.pass(600);
        desk.pass(600);
        assert_eq!(desk.articles(), 0, "after line {line}");
    }
    drop(file);
    desk.until("the whole file", |it| it.articles() == 1);
    let found = desk.engine.search("\"line 11\"", None).expect("searched");
    let article = desk
        .engine
        .article(found.rows[0].article_id)
        .expect("there");
    assert_eq!(article.versions, 1, "read once, whole");
}

#[test]
fn a_moved_file_raises_no_second_alert() {
    let desk = Desk::new();
    let topic = desk.topic("dredging");
    let (_, folder) = desk.watch("in");
    fs::write(
        folder.join("a.txt"),
        text("Permit", "The dredging begins in May."),
    )
    .expect("written");
    desk.engine.start();
    desk.until("an alert", |it| it.alerts(&topic).len() == 1);
    fs::create_dir_all(folder.join("2026/may")).expect("made");
    fs::rename(folder.join("a.txt"), folder.join("2026/may/b.txt")).expect("moved");
    fs::write(folder.join("later.txt"), text("Later", "Nothing of note.")).expect("written");
    desk.until("the file after it", |it| it.articles() == 2);
    // The old path is forgotten by the second look without it; then the file is edited at its new place.
    desk.clock.turn(600_000);
    fs::write(
        folder.join("2026/may/b.txt"),
        text("Permit", "The dredging begins in June."),
    )
    .expect("written");
    desk.until("the edit", |it| {
        let alerts = it.alerts(&topic);
        it.engine
            .article(alerts[0].article_id)
            .expect("there")
            .version
            == 2
    });
    assert_eq!(desk.alerts(&topic).len(), 1, "one file, one alert");
    assert_eq!(desk.articles(), 2);
}

#[test]
fn a_file_that_is_gone_for_a_moment_is_known_when_it_comes_back() {
    let desk = Desk::new();
    let (_, folder) = desk.watch("in");
    let (path, away) = (folder.join("a.txt"), desk.folder("away").join("a.txt"));
    fs::write(&path, text("Permit", "The dredging begins in May.")).expect("written");
    desk.engine.start();
    desk.until("the file", |it| it.articles() == 1);
    fs::write(&path, text("Permit", "The dredging begins in June.")).expect("edited");
    let version = |it: &Desk| {
        let found = it.engine.search("dredging", None).expect("searched");
        it.engine
            .article(found.rows[0].article_id)
            .expect("there")
            .version
    };
    desk.until("its edit", |it| version(it) == 2);
    fs::rename(&path, &away).expect("moved away");
    fs::write(folder.join("1.txt"), text("One", "Nothing of note.")).expect("written");
    desk.until("a look without it", |it| it.articles() == 2);
    fs::rename(&away, folder.join("b.txt")).expect("moved back");
    fs::write(folder.join("2.txt"), text("Two", "Nothing either.")).expect("written");
    desk.until("a look with it", |it| it.articles() == 3);
    assert_eq!(version(&desk), 2, "known by its bytes");
}

#[test]
fn an_edited_file_is_a_new_version_of_its_article() {
    let desk = Desk::new();
    let topic = desk.topic("dredging OR quarry");
    let (_, folder) = desk.watch("in");
    let path = folder.join("a.txt");
    fs::write(&path, text("Permit refused", "The dredging begins in May.")).expect("written");
    desk.engine.start();
    desk.until("an alert", |it| it.alerts(&topic).len() == 1);
    fs::write(
        &path,
        text("Permit granted after all", "The quarry opens in June."),
    )
    .expect("edited");
    desk.until("another version", |it| {
        let article = it.engine.article(it.alerts(&topic)[0].article_id);
        article.expect("there").version == 2
    });
    assert_eq!(desk.articles(), 1, "one article, two versions");
    assert_eq!(desk.alerts(&topic).len(), 1);
}

#[test]
fn what_other_programs_are_at_work_on_is_left_alone() {
    let desk = Desk::new();
    let (_, folder) = desk.watch("in");
    desk.engine.start();
    fs::create_dir_all(folder.join(".git")).expect("made");
    for name in [
        "~$report.txt",
        ".~lock.a.txt",
        "page.html.part",
        "page.html.crdownload",
        "a.txt.tmp",
        ".goutputstream-XYZ",
        ".git/readme.txt",
        "picture.png",
    ] {
        fs::write(folder.join(name), text("Not yet", "Nobody reads this.")).expect("written");
    }
    fs::write(folder.join("a.txt"), text("Ready", "This is to be read.")).expect("written");
    desk.until("the one file", |it| it.articles() == 1);
    desk.pass(5_000);
    desk.pass(5_000);
    assert_eq!(desk.articles(), 1);
    assert_eq!(
        desk.engine.sources().expect("sources")[0].state,
        SourceState::Healthy
    );
}

#[cfg(unix)]
#[test]
fn links_that_leave_the_folder_are_not_followed() {
    let desk = Desk::new();
    let (_, folder) = desk.watch("in");
    let outside = desk.folder("outside");
    fs::write(
        outside.join("secret.txt"),
        text("Secret", "Not for the desk."),
    )
    .expect("written");
    std::os::unix::fs::symlink(&outside, folder.join("out")).expect("linked");
    std::os::unix::fs::symlink(outside.join("secret.txt"), folder.join("s.txt")).expect("linked");
    std::os::unix::fs::symlink(&folder, folder.join("round")).expect("linked");
    fs::write(folder.join("a.txt"), text("Here", "This is to be read.")).expect("written");
    desk.engine.start();
    desk.until("the one file", |it| it.articles() == 1);
    desk.pass(5_000);
    assert_eq!(desk.articles(), 1);
}

#[test]
fn a_file_that_cannot_be_read_is_told_with_its_reason_and_read_once_it_can() {
    let desk = Desk::new();
    let (source, folder) = desk.watch("in");
    fs::write(folder.join("empty.txt"), "").expect("written");
    desk.engine.start();
    desk.until("trouble", |it| {
        it.source(source.id).files_in_trouble_total == 1
    });
    let view = desk.source(source.id);
    assert_eq!(view.state, SourceState::Troubled, "not healthy");
    assert!(view.files_in_trouble[0].path.ends_with("empty.txt"));
    assert!(!view.files_in_trouble[0].why.is_empty());
    fs::write(
        folder.join("empty.txt"),
        text("Filled", "Now it holds something."),
    )
    .expect("written");
    desk.until("the article", |it| it.articles() == 1);
    desk.until("no trouble", |it| {
        it.source(source.id).state == SourceState::Healthy
    });
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_told_and_read_once_it_may() {
    use std::{fs::Permissions, os::unix::fs::PermissionsExt};
    let set = |path: &std::path::Path, mode| {
        fs::set_permissions(path, Permissions::from_mode(mode)).expect("set");
    };
    let desk = Desk::new();
    let (source, folder) = desk.watch("in");
    let (closed, file) = (folder.join("closed"), folder.join("own.txt"));
    fs::create_dir_all(&closed).expect("made");
    fs::write(
        closed.join("a.txt"),
        text("Inside", "It stands in a closed folder."),
    )
    .expect("written");
    fs::write(&file, text("Own", "Only its owner may read this.")).expect("written");
    set(&closed, 0);
    set(&file, 0);
    if fs::read_dir(&closed).is_ok() {
        // Nothing is closed to the one who runs this test.
        return;
    }
    desk.engine.start();
    desk.until("both", |it| {
        let view = it.source(source.id);
        view.files_in_trouble_total == 1
            && view
                .trouble
                .is_some_and(|it| it.code == TroubleCode::FolderUnreadable)
    });
    set(&closed, 0o755);
    set(&file, 0o644);
    desk.clock.turn(600_000);
    desk.until("both are read", |it| it.articles() == 2);
}

#[test]
fn a_folder_that_is_away_is_told_and_read_when_it_is_back() {
    let desk = Desk::new();
    let (source, folder) = desk.watch("in");
    let away = desk.folder("away").join("drive");
    desk.engine.start();
    desk.until("a first look", |it| {
        it.source(source.id).last_success_at.is_some()
    });
    fs::rename(&folder, &away).expect("unplugged");
    desk.clock.turn(600_000);
    desk.until("trouble", |it| {
        it.trouble(source.id) == Some(TroubleCode::FolderMissing)
    });
    let trouble = desk.source(source.id).trouble.expect("told");
    assert!(trouble.what.contains(&source.address), "{}", trouble.what);
    fs::write(
        away.join("a.txt"),
        text("Back", "The drive is plugged in again."),
    )
    .expect("written");
    fs::rename(&away, &folder).expect("plugged in");
    desk.until("its file", |it| it.articles() == 1);
    // And it is listened to again.
    fs::write(
        folder.join("b.txt"),
        text("More", "Another file came soon after."),
    )
    .expect("written");
    desk.until("another file", |it| it.articles() == 2);
    assert_eq!(desk.trouble(source.id), None);
}

#[test]
fn looking_through_a_folder_is_no_reason_to_look_again() {
    let desk = Desk::new();
    let (source, folder) = desk.watch("in");
    fs::write(
        folder.join("a.txt"),
        text("Quiet", "Nothing happens after this."),
    )
    .expect("written");
    desk.engine.start();
    desk.until("the file", |it| it.articles() == 1);
    for _ in 0..20 {
        desk.pass(500);
    }
    let last = desk.source(source.id).last_attempt_at;
    for _ in 0..20 {
        desk.pass(500);
    }
    assert_eq!(
        desk.source(source.id).last_attempt_at,
        last,
        "nobody looked"
    );
}
