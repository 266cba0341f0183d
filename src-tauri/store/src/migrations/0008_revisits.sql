-- Looking again at the pages of articles that raised an alert, and what other versions changed for their alerts.

-- Nothing: as the kind of source says.
ALTER TABLE source ADD COLUMN revisit INTEGER;

-- Whether its article changed since the analyst decided on it.
ALTER TABLE alert ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX alert_changed ON alert (article_id) WHERE changed = 1;

CREATE TABLE revisit (
    article_id INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
    -- Nothing: not again.
    due_at     INTEGER,
    -- In a row.
    failures   INTEGER NOT NULL DEFAULT 0,
    seen       INTEGER NOT NULL DEFAULT 0,
    seen_at    INTEGER,
    gone_at    INTEGER,
    trouble    TEXT NOT NULL DEFAULT '',
    etag              TEXT,
    last_modified     TEXT,
    validator_address TEXT,
    -- While the newest version is the page's: the hash of what the source itself gave last.
    given      BLOB
) STRICT;
CREATE INDEX revisit_due ON revisit (due_at) WHERE due_at IS NOT NULL;

-- The versions that were read from a page that was looked at again; the others were given by their source.
CREATE TABLE page_version (
    article_id INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    number     INTEGER NOT NULL,
    PRIMARY KEY (article_id, number)
) STRICT, WITHOUT ROWID;

-- `kind`: 0 found, 1 gone, 2 headline. Each change of a version is told once.
CREATE TABLE alert_change (
    id         INTEGER PRIMARY KEY,
    alert_id   INTEGER NOT NULL REFERENCES alert ON DELETE CASCADE,
    kind       INTEGER NOT NULL,
    version    INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    title_was  TEXT,
    title      TEXT,
    UNIQUE (alert_id, version, kind)
) STRICT;

-- The addresses of recent articles that their sources know by something else: one that comes under another name is found
-- by it. Emptied behind the last weeks.
CREATE TABLE article_address (
    source_id  INTEGER NOT NULL,
    identity   BLOB NOT NULL,
    article_id INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    PRIMARY KEY (source_id, identity)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_address_article ON article_address (article_id);
