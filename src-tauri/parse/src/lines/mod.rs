//! What a line of an article is, judged by its words alone.

pub(crate) mod authors;
mod credit;
mod dateline;
mod phrases;
pub(crate) mod wire;

pub(crate) use credit::{
    credited_agency, ends_in_picture_credit, is_closing_credit, is_credit, is_picture_credit,
    split_credit, split_picture_credit,
};
pub(crate) use dateline::{dateline_agency, dateline_reporters, split_dateline};

use news::{Block, Zone};

/// A line that sells or leads elsewhere is short; a longer one is a paragraph that begins with the same words.
const LONGEST_PROMO: usize = 220;

/// Whether a line leads elsewhere or sells.
pub(crate) fn is_promo(line: &str) -> bool {
    line.chars().count() < LONGEST_PROMO && phrases::PROMO.stand_in(line)
}

/// Whether a line begins as one does that leads elsewhere or sells, whatever it goes on to say: where it stands beside an article, that is
/// enough.
pub(crate) fn looks_like_promo(line: &str) -> bool {
    line.chars().count() < LONGEST_PROMO && phrases::PROMO.appear_in(line)
}

/// Whether a line is the heading of a box of facts.
pub(crate) fn heads_facts(line: &str) -> bool {
    const LONGEST: usize = 100;
    line.chars().count() <= LONGEST && phrases::FACTS.stand_in(line)
}

/// Whether a line is what a page prints under every article, or between its parts.
pub(crate) fn is_boilerplate(line: &str) -> bool {
    let is_phrase = line.chars().count() < 600 && phrases::BOILERPLATE.stand_in(line);
    is_phrase || is_wall(line) || is_rule(line) || is_end(line) || is_reading_time(line)
}

/// Whether a line is drawn with characters: "___", "* * *".
fn is_rule(line: &str) -> bool {
    let is_drawn = |it: char| it.is_whitespace() || "_*-–—=~·•⁂■◆#".contains(it);
    !line.trim().is_empty() && line.chars().all(is_drawn)
}

/// Whether a line says that a text ends, as agencies do.
fn is_end(line: &str) -> bool {
    const ENDS: &[&str] = &["-30-", "- 30 -", "–30–", "—30—", "(END)", "/END/"];
    ENDS.contains(&line.trim())
}

/// Whether a line says how long an article takes: "3 min read".
fn is_reading_time(line: &str) -> bool {
    const LONGEST: usize = 20;
    let line = line.trim();
    if line.len() > LONGEST || !line.starts_with(|it: char| it.is_ascii_digit()) {
        return false;
    }
    let lower = line.to_lowercase();
    lower.contains("min") && lower.ends_with("read")
}

/// Whether a line holds a word in which a house offers something to its readers or speaks of its rights.
pub(crate) fn offers(line: &str) -> bool {
    phrases::offers(line)
}

/// Whether a line names or asks its readers, as lines do that a house prints under its articles.
pub(crate) fn speaks_to_readers(line: &str) -> bool {
    phrases::speaks_to_readers(line)
}

/// Whether a short line says where to reach somebody and nothing else: an address, a handle, "Reach Jana Holm at …".
pub(crate) fn is_contact(line: &str) -> bool {
    const WORDS: usize = 15;
    const STARTS: &[&str] = &[
        "reach", "contact", "write", "email", "e-mail", "mail", "follow", "tweet", "message",
    ];
    let is_account = |it: &str| it.contains('@') && it.chars().any(char::is_alphanumeric);
    if !line.contains('@') || !line.split_whitespace().any(is_account) {
        return false;
    }
    let first = line.split_whitespace().next().unwrap_or_default();
    let asks = STARTS.contains(&first.to_lowercase().as_str());
    line.split_whitespace().count() <= WORDS && (asks || credit::are_names(line))
}

/// Whether a line is about `author` as lines under an article are: the name alone, or "Jana Holm covers the harbour".
pub(crate) fn is_about(line: &str, author: &str) -> bool {
    const SHORTEST: usize = 5;
    const DOES: &[&str] = &[
        "is",
        "was",
        "has",
        "covers",
        "covered",
        "writes",
        "wrote",
        "reports",
        "joins",
        "joined",
        "works",
        "worked",
        "lives",
        "leads",
        "serves",
        "teaches",
        "studied",
        "edits",
        "hosts",
        "ist",
        "schreibt",
        "arbeitet",
        "berichtet",
        "est",
        "écrit",
        "couvre",
        "es",
        "escribe",
        "é",
        "escreve",
        "è",
        "scrive",
        "является",
        "пишет",
        "работает",
    ];
    let letters = author.chars().count();
    if letters < SHORTEST {
        return false;
    }
    let end = line
        .char_indices()
        .nth(letters)
        .map_or(line.len(), |it| it.0);
    let (name, rest) = line.split_at(end);
    if name.to_lowercase() != author.to_lowercase() {
        return false;
    }
    let next = rest.split_whitespace().next().unwrap_or_default();
    let is_apart = rest.starts_with(char::is_whitespace);
    rest.trim().is_empty() || rest.starts_with(',') || (is_apart && DOES.contains(&next))
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

/// The blocks that the text of a picture makes: itself, who took the picture, or both apart.
pub(crate) fn caption(text: &str) -> Vec<Block> {
    if is_picture_credit(text) {
        return vec![Block::new(Zone::Credit, text)];
    }
    match split_picture_credit(text) {
        Some((caption, credit)) => vec![
            Block::new(Zone::Caption, caption),
            Block::new(Zone::Credit, credit),
        ],
        None => vec![Block::new(Zone::Caption, text)],
    }
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
        ("Read more opinion columns here.", true),
        ("Next page: The engineers", true),
        ("¿Quiere recibir nuestro boletín? Suscríbase aquí", true),
        (
            "Sign up for a selection of recipes, guides and much more.",
            true,
        ),
        (
            "Get all the latest news and reviews, direct to your inbox.",
            true,
        ),
        (
            "Subscribe now to keep reading and get access to the full archive.",
            true,
        ),
        // Sentences of an article begin so too.
        (
            "Subscribe now and pay more later: that is the message of the ferry line, which raised its prices.",
            false,
        ),
        (
            "Sign up for the crew, he told the crowd, or leave the islands.",
            false,
        ),
        (
            "Join our party or stay silent, the governor told teachers.",
            false,
        ),
        (
            "Share this with no one, the envoy wrote in the cable that was leaked.",
            false,
        ),
        ("Join the crew or leave was all the choice they had.", false),
        (
            "Related: the two brothers who ran the firm were cousins.",
            false,
        ),
        (
            "Photos: the court saw nine of them, all taken at night.",
            false,
        ),
        ("Watch – a band from Varn – played until midnight.", false),
        (
            "Telegram: the app is used by most people in the town.",
            false,
        ),
        ("Explained: how the port works", true),
        (
            "Live blog posts by the union drew thousands of readers.",
            false,
        ),
        (
            "Story continues to be told in the bars along the quay.",
            false,
        ),
        ("Story continues below advertisement", true),
        ("Click here and there and you will see the old map.", false),
        ("Click here to see the old map.", true),
        (
            "Follow us on the road to Varn, the drivers shouted to each other.",
            false,
        ),
        ("Up next: The ferry that never came", true),
        ("【関連記事】橋から一年", true),
        ("[관련기사] 다리 1년 후", true),
        ("إقرأ أيضاً: الجسر بعد عام", true),
        ("También te puede interesar: El puente", true),
        ("Lesen Sie dazu auch: Die Brücke", true),
    ];

    #[test]
    fn promotional_lines_are_told_from_sentences_that_begin_alike() {
        for (line, expected) in PROMOS {
            assert_eq!(is_promo(line), *expected, "{line}");
        }
    }

    #[test]
    fn beside_an_article_the_first_words_of_a_promotional_line_are_enough() {
        assert!(looks_like_promo(
            "Join our party or stay silent, the governor told teachers."
        ));
        assert!(!looks_like_promo("The governor told teachers."));
    }

    #[test]
    fn the_heading_of_a_box_of_facts_is_told_from_other_headings() {
        const TESTS: &[(&str, bool)] = &[
            ("Key facts", true),
            ("TIMELINE: How the storm came", true),
            ("The ferry at a glance", true),
            ("Справка", true),
            ("Facts and fears at the quay", false),
            ("Background music", false),
            ("Read more", false),
        ];
        for (line, expected) in TESTS {
            assert_eq!(heads_facts(line), *expected, "{line}");
        }
    }

    const BOILERPLATE: &[(&str, bool)] = &[
        ("Copyright 2025 Plains Courier", true),
        ("Copyright © Plains Courier, which is a trade mark.", true),
        ("Copyright The Plains Courier", true),
        ("Copyright law was not at issue, the lawyers said.", false),
        ("Copyright holders sued the ferry line in March.", false),
        ("Last updated: Nov 4, 2025", true),
        ("Last updated an hour ago", true),
        ("Last Updated on March 26, 2025 by Jana Holm", true),
        (
            "Last updated in 1998, the list still names men who are dead.",
            false,
        ),
        ("First published on Tue 29 Nov 2016 07.46 EST", true),
        ("First published in the Quayside Post on 3 May", true),
        (
            "First published in 1961, the treaty bans mines, nets and traps.",
            false,
        ),
        ("Privacy policy", true),
        ("Terms of Use and Privacy Policy", true),
        ("By clicking you agree to our Terms of Service.", true),
        ("We use cookies to enhance your browsing experience.", true),
        ("This site uses cookies.", true),
        (
            "The firm changed its privacy policy in March without asking, the regulator said.",
            false,
        ),
        (
            "The firm uses cookies to follow people in the US who never agreed.",
            false,
        ),
        (
            "The terms of service were rewritten a week later, and nobody was told.",
            false,
        ),
        (
            "All rights reserved for the islanders were ignored, the court ruled.",
            false,
        ),
        ("Our Standards: The Thomson Reuters Trust Principles.", true),
        ("The islands have labour standards.", false),
        ("This post is for paid subscribers", true),
        ("___", true),
        ("* * *", true),
        ("###", true),
        ("-30-", true),
        ("30", false),
        ("Enditem", true),
        ("3 min read", true),
        ("12 minute read", true),
        ("3 minutes later the ferry read the signal.", false),
        ("Tags: ferries, quays", true),
        ("URL: https://quaysidepost.example/salt", true),
        ("Printed on 9 December 2025", true),
        (
            "Printed on the back was a list of names, the court heard.",
            false,
        ),
        ("About the author: Jana Holm has written of ships.", true),
        (
            "We and our 812 partners store and access information on a device.",
            true,
        ),
        (
            "With your permission we may use precise geolocation data and identification through device scanning.",
            true,
        ),
        (
            "The app sold precise geolocation data to brokers in the islands for years.",
            false,
        ),
        // What follows the label is no name of something.
        (
            "Email: that was how the first warning reached the port.",
            false,
        ),
        (
            "Corrections: that is what the officers at the prison call it.",
            false,
        ),
        (
            "Log in the river was what the pilot took for a boat.",
            false,
        ),
        ("Comments are what the minister feared most.", false),
        ("Comments are closed.", true),
        (
            "Register to continue was the order of the day for the refugees.",
            false,
        ),
        ("…", false),
        ("No.", false),
    ];

    #[test]
    fn what_is_printed_under_every_article_is_told_from_sentences_that_speak_of_it() {
        for (line, expected) in BOILERPLATE {
            assert_eq!(is_boilerplate(line), *expected, "{line}");
        }
    }

    #[test]
    fn where_to_reach_somebody_is_told_from_sentences_that_give_an_address() {
        const TESTS: &[(&str, bool)] = &[
            ("jana.holm@quaysidepost.example", true),
            ("@janaholm", true),
            ("Jana Holm @janaholm", true),
            (
                "Reach Jana Holm at jholm@quaysidepost.example or follow her on X @janaholm.",
                true,
            ),
            ("Contact Jana Holm at jholm@quaysidepost.example.", true),
            ("Jana Holm", false),
            ("He wrote @ on the wall.", false),
            (
                "The letter came from port@lissane.example on the night of the fire.",
                false,
            ),
        ];
        for (line, expected) in TESTS {
            assert_eq!(is_contact(line), *expected, "{line}");
        }
    }

    #[test]
    fn a_line_about_the_author_begins_with_the_name_and_what_its_bearer_does() {
        const TESTS: &[(&str, bool)] = &[
            ("Jana Holm covers the harbour.", true),
            ("Jana Holm is a professor of history in Lissane.", true),
            ("JANA HOLM", true),
            ("Jana Holm, who has written of ships, lives in Haro.", true),
            ("Jana Holmgren is the mayor.", false),
            ("Jana Holm’s house stands on the quay.", false),
            ("The mayor is Jana Holm.", false),
        ];
        for (line, expected) in TESTS {
            assert_eq!(is_about(line, "Jana Holm"), *expected, "{line}");
        }
        assert!(
            !is_about("Bob is late.", "Bob"),
            "a first name is not enough"
        );
    }

    #[test]
    fn a_caption_and_who_took_the_picture_are_blocks_apart() {
        assert_eq!(
            caption("The ferry on Monday. (AP Photo/Ansel Grieve)"),
            [
                Block::new(Zone::Caption, "The ferry on Monday."),
                Block::new(Zone::Credit, "(AP Photo/Ansel Grieve)"),
            ]
        );
        assert_eq!(
            caption("Photo: Ansel Grieve"),
            [Block::new(Zone::Credit, "Photo: Ansel Grieve")]
        );
        assert_eq!(
            caption("The ferry on Monday."),
            [Block::new(Zone::Caption, "The ferry on Monday.")]
        );
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
