//! What a site lets programs read of its pages: a robots.txt, after RFC 9309.

use texting_robots::Robot;

use crate::guard;

/// How much of the file is read: what RFC 9309 (2.5) asks for at the least.
const MOST: usize = 500 << 10;

/// What a robots.txt says to one program.
#[derive(Debug)]
pub struct Robots {
    /// Nothing where the file could not be read: it then says nothing against anything.
    rules: Option<Robot>,
}

impl Robots {
    /// Reads the first 500 KB of a robots.txt, for the program of that name (the part of its user agent before the version).
    /// A file that cannot be read says nothing against it.
    pub fn read(name: &str, bytes: &[u8]) -> Robots {
        let bytes = &bytes[..bytes.len().min(MOST)];
        let rules = guard::contained(|| Robot::new(name, bytes).ok()).flatten();
        Robots { rules }
    }

    /// Whether the program may read the page of that address. Of an address that cannot be judged it may not.
    pub fn allows(&self, address: &str) -> bool {
        let Some(rules) = &self.rules else {
            return true;
        };
        guard::contained(|| rules.allowed(address)).unwrap_or(false)
    }

    /// The sitemaps that it names, for whomever.
    pub fn sitemaps(&self) -> &[String] {
        self.rules.as_ref().map_or(&[], |it| &it.sitemaps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(file: &[u8], path: &str) -> bool {
        Robots::read("Wirewatch", file).allows(&format!("https://ledger.example{path}"))
    }

    #[test]
    fn what_a_file_says_is_done() {
        const TESTS: &[(&str, &str, bool)] = &[
            ("", "/news/1", true),
            ("User-agent: *\nDisallow: /", "/news/1", false),
            ("User-agent: *\nDisallow:", "/news/1", true),
            ("User-agent: *\nDisallow: /private/", "/news/1", true),
            ("User-agent: *\nDisallow: /private/", "/private/1", false),
            // The longest rule counts, and of equals the one that allows.
            ("User-agent: *\nDisallow: /\nAllow: /news/", "/news/1", true),
            ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", true),
            ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", false),
            ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf?x=1", true),
            // What is said to this program counts instead of what is said to all.
            (
                "User-agent: *\nDisallow: /\n\nUser-agent: wirewatch\nDisallow: /x",
                "/news/1",
                true,
            ),
            (
                "User-agent: WIREWATCH\nDisallow: /news\n\nUser-agent: *\nDisallow:",
                "/news/1",
                false,
            ),
            ("User-agent: otherbot\nDisallow: /", "/news/1", true),
            (
                "\u{FEFF}user-agent : *\ndisallow : /news # mostly",
                "/news/1",
                false,
            ),
            ("<html><body>Not here</body></html>", "/news/1", true),
        ];
        for (file, path, expected) in TESTS {
            assert_eq!(
                allows(file.as_bytes(), path),
                *expected,
                "{path} of {file:?}"
            );
        }
    }

    #[test]
    fn strange_files_forbid_nothing_and_harm_nobody() {
        let long = "User-agent: *\nDisallow: /a\n".repeat(100_000);
        let stars = format!("User-agent: *\nDisallow: /{}x", "*a".repeat(200));
        let files: &[(&str, &[u8])] = &[
            ("longer than is read", long.as_bytes()),
            ("a rule of stars", stars.as_bytes()),
            ("no text", &[0xFF, 0xFE, 0, 1, 2]),
        ];
        for (name, file) in files {
            assert!(
                allows(file, "/news/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
                "{name}"
            );
        }
    }
}
