//! Named lists of terms: stored once, used by many queries as `@name`.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::Arc,
};

use super::{
    Diagnostic, Fix, Query, Read,
    ast::{Field, Filter, Node},
    lex::{self, Lexeme, QUOTES},
    plain::{plain, plain_sign},
    read::{as_before, misses_list},
};

/// How deep lists may stand in each other.
const MAX_DEPTH: usize = 8;

/// How many terms a list may come to, with those of the lists in it.
const MAX_TERMS: usize = 2_000_000;

/// How many letters a name may have.
const MAX_NAME: usize = 100;

/// A named list, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct List {
    /// Its name, as the analyst wrote it.
    pub(crate) name: String,
    /// Its terms, with OR between them.
    pub(crate) node: Node,
}

impl List {
    /// Its terms.
    pub(crate) fn terms(&self) -> &[Node] {
        match &self.node {
            Node::Or(terms) => terms,
            one => std::slice::from_ref(one),
        }
    }
}

/// Every named list of a desk, read once and shared by the queries that use them.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    /// By name in lower case.
    all: BTreeMap<String, Known>,
}

#[derive(Debug, Clone)]
struct Known {
    name: String,
    /// The list, how deep lists stand in it, and how many terms it comes to; nothing where it cannot be read.
    read: Option<(Arc<List>, usize, usize)>,
}

/// What is wrong, or dubious, in the text of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListFault {
    /// The list.
    pub list: String,
    /// The line of its text, from 1.
    pub line: u32,
    /// Whether the list cannot be used as it stands.
    pub is_error: bool,
    /// The term that is meant.
    pub term: String,
    /// What is wrong.
    pub message: String,
    /// The term, mended, each with the words of a button.
    pub fixes: Vec<Fix>,
}

/// A list that is to be read.
#[derive(Clone, Copy)]
struct Unread<'a> {
    name: &'a str,
    text: &'a str,
    /// It is stored already, perhaps by an earlier version of the program.
    is_stored: bool,
}

/// Why a list cannot be used.
pub(super) struct Missing {
    /// Why, in words.
    pub(super) why: String,
    /// Whether it is there, and has a fault.
    pub(super) is_there: bool,
    /// Names that are near.
    pub(super) near: Vec<String>,
}

impl Lists {
    /// Reads lists from their names and texts. A text holds one term a line, or several with commas between; a line of
    /// several bare words is a phrase; `#` begins a comment. Lists may use each other, but not in a circle. What cannot
    /// be read is told, and queries that name it are refused.
    pub fn read<'a>(
        texts: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> (Lists, Vec<ListFault>) {
        Lists::of_desk([], texts)
    }

    /// The same of lists that are stored and of new ones, which take the places of stored ones with their names. What is stored
    /// is read as [`Query::stored_with`] reads.
    pub fn of_desk<'a>(
        stored: impl IntoIterator<Item = (&'a str, &'a str)>,
        new: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> (Lists, Vec<ListFault>) {
        let unread = |(name, text): (&'a str, &'a str), is_stored: bool| {
            let list = Unread {
                name,
                text,
                is_stored,
            };
            (name.to_lowercase(), list)
        };
        let stored = stored.into_iter().map(|it| unread(it, true));
        let new = new.into_iter().map(|it| unread(it, false));
        let texts: BTreeMap<String, Unread<'_>> = stored.chain(new).collect();
        let mut lists = Lists::default();
        let mut faults = vec![];
        for key in texts.keys() {
            lists.add(key, &texts, &mut vec![], &mut faults);
        }
        (lists, faults)
    }

    /// The names of all lists, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.all.values().map(|it| it.name.as_str())
    }

    /// How many terms a list has, not counting those of other lists in it; nothing where it cannot be read.
    pub fn len_of(&self, name: &str) -> Option<usize> {
        let known = self.all.get(&name.to_lowercase())?;
        known.read.as_ref().map(|it| it.0.terms().len())
    }

    /// The names of the lists that a list uses, and that those use; none where it cannot be read.
    pub fn used_by(&self, name: &str) -> BTreeSet<String> {
        let mut used = BTreeSet::new();
        let known = self.all.get(&name.to_lowercase());
        if let Some((list, ..)) = known.and_then(|it| it.read.as_ref()) {
            list.node.lists(&mut used);
        }
        used
    }

    /// The list of a name.
    pub(super) fn get(&self, name: &str) -> Result<Arc<List>, Missing> {
        match self.all.get(&name.to_lowercase()) {
            Some(Known {
                read: Some((list, ..)),
                ..
            }) => Ok(list.clone()),
            Some(known) => Err(Missing {
                why: format!(
                    "The list @{} cannot be read as it stands. Mend it first.",
                    known.name
                ),
                is_there: true,
                near: vec![],
            }),
            None => {
                let near = near(name, self.names());
                let hint = match near.first() {
                    Some(_) => "",
                    None if self.all.is_empty() => " There are no lists yet.",
                    None => " Make it first, or look at the names of the lists.",
                };
                Err(Missing {
                    why: format!("There is no list @{name}.{hint}"),
                    is_there: false,
                    near,
                })
            }
        }
    }

    /// Reads a list after those that it uses. `within` are the lists whose reading led here.
    fn add(
        &mut self,
        key: &str,
        texts: &BTreeMap<String, Unread<'_>>,
        within: &mut Vec<String>,
        faults: &mut Vec<ListFault>,
    ) {
        let Some(&Unread {
            name,
            text,
            is_stored,
        }) = texts.get(key)
        else {
            return;
        };
        if self.all.contains_key(key) {
            return;
        }
        within.push(key.to_string());
        let mut own = vec![];
        let mut terms = vec![];
        let mut seen = BTreeSet::new();
        let (mut depth, mut size) = (1, 0_usize);
        for place in entries(text) {
            let entry = &text[place.clone()];
            let mut used = names_in(entry);
            used.sort();
            let circle = used
                .iter()
                .find_map(|it| within.iter().position(|on_way| on_way == it));
            let fault = |message: String, is_error, fixes| ListFault {
                list: name.to_string(),
                line: line_of(text, place.start),
                is_error,
                term: entry.to_string(),
                message,
                fixes,
            };
            if let Some(from) = circle {
                let way: Vec<String> = within[from..]
                    .iter()
                    .chain([&within[from]])
                    .map(|it| format!("@{}", texts.get(it).map_or(it.as_str(), |it| it.name)))
                    .collect();
                own.push(fault(
                    format!(
                        "Lists may not use each other in a circle: {}.",
                        way.join(" uses ")
                    ),
                    true,
                    vec![],
                ));
                continue;
            }
            // Far beyond what may stand: only so that nothing of it overflows.
            if within.len() > 8 * MAX_DEPTH && !used.is_empty() {
                own.push(fault(
                    format!("Lists may stand {MAX_DEPTH} deep in each other."),
                    true,
                    vec![],
                ));
                continue;
            }
            for it in &used {
                self.add(it, texts, within, faults);
            }
            match self.term(entry, is_stored) {
                Ok((node, doubts)) => {
                    let (deep, many) = self.extent(&node);
                    depth = depth.max(deep + 1);
                    size = size.saturating_add(many);
                    if seen.insert(node.to_string()) {
                        terms.push(node);
                    }
                    own.extend(
                        doubts
                            .into_iter()
                            .map(|(it, fixes)| fault(it, false, fixes)),
                    );
                }
                Err((message, fixes)) => own.push(fault(message, true, fixes)),
            }
        }
        within.pop();
        let whole = |message: String| ListFault {
            list: name.to_string(),
            line: 1,
            is_error: true,
            term: String::new(),
            message,
            fixes: vec![],
        };
        if terms.is_empty() && !own.iter().any(|it| it.is_error) {
            own.push(whole(
                "There is no term in this list. Write one a line.".into(),
            ));
        }
        if size > MAX_TERMS {
            own.push(whole(format!(
                "With the lists in it, this list comes to {size} terms; it may come to {MAX_TERMS}."
            )));
        }
        if depth > MAX_DEPTH {
            own.push(whole(format!(
                "Lists may stand {MAX_DEPTH} deep in each other."
            )));
        }
        let is_read = !own.iter().any(|it| it.is_error);
        let node = match terms.len() {
            1 => terms.pop(),
            _ => Some(Node::Or(terms)),
        };
        let read = node.filter(|_| is_read).map(|node| {
            let list = List {
                name: name.to_string(),
                node,
            };
            (Arc::new(list), depth, size)
        });
        self.all.insert(
            key.to_string(),
            Known {
                name: name.to_string(),
                read,
            },
        );
        faults.extend(own);
    }

    /// Reads one term; several bare words are a phrase.
    fn term(&self, entry: &str, is_stored: bool) -> Result<(Node, Vec<Told>), Told> {
        let phrase = is_bare_phrase(&plain(entry));
        let text = if phrase {
            format!("\"{entry}\"")
        } else {
            entry.to_string()
        };
        let by_semicolons = by_semicolons(entry).map(|query| Fix {
            label: "Divide it with commas".into(),
            query,
        });
        let read = match is_stored {
            true => self.stored(&text, entry),
            false => Query::topic_with(&text, self),
        };
        let read = read.map_err(|all| {
            let (message, mut fixes) = told(all.into_iter().next(), entry, phrase);
            fixes.extend(by_semicolons.clone());
            (message, fixes)
        })?;
        let mut doubts: Vec<Told> = if phrase {
            vec![]
        } else {
            let all = read.diagnostics.into_iter();
            all.map(|it| told(Some(it), entry, false)).collect()
        };
        if let Some(fix) = by_semicolons {
            doubts.push((
                "A semicolon divides nothing: this is one term. Write commas, or a term a line."
                    .into(),
                vec![fix],
            ));
        }
        if is_legal_form(entry) {
            doubts.push((
                format!(
                    "“{entry}” stands alone as a term. If it belongs to the name before the comma, put that name in quotation marks."
                ),
                vec![],
            ));
        }
        Ok((read.query.root, doubts))
    }

    /// Reads a term that is stored. Several words with full-width signs among them were a phrase.
    fn stored(&self, text: &str, entry: &str) -> Result<Read, Vec<Diagnostic>> {
        Query::stored_with(text, self).or_else(|refused| {
            if !is_bare_phrase(entry) || misses_list(entry, self) {
                return Err(refused);
            }
            let mut read = Query::topic_with(&format!("\"{entry}\""), self)?;
            read.diagnostics.extend(as_before(&refused));
            Ok(read)
        })
    }

    /// How deep lists stand in a term, and how many terms it comes to.
    fn extent(&self, node: &Node) -> (usize, usize) {
        match node {
            Node::List(list) => self
                .all
                .get(&list.name.to_lowercase())
                .and_then(|it| it.read.as_ref())
                .map_or((1, 1), |it| (it.1, it.2)),
            Node::Words(_) => (0, 1),
            _ => node.parts().into_iter().fold((0, 1), |(deep, many), it| {
                let (d, m) = self.extent(it);
                (deep.max(d), many.saturating_add(m))
            }),
        }
    }
}

/// A message, and the term mended.
type Told = (String, Vec<Fix>);

/// A diagnostic of a term, as one of its list.
fn told(diagnostic: Option<Diagnostic>, entry: &str, phrase: bool) -> Told {
    let Some(it) = diagnostic else {
        return ("This term cannot be read.".into(), vec![]);
    };
    let mut fixes = if phrase { vec![] } else { it.fixes };
    if !entry.contains(QUOTES) && entry.contains(char::is_whitespace) {
        let whole = Fix {
            label: "Look for the phrase".into(),
            query: format!("\"{entry}\""),
        };
        fixes.retain(|it| it.query != whole.query);
        fixes.insert(0, whole);
    }
    (it.message, fixes)
}

/// Whether a term is several words, or one behind a dash, that mean nothing else in the language: a name as it stands in a
/// register or in a list of points.
fn is_bare_phrase(entry: &str) -> bool {
    let mut words = entry.split_whitespace().peekable();
    let first = words.next();
    let is_point = entry.starts_with(['-', '+', '!']) && !entry.ends_with('!');
    (words.peek().is_some() || is_point)
        && first.into_iter().chain(words).all(|it| {
            !it.contains(['(', ')', ':', '^', '@', '=', '#'])
                && !it.contains(QUOTES)
                && !it.starts_with('/')
                && !matches!(it, "AND" | "OR" | "NOT" | "SENT" | "PARA" | "SAME")
                && lex::near(it).is_none()
        })
}

/// A term that semicolons divide into several, with commas in their place.
fn by_semicolons(entry: &str) -> Option<String> {
    let (mut depth, mut quoted) = (0_usize, false);
    let mut parts = vec![String::new()];
    for c in entry.chars() {
        match plain_sign(c) {
            sign if QUOTES.contains(&sign) => quoted = !quoted || sign == '„',
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            ';' | '؛' if !quoted && depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = parts.last_mut() {
            last.push(c);
        }
    }
    let parts: Vec<&str> = parts
        .iter()
        .map(|it| it.trim())
        .filter(|it| !it.is_empty())
        .collect();
    (parts.len() > 1).then(|| parts.join(", "))
}

/// What stands behind a comma in the name of a company.
fn is_legal_form(entry: &str) -> bool {
    const FORMS: [&str; 14] = [
        "inc", "ltd", "llc", "llp", "plc", "gmbh", "ag", "sa", "srl", "bv", "nv", "co", "corp",
        "limited",
    ];
    let bare: String = entry
        .chars()
        .filter(|it| it.is_alphanumeric())
        .collect::<String>()
        .to_lowercase();
    FORMS.contains(&bare.as_str())
}

/// The terms of a text: what stands between line ends and commas, of whatever script, that are neither in quotation marks
/// nor in brackets.
fn entries(text: &str) -> Vec<Range<usize>> {
    let mut found = vec![];
    let (mut start, mut depth) = (0, 0_usize);
    let mut quoted = false;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let next = at + c.len_utf8();
        match plain_sign(c) {
            // A line end closes what was left open, so that one bad line does not swallow the others.
            '\n' => {
                push(&mut found, text, start..at);
                (start, depth, quoted) = (next, 0, false);
            }
            c if QUOTES.contains(&c) => quoted = !quoted || c == '„',
            _ if quoted => {}
            '#' => {
                push(&mut found, text, start..at);
                let end = text[at..].find('\n').map_or(text.len(), |it| at + it + 1);
                (start, depth, at) = (end, 0, end);
                continue;
            }
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                push(&mut found, text, start..at);
                start = next;
            }
            _ => {}
        }
        at = next;
    }
    push(&mut found, text, start..text.len());
    found
}

fn push(found: &mut Vec<Range<usize>>, text: &str, place: Range<usize>) {
    let entry = &text[place.clone()];
    let trimmed = entry.trim();
    if !trimmed.is_empty() {
        let from = place.start + (entry.len() - entry.trim_start().len());
        found.push(from..from + trimmed.len());
    }
}

/// The names of lists in a term, in lower case.
fn names_in(entry: &str) -> Vec<String> {
    let lexemes = lex::lexemes_stored(entry).into_iter();
    let names = lexemes.filter_map(|it| match it.0 {
        Lexeme::List(name) => Some(name.to_lowercase()),
        _ => None,
    });
    names.collect()
}

fn line_of(text: &str, at: usize) -> u32 {
    text[..at].matches('\n').count() as u32 + 1
}

fn uses_lists(node: &Node) -> bool {
    match node {
        Node::List(_) => true,
        Node::Only(Filter::SaidBy(who), part) => uses_lists(who) || uses_lists(part),
        other => other.parts().into_iter().any(uses_lists),
    }
}

fn needs_tag(node: &Node) -> bool {
    match node {
        Node::Field(Field::Tag, _) => true,
        Node::And(parts) => parts.iter().any(needs_tag),
        Node::Or(parts) => parts.iter().all(needs_tag),
        _ => false,
    }
}

/// Why a name cannot be a list's, in words; nothing where it can.
pub fn name_fault(name: &str) -> Option<String> {
    if name.is_empty() {
        Some("The list has no name.".into())
    } else if lex::list_name(name) != name {
        Some(format!(
            "“{name}” is no name of a list: use letters, digits, - and _."
        ))
    } else if name.chars().count() > MAX_NAME {
        Some(format!("A list's name may have {MAX_NAME} letters."))
    } else {
        None
    }
}

/// The names that are nearly `name`, nearest first, at most three.
pub(super) fn near<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let name = name.to_lowercase();
    let mut found: Vec<(usize, &str)> = names
        .filter_map(|it| {
            let other = it.to_lowercase();
            let begins = name.len() >= 3 && other.starts_with(&name)
                || other.len() >= 3 && name.starts_with(&other);
            let far = if begins { 1 } else { distance(&name, &other) };
            (far <= 1 + name.chars().count() / 4).then_some((far, it))
        })
        .collect();
    found.sort();
    let found = found.into_iter().take(3);
    found.map(|it| it.1.to_string()).collect()
}

/// How many letters must be put in, taken out or changed to make one text of another.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = before + usize::from(x != *y);
            before = row[j + 1];
            row[j + 1] = changed.min(before + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// A query in which a list has another name.
pub fn rename_in_query(text: &str, from: &str, to: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (lexeme, at) in lex::lexemes_stored(text) {
        if matches!(lexeme, Lexeme::List(name) if name.to_lowercase() == from.to_lowercase()) {
            out.push_str(&text[done..at.start]);
            out.push('@');
            out.push_str(to);
            done = at.end;
        }
    }
    out.push_str(&text[done..]);
    out
}

/// The text of a list in which another list has another name. Comments stay as they are.
pub fn rename_in_list(text: &str, from: &str, to: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for place in entries(text) {
        out.push_str(&text[done..place.start]);
        out.push_str(&rename_in_query(&text[place.clone()], from, to));
        done = place.end;
    }
    out.push_str(&text[done..]);
    out
}

impl Query {
    /// Whether it uses a list.
    pub fn uses_lists(&self) -> bool {
        uses_lists(&self.root)
    }

    /// Whether it asks for what is known beside the text: tags, folders.
    pub fn asks_beside(&self) -> bool {
        self.root
            .any(|it| matches!(it, Node::Field(Field::Tag | Field::Folder, _)))
    }

    /// Whether it asks for more than the article's own text and address: what is known about its source, when it was
    /// published, tags, folders.
    pub fn asks_about(&self) -> bool {
        use Field::{Country, Folder, Group, Lang, Publisher, Source, Tag};
        self.root.any(|it| {
            matches!(
                it,
                Node::Field(
                    Country | Folder | Group | Lang | Publisher | Source | Tag,
                    _
                ) | Node::Date(_)
            )
        })
    }

    /// Whether only an article with a tag can meet it.
    pub fn needs_tag(&self) -> bool {
        needs_tag(&self.root)
    }

    /// The names of the lists that it uses, and that those use.
    pub fn lists(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        self.root.lists(&mut names);
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Article, Block, TopicId, Zone,
        query::{About, Document, Matcher, prove},
    };

    fn article(text: &str) -> Article {
        Article {
            blocks: vec![Block::new(Zone::Body, text)],
            ..Article::default()
        }
    }

    fn read(texts: &[(&str, &str)]) -> Lists {
        let (lists, faults) = Lists::read(texts.iter().copied());
        assert_eq!(faults, [], "the lists can be read");
        lists
    }

    const TEXTS: &[(&str, &str)] = &[
        (
            "Banks",
            "# those of the first package\nHarbour Bank, Ledger Trust # two on a line\n\"Smith, Jones and Sons\"\nCAPS(Meridian)\n",
        ),
        (
            "ships",
            "tanker*, \"oil carrier\"\nvessel NEAR/3 flag\nНефтяной флот",
        ),
        ("all-terms", "@banks\n@ships"),
        ("outlets", "Ledger\nCourier"),
        ("points", "-Ledger\n-Harbour Bank"),
    ];

    #[test]
    fn a_list_is_met_by_any_of_its_terms() {
        const TESTS: &[(&str, &str, bool)] = &[
            ("@banks", "The Harbour Bank is shut.", true),
            ("@BANKS", "The harbour bank is shut.", true),
            ("@banks", "A bank in the harbour.", false),
            ("@banks", "Smith, Jones and Sons said so.", true),
            ("@banks", "Jones said so.", false),
            ("@banks", "the Meridian line", true),
            ("@banks", "the meridian line", false),
            ("@points", "The ledger is shut.", true),
            ("@ships", "Two tankers left.", true),
            ("@ships", "The vessel sails under a flag.", true),
            ("@ships", "нефтяной флот", true),
            ("@all-terms AND NOT sport", "Two tankers left.", true),
            ("@all-terms NEAR/2 left", "Two tankers left.", true),
            (
                "@all-terms NEAR/2 left",
                "Two tankers and a boat left.",
                false,
            ),
            ("FORMS(@outlets)", "the couriers", true),
            ("ATLEAST/2(@ships)", "a tanker and a tanker", true),
            ("title:@ships", "a tanker", false),
            (
                "SCORE>=3(@ships^2, @banks)",
                "a tanker of Ledger Trust",
                true,
            ),
            (
                "SAIDBY(@outlets, tanker)",
                "“A tanker sank,” the Ledger said.",
                true,
            ),
            (
                "SAIDBY(@banks, tanker)",
                "“A tanker sank,” the Ledger said.",
                false,
            ),
        ];
        let lists = read(TEXTS);
        for (number, (text, article, expected)) in TESTS.iter().enumerate() {
            let query = Query::topic_with(text, &lists).expect(text).query;
            let of = self::article(article);
            let document = Document::new(&of, &About::default());
            let proof = prove(&query, &document);
            assert_eq!(proof.holds, *expected, "{text}: {article}");
            let again = Query::topic_with(&query.to_string(), &lists)
                .expect("canonical")
                .query;
            assert_eq!(again, query, "{text}: the canonical form keeps the name");
            let mut matcher = Matcher::new();
            matcher.set(TopicId(number as i64), 1, &query);
            assert_eq!(
                !matcher.matches(&document).is_empty(),
                *expected,
                "{text}: matched"
            );
        }
    }

    #[test]
    fn a_comma_of_any_script_divides_a_list() {
        // The text of a list, how many terms that are, and a text that one of them is met in.
        const TESTS: &[(&str, usize, &str)] = &[
            ("制裁，禁运", 2, "政府宣布禁运"),
            ("制裁、禁輸", 2, "制裁措置"),
            ("عقوبات، حظر", 2, "حظر جديد"),
            ("CAPS（Meridian， Ledger）", 1, ""),
            ("CAPS（Meridian OR Ledger），“制裁，禁运”", 2, "the Ledger"),
            ("SAIDBY（Krell，tanker）， 制裁", 2, "制裁措置"),
        ];
        for (text, terms, article) in TESTS {
            let (lists, faults) = Lists::read([("all", *text)]);
            if article.is_empty() {
                assert_eq!(faults.len(), 1, "one term, which cannot be read: {text}");
                continue;
            }
            assert_eq!(faults, [], "{text}");
            assert_eq!(lists.len_of("all"), Some(*terms), "{text}");
            let query = Query::topic_with("@all", &lists).expect(text).query;
            let of = self::article(article);
            let document = Document::new(&of, &About::default());
            assert!(prove(&query, &document).holds, "{text}: {article}");
        }
    }

    #[test]
    fn a_list_of_languages_is_read_as_articles_carry_them() {
        let lists = read(&[
            ("north", "Norwegian\nswe"),
            ("all", "@north\nde"),
            ("odd", "en-GB"),
        ]);
        const TESTS: &[(&str, &str, bool, &[&str])] = &[
            ("lang:@north", "nb", true, &[]),
            ("lang:@north", "sv", true, &[]),
            ("lang:@north", "en", false, &[]),
            ("lang:(@all OR fr)", "nn", true, &[]),
            (
                "lang:@odd",
                "en",
                false,
                &["Of @odd: Articles carry their language without its region"],
            ),
        ];
        for (text, language, expected, doubts) in TESTS {
            let read = Query::topic_with(text, &lists).expect(text);
            assert_eq!(read.query.to_string(), *text, "the list keeps its name");
            let again = Query::topic_with(text, &lists).expect(text).query;
            assert_eq!(again, read.query);
            assert_eq!(read.diagnostics.len(), doubts.len(), "{text}");
            for (found, says) in read.diagnostics.iter().zip(*doubts) {
                assert!(found.message.contains(says), "{}", found.message);
                assert!(found.at.starts_with('@'), "the place of {text}");
            }
            let of = Article {
                language: Some(language.to_string()),
                ..article("Tanks.")
            };
            let document = Document::new(&of, &About::default());
            assert_eq!(prove(&read.query, &document).holds, *expected, "{text}");
            let mut matcher = Matcher::new();
            // Elsewhere the same list is words.
            let words = Query::topic_with("@north", &lists).expect("words").query;
            matcher.set(TopicId(1), 1, &words);
            matcher.set(TopicId(2), 1, &read.query);
            let met: Vec<TopicId> = matcher
                .matches(&document)
                .iter()
                .map(|it| it.topic_id)
                .collect();
            assert_eq!(met.contains(&TopicId(2)), *expected, "{text}: matched");
            assert!(!met.contains(&TopicId(1)), "{text}");
        }
    }

    #[test]
    fn the_proof_names_the_list_and_the_terms_that_were_met() {
        let lists = read(TEXTS);
        let query = Query::topic_with("@All-Terms AND left", &lists)
            .expect("a query")
            .query;
        assert_eq!(query.to_string(), "@all-terms AND left");
        let article = article("Two tankers of Harbour Bank left.");
        let proof = prove(&query, &Document::new(&article, &About::default()));
        let list = &proof.parts[0];
        assert_eq!(
            (list.clause.as_str(), list.remark.as_deref()),
            ("@all-terms", Some("2 of 2 terms"))
        );
        let clauses: Vec<&str> = list
            .parts
            .iter()
            .flat_map(|it| &it.parts)
            .map(|it| it.clause.as_str())
            .collect();
        assert_eq!(clauses, ["\"Harbour Bank\"", "tanker*"]);
        assert_eq!(proof.highlights().len(), 3, "marked as anything else");
        let used: Vec<String> = query.lists().into_iter().collect();
        assert_eq!(used, ["Banks", "all-terms", "ships"]);
    }

    #[test]
    fn what_is_wrong_with_a_list_is_said_with_its_line() {
        /// Texts; and of each fault the list, the line, whether it is an error, and what it says.
        type Case = (
            &'static [(&'static str, &'static str)],
            &'static [(&'static str, u32, bool, &'static str)],
        );
        const TESTS: &[Case] = &[
            (&[("a", "")], &[("a", 1, true, "no term")]),
            (
                &[("a", "# only words about it")],
                &[("a", 1, true, "no term")],
            ),
            (
                &[("a", "tanks\n\n(open\nab*")],
                &[
                    ("a", 3, true, "not closed"),
                    ("a", 4, true, "three letters"),
                ],
            ),
            (&[("a", "NOT tanks")], &[("a", 1, true, "must not occur")]),
            (&[("a", "x\n@b")], &[("a", 2, true, "There is no list @b")]),
            (
                &[("a", "@b"), ("b", "ok\n@c"), ("c", "@a")],
                &[
                    ("c", 1, true, "circle: @a uses @b uses @c uses @a"),
                    ("b", 2, true, "@c cannot be read"),
                    ("a", 1, true, "@b cannot be read"),
                ],
            ),
            (&[("a", "@A")], &[("a", 1, true, "circle: @a uses @a")]),
            (
                &[("a", "Harbour Bank, Inc.")],
                &[("a", 1, false, "stands alone")],
            ),
            (
                &[("a", "Harbour Bank (Holding)")],
                &[("a", 1, true, "side by side")],
            ),
            (
                &[("a", "Harbour Bank（Holding）")],
                &[("a", 1, true, "side by side")],
            ),
            (&[("a", "ok\n制裁；禁运")], &[("a", 2, false, "semicolon")]),
            (
                &[("a", "Harbour Bank; Ledger Trust;")],
                &[("a", 1, false, "semicolon")],
            ),
            (&[("a", "\"Harbour; Sons\"\ntanker;")], &[]),
        ];
        for (texts, expected) in TESTS {
            let (lists, faults) = Lists::read(texts.iter().copied());
            let found: Vec<(&str, u32, bool)> = faults
                .iter()
                .map(|it| (it.list.as_str(), it.line, it.is_error))
                .collect();
            let wanted: Vec<(&str, u32, bool)> =
                expected.iter().map(|it| (it.0, it.1, it.2)).collect();
            assert_eq!(found, wanted, "{texts:?}");
            for (fault, it) in faults.iter().zip(*expected) {
                assert!(fault.message.contains(it.3), "{texts:?}: {}", fault.message);
            }
            for fault in faults.iter().filter(|it| it.is_error) {
                assert_eq!(
                    lists.len_of(&fault.list),
                    None,
                    "a list with an error is not used"
                );
            }
        }
        let (_, faults) = Lists::read([("a", "制裁；\"a; b\"; 禁运")]);
        let fixes = &faults[0].fixes;
        assert_eq!(fixes[fixes.len() - 1].query, "制裁, \"a; b\", 禁运");
        let (_, faults) = Lists::read([("a", "Harbour Bank (Holding)")]);
        assert_eq!(faults[0].fixes[0].query, "\"Harbour Bank (Holding)\"");
    }

    #[test]
    fn a_stored_list_goes_on_holding_what_it_held() {
        const STORED: &[(&str, &str)] = &[
            ("ships", "tanker^2\nmine"),
            ("banks", "Harbour Bank（Holding）\n@ships"),
        ];
        let (lists, faults) = Lists::read(STORED.iter().copied());
        assert_eq!(lists.len_of("ships"), None, "newly typed it is refused");
        assert!(faults.iter().any(|it| it.is_error), "{faults:?}");
        let (lists, faults) = Lists::of_desk(STORED.iter().copied(), []);
        assert_eq!(lists.len_of("ships"), Some(2), "{faults:?}");
        assert_eq!(lists.len_of("banks"), Some(2), "{faults:?}");
        let told: Vec<(&str, u32, bool)> = faults
            .iter()
            .map(|it| (it.list.as_str(), it.line, it.is_error))
            .collect();
        assert_eq!(told, [("ships", 1, false), ("banks", 1, false)]);
        let query = Query::topic_with("@banks", &lists).expect("a query").query;
        for text in ["Tanker 2 sank.", "The Harbour Bank (Holding) closed."] {
            let of = self::article(text);
            let document = Document::new(&of, &About::default());
            assert!(prove(&query, &document).holds, "{text}");
        }
        // A new text in its place is asked about.
        let (lists, _) = Lists::of_desk(STORED.iter().copied(), [("Ships", "tanker^2")]);
        assert_eq!(lists.len_of("ships"), None);
    }

    #[test]
    fn a_list_that_a_stored_one_uses_and_that_is_gone_is_no_word() {
        for text in ["mine AND NOT（@gone）", "Harbour Bank ＠gone"] {
            let (lists, faults) = Lists::of_desk([("a", text)], []);
            assert_eq!(lists.len_of("a"), None, "{text}");
            assert!(faults[0].is_error, "{text}: {faults:?}");
        }
    }

    #[test]
    fn a_name_that_no_list_has_is_told_with_those_that_are_near() {
        let lists = read(TEXTS);
        const TESTS: &[(&str, &[&str])] = &[
            ("@bank", &["@Banks", "\"bank\""]),
            ("@shisp", &["@ships", "\"shisp\""]),
            ("@all_terms", &["@all-terms", "\"all_terms\""]),
            ("@harbour", &["\"harbour\""]),
        ];
        for (text, expected) in TESTS {
            let faults = Query::topic_with(text, &lists).expect_err(text);
            let offered: Vec<&str> = faults[0].fixes.iter().map(|it| it.query.as_str()).collect();
            assert_eq!(offered, *expected, "{text}: {}", faults[0].message);
        }
    }

    #[test]
    fn lists_that_stand_too_deep_or_come_to_too_much_are_refused_not_fatal() {
        let chain: Vec<(String, String)> = (0..200)
            .map(|it| (format!("a{it}"), format!("term{it}\n@a{}", it + 1)))
            .chain([("a200".into(), "end".into())])
            .collect();
        let (lists, faults) = Lists::read(chain.iter().map(|it| (it.0.as_str(), it.1.as_str())));
        assert!(lists.len_of("a200").is_some() && lists.len_of("a193").is_some());
        assert!(lists.len_of("a0").is_none());
        assert!(faults.iter().any(|it| it.message.contains("8 deep")));
        // Each of six uses the one before it forty times, and different terms each time.
        let mut wide = vec![(
            "w0".to_string(),
            (0..40).map(|it| format!("word{it}\n")).collect::<String>(),
        )];
        for it in 1..6 {
            let text = (0..40)
                .map(|n| format!("@w{} AND x{n}\n", it - 1))
                .collect();
            wide.push((format!("w{it}"), text));
        }
        let (_, faults) = Lists::read(wide.iter().map(|it| (it.0.as_str(), it.1.as_str())));
        assert!(
            faults.iter().any(|it| it.message.contains("may come to")),
            "{faults:?}"
        );
    }

    #[test]
    fn a_list_gets_another_name_where_it_is_used_and_nowhere_else() {
        let query = "# @banks\n@Banks AND \"@banks\" OR x@banks @banks-too (@banks)";
        assert_eq!(
            rename_in_query(query, "banks", "houses"),
            "# @banks\n@houses AND \"@banks\" OR x@banks @banks-too (@houses)"
        );
        let list = "# of @banks\nHarbour Bank, @banks # and @banks\n(broken @banks\nCAPS(@BANKS)\n";
        assert_eq!(
            rename_in_list(list, "banks", "houses"),
            "# of @banks\nHarbour Bank, @houses # and @banks\n(broken @banks\nCAPS(@houses)\n"
        );
        // It was saved when its bracket was a letter, and runs on.
        let before = "制裁（OFAC OR @Banks";
        let (lists, _) = Lists::read([("houses", "Harbour Bank")]);
        let renamed = rename_in_query(before, "banks", "houses");
        assert_eq!(renamed, "制裁（OFAC OR @houses");
        assert!(Query::stored_with(&renamed, &lists).is_ok(), "it runs");
        assert_eq!(
            rename_in_list(&format!("{before}\nport"), "banks", "houses"),
            format!("{renamed}\nport")
        );
    }

    #[test]
    fn a_list_of_a_hundred_thousand_terms_is_read() {
        let text: String = (0..100_000)
            .map(|it| format!("Company{it} Holding\n"))
            .collect();
        let lists = read(&[("all", &text)]);
        assert_eq!(lists.len_of("all"), Some(100_000));
    }
}
