//! Ids are stable, and what is not one record never has one id.

use std::collections::BTreeSet;

use frontdesk::Imported;
use frontdesk_model::TenantId;
use serde_json::json;

use super::*;

/// One record of each kind, all numbered 17, of one tenant.
fn all_seventeen(tenant: TenantId) -> Imported {
    let employees = read(uis::read_employees, &json!([employee(&json!({"id": 17}))]));
    let records = read(
        uis::read_cabinet,
        &json!([cabinet(&json!({
            "id": 17, "group_ids": [17], "sites": [17],
        }))]),
    );
    let omnidesk = Omnidesk::of(&json!({
        "staff": [{"staff_id": 17, "staff_email": "a@example.test", "active": true}],
        "groups": [{"group_id": 17, "group_title": "G", "active": true}],
        "users": [{"user_id": 17, "confirmed": true, "active": true, "company_name": "17"}],
    }));
    let pairs = pairs(
        json!([{"id": 17, "login": "a"}]),
        json!([{"id": 17, "login": "a"}]),
    );
    let csv = b"first_name,last_name,email,roles,groups\nA,A,a@example.test,Supervisor,17";
    let (users, _) = reach::read_users(csv).unwrap();
    let invitation = invitation(&json!({"emails": ["a@example.test"], "questionnaires": ["17"]}));

    let mut all = uis::fill(tenant, &employees, &records, &statuses()).0;
    all.extend(omnidesk::fill(tenant, &omnidesk.account(), &settings()).0);
    all.extend(talkme::fill(tenant, &pairs).0);
    all.extend(reach::fill(tenant, &users).0);
    all.extend(noci::fill(tenant, &invitation).0);
    all
}

/// Every id that an import has, as text.
fn ids(imported: &Imported) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    ids.extend(imported.people.iter().map(|it| it.id().uuid().to_string()));
    ids.extend(imported.customers.iter().map(|it| it.id.uuid().to_string()));
    ids.extend(imported.groups.keys().map(|it| it.uuid().to_string()));
    ids.extend(imported.names.keys().map(ToString::to_string));
    ids
}

#[test]
fn one_number_in_every_system_is_as_many_ids() {
    let all = all_seventeen(TENANT);
    // Staff: an employee, a member of staff, an operator, an admin user, a user of Reach, an invited.
    assert_eq!(all.people.len(), 6);
    assert_eq!(all.customers.len(), 1);
    assert_eq!(all.groups.len(), 3);
    // A site, a company, a questionnaire.
    assert_eq!(all.names.len(), 3);
    let ids = ids(&all);
    assert_eq!(ids.len(), 13);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 13);
}

#[test]
fn operator_17_and_admin_user_17_are_two_people() {
    let both = pairs(
        json!([{"id": 17, "login": "a"}]),
        json!([{"id": 17, "login": "a"}]),
    );
    let (imported, _) = talkme::fill(TENANT, &both);
    let [operator, admin] = imported.people.as_slice() else {
        panic!("{}", imported.people.len());
    };
    assert_ne!(operator.id(), admin.id());
    let externals = |person: &Person| -> Vec<String> {
        let ids = &person.user.profile().external_ids;
        ids.iter().map(ToString::to_string).collect()
    };
    assert_eq!(externals(operator), ["talkme/operator/17"]);
    assert_eq!(externals(admin), ["talkme/admin_user/17"]);
}

#[test]
fn the_same_record_read_again_has_the_same_id() {
    let (once, again) = (all_seventeen(TENANT), all_seventeen(TENANT));
    assert_eq!(ids(&once), ids(&again));
    // These have been given out: they never change.
    assert_eq!(once.people[0].id(), id("uis", "employee", 17));
    let known: frontdesk_model::UserId = id("uis", "employee", 17);
    assert_eq!(
        known.uuid().to_string(),
        "58336acc-d6ee-5513-8ea4-2cf3abdd3ab3"
    );
    // A record that has changed is still the same record.
    let renamed = hired(json!({"id": 1, "last_name": "B", "login": "b"}), json!({}));
    let before = hired(json!({}), json!({}));
    assert_eq!(only(&renamed).id(), only(&before).id());
}

#[test]
fn two_tenants_share_no_id() {
    let other = TenantId::from_number(2);
    let here: BTreeSet<String> = ids(&all_seventeen(TENANT)).into_iter().collect();
    let there: BTreeSet<String> = ids(&all_seventeen(other)).into_iter().collect();
    assert_eq!((here.len(), there.len()), (13, 13));
    assert!(here.is_disjoint(&there));
    for person in all_seventeen(other).people {
        assert_eq!(person.user.tenant(), other);
    }
}

#[test]
fn one_address_in_two_spellings_of_its_domain_is_one_user() {
    let of = |address: &str| {
        let filled = reach_of(&format!("A,A,{address},Supervisor,"));
        only(&filled).id()
    };
    assert_eq!(of("a@example.test"), of("a@EXAMPLE.test"));
    assert_eq!(of("a@bücher.test"), of("a@xn--bcher-kva.test"));
    assert_ne!(of("a@example.test"), of("b@example.test"));
}

#[test]
fn ids_that_records_name_are_those_of_the_records() {
    let omnidesk = Omnidesk::of(&json!({
        "staff": [{"staff_id": 22, "staff_email": "a@example.test", "active": true}],
        "groups": [{"group_id": 44, "group_title": "G", "active": true}],
        "users": [{"user_id": 123, "confirmed": true, "active": true, "company_name": " ООО А "}],
        "cases": [{"case_id": 2000, "user_id": 123, "staff_id": 22, "group_id": 44, "status": "open",
                   "channel": "email", "created_at": "2026-11-02T07:20:30Z"}],
    }));
    let (imported, _) = omnidesk.fill();
    let (tickets, _) = omnidesk::tickets(TENANT, &omnidesk.account(), &settings());
    let facts = &tickets[0].facts;
    assert_eq!(facts.assigned_person(), Some(imported.people[0].id()));
    assert_eq!(facts.requester, Some(imported.customers[0].id));
    assert!(imported.groups.contains_key(&facts.group.unwrap()));
    let company = facts.organization.unwrap();
    assert_eq!(
        imported.customers[0].organizations,
        BTreeSet::from([company])
    );
    assert_eq!(imported.names[&company.uuid()], "ООО А");
}
