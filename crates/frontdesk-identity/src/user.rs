//! A staff account under its rules.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_contact::{DisplayName, Email, EmailKey, UserName, UserNameKey};
use frontdesk_model::{
    AccountKind, ExternalId, Memberships, Precondition, RefusalKind, Standing, Stream, TenantId,
    UserId, Version,
};
use serde::{Deserialize, Serialize};

use crate::event::{Created, UserEvent};
use crate::personal::Slot;
use crate::stored_event::record_slots;
use crate::{
    Activation, Capacity, EmailUse, Lifecycle, Login, Profile, Refusal, UserRecord, invariant,
};

/// A staff account: a [`UserRecord`] that keeps the rules which hold in every system. Stored and
/// read as the record; a record that breaks a rule is not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "UserRecord", into = "UserRecord")]
pub struct User {
    record: UserRecord,
}

/// An event that cannot follow on what is there. A host that sees it has mixed up two streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misapplied {
    /// The first event of a stream is none that begins one: an account is created or imported, a
    /// portal account opened, a group, site, questionnaire or company created.
    #[error("the first event of a stream is none that begins one")]
    NotBegun,
    /// A stream begins once.
    #[error("the stream has begun already")]
    BegunTwice,
}

impl Misapplied {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "wrong_event"
    }

    /// The kind of no: the host has mixed up two streams.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        RefusalKind::Invalid
    }
}

impl User {
    /// Takes a stored record.
    ///
    /// # Errors
    /// With every rule that the record breaks: see [`Reason`](crate::Reason).
    pub fn from_record(record: UserRecord) -> Result<Self, Refusal> {
        Refusal::check(invariant::broken(&record))?;
        Ok(Self { record })
    }

    /// The account that a first event begins.
    ///
    /// # Errors
    /// When the event is neither [`UserEvent::Created`] nor [`UserEvent::Imported`].
    pub fn begin(event: &UserEvent) -> Result<Self, Misapplied> {
        match event {
            UserEvent::Created(created) => Ok(Self {
                record: born(created),
            }),
            UserEvent::Imported(imported) => Ok(Self {
                record: imported.record.clone(),
            }),
            _ => Err(Misapplied::NotBegun),
        }
    }

    /// Replays stored events, oldest first; `None` for none. It never decides again.
    ///
    /// # Errors
    /// When the events are not those of one account.
    pub fn replay<'a>(
        events: impl IntoIterator<Item = &'a UserEvent>,
    ) -> Result<Option<Self>, Misapplied> {
        Self::after(None, events)
    }

    /// The account once these events have happened: begun by the first of them where there was none.
    ///
    /// # Errors
    /// When the events do not follow on the account.
    pub fn after<'a>(
        user: Option<Self>,
        events: impl IntoIterator<Item = &'a UserEvent>,
    ) -> Result<Option<Self>, Misapplied> {
        events.into_iter().try_fold(user, |user, event| match user {
            None => Self::begin(event).map(Some),
            Some(mut user) => user.apply(event).map(|()| Some(user)),
        })
    }

    /// Makes an event true.
    ///
    /// # Errors
    /// When the event begins an account.
    pub fn apply(&mut self, event: &UserEvent) -> Result<(), Misapplied> {
        let record = &mut self.record;
        match event {
            UserEvent::Created(_) | UserEvent::Imported(_) => return Err(Misapplied::BegunTwice),
            UserEvent::Edited(changes) => changes.write(&mut record.profile),
            UserEvent::EmailChanged { to, .. } => {
                record.profile.email.clone_from(to);
                void_tokens(record);
            }
            UserEvent::LoginChanged { to, .. } => record.login.clone_from(to),
            UserEvent::CredentialsSet { credentials, .. } => {
                record.reset = None;
                record.credential_version = credentials.version;
                record.credentials = Some(credentials.clone());
            }
            UserEvent::CredentialsCleared => record.credentials = None,
            UserEvent::BecameUser { .. } => record.ever_had_rights = true,
            UserEvent::CapacitiesChanged { capacities } => {
                record.capacities.clone_from(capacities);
            }
            UserEvent::ActivationIssued { token, .. } => {
                record.activation = Activation::Awaited {
                    token: Some(token.clone()),
                };
            }
            UserEvent::Activated => record.activation = Activation::NotAwaited,
            UserEvent::ResetIssued { token, .. } => record.reset = Some(token.clone()),
            UserEvent::Suspended { .. } => {
                record.lifecycle = Lifecycle::Suspended;
                void_tokens(record);
            }
            UserEvent::Restored => record.lifecycle = Lifecycle::Open,
            UserEvent::HalfDeleted { .. } => {
                record.lifecycle = Lifecycle::HalfDeleted;
                void_tokens(record);
            }
            UserEvent::Deleted { .. } => {
                record.lifecycle = Lifecycle::Deleted;
                void_tokens(record);
            }
            UserEvent::Converted { capacities, .. } => {
                record.kind = AccountKind::Unified;
                record.capacities.clone_from(capacities);
            }
            UserEvent::HoldPlaced { case, since } => {
                record.holds.insert(case.clone(), *since);
            }
            UserEvent::HoldLifted { case } => {
                record.holds.remove(case);
            }
            UserEvent::Erased => erase(record),
            // Only duties follow from these: the account itself stays as it is (S42, S44).
            UserEvent::RightsTurnedOff | UserEvent::CredentialsLetterAsked { .. } => {}
        }
        record.version = record.version.next();
        Ok(())
    }

    /// The same account with every token void: what an undone merge gives back never opens by a token
    /// from before it.
    #[must_use]
    pub fn without_tokens(mut self) -> Self {
        void_tokens(&mut self.record);
        self
    }

    /// The same account with every personal value erased, as [`UserEvent::Erased`] leaves it: for images of
    /// it that are kept elsewhere.
    #[must_use]
    pub fn erased(mut self) -> Self {
        erase(&mut self.record);
        self.record.holds.clear();
        self
    }

    /// Everything that is stored.
    #[must_use]
    pub const fn record(&self) -> &UserRecord {
        &self.record
    }

    /// Everything that is stored, by value.
    #[must_use]
    pub fn into_record(self) -> UserRecord {
        self.record
    }

    /// Whose account it is.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.record.tenant
    }

    /// Which one.
    #[must_use]
    pub const fn id(&self) -> UserId {
        self.record.id
    }

    /// One more with every event.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.record.version
    }

    /// Unified or one of the two legacy kinds.
    #[must_use]
    pub const fn kind(&self) -> AccountKind {
        self.record.kind
    }

    /// How the account stands (catalogue.md 1.3): derived, never stored.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.record.standing()
    }

    /// What the forms edit.
    #[must_use]
    pub const fn profile(&self) -> &Profile {
        &self.record.profile
    }

    /// The lists that the other questions read.
    #[must_use]
    pub const fn memberships(&self) -> &Memberships {
        &self.record.profile.memberships
    }

    /// Whether it ever was saved with any right (S41, D6).
    #[must_use]
    pub const fn ever_had_rights(&self) -> bool {
        self.record.ever_had_rights
    }

    /// Whether it may be this.
    #[must_use]
    pub fn has_capacity(&self, capacity: &Capacity) -> bool {
        self.record.capacities.contains(capacity)
    }

    /// Whether it receives every message sent to any operator (products.md 2.3).
    #[must_use]
    pub fn receives_all_messages(&self) -> bool {
        self.has_capacity(&Capacity::ReceiveAllMessages)
    }

    /// The login as it is typed: its own name, or the e-mail address that it follows (S39).
    #[must_use]
    pub fn login(&self) -> Option<&str> {
        match &self.record.login {
            Login::Unset => None,
            Login::Named(name) => Some(name.as_str()),
            Login::Email => self.record.profile.email.as_ref().map(Email::as_typed),
        }
    }

    /// What a decision over this account relied on.
    #[must_use]
    pub const fn precondition(&self) -> Precondition {
        Precondition {
            stream: Stream::User(self.record.id),
            version: self.record.version,
        }
    }

    /// What no other account of the tenant may have. The host replaces this account's rows of its
    /// unique index by these in the transaction that stores the events, and answers a clash with 409.
    ///
    /// A login is claimed for every surface on which the account's kind signs in, so that a sign-in
    /// finds at most one account while a legacy operator and a legacy admin may have the same login
    /// (S2, S66). A deleted account frees its login and address and keeps its external ids, so that a
    /// sync does not make it anew.
    #[must_use]
    pub fn claims(&self, emails: EmailUse) -> BTreeSet<Claim> {
        let record = &self.record;
        let mut claims: BTreeSet<Claim> = record
            .profile
            .external_ids
            .iter()
            .cloned()
            .map(Claim::External)
            .collect();
        if record.standing() == Standing::Deleted {
            return claims;
        }
        let email = record.profile.email.as_ref().map(Email::key);
        for space in LoginSpace::of_kind(record.kind) {
            if let Some(key) = self.login().and_then(login_key) {
                claims.insert(Claim::Login { space: *space, key });
            }
            if let (EmailUse::Identity, Some(key)) = (emails, &email) {
                claims.insert(Claim::Email {
                    space: *space,
                    key: key.clone(),
                });
            }
        }
        claims
    }
}

/// The key of a login as somebody types it, to look an account up among the claims. Logins that
/// differ only in case are one; so are two spellings of one domain. `None` for text that is no login.
#[must_use]
pub fn login_key(typed: &str) -> Option<LoginKey> {
    if is_plain_login(typed) {
        return UserName::parse(typed)
            .ok()
            .map(|name| LoginKey::Name(name.key()));
    }
    login_key_of_any(typed)
}

/// Whether the key of a login is its small letters, an address or not: visible ASCII without what may
/// begin an A-label, which must be one. That both ways give the same is a law.
pub(crate) fn is_plain_login(typed: &str) -> bool {
    let octets = typed.as_bytes();
    // Without a way out in the middle, so that many bytes are looked at in one step.
    let visible = |all, octet: &u8| all & octet.is_ascii_graphic();
    let dashes = |any, (one, next): (&u8, &u8)| any | ((*one == b'-') & (*next == b'-'));
    let pairs = octets.iter().zip(octets.iter().skip(1));
    !octets.is_empty() && octets.iter().fold(true, visible) && !pairs.fold(false, dashes)
}

fn login_key_of_any(typed: &str) -> Option<LoginKey> {
    let Ok(email) = Email::parse(typed) else {
        return UserName::parse(typed)
            .ok()
            .map(|name| LoginKey::Name(name.key()));
    };
    let key = email.key();
    // An address with a quoted local part may be no login by PRECIS: then it is compared as address.
    Some(match UserName::parse(key.value()) {
        Ok(name) => LoginKey::Name(name.key()),
        Err(_) => LoginKey::Address(key),
    })
}

/// What decides whether two logins are one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginKey {
    /// A login by PRECIS, an e-mail address among them.
    Name(UserNameKey),
    /// An e-mail address that is no login by PRECIS.
    Address(EmailKey),
}

/// Something that at most one account of a tenant has: a row of the host's unique index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// A login on a surface.
    Login {
        /// Where it signs in.
        space: LoginSpace,
        /// The key of the login.
        key: LoginKey,
    },
    /// An e-mail address that is the account's key (S91).
    Email {
        /// Where it signs in.
        space: LoginSpace,
        /// The key of the address.
        key: EmailKey,
    },
    /// The id of a record of another system.
    External(ExternalId),
}

/// A surface with its own sign-in. A unified account has both, with one login (S9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginSpace {
    /// Where operators sign in.
    Operator,
    /// Where the admin panel is entered.
    AdminPanel,
}

impl LoginSpace {
    /// Where accounts of this kind sign in. It does not depend on the capacities, so that giving one
    /// later meets no clash.
    #[must_use]
    pub const fn of_kind(kind: AccountKind) -> &'static [Self] {
        match kind {
            AccountKind::Unified => &[Self::Operator, Self::AdminPanel],
            AccountKind::LegacyOperator => &[Self::Operator],
            AccountKind::LegacyAdmin => &[Self::AdminPanel],
            AccountKind::Customer => &[],
        }
    }
}

fn born(created: &Created) -> UserRecord {
    UserRecord {
        tenant: created.tenant,
        id: created.id,
        version: Version::FIRST.next(),
        kind: created.kind,
        capacities: created.capacities.clone(),
        profile: created.profile.clone(),
        login: created.login.clone(),
        credentials: None,
        credential_version: 0,
        ever_had_rights: false,
        lifecycle: Lifecycle::Open,
        activation: created.activation.clone(),
        reset: None,
        holds: BTreeMap::new(),
    }
}

/// A void token leaves the account pending: it can be issued again (S123).
fn void_tokens(record: &mut UserRecord) {
    if let Activation::Awaited { token } = &mut record.activation {
        *token = None;
    }
    record.reset = None;
}

/// Nothing personal is left but what the register retains. A chat name becomes one that names nobody, so that old conversations still have one author.
pub(crate) fn erase(record: &mut UserRecord) {
    record_slots(record).into_iter().for_each(Slot::erase);
    record.profile.chat_name = pseudonym(record.id);
    record.login = Login::Unset;
    record.credentials = None;
    record.activation = Activation::NotAwaited;
    record.reset = None;
    record.lifecycle = Lifecycle::Erased;
}

fn pseudonym(id: UserId) -> Option<DisplayName> {
    let id = id.uuid().simple().to_string();
    DisplayName::parse(&format!("former-{}", id.get(20..)?)).ok()
}

impl TryFrom<UserRecord> for User {
    type Error = Refusal;

    fn try_from(record: UserRecord) -> Result<Self, Self::Error> {
        Self::from_record(record)
    }
}

impl From<User> for UserRecord {
    fn from(user: User) -> Self {
        user.record
    }
}

#[cfg(test)]
mod tests;
