//! Filing, searching and opening an archive.

use crate::{args::Args, report::Report};

pub(crate) fn run(_: &Args, _: &mut Report) -> Result<(), String> {
    Err("not yet".into())
}
