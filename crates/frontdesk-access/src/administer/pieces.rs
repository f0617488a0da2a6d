//! A grant taken apart: single elements, meetings of scopes, meetings of times.

use std::collections::BTreeSet;

use frontdesk_model::{GroupId, Memberships, Relation, Validity};

use super::cover::Whose;
use crate::grant::Grant;
use crate::scope::{Among, Groups, Modules, Scope};

/// More pieces than this a scope is not split into: then it stays whole.
const MOST_PIECES: usize = 1 << 10;

/// The scope as single elements of every finite set; together they are the scope. Symbolic sets are
/// the lists of whoever has the grant; those of anyone stay as they are.
pub(super) fn pieces(scope: &Scope, of: Whose<'_>) -> Vec<Scope> {
    let lists = match of {
        Whose::Record(holder) | Whose::TakenOver(holder) => Some(&holder.memberships),
        Whose::Anyone => None,
    };
    // Of an account that is taken over, the queues of its groups one by one.
    let queues = match of {
        Whose::TakenOver(holder) => with_queues(scope, &holder.memberships),
        Whose::Record(_) | Whose::Anyone => scope.clone(),
    };
    let scope = &queues;
    let mut pieces = Pieces(vec![scope.clone()]);
    if let Some(groups) = &scope.groups {
        pieces.split(single_groups(groups, lists), |piece, groups| {
            piece.groups = Some(groups);
        });
    }
    if let Some(people) = &scope.people {
        let singles = singles(people, lists.map(|lists| &lists.overseen_people));
        pieces.split(singles, |piece, people| piece.people = Some(people));
    }
    if let Some(groups) = &scope.assignee_groups {
        let singles = singles(groups, lists.map(|lists| &lists.overseen_groups));
        pieces.split(singles, |piece, groups| {
            piece.assignee_groups = Some(groups);
        });
    }
    if let Some(sites) = &scope.sites {
        let singles = singles(sites, lists.map(|lists| &lists.sites));
        pieces.split(singles, |piece, sites| piece.sites = Some(sites));
    }
    if let Some(wanted) = &scope.questionnaires {
        let singles = singles(wanted, lists.map(|lists| &lists.questionnaires));
        pieces.split(singles, |piece, wanted| piece.questionnaires = Some(wanted));
    }
    if let Some(channels) = &scope.channels {
        let singles = singles(channels, lists.map(|lists| &lists.channels));
        pieces.split(singles, |piece, channels| piece.channels = Some(channels));
    }
    if let Some(states) = &scope.states {
        pieces.split(states.iter().copied(), |piece, state| {
            piece.states = Some(BTreeSet::from([state]));
        });
    }
    if let Some(modules) = &scope.modules {
        pieces.split(single_modules(modules, lists), |piece, modules| {
            piece.modules = Some(modules);
        });
    }
    if let Some(origins) = &scope.origin {
        pieces.split(origins.iter().copied(), |piece, origin| {
            piece.origin = Some(BTreeSet::from([origin]));
        });
    }
    match pieces.0.len() > MOST_PIECES {
        true => vec![scope.clone()],
        false => pieces.0,
    }
}

/// What both scopes cover, for whoever reads them with these lists. Where no scope can say it, the
/// first of the two, which covers that and more.
pub(super) fn meeting(first: &Scope, second: &Scope, lists: &Memberships) -> Scope {
    Scope {
        relation: match first.relation {
            Relation::Any => second.relation,
            relation => relation,
        },
        // One person may be in a group of the one and in a group of the other: no set of groups says
        // both.
        groups: first.groups.clone().or_else(|| second.groups.clone()),
        assignee_groups: either(&first.assignee_groups, &second.assignee_groups),
        people: meet(&first.people, &second.people, &lists.overseen_people),
        sites: meet(&first.sites, &second.sites, &lists.sites),
        questionnaires: meet(
            &first.questionnaires,
            &second.questionnaires,
            &lists.questionnaires,
        ),
        channels: meet(&first.channels, &second.channels, &lists.channels),
        // What is open and private is nothing, and so is what is in none of the states.
        states: match (first.privacy, second.privacy) {
            (Some(a), Some(b)) if a != b => Some(BTreeSet::new()),
            _ => both(&first.states, &second.states),
        },
        modules: match (&first.modules, &second.modules) {
            (Some(a), Some(b)) => {
                let common = a.names(lists).intersection(b.names(lists));
                Some(Modules::These(common.cloned().collect()))
            }
            _ => either(&first.modules, &second.modules),
        },
        origin: both(&first.origin, &second.origin),
        privacy: either(&first.privacy, &second.privacy),
    }
}

/// The grant for the time in which both it and what it came with hold, if there is any.
pub(super) fn during(grant: &Grant, assigned: Validity) -> Option<Grant> {
    let own = grant.validity;
    let until = match (own.end(), assigned.end()) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, other) => one.or(other),
    };
    // No beginning is before every beginning.
    let validity = Validity::new(own.from().max(assigned.from()), until).ok()?;
    Some(Grant {
        validity,
        ..grant.clone()
    })
}

/// The queues of one's groups are read from a list, whether or not groups are named beside: of those
/// that are, the ones on the list.
pub(super) fn with_queues(scope: &Scope, lists: &Memberships) -> Scope {
    if scope.relation != Relation::MyGroupQueue {
        return scope.clone();
    }
    let named = |group: &&GroupId| {
        scope
            .groups
            .as_ref()
            .is_none_or(|groups| groups.mine || groups.these.contains(group))
    };
    Scope {
        groups: Some(Groups {
            these: lists.groups.iter().filter(named).copied().collect(),
            ..Groups::default()
        }),
        ..scope.clone()
    }
}

/// What a scope has been split into so far.
struct Pieces(Vec<Scope>);

impl Pieces {
    fn split<T: Clone>(
        &mut self,
        singles: impl IntoIterator<Item = T>,
        put: impl Fn(&mut Scope, T),
    ) {
        let singles: Vec<T> = singles.into_iter().collect();
        let mut pieces = Vec::new();
        for piece in &self.0 {
            for single in &singles {
                // One too many is enough to know that there are too many.
                if pieces.len() > MOST_PIECES {
                    break;
                }
                let mut piece = piece.clone();
                put(&mut piece, single.clone());
                pieces.push(piece);
            }
        }
        self.0 = pieces;
    }
}

fn single_groups(groups: &Groups, lists: Option<&Memberships>) -> Vec<Groups> {
    let mut these = groups.these.clone();
    let mut singles = Vec::new();
    if groups.mine {
        match lists {
            Some(lists) => these.extend(&lists.groups),
            None => singles.push(Groups {
                mine: true,
                ..Groups::default()
            }),
        }
    }
    if groups.none {
        singles.push(Groups::without_group());
    }
    singles.extend(these.into_iter().map(|group| Groups {
        these: BTreeSet::from([group]),
        ..Groups::default()
    }));
    singles
}

fn singles<T: Ord + Clone>(set: &Among<T>, mine: Option<&BTreeSet<T>>) -> Vec<Among<T>> {
    let these = match (set, mine) {
        (Among::These(these), _) => these,
        (Among::Mine, Some(mine)) => mine,
        (Among::Mine, None) => return vec![Among::Mine],
    };
    let single = |item: &T| Among::These(BTreeSet::from([item.clone()]));
    these.iter().map(single).collect()
}

fn single_modules(modules: &Modules, lists: Option<&Memberships>) -> Vec<Modules> {
    let these = match (modules, lists) {
        (Modules::These(these), _) => these,
        (symbolic, Some(lists)) => symbolic.names(lists),
        (symbolic, None) => return vec![symbolic.clone()],
    };
    let single = |module: &frontdesk_model::Module| Modules::These([module.clone()].into());
    these.iter().map(single).collect()
}

fn meet<T: Ord + Clone>(
    first: &Option<Among<T>>,
    second: &Option<Among<T>>,
    mine: &BTreeSet<T>,
) -> Option<Among<T>> {
    match (first, second) {
        (Some(a), Some(b)) => {
            let common = a.resolve(mine).intersection(b.resolve(mine));
            Some(Among::These(common.cloned().collect()))
        }
        _ => either(first, second),
    }
}

fn both<T: Ord + Clone>(
    first: &Option<BTreeSet<T>>,
    second: &Option<BTreeSet<T>>,
) -> Option<BTreeSet<T>> {
    match (first, second) {
        (Some(a), Some(b)) => Some(a.intersection(b).cloned().collect()),
        _ => either(first, second),
    }
}

fn either<T: Clone>(first: &Option<T>, second: &Option<T>) -> Option<T> {
    first.clone().or_else(|| second.clone())
}

/// Whether one of its sets is a list on the record of whoever has it.
pub(super) fn is_symbolic(scope: &Scope) -> bool {
    let mine = |groups: &Groups| groups.mine;
    scope.groups.as_ref().is_some_and(mine)
        || scope.people == Some(Among::Mine)
        || scope.assignee_groups == Some(Among::Mine)
        || scope.sites == Some(Among::Mine)
        || scope.questionnaires == Some(Among::Mine)
        || scope.channels == Some(Among::Mine)
        || matches!(
            scope.modules,
            Some(Modules::Mine | Modules::CabinetSections)
        )
}
