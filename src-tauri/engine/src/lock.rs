//! Who has a desk: one program at a time.

use std::{
    fs::{File, TryLockError},
    io::{Read, Seek, Write},
    path::Path,
};

use news::desk::{ErrorCode, Finding};

use crate::{EngineError, engine::Res};

/// The name of the file that says who has the desk.
const LOCK: &str = "wirewatch.lock";

/// Takes the desk for this program, until it ends.
pub(crate) fn take(dir: &Path) -> Res<File> {
    let path = dir.join(LOCK);
    let mut file = File::options()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(&path)
        .map_err(|err| EngineError::io("The desk cannot be opened:", &path, &err))?;
    match file.try_lock() {
        Ok(()) => {
            // Who has it is for people; that it cannot be written is no reason to stop.
            let _ = file
                .set_len(0)
                .and_then(|()| file.rewind())
                .and_then(|()| write!(file, "{}", std::process::id()));
            Ok(file)
        }
        Err(TryLockError::WouldBlock) => {
            let who = owner(&mut file);
            Err(EngineError::new(
                ErrorCode::InUse,
                format!("Another Wirewatch{who} has the desk in {}.", dir.display()),
                "Use its window, close it first, or choose another desk with --data. Reading commands work beside it.",
            ))
        }
        Err(TryLockError::Error(err)) => {
            Err(EngineError::io("The desk cannot be taken:", &path, &err))
        }
    }
}

/// Who has the desk, for people: " (process 4711)".
fn owner(file: &mut File) -> String {
    let mut id = String::new();
    // Where it cannot be read, it is somebody all the same.
    let _ = file.read_to_string(&mut id);
    if id.is_empty() {
        String::new()
    } else {
        format!(" (process {id})")
    }
}

/// Who has the desk, as one of the things that a checkup looks at.
pub(crate) fn finding(dir: &Path) -> Finding {
    let file = File::options().read(true).write(true).open(dir.join(LOCK));
    let detail = match file.map(|it| (it.try_lock(), it)) {
        Ok((Err(TryLockError::WouldBlock), mut file)) => format!(
            "another Wirewatch{} has the desk; reading commands work beside it",
            owner(&mut file)
        ),
        Ok(_) | Err(_) => "no other program has the desk".into(),
    };
    Finding {
        what: "lock".into(),
        ok: true,
        detail,
    }
}
