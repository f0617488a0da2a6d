//! One row for each thing that a statement says, with its negative twin.

use frontdesk_assignment::{
    Asking, Command, Confirmation, Event, Floor, Limits, OfferEnd, Operator, Outcome, Policy,
    Receives, Right, Verdict, assign, assign_queue, dispense, transfer_targets,
};
use frontdesk_model::{
    Availability, Channel, ConversationFacts, ConversationState, Limit, Standing,
};

use crate::cast::*;

/// Given this floor and this conversation, when this is asked, then this is the answer.
struct Row {
    statement: &'static str,
    floor: Floor,
    chat: ConversationFacts,
    when: Command,
    then: &'static str,
}

fn check(policy: &Policy, rows: impl IntoIterator<Item = Row>) {
    for (number, row) in rows.into_iter().enumerate() {
        let answer = ask(policy, &row.floor, &row.chat, &row.when);
        assert_eq!(
            words(&answer),
            row.then,
            "{} row {number}: {answer:?}",
            row.statement
        );
        // A refusal and a no-op change nothing; what changes says what it relied on.
        if let Ok(change) = answer {
            assert_eq!(change.events.is_empty(), change.preconditions.is_empty());
        }
    }
}

fn row(
    statement: &'static str,
    floor: Floor,
    chat: ConversationFacts,
    when: Command,
    then: &'static str,
) -> Row {
    Row {
        statement,
        floor,
        chat,
        when,
        then,
    }
}

const HELD: Right = Right::Held;
const MISSING: Right = Right::Missing;

fn take(by: i64) -> Command {
    Command::Take {
        by: user(by),
        may_take: HELD,
    }
}

fn confirm(by: i64) -> Command {
    Command::Confirm {
        by: user(by),
        may_take: HELD,
    }
}

fn take_over(by: i64, right: Right, limits: Limits) -> Command {
    Command::TakeOver {
        by: user(by),
        may_take_over: right,
        limits,
    }
}

fn transfer(by: i64, to: i64, right: Right, limits: Limits) -> Command {
    Command::Transfer {
        by: user(by),
        to: user(to),
        may_transfer: right,
        limits,
    }
}

fn appoint(to: i64, right: Right, limits: Limits) -> Command {
    Command::Appoint {
        to: user(to),
        may_assign: right,
        limits,
    }
}

fn put(into: i64, right: Right) -> Command {
    Command::PutIntoGroup {
        group: group(into),
        may_assign_group: right,
    }
}

fn close(by: i64, right: Right) -> Command {
    Command::Close {
        by: user(by),
        may_close: right,
    }
}

fn confirming() -> Operator {
    Operator {
        confirm_acceptance: true,
        ..ready()
    }
}

#[test]
#[rustfmt::skip] // A table: one row, one line.
fn by_hand() {
    use Limits::{Enforce, Override};
    let two = || floor([ready(), ready()]);
    let full = || floor([ready(), holding(2, 2)]);
    let bots = || with(chat(1), |it| it.assignee = Some(bot()));
    let unknown = || with(chat(1), |it| it.state = None);
    let was_mine = || {
        with(held_by(1, 1), |it| {
            it.state = Some(ConversationState::Closed);
        })
    };
    let stranger = || {
        with(chat(1), |it| {
            it.tenant = frontdesk_model::TenantId::from_number(2);
        })
    };
    let suspended = || {
        floor([
            ready(),
            Operator {
                standing: Standing::Suspended,
                ..ready()
            },
        ])
    };
    let cannot_reply = || {
        floor([
            ready(),
            Operator {
                receives: Receives::Nothing,
                ..ready()
            },
        ])
    };
    let without = |flag: Availability| {
        let operator = Operator {
            availability: Availability::all() - flag,
            ..ready()
        };
        floor([operator.clone(), operator])
    };
    let spanish = || in_language(1, "es");
    let french = || floor([speaking(&["fr"]), speaking(&["fr"])]);
    let theirs = |number, form_number| {
        with(chat(number), |it| {
            it.questionnaire = Some(form(form_number));
        })
    };

    check(
        &policy(),
        [
            // S59: with the right an active chat can be transferred to oneself.
            row("S59", two(), held_by(1, 2), take_over(1, HELD, Enforce), "assigned 1"),
            row("S59", two(), held_by(1, 2), take_over(1, MISSING, Enforce), "forbidden: not_allowed"),
            row("S59", two(), chat(1), take_over(1, HELD, Enforce), "conflict: not_in_work"),
            row("S59", two(), bots(), take_over(1, HELD, Enforce), "conflict: not_in_work"),
            row("S59", two(), closed(1), take_over(1, HELD, Enforce), "conflict: closed"),
            // S60, D5: with the right to a chosen colleague.
            row("S60", two(), held_by(1, 1), transfer(1, 2, HELD, Enforce), "assigned 2"),
            row("S60", two(), held_by(1, 1), transfer(1, 2, MISSING, Enforce), "forbidden: not_allowed"),
            row("S60", two(), held_by(1, 1), transfer(1, 9, HELD, Enforce), "invalid: not_on_floor"),
            row("S60", without(Availability::ACCEPT_TRANSFER), held_by(1, 1), transfer(1, 2, HELD, Enforce), "conflict: not_available"),
            row("S60", without(Availability::ACCEPT_CHAT), held_by(1, 1), transfer(1, 2, HELD, Enforce), "assigned 2"),
            row("S60", without(Availability::TRANSFER_CHAT), held_by(1, 1), transfer(1, 2, HELD, Enforce), "forbidden: status_forbids"),
            row("S60", without(Availability::TRANSFER_CHAT), held_by(1, 2), transfer(3, 1, HELD, Enforce), "assigned 1"),
            row("S60", two(), closed(1), transfer(1, 2, HELD, Enforce), "conflict: closed"),
            row("S60", two(), stranger(), transfer(1, 2, HELD, Enforce), "hidden: other_tenant"),
            // S62: confirmation off, a click assigns at once.
            row("S62", two(), chat(1), take(1), "assigned 1"),
            row("S62", two(), with(chat(1), |it| it.state = Some(ConversationState::New)), take(1), "assigned 1"),
            row("S62", two(), chat(1), Command::Take { by: user(1), may_take: MISSING }, "forbidden: not_allowed"),
            row("S62", two(), held_by(1, 2), take(1), "conflict: already_assigned"),
            row("S62", two(), bots(), take(1), "conflict: already_assigned"),
            row("S62", two(), held_by(1, 1), take(1), "unchanged"),
            row("S62", two(), closed(1), take(1), "conflict: closed"),
            row("S62", two(), unknown(), take(1), "conflict: unknown_state"),
            row("S62", two(), with(chat(1), |it| it.deleted = true), take(1), "conflict: deleted"),
            row("S62", two(), with(chat(1), |it| it.spam = true), take(1), "conflict: spam"),
            row("S62", two(), stranger(), take(1), "hidden: other_tenant"),
            row("S62", without(Availability::ACCEPT_CHAT), chat(1), take(1), "conflict: not_available"),
            // S63: confirmation on, a click leaves it unassigned; the confirmation assigns.
            row("S63", floor([confirming(), ready()]), chat(1), take(1), "1 has to confirm"),
            row("S63", floor([confirming(), ready()]), chat(1), confirm(1), "assigned 1"),
            row("S63", floor([confirming(), ready()]), chat(1), Command::Confirm { by: user(1), may_take: MISSING }, "forbidden: not_allowed"),
            row("S63", floor([confirming(), ready()]), held_by(1, 2), confirm(1), "conflict: already_assigned"),
            row("S63", floor([confirming(), ready()]), held_by(1, 1), confirm(1), "unchanged"),
            row("S63", floor([confirming(), ready()]), offered_to(1, 1), confirm(1), "assigned 1"),
            row("S63", floor([confirming(), ready()]), offered_to(1, 1), take(1), "1 has to confirm"),
            row("S63", floor([confirming(), ready()]), offered_to(1, 2), confirm(1), "conflict: offered"),
            row("S63", floor([confirming(), ready()]), offered_to(1, 2), take(2), "assigned 2"),
            // S95: to a colleague who can reply once it is his.
            row("S95", suspended(), held_by(1, 1), transfer(1, 2, HELD, Enforce), "conflict: not_active"),
            row("S95", cannot_reply(), held_by(1, 1), transfer(1, 2, HELD, Enforce), "conflict: may_not_receive"),
            row("S95", cannot_reply(), chat(1), appoint(2, HELD, Enforce), "conflict: may_not_receive"),
            // D22 with the right, a moderator passes on any, one that waits too.
            row("D22", two(), chat(1), transfer(1, 2, HELD, Enforce), "assigned 2"),
            row("D22", two(), unknown(), transfer(1, 2, HELD, Enforce), "conflict: unknown_state"),
            // S103, D9: n of n refuses a click, and a transfer unless overridden.
            row("S103", full(), chat(1), take(2), "conflict: at_limit"),
            row("S103", floor([ready(), holding(1, 2)]), chat(1), take(2), "assigned 2"),
            row("S103", full(), chat(1), confirm(2), "conflict: at_limit"),
            row("D9", full(), held_by(1, 1), transfer(1, 2, HELD, Enforce), "conflict: at_limit"),
            row("D9", full(), held_by(1, 1), transfer(1, 2, HELD, Override), "assigned 2, overrides at_limit"),
            row("D9", two(), held_by(1, 1), transfer(1, 2, HELD, Override), "assigned 2"),
            row("D9", full(), held_by(1, 1), take_over(2, HELD, Enforce), "conflict: at_limit"),
            row("D9", full(), held_by(1, 1), take_over(2, HELD, Override), "assigned 2, overrides at_limit"),
            row("D9", full(), chat(1), appoint(2, HELD, Override), "assigned 2, overrides at_limit"),
            row("D9", suspended(), held_by(1, 1), transfer(1, 2, HELD, Override), "conflict: not_active"),
            // S106: by hand a language only warns.
            row("S106", french(), spanish(), take(1), "assigned 1, warning language"),
            row("S106", french(), in_language(1, "fr"), take(1), "assigned 1"),
            row("S106", french(), chat(1), take(1), "assigned 1"),
            row("S106", french(), with(spanish(), |it| { it.assignee = held_by(1, 1).assignee; it.state = held_by(1, 1).state; }), transfer(1, 2, HELD, Enforce), "assigned 2, warning language"),
            row("S104", floor([ready()]), spanish(), take(1), "assigned 1, warning language"),
            row("S104", floor([ready()]), in_language(1, "fr"), take(1), "assigned 1"),
            // S107-S109: only requests of his questionnaires; a transfer overrides.
            row("S108", floor([adviser(&[5])]), theirs(1, 5), take(1), "assigned 1"),
            row("S109", floor([adviser(&[5])]), theirs(1, 6), take(1), "conflict: questionnaire"),
            row("S107", floor([adviser(&[])]), theirs(1, 6), take(1), "conflict: questionnaire"),
            row("S107", floor([adviser(&[5])]), chat(1), take(1), "conflict: questionnaire"),
            row("S110", floor([ready()]), theirs(1, 6), take(1), "assigned 1"),
            row("S109", floor([adviser(&[5]), ready()]), with(theirs(1, 6), |it| { it.assignee = held_by(1, 2).assignee; it.state = held_by(1, 2).state; }), transfer(2, 1, HELD, Enforce), "assigned 1"),
            // S128: with the right, to colleagues; without it denied.
            row("S128", two(), held_by(1, 1), transfer(1, 2, HELD, Enforce), "assigned 2"),
            row("S128", two(), held_by(1, 1), transfer(1, 2, MISSING, Enforce), "forbidden: not_allowed"),
            // S133: a supervisor assigns, waiting ones, offered ones and a colleague's.
            row("S133", two(), chat(1), appoint(2, HELD, Enforce), "assigned 2"),
            row("S133", two(), held_by(1, 1), appoint(2, HELD, Enforce), "assigned 2"),
            row("S133", two(), offered_to(1, 1), appoint(2, HELD, Enforce), "assigned 2"),
            row("S133", two(), bots(), appoint(2, HELD, Enforce), "assigned 2"),
            row("S133", two(), chat(1), appoint(2, MISSING, Enforce), "forbidden: not_allowed"),
            row("S133", two(), held_by(1, 2), appoint(2, HELD, Enforce), "unchanged"),
            row("S133", two(), closed(1), appoint(2, HELD, Enforce), "conflict: closed"),
            row("S133", two(), with(held_by(1, 1), |it| it.spam = true), appoint(2, HELD, Enforce), "conflict: spam"),
            row("S133", two(), with(held_by(1, 1), |it| it.deleted = true), appoint(2, HELD, Enforce), "conflict: deleted"),
            // S134: a supervisor closes; one that is closed stays so.
            row("S134", two(), held_by(1, 2), close(1, HELD), "closed"),
            row("S134", two(), chat(1), close(9, HELD), "closed"),
            row("S134", two(), held_by(1, 2), close(1, MISSING), "forbidden: not_allowed"),
            row("S134", two(), closed(1), close(1, HELD), "unchanged"),
            row("S134", without(Availability::CLOSE), held_by(1, 1), close(1, HELD), "forbidden: status_forbids"),
            row("S134", without(Availability::CLOSE), held_by(1, 2), close(1, HELD), "closed"),
            // Whose a closed one was is no owner who keeps it.
            row("S62", two(), was_mine(), take(1), "conflict: closed"),
            row("S63", two(), was_mine(), confirm(1), "conflict: closed"),
            row("S59", two(), was_mine(), take_over(1, HELD, Enforce), "conflict: closed"),
            // S153: into a group's queue.
            row("S153", two(), with(held_by(1, 1), |it| it.group = Some(group(5))), put(5, HELD), "waiting"),
            row("S153", two(), chat(1), put(5, HELD), "waiting"),
            row("S153", two(), held_by(1, 1), put(5, HELD), "waiting"),
            row("S153", two(), bots(), put(5, HELD), "waiting"),
            row("S153", two(), chat(1), put(5, MISSING), "forbidden: not_allowed"),
            row("S153", two(), in_group(1, 5), put(5, HELD), "unchanged"),
            row("S153", two(), in_group(1, 6), put(5, HELD), "waiting"),
            row("S153", two(), closed(1), put(5, HELD), "conflict: closed"),
        ],
    );

    // The other reading of a click that has to be confirmed: it reserves.
    check(
        &Policy {
            confirmation: Confirmation::Reserves,
            ..policy()
        },
        [
            row("S63", floor([confirming(), ready()]), chat(1), take(1), "offered 1"),
            row("S63", floor([confirming(), ready()]), chat(1), confirm(1), "conflict: not_offered"),
            row("S63", floor([confirming(), ready()]), offered_to(1, 1), confirm(1), "assigned 1"),
            row("S63", floor([confirming(), ready()]), offered_to(1, 1), take(2), "conflict: offered"),
            row("S63", floor([confirming(), ready()]), offered_to(1, 2), confirm(1), "conflict: offered"),
            row("S63", floor([confirming(), ready()]), offered_to(1, 1), Command::EndOffer { because: OfferEnd::Expired }, "waiting"),
            row("S63", floor([confirming(), ready()]), chat(1), Command::EndOffer { because: OfferEnd::Expired }, "conflict: not_offered"),
            row("S63", floor([confirming(), ready()]), offered_to(1, 1), Command::EndOffer { because: OfferEnd::Declined { by: user(1) } }, "waiting"),
            row("S63", floor([confirming(), ready()]), offered_to(1, 1), Command::EndOffer { because: OfferEnd::Declined { by: user(2) } }, "conflict: not_offered"),
        ],
    );
}

#[test]
fn s63_the_first_confirmation_wins() {
    let policy = policy();
    let mut floor = floor([confirming(), confirming()]);
    let mut chat = chat(1);
    for by in [1, 2] {
        run(&policy, &mut floor, &mut chat, &take(by)).unwrap();
        assert_eq!(
            chat.assignee, None,
            "still unassigned after the click of {by}"
        );
    }
    assert_eq!(
        words(&run(&policy, &mut floor, &mut chat, &confirm(2))),
        "assigned 2"
    );
    assert_eq!(
        words(&run(&policy, &mut floor, &mut chat, &confirm(1))),
        "conflict: already_assigned"
    );
    assert_eq!((open(&floor, 1), open(&floor, 2)), (0, 1));
}

#[test]
fn s63_the_machine_offers_to_who_has_to_confirm() {
    let offer = assign(&policy(), &floor([confirming()]), &chat(1), now());
    assert!(matches!(offer.outcome, Outcome::Offer { to, .. } if to == user(1)));
    let at_once = assign(&policy(), &floor([ready()]), &chat(1), now());
    assert_eq!(at_once.outcome, Outcome::Assign { to: user(1) });
}

#[test]
fn s68_without_the_right_the_list_is_empty_and_no_error() {
    let away = Operator {
        availability: Availability::all() - Availability::ACCEPT_TRANSFER,
        ..ready()
    };
    let floor = floor([
        ready(),
        ready(),
        away,
        holding(2, 2),
        Operator::new(Standing::Active),
    ]);
    assert_eq!(
        transfer_targets(&floor, chat(1).id, user(1), HELD),
        [user(2), user(4)]
    );
    assert_eq!(transfer_targets(&floor, chat(1).id, user(1), MISSING), []);
}

#[test]
fn s75_a_call_is_picked_up_automatically_or_rings() {
    let call = with(chat(1), |it| it.channel = Some(Channel::Call));
    let by_hand = ready();
    let automatic = Operator {
        auto_answer: true,
        ..ready()
    };
    let no_calls = Operator {
        availability: Availability::all() - Availability::CALLS,
        ..ready()
    };
    let outcome = |operator: &Operator, facts: &ConversationFacts| {
        assign(&policy(), &floor([operator.clone()]), facts, now())
            .outcome
            .code()
    };
    assert_eq!(outcome(&automatic, &call), "assign");
    assert_eq!(outcome(&by_hand, &call), "offer");
    assert_eq!(outcome(&no_calls, &call), "wait");
    // It is about calls: chats have their own confirmation.
    assert_eq!(outcome(&by_hand, &chat(1)), "assign");
    assert_eq!(outcome(&no_calls, &chat(1)), "assign");
    let both = Operator {
        auto_answer: true,
        ..confirming()
    };
    assert_eq!(outcome(&both, &call), "assign");
    assert_eq!(outcome(&both, &chat(1)), "offer");
    // By hand: the click picks up what rings.
    let ringing = with(offered_to(1, 1), |it| it.channel = Some(Channel::Call));
    let answer = ask(&policy(), &floor([confirming()]), &ringing, &take(1));
    assert_eq!(words(&answer), "assigned 1");
}

#[test]
fn s84_the_machine_and_a_head_spread_the_load() {
    let policy = policy();
    let mut floor = floor([ready(), ready(), ready()]);
    let chats: Vec<_> = (1..=9).map(chat).collect();
    for decision in assign_queue(&policy, &floor.clone(), &chats, 9, now()) {
        decision.events.iter().for_each(|event| floor.apply(event));
    }
    assert_eq!([1, 2, 3].map(|who| open(&floor, who)), [3, 3, 3]);
    run(
        &policy,
        &mut floor,
        &mut held_by(1, 1),
        &transfer(9, 2, HELD, Limits::Enforce),
    )
    .unwrap();
    assert_eq!([1, 2, 3].map(|who| open(&floor, who)), [2, 4, 3]);
}

#[test]
fn s101_unlimited_is_the_default_and_an_own_limit_replaces_the_sites() {
    let mut policy = policy();
    let crowded = Operator {
        open: 1_000,
        ..ready()
    };
    let ask = |policy: &Policy, operator: &Operator| {
        assign(policy, &floor([operator.clone()]), &chat(1), now())
            .outcome
            .to()
    };
    assert_eq!(ask(&policy, &crowded), Some(user(1)));
    policy.site_limit = Limit::Count(2);
    assert_eq!(ask(&policy, &crowded), None);
    // Larger and smaller than the site's, and unlimited.
    assert_eq!(ask(&policy, &holding(4, 5)), Some(user(1)));
    assert_eq!(ask(&policy, &holding(1, 1)), None);
    let unlimited = Operator {
        limit: Some(Limit::Unlimited),
        ..crowded
    };
    assert_eq!(ask(&policy, &unlimited), Some(user(1)));
}

#[test]
fn s102_a_limit_that_is_not_a_number_is_no_limit_at_all_and_is_rejected() {
    for bad in ["null", "-1", "\"five\"", "1.5", "4294967296", "\"\""] {
        let text = format!(r#"{{"site_limit": {bad}}}"#);
        assert!(serde_json::from_str::<Policy>(&text).is_err(), "{bad}");
    }
    for good in ["1", "\"unlimited\""] {
        let text = format!(r#"{{"site_limit": {good}}}"#);
        assert!(serde_json::from_str::<Policy>(&text).is_ok(), "{good}");
    }
}

#[test]
fn s106_another_language_is_not_routed() {
    for (accepts, wanted, routed) in [
        (&["fr"][..], Some("fr"), true),
        (&["fr"], Some("es"), false),
        (&["fr", "es"], Some("es"), true),
        (&["es"], Some("fr"), false),
        // Unknown language: no filter.
        (&["es"], None, true),
        // A person without languages accepts French (S104).
        (&[], Some("fr"), true),
        (&[], Some("es"), false),
        (&[], None, true),
    ] {
        let it = with(chat(1), |it| it.language = wanted.map(lang));
        let decision = assign(&policy(), &floor([speaking(accepts)]), &it, now());
        assert_eq!(
            decision.outcome.to().is_some(),
            routed,
            "{accepts:?} {wanted:?}"
        );
        let expected = if routed { "chosen" } else { "language" };
        assert_eq!(decision.verdicts[&user(1)].code(), expected);
    }
}

#[test]
fn s108_only_his_questionnaires_are_routed_to_an_adviser() {
    for (operator, questionnaire, routed) in [
        (adviser(&[5]), Some(5), true),
        (adviser(&[5]), Some(6), false),
        (adviser(&[5]), None, false),
        (adviser(&[]), Some(5), false),
        (adviser(&[]), None, false),
        (ready(), Some(6), true),
        (ready(), None, true),
    ] {
        let it = with(chat(1), |it| it.questionnaire = questionnaire.map(form));
        let decision = assign(&policy(), &floor([operator]), &it, now());
        assert_eq!(decision.outcome.to().is_some(), routed, "{questionnaire:?}");
    }
}

#[test]
fn s126_the_dispenser_gives_the_oldest_while_automatic_assignment_is_on() {
    let asking = Asking {
        by: user(1),
        may_take: HELD,
    };
    let floor = floor([ready()]);
    let young_twin = with(chat(3), |it| it.created_at = at(2));
    let chats = [chat(4), young_twin, chat(2), held_by(1, 2)];
    let given = dispense(&policy(), &floor, asking, &chats, now()).unwrap();
    assert_eq!(given.conversation.id, chat(2).id);
    assert_eq!(words(&Ok(given.change)), "assigned 1");

    let off = Policy::default();
    let refusal = dispense(&off, &floor, asking, &chats, now()).unwrap_err();
    assert_eq!(refusal.code(), "automatic_off");
    // The machine's own choice stops as well.
    let decision = assign(&off, &floor, &chat(1), now());
    assert!(
        matches!(decision.outcome, Outcome::Wait { because } if because.code() == "automatic_off")
    );
    assert_eq!(
        decision.verdicts[&user(1)],
        Verdict::Eligible {
            rank: 1,
            lost_by: None
        }
    );
}

#[test]
fn s126_what_is_dispensed_to_who_has_to_confirm_is_offered() {
    let asking = Asking {
        by: user(1),
        may_take: HELD,
    };
    let given = dispense(&policy(), &floor([confirming()]), asking, &[chat(1)], now()).unwrap();
    assert_eq!(words(&Ok(given.change)), "offered 1");
}

#[test]
fn s126_the_dispenser_passes_over_what_is_not_for_him_and_says_why_if_that_is_all() {
    let asking = Asking {
        by: user(1),
        may_take: HELD,
    };
    let floor_of = |operator| floor([operator]);
    let spanish = in_language(1, "es");
    let french = in_language(2, "fr");
    let both = [spanish.clone(), french];
    let given = dispense(&policy(), &floor_of(ready()), asking, &both, now()).unwrap();
    assert_eq!(given.conversation.id, chat(2).id);
    for (operator, chats, code) in [
        (ready(), &[spanish][..], "language"),
        (ready(), &[], "nothing_waiting"),
        (
            ready(),
            &[held_by(1, 1), closed(2), offered_to(3, 2)],
            "nothing_waiting",
        ),
        (holding(2, 2), &both[..], "at_limit"),
        (holding(2, 2), &[], "nothing_waiting"),
    ] {
        let refusal = dispense(&policy(), &floor_of(operator), asking, chats, now()).unwrap_err();
        assert_eq!(refusal.code(), code);
    }
}

#[test]
fn s127_without_the_dispenser_self_assigning_is_denied() {
    let asking = Asking {
        by: user(1),
        may_take: MISSING,
    };
    let refusal = dispense(&policy(), &floor([ready()]), asking, &[chat(1)], now()).unwrap_err();
    assert_eq!(words(&Err(refusal)), "forbidden: not_allowed");
}

#[test]
fn s134_closing_frees_the_load_and_keeps_whose_it_was() {
    let policy = policy();
    let mut floor = floor([holding(2, 2)]);
    let mut chat = held_by(1, 1);
    run(&policy, &mut floor, &mut chat, &close(9, HELD)).unwrap();
    assert_eq!(open(&floor, 1), 1);
    assert_eq!(chat.assigned_person(), Some(user(1)));
    assert_eq!(chat.state, Some(ConversationState::Closed));
    run(&policy, &mut floor, &mut chat, &close(9, HELD)).unwrap();
    assert_eq!(open(&floor, 1), 1);
}

#[test]
fn s153_a_group_is_not_a_person() {
    let policy = policy();
    let mut floor = floor([holding(1, 3), member(5), ready()]);
    let mut chat = with(held_by(1, 1), |it| {
        it.assignee_groups.insert(group(9));
    });
    let version = chat.version;
    run(&policy, &mut floor, &mut chat, &put(5, HELD)).unwrap();
    assert_eq!((chat.assignee, chat.group), (None, Some(group(5))));
    assert!(chat.assignee_groups.is_empty());
    assert_eq!(chat.state, Some(ConversationState::Waiting));
    assert_eq!(chat.created_at, at(1));
    assert_eq!(chat.version, version.next());
    assert_eq!(open(&floor, 1), 0);
    // It waits for the members; the others fail the rule.
    let decision = assign(&policy, &floor, &chat, now());
    assert_eq!(decision.outcome, Outcome::Assign { to: user(2) });
    assert_eq!(decision.verdicts[&user(3)].code(), "not_in_group");
    // Unless the site says that a group is only a label.
    let label = Policy {
        group_queue: frontdesk_assignment::GroupQueue::Anyone,
        ..policy
    };
    assert_eq!(
        assign(&label, &floor, &chat, now()).verdicts[&user(3)].code(),
        "eligible"
    );
}

#[test]
fn d9_what_was_overridden_and_warned_of_is_in_the_record() {
    let floor = floor([ready(), holding(2, 2)]);
    let chat = with(held_by(1, 1), |it| it.language = Some(lang("es")));
    let change = ask(
        &policy(),
        &floor,
        &chat,
        &transfer(1, 2, HELD, Limits::Override),
    )
    .unwrap();
    let [Event::Assigned(given)] = &change.events[..] else {
        panic!("{change:?}");
    };
    assert_eq!(given.overridden[0].to_string(), "holds 2 of 2");
    assert_eq!(given.warnings, change.warnings);
    assert_eq!(given.released, Some(user(1)));
}

#[test]
fn a_refusal_names_every_rule_that_the_receiver_fails() {
    let nobody = Operator {
        limit: Some(Limit::Count(0)),
        ..Operator::new(Standing::HalfDeleted)
    };
    let refusal = ask(&policy(), &floor([nobody]), &chat(1), &take(1)).unwrap_err();
    let frontdesk_assignment::Refusal::CannotReceive { rules, .. } = &refusal else {
        panic!("{refusal:?}");
    };
    let codes: Vec<_> = rules.iter().map(|rule| rule.code()).collect();
    assert_eq!(
        codes,
        [
            "not_active",
            "may_not_receive",
            "not_available",
            "questionnaire",
            "at_limit"
        ]
    );
}
