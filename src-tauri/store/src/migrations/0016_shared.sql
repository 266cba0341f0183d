-- What several items of a source were seen to share: guids, names and addresses by which no item is known, also where it
-- stands alone.
CREATE TABLE shared_name (
    source_id INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
    hash      BLOB NOT NULL,
    PRIMARY KEY (source_id, hash)
) STRICT, WITHOUT ROWID;

-- It was seen at this address: another may be that of another feed.
CREATE TRIGGER shared_name_of_source AFTER UPDATE OF address ON source
WHEN new.address <> old.address
BEGIN
    DELETE FROM shared_name WHERE source_id = new.id;
END;
