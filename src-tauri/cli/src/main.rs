//! The terminal: the headless wirewatch program.
fn main() {}
