//! A server on this machine that says what it is told to say, and a network without wires.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use engine::{Elsewhere, FetchError, Network, Pending, Request, Response};
use news::{TroubleCode, evidence::Hop};

/// A request as it came in.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    headers: Vec<(String, String)>,
}

impl Asked {
    /// A header, byte for byte.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|it| it.0.eq_ignore_ascii_case(name))
            .map(|it| it.1.as_str())
    }
}

/// What is answered.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
    /// Says that more comes than does.
    pub(crate) breaks_off: bool,
    /// Never answers.
    pub(crate) hangs: bool,
    /// These bytes in place of all else.
    pub(crate) raw: Option<Vec<u8>>,
}

impl Answer {
    pub(crate) fn status(status: u16) -> Answer {
        Answer {
            status,
            ..Answer::default()
        }
    }

    pub(crate) fn feed(body: impl Into<Vec<u8>>) -> Answer {
        Answer::status(200)
            .with("content-type", "application/rss+xml")
            .holding(body)
    }

    pub(crate) fn page(body: &str) -> Answer {
        Answer::status(200)
            .with("content-type", "text/html")
            .holding(body)
    }

    pub(crate) fn to(status: u16, place: impl Into<String>) -> Answer {
        Answer::status(status).with("location", place)
    }

    pub(crate) fn raw(bytes: impl Into<Vec<u8>>) -> Answer {
        Answer {
            raw: Some(bytes.into()),
            ..Answer::default()
        }
    }

    pub(crate) fn hanging() -> Answer {
        Answer {
            hangs: true,
            ..Answer::default()
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Answer {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn holding(mut self, body: impl Into<Vec<u8>>) -> Answer {
        self.body = body.into();
        self
    }

    pub(crate) fn breaking_off(mut self) -> Answer {
        self.breaks_off = true;
        self
    }
}

type Script = Box<dyn FnMut(&Asked) -> Answer + Send>;

/// A server on this machine.
pub(crate) struct Server {
    port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
    script: Arc<Mutex<Script>>,
}

impl Server {
    /// Answers by the script for as long as the test runs.
    pub(crate) fn start(script: impl FnMut(&Asked) -> Answer + Send + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        Server::on(listener, script)
    }

    /// Answers by the script on a port of its own.
    pub(crate) fn on(
        listener: TcpListener,
        script: impl FnMut(&Asked) -> Answer + Send + 'static,
    ) -> Server {
        let port = listener.local_addr().expect("bound").port();
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let script: Arc<Mutex<Script>> = Arc::new(Mutex::new(Box::new(script)));
        let (all, says) = (asked.clone(), script.clone());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (all, says) = (all.clone(), says.clone());
                thread::spawn(move || serve(stream, &all, &says));
            }
        });
        Server {
            port,
            asked,
            script,
        }
    }

    /// Another script from now on.
    pub(crate) fn says(&self, script: impl FnMut(&Asked) -> Answer + Send + 'static) {
        *self.script.lock().expect("nobody panicked") = Box::new(script);
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn address(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The same place under another name.
    pub(crate) fn elsewhere(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    /// What was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("nobody panicked").clone()
    }
}

fn serve(stream: TcpStream, asked: &Mutex<Vec<Asked>>, script: &Mutex<Script>) {
    let mut lines = BufReader::new(&stream).lines();
    let Some(Ok(first)) = lines.next() else {
        return;
    };
    let headers = lines
        .map_while(Result::ok)
        .take_while(|it| !it.is_empty())
        .filter_map(|it| {
            let (name, value) = it.split_once(':')?;
            Some((name.to_string(), value.trim().to_string()))
        })
        .collect();
    let request = Asked {
        method: first.split(' ').next().unwrap_or_default().to_string(),
        path: first.split(' ').nth(1).unwrap_or_default().to_string(),
        headers,
    };
    asked.lock().expect("nobody panicked").push(request.clone());
    let answer = (script.lock().expect("nobody panicked"))(&request);
    if answer.hangs {
        // Until who asked has had enough.
        let _ = BufReader::new(&stream).lines().count();
        return;
    }
    if let Some(raw) = answer.raw {
        // Who asked may have heard enough.
        let _ = (&stream).write_all(&raw).and_then(|()| (&stream).flush());
        return;
    }
    let length = answer.body.len() + if answer.breaks_off { 100 } else { 0 };
    let mut head = format!(
        "HTTP/1.1 {} Said\r\ncontent-length: {length}\r\nconnection: close\r\n",
        answer.status
    );
    for (name, value) in &answer.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    let mut stream = &stream;
    // Who asked may have heard enough.
    let _ = stream
        .write_all(head.as_bytes())
        .and_then(|()| stream.write_all(&answer.body))
        .and_then(|()| stream.flush());
}

type Say = dyn Fn(&Request) -> Result<Response, FetchError> + Send + Sync;

/// A network without wires: answers at once, and remembers what was asked when.
pub(crate) struct Paper {
    say: Box<Say>,
    pub(crate) asked: Mutex<Vec<String>>,
    /// What sites let programs read; none says anything at first. Not counted among what was asked.
    pub(crate) robots: Mutex<Option<String>>,
    /// Why that cannot be had, if it cannot.
    pub(crate) no_robots: Mutex<Option<FetchError>>,
}

impl Paper {
    pub(crate) fn new(
        say: impl Fn(&Request) -> Result<Response, FetchError> + Send + Sync + 'static,
    ) -> Arc<Paper> {
        Arc::new(Paper {
            say: Box::new(say),
            asked: Mutex::default(),
            robots: Mutex::default(),
            no_robots: Mutex::default(),
        })
    }

    /// From now on what sites let programs read cannot be had, or can again.
    pub(crate) fn lose_robots(&self, why: Option<FetchError>) {
        *self.no_robots.lock().expect("nobody panicked") = why;
    }

    /// How often something was asked.
    pub(crate) fn times(&self) -> usize {
        self.asked.lock().expect("nobody panicked").len()
    }
}

impl Network for Paper {
    fn get(&self, request: Request) -> Pending<'_, Result<Response, FetchError>> {
        Box::pin(async move {
            if request.address.ends_with("/robots.txt") {
                if let Some(err) = self.no_robots.lock().expect("nobody panicked").clone() {
                    return Err(err);
                }
                let robots = self.robots.lock().expect("nobody panicked").clone();
                return match robots {
                    Some(file) => Ok(Response {
                        status: 200,
                        body: file.into_bytes(),
                        ..Response::default()
                    }),
                    None => Err(FetchError {
                        status: Some(404),
                        ..FetchError::new(TroubleCode::Gone, "404 (Not Found)")
                    }),
                };
            }
            self.asked
                .lock()
                .expect("nobody panicked")
                .push(request.address.clone());
            (self.say)(&request).map(|answer| Response {
                address: if answer.address.is_empty() {
                    request.address.clone()
                } else {
                    answer.address
                },
                ..answer
            })
        })
    }
}

/// That an address sends on to another for the time being.
pub(crate) fn sent_on(from: &str, to: &str) -> Result<Response, FetchError> {
    let host = from.split('/').nth(2).unwrap_or_default();
    Err(FetchError {
        asked: vec![host.into()],
        elsewhere: Some(Box::new(Elsewhere {
            address: to.into(),
            for_good: false,
            hop: Hop {
                address: from.into(),
                status: 302,
            },
        })),
        ..FetchError::new(TroubleCode::Redirect, "it points elsewhere")
    })
}

/// A feed of items, each a headline and a sentence; the guid is the headline's number.
pub(crate) fn feed(items: &[(&str, &str)]) -> String {
    let items: Vec<String> = items
        .iter()
        .enumerate()
        .map(|(number, (title, text))| item(&number.to_string(), title, text, ""))
        .collect();
    feed_of(&items)
}

/// One item of a feed.
pub(crate) fn item(guid: &str, title: &str, text: &str, more: &str) -> String {
    format!(
        "<item><guid isPermaLink=\"false\">{guid}</guid><title>{title}</title><link>https://ledger.example/{guid}</link>\
         <description>{text}</description>{more}</item>"
    )
}

/// A feed of items.
pub(crate) fn feed_of(items: &[String]) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>The Ledger</title>\
         <link>https://ledger.example/</link>{}</channel></rss>",
        items.concat()
    )
}
