//! JSON as strangers write it: what breaks off or has a comma too many is read as far as it goes.

use std::collections::HashMap;

use crate::limits;

/// Bytes of a key: longer ones are not read twice.
const LONGEST_KEY: usize = 256;

/// What the list of a feed's items is called.
const ITEMS: &str = "items";

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
        too_deep: false,
        strays: Vec::new(),
    };
    let mut value = reader.value(0, false)?;
    reader.space();
    let sound = reader.sound && reader.at == text.len();
    if let Json::Map(map) = &mut value {
        // A brace too many ended it too soon.
        while reader.at < text.len() && !reader.too_deep {
            reader.members(0, false, map);
        }
        // Maps that stand outside of any list are what is left of the longest.
        if !reader.strays.is_empty() {
            let items = map.entry(ITEMS.to_owned()).or_insert(Json::Null);
            let mut list = match std::mem::replace(items, Json::Null) {
                Json::List(list) => list,
                Json::Null | Json::Bool(_) | Json::Number(_) | Json::Text(_) => Vec::new(),
                first @ Json::Map(_) => vec![first],
            };
            list.append(&mut reader.strays);
            *items = Json::List(list);
        }
    }
    Some((value, sound))
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    sound: bool,
    /// Whether more stood inside one another than is read: then nothing more is.
    too_deep: bool,
    /// Maps without a name in the outermost one.
    strays: Vec<Json>,
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

    /// The value that stands here, in a list or in a map.
    fn value(&mut self, depth: usize, in_list: bool) -> Option<Json> {
        self.space();
        if depth > limits::FEED_DEPTH {
            self.sound = false;
            self.too_deep = true;
            return None;
        }
        match self.peek()? {
            b'{' => {
                let mut map = HashMap::new();
                self.at += 1;
                self.members(depth, in_list, &mut map);
                Some(Json::Map(map))
            }
            b'[' => Some(self.list(depth)),
            b'"' => Some(Json::Text(self.string(b",}]"))),
            _ => self.word(),
        }
    }

    /// Reads keys and values into `map`, to its end. `in_list`: whether it is one of a list.
    fn members(&mut self, depth: usize, in_list: bool, map: &mut HashMap<String, Json>) {
        loop {
            self.space();
            match self.peek() {
                Some(b'}') => {
                    self.at += 1;
                    break;
                }
                Some(b',') => self.at += 1,
                Some(b'"') => {
                    let key = self.string(b":,}]");
                    self.space();
                    if self.peek() == Some(b':') {
                        self.at += 1;
                    } else {
                        self.sound = false;
                    }
                    match self.value(depth + 1, false) {
                        Some(value) => {
                            map.entry(key).or_insert(value);
                        }
                        None => self.sound = false,
                    }
                }
                // Its own end was lost: what is around it ends, or the next of its list begins.
                Some(b']') if depth > 0 => {
                    self.sound = false;
                    break;
                }
                Some(b'{') if depth == 0 => {
                    self.sound = false;
                    let stray = self.value(1, false);
                    self.strays.extend(stray);
                }
                Some(b'{') if in_list => {
                    self.sound = false;
                    break;
                }
                Some(_) => self.skip(),
                None => {
                    self.sound = false;
                    break;
                }
            }
            if self.too_deep {
                break;
            }
        }
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
                Some(b'"') => {
                    let before = self.at;
                    let text = self.string(b",]}:");
                    self.space();
                    if self.peek() != Some(b':') {
                        list.push(Json::Text(text));
                        continue;
                    }
                    // A key: a brace before it or a bracket was lost.
                    self.sound = false;
                    if text.len() > LONGEST_KEY {
                        list.push(Json::Text(text));
                        continue;
                    }
                    self.at = before;
                    if depth > 1 {
                        break;
                    }
                    // What the last one has not is still of it; what it has begins another.
                    let mut map = match list.pop() {
                        Some(Json::Map(map)) if !map.contains_key(&text) => map,
                        Some(other) => {
                            list.push(other);
                            HashMap::new()
                        }
                        None => HashMap::new(),
                    };
                    self.members(depth + 1, true, &mut map);
                    list.push(Json::Map(map));
                }
                // A bracket was lost, unless this is the list of items: of them as many are read as there are.
                Some(b'}') if depth > 1 => {
                    self.sound = false;
                    break;
                }
                Some(_) => {
                    let before = self.at;
                    match self.value(depth + 1, true) {
                        Some(value) => list.push(value),
                        None if self.at == before => self.skip(),
                        None => self.sound = false,
                    }
                }
                None => {
                    self.sound = false;
                    break;
                }
            }
            if self.too_deep {
                break;
            }
        }
        Json::List(list)
    }

    /// Passes over a character that has no place here.
    fn skip(&mut self) {
        self.sound = false;
        self.at += self.text[self.at..]
            .chars()
            .next()
            .map_or(0, char::len_utf8);
    }

    /// A text, behind which one of `followers` or nothing comes. A quote that something else follows is a part of it:
    /// either it was not escaped, or the one that closes the text was lost.
    fn string(&mut self, followers: &[u8]) -> String {
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
                    let next = bytes[self.at..].iter().find(|it| !it.is_ascii_whitespace());
                    let ends = next.is_none_or(|it| followers.contains(it));
                    if ends {
                        return out;
                    }
                    self.sound = false;
                    out.push('"');
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

    /// Name, JSON, how many items are read of the list `items` in it.
    const DAMAGED: &[(&str, &str, usize)] = &[
        (
            "sound",
            r#"{"items": [{"id": "1"}, {"id": "2"}, {"id": "3"}]}"#,
            3,
        ),
        (
            "a quote lost",
            r#"{"items": [{"id": "1, "url": "a"}, {"id": "2"}, {"id": "3"}]}"#,
            3,
        ),
        (
            "a quote too many",
            r#"{"items": [{"id": "1" x"}, {"id": "2"}, {"id": "3"}]}"#,
            3,
        ),
        (
            "a brace lost between two",
            r#"{"items": [{"id": "1", {"id": "2"}, {"id": "3"}]}"#,
            3,
        ),
        (
            "the bracket of the list lost",
            r#"{"items": {"id": "1"}, {"id": "2"}, {"id": "3"}], "title": "x"}"#,
            3,
        ),
        (
            "a bracket too many",
            r#"{"items": [{"id": "1"}, ]{"id": "2"}, {"id": "3"}]}"#,
            3,
        ),
        (
            "a brace too many at the beginning",
            r#"{"title": "x"}, "items": [{"id": "1"}, {"id": "2"}, {"id": "3"}]}"#,
            3,
        ),
        (
            "a brace lost",
            r#"{"items": [{"id": "1"}, "id": "2"}, {"id": "3"}]}"#,
            3,
        ),
        (
            "a brace too many",
            r#"{"items": [{"id": "1"}, "url": "a"}, {"id": "2"}, {"id": "3"}]}"#,
            3,
        ),
        (
            "a bracket lost",
            r#"{"items": [{"id": "1", "tags": ["a", "b"}, {"id": "2"}, {"id": "3"}]}"#,
            3,
        ),
        (
            "a colon lost",
            r#"{"items": [{"id" "1"}, {"id": "2"}, {"id": "3"}]}"#,
            3,
        ),
        (
            "a comma lost",
            r#"{"items": [{"id": "1"} {"id": "2" "url": "b"}, {"id": "3"}]}"#,
            3,
        ),
        (
            "nonsense",
            r#"{"items": [{"id": "1"}, §{"id": "2"}, {"id": "3"}]}"#,
            3,
        ),
    ];

    #[test]
    fn damage_costs_no_more_than_what_it_hits() {
        for (name, text, expected) in DAMAGED {
            let (value, sound) = read(text).expect("a value");
            assert_eq!(value.list("items").len(), *expected, "{name}");
            assert_eq!(sound, *name == "sound", "{name}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        assert!(read(&"[".repeat(200_000)).is_some_and(|(_, sound)| !sound));
    }
}
