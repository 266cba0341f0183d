//! The paragraphs of a document become an article.

use news::{Article, Block, Zone};

use super::header::Header;
use super::text::headline_of;
use super::{article, exports};
use crate::lines::{self, authors};
use crate::page::fold;
use crate::{Problem, page};

/// What a document says that a paragraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Its title.
    Title,
    /// What stands below its title.
    Standfirst,
    /// A heading.
    Heading,
    /// Text.
    Text,
    /// A block quotation.
    Quote,
    /// The text of a picture.
    Caption,
    /// What stands on every page.
    Running,
}

/// A paragraph of a document. Its white space may not be folded yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Paragraph {
    pub(super) role: Role,
    pub(super) text: String,
}

impl Paragraph {
    /// A paragraph that is `role`.
    pub(super) fn new(role: Role, text: impl Into<String>) -> Paragraph {
        Paragraph {
            role,
            text: text.into(),
        }
    }
}

/// The articles of a document: those of a database's export, or one.
pub(super) fn articles(
    header: Header,
    paragraphs: &[Paragraph],
    problems: &mut Vec<Problem>,
) -> Vec<Article> {
    let lines: Vec<&str> = paragraphs
        .iter()
        .filter(|it| it.role != Role::Running)
        .map(|it| it.text.as_str())
        .collect();
    if exports::looks_like_one(&lines)
        && let Some(articles) = exports::split(&lines.join("\n"))
    {
        return articles;
    }
    one(header, paragraphs, problems).into_iter().collect()
}

/// One article of a document's paragraphs.
pub(super) fn one(
    mut header: Header,
    paragraphs: &[Paragraph],
    problems: &mut Vec<Problem>,
) -> Option<Article> {
    header.title = header.title.map(|it| fold(&it)).filter(|it| is_title(it));
    let paragraphs: Vec<(Role, String)> = paragraphs
        .iter()
        .map(|it| (it.role, fold(&it.text)))
        .filter(|it| !it.1.is_empty())
        .collect();
    let headline = headline(&header, &paragraphs);
    let mut blocks: Vec<Block> = vec![];
    let (mut has_text, mut texts) = (false, 0);
    for (index, (role, text)) in paragraphs.iter().enumerate() {
        texts = if headline.is_some_and(|it| index <= it) {
            0
        } else {
            texts
        };
        if Some(index) == headline {
            blocks.push(Block::new(Zone::Headline, text.as_str()));
            continue;
        }
        match role {
            Role::Running => blocks.push(Block::new(Zone::Boilerplate, text.as_str())),
            Role::Standfirst if !has_text => {
                blocks.push(Block::new(Zone::Standfirst, text.as_str()))
            }
            Role::Caption => blocks.extend(lines::caption(text)),
            // Below the headline, perhaps below a line or two of what the article says.
            _ if texts < 3 && authors::is_byline(text) => {
                blocks.push(Block::new(Zone::Byline, text.as_str()));
            }
            Role::Title | Role::Heading if !lines::is_promo(text) => {
                blocks.push(Block::new(Zone::Body, text.as_str()));
            }
            Role::Quote => {
                blocks.extend(lines::paragraph(Zone::Quote, text, !has_text));
                has_text = true;
            }
            Role::Title | Role::Heading | Role::Standfirst | Role::Text => {
                let made = lines::paragraph(Zone::Body, text, !has_text);
                let is_text = made.iter().any(|it| it.zone == Zone::Body);
                has_text |= is_text;
                texts += usize::from(is_text);
                blocks.extend(made);
            }
        }
    }
    let shown = headline.map(|it| paragraphs[it].1.clone());
    if shown.is_some() && paragraphs[headline?].0 == Role::Title {
        // What the document shows as its title is newer than what its properties say.
        header.title = None;
    }
    article(header, blocks, shown, problems)
}

/// The paragraph that is the headline: what is marked as the title, else what repeats the document's own title, else a
/// heading before any text, else a short first line.
fn headline(header: &Header, paragraphs: &[(Role, String)]) -> Option<usize> {
    let by_role = |role: Role| paragraphs.iter().position(|it| it.0 == role);
    if let Some(title) = by_role(Role::Title) {
        return Some(title);
    }
    if let Some(title) = header.title.as_deref() {
        let same = |it: &String| it.to_lowercase() == title.to_lowercase();
        return paragraphs.iter().take(8).position(|it| same(&it.1));
    }
    let first_text = paragraphs
        .iter()
        .position(|it| it.0 == Role::Text && !authors::is_byline(&it.1))
        .unwrap_or(paragraphs.len());
    if let Some(heading) = by_role(Role::Heading).filter(|it| *it <= first_text) {
        return Some(heading);
    }
    let start = paragraphs.iter().position(|it| it.0 != Role::Running)?;
    let texts: Vec<String> = paragraphs[start..]
        .iter()
        .take(3)
        .map(|it| it.1.clone())
        .collect();
    headline_of(&texts, false).map(|it| it + start)
}

/// Whether a document's property is a title, not what programs put there by themselves.
fn is_title(title: &str) -> bool {
    let lower = title.to_lowercase();
    let is_file = lower.rsplit_once('.').is_some_and(|(stem, end)| {
        !stem.is_empty()
            && (2..=5).contains(&end.len())
            && !stem.contains(". ")
            && !end.contains(' ')
            && !title.contains(' ')
    });
    let by_program = [
        "microsoft word -",
        "microsoft powerpoint -",
        "untitled",
        "unbenannt",
        "sans titre",
        "document",
        "title",
        "powerpoint presentation",
        "(anonymous)",
        "без названия",
    ]
    .iter()
    .any(|it| lower.starts_with(it) && (lower.len() <= it.len() + 3 || it.ends_with('-')));
    lower.chars().any(char::is_alphanumeric) && !is_file && !by_program
}

/// The paragraphs of markup that is no page with an article on it.
pub(super) fn of_markup(html: &str) -> Vec<Paragraph> {
    page::every_block(html)
        .into_iter()
        .map(|(tag, text)| {
            let role = match tag.as_str() {
                "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Role::Heading,
                "blockquote" => Role::Quote,
                "figcaption" => Role::Caption,
                _ => Role::Text,
            };
            Paragraph::new(role, text)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_write_as_a_title_is_none() {
        const TESTS: &[(&str, bool)] = &[
            ("Ferry returns to the sound", true),
            ("Microsoft Word - notes final.doc", false),
            ("Untitled 1", false),
            ("Document1", false),
            ("Document of the week: the port", true),
            ("report-final.pdf", false),
            ("The U.S. and the E.U.", true),
            ("Ostrey.", true),
            ("…", false),
        ];
        for (title, expected) in TESTS {
            assert_eq!(is_title(title), *expected, "{title}");
        }
    }
}
