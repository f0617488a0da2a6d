//! Every sequence of actions in a small world, taking included: slow and simple.

use std::collections::BTreeSet;

use frontdesk_access::analysis::Subject;
use frontdesk_access::{
    AccessEvent, AdminAction, AdminRequest, Directory, Gives, Grant, Guard, Holder, MadeBy,
    Obligation, Permission, Request, Restriction, RestrictionId, Role, RoleAssignment, Scope,
    Takeover,
};
use frontdesk_model::{
    ActorId, Channel, GroupId, Memberships, OrganizationId, SiteId, Standing, UserId, Validity,
};
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
    /// What is tried besides: in some worlds each.
    pub(super) more: More,
}

/// Words that only some worlds have.
#[derive(Clone, Debug, Default)]
pub(super) struct More {
    /// Accounts that may be made, besides one of which nobody has heard.
    pub(super) ids: Vec<ActorId>,
    /// Groups that are put on lists and taken from them, besides `SALES`.
    pub(super) groups: Vec<GroupId>,
    /// Companies, likewise.
    pub(super) organizations: Vec<OrganizationId>,
    /// Whether roles come to assign others, and cease to.
    pub(super) trusting: bool,
    /// Roles are given for such times, besides always.
    pub(super) spans: Vec<Validity>,
    /// What people must see to, as it may be set.
    pub(super) obligations: Vec<BTreeSet<Obligation>>,
    /// Whether letters are sent to the addresses that accounts have.
    pub(super) letters: bool,
    /// What lists are made of, besides groups: everybody's are set to every set of these.
    pub(super) listed: Vec<Listed>,
    /// Restrictions that are put on people.
    pub(super) denials: Vec<Restriction>,
    /// Who acts with the first, from the beginning.
    pub(super) accomplices: Vec<ActorId>,
}

/// One thing on one list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Listed {
    Site(SiteId),
    Channel(Channel),
    Person(UserId),
}

impl Listed {
    fn put(&self, lists: &mut Memberships, on: bool) {
        fn put<T: Ord + Clone>(list: &mut BTreeSet<T>, one: &T, on: bool) {
            match on {
                true => drop(list.insert(one.clone())),
                false => drop(list.remove(one)),
            }
        }
        match self {
            Self::Site(site) => put(&mut lists.sites, site, on),
            Self::Channel(channel) => put(&mut lists.channels, channel, on),
            Self::Person(person) => put(&mut lists.overseen_people, person, on),
        }
    }
}

/// These lists with every set of the things on them and the others off.
pub(super) fn every_lists(lists: &Memberships, listed: &[Listed]) -> Vec<Memberships> {
    let mut found = vec![lists.clone()];
    for one in listed {
        let both = |lists: &Memberships| {
            [true, false].map(|on| {
                let mut lists = lists.clone();
                one.put(&mut lists, on);
                lists
            })
        };
        found = found.iter().flat_map(both).collect();
    }
    found
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// After these steps.
    After(Vec<(ActorId, AdminAction)>),
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
    done: Vec<(ActorId, AdminAction)>,
}

pub(super) fn search(
    desk: &Directory,
    from: &BTreeSet<ActorId>,
    words: &Words,
    guard: Guard,
    most: usize,
) -> Answer {
    let start = World {
        desk: desk.clone(),
        controlled: from.clone(),
        done: Vec::new(),
    };
    if holds(&start, words) {
        return Answer::After(Vec::new());
    }
    let mut all = start.controlled.clone();
    let mut seen = BTreeSet::from([key(&start)]);
    let mut layer = vec![start];
    while !layer.is_empty() {
        let mut next = Vec::new();
        for world in &layer {
            for after in successors(world, words, guard) {
                if !seen.insert(key(&after)) {
                    continue;
                }
                if holds(&after, words) {
                    return Answer::After(after.done);
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
            let (lists, duties) = (&h.memberships, &h.obligations);
            format!(
                "{} {:?} {roles:?} {grants:?} {restrictions:?} {lists:?} {duties:?}",
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
    let catalogue = world.desk.catalogue();
    let declared: Vec<_> = catalogue.host_permissions().map(|r| r.permission).collect();
    format!("{:?} {people:?} {roles:?} {declared:?}", world.controlled)
}

fn successors(world: &World, words: &Words, guard: Guard) -> Vec<World> {
    let mut found = Vec::new();
    for actor in &world.controlled {
        for action in actions(world, words, *actor, guard) {
            let request = AdminRequest {
                actor: *actor,
                on_behalf_of: None,
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
            // Whoever gets the letter of a pending account sets its password (S115, S121).
            if let AdminAction::SendReset { user }
            | AdminAction::TakeOver {
                user,
                by: Takeover::ResetCredentials | Takeover::ChangeLogin,
            } = &action
                && let Some(record) = world.desk.holder(*user)
                && record.standing == Standing::Pending
            {
                let changed = AccessEvent::AccountChanged {
                    holder: *user,
                    kind: record.kind,
                    standing: Standing::Active,
                    memberships: Box::new(record.memberships.clone()),
                };
                after.desk.apply(&changed).unwrap();
            }
            match &action {
                AdminAction::TakeOver { user, .. } => drop(after.controlled.insert(*user)),
                AdminAction::CreateUser { holder } => drop(after.controlled.insert(holder.id)),
                _ => {}
            }
            after.done.push((*actor, action));
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
            .any(|grant| grant.scope.groups.is_some())
        || world
            .desk
            .holders()
            .flat_map(|h| &h.restrictions)
            .any(|r| r.scope.groups.is_some());
    for person in world.desk.holders() {
        let user = person.id;
        for by in [
            Takeover::ResetCredentials,
            Takeover::ChangeLogin,
            Takeover::Impersonate,
        ] {
            let wakes = words.more.letters && person.standing == Standing::Pending;
            if !world.controlled.contains(&user) || wakes {
                found.push(AdminAction::TakeOver { user, by });
            }
        }
        if words.more.letters {
            found.push(AdminAction::SendReset { user });
        }
        match person.standing {
            Standing::Active if words.closing => {
                found.push(AdminAction::Suspend { user });
                found.push(AdminAction::Delete { user });
            }
            // Of a pending account identity restores nothing: it waits for its letter.
            Standing::Active | Standing::Pending => {}
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
            for validity in [Validity::ALWAYS].iter().chain(&words.more.spans) {
                found.push(AdminAction::AssignRole {
                    user,
                    assignment: RoleAssignment {
                        validity: *validity,
                        ..RoleAssignment::new(role.id.clone())
                    },
                });
            }
        }
        for obligations in &words.more.obligations {
            found.push(AdminAction::SetObligations {
                user,
                obligations: obligations.clone(),
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
        for restriction in words.more.denials.iter().cloned() {
            found.push(AdminAction::Restrict { user, restriction });
        }
        for restriction in &person.restrictions {
            found.push(AdminAction::Lift {
                user,
                restriction: restriction.clone(),
            });
        }
        let mut set = |lists| {
            found.push(AdminAction::SetMemberships {
                user,
                memberships: Box::new(lists),
            });
        };
        for organization in &words.more.organizations {
            let mut lists = person.memberships.clone();
            toggle(&mut lists.organizations, organization);
            set(lists);
        }
        for lists in every_lists(&person.memberships, &words.more.listed) {
            if lists != person.memberships {
                set(lists);
            }
        }
        let groups = [cast::SALES].into_iter().chain(words.more.groups.clone());
        for group in groups.filter(|_| looks_at_groups) {
            let mut lists = person.memberships.clone();
            toggle(&mut lists.groups, &group);
            set(lists);
        }
    }
    for role in catalogue.roles() {
        found.push(AdminAction::DeleteRole {
            role: role.id.clone(),
        });
    }
    let rights = catalogue.host_permissions();
    found.extend(rights.map(|right| AdminAction::WithdrawPermission {
        permission: right.permission,
    }));
    found.extend(saves(world, words));
    found.extend(creations(world, words, actor, guard));
    found
}

fn toggle<T: Ord + Clone>(list: &mut BTreeSet<T>, one: &T) {
    if !list.remove(one) {
        list.insert(one.clone());
    }
}

/// Each host's role with one right more or less, with all, and with none; and with one role more or
/// less that whoever has it may assign, and with none.
fn saves(world: &World, words: &Words) -> Vec<AdminAction> {
    let mut found = Vec::new();
    let catalogue = world.desk.catalogue();
    for before in catalogue.roles().filter(|r| r.made_by == MadeBy::Host) {
        let mut powers = vec![before.may_assign.clone()];
        if words.more.trusting {
            for other in catalogue.roles() {
                let mut changed = before.may_assign.clone();
                toggle(&mut changed, &other.id);
                powers.push(changed);
            }
            powers.push(BTreeSet::new());
        }
        let mut save = |grants: Vec<Grant>| {
            for may_assign in &powers {
                let role = Role {
                    grants: grants.clone(),
                    may_assign: may_assign.clone(),
                    ..before.clone()
                };
                found.push(AdminAction::SaveRole {
                    role: Box::new(role),
                });
            }
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
        if words.more.trusting {
            save(before.grants.clone());
        }
    }
    found
}

/// An account of each id, in each set of groups, bare or with what its maker can give.
fn creations(world: &World, words: &Words, actor: ActorId, guard: Guard) -> Vec<AdminAction> {
    let fresh = ActorId::User(UserId::from_number(900));
    let ids = [fresh].into_iter().chain(words.more.ids.iter().copied());
    let free = ids.filter(|id| world.desk.holder(*id).is_none());
    free.flat_map(|id| creations_of(world, words, (actor, id), guard))
        .collect()
}

fn creations_of(
    world: &World,
    words: &Words,
    (actor, id): (ActorId, ActorId),
    guard: Guard,
) -> Vec<AdminAction> {
    let permitted = |record: &Holder| {
        let action = AdminAction::CreateUser {
            holder: Box::new(record.clone()),
        };
        let request = AdminRequest {
            actor,
            on_behalf_of: None,
            action: &action,
            guard,
        };
        world.desk.administer(&request, cast::noon()).is_ok()
    };
    let mut sets: Vec<BTreeSet<GroupId>> = vec![BTreeSet::new()];
    for group in [cast::SALES].iter().chain(&words.more.groups) {
        let with = |set: &BTreeSet<GroupId>| set | &BTreeSet::from([*group]);
        let more: Vec<_> = sets.iter().map(with).collect();
        sets.extend(more);
    }
    let mut duties = vec![BTreeSet::new()];
    duties.extend(
        words
            .more
            .obligations
            .iter()
            .filter(|d| !d.is_empty())
            .cloned(),
    );
    // Where lists are of other things, groups make no difference.
    let sets = match words.more.listed.is_empty() {
        true => sets.into_iter().map(in_groups).collect(),
        false => every_lists(&Memberships::default(), &words.more.listed),
    };
    let mut records = Vec::new();
    for (lists, duties) in sets.iter().flat_map(|g| duties.iter().map(move |d| (g, d))) {
        let mut bare = Holder::new(world.desk.tenant(), id);
        bare.memberships = lists.clone();
        bare.memberships
            .organizations
            .extend(&words.more.organizations);
        bare.obligations.clone_from(duties);
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
            for validity in [Validity::ALWAYS].iter().chain(&words.more.spans) {
                let one = bare.clone().with_role(RoleAssignment {
                    validity: *validity,
                    ..RoleAssignment::new(role.id.clone())
                });
                if permitted(&one) {
                    full.roles.extend(one.roles.clone());
                    records.push(one);
                }
            }
        }
        records.extend([bare, full]);
    }
    let create = |record| AdminAction::CreateUser {
        holder: Box::new(record),
    };
    records.into_iter().map(create).collect()
}

fn in_groups(groups: BTreeSet<GroupId>) -> Memberships {
    Memberships {
        groups,
        ..Memberships::default()
    }
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
