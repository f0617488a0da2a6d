//! The narrowest scope around one object, or two.

use std::collections::BTreeSet;

use frontdesk_model::{GroupId, Privacy, Relation, Relations};

use super::borrowed::{OneOrTwo, ScopeRef};
use crate::permission::ObjectKind;
use crate::resource::{Dimensions, ObjectGroups, Resource};
use crate::scope::{Among, Modules, Scope};

/// The relations, those first that nothing else can stand for. `own` is who has it and
/// `colleague_in_work` who has it and the state: a scope with these facts loses nothing by naming
/// another relation, so they come after the others that may hold with them.
const NARROW_FIRST: [Relation; 14] = [
    Relation::Myself,
    Relation::OfferedToMe,
    Relation::Requester,
    Relation::Copied,
    Relation::Created,
    Relation::Participating,
    Relation::Mentioned,
    Relation::Substitute,
    Relation::MyGroupQueue,
    Relation::RequesterOrganization,
    Relation::Unassigned,
    Relation::Own,
    Relation::ColleagueInWork,
    Relation::Any,
];

/// An object that a scope is narrowed around. In its facts the groups are not looked at: a person's
/// are wherever `G` finds them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Around<'a, G> {
    pub(crate) kind: ObjectKind,
    pub(crate) relations: Relations,
    pub(crate) facts: Dimensions<'a>,
    pub(crate) groups: GroupsOf<G>,
}

/// The groups of an object.
#[derive(Clone, Copy, Debug)]
pub(crate) enum GroupsOf<G> {
    Unknown,
    Conversation(Option<GroupId>),
    Person(G),
}

/// The groups of a person, however they are kept.
pub(crate) trait KeptGroups: Copy {
    fn has(self, group: GroupId) -> bool;

    /// The first by id of which this is true.
    fn first_that(self, of_which: impl Fn(GroupId) -> bool) -> Option<GroupId>;
}

impl<'a, G> Around<'a, G> {
    /// The object of a question, with the groups of a person kept otherwise.
    pub(crate) fn given(
        resource: &Resource<'a>,
        of: impl FnOnce(&'a BTreeSet<GroupId>) -> G,
    ) -> Self {
        Self {
            kind: resource.kind,
            relations: resource.relations,
            facts: resource.dimensions,
            groups: match resource.dimensions.groups {
                ObjectGroups::Unknown => GroupsOf::Unknown,
                ObjectGroups::Conversation(group) => GroupsOf::Conversation(group),
                ObjectGroups::Person(groups) => GroupsOf::Person(of(groups)),
            },
        }
    }

    /// Whether one scope covers both.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        narrowest_relation(self.kind, self.relations & other.relations).is_some()
    }
}

impl KeptGroups for &BTreeSet<GroupId> {
    fn has(self, group: GroupId) -> bool {
        self.contains(&group)
    }

    fn first_that(self, of_which: impl Fn(GroupId) -> bool) -> Option<GroupId> {
        self.iter().copied().find(|group| of_which(*group))
    }
}

/// The narrowest scope that covers one object, or two of one kind: the narrowest relation that holds
/// to each, and of every fact that is known of each what it is. A section has no facts: only an
/// unconditional grant answers for it. `None`: no relation holds to all, so no scope covers them.
pub(crate) fn narrowest_scope<'a, G: KeptGroups>(
    one: &Around<'a, G>,
    other: Option<&Around<'a, G>>,
) -> Option<ScopeRef<'a>> {
    let to_all = other.map_or(one.relations, |other| one.relations & other.relations);
    let mut scope = ScopeRef::of(narrowest_relation(one.kind, to_all)?);
    if one.kind == ObjectKind::Section {
        return Some(scope);
    }
    let facts = Facts {
        one: &one.facts,
        other: other.map(|other| &other.facts),
    };
    scope.groups = groups(one.groups, other.map(|other| other.groups));
    scope.people = facts.known(|object| object.person);
    scope.assignee_groups = facts.known(|object| object.assignee_groups?.first().copied());
    scope.sites = facts.known(|object| object.site);
    scope.questionnaires = facts.known(|object| object.questionnaire);
    scope.channels = facts.known(|object| object.channel);
    scope.states = facts.known(|object| object.state);
    scope.modules = facts.known(|object| object.module);
    scope.origin = facts.known(|object| object.origin);
    scope.privacy = facts.privacy();
    leave_out_what_the_relation_says(&mut scope, one.kind);
    Some(scope)
}

/// The narrowest of the relations that hold to an object of this kind: the one of its
/// [`narrowest_scope`].
pub(crate) fn narrowest_relation(kind: ObjectKind, relations: Relations) -> Option<Relation> {
    let holds = |relation: &Relation| relations.has(*relation);
    match kind {
        ObjectKind::Section => Some(Relation::Any).filter(holds),
        _ => NARROW_FIRST.into_iter().find(holds),
    }
}

/// What is known of one object, or of two.
#[derive(Clone, Copy)]
struct Facts<'o, 'a> {
    one: &'o Dimensions<'a>,
    other: Option<&'o Dimensions<'a>>,
}

impl<'a> Facts<'_, 'a> {
    /// What a fact is of each, if it is known of each.
    fn known<T: Ord>(self, fact: impl Fn(&Dimensions<'a>) -> Option<T>) -> Option<OneOrTwo<T>> {
        let one = fact(self.one)?;
        match self.other {
            None => Some(OneOrTwo::One(one)),
            Some(other) => Some(OneOrTwo::of(one, fact(other)?)),
        }
    }

    /// A scope asks for one of the two: where objects differ it can ask for neither.
    fn privacy(self) -> Option<Privacy> {
        match self.known(|object| object.privacy)? {
            OneOrTwo::One(privacy) => Some(privacy),
            OneOrTwo::Two(..) => None,
        }
    }
}

/// Who has one's own is oneself; what is offered is in that state. What a relation means to a host's
/// own kind only the host knows.
fn leave_out_what_the_relation_says(scope: &mut ScopeRef<'_>, kind: ObjectKind) {
    if matches!(kind, ObjectKind::Host(_)) {
        return;
    }
    match scope.relation {
        Relation::Own | Relation::Myself => scope.people = None,
        Relation::OfferedToMe | Relation::ColleagueInWork => scope.states = None,
        Relation::Any
        | Relation::Participating
        | Relation::Mentioned
        | Relation::Substitute
        | Relation::Created
        | Relation::Unassigned
        | Relation::MyGroupQueue
        | Relation::Requester
        | Relation::RequesterOrganization
        | Relation::Copied => {}
    }
}

/// Of several groups of a person one is enough and narrower than all: the first by id of those that
/// both people are in, or else the first of each.
fn groups<G: KeptGroups>(
    one: GroupsOf<G>,
    other: Option<GroupsOf<G>>,
) -> Option<OneOrTwo<Option<GroupId>>> {
    let first = |of: GroupsOf<G>| match of {
        GroupsOf::Unknown => None,
        GroupsOf::Conversation(group) => Some(group),
        GroupsOf::Person(groups) => groups.first_that(|_| true).map(Some),
    };
    let Some(other) = other else {
        return first(one).map(OneOrTwo::One);
    };
    if let (GroupsOf::Person(one), GroupsOf::Person(other)) = (one, other)
        && let Some(shared) = one.first_that(|group| other.has(group))
    {
        return Some(OneOrTwo::One(Some(shared)));
    }
    Some(OneOrTwo::of(first(one)?, first(other)?))
}

/// Whether every object in one scope lies in the other, whoever asks, as far as the two scopes say
/// so themselves: a yes is certain.
pub(crate) fn lies_within(inner: &Scope, outer: &Scope) -> bool {
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
    } = outer;
    let queue = inner.relation == Relation::MyGroupQueue && *relation == Relation::Unassigned;
    let related = *relation == Relation::Any || inner.relation == *relation || queue;
    related
        && within(&inner.groups, groups, |inner, outer| {
            inner.these.is_subset(&outer.these)
                && (!inner.mine || outer.mine)
                && (!inner.none || outer.none)
        })
        && within(&inner.people, people, among)
        && within(&inner.assignee_groups, assignee_groups, among)
        && within(&inner.sites, sites, among)
        && within(&inner.questionnaires, questionnaires, among)
        && within(&inner.channels, channels, among)
        && within(&inner.states, states, BTreeSet::is_subset)
        && within(&inner.modules, modules, |inner, outer| {
            match (inner, outer) {
                (Modules::These(inner), Modules::These(outer)) => inner.is_subset(outer),
                (Modules::These(inner), _) => inner.is_empty(),
                (inner, outer) => inner == outer,
            }
        })
        && within(&inner.origin, origin, BTreeSet::is_subset)
        && within(&inner.privacy, privacy, |inner, outer| inner == outer)
}

/// An unset dimension is wider than every set one.
fn within<T>(inner: &Option<T>, outer: &Option<T>, lies: impl FnOnce(&T, &T) -> bool) -> bool {
    match (inner, outer) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(inner), Some(outer)) => lies(inner, outer),
    }
}

fn among<T: Ord>(inner: &Among<T>, outer: &Among<T>) -> bool {
    match (inner, outer) {
        (Among::These(inner), Among::These(outer)) => inner.is_subset(outer),
        (Among::Mine, Among::Mine) => true,
        (Among::These(inner), Among::Mine) => inner.is_empty(),
        (Among::Mine, Among::These(_)) => false,
    }
}
