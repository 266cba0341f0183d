//! The bounds of what is read. A bound that was hit is a problem that is reported.

/// Bytes of a page or a file that are read: 10 MB.
pub const PAGE_BYTES: usize = 10 * 1024 * 1024;
/// Bytes of a feed that are read: 20 MB.
pub const FEED_BYTES: usize = 20 * 1024 * 1024;
/// Bytes of a watchlist file: 32 MB.
pub const WATCHLIST_BYTES: usize = 32 * 1024 * 1024;
/// Items of one feed that are read.
pub const FEED_ITEMS: usize = 2_000;
/// Elements that may stand inside one another on a page. What is deeper loses its tags, not its text.
pub const PAGE_DEPTH: usize = 256;
/// Elements that may stand inside one another in a feed.
pub const FEED_DEPTH: usize = 512;
/// Tags of a page that are read; what comes after them is not.
pub const PAGE_TAGS: usize = 400_000;
/// Attributes of one element that are read. Checking them for doubles costs their number squared.
pub const ATTRIBUTES: usize = 64;
/// Formatting elements (`b`, `i`, `font` …) that may be open at once: HTML opens them again in every paragraph.
pub const OPEN_FORMATTING: usize = 24;
/// Blocks of a page up to which every extractor is asked; beyond, only our own, which is quickest.
pub const JUDGED_BLOCKS: usize = 12_000;
/// Characters of a title.
pub const TITLE_CHARS: usize = 2_000;
/// Bytes of an article's text: 1 MB.
pub const BODY_BYTES: usize = 1024 * 1024;
/// Bytes of one JSON-LD script.
pub const JSON_BYTES: usize = 2 * 1024 * 1024;
/// Authors of one article.
pub const AUTHORS: usize = 40;
/// Tags of one article that are kept.
pub const TAGS: usize = 40;
/// Characters of a tag, of a section's name, of who is credited for an article.
pub const LABEL_CHARS: usize = 120;
/// Bytes of a document (PDF, office file, archive …) that are read: 256 MB.
pub const DOCUMENT_BYTES: usize = 256 * 1024 * 1024;
/// Bytes that all packed parts of one file may come to: 256 MB.
pub const UNPACKED_BYTES: usize = 256 * 1024 * 1024;
/// How many times its packed size a part may have; beyond, it is taken for a trap. Deflate cannot pack text of a
/// newsroom so much, and reaches 1032 on nothing but zeros.
pub const PACKED_RATIO: u64 = 400;
/// Bytes up to which a packed part may have any ratio: 4 MB.
pub const PACKED_FREE: u64 = 4 * 1024 * 1024;
/// How deep documents may stand inside one another: a PDF in a mail in a ZIP is 3.
pub const DOCUMENT_DEPTH: usize = 5;
/// Parts of one file (members of an archive, mails of a mailbox, records, rows) that are read.
pub const PARTS: usize = 50_000;
/// Bytes of text of all articles of one file: 96 MB.
pub const FILE_TEXT_BYTES: usize = 96 * 1024 * 1024;
/// Parts of one file that are named as unreadable; the others are counted.
pub const TOLD_PARTS: usize = 20;
/// Pages of a PDF that are read.
pub const PDF_PAGES: usize = 2_000;
/// Bytes that one page or one object stream of a PDF may unpack to: 32 MB.
pub const PDF_STREAM_BYTES: usize = 32 * 1024 * 1024;
/// Groups of an RTF document that may stand inside one another.
pub const RTF_DEPTH: usize = 256;
