//! Records that no scope tells apart: who could do something to the one could do it to the other.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_model::{GroupId, UserId};

use super::place::Place;
use super::{Done, Most};
use crate::analysis::escalation::words::about_people;
use crate::directory::Directory;
use crate::scope::Among;

/// By what scopes of rights over people tell records apart.
#[derive(Debug)]
pub(super) struct Apart {
    /// Whom they name, or the lists that they read.
    named: BTreeSet<UserId>,
    /// Whether one looks at groups.
    by_groups: bool,
}

impl Apart {
    pub(super) fn of(directory: &Directory) -> Self {
        let mut apart = Self {
            named: BTreeSet::new(),
            by_groups: false,
        };
        for scope in about_people(directory) {
            apart.by_groups |= scope.groups.is_some();
            match &scope.people {
                Some(Among::These(people)) => apart.named.extend(people),
                Some(Among::Mine) => {
                    let lists = directory.holders().map(|holder| &holder.memberships);
                    let overseen = lists.flat_map(|lists| &lists.overseen_people);
                    apart.named.extend(overseen);
                }
                None => {}
            }
        }
        apart
    }
}

/// For each record the first that is like it, by number.
#[derive(Debug)]
pub(super) struct Alike(Vec<usize>);

/// All that these scopes may tell of a record.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Told<'m> {
    is_of_user: bool,
    named: Option<UserId>,
    groups: Option<&'m BTreeSet<GroupId>>,
    /// Whether the groups may come to be others.
    may_change: bool,
}

impl Alike {
    pub(super) fn of(most: &Most<'_>, done: &Done) -> Self {
        let Apart { named, by_groups } = &most.apart;
        let mut first: BTreeMap<Told<'_>, usize> = BTreeMap::new();
        let accounts = most.accounts.iter().enumerate();
        let first_of = accounts.map(|(number, account)| {
            let user = account.record.id.user();
            let told = Told {
                is_of_user: user.is_some(),
                named: user.filter(|user| named.contains(user)),
                groups: by_groups.then_some(&account.record.memberships.groups),
                may_change: most.lists_change(done, number),
            };
            *first.entry(told).or_insert(number)
        });
        Self(first_of.collect())
    }

    /// The place that stands for all that are like this one.
    pub(super) fn one_for(&self, place: Place) -> Place {
        match place {
            Place::Record { of, own } => Place::Record {
                of: self.0.get(of).copied().unwrap_or(of),
                own,
            },
            other => other,
        }
    }
}
