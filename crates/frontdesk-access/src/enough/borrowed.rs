//! Grants that are not made yet: what they would say, borrowed.

use std::collections::BTreeSet;

use frontdesk_model::{
    Channel, ConversationState, GroupId, Module, Privacy, QuestionnaireId, Relation, SiteId, UserId,
};

use crate::grant::Grant;
use crate::permission::Permission;
use crate::resource::Origin;
use crate::scope::{Among, Groups, Modules, Scope};

/// A [`Grant`] for good that would be enough, not made yet: it borrows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GrantRef<'a> {
    /// The right that it would give.
    pub permission: Permission,
    /// Where it would hold.
    pub scope: ScopeRef<'a>,
}

/// A [`Scope`] around one object or two that borrows what it names. The fields mean the same; a
/// symbolic set is in none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScopeRef<'a> {
    /// [`Scope::relation`]
    pub relation: Relation,
    /// [`Scope::groups`]; `None` among them: a conversation that lies in no group.
    pub groups: Option<OneOrTwo<Option<GroupId>>>,
    /// [`Scope::people`]
    pub people: Option<OneOrTwo<UserId>>,
    /// [`Scope::assignee_groups`]
    pub assignee_groups: Option<OneOrTwo<GroupId>>,
    /// [`Scope::sites`]
    pub sites: Option<OneOrTwo<SiteId>>,
    /// [`Scope::questionnaires`]
    pub questionnaires: Option<OneOrTwo<QuestionnaireId>>,
    /// [`Scope::channels`]
    pub channels: Option<OneOrTwo<&'a Channel>>,
    /// [`Scope::states`]
    pub states: Option<OneOrTwo<ConversationState>>,
    /// [`Scope::modules`]
    pub modules: Option<OneOrTwo<&'a Module>>,
    /// [`Scope::origin`]
    pub origin: Option<OneOrTwo<Origin>>,
    /// [`Scope::privacy`]
    pub privacy: Option<Privacy>,
}

/// What a fact is of one object, or of two: as many as a right is ever missing of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OneOrTwo<T> {
    /// The same of all.
    One(T),
    /// Two that differ, in their order.
    Two(T, T),
}

impl<'a> ScopeRef<'a> {
    /// Wherever this relation holds.
    pub(super) const fn of(relation: Relation) -> Self {
        Self {
            relation,
            groups: None,
            people: None,
            assignee_groups: None,
            sites: None,
            questionnaires: None,
            channels: None,
            states: None,
            modules: None,
            origin: None,
            privacy: None,
        }
    }
}

impl<T: Ord> OneOrTwo<T> {
    pub(super) fn of(one: T, other: T) -> Self {
        match one.cmp(&other) {
            std::cmp::Ordering::Less => Self::Two(one, other),
            std::cmp::Ordering::Equal => Self::One(one),
            std::cmp::Ordering::Greater => Self::Two(other, one),
        }
    }
}

impl<T: Copy> OneOrTwo<T> {
    /// The first, and the second if there is one.
    pub fn iter(self) -> impl Iterator<Item = T> {
        let (one, other) = match self {
            Self::One(one) => (one, None),
            Self::Two(one, other) => (one, Some(other)),
        };
        std::iter::once(one).chain(other)
    }
}

impl From<GrantRef<'_>> for Grant {
    fn from(grant: GrantRef<'_>) -> Self {
        Self::new(grant.permission, grant.scope.into())
    }
}

impl From<ScopeRef<'_>> for Scope {
    fn from(scope: ScopeRef<'_>) -> Self {
        let ScopeRef {
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
            relation,
            groups: groups.map(|of| Groups {
                these: of.iter().flatten().collect(),
                mine: false,
                none: of.iter().any(|group| group.is_none()),
            }),
            people: people.map(among),
            assignee_groups: assignee_groups.map(among),
            sites: sites.map(among),
            questionnaires: questionnaires.map(among),
            channels: channels.map(|of| Among::These(of.iter().cloned().collect())),
            states: states.map(set),
            modules: modules.map(|of| Modules::These(of.iter().cloned().collect())),
            origin: origin.map(set),
            privacy,
        }
    }
}

fn among<T: Ord + Copy>(of: OneOrTwo<T>) -> Among<T> {
    Among::These(set(of))
}

fn set<T: Ord + Copy>(of: OneOrTwo<T>) -> BTreeSet<T> {
    of.iter().collect()
}
