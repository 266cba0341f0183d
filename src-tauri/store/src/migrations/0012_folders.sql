-- Watched folders: what is left out of them, files that are gone from them, and files that hold many articles.

-- The analyst's patterns, as a list in JSON.
ALTER TABLE source ADD COLUMN ignored TEXT NOT NULL DEFAULT '[]';

-- Since when a file is not where it was. What it held stays known: it may come back, or stand elsewhere already.
ALTER TABLE file ADD COLUMN gone_at INTEGER;

-- Bytes that hold many articles. The row of a file names the last of them only; these name all, wherever a file with these
-- bytes stands. Those that no file has any more are emptied out after a day.
CREATE TABLE holder (
    id        INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
    hash      TEXT NOT NULL,
    seen_at   INTEGER NOT NULL,
    UNIQUE (source_id, hash)
) STRICT;

CREATE TABLE held_article (
    article_id INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    holder_id  INTEGER NOT NULL REFERENCES holder ON DELETE CASCADE,
    PRIMARY KEY (article_id, holder_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX held_article_holder ON held_article (holder_id);
