//! The life of groups, sites, questionnaires and companies: tables of every stage and command, and of
//! what becomes of every dependent.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use expect_test::expect_file;
use frontdesk_identity::*;
use frontdesk_model::{RefusalKind, TenantId};
use serde_json::Value;

use crate::support::{tenant, user_id};
use harness::*;

mod harness;
mod laws;

fn born() -> Ask {
    Ask::Create("Ventas", vec![1])
}

/// One in each stage, and none.
fn stages(kind: Kind) -> Vec<(&'static str, Option<Record>)> {
    let mut stages = vec![
        ("none", None),
        ("open", lived(kind, &[born()])),
        ("closed", lived(kind, &[born(), Ask::Close(None)])),
        ("deleted", lived(kind, &[born(), Ask::Delete(None)])),
    ];
    if kind == Kind::Group {
        let gone = Ask::Remove(1, Leaving::UserDeleted);
        stages.insert(3, ("emptied", lived(kind, &[born(), gone])));
    }
    stages
}

fn commands(kind: Kind) -> Vec<(&'static str, Ask)> {
    let mut commands = vec![
        ("create", born()),
        ("create without a name", Ask::Create(" \t", vec![1])),
        ("create with an unfit name", Ask::Create("\u{0}", vec![1])),
        ("rename", Ask::Rename("Soporte")),
        ("rename to itself", Ask::Rename("Ventas")),
        ("rename to white space", Ask::Rename("\u{2003}")),
        ("close", Ask::Close(None)),
        ("close to 2", Ask::Close(Some(2))),
        ("close to itself", Ask::Close(Some(1))),
        ("close to one that is not", Ask::Close(Some(9))),
        ("reopen", Ask::Reopen),
        ("delete", Ask::Delete(None)),
        ("delete to 2", Ask::Delete(Some(2))),
        ("delete to itself", Ask::Delete(Some(1))),
        ("delete to one that is not", Ask::Delete(Some(9))),
    ];
    if kind == Kind::Group {
        commands.extend([
            ("create without members", Ask::Create("Ventas", vec![])),
            ("set members", Ask::SetMembers(vec![1, 2])),
            ("set no members", Ask::SetMembers(vec![])),
            ("set somebody unknown", Ask::SetMembers(vec![1, 77])),
            ("remove the last", Ask::Remove(1, Leaving::Removed)),
            ("the last is deleted", Ask::Remove(1, Leaving::UserDeleted)),
            ("remove a stranger", Ask::Remove(3, Leaving::Removed)),
        ]);
    }
    commands
}

fn said(answer: &Result<Vec<Happened>, Refusal>) -> String {
    match answer {
        Ok(events) if events.is_empty() => "nothing".to_owned(),
        Ok(events) => {
            let names: Vec<_> = events.iter().map(|event| event.name).collect();
            names.join(" ")
        }
        Err(refusal) => {
            let codes: Vec<_> = refusal.reasons().map(Reason::code).collect();
            format!("- {}", codes.join(", "))
        }
    }
}

#[test]
fn every_stage_and_command() {
    let mut table = String::new();
    for kind in KINDS {
        let stages = stages(kind);
        write!(table, "# {:<26}", kind.name()).unwrap();
        for (stage, _) in &stages {
            write!(table, "{stage:<36}").unwrap();
        }
        table.truncate(table.trim_end().len());
        table.push('\n');
        for (command, ask) in commands(kind) {
            write!(table, "  {command:<26}").unwrap();
            for (stage, record) in &stages {
                let answer = decide(kind, record.as_ref(), &ask, &given());
                write!(table, "{:<36}", said(&answer)).unwrap();
                // A deleted one refuses everything.
                if *stage == "deleted" {
                    let refusal = answer.unwrap_err();
                    let codes: Vec<_> = refusal.reasons().map(Reason::code).collect();
                    assert_eq!(codes.len(), 1, "{codes:?}");
                    assert!(codes[0].ends_with(".deleted"), "{codes:?}");
                }
            }
            table.truncate(table.trim_end().len());
            table.push('\n');
        }
        table.push('\n');
    }
    expect_file!["golden/lifecycle.txt"].assert_eq(&table);
}

#[test]
fn what_becomes_of_every_dependent() {
    let mut table = String::new();
    let endings = [
        ("close", Ask::Close(None)),
        ("close to 2", Ask::Close(Some(2))),
        ("delete", Ask::Delete(None)),
        ("delete to 2", Ask::Delete(Some(2))),
    ];
    let given = Given {
        dependents: one_of_each(),
        ..given()
    };
    for kind in KINDS {
        for (ending, ask) in &endings {
            let record = lived(kind, &[born()]);
            let happened = decide(kind, record.as_ref(), ask, &given).unwrap();
            let [event] = &happened[..] else {
                panic!("one event");
            };
            writeln!(table, "# {}: {ending}", kind.name()).unwrap();
            for duty in &event.duties {
                let (list, _) = list_of(duty);
                let to = match duty.get("to") {
                    None => "",
                    Some(Value::Null) => " to none",
                    Some(_) => " to 2",
                };
                let name = duty["duty"].as_str().unwrap();
                writeln!(table, "  {list:<14} {name}{to}").unwrap();
            }
            for (list, _) in listed(&event.event["stays"]) {
                writeln!(table, "  {list:<14} stays").unwrap();
            }
            for warning in &event.warnings {
                writeln!(table, "  {}", warning.code()).unwrap();
            }
        }
        table.push('\n');
    }
    expect_file!["golden/dependents.txt"].assert_eq(&table);
}

#[test]
fn without_dependents_there_are_no_duties() {
    for kind in KINDS.into_iter().filter(|kind| *kind != Kind::Group) {
        for ask in [Ask::Close(Some(2)), Ask::Delete(None)] {
            let record = lived(kind, &[born()]);
            let happened = decide(kind, record.as_ref(), &ask, &given()).unwrap();
            assert!(happened.iter().all(|event| event.duties.is_empty()));
            assert!(happened.iter().all(|event| event.warnings.is_empty()));
        }
    }
}

#[test]
fn a_deleted_account_leaves_its_group_and_says_so() {
    let two = lived(Kind::Group, &[Ask::Create("Ventas", vec![1, 2])]);
    let given = Given {
        dependents: one_of_each(),
        ..given()
    };
    let gone = Ask::Remove(1, Leaving::UserDeleted);
    let happened = decide(Kind::Group, two.as_ref(), &gone, &given).unwrap();
    assert_eq!(happened.len(), 1);
    assert!(happened[0].warnings.is_empty() && happened[0].duties.is_empty());

    let one = lived(Kind::Group, &[born()]);
    let happened = decide(Kind::Group, one.as_ref(), &gone, &given).unwrap();
    assert_eq!(said(&Ok(happened.clone())), "member_gone closed");
    let waiting = given.dependents.waiting;
    assert_eq!(
        happened[0].warnings,
        [DependentWarning::GroupWithoutMembers { waiting }]
    );
    // The group can be filled and opened again.
    let refilled = lived(
        Kind::Group,
        &[born(), gone, Ask::SetMembers(vec![3]), Ask::Reopen],
    );
    assert_eq!(refilled.unwrap().stage(), Stage::Open);
}

/// Somebody on every list of people.
fn in_all_lists(numbers: &[i64]) -> Dependents {
    Dependents {
        members: ids(numbers),
        overseers: ids(numbers),
        scoped_grants: ids(numbers),
        restricted: ids(numbers),
        limits: ids(numbers),
        ..one_of_each()
    }
}

#[test]
fn of_a_deleted_account_nothing_stays() {
    let gone = Ask::Remove(1, Leaving::UserDeleted);
    let one = lived(Kind::Group, &[born()]);
    let given_with = |dependents| Given {
        dependents,
        ..given()
    };
    let stays = |dependents| {
        let happened = decide(Kind::Group, one.as_ref(), &gone, &given_with(dependents)).unwrap();
        assert_eq!(said(&Ok(happened.clone())), "member_gone closed");
        assert!(happened.iter().all(|event| event.duties.is_empty()));
        happened[1].event["stays"].clone()
    };
    // Nobody but the person: no list of people is left, and all else stays.
    let lists: BTreeSet<String> = listed(&stays(in_all_lists(&[1])))
        .into_iter()
        .map(|(list, _)| list)
        .collect();
    let lists: Vec<_> = lists.iter().map(String::as_str).collect();
    assert_eq!(lists, ["customers", "open", "shared_limit", "waiting"]);
    // Somebody else stays where the person was, too.
    let others = Dependents {
        members: ids(&[]),
        ..in_all_lists(&[12])
    };
    let both = Dependents {
        members: ids(&[1]),
        ..in_all_lists(&[1, 12])
    };
    assert_eq!(stays(both), serde_json::to_value(others).unwrap());
}

#[test]
fn of_a_deleted_account_one_event_says_all_where_another_member_is_left() {
    // Whatever the person had for the group ended with the account: no duty, no warning, no list.
    let two = lived(Kind::Group, &[Ask::Create("Ventas", vec![1, 2])]);
    let gone = Ask::Remove(1, Leaving::UserDeleted);
    let given = Given {
        dependents: in_all_lists(&[1, 2]),
        ..given()
    };
    let happened = decide(Kind::Group, two.as_ref(), &gone, &given).unwrap();
    assert_eq!(said(&Ok(happened.clone())), "member_gone");
    assert!(happened[0].duties.is_empty() && happened[0].warnings.is_empty());
    assert_eq!(
        happened[0].event,
        serde_json::json!({
            "type": "member_gone", "member": user_id(1), "remaining": "members",
        })
    );
    let left = lived(Kind::Group, &[Ask::Create("Ventas", vec![1, 2]), gone]).unwrap();
    assert_eq!((left.members(), left.stage()), (ids(&[2]), Stage::Open));
}

#[test]
fn more_events_follow_on_what_is_there() {
    for kind in KINDS {
        let asks = [
            born(),
            Ask::Rename("Soporte"),
            Ask::Close(None),
            Ask::Reopen,
        ];
        let mut events = Vec::new();
        for ask in &asks {
            let record = Record::replay(kind, &events);
            let happened = decide(kind, record.as_ref(), ask, &given()).unwrap();
            events.extend(happened.into_iter().map(|happened| happened.event));
        }
        let all = Record::replay(kind, &events).unwrap();
        for at in 0..=events.len() {
            let before = Record::after(kind, None, &events[..at]).unwrap();
            let after = Record::after(kind, before, &events[at..]).unwrap();
            assert_eq!(after.as_ref(), Some(&all), "{kind:?} {at}");
        }
        // Neither begun twice nor without a beginning.
        let twice = Record::after(kind, Some(all), &events[..1]);
        assert_eq!(twice, Err(Misapplied::BegunTwice));
        let never = Record::after(kind, None, &events[1..]);
        assert_eq!(never, Err(Misapplied::NotBegun));
    }
}

#[test]
fn a_successor_is_an_open_one_of_the_tenant_and_the_kind() {
    let other = TenantId::from_number(8);
    for kind in KINDS {
        let record = lived(kind, &[born()]);
        for ask in [Ask::Close(Some(2)), Ask::Delete(Some(2))] {
            for (successor, expected) in [
                (None, "- successor.unknown"),
                (Some((tenant(), 3, Stage::Open)), "- successor.unknown"),
                (Some((tenant(), 2, Stage::Closed)), "- successor.not_open"),
                (Some((tenant(), 2, Stage::Deleted)), "- successor.not_open"),
                // Of another tenant's nothing is said, whatever its stage.
                (Some((other, 2, Stage::Open)), "- tenant.other"),
                (Some((other, 2, Stage::Deleted)), "- tenant.other"),
            ] {
                let given = Given {
                    successor,
                    ..given()
                };
                let answer = decide(kind, record.as_ref(), &ask, &given);
                assert_eq!(said(&answer), expected, "{kind:?} {ask:?} {successor:?}");
            }
        }
    }
    let facts = HeadingFacts::new(tenant());
    for kind in HeadingKind::ALL {
        let Some(Record::Heading(heading)) = lived(Kind::Heading(kind), &[born()]) else {
            panic!("a heading");
        };
        for named in HeadingKind::ALL.into_iter().filter(|named| *named != kind) {
            let command = HeadingCommand::Delete {
                successor: Some(heading_id(named, 2)),
            };
            let refusal = decide_heading(Some(&heading), &command, &facts).unwrap_err();
            assert!(refusal.has(&Reason::SuccessorOfKind { kind }));
            let noun = kind.noun();
            assert_eq!(
                refusal.to_string(),
                format!("the successor of a {noun} is a {noun}")
            );
        }
    }
}

#[test]
fn two_tenants_never_meet() {
    let other = TenantId::from_number(8);
    for kind in KINDS {
        for (stage, record) in stages(kind)
            .into_iter()
            .filter(|(stage, _)| *stage != "none")
        {
            for (command, ask) in commands(kind) {
                let strange = Given {
                    tenant: other,
                    form_tenant: other,
                    ..given()
                };
                let answer = decide(kind, record.as_ref(), &ask, &strange);
                assert_eq!(said(&answer), "- tenant.other", "{stage} {command}");
                assert_eq!(answer.unwrap_err().kind(), RefusalKind::Hidden);
            }
        }
        let strange = Given {
            form_tenant: other,
            ..given()
        };
        assert_eq!(
            said(&decide(kind, None, &born(), &strange)),
            "- tenant.other"
        );
    }
}

#[test]
fn a_name_is_claimed_until_the_deletion() {
    for kind in KINDS {
        let claim = |asks: &[Ask]| lived(kind, asks).unwrap().claim();
        assert_eq!(claim(&[born()]).as_deref(), Some("ventas"));
        // Case makes no other name.
        assert_eq!(claim(&[born()]), claim(&[Ask::Create("VENTAS", vec![1])]));
        // A closed one may come back, and keeps its name.
        assert_eq!(claim(&[born(), Ask::Close(None)]), claim(&[born()]));
        assert_eq!(
            claim(&[born(), Ask::Rename("Soporte")]).as_deref(),
            Some("soporte")
        );
        assert_eq!(claim(&[born(), Ask::Delete(None)]), None);
    }
    // A site and a company may have one name.
    let claims: BTreeSet<HeadingClaim> = HeadingKind::ALL
        .into_iter()
        .filter_map(|kind| match lived(Kind::Heading(kind), &[born()]) {
            Some(Record::Heading(heading)) => heading.claim(),
            _ => None,
        })
        .collect();
    assert_eq!(claims.len(), 3);
}
