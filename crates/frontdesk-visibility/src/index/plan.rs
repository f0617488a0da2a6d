//! A filter as sets of slots, joined: made once for each reading.

use chrono::{DateTime, Utc};
use frontdesk_model::{CustomerId, Id, Kind, UserId};

use super::Index;
use super::slots::Slots;
use super::values::{Marks, NONE, Of, One, Row, Several};
use crate::expr::{Expr, Test};
use crate::filter::Opening;
use crate::viewer::Hat;

/// An expression over slots. Every set in it is of slots that are there.
#[derive(Debug)]
pub(super) enum Node<'a> {
    Constant(bool),
    Leaf(Leaf<'a>),
    Any(Vec<Self>),
    /// The one that keeps the fewest first.
    Each(Vec<Self>),
    Not(Box<Self>),
}

/// The slots of those that have one of some values: to be gone through, and to be asked of one row.
#[derive(Debug)]
pub(super) struct Leaf<'a> {
    pub(super) fact: Fact,
    pub(super) of: Vec<&'a Slots>,
    /// So many slots at most; where a ticket has one value of it, exactly.
    pub(super) most: usize,
}

/// What is asked of one row.
#[derive(Debug)]
pub(super) enum Fact {
    /// One of these numbers, in ascending order.
    One(One, Vec<u32>),
    /// The same of a fact of several values.
    Several(Vec<u32>),
    /// One of these marks.
    Marks(Marks),
    /// It is this slot.
    Slot(u32),
    /// It has this epoch of guest links. There is no set of it.
    Epoch(u32),
}

impl Leaf<'_> {
    pub(super) fn holds(&self, slot: u32, row: &Row) -> bool {
        match &self.fact {
            Fact::One(one, numbers) => {
                let number = row.one(*one);
                number != NONE && numbers.binary_search(&number).is_ok()
            }
            Fact::Several(numbers) => {
                let mut several = row.several.iter();
                several.any(|number| numbers.binary_search(number).is_ok())
            }
            Fact::Marks(marks) => row.marks.0 & marks.0 != 0,
            Fact::Slot(this) => *this == slot,
            Fact::Epoch(epoch) => row.epoch == *epoch,
        }
    }
}

impl<'a> Node<'a> {
    /// At least one of these.
    pub(super) fn any(nodes: impl IntoIterator<Item = Self>) -> Self {
        let mut any = Vec::new();
        for node in nodes {
            match node {
                Self::Constant(false) => {}
                Self::Constant(true) => return node,
                Self::Any(more) => any.extend(more),
                node => any.push(node),
            }
        }
        match any.len() {
            0 => Self::Constant(false),
            1 => any.pop().unwrap_or(Self::Constant(false)),
            _ => Self::Any(any),
        }
    }

    /// Each of these.
    pub(super) fn each(nodes: impl IntoIterator<Item = Self>) -> Self {
        let mut each = Vec::new();
        for node in nodes {
            match node {
                Self::Constant(true) => {}
                Self::Constant(false) => return node,
                Self::Each(more) => each.extend(more),
                node => each.push(node),
            }
        }
        match each.len() {
            0 => Self::Constant(true),
            1 => each.pop().unwrap_or(Self::Constant(true)),
            _ => {
                each.sort_by_key(Self::most);
                Self::Each(each)
            }
        }
    }

    pub(super) fn negate(self) -> Self {
        match self {
            Self::Constant(answer) => Self::Constant(!answer),
            Self::Not(node) => *node,
            node => Self::Not(Box::new(node)),
        }
    }

    /// So many slots at most, as far as is known; as if there were no end where it is not.
    pub(super) fn most(&self) -> usize {
        match self {
            Self::Constant(false) => 0,
            Self::Constant(true) | Self::Not(_) => usize::MAX,
            Self::Leaf(leaf) => leaf.most,
            Self::Any(nodes) => nodes
                .iter()
                .fold(0, |all, node| all.saturating_add(node.most())),
            Self::Each(nodes) => nodes.iter().map(Self::most).min().unwrap_or(usize::MAX),
        }
    }

    pub(super) fn holds(&self, slot: u32, row: &Row) -> bool {
        match self {
            Self::Constant(answer) => *answer,
            Self::Leaf(leaf) => leaf.holds(slot, row),
            Self::Any(nodes) => nodes.iter().any(|node| node.holds(slot, row)),
            Self::Each(nodes) => nodes.iter().all(|node| node.holds(slot, row)),
            Self::Not(node) => !node.holds(slot, row),
        }
    }
}

/// Makes nodes of expressions, for one moment.
#[derive(Clone, Copy)]
pub(super) struct Planner<'a> {
    pub(super) index: &'a Index,
    pub(super) now: DateTime<Utc>,
    /// As if this customer were not in copy.
    without: Option<CustomerId>,
}

impl<'a> Planner<'a> {
    pub(super) const fn new(index: &'a Index, now: DateTime<Utc>) -> Self {
        Self {
            index,
            now,
            without: None,
        }
    }

    /// What the opening opens.
    pub(super) fn opens(&self, opening: &Opening) -> Node<'a> {
        self.ways_and(&opening.ways, &opening.provided)
    }

    fn ways_and(&self, ways: &[Expr], provided: &Expr) -> Node<'a> {
        Node::each([self.one_of(ways), self.node(provided)])
    }

    /// What of it is opened under another hat than that of one in copy. It says what `Opening::worn` says.
    pub(super) fn opens_not_by_copy(&self, opening: &Opening) -> Node<'a> {
        let me = match (opening.hat, opening.viewer.customer()) {
            (Hat::Copied, _) => return Node::Constant(false),
            (Hat::Customer, Some(me)) => me,
            (_, _) => return self.opens(opening),
        };
        let without = Self {
            without: Some(me),
            ..*self
        };
        let own = opening.own.as_ref().unwrap_or(&opening.provided);
        let others = Node::any([
            self.test(&Test::RequesterIs(me)),
            self.test(&Test::Copied(me)).negate(),
            without.ways_and(&opening.ways, own),
        ]);
        Node::each([self.opens(opening), others])
    }

    /// At least one of these. What each of them asks is asked once.
    fn one_of(&self, exprs: &[Expr]) -> Node<'a> {
        let Some((first, others)) = exprs.split_first() else {
            return Node::Constant(false);
        };
        let shared: Vec<&Expr> = match others.is_empty() {
            true => Vec::new(),
            false => parts(first)
                .iter()
                .filter(|part| others.iter().all(|other| parts(other).contains(part)))
                .collect(),
        };
        if shared.is_empty() {
            return Node::any(exprs.iter().map(|expr| self.node(expr)));
        }
        let rest = Node::any(exprs.iter().map(|expr| {
            let rest = parts(expr).iter().filter(|part| !shared.contains(part));
            Node::each(rest.map(|part| self.node(part)))
        }));
        let shared = shared.into_iter().map(|part| self.node(part));
        Node::each(shared.chain([rest]))
    }

    fn node(&self, expr: &Expr) -> Node<'a> {
        match expr {
            Expr::Constant(answer) => Node::Constant(*answer),
            Expr::All(exprs) => Node::each(exprs.iter().map(|expr| self.node(expr))),
            Expr::OneOf(exprs) => self.one_of(exprs),
            Expr::Not(expr) => self.node(expr).negate(),
            Expr::Test(test) => self.test(test),
        }
    }

    fn test(&self, test: &Test) -> Node<'a> {
        match test {
            Test::AssigneeIs(user) => self.one(One::Assignee, [user]),
            Test::AssigneeIsOtherThan(user) => Node::each([
                self.marks(Marks::PERSON),
                self.one(One::Assignee, [user]).negate(),
            ]),
            Test::NobodyAssigned => self.marks(Marks::NOBODY),
            Test::AssigneeIn(people) => self.one(One::Assignee, people),
            Test::AssigneeGroupIn(groups) => self.several(Several::AssigneeGroup, groups),
            Test::OfferedTo(user) => self.one(One::Offered, [user]),
            Test::StateIn(states) => {
                let all = states.iter().map(|state| Marks::of_state(*state).0);
                self.marks(Marks(all.fold(0, |all, one| all | one)))
            }
            Test::GroupIn(groups) => self.one(One::Group, groups),
            Test::InNoGroup => self.marks(Marks::IN_NO_GROUP),
            Test::SiteIn(sites) => self.one(One::Site, sites),
            Test::QuestionnaireIn(wanted) => self.one(One::Questionnaire, wanted),
            Test::ChannelIn(channels) => {
                let values = &self.index.values;
                let numbers = channels.iter().filter_map(|one| values.channel(one));
                self.of_one(One::Channel, numbers.collect())
            }
            Test::Participant(user) => self.several(Several::Participant, [user]),
            Test::Mentioned(user) => self.several(Several::Mentioned, [user]),
            Test::SubstituteIs(user) => self.substitute(user),
            Test::CreatorIs(user) => self.one(One::Creator, [user]),
            Test::RequesterIs(customer) => self.one(One::Requester, [customer]),
            Test::OrganizationIn(companies) => self.one(One::Organization, companies),
            Test::Copied(customer) if self.without == Some(*customer) => Node::Constant(false),
            Test::Copied(customer) => self.several(Several::Copied, [customer]),
            Test::PrivacyIs(privacy) => self.marks(Marks::of_privacy(*privacy)),
            Test::Kept => self.marks(Marks::KEPT),
            Test::Is(ticket) => match self.index.slot(*ticket) {
                None => Node::Constant(false),
                Some(slot) => leaf(Fact::Slot(slot), Vec::new(), 1),
            },
            // Nothing is kept for it: a guest's link names its ticket besides.
            Test::GuestEpochIs(epoch) => leaf(Fact::Epoch(*epoch), Vec::new(), usize::MAX),
        }
    }

    /// Who stands in now: by the facts, and by the absences that began and have not ended.
    fn substitute(&self, user: &UserId) -> Node<'a> {
        let absences = self.index.absences.iter();
        let absent = absences.filter(|(_, stand_ins)| {
            let mut stand_ins = stand_ins.iter();
            stand_ins.any(|(one, when)| one == user && when.holds(self.now))
        });
        let absent: Vec<&UserId> = absent.map(|(person, _)| person).collect();
        Node::any([
            self.several(Several::Substitute, [user]),
            self.one(One::Assignee, absent),
        ])
    }

    fn one<'i, K: Kind + 'i>(
        &self,
        one: One,
        ids: impl IntoIterator<Item = &'i Id<K>>,
    ) -> Node<'a> {
        self.of_one(one, self.numbers(Of::One(one), ids))
    }

    fn of_one(&self, one: One, mut numbers: Vec<u32>) -> Node<'a> {
        numbers.sort_unstable();
        self.of_numbers(numbers, |numbers| Fact::One(one, numbers))
    }

    fn several<'i, K: Kind + 'i>(
        &self,
        several: Several,
        ids: impl IntoIterator<Item = &'i Id<K>>,
    ) -> Node<'a> {
        let mut numbers = self.numbers(Of::Several(several), ids);
        numbers.sort_unstable();
        self.of_numbers(numbers, Fact::Several)
    }

    fn numbers<'i, K: Kind + 'i>(
        &self,
        of: Of,
        ids: impl IntoIterator<Item = &'i Id<K>>,
    ) -> Vec<u32> {
        let values = &self.index.values;
        ids.into_iter()
            .filter_map(|id| values.number(of, id))
            .collect()
    }

    fn of_numbers(&self, numbers: Vec<u32>, fact: impl FnOnce(Vec<u32>) -> Fact) -> Node<'a> {
        let values = &self.index.values;
        let of = numbers.iter().filter_map(|number| values.slots(*number));
        let of: Vec<&Slots> = of.collect();
        let most = of.iter().map(|slots| slots.len()).sum();
        leaf(fact(numbers), of, most)
    }

    fn marks(&self, marks: Marks) -> Node<'a> {
        let all = self.index.marks.iter().enumerate();
        let of = all.filter(|(bit, _)| marks.0 & (1 << bit) != 0);
        let of: Vec<&Slots> = of.map(|(_, slots)| slots).collect();
        let most = of.iter().map(|slots| slots.len()).sum();
        leaf(Fact::Marks(marks), of, most)
    }
}

fn leaf(fact: Fact, of: Vec<&Slots>, most: usize) -> Node<'_> {
    match most {
        0 => Node::Constant(false),
        _ => Node::Leaf(Leaf { fact, of, most }),
    }
}

/// What must hold of it, each by itself.
fn parts(expr: &Expr) -> &[Expr] {
    match expr {
        Expr::All(exprs) => exprs,
        expr => std::slice::from_ref(expr),
    }
}
