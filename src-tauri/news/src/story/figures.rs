//! Figures: numbers with what they count, as newspapers write them.

use super::words::{hash, is_stop, stem};
use crate::text::{Token, is_hyphen, sentences, tokens};

/// A number in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Figure {
    /// As written, with what limits it: "fewer than 15,000".
    pub(super) written: String,
    /// Between which values the true one lies, by what is written.
    pub(super) low: f64,
    /// See `low`.
    pub(super) high: f64,
    /// Hashes of the words that may name what is counted, the likeliest first. None for days and years.
    pub(super) units: Vec<u32>,
}

impl Figure {
    /// Whether the two count the same and cannot both be right.
    pub(super) fn contradicts(&self, other: &Figure) -> bool {
        self.counts_what(other).is_some() && (self.high < other.low || other.high < self.low)
    }

    /// The thing that both count, if they do: a word that stands first behind one of the numbers.
    pub(super) fn counts_what(&self, other: &Figure) -> Option<u32> {
        let (mine, its) = (self.units.first()?, other.units.first()?);
        if other.units.contains(mine) {
            Some(*mine)
        } else if self.units.contains(its) {
            Some(*its)
        } else {
            None
        }
    }

    /// A term that is the same for equal figures: 94,000 · 94 000 · 94 thousand.
    pub(super) fn term(&self) -> u32 {
        hash(&format!("#{} {}", self.low, self.high))
    }
}

/// A number that an article's text gives, in words.
#[derive(Debug, Clone, PartialEq)]
pub struct GivenFigure {
    /// The sentence that gives it.
    pub sentence: String,
    /// As written, with what limits it: "fewer than 15,000".
    pub written: String,
    /// Between which values the true one lies, by what is written.
    pub range: (f64, f64),
}

/// The numbers that a text gives, in order; days, years and times of day are none. Linear in the length of the text.
pub fn given_figures(text: &str) -> Vec<GivenFigure> {
    sentences(text)
        .into_iter()
        .flat_map(|place| {
            let sentence = text[place].trim();
            figures(sentence).into_iter().map(|it| GivenFigure {
                sentence: sentence.to_string(),
                written: it.written,
                range: (it.low, it.high),
            })
        })
        .collect()
}

/// Words for one thing, in the languages at hand; folded, the first stands for all.
const SAME: &[&str] = &[
    "troops soldiers servicemen troupes soldats soldaten truppen soldados tropas солдат солдаты воиск воиска военнослужащих \
     військовослужбовців солдатів воінів جندي جنود",
    "dead killed deaths morts tues tote getotet muertos погибших погибли погибло убиты загиблих загинули загинуло قتيل قتلى",
    "wounded injured hurt blesses verletzte heridos раненых ранены поранених поранено جريح جرحى",
    "sailors crew crewmen seamen marins matelots matrosen marineros моряков моряки моряків بحار بحارة",
    "% percent pourcent prozent процентов процента відсотків відсотки بالمئة",
    "$ dollar dollars долларов доларів دولار",
    "€ euro euros евро євро يورو",
    "hour hours heure heures stunde stunden hora horas час часов годин години ساعة",
    "minute minutes minuten minutos минут хвилин دقيقة",
    "people persons personnes personen menschen personas человек людеи осіб شخص",
    "tanks chars panzer tanques танков танків دبابة دبابات",
];

/// Words behind a number that multiply it.
const SCALES: &[(f64, &str)] = &[
    (
        1e3,
        "thousand thousands mille milliers tausend mil тыс тысяч тысячи тысяча тис тисяч тисячі الف الاف",
    ),
    (
        1e6,
        "million millions mn millionen millones млн миллионов миллиона мільионів мільиона مليون",
    ),
    (
        1e9,
        "billion billions bn milliard milliards milliarden mrd млрд миллиардов миллиарда мільярдів мільярда مليار",
    ),
];

/// Small numbers in words.
const SMALL: &[(f64, &str)] = &[
    (2.0, "two deux zwei dos два две дві"),
    (3.0, "three trois drei tres три"),
    (4.0, "four quatre vier cuatro четыре чотири"),
    (5.0, "five cinq funf cinco пять пʼять"),
    (6.0, "six sechs seis шесть шість"),
    (7.0, "seven sept sieben siete семь сім"),
    (8.0, "eight huit acht ocho восемь вісім"),
    (9.0, "nine neuf neun nueve девять"),
    (10.0, "ten dix zehn diez десять"),
    (11.0, "eleven onze elf once одиннадцать одинадцять"),
    (12.0, "twelve douze zwolf doce двенадцать дванадцять"),
    (
        15.0,
        "fifteen quinze funfzehn quince пятнадцать пʼятнадцять",
    ),
    (20.0, "twenty vingt zwanzig veinte двадцать двадцять"),
    (30.0, "thirty trente dreissig treinta тридцать тридцять"),
    (40.0, "forty quarante vierzig cuarenta сорок"),
    (
        50.0,
        "fifty cinquante funfzig cincuenta пятьдесят пʼятдесят",
    ),
    (60.0, "sixty soixante sechzig sesenta шестьдесят шістдесят"),
    (70.0, "seventy siebzig setenta семьдесят сімдесят"),
    (80.0, "eighty achtzig ochenta восемьдесят вісімдесят"),
    (90.0, "ninety neunzig noventa девяносто девʼяносто"),
];

/// Words before a number that limit it, the longer ones first, with the share of the number that it may be at
/// least and at most.
const LIMITS: &[(f64, f64, &[&str])] = &[
    (
        0.75,
        1.0,
        &[
            "up to",
            "as many as",
            "as much as",
            "no more than",
            "at most",
            "jusqu a",
            "bis zu",
            "hasta",
            "до",
        ],
    ),
    (
        1.0,
        1.25,
        &["no fewer than", "no less than", "не менее", "не менше"],
    ),
    (
        0.75,
        0.999_999,
        &[
            "fewer than",
            "less than",
            "moins de",
            "weniger als",
            "menos de",
            "under",
            "below",
            "менее",
            "меньше",
            "менше",
            "اقل من",
        ],
    ),
    (
        1.0,
        1.25,
        &[
            "more than",
            "at least",
            "plus de",
            "au moins",
            "mehr als",
            "mindestens",
            "mas de",
            "al menos",
            "over",
            "uber",
            "более",
            "больше",
            "свыше",
            "понад",
            "більше",
            "щонаименше",
            "اكثر من",
        ],
    ),
    (
        0.9,
        1.1,
        &[
            "about",
            "around",
            "some",
            "nearly",
            "almost",
            "approximately",
            "roughly",
            "an estimated",
            "environ",
            "quelque",
            "presque",
            "pres de",
            "etwa",
            "rund",
            "ungefahr",
            "knapp",
            "fast",
            "unos",
            "unas",
            "casi",
            "cerca de",
            "около",
            "примерно",
            "почти",
            "близько",
            "приблизно",
            "маиже",
            "حوالي",
            "نحو",
        ],
    ),
];

const MONTHS: &str = "january february march april may june july august september october november december jan feb mar apr jun jul aug sept sep oct \
     nov dec janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre januar februar marz juni juli \
     oktober dezember enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre января февраля \
     марта апреля мая июня июля августа сентября октября ноября декабря січня лютого березня квітня травня червня липня серпня \
     вересня жовтня листопада грудня monday tuesday wednesday thursday friday saturday sunday";

/// The figures of a sentence, in order.
pub(super) fn figures(sentence: &str) -> Vec<Figure> {
    let words = tokens(sentence);
    let mut found = vec![];
    let mut at = 0;
    while at < words.len() {
        let Some(mut number) = read(sentence, &words, at) else {
            at += 1;
            continue;
        };
        let first = at;
        at = number.next;
        if let Some((upper, next)) = range(sentence, &words, first, at) {
            // "90 to 100 thousand": the scale belongs to both.
            let scale = if upper.scale > 1.0 && number.scale == 1.0 {
                upper.scale
            } else {
                1.0
            };
            number.low *= scale;
            number.high = upper.high;
            at = next;
        }
        if is_day(sentence, &words, first, at, &number) {
            continue;
        }
        let (begins, low, high) = limit(&words, first);
        found.push(Figure {
            written: sentence[words[begins].start..words[at - 1].end].to_string(),
            low: number.low * low,
            high: number.high * high,
            units: units(sentence, &words, begins, first, at),
        });
    }
    found
}

struct Number {
    low: f64,
    high: f64,
    scale: f64,
    /// It is digits without anything else: it may be a year or a day.
    bare: bool,
    /// The first word behind it.
    next: usize,
}

/// The number that begins with the word `at`.
fn read(sentence: &str, words: &[Token], at: usize) -> Option<Number> {
    let word = &words[at];
    let raw = &sentence[word.start..word.end];
    let (mut low, mut high, mut bare) = if let Some(value) = among(SMALL, &word.form) {
        (value, value, false)
    } else if let Some((a, b)) = raw.split_once(is_hyphen) {
        (value(a)?, value(b)?, false)
    } else {
        let value = value(raw)?;
        (value, value, raw.bytes().all(|it| it.is_ascii_digit()))
    };
    let mut next = at + 1;
    // "94 000", "94’000": groups of three digits behind one character.
    while let Some(group) = words.get(next).filter(|it| {
        bare && raw.len() <= 3
            && it.form.len() == 3
            && it.form.bytes().all(|b| b.is_ascii_digit())
            && matches!(
                &sentence[words[next - 1].end..it.start],
                " " | "\u{A0}" | "\u{202F}" | "\u{2009}" | "'" | "’"
            )
    }) {
        low = low * 1e3 + value(&group.form)?;
        high = low;
        next += 1;
    }
    bare = bare && next == at + 1;
    let mut scale = 1.0;
    if let Some(factor) = words.get(next).and_then(|it| among(SCALES, &it.form))
        && is_near(sentence, words, next)
    {
        scale = factor;
        bare = false;
        next += 1;
    }
    (low <= high).then_some(Number {
        low: low * scale,
        high: high * scale,
        scale,
        bare,
        next,
    })
}

/// The upper end where two numbers are the ends of a range: "90,000–100,000", "90 to 100 thousand".
fn range(sentence: &str, words: &[Token], first: usize, next: usize) -> Option<(Number, usize)> {
    let joint = words.get(next)?;
    let gap = &sentence[words[next - 1].end..joint.start];
    let before = first
        .checked_sub(1)
        .map_or("", |it| words[it].form.as_str());
    let between = ["between", "entre", "zwischen", "между", "між"].contains(&before)
        && ["and", "et", "und", "y", "и", "і", "та"].contains(&joint.form.as_str());
    let at = if matches!(gap.trim(), "–" | "—" | "-") {
        next
    } else if between
        || ["to", "bis", "a", "до"].contains(&joint.form.as_str()) && is_near(sentence, words, next)
    {
        next + 1
    } else {
        return None;
    };
    words.get(at)?;
    let low = read(sentence, words, first)?.low;
    let upper = read(sentence, words, at)?;
    (upper.high > low).then(|| {
        let next = upper.next;
        (upper, next)
    })
}

/// Whether it is a year, a day, a time or an ordinal rather than a count.
fn is_day(sentence: &str, words: &[Token], first: usize, next: usize, number: &Number) -> bool {
    if !number.bare || next != first + 1 {
        return false;
    }
    let year = (1900.0..2100.0).contains(&number.low);
    let is_month = |at: Option<&Token>| {
        at.is_some_and(|it| MONTHS.split_whitespace().any(|month| month == it.form))
    };
    let neighbour = |c: Option<char>| matches!(c, Some(':' | '/' | 'º' | '°'));
    let (start, end) = (words[first].start, words[first].end);
    year || is_month(words.get(next))
        || is_month(first.checked_sub(1).and_then(|it| words.get(it)))
        || neighbour(sentence[..start].chars().next_back())
        || neighbour(sentence[end..].chars().next())
}

/// Where the words that limit a number begin, and what they make of it.
fn limit(words: &[Token], first: usize) -> (usize, f64, f64) {
    for (low, high, phrases) in LIMITS {
        for phrase in *phrases {
            let count = phrase.split(' ').count();
            if let Some(from) = first.checked_sub(count)
                && words[from..first]
                    .iter()
                    .map(|it| it.form.as_str())
                    .eq(phrase.split(' '))
            {
                return (from, *low, *high);
            }
        }
    }
    (first, 1.0, 1.0)
}

/// The words that may name what is counted: those behind the number, or before it where nothing is behind.
fn units(sentence: &str, words: &[Token], begins: usize, first: usize, next: usize) -> Vec<u32> {
    let before = sentence[..words[first].start].chars().next_back();
    if let Some(sign) = before.filter(|it| matches!(it, '$' | '€' | '£' | '¥' | '₴' | '₽'))
    {
        return vec![unit(&sign.to_string())];
    }
    let behind = sentence[words[next - 1].end..].trim_start();
    if behind.starts_with('%') || behind.starts_with("per cent") || behind.starts_with("pour cent")
    {
        return vec![unit("%")];
    }
    if let Some(sign) = behind
        .chars()
        .next()
        .filter(|it| matches!(it, '€' | '$' | '₴' | '₽'))
    {
        return vec![unit(&sign.to_string())];
    }
    let mut found = vec![];
    let mut capitals = vec![];
    for at in next..words.len().min(next + 5) {
        if !is_near(sentence, words, at) || found.len() == 3 {
            break;
        }
        let form = words[at].form.as_str();
        if is_stop(form) {
            if found.is_empty() || ["of", "de", "des", "der", "von"].contains(&form) {
                continue;
            }
            break;
        }
        if read(sentence, words, at).is_some() {
            break;
        }
        // "94,000 Vostrian troops": whose they are is not what they are, but in German it may be.
        if sentence[words[at].start..].starts_with(char::is_uppercase) {
            capitals.push(unit(form));
        } else {
            found.push(unit(form));
        }
    }
    if found.is_empty() {
        found = capitals;
    }
    if found.is_empty() {
        for at in (begins.saturating_sub(6)..begins).rev() {
            if !is_near(sentence, words, at + 1) || found.len() == 2 {
                break;
            }
            if !is_stop(&words[at].form) {
                found.push(unit(&words[at].form));
            }
        }
    }
    found
}

/// Whether nothing but blanks stands between a word and the one before.
fn is_near(sentence: &str, words: &[Token], at: usize) -> bool {
    words.get(at).is_some_and(|it| {
        sentence[words[at - 1].end..it.start]
            .chars()
            .all(|c| c.is_whitespace() || c == '’')
    })
}

/// One number for the words of one thing.
fn unit(form: &str) -> u32 {
    let same = SAME
        .iter()
        .find(|it| it.split_whitespace().any(|it| it == form));
    match same.and_then(|it| it.split_whitespace().next()) {
        Some(first) => hash(first),
        None => hash(stem(form)),
    }
}

fn among(table: &[(f64, &str)], form: &str) -> Option<f64> {
    table
        .iter()
        .find(|(_, words)| words.split_whitespace().any(|it| it == form))
        .map(|it| it.0)
}

/// The value of digits: 94,000 · 94.000 · 1.5 · 1,5 · 94k · ٩٤.
fn value(text: &str) -> Option<f64> {
    let digits: String = text
        .chars()
        .map(|c| match c {
            '\u{660}'..='\u{669}' => char::from(b'0' + (c as u32 - 0x660) as u8),
            '\u{6F0}'..='\u{6F9}' => char::from(b'0' + (c as u32 - 0x6F0) as u8),
            c => c,
        })
        .collect();
    let lower = digits.to_ascii_lowercase();
    let (number, factor) = [("bn", 1e9), ("mn", 1e6), ("k", 1e3)]
        .into_iter()
        .find_map(|(end, factor)| Some((lower.strip_suffix(end)?, factor)))
        .unwrap_or((&lower, 1.0));
    if !number.starts_with(|it: char| it.is_ascii_digit())
        || !number
            .bytes()
            .all(|it| it.is_ascii_digit() || it == b',' || it == b'.')
        || number.len() > 24
    {
        return None;
    }
    let parts: Vec<&str> = number.split([',', '.']).collect();
    let grouped = parts.len() > 1 && parts[0] != "0" && parts[1..].iter().all(|it| it.len() == 3);
    let plain = if grouped {
        parts.concat()
    } else {
        number.replace(',', ".")
    };
    let value: f64 = plain.parse().ok()?;
    Some(value * factor)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn figures_are_read_as_newspapers_write_them() {
        const TESTS: &[(&str, f64, f64, &str)] = &[
            ("94,000 troops", 94e3, 94e3, "94,000"),
            ("94 000 soldats", 94e3, 94e3, "94 000"),
            ("94\u{202F}000 soldats", 94e3, 94e3, "94\u{202F}000"),
            ("94.000 Soldaten", 94e3, 94e3, "94.000"),
            ("94 thousand troops", 94e3, 94e3, "94 thousand"),
            ("94k troops", 94e3, 94e3, "94k"),
            ("94 тис. солдатів", 94e3, 94e3, "94 тис"),
            ("11 billion marks", 11e9, 11e9, "11 billion"),
            ("1.5 million people", 1.5e6, 1.5e6, "1.5 million"),
            ("1,5 Millionen Menschen", 1.5e6, 1.5e6, "1,5 Millionen"),
            ("0.125 grams", 0.125, 0.125, "0.125"),
            ("٩٤ جندي", 94.0, 94.0, "٩٤"),
            ("two officers", 2.0, 2.0, "two"),
            ("forty ships", 40.0, 40.0, "forty"),
            ("dreißig Schiffe", 30.0, 30.0, "dreißig"),
            ("twenty thousand troops", 20e3, 20e3, "twenty thousand"),
            (
                "fewer than 15,000 men",
                11_250.0,
                14_999.985,
                "fewer than 15,000",
            ),
            ("about 40,000", 36e3, 44e3, "about 40,000"),
            ("90,000 to 100,000 troops", 90e3, 100e3, "90,000 to 100,000"),
            ("90–100 thousand troops", 90e3, 100e3, "90–100 thousand"),
            (
                "between 90,000 and 100,000 troops",
                90e3,
                100e3,
                "90,000 and 100,000",
            ),
        ];
        for (text, low, high, written) in TESTS {
            let found = figures(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            let near = |a: f64, b: f64| (a - b).abs() < 1e-6 * b.abs().max(1.0);
            assert!(
                near(found[0].low, *low) && near(found[0].high, *high),
                "{text}: {found:?}"
            );
            assert_eq!(found[0].written, *written, "{text}");
        }
    }

    #[test]
    fn days_years_and_times_are_no_counts() {
        for text in [
            "in December 2025",
            "on 9 December",
            "December 9",
            "le 9 décembre",
            "at 18:42",
            "9 грудня",
            "a 2019 report",
        ] {
            assert_eq!(figures(text), [], "{text}");
        }
    }

    #[test]
    fn figures_disagree_where_they_count_the_same_and_cannot_both_be_right() {
        const TESTS: &[(&str, &str, bool)] = &[
            (
                "94,000 Vostrian troops stand there",
                "only 70,000 troops in the valley",
                true,
            ),
            ("94,000 troops", "94 thousand soldiers", false),
            ("94,000 troops", "70 000 soldats", true),
            (
                "94,000 troops massed there",
                "1,200 tanks massed there",
                false,
            ),
            ("94,000 troops", "about 100,000 troops", false),
            ("more than 94,000 troops", "as many as 175,000 troops", true),
            ("48,000 troops", "fewer than 15,000 soldiers", true),
            ("three sailors are missing", "two crew missing", true),
            ("three customs officers", "two officers", true),
            ("prices rose by 8%", "prices rose eight per cent", false),
            ("$11 billion", "9 billion dollars", true),
            (
                "put the number of troops at about 40,000.",
                "94,000 troops",
                true,
            ),
            ("on 9 December 12 shots", "on 10 December 12 shots", false),
            ("90,000–100,000 troops", "95,000 troops", false),
        ];
        for (a, b, expected) in TESTS {
            let contradicts = figures(a).iter().any(|a| {
                figures(b)
                    .iter()
                    .any(|b| a.contradicts(b) && b.contradicts(a))
            });
            assert_eq!(
                contradicts,
                *expected,
                "{a} / {b}: {:?} {:?}",
                figures(a),
                figures(b)
            );
        }
    }

    proptest! {
        #[test]
        fn any_text_has_figures(text in any::<String>()) {
            for it in figures(&text) {
                prop_assert!(text.contains(&it.written));
                prop_assert!(it.low.is_finite() && it.high.is_finite());
            }
        }

        #[test]
        fn any_digits_have_figures(text in "[0-9٠-٩ ,.\\-–:%$k]{0,40}( thousand| million| to | тис)?[0-9 ]{0,9}") {
            for it in figures(&text) {
                prop_assert!(text.contains(&it.written));
                prop_assert!(it.low.is_finite() && it.high.is_finite());
            }
        }
    }
}
