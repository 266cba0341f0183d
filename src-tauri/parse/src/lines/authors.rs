//! The persons in a byline.

mod names;
mod parts;
mod words;

use std::{ops::RangeInclusive, sync::LazyLock};

use regex::{Match, Regex};

use super::wire;
use names::{bare, behind_role, is_given, person_in, without_degrees, without_tail, words_of};
use words::{CLOSE_HOUSES, CLOSE_ROLES, JUNIORS, LABELS, SHORT_DATES, SHORT_TITLES};

pub(crate) use names::{is_person, is_trade};
pub(crate) use parts::bylines;

/// What stands before the names.
static BY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\W*(?:(?:(?:an?|eine?|une?|una)\s+)?(?:story|words|text|report|reported|written|posted|published|submitted|article|analysis|opinion|review|interview|kommentar|analyse|gastbeitrag|kolumne|bericht|reportage|propos recueillis)\s+)?(?:by|von|par|por|da|door|av|af|od|a cura di|autor|autora|autore|auteur|autorin|author|authors|writer|text|автор|автори|авторы|yazan|بقلم|كتب|كتبت|מאת)(?:\s*[:：]\s*|\s*[\-–—|]?\s+)|^\W*(?:(?:本[报報])?(?:作者|記者|记者|撰文|著者|筆者|(?:取材[・･])?文(?:[/／][图圖])?|翻訳|監修|執筆|著|訳)(?:\s*[:：/／|・＝]\s*|\s+)|(?:लेखक|लेखिका|글|oleh|penulis|words|texte|texto|testo|tekst|teksti|reporter)\s*[:：]\s*|โดย(?:\s*[:：]\s*|\s+))")
        .expect("a fixed pattern")
});

/// What cuts a byline into names.
static BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\s*(?:[;,、，،；|/／•·⋅∙●&+\n](?:\s+(?:and|und|et|(?-i:y|e|i|og|och|en|ve|и|та|και))\s)?|\s(?:and|und|et|y|e|i|og|och|en|ve|и|та|και)\s|\s[–—-]\s|\s(?:for|with|with files from|at|of)\s)\s*").expect("a fixed pattern")
});

/// Where the place begins at which somebody writes.
static PLACE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\s+(?:in|aus|à|a|en|em|w|v|в|у|from|reports|reporting|near|on|envoyé|envoyée|correspondant|correspondante)(?:\s.*)?$").expect("a fixed pattern")
});

/// Words that open a byline only where persons follow and nothing else.
const PREPOSITIONS: &[&str] = &[
    "di ", "Di ", "DI ", "του ", "Του ", "ΤΟΥ ", "της ", "Της ", "ΤΗΣ ",
];

/// What parts a role from a name.
const ROLE_MARKS: [char; 5] = ['・', '･', '＝', ':', '：'];

/// Marks of a byline that are looked at.
const MOST: usize = 60;

/// Where the names begin in a line that says by its first words, or by a label, that it gives them.
fn opening(line: &str) -> Option<usize> {
    BY.find(line)
        .map(|it| it.end())
        .or_else(|| behind_preposition(line))
        .or_else(|| behind_label(line))
}

/// "di Maria Rossi e Ugo Bianchi"
fn behind_preposition(line: &str) -> Option<usize> {
    const LONGEST: usize = 120;
    let opener = PREPOSITIONS.iter().find(|it| line.starts_with(**it))?;
    let names = &line[opener.len()..];
    let mut names = names
        .split(',')
        .flat_map(|it| it.split(" e "))
        .flat_map(|it| it.split(" και "));
    (line.len() <= LONGEST && names.all(|it| is_person(it.trim()))).then_some(opener.len())
}

/// "2025-12-07 来源：新华网 作者：王小明"
fn behind_label(line: &str) -> Option<usize> {
    if line.is_ascii() {
        return None;
    }
    LABELS.iter().find_map(|it| {
        let end = line.find(it)? + it.len();
        let names = line[end..].trim_start().strip_prefix([':', '：'])?;
        let names = names.trim_start();
        (!names.is_empty()).then_some(line.len() - names.len())
    })
}

/// "홍길동 기자"
fn is_signed_in_korean(line: &str) -> bool {
    const WORDS: RangeInclusive<usize> = 2..=4;
    const LETTERS: RangeInclusive<usize> = 2..=4;
    if line.is_ascii() {
        return false;
    }
    let words: Vec<&str> = line.split_whitespace().take(WORDS.end() + 1).collect();
    let [name, role, ..] = words.as_slice() else {
        return false;
    };
    WORDS.contains(&words.len())
        && LETTERS.contains(&name.chars().count())
        && name.chars().all(|it| ('가'..='힣').contains(&it))
        && CLOSE_ROLES.contains(role)
}

/// Whether a line is the "By" of a byline whose names stand in other elements.
pub(crate) fn is_bare_by(line: &str) -> bool {
    const LONGEST: usize = 24;
    let line = line.trim();
    if line.is_empty() || line.chars().count() > LONGEST {
        return false;
    }
    line.eq_ignore_ascii_case("di")
        || BY
            .find(&format!("{line} X"))
            .is_some_and(|it| it.end() > line.len())
}

/// What follows the "By" of a byline.
pub(crate) fn after_by(line: &str) -> &str {
    &line[opening(line).unwrap_or(0)..]
}

/// Whether a line begins as bylines do: "By …", "Von …".
pub(crate) fn is_byline(line: &str) -> bool {
    const LONGEST: usize = 160;
    line.chars().count() <= LONGEST
        && match opening(line) {
            Some(start) => can_be_names(&line[start..]),
            None => is_signed_in_korean(line),
        }
}

/// Whether what follows a "By" can be names: it is short, and no sentence.
fn can_be_names(rest: &str) -> bool {
    const WORDS: usize = 16;
    /// Letters of a word or name at most; where no blanks are written, more are a sentence.
    const LONGEST: usize = 30;
    let is_upper = rest.starts_with(|it: char| it.is_uppercase() || !it.is_ascii());
    let is_sentence = rest.ends_with(['.', '?', '!', ':', '。', '？', '！', '：', '।', '؟'])
        && !(rest.ends_with(" Jr.") || rest.ends_with(" Sr."));
    let words = || rest.split_whitespace();
    (is_upper || behind_role(rest).is_some())
        && !is_sentence
        && words()
            .filter(|it| it.contains(char::is_alphanumeric))
            .count()
            <= WORDS
        && words().all(|it| it.is_ascii() || it.chars().count() <= LONGEST)
}

/// Whether a short line names a newsroom in place of a person: "Harbour Ledger staff", "Web Desk".
pub(crate) fn is_desk(line: &str) -> bool {
    const DESKS: &[&str] = &[
        "staff",
        "desk",
        "bureau",
        "newsroom",
        "team",
        "correspondent",
        "correspondents",
        "redaktion",
        "rédaction",
        "redacción",
        "redazione",
        "редакция",
        "редакція",
    ];
    let last = line
        .split_whitespace()
        .next_back()
        .unwrap_or("")
        .trim_matches(|it: char| !it.is_alphanumeric())
        .to_lowercase();
    DESKS.contains(&last.as_str())
        && !line.ends_with(['.', '?', '!'])
        && line.starts_with(char::is_uppercase)
}

/// The persons that a byline names, in its order. Agencies, desks and `outlet` are none.
pub(crate) fn persons(byline: &str, outlet: Option<&str>) -> Vec<String> {
    let start = opening(byline);
    let is_said = start.is_some();
    let (opener, names) = byline.split_at(start.unwrap_or(0));
    let is_chinese = opener.contains(['作', '记', '記']);
    let mut persons: Vec<String> = Vec::new();
    let mut is_behind_person = false;
    for (piece, is_joined) in pieces(names) {
        let parts = if is_chinese {
            apart(piece)
        } else {
            at_roles(piece)
        };
        for part in parts {
            let name = name_in(part, is_said, is_joined || persons.is_empty());
            if is_behind_person
                && let Some(last) = persons.last_mut()
                && let Some(dot) = dot_of_junior(name)
            {
                // "Philip Holm, Jr."
                *last = format!("{last} {name}{dot}");
                is_behind_person = false;
                continue;
            }
            let is_new = || {
                let lower = name.to_lowercase();
                persons.iter().all(|it| it.to_lowercase() != lower)
            };
            is_behind_person = is_person(name) && !is_outlet(name, outlet) && is_new();
            if is_behind_person {
                persons.push(name.to_owned());
            }
        }
    }
    persons
}

/// The persons whom a text names that is given as a person's name. A byline that stands there is read as one.
pub(crate) fn given(claim: &str, outlet: Option<&str>) -> Vec<String> {
    if opening(claim).is_some() {
        let persons = persons(claim, outlet);
        if !persons.is_empty() {
            return persons;
        }
    }
    let name = without_degrees(trimmed(claim));
    if is_given(name) && !is_outlet(name, outlet) {
        return vec![name.to_owned()];
    }
    persons(claim, outlet)
}

/// Whether a name is the outlet's, with or without its article.
fn is_outlet(name: &str, outlet: Option<&str>) -> bool {
    let bare = |it: &str| {
        let lower = it.to_lowercase();
        lower
            .strip_prefix("the ")
            .map(str::to_owned)
            .unwrap_or(lower)
    };
    outlet.is_some_and(|it| bare(it) == bare(name))
}

/// The parts between the marks of a byline, each with whether an "and" stands before it.
fn pieces(names: &str) -> Vec<(&str, bool)> {
    let marks: Vec<Match<'_>> = BETWEEN.find_iter(names).take(MOST).collect();
    let (mut pieces, mut from, mut is_joined) = (Vec::new(), 0, false);
    for (index, mark) in marks.iter().enumerate() {
        let next = marks.get(index + 1).map_or(names.len(), |it| it.start());
        let sides = [&names[from..mark.start()], &names[mark.end()..next]];
        if is_of_name(mark.as_str().trim(), sides) {
            continue;
        }
        pieces.push((&names[from..mark.start()], is_joined));
        from = mark.end();
        is_joined = joins(mark.as_str());
    }
    if marks.len() < MOST {
        pieces.push((&names[from..], is_joined));
    }
    pieces
}

/// Whether a letter that means "and" is of the name that it stands in: "Maria João e Silva", "Susan E Holm".
fn is_of_name(mark: &str, [before, behind]: [&str; 2]) -> bool {
    if !["y", "e", "i"]
        .iter()
        .any(|it| mark.eq_ignore_ascii_case(it))
    {
        return false;
    }
    let count = |it: &str| it.split_whitespace().count();
    let is_initial = mark.contains(char::is_uppercase) && before.contains(char::is_lowercase);
    match count(before) {
        0 => false,
        1 => is_initial,
        _ => count(behind) == 1,
    }
}

/// Whether a mark says that one more person follows.
fn joins(mark: &str) -> bool {
    const OTHERS: &[&str] = &["for", "with", "with files from", "at", "of"];
    let mark = mark.trim().to_lowercase();
    mark.contains(|it: char| it == '&' || it.is_alphabetic()) && !OTHERS.contains(&mark.as_str())
}

/// The name in a part of a byline, without the place, the agency and the trade beside it. What is no person's stays as it is.
/// A part that is not `first`, behind a name or a comma, says more about that name.
fn name_in(part: &str, is_said: bool, first: bool) -> &str {
    let part = part.trim();
    let start = BY.find(part).map(|it| it.end());
    let is_said = is_said || start.is_some();
    let part = before_label(before_handle(&part[start.unwrap_or(0)..]), is_said);
    let part = PLACE.find(part).map_or(part, |it| &part[..it.start()]);
    let part = part.split(['(', '（', '<', '[']).next().unwrap_or("");
    let name = trimmed(first_sentence(part));
    let name = without_degrees(without_house(without_role(name)));
    // "JANA HOLM Associated Press"
    let name = wire::before(name)
        .filter(|it| is_person(it))
        .unwrap_or(name);
    if first && !is_person(name) {
        person_in(name, is_said).unwrap_or(name)
    } else {
        name
    }
}

/// What stands before a handle: "Jana Holm @jana". An address of mail is left whole.
fn before_handle(part: &str) -> &str {
    let Some((before, behind)) = part.split_once('@') else {
        return part;
    };
    let is_close = before.ends_with(|it: char| !it.is_whitespace());
    let domain = behind.split_whitespace().next().unwrap_or("");
    let is_address = is_close && domain.trim_end_matches(['.', ',']).contains('.');
    if is_address { part } else { before }
}

/// What stands before a label in a byline, which says what somebody else did: "Jana Holm Fotos: Petr Aros". A line that has one
/// and is no byline is a title: "Trailer: Jana Holm".
fn before_label(part: &str, is_said: bool) -> &str {
    const MARKS: [char; 2] = [':', '：'];
    let part = part.trim().trim_end_matches(MARKS);
    if !part.contains(MARKS) {
        return part;
    }
    let words = words_of(part);
    let Some((at, _)) = words.iter().find(|it| it.1.contains(MARKS)) else {
        return part;
    };
    if is_said {
        without_tail(&part[..*at])
    } else {
        ""
    }
}

/// "Jana Holm" of "Jana Holm. Photographs by Petr Aros"
fn first_sentence(part: &str) -> &str {
    const SHORT: usize = 3;
    let is_end = |at: usize| {
        let mut words = part[..at].split_whitespace().rev();
        let last = bare(words.next().unwrap_or(""));
        let is_short = last.chars().count() < SHORT
            || [SHORT_TITLES, SHORT_DATES, JUNIORS]
                .iter()
                .any(|it| it.contains(&last.as_str()));
        words.next().is_some() && !is_short
    };
    let mut ends = part.match_indices(". ").map(|(at, _)| at);
    ends.find(|it| is_end(*it)).map_or(part, |it| &part[..it])
}

/// What can stand around a name.
fn is_mark(it: char) -> bool {
    it.is_whitespace() || ".,:;*“”\"'|-–—)）".contains(it)
}

/// A part without the marks around it. The stop of "Jr." is of the name.
fn trimmed(part: &str) -> &str {
    let start = part.len() - part.trim_start_matches(is_mark).len();
    let name = part.trim_matches(is_mark);
    let end = start + name.len();
    let is_junior = [" Jr", " Sr", " JR", " SR"]
        .iter()
        .any(|it| name.ends_with(it));
    if is_junior && part[end..].starts_with('.') {
        &part[start..=end]
    } else {
        name
    }
}

/// What stands behind the word for a junior, if a part is one and nothing else.
fn dot_of_junior(part: &str) -> Option<&'static str> {
    let part = bare(part);
    let is_short = part.ends_with('r');
    JUNIORS
        .contains(&part.as_str())
        .then_some(if is_short { "." } else { "" })
}

/// Names in Chinese that only blanks part: no such name has one itself.
fn apart(part: &str) -> Vec<&str> {
    let is_name = |it: &&str| {
        (2..=4).contains(&it.chars().count())
            && it.chars().all(|it| ('\u{4e00}'..='\u{9fff}').contains(&it))
    };
    let words: Vec<&str> = part.split_whitespace().collect();
    if words.iter().all(is_name) {
        words
    } else {
        vec![part]
    }
}

/// The parts of "田中太郎著 鈴木花子訳" and of "著：田中太郎 訳：鈴木花子", which only a blank beside a role keeps apart.
fn at_roles(part: &str) -> Vec<&str> {
    let (mut parts, mut from) = (vec![], 0);
    for (at, _) in part.match_indices(char::is_whitespace) {
        let is_behind = CLOSE_ROLES.iter().any(|it| part[from..at].ends_with(it));
        if is_behind || begins_with_role(part[at..].trim_start()) {
            parts.push(&part[from..at]);
            from = at;
        }
    }
    parts.push(&part[from..]);
    parts
}

/// Whether a text begins with what somebody did, and a mark between it and the name.
fn begins_with_role(text: &str) -> bool {
    CLOSE_ROLES.iter().chain(&["文"]).any(|it| {
        text.strip_prefix(*it)
            .is_some_and(|it| it.starts_with(ROLE_MARKS))
    })
}

/// A name without what its bearer did. Nothing is left where that stands alone.
fn without_role(name: &str) -> &str {
    let is_mark = |it: char| it.is_whitespace() || ROLE_MARKS.contains(&it);
    let close = CLOSE_ROLES.iter().find_map(|it| name.strip_suffix(*it));
    // Names end with this letter themselves: 伊藤博文. Behind a blank it can be all of a short given name.
    let apart = || {
        name.strip_suffix('文').filter(|it| {
            it.ends_with(is_mark) && (!it.ends_with(char::is_whitespace) || it.chars().count() > 4)
        })
    };
    // "本社記者" is nobody's name.
    let is_house = |it: &str| it.ends_with(['部', '社', '紙', '局', '報', '报']);
    close
        .or_else(apart)
        .map(|it| it.trim_end_matches(is_mark))
        .filter(|it| !is_house(it))
        .unwrap_or(name)
}

/// A name in Chinese, Japanese or Korean without the house, or the desk, before it: "朝日新聞 田中太郎".
fn without_house(name: &str) -> &str {
    let mut name = name;
    while !name.is_ascii()
        && let Some((house, rest)) = name.split_once(char::is_whitespace)
        && CLOSE_HOUSES.iter().any(|it| house.ends_with(it))
    {
        name = rest.trim_start();
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    const TESTS: &[(&str, &[&str])] = &[
        ("By Jana Holm", &["Jana Holm"]),
        ("Jana Holm in Lissane", &["Jana Holm"]),
        (
            "Par Yves Le Gallou, envoyé spécial à Lissane",
            &["Yves Le Gallou"],
        ),
        ("By Jana Holm and Petr Aros", &["Jana Holm", "Petr Aros"]),
        ("Von Anna von der Heide", &["Anna von der Heide"]),
        ("Harbour Ledger staff", &[]),
        ("The Associated Press", &[]),
        ("Tribune staff with files from The Associated Press", &[]),
        ("Ledger Web Team", &[]),
        ("Jana Holm, Senior Correspondent", &["Jana Holm"]),
        ("Автор: Олена Коваль", &["Олена Коваль"]),
        ("By JANA HOLM | Reuters", &["JANA HOLM"]),
        // A comma and a word are one mark.
        (
            "By Jana Holm, Petr Aros, and Ann Lee",
            &["Jana Holm", "Petr Aros", "Ann Lee"],
        ),
        (
            "BY JANA HOLM, PETR AROS, AND ANN LEE",
            &["JANA HOLM", "PETR AROS", "ANN LEE"],
        ),
        (
            "Jana Holm, Political Editor, and Petr Aros",
            &["Jana Holm", "Petr Aros"],
        ),
        (
            "Von Jana Holm, Petr Aros, und Ann Lee",
            &["Jana Holm", "Petr Aros", "Ann Lee"],
        ),
        ("Jana Holm, E Marsh Lee", &["Jana Holm", "E Marsh Lee"]),
        // An agency that no mark parts from the name.
        ("By MARCO DI MARCO Associated Press", &["MARCO DI MARCO"]),
        ("Jana Holm Associated Press Writer", &["Jana Holm"]),
        ("Jana Holm AFP", &["Jana Holm"]),
        ("Ann Bloomberg", &["Ann Bloomberg"]),
        // Scripts without capitals.
        ("كتب: أحمد منصور - وكالات", &["أحمد منصور"]),
        ("מאת: דנה לוי", &["דנה לוי"]),
        ("लेखक: राजेश कुमार", &["राजेश कुमार"]),
        ("田中太郎、鈴木花子", &["田中太郎", "鈴木花子"]),
        ("文・田中 太郎", &["田中 太郎"]),
        ("作者：王小明 李华", &["王小明", "李华"]),
        ("记者 王小明 北京报道", &["王小明"]),
        ("文/王小明", &["王小明"]),
        ("编辑部", &[]),
        // What somebody did for a text is no part of the name.
        ("田中太郎記者", &["田中太郎"]),
        ("田中 太郎 記者", &["田中 太郎"]),
        ("王小明 记者", &["王小明"]),
        ("編集委員 田中太郎", &["田中太郎"]),
        ("田中太郎著、鈴木花子訳", &["田中太郎", "鈴木花子"]),
        ("田中太郎著\u{3000}鈴木花子訳", &["田中太郎", "鈴木花子"]),
        (
            "著：田中太郎\u{3000}訳：鈴木花子",
            &["田中太郎", "鈴木花子"],
        ),
        ("文＝田中太郎", &["田中太郎"]),
        ("田中太郎＝文", &["田中太郎"]),
        ("伊藤博文", &["伊藤博文"]),
        ("高橋 文", &["高橋 文"]),
        ("著者", &[]),
        // Who translated it is not looked for, but no part of a name either.
        ("嶋田 健志 監訳", &["嶋田 健志"]),
        // What stands behind a name, or before it, without a mark.
        ("By JANA HOLM jholm@ledger.example", &["JANA HOLM"]),
        ("By Jana Holm @jholm", &["Jana Holm"]),
        ("By Jana Holm@jholm Dec 7, 2025, 3:15pm EST", &["Jana Holm"]),
        ("By Jana Holm Health Reporter", &["Jana Holm"]),
        ("By JANA HOLM Staff Writer", &["JANA HOLM"]),
        ("JANA HOLM Reporter", &["JANA HOLM"]),
        ("Jana Holm Senior Contributor", &["Jana Holm"]),
        ("Jana Holm Special to the Tribune", &["Jana Holm"]),
        (
            "By Jana Holm Updated 3:15 PM ET, Sun December 7, 2025",
            &["Jana Holm"],
        ),
        (
            "By Jana Holm Last Updated: December 6, 2024",
            &["Jana Holm"],
        ),
        ("By Jana Holm Jan. 31, 2026 7:47 am EST", &["Jana Holm"]),
        ("By Jana Holm On 11/13/19 at 4:00 PM EST", &["Jana Holm"]),
        (
            "By Jana Holm and Petr Aros 2019-11-18",
            &["Jana Holm", "Petr Aros"],
        ),
        ("By political reporter Jana Holm", &["Jana Holm"]),
        ("By White House Correspondent Jana Holm", &["Jana Holm"]),
        ("Guest Columnist Jana Holm", &["Jana Holm"]),
        ("Door onze redacteur Jan de Vries", &["Jan de Vries"]),
        ("Door onze redacteur", &[]),
        (
            "Jana Holm · CBC News · Posted: Dec 07, 2025 4:00 AM EST",
            &["Jana Holm"],
        ),
        (
            "Words by Jana Holm. Photographs by Petr Aros.",
            &["Jana Holm"],
        ),
        (
            "Jana Holm in Varn, Petr Aros in Oster and Ann Lee in New York",
            &["Jana Holm", "Petr Aros", "Ann Lee"],
        ),
        (
            "Submitted by Jana Holm on Sun, 12/07/2025 - 10:00",
            &["Jana Holm"],
        ),
        ("By Jana Holm, Local Democracy Reporter", &["Jana Holm"]),
        ("By Jana Holm, Silicon Valley Reporter", &["Jana Holm"]),
        ("White House Correspondent", &[]),
        ("Local Democracy Reporter", &[]),
        ("By VVS Laxman", &["VVS Laxman"]),
        ("By Daily Mail Reporter", &[]),
        ("By Wild Apricot Staff", &[]),
        (
            "By Jana Holm ⋅ Founder and Editor-in-Chief ⋅ Updated May 6, 2025",
            &["Jana Holm"],
        ),
        ("Jana Holm says:", &[]),
        ("Von Angela Merkel lernen", &[]),
        ("Der Hafen rechnet mit AFP", &[]),
        ("Von Jana Holm am 7. Dezember 2025", &["Jana Holm"]),
        ("Par Marie Dupont le 7 décembre 2025", &["Marie Dupont"]),
        // Names with words of other things in them.
        ("By April Jones", &["April Jones"]),
        ("April 2025", &[]),
        ("Maria João e Silva", &["Maria João e Silva"]),
        ("Ana Gómez y Luis Pérez", &["Ana Gómez", "Luis Pérez"]),
        ("Susan E Holm", &["Susan E Holm"]),
        ("Gezeiten y Mareas", &[]),
        ("Philip M. Holm Jr.", &["Philip M. Holm Jr."]),
        (
            "Philip Holm, Jr., and Ann Lee",
            &["Philip Holm Jr.", "Ann Lee"],
        ),
        ("Dr. Jana Holm MD", &["Dr. Jana Holm"]),
        // Places, papers and what is labelled.
        ("By Jana Holm, Sacramento Bee", &["Jana Holm"]),
        ("By Jana Holm, Samantha Bee", &["Jana Holm", "Samantha Bee"]),
        ("By Jana Holm, New York", &["Jana Holm"]),
        ("Por Ana Souza, g1 SP — São Paulo", &["Ana Souza"]),
        ("Jana Holm, Kyiv Independent", &["Jana Holm"]),
        ("القاهرة - أحمد منصور", &["أحمد منصور"]),
        (
            "Reported by: Jana Holm | Edited by: Petr Aros | Source: ANI",
            &["Jana Holm"],
        ),
        ("Text: Jana Holm, Fotos: Petr Aros", &["Jana Holm"]),
        (
            "Teksti: Matti Virtanen, Kuvat: Liisa Korhonen",
            &["Matti Virtanen"],
        ),
        ("Author: Jana Holm Translator: Petr Aros", &["Jana Holm"]),
        ("Authors:Jana Holm, Petr Aros", &["Jana Holm", "Petr Aros"]),
        ("Trailer: Jana Holm", &[]),
        ("Image Credit: Jana Holm", &[]),
        // How bylines begin elsewhere.
        ("홍길동 기자", &["홍길동"]),
        ("홍길동 기자 hong@ledger.example", &["홍길동"]),
        ("di Maria Rossi", &["Maria Rossi"]),
        ("di Redazione Online", &[]),
        ("a cura di Maria Rossi", &["Maria Rossi"]),
        ("Oleh: Budi Santoso", &["Budi Santoso"]),
        ("Oleh Kovalenko", &["Oleh Kovalenko"]),
        ("โดย สมชาย ใจดี", &["สมชาย ใจดี"]),
        ("Ein Kommentar von Jana Holm", &["Jana Holm"]),
        ("Eine Analyse von Jana Holm", &["Jana Holm"]),
        ("Par Marie Dupont avec AFP", &["Marie Dupont"]),
        ("Le Courrier avec AFP", &[]),
        ("Propos recueillis par Marie Dupont", &["Marie Dupont"]),
        ("Του Γιάννη Παπαδόπουλου", &["Γιάννη Παπαδόπουλου"]),
        ("朝日新聞 田中太郎", &["田中太郎"]),
        ("阿部 寛", &["阿部 寛"]),
        ("2025-12-07 14:30 来源：新华网 作者：王小明", &["王小明"]),
        ("作者：王小明 编辑：李华", &["王小明"]),
    ];

    /// What a page gives as a person's name; who that is.
    const GIVEN: &[(&str, &[&str])] = &[
        ("April Jones", &["April Jones"]),
        ("Emily Post", &["Emily Post"]),
        ("Lucia Head", &["Lucia Head"]),
        ("Christopher Guest", &["Christopher Guest"]),
        ("Min Jin Lee", &["Min Jin Lee"]),
        ("Dr. Jana Holm MD", &["Dr. Jana Holm"]),
        ("Jana Holm, MD, MPH", &["Jana Holm"]),
        (
            "Juan Carlos de la Cruz García Márquez",
            &["Juan Carlos de la Cruz García Márquez"],
        ),
        ("Ortega y Gasset", &["Ortega y Gasset"]),
        ("Maria João e Silva", &["Maria João e Silva"]),
        ("Ana Gómez y Luis Pérez", &["Ana Gómez", "Luis Pérez"]),
        ("Philip M. Holm Jr.", &["Philip M. Holm Jr."]),
        ("By Jana Holm", &["Jana Holm"]),
        ("Jana Holm and Petr Aros", &["Jana Holm", "Petr Aros"]),
        ("Jana Holm (she/her)", &["Jana Holm"]),
        ("田中太郎記者", &["田中太郎"]),
        ("Bangkok Post", &[]),
        ("New York Post", &[]),
        ("Detroit Free Press", &[]),
        ("World Bank", &[]),
        ("Guest Author", &[]),
        ("Health Coach", &[]),
        ("Monday March", &[]),
        ("Human Rights Watch", &[]),
        ("NDTV Profit", &[]),
        ("Web Desk", &[]),
        ("The Quayside Post", &[]),
    ];

    #[test]
    fn a_name_that_is_given_as_a_persons_is_refused_for_houses_only() {
        for (claim, expected) in GIVEN {
            assert_eq!(given(claim, None), *expected, "{claim}");
        }
        assert!(given("Harbour Post", Some("The Harbour Post")).is_empty());
    }

    #[test]
    fn bylines_are_told_from_sentences_that_begin_alike() {
        for (line, expected) in [
            ("מאת: דנה לוי", true),
            ("लेखक: राजेश कुमार", true),
            ("作者：王小明 李华", true),
            ("文/王小明", true),
            ("लेखक राजेश कुमार ने कहा कि बंदरगाह खुला है।", false),
            ("记者：港口什么时候再开？", false),
            ("记者从港口获悉，渡轮今天恢复通航。", false),
            (
                "作者 认为港口今年应该先为渡轮开放然后再为货船开放而不是反过来再等一个冬天",
                false,
            ),
            ("di Maria Rossi", true),
            ("di Redazione Online", false),
            ("di questo porto si parla da mesi", false),
            ("홍길동 기자", true),
            ("홍길동 기자가 말했다", false),
            ("โดย สมชาย ใจดี", true),
            ("2025-12-07 来源：新华网 作者：王小明", true),
            ("Ein Kommentar von Jana Holm", true),
            ("By political reporter Jana Holm", true),
            ("By Philip Holm Jr.", true),
            ("by the time the ferry came", false),
            ("Oleh Kovalenko", false),
        ] {
            assert_eq!(is_byline(line), expected, "{line}");
        }
    }

    #[test]
    fn persons_are_read_from_bylines_and_desks_are_not() {
        for (byline, expected) in TESTS {
            assert_eq!(persons(byline, None), *expected, "{byline}");
        }
    }
}
