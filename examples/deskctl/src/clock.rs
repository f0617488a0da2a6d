//! The clock: the only place where this program asks what time it is.

#![expect(
    clippy::disallowed_types,
    reason = "a host knows the time; the crates below are told"
)]

use std::time::SystemTime;

use chrono::{DateTime, SubsecRound, Utc};

/// The present moment, in whole seconds.
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::<Utc>::from(SystemTime::now()).trunc_subsecs(0)
}
