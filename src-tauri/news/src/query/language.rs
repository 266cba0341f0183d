//! What stands behind `lang:`: whether articles carry it, what they carry instead, or why none ever does.

use super::lists;
use crate::text::{is_code, is_hyphen, language_names, languages_named, two_letters};

/// What somebody asks for behind `lang:`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tongue {
    /// A tag that articles may carry.
    Tag,
    /// A code or a name for which articles carry these tags, with blanks between.
    Tags(&'static str),
    /// Two letters that no language has; only an article that its page declares wrongly carries them. Perhaps this tag was
    /// meant.
    Stranger(Option<&'static str>),
    /// What no article ever carries: why, and the tags that were perhaps meant.
    Never(String, Vec<String>),
}

/// The codes of countries that are often taken for those of their languages, and are no language's.
const COUNTRIES: [(&str, &str); 15] = [
    ("al", "sq"),
    ("by", "be"),
    ("cn", "zh"),
    ("cz", "cs"),
    ("dk", "da"),
    ("gb", "en"),
    ("ge", "ka"),
    ("gr", "el"),
    ("il", "he"),
    ("ir", "fa"),
    ("jp", "ja"),
    ("rs", "sr"),
    ("ua", "uk"),
    ("us", "en"),
    ("vn", "vi"),
];

/// The codes that say that a language is not known, or that there are several or none.
const NONE: [&str; 4] = ["und", "mul", "zxx", "mis"];

/// How long a name may be for the names that are near to be looked for, in bytes.
const MOST: usize = 40;

/// What `written` asks for behind `lang:`.
pub(super) fn tongue(written: &str) -> Tongue {
    let asked = written.trim().to_lowercase();
    if NONE.contains(&asked.as_str()) {
        return Tongue::Never(
            format!("“{asked}” names no language, and no article carries it."),
            vec![],
        );
    }
    if is_code(&asked) {
        return match two_letters(&asked) {
            Some(tag) if tag == asked => Tongue::Tag,
            Some(tag) => Tongue::Tags(tag),
            None if asked.len() == 2 => {
                let meant = COUNTRIES.iter().find(|it| it.0 == asked);
                Tongue::Stranger(meant.map(|it| it.1))
            }
            // There are thousands of them, and an article carries what its page declares.
            None => Tongue::Tag,
        };
    }
    if let Some(tags) = languages_named(&asked) {
        return Tongue::Tags(tags);
    }
    let first = asked
        .split(|it| is_hyphen(it) || it == '_')
        .next()
        .unwrap_or_default();
    if first.len() < asked.len() && is_code(first) && !NONE.contains(&first) {
        let tag = two_letters(first).unwrap_or(first);
        return Tongue::Never(
            format!(
                "Articles carry their language without its region or script: {tag}, and never {written}."
            ),
            vec![tag.to_string()],
        );
    }
    if asked.contains(['*', '?']) {
        return Tongue::Never(
            "lang: takes whole codes, with OR between them: lang:(en OR fr).".into(),
            vec![],
        );
    }
    let near = match asked.len() {
        ..=MOST => lists::near(&asked, language_names()),
        _ => vec![],
    };
    let mut meant: Vec<String> = vec![];
    for tags in near.iter().filter_map(|it| languages_named(it)) {
        if !meant.iter().any(|it| it == tags) {
            meant.push(tags.to_string());
        }
    }
    Tongue::Never(
        format!(
            "“{written}” is no language that is known here. Languages are codes of two letters, with OR between them: \
             lang:en, lang:(en OR fr)."
        ),
        meant,
    )
}

/// Tags as they are written behind `lang:`; they come with blanks between.
pub(super) fn as_query(tags: &str) -> String {
    match tags.contains(' ') {
        true => format!("({})", tags.replace(' ', " OR ")),
        false => tags.to_string(),
    }
}
