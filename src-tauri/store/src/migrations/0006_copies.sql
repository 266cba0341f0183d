-- Copies: articles of one text, and alerts that join the first of their topic and text.

-- A text that several articles have. One that a single article has stands nowhere: it is the article's own.
CREATE TABLE text (
    id        INTEGER PRIMARY KEY,
    -- The article that it comes from: its agency's, else the first.
    origin_id INTEGER NOT NULL,
    -- The agency that an article of it credits.
    agency    TEXT,
    articles  INTEGER NOT NULL
) STRICT;

CREATE TABLE text_article (
    article_id INTEGER PRIMARY KEY REFERENCES article ON DELETE CASCADE,
    text_id    INTEGER NOT NULL REFERENCES text ON DELETE CASCADE
) STRICT;
CREATE INDEX text_article_of ON text_article (text_id, article_id);

-- The alert of a topic that stands in the list for all articles of a text: the first that was raised.
CREATE TABLE text_alert (
    text_id  INTEGER NOT NULL REFERENCES text ON DELETE CASCADE,
    topic_id INTEGER NOT NULL,
    alert_id INTEGER NOT NULL REFERENCES alert ON DELETE CASCADE,
    PRIMARY KEY (text_id, topic_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX text_alert_of ON text_alert (alert_id);

-- The alert that it joined, 0: none. `hidden` is 1 while its topic, watchlist or source is removed, else 2 if it joined one.
ALTER TABLE alert ADD COLUMN joined INTEGER NOT NULL DEFAULT 0;
CREATE INDEX alert_joined ON alert (joined) WHERE joined <> 0;
