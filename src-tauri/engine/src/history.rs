//! The history of topics: every version, and going back to one.

use news::{Topic, TopicId, desk::TopicVersion};

use crate::{Engine, engine::Res};

impl Engine {
    /// Every version of a topic with its note, the newest first.
    ///
    /// # Errors
    /// [`NotFound`](news::desk::ErrorCode::NotFound).
    pub fn topic_history(&self, id: TopicId) -> Res<Vec<TopicVersion>> {
        self.read(|it| it.topic_versions(id))
    }

    /// Makes a new version of a topic that is as an earlier one was, and looks through the archive for it. Can be
    /// undone. Alerts keep the version that raised them.
    ///
    /// # Errors
    /// [`NotFound`](news::desk::ErrorCode::NotFound), and a version that can no longer be read, or is the one that runs.
    pub fn roll_back_topic(&self, id: TopicId, number: u32, note: Option<&str>) -> Res<Topic> {
        if let Some(query) = self.read(|it| it.version_query(id, number))? {
            self.read_stored(&query)?;
        }
        let (note, now) = (note.unwrap_or_default().trim().to_string(), self.now());
        let topic = self.write(move |writer| writer.roll_back_topic(id, number, &note, now))?;
        self.after_change_of_topics()?;
        Ok(topic)
    }
}
