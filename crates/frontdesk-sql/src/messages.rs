//! Where the host keeps the messages of its tickets, what was read of them, and the texts that are searched.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_visibility::{Audience, Field, FieldId};

use crate::mapping::{FlagColumn, IdColumn, MomentColumn, Table, WordColumn};
use crate::name::Name;

/// The table of messages, a row for each, notes among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Messages {
    /// The table.
    pub table: Table,
    /// Its column of the tenant, in the form of the tickets' column; `None`: ids of tickets are of one tenant
    /// each.
    pub tenant: Option<Name>,
    /// Its column that is equal to the id of the ticket.
    pub ticket: Name,
    /// When it was written, never absent.
    pub at: MomentColumn,
    /// For whom it was written.
    pub audience: AudienceColumn,
    /// Whether a member of the staff wrote it. Where it is not kept nothing says when the staff last answered.
    pub staff: Option<StaffColumn>,
    /// Its files. Where they are not kept nothing says how many there are.
    pub files: Option<Files>,
    /// What it says, folded ([`Folded`]). Where it is not kept nothing is searched.
    pub folded: Option<Name>,
}

/// The column that says for whom a message was written. What is not known to be public is a note: it reaches
/// nobody but those who work on the ticket (S166).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AudienceColumn {
    /// A word. Another one, and none, is a note's.
    Words(WordColumn<Audience>),
    /// Whether it is a note.
    Note(FlagColumn),
}

/// The column that says whether a member of the staff wrote a message. What is not known to be of the staff is
/// not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StaffColumn {
    /// A word for who wrote it: it is of the staff by one of these.
    Words {
        /// The column.
        name: Name,
        /// The words.
        staff: BTreeSet<String>,
    },
    /// The member of the staff, absent where it was written by anybody else.
    Present(Name),
}

/// The files of messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Files {
    /// A column of the message that says how many it has, a `bigint`; absent is none.
    Count(Name),
    /// A table of its own, a row for each file.
    Table {
        /// The table.
        table: Table,
        /// Its column of the tenant, in the form of the tickets' column; `None`: keys are of one tenant each.
        tenant: Option<Name>,
        /// Its column that says of which message it is.
        key: Name,
        /// The column of the messages that the key is equal to.
        of: Name,
    },
}

/// Until when each account has read each ticket: a row for both, of one kind of account. Of a person with
/// several accounts the latest counts. A ticket without a row is all unread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reads {
    /// The table.
    pub table: Table,
    /// Its column of the tenant, in the form of the tickets' column; `None`: ids of tickets are of one tenant
    /// each.
    pub tenant: Option<Name>,
    /// Its column that is equal to the id of the ticket.
    pub ticket: Name,
    /// The member of the staff who has read it; `None`: of the staff it is not kept.
    pub users: Option<IdColumn>,
    /// The customer who has; `None`: of customers it is not kept.
    pub customers: Option<IdColumn>,
    /// The moment up to which all is read, in the form of the messages' moment, never absent.
    pub until: MomentColumn,
}

/// Columns that hold a text once more, as [`fold`](frontdesk_visibility::fold) makes it, for words and parts of
/// texts to be looked for: no database folds letters as memory does. The host writes each with its text, and all
/// of them anew when [`UNICODE`](frontdesk_visibility::UNICODE) is another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// Of the number.
    pub number: Option<Name>,
    /// Of the subject.
    pub subject: Option<Name>,
    /// Of the customer's telephone number.
    pub client_number: Option<Name>,
    /// Of fields that the account added.
    pub added: BTreeMap<FieldId, Name>,
}

impl Folded {
    /// The folded column of this field.
    pub(crate) fn of(&self, field: &Field) -> Option<&Name> {
        match field {
            Field::Number => self.number.as_ref(),
            Field::Subject => self.subject.as_ref(),
            Field::ClientNumber => self.client_number.as_ref(),
            Field::Added(id) => self.added.get(id),
            _ => None,
        }
    }
}
