//! The words of dates: months, days and zones, in the languages that feeds are written in.

use jiff::civil::{Date, DateTime, Weekday};

/// A zone that a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Zone {
    /// Minutes east of Greenwich; in winter, where its clocks change.
    minutes: i32,
    /// Its clocks change as those of the United States do.
    is_american: bool,
}

impl Zone {
    /// The zone that is so many minutes east of Greenwich all year.
    pub(super) fn fixed(minutes: i32) -> Zone {
        Zone {
            minutes,
            is_american: false,
        }
    }

    fn american(minutes: i32) -> Zone {
        Zone {
            minutes,
            is_american: true,
        }
    }

    /// Minutes east of Greenwich when its clocks show this.
    pub(super) fn minutes_at(self, clock: DateTime) -> i32 {
        if self.is_american && is_american_summer(clock) {
            self.minutes + 60
        } else {
            self.minutes
        }
    }
}

/// Whether clocks of the United States that show this are an hour ahead. By their law, and not by the tables of zones that a
/// machine has or has not.
fn is_american_summer(clock: DateTime) -> bool {
    // The month, and which of its Sundays.
    let (begin, end) = if clock.year() >= 2007 {
        ((3, 2), (11, 1))
    } else {
        ((4, 1), (10, -1))
    };
    let change = |(month, nth): (i8, i8)| {
        let first = Date::new(clock.year(), month, 1).ok()?;
        let sunday = first.nth_weekday_of_month(nth, Weekday::Sunday).ok()?;
        Some(sunday.at(2, 0, 0, 0))
    };
    match (change(begin), change(end)) {
        (Some(begin), Some(end)) => (begin..end).contains(&clock),
        _ => false,
    }
}

/// Words that stand in dates and say nothing about them.
pub(super) fn is_filler(word: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "at", "of", "de", "del", "um", "uhr", "à", "às", "le", "den", "the", "on", "г", "года", "год", "р", "року",
        "в", "о", "klo", "kl", "ore", "alle", "el", "t", "hrs", "h", "year", "d", "l", "di", "da", "du", "am", "vom",
        "feira", "ngày", "tháng", "thg", "lúc", "gada", "pukul", "pkl", "jam", "saat", "godz", "год", "ч", "час",
        "w", "om", "v", "roku", "rok", "r", "στις", "του", "ב", "בשעה", "في", "الساعة", "ساعت", "को", "เวลา", "น",
        "พ", "ศ", "published", "updated", "posted", "las", "o", "u", "time",
    ];
    WORDS.contains(&word)
}

/// Whether a word says forenoon or afternoon, and which: true is the afternoon.
pub(super) fn half_of_day_of(word: &str) -> Option<bool> {
    #[rustfmt::skip]
    const HALVES: &[(&str, bool)] = &[
        ("오전", false), ("오후", true), ("上午", false), ("下午", true), ("午前", false), ("午後", true),
        ("凌晨", false), ("早上", false), ("晚上", true), ("ص", false), ("م", true), ("صباحا", false), ("مساء", true),
        ("πμ", false), ("μμ", true),
    ];
    // Ideographs stand close together: "周五下午".
    let ends =
        |it: &str| word == it || !it.is_ascii() && it.chars().count() == 2 && word.ends_with(it);
    HALVES
        .iter()
        .find(|(it, _)| ends(it))
        .map(|(_, half)| *half)
}

/// Whether a word is the part of the world of a zone by its city: "Europe/Brussels".
pub(super) fn is_region(word: &str) -> bool {
    const REGIONS: &[&str] = &[
        "europe",
        "america",
        "asia",
        "africa",
        "australia",
        "pacific",
        "atlantic",
        "indian",
        "antarctica",
        "arctic",
        "us",
        "etc",
        "canada",
        "brazil",
        "mexico",
        "chile",
    ];
    REGIONS.contains(&word)
}

/// Whether a word is a day of the week, by its beginning or, in some languages, by its end.
pub(super) fn is_weekday(word: &str) -> bool {
    /// Beginnings; those of two letters are the whole word.
    #[rustfmt::skip]
    const DAYS: &[&str] = &[
        "mon", "tue", "wed", "thu", "fri", "sat", "sun",
        "lun", "mar", "mer", "jeu", "ven", "sam", "dim",
        "mo", "di", "mi", "do", "fr", "sa", "so", "mit", "don", "die", "sam", "son",
        "ma", "wo", "vr", "za", "zo", "maa", "din", "woe", "vri", "zat", "zon",
        "mié", "mie", "jue", "vie", "sáb", "sab", "dom", "gio", "seg", "ter", "qua", "qui", "sex",
        "mån", "tis", "ons", "tor", "fre", "lör", "sön", "man", "tir", "lør", "søn",
        "ti", "ke", "to", "pe", "la", "su", "tiist", "kesk", "perj", "lauan", "sunnun",
        "пн", "вт", "ср", "чт", "пт", "сб", "вс", "нд", "пон", "вто", "сре", "чет", "пят", "суб", "вос", "вів", "сер",
        "нед", "пет", "пʼят",
        "κυρ", "δευ", "τρι", "τρί", "τετ", "πεμ", "πέμ", "παρ", "σαβ", "σάβ",
        "hét", "kedd", "sze", "csü", "pén", "szo", "vas",
        "pon", "wto", "śro", "czw", "pią", "pia", "sob", "nie", "úte", "stř", "čtv", "pát", "ned", "uto", "sri", "čet", "pet",
        "paz", "sal", "çar", "per", "cum", "joi", "vin", "sâm", "sîm", "dum",
        "sen", "sel", "rab", "kam", "jum", "ming", "thứ", "hai", "ba", "tư", "năm", "sáu", "bảy", "chủ", "nhật",
        "الأحد", "الاثنين", "الإثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت",
        "יום", "ראשון", "שני", "שלישי", "רביעי", "חמישי", "שישי", "שבת",
        "周", "週", "星期", "礼拜",
    ];
    /// Ends.
    const ENDS: &[&str] = &["曜日", "요일", "वार", "شنبه", "جمعه"];
    let has_begun = |it: &&str| {
        if it.chars().count() <= 2 && it.is_ascii() || it.len() == 4 && it.chars().count() == 2 {
            *it == word
        } else {
            word.starts_with(it)
        }
    };
    DAYS.iter().any(has_begun) || ENDS.iter().any(|it| word.ends_with(it)) || word.starts_with("วัน")
}

/// The month that a word names, by its beginning. Of several beginnings the longest decides.
pub(crate) fn month_of(word: &str) -> Option<i8> {
    /// Beginnings of their names.
    #[rustfmt::skip]
    const MONTHS: &[(&str, i8)] = &[
        ("jan", 1), ("ene", 1), ("gen", 1), ("ian", 1), ("янв", 1), ("січ", 1), ("сту", 1), ("sty", 1), ("ιαν", 1), ("oca", 1),
        ("led", 1), ("sije", 1), ("tammi", 1), ("sau", 1), ("јан", 1), ("яну", 1),
        ("feb", 2), ("fév", 2), ("fev", 2), ("fe\u{301}v", 2), ("фев", 2), ("лют", 2), ("lut", 2), ("φεβ", 2), ("şub", 2),
        ("úno", 2), ("únor", 2), ("velj", 2), ("helmi", 2), ("vasar", 2), ("феб", 2),
        ("mar", 3), ("mär", 3), ("mrz", 3), ("maa", 3), ("мар", 3), ("бер", 3), ("сак", 3), ("μαρ", 3), ("μάρ", 3), ("μάώ", 3), ("μαώ", 3), ("már", 3),
        ("bře", 3), ("ožu", 3), ("kov", 3), ("maart", 3), ("mrt", 3),
        ("apr", 4), ("avr", 4), ("abr", 4), ("апр", 4), ("кві", 4), ("кра", 4), ("kwi", 4), ("απρ", 4), ("ápr", 4), ("nis", 4),
        ("dub", 4), ("tra", 4), ("huhti", 4), ("bal", 4),
        ("may", 5), ("mai", 5), ("mei", 5), ("mag", 5), ("maj", 5), ("maig", 5), ("мая", 5), ("май", 5), ("мај", 5), ("тра", 5),
        ("μαϊ", 5), ("μαι", 5), ("μάι", 5), ("máj", 5), ("máje", 5), ("kvě", 5), ("svi", 5), ("touko", 5), ("geg", 5), ("maijs", 5),
        ("jun", 6), ("juin", 6), ("giu", 6), ("iun", 6), ("июн", 6), ("юни", 6), ("јун", 6), ("чер", 6), ("cze", 6), ("ιουν", 6), ("ιούν", 6), ("ιον", 6),
        ("jún", 6), ("haz", 6), ("čer", 6), ("lipa", 6), ("lipn", 6), ("kesä", 6), ("bir", 6), ("juny", 6), ("jūn", 6),
        ("jul", 7), ("juil", 7), ("lug", 7), ("iul", 7), ("июл", 7), ("юли", 7), ("јул", 7), ("лип", 7), ("lip", 7), ("ιουλ", 7), ("ιούλ", 7), ("ιολ", 7),
        ("júl", 7), ("tem", 7), ("červenec", 7), ("července", 7), ("srpan", 7), ("srpnj", 7), ("heinä", 7), ("lie", 7), ("jūl", 7),
        ("aug", 8), ("aoû", 8), ("aou", 8), ("ago", 8), ("agu", 8), ("авг", 8), ("сер", 8), ("sie", 8), ("αυγ", 8), ("αύγ", 8), ("ağu", 8),
        ("srp", 8), ("kol", 8), ("elo", 8), ("rugpj", 8), ("ágú", 8),
        ("sep", 9), ("set", 9), ("сен", 9), ("сеп", 9), ("вер", 9), ("wrz", 9), ("σεπ", 9), ("szep", 9), ("eyl", 9), ("zář", 9), ("ruj", 9), ("syys", 9), ("rugs", 9),
        ("oct", 10), ("okt", 10), ("out", 10), ("ott", 10), ("окт", 10), ("жов", 10), ("paź", 10), ("οκτ", 10), ("eki", 10), ("říj", 10), ("loka", 10), ("spa", 10), ("кас", 10),
        ("nov", 11), ("noi", 11), ("ноя", 11), ("ное", 11), ("нов", 11), ("лис", 11), ("lis", 11), ("νοε", 11), ("νοέ", 11), ("kas", 11), ("stu", 11), ("marras", 11), ("lap", 11), ("nóv", 11),
        ("dec", 12), ("déc", 12), ("de\u{301}c", 12), ("dez", 12), ("dic", 12), ("des", 12), ("дек", 12), ("дец", 12), ("гру", 12), ("gru", 12), ("δεκ", 12), ("ara", 12),
        ("pro", 12), ("joulu", 12), ("gruo", 12),
        ("يناير", 1), ("جانفي", 1), ("فبراير", 2), ("فيفري", 2), ("شباط", 2), ("مارس", 3), ("آذار", 3), ("اذار", 3), ("أبريل", 4), ("ابريل", 4), ("إبريل", 4), ("أفريل", 4), ("نيسان", 4),
        ("مايو", 5), ("ماي", 5), ("أيار", 5), ("ايار", 5), ("يونيو", 6), ("جوان", 6), ("حزيران", 6), ("يوليو", 7), ("جويلية", 7), ("تموز", 7), ("أغسطس", 8), ("اغسطس", 8), ("أوت", 8), ("آب", 8),
        ("سبتمبر", 9), ("أيلول", 9), ("ايلول", 9), ("أكتوبر", 10), ("اكتوبر", 10), ("نوفمبر", 11), ("ديسمبر", 12),
        ("ژانویه", 1), ("فوریه", 2), ("آوریل", 4), ("مه", 5), ("ژوئن", 6), ("ژوئیه", 7), ("اوت", 8), ("سپتامبر", 9), ("اکتبر", 10), ("نوامبر", 11), ("دسامبر", 12),
        ("ינואר", 1), ("פברואר", 2), ("מרץ", 3), ("אפריל", 4), ("מאי", 5), ("יוני", 6), ("יולי", 7), ("אוגוסט", 8), ("ספטמבר", 9), ("אוקטובר", 10), ("נובמבר", 11), ("דצמבר", 12),
        ("जनवरी", 1), ("जन", 1), ("फ़रवरी", 2), ("फरवरी", 2), ("मार्च", 3), ("अप्रैल", 4), ("मई", 5), ("जून", 6), ("जुलाई", 7), ("अगस्त", 8), ("सितंबर", 9), ("सितम्बर", 9), ("अक्टूबर", 10), ("अक्तूबर", 10), ("नवंबर", 11), ("नवम्बर", 11), ("दिसंबर", 12), ("दिसम्बर", 12),
        ("มกราคม", 1), ("กุมภาพันธ์", 2), ("มีนาคม", 3), ("เมษายน", 4), ("พฤษภาคม", 5), ("มิถุนายน", 6), ("กรกฎาคม", 7), ("สิงหาคม", 8), ("กันยายน", 9), ("ตุลาคม", 10), ("พฤศจิกายน", 11), ("ธันวาคม", 12),
        ("جنوری", 1), ("فروری", 2), ("مارچ", 3), ("اپریل", 4), ("مئی", 5), ("جون", 6), ("جولائی", 7), ("اگست", 8), ("ستمبر", 9), ("اکتوبر", 10), ("نومبر", 11), ("دسمبر", 12),
        ("জানুয়ারি", 1), ("ফেব্রুয়ারি", 2), ("মার্চ", 3), ("এপ্রিল", 4), ("মে", 5), ("জুন", 6), ("জুলাই", 7), ("আগস্ট", 8), ("সেপ্টেম্বর", 9), ("অক্টোবর", 10), ("নভেম্বর", 11), ("ডিসেম্বর", 12),
    ];
    // "mar" begins Tuesday in French and Spanish, and March in English: "mardi" is a day, and so is "mar," before a number.
    const DAYS: &[&str] = &[
        "mardi",
        "martes",
        "martedì",
        "marti",
        "marţi",
        "marți",
        "vasárnap",
    ];
    if DAYS.contains(&word) {
        return None;
    }
    // Hebrew writes "in" before a month as a part of it.
    let bare = word
        .strip_prefix('ב')
        .filter(|it| it.chars().count() > 2)
        .unwrap_or(word);
    MONTHS
        .iter()
        .filter(|(it, _)| bare.starts_with(it))
        .max_by_key(|(it, _)| it.len())
        .map(|(_, month)| *month)
}

/// A zone by its name in lower case.
pub(super) fn named_zone(name: &str) -> Option<Zone> {
    let minutes = match name {
        "gmt" | "utc" | "ut" | "wet" | "utcz" | "gmtz" => 0,
        "bst" | "cet" | "west" | "wat" | "met" | "mez" | "ist-ie" => 60,
        "cest" | "eet" | "cat" | "sast" | "mesz" | "mest" | "met dst" | "ce" | "ces" | "ist-il" => {
            120
        }
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
        "est" | "cdt" | "cot" | "pet" => -300,
        "cst" | "mdt" => -360,
        "mst" | "pdt" => -420,
        "pst" | "akdt" => -480,
        "et" | "eastern" => return Some(Zone::american(-300)),
        "ct" | "central" => return Some(Zone::american(-360)),
        "mt" | "mountain" => return Some(Zone::american(-420)),
        "pt" | "pacific" => return Some(Zone::american(-480)),
        "akst" => -540,
        "hst" => -600,
        _ => return None,
    };
    // "CET" and the others are what feeds print, summer or not.
    Some(Zone::fixed(minutes))
}

/// Minutes east of Greenwich where a date is at home whose words are of one country's zone: such feeds name none.
pub(super) fn home_zone(text: &str) -> Option<i32> {
    const HOMES: &[(&[&str], i32)] = &[
        (&["년", "월", "오전", "오후", "요일"], 540),
        (&["曜日", "午前", "午後"], 540),
        (&["上午", "下午", "星期", "周", "週"], 480),
        (&["วัน", "เวลา", "น."], 420),
    ];
    let home = HOMES
        .iter()
        .find(|(words, _)| words.iter().any(|it| text.contains(it)))?;
    Some(home.1)
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
