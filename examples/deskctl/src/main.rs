//! The command-line desk.
fn main() {}
