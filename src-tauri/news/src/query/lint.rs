//! Lints against the archive: what a query's words come to among the articles that are there.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Diagnostic, Query,
    ast::{Field, Filter, Node, Pattern, Words, letters},
    foreign::lexemes_taken,
    lex::{self, Fault, Function, Lexeme, MOST_DOUBTS, QUOTES},
    lists,
    plain::plain,
    reversal::reversals,
};
use crate::text::tokens;

/// What is asked of the archive. Each answer may be missing where it would take too long, or cannot be told.
pub trait Archive {
    /// How many articles there are.
    fn articles(&self) -> u64;

    /// How many articles meet a query, counted up to `most`.
    fn count(&self, query: &Query, most: u64) -> Option<u64>;

    /// How many articles met a query each day of late.
    fn a_day(&self, query: &Query) -> Option<f64>;

    /// The forms that begin so and the number of articles that hold each, at most so many.
    fn forms(&self, beginning: &str, most: usize) -> Option<Vec<(String, u64)>>;

    /// What the sources of the desk, and those that its articles name, have for this.
    fn named(&self, _what: Naming) -> Option<Vec<String>> {
        None
    }
}

/// What is known of a source, and asked for by field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Naming {
    /// Its name.
    Source,
    /// Who publishes it.
    Publisher,
    /// Its country.
    Country,
    /// The analyst's group that it is in.
    Group,
}

/// What a word with wildcards, or with its inflections, stands for in the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Expansion {
    /// The word as it is written in the query.
    pub term: String,
    /// The forms that are there, the most frequent first.
    pub forms: Vec<FormCount>,
    /// Whether there are more.
    pub more: bool,
}

/// A form and how many articles hold it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FormCount {
    /// The form: folded, in lower case.
    pub form: String,
    /// How many articles hold it.
    #[ts(type = "number")]
    pub articles: u64,
}

/// A word in more than this share of the archive narrows nothing.
const FREQUENT: f64 = 0.05;

/// Shares of a smaller archive say nothing.
const FEW: u64 = 200;

/// Up to how many articles are counted to say how many a NOT takes away.
const COMPARED: u64 = 20_000;

/// How many forms are shown of a word.
const SHOWN: usize = 24;

/// How many forms with one beginning are looked through for those that fit.
const LOOKED_AT: usize = 200;

/// Doubts about a query, from what its words come to in the archive: words that never occur or nearly always do, a NOT
/// that leaves nothing, more than `most_a_day` alerts a day.
pub fn lint(text: &str, query: &Query, archive: &dyn Archive, most_a_day: f64) -> Vec<Diagnostic> {
    let articles = archive.articles();
    let mut doubts: Vec<Fault> = vec![];
    values(text, archive, &mut doubts);
    if articles == 0 {
        return told(doubts, text, query, archive);
    }
    words(text, archive, articles, &mut doubts);
    vetoes(text, query, archive, &mut doubts);
    if let Some(a_day) = archive.a_day(query)
        && a_day > most_a_day
    {
        let mut fault = Fault::new(
            0..0,
            format!(
                "This would raise about {} alerts a day. More than {most_a_day} are hard to read: ask for a second word, \
                 or for the headline.",
                rounded(a_day)
            ),
        );
        let titled = format!("title:({})", text.trim());
        let in_title = Node::Field(Field::Title, Box::new(query.root.clone()));
        if Query::topic(&titled).is_ok_and(|it| it.query.root == in_title) {
            fault = fault.fix("Look in headlines only", titled);
        }
        doubts.push(fault);
    }
    told(doubts, text, query, archive)
}

fn told(doubts: Vec<Fault>, text: &str, query: &Query, archive: &dyn Archive) -> Vec<Diagnostic> {
    doubts
        .into_iter()
        .map(|it| it.told(text, false))
        .chain(reversals(text, query, archive))
        .collect()
}

/// A number as one says it: two figures.
fn rounded(number: f64) -> String {
    match number {
        ..10.0 => format!("{number:.1}"),
        ..100.0 => format!("{number:.0}"),
        _ => format!("{:.0}", (number / 10.0).round() * 10.0),
    }
}

/// What stands around a word, and changes what it asks for.
#[derive(Debug, Clone, Copy, Default)]
struct Around {
    /// It is asked of what the index does not tell apart: other zones, what is known beside the text, parts of words.
    elsewhere: bool,
    /// It may be rarer than the word alone, or keeps out: how frequent that is says nothing.
    narrower: bool,
    /// Its inflections are asked for as well.
    forms: bool,
}

impl Around {
    /// The same behind one more lexeme.
    fn behind(mut self, lexeme: &Lexeme) -> Around {
        match lexeme {
            Lexeme::Field(field) => match field.zones() {
                Some(zones) if zones.iter().all(|it| it.is_default()) => self.narrower = true,
                _ => self.elsewhere = true,
            },
            // What follows is a list of hosts or of parts of addresses.
            Lexeme::Known(..) | Lexeme::Function(Function::Parts) => self.elsewhere = true,
            Lexeme::Function(Function::Forms) => self.forms = true,
            Lexeme::Function(Function::Score(_)) => {}
            _ => self.narrower = true,
        }
        self
    }
}

impl Naming {
    fn of(field: Field) -> Option<Naming> {
        match field {
            Field::Source => Some(Naming::Source),
            Field::Publisher => Some(Naming::Publisher),
            Field::Country => Some(Naming::Country),
            Field::Group => Some(Naming::Group),
            Field::Title
            | Field::Lead
            | Field::Body
            | Field::Byline
            | Field::Credit
            | Field::Caption
            | Field::Promo
            | Field::Lang
            | Field::Tag
            | Field::Folder => None,
        }
    }

    /// That no source has it, in words.
    fn none_has(self, value: &str) -> String {
        match self {
            Naming::Source => format!("No source on this desk has the name “{value}”."),
            Naming::Publisher => format!("No source on this desk has the publisher “{value}”."),
            Naming::Country => format!("No source on this desk has the country “{value}”."),
            Naming::Group => format!("No source on this desk is in the group “{value}”."),
        }
    }
}

/// Codes that are taken for those of countries, and the ones that sources carry.
const COUNTRIES: [(&str, &str); 2] = [("UK", "GB"), ("EL", "GR")];

/// Doubts about names of sources, publishers, countries and groups that nothing on the desk has.
fn values(text: &str, archive: &dyn Archive, doubts: &mut Vec<Fault>) {
    let mut known: BTreeMap<Naming, Option<Values>> = BTreeMap::new();
    // What is asked for in each open bracket, and by the next term.
    let mut open: Vec<Option<Naming>> = vec![];
    let mut asked = None;
    for (lexeme, at) in lexemes_taken(text) {
        let outside = open.last().copied().flatten();
        match &lexeme {
            Lexeme::Word(written) | Lexeme::Phrase(written) => {
                if let Some(naming) = std::mem::replace(&mut asked, outside)
                    && doubts.len() < MOST_DOUBTS
                {
                    let known = known
                        .entry(naming)
                        .or_insert_with(|| archive.named(naming).map(Values::new));
                    doubts.extend(value(text, naming, written, at, known.as_ref()));
                }
            }
            Lexeme::Field(field) => asked = Naming::of(*field),
            Lexeme::Open => open.push(asked),
            Lexeme::Close => {
                open.pop();
                asked = open.last().copied().flatten();
            }
            _ => asked = outside,
        }
    }
}

/// What is dubious about a name that is asked for.
fn value(
    text: &str,
    naming: Naming,
    written: &str,
    at: Range<usize>,
    known: Option<&Values>,
) -> Option<Fault> {
    let query = Query::search(&text[at.clone()]).ok()?.query;
    let Node::Words(words) = &query.root else {
        return None;
    };
    if known.is_some_and(|it| it.have(words)) {
        return None;
    }
    let with = |fault: Fault, name: &str| {
        let term = match lex::is_word_in_list(name) {
            true => name.to_string(),
            false => format!("\"{}\"", name.replace(QUOTES, " ")),
        };
        let (before, after) = (&text[..at.start], &text[at.end..]);
        fault.fix(
            &format!("Look for {name} instead"),
            format!("{before}{term}{after}"),
        )
    };
    let written: &str = &plain(written);
    let is_code = written.len() == 2 && written.bytes().all(|it| it.is_ascii_alphabetic());
    let meant = COUNTRIES
        .iter()
        .find(|it| naming == Naming::Country && it.0.eq_ignore_ascii_case(written));
    if let Some((_, code)) = meant {
        let message = format!("“{written}” is the code of no country: sources carry {code}.");
        return Some(with(Fault::new(at.clone(), message), code));
    }
    let known = known.filter(|it| !it.0.is_empty());
    let codes = "Countries are codes of two letters: country:DE.";
    let message = match (known, naming == Naming::Country && !is_code) {
        (Some(_), true) => format!("{} {codes}", naming.none_has(written)),
        (Some(_), false) => naming.none_has(written),
        (None, true) => codes.to_string(),
        (None, false) => return None,
    };
    let near = known.map_or(vec![], |it| it.near(written));
    let fault = Fault::new(at.clone(), message);
    Some(near.iter().fold(fault, |fault, it| with(fault, it)))
}

/// Names with the forms of their words.
struct Values(Vec<(String, Vec<String>)>);

impl Values {
    fn new(names: Vec<String>) -> Values {
        let with_forms = |it: String| {
            let forms = tokens(&it).into_iter().map(|it| it.form).collect();
            (it, forms)
        };
        Values(names.into_iter().map(with_forms).collect())
    }

    /// Whether these words stand in one of them.
    fn have(&self, words: &Words) -> bool {
        self.0.iter().any(|(_, forms)| {
            forms.windows(words.patterns.len()).any(|row| {
                words
                    .patterns
                    .iter()
                    .zip(row)
                    .all(|(it, form)| it.fits(form))
            })
        })
    }

    /// Those that are nearly `written`, and words of them.
    fn near(&self, written: &str) -> Vec<String> {
        let mut names: BTreeSet<&str> = self.0.iter().map(|it| it.0.as_str()).collect();
        if !written.contains(char::is_whitespace) {
            names.extend(self.0.iter().flat_map(|(name, _)| {
                let words = tokens(name).into_iter();
                words.map(|it| &name[it.start..it.end])
            }));
        }
        lists::near(written, names.into_iter())
    }
}

/// Doubts about single words and phrases.
fn words(text: &str, archive: &dyn Archive, articles: u64, doubts: &mut Vec<Fault>) {
    let most = (articles as f64 * FREQUENT) as u64;
    let mut seen = BTreeSet::new();
    // What stands around each open bracket, and around the next term.
    let mut open: Vec<Around> = vec![];
    let mut around = Around::default();
    for (lexeme, at) in lexemes_taken(text) {
        let outside = open.last().copied().unwrap_or_default();
        match &lexeme {
            Lexeme::Word(_) | Lexeme::Phrase(_) => {
                let around = std::mem::replace(&mut around, outside);
                if doubts.len() < MOST_DOUBTS && !around.elsewhere {
                    let asked = Asked {
                        written: &text[at.clone()],
                        around,
                        archive,
                        articles,
                        most,
                    };
                    let doubt = asked.doubt(&mut seen);
                    doubts.extend(doubt.map(|it| Fault::new(at, it)));
                }
            }
            Lexeme::Known(_, value) if !value.is_empty() => around = outside,
            Lexeme::Field(_)
            | Lexeme::Known(..)
            | Lexeme::Function(_)
            | Lexeme::Not
            | Lexeme::Sign('-' | '!') => around = around.behind(&lexeme),
            Lexeme::Open => open.push(around),
            Lexeme::Close => {
                open.pop();
                around = open.last().copied().unwrap_or_default();
            }
            _ => around = outside,
        }
    }
}

/// A word or a phrase that the archive is asked for.
struct Asked<'a> {
    written: &'a str,
    around: Around,
    archive: &'a dyn Archive,
    articles: u64,
    most: u64,
}

impl Asked<'_> {
    /// What is dubious about it. `seen` are those that were looked at before, and whether they stood alone.
    fn doubt(&self, seen: &mut BTreeSet<(String, bool)>) -> Option<String> {
        let Asked {
            written, articles, ..
        } = self;
        let forms = self.around.forms;
        let read = if forms {
            Query::search(&format!("FORMS({written})"))
        } else {
            Query::search(written)
        };
        let query = read.ok()?.query;
        let word = match &query.root {
            Node::Only(Filter::Forms, part) => part,
            other => other,
        };
        let alone = !self.around.narrower;
        let name = query.to_string();
        if !matches!(word, Node::Words(_))
            || seen.contains(&(name.clone(), true))
            || !seen.insert((name.clone(), alone))
        {
            return None;
        }
        let named = if forms {
            format!("{written} in any of its forms")
        } else {
            (*written).to_string()
        };
        match self.archive.count(&query, self.most + 1) {
            Some(0) => {
                seen.insert((name, true));
                Some(format!(
                    "{named} occurs in none of the {articles} articles in the archive."
                ))
            }
            Some(count) if alone && count > self.most && *articles >= FEW => Some(format!(
                "{named} occurs in more than {:.0} % of the archive: it hardly narrows anything.",
                FREQUENT * 100.0
            )),
            Some(_) | None => None,
        }
    }
}

/// Doubts about a NOT that takes all away, of the whole query or of a group in it; and about NOTs that do so together.
fn vetoes(text: &str, query: &Query, archive: &dyn Archive, doubts: &mut Vec<Fault>) {
    let mut groups = vec![];
    conjunctions(&query.root, &mut groups);
    let mut places = Places::new(text);
    let mut left = MOST_VETOES;
    for parts in groups {
        let (nots, wanted): (Vec<&Node>, Vec<&Node>) =
            parts.iter().partition(|it| matches!(it, Node::Not(_)));
        if nots.is_empty() || wanted.is_empty() {
            continue;
        }
        let finds = |kept_out: &[&Node], most: u64| {
            let all = wanted.iter().chain(kept_out);
            let root = both(all.map(|it| (*it).clone()).collect());
            archive.count(&Query { root }, most)
        };
        let all = match finds(&[], COMPARED + 1) {
            None | Some(0) => continue,
            Some(1) => "the one article that the rest finds".to_string(),
            Some(count @ ..=COMPARED) => {
                format!("every one of the {count} articles that the rest finds")
            }
            Some(_) => "every article that the rest finds".to_string(),
        };
        let mut is_alone = false;
        for (number, veto) in parts.iter().enumerate() {
            let Node::Not(part) = veto else { continue };
            if doubts.len() >= MOST_DOUBTS || left == 0 {
                return;
            }
            left -= 1;
            if finds(&[veto], 1) != Some(0) {
                continue;
            }
            is_alone = true;
            let message = format!("{veto} takes away {all}.");
            let fault = match places.of(part) {
                Some(Veto { at, without }) => {
                    let fault = Fault::new(at, message);
                    let mut rest = parts.to_vec();
                    rest.remove(number);
                    match places.read(&without) == Some(both(rest)) {
                        true => fault.fix("Take it out", without),
                        false => fault,
                    }
                }
                None => Fault::new(0..0, message),
            };
            doubts.push(fault);
        }
        if nots.len() > 1 && !is_alone && finds(&nots, 1) == Some(0) {
            let named: Vec<String> = nots.iter().take(3).map(ToString::to_string).collect();
            let more = match nots.len() - named.len() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let message = format!("{}{more} together take away {all}.", named.join(", "));
            doubts.push(Fault::new(0..0, message));
        }
    }
}

/// The parts of each AND that asks for the whole or for a group of an OR.
fn conjunctions<'q>(node: &'q Node, into: &mut Vec<&'q [Node]>) {
    if let Node::And(parts) = node {
        into.push(parts);
    }
    if let Node::And(parts) | Node::Or(parts) = node {
        parts.iter().for_each(|it| conjunctions(it, into));
    }
}

/// A NOT and what it keeps out, in a text.
struct Veto {
    at: Range<usize>,
    /// The text without it, and without the AND that joins it.
    without: String,
}

/// How many NOTs of a query are tried.
const MOST_VETOES: usize = 200;

/// How many ends are tried of what a NOT keeps out: a row of words with NEAR between has many.
const MOST_ENDS: usize = 64;

/// How many bytes are read again at most to find what a text keeps out, where.
const MOST_READ: usize = 1_000_000;

/// Where a text keeps out what. It is asked for in the order of the text, and so goes on behind what was found last.
struct Places<'a> {
    text: &'a str,
    all: Vec<(Lexeme, Range<usize>)>,
    /// The lexeme from which it is looked.
    from: usize,
    /// How many bytes may still be read.
    left: usize,
}

impl Places<'_> {
    fn new(text: &str) -> Places<'_> {
        Places {
            text,
            all: lexemes_taken(text),
            from: 0,
            left: MOST_READ,
        }
    }

    /// Where the text keeps out `part`; nowhere where that cannot be told.
    fn of(&mut self, part: &Node) -> Option<Veto> {
        let text = self.text;
        for number in self.from..self.all.len() {
            if !matches!(self.all[number].0, Lexeme::Not | Lexeme::Sign('-' | '!')) {
                continue;
            }
            let Some(start) = self.all.get(number + 1).map(|it| it.1.start) else {
                break;
            };
            for end in self.ends(number + 1) {
                if self.left == 0 {
                    return None;
                }
                if self.read(&text[start..end]).as_ref() == Some(part) {
                    self.from = number + 1;
                    return Some(self.veto(number, end));
                }
            }
        }
        None
    }

    /// Where the term may end that begins with a lexeme: before what joins it to the next, and outside of its brackets.
    fn ends(&self, from: usize) -> Vec<usize> {
        let (mut ends, mut depth) = (vec![], 0_usize);
        for (lexeme, at) in &self.all[from..] {
            match lexeme {
                Lexeme::Open => depth += 1,
                Lexeme::Close if depth == 0 => break,
                Lexeme::Close => depth -= 1,
                Lexeme::And | Lexeme::Or | Lexeme::Comma if depth == 0 => break,
                _ => {}
            }
            if depth == 0 && ends.len() < MOST_ENDS {
                ends.push(at.end);
            }
        }
        ends
    }

    /// The tree of a text; nothing where it is none, or enough was read.
    fn read(&mut self, text: &str) -> Option<Node> {
        let left = self.left.checked_sub(text.len());
        self.left = left.unwrap_or(0);
        left?;
        Query::search(text).ok().map(|it| it.query.root)
    }

    /// The NOT of a number, with what it keeps out up to `end`.
    fn veto(&self, number: usize, end: usize) -> Veto {
        let not = &self.all[number].1;
        let (mut from, mut to) = (not.start, end);
        let before = number.checked_sub(1).map(|it| &self.all[it]);
        let behind = self.all.partition_point(|it| it.1.start < end);
        match (before, self.all.get(behind)) {
            (Some((Lexeme::And, and)), _) => from = and.start,
            (_, Some((Lexeme::And, and))) => to = and.end,
            _ => {}
        }
        let without = format!("{}{}", self.text[..from].trim_end(), &self.text[to..]);
        Veto {
            at: not.start..end,
            without: without.trim().to_string(),
        }
    }
}

/// All of these, or the one.
fn both(mut parts: Vec<Node>) -> Node {
    match parts.len() {
        1 => parts.remove(0),
        _ => Node::And(
            parts
                .into_iter()
                .flat_map(|it| match it {
                    Node::And(parts) => parts,
                    it => vec![it],
                })
                .collect(),
        ),
    }
}

/// What the words with wildcards and the inflections of a query stand for in the archive.
pub fn expansions(query: &Query, archive: &dyn Archive) -> Vec<Expansion> {
    let mut found: Vec<Expansion> = vec![];
    expand(&query.root, false, archive, &mut found);
    found
}

fn expand(node: &Node, inflected: bool, archive: &dyn Archive, found: &mut Vec<Expansion>) {
    match node {
        Node::Words(words) => {
            for pattern in &words.patterns {
                if let Some(it) = forms_of(pattern, words, inflected, archive)
                    && !found.iter().any(|other| other.term == it.term)
                {
                    found.push(it);
                }
            }
        }
        Node::Only(filter, part) => {
            if let Filter::SaidBy(who) = filter {
                expand(who, inflected, archive, found);
            }
            expand(part, inflected || *filter == Filter::Forms, archive, found);
        }
        // What is known about an article is not in the index.
        Node::Field(field, _) if field.zones().is_none() => {}
        _ => node
            .parts()
            .into_iter()
            .for_each(|it| expand(it, inflected, archive, found)),
    }
}

fn forms_of(
    pattern: &Pattern,
    words: &Words,
    inflected: bool,
    archive: &dyn Archive,
) -> Option<Expansion> {
    let (beginning, term) = match pattern {
        Pattern::Wild(wild) if letters(&wild.prefix) >= 3 => {
            (wild.prefix.clone(), wild.form.clone())
        }
        Pattern::Any(forms) if inflected => (
            common(forms).to_string(),
            format!("FORMS({})", words.written),
        ),
        Pattern::Form(_) | Pattern::Wild(_) | Pattern::Any(_) => return None,
    };
    let all = match pattern {
        Pattern::Any(forms) if beginning.chars().count() < 3 => forms
            .iter()
            .flat_map(|it| archive.forms(it, 1).unwrap_or_default())
            .collect(),
        _ => archive.forms(&beginning, LOOKED_AT)?,
    };
    let cut = all.len() == LOOKED_AT;
    let mut fitting: Vec<FormCount> = all
        .into_iter()
        .filter(|it| pattern.fits(&it.0))
        .map(|(form, articles)| FormCount { form, articles })
        .collect();
    fitting.sort_by(|a, b| {
        b.articles
            .cmp(&a.articles)
            .then_with(|| a.form.cmp(&b.form))
    });
    fitting.dedup_by(|a, b| a.form == b.form);
    let more = cut || fitting.len() > SHOWN;
    fitting.truncate(SHOWN);
    Some(Expansion {
        term,
        forms: fitting,
        more,
    })
}

/// What all forms begin with.
fn common(forms: &[String]) -> &str {
    let Some(first) = forms.first() else {
        return "";
    };
    let end = first
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .take_while(|end| forms.iter().all(|it| it.starts_with(&first[..*end])))
        .last();
    &first[..end.unwrap_or(0)]
}

impl Query {
    /// What the query says whatever the order and the repeats of its parts: two with the same are the same topic.
    pub fn essence(&self) -> String {
        essence(&self.root)
    }
}

fn essence(node: &Node) -> String {
    let parts = |parts: &[Node]| -> Vec<String> {
        let mut all: Vec<String> = parts.iter().map(essence).collect();
        all.sort();
        all.dedup();
        all
    };
    match node {
        Node::And(list) => format!("({})", parts(list).join(" AND ")),
        Node::Or(list) => format!("({})", parts(list).join(" OR ")),
        Node::Not(part) => format!("NOT {}", essence(part)),
        Node::Near {
            most,
            ordered: false,
            left,
            right,
        } => {
            let mut sides = [essence(left), essence(right)];
            sides.sort();
            format!("({} NEAR/{most} {})", sides[0], sides[1])
        }
        Node::Field(field, part) => format!("{}:{}", field.name(), essence(part)),
        Node::Words(words) => words
            .patterns
            .iter()
            .map(|it| match it {
                Pattern::Form(form) => form.clone(),
                Pattern::Any(forms) => forms.join("|"),
                Pattern::Wild(wild) => wild.form.clone(),
            })
            .collect::<Vec<_>>()
            .join(" "),
        _ => node.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Article, Block, Zone,
        query::{About, Document, prove},
    };

    /// An archive of a few texts.
    struct Texts(Vec<Article>);

    impl Texts {
        fn new(texts: &[&str]) -> Texts {
            Texts(
                texts
                    .iter()
                    .map(|it| Article {
                        blocks: vec![Block::new(Zone::Body, *it)],
                        ..Article::default()
                    })
                    .collect(),
            )
        }
    }

    impl Archive for Texts {
        fn articles(&self) -> u64 {
            self.0.len() as u64
        }

        fn count(&self, query: &Query, most: u64) -> Option<u64> {
            let met = |it: &&Article| prove(query, &Document::new(it, &About::default())).holds;
            Some((self.0.iter().filter(met).count() as u64).min(most))
        }

        fn a_day(&self, query: &Query) -> Option<f64> {
            self.count(query, u64::MAX).map(|it| it as f64 / 2.0)
        }

        fn forms(&self, beginning: &str, most: usize) -> Option<Vec<(String, u64)>> {
            let mut counts = std::collections::BTreeMap::new();
            for article in &self.0 {
                for token in crate::text::tokens(&article.blocks[0].text) {
                    if token.form.starts_with(beginning) {
                        *counts.entry(token.form).or_default() += 1;
                    }
                }
            }
            Some(counts.into_iter().take(most).collect())
        }
    }

    #[test]
    fn doubts_come_from_what_the_archive_holds() {
        let mut texts = vec!["the sanctions on banks"; 30];
        texts.extend(vec!["the border was quiet"; 300]);
        let archive = Texts::new(&texts);
        const TESTS: &[(&str, &[&str])] = &[
            (
                "sanctions AND banks",
                &[
                    "sanctions occurs in more than 5 %",
                    "banks occurs in more than 5 %",
                ],
            ),
            (
                "embargo OR sanctions",
                &[
                    "embargo occurs in none of the 330",
                    "sanctions occurs in more",
                ],
            ),
            ("\"quiet banks\"", &["\"quiet banks\" occurs in none"]),
            (
                "banks AND NOT sanctions",
                &[
                    "banks occurs",
                    "NOT sanctions takes away every one of the 30",
                ],
            ),
            (
                "tariffs OR (banks AND NOT sanctions)",
                &[
                    "tariffs occurs in none",
                    "banks occurs",
                    "NOT sanctions takes away every one of the 30",
                ],
            ),
            (
                "the AND NOT banks AND NOT border",
                &[
                    "the occurs",
                    "NOT banks, NOT border together take away every one of the 330",
                ],
            ),
            // Words that are asked of something else than the text are not looked for in it.
            (
                "source:(ledger OR courier) AND quiet",
                &["quiet occurs in more"],
            ),
            ("lang:(en OR fr) AND site:(a.example OR b.example)", &[]),
            ("promo:(embargo OR tariffs)", &[]),
            ("PARTS(embargo)", &[]),
            // Not each of their places counts.
            ("ALLCAPS(banks)", &[]),
            ("title:(banks OR embargo)", &["embargo occurs in none"]),
            ("title:banks OR banks", &["banks occurs in more"]),
            ("title:embargo OR embargo", &["embargo occurs in none"]),
            (
                "FIRST/3(banks) AND (quiet OR embargo)",
                &["quiet occurs", "embargo occurs in none"],
            ),
            // Its forms are there.
            ("FORMS(bank)", &["bank in any of its forms occurs in more"]),
            (
                "FORMS(tariff)",
                &["tariff in any of its forms occurs in none"],
            ),
            ("source:ledger AND sanction*", &["sanction* occurs in more"]),
            (
                "the AND border",
                &["the occurs", "border occurs", "about 150 alerts a day"],
            ),
        ];
        for (text, expected) in TESTS {
            let query = Query::topic(text).expect("a query").query;
            let found = lint(text, &query, &archive, 50.0);
            assert_eq!(found.len(), expected.len(), "{text}: {found:#?}");
            for (doubt, expected) in found.iter().zip(*expected) {
                assert!(
                    doubt.message.contains(expected),
                    "{text}: {}",
                    doubt.message
                );
                assert_eq!(
                    format!("{}{}{}", doubt.before, doubt.at, doubt.after),
                    *text
                );
            }
        }
        assert_eq!(
            lint(
                "x",
                &Query::topic("x").expect("a query").query,
                &Texts(vec![]),
                1.0
            ),
            []
        );
    }

    #[test]
    fn a_doubt_names_its_place_and_what_would_mend_it() {
        let mut texts = vec!["sanctions on banks"; 30];
        texts.extend(vec!["the border was quiet"; 300]);
        let archive = Texts::new(&texts);
        // The query, what the doubt says, its place, and the query after its fix.
        const TESTS: &[(&str, &str, &str, Option<&str>)] = &[
            (
                "banks AND NOT sanctions",
                "takes away",
                "NOT sanctions",
                Some("banks"),
            ),
            (
                "on AND NOT sanctions # of any kind\nAND banks",
                "takes away",
                "NOT sanctions",
                Some("on # of any kind\nAND banks"),
            ),
            (
                "NOT (sanctions OR embargo) AND banks",
                "takes away",
                "NOT (sanctions OR embargo)",
                Some("banks"),
            ),
            (
                "bank* AND NOT (sanctions OR embargo)",
                "NOT (sanctions OR embargo) takes away every one",
                "NOT (sanctions OR embargo)",
                Some("bank*"),
            ),
            (
                "banks && on && !sanctions",
                "takes away",
                "!sanctions",
                Some("banks && on"),
            ),
            (
                "banks AND NOT sanctions NEAR/5 banks AND on",
                "takes away",
                "NOT sanctions NEAR/5 banks",
                Some("banks AND on"),
            ),
            (
                "banks -sanctions",
                "takes away",
                "-sanctions",
                Some("banks"),
            ),
            (
                "(banks AND NOT sanctions) AND on",
                "takes away",
                "NOT sanctions",
                Some("(banks) AND on"),
            ),
            ("the", "alerts a day", "", Some("title:(the)")),
            (
                "the OR quiet",
                "alerts a day",
                "",
                Some("title:(the OR quiet)"),
            ),
            ("the # always", "alerts a day", "", None),
            ("title:x OR the", "alerts a day", "", None),
        ];
        for (text, says, at, expected) in TESTS {
            let query = Query::search(text).expect(text).query;
            let found = lint(text, &query, &archive, 50.0);
            let it = found.iter().find(|it| it.message.contains(says));
            let it = it.unwrap_or_else(|| panic!("{text}: {found:#?}"));
            assert_eq!(it.at, *at, "the place in {text}");
            assert_eq!(format!("{}{}{}", it.before, it.at, it.after), *text);
            let fix = it.fixes.first().map(|it| it.query.as_str());
            assert_eq!(fix, *expected, "the fix of {text}");
        }
    }

    /// An archive in which one article meets everything.
    struct One;

    impl Archive for One {
        fn articles(&self) -> u64 {
            100
        }

        fn count(&self, query: &Query, _most: u64) -> Option<u64> {
            let is_held_back = |it: &Node| matches!(it, Node::Not(_));
            let kept_out =
                matches!(&query.root, Node::And(parts) if parts.iter().any(is_held_back));
            Some(u64::from(!kept_out))
        }

        fn a_day(&self, _query: &Query) -> Option<f64> {
            None
        }

        fn forms(&self, _beginning: &str, _most: usize) -> Option<Vec<(String, u64)>> {
            None
        }
    }

    #[test]
    fn a_topic_of_a_thousand_nots_is_not_read_again_for_each() {
        let nots = |word: char, many: usize| -> String {
            let all: Vec<String> = (0..many).map(|it| format!("NOT {word}{it}")).collect();
            all.join(" AND ")
        };
        let text = format!(
            "b AND (c OR (d AND {})) AND {}",
            nots('e', 1_000),
            nots('x', 60)
        );
        let mut places = Places::new(&text);
        for number in 0..60 {
            let part = Query::search(&format!("x{number}")).expect("a word").query;
            let veto = places.of(&part.root).expect("it is kept out");
            assert_eq!(text[veto.at], format!("NOT x{number}"));
        }
        assert!(
            MOST_READ - places.left < text.len(),
            "each part of the text is read once"
        );
        let query = Query::topic(&text).expect("a query").query;
        let found = lint(&text, &query, &One, 50.0);
        assert_eq!(found.len(), MOST_DOUBTS);
        for (number, it) in found.iter().enumerate() {
            assert_eq!(it.at, format!("NOT x{number}"));
        }
        assert_eq!(
            found[0].fixes[0].query,
            text.replace(" AND NOT x0 AND", " AND")
        );
    }

    /// A desk without articles, whose sources are called so for everything.
    struct Names(&'static [&'static str]);

    impl Archive for Names {
        fn articles(&self) -> u64 {
            0
        }

        fn count(&self, _query: &Query, _most: u64) -> Option<u64> {
            None
        }

        fn a_day(&self, _query: &Query) -> Option<f64> {
            None
        }

        fn forms(&self, _beginning: &str, _most: usize) -> Option<Vec<(String, u64)>> {
            None
        }

        fn named(&self, _what: Naming) -> Option<Vec<String>> {
            (!self.0.is_empty()).then(|| self.0.iter().map(ToString::to_string).collect())
        }
    }

    #[test]
    fn a_name_that_no_source_has_is_doubted() {
        const DESK: &[&str] = &["Alpha", "Harbour Ledger", "DE", "Wires / State"];
        // What sources are called, the query, the place of the doubt, what it says, and its fixes.
        type Case = (
            &'static [&'static str],
            &'static str,
            &'static str,
            &'static str,
            &'static [&'static str],
        );
        const DOUBTS: &[Case] = &[
            (
                DESK,
                "tanks AND publisher:Alhpa",
                "Alhpa",
                "has the publisher “Alhpa”",
                &["tanks AND publisher:Alpha"],
            ),
            (
                DESK,
                "source:(alpha OR \"Harbor Ledger\")",
                "\"Harbor Ledger\"",
                "has the name",
                &["source:(alpha OR \"Harbour Ledger\")"],
            ),
            (
                DESK,
                "source：（ledgers）",
                "ledgers",
                "has the name “ledgers”",
                &["source：（Ledger）"],
            ),
            (
                DESK,
                "tanks AND NOT group:press",
                "press",
                "is in the group",
                &[],
            ),
            (DESK, "country:UK", "UK", "carry GB", &["country:GB"]),
            (
                &[],
                "tanks AND country:el",
                "el",
                "carry GR",
                &["tanks AND country:GR"],
            ),
            (
                DESK,
                "country:Germany",
                "Germany",
                "codes of two letters",
                &[],
            ),
            (
                &[],
                "country:Germany",
                "Germany",
                "codes of two letters",
                &[],
            ),
            (DESK, "country:fr", "fr", "has the country “fr”", &[]),
        ];
        for (names, text, at, says, fixes) in DOUBTS {
            let query = Query::topic(text).expect(text).query;
            let found = lint(text, &query, &Names(names), 50.0);
            assert_eq!(found.len(), 1, "{text}: {found:#?}");
            let it = &found[0];
            assert_eq!(it.at, *at, "the place in {text}");
            assert!(it.message.contains(says), "{text}: {}", it.message);
            let offered: Vec<&str> = it.fixes.iter().map(|it| it.query.as_str()).collect();
            assert_eq!(offered, *fixes, "the fixes of {text}");
        }
        const WELL: &[(&[&str], &str)] = &[
            (DESK, "tanks AND publisher:(ALPHA OR ledger)"),
            (DESK, "source:\"harbour ledger\""),
            (DESK, "source:harb*"),
            (DESK, "group:state AND country:de"),
            (DESK, "title:Alhpa AND site:(a.example OR b.example)"),
            (&["UK"], "country:uk"),
            (&[], "publisher:Alhpa AND country:fr"),
        ];
        for (names, text) in WELL {
            let query = Query::topic(text).expect(text).query;
            assert_eq!(lint(text, &query, &Names(names), 50.0), [], "{text}");
        }
    }

    #[test]
    fn wildcards_and_inflections_are_shown_with_what_is_there() {
        let archive = Texts::new(&[
            "sanctions sanctioned",
            "sanctions woman",
            "women ran run runs",
        ]);
        const TESTS: &[(&str, &[&str])] = &[
            ("sanction*", &["sanction*: sanctions 2, sanctioned 1"]),
            ("wom?n AND sanctions", &["wom?n: woman 1, women 1"]),
            ("FORMS(run)", &["FORMS(run): ran 1, run 1, runs 1"]),
            (
                "title:sanction* OR sanction*",
                &["sanction*: sanctions 2, sanctioned 1"],
            ),
            ("source:sanc* AND run", &[]),
        ];
        for (text, expected) in TESTS {
            let query = Query::topic(text).expect("a query").query;
            let found: Vec<String> = expansions(&query, &archive)
                .into_iter()
                .map(|it| {
                    let forms: Vec<String> = it
                        .forms
                        .iter()
                        .map(|it| format!("{} {}", it.form, it.articles))
                        .collect();
                    format!("{}: {}", it.term, forms.join(", "))
                })
                .collect();
            assert_eq!(found, *expected, "{text}");
        }
    }

    #[test]
    fn topics_are_the_same_whatever_the_order_of_their_parts() {
        const SAME: &[(&str, &str)] = &[
            ("a1 OR b1", "b1 OR a1 OR b1"),
            ("(Abc OR b1) AND c1", "c1 AND (b1 OR abc)"),
            ("a1 NEAR/3 b1", "b1 NEAR/3 a1"),
        ];
        let essence = |text: &str| Query::topic(text).expect("a query").query.essence();
        for (a, b) in SAME {
            assert_eq!(essence(a), essence(b), "{a} and {b}");
        }
        assert_ne!(essence("a1 ONEAR/3 b1"), essence("b1 ONEAR/3 a1"));
        assert_ne!(essence("a1 AND b1"), essence("a1 OR b1"));
    }
}
