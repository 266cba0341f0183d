//! What a line of an article is, judged by its words alone.

pub(crate) mod authors;
mod credit;
mod dateline;
mod phrases;
pub(crate) mod wire;

pub(crate) use credit::{
    credited_agency, ends_in_picture_credit, is_credit, is_picture_credit, split_credit,
};
pub(crate) use dateline::{dateline_agency, split_dateline};

use news::{Block, Zone};

/// A line that sells or leads elsewhere is short; a longer one is a paragraph that begins with the same words.
const LONGEST_PROMO: usize = 220;

/// Whether a line leads elsewhere or sells.
pub(crate) fn is_promo(line: &str) -> bool {
    line.chars().count() < LONGEST_PROMO && phrases::PROMO.stand_in(line)
}

/// Whether a line is what a page prints under every article.
pub(crate) fn is_boilerplate(line: &str) -> bool {
    line.chars().count() < 600 && phrases::BOILERPLATE.stand_in(line)
}

/// Whether a line says that the rest of an article is for those who pay or register.
pub(crate) fn is_wall(line: &str) -> bool {
    line.chars().count() < 400 && phrases::WALLS.stand_in(line)
}

/// Whether a line is a row of buttons to share a page with.
pub(crate) fn is_sharing(line: &str) -> bool {
    const NAMES: &[&str] = &[
        "facebook",
        "twitter",
        "x",
        "whatsapp",
        "telegram",
        "linkedin",
        "pinterest",
        "pint",
        "reddit",
        "email",
        "e-mail",
        "mail",
        "print",
        "share",
        "tweet",
        "copy",
        "link",
        "messenger",
        "flipboard",
        "tumblr",
        "sms",
        "vk",
        "viber",
        "line",
        "threads",
        "bluesky",
        "instagram",
        "youtube",
        "imprimir",
        "compartir",
        "compartilhar",
        "partager",
        "imprimer",
        "teilen",
        "drucken",
        "save",
        "comment",
        "comments",
        "via",
        "on",
        "this",
        "article",
        "reprints",
        "story",
        "order",
        "pocket",
        "rss",
        "bookmark",
        "baixar",
    ];
    let mut words = line
        .split_whitespace()
        .map(|it| {
            it.trim_matches(|it: char| !it.is_alphanumeric())
                .to_lowercase()
        })
        .filter(|it| !it.is_empty())
        .peekable();
    words.peek().is_some()
        && line.len() < 120
        && words.all(|it| NAMES.contains(&it.as_str()) || it.bytes().all(|it| it.is_ascii_digit()))
        && line.chars().any(char::is_alphabetic)
}

/// The blocks that a paragraph of an article's text makes: itself, or its dateline, text and credit apart.
pub(crate) fn paragraph(zone: Zone, text: &str, is_first: bool) -> Vec<Block> {
    if is_promo(text) {
        return vec![Block::new(Zone::Promo, text)];
    }
    if is_credit(text) {
        return vec![Block::new(Zone::Credit, text)];
    }
    if is_boilerplate(text) {
        return vec![Block::new(Zone::Boilerplate, text)];
    }
    let mut blocks = Vec::new();
    let mut rest = text;
    if is_first && let Some((dateline, after)) = split_dateline(rest) {
        blocks.push(Block::new(Zone::Dateline, dateline));
        rest = after;
    }
    match split_credit(rest) {
        Some((before, credit)) => {
            blocks.push(Block::new(zone, before));
            blocks.push(Block::new(Zone::Credit, credit));
        }
        None => blocks.push(Block::new(zone, rest)),
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROMOS: &[(&str, bool)] = &[
        (
            "Also Read: Harbour talks end without a word on tariffs",
            true,
        ),
        ("ALSO READ | What the ferry strike means", true),
        ("READ MORE", true),
        ("• Related: The bridge, one year on", true),
        ("À lire aussi : Le port ferme ses grues", true),
        ("Читайте также: Порт закрыт", true),
        ("اقرأ أيضا: الميناء مغلق", true),
        ("यह भी पढ़ें: बंदरगाह बंद", true),
        ("Advertisement", true),
        ("Sign up for our morning letter", true),
        ("Join our Telegram channel", true),
        ("Read the terms carefully, the minister said.", false),
        ("Related costs rose by a tenth.", false),
        ("See the harbour at dawn and you understand.", false),
        ("Advertisement spending fell.", false),
        ("Adam Kell reads also in public.", false),
    ];

    #[test]
    fn promotional_lines_are_told_from_sentences_that_begin_alike() {
        for (line, expected) in PROMOS {
            assert_eq!(is_promo(line), *expected, "{line}");
        }
    }

    #[test]
    fn with_ap_inputs_is_a_credit_and_told_ap_is_text() {
        let blocks = paragraph(
            Zone::Body,
            "The mayor told AP that the bridge is open. (With AP inputs)",
            false,
        );
        assert_eq!(
            blocks,
            [
                Block::new(Zone::Body, "The mayor told AP that the bridge is open."),
                Block::new(Zone::Credit, "(With AP inputs)"),
            ]
        );
        assert_eq!(
            paragraph(Zone::Body, "“We wait,” the mayor told AP.", true),
            [Block::new(Zone::Body, "“We wait,” the mayor told AP.")]
        );
    }

    #[test]
    fn a_dateline_is_a_block_of_its_own() {
        assert_eq!(
            paragraph(
                Zone::Body,
                "LISSANE, Dec 7 (Reuters) — The port opened.",
                true
            ),
            [
                Block::new(Zone::Dateline, "LISSANE, Dec 7 (Reuters) —"),
                Block::new(Zone::Body, "The port opened.")
            ]
        );
    }
}
