//! Which element means what, in every format at once.

use super::token::Attributes;

pub(crate) use super::names::Space;

/// A place in what is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Before or after the feed.
    Outside,
    /// In the feed itself.
    Feed,
    /// In an item.
    Item,
    /// In a person.
    Person,
    /// In the feed that an item was taken from.
    Source,
    /// In a picture.
    Image,
    /// In the list of hours or days at which the feed rests.
    Rest,
    /// In something of which nothing is read.
    Foreign,
}

/// What a piece of text fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    Title,
    Summary,
    Content,
    Rights,
    Link,
    OriginalLink,
    Id,
    Published,
    Updated,
    Created,
    Language,
    Ttl,
    UpdatePeriod,
    UpdateFrequency,
    UpdateBase,
    SkipHour,
    SkipDay,
    Generator,
    Category,
    /// Several categories, with commas between them.
    Keywords,
    Comments,
    ImageAddress,
    Person,
    PersonName,
    PersonEmail,
    PersonUri,
}

/// How the text of a field is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Plain,
    /// HTML in character references or CDATA.
    Html,
    /// HTML if it looks like it.
    Guess,
    /// Markup of the document itself.
    Inline,
    /// Base 64.
    Coded,
}

/// What to do with the text of an element: the slot it fills, and how strong its claim is.
/// Of equal claims the first wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) slot: Slot,
    pub(crate) claim: u8,
    pub(crate) mode: Mode,
}

/// The field that an element is, where it stands in `place`.
pub(crate) fn of(
    space: Space,
    local: &str,
    place: Place,
    attributes: Attributes<'_>,
) -> Option<Field> {
    let field = |slot, claim, mode| Some(Field { slot, claim, mode });
    let typed = |slot, claim| field(slot, claim, mode_of(attributes));
    if place == Place::Person {
        return match local {
            "name" => field(Slot::PersonName, 1, Mode::Guess),
            "email" => field(Slot::PersonEmail, 1, Mode::Plain),
            "uri" | "url" | "homepage" => field(Slot::PersonUri, 1, Mode::Plain),
            _ => None,
        };
    }
    if place == Place::Image {
        return if local == "url" {
            field(Slot::ImageAddress, 2, Mode::Plain)
        } else {
            None
        };
    }
    if place == Place::Rest {
        return match local {
            "hour" => field(Slot::SkipHour, 1, Mode::Plain),
            "day" => field(Slot::SkipDay, 1, Mode::Plain),
            _ => None,
        };
    }
    match (space, local) {
        (Space::Feed, "title") => typed(Slot::Title, 3),
        (Space::Feed, "description" | "subtitle" | "tagline") => typed(Slot::Summary, 4),
        (Space::Feed, "summary" | "abstract") => typed(Slot::Summary, 3),
        (Space::Feed, "info") => typed(Slot::Summary, 1),
        (Space::Feed, "content") => typed(Slot::Content, 3),
        (Space::Content, "encoded") => field(Slot::Content, 4, Mode::Html),
        (Space::Feed | Space::Xhtml, "body") => field(Slot::Content, 3, Mode::Html),
        (Space::Feed, "fullitem" | "fulltext" | "full-text") => field(Slot::Content, 2, Mode::Html),
        (Space::Feed, "rights" | "copyright") => typed(Slot::Rights, 2),
        (Space::Feed, "link") => field(Slot::Link, 4, Mode::Plain),
        (Space::Feed, "id" | "guid") => field(Slot::Id, 3, Mode::Plain),
        (Space::Feed, "pubdate" | "published" | "issued") => field(Slot::Published, 4, Mode::Plain),
        (Space::Feed, "updated" | "modified" | "lastbuilddate") => {
            field(Slot::Updated, 4, Mode::Plain)
        }
        (Space::Feed, "created") => field(Slot::Created, 2, Mode::Plain),
        (Space::Feed, "language") => field(Slot::Language, 3, Mode::Plain),
        (Space::Feed, "ttl") => field(Slot::Ttl, 1, Mode::Plain),
        (Space::Syndication, "updateperiod") => field(Slot::UpdatePeriod, 1, Mode::Plain),
        (Space::Syndication, "updatefrequency") => field(Slot::UpdateFrequency, 1, Mode::Plain),
        (Space::Syndication, "updatebase") => field(Slot::UpdateBase, 1, Mode::Plain),
        (Space::Feed, "generator") => field(Slot::Generator, 1, Mode::Plain),
        (Space::Feed, "category" | "keywords") => field(Slot::Category, 1, Mode::Guess),
        (Space::Feed, "comments") => field(Slot::Comments, 1, Mode::Plain),
        (Space::Feed, "logo" | "icon") if place == Place::Feed => {
            field(Slot::ImageAddress, 1, Mode::Plain)
        }
        (Space::Feed, "managingeditor") => field(Slot::Person, 3, Mode::Plain),
        (Space::Feed, "webmaster") => field(Slot::Person, 1, Mode::Plain),
        (Space::Dublin | Space::DublinTerms, _) => match local {
            "title" => field(Slot::Title, 2, Mode::Guess),
            "description" | "abstract" => field(Slot::Summary, 2, Mode::Guess),
            "creator" | "author" => field(Slot::Person, 3, Mode::Guess),
            "rights" => field(Slot::Rights, 1, Mode::Guess),
            "language" => field(Slot::Language, 2, Mode::Plain),
            "identifier" => field(Slot::Id, 1, Mode::Plain),
            "subject" => field(Slot::Category, 1, Mode::Plain),
            "date" if place == Place::Item => field(Slot::Published, 2, Mode::Plain),
            "date" => field(Slot::Updated, 2, Mode::Plain),
            "issued" | "available" => field(Slot::Published, 3, Mode::Plain),
            "modified" => field(Slot::Updated, 3, Mode::Plain),
            "created" => field(Slot::Created, 1, Mode::Plain),
            _ => None,
        },
        (Space::Media, "category") => field(Slot::Category, 1, Mode::Guess),
        (Space::Itunes, "keywords") => field(Slot::Keywords, 1, Mode::Plain),
        (Space::Media, "title") => field(Slot::Title, 1, Mode::Guess),
        (Space::Media, "description") => field(Slot::Summary, 1, Mode::Guess),
        (Space::Itunes, "title") => field(Slot::Title, 1, Mode::Plain),
        (Space::Itunes, "author") => field(Slot::Person, 2, Mode::Plain),
        (Space::Itunes, "summary") => field(Slot::Summary, 2, Mode::Guess),
        (Space::Itunes, "subtitle") => field(Slot::Summary, 1, Mode::Guess),
        (Space::Feedburner, "origlink") => field(Slot::OriginalLink, 1, Mode::Plain),
        _ => None,
    }
}

/// How Atom's `type` and `mode` say that a text is written.
fn mode_of(attributes: Attributes<'_>) -> Mode {
    let kind = attributes
        .get("type")
        .map(|it| it.trim().to_ascii_lowercase());
    let kind = kind
        .as_deref()
        .and_then(|it| it.split(';').next())
        .map(str::trim);
    match attributes.get("mode").as_deref() {
        Some("base64") => return Mode::Coded,
        Some("xml") if kind != Some("text/plain") && kind.is_some() => return Mode::Inline,
        Some("escaped") if kind == Some("text/plain") => return Mode::Plain,
        Some("escaped") => return Mode::Html,
        _ => {}
    }
    match kind {
        None | Some("") => Mode::Guess,
        Some("text") => Mode::Plain,
        Some("html" | "text/html") => Mode::Html,
        Some("xhtml" | "application/xhtml+xml") => Mode::Inline,
        Some(it) if it.ends_with("+xml") || it.ends_with("/xml") => Mode::Inline,
        // "text/plain" is what feeds say without meaning it.
        Some(it) if it.starts_with("text/") => Mode::Guess,
        Some(it) if it.contains('/') => Mode::Coded,
        Some(_) => Mode::Guess,
    }
}

/// Whether an element of this name ends a title or another short text that was never closed.
pub(crate) fn ends_short_text(local: &str) -> bool {
    ends_long_text(local)
        || matches!(
            local,
            "link"
                | "description"
                | "category"
                | "author"
                | "creator"
                | "content"
                | "summary"
                | "subtitle"
                | "enclosure"
                | "comments"
        )
}

/// Whether an element of this name ends a body that was never closed. None of these is HTML.
pub(crate) fn ends_long_text(local: &str) -> bool {
    matches!(
        local,
        "item"
            | "entry"
            | "guid"
            | "pubdate"
            | "encoded"
            | "published"
            | "updated"
            | "channel"
            | "feed"
            | "rss"
            | "rdf"
            | "issued"
            | "modified"
    )
}
