//! Every sequence of actions in a small world, taking included: slow and simple.

use std::collections::BTreeSet;

use frontdesk_access::analysis::Subject;
use frontdesk_access::{
    AdminAction, AdminRequest, Directory, Gives, Grant, Guard, Holder, MadeBy, Permission, Request,
    Restriction, RestrictionId, Role, RoleAssignment, Scope, Takeover,
};
use frontdesk_model::{ActorId, Standing, UserId};
use frontdesk_testkit::cast;

/// What can be given in a small world, and what is asked.
pub(super) struct Words {
    pub(super) grants: Vec<Grant>,
    pub(super) wanted: Permission,
    pub(super) about: Subject,
    /// Whether accounts are suspended and deleted: in some worlds, or there are too many states.
    pub(super) closing: bool,
    /// Whether people are restricted: in some worlds, likewise.
    pub(super) restricting: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// After so many steps.
    After(usize),
    /// Never: the space is closed.
    Never(Box<Ended>),
    /// There are more states than a test can look at.
    TooLarge,
}

/// All that was seen.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ended {
    pub(super) controlled: BTreeSet<ActorId>,
}

#[derive(Clone)]
struct World {
    desk: Directory,
    controlled: BTreeSet<ActorId>,
}

pub(super) fn search(
    desk: &Directory,
    from: ActorId,
    words: &Words,
    guard: Guard,
    most: usize,
) -> Answer {
    let start = World {
        desk: desk.clone(),
        controlled: BTreeSet::from([from]),
    };
    if holds(&start, words) {
        return Answer::After(0);
    }
    let mut all = start.controlled.clone();
    let mut seen = BTreeSet::from([key(&start)]);
    let mut layer = vec![start];
    let mut depth = 0;
    while !layer.is_empty() {
        depth += 1;
        let mut next = Vec::new();
        for world in &layer {
            for after in successors(world, words, guard) {
                if !seen.insert(key(&after)) {
                    continue;
                }
                if holds(&after, words) {
                    return Answer::After(depth);
                }
                if seen.len() > most {
                    return Answer::TooLarge;
                }
                all.extend(&after.controlled);
                next.push(after);
            }
        }
        layer = next;
    }
    Answer::Never(Box::new(Ended { controlled: all }))
}

fn holds(world: &World, words: &Words) -> bool {
    world.controlled.iter().any(|id| {
        let holder = world.desk.holder(*id).unwrap();
        let actor = holder.actor();
        let request = Request {
            holder,
            permission: words.wanted,
            resource: words.about.resource(&actor),
        };
        world.desk.catalogue().allows(&request, cast::noon())
    })
}

fn key(world: &World) -> String {
    let people: Vec<_> = world
        .desk
        .holders()
        .map(|h| {
            let roles: BTreeSet<_> = h.roles.iter().collect();
            let grants: BTreeSet<_> = h.grants.iter().collect();
            let restrictions: BTreeSet<_> = h.restrictions.iter().collect();
            let groups = &h.memberships.groups;
            format!(
                "{} {:?} {roles:?} {grants:?} {restrictions:?} {groups:?}",
                h.id, h.standing
            )
        })
        .collect();
    let roles: Vec<_> = world
        .desk
        .catalogue()
        .roles()
        .map(|r| {
            let grants: BTreeSet<_> = r.grants.iter().collect();
            format!("{} {grants:?} {:?}", r.id, r.may_assign)
        })
        .collect();
    format!("{:?} {people:?} {roles:?}", world.controlled)
}

fn successors(world: &World, words: &Words, guard: Guard) -> Vec<World> {
    let mut found = Vec::new();
    for actor in &world.controlled {
        for action in actions(world, words, *actor, guard) {
            let request = AdminRequest {
                actor: *actor,
                action: &action,
                guard,
            };
            let Ok(permit) = world.desk.administer(&request, cast::noon()) else {
                continue;
            };
            let mut after = world.clone();
            for event in permit.events.iter().chain(&permit.foreseen) {
                after.desk.apply(event).unwrap();
            }
            match &action {
                AdminAction::TakeOver { user, .. } => drop(after.controlled.insert(*user)),
                AdminAction::CreateUser { holder } => drop(after.controlled.insert(holder.id)),
                _ => {}
            }
            found.push(after);
        }
    }
    found
}

fn restriction(words: &Words) -> Restriction {
    let taken = [words.wanted].into_iter().collect();
    Restriction::taking(RestrictionId::from_static("deny.it"), taken, Scope::any())
}

fn actions(world: &World, words: &Words, actor: ActorId, guard: Guard) -> Vec<AdminAction> {
    let mut found = Vec::new();
    let catalogue = world.desk.catalogue();
    // Where no scope looks at groups, they make no difference.
    let mut on_record = world.desk.holders().flat_map(|h| catalogue.on_record(h));
    let of_roles = catalogue.roles().flat_map(|role| &role.grants);
    let looks_at_groups = on_record.any(|grant| grant.scope.groups.is_some())
        || of_roles
            .into_iter()
            .any(|grant| grant.scope.groups.is_some());
    for person in world.desk.holders() {
        let user = person.id;
        for by in [
            Takeover::ResetCredentials,
            Takeover::ChangeLogin,
            Takeover::Impersonate,
        ] {
            if !world.controlled.contains(&user) {
                found.push(AdminAction::TakeOver { user, by });
            }
        }
        match person.standing {
            Standing::Active if words.closing => {
                found.push(AdminAction::Suspend { user });
                found.push(AdminAction::Delete { user });
            }
            Standing::Active => {}
            _ => found.push(AdminAction::Restore { user }),
        }
        for grant in &words.grants {
            found.push(AdminAction::Grant {
                user,
                grant: grant.clone(),
            });
        }
        for grant in &person.grants {
            found.push(AdminAction::Revoke {
                user,
                grant: grant.clone(),
            });
        }
        for role in catalogue.roles() {
            found.push(AdminAction::AssignRole {
                user,
                assignment: RoleAssignment::new(role.id.clone()),
            });
        }
        for assignment in &person.roles {
            found.push(AdminAction::UnassignRole {
                user,
                assignment: assignment.clone(),
            });
        }
        if words.restricting {
            found.push(AdminAction::Restrict {
                user,
                restriction: restriction(words),
            });
        }
        for restriction in &person.restrictions {
            found.push(AdminAction::Lift {
                user,
                restriction: restriction.clone(),
            });
        }
        if !looks_at_groups {
            continue;
        }
        let mut lists = person.memberships.clone();
        if !lists.groups.remove(&cast::SALES) {
            lists.groups.insert(cast::SALES);
        }
        found.push(AdminAction::SetMemberships {
            user,
            memberships: Box::new(lists),
        });
    }
    for role in catalogue.roles() {
        found.push(AdminAction::DeleteRole {
            role: role.id.clone(),
        });
    }
    found.extend(saves(world, words));
    found.extend(creations(world, words, actor, guard));
    found
}

/// Each host's role with one right more or less, with all, and with none.
fn saves(world: &World, words: &Words) -> Vec<AdminAction> {
    let mut found = Vec::new();
    let catalogue = world.desk.catalogue();
    for before in catalogue.roles().filter(|r| r.made_by == MadeBy::Host) {
        let mut save = |grants: Vec<Grant>| {
            let role = Role {
                grants,
                ..before.clone()
            };
            found.push(AdminAction::SaveRole {
                role: Box::new(role),
            });
        };
        for grant in &words.grants {
            let mut grants = before.grants.clone();
            if !grants.contains(grant) {
                grants.push(grant.clone());
                save(grants);
            }
        }
        for grant in &before.grants {
            let mut grants = before.grants.clone();
            grants.retain(|held| held != grant);
            save(grants);
        }
        let mut grants = before.grants.clone();
        grants.extend(words.grants.iter().cloned());
        save(grants);
        save(Vec::new());
    }
    found
}

/// One account, bare or with what its maker can give.
fn creations(world: &World, words: &Words, actor: ActorId, guard: Guard) -> Vec<AdminAction> {
    let id = ActorId::User(UserId::from_number(900));
    if world.desk.holder(id).is_some() {
        return Vec::new();
    }
    let permitted = |record: &Holder| {
        let action = AdminAction::CreateUser {
            holder: Box::new(record.clone()),
        };
        let request = AdminRequest {
            actor,
            action: &action,
            guard,
        };
        world.desk.administer(&request, cast::noon()).is_ok()
    };
    let mut records = Vec::new();
    for groups in [Vec::new(), vec![cast::SALES]] {
        let mut bare = Holder::new(world.desk.tenant(), id);
        bare.memberships.groups.extend(groups);
        if !permitted(&bare) {
            continue;
        }
        let mut full = bare.clone();
        for grant in &words.grants {
            let mut one = bare.clone();
            one.grants.push(grant.clone());
            if permitted(&one) {
                full.grants.push(grant.clone());
                records.push(one);
            }
        }
        for role in world.desk.catalogue().roles() {
            let assignment = RoleAssignment::new(role.id.clone());
            let one = bare.clone().with_role(assignment);
            if permitted(&one) {
                full.roles.extend(one.roles.clone());
                records.push(one);
            }
        }
        records.extend([bare, full]);
    }
    let create = |record| AdminAction::CreateUser {
        holder: Box::new(record),
    };
    records.into_iter().map(create).collect()
}

/// A right over a scope, as it stands in a table.
pub(super) fn grant(permission: Permission, scope: &Scope) -> Grant {
    Grant::new(permission, scope.clone())
}

/// Every right, everywhere.
pub(super) fn everything() -> Grant {
    Grant {
        gives: Gives::Every,
        ..Grant::every(Scope::any())
    }
}
