//! What holds of every person, every conversation and every rule.

mod by_right;
mod wider;
mod worn;

use std::collections::BTreeMap;

use frontdesk_access::{Among, Groups, Modules, Resource, Scope};
use frontdesk_model::{ActorId, ConversationFacts, ConversationState, Relation, relations};
use frontdesk_testkit::{Thing, cast, naive as prose, strategy};
use frontdesk_visibility::{Expr, Filter, NotFound, RightsHeld, Rule, Term, Test, Viewer, Viewing};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use crate::generate::{self, RIGHTS, facts, field_policy, holder, roles, scope, term, ticket};
use crate::naive;
use crate::world::*;

proptest! {
    #![proptest_config(Config { cases: 1000, failure_persistence: None, ..Config::default() })]

    /// In the operator's hat the filter is access's own answer, for the view and for every right
    /// that needs the view, and it brings the same obligations.
    #[test]
    fn operator_hat_is_access(
        holder in generate::staff_holder(), facts in facts(), right in select(RIGHTS.to_vec()),
    ) {
        let roles = roles();
        let filter = filter_for(&roles, &holder, right);
        let resource = Resource::conversation(&holder.actor(), &facts);
        let request = frontdesk_access::Request { holder: &holder, permission: right, resource };
        let decision = roles.decide(&request, now());
        prop_assert_eq!(filter.matches(&facts), decision.is_allow());
        if decision.is_allow() {
            prop_assert_eq!(filter.obligations(&facts), Some(&decision.obligations));
        }
    }

    /// A customer sees what access allows, except what is deleted or spam.
    #[test]
    fn customer_hat_is_access_without_deleted_and_spam(
        holder in generate::customer_holder(), facts in facts(), right in select(RIGHTS.to_vec()),
    ) {
        let roles = roles();
        let filter = filter_for(&roles, &holder, right);
        let kept = !facts.deleted && !facts.spam;
        prop_assert_eq!(filter.matches(&facts), allows(&roles, &holder, right, &facts) && kept);
    }

    /// The testkit's evaluator, written from the prose alone, says the same on its own people, roles
    /// and conversations, and on the whole cast.
    #[test]
    fn the_prose_says_the_same(
        holder in strategy::holder(), roles in strategy::catalogue(),
        facts in strategy::conversation_facts(), right in select(RIGHTS.to_vec()),
        at in strategy::instant(),
    ) {
        let mut people = cast::everybody();
        people.push(("anybody", holder));
        let thing = Thing::Conversation(facts.clone());
        for (name, holder) in people {
            let roles = if name == "anybody" { roles.clone() } else { cast::roles() };
            let object = prose::Object::new(&holder.actor(), &thing);
            let said = prose::decide(&roles, &holder, right.name(), &object, at);
            let hidden = holder.id.customer().is_some() && (facts.deleted || facts.spam);
            let filter = Filter::of(&roles.scopes_of(&holder, right, at), at);
            prop_assert_eq!(filter.matches(&facts), said.is_allow() && !hidden, "{}", name);
        }
    }

    /// Check, list, count, explanation and opening are one answer; the list keeps the order given.
    #[test]
    fn one_answer(holder in holder(), tickets in vec(ticket(), 0..=8), policy in field_policy()) {
        let filter = filter_for(&roles(), &holder, RIGHTS[0]);
        let rights = rights_of(&roles(), [&holder], policy.rights());
        let viewing = Viewing { rights, ..viewing(&filter, &policy) };
        let mut expected = Vec::new();
        for ticket in &tickets {
            let explanation = filter.explain(&ticket.facts);
            let visible = filter.matches(&ticket.facts);
            prop_assert_eq!(explanation.hat.is_some(), visible);
            prop_assert_eq!(explanation.same_tenant, ticket.facts.tenant == filter.tenant());
            prop_assert_eq!(viewing.open(ticket).err(), (!visible).then_some(NotFound));
            prop_assert_eq!(explanation.hat, filter.hat(&ticket.facts));
            for hat in &explanation.openings {
                let one = hat.ways.iter().any(|way| way.holds);
                prop_assert_eq!(hat.opens, one && hat.provided.holds);
                for tried in hat.ways.iter().chain([&hat.provided]) {
                    for (test, answer) in &tried.tests {
                        prop_assert_eq!(test.holds(&ticket.facts), *answer);
                    }
                }
            }
            if visible {
                expected.push(std::ptr::from_ref(ticket));
            }
        }
        let listed: Vec<_> = filter.list(&tickets).map(std::ptr::from_ref).collect();
        prop_assert_eq!(listed, expected);
        prop_assert_eq!(filter.count(&tickets), filter.list(&tickets).count());
    }

    /// Putting the viewer in keeps the meaning and leaves a normal expression.
    #[test]
    fn binding_keeps_the_meaning(rule in term(), holder in holder(), facts in facts()) {
        let expr = bound(&rule, &holder);
        prop_assert_eq!(expr.holds(&facts), naive::holds(&rule, &holder.actor(), &facts));
        prop_assert_eq!(naive::abnormal(&expr), None, "{:?}", expr);
    }

    /// So does putting a guest in, whose link is good or not.
    #[test]
    fn binding_a_guest_keeps_the_meaning(
        rule in term_with_link(), facts in facts(), same in vec(prop::bool::weighted(0.85), 3),
        minutes_left in -5..60_i64, rates in prop::bool::weighted(0.1),
    ) {
        let asker = facts.requester.filter(|_| same[0]);
        let link = frontdesk_visibility::GuestLink {
            tenant: facts.tenant,
            ticket: if same[1] { facts.id } else { chat(99).id },
            customer: asker.unwrap_or(customer(1)),
            purpose: match rates {
                true => frontdesk_visibility::GuestPurpose::Rate,
                false => frontdesk_visibility::GuestPurpose::View,
            },
            expires: minutes(minutes_left),
            epoch: if same[2] { facts.guest_epoch } else { 77 },
        };
        let expr = bound_to(&rule, &Viewer::Guest(&link));
        prop_assert_eq!(expr.holds(&facts), naive::holds_for_guest(&rule, &link, &facts));
        prop_assert_eq!(naive::abnormal(&expr), None, "{:?}", expr);
    }

    /// So does lowering: each scope alone means what access says that it covers.
    #[test]
    fn lowering_keeps_the_meaning(
        (holder, scope) in holder().prop_flat_map(|h| { let id = h.id; (Just(h), scope(id)) }),
        mut facts in facts(),
    ) {
        facts.tenant = holder.tenant;
        (facts.deleted, facts.spam) = (false, false);
        let bare = seeing(frontdesk_access::Holder {
            memberships: holder.memberships.clone(),
            ..frontdesk_access::Holder::new(holder.tenant, holder.id)
        }, scope.clone());
        let scopes = frontdesk_access::Catalogue::default().scopes_of(&bare, RIGHTS[0], now());
        let covered = scope.covers(&bare.actor(), &Resource::conversation(&bare.actor(), &facts));
        prop_assert_eq!(naive::opens(&Rule::of(&scopes), &bare.actor(), &facts), covered);
        prop_assert_eq!(Filter::of(&scopes, now()).matches(&facts), covered);
        prop_assert_eq!(naive::abnormal(&Filter::of(&scopes, now()).expr()), None);
    }

    /// Two tenants never meet, whatever is granted and whichever numbers agree.
    #[test]
    fn two_tenants_never_meet(
        holder in holder(), mut ticket in ticket(), everywhere in any::<bool>(), policy in field_policy(),
    ) {
        ticket.facts.tenant = if holder.tenant == HERE { THERE } else { HERE };
        let mut filter = filter_for(&roles(), &holder, RIGHTS[0]);
        if everywhere {
            let rule = Rule {
                ways: vec![Term::always()],
                provided: Vec::new(),
                ..Rule::of(&roles().scopes_of(&holder, RIGHTS[0], now()))
            };
            filter = rule.bind(&Viewer::Actor(holder.actor()), now());
            prop_assert_eq!(filter.expr(), Expr::TRUE);
        }
        prop_assert!(!filter.matches(&ticket.facts));
        prop_assert!(viewing(&filter, &policy).open(&ticket).is_err());
        let explanation = filter.explain(&ticket.facts);
        prop_assert!(explanation.hat.is_none() && !explanation.same_tenant && explanation.openings.is_empty());
        prop_assert_eq!(filter.count([&ticket]), 0);
    }

    /// One grant more, one condition fewer, one restriction fewer: nothing is hidden by it. Read
    /// backwards: narrowing shows nothing.
    #[test]
    fn widening_never_hides(
        (holder, more) in holder().prop_flat_map(|h| { let id = h.id; (Just(h), scope(id)) }),
        facts in facts(), at in any::<prop::sample::Index>(), how in 0..12_usize,
    ) {
        let mut wider = holder.clone();
        let at = at.index(wider.grants.len());
        let scope = &mut wider.grants[at].scope;
        match how {
            0 => scope.relation = Relation::Any,
            1 => scope.groups = None,
            2 => scope.people = None,
            3 => scope.assignee_groups = None,
            4 => scope.sites = None,
            5 => scope.questionnaires = None,
            6 => scope.channels = None,
            7 => scope.states = None,
            8 => wider.restrictions.clear(),
            9 => wider.grants[at].validity = Default::default(),
            10 => scope.privacy = None,
            _ => wider.grants.push(frontdesk_access::Grant::new(RIGHTS[0], more)),
        }
        let before = filter_for(&roles(), &holder, RIGHTS[0]);
        let after = filter_for(&roles(), &wider, RIGHTS[0]);
        prop_assert!(!before.matches(&facts) || after.matches(&facts));
    }

    /// Order and duplicates of grants do not matter: the same filter, byte for byte.
    #[test]
    fn order_does_not_matter(holder in holder()) {
        let mut shuffled = holder.clone();
        shuffled.grants.reverse();
        shuffled.grants.extend(holder.grants.iter().cloned());
        let json = |holder| serde_json::to_string(&filter_for(&roles(), holder, RIGHTS[0])).unwrap();
        prop_assert_eq!(json(&holder), json(&shuffled));
    }

    /// Until `valid_until` a filter made now answers as one made then.
    #[test]
    fn a_filter_is_good_until_its_end(holder in holder(), facts in facts(), after in 0..200_i64) {
        let made = |at| Filter::of(&roles().scopes_of(&holder, RIGHTS[0], at), at);
        let (early, late) = (made(now()), made(minutes(after)));
        if early.valid_until().is_none_or(|end| minutes(after) < end) {
            prop_assert_eq!(early.matches(&facts), late.matches(&facts));
        }
    }

    /// What is stored is read back as it was.
    #[test]
    fn stored_forms_are_read_back(term in term(), holder in holder(), policy in field_policy()) {
        prop_assert_eq!(&read_back(&term), &term);
        let rule = Rule::of(&roles().scopes_of(&holder, RIGHTS[0], now()));
        prop_assert_eq!(&read_back(&rule), &rule);
        prop_assert_eq!(&read_back(&policy), &policy);
    }
}

/// A term that asks for the link more often than chance has it.
fn term_with_link() -> impl Strategy<Value = Term> {
    (term(), term(), 0..4).prop_map(|(one, other, how)| match how {
        0 => Term::All(vec![Term::MyLinkOpensIt, one]),
        1 => Term::OneOf(vec![one, Term::All(vec![other, Term::MyLinkOpensIt])]),
        2 => Term::All(vec![Term::Not(Box::new(Term::MyLinkOpensIt)), one]),
        _ => Term::OneOf(vec![Term::MyLinkOpensIt, one]),
    })
}

fn viewing<'a>(filter: &Filter, policy: &'a frontdesk_visibility::FieldPolicy) -> Viewing<'a> {
    Viewing {
        filter: filter.clone(),
        policy,
        sites: all_sites(),
        rights: RightsHeld::none(),
    }
}

fn read_back<T: serde::Serialize + serde::de::DeserializeOwned>(value: &T) -> T {
    serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap()
}

#[test]
fn folding_by_table() {
    let test = || Expr::from(Test::Kept);
    let other = || Expr::from(Test::InNoGroup);
    let third = || Expr::from(Test::NobodyAssigned);
    let (yes, no) = (Expr::TRUE, Expr::FALSE);
    let rows = [
        (Expr::all([]), yes.clone()),
        (Expr::one_of([]), no.clone()),
        (Expr::all([test()]), test()),
        (Expr::one_of([test()]), test()),
        (Expr::all([yes.clone(), test()]), test()),
        (Expr::all([no.clone(), test()]), no.clone()),
        (Expr::one_of([yes.clone(), test()]), yes.clone()),
        (Expr::one_of([no.clone(), test()]), test()),
        (Expr::all([yes.clone(), yes.clone()]), yes.clone()),
        (Expr::one_of([no.clone(), no.clone()]), no.clone()),
        (
            Expr::all([test(), Expr::all([other(), third()])]),
            Expr::All(vec![test(), other(), third()]),
        ),
        (
            Expr::one_of([test(), Expr::one_of([other(), third()])]),
            Expr::OneOf(vec![test(), other(), third()]),
        ),
        // The brackets of the other kind stay.
        (
            Expr::all([test(), Expr::one_of([other(), third()])]),
            Expr::All(vec![test(), Expr::OneOf(vec![other(), third()])]),
        ),
        (yes.clone().negate(), no.clone()),
        (no.negate(), yes),
        (test().negate().negate(), test()),
        (test().negate(), Expr::Not(Box::new(test()))),
    ];
    for (number, (folded, expected)) in rows.into_iter().enumerate() {
        assert_eq!(folded, expected, "row {number}");
    }
}

/// How often something was asked and how often the answer was yes.
#[derive(Default)]
struct Tally(BTreeMap<String, (u32, u32)>);

impl Tally {
    fn note(&mut self, what: impl Into<String>, answer: bool) {
        let row = self.0.entry(what.into()).or_default();
        row.0 += 1;
        row.1 += u32::from(answer);
    }

    fn share(&self, what: &str) -> (u32, u32) {
        let (asked, yes) = self.0[what];
        (asked, yes * 100 / asked)
    }
}

/// The laws above are worth what they are tried on: over a fixed seed, 20 to 80 % of what is asked
/// is visible, and every relation, dimension, state and test is often true and often false.
#[test]
fn frequencies_are_balanced() {
    let mut runner = TestRunner::deterministic();
    let mut tally = Tally::default();
    let question = (holder(), facts());
    for _ in 0..6000 {
        let (holder, facts) = question.new_tree(&mut runner).unwrap().current();
        let filter = filter_for(&roles(), &holder, RIGHTS[0]);
        let hat = if holder.id.user().is_some() {
            "staff"
        } else {
            "customer"
        };
        tally.note(format!("visible to {hat}"), filter.matches(&facts));
        tally.note("explained", !tests_of(&filter.explain(&facts)).is_empty());
        for (test, answer) in tests_of(&filter.explain(&facts)) {
            tally.note(format!("test {}", name_of(&test)), answer);
        }
        note_relations(&mut tally, &holder, &facts);
        for grant in &holder.grants {
            note_dimensions(&mut tally, &holder, &grant.scope, &facts);
        }
        for state in ConversationState::ALL {
            tally.note(
                format!("state {}", state.name()),
                facts.state == Some(state),
            );
        }
        tally.note("same tenant", facts.tenant == holder.tenant);
    }

    for hat in ["visible to staff", "visible to customer"] {
        let (asked, share) = tally.share(hat);
        assert!(
            asked >= 1000 && (20..=80).contains(&share),
            "{hat}: {share} % of {asked}"
        );
    }
    let expected_of = |what: &str| match what {
        // Always true within the tenant, and never true of a conversation.
        "staff any" => 100..=100,
        // Unless it is deleted or spam.
        "customer any" => 60..=95,
        "staff self" | "customer self" => 0..=0,
        "dimension modules" | "dimension origin" => 0..=0,
        // Another hat's relations.
        "staff requester" | "staff requester_organization" | "staff copied" => 0..=0,
        "customer copied" => 20..=80,
        what if what.starts_with("customer ") && !what.contains("requester") => 0..=0,
        "same tenant" => 80..=97,
        "explained" => 50..=97,
        "test kept" => 60..=95,
        what if what.starts_with("state ") => 8..=50,
        _ => 7..=90,
    };
    for what in tally.0.keys() {
        let ((asked, share), expected) = (tally.share(what), expected_of(what));
        assert!(expected.contains(&share), "{what}: {share} % of {asked}");
        assert!(asked >= 50, "{what}: asked {asked} times only");
    }
    // Nothing was left out.
    for relation in Relation::ALL {
        assert!(tally.0.contains_key(&format!("staff {relation}")));
        assert!(tally.0.contains_key(&format!("customer {relation}")));
    }
    let count = |prefix: &str| tally.0.keys().filter(|key| key.starts_with(prefix)).count();
    assert_eq!(count("test "), TESTS, "every test occurs");
    assert_eq!(count("dimension "), 10, "every dimension occurs");
}

fn note_relations(tally: &mut Tally, holder: &frontdesk_access::Holder, facts: &ConversationFacts) {
    if facts.tenant != holder.tenant {
        return;
    }
    let found = relations(&holder.actor(), facts);
    let hat = match holder.id {
        ActorId::User(_) => "staff",
        ActorId::Customer(_) => "customer",
    };
    for relation in Relation::ALL {
        tally.note(format!("{hat} {relation}"), found.has(relation));
    }
}

/// Notes for each dimension that is set whether it alone covers the conversation. The scope is
/// taken apart field by field, so that a new dimension cannot be forgotten here.
fn note_dimensions(
    tally: &mut Tally,
    holder: &frontdesk_access::Holder,
    scope: &Scope,
    facts: &ConversationFacts,
) {
    if facts.tenant != holder.tenant {
        return;
    }
    let Scope {
        relation: _,
        groups,
        people,
        assignee_groups,
        sites,
        questionnaires,
        channels,
        states,
        modules,
        origin,
        privacy,
    } = scope.clone();
    let any = Scope::any;
    let alone = [
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
        ("modules", modules.is_some(), Scope { modules, ..any() }),
        ("origin", origin.is_some(), Scope { origin, ..any() }),
        ("privacy", privacy.is_some(), Scope { privacy, ..any() }),
    ];
    let resource = Resource::conversation(&holder.actor(), facts);
    for (name, set, scope) in alone {
        if set {
            let covered = scope.covers(&holder.actor(), &resource);
            tally.note(format!("dimension {name}"), covered);
        }
    }
}

/// How many kinds of test there are without the two of a guest's link: all the other arms of
/// [`name_of`].
const TESTS: usize = 21;

const fn name_of(test: &Test) -> &'static str {
    match test {
        Test::AssigneeIs(_) => "assignee_is",
        Test::AssigneeIsOtherThan(_) => "assignee_is_other_than",
        Test::NobodyAssigned => "nobody_assigned",
        Test::AssigneeIn(_) => "assignee_in",
        Test::AssigneeGroupIn(_) => "assignee_group_in",
        Test::OfferedTo(_) => "offered_to",
        Test::StateIn(_) => "state_in",
        Test::GroupIn(_) => "group_in",
        Test::InNoGroup => "in_no_group",
        Test::SiteIn(_) => "site_in",
        Test::QuestionnaireIn(_) => "questionnaire_in",
        Test::ChannelIn(_) => "channel_in",
        Test::Participant(_) => "participant",
        Test::CreatorIs(_) => "creator_is",
        Test::RequesterIs(_) => "requester_is",
        Test::OrganizationIn(_) => "organization_in",
        Test::Kept => "kept",
        Test::Mentioned(_) => "mentioned",
        Test::SubstituteIs(_) => "substitute_is",
        Test::Copied(_) => "copied",
        Test::PrivacyIs(_) => "privacy_is",
        Test::Is(_) => "is",
        Test::GuestEpochIs(_) => "guest_epoch_is",
    }
}

/// Named sets that are empty, wherever one can stand, match nothing.
#[test]
fn an_empty_set_matches_nothing() {
    let empty = [
        Scope {
            groups: Some(Groups::default()),
            ..Scope::any()
        },
        Scope {
            people: Some(Among::These([].into())),
            ..Scope::any()
        },
        Scope {
            assignee_groups: Some(Among::These([].into())),
            ..Scope::any()
        },
        Scope {
            sites: Some(Among::These([].into())),
            ..Scope::any()
        },
        Scope {
            questionnaires: Some(Among::These([].into())),
            ..Scope::any()
        },
        Scope {
            channels: Some(Among::These([].into())),
            ..Scope::any()
        },
        Scope {
            states: Some([].into()),
            ..Scope::any()
        },
        Scope {
            modules: Some(Modules::These([].into())),
            ..Scope::any()
        },
        Scope {
            origin: Some([].into()),
            ..Scope::any()
        },
    ];
    for scope in empty {
        let viewer = seeing(staff(17), scope.clone());
        assert_eq!(filter_of(&viewer).expr(), Expr::FALSE, "{scope}");
        // The list on the record is empty too.
        let mine = Scope {
            groups: scope.groups.map(|_| Groups {
                mine: true,
                ..Groups::default()
            }),
            people: scope.people.map(|_| Among::Mine),
            assignee_groups: scope.assignee_groups.map(|_| Among::Mine),
            sites: scope.sites.map(|_| Among::Mine),
            questionnaires: scope.questionnaires.map(|_| Among::Mine),
            channels: scope.channels.map(|_| Among::Mine),
            modules: scope.modules.map(|_| Modules::Mine),
            ..scope
        };
        assert_eq!(
            filter_of(&seeing(staff(17), mine.clone())).expr(),
            Expr::FALSE,
            "{mine}"
        );
    }
}
