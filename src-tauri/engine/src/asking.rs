//! What is kept of every request: whom it contacted, for which source, why, and what came of it.

use news::{SourceId, Timestamp, desk::Reason};

use crate::{Engine, FetchError, Request, Response, engine::Res, feeds::host};

impl Engine {
    /// Asks for something that is no feed and no page that is looked at again: whom that contacts is recorded before and after. Being
    /// somebody's turn is the caller's.
    pub(crate) async fn ask(
        &self,
        request: Request,
        reason: Reason,
        id: Option<SourceId>,
    ) -> Result<Response, FetchError> {
        let (asked, now) = (host(&request.address), self.now());
        self.put_aside(move |engine| {
            engine.write(move |writer| writer.record_request(&asked, id, reason, now))
        })
        .await;
        let answer = self.inner.options.network.get(request).await;
        let (answers, now) = (answers(&answer), self.now());
        self.put_aside(move |engine| engine.record_answers(answers, reason, id, now))
            .await;
        answer
    }

    /// Remembers something away from the threads that wait for the network. Where it cannot be stored, the request goes on all the
    /// same.
    async fn put_aside(&self, store: impl FnOnce(&Engine) -> Res<()> + Send + 'static) {
        let engine = self.clone();
        let stored = tokio::task::spawn_blocking(move || store(&engine)).await;
        if let Ok(Err(err)) = stored {
            tracing::warn!("a contact could not be recorded: {err}");
        }
    }

    /// Remembers what came of asking.
    pub(crate) fn record_answers(
        &self,
        answers: Vec<(String, String)>,
        reason: Reason,
        id: Option<SourceId>,
        at: Timestamp,
    ) -> Res<()> {
        if answers.is_empty() {
            return Ok(());
        }
        self.write(move |writer| writer.record_answers(&answers, id, reason, at))
    }
}

/// The hosts that were asked on the way to an answer, each with what it said, in words.
pub(crate) fn answers(answer: &Result<Response, FetchError>) -> Vec<(String, String)> {
    const ELSEWHERE: &str = "pointed elsewhere";
    match answer {
        Ok(answer) => {
            let last = match answer.status {
                304 => "304: nothing new".to_string(),
                status => format!("{status}: answered"),
            };
            let count = answer.asked.len();
            let said = (1..).map(|it| if it == count { &last } else { ELSEWHERE });
            answer
                .asked
                .iter()
                .zip(said)
                .map(|(host, said)| (host.clone(), said.to_string()))
                .collect()
        }
        Err(err) => {
            let count = err.asked.len();
            let said = (1..).map(|it| if it == count { &err.detail } else { ELSEWHERE });
            err.asked
                .iter()
                .zip(said)
                .map(|(host, said)| (host.clone(), said.to_string()))
                .collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use news::TroubleCode;

    use super::*;

    #[test]
    fn each_host_on_the_way_is_told_with_what_it_said() {
        let asked = |hosts: &[&str]| hosts.iter().map(ToString::to_string).collect::<Vec<_>>();
        let told = |answer| -> Vec<String> {
            answers(&answer)
                .into_iter()
                .map(|(host, said)| format!("{host} {said}"))
                .collect()
        };
        let fine = Response {
            status: 304,
            asked: asked(&["old.example", "new.example"]),
            ..Response::default()
        };
        assert_eq!(
            told(Ok(fine)),
            [
                "old.example pointed elsewhere",
                "new.example 304: nothing new"
            ]
        );
        let failed = FetchError {
            asked: asked(&["old.example"]),
            ..FetchError::new(TroubleCode::Gone, "404 (Not Found)")
        };
        assert_eq!(told(Err(failed)), ["old.example 404 (Not Found)"]);
        assert_eq!(told(Ok(Response::default())), [""; 0]);
    }
}
