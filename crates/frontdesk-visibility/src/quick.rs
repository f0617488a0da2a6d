//! The quick form of what one hat opens. It says what the expressions say, by law, and says it sooner:
//! all that a ticket is to its viewer is read once, as marks, and a way is a mask over them. What is left
//! are look-ups in sets, and only for a way that the marks leave open.

use frontdesk_model::{
    ActorId, Assignee, ConversationFacts, ConversationState, CustomerId, Privacy, UserId,
};

use crate::expr::{Expr, Test};

/// What one hat opens, ready to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quick {
    user: Option<UserId>,
    customer: Option<CustomerId>,
    /// The fields of marks that any part asks for; the others are not read.
    asked: u32,
    /// The look-ups, each once however many parts need it.
    lookups: Vec<Expr>,
    /// At least one of these, and all that is provided.
    ways: Vec<Part>,
    provided: Option<Part>,
    /// There are more look-ups than a mask has bits: the expressions are asked.
    too_many: bool,
}

/// A conjunction. Never is none at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Part {
    /// A ticket with one of these marks is not meant.
    bars: u32,
    /// Each of these look-ups must hold besides.
    needs: u64,
}

/// So many parts a way is cut into, where it has alternatives within.
const PARTS: usize = 8;

/// The look-ups that were made of one ticket, and those that held.
#[derive(Clone, Copy, Default)]
struct Made {
    known: u64,
    holds: u64,
}

/// Marks that exclude each other: a ticket has just one of them.
#[derive(Clone, Copy)]
struct Field {
    first: u32,
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

    const fn after(before: Option<Self>, width: u32) -> Self {
        let first = match before {
            Some(field) => field.first + field.width,
            None => 0,
        };
        Self { first, width }
    }

    /// The mark of this number.
    const fn mark(self, number: u32) -> u32 {
        1 << (self.first + number)
    }

    /// Of a field with two: yes and no.
    const fn yes(self, is: bool) -> u32 {
        self.mark(if is { 1 } else { 0 })
    }

    const fn all(self) -> u32 {
        ((1 << self.width) - 1) << self.first
    }
}

const NOBODY: u32 = Field::ASSIGNEE.mark(0);
const MINE: u32 = Field::ASSIGNEE.mark(1);
const COLLEAGUES: u32 = Field::ASSIGNEE.mark(2);
const BOTS: u32 = Field::ASSIGNEE.mark(3);

const fn state_mark(state: Option<ConversationState>) -> u32 {
    Field::STATE.mark(match state {
        None => 0,
        Some(ConversationState::New) => 1,
        Some(ConversationState::Waiting) => 2,
        Some(ConversationState::Offered) => 3,
        Some(ConversationState::InWork) => 4,
        Some(ConversationState::Closed) => 5,
    })
}

const fn privacy_mark(privacy: Option<Privacy>) -> u32 {
    Field::PRIVACY.mark(match privacy {
        None => 0,
        Some(Privacy::Open) => 1,
        Some(Privacy::Private) => 2,
    })
}

impl Quick {
    pub(crate) fn new(viewer: ActorId, ways: &[Expr], provided: &Expr) -> Self {
        let mut quick = Self {
            user: viewer.user(),
            customer: viewer.customer(),
            asked: 0,
            lookups: Vec::new(),
            ways: Vec::with_capacity(ways.len()),
            provided: None,
            too_many: false,
        };
        let mut parts = vec![Part::default()];
        quick.cut(provided, true, &mut parts, 1);
        quick.provided = parts.first().copied();
        for way in ways {
            if quick.too_many {
                break;
            }
            parts.clear();
            parts.push(Part::default());
            quick.cut(way, true, &mut parts, PARTS);
            quick.ways.append(&mut parts);
        }
        if quick.too_many {
            // Nothing of it is asked.
            quick.lookups = Vec::new();
            quick.ways = Vec::new();
            quick.provided = None;
        }
        let parts = quick.ways.iter().chain(&quick.provided);
        quick.asked = parts.fold(0, |asked, part| asked | part.bars);
        quick
    }

    /// Whether this hat opens the ticket, the tenant being the filter's to compare; `None`: ask the
    /// expressions.
    pub(crate) fn opens(&self, facts: &ConversationFacts) -> Option<bool> {
        if self.too_many {
            return None;
        }
        let Some(provided) = &self.provided else {
            return Some(false);
        };
        let (marks, mut made) = (self.marks(facts), Made::default());
        let mut holds =
            |part: &Part| part.bars & marks == 0 && self.look_up(part.needs, facts, &mut made);
        Some(provided.bars & marks == 0 && self.ways.iter().any(&mut holds) && holds(provided))
    }

    /// Whether each of these look-ups holds. What is known is not looked up again.
    fn look_up(&self, needs: u64, facts: &ConversationFacts, made: &mut Made) -> bool {
        if needs & made.known & !made.holds != 0 {
            return false;
        }
        let mut open = needs & !made.known;
        while open != 0 {
            let (at, bit) = (open.trailing_zeros() as usize, open & open.wrapping_neg());
            // Mostly it is a test, which is asked without going through an expression.
            let holds = self.lookups.get(at).is_some_and(|expr| match expr {
                Expr::Test(test) => test.holds(facts),
                expr => expr.holds(facts),
            });
            made.known |= bit;
            if !holds {
                return false;
            }
            made.holds |= bit;
            open &= !bit;
        }
        true
    }

    /// What the ticket is to the viewer, one mark of each field that is asked for.
    fn marks(&self, facts: &ConversationFacts) -> u32 {
        let asks = |field: Field| self.asked & field.all() != 0;
        let has = |set: &std::collections::BTreeSet<UserId>| {
            self.user.is_some_and(|user| set.contains(&user))
        };
        let is_me = |user: Option<UserId>| user.is_some() && user == self.user;
        let mut marks = state_mark(facts.state)
            | privacy_mark(facts.privacy)
            | Field::GROUP.yes(facts.group.is_some())
            | Field::KEPT.yes(!facts.deleted && !facts.spam);
        if asks(Field::ASSIGNEE) {
            marks |= match facts.assignee {
                None => NOBODY,
                Some(Assignee::Person(person)) if is_me(Some(person)) => MINE,
                Some(Assignee::Person(_)) => COLLEAGUES,
                Some(Assignee::Bot(_)) => BOTS,
            };
        }
        if asks(Field::OFFERED) {
            marks |= Field::OFFERED.yes(is_me(facts.offered_to));
        }
        if asks(Field::PARTICIPANT) {
            marks |= Field::PARTICIPANT.yes(has(&facts.participants));
        }
        if asks(Field::MENTIONED) {
            marks |= Field::MENTIONED.yes(has(&facts.mentioned));
        }
        if asks(Field::SUBSTITUTE) {
            marks |= Field::SUBSTITUTE.yes(has(&facts.substitutes));
        }
        if asks(Field::CREATOR) {
            marks |= Field::CREATOR.yes(is_me(facts.creator));
        }
        if asks(Field::REQUESTER) {
            let asked = facts.requester.is_some() && facts.requester == self.customer;
            marks |= Field::REQUESTER.yes(asked);
        }
        if asks(Field::COPIED) {
            let me = self.customer.as_ref();
            marks |= Field::COPIED.yes(me.is_some_and(|me| facts.copied.contains_key(me)));
        }
        marks
    }

    /// Cuts the parts down to where this expression is the answer that is wanted; to none where nothing
    /// makes it so. Alternatives within make a part several, up to a limit.
    fn cut(&mut self, expr: &Expr, wanted: bool, parts: &mut Vec<Part>, limit: usize) {
        if self.too_many {
            return;
        }
        match (expr, wanted) {
            (Expr::Constant(answer), _) if *answer == wanted => return,
            (Expr::Constant(_), _) => return parts.clear(),
            (Expr::All(exprs), true) | (Expr::OneOf(exprs), false) => {
                for expr in exprs {
                    self.cut(expr, wanted, parts, limit);
                }
                return;
            }
            (Expr::Not(expr), _) => return self.cut(expr, !wanted, parts, limit),
            (Expr::Test(_) | Expr::OneOf(_) | Expr::All(_), _) => {}
        }
        if let Some((field, marks)) = self.marked(expr) {
            let bars = if wanted { field.all() & !marks } else { marks };
            for part in parts {
                part.bars |= bars;
            }
            return;
        }
        match expr {
            Expr::OneOf(exprs) | Expr::All(exprs) if parts.len() * exprs.len() <= limit => {
                let whole = std::mem::take(parts);
                for expr in exprs {
                    let mut branch = whole.clone();
                    self.cut(expr, wanted, &mut branch, limit);
                    parts.append(&mut branch);
                }
            }
            expr => {
                let needs = self.look_up_of(if wanted {
                    expr.clone()
                } else {
                    expr.clone().negate()
                });
                for part in parts {
                    part.needs |= needs;
                }
            }
        }
    }

    /// The bit of this look-up; none where there is no bit left.
    fn look_up_of(&mut self, expr: Expr) -> u64 {
        let found = self.lookups.iter().position(|one| *one == expr);
        let at = found.unwrap_or(self.lookups.len());
        let bit = u32::try_from(at).ok().and_then(|at| 1_u64.checked_shl(at));
        match (bit, found) {
            (None, _) => self.too_many = true,
            (Some(_), None) => self.lookups.push(expr),
            (Some(_), Some(_)) => {}
        }
        bit.unwrap_or_default()
    }

    /// The field that this expression asks of alone, and its marks that say yes.
    fn marked(&self, expr: &Expr) -> Option<(Field, u32)> {
        match expr {
            Expr::Test(test) => self.marks_of(test),
            // One of several marks of one field.
            Expr::OneOf(exprs) => {
                let mut marked = exprs.iter().map(|expr| self.marked(expr));
                marked.try_fold(None, |before: Option<(Field, u32)>, one| {
                    let (field, marks) = one?;
                    match before {
                        None => Some(Some((field, marks))),
                        Some((same, more)) if same.first == field.first => {
                            Some(Some((field, more | marks)))
                        }
                        Some(_) => None,
                    }
                })?
            }
            Expr::All(_) | Expr::Not(_) | Expr::Constant(_) => None,
        }
    }

    fn marks_of(&self, test: &Test) -> Option<(Field, u32)> {
        let me = |user: &UserId, field: Field| {
            (self.user == Some(*user)).then_some((field, field.yes(true)))
        };
        let assigned = |user: &UserId, mark: u32| {
            (self.user == Some(*user)).then_some((Field::ASSIGNEE, mark))
        };
        match test {
            Test::AssigneeIs(user) => assigned(user, MINE),
            Test::AssigneeIsOtherThan(user) => assigned(user, COLLEAGUES),
            Test::NobodyAssigned => Some((Field::ASSIGNEE, NOBODY)),
            Test::OfferedTo(user) => me(user, Field::OFFERED),
            Test::StateIn(states) => {
                let marks = states.iter().map(|state| state_mark(Some(*state)));
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
            Test::PrivacyIs(privacy) => Some((Field::PRIVACY, privacy_mark(Some(*privacy)))),
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
