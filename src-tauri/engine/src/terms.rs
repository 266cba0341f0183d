//! Named lists of terms: saving, renaming and removing them, and what uses them.

use std::collections::{BTreeSet, HashMap};

use news::{
    TopicId,
    desk::{Change, ErrorCode, TermList, TermListDraft, TermListView},
    query::{ListFault, Lists, Query, name_fault, rename_in_list, rename_in_query},
};
use store::{Reader, Renamed, StoredList, TopicAt};

use crate::{Engine, EngineError, engine::Res};

/// How many faults of a list are told at once.
const TOLD: usize = 20;

impl Engine {
    /// Every named list, with what uses it and what is wrong with it.
    ///
    /// # Errors
    /// What the database says.
    pub fn term_lists(&self) -> Res<Vec<TermListView>> {
        let stored = self.read(Reader::term_lists)?;
        let (lists, faults) = read(&stored, None);
        let users = self.users(&lists)?;
        Ok(stored
            .into_iter()
            .map(|it| {
                let name = it.list.name.clone();
                let used_in = lists
                    .names()
                    .filter(|other| *other != name && lists.used_by(other).contains(&name));
                TermListView {
                    terms: lists.len_of(&name).map(|it| it as u64),
                    topics: users.get(&name.to_lowercase()).cloned().unwrap_or_default(),
                    lists: used_in.map(str::to_string).collect(),
                    problems: faults
                        .iter()
                        .filter(|fault| fault.list == name)
                        .map(in_words)
                        .collect(),
                    list: it.list,
                }
            })
            .collect())
    }

    /// A named list.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`].
    pub fn term_list(&self, name: &str) -> Res<TermListView> {
        let name = name.trim().trim_start_matches('@');
        let all = self.term_lists()?;
        let known: Vec<String> = all.iter().map(|it| format!("@{}", it.list.name)).collect();
        all.into_iter()
            .find(|it| it.list.name.to_lowercase() == name.to_lowercase())
            .ok_or_else(|| {
                EngineError::new(
                    ErrorCode::NotFound,
                    format!("There is no list @{name}."),
                    match known[..] {
                        [] => "There are none yet: `wirewatch lists set` makes one.".to_string(),
                        _ => format!("There are {}.", known.join(", ")),
                    },
                )
            })
    }

    /// Adds a named list, or changes its text. The topics that use it are compiled again, and the archive is looked
    /// through for them. Can be undone.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidQuery`] for a text that has a fault, or makes one in another list.
    pub fn save_term_list(&self, draft: &TermListDraft) -> Res<TermList> {
        let name = draft.name.trim().trim_start_matches('@').to_string();
        if let Some(what) = name_fault(&name) {
            return Err(EngineError::bad_input(
                what,
                "Give it a name such as sanctions-terms.",
            ));
        }
        let text = draft.text.replace("\r\n", "\n").trim().to_string();
        let stored = self.read(Reader::term_lists)?;
        let (lists, faults) = read(&stored, Some((&name, &text)));
        let broken = new_faults(&stored, &faults, &name);
        if !broken.is_empty() {
            return Err(EngineError::new(
                ErrorCode::InvalidQuery,
                all_in_words(&broken),
                "Mend these lines; nothing was saved.",
            ));
        }
        let users: Vec<TopicId> = self
            .users(&lists)?
            .remove(&name.to_lowercase())
            .into_iter()
            .flatten()
            .map(|it| it.0)
            .collect();
        let (note, now) = (draft.note.clone().unwrap_or_default(), self.now());
        let saved =
            self.write(move |writer| writer.save_list(&name, &text, note.trim(), &users, now))?;
        self.after_change_of_topics()?;
        Ok(saved)
    }

    /// Gives a list another name, also in the topics and lists that use it. Can be undone.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`], and a name that cannot be used or is taken.
    pub fn rename_term_list(&self, from: &str, to: &str) -> Res<()> {
        let from = self.term_list(from)?.list.name;
        let to = to.trim().trim_start_matches('@').to_string();
        if let Some(what) = name_fault(&to) {
            return Err(EngineError::bad_input(what, "Choose another name."));
        }
        let mut renamed = vec![];
        for it in self.read(Reader::term_lists)? {
            let text = rename_in_list(&it.list.text, &from, &to);
            if text != it.list.text {
                renamed.push(Renamed::List(it.list.name, text));
            }
        }
        for TopicAt { topic, .. } in self.read(Reader::topics)? {
            let query = rename_in_query(&topic.query, &from, &to);
            if query != topic.query {
                let written = topic.written.map(|it| rename_in_query(&it, &from, &to));
                renamed.push(Renamed::Topic(topic.id, query, written));
            }
        }
        let now = self.now();
        self.write(move |writer| writer.rename_list(&from, &to, &renamed, now))?;
        self.after_change_of_topics()
    }

    /// Removes a list that nothing uses. Can be undone.
    ///
    /// # Errors
    /// [`ErrorCode::BadInput`] while topics or other lists use it, with their names.
    pub fn remove_term_list(&self, name: &str) -> Res<()> {
        let view = self.term_list(name)?;
        let name = view.list.name;
        let mut users: Vec<String> = view
            .topics
            .iter()
            .take(TOLD)
            .map(|it| format!("the topic “{}” ({})", it.1, it.0))
            .collect();
        if view.topics.len() > TOLD {
            users.push(format!("{} topics more", view.topics.len() - TOLD));
        }
        users.extend(view.lists.iter().map(|it| format!("the list @{it}")));
        if !users.is_empty() {
            return Err(EngineError::bad_input(
                format!("The list @{name} is in use, by {}.", users.join(", ")),
                "Take it out of their queries first.",
            ));
        }
        let now = self.now();
        self.write(move |writer| writer.remove_list(&name, now))?;
        self.after_change_of_topics()
    }

    /// By the name of a list in lower case, the topics that use it, also through other lists.
    pub(crate) fn users(&self, lists: &Lists) -> Res<HashMap<String, Vec<(TopicId, String)>>> {
        let mut users: HashMap<String, Vec<(TopicId, String)>> = HashMap::new();
        for TopicAt { topic, .. } in self.read(Reader::topics)? {
            if !topic.query.contains('@') {
                continue;
            }
            let Ok(read) = Query::stored_with(&topic.query, lists) else {
                continue;
            };
            for name in read.query.lists() {
                let of = users.entry(name.to_lowercase()).or_default();
                of.push((topic.id, topic.name.clone()));
            }
        }
        Ok(users)
    }

    /// Compiles every topic again after lists or many topics changed, and looks through the archive where that is due.
    pub(crate) fn after_change_of_topics(&self) -> Res<()> {
        self.inner.scans.overtake_all();
        self.load_matcher()?;
        self.tell(Change::Watchlists);
        self.tell(Change::Triaged);
        self.scan_unscanned();
        Ok(())
    }
}

/// The lists of the desk, one of them with another text.
pub(crate) fn read(stored: &[StoredList], with: Option<(&str, &str)>) -> (Lists, Vec<ListFault>) {
    let others = stored
        .iter()
        .map(|it| (it.list.name.as_str(), it.list.text.as_str()));
    let others =
        others.filter(|it| with.is_none_or(|with| with.0.to_lowercase() != it.0.to_lowercase()));
    Lists::of_desk(others, with)
}

/// The errors of a list, and those of others that had none before.
pub(crate) fn new_faults(
    stored: &[StoredList],
    faults: &[ListFault],
    name: &str,
) -> Vec<ListFault> {
    let (_, before) = read(stored, None);
    let broken: BTreeSet<&str> = before
        .iter()
        .filter(|it| it.is_error)
        .map(|it| it.list.as_str())
        .collect();
    let errors = faults.iter().filter(|it| it.is_error);
    errors
        .filter(|it| it.list == name || !broken.contains(it.list.as_str()))
        .cloned()
        .collect()
}

/// "Line 3, “(open”: This bracket is not closed."
fn in_words(fault: &ListFault) -> String {
    let term: String = fault.term.chars().take(60).collect();
    let place = match term.as_str() {
        "" => String::new(),
        term => format!("Line {}, “{term}”: ", fault.line),
    };
    let fix = match fault.fixes.first() {
        Some(fix) => format!(" {}: {}", fix.label, fix.query),
        None => String::new(),
    };
    format!("{place}{}{fix}", fault.message)
}

fn all_in_words(faults: &[ListFault]) -> String {
    let mut lines: Vec<String> = faults
        .iter()
        .take(TOLD)
        .map(|it| format!("@{}: {}", it.list, in_words(it)))
        .collect();
    if faults.len() > TOLD {
        lines.push(format!("{} faults more.", faults.len() - TOLD));
    }
    lines.join("\n")
}
