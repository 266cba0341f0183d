//! Records of articles: JSON, JSON Lines, and the fields by which they and tables name things.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use news::{Article, TroubleCode};
use serde_json::Value;

use super::compose::{self, Paragraph, Role};
use super::header::Header;
use super::room::Losses;
use super::text::paragraphs;
use crate::lines::authors;
use crate::page::{clean_address, primary_language};
use crate::when::{self, Stated};
use crate::{Problem, limits};

/// Under which names the parts of an article go, the best first, as [`bare`] has them.
const TITLE: &[&str] = &[
    "title",
    "headline",
    "hed",
    "heading",
    "webtitle",
    "articletitle",
    "titel",
    "überschrift",
    "ueberschrift",
    "uberschrift",
    "schlagzeile",
    "titre",
    "título",
    "titulo",
    "titular",
    "titolo",
    "kop",
    "tytuł",
    "tytul",
    "nagłówek",
    "başlık",
    "baslik",
    "заголовок",
    "заглавие",
    "العنوان",
    "عنوان",
    "标题",
    "標題",
    "タイトル",
    "見出し",
    "제목",
    "name",
    "subject",
];
const TEXT: &[&str] = &[
    "text",
    "body",
    "content",
    "fulltext",
    "articletext",
    "articlebody",
    "articlecontent",
    "maintext",
    "contenttext",
    "bodytext",
    "article",
    "plaintext",
    "story",
    "contenthtml",
    "html",
    "bodyhtml",
    "inhalt",
    "volltext",
    "artikeltext",
    "haupttext",
    "texte",
    "contenu",
    "texto",
    "contenido",
    "cuerpo",
    "conteúdo",
    "conteudo",
    "corpo",
    "testo",
    "contenuto",
    "tekst",
    "inhoud",
    "treść",
    "metin",
    "içerik",
    "текст",
    "содержание",
    "النص",
    "نص",
    "المحتوى",
    "正文",
    "内容",
    "內容",
    "本文",
    "본문",
    "leadparagraph",
    "snippet",
    "abstract",
    "summary",
    "description",
    "excerpt",
];
/// How many of the last of these only describe a text.
const WEAK: usize = 6;
const STANDFIRST: &[&str] = &[
    "standfirst",
    "subtitle",
    "subheadline",
    "subheading",
    "subhead",
    "dek",
    "deck",
    "lead",
    "teaser",
    "trailtext",
    "untertitel",
    "vorspann",
    "soustitre",
    "chapô",
    "chapo",
    "chapeau",
    "subtítulo",
    "subtitulo",
    "entradilla",
    "bajada",
    "sottotitolo",
    "occhiello",
    "podtytuł",
    "подзаголовок",
    "лид",
    "summary",
    "description",
    "abstract",
    "zusammenfassung",
    "résumé",
    "resumen",
    "resumo",
    "riassunto",
    "streszczenie",
    "özet",
    "аннотация",
    "摘要",
    "要約",
];
const AUTHOR: &[&str] = &[
    "author",
    "authors",
    "byline",
    "creator",
    "writer",
    "writers",
    "journalist",
    "autor",
    "autoren",
    "auteur",
    "auteurs",
    "autores",
    "autore",
    "autori",
    "auteursnaam",
    "verfasser",
    "yazar",
    "автор",
    "авторы",
    "الكاتب",
    "كاتب",
    "作者",
    "著者",
    "記者",
];
const PUBLISHED: &[&str] = &[
    "published",
    "publishedat",
    "publicationdate",
    "publisheddate",
    "publishdate",
    "datepublished",
    "datepublish",
    "datetimepub",
    "webpublicationdate",
    "pubdate",
    "publishedon",
    "publishedtime",
    "publishtime",
    "publicationtime",
    "date",
    "datetime",
    "firstpublished",
    "created",
    "createdat",
    "timestamp",
    "time",
    "datum",
    "erscheinungsdatum",
    "veröffentlicht",
    "veröffentlichungsdatum",
    "datepublication",
    "datedepublication",
    "fecha",
    "fechapublicación",
    "fechadepublicación",
    "data",
    "datapubblicazione",
    "datadipubblicazione",
    "datadepublicação",
    "publicatiedatum",
    "datapublikacji",
    "tarih",
    "yayıntarihi",
    "дата",
    "датапубликации",
    "التاريخ",
    "تاريخ",
    "日期",
    "发布时间",
    "发布日期",
    "發布日期",
    "日付",
    "公開日",
    "날짜",
];
const MODIFIED: &[&str] = &[
    "modified",
    "modifiedat",
    "datemodified",
    "datemodify",
    "dateupdated",
    "updated",
    "updatedat",
    "lastupdated",
    "lastmodified",
    "lastmod",
    "aktualisiert",
];
const ADDRESS: &[&str] = &[
    "url",
    "link",
    "canonical",
    "canonicalurl",
    "address",
    "weburl",
    "articleurl",
    "pageurl",
    "permalink",
    "uri",
    "href",
    "sourceurl",
    "lien",
    "enlace",
    "adres",
    "adresse",
    "ссылка",
    "الرابط",
    "链接",
    "連結",
    "リンク",
    "id",
];
const OUTLET: &[&str] = &[
    "outlet",
    "source",
    "publisher",
    "publication",
    "publicationname",
    "site",
    "sitename",
    "newspaper",
    "sourcename",
    "medianame",
    "mediumname",
    "domain",
    "sourcedomain",
    "medium",
    "media",
    "provider",
    "quelle",
    "zeitung",
    "journal",
    "fuente",
    "medio",
    "fonte",
    "testata",
    "veículo",
    "bron",
    "krant",
    "źródło",
    "gazeta",
    "kaynak",
    "источник",
    "издание",
    "المصدر",
    "来源",
    "來源",
    "媒体",
    "媒體",
];
const LANGUAGE: &[&str] = &[
    "language",
    "lang",
    "languagecode",
    "sprache",
    "langue",
    "idioma",
    "lingua",
    "taal",
    "język",
    "dil",
    "язык",
    "اللغة",
    "语言",
    "語言",
];
const ID: &[&str] = &[
    "id",
    "guid",
    "uid",
    "uuid",
    "articleid",
    "docid",
    "documentid",
    "identifier",
    "an",
];
/// Names of what is no text of an article, and may be of several words.
const BESIDE: &[&str] = &[
    "section",
    "sectionname",
    "category",
    "categories",
    "tags",
    "keywords",
    "topic",
    "topics",
    "ressort",
    "rubrik",
    "edition",
    "copyright",
    "rights",
];

/// Every name that is known.
static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    [
        TITLE, TEXT, STANDFIRST, AUTHOR, PUBLISHED, MODIFIED, ADDRESS, OUTLET, LANGUAGE, ID, BESIDE,
    ]
    .concat()
    .into_iter()
    .collect()
});

/// A name as it is compared.
fn bare(name: &str) -> String {
    name.chars()
        .flat_map(char::to_lowercase)
        .filter(|it| it.is_alphanumeric())
        .collect()
}

/// Whether fields with these names can make an article.
pub(super) fn named_fields<'a>(mut names: impl Iterator<Item = &'a str>) -> bool {
    names.any(|it| {
        let name = bare(it);
        TITLE.iter().chain(TEXT).any(|it| *it == name)
    })
}

/// Whether a field of this name is read, or is known to be no text.
pub(super) fn is_known(name: &str) -> bool {
    KNOWN.contains(bare(name).as_str())
}

/// Whether "3/4" is the fourth of March or the third of April, by the names of fields: where one value of a field can be
/// read in one way only, all are read so.
#[derive(Debug, Default)]
pub(super) struct Orders(HashMap<String, (bool, bool)>);

impl Orders {
    /// Looks at a value of a field.
    pub(super) fn note(&mut self, name: &str, value: &str) {
        let Some((first, second)) = first_numbers(value) else {
            return;
        };
        let name = bare(name);
        if PUBLISHED.contains(&name.as_str()) || MODIFIED.contains(&name.as_str()) {
            let seen = self.0.entry(name).or_default();
            seen.0 |= (13..=31).contains(&first) && (1..=12).contains(&second);
            seen.1 |= (1..=12).contains(&first) && (13..=31).contains(&second);
        }
    }

    /// Looks at the values of records.
    fn note_all(&mut self, objects: &[&Object]) {
        for (name, value) in objects.iter().flat_map(|it| it.iter()) {
            if let Some(value) = value.as_str() {
                self.note(name, value);
            }
        }
    }

    /// The point in time that a value of a field names.
    fn moment(&self, name: &str, value: &str) -> Option<Stated> {
        let stated = when::stated(value)?;
        let is_month_first = match self.0.get(name) {
            Some((true, false)) => false,
            Some((false, true)) => true,
            _ => stated.is_month_first,
        };
        Some(match stated.other {
            Some(at) if is_month_first != stated.is_month_first => Stated { at, ..stated },
            _ => stated,
        })
    }
}

/// The two numbers before the year, where it stands last: "25/04/2024".
fn first_numbers(value: &str) -> Option<(u8, u8)> {
    let mut parts = value.trim().splitn(3, ['/', '.', '-']);
    let mut number = || parts.next()?.trim().parse::<u8>().ok();
    let numbers = (number()?, number()?);
    let is_year = |it: &str| it.trim_start().starts_with(|it: char| it.is_ascii_digit());
    parts.next().is_some_and(is_year).then_some(numbers)
}

/// Gathers the columns or fields that hold text under names that are not known.
#[derive(Debug, Default)]
pub(super) struct Unread(Vec<Seen>);

#[derive(Debug)]
struct Seen {
    name: String,
    values: usize,
    /// How many of them read like text.
    texts: usize,
}

impl Unread {
    /// Looks at a value of a field that is not known.
    pub(super) fn note(&mut self, name: &str, value: &str) {
        /// Fewer words are a name or a label.
        const WORDS: usize = 3;
        if value.trim().is_empty() {
            return;
        }
        let at = match self.0.iter().position(|it| it.name == name) {
            Some(at) => at,
            None if self.0.len() < 100 => {
                self.0.push(Seen {
                    name: name.to_owned(),
                    values: 0,
                    texts: 0,
                });
                self.0.len() - 1
            }
            None => return,
        };
        // Ideographs stand without blanks between words.
        let is_dense = |it: &char| ('\u{2E80}'..='\u{D7FF}').contains(it);
        let is_phrase = |it: &str| {
            it.split_whitespace().nth(WORDS - 1).is_some()
                || it.chars().filter(is_dense).count() > 2 * WORDS
        };
        let is_text = value.split([',', ';', '|']).any(is_phrase) && when::parse(value).is_none();
        self.0[at].values += 1;
        self.0[at].texts += usize::from(is_text);
    }

    /// Into the problems of the file: those of which most values read like text.
    pub(super) fn into(self, problems: &mut Vec<Problem>) {
        let names: Vec<String> = self
            .0
            .iter()
            .filter(|it| it.texts * 2 > it.values)
            .map(|it| format!("“{}”", it.name.chars().take(60).collect::<String>()))
            .collect();
        if !names.is_empty() {
            let more = match names.len() {
                0..=5 => String::new(),
                all => format!(" and {} more", all - 5),
            };
            problems.push(Problem::new(
                TroubleCode::File,
                format!(
                    "What stands under {}{more} was not read: the name says not which part of an article it is. Name it title, subtitle, text, author, date, url, source or language.",
                    names[..names.len().min(5)].join(", ")
                ),
            ));
        }
    }
}

/// The fields of one article.
#[derive(Debug, Default)]
pub(super) struct Record(Vec<(String, Vec<String>)>);

impl Record {
    /// A field with one value.
    pub(super) fn put(&mut self, name: &str, value: &str) {
        if !value.trim().is_empty() && self.0.len() < 1_000 {
            self.0.push((bare(name), vec![value.trim().to_owned()]));
        }
    }

    /// The fields of an object, and of the part of it that holds its text.
    fn of(object: &Object) -> Record {
        let mut record = Record::default();
        for (name, value) in object.iter().take(1_000) {
            let name = bare(name);
            let parts = match TEXT.contains(&name.as_str()) {
                true => PARTS_OF_TEXT,
                false => PARTS_OF_NAME,
            };
            let values = texts(value, parts, 0);
            if !values.is_empty() {
                record.0.push((name, values));
            }
        }
        if let Some(part) = text_part(object) {
            record.0.extend(Record::of(part).0);
        }
        record
    }

    fn all(&self, names: &[&str]) -> Option<&Vec<String>> {
        names
            .iter()
            .find_map(|name| self.0.iter().find(|it| it.0 == *name))
            .map(|it| &it.1)
    }

    fn one(&self, names: &[&str]) -> Option<&str> {
        self.all(names)
            .and_then(|it| it.first())
            .map(String::as_str)
    }

    /// The article, if there is a title or a text.
    pub(super) fn article(&self, orders: &Orders, problems: &mut Vec<Problem>) -> Option<Article> {
        let text_name = TEXT.iter().find(|it| self.one(&[it]).is_some());
        let text = self.all(TEXT).map(|it| it.join("\n\n"));
        let title = self.one(TITLE).map(str::to_owned);
        if title.is_none() && text.is_none() {
            return None;
        }
        let names = self.all(AUTHOR).map(|it| it.join("; ")).unwrap_or_default();
        let mut persons = authors::persons(&names, None);
        if persons.is_empty() {
            // "Tulloch, R.": kept as written.
            persons.extend(Some(names).filter(|it| !it.is_empty() && it.chars().count() < 100));
        }
        let header = Header {
            title: title.clone(),
            authors: persons,
            outlet: OUTLET
                .iter()
                .find_map(|it| self.one(&[it]).filter(|it| clean_address(it).is_none()))
                .map(str::to_owned),
            address: ADDRESS
                .iter()
                .find_map(|it| clean_address(self.one(&[it])?)),
            language: self.one(LANGUAGE).and_then(primary_language),
            published: PUBLISHED
                .iter()
                .find_map(|it| orders.moment(it, self.one(&[it])?)),
            modified: MODIFIED
                .iter()
                .find_map(|it| orders.moment(it, self.one(&[it])?)),
            id: self
                .one(ID)
                .filter(|it| clean_address(it).is_none())
                .map(|it| it.chars().take(400).collect()),
        };
        let mut made: Vec<Paragraph> = vec![];
        made.extend(title.map(|it| Paragraph::new(Role::Title, it)));
        let standfirst = STANDFIRST
            .iter()
            .filter(|it| Some(it) != text_name.as_ref())
            .find_map(|it| self.one(&[it]));
        made.extend(standfirst.map(|it| Paragraph::new(Role::Standfirst, stripped(it))));
        match text {
            Some(text) if is_markup(&text) => made.extend(compose::of_markup(&text)),
            Some(text) => {
                let text = text.replace("\r\n", "\n").replace('\r', "\n");
                made.extend(
                    paragraphs(&text)
                        .into_iter()
                        .map(|it| Paragraph::new(Role::Text, it)),
                );
            }
            None => {}
        }
        compose::one(header, &made, problems)
    }
}

/// Whether a text is markup.
fn is_markup(text: &str) -> bool {
    text.contains('<') && (text.contains("</") || text.contains("/>") || text.contains("<br"))
}

/// A text without the markup that it may have.
fn stripped(text: &str) -> String {
    match is_markup(text) {
        false => text.to_owned(),
        true => compose::of_markup(text)
            .into_iter()
            .map(|it| it.text)
            .collect::<Vec<_>>()
            .join(" "),
    }
}

/// Under which names objects hold what a field says, where it is a name, and where it is a text.
const PARTS_OF_NAME: &[&str] = &[
    "name", "title", "main", "original", "text", "value", "rendered", "$text", "#text", "url",
];
const PARTS_OF_TEXT: &[&str] = &[
    "text", "body", "value", "rendered", "content", "html", "$text", "#text", "main", "original",
    "name", "title", "url",
];

/// The texts that a value holds: of objects what stands under the first of `parts`.
fn texts(value: &Value, parts: &[&str], depth: usize) -> Vec<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => vec![text.trim().to_owned()],
        Value::Number(number) => vec![number.to_string()],
        Value::Array(values) if depth < 3 => values
            .iter()
            .take(1_000)
            .flat_map(|it| texts(it, parts, depth + 1))
            .collect(),
        Value::Object(object) if depth < 3 => parts
            .iter()
            .filter_map(|it| object.get(*it))
            .map(|it| texts(it, parts, depth + 1))
            .find(|it| !it.is_empty())
            .unwrap_or_default(),
        _ => vec![],
    }
}

/// Reads a JSON file: one article, a list of them, or an object with such a list in it. More values may follow the
/// first, as in JSON Lines.
pub(super) fn json(bytes: &[u8], problems: &mut Vec<Problem>) -> Vec<Article> {
    let text = super::whole(bytes, problems);
    let text = text.trim_start_matches('\u{FEFF}');
    match serde_json::from_str::<Value>(text) {
        Ok(value) => {
            let mut found = vec![];
            gather(&value, 0, &mut found);
            of_objects(&found, problems)
        }
        // Many files of lines are named ".json".
        Err(_)
            if text
                .lines()
                .find(|it| !it.trim().is_empty())
                .is_some_and(|it| {
                    serde_json::from_str::<serde_json::Map<String, Value>>(it.trim()).is_ok()
                }) =>
        {
            of_lines(text, problems)
        }
        Err(err) => {
            problems.push(Problem::new(
                TroubleCode::File,
                format!("This is no JSON, or it is damaged: {err}."),
            ));
            vec![]
        }
    }
}

/// Reads a file of JSON Lines: an article a line.
pub(super) fn lines(bytes: &[u8], problems: &mut Vec<Problem>) -> Vec<Article> {
    let text = super::whole(bytes, problems);
    of_lines(text.trim_start_matches('\u{FEFF}'), problems)
}

fn of_lines(text: &str, problems: &mut Vec<Problem>) -> Vec<Article> {
    let (mut articles, mut losses) = (vec![], Losses::default());
    let (mut orders, mut unread) = (Orders::default(), Unread::default());
    let values = text
        .lines()
        .filter_map(|it| serde_json::from_str(it.trim().trim_start_matches('\u{1E}')).ok());
    for value in values {
        let value: Value = value;
        let mut found = vec![];
        gather(&value, 0, &mut found);
        orders.note_all(&found);
    }
    for (line, number) in text.lines().zip(1u64..) {
        let line = line.trim().trim_start_matches('\u{1E}');
        if line.is_empty() {
            continue;
        }
        if articles.len() >= limits::PARTS {
            problems.push(Problem::new(
                TroubleCode::TooLarge,
                "The file has more than 50,000 records; those at its end were not read. Split it.",
            ));
            break;
        }
        let place = format!("Line {number}");
        match serde_json::from_str::<Value>(line) {
            Ok(value) => {
                let mut found = vec![];
                gather(&value, 0, &mut found);
                if found.is_empty() {
                    losses.add(TroubleCode::File, &place, "It is no record.");
                }
                for object in found {
                    match of_object(object, &orders, &mut unread, problems) {
                        Some(article) => articles.push(article),
                        None => losses.add(
                            TroubleCode::File,
                            &place,
                            "It has neither a title nor a text.",
                        ),
                    }
                }
            }
            Err(err) => losses.add(TroubleCode::File, &place, &format!("It is damaged: {err}.")),
        }
    }
    losses.into(problems);
    unread.into(problems);
    articles
}

type Object = serde_json::Map<String, Value>;

/// The objects in a value that can be articles: itself, those of a list, or those of the longest list inside it.
fn gather<'a>(value: &'a Value, depth: usize, found: &mut Vec<&'a Object>) {
    match value {
        Value::Array(values) if depth < 6 => {
            for it in values
                .iter()
                .take(limits::PARTS + 1 - found.len().min(limits::PARTS))
            {
                gather(it, depth + 1, found);
            }
        }
        Value::Object(object) => {
            let before = found.len();
            // What only describes a list (a feed has a title and a description) is no article.
            if depth < 6 && !holds_text(object) && text_part(object).is_none() {
                let inner = object.values().filter(|it| it.is_array() || it.is_object());
                for it in inner.take(100) {
                    gather(it, depth + 1, found);
                }
            }
            if found.len() == before
                && (has_one(object, TEXT) || depth < 2 || text_part(object).is_some())
            {
                found.push(object);
            }
        }
        _ => {}
    }
}

/// Whether an object has a field of one of these names.
fn has_one(object: &Object, names: &[&str]) -> bool {
    object.keys().any(|it| names.contains(&bare(it).as_str()))
}

/// Whether an object holds a text itself. An article, or a list of them, is none of one that has no title.
fn holds_text(object: &Object) -> bool {
    let strong = &TEXT[..TEXT.len() - WEAK];
    object
        .iter()
        .filter(|(name, _)| strong.contains(&bare(name).as_str()))
        .any(|(_, value)| {
            let is_article = match value {
                Value::Object(part) => has_one(part, TITLE),
                Value::Array(parts) => parts
                    .iter()
                    .filter_map(Value::as_object)
                    .any(|it| has_one(it, TITLE) && has_one(it, TEXT)),
                _ => false,
            };
            !is_article || has_one(object, TITLE)
        })
}

/// The part of an article that holds its text, where its title, day or address stand beside that part: some services
/// answer so. A list of articles is none.
fn text_part(object: &Object) -> Option<&Object> {
    let is_told = |(name, value): (&String, &Value)| {
        let name = bare(name);
        let is_one = [TITLE, PUBLISHED, ADDRESS]
            .iter()
            .any(|it| it.contains(&name.as_str()));
        is_one && name != "id" && (value.is_string() || value.is_number())
    };
    let lists_articles = |value: &Value| {
        let mut parts = value.as_array().into_iter().flatten();
        parts.any(|it| it.as_object().is_some_and(holds_text))
    };
    if holds_text(object) || !object.iter().any(is_told) || object.values().any(lists_articles) {
        return None;
    }
    let mut parts = object
        .values()
        .filter_map(Value::as_object)
        .filter(|it| holds_text(it));
    let part = parts.next()?;
    parts.next().is_none().then_some(part)
}

fn of_objects(objects: &[&Object], problems: &mut Vec<Problem>) -> Vec<Article> {
    let (mut articles, mut losses) = (vec![], Losses::default());
    let (mut orders, mut unread) = (Orders::default(), Unread::default());
    orders.note_all(objects);
    for (object, number) in objects.iter().zip(1u64..) {
        if articles.len() >= limits::PARTS {
            problems.push(Problem::new(
                TroubleCode::TooLarge,
                "The file has more than 50,000 records; those at its end were not read. Split it.",
            ));
            break;
        }
        match of_object(object, &orders, &mut unread, problems) {
            Some(article) => articles.push(article),
            None => losses.add(
                TroubleCode::File,
                &format!("Record {number}"),
                "It has neither a title nor a text.",
            ),
        }
    }
    losses.into(problems);
    unread.into(problems);
    articles
}

fn of_object(
    object: &Object,
    orders: &Orders,
    unread: &mut Unread,
    problems: &mut Vec<Problem>,
) -> Option<Article> {
    let article = Record::of(object).article(orders, problems)?;
    for (name, value) in object.iter().chain(text_part(object).into_iter().flatten()) {
        if let Some(text) = value.as_str().filter(|_| !is_known(name)) {
            unread.note(name, text);
        }
    }
    Some(article)
}
