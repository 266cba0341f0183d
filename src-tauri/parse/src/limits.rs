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
