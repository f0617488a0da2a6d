//! What a standing and a sign-in mean, in words.

use frontdesk::identity::{SignIn, SignInReason, User, can_sign_in};
use frontdesk::model::Standing;

/// What it means to stand so, and what can be done about it.
pub(crate) const fn means(standing: Standing) -> &'static str {
    match standing {
        // S34, S43, S183.
        Standing::Employee => {
            "on the list of employees and no user: never saved with a right, so there is nothing to sign in to"
        }
        // S115, S121, S123.
        Standing::Pending => {
            "invited, and no password set yet: cannot sign in; the letter with the token can be sent again"
        }
        Standing::Active => "signs in and acts",
        // S78-S83.
        Standing::HalfDeleted => {
            "deleted in the employees section only: still signs in and sees a workplace in which nothing works, and is told of nothing; restore it, or delete it for good"
        }
        Standing::Suspended => {
            "switched off: cannot sign in and is told of nothing; rights are kept and it can be restored"
        }
        // S82.
        Standing::Deleted => "deleted for good: cannot sign in, at once and for ever",
    }
}

/// Why an account signs in, or every reason why not.
pub(crate) fn sign_in(user: &User) -> (bool, Vec<SignInReason>) {
    match can_sign_in(user) {
        SignIn::Allow(reason) => (true, vec![reason]),
        SignIn::Deny(reasons) => (false, reasons),
    }
}

/// A name for people: `half-deleted` of `half_deleted`.
pub(crate) fn spoken(standing: Standing) -> String {
    standing.name().replace('_', "-")
}
