//! From the blocks of a page to the blocks of its article, each in its zone.

use news::{Block, Zone};

use super::candidates::is_prose;
use super::facts::{Facts, same_words};
use super::hints::Hints;
use super::tree::Tree;
use crate::lines::{self, authors, wire};

/// The article's blocks in page order. `chosen` says which segments are its text.
pub(crate) fn blocks(tree: &Tree, chosen: &[bool], facts: &Facts) -> Vec<Block> {
    let Some(flow) = Flow::of(tree, chosen, facts) else {
        return Vec::new();
    };
    let mut blocks: Vec<Block> = Vec::new();
    let mut index = flow.start;
    while index < flow.end {
        let (group_end, zone) = flow.zone_of(index);
        flow.write(index, group_end, zone, &mut blocks);
        index = group_end;
    }
    if !blocks.iter().any(|it| it.zone == Zone::Headline)
        && let Some(title) = facts.title.as_deref()
    {
        blocks.insert(0, Block::new(Zone::Headline, title));
    }
    blocks
}

/// The stretch of a page in which its article stands.
struct Flow<'a> {
    tree: &'a Tree,
    chosen: &'a [bool],
    facts: &'a Facts,
    /// The box that holds the text.
    holder: usize,
    /// First segment that can belong to the article.
    start: usize,
    /// First paragraph of the text.
    first: usize,
    /// Last chosen segment.
    last: usize,
    /// Behind the last segment that can belong to the article.
    end: usize,
}

impl<'a> Flow<'a> {
    fn of(tree: &'a Tree, chosen: &'a [bool], facts: &'a Facts) -> Option<Flow<'a>> {
        let holder = holder(tree, chosen)?;
        let within = |it: usize| tree.is_within(tree.segments[it].inside, holder);
        let mut flow = Flow {
            tree,
            chosen,
            facts,
            holder,
            start: 0,
            first: 0,
            last: 0,
            end: 0,
        };
        // What was chosen above the headline is a mistake, unless most of the text stands there.
        let words = |from: usize, to: usize| -> usize {
            (from..to)
                .filter(|it| chosen[*it])
                .map(|it| tree.segments[it].words)
                .sum()
        };
        let below = facts
            .headline
            .filter(|it| words(0, *it) * 3 < words(*it, chosen.len()))
            .unwrap_or(0);
        let is_text = |it: &usize| {
            chosen[*it] && *it >= below && !flow.opens(*it) && Some(*it) != facts.headline
        };
        let first = (0..chosen.len()).find(|it| is_text(it) && within(*it) && is_prose(tree, *it));
        let first = first
            .or_else(|| (0..chosen.len()).find(is_text))
            .or_else(|| (0..chosen.len()).find(|it| chosen[*it]))?;
        let first = flow.below_the_byline(first);
        // Behind the box that holds nearly all of the text nothing belongs to it.
        let last = (0..chosen.len())
            .rev()
            .find(|it| chosen[*it] && within(*it))
            .or_else(|| (0..chosen.len()).rev().find(|it| chosen[*it]))?
            .max(first);
        let mut end = last + 1;
        while end < chosen.len() && within(end) {
            end += 1;
        }
        flow.start = facts.headline.filter(|it| *it < first).unwrap_or_else(|| {
            (below..first)
                .find(|it| chosen[*it] || within(*it))
                .unwrap_or(first)
        });
        (flow.first, flow.last, flow.end) = (first, last, end);
        Some(flow)
    }

    /// The first paragraph, if `first` stands between the headline and a byline or a date: then it is
    /// the standfirst, whatever it is called.
    fn below_the_byline(&self, first: usize) -> usize {
        const NEAR: usize = 3;
        let Some(headline) = self
            .facts
            .headline
            .filter(|it| *it < first && first - it <= 2)
        else {
            return first;
        };
        let mut ahead = first + 1..(headline + 2 + NEAR).min(self.chosen.len());
        let Some(line) = ahead.find(|it| self.is_signature(*it)) else {
            return first;
        };
        let next = (line + 1..self.chosen.len())
            .find(|it| self.chosen[*it] && is_prose(self.tree, *it) && !self.opens(*it));
        next.filter(|it| it - line <= NEAR).unwrap_or(first)
    }

    /// Whether a segment is a byline or a date and nothing else.
    fn is_signature(&self, index: usize) -> bool {
        let segment = &self.tree.segments[index];
        let is_short = segment.words <= 20 && !segment.text.ends_with(['.', '!', '?', '”', '"']);
        is_short
            && (looks_like_a_date(&segment.text)
                || authors::is_byline(&segment.text)
                || segment.parts.iter().any(|it| authors::is_byline(it)))
    }

    fn text(&self, index: usize) -> &'a str {
        &self.tree.segments[index].text
    }

    /// What the boxes around a segment say, up to the box that holds the article: what that box itself
    /// is called does not speak against its text.
    fn hints(&self, index: usize) -> Hints {
        let inner = self
            .tree
            .holders(index)
            .take_while(|it| *it != self.holder && !self.tree.is_within(self.holder, *it));
        inner.fold(self.tree.segments[index].hints, |hints, it| {
            hints | self.tree.boxes[it].hints
        })
    }

    /// Whether a segment is said to be the standfirst, the byline or a caption: what opens an article.
    fn opens(&self, index: usize) -> bool {
        let own = self.tree.boxes[self.tree.segments[index].inside].hints;
        own.any(Hints::STANDFIRST | Hints::CAPTION)
            || (own.any(Hints::AUTHOR | Hints::DATE) && self.tree.segments[index].words <= 25)
    }

    /// The zone of the segment at `index`, or none if it does not belong to the article; and where the
    /// segments end that make one block with it.
    fn zone_of(&self, index: usize) -> (usize, Option<Zone>) {
        let text = self.text(index);
        if let Some(end) = self.promo_end(index) {
            return (end, Some(Zone::Promo));
        }
        let zone = if Some(index) == self.facts.headline || self.repeats_title(index) {
            (Some(index) == self.facts.headline).then_some(Zone::Headline)
        } else if self.is_caption(index) {
            Some(Zone::Caption)
        } else if index < self.first && self.is_byline(index) {
            Some(Zone::Byline)
        } else if lines::is_credit(text) {
            Some(Zone::Credit)
        } else if self.is_boilerplate(index) {
            Some(Zone::Boilerplate)
        } else if index < self.first {
            self.opening(index)
        } else {
            self.middle(index)
        };
        (index + 1, zone)
    }

    fn repeats_title(&self, index: usize) -> bool {
        let is_near = index <= self.first + 2 || self.tree.heading(index).is_some();
        is_near
            && self
                .facts
                .title
                .as_deref()
                .is_some_and(|it| same_words(it, self.text(index)))
    }

    fn is_caption(&self, index: usize) -> bool {
        let in_figure = self
            .tree
            .nearest(index, "figure")
            .is_some_and(|it| it != self.holder && !self.tree.is_within(self.holder, it));
        let own = self.tree.boxes[self.tree.segments[index].inside].hints;
        let names_taker = index >= self.first
            && self.tree.segments[index].words <= 60
            && lines::ends_in_picture_credit(self.text(index));
        names_taker
            || (in_figure
                && !self.hints(index).any(Hints::QUOTE)
                && self.tree.nearest(index, "table").is_none())
            || (own.any(Hints::CAPTION) && self.tree.segments[index].words <= 120)
    }

    fn is_boilerplate(&self, index: usize) -> bool {
        let text = self.text(index);
        let hints = self.hints(index);
        let is_short = text.chars().count() <= 200;
        let names_outlet = || {
            let plain = |it: &str| it.to_lowercase().replace('’', "'");
            let outlet = self
                .facts
                .outlet
                .as_deref()
                .filter(|it| it.chars().count() >= 4);
            outlet.is_some_and(|it| plain(text).contains(&plain(it)))
        };
        let quotes = text.contains(['"', '“', '«', '„'])
            || ["told", "said", "says"]
                .iter()
                .any(|it| text.split_whitespace().any(|word| word == *it));
        let is_late = index > self.first && index + 2 > self.last;
        lines::is_boilerplate(text)
            || (is_short && self.is_in_small_box(index, Hints::PAYWALL))
            || (hints.any(Hints::BIO) && index > self.first && !lines::is_promo(text))
            || (is_late
                && is_short
                && !quotes
                && self.tree.segments[index].words <= 25
                && names_outlet())
    }

    /// Whether a box around a segment is named so and holds few words: a paywall's prompt is short, while
    /// the part of an article behind the wall is named after it too.
    fn is_in_small_box(&self, index: usize, hints: Hints) -> bool {
        const SMALL: usize = 60;
        let outer = self
            .tree
            .holders(index)
            .find(|it| self.tree.boxes[*it].hints.any(hints));
        outer.is_some_and(|outer| {
            let near = index.saturating_sub(8)..(index + 9).min(self.chosen.len());
            let words: usize = near
                .filter(|it| self.tree.is_within(self.tree.segments[*it].inside, outer))
                .map(|it| self.tree.segments[it].words)
                .sum();
            words <= SMALL
        })
    }

    /// A segment before the first paragraph.
    fn opening(&self, index: usize) -> Option<Zone> {
        let segment = &self.tree.segments[index];
        let hints = self.hints(index);
        let text = segment.text.as_str();
        if hints.any(Hints::NAVIGATION | Hints::COMMENT | Hints::FURNITURE) {
            return None;
        }
        let own = self.tree.boxes[segment.inside].hints | segment.hints;
        if own.any(Hints::STANDFIRST) && segment.words >= 4 {
            return Some(Zone::Standfirst);
        }
        let parent = |it: usize| self.tree.boxes[self.tree.segments[it].inside].parent;
        if self.tree.heading(index).is_some()
            && index + 1 == self.first
            && parent(index) == parent(self.first)
            && self.tree.nearest(index, "li").is_some()
        {
            return Some(Zone::Body);
        }
        if own.any(Hints::DATE) || looks_like_a_date(text) {
            return None;
        }
        let is_description = self
            .facts
            .description
            .as_deref()
            .is_some_and(|it| same_words(it, text));
        let is_link = segment.linked * 2 > segment.words;
        if is_description
            || (self.tree.heading(index).is_some_and(|it| it > 1)
                && segment.words >= 5
                && !self.chosen[index])
        {
            return Some(Zone::Standfirst);
        }
        let is_above_byline = || (index + 1..self.first).any(|it| self.is_signature(it));
        if self.chosen[index] && segment.words >= 5 && segment.words <= 70 && is_above_byline() {
            return Some(Zone::Standfirst);
        }
        if self.chosen[index] {
            return Some(Zone::Body);
        }
        let after_headline = self.facts.headline.is_some_and(|it| index > it);
        (after_headline
            && !is_link
            && segment.words >= 6
            && segment.words <= 70
            && !hints.any(Hints::ASIDE | Hints::PROMO))
        .then_some(Zone::Standfirst)
    }

    fn is_byline(&self, index: usize) -> bool {
        let segment = &self.tree.segments[index];
        let own = self.tree.boxes[segment.inside].hints | segment.hints;
        if segment.words > 30
            || segment.words == 0
            || own.any(Hints::STANDFIRST)
            || self.hints(index).any(Hints::NAVIGATION | Hints::COMMENT)
        {
            return false;
        }
        let parent = self.tree.boxes[segment.inside]
            .parent
            .map_or(own, |it| self.tree.boxes[it].hints);
        let names_author = self
            .facts
            .authors
            .iter()
            .any(|it| segment.text.contains(it.as_str()));
        let names_agency = segment.words <= 8 && wire::within(&segment.text).is_some();
        segment.parts.iter().any(|it| authors::is_byline(it))
            || (names_author && segment.words <= 16)
            || ((own | parent).any(Hints::AUTHOR)
                && !own.any(Hints::BIO)
                && !looks_like_a_date(&segment.text))
            || names_agency
            || (segment.words <= 8 && authors::is_desk(&segment.text))
    }

    /// A segment from the first paragraph on.
    fn middle(&self, index: usize) -> Option<Zone> {
        let segment = &self.tree.segments[index];
        let hints = self.hints(index);
        let text_zone = if hints.any(Hints::QUOTE) {
            Zone::Quote
        } else {
            Zone::Body
        };
        if lines::is_sharing(&segment.text) {
            return None;
        }
        // A paragraph that is one link leads elsewhere; a linked heading or item is part of a list.
        let is_link = segment.linked == segment.words
            && (3..=30).contains(&segment.words)
            && self.tree.tag(index) == "p"
            && self.tree.nearest(index, "li").is_none();
        if is_link && index < self.last {
            return Some(Zone::Promo);
        }
        if self.chosen[index] {
            return Some(text_zone);
        }
        if hints.any(Hints::NAVIGATION | Hints::COMMENT | Hints::FURNITURE | Hints::TEASERS) {
            return None;
        }
        if index > self.last {
            return None;
        }
        if hints.any(Hints::EMBED) && hints.any(Hints::QUOTE) {
            return Some(Zone::Quote);
        }
        if self.is_beside(index) {
            return (segment.words >= 3).then_some(Zone::Promo);
        }
        // An extractor lost a paragraph that stands between paragraphs of the text.
        let beside_text = self.has_chosen_sibling(index);
        let is_text = beside_text
            && !hints.any(Hints::AUTHOR | Hints::DATE | Hints::PULL_QUOTE)
            && (is_prose(self.tree, index)
                || self.tree.heading(index).is_some()
                || self.tree.tag(index) == "li");
        is_text.then_some(text_zone)
    }

    fn has_chosen_sibling(&self, index: usize) -> bool {
        let parent = |it: usize| self.tree.boxes[self.tree.segments[it].inside].parent;
        let near = index.saturating_sub(6)..(index + 7).min(self.chosen.len());
        near.filter(|it| self.chosen[*it])
            .any(|it| parent(it) == parent(index))
    }

    /// Whether a segment is mostly links, or stands in a box beside the text.
    fn is_beside(&self, index: usize) -> bool {
        let segment = &self.tree.segments[index];
        segment.linked * 5 >= segment.words * 3
            || self.hints(index).any(Hints::PROMO | Hints::ASIDE)
    }

    /// Where a promotional block ends that begins at `index`.
    fn promo_end(&self, index: usize) -> Option<usize> {
        let text = self.text(index);
        let is_promo =
            lines::is_promo(text) || (self.is_beside(index) && lines::looks_like_promo(text));
        if index < self.first || !is_promo {
            return None;
        }
        // "More on this:" over a link: all of a small box belongs to its first line.
        const SMALL: usize = 60;
        let outer = self
            .tree
            .holders(index)
            .skip(1)
            .take(2)
            .filter(|it| *it != self.holder && !self.tree.is_within(self.holder, *it));
        let mut end = index + 1;
        for holder in outer {
            let inside: Vec<usize> = (index..(index + 24).min(self.chosen.len()))
                .take_while(|it| self.tree.is_within(self.tree.segments[*it].inside, holder))
                .collect();
            let begins = index == 0
                || !self
                    .tree
                    .is_within(self.tree.segments[index - 1].inside, holder);
            let words: usize = inside.iter().map(|it| self.tree.segments[*it].words).sum();
            let is_prose_inside = inside
                .iter()
                .any(|it| self.chosen[*it] && self.tree.segments[*it].words > 25);
            if begins && words <= SMALL && !is_prose_inside {
                end = end.max(index + inside.len());
            }
        }
        Some(end)
    }

    fn write(&self, index: usize, end: usize, zone: Option<Zone>, blocks: &mut Vec<Block>) {
        let Some(zone) = zone else { return };
        match zone {
            Zone::Promo => {
                let texts: Vec<&str> = (index..end).map(|it| self.text(it)).collect();
                blocks.push(Block::new(Zone::Promo, texts.join(" ")));
            }
            Zone::Caption => self.write_caption(index, blocks),
            Zone::Byline => blocks.push(Block::new(
                Zone::Byline,
                byline_text(&self.tree.segments[index].parts, self.text(index)),
            )),
            Zone::Body | Zone::Quote => {
                let is_first = !blocks
                    .iter()
                    .any(|it| matches!(it.zone, Zone::Body | Zone::Quote));
                blocks.extend(lines::paragraph(zone, self.text(index), is_first));
            }
            _ => blocks.push(Block::new(zone, self.text(index))),
        }
    }

    /// A caption, with who took the picture apart.
    fn write_caption(&self, index: usize, blocks: &mut Vec<Block>) {
        let segment = &self.tree.segments[index];
        let is_credit = |it: &str| lines::is_picture_credit(it) || lines::is_credit(it);
        if is_credit(&segment.text) {
            blocks.push(Block::new(Zone::Credit, segment.text.as_str()));
            return;
        }
        let credits: Vec<&String> = segment
            .parts
            .iter()
            .skip(1)
            .filter(|it| is_credit(it))
            .collect();
        let mut caption = segment.text.clone();
        for credit in &credits {
            if let Some(at) = caption.rfind(credit.as_str()) {
                caption.replace_range(at..at + credit.len(), "");
            }
        }
        let caption = super::tree::fold(&caption);
        if !caption.is_empty() {
            blocks.extend(lines::caption(&caption));
        }
        blocks.extend(
            credits
                .into_iter()
                .map(|it| Block::new(Zone::Credit, it.as_str())),
        );
    }
}

/// The parts of a byline that are no dates and no buttons.
fn byline_text(parts: &[String], text: &str) -> String {
    let kept: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|it| !looks_like_a_date(it))
        .collect();
    if kept.is_empty() || parts.len() < 2 {
        text.to_owned()
    } else {
        kept.join(" ")
    }
}

/// Whether a short line is about a day or an hour.
fn looks_like_a_date(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if digits > 0 && words.len() <= 5 && is_ago(text) {
        return true;
    }
    words.len() <= 14
        && digits >= 3
        && words
            .iter()
            .filter(|it| it.contains(|it: char| it.is_ascii_digit()))
            .count()
            * 5
            >= words.len()
}

/// Whether a line counts back from now: "3 hours ago", "vor 3 Stunden".
fn is_ago(text: &str) -> bool {
    const STARTS: &[&str] = &["il y a ", "vor ", "hace ", "há ", "منذ ", "לפני "];
    const UNITS: &[&str] = &[
        "min", "hor", "heur", "stund", "std", "jour", "tag", "día", "dia", "دقي", "ساع", "דק", "שע",
    ];
    const ENDS: &[&str] = &[
        " ago",
        " назад",
        " тому",
        " fa",
        " önce",
        " geleden",
        " sedan",
        " siden",
        " temu",
        "前",
        " 전",
        " पहले",
    ];
    let lower = text.trim().to_lowercase();
    let counts = || {
        let mut words = lower.split_whitespace();
        words.any(|word| UNITS.iter().any(|it| word.starts_with(it)))
    };
    ENDS.iter().any(|it| lower.ends_with(it))
        || (STARTS.iter().any(|it| lower.starts_with(it)) && counts())
}

/// The box that holds the chosen text best: what it holds of it, less what else it holds.
fn holder(tree: &Tree, chosen: &[bool]) -> Option<usize> {
    let mut gains = vec![0.0_f64; tree.boxes.len()];
    for (index, chosen) in chosen.iter().enumerate() {
        let words = tree.segments[index].words as f64;
        let gain = if *chosen { words } else { -0.3 * words };
        for holder in tree.holders(index) {
            gains[holder] += gain;
        }
    }
    // Of equals the innermost, which stands later.
    let mut best = (0..gains.len())
        .filter(|it| gains[*it] > 0.0)
        .reduce(|a, b| if gains[b] >= gains[a] { b } else { a })?;
    // A box inside that holds nearly all of it is the article, and the rest stands beside it.
    const NEARLY_ALL: f64 = 0.93;
    let mut words = vec![0.0_f64; tree.boxes.len()];
    for index in (0..chosen.len()).filter(|it| chosen[*it]) {
        tree.holders(index)
            .for_each(|it| words[it] += tree.segments[index].words as f64);
    }
    while let Some(inner) = (best + 1..words.len())
        .find(|it| tree.boxes[*it].parent == Some(best) && words[*it] >= NEARLY_ALL * words[best])
    {
        best = inner;
    }
    Some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATES: &[(&str, bool)] = &[
        ("3 hours ago", true),
        ("Updated 12 min ago", true),
        ("il y a 3 heures", true),
        ("vor 3 Stunden", true),
        ("3 часа назад", true),
        ("Hace 40 años", false),
        ("Four years ago", false),
        ("12 May 2025, 14:30", true),
        ("What it costs", false),
    ];

    #[test]
    fn a_line_about_a_day_or_an_hour_is_told_from_words() {
        for (line, expected) in DATES {
            assert_eq!(looks_like_a_date(line), *expected, "{line}");
        }
    }
}
