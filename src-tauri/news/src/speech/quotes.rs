//! Quotations.

use std::ops::Range;

/// From so many words on what stands between straight single marks is a quotation: fewer are a name or a term.
const WORDS: usize = 3;

/// What stands before a straight single mark that opens a quotation, beside blanks.
const BEFORE: [char; 8] = ['(', '[', '{', '“', '«', '—', '–', ':'];

/// Words that begin with an apostrophe.
const CUT: &[&str] = &[
    "bout",
    "cause",
    "cos",
    "em",
    "n",
    "ndrangheta",
    "neath",
    "round",
    "s",
    "t",
    "til",
    "till",
    "tis",
    "twas",
];

/// What stands between quotation marks, without the marks, in order. A quotation that does not end goes on to the
/// end of the paragraph, as it does in print where the next one opens again; one between straight single marks ends, else
/// they are apostrophes. Linear in the length of the text.
pub(crate) fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut found = vec![];
    let mut open: Option<(usize, &[char])> = None;
    // Up to where straight single marks were looked at.
    let mut looked_at = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|it| it.1);
        match open {
            Some((start, ends)) if ends.contains(&c) => {
                // An apostrophe within a word ends nothing.
                if c == '’' && next.is_some_and(char::is_alphanumeric) {
                    continue;
                }
                found.push(start..at);
                open = None;
            }
            Some(_) => {}
            None => {
                let ends: &[char] = match c {
                    '“' => &['”'],
                    '„' => &['“', '”'],
                    '«' => &['»'],
                    '»' => &['«'],
                    '"' => &['"'],
                    '「' => &['」'],
                    '『' => &['』'],
                    '‘' => &['’'],
                    '\'' if at >= looked_at && opens(text, at) => {
                        let end = end_of_single(text, at + 1);
                        looked_at = end.map_or(text.len(), |it| it + 1);
                        if let Some(end) = end.filter(|it| is_quotation(&text[at + 1..*it])) {
                            found.push(at + 1..end);
                            while chars.next_if(|it| it.0 <= end).is_some() {}
                        }
                        continue;
                    }
                    _ => continue,
                };
                open = Some((at + c.len_utf8(), ends));
            }
        }
    }
    if let Some((start, _)) = open {
        found.push(start..text.len());
    }
    found
}

/// Whether the straight single mark at `at` may open a quotation: it stands before a word that does not begin with an
/// apostrophe, and behind none.
fn opens(text: &str, at: usize) -> bool {
    let rest = &text[at + 1..];
    let end = rest
        .find(|it: char| !it.is_alphanumeric())
        .unwrap_or(rest.len());
    let before = text[..at].chars().next_back();
    before.is_none_or(|it| it.is_whitespace() || BEFORE.contains(&it))
        && rest.starts_with(char::is_alphabetic)
        && !CUT.iter().any(|it| it.eq_ignore_ascii_case(&rest[..end]))
}

/// Where what a straight single mark opened before `from` ends, if it does. A mark behind an "s" and before a blank may be
/// that of "the banks' debts": it ends something only where no other does before the next one opens.
fn end_of_single(text: &str, from: usize) -> Option<usize> {
    let mut doubtful = None;
    for (at, _) in text[from..].match_indices('\'') {
        let at = from + at;
        if doubtful.is_some() && opens(text, at) {
            break;
        }
        let before = text[from..at].chars().next_back();
        let after = text[at + 1..].chars().next();
        if before.is_none_or(char::is_whitespace) || after.is_some_and(char::is_alphanumeric) {
            continue;
        }
        let is_genitive =
            matches!(before, Some('s' | 'S')) && after.is_some_and(char::is_whitespace);
        if !is_genitive {
            return Some(at);
        }
        doubtful = doubtful.or(Some(at));
    }
    doubtful
}

/// Whether what stands between two straight single marks is long enough for a quotation, and takes no other quotation
/// apart.
fn is_quotation(text: &str) -> bool {
    text.split_whitespace().count() >= WORDS
        && text.matches('"').count().is_multiple_of(2)
        && text.matches('“').count() == text.matches('”').count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TESTS: &[(&str, &str, &[&str])] = &[
        (
            "a sentence",
            "'We will stay here,' she said.",
            &["We will stay here,"],
        ),
        (
            "a part of one",
            "He called it 'a disaster for all' on Monday.",
            &["a disaster for all"],
        ),
        (
            "apostrophes within",
            "He said 'we don't want the minister's word' again.",
            &["we don't want the minister's word"],
        ),
        (
            "a genitive within",
            "'The banks' debts are too high,' he said.",
            &["The banks' debts are too high,"],
        ),
        (
            "an end that looks like a genitive",
            "He called it 'the worst of all years' and left.",
            &["the worst of all years"],
        ),
        (
            "two of them",
            "'We will go,' he said. 'We will not wait.'",
            &["We will go,", "We will not wait."],
        ),
        (
            "in brackets",
            "The list ('all that they have') is long.",
            &["all that they have"],
        ),
        (
            "with a quotation in it",
            "'She told me \"go away now\" and left,' he said.",
            &["She told me \"go away now\" and left,"],
        ),
        (
            "in a quotation",
            "\"She said 'go away from here' to me,\" he said.",
            &["She said 'go away from here' to me,"],
        ),
        ("a name", "The 'Grey Bridge' was closed.", &[]),
        ("a genitive", "It was the banks' debts that he meant.", &[]),
        (
            "words that begin with an apostrophe",
            "'Tis the season of the '90s and the banks' debts, rock 'n' roll and the clerks' pay.",
            &[],
        ),
        (
            "a house whose name begins with one",
            "The 'Ndrangheta has infiltrated northern firms' boards.",
            &[],
        ),
        ("no end", "'We will not move back,", &[]),
        (
            "half of another quotation",
            "The 'Ndran clan said: \"We do not know the clerks' names.\"",
            &["We do not know the clerks' names."],
        ),
    ];

    #[test]
    fn straight_single_marks_are_quotation_marks_or_apostrophes() {
        for (what, text, expected) in TESTS {
            let found: Vec<&str> = quotations(text).into_iter().map(|it| &text[it]).collect();
            assert_eq!(found, *expected, "{what}");
        }
    }

    proptest! {
        #[test]
        fn quotations_are_in_order_and_on_character_boundaries(text in "(a|words|is é|s|'|’|“|”|\"|,|\\.| ){0,40}") {
            let mut end = 0;
            for it in quotations(&text) {
                prop_assert!(text.get(it.clone()).is_some());
                prop_assert!(end <= it.start);
                end = it.end;
            }
        }
    }
}
