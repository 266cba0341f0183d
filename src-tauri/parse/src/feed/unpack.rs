//! Feeds that come gzipped although nobody said so.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::MultiGzDecoder;

use crate::limits;

/// `bytes` unpacked if they are packed, and whether that went well to the end.
/// No more is unpacked than is read of a feed.
pub(crate) fn unpacked(bytes: &[u8]) -> (Cow<'_, [u8]>, bool) {
    if !bytes.starts_with(&[0x1F, 0x8B, 0x08]) {
        return (Cow::Borrowed(bytes), true);
    }
    let mut out = Vec::new();
    let bound = limits::FEED_BYTES as u64 + 1;
    let sound = MultiGzDecoder::new(bytes)
        .take(bound)
        .read_to_end(&mut out)
        .is_ok();
    (Cow::Owned(out), sound)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).expect("writing to memory");
        encoder.finish().expect("writing to memory")
    }

    #[test]
    fn packed_bytes_are_unpacked_and_bounded() {
        assert_eq!(unpacked(b"<rss>"), (Cow::Borrowed(&b"<rss>"[..]), true));
        assert_eq!(unpacked(&packed(b"<rss>")).0.as_ref(), b"<rss>");
        let bomb = packed(&vec![b' '; 2 * limits::FEED_BYTES]);
        assert_eq!(unpacked(&bomb).0.len(), limits::FEED_BYTES + 1);
        let whole = packed("<rss><item/></rss>".repeat(500).as_bytes());
        let (half, sound) = unpacked(&whole[..whole.len() - 6]);
        assert!(!sound && !half.is_empty());
    }
}
