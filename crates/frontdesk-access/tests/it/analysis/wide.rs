//! Where there are too many kinds of objects the answer says so and claims nothing.

use frontdesk_access::analysis::{SeparationRule, diff, rare_rights, separation, what_can};
use frontdesk_access::{
    Among, Catalogue, Groups, Holder, HostPermission, ObjectKind, Permission, Scope,
};
use frontdesk_model::{ConversationState, GroupId, Relation, SiteId, UserId};
use frontdesk_testkit::{BuildHolder, cast};

use super::worlds::desk;

/// A right over a host's own kind, of which any relations and facts may meet, in scopes that
/// together tell apart millions of kinds of objects.
fn wide() -> (Catalogue, Holder) {
    let mut roles = Catalogue::default();
    let right = Permission::host(0).unwrap();
    roles
        .declare(HostPermission {
            permission: right,
            name: "refund.approve".to_owned(),
            title: "approve a refund".to_owned(),
            object: ObjectKind::Host(1),
            needs: vec![],
        })
        .unwrap();
    let mut holder = cast::olga();
    for relation in Relation::ALL {
        let number = relation as i64;
        let groups = Groups {
            these: [GroupId::from_number(number)].into(),
            ..Groups::default()
        };
        let scope = Scope {
            groups: Some(groups),
            assignee_groups: Some(Among::These([GroupId::from_number(number)].into())),
            sites: Some(Among::These([SiteId::from_number(number)].into())),
            people: Some(Among::These([UserId::from_number(number)].into())),
            states: Some([ConversationState::InWork].into()),
            ..Scope::of(relation)
        };
        holder = holder.with_rights(&[right], &scope);
    }
    (roles, holder)
}

#[test]
fn too_many_kinds_are_said_and_not_skipped() {
    let (roles, holder) = wide();
    let right = Permission::host(0).unwrap();
    let id = holder.id;
    let before = desk(roles.clone(), vec![cast::olga()]);
    let after = desk(roles, vec![holder]);
    let now = cast::noon();

    let can = what_can(&after, id, now).unwrap();
    assert_eq!(can.too_wide.iter().next().unwrap().permission, Some(right));
    let diff = diff(&before, &after, now).unwrap();
    assert!(diff.changes.is_empty() && !diff.is_empty());
    assert_eq!(diff.too_wide[0].0, id);
    assert!(
        diff.to_string().contains("too many kinds of objects"),
        "{diff}"
    );
    let rare = rare_rights(&after, now);
    assert_eq!(rare.too_wide.len(), 1);
    assert!(rare.found.iter().all(|rare| rare.permission != right));
    let rule = SeparationRule {
        id: "any".to_owned(),
        one: [right].into_iter().collect(),
        other: [Permission::TAG_MANAGE].into_iter().collect(),
    };
    assert!(!separation(&after, &[rule], now).is_empty());
}

/// A thousand sites in a list are two kinds of sites.
#[test]
fn long_lists_are_few_kinds() {
    let mut holder = cast::olga();
    for number in 1..=1_000 {
        holder.memberships.sites.insert(SiteId::from_number(number));
        holder
            .memberships
            .groups
            .insert(GroupId::from_number(number));
        holder
            .memberships
            .overseen_groups
            .insert(GroupId::from_number(number));
        holder
            .memberships
            .overseen_people
            .insert(UserId::from_number(number));
    }
    let scope = Scope {
        groups: Some(Groups {
            mine: true,
            ..Groups::default()
        }),
        assignee_groups: Some(Among::Mine),
        sites: Some(Among::Mine),
        people: Some(Among::Mine),
        ..Scope::of(Relation::ColleagueInWork)
    };
    let holder = holder.with_rights(&[Permission::CONVERSATION_VIEW], &scope);
    let id = holder.id;
    let can = what_can(&desk(Catalogue::default(), vec![holder]), id, cast::noon()).unwrap();
    assert!(can.too_wide.is_empty());
    assert_eq!(can.rights.len(), 1);
    assert_eq!(can.rights[0].area.scope, scope);
}
