//! Filing together what several sources brought while the writer was busy.
//!
//! A transaction writes each page that it touched once: of a thousand feeds that bring twenty articles each, filed one by one, the
//! same pages of the same tables would go into the log of changes a thousand times.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
};

use news::{SourceId, Timestamp};
use store::{Filed, Filing, StoreError, Writer};

use crate::{Engine, EngineError, engine::Res};

/// How many articles are filed in one transaction where they come from several sources: nobody waits long for one.
const TOGETHER: usize = 400;

/// What came of a group; with its articles, so that the writer does not spend its time on taking them apart.
type Answer = (store::Result<Filed>, Vec<Filing>);

/// What one source brought, and who waits for what comes of it.
struct Group {
    source: SourceId,
    filings: Vec<Filing>,
    now: Timestamp,
    answer: mpsc::SyncSender<Answer>,
}

/// What waits to be filed, in the order in which it came.
#[derive(Default)]
pub(crate) struct Together(Mutex<Vec<Group>>);

impl Together {
    fn waiting(&self) -> MutexGuard<'_, Vec<Group>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, group: Group) {
        self.waiting().push(group);
    }

    /// The groups that are filed next: as many as came first and fit, each of a source of its own.
    fn next(&self) -> Vec<Group> {
        let mut waiting = self.waiting();
        let count = fitting(waiting.iter().map(|it| (it.source, it.filings.len())));
        waiting.drain(..count).collect()
    }

    /// Files what waits until `done` says that it was among that.
    fn file(&self, writer: &mut Writer, done: impl Fn() -> Option<Answer>) -> Answer {
        loop {
            if let Some(answer) = done() {
                return answer;
            }
            let groups = self.next();
            if groups.is_empty() {
                // Whoever asks has put something in, and nobody but the writer takes it out.
                let lost = "what came in was lost before it was filed".to_string();
                return (Err(StoreError::Io(lost)), vec![]);
            }
            file(writer, groups);
        }
    }
}

/// How many of the groups that wait are filed next, by their sources and how many articles they have: one at least.
fn fitting(waiting: impl Iterator<Item = (SourceId, usize)>) -> usize {
    let (mut articles, mut sources) = (0, HashSet::new());
    waiting
        .take_while(|(source, count)| {
            articles += count;
            sources.insert(*source) && (articles <= TOGETHER || sources.len() == 1)
        })
        .count()
}

/// Files groups in one transaction; where that fails, each in its own, so that none suffers for another.
fn file(writer: &mut Writer, groups: Vec<Group>) {
    let filings: Vec<&[Filing]> = groups.iter().map(|it| &it.filings[..]).collect();
    let Some(now) = groups.iter().map(|it| it.now).max() else {
        return;
    };
    let results: Vec<store::Result<Filed>> = match writer.file_together(&filings, now) {
        Ok(filed) => filed.into_iter().map(Ok).collect(),
        Err(err) if groups.len() == 1 => vec![Err(err)],
        Err(_) => {
            let alone = groups.iter();
            alone.map(|it| writer.file(&it.filings, it.now)).collect()
        }
    };
    for (group, result) in groups.into_iter().zip(results) {
        // Whoever waited may have gone; the work is done all the same.
        let _ = group.answer.send((result, group.filings));
    }
}

impl Engine {
    /// Files what a source brought, together with what waits to be filed of others.
    pub(crate) fn file_with_others(
        &self,
        source: SourceId,
        filings: Vec<Filing>,
        now: Timestamp,
    ) -> Res<Filed> {
        if self.is_read_only() {
            return Err(EngineError::read_only());
        }
        let (answer, answered) = mpsc::sync_channel(1);
        let together: Arc<Together> = self.inner.together.clone();
        together.add(Group {
            source,
            filings,
            now,
            answer,
        });
        let (filed, _filings) = self.write(move |writer| {
            let (filed, filings) = together.file(writer, || answered.try_recv().ok());
            Ok((filed?, filings))
        })?;
        Ok(filed)
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use news::{Article, Block, SourceKind, Zone, desk::SourceDraft};
    use store::Came;

    use super::*;
    use crate::{
        Options,
        judge::{Arrival, IfFull},
    };

    fn engine() -> (tempfile::TempDir, Engine) {
        let folder = tempfile::tempdir().expect("a folder");
        let engine = Engine::open(Options::real(folder.path().join("desk"))).expect("opens");
        (folder, engine)
    }

    fn save(engine: &Engine, name: &str) -> news::Source {
        let draft = SourceDraft::new(
            SourceKind::Feed,
            format!("https://{name}.example/rss"),
            name,
        );
        engine.save_source(&draft).expect("saved")
    }

    fn arrivals(name: &str, count: usize) -> Vec<Arrival> {
        let arrival = |number: usize| Arrival {
            article: Article {
                title: format!("Report {number} of {name}"),
                item_id: Some(format!("{number}")),
                blocks: vec![Block::new(
                    Zone::Body,
                    format!("What {name} says of {number}."),
                )],
                ..Article::default()
            },
            file: None,
            holder: None,
            path: None,
            former: None,
            place: number as u32,
            origin: None,
            came: Came::default(),
        };
        (0..count).map(arrival).collect()
    }

    #[test]
    fn each_source_hears_what_came_of_its_own_whoever_filed_it() {
        let (_folder, engine) = engine();
        let sources: Vec<_> = ["ledger", "courier", "herald"]
            .map(|it| save(&engine, it))
            .into();
        let (go, wait) = mpsc::channel::<()>();
        let (begin, begun) = mpsc::channel::<()>();
        thread::scope(|scope| {
            let busy = scope.spawn(|| {
                engine.write(move |_| {
                    let _ = begin.send(());
                    let _ = wait.recv();
                    Ok(())
                })
            });
            begun.recv().expect("the writer is held");
            let filing: Vec<_> = sources
                .iter()
                .enumerate()
                .map(|(number, source)| {
                    let brought = arrivals(&source.name, number + 1);
                    let engine = &engine;
                    scope.spawn(move || engine.file_arrivals(source, brought, IfFull::Fail))
                })
                .collect();
            while engine.inner.together.waiting().len() < sources.len() {
                thread::yield_now();
            }
            go.send(()).expect("the writer waits");
            busy.join().expect("done").expect("written");
            for (number, filed) in filing.into_iter().enumerate() {
                let filed = filed.join().expect("done").expect("filed");
                assert_eq!(filed.new_articles as usize, number + 1);
            }
        });
        assert_eq!(engine.read(|it| it.count_articles()).expect("counted"), 6);
    }

    #[test]
    fn none_suffers_for_another() {
        let (_folder, engine) = engine();
        let source = save(&engine, "ledger");
        let gone = news::Source {
            id: SourceId(4_711),
            ..source.clone()
        };
        let (go, wait) = mpsc::channel::<()>();
        let (begin, begun) = mpsc::channel::<()>();
        thread::scope(|scope| {
            scope.spawn(|| {
                engine.write(move |_| {
                    let _ = begin.send(());
                    let _ = wait.recv();
                    Ok(())
                })
            });
            begun.recv().expect("the writer is held");
            let lost =
                scope.spawn(|| engine.file_arrivals(&gone, arrivals("gone", 2), IfFull::Fail));
            let kept =
                scope.spawn(|| engine.file_arrivals(&source, arrivals("ledger", 2), IfFull::Fail));
            while engine.inner.together.waiting().len() < 2 {
                thread::yield_now();
            }
            go.send(()).expect("the writer waits");
            assert!(lost.join().expect("done").is_err(), "it was removed");
            let kept = kept.join().expect("done").expect("filed");
            assert_eq!(kept.new_articles, 2);
        });
    }

    #[test]
    fn nobody_waits_for_very_many_and_a_source_comes_once() {
        const TESTS: &[(&[(i64, usize)], usize)] = &[
            (&[], 0),
            (&[(1, 20)], 1),
            (&[(1, 20), (2, 20), (1, 20)], 2),
            (&[(1, TOGETHER + 1), (2, 1)], 1),
            (&[(1, TOGETHER - 1), (2, 1), (3, 1)], 2),
        ];
        for (waiting, first) in TESTS {
            let waiting = waiting.iter().map(|it| (SourceId(it.0), it.1));
            assert_eq!(fitting(waiting), *first);
        }
    }
}
