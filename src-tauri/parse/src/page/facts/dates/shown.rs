//! The days that a page shows: beside its headline, behind words that say of what, or alone in a box.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::above::Above;
use super::{DAY, is_plausible, is_same_day, moment};
use crate::lines::split_dateline;
use crate::page::{
    candidates::is_prose,
    hints::Hints,
    tree::{Segment, Tree},
};
use crate::when::{self, Stated};

/// A day as pages print it, …
const A_DAY: &str = r"(?xi)
    (?: \d{4}[-/.年년]\s?\d{1,2}[-/.月월]\s?\d{1,2}[日일]?
      | (?:令和|平成|民國|民国)\s?(?:元|\d{1,3})\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日
      | \d{1,2}[./-]\d{1,2}[./-]\d{4}
      | \d{1,2}-[a-zçéûáíóúñ]{3,9}\.?-\d{4}
      | \d{4}(?:\.|\s?m\.)\s+(?-i:[a-z])[a-záéíóöőúüűčęėįšųūž]{2,11}\.?\s+\d{1,2}(?:\.|\s?d\.)?
      | \p{L}[\p{L}\p{M}]{2,11}\.? \s+ \d{1,2}(?:st|nd|rd|th)? ,? \s+ \d{4}
      | \d{1,2} \s+ tháng \s+ \d{1,2} ,? \s+ (?:năm\s+)? \d{4}
      | \d{1,2} \s* [\x{e01}-\x{e4e}]{1,3}\.\s?[\x{e01}-\x{e4e}]{1,2}\. \s* \d{4}
      | \d{1,2}(?:st|nd|rd|th|er|º|\.)? \s+ (?:de\s+|of\s+)? \p{L}[\p{L}\p{M}]{2,14}
        (?: \s(?:ال)?[\x{621}-\x{652}]{3,6} )? (?: \s?/\s?[\x{621}-\x{652}]{3,9} )? \.? ,? \s+ (?:de\s+|del\s+)? \d{4}
    )
";
/// … and the time of day and zone that follow it. What is taken too much is cut off where it is read. Ends of words are those of
/// ASCII, since all others make the search slow.
const A_CLOCK: &str = r"
    (?: (?: \s* (?: \. | [гр]\.? | года | року | [(（]\p{L}{1,3}[)）] | (?:星期|礼拜|周|週)\p{L} | \p{L}(?:曜日|요일) ) ){0,2}
      T?[,،、\s]*
      (?: (?: at | à | um | ore | alle | om | klo | kl\.? | às | a\slas? | la | в | о | o | u | v | godz\.? | pukul | saat
        | lúc | στις | في | الساعة | ساعت | בשעה | เวลา | [-–—|] ) \s* ){0,2}
      (?: (?:午前|午後|上午|下午|凌晨|早上|晚上|오전|오후) \s* )?
      (?: \d{1,2}[:.h]\d{2} (?:[:.]\d{2})? \s* (?: [ap](?:\.\s?)?m(?-u:\b)\.? | [مص]\p{L}* )?
        | \d{1,2}\s?[時时点點시] (?: \s?\d{1,2}\s?[分분] )? )
      (?: \s* (?: (?:uhr|hrs|h)(?-u:\b)\.? \s* )? [(（]?
        (?: (?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d{2})?
          | (?:eastern|central|mountain|pacific)\s+time
          | (?-i:\p{Lu}{2,5})
          | (?:utc|gmt|cet|cest|edt|cdt|mdt|pst|pdt)(?-u:\b) | мск
          | [+-]\d{2}:?\d{2} )
        [)）]? )?
    )?
";

static PRINTED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&[A_DAY, A_CLOCK].concat()).expect("a fixed pattern"));
static PRINTED_DAY: LazyLock<Regex> = LazyLock::new(|| Regex::new(A_DAY).expect("a fixed pattern"));

/// "Lissane time" after a time of day.
static CITY_TIME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\d (\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)?) (?:time|local time)\b")
        .expect("a fixed pattern")
});

/// What a day is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    /// The first day of publication, said in so many words.
    First,
    /// Of publication.
    Published,
    /// Of the last change.
    Modified,
    /// Of something else.
    Other,
    /// Nothing is said.
    Unsaid,
}

/// Words of labels, and what they say. The first that is met counts.
static LABELS: LazyLock<[(Regex, What); 4]> = LazyLock::new(|| {
    let of = |pattern: &str| Regex::new(pattern).expect("a fixed pattern");
    [
        (
            of(
                r"(?ix) \b(?: next\s+review | review\s+due | due | expires? | expiry | valid\s+(?:until|through|to) | deadline | since | joined
                | born | died | founded | established | event\s+date | ends? | starts? | until ) \b | © | copyright | all\s+rights
                | \b(?: when | wann | quand | cuándo | quando | когда )\s* (?: : | $ )",
            ),
            What::Other,
        ),
        (
            of(
                r"(?ix) \b(?:originally|first|initially)\s+(?:published|posted|appeared|written|issued|released)
                | erstveröffentlicht | zuerst\s+erschienen | initialement\s+publié | publicado\s+originalmente | publié\s+initialement",
            ),
            What::First,
        ),
        (
            of(
                r"(?ix) \b(?: updated | update\s+on | modified | revis(?:ed|ion) | edited\s+on | last\s+edited | reviewed | amended | refreshed | last\s+(?:checked|change[ds]?)
                | aktualisiert | geändert | mis\s+à\s+jour | mise\s+à\s+jour | modifié | actualisé | actualizad[oa] | actualización | modificad[oa]
                | atualizad[oa] | atualização | aggiornat[oa] | aggiornamento | modificato | bijgewerkt | gewijzigd | laatste\s+update
                | обновлено | обновлён | обновлен | изменено | оновлено | змінено | zaktualizowano | aktualizacja | aktualizováno | upraveno | aktualizované
                | uppdaterad | uppdaterat | oppdatert | opdateret | ændret | endret | päivitetty | muokattu | güncelleme | güncellen\p{L}* | actualizat | frissítve | módosítva
                | ενημερώθηκε | обновена | ažurirano ) \b
                | تحديث | עודכן | अपडेट | अद्यतन | 更新 | 수정 | 업데이트 | \b(?:stand|edited|update):?(?:\s+vom)?\s*$ | cập\s+nhật | diperbarui",
            ),
            What::Modified,
        ),
        (
            of(
                r"(?ix) \b(?: published | posted | publish(?:ed)?\s+(?:date|on|time) | post(?:ed)?\s+(?:date|on|time) | publication\s+date | date\s+of\s+publication | date\s+published
                | released? | issued | written | created | date | dated
                | veröffentlicht | erschienen | publiziert | erstellt | publiée? | mis(?:e)?\s+en\s+ligne | paru | publicad[oa] | fecha | pubblicat[oa] | gepubliceerd | geplaatst
                | опубликовано | дата | опубліковано | opublikowano | data | publikováno | vydáno | zveřejněno | publicerad | publicerat | publisert | udgivet | publiceret | julkaistu
                | yayınlanma | yayın\s+tarihi | publicat | megjelent | közzétéve | δημοσιεύ\p{L}* | публикувано | objavljeno ) \b
                | نشر | פורסם | प्रकाशित | 发布 | 發布 | 公開 | 掲載 | 投稿 | 発行 | 입력 | 등록 | 게시 | đăng | diterbitkan",
            ),
            What::Published,
        ),
    ]
});

/// A day on the page.
#[derive(Debug, Clone, Copy)]
struct Day {
    /// The segment that it stands in.
    segment: usize,
    at: Stated,
    what: What,
    /// It is the `datetime` of an element.
    by_element: bool,
    /// The box around it is named after days.
    hinted: bool,
    /// It stands in a sentence, where it is of what the sentence tells.
    in_prose: bool,
    /// Nothing stands beside it.
    alone: bool,
    /// It stands near the headline.
    near: bool,
    /// It stands beside the article: in a menu, a teaser, a comment.
    beside: bool,
    /// It stands above the headline, …
    above: bool,
    /// … and in no box with it: it is that of the page, or of another article.
    apart: bool,
    /// It stands behind the article's first paragraphs.
    late: bool,
    /// Its month is written as a word.
    in_words: bool,
}

/// The days that a page shows, in page order.
#[derive(Debug, Default)]
pub(super) struct Shown(Vec<Day>);

impl Shown {
    /// Reads the short lines of a page. `has_short_years` says whether its language writes the year last, as two digits too.
    pub(super) fn of(tree: &Tree, headline: Option<usize>, has_short_years: bool) -> Shown {
        /// Words of a line that can say when.
        const LONGEST: usize = 40;
        /// Segments before and after the headline in which a day is the article's.
        const NEAR: (usize, usize) = (4, 14);
        /// Words of paragraphs that are more than a summary: what stands behind them stands in the text or below it.
        const TEXT: usize = 100;
        /// Days of a page that are looked at.
        const MOST: usize = 400;
        let beside =
            Hints::PROMO | Hints::COMMENT | Hints::TEASERS | Hints::ASIDE | Hints::NAVIGATION;
        let first_heading = (0..tree.segments.len()).find(|it| tree.heading(*it) == Some(1));
        let starts = match (headline, first_heading) {
            (None, None) => [0, 0],
            (Some(one), None) | (None, Some(one)) => [one, one],
            (Some(one), Some(two)) => [one, two],
        };
        let head = headline.map(|it| Above::of(tree, it));
        let mut text = 0;
        let mut days = vec![];
        for (index, segment) in tree.segments.iter().enumerate() {
            if days.len() >= MOST {
                break;
            }
            let is_late = text >= TEXT;
            let is_below = headline.is_none_or(|it| index > it);
            if !is_late && is_below && is_prose(tree, index) && !tree.around(index).any(beside) {
                text += segment.words;
            }
            let is_near = starts
                .iter()
                .any(|it| index + NEAR.0 >= *it && index < it + NEAR.1);
            // A page can name the box of all its text after comments.
            let others = match text {
                0 => Hints::QUOTE,
                _ => Hints::QUOTE | Hints::COMMENT,
            };
            let day = |at: Stated, what: What| {
                let is_of_others = tree.boxes[segment.inside].around.any(others);
                let is_apart = head.as_ref().is_some_and(|it| it.is_apart(index));
                let is_own = !is_apart && !is_of_others && (!is_late || what != What::Unsaid);
                Day {
                    segment: index,
                    at,
                    what,
                    by_element: false,
                    hinted: (tree.boxes[segment.inside].hints | segment.hints).any(Hints::DATE),
                    in_prose: segment.words > 12 && is_prose(tree, index),
                    alone: false,
                    near: is_near && is_own,
                    beside: is_of_others || tree.around(index).any(beside),
                    above: headline.is_some_and(|it| index < it),
                    apart: is_apart,
                    late: is_late,
                    in_words: false,
                }
            };
            if is_near && let Some(at) = in_dateline(&segment.text) {
                days.push(Day {
                    hinted: false,
                    in_prose: false,
                    in_words: true,
                    ..day(at, What::Published)
                });
                continue;
            }
            if segment.words > LONGEST {
                continue;
            }
            if let Some(at) = in_boxes(tree, index) {
                let what = label_before(tree, index).unwrap_or(What::Unsaid);
                days.push(Day {
                    in_words: true,
                    ..day(at, what)
                });
                continue;
            }
            let digits = segment.text.bytes().filter(u8::is_ascii_digit).count();
            let has_digits = digits >= 5
                || digits >= 3 && segment.text.contains('年')
                || segment
                    .text
                    .contains(|it: char| !it.is_ascii() && it.is_numeric());
            let can_be_short = has_short_years && digits >= 4 && segment.words <= 6;
            if segment.datetime.is_none() && !has_digits && !can_be_short {
                continue;
            }
            let before = label_before(tree, index);
            let mut found: Vec<_> = match has_digits {
                true => in_line(&segment.parts, before),
                false => vec![],
            };
            if can_be_short && found.is_empty() {
                let short = with_short_year(&segment.text);
                found.extend(short.map(|(at, what)| {
                    let what = what.or(before).unwrap_or(What::Unsaid);
                    (at, what, false)
                }));
            }
            if let Some(at) = segment.datetime.as_deref().and_then(moment) {
                // It is that of the first element in the line.
                let what = found.first().map(|it| it.1);
                let what = what.or_else(|| first_label(&segment.text).or(before));
                days.push(Day {
                    by_element: true,
                    ..day(at, what.unwrap_or(What::Unsaid))
                });
            }
            days.extend(found.into_iter().map(|(at, what, in_words)| Day {
                in_words,
                ..day(at, what)
            }));
            let alone = segment.words <= 5;
            if alone && let Some(day) = days.last_mut().filter(|it| it.segment == index) {
                day.alone = is_day_alone(&segment.text);
            }
        }
        Shown(days)
    }

    fn find(&self, wanted: impl Fn(&Day) -> bool) -> Option<Stated> {
        self.0.iter().find(|it| wanted(it)).map(|it| it.at)
    }

    /// The day that the page calls the first one, anywhere.
    pub(super) fn first_published(&self) -> Option<Stated> {
        self.find(|it| it.what == What::First && !it.beside)
            .or_else(|| self.find(|it| it.what == What::First))
    }

    /// The day of the last change beside the headline, where no other day stands there.
    pub(super) fn only_change(&self) -> Option<Stated> {
        let is_other = |it: &Day| {
            it.near
                && !it.beside
                && !it.in_prose
                && !matches!(it.what, What::Modified | What::Other)
        };
        self.find(|it| it.near && !it.beside && it.what == What::Modified)
            .filter(|_| !self.0.iter().any(is_other))
    }

    /// The day beside the headline: of publication in words, of an element, of a box that is named after days, or alone.
    /// What stands in a teaser counts only where nothing else is there.
    pub(super) fn near(&self) -> Option<Stated> {
        self.near_within(false).or_else(|| self.near_within(true))
    }

    /// Of each kind those from the headline down come first. Above it a top bar has the day on which the page is read.
    fn near_within(&self, beside: bool) -> Option<Stated> {
        let kinds: [fn(&Day) -> bool; 4] = [
            |it| it.what == What::Published && !it.in_prose,
            |it| it.what == What::Unsaid && it.by_element,
            |it| it.what == What::Unsaid && it.hinted,
            |it| it.what == What::Unsaid && !it.in_prose && (!it.above || it.alone),
        ];
        kinds.iter().find_map(|is_one| {
            let first = |above: bool| {
                self.find(|it| {
                    it.near
                        && it.above == above
                        && it.beside == beside
                        && !(beside && it.late)
                        && is_one(it)
                })
            };
            first(false).or_else(|| first(true))
        })
    }

    /// The only day beside the headline that is said to be of publication or of nothing, if it is earlier by more than the
    /// zones of the earth make.
    pub(super) fn published_before(&self, than: &Stated) -> Option<Stated> {
        let mut near = self.0.iter().filter(|it| {
            it.near
                && !it.beside
                && !it.in_prose
                && matches!(it.what, What::Published | What::Unsaid)
        });
        let first = near.next()?.at;
        (near.all(|it| is_same_day(&it.at, &first)) && first.at.plus(2 * DAY) < than.at)
            .then_some(first)
    }

    /// The day that a short line anywhere says is the one of publication.
    pub(super) fn said_anywhere(&self) -> Option<Stated> {
        self.find(|it| !it.beside && !it.in_prose && it.what == What::Published)
    }

    /// The day of the last change, in words: beside the headline, or anywhere.
    pub(super) fn modified(&self) -> Option<Stated> {
        self.find(|it| it.near && it.what == What::Modified)
            .or_else(|| self.find(|it| !it.beside && it.what == What::Modified))
    }

    /// What was found on a weak ground, unless the page says when it was changed and not when it was published.
    pub(super) fn unless_changed(&self, found: Option<Stated>) -> Option<Stated> {
        let is_changed = self.0.iter().any(|it| it.near && it.what == What::Modified);
        found.filter(|_| !is_changed)
    }

    /// Whether an element of the page that readers see has a day.
    pub(super) fn has_elements(&self) -> bool {
        self.0.iter().any(|it| it.by_element)
    }

    /// The day of the first element, or of the only ones behind the text: several are those of comments, or of other articles.
    pub(super) fn element(&self) -> Option<Stated> {
        let mut own = self
            .0
            .iter()
            .filter(|it| it.by_element && !it.beside && !it.apart && it.what != What::Other);
        let first = own.next()?;
        (!first.late || own.all(|it| is_same_day(&it.at, &first.at))).then_some(first.at)
    }

    /// The only day that stands alone in a box, or in one that is named after days. Several are those of other articles.
    pub(super) fn alone(&self) -> Option<Stated> {
        let own = |it: &&Day| !it.beside && !it.apart && it.what == What::Unsaid && !it.in_prose;
        let only = |is: fn(&Day) -> bool| {
            let mut days = self
                .0
                .iter()
                .filter(own)
                .filter(|it| is(it))
                .map(|it| it.at);
            let first = days.next()?;
            days.all(|it| it.at == first.at).then_some(first)
        };
        only(|it| it.hinted).or_else(|| only(|it| it.alone))
    }

    /// The days near the headline whose months are written as words.
    pub(super) fn in_words(&self) -> impl Iterator<Item = Stated> {
        self.0
            .iter()
            .filter(|it| it.near && it.in_words)
            .map(|it| it.at)
    }
}

/// What words say of a day.
fn label(words: &str) -> Option<What> {
    LABELS
        .iter()
        .find(|(pattern, _)| pattern.is_match(words))
        .map(|it| it.1)
}

/// What the first words say that say anything of a day.
fn first_label(words: &str) -> Option<What> {
    LABELS
        .iter()
        .filter_map(|(pattern, what)| Some((pattern.find(words)?.start(), *what)))
        .min_by_key(|it| it.0)
        .map(|it| it.1)
}

/// What the line before says, where it is a label and nothing more: "Published", in a box of its own.
fn label_before(tree: &Tree, index: usize) -> Option<What> {
    let before = tree.segments.get(index.checked_sub(1)?)?;
    let is_label = before.words <= 4
        && before.text.len() <= 40
        && !before.text.contains(|it: char| it.is_ascii_digit());
    is_label.then(|| label(&before.text)).flatten()
}

/// The days of a line with what is said of each: by what stands between it and the day before, or by what the line before
/// says. What stands behind counts only where it says that the day was the first.
fn in_line(parts: &[String], before: Option<What>) -> Vec<(Stated, What, bool)> {
    let mut found: Vec<(Stated, What, bool)> = vec![];
    let mut said = String::new();
    for part in parts {
        let mut from = 0;
        for (range, at) in dates(part) {
            said.push_str(&part[from..range.start]);
            from = range.end;
            let mut what = label(&said).or(before).unwrap_or(What::Unsaid);
            // From one day to another: of an event, or of a life.
            if what == What::Unsaid && ends_in_day_and_dash(&said, found.is_empty()) {
                what = What::Other;
                if let Some(first) = found.last_mut().filter(|it| it.1 == What::Unsaid) {
                    first.1 = What::Other;
                }
            }
            let letters = part[range].chars().filter(|it| it.is_alphabetic());
            // Letters behind numbers that can be read in two ways are of a time of day.
            let in_words = at.other.is_none() && letters.count() >= 3;
            found.push((at, what, in_words));
            said.clear();
        }
        said.push_str(&part[from..]);
        said.push(' ');
    }
    if found.is_empty() {
        // The markup may cut through the day itself.
        let whole = parts.join(" ");
        let first = dates(&whole).next();
        found.extend(first.map(|(range, at)| {
            let what = label(&whole[..range.start])
                .or(before)
                .unwrap_or(What::Unsaid);
            (at, what, false)
        }));
    } else if label(&said) == Some(What::First)
        && let Some(last) = found.last_mut()
    {
        last.1 = What::First;
    }
    found
}

/// Whether what stands before a day is another day and a dash. Of the days of a line only the `first` can have one before it that
/// no article of today has.
fn ends_in_day_and_dash(said: &str, first: bool) -> bool {
    let said = said.trim();
    let day = said.trim_end_matches(['–', '—', '-']);
    if day.len() == said.len() {
        return false;
    }
    let day = day.trim_end();
    if first {
        let last = PRINTED_DAY.find_iter(day).last();
        last.is_some_and(|it| it.end() == day.len())
    } else {
        day.is_empty()
    }
}

/// Whether a line is a day with hardly anything beside it: its weekday, or what a mark parts from it.
fn is_day_alone(line: &str) -> bool {
    const BESIDE: usize = 14;
    const MARKS: [char; 6] = ['|', '·', '•', '/', '–', '-'];
    let Some(printed) = PRINTED.find(line) else {
        return false;
    };
    let (before, behind) = (line[..printed.start()].trim(), line[printed.end()..].trim());
    let says_nothing = |text: &str| {
        let mut words = text
            .split(|it: char| !it.is_alphabetic())
            .filter(|it| !it.is_empty());
        words.all(|it| when::says_no_day(&it.to_lowercase()))
    };
    line.len() - printed.len() <= BESIDE
        && (before.ends_with(MARKS) || says_nothing(before))
        && (behind.starts_with(MARKS) || says_nothing(behind))
}

/// The day of a line that is nothing else, with two digits for its year, and what is said of it: "07.12.25", "Date: 7/12/25, 14:30".
fn with_short_year(line: &str) -> Option<(Stated, Option<What>)> {
    let (before, day) = line.split_at(line.find(|it: char| it.is_ascii_digit())?);
    let length = day
        .bytes()
        .take_while(|it| it.is_ascii_digit() || matches!(it, b'.' | b'/'))
        .count();
    let printed = day[..length].trim_end_matches('.');
    let mark = if printed.contains('.') { '.' } else { '/' };
    let numbers: Vec<&str> = printed.split(mark).collect();
    let [one, two, year] = numbers.as_slice() else {
        return None;
    };
    let is_number =
        |it: &str| (1..=2).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_digit());
    // Days of this age.
    let is_year = year.len() == 2 && is_number(year) && !("50".."90").contains(year);
    if !is_number(one) || !is_number(two) || !is_year || when::is_version(before, day) {
        return None;
    }
    let what = label(before);
    let mut words = before
        .split(|it: char| !it.is_alphabetic())
        .filter(|it| !it.is_empty());
    let is_apart = !before.ends_with(char::is_alphabetic);
    let says_more = what.is_none() && !words.all(|it| when::says_no_day(&it.to_lowercase()));
    if !is_apart || says_more {
        return None;
    }
    let at = when::stated(day).filter(is_plausible)?;
    Some((at, what))
}

/// The day whose parts stand in boxes of their own below one another: "07", "Dec", "2025".
fn in_boxes(tree: &Tree, index: usize) -> Option<Stated> {
    const LONGEST: usize = 20;
    let [one, two, year] = tree.segments.get(index..index + 3)? else {
        return None;
    };
    let is_part = |it: &Segment| it.words == 1 && it.text.len() <= LONGEST;
    let is_year = year.text.len() == 4 && year.text.bytes().all(|it| it.is_ascii_digit());
    if !is_year || !is_part(one) || !is_part(two) {
        return None;
    }
    let line = format!("{} {} {}", one.text, two.text, year.text);
    let (range, at) = dates(&line).next()?;
    (range.len() == line.len()).then_some(at)
}

/// The day in the dateline with which a paragraph begins: "LISSANE, 7 December 2021 (AP) –".
fn in_dateline(paragraph: &str) -> Option<Stated> {
    let (dateline, _) = split_dateline(paragraph)?;
    dates(dateline).next().map(|it| it.1)
}

/// The dates in a text that an article of today can have, with their places. In the zone of the city that a time of day names.
pub(super) fn dates(text: &str) -> impl Iterator<Item = (Range<usize>, Stated)> {
    PRINTED.find_iter(text).filter_map(|it| {
        let (length, at) = longest(it.as_str())?;
        if when::is_version(&text[..it.start()], it.as_str()) {
            return None;
        }
        let range = it.start()..it.start() + length;
        is_plausible(&at).then(|| (range, in_city(at, &text[it.start()..])))
    })
}

/// As much of a printed date as makes sense, and how long that is: all of it, or its day with some or none of the words behind it.
fn longest(printed: &str) -> Option<(usize, Stated)> {
    /// No longer text is read word by word: what is printed as a date and time is shorter.
    const LONGEST: usize = 120;
    let read = |end: usize| Some((end, when::stated(&printed[..end])?));
    read(printed.len()).or_else(|| {
        let day = PRINTED_DAY.find(printed)?.end();
        let behind = printed[day..].rmatch_indices(char::is_whitespace);
        let ends = behind.map(|it| day + it.0).chain([day]);
        ends.filter(|it| *it <= LONGEST).find_map(read)
    })
}

fn in_city(at: Stated, text: &str) -> Stated {
    if at.zone.is_some() {
        return at;
    }
    let Some(city) = CITY_TIME.captures(text).map(|it| it[1].replace(' ', "_")) else {
        return at;
    };
    let zone = jiff::tz::db()
        .available()
        .map(|it| it.to_string())
        .find(|it| it.rsplit('/').next() == Some(city.as_str()));
    let Some(zone) = zone.and_then(|it| jiff::tz::TimeZone::get(&it).ok()) else {
        return at;
    };
    let clock = jiff::tz::TimeZone::UTC.to_datetime(at.at.to_jiff());
    let Ok(in_city) = zone.to_timestamp(clock) else {
        return at;
    };
    Stated {
        at: in_city.into(),
        zone: Some(zone.to_offset(in_city).seconds() / 60),
        ..at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use news::reading::as_given;

    #[test]
    fn a_day_is_read_with_its_time_and_zone_or_alone() {
        const TESTS: &[(&str, &str)] = &[
            (
                "March 11, 2024 at 8:15 p.m. EDT",
                "2024-03-11T20:15:00-04:00",
            ),
            ("July 11, 2024 8:15 PM ET", "2024-07-11T20:15:00-04:00"),
            ("January 11, 2024 8:15 PM ET", "2024-01-11T20:15:00-05:00"),
            (
                "July 11, 2024 8:15 p.m. Pacific Time",
                "2024-07-11T20:15:00-07:00",
            ),
            ("11 March 2024 20:15 (KST)", "2024-03-11T20:15:00+09:00"),
            ("11 March 2024 20:15 GMT+5:30", "2024-03-11T20:15:00+05:30"),
            (
                "11 March 2024 at 20:15 hrs IST",
                "2024-03-11T20:15:00+05:30",
            ),
            ("11 марта 2024, 20:15 МСК", "2024-03-11T20:15:00+03:00"),
            (
                "11 марта 2024 г. в 20:15 (мск)",
                "2024-03-11T20:15:00+03:00",
            ),
            ("11 de marzo de 2024 a las 20:15", "2024-03-11T20:15:00"),
            ("11 marzo 2024 alle ore 20:15", "2024-03-11T20:15:00"),
            ("11 maart 2024 om 20:15", "2024-03-11T20:15:00"),
            ("11. März 2024 um 20:15 Uhr", "2024-03-11T20:15:00"),
            ("2024年3月11日 18時30分", "2024-03-11T18:30:00"),
            ("2024年3月11日(月) 18時30分", "2024-03-11T18:30:00"),
            ("2024年3月11日 午後6時30分", "2024-03-11T18:30:00+09:00"),
            ("2024年3月11日星期一 晚上8:15", "2024-03-11T20:15:00+08:00"),
            ("2024. 3. 11. 오후 6:30", "2024-03-11T18:30:00+09:00"),
            ("2024년 3월 11일 오전 6시 30분", "2024-03-11T06:30:00+09:00"),
            ("11 مارس 2024 الساعة 8:15 م", "2024-03-11T20:15:00"),
            ("11 مارس 2024 الساعة 8:15 من مصر", "2024-03-11T08:15:00"),
            // What follows and makes no sense.
            ("March 11, 2024 8:15 PM BY JANA HOLM", "2024-03-11T20:15:00"),
            ("March 11, 2024 8:15 pm by Jana Holm", "2024-03-11T20:15:00"),
            ("March 11, 2024 25:75", "2024-03-11T00:00:00"),
            ("11 March 2024. The port opened.", "2024-03-11T00:00:00"),
        ];
        for (line, expected) in TESTS {
            let (_, at) = dates(line).next().expect("a day");
            let zone = at.zone.and_then(|it| i16::try_from(it).ok());
            assert_eq!(as_given(at.at, zone), *expected, "{line}");
        }
    }

    #[test]
    fn each_day_of_a_line_is_told_by_what_stands_before_it() {
        use What::{First, Modified, Other, Published, Unsaid};
        const TESTS: &[(&str, &[(&str, What)])] = &[
            ("Dec 7, 2021", &[("2021-12-07", Unsaid)]),
            ("Published Dec 7, 2021", &[("2021-12-07", Published)]),
            (
                "Published: 7 December 2021 | Updated: 9 December 2021",
                &[("2021-12-07", Published), ("2021-12-09", Modified)],
            ),
            (
                "Jana Holm · December 7th, 2021 · Last modified 2021-12-09",
                &[("2021-12-07", Unsaid), ("2021-12-09", Modified)],
            ),
            (
                "This article was originally published on 7 Dec 2021 and is kept up to date.",
                &[("2021-12-07", First)],
            ),
            ("7 Dec 2021 Originally published", &[("2021-12-07", First)]),
            ("Next review due: 7 Dec 2024", &[("2024-12-07", Other)]),
            ("© 7 Dec 2021 Ledger", &[("2021-12-07", Other)]),
            ("Stand: 07.12.2021 18:42 Uhr", &[("2021-12-07", Modified)]),
            (
                "Veröffentlicht am 7. Dezember 2021",
                &[("2021-12-07", Published)],
            ),
            ("Publié le 7 décembre 2021", &[("2021-12-07", Published)]),
            (
                "Actualizado 9 de diciembre de 2021",
                &[("2021-12-09", Modified)],
            ),
            ("Опубликовано 7 декабря 2021", &[("2021-12-07", Published)]),
            ("更新日：2021年12月7日", &[("2021-12-07", Modified)]),
            ("입력 2021년 12월 7일", &[("2021-12-07", Published)]),
            ("نشر في 7 ديسمبر 2021", &[("2021-12-07", Published)]),
            (
                "Written by Jana Holm, edited by Petr Aros. 7 December 2021",
                &[("2021-12-07", Published)],
            ),
            (
                "We stand with the crew, said the owner on 7 December 2021",
                &[("2021-12-07", Unsaid)],
            ),
            ("07-Dec-2021", &[("2021-12-07", Unsaid)]),
            ("2021. december 7. 14:30", &[("2021-12-07", Unsaid)]),
            ("7 tháng 12, 2021", &[("2021-12-07", Unsaid)]),
            ("When: December 7, 2021", &[("2021-12-07", Other)]),
            ("Founded in December 7, 2021", &[("2021-12-07", Other)]),
            ("12 March 1931 – 7 December 2021", &[("2021-12-07", Other)]),
            (
                "7 December 2021 – 9 December 2021",
                &[("2021-12-07", Other), ("2021-12-09", Other)],
            ),
            ("Jana Holm – 7 December 2021", &[("2021-12-07", Unsaid)]),
            ("Of 12 men, 5 were hurt", &[]),
            ("2024.3.10", &[("2024-03-10", Unsaid)]),
            ("Version 2024.3.10", &[]),
            ("The port runs v2024.3.1 of its maps", &[]),
            ("Version 22.03.2021", &[("2021-03-22", Unsaid)]),
            ("Press Release 2024.03.10", &[("2024-03-10", Published)]),
        ];
        for (line, expected) in TESTS {
            let found: Vec<(String, What)> = in_line(&[(*line).to_owned()], None)
                .into_iter()
                .map(|it| (it.0.at.to_string()[..10].to_owned(), it.1))
                .collect();
            let expected: Vec<(String, What)> =
                expected.iter().map(|it| (it.0.to_owned(), it.1)).collect();
            assert_eq!(found, expected, "{line}");
        }
    }

    #[test]
    fn a_year_of_two_digits_is_read_where_nothing_else_stands_in_the_line() {
        const TESTS: &[(&str, Option<&str>)] = &[
            ("07.12.21", Some("2021-12-07")),
            ("le 07.12.21 à 14:30", Some("2021-12-07")),
            ("Date: 7.12.21", Some("2021-12-07")),
            ("12/7/21, 2:30 PM", Some("2021-12-07")),
            ("So. 07.12.21", Some("2021-12-07")),
            ("Version 1.2.21", None),
            ("v1.2.21", None),
            ("v 22.3.10", None),
            ("Release 22.3.10", None),
            ("Press release: 07.12.21", Some("2021-12-07")),
            ("FOR RELEASE 03.12.21", Some("2021-12-03")),
            ("22.3.0", None),
            ("22.3.10", Some("2010-03-22")),
            ("Opening Bell 11.18.19", None),
            ("10.0.0.1", None),
            ("07.12.21.33.10", None),
            ("07-12-21", None),
            ("07.12.2021", None),
            ("1/2", None),
            ("Ferries", None),
        ];
        for (line, expected) in TESTS {
            let day = with_short_year(line).map(|it| it.0.at.to_string()[..10].to_owned());
            assert_eq!(day.as_deref(), *expected, "{line}");
        }
    }

    #[test]
    fn a_day_alone_is_told_from_a_day_that_words_stand_beside() {
        const TESTS: &[(&str, bool)] = &[
            ("2 March 2025", true),
            ("Sunday, 2 March 2025", true),
            ("on Mar 2, 2025", true),
            ("blog | March 02, 2025", true),
            ("20 Dec 2025, 11:59", true),
            ("Opened in March 2, 2025", false),
            ("Lifestyle March 2, 2025", false),
            ("Ferries", false),
        ];
        for (line, expected) in TESTS {
            assert_eq!(is_day_alone(line), *expected, "{line}");
        }
    }
}
