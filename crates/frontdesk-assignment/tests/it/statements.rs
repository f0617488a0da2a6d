//! The statements as rows of data, each with its twin, and what takes several steps as tests beside
//! them. The rows that held are listed in `golden/statements.txt`, which the register of
//! frontdesk-systems reads.

mod by_hand;
mod by_machine;

use std::collections::{BTreeMap, BTreeSet};

use expect_test::expect_file;
use frontdesk_assignment::{
    Asking, Command, Event, Floor, Limits, Operator, Outcome, Policy, Right, Verdict, assign,
    assign_queue, dispense, transfer_targets,
};
use frontdesk_model::{ConversationFacts, ConversationState, Limit, Standing};

use crate::cast::*;

/// Given this site and these conversations, when this is asked, then this is the answer.
struct Row {
    /// The statement, `+` for what it gives or `-` for what it withholds, and a sentence.
    title: &'static str,
    policy: Policy,
    floor: Floor,
    /// The conversations; all questions but the dispenser's are about the first.
    chats: Vec<ConversationFacts>,
    when: When,
    then: &'static str,
}

/// What is asked.
enum When {
    /// Somebody does this.
    Command(Command),
    /// The machine chooses.
    Machine,
    /// User 1 asks for the next one, with or without the right.
    Dispense(Right),
    /// User 1 asks for the colleagues to pass it on to, with or without the right.
    Targets(Right),
}

/// A row under the policy that lets the machine choose.
fn row(
    title: &'static str,
    floor: Floor,
    chat: ConversationFacts,
    when: impl Into<When>,
    then: &'static str,
) -> Row {
    Row {
        title,
        policy: policy(),
        floor,
        chats: vec![chat],
        when: when.into(),
        then,
    }
}

impl From<Command> for When {
    fn from(command: Command) -> Self {
        Self::Command(command)
    }
}

impl Row {
    fn answer(&self) -> String {
        let Self {
            policy,
            floor,
            chats,
            when,
            ..
        } = self;
        match when {
            When::Command(command) => {
                let answer = ask(policy, floor, &chats[0], command);
                // A refusal and a no-op change nothing; what changes says what it relied on.
                if let Ok(change) = &answer {
                    assert_eq!(change.events.is_empty(), change.preconditions.is_empty());
                }
                words(&answer)
            }
            When::Machine => match assign(policy, floor, &chats[0], now()).outcome {
                Outcome::Assign { to } => format!("assigned {}", to.number().unwrap()),
                Outcome::Offer { to, .. } => format!("offered {}", to.number().unwrap()),
                Outcome::Wait { because } => format!("waits: {}", because.code()),
            },
            When::Dispense(may_take) => {
                let asking = Asking {
                    by: user(1),
                    may_take: *may_take,
                };
                match dispense(policy, floor, asking, chats, now()) {
                    Ok(given) => format!(
                        "chat {} {}",
                        given.conversation.id.number().unwrap(),
                        words(&Ok(given.change))
                    ),
                    Err(refusal) => words(&Err(refusal)),
                }
            }
            When::Targets(may_list) => {
                let targets = transfer_targets(floor, &chats[0], user(1), *may_list);
                let numbers: Vec<_> = targets
                    .iter()
                    .map(|user| user.number().unwrap().to_string())
                    .collect();
                numbers.join(" ")
            }
        }
    }
}

fn rows() -> Vec<Row> {
    let mut rows = by_hand::rows();
    rows.extend(by_machine::rows());
    rows
}

#[test]
fn every_row_holds() {
    let rows = rows();
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let answer = row.answer();
            let Row { title, then, .. } = row;
            (answer != *then).then(|| format!("{title}: {answer}, not {then}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    // By statement, and as they are told within one.
    let mut titles: Vec<&str> = rows.iter().map(|row| row.title).collect();
    let said: BTreeSet<&str> = titles.iter().copied().collect();
    assert_eq!(said.len(), rows.len(), "two rows say the same");
    titles.sort_by_key(|title| place(title));
    let list: String = titles.iter().map(|title| format!("{title}\n")).collect();
    expect_file!["golden/statements.txt"].assert_eq(&list);
}

/// The statements, then the decisions, by number.
fn place(title: &str) -> (bool, u32) {
    let (statement, _) = title.split_once(' ').unwrap();
    let (kind, number) = statement.split_at(1);
    (kind != "S", number.parse().unwrap())
}

#[test]
fn every_statement_has_both_twins() {
    let mut twins: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in rows() {
        let mut words = row.title.splitn(3, ' ');
        let statement = words.next().unwrap();
        twins
            .entry(statement)
            .or_default()
            .insert(words.next().unwrap());
    }
    for (statement, found) in twins {
        assert_eq!(found, BTreeSet::from(["+", "-"]), "{statement}");
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
        it.substitutes.insert(user(9));
    });
    let version = chat.version;
    run(&policy, &mut floor, &mut chat, &put(5, HELD)).unwrap();
    assert_eq!((chat.assignee, chat.group), (None, Some(group(5))));
    assert!(chat.assignee_groups.is_empty() && chat.substitutes.is_empty());
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
