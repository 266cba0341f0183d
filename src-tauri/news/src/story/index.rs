//! Placing articles into stories as they arrive: single-pass clustering by TF-IDF.

use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    hash::{BuildHasherDefault, Hasher},
    ops::RangeInclusive,
    sync::LazyLock,
};

use super::{StoryTerms, terms::Term, words::is_news};
use crate::{ArticleId, StoryId, Timestamp};

const MINUTE: i64 = Timestamp::HOUR / 60;

/// How far apart in time two articles may be to speak for one story.
const WINDOW: i64 = 3 * Timestamp::DAY;

/// How long a story may last: what comes later is another one, however alike, so that stories never chain.
const SPAN: i64 = 7 * Timestamp::DAY;

/// The least likeness to a story's articles.
const LIKE: f32 = 0.16;

/// What likeness loses with every day between: e to the minus this.
const FADES: f32 = 0.3;

/// What a word of the headline, and a name, weighs in place of one.
const HEADLINE: f32 = 1.5;
const NAME: f32 = 1.5;

/// How many articles are taken for granted when rarity is reckoned, so that a small archive judges soundly …
const GRANTED: f32 = 300.0;
/// … and in how many of them a word occurs: any word, and the frequent ones of the news.
const GRANTED_ANY: f32 = 0.5;
const GRANTED_NEWS: f32 = 15.0;

/// How many entries of the inverted index, near enough in time, are looked at to find candidates, rarest words first.
const LOOKED_AT: usize = 2_500;

/// How many stories are compared exactly, and how many articles of each (the latest).
const STORIES: usize = 12;
const MEMBERS: usize = 24;

/// For how many more there is room made at least: of articles that have a word, which mostly are few, and of all else.
const HOLDERS: usize = 3;
const THINGS: usize = 256;

/// What a bound is taken times, for what the lengths of vectors may have changed since they were reckoned.
const SLACK: f32 = 1.25;

/// Recent articles by their words, with their stories.
///
/// Deterministic, and what was forgotten leaves no trace: an index that is built anew from the same articles
/// places the next one alike.
#[derive(Debug, Clone, Default)]
pub struct StoryIndex {
    /// Where a word stands in `held` and `told`.
    words: HashMap<u32, u32, BuildHasherDefault<AsIs>>,
    held: Vec<Held>,
    /// What each word tells: looked at most, so close together.
    told: Vec<Told>,
    spare_words: Vec<u32>,
    entries: Vec<Entry>,
    /// What is looked at of each entry that is taken into account.
    marks: Vec<Mark>,
    spare_entries: Vec<u32>,
    places: HashMap<ArticleId, u32>,
    by_time: BTreeSet<(Timestamp, ArticleId)>,
    stories: Vec<Story>,
    spare_stories: Vec<u32>,
    story_places: HashMap<StoryId, u32>,
    room: Room,
}

/// What a word tells.
#[derive(Debug, Clone, Copy)]
struct Told {
    /// The logarithm of how many articles have it.
    spread: f32,
    /// Its weight in the article that is to be placed; 0 for a word that it does not have, and between articles.
    asked: f32,
    /// The minute of the newest article that has it.
    newest: i32,
}

/// Room to reckon in, kept from one article to the next. All of it is 0 between them.
#[derive(Debug, Clone, Default)]
struct Room {
    /// What each article shares with it, of the words that are looked at.
    shared: Vec<f32>,
    /// The articles that share any.
    touched: Vec<u32>,
    /// The best of each story.
    best: Vec<f32>,
}

/// A word of the index.
#[derive(Debug, Clone)]
struct Held {
    word: u32,
    /// In how many articles it is taken to occur beside those that are here.
    granted: f32,
    /// The articles that have it, in the order of their minutes.
    holders: VecDeque<Holder>,
}

/// An article that has a word.
#[derive(Debug, Clone, Copy)]
struct Holder {
    /// Its time.
    minute: i32,
    /// Where it stands, and below that the code of the word in it: looked at most, so close together.
    place_code: u32,
}

impl Holder {
    fn new(minute: i32, place: u32, code: u8) -> Holder {
        Holder {
            minute,
            place_code: place << 8 | u32::from(code),
        }
    }

    fn place(self) -> u32 {
        self.place_code >> 8
    }

    fn code(self) -> u8 {
        self.place_code as u8
    }
}

/// An article that is to be placed, its words weighed.
struct Asked {
    /// Its words that the index has, ascending, with their weights.
    by_word: Vec<(u32, f32)>,
    /// The length of its vector, the words that the index has not included.
    length: f32,
    /// The logarithm of how many articles there are.
    all: f32,
}

/// An article of the index.
#[derive(Debug, Clone)]
struct Entry {
    article: ArticleId,
    /// The article's words as they stand in the index, ascending, and their codes.
    words: Box<[u32]>,
    codes: Box<[u8]>,
}

#[derive(Debug, Clone)]
struct Mark {
    at: Timestamp,
    story: u32,
    /// One over the length of its vector when it was added: near enough to find candidates.
    per_length: f32,
}

#[derive(Debug, Clone)]
struct Story {
    id: StoryId,
    /// In the order of their times.
    articles: VecDeque<u32>,
}

/// The weight of each code of a term: its count, dampened, more for the headline and for names.
static WEIGHTS: LazyLock<[f32; 256]> = LazyLock::new(|| {
    std::array::from_fn(|code| {
        let count = (code & 0x3F).max(1) as f32;
        let marked = |mark: u8, weight: f32| if code as u8 & mark > 0 { weight } else { 1.0 };
        (1.0 + count.ln()) * marked(Term::HEADLINE, HEADLINE) * marked(Term::NAME, NAME)
    })
});

impl StoryIndex {
    /// An index without articles.
    pub fn new() -> StoryIndex {
        StoryIndex::default()
    }

    /// How many articles it holds.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The story that an article of time `at` belongs to, if it is like one.
    ///
    /// Likeness is the cosine of TF-IDF weights; a story's is the mean over its articles that are at most three
    /// days away, less for every day between. Nothing joins a story that would then last more than a week.
    /// Costs are bounded, whatever the size of the index: candidates are found by the article's rarest words.
    pub fn nearest(&mut self, terms: &StoryTerms, at: Timestamp) -> Option<StoryId> {
        let mut room = std::mem::take(&mut self.room);
        let asked = self.asked(terms);
        for (word, weight) in &asked.by_word {
            self.told[*word as usize].asked = *weight;
        }
        let story = self.best(&asked, &mut room, at);
        for (word, _) in &asked.by_word {
            self.told[*word as usize].asked = 0.0;
        }
        self.room = room;
        story
    }

    fn best(&self, asked: &Asked, room: &mut Room, at: Timestamp) -> Option<StoryId> {
        let (candidates, rest) = self.candidates(asked, room, at);
        let mut best: Option<(f32, StoryId)> = None;
        for story in candidates {
            let story = &self.stories[story as usize];
            let Some(members) = self.members(story, at) else {
                continue;
            };
            // Most cannot be like enough, and what was looked at already tells.
            let least = best.map_or(LIKE, |it| it.0);
            let Some(like) = self.likeness(asked, rest, room, &members, least) else {
                continue;
            };
            let story = story.id;
            let better = best.is_none_or(|it| like > it.0 || like == it.0 && story < it.1);
            if like >= LIKE && better {
                best = Some((like, story));
            }
        }
        for place in room.touched.drain(..) {
            room.shared[place as usize] = 0.0;
        }
        best.map(|it| it.1)
    }

    /// The stories with the articles that share most of the rarer words, the best first, and the length of what was
    /// not looked at. What each article shares is left in the room.
    fn candidates(&self, asked: &Asked, room: &mut Room, at: Timestamp) -> (Vec<u32>, f32) {
        room.shared.resize(self.entries.len(), 0.0);
        room.best.resize(self.stories.len(), 0.0);
        // Room for one more, which is written over.
        room.touched.resize(LOOKED_AT + 1, 0);
        let mut touched = 0;
        let (mut left, mut rest, codes) = (LOOKED_AT, 0.0, &*WEIGHTS);
        // A minute more than the window on either side: what the rounding lets in is sent away below.
        let (now, window) = (minute(at), (WINDOW / MINUTE) as i32 + 1);
        let near = now.saturating_sub(window)..=now.saturating_add(window);
        let start = *near.start();
        // Many words are of no article that is near enough in time. All are asked before any list is looked at, and of all
        // lists the last article before any is read: memory is waited for once rather than for each.
        let newest = |it: &(u32, f32)| self.told[it.0 as usize].newest;
        let mut by_weight: Vec<(u32, f32)> = Vec::with_capacity(asked.by_word.len());
        by_weight.extend(
            asked
                .by_word
                .iter()
                .filter(|it| newest(it) >= *near.start()),
        );
        by_weight.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let last = |it: &(u32, f32)| self.held[it.0 as usize].holders.back().copied();
        let lists: Vec<(u32, f32, Option<Holder>)> =
            by_weight.iter().map(|it| (it.0, it.1, last(it))).collect();
        for (word, weight, last) in lists {
            let holders = &self.held[word as usize].holders;
            let newest = last.map_or(i32::MIN, |it| it.minute);
            let Some(end) = near_end(holders, newest, &near, left) else {
                rest += weight * weight;
                continue;
            };
            let rarity = weight * asked.rarity(self.told[word as usize].spread);
            let (older, newer) = holders.as_slices();
            let parts = [
                &newer[..end.saturating_sub(older.len())],
                &older[..end.min(older.len())],
            ];
            'near: for part in parts {
                for holder in part.iter().rev() {
                    if holder.minute < start {
                        break 'near;
                    }
                    left -= 1;
                    // Whether an article was met before cannot be guessed: nothing here depends on it but a number.
                    let sum = &mut room.shared[holder.place() as usize];
                    room.touched[touched] = holder.place();
                    touched += usize::from(*sum == 0.0);
                    *sum += rarity * codes[holder.code() as usize];
                }
            }
        }
        room.touched.truncate(touched);
        let mut ranked = vec![0; touched + 1];
        let mut count = 0;
        for &place in &room.touched {
            let mark = &self.marks[place as usize];
            if mark.at.since(at).abs() > WINDOW {
                continue;
            }
            let best = &mut room.best[mark.story as usize];
            ranked[count] = mark.story;
            count += usize::from(*best == 0.0);
            *best = best.max(room.shared[place as usize] * mark.per_length);
        }
        ranked.truncate(count);
        let order = |a: &u32, b: &u32| {
            let id = |it: u32| self.stories[it as usize].id;
            room.best[*b as usize]
                .total_cmp(&room.best[*a as usize])
                .then_with(|| id(*a).cmp(&id(*b)))
        };
        // Few of many: most are worse than the worst of those that were found, and one look tells.
        let mut found: Vec<u32> = Vec::with_capacity(STORIES + 1);
        for story in &ranked {
            let full = found.len() == STORIES;
            if full && found.last().is_some_and(|it| order(story, it).is_gt()) {
                continue;
            }
            let at = found.partition_point(|it| order(it, story).is_lt());
            found.insert(at, *story);
            found.truncate(STORIES);
        }
        for story in ranked {
            room.best[story as usize] = 0.0;
        }
        (found, rest.sqrt())
    }

    /// The latest articles of a story that are near enough in time, each with what its likeness loses by it; nothing
    /// where an article of that time cannot belong to the story.
    fn members(&self, story: &Story, at: Timestamp) -> Option<Vec<(u32, f32)>> {
        let time = |it: &u32| self.marks[*it as usize].at;
        let (first, last) = (story.articles.front()?, story.articles.back()?);
        if time(last).max(at).since(time(first).min(at)) > SPAN {
            return None;
        }
        let near = story.articles.iter().rev();
        let mut near: Vec<(u32, f32)> = near
            .skip_while(|it| time(it).since(at) > WINDOW)
            .take_while(|it| at.since(time(it)) <= WINDOW)
            .take(MEMBERS)
            .map(|it| {
                let days = time(it).since(at).abs() as f32 / Timestamp::DAY as f32;
                (*it, (-FADES * days).exp())
            })
            .collect();
        near.reverse();
        (!near.is_empty()).then_some(near)
    }

    /// How like a story is, the mean over its articles; nothing where that is found to be less than `least`.
    ///
    /// What the likeness of one article cannot exceed is known before it is reckoned: of the words that were looked at,
    /// what it shares; of the others no more than both have (Cauchy and Schwarz). Its length may have changed since it
    /// was added, for which there is [`SLACK`].
    fn likeness(
        &self,
        asked: &Asked,
        rest: f32,
        room: &Room,
        members: &[(u32, f32)],
        least: f32,
    ) -> Option<f32> {
        let at_most = |(place, fades): &(u32, f32)| {
            let known = room.shared[*place as usize] * self.marks[*place as usize].per_length;
            let most = (known + rest) / asked.length.max(f32::MIN_POSITIVE);
            (most * SLACK).min(1.0) * fades
        };
        let needed = least * members.len() as f32;
        let mut open: f32 = members.iter().map(at_most).sum();
        let mut sum = 0.0;
        for member in members {
            // Most cannot be like enough, and few articles tell.
            if sum + open < needed - 1e-3 {
                return None;
            }
            let entry = &self.entries[member.0 as usize];
            sum += self.cosine(asked, entry) * member.1;
            open -= at_most(member);
        }
        Some(sum / members.len() as f32)
    }

    fn cosine(&self, asked: &Asked, entry: &Entry) -> f32 {
        let (mut dot, mut length, codes) = (0.0, 0.0, &*WEIGHTS);
        for (word, code) in entry.words.iter().zip(&entry.codes) {
            let told = self.told[*word as usize];
            let weight = codes[*code as usize] * asked.rarity(told.spread);
            length += weight * weight;
            dot += told.asked * weight;
        }
        dot / (asked.length * length.sqrt()).max(f32::MIN_POSITIVE)
    }

    /// Puts an article into the index. One that is there already is replaced.
    pub fn add(&mut self, story: StoryId, article: ArticleId, terms: &StoryTerms, at: Timestamp) {
        self.forget(article);
        let mut words: Vec<(u32, u8)> = terms
            .terms
            .iter()
            .map(|it| (self.place_of(it.word), it.code))
            .collect();
        words.sort_unstable_by_key(|it| it.0);
        let entry = Entry {
            article,
            words: words.iter().map(|it| it.0).collect(),
            codes: words.iter().map(|it| it.1).collect(),
        };
        let mark = Mark {
            at,
            story: self.place_of_story(story),
            per_length: 1.0,
        };
        let place = put(&mut self.entries, &mut self.spare_entries, entry);
        match self.marks.get_mut(place as usize) {
            Some(old) => *old = mark,
            None => self.marks.push(mark),
        }
        let story = self.marks[place as usize].story;
        let order = |it: &u32| {
            (
                self.marks[*it as usize].at,
                self.entries[*it as usize].article,
            )
        };
        let articles = &mut self.stories[story as usize].articles;
        let later = articles
            .iter()
            .rev()
            .take_while(|it| order(it) > (at, article));
        let index = articles.len() - later.count();
        articles.insert(index, place);
        self.places.insert(article, place);
        self.by_time.insert((at, article));
        for (word, code) in &words {
            let holder = Holder::new(minute(at), place, *code);
            let holders = &mut self.held[*word as usize].holders;
            // Most come in the order of their times: the place is near the end.
            let behind = holders
                .iter()
                .rev()
                .take_while(|it| it.minute > holder.minute);
            let index = holders.len() - behind.count();
            if holders.len() == holders.capacity() {
                holders.reserve_exact(more(holders.len(), HOLDERS));
            }
            holders.insert(index, holder);
            self.reckon(*word);
        }
        let all = self.all();
        let squares = words.iter().map(|(word, code)| {
            WEIGHTS[*code as usize] * rarity(all, self.told[*word as usize].spread)
        });
        let length = squares.map(|it| it * it).sum::<f32>().sqrt();
        self.marks[place as usize].per_length = 1.0 / length.max(f32::MIN_POSITIVE);
    }

    /// Gives an article that is there other words, which say more of it, and gives the story that it stands in then. Where it
    /// alone makes up its story, here and, as `is_alone` says, elsewhere, it is placed anew: by what it says now it may be like
    /// another. Else it stays, for others were placed by it. Nothing where it is not there.
    pub fn learn_more(
        &mut self,
        article: ArticleId,
        terms: &StoryTerms,
        is_alone: bool,
    ) -> Option<StoryId> {
        let mark = &self.marks[*self.places.get(&article)? as usize];
        let (at, story) = (mark.at, &self.stories[mark.story as usize]);
        let (own, is_alone) = (story.id, is_alone && story.articles.len() == 1);
        // Taken out first, or it would be like itself.
        self.forget(article);
        let other = is_alone.then(|| self.nearest(terms, at)).flatten();
        let story = other.unwrap_or(own);
        self.add(story, article, terms, at);
        Some(story)
    }

    /// The logarithm of how many articles there are.
    fn all(&self) -> f32 {
        (self.len() as f32 + GRANTED).ln()
    }

    /// The article's words as the index weighs them now.
    fn asked(&self, terms: &StoryTerms) -> Asked {
        let mut asked = Asked {
            by_word: Vec::with_capacity(terms.terms.len()),
            length: 0.0,
            all: self.all(),
        };
        for term in &terms.terms {
            let place = self.words.get(&term.word);
            let spread = place.map_or_else(
                || granted(term.word).ln(),
                |it| self.told[*it as usize].spread,
            );
            let weight = WEIGHTS[term.code as usize] * asked.rarity(spread);
            asked.length += weight * weight;
            asked.by_word.extend(place.map(|it| (*it, weight)));
        }
        asked.by_word.sort_unstable_by_key(|it| it.0);
        asked.length = asked.length.sqrt();
        asked
    }

    /// Where a word stands; it gets a place if it has none.
    fn place_of(&mut self, word: u32) -> u32 {
        if let Some(place) = self.words.get(&word) {
            return *place;
        }
        let held = Held {
            word,
            granted: granted(word),
            holders: VecDeque::new(),
        };
        let place = put(&mut self.held, &mut self.spare_words, held);
        if place as usize == self.told.len() {
            self.told.push(Told {
                spread: 0.0,
                asked: 0.0,
                newest: i32::MIN,
            });
        }
        self.words.insert(word, place);
        place
    }

    /// Where a story stands; it gets a place if it has none.
    fn place_of_story(&mut self, id: StoryId) -> u32 {
        if let Some(place) = self.story_places.get(&id) {
            return *place;
        }
        let story = Story {
            id,
            articles: VecDeque::new(),
        };
        let place = put(&mut self.stories, &mut self.spare_stories, story);
        self.story_places.insert(id, place);
        place
    }

    /// Reckons anew how spread a word is; one that nobody has any more gives up its place.
    fn reckon(&mut self, place: u32) {
        let held = &mut self.held[place as usize];
        let told = &mut self.told[place as usize];
        told.spread = (held.holders.len() as f32 + held.granted).ln();
        told.newest = held.holders.back().map_or(i32::MIN, |it| it.minute);
        if held.holders.is_empty() {
            held.holders = VecDeque::new();
            self.words.remove(&held.word);
            self.spare_words.push(place);
        }
    }

    /// Takes an article out.
    pub fn forget(&mut self, article: ArticleId) {
        let Some(place) = self.places.remove(&article) else {
            return;
        };
        let mark = &self.marks[place as usize];
        let minute = minute(mark.at);
        self.by_time.remove(&(mark.at, article));
        let story = &mut self.stories[mark.story as usize];
        match story.articles.front() {
            Some(oldest) if *oldest == place => drop(story.articles.pop_front()),
            _ => story.articles.retain(|it| *it != place),
        }
        if story.articles.is_empty() {
            self.story_places.remove(&story.id);
            self.spare_stories.push(mark.story);
        }
        for word in std::mem::take(&mut self.entries[place as usize].words) {
            let holders = &mut self.held[word as usize].holders;
            // The oldest stand first, and they are forgotten first.
            if holders.front().is_some_and(|it| it.place() == place) {
                holders.pop_front();
                self.reckon(word);
                continue;
            }
            let first = holders.partition_point(|it| it.minute < minute);
            if let Some(at) = holders.range(first..).position(|it| it.place() == place) {
                holders.remove(first + at);
            }
            self.reckon(word);
        }
        self.entries[place as usize].codes = Box::default();
        self.spare_entries.push(place);
    }

    /// Takes out the oldest articles until at most `most` are left.
    pub fn keep_newest(&mut self, most: usize) {
        while self.len() > most {
            let Some(&(_, article)) = self.by_time.first() else {
                return;
            };
            self.forget(article);
        }
    }

    /// The article of the earliest time.
    pub fn oldest(&self) -> Option<ArticleId> {
        self.by_time.first().map(|it| it.1)
    }

    /// Takes out every article from before `at`.
    pub fn forget_before(&mut self, at: Timestamp) {
        while let Some(&(_, article)) = self.by_time.first().filter(|it| it.0 < at) {
            self.forget(article);
        }
    }
}

/// Behind which holder those of these minutes end; nothing where there are more than `most` of them. One look at a list
/// tells that, but for articles that come late: many lists are asked, and none of them is near at hand.
fn near_end(
    holders: &VecDeque<Holder>,
    newest: i32,
    minutes: &RangeInclusive<i32>,
    most: usize,
) -> Option<usize> {
    let end = match newest <= *minutes.end() {
        true => holders.len(),
        false => holders.partition_point(|it| it.minute <= *minutes.end()),
    };
    let beyond = end.checked_sub(most + 1).and_then(|it| holders.get(it));
    beyond
        .is_none_or(|it| it.minute < *minutes.start())
        .then_some(end)
}

/// The minute of a time; what no clock shows comes to the nearest that is counted.
fn minute(at: Timestamp) -> i32 {
    at.0.div_euclid(MINUTE)
        .clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32
}

/// Puts a thing where room is spare, else at the end, and says where.
fn put<T>(things: &mut Vec<T>, spare: &mut Vec<u32>, thing: T) -> u32 {
    match spare.pop() {
        Some(place) => {
            things[place as usize] = thing;
            place
        }
        None => {
            if things.len() == things.capacity() {
                things.reserve_exact(more(things.len(), THINGS));
            }
            things.push(thing);
            things.len() as u32 - 1
        }
    }
}

/// How much room is made for more of so many. Of a hundred thousand lists that double, a third stands empty.
fn more(count: usize, least: usize) -> usize {
    (count / 4).max(least)
}

impl Asked {
    fn rarity(&self, spread: f32) -> f32 {
        rarity(self.all, spread)
    }
}

/// How much a word tells: the more, the fewer articles have it.
fn rarity(all: f32, spread: f32) -> f32 {
    (all - spread).max(0.05)
}

fn granted(word: u32) -> f32 {
    if is_news(word) {
        GRANTED_NEWS
    } else {
        GRANTED_ANY
    }
}

/// The words of the index are hashes already.
#[derive(Debug, Clone, Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0 << 8 | u64::from(*byte);
        }
    }

    fn write_u32(&mut self, word: u32) {
        // Spread over the upper bits too, of which the table takes its marks.
        self.0 = u64::from(word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Article, Block, Zone};

    const NOON: Timestamp = Timestamp(1_765_281_600_000);

    fn terms(title: &str, body: &str) -> StoryTerms {
        StoryTerms::of(&Article {
            title: title.into(),
            blocks: vec![
                Block::new(Zone::Headline, title),
                Block::new(Zone::Body, body),
            ],
            ..Article::default()
        })
    }

    fn shooting() -> StoryTerms {
        terms(
            "Two wounded in shooting at Grey Bridge",
            "Shots were fired at the Grey Bridge checkpoint late on Tuesday and two customs officers were wounded.",
        )
    }

    fn attack() -> StoryTerms {
        terms(
            "An attack on our officers, minister says",
            "The minister blamed the neighbours for the shooting at the Grey Bridge in which two customs officers were wounded.",
        )
    }

    fn harvest() -> StoryTerms {
        terms(
            "Grain harvest reaches record",
            "The harvest reached a record, the agriculture ministry said, and silos are full.",
        )
    }

    #[test]
    fn articles_on_one_event_are_one_story_and_others_are_not() {
        let mut index = StoryIndex::new();
        assert_eq!(
            index.nearest(&shooting(), NOON),
            None,
            "the first is like nothing"
        );
        index.add(StoryId(1), ArticleId(1), &shooting(), NOON);
        assert_eq!(index.nearest(&harvest(), NOON), None);
        index.add(StoryId(2), ArticleId(2), &harvest(), NOON);
        let soon = NOON.plus(Timestamp::HOUR);
        assert_eq!(index.nearest(&attack(), soon), Some(StoryId(1)));
        assert_eq!(
            index.nearest(&attack(), NOON.plus(-Timestamp::HOUR)),
            Some(StoryId(1)),
            "late arrivals too"
        );
        let later = NOON.plus(4 * Timestamp::DAY);
        assert_eq!(
            index.nearest(&attack(), later),
            None,
            "four days later it is another event"
        );
    }

    #[test]
    fn a_story_never_lasts_longer_than_a_week() {
        let mut index = StoryIndex::new();
        let mut stories = 0;
        for day in 0..30 {
            let at = NOON.plus(day * Timestamp::DAY);
            let story = index.nearest(&shooting(), at).unwrap_or_else(|| {
                stories += 1;
                StoryId(stories)
            });
            index.add(story, ArticleId(day), &shooting(), at);
        }
        assert_eq!(
            stories, 4,
            "the same text, once a day for thirty days: a week and a day each"
        );
    }

    #[test]
    fn an_article_that_is_replaced_or_forgotten_leaves_no_trace() {
        let mut index = StoryIndex::new();
        index.add(StoryId(1), ArticleId(1), &harvest(), NOON);
        index.add(StoryId(1), ArticleId(1), &shooting(), NOON);
        assert_eq!(index.len(), 1);
        assert_eq!(index.nearest(&harvest(), NOON), None);
        assert_eq!(index.nearest(&attack(), NOON), Some(StoryId(1)));
        index.forget(ArticleId(1));
        assert_eq!((index.len(), index.nearest(&attack(), NOON)), (0, None));
        assert!(
            index.words.is_empty() && index.story_places.is_empty() && index.by_time.is_empty()
        );
    }

    #[test]
    fn an_article_of_which_more_is_known_is_placed_anew_where_it_alone_makes_up_its_story() {
        let teaser = || terms("Our officers", "Read what the minister says.");
        let index = |with: &[(i64, i64, StoryTerms)]| {
            let mut index = StoryIndex::new();
            for (story, article, terms) in with {
                index.add(StoryId(*story), ArticleId(*article), terms, NOON);
            }
            index
        };
        let shots = || (1, 1, shooting());
        let stands = |mut index: StoryIndex, terms: &StoryTerms, is_alone| {
            let story = index.learn_more(ArticleId(2), terms, is_alone);
            let rest = index.nearest(&harvest(), NOON);
            (story.map(|it| it.0), rest.map(|it| it.0), index.len())
        };
        let alone = || index(&[shots(), (2, 2, teaser())]);
        assert_eq!(
            stands(alone(), &attack(), true),
            (Some(1), None, 2),
            "its whole text is on the shooting"
        );
        assert_eq!(
            stands(alone(), &attack(), false),
            (Some(2), None, 2),
            "others of its story are not here"
        );
        assert_eq!(
            stands(alone(), &harvest(), true),
            (Some(2), Some(2), 2),
            "it is like nothing: it stays, and others come to it"
        );
        let joined = index(&[shots(), (2, 2, teaser()), (2, 3, teaser())]);
        assert_eq!(
            stands(joined, &attack(), true),
            (Some(2), None, 3),
            "another was placed by it"
        );
        assert_eq!(
            stands(index(&[shots()]), &attack(), true),
            (None, None, 1),
            "what is not there is not put in"
        );
    }

    #[test]
    fn an_article_of_which_more_is_known_leaves_no_trace_of_what_was_known_before() {
        let mut index = StoryIndex::new();
        index.add(StoryId(1), ArticleId(1), &shooting(), NOON);
        index.add(StoryId(2), ArticleId(2), &harvest(), NOON);
        index.learn_more(ArticleId(2), &attack(), true);
        let mut anew = StoryIndex::new();
        anew.add(StoryId(1), ArticleId(2), &attack(), NOON);
        anew.add(StoryId(1), ArticleId(1), &shooting(), NOON);
        assert_eq!(
            index.story_places.len(),
            1,
            "the story that it left is gone"
        );
        for it in [shooting(), attack(), harvest()] {
            assert_eq!(index.nearest(&it, NOON), anew.nearest(&it, NOON));
        }
    }

    #[test]
    fn the_oldest_are_forgotten_first() {
        let mut index = StoryIndex::new();
        for id in 0..10 {
            index.add(
                StoryId(id),
                ArticleId(id),
                &harvest(),
                NOON.plus(-id * Timestamp::HOUR),
            );
        }
        index.keep_newest(6);
        assert_eq!(
            index.by_time.iter().map(|it| it.1.0).collect::<Vec<_>>(),
            [5, 4, 3, 2, 1, 0]
        );
        index.forget_before(NOON.plus(-3 * Timestamp::HOUR));
        assert_eq!(
            index.by_time.iter().map(|it| it.1.0).collect::<Vec<_>>(),
            [3, 2, 1, 0]
        );
    }

    #[test]
    fn an_index_built_anew_places_alike() {
        let articles: Vec<StoryTerms> = (0..40)
            .map(|n| {
                terms(
                    &format!("Event {} in Ostrey", n % 9),
                    &format!("Place{} saw thing{} happen with crowd{}", n % 9, n % 9, n),
                )
            })
            .collect();
        let mut index = StoryIndex::new();
        let mut placed = vec![];
        for (n, terms) in articles.iter().enumerate() {
            let at = NOON.plus(n as i64 * Timestamp::MINUTE);
            let story = index.nearest(terms, at).unwrap_or(StoryId(100 + n as i64));
            index.add(story, ArticleId(n as i64), terms, at);
            placed.push((story, at));
        }
        index.keep_newest(20);
        let mut anew = StoryIndex::new();
        for n in (20..40).rev() {
            anew.add(placed[n].0, ArticleId(n as i64), &articles[n], placed[n].1);
        }
        for (n, terms) in articles.iter().enumerate() {
            assert_eq!(
                index.nearest(terms, placed[n].1),
                anew.nearest(terms, placed[n].1),
                "article {n}"
            );
        }
    }
}
