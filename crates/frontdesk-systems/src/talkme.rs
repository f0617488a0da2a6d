//! Talk-Me: the pair file of legacy accounts, which is this project's own because no export is
//! known, and the messages of `chat/message/getList` (products.md 2.3).

mod fill;
mod message;
mod pairs;
pub mod roles;
mod rules;

pub use fill::{ConfirmedPair, confirmed_pairs, fill};
pub use message::{Author, Message, MessageType, read_messages};
pub use pairs::{AdminUser, Link, Operator, PairFile, read_pairs};
pub use rules::account_rules;
