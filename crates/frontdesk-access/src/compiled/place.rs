//! Scopes and lists as sorted slices, and the one rule of covering over them.

use std::collections::BTreeSet;
use std::sync::Arc;

use frontdesk_model::{Channel, Id, Kind, Memberships, Module, Relations, UserId};

use crate::resource::{Dimensions, ObjectGroups, Resource};
use crate::scope::{Among, Groups, Modules, Scope};

/// A scope that grants share. Two with one number are one scope.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) number: u32,
    /// As it was written.
    pub(super) scope: Scope,
    relation: Relations,
    /// Whether the relation is all that it asks for.
    bare: bool,
    sets: Sets,
}

/// The dimensions that name ids, ready to be looked up.
#[derive(Debug)]
struct Sets {
    groups: Option<GroupSet>,
    people: Option<Set>,
    assignee_groups: Option<Set>,
    sites: Option<Set>,
    questionnaires: Option<Set>,
    /// Whether a dimension is set that does not name ids: channels, states, modules, origin.
    others: bool,
}

#[derive(Debug)]
struct GroupSet {
    these: Box<[u128]>,
    mine: bool,
    none: bool,
}

#[derive(Debug)]
enum Set {
    These(Box<[u128]>),
    Mine,
}

/// The lists of a person that symbolic sets read. Both `None` where nothing is there to be read.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    /// The ids, list after list and each list in order. The first number says where the first four
    /// end, so that one line of a cache often has both.
    ids: Option<Arc<[u128]>>,
    names: Option<Arc<Names>>,
}

/// The lists of ids, as they follow each other.
#[derive(Clone, Copy)]
enum List {
    Sites,
    Groups,
    Questionnaires,
    OverseenGroups,
    OverseenPeople,
}

#[derive(Debug)]
struct Names {
    channels: BTreeSet<Channel>,
    modules: BTreeSet<Module>,
    cabinet_sections: BTreeSet<Module>,
}

/// What a right is asked about.
#[derive(Clone, Copy, Debug)]
pub(super) enum Object<'a> {
    /// The object of the question.
    Given(&'a Resource<'a>),
    /// The record of whoever asks.
    OwnRecord(Option<UserId>),
    /// None.
    Section,
}

impl Place {
    pub(super) fn new(number: u32, scope: Scope) -> Self {
        let others = scope.channels.is_some()
            || scope.states.is_some()
            || scope.modules.is_some()
            || scope.origin.is_some();
        let sets = Sets {
            groups: scope.groups.as_ref().map(group_set),
            people: scope.people.as_ref().map(set),
            assignee_groups: scope.assignee_groups.as_ref().map(set),
            sites: scope.sites.as_ref().map(set),
            questionnaires: scope.questionnaires.as_ref().map(set),
            others,
        };
        let bare = Scope::of(scope.relation) == scope;
        Self {
            number,
            relation: scope.relation.flag(),
            bare,
            sets,
            scope,
        }
    }

    /// Whether the object lies within the scope for a person with these lists: the rule of
    /// [`Scope::covers`].
    #[inline]
    pub(super) fn covers(&self, object: Object<'_>, lists: Option<&Lists>) -> bool {
        object.relations().contains(self.relation) && (self.bare || self.within(object, lists))
    }

    /// Whether it is everywhere.
    pub(super) fn is_any(&self) -> bool {
        self.bare && self.relation == Relations::ANY
    }

    #[inline]
    fn within(&self, object: Object<'_>, lists: Option<&Lists>) -> bool {
        let (sets, facts) = (&self.sets, object.facts());
        holds(&sets.sites, |set| {
            set.has(facts.and_then(|f| f.site), list(lists, List::Sites))
        }) && holds(&sets.groups, |set| set.touch(object, lists))
            && holds(&sets.people, |set| {
                set.has(object.person(), list(lists, List::OverseenPeople))
            })
            && holds(&sets.assignee_groups, |set| {
                let mine = list(lists, List::OverseenGroups);
                let of = facts.and_then(|f| f.assignee_groups);
                of.is_some_and(|of| of.iter().any(|group| set.has(Some(*group), mine)))
            })
            && holds(&sets.questionnaires, |set| {
                let fact = facts.and_then(|f| f.questionnaire);
                set.has(fact, list(lists, List::Questionnaires))
            })
            && (!sets.others || self.within_others(facts, lists))
    }

    /// The dimensions that are not about ids.
    fn within_others(&self, facts: Option<&Dimensions<'_>>, lists: Option<&Lists>) -> bool {
        let names = lists.and_then(|l| l.names.as_deref());
        let scope = &self.scope;
        holds(&scope.channels, |set| {
            let fact = facts.and_then(|f| f.channel);
            fact.is_some_and(|channel| match set {
                Among::These(these) => these.contains(channel),
                Among::Mine => names.is_some_and(|n| n.channels.contains(channel)),
            })
        }) && holds(&scope.states, |states| {
            let fact = facts.and_then(|f| f.state);
            fact.is_some_and(|state| states.contains(&state))
        }) && holds(&scope.modules, |modules| {
            let fact = facts.and_then(|f| f.module);
            fact.is_some_and(|module| match modules {
                Modules::These(these) => these.contains(module),
                Modules::Mine => names.is_some_and(|n| n.modules.contains(module)),
                Modules::CabinetSections => {
                    names.is_some_and(|n| n.cabinet_sections.contains(module))
                }
            })
        }) && holds(&scope.origin, |origins| {
            let fact = facts.and_then(|f| f.origin);
            fact.is_some_and(|origin| origins.contains(&origin))
        })
    }
}

/// An unset dimension is no condition.
fn holds<T>(dimension: &Option<T>, of: impl FnOnce(&T) -> bool) -> bool {
    dimension.as_ref().is_none_or(of)
}

impl GroupSet {
    fn touch(&self, object: Object<'_>, lists: Option<&Lists>) -> bool {
        let mine = list(lists, List::Groups);
        let has = |group: u128| is_in(&self.these, group) || (self.mine && is_in(mine, group));
        match object {
            Object::Section => false,
            Object::OwnRecord(_) => mine.iter().any(|group| has(*group)),
            Object::Given(resource) => match resource.dimensions.groups {
                ObjectGroups::Unknown => false,
                ObjectGroups::Conversation(None) => self.none,
                ObjectGroups::Conversation(Some(group)) => has(bits(group)),
                ObjectGroups::Person(groups) => groups.iter().any(|group| has(bits(*group))),
            },
        }
    }
}

impl Set {
    /// A missing fact is in none.
    fn has<K: Kind>(&self, fact: Option<Id<K>>, mine: &[u128]) -> bool {
        let these = match self {
            Self::These(these) => these,
            Self::Mine => mine,
        };
        fact.is_some_and(|fact| is_in(these, bits(fact)))
    }
}

impl<'a> Object<'a> {
    const fn relations(self) -> Relations {
        match self {
            Self::Given(resource) => resource.relations,
            Self::OwnRecord(_) => Relations::ANY.union(Relations::MYSELF),
            Self::Section => Relations::ANY,
        }
    }

    const fn facts(self) -> Option<&'a Dimensions<'a>> {
        match self {
            Self::Given(resource) => Some(&resource.dimensions),
            Self::OwnRecord(_) | Self::Section => None,
        }
    }

    const fn person(self) -> Option<UserId> {
        match self {
            Self::Given(resource) => resource.dimensions.person,
            Self::OwnRecord(person) => person,
            Self::Section => None,
        }
    }
}

impl Lists {
    /// What symbolic sets read of a record.
    pub(super) fn of(memberships: &Memberships) -> Self {
        let Memberships {
            groups,
            sites,
            languages: _,
            questionnaires,
            channels,
            modules,
            cabinet_sections,
            overseen_groups,
            overseen_people,
            organizations: _,
        } = memberships;
        let names = (!channels.is_empty() || !modules.is_empty() || !cabinet_sections.is_empty())
            .then(|| {
                Arc::new(Names {
                    channels: channels.clone(),
                    modules: modules.clone(),
                    cabinet_sections: cabinet_sections.clone(),
                })
            });
        let lists = [
            sorted(sites),
            sorted(groups),
            sorted(questionnaires),
            sorted(overseen_groups),
            sorted(overseen_people),
        ];
        if lists.iter().all(|list| list.is_empty()) {
            return Self { ids: None, names };
        }
        let (mut ends, mut end) = (0_u128, 0_u32);
        for (at, list) in lists.iter().enumerate().take(4) {
            end = end.saturating_add(u32::try_from(list.len()).unwrap_or(u32::MAX));
            ends |= u128::from(end) << (32 * at);
        }
        let ids = [ends].into_iter().chain(lists.into_iter().flatten());
        Self {
            ids: Some(ids.collect()),
            names,
        }
    }

    #[inline]
    fn list(&self, list: List) -> &[u128] {
        let Some((ends, ids)) = self.ids.as_ref().and_then(|ids| ids.split_first()) else {
            return &[];
        };
        let end = |at: u32| (ends >> (32 * at)) as u32 as usize;
        let range = match list {
            List::Sites => ids.get(..end(0)),
            List::Groups => ids.get(end(0)..end(1)),
            List::Questionnaires => ids.get(end(1)..end(2)),
            List::OverseenGroups => ids.get(end(2)..end(3)),
            List::OverseenPeople => ids.get(end(3)..),
        };
        range.unwrap_or_default()
    }
}

fn list(lists: Option<&Lists>, list: List) -> &[u128] {
    lists.map_or(&[], |lists| lists.list(list))
}

fn set<K: Kind>(among: &Among<Id<K>>) -> Set {
    match among {
        Among::These(these) => Set::These(sorted(these)),
        Among::Mine => Set::Mine,
    }
}

fn group_set(groups: &Groups) -> GroupSet {
    GroupSet {
        these: sorted(&groups.these),
        mine: groups.mine,
        none: groups.none,
    }
}

fn sorted<K: Kind>(ids: &BTreeSet<Id<K>>) -> Box<[u128]> {
    ids.iter().map(|id| bits(*id)).collect()
}

/// Ids compare as their bits do.
fn bits<K: Kind>(id: Id<K>) -> u128 {
    id.uuid().as_u128()
}

/// Short lists are gone through, long ones halved.
#[inline]
fn is_in(sorted: &[u128], wanted: u128) -> bool {
    if sorted.len() <= 16 {
        return sorted.contains(&wanted);
    }
    sorted.binary_search(&wanted).is_ok()
}
