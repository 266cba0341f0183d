//! Inflections of English words, by the rules of its spelling and a table of what breaks them.

use std::collections::BTreeSet;

/// Words whose forms no rule gives.
const IRREGULAR: &[&str] = &[
    "be am is are was were been being",
    "have has had having",
    "do does did done doing",
    "go goes went gone going",
    "say says said saying",
    "make makes made making",
    "take takes took taken taking",
    "come comes came coming",
    "see sees saw seen seeing",
    "get gets got gotten getting",
    "give gives gave given giving",
    "find finds found finding",
    "think thinks thought thinking",
    "tell tells told telling",
    "become becomes became becoming",
    "leave leaves left leaving",
    "feel feels felt feeling",
    "bring brings brought bringing",
    "begin begins began begun beginning",
    "keep keeps kept keeping",
    "hold holds held holding",
    "write writes wrote written writing",
    "stand stands stood standing",
    "hear hears heard hearing",
    "mean means meant meaning",
    "meet meets met meeting",
    "run runs ran running",
    "pay pays paid paying",
    "sit sits sat sitting",
    "speak speaks spoke spoken speaking",
    "lead leads led leading",
    "grow grows grew grown growing",
    "lose loses lost losing",
    "fall falls fell fallen falling",
    "send sends sent sending",
    "build builds built building",
    "understand understands understood understanding",
    "draw draws drew drawn drawing",
    "break breaks broke broken breaking",
    "spend spends spent spending",
    "rise rises rose risen rising",
    "drive drives drove driven driving",
    "buy buys bought buying",
    "seek seeks sought seeking",
    "strike strikes struck stricken striking",
    "fight fights fought fighting",
    "shoot shoots shot shooting",
    "steal steals stole stolen stealing",
    "catch catches caught catching",
    "teach teaches taught teaching",
    "throw throws threw thrown throwing",
    "fly flies flew flown flying",
    "sell sells sold selling",
    "win wins won winning",
    "choose chooses chose chosen choosing",
    "freeze freezes froze frozen freezing",
    "withdraw withdraws withdrew withdrawn withdrawing",
    "overthrow overthrows overthrew overthrown overthrowing",
    "undertake undertakes undertook undertaken undertaking",
    "arise arises arose arisen arising",
    "bear bears bore borne bearing",
    "beat beats beat beaten beating",
    "bind binds bound binding",
    "bite bites bit bitten biting",
    "bleed bleeds bled bleeding",
    "blow blows blew blown blowing",
    "burst bursts bursting",
    "cast casts casting",
    "cut cuts cutting",
    "deal deals dealt dealing",
    "dig digs dug digging",
    "drink drinks drank drunk drinking",
    "eat eats ate eaten eating",
    "feed feeds fed feeding",
    "flee flees fled fleeing",
    "forbid forbids forbade forbidden forbidding",
    "forget forgets forgot forgotten forgetting",
    "forgive forgives forgave forgiven forgiving",
    "hang hangs hung hanged hanging",
    "hide hides hid hidden hiding",
    "hit hits hitting",
    "hurt hurts hurting",
    "know knows knew known knowing",
    "lay lays laid laying",
    "lend lends lent lending",
    "let lets letting",
    "light lights lit lighted lighting",
    "put puts putting",
    "quit quits quitting",
    "read reads reading",
    "ride rides rode ridden riding",
    "ring rings rang rung ringing",
    "set sets setting",
    "shake shakes shook shaken shaking",
    "shut shuts shutting",
    "sing sings sang sung singing",
    "sink sinks sank sunk sinking",
    "sleep sleeps slept sleeping",
    "slide slides slid sliding",
    "split splits splitting",
    "spread spreads spreading",
    "spring springs sprang sprung springing",
    "stick sticks stuck sticking",
    "swear swears swore sworn swearing",
    "sweep sweeps swept sweeping",
    "swim swims swam swum swimming",
    "swing swings swung swinging",
    "tear tears tore torn tearing",
    "wear wears wore worn wearing",
    "weep weeps wept weeping",
    "wake wakes woke woken waking",
    "man men",
    "woman women",
    "child children",
    "person people persons",
    "foot feet",
    "tooth teeth",
    "mouse mice",
    "knife knives",
    "life lives",
    "leaf leaves",
    "wolf wolves",
    "half halves",
    "shelf shelves",
    "thief thieves",
    "crisis crises",
    "analysis analyses",
    "basis bases",
    "axis axes",
    "thesis theses",
    "phenomenon phenomena",
    "criterion criteria",
    "medium media",
    "datum data",
];

/// Words that only look like plurals.
const NO_PLURALS: &[&str] = &[
    "news",
    "series",
    "species",
    "politics",
    "economics",
    "physics",
    "mathematics",
    "gas",
    "bus",
    "always",
    "perhaps",
    "lens",
    "yes",
    "this",
    "his",
    "its",
    "thus",
    "plus",
    "means",
    "headquarters",
    "chaos",
    "bias",
    "canvas",
    "atlas",
    "ethics",
    "logistics",
    "afterwards",
    "towards",
    "besides",
    "sometimes",
    "less",
    "unless",
    "across",
];

/// The forms of a folded English word, itself among them, ascending: `extend`, `extended`, `extending`, `extends`. Also
/// given for a form that is no base. Some that no dictionary has may be among them; they occur nowhere. A word that
/// is not plain Latin has itself only.
pub(super) fn forms(word: &str) -> Vec<String> {
    let mut found = BTreeSet::from([word.to_string()]);
    if word.len() >= 2 && word.bytes().all(|it| it.is_ascii_lowercase()) {
        let irregular: Vec<&&str> = IRREGULAR
            .iter()
            .filter(|it| it.split(' ').any(|form| form == word))
            .collect();
        for row in &irregular {
            found.extend(row.split(' ').map(String::from));
        }
        if irregular.is_empty() {
            for base in bases(word) {
                inflect(&base, &mut found);
            }
        }
    }
    found.into_iter().collect()
}

/// What a form may be a form of.
fn bases(word: &str) -> Vec<String> {
    let mut found = vec![word.to_string()];
    let mut add = |it: String| {
        if it.len() >= 3 && it.bytes().any(is_vowel) {
            found.push(it);
        }
    };
    if let Some(stem) = word.strip_suffix("ies").filter(|it| it.len() > 1) {
        add(format!("{stem}y"));
    } else if let Some(stem) = word.strip_suffix("es").filter(|it| {
        ["s", "x", "z", "ch", "sh", "o"]
            .iter()
            .any(|end| it.ends_with(end))
    }) {
        add(stem.into());
        add(format!("{stem}e"));
    } else if let Some(stem) = word.strip_suffix('s')
        && !stem.ends_with(['s', 'u', 'i'])
        && !NO_PLURALS.contains(&word)
    {
        add(stem.into());
    }
    if let Some(stem) = word.strip_suffix("ied").filter(|it| it.len() > 1) {
        add(format!("{stem}y"));
    }
    for ending in ["ed", "ing"] {
        let Some(stem) = word.strip_suffix(ending) else {
            continue;
        };
        let bytes = stem.as_bytes();
        let doubled = bytes.len() > 2
            && bytes[bytes.len() - 1] == bytes[bytes.len() - 2]
            && !is_vowel(bytes[bytes.len() - 1]);
        if doubled {
            add(stem[..stem.len() - 1].into());
            add(stem.into());
        } else if is_short(stem) && syllables(stem) == 1 {
            // "hoping" is of "hope": of "hop" it would be "hopping".
            add(format!("{stem}e"));
        } else {
            add(stem.into());
            add(format!("{stem}e"));
        }
    }
    found
}

/// Puts the regular forms of a base into `found`.
fn inflect(base: &str, found: &mut BTreeSet<String>) {
    let cut = |ending: &str| base.strip_suffix(ending);
    found.insert(base.into());
    let y = cut("y").filter(|it| it.bytes().last().is_some_and(|it| !is_vowel(it)));
    if let Some(stem) = y {
        found.extend([
            format!("{stem}ies"),
            format!("{stem}ied"),
            format!("{base}ing"),
        ]);
        return;
    }
    let hisses = ["s", "x", "z", "ch", "sh"]
        .iter()
        .any(|it| base.ends_with(it));
    if hisses || base.ends_with('o') {
        found.insert(format!("{base}es"));
    }
    if !hisses {
        found.insert(format!("{base}s"));
    }
    if let Some(stem) = cut("e") {
        found.insert(format!("{base}d"));
        match stem.bytes().last() {
            Some(b'i') => found.insert(format!("{}ying", &stem[..stem.len() - 1])),
            Some(b'e' | b'o' | b'y') => found.insert(format!("{base}ing")),
            _ => found.insert(format!("{stem}ing")),
        };
        return;
    }
    let last = base.chars().next_back().unwrap_or_default();
    let short = is_short(base);
    if short {
        found.extend([format!("{base}{last}ed"), format!("{base}{last}ing")]);
    }
    if !short || syllables(base) > 1 {
        found.extend([format!("{base}ed"), format!("{base}ing")]);
    }
}

fn is_vowel(it: u8) -> bool {
    matches!(it, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// Whether a word ends in one vowel and one consonant that is doubled before an ending.
fn is_short(word: &str) -> bool {
    let bytes = word.as_bytes();
    let [.., a, b, c] = bytes else { return false };
    !is_vowel(*a) && is_vowel(*b) && !is_vowel(*c) && !matches!(c, b'w' | b'x')
}

/// How many runs of vowels a word has.
fn syllables(word: &str) -> usize {
    let bytes = word.as_bytes();
    (0..bytes.len())
        .filter(|at| is_vowel(bytes[*at]) && (*at == 0 || !is_vowel(bytes[at - 1])))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_the_forms_that_a_reader_expects() {
        const TESTS: &[(&str, &[&str], &[&str])] = &[
            (
                "extend",
                &["extend", "extends", "extended", "extending"],
                &["extension"],
            ),
            ("extended", &["extend", "extending"], &["extension"]),
            (
                "impose",
                &["imposes", "imposed", "imposing"],
                &["imposition"],
            ),
            ("deny", &["denies", "denied", "denying"], &["denial"]),
            ("stop", &["stops", "stopped", "stopping"], &["stoped"]),
            ("hoping", &["hope", "hoped"], &["hop"]),
            (
                "attack",
                &["attacks", "attacked", "attacking"],
                &["attacker"],
            ),
            ("strike", &["struck", "striking"], &["striker"]),
            ("struck", &["strike", "strikes"], &[]),
            ("sanctions", &["sanction", "sanctioned"], &[]),
            ("news", &["news"], &["new"]),
            ("woman", &["women"], &[]),
            ("crisis", &["crises"], &[]),
            ("process", &["processes", "processed"], &["proces"]),
            ("die", &["dying", "died", "dies"], &[]),
            ("admit", &["admitted", "admitting"], &[]),
            ("visit", &["visited", "visiting"], &[]),
            ("санкції", &["санкції"], &["санкція"]),
        ];
        for (word, has, lacks) in TESTS {
            let found = forms(word);
            assert!(found.is_sorted(), "{word}: {found:?}");
            for it in *has {
                assert!(
                    found.iter().any(|form| form == it),
                    "{word} lacks {it}: {found:?}"
                );
            }
            for it in *lacks {
                assert!(
                    !found.iter().any(|form| form == it),
                    "{word} has {it}: {found:?}"
                );
            }
        }
    }
}
