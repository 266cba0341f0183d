//! The language's rules and traps, as tables; what must hold for any input, as properties.

use proptest::prelude::*;

use super::{
    ast::{Filter, Node, Pattern},
    *,
};
use crate::{Article, Block, Timestamp, TopicId, Zone};

fn article(blocks: &[(Zone, &str)]) -> Article {
    Article {
        blocks: blocks
            .iter()
            .map(|(zone, text)| Block::new(*zone, *text))
            .collect(),
        ..Article::default()
    }
}

fn document(article: &Article) -> Document<'_> {
    let about = About {
        source: "Harbour Ledger",
        publisher: "Ledger Trust",
        country: Some("XL"),
        language: Some("en"),
        ..About::default()
    };
    Document::new(article, &about)
}

fn query(text: &str) -> Query {
    match Query::topic(text) {
        Ok(read) => read.query,
        Err(diagnostics) => panic!("{text}: {}", diagnostics[0].message),
    }
}

/// The words of `text` (a body paragraph) that a query marks; nothing if it is not met.
fn marked(text: &str, query_text: &str) -> Option<Vec<String>> {
    let article = article(&[(Zone::Body, text)]);
    let proof = prove(&query(query_text), &document(&article));
    proof.holds.then(|| {
        proof
            .highlights()
            .iter()
            .map(|it| text[it.start as usize..it.end as usize].to_string())
            .collect()
    })
}

#[test]
fn queries_mark_what_they_mean() {
    const TESTS: &[(&str, &str, &str, Option<&[&str]>)] = &[
        (
            "a word, any case",
            "escalation",
            "Escalation at the border",
            Some(&["Escalation"]),
        ),
        (
            "hyphen before",
            "escalation",
            "a de-escalation at last",
            None,
        ),
        (
            "no-break hyphen before",
            "escalation",
            "a de\u{2011}escalation at last",
            None,
        ),
        (
            "written together",
            "escalation",
            "a deescalation at last",
            None,
        ),
        (
            "soft hyphen within",
            "escalation",
            "an esca\u{AD}lation",
            Some(&["esca\u{AD}lation"]),
        ),
        ("wildcard and hyphen", "escalat*", "to de-escalate", None),
        (
            "the hyphenated word itself",
            "de-escalation",
            "deescalation, de\u{2010}escalation",
            Some(&["deescalation", "de\u{2010}escalation"]),
        ),
        ("part of a compound", "border", "cross-border trade", None),
        (
            "a short name inside a longer word",
            "YNET",
            "Gwyneth said",
            None,
        ),
        (
            "possessive",
            "Kelmark",
            "Kelmark\u{2019}s officers",
            Some(&["Kelmark"]),
        ),
        ("accents", "Zurich", "in Zürich", Some(&["Zürich"])),
        (
            "accents in the query",
            "Zürich",
            "in Zurich",
            Some(&["Zurich"]),
        ),
        (
            "phrase",
            "\"border escalation\"",
            "a border escalation near",
            Some(&["border escalation"]),
        ),
        (
            "phrase, not in order",
            "\"border escalation\"",
            "an escalation at the border",
            None,
        ),
        (
            "phrase over a possessive",
            "\"Kelmark border\"",
            "Kelmark's border",
            Some(&["Kelmark's border"]),
        ),
        (
            "wildcard in a phrase",
            "\"potential sanction*\"",
            "potential sanctions loom",
            Some(&["potential sanctions"]),
        ),
        (
            "prefix",
            "sanction*",
            "sanctions and sanctioned",
            Some(&["sanctions", "sanctioned"]),
        ),
        (
            "one character",
            "wom?n",
            "women, woman, womaan",
            Some(&["women", "woman"]),
        ),
        (
            "AND",
            "tanks AND border",
            "tanks at the border",
            Some(&["tanks", "border"]),
        ),
        (
            "AND, one missing",
            "tanks AND border",
            "tanks at the river",
            None,
        ),
        (
            "a four-term OR list",
            "tanks OR snipers OR drones OR mines",
            "mines and drones",
            Some(&["mines", "drones"]),
        ),
        (
            "NOT",
            "sanctions AND NOT league",
            "sanctions by the league",
            None,
        ),
        (
            "NOT, absent",
            "sanctions AND NOT league",
            "sanctions by the union",
            Some(&["sanctions"]),
        ),
        (
            "brackets",
            "(tanks OR snipers) AND border",
            "snipers at the border",
            Some(&["snipers", "border"]),
        ),
        (
            "near",
            "sanctions NEAR/2 banks",
            "sanctions on three banks",
            Some(&["sanctions", "banks"]),
        ),
        (
            "near, the other way",
            "sanctions NEAR/2 banks",
            "banks fear sanctions",
            Some(&["banks", "sanctions"]),
        ),
        (
            "too far",
            "sanctions NEAR/2 banks",
            "sanctions on all three banks",
            None,
        ),
        (
            "ordered",
            "sanctions ONEAR/2 banks",
            "banks fear sanctions",
            None,
        ),
        (
            "near with a list",
            "sanction* NEAR/3 (bank* OR assets)",
            "sanctioned assets",
            Some(&["sanctioned", "assets"]),
        ),
        (
            "Cyrillic",
            "санкці*",
            "нові Санкції проти банків",
            Some(&["Санкції"]),
        ),
        (
            "Arabic without vowel points",
            "العقوبات",
            "العُقُوبات الجديدة",
            Some(&["العُقُوبات"]),
        ),
        (
            "Chinese, two characters",
            "普京",
            "俄罗斯总统普京访问",
            Some(&["普京"]),
        ),
        (
            "Chinese, with a star",
            "普京*",
            "俄罗斯总统普京访问",
            Some(&["普京"]),
        ),
        (
            "Chinese, with a star at the end of a phrase",
            "\"总统 普京*\"",
            "俄罗斯总统普京访问",
            Some(&["总统普京"]),
        ),
        (
            "Korean, with particles",
            "북한*",
            "북한은 북한에서 왔다",
            Some(&["북한은", "북한에서"]),
        ),
        ("Korean, another word", "북한*", "북미 회담", None),
        ("German ß", "Straße", "in der STRASSE", Some(&["STRASSE"])),
        (
            "French elision",
            "escalade",
            "l\u{2019}escalade militaire",
            Some(&["escalade"]),
        ),
        (
            "a word with an ampersand",
            "AT&T",
            "shares of AT&T rose",
            Some(&["AT&T"]),
        ),
        (
            "alias of proximity",
            "sanctions w/2 banks",
            "banks fear sanctions",
            Some(&["banks", "sanctions"]),
        ),
        (
            "same sentence",
            "tanks SENT border",
            "The tanks left. The border is closed.",
            None,
        ),
        (
            "same sentence, any order",
            "tanks SENT border",
            "At the border stood tanks. It rained.",
            Some(&["border", "tanks"]),
        ),
        (
            "same paragraph",
            "tanks PARA border",
            "The tanks left. The border is closed.",
            Some(&["tanks", "border"]),
        ),
        (
            "not near",
            "sanctions NOT NEAR/2 league",
            "league sanctions",
            None,
        ),
        (
            "not near, one further off",
            "sanctions NOT NEAR/2 league",
            "league sanctions are no sanctions",
            Some(&["sanctions"]),
        ),
        ("at least", "ATLEAST/2(attack)", "an attack", None),
        (
            "at least, met",
            "ATLEAST/2(attack OR blast)",
            "an attack and a blast",
            Some(&["attack", "blast"]),
        ),
        (
            "first words",
            "FIRST/3(border)",
            "tanks at the border",
            None,
        ),
        (
            "first words, met",
            "FIRST/4(border)",
            "tanks at the border",
            Some(&["border"]),
        ),
        ("case", "CASE(Polish)", "to polish; POLISH", None),
        (
            "case, met",
            "CASE(Polish)",
            "to polish the Polish car",
            Some(&["Polish"]),
        ),
        (
            "case of a wildcard",
            "CASE(Sanction*)",
            "sanctions, Sanctions",
            Some(&["Sanctions"]),
        ),
        ("capital", "CAPS(may)", "it may be in May", Some(&["May"])),
        ("capitals", "ALLCAPS(US)", "us and the US", Some(&["US"])),
        ("not in capitals", "ALLCAPS(US)", "between us", None),
        (
            "inflections",
            "FORMS(extend) SENT sanctions",
            "They extended the sanctions by the extension of a year",
            Some(&["extended", "sanctions"]),
        ),
        (
            "inflections in a phrase",
            "FORMS(\"impose sanction\")",
            "imposing sanctions",
            Some(&["imposing sanctions"]),
        ),
        (
            "inflections of weighted terms",
            "FORMS(SCORE>=2(buys^2, zebra^1))",
            "They bought it",
            Some(&["bought"]),
        ),
        (
            "a part of a compound",
            "PARTS(escalation)",
            "de-escalation",
            Some(&["de-escalation"]),
        ),
        (
            "a part that is none",
            "PARTS(escalation)",
            "deescalation",
            None,
        ),
        (
            "leading star and hyphen",
            "*-escalation",
            "de-escalation, escalation",
            Some(&["de-escalation"]),
        ),
        (
            "leading star",
            "*escalation",
            "de-escalation, escalation",
            Some(&["de-escalation", "escalation"]),
        ),
        (
            "star within proximity",
            "*lation NEAR/3 bor*r*",
            "escalation at the borders",
            Some(&["escalation", "borders"]),
        ),
        (
            "in quoted speech",
            "QUOTE(sanctions)",
            "Sanctions? “No sanctions,” he said.",
            Some(&["sanctions"]),
        ),
        (
            "not in quoted speech",
            "QUOTE(sanctions)",
            "No sanctions, he said.",
            None,
        ),
        (
            "said by",
            "SAIDBY(Krell, sanction*)",
            "“Sanctions are near,” Oda Krell said. Sanctions are far, the ministry said.",
            Some(&["Sanctions"]),
        ),
        (
            "said by another",
            "SAIDBY(Krell, sanction*)",
            "“Sanctions are near,” the minister told Krell.",
            None,
        ),
        (
            "affirmed",
            "AFFIRMED(attack)",
            "The attack killed two.",
            Some(&["attack"]),
        ),
        ("denied", "AFFIRMED(attack)", "There was no attack.", None),
        (
            "score",
            "SCORE>=5(tanker^3, mine^2, garden*^-4)",
            "a tanker hit a mine",
            Some(&["tanker", "mine"]),
        ),
        (
            "score, taken away",
            "SCORE>=5(tanker^3, mine^2, garden*^-4)",
            "a tanker, a mine, a garden",
            None,
        ),
        (
            "score counts a term once",
            "SCORE>=5(tanker^3, mine^2)",
            "tanker tanker",
            None,
        ),
        (
            "score counts up to its cap",
            "SCORE>=5(tanker^3*2)",
            "tanker tanker",
            Some(&["tanker", "tanker"]),
        ),
        (
            "regex with a blank",
            "/\\d+ (dead|killed)/",
            "some 12 killed there",
            Some(&["12 killed"]),
        ),
        ("regex that minds the case", "/(?-i)May \\d/", "may 5", None),
        (
            "loose phrase",
            "\"tanks border\"~2",
            "border with tanks",
            Some(&["border", "tanks"]),
        ),
        (
            "Factiva's near counts the word",
            "tanks near2 border",
            "tanks at border",
            Some(&["tanks", "border"]),
        ),
        (
            "Factiva's near, too far",
            "tanks near2 border",
            "tanks at the border",
            None,
        ),
        (
            "Factiva's adjacency",
            "tanks adj2 border",
            "border of tanks",
            None,
        ),
        (
            "Lexis' sentence",
            "tanks W/S border",
            "The tanks left. The border is closed.",
            None,
        ),
        (
            "Lexis' stem",
            "sanction!",
            "sanctioned",
            Some(&["sanctioned"]),
        ),
        (
            "Meltwater's order",
            "tanks NEAR/3f border",
            "border, tanks",
            None,
        ),
        ("full-width letters", "ＮＡＴＯ", "to NATO", Some(&["NATO"])),
        (
            "a full-width star",
            "sanction＊",
            "sanctions",
            Some(&["sanctions"]),
        ),
        (
            "full-width brackets",
            "制裁 AND NOT（銀行）",
            "制裁措置を発表した",
            Some(&["制裁"]),
        ),
        (
            "full-width brackets, vetoed",
            "制裁 AND NOT（銀行）",
            "銀行に制裁",
            None,
        ),
        (
            "a comment",
            "sanctions # of any kind\nAND banks",
            "banks, sanctions",
            Some(&["banks", "sanctions"]),
        ),
    ];
    for (name, query, text, expected) in TESTS {
        let expected = expected.map(|it| it.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(marked(text, query), expected, "{name}: {query} in “{text}”");
    }
}

#[test]
fn zones_that_are_no_part_of_the_article_are_searched_only_when_named() {
    let mut page = article(&[
        (Zone::Headline, "Leaders talk for two hours"),
        (Zone::Standfirst, "Advisers will meet"),
        (Zone::Byline, "By Joris Vandel"),
        (Zone::Body, "The two leaders spoke on Monday."),
        (Zone::Body, "Nothing was decided."),
        (Zone::Body, "The winter is cold at the frontier."),
        (Zone::Caption, "Tents along the river"),
        (
            Zone::Promo,
            "Also Read: Border escalation in five questions",
        ),
        (Zone::Credit, "(With AP inputs)"),
    ]);
    page.address = Some("https://www.News.example/World/talks".into());
    page.published_at = crate::Timestamp::from_rfc3339("2024-01-15T12:00:00Z");
    const TESTS: &[(&str, bool)] = &[
        ("escalation", false),
        ("promo:escalation", true),
        ("AP", false),
        ("credit:AP", true),
        ("Vandel", false),
        ("byline:Vandel", true),
        ("leaders", true),
        ("title:leaders", true),
        ("title:Monday", false),
        ("lead:nothing", true),
        ("lead:frontier", false),
        ("body:frontier", true),
        ("body:advisers", false),
        ("tents", true),
        ("caption:tents", true),
        ("hours NEAR/5 advisers", false),
        ("\"hours advisers\"", false),
        ("title:(leaders AND hours)", true),
        ("leaders AND NOT promo:escalation", false),
        ("source:\"Harbour Ledger\"", true),
        ("leaders AND publisher:trust", true),
        ("leaders AND lang:en", true),
        ("leaders AND lang:fr", false),
        ("leaders AND lang:eng", true),
        ("leaders AND lang:English", true),
        ("leaders AND lang:(greek OR EN)", true),
        ("leaders AND lang:norwegian", false),
        ("leaders AND country:XL", true),
        ("leaders AND site:news.example", true),
        ("leaders AND site:example", true),
        ("leaders AND site:ews.example", false),
        ("leaders AND site:(other.example OR \"news.example\")", true),
        ("leaders AND url:(sport OR culture)", false),
        ("leaders AND url:\"/world/\"", true),
        ("leaders AND url:/sport/", false),
        ("leaders AND date:2024-01", true),
        ("leaders AND date:2024-01-01/2024-01-15", true),
        ("leaders AND date:2024-01-15/", true),
        ("leaders AND date:/2024-01-14", false),
        ("leaders AND words:>20", true),
        ("leaders AND words:<20", false),
        ("FIRST/3(leaders)", true),
        ("FIRST/2(leaders)", false),
        ("FIRST/9(hours)", false),
    ];
    for (text, expected) in TESTS {
        assert_eq!(
            prove(&query(text), &document(&page)).holds,
            *expected,
            "{text}"
        );
    }
}

#[test]
fn ap_in_the_text_is_found_where_ap_as_a_credit_is_not() {
    let page = article(&[
        (Zone::Body, "An official told AP that talks go on."),
        (Zone::Credit, "(With AP inputs)"),
    ]);
    let proof = prove(&query("AP"), &document(&page));
    assert_eq!(proof.highlights().len(), 1, "one mention, in the text");
    assert_eq!(proof.highlights()[0].block, 0);
}

#[test]
fn what_is_wrong_is_said_with_its_place_and_a_way_to_mend_it() {
    const TESTS: &[(&str, &str, &str, &[&str])] = &[
        (
            "border escalation",
            "border escalation",
            "side by side",
            &["\"border escalation\"", "border AND escalation"],
        ),
        (
            "a OR b AND c",
            "AND",
            "side by side",
            &["a OR (b AND c)", "(a OR b) AND c"],
        ),
        (
            "(tanks AND border",
            "(",
            "not closed",
            &["(tanks AND border)"],
        ),
        (
            "(tanks # those of the river",
            "(",
            "not closed",
            &["(tanks) # those of the river"],
        ),
        ("tanks)", ")", "closes nothing", &["tanks"]),
        ("\"tanks", "\"tanks", "not closed", &["\"tanks\""]),
        ("NOT tanks", "NOT tanks", "only what must not occur", &[]),
        ("sa*", "sa*", "three letters", &["sa"]),
        ("eu! AND tanks", "eu!", "three letters", &["eu AND tanks"]),
        ("미*", "미*", "three letters", &["미"]),
        ("OR* AND tanks", "OR*", "three letters", &[]),
        ("\"sa* tanks\"", "\"sa* tanks\"", "three letters", &[]),
        ("s?n*", "s?n*", "three letters", &[]),
        (
            "tanks AND -border",
            "-border",
            "means NOT elsewhere",
            &["tanks AND NOT border", "tanks AND border"],
        ),
        (
            "tanks -\"river border\"",
            "-\"river border\"",
            "means NOT elsewhere",
            &["tanks AND NOT \"river border\"", "tanks \"river border\""],
        ),
        (
            "!(tanks OR mines) AND border",
            "!",
            "means NOT elsewhere",
            &[
                "NOT (tanks OR mines) AND border",
                "(tanks OR mines) AND border",
            ],
        ),
        (
            "+tanks AND border",
            "+tanks",
            "Join terms with AND",
            &["tanks AND border"],
        ),
        ("-tanks", "-tanks", "means NOT elsewhere", &["tanks"]),
        ("title:-tanks", "-tanks", "cannot stand", &["title:tanks"]),
        (
            "tanks NOT river",
            "tanks NOT river",
            "side by side",
            &["tanks AND NOT river"],
        ),
        (
            "sanction! banks",
            "sanction! banks",
            "side by side",
            &["sanction! AND banks"],
        ),
        ("*io", "*io", "three letters", &[]),
        ("tanks AND", "", "missing here", &[]),
        ("OR tanks", "OR", "both sides", &["\"or\" tanks"]),
        ("()", "()", "nothing in these brackets", &[]),
        ("", "", "nothing to look for", &[]),
        (
            "tanks NEAR/x border",
            "NEAR/x",
            "number of words",
            &["tanks NEAR/5 border"],
        ),
        (
            "\"a b\"~9999 AND c",
            "~9999",
            "number of words",
            &["\"a b\"~5 AND c"],
        ),
        (
            "near9999:\"a b\"",
            "near9999:",
            "number of words",
            &["near5:\"a b\""],
        ),
        ("a /N9999/ b", "/N9999/", "number of words", &["a NEAR/5 b"]),
        ("quay /F50/", "/F50/", "first 50 words", &["FIRST/50(quay)"]),
        (
            "(quay /F50/) OR pier",
            "/F50/",
            "first 50 words",
            &["(FIRST/50(quay)) OR pier"],
        ),
        (
            "quay /F5/ pier",
            "/F5/",
            "first 5 words",
            &["quay ONEAR/4 pier", "FIRST/5(quay) AND pier"],
        ),
        ("near5:\"a b\"~3", "near5:\"a b\"~3", "said twice", &[]),
        ("repeat0:\"a\"", "repeat0:", "a number from 1", &[]),
        (
            "repeat9999999:\"a\"",
            "repeat9999999:",
            "a number from 1",
            &[],
        ),
        (
            "headline:tanks",
            "headline:",
            "no field",
            &["\"headline tanks\""],
        ),
        (
            "headline:\"river border\"",
            "headline:",
            "no field",
            &["\"river border\""],
        ),
        (
            "headline:(tanks OR mines)",
            "headline:",
            "no field",
            &["(tanks OR mines)"],
        ),
        (
            "tanks AND lang:en-GB",
            "en-GB",
            "without its region or script: en, and never en-GB",
            &["tanks AND lang:en"],
        ),
        (
            "lang:(fr OR \"zh_Hant\")",
            "\"zh_Hant\"",
            "zh, and never zh_Hant",
            &["lang:(fr OR zh)"],
        ),
        (
            "lang:deu\u{2011}AT AND tanks",
            "deu\u{2011}AT",
            "de, and never",
            &["lang:de AND tanks"],
        ),
        (
            "tanks AND lang:klingon",
            "klingon",
            "no language that is known",
            &[],
        ),
        (
            "tanks AND lang:deutch",
            "deutch",
            "no language that is known",
            &["tanks AND lang:de", "tanks AND lang:nl"],
        ),
        (
            "la=norwegan AND tanks",
            "norwegan",
            "no language that is known",
            &["la=(no OR nb OR nn) AND tanks", "la=ko AND tanks"],
        ),
        ("lang:und AND tanks", "und", "names no language", &[]),
        ("lang:en* AND tanks", "en*", "whole codes", &[]),
        ("lang:\"en fr\"", "\"en fr\"", "OR between", &[]),
        (
            "tanks AND @terms",
            "@terms",
            "There is no list @terms",
            &["tanks AND \"terms\""],
        ),
        ("@ tanks", "@", "the name of a list", &[" tanks"]),
        (
            "tanks AND tag:seen",
            "tag:",
            "has none when it comes in",
            &[],
        ),
        ("tanks NEAR/3 folder:press", "NEAR/3", "around NEAR", &[]),
        ("/tank(/", "/tank(/", "cannot be read", &[]),
        ("/x*/", "/x*/", "matches nothing", &[]),
        ("/tank", "/tank", "not closed", &["/tank/"]),
        (
            "/(((a{90}){90}){90}){9}/",
            "/(((a{90}){90}){90}){9}/",
            "too large",
            &[],
        ),
        (
            "ATLEAST(tanks)",
            "ATLEAST",
            "takes a number",
            &["ATLEAST/3(tanks)"],
        ),
        (
            "FIRST/0(tanks)",
            "FIRST/0",
            "takes a number",
            &["FIRST/3(tanks)"],
        ),
        ("ATLEAST/2(tanks AND NOT sport)", "ATLEAST/2", "no NOT", &[]),
        ("SCORE>=9(tanks^2)", "SCORE>=9", "never reach 9", &[]),
        ("SCORE>=0(tanks^2)", "SCORE>=0", "above 0", &[]),
        ("SCORE>=1(tanks^x)", "^", "A weight", &[]),
        ("SAIDBY(Krell)", ")", "a comma", &[]),
        ("PARTS(\"two words\")", "PARTS", "single words", &[]),
        ("tanks NEAR/3 words:>3", "NEAR/3", "around NEAR", &[]),
        ("tanks NEAR/3 (a AND NOT b)", "NEAR/3", "no NOT", &[]),
        ("tanks NOT SENT border", "NOT", "NEAR/n only", &[]),
        ("words:many", "words:many", "compares", &[]),
        ("site:", "site:", "needs a value", &[]),
        ("site:(a AND b)", "AND", "OR between", &[]),
        ("site:()", "site:()", "OR between", &[]),
        ("site:a/b", "site:a/b", "name of a host", &[]),
        ("date:2024-13", "date:2024-13", "no day", &[]),
        ("date:2024/2023", "date:2024/2023", "before it begins", &[]),
        ("date:/P7D AND tanks", "date:/P7D", "AND NOT date:P7D/", &[]),
        ("date:P7/ AND tanks", "date:P7/", "no length of time", &[]),
        (
            "date:2024-01-01T06:00",
            "date:2024-01-01T06:00",
            "where it ends",
            &[],
        ),
        ("…", "…", "no letter", &[]),
        // Full-width signs, told as they were typed.
        ("制裁 AND（銀行", "（", "not closed", &["制裁 AND（銀行)"]),
        ("制裁）", "）", "closes nothing", &["制裁"]),
        (
            "制裁（銀行）",
            "制裁（銀行）",
            "side by side",
            &["制裁 AND （銀行）"],
        ),
        (
            "ｈｅａｄｌｉｎｅ：制裁",
            "ｈｅａｄｌｉｎｅ：",
            "no field",
            &["\"ｈｅａｄｌｉｎｅ 制裁\""],
        ),
        (
            "（tanks） NEAR／ｘ border",
            "NEAR／ｘ",
            "number of words",
            &["（tanks） NEAR/5 border"],
        ),
        ("＂制裁", "＂制裁", "not closed", &["＂制裁\""]),
        ("制裁 ＡＮＤ", "", "missing here", &[]),
        ("制裁？", "制裁？", "three letters", &["制裁"]),
        (
            "银行制裁？",
            "银行制裁？",
            "more than one word",
            &["银行制裁"],
        ),
        (
            "制裁 AND －銀行",
            "－銀行",
            "means NOT elsewhere",
            &["制裁 AND NOT 銀行", "制裁 AND 銀行"],
        ),
        // What means something in other systems.
        (
            "tanks && border",
            "&&",
            "no operator here",
            &["tanks AND border"],
        ),
        (
            "(tanks) ||(border)",
            "||",
            "no operator here",
            &["(tanks) OR(border)"],
        ),
        (
            "Marks & Spencer",
            "&",
            "no operator here",
            &["Marks AND Spencer", "\"Marks & Spencer\""],
        ),
        (
            "tanks&&border",
            "tanks&&border",
            "with blanks around it",
            &["tanks AND border", "\"tanks&&border\""],
        ),
        (
            "tanks NEAR border",
            "NEAR",
            "NEAR/5",
            &["tanks NEAR/5 border", "tanks AND \"NEAR\" AND border"],
        ),
        (
            "tanks NOT NEAR border",
            "NEAR",
            "NEAR/5",
            &["tanks NOT NEAR/5 border"],
        ),
        (
            "title:tanks^2 OR title:border~",
            "tanks^2",
            "within SCORE only",
            &[
                "title:tanks OR title:border~",
                "title:\"tanks^2\" OR title:border~",
            ],
        ),
        (
            "border~0.8 AND tanks",
            "border~0.8",
            "nearly the same",
            &["border AND tanks", "\"border~0.8\" AND tanks"],
        ),
        (
            "\"tanks border\"^2",
            "^2",
            "within SCORE only",
            &["\"tanks border\""],
        ),
        (
            "(tanks OR mines)^2 AND border",
            "^2",
            "within SCORE only",
            &["(tanks OR mines) AND border"],
        ),
        (
            "（制裁）＾２ AND border",
            "＾２",
            "within SCORE only",
            &["（制裁） AND border"],
        ),
        ("/tank/is", "is", "within it", &["/(?s)tank/"]),
        (
            "SCORE>3(tanks^2, mines^2)",
            "SCORE>3",
            "with >=",
            &[
                "SCORE>=3(tanks^2, mines^2)",
                "SCORE>=3.01(tanks^2, mines^2)",
            ],
        ),
        ("SCORE(tanks^2)", "SCORE", "with >=", &["SCORE>=1(tanks^2)"]),
        ("SCORE<3(tanks^2)", "SCORE<3", "with >=", &[]),
        (
            "score>=3(tanks^3)",
            "score>=3",
            "in capitals",
            &["SCORE>=3(tanks^3)"],
        ),
        (
            "border AND CASE (Polish)",
            "CASE",
            "may be a word",
            &[
                "border AND CASE(Polish)",
                "border AND \"CASE\" AND (Polish)",
            ],
        ),
        (
            "case(Polish)",
            "case(Polish)",
            "side by side",
            &["CASE(Polish)", "case AND (Polish)"],
        ),
    ];
    for (text, at, message, fixes) in TESTS {
        let Err(diagnostics) = Query::topic(text) else {
            panic!("{text} was read")
        };
        let it = &diagnostics[0];
        assert!(it.is_error);
        assert_eq!(
            format!("{}{}{}", it.before, it.at, it.after),
            *text,
            "the pieces are the text"
        );
        assert_eq!(it.at, *at, "the place in {text}");
        assert!(it.message.contains(message), "{text}: {}", it.message);
        let offered: Vec<&str> = it.fixes.iter().map(|it| it.query.as_str()).collect();
        assert_eq!(offered, *fixes, "the fixes of {text}");
    }
}

#[test]
fn what_is_known_about_an_article_is_asked_for_by_field() {
    const TESTS: &[(&str, bool)] = &[
        ("tag:\"ask the ministry\"", true),
        ("tag:ministry", true),
        ("tag:(banks OR oil)", true),
        ("tag:\"ministry oil\"", false), // of two tags
        ("tag:oily", false),
        ("folder:press", true),
        ("folder:press/inbox", true),
        ("folder:\"inbox 2024\"", true),
        ("folder:inbox/notes.txt", false),
        ("folder:a_long_name.html", true),
        ("date:P7D/", true),
        ("date:P2D/", false),
        ("NOT tag:seen AND tanks", true),
    ];
    let article = article(&[(Zone::Body, "Tanks were seen.")]);
    let tags = ["ask the ministry".to_string(), "oil".into()];
    let paths = [
        "/home/anna/press/inbox/2024/a_long_name.html".to_string(),
        "C:\\press\\notes.txt".into(),
    ];
    let now = Timestamp::from_rfc3339("2024-03-08T12:00:00Z");
    let about = About {
        tags: &tags,
        paths: &paths,
        sorted_at: Timestamp::from_rfc3339("2024-03-04T12:00:00Z"),
        now,
        ..About::default()
    };
    let document = Document::new(&article, &about);
    for (text, expected) in TESTS {
        let query = Query::search(text).expect(text).query;
        assert_eq!(prove(&query, &document).holds, *expected, "{text}");
        assert_eq!(query.to_string(), *text, "printed as it was written");
    }
}

#[test]
fn every_fix_of_an_error_can_be_read_or_leads_to_a_further_fix() {
    for text in [
        "border escalation",
        "a OR b AND c",
        "(tanks AND border",
        "tanks)",
        "\"tanks",
        "headline:tanks",
        "a b OR c",
        "tanks -border",
        "-(tanks OR mines)",
        "-title:tanks",
        "tanks AND !border",
        "+tanks border",
        "tanks NOT river",
        "tanks NEAR/3 river mines",
        "\"a b\"~9999 AND c",
        "near9999:\"a b\"",
        "(tanks # those of the river",
        "(tanks AND (border # those of the river\n",
        "headline:(tanks OR mines)",
        "sa* river",
        "tanks AND lang:(en-GB OR zh-Hant)",
        "制裁（銀行）",
        "制裁 AND（銀行",
        "ｈｅａｄｌｉｎｅ：制裁",
        "tanks && border || mines",
        "tanks&&border||mines",
        "tanks NEAR border",
        "title:tanks^2 OR title:border~",
        "\"tanks border\"~^2",
        "/tank/s",
        "SCORE(tanks^2, mines)",
        "score>=3(tanks^3)",
        "CASE (Polish)",
        "forms(tank)",
    ] {
        let mut queries = vec![text.to_string()];
        for _ in 0..4 {
            queries = queries
                .into_iter()
                .flat_map(|it| match Query::topic(&it) {
                    Ok(_) => vec![],
                    Err(diagnostics) => diagnostics[0]
                        .fixes
                        .iter()
                        .map(|it| it.query.clone())
                        .collect(),
                })
                .collect();
        }
        assert!(
            queries.is_empty(),
            "{text} is not mended by its fixes: {queries:?}"
        );
    }
}

#[test]
fn a_search_takes_words_side_by_side_as_all_and_says_so() {
    let read = Query::search("border escalation").expect("read");
    assert_eq!(read.query.to_string(), "border AND escalation");
    assert!(
        read.diagnostics[0].message.contains("Every one"),
        "{:?}",
        read.diagnostics
    );
}

#[test]
fn operators_in_lower_case_or_in_quotes_are_doubted() {
    let doubts = |text: &str| {
        Query::search(text)
            .expect("read")
            .diagnostics
            .iter()
            .map(|it| it.message.clone())
            .collect::<String>()
    };
    assert!(
        doubts("tanks and border").contains("Write AND"),
        "{}",
        doubts("tanks and border")
    );
    for text in [
        "\"tanks AND border\"",
        "\"tanks AND border\"~5",
        "near5:\"tanks OR border\"",
    ] {
        assert!(doubts(text).contains("not as an operator"), "{text}");
    }
}

#[test]
fn a_phrase_with_an_operator_can_be_read_as_a_query() {
    // The query, and what it is without the quotation marks; nothing where that could not stand there.
    const TESTS: &[(&str, Option<&str>)] = &[
        ("\"tanks AND border\"", Some("tanks AND border")),
        ("\"tanks AND NOT border\"", Some("tanks AND NOT border")),
        (
            "“tanks w/5 border” OR river",
            Some("(tanks w/5 border) OR river"),
        ),
        (
            "title:\"tanks OR mines\" AND river",
            Some("title:(tanks OR mines) AND river"),
        ),
        ("\"tanks OR\" AND river", None),
        ("\"tanks AND NOT mines\" NEAR/5 river", None),
        ("\"date:2024 AND tanks\" NEAR/5 river", None),
        ("source:\"Tanks AND Mines\"", None),
        ("repeat2:\"tanks OR mines\"", None),
        ("\"tanks AND border\"~5", None),
    ];
    for (text, expected) in TESTS {
        let found = Query::search(text).expect(text).diagnostics;
        assert_eq!(found.len(), 1, "{text}: {found:#?}");
        let it = &found[0];
        assert!(it.message.contains("not as an operator"), "{}", it.message);
        assert_eq!(format!("{}{}{}", it.before, it.at, it.after), *text);
        let fix = it.fixes.first().map(|it| it.query.as_str());
        assert_eq!(fix, *expected, "the fix of {text}");
        if let Some(fix) = fix {
            assert_eq!(Query::topic(fix).expect(fix).diagnostics, [], "{fix}");
        }
    }
}

#[test]
fn a_language_is_asked_for_by_any_of_its_codes_and_names() {
    // The query, what it is, and of each doubt what it says and the query after its fix.
    type Told = &'static [(&'static str, Option<&'static str>)];
    const TESTS: &[(&str, &str, Told)] = &[
        ("tanks AND lang:en", "tanks AND lang:en", &[]),
        ("lang:EN", "lang:EN", &[]),
        ("lang:\"en\"", "lang:\"en\"", &[]),
        ("lang:or AND tanks", "lang:or AND tanks", &[]),
        ("lang:gsw", "lang:gsw", &[]),
        (
            "tanks AND lang:eng",
            "tanks AND lang:en",
            &[("“eng” is looked for as en", Some("tanks AND lang:en"))],
        ),
        (
            "lang:English AND tanks",
            "lang:en AND tanks",
            &[("“English” is looked for as en", Some("lang:en AND tanks"))],
        ),
        (
            "lang:\"Haitian Creole\"",
            "lang:ht",
            &[("is looked for as ht", Some("lang:ht"))],
        ),
        (
            "lang:iw",
            "lang:he",
            &[("is looked for as he", Some("lang:he"))],
        ),
        (
            "la=Norwegian",
            "lang:(no OR nb OR nn)",
            &[("as no or nb or nn", Some("la=(no OR nb OR nn)"))],
        ),
        (
            "lang:(greek OR norwegian) AND tanks",
            "lang:(el OR no OR nb OR nn) AND tanks",
            &[
                ("as el", Some("lang:(el OR norwegian) AND tanks")),
                (
                    "as no or nb or nn",
                    Some("lang:(greek OR (no OR nb OR nn)) AND tanks"),
                ),
            ],
        ),
        (
            "lang:ua",
            "lang:ua",
            &[("“ua” is the code of no language", Some("lang:uk"))],
        ),
        (
            "lang:qq",
            "lang:qq",
            &[("“qq” is the code of no language", None)],
        ),
        // Elsewhere these are words.
        ("English AND eng", "English AND eng", &[]),
    ];
    for (text, canonical, told) in TESTS {
        let read = Query::topic(text).expect(text);
        assert_eq!(read.query.to_string(), *canonical, "{text}");
        assert_eq!(query(canonical), read.query, "{canonical} is the same");
        assert_eq!(read.diagnostics.len(), told.len(), "{text}");
        for (doubt, (says, fix)) in read.diagnostics.iter().zip(*told) {
            assert!(!doubt.is_error, "{text}");
            assert!(doubt.message.contains(says), "{text}: {}", doubt.message);
            let found = doubt.fixes.first().map(|it| it.query.as_str());
            assert_eq!(found, *fix, "{text}");
            if let (Some(fix), 1) = (fix, told.len()) {
                let fixed = Query::topic(fix).expect(fix);
                assert_eq!(fixed.diagnostics, [], "{fix}");
                assert!(fixed.query == read.query || *text == "lang:ua", "{fix}");
            }
        }
    }
}

#[test]
fn an_article_is_of_its_language_however_that_was_written() {
    // What the article carries, what its source is said to speak, and whether it is of the language.
    type Text = Option<&'static str>;
    const TESTS: &[(Text, Text, &str, bool)] = &[
        (Some("en"), None, "lang:en", true),
        (Some("en-GB"), None, "lang:en", true),
        (Some("eng"), None, "lang:English", true),
        (Some("ger"), None, "lang:de", true),
        (Some("iw"), None, "lang:he", true),
        (None, Some("English"), "lang:en", true),
        (None, Some("en_GB"), "lang:eng", true),
        (Some("fr"), Some("English"), "lang:en", false),
        (Some("nb"), None, "lang:norwegian", true),
        (Some("gsw"), None, "lang:gsw", true),
        (None, None, "lang:en", false),
    ];
    for (own, of_source, text, expected) in TESTS {
        let article = Article {
            language: own.map(str::to_string),
            ..article(&[(Zone::Body, "Tanks were seen.")])
        };
        let about = About {
            language: *of_source,
            ..About::default()
        };
        let document = Document::new(&article, &about);
        let holds = prove(&query(text), &document).holds;
        assert_eq!(holds, *expected, "{own:?} {of_source:?}: {text}");
        let mut matcher = Matcher::new();
        matcher.set(TopicId(1), 1, &query(text));
        let matched = !matcher.matches(&document).is_empty();
        assert_eq!(matched, *expected, "matched: {text}");
    }
}

#[test]
fn what_was_meant_for_an_operator_can_be_made_one() {
    // The query, and each doubt's fix that makes an operator.
    const TESTS: &[(&str, &[&str])] = &[
        ("tanks and border", &["tanks AND border"]),
        ("Tanks And Border", &["Tanks AND Border"]),
        ("tanks AND not border", &["tanks AND NOT border"]),
        ("tanks AND Not border", &["tanks AND NOT border"]),
        (
            "tanks and not border",
            &["tanks AND not border", "tanks and NOT border"],
        ),
        ("river AND (not border)", &["river AND (NOT border)"]),
        ("a1 same b2", &["a1 PARA b2"]),
        ("title:or AND border", &[]),
        ("(tanks or) AND border", &[]),
        ("tanks AND and AND border", &[]),
        ("tanks AND same", &[]),
        ("\"tanks and border\"", &[]),
    ];
    for (text, expected) in TESTS {
        let (Ok(Read { diagnostics, .. }) | Err(diagnostics)) = Query::topic(text);
        let offered: Vec<&str> = diagnostics
            .iter()
            .flat_map(|it| &it.fixes)
            .filter(|it| it.label.starts_with("Make it"))
            .map(|it| it.query.as_str())
            .collect();
        assert_eq!(offered, *expected, "{text}");
    }
}

#[test]
fn a_search_takes_a_sign_before_a_term_as_others_do_and_says_so() {
    // The search, what it comes to, and of which signs it is said.
    const TESTS: &[(&str, &str, &[&str])] = &[
        (
            "tanks -hyphens",
            "tanks AND NOT hyphens",
            &["“-” before a term is read as NOT"],
        ),
        (
            "tanks AND -\"river border\"",
            "tanks AND NOT \"river border\"",
            &["“-” before a term is read as NOT"],
        ),
        (
            "+tanks !border",
            "tanks AND NOT border",
            &[
                "“+” before a term: it must occur",
                "“!” before a term is read as NOT",
            ],
        ),
        (
            "tanks -(river OR border)",
            "tanks AND NOT (river OR border)",
            &["“-” before a term is read as NOT"],
        ),
        ("de-escalate", "de-escalate", &[]),
        ("*-escalation", "*-escalation", &[]),
        ("-15", "-15", &[]),
        ("cross-border AND C++", "cross-border AND C++", &[]),
    ];
    for (text, canonical, said) in TESTS {
        let read = Query::search(text).expect(text);
        assert_eq!(read.query.to_string(), *canonical, "{text}");
        assert_eq!(read.diagnostics.len(), said.len(), "{text}");
        for (doubt, said) in read.diagnostics.iter().zip(*said) {
            assert!(doubt.message.contains(said), "{text}: {}", doubt.message);
        }
    }
}

#[test]
fn a_search_takes_words_of_other_systems_as_they_are_meant_and_says_so() {
    // The search, what it comes to, and of which words it is said.
    const TESTS: &[(&str, &str, &[&str])] = &[
        (
            "tanks && border",
            "tanks AND border",
            &["“&&” is read as AND"],
        ),
        (
            "tanks && !border",
            "tanks AND NOT border",
            &["“&&” is read as AND", "is read as NOT"],
        ),
        (
            "tanks || border",
            "tanks OR border",
            &["“||” is read as OR"],
        ),
        (
            "tanks NEAR border",
            "tanks NEAR/5 border",
            &["NEAR is read as NEAR/5"],
        ),
        (
            "tanks NOT NEAR border",
            "tanks NOT NEAR/5 border",
            &["NEAR is read as NEAR/5"],
        ),
        ("NEAR AND tanks", "NEAR AND tanks", &[]),
        (
            "title:tanks^2 OR title:border~",
            "title:tanks OR title:border",
            &["“^2” is left out", "“~” is left out"],
        ),
        (
            "\"tanks border\"^2 AND (mines)^1.5",
            "\"tanks border\" AND mines",
            &["“^2” is left out", "“^1.5” is left out"],
        ),
        ("sanction!^2", "sanction*", &["“^2” is left out"]),
        ("/tank/i", "/tank/", &["“i” behind a regular expression"]),
        (
            "CASE (Polish)",
            "CASE(Polish)",
            &["read as the function CASE(…)"],
        ),
        (
            "SAIDBY (Krell, tanks)",
            "SAIDBY(Krell, tanks)",
            &["read as the function"],
        ),
        ("ATLEAST/2 (tanks)", "ATLEAST/2(tanks)", &[]),
        ("FIRST/9\n(tanks)", "FIRST/9(tanks)", &[]),
        ("SCORE>=3 (tanks^3)", "SCORE>=3(tanks^3)", &[]),
        ("SCORE≥3(tanks^3)", "SCORE>=3(tanks^3)", &[]),
        ("FIRST (tanks)", "FIRST AND tanks", &["Every one"]),
        ("tanks AND AT&T", "tanks AND AT&T", &[]),
    ];
    for (text, canonical, said) in TESTS {
        let read = match Query::search(text) {
            Ok(read) => read,
            Err(faults) => panic!("{text}: {}", faults[0].message),
        };
        assert_eq!(read.query.to_string(), *canonical, "{text}");
        assert_eq!(read.diagnostics.len(), said.len(), "{text}");
        for (doubt, said) in read.diagnostics.iter().zip(*said) {
            assert!(doubt.message.contains(said), "{text}: {}", doubt.message);
            assert!(!doubt.is_error, "{text}");
        }
    }
    // Nothing is lost without these, so a topic takes them too.
    for text in ["/tank/i", "ATLEAST/2 (tanks)", "SCORE>=3 (tanks^3)"] {
        assert!(Query::topic(text).is_ok(), "{text}");
    }
}

#[test]
fn a_stored_topic_goes_on_asking_for_what_it_asked_for() {
    // What an earlier version stored, its canonical form of today, what is asked about it, and a text that it was met by.
    const TESTS: &[(&str, &str, &str, &str)] = &[
        (
            "tanker^2 AND mine",
            "\"tanker^2\" AND mine",
            "weighs a term elsewhere",
            "Tanker 2 hit a mine.",
        ),
        (
            "embargo~ OR mine",
            "\"embargo~\" OR mine",
            "nearly the same",
            "The embargo holds.",
        ),
        (
            "ports&&quays",
            "\"ports&&quays\"",
            "“&&” is no operator here",
            "All ports quays and moles.",
        ),
        (
            "lang:en-GB OR mine",
            "lang:en-GB OR mine",
            "never en-GB",
            "A mine was found.",
        ),
        (
            "mine AND -sanctions",
            "mine AND \"-sanctions\"",
            "means NOT elsewhere",
            "A mine, and sanctions.",
        ),
        (
            "!mine AND quay",
            "\"!mine\" AND quay",
            "means NOT elsewhere",
            "A mine at the quay.",
        ),
        (
            "ab! AND mine",
            "\"ab!\" AND mine",
            "three letters",
            "The AB found a mine.",
        ),
        (
            "制裁（OFAC） AND mine",
            "\"制裁（OFAC）\" AND mine",
            "side by side",
            "制裁（OFAC）: a mine.",
        ),
        (
            "ABC：mine",
            "\"ABC：mine\"",
            "There is no field",
            "The ABC: mine found.",
        ),
        // No version took these brackets for brackets and the tilde for a letter.
        (
            "embargo~ AND NOT（quay）",
            "\"embargo~\" AND \"NOT（quay）\"",
            "nearly the same",
            "The embargo is not quay dues.",
        ),
    ];
    let lists = Lists::default();
    for (text, canonical, asked, met_by) in TESTS {
        let refused = Query::topic(text).expect_err("newly typed it is refused");
        let read = Query::stored_with(text, &lists).expect(text);
        assert_eq!(read.query.to_string(), *canonical, "{text}");
        let doubt = &read.diagnostics[0];
        assert!(!doubt.is_error, "{text}");
        assert!(doubt.message.contains(asked), "{text}: {}", doubt.message);
        assert!(doubt.message.contains("as before"), "{}", doubt.message);
        assert_eq!(doubt.fixes, refused[0].fixes, "{text}");
        let again = Query::stored_with(canonical, &lists).expect(canonical);
        assert_eq!(again.query, read.query, "{canonical} is the same");
        let article = article(&[(Zone::Body, *met_by)]);
        assert!(prove(&read.query, &document(&article)).holds, "{text}");
    }
    // What no version could read, or read otherwise than as words, is refused as it is when it is typed.
    for text in [
        "",
        "mine quay",
        "mine && quay",
        "mine NEAR quay",
        "CASE (mine)",
        "mine AND (",
        "tag:mine",
        // The list is gone: it was no word.
        "mine AND NOT（@gone）",
        "mine OR ＠gone",
    ] {
        let refused = Query::topic(text).expect_err(text);
        let stored = Query::stored_with(text, &lists).expect_err(text);
        assert_eq!(stored, refused, "{text}");
    }
    for text in ["mine", "mine AND NOT（quay）", "lang:eng AND mine"] {
        assert_eq!(
            Query::stored_with(text, &lists),
            Query::topic(text),
            "{text}"
        );
    }
}

#[test]
fn full_width_signs_are_read_as_the_plain_ones() {
    // As it is typed, and in canonical form.
    const TESTS: &[(&str, &str)] = &[
        ("制裁 AND NOT（銀行）", "制裁 AND NOT 銀行"),
        ("制裁 AND（銀行 OR 発表）", "制裁 AND (銀行 OR 発表)"),
        (
            "（tanker OR embargo） AND NOT item",
            "(tanker OR embargo) AND NOT item",
        ),
        ("title：制裁", "title:制裁"),
        ("ｔｉｔｌｅ：（制裁 OR 銀行）", "title:(制裁 OR 銀行)"),
        ("ＨＬ＝制裁", "title:制裁"),
        ("CASE（Tanker）", "CASE(Tanker)"),
        ("FORMS（say）", "FORMS(say)"),
        ("制裁 ＡＮＤ 銀行", "制裁 AND 銀行"),
        ("制裁　AND　銀行", "制裁 AND 銀行"),
        ("tanker ＯＲ oil", "tanker OR oil"),
        ("tanker NEAR／3 oil", "tanker NEAR/3 oil"),
        ("tanker ｗ／３ oil", "tanker NEAR/3 oil"),
        ("＂tanker will＂", "\"tanker will\""),
        ("＂tanker will＂～３", "tanker NEAR/3 will"),
        ("sanction＊ AND wom？n", "sanction* AND wom?n"),
        ("sanction！", "sanction*"),
        ("ＡＴＬＥＡＳＴ／２（tanker）", "ATLEAST/2(tanker)"),
        (
            "ＳＣＯＲＥ＞＝３（tanker＾２，oil＾－１．５、ship＾２＊２）",
            "SCORE>=3(tanker^2, oil^-1.5, ship^2*2)",
        ),
        ("SAIDBY（大臣、制裁）", "SAIDBY(大臣, 制裁)"),
        ("SAIDBY(الوزير، عقوبات)", "SAIDBY(الوزير, عقوبات)"),
        ("／tanks？／", "/tanks？/"),
        ("/／世界／/", "/／世界／/"),
        ("ｌａｎｇ：ｅｎ AND tanks", "lang:en AND tanks"),
        ("ｄａｔｅ：２０２４ AND tanks", "date:2024 AND tanks"),
        (
            "site：ｎｅｗｓ．example AND tanks",
            "site:news.example AND tanks",
        ),
        ("url：／world／ AND tanks", "url:/world/ AND tanks"),
        ("url:\"（a）\" AND tanks", "url:\"（a）\" AND tanks"),
        // As they are typed.
        ("ＮＡＴＯ", "ＮＡＴＯ"),
        ("\"制裁（銀行）：ＡＮＤ\"", "\"制裁（銀行）：ＡＮＤ\""),
        ("\"（制裁） ＯＲ\"~2", "\"（制裁）\" NEAR/2 \"ＯＲ\""),
        ("制裁 # （銀行）", "制裁"),
        ("＃制裁", "＃制裁"),
    ];
    for (text, canonical) in TESTS {
        let read = query(text);
        assert_eq!(read.to_string(), *canonical, "{text}");
        assert_eq!(query(canonical), read, "{canonical} is the same query");
    }
}

#[test]
fn what_would_be_read_as_something_else_stands_in_quotation_marks() {
    const TESTS: &[(&str, &str)] = &[
        (
            "\"peas AND carrots\"~5",
            "peas NEAR/5 \"AND\" NEAR/5 carrots",
        ),
        ("near5:\"a OR b\"", "a NEAR/5 \"OR\" NEAR/5 b"),
        ("SCORE>=1((a,b)^1)", "SCORE>=1(\"a,b\"^1)"),
        ("\"a^2 b~\"~3", "\"a^2\" NEAR/3 \"b~\""),
        ("\"a&&b c||d\"~3", "\"a&&b\" NEAR/3 \"c||d\""),
        ("SAIDBY((a,b), x)", "SAIDBY(\"a,b\", x)"),
        ("\"title:x y\"~3", "\"title:x\" NEAR/3 y"),
        ("\"(a) b\"~3", "\"(a)\" NEAR/3 b"),
        ("\"@x y\"~2", "\"@x\" NEAR/2 y"),
        ("\"hd=x y\"~2", "\"hd=x\" NEAR/2 y"),
        ("\"CASE (y)\"~2", "CASE NEAR/2 \"(y)\""),
        ("\"atleast3 y\"~2", "\"atleast3\" NEAR/2 y"),
        ("\"#a b\"~2", "\"#a\" NEAR/2 b"),
        ("\"-a eu!\"~2", "\"-a\" NEAR/2 \"eu!\""),
        ("\"/a w/5\"~2", "\"/a\" NEAR/2 \"w/5\""),
        ("\"san* U.S.\"~2", "san* NEAR/2 U.S."),
        ("94,000 OR AT&T", "94,000 OR AT&T"),
        ("普京*", "普京"),
    ];
    for (text, canonical) in TESTS {
        let read = query(text);
        assert_eq!(read.to_string(), *canonical, "{text}");
        assert_eq!(query(canonical), read, "{canonical} is the same query");
    }
}

#[test]
fn a_star_that_is_left_out_is_told() {
    for text in ["普京*", "ไทย*", "\"总统 普京*\""] {
        let read = Query::topic(text).expect(text);
        assert_eq!(read.diagnostics.len(), 1, "{text}");
        assert!(read.diagnostics[0].message.contains("star is left out"));
    }
}

#[test]
fn inflections_reach_the_speaker_too() {
    let query = query("FORMS(SAIDBY(minister, sanction))");
    let Node::Only(Filter::Forms, inner) = &query.root else {
        panic!("{query}")
    };
    let Node::Only(Filter::SaidBy(who), _) = &**inner else {
        panic!("{query}")
    };
    let Node::Words(words) = &**who else {
        panic!("{query}")
    };
    assert!(words.patterns[0].fits("ministers"));
    assert!(matches!(words.patterns[0], Pattern::Any(_)));
}

#[test]
fn deep_brackets_and_long_queries_are_refused_not_fatal() {
    let deep = format!("{}tanks{}", "(".repeat(50_000), ")".repeat(50_000));
    assert!(Query::topic(&deep).is_err_and(|it| it[0].message.contains("deep")));
    let fields = format!("{}tanks", "title:".repeat(20_000));
    assert!(Query::topic(&fields).is_err());
    let long = vec!["tanks"; 60_000].join(" OR ");
    assert!(Query::topic(&long).is_err_and(|it| it[0].message.contains("bytes")));
    // Each fix has the whole text: not for each of them.
    for foreign in ["tanks^2 OR ", "tanks || ", "（tanks）＾２ ｏｒ "] {
        let many = format!("{}border", foreign.repeat(7_000));
        let Ok(read) = Query::search(&many) else {
            panic!("{foreign} many times")
        };
        assert!(read.diagnostics.len() <= 100, "{foreign}");
    }
    let thousand = (0..1_000)
        .map(|it| format!("term{it}"))
        .collect::<Vec<_>>()
        .join(" OR ");
    assert!(
        marked("here is term999", &thousand).is_some(),
        "a thousand terms are no problem"
    );
}

#[test]
fn a_long_article_made_to_be_slow_is_judged() {
    // Quadratic steps would take hours here.
    let quotes = "“tanks” Krell said no border. ".repeat(20_000);
    let one = "tanks “border” said Krell, ".repeat(20_000);
    let page = article(&[(Zone::Body, &quotes), (Zone::Body, &one)]);
    let document = document(&page);
    for text in [
        "SAIDBY(Krell, tanks)",
        "QUOTE(tanks)",
        "AFFIRMED(border)",
        "tanks SENT border",
        "tanks PARA border",
        "tanks NOT NEAR/5 zebra",
        "ATLEAST/9(tanks)",
        "PARTS(tanks)",
        "/said \\w+/",
    ] {
        assert!(prove(&query(text), &document).holds, "{text}");
    }
}

#[test]
fn why_names_the_words_and_what_did_not_count() {
    let page = article(&[
        (
            Zone::Body,
            "They spoke of escalation, then of de-escalation and de-escalation again.",
        ),
        (Zone::Promo, "Also Read: Escalation explained"),
    ]);
    let text = "escalation AND NOT league";
    let proof = prove(&query(text), &document(&page));
    let of = Of {
        topic_id: TopicId(1),
        topic: "Escalation",
        watchlist: "Border",
        mark: 1,
        version: 1,
        query: text,
    };
    let why = why(&page, of, &proof, &Lists::default());
    assert_eq!(why.hits, 1);
    assert_eq!(why.clauses[1].found, ["escalation"]);
    assert_eq!(why.clauses[2].remark.as_deref(), Some("does not occur"));
    assert_eq!(
        why.not_counted,
        [
            "“de-escalation” (2 times): a word of its own, not counted as escalation",
            "“escalation” in a promotional line: not searched"
        ]
    );
    let mut sought = Sought::default();
    sought.set(TopicId(1), &query(text));
    assert_eq!(held_back(&page, &sought), ["promo (1)"]);
    assert_eq!(flagged(&page, &proof).zone, Zone::Body);
}

#[test]
fn a_comma_within_a_number_divides_no_list() {
    for text in [
        "SAIDBY(ministry, (sanction* OR 94,000))",
        "SCORE>=2(94,000^2, border^1)",
    ] {
        let read = query(text);
        assert_eq!(query(&read.to_string()), read, "{text}");
    }
}

#[test]
fn a_word_that_meets_one_clause_may_veto_another() {
    let query = query("sanction* OR (bor?er AND NOT sanction*)");
    let both = prove(
        &query,
        &document(&article(&[(Zone::Headline, "sanctions border")])),
    );
    let marked: Vec<u32> = both.highlights().iter().map(|it| it.start).collect();
    assert_eq!(marked, [0], "what is vetoed is not marked");
    let rest = prove(
        &query,
        &document(&article(&[(Zone::Headline, "zzz border")])),
    );
    assert!(rest.holds && !same_vetoes(&query.root, &both, &rest));
}

// ── properties ───────────────────────────────────────────────────────────────────────────────────────────

const VOCABULARY: [&str; 10] = [
    "border",
    "escalation",
    "de-escalation",
    "sanctions",
    "sanctioned",
    "banks",
    "санкції",
    "普京",
    "AT&T",
    "94,000",
];

/// What can be written, but is another thing as soon as it is printed without care.
const ODD: [&str; 24] = [
    "\"banks AND border\"~5",
    "near5:\"banks OR border\"",
    "(banks,border)",
    "\"banks^2 border~\"~2",
    "\"banks&&border tanks\"~2",
    "（banks OR border）",
    "\"（banks） ＡＮＤ\"~3",
    "url:\"（banks\"",
    "／ｂａｎｋｓ／",
    "\"title:banks border\"~3",
    "\"(banks) border\"~3",
    "\"@banks border\"~2",
    "\"hd=banks border\"~2",
    "\"CASE (border)\"~2",
    "\"atleast3 border\"~2",
    "\"#banks border\"~2",
    "\"-banks eu!\"~2",
    "\"/banks w/5\"~2",
    "\"banks, border^2\"~2",
    "repeat2:\"banks\"",
    "lang:(norwegian OR eng)",
    "sanction!",
    "북한*",
    "普京*",
];

fn any_query() -> impl Strategy<Value = String> {
    queries(any_leaf().boxed())
}

/// Also what is odd.
fn any_odd_query() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(ODD.to_vec()).prop_map(str::to_string);
    queries(prop_oneof![1 => any_leaf(), 1 => odd].boxed())
}

fn any_leaf() -> impl Strategy<Value = String> {
    let word = prop::sample::select(VOCABULARY.to_vec()).prop_map(str::to_string);
    prop_oneof![
        4 => word.clone(),
        1 => (word.clone(), word).prop_map(|(a, b)| format!("\"{a} {b}\"")),
        1 => Just("sanction*".to_string()),
        1 => Just("bor?er".to_string()),
        1 => Just("*-escalation".to_string()),
        1 => Just("/san\\w+ (bor|es)/".to_string()),
    ]
}

fn queries(leaf: BoxedStrategy<String>) -> impl Strategy<Value = String> {
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4)
                .prop_map(|it| format!("({})", it.join(" AND "))),
            prop::collection::vec(inner.clone(), 2..4)
                .prop_map(|it| format!("({})", it.join(" OR "))),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} AND NOT {b})")),
            (inner.clone(), inner.clone(), 0_u32..6)
                .prop_map(|(a, b, n)| format!("({a} NEAR/{n} {b})")),
            (inner.clone(), inner.clone(), 0_u32..4)
                .prop_map(|(a, b, n)| format!("({a} NOT NEAR/{n} {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} SENT {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} PARA {b})")),
            (inner.clone(), 1_u32..4).prop_map(|(a, n)| format!("ATLEAST/{n}({a})")),
            (inner.clone(), 1_u32..20).prop_map(|(a, n)| format!("FIRST/{n}({a})")),
            (
                prop::sample::select(vec![
                    "CASE", "CAPS", "ALLCAPS", "FORMS", "PARTS", "QUOTE", "AFFIRMED"
                ]),
                inner.clone()
            )
                .prop_map(|(name, a)| format!("{name}({a})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("SAIDBY({a}, {b})")),
            (inner.clone(), inner.clone(), 1_i32..5, -4_i32..4).prop_map(|(a, b, m, n)| format!(
                "SCORE>={m}({a}^4*2, {b}^{})",
                if n == 0 { 1 } else { n }
            )),
            inner.clone().prop_map(|it| format!("title:{it}")),
            inner.prop_map(|it| format!("promo:{it}")),
        ]
    })
}

fn any_article() -> impl Strategy<Value = Article> {
    let text = prop::collection::vec(
        prop::sample::select(
            [
                &VOCABULARY[..],
                &[
                    "the", "of", ". ", "“", "”", "said", "Border", "BANKS", "no", "might",
                ],
            ]
            .concat(),
        ),
        0..14,
    )
    .prop_map(|it| it.join(" "));
    let zone = prop::sample::select(vec![
        Zone::Headline,
        Zone::Body,
        Zone::Body,
        Zone::Promo,
        Zone::Credit,
    ]);
    prop::collection::vec((zone, text), 0..5).prop_map(|blocks| Article {
        blocks: blocks
            .into_iter()
            .map(|(zone, text)| Block { zone, text })
            .collect(),
        ..Article::default()
    })
}

/// Places in order, those that overlap as one.
fn apart(places: Vec<Span>) -> Vec<Span> {
    let mut found: Vec<Span> = vec![];
    for place in places {
        match found.last_mut() {
            Some(last) if last.block == place.block && place.start < last.end => {
                last.end = last.end.max(place.end);
            }
            _ => found.push(place),
        }
    }
    found
}

/// Whether every NOT of a query came to the same in two documents.
fn same_vetoes(it: &Node, before: &Proof, after: &Proof) -> bool {
    let veto = match it {
        Node::Not(_) => before.holds != after.holds,
        Node::NotNear { .. } => {
            before.parts[1].highlights().len() != after.parts[1].highlights().len()
        }
        Node::Score { terms, .. } => terms.iter().enumerate().any(|(at, term)| {
            let hits = |proof: &Proof| proof.parts[at].parts[0].highlights().len();
            term.weight < 0 && hits(before) != hits(after)
        }),
        _ => false,
    };
    // A term of SCORE stands between it and its part.
    let inner = |proof: &Proof| match it {
        Node::Score { .. } => proof.parts.iter().map(|it| it.parts[0].clone()).collect(),
        _ => proof.parts.clone(),
    };
    !veto
        && it
            .parts()
            .into_iter()
            .zip(inner(before).iter().zip(&inner(after)))
            .all(|(part, (before, after))| same_vetoes(part, before, after))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn the_canonical_form_reads_as_the_same_query(text in any_odd_query()) {
        if let Ok(read) = Query::topic(&text) {
            let canonical = read.query.to_string();
            let again = Query::topic(&canonical);
            prop_assert!(again.is_ok(), "{} → {}", text, canonical);
            prop_assert_eq!(again.unwrap().query, read.query);
        }
    }

    #[test]
    fn the_matcher_agrees_with_the_proof(texts in prop::collection::vec(any_query(), 1..6), article in any_article()) {
        let document = document(&article);
        let mut matcher = Matcher::new();
        let mut expected = vec![];
        for (number, text) in texts.iter().enumerate() {
            let Ok(read) = Query::topic(text) else { continue };
            let id = TopicId(number as i64);
            let proof = prove(&read.query, &document);
            if proof.holds {
                expected.push(Match { topic_id: id, topic_version: 1, proof });
            }
            matcher.set(id, 1, &read.query);
        }
        let mut scratch = matcher.scratch();
        let mut found: Vec<(TopicId, Vec<Span>)> = matcher
            .hits(&document, &mut scratch)
            .iter()
            .map(|it| (it.topic_id, it.places.to_vec()))
            .collect();
        found.sort();
        let places: Vec<_> = expected.iter().map(|it| (it.topic_id, it.proof.highlights())).collect();
        prop_assert_eq!(found, places, "{:?}", texts);
        prop_assert_eq!(&matcher.matches(&document), &expected);
        // Topics stand in another order once it has learned; each keeps its own proof.
        matcher.learn(&mut scratch);
        prop_assert_eq!(matcher.matches(&document), expected);
    }

    #[test]
    fn without_the_marked_words_a_query_is_not_met(text in any_query(), article in any_article()) {
        let Ok(read) = Query::topic(&text) else { return Ok(()) };
        let proof = prove(&read.query, &document(&article));
        if proof.holds {
            // Every word stays a word, so that what stood around it is as far apart as it was.
            let mut without = article.clone();
            for span in apart(proof.highlights()).into_iter().rev() {
                let block = &mut without.blocks[span.block as usize].text;
                let place = span.start as usize..span.end as usize;
                let words = vec!["zzz"; crate::text::tokens(&block[place.clone()]).len()];
                block.replace_range(place, &words.join(" "));
            }
            let after = prove(&read.query, &document(&without));
            // A word that met one clause may have vetoed another, which then holds without it.
            prop_assert!(!after.holds || !same_vetoes(&read.query.root, &proof, &after), "{}", text);
        }
    }

    #[test]
    fn no_text_makes_it_stumble(query in any::<String>(), text in any::<String>()) {
        let article = article(&[(Zone::Body, &text)]);
        for read in [Query::topic(&query), Query::search(&query)].into_iter().flatten() {
            let proof = prove(&read.query, &document(&article));
            for span in proof.highlights() {
                prop_assert!(text.get(span.start as usize..span.end as usize).is_some());
            }
            read.query.index();
        }
        check(&query, true);
    }
}
