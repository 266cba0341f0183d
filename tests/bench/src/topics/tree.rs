//! What others can be asked too: words, phrases, prefixes, proximity, and AND, OR and NOT over them.

use news::{query::Query, text::tokens};

/// A query as others understand it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Tree {
    And(Vec<Tree>),
    Or(Vec<Tree>),
    Not(Box<Tree>),
    Leaf(Leaf),
}

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Leaf {
    Word(String),
    Phrase(Vec<String>),
    /// What a word must begin with.
    Prefix(String),
    /// Two words with at most so many between them.
    Near(String, u32, String),
}

impl Tree {
    /// The tree of a query, or nothing if it says more than a tree can.
    pub(crate) fn of(query: &Query) -> Option<Tree> {
        let text = query.to_string();
        let mut reader = Reader { rest: &text };
        let tree = reader.tree()?;
        reader.rest.trim().is_empty().then_some(tree)
    }

    /// Visits every leaf, in order.
    pub(crate) fn leaves(&self, visit: &mut impl FnMut(&Leaf)) {
        match self {
            Tree::And(parts) | Tree::Or(parts) => parts.iter().for_each(|it| it.leaves(visit)),
            Tree::Not(part) => part.leaves(visit),
            Tree::Leaf(leaf) => visit(leaf),
        }
    }

    /// Whether it asks how near words stand to each other: not all others can tell.
    #[cfg(feature = "peers")]
    pub(crate) fn is_near(&self) -> bool {
        let mut near = false;
        self.leaves(&mut |it| near |= matches!(it, Leaf::Near(..)));
        near
    }
}

/// Reads the canonical form, in which brackets say everything.
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn tree(&mut self) -> Option<Tree> {
        let mut parts = vec![self.unary()?];
        let mut joint = "";
        loop {
            self.rest = self.rest.trim_start();
            let word = ["AND", "OR"].into_iter().find(|it| {
                self.rest
                    .strip_prefix(it)
                    .is_some_and(|rest| rest.starts_with(' '))
            });
            let Some(word) = word else { break };
            if !joint.is_empty() && joint != word {
                return None;
            }
            joint = word;
            self.rest = &self.rest[word.len()..];
            parts.push(self.unary()?);
        }
        Some(match joint {
            "AND" => Tree::And(parts),
            "OR" => Tree::Or(parts),
            _ => parts.remove(0),
        })
    }

    fn unary(&mut self) -> Option<Tree> {
        self.rest = self.rest.trim_start();
        if let Some(rest) = self.rest.strip_prefix("NOT ") {
            self.rest = rest;
            return Some(Tree::Not(Box::new(self.unary()?)));
        }
        let left = self.operand()?;
        let Some(rest) = self.rest.trim_start().strip_prefix("NEAR/") else {
            return Some(left);
        };
        let digits = rest.find(|it: char| !it.is_ascii_digit())?;
        let apart = rest[..digits].parse().ok()?;
        self.rest = &rest[digits..];
        match (left, self.operand()?) {
            (Tree::Leaf(Leaf::Word(left)), Tree::Leaf(Leaf::Word(right))) => {
                Some(Tree::Leaf(Leaf::Near(left, apart, right)))
            }
            _ => None,
        }
    }

    fn operand(&mut self) -> Option<Tree> {
        self.rest = self.rest.trim_start();
        if let Some(rest) = self.rest.strip_prefix('(') {
            self.rest = rest;
            let tree = self.tree()?;
            self.rest = self.rest.trim_start().strip_prefix(')')?;
            return Some(tree);
        }
        if let Some(rest) = self.rest.strip_prefix('"') {
            let (phrase, rest) = rest.split_once('"')?;
            self.rest = rest;
            return words(phrase).map(Tree::Leaf);
        }
        let end = self.rest.find([' ', ')']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(Tree::Leaf(match word.strip_suffix('*') {
            Some(prefix) => match words(prefix)? {
                Leaf::Word(word) => Leaf::Prefix(word),
                _ => return None,
            },
            None => words(word)?,
        }))
    }
}

/// The words of a text, folded: others are asked for what the words of articles are folded to.
fn words(text: &str) -> Option<Leaf> {
    if text.contains([':', '/', '^', '*', '?', '(', '=', '@']) {
        return None;
    }
    let mut forms: Vec<String> = tokens(text).into_iter().map(|it| it.form).collect();
    match forms.len() {
        0 => None,
        1 => forms.pop().map(Leaf::Word),
        _ => Some(Leaf::Phrase(forms)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Option<Tree> {
        Tree::of(&Query::topic(text).expect(text).query)
    }

    #[test]
    fn what_others_understand_is_read_and_what_they_do_not_is_told_apart() {
        const TESTS: &[(&str, bool)] = &[
            ("border", true),
            ("(a1 OR \"b c\" OR def*) AND NOT (g OR h)", true),
            ("border NEAR/5 clash", true),
            ("(border OR frontier) NEAR/5 clash", false),
            ("title:border", false),
            ("ATLEAST/3(border)", false),
            ("wom?n", false),
            ("\"border clash*\"", false),
            ("border SENT clash", false),
            ("FORMS(border)", false),
        ];
        for (text, expected) in TESTS {
            assert_eq!(tree(text).is_some(), *expected, "{text}");
        }
        assert_eq!(
            tree("De-escalation"),
            Some(Tree::Leaf(Leaf::Word("deescalation".into())))
        );
        let leaf = |it: &str| Tree::Leaf(Leaf::Word(it.into()));
        assert_eq!(
            tree("(a1 OR b) AND NOT c"),
            Some(Tree::And(vec![
                Tree::Or(vec![leaf("a1"), leaf("b")]),
                Tree::Not(Box::new(leaf("c")))
            ]))
        );
    }
}
