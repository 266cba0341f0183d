//! Documents read in processes of their own: what a file does to its reader is that file's trouble.
//!
//! This is a program without the usual harness, so that it can be started again as a reader of documents: one that
//! dies, hangs or eats memory over files whose names say so. `WIREWATCH_DAMAGE=20000 cargo test -p engine --test
//! documents damage` damages that many documents; a few hundred are damaged otherwise.

#[path = "../../parse/tests/made/mod.rs"]
mod made;

use std::{
    ops::ControlFlow,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use engine::{Documents, Engine, Imported, Options, READER_ARGUMENT, serve_documents};
use made::{Dice, FIRST, SECOND};
use news::desk::ErrorCode;
use parse::Parsed;

/// Name, test.
const TESTS: &[(&str, fn())] = &[
    (
        "a_file_that_kills_its_reader_is_trouble_of_its_own_and_the_next_is_read",
        killers,
    ),
    (
        "a_reader_that_was_ended_meanwhile_is_replaced_without_a_word",
        ended_meanwhile,
    ),
    (
        "a_file_that_kills_its_reader_is_one_line_of_an_import_and_the_rest_goes_on",
        import_goes_on,
    ),
    (
        "the_articles_of_one_file_are_known_again_one_by_one",
        known_one_by_one,
    ),
    (
        "a_file_whose_articles_were_filed_only_in_part_is_read_again",
        filed_in_part,
    ),
    ("damage_never_ends_the_program", damage),
];

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if wanted.first().is_some_and(|it| it == READER_ARGUMENT) {
        return serve_documents(reader);
    }
    let wanted: Vec<&String> = wanted.iter().filter(|it| !it.starts_with('-')).collect();
    for (name, test) in TESTS {
        if wanted.is_empty() || wanted.iter().any(|it| name.contains(it.as_str())) {
            say(&format!("test {name} ..."));
            test();
            say("ok");
        }
    }
}

#[allow(clippy::print_stdout)]
fn say(text: &str) {
    println!("{text}");
}

/// Reads a document, but for those whose names ask for worse.
fn reader(name: &str, bytes: &[u8]) -> Parsed {
    let name = Path::new(name)
        .file_name()
        .and_then(|it| it.to_str())
        .unwrap_or_default();
    match name {
        "die.pdf" => std::process::abort(),
        "panic.pdf" => panic!("as asked"),
        "eat.pdf" => {
            let mut all: Vec<Vec<u8>> = vec![];
            loop {
                all.push(std::hint::black_box(Vec::with_capacity(64 << 20)));
            }
        }
        "deep.pdf" => panic!("{}", deep(bytes, 0)),
        "work.pdf" => loop {
            std::hint::black_box(bytes.len());
        },
        "hang.pdf" => loop {
            std::thread::park();
        },
        "leave.pdf" => std::process::exit(0),
        _ => parse::document(name, bytes),
    }
}

/// Goes deeper until there is no room left.
fn deep(bytes: &[u8], depth: usize) -> usize {
    if depth == usize::MAX {
        return 0;
    }
    let room = [depth as u8; 4096];
    std::hint::black_box(&room);
    1 + deep(std::hint::black_box(bytes), depth + 1) + usize::from(room[7])
}

fn documents() -> Documents {
    Documents::new(std::env::current_exe().ok())
}

const NOTHING: &[u8] = b"%PDF-1.4 and nothing more";

/// What the file is called, what is said of it.
const KILLERS: &[(&str, &str)] = &[
    ("die.pdf", "Its reader died of it"),
    ("panic.pdf", "a fault of this program, contained"),
    ("eat.pdf", "2 GB of memory"),
    ("deep.pdf", "nested so deep"),
    ("work.pdf", "more than the 1 seconds"),
    ("hang.pdf", "more than the 1 seconds"),
    ("leave.pdf", "Its reader died of it"),
];

fn killers() {
    let documents = documents().with_seconds(1);
    let good = made::article_pdf();
    for (name, words) in KILLERS {
        let parsed = documents.read(name, NOTHING);
        assert!(parsed.articles.is_empty(), "{name}");
        assert!(
            parsed.problems.iter().any(|it| it.message.contains(words)),
            "{name}: {:?}",
            parsed.problems
        );
        let parsed = documents.read("good.pdf", &good);
        assert_eq!(
            parsed.articles.len(),
            1,
            "after {name}: {:?}",
            parsed.problems
        );
    }
}

fn ended_meanwhile() {
    let documents = documents();
    let good = made::article_pdf();
    assert_eq!(documents.read("good.pdf", &good).articles.len(), 1);
    for id in readers() {
        let killed = std::process::Command::new("kill")
            .args(["-9", &id])
            .status();
        assert!(
            killed.is_ok_and(|it| it.success()),
            "reader {id} could be ended"
        );
    }
    assert_eq!(
        documents.read("good.pdf", &good).articles.len(),
        1,
        "a new one read it"
    );
}

/// The readers that this program started.
fn readers() -> Vec<String> {
    let own = std::process::id();
    let list =
        std::fs::read_to_string(format!("/proc/self/task/{own}/children")).unwrap_or_default();
    list.split_whitespace().map(str::to_owned).collect()
}

fn options(folder: &Path) -> Options {
    Options {
        documents: std::env::current_exe().ok(),
        ..Options::real(folder.join("desk"))
    }
}

fn import(engine: &Engine, path: &Path) -> Imported {
    engine
        .import_now(vec![path.to_owned()], &mut |_| ControlFlow::Continue(()))
        .expect("imported")
}

fn import_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let inbox = folder.path().join("inbox");
    std::fs::create_dir(&inbox).expect("made");
    let mut good = 0;
    for (name, bytes) in made::every_kind() {
        std::fs::write(inbox.join(name), &bytes).expect("written");
        good += 1;
    }
    for name in ["die.pdf", "0-first.pdf", "old.doc"] {
        std::fs::write(inbox.join(name), NOTHING).expect("written");
    }
    let part = made::zip(&[
        (
            "a.txt",
            b"Heron speaks\n\nThe heron spoke on Tuesday, they said.",
        ),
        ("b.pdf", NOTHING),
    ]);
    std::fs::write(inbox.join("part.zip"), part).expect("written");
    let engine = Engine::open(options(folder.path())).expect("opened");
    let imported = import(&engine, &inbox);
    assert_eq!(imported.files, good + 4);
    let mut told: Vec<(String, String)> = imported
        .unreadable
        .iter()
        .map(|it| {
            let name = Path::new(&it.path).file_name().expect("a name");
            (name.to_string_lossy().into_owned(), it.why.clone())
        })
        .collect();
    told.sort();
    let names: Vec<&str> = told.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(
        names,
        ["0-first.pdf", "die.pdf", "old.doc", "part.zip"],
        "{told:?}"
    );
    assert!(told[1].1.contains("Its reader died of it"), "{told:?}");
    assert!(
        told[3]
            .1
            .starts_with("Read in part. b.pdf: The PDF is damaged"),
        "{told:?}"
    );
    let source = engine
        .sources()
        .expect("sources")
        .into_iter()
        .find(|it| it.files_in_trouble_total > 0)
        .expect("the imported files");
    assert_eq!(
        source.files_in_trouble_total, 4,
        "each is one line of the source's trouble"
    );
    let again = import(&engine, &inbox);
    assert_eq!(
        (again.new_articles, again.new_versions),
        (0, 0),
        "what is in is not read twice"
    );
    engine.stop();
}

fn known_one_by_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = Engine::open(options(folder.path())).expect("opened");
    let path = folder.path().join("articles.jsonl");
    let line = |id: &str, text: &str| {
        format!("{{\"id\":\"{id}\",\"title\":\"Ferry {id}\",\"text\":\"{text}\"}}\n")
    };
    std::fs::write(&path, line("a", FIRST) + &line("b", SECOND)).expect("written");
    let first = import(&engine, &path);
    assert_eq!((first.new_articles, first.new_versions), (2, 0));
    // One is new at the top, one changed, one is as it was.
    std::fs::write(
        &path,
        line("c", "A third text that is new.") + &line("a", SECOND) + &line("b", SECOND),
    )
    .expect("written");
    let second = import(&engine, &path);
    assert_eq!(
        (second.new_articles, second.new_versions, second.known),
        (1, 1, 1)
    );
    // Another file's numbers are its own.
    let other = folder.path().join("other.jsonl");
    std::fs::write(&other, line("a", "Another text by another hand.")).expect("written");
    assert_eq!(import(&engine, &other).new_articles, 1);
    // The same message in a file of its own and in a mailbox is one article.
    let (mail, mailbox) = (folder.path().join("f1.eml"), folder.path().join("all.mbox"));
    std::fs::write(&mailbox, made::mbox()).expect("written");
    assert_eq!(import(&engine, &mailbox).new_articles, 2);
    let text = String::from_utf8(made::mbox()).expect("text");
    let one = text
        .split("\n\nFrom news")
        .next()
        .expect("a message")
        .split_once('\n')
        .expect("its first line")
        .1;
    std::fs::write(&mail, one.replace(">From", "From")).expect("written");
    let third = import(&engine, &mail);
    assert_eq!(
        (third.new_articles, third.known + third.new_versions),
        (0, 1)
    );
    engine.stop();
}

fn filed_in_part() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("many.csv");
    let mut table = String::from("title,text\n");
    for number in 0..4_500 {
        table.push_str(&format!(
            "Ferry {number},The ferry {number} crossed the sound again.\n"
        ));
    }
    std::fs::write(&path, table).expect("written");
    // Space runs out after the first batch, which is stored whole.
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    let mut options = options(folder.path());
    options.free_space = |_| match ASKED.fetch_add(1, Ordering::SeqCst) {
        0..3 => Ok(1 << 40),
        _ => Ok(0),
    };
    let engine = Engine::open(options.clone()).expect("opened");
    let res = engine.import_now(vec![path.clone()], &mut |_| ControlFlow::Continue(()));
    assert!(
        res.is_err_and(|it| it.code() == ErrorCode::DiskFull),
        "there was no room"
    );
    engine.stop();
    options.free_space = |_| Ok(1 << 40);
    let engine = Engine::open(options).expect("opened");
    let imported = import(&engine, &path);
    assert!(
        imported.known > 0 && imported.new_articles > 0,
        "some were in, the others were not: {imported:?}"
    );
    assert_eq!(
        imported.known + imported.new_articles,
        4_500,
        "none is lost, none is there twice"
    );
    engine.stop();
}

fn damage() {
    let count: usize = std::env::var("WIREWATCH_DAMAGE")
        .ok()
        .and_then(|it| it.parse().ok())
        .unwrap_or(300);
    let documents = documents();
    let kinds = made::every_kind();
    let began = Instant::now();
    let (next, read, refused) = (
        AtomicUsize::new(0),
        AtomicUsize::new(0),
        AtomicUsize::new(0),
    );
    let deaths = Mutex::new(vec![]);
    let slowest = Mutex::new((Duration::ZERO, ""));
    let work = || loop {
        let number = next.fetch_add(1, Ordering::SeqCst);
        if number >= count {
            return;
        }
        let (name, bytes) = &kinds[number % kinds.len()];
        let bytes = made::damaged(bytes, &mut Dice(number as u64));
        let from = Instant::now();
        let parsed = documents.read(name, &bytes);
        let took = from.elapsed();
        let mut slowest = slowest.lock().expect("held by none that panicked");
        if took > slowest.0 {
            *slowest = (took, name);
        }
        drop(slowest);
        assert!(
            !parsed.articles.is_empty() || !parsed.problems.is_empty(),
            "{name} {number}: nothing was said"
        );
        let counted = if parsed.articles.is_empty() {
            &refused
        } else {
            &read
        };
        counted.fetch_add(1, Ordering::SeqCst);
        let died = |it: &&parse::Problem| {
            it.message.contains("reader died") || it.message.contains("was ended")
        };
        if let Some(problem) = parsed.problems.iter().find(died) {
            deaths
                .lock()
                .expect("held by none that panicked")
                .push(format!("{name} {number}: {}", problem.message));
        }
        let fault = parsed
            .problems
            .iter()
            .find(|it| it.code == news::TroubleCode::Internal);
        assert!(fault.is_none(), "{name} {number}: {fault:?}");
    };
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(work);
        }
    });
    let deaths = deaths.into_inner().expect("held by none that panicked");
    let slowest = slowest.into_inner().expect("held by none that panicked");
    say(&format!(
        "{count} damaged documents: {} read, {} refused in words, {} readers died, this program never; slowest {} ms ({}); {:.1} s",
        read.into_inner(),
        refused.into_inner(),
        deaths.len(),
        slowest.0.as_millis(),
        slowest.1,
        began.elapsed().as_secs_f32()
    ));
    for it in deaths {
        say(&it);
    }
}
