//! JSON as strangers write it: what breaks off or has a comma too many is read as far as it goes.

use std::collections::HashMap;

use crate::limits;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    /// A number, as written.
    Number(String),
    Text(String),
    List(Vec<Json>),
    Map(HashMap<String, Json>),
}

impl Json {
    pub(crate) fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Json::Map(map) => map.get(key),
            _ => None,
        }
    }

    /// A text, or a number as one: ids are written both ways.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        match self.get(key)? {
            Json::Text(it) | Json::Number(it) => {
                Some(it.clone()).filter(|it| !it.trim().is_empty())
            }
            _ => None,
        }
    }

    pub(crate) fn list(&self, key: &str) -> &[Json] {
        match self.get(key) {
            Some(Json::List(list)) => list,
            _ => &[],
        }
    }
}

/// The value that `text` begins with, and whether all was well. Nothing if there is none.
pub(crate) fn read(text: &str) -> Option<(Json, bool)> {
    let mut reader = Reader {
        text,
        at: 0,
        sound: true,
    };
    let value = reader.value(0)?;
    reader.space();
    let sound = reader.sound && reader.at == text.len();
    Some((value, sound))
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    sound: bool,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while self.peek().is_some_and(|it| it.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        self.space();
        if depth > limits::FEED_DEPTH {
            self.sound = false;
            return None;
        }
        match self.peek()? {
            b'{' => Some(self.map(depth)),
            b'[' => Some(self.list(depth)),
            b'"' => Some(Json::Text(self.string())),
            _ => self.word(),
        }
    }

    fn map(&mut self, depth: usize) -> Json {
        let mut map = HashMap::new();
        self.at += 1;
        loop {
            self.space();
            match self.peek() {
                Some(b'}') => {
                    self.at += 1;
                    break;
                }
                Some(b',') => self.at += 1,
                Some(b'"') => {
                    let key = self.string();
                    self.space();
                    if self.peek() == Some(b':') {
                        self.at += 1;
                    } else {
                        self.sound = false;
                    }
                    let Some(value) = self.value(depth + 1) else {
                        self.sound = false;
                        break;
                    };
                    map.entry(key).or_insert(value);
                }
                _ => {
                    self.sound = false;
                    break;
                }
            }
        }
        Json::Map(map)
    }

    fn list(&mut self, depth: usize) -> Json {
        let mut list = Vec::new();
        self.at += 1;
        loop {
            self.space();
            match self.peek() {
                Some(b']') => {
                    self.at += 1;
                    break;
                }
                Some(b',') => self.at += 1,
                Some(_) => match self.value(depth + 1) {
                    Some(value) => list.push(value),
                    None => {
                        self.sound = false;
                        break;
                    }
                },
                None => {
                    self.sound = false;
                    break;
                }
            }
        }
        Json::List(list)
    }

    fn string(&mut self) -> String {
        let bytes = self.text.as_bytes();
        self.at += 1;
        let mut out = String::new();
        loop {
            let start = self.at;
            while self.at < bytes.len() && bytes[self.at] != b'"' && bytes[self.at] != b'\\' {
                self.at += 1;
            }
            out.push_str(&self.text[start..self.at]);
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return out;
                }
                Some(_) => self.escape(&mut out),
                None => {
                    self.sound = false;
                    return out;
                }
            }
        }
    }

    /// Reads what stands behind a backslash.
    fn escape(&mut self, out: &mut String) {
        self.at += 1;
        let Some(it) = self.text[self.at..].chars().next() else {
            return;
        };
        self.at += it.len_utf8();
        match it {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            'b' | 'f' => {}
            'u' => {
                let Some(first) = self.hex() else { return };
                if !(0xD800..0xDC00).contains(&first) {
                    out.extend(char::from_u32(first));
                    return;
                }
                // Half a character: its other half follows, or it is dropped.
                let before = self.at;
                if self.text[self.at..].starts_with("\\u") {
                    self.at += 2;
                    if let Some(second) = self.hex().filter(|it| (0xDC00..0xE000).contains(it)) {
                        out.extend(char::from_u32(
                            0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00),
                        ));
                        return;
                    }
                    self.at = before;
                }
            }
            it => out.push(it),
        }
    }

    fn hex(&mut self) -> Option<u32> {
        let number = u32::from_str_radix(self.text.get(self.at..self.at + 4)?, 16).ok()?;
        self.at += 4;
        Some(number)
    }

    fn word(&mut self) -> Option<Json> {
        let rest = &self.text[self.at..];
        let length = rest
            .find(|it: char| !(it.is_ascii_alphanumeric() || "+-.".contains(it)))
            .unwrap_or(rest.len());
        let word = &rest[..length];
        self.at += length;
        match word {
            "true" => Some(Json::Bool(true)),
            "false" => Some(Json::Bool(false)),
            "null" => Some(Json::Null),
            _ if word.starts_with(|it: char| it.is_ascii_digit() || it == '-') => {
                Some(Json::Number(word.to_owned()))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_json_is_read_as_far_as_it_goes() {
        let (value, sound) = read(r#"{"a": [1, "b\u00e9\ud83d\ude00", {"c": tr"#).expect("a value");
        assert!(!sound);
        assert_eq!(value.list("a")[1], Json::Text("bé😀".into()));
        let (value, sound) = read(" {\"a\": true, \"b\": null,} ").expect("a value");
        assert!(sound && value.get("a") == Some(&Json::Bool(true)));
        assert_eq!(read("x"), None);
    }

    #[test]
    fn depth_is_bounded() {
        assert!(read(&"[".repeat(200_000)).is_some_and(|(_, sound)| !sound));
    }
}
