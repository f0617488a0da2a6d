//! What a decision gives the host.

use crate::StoreVerifier;

/// What a command makes happen. Store the events in one transaction, with the sealed duty if there is
/// one; then do the duties of each event, once. No events means that everything is so already.
#[derive(Debug)]
#[must_use = "nothing has happened until the events are stored"]
pub struct Decided<E> {
    /// What happens, in order.
    pub events: Vec<E>,
    /// The verifier of a password that was set with this command: the only way by which it leaves.
    /// No event and no state holds it.
    pub sealed: Option<StoreVerifier>,
}

impl<E> Decided<E> {
    /// Events with no password among them.
    pub(crate) const fn plain(events: Vec<E>) -> Self {
        Self {
            events,
            sealed: None,
        }
    }
}
