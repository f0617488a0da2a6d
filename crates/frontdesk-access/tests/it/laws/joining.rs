//! How roles, add-ons and lists of rights join.

use frontdesk_access::{
    Catalogue, Grant, HostPermission, MadeBy, Permission, Request, Role, RoleId, Scope,
};
use frontdesk_model::{Labels, Validity};
use frontdesk_testkit::{BuildHolder, cast, strategy};
use proptest::prelude::*;

use crate::cases;

/// All that a record has by its roles and add-ons, as grants for the time of both.
fn spelled_out(q: &strategy::Question) -> Vec<Grant> {
    let mut grants = Vec::new();
    for assignment in &q.holder.roles {
        let Some(role) = q.roles.role(&assignment.role) else {
            continue;
        };
        let added = assignment
            .add_ons
            .iter()
            .filter_map(|id| role.add_ons.get(id));
        for grant in role
            .grants
            .iter()
            .chain(added.flat_map(|add_on| &add_on.grants))
        {
            // Two validities join to what is in both; in none, nothing is left.
            let Some(both) = both(assignment.validity, grant.validity) else {
                continue;
            };
            grants.push(Grant {
                validity: both,
                ..grant.clone()
            });
        }
    }
    grants
}

fn both(one: Validity, other: Validity) -> Option<Validity> {
    let from = one.from().max(other.from());
    let until = match (one.end(), other.end()) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    Validity::new(from, until).ok()
}

fn bare(role: &str) -> Role {
    let mut role = Role::built_in(RoleId::new(role).unwrap(), Labels::new(role));
    role.made_by = MadeBy::Host;
    role
}

proptest! {
    #![proptest_config(cases(300))]

    /// Several roles and add-ons are their union: one role with all their grants, or the same
    /// grants to the person alone, answer the same (S119, D14).
    #[test]
    fn roles_and_add_ons_join_by_union(q in strategy::question()) {
        let mut one = bare("all.of.it");
        one.grants = spelled_out(&q);
        let mut roles = q.roles.clone();
        roles.insert_unique(one.clone()).unwrap();
        let mut in_one = q.holder.clone();
        in_one.roles = vec![cast::role("all.of.it")];
        let mut alone = q.holder.clone();
        alone.roles.clear();
        alone.grants.extend(one.grants);
        for holder in [in_one, alone] {
            let request = Request { holder: &holder, ..q.request() };
            let answer = roles.decide(&request, q.now);
            prop_assert_eq!(answer.outcome, q.decide().outcome);
            prop_assert_eq!(answer.obligations, q.decide().obligations);
            let (joined, several) = (
                roles.scopes_of(&holder, q.permission, q.now),
                q.roles.scopes_of(&q.holder, q.permission, q.now),
            );
            prop_assert_eq!(joined.all_of, several.all_of);
            prop_assert_eq!(
                roles.effective(&holder, q.now),
                q.roles.effective(&q.holder, q.now)
            );
        }
    }

    /// One role more never takes, one role less never gives.
    #[test]
    fn one_more_role_never_takes(q in strategy::question(), more in strategy::role_assignment()) {
        let holder = q.holder.clone().with_role(more);
        let request = Request { holder: &holder, ..q.request() };
        prop_assert!(!q.decide().is_allow() || q.roles.allows(&request, q.now));
    }

    /// An add-on that a role does not list, and a role that nobody has, are as if they were not on
    /// the record (S150).
    #[test]
    fn what_a_role_does_not_list_is_as_if_it_were_not_there(q in strategy::question()) {
        let mut listed = q.holder.clone();
        listed.roles.retain(|assignment| q.roles.role(&assignment.role).is_some());
        for assignment in &mut listed.roles {
            let role = q.roles.role(&assignment.role).unwrap();
            assignment.add_ons.retain(|id| role.add_ons.contains_key(id));
        }
        let request = Request { holder: &listed, ..q.request() };
        prop_assert_eq!(q.roles.decide(&request, q.now).outcome, q.decide().outcome);
        prop_assert_eq!(q.roles.effective(&listed, q.now), q.roles.effective(&q.holder, q.now));
        // Also where another role lists it and means other rights by it.
        let mut moved = q.holder.clone();
        for assignment in &mut moved.roles {
            assignment.role = RoleId::from_static("test.bare");
        }
        let mut roles = q.roles.clone();
        roles.insert_unique(bare("test.bare")).unwrap();
        let mut without = q.holder.clone();
        without.roles.clear();
        prop_assert_eq!(roles.effective(&moved, q.now), roles.effective(&without, q.now));
    }

    /// "Everything listed today" answers as "everything, also what comes later" of every right that
    /// there is today, and of no right that the host declares tomorrow.
    #[test]
    fn everything_today_and_everything_ever_are_two_things(
        q in strategy::question(),
        scope in strategy::scope(),
        number in 8_u8..32,
    ) {
        let today: Vec<Permission> =
            q.roles.permissions().filter(|p| *p != Permission::IMPERSONATE).collect();
        let mut bare = q.holder.clone();
        bare.roles.clear();
        bare.grants.clear();
        let list = bare.clone().with_rights(&today, &scope);
        let every = bare.with_grant(Grant::every(scope.clone()));
        let ask = |roles: &Catalogue, holder, permission| {
            let resource = q.resource();
            roles.allows(&Request { holder, permission, resource }, q.now)
        };
        prop_assert_eq!(ask(&q.roles, &list, q.permission), ask(&q.roles, &every, q.permission));
        prop_assert_eq!(q.roles.effective(&list, q.now), q.roles.effective(&every, q.now));
        for holder in [&list, &every] {
            prop_assert!(!ask(&q.roles, holder, Permission::IMPERSONATE), "only by name");
        }

        // Tomorrow the host declares a right over this very kind of object.
        let later = Permission::host(number).unwrap();
        let mut tomorrow = q.roles.clone();
        tomorrow.declare(HostPermission {
            permission: later,
            name: "own.later".to_owned(),
            title: "what came later".to_owned(),
            object: q.thing.kind(),
            needs: Vec::new(),
        }).unwrap();
        let by_name = list.clone().with_rights(&[later], &scope);
        prop_assert!(!ask(&tomorrow, &list, later), "a list does not grow");
        prop_assert_eq!(ask(&tomorrow, &every, later), ask(&tomorrow, &by_name, later));
        for holder in [&list, &every, &by_name] {
            prop_assert!(!ask(&q.roles, holder, later), "nothing before it is declared");
        }
        // Where the scope covers and nothing else stands against it, the one has it.
        if ask(&q.roles, &every, q.permission) && q.holder.restrictions.is_empty() {
            prop_assert!(ask(&tomorrow, &every, later));
        }
    }

    /// A restriction of a section takes what comes later too; one of rights does not.
    #[test]
    fn a_section_taken_is_taken_for_what_comes_later(q in strategy::question(), number in 8_u8..32) {
        let later = Permission::host(number).unwrap();
        let mut roles = q.roles.clone();
        roles.declare(HostPermission {
            permission: later,
            name: "own.later".to_owned(),
            title: "what came later".to_owned(),
            object: q.thing.kind(),
            needs: Vec::new(),
        }).unwrap();
        let every = frontdesk_access::Holder {
            restrictions: Vec::new(),
            ..q.holder.clone().with_grant(Grant::every(Scope::any()))
        };
        let json = r#"{"id":"deny.host","sections":["host"]}"#;
        let restricted = every.clone().with_restriction(serde_json::from_str(json).unwrap());
        let ask = |holder: &frontdesk_access::Holder| {
            let request = Request { holder, permission: later, resource: q.resource() };
            roles.decide(&request, q.now)
        };
        if ask(&every).is_allow() {
            prop_assert_eq!(ask(&restricted).reasons[0].code(), "restricted");
        }
    }
}
