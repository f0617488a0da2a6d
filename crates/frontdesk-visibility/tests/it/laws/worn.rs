//! As whom, and where a field is shown, as expressions: what the answers about one ticket say.

use frontdesk_access::Scope;
use frontdesk_model::ActorId;
use frontdesk_visibility::{Expr, Field, Filter, Hat, Shown, Viewing};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::Config;

use super::viewing;
use crate::generate::{self, FIELDS, RIGHTS, field_policy, holder, roles, ticket};
use crate::world::*;

/// Where several accounts are in copy of one ticket the expressions say less.
fn several_in_copy(worn: &[frontdesk_visibility::WornWhen]) -> bool {
    worn.iter().filter(|one| one.hat == Hat::Copied).count() > 1
}

proptest! {
    #![proptest_config(Config { cases: 1500, failure_persistence: None, ..Config::default() })]

    #[test]
    fn the_expressions_say_what_opening_says(
        mut holders in vec(prop_oneof![holder().boxed(), generate::customer_holder().boxed()], 1..=2),
        mut tickets in vec(ticket(), 1..=4), policy in field_policy(), narrowed in any::<bool>(),
        sites in generate::sites_seen(),
    ) {
        for holder in &mut holders {
            holder.tenant = HERE;
        }
        let filters = holders.iter().map(|holder| filter_for(&roles(), holder, RIGHTS[0]));
        let mut filter = Filter::join(filters).unwrap().unwrap();
        if narrowed {
            let by = filter_for(&roles(), &holders[0], RIGHTS[1]);
            filter = filter.narrowed_to(&by).unwrap();
        }
        let rights = rights_of(&roles(), &holders, policy.rights());
        let viewing = Viewing { rights, sites, ..viewing(&filter, &policy) };
        let worn = filter.worn();
        for ticket in &mut tickets {
            ticket.facts.tenant = HERE;
            let Ok(granted) = viewing.open(ticket) else { continue };
            let first = worn.iter().find(|one| one.when.holds(&ticket.facts)).unwrap();
            prop_assert_eq!(first.hat, granted.hat());
            prop_assert!(holders.iter().any(|holder| holder.id == first.account));
            if several_in_copy(&worn) && granted.hat() == Hat::Copied {
                continue;
            }
            for field in Field::STANDARD.into_iter().chain(FIELDS.map(|id| Field::Added(field(id)))) {
                let shown = viewing.shown_where(&field).holds(&ticket.facts);
                match granted.cell(&field) {
                    Some(Shown::Value(_)) => prop_assert!(shown, "{}", field),
                    Some(Shown::Hidden) | None => prop_assert!(!shown, "{}", field),
                    Some(Shown::Absent) => {}
                }
            }
        }
    }
}

/// One account of one hat: nothing depends on the ticket.
#[test]
fn of_an_operator_it_is_a_constant() {
    let policy = frontdesk_visibility::FieldPolicy::default();
    let filter = filter_of(&seeing(staff(17), Scope::any()));
    assert!(matches!(filter.worn()[0].account, ActorId::User(_)));
    assert_eq!(filter.worn().len(), 1);
    let viewing = viewing(&filter, &policy);
    assert_eq!(viewing.shown_where(&Field::Group), Expr::TRUE);
}
