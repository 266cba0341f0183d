//! The language of an article: what the page declares, else what its text looks like.

use super::Sources;

/// The language that the page declares, as a primary tag in lower case.
pub(super) fn declared(sources: &Sources<'_>) -> Option<String> {
    let root = sources.document.html_root();
    let claims = [
        root.attr("lang").map(|it| it.to_string()),
        root.attr("xml:lang").map(|it| it.to_string()),
        sources
            .meta
            .first(&[
                "og:locale",
                "content-language",
                "dc.language",
                "language",
                "inlanguage",
            ])
            .map(str::to_owned),
        sources.described.language.clone(),
    ];
    claims.into_iter().flatten().find_map(|it| primary(&it))
}

/// "en-GB", "en_GB", "EN" → "en".
pub(crate) fn primary(tag: &str) -> Option<String> {
    let first = tag
        .trim()
        .split(['-', '_', ',', ';', ' '])
        .next()?
        .to_ascii_lowercase();
    let is_tag = (2..=3).contains(&first.len()) && first.bytes().all(|it| it.is_ascii_lowercase());
    (is_tag && !matches!(first.as_str(), "und" | "mul" | "zxx" | "xx"))
        .then(|| short(&first).unwrap_or(&first).to_owned())
}

/// The language that `text` is written in, if that is clear. A declared language of another script than
/// the text's is a mistake of the page's template.
pub(crate) fn of_text(text: &str, declared: Option<&str>) -> Option<String> {
    let looked_at = first_bytes(text, LOOKED_AT);
    let guess = || {
        // Of most texts the first lines tell, at a fifth of the price.
        let guess = whatlang::detect(first_bytes(text, FIRST_LINES))
            .filter(|it| it.confidence() >= 1.0)
            .or_else(|| whatlang::detect(looked_at));
        guess
            .filter(|it| is_clear(it, text))
            .and_then(|it| short(it.lang().code()))
            .map(str::to_owned)
    };
    let Some(declared) = declared else {
        return guess();
    };
    // The script is seen at a glance; which language it is of takes a long look.
    let contradicts = !is_mixed(declared)
        && whatlang::detect_script(looked_at)
            .is_some_and(|it| (it == whatlang::Script::Latin) != is_latin(declared));
    contradicts
        .then(guess)
        .flatten()
        .or_else(|| Some(declared.to_owned()))
}

/// How many bytes of a text are looked at, and of how many the language is mostly clear.
const LOOKED_AT: usize = 6_000;
const FIRST_LINES: usize = 1_200;

/// The first bytes of a text, `most` of them at most.
fn first_bytes(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// Whether a guess can be believed: by its own measure, or because the text is long enough for a weaker one.
fn is_clear(guess: &whatlang::Info, text: &str) -> bool {
    (guess.is_reliable() && text.len() >= 60) || (guess.confidence() > 0.4 && text.len() >= 400)
}

/// Whether a language is written in Latin letters.
fn is_latin(language: &str) -> bool {
    const OTHERS: &[&str] = &[
        "ar", "fa", "ur", "he", "ps", "ru", "uk", "be", "bg", "mk", "ky", "tg", "mn", "el", "hy",
        "ka", "hi", "mr", "ne", "bn", "pa", "gu", "or", "ta", "te", "kn", "ml", "si", "th", "lo",
        "km", "my", "am", "ti", "zh", "ja", "ko", "yi", "ckb", "ug", "sd", "dv",
    ];
    !OTHERS.contains(&language)
}

/// Whether a language is written in Latin and in other letters.
fn is_mixed(language: &str) -> bool {
    matches!(
        language,
        "sr" | "kk" | "uz" | "az" | "tk" | "tt" | "bs" | "ku" | "ms" | "pa" | "sh"
    )
}

/// The two-letter tag of a three-letter code.
fn short(code: &str) -> Option<&'static str> {
    const CODES: &[(&str, &str)] = &[
        ("afr", "af"),
        ("aka", "ak"),
        ("amh", "am"),
        ("ara", "ar"),
        ("aze", "az"),
        ("bel", "be"),
        ("ben", "bn"),
        ("bul", "bg"),
        ("cat", "ca"),
        ("ces", "cs"),
        ("cmn", "zh"),
        ("zho", "zh"),
        ("cym", "cy"),
        ("dan", "da"),
        ("deu", "de"),
        ("ell", "el"),
        ("eng", "en"),
        ("epo", "eo"),
        ("est", "et"),
        ("eus", "eu"),
        ("fas", "fa"),
        ("fil", "tl"),
        ("fin", "fi"),
        ("fra", "fr"),
        ("gle", "ga"),
        ("guj", "gu"),
        ("hat", "ht"),
        ("hau", "ha"),
        ("heb", "he"),
        ("hin", "hi"),
        ("hrv", "hr"),
        ("hun", "hu"),
        ("hye", "hy"),
        ("ind", "id"),
        ("isl", "is"),
        ("ita", "it"),
        ("jav", "jv"),
        ("jpn", "ja"),
        ("kan", "kn"),
        ("kat", "ka"),
        ("kaz", "kk"),
        ("khm", "km"),
        ("kor", "ko"),
        ("lat", "la"),
        ("lav", "lv"),
        ("lit", "lt"),
        ("mal", "ml"),
        ("mar", "mr"),
        ("mkd", "mk"),
        ("mon", "mn"),
        ("mya", "my"),
        ("nep", "ne"),
        ("nld", "nl"),
        ("nno", "nn"),
        ("nob", "nb"),
        ("nor", "no"),
        ("ori", "or"),
        ("pan", "pa"),
        ("pes", "fa"),
        ("pol", "pl"),
        ("por", "pt"),
        ("pus", "ps"),
        ("ron", "ro"),
        ("rus", "ru"),
        ("sin", "si"),
        ("slk", "sk"),
        ("slv", "sl"),
        ("sna", "sn"),
        ("som", "so"),
        ("spa", "es"),
        ("sqi", "sq"),
        ("srp", "sr"),
        ("swa", "sw"),
        ("swe", "sv"),
        ("tam", "ta"),
        ("tel", "te"),
        ("tgl", "tl"),
        ("tha", "th"),
        ("tuk", "tk"),
        ("tur", "tr"),
        ("ukr", "uk"),
        ("urd", "ur"),
        ("uzb", "uz"),
        ("vie", "vi"),
        ("yid", "yi"),
        ("zul", "zu"),
    ];
    CODES
        .iter()
        .find(|(long, _)| *long == code)
        .map(|(_, short)| *short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_cut_to_their_language() {
        assert_eq!(primary("en-GB").as_deref(), Some("en"));
        assert_eq!(primary("uk_UA").as_deref(), Some("uk"));
        assert_eq!(primary("deu").as_deref(), Some("de"));
        assert_eq!(primary("{{lang}}"), None);
    }

    const ENGLISH: &str = "The port opened again on Monday morning, fishermen said, and the first ships left \
        before dawn. Nobody had expected them to go so soon, because the wind was still high and the harbour \
        master had asked everyone to wait until noon. By the time he came down to the quay there was nobody \
        left to tell, only a dog and a boy with a rope, and both of them looked out to sea as if they had \
        missed something that would not come again this year or the next.";

    #[test]
    fn a_text_in_another_script_than_declared_wins() {
        let text = "Порт открылся в понедельник утром, сказали рыбаки, и первые суда вышли в море ещё до рассвета.";
        assert_eq!(of_text(text, Some("en")).as_deref(), Some("ru"));
        assert_eq!(of_text(ENGLISH, None).as_deref(), Some("en"));
        assert_eq!(of_text("Ok.", None), None);
    }
}
