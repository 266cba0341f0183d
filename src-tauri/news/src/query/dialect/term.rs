//! Words and wildcards of other systems in ours.

use super::{Dialect, clause::Clause};

/// A word or phrase in our language.
pub(super) struct Told {
    /// It.
    pub(super) clause: Clause,
    /// What was rewritten, with why.
    pub(super) changes: Vec<String>,
    /// What could not be carried over.
    pub(super) losses: Vec<String>,
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
    let marks = ['"', '“', '”', '„', '«', '»'];
    if written.contains(marks) {
        written = written.replace(marks, " ");
    }
    if !written.chars().any(char::is_alphanumeric) {
        losses.push(
            "There is no letter or digit in it, and signs alone are not looked for. It is left out."
                .into(),
        );
        return Told {
            clause: Clause::Gone,
            changes,
            losses,
        };
    }
    for word in written.split_whitespace() {
        let before = word
            .split(['*', '?'])
            .next()
            .unwrap_or_default()
            .chars()
            .filter(|it| it.is_alphanumeric())
            .count();
        if word.contains(['*', '?']) && before < 3 {
            losses.push(format!(
                "“{word}” needs three letters before its first wildcard here. Write out the words that are meant."
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
