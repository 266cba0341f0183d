//! From the blocks of a page to the blocks of its article, each in its zone.

use std::ops::RangeInclusive;

use news::{Block, Zone};

use super::boxes;
use super::candidates::is_prose;
use super::facts::{Facts, same_words};
use super::hints::Hints;
use super::tree::{Holder, Segment, Tree, count_words, ends_sentence};
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

/// So many of an article's last blocks may say who wrote it and how to reach them.
const LATE: usize = 3;

/// The stretch of a page in which its article stands.
struct Flow<'a> {
    tree: &'a Tree,
    chosen: &'a [bool],
    facts: &'a Facts,
    /// For each box whether it is one of facts.
    of_facts: Vec<bool>,
    /// The box that holds the text.
    holder: usize,
    /// First segment that can belong to the article.
    start: usize,
    /// First paragraph of the text.
    first: usize,
    /// Last chosen segment.
    last: usize,
    /// First of the last chosen segments, among which stand the lines that end an article.
    late: usize,
    /// First chosen segment of the comments that stand behind the text.
    comments: Option<usize>,
    /// The last byline or date above the first paragraph.
    signed: Option<usize>,
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
            of_facts: boxes::of_facts(tree),
            holder,
            start: 0,
            first: 0,
            last: 0,
            late: 0,
            comments: None,
            signed: None,
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
        flow.comments = flow.comments_of(first, last);
        let last = match flow.comments {
            Some(comments) => (first..comments)
                .rev()
                .find(|it| chosen[*it])
                .unwrap_or(first),
            None => last,
        };
        flow.late = (first + 1..=last)
            .rev()
            .filter(|it| chosen[*it])
            .take(LATE)
            .last()
            .unwrap_or(last + 1);
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
        flow.signed = (flow.start..first).rev().find(|it| flow.is_signature(*it));
        Some(flow)
    }

    /// Where the comments begin that an extractor took along: behind a text, in boxes that are named so inside the box of
    /// the article, and no longer than it. In a forum they are the text.
    fn comments_of(&self, first: usize, last: usize) -> Option<usize> {
        const TEXT_WORDS: usize = 60;
        let is_named = |it: &Holder| it.hints.any(Hints::COMMENT);
        if !self.tree.boxes.iter().any(is_named) {
            return None;
        }
        let (mut text, mut said, mut begin) = (0, 0, None);
        for index in (first..=last).filter(|it| self.chosen[*it]) {
            let words = self.tree.segments[index].words;
            if self.hints(index).any(Hints::COMMENT) {
                begin = begin.or(Some(index));
                said += words;
            } else if begin.is_none() {
                text += words;
            }
        }
        begin.filter(|_| text >= TEXT_WORDS && said <= text)
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
        // A year in a box of facts is no date of the article.
        let is_aside = |it: usize| self.hints(it).any(Hints::ASIDE);
        let Some(line) = ahead.find(|it| self.is_signature(*it) && !is_aside(*it)) else {
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
            || self.is_lead(index)
            || (own.any(Hints::AUTHOR | Hints::DATE) && self.tree.segments[index].words <= 25)
    }

    /// Whether a segment is a lead that its page calls a teaser: it stands close below the headline in a small box of that name,
    /// which leads nowhere.
    fn is_lead(&self, index: usize) -> bool {
        const NEAR: usize = 4;
        const WORDS: RangeInclusive<usize> = 6..=120;
        const SEGMENTS: usize = 3;
        let segments = &self.tree.segments;
        let segment = &segments[index];
        let Some(headline) = self
            .facts
            .headline
            .filter(|it| *it < index && index - it <= NEAR)
        else {
            return false;
        };
        let is_passage = |it: usize| self.chosen[it] && is_prose(self.tree, it);
        let mut around = self
            .tree
            .holders(index)
            .take_while(|it| !self.tree.is_within(segments[headline].inside, *it));
        let leads_nowhere = |holder: usize| {
            let mut inside = (headline + 1..(index + SEGMENTS).min(segments.len()))
                .filter(|it| self.tree.is_within(segments[*it].inside, holder));
            inside.all(|it| {
                segments[it].linked * 5 <= segments[it].words && self.tree.heading(it).is_none()
            })
        };
        let own = self.tree.boxes[segment.inside].hints | segment.hints;
        let is_plain = !own.any(Hints::DATE | Hints::AUTHOR | Hints::CAPTION)
            && !looks_like_a_date(&segment.text)
            && !lines::is_promo(&segment.text);
        let other = Hints::ASIDE
            | Hints::TEASERS
            | Hints::COMMENT
            | Hints::NAVIGATION
            | Hints::FURNITURE
            | Hints::FORM;
        let mut is_named = false;
        let is_alone = around.all(|it| {
            let holder = &self.tree.boxes[it];
            is_named |= holder.hints.any(Hints::TEASER);
            let is_small = || holder.segments <= SEGMENTS && leads_nowhere(it);
            !holder.hints.any(other)
                && (!holder.hints.any(Hints::PROMO | Hints::TEASER) || is_small())
        });
        WORDS.contains(&segment.words)
            && is_plain
            && is_alone
            && is_named
            && !(headline + 1..index).any(is_passage)
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
        } else if lines::is_credit(text) || (self.is_late(index) && lines::is_closing_credit(text))
        {
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
        lines::is_boilerplate(text)
            || (is_short && self.small_box(index, Hints::PAYWALL).is_some())
            || (hints.any(Hints::BIO) && index > self.first && !lines::is_promo(text))
            || (is_short && self.is_of_the_house(index))
            || (self.is_late(index)
                && index <= self.last
                && (lines::is_contact(text) || self.is_about_author(index)))
    }

    /// Whether a segment is one of the last of the text, or stands behind them.
    fn is_late(&self, index: usize) -> bool {
        index >= self.late
    }

    /// Whether one of the last two lines names the outlet: what a page prints under every article does. A sentence that
    /// speaks to nobody is text: outlets are named after the time, the world, and what they write of.
    fn is_of_the_house(&self, index: usize) -> bool {
        const WORDS: usize = 25;
        let segment = &self.tree.segments[index];
        let is_last = index > self.first && index + 2 > self.last;
        if !is_last || segment.words > WORDS {
            return false;
        }
        let text = segment.text.as_str();
        let quotes = text.contains(['"', '“', '«', '„'])
            || text
                .split_whitespace()
                .any(|it| matches!(it, "told" | "said" | "says"));
        let plain = |it: &str| it.replace('’', "'");
        let outlet = self.facts.outlet.as_deref();
        let outlet = outlet.filter(|it| it.chars().count() >= 4);
        !quotes
            && outlet.is_some_and(|it| holds_words(&plain(text), &plain(it)))
            && (!segment.is_sentence() || lines::offers(text))
    }

    /// Whether one of the last lines says who its author is: "Jana Holm covers the harbour", or what stands in a small
    /// box that is named so. What names a paragraph itself may be short for anything.
    fn is_about_author(&self, index: usize) -> bool {
        const WORDS: usize = 60;
        let segment = &self.tree.segments[index];
        if segment.words > WORDS {
            return false;
        }
        let mut names = self.facts.authors.iter();
        if names.any(|it| lines::is_about(&segment.text, it)) {
            return true;
        }
        let own = &self.tree.boxes[segment.inside];
        let is_block =
            matches!(own.tag.as_str(), "p" | "address") || self.tree.heading(index).is_some();
        !(is_block && own.hints.any(Hints::AUTHOR))
            && self.hints(index).any(Hints::AUTHOR)
            && self.small_box(index, Hints::AUTHOR).is_some()
    }

    /// The words of the box around a segment that is named so, if they are few: a paywall's prompt is short, while the
    /// part of an article behind the wall is named after it too.
    fn small_box(&self, index: usize, hints: Hints) -> Option<usize> {
        const SMALL: usize = 60;
        let outer = self
            .tree
            .holders(index)
            .find(|it| self.tree.boxes[*it].hints.any(hints))?;
        let near = index.saturating_sub(8)..(index + 9).min(self.chosen.len());
        let words: usize = near
            .filter(|it| self.tree.is_within(self.tree.segments[*it].inside, outer))
            .map(|it| self.tree.segments[it].words)
            .sum();
        (words <= SMALL).then_some(words)
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
        if own.any(Hints::STANDFIRST) && segment.words >= 4 || self.is_lead(index) {
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
        let is_above_byline = || self.signed.is_some_and(|it| it > index);
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
            || self.is_lead(index)
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
        if self.comments.is_some_and(|it| it <= index) && hints.any(Hints::COMMENT) {
            return None;
        }
        if self.leads_elsewhere(index) {
            return Some(Zone::Promo);
        }
        if self.chosen[index] {
            return Some(match self.sells(index, hints) {
                true => Zone::Promo,
                false => text_zone,
            });
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
        if self.is_of_facts(index) {
            return Some(text_zone);
        }
        if self.is_beside(index) {
            return (segment.words >= 3).then_some(Zone::Promo);
        }
        // An extractor lost a paragraph that stands between paragraphs of the text.
        let is_heading = self.tree.heading(index).is_some();
        let is_text = !hints.any(Hints::AUTHOR | Hints::DATE | Hints::PULL_QUOTE)
            && (is_heading || is_prose(self.tree, index) || self.tree.tag(index) == "li")
            && (self.has_chosen_sibling(index) || (is_heading && self.is_above_text(index)));
        is_text.then_some(text_zone)
    }

    /// Whether a paragraph is one link, or a label and one link with the words of a headline: "Up next: The ferry that
    /// never came". A linked heading or item is part of a list, and a sentence that is quoted may be linked to who says it.
    fn leads_elsewhere(&self, index: usize) -> bool {
        const WORDS: usize = 30;
        let segment = &self.tree.segments[index];
        if segment.linked < 3 || segment.words > WORDS || self.tree.tag(index) != "p" {
            return false;
        }
        let is_link = segment.linked == segment.words
            && index < self.last
            && !is_quoted_sentence(&segment.text);
        (is_link || is_label_and_link(segment)) && self.tree.nearest(index, "li").is_none()
    }

    /// Whether a chosen segment stands in a small box that sells something or asks for it. A heading alone is named
    /// after its own words.
    fn sells(&self, index: usize, hints: Hints) -> bool {
        let segment = &self.tree.segments[index];
        // A sentence of the text that speaks to nobody is no offer, whatever its box is called.
        let is_text = segment.is_sentence()
            && segment.linked == 0
            && !lines::speaks_to_readers(&segment.text);
        if hints.any(Hints::FORM) {
            return !is_text || self.tree.nearest(index, "form").is_some();
        }
        let is_lone_heading = |words: usize| {
            words == self.tree.segments[index].words && self.tree.heading(index).is_some()
        };
        hints.any(Hints::PROMO)
            && !is_text
            && self
                .small_box(index, Hints::PROMO)
                .is_some_and(|it| !is_lone_heading(it))
    }

    fn has_chosen_sibling(&self, index: usize) -> bool {
        let parent = |it: usize| self.tree.boxes[self.tree.segments[it].inside].parent;
        let near = index.saturating_sub(6)..(index + 7).min(self.chosen.len());
        near.filter(|it| self.chosen[*it])
            .any(|it| parent(it) == parent(index))
    }

    /// Whether the next segment is of the text and stands in the same box as this one, each wrapped up alone or not: so are
    /// the headings of some pages. Paragraphs that are wrapped up alone and that nobody took are captions.
    fn is_above_text(&self, index: usize) -> bool {
        let next = index + 1;
        self.chosen.get(next) == Some(&true) && self.surroundings(next) == self.surroundings(index)
    }

    /// The box around a block and around what wraps up that block alone.
    fn surroundings(&self, index: usize) -> Option<usize> {
        const WRAPPERS: usize = 2;
        let boxes = &self.tree.boxes;
        let mut around = boxes[self.tree.segments[index].inside].parent;
        for _ in 0..WRAPPERS {
            match around {
                Some(it) if boxes[it].segments == 1 => around = boxes[it].parent,
                _ => break,
            }
        }
        around
    }

    /// Whether a segment is mostly links, or stands in a box beside the text.
    fn is_beside(&self, index: usize) -> bool {
        let segment = &self.tree.segments[index];
        segment.linked * 5 >= segment.words * 3
            || self
                .hints(index)
                .any(Hints::PROMO | Hints::ASIDE | Hints::FORM)
    }

    /// Whether a segment stands in a box of facts beside the text and leads nowhere: it informs as the text does.
    fn is_of_facts(&self, index: usize) -> bool {
        let segment = &self.tree.segments[index];
        let leads = segment.linked * 5 >= segment.words * 3;
        let hints = self.hints(index);
        let mut around = self.tree.holders(index).take_while(|it| *it != self.holder);
        !leads
            && hints.any(Hints::ASIDE)
            && !hints.any(Hints::PROMO)
            && around.any(|it| self.of_facts[it])
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

/// Whether a paragraph is a label and one link with the words of a headline, and no more. A number labels what is in a
/// list, a name or two what is known of a thing: "Where to watch: Quay TV".
fn is_label_and_link(segment: &Segment) -> bool {
    const LABEL_WORDS: usize = 6;
    const HEADLINE_WORDS: usize = 4;
    let Some(link) = segment.parts.last() else {
        return false;
    };
    let Some(label) = segment.text.strip_suffix(link.as_str()) else {
        return false;
    };
    let label = label.trim_end();
    if !label.ends_with([':', '：', ']', '］', '】', '」'])
        || label.contains(|it: char| it.is_ascii_digit())
        || segment.linked < HEADLINE_WORDS
    {
        return false;
    }
    count_words(label) <= LABEL_WORDS
        && count_words(link) == segment.linked
        // What was said may be linked to where it was.
        && !link.starts_with(['“', '"', '«', '„', '”'])
        && !link.ends_with(['.', '。'])
}

/// Whether `text` is a sentence in which somebody is quoted.
fn is_quoted_sentence(text: &str) -> bool {
    text.contains(['“', '”', '"', '«', '»', '„', '「']) && ends_sentence(text)
}

/// Whether `words` stand in `text` as words of their own, written alike.
fn holds_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + words.len()..].chars().next();
        ![before, after]
            .into_iter()
            .flatten()
            .any(char::is_alphanumeric)
    })
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
    use dom_query::Document;

    use super::*;

    /// The text of a page of which an extractor took everything.
    fn text(html: &str) -> String {
        let tree = Tree::of(&Document::from(html));
        let chosen = vec![true; tree.segments.len()];
        let blocks = blocks(&tree, &chosen, &Facts::default());
        let texts: Vec<&str> = blocks
            .iter()
            .filter(|it| it.zone == Zone::Body)
            .map(|it| it.text.as_str())
            .collect();
        texts.join("\n")
    }

    const TEXT: &str = "<p>The long bridge over the northern strait opened again at noon, two days after the storm had closed it to all but ambulances, and the first to cross it was the doctor.</p><p>Engineers had looked at every one of its forty cables from boats and found none of them torn, the port office said on Sunday, before the carts were let on.</p>";

    #[test]
    fn comments_behind_a_text_are_none_of_it_and_posts_of_a_forum_are_all_of_it() {
        let said = "<div class=comments><div><p>I saw it from the quay on Sunday, and it was cold.</p></div></div>";
        let posts = format!("<div class=comments>{TEXT}{TEXT}</div>");
        let behind = text(&format!("<main><article>{TEXT}{said}</article></main>"));
        assert!(behind.contains("forty cables") && !behind.contains("it was cold"));
        let forum = text(&format!("<main><article>{TEXT}{posts}</article></main>"));
        assert_eq!(forum.matches("forty cables").count(), 3);
        assert!(text(&format!("<main>{posts}</main>")).contains("forty cables"));
    }

    /// A paragraph before its link, the link, whether it leads elsewhere.
    const LABELS: &[(&str, &str, bool)] = &[
        ("Up next:", "The ferry that never came", true),
        ("【関連】", "橋が落ちてから一年たった", true),
        ("Where to watch:", "Quay TV", false),
        ("2)", "The ferry that never came", false),
        ("Chapter 2:", "The ferry that never came", false),
        ("Pro tip:", "Look at the ferry that never came.", false),
        ("The mayor has read", "the ferry that never came", false),
        (
            "The mayor of the islands in the sound said:",
            "the ferry that never came",
            false,
        ),
    ];

    #[test]
    fn a_label_before_the_words_of_a_headline_leads_elsewhere() {
        for (label, link, expected) in LABELS {
            let html = format!("<p>{label} <a href=/x>{link}</a></p>");
            let tree = Tree::of(&Document::from(html));
            assert_eq!(
                is_label_and_link(&tree.segments[0]),
                *expected,
                "{label} {link}"
            );
        }
    }

    #[test]
    fn a_quoted_sentence_may_be_a_link() {
        assert!(is_quoted_sentence("“We were told to wait,” he wrote."));
        assert!(!is_quoted_sentence("“We were told to wait”: the dockers"));
        assert!(!is_quoted_sentence("The dockers were told to wait."));
    }

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
