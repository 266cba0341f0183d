//! One round of looks at many feeds, through the whole engine and over real sockets: a server in a process of its own stands for a
//! thousand hosts, each under an address of its own in 127.0.0.0/8.

use std::{
    io::{BufRead, BufReader, Write},
    net::{IpAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use engine::{Clock, Engine, Options, Pending, SystemClock};
use news::{
    Severity, SourceId, SourceKind, Timestamp,
    desk::{SourceDraft, TopicDraft, WatchlistDraft},
    query::Query,
};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    args::Args,
    corpus::{Corpus, STORAGE},
    measure::{figure, memory, whole},
    report::{Report, Table, print, progress},
    topics::{Sample, Topics},
};

/// How many topics there are while the feeds are read.
const TOPICS: usize = 1_000;

/// How large a feed is.
const FEED: usize = 60_000;

/// How many articles are set aside for one feed; fewer are in it.
const ASIDE: u64 = 100;

/// How many articles the words of topics are taken from.
const SAMPLE: u64 = 3_000;

/// How long a connection may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(30);

/// Measures a round in which everything is new, and one in which nothing is.
pub(crate) fn run(args: &Args, report: &mut Report) -> Result<(), String> {
    let feeds = args.feeds_count;
    let corpus = Corpus::new(STORAGE, feeds as u64 * ASIDE, args.seed);
    progress("making topics");
    let sample = Sample::of(&corpus, SAMPLE.min(corpus.count()));
    let topics: Vec<String> = Topics::new(&sample, args.seed).take(TOPICS).collect();
    drop(sample);
    progress(&format!(
        "starting a server of {} feeds",
        whole(feeds as u64)
    ));
    let server = Server::start(args)?;
    let place =
        tempfile::tempdir().map_err(|err| format!("there is no place for a desk: {err}"))?;
    let dir = place.path().join("desk");
    make(&dir, &topics, feeds, server.port)?;
    let mut table = Table::new(&[
        "round",
        "seconds",
        "feeds/s",
        "articles that are new",
        "alerts",
        "MB of memory at most so far",
    ]);
    for (name, round) in ["everything is new", "nothing is"]
        .iter()
        .zip(rounds(&dir)?)
    {
        table.row([
            name.to_string(),
            figure(round.seconds),
            figure(feeds as f64 / round.seconds),
            whole(round.new_articles),
            whole(round.alerts),
            round.memory.map_or_else(String::new, figure),
        ]);
    }
    report.title(&format!("A round of {} feeds", whole(feeds as u64)));
    report.say(&format!(
        "Each feed has {} KB and a host of its own on this machine; the server is another process on the same cores. Fetched, parsed, \
         judged against {} topics and filed by the engine as it runs, eight hosts at once, in a process of its own whose memory this is. \
         In the second round servers answer 304.",
        FEED / 1_000,
        whole(TOPICS as u64)
    ));
    report.table(&table);
    Ok(())
}

/// A clock that can be put forward, so that feeds may be asked again.
#[derive(Default)]
struct Later(AtomicI64);

impl Clock for Later {
    fn now(&self) -> Timestamp {
        SystemClock.now().plus(self.0.load(Ordering::SeqCst))
    }

    fn sleep(&self, time: Duration) -> Pending<'_, ()> {
        SystemClock.sleep(time)
    }
}

/// What came of a round.
#[derive(Debug, Serialize, Deserialize)]
struct Round {
    seconds: f64,
    new_articles: u64,
    alerts: u64,
    /// Megabytes, at most since the start.
    memory: Option<f64>,
}

/// Has a process of its own ask all sources of a desk twice: what made the desk has filled memory that the engine does not.
fn rounds(dir: &Path) -> Result<Vec<Round>, String> {
    let program =
        std::env::current_exe().map_err(|err| format!("this program is not found: {err}"))?;
    let asked = Command::new(program)
        .arg("ask-round")
        .arg("--dir")
        .arg(dir)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|err| format!("the engine could not be started: {err}"))?;
    if !asked.status.success() {
        return Err("the engine's own process failed; what it says stands above".into());
    }
    serde_json::from_slice(&asked.stdout).map_err(|err| format!("what the engine said: {err}"))
}

/// The other side of it: asks all sources of a desk twice, and says what came of it.
pub(crate) fn ask(args: &Args) -> Result<(), String> {
    let dir = args.dir.as_ref().ok_or("--dir is missing")?;
    let clock = Arc::new(Later::default());
    let mut options = Options::real(dir.clone());
    options.clock = clock.clone();
    options.revisits = false;
    let engine = Engine::open(options).map_err(|err| err.to_string())?;
    let sources = engine.sources().map_err(|err| err.to_string())?;
    let ids: Vec<SourceId> = sources.iter().map(|it| it.source.id).collect();
    let mut rounds = vec![];
    for (name, is_new) in [("everything is new", true), ("nothing is", false)] {
        progress(&format!("a round: {name}"));
        let began = Instant::now();
        let polled = engine.poll_now(&ids).map_err(|err| err.to_string())?;
        let seconds = began.elapsed().as_secs_f64();
        let troubled = engine
            .sources()
            .map_err(|err| err.to_string())?
            .iter()
            .filter(|it| it.trouble.is_some())
            .count();
        if troubled > 0 || polled.left_alone > 0 || is_new == (polled.new_articles == 0) {
            return Err(format!(
                "{troubled} feeds are in trouble, {} were not asked, {} articles are new: this is no round",
                polled.left_alone, polled.new_articles
            ));
        }
        rounds.push(Round {
            seconds,
            new_articles: polled.new_articles,
            alerts: polled.alerts,
            memory: memory().map(|it| it.1),
        });
        clock.0.fetch_add(2 * Timestamp::HOUR, Ordering::SeqCst);
    }
    engine.stop();
    print(&serde_json::to_string(&rounds).map_err(|err| err.to_string())?);
    Ok(())
}

/// Makes a desk with topics and feeds.
fn make(dir: &Path, topics: &[String], feeds: usize, port: u16) -> Result<(), String> {
    let told = |err: store::StoreError| err.to_string();
    std::fs::create_dir_all(dir)
        .map_err(|err| format!("{} cannot be made: {err}", dir.display()))?;
    let now = SystemClock.now();
    let mut writer = store::open(&dir.join("wirewatch.db"), now).map_err(told)?;
    writer.begin().map_err(told)?;
    let watchlist = writer
        .save_watchlist(&WatchlistDraft {
            id: None,
            name: "Bench".into(),
            mark: None,
        })
        .map_err(told)?;
    for (number, text) in topics.iter().enumerate() {
        let query = Query::topic(text).map_err(|it| it[0].message.clone())?;
        let draft = TopicDraft {
            id: None,
            watchlist_id: watchlist.id,
            name: format!("Topic {number}"),
            query: query.query.to_string(),
            severity: Severity::default(),
            note: None,
            written: None,
        };
        writer.save_topic(&draft, now).map_err(told)?;
    }
    for number in 0..feeds {
        // From 127.1.0.0 on.
        let address = format!(
            "http://127.{}.{}.{}:{port}/{number}",
            1 + number / 62_500,
            number / 250 % 250,
            1 + number % 250
        );
        let draft = SourceDraft {
            allow_private: true,
            revisit: Some(false),
            ..SourceDraft::new(SourceKind::Feed, address, format!("Feed {number}"))
        };
        writer.save_source(&draft, false, now).map_err(told)?;
    }
    Ok(())
}

/// The server's process; ended when it is dropped.
struct Server {
    process: Child,
    port: u16,
}

impl Server {
    fn start(args: &Args) -> Result<Server, String> {
        let program =
            std::env::current_exe().map_err(|err| format!("this program is not found: {err}"))?;
        let mut process = Command::new(program)
            .args(["serve-round", "--seed", &args.seed.to_string()])
            .args(["--feeds-count", &args.feeds_count.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|err| format!("the server could not be started: {err}"))?;
        let mut said = String::new();
        if let Some(out) = &mut process.stdout {
            let _ = BufReader::new(out).read_line(&mut said);
        }
        let port = said.trim().parse();
        let mut server = Server { process, port: 0 };
        server.port = port.map_err(|_| format!("the server said “{}”", said.trim()))?;
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended already is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The other side of it: makes the feeds, says at which port it serves them, and does so until it is ended or its starter is gone.
pub(crate) fn serve(args: &Args) -> Result<(), String> {
    let corpus = Corpus::new(STORAGE, args.feeds_count as u64 * ASIDE, args.seed);
    let feeds: Vec<Vec<u8>> = (0..args.feeds_count as u64)
        .into_par_iter()
        .map(|it| feed(&corpus, it))
        .collect();
    let feeds = Arc::new(feeds);
    let listener = TcpListener::bind("0.0.0.0:0").map_err(|err| format!("no port: {err}"))?;
    let port = listener
        .local_addr()
        .map_err(|err| format!("no port: {err}"))?
        .port();
    print(&port.to_string());
    thread::spawn(|| {
        // Ends with whoever started it.
        let _ = std::io::stdin().lines().count();
        std::process::exit(0);
    });
    for stream in listener.incoming().flatten() {
        let feeds = feeds.clone();
        thread::spawn(move || {
            // Who asked may have heard enough.
            let _ = answer(&stream, &feeds);
        });
    }
    Ok(())
}

/// Answers requests of this machine until there are no more.
fn answer(stream: &TcpStream, feeds: &[Vec<u8>]) -> std::io::Result<()> {
    if !matches!(stream.peer_addr()?.ip(), IpAddr::V4(it) if it.is_loopback()) {
        return Ok(());
    }
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    let mut lines = BufReader::new(stream).lines();
    while let Some(first) = lines.next().transpose()? {
        let mut conditional = false;
        for line in lines.by_ref() {
            let line = line?;
            conditional |= line.to_ascii_lowercase().starts_with("if-none-match:");
            if line.is_empty() {
                break;
            }
        }
        let path = first.split(' ').nth(1).unwrap_or_default();
        let feed = path
            .trim_start_matches('/')
            .parse()
            .ok()
            .and_then(|it: usize| feeds.get(it));
        let (status, body): (_, &[u8]) = match feed {
            Some(_) if conditional => ("304 Not Modified", &[]),
            Some(body) => ("200 OK", body),
            None => ("404 Not Found", &[]),
        };
        let mut stream = stream;
        stream.write_all(
            format!(
                "HTTP/1.1 {status}\r\ncontent-type: application/rss+xml\r\netag: \"1\"\r\ncontent-length: {}\r\n\r\n",
                body.len()
            )
            .as_bytes(),
        )?;
        stream.write_all(body)?;
    }
    Ok(())
}

/// A feed of so many made articles as fit.
fn feed(corpus: &Corpus, number: u64) -> Vec<u8> {
    let plain = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">\
         <channel><title>Feed {number}</title><link>https://outlet-{number}.example/</link>"
    );
    for it in number * ASIDE..(number + 1) * ASIDE {
        if out.len() >= FEED {
            break;
        }
        let article = corpus.made(it).article;
        let date = article.published_at.map(|it| {
            it.to_jiff()
                .strftime("%a, %d %b %Y %H:%M:%S +0000")
                .to_string()
        });
        let paragraphs: String = article
            .blocks
            .iter()
            .skip(1)
            .map(|it| format!("<p>{}</p>", plain(&it.text)))
            .collect();
        out.push_str(&format!(
            "<item><guid isPermaLink=\"false\">{it}</guid><title>{}</title><link>https://outlet-{number}.example/news/{it}</link>\
             <pubDate>{}</pubDate><content:encoded><![CDATA[{paragraphs}]]></content:encoded></item>",
            plain(&article.title),
            date.unwrap_or_default()
        ));
    }
    out.push_str("</channel></rss>");
    out.into_bytes()
}
