//! The real window, driven as a person would: a plain W3C WebDriver client for WebKitGTK.

use std::{
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

/// How long something on screen may take to appear. A bound for failing, not a measure.
const PATIENCE: Duration = Duration::from_secs(60);

/// A window of the application.
pub struct Window {
    driver: Child,
    session: String,
    agent: ureq::Agent,
}

impl Window {
    /// Starts the application with `args` and opens a session on its window.
    pub fn open(app: &Path, args: &[&str]) -> Window {
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|it| it.local_addr())
            .expect("a free port")
            .port();
        let driver = Command::new("WebKitWebDriver")
            .args([&format!("--port={port}"), "--host=127.0.0.1"])
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("WebKitWebDriver starts (package webkit2gtk-driver)");
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(120)))
            .build()
            .into();
        let base = format!("http://127.0.0.1:{port}/session");
        let wanted = json!({"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": {
            "binary": app.to_str().expect("a path in UTF-8"), "args": args}}}});
        let began = Instant::now();
        // The opening of a session is retried, for the driver times out now and then; nothing after it is.
        let session = loop {
            let answer = agent
                .post(&base)
                .send_json(&wanted)
                .ok()
                .and_then(|mut it| it.body_mut().read_json::<Value>().ok());
            if let Some(id) = answer
                .as_ref()
                .and_then(|it| it["value"]["sessionId"].as_str())
            {
                break format!("{base}/{id}");
            }
            assert!(
                began.elapsed() < 3 * PATIENCE,
                "no session with the window: {answer:?}"
            );
            thread::yield_now();
            thread::park_timeout(Duration::from_millis(300));
        };
        Window {
            driver,
            session,
            agent,
        }
    }

    /// Sends one WebDriver command and gives back its value.
    fn call(&self, path: &str, body: &Value) -> Result<Value, String> {
        let mut answer = self
            .agent
            .post(format!("{}/{path}", self.session))
            .send_json(body)
            .map_err(|err| err.to_string())?;
        let value: Value = answer
            .body_mut()
            .read_json()
            .map_err(|err| err.to_string())?;
        match value["value"]["error"].as_str() {
            Some(error) => Err(format!("{error}: {}", value["value"]["message"])),
            None => Ok(value["value"].clone()),
        }
    }

    /// Runs a script in the page and gives back what it returns.
    pub fn script(&self, script: &str) -> Value {
        self.call("execute/sync", &json!({"script": script, "args": []}))
            .unwrap_or_else(|err| panic!("{script}: {err}"))
    }

    /// Waits until the CSS selector finds an element that contains `text`, and gives back its reference.
    fn find(&self, css: &str, text: &str) -> Value {
        let script = "const [css, text] = arguments;
            return [...document.querySelectorAll(css)].find((it) =>
                (it.textContent + ' ' + (it.getAttribute('aria-label') ?? '') + ' ' + (it.value ?? '')).includes(text)
                && it.checkVisibility()) ?? null";
        let began = Instant::now();
        loop {
            let found = self.call(
                "execute/sync",
                &json!({"script": script, "args": [css, text]}),
            );
            match found {
                Ok(element) if !element.is_null() => return element,
                Ok(_) | Err(_) if began.elapsed() < PATIENCE => {
                    thread::park_timeout(Duration::from_millis(50))
                }
                Ok(_) => panic!(
                    "`{css}` with “{text}” did not appear. On screen:\n{}",
                    self.text()
                ),
                Err(err) => panic!("`{css}` with “{text}”: {err}"),
            }
        }
    }

    /// Waits until an element is there.
    pub fn see(&self, css: &str, text: &str) {
        self.find(css, text);
    }

    /// Waits until no element of `css` contains `text` any more.
    pub fn see_gone(&self, css: &str, text: &str) {
        let script = "const [css, text] = arguments;
            return [...document.querySelectorAll(css)].every((it) => !it.textContent.includes(text))";
        let began = Instant::now();
        loop {
            let gone = self.call(
                "execute/sync",
                &json!({"script": script, "args": [css, text]}),
            );
            if gone == Ok(Value::Bool(true)) {
                return;
            }
            assert!(
                began.elapsed() < PATIENCE,
                "`{css}` with “{text}” stayed. On screen:\n{}",
                self.text()
            );
            thread::park_timeout(Duration::from_millis(50));
        }
    }

    /// Clicks an element, once it is there.
    pub fn click(&self, css: &str, text: &str) {
        let element = self.find(css, text);
        let id = element
            .as_object()
            .and_then(|it| it.values().next())
            .and_then(Value::as_str)
            .expect("a reference");
        self.call(&format!("element/{id}/click"), &json!({}))
            .unwrap_or_else(|err| panic!("click on `{css}` with “{text}”: {err}"));
    }

    /// Replaces the text of a field.
    pub fn type_into(&self, css: &str, text: &str) {
        let element = self.find(css, "");
        let id = element
            .as_object()
            .and_then(|it| it.values().next())
            .and_then(Value::as_str)
            .expect("a reference");
        self.call(&format!("element/{id}/clear"), &json!({}))
            .expect("a field that can be cleared");
        self.call(&format!("element/{id}/value"), &json!({"text": text}))
            .unwrap_or_else(|err| panic!("typing into `{css}`: {err}"));
    }

    /// Presses keys on whatever has the focus. `\u{E00C}` is Escape, `\u{E007}` Enter, `\u{E009}` Control.
    pub fn press(&self, keys: &str) {
        let mut actions = vec![];
        for key in keys.chars() {
            actions.push(json!({"type": "keyDown", "value": key.to_string()}));
        }
        for key in keys.chars().rev() {
            actions.push(json!({"type": "keyUp", "value": key.to_string()}));
        }
        self.call(
            "actions",
            &json!({"actions": [{"type": "key", "id": "keyboard", "actions": actions}]}),
        )
        .unwrap_or_else(|err| panic!("pressing {keys:?}: {err}"));
    }

    /// All text on screen.
    pub fn text(&self) -> String {
        self.script("return document.body.innerText")
            .as_str()
            .unwrap_or_default()
            .to_string()
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.agent.delete(&self.session).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
