//! The words of a text that tell what it is about: without endings, without those that tell nothing.

use std::{borrow::Cow, collections::HashSet, sync::LazyLock};

use foldhash::fast::FixedState;

use crate::text::{Form, Numbering, Word as Place, folded};

/// Frequent words that tell nothing about an event, folded, by language.
const STOP: &[&str] = &[
    // English
    "a about above after again against all also although always am among an and another any are around as at away back be because \
     been before being below between both but by called came can could day days did do does doing don down during each either even \
     ever every few first for from further get got had has have having he her here hers herself him himself his how however if in \
     into is it its itself just last later least less like made make many may me might more most much must my near never new next no \
     nor not now of off often on once one only or other our out over own part per put same say saying says she should since so some \
     still such take than that the their them themselves then there these they this those though three through time to today told \
     too took toward towards two under until up upon us used very was way we week well were what when where whether which while who \
     whom whose why will with within without would yet you your said according added ago month months year years monday tuesday \
     wednesday thursday friday saturday sunday mr mrs ms re ll ve",
    // German
    "aber alle allem allen aller als also am an ander andere anderen auch auf aus bei beim bis damit dann das dass dem den denn der \
     des die dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es etwa fur gegen hat \
     hatte hatten habe haben hier ich ihr ihre ihrem ihren ihrer im in ist jetzt kann kein keine konnen laut man mehr mit muss \
     nach nicht noch nun nur ob oder ohne sagte sei sein seine seinem seinen seiner seit sich sie sind so sollen soll sowie uber um \
     und uns unter vom von vor war waren was weil wenn werden wer wie will wir wird wurde wurden zu zum zur zwei zwischen uhr jahr \
     jahre jahren montag dienstag mittwoch donnerstag freitag samstag sonntag",
    // French
    "a ai ainsi alors apres au aucun aussi autre autres aux avait avant avec avoir c ce cela ces cet cette ceux chez comme contre d \
     dans de deja depuis des deux devant dit doit donc dont du elle elles en encore entre est et etaient etait ete etre eu eux fait \
     faire fois font il ils j jour jours je l la le les leur leurs lors lui m mais meme mois moins n ne ni non nos notre nous on ont \
     ou par pas pendant peu peut plus pour pres qu quand que quel quelle qui s sa sans se selon ses si soit son sont sous sur t tous \
     tout toute toutes tres trois un une vers vous y a affirme declare indique ans annee lundi mardi mercredi jeudi vendredi samedi \
     dimanche",
    // Spanish
    "a al algo algunos ante antes anos ano asi aun aunque cada como con contra cual cuando de del desde dia dias dijo donde dos \
     durante el ella ellos en entre era eran es esa ese eso esta estaba estan estar este esto estos fue fueron ha habia han hasta \
     hay la las le les lo los mas me mes mi mientras mucho muy nada ni no nos o os otra otro otros para pero poco por porque que \
     quien se segun ser si sido sin sobre son su sus tambien tan tanto te tiene tienen todo todos tras tres tu un una uno unos y ya \
     lunes martes miercoles jueves viernes sabado domingo",
    // Russian (folded: short i and yo are bare)
    "а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже для до его ее еи если есть еще же за \
     здесь и из или им их к как какои когда кто ли между меня мне может мы на над надо нас не него нее нет ни них но ну о об один \
     однако он она они оно от очень по под после потом потому при про раз с сам своеи свои свою себя со также так такои там то того \
     тоже тои только том у уже хотя чего чем через что чтобы эта эти это этого этои этом этот я которые которыи которая которых \
     которого года году год лет сообщил заявил словам день дня понедельник вторник среду четверг пятницу субботу воскресенье",
    // Ukrainian
    "або але б без би бо був була були було бути в вже ви від він вона вони воно все всі та так також там те ти тим то того тоді тому \
     тут у усі це цеи цього ціи цих час через чи чого що щоб щодо ще ж з за зі і із іи їх іх іі іого и к коли кого ли між мене ми мае \
     мають на над нам нас не неі них ні но про під після по при разом року рік роки себе серед свої свою своі сказав сьогодні таки \
     такоі тільки хто це як яка яке якии якіи які яких якого є е до для де день дні",
    // Arabic (folded)
    "في من على الى إلى عن ان أن إن او أو ما لا لم لن هذا هذه ذلك تلك التي الذي الذين كان كانت كما قد قال وقال قالت بعد قبل بين حتى كل \
     هو هي هم مع عند منذ خلال وقد وفي ومن وان وكان ثم اذا غير اي بها به له لها عليه عليها فيه فيها منها منه حول ضد يوم امس اليوم عام",
    // Italian, Portuguese, Dutch, Polish: only the most frequent
    "il lo gli della delle dei del di da per con non che sono nel nella una uno e ed anche piu ha dal alla",
    "os as do da dos das em no na nos nas um uma para com nao por mais foi ao",
    "het een van en op te zijn voor met niet aan er om ook naar bij",
    "i w z na do sie nie ze o jest od za po przez jak oraz",
];

/// Frequent words of the news: they tell a little, and in a small archive less than their rarity says.
const NEWS: &str = "government president minister ministry prime official officials office people country state states \
     national international foreign house party leader leaders chief spokesman spokeswoman spokesperson statement news report \
     reports reported reporters agency police court law public world member members group security military force forces war \
     city local community million billion percent cent week plan plans help work support move issue issues case question political \
     policy power home man men woman women child children family life death dead killed died high long large small big good great old \
     young right left end start began beginning set show shows known called asked announced expected earlier recent currently including \
     interview meeting talks decision vote election campaign \
     gouvernement president ministre pays etat homme femme monde police loi parti affaire \
     regierung prasident minister ministerin land staat bundesregierung polizei menschen partei sprecher \
     gobierno presidente ministro pais estado policia \
     президент министр правительство страна страны украины россии россия глава министерство \
     уряд міністр країни президента міністерство \
     رئيس الرئيس وزير حكومة الحكومة وزارة دولة";

static STOP_WORDS: LazyLock<Numbering<'static>> = LazyLock::new(|| {
    let mut words = Numbering::with_capacity(1_500);
    for it in STOP.iter().flat_map(|it| it.split_whitespace()) {
        words.number(Form::new(it));
    }
    words
});

static NEWS_STEMS: LazyLock<HashSet<u32, FixedState>> =
    LazyLock::new(|| NEWS.split_whitespace().map(|it| hash(stem(it))).collect());

/// A word that tells something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word<'a> {
    /// Its folded form without its endings.
    pub(super) stem: Cow<'a, str>,
    /// Whether it begins with a capital.
    pub(super) is_capital: bool,
    /// Whether it begins a sentence, a quotation or a clause behind a colon, where a capital tells nothing.
    pub(super) is_first: bool,
}

/// Tells the words of `text` that tell something, in order. Scripts without blanks give every pair of neighbours.
pub(super) fn each_word(text: &str, tell: impl FnMut(Word<'_>)) {
    let all = folded(std::iter::once(text));
    each_of(text, &all.forms, &all.words, tell);
}

/// The same for a text whose words are known, with a text that holds their forms.
pub(super) fn each_of(text: &str, forms: &str, words: &[Place], mut tell: impl FnMut(Word<'_>)) {
    let at = |it: &Place| Form::at(forms, it.form as usize, it.length as usize);
    let form = |number: usize| Some(at(words.get(number)?).text());
    let mut end = 0;
    for (number, word) in words.iter().enumerate() {
        let start = word.start as usize;
        let between = &text[end..start];
        let is_first = end == 0 || between.contains(['.', '!', '?', ':', '“', '„', '«', '"', '\n']);
        let touching = end == start && number > 0;
        end = word.end as usize;
        let known = at(word);
        let own = known.text();
        let stem = if is_unspaced(own) {
            let before = number.checked_sub(1).and_then(form);
            let next = words.get(number + 1);
            match before.filter(|it| touching && is_unspaced(it)) {
                Some(before) => Cow::Owned(format!("{before}{own}")),
                None if next.is_some_and(|it| it.start == word.end)
                    && form(number + 1).is_some_and(is_unspaced) =>
                {
                    continue;
                }
                None => Cow::Borrowed(own),
            }
        } else if own.len() < 2 && !own.bytes().all(|it| it.is_ascii_digit())
            || STOP_WORDS.find(known).is_some()
        {
            continue;
        } else {
            Cow::Borrowed(stem(own))
        };
        tell(Word {
            stem,
            is_capital: text[start..].starts_with(char::is_uppercase),
            is_first,
        });
    }
}

/// Whether a form is one character of a script that has no blanks between words.
fn is_unspaced(form: &str) -> bool {
    let mut chars = form.chars().filter(|it| it.is_alphanumeric());
    chars
        .next()
        .is_some_and(|it| it >= '\u{0E00}' && !('\u{10A0}'..'\u{1780}').contains(&it))
        && chars.next().is_none()
}

/// A number for a stem: FNV-1a, so that stored terms mean the same in every version and on every machine.
pub(super) fn hash(text: &str) -> u32 {
    let wide = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (wide ^ (wide >> 32)) as u32
}

/// Whether a folded word tells nothing.
pub(super) fn is_stop(form: &str) -> bool {
    STOP_WORDS.find(Form::new(form)).is_some()
}

/// Whether a stem, by its hash, is one of the frequent words of the news.
pub(super) fn is_news(stem: u32) -> bool {
    NEWS_STEMS.contains(&stem)
}

/// A folded word without its commonest endings, so that "banks" is "bank" and "санкцій" is "санкції".
///
/// Light on purpose: it may leave two forms apart, and seldom makes two words one.
pub(super) fn stem(form: &str) -> &str {
    match form.chars().next() {
        None => form,
        Some(_) if form.is_ascii() => latin(form),
        Some('\u{400}'..='\u{52F}') => {
            let bare = without(form, CYRILLIC, 3);
            let trimmed =
                bare.trim_end_matches(['а', 'я', 'о', 'е', 'и', 'ы', 'у', 'ю', 'ь', 'і', 'є']);
            if trimmed.chars().count() < 3 {
                bare
            } else {
                trimmed
            }
        }
        Some('\u{600}'..='\u{6FF}') => {
            let bare = ARABIC_BEGINNINGS
                .iter()
                .find_map(|it| {
                    form.strip_prefix(it)
                        .filter(|rest| rest.chars().count() >= 3)
                })
                .unwrap_or(form);
            without(bare, ARABIC, 3)
        }
        Some(_) => form,
    }
}

/// Longest first. Folded: й is и, ї is і.
const CYRILLIC: &[&str] = &[
    "иями", "тися", "ться", "лась", "лись", "лось", "лися", "ення", "ання", "ость", "ості", "ями",
    "ами", "ого", "его", "ому", "ему", "ыми", "ими", "іми", "иях", "іях", "лся", "ши", "ях", "ах",
    "ов", "ев", "ів", "ии", "ію", "ию", "ия", "ія", "іи", "іі", "ои", "оі", "еи", "ыи", "ая", "яя",
    "ое", "ее", "ые", "ие", "ую", "юю", "ою", "ею", "ом", "ем", "ам", "ям", "ым", "им", "их", "ых",
    "іх", "ть", "ти", "ла", "ло", "ли", "а", "я", "о", "е", "и", "ы", "у", "ю", "ь", "і", "є",
];

const ARABIC_BEGINNINGS: &[&str] = &["وال", "بال", "كال", "فال", "لل", "ال"];

const ARABIC: &[&str] = &["يات", "ات", "ون", "ين", "ان", "ها", "ية", "ة", "ه", "ي"];

/// `form` without the first of `endings` that leaves at least `least` letters.
fn without<'a>(form: &'a str, endings: &[&str], least: usize) -> &'a str {
    endings
        .iter()
        .find_map(|it| {
            form.strip_suffix(it)
                .filter(|rest| rest.chars().count() >= least)
        })
        .unwrap_or(form)
}

fn latin(form: &str) -> &str {
    if form.len() < 4 || form.bytes().any(|it| !it.is_ascii_lowercase()) {
        return form;
    }
    let mut stem = form;
    if let Some(rest) = stem.strip_suffix("ies") {
        return if rest.len() > 2 { rest } else { stem };
    }
    if !stem.ends_with("ss")
        && !stem.ends_with("us")
        && !stem.ends_with("is")
        && let Some(rest) = stem.strip_suffix('s')
    {
        stem = rest;
    }
    for ending in ["ing", "ed"] {
        if let Some(rest) = stem.strip_suffix(ending)
            && rest.len() > 2
            && rest.bytes().any(|it| b"aeiouy".contains(&it))
        {
            let bytes = rest.as_bytes();
            let doubled = bytes.len() > 3
                && bytes[bytes.len() - 1] == bytes[bytes.len() - 2]
                && !b"lsz".contains(&bytes[bytes.len() - 1]);
            stem = if doubled {
                &rest[..rest.len() - 1]
            } else {
                rest
            };
            break;
        }
    }
    for ending in ["ian", "ia", "ly", "y", "e", "a"] {
        if let Some(rest) = stem.strip_suffix(ending)
            && rest.len() > 3
        {
            return rest;
        }
    }
    stem
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_forms_of_a_word_are_one_stem() {
        const TESTS: &[&[&str]] = &[
            &["bank", "banks"],
            &["sanction", "sanctions", "sanctioned", "sanctioning"],
            &["country", "countries"],
            &["stop", "stopped", "stopping"],
            &["minister", "ministers"],
            &["russia", "russian", "russians"],
            &["soldat", "soldats"],
            &["санкции", "санкция", "санкциями", "санкциях"],
            &["воиска", "воисками", "воисках"],
            &["санкціі", "санкціями"],
            &["عقوبات", "العقوبات", "والعقوبات"],
        ];
        for forms in TESTS {
            let stems: Vec<&str> = forms.iter().map(|it| stem(it)).collect();
            assert!(
                stems.windows(2).all(|it| it[0] == it[1]),
                "{forms:?} gave {stems:?}"
            );
        }
        for (a, b) in [
            ("press", "pre"),
            ("crisis", "crises"),
            ("talk", "tale"),
            ("войны", "воины"),
        ] {
            assert_ne!(stem(a), stem(b), "{a} and {b} are two words");
        }
    }

    #[test]
    fn stop_words_are_left_out_in_every_language() {
        const TESTS: &[(&str, &[&str])] = &[
            ("The talks are over", &["talk"]),
            ("Die Gespräche sind vorbei", &["gesprach", "vorbei"]),
            ("Les pourparlers ont échoué", &["pourparler", "echou"]),
            (
                "Las conversaciones han fracasado",
                &["conversacion", "fracasado"],
            ),
            ("Переговоры не удались", &["переговор", "уда"]),
            ("Переговори у Києві", &["переговор", "києв"]),
            ("普京訪問", &["普京", "京訪", "訪問"]),
            ("", &[]),
        ];
        for (text, expected) in TESTS {
            let mut stems: Vec<String> = vec![];
            each_word(text, |it| stems.push(it.stem.into_owned()));
            assert_eq!(stems, *expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_has_words(text in any::<String>()) {
            let mut empty = 0;
            each_word(&text, |it| empty += usize::from(it.stem.is_empty()));
            prop_assert_eq!(empty, 0);
        }
    }
}
