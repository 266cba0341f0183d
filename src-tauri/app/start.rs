//! What the program was started with.

use std::{
    ffi::OsString,
    hash::{DefaultHasher, Hash, Hasher},
    path::PathBuf,
};

use crate::rendering::Rendering;

const HELP: &str = "\
Wirewatch, a media monitor on your own desk.

  wirewatch-app [--data DIR] [--sample] [--hidden] [--rendering auto|accelerated|compatible]

  --data DIR    keep the desk in DIR instead of the platform's data directory
  --sample      load the sample desk if this desk is empty
  --hidden      start in the tray
  --rendering   how the window is drawn: `compatible` helps where it stays blank or is slow

The same engine without a window is the program `wirewatch`.";

/// What the program was started with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Start {
    /// Where the desk is kept; nothing: the platform's data directory.
    pub(crate) data_dir: Option<PathBuf>,
    /// Whether an empty desk is to hold the sample.
    pub(crate) sample: bool,
    /// Whether the window stays closed at first.
    pub(crate) hidden: bool,
    /// How the window is drawn.
    pub(crate) rendering: Rendering,
}

impl Start {
    /// Reads the arguments. The error is for the person at the terminal.
    pub(crate) fn from_args(args: impl Iterator<Item = OsString>) -> Result<Start, String> {
        let mut start = Start::default();
        let mut args = args;
        while let Some(arg) = args.next() {
            match arg.to_str() {
                Some("--data") => {
                    let dir = args.next().ok_or("--data needs a folder")?;
                    start.data_dir = Some(PathBuf::from(dir));
                }
                Some("--sample") => start.sample = true,
                Some("--hidden") => start.hidden = true,
                Some("--rendering") => {
                    let word = args.next().unwrap_or_default();
                    start.rendering = Rendering::from_word(&word.to_string_lossy())
                        .ok_or("--rendering takes auto, accelerated or compatible")?;
                }
                Some("--help" | "-h") => return Err(HELP.into()),
                _ => {
                    return Err(format!(
                        "`{}` is not understood.\n\n{HELP}",
                        arg.to_string_lossy()
                    ));
                }
            }
        }
        Ok(start)
    }

    /// The name under which a second start finds this one: one for each desk.
    pub(crate) fn bus_name(&self) -> String {
        let Some(dir) = &self.data_dir else {
            return "org.wirewatch.Wirewatch".into();
        };
        let mut hasher = DefaultHasher::new();
        std::path::absolute(dir)
            .unwrap_or_else(|_| dir.clone())
            .hash(&mut hasher);
        format!("org.wirewatch.Wirewatch.d{:016x}", hasher.finish())
    }
}

/// Ends the program with words at the terminal.
#[allow(clippy::print_stderr)]
pub(crate) fn say_and_end(words: &str) -> ! {
    eprintln!("{words}");
    std::process::exit(if words == HELP { 0 } else { 2 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(args: &[&str]) -> Result<Start, String> {
        Start::from_args(args.iter().map(OsString::from))
    }

    #[test]
    fn arguments_are_read_and_odd_ones_refused_in_words() {
        assert_eq!(read(&[]), Ok(Start::default()));
        let start = read(&["--data", "/tmp/d", "--sample"]).expect("understood");
        assert_eq!(start.data_dir, Some(PathBuf::from("/tmp/d")));
        assert!(start.sample);
        assert!(read(&["--data"]).is_err_and(|it| it.contains("needs a folder")));
        assert!(read(&["--dta"]).is_err_and(|it| it.starts_with("`--dta` is not understood")));
    }

    #[test]
    fn two_desks_do_not_take_each_other_for_a_second_start() {
        let of = |dir: &str| read(&["--data", dir]).expect("understood").bus_name();
        assert_ne!(of("/a"), of("/b"));
        assert_eq!(of("/a"), of("/a"));
        assert_ne!(of("/a"), Start::default().bus_name());
    }
}
