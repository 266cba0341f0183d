//! The database: all SQL, one writer, many readers.
