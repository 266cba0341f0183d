//! Names of watchlists, and of topics within one: capitals do not tell two of them apart.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

use crate::Result;

/// How many characters of a name are kept where a number is put behind it, so that it is none too long for a file.
const KEPT: usize = 190;

/// The names that are taken, each with the number of what has it. Desks of before may hold one several times.
#[derive(Default)]
pub(crate) struct Names(HashMap<String, Vec<(i64, String)>>);

impl Names {
    /// Those of the watchlists.
    pub(crate) fn of_watchlists(conn: &Connection) -> Result<Names> {
        let mut statement = conn.prepare_cached(
            "SELECT id, name FROM watchlist WHERE removed_at IS NULL ORDER BY id",
        )?;
        let all: Vec<(i64, String)> = statement
            .query_map([], |row| Ok((row.get("id")?, row.get("name")?)))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(Names::from(all))
    }

    /// Those of a watchlist's topics.
    pub(crate) fn of_topics(conn: &Connection, watchlist: i64) -> Result<Names> {
        let mut statement = conn.prepare_cached(
            "SELECT id, name FROM topic WHERE watchlist_id = ?1 AND removed_at IS NULL ORDER BY id",
        )?;
        let all: Vec<(i64, String)> = statement
            .query_map([watchlist], |row| Ok((row.get("id")?, row.get("name")?)))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(Names::from(all))
    }

    /// What a name means: what is called exactly so, and where nothing is, what is but for capitals.
    pub(crate) fn find(&self, name: &str) -> Vec<i64> {
        let all = self
            .0
            .get(&name.to_lowercase())
            .map_or(&[][..], Vec::as_slice);
        let exactly: Vec<i64> = all
            .iter()
            .filter(|it| it.1 == name)
            .map(|it| it.0)
            .collect();
        match exactly.is_empty() {
            true => all.iter().map(|it| it.0).collect(),
            false => exactly,
        }
    }

    /// The name as it is written of another one than `but` that has it.
    pub(crate) fn other(&self, name: &str, but: i64) -> Option<&str> {
        let all = self.0.get(&name.to_lowercase())?;
        let other = all.iter().find(|it| it.0 != but)?;
        Some(&other.1)
    }
}

impl From<Vec<(i64, String)>> for Names {
    fn from(all: Vec<(i64, String)>) -> Names {
        let mut names = Names::default();
        for (id, name) in all {
            names
                .0
                .entry(name.to_lowercase())
                .or_default()
                .push((id, name));
        }
        names
    }
}

/// The names as they stand in a file, where each stands once: "Works", "Works (2)".
pub(crate) fn told_apart(names: Vec<String>) -> Vec<String> {
    let taken: HashSet<String> = names.iter().map(|it| it.to_lowercase()).collect();
    let mut seen = HashSet::new();
    names
        .into_iter()
        .map(|name| {
            if seen.insert(name.to_lowercase()) {
                return name;
            }
            let begins: String = name.chars().take(KEPT).collect();
            (2..)
                .map(|number| format!("{begins} ({number})"))
                .find(|it| {
                    let key = it.to_lowercase();
                    !taken.contains(&key) && seen.insert(key)
                })
                .unwrap_or(name)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_file_are_told_apart() {
        const TESTS: &[(&[&str], &[&str])] = &[
            (&["a", "b"], &["a", "b"]),
            (&["t", "t", "t"], &["t", "t (2)", "t (3)"]),
            (&["T", "t"], &["T", "t (2)"]),
            (&["t", "t", "t (2)"], &["t", "t (3)", "t (2)"]),
        ];
        for (names, expected) in TESTS {
            let names = names.iter().map(|it| it.to_string()).collect();
            assert_eq!(told_apart(names), *expected);
        }
    }

    #[test]
    fn a_name_means_what_is_called_so_but_for_capitals() {
        let names = Names::from(vec![
            (1, "Bank".to_string()),
            (2, "BANK".into()),
            (3, "Éire".into()),
        ]);
        const TESTS: &[(&str, &[i64])] = &[
            ("Bank", &[1]),
            ("bank", &[1, 2]),
            ("éire", &[3]),
            ("port", &[]),
        ];
        for (name, expected) in TESTS {
            assert_eq!(names.find(name), *expected, "{name}");
        }
        assert_eq!(names.other("éire", 3), None);
        assert_eq!(names.other("éire", 1), Some("Éire"));
    }
}
