//! A query for the index with its words found: what it comes to within a window of articles.

use std::{cmp::Ordering, sync::Arc};

use news::query::{Ask, Phrase};

use super::{
    postings::{Postings, Wanted, Within, Written},
    segment::{Run, Segments},
};
use crate::Result;

/// A list of articles on more leaves than this is read window by window; a shorter one of a beginning at once.
const SHORT: u64 = 1;

/// How many articles of a word stand on a leaf, about.
pub(super) const A_LEAF: usize = 500;

/// How many bytes an article of a word takes, about.
const BYTES: u64 = 8;

/// A query with its words found.
pub(super) enum Plan {
    Phrase(Row),
    Near(Row, Row, u32),
    All(Vec<Plan>),
    Any(Vec<Plan>),
    Without(Box<Plan>, Box<Plan>),
}

/// Words in a row.
pub(super) struct Row {
    pub(super) words: Vec<Word>,
    anywhere: bool,
}

/// A word, or all that begin so.
pub(super) struct Word {
    runs: Arc<[Run]>,
    /// Those of the words that begin so which have few articles, read already.
    short: Postings,
    /// On how many leaves it stands.
    leaves: u64,
    /// Whether it stands for all words that begin so.
    is_many: bool,
}

/// What the words of a query are looked for in.
#[derive(Clone, Copy)]
pub(super) struct Scope<'s, 'c> {
    pub(super) segments: &'s Segments<'c>,
    /// The segments that hold the articles.
    pub(super) among: &'s [usize],
    /// The articles.
    pub(super) from: i64,
    pub(super) until: i64,
    /// Whether it will be asked for how often words stand in an article.
    pub(super) places: bool,
}

impl Plan {
    /// Finds the words of a query.
    pub(super) fn new(scope: Scope<'_, '_>, ask: &Ask) -> Result<Plan> {
        let one = |it: &Ask| Plan::new(scope, it);
        let row = |it: &Phrase, places| Row::new(Scope { places, ..scope }, it);
        let each = |asks: &[Ask]| -> Result<Vec<Plan>> { asks.iter().map(one).collect() };
        Ok(match ask {
            Ask::Phrase(it) => Plan::Phrase(row(it, scope.places)?),
            Ask::Near(a, b, most) => Plan::Near(row(a, true)?, row(b, true)?, *most),
            Ask::All(asks) => {
                let mut plans = each(asks)?;
                plans.sort_by_key(Plan::leaves);
                Plan::All(plans)
            }
            Ask::Any(asks) => Plan::Any(each(asks)?),
            Ask::Without(ask, without) => {
                Plan::Without(Box::new(one(ask)?), Box::new(one(without)?))
            }
        })
    }

    /// How much must be read, about, to find all of it.
    fn leaves(&self) -> u64 {
        match self {
            Plan::Phrase(row) => row.leaves(),
            Plan::Near(a, b, _) => a.leaves().min(b.leaves()),
            Plan::All(plans) => plans.iter().map(Plan::leaves).min().unwrap_or(0),
            Plan::Any(plans) => plans.iter().map(Plan::leaves).sum(),
            Plan::Without(plan, _) => plan.leaves(),
        }
    }

    /// The words that are read in full within a window.
    pub(super) fn leading<'p>(&'p self, found: &mut Vec<&'p Word>) {
        match self {
            Plan::Phrase(row) => found.push(row.rarest()),
            Plan::Near(a, b, _) => {
                let row = if a.leaves() <= b.leaves() { a } else { b };
                found.push(row.rarest());
            }
            // The first one has the fewest.
            Plan::All(plans) => plans.iter().take(1).for_each(|it| it.leading(found)),
            Plan::Any(plans) => plans.iter().for_each(|it| it.leading(found)),
            Plan::Without(plan, _) => plan.leading(found),
        }
    }

    /// The rows that an article is found by; not those that it must not have.
    pub(super) fn rows<'p>(&'p self, found: &mut Vec<&'p Row>) {
        match self {
            Plan::Phrase(row) => found.push(row),
            Plan::Near(a, b, _) => found.extend([a, b]),
            Plan::All(plans) | Plan::Any(plans) => plans.iter().for_each(|it| it.rows(found)),
            Plan::Without(plan, _) => plan.rows(found),
        }
    }

    /// How low a window may reach that ends at `until`, for no word to be read on more leaves than so many.
    pub(super) fn bound(
        &self,
        segments: &Segments<'_>,
        from: i64,
        until: i64,
        leaves: u64,
    ) -> Result<i64> {
        let mut words = vec![];
        self.leading(&mut words);
        let mut bound = from;
        for word in words {
            for run in &*word.runs {
                if let Some(it) = Postings::bound(segments, run, bound, until, leaves)? {
                    bound = bound.max(it);
                }
            }
            let below = word.short.below(until);
            if let Some(at) = below.checked_sub(leaves as usize * A_LEAF) {
                bound = bound.max(word.short.at(at));
            }
        }
        Ok(bound.min(until - 1))
    }

    /// The row whose rarest word tells where others are looked for; nothing where a word stands alone, or several lead.
    pub(super) fn lead(&self) -> Option<&Row> {
        match self {
            Plan::Phrase(row) if row.words.len() == 1 => None,
            other => other.leader(),
        }
    }

    fn leader(&self) -> Option<&Row> {
        match self {
            Plan::Phrase(row) => Some(row),
            Plan::Near(a, b, _) => Some(if a.leaves() <= b.leaves() { a } else { b }),
            // The first one has the fewest.
            Plan::All(plans) => plans.first().and_then(Plan::leader),
            Plan::Without(plan, _) => plan.leader(),
            Plan::Any(_) => None,
        }
    }

    /// The articles within a window, in order.
    pub(super) fn articles(&self, segments: &Segments<'_>, within: Within<'_>) -> Result<Vec<i64>> {
        if within.only.is_some_and(<[i64]>::is_empty) {
            return Ok(vec![]);
        }
        match self {
            Plan::Phrase(row) => row.articles(segments, within),
            Plan::Near(a, b, most) => near(segments, a, b, *most, within),
            Plan::All(plans) => {
                let mut found: Option<Vec<i64>> = None;
                for plan in plans {
                    let only = found.as_deref().or(within.only);
                    found = Some(plan.articles(segments, Within { only, ..within })?);
                }
                Ok(found.unwrap_or_default())
            }
            Plan::Any(plans) => {
                let mut found = vec![];
                for plan in plans {
                    found.append(&mut plan.articles(segments, within)?);
                }
                // Some sorted rows, one after the other.
                found.sort();
                found.dedup();
                Ok(found)
            }
            Plan::Without(plan, without) => {
                let found = plan.articles(segments, within)?;
                let only = Some(&found[..]);
                let mut gone = without
                    .articles(segments, Within { only, ..within })?
                    .into_iter()
                    .peekable();
                Ok(found
                    .iter()
                    .copied()
                    .filter(|it| {
                        while gone.next_if(|gone| gone < it).is_some() {}
                        gone.peek() != Some(it)
                    })
                    .collect())
            }
        }
    }
}

impl Row {
    fn new(scope: Scope<'_, '_>, phrase: &Phrase) -> Result<Row> {
        let wanted = Wanted {
            anywhere: phrase.anywhere,
            places: scope.places || phrase.words.len() > 1,
        };
        let last = phrase.words.len() - 1;
        let words = phrase.words.iter().enumerate().map(|(number, it)| {
            if phrase.begins && number == last {
                Word::beginning(scope, it, wanted)
            } else {
                Word::new(scope, it)
            }
        });
        Ok(Row {
            words: words.collect::<Result<_>>()?,
            anywhere: phrase.anywhere,
        })
    }

    fn leaves(&self) -> u64 {
        self.rarest().leaves
    }

    /// How many articles hold its rarest word, about.
    pub(super) fn about(&self) -> u64 {
        let word = self.rarest();
        let bytes: u64 = word.runs.iter().map(Run::bytes).sum();
        word.short.len() as u64 + bytes / BYTES
    }

    fn rarest(&self) -> &Word {
        &self.words[self.order()[0]]
    }

    /// The words, the rarest first.
    fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.words.len()).collect();
        order.sort_by_key(|it| self.words[*it].leaves);
        order
    }

    fn articles(&self, segments: &Segments<'_>, within: Within<'_>) -> Result<Vec<i64>> {
        if let [word] = &self.words[..] {
            let wanted = Wanted {
                anywhere: self.anywhere,
                places: false,
            };
            return Ok(word.postings(segments, within, wanted)?.ids().collect());
        }
        Ok(self.starts(segments, within)?.ids().collect())
    }

    /// The articles that hold its rarest word, in order.
    pub(super) fn led(&self, segments: &Segments<'_>, within: Within<'_>) -> Result<Vec<i64>> {
        let wanted = Wanted {
            anywhere: self.anywhere,
            places: false,
        };
        let found = self.rarest().postings(segments, within, wanted)?;
        Ok(found.ids().collect())
    }

    /// The articles with the places where the row begins.
    pub(super) fn starts(&self, segments: &Segments<'_>, within: Within<'_>) -> Result<Postings> {
        let wanted = Wanted {
            anywhere: self.anywhere,
            places: true,
        };
        let order = self.order();
        let (mut found, rest) = match &order[..] {
            [first, second, rest @ ..] => match self.pair(segments, within, (*first, *second))? {
                Some(pair) => (Some(pair), rest),
                None => (None, &order[..]),
            },
            all => (None, all),
        };
        let mut kept: Vec<i64> = found
            .as_ref()
            .map_or_else(Vec::new, |it| it.ids().collect());
        for &at in rest {
            let only = found.is_some().then_some(&kept[..]).or(within.only);
            let of = self.words[at].postings(segments, Within { only, ..within }, wanted)?;
            let starts = match found {
                None => of.moved_back(at as u32),
                Some(found) => found.met_by(&of, at as u32),
            };
            kept = starts.ids().collect();
            found = Some(starts);
        }
        Ok(found.unwrap_or_default())
    }

    /// The articles with the places where the row begins by two of its words, the rarer one first; nothing where one of these
    /// stands for several words. The places of the rarer are read only where the other stands as well.
    fn pair(
        &self,
        segments: &Segments<'_>,
        within: Within<'_>,
        (first, second): (usize, usize),
    ) -> Result<Option<Postings>> {
        let (rarer, other) = (&self.words[first], &self.words[second]);
        if rarer.is_many || other.is_many {
            return Ok(None);
        }
        let mut written = Written::default();
        rarer.each_run(within, |run| {
            written.read(segments, run, within, self.anywhere)
        })?;
        if !written.settle() {
            return Ok(None);
        }
        let ids = written.ids();
        let within = Within {
            only: Some(&ids),
            ..within
        };
        let behind = (first as u32, second as u32);
        let mut met = Postings::default();
        other.each_run(within, |run| {
            written.meet((segments, run), within, self.anywhere, behind, &mut met)
        })?;
        met.settle();
        Ok(Some(met))
    }
}

/// The articles in which two rows are near each other.
fn near(
    segments: &Segments<'_>,
    a: &Row,
    b: &Row,
    most: u32,
    within: Within<'_>,
) -> Result<Vec<i64>> {
    let (a, b) = match a.leaves().cmp(&b.leaves()) {
        Ordering::Greater => (b, a),
        Ordering::Less | Ordering::Equal => (a, b),
    };
    let first = a.starts(segments, within)?;
    let only: Vec<i64> = first.ids().collect();
    let second = b.starts(
        segments,
        Within {
            only: Some(&only),
            ..within
        },
    )?;
    let (a_length, b_length) = (a.words.len() as u32, b.words.len() as u32);
    let mut first = first.each().peekable();
    let mut found = vec![];
    for (id, of_b) in second.each() {
        while first.next_if(|it| it.0 < id).is_some() {}
        let Some((_, of_a)) = first.next_if(|it| it.0 == id) else {
            continue;
        };
        // Both in order: for each place of the one, the first of the other that is not too far before it.
        let mut at = 0;
        let is_near = of_a.iter().any(|place| {
            while at < of_b.len() && of_b[at] + b_length + most < *place {
                at += 1;
            }
            at < of_b.len() && of_b[at] <= place + a_length + most
        });
        if is_near {
            found.push(id);
        }
    }
    Ok(found)
}

impl Word {
    fn new(scope: Scope<'_, '_>, form: &str) -> Result<Word> {
        let runs = scope.segments.find_in(scope.among, form)?;
        Ok(Word {
            leaves: runs.iter().map(Run::pages).sum(),
            runs,
            short: Postings::default(),
            is_many: false,
        })
    }

    fn beginning(scope: Scope<'_, '_>, beginning: &str, wanted: Wanted) -> Result<Word> {
        let Scope { segments, .. } = scope;
        let within = Within {
            from: scope.from,
            until: scope.until,
            only: None,
        };
        let (mut runs, mut short, mut leaves) = (vec![], Postings::default(), 0);
        for segment in scope.among {
            leaves += segments.leaves_of_beginning(*segment, beginning)?;
            segments.each_beginning(*segment, beginning, |leaf, run| {
                if run.pages() > SHORT {
                    runs.push(run);
                    return Ok(());
                }
                short.walk(segments, &run, run.page, leaf, within, wanted)?;
                Ok(())
            })?;
        }
        short.settle();
        Ok(Word {
            runs: runs.into(),
            short,
            leaves,
            is_many: true,
        })
    }

    /// The articles of the word within a window, with its places.
    pub(super) fn postings(
        &self,
        segments: &Segments<'_>,
        within: Within<'_>,
        wanted: Wanted,
    ) -> Result<Postings> {
        let mut found = Postings::default();
        self.each_run(within, |run| found.read(segments, run, within, wanted))?;
        found.add(&self.short, within);
        found.settle();
        Ok(found)
    }

    /// Has each run read that may reach into a window.
    fn each_run(&self, within: Within<'_>, mut read: impl FnMut(&Run) -> Result<()>) -> Result<()> {
        let within = within.narrowed();
        self.runs
            .iter()
            .filter(|it| it.oldest < within.until && it.newest >= within.from)
            .try_for_each(&mut read)
    }
}

/// On how many leaves the words stand, about, that begin as is asked for.
pub(super) fn beginnings(segments: &Segments<'_>, ask: &Ask) -> Result<u64> {
    let of = |it: &Phrase| -> Result<u64> {
        let Some(last) = it.words.last().filter(|_| it.begins) else {
            return Ok(0);
        };
        let each = (0..segments.all.len()).map(|at| segments.leaves_of_beginning(at, last));
        each.sum()
    };
    match ask {
        Ask::Phrase(it) => of(it),
        Ask::Near(a, b, _) => Ok(of(a)? + of(b)?),
        Ask::All(asks) | Ask::Any(asks) => asks.iter().map(|it| beginnings(segments, it)).sum(),
        Ask::Without(a, b) => Ok(beginnings(segments, a)? + beginnings(segments, b)?),
    }
}

/// Whether FTS5 takes every word of a query as it is given.
pub(super) fn is_plain(ask: &Ask) -> bool {
    match ask {
        Ask::Phrase(it) => it.words.iter().all(|it| is_plain_word(it)),
        Ask::Near(a, b, _) => a.words.iter().chain(&b.words).all(|it| is_plain_word(it)),
        Ask::All(asks) | Ask::Any(asks) => asks.iter().all(is_plain),
        Ask::Without(ask, without) => is_plain(ask) && is_plain(without),
    }
}

/// Whether FTS5 neither divides nor folds a word.
pub(super) fn is_plain_word(word: &str) -> bool {
    let is_plain = |it: u8| it.is_ascii_graphic() && !it.is_ascii_uppercase();
    // Most are ASCII, and every word of every article is asked.
    word.bytes().all(is_plain)
        || word.chars().all(|it| match u8::try_from(it) {
            Ok(it) if it.is_ascii() => is_plain(it),
            _ => (it as u32) < 0x1_0000,
        })
}
