//! Writes the seeds of the fuzz targets: `cargo run -p parse --example seeds`.

#[path = "../tests/made/mod.rs"]
mod made;

use std::{fs, io, path::Path};

fn main() -> io::Result<()> {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    let with = |kind: u8, bytes: &[u8]| [&[kind], bytes].concat();
    let docx = made::docx(
        "Ferry",
        "",
        &[("Titre", "Ferry returns"), ("Normal", made::FIRST)],
    );
    let document = "<w:document><w:body><w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr><w:r><w:t>Ferry &amp; stairs</w:t><w:tab/></w:r></w:p><mc:Fallback><w:p/></mc:Fallback></w:body></w:document>";
    let chapter = format!(
        "<html><body><h1>Ferry</h1><p>{}</p></body></html>",
        made::FIRST
    );
    let nexis = format!(
        "Ferry returns\nQuayside Post\nDecember 7, 2021 Tuesday\nCopyright 2021 Quayside\nSection: NEWS\nLength: 9 words\nByline: RHONA TULLOCH\nBody\n{}\nLoad-Date: December 8, 2021\nEnd of Document\n",
        made::FIRST
    );
    let factiva = format!(
        "HD  Ferry returns\nPD  7 December 2021\nSN  Quayside Post\nLA  English\nTD  {}\nAN  Document QUAYP00020211207ehc7000b5\n",
        made::FIRST
    );
    let several = format!("{nexis}\n{nexis}");
    let version = format!(
        "0Ferry returns\n2By Rhona Tulloch\n{}\n“No sanctions,” the minister said on Monday. 1,200 men might cross the border.\n\0\
         0Ferry is back\n{}\n8(AP)\n{}",
        made::FIRST,
        made::FIRST,
        made::SECOND
    );
    let all: Vec<(&str, &str, Vec<u8>)> = vec![
        ("pdf", "article", made::article_pdf()),
        ("rtf", "article", made::rtf()),
        ("mail", "message", with(0, &made::eml())),
        ("mail", "mailbox", with(1, &made::mbox())),
        ("mail", "page", with(2, &made::mhtml())),
        ("archive", "documents", made::zip(&[("a.docx", &docx), ("a.txt", made::FIRST.as_bytes())])),
        ("warc", "crawl", made::warc()),
        ("table", "table", b"title;text;date\n\"Ferry; again\";One.;2021-12-07\n".to_vec()),
        ("records", "list", with(0, br#"{"items":[{"title":"Ferry","text":"One.","authors":[{"name":"R. T."}]}]}"#)),
        ("records", "lines", with(1, b"{\"title\":\"Ferry\",\"text\":\"<p>One.\"}\n{}\n")),
        ("exports", "nexis", nexis.into_bytes()),
        ("exports", "factiva", factiva.into_bytes()),
        ("office", "document", with(0, document.as_bytes())),
        ("office", "styles", with(1, b"<styles><style styleId=\"x\"><name val=\"Title\"/></style></styles>")),
        ("office", "text", with(2, b"<body><text><h>Ferry</h><p style-name=\"P1\">One<s/>two</p></text></body>")),
        ("office", "properties", with(3, b"<c><dc:title>Ferry</dc:title><dcterms:created>2021-12-07T10:00:00Z</dcterms:created></c>")),
        ("epub", "parts", with(0, b"<package><dc:title>Ferry</dc:title><item id='a' href='a.xhtml'/><itemref idref='a'/></package>")),
        ("epub", "chapter", with(1, chapter.as_bytes())),
        ("pdf", "columns", made::pdf("Two columns", &[&[(11.0, 60.0, 720.0, "left one"), (11.0, 320.0, 720.0, "right one"), (11.0, 60.0, 706.0, "left two"), (11.0, 320.0, 706.0, "right two")], &[(9.0, 60.0, 20.0, "2")]])),
        ("pdf", "operators", operators()),
        ("pdf", "encodings", encodings()),
        ("rtf", "unicode", b"{\\rtf1\\ansi\\uc1{\\info{\\title A}{\\creatim\\yr2021\\mo13\\dy40}}\\u8217?\\u-10179?\\u-8704?{\\*\\bkmkstart a}\\'e9\\tab\\line{\\field{\\*\\fldinst X}{\\fldrslt y}}\\bin3 }}}\\par}".to_vec()),
        ("archive", "nested", made::zip(&[("b.zip", &made::zip(&[("c.eml", &made::eml())])), ("d/e.html", chapter.as_bytes())])),
        ("archive", "gzip", made::gzip(chapter.as_bytes())),
        ("archive", "book", made::epub()),
        ("archive", "odt", made::odt()),
        ("warc", "heads", b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: <https://quay.example/>\r\nWARC-Date: 2021-12-07T16:42:00Z\r\nContent-Length: 44\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>\r\n\r\nWARC/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n".to_vec()),
        ("warc", "packed", made::gzip(&made::warc())),
        ("table", "tabs", b"\xEF\xBB\xBFHeadline\tBody\tPublished\tURL\tAuthor\r\nFerry\t\"One\ntwo\"\"three\"\t07.12.2021 18:42\thttps://quay.example\tA; B\r\n".to_vec()),
        ("records", "nested", with(0, br#"[{"headline":"A","body":{"text":"B"},"date":1638895320,"tags":["x"],"source":{"name":"Post"}},{"title":"\ud83d\ude00","content":"<p>C</p>"}]"#)),
        ("exports", "several", several.into_bytes()),
        ("exports", "plain", b"Ferry returns\nBy Rhona Tulloch\nQuay, 7 December 2021 (AP) - One.\n\nTwo.\n".to_vec()),
        ("mail", "encoded", with(0, b"Subject: =?koi8-r?Q?=C6?= =?utf-8?B?4oCT?=\nDate: Tue, 7 Dec 2021 18:42 EST\nContent-Type: text/html; charset=utf-7\n\n<p>+AOk-</p>")),
        ("document", "page", with(0, chapter.as_bytes())),
        ("document", "text", with(1, b"Ferry returns\n\nBy Rhona Tulloch\nOne.\n\nTwo.")),
        ("document", "markdown", with(2, b"---\ntitle: Ferry\ndate: 2021-12-07\nauthor: [A, B]\n---\n# Ferry\n\n> quoted\n\n| a | b |\n|---|---|\n| c | d |\n\n1. one <b>two</b>\n\n```\ncode\n```\n")),
        ("feed", "rss", br#"<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Post</title><link>https://quay.example/</link><ttl>60</ttl><item><title>Ferry &amp;amp; stairs</title><link>/ferry</link><guid isPermaLink="false">f1</guid><dc:creator>Rhona Tulloch</dc:creator><pubDate>Tue, 07 Dec 2021 18:42:00 +0200</pubDate><description><![CDATA[<p>One.</p>]]></description><content:encoded>&lt;p&gt;Two.</content:encoded></item></channel></rss>"#.to_vec()),
        ("feed", "atom", br#"<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://quay.example/"><title type="html">P&lt;b&gt;</title><entry><id>f1</id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">F</div></title><link rel="alternate" href="ferry"/><author><name>R. T.</name></author><updated>2021-12-07T18:42:00+02:00</updated><content type="xhtml"><div><p>One.</p></div></content></entry></feed>"#.to_vec()),
        ("feed", "rdf", br#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="d"><channel><title>P</title></channel><item rdf:about="https://quay.example/a"><title>F</title><dc:date>2021-12-07</dc:date></item></rdf:RDF>"#.to_vec()),
        ("feed", "json", br#"{"version":"https://jsonfeed.org/version/1.1","title":"P","items":[{"id":1,"url":"https://quay.example/a","content_html":"<p>One.","date_published":"2021-12-07T18:42:00+02:00","authors":[{"name":"R. T."}]}]}"#.to_vec()),
        ("feed", "damaged", b"<rss><channel><item><title>A & B</title><description>&nbsp;<p>x<item><link>//a".to_vec()),
        ("opml", "folders", br#"<opml version="2.0"><head><title>Feeds</title></head><body><outline text="East"><outline type="rss" text="Post" xmlUrl="https://quay.example/feed" htmlUrl="https://quay.example/" category="/a/b,c"/></outline><outline title="L" xmlurl="http://l.example"/></body></opml>"#.to_vec()),
        ("opml", "damaged", b"<opml><body><outline text='A & B' xmlUrl=\"feed://a.example\"><outline".to_vec()),
        ("answer", "page", format!("text/html; charset=\"windows-1252\"\nhttps://m.quay.example/amp/2021/12/07/ferry.html?utm_source=x#y\n{chapter}").into_bytes()),
        ("answer", "feed", b"application/rss+xml\nhttp://[::1]/a/../b\n<rss><channel><item><title>A</title><link>c?d</link></item></channel></rss>".to_vec()),
        ("headers", "max_age", b"public, MAX-AGE=\"600\", s-maxage=9\n500\n".to_vec()),
        ("headers", "retry_seconds", b"120\n".to_vec()),
        ("headers", "retry_date", b"Tue, 01 Dec 2026 10:05:00 GMT\nTue, 01 Dec 2026 10:00:00 -0000\n".to_vec()),
        ("robots", "groups", b"/news\nUser-agent: *\nDisallow: /private/*.pdf$ # a remark\nAllow: /private/a%C3%A9\nCrawl-delay: 1.5\n\nuser-agent : WIREWATCH\nUser-agent: other\nDisallow: /x\nSitemap: https://quay.example/s.xml\n".to_vec()),
        ("robots", "strange", b"\xEF\xBB\xBFDisallow\r\rallow:*\x00user-agent:*\nDISALLOW:/a*b*c$d\n".to_vec()),
        ("site", "links", br##"<html><head><base href="/news/"><link rel="alternate" type="application/rss+xml" title="Post" href="feed"><link rel=amphtml href=//m.a.example/x><script type="application/ld+json">{"@type":"WebSite"}</script></head><body><nav><a href="/politics">Politics</a></nav><article><h2><a href="/2026/03/01/ferry-returns-after-storm.html?utm_source=x">Ferry returns after the storm</a></h2></article><a href="javascript:x">x</a><a href="/rss.xml">RSS</a></body></html>"##.to_vec()),
        ("site", "sitemap", br#"<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://a.example/ferry</loc><lastmod>2026-03-01</lastmod><news:news><news:publication><news:name>Post</news:name><news:language>en</news:language></news:publication><news:publication_date>2026-03-01T10:00:00Z</news:publication_date><news:title>Ferry &amp; stairs</news:title></news:news></url></urlset>"#.to_vec()),
        ("site", "index", b"<sitemapindex><sitemap><loc>/a.xml</loc><lastmod>2026-03-01T10:00Z<sitemap><loc>//b/c.xml.gz".to_vec()),
        ("site", "posts", br#"<div class="tgme_widget_message" data-post="ferry/12"><div class="tgme_widget_message_text">One.<br/>Two <a href="https://a.example/ferry">three</a></div><a class="tgme_widget_message_date" href="https://t.me/ferry/12"><time datetime="2026-03-01T10:00:00+00:00"></time></a></div>"#.to_vec()),
        ("sources", "table", b"name,url,method,folder\r\n\"Post, the\",https://a.example/feed,feed,East/Coast\r\nL,http://l.example,front page,\r\n".to_vec()),
        ("sources", "strange", b"\xEF\xBB\xBFURL;Titel\n=cmd|x;ftp://a\n\"https://b.example\n".to_vec()),
        ("watchlists", "whole", WATCHLISTS.to_vec()),
        ("watchlists", "wrong", b"[[watchlist]]\nname = 3\ntopic = [{name=\"a\",query=\"\"\"b\\u00e9\"\"\"}]\n[list.x]\n".to_vec()),
        ("query", "near", b"(border OR \"the border\") NEAR/5 escal* AND NOT title:sport".to_vec()),
        ("query", "operators", b"ATLEAST/2(a) OR FIRST/20(b) OR CASE(C) OR SAIDBY(d, e) OR QUOTE(f) OR SCORE>=2(g^2*3, h^-0.5)".to_vec()),
        ("query", "fields", "lang:en AND source:\"Harbour Ledger\" AND date:2026-03-01/ AND words:>8 AND site:a.example AND /b.n/ AND 制裁".into()),
        ("query", "list", b"# remark\nbank*, \"a, b\"\nTwo words\n@other".to_vec()),
        ("dialects", "factiva", with(0, b"(hd=(bank near5 sanction*) or rst=TDJ) and wc>200 not \"a b\" atleast3 c")),
        ("dialects", "lexis", with(1, b"HEADLINE(bank w/5 sanction!) and not CAPS(aids) or DATE(>2021) pre/3 x")),
        ("dialects", "meltwater", with(2, b"title:(bank NEAR/5 sanction*) AND NOT ingress:\"a b\" country:de")),
        ("dialects", "brandwatch", with(3, b"(bank NEAR/5f sanction*) AND site:a.example NOT {Bank} country:deu raw:\"A\"")),
        ("dialects", "lucene", with(4, b"+title:bank -\"a b\"~5 (c^2 d~1) [a TO z} e\\:f && g || !h")),
        ("judged", "version", version.into_bytes()),
        ("judged", "scripts", "0制裁を強化\n«Санкції», — сказав міністр. De-escalation at the b\u{e9}rder’s édge…\n5العقوبات\u{0}1制裁".into()),
        ("bundle", "archive", with(0, &made::zip(&[("manifest.json", MANIFEST), ("SHA256SUMS", b"00  manifest.json\n")]))),
        ("bundle", "manifest", with(1, MANIFEST)),
        ("bundle", "record", with(2, RECORD)),
        ("bundle", "crawl", with(3, &[RECORD, b"\nWARC/1.1\r\nWARC-Type: response\r\nWARC-Payload-Digest: sha256:00\r\nContent-Length: 22\r\n\r\nHTTP/1.1 200 OK\r\n\r\n<p>\r\n\r\n"].concat())),
    ];
    for (target, name, bytes) in all {
        fs::create_dir_all(seeds.join(target))?;
        fs::write(seeds.join(target).join(name), bytes)?;
    }
    Ok(())
}

/// A watchlist file with everything in it.
const WATCHLISTS: &[u8] = b"# Ours.\n[[list]] # shared\nname = \"banks\"\nterms = '''\nHarbour Bank\n\"a, b\" # c\n'''\n\n[[watchlist]]\nname = \"Sanctions\"\nmark = 2\n\n[[watchlist.topic]]\nname = \"Banks\"\nquery = '@banks AND sanction*'\nseverity = \"high\"\nrules = \"high if 3 publishers in 60 minutes\"\n";

/// The list of a file of evidence.
const MANIFEST: &[u8] = br#"{"format":"wirewatch-evidence/1","claim":"","alerts":[{"alert_id":1,"topic":"t","severity":"high","article_id":7,"version":1,"folder":"f"}],"captures":[{"number":1,"record":"a","record_sha256":"00","previous_sha256":"00","received":"b","warc":"c"}],"texts":[{"article_id":7,"version":1,"path":"d"}],"missing":[],"members":[{"path":"a","bytes":1,"sha256":"00"}]}"#;

/// A record of evidence.
const RECORD: &[u8] = br#"{"format":1,"number":1,"previous":"00","at":"2026-03-01T10:00:00Z","told":{"kind":"capture","received":{"kind":"page","source":"Post","source_id":1,"address":"https://quay.example/a","hops":[{"address":"https://quay.example/","status":301}],"status":200,"headers":[{"name":"etag","value":"1"}],"at":"2026-03-01T10:00:00Z"},"sha256":"00","size":3,"kept":true,"reader":"1","articles":[{"article_id":7,"identity":"00","version":1,"place":0,"text_sha256":"00"}]}}"#;

/// A PDF whose page is drawn by operators that move, scale and turn.
fn operators() -> Vec<u8> {
    let content = "q 1 0 0 1 10 10 cm BT /F1 12 Tf 1 0 0 1 60 700 Tm (A) Tj T* [(fer) -20 (ry) 300 (x)] TJ 14 TL (b) ' 1 2 (c) \" 0 1 -1 0 0 0 Tm <0041> Tj 3 Tr 2 Ts 50 Tz 1 Tc ET Q /X Do BI /W 1 /H 1 ID x EI";
    page_of(
        content,
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /BaseEncoding /MacRomanEncoding /Differences [65 /eacute /uni4E2D 70 /fi] >> /FirstChar 65 /Widths [500 600] >>",
    )
}

/// A PDF whose font tells its characters by a table.
fn encodings() -> Vec<u8> {
    page_of(
        "BT /F1 12 Tf 60 700 Td <00010002> Tj ET",
        "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /ToUnicode 7 0 R /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /DW 1000 /W [1 [500 600] 5 9 700] >>] >>",
    )
}

/// A PDF of one page that is drawn so, in that font.
fn page_of(content: &str, font: &str) -> Vec<u8> {
    const TABLE: &str = "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange 2 beginbfchar <0001> <0041> <0002> <D83DDE00> endbfchar 1 beginbfrange <0003> <0009> <0042> endbfrange endcmap";
    let stream =
        |it: &str| format!("<< /Length {} >>\nstream\n{it}\nendstream", it.len()).into_bytes();
    made::raw_pdf(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Count 1 /Kids [5 0 R] /MediaBox [0 0 595 842] >>".to_vec(),
        font.as_bytes().to_vec(),
        b"<< /Title <FEFF00C9> /CreationDate (D:2021) >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /Rotate 90 /Contents [6 0 R] /Resources << /Font << /F1 3 0 R >> /XObject << /X 8 0 R >> >> >>".to_vec(),
        stream(content),
        stream(TABLE),
        b"<< /Type /XObject /Subtype /Form /Resources << /XObject << /X 8 0 R >> >> /Length 5 >>\nstream\n/X Do\nendstream".to_vec(),
    ])
}
