//! A page as the blocks of text that it shows, in page order.

use dom_query::{Document, NodeRef};

use super::hints::{Hints, Known};
use super::teasers;

/// A page's visible text.
pub(crate) struct Tree {
    /// The blocks of text, in page order.
    pub(crate) segments: Vec<Segment>,
    /// The block elements around them; a parent stands before its children.
    pub(crate) boxes: Vec<Holder>,
}

/// A block of text: a paragraph, a heading, a list item, or loose text between blocks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Segment {
    /// Its text, white space folded.
    pub(crate) text: String,
    /// The same text cut where inline elements and line breaks begin and end.
    pub(crate) parts: Vec<String>,
    /// The innermost block element that holds it: an index into [`Tree::boxes`].
    pub(crate) inside: usize,
    /// Its words.
    pub(crate) words: usize,
    /// Its words that stand in links.
    pub(crate) linked: usize,
    /// The `datetime` of a `time` element in it.
    pub(crate) datetime: Option<String>,
    /// What the classes of inline elements in it say.
    pub(crate) hints: Hints,
}

/// A block element.
#[derive(Debug, Clone)]
pub(crate) struct Holder {
    /// The element around it.
    pub(crate) parent: Option<usize>,
    /// Its tag.
    pub(crate) tag: String,
    /// What its class, id and role say about it.
    pub(crate) hints: Hints,
    /// What it and all around it say.
    pub(crate) around: Hints,
}

impl Tree {
    /// Reads the visible text of `document`, with what the names of its elements say.
    pub(crate) fn of(document: &Document) -> Tree {
        let mut tree = Tree::read(document, true);
        teasers::mark(&mut tree);
        tree
    }

    /// Reads the visible text of `document` and nothing more.
    pub(crate) fn plain(document: &Document) -> Tree {
        Tree::read(document, false)
    }

    fn read(document: &Document, named: bool) -> Tree {
        let root = document.body().unwrap_or_else(|| document.html_root());
        let mut reader = Reader {
            tree: Tree {
                segments: Vec::new(),
                boxes: Vec::new(),
            },
            raw: String::new(),
            datetime: None,
            hints: Hints::default(),
            named: named.then(Known::default),
        };
        let body = reader.open("body", &root, None);
        reader.children(&root, body, false);
        reader.flush(body);
        reader.tree
    }

    /// The tag of the innermost block around a segment.
    pub(crate) fn tag(&self, segment: usize) -> &str {
        &self.boxes[self.segments[segment].inside].tag
    }

    /// What all around a segment says.
    pub(crate) fn around(&self, segment: usize) -> Hints {
        self.boxes[self.segments[segment].inside].around | self.segments[segment].hints
    }

    /// The boxes around a segment, innermost first.
    pub(crate) fn holders(&self, segment: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(self.segments[segment].inside), |it| {
            self.boxes[*it].parent
        })
    }

    /// The nearest box around a segment with this tag.
    pub(crate) fn nearest(&self, segment: usize, tag: &str) -> Option<usize> {
        self.holders(segment).find(|it| self.boxes[*it].tag == tag)
    }

    /// Whether `holder` is `outer` or stands in it.
    pub(crate) fn is_within(&self, holder: usize, outer: usize) -> bool {
        std::iter::successors(Some(holder), |it| self.boxes[*it].parent).any(|it| it == outer)
    }

    /// The level of a heading.
    pub(crate) fn heading(&self, segment: usize) -> Option<u8> {
        self.holders(segment)
            .take(3)
            .find_map(|it| match self.boxes[it].tag.as_bytes() {
                [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
                _ => None,
            })
    }
}

/// Stands in raw text where an inline element begins or ends.
const SEAM: char = '\u{1F}';
/// Stands in raw text for a line break.
const BREAK: char = '\u{1E}';
/// Stand in raw text where a link begins and ends.
const LINK: [char; 2] = ['\u{1C}', '\u{1D}'];

const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];
/// Elements that hold no text of an article: controls, and what is shown only on request.
const UNSEEN: &[&str] = &[
    "audio", "button", "canvas", "datalist", "dialog", "embed", "head", "iframe", "input", "map",
    "meter", "object", "progress", "rp", "rt", "script", "select", "style", "template", "textarea",
    "title", "video",
];

struct Reader {
    tree: Tree,
    raw: String,
    datetime: Option<String>,
    hints: Hints,
    /// What names of elements say, where they are looked at.
    named: Option<Known>,
}

impl Reader {
    fn open(&mut self, tag: &str, node: &NodeRef<'_>, parent: Option<usize>) -> usize {
        let hints = self.hints_of(tag, node);
        let around = parent.map_or(hints, |it| self.tree.boxes[it].around | hints);
        self.tree.boxes.push(Holder {
            parent,
            tag: tag.to_owned(),
            hints,
            around,
        });
        self.tree.boxes.len() - 1
    }

    fn children(&mut self, node: &NodeRef<'_>, inside: usize, in_link: bool) {
        for child in node.children_it(false) {
            if child.is_text() {
                let marks = |it: char| it == SEAM || it == BREAK || LINK.contains(&it);
                let text = child.text();
                if in_link {
                    self.raw.push(LINK[0]);
                }
                self.raw
                    .extend(text.chars().map(|it| if marks(it) { ' ' } else { it }));
                if in_link {
                    self.raw.push(LINK[1]);
                }
            } else if let Some(tag) = child.node_name() {
                self.element(&child, &tag.to_ascii_lowercase(), inside, in_link);
            }
        }
    }

    fn element(&mut self, node: &NodeRef<'_>, tag: &str, inside: usize, in_link: bool) {
        if UNSEEN.contains(&tag) || is_hidden(node) {
            self.raw.push(' ');
        } else if tag == "br" {
            self.raw.push(BREAK);
        } else if BLOCKS.contains(&tag) || tag.contains('-') {
            self.flush(inside);
            let opened = self.open(tag, node, Some(inside));
            self.children(node, opened, in_link);
            self.flush(opened);
        } else {
            if tag == "time" && self.datetime.is_none() {
                self.datetime = node.attr("datetime").map(|it| it.to_string());
            }
            let hints = self.hints_of(tag, node);
            self.hints |= hints;
            // A time stands apart from what is beside it, whatever the markup leaves out.
            let seam = if tag == "time" {
                [SEAM, ' ']
            } else {
                [SEAM, SEAM]
            };
            self.raw.extend(seam);
            self.children(node, inside, in_link || tag == "a");
            self.raw.extend(seam);
        }
    }

    fn hints_of(&mut self, tag: &str, node: &NodeRef<'_>) -> Hints {
        match &mut self.named {
            Some(known) => Hints::known(tag, node, known),
            None => Hints::default(),
        }
    }

    /// Ends the running text: it becomes one segment, or several where breaks stand for paragraphs.
    fn flush(&mut self, inside: usize) {
        let raw = std::mem::take(&mut self.raw);
        let datetime = self.datetime.take();
        let hints = std::mem::take(&mut self.hints);
        for paragraph in paragraphs(&raw) {
            let parts: Vec<String> = paragraph
                .split([SEAM, BREAK])
                .map(fold)
                .filter(|it| !it.is_empty())
                .collect();
            let text = fold(&paragraph.replace(BREAK, " "));
            if text.is_empty() {
                continue;
            }
            let words = count_words(&text);
            let linked = linked_words(&paragraph);
            self.tree.segments.push(Segment {
                words,
                linked: linked.min(words),
                parts,
                inside,
                datetime: datetime.clone(),
                hints,
                text,
            });
        }
    }
}

/// The words between the marks of links.
fn linked_words(raw: &str) -> usize {
    raw.split(LINK[0])
        .skip(1)
        .map(|it| count_words(it.split(LINK[1]).next().unwrap_or("")))
        .sum()
}

/// Cuts running text at double breaks, and at single ones between whole sentences.
fn paragraphs(raw: &str) -> Vec<String> {
    let mut done: Vec<String> = vec![String::new()];
    let mut breaks = 0;
    for line in raw.split(BREAK) {
        if line.trim_matches(is_blank).is_empty() {
            breaks += 1;
            continue;
        }
        let last = done.last_mut().expect("never empty");
        let long = |it: &str| it.chars().count() >= 80;
        let ends = last
            .trim_end_matches(is_blank)
            .ends_with(['.', '!', '?', '”', '"', '»', '。']);
        if !last.is_empty() && (breaks > 1 || (breaks == 1 && ends && long(last) && long(line))) {
            done.push(line.to_owned());
        } else {
            if breaks > 0 && !last.is_empty() {
                last.push(BREAK);
            }
            last.push_str(line);
        }
        breaks = 1;
    }
    done
}

/// White space and marks.
fn is_blank(it: char) -> bool {
    it.is_whitespace() || it == SEAM || LINK.contains(&it)
}

/// Whether an element is not shown.
pub(super) fn is_hidden(node: &NodeRef<'_>) -> bool {
    (node.has_attr("hidden") && !is_streamed(node))
        || node
            .attr("aria-hidden")
            .is_some_and(|it| it.eq_ignore_ascii_case("true"))
}

/// Whether a hidden element is a part of the page that a script puts in its place as soon as it arrives.
fn is_streamed(node: &NodeRef<'_>) -> bool {
    let is_part = |it: &NodeRef<'_>| it.id_attr().is_some_and(|it| it.starts_with("S:"));
    is_part(node) || node.first_element_child().is_some_and(|it| is_part(&it))
}

/// `text` with white space folded to single spaces, and without what is never seen.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for it in text.chars() {
        match it {
            '\u{AD}' | '\u{200B}' | '\u{FEFF}' | '\u{2060}' | SEAM => {}
            it if LINK.contains(&it) => {}
            it if it.is_whitespace() || it == BREAK || it.is_control() => {
                if !folded.is_empty() && !folded.ends_with(' ') {
                    folded.push(' ');
                }
            }
            it => folded.push(it),
        }
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    folded
}

/// Words of a text; in scripts without blanks two letters count as one.
pub(crate) fn count_words(text: &str) -> usize {
    let spaced = text
        .split_whitespace()
        .filter(|it| it.chars().any(char::is_alphanumeric))
        .count();
    let dense = text.chars().filter(|it| is_dense(*it)).count();
    spaced.max(dense / 2)
}

/// Whether a letter belongs to a script that puts no blanks between words.
fn is_dense(it: char) -> bool {
    matches!(it, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{0E00}'..='\u{0E7F}')
}
