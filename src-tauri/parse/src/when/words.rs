//! The words of dates: months, days and zones, in the languages that feeds are written in.

/// Words that stand in dates and say nothing about them.
pub(super) fn is_filler(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "at", "of", "de", "del", "um", "uhr", "à", "às", "le", "den", "the", "on", "г", "года",
        "год", "р", "року", "в", "о", "at", "klo", "kl", "ore", "alle", "el", "t", "hrs", "h",
        "year",
    ];
    WORDS.contains(&word)
}

pub(super) fn is_weekday(word: &str) -> bool {
    const DAYS: &[&str] = &[
        "mon", "tue", "wed", "thu", "fri", "sat", "sun", "lun", "mar", "mer", "jeu", "ven", "sam",
        "dim", "mo", "di", "mi", "do", "fr", "sa", "so", "пн", "вт", "ср", "чт", "пт", "сб", "вс",
        "нд", "κυρ", "δευ", "τρι", "τετ", "πεμ", "παρ", "σαβ",
    ];
    let matches = |it: &&str| {
        let same = word
            .chars()
            .zip(it.chars())
            .take_while(|(a, b)| a == b)
            .count();
        same >= it.chars().count()
    };
    DAYS.iter().any(|it| {
        if it.len() == 2 {
            *it == word
        } else {
            matches(it)
        }
    })
}

/// The month that a word names, by its beginning.
pub(super) fn month_of(word: &str) -> Option<i8> {
    /// Beginnings of their names.
    #[rustfmt::skip]
    const MONTHS: &[(&str, i8)] = &[
        ("jan", 1), ("ene", 1), ("gen", 1), ("янв", 1), ("січ", 1), ("sty", 1), ("ιαν", 1), ("oca", 1),
        ("feb", 2), ("fév", 2), ("fev", 2), ("fév", 2), ("фев", 2), ("лют", 2), ("lut", 2), ("φεβ", 2), ("şub", 2),
        ("mar", 3), ("mär", 3), ("mrz", 3), ("maa", 3), ("мар", 3), ("бер", 3), ("μαρ", 3), ("μάρ", 3), ("már", 3),
        ("apr", 4), ("avr", 4), ("abr", 4), ("апр", 4), ("кві", 4), ("kwi", 4), ("απρ", 4), ("ápr", 4), ("nis", 4),
        ("may", 5), ("mai", 5), ("mei", 5), ("mag", 5), ("maj", 5), ("мая", 5), ("май", 5), ("тра", 5), ("μαϊ", 5), ("μαι", 5), ("μάι", 5), ("máj", 5),
        ("jun", 6), ("juin", 6), ("giu", 6), ("июн", 6), ("чер", 6), ("cze", 6), ("ιουν", 6), ("ιούν", 6), ("jún", 6), ("haz", 6),
        ("jul", 7), ("juil", 7), ("lug", 7), ("июл", 7), ("лип", 7), ("lip", 7), ("ιουλ", 7), ("ιούλ", 7), ("júl", 7), ("tem", 7),
        ("aug", 8), ("aoû", 8), ("aou", 8), ("ago", 8), ("авг", 8), ("сер", 8), ("sie", 8), ("αυγ", 8), ("αύγ", 8), ("ağu", 8),
        ("sep", 9), ("set", 9), ("сен", 9), ("вер", 9), ("wrz", 9), ("σεπ", 9), ("szep", 9), ("eyl", 9),
        ("oct", 10), ("okt", 10), ("out", 10), ("ott", 10), ("окт", 10), ("жов", 10), ("paź", 10), ("οκτ", 10), ("eki", 10),
        ("nov", 11), ("ноя", 11), ("лис", 11), ("lis", 11), ("νοε", 11), ("νοέ", 11), ("kas", 11),
        ("dec", 12), ("déc", 12), ("dez", 12), ("dic", 12), ("des", 12), ("дек", 12), ("гру", 12), ("gru", 12), ("δεκ", 12), ("ara", 12),
    ];
    // "mar" begins Tuesday in French and Spanish, and March in English: "mardi" is a day, and so is "mar," before a number.
    const DAYS: &[&str] = &["mardi", "martes", "martedì", "marti"];
    if DAYS.contains(&word) {
        return None;
    }
    MONTHS
        .iter()
        .find(|(it, _)| word.starts_with(it))
        .map(|(_, month)| *month)
}

/// Minutes east of Greenwich of a zone by its name in lower case.
pub(super) fn named_zone(name: &str) -> Option<i32> {
    let minutes = match name {
        "gmt" | "utc" | "ut" | "wet" | "utcz" | "gmtz" => 0,
        "bst" | "cet" | "west" | "wat" | "met" | "mez" | "ist-ie" => 60,
        "cest" | "eet" | "cat" | "sast" | "mesz" | "met dst" | "ce" => 120,
        "eest" | "msk" | "eat" | "trt" | "мск" => 180,
        "irst" => 210,
        "msd" | "gst" | "samt" | "azt" => 240,
        "aft" => 270,
        "pkt" | "uzt" | "yekt" => 300,
        "ist" => 330,
        "npt" => 345,
        "bdt" | "almt" | "omst" => 360,
        "mmt" => 390,
        "ict" | "wib" | "novt" | "krat" => 420,
        "hkt" | "sgt" | "pht" | "myt" | "awst" | "cst-cn" | "wita" | "irkt" => 480,
        "jst" | "kst" | "wit" | "yakt" => 540,
        "acst" => 570,
        "aest" | "vlat" => 600,
        "acdt" => 630,
        "aedt" => 660,
        "nzst" => 720,
        "nzdt" => 780,
        "brt" | "art" | "clst" | "uyt" | "adt" => -180,
        "ndt" => -150,
        "nst" => -210,
        "edt" | "ast" | "at" | "clt" | "bot" | "vet" => -240,
        "est" | "et" | "cdt" | "cot" | "pet" => -300,
        "cst" | "ct" | "mdt" => -360,
        "mst" | "mt" | "pdt" => -420,
        "pst" | "pt" | "akdt" => -480,
        "akst" => -540,
        "hst" => -600,
        _ => return None,
    };
    // "CET" and the others are what feeds print, summer or not.
    Some(minutes)
}

/// RFC 822's one-letter zones, as its readers take them.
pub(super) fn military_zone(letter: char) -> Option<i32> {
    let hours = match letter {
        'z' => 0,
        'a' => -1,
        'm' => -12,
        'n' => 1,
        'y' => 12,
        _ => return None,
    };
    Some(hours * 60)
}
