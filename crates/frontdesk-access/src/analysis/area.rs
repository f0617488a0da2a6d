//! Part of all objects, described by scopes.

use std::collections::BTreeSet;
use std::fmt;

use frontdesk_model::{Memberships, Relation, TenantId};
use serde::Serialize;

use super::facts::{Facts, ObjectGroup};
use crate::permission::ObjectKind;
use crate::resource::Resource;
use crate::scope::{Among, Groups, Modules, Scope};
use crate::scopes::Scopes;

/// Some of all objects: those in a scope but for those in others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Area {
    /// They lie in this scope.
    pub scope: Scope,
    /// And in none of these.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub but_not: BTreeSet<Scope>,
    /// Whether it is all of them.
    pub extent: Extent,
    /// One of them.
    pub example: Facts,
}

/// How much of the objects in a scope is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// All of them.
    Whole,
    /// Some of them: no scopes say exactly which. The example is one.
    Part,
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.scope)?;
        if !self.but_not.is_empty() {
            let but_not: Vec<String> = self.but_not.iter().map(ToString::to_string).collect();
            write!(f, " but {}", but_not.join(" and "))?;
        }
        match self.extent {
            Extent::Whole => Ok(()),
            Extent::Part => write!(f, ", in part: {}", self.example),
        }
    }
}

/// Which objects are meant, and who looks at them.
pub(super) struct Meant<'a> {
    /// All kinds of objects.
    pub(super) cases: &'a [Facts],
    /// Those that are meant.
    pub(super) hits: &'a dyn Fn(&Facts) -> bool,
    /// The person's tenant.
    pub(super) tenant: TenantId,
    /// The lists that the scopes are read with.
    pub(super) lists: &'a Memberships,
    /// Scopes that may have what is not meant.
    pub(super) others: BTreeSet<Scope>,
}

/// Whether something of what is meant still is when it is changed so.
type Kept<'a> = &'a dyn Fn(&dyn Fn(&mut Facts) -> bool) -> bool;

impl Meant<'_> {
    /// The fewest of these scopes that one finds by taking the widest first, each narrowed to what
    /// is meant. Every object that is meant lies in one of the candidates.
    pub(super) fn areas(&self, candidates: BTreeSet<Scope>) -> Vec<Area> {
        let is_hit: Vec<bool> = self.cases.iter().map(self.hits).collect();
        let mut open: BTreeSet<usize> = (0..self.cases.len())
            .filter(|at| is_hit.get(*at) == Some(&true))
            .collect();
        if open.is_empty() {
            return Vec::new();
        }
        let mut wide: Vec<(usize, Scope, BTreeSet<usize>)> = Vec::new();
        for scope in candidates {
            let within = self.within(&scope);
            let hits: BTreeSet<usize> = within.intersection(&open).copied().collect();
            if !hits.is_empty() {
                wide.push((usize::MAX - hits.len(), scope, hits));
            }
        }
        wide.sort();
        let mut areas = Vec::new();
        for (_, scope, hits) in wide {
            let Some(example) = hits.intersection(&open).next().copied() else {
                continue;
            };
            areas.extend(self.area(scope, &hits, example));
            open.retain(|at| !hits.contains(at));
        }
        areas.sort();
        areas
    }

    fn area(&self, scope: Scope, hits: &BTreeSet<usize>, example: usize) -> Option<Area> {
        let scope = self.narrowed(scope, hits);
        let within = self.within(&scope);
        let mut beside: BTreeSet<usize> = within.difference(hits).copied().collect();
        let mut but_not = BTreeSet::new();
        for other in &self.others {
            let taken = self.within(other);
            if taken.is_disjoint(hits) && !taken.is_disjoint(&beside) {
                beside.retain(|at| !taken.contains(at));
                but_not.insert(other.clone());
            }
        }
        let extent = match beside.is_empty() {
            true => Extent::Whole,
            false => Extent::Part,
        };
        Some(Area {
            scope,
            but_not,
            extent,
            example: self.cases.get(example)?.clone(),
        })
    }

    /// The objects in a scope, by number.
    fn within(&self, scope: &Scope) -> BTreeSet<usize> {
        let within = |facts: &Facts| self.covers(scope, facts);
        let found = self.cases.iter().enumerate().filter(|(_, f)| within(f));
        found.map(|(at, _)| at).collect()
    }

    fn covers(&self, scope: &Scope, facts: &Facts) -> bool {
        covers(scope, self.lists, &facts.seen_by(self.tenant, self.lists))
    }

    /// The scope with only those of the named things that are meant, if that leaves nothing out.
    fn narrowed(&self, scope: Scope, hits: &BTreeSet<usize>) -> Scope {
        let lists = self.lists;
        let mut narrow = scope.clone();
        let hit: Vec<&Facts> = hits.iter().filter_map(|at| self.cases.get(*at)).collect();
        let kept = |put: &dyn Fn(&mut Facts) -> bool| {
            hit.iter().any(|facts| {
                let mut facts = (*facts).clone();
                put(&mut facts) && (self.hits)(&facts)
            })
        };
        if let Some(sites) = &mut narrow.sites {
            keep(sites, &lists.sites, |site| {
                kept(&|facts| facts.site.replace(*site).is_some())
            });
        }
        if let Some(wanted) = &mut narrow.questionnaires {
            keep(wanted, &lists.questionnaires, |one| {
                kept(&|facts| facts.questionnaire.replace(*one).is_some())
            });
        }
        if let Some(channels) = &mut narrow.channels {
            keep(channels, &lists.channels, |channel| {
                kept(&|facts| facts.channel.replace(channel.clone()).is_some())
            });
        }
        if let Some(people) = &mut narrow.people {
            keep(people, &lists.overseen_people, |person| {
                hit.iter().any(|facts| facts.person == Some(*person))
                    || kept(&|facts| {
                        let own = [Relation::Own, Relation::Myself];
                        let other = own.iter().all(|own| !facts.relations.contains(own));
                        other && facts.person.replace(*person).is_some()
                    })
            });
        }
        if let Some(groups) = &mut narrow.assignee_groups {
            keep(groups, &lists.overseen_groups, |group| {
                kept(&|facts| facts.assignee_groups.replace([*group].into()).is_some())
            });
        }
        if let Some(modules) = &mut narrow.modules {
            let names = modules.names(lists);
            let left: BTreeSet<_> = names
                .iter()
                .filter(|name| kept(&|facts| facts.module.replace((*name).clone()).is_some()))
                .cloned()
                .collect();
            if left != *names {
                *modules = Modules::These(left);
            }
        }
        if let Some(groups) = &mut narrow.groups {
            self.narrow_groups(groups, &kept);
        }
        if let Some(states) = &mut narrow.states {
            states.retain(|state| hit.iter().any(|facts| facts.state == Some(*state)));
        }
        if let Some(origins) = &mut narrow.origin {
            origins.retain(|origin| hit.iter().any(|facts| facts.origin == Some(*origin)));
        }
        let complete = hit.iter().all(|facts| self.covers(&narrow, facts));
        if complete { narrow } else { scope }
    }

    fn narrow_groups(&self, groups: &mut Groups, kept: Kept<'_>) {
        let all = resolved(groups, self.lists);
        let left: BTreeSet<_> = all
            .these
            .iter()
            .filter(|group| {
                kept(&|facts| match &mut facts.groups {
                    Some(ObjectGroup::One(one)) => {
                        *one = **group;
                        true
                    }
                    Some(ObjectGroup::Several(several)) => {
                        *several = [**group].into();
                        true
                    }
                    Some(ObjectGroup::None) | None => false,
                })
            })
            .copied()
            .collect();
        let none = groups.none && kept(&|facts| facts.groups == Some(ObjectGroup::None));
        if left != all.these {
            *groups = Groups {
                these: left,
                mine: false,
                none,
            };
        }
        groups.none = none;
    }
}

/// Keeps those that are meant; what loses nothing keeps its name.
fn keep<T: Ord + Clone>(among: &mut Among<T>, mine: &BTreeSet<T>, is_meant: impl Fn(&T) -> bool) {
    let all = among.resolve(mine);
    let left: BTreeSet<T> = all.iter().filter(|one| is_meant(one)).cloned().collect();
    if left != *all {
        *among = Among::These(left);
    }
}

/// Whether an object lies in a scope for somebody with these lists.
pub(super) fn covers(scope: &Scope, lists: &Memberships, resource: &Resource<'_>) -> bool {
    // Of the actor a scope reads nothing but the lists.
    let actor = frontdesk_model::Actor {
        tenant: resource.tenant,
        id: frontdesk_model::ActorId::User(frontdesk_model::UserId::from_number(1)),
        memberships: lists,
    };
    scope.covers(&actor, resource)
}

/// At most so many combinations of scopes are tried for words.
const MOST_WORDS: usize = 256;

/// Scopes that together have all that somebody holds: those of the right, met with those of each
/// prerequisite where a scope can say both.
pub(super) fn wordings(scopes: &Scopes) -> BTreeSet<Scope> {
    let Some(kind) = scopes.object else {
        return BTreeSet::new();
    };
    let mut alternatives = scopes.all_of.iter();
    let mut words = alternatives.next().cloned().unwrap_or_default();
    for needed in alternatives {
        if words.len().saturating_mul(needed.len()) > MOST_WORDS {
            return words;
        }
        words = words
            .iter()
            .flat_map(|word| {
                let both = move |other| meet(word, other, &scopes.memberships, kind);
                needed
                    .iter()
                    .map(move |o| both(o).unwrap_or_else(|| word.clone()))
            })
            .collect();
    }
    words
}

/// The scope that says both, if one can.
fn meet(one: &Scope, other: &Scope, lists: &Memberships, kind: ObjectKind) -> Option<Scope> {
    let sets = matches!(kind, ObjectKind::User | ObjectKind::Host(_));
    Some(Scope {
        relation: match (one.relation, other.relation) {
            (Relation::Any, relation) | (relation, Relation::Any) => relation,
            (a, b) if a == b => a,
            (Relation::Unassigned, Relation::MyGroupQueue)
            | (Relation::MyGroupQueue, Relation::Unassigned)
                if !matches!(kind, ObjectKind::Host(_)) =>
            {
                Relation::MyGroupQueue
            }
            _ => return None,
        },
        groups: both(&one.groups, &other.groups, |a, b| {
            let (a, b) = (resolved(a, lists), resolved(b, lists));
            (!sets).then(|| Groups {
                these: a.these.intersection(&b.these).copied().collect(),
                mine: false,
                none: a.none && b.none,
            })
        })?,
        people: both(&one.people, &other.people, |a, b| {
            Some(among(a, b, &lists.overseen_people))
        })?,
        assignee_groups: both(&one.assignee_groups, &other.assignee_groups, |_, _| None)?,
        sites: both(&one.sites, &other.sites, |a, b| {
            Some(among(a, b, &lists.sites))
        })?,
        questionnaires: both(&one.questionnaires, &other.questionnaires, |a, b| {
            Some(among(a, b, &lists.questionnaires))
        })?,
        channels: both(&one.channels, &other.channels, |a, b| {
            Some(among(a, b, &lists.channels))
        })?,
        states: both(&one.states, &other.states, |a, b| Some(a & b))?,
        modules: both(&one.modules, &other.modules, |a, b| {
            Some(Modules::These(a.names(lists) & b.names(lists)))
        })?,
        origin: both(&one.origin, &other.origin, |a, b| Some(a & b))?,
        // What is open and private is nothing.
        privacy: both(&one.privacy, &other.privacy, |_, _| None)?,
    })
}

/// A dimension of both: an unset one is no condition. `None`: no scope says it.
fn both<T: Clone + PartialEq>(
    one: &Option<T>,
    other: &Option<T>,
    common: impl FnOnce(&T, &T) -> Option<T>,
) -> Option<Option<T>> {
    match (one, other) {
        (None, set) | (set, None) => Some(set.clone()),
        (Some(a), Some(b)) if a == b => Some(Some(a.clone())),
        (Some(a), Some(b)) => common(a, b).map(Some),
    }
}

fn among<T: Ord + Clone>(a: &Among<T>, b: &Among<T>, mine: &BTreeSet<T>) -> Among<T> {
    Among::These(a.resolve(mine) & b.resolve(mine))
}

/// The groups that are meant, given the lists on the record.
fn resolved(groups: &Groups, lists: &Memberships) -> Groups {
    let mut these = groups.these.clone();
    if groups.mine {
        these.extend(&lists.groups);
    }
    Groups {
        these,
        mine: false,
        none: groups.none,
    }
}

/// The scope with the lists of one record written out, for whoever has other lists.
pub(super) fn written_out(scope: &Scope, lists: &Memberships, kind: ObjectKind) -> Scope {
    let mut scope = scope.clone();
    let is_host = matches!(kind, ObjectKind::Host(_));
    if scope.relation == Relation::MyGroupQueue && !is_host {
        scope.relation = Relation::Unassigned;
        let mine = Groups {
            mine: true,
            ..Groups::default()
        };
        let groups = scope.groups.take().map_or_else(
            || resolved(&mine, lists),
            |groups| {
                let groups = resolved(&groups, lists);
                Groups {
                    these: &groups.these & &lists.groups,
                    mine: false,
                    none: false,
                }
            },
        );
        scope.groups = Some(groups);
    }
    scope.groups = scope.groups.map(|groups| resolved(&groups, lists));
    out(&mut scope.people, &lists.overseen_people);
    out(&mut scope.assignee_groups, &lists.overseen_groups);
    out(&mut scope.sites, &lists.sites);
    out(&mut scope.questionnaires, &lists.questionnaires);
    out(&mut scope.channels, &lists.channels);
    scope.modules = scope
        .modules
        .map(|modules| Modules::These(modules.names(lists).clone()));
    scope
}

fn out<T: Ord + Clone>(among: &mut Option<Among<T>>, mine: &BTreeSet<T>) {
    if let Some(among) = among {
        *among = Among::These(among.resolve(mine).clone());
    }
}
