//! The sample desk: invented outlets, to begin with and to test with. Loaded through the ordinary way.

use std::{collections::HashMap, sync::Arc};

use include_dir::{Dir, include_dir};
use news::{
    Source, SourceKind,
    desk::{Change, SourceDraft},
};
use serde::Deserialize;

use crate::{
    Engine,
    capture::{self, Origin},
    engine::Res,
    judge::{Arrival, IfFull, identity_of},
};

/// The description of the sample, and of the watchlists that a new desk starts with.
pub(crate) const DESK: &str = include_str!("../sample/desk.toml");

static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/sample");

#[derive(Deserialize)]
struct Sample {
    outlet: Vec<Outlet>,
}

#[derive(Deserialize)]
struct Outlet {
    key: String,
    name: String,
    publisher: String,
    group: String,
    country: String,
    language: String,
}

impl Engine {
    /// Fills the desk with the sample. Where it is there already, nothing changes.
    ///
    /// # Errors
    /// What the database says.
    pub fn load_sample(&self) -> Res<()> {
        let sample: Sample = toml::from_str(DESK).expect("the sample's description is ours");
        let mut all = vec![];
        for outlet in sample.outlet {
            let source = self.sample_source(&outlet)?;
            let folder = PAGES
                .get_dir(&outlet.key)
                .expect("every outlet of the sample has a folder");
            for file in folder.files() {
                let bytes = file.contents();
                let capture = Arc::new(capture::of_sample(
                    &source,
                    &file.path().to_string_lossy().replace('\\', "/"),
                    bytes,
                    self.now(),
                )?);
                let articles = parse::page(bytes, None, None).articles;
                all.extend(
                    (0..)
                        .zip(articles)
                        .map(|(place, article)| (source.clone(), article, place, capture.clone())),
                );
            }
        }
        // As they came out, so that stories grow as they did, and what was changed later comes after what it was copied from.
        all.sort_by_key(|(source, article, ..)| {
            (article.modified_at.or(article.published_at), source.id)
        });
        // How many pages of an article came: each after the first is a version of it.
        let mut pages: HashMap<_, u32> = HashMap::new();
        for (source, article, place, capture) in all {
            let identity = identity_of(&source, &article);
            let page = pages.entry((source.id, identity)).or_default();
            *page += 1;
            if self.read(|it| it.version_known_as(source.id, identity))? >= *page {
                continue;
            }
            let arrival = Arrival {
                article,
                file: None,
                holder: None,
                path: None,
                former: None,
                place,
                origin: Some(Origin::Captured(capture)),
                came: store::Came::default(),
            };
            self.file_arrivals(&source, vec![arrival], IfFull::Fail)?;
        }
        self.tell(Change::Sources);
        self.tell(Change::Desk);
        Ok(())
    }

    fn sample_source(&self, outlet: &Outlet) -> Res<Source> {
        let address = format!("sample:{}", outlet.key);
        if let Some(source) = self.read(|it| it.source_at(SourceKind::Sample, &address))? {
            return Ok(source);
        }
        let draft = SourceDraft {
            publisher: Some(outlet.publisher.clone()),
            group: Some(outlet.group.clone()),
            country: Some(outlet.country.clone()),
            language: Some(outlet.language.clone()),
            ..SourceDraft::new(SourceKind::Sample, address, outlet.name.clone())
        };
        let now = self.now();
        self.write(move |writer| writer.save_source(&draft, true, now))
    }

    /// Takes the sample off the desk, with its articles and alerts. What the analyst added stays.
    ///
    /// # Errors
    /// What the database says.
    pub fn remove_sample(&self) -> Res<()> {
        let now = self.now();
        self.write(move |writer| writer.remove_sample(now))?;
        self.tell(Change::Sources);
        self.tell(Change::Triaged);
        self.tell(Change::Desk);
        Ok(())
    }
}
