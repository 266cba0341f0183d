//! A feed while it is put together: fields are set by the strongest claim, and links by their role.

use std::rc::Rc;

use super::document::{Category, Document, Link, Person, Record, Text};
use super::field::{Field, Slot};
use super::link;
use super::person::person;
use super::wishes;
use crate::{limits, when};

/// A record with the claims by which its fields are held.
#[derive(Default)]
pub(crate) struct Draft {
    pub(crate) record: Record,
    claims: Vec<(Slot, u8)>,
    /// The person being read.
    pub(crate) person: Person,
}

/// A text that was captured, with what its element said of it.
pub(crate) struct Captured {
    pub(crate) field: Field,
    pub(crate) text: Text,
    /// `isPermaLink` of a guid.
    pub(crate) permalink: bool,
    /// Whether an id is relative to a base that the document names.
    pub(crate) based_id: bool,
    /// `domain` or `scheme`, and `label` of a category.
    pub(crate) scheme: Option<String>,
    pub(crate) label: Option<String>,
    /// `rel` and `type` of a link that is written as text.
    pub(crate) rel: Option<String>,
    pub(crate) media_type: Option<String>,
}

impl Draft {
    /// Whether `slot` is to be set by a claim of this strength; if so it is held by it from now on.
    fn claim(&mut self, slot: Slot, strength: u8) -> bool {
        match self.claims.iter_mut().find(|(it, _)| *it == slot) {
            Some((_, held)) if *held >= strength => false,
            Some((_, held)) => {
                *held = strength;
                true
            }
            None => {
                self.claims.push((slot, strength));
                true
            }
        }
    }

    /// Sets what `captured` is for.
    pub(crate) fn set(&mut self, captured: Captured, document: &mut Document) {
        let Captured { field, text, .. } = &captured;
        let (slot, strength) = (field.slot, field.claim);
        let base = text.base.clone();
        let word = || super::html::folded(&text.value);
        if text.is_empty() {
            return;
        }
        match slot {
            Slot::Title | Slot::Summary | Slot::Content | Slot::Rights => {
                let strength = if slot == Slot::Content && text.is_html {
                    strength + 1
                } else {
                    strength
                };
                if self.claim(slot, strength) {
                    let text = captured.text;
                    match slot {
                        Slot::Title => self.record.title = text,
                        Slot::Summary => self.record.summary = text,
                        Slot::Content => self.record.content = text,
                        _ => self.record.rights = text,
                    }
                }
            }
            Slot::Link => {
                let found = Link {
                    href: link::resolve(&text.value, base.as_deref()),
                    rel: captured.rel.unwrap_or_else(|| "alternate".to_owned()),
                    media_type: captured.media_type,
                    length: None,
                };
                self.add_link(found, strength);
            }
            Slot::OriginalLink => {
                self.record.original_link = Some(link::resolve(&text.value, base.as_deref()));
            }
            Slot::Comments => {
                self.record.comments = Some(link::resolve(&text.value, base.as_deref()));
            }
            Slot::Id => {
                if self.claim(slot, strength) {
                    let id = text.value.trim();
                    let id = match base.as_deref().filter(|_| captured.based_id) {
                        Some(base) => link::resolve(id, Some(base)),
                        None => id.to_owned(),
                    };
                    if captured.permalink
                        && link::of_the_web(&id).is_some()
                        && self.claim(Slot::Link, 1)
                    {
                        self.record.link = Some(id.clone());
                    }
                    self.record.id = Some(id);
                }
            }
            Slot::Published | Slot::Updated | Slot::Created => {
                let Some(at) = when::parse(&text.value) else {
                    return;
                };
                if self.claim(slot, strength) {
                    match slot {
                        Slot::Published => self.record.published_at = Some(at),
                        Slot::Updated => self.record.updated_at = Some(at),
                        _ => self.record.created_at = Some(at),
                    }
                }
            }
            Slot::Language => {
                if self.claim(slot, strength) {
                    self.record.language = Some(word());
                }
            }
            Slot::Ttl
            | Slot::UpdatePeriod
            | Slot::UpdateFrequency
            | Slot::UpdateBase
            | Slot::SkipHour
            | Slot::SkipDay => wishes::set(&mut document.wishes, slot, &word()),
            Slot::Generator => document.generator = Some(word()),
            Slot::Category => {
                if self.record.categories.len() < 200 {
                    let category = Category {
                        term: word(),
                        scheme: captured.scheme,
                        label: captured.label,
                    };
                    self.record.categories.push(category);
                }
            }
            Slot::Keywords => {
                for term in text.value.split(',').map(super::html::folded) {
                    if !term.is_empty() && self.record.categories.len() < 200 {
                        self.record.categories.push(Category {
                            term,
                            ..Category::default()
                        });
                    }
                }
            }
            Slot::ImageAddress => {
                if self.claim(slot, strength) {
                    document.image = Some(link::resolve(&text.value, base.as_deref()));
                }
            }
            Slot::Person => {
                let named = person(&text.plain());
                self.add_person(named, strength);
            }
            Slot::PersonName => {
                let named = person(&text.plain()).unwrap_or_default();
                self.person.name = self.person.name.take().or(named.name);
                self.person.email = self.person.email.take().or(named.email);
            }
            Slot::PersonEmail => {
                let named = person(&text.value).unwrap_or_default();
                self.person.email = named.email.or_else(|| Some(word()));
                self.person.name = self
                    .person
                    .name
                    .take()
                    .or(named.name.filter(|_| self.person.email.is_some()));
            }
            Slot::PersonUri => self.person.uri = Some(link::resolve(&text.value, base.as_deref())),
        }
    }

    /// Adds an author. Of elements with unequal claims only the strongest speak.
    pub(crate) fn add_person(&mut self, named: Option<Person>, strength: u8) {
        let Some(named) = named.filter(|it| *it != Person::default()) else {
            return;
        };
        let held = self
            .claims
            .iter()
            .find(|(it, _)| *it == Slot::Person)
            .map_or(0, |(_, held)| *held);
        if strength < held {
            return;
        }
        if self.claim(Slot::Person, strength) {
            self.record.authors.clear();
        }
        if self.record.authors.len() < limits::AUTHORS && !self.record.authors.contains(&named) {
            self.record.authors.push(named);
        }
    }

    /// Adds a link, and takes it as the record's own where its role says so.
    pub(crate) fn add_link(&mut self, found: Link, strength: u8) {
        const MANY: usize = 200;
        if found.href.is_empty() || self.record.links.len() >= MANY {
            return;
        }
        let is_page = found
            .media_type
            .as_deref()
            .is_none_or(|it| it.contains("html"));
        let strength = if is_page {
            strength
        } else {
            strength.saturating_sub(1)
        };
        match found.rel.as_str() {
            "alternate" if self.claim(Slot::Link, strength) => {
                self.record.link = Some(found.href.clone());
            }
            "self" => {
                self.record
                    .self_link
                    .get_or_insert_with(|| found.href.clone());
            }
            "enclosure" => self.record.enclosures.push(found.clone()),
            "replies" => {
                self.record
                    .comments
                    .get_or_insert_with(|| found.href.clone());
            }
            _ => {}
        }
        self.record.links.push(found);
    }

    /// Sets the language that an attribute says, for want of a better.
    pub(crate) fn language_of(&mut self, language: Option<&Rc<str>>) {
        if let Some(language) = language.filter(|it| !it.is_empty())
            && self.claim(Slot::Language, 1)
        {
            self.record.language = Some(language.to_string());
        }
    }

    /// Sets the id that an attribute says, for want of a better.
    pub(crate) fn id_of_attribute(&mut self, id: &str) {
        if !id.trim().is_empty() && self.claim(Slot::Id, 2) {
            self.record.id = Some(id.trim().to_owned());
        }
    }
}
