//! Separation of duties: every meeting is decided again, every yes to both is found.

use frontdesk_access::analysis::{
    SeparationRule, UniteError, separation, separation_if_united, separation_in_roles,
};
use frontdesk_access::{
    AddOnId, Catalogue, Grant, Holder, Permission, PermissionSet, Restriction, Role, RoleId, Scope,
};
use frontdesk_model::{AccountKind, Labels, Relation, Validity};
use frontdesk_testkit::{BuildHolder, cast, strategy};
use proptest::prelude::*;

use super::few;
use super::realize::realize;
use super::worlds::{allowed, decide, desk, moments_from, world};

use Permission as P;

fn rule(id: &str, one: &[Permission], other: &[Permission]) -> SeparationRule {
    SeparationRule {
        id: id.to_owned(),
        one: one.iter().copied().collect(),
        other: other.iter().copied().collect(),
    }
}

fn any_rule() -> impl Strategy<Value = SeparationRule> {
    let side = || proptest::collection::vec(strategy::permission(), 1..4);
    (side(), side()).prop_map(|(one, other)| rule("test.apart", &one, &other))
}

proptest! {
    #![proptest_config(few(40))]

    #[test]
    fn what_meets_is_what_is_allowed_both(world in world(), rule in any_rule()) {
        let findings = separation(&world.desk, std::slice::from_ref(&rule), world.now);
        prop_assert!(findings.too_wide.is_empty());
        for found in &findings.found {
            prop_assert!(rule.one.contains(found.one) && rule.other.contains(found.other));
            let at = found.from.unwrap_or(world.now);
            let rights = [found.one, found.other];
            let over: Vec<_> = found.over.iter().map(|facts| realize(facts, found.actor)).collect();
            for (number, right) in rights.into_iter().enumerate() {
                let thing = over.get(number).unwrap_or(&over[0]);
                prop_assert!(allowed(&world.desk, found.actor, right, thing, at), "{}", found);
            }
        }
        for holder in world.desk.holders() {
            for at in moments_from(world.now) {
                for one in rule.one.iter() {
                    for other in rule.other.iter().filter(|other| *other != one) {
                        let both = world.things.iter().any(|thing| {
                            let ask = |p| decide(world.desk.catalogue(), holder, p, thing, at).is_allow();
                            ask(one) && ask(other)
                        });
                        let said = findings.found.iter().any(|found| {
                            found.actor == holder.id
                                && (found.one, found.other) == (one, other)
                                && found.from.is_none_or(|from| from <= at)
                        });
                        prop_assert!(!both || said, "{} {} {}", one, other, holder.id);
                    }
                }
            }
        }
    }

    /// What meets in one of two records meets in the united one, but for what the restrictions of
    /// the other take.
    #[test]
    fn uniting_keeps_what_met_where_nothing_is_restricted(world in world(), rule in any_rule()) {
        let mut staff: Vec<Holder> = world.desk.holders().take(2).cloned().collect();
        for holder in &mut staff {
            holder.restrictions.clear();
            holder.kind = AccountKind::Unified;
            holder.standing = frontdesk_model::Standing::Active;
        }
        let roles = world.desk.catalogue();
        let rules = [rule];
        let united = separation_if_united(roles, [&staff[0], &staff[1]], &rules, world.now).unwrap();
        for holder in &staff {
            let alone = separation(&desk(roles.clone(), vec![holder.clone()]), &rules, world.now);
            for found in alone.found {
                let same = united.found.iter().find(|u| (u.one, u.other) == (found.one, found.other));
                // A scope that names the person who goes is nobody's own any more.
                let named = holder.grants.iter().any(|grant| grant.scope.people.is_some())
                    || roles.roles().any(|role| role.grants.iter().any(|g| g.scope.people.is_some())
                        || role.add_ons.values().any(|a| a.grants.iter().any(|g| g.scope.people.is_some())));
                prop_assert!(named || same.is_some_and(|same| same.already.contains(&holder.id)), "{}", found);
            }
        }
    }
}

const PAY: &[Permission] = &[P::PAYMENT_RECONCILE];
const ORDER: &[Permission] = &[P::ORDER_EDIT];

fn orders(rights: &[Permission], relation: Relation) -> Vec<Grant> {
    Grant::each(&[&[P::ORDER_VIEW], rights].concat(), &Scope::of(relation))
}

#[test]
fn two_rights_meet_over_the_same_object_only() {
    let rules = [rule("four-eyes", ORDER, PAY)];
    let holder = |relation| {
        let mut holder = cast::olga();
        holder.grants = orders(ORDER, Relation::Any);
        holder.grants.extend(orders(PAY, relation));
        holder
    };
    let meets = |holder: Holder| {
        let desk = desk(Catalogue::default(), vec![holder]);
        separation(&desk, &rules, cast::noon()).found
    };
    let found = meets(holder(Relation::Created));
    assert_eq!(found.len(), 1);
    assert!(
        found[0].over[0].relations.contains(&Relation::Created),
        "{}",
        found[0]
    );
    // A restriction that takes the one where the other is keeps them apart.
    let taken: PermissionSet = ORDER.iter().copied().collect();
    let id = frontdesk_access::RestrictionId::from_static("deny.own");
    let apart = Restriction::taking(id, taken, Scope::of(Relation::Created));
    assert!(meets(holder(Relation::Created).with_restriction(apart)).is_empty());
    // What begins later meets later.
    let mut later = holder(Relation::Any);
    let from = cast::noon() + chrono::TimeDelta::hours(2);
    later.grants[3].validity = Validity::new(Some(from), None).unwrap();
    assert_eq!(meets(later)[0].from, Some(from));
}

/// Of different kinds of objects both anywhere are enough.
#[test]
fn who_makes_orders_does_not_reconcile_them() {
    let rules = [rule("four-eyes", &[P::ORDER_CREATE], PAY)];
    let mut holder = cast::olga().with_rights(&[P::ORDER_CREATE], &Scope::any());
    holder.grants.extend(orders(PAY, Relation::Created));
    let desk = desk(Catalogue::default(), vec![holder]);
    let found = separation(&desk, &rules, cast::noon()).found;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].over.len(), 2);
}

/// Two accounts of one person: what was apart meets when they are united.
#[test]
fn what_was_apart_meets_in_the_united_record() {
    let rules = [
        rule("four-eyes", ORDER, PAY),
        rule("none", &[P::TAG_MANAGE], PAY),
    ];
    let mut makes = cast::anna();
    let mut pays = cast::boris();
    (makes.roles, pays.roles) = (vec![], vec![]);
    makes.grants = orders(ORDER, Relation::Any);
    pays.grants = orders(PAY, Relation::Any);
    let roles = Catalogue::default();
    let unite = |a: &Holder, b: &Holder| separation_if_united(&roles, [a, b], &rules, cast::noon());
    let found = unite(&makes, &pays).unwrap().found;
    let [meeting] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(
        (meeting.rule.as_str(), meeting.actor),
        ("four-eyes", makes.id)
    );
    assert!(meeting.already.is_empty());
    // It had met in one of them already.
    makes.grants.extend(orders(PAY, Relation::Created));
    let found = unite(&makes, &pays).unwrap().found;
    assert_eq!(found[0].already, [makes.id].into());
    // Kinds of account end with the merge: a legacy operator and a legacy admin become one.
    let operator = cast::gleb().with_rights(&[P::CONVERSATION_VIEW], &Scope::any());
    let admin = cast::dina();
    let apart = [rule(
        "both",
        &[P::CONVERSATION_VIEW],
        &[P::ACCOUNT_SETTINGS],
    )];
    let cast_roles = cast::roles();
    let now = cast::noon();
    let united = separation_if_united(&cast_roles, [&operator, &admin], &apart, now).unwrap();
    assert_eq!(united.found.len(), 1);
    assert!(united.found[0].already.is_empty());
}

#[test]
fn records_that_cannot_be_one_are_not_united() {
    let roles = cast::roles();
    let unite = |a: &Holder, b: &Holder| {
        separation_if_united(&roles, [a, b], &[], cast::noon()).unwrap_err()
    };
    assert_eq!(
        unite(&cast::anna(), &cast::roman()),
        UniteError::OtherTenant
    );
    assert_eq!(
        unite(&cast::anna(), &cast::sofia()),
        UniteError::CustomerAndUser
    );
}

#[test]
fn a_role_is_named_with_the_fewest_add_ons_that_make_them_meet() {
    let add_on = |name: &'static str, grants: Vec<Grant>, role: Role| {
        role.with_add_on(name, Labels::new(name), grants)
    };
    let mut role = Role::built_in(RoleId::from_static("test.clerk"), Labels::new("Clerk"));
    role = add_on("opt.edit", orders(ORDER, Relation::Any), role);
    role = add_on("opt.pay", orders(PAY, Relation::Created), role);
    role = add_on(
        "opt.both",
        orders(&[ORDER, PAY].concat(), Relation::Any),
        role,
    );
    let roles = Catalogue::try_from(vec![role]).unwrap();
    let found = separation_in_roles(&roles, &[rule("four-eyes", ORDER, PAY)]).found;
    let sets: Vec<Vec<&str>> = found
        .iter()
        .map(|found| found.add_ons.iter().map(AddOnId::as_str).collect())
        .collect();
    assert_eq!(sets, [vec!["opt.both"], vec!["opt.edit", "opt.pay"]]);
    assert!(
        found[1].over[0]
            .object
            .relations
            .contains(&Relation::Created)
    );
    // A rule of the cast: an operator with the lead's add-on.
    let apart = [rule(
        "lead",
        &[P::CONVERSATION_TAKE_OVER],
        &[P::CONVERSATION_REPLY],
    )];
    assert!(separation_in_roles(&cast::roles(), &apart).is_empty());
}
