//! Whole texts and stored forms as files.

use std::fmt::Write as _;

use expect_test::expect_file;
use frontdesk_access::{Grant, Permission, Restriction, Scope};
use frontdesk_contact::DisplayName;
use frontdesk_identity::{PersonName, Setting};
use frontdesk_merge::{
    Account, Alert, Decision, Field, MergePolicy, Plan, Reason, Side, UndoRequest, undo,
};
use frontdesk_model::{GroupId, Limit};

use crate::cast::*;

fn halves() -> [Account; 2] {
    let operator = changed(&operator(), |record| {
        record.profile.limit = Some(Limit::Count(5));
        record.profile.memberships.groups = [GroupId::from_number(1)].into();
        record
            .profile
            .settings
            .insert("sound".into(), Setting::Explicit("bell".into()));
    });
    let operator = with_rights(&operator, |holder| {
        holder
            .grants
            .push(Grant::new(Permission::STATUS_VIEW, Scope::any()));
    });
    let admin = changed(&admin(), |record| {
        record.profile.name = PersonName::new().last("Petrova").first("Anna");
        record.profile.chat_name = Some(DisplayName::parse("Boss").unwrap());
        record
            .profile
            .settings
            .insert("sound".into(), Setting::Default("none".into()));
    });
    let admin = with_rights(&admin, |holder| {
        holder.restrictions.push(Restriction::deny_cabinet());
        holder
            .grants
            .push(Grant::new(Permission::EMPLOYEE_VIEW, Scope::any()));
    });
    [operator, admin]
}

fn decided(ask: &mut Ask<'_>) -> Plan {
    ask.decided
        .fields
        .insert(Field::Name, Decision::Take(Side::Admin));
    ask.decided.acknowledged.insert(Alert::BeyondBoth {
        permission: Permission::STATUS_VIEW,
        scope: Box::new(Scope::any()),
    });
    ask.plan().unwrap()
}

#[test]
fn a_plan_in_english() {
    let [operator, admin] = halves();
    let mut ask = Ask::new(&operator, &admin);
    let open = ask.plan().unwrap();
    expect_file!["golden/plan_open.txt"].assert_eq(&open.to_string());
    expect_file!["golden/plan_decided.txt"].assert_eq(&decided(&mut ask).to_string());
}

#[test]
fn a_plan_shows_no_personal_value() {
    let [operator, admin] = halves();
    let plan = Ask::new(&operator, &admin).plan().unwrap();
    for text in [plan.to_string(), format!("{plan:?}")] {
        for secret in ["Petrova", "Ivanova", "Boss", "anna@", "bell"] {
            assert!(!text.contains(secret), "{secret}");
        }
    }
}

#[test]
fn stored_forms() {
    let [operator, admin] = halves();
    let mut ask = Ask::new(&operator, &admin);
    let plan = decided(&mut ask);
    let json = |value: &dyn Fn() -> serde_json::Result<String>| value().unwrap() + "\n";
    expect_file!["golden/plan.json"].assert_eq(&json(&|| serde_json::to_string_pretty(&plan)));

    let (event, state) = ask.unite();
    expect_file!["golden/united.json"].assert_eq(&json(&|| serde_json::to_string_pretty(&event)));
    expect_file!["golden/united_duties.json"]
        .assert_eq(&json(&|| serde_json::to_string_pretty(&event.duties())));
    ask.aliases.apply(&event).unwrap();
    expect_file!["golden/aliases.json"]
        .assert_eq(&json(&|| serde_json::to_string_pretty(&ask.aliases)));
    let undone = undo(
        &UndoRequest {
            state: &state,
            current: &united(&state).result,
            aliases: &ask.aliases,
        },
        evening(),
    )
    .unwrap();
    expect_file!["golden/undone_duties.json"]
        .assert_eq(&json(&|| serde_json::to_string_pretty(&undone[0].duties())));
    expect_file!["golden/policy.json"].assert_eq(&json(&|| {
        serde_json::to_string_pretty(&MergePolicy::open())
    }));
}

/// The table of D1: every place, how it is filled, and what the default policy says.
#[test]
fn the_table_of_places() {
    let table = MergePolicy::open().precedence;
    let mut text = String::new();
    let any = [Field::Setting("*".into())];
    for field in Field::FIXED.iter().chain(&any) {
        let row = table.of(field).map_or("", |row| row.name());
        let line = format!("{:<20}{:<12}{row}", field.to_string(), field.rule().name());
        writeln!(text, "{}", line.trim_end()).unwrap();
        // A place has a row of precedence exactly if it holds the value of one half.
        assert_eq!(
            table.of(field).is_some(),
            field.rule() == frontdesk_merge::Rule::OneOf,
            "{field}"
        );
        assert_eq!(field.to_string().parse::<Field>(), Ok(field.clone()));
    }
    expect_file!["golden/places.txt"].assert_eq(&text);
}

#[test]
fn the_reasons() {
    let mut codes = Reason::CODES.to_vec();
    codes.sort_unstable();
    let count = codes.len();
    codes.dedup();
    assert_eq!(codes.len(), count, "a code is used once");
    expect_file!["golden/reasons.txt"].assert_eq(&(codes.join("\n") + "\n"));
}
