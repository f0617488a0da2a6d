//! A filter planned into sets of slots.

use chrono::{DateTime, Utc};
use frontdesk_model::{CustomerId, Id, Kind, UserId};

use super::Index;
use super::numbers::Numbers;
use super::plan::{Fact, Leaf, Node};
use super::values::{Kinds, Marks, Of, One, Several};
use crate::expr::{Expr, Test};
use crate::filter::Opening;
use crate::viewer::Hat;

/// What a plan hangs on.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Grounds {
    /// The kinds of values whose numbers it names.
    pub(super) kinds: Kinds,
    /// It names a slot.
    pub(super) names_slot: bool,
    /// It names who is stood in for.
    pub(super) names_absent: bool,
    /// Between these moments nobody starts or stops to stand in.
    since: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
}

/// Makes nodes of expressions, for one moment.
pub(super) struct Planner<'a> {
    index: &'a Index,
    now: DateTime<Utc>,
    /// As if this customer were not in copy.
    without: Option<CustomerId>,
    pub(super) grounds: Grounds,
}

impl<'a> Planner<'a> {
    pub(super) fn new(index: &'a Index, now: DateTime<Utc>) -> Self {
        Self {
            index,
            now,
            without: None,
            grounds: Grounds::default(),
        }
    }

    /// What the opening opens.
    pub(super) fn opens(&mut self, opening: &Opening) -> Node {
        self.ways_and(&opening.ways, &opening.provided)
    }

    fn ways_and(&mut self, ways: &[Expr], provided: &Expr) -> Node {
        let ways = self.one_of(ways);
        Node::each([ways, self.node(provided)])
    }

    /// What of it is opened under another hat than that of one in copy. It says what `Opening::worn` says.
    pub(super) fn opens_not_by_copy(&mut self, opening: &Opening) -> Node {
        let me = match (opening.hat, opening.viewer.customer()) {
            (Hat::Copied, _) => return Node::Constant(false),
            (Hat::Customer, Some(me)) => me,
            (_, _) => return self.opens(opening),
        };
        let own = opening.own.as_ref().unwrap_or(&opening.provided);
        self.without = Some(me);
        let without = self.ways_and(&opening.ways, own);
        self.without = None;
        let others = Node::any([
            self.test(&Test::RequesterIs(me)),
            self.test(&Test::Copied(me)).negate(),
            without,
        ]);
        Node::each([self.opens(opening), others])
    }

    /// At least one of these. What each of them asks is asked once.
    fn one_of(&mut self, exprs: &[Expr]) -> Node {
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

    fn node(&mut self, expr: &Expr) -> Node {
        match expr {
            Expr::Constant(answer) => Node::Constant(*answer),
            Expr::All(exprs) => Node::each(exprs.iter().map(|expr| self.node(expr))),
            Expr::OneOf(exprs) => self.one_of(exprs),
            Expr::Not(expr) => self.node(expr).negate(),
            Expr::Test(test) => self.test(test),
        }
    }

    fn test(&mut self, test: &Test) -> Node {
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
                self.grounds.kinds.add(Of::One(One::Channel));
                self.of_numbers(numbers.collect(), |all| Fact::One(One::Channel, all))
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
            Test::Is(ticket) => {
                self.grounds.names_slot = true;
                let slot = self.index.slot(*ticket);
                slot.map_or(Node::Constant(false), |slot| self.leaf(Fact::Slot(slot)))
            }
            // Nothing is kept for it: a guest's link names its ticket besides.
            Test::GuestEpochIs(epoch) => self.leaf(Fact::Epoch(*epoch)),
        }
    }

    /// Who stands in now: by the facts, and by the absences that began and have not ended.
    fn substitute(&mut self, user: &UserId) -> Node {
        let mut absent = Vec::new();
        for (person, stand_ins) in &self.index.absences {
            let mut stand_ins = stand_ins.iter().filter(|(one, _)| one == user).peekable();
            if stand_ins.peek().is_none() {
                continue;
            }
            let mut holds = false;
            for (_, when) in stand_ins {
                holds |= when.holds(self.now);
                self.grounds.turn_at([when.from(), when.end()], self.now);
            }
            absent.extend(holds.then_some(person));
        }
        self.grounds.names_absent = true;
        Node::any([
            self.several(Several::Substitute, [user]),
            self.one(One::Assignee, absent),
        ])
    }

    fn one<'i, K: Kind + 'i>(
        &mut self,
        one: One,
        ids: impl IntoIterator<Item = &'i Id<K>>,
    ) -> Node {
        let numbers = self.numbers(Of::One(one), ids);
        self.of_numbers(numbers, |numbers| Fact::One(one, numbers))
    }

    fn several<'i, K: Kind + 'i>(
        &mut self,
        several: Several,
        ids: impl IntoIterator<Item = &'i Id<K>>,
    ) -> Node {
        let numbers = self.numbers(Of::Several(several), ids);
        self.of_numbers(numbers, Fact::Several)
    }

    fn numbers<'i, K: Kind + 'i>(
        &mut self,
        of: Of,
        ids: impl IntoIterator<Item = &'i Id<K>>,
    ) -> Vec<u32> {
        self.grounds.kinds.add(of);
        let values = &self.index.values;
        let numbers = ids.into_iter().filter_map(|id| values.number(of, id));
        numbers.collect()
    }

    /// A value that has a number has slots.
    fn of_numbers(&self, numbers: Vec<u32>, fact: impl FnOnce(Numbers) -> Fact) -> Node {
        match numbers.is_empty() {
            true => Node::Constant(false),
            false => self.leaf(fact(Numbers::of(numbers))),
        }
    }

    /// Where no ticket has a mark one may have it after the next event: it is no constant.
    fn marks(&self, marks: Marks) -> Node {
        self.leaf(Fact::Marks(marks))
    }

    fn leaf(&self, fact: Fact) -> Node {
        let most = match fact {
            Fact::Slot(_) => 1,
            Fact::Epoch(_) => usize::MAX,
            Fact::One(..) | Fact::Several(_) | Fact::Marks(_) => 0,
        };
        let mut leaf = Leaf { fact, most };
        leaf.most += leaf.len_of_sets(self.index);
        Node::Leaf(leaf)
    }
}

impl Grounds {
    /// Something turns at these moments.
    fn turn_at(&mut self, moments: [Option<DateTime<Utc>>; 2], now: DateTime<Utc>) {
        for moment in moments.into_iter().flatten() {
            match moment <= now {
                true => self.since = self.since.max(Some(moment)),
                false => self.until = Some(self.until.map_or(moment, |until| until.min(moment))),
            }
        }
    }

    /// Whether nobody starts or stops to stand in between then and now.
    pub(super) fn last_until(&self, now: DateTime<Utc>) -> bool {
        self.since.is_none_or(|since| since <= now) && self.until.is_none_or(|until| now < until)
    }
}

/// What must hold of it, each by itself.
fn parts(expr: &Expr) -> &[Expr] {
    match expr {
        Expr::All(exprs) => exprs,
        expr => std::slice::from_ref(expr),
    }
}
