//! Persons as feeds write them: "Ann Ode <ann@x.example>", "ann@x.example (Ann Ode)".

use super::document::Person;
use super::html;

/// The person that `text` names, or nobody.
pub(crate) fn person(text: &str) -> Option<Person> {
    let text = if html::looks_like_html(text) {
        html::line(text)
    } else {
        html::folded(text)
    };
    let Some((start, end)) = mail_address(&text) else {
        let name = text.trim_matches(|it: char| it == '"' || it.is_whitespace());
        return (!name.is_empty()).then(|| Person {
            name: Some(name.to_owned()),
            ..Person::default()
        });
    };
    let email = text[start..end].to_owned();
    let before = text[..start].trim_end();
    let before = before.strip_suffix("mailto:").unwrap_or(before);
    let rest = format!("{before} {}", &text[end..]);
    let name = html::folded(&rest.replace(['<', '>', '[', ']', '(', ')', '"'], " "));
    let name = name
        .trim_matches(|it: char| it.is_whitespace() || ",;:-".contains(it))
        .to_owned();
    Some(Person {
        name: (!name.is_empty()).then_some(name),
        email: Some(email),
        uri: None,
    })
}

/// Where the first mail address stands in `text`.
fn mail_address(text: &str) -> Option<(usize, usize)> {
    let is_part = |it: char| it.is_alphanumeric() || "._+-%'".contains(it);
    for (at, _) in text.match_indices('@') {
        let start = text[..at]
            .char_indices()
            .rev()
            .take_while(|(_, it)| is_part(*it))
            .last()
            .map(|(start, _)| start);
        let length = text[at + 1..]
            .find(|it: char| !(it.is_alphanumeric() || ".-_".contains(it)))
            .unwrap_or(text.len() - at - 1);
        let host = text[at + 1..at + 1 + length].trim_end_matches(['.', '-']);
        if let Some(start) = start.filter(|_| host.contains('.')) {
            return Some((start, at + 1 + host.len()));
        }
        // One look at each sign is enough for what is a name; text that is all signs is none.
        if at > 400 {
            break;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written, name, mail address.
    const TESTS: &[(&str, Option<&str>, Option<&str>)] = &[
        ("Ann Ode", Some("Ann Ode"), None),
        (
            "ann@x.example (Ann Ode)",
            Some("Ann Ode"),
            Some("ann@x.example"),
        ),
        (
            "Ann Ode <ann@x.example>",
            Some("Ann Ode"),
            Some("ann@x.example"),
        ),
        (
            "Ann Ode (ann@x.example)",
            Some("Ann Ode"),
            Some("ann@x.example"),
        ),
        ("mailto:ann@x.example", None, Some("ann@x.example")),
        ("ann@x.example", None, Some("ann@x.example")),
        ("<a href=\"/ann\">Ann Ode</a>", Some("Ann Ode"), None),
        ("ann@x.example ()", None, Some("ann@x.example")),
        ("Ann @ the port", Some("Ann @ the port"), None),
    ];

    #[test]
    fn names_and_mail_addresses_are_told_apart() {
        for (text, name, email) in TESTS {
            let found = person(text).expect("the table has no empty text");
            assert_eq!(
                (found.name.as_deref(), found.email.as_deref()),
                (*name, *email),
                "{text}"
            );
        }
        assert_eq!(person(" "), None);
    }
}
