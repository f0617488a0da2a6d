//! Scopes kept so that one around another is found without going through all of them.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_model::Relation;

use crate::scope::Scope;

/// Scopes by what they speak of. A desk has thousands of scopes, and few ways of writing one.
#[derive(Debug)]
pub(super) struct Around<'a>(BTreeMap<Shape, BTreeSet<&'a Scope>>);

/// What a scope speaks of: its relation, and which dimensions are set, in the order of the fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Shape {
    relation: Relation,
    is_set: [bool; 10],
}

impl<'a> Around<'a> {
    /// These scopes.
    pub(super) fn new(scopes: &'a BTreeSet<Scope>) -> Self {
        let mut by_shape: BTreeMap<Shape, BTreeSet<&Scope>> = BTreeMap::new();
        for scope in scopes {
            by_shape.entry(Shape::of(scope)).or_default().insert(scope);
        }
        Self(by_shape)
    }

    /// Whether one of them asks nothing but what this scope asks too: whatever lies in this scope
    /// lies in that one. A yes is certain; a scope around it may also be one that names more.
    pub(super) fn has_around(&self, scope: &Scope) -> bool {
        self.0.iter().any(|(shape, scopes)| {
            let part = shape.part_of(scope);
            part.is_some_and(|part| scopes.contains(&part))
        })
    }
}

impl Shape {
    fn of(scope: &Scope) -> Self {
        let Scope {
            relation,
            groups,
            people,
            assignee_groups,
            sites,
            questionnaires,
            channels,
            states,
            modules,
            origin,
            privacy,
        } = scope;
        Self {
            relation: *relation,
            is_set: [
                groups.is_some(),
                people.is_some(),
                assignee_groups.is_some(),
                sites.is_some(),
                questionnaires.is_some(),
                channels.is_some(),
                states.is_some(),
                modules.is_some(),
                origin.is_some(),
                privacy.is_some(),
            ],
        }
    }

    /// What a scope says of these things alone. `None`: of one of them it says nothing.
    fn part_of(&self, scope: &Scope) -> Option<Scope> {
        let Self { relation, is_set } = *self;
        let [
            groups,
            people,
            assignee_groups,
            sites,
            questionnaires,
            channels,
            states,
            modules,
            origin,
            privacy,
        ] = is_set;
        let said = Self::of(scope).is_set;
        let says_all = is_set
            .iter()
            .zip(said)
            .all(|(wanted, said)| said || !wanted);
        let related = relation == Relation::Any || relation == scope.relation;
        (says_all && related).then(|| Scope {
            relation,
            groups: kept(&scope.groups, groups),
            people: kept(&scope.people, people),
            assignee_groups: kept(&scope.assignee_groups, assignee_groups),
            sites: kept(&scope.sites, sites),
            questionnaires: kept(&scope.questionnaires, questionnaires),
            channels: kept(&scope.channels, channels),
            states: kept(&scope.states, states),
            modules: kept(&scope.modules, modules),
            origin: kept(&scope.origin, origin),
            privacy: kept(&scope.privacy, privacy),
        })
    }
}

fn kept<T: Clone>(dimension: &Option<T>, is_kept: bool) -> Option<T> {
    dimension.as_ref().filter(|_| is_kept).cloned()
}
