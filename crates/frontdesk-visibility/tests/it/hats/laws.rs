//! Laws of filters: joined, narrowed, cut with a part, and in their quick form.

use frontdesk_access::Groups;
use frontdesk_model::ConversationId;
use frontdesk_visibility::{Expr, Filter, GuestLink, GuestPurpose, Hat, Rule, Term, Viewer};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::Config;

use super::{VIEW, guest, joined, with};
use crate::generate::{self, customer_holder, facts, holder, roles, staff_holder, term};
use crate::naive;
use crate::world::*;

/// More look-ups than the quick form has bits for: the expressions are asked, and say the same.
#[test]
fn a_rule_of_a_hundred_sets() {
    let holder = staff(17);
    let mut rule = Rule::of(&roles().scopes_of(&holder, VIEW, now()));
    let pair = |number| Groups {
        these: [group(number), group(number + 1000)].into(),
        ..Groups::default()
    };
    for count in [3, 64, 65, 100_i64] {
        rule.ways = (0..count)
            .map(|number| Term::GroupIn(pair(number)))
            .collect();
        let filter = rule.bind(&Viewer::Actor(holder.actor()), now());
        for number in 0..110 {
            let facts = with(|f| f.group = Some(group(number)));
            assert_eq!(
                filter.matches(&facts),
                number < count,
                "{number} of {count}"
            );
            assert_eq!(filter.expr().holds(&facts), number < count);
        }
    }
}

proptest! {
    #![proptest_config(Config { cases: 500, failure_persistence: None, ..Config::default() })]

    /// Joined is the union, in whatever order; the hat is the first of those that open; the end is the
    /// first end; the one expression says the same.
    #[test]
    fn joined_is_the_union(
        mut staff in staff_holder(), mut clients in vec(customer_holder(), 0..=2),
        ticket in 1..=8_i64, epoch in 0..3_u32, number in 1..=3_i64, minutes_left in -5..60_i64,
        facts in facts(), at in any::<prop::sample::Index>(),
    ) {
        staff.tenant = HERE;
        clients.iter_mut().for_each(|client| client.tenant = HERE);
        let link = GuestLink {
            tenant: HERE,
            ticket: ConversationId::from_number(ticket),
            customer: customer(number),
            purpose: GuestPurpose::View,
            expires: minutes(minutes_left),
            epoch,
        };
        let mut filters: Vec<Filter> =
            clients.iter().chain([&staff]).map(|holder| filter_for(&roles(), holder, VIEW)).collect();
        filters.push(guest(&link));
        let all = joined(filters.clone());
        let any = filters.iter().any(|filter| filter.matches(&facts));
        prop_assert_eq!(all.matches(&facts), any);
        prop_assert_eq!(all.hat(&facts), filters.iter().filter_map(|one| one.hat(&facts)).min());
        prop_assert_eq!(all.expr().holds(&facts) && facts.tenant == HERE, any);
        prop_assert_eq!(
            all.valid_until(), filters.iter().filter_map(Filter::valid_until).min()
        );
        let mut turned = filters.clone();
        let at = at.index(turned.len());
        turned.rotate_left(at);
        turned.reverse();
        prop_assert_eq!(joined(turned).hat(&facts), all.hat(&facts));
        // Portal and desk share what there is.
        let (portal, desk) = (all.clone().in_portal(), all.at_desk());
        prop_assert_eq!(portal.matches(&facts) || desk.matches(&facts), any);
        prop_assert!(portal.hat(&facts).is_none_or(|hat| !hat.is_staff()));
        prop_assert!(desk.hat(&facts).is_none_or(Hat::is_staff));
    }

    /// Narrowed is what both open, under the hat of the one that is narrowed, until the first end; nothing
    /// is narrowed to another tenant's.
    #[test]
    fn narrowed_is_what_both_open(
        mut holders in vec(holder(), 2), facts in facts(), ticket in 1..=8_i64,
        number in 1..=3_i64, epoch in 0..3_u32, minutes_left in -5..60_i64,
    ) {
        holders.iter_mut().for_each(|holder| holder.tenant = HERE);
        let link = GuestLink {
            tenant: HERE,
            ticket: ConversationId::from_number(ticket),
            customer: customer(number),
            purpose: GuestPurpose::View,
            expires: minutes(minutes_left),
            epoch,
        };
        let mut filters: Vec<Filter> =
            holders.iter().map(|holder| filter_for(&roles(), holder, VIEW)).collect();
        filters.push(guest(&link));
        filters.push(joined(filters.clone()));
        for one in &filters {
            for other in &filters {
                let both = one.clone().narrowed_to(other).unwrap();
                let opens = one.matches(&facts) && other.matches(&facts);
                prop_assert_eq!(both.matches(&facts), opens);
                prop_assert_eq!(both.expr().holds(&facts) && facts.tenant == HERE, opens);
                prop_assert!(both.hat(&facts).is_none_or(|hat| Some(hat) == one.hat(&facts)));
                // What comes with either comes with both.
                for side in [one, other] {
                    let come = side.obligations(&facts).filter(|_| opens).into_iter().flatten();
                    let with = both.obligations(&facts);
                    prop_assert!(come.into_iter().all(|one| with.is_some_and(|with| with.contains(one))));
                }
                let ends = [one.valid_until(), other.valid_until()];
                prop_assert_eq!(both.valid_until(), ends.into_iter().flatten().min());
            }
            let theirs = guest(&GuestLink { tenant: THERE, ..link });
            prop_assert!(one.clone().narrowed_to(&theirs).is_err());
        }
    }

    /// The quick form says what the expressions say, of rules that no scope lowers to as well; and what
    /// stands against a way is nothing just when it holds or never could.
    #[test]
    fn the_quick_form_is_the_plain_form(
        ways in vec(term(), 0..=4), provided in vec(term(), 0..=2), holder in holder(),
        mut facts in facts(),
    ) {
        facts.tenant = holder.tenant;
        let mut rule = Rule::of(&roles().scopes_of(&holder, VIEW, now()));
        (rule.ways, rule.provided) = (ways, provided);
        let filter = rule.bind(&Viewer::Actor(holder.actor()), now());
        prop_assert_eq!(filter.matches(&facts), naive::opens(&rule, &holder.actor(), &facts));
        prop_assert_eq!(filter.matches(&facts), filter.expr().holds(&facts));
        for opening in &filter.explain(&facts).openings {
            for (way, term) in opening.ways.iter().zip(&rule.ways) {
                let never = bound(term, &holder) == Expr::FALSE;
                prop_assert_eq!(way.against.is_empty(), way.holds || never);
                for (test, answer) in &way.against {
                    prop_assert_eq!(test.holds(&facts), *answer);
                    prop_assert!(way.tests.contains(&(test.clone(), *answer)));
                }
            }
        }
    }

    /// A part of a rule opens what the rule opens and the part covers: never more.
    #[test]
    fn a_part_is_the_whole_cut_with_its_scope(
        (holder, part) in holder().prop_flat_map(|h| { let id = h.id; (Just(h), generate::scope(id)) }),
        facts in facts(),
    ) {
        let scopes = roles().scopes_of(&holder, VIEW, now());
        let resource = frontdesk_access::Resource::conversation(&holder.actor(), &facts);
        let whole = Filter::of(&scopes, now()).matches(&facts);
        let covered = part.covers(&holder.actor(), &resource);
        prop_assert_eq!(Filter::within(&scopes, &part, now()).matches(&facts), whole && covered);
    }
}
