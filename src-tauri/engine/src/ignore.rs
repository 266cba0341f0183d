//! What the analyst wants left out of a watched folder: patterns of names and paths.
//!
//! `*.draft.txt` is left out wherever it stands; `private/` is any folder of that name with all that is in it; with a
//! slash elsewhere a pattern is meant from the watched folder down: `2025/**/*.pdf`, `/notes.txt`. Case makes no difference.

use std::path::Path;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::{EngineError, engine::Res};

/// Patterns of one folder.
const PATTERNS: usize = 100;

/// Characters of one pattern.
const LONGEST: usize = 200;

/// Patterns, ready to be asked.
#[derive(Debug, Default)]
pub(crate) struct Ignored {
    any: GlobSet,
    folders: GlobSet,
}

impl Ignored {
    /// Compiles patterns. Those that cannot be read were refused when they were given, and match nothing here.
    pub(crate) fn new(patterns: &[String]) -> Ignored {
        let (mut any, mut folders) = (GlobSetBuilder::new(), GlobSetBuilder::new());
        for it in patterns {
            let (glob, is_folder) = as_glob(it);
            if let Ok(glob) = built(&glob) {
                match is_folder {
                    true => folders.add(glob),
                    false => any.add(glob),
                };
            }
        }
        Ignored {
            any: any.build().unwrap_or_default(),
            folders: folders.build().unwrap_or_default(),
        }
    }

    /// Whether what stands at a path below the watched folder is left out.
    pub(crate) fn matches(&self, below: &Path, is_folder: bool) -> bool {
        self.any.is_match(below) || is_folder && self.folders.is_match(below)
    }
}

/// The pattern as a glob over paths below the folder, and whether it means folders only.
fn as_glob(pattern: &str) -> (String, bool) {
    let (pattern, is_folder) = match pattern.strip_suffix('/') {
        Some(it) => (it, true),
        None => (pattern, false),
    };
    let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
    let glob = match pattern.strip_prefix('/') {
        Some(it) => it.to_string(),
        None if pattern.contains('/') => pattern.to_string(),
        None => format!("**/{pattern}"),
    };
    (glob, is_folder)
}

fn built(glob: &str) -> Result<globset::Glob, globset::Error> {
    GlobBuilder::new(glob)
        .literal_separator(true)
        .case_insensitive(true)
        .build()
}

/// Patterns without blanks around them, each once, if all of them can be read.
///
/// # Errors
/// [`BadInput`](news::desk::ErrorCode::BadInput) for one that cannot, and for too many or too long ones.
pub(crate) fn cleaned(patterns: &[String]) -> Res<Vec<String>> {
    let mut kept: Vec<String> = vec![];
    for it in patterns {
        let it = it.trim().to_string();
        if it.is_empty() || kept.contains(&it) {
            continue;
        }
        let refused = |why: String| {
            EngineError::bad_input(
                format!("“{it}” is no pattern of what to leave out: {why}."),
                "Write one like *.draft.txt, private/ or 2025/**/*.pdf.",
            )
        };
        if it.chars().count() > LONGEST {
            return Err(refused(format!("it has more than {LONGEST} characters")));
        }
        let (glob, _) = as_glob(&it);
        if glob.trim_matches(['*', '/']).is_empty() {
            return Err(refused("it would leave out everything".into()));
        }
        built(&glob).map_err(|err| refused(err.kind().to_string()))?;
        kept.push(it);
    }
    if kept.len() > PATTERNS {
        return Err(EngineError::bad_input(
            format!(
                "{} patterns are more than the {PATTERNS} of one folder.",
                kept.len()
            ),
            "Say the same with fewer: one pattern can mean a whole folder.",
        ));
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_leave_out_what_they_say() {
        const TESTS: &[(&str, &str, bool, bool)] = &[
            ("*.draft.txt", "a.draft.txt", false, true),
            ("*.draft.txt", "deep/down/B.DRAFT.TXT", false, true),
            ("*.draft.txt", "draft.txt", false, false),
            ("private/", "private", true, true),
            ("private/", "in/Private", true, true),
            ("private/", "private", false, false),
            ("/notes.txt", "notes.txt", false, true),
            ("/notes.txt", "in/notes.txt", false, false),
            ("2025/**/*.pdf", "2025/a.pdf", false, true),
            ("2025/**/*.pdf", "2025/05/01/a.pdf", false, true),
            ("2025/**/*.pdf", "old/2025/a.pdf", false, false),
            ("2025/*.pdf", "2025/05/a.pdf", false, false),
            ("report ?.{doc,docx}", "report 7.docx", false, true),
            ("[0-9]*", "1.txt", false, true),
            ("[!0-9]*", "1.txt", false, false),
        ];
        for (pattern, path, is_folder, expected) in TESTS {
            let ignored = Ignored::new(&[pattern.to_string()]);
            let found = ignored.matches(Path::new(path), *is_folder);
            assert_eq!(found, *expected, "{pattern} on {path}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_refused_with_its_reason() {
        let refused = |it: &str| cleaned(&[it.to_string()]).expect_err(it).what();
        for bad in ["[a", "a{b", "**", "*", "/", &"x".repeat(201)] {
            assert!(
                refused(bad).contains("no pattern"),
                "{bad}: {}",
                refused(bad)
            );
        }
        let many: Vec<String> = (0..101).map(|it| format!("{it}.txt")).collect();
        assert!(cleaned(&many).is_err());
        let kept = cleaned(&[" a/ ".into(), String::new(), "a/".into()]).expect("well");
        assert_eq!(kept, ["a/"], "each once, without blanks");
    }
}
