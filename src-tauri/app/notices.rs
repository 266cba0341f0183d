//! Desktop notices for new alerts, bursts and silences: few, and none for what was found in the archive.

use std::time::{Duration, Instant};

use engine::Engine;
use news::{
    AlertId, Severity, SignalId,
    alerting::SignalKind,
    desk::{AlertRow, SignalRow},
    version::ChangeKind,
};
use tauri::AppHandle;
use tauri_plugin_notification::NotificationExt;

/// The least time between two notices.
const PAUSE: Duration = Duration::from_secs(60);

/// What was told and what waits to be.
#[derive(Default)]
pub(crate) struct Notices {
    told_at: Option<Instant>,
    waiting: Vec<Notice>,
}

/// What one alert, burst or silence has to say.
struct Notice {
    title: String,
    body: String,
}

impl Notices {
    /// Tells of new alerts that are grave enough, at most once a minute; what comes in between is in the next notice.
    pub(crate) fn tell(&mut self, app: &AppHandle, engine: &Engine, alerts: &[AlertId]) {
        let Some(least) = least(engine) else {
            return;
        };
        for id in alerts {
            match engine.alert(*id) {
                Ok(view) if view.row.severity >= least && !view.row.from_archive => {
                    self.waiting.push(Notice::of_alert(&view.row))
                }
                Ok(_) => {}
                Err(err) => tracing::warn!("alert {id} could not be looked up for a notice: {err}"),
            }
        }
        self.show(app);
    }

    /// The same for bursts and silences.
    pub(crate) fn tell_signals(&mut self, app: &AppHandle, engine: &Engine, raised: &[SignalId]) {
        let Some(least) = least(engine) else {
            return;
        };
        for id in raised {
            match engine.signal(*id) {
                Ok(view) if view.row.severity >= least => {
                    self.waiting.push(Notice::of_signal(&view.row))
                }
                Ok(_) => {}
                Err(err) => {
                    tracing::warn!("signal {id} could not be looked up for a notice: {err}")
                }
            }
        }
        self.show(app);
    }

    fn show(&mut self, app: &AppHandle) {
        if self.waiting.is_empty() || self.told_at.is_some_and(|it| it.elapsed() < PAUSE) {
            return;
        }
        let Notice { title, body } = words(&self.waiting);
        self.waiting.clear();
        self.told_at = Some(Instant::now());
        if let Err(err) = app.notification().builder().title(title).body(body).show() {
            tracing::warn!("the notice could not be shown: {err}");
        }
    }
}

impl Notice {
    fn of_alert(row: &AlertRow) -> Notice {
        let body = match row.changes.first().map(|it| (it.kind, it.version)) {
            Some((ChangeKind::Gone, version)) => format!(
                "“{}” is no longer in the text since version {version}: {}",
                row.topic, row.title
            ),
            Some((ChangeKind::Headline, _)) => format!("Another headline: {}", row.title),
            Some((ChangeKind::Found, _)) | None => row.title.clone(),
        };
        Notice {
            title: format!("{}: {}", row.watchlist, row.outlet),
            body,
        }
    }

    fn of_signal(row: &SignalRow) -> Notice {
        let kind = match row.kind {
            SignalKind::Burst => "Burst",
            SignalKind::Silence => "Silence",
        };
        Notice {
            title: format!("{kind}: {}", row.topic),
            body: row.words.clone(),
        }
    }
}

/// How grave something must be to be told; nothing: the analyst wants no notices.
fn least(engine: &Engine) -> Option<Severity> {
    engine.settings().ok().and_then(|it| it.notify_from)
}

/// The words of one notice for all that waits.
fn words(waiting: &[Notice]) -> Notice {
    let first = &waiting[0];
    match waiting.len() {
        1 => Notice {
            title: first.title.clone(),
            body: first.body.clone(),
        },
        n => Notice {
            title: format!("{n} new alerts"),
            body: format!("{} – and {} more", first.body, n - 1),
        },
    }
}
