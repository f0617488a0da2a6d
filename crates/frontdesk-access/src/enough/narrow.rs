//! The narrowest scope around one object.

use std::collections::BTreeSet;

use frontdesk_model::{GroupId, Relation};

use crate::permission::ObjectKind;
use crate::resource::{Dimensions, ObjectGroups, Resource};
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

/// The narrowest scope that covers all of these objects of one kind: the narrowest relation that
/// holds to each, and of every fact that is known of each what it is. A section has no facts: only an
/// unconditional grant answers for it. `None`: no relation holds to all, so no scope covers them.
pub(super) fn narrowest_scope(resources: &[&Resource<'_>]) -> Option<Scope> {
    let relation = narrowest_relation(resources)?;
    let kind = resources.first()?.kind;
    if kind == ObjectKind::Section {
        return Some(Scope::any());
    }
    let objects: Vec<Dimensions<'_>> = resources.iter().map(|r| r.dimensions).collect();
    let objects = objects.as_slice();
    let modules = facts(objects, |object| object.module.cloned());
    let mut scope = Scope {
        relation,
        groups: groups(objects),
        people: facts(objects, |object| object.person).map(Among::These),
        assignee_groups: facts(objects, |object| first(object.assignee_groups?)).map(Among::These),
        sites: facts(objects, |object| object.site).map(Among::These),
        questionnaires: facts(objects, |object| object.questionnaire).map(Among::These),
        channels: facts(objects, |object| object.channel.cloned()).map(Among::These),
        states: facts(objects, |object| object.state),
        modules: modules.map(Modules::These),
        origin: facts(objects, |object| object.origin),
    };
    leave_out_what_the_relation_says(&mut scope, kind);
    Some(scope)
}

/// The narrowest relation that holds to all of these objects of one kind: the one of their
/// [`narrowest_scope`].
pub(super) fn narrowest_relation(resources: &[&Resource<'_>]) -> Option<Relation> {
    let to_all = |relation: &Relation| resources.iter().all(|r| r.relations.has(*relation));
    match resources.first()?.kind {
        ObjectKind::Section => Some(Relation::Any).filter(to_all),
        _ => NARROW_FIRST.into_iter().find(to_all),
    }
}

/// What a fact is of each of the objects, if it is known of all.
fn facts<'a, T: Ord>(
    objects: &[Dimensions<'a>],
    fact: impl Fn(&Dimensions<'a>) -> Option<T>,
) -> Option<BTreeSet<T>> {
    objects.iter().map(fact).collect()
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

/// Of several groups of a person one is enough and narrower than all: the first by id of those that
/// all the people are in, or else the first of each.
fn groups(objects: &[Dimensions<'_>]) -> Option<Groups> {
    let mut groups = Groups::default();
    let mut of_people: Vec<&BTreeSet<GroupId>> = Vec::new();
    for object in objects {
        match object.groups {
            ObjectGroups::Unknown => return None,
            ObjectGroups::Conversation(None) => groups.none = true,
            ObjectGroups::Conversation(Some(group)) => drop(groups.these.insert(group)),
            ObjectGroups::Person(of) => of_people.push(of),
        }
    }
    let (one, others) = of_people.split_first().unzip();
    let in_all = |group: &&GroupId| others.into_iter().flatten().all(|of| of.contains(*group));
    match one.and_then(|one| one.iter().find(in_all)) {
        Some(shared) => drop(groups.these.insert(*shared)),
        None => {
            for of in of_people {
                groups.these.insert(first(of)?);
            }
        }
    }
    Some(groups)
}

fn first<T: Ord + Copy>(of: &BTreeSet<T>) -> Option<T> {
    of.first().copied()
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
