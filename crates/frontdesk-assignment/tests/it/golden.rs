//! Whole tables and stored forms as files.

use std::fmt::Write;

use expect_test::expect_file;
use frontdesk_assignment::{
    Decision, Event, Floor, Given, How, LanguageFilter, Left, NotWaiting, Operator, Policy,
    Refusal, Rule, Strategy, UnknownLanguage, Verdict, WaitReason, Warning, assign_queue,
};
use frontdesk_model::{
    Assignee, Availability, Channel, ConversationFacts, ConversationState, Language, Limit,
    Standing, TenantId, UserId, Version,
};

use crate::cast::*;

/// A desk with one of each: names, floor, and a queue with one of each.
fn desk() -> (
    Vec<&'static str>,
    Floor,
    Vec<(&'static str, ConversationFacts)>,
) {
    let people = [
        ("ada, fr", holding(1, 4)),
        (
            "bela, fr en, group 5",
            Operator {
                limit: Some(Limit::Count(3)),
                last_assigned_at: Some(at(500)),
                ..with_languages(member(5), &["fr", "en"])
            },
        ),
        (
            "cem, confirms",
            Operator {
                confirm_acceptance: true,
                open: 1,
                last_assigned_at: Some(at(0)),
                ..ready()
            },
        ),
        (
            "dina, on a break",
            Operator {
                availability: Availability::WORKING,
                ..ready()
            },
        ),
        (
            "ewa, advises form 1",
            with_languages(adviser(&[1]), &["fr", "en"]),
        ),
        (
            "finn, suspended",
            Operator {
                standing: Standing::Suspended,
                ..ready()
            },
        ),
        (
            "gil, without the right",
            Operator {
                receives: frontdesk_assignment::Receives::Nothing,
                ..ready()
            },
        ),
        ("hanna, full", holding(3, 3)),
    ];
    let mut floor = Floor::new(tenant());
    let mut names = Vec::new();
    for (number, (name, operator)) in (1..).zip(people) {
        names.push(name);
        floor.operators.insert(user(number), operator);
    }
    floor.groups.insert(group(5), shared(1, 0));
    let call = with(chat(8), |it| it.channel = Some(Channel::Call));
    let queue = vec![
        ("french", in_language(1, "fr")),
        ("english", in_language(2, "en")),
        ("german", in_language(3, "de")),
        (
            "of form 1",
            with(chat(4), |it| it.questionnaire = Some(form(1))),
        ),
        ("of group 5", in_group(5, 5)),
        ("of group 5 too", in_group(6, 5)),
        ("in no language", chat(7)),
        ("a call", call),
        ("a bot's", with(chat(9), |it| it.assignee = Some(bot()))),
        ("closed", closed(10)),
        ("in no language", chat(11)),
        (
            "of another tenant",
            with(chat(12), |it| it.tenant = TenantId::from_number(2)),
        ),
    ];
    (names, floor, queue)
}

fn with_languages(operator: Operator, tags: &[&str]) -> Operator {
    let mut operator = operator;
    operator.memberships.languages = langs(tags);
    operator
}

/// One line for each conversation, one column for each operator.
fn transcript(strategy: Strategy) -> (String, Vec<Decision>) {
    let (names, floor, queue) = desk();
    let policy = Policy {
        strategy,
        ..policy()
    };
    let facts: Vec<_> = queue.iter().map(|(_, facts)| facts.clone()).collect();
    let decisions = assign_queue(&policy, &floor, &facts, usize::MAX, now());
    let mut text = format!("{}\n\n", strategy.name());
    for (number, name) in (1..).zip(&names) {
        writeln!(text, "{number} {name}").unwrap();
    }
    text.push('\n');
    for (decision, (name, _)) in decisions.iter().zip(&queue) {
        let outcome = match decision.outcome {
            frontdesk_assignment::Outcome::Wait { because } => format!("wait, {}", because.code()),
            other => format!("{} {}", other.code(), other.to().unwrap().number().unwrap()),
        };
        let mut line = format!("{name:18} {outcome:24}");
        for (number, verdict) in (1..).zip(decision.verdicts.values()) {
            let code = match verdict {
                Verdict::Eligible { rank, .. } => format!("{number}:eligible-{rank}"),
                Verdict::Ineligible { all, .. } => {
                    let codes: Vec<_> = all.iter().map(Rule::code).collect();
                    format!("{number}:{}", codes.join("+"))
                }
                Verdict::Chosen { .. } => format!("{number}:CHOSEN"),
            };
            write!(line, " {code}").unwrap();
        }
        writeln!(text, "{}", line.trim_end()).unwrap();
    }
    (text, decisions)
}

#[test]
fn the_run_of_a_queue() {
    let mut text = String::new();
    for strategy in Strategy::ALL {
        text.push_str(&transcript(strategy).0);
        text.push('\n');
    }
    // The same in words, for one strategy.
    for decision in transcript(Strategy::LeastLoaded).1 {
        writeln!(
            text,
            "conversation {}",
            decision.conversation.number().unwrap()
        )
        .unwrap();
        for (who, verdict) in &decision.verdicts {
            writeln!(text, "  {} {verdict}", who.number().unwrap()).unwrap();
        }
    }
    expect_file!["golden/queue.txt"].assert_eq(&text);
}

fn events() -> Vec<Event> {
    let given = Given {
        conversation: chat(1).id,
        to: user(2),
        how: How::Transferred,
        released: Some(user(1)),
        group: Some(group(5)),
        at: now(),
        overridden: vec![
            Rule::AtLimit {
                held: 3,
                limit: Limit::Count(3),
            },
            Rule::GroupLimit {
                group: group(5),
                held: 9,
                limit: Limit::Count(9),
            },
        ],
        warnings: vec![Warning::Language {
            wanted: lang("es"),
            accepts: langs(&["fr"]),
        }],
    };
    let plain = Given {
        how: How::Automatic,
        released: None,
        group: None,
        overridden: Vec::new(),
        warnings: Vec::new(),
        ..given
    };
    let left = Left {
        conversation: chat(1).id,
        how: How::Closed,
        released: Some(user(2)),
        group: Some(group(5)),
        at: now(),
    };
    let how = |how| Left {
        how,
        ..left.clone()
    };
    vec![
        Event::Assigned(given),
        Event::Assigned(plain.clone()),
        Event::Offered(plain),
        Event::OfferEnded(how(How::Declined)),
        Event::Queued {
            left: how(How::PutIntoGroup),
            into: group(6),
        },
        Event::Closed(left.clone()),
        Event::Released(how(How::HandedOver)),
    ]
}

/// What is written once is read for ever: a change here breaks stored data.
#[test]
fn the_stored_forms() {
    let (_, mut floor, _) = desk();
    floor
        .operators
        .retain(|who, _| [user(2), user(5)].contains(who));
    let mut policy = Policy {
        strategy: Strategy::SpareShare,
        site_limit: Limit::Count(4),
        ..policy()
    };
    policy.languages.when_unknown = UnknownLanguage::Assume(Language::french());
    policy.languages.filter = LanguageFilter::Ignored;

    let mut text = String::new();
    for policy in [&Policy::default(), &policy] {
        text.push_str(&serde_json::to_string_pretty(policy).unwrap());
        writeln!(text, "\nfingerprint {}", policy.fingerprint().0).unwrap();
    }
    text.push_str(&serde_json::to_string_pretty(&floor).unwrap());
    text.push('\n');
    for event in events() {
        let line = serde_json::to_string(&event).unwrap();
        assert_eq!(serde_json::from_str::<Event>(&line).unwrap(), event);
        writeln!(text, "{line}").unwrap();
    }
    let back: Floor = serde_json::from_str(&serde_json::to_string(&floor).unwrap()).unwrap();
    assert_eq!(back, floor);
    expect_file!["golden/stored.txt"].assert_eq(&text);
}

#[test]
fn an_unknown_setting_is_rejected() {
    for text in [
        r#"{"automatik": true}"#,
        r#"{"strategy": "random"}"#,
        r#"{"languages": {"default": ["fr"]}}"#,
        r#"{"languages": {"default_accepted": ["not a tag"]}}"#,
    ] {
        assert!(serde_json::from_str::<Policy>(text).is_err(), "{text}");
    }
    assert_eq!(
        serde_json::from_str::<Policy>("{}").unwrap(),
        Policy::default()
    );
    assert!(serde_json::from_str::<Operator>(r#"{"standing":"active","admin":true}"#).is_err());
    assert!(serde_json::from_str::<Operator>("{}").is_err());
}

/// Every reason with its code and its sentence.
#[test]
fn the_reasons() {
    let rules = [
        Rule::ContradictoryFacts,
        Rule::OtherTenant,
        Rule::NotActive {
            standing: Standing::HalfDeleted,
        },
        Rule::MayNotReceive,
        Rule::NotAvailable {
            lacks: Availability::ACCEPT_CHAT,
        },
        Rule::Questionnaire {
            wanted: Some(form(1)),
        },
        Rule::Questionnaire { wanted: None },
        Rule::NotInGroup { group: group(5) },
        Rule::Language {
            wanted: lang("es"),
            accepts: langs(&["fr", "en"]),
        },
        Rule::Language {
            wanted: lang("es"),
            accepts: langs(&[]),
        },
        Rule::AtLimit {
            held: 3,
            limit: Limit::Count(3),
        },
        Rule::GroupLimit {
            group: group(5),
            held: 9,
            limit: Limit::Count(9),
        },
    ];
    let waits = [
        NotWaiting::Deleted,
        NotWaiting::Spam,
        NotWaiting::Closed,
        NotWaiting::Assigned {
            to: Assignee::Person(user(1)),
        },
        NotWaiting::Assigned { to: bot() },
        NotWaiting::Offered { to: Some(user(1)) },
        NotWaiting::Offered { to: None },
        NotWaiting::InWork,
        NotWaiting::UnknownState,
    ];
    let refusals = [
        Refusal::OtherTenant,
        Refusal::NotAllowed,
        Refusal::NotOnFloor { user: user(1) },
        Refusal::NotWaiting(waits[3]),
        Refusal::NotInWork,
        Refusal::NotOffered,
        Refusal::AddresseePresent,
        Refusal::StatusForbids,
        Refusal::CannotReceive {
            user: user(1),
            rules: vec![rules[3].clone(), rules[10].clone()],
        },
        Refusal::AutomaticOff,
        Refusal::NothingWaiting,
    ];
    let mut text = String::from("rules\n");
    for rule in &rules {
        writeln!(text, "  {:20} {rule}", rule.code()).unwrap();
    }
    text.push_str("waits\n");
    let reasons = [
        WaitReason::OtherTenant,
        WaitReason::ContradictoryFacts,
        WaitReason::AutomaticOff,
        WaitReason::NobodyEligible,
    ];
    for reason in reasons.into_iter().chain(waits.map(WaitReason::NotWaiting)) {
        writeln!(text, "  {:20} {reason}", reason.code()).unwrap();
    }
    text.push_str("refusals\n");
    for refusal in &refusals {
        let (kind, code) = (refusal.kind(), refusal.code());
        writeln!(text, "  {:20} {} {refusal}", code, kind.http_status()).unwrap();
    }
    expect_file!["golden/reasons.txt"].assert_eq(&text);
}

#[test]
fn version_and_state_after_each_event() {
    for event in events() {
        let mut facts = with(held_by(1, 1), |it| it.group = Some(group(5)));
        let version = facts.version;
        event.apply_to(&mut facts).unwrap();
        assert_eq!(facts.version, Version(version.0 + 1));
        let (state, assignee, offered): (_, Option<UserId>, _) = (
            facts.state.unwrap(),
            facts.assigned_person(),
            facts.offered_to,
        );
        let expected = match event {
            Event::Assigned(_) => (ConversationState::InWork, Some(user(2)), None),
            Event::Offered(_) => (ConversationState::Offered, Some(user(1)), Some(user(2))),
            Event::OfferEnded(_) => (ConversationState::Waiting, Some(user(1)), None),
            Event::Queued { .. } | Event::Released(_) => (ConversationState::Waiting, None, None),
            Event::Closed(_) => (ConversationState::Closed, Some(user(1)), None),
            other => panic!("{other:?}"),
        };
        assert_eq!((state, assignee, offered), expected);
    }
}
