//! What identity's words mean in rights: capacities, conversion, and who asks of groups and portals.

use std::collections::BTreeMap;

use frontdesk::access::{Grant, Permission, Restriction, RestrictionId, RoleAssignment, Scope};
use frontdesk::identity::{
    Algorithm, Capacity, CreateGroup, Entry, GroupCommand, HeadingCommand, HeadingId, Import,
    Login, PersonName, PortalCommand, Profile, UserCommand, UserPolicy,
};
use frontdesk::model::{
    AccountKind, ActorId, GroupId, RefusalKind, SiteId, Standing, Stream, TenantId, Version,
};
use frontdesk::{AccountRules, Desk, Imported, NotApplied, OtherCommand, RoleWords};

use super::{
    ADMIN, CHATS, MANAGER, NOBODY, OPERATOR, OTHER_ADMIN, account, actor, ask, assign, capacities,
    codes, done, id, may, of_group, other, people, rights, role_names, roles, taken, the_desk,
    unassign, verifier,
};
use crate::world::{
    BARE, anywhere, customer, customer_id, desk, in_role, of_record, record, role, tenant, user,
};

/// Capacities are roles, as at Talk-Me.
fn with_words(change: impl FnOnce(&mut Imported)) -> Desk {
    let mut imported = Imported {
        roles: roles(),
        people: people(),
        ..Imported::default()
    };
    change(&mut imported);
    let (desk, _) = desk(BARE, imported).expect("a desk");
    let given = |role: &str| vec![RoleAssignment::new(id(role))];
    desk.with_account_rules(AccountRules {
        policy: UserPolicy::open(tenant()),
        words: RoleWords {
            capacities: BTreeMap::from([
                (Capacity::Operator, given(CHATS)),
                (Capacity::AdminPanel, given("test.admin")),
            ]),
            ..RoleWords::default()
        },
    })
}

/// S5: promoted, the role comes; the other way, it goes, and the panel is shut (S8).
#[test]
fn roles_come_and_go_with_capacities() {
    let mut desk = with_words(|_| {});
    let operator = capacities(&[Capacity::Operator]);
    let both = || capacities(&[Capacity::Operator, Capacity::AdminPanel]);
    done(&mut desk, ADMIN, &account(OPERATOR, operator.clone()));
    assert_eq!(
        role_names(&desk, user(OPERATOR)),
        [CHATS, "test.view_employees"]
    );
    done(&mut desk, ADMIN, &account(OPERATOR, both()));
    assert!(role_names(&desk, user(OPERATOR)).contains(&"test.admin".to_owned()));
    assert!(may(&desk, OPERATOR, Permission::SURFACE_ADMIN_PANEL));
    done(&mut desk, ADMIN, &account(OPERATOR, operator));
    assert!(!role_names(&desk, user(OPERATOR)).contains(&"test.admin".to_owned()));
    assert!(!may(&desk, OPERATOR, Permission::SURFACE_ADMIN_PANEL));
    // Who does not cover the panel promotes nobody.
    assert_eq!(
        codes(&desk, MANAGER, &account(OPERATOR, both())),
        ["uncovered"]
    );
}

/// A form gives what its capacities come to, and the creator covers it.
#[test]
fn a_form_gives_what_its_capacities_come_to() {
    let mut desk = with_words(|_| {});
    let form = |wanted: &[Capacity]| {
        let entry = Entry::User {
            password: Some(verifier()),
        };
        let mut form = frontdesk::identity::Create::new(user(50), entry);
        form.profile.name = PersonName::new().last("New");
        form.login = Login::Named("new.one".to_owned().try_into().unwrap());
        form.capacities = Some(wanted.iter().cloned().collect());
        account(50, UserCommand::Create(Box::new(form)))
    };
    assert_eq!(
        codes(&desk, MANAGER, &form(&[Capacity::AdminPanel])),
        ["uncovered"]
    );
    assert!(
        ask(&desk, ADMIN, &form(&[Capacity::ReceiveAllMessages])).is_err(),
        "who does not receive all messages gives it to nobody"
    );
    let created = taken(&mut desk, ADMIN, &form(&[Capacity::Operator]));
    assert_eq!(role_names(&desk, user(50)), [CHATS]);
    let shut = &desk.person(user(50)).unwrap().rights.restrictions;
    assert_eq!(shut.len(), 1, "no panel");
    // An account that was not there was read as such.
    let empty = frontdesk::model::Precondition {
        stream: Stream::User(user(50)),
        version: Version::FIRST,
    };
    assert!(created.preconditions.contains(&empty));
    assert!(matches!(
        desk.apply_transition(&created),
        Err(NotApplied::Stale(_))
    ));
    // Nobody receives conversations before it is known how he works.
    assert!(desk.person(user(50)).unwrap().availability.is_empty());
    assert_eq!(codes(&desk, ADMIN, &form(&[Capacity::Operator])), ["there"]);
}

/// S8: an account that is taken over without the panel is denied it from its first day, and no role
/// opens it; who has the panel, or none by the kind (S3), is denied nothing.
#[test]
fn an_import_without_the_panel_is_denied_it() {
    let import = |kind, wanted: Option<&[Capacity]>| {
        UserCommand::Import(Box::new(Import {
            id: user(50),
            kind,
            capacities: wanted.map(|all| all.iter().cloned().collect()),
            profile: Profile::default(),
            login: Login::Named("taken.over".to_owned().try_into().unwrap()),
            password: Some(Algorithm::elsewhere()),
            ever_had_rights: true,
            standing: Standing::Active,
        }))
    };
    let denied = |desk: &Desk| desk.person(user(50)).unwrap().rights.restrictions.clone();
    let panel = [Restriction::deny_admin_panel()];
    let unified = AccountKind::Unified;
    for (kind, wanted, shut) in [
        (unified, Some([Capacity::Operator].as_slice()), true),
        (unified, Some(&[]), true),
        (unified, Some(&[Capacity::AdminPanel]), false),
        (unified, None, false),
        (AccountKind::LegacyOperator, None, false),
        (AccountKind::LegacyAdmin, None, false),
    ] {
        let mut desk = with_words(|_| {});
        done(&mut desk, ADMIN, &account(50, import(kind, wanted)));
        assert_eq!(denied(&desk) == panel, shut, "{kind:?} {wanted:?}");
        assert_eq!(denied(&desk).is_empty(), !shut, "{kind:?} {wanted:?}");
        // The rights of the other record come later or in the same save.
        done(&mut desk, ADMIN, &rights(assign(50, "test.admin")));
        let enters = !shut && kind != AccountKind::LegacyOperator;
        let panel = Permission::SURFACE_ADMIN_PANEL;
        assert_eq!(may(&desk, 50, panel), enters, "{kind:?} {wanted:?}");
        assert_eq!(may(&desk, 50, Permission::USER_EDIT), enters);
    }
    // What the other record says of it is said once.
    let mut desk = with_words(|_| {});
    let operator = import(unified, Some(&[Capacity::Operator]));
    let both = super::saved(50, operator, &[super::panel_off(50), assign(50, CHATS)]);
    done(&mut desk, ADMIN, &both);
    assert_eq!(denied(&desk), panel);
    assert_eq!(role_names(&desk, user(50)), [CHATS]);
    // The capacity brings it back.
    let promoted = capacities(&[Capacity::Operator, Capacity::AdminPanel]);
    done(&mut desk, ADMIN, &account(50, promoted));
    assert!(denied(&desk).is_empty());
    assert!(may(&desk, 50, Permission::SURFACE_ADMIN_PANEL));
}

/// What a legacy kind could never do begins to act: whoever converts covers it, himself too.
#[test]
fn conversion_is_bounded() {
    let legacy = |number, extra: &[Permission]| {
        let mut person = of_record(record(number, AccountKind::LegacyAdmin));
        person.rights.grants = Grant::each(extra, &Scope::any());
        in_role(person, "test.manager")
    };
    let mut desk = with_words(|imported| {
        imported.people.push(legacy(20, &[]));
        imported
            .people
            .push(legacy(21, &[Permission::CONVERSATION_VIEW]));
    });
    let convert = |number| account(number, UserCommand::Convert);
    // S4: in store, and without effect.
    assert_eq!(codes(&desk, 21, &convert(21)), ["uncovered"]);
    assert_eq!(codes(&desk, MANAGER, &convert(21)), ["uncovered"]);
    assert!(ask(&desk, ADMIN, &convert(21)).is_ok());
    // With nothing that sleeps on the record, by himself as well; the surface he never had stays off.
    let converted = taken(&mut desk, 20, &convert(20));
    assert_eq!(desk.holder(actor(20)).unwrap().kind, AccountKind::Unified);
    assert!(converted.duties().is_empty());
    let operator = desk
        .person(user(20))
        .unwrap()
        .user
        .has_capacity(&Capacity::Operator);
    assert!(!operator);
}

/// S3, S8: a legacy operator who becomes a unified account has the panel no more than before: the
/// capacities that the conversion states deny it.
#[test]
fn a_converted_operator_stays_without_the_panel() {
    let mut desk = with_words(|imported| {
        let operator = of_record(record(20, AccountKind::LegacyOperator));
        imported.people.push(in_role(operator, CHATS));
    });
    done(&mut desk, ADMIN, &account(20, UserCommand::Convert));
    let shut = [Restriction::deny_admin_panel()];
    assert_eq!(desk.holder(actor(20)).unwrap().restrictions, shut);
    assert_eq!(desk.person(user(20)).unwrap().rights.restrictions, shut);
    done(&mut desk, ADMIN, &rights(assign(20, "test.admin")));
    assert!(!may(&desk, 20, Permission::SURFACE_ADMIN_PANEL));
    assert!(may(&desk, 20, Permission::SURFACE_WORKPLACE));
    let promoted = capacities(&[Capacity::Operator, Capacity::AdminPanel]);
    done(&mut desk, ADMIN, &account(20, promoted));
    assert!(may(&desk, 20, Permission::SURFACE_ADMIN_PANEL));
}

/// The versions of stored rights come with an import and are what is relied on.
#[test]
fn stored_versions_are_relied_on() {
    let mut desk = with_words(|imported| {
        imported.versions.roles = Version(7);
        imported
            .versions
            .records
            .insert(actor(OPERATOR), Version(41));
    });
    let taking = rights(unassign(OPERATOR, CHATS));
    let transition = taken(&mut desk, ADMIN, &taking);
    let relied = |stream, version| {
        let relied = frontdesk::model::Precondition {
            stream,
            version: Version(version),
        };
        assert!(transition.preconditions.contains(&relied), "{stream:?}");
    };
    relied(Stream::Roles(tenant()), 7);
    relied(Stream::Rights(user(OPERATOR)), 41);
    let now = desk.directory().precondition(actor(OPERATOR));
    assert_eq!(now.version, Version(42));
    // A change of the roles makes what was decided over them stale.
    let mut other = role("own.role", &[anywhere(Permission::CONVERSATION_VIEW)]);
    other.made_by = frontdesk::access::MadeBy::Host;
    let save = rights(frontdesk::access::AdminAction::SaveRole {
        role: Box::new(other),
    });
    let late = ask(
        &desk,
        ADMIN,
        &rights(unassign(OPERATOR, "test.view_employees")),
    )
    .unwrap();
    done(&mut desk, ADMIN, &save);
    assert!(matches!(
        desk.apply_transition(&late),
        Err(NotApplied::Stale(_))
    ));
    assert!(desk.catalogue().role(&id("own.role")).is_some());
}

/// Two tenants never meet.
#[test]
fn a_transition_of_another_tenant_is_not_applied() {
    let mut transition = ask(&the_desk(), ADMIN, &rights(unassign(OPERATOR, CHATS))).unwrap();
    transition.tenant = TenantId::from_number(2);
    let mut desk = the_desk();
    assert_eq!(
        desk.apply_transition(&transition),
        Err(NotApplied::OtherTenant)
    );
    assert_eq!(NotApplied::OtherTenant.kind(), RefusalKind::Hidden);
}

/// Groups, headings and portal accounts: who may ask, by the same records.
#[test]
fn groups_headings_and_portals() {
    let desk = with_words(|imported| {
        imported.roles.push(role(
            "portal",
            &[Grant::new(
                Permission::PASSWORD_CHANGE,
                Scope::of(frontdesk::model::Relation::Myself),
            )],
        ));
        imported.customers.extend([customer(1, 7), customer(2, 7)]);
    });
    let create = GroupCommand::Create(CreateGroup {
        tenant: tenant(),
        id: GroupId::from_number(44),
        name: "Sales".to_owned(),
        members: [user(OPERATOR)].into(),
    });
    let group = OtherCommand::Group {
        group: GroupId::from_number(44),
        command: &create,
    };
    let heading = OtherCommand::Heading {
        heading: HeadingId::Site(SiteId::from_number(7)),
        command: &HeadingCommand::Reopen,
    };
    // Of a group its members are asked for as well.
    let of_group = ["no_such_record", "not_permitted"].as_slice();
    for (command, name, missing) in [
        (group, "group.create", of_group),
        (heading, "heading.reopen", &["not_permitted"]),
    ] {
        let granted = other(&desk, actor(ADMIN), command).expect("an administrator");
        assert_eq!(granted.audit.command, name);
        let refused = other(&desk, actor(NOBODY), command).expect_err("no right");
        assert_eq!(refused.codes(), missing);
        assert_eq!(refused.audit().command, name);
    }
    let me = ActorId::Customer(customer_id(1));
    let password = PortalCommand::SetPassword {
        verifier: verifier(),
    };
    let asks = |who: ActorId, command: &PortalCommand| {
        let customer = customer_id(1);
        other(&desk, who, OtherCommand::Portal { customer, command })
    };
    assert!(asks(me, &password).is_ok());
    // Another customer, and staff, whatever the role: it is the customer's own (ASVS 6.4.6).
    for another in [ActorId::Customer(customer_id(2)), actor(ADMIN)] {
        let refused = asks(another, &password).expect_err("not his");
        assert_eq!(refused.codes(), ["service_only"]);
    }
    // Without the right to the profile it stays as it is.
    let edit = PortalCommand::EditProfile(frontdesk::identity::PortalProfileChanges::default());
    assert_eq!(
        asks(me, &edit).expect_err("no right").codes(),
        ["not_permitted"]
    );
    assert!(asks(actor(ADMIN), &PortalCommand::Erase).is_ok());
    assert!(asks(me, &PortalCommand::Erase).is_err());
}

/// Membership widens "mine": the right to groups alone fills none, not even with oneself.
#[test]
fn the_right_to_groups_alone_moves_nobody() {
    let mut all = people();
    let mut keeper = crate::world::person(50);
    let groups = Grant::new(Permission::GROUP_EDIT, Scope::any());
    keeper.rights.grants.push(groups);
    all.push(keeper);
    let desk = super::desk_of(all);
    let group = GroupId::from_number(44);
    let members = || [user(50)].into();
    let create = GroupCommand::Create(CreateGroup {
        tenant: tenant(),
        id: group,
        name: "Sales".to_owned(),
        members: members(),
    });
    let set = GroupCommand::SetMembers { members: members() };
    let leave = GroupCommand::RemoveMember {
        member: user(OPERATOR),
        why: frontdesk::identity::Leaving::Removed,
    };
    let may = |who, command| of_group(&desk, who, command).is_ok();
    for command in [&create, &set, &leave] {
        assert!(!may(50, command), "{command:?}");
        assert!(may(ADMIN, command), "{command:?}");
    }
    // Where nobody moves, the right alone is enough.
    assert!(may(50, &GroupCommand::Reopen));
    let nobody = GroupCommand::SetMembers { members: [].into() };
    assert!(may(50, &nobody));
}

/// A group that closes or goes takes its queue from those in it, and what holds there alone: whoever
/// asks must be able to take that.
#[test]
fn closing_a_group_takes_its_queue_from_its_members() {
    let queue = Grant::new(
        Permission::CONVERSATION_VIEW,
        Scope::of(frontdesk::model::Relation::MyGroupQueue),
    );
    let only_there = Grant::new(
        Permission::CONVERSATION_VIEW,
        Scope {
            groups: Some(frontdesk::access::Groups {
                these: [GroupId::from_number(44)].into(),
                ..Default::default()
            }),
            ..Scope::any()
        },
    );
    let with = |number, grants: &[Grant]| {
        let mut person = crate::world::person(number);
        person.rights.grants = grants.to_vec();
        person
    };
    let each = |rights: &[Permission]| Grant::each(rights, &Scope::any());
    let groups = [Permission::GROUP_EDIT];
    let edits = [
        Permission::GROUP_EDIT,
        Permission::USER_VIEW,
        Permission::USER_EDIT,
    ];
    let covers = [&edits[..], &[Permission::CONVERSATION_VIEW]].concat();
    let gives = [
        &covers[..],
        &[Permission::ROLE_VIEW, Permission::ROLE_ASSIGN],
    ]
    .concat();
    let desk_with = |members: Vec<frontdesk::Person>| {
        let mut all = people();
        all.extend([
            with(50, &each(&groups)),
            with(51, &each(&edits)),
            with(52, &each(&covers)),
            with(53, &each(&gives)),
        ]);
        all.extend(members);
        let imported = frontdesk::Imported {
            roles: super::roles(),
            people: all,
            groups: [(GroupId::from_number(44), "Sales".to_owned())].into(),
            ..frontdesk::Imported::default()
        };
        crate::world::desk(crate::world::BARE, imported)
            .expect("a desk")
            .0
    };
    let close = GroupCommand::Close { successor: None };
    let delete = GroupCommand::Delete { successor: None };
    let granted = |desk: &frontdesk::Desk, command| {
        let all = [50, 51, 52, 53].into_iter();
        all.filter(|who| of_group(desk, *who, command).is_ok())
            .collect::<Vec<_>>()
    };
    // Whoever reads the queue by the list loses it.
    let queue = crate::world::in_group(with(60, &[queue]), 44);
    let desk = desk_with(vec![queue]);
    assert_eq!(granted(&desk, &close), [52, 53]);
    assert_eq!(granted(&desk, &delete), [52, 53]);
    // A grant that holds there alone outlives a closing (identity keeps it) and ends with the group.
    let desk = desk_with(vec![with(60, &[only_there])]);
    assert_eq!(granted(&desk, &close), [50, 51, 52, 53]);
    assert_eq!(granted(&desk, &delete), [53]);
    // Who oversees it goes on doing so until it is deleted.
    let overseer = crate::world::with(with(60, &[]), |record| {
        let lists = &mut record.profile.memberships;
        lists.overseen_groups.insert(GroupId::from_number(44));
    });
    let desk = desk_with(vec![overseer]);
    assert_eq!(granted(&desk, &close), [50, 51, 52, 53]);
    assert_eq!(granted(&desk, &delete), [51, 52, 53]);
    // An empty group takes nothing from anybody.
    let desk = desk_with(Vec::new());
    assert_eq!(granted(&desk, &delete), [50, 51, 52, 53]);
}

/// Attack 6: of a group several records change at once, and it is all of them together that must leave
/// an administrator.
#[test]
fn a_group_does_not_take_the_last_administrators() {
    let mine = Scope {
        groups: Some(frontdesk::access::Groups {
            mine: true,
            ..Default::default()
        }),
        ..Scope::any()
    };
    let restricted = || {
        let mut all = people();
        all.retain(|person| person.id() != user(MANAGER));
        for person in &mut all {
            if [ADMIN, OTHER_ADMIN].map(user).contains(&person.id()) {
                let id = RestrictionId::new("deny.mine").unwrap();
                let takes = [Permission::ROLE_ASSIGN].into_iter().collect();
                let deny = Restriction::taking(id, takes, mine.clone());
                person.rights.restrictions.push(deny);
            }
        }
        all.retain(|person| person.id() != user(super::HIRER));
        super::desk_of(all)
    };
    let desk = restricted();
    let create = |members: &[i64]| {
        let command = GroupCommand::Create(CreateGroup {
            tenant: tenant(),
            id: GroupId::from_number(44),
            name: "Sales".to_owned(),
            members: members.iter().map(|number| user(*number)).collect(),
        });
        of_group(&desk, ADMIN, &command)
    };
    // Each by himself leaves the other.
    assert!(create(&[ADMIN]).is_ok());
    assert!(create(&[OTHER_ADMIN]).is_ok());
    let refused = create(&[ADMIN, OTHER_ADMIN]).expect_err("both");
    assert_eq!(refused.codes(), ["last_administrator"]);
}
