//! Desktop notices for new alerts: few, and none for what was found in the archive.

use std::time::{Duration, Instant};

use engine::Engine;
use news::{AlertId, desk::AlertRow};
use tauri::AppHandle;
use tauri_plugin_notification::NotificationExt;

/// The least time between two notices.
const PAUSE: Duration = Duration::from_secs(60);

/// What was told and what waits to be.
#[derive(Default)]
pub(crate) struct Notices {
    told_at: Option<Instant>,
    waiting: Vec<AlertRow>,
}

impl Notices {
    /// Tells of new alerts that are grave enough, at most once a minute; what comes in between is in the next notice.
    pub(crate) fn tell(&mut self, app: &AppHandle, engine: &Engine, alerts: &[AlertId]) {
        let Some(least) = engine.settings().ok().and_then(|it| it.notify_from) else {
            return;
        };
        for id in alerts {
            match engine.alert(*id) {
                Ok(view) if view.row.severity >= least && !view.row.from_archive => {
                    self.waiting.push(view.row)
                }
                Ok(_) => {}
                Err(err) => tracing::warn!("alert {id} could not be looked up for a notice: {err}"),
            }
        }
        if self.waiting.is_empty() || self.told_at.is_some_and(|it| it.elapsed() < PAUSE) {
            return;
        }
        let (title, body) = words(&self.waiting);
        self.waiting.clear();
        self.told_at = Some(Instant::now());
        if let Err(err) = app.notification().builder().title(title).body(body).show() {
            tracing::warn!("the notice could not be shown: {err}");
        }
    }
}

/// The words of one notice.
fn words(rows: &[AlertRow]) -> (String, String) {
    let first = &rows[0];
    match rows.len() {
        1 => (
            format!("{}: {}", first.watchlist, first.outlet),
            first.title.clone(),
        ),
        n => (
            format!("{n} new alerts"),
            format!("{} – and {} more", first.title, n - 1),
        ),
    }
}
