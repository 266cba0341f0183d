//! Unpacking what came over the wire, piece by piece, so that both sizes are known at every moment.
//!
//! reqwest could do it, but then nobody knows how much was sent, and a few kilobytes may become gigabytes. Here an answer ends as
//! soon as it is larger than what is read, or grows by more than any text does.

use std::io::{self, Write};

use brotli_decompressor::DecompressorWriter;
use flate2::write::{DeflateDecoder, GzDecoder, ZlibDecoder};
use zstd::{
    stream::raw::{Decoder as ZstdDecoder, InBuffer, Operation, OutBuffer},
    zstd_safe::DParameter,
};

/// Which packings are offered to servers.
pub(crate) const OFFERED: &str = "gzip, br, zstd";

/// The most bytes of an answer that are read, packed and unpacked.
pub(crate) const MOST: usize = 20 << 20;

/// From so many unpacked bytes on, …
const SUSPECT: usize = 1 << 20;

/// … an answer must not be larger than what was sent by more than this. Feeds shrink to a tenth, empty tables to a hundredth.
const RATIO: usize = 200;

/// How much of an answer is looked at to see whether it is packed at all.
const HEAD: usize = 16;

/// How far back a zstd frame may refer, as a power of two: 8 MB, what RFC 9659 allows on the web.
const ZSTD_WINDOW: u32 = 23;

/// How much is unpacked at a time.
const BUFFER: usize = 16 << 10;

/// Why no more is unpacked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stop {
    /// It is larger than what is read.
    TooLarge,
    /// It grows by more than any text does.
    Bomb,
    /// It is not packed as it says, or breaks off.
    Damaged,
    /// It is packed in a way that is not undone here: the words of the server.
    Unknown(String),
    /// It is packed more than once: the words of the server.
    Twice(String),
}

/// A body that is being unpacked.
pub(crate) struct Unpack {
    declared: Vec<String>,
    /// What came before it was known how it is packed.
    head: Vec<u8>,
    packing: Option<Packing>,
    /// How many bytes came over the wire.
    received: usize,
}

/// A body as far as it was unpacked.
#[derive(Debug, Default)]
pub(crate) struct Unpacked {
    /// Its bytes.
    pub(crate) body: Vec<u8>,
    /// How many bytes came over the wire.
    pub(crate) received: usize,
    /// Whether it was packed.
    pub(crate) packed: bool,
    /// Why it is not all of it.
    pub(crate) stop: Option<Stop>,
}

enum Packing {
    Plain(Sink),
    Gzip(Box<Members>),
    Zlib(ZlibDecoder<Sink>),
    Deflate(DeflateDecoder<Sink>),
    Brotli(Box<DecompressorWriter<Sink>>),
    Zstd(Box<Frames>),
}

/// Where unpacked bytes go, as long as there are not too many.
#[derive(Default)]
struct Sink {
    body: Vec<u8>,
    /// How much came over the wire so far.
    received: usize,
    stop: Option<Stop>,
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let full = self.body.len() + bytes.len();
        if full > SUSPECT && full / RATIO > self.received {
            self.stop = Some(Stop::Bomb);
        } else if full > MOST {
            self.body
                .extend_from_slice(&bytes[..MOST - self.body.len()]);
            self.stop = Some(Stop::TooLarge);
        }
        if self.stop.is_some() {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.body.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The members of a gzip file, one after the other. What comes behind the last is no part of it.
struct Members {
    decoder: GzDecoder<Sink>,
    /// The first byte of what may be another member.
    held: Option<u8>,
    ended: bool,
}

impl Members {
    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self.held.take() {
            Some(first) => self.decode(&[&[first], bytes].concat()),
            None => self.decode(bytes),
        }
    }

    fn decode(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() && !self.ended {
            let taken = self.decoder.write(bytes)?;
            bytes = &bytes[taken..];
            if taken > 0 || bytes.is_empty() {
                continue;
            }
            // The member is over.
            match bytes {
                [0x1f] => {
                    self.held = Some(0x1f);
                    break;
                }
                [0x1f, 0x8b, ..] => {
                    self.decoder.try_finish()?;
                    let sink = std::mem::take(self.decoder.get_mut());
                    self.decoder = GzDecoder::new(sink);
                }
                _ => self.ended = true,
            }
        }
        Ok(())
    }
}

/// The frames of a zstd stream, one after the other.
struct Frames {
    decoder: ZstdDecoder<'static>,
    /// How much more the decoder wants at least; nothing at the end of a frame.
    wanted: usize,
    /// Whether a frame has ended, and nothing was unpacked since.
    ended: bool,
    buffer: Vec<u8>,
    sink: Sink,
}

impl Frames {
    fn new() -> io::Result<Frames> {
        let mut decoder = ZstdDecoder::new()?;
        decoder.set_parameter(DParameter::WindowLogMax(ZSTD_WINDOW))?;
        Ok(Frames {
            decoder,
            wanted: 1,
            ended: false,
            buffer: vec![0; BUFFER],
            sink: Sink::default(),
        })
    }

    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut input = InBuffer::around(bytes);
        loop {
            let mut output = OutBuffer::around(&mut self.buffer[..]);
            let before = input.pos();
            match self.decoder.run(&mut input, &mut output) {
                Ok(wanted) => self.wanted = wanted,
                // What comes behind the last frame is no part of it.
                Err(_) if self.ended => return Ok(()),
                Err(err) => return Err(err),
            }
            let count = output.pos();
            self.ended = self.wanted == 0 || self.ended && count == 0;
            self.sink.write_all(&self.buffer[..count])?;
            let is_idle = count == 0 && input.pos() == before;
            if is_idle || input.pos() == bytes.len() && count < self.buffer.len() {
                return Ok(());
            }
        }
    }
}

impl Unpack {
    /// A body that is packed as a server says: the values of its `Content-Encoding`.
    pub(crate) fn new<'a>(declared: impl Iterator<Item = &'a str>) -> Unpack {
        let declared = declared
            .flat_map(|it| it.split(','))
            .map(|it| it.trim().to_ascii_lowercase())
            .filter(|it| !matches!(it.as_str(), "" | "identity" | "none"))
            .collect();
        Unpack {
            declared,
            head: vec![],
            packing: None,
            received: 0,
        }
    }

    /// Takes what came. After a stop nothing more is to be given.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.received += bytes.len();
        if self.packing.is_none() {
            self.head.extend_from_slice(bytes);
            if self.head.len() < HEAD {
                return Ok(());
            }
            return self.begin();
        }
        self.put(bytes)
    }

    /// What was unpacked, when no more comes. `whole` where the connection says that it was all.
    pub(crate) fn end(mut self, stop: Option<Stop>, whole: bool) -> Unpacked {
        let mut stop = stop;
        if stop.is_none() && self.packing.is_none() {
            stop = self.begin().err();
        }
        let received = self.received;
        let Some(packing) = self.packing else {
            return Unpacked {
                received,
                stop,
                ..Unpacked::default()
            };
        };
        let packed = !matches!(packing, Packing::Plain(_));
        let (sink, ended_well) = packing.end(stop.is_none());
        if stop.is_none() && whole {
            stop = sink.stop.or((!ended_well).then_some(Stop::Damaged));
        }
        Unpacked {
            body: sink.body,
            received,
            packed,
            stop,
        }
    }

    fn begin(&mut self) -> Result<(), Stop> {
        let head = std::mem::take(&mut self.head);
        self.packing = Some(packing(&self.declared, &head)?);
        self.put(&head)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        let received = self.received;
        let Some(packing) = &mut self.packing else {
            return Ok(());
        };
        packing.sink().received = received;
        let res = match packing {
            Packing::Plain(sink) => sink.write_all(bytes),
            Packing::Gzip(it) => it.take(bytes),
            Packing::Zlib(it) => write_until_end(it, bytes),
            Packing::Deflate(it) => write_until_end(it, bytes),
            Packing::Brotli(it) => write_until_end(it, bytes),
            Packing::Zstd(it) => it.take(bytes),
        };
        match res {
            Ok(()) if received > MOST => Err(Stop::TooLarge),
            Ok(()) => Ok(()),
            Err(_) => Err(packing.sink().stop.clone().unwrap_or(Stop::Damaged)),
        }
    }
}

impl Packing {
    fn sink(&mut self) -> &mut Sink {
        match self {
            Packing::Plain(it) => it,
            Packing::Gzip(it) => it.decoder.get_mut(),
            Packing::Zlib(it) => it.get_mut(),
            Packing::Deflate(it) => it.get_mut(),
            Packing::Brotli(it) => it.get_mut(),
            Packing::Zstd(it) => &mut it.sink,
        }
    }

    /// What was unpacked, and whether the packing came to its end. One that is damaged already is not asked.
    fn end(mut self, is_sound: bool) -> (Sink, bool) {
        let well = match &mut self {
            Packing::Plain(_) => true,
            _ if !is_sound => false,
            Packing::Gzip(it) => it.decoder.try_finish().is_ok(),
            Packing::Zlib(it) => it.try_finish().is_ok(),
            Packing::Deflate(it) => it.try_finish().is_ok(),
            Packing::Brotli(it) => it.close().is_ok(),
            Packing::Zstd(it) => it.ended,
        };
        (std::mem::take(self.sink()), well)
    }
}

/// Writes all, or as far as the packing reaches: what comes behind its end is no part of it.
fn write_until_end(to: &mut impl Write, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match to.write(bytes)? {
            0 => return Ok(()),
            taken => bytes = &bytes[taken..],
        }
    }
    Ok(())
}

/// How a body is to be unpacked. What a server says is believed, unless the bytes are plainly text.
fn packing(declared: &[String], head: &[u8]) -> Result<Packing, Stop> {
    let plain = Ok(Packing::Plain(Sink::default()));
    if is_text(head) {
        return plain;
    }
    match declared {
        [] => plain,
        // Nothing at all is nothing, however it is packed.
        _ if head.is_empty() => plain,
        [one] => match one.as_str() {
            "gzip" | "x-gzip" => Ok(Packing::Gzip(Box::new(Members {
                decoder: GzDecoder::new(Sink::default()),
                held: None,
                ended: false,
            }))),
            // By the standard a zlib stream; some servers send it without its head.
            "deflate" if is_zlib(head) => Ok(Packing::Zlib(ZlibDecoder::new(Sink::default()))),
            "deflate" => Ok(Packing::Deflate(DeflateDecoder::new(Sink::default()))),
            // A window of up to a gigabyte, which RFC 7932 does not know: it would be reserved before the first byte is unpacked.
            "br" if head.first().is_some_and(|it| it & 0x7F == 0x11) => Err(Stop::Damaged),
            "br" => Ok(Packing::Brotli(Box::new(DecompressorWriter::new(
                Sink::default(),
                BUFFER,
            )))),
            "zstd" => match Frames::new() {
                Ok(it) => Ok(Packing::Zstd(Box::new(it))),
                Err(_) => Err(Stop::Damaged),
            },
            _ => Err(Stop::Unknown(cut(one))),
        },
        more => Err(Stop::Twice(cut(&more.join(", ")))),
    }
}

/// No more of a server's words than a sentence bears.
fn cut(words: &str) -> String {
    words
        .chars()
        .filter(|it| !it.is_control())
        .take(60)
        .collect()
}

/// Whether bytes begin as the text of a feed or a page does. No packing begins so: gzip and zstd begin with a magic number, and a
/// Brotli stream that began with these letters would say that it holds what no server sends.
fn is_text(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let head = head.trim_ascii_start().to_ascii_lowercase();
    const BEGINNINGS: [&[u8]; 9] = [
        b"<?xml",
        b"<rss",
        b"<feed",
        b"<rdf:",
        b"<!doctype",
        b"<!--",
        b"<html",
        b"{\"",
        b"user-agent",
    ];
    BEGINNINGS.iter().any(|it| head.starts_with(it))
}

/// Whether bytes begin with the head of a zlib stream (RFC 1950).
fn is_zlib(head: &[u8]) -> bool {
    match head {
        [a, b, ..] => a & 0x0f == 8 && (u16::from(*a) << 8 | u16::from(*b)) % 31 == 0,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use flate2::{
        Compression,
        write::{DeflateEncoder, GzEncoder, ZlibEncoder},
    };

    use super::*;

    const FEED: &[u8] = b"<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>The Ledger</title></channel></rss>";

    fn brotli(bytes: &[u8]) -> Vec<u8> {
        let mut packed = vec![];
        let mut to = brotli::CompressorWriter::new(&mut packed, 4_096, 5, 22);
        to.write_all(bytes).expect("in memory");
        drop(to);
        packed
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut to = GzEncoder::new(vec![], Compression::best());
        to.write_all(bytes).expect("in memory");
        to.finish().expect("in memory")
    }

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        let mut to = ZlibEncoder::new(vec![], Compression::best());
        to.write_all(bytes).expect("in memory");
        to.finish().expect("in memory")
    }

    fn deflate(bytes: &[u8]) -> Vec<u8> {
        let mut to = DeflateEncoder::new(vec![], Compression::best());
        to.write_all(bytes).expect("in memory");
        to.finish().expect("in memory")
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        zstd::stream::encode_all(bytes, 3).expect("in memory")
    }

    /// Unpacks what comes in pieces of so many bytes.
    fn unpack(declared: &str, bytes: &[u8], piece: usize) -> Unpacked {
        let mut it = Unpack::new([declared].into_iter());
        let stop = bytes.chunks(piece).find_map(|piece| it.take(piece).err());
        it.end(stop, true)
    }

    #[test]
    fn every_packing_is_undone_however_it_comes_in_pieces() {
        let joined = [gzip(&FEED[..40]), gzip(&FEED[40..])].concat();
        let tests: Vec<(&str, &str, Vec<u8>)> = vec![
            ("plain", "", FEED.to_vec()),
            ("identity", "identity", FEED.to_vec()),
            ("gzip", "gzip", gzip(FEED)),
            ("gzip, shouted", "GZIP", gzip(FEED)),
            ("x-gzip", "x-gzip", gzip(FEED)),
            ("gzip and nothing", "gzip, identity", gzip(FEED)),
            ("two members", "gzip", joined),
            (
                "gzip and a line",
                "gzip",
                [gzip(FEED), b"\n".to_vec()].concat(),
            ),
            ("gzip and nulls", "gzip", [gzip(FEED), vec![0; 50]].concat()),
            ("deflate", "deflate", zlib(FEED)),
            ("deflate without head", "deflate", deflate(FEED)),
            ("brotli", "br", brotli(FEED)),
            (
                "brotli and a line",
                "br",
                [brotli(FEED), b"\n".to_vec()].concat(),
            ),
            ("zstd", "zstd", zstd(FEED)),
            (
                "two frames",
                "zstd",
                [zstd(&FEED[..9]), zstd(&FEED[9..])].concat(),
            ),
            ("gzip that is text", "gzip", FEED.to_vec()),
            ("brotli that is text", "br", FEED.to_vec()),
            ("zstd that is text", "zstd", FEED.to_vec()),
            ("twice that is text", "gzip, gzip", FEED.to_vec()),
            ("a charset that is no packing", "utf-8", FEED.to_vec()),
        ];
        for (name, declared, bytes) in tests {
            for piece in [1, 7, 1_000] {
                let it = unpack(declared, &bytes, piece);
                assert_eq!(it.stop, None, "{name} in pieces of {piece}");
                assert!(it.body == FEED, "{name} in pieces of {piece}");
                assert_eq!(it.received, bytes.len(), "{name}: what came is counted");
            }
        }
    }

    #[test]
    fn what_is_damaged_is_said_and_what_came_before_is_kept() {
        let text = "The quarry opened on Monday. ".repeat(4_000);
        let varied: String = (0..20_000).map(|it| format!("{} ", it * it)).collect();
        for (name, whole) in [("repeated", text), ("varied", varied)] {
            for (packing, bytes) in [
                ("gzip", gzip(whole.as_bytes())),
                ("deflate", zlib(whole.as_bytes())),
                ("br", brotli(whole.as_bytes())),
                ("zstd", zstd(whole.as_bytes())),
            ] {
                for cut in [bytes.len() / 2, bytes.len() - 3] {
                    let it = unpack(packing, &bytes[..cut], 512);
                    assert_eq!(it.stop, Some(Stop::Damaged), "{name}, {packing}, {cut}");
                    assert!(
                        whole.as_bytes().starts_with(&it.body),
                        "{name}, {packing}, {cut}"
                    );
                }
            }
        }
        assert_eq!(
            unpack("gzip", b"no gzip, and no text", 9).stop,
            Some(Stop::Damaged)
        );
        assert_eq!(
            unpack("zstd", b"no zstd, and no text", 9).stop,
            Some(Stop::Damaged)
        );
        assert_eq!(unpack("gzip", b"", 9).stop, None, "nothing is nothing");
    }

    #[test]
    fn what_is_packed_twice_or_strangely_is_said_so() {
        assert_eq!(
            unpack("gzip, gzip", &gzip(&gzip(FEED)), 99).stop,
            Some(Stop::Twice("gzip, gzip".into()))
        );
        assert_eq!(
            unpack("compress", &[0x1f, 0x9d, 1, 2, 3], 99).stop,
            Some(Stop::Unknown("compress".into()))
        );
    }

    #[test]
    fn a_bomb_is_told_from_a_large_feed() {
        let nothing = vec![b' '; 64 << 20];
        for (packing, bytes) in [
            ("gzip", gzip(&nothing)),
            ("br", brotli(&nothing)),
            ("zstd", zstd(&nothing)),
        ] {
            let it = unpack(packing, &bytes, 4_096);
            assert_eq!(it.stop, Some(Stop::Bomb), "{packing}");
            assert!(it.body.len() <= 2 << 20, "{packing}: {}", it.body.len());
        }
        let large: Vec<u8> = (0..4_000_000_u32)
            .flat_map(|it| it.wrapping_mul(2_654_435_761).to_string().into_bytes())
            .collect();
        let it = unpack("gzip", &gzip(&large), 4_096);
        assert_eq!((it.stop, it.body.len()), (Some(Stop::TooLarge), MOST));
        let it = unpack("", &large, 4_096);
        assert_eq!((it.stop, it.body.len()), (Some(Stop::TooLarge), MOST));
    }

    #[test]
    fn a_window_of_a_gigabyte_is_not_made_room_for() {
        // The head of a stream with a large window of 2^30 bytes, and one that is no text.
        let head = [0x11, 0x1E, 0x80, 0xFF, 0x00, 0x01];
        assert_eq!(unpack("br", &head, 9).stop, Some(Stop::Damaged));
    }

    #[test]
    fn random_bytes_are_an_answer_in_every_packing() {
        let mut seed = 7_u64;
        for _ in 0..400 {
            let bytes: Vec<u8> = (0..300)
                .map(|_| {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    (seed >> 56) as u8
                })
                .collect();
            for packing in ["gzip", "deflate", "br", "zstd", ""] {
                unpack(packing, &bytes, 50);
            }
        }
    }
}
