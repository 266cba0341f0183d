//! Proving: whether a document meets a query, and where. Slow and obviously right: the reference.

use std::collections::BTreeSet;

use super::{
    Document, Proof, Query, Span,
    ast::{Field, Node, Pattern, Words},
};

/// What a node came to: the proof, and the runs of words that met it.
struct Met {
    proof: Proof,
    /// Runs of words, as (first, last), in reading order.
    runs: Vec<(u32, u32)>,
}

/// Whether `document` meets `query`, with every place that met it.
///
/// Exact: no hit is cut off, however many there are. At worst, proximity costs the product of its sides' hits
/// that lie close to each other.
pub fn prove(query: &Query, document: &Document) -> Proof {
    node(&query.root, document, None).proof
}

impl Proof {
    /// The places that made the query hold, in reading order, each once. Without them it would not hold, unless one
    /// of them had also vetoed another clause (`a OR (b AND NOT a)`).
    pub fn highlights(&self) -> Vec<Span> {
        let mut found = BTreeSet::new();
        self.collect(&mut found);
        found.into_iter().collect()
    }

    fn collect(&self, into: &mut BTreeSet<Span>) {
        if !self.holds {
            return;
        }
        into.extend(self.spans.iter().cloned());
        // A node with places of its own (words, proximity) has said it all.
        if self.spans.is_empty() {
            self.parts.iter().for_each(|it| it.collect(into));
        }
    }
}

fn node(it: &Node, document: &Document, field: Option<Field>) -> Met {
    let clause = it.to_string();
    match it {
        Node::Words(words) => leaf(words, document, field, clause),
        Node::Field(inner, part) => {
            let met = node(part, document, Some(*inner));
            let holds = met.proof.holds;
            Met {
                proof: Proof {
                    clause,
                    holds,
                    spans: vec![],
                    remark: None,
                    parts: vec![met.proof],
                },
                runs: met.runs,
            }
        }
        Node::And(parts) | Node::Or(parts) => {
            let met: Vec<Met> = parts
                .iter()
                .map(|part| node(part, document, field))
                .collect();
            let holds = match it {
                Node::And(_) => met.iter().all(|it| it.proof.holds),
                _ => met.iter().any(|it| it.proof.holds),
            };
            let mut runs: Vec<(u32, u32)> = vec![];
            if holds {
                runs.extend(
                    met.iter()
                        .filter(|it| it.proof.holds)
                        .flat_map(|it| it.runs.iter().copied()),
                );
                runs.sort_unstable();
                runs.dedup();
            }
            let parts = met.into_iter().map(|it| it.proof).collect();
            Met {
                proof: Proof {
                    clause,
                    holds,
                    spans: vec![],
                    remark: None,
                    parts,
                },
                runs,
            }
        }
        Node::Not(part) => {
            let met = node(part, document, field);
            let holds = !met.proof.holds;
            let remark = Some(if holds {
                "does not occur".into()
            } else {
                "occurs, so it is left out".into()
            });
            Met {
                proof: Proof {
                    clause,
                    holds,
                    spans: vec![],
                    remark,
                    parts: vec![met.proof],
                },
                runs: vec![],
            }
        }
        Node::Near {
            most,
            ordered,
            left,
            right,
        } => near(*most, *ordered, [left, right], document, field, clause),
    }
}

fn near(
    most: u32,
    ordered: bool,
    sides: [&Node; 2],
    document: &Document,
    field: Option<Field>,
    clause: String,
) -> Met {
    let [left, right] = sides.map(|it| node(it, document, field));
    let block = |run: (u32, u32)| document.words[run.0 as usize].block;
    let close =
        |a: (u32, u32), b: (u32, u32)| a.1 < b.0 && b.0 - a.1 - 1 <= most && block(a) == block(b);
    let (mut runs, mut taken) = (BTreeSet::new(), BTreeSet::new());
    // Both lists are in order of their first word: partners of `a` lie in a window around it.
    let longest = right
        .runs
        .iter()
        .map(|it| it.1 - it.0 + 1)
        .max()
        .unwrap_or(0);
    for &a in &left.runs {
        let from = right.runs.partition_point(|b| b.0 + longest + most < a.0);
        for &b in right.runs[from..]
            .iter()
            .take_while(|b| b.0 <= a.1.saturating_add(most + 1))
        {
            if close(a, b) || !ordered && close(b, a) {
                runs.insert((a.0.min(b.0), a.1.max(b.1)));
                taken.extend([a, b]);
            }
        }
    }
    let holds = !runs.is_empty();
    let spans = taken
        .into_iter()
        .flat_map(|run| spans(document, run))
        .collect();
    let remark = (!holds && left.proof.holds && right.proof.holds)
        .then(|| "both occur, but not so close".to_string());
    Met {
        proof: Proof {
            clause,
            holds,
            spans,
            remark,
            parts: vec![left.proof, right.proof],
        },
        runs: runs.into_iter().collect(),
    }
}

fn leaf(words: &Words, document: &Document, field: Option<Field>, clause: String) -> Met {
    if let Some(known) = field.and_then(|it| about(it, document)) {
        let holds = known
            .windows(words.patterns.len())
            .any(|row| fits(words, row.iter().map(String::as_str)));
        let remark = Some(if known.is_empty() {
            "not known".to_string()
        } else {
            known.join(" ")
        });
        return Met {
            proof: Proof {
                clause,
                holds,
                spans: vec![],
                remark,
                parts: vec![],
            },
            runs: vec![],
        };
    }
    let length = words.patterns.len() as u32;
    let mut runs = vec![];
    let starts: Vec<u32> = match &words.patterns[0] {
        Pattern::Form(form) => document.forms.get(form).cloned().unwrap_or_default(),
        wild @ Pattern::Wild(_) => {
            let mut places: Vec<u32> = document
                .forms
                .iter()
                .filter(|it| wild.fits(it.0))
                .flat_map(|it| it.1.iter().copied())
                .collect();
            places.sort_unstable();
            places
        }
    };
    for first in starts {
        let last = first + length - 1;
        let Some(row) = document.words.get(first as usize..=last as usize) else {
            continue;
        };
        let block = row[0].block;
        if row.iter().all(|it| it.block == block)
            && in_scope(document, block, field)
            && fits(words, row.iter().map(|it| it.form.as_str()))
        {
            runs.push((first, last));
        }
    }
    let spans = runs.iter().flat_map(|run| spans(document, *run)).collect();
    Met {
        proof: Proof {
            clause,
            holds: !runs.is_empty(),
            spans,
            remark: None,
            parts: vec![],
        },
        runs,
    }
}

/// Whether a row of forms is what the words describe.
fn fits<'a>(words: &Words, row: impl Iterator<Item = &'a str>) -> bool {
    words
        .patterns
        .iter()
        .zip(row)
        .all(|(pattern, form)| pattern.fits(form))
}

/// The words of a field that is no part of the text.
fn about(field: Field, document: &Document) -> Option<&Vec<String>> {
    match field {
        Field::Source => Some(&document.about[0]),
        Field::Publisher => Some(&document.about[1]),
        Field::Lang => Some(&document.about[2]),
        Field::Country => Some(&document.about[3]),
        Field::Group => Some(&document.about[4]),
        _ => None,
    }
}

/// Whether a block is looked at.
fn in_scope(document: &Document, block: u32, field: Option<Field>) -> bool {
    let zone = document.zones[block as usize];
    match field {
        None => zone.is_default(),
        Some(Field::Lead) => document.lead[block as usize],
        Some(field) => field.zones().is_some_and(|it| it.contains(&zone)),
    }
}

/// The places of a run of words: one, for a run lies within one block.
fn spans(document: &Document, (first, last): (u32, u32)) -> Option<Span> {
    let (first, last) = (
        &document.words[first as usize],
        &document.words[last as usize],
    );
    Some(Span {
        block: first.block,
        start: first.start,
        end: last.end.max(first.end),
    })
}
