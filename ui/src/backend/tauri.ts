// The only file that knows Tauri.
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";

import type { Backend } from "./backend";
import type { Change } from "./types";

/** The program behind the window. */
export function tauriBackend(): Backend {
  return {
    desk: () => invoke("desk"),
    alerts: (filter, cursor) => invoke("alerts", { filter, cursor }),
    alert: (id) => invoke("alert", { id }),
    triage: (ids, state) => invoke("triage", { ids, state }),
    note: (id, text) => invoke("note", { id, text }),
    undo: () => invoke("undo"),
    redo: () => invoke("redo"),
    stories: (filter, cursor) => invoke("stories", { filter, cursor }),
    compare: (storyId) => invoke("compare", { story_id: storyId }),
    article: (id) => invoke("article", { id }),
    search: (text, cursor) => invoke("search", { text, cursor }),
    checkQuery: (text, topic) => invoke("check_query", { text, topic }),
    watchlists: () => invoke("watchlists"),
    saveWatchlist: (draft) => invoke("save_watchlist", { draft }),
    removeWatchlist: (id) => invoke("remove_watchlist", { id }),
    saveTopic: (draft) => invoke("save_topic", { draft }),
    removeTopic: (id) => invoke("remove_topic", { id }),
    sources: () => invoke("sources"),
    saveSource: (draft) => invoke("save_source", { draft }),
    pauseSource: (id, paused) => invoke("pause_source", { id, paused }),
    removeSource: (id) => invoke("remove_source", { id }),
    poll: (sourceId) => invoke("poll", { source_id: sourceId }),
    chooseFolder: () => invoke("choose_folder"),
    chooseFiles: () => invoke("choose_files"),
    importPaths: (paths) => invoke("import_paths", { paths }),
    importOpml: (path) => invoke("import_opml", { path }),
    exportOpml: () => invoke("export_opml"),
    jobs: () => invoke("jobs"),
    cancelJob: (id) => invoke("cancel_job", { id }),
    editions: () => invoke("editions"),
    edition: (id) => invoke("edition", { id }),
    previewDigest: (order) => invoke("preview_digest", { order }),
    makeDigest: (order) => invoke("make_digest", { order }),
    openFile: (editionId, index) => invoke("open_file", { edition_id: editionId, file_index: index }),
    revealFile: (editionId, index) => invoke("reveal_file", { edition_id: editionId, file_index: index }),
    loadSample: () => invoke("load_sample"),
    removeSample: () => invoke("remove_sample"),
    saveSettings: (settings) => invoke("save_settings", { settings }),
    contacts: () => invoke("contacts"),
    checkup: () => invoke("checkup"),
    backup: () => invoke("backup"),
    openArticle: (id) => invoke("open_article", { id }),
    onChange(listener) {
      const hearing = listen<Change>("change", (event) => listener(event.payload));
      return () => void hearing.then((end) => end());
    },
  };
}
