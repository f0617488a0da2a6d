//! What holds for every generated desk.

use std::collections::BTreeSet;

use frontdesk_assignment::{
    Adviser, Command, Confirmation, Decision, Effect, Event, Floor, GroupLoad, GroupQueue,
    LanguageFilter, Languages, Limits, OfferEnd, Operator, Outcome, Policy, Receives, Refusal,
    Right, Strategy as Choose, UnknownLanguage, Verdict, assign, assign_queue, holder, not_waiting,
};
use frontdesk_model::{
    Availability, Channel, ConversationFacts, ConversationState, Limit, Standing, Stream, TenantId,
    Version,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::cast::*;
use crate::naive;

const TAGS: [&str; 4] = ["fr", "fr-CA", "es", "en"];

fn limits() -> impl Strategy<Value = Limit> {
    prop_oneof![Just(Limit::Unlimited), (0..4_u32).prop_map(Limit::Count)]
}

fn policies() -> impl Strategy<Value = Policy> {
    let languages = (
        select(vec![LanguageFilter::Required, LanguageFilter::Ignored]),
        option::of(select(TAGS.to_vec())),
        subsequence(TAGS.to_vec(), 0..3),
    )
        .prop_map(|(filter, assume, accepted)| Languages {
            filter,
            when_unknown: assume.map_or(UnknownLanguage::NoFilter, |tag| {
                UnknownLanguage::Assume(lang(tag))
            }),
            default_accepted: langs(&accepted),
        });
    (
        prop::bool::weighted(0.9),
        select(Choose::ALL.to_vec()),
        prop_oneof![Just(Languages::default()), languages],
        select(vec![GroupQueue::MembersOnly, GroupQueue::Anyone]),
        limits(),
        select(vec![Confirmation::FirstConfirms, Confirmation::Reserves]),
    )
        .prop_map(
            |(automatic, strategy, languages, group_queue, site_limit, confirmation)| Policy {
                automatic,
                strategy,
                languages,
                group_queue,
                site_limit,
                confirmation,
            },
        )
}

/// Mostly people who can receive: a desk where nobody can shows little.
fn operators() -> impl Strategy<Value = Operator> {
    (
        (
            prop_oneof![8 => Just(Standing::Active), 1 => select(Standing::ALL.to_vec())],
            prop::bool::weighted(0.9),
            prop_oneof![
                8 => Just(Availability::all()),
                1 => (0..512_u16).prop_map(Availability::from_bits_truncate),
            ],
            option::of(limits()),
            0..4_u32,
        ),
        (
            subsequence(TAGS.to_vec(), 0..3),
            subsequence(vec![5, 6], 0..=2),
            prop_oneof![3 => Just(None), 1 => option::of(subsequence(vec![1, 2], 0..=2))],
            prop::bool::weighted(0.3),
            any::<bool>(),
            option::of(0..4_i64),
        ),
    )
        .prop_map(
            |(
                (standing, may_receive, availability, limit, open),
                (tags, groups, forms, confirm_acceptance, auto_answer, last),
            )| {
                let mut operator = Operator {
                    receives: if may_receive {
                        Receives::Everything
                    } else {
                        Receives::Nothing
                    },
                    availability,
                    limit,
                    open,
                    confirm_acceptance,
                    auto_answer,
                    last_assigned_at: last.map(at),
                    ..Operator::new(standing)
                };
                operator.adviser = forms.as_ref().map_or(Adviser::OfAll, |_| Adviser::OfListed);
                operator.memberships.languages = langs(&tags);
                operator.memberships.groups = groups.into_iter().map(group).collect();
                operator.memberships.questionnaires =
                    forms.unwrap_or_default().into_iter().map(form).collect();
                operator
            },
        )
}

fn floors() -> impl Strategy<Value = Floor> {
    (vec(operators(), 0..6), option::of((limits(), 0..3_u32))).prop_map(|(operators, load)| {
        let mut floor = Floor::new(tenant());
        floor.operators = (1..).map(user).zip(operators).collect();
        floor.groups.extend(load.map(|(limit, open)| {
            let version = Version(3);
            (
                group(5),
                GroupLoad {
                    version,
                    limit,
                    open,
                },
            )
        }));
        floor
    })
}

/// Conversation `number`; several can be of the same age.
fn chats(number: i64) -> impl Strategy<Value = ConversationFacts> {
    (
        0..4_i64,
        option::weighted(0.4, select(TAGS.to_vec())),
        option::weighted(0.4, 5..7_i64),
        option::weighted(0.3, 1..3_i64),
        prop_oneof![6 => Just(None), 1 => Just(Some(Channel::Call)), 1 => Just(Some(Channel::Email))],
        prop_oneof![
            8 => Just(chat(number)),
            1 => select(vec![
                held_by(number, 1),
                offered_to(number, 2),
                closed(number),
                with(chat(number), |it| it.state = None),
                with(chat(number), |it| it.assignee = Some(bot())),
                with(chat(number), |it| it.spam = true),
                with(chat(number), |it| it.state = Some(ConversationState::New)),
                with(chat(number), |it| it.tenant = TenantId::from_number(2)),
            ]),
        ],
    )
        .prop_map(|(age, tag, of, asked, channel, start)| ConversationFacts {
            created_at: at(age),
            language: tag.map(lang),
            group: of.map(group),
            questionnaire: asked.map(form),
            channel,
            ..start
        })
}

fn queues() -> impl Strategy<Value = Vec<ConversationFacts>> {
    (0..8_i64).prop_flat_map(|length| (0..length).map(chats).collect::<Vec<_>>())
}

fn everything() -> impl Strategy<Value = (Policy, Floor, Vec<ConversationFacts>)> {
    (policies(), floors(), queues())
}

fn codes(verdict: &Verdict) -> Vec<&'static str> {
    match verdict {
        Verdict::Chosen { .. } | Verdict::Eligible { .. } => Vec::new(),
        Verdict::Ineligible { all, .. } => all.iter().map(|rule| rule.code()).collect(),
    }
}

/// The floor and the conversations after these decisions.
fn after(
    floor: &Floor,
    queue: &[ConversationFacts],
    decisions: &[Decision],
) -> (Floor, Vec<ConversationFacts>) {
    let (mut floor, mut queue) = (floor.clone(), queue.to_vec());
    for event in decisions.iter().flat_map(|decision| &decision.events) {
        floor.apply(event);
        for facts in &mut queue {
            if facts.id == event.conversation() {
                event.apply_to(facts).unwrap();
            }
        }
    }
    (floor, queue)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn the_naive_evaluator_agrees((policy, floor, queue) in everything(), take in 0..9_usize) {
        let ours = assign_queue(&policy, &floor, &queue, take, now());
        let theirs = naive::queue(&policy, &floor, &queue, take, now());
        prop_assert_eq!(ours.len(), theirs.len());
        for (decision, (facts, (winner, failures))) in ours.iter().zip(&theirs) {
            prop_assert_eq!(decision.conversation, facts.id);
            prop_assert_eq!(decision.outcome.to(), *winner);
            let found: Vec<_> = decision.verdicts.iter().map(|(who, it)| (*who, codes(it))).collect();
            let wanted: Vec<_> = failures.iter().map(|(who, it)| (*who, it.clone())).collect();
            prop_assert_eq!(found, wanted);
        }
    }

    #[test]
    fn every_operator_gets_exactly_one_verdict((policy, floor, queue) in everything()) {
        for decision in assign_queue(&policy, &floor, &queue, 9, now()) {
            let judged: Vec<_> = decision.verdicts.keys().collect();
            let present: Vec<_> = floor.operators.keys().collect();
            prop_assert_eq!(judged, present);
            // Chosen is who the outcome names, and only he.
            let chosen: Vec<_> = decision.verdicts.iter()
                .filter(|(_, it)| matches!(it, Verdict::Chosen { .. }))
                .map(|(who, _)| *who)
                .collect();
            prop_assert_eq!(chosen, decision.outcome.to().into_iter().collect::<Vec<_>>());
            // The places of the eligible are 1, 2, 3, ... and the first is the chosen one's.
            let mut places: Vec<_> = decision.verdicts.values().filter_map(|it| match it {
                Verdict::Chosen { because } => {
                    assert_eq!(because.decided_by.is_none(), because.eligible == 1);
                    Some(1)
                }
                Verdict::Eligible { rank, lost_by } => {
                    assert_eq!(lost_by.is_some(), decision.outcome.to().is_some());
                    Some(*rank)
                }
                Verdict::Ineligible { first, all } => {
                    assert_eq!(Some(first), all.first());
                    None
                }
            }).collect();
            places.sort_unstable();
            let wanted: Vec<_> = (1..).take(places.len()).collect();
            prop_assert_eq!(places, wanted);
            // Somebody gets it if and only if there are events and preconditions.
            prop_assert_eq!(decision.outcome.to().is_some(), decision.events.len() == 1);
            prop_assert_eq!(decision.outcome.to().is_some(), decision.preconditions.len() >= 2);
        }
    }

    #[test]
    fn the_order_of_the_list_decides_nothing(
        (policy, floor, queue, shuffled) in everything().prop_flat_map(|(policy, floor, queue)| {
            let shuffled = Just(queue.clone()).prop_shuffle();
            (Just(policy), Just(floor), Just(queue), shuffled)
        }),
    ) {
        prop_assert_eq!(
            assign_queue(&policy, &floor, &queue, 9, now()),
            assign_queue(&policy, &floor, &shuffled, 9, now())
        );
    }

    #[test]
    fn a_second_run_gives_nothing_and_leaves_nothing_lying((policy, floor, queue) in everything()) {
        let decisions = assign_queue(&policy, &floor, &queue, usize::MAX, now());
        let (floor, queue) = after(&floor, &queue, &decisions);
        for decision in assign_queue(&policy, &floor, &queue, usize::MAX, now()) {
            prop_assert!(decision.events.is_empty());
        }
        // Work conservation: no waiting conversation and no eligible person are left side by side.
        if policy.automatic {
            for facts in queue.iter().filter(|it| it.tenant == floor.tenant) {
                let (_, failures) = naive::evaluate(&policy, &floor, facts);
                let somebody = failures.values().any(Vec::is_empty);
                prop_assert!(not_waiting(facts).is_some() || !somebody);
            }
        }
    }

    #[test]
    fn no_limit_is_passed((policy, floor, queue) in everything()) {
        let decisions = assign_queue(&policy, &floor, &queue, usize::MAX, now());
        let (after, _) = after(&floor, &queue, &decisions);
        for (who, operator) in &after.operators {
            let grew = operator.open > floor.operators[who].open;
            let limit = operator.personal_limit(&policy);
            prop_assert!(!grew || limit == Limit::Unlimited || limit.has_room(operator.open - 1));
        }
        for (which, load) in &after.groups {
            let grew = load.open > floor.groups[which].open;
            prop_assert!(!grew || load.limit.has_room(load.open - 1));
        }
    }

    #[test]
    fn one_that_nobody_can_get_delays_no_other((policy, floor, queue) in everything()) {
        let hopeless = with(chat(99), |it| {
            it.created_at = at(-5);
            it.group = Some(group(77));
        });
        let strict = Policy { group_queue: GroupQueue::MembersOnly, ..policy };
        let alone = assign_queue(&strict, &floor, &queue, 9, now());
        let mut longer = queue;
        longer.push(hopeless);
        let mut beside = assign_queue(&strict, &floor, &longer, 9, now());
        let first = beside.remove(0);
        prop_assert_eq!(first.outcome.to(), None);
        prop_assert_eq!(beside, alone);
    }

    #[test]
    fn among_equals_the_older_goes_first((policy, floor, queue) in everything()) {
        let decisions = assign_queue(&policy, &floor, &queue, 9, now());
        let equal: Vec<_> = queue.iter().map(|facts| {
            let asks = (&facts.language, facts.group, facts.questionnaire, &facts.channel);
            (facts, asks, decisions.iter().find(|it| it.conversation == facts.id).unwrap())
        }).filter(|(facts, ..)| not_waiting(facts).is_none() && facts.tenant == tenant()).collect();
        for (older, asks, theirs) in &equal {
            for (younger, the_same, others) in &equal {
                if asks == the_same && (older.created_at, older.id) < (younger.created_at, younger.id) {
                    prop_assert!(theirs.outcome.to().is_some() || others.outcome.to().is_none());
                }
            }
        }
    }

    #[test]
    fn each_decision_follows_the_one_before((policy, floor, queue) in everything()) {
        let mut floor = floor;
        for decision in assign_queue(&policy, &floor.clone(), &queue, 9, now()) {
            for relied in &decision.preconditions {
                let found = match relied.stream {
                    Stream::OperatorLoad(who) => floor.operators[&who].version,
                    Stream::GroupLoad(which) => floor.groups[&which].version,
                    _ => queue.iter().find(|it| it.id == decision.conversation).unwrap().version,
                };
                prop_assert!(relied.check(found).is_ok());
            }
            for event in &decision.events {
                floor.apply(event);
            }
            // Committed twice it is stale: the load has a new version.
            for relied in &decision.preconditions {
                if let Stream::OperatorLoad(who) = relied.stream {
                    prop_assert!(relied.check(floor.operators[&who].version).is_err());
                }
            }
        }
    }

    #[test]
    fn an_offer_is_made_to_who_has_to_accept_and_only_to_him((policy, floor, queue) in everything()) {
        for facts in &queue {
            let decision = assign(&policy, &floor, facts, now());
            let call = facts.channel == Some(Channel::Call);
            let first = |operator: &Operator| if call { !operator.auto_answer } else { operator.confirm_acceptance };
            match decision.outcome {
                Outcome::Assign { to } => prop_assert!(!first(&floor.operators[&to])),
                Outcome::Offer { to, .. } => prop_assert!(first(&floor.operators[&to])),
                Outcome::Wait { .. } => {}
            }
        }
    }

    #[test]
    fn a_policy_is_read_back_and_named_by_what_it_says(one in policies(), other in policies()) {
        let text = serde_json::to_string(&one).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Policy>(&text).unwrap(), &one);
        prop_assert_eq!(one.fingerprint() == other.fingerprint(), one == other);
    }
}

/// What people do, in small numbers. Every right is held; rights have their own rows.
fn commands() -> impl Strategy<Value = (usize, Command)> {
    let held = Right::Held;
    let who = || (1..5_i64).prop_map(user);
    let limits = || select(vec![Limits::Enforce, Limits::Enforce, Limits::Override]);
    let command = prop_oneof![
        who().prop_map(move |by| Command::Take { by, may_take: held }),
        who().prop_map(move |by| Command::Confirm { by, may_take: held }),
        (who(), limits()).prop_map(move |(by, limits)| Command::TakeOver {
            by,
            may_take_over: held,
            limits
        }),
        (who(), who(), limits()).prop_map(move |(by, to, limits)| Command::Transfer {
            by,
            to,
            may_transfer: held,
            limits
        }),
        (who(), limits()).prop_map(move |(to, limits)| Command::Appoint {
            to,
            may_assign: held,
            limits
        }),
        (5..7_i64).prop_map(move |of| Command::PutIntoGroup {
            group: group(of),
            may_assign_group: held
        }),
        who().prop_map(move |by| Command::Close {
            by,
            may_close: held
        }),
        prop_oneof![
            Just(OfferEnd::Expired),
            Just(OfferEnd::AddresseeGone),
            who().prop_map(|by| OfferEnd::Declined { by })
        ]
        .prop_map(|because| Command::EndOffer { because }),
        (who(), option::of(who())).prop_map(|(from, to)| Command::HandOver { from, to }),
    ];
    (0..5_usize, command)
}

/// A desk where the loads are those of the conversations: nobody holds anything yet.
fn fresh(policy: Policy, mut floor: Floor) -> (Policy, Floor, Vec<ConversationFacts>) {
    for operator in floor.operators.values_mut() {
        operator.open = 0;
    }
    for load in floor.groups.values_mut() {
        load.open = 0;
    }
    let chats = (0..5)
        .map(|number| {
            with(chat(number), |it| {
                it.group = (number % 2 == 0).then(|| group(5));
            })
        })
        .collect();
    (policy, floor, chats)
}

fn to_json(events: &[Event]) -> Vec<String> {
    events
        .iter()
        .map(|event| serde_json::to_string(event).unwrap())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    /// What somebody held who has left is no longer his, never refused, and asked again it is done already.
    #[test]
    fn what_is_handed_over_is_handed_over_once(
        policy in policies(),
        floor in floors(),
        steps in vec(commands(), 0..20),
        from in 1..5_i64,
        to in option::of(1..5_i64),
    ) {
        let (policy, mut floor, mut chats) = fresh(policy, floor);
        for (index, command) in steps {
            let _refused = run(&policy, &mut floor, &mut chats[index], &command);
        }
        let command = Command::HandOver { from: user(from), to: to.map(user) };
        for facts in &mut chats {
            let before = facts.clone();
            let change = run(&policy, &mut floor, facts, &command).unwrap();
            let held = holder(&before) == Some(user(from));
            prop_assert_eq!(change.events.len(), usize::from(held));
            prop_assert_eq!(&before == facts, !held);
            prop_assert_ne!(holder(facts), Some(user(from)));
            // To whom was named or to nobody, and where it waits it waits for anybody.
            prop_assert!(!held || holder(facts).is_none_or(|now| Some(now) == to.map(user)));
            prop_assert!(!held || holder(facts).is_some() || not_waiting(facts).is_none());
            let again = run(&policy, &mut floor, facts, &command).unwrap();
            prop_assert_eq!(again.effect, Effect::Unchanged);
        }
        prop_assert!(floor.operators.get(&user(from)).is_none_or(|gone| gone.open == 0));
    }

    #[test]
    fn whatever_people_do_the_loads_are_those_of_the_conversations(
        policy in policies(),
        floor in floors(),
        steps in vec(prop_oneof![4 => commands().prop_map(Some), 1 => Just(None)], 0..40),
    ) {
        let (policy, start, chats) = fresh(policy, floor);
        let (mut floor, mut now_chats) = (start.clone(), chats.clone());
        let mut log = Vec::new();
        let mut snapshot = None;
        let half = steps.len() / 2;
        for (number, step) in steps.into_iter().enumerate() {
            let before = floor.clone();
            let events = match step {
                None => {
                    let decisions = assign_queue(&policy, &floor, &now_chats, 2, now());
                    decisions.into_iter().flat_map(|it| it.events).collect()
                }
                Some((index, command)) => match ask(&policy, &floor, &now_chats[index], &command) {
                    Ok(change) => {
                        limits_hold(&policy, &floor, &now_chats[index], &command, change.effect);
                        change.events
                    }
                    Err(Refusal::CannotReceive { rules, .. }) => {
                        prop_assert!(!rules.is_empty());
                        Vec::new()
                    }
                    Err(_) => Vec::new(),
                },
            };
            for event in &events {
                floor.apply(event);
                let facts = now_chats.iter_mut().find(|it| it.id == event.conversation()).unwrap();
                event.apply_to(facts).unwrap();
            }
            if events.is_empty() {
                prop_assert_eq!(&before, &floor);
            }
            log.extend(events);
            if number == half {
                snapshot = Some((serde_json::to_string(&floor).unwrap(), log.len()));
            }
            // The loads are those of the conversations, and the ages never change.
            for (who, operator) in &floor.operators {
                let held = now_chats.iter().filter(|it| holder(it) == Some(*who)).count();
                prop_assert_eq!(operator.open as usize, held);
            }
            for (which, load) in &floor.groups {
                let held = |it: &&ConversationFacts| it.group == Some(*which) && holder(it).is_some();
                prop_assert_eq!(load.open as usize, now_chats.iter().filter(held).count());
            }
            for (then, now) in chats.iter().zip(&now_chats) {
                prop_assert_eq!(then.created_at, now.created_at);
            }
        }
        // Replay from the stored form decides nothing and ends at the same floor; so does a
        // snapshot with the tail.
        let stored = to_json(&log);
        let mut replayed = start;
        for line in &stored {
            replayed.apply(&serde_json::from_str(line).unwrap());
        }
        prop_assert_eq!(&replayed, &floor);
        if let Some((text, done)) = snapshot {
            let mut continued: Floor = serde_json::from_str(&text).unwrap();
            for line in &stored[done..] {
                continued.apply(&serde_json::from_str(line).unwrap());
            }
            prop_assert_eq!(&continued, &floor);
        }
    }
}

/// Who enforces limits passes none: whoever newly gets it had room.
fn limits_hold(
    policy: &Policy,
    floor: &Floor,
    facts: &ConversationFacts,
    command: &Command,
    effect: Effect,
) {
    let (Effect::Assigned { to } | Effect::Offered { to }) = effect else {
        return;
    };
    let overrides = matches!(
        command,
        Command::TakeOver {
            limits: Limits::Override,
            ..
        } | Command::Transfer {
            limits: Limits::Override,
            ..
        } | Command::Appoint {
            limits: Limits::Override,
            ..
        } | Command::HandOver { .. }
    );
    let operator = &floor.operators[&to];
    if !overrides && holder(facts) != Some(to) {
        assert!(operator.personal_limit(policy).has_room(operator.open));
    }
}

#[test]
fn events_of_another_conversation_change_nothing() {
    let decision = assign(&policy(), &floor([ready()]), &chat(1), now());
    let mut other = chat(2);
    assert!(decision.events[0].apply_to(&mut other).is_err());
    assert_eq!(other, chat(2));
}

#[test]
fn who_is_put_on_it_has_his_groups_filled_in_by_the_host() {
    let mut facts = with(held_by(1, 1), |it| {
        it.assignee_groups = BTreeSet::from([group(5)]);
        it.substitutes = BTreeSet::from([user(5)]);
    });
    let mut floor = floor([ready(), ready()]);
    let appoint = Command::Appoint {
        to: user(2),
        may_assign: Right::Held,
        limits: Limits::Enforce,
    };
    run(&policy(), &mut floor, &mut facts, &appoint).unwrap();
    assert!(facts.assignee_groups.is_empty() && facts.substitutes.is_empty());
}
