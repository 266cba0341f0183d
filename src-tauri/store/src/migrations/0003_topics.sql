-- Topics as the analyst keeps them: what was written beside the canonical form, why it was changed, named lists,
-- rules; tags of alerts; and what is said of a topic as a whole.

-- `written` is empty where the canonical form says it all. `remarks` are the comments of a watchlist file, as JSON.
ALTER TABLE topic ADD COLUMN written TEXT NOT NULL DEFAULT '';
ALTER TABLE topic ADD COLUMN rules TEXT NOT NULL DEFAULT '';
ALTER TABLE topic ADD COLUMN remarks TEXT NOT NULL DEFAULT '';
ALTER TABLE topic_version ADD COLUMN written TEXT NOT NULL DEFAULT '';
ALTER TABLE topic_version ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE watchlist ADD COLUMN remarks TEXT NOT NULL DEFAULT '';

CREATE TABLE term_list (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    key        TEXT NOT NULL,
    text       TEXT NOT NULL,
    remarks    TEXT NOT NULL DEFAULT '',
    version    INTEGER NOT NULL,
    saved_at   INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;
-- `key` is the name in lower case: names are told apart without regard to it.
CREATE UNIQUE INDEX term_list_once ON term_list (key) WHERE removed_at IS NULL;

CREATE TABLE term_list_version (
    list_id  INTEGER NOT NULL REFERENCES term_list ON DELETE CASCADE,
    number   INTEGER NOT NULL,
    text     TEXT NOT NULL,
    note     TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (list_id, number)
) STRICT, WITHOUT ROWID;

-- `tags` is a JSON list, or empty. `graver` says why an alert is graver than its topic, or is empty.
ALTER TABLE alert ADD COLUMN tags TEXT NOT NULL DEFAULT '';
ALTER TABLE alert ADD COLUMN graver TEXT NOT NULL DEFAULT '';
CREATE INDEX alert_tagged ON alert (article_id) WHERE tags <> '';

-- A burst or a silence of a topic.
CREATE TABLE signal (
    id        INTEGER PRIMARY KEY,
    kind      TEXT NOT NULL,
    topic_id  INTEGER NOT NULL REFERENCES topic ON DELETE CASCADE,
    severity  INTEGER NOT NULL,
    since     INTEGER NOT NULL,
    until     INTEGER NOT NULL,
    words     TEXT NOT NULL,
    state     INTEGER NOT NULL DEFAULT 0,
    raised_at INTEGER NOT NULL
) STRICT;
CREATE INDEX signal_topic ON signal (topic_id, kind, raised_at);
CREATE INDEX signal_state ON signal (state, id);
