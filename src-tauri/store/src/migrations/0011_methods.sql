-- Sources without a feed, and the texts on the pages behind articles.

-- What is read at the address: feed, sitemap, front_page, telegram.
ALTER TABLE source ADD COLUMN method TEXT NOT NULL DEFAULT 'feed';
-- Where texts are taken from, feed or page; and who says so: measured (the program), feed or page (the analyst).
ALTER TABLE source ADD COLUMN text_from TEXT NOT NULL DEFAULT 'feed';
ALTER TABLE source ADD COLUMN text_choice TEXT NOT NULL DEFAULT 'measured';
-- What was found when some pages were compared, as JSON; and when to compare next (nothing: not again).
ALTER TABLE source ADD COLUMN text_measure TEXT;
ALTER TABLE source ADD COLUMN text_due_at INTEGER DEFAULT 0;

-- Articles whose page is still to be read, or could not be.
CREATE TABLE full_text (
    article_id INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
    source_id  INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
    -- Nothing: not any more.
    due_at     INTEGER,
    tries      INTEGER NOT NULL DEFAULT 0,
    trouble    TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX full_text_due ON full_text (source_id, due_at, article_id);

-- The links of front pages: a new one is one that is not here. `link` is a hash of its address.
CREATE TABLE front_link (
    source_id INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
    link      BLOB NOT NULL,
    seen_at   INTEGER NOT NULL,
    PRIMARY KEY (source_id, link)
) STRICT, WITHOUT ROWID;

-- How often a front page was learned before anything of it is taken for new.
CREATE TABLE front_page (
    source_id  INTEGER PRIMARY KEY REFERENCES source ON DELETE CASCADE,
    looks      INTEGER NOT NULL,
    counted_at INTEGER NOT NULL
) STRICT;
