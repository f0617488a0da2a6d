//! Who is this? People, accounts, logins and invitations as commands, events and duties.
//!
//! ```
//! # use frontdesk_contact::Email;
//! # use frontdesk_model::{Standing, TenantId, UserId, chrono::{DateTime, TimeDelta, Utc}};
//! use frontdesk_identity::{
//!     Algorithm, Create, Duty, Entry, Refusal, RoleName, TokenBytes, User, UserCommand, UserPolicy,
//!     can_sign_in, decide_user,
//! };
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let at: DateTime<Utc> = "2026-03-02T09:00:00Z".parse()?;
//! # let token = TokenBytes::new(&(0..16).collect::<Vec<u8>>())?;
//! # let algorithm = Algorithm::new("argon2id")?;
//! let policy = UserPolicy::noci();
//! let entry = Entry::Invited { token: token.clone() };
//! let mut form = Create::new(TenantId::from_number(7), UserId::from_number(44), entry);
//! form.profile.email = Some(Email::parse("chloe@example.test")?);
//! form.roles.insert(RoleName::new("utilisateur")?);
//!
//! // Invited: there is an account, and nobody can sign in to it.
//! let events = decide_user(None, &UserCommand::Create(Box::new(form)), &policy, at)?;
//! let mut chloe = User::replay(&events)?.ok_or("no events")?;
//! assert_eq!(chloe.standing(), Standing::Pending);
//! let mut then = |chloe: &mut User, command, now| -> Result<Vec<Duty>, Box<dyn std::error::Error>> {
//!     let events = decide_user(Some(chloe), &command, &policy, now)?;
//!     events.iter().try_for_each(|event| chloe.apply(event))?;
//!     Ok(events.iter().flat_map(|event| event.duties()).collect())
//! };
//! // Activated by the token, which opens once and within 7 days.
//! let activate = UserCommand::Activate { token, algorithm };
//! assert!(then(&mut chloe, activate.clone(), at + TimeDelta::days(7)).is_err());
//! then(&mut chloe, activate.clone(), at + TimeDelta::days(6))?;
//! assert!(then(&mut chloe, activate, at + TimeDelta::days(6)).is_err());
//! assert!(can_sign_in(&chloe).is_allow() && chloe.standing().can_act());
//! // Half-deleted: signs in, and nothing works. Restored. Deleted: out at once.
//! then(&mut chloe, UserCommand::HalfDelete { replacement: None }, at)?;
//! assert!(can_sign_in(&chloe).is_allow() && !chloe.standing().can_act());
//! then(&mut chloe, UserCommand::Restore, at)?;
//! assert!(chloe.standing().can_act());
//! let duties = then(&mut chloe, UserCommand::Delete { replacement: None }, at)?;
//! assert!(duties.contains(&Duty::CutSessions) && !can_sign_in(&chloe).is_allow());
//! # Ok(()) }
//! ```
//!
//! # What the host must do
//!
//! 1. Load the account's events or its stored [`UserRecord`], ask [`decide_user`], and store the
//!    events under [`User::precondition`] together with [`User::claims`] of the account after them.
//!    A changed version: decide again. A claim that another account has: answer 409, to the person
//!    who administers and to nobody else.
//! 2. Do each event's [`duties`](UserEvent::duties) after it is stored, once; replay does none.
//! 3. Show a [`Refusal`] with all its reasons to who administers; answer strangers who bring a token
//!    or a password the same for every reason.
//! 4. Make ids and token bytes from its own random source; hash passwords and check them. A password
//!    never comes here.
//! 5. Ask beforehand whether the one who commands may: that is `frontdesk-access`.
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
//! | [`recipients`], [`ContactPoint`] | who is told of an event, and why not the others |
//! | [`decide_group`], [`Group`] | teams of users |
//! | [`decide_portal`], [`enter_portal`], [`PortalAccount`] | the portal account of a customer |
//! | [`TokenBytes`], [`IssuedToken`] | a secret that passes through, and what is kept of it |
//!
//! # Determinism
//!
//! The same account, command, policy and moment give the same events. Nothing here reads a clock or a
//! random source, and collections are ordered.
//!
//! # What it does not do
//!
//! It grants no right: roles are named and handed on as duties. It unites no accounts: that is
//! `frontdesk-merge`, which takes the [`UserRecord`] apart. It holds no password, no verifier and no
//! token, and `Debug` prints no personal value.

/// The form in which this release writes accounts, groups, portal accounts and their events: for the `format` of
/// [`Envelope`](frontdesk_model::Envelope) and [`Snapshot`](frontdesk_model::Snapshot). It grows when
/// an older reader could not read what is written; every release reads all forms up to its own.
pub const FORMAT: u16 = 1;

mod capacity;
mod change;
mod command;
mod contact_point;
mod create;
mod credential;
mod decide;
mod event;
mod group;
mod invariant;
mod invitation;
mod name;
mod policy;
mod portal;
mod record;
mod refusal;
mod setting;
mod sign_in;
mod token;
mod user;

pub use capacity::{Capacity, RoleName};
pub use change::Change;
pub use command::{
    Create, CredentialsLetter, Edit, Entry, Import, PasswordChange, RightsChange, UserCommand,
};
pub use contact_point::{
    Blank, ContactAddress, ContactPoint, EventKind, Handle, Notice, NoticeVerdict, Subscription,
    Verification, recipients,
};
pub use credential::{Algorithm, AlgorithmError, CredentialFacts};
pub use decide::decide_user;
pub use event::{
    Created, Duty, Held, Imported, Letter, ProfileChanges, UserEvent, Warning, WorkplaceLink,
};
pub use group::{
    CreateGroup, Group, GroupCommand, GroupDuty, GroupEvent, GroupFacts, GroupState, MemberRule,
    decide_group,
};
pub use invitation::{
    Answer, Invitation, InvitationForm, Invited, LimitChoice, OnBadAddress, PasswordField, Seat,
    TypedAddress, invite,
};
pub use name::PersonName;
pub use policy::{
    BirthRight, EmailUse, Field, LegacyAccounts, RequiredFields, RoleCount, UserPolicy,
};
pub use portal::{
    HelpCenter, OpenPortal, PortalAccount, PortalCommand, PortalDeny, PortalEntry, PortalEvent,
    PortalLetter, PortalPolicy, PortalProfile, PortalProfileChanges, PortalWay, Sso, Subject,
    decide_portal, enter_portal, has_auto_login_link, portal_exists,
};
pub use record::{Activation, Lifecycle, Login, Photo, Position, Profile, UserRecord};
pub use refusal::{Credential, NoReason, Reason, Refusal};
pub use setting::{Setting, SettingValue};
pub use sign_in::{SignIn, SignInReason, can_sign_in};
pub use token::{
    IssuedToken, TokenBytes, TokenBytesError, TokenLifetime, TokenVerifier, TokenVerifierError,
};
pub use user::{Claim, LoginKey, LoginSpace, Misapplied, User, login_key};
