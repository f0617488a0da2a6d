//! The quick form of what one hat opens. It says what the expressions say, by law, and says it sooner:
//! the ways are the bits of a number, and each fact of a ticket, read once, leaves some of them open. Besides
//! there are look-ups in sets: the one that most ways need is made of every ticket, before its facts are read,
//! the others only for a way that is open still.

use std::collections::BTreeSet;

use frontdesk_model::{
    ActorId, Assignee, ConversationFacts, ConversationState, CustomerId, Privacy, UserId,
};

use crate::expr::{Expr, Test};

/// What one hat opens, ready to be asked: ways, a bit each, of which one that is left is enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quick {
    user: Option<UserId>,
    customer: Option<CustomerId>,
    /// For each mark the ways that a ticket with it leaves open.
    open: [u64; Field::MARKS],
    /// The fields of marks that any way asks for. Of those that take longer to read, the others are not read.
    asked: u64,
    /// A look-up in a list that at least half of the ways need: it is made first, of every ticket.
    first: Option<Test>,
    /// The ways that need no other look-up.
    free: u64,
    /// The other look-ups, each once however many ways need it.
    lookups: Vec<LookUp>,
    /// There are more ways, with the alternatives within them, or look-ups than a mask has bits: the expressions
    /// are asked.
    too_many: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct LookUp {
    expr: Expr,
    /// The ways that need it.
    ways: u64,
    /// Those of them that need no later one.
    last_of: u64,
}

impl LookUp {
    /// The test, if it looks one id up in one list: that takes the same time whatever they are.
    const fn in_a_list(&self) -> Option<&Test> {
        match &self.expr {
            Expr::Test(
                test @ (Test::SiteIn(_)
                | Test::GroupIn(_)
                | Test::AssigneeIn(_)
                | Test::QuestionnaireIn(_)
                | Test::OrganizationIn(_)),
            ) => Some(test),
            _ => None,
        }
    }
}

/// A way, or a part of one that has alternatives within: a conjunction. Never is none at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Part {
    /// A ticket with one of these marks is not meant.
    bars: u64,
    /// Each of these look-ups must hold besides.
    needs: u64,
}

/// So many parts a way is cut into, where it has alternatives within.
const PARTS: usize = 8;
/// So many parts and look-ups have a bit.
const MOST: usize = u64::BITS as usize;

/// Marks that exclude each other: a ticket has just one of them.
#[derive(Clone, Copy)]
struct Field {
    start: u32,
    width: u32,
}

impl Field {
    const ASSIGNEE: Self = Self::after(None, 4);
    const STATE: Self = Self::after(Some(Self::ASSIGNEE), 6);
    const PRIVACY: Self = Self::after(Some(Self::STATE), 3);
    const GROUP: Self = Self::after(Some(Self::PRIVACY), 2);
    const OFFERED: Self = Self::after(Some(Self::GROUP), 2);
    const PARTICIPANT: Self = Self::after(Some(Self::OFFERED), 2);
    const MENTIONED: Self = Self::after(Some(Self::PARTICIPANT), 2);
    const SUBSTITUTE: Self = Self::after(Some(Self::MENTIONED), 2);
    const CREATOR: Self = Self::after(Some(Self::SUBSTITUTE), 2);
    const REQUESTER: Self = Self::after(Some(Self::CREATOR), 2);
    const COPIED: Self = Self::after(Some(Self::REQUESTER), 2);
    const KEPT: Self = Self::after(Some(Self::COPIED), 2);
    /// What the first look-up says. No test asks for it.
    const FIRST: Self = Self::after(Some(Self::KEPT), 2);

    const fn after(before: Option<Self>, width: u32) -> Self {
        let start = match before {
            Some(field) => field.start + field.width,
            None => 0,
        };
        Self { start, width }
    }

    /// The place of the mark of this number.
    const fn place(self, number: u32) -> usize {
        (self.start + number) as usize
    }

    /// The mark of this number.
    const fn mark(self, number: u32) -> u64 {
        1 << self.place(number)
    }

    /// Of a field with two: yes and no.
    const fn yes(self, is: bool) -> u64 {
        self.mark(if is { 1 } else { 0 })
    }

    const fn all(self) -> u64 {
        ((1 << self.width) - 1) << self.start
    }

    /// How many marks there are.
    const MARKS: usize = Self::FIRST.place(Self::FIRST.width);
}

const NOBODY: u32 = 0;
const MINE: u32 = 1;
const COLLEAGUES: u32 = 2;
const BOTS: u32 = 3;

const fn state_number(state: Option<ConversationState>) -> u32 {
    match state {
        None => 0,
        Some(ConversationState::New) => 1,
        Some(ConversationState::Waiting) => 2,
        Some(ConversationState::Offered) => 3,
        Some(ConversationState::InWork) => 4,
        Some(ConversationState::Closed) => 5,
    }
}

const fn privacy_number(privacy: Option<Privacy>) -> u32 {
    match privacy {
        None => 0,
        Some(Privacy::Open) => 1,
        Some(Privacy::Private) => 2,
    }
}

/// What few operators are asked for.
const SELDOM: u64 = Field::MENTIONED.all()
    | Field::SUBSTITUTE.all()
    | Field::CREATOR.all()
    | Field::REQUESTER.all()
    | Field::COPIED.all();

impl Quick {
    pub(crate) fn new(viewer: ActorId, ways: &[Expr], provided: &Expr) -> Self {
        let mut quick = Self {
            user: viewer.user(),
            customer: viewer.customer(),
            open: [0; Field::MARKS],
            asked: 0,
            first: None,
            free: 0,
            lookups: Vec::new(),
            too_many: false,
        };
        let mut parts = Vec::with_capacity(ways.len() + PARTS);
        for way in ways {
            let from = parts.len();
            parts.push(Part::default());
            quick.cut(way, true, &mut parts, from, PARTS);
        }
        // What is provided, every part needs besides.
        quick.cut(provided, true, &mut parts, 0, 0);
        quick.too_many |= parts.len() > MOST;
        match quick.too_many {
            true => quick.lookups = Vec::new(),
            false => quick.put(&parts),
        }
        quick
    }

    /// Turns the parts round: for each mark, and for each look-up, those that it decides.
    fn put(&mut self, parts: &[Part]) {
        let bits = 0..parts.len();
        let all = bits.fold(0, |all, bit| all | 1 << bit);
        self.open = [all; Field::MARKS];
        for (bit, part) in parts.iter().enumerate() {
            let way = 1 << bit;
            self.asked |= part.bars;
            for mark in ones(part.bars) {
                self.close(mark, way);
            }
            for at in ones(part.needs) {
                if let Some(lookup) = self.lookups.get_mut(at) {
                    lookup.ways |= way;
                }
            }
        }
        self.put_first(parts.len());
        let mut later = 0;
        for lookup in self.lookups.iter_mut().rev() {
            lookup.last_of = lookup.ways & !later;
            later |= lookup.ways;
        }
        self.free = all & !later;
    }

    /// These ways open no ticket with this mark.
    fn close(&mut self, mark: usize, ways: u64) {
        if let Some(open) = self.open.get_mut(mark) {
            *open &= !ways;
        }
    }

    /// Takes the look-up in a list that most of so many ways need out of the others, if half of them do.
    fn put_first(&mut self, ways: usize) {
        let lookups = self.lookups.iter().enumerate();
        let in_lists = lookups.filter_map(|(at, lookup)| {
            let test = lookup.in_a_list()?;
            Some((lookup.ways.count_ones(), at, test))
        });
        let most = in_lists.max_by_key(|(needed, ..)| *needed);
        if let Some((needed, at, test)) = most
            && 2 * needed as usize >= ways
        {
            self.first = Some(test.clone());
            let lookup = self.lookups.remove(at);
            self.close(Field::FIRST.place(0), lookup.ways);
        }
    }

    /// Whether this hat opens the ticket, the tenant being the filter's to compare; `None`: ask the
    /// expressions.
    #[inline]
    pub(crate) fn opens(&self, facts: &ConversationFacts) -> Option<bool> {
        if self.too_many {
            return None;
        }
        // A mark and no jump: a processor reads the facts while it waits for the list.
        let first = self.first.as_ref().is_some_and(|test| test.holds(facts));
        let mut open = self.of_yes(Field::FIRST, first) & self.left_open(facts);
        if open & self.free != 0 {
            return Some(true);
        }
        for lookup in &self.lookups {
            if open & lookup.ways == 0 {
                continue;
            }
            // Mostly it is a test, which is asked without going through an expression.
            let holds = match &lookup.expr {
                Expr::Test(test) => test.holds(facts),
                expr => expr.holds(facts),
            };
            if !holds {
                open &= !lookup.ways;
            } else if open & lookup.last_of != 0 {
                return Some(true);
            }
        }
        Some(false)
    }

    /// The ways that are left open by what the ticket is to the viewer.
    #[inline]
    fn left_open(&self, facts: &ConversationFacts) -> u64 {
        let mut open = self.of(Field::STATE, state_number(facts.state))
            & self.of(Field::PRIVACY, privacy_number(facts.privacy))
            & self.of_yes(Field::GROUP, facts.group.is_some())
            & self.of_yes(Field::KEPT, !facts.deleted && !facts.spam);
        let assignee = match facts.assignee {
            None => NOBODY,
            Some(Assignee::Person(person)) if self.is_me(Some(person)) => MINE,
            Some(Assignee::Person(_)) => COLLEAGUES,
            Some(Assignee::Bot(_)) => BOTS,
        };
        open &= self.of(Field::ASSIGNEE, assignee);
        if self.asks(Field::OFFERED) {
            open &= self.of_yes(Field::OFFERED, self.is_me(facts.offered_to));
        }
        if self.asks(Field::PARTICIPANT) {
            open &= self.of_yes(Field::PARTICIPANT, self.is_in(&facts.participants));
        }
        if self.asked & SELDOM != 0 {
            open &= self.left_open_seldom(facts);
        }
        open
    }

    /// The same, of the fields of [`SELDOM`].
    #[inline(never)]
    fn left_open_seldom(&self, facts: &ConversationFacts) -> u64 {
        let mut open = u64::MAX;
        if self.asks(Field::MENTIONED) {
            open &= self.of_yes(Field::MENTIONED, self.is_in(&facts.mentioned));
        }
        if self.asks(Field::SUBSTITUTE) {
            open &= self.of_yes(Field::SUBSTITUTE, self.is_in(&facts.substitutes));
        }
        if self.asks(Field::CREATOR) {
            open &= self.of_yes(Field::CREATOR, self.is_me(facts.creator));
        }
        if self.asks(Field::REQUESTER) {
            let asked = facts.requester.is_some() && facts.requester == self.customer;
            open &= self.of_yes(Field::REQUESTER, asked);
        }
        if self.asks(Field::COPIED) {
            let me = self.customer.as_ref();
            let copied = me.is_some_and(|me| facts.copied.contains_key(me));
            open &= self.of_yes(Field::COPIED, copied);
        }
        open
    }

    /// The ways that this mark of a field leaves open.
    #[inline]
    fn of(&self, field: Field, number: u32) -> u64 {
        let open = self.open.get(field.place(number));
        open.copied().unwrap_or_default()
    }

    #[inline]
    fn of_yes(&self, field: Field, is: bool) -> u64 {
        self.of(field, u32::from(is))
    }

    #[inline]
    fn asks(&self, field: Field) -> bool {
        self.asked & field.all() != 0
    }

    #[inline]
    fn is_me(&self, user: Option<UserId>) -> bool {
        user.is_some() && user == self.user
    }

    #[inline]
    fn is_in(&self, users: &BTreeSet<UserId>) -> bool {
        self.user.is_some_and(|user| users.contains(&user))
    }

    /// Cuts the parts from this one on down to where this expression is the answer that is wanted; to none
    /// where nothing makes it so. Alternatives within make a part several, up to a limit.
    fn cut(&mut self, expr: &Expr, wanted: bool, parts: &mut Vec<Part>, from: usize, limit: usize) {
        if self.too_many {
            return;
        }
        match (expr, wanted) {
            (Expr::Constant(answer), _) if *answer == wanted => return,
            (Expr::Constant(_), _) => return parts.truncate(from),
            (Expr::All(exprs), true) | (Expr::OneOf(exprs), false) => {
                for expr in exprs {
                    self.cut(expr, wanted, parts, from, limit);
                }
                return;
            }
            (Expr::Not(expr), _) => return self.cut(expr, !wanted, parts, from, limit),
            (Expr::Test(_) | Expr::OneOf(_) | Expr::All(_), _) => {}
        }
        if let Some((field, marks)) = self.marked(expr) {
            let bars = if wanted { field.all() & !marks } else { marks };
            for part in parts.iter_mut().skip(from) {
                part.bars |= bars;
            }
            return;
        }
        let whole = from..parts.len();
        match expr {
            Expr::OneOf(exprs) | Expr::All(exprs) if whole.len() * exprs.len() <= limit => {
                for expr in exprs {
                    let branch = parts.len();
                    parts.extend_from_within(whole.clone());
                    self.cut(expr, wanted, parts, branch, limit);
                }
                parts.drain(whole);
            }
            expr => {
                let needs = match wanted {
                    true => self.look_up_of(expr),
                    false => self.look_up_of(&expr.clone().negate()),
                };
                for part in parts.iter_mut().skip(from) {
                    part.needs |= needs;
                }
            }
        }
    }

    /// The bit of this look-up; none where there is no bit left.
    fn look_up_of(&mut self, expr: &Expr) -> u64 {
        let found = self.lookups.iter().position(|one| one.expr == *expr);
        let at = found.unwrap_or(self.lookups.len());
        let bit = u32::try_from(at).ok().and_then(|at| 1_u64.checked_shl(at));
        match (bit, found) {
            (None, _) => self.too_many = true,
            (Some(_), None) => self.lookups.push(LookUp {
                expr: expr.clone(),
                ways: 0,
                last_of: 0,
            }),
            (Some(_), Some(_)) => {}
        }
        bit.unwrap_or_default()
    }

    /// The field that this expression asks of alone, and its marks that say yes.
    fn marked(&self, expr: &Expr) -> Option<(Field, u64)> {
        match expr {
            Expr::Test(test) => self.marks_of(test),
            // One of several marks of one field.
            Expr::OneOf(exprs) => {
                let mut marked = exprs.iter().map(|expr| self.marked(expr));
                marked.try_fold(None, |before: Option<(Field, u64)>, one| {
                    let (field, marks) = one?;
                    match before {
                        None => Some(Some((field, marks))),
                        Some((same, more)) if same.start == field.start => {
                            Some(Some((field, more | marks)))
                        }
                        Some(_) => None,
                    }
                })?
            }
            Expr::All(_) | Expr::Not(_) | Expr::Constant(_) => None,
        }
    }

    fn marks_of(&self, test: &Test) -> Option<(Field, u64)> {
        let me = |user: &UserId, field: Field| {
            (self.user == Some(*user)).then_some((field, field.yes(true)))
        };
        let assigned = |user: &UserId, mark: u32| {
            (self.user == Some(*user)).then_some((Field::ASSIGNEE, Field::ASSIGNEE.mark(mark)))
        };
        match test {
            Test::AssigneeIs(user) => assigned(user, MINE),
            Test::AssigneeIsOtherThan(user) => assigned(user, COLLEAGUES),
            Test::NobodyAssigned => Some((Field::ASSIGNEE, Field::ASSIGNEE.mark(NOBODY))),
            Test::OfferedTo(user) => me(user, Field::OFFERED),
            Test::StateIn(states) => {
                let marks = states
                    .iter()
                    .map(|state| Field::STATE.mark(state_number(Some(*state))));
                Some((Field::STATE, marks.fold(0, |all, mark| all | mark)))
            }
            Test::InNoGroup => Some((Field::GROUP, Field::GROUP.yes(false))),
            Test::Participant(user) => me(user, Field::PARTICIPANT),
            Test::Mentioned(user) => me(user, Field::MENTIONED),
            Test::SubstituteIs(user) => me(user, Field::SUBSTITUTE),
            Test::CreatorIs(user) => me(user, Field::CREATOR),
            Test::RequesterIs(customer) => (self.customer == Some(*customer))
                .then_some((Field::REQUESTER, Field::REQUESTER.yes(true))),
            Test::Copied(customer) => (self.customer == Some(*customer))
                .then_some((Field::COPIED, Field::COPIED.yes(true))),
            Test::PrivacyIs(privacy) => Some((
                Field::PRIVACY,
                Field::PRIVACY.mark(privacy_number(Some(*privacy))),
            )),
            Test::Kept => Some((Field::KEPT, Field::KEPT.yes(true))),
            Test::AssigneeIn(_)
            | Test::AssigneeGroupIn(_)
            | Test::GroupIn(_)
            | Test::SiteIn(_)
            | Test::QuestionnaireIn(_)
            | Test::ChannelIn(_)
            | Test::OrganizationIn(_)
            | Test::Is(_)
            | Test::GuestEpochIs(_) => None,
        }
    }
}

/// The places of the bits that are set, the lowest first.
fn ones(mut mask: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lowest = (mask != 0).then(|| mask.trailing_zeros() as usize);
        mask &= mask.wrapping_sub(1);
        lowest
    })
}
