//! What an account lacks.

use frontdesk::Person;
use frontdesk::identity::{Field, Rehash, UserPolicy};
use frontdesk::model::AccountKind;

/// Something that an account lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Lack {
    /// A field that the system requires.
    Field(Field),
    /// A login.
    Login,
    /// A password.
    Password,
    /// An address at which the person is told of anything.
    ContactPoint,
    /// Knowledge of whether the password must be hashed anew.
    Rehash,
}

impl Lack {
    /// The stable code.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Field(field) => field.name(),
            Self::Login => "login",
            Self::Password => "password",
            Self::ContactPoint => "contact_point",
            Self::Rehash => "rehash",
        }
    }

    /// What the table says.
    pub(crate) fn text(self) -> String {
        match self {
            Self::Field(field) => field.name().replace('_', " "),
            Self::Login => "login".to_owned(),
            Self::Password => "password".to_owned(),
            Self::ContactPoint => "contact point".to_owned(),
            Self::Rehash => "rehash unknown".to_owned(),
        }
    }

    /// Whether the account cannot be used, or could not be created, without it. The others are
    /// worth knowing and no fault of the record.
    pub(crate) const fn is_needed(self) -> bool {
        matches!(self, Self::Field(_) | Self::Login | Self::Password)
    }
}

/// Everything that this account lacks, what is needed first.
pub(crate) fn lacks(person: &Person, policy: &UserPolicy) -> Vec<Lack> {
    let user = &person.user;
    let record = user.record();
    // What the system's form asks and the record does not say, all at once (S31, S91, S118).
    let fields = policy.required.missing(user.profile());
    let mut lacks: Vec<Lack> = fields.into_iter().map(Lack::Field).collect();
    // A role is on the record of rights, not in the profile (S118).
    if policy.required.has(Field::Role) && person.rights.roles.is_empty() {
        lacks.push(Lack::Field(Field::Role));
    }
    if user.login().is_none() {
        lacks.push(Lack::Login);
    }
    match &record.credentials {
        None => lacks.push(Lack::Password),
        // Where another system checks the password, nobody here has seen its hash.
        Some(known) if known.rehash == Rehash::Unknown => lacks.push(Lack::Rehash),
        Some(_) => {}
    }
    // Legacy accounts have no Contacts by their kind: they lack nothing (S18, D2).
    if user.kind() == AccountKind::Unified && user.profile().contact_points.is_empty() {
        lacks.push(Lack::ContactPoint);
    }
    lacks.sort_unstable();
    lacks
}
