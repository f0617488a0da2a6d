//! What a working status lets a person do.

use bitflags::bitflags;
use serde::{Deserialize, Serialize};

bitflags! {
    /// What a working status lets a person do. It belongs to the status, not to the person: two
    /// people on the status "break" are equally unavailable (products.md 2.1).
    ///
    /// Serialized as a sorted list of the names below, never as a number.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
    #[serde(try_from = "Vec<String>", into = "Vec<String>")]
    pub struct Availability: u16 {
        /// Counts as working time.
        const WORKING = 1 << 0;
        /// A new chat may be assigned or offered.
        const ACCEPT_CHAT = 1 << 1;
        /// A transferred chat may be received.
        const ACCEPT_TRANSFER = 1 << 2;
        /// An own chat may be transferred away.
        const TRANSFER_CHAT = 1 << 3;
        /// Messages may be sent in own chats.
        const SEND_MESSAGES = 1 << 4;
        /// Chats and offline messages may be closed.
        const CLOSE = 1 << 5;
        /// Calls may be received.
        const CALLS = 1 << 6;
        /// Shown as available in the person's groups.
        const COUNTS_IN_GROUP = 1 << 7;
        /// The person may set this status by hand.
        const SELECTABLE = 1 << 8;
    }
}

/// The stable names of the flags, sorted.
const NAMES: [(&str, Availability); 9] = [
    ("accept_chat", Availability::ACCEPT_CHAT),
    ("accept_transfer", Availability::ACCEPT_TRANSFER),
    ("calls", Availability::CALLS),
    ("close", Availability::CLOSE),
    ("counts_in_group", Availability::COUNTS_IN_GROUP),
    ("selectable", Availability::SELECTABLE),
    ("send_messages", Availability::SEND_MESSAGES),
    ("transfer_chat", Availability::TRANSFER_CHAT),
    ("working", Availability::WORKING),
];

impl Availability {
    /// The names of the flags that are set, sorted.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        NAMES
            .into_iter()
            .filter(move |(_, flag)| self.contains(*flag))
            .map(|(name, _)| name)
    }
}

/// A name that is no availability flag.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown availability `{0}`")]
pub struct UnknownAvailability(pub String);

impl TryFrom<Vec<String>> for Availability {
    type Error = UnknownAvailability;

    fn try_from(names: Vec<String>) -> Result<Self, Self::Error> {
        let mut set = Self::empty();
        for name in names {
            match NAMES.iter().find(|(known, _)| *known == name) {
                Some((_, flag)) => set |= *flag,
                None => return Err(UnknownAvailability(name)),
            }
        }
        Ok(set)
    }
}

impl From<Availability> for Vec<String> {
    fn from(set: Availability) -> Self {
        set.names().map(str::to_owned).collect()
    }
}
