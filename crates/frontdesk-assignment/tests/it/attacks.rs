//! Scenarios that are known to go wrong elsewhere, by their names in the list of attacks.

use std::collections::BTreeSet;

use frontdesk_assignment::{
    Asking, Command, Confirmation, Floor, Limits, OfferEnd, Operator, Outcome, Policy, Right,
    Strategy, UnknownLanguage, asking_order, assign, assign_queue, dispense, not_waiting,
};
use frontdesk_model::{
    Availability, ConversationFacts, ConversationState, Limit, Standing, Stream, UserId,
};

use crate::cast::*;

fn take(by: i64) -> Command {
    Command::Take {
        by: user(by),
        may_take: Right::Held,
    }
}

fn to(decision: &frontdesk_assignment::Decision) -> Option<UserId> {
    decision.outcome.to()
}

fn code(decision: &frontdesk_assignment::Decision, who: i64) -> &'static str {
    decision.verdicts[&user(who)].code()
}

fn last(operator: Operator, minute: i64) -> Operator {
    Operator {
        last_assigned_at: Some(at(minute)),
        ..operator
    }
}

fn chosen(policy: &Policy, floor: &Floor) -> Option<UserId> {
    assign(policy, floor, &chat(1), now()).outcome.to()
}

fn by(strategy: Strategy) -> Policy {
    Policy {
        strategy,
        ..policy()
    }
}

#[test]
fn a1_in_the_order_of_the_queue_the_second_one_waits_if_the_bilingual_was_used_up() {
    let one = |tags: &[&str]| Operator {
        limit: Some(Limit::Count(1)),
        ..speaking(tags)
    };
    let queue = [in_language(1, "fr"), in_language(2, "en")];
    // The bilingual one comes second here: both conversations find somebody.
    let decisions = assign_queue(
        &policy(),
        &floor([one(&["fr"]), one(&["fr", "en"])]),
        &queue,
        9,
        now(),
    );
    assert_eq!(
        [to(&decisions[0]), to(&decisions[1])],
        [Some(user(1)), Some(user(2))]
    );
    // Here he comes first, and one after the other cannot undo it: the reasons say what happened.
    let decisions = assign_queue(
        &policy(),
        &floor([one(&["fr", "en"]), one(&["fr"])]),
        &queue,
        9,
        now(),
    );
    assert_eq!(
        [to(&decisions[0]), to(&decisions[1])],
        [Some(user(1)), None]
    );
    assert_eq!(
        [code(&decisions[1], 1), code(&decisions[1], 2)],
        ["at_limit", "language"]
    );
}

#[test]
fn a3_the_one_that_waited_goes_before_the_one_that_came_later() {
    let policy = policy();
    let mut floor = floor([holding(3, 3)]);
    let waiting = [chat(5), chat(4)];
    assert!(
        assign_queue(&policy, &floor, &waiting, 9, now())
            .iter()
            .all(|it| to(it).is_none())
    );
    let close = Command::Close {
        by: user(1),
        may_close: Right::Held,
    };
    run(&policy, &mut floor, &mut held_by(1, 1), &close).unwrap();
    let decisions = assign_queue(&policy, &floor, &waiting, 9, now());
    assert_eq!(decisions[0].conversation, chat(4).id);
    assert_eq!(
        [to(&decisions[0]), to(&decisions[1])],
        [Some(user(1)), None]
    );
}

#[test]
fn a4_two_arrivals_in_one_instant_and_one_place() {
    let policy = policy();
    let floor = floor([holding(2, 3)]);
    let twin = with(chat(2), |it| it.created_at = at(1));
    let decisions = assign_queue(&policy, &floor, &[twin.clone(), chat(1)], 9, now());
    assert_eq!(
        [to(&decisions[0]), to(&decisions[1])],
        [Some(user(1)), None]
    );

    // Decided apart on the same floor both say yes; what they relied on lets only one commit.
    let first = assign(&policy, &floor, &chat(1), now());
    let second = assign(&policy, &floor, &twin, now());
    let mut after = floor;
    first.events.iter().for_each(|event| after.apply(event));
    let load =
        |relied: &&frontdesk_model::Precondition| relied.stream == Stream::OperatorLoad(user(1));
    let relied = second.preconditions.iter().find(load).unwrap();
    assert!(relied.check(after.operators[&user(1)].version).is_err());
}

#[test]
fn a5_two_click_the_same_chat() {
    let policy = policy();
    let mut floor = floor([ready(), ready()]);
    let mut chat = chat(1);
    let slow = ask(&policy, &floor, &chat, &take(2)).unwrap();
    run(&policy, &mut floor, &mut chat, &take(1)).unwrap();
    // Committed late: what it relied on is gone.
    let relied = slow.preconditions[0];
    assert_eq!(relied.stream, Stream::Conversation(chat.id));
    assert!(relied.check(chat.version).is_err());
    // Decided again: refused with who has it, and his load stays.
    let refusal = run(&policy, &mut floor, &mut chat, &take(2)).unwrap_err();
    assert_eq!(refusal.code(), "already_assigned");
    assert!(refusal.to_string().contains(&user(1).to_string()));
    assert_eq!((open(&floor, 1), open(&floor, 2)), (1, 0));
}

#[test]
fn a6_a_click_that_is_never_confirmed() {
    let policy = Policy {
        confirmation: Confirmation::Reserves,
        ..policy()
    };
    let mut floor = floor([Operator {
        confirm_acceptance: true,
        ..holding(0, 1)
    }]);
    let mut chat = chat(1);
    run(&policy, &mut floor, &mut chat, &take(1)).unwrap();
    assert_eq!(
        (open(&floor, 1), chat.state),
        (1, Some(ConversationState::Offered))
    );
    let expired = Command::EndOffer {
        because: OfferEnd::Expired,
    };
    run(&policy, &mut floor, &mut chat, &expired).unwrap();
    assert_eq!(open(&floor, 1), 0);
    assert_eq!((chat.created_at, chat.offered_to), (at(1), None));
    assert_eq!(not_waiting(&chat), None);
}

#[test]
fn a7_two_clicks_that_reserve_with_room_for_one() {
    let policy = Policy {
        confirmation: Confirmation::Reserves,
        ..policy()
    };
    let mut floor = floor([Operator {
        confirm_acceptance: true,
        ..holding(0, 1)
    }]);
    let (mut first, mut second) = (chat(1), chat(2));
    run(&policy, &mut floor, &mut first, &take(1)).unwrap();
    let refusal = run(&policy, &mut floor, &mut second, &take(1)).unwrap_err();
    assert_eq!(refusal.code(), "at_limit");
    // To confirm takes no second place.
    let before = floor.clone();
    let confirm = Command::Confirm {
        by: user(1),
        may_take: Right::Held,
    };
    assert_eq!(
        words(&run(&policy, &mut floor, &mut first, &confirm)),
        "assigned 1"
    );
    assert_eq!(floor, before);
    assert_eq!(open(&floor, 1), 1);
}

#[test]
fn a8_zero_unlimited_and_unset() {
    let limited = |limit| Operator { limit, ..ready() };
    let site = Policy {
        site_limit: Limit::Count(1),
        ..policy()
    };
    let one = |policy: &Policy, open, limit| {
        let operator = Operator {
            open,
            ..limited(limit)
        };
        chosen(policy, &floor([operator])).is_some()
    };
    assert!(!one(&policy(), 0, Some(Limit::Count(0))));
    assert!(one(&site, 5_000, Some(Limit::Unlimited)));
    assert!(one(&site, 0, None));
    assert!(!one(&site, 1, None));
    for bad in ["-1", "\"many\"", "1e3"] {
        let text = format!(r#"{{"standing":"active","limit":{bad}}}"#);
        assert!(serde_json::from_str::<Operator>(&text).is_err(), "{bad}");
    }
    let unset: Operator = serde_json::from_str(r#"{"standing":"active"}"#).unwrap();
    assert_eq!(unset.personal_limit(&site), Limit::Count(1));
}

#[test]
fn a9_a_count_that_equals_the_limit_is_full() {
    assert_eq!(chosen(&policy(), &floor([holding(15, 15)])), None);
    assert_eq!(chosen(&policy(), &floor([holding(14, 15)])), Some(user(1)));
}

#[test]
fn a10_a_group_counts_its_own_conversations_only() {
    let policy = policy();
    let mut floor = floor([Operator {
        open: 7,
        ..member(5)
    }]);
    floor
        .operators
        .get_mut(&user(1))
        .unwrap()
        .memberships
        .groups
        .insert(group(6));
    floor.groups.insert(group(5), shared(2, 1));
    floor.groups.insert(group(6), shared(2, 2));
    // His seven others are not in group 5; group 6 is full.
    let decisions = assign_queue(
        &policy,
        &floor,
        &[in_group(1, 5), in_group(2, 6), in_group(3, 5)],
        9,
        now(),
    );
    assert_eq!(to(&decisions[0]), Some(user(1)));
    assert_eq!(code(&decisions[1], 1), "group_limit");
    assert_eq!(code(&decisions[2], 1), "group_limit");
    assert_eq!(
        decisions[0].preconditions[2].stream,
        Stream::GroupLoad(group(5))
    );
    // From hand to hand within the full group nothing is added: no limit of the group stops it.
    floor.operators.insert(user(2), ready());
    let mut chat = with(in_group(4, 6), |it| {
        it.assignee = held_by(4, 1).assignee;
        it.state = Some(ConversationState::InWork);
    });
    let transfer = Command::Transfer {
        by: user(1),
        to: user(2),
        may_transfer: Right::Held,
        limits: Limits::Enforce,
    };
    run(&policy, &mut floor, &mut chat, &transfer).unwrap();
    assert_eq!(floor.groups[&group(6)].open, 2);
    // Out of the group, it counts there no more.
    let put = Command::PutIntoGroup {
        group: group(5),
        may_assign_group: Right::Held,
    };
    run(&policy, &mut floor, &mut chat, &put).unwrap();
    assert_eq!(
        (floor.groups[&group(6)].open, floor.groups[&group(5)].open),
        (1, 1)
    );
}

#[test]
fn a11_a_limit_lowered_below_what_is_held() {
    let policy = policy();
    let mut floor = floor([holding(5, 3)]);
    let close = Command::Close {
        by: user(1),
        may_close: Right::Held,
    };
    for left in [5, 4, 3] {
        assert_eq!(open(&floor, 1), left);
        assert_eq!(chosen(&policy, &floor), None, "with {left}");
        run(
            &policy,
            &mut floor,
            &mut held_by(i64::from(left), 1),
            &close,
        )
        .unwrap();
    }
    assert_eq!(chosen(&policy, &floor), Some(user(1)));
}

#[test]
fn a13_rotation_goes_on_when_the_last_one_leaves() {
    let policy = by(Strategy::LongestSinceLast);
    let mut floor = floor([last(ready(), 1), last(ready(), 2), last(ready(), 3)]);
    let decisions = assign_queue(&policy, &floor, &[chat(1)], 1, at(4));
    decisions[0]
        .events
        .iter()
        .for_each(|event| floor.apply(event));
    floor.operators.remove(&user(1));
    assert_eq!(chosen(&policy, &floor), Some(user(2)));
}

#[test]
fn a15_the_order_of_input_decides_nothing() {
    let chats: Vec<_> = (1..=6).map(chat).collect();
    let backwards: Vec<_> = chats.iter().rev().cloned().collect();
    let floor = floor([holding(1, 2), holding(0, 2), holding(0, 2)]);
    assert_eq!(
        assign_queue(&policy(), &floor, &chats, 9, now()),
        assign_queue(&policy(), &floor, &backwards, 9, now())
    );
}

#[test]
fn a16_who_is_away_is_never_in_the_pool() {
    for flags in [
        Availability::empty(),
        Availability::WORKING,
        Availability::all() - Availability::ACCEPT_CHAT,
    ] {
        let away = Operator {
            availability: flags,
            ..ready()
        };
        let decision = assign(&policy(), &floor([away]), &chat(1), now());
        assert_eq!((to(&decision), code(&decision, 1)), (None, "not_available"));
    }
    let there = Operator {
        availability: Availability::ACCEPT_CHAT,
        ..ready()
    };
    assert_eq!(chosen(&policy(), &floor([there])), Some(user(1)));
}

#[test]
fn a20_forwarded_to_a_full_department() {
    let policy = policy();
    let full = Operator {
        open: 2,
        limit: Some(Limit::Count(2)),
        ..member(5)
    };
    let mut floor = floor([holding(1, 3), full]);
    let mut chat = held_by(1, 1);
    let put = Command::PutIntoGroup {
        group: group(5),
        may_assign_group: Right::Held,
    };
    run(&policy, &mut floor, &mut chat, &put).unwrap();
    // Nobody has it, it waits with its age, and the former one is free of it.
    assert_eq!(
        (chat.assignee, chat.created_at, open(&floor, 1)),
        (None, at(1), 0)
    );
    let younger = in_group(2, 5);
    let queue = [younger, chat.clone()];
    assert!(
        assign_queue(&policy, &floor, &queue, 9, now())
            .iter()
            .all(|it| to(it).is_none())
    );
    let close = Command::Close {
        by: user(2),
        may_close: Right::Held,
    };
    run(&policy, &mut floor, &mut held_by(9, 2), &close).unwrap();
    let decisions = assign_queue(&policy, &floor, &queue, 9, now());
    assert_eq!(
        (decisions[0].conversation, to(&decisions[0])),
        (chat.id, Some(user(2)))
    );
    assert_eq!(to(&decisions[1]), None);
}

#[test]
fn a22_taking_over_needs_the_right_and_room() {
    let policy = policy();
    let mut floor = floor([holding(1, 3), holding(2, 2)]);
    let mut chat = held_by(1, 1);
    let take_over = |may_take_over, limits| Command::TakeOver {
        by: user(2),
        may_take_over,
        limits,
    };
    let denied = run(
        &policy,
        &mut floor,
        &mut chat,
        &take_over(Right::Missing, Limits::Override),
    );
    assert_eq!(words(&denied), "forbidden: not_allowed");
    let full = run(
        &policy,
        &mut floor,
        &mut chat,
        &take_over(Right::Held, Limits::Enforce),
    );
    assert_eq!(words(&full), "conflict: at_limit");
    let over = run(
        &policy,
        &mut floor,
        &mut chat,
        &take_over(Right::Held, Limits::Override),
    );
    assert_eq!(words(&over), "assigned 2, overrides at_limit");
    assert_eq!((open(&floor, 1), open(&floor, 2)), (0, 3));
}

#[test]
fn a23_to_whom_has_it_already_nothing_happens() {
    let policy = policy();
    let before = floor([last(holding(2, 2), 7), ready()]);
    for command in [
        take(1),
        Command::TakeOver {
            by: user(1),
            may_take_over: Right::Missing,
            limits: Limits::Enforce,
        },
        Command::Transfer {
            by: user(1),
            to: user(1),
            may_transfer: Right::Held,
            limits: Limits::Enforce,
        },
        Command::Appoint {
            to: user(1),
            may_assign: Right::Held,
            limits: Limits::Enforce,
        },
    ] {
        let (mut floor, mut chat) = (before.clone(), held_by(1, 1));
        let change = run(&policy, &mut floor, &mut chat, &command).unwrap();
        assert!(change.events.is_empty(), "{command:?}");
        assert_eq!((floor, chat), (before.clone(), held_by(1, 1)));
    }
}

#[test]
fn a24_two_take_overs_race() {
    let policy = policy();
    let mut floor = floor([holding(1, 3), ready(), ready()]);
    let mut chat = held_by(1, 1);
    let take_over = |by| Command::TakeOver {
        by: user(by),
        may_take_over: Right::Held,
        limits: Limits::Enforce,
    };
    let slow = ask(&policy, &floor, &chat, &take_over(3)).unwrap();
    run(&policy, &mut floor, &mut chat, &take_over(2)).unwrap();
    assert!(slow.preconditions[0].check(chat.version).is_err());
    assert_eq!(chat.assigned_person(), Some(user(2)));
}

#[test]
fn a25_two_dispensers_and_one_chat() {
    let policy = policy();
    let mut floor = floor([last(ready(), 5), last(ready(), 3), last(ready(), 3)]);
    let asking: BTreeSet<_> = [user(3), user(1), user(2), user(9)].into();
    assert_eq!(asking_order(&floor, &asking), [user(2), user(3), user(1)]);
    let mut chat = chat(1);
    let mut answers = Vec::new();
    for by in asking_order(&floor, &asking) {
        let may_take = Right::Held;
        let answer = dispense(
            &policy,
            &floor,
            Asking { by, may_take },
            &[chat.clone()],
            now(),
        );
        if let Ok(given) = &answer {
            apply(&mut floor, &mut chat, &given.change.events);
        }
        answers.push(words(&answer.map(|given| given.change)));
    }
    let late = "conflict: nothing_waiting";
    assert_eq!(answers, ["assigned 2", late, late]);
}

#[test]
fn a26_a_chat_without_a_language() {
    let spanish = floor([speaking(&["es"])]);
    let nothing_said = floor([ready()]);
    // S106 holds: no filter. A site may assume a language instead.
    assert_eq!(chosen(&policy(), &spanish), Some(user(1)));
    let mut assuming = policy();
    assuming.languages.when_unknown = UnknownLanguage::Assume(lang("fr"));
    assert_eq!(chosen(&assuming, &spanish), None);
    // A person without languages has French only.
    assert_eq!(chosen(&assuming, &nothing_said), Some(user(1)));
    let spanish_chat = assign(&policy(), &nothing_said, &in_language(1, "es"), now());
    assert_eq!(code(&spanish_chat, 1), "language");
}

#[test]
fn a27_variants_of_a_language() {
    for (accepts, wanted, served) in [
        ("fr", "fr-CA", true),
        ("FR", "fr-ca", true),
        ("fr-CA", "fr", true),
        ("pt-BR", "pt-PT", false),
        ("pt", "pt-PT", true),
        ("fr", "frr", false),
    ] {
        let decision = assign(
            &policy(),
            &floor([speaking(&[accepts])]),
            &in_language(1, wanted),
            now(),
        );
        assert_eq!(to(&decision).is_some(), served, "{accepts} for {wanted}");
    }
}

#[test]
fn a28_the_adviser_is_full_and_the_verdict_names_the_questionnaire() {
    let full = Operator {
        open: 1,
        limit: Some(Limit::Count(1)),
        ..adviser(&[5])
    };
    let it = with(chat(1), |it| it.questionnaire = Some(form(5)));
    let decision = assign(&policy(), &floor([full, adviser(&[6])]), &it, now());
    assert_eq!(to(&decision), None);
    assert_eq!(
        [code(&decision, 1), code(&decision, 2)],
        ["at_limit", "questionnaire"]
    );
    assert!(
        decision.verdicts[&user(2)]
            .to_string()
            .contains(&form(5).to_string())
    );
}

#[test]
fn a31_a_clock_that_goes_back() {
    // The age of a conversation in the future and an assignment after now are only compared.
    let floor = floor([last(ready(), 9_000), last(ready(), 8_000)]);
    let decision = assign(&policy(), &floor, &chat(99_999), now());
    assert_eq!(to(&decision), Some(user(2)));
}

#[test]
fn a34_the_addressee_of_an_offer_is_gone() {
    let policy = policy();
    let gone = Command::EndOffer {
        because: OfferEnd::AddresseeGone,
    };
    let pending = Operator {
        confirm_acceptance: true,
        open: 1,
        ..ready()
    };
    let mut there = floor([pending.clone(), ready()]);
    let refusal = run(&policy, &mut there, &mut offered_to(1, 1), &gone).unwrap_err();
    assert_eq!(refusal.code(), "addressee_present");

    let mut disabled = floor([
        Operator {
            standing: Standing::Suspended,
            ..pending
        },
        ready(),
    ]);
    let mut removed = disabled.clone();
    removed.operators.remove(&user(1));
    for floor in [&mut disabled, &mut removed] {
        let mut chat = offered_to(1, 1);
        let confirm = Command::Confirm {
            by: user(1),
            may_take: Right::Held,
        };
        assert!(run(&policy, floor, &mut chat, &confirm).is_err());
        run(&policy, floor, &mut chat, &gone).unwrap();
        assert_eq!((not_waiting(&chat), chat.created_at), (None, at(1)));
        let next = assign(&policy, floor, &chat, now());
        assert_eq!(to(&next), Some(user(2)));
    }
    assert_eq!(open(&disabled, 1), 0);
}

#[test]
fn a35_what_a_bot_has_or_is_over_is_not_unassigned() {
    let state = |state| with(chat(1), |it: &mut ConversationFacts| it.state = state);
    for (facts, because) in [
        (
            with(chat(1), |it| it.assignee = Some(bot())),
            "assigned_to_bot",
        ),
        (held_by(1, 2), "assigned"),
        (closed(1), "closed"),
        (offered_to(1, 2), "offered"),
        (state(Some(ConversationState::InWork)), "in_work"),
        (state(None), "unknown_state"),
        (with(chat(1), |it| it.deleted = true), "deleted"),
        (with(chat(1), |it| it.spam = true), "spam"),
    ] {
        let decision = assign(&policy(), &floor([ready()]), &facts, now());
        match decision.outcome {
            Outcome::Wait { because: found } => assert_eq!(found.code(), because),
            other => panic!("{because}: {other:?}"),
        }
        assert!(decision.events.is_empty());
    }
}

#[test]
fn a36_moved_to_another_team_between_decision_and_commit() {
    let policy = policy();
    let mut floor = floor([member(5)]);
    let mut chat = in_group(1, 5);
    let decision = assign(&policy, &floor, &chat, now());
    let put = Command::PutIntoGroup {
        group: group(6),
        may_assign_group: Right::Held,
    };
    run(&policy, &mut floor, &mut chat, &put).unwrap();
    assert!(decision.preconditions[0].check(chat.version).is_err());
}

#[test]
fn a37_the_least_loaded_and_all_equal() {
    let loads = |loads: [u32; 3]| floor(loads.map(|open| holding(open, 9)));
    assert_eq!(chosen(&policy(), &loads([3, 1, 2])), Some(user(2)));
    let equal = floor([last(ready(), 8), last(ready(), 7), last(ready(), 9)]);
    assert_eq!(chosen(&policy(), &equal), Some(user(2)));
    // Who never had one is first, and then the rotation goes round.
    let never = floor([last(ready(), 8), ready(), last(ready(), 9)]);
    assert_eq!(chosen(&policy(), &never), Some(user(2)));
    let queue: Vec<_> = (1..=6).map(chat).collect();
    let round: Vec<_> = assign_queue(&policy(), &never, &queue, 6, now())
        .iter()
        .map(|it| to(it).unwrap())
        .collect();
    assert_eq!(round[..3], [user(2), user(1), user(3)]);
    assert_eq!(round[3..], [user(1), user(2), user(3)]);
}

#[test]
fn a38_the_share_is_compared_first_and_then_the_places() {
    let policy = by(Strategy::SpareShare);
    for (loads, winner) in [
        ([(0, 2), (0, 5)], 2),
        ([(1, 2), (2, 5)], 2),
        ([(1, 4), (2, 5)], 1),
        ([(1, 2), (2, 4)], 2),
        // Above the limit there is no negative share.
        ([(1, 2), (9, 5)], 1),
    ] {
        let floor = floor(loads.map(|(open, limit)| holding(open, limit)));
        assert_eq!(chosen(&policy, &floor), Some(user(winner)), "{loads:?}");
    }
    let unlimited = Operator { open: 9, ..ready() };
    assert_eq!(
        chosen(&policy, &floor([holding(0, 5), unlimited])),
        Some(user(2))
    );
}

#[test]
fn one_conversation_given_twice_is_decided_once() {
    let floor = floor([ready(), ready()]);
    let decisions = assign_queue(&policy(), &floor, &[chat(1), chat(1)], 9, now());
    assert_eq!(decisions.len(), 1);
    // An older version is not looked at.
    let newer = with(held_by(1, 2), |it| it.version = it.version.next());
    for order in [[newer.clone(), chat(1)], [chat(1), newer]] {
        let decisions = assign_queue(&policy(), &floor, &order, 9, now());
        assert_eq!((decisions.len(), to(&decisions[0])), (1, None));
    }
    // Two of the same version that differ: nobody knows, so nobody gets it.
    let other = in_language(1, "fr");
    for order in [[other.clone(), chat(1)], [chat(1), other]] {
        let decisions = assign_queue(&policy(), &floor, &order, 9, now());
        assert_eq!(code(&decisions[0], 1), "contradictory_facts");
        let asking = Asking {
            by: user(1),
            may_take: Right::Held,
        };
        let refusal = dispense(&policy(), &floor, asking, &order, now()).unwrap_err();
        assert_eq!(refusal.code(), "contradictory_facts");
    }
}

#[test]
fn another_tenants_conversation_gets_nobody() {
    let stranger = with(chat(1), |it| {
        it.tenant = frontdesk_model::TenantId::from_number(2);
    });
    let decision = assign(&policy(), &floor([ready()]), &stranger, now());
    assert_eq!((to(&decision), code(&decision, 1)), (None, "other_tenant"));
}
