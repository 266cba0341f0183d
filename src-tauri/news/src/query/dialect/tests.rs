//! Each dialect as a table; what must hold for any text, as properties.

use proptest::prelude::*;

use super::*;

/// A name, a text of a dialect, the query of ours, and a piece of each loss's reason.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

/// The losses but for what a topic cannot ask for.
fn losses(conversion: &Conversion) -> Vec<&str> {
    conversion
        .losses
        .iter()
        .map(|it| it.why.as_str())
        .filter(|it| !it.contains("cannot ask for a tag"))
        .collect()
}

fn check(rows: &[Row], from: Dialect) {
    let mut wrong = vec![];
    for (name, text, query, expected) in rows {
        let conversion = convert(text, from);
        let found = losses(&conversion);
        let said = found.len() == expected.len()
            && expected
                .iter()
                .all(|piece| found.iter().any(|it| it.contains(piece)));
        if conversion.query != *query || !said {
            wrong.push(format!(
                "{name}: {text}\n  expected {query} {expected:?}\n  found    {} {found:#?}",
                conversion.query
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn factiva_is_read_by_its_own_rules() {
    check(
        &[
            (
                "words side by side",
                "border escalation",
                "\"border escalation\"",
                &[],
            ),
            ("AND before OR", "a1 or b2 and c3", "a1 OR (b2 AND c3)", &[]),
            (
                "not between terms",
                "bank not river",
                "bank AND NOT river",
                &[],
            ),
            (
                "not, then and",
                "bank not river and loan",
                "bank AND NOT river AND loan",
                &[],
            ),
            (
                "near counts to the word",
                "sanctions near5 bank",
                "sanctions NEAR/4 bank",
                &[],
            ),
            (
                "near1",
                "sanctions near1 bank",
                "sanctions NEAR/0 bank",
                &[],
            ),
            (
                "adj keeps the order",
                "world cup adj5 rugby",
                "\"world cup\" ONEAR/4 rugby",
                &[],
            ),
            (
                "w/n is adj",
                "president w/2 bush",
                "president ONEAR/1 bush",
                &[],
            ),
            (
                "slashes",
                "boeing 747/N30/british airways",
                "\"boeing 747\" NEAR/29 \"british airways\"",
                &[],
            ),
            ("first words", "toyota/F50/", "FIRST/50(toyota)", &[]),
            (
                "same paragraph",
                "vodafone same telecom",
                "vodafone PARA telecom",
                &[],
            ),
            (
                "proximity before NOT, AND, OR",
                "a1 or b2 near3 c3 and d4",
                "a1 OR (b2 NEAR/2 c3 AND d4)",
                &[],
            ),
            (
                "headline",
                "hd=northern ireland and td=peace",
                "title:\"northern ireland\" AND body:peace",
                &[],
            ),
            (
                "lead and language",
                "hlp=(bank or loan) and la=en",
                "lead:(bank OR loan) AND lang:en",
                &[],
            ),
            (
                "source and author",
                "sn=wall street journal and by=smith",
                "source:\"wall street journal\" AND byline:smith",
                &[],
            ),
            (
                "word count",
                "general electric and wc>1000",
                "\"general electric\" AND words:>1000",
                &[],
            ),
            (
                "at least",
                "atleast5 microsoft and software",
                "ATLEAST/5(microsoft) AND software",
                &[],
            ),
            (
                "ending of bounded length",
                "engineer$3 and strike",
                "engineer* AND strike",
                &["at most 3 letters"],
            ),
            ("any ending", "chariot*", "chariot*", &[]),
            (
                "short wildcard",
                "eu* and bank",
                "eu* AND bank",
                &["three letters", "cannot be used as it stands"],
            ),
            (
                "indexing code",
                "ns=c13 and bank",
                "bank",
                &["Indexing codes"],
            ),
            (
                "indexing code in OR",
                "ns=c13 or bank",
                "bank",
                &["Indexing codes", "fewer"],
            ),
            (
                "square brackets",
                "releases and [university or school]",
                "releases AND (university OR school)",
                &[],
            ),
            (
                "operator in quotes",
                "\"peas and carrots\"",
                "\"peas and carrots\"",
                &[],
            ),
            (
                "dates",
                "bank and date from 20240101 to 20240201",
                "bank AND date:2024-01-01/2024-02-01",
                &[],
            ),
            (
                "open date",
                "bank and date after 20240101",
                "bank AND date:2024-01-02/",
                &[],
            ),
            (
                "days that do not count themselves",
                "pd>20240101 and pd<20240201",
                "date:2024-01-02/ AND date:/2024-01-31",
                &[],
            ),
            (
                "days that count themselves",
                "pd>=20240101 and pd<=20240201",
                "date:2024-01-01/ AND date:/2024-02-01",
                &[],
            ),
            (
                "languages by name",
                "bank and la=(greek or norwegian)",
                "bank AND lang:(el OR no OR nb OR nn)",
                &[],
            ),
            (
                "full-width signs",
                "（bank or 銀行） near5 loan",
                "(bank OR 銀行) NEAR/4 loan",
                &[],
            ),
            (
                "a language that is not known",
                "bank and la=klingon",
                "bank AND lang:klingon",
                &["ISO codes", "cannot be used as it stands"],
            ),
            (
                "a language by its code of three letters",
                "bank and la=eng",
                "bank AND lang:en",
                &[],
            ),
            (
                "language with a region",
                "bank and la=en-gb",
                "bank AND lang:en",
                &["regions"],
            ),
            ("star before", "*bank", "*bank", &[]),
            (
                "a date that could be two",
                "bank and pd=01/02/24",
                "bank",
                &["with certainty"],
            ),
            (
                "exactly one word",
                "president % clinton",
                "president ONEAR/1 clinton",
                &["Exactly one word"],
            ),
            (
                "group beside words",
                "bill (clinton or gore)",
                "bill ONEAR/0 (clinton OR gore)",
                &[],
            ),
            (
                "only NOT",
                "not bank",
                "NOT bank",
                &["cannot be used as it stands"],
            ),
            (
                "bracket not closed",
                "(bank or loan",
                "(bank or loan",
                &["could not be read"],
            ),
        ],
        Dialect::Factiva,
    );
}

#[test]
fn lexis_is_read_from_left_to_right() {
    check(
        &[
            (
                "words side by side",
                "border escalation",
                "\"border escalation\"",
                &[],
            ),
            ("OR, then AND", "a1 OR b2 AND c3", "(a1 OR b2) AND c3", &[]),
            ("AND, then OR", "a1 AND b2 OR c3", "(a1 AND b2) OR c3", &[]),
            (
                "AND, then W/n",
                "insurance AND claim W/5 term",
                "(insurance AND claim) NEAR/5 term",
                &[],
            ),
            (
                "W/n, then AND",
                "claim W/5 term AND insurance",
                "claim NEAR/5 term AND insurance",
                &[],
            ),
            (
                "PRE/n",
                "southwest PRE/2 airline",
                "southwest ONEAR/2 airline",
                &[],
            ),
            (
                "slash alone",
                "money /5 launder!",
                "money NEAR/5 launder*",
                &[],
            ),
            (
                "NOT W/n",
                "rico NOT W/5 puerto",
                "rico NOT NEAR/5 puerto",
                &[],
            ),
            ("sentence", "bank W/S loan", "bank SENT loan", &[]),
            ("paragraph", "bank W/PARA loan", "bank PARA loan", &[]),
            (
                "segment",
                "bank W/SEG loan",
                "bank NEAR/1000 loan",
                &["same part"],
            ),
            (
                "truncation",
                "recycl! W/10 packag!",
                "recycl* NEAR/10 packag*",
                &[],
            ),
            ("one letter", "wom*n", "wom?n", &[]),
            ("and not", "bank AND NOT river", "bank AND NOT river", &[]),
            ("but not", "bank BUT NOT river", "bank AND NOT river", &[]),
            (
                "headline",
                "HEADLINE(bank OR loan) AND BODY(fraud)",
                "title:(bank OR loan) AND body:fraud",
                &[],
            ),
            (
                "hlead and atleast",
                "HLEAD(apple) AND ATLEAST10(apple)",
                "lead:apple AND ATLEAST/10(apple)",
                &[],
            ),
            (
                "byline, publication",
                "BYLINE(smith) AND PUBLICATION(\"wall street\")",
                "byline:smith AND source:\"wall street\"",
                &[],
            ),
            (
                "capitals",
                "CAPS(Apple) AND ALLCAPS(RICO)",
                "CAPS(Apple) AND ALLCAPS(RICO)",
                &[],
            ),
            ("no capitals", "NOCAPS(Apple)", "CASE(apple)", &[]),
            ("singular", "SINGULAR(bank)", "bank", &[]),
            ("plural", "PLURAL(banks)", "banks", &["Only the plural"]),
            (
                "length",
                "bank AND LENGTH > 2000",
                "bank AND words:>2000",
                &[],
            ),
            (
                "length in brackets",
                "bank AND LENGTH(<500)",
                "bank AND words:<500",
                &[],
            ),
            (
                "date",
                "bank AND DATE(geq (2024-01-01) and leq (2024-02-01))",
                "bank AND date:2024-01-01/2024-02-01",
                &[],
            ),
            (
                "after and before, the days themselves not",
                "bank AND DATE(aft 2024-01-01 and bef 2024-02-01)",
                "bank AND date:2024-01-02/2024-01-31",
                &[],
            ),
            (
                "date without brackets",
                "bank AND DATE aft 2024-01-01",
                "bank AND date:2024-01-02/",
                &[],
            ),
            (
                "two dates without brackets",
                "DATE aft 2024-01-01 AND bef 2024-02-01 AND bank",
                "date:2024-01-02/2024-01-31 AND bank",
                &[],
            ),
            (
                "one day",
                "bank AND DATE IS 2024-01-05",
                "bank AND date:2024-01-05/2024-01-05",
                &[],
            ),
            (
                "geq with brackets of its own",
                "bank AND DATE geq (2024-01-01) AND loan",
                "bank AND date:2024-01-01/ AND loan",
                &[],
            ),
            (
                "signs right behind DATE",
                "bank AND DATE>=2024-01-01",
                "bank AND date:2024-01-01/",
                &[],
            ),
            (
                "signs right behind LENGTH",
                "bank AND LENGTH>1000",
                "bank AND words:>1000",
                &[],
            ),
            (
                "two lengths",
                "bank AND LENGTH(>500 and <1000)",
                "bank AND words:>500 AND words:<1000",
                &[],
            ),
            (
                "day in words",
                "bank AND DATE aft January 1, 2024",
                "bank",
                &["with certainty"],
            ),
            (
                "date is a word as well",
                "date is unknown",
                "\"date is unknown\"",
                &[],
            ),
            (
                "language",
                "bank AND LANGUAGE(english)",
                "bank AND lang:en",
                &[],
            ),
            (
                "index term",
                "bank AND TERM(new products #85plus#)",
                "bank",
                &["Indexing codes"],
            ),
            (
                "unknown segment",
                "bank AND COURT(supreme)",
                "bank",
                &["no such field"],
            ),
            (
                "short truncation",
                "eu!",
                "eu*",
                &["three letters", "cannot be used as it stands"],
            ),
        ],
        Dialect::Lexis,
    );
}

#[test]
fn meltwater_joins_and_first() {
    check(
        &[
            (
                "AND before OR",
                "apple OR pear AND tree",
                "apple OR (pear AND tree)",
                &[],
            ),
            (
                "NOT without AND",
                "apple NOT \"apple juice\"",
                "apple AND NOT \"apple juice\"",
                &[],
            ),
            ("words side by side", "apple watch", "apple AND watch", &[]),
            (
                "NEAR without a number",
                "apple NEAR watch",
                "apple NEAR/4 watch",
                &[],
            ),
            ("NEAR/n", "apple NEAR/10 watch", "apple NEAR/10 watch", &[]),
            ("ONEAR", "apple ONEAR watch", "apple ONEAR/4 watch", &[]),
            ("ONEAR/n", "apple ONEAR/3 watch", "apple ONEAR/3 watch", &[]),
            ("NEAR/nf", "apple NEAR/3f watch", "apple ONEAR/3 watch", &[]),
            (
                "lower case",
                "apple and (watch or phone)",
                "apple AND (watch OR phone)",
                &[],
            ),
            ("title", "title:apple", "title:apple", &[]),
            (
                "ingress",
                "ingress:(apple OR pear)",
                "lead:(apple OR pear)",
                &[],
            ),
            (
                "meta data",
                "apple AND metaData.source.name:\"Example Times\"",
                "apple AND source:\"Example Times\"",
                &[],
            ),
            (
                "country code",
                "apple AND country:GB",
                "apple AND country:GB",
                &[],
            ),
            (
                "unknown field",
                "apple AND metaData.reach:5",
                "apple",
                &["no such field"],
            ),
            (
                "preference",
                "apple AND (watch OR phone)^9",
                "apple AND (watch OR phone)",
                &["preference"],
            ),
            (
                "loose phrase",
                "\"apple watch\"~3",
                "apple NEAR/3 watch",
                &[],
            ),
            (
                "range of an unknown field",
                "apple AND metaData.reach:[100 TO 200]",
                "apple",
                &["range cannot be read"],
            ),
            ("minus", "apple -juice", "apple AND NOT juice", &[]),
            (
                "short wildcard",
                "D* AND apple",
                "D* AND apple",
                &["three letters", "cannot be used as it stands"],
            ),
            (
                "phrase with a wildcard",
                "\"apple orchard*\"",
                "\"apple orchard*\"",
                &[],
            ),
            (
                "typographic quotes",
                "apple NOT “apple sauce”",
                "apple AND NOT \"apple sauce\"",
                &[],
            ),
        ],
        Dialect::Meltwater,
    );
}

#[test]
fn brandwatch_is_read_with_its_fields() {
    check(
        &[
            (
                "AND before OR",
                "apple OR pear AND tree",
                "apple OR (pear AND tree)",
                &[],
            ),
            (
                "NEAR/n",
                "(apple OR orange) NEAR/5 phone",
                "(apple OR orange) NEAR/5 phone",
                &[],
            ),
            (
                "NEAR/nf",
                "logitech NEAR/2f keyboard",
                "logitech ONEAR/2 keyboard",
                &[],
            ),
            (
                "range of an unknown field",
                "authorFollowers:[100 TO 200] AND bank",
                "bank",
                &["range cannot be read"],
            ),
            ("case", "{BT} AND broadband", "CASE(BT) AND broadband", &[]),
            (
                "case of a field",
                "title:{BT TO}",
                "title:CASE(\"BT TO\")",
                &[],
            ),
            (
                "case of a phrase",
                "{British Telecom}",
                "CASE(\"British Telecom\")",
                &[],
            ),
            ("raw", "raw:Google+", "CASE(\"Google+\")", &["signs"]),
            (
                "comment",
                "apple <<<the fruit>>> AND tree",
                "apple AND tree",
                &[],
            ),
            (
                "site",
                "site:twitter.com AND apple",
                "site:twitter.com AND apple",
                &[],
            ),
            (
                "url",
                "url:msn.com/news AND apple",
                "url:msn.com/news AND apple",
                &[],
            ),
            (
                "urls in brackets",
                "url:(guardian.com OR sun.com)",
                "url:guardian.com OR url:sun.com",
                &[],
            ),
            (
                "stars around an address",
                "bank AND NOT url:\"*/jobs/*\"",
                "bank AND NOT url:/jobs/",
                &[],
            ),
            (
                "stars in a list of addresses",
                "url:(*jobs* OR sun.com)",
                "url:jobs OR url:sun.com",
                &[],
            ),
            (
                "star within an address",
                "url:news.example/*/jobs",
                "url:news.example/*/jobs",
                &["stand for themselves"],
            ),
            (
                "hosts below a host",
                "site:*.bbc.co.uk AND apple",
                "site:bbc.co.uk AND apple",
                &[],
            ),
            (
                "part of a host",
                "site:*bank* AND apple",
                "site:bank AND apple",
                &["as a whole"],
            ),
            (
                "author",
                "author:smith AND apple",
                "byline:smith AND apple",
                &[],
            ),
            (
                "country",
                "country:gbr AND apple",
                "country:gbr AND apple",
                &["two letters"],
            ),
            (
                "language",
                "language:en AND apple",
                "lang:en AND apple",
                &[],
            ),
            (
                "place",
                "city:berlin AND apple",
                "apple",
                &["social network"],
            ),
            (
                "hashtags",
                "hashtags:NewHRV OR honda",
                "honda",
                &["social network", "fewer"],
            ),
            ("a tag", "#honda AND car", "honda AND car", &["A tag"]),
            ("minus", "apple AND -juice", "apple AND NOT juice", &[]),
            (
                "loose phrase",
                "\"apple juice\"~5",
                "apple NEAR/5 juice",
                &[],
            ),
            (
                "loose group",
                "((cake OR cookie) AND birthday)~5",
                "(cake OR cookie) NEAR/5 birthday",
                &[],
            ),
            (
                "lower-case operator",
                "apple and pear",
                "apple AND and AND pear",
                &[],
            ),
            (
                "NOT with a group",
                "apple NOT (juice OR pie)",
                "apple AND NOT (juice OR pie)",
                &[],
            ),
            ("title", "title:\"apple pie\"", "title:\"apple pie\"", &[]),
        ],
        Dialect::Brandwatch,
    );
}

#[test]
fn lucene_is_read_by_clause() {
    check(
        &[
            (
                "words side by side",
                "border escalation",
                "border OR escalation",
                &[],
            ),
            // As its parser does: AND makes both neighbours required, and nothing makes them optional again.
            (
                "AND requires both sides",
                "a1 OR b2 AND c3",
                "b2 AND c3",
                &["moves hits up"],
            ),
            (
                "OR behind AND",
                "a1 AND b2 OR c3",
                "a1 AND b2",
                &["moves hits up"],
            ),
            (
                "AND NOT behind OR",
                "a1 OR b2 AND NOT c3",
                "b2 AND NOT c3",
                &["moves hits up"],
            ),
            (
                "required, OR, AND",
                "+a1 OR b2 AND c3",
                "a1 AND b2 AND c3",
                &[],
            ),
            (
                "brackets ask for either",
                "a1 OR (b2 AND c3)",
                "a1 OR (b2 AND c3)",
                &[],
            ),
            (
                "signs for operators",
                "a1 && b2 || !c3",
                "a1 AND b2 AND NOT c3",
                &[],
            ),
            ("required", "+bank +loan", "bank AND loan", &[]),
            (
                "required and optional",
                "+bank loan",
                "bank",
                &["moves hits up"],
            ),
            (
                "prohibited",
                "bank loan -river",
                "(bank OR loan) AND NOT river",
                &[],
            ),
            ("AND NOT", "bank AND NOT river", "bank AND NOT river", &[]),
            ("NOT", "bank NOT river", "bank AND NOT river", &[]),
            (
                "field",
                "title:bank AND body:loan",
                "title:bank AND body:loan",
                &[],
            ),
            (
                "field of a group",
                "author:(smith OR jones)",
                "byline:(smith OR jones)",
                &[],
            ),
            (
                "unknown field",
                "status:live AND bank",
                "bank",
                &["no such field"],
            ),
            ("boost", "bank^4 OR loan", "bank OR loan", &["weight"]),
            ("fuzzy", "bank~2", "bank", &["Likeness"]),
            (
                "fuzzy, old",
                "bank~0.8 AND loan",
                "bank AND loan",
                &["Likeness"],
            ),
            ("slop", "\"bank loan\"~5", "bank NEAR/5 loan", &[]),
            ("slop of one", "\"bank loan\"~1", "bank ONEAR/1 loan", &[]),
            (
                "slop of three words",
                "\"big bank loan\"~5",
                "big NEAR/5 bank NEAR/5 loan",
                &["whole"],
            ),
            (
                "range of dates",
                "bank AND date:[2024-01-01 TO 2024-02-01]",
                "bank AND date:2024-01-01/2024-02-01",
                &[],
            ),
            (
                "open range",
                "bank AND date:[20240101 TO *]",
                "bank AND date:2024-01-01/",
                &[],
            ),
            (
                "range without ends",
                "bank AND date:{2024-01-01 TO 2024-02-01}",
                "bank AND date:2024-01-02/2024-01-31",
                &[],
            ),
            (
                "range without one end",
                "bank AND words:{5 TO 10]",
                "bank AND words:>5 AND words:<=10",
                &[],
            ),
            (
                "behind a day",
                "bank AND published:>2024-01-01",
                "bank AND date:2024-01-02/",
                &[],
            ),
            (
                "range without a field",
                "bank AND [a TO b]",
                "bank",
                &["without a field"],
            ),
            (
                "required range without a field",
                "+{20240101 TO 20240201} +bank",
                "bank",
                &["without a field"],
            ),
            (
                "range of anything",
                "price:[1 TO 5] AND bank",
                "bank",
                &["with certainty"],
            ),
            ("regex", "/ba[nr]k/ AND loan", "/ba[nr]k/ AND loan", &[]),
            ("everything", "*:* AND bank", "bank", &["Everything"]),
            ("escape", "c\\+\\+ AND bank", "\"c++\" AND bank", &[]),
            (
                "wildcards",
                "wom?n AND sanction*",
                "wom?n AND sanction*",
                &[],
            ),
            (
                "star before",
                "*bank AND -*loan",
                "*bank AND NOT *loan",
                &[],
            ),
            ("syllables are letters", "북한*", "북한*", &[]),
            (
                "star before two letters",
                "*ba",
                "*ba",
                &["three letters", "cannot be used as it stands"],
            ),
            (
                "star behind an address",
                "url:\"http://x.com/*\"",
                "url:http://x.com/",
                &[],
            ),
            (
                "address with backslashes",
                "url:http\\:\\/\\/x.com\\/a*",
                "url:http://x.com/a",
                &[],
            ),
            (
                "regex over an address",
                "url:/world/ AND bank",
                "bank",
                &["regular expression"],
            ),
            ("tag", "tag:sanctions", "tag:sanctions", &[]),
        ],
        Dialect::Lucene,
    );
}

#[test]
fn what_all_understand_is_read_alike() {
    for from in Dialect::ALL {
        let read = |text: &str| convert(text, from).query;
        assert_eq!(read("atleast3 bank"), "ATLEAST/3(bank)", "{from:?}");
        assert_eq!(read("repeat3:\"bank\""), "ATLEAST/3(\"bank\")", "{from:?}");
        assert_eq!(read("near5:\"bank loan\""), "bank NEAR/5 loan", "{from:?}");
        assert_eq!(read("x AND (bank"), "x AND (bank", "{from:?}");
        assert_eq!(convert("", from).losses.len(), 1, "{from:?}");
        assert_eq!(convert("AND", from).losses.len(), 1, "{from:?}");
        for deep in [
            "(".repeat(50_000),
            format!("{}a{}", "(".repeat(5_000), ")".repeat(5_000)),
            "title:".repeat(5_000),
            "hd=".repeat(5_000),
            "a near5 ".repeat(5_000),
            "a w/5 b and c or ".repeat(5_000),
            "\"a b\"~3 NEAR/3 ".repeat(5_000) + "x",
            "NOT ".repeat(20_000) + "x",
        ] {
            let conversion = convert(&deep, from);
            show_as(&conversion.query, from);
        }
    }
}

#[test]
fn each_change_says_what_and_why() {
    let conversion = convert("sanctions near5 bank", Dialect::Factiva);
    assert_eq!(
        conversion.changes,
        [Change::new(
            "near5",
            "NEAR/4",
            "Factiva counts up to the word itself, we count the words between."
        )]
    );
    let conversion = convert("a1 AND b2 OR c3", Dialect::Lexis);
    assert!(
        conversion
            .changes
            .iter()
            .any(|it| it.before == "a1 AND b2" && it.after == "(a1 AND b2)")
    );
}

#[test]
fn ours_is_shown_in_their_words() {
    const TESTS: &[(&str, Dialect, &str, &[&str])] = &[
        ("a1 NEAR/4 b2", Dialect::Factiva, "a1 near5 b2", &[]),
        ("a1 ONEAR/4 b2", Dialect::Factiva, "a1 adj5 b2", &[]),
        (
            "a1 ONEAR/40 b2",
            Dialect::Factiva,
            "a1 near41 b2",
            &["ten words"],
        ),
        ("a1 SENT b2", Dialect::Factiva, "a1 same b2", &["paragraph"]),
        (
            "title:bank AND words:>300",
            Dialect::Factiva,
            "hd=bank AND wc>300",
            &[],
        ),
        (
            "FIRST/50(bank) AND NOT river",
            Dialect::Factiva,
            "bank/F50/ NOT river",
            &[],
        ),
        ("a1 NEAR/5 b2", Dialect::Lexis, "a1 W/5 b2", &[]),
        (
            "sanction* AND NOT river",
            Dialect::Lexis,
            "sanction! AND NOT river",
            &[],
        ),
        (
            "title:(bank OR loan)",
            Dialect::Lexis,
            "HEADLINE(bank OR loan)",
            &[],
        ),
        ("ATLEAST/3(bank)", Dialect::Lexis, "ATLEAST3(bank)", &[]),
        ("a1 NOT NEAR/5 b2", Dialect::Lexis, "a1 NOT W/5 b2", &[]),
        (
            "SCORE>=5(a^3, b^2) AND bank",
            Dialect::Lexis,
            "bank",
            &["cannot be said"],
        ),
        (
            "(a1 AND b2) OR c3",
            Dialect::Meltwater,
            "(a1 AND b2) OR c3",
            &[],
        ),
        ("a1 ONEAR/3 b2", Dialect::Meltwater, "a1 ONEAR/3 b2", &[]),
        (
            "a1 PARA b2",
            Dialect::Meltwater,
            "a1 AND b2",
            &["closeness"],
        ),
        ("a1 ONEAR/3 b2", Dialect::Brandwatch, "a1 NEAR/3f b2", &[]),
        (
            "CASE(BT) AND site:\"bt.com\"",
            Dialect::Brandwatch,
            "{BT} AND site:\"bt.com\"",
            &[],
        ),
        ("body:bank", Dialect::Brandwatch, "bank", &["body alone"]),
        (
            "a1 NEAR/3 b2",
            Dialect::Lucene,
            "\"a1 b2\"~3",
            &["other order"],
        ),
        (
            "(a1 OR b2) ONEAR/1 c3",
            Dialect::Lucene,
            "\"a1 c3\"~1 OR \"b2 c3\"~1",
            &[],
        ),
        (
            "date:2024-01-01/2024-02-01 AND bank",
            Dialect::Lucene,
            "date:[2024-01-01 TO 2024-02-01] AND bank",
            &[],
        ),
        (
            "FORMS(bank)",
            Dialect::Lucene,
            "bank",
            &["no FORMS: without it, so fewer"],
        ),
        (
            "PARTS(escalation)",
            Dialect::Lexis,
            "escalation",
            &["no PARTS: without it, so fewer"],
        ),
        (
            "AFFIRMED(bank)",
            Dialect::Lexis,
            "bank",
            &["no AFFIRMED: without it, so more"],
        ),
        (
            "*escalation OR bank",
            Dialect::Lexis,
            "bank",
            &["end of a word", "so fewer"],
        ),
        ("/a\\/b/ AND bank", Dialect::Lucene, "/a\\/b/ AND bank", &[]),
        (
            "url:https://x.com/a AND bank",
            Dialect::Lucene,
            "url:\"https://x.com/a\" AND bank",
            &[],
        ),
        ("url:/world/", Dialect::Brandwatch, "url:\"/world/\"", &[]),
        (
            "date:2024-01-05",
            Dialect::Lexis,
            "DATE(>=2024-01-05 and <=2024-01-05)",
            &[],
        ),
        (
            "date:2024-01",
            Dialect::Factiva,
            "date from 20240101 to 20240131",
            &[],
        ),
        ("date:2024/", Dialect::Lucene, "date:[2024-01-01 TO *]", &[]),
        (
            "date:P7D/ AND bank",
            Dialect::Lexis,
            "bank",
            &["cannot be said"],
        ),
    ];
    for (query, to, expected, losses_expected) in TESTS {
        let shown = show_as(query, *to);
        assert_eq!(shown.query, *expected, "{query} to {to:?}");
        let found = losses(&shown);
        assert_eq!(
            found.len(),
            losses_expected.len(),
            "{query} to {to:?}: {found:?}"
        );
        for piece in *losses_expected {
            assert!(
                found.iter().any(|it| it.contains(piece)),
                "{query}: {found:?}"
            );
        }
    }
}

#[test]
fn days_shown_and_read_again_are_the_same() {
    for date in [
        "date:2024-01-05/",
        "date:/2024-01-05",
        "date:2024-01-05/2024-02-01",
    ] {
        for dialect in [Dialect::Factiva, Dialect::Lexis, Dialect::Lucene] {
            let shown = show_as(date, dialect);
            assert_eq!(
                convert(&shown.query, dialect).query,
                date,
                "by way of {}",
                shown.query
            );
        }
    }
}

fn any_dialect() -> impl Strategy<Value = Dialect> {
    prop::sample::select(&Dialect::ALL[..])
}

/// Words, and signs that mean something somewhere.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "bank",
        "border",
        "and",
        "or",
        "not",
        "AND",
        "OR",
        "NOT",
        "(",
        ")",
        "\"",
        "“",
        "[",
        "]",
        "{",
        "}",
        "<<<",
        ">>>",
        "near5",
        "adj2",
        "w/3",
        "W/S",
        "NEAR/3",
        "NEAR/3f",
        "/n4/",
        "/F50/",
        "same",
        "~3",
        "^2",
        "hd=",
        "title:",
        "HEADLINE(",
        "LENGTH",
        ">",
        "date",
        "from",
        "20240101",
        "to",
        "wc>3",
        "date:[",
        " TO ",
        "*:*",
        "atleast3",
        "near5:",
        "raw:",
        "url:",
        "-",
        "+",
        "!",
        "$3",
        "*",
        "?",
        "%",
        "\\",
        "/",
        "#",
        "@",
        "ns=",
        "é",
        "東京",
        "  ",
    ]);
    prop::collection::vec((piece, any::<bool>()), 0..24).prop_map(|pieces| {
        pieces
            .into_iter()
            .map(|(piece, blank)| {
                if blank {
                    format!("{piece} ")
                } else {
                    piece.to_string()
                }
            })
            .collect()
    })
}

/// The same with what must not occur behind what must, as every system takes it.
fn nots_last(clause: Clause) -> Clause {
    match clause {
        Clause::And(parts) => {
            let parts = parts.into_iter().map(nots_last);
            let (nots, mut all): (Vec<Clause>, Vec<Clause>) =
                parts.partition(|it| matches!(it, Clause::Not(_)));
            all.extend(nots);
            Clause::and(all)
        }
        Clause::Or(parts) => Clause::or(parts.into_iter().map(nots_last).collect()),
        Clause::Not(part) => Clause::not(nots_last(*part)),
        other => other,
    }
}

/// A query of words, phrases, AND, OR, NOT, NEAR and brackets in our canonical form.
fn simple() -> impl Strategy<Value = Clause> {
    let word = prop::sample::select(vec!["border", "bank", "loan", "river", "budget", "harbour"]);
    let leaf = prop_oneof![
        word.clone().prop_map(|it| Clause::term(it, false)),
        (word.clone(), word.clone()).prop_map(|(a, b)| Clause::term(&format!("{a} {b}"), true)),
        (word.clone(), word, 2_u32..9, any::<bool>()).prop_map(|(a, b, n, ordered)| {
            let closeness = if ordered {
                clause::Closeness::Ordered(n)
            } else {
                clause::Closeness::Near(n)
            };
            Clause::close(closeness, Clause::term(a, false), Clause::term(b, false))
        }),
    ];
    leaf.prop_recursive(3, 24, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Clause::and),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Clause::or),
            (inner.clone(), inner).prop_map(|(a, b)| {
                let positive = if matches!(a, Clause::And(_)) {
                    Clause::term("border", false)
                } else {
                    a
                };
                Clause::and(vec![positive, Clause::not(b)])
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn no_text_makes_it_stumble(text in any::<String>(), signs in any_text(), dialect in any_dialect()) {
        for text in [&text, &signs] {
            let conversion = convert(text, dialect);
            show_as(text, dialect);
            show_as(&conversion.query, dialect);
        }
    }

    #[test]
    fn nothing_is_rewritten_in_silence(text in any_text(), dialect in any_dialect()) {
        let conversion = convert(&text, dialect);
        if bare(&conversion.query) != bare(&text) {
            let said = !conversion.changes.is_empty() || !conversion.losses.is_empty();
            prop_assert!(said, "{} → {}", text, conversion.query);
        }
    }

    #[test]
    fn what_is_not_lost_can_be_used(text in any_text(), dialect in any_dialect()) {
        let conversion = convert(&text, dialect);
        if conversion.losses.is_empty() {
            let read = Query::topic(&conversion.query);
            prop_assert!(read.is_ok(), "{} → {}", text, conversion.query);
            prop_assert_eq!(read.unwrap().query.to_string(), conversion.query);
        }
    }

    #[test]
    fn shown_and_read_again_it_is_the_same(clause in simple(), dialect in any_dialect()) {
        let query = nots_last(clause).to_string();
        // Lucene keeps no order beyond one word.
        if dialect == Dialect::Lucene && query.contains("ONEAR") {
            return Ok(());
        }
        let read = Query::topic(&query);
        prop_assert!(read.is_ok(), "{}", query);
        let shown = show_as(&query, dialect);
        let again = convert(&shown.query, dialect);
        prop_assert!(again.losses.is_empty(), "{} → {} → {:?}", query, shown.query, again.losses);
        prop_assert_eq!(&again.query, &query, "by way of {}", shown.query);
    }
}
