-- The hosts that asked to be left alone, whatever of theirs was asked for, each with until when.
CREATE TABLE peace (
    host  TEXT PRIMARY KEY,
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
