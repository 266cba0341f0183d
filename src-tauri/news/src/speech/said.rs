//! Who said what: direct quotations and indirect speech with the words that name the speaker.

use std::ops::Range;

use super::quotations;
use crate::text::{Token, sentences, tokens};

/// Something that somebody said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Saying {
    /// Which of the texts.
    pub(crate) block: usize,
    /// What was said: places of its text.
    pub(crate) content: Vec<Range<usize>>,
    /// Where the speaker is named: a block and a place in it. Another sentence, where this one has a pronoun.
    pub(crate) speaker: (usize, Range<usize>),
}

/// What somebody said, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// In which of the texts it stands.
    pub block: usize,
    /// What was said, without the words that name the speaker.
    pub text: String,
    /// Who said it, as the text names them, be it by a pronoun.
    pub speaker: String,
    /// Whether all of it stands between quotation marks; else some of it or nothing.
    pub is_direct: bool,
}

/// What is said in the texts of an article, which stand one after the other, and who says it. By rule, and for English: what
/// the rules do not reach is left out. Linear in the length of the texts.
pub fn said<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<Said> {
    const AROUND: [char; 13] = [
        ' ', ',', '.', ';', ':', '“', '”', '"', '«', '»', '\'', '‘', '’',
    ];
    let texts: Vec<&str> = texts.collect();
    let in_words = |it: Saying| {
        let text = texts[it.block];
        let quoted = quotations(text);
        let is_direct = it.content.iter().all(|it| holds(&quoted, it.start));
        let parts: Vec<&str> = apart(it.content)
            .into_iter()
            .map(|it| text[it].trim_matches(AROUND))
            .filter(|it| !it.is_empty())
            .collect();
        let speaker = texts[it.speaker.0][it.speaker.1].trim_matches(AROUND);
        (!parts.is_empty()).then(|| Said {
            block: it.block,
            text: parts.join(" "),
            speaker: speaker.to_string(),
            is_direct,
        })
    };
    sayings(texts.iter().copied())
        .into_iter()
        .filter_map(in_words)
        .collect()
}

/// Places in order, those that touch or hold one another as one.
fn apart(mut places: Vec<Range<usize>>) -> Vec<Range<usize>> {
    places.sort_unstable_by_key(|it| it.start);
    let mut found: Vec<Range<usize>> = vec![];
    for it in places {
        match found.last_mut().filter(|last| it.start <= last.end) {
            Some(last) => last.end = last.end.max(it.end),
            None => found.push(it),
        }
    }
    found
}

/// Verbs of saying, in the forms in which reports use them.
const CUES: &[&str] = &[
    "said",
    "says",
    "say",
    "told",
    "tells",
    "added",
    "adds",
    "warned",
    "warns",
    "announced",
    "announces",
    "stated",
    "states",
    "wrote",
    "writes",
    "tweeted",
    "posted",
    "replied",
    "answered",
    "insisted",
    "insists",
    "claimed",
    "claims",
    "argued",
    "argues",
    "explained",
    "noted",
    "declared",
    "confirmed",
    "confirms",
    "denied",
    "denies",
    "accused",
    "accuses",
    "acknowledged",
    "admitted",
    "urged",
    "urges",
    "asked",
    "asks",
    "vowed",
    "pledged",
    "promised",
    "called",
    "joked",
    "testified",
    "reported",
    "suggested",
    "suggests",
    "complained",
    "remarked",
    "recalled",
    "continued",
    "concluded",
    "cautioned",
    "threatened",
    "stressed",
    "emphasised",
    "emphasized",
    "repeated",
    "reiterated",
];

/// Pronouns that stand for a speaker who was named before.
const PRONOUNS: &[&str] = &["he", "she", "they"];

/// Words that begin what was said.
const OPENERS: &[&str] = &[
    "that", "it", "there", "no", "the", "a", "an", "we", "his", "her", "their", "its",
];

/// What is said in texts that stand one after the other. Linear in their length.
pub(crate) fn sayings<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<Saying> {
    let mut found: Vec<Saying> = vec![];
    let mut last: Option<(usize, Range<usize>)> = None;
    for (block, text) in texts.enumerate() {
        let quoted = quotations(text);
        for sentence in sentences(text) {
            let mut words = tokens(&text[sentence.clone()]);
            for word in &mut words {
                word.start += sentence.start;
                word.end += sentence.start;
            }
            let Some((content, speaker)) = attribution(text, &sentence, &words, &quoted) else {
                // A quotation that goes on from the sentence before is still that speaker's.
                let whole: Vec<Range<usize>> = within(&quoted, &sentence);
                let all_quoted =
                    !words.is_empty() && words.iter().all(|it| holds(&whole, it.start));
                if let (true, Some(speaker)) = (all_quoted, &last) {
                    found.push(Saying {
                        block,
                        content: whole,
                        speaker: speaker.clone(),
                    });
                }
                continue;
            };
            let named: Vec<&Token> = words
                .iter()
                .filter(|it| speaker.contains(&it.start))
                .collect();
            let pronoun = named.len() == 1 && PRONOUNS.contains(&named[0].form.as_str());
            let speaker = match (&last, pronoun) {
                (Some(before), true) => before.clone(),
                _ => (block, speaker),
            };
            last = Some(speaker.clone());
            found.push(Saying {
                block,
                content,
                speaker,
            });
        }
    }
    found
}

/// The parts of `places`, which are in order and apart, within `bounds`.
fn within(places: &[Range<usize>], bounds: &Range<usize>) -> Vec<Range<usize>> {
    let from = places.partition_point(|it| it.end <= bounds.start);
    places[from..]
        .iter()
        .take_while(|it| it.start < bounds.end)
        .map(|it| it.start.max(bounds.start)..it.end.min(bounds.end))
        .filter(|it| it.start < it.end)
        .collect()
}

/// Whether one of `places`, which are in order and apart, holds `at`.
fn holds(places: &[Range<usize>], at: usize) -> bool {
    let after = places.partition_point(|it| it.start <= at);
    after > 0 && at < places[after - 1].end
}

/// What a sentence says that somebody said, and where it names them.
fn attribution(
    text: &str,
    sentence: &Range<usize>,
    words: &[Token],
    quoted: &[Range<usize>],
) -> Option<(Vec<Range<usize>>, Range<usize>)> {
    let quotes = within(quoted, sentence);
    let is_quoted = |at: usize| holds(&quotes, at);
    let free = |it: &Token| !is_quoted(it.start);
    if let Some(at) = words
        .windows(2)
        .position(|it| it[0].form == "according" && it[1].form == "to" && free(&it[0]))
    {
        let from = words.get(at + 2)?.start;
        let to = clause_end(text, from, sentence.end);
        let mut content = vec![];
        push(&mut content, sentence.start..words[at].start);
        push(&mut content, to..sentence.end);
        return Some((content, from..to));
    }
    let cue = words
        .iter()
        .position(|it| CUES.contains(&it.form.as_str()) && free(it))?;
    let (before, after) = (&words[..cue], &words[cue + 1..]);
    let named_before = before.iter().rfind(|it| free(it));
    // `"…," said X` and `…, X said`: the name stands between what was said and the end of the clause.
    let comma = text[sentence.start..words[cue].start]
        .rfind([',', '”', '"', '»'])
        .map(|it| sentence.start + it)
        // A quotation may end with a mark that is an apostrophe elsewhere.
        .max(
            quotes
                .iter()
                .map(|it| it.end)
                .rfind(|it| *it <= words[cue].start),
        );
    let leads = after
        .first()
        .is_some_and(|it| OPENERS.contains(&it.form.as_str()))
        || after.iter().take(3).any(|it| it.form == "that");
    // "Varga, the foreign minister, denied that …" has its name before the comma.
    let apposed = leads && comma.is_some_and(|it| text[it..].starts_with(','));
    let inverted =
        named_before.is_none_or(|it| comma.is_some_and(|comma| comma > it.start) && !apposed);
    let speaker = if inverted {
        let from = after.iter().find(|it| free(it))?.start;
        from..clause_end(text, from, sentence.end)
    } else {
        // A name between two commas ("Varga, the minister, said") begins before them.
        let trailing = quotes.iter().any(|it| it.end <= words[cue].start)
            || after
                .iter()
                .all(|it| it.start >= clause_end(text, words[cue].end, sentence.end));
        let from = match comma {
            Some(comma) if trailing => comma,
            _ => sentence.start,
        };
        from..words[cue].start
    };
    let mut content = quotes.clone();
    if inverted || comma.is_some_and(|it| speaker.start == it) {
        // What stands before the name was said.
        let end = if inverted {
            words[cue].start
        } else {
            speaker.start
        };
        if quotes.is_empty() {
            push(&mut content, sentence.start..end);
        }
    } else if quotes.is_empty() || leads {
        push(&mut content, words[cue].end..sentence.end);
    }
    (!content.is_empty()).then_some((content, speaker))
}

/// Where the clause that begins at `from` ends: at a comma, a quotation, or the sentence's end.
fn clause_end(text: &str, from: usize, end: usize) -> usize {
    text[from..end]
        .find([',', ';', ':', '“', '"', '«', '—', '–', '('])
        .map_or(end, |it| from + it)
}

fn push(into: &mut Vec<Range<usize>>, place: Range<usize>) {
    if place.start < place.end {
        into.push(place);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said_in_words(texts: &[&str]) -> Vec<Said> {
        super::said(texts.iter().copied())
    }

    /// Who said what in a text: (speaker, content).
    fn said(texts: &[&str]) -> Vec<(String, String)> {
        sayings(texts.iter().copied())
            .into_iter()
            .map(|it| {
                let content: Vec<&str> = it
                    .content
                    .iter()
                    .map(|place| texts[it.block][place.clone()].trim_matches([' ', ',', '.']))
                    .collect();
                let speaker = &texts[it.speaker.0][it.speaker.1];
                (
                    speaker.trim_matches([' ', ',', '.', '”']).into(),
                    content.join(" | "),
                )
            })
            .collect()
    }

    #[test]
    fn what_is_said_has_a_speaker() {
        type Said = (&'static str, &'static str);
        const TESTS: &[(&[&str], &[Said])] = &[
            (
                &["“We will answer,” Krell said."],
                &[("Krell", "We will answer")],
            ),
            (
                &["'We will answer all of it,' Krell said."],
                &[("' Krell", "We will answer all of it")],
            ),
            (
                &[
                    "Krell spoke on Monday. She said it was over.",
                    "'Will it hold at all?' she asked.",
                ],
                &[("She", "it was over"), ("She", "Will it hold at all?")],
            ),
            (
                &["“We will answer,” said Oda Krell."],
                &[("Oda Krell", "We will answer")],
            ),
            (
                &["Krell said sanctions were near."],
                &[("Krell", "sanctions were near")],
            ),
            (
                &["Krell told reporters that sanctions were near."],
                &[("Krell", "reporters that sanctions were near")],
            ),
            (
                &["Sanctions were near, Krell said."],
                &[("Krell", "Sanctions were near")],
            ),
            (
                &["According to the ministry, sanctions were near."],
                &[("the ministry", "sanctions were near")],
            ),
            (
                &["Sanctions were near, according to the ministry."],
                &[("the ministry", "Sanctions were near")],
            ),
            (
                &[
                    "Krell spoke on Monday. She said it was over.",
                    "“It is,” she added.",
                ],
                &[("She", "it was over"), ("She", "It is")],
            ),
            (
                &["Krell said it was over. She warned that others were not."],
                &[("Krell", "it was over"), ("Krell", "that others were not")],
            ),
            (
                &["“It is over,” Krell said. “Go home.”"],
                &[("Krell", "It is over"), ("Krell", "Go home")],
            ),
            (&["The bridge was closed on Monday."], &[]),
            (&[""], &[]),
        ];
        for (texts, expected) in TESTS {
            let expected: Vec<(String, String)> = expected
                .iter()
                .map(|it| (it.0.to_string(), it.1.to_string()))
                .collect();
            assert_eq!(said(texts), expected, "{texts:?}");
        }
    }

    #[test]
    fn what_is_said_is_told_with_who_said_it_and_how() {
        let texts = [
            "“We will answer,” Oda Krell said.",
            "She added that “nothing” was decided.",
        ];
        let told = said_in_words(&texts);
        assert_eq!(
            told,
            [
                (0, "We will answer", "Oda Krell", true),
                (1, "that “nothing” was decided", "Oda Krell", false),
            ]
            .map(|(block, text, speaker, is_direct)| Said {
                block,
                text: text.into(),
                speaker: speaker.into(),
                is_direct,
            })
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_on_character_boundaries(text in "(Krell|said|“|”|,|\\.| |é|that|according to|\"){0,30}") {
            for it in sayings([text.as_str()].into_iter()) {
                prop_assert!(text.get(it.speaker.1.clone()).is_some());
                for place in it.content {
                    prop_assert!(text.get(place).is_some());
                }
            }
        }
    }
}
