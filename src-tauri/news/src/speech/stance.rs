//! Stance: whether a mention is said to be so, or denied, or only possible, threatened or asked for.

use crate::text::{sentence_at, tokens};

/// Words that deny what follows them closely, or whose object is denied.
const NEGATORS: &[&str] = &[
    "no",
    "not",
    "never",
    "without",
    "neither",
    "nor",
    "none",
    "cannot",
    "denied",
    "denies",
    "deny",
    "denying",
    "rejected",
    "rejects",
    "reject",
    "ruled",
    "avoid",
    "avoided",
    "avoiding",
    "prevent",
    "prevented",
    "averted",
    "false",
    "unfounded",
    "refused",
    "refuses",
    "dismissed",
    "lack",
    "absence",
    "didn",
    "doesn",
    "don",
    "isn",
    "wasn",
    "weren",
    "aren",
    "won",
    "hasn",
    "haven",
    "hadn",
    "couldn",
    "wouldn",
    "shouldn",
];

/// Words after which something is not said to be so: possible, conditional, feared, asked for, planned.
const HYPOTHETICAL: &[&str] = &[
    "if",
    "unless",
    "whether",
    "may",
    "might",
    "could",
    "would",
    "should",
    "can",
    "potential",
    "potentially",
    "possible",
    "possibly",
    "possibility",
    "alleged",
    "allegedly",
    "suspected",
    "threat",
    "threats",
    "threaten",
    "threatens",
    "threatened",
    "threatening",
    "warn",
    "warned",
    "warns",
    "warning",
    "fear",
    "fears",
    "feared",
    "risk",
    "risks",
    "call",
    "calls",
    "called",
    "calling",
    "urge",
    "urged",
    "urges",
    "urging",
    "demand",
    "demanded",
    "demands",
    "plan",
    "plans",
    "planned",
    "planning",
    "consider",
    "considers",
    "considering",
    "propose",
    "proposed",
    "proposes",
    "draft",
    "drafted",
    "future",
    "hypothetical",
    "likely",
    "unlikely",
    "case",
    "event",
    "any",
    "another",
    "want",
    "wants",
    "wanted",
    "seek",
    "seeks",
    "sought",
    "hope",
    "hopes",
    "perhaps",
    "maybe",
    "will",
    "next",
    "chance",
    "prospect",
    "against",
    "suggested",
];

/// Words behind a mention that make its clause a condition or a denial.
const AFTER: &[&str] = &[
    "would", "could", "might", "may", "should", "never", "averted", "avoided", "denied",
    "unlikely", "likely",
];

/// What is weighed before something happens.
const WEIGHED: &[&str] = &[
    "price",
    "cost",
    "costs",
    "consequence",
    "consequences",
    "danger",
    "dangers",
    "idea",
];

/// Words between which a negation or a condition does not reach: a new clause begins.
const CLAUSES: &[&str] = &[
    "but", "although", "though", "however", "while", "because", "after", "before", "since",
    "which", "who", "as", "when", "and",
];

/// How many words before a mention are looked at.
const REACH: usize = 8;

/// How many bytes around a mention are looked at.
const WINDOW: usize = 400;

/// Whether what stands at `start` in a paragraph is neither negated nor only hypothetical, by the words before it in
/// its clause.
pub(crate) fn is_affirmed(text: &str, start: usize) -> bool {
    // Not more than the words that are looked at can take, however long the paragraph is.
    let (mut from, mut to) = (
        start.saturating_sub(WINDOW),
        (start + WINDOW).min(text.len()),
    );
    while !text.is_char_boundary(from) {
        from += 1;
    }
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let Some(text) = text.get(from..to) else {
        return true;
    };
    let start = start - from;
    let sentence = sentence_at(text, start);
    let Some(before) = text.get(sentence.start..start) else {
        return true;
    };
    // A mark that ends a clause, with what is before it, is out of reach.
    let from = before.rfind([';', ':', '—', '(']).map_or(0, |it| {
        it + before[it..].chars().next().map_or(1, char::len_utf8)
    });
    let words = tokens(&before[from..]);
    // "The price of an attack" is of one that may come, "the price of the attack" of one that came.
    if let [.., noun, of, article] = &words[..]
        && WEIGHED.contains(&noun.form.as_str())
        && of.form == "of"
        && matches!(article.form.as_str(), "a" | "an")
    {
        return false;
    }
    for word in words.iter().rev().take(REACH) {
        let form = word.form.as_str();
        if CLAUSES.contains(&form) {
            return true;
        }
        if NEGATORS.contains(&form) || HYPOTHETICAL.contains(&form) {
            return false;
        }
    }
    // "An attack on the port would be met", "the attack never came".
    let after = text.get(start..sentence.end).unwrap_or_default();
    let to = after
        .find([',', ';', ':', '—', '(', '“', '”', '"'])
        .unwrap_or(after.len());
    for word in tokens(&after[..to]).iter().skip(1).take(REACH - 2) {
        let form = word.form.as_str();
        if CLAUSES.contains(&form) {
            return true;
        }
        if AFTER.contains(&form) {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mention_is_affirmed_denied_or_only_possible() {
        const TESTS: &[(&str, &str, bool)] = &[
            ("The union imposed sanctions on Monday.", "sanctions", true),
            ("No sanctions were announced.", "sanctions", false),
            (
                "The ministry denied an attack on the convoy.",
                "attack",
                false,
            ),
            ("It did not call the blast an attack.", "attack", false),
            ("He spoke of potential sanctions.", "sanctions", false),
            (
                "They would answer in the event of an escalation.",
                "escalation",
                false,
            ),
            ("She called for sanctions.", "sanctions", false),
            ("If they attack, we answer.", "attack", false),
            ("He did not sleep, but the attack came.", "attack", true),
            ("The attack killed two.", "attack", true),
            ("We didn’t see the attack.", "attack", false),
            (
                "An attack on the port would be met with force.",
                "attack",
                false,
            ),
            ("The attack never came.", "attack", false),
            ("They named the price of an attack.", "attack", false),
            ("They named the price of the attack.", "attack", true),
            (
                "The attack on Monday killed two, and might kill more.",
                "attack",
                true,
            ),
        ];
        for (text, word, expected) in TESTS {
            let at = text.find(word).expect("it is there");
            assert_eq!(is_affirmed(text, at), *expected, "{text}");
        }
    }
}
