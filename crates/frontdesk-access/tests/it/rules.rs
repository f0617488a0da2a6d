//! The rules of the catalogue's 1.1 and 1.2, each with its positive and its negative twin.

mod accounts;
mod chains;
mod concerned;
mod dimensions;
mod prerequisites;
mod usable;
