//! Finding what can be followed at an address: feeds, news sitemaps, a front page. Nothing of it is stored but whom it asked and who
//! wants to be left alone.
//!
//! In this order: is it a feed itself; services that are known by rule; what the page names for programs; what the head of
//! its answer names; links that look like feeds; well-known places; news sitemaps; the page itself. It ends where something
//! was found. Everything is asked in the turn of its host, as all else is.

use std::{
    collections::{HashMap, HashSet},
    ops::ControlFlow,
    sync::mpsc::{self, RecvTimeoutError},
    time::Duration,
};

use news::{
    Article, SourceKind, SourceMethod, Timestamp, TroubleCode,
    desk::Reason,
    discovery::{
        Discovery, DiscoveryStep, FOUND_ITEMS, FULL_TEXT, FoundItem, FoundSource, recommend,
    },
    version::text_length,
};
use parse::{FeedLink, PageLinks, ParsedFeed};
use url::Url;

use crate::{
    Engine, EngineError, FetchError, Request, Response, engine::Res, feeds::host, jobs::Work,
    revisits, robots::FORBIDS, sitemap, trouble,
};

/// How often it is asked whether to go on.
const PATIENCE: Duration = Duration::from_millis(200);

/// How many of the feeds that a page names are looked at.
const NAMED: usize = 12;

/// How many links that look like feeds are looked at.
const LINKED: usize = 6;

/// How many well-known places are looked at.
const PROBES: usize = 8;

/// How many sitemaps are looked at.
const SITEMAPS: usize = 6;

/// How many links to articles a page must have to be followed itself.
const LINKS: usize = 3;

/// The longest that a site can ask to be left alone.
const LONGEST_WAIT: i64 = 7 * Timestamp::DAY;

/// Where sites put feeds, at their root; in the order in which they are found most often.
const ROOT_PLACES: &[&str] = &[
    "/feed/",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/rss/",
    "/index.xml",
    "/feed.json",
    "/arc/outboundfeeds/rss/",
];

/// Where they put the feed of a section, below its page.
const SECTION_PLACES: &[&str] = &["feed/", "rss.xml", "rss/"];

/// Where sites put news sitemaps that their robots.txt does not name.
const SITEMAP_PLACES: &[&str] = &[
    "/news-sitemap.xml",
    "/sitemap-news.xml",
    "/sitemap_news.xml",
    "/sitemap_index.xml",
];

impl Engine {
    /// Looks for what can be followed at an address. `tell` is told what is known after each step, and asked now and then
    /// whether to go on (with nothing); breaking ends it, and what was found by then is given back. Of what was found nothing is
    /// stored.
    ///
    /// It is a job as well: seen among the long work, and ended there. That is told to `tell` too, as the last.
    ///
    /// `allow_private` says that an address of a private or local network is meant.
    ///
    /// # Errors
    /// [`BadInput`](news::desk::ErrorCode::BadInput) for what is no address, and for an engine that only reads.
    pub fn discover(
        &self,
        address: &str,
        allow_private: bool,
        tell: &dyn Fn(Option<&Discovery>) -> ControlFlow<()>,
    ) -> Res<Discovery> {
        let (url, is_guess) = entry(address)?;
        let (report, reported) = mpsc::channel();
        let search = Search {
            engine: self.clone(),
            allow_private,
            view: Discovery {
                address: url.to_string(),
                ..Discovery::default()
            },
            report,
            asked: HashSet::new(),
            left_alone: self.hosts_left_alone(),
            sent_away: HashMap::new(),
        };
        let runtime = self.runtime()?;
        let title = format!("Looking for feeds at {}", host(url.as_str()));
        self.job_here(&title, move |work| {
            let task = runtime.spawn(search.run(url.clone(), is_guess));
            let heard = self.hear_of(&url, &reported, work, tell);
            // Nobody is asked for what nobody hears of.
            if heard.as_ref().map_or(true, |it| it.stopped) {
                task.abort();
            }
            let view = heard?;
            let outcome = in_words(&view);
            Ok((view, outcome))
        })
    }

    /// Passes on what a look tells, until it is done or ended.
    fn hear_of(
        &self,
        url: &Url,
        reported: &mpsc::Receiver<Discovery>,
        work: &Work,
        tell: &dyn Fn(Option<&Discovery>) -> ControlFlow<()>,
    ) -> Res<Discovery> {
        let mut view = Discovery {
            address: url.to_string(),
            ..Discovery::default()
        };
        loop {
            let go_on = match reported.recv_timeout(PATIENCE) {
                Ok(it) => {
                    view = self.mark_followed(it)?;
                    if let Some(last) = view.steps.last() {
                        let detail = format!("{}: {}", last.address, last.outcome);
                        work.at(view.steps.len() as u64, None, &detail);
                    }
                    tell(Some(&view))
                }
                Err(RecvTimeoutError::Timeout) => tell(None),
                // Done, or a fault of this program ended it.
                Err(RecvTimeoutError::Disconnected) if view.done => return Ok(view),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(EngineError::new(
                        news::desk::ErrorCode::Internal,
                        "The look for feeds ended early.",
                        "Try again.",
                    ));
                }
            };
            if view.done {
                return Ok(view);
            }
            if go_on.is_break() || work.is_cancelled() || self.is_stopping() {
                work.cancel();
                view.stopped = true;
                // Who ended it knows; who only listens does not.
                let _ = tell(Some(&view));
                return Ok(view);
            }
        }
    }

    /// Says of what was found whether it is followed already.
    fn mark_followed(&self, mut view: Discovery) -> Res<Discovery> {
        for it in &mut view.found {
            let there = self.read(|reader| reader.source_at(SourceKind::Feed, &it.address))?;
            it.already = there.map(|it| it.id);
        }
        Ok(view)
    }
}

/// What came of a look, in a sentence.
fn in_words(view: &Discovery) -> String {
    let found = match view.found.len() {
        0 => "Nothing that can be followed was found".to_owned(),
        1 => "1 source was found".to_owned(),
        n => format!("{n} sources were found"),
    };
    let places = match view.steps.len() {
        1 => "1 place".to_owned(),
        n => format!("{n} places"),
    };
    match view.stopped {
        true => format!("{found} in {places} before it was ended."),
        false => format!("{found} in {places}."),
    }
}

/// The address that somebody typed, and whether its scheme was guessed.
fn entry(typed: &str) -> Res<(Url, bool)> {
    let bad = || {
        EngineError::bad_input(
            format!("“{}” is no address of a site.", typed.trim()),
            "Give the address of a site, of one of its pages or of a feed: ledger.example",
        )
    };
    let typed = typed.trim();
    let typed = typed.strip_prefix("feed:").unwrap_or(typed);
    let typed = typed.strip_prefix("//").unwrap_or(typed);
    let has_scheme = typed.contains("://");
    let whole = match has_scheme {
        true => typed.to_owned(),
        false => format!("https://{typed}"),
    };
    let mut url = Url::parse(&whole).map_err(|_| bad())?;
    let host = url.host_str().unwrap_or_default();
    // "banks" is a word, not a site; "localhost" and numbers are meant.
    let is_place = host.contains(['.', ':']) || host == "localhost";
    if !matches!(url.scheme(), "http" | "https") || !is_place || typed.contains(char::is_whitespace)
    {
        return Err(bad());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(EngineError::bad_input(
            "The address holds a name or a password.",
            "Leave them out: what is behind a login cannot be looked for.",
        ));
    }
    url.set_fragment(None);
    Ok((url, !has_scheme))
}

/// A look for what can be followed, under way.
struct Search {
    engine: Engine,
    allow_private: bool,
    view: Discovery,
    report: mpsc::Sender<Discovery>,
    /// What was asked; nothing is asked twice.
    asked: HashSet<String>,
    /// The hosts that asked before to be left alone, each with until when.
    left_alone: HashMap<String, Timestamp>,
    /// The hosts that are not asked any more, each with what is said of that.
    sent_away: HashMap<String, String>,
}

/// What was read from an answer.
enum Read {
    Feed(ParsedFeed),
    Sitemap(parse::ParsedSitemap),
    /// Neither; why it is no feed.
    Page(TroubleCode),
}

impl Search {
    async fn run(mut self, url: Url, is_guess: bool) {
        let advice = self.look_around(url, is_guess).await;
        recommend(&mut self.view.found);
        let mut words: Vec<String> = self.sent_away.values().cloned().collect();
        words.sort();
        words.dedup();
        words.extend(advice);
        self.view.advice = (!words.is_empty()).then(|| words.join(" "));
        self.view.done = true;
        self.tell();
    }

    /// Looks around. Gives what to do, where that is to be said.
    async fn look_around(&mut self, url: Url, is_guess: bool) -> Option<String> {
        let is_feed_by_name = [".rss", ".atom", ".xml", ".json"]
            .iter()
            .any(|it| url.path().ends_with(it));
        if let Some(service) = parse::service(url.as_str()).filter(|_| !is_feed_by_name) {
            if service.is_closed {
                self.step(
                    url.as_str(),
                    format!("not asked: it is of {}", service.name),
                    false,
                );
                return service.note.map(str::to_owned);
            }
            for it in &service.feeds {
                let how = format!("{} gives it by rule: {}.", service.name, it.holds);
                match it.method {
                    SourceMethod::Telegram => self.take_channel(&it.address, &how).await,
                    SourceMethod::Feed | SourceMethod::Sitemap | SourceMethod::FrontPage => {
                        self.take(&it.address, &how, None).await;
                    }
                }
            }
            if !self.view.found.is_empty() {
                return service.note.map(str::to_owned);
            }
        }
        let answer = match self.enter(url, is_guess).await {
            Ok(answer) => answer,
            Err(err) => {
                let words = trouble::of(err.code, &host(&self.view.address), "", self.engine.now());
                return match err.code {
                    TroubleCode::Gone => Some(
                        "There is no page at this address. Look at its spelling, or give the address of the site."
                            .into(),
                    ),
                    TroubleCode::PrivateAddress => Some(format!(
                        "{} is in a private or local network. If that is meant, say so (in the terminal: --allow-private), and look again.",
                        host(&self.view.address)
                    )),
                    // That it asks to be left alone is said.
                    TroubleCode::Busy => None,
                    // Who looks for feeds has to try again.
                    _ => Some(match words.advice.replace(trouble::AGAIN, "").trim() {
                        "" => "Look again later.".into(),
                        advice => err.advice.unwrap_or_else(|| advice.to_owned()),
                    }),
                };
            }
        };
        let page = Url::parse(&answer.address).ok()?;
        let is_wall =
            match self.read_in(&answer).await {
                Read::Feed(feed) => {
                    self.found_feed(&answer, feed, "It is the address that you gave.", None);
                    return None;
                }
                Read::Sitemap(map) => {
                    self.take_sitemap(&answer, map, "It is the address that you gave.")
                        .await;
                    return self.view.found.is_empty().then(|| {
                        "This sitemap lists no news. Give the address of the site.".into()
                    });
                }
                Read::Page(code) => code == TroubleCode::Challenge,
            };
        if is_wall {
            self.outcome("a page that asks whether a person is reading");
        }
        let links = self.links_in(&answer).await;
        self.follow(&links, &answer).await;
        if self.view.found.is_empty() && page.path() != "/" {
            // A page of a site whose front page names the feeds.
            let root = page.join("/").ok()?;
            if let Some(front) = self.ask(root.as_str()).await {
                match self.read_in(&front).await {
                    Read::Feed(feed) => {
                        self.found_feed(&front, feed, "The site's front page.", None)
                    }
                    Read::Sitemap(_) => {}
                    Read::Page(_) => {
                        self.outcome("the front page of the site");
                        let links = self.links_in(&front).await;
                        self.follow(&links, &front).await;
                    }
                }
            }
        }
        if self.view.found.is_empty() {
            self.probe(&page).await;
        }
        if self.view.found.is_empty() {
            self.look_for_sitemaps(&page).await;
            if !is_wall {
                self.offer_page(&page, &answer).await;
            }
        }
        if self.leaves_alone(page.as_str()) {
            return None;
        }
        match (self.view.found.is_empty(), is_wall) {
            (false, _) => None,
            (true, true) => Some(
                "The site lets no program read its pages, and names no feed in the usual places. Open it in a browser \
                 and look for “RSS” in its footer."
                    .into(),
            ),
            (true, false) => Some(
                "No feed, no news sitemap, and too few links to articles on the page itself. Give the address of a \
                 section that lists articles, or look for “RSS” in the site's footer."
                    .into(),
            ),
        }
    }

    /// Asks for the address that was given; over http where https was only a guess, and does not answer.
    async fn enter(&mut self, url: Url, is_guess: bool) -> Result<Response, FetchError> {
        if self.leaves_alone(url.as_str()) {
            return Err(FetchError::new(TroubleCode::Busy, "it was not asked"));
        }
        let first = self.get(url.as_str()).await;
        let Err(err) = &first else {
            return first;
        };
        // One with a bad certificate did answer: that is told, and not gone round.
        let is_no_answer = matches!(err.code, TroubleCode::Refused | TroubleCode::Timeout);
        let mut plain = url.clone();
        if !is_guess || !is_no_answer || plain.set_scheme("http").is_err() {
            return first;
        }
        self.view.address = plain.to_string();
        self.get(plain.as_str()).await
    }

    /// Looks at what a page names: for programs, in the head of its answer, for persons.
    async fn follow(&mut self, links: &PageLinks, answer: &Response) {
        let head: Vec<&str> = answer
            .headers
            .iter()
            .filter(|it| it.name.eq_ignore_ascii_case("link"))
            .map(|it| it.value.as_str())
            .collect();
        let head = parse::link_header(head, &answer.address);
        let named = links.feeds.iter().map(|it| (it, "The page names it."));
        let in_head = head
            .iter()
            .map(|it| (it, "The head of the page's answer names it."));
        let all: Vec<(FeedLink, &str)> = named
            .chain(in_head)
            .map(|(it, how)| (it.clone(), how))
            .collect();
        for (it, how) in all.iter().take(NAMED) {
            self.take(&it.address, how, Some(it)).await;
        }
        if all.len() > NAMED {
            let more = format!(
                "{} more feeds are named and were not looked at",
                all.len() - NAMED
            );
            self.step(&answer.address, more, false);
        }
        for it in &links.channel {
            let how = format!("The page is of a channel: {}.", it.holds);
            self.take(&it.address, &how, None).await;
        }
        if self.view.found.is_empty() {
            for it in links.candidates.iter().take(LINKED) {
                self.take(it, "A link on the page leads to it.", None).await;
            }
        }
    }

    /// Looks in the places where sites have feeds.
    async fn probe(&mut self, page: &Url) {
        let section = (page.path() != "/").then(|| {
            let mut folder = page.clone();
            folder.set_query(None);
            let is_file = page
                .path()
                .rsplit('/')
                .next()
                .is_some_and(|it| it.contains('.'));
            if !is_file && !page.path().ends_with('/') {
                folder.set_path(&format!("{}/", page.path()));
            }
            folder
        });
        let in_section = section.iter().flat_map(|folder| {
            SECTION_PLACES
                .iter()
                .filter_map(move |it| folder.join(it).ok())
        });
        let at_root = ROOT_PLACES.iter().filter_map(|it| page.join(it).ok());
        let places: Vec<Url> = in_section.chain(at_root).take(PROBES).collect();
        for place in places {
            self.take(
                place.as_str(),
                "It was found where sites often have one.",
                None,
            )
            .await;
            if self.view.found.iter().any(|it| it.items > 0) {
                return;
            }
        }
    }

    /// Looks at the news sitemaps that the site's robots.txt names, else where sites have them.
    async fn look_for_sitemaps(&mut self, page: &Url) {
        if self.leaves_alone(page.as_str()) {
            return;
        }
        // Asks for the site's rules, unless they are known.
        let may = self.may_read(page.as_str()).await;
        let is_had = may.map_or_else(|it| it.detail == FORBIDS, |()| true);
        let mut named = self.engine.sitemaps_named(page.as_str());
        let is_news = |it: &String| it.to_ascii_lowercase().contains("news");
        named.sort_by_key(|it| !is_news(it));
        named.dedup();
        if let Ok(place) = page.join("/robots.txt") {
            let outcome = match named.len() {
                _ if !is_had => "could not be had".to_owned(),
                0 => "names no sitemap".to_owned(),
                1 => "names a sitemap".to_owned(),
                n => format!("names {n} sitemaps"),
            };
            self.step(place.as_str(), outcome, !named.is_empty());
        }
        let usual = SITEMAP_PLACES
            .iter()
            .filter_map(|it| page.join(it).ok())
            .map(|it| it.to_string());
        let places: Vec<String> = named.into_iter().chain(usual).take(SITEMAPS).collect();
        for place in places {
            let Some(answer) = self.ask(&place).await else {
                continue;
            };
            match self.read_in(&answer).await {
                Read::Sitemap(map) => {
                    let how = "The site lists its articles there for search engines.";
                    self.take_sitemap(&answer, map, how).await;
                }
                Read::Feed(feed) => {
                    self.found_feed(&answer, feed, "The site's robots.txt names it.", None);
                }
                Read::Page(_) => self.outcome("no sitemap"),
            }
            if !self.view.found.is_empty() {
                return;
            }
        }
    }

    /// Offers the page itself, if it has links to articles and the site lets programs read it.
    async fn offer_page(&mut self, page: &Url, answer: &Response) {
        if self.leaves_alone(page.as_str()) {
            return;
        }
        if let Err(err) = self.may_read(page.as_str()).await {
            let why = why_not(&err, page.as_str());
            return self.step(page.as_str(), format!("as a front page: {why}"), false);
        }
        let body = answer.clone();
        let read = tokio::task::spawn_blocking(move || {
            parse::front_page(&body.body, body.content_type.as_deref(), &body.address)
        });
        let Ok(front) = read.await else { return };
        let links = front.links.len();
        let outcome = match links {
            1 => "a link to an article".to_owned(),
            n => format!("{n} links to articles"),
        };
        self.step(page.as_str(), outcome, links >= LINKS);
        if links < LINKS {
            return;
        }
        self.view.found.push(FoundSource {
            address: page.to_string(),
            method: SourceMethod::FrontPage,
            title: front.title.unwrap_or_else(|| host(page.as_str())),
            how: "New links of this page are taken for articles, and their pages are read.".into(),
            items: u32::try_from(links).unwrap_or(u32::MAX),
            newest: front
                .links
                .into_iter()
                .take(FOUND_ITEMS)
                .map(|it| FoundItem {
                    title: it.text,
                    published_at: None,
                    characters: 0,
                })
                .collect(),
            characters: 0,
            full_text: false,
            is_comments: false,
            recommended: false,
            why: None,
            already: None,
        });
        self.tell();
    }

    /// Asks for what may be a feed, and remembers it if it is one.
    async fn take(&mut self, address: &str, how: &str, named: Option<&FeedLink>) {
        let Some(answer) = self.ask(address).await else {
            return;
        };
        match self.read_in(&answer).await {
            Read::Feed(feed) => self.found_feed(&answer, feed, how, named),
            Read::Sitemap(_) => self.outcome("a sitemap, no feed"),
            Read::Page(TroubleCode::Challenge) => {
                self.outcome("a page that asks whether a person is reading");
            }
            Read::Page(_) => self.outcome("no feed"),
        }
    }

    /// Asks for the public page of a channel.
    async fn take_channel(&mut self, address: &str, how: &str) {
        if self.leaves_alone(address) {
            return;
        }
        if let Err(err) = self.may_read(address).await {
            return self.step(address, why_not(&err, address), false);
        }
        let Some(answer) = self.ask(address).await else {
            return;
        };
        let body = answer.clone();
        let read = tokio::task::spawn_blocking(move || {
            parse::telegram(&body.body, body.content_type.as_deref(), &body.address)
        });
        let Ok(posts) = read.await else { return };
        if posts.articles.is_empty() {
            let why = posts.problems.first().map(|it| it.message.clone());
            self.outcome(&why.unwrap_or_else(|| "no posts".into()));
            return;
        }
        self.found(&answer, SourceMethod::Telegram, posts, how, None);
    }

    /// Remembers a sitemap that lists news; of an index, the newest that it names is looked at.
    async fn take_sitemap(&mut self, answer: &Response, map: parse::ParsedSitemap, how: &str) {
        let (pages, children) = (map.pages, map.children.len());
        if !map.feed.articles.is_empty() {
            return self.found(answer, SourceMethod::Sitemap, map.feed, how, None);
        }
        let newest = sitemap::newest(map);
        if newest.is_empty() {
            return self.outcome(&match pages {
                0 => "a sitemap without an entry".to_owned(),
                n => format!("a sitemap of {n} pages without headlines"),
            });
        }
        self.outcome(&match children {
            1 => "an index of a sitemap".to_owned(),
            n => format!("an index of {n} sitemaps"),
        });
        let Some(child) = self.ask(&newest[0]).await else {
            return;
        };
        match self.read_in(&child).await {
            Read::Sitemap(map) if !map.feed.articles.is_empty() => {
                // It is the index that is followed: what it names changes from day to day.
                self.outcome("a sitemap of news");
                self.found(answer, SourceMethod::Sitemap, map.feed, how, None);
            }
            Read::Sitemap(_) => self.outcome("a sitemap without headlines"),
            Read::Feed(_) | Read::Page(_) => self.outcome("no sitemap"),
        }
    }

    /// What an answer is. Read away from the threads that wait for the network.
    async fn read_in(&self, answer: &Response) -> Read {
        let answer = answer.clone();
        let read = tokio::task::spawn_blocking(move || {
            let kind = answer.content_type.as_deref();
            let map = parse::sitemap(&answer.body, kind, &answer.address);
            if map.is_sitemap {
                return Read::Sitemap(map);
            }
            let feed = parse::feed(&answer.body, kind, Some(&answer.address));
            let no_feed = feed.problems.iter().find(|it| {
                matches!(
                    it.code,
                    TroubleCode::NotAFeed | TroubleCode::Challenge | TroubleCode::Internal
                )
            });
            match no_feed {
                Some(problem) if feed.articles.is_empty() => Read::Page(problem.code),
                Some(_) | None => Read::Feed(feed),
            }
        });
        read.await.unwrap_or(Read::Page(TroubleCode::Internal))
    }

    async fn links_in(&self, answer: &Response) -> PageLinks {
        let answer = answer.clone();
        let read = tokio::task::spawn_blocking(move || {
            parse::page_links(
                &answer.body,
                answer.content_type.as_deref(),
                &answer.address,
            )
        });
        read.await.unwrap_or_default()
    }

    fn found_feed(
        &mut self,
        answer: &Response,
        feed: ParsedFeed,
        how: &str,
        named: Option<&FeedLink>,
    ) {
        self.found(answer, SourceMethod::Feed, feed, how, named);
    }

    /// Remembers something that can be followed, and says so of the last step.
    fn found(
        &mut self,
        answer: &Response,
        method: SourceMethod,
        feed: ParsedFeed,
        how: &str,
        named: Option<&FeedLink>,
    ) {
        let items = feed.articles.len();
        let what = match (method, items) {
            (SourceMethod::Feed, 0) => "a feed without items".to_owned(),
            (SourceMethod::Feed, 1) => "a feed of one item".to_owned(),
            (SourceMethod::Feed, n) => format!("a feed of {n} items"),
            (SourceMethod::Sitemap, n) => format!("a news sitemap of {n} articles"),
            (SourceMethod::Telegram, n) => format!("a page of {n} posts"),
            (SourceMethod::FrontPage, n) => format!("{n} links to articles"),
        };
        if let Some(step) = self.view.steps.last_mut() {
            step.is_found = true;
            // Of an index it has been said.
            if step.outcome.is_empty() || method != SourceMethod::Sitemap {
                step.outcome = what;
            }
        }
        // What moved for good is followed where it is; what only sends on is asked where it says.
        let address = answer.moved_to.clone().unwrap_or_else(|| {
            let first = answer.hops.first().map(|it| it.address.clone());
            first.unwrap_or_else(|| answer.address.clone())
        });
        if self.view.found.iter().any(|it| it.address == address) {
            return self.tell();
        }
        let title = feed
            .title
            .filter(|it| !it.trim().is_empty())
            .or_else(|| named.map(|it| it.title.clone()))
            .filter(|it| !it.trim().is_empty())
            .unwrap_or_else(|| host(&address));
        let lengths: Vec<u32> = feed.articles.iter().map(text_length).collect();
        let characters = match lengths.len() {
            0 => 0,
            n => (lengths.iter().map(|it| u64::from(*it)).sum::<u64>() / n as u64) as u32,
        };
        let is_comments = named.is_some_and(|it| it.is_comments)
            || title.to_lowercase().starts_with("comments ")
            || address.contains("/comments/");
        self.view.found.push(FoundSource {
            address,
            method,
            title,
            how: how.to_owned(),
            items: u32::try_from(items).unwrap_or(u32::MAX),
            newest: newest(feed.articles),
            characters,
            full_text: characters >= FULL_TEXT || method == SourceMethod::Telegram,
            is_comments,
            recommended: false,
            why: None,
            already: None,
        });
        self.tell();
    }

    /// Whether the site of a page lets programs read it; if not, why.
    async fn may_read(&mut self, page: &str) -> Result<(), FetchError> {
        let request = self.request(page).await;
        let res = self.engine.may_read(&request).await;
        if let Err(err) = &res {
            self.hear(err, page).await;
        }
        res
    }

    /// Whether an address may be in a private network: only the place that was given, not where its pages lead.
    fn is_meant(&self, address: &str) -> bool {
        self.allow_private && host(address) == host(&self.view.address)
    }

    /// Whether a host is not asked: it asked to be left alone, just now or before. What it asked before is a step.
    fn leaves_alone(&mut self, address: &str) -> bool {
        let (who, now) = (host(address), self.engine.now());
        if self.sent_away.contains_key(&who) {
            return true;
        }
        let before = self.left_alone.get(&who).copied();
        let Some(until) = before.max(self.engine.peace().until(&who, now)) else {
            return false;
        };
        let wait = until.since(now);
        let outcome = format!("not asked: it asked to be left alone for {}", lasting(wait));
        self.send_away(who.clone(), &who, Some(wait));
        self.step(address, outcome, false);
        true
    }

    /// Does what an error asks for: who wants to be left alone is not asked any more, nor who sent on to it. The desk remembers it.
    async fn hear(&mut self, err: &FetchError, address: &str) {
        if err.code != TroubleCode::Busy {
            return;
        }
        let seconds = err
            .retry_after
            .map(|it| i64::try_from(it).unwrap_or(i64::MAX));
        let wait = seconds.map(|it| it.saturating_mul(Timestamp::SECOND).min(LONGEST_WAIT));
        let (first, who) = (host(address), err.who(&host(address)));
        self.send_away(first, &who, wait);
        self.send_away(who.clone(), &who, wait);
        let err = err.clone();
        let heeded = self.engine.aside(move |it| {
            let now = it.now();
            it.heed_with_feeds(&err, &who, now)
        });
        self.engine.noted(heeded.await);
    }

    /// A host is not asked any more, since somebody wants to be left alone.
    fn send_away(&mut self, host: String, who: &str, wait: Option<i64>) {
        let how_long = wait.filter(|it| *it > 0).map_or("a while".into(), lasting);
        self.sent_away.entry(host).or_insert_with(|| {
            format!(
                "{who} asks to be left alone for {how_long}, and was not asked for more. Look again after that."
            )
        });
    }

    /// Asks for something that was not asked for yet; nothing where it does not answer.
    async fn ask(&mut self, address: &str) -> Option<Response> {
        if self.asked.contains(address) || self.leaves_alone(address) {
            return None;
        }
        self.get(address).await.ok()
    }

    /// How an address is asked.
    async fn request(&self, address: &str) -> Request {
        let way = self.engine.aside(Engine::way).await;
        Request {
            address: address.to_owned(),
            allow_private: self.is_meant(address),
            // Where the settings cannot be read, as the system says.
            way: way.unwrap_or_default(),
            ..Request::default()
        }
    }

    /// Asks, in the turn of the host. What comes of it is a step.
    async fn get(&mut self, address: &str) -> Result<Response, FetchError> {
        self.asked.insert(address.to_owned());
        let request = self.request(address).await;
        let turn = self.engine.turn_of(address).await;
        let asked = self
            .engine
            .ask_in_turns(request, turn, Reason::Discovery, None);
        let (res, turn) = asked.await;
        drop(turn);
        match &res {
            Ok(answer) => {
                self.asked.insert(answer.address.clone());
                self.step(address, String::new(), false);
            }
            Err(err) => {
                let outcome = match err.status {
                    Some(_) => err.detail.clone(),
                    None => {
                        let words =
                            revisits::what_went_wrong(err.code, &host(address), &err.detail);
                        words.trim_end_matches('.').to_owned()
                    }
                };
                self.hear(err, address).await;
                self.step(address, outcome, false);
            }
        }
        res
    }

    fn step(&mut self, address: &str, outcome: String, is_found: bool) {
        self.view.steps.push(DiscoveryStep {
            address: address.to_owned(),
            outcome,
            is_found,
        });
        self.tell();
    }

    /// What came of the last step.
    fn outcome(&mut self, words: &str) {
        if let Some(step) = self.view.steps.last_mut() {
            words.clone_into(&mut step.outcome);
        }
        self.tell();
    }

    fn tell(&mut self) {
        let mut view = self.view.clone();
        for it in &mut view.steps {
            if it.outcome.is_empty() {
                "a page".clone_into(&mut it.outcome);
            }
        }
        recommend(&mut view.found);
        if !view.done {
            for it in &mut view.found {
                (it.recommended, it.why) = (false, None);
            }
        }
        // Who asked may have lost patience.
        let _ = self.report.send(view);
    }
}

/// Why a page may not be read, in words that end within a sentence.
fn why_not(err: &FetchError, page: &str) -> String {
    match err.code {
        TroubleCode::Forbidden => err.detail.clone(),
        code => {
            let words = revisits::what_went_wrong(code, &host(page), &err.detail);
            words.trim_end_matches('.').to_owned()
        }
    }
}

/// How long something lasts, in words, and no less than it does.
fn lasting(millis: i64) -> String {
    let (unit, name) = match millis {
        it if it >= 2 * Timestamp::DAY => (Timestamp::DAY, "days"),
        it if it >= 2 * Timestamp::HOUR => (Timestamp::HOUR, "hours"),
        _ => (Timestamp::MINUTE, "minutes"),
    };
    match (millis + unit - 1) / unit {
        ..=1 => "a minute".to_owned(),
        n => format!("{n} {name}"),
    }
}

/// The newest articles of a feed; those without a time as they stand.
fn newest(mut articles: Vec<Article>) -> Vec<FoundItem> {
    articles.sort_by_key(|it| std::cmp::Reverse(it.published_at));
    articles
        .into_iter()
        .take(FOUND_ITEMS)
        .map(|it| FoundItem {
            characters: text_length(&it),
            title: it.title,
            published_at: it.published_at,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_of_a_look_is_one_sentence() {
        /// Steps, sources, whether it was ended.
        const TESTS: &[(usize, usize, bool, &str)] = &[
            (4, 2, false, "2 sources were found in 4 places."),
            (1, 1, false, "1 source was found in 1 place."),
            (
                9,
                0,
                false,
                "Nothing that can be followed was found in 9 places.",
            ),
            (
                3,
                1,
                true,
                "1 source was found in 3 places before it was ended.",
            ),
        ];
        for (steps, found, stopped, expected) in TESTS {
            let step = DiscoveryStep {
                address: "https://ledger.example/".into(),
                outcome: "a page".into(),
                is_found: false,
            };
            let source = FoundSource {
                address: "https://ledger.example/rss".into(),
                method: SourceMethod::Feed,
                title: "The Ledger".into(),
                how: String::new(),
                items: 3,
                newest: vec![],
                characters: 0,
                full_text: false,
                is_comments: false,
                recommended: false,
                why: None,
                already: None,
            };
            let view = Discovery {
                steps: vec![step; *steps],
                found: vec![source; *found],
                stopped: *stopped,
                ..Discovery::default()
            };
            assert_eq!(in_words(&view), *expected);
        }
    }

    #[test]
    fn how_long_something_lasts_is_rounded_up() {
        const TESTS: &[(i64, &str)] = &[
            (1, "a minute"),
            (Timestamp::MINUTE, "a minute"),
            (Timestamp::MINUTE + 1, "2 minutes"),
            (90 * Timestamp::MINUTE, "90 minutes"),
            (2 * Timestamp::HOUR, "2 hours"),
            (2 * Timestamp::HOUR + 1, "3 hours"),
            (2 * Timestamp::DAY - 1, "48 hours"),
            (LONGEST_WAIT, "7 days"),
        ];
        for (millis, expected) in TESTS {
            assert_eq!(lasting(*millis), *expected, "{millis}");
        }
    }

    #[test]
    fn what_somebody_types_becomes_an_address() {
        const TESTS: &[(&str, Option<&str>, bool)] = &[
            ("ledger.example", Some("https://ledger.example/"), true),
            (
                " ledger.example/world#x ",
                Some("https://ledger.example/world"),
                true,
            ),
            (
                "http://ledger.example",
                Some("http://ledger.example/"),
                false,
            ),
            (
                "feed:https://ledger.example/rss",
                Some("https://ledger.example/rss"),
                false,
            ),
            (
                "feed://ledger.example/rss",
                Some("https://ledger.example/rss"),
                true,
            ),
            ("//ledger.example/", Some("https://ledger.example/"), true),
            ("localhost:8080", Some("https://localhost:8080/"), true),
            ("банк.example", Some("https://xn--80ab9bb.example/"), true),
            ("banks", None, false),
            ("grain and banks", None, false),
            ("ledger.example grain", None, false),
            ("ftp://ledger.example/", None, false),
            ("file:///etc/passwd", None, false),
            ("https://velt:secret@ledger.example/", None, false),
            ("", None, false),
        ];
        for (typed, expected, guess) in TESTS {
            let found = entry(typed).ok();
            let found_address = found
                .as_ref()
                .map(|it| it.0.host_str().map(|_| it.0.to_string()));
            match expected {
                Some(it) if it.contains("xn--") => assert!(found.is_some(), "{typed}"),
                _ => assert_eq!(found_address.flatten().as_deref(), *expected, "{typed}"),
            }
            assert_eq!(found.is_some_and(|it| it.1), *guess, "{typed}");
        }
    }
}
