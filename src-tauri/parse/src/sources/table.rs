//! Sources as a table: CSV with a row of names for its columns.

use csv::{ReaderBuilder, WriterBuilder};
use news::{SourceKind, SourceMethod, TextChoice, TroubleCode, group_levels, group_path};

use super::{List, ListedSource, ParsedSources, RefusedLine, feed_address, without_password};
use crate::feed::{entity, html, link};
use crate::{Problem, decode, files, guard, limits};

/// The columns as they are written, in their order.
const COLUMNS: [&str; 14] = [
    "kind",
    "method",
    "address",
    "name",
    "publisher",
    "group",
    "country",
    "language",
    "interval_minutes",
    "paused",
    "site",
    "text",
    "revisit",
    "ignore",
];

/// What else a column of these may be called.
const OTHERWISE: &[(&str, &str)] = &[
    ("url", "address"),
    ("feed", "address"),
    ("feed url", "address"),
    ("feed_url", "address"),
    ("xmlurl", "address"),
    ("rss", "address"),
    ("path", "address"),
    ("title", "name"),
    ("source", "name"),
    ("outlet", "publisher"),
    ("folder", "group"),
    ("category", "group"),
    ("tags", "group"),
    ("lang", "language"),
    ("interval", "interval_minutes"),
    ("minutes", "interval_minutes"),
    ("htmlurl", "site"),
    ("website", "site"),
    ("homepage", "site"),
    ("type", "kind"),
];

/// The sources of a table: CSV, whose first row names the columns. One called `address` (or `url`, `feed`, `xmlUrl`) must be
/// there; `name`, `publisher`, `group`, `country`, `language`, `interval_minutes`, `paused`, `site`, `kind`, `method`, `text`,
/// `revisit` and `ignore` may be.
pub fn source_table(bytes: &[u8]) -> ParsedSources {
    guard::contained(|| read(bytes)).unwrap_or_else(|| {
        let message = "The list could not be read: a fault of this program.";
        ParsedSources {
            problems: vec![Problem::new(TroubleCode::Internal, message)],
            ..ParsedSources::default()
        }
    })
}

fn read(bytes: &[u8]) -> ParsedSources {
    let too_large = bytes.len() > limits::FEED_BYTES;
    let text = decode::text(&bytes[..bytes.len().min(limits::FEED_BYTES)], None).text;
    let text = entity::clean(text);
    let whole = text.trim_start_matches('\u{feff}');
    let (separator, text) = files::separated(whole);
    // The line that names the separator counts as one.
    let above = u64::from(text.len() < whole.len());
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .from_reader(text.as_bytes());
    let names: Vec<String> = match reader.headers() {
        Ok(it) => it.iter().map(column).collect(),
        Err(_) => vec![],
    };
    let mut problems = vec![];
    let mut list = List::default();
    if !names.iter().any(|it| it == "address") {
        problems.push(Problem::new(
            TroubleCode::File,
            "This is no list of sources: it is no OPML, and its first row names no column of addresses (address, url, feed).",
        ));
        return list.ended(too_large, problems);
    }
    for row in reader.records() {
        let row = match row {
            Ok(row) => row,
            Err(err) => {
                list.refuse(RefusedLine {
                    line: err
                        .position()
                        .map_or(0, |it| line_number(it.line() + above)),
                    why: format!("The row is damaged: {err}."),
                    ..RefusedLine::default()
                });
                continue;
            }
        };
        let line = row
            .position()
            .map_or(0, |it| line_number(it.line() + above));
        let raw = |name: &str| {
            let at = names.iter().position(|it| it == name)?;
            Some(unarmed(row.get(at)?))
        };
        let get = |name: &str| Some(html::folded(raw(name)?)).filter(|it| !it.is_empty());
        if row.iter().all(|it| it.trim().is_empty()) {
            continue;
        }
        match source(line, &get, &raw) {
            Ok(source) => list.take(source),
            Err(why) => list.refuse(RefusedLine {
                line,
                name: get("name").or_else(|| get("address")).unwrap_or_default(),
                address: get("address"),
                why,
            }),
        }
    }
    if list.sources.is_empty() && list.refused.is_empty() {
        problems.push(Problem::new(
            TroubleCode::Empty,
            "The list names no sources.",
        ));
    }
    list.ended(too_large, problems)
}

/// The source of a row whose cells `get` gives, and `raw` as they stand, or why there is none.
fn source<'r>(
    line: u32,
    get: &dyn Fn(&str) -> Option<String>,
    raw: &dyn Fn(&str) -> Option<&'r str>,
) -> Result<ListedSource, String> {
    let written = get("address").ok_or("It has no address.")?;
    let kind = get("kind").map(|it| it.to_lowercase());
    let (kind, address) = match kind.as_deref() {
        None | Some("feed" | "rss" | "atom" | "json" | "rdf") => {
            let address =
                feed_address(&written).ok_or("Its address is none of the web (http or https).")?;
            (SourceKind::Feed, address)
        }
        // A path may have blanks side by side, but none around it.
        Some("folder") => (
            SourceKind::Folder,
            raw("address").map_or(written, |it| it.trim().to_owned()),
        ),
        Some(other) => return Err(format!("“{other}” is no kind of source: feed or folder.")),
    };
    let interval_minutes = match get("interval_minutes") {
        Some(it) => Some(
            it.parse()
                .map_err(|_| format!("“{it}” is no number of minutes."))?,
        ),
        None => None,
    };
    let said = |column: &str| match get(column).map(|it| it.to_lowercase()).as_deref() {
        None => Ok(None),
        Some("false" | "no" | "0") => Ok(Some(false)),
        Some("true" | "yes" | "1") => Ok(Some(true)),
        Some(other) => Err(format!(
            "“{other}” in the column {column} is neither true nor false."
        )),
    };
    let (method, text) = match kind {
        SourceKind::Folder => (SourceMethod::Feed, TextChoice::Measured),
        SourceKind::Feed | SourceKind::Import | SourceKind::Sample => (
            method(get("method").as_deref())?,
            text(get("text").as_deref())?,
        ),
    };
    Ok(ListedSource {
        line,
        kind,
        method,
        title: get("name").unwrap_or_else(|| address.clone()),
        address,
        site: get("site").as_deref().and_then(link::of_the_web),
        group: get("group").map(|it| group_levels(&it)).unwrap_or_default(),
        publisher: get("publisher"),
        country: get("country"),
        language: get("language"),
        interval_minutes,
        paused: said("paused")?.unwrap_or(false),
        text,
        revisit: said("revisit")?,
        ignore: match kind {
            SourceKind::Folder => lines(raw("ignore").unwrap_or_default()),
            SourceKind::Feed | SourceKind::Import | SourceKind::Sample => Vec::new(),
        },
    })
}

/// What is read at an address, from its word.
fn method(word: Option<&str>) -> Result<SourceMethod, String> {
    let word = word.unwrap_or_default().to_lowercase();
    Ok(match word.replace([' ', '-'], "_").as_str() {
        "" | "feed" => SourceMethod::Feed,
        "sitemap" | "news_sitemap" => SourceMethod::Sitemap,
        "front_page" => SourceMethod::FrontPage,
        "telegram" => SourceMethod::Telegram,
        _ => {
            return Err(format!(
                "“{word}” is no method: feed, sitemap, front_page or telegram."
            ));
        }
    })
}

/// Who says where texts are taken from, from its word.
fn text(word: Option<&str>) -> Result<TextChoice, String> {
    match word.unwrap_or_default().to_lowercase().as_str() {
        "" | "measured" => Ok(TextChoice::Measured),
        "feed" => Ok(TextChoice::Feed),
        "page" => Ok(TextChoice::Page),
        other => Err(format!(
            "“{other}” in the column text is none of measured, feed and page."
        )),
    }
}

/// The patterns of a cell, one on each line.
fn lines(cell: &str) -> Vec<String> {
    let each = cell.lines().map(str::trim).filter(|it| !it.is_empty());
    each.map(str::to_owned).collect()
}

/// `sources` as CSV, the first row naming the columns; passwords in addresses are left out.
///
/// A cell that a spreadsheet would take for a formula has an apostrophe before it, which is taken off when it is read.
pub fn write_source_table(sources: &[ListedSource]) -> String {
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    let mut put = |cells: [&str; 14]| {
        // Writing into memory does not fail.
        let _ = writer.write_record(cells);
    };
    put(COLUMNS);
    for it in sources {
        let interval = it.interval_minutes.map(|it| it.to_string());
        let (kind, method, text) = match it.kind {
            SourceKind::Folder => ("folder", "", ""),
            SourceKind::Feed | SourceKind::Import | SourceKind::Sample => {
                let text = match it.text {
                    TextChoice::Measured => "measured",
                    TextChoice::Feed => "feed",
                    TextChoice::Page => "page",
                };
                ("feed", it.method.name(), text)
            }
        };
        let truth = |it: bool| if it { "true" } else { "false" };
        let cells = [
            kind,
            method,
            &armed(&without_password(&it.address)),
            &armed(&it.title),
            &armed(it.publisher.as_deref().unwrap_or_default()),
            &armed(&group_path(&it.group)),
            &armed(it.country.as_deref().unwrap_or_default()),
            &armed(it.language.as_deref().unwrap_or_default()),
            interval.as_deref().unwrap_or_default(),
            truth(it.paused),
            it.site.as_deref().unwrap_or_default(),
            text,
            it.revisit.map(truth).unwrap_or_default(),
            &armed(&it.ignore.join("\n")),
        ];
        put(cells);
    }
    writer
        .into_inner()
        .ok()
        .and_then(|it| String::from_utf8(it).ok())
        .unwrap_or_default()
}

/// Whether a spreadsheet takes a cell for a formula, or one with the sign against that.
fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'')
        .starts_with(['=', '+', '-', '@'])
}

fn armed(cell: &str) -> String {
    if is_formula(cell) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

fn unarmed(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest) => rest,
        _ => cell,
    }
}

/// The name of a column, as it is written.
fn column(name: &str) -> String {
    let name = name.trim().to_lowercase();
    OTHERWISE
        .iter()
        .find(|(it, _)| *it == name)
        .map_or(name, |(_, column)| (*column).to_owned())
}

fn line_number(line: u64) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}
