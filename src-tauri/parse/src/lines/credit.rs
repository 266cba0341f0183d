//! Who supplied a text or a picture: "(With AP inputs)", "Reporting by …", "Photo: …".

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use regex::{Regex, RegexSet};

use super::wire;

/// How lines begin that say who supplied the text. What else stands in such a line are names and small words: with other
/// words it is a sentence of the text.
static OPENINGS: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        r"(?i)^(with|including|contains|from)\s+(\S+\s+){0,6}?(inputs?|files|reporting|reports|contributions?|material|information)(?-u:\b)",
        r"(?i)^(agency |additional )?(inputs?|files|reporting|report|material|information)\s+(from|by|via)(?-u:\b)",
        r"(?i).(?-u:\b)contributed\s+(to\s+(this|the)\s+(report|story|article|piece)|(additional )?reporting)(?-u:\b)",
        r"(?i)^(additional |further )?(reporting|writing|editing|compiled|translated|research)\s+(and\s+\w+\s+)?by(?-u:\b)",
        r"(?i)^this\s+(story|article|report|piece)\s+was\s+edited\s+by(?-u:\b)",
        r"(?i)^(mit|unter verwendung von)\s+(material|informationen|agenturmaterial|meldungen)(?-u:\b)",
        r"(?i)^(con|com)\s+(información|informações|informazioni|agencias|agências)(?-u:\b)",
        r"(?i)^(avec|d['’]après)\s+(les\s+)?(informations|agences?|l['’]afp|l['’]agence)(?-u:\b)",
        r"(?i)^(с использованием материалов|по материалам|за матеріалами)(\W|$)",
    ])
    .expect("fixed patterns")
});

/// Lines that say of the text itself where it was published or that nobody edited it, whatever else they say.
static NOTICES: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        r"(?i)^(except for the headline, this|this (story|report|article|copy) has not been edited|this is an auto[- ]?(generated|published))(?-u:\b)",
        r"(?i)^(this|the) (story|article|report|piece|content|copy)(?-u:\b).{0,160}(?-u:\b)(syndicated|agency|wire|news) feed(?-u:\b)",
        r"(?i)^this (story|article|report|piece|content|copy)(?-u:\b).{0,160}(?-u:\b)without (any )?(editing|modifications?)(?-u:\b)",
        r"(?i)^(and |with |wire |news |from )*(agencies|agences|agencias|agenturen|agenzie|agências|news agencies|wire services|agency reports|agencia|redacción y agencias|агентства)$",
    ])
    .expect("fixed patterns")
});

/// "This story was first published in X": of the text itself, if a name follows. What a newspaper did is told in texts too: "This
/// story was first published by a small paper, and nobody took notice."
static PUBLISHED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^this (?:story|article)\s+(?:was|is|has been)\s+(?:also\s+|first\s+|originally\s+)?(?:re)?(?:published|printed|produced|syndicated|provided|supplied|distributed|featured|posted)\s+(?:in|on|by|from|with|at|via|under|as)\s+(.+)$")
        .expect("a fixed pattern")
});

/// How lines begin that say who supplied the text only where they end it: elsewhere they are sentences, as of one who "reported from
/// the front".
static CLOSINGS: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        r"(?i)^[^.!?]{2,100}?\breported\s+from\b",
        r"(?i).\bcontributed(\s+reporting)?$",
        r"(?i).;\s*(additional\s+)?(editing|reporting|writing)\s+by\b",
    ])
    .expect("fixed patterns")
});

/// "This report was provided by X", which says something only if X is an agency.
static PROVIDED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^this (?:report|piece|content)\s+(?:was|is|has been)\s+(?:published|produced|provided|supplied|syndicated|distributed)\s+(?:by|from)\s+(.{2,120})$")
        .expect("a fixed pattern")
});

/// The words in lower case of a line that says who supplied a text or a picture: what joins names, what they did and who they are,
/// in the languages of the beginnings above.
const SMALL: &str = "a an and as at by for from in near of on our s the this to via was were with
    additional article compiled contributed contributing contributions edited editing including reporting research
    translated translation used writing agencies agency bureau correspondent correspondents desk desks editor editors
    journalist journalists newsroom photographer photographers producer producers reporter reporters researcher service
    services staff team writer writers feed feeds file files handout image images information input inputs material news
    photo photos piece pool report reports story wire wires
    al aus avec bin bint con com d da das de del della delle dem den der des di die do dos du e el et i ibn l la las le
    les los mit och og sur ten ter und van von y zu zum zur
    agence agences agencia agencias agenturen agenturmaterial agenzia agenzie agência agências dpa epd información
    informationen informations informazioni informações meldungen redacción redaktion rédaction unter verwendung
    агентств агентства в и иностранных использованием матеріалами материалам материалов с сми та";

/// "Source: X", which says something only if X is short.
static SOURCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(source|sources|via|courtesy|quelle|quellen|fuente|fonte|fontes|źródło|zdroj|kaynak|källa|kilde|bron|источник|джерело|المصدر|स्रोत|来源|來源|责任编辑|責任編輯|责编|責編|编辑|編輯)\s*[:：]\s*(.{2,80})$")
        .expect("a fixed pattern")
});

/// "with AP", "mit dpa", "avec AFP": a preposition and agencies, nothing more; or the house before them: "Le Monde avec AFP".
static WITH_AGENCY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(?:(?:with|mit|avec|con|com|med|met|z|s|from|by|inputs|von|via|nach|selon)|(?P<house>.{2,40}?)\s+(?:with|mit|avec|con|com|med|met))\s+(?P<agencies>.{2,60})$",
    )
    .expect("a fixed pattern")
});

/// "(With X inputs)" and "inputs from X": X is an agency, known or not.
static INPUTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:\bwith\s+(?:agency\s+)?(?P<a>[\w.&\- ]{2,40}?)(?:'s)?\s+inputs?\b|\b(?:inputs?|files|material|information|reports?)\s+(?:from|of|von)\s+(?:the\s+)?(?P<b>[\w.&\- ]{2,40}))")
        .expect("a fixed pattern")
});

/// A word for a picture, and whose it is.
static PICTURE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\W*(?:(?:photo|image) (?:credit|source)|file photo|photographer|photograph|photos|photo|pictures|picture|images|image|illustration|graphic|video|fotos|foto|bild|imagen|crédits?(?: photo)?|credits|credit|courtesy|фото|صورة)(?P<by>\s+(?:by|courtesy))?\s*(?P<mark>[:：/|©])?\s+?(?P<whose>.{2,120})$")
        .expect("a fixed pattern")
});

/// Houses that supply pictures.
static PICTURE_HOUSE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(getty images|shutterstock|istock|/\s*(ap|afp|reuters|epa)\b|\b(ap|afp|reuters|epa)\s*/|\b(ap|reuters|afp) photo\b)")
        .expect("a fixed pattern")
});

/// A bracket that ends a paragraph.
static LAST_BRACKET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?s)(.*\S)\s*([(\[（【][^()\[\]（）【】]{2,120}[)\]）】])[\s.。]*$")
        .expect("a fixed pattern")
});

/// What stands before the dash of [`LAST_DASH`].
const SENTENCE_ENDS: [char; 7] = ['.', '!', '?', '”', '"', '»', '…'];

/// A dash and an agency that end a paragraph: "… on Monday. — Reuters".
static LAST_DASH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^(?s)(.*[.!?”"»…])\s*([–—-]{1,2}\s*[^.–—]{2,60}\.?)\s*$"#)
        .expect("a fixed pattern")
});

/// Agencies by words that mean other things too: they count only in brackets.
const IN_BRACKETS: &[(&str, &str)] = &[("共同", "Kyodo"), ("時事", "Jiji")];

/// Whether a whole line says who supplied the text.
pub(crate) fn is_credit(line: &str) -> bool {
    const LONGEST: usize = 300;
    if line.len() > 3 * LONGEST || line.chars().count() > LONGEST {
        return false;
    }
    let inside = bare(line);
    if inside.is_empty() {
        return false;
    }
    (OPENINGS.is_match(inside) && (are_names(inside) || is_aside(line)))
        || NOTICES.is_match(inside)
        || PUBLISHED
            .captures(inside)
            .is_some_and(|it| names_house(&it[1]))
        || is_from_agency(inside)
        || PROVIDED
            .captures(inside)
            .is_some_and(|it| are_names(&it[1]) && wire::within(&it[1]).is_some())
        || SOURCE.captures(inside).is_some_and(|it| {
            let words = it[2].split_whitespace().count();
            let is_sentence =
                words >= 3 && it[2].starts_with(char::is_lowercase) && line.ends_with('.');
            words <= 5 && !is_sentence
        })
        || (line.trim() != inside && in_brackets(inside).is_some())
}

/// Whether a line that ends a text says who supplied it: "Jana Holm reported from Lissane.", "The Associated Press contributed."
pub(crate) fn is_closing_credit(line: &str) -> bool {
    const LONGEST: usize = 300;
    const DID: &str = "reported";
    let inside = bare(line);
    inside.len() <= 3 * LONGEST && CLOSINGS.is_match(inside) && are_names_and(inside, DID)
}

/// Whether what follows "This story was first published in" begins with a name, or is nothing but names and days.
fn names_house(text: &str) -> bool {
    const HOW: &str = "blog collaboration edition issue licence license magazine newsletter newspaper partnership permission
        site support website been corrected date has kept revised since up updated";
    let mut words = text.split_whitespace();
    let first = words.find(|it| !matches!(it.to_lowercase().as_str(), "the" | "our"));
    first.is_some_and(|it| it.starts_with(|it: char| it.is_alphabetic() && !it.is_lowercase()))
        || are_names_and(text, HOW)
}

/// `line` without brackets, dashes and full stops around it.
fn bare(line: &str) -> &str {
    line.trim_matches(|it: char| {
        it.is_whitespace() || "()[]{}–—-*_.（）【】［］〔〕。".contains(it)
    })
}

/// Whether a line is a few words in brackets: what stands so beside a text is about it, and no sentence of it.
fn is_aside(line: &str) -> bool {
    const WORDS: usize = 12;
    let line = line.trim();
    let is_in = line.starts_with(['(', '[', '（'])
        && line.trim_end_matches('.').ends_with([')', ']', '）']);
    is_in && line.split_whitespace().count() <= WORDS
}

/// Whether nothing but names and small words stands in `text`, as in "Jana Holm in Lissane; Editing by Petr Aros".
pub(super) fn are_names(text: &str) -> bool {
    are_names_and(text, "")
}

/// Whether nothing but names, small words and `others` stands in `text`.
fn are_names_and(text: &str, others: &str) -> bool {
    text.split_whitespace()
        .filter(|it| !it.contains('@'))
        .flat_map(|it| it.split(|it: char| !it.is_alphanumeric()))
        .all(|it| {
            !it.starts_with(char::is_lowercase)
                || it.contains(char::is_uppercase)
                || SMALL.split_whitespace().any(|small| small == it)
                || others.split_whitespace().any(|other| other == it)
        })
}

/// Whether `text` names agencies and nothing else, with the house or a preposition before them: "AP", "mit dpa", "Le Monde avec AFP".
fn is_from_agency(text: &str) -> bool {
    const HOUSE_WORDS: usize = 4;
    /// "Interview with Reuters" is a headline.
    const TALKS: &[&str] = &[
        "interview",
        "gespräch",
        "entretien",
        "entrevista",
        "intervista",
        "talk",
        "talks",
    ];
    are_agencies(text)
        || WITH_AGENCY.captures(text).is_some_and(|it| {
            let is_house = it.name("house").is_none_or(|it| {
                let mut words = it.as_str().split_whitespace();
                are_names(it.as_str())
                    && words.clone().count() <= HOUSE_WORDS
                    && !words.any(|it| TALKS.contains(&it.to_lowercase().as_str()))
            });
            is_house && are_agencies(&it["agencies"])
        })
}

/// Whether `text` names agencies and nothing else: "AP", "Reuters/AFP", "AP, Reuters and dpa", "agencies".
fn are_agencies(text: &str) -> bool {
    const UNNAMED: &[&str] = &[
        "agencies",
        "agences",
        "agencias",
        "agenturen",
        "agenzie",
        "agências",
        "агентства",
    ];
    let mut names = text
        .split(['/', ',', '|', '&', ';', '+'])
        .flat_map(|it| it.split(" and "))
        .flat_map(|it| it.split(" und "))
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .peekable();
    names.peek().is_some()
        && names
            .all(|it| wire::exactly(it).is_some() || UNNAMED.contains(&it.to_lowercase().as_str()))
}

/// The agency that `name` is in brackets.
fn in_brackets(name: &str) -> Option<&'static str> {
    let found = IN_BRACKETS.iter().find(|it| it.0 == name)?;
    Some(found.1)
}

/// Whether a line in or under a picture says who took it and nothing else.
pub(crate) fn is_picture_credit(line: &str) -> bool {
    const WHOSE_WORDS: usize = 4;
    if line.chars().count() > 140 {
        return false;
    }
    let inside = bare(line);
    let is_whose = PICTURE.captures(inside).is_some_and(|it| {
        let is_marked = it.name("by").is_some() || it.name("mark").is_some();
        let whose = &it["whose"];
        are_names(whose) || (is_marked && whose.split_whitespace().count() <= WHOSE_WORDS)
    });
    is_whose || inside.starts_with('©') || (PICTURE_HOUSE.is_match(inside) && are_names(inside))
}

/// `caption` cut before what ends it and says who took the picture: a bracket, a sentence of its own, or a ©.
pub(crate) fn split_picture_credit(caption: &str) -> Option<(&str, &str)> {
    const SIGN_WORDS: usize = 8;
    let bracket = LAST_BRACKET.captures(caption).and_then(|it| {
        let before = it.get(1)?.end();
        let credit = it.get(2)?.start();
        Some((&caption[..before], caption[credit..].trim_end()))
    });
    let sign = caption
        .rfind('©')
        .map(|at| (caption[..at].trim_end(), caption[at..].trim_end()))
        .filter(|it| it.1.split_whitespace().count() <= SIGN_WORDS);
    bracket
        .into_iter()
        .chain(short_ends(caption))
        .chain(sign)
        .find(|it| !it.0.is_empty() && is_picture_credit(it.1))
}

/// What follows a full stop near the end of `text`, the longest first.
fn short_ends(text: &str) -> impl Iterator<Item = (&str, &str)> {
    const LONGEST: usize = 120;
    let from = text
        .char_indices()
        .rev()
        .nth(LONGEST)
        .map_or(0, |(at, _)| at);
    text[from..]
        .char_indices()
        .filter(|(_, it)| ".…”\"»。".contains(*it))
        .filter_map(move |(at, it)| {
            let (before, after) = text.split_at(from + at + it.len_utf8());
            let is_apart = after.starts_with(char::is_whitespace) || it == '。';
            let after = after.trim();
            (is_apart && !after.is_empty()).then_some((before, after))
        })
}

/// Whether a line ends in a bracket or a name that says who took the picture: it is that picture's caption.
pub(crate) fn ends_in_picture_credit(line: &str) -> bool {
    static END: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?i)([(\[][^()\[\]]{0,60}\b(photo|photos|photograph|photographer|picture|image|images|getty|shutterstock|foto|фото)\b[^()\[\]]{0,80}[)\]]|[/|]\s*(ap|afp|reuters|epa|getty images)( photo)?|(?-i:\[\p{Lu}[^()\[\]/]{1,40}/\s*\p{Lu}[^()\[\]/]{1,40}\])|(?:[–—|]|[.!?”"])\s*(photo|photograph|picture|image|foto)s?(\s+by|\s*:)(?-i:\s+\p{Lu}[^\s.]*){1,5})\W*$"#)
            .expect("a fixed pattern")
    });
    may_end_in_picture_credit(line) && END.is_match(line)
}

/// Whether a line ends in a bracket, has what stands before an agency near its end, or a word for a picture: nearly all lines have
/// none, and to look for the whole takes long.
fn may_end_in_picture_credit(line: &str) -> bool {
    const NEAR: usize = 40;
    static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
        AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(["photo", "picture", "image", "foto"])
            .expect("a fixed list")
    });
    let before_end = line.trim_end_matches(|it: char| !it.is_alphanumeric());
    line[before_end.len()..].contains([')', ']'])
        || last(line, NEAR).contains(['/', '|'])
        || WORDS.is_match(line)
}

/// The last `count` characters of `text`.
fn last(text: &str, count: usize) -> &str {
    let at = text.char_indices().rev().nth(count - 1);
    &text[at.map_or(0, |it| it.0)..]
}

/// `paragraph` cut before the credit that ends it, if one does.
pub(crate) fn split_credit(paragraph: &str) -> Option<(&str, &str)> {
    let cut = |found: regex::Captures<'_>| {
        let (before, credit) = (found.get(1)?.end(), found.get(2)?);
        is_credit(credit.as_str())
            .then(|| (&paragraph[..before], paragraph[credit.start()..].trim_end()))
    };
    // Nearly all end otherwise, and to look for the whole takes long.
    let bracket = || {
        paragraph
            .trim_end_matches(|it: char| it.is_whitespace() || ".。".contains(it))
            .ends_with([')', ']', '）', '】'])
            .then(|| LAST_BRACKET.captures(paragraph))?
    };
    let dash = || {
        let tail = last(paragraph, 160);
        tail.match_indices(['–', '—', '-'])
            .any(|(at, _)| tail[..at].trim_end().ends_with(SENTENCE_ENDS))
            .then(|| LAST_DASH.captures(paragraph))?
    };
    bracket()
        .and_then(cut)
        .or_else(|| dash().and_then(cut))
        .or_else(|| short_ends(paragraph).find(|it| is_agency_behind(it.0, it.1)))
}

/// Whether `end`, which follows the full stop of `before`, names an agency and not a person: "… on Monday. EFE", but "Mr. Bloomberg".
fn is_agency_behind(before: &str, end: &str) -> bool {
    const TITLES: &[&str] = &[
        "mr", "mrs", "ms", "dr", "st", "sen", "rep", "gov", "gen", "col", "lt", "capt", "prof",
        "rev", "hon",
    ];
    let end = bare(end);
    // A quotation that ends is no sentence that does: his “vision” with Reuters.
    let is_sentence = before
        .trim_end_matches(['”', '"', '»'])
        .ends_with(['.', '…', '。', '!', '?']);
    let word = before
        .trim_end_matches('.')
        .rsplit(|it: char| !it.is_alphanumeric())
        .next()
        .unwrap_or_default();
    let is_short_form = before.ends_with('.')
        && (word.chars().count() == 1 || TITLES.contains(&word.to_lowercase().as_str()));
    let is_known = wire::within(end).is_some() || !end.contains(char::is_lowercase);
    is_sentence && !is_short_form && is_known && is_from_agency(end)
}

/// The agency that a credit names, known to us or not.
pub(crate) fn credited_agency(credit: &str) -> Option<String> {
    if let Some(known) = wire::within(credit) {
        return Some(known.to_owned());
    }
    if let Some(known) = in_brackets(bare(credit)) {
        return Some(known.to_owned());
    }
    let found = INPUTS.captures(credit)?;
    let name = found.name("a").or_else(|| found.name("b"))?.as_str().trim();
    // "With inputs from Jana Holm" thanks a colleague: two words are an agency only if they say so.
    const HOUSE: &[&str] = &[
        "agency", "press", "news", "wire", "service", "bureau", "agence", "agentur", "agencia",
        "agenzia",
    ];
    const PLAIN: &[&str] = &[
        "agency",
        "agencies",
        "wires",
        "staff",
        "our",
        "additional",
        "bureaus",
        "several",
        "various",
    ];
    let words: Vec<String> = name
        .to_lowercase()
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    let is_house = words.len() == 1
        || words.iter().any(|it| HOUSE.contains(&it.as_str()))
        || !name.contains(char::is_lowercase);
    let is_name = words.len() <= 4 && name.starts_with(char::is_uppercase) && is_house;
    let is_plain = words
        .iter()
        .all(|it| PLAIN.contains(&it.as_str()) || HOUSE.contains(&it.as_str()));
    (is_name && !is_plain).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &[(&str, bool)] = &[
        ("(With AP inputs)", true),
        ("Interview with Reuters", false),
        ("Interview mit dpa", false),
        ("Le Monde avec AFP", true),
        ("(With inputs from the shipping desk in Lissane)", true),
        (
            "With inputs from the shipping desk the ministry was wrong.",
            false,
        ),
        ("with inputs from Reuters", true),
        ("— with files from The Associated Press", true),
        ("AP contributed to this report", true),
        (
            "Jana Holm in Lissane and Petr Aros contributed to this report.",
            true,
        ),
        ("— Reuters", true),
        ("— agencies", true),
        ("(Reporting by Jana Holm; Editing by Petr Aros)", true),
        ("Source: AFP", true),
        ("(mit Material von dpa)", true),
        ("(avec AFP)", true),
        ("AP/Reuters", true),
        (
            "With inputs rising, farmers sold their herds and moved on to the towns along the coast, where work was to be had and schools stood open to all.",
            false,
        ),
        ("The mayor told AP that the bridge is open.", false),
        ("Reuters reported that the bridge is open.", false),
        ("From the hill the river is seen.", false),
        // Sentences of a text begin and end alike.
        (
            "The report was published on Friday, a day before the islands vote on the tariff.",
            false,
        ),
        (
            "Research by the harbour union, made public last week, names nine owners.",
            false,
        ),
        (
            "Research by Reuters found that the ferry line had paid no dues.",
            false,
        ),
        (
            "With reports of fresh ice coming in, the pilots stayed ashore.",
            false,
        ),
        (
            "More than 40 pilots contributed to the report, which names nine owners.",
            false,
        ),
        (
            "Information from the road office shows that the bridge is open.",
            false,
        ),
        (
            "Editing by hand, the clerks changed 400 lists, the court heard.",
            false,
        ),
        (
            "Compiled by the harbour office, the list holds 2,000 names.",
            false,
        ),
        ("The report was written by Lissane University.", false),
        ("This report was published by Lissane University.", false),
        ("По материалам дела, капитан передал деньги.", false),
        (
            "Mit Informationen aus Lissane wuchs die Sorge am Hafen.",
            false,
        ),
        (
            "Con información limitada, los pilotos esperaron en el puerto.",
            false,
        ),
        // Credits that say a little more.
        (
            "Reporting by Jana Holm and Petr Aros in Lissane, additional reporting by Tam Ostler for the Post; Editing by Rhona de la Tour",
            true,
        ),
        (
            "Associated Press writers Jana Holm and Petr Aros contributed to this report.",
            true,
        ),
        (
            "Information from The Associated Press was used in this report.",
            true,
        ),
        ("Research by Jana Holm", true),
        ("This report was provided by AFP", true),
        (
            "This article was first published in the Quayside Post.",
            true,
        ),
        (
            "This story has been published from a wire feed without modifications to the text.",
            true,
        ),
        ("This story has not been edited by our staff.", true),
        ("По материалам ТАСС", true),
        ("Avec les informations de l’AFP", true),
        ("Le Monde avec AFP", true),
        ("This story was originally featured on Fortune.com", true),
        (
            "This article was originally published by The Conversation.",
            true,
        ),
        (
            "This story was first published by Quay News, a nonprofit that covers the coast.",
            true,
        ),
        (
            "This story was first published by a small paper in Oster, and the police took no notice.",
            false,
        ),
        (
            "This article was published in 2019 in a journal that has since been closed.",
            false,
        ),
        ("Source: the ministry, not the port.", false),
        ("Source: the ministry", true),
        ("Redaktion mit dpa", true),
        ("mit Agenturen", true),
        ("Der Hafen rechnet mit AFP", false),
        ("【共同】", true),
        ("共同", false),
        ("（责任编辑：张三）", true),
    ];

    #[test]
    fn credits_are_told_from_text_that_names_agencies() {
        for (line, expected) in LINES {
            assert_eq!(is_credit(line), *expected, "{line}");
        }
    }

    const CLOSING: &[(&str, bool)] = &[
        ("Jana Holm reported from Lissane.", true),
        (
            "Aros reported from Varn. Associated Press writer Ann Lee in Lissane contributed to this report.",
            true,
        ),
        ("The Associated Press contributed.", true),
        ("Ann Lee contributed reporting.", true),
        ("Jana Holm; Editing by Petr Aros", true),
        ("Jana Holm reported from the front for nine winters.", false),
        ("Nobody knew what the owners had contributed.", false),
        ("The ferry, he reported from the bridge, was late.", false),
    ];

    #[test]
    fn what_ends_a_text_and_says_who_wrote_it_is_told_from_sentences() {
        for (line, expected) in CLOSING {
            assert_eq!(is_closing_credit(line), *expected, "{line}");
        }
        assert_eq!(
            credited_agency("The Associated Press contributed.").as_deref(),
            Some("AP")
        );
    }

    #[test]
    fn a_line_is_told_to_be_a_caption_by_what_ends_it() {
        const TESTS: &[(&str, bool)] = &[
            ("Dockers wait at the gates. [Ansel Grieve/Al Jazeera]", true),
            ("Dockers wait in the rain. — Photo by Ansel Grieve", true),
            ("Dockers wait in the rain. Photo: Ansel Grieve", true),
            ("Dockers wait in the rain. (AP Photo/Ansel Grieve)", true),
            ("Dockers wait in the rain. PHOTO: Ansel Grieve", true),
            ("Dockers wait in the rain | Reuters", true),
            ("Dockers wait in the rain [Tam Ostler / Quay News].", true),
            ("The clerk wrote [and/or] on the form.", false),
            ("On the wall hung a photo by Ansel Grieve.", false),
            ("The court saw one photo: the ferry at noon.", false),
        ];
        for (line, expected) in TESTS {
            assert_eq!(ends_in_picture_credit(line), *expected, "{line}");
        }
    }

    #[test]
    fn the_agency_of_a_credit_is_named() {
        assert_eq!(credited_agency("(With AP inputs)").as_deref(), Some("AP"));
        assert_eq!(
            credited_agency("(With Meridian inputs)").as_deref(),
            Some("Meridian")
        );
        assert_eq!(credited_agency("【共同】").as_deref(), Some("Kyodo"));
        assert_eq!(credited_agency("— agencies"), None);
        assert_eq!(credited_agency("(With agency inputs)"), None);
        assert_eq!(credited_agency("(With MW inputs)").as_deref(), Some("MW"));
        assert_eq!(credited_agency("With inputs from Jana Holm"), None);
        assert_eq!(credited_agency("Additional reporting by Jana Holm"), None);
    }

    const ENDS: &[(&str, Option<(&str, &str)>)] = &[
        ("The bridge is open (since Monday)", None),
        ("The mayor shared his “vision” with Reuters.", None),
        (
            "The bridge is open. (Reuters)",
            Some(("The bridge is open.", "(Reuters)")),
        ),
        (
            "The bridge is open. — AFP",
            Some(("The bridge is open.", "— AFP")),
        ),
        (
            "La jornada fue una «victoria». EFE",
            Some(("La jornada fue una «victoria».", "EFE")),
        ),
        (
            "Le pont est ouvert. Le Monde avec AFP",
            Some(("Le pont est ouvert.", "Le Monde avec AFP")),
        ),
        (
            "The bridge is open.-- AP",
            Some(("The bridge is open.", "-- AP")),
        ),
        ("The ex-mayor opened the bridge - AP", None),
        ("The bridge (1931) is open.", None),
        ("橋が開いた。【共同】", Some(("橋が開いた。", "【共同】"))),
        ("橋が開いた。（共同）", Some(("橋が開いた。", "（共同）"))),
        (
            "大桥开通了。（责任编辑：张三）",
            Some(("大桥开通了。", "（责任编辑：张三）")),
        ),
        ("The mayor thanked Mr. Bloomberg.", None),
        ("The guest was Dr. Mehr.", None),
        ("The mayor spoke to AP.", None),
        ("The bridge is open. Reuters asked why.", None),
    ];

    #[test]
    fn a_paragraph_is_cut_before_the_credit_that_ends_it() {
        for (paragraph, expected) in ENDS {
            assert_eq!(split_credit(paragraph), *expected, "{paragraph}");
        }
    }

    type Parts<'t> = Option<(&'t str, &'t str)>;
    const CAPTIONS: &[(&str, bool, Parts<'_>)] = &[
        ("Picture: Ansel Grieve/Quayside Post", true, None),
        ("Photo by Ansel Grieve", true, None),
        ("Photo: supplied by the family", true, None),
        ("Ansel Grieve/AFP via Getty Images", true, None),
        ("iStock/Quayside Post", true, None),
        ("Image source: Quayside Post", true, None),
        ("(AP Photo/Ansel Grieve)", true, None),
        ("© Quayside Post", true, None),
        (
            "Images from the harbour showed smoke over the salt stairs on Monday.",
            false,
            None,
        ),
        ("Pictures of the lost lined the street.", false, None),
        ("The ferry at the salt stairs on Monday.", false, None),
        (
            "The ferry at the salt stairs on Monday. (AP Photo/Ansel Grieve)",
            false,
            Some((
                "The ferry at the salt stairs on Monday.",
                "(AP Photo/Ansel Grieve)",
            )),
        ),
        (
            "The ferry passes a bus. Photograph: A. Grieve/Getty Images",
            false,
            Some((
                "The ferry passes a bus.",
                "Photograph: A. Grieve/Getty Images",
            )),
        ),
        (
            "The ferry waits on Friday. REUTERS/Ansel Grieve",
            false,
            Some(("The ferry waits on Friday.", "REUTERS/Ansel Grieve")),
        ),
        (
            "The ferry in a gym © EPA",
            false,
            Some(("The ferry in a gym", "© EPA")),
        ),
        ("The ferry in May (left) and today.", false, None),
    ];

    #[test]
    fn a_caption_is_told_from_who_took_the_picture() {
        for (line, is_credit, split) in CAPTIONS {
            assert_eq!(is_picture_credit(line), *is_credit, "{line}");
            if !is_credit {
                assert_eq!(split_picture_credit(line), *split, "{line}");
            }
        }
    }
}
