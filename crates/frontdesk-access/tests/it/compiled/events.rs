//! Random sequences of events: after each step both forms agree, at every moment, and snapshots
//! that were taken before go on answering as of their version.

use super::*;

/// An event that is not yet about anybody: it is made to fit what is there.
#[derive(Clone, Debug)]
enum Step {
    SaveRole(frontdesk_access::Role),
    DeleteRole(RoleId),
    Declare(u8),
    Rename(u8, u8),
    Withdraw(u8),
    Add(Box<Holder>),
    Remove(Index),
    Change(Index, Box<Holder>),
    Assign(Index, RoleAssignment),
    Unassign(Index, Index),
    Grant(Index, Grant),
    Revoke(Index, Index),
    Restrict(Index, Restriction),
    Lift(Index, Index),
    Obligations(Index, BTreeSet<frontdesk_access::Obligation>),
}

fn step() -> impl Strategy<Value = Step> + Clone {
    let whom = any::<Index>;
    let role = select(vec!["test.agent", "test.lead", "other.agent"]).prop_flat_map(strategy::role);
    prop_oneof![
        4 => role.prop_map(Step::SaveRole),
        1 => strategy::role_id().prop_map(Step::DeleteRole),
        2 => (0..3_u8).prop_map(Step::Declare),
        1 => (0..3_u8, 0..3_u8).prop_map(|(number, name)| Step::Rename(number, name)),
        1 => (0..3_u8).prop_map(Step::Withdraw),
        2 => strategy::holder().prop_map(|holder| Step::Add(Box::new(holder))),
        1 => whom().prop_map(Step::Remove),
        2 => (whom(), strategy::holder()).prop_map(|(at, holder)| Step::Change(at, Box::new(holder))),
        3 => (whom(), strategy::role_assignment()).prop_map(|(at, given)| Step::Assign(at, given)),
        2 => (whom(), whom()).prop_map(|(at, which)| Step::Unassign(at, which)),
        3 => (whom(), strategy::grant()).prop_map(|(at, grant)| Step::Grant(at, grant)),
        2 => (whom(), whom()).prop_map(|(at, which)| Step::Revoke(at, which)),
        2 => (whom(), strategy::restriction()).prop_map(|(at, deny)| Step::Restrict(at, deny)),
        1 => (whom(), whom()).prop_map(|(at, which)| Step::Lift(at, which)),
        1 => (whom(), strategy::obligations()).prop_map(|(at, all)| Step::Obligations(at, all)),
    ]
}

/// The event of a step; `None`: there is nobody and nothing that it could be about.
fn event(plain: &Directory, step: &Step) -> Option<AccessEvent> {
    let ids: Vec<ActorId> = plain.holders().map(|holder| holder.id).collect();
    let who = |at: &Index| (!ids.is_empty()).then(|| *at.get(&ids));
    let one = |at: &Index, of: fn(&Holder) -> usize, which: &Index| {
        let holder = who(at)?;
        let count = of(plain.holder(holder)?);
        (count > 0).then(|| (holder, which.index(count)))
    };
    Some(match step {
        Step::SaveRole(role) => AccessEvent::RoleSaved { role: role.clone() },
        Step::DeleteRole(role) => AccessEvent::RoleDeleted { role: role.clone() },
        Step::Declare(number) => AccessEvent::PermissionDeclared {
            permission: host_right(*number),
        },
        Step::Rename(number, name) => AccessEvent::PermissionRenamed {
            permission: Permission::host(*number).unwrap(),
            name: format!("our.name{name}"),
            title: "another".to_owned(),
        },
        Step::Withdraw(number) => AccessEvent::PermissionWithdrawn {
            permission: Permission::host(*number).unwrap(),
        },
        Step::Add(holder) => {
            let mut holder = holder.clone();
            holder.tenant = cast::TENANT;
            AccessEvent::HolderAdded { holder }
        }
        Step::Remove(at) => AccessEvent::HolderRemoved { holder: who(at)? },
        Step::Change(at, other) => AccessEvent::AccountChanged {
            holder: who(at)?,
            kind: other.kind,
            standing: other.standing,
            memberships: Box::new(other.memberships.clone()),
        },
        Step::Assign(at, assignment) => AccessEvent::RoleAssigned {
            holder: who(at)?,
            assignment: assignment.clone(),
        },
        Step::Unassign(at, which) => {
            let (holder, which) = one(at, |holder| holder.roles.len(), which)?;
            let assignment = plain.holder(holder)?.roles.get(which)?.clone();
            AccessEvent::RoleUnassigned { holder, assignment }
        }
        Step::Grant(at, grant) => AccessEvent::Granted {
            holder: who(at)?,
            grant: grant.clone(),
        },
        Step::Revoke(at, which) => {
            let (holder, which) = one(at, |holder| holder.grants.len(), which)?;
            let grant = plain.holder(holder)?.grants.get(which)?.clone();
            AccessEvent::Revoked { holder, grant }
        }
        Step::Restrict(at, restriction) => AccessEvent::Restricted {
            holder: who(at)?,
            restriction: restriction.clone(),
        },
        Step::Lift(at, which) => {
            let (holder, which) = one(at, |holder| holder.restrictions.len(), which)?;
            let restriction = plain.holder(holder)?.restrictions.get(which)?.clone();
            AccessEvent::Lifted {
                holder,
                restriction,
            }
        }
        Step::Obligations(at, obligations) => AccessEvent::ObligationsSet {
            holder: who(at)?,
            obligations: obligations.clone(),
        },
    })
}

/// One that needs the record of whoever asks, one that needs a section, one that needs the first.
fn host_right(number: u8) -> HostPermission {
    let host = |number| Permission::host(number).unwrap();
    HostPermission {
        permission: host(number),
        name: format!("our.right{number}"),
        title: "a right".to_owned(),
        object: match number {
            1 => ObjectKind::Section,
            _ => ObjectKind::Host(1),
        },
        needs: match number {
            0 => vec![Permission::EMPLOYEE_VIEW],
            1 => vec![Permission::SOFTPHONE_USE, Permission::USER_VIEW],
            _ => vec![host(0), host(1)],
        },
    }
}

#[derive(Clone, Debug)]
struct Story {
    roles: Catalogue,
    people: Vec<Holder>,
    steps: Vec<Step>,
    rights: BTreeSet<Permission>,
    things: Vec<Thing>,
}

fn story() -> impl Strategy<Value = Story> {
    let things = (
        proptest::collection::vec(strategy::thing_of(ObjectKind::Conversation), 3),
        strategy::thing_of(ObjectKind::Section),
        proptest::collection::vec(strategy::thing_of(ObjectKind::User), 2),
        (
            strategy::thing_of(ObjectKind::Order),
            strategy::thing_of(ObjectKind::Site),
            strategy::thing_of(ObjectKind::Host(1)),
        ),
    );
    let host = (0..3_u8).prop_map(|number| Permission::host(number).unwrap());
    let rights = prop_oneof![6 => strategy::permission().boxed(), 1 => host.boxed()];
    (
        strategy::catalogue(),
        proptest::collection::vec(strategy::holder(), 2..=5),
        proptest::collection::vec(step(), 4..=14),
        proptest::collection::btree_set(rights, 6..=8),
        things,
    )
        .prop_map(|(roles, mut people, steps, rights, things)| {
            // One who has every right everywhere, until an event says otherwise.
            if let Some(first) = people.first_mut().filter(|_| steps.len() > 6) {
                first.grants.push(Grant::every(Scope::any()));
            }
            let mut all = things.0;
            all.push(things.1);
            all.extend(things.2);
            all.extend([things.3.0, things.3.1, things.3.2]);
            // Rights that somebody may have are asked about first.
            let of_roles = roles.roles().flat_map(|role| &role.grants);
            let named = people
                .iter()
                .flat_map(|holder| &holder.grants)
                .chain(of_roles);
            let mut rights: BTreeSet<Permission> = rights.into_iter().take(4).collect();
            rights.extend(named.filter_map(|grant| grant.gives.one()).take(12));
            Story {
                roles,
                people,
                steps,
                rights,
                things: all,
            }
        })
}

#[derive(Default)]
struct Count {
    asked: u32,
    allowed: u32,
    steps: u32,
    refused: u32,
}

/// Everybody, every right of the story, every object of its kind, every moment.
fn compare(plain: &Directory, compiled: &Compiled, story: &Story, count: &mut Count) {
    assert_eq!(compiled.version(), plain.version());
    assert_eq!(compiled.holders(), plain.holders().count());
    for holder in plain.holders() {
        for permission in &story.rights {
            let object = plain.catalogue().object_of(*permission);
            let fitting = story.things.iter().filter(|t| Some(t.kind()) == object);
            for (thing, now) in fitting.flat_map(|t| moments().into_iter().map(move |at| (t, at))) {
                let answer = same_answer(plain, compiled, holder, (*permission, thing, now));
                count.asked += 1;
                count.allowed += u32::from(answer);
            }
            for thing in &story.things {
                same(plain, compiled, holder, (*permission, thing, cast::noon()));
            }
        }
    }
}

/// Whoever is not there is denied, whatever handle asks.
fn compare_absent(
    plain: &Directory,
    compiled: &Compiled,
    handles: &[(ActorId, HolderHandle)],
    story: &Story,
) {
    let lists = Memberships::default();
    for (id, handle) in handles {
        if plain.holder(*id).is_some() {
            continue;
        }
        assert_eq!(compiled.handle(*id), None);
        let actor = frontdesk_model::Actor {
            tenant: cast::TENANT,
            id: *id,
            memberships: &lists,
        };
        for permission in &story.rights {
            for thing in &story.things {
                let resource = thing.resource(&actor);
                let request = CompiledRequest {
                    permission: *permission,
                    resource: &resource,
                };
                assert!(!compiled.allows(*handle, &request, cast::noon()));
                assert!(compiled.decide(*handle, &request, cast::noon()).is_none());
            }
        }
    }
}

/// An edit of a role leaves masks of those who have it behind, which are made anew some at a time:
/// until then, in between and afterwards the answers are those of the plain form.
#[test]
fn both_forms_agree_while_masks_are_made_anew() {
    let id = RoleId::from_static("test.role");
    let role = |rights: &[Permission]| {
        frontdesk_access::Role::built_in(id.clone(), frontdesk_model::Labels::new("role"))
            .grant(rights, &Scope::any())
    };
    let first = role(&[Permission::TAG_MANAGE]);
    let mut plain = Directory::new(cast::TENANT, Catalogue::try_from(vec![first]).unwrap());
    for number in 0..700 {
        let mut holder = Holder::new(cast::TENANT, UserId::from_number(number));
        if number % 3 != 0 {
            holder.roles.push(RoleAssignment::new(id.clone()));
        }
        if number % 5 == 0 {
            let late = RoleAssignment {
                validity: Validity::until(cast::noon()),
                ..RoleAssignment::new(RoleId::from_static("test.unknown"))
            };
            holder.roles.push(late);
        }
        plain.load(holder, Version(1)).unwrap();
    }
    let mut rights = CompiledDirectory::new(plain);
    let section = Thing::Section(cast::TENANT);
    let declared = Permission::host(1).unwrap();
    let check = |rights: &CompiledDirectory| {
        let mut allowed = 0;
        for holder in rights.plain().holders() {
            for permission in [Permission::TAG_MANAGE, Permission::GROUP_EDIT, declared] {
                let question = (permission, &section, cast::noon());
                let (plain, compiled) = (rights.plain(), rights.compiled());
                allowed += u32::from(same(plain, compiled, holder, question));
            }
        }
        allowed
    };
    let with = 466;
    assert_eq!(check(&rights), with);
    let saved = |rights: &[Permission]| AccessEvent::RoleSaved { role: role(rights) };
    let before = rights.snapshot();
    rights
        .apply(&saved(&[Permission::TAG_MANAGE, declared]))
        .unwrap();
    assert_eq!(check(&rights), with);
    let permission = HostPermission {
        object: ObjectKind::Section,
        needs: Vec::new(),
        ..host_right(1)
    };
    rights
        .apply(&AccessEvent::PermissionDeclared { permission })
        .unwrap();
    assert_eq!(check(&rights), with * 2);
    rights.apply(&saved(&[])).unwrap();
    assert_eq!(check(&rights), 0);
    rights.apply(&saved(&[Permission::TAG_MANAGE])).unwrap();
    assert_eq!(check(&rights), with);
    rights.settle();
    assert_eq!(check(&rights), with);
    assert!(before.version() < rights.compiled().version());
}

#[test]
fn both_forms_agree_after_every_event() {
    let mut runner = TestRunner::deterministic();
    let stories = story();
    let mut count = Count::default();
    // A story is some thousand questions: fewer of them than of single questions.
    for _ in 0..cases(256).cases / 3 {
        let story = stories.new_tree(&mut runner).unwrap().current();
        play(&story, &mut count);
    }
    let Count {
        asked,
        allowed,
        steps,
        refused,
    } = count;
    println!("{steps} events, {refused} refused; {asked} questions, {allowed} of them allowed");
    assert!(
        steps > 300 && refused > 10 && refused * 3 < steps,
        "{steps} {refused}"
    );
    assert!(allowed > asked / 10, "{asked} {allowed}");
}

fn play(story: &Story, count: &mut Count) {
    let mut plain = Directory::new(cast::TENANT, story.roles.clone());
    for holder in &story.people {
        let mut holder = holder.clone();
        holder.tenant = cast::TENANT;
        let _ = plain.load(holder, Version(1));
    }
    let mut rights = CompiledDirectory::new(plain);
    let mut handles: Vec<(ActorId, HolderHandle)> = Vec::new();
    let mut before: Option<(Directory, Compiled)> = None;
    for step in &story.steps {
        let Some(event) = event(rights.plain(), step) else {
            continue;
        };
        for holder in rights.plain().holders() {
            handles.push((holder.id, rights.compiled().handle(holder.id).unwrap()));
        }
        let mut plain = rights.plain().clone();
        let expected: Result<(), WrongEvent> = plain.apply(&event);
        assert_eq!(rights.apply(&event), expected);
        assert_eq!(*rights.plain(), plain);
        count.steps += 1;
        count.refused += u32::from(expected.is_err());
        if expected.is_ok() {
            compare(&plain, rights.compiled(), story, count);
            compare_absent(&plain, rights.compiled(), &handles, story);
        }
        // The second event after a snapshot must not reach it either.
        if let Some((old, snapshot)) = &before {
            compare(old, snapshot, story, count);
        }
        before = Some((plain, rights.snapshot()));
    }
    // What events made of it is what it would be built as.
    let (plain, built) = (rights.plain(), Compiled::build(rights.plain()));
    compare(plain, &built, story, count);
}

/// Lists and sets of more ids than sixteen bits count, in snapshots from before an id had a number
/// and in two copies that number on apart.
#[test]
fn ids_are_told_apart_whatever_their_number() {
    use frontdesk_access::{Among, Resource};
    use frontdesk_model::SiteId;
    let sites = |from: i64, to: i64| (from..to).map(SiteId::from_number).collect();
    let lists = |from, to| Memberships {
        sites: sites(from, to),
        ..Memberships::default()
    };
    let over = |sites| {
        let scope = Scope {
            sites: Some(sites),
            ..Scope::any()
        };
        vec![Grant::new(Permission::SITE_VIEW, scope)]
    };
    let (mut olga, mut boris) = (
        Holder::new(cast::TENANT, cast::OLGA),
        Holder::new(cast::TENANT, cast::BORIS),
    );
    olga.grants = over(Among::Mine);
    olga.memberships = lists(0, 66_000);
    boris.grants = over(Among::These(sites(65_990, 66_010)));
    let mut plain = Directory::new(cast::TENANT, Catalogue::default());
    plain.load(olga.clone(), Version(1)).unwrap();
    let mut rights = CompiledDirectory::new(plain);
    let first = rights.snapshot();
    let holder = Box::new(boris.clone());
    rights.apply(&AccessEvent::HolderAdded { holder }).unwrap();
    let ask = |compiled: &Compiled, holder: &Holder, site| {
        let resource = Resource::site(&holder.actor(), SiteId::from_number(site));
        let request = CompiledRequest {
            permission: Permission::SITE_VIEW,
            resource: &resource,
        };
        compiled.allows_id(holder.id, &request, cast::noon())
    };
    for site in [
        -1, 0, 63, 64, 65_535, 65_536, 65_989, 65_990, 65_999, 66_000, 66_009, 66_010,
    ] {
        let (hers, his) = (
            (0..66_000).contains(&site),
            (65_990..66_010).contains(&site),
        );
        assert_eq!(ask(&first, &olga, site), hers, "{site}");
        assert_eq!(ask(rights.compiled(), &olga, site), hers, "{site}");
        assert_eq!(ask(rights.compiled(), &boris, site), his, "{site}");
        assert!(!ask(&first, &boris, site));
    }
    let mut other = rights.clone();
    let changed = |from, to| AccessEvent::AccountChanged {
        holder: olga.id,
        kind: olga.kind,
        standing: olga.standing,
        memberships: Box::new(lists(from, to)),
    };
    rights.apply(&changed(70_000, 70_100)).unwrap();
    other.apply(&changed(80_000, 80_100)).unwrap();
    for (compiled, here, elsewhere) in [
        (rights.compiled(), 70_050, 80_050),
        (other.compiled(), 80_050, 70_050),
    ] {
        assert!(ask(compiled, &olga, here) && !ask(compiled, &olga, elsewhere));
        assert!(!ask(compiled, &olga, 5));
    }
    assert!(ask(&first, &olga, 5) && !ask(&first, &olga, 70_050));
}
