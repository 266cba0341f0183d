//! The scripts.
fn main() {}
