//! What the window can ask for. Every command is one call of the engine.

use std::path::PathBuf;

use engine::{Depth, Password};
use news::{
    AlertId, AlertState, ArticleId, EditionId, JobId, Severity, SignalId, Source, SourceId,
    StoryId, Timestamp, Topic, TopicId, Watchlist, WatchlistId,
    desk::{
        AlertFilter, AlertRow, AlertView, ArticleView, BacktestRequest, BacktestView, Checkup,
        Contacts, CopiesView, Desk as Glance, EditionRow, ErrorCode, FileReport, Job, ListHolds,
        PAGE, Page, PasswordKept, QueryCheck, SearchOrder, SearchOverview, SearchPage, SearchRow,
        Settings, SignalRow, SignalView, SourceChange, SourceDraft, SourceListFormat, SourceReport,
        SourceStanding, SourceView, StoryFilter, StoryRow, TermList, TermListDraft, TermListView,
        TopicDraft, TopicVersion, Undone, WatchlistDraft, WatchlistView,
    },
    digest::{DigestOrder, Edition},
    discovery::Discovery,
    evidence::{EvidenceView, Exported, Keeping, Kept, Verified},
    health::SourceHealth,
    query::{Conversion, DayCount, Dialect},
    story::{Changes, Comparison},
    version::{VersionDifference, VersionList},
};
use serde::Serialize;
use tauri::{
    AppHandle, State, WebviewWindow,
    ipc::{Channel, Invoke},
};
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_opener::OpenerExt;

use crate::desk::Desk;

/// What a command answers when it could not do its work.
#[derive(Debug, Serialize)]
pub(crate) struct CommandError {
    code: ErrorCode,
    what: String,
    advice: String,
}

impl From<engine::EngineError> for CommandError {
    fn from(err: engine::EngineError) -> CommandError {
        CommandError {
            code: err.code(),
            what: err.what(),
            advice: err.advice(),
        }
    }
}

impl CommandError {
    /// Something of the desktop did not work.
    fn desktop(what: &str, err: &impl std::fmt::Display, advice: &str) -> CommandError {
        CommandError {
            code: ErrorCode::Io,
            what: format!("{what}: {err}."),
            advice: advice.into(),
        }
    }
}

type Answer<T> = Result<T, CommandError>;

/// The desk at a glance.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn desk(desk: State<'_, Desk>) -> Answer<Glance> {
    Ok(desk.engine()?.desk()?)
}

/// A page of alerts, newest first.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn alerts(
    desk: State<'_, Desk>,
    filter: AlertFilter,
    cursor: Option<String>,
) -> Answer<Page<AlertRow>> {
    Ok(desk.engine()?.alerts(&filter, cursor.as_deref())?)
}

/// An alert with everything that explains it.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn alert(desk: State<'_, Desk>, id: AlertId) -> Answer<AlertView> {
    Ok(desk.engine()?.alert(id)?)
}

/// The articles that have the text of one, the origin first.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn copies(desk: State<'_, Desk>, id: ArticleId) -> Answer<CopiesView> {
    Ok(desk.engine()?.copies(id)?)
}

/// What an article cut from the text that it took over, and what it added.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn copy_changes(desk: State<'_, Desk>, id: ArticleId) -> Answer<Option<Changes>> {
    Ok(desk.engine()?.copy_changes(id)?)
}

/// The versions of an article.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn versions(desk: State<'_, Desk>, id: ArticleId) -> Answer<VersionList> {
    Ok(desk.engine()?.versions(id)?)
}

/// How one version of an article became another.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn version_difference(
    desk: State<'_, Desk>,
    id: ArticleId,
    from: u32,
    to: u32,
) -> Answer<VersionDifference> {
    Ok(desk.engine()?.version_difference(id, from, to)?)
}

/// Keeps or dismisses alerts, or makes them new again.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn triage(desk: State<'_, Desk>, ids: Vec<AlertId>, state: AlertState) -> Answer<()> {
    Ok(desk.engine()?.triage(&ids, state)?)
}

/// A page of bursts and silences of topics, newest first.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn signals(
    desk: State<'_, Desk>,
    filter: AlertFilter,
    cursor: Option<String>,
) -> Answer<Page<SignalRow>> {
    Ok(desk.engine()?.signals(&filter, cursor.as_deref())?)
}

/// A burst or a silence with what explains it.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn signal(desk: State<'_, Desk>, id: SignalId) -> Answer<SignalView> {
    Ok(desk.engine()?.signal(id)?)
}

/// Keeps or dismisses bursts and silences, or makes them new again.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn triage_signals(
    desk: State<'_, Desk>,
    ids: Vec<SignalId>,
    state: AlertState,
) -> Answer<()> {
    Ok(desk.engine()?.triage_signals(&ids, state)?)
}

/// How many articles met a topic on each day.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn topic_days(
    desk: State<'_, Desk>,
    id: TopicId,
    until: Option<Timestamp>,
    days: u32,
) -> Answer<Vec<DayCount>> {
    Ok(desk.engine()?.topic_days(id, until, days as usize)?)
}

/// Sets the note of an alert.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn note(desk: State<'_, Desk>, id: AlertId, text: String) -> Answer<()> {
    Ok(desk.engine()?.note(id, &text)?)
}

/// Takes back what was done last.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn undo(desk: State<'_, Desk>) -> Answer<Option<Undone>> {
    Ok(desk.engine()?.undo()?)
}

/// Does again what was taken back last.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn redo(desk: State<'_, Desk>) -> Answer<Option<Undone>> {
    Ok(desk.engine()?.redo()?)
}

/// A page of stories, newest first.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn stories(
    desk: State<'_, Desk>,
    filter: StoryFilter,
    cursor: Option<String>,
) -> Answer<Page<StoryRow>> {
    Ok(desk.engine()?.stories(&filter, cursor.as_deref())?)
}

/// How the outlets of a story compare.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn compare(desk: State<'_, Desk>, story_id: StoryId) -> Answer<Comparison> {
    Ok(desk.engine()?.compare(story_id)?)
}

/// An article for reading.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn article(desk: State<'_, Desk>, id: ArticleId) -> Answer<ArticleView> {
    Ok(desk.engine()?.article(id)?)
}

/// A page of what the archive holds on a query.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn search(
    desk: State<'_, Desk>,
    text: String,
    order: SearchOrder,
    cursor: Option<String>,
) -> Answer<SearchPage> {
    Ok(desk
        .engine()?
        .search_page(&text, order, cursor.as_deref(), PAGE)?)
}

/// What the archive holds on a query in numbers. Tells how far that is; ends a count that runs.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn search_overview(
    desk: State<'_, Desk>,
    text: String,
    on: Channel<(u64, u64)>,
) -> Answer<SearchOverview> {
    let turn = desk.overviews.begin();
    Ok(desk.engine()?.search_overview(&text, &mut |done, of| {
        desk.overviews.go_on(turn, || on.send((done, of)))
    })?)
}

/// Ends the count of a search; what was counted by then is its answer.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn cancel_overview(desk: State<'_, Desk>) {
    desk.overviews.end();
}

/// Tries a topic on the archive, told as it goes; ends the trial before. The last that is told says that it is done, or
/// that it was stopped.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn backtest(
    desk: State<'_, Desk>,
    request: BacktestRequest,
    on: Channel<BacktestView>,
) -> Answer<()> {
    let turn = desk.trials.begin();
    desk.engine()?.backtest(&request, Depth::Clauses, &|view| {
        desk.trials.go_on(turn, || on.send(view.clone()))
    })?;
    Ok(())
}

/// Ends the trial of a topic.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn cancel_backtest(desk: State<'_, Desk>) {
    desk.trials.end();
}

/// Articles by their headlines, with the sentence that meets a query.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn article_rows(
    desk: State<'_, Desk>,
    query: Option<String>,
    ids: Vec<ArticleId>,
) -> Answer<Vec<SearchRow>> {
    Ok(desk.engine()?.article_rows(query.as_deref(), &ids)?)
}

/// What the language makes of a text.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn check_query(
    desk: State<'_, Desk>,
    text: String,
    topic: bool,
    own: Option<TopicId>,
) -> Answer<QueryCheck> {
    Ok(desk.engine()?.check_query(&text, topic, own)?)
}

/// A query of another system in our language.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn convert_query(text: String, dialect: Dialect) -> Conversion {
    news::query::convert(&text, dialect)
}

/// A query of ours, in canonical form, in the words of another system.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn show_query_as(text: String, dialect: Dialect) -> Conversion {
    news::query::show_as(&text, dialect)
}

/// Every watchlist with its topics.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn watchlists(desk: State<'_, Desk>) -> Answer<Vec<WatchlistView>> {
    Ok(desk.engine()?.watchlists()?)
}

/// Adds or changes a watchlist.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn save_watchlist(desk: State<'_, Desk>, draft: WatchlistDraft) -> Answer<Watchlist> {
    Ok(desk.engine()?.save_watchlist(&draft)?)
}

/// Removes a watchlist with its topics; can be undone.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn remove_watchlist(desk: State<'_, Desk>, id: WatchlistId) -> Answer<()> {
    Ok(desk.engine()?.remove_watchlist(id)?)
}

/// Adds or changes a topic, and looks through the archive for it.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn save_topic(desk: State<'_, Desk>, draft: TopicDraft) -> Answer<Topic> {
    Ok(desk.engine()?.save_topic(&draft)?)
}

/// Removes a topic; can be undone.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn remove_topic(desk: State<'_, Desk>, id: TopicId) -> Answer<()> {
    Ok(desk.engine()?.remove_topic(id)?)
}

/// Every version of a topic, the newest first.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn topic_history(desk: State<'_, Desk>, id: TopicId) -> Answer<Vec<TopicVersion>> {
    Ok(desk.engine()?.topic_history(id)?)
}

/// Makes a topic as an earlier version was; can be undone.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn roll_back_topic(
    desk: State<'_, Desk>,
    id: TopicId,
    number: u32,
    note: Option<String>,
) -> Answer<Topic> {
    Ok(desk
        .engine()?
        .roll_back_topic(id, number, note.as_deref())?)
}

/// The rules of a topic, one a line.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn topic_rules(desk: State<'_, Desk>, id: TopicId) -> Answer<String> {
    Ok(desk.engine()?.topic_rules(id)?)
}

/// Sets the rules of a topic; can be undone.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn set_topic_rules(desk: State<'_, Desk>, id: TopicId, text: String) -> Answer<()> {
    Ok(desk.engine()?.set_topic_rules(id, &text)?)
}

/// What of rules that are being written changes nothing of a topic that is so grave.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn rule_doubts(text: String, severity: Severity) -> Vec<String> {
    let doubts = news::alerting::rule_doubts(&text, severity);
    doubts.iter().map(ToString::to_string).collect()
}

/// Every named list with what uses it.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn term_lists(desk: State<'_, Desk>) -> Answer<Vec<TermListView>> {
    Ok(desk.engine()?.term_lists()?)
}

/// Adds or changes a named list; can be undone.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn save_term_list(desk: State<'_, Desk>, draft: TermListDraft) -> Answer<TermList> {
    Ok(desk.engine()?.save_term_list(&draft)?)
}

/// Gives a named list another name, also where it is used; can be undone.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn rename_term_list(desk: State<'_, Desk>, from: String, to: String) -> Answer<()> {
    Ok(desk.engine()?.rename_term_list(&from, &to)?)
}

/// Removes a named list that nothing uses; can be undone.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn remove_term_list(desk: State<'_, Desk>, name: String) -> Answer<()> {
    Ok(desk.engine()?.remove_term_list(&name)?)
}

/// What taking in a file of watchlists would change.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn plan_watchlists(desk: State<'_, Desk>, path: PathBuf) -> Answer<FileReport> {
    Ok(desk.engine()?.plan_watchlists(&path)?)
}

/// Takes in a file of watchlists, as a whole or not at all; can be undone.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn take_watchlists(desk: State<'_, Desk>, path: PathBuf) -> Answer<FileReport> {
    Ok(desk.engine()?.take_watchlists(&path)?)
}

/// Every source with its health.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn sources(desk: State<'_, Desk>) -> Answer<Vec<SourceView>> {
    Ok(desk.engine()?.sources()?)
}

/// How every source stands.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn standings(desk: State<'_, Desk>) -> Answer<Vec<SourceStanding>> {
    Ok(desk.engine()?.standings()?)
}

/// How a source does.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn source_health(desk: State<'_, Desk>, id: SourceId) -> Answer<SourceHealth> {
    Ok(desk.engine()?.source_health(id)?)
}

/// Adds or changes a source.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn save_source(desk: State<'_, Desk>, draft: SourceDraft) -> Answer<Source> {
    Ok(desk.engine()?.save_source(&draft)?)
}

/// Says with which name and password a source is asked; without a name, without.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn set_login(
    desk: State<'_, Desk>,
    id: SourceId,
    user: Option<String>,
    password: String,
) -> Answer<PasswordKept> {
    let login = user.as_deref().map(|it| (it, Password::new(password)));
    Ok(desk.engine()?.set_login(id, login)?)
}

/// Says which one certificate of a source is taken though nobody vouches for it.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn trust_certificate(
    desk: State<'_, Desk>,
    id: SourceId,
    sha256: Option<String>,
) -> Answer<()> {
    Ok(desk.engine()?.trust_certificate(id, sha256.as_deref())?)
}

/// Keeps the password of the proxy that the settings name.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn set_proxy_password(desk: State<'_, Desk>, password: String) -> Answer<PasswordKept> {
    Ok(desk
        .engine()?
        .set_proxy_password(&Password::new(password))?)
}

/// Looks for what can be followed at an address, told as it goes; ends the look before. The last that is told says that it
/// is done, or that it was stopped.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn discover(
    desk: State<'_, Desk>,
    address: String,
    allow_private: bool,
    on: Channel<Discovery>,
) -> Answer<()> {
    let turn = desk.discoveries.begin();
    desk.engine()?.discover(&address, allow_private, &|view| {
        desk.discoveries
            .go_on(turn, || view.map_or(Ok(()), |it| on.send(it.clone())))
    })?;
    Ok(())
}

/// Ends the look for what can be followed.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn cancel_discover(desk: State<'_, Desk>) {
    desk.discoveries.end();
}

/// Removes a source; can be undone.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn remove_source(desk: State<'_, Desk>, id: SourceId) -> Answer<()> {
    Ok(desk.engine()?.remove_source(id)?)
}

/// Looks at one source, or at all, now.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn poll(desk: State<'_, Desk>, source_id: Option<SourceId>) -> Answer<JobId> {
    Ok(desk.engine()?.poll(source_id)?)
}

/// Reads files and folders once.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn import_paths(desk: State<'_, Desk>, paths: Vec<PathBuf>) -> Answer<JobId> {
    Ok(desk.engine()?.import(paths)?)
}

/// The long work under way, and what ended lately.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn jobs(desk: State<'_, Desk>) -> Answer<Vec<Job>> {
    Ok(desk.engine()?.jobs()?)
}

/// Ends long work; what is done stays.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn cancel_job(desk: State<'_, Desk>, id: JobId) -> Answer<()> {
    Ok(desk.engine()?.cancel_job(id)?)
}

/// The digests that were made, newest first.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn editions(desk: State<'_, Desk>) -> Answer<Vec<EditionRow>> {
    Ok(desk.engine()?.editions()?)
}

/// One digest, as it was made.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn edition(desk: State<'_, Desk>, id: EditionId) -> Answer<Edition> {
    Ok(desk.engine()?.edition(id)?)
}

/// What a digest would hold now.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn preview_digest(desk: State<'_, Desk>, order: DigestOrder) -> Answer<Edition> {
    Ok(desk.engine()?.preview_digest(&order)?)
}

/// Makes a digest and writes its files.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn make_digest(desk: State<'_, Desk>, order: DigestOrder) -> Answer<EditionRow> {
    Ok(desk.engine()?.make_digest(&order)?)
}

/// Fills the desk with the sample.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn load_sample(desk: State<'_, Desk>) -> Answer<()> {
    Ok(desk.engine()?.load_sample()?)
}

/// Takes the sample off the desk.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn remove_sample(desk: State<'_, Desk>) -> Answer<()> {
    Ok(desk.engine()?.remove_sample()?)
}

/// Keeps the analyst's choices.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn save_settings(desk: State<'_, Desk>, settings: Settings) -> Answer<()> {
    Ok(desk.engine()?.save_settings(&settings)?)
}

/// Draws the window larger or smaller, in percent of its usual size, held to 50 to 300.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn zoom(window: WebviewWindow, percent: u32) -> Answer<()> {
    let scale = f64::from(percent.clamp(50, 300)) / 100.0;
    window.set_zoom(scale).map_err(|err| {
        CommandError::desktop(
            "The window could not be drawn in another size",
            &err,
            "Close it and open it again.",
        )
    })
}

/// The hosts that were contacted, for which sources, and why.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn contacts(desk: State<'_, Desk>) -> Answer<Contacts> {
    Ok(desk.engine()?.contacts()?)
}

/// Checks the desk for damage.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn checkup(desk: State<'_, Desk>) -> Answer<Checkup> {
    Ok(desk.engine()?.checkup()?)
}

/// What is kept as evidence, and for how long.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn evidence_kept(desk: State<'_, Desk>) -> Answer<Kept> {
    Ok(desk.engine()?.evidence_kept()?)
}

/// Says for how long captures are kept on which no alert rests, and lets go what is over.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn keep_captures(desk: State<'_, Desk>, keeping: Keeping) -> Answer<Kept> {
    let engine = desk.engine()?;
    engine.save_keeping(keeping)?;
    engine.let_snapshots_go()?;
    Ok(engine.evidence_kept()?)
}

/// Lets the analyst choose a folder.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn choose_folder(app: AppHandle) -> Option<PathBuf> {
    app.dialog()
        .file()
        .blocking_pick_folder()
        .and_then(|it| it.into_path().ok())
}

/// Lets the analyst choose files.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn choose_files(app: AppHandle) -> Vec<PathBuf> {
    let chosen = app
        .dialog()
        .file()
        .blocking_pick_files()
        .unwrap_or_default();
    chosen
        .into_iter()
        .filter_map(|it| it.into_path().ok())
        .collect()
}

/// Lets the analyst choose a file of watchlists.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn choose_watchlist_file(app: AppHandle) -> Option<PathBuf> {
    app.dialog()
        .file()
        .add_filter("Watchlists (TOML)", &["toml"])
        .blocking_pick_file()
        .and_then(|it| it.into_path().ok())
}

/// Writes the watchlists, or one of them, to a file that the analyst names. Nothing if the analyst changes their mind.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn export_watchlists(
    app: AppHandle,
    desk: State<'_, Desk>,
    only: Option<WatchlistId>,
) -> Answer<Option<PathBuf>> {
    let engine = desk.engine()?;
    let Some(path) = save_as(&app, "watchlists.toml") else {
        return Ok(None);
    };
    // Whether a file that is there is to be replaced was asked by the dialog.
    engine.export_watchlists(&path, only, true)?;
    Ok(Some(path))
}

/// Adds the sources of a list, OPML or CSV.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn import_sources(desk: State<'_, Desk>, path: PathBuf) -> Answer<SourceReport> {
    Ok(desk.engine()?.import_sources(&path)?)
}

/// Writes the sources to a list that the analyst names, and says what it holds of them. Nothing if the analyst changes their
/// mind.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn export_sources(
    app: AppHandle,
    desk: State<'_, Desk>,
    format: SourceListFormat,
) -> Answer<Option<(PathBuf, ListHolds)>> {
    let (list, holds) = desk.engine()?.export_sources(format)?;
    let name = match format {
        SourceListFormat::Opml => "wirewatch-sources.opml",
        SourceListFormat::Csv => "wirewatch-sources.csv",
    };
    let Some(path) = save_as(&app, name) else {
        return Ok(None);
    };
    std::fs::write(&path, list).map_err(|err| {
        CommandError::desktop(
            &format!("{} could not be written", path.display()),
            &err,
            "Choose another folder.",
        )
    })?;
    Ok(Some((path, holds)))
}

/// Changes several sources at once; can be undone in one step.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn change_sources(
    desk: State<'_, Desk>,
    ids: Vec<SourceId>,
    change: SourceChange,
) -> Answer<u32> {
    Ok(desk.engine()?.change_sources(&ids, &change)?)
}

/// Writes a copy of the database to where the analyst says. Nothing if the analyst changes their mind.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn backup(app: AppHandle, desk: State<'_, Desk>) -> Answer<Option<PathBuf>> {
    let engine = desk.engine()?;
    let Some(path) = save_as(&app, "wirewatch-backup.db") else {
        return Ok(None);
    };
    engine.backup(&path)?;
    Ok(Some(path))
}

/// What is known of where an article came from.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn article_evidence(desk: State<'_, Desk>, id: ArticleId) -> Answer<EvidenceView> {
    Ok(desk.engine()?.evidence_of(id)?)
}

/// Checks what an article was read from, and its texts.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn verify_article(desk: State<'_, Desk>, id: ArticleId) -> Answer<Verified> {
    Ok(desk.engine()?.verify_article(id)?)
}

/// Checks all that was captured, and all texts.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn verify_desk(desk: State<'_, Desk>) -> Answer<JobId> {
    Ok(desk.engine()?.verify_all()?)
}

/// Writes what alerts rest on to a file that the analyst names. Nothing if the analyst changes their mind.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn export_evidence(
    app: AppHandle,
    desk: State<'_, Desk>,
    ids: Vec<AlertId>,
) -> Answer<Option<Exported>> {
    let engine = desk.engine()?;
    let name = match &ids[..] {
        [id] => format!("wirewatch-evidence-alert-{id}.zip"),
        ids => format!("wirewatch-evidence-{}-alerts.zip", ids.len()),
    };
    let Some(path) = save_as(&app, &name) else {
        return Ok(None);
    };
    // Whether a file that is there is to be replaced was asked by the dialog.
    Ok(Some(engine.export_evidence(&ids, &path)?))
}

/// Opens the address of an article in the browser.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn open_article(app: AppHandle, desk: State<'_, Desk>, id: ArticleId) -> Answer<()> {
    let article = desk.engine()?.article(id)?;
    let address = article
        .address
        .filter(|it| may_be_opened(it))
        .ok_or_else(|| CommandError {
            code: ErrorCode::NotFound,
            what: "This article has no address that can be opened.".into(),
            advice: "Search for its headline in your browser.".into(),
        })?;
    app.opener().open_url(address, None::<&str>).map_err(|err| {
        CommandError::desktop(
            "The browser could not be started",
            &err,
            "Copy the address instead.",
        )
    })
}

/// Opens a file of a digest with the desktop's own program.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn open_file(
    app: AppHandle,
    desk: State<'_, Desk>,
    edition_id: EditionId,
    file_index: usize,
) -> Answer<()> {
    let path = digest_file(&desk, edition_id, file_index)?;
    app.opener().open_path(&path, None::<&str>).map_err(|err| {
        CommandError::desktop(
            &format!("{path} could not be opened"),
            &err,
            "Open it from its folder.",
        )
    })
}

/// Shows a file of a digest in its folder.
#[tauri::command(async, rename_all = "snake_case")]
pub(crate) fn reveal_file(
    app: AppHandle,
    desk: State<'_, Desk>,
    edition_id: EditionId,
    file_index: usize,
) -> Answer<()> {
    let path = digest_file(&desk, edition_id, file_index)?;
    app.opener().reveal_item_in_dir(&path).map_err(|err| {
        CommandError::desktop(
            &format!("{path} could not be shown"),
            &err,
            "Open its folder by hand.",
        )
    })
}

/// The path of a digest's file. The window names a digest, never a path.
fn digest_file(desk: &Desk, edition_id: EditionId, file_index: usize) -> Answer<String> {
    let editions = desk.engine()?.editions()?;
    let file = editions
        .into_iter()
        .find(|it| it.id == edition_id)
        .and_then(|it| it.files.into_iter().nth(file_index));
    file.ok_or_else(|| CommandError {
        code: ErrorCode::NotFound,
        what: "This digest has no such file.".into(),
        advice: "Make the digest again.".into(),
    })
}

/// Asks where to save a file.
fn save_as(app: &AppHandle, name: &str) -> Option<PathBuf> {
    app.dialog()
        .file()
        .set_file_name(name)
        .blocking_save_file()
        .and_then(|it| it.into_path().ok())
}

/// Whether an address of an article may be given to the browser: the web, and no secrets in it.
fn may_be_opened(address: &str) -> bool {
    tauri::Url::parse(address).is_ok_and(|it| {
        matches!(it.scheme(), "http" | "https")
            && it.username().is_empty()
            && it.password().is_none()
    })
}

/// Every command of the window.
pub(crate) fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        desk,
        alerts,
        alert,
        copies,
        copy_changes,
        triage,
        signals,
        signal,
        triage_signals,
        topic_days,
        note,
        undo,
        redo,
        stories,
        compare,
        versions,
        version_difference,
        article,
        search,
        search_overview,
        cancel_overview,
        backtest,
        cancel_backtest,
        article_rows,
        check_query,
        convert_query,
        show_query_as,
        watchlists,
        save_watchlist,
        remove_watchlist,
        save_topic,
        remove_topic,
        topic_history,
        roll_back_topic,
        topic_rules,
        set_topic_rules,
        rule_doubts,
        term_lists,
        save_term_list,
        rename_term_list,
        remove_term_list,
        choose_watchlist_file,
        plan_watchlists,
        take_watchlists,
        export_watchlists,
        sources,
        save_source,
        set_login,
        trust_certificate,
        set_proxy_password,
        discover,
        cancel_discover,
        remove_source,
        poll,
        import_paths,
        jobs,
        cancel_job,
        editions,
        edition,
        preview_digest,
        make_digest,
        load_sample,
        remove_sample,
        save_settings,
        zoom,
        contacts,
        standings,
        source_health,
        checkup,
        evidence_kept,
        keep_captures,
        choose_folder,
        choose_files,
        import_sources,
        export_sources,
        change_sources,
        backup,
        open_article,
        article_evidence,
        verify_article,
        verify_desk,
        export_evidence,
        open_file,
        reveal_file,
    ]
}

#[cfg(test)]
mod tests {
    use super::may_be_opened;

    #[test]
    fn only_the_web_is_opened_and_nothing_with_a_password_in_it() {
        const TESTS: &[(&str, bool)] = &[
            ("https://news.example/a?b=c", true),
            ("http://news.example/", true),
            ("javascript:alert(1)", false),
            ("file:///etc/passwd", false),
            ("data:text/html,x", false),
            ("https://user:secret@news.example/", false),
            ("no address", false),
        ];
        for (address, expected) in TESTS {
            assert_eq!(may_be_opened(address), *expected, "{address}");
        }
    }
}
