//! L5 and L6: what the whole may do, beside what the halves may.

use std::collections::BTreeSet;

use frontdesk_access::{
    Catalogue, Dimensions, Grant, Groups, Holder, ObjectGroups, ObjectKind, Permission, Request,
    Resource, Restriction, RestrictionId, Scope,
};
use frontdesk_merge::{Account, Alert, Plan};
use frontdesk_model::{GroupId, Privacy, Relation, Relations, Validity};
use proptest::prelude::*;

use crate::cast::*;
use crate::laws::{an_admin, an_operator};

/// An object of the tenant. How a person stands to it is the same for both halves and the whole:
/// they are one person; only the queue of one's groups depends on the lists.
#[derive(Clone, Debug)]
struct Object {
    kind: ObjectKind,
    relations: Relations,
    groups: BTreeSet<GroupId>,
    privacy: Option<Privacy>,
}

fn group(number: i64) -> GroupId {
    GroupId::from_number(number)
}

fn objects() -> Vec<Object> {
    let mut found = Vec::new();
    let sets: [BTreeSet<GroupId>; 7] = [
        [].into(),
        [group(0)].into(),
        [group(1)].into(),
        [group(2)].into(),
        [group(0), group(1)].into(),
        [group(0), group(2)].into(),
        [group(1), group(2)].into(),
    ];
    for kind in [
        ObjectKind::Section,
        ObjectKind::Conversation,
        ObjectKind::User,
    ] {
        for groups in &sets {
            for (relation, privacy) in ways() {
                let possible = match kind {
                    ObjectKind::Conversation => groups.len() <= 1,
                    _ if privacy.is_some() || relation != Relation::Any => false,
                    ObjectKind::Section => groups.is_empty(),
                    _ => true,
                };
                if possible {
                    found.push(Object {
                        kind,
                        relations: Relations::ANY | relation.flag(),
                        groups: groups.clone(),
                        privacy,
                    });
                }
            }
        }
    }
    found
}

/// How somebody stands to it, and whether it is private.
fn ways() -> Vec<(Relation, Option<Privacy>)> {
    let relations = [
        Relation::Any,
        Relation::Own,
        Relation::Unassigned,
        Relation::Mentioned,
        Relation::Substitute,
    ];
    let privacies = [None, Some(Privacy::Open), Some(Privacy::Private)];
    let ways = relations.map(|relation| privacies.map(|privacy| (relation, privacy)));
    ways.concat()
}

impl Object {
    fn as_seen_by(&self, holder: &Holder) -> Resource<'_> {
        let mut relations = self.relations;
        let mine = self
            .groups
            .iter()
            .any(|group| holder.memberships.groups.contains(group));
        relations.set(
            Relations::MY_GROUP_QUEUE,
            self.kind == ObjectKind::Conversation && relations.has(Relation::Unassigned) && mine,
        );
        let groups = match self.kind {
            ObjectKind::Conversation => ObjectGroups::Conversation(self.groups.first().copied()),
            ObjectKind::User => ObjectGroups::Person(&self.groups),
            _ => ObjectGroups::Unknown,
        };
        Resource {
            tenant: holder.tenant,
            kind: self.kind,
            relations,
            dimensions: Dimensions {
                groups,
                privacy: self.privacy,
                ..Dimensions::default()
            },
        }
    }

    fn allows(&self, catalogue: &Catalogue, holder: &Holder, permission: Permission) -> bool {
        let resource = self.as_seen_by(holder);
        let request = Request {
            holder,
            permission,
            resource,
        };
        catalogue.allows(&request, noon())
    }
}

/// The alerts of the plan under which this object lies for this right.
fn alerted(plan: &Plan, object: &Object, permission: Permission) -> bool {
    let whole = plan.result.holder();
    let resource = object.as_seen_by(whole);
    plan.alerts.iter().any(|alert| match alert {
        Alert::BeyondBoth {
            permission: of,
            scope,
        } => *of == permission && scope.covers(&whole.actor(), &resource),
        _ => false,
    })
}

/// L5: the whole may do nothing that neither half may, but what an alert names.
fn assert_bound(plan: &Plan, permissions: &[Permission]) {
    let catalogue = roles();
    for object in objects() {
        for permission in permissions {
            let of = |holder: &Holder| object.allows(&catalogue, holder, *permission);
            if of(plan.result.holder()) {
                assert!(
                    of(plan.operator.holder())
                        || of(plan.admin.holder())
                        || alerted(plan, &object, *permission),
                    "{permission} over {object:?}\n{plan}"
                );
            }
        }
    }
}

/// L5 on every pair of halves over two rights, one of which needs the other, and three scopes, one of
/// them symbolic. And the alerts are no noise: each names an object that is beyond.
#[test]
fn l5_exhaustive() {
    let mine = Scope {
        groups: Some(Groups {
            mine: true,
            ..Groups::default()
        }),
        ..Scope::any()
    };
    let these = Scope {
        groups: Some(Groups {
            these: [group(1)].into(),
            ..Groups::default()
        }),
        ..Scope::any()
    };
    let permissions = [Permission::EMPLOYEE_VIEW, Permission::STATUS_VIEW];
    let all: Vec<Grant> = [Scope::any(), mine, these]
        .iter()
        .flat_map(|scope| Grant::each(&permissions, scope))
        .collect();
    let holders = |account: &Account, of: GroupId| -> Vec<Account> {
        let account = changed(account, |record| {
            record.profile.memberships.groups = [of].into();
        });
        (0..1usize << all.len())
            .map(|mask| {
                with_rights(&account, |holder| {
                    holder.roles.clear();
                    holder.grants = all
                        .iter()
                        .enumerate()
                        .filter(|(bit, _)| mask & (1 << bit) != 0)
                        .map(|(_, grant)| grant.clone())
                        .collect();
                })
            })
            .collect()
    };
    let (operators, admins) = (holders(&operator(), group(0)), holders(&admin(), group(2)));
    let catalogue = roles();
    let (mut plans, mut with_alerts) = (0, 0);
    for operator in &operators {
        for admin in &admins {
            let plan = Ask::new(operator, admin).plan().unwrap();
            assert_bound(&plan, &permissions);
            plans += 1;
            with_alerts += usize::from(!plan.alerts.is_empty());
            for alert in &plan.alerts {
                let Alert::BeyondBoth { permission, .. } = alert else {
                    panic!("{alert}");
                };
                let beyond = objects().iter().any(|object| {
                    let of = |holder: &Holder| object.allows(&catalogue, holder, *permission);
                    of(plan.result.holder()) && !of(operator.holder()) && !of(admin.holder())
                });
                assert!(beyond, "{alert}\n{plan}");
            }
        }
    }
    assert_eq!(plans, 4096);
    assert!(with_alerts > 0 && with_alerts < plans);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    /// L5 over generated halves with roles, kinds, restrictions and times.
    #[test]
    fn l5_bound(operator in an_operator(), admin in an_admin()) {
        let plan = Ask::new(&operator, &admin).plan().unwrap();
        assert_bound(&plan, Permission::ALL);
    }

    /// L6: what a half may, the whole may, unless the other half is suspended or restricted.
    #[test]
    fn l6_each_half_keeps_its_own(operator in an_operator(), admin in an_admin()) {
        let plan = Ask::new(&operator, &admin).plan().unwrap();
        let catalogue = roles();
        let whole = plan.result.holder();
        for (half, other) in [(&operator, &admin), (&admin, &operator)] {
            for object in objects() {
                for permission in Permission::ALL {
                    let holds = object.allows(&catalogue, half.holder(), *permission);
                    let kept = object.allows(&catalogue, whole, *permission);
                    if holds && !kept {
                        prop_assert!(
                            !whole.standing.can_act() || !other.holder().restrictions.is_empty(),
                            "{permission} over {object:?}\n{plan}"
                        );
                    }
                }
            }
        }
    }

    /// What the difference lists is what the effective rights say, each loss with its reason.
    #[test]
    fn the_difference_is_complete(operator in an_operator(), admin in an_admin()) {
        let plan = Ask::new(&operator, &admin).plan().unwrap();
        let catalogue = roles();
        let whole = catalogue.effective(plan.result.holder(), noon());
        for (half, diff) in [(&operator, &plan.rights.operator), (&admin, &plan.rights.admin)] {
            let before = catalogue.effective(half.holder(), noon());
            let gained: BTreeSet<_> =
                diff.gained.iter().map(|r| (r.permission, r.scope.clone())).collect();
            let expected: BTreeSet<_> = whole.difference(&before).cloned().collect();
            prop_assert_eq!(gained, expected);
            let lost: BTreeSet<_> = diff.lost.iter()
                .filter(|lost| lost.extent == frontdesk_merge::Extent::Whole)
                .map(|lost| (lost.right.permission, lost.right.scope.clone()))
                .collect();
            let expected: BTreeSet<_> = before.difference(&whole).cloned().collect();
            prop_assert_eq!(lost, expected);
        }
    }
}

/// A right whose prerequisite the other half brings is beyond both, and waits for somebody's yes.
#[test]
fn prerequisites_that_meet_are_an_alert() {
    let operator = with_rights(&operator(), |holder| {
        holder.grants = vec![Grant::new(Permission::STATUS_VIEW, Scope::any())];
    });
    let admin = with_rights(&admin(), |holder| {
        holder.grants = vec![Grant::new(Permission::EMPLOYEE_VIEW, Scope::any())];
    });
    let mut ask = Ask::new(&operator, &admin);
    let plan = ask.plan().unwrap();
    let expected = Alert::BeyondBoth {
        permission: Permission::STATUS_VIEW,
        scope: Box::new(Scope::any()),
    };
    assert_eq!(plan.alerts, [expected.clone()].into());
    assert_eq!(codes(&ask.apply(&plan).unwrap_err()), ["unacknowledged"]);
    ask.decided.acknowledged = [expected.clone()].into();
    let plan = ask.plan().unwrap();
    assert!(ask.apply(&plan).is_ok());

    // Where one half held both there is nothing to acknowledge, and saying so is refused.
    let whole_admin = with_rights(&admin, |holder| {
        holder
            .grants
            .push(Grant::new(Permission::STATUS_VIEW, Scope::any()));
    });
    ask.halves = [&operator, &whole_admin];
    assert!(
        ask.plan()
            .unwrap_err()
            .has(&frontdesk_merge::Reason::NothingToAcknowledge { alert: expected })
    );
}

/// What the kind of a half forbade does not wake up unseen (S3).
#[test]
fn a_dormant_right_of_a_legacy_kind_is_an_alert() {
    let operator = with_rights(&operator(), |holder| {
        holder.grants = vec![Grant::new(Permission::ROLE_EDIT, Scope::any())];
        holder
            .grants
            .push(Grant::new(Permission::ROLE_VIEW, Scope::any()));
    });
    let admin = admin();
    let plan = Ask::new(&operator, &admin).plan().unwrap();
    let named: Vec<Permission> = plan
        .alerts
        .iter()
        .filter_map(|alert| match alert {
            Alert::BeyondBoth { permission, .. } => Some(*permission),
            _ => None,
        })
        .collect();
    assert_eq!(named, [Permission::ROLE_VIEW, Permission::ROLE_EDIT]);
}

/// A list that grows widens a right that reads it.
#[test]
fn a_right_over_a_list_that_grows_is_an_alert() {
    let mine = Scope {
        sites: Some(frontdesk_access::Among::Mine),
        ..Scope::any()
    };
    let site = frontdesk_model::SiteId::from_number;
    let sees_sites = |account: &Account, sites: BTreeSet<_>, grants: Vec<Grant>| {
        let account = changed(account, |record| record.profile.memberships.sites = sites);
        with_rights(&account, |holder| holder.grants = grants)
    };
    let view = vec![Grant::new(Permission::SITE_VIEW, mine)];
    let operator = sees_sites(&operator(), [site(1)].into(), view.clone());
    let alerts = |admin: &Account| Ask::new(&operator, admin).plan().unwrap().alerts.len();
    // The admin's sites without the admin's right to see them.
    assert_eq!(alerts(&sees_sites(&admin(), [site(2)].into(), vec![])), 1);
    // With it: each half saw its own.
    assert_eq!(alerts(&sees_sites(&admin(), [site(2)].into(), view)), 0);
    // No further site.
    assert_eq!(alerts(&sees_sites(&admin(), [site(1)].into(), vec![])), 0);
}

/// What begins later is compared as of then.
#[test]
fn a_right_that_begins_later_is_seen_now() {
    let later = Validity::new(Some(evening()), None).unwrap();
    let operator = with_rights(&operator(), |holder| {
        holder.grants = vec![Grant {
            validity: later,
            ..Grant::new(Permission::STATUS_VIEW, Scope::any())
        }];
    });
    let admin = with_rights(&admin(), |holder| {
        holder.grants = vec![Grant::new(Permission::EMPLOYEE_VIEW, Scope::any())];
    });
    assert_eq!(Ask::new(&operator, &admin).plan().unwrap().alerts.len(), 1);
}

/// A restriction of one half over part of a scope is listed as a loss of part.
#[test]
fn a_partial_restriction_is_a_loss_in_part() {
    let operator = with_rights(&operator(), |holder| {
        holder.grants = vec![Grant::new(Permission::EMPLOYEE_VIEW, Scope::any())];
    });
    let admin = with_rights(&admin(), |holder| {
        let of_group = Scope {
            groups: Some(Groups {
                these: [group(1)].into(),
                ..Groups::default()
            }),
            ..Scope::any()
        };
        holder.restrictions = vec![Restriction::taking(
            RestrictionId::from_static("deny.group"),
            [Permission::EMPLOYEE_VIEW].into_iter().collect(),
            of_group,
        )];
    });
    let plan = Ask::new(&operator, &admin).plan().unwrap();
    let lost: Vec<String> = plan
        .rights
        .operator
        .lost
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        lost,
        ["employee.view @ any in part: deny.group of the admin takes employee.view"]
    );
}

/// A right of the host's own wakes as the built-in ones do: by what the other half brings.
#[test]
fn a_right_of_the_host_s_own_is_held_to_the_bound() {
    let mut catalogue = roles();
    let host = Permission::host(0).unwrap();
    catalogue
        .declare(frontdesk_access::HostPermission {
            permission: host,
            name: "vault.open".to_owned(),
            title: "vault".to_owned(),
            object: ObjectKind::Section,
            needs: vec![Permission::COLLEAGUE_LIST],
        })
        .unwrap();
    let operator = with_rights(&operator(), |holder| {
        holder.roles.clear();
        holder.grants = vec![Grant::new(host, Scope::any())];
    });
    let admin = with_rights(&admin(), |holder| {
        holder.grants = vec![Grant::new(Permission::COLLEAGUE_LIST, Scope::any())];
    });
    let mut ask = Ask::new(&operator, &admin);
    ask.catalogue = catalogue.clone();
    let plan = ask.plan().unwrap();
    let has = |holder: &Holder| {
        let actor = holder.actor();
        let request = Request {
            holder,
            permission: host,
            resource: Resource::section(&actor),
        };
        catalogue.allows(&request, noon())
    };
    assert!(!has(operator.holder()) && !has(admin.holder()));
    assert!(has(plan.result.holder()));
    assert!(
        plan.alerts.iter().any(
            |alert| matches!(alert, Alert::BeyondBoth { permission, .. } if *permission == host)
        ),
        "{:?}",
        plan.alerts
    );
}
