//! Reach: its users, in a CSV file of this project's own because no export is known
//! (products.md 2.4).

mod fill;
pub mod roles;
mod rules;
mod user;

pub use fill::fill;
pub use rules::account_rules;
pub use user::{User, read_users};
