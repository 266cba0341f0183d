//! The window: commands of one line each, events, the tray and the desktop's notices.
//!
//! Everything that the product can do is in `engine`; here it is put on a screen.

#![cfg_attr(all(not(debug_assertions), windows), windows_subsystem = "windows")]

mod commands;
mod desk;
mod notices;
mod rendering;
mod start;
mod tray;
mod turns;

use tauri::{Manager, RunEvent};

fn main() {
    if engine::serve_documents_if_asked() {
        return;
    }
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("WIREWATCH_LOG")
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn")),
        )
        .with_writer(std::io::stderr)
        .init();
    let start = match start::Start::from_args(std::env::args_os().skip(1)) {
        Ok(start) => start,
        Err(words) => start::say_and_end(&words),
    };
    rendering::choose(start.rendering);

    let app = tauri::Builder::default()
        .plugin(
            tauri_plugin_single_instance::Builder::new()
                .dbus_id(start.bus_name())
                .callback(|app, _, _| desk::show(app))
                .build(),
        )
        .plugin(tauri_plugin_window_state::Builder::new().build())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::init())
        .manage(desk::Desk::new(&start))
        .invoke_handler(commands::handler())
        .setup(move |app| {
            desk::open_window(app.handle())?;
            if let Err(err) = tray::put(app.handle()) {
                // Not every desktop has a place for it.
                tracing::warn!("no tray: {err}");
            }
            app.state::<desk::Desk>().begin(app.handle());
            Ok(())
        })
        .build(tauri::generate_context!());
    let app = match app {
        Ok(app) => app,
        Err(err) => start::say_and_end(&format!("The window could not be opened: {err}")),
    };
    app.run(|app, event| {
        if let RunEvent::Exit = event {
            app.state::<desk::Desk>().end();
        }
    });
}
