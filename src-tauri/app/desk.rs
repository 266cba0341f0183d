//! The one desk of this window: its engine, opened when it can be, and what it tells.

use std::{
    path::PathBuf,
    sync::{Mutex, OnceLock, PoisonError},
    thread,
};

use engine::{Engine, EngineError, Options};
use news::desk::Change;
use tauri::{AppHandle, Emitter, Manager, WebviewUrl, WebviewWindowBuilder, WindowEvent};

use crate::{notices, start::Start, tray, turns::Turns};

/// The desk of this window.
pub(crate) struct Desk {
    data_dir: Option<PathBuf>,
    sample: bool,
    hidden: bool,
    engine: Mutex<Option<Engine>>,
    app: OnceLock<AppHandle>,
    /// The counting of what a search finds.
    pub(crate) overviews: Turns,
    /// The trials of topics.
    pub(crate) trials: Turns,
    /// The looks for what can be followed.
    pub(crate) discoveries: Turns,
}

impl Desk {
    /// A desk that is not open yet.
    pub(crate) fn new(start: &Start) -> Desk {
        Desk {
            data_dir: start.data_dir.clone(),
            sample: start.sample,
            hidden: start.hidden,
            engine: Mutex::new(None),
            app: OnceLock::new(),
            overviews: Turns::default(),
            trials: Turns::default(),
            discoveries: Turns::default(),
        }
    }

    /// Opens the desk, away from the window's thread. What stands in the way is said by the first command.
    pub(crate) fn begin(&self, app: &AppHandle) {
        if self.app.set(app.clone()).is_err() {
            return;
        }
        let app = app.clone();
        thread::spawn(move || {
            if let Err(err) = app.state::<Desk>().engine() {
                tracing::error!("the desk could not be opened: {err}");
            }
        });
    }

    /// The engine. Opens it where that has not been possible so far, so that "try again" is any command.
    pub(crate) fn engine(&self) -> Result<Engine, EngineError> {
        let mut held = self.engine.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(engine) = &*held {
            return Ok(engine.clone());
        }
        let data_dir = match &self.data_dir {
            Some(dir) => dir.clone(),
            None => engine::default_data_dir()?,
        };
        let engine = Engine::open(Options {
            documents: engine::this_program(),
            ..Options::real(data_dir)
        })?;
        if self.sample && engine.desk()?.articles == 0 {
            engine.load_sample()?;
        }
        engine.start();
        *held = Some(engine.clone());
        if let Some(app) = self.app.get() {
            let app = app.clone();
            let told = engine.clone();
            thread::spawn(move || tell(&app, &told));
        }
        Ok(engine)
    }

    /// Stops the engine in order.
    pub(crate) fn end(&self) {
        if let Some(engine) = self
            .engine
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
        {
            engine.stop();
        }
    }
}

/// Passes on what changed, for as long as the engine lives.
fn tell(app: &AppHandle, engine: &Engine) {
    let mut notices = notices::Notices::default();
    let changes = engine.changes();
    count(app, engine);
    for change in changes {
        if let Err(err) = app.emit("change", &change) {
            tracing::warn!("the window was not told of {change:?}: {err}");
        }
        match &change {
            Change::Filed { alerts, .. } if !alerts.is_empty() => {
                count(app, engine);
                notices.tell(app, engine, alerts);
            }
            Change::Signals { raised } => notices.tell_signals(app, engine, raised),
            Change::Triaged | Change::Watchlists => count(app, engine),
            _ => {}
        }
    }
}

/// Brings the tray's count up to date.
fn count(app: &AppHandle, engine: &Engine) {
    match engine.desk() {
        Ok(desk) => tray::tell(app, desk.new_alerts),
        Err(err) => tracing::warn!("the new alerts could not be counted: {err}"),
    }
}

/// Opens the one window.
pub(crate) fn open_window(app: &AppHandle) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, "main", WebviewUrl::App("index.html".into()))
        .title("Wirewatch")
        .inner_size(1440.0, 900.0)
        .min_inner_size(720.0, 480.0)
        .visible(!app.state::<Desk>().hidden)
        // The page never leaves its own files: links open in the browser, through a command.
        .on_navigation(|url| {
            matches!(url.scheme(), "tauri") || url.host_str() == Some("tauri.localhost")
        })
        .on_new_window(|_, _| tauri::webview::NewWindowResponse::Deny)
        .disable_drag_drop_handler()
        .build()?;
    let app = app.clone();
    window.clone().on_window_event(move |event| {
        if let WindowEvent::CloseRequested { api, .. } = event
            && stays_in_tray(&app)
        {
            api.prevent_close();
            if let Err(err) = window.hide() {
                tracing::warn!("the window could not be hidden: {err}");
            }
        }
    });
    Ok(())
}

/// Whether closing the window leaves the monitor running.
fn stays_in_tray(app: &AppHandle) -> bool {
    let desk = app.state::<Desk>();
    let engine = desk
        .engine
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    engine
        .and_then(|it| it.settings().ok())
        .is_some_and(|it| it.close_to_tray)
}

/// Brings the window to the front.
pub(crate) fn show(app: &AppHandle) {
    let Some(window) = app.get_webview_window("main") else {
        return;
    };
    for res in [window.show(), window.unminimize(), window.set_focus()] {
        if let Err(err) = res {
            tracing::warn!("the window could not be brought to the front: {err}");
        }
    }
}
