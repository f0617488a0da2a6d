//! Where the host keeps the facts of a ticket, and in which form.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, SecondsFormat, Utc};
use frontdesk_model::{Channel, ConversationState, Id, Kind, Privacy};
use frontdesk_visibility::{FieldId, Priority};

use crate::messages::{Folded, Messages, Reads};
use crate::name::{Name, Prefix};
use crate::policy::Sessions;
use crate::statement::Param;

/// The host's own tables and columns. A fact that the host does not keep is `None`: it is missing of every
/// ticket, and every test of it answers what it answers for a missing fact. But a fact that some rule takes
/// something away by must be kept, or it takes nothing.
///
/// A row is the facts of a ticket so: an absent value is a missing fact, and what each column says of its
/// words.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapping {
    /// The table of tickets, a row for each.
    pub table: Table,
    /// Whose ticket it is, never absent. Every statement asks for one tenant first.
    pub tenant: IdColumn,
    /// The id of the ticket, never absent, and once in a tenant.
    pub id: IdColumn,
    /// When it was made, never absent.
    pub created_at: MomentColumn,
    /// The person who has it.
    pub assignee: Option<IdColumn>,
    /// The bot that has it, where no person does.
    pub bot: Option<IdColumn>,
    /// The groups of the person who has it.
    pub assignee_groups: Option<Members>,
    /// Where it stands.
    pub state: Option<WordColumn<ConversationState>>,
    /// To whom it is offered.
    pub offered_to: Option<IdColumn>,
    /// Its group.
    pub group: Option<IdColumn>,
    /// Its site.
    pub site: Option<IdColumn>,
    /// Its questionnaire.
    pub questionnaire: Option<IdColumn>,
    /// Its channel.
    pub channel: Option<ChannelColumn>,
    /// Who takes part.
    pub participants: Option<Members>,
    /// Who is named in its messages.
    pub mentioned: Option<Members>,
    /// Who stands in now for the person who has it.
    pub substitutes: Option<Members>,
    /// Who made it.
    pub creator: Option<IdColumn>,
    /// The customer who asks.
    pub requester: Option<IdColumn>,
    /// The company of the customer.
    pub organization: Option<IdColumn>,
    /// The customers in copy.
    pub copied: Option<Members>,
    /// The column of that table that says since when, never absent.
    pub copied_since: Option<MomentColumn>,
    /// Whether it is private.
    pub privacy: Option<WordColumn<Privacy>>,
    /// Whether it is deleted.
    pub deleted: Option<FlagColumn>,
    /// Whether it is spam.
    pub spam: Option<FlagColumn>,
    /// The epoch of its guest links, a `bigint`. Where none is kept every ticket is in epoch 0.
    pub guest_epoch: Option<Name>,
    /// The number that people quote, a text.
    pub number: Option<Name>,
    /// What it is about, a text.
    pub subject: Option<Name>,
    /// How urgent it is.
    pub priority: Option<WordColumn<Priority>>,
    /// The customer's telephone number, a text.
    pub client_number: Option<Name>,
    /// The fields that the account added, each a text.
    pub added: BTreeMap<FieldId, Name>,
    /// When each audience last had a message.
    pub activity: Option<Activity>,
    /// Its messages. Without them nothing that follows of messages is said by a statement, but what `activity`
    /// says, and nothing is searched.
    pub messages: Option<Messages>,
    /// Until when who has read it. Without it nothing says what is unread.
    pub reads: Option<Reads>,
    /// The texts in which something is looked for, folded.
    pub folded: Folded,
    /// Whether statements may name indexes.
    pub indexes: Indexes,
    /// How many viewers a session of row-level security is at once.
    pub sessions: Sessions,
}

impl Mapping {
    /// A table of which nothing more is known.
    #[must_use]
    pub const fn new(
        table: Table,
        tenant: IdColumn,
        id: IdColumn,
        created_at: MomentColumn,
    ) -> Self {
        Self {
            table,
            tenant,
            id,
            created_at,
            assignee: None,
            bot: None,
            assignee_groups: None,
            state: None,
            offered_to: None,
            group: None,
            site: None,
            questionnaire: None,
            channel: None,
            participants: None,
            mentioned: None,
            substitutes: None,
            creator: None,
            requester: None,
            organization: None,
            copied: None,
            copied_since: None,
            privacy: None,
            deleted: None,
            spam: None,
            guest_epoch: None,
            number: None,
            subject: None,
            priority: None,
            client_number: None,
            added: BTreeMap::new(),
            activity: None,
            messages: None,
            reads: None,
            folded: Folded {
                number: None,
                subject: None,
                client_number: None,
                added: BTreeMap::new(),
            },
            indexes: Indexes::Own,
            sessions: Sessions::ONE,
        }
    }
}

/// Which indexes there are. It matters for SQLite, where a page in an order walks the index of that order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Indexes {
    /// Those of [`Sql::indexes`](crate::Sql::indexes), with this beginning of their names: statements name
    /// the one they walk, and fail where it is missing.
    Generated(Prefix),
    /// The host's own: no statement names one.
    Own,
}

/// A table, in a schema or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The schema; `None`: wherever the database looks first.
    pub schema: Option<Name>,
    /// The table.
    pub name: Name,
}

/// A column that holds an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdColumn {
    /// Its name.
    pub name: Name,
    /// How the id is written in it.
    pub form: IdForm,
}

/// How ids are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IdForm {
    /// A `uuid`; in SQLite a BLOB of its 16 bytes.
    Uuid,
    /// The text of the uuid, small letters, with hyphens.
    Text,
    /// A `bigint`: the number from which the id was made by `Id::from_number`. An id that was not made so
    /// stands in no row. Lists by id are in its order as long as no number is negative.
    Number,
}

/// A column that holds one of a few words, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordColumn<T: Ord> {
    /// Its name.
    pub name: Name,
    /// The words of the host, each with what it means: several may mean the same. Another word is a missing
    /// fact.
    pub words: BTreeMap<String, T>,
}

/// A column that holds a channel's word, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelColumn {
    /// Its name.
    pub name: Name,
    /// The words of the host that are no names of channels, each with what it means. Every other word is
    /// the channel of that name.
    pub words: BTreeMap<String, Channel>,
}

/// A column that says whether.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FlagColumn {
    /// A boolean; in SQLite 0 and 1. An absent value, and in SQLite any but 0, is read as yes: what is not
    /// known to be kept is not shown.
    Boolean(Name),
    /// Anything that is absent where it is not so, as the moment at which a ticket was deleted.
    Absent(Name),
}

/// A column that holds a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MomentColumn {
    /// Its name.
    pub name: Name,
    /// How the moment is written in it.
    pub form: MomentForm,
}

/// How moments are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MomentForm {
    /// A `timestamptz` of PostgreSQL.
    Timestamp,
    /// Microseconds since 1970 in UTC.
    Micros,
    /// The text of RFC 3339 in UTC with six digits of a second, `2026-11-22T09:00:00.000000Z`, which sorts
    /// as time does.
    Text,
}

/// When each audience last had something new: columns that the host writes with each message. Neither is
/// ever absent: of a ticket without such a message each is when the ticket was made, and neither is before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// When the last message was written, notes included: for those who work on tickets.
    pub all: MomentColumn,
    /// When the last public message was written: for everybody else, so that a note moves no customer's
    /// ticket up (S166).
    pub public: MomentColumn,
}

/// A set in a table of its own, a row for each member, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Members {
    /// The table.
    pub table: Table,
    /// Its column of the tenant, in the form of the tickets' column; `None`: keys are of one tenant each.
    pub tenant: Option<Name>,
    /// Its column that says of what it is a member.
    pub key: Name,
    /// The column of the tickets that the key is equal to: the ticket's id, or the person who has it.
    pub of: Name,
    /// Its column of the member.
    pub member: IdColumn,
}

impl IdForm {
    /// The value of one id as it stands in such a column; `None`: it stands in no row.
    #[must_use]
    pub fn param<K: Kind>(self, id: Id<K>) -> Option<Param> {
        match self {
            Self::Uuid => Some(Param::Uuid(id.uuid())),
            Self::Text => Some(Param::Text(id.to_string())),
            Self::Number => id.number().map(Param::Number),
        }
    }

    /// The values of those that can stand in a row.
    pub(crate) fn list<'i, K: Kind + 'i>(self, ids: impl IntoIterator<Item = &'i Id<K>>) -> Param {
        let ids = ids.into_iter();
        match self {
            Self::Uuid => Param::Uuids(ids.map(Id::uuid).collect()),
            Self::Text => Param::Texts(ids.map(ToString::to_string).collect()),
            Self::Number => Param::Numbers(ids.filter_map(Id::number).collect()),
        }
    }
}

impl FlagColumn {
    pub(crate) const fn name(&self) -> &Name {
        match self {
            Self::Boolean(name) | Self::Absent(name) => name,
        }
    }
}

impl MomentForm {
    /// The value of a moment as it stands in such a column, cut to microseconds.
    #[must_use]
    pub fn param(self, at: DateTime<Utc>) -> Param {
        match self {
            Self::Timestamp => Param::Moment(at),
            Self::Micros => Param::Number(at.timestamp_micros()),
            Self::Text => Param::Text(at.to_rfc3339_opts(SecondsFormat::Micros, true)),
        }
    }
}

impl<T: Ord + Copy> WordColumn<T> {
    /// The host's words that mean one of these.
    pub(crate) fn words_for(&self, wanted: impl Fn(&T) -> bool) -> Param {
        let words = self.words.iter().filter(|(_, means)| wanted(means));
        Param::Texts(words.map(|(word, _)| word.clone()).collect())
    }

    /// What its words mean, in order: a value's place here is its rank in an order and in a facet.
    #[must_use]
    pub fn ranked(&self) -> Vec<T> {
        let all: BTreeSet<T> = self.words.values().copied().collect();
        all.into_iter().collect()
    }
}

impl ChannelColumn {
    /// The words that mean one of these.
    pub(crate) fn words_for<'c>(&self, channels: impl IntoIterator<Item = &'c Channel>) -> Param {
        let mut words = BTreeSet::new();
        for channel in channels {
            let said = self.words.iter().filter(|(_, means)| *means == channel);
            words.extend(said.map(|(word, _)| word.clone()));
            let named = names_of(channel).into_iter();
            words.extend(named.filter(|word| !self.words.contains_key(word)));
        }
        Param::Texts(words.into_iter().collect())
    }
}

/// The names by which a channel is read.
fn names_of(channel: &Channel) -> Vec<String> {
    let name = channel.to_string();
    match channel {
        Channel::LiveChat => vec![name, "chat".to_owned()],
        Channel::Custom(number) => vec![name, format!("chh{number}")],
        _ => vec![name],
    }
}

impl std::fmt::Display for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{schema}.")?;
        }
        self.name.fmt(f)
    }
}
