-- What lists were called before: queries of that time are understood by it.
CREATE TABLE term_list_name (
    key     TEXT PRIMARY KEY,
    list_id INTEGER NOT NULL REFERENCES term_list ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
