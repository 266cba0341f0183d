//! What an edition holds: alerts in order of watchlist, topic and time.

use std::cmp::Reverse;

use super::{Coverage, DigestOrder, Edition, Entry, Section, TopicSection};
use crate::{Timestamp, Topic, TopicId, Watchlist};

/// An alert that a digest may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DigestAlert {
    /// The topic that it belongs to.
    pub topic_id: TopicId,
    /// What the edition shows of it.
    pub entry: Entry,
}

/// The edition of `order`: every watchlist and topic that was asked for, in the analyst's order, with its alerts
/// newest first. Topics without an alert are in it too.
pub fn edition(
    order: &DigestOrder,
    alerts: &[DigestAlert],
    watchlists: &[(Watchlist, Vec<Topic>)],
    coverage: Coverage,
    time_zone: &str,
    made_at: Timestamp,
) -> Edition {
    let sections = watchlists
        .iter()
        .filter(|(watchlist, _)| {
            order.watchlists.is_empty() || order.watchlists.contains(&watchlist.id)
        })
        .map(|(watchlist, topics)| Section {
            watchlist: watchlist.name.clone(),
            topics: topics.iter().map(|topic| section(topic, alerts)).collect(),
        })
        .collect();
    Edition {
        title: order.title.clone(),
        made_at,
        since: order.since,
        until: order.until,
        time_zone: time_zone.to_string(),
        sections,
        coverage,
    }
}

fn section(topic: &Topic, alerts: &[DigestAlert]) -> TopicSection {
    let mut entries: Vec<Entry> = alerts
        .iter()
        .filter(|it| it.topic_id == topic.id)
        .map(|it| it.entry.clone())
        .collect();
    entries.sort_by_key(|it| {
        (
            Reverse(it.published_at.unwrap_or(it.first_seen_at)),
            it.alert_id,
        )
    });
    TopicSection {
        topic_id: topic.id,
        topic: topic.name.clone(),
        query: topic.query.clone(),
        entries,
    }
}

impl Edition {
    /// How many alerts it holds.
    pub fn entries(&self) -> usize {
        self.sections
            .iter()
            .flat_map(|it| &it.topics)
            .map(|it| it.entries.len())
            .sum()
    }
}
