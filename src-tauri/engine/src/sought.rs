//! What the topics look for and ask for, kept beside them: worked out when somebody asks after they changed, and then only
//! for those that did.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use news::{
    TopicId,
    query::{Lists, Query, Sought},
};
use rayon::prelude::*;
use store::Reader;

use crate::{Engine, engine::Res};

/// What is known of the topics, behind a lock.
#[derive(Default)]
pub(crate) struct Essences(Mutex<Known>);

/// What is known of the topics.
#[derive(Default)]
pub(crate) struct Known {
    /// After how many changes of the topics this was so, and with which lists.
    changes: Option<u64>,
    lists: Arc<Lists>,
    topics: HashMap<TopicId, One>,
    /// By what they ask for (see [`Query::essence`]).
    by_essence: HashMap<Arc<str>, Vec<TopicId>>,
    /// The words that they look for.
    pub(crate) sought: Sought,
}

/// What is known of one topic.
struct One {
    name: String,
    /// Stands for its query: of one number there is one text.
    version: u32,
    essence: Arc<str>,
    uses_lists: bool,
}

impl Known {
    /// The names of the topics that ask for the same, but for one.
    pub(crate) fn same_as(&self, query: &Query, but: Option<TopicId>) -> Vec<&str> {
        self.by_essence
            .get(query.essence().as_str())
            .into_iter()
            .flatten()
            .filter(|it| Some(**it) != but)
            .filter_map(|it| self.topics.get(it))
            .map(|it| it.name.as_str())
            .collect()
    }

    fn remove(&mut self, id: TopicId) {
        let Some(old) = self.topics.remove(&id) else {
            return;
        };
        self.sought.remove(id);
        if let Some(same) = self.by_essence.get_mut(&old.essence) {
            same.retain(|it| *it != id);
            if same.is_empty() {
                self.by_essence.remove(&old.essence);
            }
        }
    }

    fn add(&mut self, id: TopicId, name: String, version: u32, query: &Query, essence: String) {
        let essence: Arc<str> = essence.into();
        self.sought.set(id, query);
        self.by_essence.entry(essence.clone()).or_default().push(id);
        self.topics.insert(
            id,
            One {
                name,
                version,
                essence,
                uses_lists: query.uses_lists(),
            },
        );
    }
}

impl Engine {
    /// Reads every topic aside, so that whoever reads or types first does not wait for it.
    pub(crate) fn learn_topics(&self) {
        let engine = self.clone();
        std::thread::spawn(move || {
            if let Err(err) = engine.known() {
                tracing::warn!("the topics could not be read: {err}");
            }
        });
    }

    /// What is known of the topics as they are now. The first time every topic is read; after a change, those that were
    /// changed.
    pub(crate) fn known(&self) -> Res<MutexGuard<'_, Known>> {
        let mut known = self
            .inner
            .essences
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let changes = self.inner.matcher.changes();
        if known.changes == Some(changes) {
            return Ok(known);
        }
        let lists = self.lists();
        let other_lists = !Arc::ptr_eq(&lists, &known.lists);
        let mut gone: HashMap<TopicId, ()> = known.topics.keys().map(|it| (*it, ())).collect();
        let mut changed = vec![];
        for it in self.read(Reader::topics)? {
            let topic = it.topic;
            gone.remove(&topic.id);
            if let Some(old) = known.topics.get_mut(&topic.id)
                && old.version == topic.version
                && !(old.uses_lists && other_lists)
            {
                old.name = topic.name;
                continue;
            }
            changed.push(topic);
        }
        gone.into_keys().for_each(|it| known.remove(it));
        // One that cannot be read looks for nothing until it is mended.
        let read: Vec<Option<(Query, String)>> = changed
            .par_iter()
            .map(|it| {
                let query = Query::stored_with(&it.query, &lists).ok()?.query;
                let essence = query.essence();
                Some((query, essence))
            })
            .collect();
        for (topic, read) in changed.into_iter().zip(read) {
            known.remove(topic.id);
            if let Some((query, essence)) = read {
                known.add(topic.id, topic.name, topic.version, &query, essence);
            }
        }
        known.lists = lists;
        known.changes = Some(changes);
        Ok(known)
    }
}
