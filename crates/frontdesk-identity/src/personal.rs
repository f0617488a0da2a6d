//! The register of personal values: what each is for and what erasure does to it.
//!
//! Events are kept for ever and personal values are not. So an event is stored without them, as
//! [`StoredUserEvent`](crate::StoredUserEvent), and its values in a [`PersonalRow`] under the same
//! stream and sequence: the place of the event is the reference by which it holds them. Erasure
//! takes the rows and leaves the events.
//!
//! Not in the register are ids, moments, the kind, roles, capacities, the limit and the groups that a
//! deleted user left: the desk's own records of an account that names nobody once the values of the
//! register are gone.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use frontdesk_contact::{DisplayName, Email, TimeZoneName};
use frontdesk_model::{ExternalId, Language, Memberships};
use serde::{Deserialize, Serialize};

use crate::{ContactPoint, Login, PersonName, Photo, Position, Setting, SettingValue, Subject};

/// Whose value it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonalOf {
    /// A user's: staff.
    User,
    /// A customer's.
    Customer,
    /// Of both.
    Both,
}

/// What erasure does to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It is gone from the state and from every row.
    Erase,
    /// The state holds a made-up value in its place, which names nobody; the rows lose it.
    Pseudonymize,
    /// It stays, on this ground.
    Retain(&'static str),
}

/// Declares the register: a personal value, its type, its stable name, whose it is, what it is for,
/// and its fate.
macro_rules! register {
    ($($variant:ident($type:ty) $name:literal $of:ident $fate:expr, $purpose:literal;)*) => {
        /// A personal value that the state or an event of an account can hold: a closed list.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(rename_all = "snake_case")]
        pub enum PersonalField {
            $(#[doc = $purpose] $variant,)*
        }

        impl PersonalField {
            /// The whole register, in its order.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The stable name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Whose it is.
            #[must_use]
            pub const fn of(self) -> PersonalOf {
                match self { $(Self::$variant => PersonalOf::$of,)* }
            }

            /// What the value is kept for.
            #[must_use]
            pub const fn purpose(self) -> &'static str {
                match self { $(Self::$variant => $purpose,)* }
            }

            /// What erasure does to it.
            #[must_use]
            pub const fn fate(self) -> Fate {
                match self { $(Self::$variant => $fate,)* }
            }
        }

        /// A personal value, apart from the event that it belongs to. `Debug` names the field only.
        #[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "field", content = "value", rename_all = "snake_case")]
        pub enum PersonalValue {
            $(#[doc = $purpose] $variant($type),)*
        }

        impl PersonalValue {
            /// Which field it is a value of.
            #[must_use]
            pub const fn field(&self) -> PersonalField {
                match self { $(Self::$variant(_) => PersonalField::$variant,)* }
            }
        }

        /// Where a personal value stands in a state or an event.
        pub(crate) enum Slot<'a> {
            $($variant(&'a mut $type),)*
        }

        impl Slot<'_> {
            /// Which field stands there.
            const fn field(&self) -> PersonalField {
                match self { $(Self::$variant(_) => PersonalField::$variant,)* }
            }

            /// Takes the value out and leaves the empty one; `None` where it was empty.
            pub(crate) fn take(self) -> Option<PersonalValue> {
                match self {
                    $(Self::$variant(place) => {
                        let value = std::mem::take(place);
                        (value != <$type>::default()).then_some(PersonalValue::$variant(value))
                    })*
                }
            }

            /// Puts back the value of this field that a row has. A place that is filled stays.
            fn put(self, row: &PersonalRow) {
                match self {
                    $(Self::$variant(place) => {
                        let found = row.0.iter().find_map(|value| match value {
                            PersonalValue::$variant(value) => Some(value),
                            _ => None,
                        });
                        if let (Some(value), true) = (found, *place == <$type>::default()) {
                            place.clone_from(value);
                        }
                    })*
                }
            }
        }
    };
}

register! {
    Name(PersonName) "name" User Fate::Erase, "The name: colleagues tell who it is (S31).";
    ChatName(Option<DisplayName>) "chat_name" User Fate::Pseudonymize, "The name that customers see (S52): old conversations still say that one person wrote them.";
    Photo(Photo) "photo" Both Fate::Erase, "The photo, which the host keeps: customers see who answers (S55, S56, S177).";
    Position(Option<Position>) "position" Both Fate::Erase, "The position (S54, S179).";
    Email(Option<Email>) "email" Both Fate::Erase, "The address: letters, and signing in (S39).";
    EarlierEmail(Option<Email>) "earlier_email" Both Fate::Erase, "The address before a change: it is told of the change.";
    LetterAddress(Option<Email>) "letter_address" Both Fate::Erase, "Where a letter went.";
    Login(Login) "login" User Fate::Erase, "The login: signing in (S9, S66).";
    Memberships(Memberships) "memberships" User Fate::Erase, "The lists: languages, groups, sites, colleagues overseen; which work comes to the person (S87, S104).";
    ContactPoints(Vec<ContactPoint>) "contact_points" User Fate::Erase, "The Contacts: notifications (S18, S19).";
    Settings(BTreeMap<String, Setting>) "settings" User Fate::Erase, "The system's other settings, some of them in the person's words.";
    ExternalIds(BTreeSet<ExternalId>) "external_ids" User Fate::Retain("so that a directory sync does not make the erased person anew (GDPR, article 17, paragraph 3, letter b)"), "The ids in other systems: the same person is found again.";
    CustomerName(Option<DisplayName>) "customer_name" Customer Fate::Erase, "The name: staff address the customer.";
    Company(Option<DisplayName>) "company" Customer Fate::Erase, "The company, in the customer's words (S179).";
    Language(Option<Language>) "language" Customer Fate::Erase, "The language of communication (S180).";
    TimeZone(Option<TimeZoneName>) "time_zone" Customer Fate::Erase, "The time zone (S180).";
    SocialAccounts(BTreeSet<Subject>) "social_accounts" Customer Fate::Erase, "The social accounts: signing in (S159, S178).";
    SsoSubject(Option<Subject>) "sso_subject" Customer Fate::Erase, "Who the customer is in single sign-on (S162).";
    ExtraFields(BTreeMap<String, SettingValue>) "extra_fields" Customer Fate::Erase, "The fields that the desk added to the profile (S182).";
}

impl fmt::Debug for PersonalValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(..)", self.field().name())
    }
}

/// The personal values of one event, each field at most once. The host stores it beside the event,
/// under the same tenant, stream and sequence; an event without personal values has an empty one,
/// which need not be stored.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonalRow(Vec<PersonalValue>);

impl PersonalRow {
    /// The values, in the order of the event.
    #[must_use]
    pub fn values(&self) -> &[PersonalValue] {
        &self.0
    }

    /// Whether there is nothing to store.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is left of the row once the account is erased: the values whose fate is to stay.
    #[must_use]
    pub fn after_erasure(&self) -> Self {
        let stays = |value: &&PersonalValue| matches!(value.field().fate(), Fate::Retain(_));
        Self(self.0.iter().filter(stays).cloned().collect())
    }

    /// Empties these places and keeps what stood there.
    pub(crate) fn take<'a>(slots: impl IntoIterator<Item = Slot<'a>>) -> Self {
        Self(slots.into_iter().filter_map(Slot::take).collect())
    }

    /// Fills these places again.
    pub(crate) fn put<'a>(&self, slots: impl IntoIterator<Item = Slot<'a>>) {
        slots.into_iter().for_each(|slot| slot.put(self));
    }
}

impl Slot<'_> {
    /// Empties the place, unless its value is to stay.
    pub(crate) fn erase(self) {
        if !matches!(self.field().fate(), Fate::Retain(_)) {
            self.take();
        }
    }
}
