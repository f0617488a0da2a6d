//! What somebody asks of a list besides its order, as conditions over the columns: what he sees of a ticket
//! must fulfill them, and what he does not see counts as absent.

use chrono::{DateTime, Datelike as _, SubsecRound as _, Timelike as _, Utc};
use frontdesk_model::{Assignee, Channel};
use frontdesk_visibility::{Column, Condition, Expr, Field, ListRequest, Must, Value, Viewing};

use crate::dialect::Dialect;
use crate::key::{Holds, Key, Length};
use crate::mapping::{ChannelColumn, IdColumn, IdForm, Mapping, Members, MomentForm, WordColumn};
use crate::name::Name;
use crate::search::{Search, Searched, needle};
use crate::seen::shown_exactly;
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
    /// No column of the database says it; or of a viewer with several accounts in copy no expression says where
    /// it is shown.
    #[error("no column of the mapping says what is asked of {column}")]
    NotKept {
        /// Of which column it is asked.
        column: Column,
    },
    /// Something is looked for in a text that the database does not keep folded, or of a person with several
    /// accounts in copy no expression says where it is shown.
    #[error("the mapping has no folded text of {what}")]
    NotFolded {
        /// In which.
        what: Searched,
    },
    /// More conditions, more words, or longer ones, than a list may have.
    #[error(
        "a list has at most {} conditions, and a search at most {} words and {} bytes",
        ListRequest::MAX_CONDITIONS,
        ListRequest::MAX_WORDS,
        ListRequest::MAX_SEARCH
    )]
    TooLarge,
}

/// What tickets must fulfill besides being seen: as the conditions and the search of a [`ListRequest`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Narrowing<'a> {
    /// Each must hold.
    pub conditions: &'a [Condition],
    /// Words, each of which must stand in the number, the subject, an added field or a message.
    pub search: &'a str,
}

impl<'a> Narrowing<'a> {
    /// By these conditions alone.
    #[must_use]
    pub const fn by(conditions: &'a [Condition]) -> Self {
        Self {
            conditions,
            search: "",
        }
    }
}

/// The conditions of a list, each of which this viewer may ask, and what is searched.
#[derive(Default)]
pub(crate) struct Narrow<'a> {
    conditions: Vec<Asks<'a>>,
    search: Option<Search<'a>>,
}

struct Asks<'a> {
    of: Of<'a>,
    /// Where he sees it.
    shown: Expr,
    must: &'a Must,
}

/// Where the value of a column stands.
enum Of<'a> {
    /// What is compared: absent where it is not shown.
    Key(Key<'a>, Holds),
    /// A folded text, in which this is looked for.
    Folded(&'a Name, String),
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
        narrowing: Narrowing<'a>,
    ) -> Result<Self, NarrowError> {
        let Narrowing { conditions, search } = narrowing;
        if conditions.len() > ListRequest::MAX_CONDITIONS {
            return Err(NarrowError::TooLarge);
        }
        // One answer for a hidden column and for one that nobody has, before anything else is looked at.
        if conditions.iter().any(|one| !viewing.offers(one.column())) {
            return Err(NarrowError::NoSuchColumn);
        }
        let all = conditions.iter().map(|condition| {
            let asks = Asks::of(mapping, viewing, condition);
            asks.ok_or_else(|| match (condition.column().clone(), condition.must()) {
                (Column::Field(field), Must::Contain(_)) => NarrowError::NotFolded {
                    what: Searched::Field(field),
                },
                (column, _) => NarrowError::NotKept { column },
            })
        });
        Ok(Self {
            conditions: all.collect::<Result<_, _>>()?,
            search: Search::of(mapping, viewing, search)?,
        })
    }

    /// Behind another condition: each of these besides. None of them is looked up.
    pub(crate) fn write(&self, writer: &mut Writer<'_>) {
        writer.by(Way::Order, |writer| {
            for one in &self.conditions {
                writer.push(" AND ");
                one.write(writer);
            }
            if let Some(search) = &self.search {
                writer.push(" AND ");
                search.write(writer);
            }
        });
    }
}

impl<'a> Asks<'a> {
    fn of(mapping: &'a Mapping, viewing: &Viewing<'_>, condition: &'a Condition) -> Option<Self> {
        let (column, must) = (condition.column(), condition.must());
        let asked = |shown, of| Some(Self { of, shown, must });
        let Column::Field(field) = column else {
            let key = Key::of(mapping, viewing, column)?;
            let holds = key.holds()?;
            return asked(Expr::TRUE, Of::Key(key, holds));
        };
        let shown = shown_exactly(viewing, field)?;
        if let Must::Contain(text) = must {
            return asked(shown, Of::Folded(mapping.folded.of(field)?, needle(text)));
        }
        let of = match field {
            Field::Number
            | Field::Subject
            | Field::ClientNumber
            | Field::Added(_)
            | Field::CreatedAt => {
                let key = Key::of(mapping, viewing, column)?;
                let holds = key.holds()?;
                Of::Key(key, holds)
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
            Of::Key(key, holds) => self.write_key(writer, key, *holds, &values),
            Of::Folded(name, part) => {
                writer.contains(name, |writer| writer.value(Param::Text(part.clone())));
            }
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
        holds: Holds,
        values: &[&Value<'_>],
    ) {
        writer.push("(");
        key.write(writer, Length::Whole);
        match self.must {
            Must::BeAbsent | Must::BeThere => writer.push(" IS NOT NULL"),
            Must::BeOneOf(_) | Must::BeNoneOf(_) => {
                writer.push(" ");
                match holds {
                    Holds::Text => writer.is_among(Several::Values(texts(values))),
                    Holds::Moment(form) => write_moments(writer, form, values),
                    Holds::Count => writer.is_among(Several::Values(counts(values))),
                }
            }
            Must::BeBefore(value) | Must::BeAfter(value) => {
                let before = matches!(self.must, Must::BeBefore(_));
                let (param, is_cut) = limit(writer.dialect, holds, value);
                // What a column holds is before the rest that was cut off, or it is before what is left.
                writer.push(match (before, is_cut) {
                    (true, false) => " < ",
                    (true, true) => " <= ",
                    (false, _) => " > ",
                });
                writer.value(param);
            }
            // Such a condition is asked of a folded text.
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

/// Of what no column counts nothing is as many.
fn counts(values: &[&Value<'_>]) -> Param {
    let counts = values.iter().filter_map(|value| match value {
        Value::Count(count) => i64::try_from(*count).ok(),
        _ => None,
    });
    Param::Numbers(counts.collect())
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
fn limit(dialect: Dialect, holds: Holds, value: &Value<'_>) -> (Param, bool) {
    match (value, holds) {
        (Value::Moment(at), Holds::Moment(form)) if is_in_reach(form, *at) => {
            (form.param(at.trunc_subsecs(6)), is_between(*at))
        }
        (Value::Moment(at), Holds::Moment(form)) => (form.param(edge(*at)), at.year() > 0),
        (Value::Text(text), _) => match text.split_once('\0') {
            Some((before, _)) if dialect == Dialect::Postgres => {
                (Param::Text(before.to_owned()), true)
            }
            _ => (Param::Text(text.clone().into_owned()), false),
        },
        // Nothing is counted so far that more were another answer.
        (Value::Count(count), _) => {
            let count = i64::try_from(*count).unwrap_or(i64::MAX);
            (Param::Number(count), false)
        }
        _ => (Param::Text(String::new()), false),
    }
}
