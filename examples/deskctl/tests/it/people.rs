//! `people`: every account with its standing, its sign-in, its Contacts and what it lacks.

use std::collections::{BTreeMap, BTreeSet};

use expect_test::expect_file;
use serde_json::Value;

use crate::folder::{BARE, Folder, Run, data, deskctl};

#[test]
fn the_staff_in_text() {
    expect_file!["golden/people.txt"].assert_eq(&people(&[]).out);
}

#[test]
fn the_staff_in_json() {
    expect_file!["golden/people.json"].assert_eq(&people(&["--json"]).out);
}

/// What a head of support asks: who of these has which address, and what is still to do.
#[test]
fn the_staff_as_somebody_asks_for_it() {
    let asked = ["--standing", "pending,half-deleted", "--addresses"];
    expect_file!["golden/people-asked.txt"].assert_eq(&people(&asked).out);
}

/// The staff of the sample shows every standing but one, and every reason but that one's: who was
/// deleted for good is in no export.
#[test]
fn the_sample_shows_every_standing_and_reason() {
    let all = accounts(&[]);
    let of = |key: &str| -> BTreeSet<String> {
        let values = all.iter().flat_map(|account| match &account[key] {
            Value::Array(items) => items.clone(),
            other => vec![other.clone()],
        });
        values.map(|value| word(&value).to_owned()).collect()
    };
    let standings = ["active", "employee", "half_deleted", "pending", "suspended"];
    assert_eq!(of("standing"), standings.map(str::to_owned).into());
    let reasons = [
        "sign_in.active",
        "sign_in.half_deleted",
        "sign_in.never_a_user",
        "sign_in.no_login",
        "sign_in.no_password",
        "sign_in.pending",
        "sign_in.suspended",
    ];
    assert_eq!(of("sign_in"), reasons.map(str::to_owned).into());
    let kinds = ["legacy_admin", "legacy_operator", "unified"];
    assert_eq!(of("kind"), kinds.map(str::to_owned).into());
    let lacks = ["contact_point", "login", "password", "rehash", "role"];
    assert_eq!(of("missing"), lacks.map(str::to_owned).into());
    for account in &all {
        let signs_in = matches!(word(&account["standing"]), "active" | "half_deleted");
        assert_eq!(account["signs_in"], signs_in, "{account}");
    }
}

/// Each account by record: given one standing, then this sign-in, these lacks, and what it is told.
#[test]
fn accounts_are_as_the_exports_say() {
    let all = accounts(&[]);
    let find = |record: &str| {
        let found = all.iter().find(|account| account["record"] == record);
        found.unwrap_or_else(|| panic!("no record {record}"))
    };
    let told = |account: &Value| -> Vec<String> {
        let points = account["contact_points"].as_array().unwrap().iter();
        let events = points.flat_map(|point| point["events"].as_array().unwrap());
        events
            .map(|event| event["verdict"].as_str().unwrap().to_owned())
            .collect()
    };
    // Half-deleted: signs in, and its Telegram is told of nothing.
    let half = find("employee/1015");
    assert_eq!(half["sign_in"], serde_json::json!(["sign_in.half_deleted"]));
    assert_eq!(told(half), ["notice.standing"]);
    // Suspended and pending: no sign-in, told of nothing.
    assert_eq!(told(find("staff/26")), ["notice.standing"]);
    assert_eq!(told(find("user/a…@example.test")), ["notice.standing"]);
    // Active: told where asked for, an opt-out wins, and an unknown kind of event is kept.
    let anna = find("employee/1001");
    let verdicts = [
        "notice.tell",
        "notice.opted_out",
        "notice.tell",
        "notice.opted_out",
    ];
    assert_eq!(told(anna), verdicts);
    assert_eq!(anna["position"]["effect"], "none");
    // A legacy operator has no Contacts, whatever a file says (D2), and lacks none.
    let legacy = find("operator/11");
    assert_eq!(legacy["contact_points"], serde_json::json!([]));
    assert_eq!(legacy["missing"], serde_json::json!(["rehash"]));
    // An employee who never was a user: nothing to sign in with.
    let employee = find("employee/1011");
    assert_eq!(
        employee["missing"],
        serde_json::json!(["login", "password", "contact_point"])
    );
    // What the system's form asks and the record lacks.
    let nameless = find("user/m…@example.test");
    assert_eq!(nameless["system"], "reach");
}

/// Without a login there is nothing to sign in with, and no password either. (The readers break a
/// record that lacks a required field: how such a one is shown, the tests in `src/people` say.)
#[test]
fn what_is_lost_in_an_export_is_missing() {
    let folder = Folder::sample();
    folder.edit(
        "talkme-pairs.json",
        "\"login\": \"gusev\"",
        "gusev",
        "gu sev",
    );
    folder.edit(
        "reach-users.csv",
        "Lucía,",
        "Conversation Agent;",
        "Wizard;",
    );
    let (before, after) = (needed(&Folder::sample()), needed(&folder));
    let new = after.iter().filter(|line| !before.contains(line));
    let new: Vec<&str> = new.map(String::as_str).collect();
    assert_eq!(
        new,
        [
            r#""user/l…@example.test": role"#,
            r#""operator/14": login password"#
        ]
    );
}

/// `record: what is needed and missing`, for those who lack something needed.
fn needed(folder: &Folder) -> Vec<String> {
    let run = folder.command("people", &["--missing", "--json"]);
    let json: Value = serde_json::from_str(&run.out).expect("one JSON document");
    let people = json["people"].as_array().unwrap().iter();
    let line = |account: &Value| {
        let missing = account["missing"].as_array().unwrap().iter().map(word);
        let needed = missing.filter(|code| !["contact_point", "rehash"].contains(code));
        format!(
            "{}: {}",
            account["record"],
            needed.collect::<Vec<_>>().join(" ")
        )
    };
    people.map(line).collect()
}

#[test]
fn filters_keep_those_who_are_asked_for_and_no_other() {
    let all = accounts(&[]);
    let count = |is: &dyn Fn(&Value) -> bool| all.iter().filter(|account| is(account)).count();
    let lacks = |account: &Value, code: &str| {
        let missing = account["missing"].as_array().unwrap();
        missing.iter().any(|found| found == code)
    };
    for standing in [
        "employee",
        "pending",
        "active",
        "half_deleted",
        "suspended",
        "deleted",
    ] {
        let asked = accounts(&["--standing", standing]);
        assert!(asked.iter().all(|account| account["standing"] == standing));
        assert_eq!(
            asked.len(),
            count(&|account| account["standing"] == standing)
        );
    }
    for code in [
        "login",
        "password",
        "contact_point",
        "role",
        "last_name",
        "rehash",
    ] {
        let asked = accounts(&[&format!("--missing={code}")]);
        assert!(asked.iter().all(|account| lacks(account, code)), "{code}");
        assert_eq!(
            asked.len(),
            count(&|account| lacks(account, code)),
            "{code}"
        );
    }
    // Bare, it asks for what an account cannot do without.
    let needed = |account: &Value| {
        let codes = [
            "login",
            "password",
            "role",
            "first_name",
            "last_name",
            "email",
        ];
        codes.iter().any(|code| lacks(account, code))
    };
    assert_eq!(accounts(&["--missing"]).len(), count(&needed));
    assert_eq!(accounts(&["--missing=needed"]).len(), 6);
    // Several words are one or the other; the two options are both.
    let either = accounts(&["--standing", "pending,suspended"]);
    assert_eq!(either.len(), 4);
    let both = accounts(&["--standing", "pending,suspended", "--missing=contact_point"]);
    assert_eq!(both.len(), 2);
    let nobody = people(&["--standing", "deleted"]).out;
    assert!(
        nobody.starts_with("Пример: 0 of 51 staff accounts\n\n  nobody\n"),
        "{nobody}"
    );
}

/// Masked is the default: no address, number or login of the sample is anywhere in the output. With
/// `--addresses` they all are, so that the law is no accident.
#[test]
fn addresses_and_logins_are_masked_unless_asked_for() {
    let whole = accounts(&["--addresses"]);
    let logins = whole
        .iter()
        .filter_map(|account| account["login"]["shown"].as_str());
    let points = whole
        .iter()
        .flat_map(|account| account["contact_points"].as_array().unwrap());
    let points = points.map(|point| word(&point["address"]));
    let personal: BTreeSet<&str> = logins.chain(points).collect();
    assert!(personal.len() > 45, "{}", personal.len());
    assert!(personal.contains("+70000000001") && personal.contains("a.ivanova@example.test"));
    for form in [people(&[]).out, people(&["--json"]).out] {
        for value in &personal {
            assert!(!form.contains(value), "{value}");
        }
        // Of each address one letter is left, and a domain.
        for (before, _) in form
            .match_indices("@example.test")
            .map(|(at, _)| form.split_at(at))
        {
            assert!(before.ends_with('…'), "{}", &before[before.len() - 20..]);
        }
    }
    // The two forms of the output differ in nothing else.
    let masked = accounts(&[]);
    for (masked, whole) in masked.iter().zip(&whole) {
        for key in [
            "name",
            "standing",
            "sign_in",
            "capacities",
            "groups",
            "limit",
            "missing",
        ] {
            assert_eq!(masked[key], whole[key]);
        }
    }
}

#[test]
fn the_two_forms_say_the_same() {
    let text = people(&[]).out;
    let lines: BTreeMap<String, usize> = text.lines().fold(BTreeMap::new(), |mut all, line| {
        *all.entry(line.trim().to_owned()).or_default() += 1;
        all
    });
    let says = |start: &str| lines.keys().any(|line| line.starts_with(start));
    for account in accounts(&[]) {
        let name = account["name"].as_str().unwrap_or("(no name)");
        assert!(says(name) && says(word(&account["record"])), "{account}");
        if let Some(position) = account["position"]["text"].as_str() {
            assert!(says(&format!("{position} (stored, without effect)")));
        }
        for point in account["contact_points"].as_array().unwrap() {
            let shown = format!(
                "{} {}, {}",
                word(&point["kind"]),
                word(&point["address"]),
                word(&point["verification"])
            );
            assert!(text.contains(&shown), "{shown}");
        }
    }
}

/// Contacts that cannot be read or given are left out and said; the rest is taken.
#[test]
fn bad_contacts_are_reported_and_the_rest_is_taken() {
    let contacts = r#"{
        "reach/user/mateo.rojas@example.test": [
            7,
            {"verification": "proven"},
            {"address": {"kind": "email", "address": "no address"}},
            {"address": {"kind": "telegram", "address": "@m"}, "verification": "sworn"},
            {"address": {"kind": "telegram", "address": "@m"}, "subscriptions": {"new_dialog": "maybe"}},
            {"address": {"kind": "telegram", "address": "@m"}, "subscription": {}},
            {"address": {"kind": "telegram", "address": "@mateo"}}
        ],
        "reach/user/mateo.rojas@example.test": [],
        "no record": [],
        "reach/user/diego.salazar@example.test": {"address": "diego"},
        "reach/user/nobody@example.test": [],
        "reach/user/grace.morales@example.test": [
            {"address": {"kind": "telegram", "address": "@g"}},
            {"address": {"kind": "telegram", "address": "@g"}}
        ]
    }"#;
    let folder = Folder::with_desk(BARE);
    folder.write(
        "reach-users.csv",
        std::fs::read(data().join("reach-users.csv")).unwrap(),
    );
    folder.write("contacts.json", contacts);
    let json = folder.json();
    let files = json["imported"]["files"].as_array().unwrap();
    let report = files
        .iter()
        .find(|file| file["file"] == "desk-contacts.json")
        .unwrap();
    expect_file!["golden/bad-contacts.json"]
        .assert_eq(&(serde_json::to_string_pretty(report).unwrap() + "\n"));
    let notices: Vec<String> = json["imported"]["notices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|notice| format!("{} {}", word(&notice["record"]), notice["kind"]))
        .filter(|notice| notice.starts_with("desk/"))
        .collect();
    assert_eq!(
        notices,
        [
            r#"desk/contacts/5 {"code":"orphan"}"#,
            r#"desk/contacts/6 {"code":"refused","reasons":["contact.twice"]}"#,
        ]
    );
    let people = folder.command("people", &["--json", "--addresses"]);
    let people: Value = serde_json::from_str(&people.out).unwrap();
    let told = people["people"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|account| {
            account["contact_points"]
                .as_array()
                .is_some_and(|points| !points.is_empty())
        });
    let told: Vec<&Value> = told.collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["contact_points"][0]["address"], "@mateo");
}

/// An account in a folder without a desk, and a folder without anybody.
#[test]
fn a_folder_without_a_desk_or_people_is_shown_as_it_is() {
    let folder = Folder::empty();
    folder.write("cabinet.json", "[");
    let run = folder.command("people", &[]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    assert!(
        run.out.contains("  not used desk.toml, uis-cabinet.json"),
        "{}",
        run.out
    );
    let run = Folder::empty().command("people", &[]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(run.err.contains("neither desk.toml nor an export is there"));
}

fn accounts(arguments: &[&str]) -> Vec<Value> {
    let run = people(&[&["--json"], arguments].concat());
    let json: Value = serde_json::from_str(&run.out).expect("one JSON document");
    assert_eq!(json["all"], 51);
    json["people"].as_array().unwrap().clone()
}

fn people(arguments: &[&str]) -> Run {
    let run = Run::of(deskctl(&["people"]).args(arguments));
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{arguments:?}");
    run
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
