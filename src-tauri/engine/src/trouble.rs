//! Trouble in words: what happened, what it means for coverage, what to do.

use news::{Timestamp, Trouble, TroubleCode};

/// What is said of what the scheduler asks for again.
pub(crate) const AGAIN: &str = "It is tried again by itself.";

/// Trouble of a source. `who` is its host or path, `detail` what is known beyond the code.
pub(crate) fn of(code: TroubleCode, who: &str, detail: &str, since: Timestamp) -> Trouble {
    const MISSING: &str = "Articles published since then may be missing.";
    /// A million watches take about a gigabyte of the system's memory, and only when they are used.
    const RAISE: &str = match cfg!(target_os = "linux") {
        true => {
            "Raise the limit with `sudo sysctl fs.inotify.max_user_watches=1048576` (to keep it, write that into a file in /etc/sysctl.d), or watch a smaller folder."
        }
        false => "Watch a smaller folder.",
    };
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
        TroubleCode::NotAFeed if !detail.is_empty() => (
            format!("{who} sent no feed: {detail}"),
            MISSING,
            "It is tried again by itself. Open the address in a browser to see what it sends.",
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
            "If it is meant, edit the source and allow its private address, or name the host in the settings.",
        ),
        TroubleCode::Moved => (
            format!("{who} has moved for good to {detail}"),
            "Its articles come twice.",
            "Remove one of the two sources; the articles of both stay readable.",
        ),
        TroubleCode::Proxy => (
            format!("{who} could not be asked through the proxy {detail}"),
            MISSING,
            "Look at the proxy in the settings. It is tried again by itself.",
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
            "Nothing is missed: it is looked through every minute, so new files are found later than by being told.",
            RAISE,
        ),
        TroubleCode::File => (
            format!("Some files of {who} could not be read: {detail}"),
            "What they hold is missing.",
            "The list of files says why for each.",
        ),
        TroubleCode::Offline => (
            "This machine does not reach the network.".to_string(),
            "No feed is asked until it does; what feeds drop meanwhile may be missing.",
            "Look at the connection. Each feed that is due is asked once it is back.",
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

/// The trouble of a machine that does not reach the network.
pub(crate) fn offline(since: Timestamp) -> Trouble {
    of(TroubleCode::Offline, "", "", since)
}

/// The trouble of a desk whose proxy lets nothing through. `detail` names it.
pub(crate) fn no_proxy(detail: &str, since: Timestamp) -> Trouble {
    Trouble {
        what: format!("Nothing can be asked through the proxy {detail}."),
        meaning: "No feed is asked until it can; what feeds drop meanwhile may be missing.".into(),
        advice:
            "Look at the proxy in the settings. Each feed that is due is asked once it answers."
                .into(),
        ..of(TroubleCode::Proxy, "", "", since)
    }
}

/// The trouble of a folder that holds more than is looked at.
pub(crate) fn not_all(who: &str, detail: &str, since: Timestamp) -> Trouble {
    Trouble {
        what: format!("Not all of the folder {who} is looked at. {detail}."),
        meaning: "What stands there is not read; everything else is.".into(),
        advice: "Watch the folder that holds it as a source of its own.".into(),
        ..of(TroubleCode::FolderUnreadable, who, "", since)
    }
}

/// The trouble of a folder whose drive does not answer.
pub(crate) fn away(who: &str, since: Timestamp) -> Trouble {
    Trouble {
        what: format!("The folder {who} does not answer: the network drive may be away."),
        meaning: "Files put there are not seen until it does. Other folders and feeds go on.".into(),
        advice: "Connect the drive, or look whether its server is on. It is asked again by itself, and looked through once it answers.".into(),
        ..of(TroubleCode::FolderUnreadable, who, "", since)
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
