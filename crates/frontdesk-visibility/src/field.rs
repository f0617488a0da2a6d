//! Which fields whom are shown, and what stands in a hidden one's place.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_model::{Channel, Labels, Language, SiteId};
use serde::{Deserialize, Serialize, Serializer};

use crate::ticket::FieldId;

/// What the customer sees of a ticket's fields, and what the staff sees of a site. The default is
/// Omnidesk's: group, assignee and priority shown (S167), added fields hidden until shown (S169).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FieldPolicy {
    /// Whether the customer sees the group (S167, S168).
    pub group: Portal,
    /// Whether the customer sees the assignee (S167, S168).
    pub assignee: Portal,
    /// Whether the customer sees the priority (S167, S168).
    pub priority: Portal,
    /// The added fields that the customer sees or edits (S169, S170). Not listed: hidden.
    pub added: BTreeMap<FieldId, AddedField>,
    /// The channels in which the portal may reply, close, reopen and edit (S172-S175, D18).
    pub interactive_channels: BTreeSet<Channel>,
    /// Who of the staff sees from which site a conversation came (S64).
    pub site: SitePolicy,
}

impl Default for FieldPolicy {
    fn default() -> Self {
        Self {
            group: Portal::Shown,
            assignee: Portal::Shown,
            priority: Portal::Shown,
            added: BTreeMap::new(),
            interactive_channels: BTreeSet::from([Channel::Email]),
            site: SitePolicy::Open,
        }
    }
}

/// Whether a standard field is shown in the portal. It is never editable there (S170).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Portal {
    /// The customer sees it.
    Shown,
    /// The customer's view has no place for it.
    Hidden,
}

/// What a customer may do with an added field. Edit implies see: "editable but hidden" cannot be
/// written (S171).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddedField {
    /// See it.
    View,
    /// See and change it, in an interactive channel and in an own ticket (S171, S175, D18).
    Edit,
    /// Neither.
    Hidden,
}

/// Who of the staff sees the site field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SitePolicy {
    /// Whoever sees the conversation.
    Open,
    /// Whoever holds `site.view` on that site; the conversation itself stays visible (S64).
    ByRight,
}

/// The sites whose name a viewer may see, as access's `site.view` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SitesSeen {
    /// Every site.
    All,
    /// These.
    These(BTreeSet<SiteId>),
}

impl SitesSeen {
    /// No site at all.
    #[must_use]
    pub const fn none() -> Self {
        Self::These(BTreeSet::new())
    }

    /// Whether this site's name may be seen.
    #[must_use]
    pub fn has(&self, site: SiteId) -> bool {
        match self {
            Self::All => true,
            Self::These(sites) => sites.contains(&site),
        }
    }
}

/// A field that may be hidden from the viewer or absent from the ticket. Inside, the two are told
/// apart; outside, they are one: equal bytes in JSON and one label (D8, S72-S74).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown<T> {
    /// The value.
    Value(T),
    /// There is one, but not for this viewer.
    Hidden,
    /// There is none.
    Absent,
}

impl<T> Shown<T> {
    /// The value, if it is shown.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Hidden | Self::Absent => None,
        }
    }
}

impl<T: Serialize> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

/// What stands in the place of a number that is hidden or unknown (S72, D8).
#[must_use]
pub fn unknown_number() -> Labels {
    let label = Labels::new("Неизвестный номер");
    let others = [("en", "Unknown number"), ("fr", "Numéro inconnu")];
    others
        .into_iter()
        .fold(label, |label, (tag, text)| match Language::parse(tag) {
            Ok(language) => label.with(language, text),
            Err(_) => label,
        })
}
