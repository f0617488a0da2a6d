//! The rules on a staff account that hold in every system.

use std::collections::BTreeSet;

use frontdesk_model::{AccountKind, Standing};

use crate::user::erase;
use crate::{Activation, Capacity, Credential, Lifecycle, Login, Reason, UserRecord};

/// Every rule that a record breaks.
pub(crate) fn broken(record: &UserRecord) -> BTreeSet<Reason> {
    let mut reasons = BTreeSet::new();
    let mut refuse_if = |wrong: bool, reason: Reason| {
        if wrong {
            reasons.insert(reason);
        }
    };
    let profile = &record.profile;
    let has_login = match record.login {
        Login::Unset => false,
        Login::Named(_) => true,
        Login::Email => profile.email.is_some(),
    };

    // Staff is unified or one of the two legacy kinds (S1, S5).
    refuse_if(record.kind == AccountKind::Customer, Reason::KindNotStaff);
    // A legacy account keeps the surface of its kind and never has the other (S3, S4).
    refuse_if(
        !Capacity::fit(record.kind, &record.capacities),
        Reason::CapacityOfKind { of: record.kind },
    );
    // Contacts came with the unified user (S18, D2). Admin users had mailings before (S19, S20), and
    // keep them; legacy operators have none.
    refuse_if(
        record.kind == AccountKind::LegacyOperator && !profile.contact_points.is_empty(),
        Reason::ContactsOfKind { of: record.kind },
    );
    // One address is one contact point, however it is spelled.
    let mut addresses: Vec<_> = profile
        .contact_points
        .iter()
        .map(|point| &point.address)
        .collect();
    addresses.sort_by(|one, other| one.compare(other));
    let twice = addresses
        .windows(2)
        .any(|pair| matches!(pair, [one, other] if one.is_same(other)));
    refuse_if(twice, Reason::ContactTwice);
    // Without an e-mail address it cannot be the login (S40).
    refuse_if(
        record.login == Login::Email && profile.email.is_none(),
        Reason::EmailLoginWithoutEmail,
    );
    // Once a user, login and password are mandatory for good (S41, D6), until the account is erased.
    let stay = record.ever_had_rights && record.lifecycle != Lifecycle::Erased;
    refuse_if(
        stay && !has_login,
        Reason::CredentialsStay {
            missing: Credential::Login,
        },
    );
    refuse_if(
        stay && record.credentials.is_none(),
        Reason::CredentialsStay {
            missing: Credential::Password,
        },
    );
    // Until the person sets a password there is none (S112, S115).
    refuse_if(
        matches!(record.activation, Activation::Awaited { .. })
            && (record.credentials.is_some() || record.ever_had_rights),
        Reason::PendingHasCredentials,
    );
    refuse_if(
        record
            .credentials
            .as_ref()
            .is_some_and(|found| found.version != record.credential_version || found.version == 0),
        Reason::CredentialVersion,
    );
    // Whatever ends an account's work ends its tokens.
    refuse_if(
        record.reset.is_some() && record.standing() != Standing::Active,
        Reason::ResetNotActive,
    );
    refuse_if(
        record.lifecycle == Lifecycle::Erased && !is_erased(record),
        Reason::ErasedHasValues,
    );
    reasons
}

/// Whether nothing is left of a record but what the register retains and what stands in the place of
/// the rest.
fn is_erased(record: &UserRecord) -> bool {
    let mut erased = record.clone();
    erase(&mut erased);
    erased == *record && record.holds.is_empty()
}
