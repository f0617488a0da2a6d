//! Grants, with what they need or without, and restrictions.

use std::collections::BTreeSet;

use frontdesk_access::{
    Among, Gives, Grant, Groups, Modules, ObjectKind, Permission, Restriction, RestrictionId,
    Scope, Section,
};
use frontdesk_model::{ConversationState, Privacy, Relation};

use super::chance::Chance;
use super::pools;
use crate::record;
use crate::rights::{Right, Rights};

/// Whose rights are made, and which there are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms<'a> {
    pub(super) rights: &'a Rights,
    pub(super) whose: Whose,
}

/// Staff and customers stand in other relations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    Staff,
    Customers,
}

/// Any right with what it needs; now and then every right, or one that cannot be read.
pub(super) fn right(chance: &mut Chance, terms: Terms<'_>) -> Vec<Grant> {
    if chance.percent(4) {
        let about = chance.pick(&[ObjectKind::Section, ObjectKind::Conversation]);
        let scope = scope(chance, about, terms.whose);
        return vec![grant(chance, Gives::Every, scope)];
    }
    if chance.percent(3) {
        return vec![record::unread_grant()];
    }
    let permission = permission(chance, terms);
    whole(chance, terms, permission)
}

/// This right and, most times, each that it needs where it is needed.
pub(super) fn whole(chance: &mut Chance, terms: Terms<'_>, permission: Permission) -> Vec<Grant> {
    let rights = terms.rights;
    let about = object(rights, permission);
    let scope = scope(chance, about, terms.whose);
    let mut grants = vec![grant(chance, Gives::One(permission), scope.clone())];
    for needed in needs(rights, permission) {
        if chance.percent(91) {
            let at = match object(rights, needed) {
                // What the same object must satisfy, or more.
                kind if kind == about && chance.percent(70) => scope.clone(),
                // What one's own record satisfies.
                ObjectKind::User if about != ObjectKind::User => {
                    chance.pick(&[Scope::any(), Scope::of(Relation::Myself)])
                }
                _ => Scope::any(),
            };
            grants.push(grant(chance, Gives::One(needed), at));
        }
    }
    grants
}

fn grant(chance: &mut Chance, gives: Gives, scope: Scope) -> Grant {
    record::grant(gives, scope, pools::validity(chance, 17))
}

/// What a right is asked about. Of one that nobody declares nobody knows.
pub(super) fn object(rights: &Rights, permission: Permission) -> ObjectKind {
    rights
        .get(permission)
        .map_or(ObjectKind::Section, |right| right.object)
}

/// All that a right needs.
fn needs(rights: &Rights, permission: Permission) -> BTreeSet<Permission> {
    let mut all = BTreeSet::new();
    for needed in rights.get(permission).map_or(&[][..], |right| &right.needs) {
        all.insert(*needed);
        all.extend(needs(rights, *needed));
    }
    all
}

/// The rights of the catalogue, one after the other and again; three times the few that need a
/// right about another object, or one that needs a further one.
pub(super) fn in_turn(rights: &Rights, turn: usize) -> Permission {
    let far = |right: &&Right| {
        let mut needs = right.needs.iter().filter_map(|needed| rights.get(*needed));
        needs.any(|needed| needed.object != right.object || !needed.needs.is_empty())
    };
    let listed = rights.iter().filter(|right| !right.permission.is_host());
    let far = listed.clone().filter(far);
    let all: Vec<&Right> = listed.chain(far.clone()).chain(far).collect();
    all[turn % all.len()].permission
}

/// A right of the host's own that needs another of these, if there is one.
pub(super) fn of_host(chance: &mut Chance, rights: &Rights) -> Option<Permission> {
    let far = rights
        .iter()
        .filter(|right| right.needs.iter().any(|needed| needed.is_host()));
    chance.pick_any(&far.map(|right| right.permission).collect::<Vec<_>>())
}

/// Any right; half of the time one about an object that has many facts.
pub(super) fn permission(chance: &mut Chance, terms: Terms<'_>) -> Permission {
    if terms.whose == Whose::Customers && chance.percent(70) {
        return chance.pick(&[
            Permission::SURFACE_PORTAL,
            Permission::CONVERSATION_VIEW,
            Permission::CONVERSATION_REPLY,
            Permission::CONVERSATION_CLOSE,
            Permission::CONVERSATION_REOPEN,
            Permission::PROFILE_EDIT,
            Permission::PASSWORD_CHANGE,
        ]);
    }
    let all = terms.rights.iter().map(|right| right.permission);
    if chance.percent(35) {
        return chance.pick(&all.collect::<Vec<_>>());
    }
    if chance.percent(9) {
        // The host's own: declared, or not.
        return chance.pick(&pools::host_rights());
    }
    let kind = chance.weighted(&[
        (48, ObjectKind::Conversation),
        (16, ObjectKind::Section),
        (10, ObjectKind::User),
        (6, ObjectKind::Order),
        (8, ObjectKind::Request),
        (8, ObjectKind::Module),
        (6, ObjectKind::Site),
        (6, ObjectKind::NewOrder),
    ]);
    let of_kind = terms.rights.iter().filter(|right| right.object == kind);
    let of_kind: Vec<Permission> = of_kind.map(|right| right.permission).collect();
    chance.pick(&of_kind)
}

/// Where a right about this kind of object may hold; now and then where nothing can.
pub(super) fn scope(chance: &mut Chance, kind: ObjectKind, whose: Whose) -> Scope {
    let mut scope = Scope::of(relation(chance, kind, whose));
    if chance.percent(5) {
        scope = every_dimension(chance, scope, 15);
    }
    // Most objects have no group: not even "none" of them.
    let chats = matches!(kind, ObjectKind::Conversation | ObjectKind::Request);
    if !chats && chance.percent(5) {
        scope.groups = Some(groups(chance));
    }
    match kind {
        ObjectKind::Conversation | ObjectKind::Request => {
            conversation_dimensions(chance, scope, 11)
        }
        ObjectKind::User => {
            or_else(
                &mut scope.groups,
                chance.percent(25).then(|| groups(chance)),
            );
            let people = chance.percent(15).then(|| among(chance, &pools::users()));
            or_else(&mut scope.people, people);
            scope
        }
        ObjectKind::Site => {
            let sites = chance.percent(70).then(|| among(chance, &pools::sites()));
            or_else(&mut scope.sites, sites);
            scope
        }
        ObjectKind::Module => {
            or_else(
                &mut scope.modules,
                chance.percent(80).then(|| modules(chance)),
            );
            scope
        }
        ObjectKind::Order | ObjectKind::NewOrder => {
            let origins = chance.percent(55).then(|| chance.few(&pools::ORIGINS));
            or_else(&mut scope.origin, origins);
            scope
        }
        // A host states the relations of its objects; here it knows their site.
        ObjectKind::Host(_) => {
            if chance.percent(50) {
                scope.relation = chance.pick(&Relation::ALL);
            }
            let sites = chance.percent(40).then(|| among(chance, &pools::sites()));
            or_else(&mut scope.sites, sites);
            scope
        }
        ObjectKind::Section => scope,
    }
}

fn or_else<T>(dimension: &mut Option<T>, other: Option<T>) {
    if dimension.is_none() {
        *dimension = other;
    }
}

fn relation(chance: &mut Chance, kind: ObjectKind, whose: Whose) -> Relation {
    if chance.percent(3) {
        return chance.pick(&Relation::ALL);
    }
    let conversation = matches!(kind, ObjectKind::Conversation | ObjectKind::Request);
    let of = match (kind, whose) {
        (_, Whose::Staff) if conversation => &[
            Relation::Any,
            Relation::Any,
            Relation::Own,
            Relation::Participating,
            Relation::Created,
            Relation::Unassigned,
            Relation::OfferedToMe,
            Relation::MyGroupQueue,
            Relation::ColleagueInWork,
            Relation::Mentioned,
            Relation::Substitute,
            Relation::Substitute,
        ][..],
        (_, Whose::Customers) if conversation => &[
            Relation::Requester,
            Relation::Requester,
            Relation::RequesterOrganization,
            Relation::RequesterOrganization,
            Relation::Copied,
            Relation::Copied,
            Relation::Any,
        ],
        (ObjectKind::User, _) => &[Relation::Any, Relation::Myself],
        (ObjectKind::Order, Whose::Staff) => &[Relation::Any, Relation::Created],
        _ => &[Relation::Any],
    };
    chance.pick(of)
}

fn conversation_dimensions(chance: &mut Chance, mut scope: Scope, times: usize) -> Scope {
    scope.groups = chance.percent(times).then(|| groups(chance));
    // Most relations leave nobody or one person in question.
    let assignee = matches!(
        scope.relation,
        Relation::Any
            | Relation::ColleagueInWork
            | Relation::Participating
            | Relation::Created
            | Relation::Mentioned
            | Relation::Substitute
    );
    if assignee || chance.percent(20) {
        let (users, of_groups) = (pools::users(), pools::groups());
        scope.people = chance.percent(times).then(|| among(chance, &users));
        scope.assignee_groups = chance.percent(times).then(|| among(chance, &of_groups));
    }
    scope.sites = chance
        .percent(times)
        .then(|| among(chance, &pools::sites()));
    scope.questionnaires = chance
        .percent(times)
        .then(|| among(chance, &pools::questionnaires()));
    scope.channels = chance
        .percent(times)
        .then(|| among(chance, &pools::channels()));
    scope.states = chance.percent(times).then(|| states(chance));
    scope.privacy = chance.percent(times).then(|| chance.pick(&Privacy::ALL));
    scope
}

/// Dimensions that the kind of object may not have.
fn every_dimension(chance: &mut Chance, scope: Scope, times: usize) -> Scope {
    let mut scope = conversation_dimensions(chance, scope, times);
    scope.modules = chance.percent(times).then(|| modules(chance));
    scope.origin = chance.percent(times).then(|| chance.few(&pools::ORIGINS));
    scope
}

fn groups(chance: &mut Chance) -> Groups {
    let mut groups = Groups::default();
    match chance.below(8) {
        0..3 => groups.these = chance.few(&pools::groups()),
        3..5 => groups.mine = true,
        5..7 => groups.none = true,
        _ => {
            groups.these = chance.few(&pools::groups());
            groups.mine = chance.percent(50);
            groups.none = chance.percent(50);
        }
    }
    groups
}

fn among<T: Clone + Ord>(chance: &mut Chance, all: &[T]) -> Among<T> {
    if chance.percent(45) {
        return Among::Mine;
    }
    Among::These(chance.few(all))
}

fn modules(chance: &mut Chance) -> Modules {
    match chance.below(3) {
        0 => Modules::These(chance.few(&pools::modules())),
        1 => Modules::Mine,
        _ => Modules::CabinetSections,
    }
}

fn states(chance: &mut Chance) -> BTreeSet<ConversationState> {
    let mut states = chance.few(&ConversationState::ALL);
    if !states.is_empty() {
        states.extend(chance.few(&ConversationState::ALL));
    }
    states
}

/// A deny over rights of this person and sections, somewhere, for a time or not; now and then one
/// that cannot be read.
pub(super) fn restriction(
    chance: &mut Chance,
    terms: Terms<'_>,
    held: &[Permission],
) -> Restriction {
    let one = chance
        .pick_any(held)
        .unwrap_or_else(|| permission(chance, terms));
    let scope = match chance.below(10) {
        0..3 => Scope::any(),
        _ => scope(chance, object(terms.rights, one), terms.whose),
    };
    let id = RestrictionId::from_static(chance.pick(&["deny.some", "deny.more", "deny.most"]));
    let (mut permissions, mut sections) = (BTreeSet::new(), BTreeSet::new());
    match chance.below(100) {
        0..5 => return Restriction::deny_admin_panel(),
        5..10 => return Restriction::deny_cabinet(),
        10..15 => return record::unread_restriction(&id, scope),
        15 | 16 => return record::unreadable_restriction(),
        17..50 => {
            sections.insert(one.section());
            if chance.percent(20) {
                sections.insert(Section::Orders);
            }
        }
        _ => {
            permissions.insert(one);
            if chance.percent(30) {
                permissions.insert(permission(chance, terms));
            }
        }
    }
    let validity = pools::validity(chance, 45);
    let permissions = permissions.into_iter().collect();
    record::restriction(id, permissions, sections, scope, validity)
}
