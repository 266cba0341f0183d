//! `wirewatch discover`: who asks to be left alone is, whatever desk is at hand.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    path::Path,
    process::{Command, Output},
    sync::{Arc, Mutex},
    thread,
};

use engine::{Engine, Options};

/// The user agents that asked.
type Asked = Arc<Mutex<Vec<String>>>;

/// A server on this machine that asks everybody to be left alone.
fn busy() -> (u16, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("bound").port();
    let asked = Asked::default();
    let all = asked.clone();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let lines = BufReader::new(&stream).lines().map_while(Result::ok);
            let head: Vec<String> = lines.take_while(|it| !it.is_empty()).collect();
            let agent = head.iter().find_map(|it| {
                it.to_lowercase()
                    .strip_prefix("user-agent: ")
                    .map(str::to_string)
            });
            all.lock()
                .expect("nobody panicked")
                .push(agent.unwrap_or_default());
            // Who asked may have gone.
            let _ = (&stream).write_all(
                b"HTTP/1.1 503 Busy\r\nretry-after: 10800\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            );
        }
    });
    (port, asked)
}

fn discover(data: &Path, address: &str) -> (Output, String, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_wirewatch"))
        .arg("--data")
        .arg(data)
        .args(["discover", "--allow-private", address])
        .output()
        .expect("it runs");
    let text = |it: &[u8]| String::from_utf8_lossy(it).into_owned();
    let (said, complained) = (text(&out.stdout), text(&out.stderr));
    (out, said, complained)
}

/// How often it was asked so far.
fn times(asked: &Asked) -> usize {
    asked.lock().expect("nobody panicked").len()
}

#[test]
fn who_asks_to_be_left_alone_is_by_the_desk_that_is_there_and_none_is_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("desk");
    let (port, asked) = busy();
    let place = format!("http://127.0.0.1:{port}/");
    for time in 1..=2 {
        let (out, said, _) = discover(&data, &place);
        assert_eq!(out.status.code(), Some(3), "nothing was found");
        assert!(said.contains("asks to be left alone for 3 hours"), "{said}");
        assert_eq!(times(&asked), time, "nobody remembers");
    }
    assert!(!data.exists(), "no desk is made");
    let options = Options::real(data.clone());
    Engine::open(options.clone()).expect("a desk").stop();
    for _ in 0..2 {
        discover(&data, &place);
        assert_eq!(times(&asked), 3, "the desk remembers");
    }
    // Another program has it.
    let engine = Engine::open(options).expect("the desk");
    let mut settings = engine.settings().expect("settings");
    settings.contact = Some("desk@courier.example".into());
    engine.save_settings(&settings).expect("saved");
    let (_, said, complained) = discover(&data, &place);
    assert!(
        said.contains("not asked: it asked to be left alone"),
        "{said}"
    );
    assert_eq!((times(&asked), complained.as_str()), (3, ""));
    let (_, _, complained) = discover(&data, &format!("http://localhost:{port}/"));
    assert_eq!(times(&asked), 4, "nobody knew");
    let last = asked.lock().expect("nobody panicked").pop();
    assert!(last.is_some_and(|it| it.contains("desk@courier.example")));
    assert!(
        complained.contains("was not told") && complained.contains("localhost"),
        "{complained}"
    );
    engine.stop();
}
