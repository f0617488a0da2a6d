//! Which fields are shown to whom, and what stands in a hidden one's place.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use frontdesk_access::Permission;
use frontdesk_model::Channel;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::copied::CopiedPolicy;
use crate::ticket::FieldId;
use crate::viewer::Hat;

mod flags;
mod form;
mod profile;
mod right;
mod shown;
mod site;

pub use flags::{FieldPolicyWarning, UseFlags};
pub use profile::{Profile, ProfilePolicy, ProfileView};
pub use right::{FieldRights, RightsHeld};
pub use shown::{Shown, client_number, unknown_number};
pub(crate) use shown::{labels, unknown_number_in};
pub use site::{SitePolicy, SitesSeen};

/// Who sees which field of a ticket, and who may change it. It governs every surface alike: the view,
/// lists, sorting, filtering, facets, search, suggestions, history, notices and exports.
///
/// The default is Omnidesk's: a customer sees number, subject, state, channel and the time of making,
/// always (S166); group, assignee and priority, unless switched off (S167, S168); another standard
/// field only where switched on, and an added one only where shown (S169). The staff sees and changes
/// all; a stakeholder sees all but the telephone number.
///
/// Beside the hat a field may ask for rights over the ticket: see [`ask`](Self::ask).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldPolicy {
    /// What differs from the default, of the standard fields.
    standard: BTreeMap<Field, Line>,
    /// The same of the added ones, apart, so that one is found by its id.
    added: BTreeMap<FieldId, Line>,
    /// The channels in which the portal may reply, close, reopen and edit (S172-S175, D18).
    pub interactive_channels: BTreeSet<Channel>,
    /// From when on customers in copy see messages and history.
    pub copied: CopiedPolicy,
    /// Who of the staff sees from which site a conversation came (S64).
    pub site: SitePolicy,
}

type UseByHat = BTreeMap<Hat, Use>;
type RightsByHat = BTreeMap<Hat, FieldRights>;

/// What is said of one field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Line {
    uses: UseByHat,
    /// None that asks for nothing.
    rights: RightsByHat,
}

/// A field of a ticket.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The number that people quote.
    Number,
    /// What it is about.
    Subject,
    /// Where it stands.
    State,
    /// Where it goes on.
    Channel,
    /// When it was made.
    CreatedAt,
    /// In which group's queue it lies.
    Group,
    /// Who has it.
    Assignee,
    /// How urgent it is.
    Priority,
    /// From which site it came.
    Site,
    /// The customer's telephone number.
    ClientNumber,
    /// The customer who asked.
    Requester,
    /// The company of the customer who asked.
    Organization,
    /// Who takes part.
    Participants,
    /// The customers in copy, and since when each.
    Copied,
    /// Whether it is private.
    Privacy,
    /// A field that the account added.
    Added(FieldId),
}

/// What somebody may do with a field. Each includes the one before, so that what is editable or
/// required but hidden cannot be written (S171).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// Nothing: it is not there.
    Hidden,
    /// See it.
    View,
    /// See and change it; a customer in an interactive channel and in an own ticket (S171, S175, D18).
    Edit,
    /// See it, and fill it before the ticket is closed.
    Require,
}

/// Why a field cannot be used so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FieldPolicyError {
    /// These five are shown to every customer (S166).
    #[error("the field {0} is always shown to customers")]
    AlwaysShown(Field),
    /// A customer never changes a standard field (S170).
    #[error("a customer never changes the standard field {0}")]
    StandardField(Field),
    /// Required and hidden: nobody could fill it.
    #[error("the field {0} is required but hidden")]
    RequiredButHidden(Field),
    /// Only the customer who asked changes anything; colleagues, guests and stakeholders read.
    #[error("the hat {hat} only reads, and may not change the field {field}")]
    ReadsOnly {
        /// Who.
        hat: Hat,
        /// What.
        field: Field,
    },
    /// A right that is asked about anything but a conversation is held over no ticket.
    #[error("the right {permission}, which the field {field} asks for, is not about conversations")]
    NotOfConversations {
        /// Which right.
        permission: Permission,
        /// What asks for it.
        field: Field,
    },
}

impl FieldPolicy {
    /// What somebody in this hat may do with this field, at most: where the field asks for rights, a
    /// ticket over which they are missing gives less ([`Granted::use_of`](crate::Granted::use_of)). A
    /// colleague and a guest never get more than the customer who asked, one in copy never more than a
    /// colleague; all of them read only.
    #[must_use]
    pub fn use_of(&self, hat: Hat, field: &Field) -> Use {
        match field {
            Field::Added(id) => self.use_of_added(hat, id),
            // A number of the customer's own is for other customers only where that is said of them
            // (attack 22).
            Field::ClientNumber if !self.tells_number(hat) => Use::Hidden,
            field => use_by_hat(hat, self.standard.get(field), |hat| field.default_use(hat)),
        }
    }

    fn tells_number(&self, hat: Hat) -> bool {
        let named = |hat| self.names(hat, &Field::ClientNumber);
        match hat {
            Hat::Operator | Hat::Stakeholder | Hat::Customer => true,
            Hat::Colleague | Hat::Guest => named(hat),
            Hat::Copied => named(hat) && named(Hat::Colleague),
        }
    }

    fn names(&self, hat: Hat, field: &Field) -> bool {
        let line = self.standard.get(field);
        line.is_some_and(|line| line.uses.contains_key(&hat))
    }

    /// The same of an added field by its id.
    #[must_use]
    pub fn use_of_added(&self, hat: Hat, id: &FieldId) -> Use {
        use_by_hat(hat, self.added.get(id), default_use_of_added)
    }

    /// Whether somebody in this hat sees this field: where it asks for a right, only on the tickets over
    /// which he holds it.
    #[must_use]
    pub fn shows(&self, hat: Hat, field: &Field) -> bool {
        self.use_of(hat, field) >= Use::View
    }

    /// Says what somebody in this hat may do with this field.
    ///
    /// # Errors
    /// When it can never be so.
    pub fn set(&mut self, hat: Hat, field: Field, to: Use) -> Result<(), FieldPolicyError> {
        let is_always_shown = field.is_always_shown();
        match hat {
            Hat::Operator => {}
            Hat::Stakeholder | Hat::Colleague | Hat::Guest | Hat::Copied if to > Use::View => {
                return Err(FieldPolicyError::ReadsOnly { hat, field });
            }
            Hat::Stakeholder => {}
            Hat::Customer if to > Use::View && !matches!(field, Field::Added(_)) => {
                return Err(FieldPolicyError::StandardField(field));
            }
            Hat::Customer | Hat::Colleague | Hat::Guest | Hat::Copied
                if is_always_shown && to == Use::Hidden =>
            {
                return Err(FieldPolicyError::AlwaysShown(field));
            }
            Hat::Customer | Hat::Colleague | Hat::Guest | Hat::Copied => {}
        }
        self.line_mut(field).uses.insert(hat, to);
        Ok(())
    }

    fn line(&self, field: &Field) -> Option<&Line> {
        match field {
            Field::Added(id) => self.added.get(id),
            field => self.standard.get(field),
        }
    }

    fn line_mut(&mut self, field: Field) -> &mut Line {
        match field {
            Field::Added(id) => self.added.entry(id).or_default(),
            field => self.standard.entry(field).or_default(),
        }
    }

    /// Says what the customer may do with a field that the account added, which can be anything.
    pub fn set_added(&mut self, id: FieldId, to: Use) {
        self.line_mut(Field::Added(id))
            .uses
            .insert(Hat::Customer, to);
    }

    /// The same policy with one more line.
    ///
    /// # Errors
    /// As [`set`](Self::set).
    pub fn with(mut self, hat: Hat, field: Field, to: Use) -> Result<Self, FieldPolicyError> {
        self.set(hat, field, to)?;
        Ok(self)
    }

    /// The added fields that the policy names, in the order of their ids.
    pub fn added(&self) -> impl Iterator<Item = &FieldId> {
        self.added.keys()
    }
}

/// What is said of this hat, or else the default. Colleagues and guests stay within what the customer
/// who asked sees (attack 22), those in copy within what colleagues see (attack 17), a stakeholder
/// within what those see who work on the ticket; all of them read only.
fn use_by_hat(hat: Hat, line: Option<&Line>, default: impl Fn(Hat) -> Use) -> Use {
    let said = |hat: Hat| line.and_then(|line| line.uses.get(&hat)).copied();
    let of = |hat: Hat| said(hat).unwrap_or_else(|| default(hat));
    let within = |hat: Hat, limit: Use| said(hat).map_or(limit, |said| said.min(limit));
    match hat {
        Hat::Operator | Hat::Customer => of(hat),
        Hat::Stakeholder => of(hat).min(of(Hat::Operator)).min(Use::View),
        Hat::Colleague | Hat::Guest => within(hat, of(Hat::Customer).min(Use::View)),
        Hat::Copied => {
            let colleagues = within(Hat::Colleague, of(Hat::Customer).min(Use::View));
            within(hat, colleagues)
        }
    }
}

/// An added field is hidden from customers unless switched on (S169).
const fn default_use_of_added(hat: Hat) -> Use {
    match hat {
        Hat::Operator => Use::Edit,
        Hat::Stakeholder => Use::View,
        Hat::Customer | Hat::Colleague | Hat::Guest | Hat::Copied => Use::Hidden,
    }
}

impl Default for FieldPolicy {
    fn default() -> Self {
        Self {
            standard: BTreeMap::new(),
            added: BTreeMap::new(),
            interactive_channels: BTreeSet::from([Channel::Email]),
            copied: CopiedPolicy::SinceJoining,
            site: SitePolicy::Open,
        }
    }
}

impl Field {
    /// The standard fields, in the order of a view.
    pub const STANDARD: [Self; 15] = [
        Self::Number,
        Self::Subject,
        Self::State,
        Self::Channel,
        Self::CreatedAt,
        Self::Group,
        Self::Assignee,
        Self::Priority,
        Self::Site,
        Self::ClientNumber,
        Self::Requester,
        Self::Organization,
        Self::Participants,
        Self::Copied,
        Self::Privacy,
    ];

    /// The stable name. Of an added field `added.` and its id.
    #[must_use]
    pub fn name(&self) -> String {
        self.to_string()
    }

    /// The field of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        if let Some(id) = name.strip_prefix(ADDED) {
            return Some(Self::Added(FieldId(id.to_owned())));
        }
        let mut standard = Self::STANDARD.into_iter();
        standard.find(|field| field.standard_name() == Some(name))
    }

    const fn standard_name(&self) -> Option<&'static str> {
        Some(match self {
            Self::Number => "number",
            Self::Subject => "subject",
            Self::State => "state",
            Self::Channel => "channel",
            Self::CreatedAt => "created_at",
            Self::Group => "group",
            Self::Assignee => "assignee",
            Self::Priority => "priority",
            Self::Site => "site",
            Self::ClientNumber => "client_number",
            Self::Requester => "requester",
            Self::Organization => "organization",
            Self::Participants => "participants",
            Self::Copied => "copied",
            Self::Privacy => "privacy",
            Self::Added(_) => return None,
        })
    }

    /// Shown to every customer whatever is configured (S166).
    const fn is_always_shown(&self) -> bool {
        matches!(
            self,
            Self::Number | Self::Subject | Self::State | Self::Channel | Self::CreatedAt
        )
    }

    /// What is so while nothing is said.
    const fn default_use(&self, hat: Hat) -> Use {
        match (hat, self) {
            (hat, Self::Added(_)) => default_use_of_added(hat),
            (Hat::Operator, _) => Use::Edit,
            (Hat::Stakeholder, Self::ClientNumber) => Use::Hidden,
            (Hat::Stakeholder, _) => Use::View,
            // Shown unless switched off (S167, S168).
            (_, Self::Group | Self::Assignee | Self::Priority) => Use::View,
            (_, field) if field.is_always_shown() => Use::View,
            // Hidden unless switched on (S169).
            (_, _) => Use::Hidden,
        }
    }
}

const ADDED: &str = "added.";

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added(id) => write!(f, "{ADDED}{id}"),
            field => f.write_str(field.standard_name().unwrap_or_default()),
        }
    }
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::from_name(&name)
            .ok_or_else(|| serde::de::Error::custom(format_args!("no field is called {name:?}")))
    }
}
