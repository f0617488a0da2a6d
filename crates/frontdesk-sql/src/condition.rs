//! Each test of the facts of a ticket as a condition over the columns of its row, and how they are joined.
//!
//! Each is true where it holds, whatever stands in the row, and in brackets, so that it can stand anywhere.
//! Where it does not hold it is false or, of an absent value, unknown: no row is handed out for that, and a
//! negation says `IS NOT TRUE`, which takes both for no. Two callers say what is tested: an expression with the viewer put in
//! ([`Writer::expr`]), and the term of a rule in which the viewer is what a session says of itself
//! (`policy/term.rs`).

use frontdesk_model::{Id, Kind};
use frontdesk_visibility::{Expr, Test};

use crate::dialect::Dialect;
use crate::mapping::{FlagColumn, IdColumn, Members};
use crate::name::Name;
use crate::statement::Param;
use crate::writer::{One, Several, Way, Writer};

/// How conditions are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Joined {
    And,
    Or,
}

impl Joined {
    const fn between(self) -> &'static str {
        match self {
            Self::And => " AND ",
            Self::Or => " OR ",
        }
    }

    /// What none of all is.
    const fn of_none(self) -> &'static str {
        match self {
            Self::And => "TRUE",
            Self::Or => "FALSE",
        }
    }
}

impl Writer<'_> {
    /// The condition.
    pub(crate) fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Constant(true) => self.push("TRUE"),
            Expr::Constant(false) => self.push("FALSE"),
            Expr::All(all) => self.joined(Joined::And, all, Self::expr),
            Expr::OneOf(any) => self.joined(Joined::Or, any, Self::expr),
            Expr::Not(expr) => self.not(|writer| writer.expr(expr)),
            Expr::Test(test) => self.test(test),
        }
    }

    /// Each of the conditions of these, or one of them.
    pub(crate) fn joined<T>(
        &mut self,
        how: Joined,
        parts: &[T],
        mut write: impl FnMut(&mut Self, &T),
    ) {
        if parts.is_empty() {
            return self.push(how.of_none());
        }
        self.push("(");
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                self.push(how.between());
            }
            write(self, part);
        }
        self.push(")");
    }

    pub(crate) fn not(&mut self, write: impl FnOnce(&mut Self)) {
        self.push("(");
        write(self);
        self.push(" IS NOT TRUE)");
    }

    fn test(&mut self, test: &Test) {
        let mapping = self.mapping;
        match test {
            Test::AssigneeIs(user) => self.is(mapping.assignee.as_ref(), *user),
            Test::AssigneeIsOtherThan(user) => self.is_other(mapping.assignee.as_ref(), *user),
            Test::NobodyAssigned => self.has_nobody(),
            Test::AssigneeIn(people) => self.is_one_of(mapping.assignee.as_ref(), people),
            Test::AssigneeGroupIn(groups) => self.of_person(|writer| {
                writer.has_one_of(mapping.assignee_groups.as_ref(), groups);
            }),
            Test::OfferedTo(user) => self.is(mapping.offered_to.as_ref(), *user),
            Test::StateIn(states) => {
                let column = mapping.state.as_ref();
                let words = column.map(|of| (&of.name, of.words_for(|one| states.contains(one))));
                self.is_of_few(words);
            }
            Test::GroupIn(groups) => self.is_one_of(mapping.group.as_ref(), groups),
            Test::InNoGroup => self.are_absent(&[mapping.group.as_ref()]),
            Test::SiteIn(sites) => self.is_one_of(mapping.site.as_ref(), sites),
            Test::QuestionnaireIn(wanted) => {
                self.is_one_of(mapping.questionnaire.as_ref(), wanted);
            }
            Test::ChannelIn(channels) => {
                let column = mapping.channel.as_ref();
                self.is_word(column.map(|of| (&of.name, of.words_for(channels))));
            }
            Test::Participant(user) => self.has(mapping.participants.as_ref(), *user),
            Test::Mentioned(user) => self.has(mapping.mentioned.as_ref(), *user),
            Test::SubstituteIs(user) => self.has(mapping.substitutes.as_ref(), *user),
            Test::CreatorIs(user) => self.is(mapping.creator.as_ref(), *user),
            Test::RequesterIs(customer) => self.is(mapping.requester.as_ref(), *customer),
            Test::OrganizationIn(companies) => {
                self.is_one_of(mapping.organization.as_ref(), companies);
            }
            Test::Copied(customer) => self.has(mapping.copied.as_ref(), *customer),
            Test::PrivacyIs(privacy) => {
                let column = mapping.privacy.as_ref();
                self.is_of_few(column.map(|of| (&of.name, of.words_for(|one| one == privacy))));
            }
            Test::Kept => self.is_kept(),
            Test::Is(ticket) => self.is(Some(&mapping.id), *ticket),
            Test::GuestEpochIs(epoch) => self.is_of_epoch(Param::Number(i64::from(*epoch))),
        }
    }

    pub(crate) fn is<K: Kind>(&mut self, column: Option<&IdColumn>, id: Id<K>) {
        match column.and_then(|column| Some((column, column.form.param(id)?))) {
            Some((column, param)) => self.equals(&column.name, One::Value(param)),
            // A fact that nobody keeps is missing, and an id without a number stands in no row.
            None => self.push("FALSE"),
        }
    }

    fn is_other<K: Kind>(&mut self, column: Option<&IdColumn>, id: Id<K>) {
        match column.map(|column| (&column.name, column.form.param(id))) {
            Some((name, Some(param))) => self.differs(name, One::Value(param)),
            // What stands in no row is another than whatever stands there.
            Some((name, None)) => self.is_there(name),
            None => self.push("FALSE"),
        }
    }

    pub(crate) fn is_one_of<'i, K: Kind + 'i>(
        &mut self,
        column: Option<&IdColumn>,
        ids: impl IntoIterator<Item = &'i Id<K>>,
    ) {
        match column {
            Some(IdColumn { name, form }) => self.among(name, Several::Values(form.list(ids))),
            None => self.push("FALSE"),
        }
    }

    pub(crate) fn is_word(&mut self, column: Option<(&Name, Param)>) {
        match column {
            Some((name, words)) => self.among(name, Several::Values(words)),
            None => self.push("FALSE"),
        }
    }

    /// The same of a closed set: of one word it is a comparison, which an index answers and for which SQLite
    /// makes no list in each row. So few words make few texts.
    pub(crate) fn is_of_few(&mut self, column: Option<(&Name, Param)>) {
        match column {
            Some((name, Param::Texts(words))) => match <[String; 1]>::try_from(words) {
                Ok([word]) => self.equals(name, One::Value(Param::Text(word))),
                Err(words) => self.among(name, Several::Values(Param::Texts(words))),
            },
            other => self.is_word(other),
        }
    }

    fn has<K: Kind>(&mut self, members: Option<&Members>, id: Id<K>) {
        match members.and_then(|members| Some((members, members.member.form.param(id)?))) {
            Some((members, param)) => self.has_member(members, One::Value(param)),
            None => self.push("FALSE"),
        }
    }

    pub(crate) fn has_one_of<'i, K: Kind + 'i>(
        &mut self,
        members: Option<&Members>,
        ids: impl IntoIterator<Item = &'i Id<K>>,
    ) {
        match members {
            Some(members) => {
                let ids = members.member.form.list(ids);
                self.has_member_among(members, Several::Values(ids));
            }
            None => self.push("FALSE"),
        }
    }

    /// It is this.
    pub(crate) fn equals(&mut self, column: &Name, to: One) {
        self.compared(column, " = ", to);
    }

    /// It is there, and it is another than this.
    pub(crate) fn differs(&mut self, column: &Name, from: One) {
        self.compared(column, " <> ", from);
    }

    fn compared(&mut self, column: &Name, how: &str, with: One) {
        self.push("(");
        self.asked(column);
        self.push(how);
        self.one(with);
        self.push(")");
    }

    fn one(&mut self, one: One) {
        match one {
            One::Value(param) => self.value(param),
            One::Given(given) => self.push(&given),
        }
    }

    /// It is one of these.
    pub(crate) fn among(&mut self, column: &Name, list: Several) {
        self.push("(");
        self.asked(column);
        self.push(" ");
        self.is_among(list);
        self.push(")");
    }

    pub(crate) fn is_there(&mut self, column: &Name) {
        self.push("(");
        self.there(column);
        self.push(")");
    }

    /// A person has it, and that person is so: groups beside a bot are nobody's.
    pub(crate) fn of_person(&mut self, is_so: impl FnOnce(&mut Self)) {
        let Some(assignee) = self.mapping.assignee.as_ref() else {
            return self.push("FALSE");
        };
        self.push("(");
        self.is_there(&assignee.name);
        self.push(" AND ");
        is_so(self);
        self.push(")");
    }

    /// Neither a person nor a bot has it.
    pub(crate) fn has_nobody(&mut self) {
        let mapping = self.mapping;
        self.are_absent(&[mapping.assignee.as_ref(), mapping.bot.as_ref()]);
    }

    /// None of these has a value. A fact that nobody keeps is absent.
    pub(crate) fn are_absent(&mut self, columns: &[Option<&IdColumn>]) {
        let kept: Vec<&IdColumn> = columns.iter().copied().flatten().collect();
        self.joined(Joined::And, &kept, |writer, column| {
            writer.asked(&column.name);
            writer.push(" IS NULL");
        });
    }

    /// Neither deleted nor spam. What is not known to be kept is not.
    pub(crate) fn is_kept(&mut self) {
        let flags = [self.mapping.deleted.as_ref(), self.mapping.spam.as_ref()];
        let kept: Vec<&FlagColumn> = flags.into_iter().flatten().collect();
        self.joined(Joined::And, &kept, |writer, flag| writer.is_not(flag));
    }

    /// It is known that this is not so.
    pub(crate) fn is_not(&mut self, flag: &FlagColumn) {
        match flag {
            FlagColumn::Boolean(name) => {
                self.push("(");
                self.asked(name);
                self.push(" = FALSE)");
            }
            FlagColumn::Absent(name) => {
                self.asked(name);
                self.push(" IS NULL");
            }
        }
    }

    fn is_of_epoch(&mut self, epoch: Param) {
        match self.mapping.guest_epoch.as_ref() {
            Some(name) => self.equals(name, One::Value(epoch)),
            // Where links are never taken back, the first epoch lasts.
            None if epoch == Param::Number(0) => self.push("TRUE"),
            None => self.push("FALSE"),
        }
    }

    /// This is one of the members.
    pub(crate) fn has_member(&mut self, members: &Members, one: One) {
        self.member(members, |writer| {
            writer.push("= ");
            writer.one(one);
        });
    }

    /// One of these is one of the members.
    pub(crate) fn has_member_among(&mut self, members: &Members, list: Several) {
        self.member(members, |writer| writer.is_among(list));
    }

    /// There is a member.
    pub(crate) fn has_any(&mut self, members: &Members) {
        self.member(members, |writer| writer.push("IS NOT NULL"));
    }

    /// Some row of the members of this ticket is so.
    fn member(&mut self, members: &Members, is_so: impl FnOnce(&mut Self)) {
        let Members {
            table,
            tenant,
            key,
            of,
            member,
        } = members;
        let keys = match (self.way, self.dialect) {
            // Row by row.
            (Way::Order, _) => None,
            // All of them first, so that the tickets can be looked up by them.
            (Way::Rule, Dialect::Sqlite) => Some((" IN (", ")")),
            (Way::Rule, Dialect::Postgres) => Some((" = ANY(ARRAY(", "))")),
        };
        self.push("(");
        match keys {
            Some((before, _)) => {
                self.column(of);
                self.push(before);
                self.push(&format!("SELECT m.{key} FROM {table} AS m WHERE "));
            }
            None => {
                self.push(&format!(
                    "EXISTS (SELECT 1 FROM {table} AS m WHERE m.{key} = "
                ));
                self.column(of);
                self.push(" AND ");
            }
        }
        if let Some(tenant) = tenant {
            self.push(&format!("m.{tenant} = "));
            self.tenant();
            self.push(" AND ");
        }
        self.push(&format!("m.{} ", member.name));
        is_so(self);
        self.push(keys.map_or(")", |(_, behind)| behind));
        self.push(")");
    }
}
