//! Watchlists as one file: out, in, and what taking one in would change.

use std::{
    collections::{BTreeSet, HashMap},
    fs,
    path::Path,
};

use news::{
    TopicId, WatchlistId,
    alerting::{RuleFault, read_rules, rule_doubts},
    desk::{FileProblem, FileReport},
    exchange::WatchlistFile,
    query::{Diagnostic, Lists, Query},
};
use rayon::prelude::*;
use store::{Reader, TopicAt};

use crate::{Engine, EngineError, engine::Res, output::replace, terms};

/// How many problems of a file are told.
const TOLD: usize = 200;

impl Engine {
    /// The watchlists and lists of the desk as the text of a file, or one watchlist with the lists that it uses.
    ///
    /// # Errors
    /// What the database says.
    pub fn watchlists_text(&self, only: Option<WatchlistId>) -> Res<String> {
        let mut file = self.read(|it| it.watchlist_file(only))?;
        if only.is_some() {
            let lists = self.lists();
            let mut used = BTreeSet::new();
            for topic in file.watchlists.iter().flat_map(|it| &it.topics) {
                if let Ok(read) = Query::stored_with(&topic.canonical, &lists) {
                    used.extend(read.query.lists());
                }
            }
            file.lists.retain(|it| used.contains(&it.name));
        }
        Ok(parse::write_watchlists(&file))
    }

    /// Writes the watchlists into a file: under another name first, brought to the disk, and renamed. `replaces` says
    /// whether a file of that name may be there.
    ///
    /// # Errors
    /// A file that is there and may not be, and what the disk says.
    pub fn export_watchlists(
        &self,
        path: &Path,
        only: Option<WatchlistId>,
        replaces: bool,
    ) -> Res<()> {
        if !replaces && path.exists() {
            return Err(EngineError::bad_input(
                format!("{} exists already.", path.display()),
                "Choose another name, or say that it is to be replaced.",
            ));
        }
        let text = self.watchlists_text(only)?;
        replace(path, text.as_bytes())
            .map_err(|err| EngineError::io("Cannot be written:", path, &err))
    }

    /// What taking in a file of watchlists would change, or why it cannot be taken in. Changes nothing.
    ///
    /// # Errors
    /// A file that cannot be read at all, and what the database says.
    pub fn plan_watchlists(&self, path: &Path) -> Res<FileReport> {
        Ok(self.prepared(path)?.report)
    }

    /// Takes in a file of watchlists, as a whole or not at all: what has a name that is there is changed, the rest is
    /// added, nothing is removed. The archive is looked through for what is new. Can be undone.
    ///
    /// # Errors
    /// As [`Engine::plan_watchlists`].
    pub fn take_watchlists(&self, path: &Path) -> Res<FileReport> {
        let Prepared {
            file,
            lists,
            mut report,
        } = self.prepared(path)?;
        if !report.problems.is_empty() {
            return Ok(report);
        }
        let users: HashMap<String, Vec<TopicId>> = self
            .users(&lists)?
            .into_iter()
            .map(|(name, topics)| (name, topics.into_iter().map(|it| it.0).collect()))
            .collect();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let (note, now) = (format!("From the file {name}"), self.now());
        report.steps = self.write(move |writer| writer.take_file(&file, &users, &note, now))?;
        report.taken = true;
        self.after_change_of_topics()?;
        Ok(report)
    }

    /// Reads a file, its lists and its queries.
    fn prepared(&self, path: &Path) -> Res<Prepared> {
        let size = fs::metadata(path)
            .map_err(|err| EngineError::io("Cannot be read:", path, &err))?
            .len();
        if size > parse::limits::WATCHLIST_BYTES as u64 {
            return Err(EngineError::bad_input(
                format!("{} is larger than a watchlist file can be.", path.display()),
                "Cut it into several files.",
            ));
        }
        let bytes = fs::read(path).map_err(|err| EngineError::io("Cannot be read:", path, &err))?;
        let parsed = parse::watchlists(&bytes);
        let mut prepared = Prepared {
            file: parsed.file,
            lists: Lists::default(),
            report: FileReport {
                problems: parsed.problems,
                ..FileReport::default()
            },
        };
        self.read_lists_of(&mut prepared)?;
        prepared.read_topics(&self.texts_of_topics()?);
        let report = &mut prepared.report;
        for all in [&mut report.problems, &mut report.doubts] {
            all.sort_by_key(|it| it.line);
            all.truncate(TOLD);
        }
        if report.problems.is_empty() {
            let steps = self.read(|it| it.plan_file(&prepared.file));
            match steps {
                Ok(steps) => prepared.report.steps = steps,
                Err(err) if err.code() == news::desk::ErrorCode::BadInput => {
                    prepared.report.problems.push(FileProblem {
                        line: 1,
                        what: err.what(),
                        advice: "Then read the file again.".into(),
                    });
                }
                Err(err) => return Err(err),
            }
        }
        Ok(prepared)
    }

    /// The queries of the desk's topics, by themselves and by what was written for them.
    fn texts_of_topics(&self) -> Res<HashMap<String, String>> {
        let mut texts = HashMap::new();
        for TopicAt { topic, .. } in self.read(Reader::topics)? {
            if let Some(written) = topic.written {
                texts.insert(written, topic.query.clone());
            }
            texts.insert(topic.query.clone(), topic.query);
        }
        Ok(texts)
    }

    /// Reads the lists of the desk with those of a file in their place. What the desk has already is read as it is stored.
    fn read_lists_of(&self, prepared: &mut Prepared) -> Res<()> {
        let stored = self.read(Reader::term_lists)?;
        let of_file: BTreeSet<String> = prepared
            .file
            .lists
            .iter()
            .map(|it| it.name.to_lowercase())
            .collect();
        let others = stored
            .iter()
            .filter(|it| !of_file.contains(&it.list.name.to_lowercase()))
            .map(|it| (it.list.name.as_str(), it.list.text.as_str()));
        let is_stored = |it: &(&str, &str)| {
            let mut stored = stored.iter().map(|it| &it.list);
            stored.any(|list| (list.name.as_str(), list.text.as_str()) == *it)
        };
        let own = prepared.file.lists.iter();
        let own = own.map(|it| (it.name.as_str(), it.text.as_str()));
        let (same, new): (Vec<_>, Vec<_>) = own.partition(is_stored);
        let (lists, faults) = Lists::of_desk(others.chain(same), new);
        let (_, before) = terms::read(&stored, None);
        for fault in faults {
            let entry = prepared.file.lists.iter().find(|it| it.name == fault.list);
            let was_broken = before.iter().any(|it| it.is_error && it.list == fault.list);
            let (line, of) = match entry {
                Some(entry) => (entry.text_line + fault.line - 1, String::new()),
                None if was_broken || !fault.is_error => continue,
                None => (
                    1,
                    format!(
                        "With this file, the list @{} of the desk cannot be read any more. ",
                        fault.list
                    ),
                ),
            };
            let advice = match fault.fixes.first() {
                Some(fix) => format!("{}: {}", fix.label, fix.query),
                None => "Mend this line of the list.".into(),
            };
            let problem = FileProblem {
                line,
                what: format!("{of}{}", fault.message),
                advice,
            };
            if fault.is_error {
                prepared.report.problems.push(problem);
            } else {
                prepared.report.doubts.push(problem);
            }
        }
        prepared.lists = lists;
        Ok(())
    }
}

/// A file that was read.
struct Prepared {
    file: WatchlistFile,
    lists: Lists,
    report: FileReport,
}

impl Prepared {
    /// Reads the queries and rules of the topics. A text that `stored` has is read as it is stored, and stays that query.
    fn read_topics(&mut self, stored: &HashMap<String, String>) {
        let lists = &self.lists;
        let topics = self.file.watchlists.par_iter_mut();
        let told: Vec<(bool, FileProblem)> = topics
            .flat_map(|it| &mut it.topics)
            .flat_map_iter(|topic| {
                let mut told = vec![];
                let read = match Query::topic_with(&topic.query, lists) {
                    Ok(read) => Ok((read.query.to_string(), read.diagnostics)),
                    Err(refused) => match stored.get(topic.query.trim()) {
                        Some(query) => Query::stored_with(&topic.query, lists)
                            .map(|read| (query.clone(), read.diagnostics)),
                        None => Err(refused),
                    },
                };
                match read {
                    Ok((canonical, doubts)) => {
                        topic.canonical = canonical;
                        let doubts = doubts.iter();
                        told.extend(doubts.map(|it| (false, of_query(it, topic.query_line))));
                    }
                    Err(diagnostics) => {
                        let errors = diagnostics.iter().filter(|it| it.is_error);
                        told.extend(errors.map(|it| (true, of_query(it, topic.query_line))));
                    }
                }
                let rules = topic.rules.as_deref().unwrap_or_default();
                let wrong = read_rules(rules).err().unwrap_or_default();
                let of_rule = |it: RuleFault, advice: &str| FileProblem {
                    line: topic.rules_line + it.line - 1,
                    what: it.what,
                    advice: advice.into(),
                };
                told.extend(
                    wrong
                        .into_iter()
                        .map(|it| (true, of_rule(it, "Mend this rule, or take it out."))),
                );
                // Where the file names no severity, it does not say what its rules can change.
                let doubts = topic.severity.map(|it| rule_doubts(rules, it));
                told.extend(
                    doubts
                        .into_iter()
                        .flatten()
                        .map(|it| (false, of_rule(it, "Make it graver, or take it out."))),
                );
                told
            })
            .collect();
        for (is_error, problem) in told {
            if is_error {
                self.report.problems.push(problem);
            } else {
                self.report.doubts.push(problem);
            }
        }
    }
}

/// What is wrong with a query, as a problem of its file.
fn of_query(it: &Diagnostic, first_line: u32) -> FileProblem {
    let at: String = it.at.chars().take(60).collect();
    let place = match at.trim() {
        "" => String::new(),
        at => format!("“{at}”: "),
    };
    FileProblem {
        line: first_line + it.before.matches('\n').count() as u32,
        what: format!("{place}{}", it.message),
        advice: match it.fixes.first() {
            Some(fix) if fix.query.contains('\n') => format!("{}.", fix.label),
            Some(fix) => format!("{}: {}", fix.label, fix.query),
            None => "Mend the query here.".into(),
        },
    }
}
