-- When feeds are asked and why then, what each source brought on each day, and whom that contacted for what.

CREATE TABLE timing (
    source_id  INTEGER PRIMARY KEY REFERENCES source ON DELETE CASCADE,
    -- When it was asked last; stored before it is.
    asked_at   INTEGER,
    -- Until when its host wants to be left alone, also by hand.
    not_before INTEGER,
    -- What the feed asks for, as JSON; empty: nothing.
    wishes     TEXT NOT NULL DEFAULT '',
    -- Whether its server ever gave something by which an answer can be asked for only if it changed.
    validated  INTEGER NOT NULL DEFAULT 0,
    -- Milliseconds between two looks as they are now, and why so many, in a sentence.
    every      INTEGER,
    why        TEXT NOT NULL DEFAULT '',
    -- Of the last answer that was read: its items, those without a date, and those with one that lay ahead.
    items      INTEGER NOT NULL DEFAULT 0,
    undated    INTEGER NOT NULL DEFAULT 0,
    future     INTEGER NOT NULL DEFAULT 0,
    -- When everything that it gave was new though it had been read before.
    gap_at     INTEGER,
    -- Where it says that it has moved.
    moved_to   TEXT
) STRICT;
INSERT INTO timing (source_id, asked_at, validated)
    SELECT source_id, last_attempt_at, etag IS NOT NULL OR last_modified IS NOT NULL FROM look;

-- What a source brought on a day in UTC. `counts` are those of the hours of publication and of the classes of lateness, as bytes
-- or, where one does not fit, as pairs of them.
CREATE TABLE source_day (
    source_id INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
    day       INTEGER NOT NULL,
    articles  INTEGER NOT NULL,
    counts    BLOB NOT NULL,
    PRIMARY KEY (source_id, day)
) STRICT, WITHOUT ROWID;

-- How many articles of a source there are. Of those that were there before days were counted, the ones between `counted_at` (with
-- `counted_id`) and `until` are still to be counted into days.
CREATE TABLE source_total (
    source_id  INTEGER PRIMARY KEY REFERENCES source ON DELETE CASCADE,
    articles   INTEGER NOT NULL,
    counted_at INTEGER,
    counted_id INTEGER NOT NULL DEFAULT 0,
    until      INTEGER
) STRICT;
INSERT INTO source_total (source_id, articles, counted_at, until)
    SELECT source_id, count(*), max(first_seen_at) - 182 * 86400000, max(first_seen_at) FROM article GROUP BY source_id;

-- A host that was contacted for a source (nothing: for none in particular), for one reason; and what it answered last.
CREATE TABLE contacted (
    id        INTEGER PRIMARY KEY,
    host      TEXT NOT NULL,
    source_id INTEGER REFERENCES source ON DELETE CASCADE,
    reason    TEXT NOT NULL,
    requests  INTEGER NOT NULL,
    first_at  INTEGER NOT NULL,
    last_at   INTEGER NOT NULL,
    answer    TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX contacted_once ON contacted (host, coalesce(source_id, 0), reason);
CREATE INDEX contacted_last ON contacted (last_at);
INSERT INTO contacted (host, source_id, reason, requests, first_at, last_at)
    SELECT host, source_id, 'earlier', requests, first_at, last_at FROM contact;
DROP TABLE contact;
