//! What somebody asks of a list besides its order, as conditions over the columns: what he sees of a ticket
//! must fulfill them, and what he does not see counts as absent.

use chrono::{DateTime, Datelike as _, SubsecRound as _, Timelike as _, Utc};
use frontdesk_model::{Assignee, Channel};
use frontdesk_visibility::{Column, Condition, Expr, Field, Hat, Must, Value, Viewing};

use crate::dialect::Dialect;
use crate::key::{Key, Length};
use crate::mapping::{ChannelColumn, IdColumn, IdForm, Mapping, Members, MomentForm, WordColumn};
use crate::name::Name;
use crate::statement::Param;
use crate::writer::{Several, Way, Writer};

/// Why there is no such list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NarrowError {
    /// No row is of this tenant.
    #[error("the tenant's id has no number, and the column of the tenant holds numbers")]
    Tenant,
    /// A column that this viewer never sees, or that nobody has: one answer for both.
    #[error("no such column")]
    NoSuchColumn,
    /// No column of the database says it. No database folds letters as memory does, so that nothing is
    /// looked for within a text.
    #[error("no column of the mapping says what is asked of {column}")]
    NotKept {
        /// Of which column it is asked.
        column: Column,
    },
}

/// The conditions of a list, each of which this viewer may ask.
#[derive(Default)]
pub(crate) struct Narrow<'a>(Vec<Asks<'a>>);

struct Asks<'a> {
    of: Of<'a>,
    /// Where he sees it.
    shown: Expr,
    must: &'a Must,
}

/// Where the value of a column stands.
enum Of<'a> {
    /// A text, or a moment of this form: absent where it is not shown.
    Key(Key<'a>, Option<MomentForm>),
    /// A few words: all of them, and those that are asked for.
    Words(&'a Name, Param, Param),
    Channel(&'a ChannelColumn),
    Id(&'a IdColumn),
    Assignee {
        person: &'a IdColumn,
        bot: Option<&'a IdColumn>,
    },
    Members(&'a Members),
}

impl<'a> Narrow<'a> {
    pub(crate) fn of(
        mapping: &'a Mapping,
        viewing: &Viewing<'_>,
        conditions: &'a [Condition],
    ) -> Result<Self, NarrowError> {
        // One answer for a hidden column and for one that nobody has, before anything else is looked at.
        if conditions.iter().any(|one| !viewing.offers(one.column())) {
            return Err(NarrowError::NoSuchColumn);
        }
        let all = conditions.iter().map(|condition| {
            let column = condition.column();
            let asks = Asks::of(mapping, viewing, condition);
            asks.ok_or_else(|| NarrowError::NotKept {
                column: column.clone(),
            })
        });
        all.collect::<Result<_, _>>().map(Self)
    }

    /// Behind another condition: each of these besides. None of them is looked up.
    pub(crate) fn write(&self, writer: &mut Writer<'_>) {
        writer.by(Way::Order, |writer| {
            for one in &self.0 {
                writer.push(" AND ");
                one.write(writer);
            }
        });
    }
}

impl<'a> Asks<'a> {
    fn of(mapping: &'a Mapping, viewing: &Viewing<'_>, condition: &'a Condition) -> Option<Self> {
        let (column, must) = (condition.column(), condition.must());
        let asked = |shown, of| Some(Self { of, shown, must });
        let form = match column {
            Column::UpdatedAt => Some(mapping.activity.as_ref()?.public.form),
            Column::Field(Field::CreatedAt) => Some(mapping.created_at.form),
            _ => None,
        };
        let Column::Field(field) = column else {
            // Both columns of the activity are of one form, or none is compared with.
            let activity = mapping.activity.as_ref()?;
            let is_one = activity.all.form == activity.public.form;
            let key = Key::of(mapping, viewing, column).filter(|_| is_one)?;
            return asked(Expr::TRUE, Of::Key(key, form));
        };
        let shown = viewing.shown_where(field);
        // Of several accounts in copy the one that joined first sees more: no expression says which.
        let worn = viewing.filter.worn();
        let copies = worn.iter().filter(|one| one.hat == Hat::Copied).count();
        if copies > 1 && !matches!(shown, Expr::Constant(_)) {
            return None;
        }
        let of = match field {
            Field::Number
            | Field::Subject
            | Field::ClientNumber
            | Field::Added(_)
            | Field::CreatedAt => {
                // No database folds letters as memory does.
                if matches!(must, Must::Contain(_)) {
                    return None;
                }
                Of::Key(Key::of(mapping, viewing, column)?, form)
            }
            Field::State => words(mapping.state.as_ref()?, must, |value| match value {
                Value::State(one) => Some(*one),
                _ => None,
            }),
            Field::Priority => words(mapping.priority.as_ref()?, must, |value| match value {
                Value::Priority(one) => Some(*one),
                _ => None,
            }),
            Field::Privacy => words(mapping.privacy.as_ref()?, must, |value| match value {
                Value::Privacy(one) => Some(*one),
                _ => None,
            }),
            Field::Channel => Of::Channel(mapping.channel.as_ref()?),
            Field::Group => Of::Id(mapping.group.as_ref()?),
            Field::Site => Of::Id(mapping.site.as_ref()?),
            Field::Requester => Of::Id(mapping.requester.as_ref()?),
            Field::Organization => Of::Id(mapping.organization.as_ref()?),
            Field::Assignee => Of::Assignee {
                person: mapping.assignee.as_ref()?,
                bot: mapping.bot.as_ref(),
            },
            Field::Participants => Of::Members(mapping.participants.as_ref()?),
            Field::Copied => Of::Members(mapping.copied.as_ref()?),
        };
        asked(shown, of)
    }

    fn write(&self, writer: &mut Writer<'_>) {
        match self.must {
            // What is absent is none of them.
            Must::BeAbsent | Must::BeNoneOf(_) => writer.not(|writer| self.write_seen(writer)),
            _ => self.write_seen(writer),
        }
    }

    /// It is shown, and is so.
    fn write_seen(&self, writer: &mut Writer<'_>) {
        if self.shown == Expr::TRUE || matches!(self.of, Of::Key(..)) {
            return self.write_is(writer);
        }
        writer.push("(");
        writer.expr(&self.shown);
        writer.push(" AND ");
        self.write_is(writer);
        writer.push(")");
    }

    fn write_is(&self, writer: &mut Writer<'_>) {
        let values: Vec<&Value<'_>> = match self.must {
            Must::BeOneOf(values) | Must::BeNoneOf(values) => values.iter().collect(),
            Must::BeBefore(value) | Must::BeAfter(value) => vec![value],
            Must::BeAbsent | Must::BeThere | Must::Contain(_) => Vec::new(),
        };
        let is_there = matches!(self.must, Must::BeAbsent | Must::BeThere);
        match &self.of {
            Of::Key(key, form) => self.write_key(writer, key, *form, &values),
            Of::Words(name, all, asked) => {
                let words = if is_there { all } else { asked };
                writer.is_word(Some((name, words.clone())));
            }
            Of::Channel(column) if is_there => writer.is_there(&column.name),
            Of::Channel(column) => {
                let channels: Vec<Channel> = values
                    .into_iter()
                    .filter_map(|value| match value {
                        Value::Channel(channel) => Some(channel.clone().into_owned()),
                        _ => None,
                    })
                    .collect();
                writer.is_word(Some((&column.name, column.words_for(&channels))));
            }
            Of::Id(column) if is_there => writer.is_there(&column.name),
            Of::Id(column) => {
                writer.among(&column.name, Several::Values(ids(column.form, &values)));
            }
            Of::Assignee { person, bot } => {
                let bots: Vec<&IdColumn> = bot.iter().copied().collect();
                writer.push("(");
                if is_there {
                    writer.is_there(&person.name);
                } else {
                    writer.among(&person.name, Several::Values(ids(person.form, &values)));
                }
                // A bot has it where no person does.
                for bot in bots {
                    writer.push(" OR (");
                    writer.are_absent(&[Some(person)]);
                    writer.push(" AND ");
                    if is_there {
                        writer.is_there(&bot.name);
                    } else {
                        let list = bots_of(bot.form, &values);
                        writer.among(&bot.name, Several::Values(list));
                    }
                    writer.push(")");
                }
                writer.push(")");
            }
            Of::Members(members) if is_there => writer.has_any(members),
            Of::Members(members) => {
                let list = ids(members.member.form, &values);
                writer.has_member_among(members, Several::Values(list));
            }
        }
    }

    fn write_key(
        &self,
        writer: &mut Writer<'_>,
        key: &Key<'_>,
        form: Option<MomentForm>,
        values: &[&Value<'_>],
    ) {
        writer.push("(");
        key.write(writer, Length::Whole);
        match self.must {
            Must::BeAbsent | Must::BeThere => writer.push(" IS NOT NULL"),
            Must::BeOneOf(_) | Must::BeNoneOf(_) => {
                writer.push(" ");
                match form {
                    None => writer.is_among(Several::Values(texts(values))),
                    Some(form) => write_moments(writer, form, values),
                }
            }
            Must::BeBefore(value) | Must::BeAfter(value) => {
                let before = matches!(self.must, Must::BeBefore(_));
                let (param, is_cut) = limit(writer.dialect, form, value);
                // What a column holds is before the rest that was cut off, or it is before what is left.
                writer.push(match (before, is_cut) {
                    (true, false) => " < ",
                    (true, true) => " <= ",
                    (false, _) => " > ",
                });
                writer.value(param);
            }
            // Such a condition is refused.
            Must::Contain(_) => writer.push(" IS NULL AND FALSE"),
        }
        writer.push(")");
    }
}

/// The words of a closed set, and those that a condition asks for.
fn words<'a, T: Ord + Copy>(
    column: &'a WordColumn<T>,
    must: &Must,
    read: impl Fn(&Value<'_>) -> Option<T>,
) -> Of<'a> {
    let asked = column.words_for(|means| match must {
        Must::BeOneOf(values) | Must::BeNoneOf(values) => {
            values.iter().any(|value| read(value) == Some(*means))
        }
        Must::BeBefore(limit) => read(limit).is_some_and(|limit| *means < limit),
        Must::BeAfter(limit) => read(limit).is_some_and(|limit| *means > limit),
        Must::BeAbsent | Must::BeThere | Must::Contain(_) => false,
    });
    Of::Words(&column.name, column.words_for(|_| true), asked)
}

fn texts(values: &[&Value<'_>]) -> Param {
    let texts = values.iter().filter_map(|value| match value {
        Value::Text(text) => Some(text.clone().into_owned()),
        _ => None,
    });
    Param::Texts(texts.collect())
}

/// The values of those that can stand in a row.
fn ids(form: IdForm, values: &[&Value<'_>]) -> Param {
    list(
        form,
        values.iter().filter_map(|value| match value {
            Value::Group(id) => form.param(*id),
            Value::Site(id) => form.param(*id),
            Value::Customer(id) => form.param(*id),
            Value::Organization(id) => form.param(*id),
            Value::Person(id) | Value::Assignee(Assignee::Person(id)) => form.param(*id),
            _ => None,
        }),
    )
}

fn bots_of(form: IdForm, values: &[&Value<'_>]) -> Param {
    list(
        form,
        values.iter().filter_map(|value| match value {
            Value::Assignee(Assignee::Bot(id)) => form.param(*id),
            _ => None,
        }),
    )
}

fn list(form: IdForm, params: impl Iterator<Item = Param>) -> Param {
    let (mut numbers, mut texts, mut uuids) = (Vec::new(), Vec::new(), Vec::new());
    for param in params {
        match param {
            Param::Number(number) => numbers.push(number),
            Param::Text(text) => texts.push(text),
            Param::Uuid(uuid) => uuids.push(uuid),
            _ => {}
        }
    }
    match form {
        IdForm::Number => Param::Numbers(numbers),
        IdForm::Text => Param::Texts(texts),
        IdForm::Uuid => Param::Uuids(uuids),
    }
}

/// That a moment is one of these. A column holds microseconds: what is between two of them stands in none.
fn write_moments(writer: &mut Writer<'_>, form: MomentForm, values: &[&Value<'_>]) {
    let moments = values.iter().filter_map(|value| match value {
        Value::Moment(at) => Some(*at).filter(|at| !is_between(*at) && is_in_reach(form, *at)),
        _ => None,
    });
    match form {
        MomentForm::Micros => {
            let numbers = moments.map(|at| at.timestamp_micros()).collect();
            writer.is_among(Several::Values(Param::Numbers(numbers)));
        }
        MomentForm::Text | MomentForm::Timestamp => {
            let texts = moments.filter_map(|at| match MomentForm::Text.param(at) {
                Param::Text(text) => Some(text),
                _ => None,
            });
            let texts = Param::Texts(texts.collect());
            if form == MomentForm::Text {
                return writer.is_among(Several::Values(texts));
            }
            writer.push("= ANY(");
            writer.value(texts);
            writer.push("::timestamptz[])");
        }
    }
}

fn is_between(at: DateTime<Utc>) -> bool {
    !at.nanosecond().is_multiple_of(1_000)
}

/// Whether a column of this form can hold it. A year of a text has four digits, or texts would not sort as time
/// does; and no other is a moment to PostgreSQL where a list of them is read.
fn is_in_reach(form: MomentForm, at: DateTime<Utc>) -> bool {
    form == MomentForm::Micros || (1..=9999).contains(&at.year())
}

/// In place of what is beyond: a moment before all that a column holds, or the last that one can hold.
fn edge(beyond: DateTime<Utc>) -> DateTime<Utc> {
    let micros = match beyond.year() > 0 {
        // 9999-12-31T23:59:59.999999Z
        true => 253_402_300_799_999_999,
        // 0000-01-01T00:00:00Z
        false => -62_167_219_200_000_000,
    };
    DateTime::from_timestamp_micros(micros).unwrap_or(beyond)
}

/// What a key is compared with, and whether something was cut off it: a moment of its last digits, a text of
/// what stands behind a zero, which no text of PostgreSQL has.
fn limit(dialect: Dialect, form: Option<MomentForm>, value: &Value<'_>) -> (Param, bool) {
    match (value, form) {
        (Value::Moment(at), Some(form)) if is_in_reach(form, *at) => {
            (form.param(at.trunc_subsecs(6)), is_between(*at))
        }
        (Value::Moment(at), Some(form)) => (form.param(edge(*at)), at.year() > 0),
        (Value::Text(text), _) => match text.split_once('\0') {
            Some((before, _)) if dialect == Dialect::Postgres => {
                (Param::Text(before.to_owned()), true)
            }
            _ => (Param::Text(text.clone().into_owned()), false),
        },
        _ => (Param::Text(String::new()), false),
    }
}
