//! Looking at sources because somebody asked for it.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use news::{JobId, Source, SourceId, SourceKind};

use crate::{Engine, engine::Res, feeds::Polled};

/// How often it is asked whether to go on.
const PATIENCE: Duration = Duration::from_millis(200);

impl Engine {
    /// Looks at some sources now, and waits until that is done. Eight hosts at once, one request at a time to each.
    /// A feed that was asked less than five minutes ago, or whose server wants to be left alone, is not asked.
    ///
    /// # Errors
    /// A full disk, and where the desk cannot be read or written. What is wrong with a source is stored with it.
    pub fn poll_now(&self, ids: &[SourceId]) -> Res<Polled> {
        self.poll_sources(ids, &|_| true)
    }

    /// Looks at one source, or at all that are not paused, as a job.
    ///
    /// # Errors
    /// Where the desk cannot be read.
    pub fn poll(&self, source_id: Option<SourceId>) -> Res<JobId> {
        let ids: Vec<SourceId> = match source_id {
            Some(id) => vec![self.read(|it| it.source(id))?.id],
            None => self
                .read(store::Reader::due)?
                .into_iter()
                .map(|it| it.source.id)
                .collect(),
        };
        let engine = self.clone();
        let title = match ids.len() {
            1 => "Looking at a source".to_string(),
            n => format!("Looking at {n} sources"),
        };
        Ok(self.job(&title, move |work| {
            let total = ids.len() as u64;
            let polled = engine.poll_sources(&ids, &|done| work.at(done, Some(total), ""))?;
            let mut words = format!(
                "{} new articles, {} alerts",
                polled.new_articles, polled.alerts
            );
            if polled.left_alone > 0 {
                words.push_str(&format!(
                    "; {} left alone: asked less than five minutes ago, or asked for peace",
                    polled.left_alone
                ));
            }
            Ok(words)
        }))
    }

    /// Looks at sources. `progress` is told how many are done, and says whether to go on.
    fn poll_sources(&self, ids: &[SourceId], progress: &dyn Fn(u64) -> bool) -> Res<Polled> {
        self.has_room()?;
        let sources: Vec<Source> = ids
            .iter()
            .map(|id| self.read(|it| it.source(*id)))
            .collect::<Res<_>>()?;
        let runtime = self.runtime()?;
        let (tell, told) = mpsc::channel();
        let mut looks = vec![];
        let (mut done, mut all, mut failure) = (0, Polled::default(), None);
        let mut go_on = progress(done);
        for source in &sources {
            match source.kind {
                SourceKind::Feed => {
                    let (engine, tell) = (self.clone(), tell.clone());
                    let (id, address) = (source.id, source.address.clone());
                    looks.push(runtime.spawn(async move {
                        let res = engine.look_at_feed(id, &address, true).await;
                        // Who asked may have lost patience.
                        let _ = tell.send(res);
                    }));
                }
                // Looked at below: one after the other, beside the feeds.
                SourceKind::Folder => {}
                SourceKind::Import | SourceKind::Sample => done += 1,
            }
        }
        drop(tell);
        for source in sources.iter().filter(|it| it.kind == SourceKind::Folder) {
            if go_on {
                match self.look_at_folder_until_settled(source) {
                    Ok(polled) => all.add(polled),
                    Err(err) => failure = Some(err),
                }
                done += 1;
                go_on = progress(done);
            }
        }
        while go_on {
            match told.recv_timeout(PATIENCE) {
                Ok(res) => {
                    match res {
                        Ok(polled) => all.add(polled),
                        Err(err) => failure = Some(err),
                    }
                    done += 1;
                    go_on = progress(done);
                }
                Err(RecvTimeoutError::Timeout) => go_on = progress(done),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        for look in looks {
            look.abort();
        }
        match failure {
            Some(err) => Err(err),
            None => Ok(all),
        }
    }
}
