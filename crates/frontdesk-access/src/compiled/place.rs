//! Scopes over numbers in the place of ids, and the one rule of covering.

use frontdesk_model::{Id, Kind, Relations, UserId};

use super::lists::{List, Lists, Names};
use super::numbers::{NumberSet, Numbers, OneKind};
use crate::permission::ObjectKind;
use crate::resource::{Dimensions, ObjectGroups, Resource};
use crate::scope::{Among, Modules, Scope};

/// A scope that grants share. Two with one number are one scope.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) number: u64,
    /// As it was written.
    pub(super) scope: Scope,
    relation: Relations,
    /// Whether the relation is all that it asks for.
    bare: bool,
    sets: Sets,
}

/// The dimensions that name ids, as numbers.
#[derive(Debug)]
struct Sets {
    groups: Option<GroupSet>,
    people: Option<Set>,
    assignee_groups: Option<Set>,
    sites: Option<Set>,
    questionnaires: Option<Set>,
    /// Whether a dimension is set that does not name ids: channels, states, modules, origin,
    /// privacy.
    others: bool,
}

#[derive(Debug)]
struct GroupSet {
    these: NumberSet,
    mine: bool,
    none: bool,
}

#[derive(Debug)]
enum Set {
    These(NumberSet),
    Mine,
}

/// A person's lists with the numbers of what is asked about.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) lists: &'a Lists,
    pub(super) numbers: &'a Numbers,
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
    pub(super) fn new(number: u64, scope: Scope, numbers: &mut Numbers) -> Self {
        let others = scope.channels.is_some()
            || scope.states.is_some()
            || scope.modules.is_some()
            || scope.origin.is_some()
            || scope.privacy.is_some();
        let sets = Sets {
            groups: scope.groups.as_ref().map(|groups| GroupSet {
                these: numbers.groups.set(&groups.these),
                mine: groups.mine,
                none: groups.none,
            }),
            people: scope.people.as_ref().map(|s| set(s, &mut numbers.people)),
            assignee_groups: scope
                .assignee_groups
                .as_ref()
                .map(|s| set(s, &mut numbers.groups)),
            sites: scope.sites.as_ref().map(|s| set(s, &mut numbers.sites)),
            questionnaires: scope
                .questionnaires
                .as_ref()
                .map(|s| set(s, &mut numbers.questionnaires)),
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
    pub(super) fn covers(&self, object: Object<'_>, known: Known<'_>) -> bool {
        object.relations().contains(self.relation)
            && match object.is_section() {
                true => self.is_any(),
                false => self.bare || self.within(object, known),
            }
    }

    /// Whether it is everywhere.
    pub(super) fn is_any(&self) -> bool {
        self.bare && self.relation == Relations::ANY
    }

    #[inline]
    fn within(&self, object: Object<'_>, known: Known<'_>) -> bool {
        let (sets, facts) = (&self.sets, object.facts());
        let Known { lists, numbers } = known;
        holds(&sets.sites, |set| {
            let fact = facts.and_then(|f| f.site);
            set.has(numbers.sites.of(fact), lists.sites())
        }) && holds(&sets.groups, |set| set.touch(object, known))
            && holds(&sets.people, |set| {
                set.has(numbers.people.of(object.person()), lists.overseen_people())
            })
            && holds(&sets.assignee_groups, |set| {
                let of = facts.and_then(|f| f.assignee_groups);
                of.is_some_and(|of| {
                    of.iter().any(|group| {
                        let number = numbers.groups.of(Some(*group));
                        set.has(number, lists.overseen_groups())
                    })
                })
            })
            && holds(&sets.questionnaires, |set| {
                let fact = facts.and_then(|f| f.questionnaire);
                set.has(numbers.questionnaires.of(fact), lists.questionnaires())
            })
            && (!sets.others || self.within_others(facts, lists.names()))
    }

    /// The dimensions that are not about ids.
    fn within_others(&self, facts: Option<&Dimensions<'_>>, names: Option<&Names>) -> bool {
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
        }) && holds(&scope.privacy, |wanted| {
            facts.and_then(|f| f.privacy) == Some(*wanted)
        })
    }
}

/// An unset dimension is no condition.
fn holds<T>(dimension: &Option<T>, of: impl FnOnce(&T) -> bool) -> bool {
    dimension.as_ref().is_none_or(of)
}

impl GroupSet {
    fn touch(&self, object: Object<'_>, known: Known<'_>) -> bool {
        let mine = known.lists.groups();
        let has = |group| {
            let number = known.numbers.groups.of(Some(group));
            number.is_some_and(|n| self.these.has(n) || (self.mine && mine.has(n)))
        };
        match object {
            Object::Section => false,
            Object::OwnRecord(_) => {
                mine.meets(self.these.as_list()) || (self.mine && mine.meets(mine))
            }
            Object::Given(resource) => match resource.dimensions.groups {
                ObjectGroups::Unknown => false,
                ObjectGroups::Conversation(None) => self.none,
                ObjectGroups::Conversation(Some(group)) => has(group),
                ObjectGroups::Person(groups) => groups.iter().any(|group| has(*group)),
            },
        }
    }
}

impl Set {
    /// A missing fact is in none, and so is one that nobody's list or scope names.
    #[inline]
    fn has(&self, fact: Option<u32>, mine: List<'_>) -> bool {
        fact.is_some_and(|fact| match self {
            Self::These(these) => these.has(fact),
            Self::Mine => mine.has(fact),
        })
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

    /// A section has no facts, whatever a host gives with it.
    fn is_section(self) -> bool {
        match self {
            Self::Given(resource) => resource.kind == ObjectKind::Section,
            Self::OwnRecord(_) => false,
            Self::Section => true,
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

fn set<K: Kind>(among: &Among<Id<K>>, numbers: &mut OneKind) -> Set {
    match among {
        Among::These(these) => Set::These(numbers.set(these)),
        Among::Mine => Set::Mine,
    }
}
