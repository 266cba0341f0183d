//! Words and judgement: the vocabulary of the product and everything that can be decided from it.
//!
//! Nothing here touches files, the network, a clock, the environment or SQL: the same input gives
//! the same output, and times are arguments. The modules are the product's subjects.

pub mod alert;
pub mod alerting;
pub mod article;
pub mod desk;
pub mod digest;
pub mod discovery;
pub mod evidence;
pub mod exchange;
pub mod health;
pub mod id;
pub mod query;
pub mod reading;
pub mod source;
pub mod speech;
pub mod story;
pub mod text;
pub mod time;
pub mod version;
pub mod watchlist;
pub mod wishes;

pub use alert::{Alert, AlertState, Severity};
pub use article::{Article, Block, Zone};
pub use id::{
    AlertId, ArticleId, EditionId, JobId, SignalId, SourceId, StoryId, TopicId, WatchlistId,
};
pub use reading::{Evidence, Reading};
pub use source::{
    Source, SourceKind, SourceMethod, TextChoice, TextFrom, TextMeasure, Trouble, TroubleCode,
    group_levels, group_path,
};
pub use time::Timestamp;
pub use watchlist::{Topic, Watchlist};
pub use wishes::Wishes;
