//! Trouble in words: what happened, what it means for coverage, what to do.

use news::{Timestamp, Trouble, TroubleCode};

/// Trouble of a source. `who` is its host or path, `detail` what is known beyond the code.
pub(crate) fn of(code: TroubleCode, who: &str, detail: &str, since: Timestamp) -> Trouble {
    const MISSING: &str = "Articles published since then may be missing.";
    const AGAIN: &str = "It is tried again by itself.";
    let (what, meaning, advice): (String, &str, &str) = match code {
        TroubleCode::Unreachable => (
            format!("{who} could not be found: {detail}"),
            MISSING,
            "Look whether this machine is online and the address is right. It is tried again by itself.",
        ),
        TroubleCode::Refused => (
            format!("{who} broke the connection: {detail}"),
            MISSING,
            AGAIN,
        ),
        TroubleCode::Timeout => (
            format!("{who} did not answer in time: {detail}"),
            MISSING,
            AGAIN,
        ),
        TroubleCode::Certificate => (
            format!("{who} could not prove who it is: {detail}"),
            MISSING,
            "Open the address in a browser: if that warns too, the site must mend its certificate. Nothing was read.",
        ),
        TroubleCode::Status => (format!("{who} answered {detail}"), MISSING, AGAIN),
        TroubleCode::Forbidden => (
            format!("{who} refuses to be read: {detail}"),
            MISSING,
            "Open the address in a browser: the site may ask for a subscription or keep programs out. Look for another feed of it.",
        ),
        TroubleCode::Gone => (
            format!("{who} has no feed at this address any more: {detail}"),
            "Nothing new will come from it.",
            "Look for the feed's new address on the site, and change it here.",
        ),
        TroubleCode::Busy => (
            format!("{who} asks to be left alone for a while: {detail}"),
            "New articles come late.",
            "It is asked again after the time that it named. A longer interval helps.",
        ),
        TroubleCode::TooLarge => (
            format!("{who} sent more than is read: {detail}"),
            "What lies beyond the limit is missing.",
            "Look for a smaller feed of this source.",
        ),
        TroubleCode::NotAFeed => (
            format!("{who} sent a web page in place of a feed."),
            "Nothing was read from it.",
            "Open the address in a browser and look for the feed's address; sites often name it in their footer.",
        ),
        TroubleCode::Challenge => (
            format!(
                "{who} sent a page that asks whether a person is reading, in place of its feed."
            ),
            "Nothing was read from it: this is not quiet.",
            "Look for another feed of this source, or ask the publisher to let feed readers in.",
        ),
        TroubleCode::Empty => (
            format!("{who} sent a feed without a single item."),
            "It may be new, or broken.",
            "Look at the site: if it has articles, look for another feed of it.",
        ),
        TroubleCode::Damaged => (
            format!("{who} sent a damaged feed: {detail}"),
            "What could be read was; some items may be missing.",
            "The publisher must mend it. It is tried again by itself.",
        ),
        TroubleCode::Redirect => (
            format!("{who} points elsewhere without end: {detail}"),
            MISSING,
            "Open the address in a browser, and use the address where it ends.",
        ),
        TroubleCode::PrivateAddress => (
            format!(
                "{who} is in a private or local network, which is not asked without your word."
            ),
            "Nothing was read from it.",
            "If it is meant, edit the source and allow its private address.",
        ),
        TroubleCode::FolderMissing => (
            format!("The folder {who} does not exist."),
            "Files put there are not seen.",
            "Make the folder, connect its drive, or change its path here.",
        ),
        TroubleCode::FolderUnreadable => (
            format!("The folder {who} may not be read: {detail}"),
            "Files put there are not seen.",
            "Give your user the right to read it. It is tried again by itself.",
        ),
        TroubleCode::WatchLimit => (
            format!("The system watches no further folders for {who}: {detail}"),
            "New files are found late, when the folder is looked through on a timer.",
            "Raise the system's limit (fs.inotify.max_user_watches), or watch a smaller folder.",
        ),
        TroubleCode::File => (
            format!("Some files of {who} could not be read: {detail}"),
            "What they hold is missing.",
            "The list of files says why for each.",
        ),
        TroubleCode::DiskFull => (
            "The disk that holds the desk is full.".to_string(),
            "Nothing is taken in until there is room. Nothing is lost: it is read again then.",
            "Free some space, or move the desk to another disk.",
        ),
        TroubleCode::Database => (
            format!("What {who} brought could not be stored: {detail}"),
            "It is read again by itself.",
            "If it stays, check the desk in the settings.",
        ),
        TroubleCode::Internal => (
            format!("A fault of this program stopped the reading of {who}: {detail}"),
            MISSING,
            "Other sources go on. It is tried again by itself.",
        ),
    };
    let mut what = what;
    if !what.ends_with(['.', '!', '?']) {
        what.push('.');
    }
    Trouble {
        code,
        what,
        meaning: meaning.into(),
        advice: advice.into(),
        since,
    }
}

/// The trouble of a desk without room.
pub(crate) fn disk_full(free: u64, least: u64, since: Timestamp) -> Trouble {
    let mut trouble = of(TroubleCode::DiskFull, "", "", since);
    if free > 0 {
        trouble.what = format!(
            "The disk that holds the desk is nearly full: {} MB are free, {} MB are needed.",
            free >> 20,
            (least >> 20).max(1)
        );
    }
    trouble
}

/// The trouble of a desk whose file cannot be written.
pub(crate) fn database(detail: &str, since: Timestamp) -> Trouble {
    Trouble {
        what: format!("The desk's file cannot be written. {detail}"),
        meaning: "Nothing is taken in until it can. Nothing is lost: it is read again then.".into(),
        advice: "Close other programs that use it, and look whether its folder can be written to."
            .into(),
        ..of(TroubleCode::Database, "", "", since)
    }
}
