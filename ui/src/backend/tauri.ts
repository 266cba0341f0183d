// The only file that knows Tauri.
import { Channel, invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";

import type { Backend } from "./backend";
import type { BacktestView, Change, Discovery } from "./types";

/** Hears what a command tells while it runs. */
function channel<Message>(hear: (message: Message) => void): Channel<Message> {
  const channel = new Channel<Message>();
  channel.onmessage = hear;
  return channel;
}

/** The program behind the window. */
export function tauriBackend(): Backend {
  return {
    desk: () => invoke("desk"),
    alerts: (filter, cursor) => invoke("alerts", { filter, cursor }),
    alert: (id) => invoke("alert", { id }),
    copies: (id) => invoke("copies", { id }),
    copyChanges: (id) => invoke("copy_changes", { id }),
    triage: (ids, state) => invoke("triage", { ids, state }),
    signals: (filter, cursor) => invoke("signals", { filter, cursor }),
    signal: (id) => invoke("signal", { id }),
    triageSignals: (ids, state) => invoke("triage_signals", { ids, state }),
    topicDays: (id, until, days) => invoke("topic_days", { id, until, days }),
    note: (id, text) => invoke("note", { id, text }),
    undo: () => invoke("undo"),
    redo: () => invoke("redo"),
    stories: (filter, cursor) => invoke("stories", { filter, cursor }),
    compare: (storyId) => invoke("compare", { story_id: storyId }),
    article: (id) => invoke("article", { id }),
    versions: (id) => invoke("versions", { id }),
    versionDifference: (id, from, to) => invoke("version_difference", { id, from, to }),
    search: (text, order, cursor) => invoke("search", { text, order, cursor }),
    searchOverview: (text, onprogress) => invoke("search_overview", { text, on: channel<[number, number]>(([done, of]) => onprogress(done, of)) }),
    cancelOverview: () => invoke("cancel_overview"),
    checkQuery: (text, topic, own) => invoke("check_query", { text, topic, own }),
    convertQuery: (text, dialect) => invoke("convert_query", { text, dialect }),
    showQueryAs: (text, dialect) => invoke("show_query_as", { text, dialect }),
    backtest: (request, onview) => invoke("backtest", { request, on: channel<BacktestView>(onview) }),
    articleRows: (query, ids) => invoke("article_rows", { query, ids }),
    cancelBacktest: () => invoke("cancel_backtest"),
    watchlists: () => invoke("watchlists"),
    saveWatchlist: (draft) => invoke("save_watchlist", { draft }),
    removeWatchlist: (id) => invoke("remove_watchlist", { id }),
    saveTopic: (draft) => invoke("save_topic", { draft }),
    removeTopic: (id) => invoke("remove_topic", { id }),
    topicHistory: (id) => invoke("topic_history", { id }),
    rollBackTopic: (id, number, note) => invoke("roll_back_topic", { id, number, note }),
    topicRules: (id) => invoke("topic_rules", { id }),
    setTopicRules: (id, text) => invoke("set_topic_rules", { id, text }),
    ruleDoubts: (text, severity) => invoke("rule_doubts", { text, severity }),
    termLists: () => invoke("term_lists"),
    saveTermList: (draft) => invoke("save_term_list", { draft }),
    renameTermList: (from, to) => invoke("rename_term_list", { from, to }),
    removeTermList: (name) => invoke("remove_term_list", { name }),
    chooseWatchlistFile: () => invoke("choose_watchlist_file"),
    planWatchlists: (path) => invoke("plan_watchlists", { path }),
    takeWatchlists: (path) => invoke("take_watchlists", { path }),
    exportWatchlists: (only) => invoke("export_watchlists", { only }),
    sources: () => invoke("sources"),
    standings: () => invoke("standings"),
    sourceHealth: (id) => invoke("source_health", { id }),
    saveSource: (draft) => invoke("save_source", { draft }),
    setLogin: (id, user, password) => invoke("set_login", { id, user, password }),
    trustCertificate: (id, sha256) => invoke("trust_certificate", { id, sha256 }),
    setProxyPassword: (password) => invoke("set_proxy_password", { password }),
    discover: (address, allowPrivate, onview) => invoke("discover", { address, allow_private: allowPrivate, on: channel<Discovery>(onview) }),
    cancelDiscover: () => invoke("cancel_discover"),
    removeSource: (id) => invoke("remove_source", { id }),
    poll: (sourceId) => invoke("poll", { source_id: sourceId }),
    chooseFolder: () => invoke("choose_folder"),
    chooseFiles: () => invoke("choose_files"),
    importPaths: (paths) => invoke("import_paths", { paths }),
    importSources: (path) => invoke("import_sources", { path }),
    exportSources: (format) => invoke("export_sources", { format }),
    changeSources: (ids, change) => invoke("change_sources", { ids, change }),
    jobs: () => invoke("jobs"),
    cancelJob: (id) => invoke("cancel_job", { id }),
    editions: () => invoke("editions"),
    edition: (id) => invoke("edition", { id }),
    previewDigest: (order) => invoke("preview_digest", { order }),
    makeDigest: (order) => invoke("make_digest", { order }),
    openFile: (editionId, index) => invoke("open_file", { edition_id: editionId, file_index: index }),
    revealFile: (editionId, index) => invoke("reveal_file", { edition_id: editionId, file_index: index }),
    zoom: (percent) => invoke("zoom", { percent }),
    loadSample: () => invoke("load_sample"),
    removeSample: () => invoke("remove_sample"),
    saveSettings: (settings) => invoke("save_settings", { settings }),
    contacts: () => invoke("contacts"),
    checkup: () => invoke("checkup"),
    evidenceKept: () => invoke("evidence_kept"),
    keepCaptures: (keeping) => invoke("keep_captures", { keeping }),
    backup: () => invoke("backup"),
    openArticle: (id) => invoke("open_article", { id }),
    articleEvidence: (id) => invoke("article_evidence", { id }),
    verifyArticle: (id) => invoke("verify_article", { id }),
    verifyDesk: () => invoke("verify_desk"),
    exportEvidence: (ids) => invoke("export_evidence", { ids }),
    onChange(listener) {
      const hearing = listen<Change>("change", (event) => listener(event.payload));
      return () => void hearing.then((end) => end());
    },
  };
}
