//! What it costs to be told that there is no such ticket, in tests of facts (attack 1).

use std::collections::BTreeSet;

use frontdesk_access::{Among, Catalogue, Grant, Groups, Holder, Permission, Scope};
use frontdesk_model::chrono::{DateTime, Utc};
use frontdesk_model::{
    ActorId, Assignee, Channel, ConversationFacts, ConversationId, ConversationState, CustomerId,
    GroupId, MessageId, OrganizationId, Privacy, Relation, SiteId, TenantId, UserId,
};

use super::{NotFound, Viewing};
use crate::expr::Expr;
use crate::field::{FieldPolicy, RightsHeld, SitesSeen};
use crate::filter::Filter;
use crate::steps::counted;
use crate::ticket::{Audience, FieldId, Message, Ticket};
use crate::viewer::{GuestLink, GuestPurpose};

const HERE: TenantId = TenantId::from_number(1);
const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

fn filter(actor: impl Into<ActorId>, scopes: impl IntoIterator<Item = Scope>) -> Filter {
    let mut holder = Holder::new(HERE, actor);
    let view = Permission::CONVERSATION_VIEW;
    let grants = scopes.into_iter().map(|scope| Grant::new(view, scope));
    holder.grants.extend(grants);
    holder.memberships.organizations = [OrganizationId::from_number(1)].into();
    Filter::of(&Catalogue::default().scopes_of(&holder, view, NOW), NOW)
}

fn groups() -> Option<Groups> {
    Some(Groups {
        these: (1..=50).map(GroupId::from_number).collect(),
        ..Groups::default()
    })
}

/// Who sees by relations alone, which the quick form reads as marks; and who sees by sets.
fn viewers() -> Vec<(&'static str, Filter, bool)> {
    let (user, customer) = (UserId::from_number(1), CustomerId::from_number(1));
    let sites = Some(Among::These((1..=50).map(SiteId::from_number).collect()));
    let link = GuestLink {
        tenant: HERE,
        ticket: ConversationId::from_number(7),
        customer,
        purpose: GuestPurpose::View,
        expires: DateTime::<Utc>::MAX_UTC,
        epoch: 0,
    };
    let relations = [
        Relation::Own,
        Relation::Unassigned,
        Relation::OfferedToMe,
        Relation::Participating,
    ];
    let in_groups = |relation| Scope {
        groups: groups(),
        ..Scope::of(relation)
    };
    let on_sites = Scope {
        sites,
        ..in_groups(Relation::ColleagueInWork)
    };
    vec![
        ("nobody", filter(user, []), true),
        ("an operator", filter(user, relations.map(Scope::of)), true),
        (
            "a customer",
            filter(customer, [Scope::of(Relation::Requester)]),
            true,
        ),
        (
            "a colleague",
            filter(customer, [Scope::of(Relation::RequesterOrganization)]),
            false,
        ),
        (
            "a lead of 50 groups and 50 sites",
            filter(
                user,
                [
                    on_sites,
                    in_groups(Relation::Unassigned),
                    Scope::of(Relation::Own),
                ],
            ),
            false,
        ),
        ("whoever has a link", Filter::of_guest(&link, NOW), false),
    ]
}

/// Tickets of every kind, and of another tenant.
fn tickets() -> Vec<Ticket> {
    let mut all = Vec::new();
    let states = ConversationState::ALL.map(Some);
    for state in [None].into_iter().chain(states) {
        for number in [None, Some(1), Some(2), Some(99)] {
            let person = number.map(UserId::from_number);
            for assignee in [None, person.map(Assignee::Person)] {
                let id = ConversationId::from_number(i64::try_from(all.len()).unwrap_or_default());
                all.push(Ticket::new(ConversationFacts {
                    assignee,
                    state,
                    group: number.map(GroupId::from_number),
                    site: number.map(SiteId::from_number),
                    requester: number.map(CustomerId::from_number),
                    organization: number.map(OrganizationId::from_number),
                    channel: Some(Channel::Email),
                    privacy: Some(Privacy::Private),
                    offered_to: person,
                    ..ConversationFacts::new(HERE, id, NOW)
                }));
            }
        }
    }
    let mut foreign = all.clone();
    for ticket in &mut foreign {
        ticket.facts.tenant = TenantId::from_number(2);
    }
    all.extend(foreign);
    all
}

/// How many tests stand in it.
fn tests_in(expr: &Expr) -> usize {
    match expr {
        Expr::Constant(_) => 0,
        Expr::All(exprs) | Expr::OneOf(exprs) => exprs.iter().map(tests_in).sum(),
        Expr::Not(expr) => tests_in(expr),
        Expr::Test(_) => 1,
    }
}

/// What is hidden and what is not there is one answer, after no more tests than stand in the viewer's own rule:
/// so that what the answer costs is a matter of the rule and of no ticket. By relations alone no ticket makes any
/// test at all.
#[test]
fn attack_01_hidden_and_absent_cost_the_same() {
    let policy = FieldPolicy::default();
    let mut hidden = 0;
    for (who, filter, by_relations) in viewers() {
        let most = tests_in(&filter.expr());
        let viewing = Viewing {
            filter,
            policy: &policy,
            sites: SitesSeen::none(),
            rights: RightsHeld::none(),
        };
        let (absent, for_absent) = counted(|| viewing.find(None).err());
        assert_eq!(absent, Some(NotFound));
        let mut costs = BTreeSet::from([for_absent]);
        for ticket in tickets() {
            let (refused, cost) = counted(|| viewing.find(Some(&ticket)).err());
            if refused.is_none() {
                continue;
            }
            assert_eq!(refused, absent, "{who}");
            hidden += 1;
            costs.insert(cost);
            // However much there is of it that he does not see.
            let large = large(&ticket);
            let (_, of_large) = counted(|| viewing.find(Some(&large)).err());
            assert_eq!(of_large, cost, "{who}");
        }
        assert!(
            costs.iter().all(|cost| *cost <= most),
            "{who}: {costs:?} of {most}"
        );
        assert_eq!(by_relations, costs == [0].into(), "{who}: {costs:?}");
    }
    assert!(hidden > 300, "{hidden}");
}

/// Whoever sees every ticket finds none where there is none.
#[test]
fn what_is_not_there_is_found_by_nobody() {
    let policy = FieldPolicy::default();
    let viewing = Viewing {
        filter: filter(UserId::from_number(1), [Scope::any()]),
        policy: &policy,
        sites: SitesSeen::none(),
        rights: RightsHeld::none(),
    };
    assert_eq!(viewing.find(None).err(), Some(NotFound));
    let all = tickets();
    assert!(viewing.find(all.first()).is_ok());
}

fn large(ticket: &Ticket) -> Ticket {
    let mut large = ticket.clone();
    for number in 0..100 {
        large.messages.push(Message {
            id: MessageId::from_number(number),
            at: NOW,
            author: None,
            audience: Audience::Public,
            text: "x".repeat(100),
            attachments: Vec::new(),
        });
        let id = FieldId(format!("cf_{number}"));
        large.custom_fields.insert(id, "x".to_owned());
    }
    large
}
