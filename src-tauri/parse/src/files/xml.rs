//! XML pulled event by event. Damage ends the reading; what was read stays.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

/// One thing that stands in an XML file.
pub(super) enum Item<'a> {
    /// An element begins. Its name is without a prefix.
    Open(&'a str, &'a BytesStart<'a>),
    /// An element ends.
    Close(&'a str),
    /// Characters, with entities resolved.
    Text(&'a str),
}

/// Walks over `xml`. False if it is damaged before its end.
pub(super) fn walk(xml: &str, mut each: impl FnMut(Item<'_>)) -> bool {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.expand_empty_elements = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(it)) => {
                each(Item::Open(it.local_name().as_ref(), &it));
            }
            Ok(Event::Empty(it)) => {
                let name = it.local_name();
                each(Item::Open(name.as_ref(), &it));
                each(Item::Close(name.as_ref()));
            }
            Ok(Event::End(it)) => each(Item::Close(it.local_name().as_ref())),
            Ok(Event::Text(it)) => each(Item::Text(&it)),
            Ok(Event::CData(it)) => each(Item::Text(&it)),
            Ok(Event::GeneralRef(it)) => {
                let resolved = match &*it {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    "nbsp" => Some(' '),
                    _ => it.resolve_char_ref().ok().flatten(),
                };
                let mut room = [0; 4];
                each(Item::Text(
                    resolved.unwrap_or('\u{FFFD}').encode_utf8(&mut room),
                ));
            }
            Ok(Event::Eof) => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

/// The value of an attribute, whatever prefix its name has.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element
        .attributes()
        .with_checks(false)
        .take(64)
        .flatten()
        .find(|it| it.key.local_name().as_ref() == name)
        .map(|it| {
            it.normalized_value(quick_xml::XmlVersion::Implicit1_0)
                .map_or_else(|_| it.value.to_string(), |it| it.into_owned())
        })
}

/// The texts of the leaves of an XML file of properties: name without its prefix, text.
pub(super) fn leaves(xml: &str) -> Vec<(String, String)> {
    let (mut found, mut text) = (vec![], String::new());
    walk(xml, |it| match it {
        Item::Open(..) => text.clear(),
        Item::Text(more) => text.push_str(more),
        Item::Close(name) => {
            let value = std::mem::take(&mut text);
            if !value.trim().is_empty() && found.len() < 1_000 {
                found.push((name.to_owned(), value.trim().to_owned()));
            }
        }
    });
    found
}
