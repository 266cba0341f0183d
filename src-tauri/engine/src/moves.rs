//! Feeds that say that they have moved for good: believed once they have said so for a day, over restarts.

use news::{SourceKind, Timestamp, Trouble, TroubleCode};
use store::Stays;

use crate::{
    Engine,
    engine::Res,
    feeds::{Begun, host, origin},
    trouble,
};

/// How long a feed must say that it has moved for good before it is believed.
const BELIEVED: i64 = Timestamp::DAY;

impl Engine {
    /// Believes a feed that it has moved for good, once it has said so for a day: its address is changed. To be called only where
    /// what was found there is a feed. Gives trouble where another source has that address already.
    pub(crate) fn follow_move(&self, begun: &Begun, to: Option<&str>) -> Res<Option<Trouble>> {
        let (source, now) = (&begun.source, self.now());
        let id = source.id;
        let known = &begun.state.moved;
        let Some(to) = to else {
            if known.is_some() {
                self.write(move |writer| writer.record_move(id, None))?;
            }
            return Ok(None);
        };
        let since = match known {
            // What lies ahead was seen by a clock that was wrong.
            Some((before, since)) if before == to && *since <= now => *since,
            Some(_) | None => {
                let to = to.to_string();
                self.write(move |writer| writer.record_move(id, Some((&to, now))))?;
                return Ok(None);
            }
        };
        if now.since(since) < BELIEVED {
            return Ok(None);
        }
        if let Some(other) = self.read(|it| it.source_at(SourceKind::Feed, to))? {
            // Which of the two stays is for the analyst to say.
            let detail = format!(
                "{to}, which is followed already as “{}” (source {})",
                other.name, other.id
            );
            return Ok(Some(trouble::of(
                TroubleCode::Moved,
                &begun.who(),
                &detail,
                now,
            )));
        }
        let stays = Stays {
            host: host(to) == begun.who(),
            origin: origin(to).is_some_and(|it| Some(it) == origin(&source.address)),
        };
        // It answered there without the password, which belongs to the place that it was given for.
        if !stays.origin
            && let Some(note) = self.forget_login(source)?
        {
            tracing::warn!("{}: {note}", source.name);
        }
        let to = to.to_string();
        self.write(move |writer| writer.move_source(id, &to, stays))?;
        Ok(None)
    }
}
