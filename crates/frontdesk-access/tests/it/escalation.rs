//! Who may come to hold what: the search against brute force, and cases by name.

mod brute;
mod cases;
mod detours;
mod law;
mod rights;
mod themes;
