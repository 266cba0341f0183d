//! Tables in Markdown, on the terminal and in `docs/benchmarks.md`.

use std::{fmt::Write, fs, path::Path, process::Command};

/// What was measured, as it is printed.
#[derive(Debug, Default)]
pub(crate) struct Report {
    text: String,
}

/// A table.
#[derive(Debug)]
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns.
    pub(crate) fn new(columns: &[&str]) -> Table {
        Table {
            rows: vec![columns.iter().map(ToString::to_string).collect()],
        }
    }

    /// Whether it has no row yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.len() == 1
    }

    /// Adds a row. Cells that are missing at its end are empty.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let mut cells: Vec<String> = cells.into_iter().collect();
        cells.resize(self.rows[0].len(), String::new());
        self.rows.push(cells);
    }

    fn markdown(&self) -> String {
        let mut out = String::new();
        for (number, row) in self.rows.iter().enumerate() {
            let cells: Vec<String> = row.iter().map(|it| it.replace('|', "\\|")).collect();
            // Writing into a text does not fail.
            let _ = writeln!(out, "| {} |", cells.join(" | "));
            if number == 0 {
                let _ = writeln!(out, "|{}", "---|".repeat(row.len()));
            }
        }
        out
    }
}

impl Report {
    /// A headline.
    pub(crate) fn title(&mut self, text: &str) {
        self.add(&format!("### {text}\n"));
    }

    /// A paragraph.
    pub(crate) fn say(&mut self, text: &str) {
        self.add(&format!("{text}\n"));
    }

    /// A table.
    pub(crate) fn table(&mut self, table: &Table) {
        self.add(&table.markdown());
    }

    fn add(&mut self, text: &str) {
        print(text);
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// Puts it between the markers of `name` in a file, or behind all else where there are none yet.
    pub(crate) fn write(&self, file: &Path, name: &str) -> Result<(), String> {
        let before = fs::read_to_string(file)
            .map_err(|err| format!("{} cannot be read: {err}", file.display()))?;
        let after = between(&before, name, &self.text)?;
        fs::write(file, after).map_err(|err| format!("{} cannot be written: {err}", file.display()))
    }
}

/// `text` with `part` between the markers of `name`.
fn between(text: &str, name: &str, part: &str) -> Result<String, String> {
    let (begin, end) = (
        format!("<!-- bench: {name} -->"),
        format!("<!-- end: {name} -->"),
    );
    let part = format!("{begin}\n\n{}\n\n{end}", part.trim());
    match (text.find(&begin), text.find(&end)) {
        (None, None) => Ok(format!("{}\n\n{part}\n", text.trim_end())),
        (Some(from), Some(to)) if from < to => Ok(format!(
            "{}{part}{}",
            &text[..from],
            &text[to + end.len()..]
        )),
        _ => Err(format!(
            "the markers `{begin}` and `{end}` are not both there, in this order"
        )),
    }
}

/// What it was measured on: machine, day, command, commit.
pub(crate) fn machine() -> String {
    let said = |program: &str, args: &[&str]| -> Option<String> {
        let out = Command::new(program).args(args).output().ok()?;
        let text = String::from_utf8_lossy(&out.stdout).trim().to_string();
        (out.status.success() && !text.is_empty()).then_some(text)
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let model = fs::read_to_string("/proc/cpuinfo").ok().and_then(|it| {
        let line = it.lines().find(|it| it.starts_with("model name"))?;
        Some(line.split_once(':')?.1.trim().to_string())
    });
    let load = fs::read_to_string("/proc/loadavg")
        .ok()
        .and_then(|it| it.split(' ').next().map(str::to_string));
    let day = jiff::Timestamp::now().strftime("%-d %B %Y").to_string();
    let commit = said("git", &["rev-parse", "--short", "HEAD"]);
    let changed = said("git", &["status", "--porcelain", "--untracked-files=no"]).is_some();
    let args: Vec<String> = std::env::args().skip(1).collect();
    format!(
        "{cores} cores ({}), {}, load {} at the start; {day}; commit {}{}; `cargo xtask bench {}`",
        model.as_deref().unwrap_or("model not known"),
        said("uname", &["-sr"])
            .as_deref()
            .unwrap_or(std::env::consts::OS),
        load.as_deref().unwrap_or("not known"),
        commit.as_deref().unwrap_or("not known"),
        if changed { " with changes" } else { "" },
        args.join(" ")
    )
}

/// Prints what was measured.
#[allow(clippy::print_stdout)]
pub(crate) fn print(text: &str) {
    println!("{text}");
}

/// Prints how far it is.
#[allow(clippy::print_stderr)]
pub(crate) fn progress(text: &str) {
    eprintln!("bench: {text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_page_is_replaced_and_the_rest_stays() {
        let first = between("# Measured\n", "matching", "one").unwrap();
        assert_eq!(
            first,
            "# Measured\n\n<!-- bench: matching -->\n\none\n\n<!-- end: matching -->\n"
        );
        let more = between(&format!("{first}\nAfter.\n"), "matching", "two\n").unwrap();
        assert_eq!(
            more,
            "# Measured\n\n<!-- bench: matching -->\n\ntwo\n\n<!-- end: matching -->\n\nAfter.\n"
        );
        assert!(between("<!-- end: x -->", "x", "y").is_err());
    }

    #[test]
    fn a_table_is_markdown() {
        let mut table = Table::new(&["a", "b"]);
        table.row(["1".to_string()]);
        assert_eq!(table.markdown(), "| a | b |\n|---|---|\n| 1 |  |\n");
    }
}
