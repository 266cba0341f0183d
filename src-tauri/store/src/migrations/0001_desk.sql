-- The desk as it first was. Never rewritten: what changes later is another migration.
-- Times are milliseconds since 1970 in UTC. What was published is apart from what the analyst did.

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE source (
    id               INTEGER PRIMARY KEY,
    kind             TEXT NOT NULL,
    address          TEXT NOT NULL,
    name             TEXT NOT NULL,
    publisher        TEXT NOT NULL,
    grouping         TEXT,
    country          TEXT,
    language         TEXT,
    paused           INTEGER NOT NULL DEFAULT 0,
    interval_minutes INTEGER,
    allow_private    INTEGER NOT NULL DEFAULT 0,
    sample           INTEGER NOT NULL DEFAULT 0,
    added_at         INTEGER NOT NULL,
    removed_at       INTEGER
) STRICT;
CREATE UNIQUE INDEX source_once ON source (kind, address) WHERE removed_at IS NULL;

-- How the last look at a source went. A failed one leaves the last success alone.
CREATE TABLE look (
    source_id         INTEGER PRIMARY KEY REFERENCES source ON DELETE CASCADE,
    last_attempt_at   INTEGER,
    last_success_at   INTEGER,
    next_due_at       INTEGER,
    failures          INTEGER NOT NULL DEFAULT 0,
    trouble           TEXT,
    etag              TEXT,
    last_modified     TEXT,
    validator_address TEXT,
    body_hash         TEXT
) STRICT;

CREATE TABLE contact (
    host      TEXT NOT NULL,
    source_id INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
    requests  INTEGER NOT NULL,
    first_at  INTEGER NOT NULL,
    last_at   INTEGER NOT NULL,
    PRIMARY KEY (host, source_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE story (
    id INTEGER PRIMARY KEY
) STRICT;

-- The id holds the minute of publication in its upper bits: newest first is highest first.
CREATE TABLE article (
    id            INTEGER PRIMARY KEY,
    source_id     INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
    identity      TEXT NOT NULL,
    story_id      INTEGER NOT NULL REFERENCES story,
    outlet        TEXT NOT NULL,
    title         TEXT NOT NULL,
    address       TEXT,
    language      TEXT,
    wire          TEXT,
    published_at  INTEGER,
    first_seen_at INTEGER NOT NULL,
    version       INTEGER NOT NULL,
    content_hash  TEXT NOT NULL,
    UNIQUE (source_id, identity)
) STRICT;
CREATE INDEX article_story ON article (story_id);
CREATE INDEX article_seen ON article (source_id, first_seen_at);
CREATE INDEX article_first_seen ON article (first_seen_at);

CREATE TABLE version (
    article_id INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    number     INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    hash       TEXT NOT NULL,
    body       TEXT NOT NULL,
    PRIMARY KEY (article_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE article_terms (
    article_id INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
    at         INTEGER NOT NULL,
    terms      BLOB NOT NULL
) STRICT;

-- The matcher's own words; only blanks divide them.
CREATE VIRTUAL TABLE article_index USING fts5 (
    text, rest,
    content = '', contentless_delete = 1,
    tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'"
);

CREATE TABLE file (
    source_id   INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
    path        TEXT NOT NULL,
    size        INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    hash        TEXT NOT NULL,
    article_id  INTEGER REFERENCES article ON DELETE SET NULL,
    trouble     TEXT,
    seen_at     INTEGER NOT NULL,
    PRIMARY KEY (source_id, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX file_hash ON file (source_id, hash);
CREATE INDEX file_article ON file (article_id);
CREATE INDEX file_trouble ON file (source_id, seen_at) WHERE trouble IS NOT NULL;

CREATE TABLE watchlist (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    mark       INTEGER NOT NULL,
    position   INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX watchlist_once ON watchlist (name) WHERE removed_at IS NULL;

CREATE TABLE topic (
    id           INTEGER PRIMARY KEY,
    watchlist_id INTEGER NOT NULL REFERENCES watchlist ON DELETE CASCADE,
    name         TEXT NOT NULL,
    query        TEXT NOT NULL,
    severity     INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    saved_at     INTEGER NOT NULL,
    fault        TEXT,
    scanned      INTEGER NOT NULL DEFAULT 0,
    removed_at   INTEGER
) STRICT;
CREATE INDEX topic_watchlist ON topic (watchlist_id);

CREATE TABLE topic_version (
    topic_id INTEGER NOT NULL REFERENCES topic ON DELETE CASCADE,
    number   INTEGER NOT NULL,
    query    TEXT NOT NULL,
    severity INTEGER NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (topic_id, number)
) STRICT, WITHOUT ROWID;

-- A topic met by an article. `hidden` is set while its topic, watchlist or source is removed.
CREATE TABLE alert (
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
    note          TEXT NOT NULL DEFAULT '',
    hidden        INTEGER NOT NULL DEFAULT 0,
    block         INTEGER NOT NULL,
    zone          TEXT NOT NULL,
    hits          INTEGER NOT NULL,
    sentence      TEXT NOT NULL,
    proof         TEXT NOT NULL,
    UNIQUE (topic_id, article_id)
) STRICT;
CREATE INDEX alert_list ON alert (hidden, state, article_id, id);
CREATE INDEX alert_all ON alert (hidden, article_id, id);
CREATE INDEX alert_watchlist ON alert (hidden, watchlist_id, state, article_id, id);
CREATE INDEX alert_topic ON alert (hidden, topic_id, state, article_id, id);
CREATE INDEX alert_article ON alert (article_id);
CREATE INDEX alert_raised ON alert (raised_at);

-- What the analyst did, so that it can be undone: the rows as they were, and as they became.
CREATE TABLE deed (
    id     INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    what   TEXT NOT NULL,
    before TEXT NOT NULL,
    after  TEXT NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE edition (
    id      INTEGER PRIMARY KEY,
    made_at INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    content TEXT NOT NULL,
    files   TEXT NOT NULL
) STRICT;

-- How many stories are told by so many outlets is kept with the story.
CREATE TABLE story_size (
    story_id INTEGER PRIMARY KEY REFERENCES story ON DELETE CASCADE,
    articles INTEGER NOT NULL,
    outlets  INTEGER NOT NULL,
    last_article_id INTEGER NOT NULL
) STRICT;
CREATE INDEX story_size_list ON story_size (outlets, last_article_id);
CREATE INDEX story_size_last ON story_size (last_article_id);
