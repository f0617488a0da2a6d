//! How an actor stands to a conversation, on every point of a small world, against the naive
//! evaluator, which is written from the prose.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_model::{
    Actor, ActorId, Assignee, BotId, ConversationFacts, ConversationState, CustomerId, GroupId,
    Memberships, OrganizationId, Privacy, Relation, Relations, UserId, relations, user_relations,
};
use frontdesk_testkit::{BuildConversation, cast, naive, strategy};
use proptest::prelude::*;

const ME: UserId = UserId::from_number(1);
const OTHER: UserId = UserId::from_number(2);
const BOT: BotId = BotId::from_number(1);
const MINE: GroupId = GroupId::from_number(1);
const FOREIGN: GroupId = GroupId::from_number(2);
const SAME_NUMBER: CustomerId = CustomerId::from_number(1);
const CUSTOMER: CustomerId = CustomerId::from_number(2);
const COMPANY: OrganizationId = OrganizationId::from_number(1);
const RIVAL: OrganizationId = OrganizationId::from_number(2);

fn names(found: Relations) -> BTreeSet<&'static str> {
    let holding = Relation::ALL
        .into_iter()
        .filter(|relation| found.has(*relation));
    holding.map(Relation::name).collect()
}

fn actors() -> Vec<(ActorId, Memberships)> {
    let with = |groups: &[GroupId], organizations: &[OrganizationId]| Memberships {
        groups: groups.iter().copied().collect(),
        organizations: organizations.iter().copied().collect(),
        ..Memberships::default()
    };
    vec![
        (ME.into(), with(&[MINE], &[])),
        (ME.into(), with(&[], &[COMPANY])),
        (SAME_NUMBER.into(), with(&[MINE], &[COMPANY])),
        (SAME_NUMBER.into(), with(&[], &[])),
    ]
}

#[test]
fn every_point_of_the_small_world() {
    let person = |user| Some(Assignee::Person(user));
    let assignees = [None, person(ME), person(OTHER), Some(Assignee::Bot(BOT))];
    let mut states: Vec<Option<ConversationState>> = vec![None];
    states.extend(ConversationState::ALL.map(Some));
    let users = [None, Some(ME), Some(OTHER)];
    let participants: [&[UserId]; 4] = [&[], &[ME], &[OTHER], &[ME, OTHER]];
    // Who is named and who stands in: nobody, another, this user, in either list or in both.
    let sets = |sets: [&[UserId]; 2]| sets.map(|set| set.iter().copied().collect());
    let named: Vec<[BTreeSet<UserId>; 2]> = vec![
        sets([&[], &[]]),
        sets([&[ME], &[OTHER]]),
        sets([&[OTHER], &[ME]]),
        sets([&[ME, OTHER], &[ME, OTHER]]),
    ];
    // Who of the customers is in copy, beside them: what concerns the staff alone and what concerns
    // customers alone need not meet in every mixture.
    let copies: [&[CustomerId]; 4] = [&[], &[SAME_NUMBER, CUSTOMER], &[CUSTOMER], &[SAME_NUMBER]];
    let copies = copies.map(|customers| {
        let since = customers.iter().map(|customer| (*customer, cast::noon()));
        since.collect::<BTreeMap<_, _>>()
    });
    let named: Vec<_> = named.into_iter().zip(copies).collect();
    let actors = actors();

    let mut points = 0_u64;
    let mut seen: BTreeMap<BTreeSet<&str>, u64> = BTreeMap::new();
    let mut check = |facts: &ConversationFacts| {
        for (id, memberships) in &actors {
            for tenant in [cast::TENANT, cast::OTHER_TENANT] {
                let actor = Actor {
                    tenant,
                    id: *id,
                    memberships,
                };
                let found = names(relations(&actor, facts));
                assert_eq!(
                    found,
                    naive::relations(&actor, facts),
                    "{actor:?} {facts:?}"
                );
                *seen.entry(found).or_default() += 1;
                points += 1;
            }
        }
    };
    let mut facts = cast::chat(1);
    for assignee in assignees {
        facts.assignee = assignee;
        for state in &states {
            facts.state = *state;
            for offered_to in users {
                facts.offered_to = offered_to;
                for group in [None, Some(MINE), Some(FOREIGN)] {
                    facts.group = group;
                    for participants in participants {
                        facts.participants = participants.iter().copied().collect();
                        for creator in users {
                            facts.creator = creator;
                            for requester in [None, Some(SAME_NUMBER), Some(CUSTOMER)] {
                                facts.requester = requester;
                                for company in [None, Some(COMPANY), Some(RIVAL)] {
                                    facts.organization = company;
                                    for ([mentioned, substitutes], in_copy) in &named {
                                        facts.mentioned.clone_from(mentioned);
                                        facts.substitutes.clone_from(substitutes);
                                        facts.copied.clone_from(in_copy);
                                        check(&facts);
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    println!(
        "{points} points, {} different sets of relations",
        seen.len()
    );
    assert_eq!(points, 4 * 6 * 3 * 3 * 4 * 3 * 3 * 3 * 4 * 8);
    // The world is not too small: every relation but `self` holds somewhere, also beside others.
    for relation in Relation::ALL {
        let somewhere = seen.keys().any(|set| set.contains(relation.name()));
        assert_eq!(somewhere, relation != Relation::Myself, "{relation}");
    }
}

/// One row for each line of the table of relations, with its edges.
#[test]
fn the_table_of_relations() {
    let new = || cast::chat(1);
    let mine = |facts: ConversationFacts| facts.in_queue_of(MINE);
    let held = |state| new().in_work_with(ME).with_state(state);
    use ConversationState::{Closed, InWork, New, Offered, Waiting};
    let rows: Vec<(&str, ConversationFacts, &[&str])> = vec![
        ("nothing known", new(), &[]),
        ("mine, in work", held(InWork), &["own"]),
        ("mine, closed", held(Closed), &["own"]),
        ("mine, waiting", held(Waiting), &["own"]),
        (
            "a colleague's, in work",
            new().in_work_with(OTHER),
            &["colleague_in_work"],
        ),
        (
            "a colleague's, waiting",
            new().in_work_with(OTHER).waiting_with_assignee(),
            &[],
        ),
        (
            "a colleague's, closed",
            new().in_work_with(OTHER).closed(),
            &[],
        ),
        ("a bot's, in work", new().in_work_with_bot(BOT), &[]),
        (
            "a bot's, new",
            new().in_work_with_bot(BOT).with_state(New),
            &[],
        ),
        ("nobody's, in work", new().with_state(InWork), &[]),
        ("nobody's, new", new().with_state(New), &["unassigned"]),
        ("nobody's, waiting", new().waiting(), &["unassigned"]),
        ("nobody's, closed", new().closed(), &[]),
        (
            "nobody's, in my group's queue",
            mine(new().waiting()),
            &["my_group_queue", "unassigned"],
        ),
        (
            "nobody's, in another group's",
            new().waiting().in_queue_of(FOREIGN),
            &["unassigned"],
        ),
        ("mine and in my group", mine(held(InWork)), &["own"]),
        ("offered to me", new().offered_to(ME), &["offered_to_me"]),
        ("offered to another", new().offered_to(OTHER), &[]),
        ("offered to nobody known", new().with_state(Offered), &[]),
        (
            "offered to me, in my group",
            mine(new().offered_to(ME)),
            &["offered_to_me"],
        ),
        (
            "I take part",
            new().in_work_with(OTHER).with_participant(ME),
            &["colleague_in_work", "participating"],
        ),
        ("another takes part", new().with_participant(OTHER), &[]),
        (
            "I am named, nothing else known",
            new().with_mention_of(ME),
            &["mentioned"],
        ),
        (
            "I am named in a colleague's, closed",
            new().in_work_with(OTHER).closed().with_mention_of(ME),
            &["mentioned"],
        ),
        (
            "I am named in a bot's",
            new().in_work_with_bot(BOT).with_mention_of(ME),
            &["mentioned"],
        ),
        (
            "I am named in mine",
            held(InWork).with_mention_of(ME),
            &["mentioned", "own"],
        ),
        ("another is named", new().with_mention_of(OTHER), &[]),
        (
            "I stand in for a colleague, in work",
            new().in_work_with(OTHER).with_substitute(ME),
            &["colleague_in_work", "substitute"],
        ),
        (
            "I stand in for a colleague, closed",
            new().in_work_with(OTHER).closed().with_substitute(ME),
            &["substitute"],
        ),
        (
            "I stand in for a colleague, no state known",
            ConversationFacts {
                state: None,
                ..new().in_work_with(OTHER).with_substitute(ME)
            },
            &["substitute"],
        ),
        (
            "I stand in beside another",
            new()
                .in_work_with(OTHER)
                .with_substitute(ME)
                .with_substitute(OTHER),
            &["colleague_in_work", "substitute"],
        ),
        (
            "another stands in for a colleague",
            new().in_work_with(OTHER).with_substitute(OTHER),
            &["colleague_in_work"],
        ),
        (
            "nobody stands in for himself",
            held(InWork).with_substitute(ME),
            &["own"],
        ),
        (
            "nobody stands in for a bot",
            new().in_work_with_bot(BOT).with_substitute(ME),
            &[],
        ),
        (
            "nobody stands in for no one",
            new().waiting().with_substitute(ME),
            &["unassigned"],
        ),
        (
            "nobody stands in for the addressee of an offer",
            new().offered_to(OTHER).with_substitute(ME),
            &[],
        ),
        (
            "it is private: that is no relation",
            new().with_privacy(Privacy::Private),
            &[],
        ),
        ("I made it", new().created_by(ME), &["created"]),
        ("another made it", new().created_by(OTHER), &[]),
        (
            "a customer with my number is in copy",
            new().with_copy_to(SAME_NUMBER, cast::noon()),
            &[],
        ),
        (
            "a customer with my number asked",
            new().requested_by(SAME_NUMBER).of_organization(COMPANY),
            &[],
        ),
    ];
    let memberships = Memberships {
        groups: [MINE].into(),
        ..Memberships::default()
    };
    let actor = Actor {
        tenant: cast::TENANT,
        id: ME.into(),
        memberships: &memberships,
    };
    for (name, facts, expected) in rows {
        let mut expected: BTreeSet<&str> = expected.iter().copied().collect();
        expected.insert("any");
        assert_eq!(names(relations(&actor, &facts)), expected, "{name}");
    }
}

/// A state that only a careless host produces: somebody has it, and it waits.
trait Careless {
    fn waiting_with_assignee(self) -> Self;
}

impl Careless for ConversationFacts {
    fn waiting_with_assignee(self) -> Self {
        self.with_state(ConversationState::Waiting)
    }
}

#[test]
fn customers_stand_in_customers_relations_only() {
    let rows: [(&str, ConversationFacts, &[OrganizationId], &[&str]); 11] = [
        (
            "asked it",
            cast::chat(1).requested_by(SAME_NUMBER),
            &[],
            &["any", "requester"],
        ),
        (
            "another asked",
            cast::chat(1).requested_by(CUSTOMER),
            &[],
            &["any"],
        ),
        ("nobody known asked", cast::chat(1), &[], &["any"]),
        (
            "a colleague asked",
            cast::chat(1)
                .requested_by(CUSTOMER)
                .of_organization(COMPANY),
            &[COMPANY],
            &["any", "requester_organization"],
        ),
        (
            "two unknown companies are not equal",
            cast::chat(1).requested_by(CUSTOMER),
            &[],
            &["any"],
        ),
        (
            "the assignee has the customer's number",
            cast::chat(1)
                .in_work_with(ME)
                .with_participant(ME)
                .with_mention_of(ME)
                .created_by(ME),
            &[],
            &["any"],
        ),
        (
            "a substitute has the customer's number",
            cast::chat(1).in_work_with(OTHER).with_substitute(ME),
            &[],
            &["any"],
        ),
        (
            "is in copy of another's",
            cast::chat(1)
                .requested_by(CUSTOMER)
                .with_copy_to(SAME_NUMBER, cast::noon()),
            &[],
            &["any", "copied"],
        ),
        (
            "another is in copy",
            cast::chat(1).with_copy_to(CUSTOMER, cast::noon()),
            &[],
            &["any"],
        ),
        (
            "asked, is in copy too and so is a colleague, closed",
            cast::chat(1)
                .closed()
                .requested_by(SAME_NUMBER)
                .of_organization(COMPANY)
                .with_copy_to(SAME_NUMBER, cast::noon())
                .with_copy_to(CUSTOMER, cast::noon()),
            &[COMPANY],
            &["any", "copied", "requester", "requester_organization"],
        ),
        (
            "in copy of what is spam",
            ConversationFacts {
                spam: true,
                ..cast::chat(1).with_copy_to(SAME_NUMBER, cast::noon())
            },
            &[],
            &[],
        ),
    ];
    for (name, facts, companies, expected) in rows {
        let memberships = Memberships {
            organizations: companies.iter().copied().collect(),
            ..Memberships::default()
        };
        let actor = Actor {
            tenant: cast::TENANT,
            id: SAME_NUMBER.into(),
            memberships: &memberships,
        };
        let expected: BTreeSet<&str> = expected.iter().copied().collect();
        assert_eq!(names(relations(&actor, &facts)), expected, "{name}");
    }
}

#[test]
fn a_record_is_ones_own_or_another_s() {
    let lists = Memberships::default();
    let relations_of = |id: ActorId, tenant| {
        let actor = Actor {
            tenant: cast::TENANT,
            id,
            memberships: &lists,
        };
        names(user_relations(&actor, tenant, ME))
    };
    assert_eq!(
        relations_of(ME.into(), cast::TENANT),
        BTreeSet::from(["any", "self"])
    );
    assert_eq!(
        relations_of(OTHER.into(), cast::TENANT),
        BTreeSet::from(["any"])
    );
    // A customer is never a user with the same number.
    assert_eq!(
        relations_of(SAME_NUMBER.into(), cast::TENANT),
        BTreeSet::from(["any"])
    );
    assert_eq!(relations_of(ME.into(), cast::OTHER_TENANT), BTreeSet::new());
}

#[test]
fn every_relation_is_one_flag_with_one_name() {
    let flags: BTreeSet<Relations> = Relation::ALL.iter().map(|r| r.flag()).collect();
    let names: BTreeSet<&str> = Relation::ALL.iter().map(|r| r.name()).collect();
    assert_eq!((flags.len(), names.len()), (14, 14));
    assert_eq!(flags.into_iter().collect::<Relations>(), Relations::all());
    for relation in Relation::ALL {
        let json = serde_json::to_string(&relation).unwrap();
        assert_eq!(json, format!("\"{relation}\""));
        assert_eq!(serde_json::from_str::<Relation>(&json).unwrap(), relation);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn any_conversation_any_actor(facts in strategy::conversation_facts(), holder in strategy::holder()) {
        let actor = holder.actor();
        prop_assert_eq!(names(relations(&actor, &facts)), naive::relations(&actor, &facts));
    }
}
