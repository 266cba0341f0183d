//! Languages: the tags that articles carry, the other codes of each, and its names.

/// Every language of ISO 639-1: its tag, what else stands for it, and its names, of which some in itself.
///
/// Else stand for it the codes of ISO 639-2 (the terminological one first), those of its usual variety, and the tags it
/// had formerly. The names of those with several tags are in [`SEVERAL`].
const LANGUAGES: &[(&str, &str, &str)] = &[
    ("aa", "aar", "afar"),
    ("ab", "abk", "abkhaz, abkhazian"),
    ("ae", "ave", "avestan"),
    ("af", "afr", "afrikaans"),
    ("ak", "aka", "akan"),
    ("am", "amh", "amharic"),
    ("an", "arg", "aragonese"),
    ("ar", "ara arb", "arabic"),
    ("as", "asm", "assamese"),
    ("av", "ava", "avar, avaric"),
    ("ay", "aym", "aymara"),
    ("az", "aze azj", "azerbaijani"),
    ("ba", "bak", "bashkir"),
    ("be", "bel", "belarusian, belarusan"),
    ("bg", "bul", "bulgarian"),
    ("bh", "bih", "bihari"),
    ("bi", "bis", "bislama"),
    ("bm", "bam", "bambara"),
    ("bn", "ben", "bengali, bangla"),
    ("bo", "bod tib", "tibetan"),
    ("br", "bre", "breton"),
    ("bs", "bos", "bosnian"),
    ("ca", "cat", "catalan, valencian"),
    ("ce", "che", "chechen"),
    ("ch", "cha", "chamorro"),
    ("co", "cos", "corsican"),
    ("cr", "cre", "cree"),
    ("cs", "ces cze", "czech"),
    ("cu", "chu", "church slavic"),
    ("cv", "chv", "chuvash"),
    ("cy", "cym wel", "welsh"),
    ("da", "dan", "danish"),
    ("de", "deu ger", "german, deutsch"),
    ("dv", "div", "maldivian, divehi"),
    ("dz", "dzo", "dzongkha"),
    ("ee", "ewe", "ewe"),
    ("el", "ell gre", "greek"),
    ("en", "eng", "english"),
    ("eo", "epo", "esperanto"),
    ("es", "spa", "spanish, español, castilian"),
    ("et", "est ekk", "estonian"),
    ("eu", "eus baq", "basque"),
    ("fa", "fas per pes prs", "persian, farsi, dari"),
    ("ff", "ful", "fulah, fula"),
    ("fi", "fin", "finnish"),
    ("fj", "fij", "fijian"),
    ("fo", "fao", "faroese"),
    ("fr", "fra fre", "french, français"),
    ("fy", "fry", "frisian, western frisian"),
    ("ga", "gle", "irish"),
    ("gd", "gla", "scottish gaelic"),
    ("gl", "glg", "galician"),
    ("gn", "grn", "guarani"),
    ("gu", "guj", "gujarati"),
    ("gv", "glv", "manx"),
    ("ha", "hau", "hausa"),
    ("he", "heb iw", "hebrew"),
    ("hi", "hin", "hindi"),
    ("ho", "hmo", "hiri motu"),
    ("hr", "hrv scr", "croatian"),
    ("ht", "hat", "haitian creole, haitian"),
    ("hu", "hun", "hungarian"),
    ("hy", "hye arm", "armenian"),
    ("hz", "her", "herero"),
    ("ia", "ina", "interlingua"),
    ("id", "ind in", "indonesian"),
    ("ie", "ile", "interlingue"),
    ("ig", "ibo", "igbo"),
    ("ii", "iii", "sichuan yi"),
    ("ik", "ipk", "inupiaq"),
    ("io", "ido", "ido"),
    ("is", "isl ice", "icelandic"),
    ("it", "ita", "italian"),
    ("iu", "iku", "inuktitut"),
    ("ja", "jpn", "japanese"),
    ("jv", "jav jaw jw", "javanese"),
    ("ka", "kat geo", "georgian"),
    ("kg", "kon", "kongo"),
    ("ki", "kik", "kikuyu"),
    ("kj", "kua", "kuanyama"),
    ("kk", "kaz", "kazakh"),
    ("kl", "kal", "greenlandic, kalaallisut"),
    ("km", "khm", "khmer"),
    ("kn", "kan", "kannada"),
    ("ko", "kor", "korean"),
    ("kr", "kau", "kanuri"),
    ("ks", "kas", "kashmiri"),
    ("ku", "kur kmr", ""),
    ("kv", "kom", "komi"),
    ("kw", "cor", "cornish"),
    ("ky", "kir", "kyrgyz, kirghiz"),
    ("la", "lat", "latin"),
    ("lb", "ltz", "luxembourgish"),
    ("lg", "lug", "ganda, luganda"),
    ("li", "lim", "limburgish"),
    ("ln", "lin", "lingala"),
    ("lo", "lao", "lao"),
    ("lt", "lit", "lithuanian"),
    ("lu", "lub", "luba-katanga"),
    ("lv", "lav lvs", "latvian"),
    ("mg", "mlg plt", "malagasy"),
    ("mh", "mah", "marshallese"),
    ("mi", "mri mao", "maori, māori"),
    ("mk", "mkd mac", "macedonian"),
    ("ml", "mal", "malayalam"),
    ("mn", "mon khk", "mongolian"),
    ("mr", "mar", "marathi"),
    ("ms", "msa may zsm", "malay"),
    ("mt", "mlt", "maltese"),
    ("my", "mya bur", "burmese, myanmar"),
    ("na", "nau", "nauru"),
    ("nb", "nob", "bokmål, norwegian bokmål"),
    ("nd", "nde", "north ndebele"),
    ("ne", "nep npi", "nepali"),
    ("ng", "ndo", "ndonga"),
    ("nl", "nld dut", "dutch, flemish"),
    ("nn", "nno", "nynorsk, norwegian nynorsk"),
    ("no", "nor", ""),
    ("nr", "nbl", "south ndebele"),
    ("nv", "nav", "navajo"),
    ("ny", "nya", "chichewa, nyanja"),
    ("oc", "oci", "occitan"),
    ("oj", "oji", "ojibwa"),
    ("om", "orm gaz", "oromo"),
    ("or", "ori ory", "odia, oriya"),
    ("os", "oss", "ossetian, ossetic"),
    ("pa", "pan", "punjabi, panjabi"),
    ("pi", "pli", "pali"),
    ("pl", "pol", "polish"),
    ("ps", "pus pbu", "pashto, pushto"),
    ("pt", "por", "portuguese"),
    ("qu", "que", "quechua"),
    ("rm", "roh", "romansh"),
    ("rn", "run", "kirundi, rundi"),
    ("ro", "ron rum mol mo", "romanian, moldovan, moldavian"),
    ("ru", "rus", "russian, русский"),
    ("rw", "kin", "kinyarwanda"),
    ("sa", "san", "sanskrit"),
    ("sc", "srd", "sardinian"),
    ("sd", "snd", "sindhi"),
    ("se", "sme", "northern sami, sami"),
    ("sg", "sag", "sango"),
    ("sh", "hbs", "serbo-croatian"),
    ("si", "sin", "sinhala, sinhalese"),
    ("sk", "slk slo", "slovak"),
    ("sl", "slv", "slovenian, slovene"),
    ("sm", "smo", "samoan"),
    ("sn", "sna", "shona"),
    ("so", "som", "somali"),
    ("sq", "sqi alb", "albanian"),
    ("sr", "srp scc", "serbian"),
    ("ss", "ssw", "swazi, swati"),
    ("st", "sot", "sotho, southern sotho"),
    ("su", "sun", "sundanese"),
    ("sv", "swe", "swedish"),
    ("sw", "swa swh", "swahili, kiswahili"),
    ("ta", "tam", "tamil"),
    ("te", "tel", "telugu"),
    ("tg", "tgk", "tajik"),
    ("th", "tha", "thai"),
    ("ti", "tir", "tigrinya"),
    ("tk", "tuk", "turkmen"),
    ("tl", "tgl fil", "tagalog, filipino"),
    ("tn", "tsn", "tswana"),
    ("to", "ton", "tongan"),
    ("tr", "tur", "turkish"),
    ("ts", "tso", "tsonga"),
    ("tt", "tat", "tatar"),
    ("tw", "twi", "twi"),
    ("ty", "tah", "tahitian"),
    ("ug", "uig", "uyghur, uighur"),
    ("uk", "ukr", "ukrainian"),
    ("ur", "urd", "urdu"),
    ("uz", "uzb uzn", "uzbek"),
    ("ve", "ven", "venda"),
    ("vi", "vie", "vietnamese"),
    ("vo", "vol", "volapük"),
    ("wa", "wln", "walloon"),
    ("wo", "wol", "wolof"),
    ("xh", "xho", "xhosa"),
    ("yi", "yid ydd ji", "yiddish"),
    ("yo", "yor", "yoruba"),
    ("za", "zha", "zhuang"),
    ("zh", "zho chi cmn", "chinese, mandarin, cantonese"),
    ("zu", "zul", "zulu"),
];

/// The names that mean several tags, since pages say now the one and now the other.
const SEVERAL: [(&str, &str); 2] = [("kurdish", "ku ckb"), ("norwegian", "no nb nn")];

/// The tag of two letters for a code: "eng", "en" → "en", "iw" → "he". Nothing for a code that stands for no such
/// language. In lower case.
pub fn two_letters(code: &str) -> Option<&'static str> {
    LANGUAGES
        .iter()
        .find(|it| it.0 == code || it.1.split(' ').any(|it| it == code))
        .map(|it| it.0)
}

/// The tags of a language by its English name, in any case, with blanks between: "Norwegian" → "no nb nn".
pub fn languages_named(name: &str) -> Option<&'static str> {
    let name = name.trim().to_lowercase();
    if name.is_empty() {
        return None;
    }
    SEVERAL
        .iter()
        .find(|it| it.0 == name)
        .map(|it| it.1)
        .or_else(|| {
            let named = LANGUAGES
                .iter()
                .find(|it| it.2.split(", ").any(|it| it == name))?;
            Some(named.0)
        })
}

/// The names of all languages.
pub(crate) fn language_names() -> impl Iterator<Item = &'static str> {
    LANGUAGES
        .iter()
        .flat_map(|it| it.2.split(", "))
        .filter(|it| !it.is_empty())
        .chain(SEVERAL.iter().map(|it| it.0))
}

/// The tag that articles carry for what somebody wrote as a language: the language alone, without region and script, in
/// two letters where it has a tag of two. "en-GB", "eng", "English" → "en"; "gsw-CH" → "gsw". What is not known is only
/// cut and put into lower case.
pub fn language_tag(written: &str) -> String {
    let written = written.trim().to_lowercase();
    let first = written.split(['-', '_']).next().unwrap_or(&written);
    if is_code(first) {
        return two_letters(first).unwrap_or(first).to_string();
    }
    let named = languages_named(&written).and_then(|it| it.split(' ').next());
    named.unwrap_or(first).to_string()
}

/// Whether a text looks like the code of a language: two or three letters, in lower case.
pub(crate) fn is_code(text: &str) -> bool {
    (2..=3).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_has_one_tag_however_it_is_written() {
        const TESTS: &[(&str, &str)] = &[
            ("en", "en"),
            ("EN", "en"),
            ("en-GB", "en"),
            ("en_US", "en"),
            ("eng", "en"),
            ("ENG-us", "en"),
            ("English", "en"),
            (" deutsch ", "de"),
            ("Русский", "ru"),
            ("ger", "de"),
            ("deu", "de"),
            ("cmn-Hans-CN", "zh"),
            ("zh-Hant", "zh"),
            ("iw", "he"),
            ("in", "id"),
            ("fil", "tl"),
            ("Norwegian", "no"),
            ("Serbo-Croatian", "sh"),
            ("Haitian Creole", "ht"),
            ("gsw-CH", "gsw"),
            ("ckb", "ckb"),
            ("ua", "ua"),
            ("Klingon", "klingon"),
            ("", ""),
        ];
        for (written, expected) in TESTS {
            assert_eq!(language_tag(written), *expected, "{written}");
            assert_eq!(language_tag(expected), *expected, "{written}: a tag stays");
        }
    }

    #[test]
    fn every_code_and_every_name_means_one_language() {
        let mut codes = std::collections::BTreeMap::new();
        let mut names = std::collections::BTreeSet::new();
        for (tag, others, named) in LANGUAGES {
            for code in std::iter::once(*tag).chain(others.split(' ')) {
                assert!(is_code(code), "{code} of {tag}");
                assert_eq!(codes.insert(code, *tag), None, "{code}: of {tag}");
                assert_eq!(two_letters(code), Some(*tag), "{code}");
            }
            for name in named.split(", ").filter(|it| !it.is_empty()) {
                assert_eq!(languages_named(name), Some(*tag), "{name}");
            }
        }
        for name in language_names() {
            assert!(names.insert(name), "{name} is there twice");
            // Whether it is read as a name or as a code, it is the same.
            let tags = languages_named(name).expect("its tags");
            assert!(
                codes.get(name).is_none_or(|it| tags == *it),
                "{name} is another's code"
            );
        }
        for (name, tags) in SEVERAL {
            assert!(tags.split(' ').all(is_code), "{name}");
        }
    }
}
