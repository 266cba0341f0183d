//! Lists of sources, in and out, and changes to many sources at once.

use std::{collections::HashMap, fs, path::Path};

use news::{
    SourceId, SourceKind, TextChoice,
    desk::{
        Change, LineFate, ListHolds, ReportLine, SourceChange, SourceDraft, SourceListFormat,
        SourceReport, SourceView,
    },
    group_levels, group_path,
};
use parse::{ListedSource, feed_key, is_for_opml};
use store::{NewSource, Taken};
use url::Url;

use crate::{Engine, EngineError, engine::Res, ignore, logins::without_login, watchlists::name};

/// The most bytes of a list of sources.
const MOST: u64 = 20 << 20;

/// Lines of a list that a report tells of; the others are counted.
const TOLD: usize = 5_000;

/// Sources that are changed at once.
const MANY: usize = 20_000;

impl Engine {
    /// Adds the sources of a list, OPML or CSV, that are not there yet: all in one step, which can be undone as one. Nothing
    /// is asked of them here; the scheduler takes them up one after the other.
    ///
    /// # Errors
    /// A file that cannot be read. What is wrong with its lines stands in the report.
    pub fn import_sources(&self, path: &Path) -> Res<SourceReport> {
        let size = fs::metadata(path)
            .map_err(|err| EngineError::io("Cannot be read:", path, &err))?
            .len();
        if size > MOST {
            return Err(EngineError::bad_input(
                format!(
                    "{} is larger than a list of sources can be.",
                    path.display()
                ),
                "Choose another file, or split it.",
            ));
        }
        let bytes = fs::read(path).map_err(|err| EngineError::io("Cannot be read:", path, &err))?;
        let list = parse::source_list(&bytes);
        let mut lines: Vec<ReportLine> = list
            .refused
            .into_iter()
            .map(|it| ReportLine {
                line: it.line,
                name: it.name,
                address: it.address.as_deref().map(without_login),
                fate: LineFate::Refused,
                why: Some(it.why),
            })
            .collect();
        let known = self.feeds_by_key()?;
        let mut taken = vec![];
        for listed in list.sources {
            let line = |fate, why| ReportLine {
                line: listed.line,
                name: listed.title.clone(),
                address: Some(without_login(&listed.address)),
                fate,
                why,
            };
            let there = (listed.kind == SourceKind::Feed)
                .then(|| known.get(&feed_key(&listed.address)))
                .flatten();
            match there.map_or_else(|| source_of(&listed).map(Ok), |it| Ok(Err(it))) {
                Ok(Ok(source)) => taken.push((line(LineFate::Added, None), source)),
                Ok(Err(name)) => lines.push(line(LineFate::Already, Some(there_as(name)))),
                Err(why) => lines.push(line(LineFate::Refused, Some(why))),
            }
        }
        let (told, sources): (Vec<ReportLine>, Vec<NewSource>) = taken.into_iter().unzip();
        let now = self.now();
        let fates = self.write(move |writer| writer.take_sources(&sources, now))?;
        for (mut line, fate) in told.into_iter().zip(fates) {
            if let Taken::Already { name, .. } = fate {
                (line.fate, line.why) = (LineFate::Already, Some(there_as(&name)));
            }
            lines.push(line);
        }
        self.tell(Change::Sources);
        let problems = list.problems.into_iter().map(|it| it.message).collect();
        Ok(report(lines, problems))
    }

    /// The sources as a list: feeds as OPML, or all that can be brought back as CSV; and what it holds of them. No list holds a
    /// name, a password, a certificate or the leave to ask a private network: whoever reads it in gives these anew.
    ///
    /// # Errors
    /// What the database says.
    pub fn export_sources(&self, format: SourceListFormat) -> Res<(String, ListHolds)> {
        let (mut kept, mut holds) = (vec![], ListHolds::default());
        for view in self.sources()? {
            match listed(view) {
                None => holds.by_hand_left_out += 1,
                Some(it) if format == SourceListFormat::Csv || is_for_opml(&it) => kept.push(it),
                Some(it) if it.kind == SourceKind::Folder => holds.folders_left_out += 1,
                Some(_) => holds.pages_left_out += 1,
            }
        }
        holds.sources = u32::try_from(kept.len()).unwrap_or(u32::MAX);
        let list = match format {
            SourceListFormat::Opml => parse::write_opml(&kept),
            SourceListFormat::Csv => parse::write_source_table(&kept),
        };
        Ok((list, holds))
    }

    /// Changes several sources at once; can be undone in one step. Gives how many are different now. An interval counts from
    /// the next look on: what a server asked to wait for is kept.
    ///
    /// # Errors
    /// An interval out of bounds, too many sources, [`NotFound`](news::desk::ErrorCode::NotFound) where one is not there; then
    /// none is changed.
    pub fn change_sources(&self, ids: &[SourceId], change: &SourceChange) -> Res<u32> {
        if let Some(minutes) = change.interval_minutes
            && minutes != 0
            && !(5..=1_440).contains(&minutes)
        {
            return Err(EngineError::bad_input(
                format!("A source cannot be looked at every {minutes} minutes."),
                "Choose 5 to 1440 minutes, or 0 for what the settings say.",
            ));
        }
        if ids.len() > MANY {
            return Err(EngineError::bad_input(
                format!("No more than {MANY} sources can be changed at once."),
                "Change them in parts.",
            ));
        }
        let mut change = change.clone();
        for it in [&mut change.group, &mut change.country, &mut change.language] {
            *it = it.take().map(|it| it.trim().to_string());
        }
        // One form for a group inside others, however it is typed.
        change.group = change.group.map(|it| group_path(&group_levels(&it)));
        let (ids, now, removed) = (ids.to_vec(), self.now(), change.removed);
        let changed = self.write(move |writer| writer.change_sources(&ids, &change, now))?;
        self.tell(Change::Sources);
        if removed {
            self.tell(Change::Triaged);
        }
        Ok(changed)
    }

    /// The names of the feeds of this desk, by the keys of their addresses.
    fn feeds_by_key(&self) -> Res<HashMap<String, String>> {
        let feeds = self.sources()?.into_iter().map(|it| it.source);
        Ok(feeds
            .filter(|it| it.kind == SourceKind::Feed)
            .map(|it| (feed_key(&it.address), it.name))
            .collect())
    }
}

fn there_as(name: &str) -> String {
    format!("It is there already, as “{name}”.")
}

/// What is to be added for a line of a list, or why nothing is.
fn source_of(listed: &ListedSource) -> Result<NewSource, String> {
    let address = match listed.kind {
        SourceKind::Folder => {
            let path = fs::canonicalize(&listed.address)
                .ok()
                .filter(|it| it.is_dir())
                .ok_or("There is no such folder.")?;
            path.display().to_string()
        }
        SourceKind::Feed | SourceKind::Import | SourceKind::Sample => {
            let url = Url::parse(&listed.address)
                .map_err(|err| format!("Its address cannot be read: {err}."))?;
            if !url.username().is_empty() || url.password().is_some() {
                return Err(
                    "Its address holds a name or a password. Leave them out of the list.".into(),
                );
            }
            url.into()
        }
    };
    if let Some(minutes) = listed.interval_minutes
        && !(5..=1_440).contains(&minutes)
    {
        return Err(format!(
            "A source cannot be looked at every {minutes} minutes; 5 to 1440 are possible."
        ));
    }
    let refused = |err: EngineError| err.what().to_string();
    let draft = SourceDraft {
        publisher: listed.publisher.clone(),
        group: Some(group_path(&listed.group)).filter(|it| !it.is_empty()),
        country: listed.country.clone(),
        language: listed.language.clone(),
        interval_minutes: listed.interval_minutes,
        revisit: listed.revisit,
        method: Some(listed.method),
        text: Some(listed.text).filter(|it| *it != TextChoice::Measured),
        ignore: Some(ignore::cleaned(&listed.ignore).map_err(refused)?),
        ..SourceDraft::new(
            listed.kind,
            address,
            name(&listed.title, "The source").map_err(refused)?,
        )
    };
    Ok(NewSource {
        draft,
        site: listed.site.clone(),
        paused: listed.paused,
    })
}

/// A source as lists name it. What was brought in by hand stands in none.
fn listed(view: SourceView) -> Option<ListedSource> {
    let source = view.source;
    let is_listed = matches!(source.kind, SourceKind::Feed | SourceKind::Folder);
    is_listed.then(|| ListedSource {
        line: 0,
        kind: source.kind,
        method: source.method,
        publisher: Some(source.publisher).filter(|it| *it != source.name),
        title: source.name,
        address: source.address,
        site: source.site,
        group: source
            .group
            .as_deref()
            .map(group_levels)
            .unwrap_or_default(),
        country: source.country,
        language: source.language,
        interval_minutes: source.interval_minutes,
        paused: source.paused,
        text: source.text_choice,
        revisit: Some(source.revisit),
        ignore: source.ignore,
    })
}

/// The report of a list from what became of its lines.
fn report(mut lines: Vec<ReportLine>, problems: Vec<String>) -> SourceReport {
    let count = |fate| {
        let of = lines.iter().filter(|it| it.fate == fate).count();
        u32::try_from(of).unwrap_or(u32::MAX)
    };
    let (added, already, refused) = (
        count(LineFate::Added),
        count(LineFate::Already),
        count(LineFate::Refused),
    );
    let left_off = lines.len().saturating_sub(TOLD);
    if left_off > 0 {
        // What needs a look is told first.
        lines.sort_by_key(|it| (it.fate == LineFate::Added, it.line));
        lines.truncate(TOLD);
    }
    lines.sort_by_key(|it| it.line);
    SourceReport {
        added,
        already,
        refused,
        lines,
        left_off: u32::try_from(left_off).unwrap_or(u32::MAX),
        problems,
    }
}
