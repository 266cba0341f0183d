//! A watched folder at its worst: very many files into new nested folders, moved in whole, renamed into place and written
//! slowly, while the monitor runs on the machine's own clock and its own watching of folders.

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use engine::{Engine, Options};
use news::{SourceId, SourceKind, desk::SourceDraft};
use sha2::{Digest, Sha256};
use store::Reader;

use crate::{
    args::Args,
    measure::{figure, memory, whole},
    report::{Report, Table, progress},
};

/// Files of one new folder.
const TOGETHER: u64 = 10;

/// Of a thousand files: how many are moved in with their folder, …
const MOVED: u64 = 250;

/// … how many are written under another name first, …
const RENAMED: u64 = 50;

/// … and how many slowly.
const SLOW: u64 = 10;

/// The pauses of those who write slowly; shorter and longer than a file takes to settle.
const PAUSES: [Duration; 3] = [
    Duration::from_millis(700),
    Duration::from_millis(1_900),
    Duration::from_millis(3_500),
];

/// How long after the last writing it is waited for what is missing.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// In which way a file comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Written,
    Moved,
    Renamed,
    Slow,
}

fn way(number: u64) -> Way {
    // Of a folder that is moved in all are.
    if number / TOGETHER % 1_000 < MOVED {
        return Way::Moved;
    }
    match number % 1_000 {
        it if it % 20 == 7 && it < RENAMED * 20 => Way::Renamed,
        it if it % 100 == 3 && it < SLOW * 100 => Way::Slow,
        _ => Way::Written,
    }
}

/// Where a file stands below the folder.
fn place(number: u64) -> PathBuf {
    let folder = number / TOGETHER;
    format!(
        "{}/{}/{}/{}/{number}.txt",
        match way(number) {
            Way::Moved => "moved",
            Way::Written | Way::Renamed | Way::Slow => "new",
        },
        folder % 17,
        folder % 101,
        folder
    )
    .into()
}

/// The parts of a file, of which each alone would be an article.
fn parts(number: u64) -> [String; 4] {
    // Words of its own, so that no file is taken for a copy of another.
    let own = |part: u64| -> String {
        (1..=6u64)
            .map(|it| (number * 97 + part * 31 + it).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 44)
            .map(|it| format!(" {it:x}"))
            .collect()
    };
    let line = |part: u64| {
        format!(
            "Part {part} of report {number} tells of berth {} and of the {} that lay there until day {}:{}.\n\n",
            number * 7 % 10_007,
            ["ferry", "collier", "tug", "dredger", "lighter"][(number % 5) as usize],
            number % 361,
            own(part)
        )
    };
    [
        format!("Report {number} of the harbour\n\n{}", line(1)),
        line(2),
        line(3),
        format!("{}End of report {number}.\n", line(4)),
    ]
}

/// Watches a folder while files come in every way, and looks what became of each.
pub(crate) fn run(args: &Args, report: &mut Report) -> Result<(), String> {
    report.title("A watched folder at its worst");
    let temporary;
    let dir = match &args.dir {
        Some(dir) => dir.as_path(),
        None => {
            temporary = tempfile::tempdir().map_err(told)?;
            temporary.path()
        }
    };
    let count = args.articles_count;
    let (folder, aside) = (dir.join("in"), dir.join("aside"));
    for it in [&folder, &aside] {
        fs::create_dir_all(it).map_err(told)?;
    }
    progress("files that are to be moved in");
    for number in (0..count).filter(|it| way(*it) == Way::Moved) {
        put(&aside.join(place(number)), &parts(number).concat()).map_err(told)?;
    }
    let engine = Engine::open(Options::real(dir.join("desk"))).map_err(told)?;
    let source = engine.save_source(&draft(&folder)).map_err(told)?;
    engine.start();
    let reader = Reader::open(&dir.join("desk").join("wirewatch.db")).map_err(told)?;
    progress("files come in");
    let began = Instant::now();
    write_all(count, &folder, &aside)?;
    let last = Instant::now();
    let writing = (last - began).as_secs_f64();
    let at_last = reader.count_articles().map_err(told)?;
    progress("waiting for the rest");
    while reader.count_articles().map_err(told)? < count && last.elapsed() < PATIENCE {
        thread::sleep(Duration::from_millis(100));
    }
    let after = last.elapsed().as_secs_f64();
    // What is read twice may come later: until nothing has been written for a while.
    thread::sleep(Duration::from_secs(15));
    let first = look(&reader, source.id, &folder, count, place)?;
    let size =
        |name: &str| fs::metadata(dir.join("desk").join(name)).map_or(0, |it| it.len() >> 20);
    let (desk_size, log_size) = (size("wirewatch.db"), size("wirewatch.db-wal"));
    progress("everything is moved");
    let renamed = folder.join("kept");
    fs::rename(folder.join("new"), &renamed).map_err(told)?;
    let at_new_place = |number: u64| -> PathBuf {
        let was = place(number);
        match was.strip_prefix("new") {
            Ok(rest) => Path::new("kept").join(rest),
            Err(_) => was,
        }
    };
    let moved_at = Instant::now();
    loop {
        let found = look(&reader, source.id, &folder, count, at_new_place)?;
        if found.missed == 0 || moved_at.elapsed() > PATIENCE {
            break;
        }
        thread::sleep(Duration::from_secs(1));
    }
    let followed = moved_at.elapsed().as_secs_f64();
    let second = look(&reader, source.id, &folder, count, at_new_place)?;
    let trouble = engine
        .sources()
        .map_err(told)?
        .into_iter()
        .find(|it| it.source.id == source.id)
        .and_then(|it| it.trouble);
    engine.stop();
    let mut table = Table::new(&[
        "files",
        "folders",
        "s of writing",
        "read by then",
        "s after the last write until all were read",
        "missed",
        "read half",
        "read twice",
        "MB of memory at most",
    ]);
    table.row([
        whole(count),
        whole(count / TOGETHER),
        figure(writing),
        whole(at_last),
        figure(after),
        whole(first.missed),
        whole(first.half),
        whole(first.twice),
        memory().map_or(String::new(), |it| figure(it.1)),
    ]);
    report.table(&table);
    let ways = |wanted: Way| whole((0..count).filter(|it| way(*it) == wanted).count() as u64);
    report.say(&format!(
        "{} were written in one go, {} moved in with their folders, {} renamed into place, {} written in four parts with pauses of 0.7 to 3.5 s.",
        ways(Way::Written), ways(Way::Moved), ways(Way::Renamed), ways(Way::Slow)
    ));
    report.say(&format!(
        "Then the folder of {} of them was renamed: after {} s every article had its new path; {} new articles, {} new versions, {} not followed.",
        whole((0..count).filter(|it| way(*it) != Way::Moved).count() as u64),
        figure(followed),
        whole(second.articles.saturating_sub(count)),
        whole(second.twice),
        whole(second.missed),
    ));
    report.say(&format!(
        "15 s after the last was read the desk took {} MB, its log of changes {} MB.",
        whole(desk_size),
        whole(log_size)
    ));
    if let Some(trouble) = trouble {
        report.say(&format!(
            "The folder said: {} {}",
            trouble.what, trouble.advice
        ));
    }
    Ok(())
}

/// What became of the files.
struct Found {
    articles: u64,
    /// Files that are not in, or not as they are.
    missed: u64,
    /// Articles that are in by a part only, now or in a version of before.
    half: u64,
    /// Articles with more than one version, and those too many.
    twice: u64,
}

fn look(
    reader: &Reader,
    id: SourceId,
    folder: &Path,
    count: u64,
    place: impl Fn(u64) -> PathBuf,
) -> Result<Found, String> {
    let folder = folder.canonicalize().map_err(told)?;
    let known: HashMap<_, _> = reader.files_of(id).map_err(told)?;
    let articles = reader.count_articles().map_err(told)?;
    let mut found = Found {
        articles,
        missed: 0,
        half: 0,
        twice: articles.saturating_sub(count),
    };
    for number in 0..count {
        let path = folder.join(place(number)).display().to_string();
        let Some((file, article)) = known.get(&path).and_then(|it| Some((it, it.article_id?)))
        else {
            found.missed += 1;
            continue;
        };
        let hash: String = Sha256::digest(parts(number).concat())
            .iter()
            .map(|it| format!("{it:02x}"))
            .collect();
        let version = reader.article(article).map_err(told)?.version;
        let is_whole = file.hash == hash;
        found.half += u64::from(!is_whole || version > 1);
        found.twice += u64::from(version > 1);
    }
    Ok(found)
}

/// Has files come in every way at once. Gives back after the last of them is closed.
fn write_all(count: u64, folder: &Path, aside: &Path) -> Result<(), String> {
    let of = move |wanted: Way| (0..count).filter(move |it| way(*it) == wanted);
    thread::scope(|scope| {
        let threads = [
            scope.spawn(move || write_new(of(Way::Written), folder)),
            scope.spawn(move || rename_in(of(Way::Renamed), folder)),
            scope.spawn(move || write_slowly(of(Way::Slow), folder)),
            scope.spawn(move || move_in(of(Way::Moved), folder, aside)),
        ];
        for it in threads {
            it.join().map_err(|_| "a writer died")?.map_err(told)?;
        }
        Ok(())
    })
}

fn write_new(numbers: impl Iterator<Item = u64>, folder: &Path) -> io::Result<()> {
    for number in numbers {
        put(&folder.join(place(number)), &parts(number).concat())?;
    }
    Ok(())
}

/// As browsers and editors do it: under another name first.
fn rename_in(numbers: impl Iterator<Item = u64>, folder: &Path) -> io::Result<()> {
    for number in numbers {
        let path = folder.join(place(number));
        let before = path.with_extension("txt.part");
        put(&before, &parts(number).concat())?;
        fs::rename(before, path)?;
    }
    Ok(())
}

/// Twenty at a time, each with pauses of its own.
fn write_slowly(numbers: impl Iterator<Item = u64>, folder: &Path) -> io::Result<()> {
    let all: Vec<u64> = numbers.collect();
    for (some, turn) in all.chunks(100).zip(0..) {
        let mut files = vec![];
        for number in some {
            let path = folder.join(place(*number));
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            files.push((File::create(path)?, parts(*number)));
        }
        for part in 0..4 {
            for (file, parts) in &mut files {
                file.write_all(parts[part].as_bytes())?;
            }
            if part < 3 {
                thread::sleep(PAUSES[(turn + part) % PAUSES.len()]);
            }
        }
    }
    Ok(())
}

/// Folder by folder.
fn move_in(numbers: impl Iterator<Item = u64>, folder: &Path, aside: &Path) -> io::Result<()> {
    let mut last = None;
    for number in numbers {
        let place = place(number);
        let parent = place.parent().unwrap_or(Path::new("")).to_path_buf();
        if last.as_ref() == Some(&parent) {
            continue;
        }
        let to = folder.join(&parent);
        if let Some(above) = to.parent() {
            fs::create_dir_all(above)?;
        }
        fs::rename(aside.join(&parent), to)?;
        last = Some(parent);
    }
    Ok(())
}

fn put(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}

fn draft(folder: &Path) -> SourceDraft {
    SourceDraft {
        language: Some("en".into()),
        ..SourceDraft::new(SourceKind::Folder, folder.display().to_string(), "Bench")
    }
}

fn told(err: impl std::fmt::Display) -> String {
    err.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_in_every_way_and_end_with_what_tells_that_they_are_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let ways: Vec<Way> = (0..10_000).map(way).collect();
        for wanted in [Way::Written, Way::Moved, Way::Renamed, Way::Slow] {
            assert!(ways.contains(&wanted), "{wanted:?}");
        }
        put(&folder.path().join(place(1)), &parts(1).concat()).expect("written");
        assert!(parts(1).concat().ends_with("End of report 1.\n"));
    }
}
