//! Whether topics that do not match cost anything.

use super::{Material, cost::cost};
use crate::{
    args::Args,
    measure::{figure, whole},
    ours::Ours,
    report::{Report, Table, progress},
};

/// Prints what an article takes against ever more topics that it does not meet.
pub(super) fn measure(args: &Args, material: &Material, report: &mut Report) -> Result<(), String> {
    let mut table = Table::new(&[
        "topics that never match",
        "µs to read its words",
        "µs to match",
        "µs both",
        "of the first, both",
    ]);
    let mut first = None;
    for size in &args.sizes {
        progress(&format!("matching {size} topics that never match"));
        let mut ours = Ours::new(material.never(*size)?);
        let cost = cost(&mut ours, material, usize::MAX, args.passes);
        if cost.topics > 0.0 {
            return Err(format!(
                "topics that never match were met {} times by an article",
                figure(cost.topics)
            ));
        }
        let both = cost.read + cost.matching;
        let first = *first.get_or_insert(both);
        table.row([
            whole(*size),
            figure(cost.read),
            figure(cost.matching),
            figure(both),
            format!("{:.2}×", both / first),
        ]);
    }
    report.table(&table);
    Ok(())
}
