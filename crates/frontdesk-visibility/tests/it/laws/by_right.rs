//! What holds of fields that ask for a right over the ticket.

use frontdesk_access::{Grant, Obligation, Permission, Scope};
use frontdesk_model::Relation;
use frontdesk_visibility::{Column, Field, Hat, SitePolicy, Use, Viewing};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::Config;

use super::viewing;
use crate::generate::{FIELD_RIGHTS, FIELDS, RIGHTS, field_policy, holder, roles, ticket};
use crate::world::*;

proptest! {
    #![proptest_config(Config { cases: 1000, failure_persistence: None, ..Config::default() })]

    /// What somebody may do with a field of a ticket is the lesser of what the policy gives his hat and what
    /// access gives him: without the right to see it nothing, without the right to change it the sight.
    #[test]
    fn a_field_is_the_lesser_of_hat_and_right(
        holder in holder(), mut ticket in ticket(), policy in field_policy(),
    ) {
        ticket.facts.tenant = holder.tenant;
        let filter = filter_for(&roles(), &holder, RIGHTS[0]);
        let rights = rights_of(&roles(), [&holder], policy.rights());
        let viewing = Viewing { rights, ..viewing(&filter, &policy) };
        let Ok(granted) = viewing.open(&ticket) else { return Ok(()) };
        let above = match granted.hat() {
            Hat::Operator | Hat::Stakeholder => vec![Hat::Operator],
            Hat::Customer | Hat::Colleague | Hat::Guest => vec![Hat::Customer],
            Hat::Copied => vec![Hat::Colleague, Hat::Customer],
        };
        let lacks = |right: Option<Permission>| {
            right.is_some_and(|right| !allows(&roles(), &holder, right, &ticket.facts))
        };
        let channel = ticket.facts.channel.as_ref();
        let interactive = channel.is_some_and(|one| policy.interactive_channels.contains(one));
        for field in all_fields() {
            let mut expected = policy.use_of(granted.hat(), &field);
            for hat in above.iter().chain([&granted.hat()]) {
                let asked = policy.rights_of(*hat, &field);
                if lacks(asked.see) {
                    expected = Use::Hidden;
                } else if lacks(asked.change) {
                    expected = expected.min(Use::View);
                }
            }
            if granted.hat() == Hat::Customer && !interactive {
                expected = expected.min(Use::View);
            }
            // Nobody changes what is masked from him.
            let masked = match field {
                Field::ClientNumber => {
                    let come = filter.obligations(&ticket.facts).unwrap();
                    come.contains(&Obligation::MaskNumber)
                }
                Field::Site => {
                    let seen = ticket.facts.site.is_some() && holder.tenant == HERE;
                    granted.hat().is_staff() && policy.site == SitePolicy::ByRight && !seen
                }
                _ => false,
            };
            if masked {
                expected = expected.min(Use::View);
            }
            prop_assert_eq!(granted.use_of(&field), expected, "{}", field);
        }
    }

    /// Holding the rights of fields more widely never hides a field, never takes a use of one, and offers
    /// no fewer columns.
    #[test]
    fn a_wider_right_hides_no_field(
        holder in holder(), mut ticket in ticket(), policy in field_policy(),
        more in vec((select(FIELD_RIGHTS.to_vec()), any::<bool>()), 1..=2),
    ) {
        ticket.facts.tenant = holder.tenant;
        let filter = filter_for(&roles(), &holder, RIGHTS[0]);
        let mut wider = holder.clone();
        for (right, everywhere) in more {
            let scope = if everywhere { Scope::any() } else { Scope::of(Relation::Own) };
            wider.grants.push(Grant::new(right, scope));
        }
        let [narrow, wide] = [&holder, &wider].map(|holder| {
            let rights = rights_of(&roles(), [holder], policy.rights());
            Viewing { rights, ..viewing(&filter, &policy) }
        });
        for field in all_fields() {
            let column = Column::Field(field.clone());
            prop_assert!(!narrow.offers(&column) || wide.offers(&column), "{}", field);
        }
        let (Ok(narrow), Ok(wide)) = (narrow.open(&ticket), wide.open(&ticket)) else {
            return Ok(());
        };
        for field in all_fields() {
            prop_assert!(narrow.use_of(&field) <= wide.use_of(&field), "{}", field);
            prop_assert!(narrow.cell(&field).is_none() || wide.cell(&field).is_some(), "{}", field);
        }
    }
}

/// Every standard field, and the added ones of generated tickets.
fn all_fields() -> impl Iterator<Item = Field> {
    let added = FIELDS.map(|id| Field::Added(field(id)));
    Field::STANDARD.into_iter().chain(added)
}
