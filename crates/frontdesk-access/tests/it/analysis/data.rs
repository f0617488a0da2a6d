//! Every answer is data with one order, and reads in plain English.

use frontdesk_access::analysis::{
    Screen, SeparationRule, Subject, diff, rare_rights, redundant_grants, redundant_roles,
    role_pairs, roles_without_effect, screen_parity, separation, separation_in_roles,
    violated_prerequisites, what_can, who_can,
};
use frontdesk_access::{Permission, bundle};
use frontdesk_testkit::cast;
use proptest::prelude::*;
use serde::Serialize;

use super::few;
use super::worlds::{World, desk, world};

fn shown(answer: &(impl Serialize + std::fmt::Display)) -> String {
    let said = answer.to_string();
    assert!(!said.is_empty());
    format!("{}\n{said}\n", serde_json::to_string(answer).unwrap())
}

/// Every answer about a world, in bytes.
fn everything(world: &World) -> String {
    let (desk, now) = (&world.desk, world.now);
    let rule = SeparationRule {
        id: "four-eyes".to_owned(),
        one: bundle::ORDER_MANAGE.iter().copied().collect(),
        other: bundle::PAYMENT.iter().copied().collect(),
    };
    let rules = [rule];
    let nobody = super::worlds::desk(desk.catalogue().clone(), vec![]);
    let mut all = shown(&diff(&nobody, desk, now).unwrap());
    all += &shown(&who_can(
        desk,
        Permission::CONVERSATION_VIEW,
        &Subject::Section,
        now,
    ));
    all += &shown(&rare_rights(desk, now));
    all += &shown(&redundant_grants(desk.catalogue()));
    all += &shown(&redundant_roles(desk, now));
    all += &shown(&roles_without_effect(desk, now));
    all += &shown(&violated_prerequisites(desk, now));
    all += &shown(&screen_parity(desk, &Screen::usual(), now));
    all += &shown(&separation(desk, &rules, now));
    all += &shown(&separation_in_roles(desk.catalogue(), &rules));
    for pair in role_pairs(desk.catalogue()) {
        all += &shown(&pair);
        all += &shown(&pair.disjoint);
    }
    for holder in desk.holders() {
        all += &shown(&what_can(desk, holder.id, now).unwrap());
    }
    all
}

proptest! {
    #![proptest_config(few(24))]

    /// The order of a record and of a role does not show in a byte of any answer.
    #[test]
    fn the_order_of_records_does_not_show(world in world()) {
        let people = world.desk.holders().map(|holder| {
            let mut holder = holder.clone();
            holder.grants.reverse();
            holder.roles.reverse();
            holder.restrictions.reverse();
            holder
        });
        let mut catalogue = world.desk.catalogue().clone();
        for role in world.desk.catalogue().roles() {
            let mut role = role.clone();
            role.grants.reverse();
            for add_on in role.add_ons.values_mut() {
                add_on.grants.reverse();
            }
            catalogue.replace(role);
        }
        let again = World {
            desk: desk(catalogue, people.collect()),
            ..world.clone()
        };
        prop_assert_eq!(everything(&world), everything(&again));
    }
}

#[test]
fn the_answers_about_the_cast_read_well() {
    let people = cast::everybody().into_iter().map(|(_, holder)| holder);
    let people = people.filter(|holder| holder.tenant == cast::TENANT);
    let desk = desk(cast::roles(), people.collect());
    let said = violated_prerequisites(&desk, cast::noon()).to_string();
    assert_eq!(said, "nothing");
    let rare = rare_rights(&desk, cast::noon()).to_string();
    assert!(rare.contains("nobody can use impersonate"), "{rare}");
    let idle = roles_without_effect(&desk, cast::noon()).to_string();
    assert_eq!(
        idle,
        "opt.dispenser of cast.operator allows nothing: nobody has it"
    );
}
