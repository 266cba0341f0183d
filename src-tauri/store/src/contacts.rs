//! Whom this program contacted, for which source, and why.

use std::collections::HashMap;

use news::{
    SourceId, Timestamp,
    desk::{Contact, ContactReason, Contacts, Reason},
};
use rusqlite::params;

use crate::{Reader, Result, Writer, from_word, word};

/// How many days a host that is not contacted any more is remembered.
const KEPT_DAYS: u32 = 90;

/// The most hosts that are told of at once; the rest is counted.
const MOST_HOSTS: usize = 2_000;

/// The most sources that are named for one host and reason; the rest is counted.
const MOST_SOURCES: usize = 20;

/// The longest answer that is kept, in characters.
const ANSWER: usize = 200;

impl Writer {
    /// Remembers that a host is asked for something.
    ///
    /// # Errors
    /// What the database says.
    pub fn record_request(
        &mut self,
        host: &str,
        id: Option<SourceId>,
        reason: Reason,
        at: Timestamp,
    ) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO contacted (host, source_id, reason, requests, first_at, last_at) VALUES (?1, ?2, ?3, 1, ?4, ?4)
                 ON CONFLICT (host, coalesce(source_id, 0), reason)
                     DO UPDATE SET requests = requests + 1, last_at = excluded.last_at",
            )?
            .execute(params![host, id.map(|it| it.0), word(&reason)?, at.0])?;
        Ok(())
    }

    /// Remembers what came of asking: what the host that was asked said, and which others were asked on the way, each with what it
    /// said.
    ///
    /// # Errors
    /// What the database says; nothing of it is then remembered.
    pub fn record_answers(
        &mut self,
        answers: &[(String, String)],
        id: Option<SourceId>,
        reason: Reason,
        at: Timestamp,
    ) -> Result<()> {
        let tx = self.conn.transaction()?;
        let reason = word(&reason)?;
        for (number, (host, answer)) in answers.iter().enumerate() {
            let answer: String = answer.chars().take(ANSWER).collect();
            // The first request was recorded before it was sent.
            tx.prepare_cached(
                "INSERT INTO contacted (host, source_id, reason, requests, first_at, last_at, answer)
                 VALUES (?1, ?2, ?3, 1, ?4, ?4, ?5)
                 ON CONFLICT (host, coalesce(source_id, 0), reason)
                     DO UPDATE SET requests = requests + ?6, last_at = excluded.last_at, answer = excluded.answer",
            )?
            .execute(params![
                host,
                id.map(|it| it.0),
                reason,
                at.0,
                answer,
                i64::from(number > 0)
            ])?;
        }
        tx.commit()?;
        Ok(())
    }

    /// Forgets hosts that were not contacted for long.
    ///
    /// # Errors
    /// What the database says.
    pub fn forget_contacts(&mut self, now: Timestamp) -> Result<()> {
        self.conn.execute(
            "DELETE FROM contacted WHERE last_at < ?1",
            [now.plus(-i64::from(KEPT_DAYS) * Timestamp::DAY).0],
        )?;
        Ok(())
    }
}

impl Reader {
    /// The hosts that were contacted, the last one first.
    ///
    /// # Errors
    /// What the database says.
    pub fn contacts(&self) -> Result<Contacts> {
        let mut statement = self.conn.prepare_cached(
            "SELECT contacted.host AS host, source.name AS source, contacted.reason AS reason, contacted.requests AS requests,
                    contacted.first_at AS first_at, contacted.last_at AS last_at, contacted.answer AS answer
             FROM contacted LEFT JOIN source ON source.id = contacted.source_id
             ORDER BY contacted.last_at DESC, contacted.host, contacted.id",
        )?;
        let mut rows = statement.query([])?;
        let mut hosts: Vec<Contact> = vec![];
        let mut places: HashMap<String, Option<usize>> = HashMap::new();
        while let Some(row) = rows.next()? {
            let host: String = row.get("host")?;
            let place = *places.entry(host.clone()).or_insert_with(|| {
                (hosts.len() < MOST_HOSTS).then(|| {
                    hosts.push(Contact {
                        host,
                        requests: 0,
                        first_at: Timestamp(i64::MAX),
                        last_at: Timestamp(0),
                        answer: String::new(),
                        reasons: vec![],
                    });
                    hosts.len() - 1
                })
            });
            let Some(contact) = place.map(|it| &mut hosts[it]) else {
                continue;
            };
            let reason: Reason = from_word(row.get("reason")?)?;
            let requests = row.get::<_, i64>("requests")? as u64;
            let (first_at, last_at) = (
                Timestamp(row.get("first_at")?),
                Timestamp(row.get("last_at")?),
            );
            let answer: String = row.get("answer")?;
            contact.requests += requests;
            contact.first_at = contact.first_at.min(first_at);
            contact.last_at = contact.last_at.max(last_at);
            if contact.answer.is_empty() {
                contact.answer.clone_from(&answer);
            }
            let at = contact.reasons.iter().position(|it| it.reason == reason);
            let at = at.unwrap_or_else(|| {
                contact.reasons.push(ContactReason {
                    reason,
                    sources: vec![],
                    sources_total: 0,
                    requests: 0,
                    last_at,
                    answer,
                });
                contact.reasons.len() - 1
            });
            let found = &mut contact.reasons[at];
            found.requests += requests;
            if let Some(source) = row.get::<_, Option<String>>("source")? {
                found.sources_total += 1;
                if found.sources.len() < MOST_SOURCES {
                    found.sources.push(source);
                }
            }
        }
        Ok(Contacts {
            total: places.len() as u64,
            hosts,
            kept_days: KEPT_DAYS,
        })
    }
}
