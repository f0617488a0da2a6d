//! Where a user may be told of events.

use std::collections::BTreeMap;
use std::fmt;

use frontdesk_contact::{Email, Phone};
use frontdesk_model::Standing;
use serde::{Deserialize, Serialize};

use crate::User;

/// Who is told of this event, and why the other contact points are not: one verdict for every
/// contact point of the user, in stored order (S19, S21).
#[must_use]
pub fn recipients<'a>(user: &'a User, event: &EventKind) -> Vec<Notice<'a>> {
    let standing = user.standing();
    let verdict = |point: &ContactPoint| match (standing, point.subscriptions.get(event)) {
        // Only who acts is told: the half-deleted, the suspended and the pending get nothing.
        (Standing::Active, Some(Subscription::OptedIn)) => NoticeVerdict::Tell,
        (Standing::Active, Some(Subscription::OptedOut)) => NoticeVerdict::OptedOut,
        (Standing::Active, None) => NoticeVerdict::NotSubscribed,
        (found, _) => NoticeVerdict::Standing(found),
    };
    user.record()
        .profile
        .contact_points
        .iter()
        .map(|point| Notice {
            point,
            verdict: verdict(point),
        })
        .collect()
}

/// One contact point and whether it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice<'a> {
    /// Which contact point.
    pub point: &'a ContactPoint,
    /// Whether it is told.
    pub verdict: NoticeVerdict,
}

/// Whether a contact point is told of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeVerdict {
    /// It is: it asked for this kind of event (S21).
    Tell,
    /// It is not: it refused this kind of event, which always wins.
    OptedOut,
    /// It is not: nobody asked for this kind of event here.
    NotSubscribed,
    /// It is not: the account does not act.
    Standing(Standing),
}

impl NoticeVerdict {
    /// The stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Tell => "notice.tell",
            Self::OptedOut => "notice.opted_out",
            Self::NotSubscribed => "notice.not_subscribed",
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
    /// How well it is known to be the user's. A merge never raises it.
    #[serde(default)]
    pub verification: Verification,
    /// Kinds of events asked for and refused (S19, S21). A kind that is not named was neither.
    #[serde(default)]
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
/// (S19). Equal by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EventKind(String);

impl EventKind {
    /// A kind by name; spaces around it are dropped.
    ///
    /// # Errors
    /// When the name is blank.
    pub fn new(name: &str) -> Result<Self, Blank> {
        match name.trim() {
            "" => Err(Blank("kind of event")),
            name => Ok(Self(name.to_owned())),
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
