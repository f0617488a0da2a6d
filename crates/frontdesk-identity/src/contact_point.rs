//! Where a user may be told of events.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

use frontdesk_contact::{Email, Phone};
use frontdesk_model::{Standing, TenantId};
use serde::{Deserialize, Serialize};

use crate::User;

mod address;
mod recipients;
mod strictest;

use address::Meant;
pub use recipients::{NoticeCounts, Recipients, Told, recipients_of};
use strictest::strictest;

/// Who is told of this event, and why the other contact points are not: one verdict for every
/// contact point of the user, in stored order (S19, S21).
///
/// Contact points with one address in two spellings count as one: a refusal at any of them holds for
/// all, the address is known no better than the least known of them, and it is told once.
///
/// # Errors
/// When the policy is another tenant's.
pub fn recipients<'a>(
    user: &'a User,
    event: &EventKind,
    policy: &NoticePolicy,
) -> Result<Vec<Notice<'a>>, OtherTenant> {
    OtherTenant::check(policy.tenant, user.tenant())?;
    let least = policy.least(event);
    let mut judge = recipients::Judge::default();
    let verdicts = judge.verdicts(user, event, least);
    let points = user.profile().contact_points.iter();
    Ok(points
        .zip(verdicts)
        .map(|(point, verdict)| Notice {
            point,
            verdict: *verdict,
        })
        .collect())
}

/// How well an address must be known before it is told of anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticePolicy {
    /// Whose policy it is.
    pub tenant: TenantId,
    /// For events that are not named below.
    pub least: Verification,
    /// For these kinds of events.
    #[serde(default, deserialize_with = "strictest")]
    pub of_kind: BTreeMap<EventKind, Verification>,
}

impl NoticePolicy {
    /// An address that somebody merely typed is told of nothing: it may be a stranger's. What an
    /// administrator or another system states is told, so mailings that were there before go on
    /// (S19), and an operator's Telegram works as an admin's (S20).
    #[must_use]
    pub const fn new(tenant: TenantId) -> Self {
        Self {
            tenant,
            least: Verification::Stated,
            of_kind: BTreeMap::new(),
        }
    }

    /// How well an address must be known before it is told of this kind of event.
    #[must_use]
    pub fn least(&self, event: &EventKind) -> Verification {
        self.of_kind.get(event).copied().unwrap_or(self.least)
    }
}

/// An account of another tenant was handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the account belongs to another tenant")]
pub struct OtherTenant {
    /// The tenant that was asked for.
    pub expected: TenantId,
    /// The account's.
    pub found: TenantId,
}

impl OtherTenant {
    pub(crate) fn check(expected: TenantId, found: TenantId) -> Result<(), Self> {
        if expected == found {
            return Ok(());
        }
        Err(Self { expected, found })
    }
}

/// One contact point and whether it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice<'a> {
    /// Which contact point.
    pub point: &'a ContactPoint,
    /// Whether it is told.
    pub verdict: NoticeVerdict,
}

/// Whether a contact point is told of an event. Where several reasons keep it silent, it is the first
/// of: standing, refused, not asked for, not known well enough, told already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeVerdict {
    /// It is: it asked for this kind of event (S21).
    Tell,
    /// It is not: this address refused this kind of event, which always wins.
    OptedOut,
    /// It is not: nobody asked for this kind of event here.
    NotSubscribed,
    /// It is not: the address is not known well enough to be the user's.
    Unproven {
        /// How well it is known.
        known: Verification,
        /// How well it must be.
        least: Verification,
    },
    /// It is not: a contact point before it has the same address and is told.
    SameAddress,
    /// It is not: the account does not act.
    Standing(Standing),
}

impl NoticeVerdict {
    /// Whether it is told.
    #[must_use]
    pub const fn is_tell(self) -> bool {
        matches!(self, Self::Tell)
    }

    /// The stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Tell => "notice.tell",
            Self::OptedOut => "notice.opted_out",
            Self::NotSubscribed => "notice.not_subscribed",
            Self::Unproven { .. } => "notice.unproven",
            Self::SameAddress => "notice.same_address",
            Self::Standing(_) => "notice.standing",
        }
    }
}

/// An entry of a user's Contacts (S18): an address, how well it is known to be the user's, and what
/// it is told of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactPoint {
    /// Where.
    pub address: ContactAddress,
    /// How well it is known to be the user's. A merge never raises it. An import states what the
    /// other system used for mailings.
    #[serde(default)]
    pub verification: Verification,
    /// Kinds of events asked for and refused (S19, S21). A kind that is not named was neither.
    #[serde(default, deserialize_with = "strictest")]
    pub subscriptions: BTreeMap<EventKind, Subscription>,
}

impl ContactPoint {
    /// An unproven contact point that is told of nothing.
    #[must_use]
    pub const fn new(address: ContactAddress) -> Self {
        Self {
            address,
            verification: Verification::Unproven,
            subscriptions: BTreeMap::new(),
        }
    }

    /// With this choice for this kind of event.
    #[must_use]
    pub fn with(mut self, event: EventKind, subscription: Subscription) -> Self {
        self.subscriptions.insert(event, subscription);
        self
    }
}

/// The address of a contact point. `Debug` names the kind and not the address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "address", rename_all = "snake_case")]
pub enum ContactAddress {
    /// An e-mail address.
    Email(Email),
    /// A telephone number.
    Phone(Phone),
    /// A Telegram account: its number or name there (S18, S20).
    Telegram(Handle),
    /// A kind that is not listed, kept as it came.
    Other {
        /// The word for the kind.
        word: String,
        /// The address there.
        handle: Handle,
    },
}

impl ContactAddress {
    /// Whether both are one address, however they are spelled.
    ///
    /// * E-mail addresses: the domain by its key, the local part without quotes that it does not need.
    ///   The case of a local part counts, for only the receiving host knows whether it ignores it.
    /// * Telegram: `@orlova`, `Orlova`, `t.me/orlova`, `https://telegram.me/orlova` and
    ///   `tg://resolve?domain=orlova` are one, and so is a number with and without its plus sign and
    ///   separators. A person's number and name are two, and `orlova.t.me` is not read.
    /// * The word of another kind has no case. An address under the word `email`, `e-mail`, `phone` or
    ///   `telegram` that is one of that kind is compared as such. Its handle counts as it stands, for
    ///   each messenger has its own rules.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.compare(other).is_eq()
    }

    /// An order in which one address is equal to itself in every spelling. It is not persisted.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        Meant::by(self).cmp(&Meant::by(other))
    }
}

impl fmt::Debug for ContactAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Email(_) => "Email(..)",
            Self::Phone(_) => "Phone(..)",
            Self::Telegram(_) => "Telegram(..)",
            Self::Other { .. } => "Other(..)",
        })
    }
}

/// A name or number in a messenger, without white space around it. `Debug` does not print it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Handle(String);

/// A text is blank where a word was wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the {0} is blank")]
pub struct Blank(pub(crate) &'static str);

impl Handle {
    /// Takes a handle as the messenger writes it.
    ///
    /// # Errors
    /// When it is blank.
    pub fn new(text: &str) -> Result<Self, Blank> {
        match text.trim() {
            "" => Err(Blank("handle")),
            text => Ok(Self(text.to_owned())),
        }
    }

    /// The handle.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Handle(..)")
    }
}

impl TryFrom<String> for Handle {
    type Error = Blank;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(&text)
    }
}

impl From<Handle> for String {
    fn from(handle: Handle) -> Self {
        handle.0
    }
}

/// How well an address is known to be the user's, from least to most.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Verification {
    /// Somebody typed it.
    #[default]
    Unproven,
    /// An administrator or another system says so.
    Stated,
    /// The user answered from it.
    Proven,
}

/// A choice for one kind of event at one contact point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subscription {
    /// Tell.
    OptedIn,
    /// Never tell.
    OptedOut,
}

/// The kind of an event that can be told of: an open set, so that a kind of a later release is kept
/// (S19). Equal by name, in which letters of ASCII have no case: they are kept small.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EventKind(String);

impl EventKind {
    /// A kind by name; spaces around it are dropped, and letters of ASCII become small.
    ///
    /// # Errors
    /// When the name is blank.
    pub fn new(name: &str) -> Result<Self, Blank> {
        match name.trim() {
            "" => Err(Blank("kind of event")),
            name => Ok(Self(name.to_ascii_lowercase())),
        }
    }

    /// A new dialog appeared (S21).
    #[must_use]
    pub fn new_dialog() -> Self {
        Self("new_dialog".to_owned())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for EventKind {
    type Error = Blank;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::new(&name)
    }
}

impl From<EventKind> for String {
    fn from(kind: EventKind) -> Self {
        kind.0
    }
}
