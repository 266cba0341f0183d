//! Watched folders at their worst: what nobody told, what went and came back, what is half there.

use std::{
    collections::HashSet,
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, atomic::Ordering},
    time::{Duration, SystemTime},
};

use engine::{Deaf, Hint};
use news::{
    SourceId, SourceKind, TroubleCode,
    desk::{Notice, SourceState},
};

use crate::{
    desk::{Desk, draft, text},
    ears::PaperEars,
};

/// A desk on a system of paper.
fn desk_on(ears: PaperEars) -> (Desk, Arc<PaperEars>) {
    let ears = Arc::new(ears);
    let given = ears.clone();
    (Desk::with(|it| it.ears = given), ears)
}

/// Writes a file with an article of its own.
fn put(path: &Path, name: &str) {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).expect("made");
    }
    let sentence = format!("The ferry {name} was seen off the northern mole.");
    fs::write(path, text(&format!("Ferry {name}"), &sentence)).expect("written");
}

/// Lets so many seconds pass, in small steps.
fn pass(desk: &Desk, seconds: i64) {
    for _ in 0..seconds * 2 {
        desk.pass(500);
    }
}

/// Waits until a folder was looked at and nothing more is to be seen in it for now.
fn calm(desk: &Desk, id: SourceId) {
    desk.until("a look", |it| it.source(id).last_attempt_at.is_some());
    pass(desk, 14);
}

/// How many articles a search finds.
fn found(desk: &Desk, query: &str) -> usize {
    desk.engine.search(query, None).expect(query).rows.len()
}

/// The newest version of the only article that a search finds.
fn version(desk: &Desk, query: &str) -> u32 {
    let rows = desk.engine.search(query, None).expect(query).rows;
    assert_eq!(rows.len(), 1, "{query}");
    let article = desk.engine.article(rows[0].article_id).expect("there");
    article.versions
}

#[test]
fn what_nobody_told_is_found_when_the_folder_is_looked_through_again() {
    let (desk, _) = desk_on(PaperEars::default());
    let (source, folder) = desk.watch("in");
    desk.engine.start();
    calm(&desk, source.id);
    put(&folder.join("a.txt"), "Alma");
    pass(&desk, 5);
    assert_eq!(desk.articles(), 0, "nobody told");
    desk.clock.turn(600_000);
    desk.until("the file", |it| it.articles() == 1);
}

#[test]
fn files_in_a_new_folder_are_found_though_only_the_folder_was_told() {
    let (desk, ears) = desk_on(PaperEars::default());
    let (source, folder) = desk.watch("in");
    desk.engine.start();
    calm(&desk, source.id);
    let new = folder.join("2026/05/07");
    fs::create_dir_all(&new).expect("made");
    ears.tell(&folder, Hint::Changed(vec![folder.join("2026")]));
    pass(&desk, 1);
    put(&new.join("a.txt"), "Alma");
    pass(&desk, 20);
    assert_eq!(
        desk.articles(),
        1,
        "without having been told, and without the timer"
    );
}

#[test]
fn what_landed_while_nobody_watched_is_read_at_the_next_start() {
    let mut desk = Desk::new();
    let (_, folder) = desk.watch("in");
    put(&folder.join("a.txt"), "Alma");
    desk.engine.start();
    desk.until("the first", |it| it.articles() == 1);
    desk.engine.stop();
    put(&folder.join("deep/b.txt"), "Berta");
    put(&folder.join("c.txt"), "Clara");
    desk.reopen();
    desk.engine.start();
    desk.until("those that came meanwhile", |it| it.articles() == 3);
    assert_eq!(version(&desk, "Alma"), 1, "not read twice");
}

#[test]
fn a_touched_file_is_not_filed_again() {
    let (desk, ears) = desk_on(PaperEars::default());
    let (source, folder) = desk.watch("in");
    let path = folder.join("a.txt");
    put(&path, "Alma");
    desk.engine.start();
    desk.until("the file", |it| it.articles() == 1);
    for day in 1..4 {
        let file = File::options().write(true).open(&path).expect("opened");
        file.set_modified(SystemTime::now() - Duration::from_secs(86_400 * day))
            .expect("touched");
        ears.tell(&folder, Hint::Changed(vec![path.clone()]));
        pass(&desk, 6);
    }
    assert_eq!((desk.articles(), version(&desk, "Alma")), (1, 1));
    assert_eq!(desk.trouble(source.id), None);
}

#[test]
fn a_renamed_folder_takes_its_articles_with_it_and_raises_nothing() {
    let desk = Desk::new();
    let topic = desk.topic("ferry");
    let (_, folder) = desk.watch("in");
    for number in 0..12 {
        let name = format!("number {number}");
        put(
            &folder.join(format!("old/{}/{number}.txt", number % 3)),
            &name,
        );
    }
    desk.engine.start();
    desk.until("the files", |it| it.articles() == 12);
    assert_eq!(found(&desk, "folder:old"), 12);
    let alerts = desk.alerts(&topic).len();
    fs::rename(folder.join("old"), folder.join("new")).expect("renamed");
    desk.until("their new place", |it| found(it, "folder:new") == 12);
    assert_eq!(found(&desk, "folder:old"), 0, "the path follows");
    assert_eq!((desk.articles(), desk.alerts(&topic).len()), (12, alerts));
    let article = desk.alerts(&topic)[0].article_id;
    assert_eq!(desk.engine.article(article).expect("there").versions, 1);
}

#[test]
fn a_drive_that_was_away_is_not_read_again_and_what_changed_meanwhile_is_a_version() {
    let mut desk = Desk::new();
    let topic = desk.topic("ferry");
    let (source, folder) = desk.watch("in");
    let away = desk.folder("elsewhere").join("drive");
    for number in 0..6 {
        put(
            &folder.join(format!("{number}.txt")),
            &format!("number {number}"),
        );
    }
    desk.engine.start();
    desk.until("the files", |it| it.articles() == 6);
    let alerts = desk.alerts(&topic).len();
    // Its place stays, empty, as that of an unmounted drive does.
    fs::rename(&folder, &away).expect("unmounted");
    fs::create_dir(&folder).expect("its place");
    desk.clock.turn(600_000);
    desk.until("a look at the empty place", |it| {
        it.source(source.id)
            .followed
            .is_some_and(|it| it.files == 0)
    });
    desk.clock.turn(3 * 86_400_000);
    pass(&desk, 4);
    desk.restart();
    put(&away.join("3.txt"), "number 3 again");
    fs::remove_dir(&folder).expect("removed");
    fs::rename(&away, &folder).expect("mounted again");
    desk.engine.start();
    desk.until("the change", |it| found(it, "\"number 3 again\"") == 1);
    assert_eq!(version(&desk, "\"number 3 again\""), 2, "the same article");
    assert_eq!((desk.articles(), desk.alerts(&topic).len()), (6, alerts));
    assert_eq!(version(&desk, "\"number 4\""), 1, "not read again");
}

#[test]
fn a_folder_above_that_is_gone_is_told_and_everything_is_known_when_it_is_back() {
    let desk = Desk::new();
    let parent = desk.folder("parent");
    fs::create_dir_all(parent.join("in/deep")).expect("made");
    let path = parent.join("in");
    let source = desk
        .engine
        .save_source(&draft(SourceKind::Folder, &path.display().to_string()))
        .expect("a folder");
    put(&path.join("deep/a.txt"), "Alma");
    desk.engine.start();
    desk.until("the file", |it| it.articles() == 1);
    let away = desk.folder("elsewhere").join("parent");
    fs::rename(&parent, &away).expect("unmounted");
    desk.clock.turn(600_000);
    desk.until("trouble", |it| {
        it.trouble(source.id) == Some(TroubleCode::FolderMissing)
    });
    fs::rename(&away, &parent).expect("back");
    put(&path.join("deep/b.txt"), "Berta");
    desk.until("the new one", |it| it.articles() == 2);
    assert_eq!(version(&desk, "Alma"), 1);
    desk.until("an end of the trouble", |it| {
        it.trouble(source.id).is_none()
    });
}

#[test]
fn a_network_drive_is_looked_through_on_a_timer_and_its_files_settle_longer() {
    let (desk, ears) = desk_on(PaperEars {
        remote: true.into(),
        ..PaperEars::default()
    });
    let (source, folder) = desk.watch("in");
    desk.engine.start();
    calm(&desk, source.id);
    pass(&desk, 12);
    assert_eq!(
        ears.begun(),
        0,
        "nobody listens to a drive that tells nothing"
    );
    let followed = desk.source(source.id).followed.expect("watched");
    assert_eq!(followed.notice, Notice::NetworkDrive);
    desk.clock.turn(50_000);
    put(&folder.join("a.txt"), "Alma");
    desk.until("a look", |it| {
        it.source(source.id)
            .followed
            .is_some_and(|it| it.waiting == 1)
    });
    pass(&desk, 8);
    assert_eq!(desk.articles(), 0, "ten seconds there, not two");
    pass(&desk, 8);
    desk.until("the file", |it| it.articles() == 1);
}

#[test]
fn a_drive_that_is_mounted_over_a_folder_is_listened_to_and_a_network_drive_is_known() {
    let (desk, ears) = desk_on(PaperEars::default());
    let (source, folder) = desk.watch("in");
    let notice = |it: &Desk| it.source(source.id).followed.map(|it| it.notice);
    desk.engine.start();
    calm(&desk, source.id);
    assert_eq!(ears.begun(), 1);
    ears.mount(&folder, u64::MAX);
    desk.until("listened to anew", |_| ears.begun() == 2);
    calm(&desk, source.id);
    assert_eq!(ears.begun(), 2, "once");
    put(&folder.join("a.txt"), "Alma");
    ears.tell(&folder, Hint::Closed(folder.join("a.txt")));
    pass(&desk, 10);
    assert_eq!(desk.articles(), 1, "what is told of it is heard");
    ears.remote.store(true, Ordering::SeqCst);
    ears.mount(&folder, u64::MAX - 1);
    desk.until("a network drive", |it| {
        notice(it) == Some(Notice::NetworkDrive)
    });
    ears.remote.store(false, Ordering::SeqCst);
    ears.mount(&folder, u64::MAX);
    desk.until("a local one", |it| notice(it) == Some(Notice::Told));
    assert_eq!(ears.begun(), 3);
}

#[test]
fn what_the_analyst_leaves_out_is_not_read_and_is_once_it_is_not_left_out() {
    let desk = Desk::new();
    let folder = desk.folder("in");
    let mut wish = draft(SourceKind::Folder, &folder.display().to_string());
    wish.ignore = Some(vec!["*.draft.txt".into(), "private/".into()]);
    for name in [
        "a.txt",
        "b.draft.txt",
        "private/c.txt",
        "deep/Private/d.txt",
    ] {
        put(&folder.join(name), name);
    }
    let source = desk.engine.save_source(&wish).expect("saved");
    assert_eq!(source.ignore, ["*.draft.txt", "private/"]);
    desk.engine.start();
    desk.until("the one", |it| it.articles() == 1);
    pass(&desk, 6);
    assert_eq!(desk.articles(), 1);
    // What is not said stays as it is.
    wish.id = Some(source.id);
    wish.ignore = None;
    assert_eq!(
        desk.engine.save_source(&wish).expect("saved").ignore.len(),
        2
    );
    wish.ignore = Some(vec!["private/".into()]);
    desk.engine.save_source(&wish).expect("saved");
    desk.until("the draft", |it| it.articles() == 2);
    wish.ignore = Some(vec!["[".into()]);
    assert!(desk.engine.save_source(&wish).is_err(), "no pattern");
}

#[cfg(unix)]
#[test]
fn names_that_are_no_text_are_files_of_their_own_and_read_once() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let desk = Desk::new();
    let (source, folder) = desk.watch("in");
    let name = |bytes: &[u8]| folder.join(OsStr::from_bytes(bytes));
    if fs::write(name(b"\xE9.txt"), "").is_err() {
        // This file system takes no such names.
        return;
    }
    put(&name(b"\xE9.txt"), "Alma");
    put(&name(b"\xE8.txt"), "Berta");
    desk.engine.start();
    desk.until("both", |it| it.articles() == 2);
    calm(&desk, source.id);
    let last = desk.source(source.id).last_attempt_at;
    pass(&desk, 10);
    assert_eq!(
        desk.source(source.id).last_attempt_at,
        last,
        "and are known"
    );
    assert_eq!((version(&desk, "Alma"), version(&desk, "Berta")), (1, 1));
}

#[test]
fn a_file_that_is_gone_before_it_has_settled_is_no_trouble() {
    let (desk, ears) = desk_on(PaperEars::default());
    let (source, folder) = desk.watch("in");
    desk.engine.start();
    calm(&desk, source.id);
    put(&folder.join("a.txt"), "Alma");
    ears.tell(&folder, Hint::Changed(vec![folder.join("a.txt")]));
    desk.until("it was seen", |it| {
        it.source(source.id)
            .followed
            .is_some_and(|it| it.waiting == 1)
    });
    fs::remove_file(folder.join("a.txt")).expect("removed");
    pass(&desk, 8);
    let view = desk.source(source.id);
    assert_eq!(view.state, SourceState::Healthy);
    assert_eq!((desk.articles(), view.files_in_trouble_total), (0, 0));
}

#[test]
fn a_file_is_not_read_while_its_writer_pauses() {
    let (desk, ears) = desk_on(PaperEars::default());
    let (source, folder) = desk.watch("in");
    desk.engine.start();
    calm(&desk, source.id);
    let path = folder.join("slow.txt");
    let mut file = File::create(&path).expect("made");
    for part in 0..4 {
        writeln!(file, "Part {part} of a report that takes its time.\n").expect("written");
        ears.tell(&folder, Hint::Written(path.clone()));
        pass(&desk, 7);
        assert_eq!(desk.articles(), 0, "after part {part}");
    }
    drop(file);
    ears.tell(&folder, Hint::Closed(path));
    desk.until("the whole file", |it| it.articles() == 1);
    assert_eq!(version(&desk, "\"part 3\""), 1, "read once, whole");
}

#[test]
fn a_system_that_watches_no_more_folders_is_told_with_its_number_and_what_raises_it() {
    let (desk, ears) = desk_on(PaperEars {
        most: Some(8_192),
        ..PaperEars::default()
    });
    *ears.deaf.lock().expect("nobody panicked") = Some(Deaf::Full);
    let (source, folder) = desk.watch("in");
    desk.engine.start();
    desk.until("trouble", |it| {
        it.trouble(source.id) == Some(TroubleCode::WatchLimit)
    });
    let trouble = desk.source(source.id).trouble.expect("told");
    assert!(trouble.what.contains("8192"), "{}", trouble.what);
    if cfg!(target_os = "linux") {
        let command = "sysctl fs.inotify.max_user_watches=";
        assert!(trouble.advice.contains(command), "{}", trouble.advice);
    }
    let followed = desk.source(source.id).followed.expect("watched");
    assert_eq!(followed.notice, Notice::Timer);
    // Nothing is missed: it is looked through every minute.
    put(&folder.join("a.txt"), "Alma");
    pass(&desk, 70);
    desk.until("the file", |it| it.articles() == 1);
    // Once there is room, it is told again.
    *ears.deaf.lock().expect("nobody panicked") = None;
    desk.clock.turn(600_000);
    desk.until("no trouble", |it| it.trouble(source.id).is_none());
}

#[test]
fn more_folders_than_the_system_watches_are_told_and_looked_through_every_minute() {
    let (desk, ears) = desk_on(PaperEars {
        most: Some(5),
        ..PaperEars::default()
    });
    let (source, folder) = desk.watch("in");
    for number in 0..6 {
        fs::create_dir_all(folder.join(format!("{number}"))).expect("made");
    }
    desk.engine.start();
    desk.until("trouble", |it| {
        it.trouble(source.id) == Some(TroubleCode::WatchLimit)
    });
    calm(&desk, source.id);
    put(&folder.join("5/a.txt"), "Alma");
    pass(&desk, 75);
    assert_eq!(desk.articles(), 1, "nobody told");
    assert_eq!(ears.begun(), 1);
}

#[test]
fn more_than_the_system_could_tell_is_reason_to_listen_anew_and_to_look() {
    let (desk, ears) = desk_on(PaperEars::default());
    let (source, folder) = desk.watch("in");
    desk.engine.start();
    calm(&desk, source.id);
    assert_eq!(ears.begun(), 1);
    for number in 0..30 {
        let path = folder.join(format!("{number}/deep/a.txt"));
        put(&path, &format!("number {number}"));
    }
    ears.tell(&folder, Hint::Lost);
    desk.until("all of them", |it| it.articles() == 30);
    desk.until("listened to anew", |_| ears.begun() == 2);
}

#[test]
fn what_stands_too_deep_is_told() {
    let desk = Desk::new();
    let (source, folder) = desk.watch("in");
    let deep: PathBuf = (0..70).map(|_| "d").collect();
    put(&folder.join(deep).join("a.txt"), "Alma");
    put(&folder.join("b.txt"), "Berta");
    desk.engine.start();
    desk.until("trouble", |it| {
        it.trouble(source.id) == Some(TroubleCode::FolderUnreadable)
    });
    let what = desk.source(source.id).trouble.expect("told").what;
    assert!(what.contains("64 folders deep"), "{what}");
    desk.until("the other", |it| it.articles() == 1);
}

#[cfg(unix)]
#[test]
fn links_in_a_circle_and_to_nowhere_are_no_trouble() {
    use std::os::unix::fs::symlink;
    let desk = Desk::new();
    let (source, folder) = desk.watch("in");
    fs::create_dir_all(folder.join("a/b")).expect("made");
    symlink(&folder, folder.join("a/b/up")).expect("linked");
    symlink(folder.join("x.txt"), folder.join("y.txt")).expect("linked");
    symlink(folder.join("y.txt"), folder.join("x.txt")).expect("linked");
    symlink(folder.join("gone.txt"), folder.join("z.txt")).expect("linked");
    put(&folder.join("a/b/c.txt"), "Clara");
    symlink(folder.join("a/b/c.txt"), folder.join("same.txt")).expect("linked");
    desk.engine.start();
    desk.until("the one file", |it| it.articles() == 1);
    calm(&desk, source.id);
    assert_eq!(desk.source(source.id).state, SourceState::Healthy);
    assert_eq!(desk.articles(), 1);
}

#[test]
fn a_watched_folder_says_how_it_is_watched_and_what_it_holds() {
    let (desk, _) = desk_on(PaperEars::default());
    let (source, folder) = desk.watch("in");
    put(&folder.join("a/b/c.txt"), "Clara");
    assert_eq!(desk.source(source.id).followed, None, "nobody watches yet");
    desk.engine.start();
    desk.until("the file", |it| it.articles() == 1);
    calm(&desk, source.id);
    let followed = desk.source(source.id).followed.expect("watched");
    assert_eq!(followed.notice, Notice::Told);
    assert_eq!(
        (followed.files, followed.folders, followed.waiting),
        (1, 3, 0)
    );
    assert!(followed.looked_through_at.is_some());
    desk.pause(source.id, true);
    desk.until("nobody watches", |it| {
        it.source(source.id).followed.is_none()
    });
}

#[test]
fn of_a_file_that_holds_many_each_article_knows_its_file_wherever_it_is() {
    let desk = Desk::new();
    let (_, folder) = desk.watch("in");
    let letters: String = (1..=5)
        .map(|it| {
            format!(
                "From a@harbour.example Thu Jan  1 00:00:00 2026\nFrom: Harbour Desk <a@harbour.example>\nSubject: Letter {it}\nMessage-ID: <{it}@harbour.example>\nDate: Thu, 01 Jan 2026 00:0{it}:00 +0000\n\nThe pilot of ship {it} asks for a berth.\n\n"
            )
        })
        .collect();
    fs::write(folder.join("letters.mbox"), letters).expect("written");
    desk.engine.start();
    desk.until("the letters", |it| it.articles() == 5);
    assert_eq!(found(&desk, "folder:letters.mbox"), 5, "all of them");
    fs::create_dir(folder.join("kept")).expect("made");
    fs::rename(folder.join("letters.mbox"), folder.join("kept/post.mbox")).expect("moved");
    desk.until("their new place", |it| {
        found(it, "folder:kept/post.mbox") == 5
    });
    assert_eq!(found(&desk, "folder:letters.mbox"), 0);
    assert_eq!(desk.articles(), 5);
}

#[test]
fn a_large_mailbox_is_read_in_pieces_once_and_a_large_page_is_told() {
    let desk = Desk::new();
    let (source, folder) = desk.watch("in");
    let picture = format!("{}\n", "QUJD".repeat(1_000)).repeat(1_200);
    let mut file = File::create(folder.join("large.mbox")).expect("made");
    for it in 1..=12 {
        write!(
            file,
            "From a@harbour.example Thu Jan  1 00:00:00 2026\nSubject: Letter {it}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: text/plain\n\nThe pilot of ship {it} asks for a berth.\n\n--b\nContent-Type: image/png; name=\"p.png\"\nContent-Disposition: attachment; filename=\"p.png\"\nContent-Transfer-Encoding: base64\n\n{picture}\n--b--\n\n"
        )
        .expect("written");
    }
    drop(file);
    let page = File::create(folder.join("large.html")).expect("made");
    page.set_len(60 << 20).expect("made");
    desk.engine.start();
    desk.until("the letters", |it| it.articles() == 12);
    desk.until("the page is told", |it| {
        it.source(source.id).files_in_trouble_total == 1
    });
    let trouble = &desk.source(source.id).files_in_trouble[0];
    assert!(trouble.path.ends_with("large.html"));
    assert!(trouble.why.contains("50 MB"), "{}", trouble.why);
    assert_eq!(found(&desk, "folder:large.mbox"), 12);
    calm(&desk, source.id);
    assert_eq!(desk.articles(), 12, "once, each under its own number");
}

#[test]
fn a_few_hundred_files_into_new_folders_are_all_read_once_and_whole() {
    const NESTED: usize = 160;
    const MOVED: usize = 90;
    const SLOW: usize = 10;
    let desk = Desk::new();
    let (source, folder) = desk.watch("in");
    let aside = desk.folder("aside");
    desk.engine.start();
    desk.until("a first look", |it| {
        it.source(source.id).last_attempt_at.is_some()
    });
    let body = |name: &str| {
        text(
            &format!("Ferry {name}"),
            &format!("The ferry {name} was seen off the mole."),
        )
    };
    let end = "\nThis report is whole.\n";
    let mut slow: Vec<File> = vec![];
    for number in 0..NESTED {
        let nested = folder.join(format!("{}/{}/{number}", number % 7, number % 5));
        fs::create_dir_all(&nested).expect("made");
        let name = format!("nested {number}");
        fs::write(nested.join("a.txt"), body(&name) + end).expect("written");
        if number < SLOW {
            let mut file = File::create(nested.join("slow.txt")).expect("made");
            write!(file, "{}", body(&format!("slow {number}"))).expect("begun");
            slow.push(file);
        }
        if number % 20 == 0 {
            desk.pass(250);
        }
    }
    for number in 0..MOVED {
        let name = format!("moved {number}");
        let path = aside.join(format!("{}/{}/{number}.txt", number % 3, number % 4));
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, body(&name) + end).expect("written");
    }
    for number in 0..3 {
        let to = folder.join(format!("whole {number}"));
        fs::rename(aside.join(format!("{number}")), to).expect("moved in whole");
    }
    for line in 0..4 {
        for file in &mut slow {
            writeln!(file, "\nLine {line} of what took longer.").expect("written");
        }
        desk.pass(500);
        desk.pass(500);
    }
    for mut file in slow {
        write!(file, "{end}").expect("ended");
    }
    let all = (NESTED + MOVED + SLOW) as u64;
    desk.until("all of them", |it| it.articles() == all);
    calm(&desk, source.id);
    assert_eq!(desk.articles(), all, "none twice");
    let mut seen = HashSet::new();
    let (mut cursor, mut whole) = (None, 0);
    loop {
        let page = desk
            .engine
            .search("\"report is whole\"", cursor.as_deref())
            .expect("searched");
        for row in &page.rows {
            assert!(seen.insert(row.article_id));
            let article = desk.engine.article(row.article_id).expect("there");
            assert_eq!(article.versions, 1, "{} was read half", row.title);
        }
        whole += page.rows.len() as u64;
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(whole, all, "all of them whole");
}

#[test]
fn the_log_of_changes_is_cut_off_once_nothing_comes_in() {
    let desk = Desk::new();
    let (source, folder) = desk.watch("in");
    for number in 0..120 {
        let name = format!("number {number}");
        put(&folder.join(format!("{number}.txt")), &name);
    }
    desk.engine.start();
    desk.until("the files", |it| it.articles() == 120);
    calm(&desk, source.id);
    let log = desk.options.data_dir.join("wirewatch.db-wal");
    desk.until("a short log", |_| {
        fs::metadata(&log).is_ok_and(|it| it.len() <= 1 << 20)
    });
    assert!(found(&desk, "ferry") > 0, "and all is there");
}
