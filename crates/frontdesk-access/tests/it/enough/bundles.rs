//! Which of several bundles is named: one that lasts, then the one that adds least, then an add-on.

use frontdesk_access::{
    AddOnId, Catalogue, Enough, Grant, Holder, HostPermission, ObjectKind, Permission, Request,
    Resource, Role, RoleAssignment, RoleId, Scope, Source,
};
use frontdesk_model::chrono::TimeDelta;
use frontdesk_model::{Labels, Validity};
use frontdesk_testkit::{BuildHolder, cast};

use Permission as P;

fn role(id: &'static str, rights: &[Permission], validity: Validity) -> Role {
    let mut role = Role::built_in(RoleId::from_static(id), Labels::new(id));
    role.grants = Grant::each(rights, &Scope::any());
    for grant in &mut role.grants {
        grant.validity = validity;
    }
    role
}

fn soon() -> Validity {
    Validity::until(cast::noon() + TimeDelta::nanoseconds(1))
}

fn named(roles: Vec<Role>, holder: &Holder) -> Option<Source> {
    let mut roles = Catalogue::try_from(roles).unwrap();
    for number in 0..2 {
        let own = HostPermission {
            permission: Permission::host(number).unwrap(),
            name: format!("own.right_{number}"),
            title: "one of two".to_owned(),
            object: ObjectKind::Section,
            needs: Vec::new(),
        };
        roles.declare(own).unwrap();
    }
    let request = Request {
        holder,
        permission: P::TAG_MANAGE,
        resource: Resource::section(&holder.actor()),
    };
    match roles.enough(&request, cast::noon()) {
        Enough::Grants { smallest, .. } => smallest,
        other => panic!("{other:?}"),
    }
}

fn of_role(id: &'static str) -> Option<Source> {
    Some(Source::Role(RoleId::from_static(id)))
}

#[test]
fn a_bundle_that_lasts_is_named_before_one_that_ends() {
    let always = Validity::ALWAYS;
    let olga = cast::olga();
    let wide = [P::TAG_MANAGE, P::TEMPLATE_MANAGE, P::GROUP_EDIT];
    let ending = || role("test.ending", &[P::TAG_MANAGE], soon());
    let lasting = || role("test.lasting", &wide, always);
    assert_eq!(
        named(vec![ending(), lasting()], &olga),
        of_role("test.lasting")
    );
    // Where none lasts, the one that adds least.
    assert_eq!(named(vec![ending()], &olga), of_role("test.ending"));
    let more = role("test.a", &wide, soon());
    assert_eq!(named(vec![ending(), more], &olga), of_role("test.ending"));
    // What is given again from the end on lasts, with a gap it does not.
    let again = |from: TimeDelta| {
        let mut role = role("test.again", &wide, soon());
        let later = Validity::new(Some(cast::noon() + from), None).unwrap();
        let lasting = Grant::new(P::TAG_MANAGE, Scope::any());
        role.grants.push(Grant {
            validity: later,
            ..lasting
        });
        role
    };
    let at_once = again(TimeDelta::nanoseconds(1));
    let late = again(TimeDelta::nanoseconds(2));
    assert_eq!(named(vec![ending(), at_once], &olga), of_role("test.again"));
    assert_eq!(named(vec![ending(), late], &olga), of_role("test.ending"));
}

#[test]
fn an_add_on_is_named_where_it_adds_no_more_and_ends_with_its_role() {
    let add_on = |rights: &[Permission]| {
        let grants = Grant::each(rights, &Scope::any());
        role("test.held", &[], Validity::ALWAYS).with_add_on(
            "opt.tags",
            Labels::new("tags"),
            grants,
        )
    };
    let small = || role("test.small", &[P::TAG_MANAGE], Validity::ALWAYS);
    let assigned = |validity| {
        let assignment = RoleAssignment::new(RoleId::from_static("test.held"));
        cast::olga().with_role(RoleAssignment {
            validity,
            ..assignment
        })
    };
    let of_add_on = Some(Source::AddOn {
        role: RoleId::from_static("test.held"),
        add_on: AddOnId::from_static("opt.tags"),
    });
    let held = assigned(Validity::ALWAYS);
    // As many rights: the add-on. More rights: the role. It ends with the role: the role.
    let same = vec![add_on(&[P::TAG_MANAGE]), small()];
    assert_eq!(named(same.clone(), &held), of_add_on);
    let more = vec![add_on(&[P::TAG_MANAGE, P::TEMPLATE_MANAGE]), small()];
    assert_eq!(named(more, &held), of_role("test.small"));
    assert_eq!(named(same, &assigned(soon())), of_role("test.small"));
    let alone = vec![add_on(&[P::TAG_MANAGE])];
    assert_eq!(named(alone.clone(), &assigned(soon())), of_add_on);
    // Of a role that is not held it is none.
    assert_eq!(named(alone, &cast::olga()), None);
}

/// The rights of the host's own count as any other, declared ones alone.
#[test]
fn the_rights_of_the_host_count() {
    let always = Validity::ALWAYS;
    let host = |number| Permission::host(number).unwrap();
    let two = role("test.two", &[P::TAG_MANAGE, P::TEMPLATE_MANAGE], always);
    let three = |a, b| role("test.three", &[P::TAG_MANAGE, host(a), host(b)], always);
    let olga = cast::olga();
    assert_eq!(
        named(vec![two.clone(), three(0, 1)], &olga),
        of_role("test.two")
    );
    assert_eq!(
        named(vec![two.clone(), three(8, 9)], &olga),
        of_role("test.three")
    );
    let holds = olga.with_rights(&[host(0), host(1)], &Scope::any());
    assert_eq!(named(vec![two, three(0, 1)], &holds), of_role("test.three"));
}
