//! Lists of phrases, kept as data: which lines sell, which are printed under every article.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use foldhash::HashSet;

/// How a phrase must stand in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// At the beginning, before punctuation or nothing.
    Label,
    /// At the beginning.
    Start,
    /// At the beginning, before a date, a name or punctuation.
    Dated,
    /// As the whole line.
    Whole,
    /// Anywhere.
    Anywhere,
    /// At the beginning up to "…", and at the end after it.
    Around,
}

/// A phrase of a list.
struct Phrase {
    stands: Stands,
    /// Whether sentences of an article hold it too.
    common: bool,
    text: String,
}

/// A list of phrases.
pub(super) struct Phrases {
    all: Vec<Phrase>,
    /// Finds them in a line: of one that stands around others, how it begins.
    found: AhoCorasick,
}

/// Beginnings of lines that lead elsewhere or sell.
pub(super) static PROMO: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::read(include_str!("../../data/promo.txt")));
/// Lines that are printed under every article.
pub(super) static BOILERPLATE: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::read(include_str!("../../data/boilerplate.txt")));

/// Headings of boxes of facts.
pub(super) static FACTS: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::read(include_str!("../../data/facts.txt")));

/// Lines in which a page says that the rest is for those who pay.
pub(super) static WALLS: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::read(include_str!("../../data/walls.txt")));

impl Phrases {
    fn read(list: &str) -> Phrases {
        let phrases = list.lines().filter_map(|line| {
            let (mark, phrase) = line.trim().split_once(' ')?;
            let strong = mark.trim_end_matches('?');
            let stands = match strong {
                ":" => Stands::Label,
                "*" => Stands::Start,
                "@" => Stands::Dated,
                "=" => Stands::Whole,
                "~" => Stands::Anywhere,
                "<" => Stands::Around,
                _ => return None,
            };
            Some(Phrase {
                stands,
                common: strong != mark,
                text: plain(phrase),
            })
        });
        let all: Vec<Phrase> = phrases.collect();
        let found = AhoCorasick::new(all.iter().map(Phrase::beginning)).expect("a fixed list");
        Phrases { all, found }
    }

    /// Whether one of the phrases stands in `line` as it must, and the line is no sentence of an article.
    pub(super) fn stand_in(&self, line: &str) -> bool {
        self.any(&plain(line), |it| !it.is_told_in(line))
    }

    /// Whether one of the phrases stands in `line` as it must, whatever else the line says.
    pub(super) fn appear_in(&self, line: &str) -> bool {
        self.any(&plain(line), |_| true)
    }

    /// Whether one of the phrases that stand in `plain` as they must is as asked for.
    fn any(&self, plain: &str, is_so: impl Fn(&Phrase) -> bool) -> bool {
        self.found
            .find_overlapping_iter(plain)
            .map(|it| (it.start(), &self.all[it.pattern().as_usize()]))
            .filter(|(at, it)| *at == 0 || it.stands == Stands::Anywhere)
            .any(|(_, it)| it.stands_in(plain) && is_so(it))
    }
}

impl Phrase {
    /// What a line holds in which it stands, at its beginning unless it stands anywhere.
    fn beginning(&self) -> &str {
        match (self.stands, self.text.split_once(" … ")) {
            (Stands::Around, Some((start, _))) => start,
            _ => &self.text,
        }
    }

    /// Whether it stands in `line` as it must.
    fn stands_in(&self, line: &str) -> bool {
        let phrase = self.text.as_str();
        match self.stands {
            Stands::Anywhere => line.contains(phrase),
            Stands::Whole => without_end(line) == phrase,
            Stands::Start => line
                .strip_prefix(phrase)
                .is_some_and(|rest| !starts_word(rest) || !ends_word(phrase)),
            Stands::Dated => line
                .strip_prefix(phrase)
                .is_some_and(|rest| !starts_word(rest)),
            Stands::Label => line.strip_prefix(phrase).is_some_and(|rest| {
                let rest = rest.trim_start();
                rest.chars()
                    .next()
                    .is_none_or(|it| ":：|>»›→-–—…/[]］】」".contains(it))
            }),
            Stands::Around => phrase.split_once(" … ").is_some_and(|(start, end)| {
                let between = without_end(line)
                    .strip_prefix(start)
                    .and_then(|it| it.strip_suffix(end));
                between.is_some_and(|it| it.starts_with(' ') && it.ends_with(' '))
            }),
        }
    }

    /// Whether `line`, in which it stands, is a sentence of an article: "Join us or stay silent, the governor told teachers."
    fn is_told_in(&self, line: &str) -> bool {
        match self.stands {
            Stands::Whole => false,
            Stands::Label => self.goes_on_in(line),
            Stands::Anywhere => reports(line) || (self.common && narrates(line)),
            Stands::Start | Stands::Around => {
                reports(line)
                    || (self.common && narrates(line) && STATES.stand_in(line))
                    || (self.text.ends_with(':') && self.goes_on_in(line))
            }
            Stands::Dated => {
                let rest = undecorated(line).get(self.text.len()..);
                let is_label = rest.is_some_and(is_dated);
                reports(line) || !is_label
            }
        }
    }

    /// Whether `line`, which begins with it, goes on as a sentence does behind a colon or a dash, and not with the title of
    /// something: "Photos: the court saw nine of them."
    fn goes_on_in(&self, line: &str) -> bool {
        let mut rest = undecorated(line).chars().skip(self.text.chars().count());
        let first = rest.find(|it| it.is_alphanumeric());
        first.is_some_and(char::is_lowercase) && is_sentence(line)
    }
}

/// Words of lines in which a house speaks to its readers or of its rights.
static HOUSE: LazyLock<Words> = LazyLock::new(|| {
    Words::of("subscribe subscribed subscribes subscriber subscribers subscription subscriptions newsletter newsletters
    inbox follow copyright reserved
    abonnez abonnieren abonniere folgen suivez retrouvez lisez téléchargez découvrez abonnement abonnements suscríbete
    suscríbase síguenos assine siga iscriviti seguici scopri abbonati leggi читайте следите слідкуйте تابعونا اشتركوا
    подпишитесь подписывайтесь підпишіться")
});

/// Words for who speaks and who reads. An article that says what a house thinks has them too.
static SPEAKING: LazyLock<Words> = LazyLock::new(|| Words::of("our us we you your"));

/// Whether a line holds a word of those in which a house speaks to its readers or of its rights.
pub(super) fn offers(line: &str) -> bool {
    line.contains('©') || HOUSE.stand_in(line)
}

/// The same, or one for who speaks and who reads.
pub(super) fn speaks_to_readers(line: &str) -> bool {
    offers(line) || SPEAKING.stand_in(line)
}

/// Words that lines have which speak to or of a page's readers.
static READERS: LazyLock<Words> = LazyLock::new(|| {
    Words::of("our ours us we you your yours my me here free newsletter newsletters inbox email emails mail podcast
    podcasts app apps channel telegram whatsapp alerts subscription subscriptions website site")
});

/// Words of sentences that say what is or was.
static STATES: LazyLock<Words> =
    LazyLock::new(|| Words::of("is are was were has had did will would could"));

/// Words that say who said something.
static SAYING: LazyLock<Words> = LazyLock::new(|| {
    Words::of("said says told wrote warned urged argued announced ruled insisted declared testified claimed according
    asked shouted cried demanded promised promises replied pleaded
    dit déclaré affirmé écrit selon dijo afirmó declaró escribió según disse afirmou declarou segundo detto dichiarato
    secondo sagte schrieb erklärte laut zei aldus сказал сказала заявил заявила сообщил сообщила написал написала
    powiedział powiedziała dedi söyledi قال قالت")
});

/// Whether a line is a sentence, not a word or two.
fn is_sentence(line: &str) -> bool {
    const SHORTEST: usize = 6;
    let end = line
        .trim_end_matches(|it: char| it.is_whitespace() || "\"'”’»)]".contains(it))
        .chars()
        .next_back();
    end.is_some_and(|it| ".!?。؟।…".contains(it)) && line.split_whitespace().count() >= SHORTEST
}

/// Whether a sentence says who said something, behind what was said: ", the regulator said".
fn reports(line: &str) -> bool {
    const NEAR: usize = 5;
    let mut since: Option<usize> = None;
    is_sentence(line)
        && line.split_whitespace().any(|word| {
            let is_said = since.is_some_and(|it| it <= NEAR) && SAYING.stand_in(word);
            let is_break = word.ends_with([',', '"', '”', '»', '–', '—']);
            since = match is_break {
                true => Some(0),
                false => since.map(|it| it + 1),
            };
            is_said
        })
}

/// Whether a sentence speaks neither to nor of a page's readers.
fn narrates(line: &str) -> bool {
    is_sentence(line) && !READERS.stand_in(line)
}

/// Words in small letters.
struct Words(HashSet<&'static str>);

impl Words {
    fn of(list: &'static str) -> Words {
        Words(list.split_whitespace().collect())
    }

    /// Whether one of them stands in `text`, in letters of any size. "US" is a country.
    fn stand_in(&self, text: &str) -> bool {
        text.split(|it: char| !it.is_alphanumeric())
            .filter(|it| !it.is_empty() && *it != "US")
            .any(|it| match it.bytes().all(|it| it.is_ascii_lowercase()) {
                true => self.0.contains(it),
                false => self.0.contains(it.to_lowercase().as_str()),
            })
    }
}

/// Whether `text`, which stands behind "Last updated" or the like, is punctuation, or a date or a name and little more.
fn is_dated(text: &str) -> bool {
    const SMALL: &[&str] = &[
        "a",
        "ago",
        "an",
        "and",
        "at",
        "by",
        "day",
        "days",
        "hour",
        "hours",
        "in",
        "minute",
        "minutes",
        "of",
        "on",
        "the",
        "today",
        "yesterday",
    ];
    const MORE: usize = 2;
    let (mut is_behind_date, mut more) = (false, 0);
    for word in text.split_whitespace() {
        let letters = word.trim_matches(|it: char| !it.is_alphanumeric());
        if word.starts_with(|it: char| it.is_ascii_digit() || "©(".contains(it)) {
            is_behind_date = true;
        } else if letters.starts_with(char::is_lowercase) && !SMALL.contains(&letters) {
            more += 1;
            if !is_behind_date {
                more += MORE;
            }
        }
    }
    more <= MORE || text.trim_start().starts_with([':', '：', '©', '('])
}

/// `line` without the punctuation that ends it.
fn without_end(line: &str) -> &str {
    line.trim_end_matches(|it: char| !it.is_alphanumeric())
}

fn starts_word(rest: &str) -> bool {
    rest.chars().next().is_some_and(char::is_alphanumeric)
}

fn ends_word(phrase: &str) -> bool {
    phrase
        .chars()
        .next_back()
        .is_some_and(char::is_alphanumeric)
}

/// Lower case, straight apostrophes, without what decorates a line's beginning.
fn plain(line: &str) -> String {
    let line = undecorated(line);
    if line.is_ascii() {
        return line.to_ascii_lowercase();
    }
    line.to_lowercase()
        .replace(['’', '‘'], "'")
        .replace('\u{A0}', " ")
}

fn undecorated(line: &str) -> &str {
    let decorations =
        |it: char| it.is_whitespace() || "•·*►▶▸→>»›|#📌👉🔴➡-–—[［【「(¿¡\u{FE0F}".contains(it);
    line.trim_start_matches(decorations)
}
