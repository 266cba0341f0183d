//! Place, day and agency before the first sentence.

use std::{ops::RangeInclusive, sync::LazyLock};

use regex::Regex;

use super::wire;
use crate::when::month_named;

// Read by hand: as regular expressions, with each of these bounds and all letters of the world, one takes three megabytes for each
// thread that reads.

/// How many characters a place in capitals has at most.
const PLACE: usize = 41;

/// How many parts a region or a day may have, …
const PARTS: usize = 3;

/// … and how many characters each.
const PART: RangeInclusive<usize> = 2..=24;

/// How many characters stand in the brackets of an agency.
const AGENCY: RangeInclusive<usize> = 2..=40;

/// How many characters stand before such brackets at most, where the place is not in capitals.
const BEFORE: usize = 61;

/// How far into a paragraph its dateline is looked for, in characters.
const LONGEST: usize = 300;

/// `paragraph` cut after its dateline, if it begins with one.
pub(crate) fn split_dateline(paragraph: &str) -> Option<(&str, &str)> {
    let end = capitals(paragraph)
        .or_else(|| bracketed(paragraph))
        .or_else(|| enclosed(paragraph))
        .or_else(|| filed(paragraph))
        .or_else(|| spelled(paragraph))?;
    let end = end + behind_dash(&paragraph[end..]);
    let (dateline, rest) = (paragraph[..end].trim_end(), &paragraph[end..]);
    let first = rest.chars().find(|it| it.is_alphanumeric())?;
    (is_sentence(rest) && (!first.is_lowercase() || dateline.ends_with(')')))
        .then_some((dateline, rest))
}

/// Whether a text has words enough to be a sentence; in scripts without blanks it is as long as three of them.
fn is_sentence(text: &str) -> bool {
    const WORDS: usize = 3;
    const LETTERS: usize = 8;
    text.split_whitespace().nth(WORDS - 1).is_some()
        || text
            .chars()
            .filter(|it| wire::is_dense(*it))
            .nth(LETTERS - 1)
            .is_some()
}

/// How long an agency is that stands behind the dash, with the mark behind it: "ЛИССАН, 7 декабря — РИА Новости. Порт открылся."
fn behind_dash(rest: &str) -> usize {
    let Some(name) = wire::at_start(rest) else {
        return 0;
    };
    let marks = rest[name..].trim_start();
    let sentence = marks.trim_start_matches(['.', '–', '—', '-']);
    let begin = sentence.trim_start();
    let is_marked = sentence.len() < marks.len() && begin.len() < sentence.len();
    let is_sentence =
        !begin.starts_with(char::is_lowercase) && begin.split_whitespace().count() >= 3;
    if is_marked && is_sentence {
        rest.len() - begin.len()
    } else {
        0
    }
}

/// As much of a text as a dateline can take up: exports have fields of any length for it.
fn beginning(text: &str) -> &str {
    let end = text.char_indices().nth(LONGEST);
    &text[..end.map_or(text.len(), |it| it.0)]
}

/// The agency in a dateline's brackets or between its slashes, known to us or not: "(MW)"; or one behind its dash or at its end.
pub(crate) fn dateline_agency(dateline: &str) -> Option<String> {
    let dateline = beginning(dateline);
    let known = insides(dateline).find_map(agency_in);
    let short = || {
        let (_, inside) = dateline.split_once(['(', '['])?;
        let inside = inside.split([')', ']']).next()?.trim();
        let is_short_name =
            (2..=6).contains(&inside.chars().count()) && inside.chars().all(char::is_uppercase);
        is_short_name.then(|| inside.to_owned())
    };
    let behind_dash = || {
        let mut dashes = dateline.match_indices(['–', '—', '-']);
        dashes.find_map(|(at, dash)| {
            let behind = dateline[at + dash.len()..].trim_start();
            wire::exactly(&behind[..name_at_start(behind)?])
        })
    };
    let at_end = || {
        let mut words = dateline.split_whitespace().rev();
        let last = words.find(|it| it.contains(char::is_alphanumeric))?;
        let name = &last[..name_at_start(last)?];
        words.next().and_then(|_| wire::exactly(name))
    };
    known.map(str::to_owned).or_else(short).or_else(|| {
        let plain = wire::at_dense_start(dateline).or_else(behind_dash);
        plain.or_else(at_end).map(str::to_owned)
    })
}

/// The reporters whom a Korean dateline names, behind its brackets or in them: "(서울=연합뉴스) 홍길동 기자 =",
/// "[헤럴드경제=홍길동 기자]".
pub(crate) fn dateline_reporters(dateline: &str) -> Vec<String> {
    const CLOSING: [char; 6] = [')', ']', '）', '］', '】', '〕'];
    let dateline = beginning(dateline);
    let behind = dateline.rsplit(CLOSING).next().unwrap_or_default();
    let reporters = named_reporters(behind);
    if !reporters.is_empty() {
        return reporters;
    }
    // In brackets the word before a name can be a house or a place.
    let parts = insides(dateline).flat_map(|it| it.split(['=', '＝']));
    parts
        .filter_map(|it| named_reporters(it).pop())
        .take(1)
        .collect()
}

/// The names before "기자" or "특파원" in a text: "홍길동·이영희 기자".
fn named_reporters(text: &str) -> Vec<String> {
    const NAME: RangeInclusive<usize> = 2..=4;
    const TITLES: [&str; 2] = ["기자", "특파원"];
    /// Of which kind a reporter is, before the word for one.
    #[rustfmt::skip]
    const KINDS: &[&str] = &[
        "선임", "인턴", "전문", "객원", "수습", "사진", "시민", "대학생", "명예", "수석", "취재", "영상", "주재",
    ];
    /// Letters of what somebody is expert in, with its kind: "의학전문". A name of three can end as a kind does: "유시민".
    const EXPERT: usize = 4;
    /// How desks end, and how many letters they have at least: "정치부".
    const DESKS: [char; 2] = ['부', '팀'];
    const DESK: usize = 3;
    /// Where correspondents sit.
    #[rustfmt::skip]
    const PLACES: &[&str] = &[
        "워싱턴", "뉴욕", "베이징", "상하이", "홍콩", "도쿄", "런던", "파리", "베를린", "브뤼셀", "제네바", "로마", "모스크바",
        "이스탄불", "카이로", "하노이", "방콕", "뉴델리",
    ];
    let is_kind = |it: &str| {
        let letters = it.chars().count();
        KINDS.contains(&it)
            || PLACES.contains(&it)
            || letters >= EXPERT && KINDS.iter().any(|kind| it.ends_with(kind))
            || letters >= DESK && it.ends_with(DESKS)
    };
    let is_name = |it: &str| {
        NAME.contains(&it.chars().count()) && wire::exactly(it).is_none() && !is_kind(it)
    };
    let (mut reporters, mut names) = (vec![], vec![]);
    let words = text.split(|it: char| !('가'..='힣').contains(&it));
    for word in words.filter(|it| !it.is_empty()) {
        match TITLES.iter().find_map(|it| word.strip_suffix(it)) {
            Some(close) => {
                names.extend(Some(close).filter(|it| is_name(it)));
                reporters.extend(names.drain(..).map(str::to_owned));
            }
            None if is_name(word) => names.push(word),
            // "선임 기자", "정치부 기자"
            None if is_kind(word) => {}
            None => names.clear(),
        }
    }
    reporters
}

/// What stands in the brackets and between the slashes of a text.
fn insides(text: &str) -> impl Iterator<Item = &str> {
    text.char_indices().filter_map(move |(at, mark)| {
        let inside = &text[at + mark.len_utf8()..];
        let end = inside.find(closing(mark)?)?;
        Some(&inside[..end])
    })
}

/// The mark that closes what `mark` opens.
fn closing(mark: char) -> Option<char> {
    match mark {
        '(' => Some(')'),
        '[' => Some(']'),
        '（' => Some('）'),
        '［' => Some('］'),
        '【' => Some('】'),
        '〔' => Some('〕'),
        '/' => Some('/'),
        _ => None,
    }
}

/// Signs that part names in brackets, or a place from an agency: "Reuters/AFP", "서울=연합뉴스".
const BETWEEN_NAMES: [char; 5] = ['/', ',', '&', '=', '＝'];

/// The agency that is named in brackets: alone, behind a place, or before who filed the text.
fn agency_in(inside: &str) -> Option<&'static str> {
    let mut names = inside.split(BETWEEN_NAMES).map(str::trim);
    names
        .find_map(wire::exactly)
        .or_else(|| wire::within(inside))
        .or_else(|| behind_place(inside))
        .or_else(|| wire::at_dense_start(inside))
}

/// The agency behind a place, where no blank parts them: "ワシントン共同".
fn behind_place(inside: &str) -> Option<&'static str> {
    /// Words that mean other things too.
    const WORDS: &[(&str, &str)] = &[("共同", "Kyodo"), ("時事", "Jiji")];
    let word = WORDS.iter().find(|it| inside.ends_with(it.0));
    word.map(|it| it.1).or_else(|| wire::at_dense_end(inside))
}

/// Where the name of an agency ends with which `text` begins. Names that mean other things too count in scripts that have no capitals:
/// these stand there as the agencies write them.
fn name_at_start(text: &str) -> Option<usize> {
    wire::at_start(text).or_else(|| {
        let name = text
            .split_whitespace()
            .next()?
            .trim_end_matches([':', '.', '/']);
        (has_no_capitals(name) && wire::exactly(name).is_some()).then_some(name.len())
    })
}

/// Whether the letters of a text are of a script without capitals.
fn has_no_capitals(text: &str) -> bool {
    !text.contains(|it: char| it.is_lowercase() || it.is_uppercase())
}

/// Place in capitals, then perhaps a region, a day, an agency in brackets; then a dash. Gives where the sentence begins.
fn capitals(paragraph: &str) -> Option<usize> {
    let chars: Vec<char> = paragraph.chars().take(LONGEST).collect();
    if !chars.first()?.is_uppercase() {
        return None;
    }
    let longest = chars[1..]
        .iter()
        .take(PLACE - 1)
        .take_while(|it| is_of_capitals(**it))
        .count();
    let mut line = Line {
        chars: &chars,
        dead: vec![false; (chars.len() + 1) * (PARTS + 1)],
    };
    // The longest place that leaves a dateline, as one who reads takes it.
    let (place, found) = (2..=longest + 1)
        .rev()
        .find_map(|place| Some((place, line.parts(place, PARTS)?)))?;
    let letters = chars[..place].iter().filter(|it| it.is_uppercase()).count();
    let text: String = chars[..place].iter().collect();
    // "A - B" and "WHO: the rules" are no datelines: a place has three letters, and a colon asks for more proof.
    let plain_place = letters >= 3 && text.split_whitespace().count() <= 4;
    let words_after_colon =
        !found.is_colon || found.has_agency || found.parts_end > place || letters >= 4;
    let end = paragraph
        .char_indices()
        .nth(found.end)
        .map_or(paragraph.len(), |it| it.0);
    (plain_place && words_after_colon).then_some(end)
}

/// The beginning of a paragraph while it is looked through for a dateline.
struct Line<'a> {
    chars: &'a [char],
    /// From where, with so many parts allowed, no dateline goes on.
    dead: Vec<bool>,
}

/// What stands behind a place. Places are counted in characters.
struct Found {
    parts_end: usize,
    has_agency: bool,
    is_colon: bool,
    /// Where the sentence begins.
    end: usize,
}

impl Line<'_> {
    fn run(&self, from: usize, is: impl Fn(char) -> bool) -> usize {
        let rest = self.chars.get(from..).unwrap_or_default();
        rest.iter().take_while(|it| is(**it)).count()
    }

    /// Parts behind a comma or a full stop, as many and as long as they can be; then the end. Each place is tried once with each number of
    /// parts that are left.
    fn parts(&mut self, from: usize, left: usize) -> Option<Found> {
        let key = from * (PARTS + 1) + left;
        if *self.dead.get(key)? {
            return None;
        }
        if left > 0 && matches!(self.chars.get(from), Some(',' | '.')) {
            for space in (0..=self.run(from + 1, char::is_whitespace)).rev() {
                let begin = from + 1 + space;
                let longest = self.run(begin, is_of_part).min(*PART.end());
                for length in (*PART.start()..=longest).rev() {
                    if let Some(found) = self.parts(begin + length, left - 1) {
                        return Some(found);
                    }
                }
            }
        }
        let found = self
            .agency(from)
            .and_then(|at| self.dash(from, at, true))
            .or_else(|| self.dash(from, from, false));
        self.dead[key] = found.is_none();
        found
    }

    /// Where brackets with a name in them end.
    fn agency(&self, from: usize) -> Option<usize> {
        let open = from + self.run(from, char::is_whitespace);
        self.chars.get(open).filter(|it| matches!(it, '(' | '['))?;
        let inside = self.run(open + 1, |it| !matches!(it, '(' | ')' | '[' | ']'));
        let close = open + 1 + inside;
        let closes = matches!(self.chars.get(close), Some(')' | ']'));
        (closes && AGENCY.contains(&inside)).then_some(close + 1)
    }

    fn dash(&self, parts_end: usize, from: usize, has_agency: bool) -> Option<Found> {
        let at = from + self.run(from, char::is_whitespace);
        let long = match self.chars.get(at)? {
            '–' | '—' | ':' | '|' => 1,
            '-' => self.run(at, |it| it == '-').min(2),
            _ => return None,
        };
        let space = self.run(at + long, char::is_whitespace);
        (space > 0).then_some(Found {
            parts_end,
            has_agency,
            is_colon: matches!(self.chars[at], ':' | '|'),
            end: at + long + space,
        })
    }
}

/// A place, a day, or both, with an agency in brackets: "Kyiv (AFP) –", "Dec 7 (Reuters) -". Gives where the sentence begins.
fn bracketed(paragraph: &str) -> Option<usize> {
    let open = paragraph
        .char_indices()
        .take(LONGEST)
        .find(|it| matches!(it.1, '(' | '['))?
        .0;
    let place = paragraph[..open].trim_end();
    let is_place = place.chars().count() <= BEFORE
        && place.chars().all(is_before_agency)
        && place.chars().next().is_none_or(char::is_alphanumeric);
    let inside = &paragraph[open + 1..];
    let close = inside.find(['(', ')', '[', ']'])?;
    let rest = inside[close..].strip_prefix([')', ']'])?;
    let (agency, rest) = (&inside[..close], rest.trim_start());
    let sentence = rest.trim_start_matches(['–', '—', ':', '-', '.']);
    let dashes = rest[..rest.len() - sentence.len()].chars().count();
    let begin = sentence.trim_start();
    if !is_place
        || !AGENCY.contains(&agency.chars().count())
        || !(1..=2).contains(&dashes)
        || begin.len() == sentence.len()
    {
        return None;
    }
    let names_agency = agency
        .split(['/', ',', '&'])
        .any(|it| wire::exactly(it).is_some());
    (names_agency && place.split_whitespace().count() <= 7).then_some(paragraph.len() - begin.len())
}

/// Brackets or slashes with an agency in them, behind a place and a day or behind nothing, with a dash or without one: "MOSCOW, December 7. /TASS/.",
/// "Damascus, Dec. 7 (SANA)", "VARN--(BUSINESS WIRE)--", "(서울=연합뉴스) 홍길동 기자 =", "【ワシントン共同】". Gives where the sentence begins.
fn enclosed(paragraph: &str) -> Option<usize> {
    let marks = paragraph.char_indices().take(BEFORE);
    let mut opened = marks.filter_map(|(at, mark)| Some((at, mark, closing(mark)?)));
    opened.find_map(|(at, mark, close)| {
        let inside = &paragraph[at + mark.len_utf8()..];
        let mut letters = inside.char_indices().take(AGENCY.end() + 1);
        let end = letters.find(|it| it.1 == close)?.0;
        let (inside, rest) = (&inside[..end], &inside[end + close.len_utf8()..]);
        let is_between = |it: char| it.is_whitespace() || matches!(it, '-' | '–' | '—');
        let before = paragraph[..at].trim_end_matches(is_between);
        let is_known = is_place(before) && is_source(inside, mark, before.is_empty());
        let begin = is_known.then(|| begin_of_sentence(before, mark, inside, rest))??;
        Some(paragraph.len() - begin.len())
    })
}

/// Where the sentence begins behind an agency in brackets, if what stands around them leaves no doubt.
fn begin_of_sentence<'a>(before: &str, mark: char, inside: &str, rest: &'a str) -> Option<&'a str> {
    let behind = behind_reporter(rest).unwrap_or(rest).trim_start();
    let sentence = behind.trim_start_matches(['–', '—', ':', '-', '.', '|', '：']);
    let begin = sentence.trim_start();
    let dashes = behind[..behind.len() - sentence.len()].chars().count();
    let is_sure = match dashes {
        // "The president (TASS said)" and "Officials (AP) in Varn" are sentences.
        0 if mark == '/' => !rest.starts_with(char::is_alphanumeric),
        0 => {
            let is_month = |it: &str| month_named(&it.to_lowercase()).is_some();
            let has_day = before.contains(|it: char| it.is_ascii_digit())
                && before.split([' ', '.', ',']).any(is_month);
            has_day || before.is_empty() && has_no_capitals(inside)
        }
        1 | 2 => true,
        _ => false,
    };
    let first = begin.chars().find(|it| it.is_alphanumeric())?;
    (is_sure && !first.is_lowercase()).then_some(begin)
}

/// What stands behind a reporter's name and the sign that parts it from the text: "홍길동 기자 = 항만 당국은".
fn behind_reporter(rest: &str) -> Option<&str> {
    const LONGEST: usize = 30;
    let mut letters = rest.char_indices().take(LONGEST);
    let (at, sign) = letters.find(|it| matches!(it.1, '=' | '＝'))?;
    let name = rest[..at].trim();
    let is_reporter = name.is_empty() || REPORTERS.iter().any(|it| name.ends_with(it));
    is_reporter.then(|| &rest[at + sign.len_utf8()..])
}

/// What reporters are called behind or before their names.
const REPORTERS: &[&str] = &["기자", "특파원", "記者", "记者", "特派員"];

/// What ends a line that says where and when a text was filed.
const FILED: [char; 4] = ['电', '電', '讯', '訊'];

/// Whether brackets say who supplied the text or who filed it where. `is_first`: nothing stands before them.
fn is_source(inside: &str, mark: char, is_first: bool) -> bool {
    /// Words for pictures: "[사진=연합뉴스]".
    const PICTURES: &[&str] = &["사진", "포토", "그래픽", "写真", "图", "圖", "摄", "攝"];
    if PICTURES.iter().any(|it| inside.contains(it)) {
        return false;
    }
    let mut names = inside.split(BETWEEN_NAMES).map(str::trim);
    if names.any(|it| wire::exactly(it).is_some() || is_release(it)) {
        return true;
    }
    if !is_first || inside.is_ascii() {
        return false;
    }
    let is_round = matches!(mark, '(' | '（');
    // 家電 are machines.
    let is_filed = || {
        let day = inside.strip_suffix(FILED);
        day.is_some_and(|it| it.ends_with('日') || wire::at_dense_start(it).is_some())
    };
    let names_reporter = || {
        let is_talk = inside.contains("記者会") || inside.contains("记者会");
        !is_talk && REPORTERS.iter().any(|it| inside.contains(it))
    };
    mark != '/'
        && (inside.contains(['=', '＝'])
            || is_filed()
            || !is_round && (behind_place(inside).is_some() || names_reporter()))
}

/// Whether a name is that of a house that sends out what others pay for: "PRNewswire", "BUSINESS WIRE", "ots".
fn is_release(name: &str) -> bool {
    const NAMES: &[&str] = &["ots", "prweb", "cnw", "newsfile corp", "pressetext"];
    const WORDS: usize = 3;
    let lower = name.trim_end_matches('.').to_lowercase();
    let is_wire = name.starts_with(char::is_uppercase)
        && lower.contains("wire")
        && lower.split_whitespace().count() <= WORDS;
    is_wire || NAMES.contains(&lower.as_str())
}

/// Small words in places and days.
const SMALL: &[&str] = &["de", "del", "di", "of", "le", "den", "la"];

/// Whether nothing but a place and a day, or nothing at all, stands in `text`.
fn is_place(text: &str) -> bool {
    const WORDS: usize = 7;
    let is_word = |word: &str| {
        let bare = word.trim_matches(['.', ',']).to_lowercase();
        !word.starts_with(char::is_lowercase)
            || SMALL.contains(&bare.as_str())
            || month_named(&bare).is_some()
    };
    text.split_whitespace().count() <= WORDS
        && text.chars().all(is_before_agency)
        && text.split_whitespace().all(is_word)
}

/// Where and when a text was filed, as the press of China writes it: "新华社北京12月7日电（记者王小明）". Gives where the sentence begins.
fn filed(paragraph: &str) -> Option<usize> {
    const LONGEST: usize = 40;
    /// Letters that make another word of what ends the line: "电话".
    const WORDS: &str = "话話视視影力子脑腦台网網报報商动動池器";
    if !paragraph.starts_with(wire::is_dense) {
        return None;
    }
    let is_stop = |it: char| matches!(it, '。' | '，' | ',' | '；' | '“');
    let mut letters = paragraph.char_indices().take(LONGEST);
    let mut before = ' ';
    let rest = letters.find_map(|(at, it)| {
        let last = std::mem::replace(&mut before, it);
        let rest = &paragraph[at + it.len_utf8()..];
        let behind = rest.chars().next()?;
        let ends =
            || behind.is_whitespace() || matches!(behind, '（' | '(' | '—' | '-' | '：' | ':');
        let is_end = FILED.contains(&it)
            && !WORDS.contains(behind)
            && match (last == '日', ends()) {
                (true, true) => true,
                (false, false) => false,
                _ => wire::at_dense_start(paragraph).is_some(),
            };
        is_end.then_some(rest)
    })?;
    let line = &paragraph[..paragraph.len() - rest.len()];
    let begin = behind_bracket(rest.trim_start());
    let begin = begin.trim_start_matches(|it: char| it.is_whitespace() || "—-–：:".contains(it));
    (!line.contains(is_stop)).then_some(paragraph.len() - begin.len())
}

/// What stands behind brackets that name a reporter, if `rest` begins with such.
fn behind_bracket(rest: &str) -> &str {
    let mark = rest.chars().next().filter(|it| matches!(it, '（' | '('));
    let behind = mark.and_then(|mark| {
        let inside = &rest[mark.len_utf8()..];
        let close = closing(mark)?;
        let mut letters = inside.char_indices().take(AGENCY.end() + 1);
        let end = letters.find(|it| it.1 == close)?.0;
        let names_reporter = REPORTERS.iter().any(|it| inside[..end].contains(it));
        names_reporter.then(|| &inside[end + close.len_utf8()..])
    });
    behind.unwrap_or(rest)
}

/// A place and a day before a dash, or a place and an agency without brackets: "Varn, 7 December 2025 –", "Москва. 7 декабря. INTERFAX.RU -",
/// "لندن - رويترز:", "دمشق-سانا". Gives where the sentence begins.
fn spelled(paragraph: &str) -> Option<usize> {
    const WORDS: usize = 9;
    const PLACE_WORDS: usize = 4;
    /// Bytes of a word.
    const LONGEST: usize = 60;
    let mut seen = Spelled::default();
    let mut end = 0;
    for word in paragraph.split_whitespace().take(WORDS) {
        if word.len() > LONGEST {
            return None;
        }
        end += paragraph[end..].find(word)? + word.len();
        let begin = |rest: &str| paragraph.len() - rest.trim_start().len();
        let bare = word.trim_matches(['.', ',', ':']);
        if matches!(word, "-" | "–" | "—" | "--") {
            let is_whole = seen.has_agency || seen.has_day && seen.has_month;
            let behind = &paragraph[end..];
            // The days of a life: "Anna Holm, 12 March 1950 – 7 December 2025, was a painter."
            if behind
                .trim_start()
                .starts_with(|it: char| it.is_ascii_digit())
            {
                return None;
            }
            return if is_whole {
                Some(begin(behind))
            } else {
                agency_behind(behind.trim_start()).map(begin)
            };
        } else if seen.is_closed {
            let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
            if digits == 4 && bare.len() == 4 {
                continue;
            }
            let lower = bare.to_lowercase();
            if (1..=2).contains(&digits) && bare.len() <= digits + 2 {
                seen.has_day = true;
            } else if digits == 0 && month_named(&lower).is_some() {
                seen.has_month = true;
            } else if wire::at_start(bare) == Some(bare.len()) {
                if word.ends_with(['.', ':']) {
                    return Some(begin(&paragraph[end..]));
                }
                seen.has_agency = true;
            } else if !SMALL.contains(&lower.as_str()) {
                return None;
            }
        } else {
            let name = word.split_once('-').map(|it| it.1);
            if name.is_some_and(|it| has_no_capitals(word) && wire::exactly(it).is_some()) {
                let rest = paragraph[end..].trim_start();
                return Some(begin(rest.trim_start_matches([':', '-', '–', '—', '/'])));
            }
            let is_name = bare.starts_with(char::is_alphabetic)
                && !bare.starts_with(char::is_lowercase)
                && bare
                    .chars()
                    .all(|it| it != ',' && it != '/' && is_before_agency(it));
            if !is_name || seen.place == PLACE_WORDS || seen.place == 0 && opens_sentence(bare) {
                return None;
            }
            seen.place += 1;
            seen.is_closed = word.ends_with([',', '.']);
        }
    }
    None
}

/// What was seen of a dateline, word by word.
#[derive(Default)]
struct Spelled {
    /// Words of the place.
    place: usize,
    /// A comma or a full stop stands behind the place.
    is_closed: bool,
    has_day: bool,
    has_month: bool,
    has_agency: bool,
}

/// What stands behind an agency and a mark, if `behind` begins with such: "رويترز: أعلنت".
fn agency_behind(behind: &str) -> Option<&str> {
    let rest = behind[name_at_start(behind)?..].trim_start();
    let sentence = rest.trim_start_matches([':', '-', '–', '—', '/', '.']);
    let is_marked = sentence.len() < rest.len() && sentence.starts_with(char::is_whitespace);
    is_marked.then_some(sentence)
}

/// Whether a word begins sentences that go on with a day, and no place: "On Sunday, 7 December – ".
fn opens_sentence(word: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "on", "in", "at", "by", "since", "from", "until", "after", "before", "am", "im", "em", "en", "в", "на", "с",
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "wed", "thu", "fri", "sat", "sun",
        "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag",
        "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
        "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo",
        "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica",
        "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье",
    ];
    WORDS.contains(&word.to_lowercase().as_str())
}

/// A mark over or beside a letter.
fn is_mark(it: char) -> bool {
    static MARK: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^\p{M}$").expect("a fixed pattern"));
    !it.is_ascii() && MARK.is_match(it.encode_utf8(&mut [0; 4]))
}

fn is_of_capitals(it: char) -> bool {
    matches!(it, ' ' | '.' | '\'' | '’' | '/' | '-') || it.is_uppercase() || is_mark(it)
}

fn is_of_part(it: char) -> bool {
    matches!(it, ' ' | '.') || it.is_alphanumeric() || is_mark(it)
}

fn is_before_agency(it: char) -> bool {
    matches!(it, ' ' | '.' | ',' | '\'' | '’' | '/' | '-') || it.is_alphanumeric() || is_mark(it)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TESTS: &[(&str, Option<&str>)] = &[
        (
            "Anna Holm, 12 March 1950 – 7 December 2025, was a painter of harbours whom nobody forgot.",
            None,
        ),
        (
            "LISSANE (AP) — The port opened on Monday.",
            Some("LISSANE (AP) —"),
        ),
        (
            "NEW KELMARK, Vostria, Dec 7 (Reuters) - The port opened.",
            Some("NEW KELMARK, Vostria, Dec 7 (Reuters) -"),
        ),
        ("Lissane (AFP) – The port opened.", Some("Lissane (AFP) –")),
        (
            "Dec 7 (Reuters) - The port opened.",
            Some("Dec 7 (Reuters) -"),
        ),
        ("NEW DELHI: The port opened on Monday.", Some("NEW DELHI:")),
        (
            "ЛИССАН, 7 декабря (Рейтер) — Порт открылся в понедельник.",
            Some("ЛИССАН, 7 декабря (Рейтер) —"),
        ),
        (
            "(Reuters) - The port opened on Monday.",
            Some("(Reuters) -"),
        ),
        (
            "ЛИССАН, 7 декабря — РИА Новости. Порт открылся в понедельник.",
            Some("ЛИССАН, 7 декабря — РИА Новости."),
        ),
        (
            "LISSANE, Dec 7 - Interfax-Ukraine - The port opened.",
            Some("LISSANE, Dec 7 - Interfax-Ukraine -"),
        ),
        (
            "LISSANE — Reuters reported that the port opened.",
            Some("LISSANE —"),
        ),
        (
            "LISSANE — Reuters-Marsh polls asked the port.",
            Some("LISSANE —"),
        ),
        ("The UN - as ever - waited for word.", None),
        ("A - B is a difference of sums.", None),
        ("The mayor (right) — tired but glad — spoke.", None),
        ("“We wait,” he said.", None),
        (
            "KELMARK, June 3. Vostria (MW) -- The port opened.",
            Some("KELMARK, June 3. Vostria (MW) --"),
        ),
        (
            "KELMARK - LISSANE - The ferry runs again.",
            Some("KELMARK - LISSANE -"),
        ),
        (
            "KELMARK.  June 3 – The port opened.",
            Some("KELMARK.  June 3 –"),
        ),
        (
            "ΑΘΗΝΑ, 3 Ιουνίου — Το λιμάνι άνοιξε.",
            Some("ΑΘΗΝΑ, 3 Ιουνίου —"),
        ),
        (
            "नई दिल्ली, 3 जून (Reuters) - बंदरगाह सोमवार को खुला।",
            Some("नई दिल्ली, 3 जून (Reuters) -"),
        ),
        (
            "MOSCOW, December 7. /TASS/. The port opened.",
            Some("MOSCOW, December 7. /TASS/."),
        ),
        (
            "МОСКВА, 7 декабря. /ТАСС/. Порт открылся в понедельник.",
            Some("МОСКВА, 7 декабря. /ТАСС/."),
        ),
        (
            "Москва. 7 декабря. INTERFAX.RU - Порт открылся в понедельник.",
            Some("Москва. 7 декабря. INTERFAX.RU -"),
        ),
        (
            "КИЕВ. 7 декабря. УНН. Порт открылся в понедельник.",
            Some("КИЕВ. 7 декабря. УНН."),
        ),
        (
            "(서울=연합뉴스) 홍길동 기자 = 항만 당국은 부두를 폐쇄한다.",
            Some("(서울=연합뉴스) 홍길동 기자 ="),
        ),
        (
            "(부산=연합뉴스) 홍길동·이영희 기자, 남궁민수 특파원 = 항만 당국은 부두를 폐쇄한다.",
            Some("(부산=연합뉴스) 홍길동·이영희 기자, 남궁민수 특파원 ="),
        ),
        (
            "[서울=뉴시스]홍길동 기자 = 항만 당국은 부두를 폐쇄한다.",
            Some("[서울=뉴시스]홍길동 기자 ="),
        ),
        (
            "[헤럴드경제=홍길동 기자] 항만 당국은 부두를 폐쇄한다.",
            Some("[헤럴드경제=홍길동 기자]"),
        ),
        ("[사진=연합뉴스] 항만 당국은 부두를 폐쇄한다.", None),
        (
            "新华社北京12月7日电（记者王小明）港务局星期二表示码头将关闭。",
            Some("新华社北京12月7日电（记者王小明）"),
        ),
        (
            "中新网12月7日电 港务局星期二表示码头将关闭。",
            Some("中新网12月7日电"),
        ),
        ("北京12月7日电话会议后，港务局表示码头将关闭。", None),
        ("国家电网星期二表示，两个码头将关闭一个月。", None),
        (
            "（中央社記者王小明台北7日電）港務局星期二表示碼頭將關閉。",
            Some("（中央社記者王小明台北7日電）"),
        ),
        (
            "【ワシントン共同】港湾当局は火曜日、埠頭を閉鎖すると発表した。",
            Some("【ワシントン共同】"),
        ),
        (
            "【ロンドン＝田中太郎】港湾当局は埠頭を閉鎖すると発表した。",
            Some("【ロンドン＝田中太郎】"),
        ),
        (
            "【イマドキ家電】第3回、手のひらサイズの映写機を試した。",
            None,
        ),
        ("【速報】港湾当局は埠頭を閉鎖すると発表した。", None),
        (
            "القاهرة (أ ف ب) - أعلنت سلطة الميناء",
            Some("القاهرة (أ ف ب) -"),
        ),
        ("لندن - رويترز: أعلنت سلطة الميناء", Some("لندن - رويترز:")),
        ("دمشق-سانا أعلنت سلطة الميناء", Some("دمشق-سانا")),
        ("بغداد/ واع/ أعلنت سلطة الميناء", Some("بغداد/ واع/")),
        (
            "Damascus, Dec. 7 (SANA) The port opened on Monday.",
            Some("Damascus, Dec. 7 (SANA)"),
        ),
        (
            "Roma, 7 dic. (askanews) – Il porto ha riaperto.",
            Some("Roma, 7 dic. (askanews) –"),
        ),
        (
            "VARN, Dec. 7, 2025 /PRNewswire/ -- The port opened.",
            Some("VARN, Dec. 7, 2025 /PRNewswire/ --"),
        ),
        (
            "VARN--(BUSINESS WIRE)--The port opened on Monday.",
            Some("VARN--(BUSINESS WIRE)--"),
        ),
        (
            "Varn, 7 December 2025 – The port opened.",
            Some("Varn, 7 December 2025 –"),
        ),
        ("VARN | The port opened on Monday.", Some("VARN |")),
        // Sentences that name agencies or days.
        ("The president (TASS said) met the envoy in Varn.", None),
        ("President Aros (TASS) Varn port and its cranes.", None),
        ("Officials at the port (AP) said that it opened.", None),
        ("About 40 reporters (AP) Photographers were there.", None),
        ("(AP) is what the agency calls itself in short.", None),
        (
            "On Sunday, 7 December 2025 – The day of the storm – it closed.",
            None,
        ),
        (
            "Sunday, 7 December – The Harbour Post and its readers",
            None,
        ),
        ("Varn opened on 7 December – The port was full.", None),
        (
            "A reader and/or writer, he said, is what the port needs.",
            None,
        ),
        ("Most of the port/harbour area was closed on Monday.", None),
        ("KELMARK, a, b, c, d – The port opened.", None),
        ("KELMARK – ", None),
        ("LISSANE (AP)", None),
        ("(AP", None),
        ("É – é", None),
        ("", None),
    ];

    #[test]
    fn what_is_built_to_be_tried_in_every_way_is_done_at_once() {
        for paragraph in [
            "A".repeat(100_000),
            "A. ".repeat(50_000),
            "AAA, A. A. ".repeat(9_000),
            "(".repeat(99_999),
        ] {
            assert_eq!(split_dateline(&paragraph), None);
            assert!(dateline_reporters(&paragraph).is_empty());
        }
    }

    #[test]
    fn the_agency_in_the_brackets_is_named() {
        assert_eq!(
            dateline_agency("LISSANE, Dec 7 (Reuters) —").as_deref(),
            Some("Reuters")
        );
        assert_eq!(
            dateline_agency("LISSANE, Dec 7 (MW) —").as_deref(),
            Some("MW")
        );
        assert_eq!(
            dateline_agency("ЛИССАН, 7 декабря — РИА Новости.").as_deref(),
            Some("RIA Novosti")
        );
        for (dateline, expected) in [
            ("MOSCOW, December 7. /TASS/.", Some("TASS")),
            ("Москва. 7 декабря. INTERFAX.RU -", Some("Interfax")),
            ("КИЕВ. 7 декабря. УНН.", Some("UNN")),
            ("(서울=연합뉴스) 홍길동 기자 =", Some("Yonhap")),
            ("[서울=뉴시스] 홍길동 기자 =", Some("Newsis")),
            ("新华社北京12月7日电（记者王小明）", Some("Xinhua")),
            ("（中央社記者王小明台北7日電）", Some("CNA")),
            ("【ワシントン共同】", Some("Kyodo")),
            ("【ワシントン時事】", Some("Jiji")),
            ("【ロンドン＝田中太郎】", None),
            ("القاهرة (أ ف ب) -", Some("AFP")),
            ("لندن - رويترز:", Some("Reuters")),
            ("دمشق-سانا", Some("SANA")),
            ("Lisboa, 07 dez 2025 (Lusa) –", Some("Lusa")),
            ("ISTANBUL (AA) -", Some("Anadolu")),
            ("VARN, Dec. 7, 2025 /PRNewswire/ --", None),
            ("VARN--(BUSINESS WIRE)--", None),
        ] {
            assert_eq!(dateline_agency(dateline).as_deref(), expected, "{dateline}");
        }
        assert_eq!(dateline_agency("LISSANE —"), None);
        assert_eq!(dateline_agency("KELMARK - PETRA -"), None);
    }

    #[test]
    fn the_reporters_of_a_dateline_are_named() {
        const TESTS: &[(&str, &[&str])] = &[
            ("(서울=연합뉴스) 김철수 기자 =", &["김철수"]),
            ("[서울=뉴시스]홍길동 기자 =", &["홍길동"]),
            (
                "(부산=연합뉴스) 홍길동 이영희 기자 =",
                &["홍길동", "이영희"],
            ),
            (
                "(서울=연합뉴스) 홍길동·이영희 기자, 남궁민수 특파원 =",
                &["홍길동", "이영희", "남궁민수"],
            ),
            ("[서울=뉴시스] 홍길동 인턴기자 =", &["홍길동"]),
            ("[서울=뉴시스] 홍길동기자 =", &["홍길동"]),
            ("[헤럴드경제=홍길동 기자]", &["홍길동"]),
            ("[한겨레 홍길동 기자]", &["홍길동"]),
            // Desks, what they are expert in, and where they sit.
            ("(서울=연합뉴스) 홍길동 의학전문기자 =", &["홍길동"]),
            ("(서울=연합뉴스) 홍길동 정치부 기자 =", &["홍길동"]),
            ("(서울=연합뉴스) 홍길동 사회부기자 =", &["홍길동"]),
            ("(서울=연합뉴스) 홍길동 경제전문기자 =", &["홍길동"]),
            ("(서울=연합뉴스) 홍길동 부동산전문 기자 =", &["홍길동"]),
            (
                "(서울=연합뉴스) 홍길동·이영희 탐사팀 기자 =",
                &["홍길동", "이영희"],
            ),
            ("(서울=연합뉴스) 홍길동 워싱턴 특파원 =", &["홍길동"]),
            ("(서울=연합뉴스) 정치부 기자 =", &[]),
            ("(서울=연합뉴스) 유시민 기자 =", &["유시민"]),
            ("[헤럴드경제=홍길동 정치부 기자]", &["홍길동"]),
            ("(서울=연합뉴스) =", &[]),
            ("(서울=연합뉴스)", &[]),
            ("LISSANE, Dec 7 (Reuters) -", &[]),
            ("新华社北京12月7日电（记者王小明）", &[]),
            ("", &[]),
        ];
        for (dateline, expected) in TESTS {
            assert_eq!(dateline_reporters(dateline), *expected, "{dateline}");
        }
    }

    #[test]
    fn datelines_are_cut_off_and_sentences_are_not() {
        for (paragraph, expected) in TESTS {
            assert_eq!(
                split_dateline(paragraph).map(|it| it.0),
                *expected,
                "{paragraph}"
            );
        }
    }
}
