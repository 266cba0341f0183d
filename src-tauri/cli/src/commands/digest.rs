//! Digests.

use engine::Engine;
use news::{
    Timestamp,
    digest::{DigestFormat, DigestOrder},
};

use super::{Outcome, count, watchlist};
use crate::{Ended, Failure, args::DigestArgs, out::Out, when::when};

/// Writes a digest, or prints it.
pub(crate) fn digest(engine: &Engine, args: DigestArgs, out: &Out) -> Outcome {
    let zone = jiff::tz::TimeZone::system();
    let now = Timestamp::from(jiff::Timestamp::now());
    let since = when(&args.since, now, &zone).map_err(Failure::Usage)?;
    let until = match &args.until {
        Some(text) => when(text, now, &zone).map_err(Failure::Usage)?,
        None => now.plus(1),
    };
    if since >= until {
        return Err(Failure::Usage("--since must lie before --until".into()));
    }
    let printed = args.out.as_deref() == Some("-");
    let order = DigestOrder {
        title: args.title,
        since,
        until,
        watchlists: args
            .watchlist
            .iter()
            .map(|it| watchlist(engine, it))
            .collect::<Result<_, _>>()?,
        states: args.state.iter().filter_map(|it| it.state()).collect(),
        formats: args.format.into_iter().map(DigestFormat::from).collect(),
        folder: args.out.filter(|it| it != "-"),
    };
    if printed {
        let format = match order.formats[..] {
            [format] => format,
            _ if out.json => DigestFormat::Json,
            _ => DigestFormat::Markdown,
        };
        out.line(engine.render_digest(&order, format)?.trim_end());
        return Ok(Ended::Well);
    }
    let row = engine.make_digest(&order)?;
    if out.json {
        out.value(&row);
    } else {
        out.line(format!(
            "{} with {}:",
            row.title,
            count(u64::from(row.entries), "alert", "alerts")
        ));
        for file in &row.files {
            out.line(file);
        }
    }
    Ok(Ended::Well)
}
