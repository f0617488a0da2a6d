//! Reach: its users, in a CSV file of this project's own because no export is known
//! (products.md 2.4).

mod fill;
pub mod roles;
mod user;

pub use fill::fill;
pub use user::{User, read_users};
