//! Noci.io: its invitation of several addresses at once, in a file of this project's own because no
//! export is known (products.md 2.6).

mod fill;
mod invitation;
pub mod roles;
mod rules;

pub use fill::fill;
pub use invitation::{Invitation, Role, read_invitation};
pub use rules::account_rules;
