//! The narrowest scope around one object.

use std::collections::BTreeSet;

use frontdesk_model::Relation;

use crate::permission::ObjectKind;
use crate::resource::{ObjectGroups, Resource};
use crate::scope::{Among, Groups, Modules, Scope};

/// The relations, those first that nothing else can stand for. `own` is who has it and
/// `colleague_in_work` who has it and the state: a scope with these facts loses nothing by naming
/// another relation, so they come after the others that may hold with them.
const NARROW_FIRST: [Relation; 11] = [
    Relation::Myself,
    Relation::OfferedToMe,
    Relation::Requester,
    Relation::Created,
    Relation::Participating,
    Relation::MyGroupQueue,
    Relation::RequesterOrganization,
    Relation::Unassigned,
    Relation::Own,
    Relation::ColleagueInWork,
    Relation::Any,
];

/// The narrowest scope that covers the object: the narrowest relation that holds and every fact that
/// is known. A section has no facts: only an unconditional grant answers for it. `None`: no relation
/// holds, so no scope covers it.
pub(super) fn narrowest_scope(resource: &Resource<'_>) -> Option<Scope> {
    if resource.kind == ObjectKind::Section {
        return resource.relations.has(Relation::Any).then(Scope::any);
    }
    let relation = NARROW_FIRST
        .into_iter()
        .find(|relation| resource.relations.has(*relation))?;
    let object = &resource.dimensions;
    let mut scope = Scope {
        relation,
        groups: groups(object.groups),
        people: object.person.map(one),
        assignee_groups: object.assignee_groups.and_then(first).map(one),
        sites: object.site.map(one),
        questionnaires: object.questionnaire.map(one),
        channels: object.channel.cloned().map(one),
        states: object.state.map(|state| [state].into()),
        modules: object
            .module
            .cloned()
            .map(|module| Modules::These([module].into())),
        origin: object.origin.map(|origin| [origin].into()),
    };
    leave_out_what_the_relation_says(&mut scope, resource.kind);
    Some(scope)
}

/// Who has one's own is oneself; what is offered is in that state. What a relation means to a host's
/// own kind only the host knows.
fn leave_out_what_the_relation_says(scope: &mut Scope, kind: ObjectKind) {
    if matches!(kind, ObjectKind::Host(_)) {
        return;
    }
    match scope.relation {
        Relation::Own | Relation::Myself => scope.people = None,
        Relation::OfferedToMe | Relation::ColleagueInWork => scope.states = None,
        Relation::Any
        | Relation::Participating
        | Relation::Created
        | Relation::Unassigned
        | Relation::MyGroupQueue
        | Relation::Requester
        | Relation::RequesterOrganization => {}
    }
}

/// Of several groups of a person one is enough and narrower than all: the first by id.
fn groups(groups: ObjectGroups<'_>) -> Option<Groups> {
    let named = match groups {
        ObjectGroups::Unknown => return None,
        ObjectGroups::Conversation(None) => return Some(Groups::without_group()),
        ObjectGroups::Conversation(Some(group)) => group,
        ObjectGroups::Person(groups) => first(groups)?,
    };
    Some(Groups {
        these: [named].into(),
        ..Groups::default()
    })
}

fn first<T: Ord + Copy>(of: &BTreeSet<T>) -> Option<T> {
    of.first().copied()
}

fn one<T: Ord>(fact: T) -> Among<T> {
    Among::These([fact].into())
}

/// Whether every object in one scope lies in the other, whoever asks, as far as the two scopes say
/// so themselves: a yes is certain.
pub(super) fn lies_within(inner: &Scope, outer: &Scope) -> bool {
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
