//! What an edition holds: alerts in order of watchlist, topic and time.

use std::cmp::Reverse;

use super::{Coverage, DigestOrder, Edition, Entry, Section, TopicSection};
use crate::{Timestamp, Topic, TopicId, Watchlist, article::sorted_at};

/// An alert that a digest may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DigestAlert {
    /// The topic that it belongs to.
    pub topic_id: TopicId,
    /// What the edition shows of it.
    pub entry: Entry,
}

/// The edition of `order`: every watchlist that was asked for by its position, its topics as they come, with their
/// alerts newest first, each once. Topics without an alert are in it too; sources in trouble, silent and paused ones
/// stand by name, and none as silent whose silence began after the window. Alerts of topics that are not among those asked for are left out.
pub fn edition(
    order: &DigestOrder,
    alerts: &[DigestAlert],
    watchlists: &[(Watchlist, Vec<Topic>)],
    mut coverage: Coverage,
    time_zone: &str,
    made_at: Timestamp,
) -> Edition {
    let mut asked: Vec<&(Watchlist, Vec<Topic>)> = watchlists
        .iter()
        .filter(|(it, _)| order.watchlists.is_empty() || order.watchlists.contains(&it.id))
        .collect();
    asked.sort_by_key(|(it, _)| (it.position, it.id));
    coverage.troubled.sort_by(|a, b| a.0.cmp(&b.0));
    coverage.paused.sort();
    let count = coverage.silent.len();
    coverage.silent.retain(|it| it.since < order.until);
    // What fell silent after the window was well within it.
    coverage.healthy += (count - coverage.silent.len()) as u32;
    coverage
        .silent
        .sort_by(|a, b| (&a.name, a.since).cmp(&(&b.name, b.since)));
    let sections = asked
        .into_iter()
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
            Reverse(sorted_at(it.published_at, it.first_seen_at)),
            it.alert_id,
        )
    });
    entries.dedup_by_key(|it| it.alert_id);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::SilentSource;
    use crate::{
        AlertId, AlertState, ArticleId, Severity, Trouble, TroubleCode, WatchlistId, Zone,
    };

    /// 2021-12-07T00:00:00Z: times of articles are so many milliseconds after it.
    const DAY: i64 = 1_638_835_200_000;

    fn watchlist(id: i64, position: u32, topics: &[i64]) -> (Watchlist, Vec<Topic>) {
        let watchlist = Watchlist {
            id: WatchlistId(id),
            name: format!("Watchlist {id}"),
            mark: 0,
            position,
        };
        let topics = topics
            .iter()
            .map(|it| Topic {
                written: None,
                id: TopicId(*it),
                watchlist_id: WatchlistId(id),
                name: format!("Topic {it}"),
                query: "shots".into(),
                severity: Severity::Watch,
                version: 1,
                saved_at: Timestamp(0),
                fault: None,
            })
            .collect();
        (watchlist, topics)
    }

    fn alert(id: i64, topic: i64, published: Option<i64>, seen: i64) -> DigestAlert {
        DigestAlert {
            topic_id: TopicId(topic),
            entry: Entry {
                alert_id: AlertId(id),
                article_id: ArticleId(id),
                severity: Severity::Watch,
                state: AlertState::New,
                headline: format!("Headline {id}"),
                outlet: "Outlet".into(),
                address: None,
                published_at: published.map(|it| Timestamp(DAY.saturating_add(it))),
                first_seen_at: Timestamp(DAY + seen),
                sentence: vec![],
                zone: Zone::Body,
                note: String::new(),
                also_in: vec![],
                copies: vec![],
            },
        }
    }

    fn order(watchlists: &[i64]) -> DigestOrder {
        DigestOrder {
            title: "Evening digest".into(),
            since: Timestamp(0),
            until: Timestamp(100),
            watchlists: watchlists.iter().map(|it| WatchlistId(*it)).collect(),
            states: vec![],
            formats: vec![],
            folder: None,
        }
    }

    /// "Watchlist 1: 11[3 2] 12[]; …"
    fn shape(edition: &Edition) -> String {
        let sections: Vec<String> = edition
            .sections
            .iter()
            .map(|section| {
                let topics: Vec<String> = section
                    .topics
                    .iter()
                    .map(|topic| {
                        let ids: Vec<String> = topic
                            .entries
                            .iter()
                            .map(|it| it.alert_id.to_string())
                            .collect();
                        format!("{}[{}]", topic.topic_id, ids.join(" "))
                    })
                    .collect();
                format!("{}: {}", section.watchlist, topics.join(" "))
            })
            .collect();
        sections.join("; ")
    }

    #[test]
    fn alerts_stand_by_watchlist_topic_and_time() {
        let watchlists = [
            watchlist(1, 1, &[11, 12]),
            watchlist(2, 0, &[21]),
            watchlist(3, 2, &[]),
        ];
        let alerts = [
            alert(1, 11, Some(10), 90),
            alert(2, 11, None, 50),
            alert(3, 21, Some(5), 5),
            alert(4, 11, Some(50), 60),
            alert(1, 11, Some(10), 90),
            alert(5, 99, Some(1), 1),
            // Of the epoch, and of a time that is far ahead.
            alert(6, 12, Some(-DAY), 20),
            alert(7, 12, Some(30), 30),
            alert(8, 12, Some(i64::MAX), 10),
        ];
        let make = |asked: &[i64], alerts: &[DigestAlert]| {
            edition(
                &order(asked),
                alerts,
                &watchlists,
                Coverage::default(),
                "UTC",
                Timestamp(100),
            )
        };
        let all = make(&[], &alerts);
        assert_eq!(
            shape(&all),
            "Watchlist 2: 21[3]; Watchlist 1: 11[2 4 1] 12[7 6 8]; Watchlist 3: ",
            "by position; newest first, by when it was seen where nobody says when it was published, or what cannot be; each once"
        );
        assert_eq!(all.entries(), 7);
        assert_eq!(
            shape(&make(&[1], &alerts)),
            "Watchlist 1: 11[2 4 1] 12[7 6 8]",
            "only what was asked for"
        );
        assert_eq!(
            shape(&make(&[], &[])),
            "Watchlist 2: 21[]; Watchlist 1: 11[] 12[]; Watchlist 3: ",
            "quiet topics are named"
        );
        let mut backwards = alerts.clone();
        backwards.reverse();
        assert_eq!(
            make(&[], &backwards),
            all,
            "the order of the alerts does not matter"
        );
    }

    #[test]
    fn sources_that_were_not_read_stand_by_name() {
        let trouble = Trouble {
            code: TroubleCode::Timeout,
            what: String::new(),
            meaning: String::new(),
            advice: String::new(),
            since: Timestamp(0),
        };
        let silent = |name: &str, since| SilentSource {
            name: name.into(),
            since: Timestamp(since),
            words: String::new(),
        };
        let coverage = Coverage {
            sources: 8,
            healthy: 3,
            paused: vec!["b".into(), "a".into()],
            silent: vec![silent("g", 99), silent("f", -7), silent("e", 100)],
            troubled: vec![("d".into(), trouble.clone()), ("c".into(), trouble)],
            ..Coverage::default()
        };
        let made = edition(&order(&[]), &[], &[], coverage, "UTC", Timestamp(0));
        assert_eq!(made.coverage.paused, ["a", "b"]);
        assert_eq!(
            made.coverage
                .troubled
                .iter()
                .map(|it| it.0.as_str())
                .collect::<Vec<_>>(),
            ["c", "d"]
        );
        let names: Vec<&str> = made
            .coverage
            .silent
            .iter()
            .map(|it| it.name.as_str())
            .collect();
        assert_eq!(
            (names, made.coverage.healthy),
            (vec!["f", "g"], 4),
            "what fell silent after the window was well within it"
        );
    }
}
