//! The messages of a ticket that a viewer sees, and what follows of them: counts, the last response, the last
//! change.

use std::collections::BTreeSet;

use frontdesk_model::{ActorId, CustomerId, UserId};
use frontdesk_visibility::{Audience, Column, CopiedPolicy, Expr, Field, Hat, Viewing};

use crate::condition::Joined;
use crate::mapping::{IdColumn, Mapping, Members, MomentColumn, MomentForm};
use crate::messages::{AudienceColumn, Files, Messages, Reads, StaffColumn};
use crate::statement::Param;
use crate::writer::{Several, Writer};

/// The name of the table of messages within a statement.
const MESSAGE: &str = "x";

/// The messages of a ticket that one viewer sees.
pub(crate) struct Seen<'a> {
    pub(crate) messages: &'a Messages,
    /// As each hat sees them, the first whose expression holds, or else the last.
    others: Vec<(Expr, Span<'a>)>,
    last: Span<'a>,
}

#[derive(PartialEq)]
enum Span<'a> {
    All,
    Public,
    /// Public, and written since one of these accounts was put in copy.
    Since {
        copied: &'a Members,
        since: &'a MomentColumn,
        /// Each of his accounts, and on which tickets it is in copy.
        accounts: Vec<(Expr, Param)>,
    },
}

impl<'a> Seen<'a> {
    /// `None`: no messages are kept, or not since when somebody is in copy.
    pub(crate) fn of(mapping: &'a Mapping, viewing: &Viewing<'_>) -> Option<Self> {
        let messages = mapping.messages.as_ref()?;
        let mut all: Vec<(Expr, Span<'a>)> = Vec::new();
        for one in viewing.filter.worn() {
            let span = match (one.hat, viewing.policy.copied) {
                (Hat::Operator, _) => Span::All,
                (Hat::Copied, CopiedPolicy::SinceJoining) => {
                    let (copied, since) =
                        (mapping.copied.as_ref()?, mapping.copied_since.as_ref()?);
                    let me = one
                        .account
                        .customer()
                        .filter(|_| since.form == messages.at.form)?;
                    // An account without a number is in copy of nothing.
                    let me = copied.member.form.param(me);
                    let accounts = me.map(|me| (one.when.clone(), me)).into_iter();
                    Span::Since {
                        copied,
                        since,
                        accounts: accounts.collect(),
                    }
                }
                (Hat::Copied, CopiedPolicy::Whole)
                | (Hat::Stakeholder | Hat::Customer | Hat::Colleague | Hat::Guest, _) => {
                    Span::Public
                }
            };
            // Of several accounts in copy the one that joined first sees more: as much as all of them. They
            // are the last, for every other hat comes first.
            match (all.last_mut(), span) {
                (Some((_, Span::Since { accounts, .. })), Span::Since { accounts: more, .. }) => {
                    accounts.extend(more);
                }
                (_, span) => all.push((one.when, span)),
            }
        }
        let last = all.pop().map_or(Span::Public, |(_, last)| last);
        while all.last().is_some_and(|(_, span)| *span == last) {
            all.pop();
        }
        Some(Self {
            messages,
            others: all,
            last,
        })
    }

    /// `FROM` the messages that are seen of the ticket, and what of them `besides` says; `join` stands behind
    /// their table.
    pub(crate) fn write(
        &self,
        writer: &mut Writer<'_>,
        join: impl FnOnce(&mut Writer<'_>),
        besides: impl FnOnce(&mut Writer<'_>),
    ) {
        let Messages {
            table,
            tenant,
            ticket,
            ..
        } = self.messages;
        writer.push(&format!(" FROM {table} AS {MESSAGE}"));
        join(writer);
        writer.push(&format!(" WHERE {MESSAGE}.{ticket} = "));
        writer.column(&writer.mapping.id.name);
        if let Some(tenant) = tenant {
            writer.push(&format!(" AND {MESSAGE}.{tenant} = "));
            writer.tenant();
        }
        self.write_seen(writer);
        besides(writer);
    }

    fn write_seen(&self, writer: &mut Writer<'_>) {
        if self.others.is_empty() && self.last == Span::All {
            return;
        }
        writer.push(" AND ");
        if self.others.is_empty() {
            return self.write_span(writer, &self.last);
        }
        writer.push("(CASE");
        for (when, span) in &self.others {
            writer.push(" WHEN ");
            writer.expr(when);
            writer.push(" THEN ");
            self.write_span(writer, span);
        }
        writer.push(" ELSE ");
        self.write_span(writer, &self.last);
        writer.push(" END)");
    }

    fn write_span(&self, writer: &mut Writer<'_>, span: &Span<'_>) {
        match span {
            Span::All => writer.push("TRUE"),
            Span::Public => self.is_public(writer),
            Span::Since {
                copied,
                since,
                accounts,
            } => {
                writer.push("(");
                self.is_public(writer);
                writer.push(" AND ");
                writer.joined(Joined::Or, accounts, |writer, (when, me)| {
                    writer.push("(");
                    if accounts.len() > 1 {
                        writer.expr(when);
                        writer.push(" AND ");
                    }
                    self.at(writer);
                    writer.push(" >= ");
                    writer.joined_at(copied, since, me);
                    writer.push(")");
                });
                writer.push(")");
            }
        }
    }

    fn is_public(&self, writer: &mut Writer<'_>) {
        writer.named(MESSAGE, |writer| match &self.messages.audience {
            AudienceColumn::Words(column) => {
                let words = column.words_for(|audience| *audience == Audience::Public);
                writer.is_of_few(Some((&column.name, words)));
            }
            AudienceColumn::Note(flag) => writer.is_not(flag),
        });
    }

    /// When the message was written.
    fn at(&self, writer: &mut Writer<'_>) {
        writer.named(MESSAGE, |writer| writer.compared_moment(&self.messages.at));
    }

    /// That a folded word stands in the message. Absent where the text is.
    pub(crate) fn folded(&self, writer: &mut Writer<'_>, says: impl FnOnce(&mut Writer<'_>)) {
        writer.named(MESSAGE, says);
    }
}

/// What follows of the messages that are seen.
pub(crate) struct Derived<'a> {
    seen: Seen<'a>,
    what: What<'a>,
}

enum What<'a> {
    /// When the last was written, or else when the ticket was made, where that is shown.
    LastChange(&'a MomentColumn, Expr),
    LastResponse(&'a StaffColumn),
    Messages,
    Files(&'a Files),
    /// The columns of those who read, each with whom of them.
    Unread(&'a Reads, Vec<(&'a IdColumn, Param)>),
}

impl<'a> Derived<'a> {
    /// `None`: what the column says is not kept.
    pub(crate) fn of(mapping: &'a Mapping, viewing: &Viewing<'_>, column: &Column) -> Option<Self> {
        let seen = Seen::of(mapping, viewing)?;
        let messages = seen.messages;
        let what = match column {
            Column::Field(_) => return None,
            Column::UpdatedAt => {
                let made = Some(&mapping.created_at);
                let made = made.filter(|made| made.form == messages.at.form)?;
                What::LastChange(made, shown_exactly(viewing, &Field::CreatedAt)?)
            }
            Column::LastResponseAt => What::LastResponse(messages.staff.as_ref()?),
            Column::MessageCount => What::Messages,
            Column::AttachmentCount => What::Files(messages.files.as_ref()?),
            Column::UnreadCount => {
                let reads = mapping.reads.as_ref()?;
                let reads = Some(reads).filter(|reads| reads.until.form == messages.at.form)?;
                What::Unread(reads, readers(reads, viewing)?)
            }
        };
        Some(Self { seen, what })
    }

    /// Whether every row has a value.
    pub(crate) fn is_always_there(&self) -> bool {
        match &self.what {
            What::LastChange(_, shown) => *shown == Expr::TRUE,
            What::LastResponse(_) => false,
            What::Messages | What::Files(_) | What::Unread(..) => true,
        }
    }

    /// The form of its moments; `None`: they are counts.
    pub(crate) const fn moment(&self) -> Option<MomentForm> {
        match &self.what {
            What::LastChange(..) | What::LastResponse(_) => Some(self.seen.messages.at.form),
            What::Messages | What::Files(_) | What::Unread(..) => None,
        }
    }

    /// The expression, in brackets.
    pub(crate) fn write(&self, writer: &mut Writer<'_>) {
        match &self.what {
            What::LastChange(made, shown) => self.write_change(writer, made, shown),
            What::LastResponse(staff) => {
                self.write_last(writer, |writer| {
                    writer.push(" AND ");
                    writer.named(MESSAGE, |writer| is_of_staff(writer, staff));
                });
            }
            What::Messages => self.write_count(writer, |_| {}, |_| {}),
            What::Files(Files::Count(name)) => {
                writer.push("(SELECT CAST(COALESCE(sum(");
                writer.named(MESSAGE, |writer| writer.column(name));
                writer.push("), 0) AS BIGINT)");
                self.seen.write(writer, |_| {}, |_| {});
                writer.push(")");
            }
            What::Files(Files::Table {
                table,
                tenant,
                key,
                of,
            }) => {
                let join = |writer: &mut Writer<'_>| {
                    writer.push(&format!(" JOIN {table} AS f ON f.{key} = {MESSAGE}.{of}"));
                    if let Some(tenant) = tenant {
                        writer.push(&format!(" AND f.{tenant} = "));
                        writer.tenant();
                    }
                };
                self.write_count(writer, join, |_| {});
            }
            What::Unread(reads, readers) => {
                self.write_count(
                    writer,
                    |_| {},
                    |writer| {
                        writer.push(" AND ");
                        self.is_unread(writer, reads, readers);
                    },
                );
            }
        }
    }

    fn write_count(
        &self,
        writer: &mut Writer<'_>,
        join: impl FnOnce(&mut Writer<'_>),
        besides: impl FnOnce(&mut Writer<'_>),
    ) {
        writer.push("(SELECT count(*)");
        self.seen.write(writer, join, besides);
        writer.push(")");
    }

    /// When the last of them was written; absent where there is none.
    fn write_last(&self, writer: &mut Writer<'_>, besides: impl FnOnce(&mut Writer<'_>)) {
        writer.push("((SELECT max(");
        self.seen.at(writer);
        writer.push(")");
        self.seen.write(writer, |_| {}, besides);
        writer.push(")");
        if self.seen.messages.at.form == MomentForm::Text {
            writer.push(writer.dialect.by_characters());
        }
        writer.push(")");
    }

    /// What was written before the ticket was made is no change of it, where it is shown when that was.
    fn write_change(&self, writer: &mut Writer<'_>, made: &MomentColumn, shown: &Expr) {
        let since_made = |writer: &mut Writer<'_>| {
            writer.push("COALESCE(");
            self.write_last(writer, |writer| {
                writer.push(" AND ");
                self.seen.at(writer);
                writer.push(" > ");
                writer.compared_moment(made);
            });
            writer.push(", ");
            writer.compared_moment(made);
            writer.push(")");
        };
        match shown {
            Expr::Constant(true) => since_made(writer),
            Expr::Constant(false) => self.write_last(writer, |_| {}),
            shown => {
                writer.push("(CASE WHEN ");
                writer.expr(shown);
                writer.push(" THEN ");
                since_made(writer);
                writer.push(" ELSE ");
                self.write_last(writer, |_| {});
                writer.push(" END)");
            }
        }
    }

    /// That none of the readers has read so far.
    fn is_unread(&self, writer: &mut Writer<'_>, reads: &Reads, readers: &[(&IdColumn, Param)]) {
        let Reads {
            table,
            tenant,
            ticket,
            until,
            ..
        } = reads;
        writer.push(&format!(
            "NOT EXISTS (SELECT 1 FROM {table} AS r WHERE r.{ticket} = "
        ));
        writer.column(&writer.mapping.id.name);
        if let Some(tenant) = tenant {
            writer.push(&format!(" AND r.{tenant} = "));
            writer.tenant();
        }
        writer.push(" AND ");
        writer.joined(Joined::Or, readers, |writer, (column, who)| {
            writer.push(&format!("(r.{} ", column.name));
            writer.is_among(Several::Values(who.clone()));
            writer.push(")");
        });
        writer.push(" AND ");
        writer.named("r", |writer| writer.compared_moment(until));
        writer.push(" >= ");
        self.seen.at(writer);
        writer.push(")");
    }
}

fn is_of_staff(writer: &mut Writer<'_>, staff: &StaffColumn) {
    match staff {
        StaffColumn::Words { name, staff } => {
            let words = Param::Texts(staff.iter().cloned().collect());
            writer.is_word(Some((name, words)));
        }
        StaffColumn::Present(name) => writer.is_there(name),
    }
}

/// Who of the viewer's accounts reads, by each column; `None`: of some kind of account it is not kept.
fn readers<'a>(reads: &'a Reads, viewing: &Viewing<'_>) -> Option<Vec<(&'a IdColumn, Param)>> {
    let (mut users, mut customers) = (BTreeSet::<UserId>::new(), BTreeSet::<CustomerId>::new());
    for one in viewing.filter.worn() {
        match one.account {
            ActorId::User(user) => users.insert(user),
            ActorId::Customer(customer) => customers.insert(customer),
        };
    }
    let mut all = Vec::new();
    if !users.is_empty() {
        let column = reads.users.as_ref()?;
        all.push((column, column.form.list(&users)));
    }
    if !customers.is_empty() {
        let column = reads.customers.as_ref()?;
        all.push((column, column.form.list(&customers)));
    }
    Some(all)
}

/// Where a field is shown; `None`: of a person with several accounts in copy no expression says it, for the one
/// counts that joined first.
pub(crate) fn shown_exactly(viewing: &Viewing<'_>, field: &Field) -> Option<Expr> {
    let shown = viewing.shown_where(field);
    let worn = viewing.filter.worn();
    let copies = worn.iter().filter(|one| one.hat == Hat::Copied).count();
    (copies <= 1 || matches!(shown, Expr::Constant(_))).then_some(shown)
}
