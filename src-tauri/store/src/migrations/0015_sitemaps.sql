-- By what the sitemaps that an index names are asked for only if they changed: those of the last look.
CREATE TABLE child_sitemap (
    source_id         INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
    address           TEXT NOT NULL,
    etag              TEXT,
    last_modified     TEXT,
    validator_address TEXT NOT NULL,
    -- When it was read whole last.
    read_at           INTEGER NOT NULL,
    PRIMARY KEY (source_id, address)
) STRICT, WITHOUT ROWID;

-- What was remembered goes with its source, and with the place, the kind and the name for which it was given.
CREATE TRIGGER child_sitemap_of_source AFTER UPDATE OF removed_at, address, method ON source
WHEN new.removed_at IS NOT NULL OR new.address <> old.address OR new.method <> old.method
BEGIN
    DELETE FROM child_sitemap WHERE source_id = new.id;
END;
CREATE TRIGGER child_sitemap_of_user AFTER UPDATE OF user ON source
BEGIN
    DELETE FROM child_sitemap WHERE source_id = new.id;
END;
