//! What is kept of every request: whom it contacted, for which source, why, and what came of it.

use news::{SourceId, Timestamp, desk::Reason};

use crate::{Engine, FetchError, Request, Response, engine::Res, feeds::host};

impl Engine {
    /// Asks for something that is no source and no page: whom that contacts is recorded before and after. Being somebody's turn is the
    /// caller's.
    pub(crate) async fn ask(
        &self,
        request: Request,
        reason: Reason,
        id: Option<SourceId>,
    ) -> Result<Response, FetchError> {
        self.will_ask(&request, reason, id).await;
        let answer = self.inner.options.network.get(request).await;
        self.has_asked(answers(&answer), reason, id).await;
        answer
    }

    /// Records whom a request contacts, before it is sent.
    pub(crate) async fn will_ask(&self, request: &Request, reason: Reason, id: Option<SourceId>) {
        let (asked, now) = (self.contacted_by(request), self.now());
        self.put_aside(move |engine| {
            engine.write(move |writer| {
                asked
                    .iter()
                    .try_for_each(|it| writer.record_request(it, id, reason, now))
            })
        })
        .await;
    }

    /// Whom a request contacts: the host that is asked, and the proxy on the way.
    pub(crate) fn contacted_by(&self, request: &Request) -> Vec<String> {
        let proxy = self.inner.options.network.proxy_of(request);
        [host(&request.address)].into_iter().chain(proxy).collect()
    }

    /// Records what came of a request.
    pub(crate) async fn has_asked(
        &self,
        answers: Vec<(String, String)>,
        reason: Reason,
        id: Option<SourceId>,
    ) {
        let now = self.now();
        self.put_aside(move |engine| engine.record_answers(answers, reason, id, now))
            .await;
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
            // Who was asked last sent on to somebody who was not asked.
            let count = match err.elsewhere {
                Some(_) => 0,
                None => err.asked.len(),
            };
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
    use news::{TroubleCode, evidence::Hop};

    use super::*;
    use crate::Elsewhere;

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
        let next = Elsewhere {
            address: "https://new.example/".into(),
            for_good: false,
            hop: Hop {
                address: "https://old.example/".into(),
                status: 302,
            },
        };
        let kept_out = FetchError {
            asked: asked(&["old.example"]),
            elsewhere: Some(Box::new(next)),
            ..FetchError::new(TroubleCode::Forbidden, "its robots.txt")
        };
        assert_eq!(told(Err(kept_out)), ["old.example pointed elsewhere"]);
        assert_eq!(told(Ok(Response::default())), [""; 0]);
    }
}
