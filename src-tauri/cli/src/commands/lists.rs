//! Named lists of terms.

use std::io::Read;

use engine::Engine;
use news::desk::{TermListDraft, TermListView};

use super::{Outcome, count};
use crate::{Ended, Failure, args::ListAction, out::Out};

/// Lists the named lists, or does something with one.
pub(crate) fn lists(engine: &Engine, action: Option<ListAction>, out: &Out) -> Outcome {
    match action {
        None => {
            let all = engine.term_lists()?;
            if out.json {
                out.value(&all);
            } else if all.is_empty() {
                out.line("No lists yet. `wirewatch lists set banks 'Harbour Bank, Ledger Trust'` makes one.");
            } else {
                all.iter().for_each(|it| print(it, out));
            }
        }
        Some(ListAction::Show { name }) => {
            let view = engine.term_list(&name)?;
            if out.json {
                out.value(&view);
            } else {
                print(&view, out);
                for (id, topic) in &view.topics {
                    out.line(format!("    used by topic {id}: {topic}"));
                }
                for name in &view.lists {
                    out.line(format!("    used by @{name}"));
                }
                out.line("");
                view.list.text.lines().for_each(|it| out.line(it));
            }
        }
        Some(ListAction::Set {
            name,
            terms,
            file,
            note,
        }) => {
            let text = match (terms, file) {
                (Some(terms), _) => terms,
                (None, Some(file)) if file.as_os_str() == "-" => {
                    let mut text = String::new();
                    std::io::stdin().read_to_string(&mut text).map_err(|err| {
                        Failure::Usage(format!("the input cannot be read: {err}"))
                    })?;
                    text
                }
                (None, Some(file)) => std::fs::read_to_string(&file).map_err(|err| {
                    Failure::Usage(format!("{} cannot be read: {err}", file.display()))
                })?,
                (None, None) => return Err(Failure::Usage("say the terms, or --file".into())),
            };
            let saved = engine.save_term_list(&TermListDraft { name, text, note })?;
            engine.wait_for_jobs();
            let view = engine.term_list(&saved.name)?;
            if out.json {
                out.value(&view);
            } else {
                print(&view, out);
            }
        }
        Some(ListAction::Remove { name }) => {
            engine.remove_term_list(&name)?;
            out.line("The list is removed. `wirewatch alerts undo` brings it back.");
        }
        Some(ListAction::Rename { from, to }) => {
            engine.rename_term_list(&from, &to)?;
            engine.wait_for_jobs();
            out.line(format!("The list is @{} now.", to.trim_start_matches('@')));
        }
    }
    Ok(Ended::Well)
}

/// Prints a list on a line, with what is wrong with it below.
fn print(view: &TermListView, out: &Out) {
    let terms = match view.terms {
        Some(terms) => count(terms, "term", "terms"),
        None => out.warn("cannot be read"),
    };
    out.line(format!(
        "{}  {}",
        out.bold(&format!("@{}", view.list.name)),
        out.quiet(&format!(
            "{terms} · version {} · {}",
            view.list.version,
            count(view.topics.len() as u64, "topic", "topics")
        ))
    ));
    for it in &view.problems {
        out.line(format!("    {}", out.warn(it)));
    }
}
