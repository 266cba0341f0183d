//! Mail, mailboxes and saved pages, told by the header with which they begin: no first bytes mark them.

use super::kind::Kind;
use crate::when;

/// Bytes of a header that are looked at.
const LONGEST: usize = 64 * 1024;

/// What a file is that begins as mail does, whatever it is called.
pub(super) fn kind(start: &[u8]) -> Option<Kind> {
    if let Some(message) = below_postmark(start) {
        let fields = Fields::of(message)?;
        let is_message = fields.has(&["from"]) && fields.has(&["date", "subject", "message-id"]);
        return is_message.then_some(Kind::Mailbox);
    }
    let fields = Fields::of(start)?;
    match (fields.are_of_mail(), fields.are_of_a_saved_page()) {
        (false, _) => None,
        (true, true) => Some(Kind::SavedPage),
        (true, false) => Some(Kind::Mail),
    }
}

/// The first message of a mailbox, below the line "From rhona@quay.example Tue Dec  7 18:42:00 2021".
fn below_postmark(start: &[u8]) -> Option<&[u8]> {
    let line = start.strip_prefix(b"From ")?;
    let end = line.iter().position(|it| *it == b'\n')?;
    line[..end].contains(&b':').then(|| &line[end + 1..])
}

/// The fields of a header with their names in lower case.
struct Fields(Vec<(String, String)>);

impl Fields {
    /// The fields up to the first empty line. Nothing where a line is none, or where nothing ends them: then it is a text.
    fn of(bytes: &[u8]) -> Option<Fields> {
        let mut fields: Vec<(String, String)> = vec![];
        for line in bytes[..bytes.len().min(LONGEST)].split(|it| *it == b'\n') {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.is_empty() {
                return Some(Fields(fields));
            }
            let line = String::from_utf8_lossy(line);
            if line.starts_with([' ', '\t']) {
                // A field goes on in the next line.
                fields.last_mut()?.1.push_str(&line);
                continue;
            }
            let (name, value) = line.split_once(':')?;
            if name.is_empty() || !name.bytes().all(|it| it.is_ascii_graphic()) {
                return None;
            }
            fields.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        None
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|it| it.0 == name)
            .map(|it| it.1.as_str())
    }

    fn has(&self, names: &[&str]) -> bool {
        names.iter().any(|it| self.value(it).is_some())
    }

    /// Whether these are the fields of mail. A text can begin with "From: our correspondent", and a memo with who wrote
    /// when to whom: neither says what kind of content it has, nor gives the address of its sender.
    fn are_of_mail(&self) -> bool {
        let content = self.value("content-type");
        let is_typed = self.has(&["mime-version"]) && content.is_some_and(|it| it.contains('/'));
        let is_headed = self.has(&["from", "date", "subject", "message-id"]);
        let is_sent = self.value("from").is_some_and(|it| it.contains('@'))
            && self
                .value("date")
                .is_some_and(|it| when::stated(it).is_some());
        let is_carried =
            self.has(&["message-id", "received"]) || (self.has(&["to"]) && self.has(&["subject"]));
        (is_typed && is_headed) || (is_sent && is_carried)
    }

    /// Whether mail is a page that a browser saved as one file: it says so, or it has the form of one and was sent to nobody.
    fn are_of_a_saved_page(&self) -> bool {
        let is_one_with_its_parts = self
            .value("content-type")
            .is_some_and(|it| it.to_ascii_lowercase().starts_with("multipart/related"));
        let is_saved = self
            .value("from")
            .is_some_and(|it| it.to_ascii_lowercase().contains("saved by") && !it.contains('@'));
        let is_sent = self.has(&[
            "to",
            "cc",
            "received",
            "message-id",
            "return-path",
            "newsgroups",
        ]);
        self.has(&["snapshot-content-location"]) || is_saved || (is_one_with_its_parts && !is_sent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TESTS: &[(&str, &str, Option<Kind>)] = &[
        (
            "a mail as programs send it",
            "From: Jana Holm <jana@quay.example>\r\nDate: Tue, 7 Dec 2021 18:42:00 +0200\r\nMessage-ID: <f1@quay.example>\r\n\r\nThe ferry returned.",
            Some(Kind::Mail),
        ),
        (
            "a field that goes on in the next line",
            "Subject: The ferry\n returned\nMIME-Version: 1.0\nContent-Type: text/plain;\n\tcharset=utf-8\n\nThe ferry returned.",
            Some(Kind::Mail),
        ),
        (
            "a mail with pictures in it",
            "From: Jana Holm <jana@quay.example>\nTo: desk@quay.example\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b",
            Some(Kind::Mail),
        ),
        (
            "a page saved by an older browser",
            "From: \"Saved by Windows Internet Explorer 8\"\nSubject: Ferry\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b",
            Some(Kind::SavedPage),
        ),
        (
            "a page saved by a program without a name",
            "Subject: Ferry\nMIME-Version: 1.0\nContent-Type: Multipart/Related; boundary=b\n\n--b",
            Some(Kind::SavedPage),
        ),
        (
            "a mailbox",
            "From jana@quay.example Tue Dec  7 18:42:00 2021\nFrom: Jana Holm <jana@quay.example>\nSubject: Ferry\n\nThe ferry returned.",
            Some(Kind::Mailbox),
        ),
        (
            "an article that says from whom it is",
            "From: our correspondent\nDate: 7 December 2021\n\nThe ferry returned.",
            None,
        ),
        (
            "a memo",
            "From: The harbour master\nTo: All pilots\nSubject: The ice\nDate: 7 December 2021\n\nThe ferry stays in port.",
            None,
        ),
        (
            "a text with a head of its own",
            "Title: Ferry returns\nBy: Jana Holm\nDate: 2021-12-07T18:42:00Z\n\nThe ferry returned.",
            None,
        ),
        (
            "a letter to the editor",
            "From the quay, at 18:42: the ferry returned.\nFrom: here it is an hour.\n\nJana Holm",
            None,
        ),
        (
            "what a server answered",
            "HTTP/1.1 200 OK\nDate: Tue, 7 Dec 2021 18:42:00 GMT\nContent-Type: text/html\n\n<p>The ferry returned.",
            None,
        ),
        ("a text", "The ferry returned: nobody was lost.", None),
        ("an empty line", "\n\n", None),
    ];

    #[test]
    fn mail_is_told_from_texts_that_begin_alike() {
        for (name, text, expected) in TESTS {
            assert_eq!(kind(text.as_bytes()), *expected, "{name}");
        }
    }
}
