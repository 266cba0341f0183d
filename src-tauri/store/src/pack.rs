//! Packing: articles and proofs as compressed bytes, done before the writer sees them.

use std::{
    cell::RefCell,
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use news::{
    Article,
    query::{Proof, Sieve},
};
use rusqlite::{Connection, OptionalExtension};
use zstd::{
    bulk::{Compressor, Decompressor},
    zstd_safe::{DCtx, DDict},
};

use crate::{Reader, Result, StoreError, body};

/// How hard to compress. Of made news, a text takes 1,303 bytes and 21 µs at level 3 with a dictionary of 256 KB, 1,281 and
/// 24 µs at this one, 1,243 and 39 at level 5, 1,214 and 63 at level 6. What filing waits for is a processor, and a page of the
/// file leaves more unused than the levels differ by (see [`PAGE_SIZE`](crate::PAGE_SIZE)).
const LEVEL: i32 = 4;

/// Longer than any article or proof: a damaged length must not ask for all of the memory.
const LONGEST: usize = 256 << 20;

/// How large a dictionary is: see [`LEVEL`].
const DICTIONARY: usize = 256 << 10;

/// What every proof is made of. Never changed: what was packed with it is unpacked with it.
const PROOF: &[u8] = br#""remark":"does not occur","parts":[{"clause":"\",\"holds\":false,\"remark\":\"held back: promo (1)\",{"clause":" NEAR/5 ","holds":false,"spans":[],"remark":null,"parts":[]}],"remark":null,"parts":[{"clause":" OR ","holds":true,"spans":[{"block":1,"start":10,"end":20},{"block":2,"start":100,"end":110},{"block":0,"start":"#;

/// An article, packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// The number of the dictionary that it was packed with; 0 for none.
    pub(crate) dictionary: u32,
    /// How long it is when it is unpacked.
    pub(crate) size: u32,
    pub(crate) bytes: Vec<u8>,
}

/// Packs articles, on any number of threads, with the desk's newest dictionary if it has one.
pub struct Packer {
    number: u32,
    dictionary: Vec<u8>,
    spare: Mutex<Vec<Compressor<'static>>>,
}

impl Packer {
    /// A packer without a dictionary.
    pub fn plain() -> Packer {
        Packer::with(0, vec![])
    }

    fn with(number: u32, dictionary: Vec<u8>) -> Packer {
        Packer {
            number,
            dictionary,
            spare: Mutex::new(vec![]),
        }
    }

    /// The number of its dictionary; 0 for none.
    pub fn dictionary(&self) -> u32 {
        self.number
    }

    /// Packs an article.
    ///
    /// # Errors
    /// Where there is no memory to do it in.
    pub fn pack(&self, article: &Article) -> Result<Packed> {
        let bytes = body::to_bytes(article);
        let spare = self
            .spare
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let mut compressor = match spare {
            Some(it) => it,
            None => compressor(&self.dictionary).map_err(cannot_pack)?,
        };
        let packed = compressor.compress(&bytes).map_err(cannot_pack)?;
        self.spare
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(compressor);
        Ok(Packed {
            dictionary: self.number,
            size: u32::try_from(bytes.len()).map_err(|_| too_long())?,
            bytes: packed,
        })
    }
}

impl Reader {
    /// A packer with the desk's newest dictionary.
    ///
    /// # Errors
    /// What the database says.
    pub fn packer(&self) -> Result<Packer> {
        let newest = self
            .conn
            .prepare_cached("SELECT number, bytes FROM dictionary ORDER BY number DESC LIMIT 1")?
            .query_row([], |row| Ok((row.get("number")?, row.get("bytes")?)))
            .optional()?;
        Ok(match newest {
            Some((number, bytes)) => Packer::with(number, bytes),
            None => Packer::plain(),
        })
    }
}

/// Unpacks articles, whichever dictionaries they were packed with.
#[derive(Default)]
pub(crate) struct Unpacker {
    by_dictionary: RefCell<HashMap<u32, Frame>>,
}

impl Unpacker {
    /// The article that was packed.
    pub(crate) fn unpack(
        &self,
        conn: &Connection,
        dictionary: u32,
        size: u32,
        bytes: &[u8],
    ) -> Result<Article> {
        let mut article = Article::default();
        self.unpack_into(conn, (dictionary, size, bytes), None, &mut article)?;
        Ok(article)
    }

    /// Unpacks an article (its dictionary, its size, its bytes) into another one's room; with a sieve, only the texts that can
    /// matter to its queries.
    pub(crate) fn unpack_into(
        &self,
        conn: &Connection,
        (dictionary, size, bytes): (u32, u32, &[u8]),
        sieve: Option<&Sieve>,
        article: &mut Article,
    ) -> Result<()> {
        use std::collections::hash_map::Entry;
        let mut held = self.by_dictionary.borrow_mut();
        let frame = match held.entry(dictionary) {
            Entry::Occupied(it) => it.into_mut(),
            Entry::Vacant(it) => {
                let dictionary = match dictionary {
                    0 => vec![],
                    number => dictionary_of(conn, number)?,
                };
                it.insert(Frame::of(&dictionary)?)
            }
        };
        let size = size as usize;
        if size > LONGEST {
            return Err(too_long());
        }
        let mut larger = vec![];
        let into = match frame.room.get_mut(..size) {
            Some(room) => room,
            None => {
                larger.resize(size, 0);
                &mut larger[..]
            }
        };
        let unpacked = frame
            .context
            .decompress(into, bytes)
            .map_err(|err| cannot_unpack(zstd::zstd_safe::get_error_name(err)))?;
        let sieve = sieve.map(|it| (it, &mut frame.lower));
        let read = body::read_into(&into[..unpacked], article, sieve);
        if frame.lower.len() > ROOM {
            frame.lower = vec![];
        }
        read
    }
}

impl Drop for Unpacker {
    fn drop(&mut self) {
        let frames = self.by_dictionary.get_mut().drain().map(|it| it.1);
        SPARE
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(frames);
    }
}

/// A dictionary with room right behind it: what is unpacked there is one with the dictionary, and copied from it a quarter faster than from
/// elsewhere.
struct Frame {
    dictionary: &'static [u8],
    room: &'static mut [u8],
    context: DCtx<'static>,
    /// Room for what was unpacked in lower case.
    lower: Vec<u8>,
}

/// Frames that nobody uses. They are never freed, as they refer to themselves; there are as many as were in use at a time.
static SPARE: Mutex<Vec<Frame>> = Mutex::new(vec![]);

/// How long a text can be that finds room in a frame. Longer ones are unpacked elsewhere.
const ROOM: usize = 256 << 10;

impl Frame {
    /// A frame with a dictionary; without one, where that is empty.
    fn of(dictionary: &[u8]) -> Result<Frame> {
        let mut spare = SPARE.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = spare.iter().position(|it| it.dictionary == dictionary) {
            return Ok(spare.swap_remove(at));
        }
        drop(spare);
        let mut all = dictionary.to_vec();
        all.resize(dictionary.len() + ROOM, 0);
        let (dictionary, room) = Box::leak(all.into_boxed_slice()).split_at_mut(dictionary.len());
        let dictionary: &'static [u8] = dictionary;
        let mut context = DCtx::create();
        if !dictionary.is_empty() {
            let read: &'static DDict<'static> =
                Box::leak(Box::new(DDict::create_by_reference(dictionary)));
            context
                .ref_ddict(read)
                .map_err(|err| cannot_unpack(zstd::zstd_safe::get_error_name(err)))?;
        }
        Ok(Frame {
            dictionary,
            room,
            context,
            lower: vec![],
        })
    }
}

fn dictionary_of(conn: &Connection, number: u32) -> Result<Vec<u8>> {
    conn.prepare_cached("SELECT bytes FROM dictionary WHERE number = ?1")?
        .query_row([number], |row| row.get(0))
        .optional()?
        .ok_or_else(|| StoreError::Damaged(format!("the dictionary {number} is missing")))
}

/// A dictionary made from articles: what comes again in them; nothing where there is too little.
pub(crate) fn train(articles: &[Article]) -> Option<Vec<u8>> {
    let samples: Vec<Vec<u8>> = articles.iter().map(body::to_bytes).collect();
    zstd::dict::from_samples(&samples, DICTIONARY).ok()
}

/// A proof, packed.
pub(crate) fn pack_proof(proof: &Proof) -> Result<Vec<u8>> {
    thread_local! {
        static PROOFS: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    }
    let json = serde_json::to_vec(proof)?;
    let size = u32::try_from(json.len()).map_err(|_| too_long())?;
    PROOFS.with_borrow_mut(|held| {
        let compressor = match held {
            Some(it) => it,
            None => held.insert(compressor(PROOF).map_err(cannot_pack)?),
        };
        let mut bytes = size.to_le_bytes().to_vec();
        bytes.extend(compressor.compress(&json).map_err(cannot_pack)?);
        Ok(bytes)
    })
}

/// The proof that was packed.
pub(crate) fn unpack_proof(bytes: &[u8]) -> Result<Proof> {
    thread_local! {
        static PROOFS: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
    }
    let damaged = || StoreError::Damaged("the proof of an alert cannot be read".into());
    let (size, packed) = bytes.split_first_chunk::<4>().ok_or_else(damaged)?;
    let size = u32::from_le_bytes(*size) as usize;
    if size > LONGEST {
        return Err(too_long());
    }
    let json = PROOFS.with_borrow_mut(|held| {
        let decompressor = match held {
            Some(it) => it,
            None => held.insert(Decompressor::with_dictionary(PROOF).map_err(cannot_unpack)?),
        };
        decompressor.decompress(packed, size).map_err(cannot_unpack)
    })?;
    Ok(serde_json::from_slice(&json)?)
}

/// A compressor that tells of damage, and leaves out what the row says.
fn compressor(dictionary: &[u8]) -> std::io::Result<Compressor<'static>> {
    let mut it = Compressor::with_dictionary(LEVEL, dictionary)?;
    it.include_checksum(true)?;
    it.include_contentsize(false)?;
    it.include_dictid(false)?;
    Ok(it)
}

fn cannot_pack(err: std::io::Error) -> StoreError {
    StoreError::Io(format!("an article cannot be packed: {err}"))
}

fn cannot_unpack(err: impl std::fmt::Display) -> StoreError {
    StoreError::Damaged(format!("a packed text cannot be read: {err}"))
}

fn too_long() -> StoreError {
    StoreError::Damaged("a text is longer than any can be".into())
}

#[cfg(test)]
mod tests {
    use news::{Block, Zone};

    use super::*;

    fn article(number: usize) -> Article {
        Article {
            title: format!("Sanctions, part {number}"),
            blocks: (0..6)
                .map(|it| {
                    let text = format!(
                        "The council met on day {number} for the session {it}, officials said."
                    );
                    Block::new(Zone::Body, text.repeat(3))
                })
                .collect(),
            ..Article::default()
        }
    }

    #[test]
    fn an_article_is_unpacked_with_the_dictionary_that_packed_it() {
        let articles: Vec<Article> = (0..400).map(article).collect();
        let dictionary = train(&articles).expect("there is enough");
        let conn = Connection::open_in_memory().expect("opens");
        conn.execute_batch("CREATE TABLE dictionary (number INTEGER PRIMARY KEY, bytes BLOB)")
            .expect("made");
        conn.execute("INSERT INTO dictionary VALUES (7, ?1)", [&dictionary])
            .expect("put");
        let unpacker = Unpacker::default();
        for packer in [Packer::plain(), Packer::with(7, dictionary)] {
            for article in &articles {
                let it = packer.pack(article).expect("packed");
                let back = unpacker.unpack(&conn, it.dictionary, it.size, &it.bytes);
                assert_eq!(&back.expect("unpacked"), article);
            }
        }
        let it = Packer::plain().pack(&articles[0]).expect("packed");
        assert!(
            matches!(
                unpacker.unpack(&conn, 9, it.size, &it.bytes),
                Err(StoreError::Damaged(_))
            ),
            "a dictionary that is missing is said"
        );
    }

    #[test]
    fn damage_is_noticed() {
        let it = Packer::plain().pack(&article(1)).expect("packed");
        let (unpacker, conn) = (
            Unpacker::default(),
            Connection::open_in_memory().expect("opens"),
        );
        for at in 0..it.bytes.len() {
            let mut bytes = it.bytes.clone();
            bytes[at] ^= 0x10;
            let back = unpacker.unpack(&conn, 0, it.size, &bytes);
            assert!(
                back.as_ref().map_or(true, |it| *it == article(1)),
                "a flipped bit in byte {at} gives another article"
            );
        }
        assert!(unpacker.unpack(&conn, 0, u32::MAX, &it.bytes).is_err());
    }

    #[test]
    fn a_proof_comes_back_as_it_was() {
        use news::query::{About, Document, Query, prove};
        let article = article(3);
        let document = Document::new(&article, &About::default());
        for text in [
            "council",
            "(council OR bank) AND NOT \"no such\"",
            "council NEAR/5 day",
        ] {
            let proof = prove(&Query::topic(text).expect("a query").query, &document);
            let packed = pack_proof(&proof).expect("packed");
            assert_eq!(unpack_proof(&packed).expect("unpacked"), proof);
        }
        assert!(unpack_proof(b"").is_err() && unpack_proof(b"\xFF\xFF\xFF\xFF1").is_err());
    }
}
