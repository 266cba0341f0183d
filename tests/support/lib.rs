//! What the outside tests share: the window's types as text.

pub mod window;

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use news::{
    alert, alerting, article, desk, digest, discovery, evidence, health, query, reading, source,
    story, text, version, watchlist,
};
use ts_rs::{Config, TS};

/// The terminal program, built like these tests.
pub fn wirewatch() -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT
        .get_or_init(|| {
            let this = std::env::current_exe().expect("a test knows where it is");
            let folder = this
                .parent()
                .and_then(Path::parent)
                .expect("tests stand in target/…/deps")
                .to_path_buf();
            let mut cargo = Command::new(env!("CARGO"));
            // With the features of the whole, as these tests are: alone it would be compiled with others, and all below it.
            cargo.args(["build", "--quiet", "--workspace", "--bin", "wirewatch"]);
            cargo.args(["--features", "wirewatch-app/custom-protocol"]);
            if folder.file_name().is_some_and(|it| it == "release") {
                cargo.arg("--release");
            }
            let status = cargo.status().expect("cargo runs");
            assert!(status.success(), "wirewatch could not be built");
            folder.join(format!("wirewatch{}", std::env::consts::EXE_SUFFIX))
        })
        .clone()
}

/// The file that the window's code takes its types from, made from ours.
pub fn types_ts() -> String {
    let config = Config::new().with_large_int("number");
    let mut out = String::from(
        "// Made from the Rust types by `cargo xtask types`. Do not edit.\n\
         // Times are RFC 3339 texts in UTC, ids are whole numbers.\n",
    );
    macro_rules! declare {
        ($($type:ty),* $(,)?) => {$(
            out.push_str("\nexport ");
            out.push_str(&<$type as TS>::decl(&config));
            out.push('\n');
        )*};
    }
    declare![
        news::AlertId,
        news::ArticleId,
        news::EditionId,
        news::JobId,
        news::SignalId,
        news::SourceId,
        news::StoryId,
        news::TopicId,
        news::WatchlistId,
        news::Timestamp,
        alert::Severity,
        alert::AlertState,
        alerting::SignalKind,
        article::Zone,
        source::SourceKind,
        source::SourceMethod,
        source::TextFrom,
        source::TextChoice,
        source::TextMeasure,
        source::Source,
        source::TroubleCode,
        source::Trouble,
        watchlist::Watchlist,
        watchlist::Topic,
        text::Piece,
        query::Diagnostic,
        query::Fix,
        query::Expansion,
        query::FormCount,
        query::Dialect,
        query::Conversion,
        query::Change,
        query::DayCount,
        query::Examples,
        query::ClauseTally,
        story::Comparison,
        story::Telling,
        story::Claim,
        story::ClaimKind,
        story::Cell,
        story::Changes,
        story::ChangedBlock,
        story::ChangedPiece,
        story::Fate,
        digest::DigestOrder,
        digest::DigestFormat,
        digest::Edition,
        digest::Section,
        digest::TopicSection,
        digest::Entry,
        digest::EntryCopy,
        digest::Coverage,
        digest::SilentSource,
        desk::Page<ts_rs::Dummy>,
        text::PartKind,
        text::Part,
        version::ChangeKind,
        version::AlertChange,
        version::VersionList,
        version::VersionRow,
        version::VersionChange,
        version::Visits,
        version::VisitState,
        version::VersionDifference,
        version::BlockDifference,
        desk::AlertFilter,
        desk::AlertRow,
        desk::AlertView,
        desk::CopiesInShort,
        desk::CopiesView,
        desk::CopyRow,
        desk::Why,
        desk::WhyClause,
        desk::SignalRow,
        desk::SignalView,
        desk::ArticleView,
        reading::Evidence,
        reading::Reading,
        desk::BlockView,
        desk::StoryRow,
        desk::StoryFilter,
        desk::SearchPage,
        desk::SearchRow,
        desk::WatchlistView,
        desk::TopicView,
        desk::TopicDraft,
        desk::WatchlistDraft,
        desk::QueryCheck,
        desk::SourceState,
        desk::FullText,
        desk::SourceView,
        desk::SourceStanding,
        health::Standing,
        health::HealthDay,
        health::DiagnosisCode,
        health::Diagnosis,
        health::SourceHealth,
        desk::Followed,
        desk::Notice,
        desk::FileTrouble,
        desk::SourceDraft,
        discovery::Discovery,
        discovery::DiscoveryStep,
        discovery::FoundSource,
        discovery::FoundItem,
        desk::EditionRow,
        desk::Job,
        desk::JobState,
        desk::Desk,
        desk::Settings,
        desk::ProxyChoice,
        desk::PasswordKept,
        desk::Theme,
        desk::Density,
        desk::Reason,
        desk::Contact,
        desk::ContactReason,
        desk::Contacts,
        desk::Checkup,
        desk::Finding,
        desk::Undone,
        desk::Change,
        desk::ErrorCode,
        desk::SourceChange,
        desk::SourceListFormat,
        desk::ListHolds,
        desk::SourceReport,
        desk::ReportLine,
        desk::LineFate,
        desk::SearchOrder,
        desk::SearchOverview,
        desk::FacetCount,
        desk::BacktestRequest,
        desk::BacktestView,
        desk::TopicVersion,
        desk::TermList,
        desk::TermListView,
        desk::TermListDraft,
        desk::FileStep,
        desk::FileThing,
        desk::FileChange,
        desk::FileReport,
        desk::FileProblem,
        evidence::CaptureKind,
        evidence::CaptureView,
        evidence::EvidenceView,
        evidence::Exported,
        evidence::Wrong,
        evidence::Verified,
        evidence::Keeping,
        evidence::Kept,
    ];
    out.push_str(
        "\n/** What a command answers when it could not do its work. */\n\
         export type CommandError = { code: ErrorCode, what: string, advice: string, };\n",
    );
    out
}
