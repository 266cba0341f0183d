//! Checking evidence: hashes, the chain, that the stored text is what the engine reads from the bytes today, and that alerts are
//! proved by it.

use std::{fs::File, io::BufReader, ops::ControlFlow, path::Path};

use news::{
    AlertId, Article, ArticleId, JobId,
    desk::ErrorCode,
    evidence::{CaptureKind, ChainCheck, Received, Record, Told, Verified, text_of},
};
use sha2::{Digest, Sha256};
use store::{Hash, StoreError, StoredSnapshot, StoredText};

use crate::{
    Engine, EngineError,
    capture::reader,
    engine::Res,
    evidence::MOST_CAPTURES,
    feeds::whole_items,
    front_page::of_link,
    judge::{content_hash, hex},
    proved::Queries,
    revisits::of_page,
};

/// How many records are read at a time.
const RECORDS: usize = 100;

/// How many texts are.
const TEXTS: usize = 1_000;

impl Engine {
    /// Checks what an alert's article was read from, and its texts.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`], and what the database says. What is wrong with the evidence is no error.
    pub fn verify_alert(&self, id: AlertId) -> Res<Verified> {
        let alert = self.read(|it| it.alert(id))?;
        self.verify_article(alert.row.article_id)
    }

    /// Checks what an article was read from, and its texts.
    ///
    /// # Errors
    /// As [`Engine::verify_alert`].
    pub fn verify_article(&self, id: ArticleId) -> Res<Verified> {
        let mut into = Verified::default();
        // That it is there; and a text that cannot be read is named below.
        if !self.read(|it| it.article_or_gone(id, 0, ""))?.0 {
            return Err(StoreError::NotFound(format!("article {id}")).into());
        }
        let snapshots = self.read(|it| it.snapshots_of(id, MOST_CAPTURES))?;
        for it in &snapshots {
            // Its neighbours say whether it stands where it was written.
            for pair in self
                .read(|read| read.snapshots_after(it.number.saturating_sub(2), 3))?
                .windows(2)
            {
                check_pair(&pair[0], &pair[1], &mut into);
            }
            self.check_snapshot(it, Some(id), &mut into)?;
        }
        if snapshots.is_empty() {
            into.remark(match self.read(|it| it.file_of(id))? {
                Some((path, hash)) => format!(
                    "Nothing was captured of this article. It was read from {path}, whose SHA-256 was {hash}."
                ),
                None => "Nothing was captured of this article, or it was let go.".to_string(),
            });
        }
        let texts = self.read(|it| it.texts_after(ArticleId(id.0.saturating_sub(1)), 1))?;
        if texts.first().is_some_and(|it| it.article_id == id) {
            check_texts(&texts, &mut into);
            self.check_proofs(&texts, &mut Queries::default(), &mut into)?;
        }
        Ok(into.ended(true))
    }

    /// Checks all of the desk: every record, the chain, every kept body, every text, every alert's proof. `progress` is told how
    /// much of how much is done, and can end it.
    ///
    /// # Errors
    /// What the database says, where it cannot be asked.
    pub fn verify_desk(
        &self,
        progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Res<Verified> {
        let mut into = Verified::default();
        // What is written meanwhile is not looked at: the end is taken first.
        let end = self.read(store::Reader::chain_end)?;
        let articles = self.read(store::Reader::count_articles)?;
        let total = self.read(store::Reader::count_snapshots)? + articles;
        let (mut done, mut last, mut chain) = (0, i64::MIN, ChainCheck::default());
        'records: loop {
            let page = self.read(|it| it.snapshots_after(last, RECORDS))?;
            if page.is_empty() {
                break;
            }
            for it in page {
                if end.as_ref().is_some_and(|end| it.number > end.0) {
                    // Written meanwhile; or put there by somebody else.
                    let end = self.read(store::Reader::chain_end)?;
                    if end.is_none_or(|end| it.number > end.0) {
                        into.wrong(
                            format!("record {}", it.number),
                            "it stands behind the end of the chain",
                        );
                    }
                    break 'records;
                }
                if progress(done.min(total), total).is_break() {
                    return Ok(into.ended(false));
                }
                last = it.number;
                let record = Record::from_line(&it.record);
                chain.take(
                    it.number,
                    &it.hash,
                    &sha256(it.record.as_bytes()),
                    record.as_ref(),
                    &mut into,
                );
                self.check_snapshot(&it, None, &mut into)?;
                done += 1;
            }
        }
        chain.end(end, &mut into);
        let (mut last, mut queries) = (ArticleId(i64::MIN), Queries::default());
        loop {
            if progress(done.min(total), total).is_break() {
                return Ok(into.ended(false));
            }
            let page = self.read(|it| it.texts_after(last, TEXTS))?;
            let Some(newest) = page.last() else { break };
            last = newest.article_id;
            for texts in page.chunk_by(|a, b| a.article_id == b.article_id) {
                check_texts(texts, &mut into);
                self.check_proofs(texts, &mut queries, &mut into)?;
            }
            done += page.len() as u64;
        }
        progress(total, total).is_continue();
        Ok(into.ended(true))
    }

    /// The same as a job; what is wrong is told when it ends, the first things by name.
    ///
    /// # Errors
    /// None at present.
    pub fn verify_all(&self) -> Res<JobId> {
        let engine = self.clone();
        Ok(self.job("Verifying evidence", move |work| {
            let it =
                engine.verify_desk(&mut |done, total| match work.at(done, Some(total), "") {
                    true => ControlFlow::Continue(()),
                    false => ControlFlow::Break(()),
                })?;
            Ok(outcome(&it))
        }))
    }

    /// Checks a file of evidence, whoever made it. No desk is asked.
    ///
    /// # Errors
    /// Where the file cannot be opened. What is wrong in it is no error.
    pub fn verify_file(
        path: &Path,
        progress: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Res<Verified> {
        let file = File::open(path)
            .map_err(|err| EngineError::io("The evidence cannot be read:", path, &err))?;
        if !file.metadata().is_ok_and(|it| it.is_file()) {
            return Err(EngineError::bad_input(
                format!("{} is no file.", path.display()),
                "Name a file that `wirewatch evidence` has written.",
            ));
        }
        // A fault of a library in what strangers hand in ends this, and nothing else.
        let checked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            press::check_bundle(BufReader::new(file), &mut |done, of| {
                progress(done, of).is_continue()
            })
        }));
        checked.map_err(|_| {
            EngineError::new(
                ErrorCode::Internal,
                format!(
                    "{} could not be checked: a fault of this program.",
                    path.display()
                ),
                "Check it with the tools that its README names.",
            )
        })
    }

    /// Checks a record by itself: its bytes, and the texts that were read from them; of one article only, where that is
    /// asked.
    fn check_snapshot(
        &self,
        it: &StoredSnapshot,
        only: Option<ArticleId>,
        into: &mut Verified,
    ) -> Res<()> {
        into.records += 1;
        let what = format!("record {}", it.number);
        let Some(record) = Record::from_line(&it.record) else {
            if only.is_some() {
                into.wrong(what, "it cannot be read");
            }
            return Ok(());
        };
        if only.is_some() && sha256(it.record.as_bytes()) != it.hash {
            into.wrong(
                &what,
                "it is not the record that was written: its SHA-256 is another",
            );
        }
        let Told::Capture {
            received,
            sha256: told,
            size,
            kept,
            reader: made_by,
            articles,
        } = &record.told
        else {
            return Ok(());
        };
        into.captured(received.at);
        let bytes = match self.read(|read| read.bytes_of(it.number)) {
            Err(err) => {
                into.wrong(&what, format!("its bytes cannot be read: {}", err.what()));
                None
            }
            Ok(Some(bytes)) if *kept => {
                into.bodies += 1;
                if sha256(&bytes) != *told || bytes.len() as u64 != *size {
                    into.wrong(
                        &what,
                        "its bytes are not those that were captured: their SHA-256 is another",
                    );
                }
                Some(bytes)
            }
            Ok(Some(_)) => {
                into.wrong(&what, "it has bytes, though only their hash was kept");
                None
            }
            Ok(None) if *kept => {
                into.wrong(&what, "its bytes are missing");
                None
            }
            Ok(None) => {
                into.remark(format!(
                    "Of {what} only the SHA-256 was kept: the file was gone, or another one, when its alert was raised."
                ));
                None
            }
        };
        let again = bytes.map(|bytes| read_again(received, &bytes));
        for article in articles
            .iter()
            .filter(|it| only.is_none_or(|id| it.article_id == id))
        {
            let which = format!(
                "article {}, version {}",
                article.article_id, article.version
            );
            let stored = self.read(|it| it.version_of(article.article_id, article.version));
            let listed =
                self.read(|read| read.is_captured(article.article_id, article.version, it.number))?;
            let stored = match stored {
                Ok(Some(stored)) if sha256(text_of(&stored).as_bytes()) != article.text_sha256 => {
                    into.wrong(
                        &which,
                        format!("its text is not the one that was read for {what}"),
                    );
                    continue;
                }
                Ok(Some(stored)) => {
                    if !listed {
                        into.wrong(
                            &which,
                            format!("it does not know any more that it came from {what}"),
                        );
                    }
                    if article.version == 1 {
                        self.check_outlet(article.article_id, received, &stored, into)?;
                    }
                    stored
                }
                Ok(None) => {
                    let (there, gone) = self.read(|read| {
                        read.article_or_gone(
                            article.article_id,
                            received.source_id,
                            &article.identity,
                        )
                    })?;
                    if there || !gone {
                        into.wrong(&which, "it is missing, and nothing says that it was let go");
                    }
                    continue;
                }
                Err(err) => {
                    into.wrong(&which, format!("its text cannot be read: {}", err.what()));
                    continue;
                }
            };
            let Some(again) = &again else { continue };
            let at = again.get(article.place as usize);
            let same = |it: &Article| {
                let it = as_filed(received.kind, &stored, it.clone());
                sha256(text_of(&it).as_bytes()) == article.text_sha256
            };
            if at.is_some_and(same) || again.iter().any(same) {
                into.read_again += 1;
            } else if *made_by == reader() {
                into.wrong(
                    &which,
                    format!("today another text is read from the bytes of {what}"),
                );
            } else {
                into.remark(format!(
                    "The texts of {what} were made by the reader {made_by}; that of today, {}, reads its bytes otherwise.",
                    reader()
                ));
            }
        }
        Ok(())
    }

    /// Checks under which outlet an article of a file is shown, whose first text is given: that which its file names, else its
    /// source, by the name of then or of today. Of what comes of a feed nothing that was captured tells how its source was called.
    fn check_outlet(
        &self,
        id: ArticleId,
        received: &Received,
        first: &Article,
        into: &mut Verified,
    ) -> Res<()> {
        let listed = self.read(|it| it.listed_outlet(id))?;
        let Some(listed) = listed.filter(|it| it.names_its_own) else {
            return Ok(());
        };
        let own = first.outlet.as_deref().filter(|it| !it.trim().is_empty());
        let is_right = match own {
            Some(own) => listed.outlet == own,
            // What was captured late does not say how its source was called when it came.
            None => {
                received.late || listed.outlet == received.source || listed.outlet == listed.source
            }
        };
        if !is_right {
            into.wrong(
                format!("article {id}"),
                format!(
                    "the outlet that lists show is not that which it came from, “{}”",
                    own.unwrap_or(&received.source)
                ),
            );
        }
        Ok(())
    }
}

/// How many wrong things are named when a job ends.
const NAMED: usize = 3;

/// What checking the desk came to, in words.
fn outcome(it: &Verified) -> String {
    let wrong = it.wrong.len() as u64 + it.unnamed;
    match (it.captured_at, wrong) {
        _ if !it.complete => "Ended early: what was not looked at may be wrong".into(),
        (Some(at), 0) => format!(
            "Unchanged since captured, the last at {at}: {} records, {} texts",
            it.records, it.texts
        ),
        (None, 0) => format!(
            "Nothing was captured yet; {} texts are as they were filed",
            it.texts
        ),
        (_, n) => {
            let named: Vec<String> = it
                .wrong
                .iter()
                .take(NAMED)
                .map(|it| format!("{}: {}", it.what, it.why))
                .collect();
            let more = match n - named.len() as u64 {
                0 => String::new(),
                more => format!("; {more} more, which `wirewatch verify` names"),
            };
            format!("NOT unchanged. {}{more}", named.join("; "))
        }
    }
}

/// Reads captured bytes as they were read when they came.
fn read_again(received: &Received, bytes: &[u8]) -> Vec<Article> {
    let (content_type, address) = (received.content_type(), Some(received.address.as_str()));
    match received.kind {
        CaptureKind::Feed => read_list(received, bytes),
        CaptureKind::Page => parse::page(bytes, content_type, address).articles,
        CaptureKind::File => parse::document(&received.address, bytes).articles,
        CaptureKind::Sample => parse::page(bytes, None, None).articles,
    }
}

/// The articles of a feed or of another list. What kind of list its source was then is not in the record: what any reader finds
/// counts.
fn read_list(received: &Received, bytes: &[u8]) -> Vec<Article> {
    let (kind, address) = (received.content_type(), received.address.as_str());
    let whole = match received.cut {
        Some(_) => whole_items(bytes),
        None => bytes,
    };
    let readers: [&dyn Fn() -> Vec<Article>; 4] = [
        &|| parse::feed(whole, kind, Some(address)).articles,
        &|| parse::sitemap(bytes, kind, address).feed.articles,
        &|| parse::telegram(bytes, kind, address).articles,
        &|| {
            let page = parse::front_page(bytes, kind, address);
            let language = page.language.as_deref();
            let links = page.links.into_iter();
            links.map(|it| of_link(it, language)).collect()
        },
    ];
    readers.iter().flat_map(|read| read()).collect()
}

/// What was read from bytes, with what was not in them when it was filed: what is known by the article's own feed is kept where
/// its page is read, and what several items share names none of them. That the stored text is the one that was filed is
/// checked before.
fn as_filed(kind: CaptureKind, stored: &Article, read: Article) -> Article {
    match kind {
        CaptureKind::Page => of_page(stored, read),
        CaptureKind::Feed => Article {
            item_id: stored.item_id.clone(),
            ..read
        },
        CaptureKind::File | CaptureKind::Sample => read,
    }
}

/// Two records that stand one after the other in the desk.
fn check_pair(before: &StoredSnapshot, after: &StoredSnapshot, into: &mut Verified) {
    let what = format!("record {}", after.number);
    let Some(record) = Record::from_line(&after.record) else {
        return;
    };
    if record.number != after.number {
        into.wrong(
            what,
            format!("record {} stands in its place", record.number),
        );
    } else if Some(after.number) == before.number.checked_add(1)
        && record.previous != sha256(before.record.as_bytes())
    {
        into.wrong(what, "the record before it is not the one that it followed");
    }
}

/// The texts of one article, and what is kept of each; and that lists show of it what its newest text says.
fn check_texts(texts: &[StoredText], into: &mut Verified) {
    for it in texts {
        into.texts += 1;
        let what = format!("article {}, version {}", it.article_id, it.version);
        match &it.article {
            Ok(article) if Hash::half(&content_hash(article)) != it.hash => {
                into.wrong(
                    what,
                    "its text is not the one that was filed: its hash is another",
                );
            }
            Ok(_) => {}
            Err(err) => into.wrong(what, format!("its text cannot be read: {err}")),
        }
    }
    let newest = texts.iter().find_map(|it| {
        let article = it.article.as_ref().ok()?;
        Some((it, article, it.listed.as_ref()?))
    });
    let Some((it, article, listed)) = newest else {
        return;
    };
    let is_said = texts
        .iter()
        .filter_map(|it| it.article.as_ref().ok())
        .any(|it| it.published_at == listed.published_at);
    let shown = [
        ("headline", listed.title == article.title),
        ("address", listed.address == article.address),
        ("agency", listed.wire == article.wire),
        // Of the first version; what was let go of it is not here.
        (
            "time",
            is_said || listed.published_at.is_some() && it.version > texts.len() as u32,
        ),
    ];
    for (name, is_right) in shown {
        if !is_right {
            into.wrong(
                format!("article {}", it.article_id),
                format!("the {name} that lists show is not that of its text"),
            );
        }
    }
}

fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
