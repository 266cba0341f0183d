//! Mail: single messages (EML), mailboxes (MBOX), and pages that a browser saved as one (MHTML).

use mail_parser::{Message, MessageParser, MimeHeaders, PartType};
use news::{Article, Block, Timestamp, TroubleCode, Zone};

use super::compose::{self, Paragraph, Role};
use super::header::Header;
use super::kind::readable_ending;
use super::room::{Losses, Room};
use super::{exports, text::paragraphs};
use crate::lines::authors;
use crate::page::clean_address;
use crate::when::Stated;
use crate::{Parsed, Problem, limits};

/// Reads a message, with the documents that are attached to it.
pub(super) fn message(bytes: &[u8], room: &mut Room, problems: &mut Vec<Problem>) -> Vec<Article> {
    let Some(message) = MessageParser::default().parse(bytes) else {
        problems.push(Problem::new(
            TroubleCode::File,
            "This is no mail, or its header is damaged.",
        ));
        return vec![];
    };
    let mut losses = Losses::default();
    let articles = of_message(&message, room, &mut losses, problems);
    losses.into(problems);
    articles
}

/// Reads every message of a mailbox.
pub(super) fn mailbox(bytes: &[u8], room: &mut Room, problems: &mut Vec<Problem>) -> Vec<Article> {
    let (mut articles, mut losses) = (vec![], Losses::default());
    for (bytes, number) in messages(bytes).zip(1u64..) {
        if articles.len() >= limits::PARTS {
            problems.push(Problem::new(
                TroubleCode::TooLarge,
                "The mailbox has more than 50,000 messages; those at its end were not read. Split it.",
            ));
            break;
        }
        let place = format!("Message {number}");
        match MessageParser::default().parse(&*unquoted(bytes)) {
            Some(message) => {
                let before = problems.len();
                let read = of_message(&message, room, &mut losses, problems);
                // What is wrong with one of many is told with its number.
                let told: Vec<Problem> = problems.drain(before..).collect();
                losses.take(
                    &place,
                    Parsed {
                        articles: read,
                        problems: told,
                        ..Parsed::default()
                    },
                    &mut articles,
                );
            }
            None => losses.add(
                TroubleCode::File,
                &place,
                "It is no mail, or its header is damaged.",
            ),
        }
    }
    losses.into(problems);
    articles
}

/// The messages of a mailbox: each begins with a line "From …" that follows an empty line or stands at the top.
fn messages(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut starts: Vec<usize> = vec![];
    let mut at = 0;
    let mut after_empty = true;
    for line in bytes.split_inclusive(|it| *it == b'\n') {
        if after_empty && line.starts_with(b"From ") {
            starts.push(at);
        }
        after_empty = line.trim_ascii().is_empty();
        at += line.len();
    }
    if starts.is_empty() {
        starts.push(0);
    }
    let ends: Vec<usize> = starts
        .iter()
        .skip(1)
        .copied()
        .chain([bytes.len()])
        .collect();
    starts.into_iter().zip(ends).map(move |(from, to)| {
        let message = &bytes[from..to];
        match message.starts_with(b"From ") {
            true => {
                let end = message
                    .iter()
                    .position(|it| *it == b'\n')
                    .map_or(message.len(), |it| it + 1);
                &message[end..]
            }
            false => message,
        }
    })
}

/// A message without the signs by which mailboxes keep lines that begin with "From " apart.
fn unquoted(message: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    let is_quoted = |line: &[u8]| {
        let rest = line.iter().position(|it| *it != b'>').unwrap_or(0);
        rest > 0 && line[rest..].starts_with(b"From ")
    };
    if !message.split(|it| *it == b'\n').any(is_quoted) {
        return message.into();
    }
    let lines: Vec<&[u8]> = message
        .split(|it| *it == b'\n')
        .map(|it| if is_quoted(it) { &it[1..] } else { it })
        .collect();
    lines.join(&b'\n').into()
}

fn of_message(
    message: &Message<'_>,
    room: &mut Room,
    losses: &mut Losses,
    problems: &mut Vec<Problem>,
) -> Vec<Article> {
    let header = header_of(message);
    let mut articles = vec![];
    let (mut plain, mut html) = (None, None);
    for part in message.text_bodies() {
        match &part.body {
            PartType::Text(text) => {
                plain.get_or_insert_with(String::new).push_str(text);
                plain.get_or_insert_with(String::new).push('\n');
            }
            PartType::Html(text) => html = html.or(Some(text.to_string())),
            _ => {}
        }
    }
    for part in message.html_bodies() {
        if let PartType::Html(text) = &part.body {
            html = html.or(Some(text.to_string()));
        }
    }
    // Where a program wrote only "your reader shows no HTML" as plain text, the other form holds the text.
    let is_stub = |text: &String| {
        html.as_ref().is_some_and(|it| it.len() > 2_000) && text.trim().chars().count() < 200
    };
    let plain = plain.filter(|it: &String| !it.trim().is_empty() && !is_stub(it));
    match (plain, html) {
        (Some(text), _) => {
            let text = bounded(text, problems)
                .replace("\r\n", "\n")
                .replace('\r', "\n");
            match exports::split(&text) {
                Some(many) => articles.extend(many),
                None => articles.extend(of_text(&text, header, problems)),
            }
        }
        (None, Some(html)) => {
            let html = bounded(html, problems);
            articles.extend(compose::one(header, &compose::of_markup(&html), problems));
        }
        (None, None) if header.title.is_some() => {
            articles.extend(compose::one(header, &[], problems))
        }
        (None, None) => {}
    }
    let id = articles.first().and_then(|it| it.item_id.clone());
    let is_text = |it: &Block| it.zone != Zone::Headline;
    let has_text = articles.iter().any(|it| it.blocks.iter().any(is_text));
    let mut others = 0;
    for (part, number) in message.attachments().zip(1u64..) {
        let mut name = part
            .attachment_name()
            .map_or_else(|| format!("attachment {number}"), str::to_owned);
        let parsed = match &part.body {
            PartType::Message(inner) => {
                name = "forwarded message".into();
                room.part("forwarded.eml", inner.raw_message())
            }
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) if readable_ending(&name) => {
                room.part(&name, bytes)
            }
            PartType::Text(text) if readable_ending(&name) => room.part(&name, text.as_bytes()),
            PartType::Html(text) if readable_ending(&name) => room.part(&name, text.as_bytes()),
            // Pictures, calendars, keys, and bodies that were read above.
            _ => {
                others += 1;
                continue;
            }
        };
        let name = match &id {
            Some(id) => format!("{id}/{name}"),
            None => name,
        };
        losses.take(&name, parsed, &mut articles);
    }
    // Beside a text, pictures are logos and signatures; without one, they may be what the mail says.
    if others > 0 && !has_text {
        problems.push(Problem::new(
            TroubleCode::File,
            format!("The mail holds no text; what is attached, such as pictures, was not read ({others})."),
        ));
    }
    articles
}

/// A text of bounded size.
fn bounded(mut text: String, problems: &mut Vec<Problem>) -> String {
    if text.len() > limits::PAGE_BYTES {
        let end = (0..=limits::PAGE_BYTES)
            .rev()
            .find(|it| text.is_char_boundary(*it));
        text.truncate(end.unwrap_or(0));
        problems.push(Problem::new(
            TroubleCode::TooLarge,
            "The mail is larger than 10 MB; what lies beyond was not read.",
        ));
    }
    text
}

/// What a message says about itself.
fn header_of(message: &Message<'_>) -> Header {
    let sender = message.from().and_then(|it| it.first());
    let name = sender
        .and_then(|it| it.name())
        .map(str::trim)
        .filter(|it| !it.is_empty());
    let persons = name
        .map(|it| authors::persons(it, None))
        .unwrap_or_default();
    let list = message.list_id().as_text().map(|it| {
        it.split('<')
            .next()
            .unwrap_or(it)
            .trim()
            .trim_matches('"')
            .to_owned()
    });
    let outlet = list
        .filter(|it| !it.is_empty())
        .or_else(|| match persons.is_empty() {
            // A house writes, not a person.
            true => name.map(str::to_owned),
            false => None,
        });
    let at = message
        .date()
        .filter(|it| it.is_valid())
        .map(|it| Stated::in_utc(Timestamp(it.to_timestamp().saturating_mul(1_000))));
    Header {
        title: message
            .subject()
            .map(|it| it.trim().to_owned())
            .filter(|it| !it.is_empty()),
        authors: persons,
        outlet,
        published: at,
        id: message
            .message_id()
            .map(|it| format!("mid:{}", it.chars().take(400).collect::<String>())),
        ..Header::default()
    }
}

/// A message of plain text: what it quotes is a quote, its signature none of its text.
fn of_text(text: &str, header: Header, problems: &mut Vec<Problem>) -> Option<Article> {
    // "-- " begins a signature; on its way the blank is often lost.
    let at = text.rfind("\n-- \n").or_else(|| text.rfind("\n--\n"));
    let (text, signature) = match at {
        Some(at) => {
            let (text, rest) = text.split_at(at);
            (text, rest.trim_start().strip_prefix("--"))
        }
        None => (text, None),
    };
    let mut made = vec![];
    if let Some(title) = &header.title {
        made.push(Paragraph::new(Role::Title, title.as_str()));
    }
    let (mut run, mut quoted) = (String::new(), false);
    let mut end = |run: &mut String, quoted: bool| {
        let role = if quoted { Role::Quote } else { Role::Text };
        let text = std::mem::take(run);
        made.extend(
            paragraphs(&text)
                .into_iter()
                .map(|it| Paragraph::new(role, it)),
        );
    };
    for line in text.split('\n') {
        let is_quoted = line.starts_with('>');
        if is_quoted != quoted && !line.trim().is_empty() {
            end(&mut run, quoted);
            quoted = is_quoted;
        }
        run.push_str(line.trim_start_matches(['>', ' ']).trim_end());
        run.push('\n');
    }
    end(&mut run, quoted);
    let mut article = compose::one(header, &made, problems)?;
    if let Some(signature) = signature {
        let signature = paragraphs(signature);
        article.blocks.extend(
            signature
                .into_iter()
                .map(|it| Block::new(Zone::Boilerplate, it)),
        );
    }
    Some(article)
}

/// Reads a page that was saved as one file.
pub(super) fn saved_page(
    bytes: &[u8],
    room: &mut Room,
    problems: &mut Vec<Problem>,
) -> Vec<Article> {
    let Some(message) = MessageParser::default().parse(bytes) else {
        problems.push(Problem::new(
            TroubleCode::File,
            "This is no saved page, or its header is damaged.",
        ));
        return vec![];
    };
    let location = message
        .header("Snapshot-Content-Location")
        .and_then(|it| it.as_text())
        .and_then(clean_address);
    // The page itself is the first of its markup; frames and what they sell come after it.
    let page = message.parts.iter().find_map(|it| match &it.body {
        PartType::Html(text) if !text.trim().is_empty() => Some((it, text)),
        _ => None,
    });
    let Some((part, html)) = page else {
        problems.push(Problem::new(
            TroubleCode::File,
            "There is no page in this saved page.",
        ));
        return vec![];
    };
    let address = location.or_else(|| part.content_location().and_then(clean_address));
    // It was decoded already, whatever it still says of its encoding.
    let parsed = room.page(
        html.as_bytes(),
        Some("text/html; charset=utf-8"),
        address.as_deref(),
    );
    problems.extend(parsed.problems);
    let mut articles = parsed.articles;
    for article in &mut articles {
        if article.address.is_none() {
            article.address.clone_from(&address);
        }
        if article.title.is_empty()
            && let Some(subject) = message.subject()
        {
            article.title = subject.trim().to_owned();
        }
    }
    articles
}
