-- The archive of a million articles: texts packed, rows short, copies found by their words.
-- `half_hash(text)` is given by the program: the first 16 bytes of the SHA-256.

-- What texts are packed with; each names its own.
CREATE TABLE dictionary (
    number   INTEGER PRIMARY KEY,
    made_at  INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    -- Up to which article those packed otherwise were packed anew.
    packed_to INTEGER NOT NULL DEFAULT 0,
    bytes    BLOB NOT NULL
) STRICT;

-- The newest text of an article. In a table with a rowid, where three to four stand on a page.
CREATE TABLE body (
    article_id INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
    seen_at    INTEGER NOT NULL,
    hash       BLOB NOT NULL,
    dictionary INTEGER NOT NULL,
    size       INTEGER NOT NULL,
    bytes      BLOB NOT NULL
) STRICT;

-- The texts that an article had before.
CREATE TABLE former_body (
    id         INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES article ON DELETE CASCADE,
    number     INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    hash       BLOB NOT NULL,
    dictionary INTEGER NOT NULL,
    size       INTEGER NOT NULL,
    bytes      BLOB NOT NULL,
    UNIQUE (article_id, number)
) STRICT;

-- `version` holds the texts of before, as JSON, until upkeep has moved them; then it stays empty.

-- Articles without what is never shown: the identity is asked for only, the hash stands with the text.
CREATE TABLE short_article (
    id            INTEGER PRIMARY KEY,
    source_id     INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
    story_id      INTEGER NOT NULL REFERENCES story,
    published_at  INTEGER,
    first_seen_at INTEGER NOT NULL,
    version       INTEGER NOT NULL,
    -- How many of its shingles were sampled: what stands in `fingerprint` is measured against it.
    shingles      INTEGER NOT NULL DEFAULT 0,
    outlet        TEXT NOT NULL,
    title         TEXT NOT NULL,
    address       TEXT,
    language      TEXT,
    wire          TEXT,
    identity      BLOB NOT NULL,
    UNIQUE (source_id, identity)
) STRICT;
INSERT INTO short_article (id, source_id, story_id, published_at, first_seen_at, version, outlet, title, address,
                           language, wire, identity)
    SELECT id, source_id, story_id, published_at, first_seen_at, version, outlet, title, address,
           language, wire, half_hash(identity) FROM article ORDER BY id;
DROP TABLE article;
ALTER TABLE short_article RENAME TO article;
CREATE INDEX article_story ON article (story_id);
CREATE INDEX article_seen ON article (source_id, first_seen_at);
-- What is counted over many hits stands close together.
CREATE INDEX article_facet ON article (id, source_id, language);

-- The sampled shingles of the last weeks' articles: who took from whom is asked of this.
CREATE TABLE fingerprint (
    hash       INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (hash, article_id)
) STRICT, WITHOUT ROWID;

-- Articles that were let go when their time was over: not brought again by a feed that still has them.
CREATE TABLE gone_article (
    source_id INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
    identity  BLOB NOT NULL,
    at        INTEGER NOT NULL,
    PRIMARY KEY (source_id, identity)
) STRICT, WITHOUT ROWID;
ALTER TABLE file ADD COLUMN let_go INTEGER NOT NULL DEFAULT 0;

-- A proof is packed; one of before stands as JSON in `proof`.
ALTER TABLE alert ADD COLUMN packed BLOB;

-- A rowid ends every index anyway, and one index is enough for what is asked by article.
DROP INDEX alert_list;
DROP INDEX alert_all;
DROP INDEX alert_watchlist;
DROP INDEX alert_topic;
DROP INDEX alert_article;
CREATE INDEX alert_list ON alert (hidden, state, article_id);
CREATE INDEX alert_article ON alert (article_id, hidden);
CREATE INDEX alert_watchlist ON alert (hidden, watchlist_id, state, article_id);
CREATE INDEX alert_topic ON alert (hidden, topic_id, state, article_id);

-- Articles are filed in batches: more is held in memory before it is written, and merged more seldom.
INSERT INTO article_index (article_index, rank) VALUES ('hashsize', 33554432);
INSERT INTO article_index (article_index, rank) VALUES ('automerge', 8);
