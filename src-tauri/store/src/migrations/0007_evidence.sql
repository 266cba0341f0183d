-- Evidence: bytes as they were received, and a chain of records of what was captured.

-- The same bytes once, packed.
CREATE TABLE raw (
    id    INTEGER PRIMARY KEY,
    -- The whole SHA-256 of the bytes as they came.
    hash  BLOB NOT NULL UNIQUE,
    size  INTEGER NOT NULL,
    bytes BLOB NOT NULL
) STRICT;

-- A record names the SHA-256 of the one before it; it is never changed. Without reference to its source: what was
-- captured stays when the source is gone.
CREATE TABLE snapshot (
    number    INTEGER PRIMARY KEY,
    at        INTEGER NOT NULL,
    source_id INTEGER NOT NULL,
    -- 0: something was captured; 1: it tells of records that were let go.
    kind      INTEGER NOT NULL,
    raw_id    INTEGER REFERENCES raw,
    -- The SHA-256 of `record`.
    hash      BLOB NOT NULL,
    record    TEXT NOT NULL
) STRICT;
CREATE INDEX snapshot_at ON snapshot (kind, at);
CREATE INDEX snapshot_raw ON snapshot (raw_id);

-- Which versions of articles were read from what.
CREATE TABLE captured (
    article_id INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    version    INTEGER NOT NULL,
    snapshot   INTEGER NOT NULL REFERENCES snapshot ON DELETE CASCADE,
    PRIMARY KEY (article_id, version, snapshot)
) STRICT, WITHOUT ROWID;
CREATE INDEX captured_snapshot ON captured (snapshot);

-- The last record, so that it is noticed when the end is missing.
CREATE TABLE chain_end (
    only   INTEGER PRIMARY KEY CHECK (only = 1),
    number INTEGER NOT NULL,
    hash   BLOB NOT NULL
) STRICT;
