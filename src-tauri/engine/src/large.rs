//! Files too large to be held as a whole: mailboxes, crawls, archives, tables and lines of records are read piece by piece.

use std::{
    fs::File,
    io::{self, Read, Seek},
    ops::ControlFlow,
    sync::Arc,
};

use news::{Source, TroubleCode};
use parse::{Piece, Problem};
use sha2::{Digest, Sha256};
use store::{Came, FileSeen};

use crate::{
    Engine,
    capture::{FileRead, Origin},
    engine::Res,
    files::{self, Found, Unread},
    import::{Imported, Parsed, in_words, is_loss},
    judge::{Arrival, IfFull, hex},
};

/// The most bytes of a file that is read in pieces: 2 GB.
const MOST: u64 = 2 << 30;

/// Articles of one file.
const ARTICLES: u64 = 1_000_000;

/// What is being read of a large file.
struct Reading<'a> {
    source: &'a Source,
    seen: FileSeen,
    holder: Arc<str>,
    /// The articles of the last piece: the last of all of them is filed with the file.
    pending: Vec<Arrival>,
    articles: u64,
    lost: Vec<Problem>,
}

impl Engine {
    /// Reads a large file piece by piece and files what it holds, all but its end, which is given back. `progress` is told
    /// how many articles there are so far, and can end it. Nothing is given back where it was ended.
    pub(crate) fn read_large(
        &self,
        source: &Source,
        found: &Found,
        imported: &mut Imported,
        if_full: IfFull,
        progress: &mut dyn FnMut(u64) -> bool,
    ) -> Res<Option<Parsed>> {
        let mut file = match files::open(found) {
            Ok(file) => file,
            Err(why) => return Ok(Some(unread(found, why))),
        };
        let hash = match hash_of(&mut file, found) {
            Ok(hash) => hash,
            Err(why) => return Ok(Some(unread(found, why))),
        };
        let seen = found.seen(hash);
        if let Some(article) = self.read(|it| it.article_of_bytes(source.id, &seen.hash))? {
            return Ok(Some(Parsed::Same(seen, article)));
        }
        let mut reading = Reading {
            source,
            holder: seen.hash.as_str().into(),
            seen,
            pending: vec![],
            articles: 0,
            lost: vec![],
        };
        let mut failed = None;
        let mut ended = false;
        let path = reading.seen.path.clone();
        let read = parse::pieces(&path, &file, |piece| {
            if !progress(reading.articles) {
                ended = true;
                return ControlFlow::Break(());
            }
            let arrivals = self.read_piece(&mut reading, piece);
            if arrivals.is_empty() {
                return ControlFlow::Continue(());
            }
            let before = std::mem::replace(&mut reading.pending, arrivals);
            match self.file_arrivals(source, before, if_full) {
                Ok(filed) => imported.add(&filed),
                Err(err) => {
                    failed = Some(err);
                    return ControlFlow::Break(());
                }
            }
            reading.bound()
        });
        if let Some(err) = failed {
            return Err(err);
        }
        if ended {
            return Ok(None);
        }
        match read {
            Ok(problems) => reading.lost.extend(problems),
            Err(err) => return Ok(Some(unread(found, Unread::of(&err)))),
        }
        if let Err(why) = files::check(&file, found) {
            return Ok(Some(unread(found, why)));
        }
        let Reading {
            seen,
            mut pending,
            lost,
            ..
        } = reading;
        match pending.last_mut() {
            Some(last) => last.file = Some(seen.clone()),
            None => return Ok(Some(Parsed::Unreadable(seen, in_words(&lost)))),
        }
        let partly =
            (!lost.is_empty()).then(|| (seen, format!("Read in part. {}", in_words(&lost))));
        Ok(Some(Parsed::Articles(pending, partly)))
    }

    fn read_piece(&self, reading: &mut Reading<'_>, piece: Piece) -> Vec<Arrival> {
        // Where a piece is a member of an archive, it is named by its place there.
        let path = &reading.seen.path;
        let address = match piece.name.starts_with(path.trim_end_matches(".gz")) {
            true => piece.name.clone(),
            false => format!("{path}/{}", piece.name),
        };
        let mut parsed = self.inner.documents.read(&piece.name, &piece.bytes);
        let is_document = parse::is_apart(&piece.name, &piece.bytes);
        let is_empty = parsed.articles.is_empty();
        // What a part of many lacks is told; that it holds no text is no reason to tell of the whole.
        parsed
            .problems
            .retain(|it| is_empty || is_loss(it.code, is_document));
        piece.in_its_place(&mut parsed);
        reading.lost.append(&mut parsed.problems);
        reading.articles += parsed.articles.len() as u64;
        let hash = hex(&Sha256::digest(&piece.bytes));
        let origin = Origin::File(Arc::new(FileRead::new(
            reading.source,
            &address,
            piece.bytes,
            &hash,
            self.now(),
        )));
        let arrivals = (0..).zip(parsed.articles).map(|(place, article)| Arrival {
            article,
            file: None,
            holder: Some(reading.holder.clone()),
            path: Some(path.clone()),
            former: None,
            place,
            origin: Some(origin.clone()),
            came: Came::default(),
        });
        arrivals.collect()
    }
}

impl Reading<'_> {
    /// Ends where the file has held as many articles as are read of one.
    fn bound(&mut self) -> ControlFlow<()> {
        if self.articles < ARTICLES {
            return ControlFlow::Continue(());
        }
        self.lost.push(Problem::new(
            TroubleCode::TooLarge,
            format!("It holds more than the {ARTICLES} articles that are read of one file; those at its end were not. Split it."),
        ));
        ControlFlow::Break(())
    }
}

fn unread(found: &Found, why: Unread) -> Parsed {
    let seen = found.seen(String::new());
    match why {
        Unread::Why(why) => Parsed::Unreadable(seen, why),
        Unread::Gone | Unread::Changing => Parsed::Later(seen, why),
    }
}

/// The hash of a file that can be read in pieces; it stands at its beginning again.
fn hash_of(file: &mut File, found: &Found) -> Result<String, Unread> {
    let size = found.size >> 20;
    if found.size > MOST {
        return Err(Unread::Why(format!(
            "{size} MB: larger than the {} MB that are read; split it",
            MOST >> 20
        )));
    }
    let failed = |err: io::Error| Unread::of(&err);
    let mut piece = vec![0; 1 << 20];
    let (mut hash, mut is_first) = (Sha256::new(), true);
    loop {
        let count = file.read(&mut piece).map_err(failed)?;
        if count == 0 {
            break;
        }
        if std::mem::take(&mut is_first)
            && !parse::in_pieces(&found.name(), &piece[..count.min(4 << 10)])
        {
            return Err(Unread::Why(format!(
                "{size} MB: larger than the {} MB that are read of one document; only mailboxes, crawls, ZIP archives, tables and JSON Lines are read beyond that",
                files::MOST >> 20
            )));
        }
        hash.update(&piece[..count]);
    }
    files::check(file, found)?;
    file.rewind().map_err(failed)?;
    Ok(hex(&hash.finalize()))
}
