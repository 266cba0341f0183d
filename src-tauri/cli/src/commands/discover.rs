//! `wirewatch discover`: what can be followed at an address.

use std::{
    ops::ControlFlow, path::PathBuf, sync::Mutex, sync::PoisonError, sync::atomic::Ordering,
};

use engine::{Engine, Options, default_data_dir};
use news::{
    SourceMethod,
    discovery::{Discovery, FoundSource},
};

use super::{Outcome, count, interrupted};
use crate::{
    Ended, Failure,
    out::{Out, Progress, complain},
};

/// From where it is looked around.
struct Lookout {
    engine: Engine,
    /// The analyst's desk, where another program has it: it says how to go out and what is followed, and is told nothing.
    beside: Option<Engine>,
    /// Of a desk that is made for this look only.
    _folder: Option<tempfile::TempDir>,
}

impl Lookout {
    /// The analyst's desk. Where there is none, or another program has it, one in a folder that goes with it.
    fn open(data: Option<PathBuf>) -> Result<Lookout, Failure> {
        let dir = match data {
            Some(dir) => dir,
            None => default_data_dir()?,
        };
        let has_desk = Engine::exists(&dir);
        if has_desk && let Ok(engine) = Engine::open(Options::real(dir.clone())) {
            return Ok(Lookout {
                engine,
                beside: None,
                _folder: None,
            });
        }
        // One that cannot even be read does not say how to go out: nothing is asked then.
        let beside = match has_desk {
            true => Some(Engine::read_only(dir)?),
            false => None,
        };
        let folder = tempfile::tempdir()
            .map_err(|err| Failure::Usage(format!("no folder for temporary files: {err}")))?;
        let engine = Engine::open(Options::real(folder.path().to_path_buf()))?;
        if let Some(desk) = &beside {
            engine.go_out_as(desk)?;
        }
        Ok(Lookout {
            engine,
            beside,
            _folder: Some(folder),
        })
    }

    /// Says of what was found which source of the desk beside it follows it already.
    fn mark_known(&self, found: &mut Discovery) -> Result<(), Failure> {
        let Some(desk) = &self.beside else {
            return Ok(());
        };
        let sources = desk.sources()?;
        for it in &mut found.found {
            let there = sources.iter().find(|one| one.source.address == it.address);
            it.already = there.map(|it| it.source.id);
        }
        Ok(())
    }

    /// Says who asked to be left alone that the desk beside it does not know of.
    fn say_untold(&self) -> Result<(), Failure> {
        let Some(desk) = &self.beside else {
            return Ok(());
        };
        let known = desk.hosts_left_alone();
        let mut hosts: Vec<String> = self.engine.hosts_left_alone().into_keys().collect();
        hosts.retain(|it| !known.contains_key(it));
        hosts.sort();
        if !hosts.is_empty() {
            complain(&format!(
                "Another program has the desk, and was not told who asks to be left alone: {}.",
                hosts.join(", ")
            ));
        }
        Ok(())
    }
}

/// Looks for what can be followed, and prints it. `data` is where the desk is.
pub(crate) fn discover(
    address: &str,
    allow_private: bool,
    data: Option<PathBuf>,
    out: &Out,
) -> Outcome {
    let lookout = Lookout::open(data)?;
    let pressed = interrupted();
    let progress = Mutex::new(Progress::new());
    let told = |view: Option<&Discovery>| {
        if let Some(step) = view.and_then(|it| it.steps.last()) {
            progress
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .show(&format!("{}: {}", step.address, step.outcome));
        }
        match pressed.load(Ordering::SeqCst) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    };
    let found = lookout.engine.discover(address, allow_private, &told);
    progress
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .end();
    lookout.engine.stop();
    let mut found = found?;
    lookout.mark_known(&mut found)?;
    if out.json {
        out.value(&found);
    } else {
        print(&found, allow_private, out);
    }
    lookout.say_untold()?;
    Ok(match found.found.is_empty() {
        true => Ended::WithTrouble,
        false => Ended::Well,
    })
}

fn print(found: &Discovery, allow_private: bool, out: &Out) {
    for step in &found.steps {
        let line = format!("{}: {}", step.address, step.outcome);
        out.line(match step.is_found {
            true => line,
            false => out.quiet(&line),
        });
    }
    if found.stopped {
        out.line(out.warn("Ended early: there may be more."));
    }
    for it in &found.found {
        out.line("");
        print_found(it, allow_private, out);
    }
    if let Some(advice) = &found.advice {
        out.line("");
        out.line(advice);
    }
}

fn print_found(it: &FoundSource, allow_private: bool, out: &Out) {
    let (what, method) = match it.method {
        SourceMethod::Feed => (count(it.items.into(), "item", "items"), ""),
        SourceMethod::Sitemap => (
            format!(
                "news sitemap, {}",
                count(it.items.into(), "article", "articles")
            ),
            " --method sitemap",
        ),
        SourceMethod::FrontPage => (
            format!("front page, {}", count(it.items.into(), "link", "links")),
            " --method front-page",
        ),
        SourceMethod::Telegram => (
            format!("channel, {}", count(it.items.into(), "post", "posts")),
            " --method telegram",
        ),
    };
    let texts = match (it.characters, it.full_text) {
        (0, _) => ", headlines only".to_string(),
        (n, true) => format!(", whole texts ({n} characters each)"),
        (n, false) => format!(", {n} characters each"),
    };
    let comments = if it.is_comments { ", comments" } else { "" };
    out.line(format!("{} ({what}{texts}{comments})", out.bold(&it.title)));
    if let Some(why) = &it.why {
        out.line(format!("  Recommended. {why}"));
    }
    out.line(format!("  {}", out.quiet(&it.how)));
    for item in &it.newest {
        let at = item
            .published_at
            .map_or("no date         ".to_string(), |it| out.time(it));
        out.line(format!("  {}  {}", out.quiet(&at), out.quiet(&item.title)));
    }
    match it.already {
        Some(id) => out.line(format!("  Followed already, as source {id}.")),
        None => {
            let private = if allow_private {
                " --allow-private"
            } else {
                ""
            };
            out.line(format!("  wirewatch add '{}'{method}{private}", it.address));
        }
    }
}
