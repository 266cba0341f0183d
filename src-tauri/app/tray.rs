//! The tray: how many alerts are new, and the way back to the window.

use tauri::{
    AppHandle,
    menu::{Menu, MenuItem},
    tray::{MouseButton, MouseButtonState, TrayIconBuilder, TrayIconEvent},
};

use crate::desk;

/// The tray icon's name.
const NAME: &str = "main";

/// Puts the icon into the tray.
pub(crate) fn put(app: &AppHandle) -> tauri::Result<()> {
    let show = MenuItem::with_id(app, "show", "Show Wirewatch", true, None::<&str>)?;
    let quit = MenuItem::with_id(app, "quit", "Quit", true, None::<&str>)?;
    let menu = Menu::with_items(app, &[&show, &quit])?;
    let mut tray = TrayIconBuilder::with_id(NAME)
        .menu(&menu)
        .tooltip("Wirewatch");
    if let Some(icon) = app.default_window_icon() {
        tray = tray.icon(icon.clone());
    }
    tray.on_menu_event(|app, event| match event.id().as_ref() {
        "show" => desk::show(app),
        "quit" => app.exit(0),
        other => tracing::warn!("a menu entry that is not known: {other}"),
    })
    .on_tray_icon_event(|tray, event| {
        if let TrayIconEvent::Click {
            button: MouseButton::Left,
            button_state: MouseButtonState::Up,
            ..
        } = event
        {
            desk::show(tray.app_handle());
        }
    })
    .build(app)?;
    Ok(())
}

/// Shows how many alerts are new.
pub(crate) fn tell(app: &AppHandle, new_alerts: u64) {
    let Some(tray) = app.tray_by_id(NAME) else {
        return;
    };
    let words = match new_alerts {
        0 => "Wirewatch: no new alerts".to_string(),
        1 => "Wirewatch: 1 new alert".to_string(),
        n => format!("Wirewatch: {n} new alerts"),
    };
    if let Err(err) = tray.set_tooltip(Some(words)) {
        tracing::debug!("the tray has no tooltip: {err}");
    }
}
