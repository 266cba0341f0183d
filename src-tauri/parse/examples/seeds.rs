//! Writes the seeds of the fuzz targets for documents: `cargo run -p parse --example seeds`.

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
    ];
    for (target, name, bytes) in all {
        fs::create_dir_all(seeds.join(target))?;
        fs::write(seeds.join(target).join(name), bytes)?;
    }
    Ok(())
}
