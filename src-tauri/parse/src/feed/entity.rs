//! Character references, as HTML names them and as feeds get them wrong.

use std::borrow::Cow;

/// `text` with its character references resolved. What is none stays as it is.
pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    decode_with(text, &[])
}

/// Likewise, with the entities that the document declares for itself.
pub(crate) fn decode_with<'a>(text: &'a str, declared: &[(&str, &str)]) -> Cow<'a, str> {
    let Some(first) = text.find('&') else {
        return Cow::Borrowed(text);
    };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let mut rest = &text[first..];
    loop {
        // `rest` begins with an ampersand.
        let after = &rest[1..];
        rest = match reference(after) {
            Some((Reference::Char(it), length)) => {
                out.extend(it);
                &after[length..]
            }
            Some((Reference::Named(name), length)) => {
                if let Some((_, value)) = declared.iter().find(|(it, _)| *it == name) {
                    out.push_str(&decode(value));
                    &after[length..]
                } else {
                    out.push('&');
                    after
                }
            }
            None => {
                out.push('&');
                after
            }
        };
        let Some(next) = rest.find('&') else {
            out.push_str(rest);
            return Cow::Owned(out);
        };
        out.push_str(&rest[..next]);
        rest = &rest[next..];
    }
}

/// Whether a character reference stands at the start of `text`, which is an ampersand.
pub(crate) fn stands_at(text: &str) -> bool {
    matches!(reference(&text[1..]), Some((Reference::Char(_), _)))
}

enum Reference<'a> {
    /// A character, or nothing where it names none that may stand in a text.
    Char(Option<char>),
    /// A name that HTML does not know.
    Named(&'a str),
}

/// The reference at the start of `text` (behind its ampersand), and its length.
fn reference(text: &str) -> Option<(Reference<'_>, usize)> {
    const LONGEST: usize = 32;
    let bytes = text.as_bytes();
    if bytes.first() == Some(&b'#') {
        let hex = matches!(bytes.get(1), Some(b'x' | b'X'));
        let start = if hex { 2 } else { 1 };
        let is_digit = |it: &u8| {
            if hex {
                it.is_ascii_hexdigit()
            } else {
                it.is_ascii_digit()
            }
        };
        let length = bytes[start..]
            .iter()
            .take(LONGEST)
            .take_while(|it| is_digit(it))
            .count();
        if length == 0 {
            return None;
        }
        let code = u32::from_str_radix(&text[start..start + length], if hex { 16 } else { 10 });
        let end = start + length;
        let end = if bytes.get(end) == Some(&b';') {
            end + 1
        } else {
            end
        };
        return Some((Reference::Char(code.ok().and_then(numbered)), end));
    }
    let length = bytes
        .iter()
        .take(LONGEST)
        .take_while(|it| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-' | b'.'))
        .count();
    if length == 0 || bytes.get(length) != Some(&b';') {
        return None;
    }
    let name = &text[..length];
    let found = match NAMED.binary_search_by_key(&name, |it| it.0) {
        Ok(at) => Reference::Char(Some(NAMED[at].1)),
        Err(_) => Reference::Named(name),
    };
    Some((found, length + 1))
}

/// The character of a number. 128 to 159 mean Windows-1252, as in every browser.
fn numbered(code: u32) -> Option<char> {
    let it = match code {
        0x80..=0x9F => WINDOWS_1252[(code - 0x80) as usize],
        _ => char::from_u32(code)?,
    };
    (!is_unwanted(it)).then_some(it)
}

/// Whether `it` has no place in a text: control characters and what is never a character.
pub(crate) fn is_unwanted(it: char) -> bool {
    matches!(it, '\0'..='\u{8}' | '\u{b}'..='\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')
}

/// `text` without control characters; those of the second block are what Windows-1252 has in their place.
pub(crate) fn clean(text: String) -> String {
    if !has_unwanted(text.as_bytes()) {
        return text;
    }
    text.chars()
        .filter_map(|it| match it {
            '\u{80}'..='\u{9f}' => numbered(u32::from(it)),
            '\u{b}' | '\u{c}' => Some(' '),
            _ => (!is_unwanted(it)).then_some(it),
        })
        .collect()
}

/// Whether `bytes`, which are UTF-8, hold a character that is unwanted.
fn has_unwanted(bytes: &[u8]) -> bool {
    /// Bytes that are looked at together; so many are judged at once without a branch.
    const TOGETHER: usize = 64;
    let is_suspect = |it: u8| {
        (it < 0x20) & (it != b'\t') & (it != b'\n') & (it != b'\r')
            | (it == 0x7F)
            | (it == 0xC2)
            | (it == 0xEF)
    };
    let is_unwanted = |at: usize| match bytes[at] {
        0xC2 => matches!(bytes.get(at + 1), Some(0x80..=0x9F)),
        0xEF => matches!(bytes.get(at + 1..at + 3), Some([0xBF, 0xBE | 0xBF])),
        it => is_suspect(it),
    };
    bytes.chunks(TOGETHER).enumerate().any(|(chunk, piece)| {
        let suspect = piece.iter().fold(false, |any, it| any | is_suspect(*it));
        suspect && (0..piece.len()).any(|it| is_unwanted(chunk * TOGETHER + it))
    })
}

/// What Windows-1252 has at 128 to 159. The five that it leaves open are control characters.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The names of HTML 4, and of HTML 5 what is seen in feeds, in byte order.
#[rustfmt::skip]
const NAMED: &[(&str, char)] = &[
    ("AElig", 'Æ'), ("Aacute", 'Á'), ("Abreve", 'Ă'), ("Acirc", 'Â'), ("Agrave", 'À'),
    ("Alpha", 'Α'), ("Amacr", 'Ā'), ("Aogon", 'Ą'), ("Aring", 'Å'), ("Atilde", 'Ã'),
    ("Auml", 'Ä'), ("Beta", 'Β'), ("Cacute", 'Ć'), ("Ccaron", 'Č'), ("Ccedil", 'Ç'), ("Chi", 'Χ'),
    ("Dagger", '‡'), ("Dcaron", 'Ď'), ("Delta", 'Δ'), ("ETH", 'Ð'), ("Eacute", 'É'),
    ("Ecaron", 'Ě'), ("Ecirc", 'Ê'), ("Egrave", 'È'), ("Emacr", 'Ē'), ("Eogon", 'Ę'),
    ("Epsilon", 'Ε'), ("Eta", 'Η'), ("Euml", 'Ë'), ("Gamma", 'Γ'), ("Gbreve", 'Ğ'),
    ("Iacute", 'Í'), ("Icirc", 'Î'), ("Idot", 'İ'), ("Igrave", 'Ì'), ("Imacr", 'Ī'),
    ("Iota", 'Ι'), ("Iuml", 'Ï'), ("Kappa", 'Κ'), ("Lambda", 'Λ'), ("Lstrok", 'Ł'), ("Mu", 'Μ'),
    ("Nacute", 'Ń'), ("Ncaron", 'Ň'), ("NewLine", '\u{a}'), ("Ntilde", 'Ñ'), ("Nu", 'Ν'),
    ("OElig", 'Œ'), ("Oacute", 'Ó'), ("Ocirc", 'Ô'), ("Odblac", 'Ő'), ("Ograve", 'Ò'),
    ("Omacr", 'Ō'), ("Omega", 'Ω'), ("Omicron", 'Ο'), ("Oslash", 'Ø'), ("Otilde", 'Õ'),
    ("Ouml", 'Ö'), ("Phi", 'Φ'), ("Pi", 'Π'), ("Prime", '″'), ("Psi", 'Ψ'), ("Rcaron", 'Ř'),
    ("Rho", 'Ρ'), ("Sacute", 'Ś'), ("Scaron", 'Š'), ("Scedil", 'Ş'), ("Sigma", 'Σ'),
    ("THORN", 'Þ'), ("Tab", '\u{9}'), ("Tau", 'Τ'), ("Tcaron", 'Ť'), ("Tcedil", 'Ţ'),
    ("Theta", 'Θ'), ("Uacute", 'Ú'), ("Ucirc", 'Û'), ("Udblac", 'Ű'), ("Ugrave", 'Ù'),
    ("Umacr", 'Ū'), ("Upsilon", 'Υ'), ("Uring", 'Ů'), ("Uuml", 'Ü'), ("Xi", 'Ξ'), ("Yacute", 'Ý'),
    ("Yuml", 'Ÿ'), ("Zacute", 'Ź'), ("Zcaron", 'Ž'), ("Zdot", 'Ż'), ("Zeta", 'Ζ'),
    ("aacute", 'á'), ("abreve", 'ă'), ("acirc", 'â'), ("acute", '´'), ("aelig", 'æ'),
    ("agrave", 'à'), ("alefsym", 'ℵ'), ("alpha", 'α'), ("amacr", 'ā'), ("amp", '&'), ("and", '∧'),
    ("ang", '∠'), ("aogon", 'ą'), ("apos", '\u{27}'), ("aring", 'å'), ("ast", '*'),
    ("asymp", '≈'), ("atilde", 'ã'), ("auml", 'ä'), ("bdquo", '„'), ("beta", 'β'),
    ("brvbar", '¦'), ("bsol", '\u{5c}'), ("bull", '•'), ("cacute", 'ć'), ("cap", '∩'),
    ("ccaron", 'č'), ("ccedil", 'ç'), ("cedil", '¸'), ("cent", '¢'), ("check", '✓'),
    ("checkmark", '✓'), ("chi", 'χ'), ("circ", 'ˆ'), ("clubs", '♣'), ("colon", ':'),
    ("comma", ','), ("commat", '@'), ("cong", '≅'), ("copy", '©'), ("crarr", '↵'), ("cup", '∪'),
    ("curren", '¤'), ("dArr", '⇓'), ("dagger", '†'), ("darr", '↓'), ("dash", '‐'),
    ("dcaron", 'ď'), ("deg", '°'), ("delta", 'δ'), ("diams", '♦'), ("divide", '÷'),
    ("dollar", '$'), ("eacute", 'é'), ("ecaron", 'ě'), ("ecirc", 'ê'), ("egrave", 'è'),
    ("emacr", 'ē'), ("empty", '∅'), ("emsp", '\u{2003}'), ("ensp", '\u{2002}'), ("eogon", 'ę'),
    ("epsilon", 'ε'), ("equals", '='), ("equiv", '≡'), ("eta", 'η'), ("eth", 'ð'), ("euml", 'ë'),
    ("euro", '€'), ("excl", '!'), ("exist", '∃'), ("fnof", 'ƒ'), ("forall", '∀'), ("frac12", '½'),
    ("frac14", '¼'), ("frac34", '¾'), ("frasl", '⁄'), ("gamma", 'γ'), ("gbreve", 'ğ'),
    ("ge", '≥'), ("grave", '`'), ("gt", '>'), ("hArr", '⇔'), ("harr", '↔'), ("hearts", '♥'),
    ("hellip", '…'), ("horbar", '―'), ("hyphen", '‐'), ("iacute", 'í'), ("icirc", 'î'),
    ("iexcl", '¡'), ("igrave", 'ì'), ("imacr", 'ī'), ("image", 'ℑ'), ("infin", '∞'),
    ("inodot", 'ı'), ("int", '∫'), ("iota", 'ι'), ("iquest", '¿'), ("isin", '∈'), ("iuml", 'ï'),
    ("kappa", 'κ'), ("lArr", '⇐'), ("lambda", 'λ'), ("lang", '〈'), ("laquo", '«'), ("larr", '←'),
    ("lbrace", '{'), ("lceil", '⌈'), ("lcub", '{'), ("ldquo", '“'), ("le", '≤'), ("lfloor", '⌊'),
    ("lowast", '∗'), ("lowbar", '_'), ("loz", '◊'), ("lpar", '('), ("lrm", '\u{200e}'),
    ("lsaquo", '‹'), ("lsqb", '['), ("lsquo", '‘'), ("lstrok", 'ł'), ("lt", '<'), ("macr", '¯'),
    ("mdash", '—'), ("micro", 'µ'), ("middot", '·'), ("minus", '−'), ("mu", 'μ'), ("nabla", '∇'),
    ("nacute", 'ń'), ("nbsp", '\u{a0}'), ("ncaron", 'ň'), ("ndash", '–'), ("ne", '≠'),
    ("ni", '∋'), ("not", '¬'), ("notin", '∉'), ("nsub", '⊄'), ("ntilde", 'ñ'), ("nu", 'ν'),
    ("num", '#'), ("oacute", 'ó'), ("ocirc", 'ô'), ("odblac", 'ő'), ("oelig", 'œ'),
    ("ograve", 'ò'), ("oline", '‾'), ("omacr", 'ō'), ("omega", 'ω'), ("omicron", 'ο'),
    ("oplus", '⊕'), ("or", '∨'), ("ordf", 'ª'), ("ordm", 'º'), ("oslash", 'ø'), ("otilde", 'õ'),
    ("otimes", '⊗'), ("ouml", 'ö'), ("para", '¶'), ("part", '∂'), ("percnt", '%'),
    ("period", '.'), ("permil", '‰'), ("perp", '⊥'), ("phi", 'φ'), ("phone", '☎'), ("pi", 'π'),
    ("piv", 'ϖ'), ("plus", '+'), ("plusmn", '±'), ("pound", '£'), ("prime", '′'), ("prod", '∏'),
    ("prop", '∝'), ("psi", 'ψ'), ("quest", '?'), ("quot", '\u{22}'), ("rArr", '⇒'),
    ("radic", '√'), ("rang", '〉'), ("raquo", '»'), ("rarr", '→'), ("rbrace", '}'),
    ("rcaron", 'ř'), ("rceil", '⌉'), ("rcub", '}'), ("rdquo", '”'), ("real", 'ℜ'), ("reg", '®'),
    ("rfloor", '⌋'), ("rho", 'ρ'), ("rlm", '\u{200f}'), ("rpar", ')'), ("rsaquo", '›'),
    ("rsqb", ']'), ("rsquo", '’'), ("sacute", 'ś'), ("sbquo", '‚'), ("scaron", 'š'),
    ("scedil", 'ş'), ("sdot", '⋅'), ("sect", '§'), ("semi", ';'), ("shy", '\u{ad}'),
    ("sigma", 'σ'), ("sigmaf", 'ς'), ("sim", '∼'), ("sol", '/'), ("spades", '♠'), ("starf", '★'),
    ("sub", '⊂'), ("sube", '⊆'), ("sum", '∑'), ("sup", '⊃'), ("sup1", '¹'), ("sup2", '²'),
    ("sup3", '³'), ("supe", '⊇'), ("szlig", 'ß'), ("tau", 'τ'), ("tcaron", 'ť'), ("tcedil", 'ţ'),
    ("there4", '∴'), ("theta", 'θ'), ("thetasym", 'ϑ'), ("thinsp", '\u{2009}'), ("thorn", 'þ'),
    ("tilde", '˜'), ("times", '×'), ("trade", '™'), ("uArr", '⇑'), ("uacute", 'ú'), ("uarr", '↑'),
    ("ucirc", 'û'), ("udblac", 'ű'), ("ugrave", 'ù'), ("umacr", 'ū'), ("uml", '¨'),
    ("upsih", 'ϒ'), ("upsilon", 'υ'), ("uring", 'ů'), ("uuml", 'ü'), ("verbar", '|'),
    ("weierp", '℘'), ("xi", 'ξ'), ("yacute", 'ý'), ("yen", '¥'), ("yuml", 'ÿ'), ("zacute", 'ź'),
    ("zcaron", 'ž'), ("zdot", 'ż'), ("zeta", 'ζ'), ("zwj", '\u{200d}'), ("zwnj", '\u{200c}'),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Name, text, decoded.
    const TESTS: &[(&str, &str, &str)] = &[
        ("none", "a b", "a b"),
        ("named", "caf&eacute; &amp; bar", "café & bar"),
        ("decimal and hexadecimal", "&#38;&#x26;&#X26;", "&&&"),
        ("without its semicolon", "it&#39s", "it's"),
        ("Windows-1252 numbers", "&#147;a&#148; &#x96; b", "“a” – b"),
        ("bare ampersand", "AT&T & Q&A; fish&", "AT&T & Q&A; fish&"),
        ("address", "?a=1&copy=2", "?a=1&copy=2"),
        ("control characters", "a&#0;b&#8;c&#xFFFF;d", "abcd"),
        (
            "beyond Unicode",
            "a&#x110000;b&#99999999999;c&#xD800;d",
            "abcd",
        ),
        ("decoded once", "&amp;lt;", "&lt;"),
    ];

    #[test]
    fn references_are_resolved_as_browsers_do() {
        for (name, text, expected) in TESTS {
            assert_eq!(decode(text), *expected, "{name}");
        }
    }

    #[test]
    fn names_are_in_order() {
        assert!(
            NAMED.is_sorted_by_key(|it| it.0),
            "they are searched by halves"
        );
    }

    #[test]
    fn control_characters_are_dropped_from_a_document() {
        assert_eq!(clean("a\0b\u{8}c\td\u{92}".to_owned()), "abc\td’");
    }
}
