//! RSS, RDF and Atom, read in one pass.
//!
//! The reader keeps a short stack of the elements it is in, and at most one text that it is
//! gathering. A new item closes whatever is open; an end tag that closes nothing is passed over.

use std::borrow::Cow;
use std::rc::Rc;

use news::TroubleCode;

use super::build::Draft;
use super::document::{Document, Format, Link, Person, Text};
use super::field::{self, Field, Mode, Place, Slot, Space};
use super::gather::{Gathering, SHORT_BYTES};
use super::names::{Prefixes, nearly};
use super::token::{Attributes, Token, Tokens};
use super::{entity, html, link, person};
use crate::{Problem, limits, when};

/// What `text` says, with relative addresses resolved against `address`.
/// The format is none if no feed was found in it.
pub(crate) fn read(text: &str, address: Option<&str>) -> Document {
    let mut reader = Reader::new(address);
    let mut tokens = Tokens::new(text);
    while let Some(token) = tokens.next() {
        match token {
            Token::Start {
                name,
                attributes,
                empty,
            } => reader.start(name, attributes, empty),
            Token::End { name } => reader.end(name),
            Token::Text(raw) => reader.text(raw, &tokens.entities),
            Token::Cdata(raw) => reader.cdata(raw),
        }
    }
    reader.finish(tokens.unclosed)
}

/// An element that is open.
struct Open {
    name: String,
    place: Place,
    base: Option<Rc<str>>,
    language: Option<Rc<str>>,
    default: Space,
}

struct Reader {
    document: Document,
    feed: Draft,
    item: Draft,
    source: Draft,
    open: Vec<Open>,
    /// Elements open beyond the depth that is kept.
    beyond: u32,
    gathering: Option<Gathering>,
    prefixes: Prefixes,
    address: Option<Rc<str>>,
    /// Text that stands in a person or a source outside of any field.
    loose: String,
    items_cut: usize,
    root_closed: bool,
    /// Whether the beginning of a web page stands before any feed.
    in_page: bool,
}

impl Reader {
    fn new(address: Option<&str>) -> Reader {
        Reader {
            document: Document::default(),
            feed: Draft::default(),
            item: Draft::default(),
            source: Draft::default(),
            open: Vec::new(),
            beyond: 0,
            gathering: None,
            prefixes: Prefixes::default(),
            address: address.map(Rc::from),
            loose: String::new(),
            items_cut: 0,
            root_closed: false,
            in_page: false,
        }
    }

    fn place(&self) -> Place {
        match self.open.last() {
            Some(open) => open.place,
            None if self.document.format.is_some() => Place::Feed,
            None => Place::Outside,
        }
    }

    fn base(&self) -> Option<Rc<str>> {
        match self.open.last() {
            Some(open) => open.base.clone(),
            None => self.address.clone(),
        }
    }

    fn start(&mut self, name: &str, attributes: Attributes<'_>, empty: bool) {
        let default = self.declare(attributes);
        let (space, local) = self.prefixes.meaning(name, default);
        let local = local.as_ref();
        if self.gathering.is_some() && !self.closes_text(space, local) {
            self.gather_tag(name, attributes, empty);
            return;
        }
        self.end_text();
        if self.begins(space, local, attributes) {
            if !empty {
                return;
            }
            self.end(name);
            return;
        }
        let place = self.place();
        if place == Place::Outside || place == Place::Foreign {
            self.in_page |= matches!(local, "html" | "head" | "body");
            if place == Place::Foreign && !empty {
                self.push(name, Place::Foreign, attributes, default);
            }
            return;
        }
        self.inside(space, local, name, attributes, empty, default);
    }

    /// Takes up the root of a feed, or an item. Whether it was one.
    fn begins(&mut self, space: Space, local: &str, attributes: Attributes<'_>) -> bool {
        let is_root =
            local == "rdf" || space == Space::Feed && matches!(local, "rss" | "feed" | "channel");
        let local = if space == Space::Feed && self.place() == Place::Feed {
            undamaged(local)
        } else {
            local
        };
        let is_item = space == Space::Feed && matches!(local, "item" | "entry");
        if is_root {
            let format = if local == "feed" {
                Format::Atom
            } else {
                Format::Rss
            };
            let format = *self.document.format.get_or_insert(format);
            if local == "channel"
                && format == Format::Rss
                && let Some(id) = attributes.get("rdf:about")
            {
                self.feed.id_of_attribute(&id);
            }
            self.close_item();
            let default = self.declare(attributes);
            self.push(local, Place::Feed, attributes, default);
            let language = self.open.last().and_then(|it| it.language.clone());
            self.feed.language_of(language.as_ref());
            if local == "channel" {
                self.channel_definition(attributes);
            }
            return true;
        }
        // A web page may have elements of any name.
        if is_item && !(self.in_page && self.document.format.is_none()) {
            let format = if local == "entry" {
                Format::Atom
            } else {
                Format::Rss
            };
            self.document.format.get_or_insert(format);
            self.close_item();
            let default = self.declare(attributes);
            self.item = Draft::default();
            self.push(local, Place::Item, attributes, default);
            if let Some(id) = attributes
                .get("rdf:about")
                .or_else(|| attributes.get("about"))
            {
                self.item.id_of_attribute(&id);
            }
            if attributes.get("xml:lang").is_some() {
                let language = self.open.last().and_then(|it| it.language.clone());
                self.item.language_of(language.as_ref());
            }
            self.channel_definition(attributes);
            return true;
        }
        false
    }

    /// What Channel Definition Format says in the attributes of a channel or an item.
    fn channel_definition(&mut self, attributes: Attributes<'_>) {
        if attributes.raw().trim().is_empty() {
            return;
        }
        if let Some(href) = attributes.get("href") {
            let base = self.base_of(attributes);
            let found = Link {
                href: link::resolve(&href, base.as_deref()),
                rel: "alternate".to_owned(),
                ..Link::default()
            };
            self.draft().add_link(found, 3);
        }
        if let Some(at) = attributes.get("lastmod").and_then(|it| when::parse(&it)) {
            let updated = &mut self.draft().record.updated_at;
            *updated = updated.or(Some(at));
        }
    }

    /// An element inside a feed that is neither root nor item.
    fn inside(
        &mut self,
        space: Space,
        local: &str,
        name: &str,
        attributes: Attributes<'_>,
        empty: bool,
        default: Space,
    ) {
        let place = self.place();
        match (space, local) {
            (Space::Feed, "link") if attributes.get("href").is_some() => {
                self.linked(attributes, if place == Place::Item { 4 } else { 3 });
                return;
            }
            (Space::Feed, "enclosure") if place == Place::Item => {
                let href = attributes
                    .get("url")
                    .or_else(|| attributes.get("href"))
                    .unwrap_or_default();
                self.enclosed(&href, attributes, "length");
                return;
            }
            (Space::Media, "content") if place == Place::Item => {
                let href = attributes.get("url").unwrap_or_default();
                self.enclosed(&href, attributes, "fileSize");
                return;
            }
            (Space::Feed, "category") if attributes.get("term").is_some() => {
                let term = attributes.get("term").unwrap_or_default().into_owned();
                self.set_category(term, attributes);
                return;
            }
            (Space::Itunes, "category") if attributes.get("text").is_some() => {
                let term = attributes.get("text").unwrap_or_default().into_owned();
                self.set_category(term, attributes);
                return;
            }
            (Space::Itunes, "image") if place == Place::Feed => {
                if let Some(address) = attributes.get("href") {
                    let base = self.base_of(attributes);
                    let image = &mut self.document.image;
                    image.get_or_insert_with(|| link::resolve(&address, base.as_deref()));
                }
                return;
            }
            (Space::Feed, "author" | "contributor") | (Space::Itunes, "owner")
                if matches!(place, Place::Feed | Place::Item | Place::Source) && !empty =>
            {
                self.draft().person = Person::default();
                self.loose.clear();
                self.push(name, Place::Person, attributes, default);
                return;
            }
            (Space::Feed, "source") if place == Place::Item => {
                self.source = Draft::default();
                self.loose.clear();
                if let Some(address) = attributes.get("url") {
                    let base = self.base();
                    self.source.record.link = Some(link::resolve(&address, base.as_deref()));
                }
                self.push(name, Place::Source, attributes, default);
                if empty {
                    self.end(name);
                }
                return;
            }
            (Space::Feed, "image" | "textinput" | "items") | (Space::Media, "thumbnail") => {
                if !empty {
                    let inner = if local == "image" && place == Place::Feed {
                        Place::Image
                    } else {
                        Place::Foreign
                    };
                    self.push(name, inner, attributes, default);
                }
                return;
            }
            (Space::Feed, "skiphours" | "skipdays") if place == Place::Feed => {
                if !empty {
                    self.push(name, Place::Rest, attributes, default);
                }
                return;
            }
            (Space::Media, "group") => return,
            _ => {}
        }
        if empty {
            return;
        }
        if let Some(field) = field::of(space, local, place, attributes) {
            self.gather(field, name, attributes);
        } else if !html::is_known(local) && place != Place::Person {
            self.push(name, Place::Foreign, attributes, default);
        }
    }

    fn linked(&mut self, attributes: Attributes<'_>, strength: u8) {
        let base = self.base_of(attributes);
        let get = |name| attributes.get(name).map(Cow::into_owned);
        let rel = get("rel").unwrap_or_default().trim().to_ascii_lowercase();
        let rel = rel.rsplit('/').next().unwrap_or("").to_owned();
        let found = Link {
            href: link::resolve(&get("href").unwrap_or_default(), base.as_deref()),
            rel: if rel.is_empty() {
                "alternate".to_owned()
            } else {
                rel
            },
            media_type: get("type"),
            length: get("length"),
        };
        // A feed's own address in an RSS channel is no page of it.
        self.draft().add_link(found, strength);
    }

    fn enclosed(&mut self, href: &str, attributes: Attributes<'_>, length: &str) {
        if href.trim().is_empty() {
            return;
        }
        let base = self.base_of(attributes);
        let enclosure = Link {
            href: link::resolve(href, base.as_deref()),
            rel: "enclosure".to_owned(),
            media_type: attributes.get("type").map(Cow::into_owned),
            length: attributes.get(length).map(Cow::into_owned),
        };
        if self.item.record.enclosures.len() < 200 {
            self.item.record.enclosures.push(enclosure);
        }
    }

    fn set_category(&mut self, term: String, attributes: Attributes<'_>) {
        let category = super::document::Category {
            term,
            scheme: attributes.get("scheme").map(Cow::into_owned),
            label: attributes.get("label").map(Cow::into_owned),
        };
        let draft = self.draft();
        if draft.record.categories.len() < 200 {
            draft.record.categories.push(category);
        }
    }

    /// The record that a field found here belongs to.
    fn draft(&mut self) -> &mut Draft {
        let place = self
            .open
            .iter()
            .rev()
            .map(|it| it.place)
            .find(|it| matches!(it, Place::Feed | Place::Item | Place::Source));
        match place {
            Some(Place::Item) => &mut self.item,
            Some(Place::Source) => &mut self.source,
            _ => &mut self.feed,
        }
    }

    // Text ----------------------------------------------------------------------------------

    fn gather(&mut self, field: Field, name: &str, attributes: Attributes<'_>) {
        let get = |name| attributes.get(name).map(Cow::into_owned);
        let language = match attributes.get("xml:lang") {
            Some(it) => Some(Rc::from(&*it)),
            None => self.open.last().and_then(|it| it.language.clone()),
        };
        let base = self.base_of(attributes);
        // What a feed calls its items does not depend on where it was got from.
        let based_id = field.slot == Slot::Id
            && name.ends_with("id")
            && !name.ends_with("guid")
            && base != self.address;
        self.gathering = Some(Gathering {
            field,
            name: name.to_ascii_lowercase(),
            depth: 0,
            marked: false,
            value: String::new(),
            base,
            based_id,
            language,
            permalink: !get("ispermalink")
                .is_some_and(|it| it.trim().eq_ignore_ascii_case("false")),
            scheme: get("domain").or_else(|| get("scheme")),
            label: get("label"),
            rel: get("rel"),
            media_type: get("type"),
        });
    }

    /// Whether the start of this element shows that the text being gathered was never closed.
    fn closes_text(&self, space: Space, local: &str) -> bool {
        let Some(gathering) = &self.gathering else {
            return true;
        };
        let known = matches!(
            space,
            Space::Feed | Space::Content | Space::Dublin | Space::Rdf
        );
        let long = matches!(
            gathering.field.slot,
            Slot::Content | Slot::Summary | Slot::Rights
        );
        known
            && match (gathering.field.mode, long) {
                (Mode::Inline, _) => matches!(local, "item" | "entry"),
                (_, true) => field::ends_long_text(local),
                (_, false) => field::ends_short_text(local),
            }
    }

    /// A tag inside the text that is being gathered.
    fn gather_tag(&mut self, name: &str, attributes: Attributes<'_>, empty: bool) {
        let local = name.rsplit(':').next().unwrap_or(name);
        let Some(gathering) = &mut self.gathering else {
            return;
        };
        if !empty && name.eq_ignore_ascii_case(&gathering.name) {
            gathering.depth += 1;
        }
        if gathering.field.mode == Mode::Plain || !gathering.has_room() {
            return;
        }
        gathering.marked = true;
        gathering.value.push('<');
        gathering.value.push_str(local);
        gathering.push(attributes.raw().trim_end());
        gathering.value.push_str(if empty { "/>" } else { ">" });
    }

    fn text(&mut self, raw: &str, entities: &[(&str, &str)]) {
        if self.gathering.is_none() && !self.open.is_empty() && self.place() == Place::Feed {
            // Nothing is said here, unless the first byte of a tag was lost.
            let raw = raw.trim_end();
            for name in ["item", "entry"] {
                let before = raw.strip_suffix('>').and_then(|it| it.strip_suffix(name));
                if before.is_some_and(|it| !it.ends_with('/')) {
                    self.begins(Space::Feed, name, Attributes::NONE);
                }
            }
        }
        let Some(gathering) = &mut self.gathering else {
            if matches!(self.place(), Place::Person | Place::Source)
                && self.loose.len() < SHORT_BYTES
            {
                self.loose.push_str(&entity::decode_with(raw, entities));
            }
            return;
        };
        if !gathering.has_room() {
            return;
        }
        let text = entity::decode_with(raw, entities);
        if gathering.field.mode == Mode::Inline {
            gathering.push(&html::escaped(&text));
        } else {
            gathering.push(&text);
        }
    }

    fn cdata(&mut self, raw: &str) {
        let Some(gathering) = &mut self.gathering else {
            if matches!(self.place(), Place::Person | Place::Source)
                && self.loose.len() < SHORT_BYTES
            {
                self.loose.push_str(raw);
            }
            return;
        };
        if !gathering.has_room() {
            return;
        }
        if gathering.field.mode == Mode::Inline {
            gathering.push(&html::escaped(raw));
        } else {
            gathering.push(raw);
        }
    }

    /// Files the text that is being gathered, if one is.
    fn end_text(&mut self) {
        let Some(gathering) = self.gathering.take() else {
            return;
        };
        let captured = gathering.captured();
        let mut document = std::mem::take(&mut self.document);
        self.draft().set(captured, &mut document);
        self.document = document;
    }

    // Elements ------------------------------------------------------------------------------

    fn end(&mut self, name: &str) {
        let lower = name.to_ascii_lowercase();
        let local = lower.rsplit(':').next().unwrap_or(&lower);
        if let Some(gathering) = &mut self.gathering {
            let same = gathering.name == lower
                || !html::is_known(local) && nearly(&gathering.name, &lower);
            if same && gathering.depth > 0 {
                gathering.depth -= 1;
            } else if same {
                self.end_text();
                return;
            } else if !self.ends_around(&lower, local) {
                let Some(gathering) = &mut self.gathering else {
                    return;
                };
                let meant = gathering.field.mode == Mode::Inline || html::is_known(local);
                if meant && gathering.field.mode != Mode::Plain && gathering.has_room() {
                    gathering.value.push_str("</");
                    gathering.value.push_str(local);
                    gathering.value.push('>');
                }
                return;
            } else {
                self.end_text();
            }
            if same {
                if let Some(gathering) = &mut self.gathering {
                    gathering.value.push_str("</");
                    gathering.value.push_str(local);
                    gathering.value.push('>');
                }
                return;
            }
        }
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        let Some(at) = self
            .open
            .iter()
            .rposition(|it| it.name == lower || it.name == local && at_root(local))
            .or_else(|| {
                let near = |it: &Open| it.place != Place::Feed && nearly(&it.name, &lower);
                self.open.iter().rposition(near)
            })
        else {
            return;
        };
        if at == 0 && at_root(local) {
            self.root_closed = true;
        }
        while self.open.len() > at {
            self.pop();
        }
    }

    /// Whether this end tag closes an element around the text that is being gathered.
    fn ends_around(&self, lower: &str, local: &str) -> bool {
        if html::is_known(local) {
            return false;
        }
        let around = self.open.iter().rev().take(8).any(|it| it.name == *lower);
        around
            || field::ends_short_text(local)
                && !matches!(
                    self.gathering.as_ref().map(|it| it.field.mode),
                    Some(Mode::Inline)
                )
    }

    fn push(&mut self, name: &str, place: Place, attributes: Attributes<'_>, default: Space) {
        if self.open.len() >= limits::FEED_DEPTH {
            self.beyond += 1;
            return;
        }
        let base = self.base_of(attributes);
        let language = match attributes.get("xml:lang") {
            Some(it) => Some(Rc::from(&*it)),
            None => self.open.last().and_then(|it| it.language.clone()),
        };
        self.open.push(Open {
            name: name.to_ascii_lowercase(),
            place,
            base,
            language,
            default,
        });
    }

    fn pop(&mut self) {
        let Some(open) = self.open.pop() else { return };
        match open.place {
            Place::Item => self.file_item(),
            Place::Person => {
                let loose = std::mem::take(&mut self.loose);
                let is_author = !open.name.contains("contributor");
                let strength = if open.name.contains("owner") { 1 } else { 3 };
                let draft = self.draft();
                let read = std::mem::take(&mut draft.person);
                let named = if read == Person::default() {
                    person::person(&loose)
                } else {
                    Some(read)
                };
                if is_author {
                    draft.add_person(named, strength);
                }
            }
            Place::Source => {
                let loose = std::mem::take(&mut self.loose);
                let mut source = std::mem::take(&mut self.source).record;
                if source.title.is_empty() {
                    source.title = Text::plain_text(html::folded(&loose));
                }
                self.item.record.source = Some(Box::new(source));
            }
            _ => {}
        }
    }

    fn close_item(&mut self) {
        self.end_text();
        self.beyond = 0;
        let Some(at) = self.open.iter().position(|it| it.place == Place::Item) else {
            // What is open in the feed itself, such as a picture, ends as well.
            while self.open.last().is_some_and(|it| it.place != Place::Feed) {
                self.pop();
            }
            return;
        };
        while self.open.len() > at {
            self.pop();
        }
    }

    fn file_item(&mut self) {
        let item = std::mem::take(&mut self.item).record;
        if self.document.entries.len() < limits::FEED_ITEMS {
            self.document.entries.push(item);
        } else {
            self.items_cut += 1;
        }
    }

    /// Remembers the prefixes that are declared here. The vocabulary of names without one.
    fn declare(&mut self, attributes: Attributes<'_>) -> Space {
        let outer = self.open.last().map_or(Space::Feed, |it| it.default);
        self.prefixes.declare(attributes, outer)
    }

    /// What addresses in an element with these attributes are relative to.
    fn base_of(&self, attributes: Attributes<'_>) -> Option<Rc<str>> {
        let outer = self.base();
        if !attributes.raw().contains("base") {
            return outer;
        }
        match attributes.get("xml:base") {
            Some(it) if !it.trim().is_empty() => {
                Some(Rc::from(link::resolve(&it, outer.as_deref())))
            }
            _ => outer,
        }
    }

    fn finish(mut self, unclosed: bool) -> Document {
        let in_item =
            self.open.iter().any(|it| it.place == Place::Item) || self.gathering.is_some();
        self.close_item();
        while !self.open.is_empty() {
            self.pop();
        }
        let mut document = self.document;
        document.feed = self.feed.record;
        if document.format.is_some() {
            if in_item || unclosed && !self.root_closed {
                document.problems.push(Problem::new(
                    TroubleCode::Damaged,
                    "The feed breaks off before its end; items may be missing.",
                ));
            }
            if self.items_cut > 0 {
                document.problems.push(Problem::new(
                    TroubleCode::TooLarge,
                    format!(
                        "The feed holds {} items; the first {} were read.",
                        document.entries.len() + self.items_cut,
                        document.entries.len()
                    ),
                ));
            }
        }
        resolve_late(&mut document);
        document
    }
}

/// Resolves what is still relative against what the feed says of itself.
fn resolve_late(document: &mut Document) {
    let own = [&document.feed.self_link, &document.feed.link];
    let Some(base) = own
        .into_iter()
        .flatten()
        .find(|it| link::of_the_web(it).is_some())
        .cloned()
    else {
        return;
    };
    let fix = |address: &mut String| {
        // Only what looks like a path: a word in place of an address is none.
        if address.starts_with(['/', '.', '?']) {
            *address = link::resolve(address, Some(&base));
        }
    };
    let own = document.feed.link.iter_mut();
    let links = document.entries.iter_mut().flat_map(|it| {
        it.link
            .iter_mut()
            .chain(it.links.iter_mut().map(|it| &mut it.href))
    });
    own.chain(links).for_each(fix);
}

/// The name of an item's element that `local` is with one byte wrong, or `local` itself.
fn undamaged(local: &str) -> &str {
    // RDF has a list of its items.
    if local == "items" {
        return local;
    }
    ["item", "entry"]
        .into_iter()
        .find(|it| nearly(it, local))
        .unwrap_or(local)
}

fn at_root(local: &str) -> bool {
    matches!(local, "rss" | "rdf" | "feed" | "channel" | "item" | "entry")
}
