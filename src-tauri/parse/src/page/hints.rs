//! What the names that a page gives its elements say about them. Names are hints, never text.

use std::{
    ops::{BitOr, BitOrAssign},
    sync::LazyLock,
};

use dom_query::NodeRef;
use foldhash::HashMap;

/// A set of hints.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Hints(u32);

/// What values of attributes hint at.
pub(crate) type Known = HashMap<String, Hints>;

impl Hints {
    /// Leads elsewhere or sells: related articles, newsletters, advertising.
    pub(crate) const PROMO: Hints = Hints(1);
    /// Readers' comments.
    pub(crate) const COMMENT: Hints = Hints(1 << 1);
    /// Menus, footers, share bars, tags: what a page has around its article.
    pub(crate) const FURNITURE: Hints = Hints(1 << 2);
    /// Who wrote it.
    pub(crate) const AUTHOR: Hints = Hints(1 << 3);
    /// When.
    pub(crate) const DATE: Hints = Hints(1 << 4);
    /// The summary below the headline.
    pub(crate) const STANDFIRST: Hints = Hints(1 << 5);
    /// The text of a picture.
    pub(crate) const CAPTION: Hints = Hints(1 << 6);
    /// Who took the picture or supplied the text.
    pub(crate) const CREDIT: Hints = Hints(1 << 7);
    /// A paywall's prompt.
    pub(crate) const PAYWALL: Hints = Hints(1 << 8);
    /// Beside the article: `aside`, `role=complementary`.
    pub(crate) const ASIDE: Hints = Hints(1 << 9);
    /// `nav`, `menu`, `role=navigation`, `footer`.
    pub(crate) const NAVIGATION: Hints = Hints(1 << 10);
    /// A block quotation.
    pub(crate) const QUOTE: Hints = Hints(1 << 11);
    /// A quotation repeated to catch the eye.
    pub(crate) const PULL_QUOTE: Hints = Hints(1 << 12);
    /// Somebody's post, embedded.
    pub(crate) const EMBED: Hints = Hints(1 << 13);
    /// About the author, below the article.
    pub(crate) const BIO: Hints = Hints(1 << 14);
    /// Links and teasers and nothing else.
    pub(crate) const TEASERS: Hints = Hints(1 << 15);
    /// What is known, in a box of its own: figures, dates, key points.
    pub(crate) const FACTS: Hints = Hints(1 << 16);
    /// Readers' comments, or a part of an article: what stands in it decides.
    pub(crate) const TALK: Hints = Hints(1 << 17);
    /// A few words around something that is filled in and sent.
    pub(crate) const FORM: Hints = Hints(1 << 18);
    /// Words for those who hear the page, which nobody sees.
    pub(crate) const HEARD: Hints = Hints(1 << 19);
    /// Named after what leads elsewhere, as paragraphs of a text are too that something related stands in or beside.
    pub(crate) const LOOSE: Hints = Hints(1 << 20);
    /// A teaser: on a card it leads elsewhere, below the headline it is the lead.
    pub(crate) const TEASER: Hints = Hints(1 << 21);
    /// The day on which a page is read, or the bar over a page that has it.
    pub(crate) const TODAY: Hints = Hints(1 << 22);
    /// The head of a page or of an article.
    pub(crate) const HEAD: Hints = Hints(1 << 23);

    /// Whether one of `others` is among these.
    pub(crate) fn any(self, others: Hints) -> bool {
        self.0 & others.0 != 0
    }

    /// These without `others`.
    pub(crate) fn without(self, others: Hints) -> Hints {
        Hints(self.0 & !others.0)
    }

    /// What `node`'s tag says, and the names that its attributes give it.
    pub(crate) fn of(tag: &str, node: &NodeRef<'_>) -> Hints {
        Hints::known(tag, node, &mut Known::default())
    }

    /// The same, with what was found out before: a page repeats its names in every card.
    pub(crate) fn known(tag: &str, node: &NodeRef<'_>, known: &mut Known) -> Hints {
        let mut hints = match tag {
            "aside" => Hints::ASIDE,
            "nav" | "menu" => Hints::NAVIGATION,
            "footer" => Hints::FURNITURE,
            "blockquote" => Hints::QUOTE,
            "figcaption" => Hints::CAPTION,
            "address" => Hints::AUTHOR,
            "time" => Hints::DATE,
            _ => Hints::default(),
        };
        // The page's own classes are switches of its design and say nothing about its text.
        if matches!(tag, "body" | "html" | "main" | "article") {
            return hints;
        }
        for key in NAMED_BY {
            let Some(value) = node.attr(key) else {
                continue;
            };
            hints |= match known.get(&*value) {
                Some(it) => *it,
                None => {
                    let found = named(&value);
                    known.insert(value.to_string(), found);
                    found
                }
            };
        }
        hints
    }
}

impl BitOr for Hints {
    type Output = Hints;

    fn bitor(self, other: Hints) -> Hints {
        Hints(self.0 | other.0)
    }
}

impl BitOrAssign for Hints {
    fn bitor_assign(&mut self, other: Hints) {
        self.0 |= other.0;
    }
}

/// The attributes that give an element a name. Where a program makes up the classes ("css-1x2y3z"), those for its tests
/// and its parts still say what it is.
const NAMED_BY: [&str; 10] = [
    "class",
    "id",
    "role",
    "itemprop",
    "rel",
    "data-testid",
    "data-component",
    "data-gu-name",
    "data-qa",
    "data-type",
];

/// What leads elsewhere where it is no paragraph of the text.
const RELATED: Hints = Hints(Hints::PROMO.0 | Hints::LOOSE.0);

/// Words of names, and what they hint at. A word ending in `*` stands for all that begin so.
const NAMES: &[(&str, Hints)] = &[
    ("related*", RELATED),
    ("recommend*", RELATED),
    ("readmore", Hints::PROMO),
    ("similar", RELATED),
    ("teaser*", RELATED),
    ("teaser*", Hints::TEASER),
    ("promo*", Hints::PROMO),
    ("newsletter*", Hints::PROMO),
    ("signup", Hints::PROMO),
    ("subscribe", Hints::PROMO),
    ("outbrain", Hints::PROMO),
    ("taboola", Hints::PROMO),
    ("sponsor*", Hints::PROMO),
    ("trending", RELATED),
    ("popular", RELATED),
    ("ad", Hints::PROMO),
    ("ads", Hints::PROMO),
    ("advert*", Hints::PROMO),
    ("mostread", Hints::PROMO),
    ("lireaussi", Hints::PROMO),
    ("interlink*", RELATED),
    ("crosslink*", RELATED),
    ("seealso", Hints::PROMO),
    ("comment*", Hints::COMMENT),
    ("disqus*", Hints::COMMENT),
    ("respond", Hints::COMMENT),
    ("kommentare*", Hints::COMMENT),
    ("leserkommentar*", Hints::COMMENT),
    ("comentarios*", Hints::COMMENT),
    ("komentarz*", Hints::COMMENT),
    ("komentare*", Hints::COMMENT),
    ("yorumlar*", Hints::COMMENT),
    ("reacties", Hints::COMMENT),
    ("replies", Hints::COMMENT),
    ("talkback*", Hints::COMMENT),
    ("readerresponses", Hints::COMMENT),
    ("discussion", Hints::TALK),
    ("discussions", Hints::TALK),
    ("diskussion*", Hints::TALK),
    ("forum", Hints::TALK),
    ("reactions", Hints::TALK),
    ("responses", Hints::TALK),
    ("breadcrumb*", Hints::FURNITURE),
    ("footer", Hints::FURNITURE),
    ("sidebar*", Hints::FURNITURE),
    ("social*", Hints::FURNITURE),
    ("share*", Hints::FURNITURE),
    ("sharing", Hints::FURNITURE),
    ("cookie*", Hints::FURNITURE),
    ("consent", Hints::FURNITURE),
    ("masthead", Hints::FURNITURE),
    ("toolbar", Hints::FURNITURE),
    ("tags", Hints::FURNITURE),
    ("taglist", Hints::FURNITURE),
    ("pagination", Hints::FURNITURE),
    ("skip*", Hints::FURNITURE),
    ("nav", Hints::NAVIGATION),
    ("navbar", Hints::NAVIGATION),
    ("navigation", Hints::NAVIGATION),
    ("menu*", Hints::NAVIGATION),
    ("contentinfo", Hints::FURNITURE),
    ("complementary", Hints::ASIDE),
    ("toc", Hints::FURNITURE),
    ("author*", Hints::AUTHOR),
    ("byline*", Hints::AUTHOR),
    ("contributor*", Hints::AUTHOR),
    ("by", Hints::AUTHOR),
    ("au", Hints::AUTHOR),
    ("who", Hints::AUTHOR),
    ("autor*", Hints::AUTHOR),
    ("auteur*", Hints::AUTHOR),
    ("writer*", Hints::AUTHOR),
    ("auth", Hints::AUTHOR),
    ("reporter*", Hints::AUTHOR),
    ("journalist*", Hints::AUTHOR),
    ("bio", Hints::BIO),
    ("biography", Hints::BIO),
    ("date*", Hints::DATE),
    ("time*", Hints::DATE),
    ("published*", Hints::DATE),
    ("pubdate", Hints::DATE),
    ("posted", Hints::DATE),
    ("updated", Hints::DATE),
    ("modified", Hints::DATE),
    ("when", Hints::DATE),
    ("dt", Hints::DATE),
    ("today*", Hints::TODAY),
    ("current*", Hints::TODAY),
    ("now", Hints::TODAY),
    ("ticker*", Hints::TODAY),
    ("topbar*", Hints::TODAY),
    ("topnav*", Hints::TODAY),
    ("tophead*", Hints::TODAY),
    ("header*", Hints::HEAD),
    ("head", Hints::HEAD),
    ("top", Hints::HEAD),
    ("masthead", Hints::HEAD),
    ("standfirst", Hints::STANDFIRST),
    ("subtitle", Hints::STANDFIRST),
    ("subheadline", Hints::STANDFIRST),
    ("subhead", Hints::STANDFIRST),
    ("dek", Hints::STANDFIRST),
    ("deck", Hints::STANDFIRST),
    ("strap*", Hints::STANDFIRST),
    ("summary", Hints::STANDFIRST),
    ("excerpt", Hints::STANDFIRST),
    ("intro", Hints::STANDFIRST),
    ("lede", Hints::STANDFIRST),
    ("chapo", Hints::STANDFIRST),
    ("desc", Hints::STANDFIRST),
    ("description", Hints::STANDFIRST),
    ("synopsis", Hints::STANDFIRST),
    ("caption*", Hints::CAPTION),
    ("figcaption", Hints::CAPTION),
    ("credit*", Hints::CREDIT),
    ("copyright", Hints::CREDIT),
    ("paywall*", Hints::PAYWALL),
    ("regwall", Hints::PAYWALL),
    ("subscriber*", Hints::PAYWALL),
    ("piano", Hints::PAYWALL),
    ("pullquote*", Hints::PULL_QUOTE),
    ("pull", Hints::PULL_QUOTE),
    ("tweet*", Hints::EMBED),
    ("twitter", Hints::EMBED),
    ("instagram", Hints::EMBED),
    ("fact", Hints::FACTS),
    ("facts", Hints::FACTS),
    ("factbox*", Hints::FACTS),
    ("factfile*", Hints::FACTS),
    ("keyfact*", Hints::FACTS),
    ("keypoint*", Hints::FACTS),
    ("infobox*", Hints::FACTS),
    ("infokasten", Hints::FACTS),
    ("faktenbox", Hints::FACTS),
    ("faktaruta", Hints::FACTS),
    ("faktaboks", Hints::FACTS),
    ("glance", Hints::FACTS),
    ("legend", Hints::CAPTION),
    ("legende", Hints::CAPTION),
    ("screenreader*", Hints::HEARD),
    ("sronly", Hints::HEARD),
    ("visuallyhidden", Hints::HEARD),
];

/// A word of a name.
struct Name {
    start: &'static str,
    /// Whether it stands for all that begin so.
    is_start: bool,
    hint: Hints,
}

impl Name {
    fn is(&self, word: &str) -> bool {
        match self.is_start {
            true => word.starts_with(self.start),
            false => word == self.start,
        }
    }
}

/// The words by their first letters: a page has hundreds of names.
static BY_FIRST: LazyLock<[Vec<Name>; 128]> = LazyLock::new(|| {
    let mut by_first = std::array::from_fn(|_| vec![]);
    for (name, hint) in NAMES {
        let start = name.trim_end_matches('*');
        by_first[usize::from(name.as_bytes()[0])].push(Name {
            start,
            is_start: start != *name,
            hint: *hint,
        });
    }
    by_first
});

/// What begins as other names do and says nothing: a commentary is an article.
const NOTHING: &[&str] = &["commentary", "commentaries"];

/// What the words of a class, id or role hint at.
fn named(value: &str) -> Hints {
    let mut hints = Hints::default();
    for token in value.split_whitespace().take(16) {
        let whole: String = token
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        for word in std::iter::once(whole).chain(words_of(token)) {
            if NOTHING.contains(&word.as_str()) {
                continue;
            }
            let first = word.bytes().next().map_or(0, usize::from);
            for name in BY_FIRST.get(first).into_iter().flatten() {
                if name.is(&word) {
                    hints |= name.hint;
                }
            }
        }
    }
    hints
}

/// "storyBody__text-main" → story, body, text, main.
fn words_of(token: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut lower_before = false;
    for it in token.chars() {
        if !it.is_ascii_alphanumeric() {
            words.push(String::new());
        } else {
            if it.is_ascii_uppercase() && lower_before {
                words.push(String::new());
            }
            words
                .last_mut()
                .expect("never empty")
                .push(it.to_ascii_lowercase());
        }
        lower_before = it.is_ascii_lowercase();
    }
    words.retain(|it| !it.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use dom_query::Document;

    use super::*;

    #[test]
    fn what_is_named_for_tests_and_parts_is_named_as_by_a_class() {
        const TESTS: &[(&str, Hints)] = &[
            ("data-testid=AuthorByline", Hints::AUTHOR),
            ("data-testid=byline-timestamp", Hints::DATE),
            ("data-component=byline-block", Hints::AUTHOR),
            ("data-gu-name=standfirst", Hints::STANDFIRST),
            ("data-qa=timestamp", Hints::DATE),
            ("data-qa=image-caption", Hints::CAPTION),
            ("data-type=pullquote", Hints::PULL_QUOTE),
            ("data-testid=related-articles", Hints::PROMO),
        ];
        for (attribute, hint) in TESTS {
            let html = format!("<div class=css-1x2y3z {attribute}>x</div>");
            let document = Document::from(html);
            let selected = document.select("div");
            assert!(
                Hints::of("div", &selected.nodes()[0]).any(*hint),
                "{attribute}"
            );
        }
        for attribute in ["data-topic=embargo", "data-testid=paragraph-0"] {
            let document = Document::from(format!("<div {attribute}>x</div>"));
            let selected = document.select("div");
            assert_eq!(
                Hints::of("div", &selected.nodes()[0]),
                Hints::default(),
                "{attribute}"
            );
        }
    }

    #[test]
    fn names_are_read_word_by_word() {
        assert!(named("article__desc").any(Hints::STANDFIRST));
        assert!(named("storyByline").any(Hints::AUTHOR));
        assert!(named("lire-aussi").any(Hints::PROMO));
        assert!(named("article__fact-box").any(Hints::FACTS));
        assert!(named("key-points").any(Hints::FACTS));
        assert!(!named("factory-news").any(Hints::FACTS));
        assert!(!named("shadow header-grade").any(Hints::PROMO | Hints::FURNITURE));
        assert!(!named("center-wrap").any(Hints::DATE | Hints::CREDIT));
        assert!(named("leserkommentare").any(Hints::COMMENT));
        assert!(named("reader-responses").any(Hints::COMMENT));
        assert!(!named("article-commentary-body").any(Hints::COMMENT));
        assert!(named("sr-only").any(Hints::HEARD));
        assert!(named("article-teaser").any(Hints::TEASER));
        assert!(named("topbar__date").any(Hints::TODAY));
        assert!(!named("meta fa-clock-o cat-weather").any(Hints::TODAY));
        assert!(named("header-date").any(Hints::HEAD));
        assert!(!named("headline").any(Hints::HEAD));
        assert!(!named("ad-slot").any(Hints::LOOSE));
        assert!(named("screen-reader-text").any(Hints::HEARD));
    }
}
