//! Names of watchlists, and of topics within one: capitals do not tell two of them apart.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

use crate::Result;

/// How many characters of a name are kept where a number is put behind it, so that it is none too long for a file.
const KEPT: usize = 190;

/// The names that are taken, each with the number of what has it. Desks of before may hold one several times.
#[derive(Default)]
pub(crate) struct Names {
    /// By the name in lower case.
    taken: HashMap<String, Vec<(i64, String)>>,
    /// What goes out into a file under another name than its own, by that name.
    apart: HashMap<String, i64>,
}

impl Names {
    /// Those of the watchlists.
    pub(crate) fn of_watchlists(conn: &Connection) -> Result<Names> {
        let mut statement = conn.prepare_cached(
            "SELECT id, name FROM watchlist WHERE removed_at IS NULL ORDER BY position, id",
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

    /// What a name means: what is called exactly so; where nothing is, what goes out under it; else what is called so but for
    /// capitals.
    pub(crate) fn find(&self, name: &str) -> Vec<i64> {
        let exactly = self.exactly(name);
        if !exactly.is_empty() {
            return exactly;
        }
        match self.told_apart_as(name) {
            Some(id) => vec![id],
            None => self.but_for_capitals(name).map(|it| it.0).collect(),
        }
    }

    /// What goes out into a file under a name that is not its own, and that nothing has.
    pub(crate) fn told_apart_as(&self, name: &str) -> Option<i64> {
        self.apart.get(name).copied()
    }

    fn exactly(&self, name: &str) -> Vec<i64> {
        let all = self.but_for_capitals(name);
        all.filter(|it| it.1 == name).map(|it| it.0).collect()
    }

    fn but_for_capitals(&self, name: &str) -> impl Iterator<Item = &(i64, String)> {
        self.taken.get(&name.to_lowercase()).into_iter().flatten()
    }

    /// The name as it is written of another one than `but` that has it.
    pub(crate) fn other(&self, name: &str, but: i64) -> Option<&str> {
        let mut all = self.but_for_capitals(name);
        let other = all.find(|it| it.0 != but)?;
        Some(&other.1)
    }

    /// Everything else that has the name.
    pub(crate) fn others(&self, name: &str, but: i64) -> Vec<i64> {
        let all = self.but_for_capitals(name).map(|it| it.0);
        all.filter(|it| *it != but).collect()
    }
}

impl From<Vec<(i64, String)>> for Names {
    fn from(all: Vec<(i64, String)>) -> Names {
        let mut names = Names::default();
        let in_files = told_apart(all.iter().map(|it| it.1.clone()).collect());
        for ((id, name), in_file) in all.into_iter().zip(in_files) {
            if in_file != name {
                names.apart.insert(in_file, id);
            }
            names
                .taken
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
    // By how names begin, the number that is tried next: none is tried twice.
    let mut next: HashMap<String, u64> = HashMap::new();
    names
        .into_iter()
        .map(|name| {
            if seen.insert(name.to_lowercase()) {
                return name;
            }
            let begins: String = name.chars().take(KEPT).collect();
            let number = next.entry(begins.to_lowercase()).or_insert(2);
            loop {
                let in_file = format!("{begins} ({number})");
                *number += 1;
                if !taken.contains(&in_file.to_lowercase()) {
                    return in_file;
                }
            }
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
            (
                &["t", "T", "t (3)", "t", "t (3)", "t (2)"],
                &["t", "T (4)", "t (3)", "t (5)", "t (3) (2)", "t (2)"],
            ),
        ];
        for (names, expected) in TESTS {
            let names = names.iter().map(|it| it.to_string()).collect();
            assert_eq!(told_apart(names), *expected);
        }
        // Long ones with one beginning are numbered together.
        let long = "a".repeat(KEPT);
        let names = ["b", "b", "c", "c"].map(|it| format!("{long}{it}"));
        let expected = [
            names[0].clone(),
            format!("{long} (2)"),
            names[2].clone(),
            format!("{long} (3)"),
        ];
        assert_eq!(told_apart(names.to_vec()), expected);
    }

    #[test]
    fn a_hundred_thousand_equal_names_are_told_apart_without_trying_each_number_for_each() {
        let found = told_apart(vec!["t".to_string(); 100_000]);
        assert_eq!(found[99_999], "t (100000)");
    }

    #[test]
    fn a_name_means_what_is_called_so_but_for_capitals() {
        let names = Names::from(vec![
            (1, "Bank".to_string()),
            (2, "BANK".into()),
            (3, "Éire".into()),
            (4, "quay".into()),
            (5, "QUAY".into()),
            (6, "quay (2)".into()),
        ]);
        const TESTS: &[(&str, &[i64])] = &[
            ("Bank", &[1]),
            ("BANK", &[2]),
            ("bank", &[1, 2]),
            // So it stands in a file.
            ("BANK (2)", &[2]),
            ("bank (2)", &[]),
            ("éire", &[3]),
            ("port", &[]),
            ("quay (2)", &[6]),
            ("QUAY (3)", &[5]),
        ];
        for (name, expected) in TESTS {
            assert_eq!(names.find(name), *expected, "{name}");
        }
        assert_eq!(names.other("éire", 3), None);
        assert_eq!(names.other("éire", 1), Some("Éire"));
        assert_eq!(names.others("bank", 2), [1]);
        assert_eq!(names.told_apart_as("BANK (2)"), Some(2));
        assert_eq!(names.told_apart_as("quay (2)"), None, "its own name");
    }
}
