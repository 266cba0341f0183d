//! Documents made byte by byte, so that each test says what is in them.

#![allow(dead_code)]

use std::io::{Cursor, Write};

use flate2::{Compression, write::GzEncoder, write::ZlibEncoder};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// Two sentences of an article.
pub(crate) const FIRST: &str =
    "The ferry crossed the sound again on Monday, nine winters after it was tied up.";
pub(crate) const SECOND: &str =
    "Forty people stood at the stairs and watched it come in without a word.";

/// A ZIP of members.
pub(crate) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(vec![]));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in members {
        zip.start_file(*name, options).expect("a member");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("finished").into_inner()
}

/// Packed by gzip.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(vec![], Compression::default());
    gzip.write_all(bytes).expect("written");
    gzip.finish().expect("finished")
}

/// A DOCX of paragraphs with their styles.
pub(crate) fn docx(title: &str, author: &str, paragraphs: &[(&str, &str)]) -> Vec<u8> {
    let body: String = paragraphs
        .iter()
        .map(|(style, text)| {
            let text = text.replace('&', "&amp;").replace('<', "&lt;");
            // A word in the middle is a run of its own, as after a change of style.
            let (a, b) = text.split_at(text.find(' ').map_or(text.len(), |it| it + 1));
            format!(
                "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t xml:space=\"preserve\">{a}</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">{b}</w:t></w:r></w:p>"
            )
        })
        .collect();
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}<w:sectPr/></w:body></w:document>"
    );
    let core = format!(
        "<?xml version=\"1.0\"?><cp:coreProperties xmlns:cp=\"c\" xmlns:dc=\"d\" xmlns:dcterms=\"t\"><dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><dcterms:created>2021-12-07T16:42:00Z</dcterms:created><dcterms:modified>2021-12-08T08:00:00Z</dcterms:modified></cp:coreProperties>"
    );
    let styles = "<w:styles xmlns:w=\"w\"><w:style w:type=\"paragraph\" w:styleId=\"Titre\"><w:name w:val=\"Title\"/></w:style><w:style w:styleId=\"T1\"><w:name w:val=\"heading 1\"/></w:style><w:style w:styleId=\"Zitat\"><w:name w:val=\"Quote\"/></w:style></w:styles>";
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", document.as_bytes()),
        ("word/styles.xml", styles.as_bytes()),
        ("docProps/core.xml", core.as_bytes()),
    ])
}

/// An ODT.
pub(crate) fn odt() -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:text=\"t\" xmlns:style=\"s\"><office:automatic-styles><style:style style:name=\"P1\" style:parent-style-name=\"Title\"/><style:style style:name=\"P2\" style:parent-style-name=\"Quotations\"/></office:automatic-styles><office:body><office:text><text:tracked-changes>gone</text:tracked-changes><text:p text:style-name=\"P1\">Ferry returns</text:p><text:p>By Rhona Tulloch</text:p><text:p>The ferry crossed <text:span>the</text:span><text:s/>sound again on Monday,\n nine winters after it was tied up.<office:annotation>a remark</office:annotation></text:p><text:p text:style-name=\"P2\">{SECOND}</text:p></office:text></office:body></office:document-content>"
    );
    let meta = "<office:document-meta xmlns:office=\"o\" xmlns:dc=\"d\" xmlns:meta=\"m\"><office:meta><dc:title>Old title</dc:title><meta:creation-date>2021-12-07T16:42:00</meta:creation-date></office:meta></office:document-meta>";
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content.as_bytes()),
        ("meta.xml", meta.as_bytes()),
    ])
}

/// An EPUB of two chapters.
pub(crate) fn epub() -> Vec<u8> {
    let container = "<container xmlns=\"c\"><rootfiles><rootfile full-path=\"OEBPS/book.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>";
    let opf = "<package xmlns=\"p\" xmlns:dc=\"d\"><metadata><dc:title>The Sound in Winter</dc:title><dc:creator>Rhona Tulloch</dc:creator><dc:publisher>Quayside Press</dc:publisher><dc:language>en-GB</dc:language><dc:date>2021-12-07</dc:date></metadata><manifest><item id=\"a\" href=\"text/one%20a.xhtml\"/><item id=\"b\" href=\"text/two.xhtml\"/><item id=\"n\" href=\"nav.xhtml\"/></manifest><spine><itemref idref=\"a\"/><itemref idref=\"n\" linear=\"no\"/><itemref idref=\"b\"/></spine></package>";
    let chapter = |title: &str, text: &str| {
        format!(
            "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>x</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"
        )
    };
    zip(&[
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", container.as_bytes()),
        ("OEBPS/book.opf", opf.as_bytes()),
        (
            "OEBPS/text/one a.xhtml",
            chapter("The ferry", FIRST).as_bytes(),
        ),
        (
            "OEBPS/text/two.xhtml",
            chapter("The stairs", SECOND).as_bytes(),
        ),
        (
            "OEBPS/nav.xhtml",
            b"<html><body><p>Contents</p></body></html>",
        ),
    ])
}

/// A piece of a page: size, x, y, text.
pub(crate) type Piece<'a> = (f32, f32, f32, &'a str);

/// A PDF of pages of pieces, in Helvetica, with a title and an author.
pub(crate) fn pdf(title: &str, pages: &[&[Piece<'_>]]) -> Vec<u8> {
    let count = pages.len();
    let kids: String = (0..count)
        .map(|it| format!("{} 0 R ", 5 + 2 * it))
        .collect();
    let mut objects: Vec<Vec<u8>> = vec![
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>".to_vec(),
        format!("<< /Type /Pages /Count {count} /Kids [ {kids}] >>").into_bytes(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_vec(),
        format!(
            "<< /Title ({title}) /Author (Rhona Tulloch) /CreationDate (D:20211207184200+02'00') >>"
        )
        .into_bytes(),
    ];
    for (page, number) in pages.iter().zip(0..) {
        let mut content = String::from("BT\n");
        let (mut x, mut y) = (0.0, 0.0);
        for (size, to_x, to_y, text) in *page {
            content.push_str(&format!(
                "/F1 {size} Tf {} {} Td ({text}) Tj\n",
                to_x - x,
                to_y - y
            ));
            (x, y) = (*to_x, *to_y);
        }
        content.push_str("ET\n");
        let mut packed = ZlibEncoder::new(vec![], Compression::default());
        packed.write_all(content.as_bytes()).expect("written");
        let packed = packed.finish().expect("finished");
        objects.push(
            format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R /Resources << /Font << /F1 3 0 R >> >> >>", 6 + 2 * number).into_bytes(),
        );
        let mut stream = format!(
            "<< /Length {} /Filter /FlateDecode >>\nstream\n",
            packed.len()
        )
        .into_bytes();
        stream.extend(packed);
        stream.extend(b"\nendstream");
        objects.push(stream);
    }
    raw_pdf(&objects)
}

/// A PDF of objects, numbered from 1: 1 is the catalogue, 4 the information.
pub(crate) fn raw_pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.5\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut starts = vec![];
    for (object, number) in objects.iter().zip(1..) {
        starts.push(out.len());
        out.extend(format!("{number} 0 obj\n").into_bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).into_bytes());
    for it in starts {
        out.extend(format!("{it:010} 00000 n \n").into_bytes());
    }
    out.extend(
        format!(
            "trailer\n<< /Size {} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{table}\n%%EOF\n",
            objects.len() + 1
        )
        .into_bytes(),
    );
    out
}

/// A PDF of one article on one page.
pub(crate) fn article_pdf() -> Vec<u8> {
    pdf(
        "Ferry returns",
        &[&[
            (22.0, 60.0, 780.0, "Ferry returns"),
            (11.0, 60.0, 750.0, "By Rhona Tulloch"),
            (
                11.0,
                60.0,
                720.0,
                "The ferry crossed the sound again on Monday, nine win-",
            ),
            (11.0, 60.0, 706.0, "ters after it was tied up."),
            (11.0, 60.0, 680.0, SECOND),
        ]],
    )
}

/// A message in two forms with a document attached.
pub(crate) fn eml() -> Vec<u8> {
    let attached = base64(
        docx(
            "Ferry timetable",
            "",
            &[("Normal", FIRST), ("Normal", SECOND)],
        )
        .as_slice(),
    );
    format!(
        "From: Rhona Tulloch <rhona@quay.example>\r\nTo: desk@ledger.example\r\nSubject: =?utf-8?B?RmVycnkgcmV0dXJucyDigJMgYXQgbGFzdA==?=\r\nDate: Tue, 7 Dec 2021 18:42:00 +0200\r\nMessage-ID: <f1@quay.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=outer\r\n\r\n--outer\r\nContent-Type: multipart/alternative; boundary=inner\r\n\r\n--inner\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nThe ferry crossed the sound again on Monday, nine winters after it was =\r\ntied up.\r\n\r\n> Nobody builds engines like this.\r\n\r\nForty people stood at the stairs =E2=80=93 and watched.\r\n-- \r\nRhona Tulloch, Quayside Press\r\n--inner\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>The same in colour.</p>\r\n--inner--\r\n--outer\r\nContent-Type: application/octet-stream; name=\"timetable.docx\"\r\nContent-Disposition: attachment; filename=\"timetable.docx\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{attached}\r\n--outer--\r\n"
    )
    .into_bytes()
}

/// A page that a browser saved as one file.
pub(crate) fn mhtml() -> Vec<u8> {
    format!(
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://quay.example/ferry?utm_source=x\r\nSubject: Ferry returns\r\nDate: Tue, 7 Dec 2021 18:42:00 -0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"----b\"\r\n\r\n------b\r\nContent-Type: text/html\r\nContent-Location: https://quay.example/ferry\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<html><head><title>Ferry returns</title><meta property=3D\"article:published_time\" content=3D\"2021-12-07T18:42:00+02:00\"></head><body><article><h1>Ferry returns</h1><p>By Rhona Tulloch</p><p>{FIRST} It was caf=C3=A9 weather.</p><p>{SECOND}</p></article></body></html>\r\n------b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Location: https://quay.example/f.png\r\n\r\niVBORw0KGgo=\r\n------b--\r\n"
    )
    .into_bytes()
}

/// A rich text document with two code pages and characters by number.
pub(crate) fn rtf() -> Vec<u8> {
    let mut out = b"{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fswiss\\fcharset0 Helvetica;}{\\f1\\fcharset204 Arial;}}{\\stylesheet{\\s0 Normal;}{\\s1\\b heading 1;}{\\s2 Title;}}{\\info{\\title Old title}{\\author Rhona Tulloch}{\\creatim\\yr2021\\mo12\\dy7\\hr18\\min42}}{\\*\\generator Msftedit 5.41;}{\\header The Quayside Post}\n".to_vec();
    out.extend(b"\\pard\\s2 Ferry returns\\par\n\\pard\\plain The ferry crossed the sound again on Monday \\endash  nine \\b winters\\b0  after it was tied up at the caf\\'e9.\\par\n");
    out.extend(b"{\\f1 \\'cf\\'ee\\'f0\\'f2} \\u1079?\\u1072?\\u1082?\\u1088?\\u1099?\\u1090?, {\\field{\\*\\fldinst HYPERLINK \"https://quay.example\"}{\\fldrslt they said}} \\u-10179?\\u-8704?.\\par\n{\\pict\\pngblip\\bin4 }}{\\par not text}\n");
    out.extend(b"{\\v hidden}Forty people stood at the stairs and watched it come in without a word.\\par}");
    out
}

/// A crawl of one page and one answer that is none.
pub(crate) fn warc() -> Vec<u8> {
    let page = format!(
        "<html><head><title>Ferry returns</title></head><body><article><h1>Ferry returns</h1><p>{FIRST}</p><p>{SECOND}</p></article></body></html>"
    );
    let packed = gzip(page.as_bytes());
    let mut answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n", packed.len()).into_bytes();
    answer.extend(&packed);
    answer.extend(b"\r\n0\r\n\r\n");
    let record = |kind: &str, address: &str, body: &[u8]| {
        let mut out = format!("WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n", body.len()).into_bytes();
        out.extend(body);
        out.extend(b"\r\n\r\n");
        out
    };
    let mut out = record("warcinfo", "x", b"software: a crawler\r\n");
    out.extend(record("response", "https://quay.example/ferry", &answer));
    out.extend(record(
        "response",
        "https://quay.example/gone",
        b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>Gone",
    ));
    out.extend(record(
        "response",
        "https://quay.example/f.png",
        b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG",
    ));
    out
}

/// Two messages, one with a line that begins like the next.
pub(crate) fn mbox() -> Vec<u8> {
    format!(
        "From rhona@quay.example Tue Dec  7 18:42:00 2021\nFrom: Rhona Tulloch <rhona@quay.example>\nSubject: Ferry returns\nDate: Tue, 7 Dec 2021 18:42:00 +0200\nMessage-ID: <f1@quay.example>\n\n{FIRST}\n\n>From here it is an hour.\n\nFrom news@quay.example Tue Dec  7 19:42:00 2021\nFrom: Quayside Press <news@quay.example>\nSubject: Stairs closed\nDate: Tue, 7 Dec 2021 19:42:00 +0200\n\n{SECOND}\n"
    )
    .into_bytes()
}

/// Bytes as Base64, in lines.
pub(crate) fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for (three, number) in bytes.chunks(3).zip(1..) {
        let all =
            three.iter().fold(0u32, |all, it| all << 8 | u32::from(*it)) << (8 * (3 - three.len()));
        for place in 0..4 {
            match place <= three.len() {
                true => out.push(char::from(LETTERS[(all >> (18 - 6 * place) & 63) as usize])),
                false => out.push('='),
            }
        }
        if number % 19 == 0 {
            out.push_str("\r\n");
        }
    }
    out
}

/// Every kind of document whose readers are tried with damage, with its name.
pub(crate) fn every_kind() -> Vec<(&'static str, Vec<u8>)> {
    let inner = docx(
        "Ferry returns",
        "Rhona Tulloch",
        &[
            ("Titre", "Ferry returns"),
            ("Normal", FIRST),
            ("Zitat", SECOND),
        ],
    );
    vec![
        ("a.pdf", article_pdf()),
        ("a.docx", inner.clone()),
        ("a.eml", eml()),
        ("a.mhtml", mhtml()),
        ("a.rtf", rtf()),
        ("a.epub", epub()),
        ("a.odt", odt()),
        ("a.warc", warc()),
        ("a.mbox", mbox()),
        (
            "a.zip",
            zip(&[
                ("b/a.docx", &inner),
                ("a.pdf", &article_pdf()),
                ("a.eml", &eml()),
            ]),
        ),
    ]
}

/// A source of numbers that is the same in each run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `below`.
    pub(crate) fn roll(&mut self, below: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((it ^ (it >> 31)) % below.max(1) as u64) as usize
    }
}

/// A damaged copy: bits flipped, bytes overwritten, doubled or taken out, the end cut off.
pub(crate) fn damaged(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..1 + dice.roll(8) {
        let at = dice.roll(out.len().max(1));
        if out.is_empty() {
            break;
        }
        match dice.roll(6) {
            0 | 1 => out[at] ^= 1 << dice.roll(8),
            2 => out[at] = dice.roll(256) as u8,
            3 => {
                let end = (at + dice.roll(64)).min(out.len());
                out.drain(at..end);
            }
            4 => {
                let end = (at + dice.roll(64)).min(out.len());
                let piece = out[at..end].to_vec();
                out.splice(at..at, piece);
            }
            _ if dice.roll(3) == 0 => out.truncate(at),
            _ => out[at] = b"<>{}[]()/\\0 9"[dice.roll(13)],
        }
    }
    out
}
