//! Who supplied a text or a picture: "(With AP inputs)", "Reporting by …", "Photo: …".

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::wire;

/// Whole lines that say who supplied the text. Matched on the line without brackets and dashes around it.
static CREDITS: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        r"(?i)^(with|including|contains|from)\s+(\S+\s+){0,6}?(inputs?|files|reporting|reports|contributions?|material|information)\b.{0,80}$",
        r"(?i)^(agency |additional )?(inputs?|files|reporting|report|material|information)\s+(from|by|via)\b.{0,140}$",
        r"(?i)^.{2,160}\bcontributed\s+(to\s+(this|the)\s+(report|story|article|piece)|reporting|additional reporting)\b.{0,60}$",
        r"(?i)^(additional |further )?(reporting|writing|editing|compiled|translated|research)\s+(and\s+\w+\s+)?by\b.{2,200}$",
        r"(?i)^(this|the)\s+(story|article|report|piece|content)\s+(was|is|has been|first)\s+.{0,60}(published|produced|syndicated|provided|supplied|distributed|reprinted|republished|edited)\b.{0,160}$",
        r"(?i)^\W*\(?(except for the headline|this story has not been edited|this is an auto)\b.{0,240}$",
        r"(?i)^(mit|unter verwendung von)\s+(material|informationen|agenturmaterial|meldungen)\b.{0,80}$",
        r"(?i)^(con|com)\s+(información|informações|informazioni|agencias|agências)\b.{0,80}$",
        r"(?i)^(avec|d['’]après)\s+(les\s+)?(informations|agences?|l['’]afp|l['’]agence)\b.{0,80}$",
        r"(?i)^(с использованием материалов|по материалам|за матеріалами)\b.{0,80}$",
        r"(?i)^(and |with |wire |news |from )*(agencies|agences|agencias|agenturen|agenzie|agências|news agencies|wire services|agency reports|agencia|redacción y agencias|агентства)$",
    ])
    .expect("fixed patterns")
});

/// "Source: X", which says something only if X is short.
static SOURCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(source|sources|via|courtesy|quelle|quellen|fuente|fonte|fontes|źródło|zdroj|kaynak|källa|kilde|bron|источник|джерело|المصدر|स्रोत|来源|來源)\s*[:：]\s*(.{2,80})$")
        .expect("a fixed pattern")
});

/// "with AP", "mit dpa", "avec AFP": a preposition and agencies, nothing more.
static WITH_AGENCY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(with|mit|avec|con|com|med|met|z|s|from|by|inputs|von|via|nach|selon)\s+(.{2,60})$",
    )
    .expect("a fixed pattern")
});

/// "(With X inputs)" and "inputs from X": X is an agency, known or not.
static INPUTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:\bwith\s+(?:agency\s+)?(?P<a>[\w.&\- ]{2,40}?)(?:'s)?\s+inputs?\b|\b(?:inputs?|files|material|information|reports?)\s+(?:from|of|von)\s+(?:the\s+)?(?P<b>[\w.&\- ]{2,40}))")
        .expect("a fixed pattern")
});

/// Where pictures are credited.
static PICTURE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\W*(picture|pictures|photo|photos|photograph|photographer|image|images|illustration|graphic|video|file photo|foto|fotos|bild|imagen|crédits?( photo)?|photo credit|image credit|credit|credits|courtesy|фото|صورة)(\s+(by|courtesy|from))?\s*[:/|©]?\s+?.{2,120}$|(getty images|shutterstock|istock|/\s*(ap|afp|reuters|epa)\b|\b(ap|reuters|afp) photo\b|^©)")
        .expect("a fixed pattern")
});

/// A bracket that ends a paragraph.
static LAST_BRACKET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?s)(.*\S)\s*([(\[][^()\[\]]{2,120}[)\]])[\s.]*$").expect("a fixed pattern")
});

/// A dash and an agency that end a paragraph: "… on Monday. — Reuters".
static LAST_DASH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^(?s)(.*[.!?”"»…])\s*([–—-]{1,2}\s*[^.–—]{2,60}\.?)\s*$"#)
        .expect("a fixed pattern")
});

/// Whether a whole line says who supplied the text.
pub(crate) fn is_credit(line: &str) -> bool {
    const LONGEST: usize = 300;
    if line.len() > 3 * LONGEST || line.chars().count() > LONGEST {
        return false;
    }
    let bare = line.trim_matches(|it: char| it.is_whitespace() || "()[]{}–—-–*_.".contains(it));
    if bare.is_empty() {
        return false;
    }
    CREDITS.is_match(bare)
        || are_agencies(bare)
        || WITH_AGENCY
            .captures(bare)
            .is_some_and(|it| are_agencies(&it[2]))
        || SOURCE
            .captures(bare)
            .is_some_and(|it| it[2].split_whitespace().count() <= 5)
}

/// Whether `text` names agencies and nothing else: "AP", "Reuters/AFP", "AP, Reuters and dpa".
fn are_agencies(text: &str) -> bool {
    let mut names = text
        .split(['/', ',', '|', '&', ';', '+'])
        .flat_map(|it| it.split(" and "))
        .flat_map(|it| it.split(" und "))
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .peekable();
    names.peek().is_some() && names.all(|it| wire::exactly(it).is_some())
}

/// Whether a line in or under a picture says who took it.
pub(crate) fn is_picture_credit(line: &str) -> bool {
    line.chars().count() <= 140 && PICTURE.is_match(line)
}

/// Whether a line ends in a bracket or a name that says who took the picture: it is that picture's caption.
pub(crate) fn ends_in_picture_credit(line: &str) -> bool {
    static END: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)([(\[][^()\[\]]{0,60}\b(photo|photos|photograph|photographer|picture|image|images|getty|shutterstock|foto|фото)\b[^()\[\]]{0,80}[)\]]|[/|]\s*(ap|afp|reuters|epa|getty images)( photo)?)\W*$")
            .expect("a fixed pattern")
    });
    END.is_match(line)
}

/// `paragraph` cut before the credit that ends it, if one does.
pub(crate) fn split_credit(paragraph: &str) -> Option<(&str, &str)> {
    let cut = |found: regex::Captures<'_>| {
        let (before, credit) = (found.get(1)?.end(), found.get(2)?);
        is_credit(credit.as_str())
            .then(|| (&paragraph[..before], paragraph[credit.start()..].trim_end()))
    };
    let tail_at = paragraph
        .char_indices()
        .rev()
        .nth(160)
        .map_or(0, |(at, _)| at);
    let tail = &paragraph[tail_at..];
    if !tail.contains(['(', '[', '–', '—', '-']) {
        return None;
    }
    LAST_BRACKET
        .captures(paragraph)
        .and_then(cut)
        .or_else(|| LAST_DASH.captures(paragraph).and_then(cut))
}

/// The agency that a credit names, known to us or not.
pub(crate) fn credited_agency(credit: &str) -> Option<String> {
    if let Some(known) = wire::within(credit) {
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
    ];

    #[test]
    fn credits_are_told_from_text_that_names_agencies() {
        for (line, expected) in LINES {
            assert_eq!(is_credit(line), *expected, "{line}");
        }
    }

    #[test]
    fn the_agency_of_a_credit_is_named() {
        assert_eq!(credited_agency("(With AP inputs)").as_deref(), Some("AP"));
        assert_eq!(
            credited_agency("(With Meridian inputs)").as_deref(),
            Some("Meridian")
        );
        assert_eq!(credited_agency("— agencies"), None);
        assert_eq!(credited_agency("(With agency inputs)"), None);
        assert_eq!(credited_agency("(With MW inputs)").as_deref(), Some("MW"));
        assert_eq!(credited_agency("With inputs from Jana Holm"), None);
        assert_eq!(credited_agency("Additional reporting by Jana Holm"), None);
    }

    #[test]
    fn a_bracket_that_is_no_credit_stays() {
        assert_eq!(split_credit("The bridge is open (since Monday)"), None);
        assert_eq!(
            split_credit("The bridge is open. (Reuters)"),
            Some(("The bridge is open.", "(Reuters)"))
        );
        assert_eq!(
            split_credit("The bridge is open. — AFP"),
            Some(("The bridge is open.", "— AFP"))
        );
    }
}
