//! Reading: alerts with their reasons, articles, stories.

use std::collections::BTreeMap;

use news::{
    AlertId, AlertState, Article, ArticleId, StoryId, TopicId,
    desk::{AlertFilter, AlertRow, AlertView, ArticleView, Change, Page, StoryFilter, StoryRow},
    query::{About, Of, Proof, article_blocks, held_back, why},
    story::{Comparison, compare},
};
use store::{Reader, StoredArticle};

use crate::{Engine, EngineError, engine::Res, feeds::host};

/// What is known about a stored article.
pub(crate) fn about(it: &StoredArticle) -> About<'_> {
    let by_hand = it.outlet != it.source && it.publisher == it.source;
    About {
        source: &it.outlet,
        publisher: if by_hand { &it.outlet } else { &it.publisher },
        group: it.group.as_deref(),
        country: it.country.as_deref(),
        language: it.source_language.as_deref(),
        sorted_at: Some(it.sorted_at()),
        ..About::default()
    }
}

impl Engine {
    /// A page of alerts, newest article first.
    ///
    /// # Errors
    /// A cursor that was not given out.
    pub fn alerts(&self, filter: &AlertFilter, cursor: Option<&str>) -> Res<Page<AlertRow>> {
        self.read(|it| it.alerts(filter, cursor))
    }

    /// An alert with its article, and why it matched.
    ///
    /// # Errors
    /// [`NotFound`](news::desk::ErrorCode::NotFound).
    pub fn alert(&self, id: AlertId) -> Res<AlertView> {
        let alert = self.read(|it| it.alert(id))?;
        let stored = self.read(|it| it.article(alert.row.article_id))?;
        let mut others = self.read(|it| it.alerts_of(stored.id))?;
        others.sort_by_key(|it| it.row.id != id);
        let lists = self.lists();
        // Each proof is of the text of its version: where the newest does not meet the topic, of an older one.
        let mut older: BTreeMap<u32, Article> = BTreeMap::new();
        for it in &others {
            let version = it.article_version;
            if version != stored.version && !older.contains_key(&version) {
                older.insert(version, self.read(|it| it.article_at(stored.id, version))?);
            }
        }
        let reasons = others
            .iter()
            .map(|it| {
                let of = Of {
                    topic_id: it.row.topic_id,
                    topic: &it.row.topic,
                    watchlist: &it.row.watchlist,
                    mark: it.row.mark,
                    version: it.topic_version,
                    query: &it.query,
                };
                let article = older.get(&it.article_version).unwrap_or(&stored.article);
                why(article, of, &it.proof, &lists)
            })
            .collect();
        let marks: Vec<(TopicId, &Proof)> = others
            .iter()
            .filter(|it| it.article_version == stored.version)
            .map(|it| (it.row.topic_id, &it.proof))
            .collect();
        Ok(AlertView {
            article: self.view(&stored, &marks)?,
            row: alert.row,
            why: reasons,
        })
    }

    /// Puts alerts into a state. Can be undone.
    ///
    /// # Errors
    /// [`NotFound`](news::desk::ErrorCode::NotFound) where one of them is not there; then none is changed.
    pub fn triage(&self, ids: &[AlertId], state: AlertState) -> Res<()> {
        let (ids, now) = (ids.to_vec(), self.now());
        self.write(move |writer| writer.triage(&ids, state, now))?;
        self.tell(Change::Triaged);
        Ok(())
    }

    /// Sets the note of an alert. Can be undone.
    ///
    /// # Errors
    /// [`NotFound`](news::desk::ErrorCode::NotFound), and a note of more than 20,000 characters.
    pub fn note(&self, id: AlertId, text: &str) -> Res<()> {
        if text.chars().count() > 20_000 {
            return Err(EngineError::bad_input(
                "The note is too long.",
                "Use at most 20,000 characters.",
            ));
        }
        let (text, now) = (text.trim().to_string(), self.now());
        self.write(move |writer| writer.note(id, &text, now))?;
        self.tell(Change::Triaged);
        Ok(())
    }

    /// Puts tags on alerts and takes others off. Can be undone. `tag:` finds their articles.
    ///
    /// # Errors
    /// [`NotFound`](news::desk::ErrorCode::NotFound) where one of the alerts is not there, and a tag that is none; then
    /// nothing is changed.
    pub fn tag_alerts(&self, ids: &[AlertId], add: &[String], remove: &[String]) -> Res<()> {
        let add: Vec<String> = add.iter().map(|it| tag(it)).collect::<Res<_>>()?;
        let remove: Vec<String> = remove.iter().map(|it| tag(it)).collect::<Res<_>>()?;
        let (ids, now) = (ids.to_vec(), self.now());
        self.write(move |writer| writer.tag(&ids, &add, &remove, now))?;
        self.tell(Change::Triaged);
        Ok(())
    }

    /// An article for reading, with what met the topics marked.
    ///
    /// # Errors
    /// [`NotFound`](news::desk::ErrorCode::NotFound).
    pub fn article(&self, id: ArticleId) -> Res<ArticleView> {
        let stored = self.read(|it| it.article(id))?;
        let alerts = self.read(|it| it.alerts_of(id))?;
        let marks: Vec<(TopicId, &Proof)> = alerts
            .iter()
            .filter(|it| it.article_version == stored.version)
            .map(|it| (it.row.topic_id, &it.proof))
            .collect();
        self.view(&stored, &marks)
    }

    fn view(&self, stored: &StoredArticle, marks: &[(TopicId, &Proof)]) -> Res<ArticleView> {
        let held_back = held_back(&stored.article, &self.known()?.sought);
        let article = &stored.article;
        let (story, articles, outlets) = stored.story;
        Ok(ArticleView {
            id: stored.id,
            title: article.title.clone(),
            outlet: stored.outlet.clone(),
            source_id: stored.source_id,
            authors: article.authors.clone(),
            host: article.address.as_deref().map(host),
            address: article.address.clone(),
            language: article.language.clone(),
            wire: article.wire.clone(),
            published_at: article.published_at,
            modified_at: article.modified_at,
            first_seen_at: stored.first_seen_at,
            version: stored.version,
            versions: stored.version,
            blocks: article_blocks(article, marks),
            held_back,
            story_id: (articles > 1).then_some(story),
            outlets,
            reading: article.reading.as_deref().map(|it| {
                let mut reading = it.clone();
                // A day that lies ahead is as little to be believed as one before there was a web.
                reading.implausible |= !article.is_published_plausibly(stored.first_seen_at);
                reading
            }),
        })
    }

    /// A page of stories, the one with the newest article first.
    ///
    /// # Errors
    /// A cursor that was not given out.
    pub fn stories(&self, filter: &StoryFilter, cursor: Option<&str>) -> Res<Page<StoryRow>> {
        self.read(|it: &Reader| it.stories(filter, cursor))
    }

    /// How the outlets of a story compare.
    ///
    /// # Errors
    /// [`NotFound`](news::desk::ErrorCode::NotFound).
    pub fn compare(&self, story_id: StoryId) -> Res<Comparison> {
        let tellings = self.read(|it| it.tellings(story_id))?;
        Ok(compare(story_id, &tellings))
    }
}

/// A tag as it is kept: in lower case, with single blanks.
fn tag(text: &str) -> Res<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let tag = words.join(" ").to_lowercase();
    let tag = tag.trim_start_matches('#').to_string();
    match tag.chars().count() {
        0 => Err(EngineError::bad_input("The tag is empty.", "Type a word.")),
        1..=50 if tag.chars().any(char::is_alphanumeric) => Ok(tag),
        1..=50 => Err(EngineError::bad_input(
            format!("There is no letter or digit in the tag “{tag}”."),
            "Type a word.",
        )),
        n => Err(EngineError::bad_input(
            format!("The tag has {n} characters."),
            "Use at most 50.",
        )),
    }
}
