//! Cutting a text at its marks.

use std::ops::Range;

use super::Piece;
use crate::TopicId;

/// `text`, cut where marks begin and end. Together the pieces are the text; where marks overlap, a piece
/// has several topics, each once, in ascending order. Marks that do not lie on character boundaries of the
/// text are left out.
pub fn pieces(text: &str, marks: &[(Range<usize>, TopicId)]) -> Vec<Piece> {
    let marks: Vec<&(Range<usize>, TopicId)> = marks
        .iter()
        .filter(|(it, _)| it.start < it.end && text.get(it.clone()).is_some())
        .collect();
    let mut cuts: Vec<usize> = marks
        .iter()
        .flat_map(|(it, _)| [it.start, it.end])
        .collect();
    cuts.extend([0, text.len()]);
    cuts.sort_unstable();
    cuts.dedup();
    let mut found: Vec<Piece> = vec![];
    for pair in cuts.windows(2) {
        let range = pair[0]..pair[1];
        let mut topics: Vec<TopicId> = marks
            .iter()
            .filter(|(it, _)| it.start <= range.start && range.end <= it.end)
            .map(|(_, topic)| *topic)
            .collect();
        topics.sort_unstable();
        topics.dedup();
        match found.last_mut() {
            Some(last) if last.topics.is_empty() && topics.is_empty() => {
                last.text.push_str(&text[range]);
            }
            _ => found.push(Piece {
                text: text[range].to_string(),
                topics,
            }),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(text: &str, marks: &[(Range<usize>, i64)]) -> String {
        let marks: Vec<_> = marks
            .iter()
            .map(|(range, id)| (range.clone(), TopicId(*id)))
            .collect();
        pieces(text, &marks)
            .iter()
            .map(|it| {
                let topics: Vec<String> = it.topics.iter().map(ToString::to_string).collect();
                if topics.is_empty() {
                    it.text.clone()
                } else {
                    format!("[{}:{}]", topics.join("+"), it.text)
                }
            })
            .collect()
    }

    #[test]
    fn a_text_is_cut_at_its_marks() {
        assert_eq!(cut("plain", &[]), "plain");
        assert_eq!(
            cut("no sanctions yet", &[(3..12, 1)]),
            "no [1:sanctions] yet"
        );
        assert_eq!(
            cut("bank sanctions", &[(0..14, 1), (5..14, 2)]),
            "[1:bank ][1+2:sanctions]"
        );
        assert_eq!(
            cut("санкції", &[(1..3, 1)]),
            "санкції",
            "a mark inside of a character is left out"
        );
        assert_eq!(cut("ab", &[(0..9, 1)]), "ab", "and one beyond the text");
        assert_eq!(cut("", &[]), "");
    }

    proptest! {
        #[test]
        fn the_pieces_are_the_text(text in any::<String>(), marks in prop::collection::vec((0_usize..40, 0_usize..40, 0_i64..4), 0..8)) {
            let marks: Vec<_> = marks.into_iter().map(|(a, b, id)| (a..b, TopicId(id))).collect();
            let joined: String = pieces(&text, &marks).into_iter().map(|it| it.text).collect();
            prop_assert_eq!(joined, text);
        }
    }
}
