//! The ways of a rule apart, where each looks tickets up by an index of its own.

use frontdesk_visibility::{Expr, Test};

use crate::arranged::{arranged, conjuncts, cost};

/// With so many ways at most: each is asked whether none before it opened the ticket.
const MOST: usize = 8;

/// A part of an expression: all of `rest`, and `entry` if it has one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Part {
    /// By what tickets are looked up.
    pub(crate) entry: Option<Test>,
    pub(crate) rest: Vec<Expr>,
}

impl Part {
    /// The whole of it, the entry first.
    pub(crate) fn expr(&self) -> Expr {
        let entry = self.entry.iter().cloned().map(Expr::Test);
        Expr::all(entry.chain(self.rest.iter().cloned()))
    }

    /// How many values are looked up; `None`: nothing is, or nobody knows.
    pub(crate) fn values(&self) -> Option<usize> {
        let values = match self.entry.as_ref()? {
            Test::AssigneeIn(people) => people.len(),
            Test::GroupIn(groups) => groups.len(),
            Test::OrganizationIn(companies) => companies.len(),
            // What somebody takes part in is little.
            Test::Participant(_) | Test::Mentioned(_) | Test::Copied(_) => 1,
            test if entry(test)? == Entry::One => 1,
            _ => return None,
        };
        let states = self.rest.iter().filter_map(|part| match part {
            Expr::Test(Test::StateIn(states)) => Some(states.len().max(1)),
            _ => None,
        });
        Some(values.saturating_mul(states.min().unwrap_or(1)))
    }
}

/// How tickets are looked up by a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Entry {
    /// By the ticket, or by one person.
    One,
    /// By each of several.
    List,
    /// By the members of a set.
    Set,
}

/// The expression as parts of which at most one holds, and one of which holds where it does: the ways of the
/// rule one after the other, if each looks tickets up. A database that is asked for them in one condition
/// joins what it found by the tickets' places in the table, and must go there; apart, each index answers
/// alone. Where some way looks nothing up there is one part, so that the table is read once.
pub(crate) fn apart(expr: &Expr) -> Vec<Part> {
    let expr = arranged(expr);
    let Some(mut ways) = ways(&expr).filter(|ways| ways.len() <= MOST) else {
        let rest = conjuncts(&expr);
        return vec![Part { entry: None, rest }];
    };
    // What is dear to be asked of each row comes last, so that fewer are asked whether it opened them.
    ways.sort_by_key(|way| entry_of(way).map(|(_, entry)| entry));
    let mut parts = Vec::new();
    for (at, way) in ways.iter().enumerate() {
        let before = ways.iter().take(at);
        let before: Vec<Expr> = before.filter_map(|other| not_before(way, other)).collect();
        if before.contains(&Expr::FALSE) {
            continue;
        }
        let entry = entry_of(way).map(|(place, _)| place);
        let rest = (0..).zip(way).filter(|(place, _)| Some(*place) != entry);
        let mut rest: Vec<Expr> = rest.map(|(_, part)| part.clone()).collect();
        rest.extend(before);
        // What cannot be need not be ruled out.
        rest.retain(|part| match part {
            Expr::Not(not) => !way.iter().any(|other| other != part && exclude(other, not)),
            _ => true,
        });
        rest.sort_by_key(cost);
        let entry = entry.and_then(|place| way.get(place));
        let entry = entry.and_then(|part| match part {
            Expr::Test(test) => Some(test.clone()),
            _ => None,
        });
        parts.push(Part { entry, rest });
    }
    parts
}

/// The ways, each as what must hold, if tickets are looked up by every one.
fn ways(expr: &Expr) -> Option<Vec<Vec<Expr>>> {
    let all = conjuncts(expr);
    if entry_of(&all).is_some() {
        return Some(vec![all]);
    }
    // An alternative each way of which looks tickets up, with everything besides it.
    let place = all
        .iter()
        .position(|part| matches!(part, Expr::OneOf(_)) && looks_up(part))?;
    let Some(Expr::OneOf(any)) = all.get(place) else {
        return None;
    };
    let besides = (0..).zip(&all).filter(|(other, _)| *other != place);
    let besides: Vec<&Expr> = besides.map(|(_, part)| part).collect();
    let mut split = Vec::new();
    for way in any {
        let parts = std::iter::once(way).chain(besides.iter().copied());
        split.extend(ways(&Expr::all(parts.cloned()))?);
        if split.len() > MOST {
            return None;
        }
    }
    Some(split)
}

/// That the way before did not open what this one does; `None`: it cannot have.
fn not_before(way: &[Expr], before: &[Expr]) -> Option<Expr> {
    let excludes = |part: &Expr| before.iter().any(|other| exclude(part, other));
    if way.iter().any(excludes) {
        return None;
    }
    // What holds of this one anyway need not be asked.
    let open = before.iter().filter(|part| !way.contains(part));
    Some(Expr::all(open.cloned()).negate())
}

/// Whether the two never hold of one ticket.
fn exclude(one: &Expr, other: &Expr) -> bool {
    let never = |one: &Expr, other: &Expr| match (one, other) {
        (Expr::Test(Test::AssigneeIs(me)), Expr::Test(Test::AssigneeIsOtherThan(not_me))) => {
            me == not_me
        }
        (
            Expr::Test(Test::NobodyAssigned),
            Expr::Test(
                Test::AssigneeIs(_)
                | Test::AssigneeIsOtherThan(_)
                | Test::AssigneeIn(_)
                | Test::AssigneeGroupIn(_),
            ),
        )
        | (Expr::Test(Test::InNoGroup), Expr::Test(Test::GroupIn(_))) => true,
        (Expr::Test(Test::StateIn(one)), Expr::Test(Test::StateIn(other))) => {
            one.is_disjoint(other)
        }
        (Expr::Not(not), other) => **not == *other,
        _ => false,
    };
    never(one, other) || never(other, one)
}

/// Where the best entry of a way stands, and how it looks tickets up.
fn entry_of(way: &[Expr]) -> Option<(usize, Entry)> {
    let entries = way.iter().enumerate().filter_map(|(place, part)| {
        let Expr::Test(test) = part else {
            return None;
        };
        Some((place, entry(test)?))
    });
    entries.min_by_key(|(_, entry)| *entry)
}

/// How tickets are looked up by it: by a person, a company, a group, a set or an id; `None`: they are not.
pub(crate) const fn entry(test: &Test) -> Option<Entry> {
    match test {
        Test::AssigneeIs(_)
        | Test::OfferedTo(_)
        | Test::CreatorIs(_)
        | Test::RequesterIs(_)
        | Test::Is(_) => Some(Entry::One),
        Test::AssigneeIn(_) | Test::GroupIn(_) | Test::OrganizationIn(_) => Some(Entry::List),
        Test::AssigneeGroupIn(_)
        | Test::Participant(_)
        | Test::Mentioned(_)
        | Test::SubstituteIs(_)
        | Test::Copied(_) => Some(Entry::Set),
        Test::AssigneeIsOtherThan(_)
        | Test::NobodyAssigned
        | Test::StateIn(_)
        | Test::InNoGroup
        | Test::SiteIn(_)
        | Test::QuestionnaireIn(_)
        | Test::ChannelIn(_)
        | Test::PrivacyIs(_)
        | Test::Kept
        | Test::GuestEpochIs(_) => None,
    }
}

fn looks_up(expr: &Expr) -> bool {
    each_way(expr, |test| entry(test).is_some())
}

/// Whether every way of the expression has a test of this kind. A negation has none: what it leaves is most
/// of the table.
pub(crate) fn each_way(expr: &Expr, kind: fn(&Test) -> bool) -> bool {
    match expr {
        Expr::Constant(answer) => !answer,
        Expr::All(all) => all.iter().any(|part| each_way(part, kind)),
        Expr::OneOf(any) => any.iter().all(|way| each_way(way, kind)),
        Expr::Not(_) => false,
        Expr::Test(test) => kind(test),
    }
}
