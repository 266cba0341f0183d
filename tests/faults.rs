//! What must not be lost when the program dies: imports killed at random moments.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

/// How many times the import is killed, and how many files it has to bring in.
fn size() -> (u32, usize) {
    let number = |name: &str| std::env::var(name).ok().and_then(|it| it.parse().ok());
    (
        number("WIREWATCH_KILL_ROUNDS").unwrap_or(6) as u32,
        number("WIREWATCH_KILL_FILES").unwrap_or(600),
    )
}

/// A folder of articles, no two alike, some of them nested.
fn write_articles(folder: &Path, count: usize) {
    for number in 0..count {
        let place = folder.join(format!("batch-{}", number % 7));
        fs::create_dir_all(&place).expect("a folder can be made");
        let text = format!(
            "Ministry notes shipment {number}\n\nThe ministry said on Tuesday that shipment {number} had left the harbour.\n\n\
             Officials in berth {} spoke of sanctions against carrier {number}, and of the border at marker {}.\n",
            number % 41,
            number * 7 + 1
        );
        fs::write(place.join(format!("{number:05}.txt")), text).expect("a file can be written");
    }
}

/// The terminal program with a data folder.
fn wirewatch(data: &Path) -> Command {
    let mut command = Command::new(tests::wirewatch());
    command.arg("--data").arg(data).stdin(Stdio::null());
    command
}

/// What a command prints as JSON.
fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|err| {
        panic!(
            "no JSON ({err}): {}\n{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        )
    })
}

#[test]
fn kill_during_import_loses_nothing_and_doubles_nothing() {
    let (rounds, files) = size();
    let folder = tempfile::tempdir().expect("a folder");
    let (pages, data): (PathBuf, PathBuf) =
        (folder.path().join("pages"), folder.path().join("data"));
    write_articles(&pages, files);

    // How long a whole import takes here decides between which moments it is killed.
    let mut whole = {
        let trial = folder.path().join("trial");
        let began = Instant::now();
        let status = wirewatch(&trial)
            .arg("import")
            .arg(&pages)
            .stdout(Stdio::null())
            .status()
            .expect("it runs");
        assert!(status.success(), "an import that nobody disturbs");
        began.elapsed()
    };
    let mut random = u64::from(std::process::id()) << 20 | 0x9E37_79B9;
    for round in 0..rounds {
        let mut child = wirewatch(&data)
            .arg("import")
            .arg(&pages)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let share = (random >> 33) as f64 / f64::from(1_u32 << 31);
        let began = Instant::now();
        while began.elapsed().as_secs_f64() < whole.as_secs_f64() * share {
            if child.try_wait().expect("it can be asked").is_some() {
                // It was quicker than the first one, which may have waited for the disk.
                whole = began.elapsed();
                break;
            }
            thread::park_timeout(Duration::from_millis(1));
        }
        // One that has ended already needs no killing.
        let _ = child.kill();
        let _ = child.wait();

        let checkup = wirewatch(&data)
            .args(["doctor", "--json"])
            .output()
            .expect("doctor runs");
        assert!(
            checkup.status.success(),
            "round {round}: {}",
            String::from_utf8_lossy(&checkup.stdout)
        );
        assert_eq!(
            json(&checkup)["ok"],
            true,
            "round {round}: {}",
            json(&checkup)
        );
    }

    let last = wirewatch(&data)
        .arg("import")
        .arg(&pages)
        .output()
        .expect("it runs");
    assert!(
        last.status.success(),
        "the last import: {}",
        String::from_utf8_lossy(&last.stderr)
    );
    let sources = json(
        &wirewatch(&data)
            .args(["sources", "--json"])
            .output()
            .expect("sources runs"),
    );
    let articles: u64 = sources
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|it| it["articles"].as_u64())
        .sum();
    assert_eq!(articles, files as u64, "every file is in, and none twice");
    let again = wirewatch(&data)
        .args(["import", "--json"])
        .arg(&pages)
        .output()
        .expect("it runs");
    assert_eq!(
        json(&again)["new_articles"],
        0,
        "nothing is left to bring in: {}",
        json(&again)
    );
    assert_eq!(
        json(
            &wirewatch(&data)
                .args(["doctor", "--json"])
                .output()
                .expect("doctor runs")
        )["ok"],
        true
    );
}
