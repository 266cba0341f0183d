//! Any bytes as a robots.txt, asked for its first line and for some pages.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    parse_fuzz::begin();
    let robots = parse::Robots::read("Wirewatch", bytes);
    let first = String::from_utf8_lossy(bytes.split(|it| *it == b'\n').next().unwrap_or_default());
    for page in [
        "/",
        "/news/a%20b?c=d",
        "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        &first,
    ] {
        robots.allows(&format!("https://outlet.example{page}"));
    }
    robots.allows(&first);
});
