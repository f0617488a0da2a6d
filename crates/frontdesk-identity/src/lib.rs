//! Who is this? People, accounts, logins and invitations as commands, events and duties.
//!
//! ```
//! # use frontdesk_contact::Email;
//! # use frontdesk_model::{Standing, TenantId, UserId, chrono::{DateTime, TimeDelta, Utc}};
//! use frontdesk_identity::{
//!     Capacity, Create, Duty, Entry, RoleName, TokenBytes, User, UserCommand, UserPolicy, Verifier,
//!     can_sign_in, decide_user,
//! };
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let at: DateTime<Utc> = "2026-03-02T09:00:00Z".parse()?;
//! # let token = TokenBytes::new(&(0..16).collect::<Vec<u8>>())?;
//! # let phc = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$\
//! #     aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g";
//! # let verifier = Verifier::parse(phc.into())?;
//! let policy = UserPolicy::noci(TenantId::from_number(7));
//! let mut then = |chloe: &mut Option<User>, command: UserCommand, now| {
//!     let decided = decide_user(chloe.as_ref(), &command, &policy, now)?;
//!     *chloe = User::after(chloe.take(), &decided.events)?;
//!     let duties = decided.events.iter().flat_map(|event| event.duties()).collect();
//!     Ok::<Vec<Duty>, Box<dyn std::error::Error>>(duties)
//! };
//! let mut chloe = None;
//!
//! // Invited as an operator: there is an account, and nobody can sign in to it.
//! let mut form = Create::new(UserId::from_number(44), Entry::Invited { token: token.clone() });
//! form.profile.email = Some(Email::parse("chloe@example.test")?);
//! form.roles.insert(RoleName::new("utilisateur")?);
//! form.capacities = Some([Capacity::Operator].into());
//! then(&mut chloe, UserCommand::Create(Box::new(form)), at)?;
//! # fn is(user: &Option<User>, standing: Standing) -> bool {
//! #     user.as_ref().is_some_and(|user| user.standing() == standing)
//! # }
//! # fn signs_in(user: &Option<User>) -> bool {
//! #     user.as_ref().is_some_and(|user| can_sign_in(user).is_allow())
//! # }
//! assert!(is(&chloe, Standing::Pending) && !signs_in(&chloe));
//! // Activated by the token, which opens once and within 7 days.
//! let activate = UserCommand::Activate { token, verifier };
//! assert!(then(&mut chloe, activate.clone(), at + TimeDelta::days(7)).is_err());
//! then(&mut chloe, activate.clone(), at + TimeDelta::days(6))?;
//! assert!(then(&mut chloe, activate, at + TimeDelta::days(6)).is_err());
//! assert!(is(&chloe, Standing::Active) && signs_in(&chloe));
//! // Promoted: the admin panel opens to the operator, by the same login.
//! then(&mut chloe, UserCommand::SetCapacities { capacities: Capacity::both() }, at)?;
//! assert!(chloe.as_ref().is_some_and(|user| user.has_capacity(&Capacity::AdminPanel)));
//! // Half-deleted: signs in, and nothing works. Restored. Deleted: out at once.
//! then(&mut chloe, UserCommand::HalfDelete { replacement: None }, at)?;
//! assert!(is(&chloe, Standing::HalfDeleted) && signs_in(&chloe));
//! then(&mut chloe, UserCommand::Restore, at)?;
//! assert!(is(&chloe, Standing::Active));
//! let duties = then(&mut chloe, UserCommand::Delete { replacement: None }, at)?;
//! assert!(duties.contains(&Duty::CutSessions) && !signs_in(&chloe));
//! # Ok(()) }
//! ```
//!
//! # What the host must do
//!
//! 1. Load the account's events or its stored [`UserRecord`], ask [`decide_user`], and in one
//!    transaction under [`User::precondition`] keep: each event in its two parts
//!    ([`UserEvent::store`]: what happened for ever, the personal values until
//!    [`Duty::ErasePersonal`], which leaves [`PersonalRow::after_erasure`] of each), the
//!    [`User::claims`] of the account after them, and the verifier of [`Decided::sealed`] under its
//!    version. An account that is not there yet has no precondition: its stream is empty. A changed
//!    version: decide again. A claim that another account has: answer 409, to the person who
//!    administers and to nobody else.
//! 2. Do each event's [`duties`](UserEvent::duties) after it is stored, once: keep them beside it until
//!    they are done. Replay does none. Which token went to whom, remember: no letter holds it.
//! 3. Show a [`Refusal`] with all its reasons to who administers, under the status of its
//!    [`kind`](Refusal::kind); answer strangers who bring a token, an address or a password the same
//!    for every reason ([`answer_forgotten`], [`answer_stranger`]).
//! 4. Make ids and token bytes from its own random source. Ask [`check_password`] of a new password,
//!    hash exactly what was typed, and hand in the [`Verifier`]. No command holds a password.
//! 5. Sign in: [`SignInIndex::find`], check the password against the stored verifier, [`can_sign_in`];
//!    say [`Outward::NotSignedIn`] in every other case.
//! 6. Ask beforehand whether the one who commands may: that is `frontdesk-access`.
//!
//! # Concepts
//!
//! | Noun | Meaning |
//! |---|---|
//! | [`User`], [`UserRecord`] | a staff account under its rules, and the same as plain data |
//! | [`decide_user`], [`UserCommand`], [`UserEvent`], [`Duty`] | what is asked, what happens, what the host must do |
//! | [`UserPolicy`], [`RequiredFields`] | what one system asks of an account |
//! | [`invite`], [`Invitation`] | one form, several addresses, equal accounts |
//! | [`can_sign_in`], [`login_key`], [`Claim`] | whether an account opens, and which one a login names |
//! | [`ClaimRow`], [`ClaimDifference`] | what must be unique, as rows of one table |
//! | [`SignInIndex`] | the accounts of a tenant by login, by claim and by id, in memory |
//! | [`recipients`], [`recipients_of`], [`ContactPoint`] | who is told of an event, and why not the others |
//! | [`decide_group`], [`Group`] | teams of users |
//! | [`decide_heading`], [`Heading`] | sites, questionnaires and companies: what conversations are filed under beside a group |
//! | [`Dependents`], [`Settlement`], [`Successor`] | what depends on one that closes or is deleted, and what becomes of it |
//! | [`decide_portal`], [`enter_portal`], [`PortalAccount`] | the portal account of a customer |
//! | [`check_password`], [`PasswordRules`], [`BlockedList`] | whether a password may be chosen: the only place that it enters |
//! | [`Verifier`], [`HashRules`], [`StoreVerifier`] | what hashing gave, whether it is good enough, and the way to the store |
//! | [`answer_stranger`], [`Outward`] | what is said to who is not signed in: the same whoever has an account |
//! | [`TokenBytes`], [`IssuedToken`] | a secret that passes through, and what is kept of it |
//! | [`PersonalField`], [`PersonalRow`], [`export_user`] | the register of personal values, and how they are exported and erased |
//!
//! # Determinism
//!
//! The same account, command, policy and moment give the same events. Nothing here reads a clock or a
//! random source, and collections are ordered.
//!
//! # What it does not do
//!
//! It grants no right: roles are named and handed on as duties. It unites no accounts: that is
//! `frontdesk-merge`, which takes the [`UserRecord`] apart. It keeps no password, no verifier and no
//! token, and `Debug` prints no name, address, login, text or subject.

/// The form in which this release writes accounts, groups, portal accounts and their events: for the `format` of
/// [`Envelope`](frontdesk_model::Envelope) and [`Snapshot`](frontdesk_model::Snapshot). It grows when
/// an older reader could not read what is written; every release reads all forms up to its own. In form 1
/// the events held their personal values themselves.
pub const FORMAT: u16 = 2;

mod activation;
mod bounds;
mod capacity;
mod change;
mod claim_row;
mod command;
mod contact_point;
mod create;
mod credential;
mod decide;
mod decided;
mod dependents;
mod duty;
mod edit;
mod event;
mod export;
mod forgotten;
mod group;
mod heading;
mod invariant;
mod invitation;
mod legal_hold;
mod name;
mod outward;
mod password;
mod personal;
mod policy;
mod portal;
mod record;
mod refusal;
mod setting;
mod sign_in;
mod sign_in_index;
mod stage;
mod stored_event;
mod token;
mod user;
mod verifier;

pub use capacity::{Capacity, OtherCapacity, RoleName};
pub use change::Change;
pub use claim_row::{ClaimDifference, ClaimRow};
pub use command::{
    Create, CredentialsLetter, Edit, Entry, Import, PasswordChange, Replacement, RightsChange,
    UserCommand,
};
pub use contact_point::{
    Blank, ContactAddress, ContactPoint, EventKind, Handle, Notice, NoticeCounts, NoticePolicy,
    NoticeVerdict, OtherTenant, Recipients, Subscription, Told, Verification, recipients,
    recipients_of,
};
pub use credential::{
    Algorithm, AlgorithmError, CredentialFacts, CredentialFactsError, Rehash, RehashReason,
};
pub use decide::decide_user;
pub use decided::Decided;
pub use dependents::{DependentDuty, DependentWarning, Dependents, Settlement};
pub use duty::{Duty, Held, Letter, Warning};
pub use event::{Created, Imported, ProfileChanges, UserEvent, WorkplaceLink};
pub use export::{Exported, Found, export_user};
pub use forgotten::{Forgotten, answer_forgotten};
pub use group::{
    CreateGroup, Group, GroupCommand, GroupEvent, GroupFacts, Leaving, MemberRule, Remaining,
    decide_group,
};
pub use heading::{
    CreateHeading, Heading, HeadingClaim, HeadingCommand, HeadingEvent, HeadingFacts, HeadingId,
    HeadingKind, decide_heading,
};
pub use invitation::{
    Answer, Invitation, InvitationForm, Invited, LimitChoice, OnBadAddress, PasswordField, Seat,
    TypedAddress, invite,
};
pub use legal_hold::{CaseNumber, CaseNumberError};
pub use name::PersonName;
pub use outward::{Outward, Truth};
pub use password::{
    BlockedList, ContextField, Factor, PasswordCheck, PasswordContext, PasswordLengths,
    PasswordReason, PasswordRules, PasswordRulesError, check_password,
};
pub use personal::{Fate, PersonalField, PersonalOf, PersonalRow, PersonalValue};
pub use policy::{
    BirthRight, EmailUse, Field, LegacyAccounts, RequiredFields, RoleCount, UserPolicy,
};
pub use portal::{
    AddressKnown, AddressProof, Beside, Editing, ExtraField, HelpCenter, OnProfile, OpenPortal,
    PendingAddress, PortalAccount, PortalAct, PortalClaim, PortalCommand, PortalDeny, PortalDuty,
    PortalEntry, PortalEvent, PortalFacts, PortalLetter, PortalLifecycle, PortalPolicy,
    PortalProfile, PortalProfileChanges, PortalRecord, PortalSession, PortalWarning, PortalWay,
    ProfilePassword, ProofAsked, ProofBy, RegisterPortal, SessionsAfter, ShownField, ShownProfile,
    Sso, SsoAddress, SsoTrust, StoredPortalEvent, StrangerAnswer, StrangerRequest, Subject,
    SubjectError, answer_stranger, decide_portal, enter_portal, export_customer,
    has_auto_login_link, portal_exists,
};
pub use record::{Activation, Lifecycle, Login, Photo, Position, Profile, UserRecord};
pub use refusal::{Credential, NoReason, Reason, Refusal};
pub use setting::{Setting, SettingValue};
pub use sign_in::{SignIn, SignInReason, can_sign_in};
pub use sign_in_index::{ClaimKind, Clash, IndexedUser, NotIndexed, SignInIndex};
pub use stage::{Stage, Successor};
pub use stored_event::StoredUserEvent;
pub use token::{
    IssuedToken, TokenBytes, TokenBytesError, TokenLifetime, TokenVerifier, TokenVerifierError,
};
pub use user::{Claim, LoginKey, LoginSpace, Misapplied, User, login_key};
pub use verifier::{
    Argon2Floor, HashFloors, HashRules, HashRulesError, ScryptFloor, StoreVerifier, Verifier,
    VerifierError, VerifierOwner,
};
