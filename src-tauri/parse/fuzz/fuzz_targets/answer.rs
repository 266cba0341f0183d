//! Any bytes as the answer of a server: a line of its kind, a line of its address, its body; read as a page and as a feed.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut lines = bytes.splitn(3, |it| *it == b'\n');
    let (Some(kind), Some(address), Some(body)) = (lines.next(), lines.next(), lines.next()) else {
        return;
    };
    let (Ok(kind), Ok(address)) = (std::str::from_utf8(kind), std::str::from_utf8(address)) else {
        return;
    };
    parse_fuzz::begin();
    let page = parse::page(body, Some(kind), Some(address));
    parse_fuzz::judge(page.articles.is_empty(), &page.problems);
    let feed = parse::feed(body, Some(kind), Some(address));
    parse_fuzz::judge(feed.articles.is_empty(), &feed.problems);
    parse::address_key(address);
});
