//! What can be asked of a staff account.

use std::collections::BTreeSet;

use frontdesk_contact::Email;
use frontdesk_model::{
    AccountKind, Memberships, Precondition, Standing, Stream, TenantId, UserId, Version,
};

use crate::event::{ProfileChanges, WorkplaceLink};
use crate::{
    Algorithm, Capacity, CaseNumber, Change, Login, Profile, RoleName, TokenBytes, User, Verifier,
};

/// What is asked of a staff account. Whether the one who asks may ask it is another question.
/// No command holds a password.
#[derive(Clone, Debug)]
pub enum UserCommand {
    /// Create an account.
    Create(Box<Create>),
    /// Take an account over from another system, as it is there.
    Import(Box<Import>),
    /// Save the form: one operation, whichever way it was opened (S29, S35).
    Edit(Box<Edit>),
    /// The employee was saved with a right: the first one makes a user of him (S183). A pending account
    /// becomes one when the person sets the password; until then this changes nothing.
    RecordRight,
    /// Turn every switch off. The account and its credentials remain (S41, S42).
    TurnAllRightsOff,
    /// The host has hashed a new password.
    SetCredentials {
        /// What the host keeps of it.
        verifier: Verifier,
    },
    /// Take the password away: only from an employee who never was a user (S41, S43).
    ClearCredentials,
    /// Sign in by the e-mail address from now on (S39, S40).
    UseEmailAsLogin,
    /// Send a new token to a pending account; the one before is void (S123).
    IssueActivation {
        /// The host's random bytes.
        token: TokenBytes,
    },
    /// The person brings the token and has set a password, which the host has hashed (S121).
    Activate {
        /// What was in the letter.
        token: TokenBytes,
        /// What the host keeps of the password.
        verifier: Verifier,
    },
    /// Send a token by which the person sets a new password. Who administers can start this and
    /// never chooses the password (ASVS 6.4.6).
    IssueReset {
        /// The host's random bytes.
        token: TokenBytes,
    },
    /// The person brings the token and has set a new password, which the host has hashed. A second
    /// factor is asked all the same: that is the host's (ASVS 6.4.3).
    Reset {
        /// What was in the letter.
        token: TokenBytes,
        /// What the host keeps of the password.
        verifier: Verifier,
    },
    /// Switch the account off.
    Suspend {
        /// Who gets what the person holds; `None` is back to the queues.
        replacement: Option<Replacement>,
    },
    /// Switch a suspended or half-deleted account on again.
    Restore,
    /// Delete in the employees section only: not recommended, and never the default (S78, S83).
    HalfDelete {
        /// Who gets what the person holds; `None` is back to the queues.
        replacement: Option<Replacement>,
    },
    /// Delete: sign-in ends at once (S82).
    Delete {
        /// Who gets what the person held; `None` is back to the queues.
        replacement: Option<Replacement>,
    },
    /// Set what the account may be: promote an operator to the admin panel, or the reverse (S5).
    SetCapacities {
        /// All that it may be.
        capacities: BTreeSet<Capacity>,
    },
    /// Set the lists alone: what a group, site or questionnaire that changes asks of its people
    /// ([`DependentDuty`](crate::DependentDuty)). Possible until the account is deleted, and whatever
    /// else its record lacks.
    SetMemberships {
        /// All lists.
        memberships: Memberships,
    },
    /// Make a unified account of a lone legacy one. It keeps its one surface; the other can be given
    /// afterwards.
    Convert,
    /// Keep everything of the account for a case: nothing is erased while it lasts.
    PlaceHold {
        /// Which case.
        case: CaseNumber,
    },
    /// A case is over.
    LiftHold {
        /// Which case.
        case: CaseNumber,
    },
    /// Erase every personal value of a deleted account but what the register retains (GDPR, article
    /// 17).
    Erase,
}

/// Who takes over what an account holds: facts that the host reads of the other account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// Whose account it is.
    pub tenant: TenantId,
    /// Which one.
    pub user: UserId,
    /// In which version.
    pub version: Version,
    /// How it stands.
    pub standing: Standing,
    /// What it may be.
    pub capacities: BTreeSet<Capacity>,
}

impl Replacement {
    /// This account takes over.
    #[must_use]
    pub fn of(user: &User) -> Self {
        Self {
            tenant: user.tenant(),
            user: user.id(),
            version: user.version(),
            standing: user.standing(),
            capacities: user.record().capacities.clone(),
        }
    }

    /// What a decision that names it relied on besides.
    #[must_use]
    pub const fn precondition(&self) -> Precondition {
        Precondition {
            stream: Stream::User(self.user),
            version: self.version,
        }
    }
}

/// The form by which an account is created, in the tenant of the policy.
#[derive(Clone, Debug)]
pub struct Create {
    /// Its id, made by the host.
    pub id: UserId,
    /// Of which kind. A legacy kind is refused from the cut-over on (S6).
    pub kind: AccountKind,
    /// What it may be; `None` is what the policy gives, or what the legacy kind has.
    pub capacities: Option<BTreeSet<Capacity>>,
    /// The person, the lists and the values.
    pub profile: Profile,
    /// By which name it signs in. An invited account without one signs in by its e-mail address.
    pub login: Login,
    /// The roles chosen in the form. A role is a right (S183).
    pub roles: BTreeSet<RoleName>,
    /// As what it begins.
    pub entry: Entry,
    /// The letter with the credentials, if one is wanted (S44).
    pub letter: Option<CredentialsLetter>,
}

impl Create {
    /// A form with nothing filled in.
    #[must_use]
    pub fn new(id: UserId, entry: Entry) -> Self {
        Self {
            id,
            kind: AccountKind::Unified,
            capacities: None,
            profile: Profile::default(),
            login: Login::Unset,
            roles: BTreeSet::new(),
            entry,
            letter: None,
        }
    }
}

/// As what an account begins.
#[derive(Clone, Debug)]
pub enum Entry {
    /// On the list of employees, with no right yet (S34); login and password only if they are
    /// given (S43).
    Employee {
        /// What the host keeps of the password, if one was given.
        password: Option<Verifier>,
    },
    /// A user at once (D4). Legacy accounts are.
    User {
        /// What the host keeps of the password; without one the form is refused (S92).
        password: Option<Verifier>,
    },
    /// Pending until the person sets a password by the token (S112, S115, S120).
    Invited {
        /// The host's random bytes.
        token: TokenBytes,
    },
}

/// An account as another system has it. Fields that a system requires and that are missing there
/// stay missing and are shown by [`RequiredFields::missing`](crate::RequiredFields::missing); no
/// letter is sent and no default is filled in. An import is no creation: legacy accounts that exist
/// elsewhere are taken over at any time (S10), into the tenant of the policy.
#[derive(Clone, Debug)]
pub struct Import {
    /// Its id, made by the host.
    pub id: UserId,
    /// Of which kind.
    pub kind: AccountKind,
    /// What it may be; `None` is what the kind has by itself.
    pub capacities: Option<BTreeSet<Capacity>>,
    /// The person, the lists and the values.
    pub profile: Profile,
    /// By which name it signs in there.
    pub login: Login,
    /// How its password is hashed, or [`Algorithm::elsewhere`]; `None` is no password.
    pub password: Option<Algorithm>,
    /// Whether it ever was saved with any right there.
    pub ever_had_rights: bool,
    /// How it stands there. It must be what the rest amounts to.
    pub standing: Standing,
}

/// The form by which an account is edited. Everything is checked as it is after the whole form is
/// saved, never field by field (S37).
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// The person, the lists and the values.
    pub profile: ProfileChanges,
    /// The e-mail address.
    pub email: Change<Option<Email>>,
    /// The login.
    pub login: Change<Login>,
    /// The password.
    pub password: PasswordChange,
    /// The switches.
    pub rights: RightsChange,
    /// The letter with the credentials, if one is wanted (S44).
    pub letter: Option<CredentialsLetter>,
}

/// What a form does to the password.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum PasswordChange {
    /// Nothing.
    #[default]
    Keep,
    /// A new one, which the host has hashed.
    Set(Verifier),
    /// Take it away.
    Clear,
}

/// What a form does to the switches. The rights themselves are kept by the access question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum RightsChange {
    /// Nothing.
    #[default]
    Keep,
    /// At least one switch is on.
    Some,
    /// All switches go off.
    AllOff,
}

/// The tick "send data to e-mail after saving" and what belongs to it. One address is needed and no
/// more: the employee's own or a typed one (S45, S46).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct CredentialsLetter {
    /// The tick "use the employee's e-mail" (S45).
    pub to_own_email: bool,
    /// The typed address (S46).
    pub to_typed: Option<Email>,
    /// With a link to the workplace, unless the form says no (S47).
    pub link: WorkplaceLink,
}
