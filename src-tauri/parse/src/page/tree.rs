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
    /// Bytes of the text that is hidden.
    pub(crate) hidden: usize,
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

impl Segment {
    /// Whether it is a sentence and not names: "Quayside Post, Lower Street 4. Printed on Thursdays."
    pub(crate) fn is_sentence(&self) -> bool {
        const WORDS: usize = 6;
        const SMALL: usize = 3;
        let words = self.text.split_whitespace();
        let is_small = |it: char| it.is_alphabetic() && !it.is_uppercase();
        let small = words.clone().filter(|it| it.starts_with(is_small)).count();
        self.words >= WORDS
            && ends_sentence(&self.text)
            && (small >= SMALL || small * 2 > words.count())
    }
}

/// Whether `text` ends as sentences do.
pub(crate) fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '”', '“', '’', '»', ')', '\'', '」'])
        .ends_with(['.', '!', '?', '…', '。', '।', '؟', '։'])
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
    /// How many segments stand in it.
    pub(crate) segments: usize,
}

impl Tree {
    /// Reads the visible text of `document`, with what the names of its elements say.
    pub(crate) fn of(document: &Document) -> Tree {
        let mut tree = Tree::read(document, true);
        teasers::mark(&mut tree);
        tree
    }

    /// Reads the visible text of `document` and nothing more: of its blocks the texts and the boxes around them.
    pub(crate) fn plain(document: &Document) -> Tree {
        Tree::read(document, false)
    }

    fn read(document: &Document, named: bool) -> Tree {
        let root = document.body().unwrap_or_else(|| document.html_root());
        let mut reader = Reader {
            tree: Tree {
                segments: Vec::new(),
                boxes: Vec::new(),
                hidden: 0,
            },
            raw: String::new(),
            ended_at: None,
            seam_at: None,
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

/// Whether an element is a block of its own.
fn is_block(tag: &str) -> bool {
    matches!(
        tag,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// Whether an element holds no text of an article: a control, or what is shown only on request.
fn is_unseen(tag: &str) -> bool {
    matches!(
        tag,
        "audio"
            | "button"
            | "canvas"
            | "datalist"
            | "dialog"
            | "embed"
            | "head"
            | "iframe"
            | "input"
            | "map"
            | "meter"
            | "object"
            | "progress"
            | "rp"
            | "rt"
            | "script"
            | "select"
            | "style"
            | "template"
            | "textarea"
            | "title"
            | "video"
    )
}

struct Reader {
    tree: Tree,
    raw: String,
    /// Where in `raw` an inline element has just ended.
    ended_at: Option<usize>,
    /// Where in `raw` an inline element begins that stands close behind another, if no text followed yet.
    seam_at: Option<usize>,
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
            segments: 0,
        });
        self.tree.boxes.len() - 1
    }

    fn children(&mut self, node: &NodeRef<'_>, inside: usize, in_link: bool) {
        for child in node.children_it(false) {
            if child.is_text() {
                let marks = |it: char| it == SEAM || it == BREAK || LINK.contains(&it);
                let text = child.text();
                self.part(&text);
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
        if is_unseen(tag) {
            self.raw.push(' ');
        } else if is_hidden(node) {
            if self.named.is_some() {
                self.tree.hidden += bytes_of_text(node);
            }
            self.raw.push(' ');
        } else if tag == "br" {
            self.raw.push(BREAK);
        } else if is_block(tag) || tag.contains('-') {
            self.flush(inside);
            let opened = self.open(tag, node, Some(inside));
            self.children(node, opened, in_link);
            self.flush(opened);
        } else {
            if tag == "time" && self.datetime.is_none() {
                self.datetime = node.attr("datetime").map(|it| it.to_string());
            }
            let hints = self.hints_of(tag, node);
            if hints.any(Hints::HEARD) && is_remark(node, in_link) {
                return;
            }
            self.hints |= hints;
            let is_set_off = matches!(tag, "sub" | "sup");
            if self.ended_at == Some(self.raw.len())
                && !is_set_off
                && self.tree.boxes[inside].tag != "pre"
            {
                self.seam_at = self.ended_at;
            }
            // A time stands apart from what is beside it, whatever the markup leaves out.
            let seam = if tag == "time" {
                [SEAM, ' ']
            } else {
                [SEAM, SEAM]
            };
            self.raw.extend(seam);
            self.children(node, inside, in_link || tag == "a");
            self.raw.extend(seam);
            self.ended_at = (!is_set_off).then_some(self.raw.len());
        }
    }

    /// Parts `text` from the element before its own where their words would run together that a page's style
    /// sets apart: "Opinion" and "Piers shut". What follows text in the middle of a word is left: "i" and "Phone".
    fn part(&mut self, text: &str) {
        let Some(at) = self.seam_at else { return };
        let Some(next) = text.chars().next() else {
            return;
        };
        self.seam_at = None;
        let before = self.raw[..at]
            .trim_end_matches(|it: char| it == SEAM || LINK.contains(&it))
            .chars()
            .next_back();
        if before.is_some_and(|it| is_glued(it, next)) {
            self.raw.insert(at, ' ');
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
        (self.ended_at, self.seam_at) = (None, None);
        let datetime = self.datetime.take();
        let hints = std::mem::take(&mut self.hints);
        for paragraph in paragraphs(&raw) {
            // It is folded to a blank.
            let text = fold(&paragraph);
            if text.is_empty() {
                continue;
            }
            if self.named.is_none() {
                self.tree.segments.push(Segment {
                    inside,
                    text,
                    ..Segment::default()
                });
                continue;
            }
            let parts: Vec<String> = paragraph
                .split([SEAM, BREAK])
                .map(fold)
                .filter(|it| !it.is_empty())
                .collect();
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
        // Not counted to its end: a paragraph may grow with every line of a page.
        let long = |it: &str| it.chars().nth(79).is_some();
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

/// Whether one word ends with `before` and another begins with `next`.
fn is_glued(before: char, next: char) -> bool {
    let is_cased = before.is_lowercase() || before.is_uppercase();
    ((before.is_lowercase() || ".!?…:;,)”»".contains(before)) && next.is_uppercase())
        || (is_cased && next.is_numeric())
        || (before.is_numeric() && next.is_uppercase())
}

/// Whether an element that is not seen says a few words about the link or the word beside it: "(opens in a new tab)".
/// Others are labels: "Published".
fn is_remark(node: &NodeRef<'_>, in_link: bool) -> bool {
    const WORDS: usize = 8;
    /// It may hold all of a page, once for each of its levels: what is longer is not read to its end.
    const NODES: usize = 40;
    const BYTES: usize = 400;
    let mut text = String::new();
    for (count, it) in node.descendants_it().enumerate() {
        if count >= NODES {
            return false;
        }
        if it.is_text() {
            text.push_str(&it.text());
            if text.len() > BYTES {
                return false;
            }
        }
    }
    (in_link || text.trim_start().starts_with('(')) && count_words(&text) <= WORDS
}

/// Whether an element is not shown.
pub(super) fn is_hidden(node: &NodeRef<'_>) -> bool {
    (node.has_attr("hidden") && !is_streamed(node))
        || (node
            .attr("aria-hidden")
            .is_some_and(|it| it.eq_ignore_ascii_case("true"))
            && !is_passage(node))
}

/// Whether an element that is seen and not heard holds a passage of text, as the parts of a page do that unfold. A menu
/// holds links, a dialog is asked for.
fn is_passage(node: &NodeRef<'_>) -> bool {
    const WORDS: usize = 40;
    /// So many nodes are looked at: elements stand in one another, and each is asked.
    const NODES: usize = 120;
    if is_dialog(node) {
        return false;
    }
    let is_link = |it: &NodeRef<'_>| it.node_name().is_some_and(|name| &*name == "a");
    let mut words = 0;
    for it in node.descendants_it().take(NODES) {
        if it.is_text() && !it.ancestors_it(Some(3)).any(|it| is_link(&it)) {
            words += count_words(&it.text());
            if words >= WORDS {
                return true;
            }
        }
    }
    false
}

/// Whether an element is named as those are that open over a page.
fn is_dialog(node: &NodeRef<'_>) -> bool {
    const NAMES: &[&str] = &[
        "modal", "popup", "popover", "dialog", "overlay", "cookie", "consent",
    ];
    ["class", "id", "role"].into_iter().any(|key| {
        let value = node.attr(key).map(|it| it.to_ascii_lowercase());
        value.is_some_and(|value| NAMES.iter().any(|it| value.contains(it)))
    })
}

/// Shows everything on `document` that is hidden, except for its dialogs.
pub(super) fn show(document: &Document) {
    for node in document.select("[hidden], [aria-hidden]").nodes() {
        if !is_dialog(node) {
            node.remove_attr("hidden");
            node.remove_attr("aria-hidden");
        }
    }
}

/// The bytes of all text in an element.
fn bytes_of_text(node: &NodeRef<'_>) -> usize {
    node.descendants_it()
        .filter(|it| it.is_text())
        .map(|it| it.text().trim().len())
        .sum()
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Markup, its text.
    const SEAMS: &[(&str, &str)] = &[
        (
            "<h1><span>Opinion</span><span>Piers shut</span></h1>",
            "Opinion Piers shut",
        ),
        (
            "<p><a href=/j>Jana Holm</a><span><a href=/p>Petr Aros</a></span></p>",
            "Jana Holm Petr Aros",
        ),
        (
            "<p><span>The cranes stand.</span><span>Nobody works.</span></p>",
            "The cranes stand. Nobody works.",
        ),
        ("<p><span>07</span><span>Dec</span></p>", "07 Dec"),
        ("<p>i<span>Phone</span></p>", "iPhone"),
        ("<p><span>T</span><span>he quay</span></p>", "The quay"),
        ("<p><span>the</span>Quay</p>", "theQuay"),
        ("<p><span>CO</span><sub>2</sub> prices</p>", "CO2 prices"),
        ("<p><span>har</span><span>bour</span></p>", "harbour"),
        (
            "<pre><span>quay</span><span>.</span><span>Open</span></pre>",
            "quay.Open",
        ),
        // What is only heard.
        (
            "<p>The <a href=/r>review<span class=sr-only> (opens in a new tab)</span></a> was late.</p>",
            "The review was late.",
        ),
        (
            "<p><span class=screen-reader-text>Published</span> 7 December</p>",
            "Published 7 December",
        ),
        (
            "<p>Shut <i aria-hidden=true><span>arrow</span></i></p>",
            "Shut",
        ),
    ];

    fn text(markup: &str) -> String {
        let tree = Tree::of(&Document::from(markup));
        let texts: Vec<&str> = tree.segments.iter().map(|it| it.text.as_str()).collect();
        texts.join("|")
    }

    #[test]
    fn words_of_elements_that_a_style_sets_apart_do_not_run_together() {
        for (markup, expected) in SEAMS {
            assert_eq!(text(markup), *expected, "{markup}");
        }
    }

    #[test]
    fn what_is_seen_and_not_heard_is_read_where_it_is_a_passage() {
        let words = "one word after the other ".repeat(10);
        let passage = format!("<div aria-hidden=true class=panel><p>{words}</p></div>");
        assert_eq!(text(&passage), words.trim());
        assert_eq!(text(&passage.replace("panel", "cookie-modal")), "");
        assert_eq!(
            text(
                &passage
                    .replace("<p>", "<p><a href=/x>")
                    .replace("</p>", "</a></p>")
            ),
            "",
            "a menu"
        );
        let hidden = Tree::of(&Document::from(
            passage.replace("aria-hidden=true", "hidden"),
        ));
        assert!(hidden.segments.is_empty());
        assert_eq!(hidden.hidden, words.trim().len());
    }
}
