//! The persons in a byline.

use std::sync::LazyLock;

use regex::Regex;

use super::wire;

/// What stands before the names.
static BY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\W*(?:(?:story|words|text|report|reported|written|posted|published|article|analysis|opinion|review|interview|an article)\s+)?(?:by|von|par|por|da|door|av|af|od|autor|autora|autore|auteur|autorin|author|authors|writer|text|автор|автори|авторы|yazan|بقلم|كتب|كتبت|מאת)\s*[:：\-–—|]?\s+|^\W*(?:(?:本[报報])?(?:作者|記者|记者|撰文|著者|筆者|(?:取材[・･])?文(?:[/／][图圖])?)(?:\s*[:：/／|・]\s*|\s+)|(?:लेखक|लेखिका|글)\s*[:：]\s*)")
        .expect("a fixed pattern")
});

/// What cuts a byline into names.
static BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\s*(?:[;,、，،；|/／•·&+\n](?:\s+(?:and|und|et|(?-i:y|e|i|og|och|en|ve|и|та|και))\s)?|\s(?:and|und|et|y|e|i|og|och|en|ve|и|та|και)\s|\s[–—-]\s|\s(?:for|with|with files from|at|of)\s)\s*").expect("a fixed pattern")
});

/// Where the place begins at which somebody writes.
static PLACE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\s+(?:in|aus|à|a|en|em|w|v|в|у|from|reports|reporting|near|on|envoyé|envoyée|correspondant|correspondante)(?:\s.*)?$").expect("a fixed pattern")
});

/// Words that no person's name holds: desks, houses, trades.
const NOBODY: &[&str] = &[
    "staff",
    "desk",
    "bureau",
    "team",
    "newsroom",
    "editor",
    "editors",
    "editorial",
    "agency",
    "agencies",
    "news",
    "press",
    "presse",
    "correspondent",
    "correspondents",
    "reporter",
    "reporters",
    "writer",
    "writers",
    "producer",
    "media",
    "web",
    "online",
    "digital",
    "service",
    "services",
    "wire",
    "wires",
    "magazine",
    "network",
    "tv",
    "admin",
    "administrator",
    "contributor",
    "contributors",
    "guest",
    "columnist",
    "chief",
    "senior",
    "director",
    "redaktion",
    "rédaction",
    "redaction",
    "redacción",
    "redazione",
    "redacao",
    "redação",
    "agentur",
    "agence",
    "reuters",
    "afp",
    "dpa",
    "ap",
    "редакция",
    "редакція",
    "updated",
    "published",
    "read",
    "min",
    "minutes",
    "share",
    "follow",
    "email",
    "twitter",
    "facebook",
    "http",
    "https",
    "www",
    "com",
    "the",
    "us",
    "about",
    "view",
    "all",
    "posts",
    "company",
    "inc",
    "ltd",
    "llc",
    "group",
    "institute",
    "university",
    "department",
    "ministry",
    "blog",
    "today",
    "times",
    "post",
    "herald",
    "tribune",
    "gazette",
    "chronicle",
    "journal",
    "daily",
    "weekly",
    "report",
    "reports",
    "partner",
    "content",
    "sponsored",
    "special",
    "photos",
    "photo",
    "photography",
    "video",
    "unknown",
    "anonymous",
    "user",
    "author",
    "authors",
    "by",
    "world",
    "analysis",
    "opinion",
    "politics",
    "sports",
    "business",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "am",
    "pm",
    "gmt",
    "utc",
    "وكالات",
    "الوكالات",
    "التحرير",
    "מערכת",
    "סוכנויות",
    "डेस्क",
    "ब्यूरो",
    "एजेंसी",
    "编辑部",
    "編輯部",
    "編集部",
    "편집국",
    "편집부",
    "记者",
    "記者",
    "通讯员",
    "通訊員",
];

/// With which lines end that say from where somebody reports, in scripts without capitals.
const REPORTS: &[&str] = &["报道", "報道", "报导", "報導"];

/// Particles that stand in lower case inside names.
const PARTICLES: &[&str] = &[
    "de", "da", "do", "dos", "das", "di", "del", "della", "van", "von", "der", "den", "ten", "ter",
    "le", "la", "el", "al", "bin", "bint", "ibn", "ben", "af", "av", "zu", "zur", "y", "e", "du",
    "des", "st", "o",
];

/// Words for what somebody does for a living: they follow names and are none.
const TRADES: &[&str] = &[
    "developer",
    "engineer",
    "manager",
    "marketing",
    "strategist",
    "strategy",
    "founder",
    "cofounder",
    "co-founder",
    "ceo",
    "cto",
    "cmo",
    "coo",
    "cfo",
    "president",
    "consultant",
    "specialist",
    "expert",
    "analyst",
    "professor",
    "lecturer",
    "researcher",
    "scientist",
    "doctor",
    "nurse",
    "coach",
    "teacher",
    "trainer",
    "designer",
    "architect",
    "lawyer",
    "attorney",
    "partner",
    "owner",
    "freelance",
    "freelancer",
    "journalist",
    "blogger",
    "photographer",
    "head",
    "lead",
    "vp",
    "officer",
    "executive",
    "associate",
    "assistant",
    "intern",
    "fellow",
    "advisor",
    "adviser",
    "dietitian",
    "nutritionist",
    "therapist",
    "psychologist",
    "copywriter",
    "grader",
    "journalism",
    "product",
    "sales",
    "program",
    "programme",
    "certified",
    "licensed",
    "phd",
    "ph.d",
    "m.d",
    "md",
    "rd",
    "rdn",
    "mph",
    "m.a",
    "redakteur",
    "redakteurin",
    "autorin",
    "journaliste",
    "rédacteur",
    "rédactrice",
    "periodista",
    "redactor",
    "redactora",
    "giornalista",
    "redattore",
    "журналист",
    "редактор",
    "кореспондент",
    "корреспондент",
];

/// Whether a word names what somebody does.
pub(crate) fn is_trade(word: &str) -> bool {
    let word = word
        .trim_matches(|it: char| !it.is_alphanumeric())
        .to_lowercase();
    TRADES.contains(&word.as_str()) || NOBODY.contains(&word.as_str())
}

/// Whether a line is the "By" of a byline whose names stand in other elements.
pub(crate) fn is_bare_by(line: &str) -> bool {
    let line = line.trim().trim_end_matches([':', ' ']);
    !line.is_empty()
        && line.chars().count() <= 16
        && BY
            .find(&format!("{line} X"))
            .is_some_and(|it| it.end() > line.len())
}

/// What follows the "By" of a byline.
pub(crate) fn after_by(line: &str) -> &str {
    &line[BY.find(line).map_or(0, |it| it.end())..]
}

/// Whether a line begins as bylines do: "By …", "Von …".
pub(crate) fn is_byline(line: &str) -> bool {
    line.chars().count() <= 160
        && BY.find(line).is_some_and(|it| {
            /// Letters of a word or name at most; where no blanks are written, more are a sentence.
            const LONGEST: usize = 30;
            let rest = &line[it.end()..];
            rest.starts_with(|it: char| it.is_uppercase() || !it.is_ascii())
                && !rest.ends_with(['.', '?', '!', ':', '。', '？', '！', '：', '।', '؟'])
                && rest.split_whitespace().count() <= 16
                && rest
                    .split_whitespace()
                    .all(|it| it.is_ascii() || it.chars().count() <= LONGEST)
        })
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
    let mut persons: Vec<String> = Vec::new();
    let start = BY.find(byline).map_or(0, |it| it.end());
    let is_chinese = byline[..start].contains(['作', '记', '記']);
    let parts = BETWEEN.split(&byline[start..]).take(60);
    for part in parts.flat_map(|it| if is_chinese { apart(it) } else { vec![it] }) {
        let part = part.trim();
        let part = BY.find(part).map_or(part, |it| &part[it.end()..]);
        let part = PLACE.replace(part, "");
        let part = part.split(['(', '（', '<', '@', '[']).next().unwrap_or("");
        let name =
            part.trim_matches(|it: char| it.is_whitespace() || ".,:;*“”\"'|-–—)）".contains(it));
        // "JANA HOLM Associated Press"
        let name = wire::before(name)
            .filter(|it| is_person(it))
            .unwrap_or(name)
            .to_owned();
        let is_outlet = outlet.is_some_and(|it| it.to_lowercase() == name.to_lowercase());
        if is_person(&name)
            && !is_outlet
            && !persons
                .iter()
                .any(|it| it.to_lowercase() == name.to_lowercase())
        {
            persons.push(name);
        }
    }
    persons
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

/// Whether a name can be a person's.
pub(crate) fn is_person(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    if words.is_empty()
        || words.len() > 5
        || name.chars().count() > 60
        || wire::exactly(name).is_some()
    {
        return false;
    }
    if name
        .chars()
        .any(|it| it.is_ascii_digit() || "/\\#=_{}?!".contains(it))
    {
        return false;
    }
    let is_nobody = words.iter().any(|word| {
        let word = word
            .trim_matches(|it: char| !it.is_alphanumeric())
            .to_lowercase();
        NOBODY.contains(&word.as_str()) || TRADES.contains(&word.as_str()) || word.contains(".com")
    });
    let dense = name
        .chars()
        .any(|it| !it.is_ascii() && it.is_alphabetic() && !it.is_lowercase() && !it.is_uppercase());
    if dense {
        return !is_nobody
            && (2..=40).contains(&name.chars().count())
            && !REPORTS.iter().any(|it| name.ends_with(it));
    }
    let is_cased = words.iter().all(|word| {
        word.starts_with(|it: char| it.is_uppercase() || it == '\'' || it == '’')
            || PARTICLES.contains(&word.to_lowercase().as_str())
            || word.contains(char::is_uppercase)
    });
    !is_nobody && is_cased && words.len() >= 2
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
    ];

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
