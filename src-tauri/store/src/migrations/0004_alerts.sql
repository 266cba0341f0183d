-- Alerts in a quarter of their room: what a proof says beside its places is kept once, the sentence is cut from the
-- article when it is shown, and as many indexes as are asked.

-- A proof without its places, packed: what most alerts of a topic have in common.
CREATE TABLE proof_shape (
    id    INTEGER PRIMARY KEY,
    hash  BLOB NOT NULL UNIQUE,
    bytes BLOB NOT NULL
) STRICT;

-- Where `shape` is empty, the proof stands as it was before: packed whole, or as JSON in `proof`; and `sentence` is cut.
CREATE TABLE lean_alert (
    id            INTEGER PRIMARY KEY,
    topic_id      INTEGER NOT NULL REFERENCES topic ON DELETE CASCADE,
    watchlist_id  INTEGER NOT NULL,
    article_id    INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    source_id     INTEGER NOT NULL,
    topic_version INTEGER NOT NULL,
    severity      INTEGER NOT NULL,
    article_version INTEGER NOT NULL,
    raised_at     INTEGER NOT NULL,
    from_archive  INTEGER NOT NULL,
    state         INTEGER NOT NULL DEFAULT 0,
    hidden        INTEGER NOT NULL DEFAULT 0,
    block         INTEGER NOT NULL,
    hits          INTEGER NOT NULL,
    shape         INTEGER,
    packed        BLOB,
    zone          TEXT NOT NULL,
    note          TEXT NOT NULL DEFAULT '',
    tags          TEXT NOT NULL DEFAULT '',
    graver        TEXT NOT NULL DEFAULT '',
    sentence      TEXT NOT NULL DEFAULT '',
    proof         TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO lean_alert (id, topic_id, watchlist_id, article_id, source_id, topic_version, severity, article_version,
                        raised_at, from_archive, state, hidden, block, hits, packed, zone, note, tags, graver, sentence,
                        proof)
    SELECT id, topic_id, watchlist_id, article_id, source_id, topic_version, severity, article_version,
           raised_at, from_archive, state, hidden, block, hits, packed, zone, note, tags, graver, sentence,
           proof FROM alert ORDER BY id;
DROP TABLE alert;
ALTER TABLE lean_alert RENAME TO alert;
-- One alert for a topic and an article.
CREATE UNIQUE INDEX alert_topic ON alert (topic_id, article_id);
CREATE INDEX alert_list ON alert (hidden, state, article_id);
CREATE INDEX alert_article ON alert (article_id, hidden);
CREATE INDEX alert_watchlist ON alert (hidden, watchlist_id, state, article_id);
CREATE INDEX alert_tagged ON alert (article_id) WHERE tags <> '';

-- From which alert on they were raised at a time: a batch has one, so that no index is needed.
CREATE TABLE raising (
    first_alert_id INTEGER PRIMARY KEY,
    raised_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX raising_at ON raising (raised_at);
INSERT INTO raising (first_alert_id, raised_at) SELECT min(id), raised_at FROM alert GROUP BY raised_at;
