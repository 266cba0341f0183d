//! The members of a ZIP as they stand one after the other, each behind a header of its own: for archives whose list at the
//! end is lost, and for those too large to be held.

use std::io::{self, BufRead, Read};

use flate2::bufread::DeflateDecoder;

/// Bytes of a header that stands before a member, behind its mark.
const HEADER: usize = 26;

/// How a member is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    Stored,
    Deflated,
    Other(u16),
}

/// What stands before a member.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Header {
    name: String,
    packing: Packing,
    locked: bool,
    /// Packed bytes; nothing where they are told only behind the member.
    packed: Option<u64>,
}

/// A member whose bytes can be read. What is not read of it is skipped.
pub(super) struct Member<'a, R> {
    /// Its name.
    pub(super) name: String,
    /// Its packed size, where its header tells.
    pub(super) packed: Option<u64>,
    data: Data<'a, R>,
}

enum Data<'a, R> {
    /// Packed bytes of a known number.
    Stored(&'a mut io::Take<R>),
    Deflated(DeflateDecoder<&'a mut io::Take<R>>),
    /// Cannot be read, for this reason.
    Refused(&'static str),
}

impl<R: BufRead> Member<'_, R> {
    /// Why it cannot be read, if so.
    pub(super) fn refused(&self) -> Option<&'static str> {
        match self.data {
            Data::Refused(why) => Some(why),
            Data::Stored(_) | Data::Deflated(_) => None,
        }
    }
}

impl<R: BufRead> Read for Member<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match &mut self.data {
            Data::Stored(it) => it.read(into),
            Data::Deflated(it) => it.read(into),
            Data::Refused(_) => Ok(0),
        }
    }
}

/// What follows a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Member,
    /// The list at the end, or the end.
    End,
}

/// Goes through the members of an archive in their order, over damage between them. `take` is given each, and tells
/// whether to go on. Tells whether the end was reached.
///
/// # Errors
/// What reading says.
pub(super) fn each<R: BufRead>(
    from: R,
    mut take: impl FnMut(&mut Member<'_, R>) -> bool,
) -> io::Result<bool> {
    let mut from = from.take(u64::MAX);
    while mark(&mut from)? == Next::Member {
        let header = match header(&mut from)? {
            Before::Member(header) => header,
            Before::Nothing => continue,
            Before::End => return Ok(true),
        };
        if let Some(packed) = header.packed {
            from.set_limit(packed);
        }
        let refused = match (header.locked, header.packing, header.packed) {
            (true, ..) => Some("It is locked with a password."),
            (_, Packing::Other(_), _) => Some("It is packed in a way that is not read."),
            (_, Packing::Stored, None) => {
                Some("Its size is lost, and it is not packed: where it ends is not known.")
            }
            _ => None,
        };
        let data = match (refused, header.packing) {
            (Some(why), _) => Data::Refused(why),
            (None, Packing::Deflated) => Data::Deflated(DeflateDecoder::new(&mut from)),
            (None, _) => Data::Stored(&mut from),
        };
        let mut member = Member {
            name: header.name,
            packed: header.packed,
            data,
        };
        let more = take(&mut member);
        if header.packed.is_none() && member.refused().is_none() && more {
            // Where it ends is only seen by unpacking it; damage in it ends it where the next mark is.
            let _ = io::copy(&mut member, &mut io::sink());
        }
        drop(member);
        if !more {
            return Ok(false);
        }
        if header.packed.is_some() {
            io::copy(&mut from, &mut io::sink())?;
            from.set_limit(u64::MAX);
        }
    }
    Ok(true)
}

/// Looks for the next mark, and goes behind it.
fn mark(from: &mut impl BufRead) -> io::Result<Next> {
    let mut last = [0u8; 4];
    loop {
        let bytes = from.fill_buf()?;
        if bytes.is_empty() {
            return Ok(Next::End);
        }
        let mut used = 0;
        let mut found = None;
        for byte in bytes {
            used += 1;
            last = [last[1], last[2], last[3], *byte];
            match &last {
                b"PK\x03\x04" => found = Some(Next::Member),
                b"PK\x01\x02" | b"PK\x05\x06" | b"PK\x06\x06" => found = Some(Next::End),
                _ => continue,
            }
            break;
        }
        from.consume(used);
        if let Some(found) = found {
            return Ok(found);
        }
    }
}

/// What stands behind a mark.
enum Before {
    Member(Header),
    /// Something else: the mark was none.
    Nothing,
    /// The end of the archive.
    End,
}

/// Whether this stands before a member: a version and a way of packing that there are, and a name.
fn is_header(fixed: &[u8; HEADER]) -> bool {
    let [version, _, _, _, packing, zero, ..] = fixed;
    let is_packing = *zero == 0 && matches!(packing, 0..=20 | 93..=99);
    *version <= 63 && is_packing && fixed[22..24] != [0, 0]
}

/// Reads what stands before a member.
fn header(from: &mut impl BufRead) -> io::Result<Before> {
    let mut fixed = [0u8; HEADER];
    if !fill(from, &mut fixed)? {
        return Ok(Before::End);
    }
    while !is_header(&fixed) {
        // The next mark may stand in what was taken for a header.
        let Some(at) = fixed.windows(4).position(|it| it == b"PK\x03\x04") else {
            return Ok(Before::Nothing);
        };
        fixed.copy_within(at + 4.., 0);
        if !fill(from, &mut fixed[HEADER - at - 4..])? {
            return Ok(Before::End);
        }
    }
    let two = |at: usize| u16::from_le_bytes([fixed[at], fixed[at + 1]]);
    let four = |at: usize| {
        u64::from(u32::from_le_bytes([
            fixed[at],
            fixed[at + 1],
            fixed[at + 2],
            fixed[at + 3],
        ]))
    };
    let (flags, method) = (two(2), two(4));
    let (packed, unpacked) = (four(14), four(18));
    let mut name = vec![0; usize::from(two(22))];
    let mut extra = vec![0; usize::from(two(24))];
    if !fill(from, &mut name)? || !fill(from, &mut extra)? {
        return Ok(Before::End);
    }
    let told_behind = flags & 0x8 != 0;
    let packed = match (told_behind, packed) {
        (true, 0) => None,
        (_, 0xFFFF_FFFF) => {
            large_size(&extra, unpacked == 0xFFFF_FFFF).filter(|it| *it > 0 || !told_behind)
        }
        (_, it) => Some(it),
    };
    Ok(Before::Member(Header {
        name: String::from_utf8_lossy(&name).into_owned(),
        packing: match method {
            0 => Packing::Stored,
            8 => Packing::Deflated,
            it => Packing::Other(it),
        },
        locked: flags & 0x1 != 0,
        packed,
    }))
}

/// The packed size of a member of more than 4 GB or in an archive that allows for it.
fn large_size(extra: &[u8], unpacked_first: bool) -> Option<u64> {
    let mut rest = extra;
    while let [a, b, c, d, after @ ..] = rest {
        let (kind, size) = (
            u16::from_le_bytes([*a, *b]),
            usize::from(u16::from_le_bytes([*c, *d])),
        );
        let field = after.get(..size)?;
        if kind == 1 {
            let at = if unpacked_first { 8 } else { 0 };
            let bytes: [u8; 8] = field.get(at..at + 8)?.try_into().ok()?;
            return Some(u64::from_le_bytes(bytes));
        }
        rest = &after[size..];
    }
    None
}

fn fill(from: &mut impl Read, into: &mut [u8]) -> io::Result<bool> {
    match from.read_exact(into) {
        Ok(()) => Ok(true),
        Err(err) if err.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(err) => Err(err),
    }
}
