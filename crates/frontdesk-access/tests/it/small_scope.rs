//! Every point of a small world: two people of every kind and standing, all subsets of what can be
//! on a record (two roles, an add-on that one of them lists, rights to the person, a right of the
//! host, every right, rights that begin and end at noon), restrictions, three moments, and all
//! conversations of a small shape. Every way to ask agrees on each point.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_access::analysis::{Area, Extent, Subject, WhatCan, what_can, who_can};
use frontdesk_access::{
    AddOnId, Catalogue, Compiled, CompiledRequest, Directory, Grant, Groups, Holder,
    HostPermission, Link, ObjectKind, Permission, PermissionSet, Request, Restriction,
    RestrictionId, Role, RoleId, Scope, Scopes,
};
use frontdesk_model::chrono::TimeDelta;
use frontdesk_model::{
    AccountKind, ActorId, Assignee, ConversationFacts, ConversationState, Labels, Privacy,
    Relation, Standing, UserId, Validity, Version,
};
use frontdesk_testkit::{BuildHolder, Thing, cast, naive};

use Permission as P;

const REFUND: Permission = match Permission::host(0) {
    Some(permission) => permission,
    None => P::COLLEAGUE_LIST,
};

/// Over conversations, and one over a section.
const RIGHTS: [Permission; 6] = [
    P::CONVERSATION_VIEW,
    P::CONVERSATION_REPLY,
    P::CONVERSATION_TAKE,
    P::CONVERSATION_TRANSFER,
    REFUND,
    P::COLLEAGUE_LIST,
];

/// In which ways is asked on each point.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ways {
    /// The decision with and without reasons, the scopes, the prose and the compiled form.
    Quick,
    /// Besides: the explanations of the compiled and of the plain form, who can, and what each can.
    All,
}

/// The largest world of which every way there is to ask ends in 20 seconds, compiled for tests.
#[test]
fn every_point_of_the_small_world_in_every_way() {
    assert_eq!(explore(5, &restrictions()[..2], Ways::All), 396_288);
}

/// A larger one, asked in the ways that are quick.
#[test]
fn every_point_of_a_larger_world() {
    assert_eq!(explore(ON_RECORD, &restrictions(), Ways::Quick), 3_170_304);
}

/// Of what can be on a record the first so many; how many points there were.
fn explore(on_record_bits: usize, restrictions: &[Vec<Restriction>], ways: Ways) -> u64 {
    let world = World::new(ways);
    let mut count = Count::default();
    for people in accounts() {
        // How people stand to an object depends on nothing that is granted or taken.
        let seen: Vec<Vec<naive::Object>> = people
            .iter()
            .map(|person| {
                let actor = person.actor();
                let things = world.things.iter();
                things
                    .map(|thing| naive::Object::new(&actor, thing))
                    .collect()
            })
            .collect();
        for subset in 0..1_u32 << on_record_bits {
            for restriction in restrictions {
                let holders = people.clone().map(|person| {
                    let mut holder = on_record(person, subset);
                    holder.restrictions.extend(restriction.clone());
                    holder
                });
                let mut directory = Directory::new(cast::TENANT, world.roles.clone());
                for holder in &holders {
                    directory.load(holder.clone(), Version::FIRST).unwrap();
                }
                let compiled = Compiled::build(&directory);
                let desk = Desk {
                    holders,
                    directory,
                    compiled,
                };
                for now in moments() {
                    world.ask_everything(&desk, &seen, now, &mut count);
                }
            }
        }
    }
    let Count {
        points, allowed, ..
    } = count;
    println!(
        "{} pairs of accounts x {} records x {} sets of restrictions x {} moments x 2 people x {} \
         rights x {} objects: {points} points, {allowed} of them allowed",
        accounts().len(),
        1 << on_record_bits,
        restrictions.len(),
        moments().len(),
        RIGHTS.len(),
        world.things.len(),
    );
    let worlds = (accounts().len() << on_record_bits) * restrictions.len() * moments().len();
    let (chats, others) = (84, 2);
    assert_eq!(world.things.len(), chats + others);
    assert_eq!(
        points,
        (worlds * 2 * RIGHTS.len() * world.things.len()) as u64
    );
    // A world in which little is allowed would prove little: each right is allowed to each person.
    assert!(allowed * 10 > points, "{allowed} of {points}");
    assert_eq!(count.whom.len(), 2 * RIGHTS.len(), "{:?}", count.whom);
    points
}

/// The two people as they are stored, and compiled.
struct Desk {
    holders: [Holder; 2],
    directory: Directory,
    compiled: Compiled,
}

#[derive(Default)]
struct Count {
    points: u64,
    allowed: u64,
    whom: BTreeSet<(usize, Permission)>,
}

struct World {
    roles: Catalogue,
    things: Vec<Thing>,
    subjects: Vec<Subject>,
    ways: Ways,
}

impl World {
    fn new(ways: Ways) -> Self {
        let chats = conversations().into_iter().map(Box::new);
        let subjects = chats.map(Subject::Conversation);
        let others = [Subject::Section, Subject::OwnRecord];
        let subjects = subjects.chain(others).collect();
        let mut things: Vec<Thing> = conversations()
            .into_iter()
            .map(Thing::Conversation)
            .collect();
        things.push(Thing::Section(cast::TENANT));
        things.push(Thing::OwnRecord);
        Self {
            roles: roles(),
            things,
            subjects,
            ways,
        }
    }

    /// Each right over each object, of each of the two people, in every way there is to ask. A new
    /// way to ask is compared here.
    fn ask_everything(
        &self,
        desk: &Desk,
        seen: &[Vec<naive::Object>],
        now: DateTime<Utc>,
        count: &mut Count,
    ) {
        let all = self.ways == Ways::All;
        let can = desk.holders.each_ref().map(|holder| {
            let can = || what_can(&desk.directory, holder.id, now).unwrap();
            all.then(can)
        });
        for permission in RIGHTS {
            let mut who: Vec<BTreeSet<ActorId>> = vec![BTreeSet::new(); self.things.len()];
            for (at, holder) in desk.holders.iter().enumerate() {
                let scopes: Scopes = self.roles.scopes_of(holder, permission, now);
                let handle = desk.compiled.handle(holder.id).unwrap();
                let areas = areas_of(can[at].as_ref(), permission);
                for (number, thing) in self.things.iter().enumerate() {
                    let (resource, object) = (thing.resource(&holder.actor()), &seen[at][number]);
                    let request = Request {
                        holder,
                        permission,
                        resource,
                    };
                    let decision = self.roles.decide(&request, now);
                    let answer = decision.is_allow();
                    let point = || format!("{permission} {now} {holder:?} {thing:?} {decision:?}");
                    let allows = self.roles.allows(&request, now);
                    assert_eq!(allows, answer, "allows: {}", point());
                    assert_eq!(scopes.cover(&resource), answer, "scopes: {}", point());
                    let prose = naive::decide(&self.roles, holder, permission.name(), object, now);
                    assert_eq!(prose.is_allow(), answer, "prose: {}", point());
                    assert_eq!(
                        decision.reasons[0].code() == "granted",
                        answer,
                        "{}",
                        point()
                    );
                    if all {
                        // An area is of the objects that the right is about.
                        let about = self.roles.object_of(permission) == Some(resource.kind);
                        let known = about && lies_in(&areas, &request);
                        assert_eq!(known, answer, "what can: {} {areas:?}", point());
                    }
                    let resource = &resource;
                    let quick = CompiledRequest {
                        permission,
                        resource,
                    };
                    let compiled = desk.compiled.allows(handle, &quick, now);
                    assert_eq!(compiled, answer, "compiled: {}", point());
                    if all {
                        let told = desk.compiled.decide(handle, &quick, now).unwrap();
                        assert_eq!(told.is_allow(), answer, "compiled, told: {}", point());
                        let why = self.roles.explain(&request, now);
                        assert_eq!(why.links.iter().all(Link::is_there), answer, "{}", point());
                        assert_eq!(why.decision, decision);
                    }
                    if answer {
                        who[number].insert(holder.id);
                        count.whom.insert((at, permission));
                    }
                    count.points += 1;
                    count.allowed += u64::from(answer);
                }
                // The list of rights leaves out nothing that is allowed somewhere.
                let somewhere = who.iter().any(|people| people.contains(&holder.id));
                let rights = || self.roles.effective(holder, now);
                assert!(!somewhere || rights().iter().any(|(held, _)| *held == permission));
            }
            if all {
                for (subject, people) in self.subjects.iter().zip(&who) {
                    let found = who_can(&desk.directory, permission, subject, now).people;
                    let found: BTreeSet<ActorId> = found.iter().map(|who| who.actor).collect();
                    assert_eq!(&found, people, "who can {permission} {subject:?} {now}");
                }
            }
        }
    }
}

/// Over which objects the analysis says that somebody has this right.
fn areas_of(can: Option<&WhatCan>, permission: Permission) -> Vec<&Area> {
    let rights = can.into_iter().flat_map(|can| &can.rights);
    let of_it = rights.filter(|right| right.permission == permission);
    of_it.map(|right| &right.area).collect()
}

/// Whether this object lies in one of them. In this world the analysis says of every area that all
/// of it is meant.
fn lies_in(areas: &[&Area], request: &Request<'_>) -> bool {
    let actor = request.holder.actor();
    let covers = |scope: &Scope| scope.covers(&actor, &request.resource);
    assert!(areas.iter().all(|area| area.extent == Extent::Whole));
    let mut areas = areas.iter();
    areas.any(|area| covers(&area.scope) && !area.but_not.iter().any(covers))
}

/// A conversation of nobody, of each of the two people and of a bot, in every state and unknown,
/// in no queue and in two, offered and not: every combination. Whether it is private and whom it
/// concerns go round among them, so that each meets each value of every other fact: in every
/// combination the world would be twelve times as large.
fn conversations() -> Vec<ConversationFacts> {
    use ConversationState as S;
    let assignees = [
        None,
        Some(Assignee::Person(cast::ANNA)),
        Some(Assignee::Person(cast::BORIS)),
        Some(Assignee::Bot(cast::ROBOT)),
    ];
    let states = [
        (None, None),
        (Some(S::Waiting), None),
        (Some(S::Waiting), Some(cast::ANNA)),
        (Some(S::Offered), None),
        (Some(S::Offered), Some(cast::ANNA)),
        (Some(S::InWork), None),
        (Some(S::Closed), None),
    ];
    let groups = [None, Some(cast::SALES), Some(cast::SUPPORT)];
    let privacies = [None, Some(Privacy::Open), Some(Privacy::Private)];
    // Who is named in it, and who stands in.
    let (anna, boris) = ([cast::ANNA], [cast::BORIS]);
    let concerned: [(&[UserId], &[UserId]); 4] =
        [(&[], &[]), (&anna, &boris), (&boris, &anna), (&anna, &anna)];
    let mut all = Vec::new();
    for (a, assignee) in assignees.into_iter().enumerate() {
        for (s, (state, offered_to)) in states.into_iter().enumerate() {
            for (g, group) in groups.into_iter().enumerate() {
                let mut chat = cast::chat(1);
                (chat.assignee, chat.state) = (assignee, state);
                (chat.group, chat.offered_to) = (group, offered_to);
                chat.privacy = privacies[(a + s + g) % privacies.len()];
                let (mentioned, substitutes) = concerned[(a + 3 * s + g) % concerned.len()];
                chat.mentioned.extend(mentioned);
                chat.substitutes.extend(substitutes);
                all.push(chat);
            }
        }
    }
    all
}

/// Each value of a fact meets each value of every other.
#[test]
fn every_two_facts_of_the_small_world_meet() {
    let facts: Vec<[String; 5]> = conversations()
        .iter()
        .map(|chat| {
            [
                format!("{:?}", chat.assignee),
                format!("{:?} {:?}", chat.state, chat.offered_to),
                format!("{:?}", chat.group),
                format!("{:?}", chat.privacy),
                format!("{:?} {:?}", chat.mentioned, chat.substitutes),
            ]
        })
        .collect();
    let values = |at: usize| facts.iter().map(|chat| &chat[at]).collect::<BTreeSet<_>>();
    assert_eq!([0, 1, 2, 3, 4].map(|at| values(at).len()), [4, 7, 3, 3, 4]);
    for (one, other) in (0..5).flat_map(|one| (0..one).map(move |other| (one, other))) {
        let met = facts.iter().map(|chat| (&chat[one], &chat[other]));
        let met: BTreeSet<_> = met.collect();
        assert_eq!(
            met.len(),
            values(one).len() * values(other).len(),
            "{one} {other}"
        );
    }
}

/// One role lists the add-on, the other does not.
fn roles() -> Catalogue {
    let role = |id| Role::built_in(RoleId::from_static(id), Labels::new(id));
    let in_work = Scope {
        states: Some([ConversationState::InWork].into()),
        ..Scope::of(Relation::Own)
    };
    let dispenser = Scope {
        groups: Some(Groups::without_group()),
        ..Scope::of(Relation::Unassigned)
    };
    let stands_in = Scope {
        privacy: Some(Privacy::Open),
        ..Scope::of(Relation::Substitute)
    };
    let lead = [P::CONVERSATION_VIEW, P::CONVERSATION_TRANSFER];
    let agent = role("test.agent")
        .grant(
            &[P::CONVERSATION_VIEW, P::CONVERSATION_REPLY],
            &Scope::of(Relation::Own),
        )
        .grant(
            &[P::CONVERSATION_VIEW, P::CONVERSATION_TAKE],
            &Scope::of(Relation::MyGroupQueue),
        )
        .grant(&[P::CONVERSATION_TRANSFER], &in_work)
        .with_add_on(
            "opt.lead",
            Labels::new("Lead"),
            Grant::each(&lead, &Scope::of(Relation::ColleagueInWork)),
        )
        .grant(&[P::CONVERSATION_VIEW], &Scope::of(Relation::Mentioned));
    let desk = role("test.desk")
        .grant(&[P::CONVERSATION_TAKE], &dispenser)
        .grant(&[P::CONVERSATION_VIEW, P::CONVERSATION_REPLY], &stands_in)
        .grant(&[P::CONVERSATION_VIEW], &Scope::of(Relation::Unassigned))
        .grant(&[P::COLLEAGUE_LIST], &Scope::any());
    let mut roles = Catalogue::try_from(vec![agent, desk]).unwrap();
    let refund = HostPermission {
        permission: REFUND,
        name: "refund.offer".to_owned(),
        title: "offer a refund".to_owned(),
        object: ObjectKind::Conversation,
        needs: vec![P::CONVERSATION_VIEW],
    };
    roles.declare(refund).unwrap();
    roles
}

/// How many things can be on a record or not.
const ON_RECORD: usize = 7;

fn on_record(mut holder: Holder, subset: u32) -> Holder {
    let has = |bit: u32| subset & (1 << bit) != 0;
    let lead = AddOnId::from_static("opt.lead");
    // The add-on stands at whichever role is there: one of them does not list it.
    for (bit, id) in [(0, "test.agent"), (1, "test.desk")] {
        if has(bit) {
            let mut role = cast::role(id);
            role.add_ons.extend(has(2).then(|| lead.clone()));
            holder.roles.push(role);
        }
    }
    let grants = [
        (
            3,
            Grant {
                validity: Validity::until(cast::noon()),
                ..Grant::new(P::CONVERSATION_VIEW, Scope::any())
            },
        ),
        (
            4,
            Grant {
                validity: Validity::new(Some(cast::noon()), None).unwrap(),
                ..Grant::every(Scope::any())
            },
        ),
        (5, Grant::new(REFUND, Scope::any())),
        (6, Grant::new(P::CONVERSATION_REPLY, Scope::any())),
    ];
    let chosen = grants.into_iter().filter(|(bit, _)| has(*bit));
    holder.grants.extend(chosen.map(|(_, grant)| grant));
    holder
}

fn restrictions() -> Vec<Vec<Restriction>> {
    let deny = |permission, scope| {
        let taken = [permission].into_iter().collect::<PermissionSet>();
        Restriction::taking(RestrictionId::from_static("deny.some"), taken, scope)
    };
    let closed = Scope {
        states: Some([ConversationState::Closed].into()),
        ..Scope::any()
    };
    let private = Scope {
        privacy: Some(Privacy::Private),
        ..Scope::any()
    };
    let unread = r#"{"id":"deny.later","scope":{"relation":"own"},"moods":["sad"]}"#;
    let ending = Restriction {
        validity: Validity::until(cast::noon()),
        ..deny(REFUND, Scope::any())
    };
    vec![
        Vec::new(),
        vec![
            deny(P::CONVERSATION_VIEW, closed),
            deny(P::CONVERSATION_REPLY, private),
            ending,
        ],
        vec![deny(P::COLLEAGUE_LIST, Scope::any())],
        vec![serde_json::from_str(unread).unwrap()],
    ]
}

/// The last moment before noon, and noon.
fn moments() -> [DateTime<Utc>; 2] {
    [cast::noon() - TimeDelta::nanoseconds(1), cast::noon()]
}

/// The two people, by kind and standing.
fn accounts() -> Vec<[Holder; 2]> {
    let person = |id: frontdesk_model::UserId, group| Holder {
        id: id.into(),
        ..cast::olga().in_group(group)
    };
    let anna = || person(cast::ANNA, cast::SALES);
    let boris = || person(cast::BORIS, cast::SUPPORT);
    vec![
        [anna(), boris()],
        [
            anna().with_kind(AccountKind::LegacyAdmin),
            boris().with_kind(AccountKind::LegacyOperator),
        ],
        [
            anna().with_standing(Standing::HalfDeleted),
            boris().with_standing(Standing::Suspended),
        ],
    ]
}
