//! Words and wildcards of other systems in ours.

use super::{
    super::{ast::letters, lex::QUOTES, read::is_row},
    Dialect,
    clause::Clause,
};

/// A word or phrase in our language.
pub(super) struct Told {
    /// It.
    pub(super) clause: Clause,
    /// What was rewritten, with why.
    pub(super) changes: Vec<String>,
    /// What could not be carried over.
    pub(super) losses: Vec<String>,
}

const NOTHING: &str =
    "There is no letter or digit in it, and signs alone are not looked for. It is left out.";

/// What has no letter and no digit in it.
fn nothing(changes: Vec<String>, mut losses: Vec<String>) -> Told {
    losses.push(NOTHING.into());
    Told {
        clause: Clause::Gone,
        changes,
        losses,
    }
}

/// A word or phrase of a dialect in ours.
pub(super) fn told(text: &str, quoted: bool, from: Dialect) -> Told {
    let mut changes = vec![];
    let mut losses = vec![];
    let words: Vec<String> = text
        .split_whitespace()
        .map(|word| wildcards(word, from, &mut changes, &mut losses))
        .collect();
    let mut written = words.join(" ");
    if !quoted && let Some(bare) = written.strip_prefix(['#', '@']) {
        losses.push(format!(
            "{} of a social network is looked for as the word.",
            if written.starts_with('#') {
                "A tag"
            } else {
                "A name"
            }
        ));
        written = bare.to_string();
    }
    if written.contains(QUOTES) {
        written = written.replace(QUOTES, " ");
    }
    if !written.chars().any(char::is_alphanumeric) {
        return nothing(changes, losses);
    }
    for word in written.split_whitespace() {
        // As our reader counts: before the first wildcard, or behind a star that the word begins with.
        let bare = word.trim_matches(|it: char| !it.is_alphanumeric() && !matches!(it, '*' | '?'));
        let whole = bare.strip_prefix('*').unwrap_or(bare);
        let enough = letters(whole.split(['*', '?']).next().unwrap_or_default()) >= 3
            || bare.strip_suffix('*').is_some_and(is_row);
        if word.contains(['*', '?']) && !enough {
            losses.push(format!(
                "“{word}” needs three letters before its first wildcard here, or behind a star at its beginning. Write out the words that are meant."
            ));
        }
    }
    let clause = Clause::term(&written, quoted);
    if !quoted
        && matches!(clause, Clause::Term { quoted: true, .. })
        && !text.starts_with(['#', '@'])
    {
        changes.push("In quotation marks, so that no sign in it is read as an operator.".into());
    }
    Told {
        clause,
        changes,
        losses,
    }
}

/// A value of `url:` or `site:` in ours. Its signs are looked for as they are, so wildcards have no meaning in it.
pub(super) fn address(text: &str, field: &str, from: Dialect) -> Told {
    // Each sign, and whether it stood for others.
    let mut signs: Vec<(char, bool)> = vec![];
    let mut escaped = false;
    for c in text.trim().chars() {
        if c == '\\' && !escaped && from == Dialect::Lucene {
            escaped = true;
            continue;
        }
        let c = if QUOTES.contains(&c) { ' ' } else { c };
        signs.push((c, !escaped && matches!(c, '*' | '?')));
        escaped = false;
    }
    let star = ('*', true);
    let first = signs.iter().take_while(|it| **it == star).count();
    let last = signs.iter().rev().take_while(|it| **it == star).count();
    let inner = signs.get(first..signs.len() - last).unwrap_or_default();
    let written: String = inner.iter().map(|it| it.0).collect();
    let (mut changes, mut losses) = (vec![], vec![]);
    if signs.len() < text.trim().chars().count() {
        changes.push("Signs in an address need no backslash here.".into());
    }
    if !written.chars().any(char::is_alphanumeric) {
        return nothing(changes, losses);
    }
    let wild = inner.iter().any(|it| it.1);
    if field == "site" {
        // A host finds what is below it, and whatever page of it.
        let host = written.strip_prefix('.').filter(|_| first > 0);
        let part = first > 0 && host.is_none() || last > 0 && !written.ends_with('/');
        if wild || part {
            losses.push(
                "A host is looked for as a whole here, with those below it, and takes no * or ?. Write it out, or ask with url: for a part of the address.".into(),
            );
        } else if first + last > 0 {
            changes.push("A host finds those below it and all of its pages.".into());
        }
        return Told {
            clause: Clause::term(host.unwrap_or(&written), true),
            changes,
            losses,
        };
    }
    if first + last > 0 {
        changes
            .push("A part of the address is looked for, so a * at its ends is not needed.".into());
    }
    if wild {
        losses.push(
            "In a part of an address * and ? stand for themselves here, so fewer are found. Ask for its pieces, with AND between them.".into(),
        );
    }
    Told {
        clause: Clause::term(&written, true),
        changes,
        losses,
    }
}

/// The wildcards of one word.
fn wildcards(
    word: &str,
    from: Dialect,
    changes: &mut Vec<String>,
    losses: &mut Vec<String>,
) -> String {
    match from {
        Dialect::Lexis => lexis(word, changes),
        Dialect::Factiva => factiva(word, losses),
        Dialect::Meltwater | Dialect::Brandwatch | Dialect::Lucene => word.into(),
    }
}

/// `sanction!` is any ending, `wom*n` one letter.
fn lexis(word: &str, changes: &mut Vec<String>) -> String {
    let mut word = word.to_string();
    if let Some(root) = word.strip_suffix('!')
        && root.ends_with(char::is_alphanumeric)
    {
        changes.push("Lexis writes any ending as !, we as *.".into());
        word = format!("{root}*");
        return word;
    }
    let root = word.trim_end_matches('*').to_string();
    if root.len() < word.len() {
        changes.push(
            "A * at the end is any ending in newer Lexis, one letter or none in older. Here it is any ending.".into(),
        );
        word = format!("{root}*");
    }
    if root.contains('*') {
        changes.push("Within a word, Lexis writes one letter as *, we as ?.".into());
        word = word.replacen(&root, &root.replace('*', "?"), 1);
    }
    word
}

/// `engineer$3` is an ending of at most three letters.
fn factiva(word: &str, losses: &mut Vec<String>) -> String {
    let Some((root, number)) = word.split_once('$') else {
        return word.into();
    };
    if root.is_empty() || !number.chars().all(|it| it.is_ascii_digit()) {
        return word.into();
    }
    losses.push(if number.is_empty() {
        "The length of an ending cannot be bounded here: * is any ending, so more is found.".into()
    } else {
        format!("An ending of at most {number} letters cannot be asked for here: * is any ending, so more is found.")
    });
    format!("{root}*")
}
