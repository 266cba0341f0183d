//! Proofs of alerts in little room: what most alerts of a topic have in common is kept once, their places with each.

use std::collections::HashMap;

use news::query::{Proof, Span};
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use crate::{
    Hash, Result, StoreError,
    pack::{pack_proof, unpack_proof},
};

/// How many shapes the writer remembers; then it begins anew.
const REMEMBERED: usize = 50_000;

/// A proof, its places apart from the rest.
#[derive(Debug, Clone)]
pub(crate) struct LeanProof {
    /// The proof without any place.
    shape: Proof,
    /// By what it is found.
    hash: Hash,
    /// For each clause from the top down how many places it has, and where: numbers of seven bits a byte. It ends with the last
    /// place.
    pub(crate) places: Vec<u8>,
}

impl LeanProof {
    pub(crate) fn new(mut proof: Proof) -> LeanProof {
        let (mut places, mut hash) = (vec![], Sha256::new());
        let mut told = 0;
        take_apart(&mut proof, &mut places, &mut hash, &mut told);
        // Behind the last place stand nothing but clauses without any.
        places.truncate(told);
        let whole: [u8; 32] = hash.finalize().into();
        LeanProof {
            shape: proof,
            hash: Hash::half(&whole),
            places,
        }
    }
}

/// Puts the places of a proof apart; `told` is where the last of them ends.
fn take_apart(proof: &mut Proof, places: &mut Vec<u8>, hash: &mut Sha256, told: &mut usize) {
    let mut text = |it: &str| {
        hash.update((it.len() as u64).to_le_bytes());
        hash.update(it);
    };
    text(&proof.clause);
    text(proof.remark.as_deref().unwrap_or("\0"));
    hash.update([u8::from(proof.holds)]);
    hash.update((proof.parts.len() as u64).to_le_bytes());
    put(places, proof.spans.len() as u32);
    let mut before = Span {
        block: 0,
        start: 0,
        end: 0,
    };
    for span in std::mem::take(&mut proof.spans) {
        // In reading order a place is told by how far it is behind the one before, and most are.
        put(places, span.block.wrapping_sub(before.block));
        let from = if span.block == before.block {
            before.start
        } else {
            0
        };
        put(places, span.start.wrapping_sub(from));
        put(places, span.end.wrapping_sub(span.start));
        before = span;
        *told = places.len();
    }
    for part in &mut proof.parts {
        take_apart(part, places, hash, told);
    }
}

/// A proof of its shape and its places.
pub(crate) fn put_together(shape: &[u8], places: &[u8]) -> Result<Proof> {
    let mut proof = unpack_proof(shape)?;
    let mut rest = places;
    give_places(&mut proof, &mut rest)
        .filter(|()| rest.is_empty())
        .ok_or_else(|| StoreError::Damaged("the proof of an alert cannot be read".into()))?;
    Ok(proof)
}

fn give_places(proof: &mut Proof, rest: &mut &[u8]) -> Option<()> {
    // Clauses without a place at the end are not told of.
    let count = if rest.is_empty() { 0 } else { get(rest)? };
    let mut before = Span {
        block: 0,
        start: 0,
        end: 0,
    };
    for _ in 0..count {
        let block = before.block.wrapping_add(get(rest)?);
        let from = if block == before.block {
            before.start
        } else {
            0
        };
        let start = from.wrapping_add(get(rest)?);
        let end = start.wrapping_add(get(rest)?);
        (before.block, before.start) = (block, start);
        proof.spans.push(Span { block, start, end });
    }
    proof
        .parts
        .iter_mut()
        .try_for_each(|it| give_places(it, rest))
}

fn put(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn get(rest: &mut &[u8]) -> Option<u32> {
    let mut number = 0_u32;
    for shift in (0..35).step_by(7) {
        let (byte, left) = rest.split_first()?;
        *rest = left;
        number |= u32::from(byte & 0x7F) << shift;
        if *byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// The numbers of the shapes that were asked for.
#[derive(Debug, Default)]
pub(crate) struct Shapes(HashMap<Hash, i64>);

impl Shapes {
    /// The number of a proof's shape, which is kept where it is a new one.
    pub(crate) fn number(&mut self, conn: &Connection, proof: &LeanProof) -> Result<i64> {
        if let Some(number) = self.0.get(&proof.hash) {
            return Ok(*number);
        }
        let known: Option<i64> = conn
            .prepare_cached("SELECT id FROM proof_shape WHERE hash = ?1")?
            .query_row([proof.hash], |row| row.get(0))
            .optional()?;
        let number = match known {
            Some(number) => number,
            None => {
                conn.prepare_cached("INSERT INTO proof_shape (hash, bytes) VALUES (?1, ?2)")?
                    .execute(params![proof.hash, pack_proof(&proof.shape)?])?;
                conn.last_insert_rowid()
            }
        };
        if self.0.len() >= REMEMBERED {
            self.0.clear();
        }
        self.0.insert(proof.hash, number);
        Ok(number)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn proofs() -> impl Strategy<Value = Proof> {
        let spans = prop::collection::vec(any::<(u32, u32, u32)>(), 0..4);
        let leaf = (".{0,9}", any::<bool>(), spans, prop::option::of(".{0,9}")).prop_map(
            |(clause, holds, spans, remark)| Proof {
                clause,
                holds,
                spans: spans
                    .into_iter()
                    .map(|(block, start, end)| Span { block, start, end })
                    .collect(),
                remark,
                parts: vec![],
            },
        );
        leaf.prop_recursive(4, 30, 5, |inner| {
            (inner.clone(), prop::collection::vec(inner, 0..5))
                .prop_map(|(it, parts)| Proof { parts, ..it })
        })
    }

    proptest! {
        #[test]
        fn a_proof_is_what_it_was_before_it_was_taken_apart(proof in proofs()) {
            let lean = LeanProof::new(proof.clone());
            let shape = pack_proof(&lean.shape).expect("packed");
            prop_assert_eq!(put_together(&shape, &lean.places).expect("put together"), proof);
        }

        #[test]
        fn other_places_are_no_other_shape(proof in proofs()) {
            let bare = LeanProof::new(LeanProof::new(proof.clone()).shape);
            prop_assert_eq!(bare.hash, LeanProof::new(proof).hash);
        }

        #[test]
        fn damaged_places_are_refused_or_read(proof in proofs(), places in prop::collection::vec(any::<u8>(), 0..40)) {
            let shape = pack_proof(&LeanProof::new(proof).shape).expect("packed");
            let _ = put_together(&shape, &places);
        }
    }

    #[test]
    fn places_that_do_not_fit_the_shape_are_damage() {
        let proof = Proof {
            clause: "bank".into(),
            holds: true,
            spans: vec![Span {
                block: 3,
                start: 700,
                end: 704,
            }],
            remark: None,
            parts: vec![],
        };
        let lean = LeanProof::new(proof);
        assert_eq!(lean.places, [1, 3, 0xBC, 5, 4]);
        let shape = pack_proof(&lean.shape).expect("packed");
        for places in [&[1][..], &[1, 3, 0xBC], &[1, 3, 0xBC, 5, 4, 0], &[9]] {
            assert!(
                matches!(put_together(&shape, places), Err(StoreError::Damaged(_))),
                "{places:?}"
            );
        }
    }

    #[test]
    fn clauses_behind_the_last_place_take_no_room() {
        let of = |clause: &str, spans: Vec<Span>, parts: Vec<Proof>| Proof {
            clause: clause.into(),
            holds: true,
            spans,
            remark: None,
            parts,
        };
        let place = Span {
            block: 0,
            start: 2,
            end: 6,
        };
        let parts = vec![
            of("bank", vec![place], vec![]),
            of("NOT river", vec![], vec![of("river", vec![], vec![])]),
        ];
        let proof = of("bank AND NOT river", vec![], parts);
        let lean = LeanProof::new(proof.clone());
        assert_eq!(lean.places, [0, 1, 0, 2, 4]);
        let shape = pack_proof(&lean.shape).expect("packed");
        for places in [&[0, 1, 0, 2, 4][..], &[0, 1, 0, 2, 4, 0, 0]] {
            let found =
                put_together(&shape, places).expect("read, as it was written before as well");
            assert_eq!(found, proof);
        }
    }

    #[test]
    fn a_shape_is_kept_once() {
        let conn = Connection::open_in_memory().expect("opens");
        conn.execute_batch(
            "CREATE TABLE proof_shape (id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, bytes BLOB NOT NULL)",
        )
        .expect("made");
        let of = |clause: &str, start: u32| {
            let end = start + 4;
            LeanProof::new(Proof {
                clause: clause.into(),
                holds: true,
                spans: vec![Span {
                    block: 0,
                    start,
                    end,
                }],
                remark: None,
                parts: vec![],
            })
        };
        let mut shapes = Shapes::default();
        let mut number = |it: &LeanProof| shapes.number(&conn, it).expect("kept");
        let first = number(&of("bank", 1));
        assert_eq!(number(&of("bank", 9)), first);
        assert_ne!(number(&of("port", 9)), first);
        assert_eq!(
            Shapes::default()
                .number(&conn, &of("bank", 5))
                .expect("found"),
            first,
            "a writer that was opened later finds it"
        );
    }
}
