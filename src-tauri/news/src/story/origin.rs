//! The origin of a text that several articles have.

use crate::{ArticleId, Timestamp};

/// An article of a text, as far as it says where the text comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carrier {
    /// The article.
    pub article_id: ArticleId,
    /// The outlet that it is shown under.
    pub outlet: String,
    /// Its publisher.
    pub publisher: String,
    /// The agency credited.
    pub wire: Option<String>,
}

/// The agency that a text is of, given those that its articles credit: of several the first by name, so that the order
/// in which they came does not matter.
pub fn agency<'a>(credited: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    credited.min()
}

/// Whether `a` is rather the origin of a text than `b`: what its agency published itself, else what was published
/// first, else what credits nobody. A total order, so that the order of arrival does not matter: an original that
/// comes in last is the origin.
pub fn is_rather_origin(a: &Carrier, b: &Carrier, agency: Option<&str>) -> bool {
    rank(a, agency) < rank(b, agency)
}

fn rank(it: &Carrier, agency: Option<&str>) -> (bool, Timestamp, bool, ArticleId) {
    let is = |name: &str| agency.is_some_and(|agency| is_name_of(name, agency));
    let is_agency = is(&it.outlet) || is(&it.publisher);
    (
        !is_agency,
        it.article_id.minute(),
        it.wire.is_some() && !is_agency,
        it.article_id,
    )
}

/// Whether an outlet is called by the name of an agency: "AP", "Reuters", "AFP (Paris)", "dpa Europa".
fn is_name_of(outlet: &str, agency: &str) -> bool {
    let (outlet, agency) = (outlet.to_lowercase(), agency.to_lowercase());
    outlet == agency
        || outlet
            .strip_prefix(&agency)
            .is_some_and(|rest| rest.starts_with([' ', '(', '-', '.']))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn carrier((minute, outlet, wire): (i64, &str, Option<&str>), number: i64) -> Carrier {
        Carrier {
            article_id: ArticleId(
                ArticleId::floor(Timestamp(minute * Timestamp::MINUTE)).0 + number,
            ),
            outlet: outlet.into(),
            publisher: outlet.into(),
            wire: wire.map(Into::into),
        }
    }

    /// The place of the origin among articles that come in in this order.
    fn origin(articles: &[Carrier]) -> Option<&Carrier> {
        let agency = agency(articles.iter().filter_map(|it| it.wire.as_deref()));
        articles
            .iter()
            .reduce(|a, b| if is_rather_origin(b, a, agency) { b } else { a })
    }

    #[test]
    fn the_origin_is_the_agency_else_the_first_else_who_credits_nobody() {
        type Told = (i64, &'static str, Option<&'static str>);
        const TESTS: &[(&str, &[Told], &str)] = &[
            (
                "the first",
                &[(5, "Ledger", None), (3, "Courier", None)],
                "Courier",
            ),
            (
                "the agency, though its own page is dated later",
                &[
                    (3, "Courier", Some("AP")),
                    (5, "AP", None),
                    (4, "Ledger", None),
                ],
                "AP",
            ),
            (
                "of two of one minute, who credits nobody",
                &[(3, "Courier", Some("AP")), (3, "Ledger", None)],
                "Ledger",
            ),
            (
                "an agency that nobody credits is an outlet",
                &[(3, "Courier", None), (5, "AP", None)],
                "Courier",
            ),
            (
                "a desk of the agency",
                &[(1, "Courier", Some("dpa")), (2, "dpa Europa", None)],
                "dpa Europa",
            ),
            (
                "no longer name",
                &[(1, "Courier", Some("AP")), (2, "Apex News", None)],
                "Courier",
            ),
        ];
        for (what, told, expected) in TESTS {
            let mut all: Vec<Carrier> = told
                .iter()
                .zip(0..)
                .map(|(it, at)| carrier(*it, at))
                .collect();
            for _ in 0..all.len() {
                all.rotate_left(1);
                assert_eq!(
                    origin(&all).map(|it| it.outlet.as_str()),
                    Some(*expected),
                    "{what}"
                );
            }
        }
    }

    proptest! {
        #[test]
        fn the_order_of_arrival_does_not_matter(
            told in prop::collection::vec((0_i64..4, 0_usize..4, 0_usize..4), 1..8),
            turn in 0_usize..8,
        ) {
            const NAMES: [&str; 4] = ["AP", "Ledger", "Reuters", "Courier"];
            const WIRES: [Option<&str>; 4] = [None, Some("AP"), Some("Reuters"), None];
            let mut all: Vec<Carrier> = told
                .iter()
                .zip(0..)
                .map(|((at, name, wire), number)| carrier((*at, NAMES[*name], WIRES[*wire]), number))
                .collect();
            let first = origin(&all).cloned();
            let turn = turn % all.len();
            all.rotate_left(turn);
            prop_assert_eq!(origin(&all).cloned(), first.clone());
            all.reverse();
            prop_assert_eq!(origin(&all).cloned(), first);
        }
    }
}
