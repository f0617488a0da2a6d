//! The list of rights and the open sections are exact: a right is listed over a scope exactly if
//! there is an object in it that the right is allowed for, and a section is open exactly if a right
//! of it is listed (S144). By brute force over objects: of every combination of facts that the scopes
//! here look at, there is one.

use std::collections::BTreeSet;

use frontdesk_access::{
    Among, Catalogue, Groups, Holder, HostPermission, ObjectKind, Origin, Permission, Request,
    Resource, Restriction, RestrictionId, Scope,
};
use frontdesk_model::{
    AccountKind, Assignee, Channel, ConversationFacts, ConversationState, GroupId, Privacy,
    Relation, SiteId, UserId,
};
use frontdesk_testkit::{BuildHolder, Thing, cast};

use Permission as P;

mod many;

fn host(number: u8) -> Permission {
    Permission::host(number).unwrap()
}

fn people(of: &[UserId]) -> Option<Among<UserId>> {
    Some(Among::These(of.iter().copied().collect()))
}

fn groups(of: &[GroupId]) -> Option<Groups> {
    Some(Groups {
        these: of.iter().copied().collect(),
        ..Groups::default()
    })
}

fn olga() -> Holder {
    cast::olga().in_group(cast::SALES)
}

/// Conversations of every combination of what the scopes below look at.
fn conversations() -> Vec<Thing> {
    let assignees = [
        None,
        Some(Assignee::Person(cast::OLGA)),
        Some(Assignee::Person(cast::BORIS)),
        Some(Assignee::Bot(cast::ROBOT)),
    ];
    let states: Vec<_> = ConversationState::ALL
        .into_iter()
        .map(Some)
        .chain([None])
        .collect();
    let mut all = Vec::new();
    for assignee in assignees {
        for state in &states {
            for flags in 0..1_u32 << 6 {
                for group in [None, Some(cast::SALES), Some(cast::SUPPORT)] {
                    let has = |bit: u32| flags & (1 << bit) != 0;
                    let is_person = matches!(assignee, Some(Assignee::Person(_)));
                    if has(5) && !is_person {
                        continue;
                    }
                    let mut chat: ConversationFacts = cast::chat(1);
                    (chat.assignee, chat.state, chat.group) = (assignee, *state, group);
                    chat.participants.extend(has(0).then_some(cast::OLGA));
                    chat.creator = has(1).then_some(cast::OLGA);
                    chat.offered_to = has(2).then_some(cast::OLGA);
                    chat.site = has(3).then_some(cast::SHOP);
                    chat.channel = has(4).then_some(Channel::Email);
                    chat.assignee_groups.extend(has(5).then_some(cast::SUPPORT));
                    for (named, stands_in, privacy) in concerned(is_person) {
                        let mut chat = chat.clone();
                        chat.mentioned.extend(named.then_some(cast::OLGA));
                        chat.substitutes.extend(stands_in.then_some(cast::OLGA));
                        chat.privacy = privacy;
                        all.push(Thing::Conversation(chat));
                    }
                }
            }
        }
    }
    all
}

/// Whether one is named, stands in for the person who has it, and whether it is private: every
/// combination that there can be.
fn concerned(is_person: bool) -> Vec<(bool, bool, Option<Privacy>)> {
    let stands_in: &[bool] = if is_person { &[false, true] } else { &[false] };
    let mut all = Vec::new();
    for named in [false, true] {
        for stands_in in stands_in {
            for privacy in [None, Some(Privacy::Open), Some(Privacy::Private)] {
                all.push((named, *stands_in, privacy));
            }
        }
    }
    all
}

/// Every relation alone, each dimension, conditions that meet and conditions that exclude each other.
fn conversation_scopes() -> Vec<Scope> {
    let mut all: Vec<Scope> = Relation::ALL.map(Scope::of).to_vec();
    let of = |relation, change: &dyn Fn(&mut Scope)| {
        let mut scope = Scope::of(relation);
        change(&mut scope);
        scope
    };
    let any = Relation::Any;
    all.extend([
        of(any, &|s| s.groups = groups(&[cast::SALES])),
        of(any, &|s| s.groups = groups(&[cast::SUPPORT])),
        of(any, &|s| s.groups = Some(Groups::without_group())),
        of(any, &|s| {
            s.groups = Some(Groups {
                mine: true,
                ..Groups::default()
            });
        }),
        of(any, &|s| s.people = people(&[cast::OLGA])),
        of(any, &|s| s.people = people(&[cast::BORIS])),
        of(any, &|s| s.people = people(&[])),
        of(Relation::Own, &|s| s.people = people(&[cast::BORIS])),
        of(Relation::Participating, &|s| {
            s.people = people(&[cast::BORIS]);
        }),
        of(any, &|s| s.sites = Some(Among::Mine)),
        of(any, &|s| s.sites = Some(Among::These([cast::SHOP].into()))),
        of(any, &|s| {
            s.channels = Some(Among::These([Channel::Email].into()));
        }),
        of(any, &|s| {
            s.states = Some([ConversationState::Closed].into());
        }),
        of(Relation::Unassigned, &|s| {
            s.states = Some([ConversationState::InWork].into());
        }),
        of(Relation::Own, &|s| {
            s.states = Some([ConversationState::InWork].into());
        }),
        of(any, &|s| {
            s.assignee_groups = Some(Among::These([cast::SUPPORT].into()));
        }),
        of(Relation::Unassigned, &|s| {
            s.assignee_groups = Some(Among::Mine);
        }),
        of(any, &|s| s.origin = Some([Origin::Conversation].into())),
        of(Relation::MyGroupQueue, &|s| {
            s.groups = groups(&[cast::SUPPORT]);
        }),
        of(Relation::Unassigned, &|s| s.groups = groups(&[cast::SALES])),
        of(any, &|s| s.privacy = Some(Privacy::Open)),
        of(any, &|s| s.privacy = Some(Privacy::Private)),
        of(Relation::Mentioned, &|s| {
            s.privacy = Some(Privacy::Private);
        }),
        of(Relation::Substitute, &|s| s.people = people(&[cast::OLGA])),
        of(Relation::Substitute, &|s| s.people = people(&[cast::BORIS])),
    ]);
    all
}

/// The records of three users in every mixture of three groups, one's own among them.
fn records() -> Vec<Thing> {
    let all_groups = [cast::SALES, cast::SUPPORT, GroupId::from_number(77)];
    let mut all = Vec::new();
    for user in [cast::OLGA, cast::BORIS, UserId::from_number(77)] {
        for mixture in 0..1_u32 << all_groups.len() {
            let chosen = all_groups.iter().enumerate();
            all.push(Thing::User {
                tenant: cast::TENANT,
                user,
                groups: chosen
                    .filter(|(at, _)| mixture & (1 << at) != 0)
                    .map(|(_, group)| *group)
                    .collect(),
            });
        }
    }
    all
}

fn record_scopes() -> Vec<Scope> {
    let of = |relation, people, groups| Scope {
        people,
        groups,
        ..Scope::of(relation)
    };
    let (any, me) = (Relation::Any, Relation::Myself);
    vec![
        Scope::any(),
        Scope::of(me),
        Scope::of(Relation::Own),
        of(any, people(&[cast::OLGA]), None),
        of(any, people(&[cast::BORIS]), None),
        of(any, people(&[cast::OLGA, cast::BORIS]), None),
        of(any, people(&[]), None),
        of(me, people(&[cast::BORIS]), None),
        of(any, None, groups(&[cast::SALES])),
        of(any, None, groups(&[cast::SUPPORT])),
        of(any, None, groups(&[cast::SALES, cast::SUPPORT])),
        of(any, people(&[cast::BORIS]), groups(&[cast::SUPPORT])),
        of(me, None, groups(&[cast::SUPPORT])),
        of(any, None, Some(Groups::without_group())),
        Scope {
            sites: Some(Among::These([SiteId::from_number(1)].into())),
            ..Scope::any()
        },
    ]
}

/// The things as they stand to this person.
fn seen_by<'a>(holder: &'a Holder, things: &'a [Thing]) -> Vec<Resource<'a>> {
    let actor = holder.actor();
    things.iter().map(|thing| thing.resource(&actor)).collect()
}

/// Which of the things lie in a scope.
fn inside(scope: &Scope, holder: &Holder, seen: &[Resource<'_>]) -> Vec<bool> {
    let actor = holder.actor();
    let covers = |thing: &Resource<'_>| scope.covers(&actor, thing);
    seen.iter().map(covers).collect()
}

fn listed(roles: &Catalogue, holder: &Holder, permission: Permission) -> BTreeSet<Scope> {
    let rights = roles.effective(holder, cast::noon()).into_iter();
    let of_it = rights.filter(|(held, _)| *held == permission);
    of_it.map(|(_, scope)| scope).collect()
}

fn deny(permission: Permission, scope: &Scope) -> Restriction {
    let id = RestrictionId::from_static("deny.some");
    Restriction::taking(id, [permission].into_iter().collect(), scope.clone())
}

/// A right and the right that it needs of the same object, each over every scope, with every
/// restriction of one of them: listed exactly where the three leave an object.
fn check_pairs(
    (right, needed): (Permission, Permission),
    things: &[Thing],
    scopes: &[Scope],
    restrictions: &[Scope],
) -> (usize, usize) {
    let (roles, olga) = (Catalogue::default(), olga());
    let seen = seen_by(&olga, things);
    let masks: Vec<Vec<bool>> = scopes.iter().map(|s| inside(s, &olga, &seen)).collect();
    let mut none = vec![(None, vec![false; things.len()])];
    none.extend(
        restrictions
            .iter()
            .map(|s| (Some(s), inside(s, &olga, &seen))),
    );
    let (mut open, mut shut) = (0, 0);
    for (over, first) in scopes.iter().zip(&masks) {
        for (needed_over, second) in scopes.iter().zip(&masks) {
            for (taken_over, taken) in &none {
                let mut holder = olga
                    .clone()
                    .with_rights(&[right], over)
                    .with_rights(&[needed], needed_over);
                // Whichever of the two it takes, there is nothing left there.
                let taken_right = if open % 2 == 0 { right } else { needed };
                holder
                    .restrictions
                    .extend(taken_over.map(|scope| deny(taken_right, scope)));
                let remains = |at: usize| first[at] && second[at] && !taken[at];
                let expected = (0..things.len()).any(remains);
                let found = listed(&roles, &holder, right);
                let told = || format!("{right} @ {over} needs @ {needed_over} but {taken_over:?}");
                assert_eq!(found.contains(over), expected, "{}", told());
                let of_section = roles
                    .effective(&holder, cast::noon())
                    .iter()
                    .any(|(held, _)| held.section() == right.section());
                let is_open = roles.section_open(&holder, right.section(), cast::noon());
                assert_eq!(is_open, of_section, "{}", told());
                if right.section() != needed.section() {
                    assert_eq!(is_open, expected, "{}", told());
                }
                *(if expected { &mut open } else { &mut shut }) += 1;
            }
        }
    }
    (open, shut)
}

/// What a right over conversations needs is held over others only: nobody can use it.
#[test]
fn a_right_is_listed_where_what_it_needs_of_the_same_object_is_held() {
    let scopes = conversation_scopes();
    let closed = Scope {
        states: Some([ConversationState::Closed].into()),
        ..Scope::any()
    };
    let open = Scope {
        privacy: Some(Privacy::Open),
        ..Scope::any()
    };
    let restrictions = [Scope::of(Relation::Own), closed, open, Scope::any()];
    let pair = (P::CONTACT_EDIT, P::CONVERSATION_VIEW);
    let (open, shut) = check_pairs(pair, &conversations(), &scopes, &restrictions);
    println!("{open} listed, {shut} not");
    assert!(open > 500 && shut > 500);
}

#[test]
fn a_right_is_listed_where_what_it_needs_of_the_same_person_is_held() {
    let scopes = record_scopes();
    let restrictions = &scopes[..6];
    let pair = (P::EMPLOYEE_EDIT, P::EMPLOYEE_VIEW);
    let (open, shut) = check_pairs(pair, &records(), &scopes, restrictions);
    println!("{open} listed, {shut} not");
    assert!(open > 200 && shut > 200);
}

/// Several grants of what is needed, and restrictions that together take all that a grant gives.
#[test]
fn what_restrictions_take_together_is_not_listed() {
    let roles = Catalogue::default();
    let own = Scope::of(Relation::Created);
    let by = |origin| Scope {
        origin: Some([origin].into()),
        ..Scope::any()
    };
    let orders = olga().with_rights(&[P::ORDER_VIEW], &own);
    let taken = orders.clone().with_restriction(deny(P::ORDER_VIEW, &own));
    assert!(roles.section_open(&orders, P::ORDER_VIEW.section(), cast::noon()));
    assert!(!roles.section_open(&taken, P::ORDER_VIEW.section(), cast::noon()));
    let of_origin = olga().with_rights(&[P::ORDER_VIEW], &by(Origin::Independent));
    let one = of_origin.with_restriction(deny(P::ORDER_VIEW, &by(Origin::Conversation)));
    assert_eq!(listed(&roles, &one, P::ORDER_VIEW).len(), 1);
    let both = one.with_restriction(deny(P::ORDER_VIEW, &by(Origin::Independent)));
    assert_eq!(listed(&roles, &both, P::ORDER_VIEW).len(), 0);

    // Of two scopes of a right one can be used; of two of what it needs the second opens it.
    let (sales, support) = (groups(&[cast::SALES]), groups(&[cast::SUPPORT]));
    let over = |groups| Scope {
        groups,
        ..Scope::any()
    };
    let mut holder = olga()
        .with_rights(&[P::CONVERSATION_REPLY], &over(sales.clone()))
        .with_rights(&[P::CONVERSATION_REPLY], &over(support.clone()))
        .with_rights(&[P::CONVERSATION_VIEW], &over(sales));
    let first = over(groups(&[cast::SALES]));
    assert_eq!(
        listed(&roles, &holder, P::CONVERSATION_REPLY),
        [first].into()
    );
    holder = holder.with_rights(&[P::CONVERSATION_VIEW], &over(support));
    assert_eq!(listed(&roles, &holder, P::CONVERSATION_REPLY).len(), 2);
}

/// A prerequisite about no object: only an unconditional grant answers for it, and a restriction that
/// covers no section takes none.
#[test]
fn a_right_is_listed_where_the_section_that_it_needs_is_held() {
    let roles = Catalogue::default();
    let any = Scope::any();
    let mut seen = BTreeSet::new();
    for scope in conversation_scopes() {
        for taken in [None, Some(Scope::of(Relation::Own)), Some(any.clone())] {
            let mut holder = olga()
                .with_rights(&[P::CONVERSATION_TRANSFER, P::CONVERSATION_VIEW], &any)
                .with_rights(&[P::COLLEAGUE_LIST], &scope);
            holder
                .restrictions
                .extend(taken.iter().map(|over| deny(P::COLLEAGUE_LIST, over)));
            let section = Resource::section(&holder.actor());
            let request = Request {
                holder: &holder,
                permission: P::COLLEAGUE_LIST,
                resource: section,
            };
            let held = roles.allows(&request, cast::noon());
            assert_eq!(held, scope.is_any() && taken != Some(Scope::any()));
            let list = listed(&roles, &holder, P::COLLEAGUE_LIST);
            assert_eq!(!list.is_empty(), held, "{scope}");
            let transfer = listed(&roles, &holder, P::CONVERSATION_TRANSFER);
            assert_eq!(!transfer.is_empty(), held, "{scope}");
            let view = listed(&roles, &holder, P::CONVERSATION_VIEW);
            assert_eq!(view.len(), 1);
            seen.insert(held);
        }
    }
    assert_eq!(seen.len(), 2);
}

/// A prerequisite about a person where the right has none is about oneself: user.create needs
/// user.view of one's own record, a right of the host's needs user.create, and one over its own
/// objects needs that.
#[test]
fn a_right_is_listed_where_what_it_needs_of_oneself_is_held() {
    let mut roles = Catalogue::default();
    for (number, object, needs) in [
        (0, ObjectKind::Section, vec![P::USER_CREATE]),
        (1, ObjectKind::Host(3), vec![host(0), P::EMPLOYEE_VIEW]),
    ] {
        let right = HostPermission {
            permission: host(number),
            name: format!("own.right_{number}"),
            title: "one of two".to_owned(),
            object,
            needs,
        };
        roles.declare(right).unwrap();
    }
    let any = Scope::any();
    let (mut open, mut shut) = (0, 0);
    for view in record_scopes() {
        for employee in record_scopes() {
            for taken in [None, Some(Scope::of(Relation::Myself)), Some(view.clone())] {
                for over in [any.clone(), Scope::of(Relation::Own)] {
                    let mut holder = olga()
                        .with_rights(&[P::USER_CREATE, host(0)], &any)
                        .with_rights(&[host(1)], &over)
                        .with_rights(&[P::USER_VIEW], &view)
                        .with_rights(&[P::EMPLOYEE_VIEW], &employee);
                    holder
                        .restrictions
                        .extend(taken.iter().map(|s| deny(P::USER_VIEW, s)));
                    let actor = holder.actor();
                    let me = Resource::own_record(&actor);
                    let taken_here = taken.iter().any(|scope| scope.covers(&actor, &me));
                    let views = view.covers(&actor, &me) && !taken_here;
                    let creates = listed(&roles, &holder, P::USER_CREATE);
                    assert_eq!(!creates.is_empty(), views, "{view} {taken:?}");
                    assert_eq!(!listed(&roles, &holder, host(0)).is_empty(), views);
                    let own = views && employee.covers(&actor, &me);
                    assert_eq!(!listed(&roles, &holder, host(1)).is_empty(), own);
                    let section = host(0).section();
                    assert_eq!(roles.section_open(&holder, section, cast::noon()), views);
                    *(if own { &mut open } else { &mut shut }) += 1;
                }
            }
        }
    }
    println!("{open} listed, {shut} not");
    assert!(open > 50 && shut > 50);
}

/// An account of a kind, or a standing, that is closed to a section has no right of it.
#[test]
fn a_closed_section_lists_nothing() {
    let roles = Catalogue::default();
    let all = olga().with_rights(P::ALL, &Scope::any());
    let legacy = all.clone().with_kind(AccountKind::LegacyOperator);
    let section = P::USER_VIEW.section();
    assert!(roles.section_open(&all, section, cast::noon()));
    assert!(!roles.section_open(&legacy, section, cast::noon()));
    assert_eq!(listed(&roles, &legacy, P::USER_VIEW).len(), 0);
    assert_eq!(roles.effective(&all, cast::noon()).len(), P::ALL.len());
}
