//! Laws of the decision, on generated records, rights, objects and moments.

mod events;
mod joining;
mod renaming;

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_access::{
    Catalogue, Decision, Gives, Holder, ObjectKind, Permission, Request, Resource, Scope, Takes,
};
use frontdesk_model::{ActorId, Relation, Standing, Validity};
use frontdesk_testkit::{BuildHolder, Thing, cast, naive, strategy};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::{cases, step};

fn decide(roles: &Catalogue, holder: &Holder, q: &strategy::Question) -> Decision {
    let request = Request {
        holder,
        permission: q.permission,
        resource: q.thing.resource(&holder.actor()),
    };
    roles.decide(&request, q.now)
}

/// A generator that never reaches a step would make every law below true of nothing.
#[test]
fn the_generated_questions_reach_every_step() {
    let mut runner = TestRunner::deterministic();
    let questions = strategy::question();
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let total = 4_000;
    let mut met: BTreeMap<&str, u32> = BTreeMap::new();
    for _ in 0..total {
        let question = questions.new_tree(&mut runner).unwrap().current();
        for feature in features(&question) {
            *met.entry(feature).or_default() += 1;
        }
        let verdict = match question.naive() {
            naive::Verdict::Allow { .. } => "allow".to_owned(),
            naive::Verdict::Deny { step } => format!("deny at step {step}"),
        };
        *seen.entry(verdict).or_default() += 1;
    }
    println!("{total} questions: {seen:?}");
    assert_eq!(seen.len(), 8, "{seen:?}");
    assert!(seen["allow"] > total / 8, "{seen:?}");
    assert!(seen.values().all(|count| *count > total / 200), "{seen:?}");
    println!("{met:?}");
    assert_eq!(met.len(), FEATURES, "{met:?}");
    assert!(met.values().all(|count| *count >= total / 200), "{met:?}");
}

/// Each relation and each dimension of the generated scopes covers a conversation often, and often
/// does not. The scope is taken apart field by field, so that a new dimension is counted here.
#[test]
fn the_generated_scopes_cover_and_do_not() {
    let mut runner = TestRunner::deterministic();
    let generated = (
        strategy::scope(),
        strategy::holder(),
        strategy::conversation_facts(),
    );
    let mut counts: BTreeMap<String, [u32; 2]> = BTreeMap::new();
    for _ in 0..14_000 {
        let (scope, holder, mut chat) = generated.new_tree(&mut runner).unwrap().current();
        chat.tenant = holder.tenant;
        let actor = holder.actor();
        let about = Resource::conversation(&actor, &chat);
        let mut note = |name: String, scope: Scope| {
            counts.entry(name).or_default()[usize::from(scope.covers(&actor, &about))] += 1;
        };
        let hat = match holder.id {
            ActorId::User(_) => "staff",
            ActorId::Customer(_) => "customer",
        };
        note(
            format!("{hat} {}", scope.relation),
            Scope::of(scope.relation),
        );
        let Scope {
            relation: _,
            groups,
            people,
            assignee_groups,
            sites,
            questionnaires,
            channels,
            states,
            modules: _,
            origin: _,
            privacy,
        } = scope;
        let any = Scope::any;
        let set = [
            ("groups", groups.is_some(), Scope { groups, ..any() }),
            ("people", people.is_some(), Scope { people, ..any() }),
            (
                "assignee_groups",
                assignee_groups.is_some(),
                Scope {
                    assignee_groups,
                    ..any()
                },
            ),
            ("sites", sites.is_some(), Scope { sites, ..any() }),
            (
                "questionnaires",
                questionnaires.is_some(),
                Scope {
                    questionnaires,
                    ..any()
                },
            ),
            ("channels", channels.is_some(), Scope { channels, ..any() }),
            ("states", states.is_some(), Scope { states, ..any() }),
            ("privacy", privacy.is_some(), Scope { privacy, ..any() }),
        ];
        for (name, _, alone) in set.into_iter().filter(|(_, is_set, _)| *is_set) {
            note(name.to_owned(), alone);
        }
    }
    println!("{counts:?}");
    let of_staff = [
        Relation::Own,
        Relation::Participating,
        Relation::Created,
        Relation::Mentioned,
        Relation::Substitute,
    ];
    let named = of_staff.map(|relation| format!("staff {relation}"));
    let dimensions = [
        "groups",
        "people",
        "assignee_groups",
        "sites",
        "questionnaires",
    ];
    let dimensions = dimensions
        .into_iter()
        .chain(["channels", "states", "privacy"]);
    for name in dimensions.map(ToOwned::to_owned).chain(named) {
        let [not, covered] = counts[&name];
        assert!(
            not >= 20 && covered >= 20,
            "{name}: {covered} covered, {not} not"
        );
    }
    for relation in of_staff {
        let [_, covered] = counts[&format!("customer {relation}")];
        assert_eq!(covered, 0, "{relation}");
    }
    // Few of the people are customers, and few of their scopes have this relation.
    let [not, covered] = counts["customer copied"];
    assert!(not >= 20 && covered >= 5, "{covered} covered, {not} not");
    assert_eq!(counts["staff copied"][1], 0);
}

const FEATURES: usize = 13;

/// What a question has of which the laws shall be true too.
fn features(q: &strategy::Question) -> Vec<&'static str> {
    let (holder, asked) = (&q.holder, q.permission);
    let allowed = q.naive().is_allow();
    let decision = q.decide();
    let on_record: Vec<_> = q.roles.on_record(holder).collect();
    let unread = |grant: &&frontdesk_access::Grant| matches!(grant.gives, Gives::Unread(_));
    let everywhere = |r: &frontdesk_access::Restriction| matches!(r.takes, Takes::Unreadable(_));
    let over_scope = |r: &frontdesk_access::Restriction| matches!(r.takes, Takes::Unread(_));
    let by_name = on_record
        .iter()
        .any(|grant| grant.gives.one() == Some(asked));
    let declared = q.roles.object_of(asked).is_some();
    let links = q.roles.explain(&q.request(), q.now).links;
    let needed: BTreeSet<Permission> = links.iter().map(|link| link.permission).collect();
    let met = [
        (
            "a right that is needed of the object and of the asker",
            needed.len() < links.len(),
        ),
        ("a declared right of the host", asked.is_host() && declared),
        (
            "a declared right of the host allowed",
            asked.is_host() && allowed,
        ),
        ("an undeclared right of the host", !declared),
        (
            "an undeclared right of the host, granted",
            !declared && by_name,
        ),
        (
            "an object of the host's kind",
            matches!(q.thing.kind(), ObjectKind::Host(_)),
        ),
        (
            "every right on the record",
            on_record.iter().any(|g| g.gives == Gives::Every),
        ),
        ("allowed by every right alone", allowed && !by_name),
        (
            "an unread grant on the person",
            holder.grants.iter().any(|g| unread(&g)),
        ),
        (
            "an unread grant in a role",
            on_record.iter().filter(|g| unread(g)).count()
                > holder.grants.iter().filter(|g| unread(g)).count(),
        ),
        (
            "an unread restriction",
            holder.restrictions.iter().any(over_scope),
        ),
        (
            "a restriction without a scope to read",
            holder.restrictions.iter().any(everywhere),
        ),
        (
            "denied by what cannot be read",
            decision.reasons[0].code() == "restricted"
                && holder
                    .restrictions
                    .iter()
                    .all(|r| over_scope(r) || everywhere(r)),
        ),
    ];
    met.into_iter()
        .filter(|(_, is)| *is)
        .map(|(name, _)| name)
        .collect()
}

proptest! {
    #![proptest_config(cases(1_000))]

    /// The engine and the evaluator written from the prose agree, down to the step and the
    /// obligations.
    #[test]
    fn the_engine_says_what_the_prose_says(q in strategy::question()) {
        let decision = q.decide();
        let first = decision.reasons.first().expect("every answer has a reason");
        match q.naive() {
            naive::Verdict::Allow { obligations } => {
                prop_assert!(decision.is_allow(), "{:?}", decision);
                let found: BTreeSet<&str> = decision.obligations.iter().map(|o| o.name()).collect();
                prop_assert_eq!(found, obligations);
                prop_assert_eq!(first.code(), "granted");
            }
            naive::Verdict::Deny { step: expected } => {
                prop_assert!(!decision.is_allow(), "{:?}", decision);
                prop_assert_eq!(step(first), expected);
                prop_assert!(decision.obligations.is_empty());
            }
        }
    }

}

proptest! {
    #![proptest_config(cases(300))]

    /// Check and list are one rule: the scopes cover exactly what is allowed.
    #[test]
    fn the_scopes_cover_what_is_allowed(
        q in strategy::question(),
        others in proptest::collection::vec(strategy::thing(), 0..6),
    ) {
        let scopes = q.roles.scopes_of(&q.holder, q.permission, q.now);
        for thing in others.iter().chain([&q.thing]) {
            let resource = thing.resource(&q.holder.actor());
            let request = Request { resource, ..q.request() };
            prop_assert_eq!(scopes.cover(&resource), q.roles.allows(&request, q.now), "{:?}", thing);
        }
    }

    /// The scopes stay true until the moment that they name.
    #[test]
    fn the_scopes_hold_until_they_say(q in strategy::question(), later in strategy::instant()) {
        let scopes = q.roles.scopes_of(&q.holder, q.permission, q.now);
        if later >= q.now && scopes.valid_until.is_none_or(|until| later < until) {
            let again = q.roles.scopes_of(&q.holder, q.permission, later);
            prop_assert_eq!(again, scopes);
        }
    }

    #[test]
    fn the_short_answer_is_the_long_one(q in strategy::question()) {
        prop_assert_eq!(q.roles.allows(&q.request(), q.now), q.decide().is_allow());
    }

    /// Scopes and relations alone, on every scope and not only on those that a record has.
    #[test]
    fn a_scope_covers_what_the_prose_says(
        scope in strategy::scope(),
        holder in strategy::holder(),
        thing in strategy::thing(),
    ) {
        let actor = holder.actor();
        let object = naive::Object::new(&actor, &thing);
        prop_assert_eq!(
            scope.covers(&actor, &thing.resource(&actor)),
            naive::covers(&scope, &holder.memberships, &object)
        );
    }

    #[test]
    fn one_more_grant_never_takes(q in strategy::question(), grant in strategy::grant()) {
        let richer = q.holder.clone().with_grant(grant);
        prop_assert!(!q.decide().is_allow() || decide(&q.roles, &richer, &q).is_allow());
    }

    #[test]
    fn one_more_restriction_never_gives(q in strategy::question(), more in strategy::restriction()) {
        let poorer = q.holder.clone().with_restriction(more);
        prop_assert!(q.decide().is_allow() || !decide(&q.roles, &poorer, &q).is_allow());
    }

    /// Order and duplicates of roles, grants and restrictions change neither the answer nor a byte
    /// of its reasons.
    #[test]
    fn order_and_duplicates_do_not_matter(q in strategy::question()) {
        let mut shuffled = q.holder.clone();
        shuffled.roles.reverse();
        shuffled.roles.extend(q.holder.roles.iter().cloned());
        shuffled.grants.reverse();
        shuffled.grants.extend(q.holder.grants.iter().cloned());
        shuffled.restrictions.reverse();
        shuffled.restrictions.extend(q.holder.restrictions.iter().cloned());
        prop_assert_eq!(decide(&q.roles, &shuffled, &q), q.decide());

        let roles: Vec<_> = q.roles.roles().cloned().map(|mut role| {
            role.grants.reverse();
            role.grants.extend(role.grants.clone());
            role
        }).rev_vec();
        let mut reordered = Catalogue::try_from(roles).unwrap();
        for right in q.roles.host_permissions() {
            reordered.declare(right.clone()).unwrap();
        }
        let roles = reordered;
        prop_assert_eq!(decide(&roles, &q.holder, &q), q.decide());
        prop_assert_eq!(
            roles.scopes_of(&shuffled, q.permission, q.now),
            q.roles.scopes_of(&q.holder, q.permission, q.now)
        );
        prop_assert_eq!(roles.effective(&shuffled, q.now), q.roles.effective(&q.holder, q.now));
    }

    /// A grant, a role or a restriction that ends at t, or begins after t, is not there at t.
    #[test]
    fn expiry_is_removal(
        q in strategy::question(),
        grant in strategy::grant(),
        role in strategy::role_assignment(),
        restriction in strategy::restriction(),
        over in any::<bool>(),
    ) {
        let soon = q.now + frontdesk_model::chrono::TimeDelta::milliseconds(1);
        let absent = if over { Validity::until(q.now) } else { Validity::new(Some(soon), None).unwrap() };
        let (mut grant, mut role, mut restriction) = (grant, role, restriction);
        (grant.validity, role.validity, restriction.validity) = (absent, absent, absent);
        let mut with = q.holder.clone().with_grant(grant).with_role(role);
        with.restrictions.push(restriction);
        let (with, without) = (decide(&q.roles, &with, &q), q.decide());
        prop_assert_eq!(with.outcome, without.outcome);
        prop_assert_eq!(with.obligations, without.obligations);
        prop_assert_eq!(with.reasons[0].code(), without.reasons[0].code());
    }

    /// The last moment before the end is inside, the end is not.
    #[test]
    fn what_ends_at_t_holds_just_before(q in strategy::question()) {
        let end = q.now + frontdesk_model::chrono::TimeDelta::milliseconds(1);
        let mut ending = q.holder.clone();
        for grant in &mut ending.grants {
            if grant.validity.holds(q.now) {
                grant.validity = Validity::until(end);
            }
        }
        prop_assert_eq!(decide(&q.roles, &ending, &q).outcome, q.decide().outcome);
        let over = q.roles.decide(&Request { holder: &ending, ..q.request() }, end);
        let mut without = q.holder.clone();
        without.grants.retain(|grant| !grant.validity.holds(q.now) && grant.validity.holds(end));
        let bare = q.roles.decide(&Request { holder: &without, ..q.request() }, end);
        prop_assert_eq!(over.outcome, bare.outcome);
    }

    #[test]
    fn two_tenants_never_meet(q in strategy::question()) {
        let elsewhere = if q.holder.tenant == cast::TENANT { cast::OTHER_TENANT } else { cast::TENANT };
        let thing = q.thing.clone().moved_to(elsewhere);
        if thing != Thing::OwnRecord {
            let resource = thing.resource(&q.holder.actor());
            let request = Request { resource, ..q.request() };
            let mut holder = q.holder.clone();
            holder.standing = Standing::Active;
            for permission in Permission::every() {
                holder = holder.with_rights(&[permission], &Scope::any());
            }
            let request = Request { holder: &holder, ..request };
            let decision = q.roles.decide(&request, q.now);
            prop_assert!(!decision.is_allow());
            prop_assert_eq!(decision.reasons[0].code(), "other_tenant");
            prop_assert!(!q.roles.scopes_of(&holder, q.permission, q.now).cover(&resource));
        }
    }

    #[test]
    fn only_an_active_account_acts(q in strategy::question()) {
        for standing in Standing::ALL {
            let holder = q.holder.clone().with_standing(standing);
            let decision = decide(&q.roles, &holder, &q);
            if standing != Standing::Active {
                prop_assert!(!decision.is_allow());
                prop_assert_eq!(decision.reasons.len(), 1);
                prop_assert_eq!(decision.reasons[0].code(), "not_active");
                prop_assert_eq!(q.roles.effective(&holder, q.now), BTreeSet::new());
                prop_assert!(!q.roles.scopes_of(&holder, q.permission, q.now).cover(&q.resource()));
            }
        }
    }

    /// The list of rights leaves out nothing that can be used, and holds nothing whose prerequisites
    /// are not held.
    #[test]
    fn the_list_of_rights_has_every_right_that_can_be_used(q in strategy::question()) {
        let effective = q.roles.effective(&q.holder, q.now);
        let held: BTreeSet<Permission> = effective.iter().map(|(p, _)| *p).collect();
        if q.decide().is_allow() {
            prop_assert!(held.contains(&q.permission));
            prop_assert!(q.roles.section_open(&q.holder, q.permission.section(), q.now));
        }
        for permission in &held {
            for needed in permission.prerequisites() {
                prop_assert!(held.contains(needed), "{} without {}", permission, needed);
            }
        }
    }

    /// A right over no object is in the list exactly when it is allowed, unless it needs one's own
    /// record.
    #[test]
    fn the_list_of_rights_is_exact_for_sections(q in strategy::question()) {
        let effective = q.roles.effective(&q.holder, q.now);
        let actor = q.holder.actor();
        for permission in Permission::ALL {
            let of_user = permission.prerequisites().iter().any(|p| p.object().unwrap() != permission.object().unwrap());
            if permission.object().unwrap() != frontdesk_access::ObjectKind::Section || of_user {
                continue;
            }
            let resource = frontdesk_access::Resource::section(&actor);
            let request = Request { holder: &q.holder, permission: *permission, resource };
            let listed = effective.iter().any(|(p, _)| p == permission);
            prop_assert_eq!(listed, q.roles.allows(&request, q.now), "{}", permission);
        }
    }

    /// Reasons are for people: each has a code and words, and none repeats.
    #[test]
    fn reasons_are_there_and_none_twice(q in strategy::question()) {
        let decision = q.decide();
        prop_assert!(!decision.reasons.is_empty());
        for (at, reason) in decision.reasons.iter().enumerate() {
            prop_assert!(!reason.to_string().is_empty());
            prop_assert!(!decision.reasons[..at].contains(reason), "{} twice", reason);
        }
    }

    /// An obligation comes with an allow alone and only where the record has it.
    #[test]
    fn obligations_are_the_records_own(q in strategy::question()) {
        let decision = q.decide();
        prop_assert!(decision.obligations.is_subset(&q.holder.obligations));
        prop_assert!(decision.is_allow() || decision.obligations.is_empty());
    }
}

/// Collects in the opposite order.
trait Backward: Iterator + Sized {
    fn rev_vec(self) -> Vec<Self::Item> {
        let mut items: Vec<_> = self.collect();
        items.reverse();
        items
    }
}

impl<I: Iterator> Backward for I {}
