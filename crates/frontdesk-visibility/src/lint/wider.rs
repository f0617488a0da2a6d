//! Which ways of a rule could be wider than one of them, without comparing every two.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_model::{
    Channel, ConversationState, GroupId, OrganizationId, QuestionnaireId, SiteId, UserId,
};

use crate::expr::{Expr, Test};

/// The ways of one rule, by what they let through: whatever implies a way that wants one of these groups
/// wants some of them itself, so that it is looked for under any one of its own.
pub(super) struct Wider<'a> {
    /// Each way once, under the rarest of its conjuncts that are of sets.
    by_key: BTreeMap<Key<'a>, Vec<usize>>,
    /// Those without any. Of one viewer they are few: a relation has no more than one such form.
    others: Vec<usize>,
}

/// One of those that a set lets through.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Assignee(UserId),
    AssigneeGroup(GroupId),
    State(ConversationState),
    Group(GroupId),
    NoGroup,
    Site(SiteId),
    Questionnaire(QuestionnaireId),
    Channel(&'a Channel),
    Organization(OrganizationId),
}

impl<'a> Wider<'a> {
    pub(super) fn of(ways: impl Iterator<Item = &'a Expr> + Clone) -> Self {
        let mut often: BTreeMap<Key<'a>, usize> = BTreeMap::new();
        let firsts = |part: &'a Expr| of_sets(part)?.first().copied();
        for key in ways.clone().flat_map(conjuncts).filter_map(firsts) {
            *often.entry(key).or_default() += 1;
        }
        let mut all = Self {
            by_key: BTreeMap::new(),
            others: Vec::new(),
        };
        for (at, way) in ways.enumerate() {
            let parts = conjuncts(way).iter().filter_map(of_sets);
            let rarest = parts.min_by_key(|keys| keys.first().and_then(|key| often.get(key)));
            match rarest {
                None => all.others.push(at),
                Some(keys) => {
                    let keys: BTreeSet<Key<'a>> = keys.into_iter().collect();
                    for key in keys {
                        all.by_key.entry(key).or_default().push(at);
                    }
                }
            }
        }
        all
    }

    /// The places of all ways that this one could imply, in order; itself is among them.
    pub(super) fn perhaps_wider(&self, way: &'a Expr) -> BTreeSet<usize> {
        let found = self.needed(way).into_iter();
        let found = found.filter_map(|key| self.by_key.get(&key));
        found.flatten().chain(&self.others).copied().collect()
    }

    /// Of each set that the way lies within one that it lets through: that with the fewest ways.
    fn needed(&self, way: &'a Expr) -> Vec<Key<'a>> {
        match way {
            Expr::All(all) => all.iter().flat_map(|part| self.needed(part)).collect(),
            // What all alternatives imply the first one does.
            Expr::OneOf(any) => any.first().map_or_else(Vec::new, |one| self.needed(one)),
            Expr::Test(test) => {
                let ways = |key: &Key<'a>| self.by_key.get(key).map_or(0, Vec::len);
                keys(test)
                    .into_iter()
                    .min_by_key(ways)
                    .into_iter()
                    .collect()
            }
            Expr::Constant(_) | Expr::Not(_) => Vec::new(),
        }
    }
}

fn conjuncts(way: &Expr) -> &[Expr] {
    match way {
        Expr::All(all) => all,
        way => std::slice::from_ref(way),
    }
}

/// All that a part lets through, if it is a set, or the two that a scope of groups comes to: groups, or none.
fn of_sets(part: &Expr) -> Option<Vec<Key<'_>>> {
    let tests: &[Expr] = match part {
        Expr::OneOf(any) if any.len() <= 2 => any,
        part => std::slice::from_ref(part),
    };
    let each = tests.iter().map(|test| match test {
        Expr::Test(test) => Some(keys(test)).filter(|keys| !keys.is_empty()),
        _ => None,
    });
    let each: Option<Vec<_>> = each.collect();
    each.map(|each| each.concat())
}

/// All that a test lets through; none where it is of no set.
fn keys(test: &Test) -> Vec<Key<'_>> {
    match test {
        Test::AssigneeIs(user) => vec![Key::Assignee(*user)],
        Test::AssigneeIn(people) => people.iter().copied().map(Key::Assignee).collect(),
        Test::AssigneeGroupIn(groups) => groups.iter().copied().map(Key::AssigneeGroup).collect(),
        Test::StateIn(states) => states.iter().copied().map(Key::State).collect(),
        Test::GroupIn(groups) => groups.iter().copied().map(Key::Group).collect(),
        Test::InNoGroup => vec![Key::NoGroup],
        Test::SiteIn(sites) => sites.iter().copied().map(Key::Site).collect(),
        Test::QuestionnaireIn(wanted) => wanted.iter().copied().map(Key::Questionnaire).collect(),
        Test::ChannelIn(channels) => channels.iter().map(Key::Channel).collect(),
        Test::OrganizationIn(companies) => {
            companies.iter().copied().map(Key::Organization).collect()
        }
        Test::AssigneeIsOtherThan(_)
        | Test::NobodyAssigned
        | Test::OfferedTo(_)
        | Test::Participant(_)
        | Test::Mentioned(_)
        | Test::SubstituteIs(_)
        | Test::CreatorIs(_)
        | Test::RequesterIs(_)
        | Test::Copied(_)
        | Test::PrivacyIs(_)
        | Test::Kept
        | Test::Is(_)
        | Test::GuestEpochIs(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
