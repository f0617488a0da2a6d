//! What a list is sorted by and counted by, as one expression over the columns of a row: the value of a
//! column for this viewer, absent where it is hidden from him.

use frontdesk_model::ActorId;
use frontdesk_visibility::{Column, CopiedPolicy, Expr, Field, Hat, Viewing};

use crate::indexes::Order;
use crate::mapping::{
    ChannelColumn, IdColumn, IdForm, Mapping, Members, MomentColumn, MomentForm, WordColumn,
};
use crate::name::Name;
use crate::seen::Derived;
use crate::statement::Param;
use crate::writer::Writer;

/// The value of a column for one viewer.
pub(crate) struct Key<'a> {
    what: What<'a>,
    /// Where he sees it.
    shown: Expr,
}

enum What<'a> {
    Moment(&'a MomentColumn),
    /// As each hat sees it, the first whose expression holds, or else the last.
    Activity(Vec<(Expr, Active<'a>)>, Active<'a>),
    Text(&'a Name),
    /// The host's words for each value, in the order of the values.
    Rank(&'a Name, Vec<Param>),
    Id(&'a IdColumn),
    Channel(&'a ChannelColumn),
    /// The person who has it, and the bot.
    Assignee(&'a IdColumn, Option<&'a IdColumn>),
    /// What follows of the messages that he sees.
    Derived(Derived<'a>),
}

/// When a ticket was last active.
#[derive(Clone, PartialEq)]
enum Active<'a> {
    Column(&'a MomentColumn),
    /// For a customer who sees what came since he was put in copy.
    Since {
        public: &'a MomentColumn,
        made: &'a MomentColumn,
        copied: &'a Members,
        since: &'a MomentColumn,
        /// Each of his accounts, and on which tickets it is in copy.
        accounts: Vec<(Expr, Param)>,
    },
}

/// What the values of a key are, where they are compared with others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    Text,
    Moment(MomentForm),
    Count,
}

/// How much of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Length {
    /// As much as a list is sorted by: 64 characters.
    Sorted,
    Whole,
}

impl<'a> Key<'a> {
    /// `None`: no statement says this column's value.
    pub(crate) fn of(mapping: &'a Mapping, viewing: &Viewing<'_>, column: &Column) -> Option<Self> {
        let (field, what) = match column {
            Column::Field(field) => (field, what_of(mapping, field)?),
            derived => {
                let kept = match derived {
                    Column::UpdatedAt => activity(mapping, viewing),
                    _ => None,
                };
                let of_messages = || Derived::of(mapping, viewing, derived).map(What::Derived);
                let what = kept.or_else(of_messages)?;
                let shown = Expr::TRUE;
                return Some(Self { what, shown });
            }
        };
        Some(Self {
            what,
            shown: viewing.shown_where(field),
        })
    }

    /// Whether every row has a value.
    pub(crate) fn is_always_there(&self) -> bool {
        let always = match &self.what {
            What::Moment(_) | What::Activity(..) => true,
            What::Derived(derived) => derived.is_always_there(),
            What::Text(_)
            | What::Rank(..)
            | What::Id(_)
            | What::Channel(_)
            | What::Assignee(..) => false,
        };
        always && self.shown == Expr::TRUE
    }

    /// What its values are; `None`: they are not compared, or are moments of several forms.
    pub(crate) fn holds(&self) -> Option<Holds> {
        match &self.what {
            What::Text(_) => Some(Holds::Text),
            What::Moment(column) => Some(Holds::Moment(column.form)),
            What::Activity(others, last) => {
                let form = last.form();
                let is_one = others.iter().all(|(_, active)| active.form() == form);
                is_one.then_some(Holds::Moment(form))
            }
            What::Derived(derived) => Some(derived.moment().map_or(Holds::Count, Holds::Moment)),
            What::Rank(..) | What::Id(_) | What::Channel(_) | What::Assignee(..) => None,
        }
    }

    /// Whether its values are texts.
    pub(crate) const fn is_text(&self) -> bool {
        match &self.what {
            What::Moment(column)
            | What::Activity(_, Active::Column(column) | Active::Since { public: column, .. }) => {
                matches!(column.form, MomentForm::Text)
            }
            What::Id(column) => matches!(column.form, IdForm::Text),
            What::Text(_) | What::Channel(_) | What::Assignee(..) => true,
            What::Derived(derived) => matches!(derived.moment(), Some(MomentForm::Text)),
            What::Rank(..) => false,
        }
    }

    /// The order in which the rows are come by, if it is one that has an index.
    pub(crate) fn order(&self, mapping: &Mapping) -> Option<Order> {
        let column = match &self.what {
            What::Moment(column) => *column,
            What::Activity(others, Active::Column(column)) if others.is_empty() => *column,
            _ => return None,
        };
        let orders = [Order::Created, Order::All, Order::Public].into_iter();
        let mut orders = orders.filter(|_| self.shown == Expr::TRUE);
        orders.find(|order| order.column(mapping) == Some(column))
    }

    /// Whether a value is one of this column.
    pub(crate) const fn takes(&self, value: &Param) -> bool {
        match &self.what {
            What::Moment(column) => moment_takes(column.form, value),
            What::Activity(_, Active::Column(column))
            | What::Activity(_, Active::Since { public: column, .. }) => {
                moment_takes(column.form, value)
            }
            What::Text(_) | What::Channel(_) | What::Assignee(..) => {
                matches!(value, Param::Text(_))
            }
            What::Derived(derived) => match derived.moment() {
                Some(form) => moment_takes(form, value),
                None => matches!(value, Param::Number(_)),
            },
            What::Rank(..) => matches!(value, Param::Number(_)),
            What::Id(column) => matches!(
                (column.form, value),
                (IdForm::Uuid, Param::Uuid(_))
                    | (IdForm::Text, Param::Text(_))
                    | (IdForm::Number, Param::Number(_))
            ),
        }
    }

    /// The expression, in brackets or of one piece.
    pub(crate) fn write(&self, writer: &mut Writer<'_>, length: Length) {
        writer.where_shown(&self.shown, |writer| self.what.write(writer, length));
    }
}

fn what_of<'a>(mapping: &'a Mapping, field: &Field) -> Option<What<'a>> {
    Some(match field {
        Field::CreatedAt => What::Moment(&mapping.created_at),
        Field::Number => What::Text(mapping.number.as_ref()?),
        Field::Subject => What::Text(mapping.subject.as_ref()?),
        Field::ClientNumber => What::Text(mapping.client_number.as_ref()?),
        Field::Added(id) => What::Text(mapping.added.get(id)?),
        Field::State => ranked(mapping.state.as_ref()?),
        Field::Priority => ranked(mapping.priority.as_ref()?),
        Field::Privacy => ranked(mapping.privacy.as_ref()?),
        Field::Group => What::Id(mapping.group.as_ref()?),
        Field::Site => What::Id(mapping.site.as_ref()?),
        Field::Requester => What::Id(mapping.requester.as_ref()?),
        Field::Organization => What::Id(mapping.organization.as_ref()?),
        Field::Channel => What::Channel(mapping.channel.as_ref()?),
        Field::Assignee => What::Assignee(mapping.assignee.as_ref()?, mapping.bot.as_ref()),
        // A list has no order by several people at once.
        Field::Participants | Field::Copied => return None,
    })
}

fn ranked<T: Ord + Copy>(column: &WordColumn<T>) -> What<'_> {
    let values = column.ranked().into_iter();
    let words = values.map(|value| column.words_for(|means| *means == value));
    What::Rank(&column.name, words.collect())
}

/// When the last message was written that each hat sees. The columns say when the ticket was made where
/// there is none, so no hat may be kept from that.
fn activity<'a>(mapping: &'a Mapping, viewing: &Viewing<'_>) -> Option<What<'a>> {
    let activity = mapping.activity.as_ref()?;
    if viewing.shown_where(&Field::CreatedAt) != Expr::TRUE {
        return None;
    }
    let mut all: Vec<(Expr, Active<'a>)> = Vec::new();
    for one in viewing.filter.worn() {
        let active = match (one.hat, viewing.policy.copied) {
            (Hat::Operator, _) => Active::Column(&activity.all),
            (Hat::Copied, CopiedPolicy::SinceJoining) => {
                let ActorId::Customer(me) = one.account else {
                    return None;
                };
                let (copied, since) = (mapping.copied.as_ref()?, mapping.copied_since.as_ref()?);
                let forms = [since.form, mapping.created_at.form];
                if forms != [activity.public.form; 2] {
                    return None;
                }
                Active::Since {
                    public: &activity.public,
                    made: &mapping.created_at,
                    copied,
                    since,
                    accounts: vec![(one.when.clone(), copied.member.form.param(me)?)],
                }
            }
            (Hat::Copied, CopiedPolicy::Whole)
            | (Hat::Stakeholder | Hat::Customer | Hat::Colleague | Hat::Guest, _) => {
                Active::Column(&activity.public)
            }
        };
        // Of several accounts in copy the one that joined first sees more: as much as all of them. They are
        // the last, for every other hat comes first.
        match (all.last_mut(), active) {
            (Some((_, Active::Since { accounts, .. })), Active::Since { accounts: more, .. }) => {
                accounts.extend(more);
            }
            (_, active) => all.push((one.when, active)),
        }
    }
    let last = all
        .pop()
        .map_or(Active::Column(&activity.public), |(_, last)| last);
    while all.last().is_some_and(|(_, active)| *active == last) {
        all.pop();
    }
    Some(What::Activity(all, last))
}

const fn moment_takes(form: MomentForm, value: &Param) -> bool {
    matches!(
        (form, value),
        (MomentForm::Timestamp, Param::Moment(_))
            | (MomentForm::Micros, Param::Number(_))
            | (MomentForm::Text, Param::Text(_))
    )
}

impl What<'_> {
    fn write(&self, writer: &mut Writer<'_>, length: Length) {
        match self {
            Self::Moment(column) => writer.moment(column),
            Self::Id(column) => writer.ordered_id(column),
            Self::Channel(column) => writer.place_of_channel(column),
            Self::Assignee(person, bot) => writer.place_of_assignee(person, *bot),
            Self::Derived(derived) => derived.write(writer),
            Self::Text(name) => {
                // Empty text is absent.
                let before = match length {
                    Length::Sorted => "(NULLIF(substr(",
                    Length::Whole => "(NULLIF((",
                };
                writer.push(before);
                writer.column(name);
                writer.push(match length {
                    Length::Sorted => ", 1, 64), '')",
                    Length::Whole => "), '')",
                });
                let by_characters = writer.dialect.by_characters();
                writer.push(by_characters);
                writer.push(")");
            }
            Self::Rank(name, words) => {
                if words.is_empty() {
                    return writer.push("CAST(NULL AS BIGINT)");
                }
                writer.push("(CASE");
                for (rank, words) in words.iter().enumerate() {
                    writer.push(" WHEN ");
                    writer.is_word(Some((name, words.clone())));
                    writer.push(&format!(" THEN CAST({rank} AS BIGINT)"));
                }
                writer.push(" END)");
            }
            Self::Activity(others, last) => {
                if others.is_empty() {
                    return last.write(writer);
                }
                writer.push("(CASE");
                for (when, active) in others {
                    writer.push(" WHEN ");
                    writer.expr(when);
                    writer.push(" THEN ");
                    active.write(writer);
                }
                writer.push(" ELSE ");
                last.write(writer);
                writer.push(" END)");
            }
        }
    }
}

impl Active<'_> {
    const fn form(&self) -> MomentForm {
        match self {
            Self::Column(column) | Self::Since { public: column, .. } => column.form,
        }
    }

    fn write(&self, writer: &mut Writer<'_>) {
        match self {
            Self::Column(column) => writer.moment(column),
            // The last public message, if it was written since; or else when the ticket was made.
            Self::Since {
                public,
                made,
                copied,
                since,
                accounts,
            } => {
                writer.push("(CASE");
                for (when, me) in accounts {
                    writer.push(" WHEN ");
                    if accounts.len() > 1 {
                        writer.expr(when);
                        writer.push(" AND ");
                    }
                    writer.moment(public);
                    writer.push(" >= ");
                    writer.joined_at(copied, since, me);
                    writer.push(" THEN ");
                    writer.moment(public);
                }
                writer.push(" ELSE ");
                writer.moment(made);
                writer.push(" END)");
            }
        }
    }
}

impl Writer<'_> {
    /// What is written, where it is shown; elsewhere nothing stands.
    pub(crate) fn where_shown(&mut self, shown: &Expr, write: impl FnOnce(&mut Self)) {
        if *shown == Expr::TRUE {
            return write(self);
        }
        self.push("(CASE WHEN ");
        self.expr(shown);
        self.push(" THEN ");
        write(self);
        self.push(" END)");
    }

    /// Since when this account is in copy, which may be never.
    pub(crate) fn joined_at(&mut self, copied: &Members, since: &MomentColumn, me: &Param) {
        let Members {
            table,
            tenant,
            key,
            of,
            member,
        } = copied;
        let (ticket, since) = (self.ticket().to_owned(), &since.name);
        self.push(&format!(
            "(SELECT min(m.{since}) FROM {table} AS m WHERE m.{key} = {ticket}.{of} AND "
        ));
        if let Some(tenant) = tenant {
            self.push(&format!("m.{tenant} = "));
            self.tenant();
            self.push(" AND ");
        }
        self.push(&format!("m.{} = ", member.name));
        self.value(me.clone());
        self.push(")");
    }

    /// A moment that is compared.
    pub(crate) fn compared_moment(&mut self, column: &MomentColumn) {
        self.column(&column.name);
        if column.form == MomentForm::Text {
            self.push(self.dialect.by_characters());
        }
    }

    fn moment(&mut self, column: &MomentColumn) {
        self.sorted(&column.name);
        if column.form == MomentForm::Text {
            self.push(self.dialect.by_characters());
        }
    }

    /// An id that is put in order.
    pub(crate) fn ordered_id(&mut self, column: &IdColumn) {
        self.sorted(&column.name);
        if column.form == IdForm::Text {
            self.push(self.dialect.by_characters());
        }
    }
}
