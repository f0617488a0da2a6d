//! A term of a rule as a condition, the viewer being what the session says of itself.

use frontdesk_access::{Among, Groups};
use frontdesk_model::{Id, Kind};
use frontdesk_visibility::Term;

use super::setting::{Setting, Side, Whose};
use crate::condition::Joined;
use crate::mapping::{IdColumn, Members};
use crate::name::Prefix;
use crate::writer::{One, Several, Writer};

/// Writes the terms of the rules of one side: a term of the staff is false for a customer, and the reverse.
pub(super) struct Terms<'w, 'a> {
    pub(super) writer: &'w mut Writer<'a>,
    pub(super) prefix: &'w Prefix,
    pub(super) side: Side,
}

/// The terms of a rule.
#[derive(Clone, Copy)]
pub(super) enum Ways<'a> {
    OneOf(&'a [Term]),
    All(&'a [Term]),
}

impl Terms<'_, '_> {
    pub(super) fn and(&mut self, ways: Ways<'_>) {
        self.writer.push(" AND ");
        match ways {
            Ways::OneOf(terms) => self.joined(Joined::Or, terms),
            Ways::All(terms) => self.joined(Joined::And, terms),
        }
    }

    fn joined(&mut self, how: Joined, terms: &[Term]) {
        let (prefix, side) = (self.prefix, self.side);
        self.writer.joined(how, terms, |writer, term| {
            Self::write(writer, prefix, side, term);
        });
    }

    fn write(writer: &mut Writer<'_>, prefix: &Prefix, side: Side, term: &Term) {
        let mapping = writer.mapping;
        let mut at = At {
            writer,
            prefix,
            side,
        };
        match term {
            Term::All(terms) | Term::OneOf(terms) => {
                let how = match term {
                    Term::All(_) => Joined::And,
                    _ => Joined::Or,
                };
                at.writer.joined(how, terms, |writer, term| {
                    Self::write(writer, prefix, side, term);
                });
            }
            Term::Not(term) => at
                .writer
                .not(|writer| Self::write(writer, prefix, side, term)),
            Term::AssigneeIsMe => at.is(mapping.assignee.as_ref(), Setting::User),
            Term::AssigneeIsColleague => at.is_other(mapping.assignee.as_ref(), Setting::User),
            Term::OfferedToMe => at.is(mapping.offered_to.as_ref(), Setting::User),
            Term::CreatorIsMe => at.is(mapping.creator.as_ref(), Setting::User),
            Term::IParticipate => at.has(mapping.participants.as_ref(), Setting::User),
            Term::IAmMentioned => at.has(mapping.mentioned.as_ref(), Setting::User),
            Term::ISubstitute => at.has(mapping.substitutes.as_ref(), Setting::User),
            Term::RequesterIsMe => at.is(mapping.requester.as_ref(), Setting::Customer),
            Term::IAmCopied => at.has(mapping.copied.as_ref(), Setting::Customer),
            Term::RequesterOrganizationIsMine => match side.whose {
                Whose::Customer => {
                    at.in_mine(mapping.organization.as_ref(), Setting::Organizations);
                }
                Whose::Staff | Whose::Guest => at.writer.push("FALSE"),
            },
            Term::Unassigned => at.writer.has_nobody(),
            Term::AssigneeIn(people) => {
                at.among(mapping.assignee.as_ref(), people, Setting::OverseenPeople);
            }
            Term::AssigneeGroupIn(groups) => at.writer.of_person(|writer| {
                let members = mapping.assignee_groups.as_ref();
                match (members, groups) {
                    (members, Among::These(these)) => writer.has_one_of(members, these),
                    (Some(members), Among::Mine) => {
                        let form = Some(members.member.form);
                        let mine = Setting::OverseenGroups(side).read_list(prefix, form);
                        writer.has_member_among(members, Several::Given(mine));
                    }
                    (None, Among::Mine) => writer.push("FALSE"),
                }
            }),
            Term::StateIn(states) => {
                let column = mapping.state.as_ref();
                let words = column.map(|of| (&of.name, of.words_for(|one| states.contains(one))));
                at.writer.is_word(words);
            }
            Term::GroupIn(groups) => at.in_groups(groups),
            Term::SiteIn(sites) => at.among(mapping.site.as_ref(), sites, Setting::Sites),
            Term::QuestionnaireIn(wanted) => {
                let column = mapping.questionnaire.as_ref();
                at.among(column, wanted, Setting::Questionnaires);
            }
            Term::ChannelIn(channels) => match (mapping.channel.as_ref(), channels) {
                (Some(column), Among::These(these)) => {
                    at.writer
                        .is_word(Some((&column.name, column.words_for(these))));
                }
                (Some(column), Among::Mine) => {
                    let mine = Setting::Channels(side).read_list(prefix, None);
                    at.writer.among(&column.name, Several::Given(mine));
                }
                (None, _) => at.writer.push("FALSE"),
            },
            Term::PrivacyIs(privacy) => {
                let column = mapping.privacy.as_ref();
                let words = column.map(|of| (&of.name, of.words_for(|one| one == privacy)));
                at.writer.is_word(words);
            }
            // What a session wears it says by its rules: those of the staff are worn by the staff.
            Term::IAmStaff => at.writer.push(match side.whose {
                Whose::Staff => "TRUE",
                Whose::Customer | Whose::Guest => "FALSE",
            }),
            Term::Kept => at.writer.is_kept(),
            Term::MyLinkOpensIt => at.is_of_link(),
        }
    }
}

/// Where a term is written.
struct At<'w, 'a> {
    writer: &'w mut Writer<'a>,
    prefix: &'w Prefix,
    side: Side,
}

impl At<'_, '_> {
    /// What the session says of the viewer himself; `None`: a rule of this side knows no such viewer.
    fn me(&self, who: fn(Side) -> Setting, column: &IdColumn) -> Option<One> {
        let is_of = match who(self.side) {
            Setting::User(_) => Whose::Staff,
            _ => Whose::Customer,
        };
        let setting = who(self.side).read(self.prefix, Some(column.form));
        (is_of == self.side.whose).then_some(One::Given(setting))
    }

    fn is(&mut self, column: Option<&IdColumn>, who: fn(Side) -> Setting) {
        match column.and_then(|column| Some((column, self.me(who, column)?))) {
            Some((column, me)) => self.writer.equals(&column.name, me),
            None => self.writer.push("FALSE"),
        }
    }

    fn is_other(&mut self, column: Option<&IdColumn>, who: fn(Side) -> Setting) {
        match column.and_then(|column| Some((column, self.me(who, column)?))) {
            Some((column, me)) => self.writer.differs(&column.name, me),
            None => self.writer.push("FALSE"),
        }
    }

    fn has(&mut self, members: Option<&Members>, who: fn(Side) -> Setting) {
        match members.and_then(|members| Some((members, self.me(who, &members.member)?))) {
            Some((members, me)) => self.writer.has_member(members, me),
            None => self.writer.push("FALSE"),
        }
    }

    fn among<K: Kind>(
        &mut self,
        column: Option<&IdColumn>,
        among: &Among<Id<K>>,
        mine: fn(Side) -> Setting,
    ) where
        Id<K>: Ord,
    {
        match among {
            Among::These(these) => self.writer.is_one_of(column, these),
            Among::Mine => self.in_mine(column, mine),
        }
    }

    fn in_mine(&mut self, column: Option<&IdColumn>, mine: fn(Side) -> Setting) {
        match column {
            Some(IdColumn { name, form }) => {
                let mine = mine(self.side).read_list(self.prefix, Some(*form));
                self.writer.among(name, Several::Given(mine));
            }
            None => self.writer.push("FALSE"),
        }
    }

    /// In one of these, or of the viewer's own, or in none, in any mixture.
    fn in_groups(&mut self, Groups { these, mine, none }: &Groups) {
        let column = self.writer.mapping.group.as_ref();
        self.writer.push("(");
        self.writer.is_one_of(column, these);
        if *mine {
            self.writer.push(" OR ");
            self.in_mine(column, Setting::Groups);
        }
        if *none {
            self.writer.push(" OR ");
            self.writer.are_absent(&[column]);
        }
        self.writer.push(")");
    }

    /// The ticket of the link, while its customer is the one who asked and nobody has taken the links of
    /// its epoch back. That the link holds is said by the session's having it.
    fn is_of_link(&mut self) {
        let mapping = self.writer.mapping;
        let (Whose::Guest, Some(requester)) = (self.side.whose, mapping.requester.as_ref()) else {
            return self.writer.push("FALSE");
        };
        self.writer.push("(");
        for (column, setting) in [
            (&mapping.id, Setting::LinkTicket(self.side)),
            (requester, Setting::LinkCustomer(self.side)),
        ] {
            let given = setting.read(self.prefix, Some(column.form));
            self.writer.equals(&column.name, One::Given(given));
            self.writer.push(" AND ");
        }
        let epoch = Setting::LinkEpoch(self.side).read_number(self.prefix);
        match mapping.guest_epoch.as_ref() {
            Some(name) => self.writer.equals(name, One::Given(epoch)),
            // Where links are never taken back, the first epoch lasts.
            None => self.writer.push(&format!("({epoch} = 0)")),
        }
        self.writer.push(")");
    }
}
