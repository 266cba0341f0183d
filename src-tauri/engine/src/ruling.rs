//! The rules of topics at work: alerts that become graver, bursts and silences.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, PoisonError},
};

use news::{
    AlertId, AlertState, Article, SignalId, Timestamp, TopicId, Zone,
    alerting::{
        Due, Event, Known, Raised, Rule, SignalKind, TRAILING, When, burst, by_article,
        by_publishers, read_rules, rule_doubts, silence,
    },
    desk::{AlertFilter, Change, FacetCount, Page, SignalRow, SignalView},
    query::{About, DayCount, Proof},
};
use store::{Reader, RuledTopic};

use crate::{Engine, EngineError, engine::Res};

/// How long ago articles may have been published that come in now and count for a rule on publishers.
const LATE: i64 = Timestamp::DAY;

/// The most days of a topic that are counted at once.
const MOST_DAYS: usize = 3_660;

/// The rules of every topic that has some.
#[derive(Debug, Default)]
pub(crate) struct Rules(BTreeMap<TopicId, Ruled>);

#[derive(Debug)]
struct Ruled {
    rules: Vec<Rule>,
    saved_at: Timestamp,
}

impl Rules {
    /// Reads rules as they are stored. Those that cannot be read any more are left out, and said in the log.
    pub(crate) fn read(topics: Vec<RuledTopic>) -> Rules {
        let read = topics.into_iter().filter_map(|it| {
            let rules = read_rules(&it.rules)
                .inspect_err(|faults| {
                    tracing::error!("the rules of topic {}: {faults:?}", it.topic_id);
                })
                .ok()?;
            let ruled = Ruled {
                rules,
                saved_at: it.saved_at,
            };
            Some((it.topic_id, ruled))
        });
        Rules(read.collect())
    }

    /// How grave a topic's rules make an article.
    pub(crate) fn judge(
        &self,
        topic_id: TopicId,
        article: &Article,
        about: &About<'_>,
        proof: &Proof,
    ) -> Option<Raised> {
        let ruled = self.0.get(&topic_id)?;
        let title_met = proof.highlights().iter().any(|it| {
            article
                .blocks
                .get(it.block as usize)
                .is_some_and(|it| it.zone == Zone::Headline)
        });
        let known = Known {
            title_met,
            source: about.source,
            publisher: about.publisher,
            group: about.group,
            country: about.country,
        };
        by_article(&ruled.rules, &known)
    }
}

/// What the rules of some topics came to.
#[derive(Default)]
struct Found {
    graver: Vec<(AlertId, Raised)>,
    signals: Vec<(TopicId, Due)>,
}

impl Engine {
    /// The rules of a topic, as they were written: one a line, with comments.
    ///
    /// # Errors
    /// [`NotFound`](news::desk::ErrorCode::NotFound).
    pub fn topic_rules(&self, id: TopicId) -> Res<String> {
        self.read(|it| it.rules_of(id))
    }

    /// Sets the rules of a topic, one a line; an empty text takes them away. They hold for what comes in from now on,
    /// and for what came in the last day. Can be undone.
    ///
    /// # Errors
    /// [`BadInput`](news::desk::ErrorCode::BadInput) for a line that is no rule; nothing is then changed.
    pub fn set_topic_rules(&self, id: TopicId, text: &str) -> Res<()> {
        let text = text.replace("\r\n", "\n").trim().to_string();
        read_rules(&text).map_err(|faults| {
            let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
            EngineError::bad_input(told.join("\n"), "Mend the rules; nothing was changed.")
        })?;
        let now = self.now();
        self.write(move |writer| writer.set_rules(id, &text, now))?;
        self.load_matcher()?;
        self.tell(Change::Watchlists);
        self.check_topics(&[id]).map(|_| ())
    }

    /// What of a topic's rules changes nothing, for the topic is so grave itself: "Line 2: …". Nothing of it is an error.
    ///
    /// # Errors
    /// [`NotFound`](news::desk::ErrorCode::NotFound).
    pub fn doubts_of_rules(&self, id: TopicId) -> Res<Vec<String>> {
        let rules = self.topic_rules(id)?;
        let topics = self.read(Reader::topics)?;
        let topic = topics.into_iter().find(|it| it.topic.id == id);
        let doubts = topic.map(|it| rule_doubts(&rules, it.topic.severity));
        Ok(doubts.iter().flatten().map(ToString::to_string).collect())
    }

    /// A page of bursts and silences of topics, newest first: those that a filter of alerts means by state, watchlist,
    /// topic, severity and time.
    ///
    /// # Errors
    /// What the database says.
    pub fn signals(&self, filter: &AlertFilter, cursor: Option<&str>) -> Res<Page<SignalRow>> {
        if filter.changed {
            // Only articles change.
            return Ok(Page {
                rows: vec![],
                next: None,
                total: 0,
            });
        }
        self.read(|it| it.signals(filter, cursor))
    }

    /// A burst or a silence with what explains it.
    ///
    /// # Errors
    /// [`NotFound`](news::desk::ErrorCode::NotFound), and what the database says.
    pub fn signal(&self, id: SignalId) -> Res<SignalView> {
        let row = self.read(|it| it.signal(id))?;
        let past = self.read(|it| it.past_of(row.topic_id, row.since))?;
        let within = |it: &&Event| row.since < it.at && it.at <= row.until;
        let events: Vec<&Event> = match row.kind {
            SignalKind::Burst => past.events.iter().filter(within).collect(),
            SignalKind::Silence => vec![],
        };
        let texts: BTreeSet<_> = events.iter().map(|it| it.text()).collect();
        let mut publishers: BTreeMap<&str, u64> = BTreeMap::new();
        for event in &events {
            *publishers.entry(&event.publisher).or_default() += 1;
        }
        let mut publishers: Vec<FacetCount> = publishers
            .into_iter()
            .map(|(name, articles)| FacetCount {
                id: None,
                name: name.into(),
                articles,
            })
            .collect();
        publishers.sort_by_key(|it| Reverse(it.articles));
        let asks = |it: &&Rule| match it.when {
            When::Burst(_) => row.kind == SignalKind::Burst,
            When::Silent { .. } => row.kind == SignalKind::Silence,
            _ => false,
        };
        let rules = self.rules();
        let ruled = rules.0.get(&row.topic_id);
        Ok(SignalView {
            rule: ruled.and_then(|it| it.rules.iter().find(asks).map(Rule::to_string)),
            articles: events.len() as u64,
            texts: texts.len() as u64,
            publishers,
            row,
        })
    }

    /// How many articles met a topic on each day (UTC) of the last so many, the days without any included. The last day
    /// is that of `until`, or today.
    ///
    /// # Errors
    /// What the database says.
    pub fn topic_days(
        &self,
        id: TopicId,
        until: Option<Timestamp>,
        days: usize,
    ) -> Res<Vec<DayCount>> {
        let until = until.unwrap_or_else(|| self.now());
        let hits = self.read(|it| it.hits_a_day(id, until, days.clamp(1, MOST_DAYS)))?;
        let last = until.0.div_euclid(Timestamp::DAY);
        let first = last + 1 - hits.len() as i64;
        Ok((first..)
            .zip(hits)
            .map(|(day, hits)| DayCount {
                day: Timestamp(day * Timestamp::DAY),
                hits,
            })
            .collect())
    }

    /// Puts signals into a state. Can be undone.
    ///
    /// # Errors
    /// [`NotFound`](news::desk::ErrorCode::NotFound) where one of them is not there; then none is changed.
    pub fn triage_signals(&self, ids: &[SignalId], state: AlertState) -> Res<()> {
        let (ids, now) = (ids.to_vec(), self.now());
        self.write(move |writer| writer.triage_signals(&ids, state, now))?;
        self.tell(Change::Triaged);
        Ok(())
    }

    /// Holds what happened against the rules of every topic. Done when articles are filed and from time to time while
    /// the monitor runs; a program that looks at sources by hand asks for it.
    ///
    /// # Errors
    /// What the database says.
    pub fn check_rules(&self) -> Res<Vec<SignalId>> {
        let all: Vec<TopicId> = self.rules().0.keys().copied().collect();
        self.check_topics(&all)
    }

    /// The same for the topics of alerts that were raised just now, but of old articles: an archive that is read in is no
    /// news. What cannot be judged now is later.
    pub(crate) fn check_rules_of(&self, alerts: &[AlertId]) {
        if self.rules().0.is_empty() || alerts.is_empty() {
            return;
        }
        let res = self
            .read(|it| it.topics_of(alerts, self.now().plus(-LATE)))
            .and_then(|topics| self.check_topics(&topics));
        if let Err(err) = res {
            tracing::warn!("the rules of topics could not be held to: {err}");
        }
    }

    /// The same for silences only, which come without an article.
    pub(crate) fn check_silences(&self) -> Res<()> {
        let rules = self.rules();
        let is_silent = |it: &Rule| matches!(it.when, When::Silent { .. });
        let mut found = Found::default();
        for (id, ruled) in rules.0.iter().filter(|it| it.1.rules.iter().any(is_silent)) {
            let now = self.now();
            let past = self.read(|it| it.past_of(*id, now.plus(Timestamp::DAY)))?;
            let due = silence(
                &ruled.rules,
                past.last_at,
                ruled.saved_at,
                past.silence_at,
                now,
            );
            found.signals.extend(due.map(|it| (*id, it)));
        }
        self.keep(found).map(|_| ())
    }

    fn check_topics(&self, ids: &[TopicId]) -> Res<Vec<SignalId>> {
        let rules = self.rules();
        let mut found = Found::default();
        let first_at = self.read(Reader::first_article_at)?;
        for (id, ruled) in ids.iter().filter_map(|it| Some((*it, rules.0.get(it)?))) {
            self.check_topic(id, ruled, first_at, &mut found)?;
        }
        self.keep(found)
    }

    fn check_topic(
        &self,
        id: TopicId,
        ruled: &Ruled,
        first_at: Option<Timestamp>,
        found: &mut Found,
    ) -> Res<()> {
        let now = self.now();
        let rules = &ruled.rules;
        // How far back each rule looks.
        let back = |it: &Rule| match &it.when {
            When::Burst(_) => TRAILING + LATE,
            When::Publishers { minutes, .. } => i64::from(*minutes) * Timestamp::MINUTE + LATE,
            _ => 0,
        };
        let longest = rules.iter().map(back).max().unwrap_or(0);
        let past = self.read(|it| it.past_of(id, now.plus(-longest)))?;
        let of_publishers = rules.iter().filter(|it| !matches!(it.when, When::Burst(_)));
        let recent = of_publishers.map(back).max().unwrap_or(0);
        let from = past.events.partition_point(|it| now.since(it.at) > recent);
        found
            .graver
            .extend(by_publishers(rules, &past.events[from..]));
        if let Some(first_at) = first_at {
            let due = burst(rules, &past.events, first_at, past.burst_at, now);
            found.signals.extend(due.map(|it| (id, it)));
        }
        let due = silence(rules, past.last_at, ruled.saved_at, past.silence_at, now);
        found.signals.extend(due.map(|it| (id, it)));
        Ok(())
    }

    fn keep(&self, found: Found) -> Res<Vec<SignalId>> {
        let Found { graver, signals } = found;
        if graver.is_empty() && signals.is_empty() {
            return Ok(vec![]);
        }
        let now = self.now();
        let is_graver = !graver.is_empty();
        let raised = self.write(move |writer| writer.keep_ruled(&graver, &signals, now))?;
        if is_graver {
            self.tell(Change::Triaged);
        }
        if !raised.is_empty() {
            self.tell(Change::Signals {
                raised: raised.clone(),
            });
        }
        Ok(raised)
    }

    /// The rules of every topic, as they are now.
    pub(crate) fn rules(&self) -> Arc<Rules> {
        self.inner
            .rules
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
