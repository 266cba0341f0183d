-- A desk in less room.

-- Articles stand in the index under short numbers. A desk that holds articles keeps theirs.
INSERT INTO setting (name, value) SELECT 'slots', 'short' WHERE NOT EXISTS (SELECT 1 FROM article);

-- Articles of a minute that has more of them than short numbers. The index is written before their rows are.
CREATE TABLE crowded_slot (
    slot       INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL UNIQUE REFERENCES article ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
) STRICT;

-- The list of all alerts is laid together from those of the watchlists.
DROP INDEX alert_list;
