//! Typed ids over uuid, from one registry.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::ExternalId;

/// An id of one kind of thing. Displays and serializes as the plain uuid; `Debug` and parse errors
/// name the kind, so that a group's id in a user's place is a type error here and readable in a log.
pub struct Id<K> {
    uuid: Uuid,
    kind: PhantomData<fn() -> K>,
}

/// A kind of id. Implemented only by the registry below.
pub trait Kind {
    /// The word for this kind in `Debug`, errors and [`decode_number`].
    const NAME: &'static str;
    /// The stable number of this kind inside a v8 id, 1..=4095. Never reused.
    const TAG: u16;
}

/// Declares the kinds. Append only: a tag is part of every stored v8 id.
macro_rules! registry {
    ($($tag:literal $name:literal $kind:ident $alias:ident $doc:literal;)*) => {
        $(
            #[doc = $doc]
            #[derive(Debug)]
            pub enum $kind {}
            impl Kind for $kind {
                const NAME: &'static str = $name;
                const TAG: u16 = $tag;
            }
            #[doc = concat!("The id of: ", $doc)]
            pub type $alias = Id<$kind>;
        )*
        /// Every kind of id with its stable tag, in the order of the tags.
        pub const KINDS: &[(u16, &str)] = &[$(($tag, $name)),*];
    };
}

registry! {
    1 "tenant" Tenant TenantId "One customer of the host: everything a question reads belongs to one tenant.";
    2 "user" User UserId "A staff member's account.";
    3 "legacy operator" LegacyOperator LegacyOperatorId "An account of the old kind that talks to customers.";
    4 "legacy admin" LegacyAdmin LegacyAdminId "An account of the old kind that enters the admin panel.";
    5 "customer" Customer CustomerId "A person who asks for help.";
    6 "organization" Organization OrganizationId "The company a customer belongs to.";
    7 "group" Group GroupId "A team or department of users.";
    8 "site" Site SiteId "A web site that conversations come from.";
    9 "questionnaire" Questionnaire QuestionnaireId "A form that a visitor fills before a chat.";
    10 "conversation" Conversation ConversationId "A live exchange, and the ticket that records it.";
    11 "message" Message MessageId "One message of a conversation.";
    12 "order" Order OrderId "A sale made in or without a conversation.";
    13 "bot" Bot BotId "An automatic answerer that a conversation can be assigned to.";
    14 "invitation" Invitation InvitationId "An offer to join, sent to one or several addresses.";
    15 "merge plan" MergePlan MergePlanId "A plan to unite two legacy accounts.";
    16 "event" Event EventId "One recorded event.";
    17 "attachment" Attachment AttachmentId "A file of a message.";
}

/// Set in the low bits of every v8 id made here, so that foreign v8 ids are not taken for numbers.
const NUMBER_MARK: u128 = 0x2_66_72_6f_6e_74; // "front", 46 bits
const NUMBER_MARK_BITS: u32 = 46;

impl<K: Kind> Id<K> {
    /// Takes a uuid as it is. The caller says what kind of thing it names.
    #[must_use]
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self {
            uuid,
            kind: PhantomData,
        }
    }

    /// A version 7 id (RFC 9562, 5.7) from the host's clock and the host's random bytes.
    /// `unix_millis` is milliseconds since 1970-01-01T00:00:00Z; only its low 48 bits are kept.
    #[must_use]
    pub const fn v7(unix_millis: u64, random: &[u8; 10]) -> Self {
        Self::from_uuid(uuid::Builder::from_unix_timestamp_millis(unix_millis, random).into_uuid())
    }

    /// The id of a record of another system: version 5 (RFC 9562, 5.5) over tenant, system, kind
    /// and external id, each with its length before it, so that no two different quadruples share
    /// their bytes. One way: keep the [`ExternalId`] beside it where the old id must be shown.
    #[must_use]
    pub fn from_external(tenant: TenantId, external: &ExternalId) -> Self {
        let mut name = Vec::new();
        for part in [external.system(), external.kind(), external.value()] {
            name.extend_from_slice(&(part.len() as u64).to_be_bytes());
            name.extend_from_slice(part.as_bytes());
        }
        Self::from_uuid(Uuid::new_v5(&tenant.uuid, &name))
    }

    /// The id of a host's own 64-bit key: version 8 (RFC 9562, 5.8), reversible by
    /// [`number`](Self::number). Unsigned keys pass through `cast_signed`. It holds no tenant:
    /// a host whose keys are unique only within a tenant uses [`from_external`](Self::from_external).
    ///
    /// Layout from the high bit: 48 bits number, version 8, 12 bits kind, variant, 16 bits number,
    /// 46 bits mark. Ids of one kind sort as their non-negative numbers do.
    #[must_use]
    pub const fn from_number(number: i64) -> Self {
        let number = number.cast_unsigned() as u128;
        let bits = ((number >> 16) << 80)
            | (0x8 << 76)
            | ((K::TAG as u128) << 64)
            | (0b10 << 62)
            | ((number & 0xffff) << NUMBER_MARK_BITS)
            | NUMBER_MARK;
        Self::from_uuid(Uuid::from_u128(bits))
    }

    /// The number that this id was made from, if it was made by [`from_number`](Self::from_number)
    /// for this kind.
    #[must_use]
    pub fn number(&self) -> Option<i64> {
        decode_number(self.uuid)
            .filter(|found| found.tag == K::TAG)
            .map(|found| found.number)
    }

    /// The plain uuid.
    #[must_use]
    pub const fn uuid(&self) -> Uuid {
        self.uuid
    }
}

/// What a v8 id carries: see [`decode_number`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbered {
    /// The tag of the kind, as in [`KINDS`].
    pub tag: u16,
    /// The word for the kind.
    pub kind: &'static str,
    /// The host's own key.
    pub number: i64,
}

/// Reads the 64-bit number and its kind back from a uuid that [`Id::from_number`] made;
/// `None` for every other uuid.
#[must_use]
pub fn decode_number(uuid: Uuid) -> Option<Numbered> {
    let bits = uuid.as_u128();
    let mark = bits & ((1 << NUMBER_MARK_BITS) - 1);
    let version = (bits >> 76) & 0xf;
    let variant = (bits >> 62) & 0b11;
    if mark != NUMBER_MARK || version != 0x8 || variant != 0b10 {
        return None;
    }
    let tag = ((bits >> 64) & 0xfff) as u16;
    let (tag, kind) = KINDS.iter().find(|(known, _)| *known == tag).copied()?;
    let number = (((bits >> 80) << 16) | ((bits >> NUMBER_MARK_BITS) & 0xffff)) as u64;
    Some(Numbered {
        tag,
        kind,
        number: number.cast_signed(),
    })
}

/// A legacy half that becomes a user keeps its uuid, so that old references stay true.
impl From<LegacyOperatorId> for UserId {
    fn from(id: LegacyOperatorId) -> Self {
        Self::from_uuid(id.uuid)
    }
}

/// A legacy half that becomes a user keeps its uuid, so that old references stay true.
impl From<LegacyAdminId> for UserId {
    fn from(id: LegacyAdminId) -> Self {
        Self::from_uuid(id.uuid)
    }
}

/// Text that is not a uuid, where an id of a kind was wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a {kind} id: a uuid was expected")]
pub struct ParseIdError {
    /// The word for the kind that was wanted.
    pub kind: &'static str,
}

impl<K: Kind> FromStr for Id<K> {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text)
            .map(Self::from_uuid)
            .map_err(|_| ParseIdError { kind: K::NAME })
    }
}

impl<K: Kind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number() {
            Some(number) => write!(f, "{} #{number}", K::NAME),
            None => write!(f, "{} {}", K::NAME, self.uuid),
        }
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.fmt(f)
    }
}

impl<K> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.uuid.serialize(serializer)
    }
}

impl<'de, K: Kind> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer)
            .map(Self::from_uuid)
            .map_err(|_| D::Error::custom(ParseIdError { kind: K::NAME }))
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        // The order of the bytes, without a call to compare them.
        self.uuid.as_u128().cmp(&other.uuid.as_u128())
    }
}
impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}
