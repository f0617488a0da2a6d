//! The filter's expression: tests of the facts, joined.

use frontdesk_model::{
    Assignee, Channel, ConversationFacts, ConversationId, ConversationState, CustomerId, GroupId,
    OrganizationId, Privacy, QuestionnaireId, SiteId, UserId,
};
use serde::{Deserialize, Serialize};

use crate::sorted::Sorted;

/// An expression over the facts. Binding a rule makes a normalized one: no constant within it, no `All` or
/// `OneOf` of fewer than two. One that is read from a store may be any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expr {
    /// The answer is known already.
    Constant(bool),
    /// Each of these.
    All(Vec<Self>),
    /// At least one of these.
    OneOf(Vec<Self>),
    /// Not this.
    Not(Box<Self>),
    /// A test of the facts.
    Test(Test),
}

/// A test of the facts. Each says what a missing fact answers: no, except `InNoGroup` and
/// `NobodyAssigned`, which ask for the absence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "each is the term of `Rule` that it was bound from"
)]
pub enum Test {
    AssigneeIs(UserId),
    AssigneeIsOtherThan(UserId),
    NobodyAssigned,
    AssigneeIn(Sorted<UserId>),
    AssigneeGroupIn(Sorted<GroupId>),
    OfferedTo(UserId),
    StateIn(Sorted<ConversationState>),
    GroupIn(Sorted<GroupId>),
    InNoGroup,
    SiteIn(Sorted<SiteId>),
    QuestionnaireIn(Sorted<QuestionnaireId>),
    ChannelIn(Sorted<Channel>),
    Participant(UserId),
    Mentioned(UserId),
    SubstituteIs(UserId),
    CreatorIs(UserId),
    RequesterIs(CustomerId),
    OrganizationIn(Sorted<OrganizationId>),
    Copied(CustomerId),
    PrivacyIs(Privacy),
    Kept,
    Is(ConversationId),
    GuestEpochIs(u32),
}

impl Test {
    /// The answer for these facts.
    #[must_use]
    // Within a loop that asks many tests the code of all of them takes the registers of the loop.
    #[inline(never)]
    pub fn holds(&self, facts: &ConversationFacts) -> bool {
        #[cfg(test)]
        crate::steps::note();
        let person = || facts.assigned_person();
        match self {
            Self::AssigneeIs(user) => person() == Some(*user),
            Self::AssigneeIsOtherThan(user) => person().is_some_and(|other| other != *user),
            Self::NobodyAssigned => facts.assignee.is_none(),
            Self::AssigneeIn(people) => person().is_some_and(|user| people.contains(&user)),
            Self::AssigneeGroupIn(groups) => {
                matches!(facts.assignee, Some(Assignee::Person(_)))
                    && groups.has_one_of(&facts.assignee_groups)
            }
            Self::OfferedTo(user) => facts.offered_to == Some(*user),
            Self::StateIn(states) => facts.state.is_some_and(|state| states.contains(&state)),
            Self::GroupIn(groups) => facts.group.is_some_and(|group| groups.contains(&group)),
            Self::InNoGroup => facts.group.is_none(),
            Self::SiteIn(sites) => facts.site.is_some_and(|site| sites.contains(&site)),
            Self::QuestionnaireIn(wanted) => facts
                .questionnaire
                .is_some_and(|filled| wanted.contains(&filled)),
            Self::ChannelIn(channels) => facts
                .channel
                .as_ref()
                .is_some_and(|channel| channels.contains(channel)),
            Self::Participant(user) => facts.participants.contains(user),
            Self::Mentioned(user) => facts.mentioned.contains(user),
            Self::SubstituteIs(user) => facts.substitutes.contains(user),
            Self::CreatorIs(user) => facts.creator == Some(*user),
            Self::RequesterIs(customer) => facts.requester == Some(*customer),
            Self::OrganizationIn(companies) => facts
                .organization
                .is_some_and(|company| companies.contains(&company)),
            Self::Copied(customer) => facts.copied.contains_key(customer),
            Self::PrivacyIs(privacy) => facts.privacy == Some(*privacy),
            Self::Kept => !facts.deleted && !facts.spam,
            Self::Is(ticket) => facts.id == *ticket,
            Self::GuestEpochIs(epoch) => facts.guest_epoch == *epoch,
        }
    }
}

impl From<Test> for Expr {
    fn from(test: Test) -> Self {
        Self::Test(test)
    }
}

impl Expr {
    /// Always.
    pub const TRUE: Self = Self::Constant(true);
    /// Never.
    pub const FALSE: Self = Self::Constant(false);

    /// The answer for these facts.
    #[must_use]
    pub fn holds(&self, facts: &ConversationFacts) -> bool {
        self.holds_by(&|test| test.holds(facts))
    }

    /// The answer if this customer were not in copy.
    pub(crate) fn holds_without_copy(&self, me: CustomerId, facts: &ConversationFacts) -> bool {
        self.holds_by(&|test| *test != Test::Copied(me) && test.holds(facts))
    }

    fn holds_by(&self, answer: &impl Fn(&Test) -> bool) -> bool {
        match self {
            Self::Constant(answer) => *answer,
            Self::All(all) => all.iter().all(|expr| expr.holds_by(answer)),
            Self::OneOf(any) => any.iter().any(|expr| expr.holds_by(answer)),
            Self::Not(expr) => !expr.holds_by(answer),
            Self::Test(test) => answer(test),
        }
    }

    /// Each of these, constants folded away.
    #[must_use]
    pub fn all(exprs: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Vec::new();
        for expr in exprs {
            if !expr.push_to(&mut all) {
                return Self::FALSE;
            }
        }
        Self::conjunction(all)
    }

    /// Puts it behind others that must hold too; `false`: it never holds, and so do they not together.
    pub(crate) fn push_to(self, all: &mut Vec<Self>) -> bool {
        match self {
            Self::Constant(answer) => return answer,
            Self::All(more) => all.extend(more),
            other => all.push(other),
        }
        true
    }

    /// Each of these, which are neither constants nor conjunctions.
    pub(crate) fn conjunction(all: Vec<Self>) -> Self {
        Self::single(all).unwrap_or_else(|all| match all.is_empty() {
            true => Self::TRUE,
            false => Self::All(all),
        })
    }

    /// At least one of these, constants folded away.
    #[must_use]
    pub fn one_of(exprs: impl IntoIterator<Item = Self>) -> Self {
        let mut any = Vec::new();
        for expr in exprs {
            match expr {
                Self::Constant(false) => {}
                Self::Constant(true) => return Self::TRUE,
                Self::OneOf(more) => any.extend(more),
                other => any.push(other),
            }
        }
        Self::single(any).unwrap_or_else(|any| match any.is_empty() {
            true => Self::FALSE,
            false => Self::OneOf(any),
        })
    }

    /// Not this.
    #[must_use]
    pub fn negate(self) -> Self {
        match self {
            Self::Constant(answer) => Self::Constant(!answer),
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }

    /// The only one, or all of them back.
    fn single(mut exprs: Vec<Self>) -> Result<Self, Vec<Self>> {
        match exprs.len() {
            1 => exprs.pop().ok_or(exprs),
            _ => Err(exprs),
        }
    }

    /// The tests whose answers make it another than is wanted, in its order: of what must all hold those
    /// that do not, of what is not to hold those that do.
    pub(crate) fn against(
        &self,
        facts: &ConversationFacts,
        wanted: bool,
        tests: &mut Vec<(Test, bool)>,
    ) {
        if self.holds(facts) == wanted {
            return;
        }
        match self {
            Self::Constant(_) => {}
            Self::All(exprs) | Self::OneOf(exprs) => {
                for expr in exprs {
                    expr.against(facts, wanted, tests);
                }
            }
            Self::Not(expr) => expr.against(facts, !wanted, tests),
            Self::Test(test) => tests.push((test.clone(), !wanted)),
        }
    }

    pub(crate) fn collect(&self, facts: &ConversationFacts, tests: &mut Vec<(Test, bool)>) {
        match self {
            Self::Constant(_) => {}
            Self::All(exprs) | Self::OneOf(exprs) => {
                for expr in exprs {
                    expr.collect(facts, tests);
                }
            }
            Self::Not(expr) => expr.collect(facts, tests),
            Self::Test(test) => tests.push((test.clone(), test.holds(facts))),
        }
    }
}
