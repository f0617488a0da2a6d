//! What a desk notices: every finding can come about, and does not where nothing is wrong.

use std::collections::BTreeSet;

use expect_test::expect_file;
use frontdesk::access::{Meant, Permission, RoleAssignment, RoleId};
use frontdesk::identity::Lifecycle;
use frontdesk::model::{GroupId, TenantId};
use frontdesk::{Finding, Imported};
use serde_json::Value;

use crate::world::{
    BARE, LEAD, add_on, anywhere, customer, desk, group, imported, in_group, in_role, limit, now,
    person, role, speaks, with,
};

/// The code; what stands in the file; what was imported; whether the twin, which is as little
/// different as can be, is without the finding.
type Row = (
    &'static str,
    &'static str,
    fn(&mut Imported),
    &'static str,
    fn(&mut Imported),
);

const OWN_ROLE: &str =
    "[[people]]\nid = \"18\"\nroles = [\"own\"]\n[[roles]]\nid = \"own\"\nlabel = \"Own\"\n";

/// A grant as a later release could store it.
const LATER_GRANT: &str = r#"{"permission":"mood.sense","scope":{"relation":"any"}}"#;

const ROWS: &[Row] = &[
    (
        "duplicate_person",
        "",
        |i| i.people.push(person(17)),
        "",
        |i| i.people.push(active(19)),
    ),
    (
        "duplicate_person",
        "",
        |i| i.customers.extend([customer(1, 1), customer(1, 2)]),
        "",
        |i| i.customers.extend([customer(1, 1), customer(2, 1)]),
    ),
    (
        "duplicate_role",
        "",
        |i| i.roles.push(role("lead", &[])),
        "",
        |i| i.roles.push(role("lead2", &[])),
    ),
    (
        "other_tenant",
        "",
        |i| i.people.push(elsewhere()),
        "",
        |i| i.people.push(active(19)),
    ),
    (
        "other_tenant",
        "",
        |i| {
            i.customers.push(frontdesk::Customer {
                tenant: TenantId::from_number(2),
                ..customer(1, 1)
            });
        },
        "",
        |i| i.customers.push(customer(1, 1)),
    ),
    (
        "unknown_group",
        "",
        |i| i.people.push(in_group(active(19), 45)),
        "",
        |i| i.people.push(in_group(active(19), 44)),
    ),
    (
        "unknown_field",
        "[portal.fields]\ncf_2 = \"hidden\"\n",
        |_| {},
        "[portal.fields]\ncf_1 = \"hidden\"\n",
        |_| {},
    ),
    (
        "unknown_role",
        "",
        |i| i.people.push(in_role(active(19), "ghost")),
        "",
        |i| i.people.push(active(19)),
    ),
    (
        "unlisted_add_on",
        "",
        |i| i.people.push(with_add_on("opt.less")),
        "",
        |i| i.people.push(with_add_on("opt.more")),
    ),
    (
        "unread_grant",
        "",
        |i| i.people.push(granted(LATER_GRANT)),
        "",
        |i| {
            i.people.push(granted(
                r#"{"permission":"user.view","scope":{"relation":"any"}}"#,
            ));
        },
    ),
    (
        "unread_restriction",
        "",
        |i| {
            i.people
                .push(restricted(r#"{"id":"deny.x","moods":["sad"]}"#));
        },
        "",
        |i| {
            i.people
                .push(restricted(r#"{"id":"deny.x","permissions":["user.view"]}"#));
        },
    ),
    (
        "unread_restriction",
        "",
        // A field of the record that this release does not know.
        |i| {
            i.people.push(restricted(
                r#"{"id":"deny.unread_record","unread_fields":{"shift":9}}"#,
            ));
        },
        "",
        |i| i.people.push(restricted(r#"{"id":"deny.unread_record"}"#)),
    ),
    (
        "unread_role",
        "",
        // A field of the role that this release does not know.
        |i| {
            let mut later = serde_json::to_value(role("later", &[])).unwrap();
            later["only_on"] = "monday".into();
            i.roles.push(serde_json::from_value(later).unwrap());
        },
        "",
        |i| i.roles.push(role("later", &[])),
    ),
    (
        "unread_role",
        "",
        |i| i.roles.push(role("later", &[read(LATER_GRANT)])),
        "",
        |i| {
            i.roles
                .push(role("later", &[anywhere(Permission::USER_VIEW)]));
        },
    ),
    (
        "unread_role",
        "",
        |i| {
            i.roles.push(add_on(
                role("later", &[]),
                "opt.later",
                &[read(LATER_GRANT)],
            ));
        },
        "",
        |i| {
            i.roles.push(add_on(
                role("later", &[]),
                "opt.later",
                &[anywhere(Permission::USER_VIEW)],
            ));
        },
    ),
    (
        "roles_without_effect",
        "",
        |i| i.people.push(suspended(in_role(person(19), "lead"))),
        "",
        |i| i.people.push(suspended(person(19))),
    ),
    (
        "no_right",
        "",
        |i| i.people.push(person(19)),
        "",
        |i| i.people.push(active(19)),
    ),
    (
        "exclusive_role",
        "",
        |i| i.people.push(in_role(in_role(person(19), "alone"), "lead")),
        "",
        |i| i.people.push(in_role(person(19), "alone")),
    ),
    (
        "nobody_administers",
        "[[people]]\nid = \"17\"\nrestrictions = [\"deny.cabinet\"]\n",
        |_| {},
        "[[people]]\nid = \"17\"\n",
        |_| {},
    ),
    (
        "missing_prerequisite",
        concat!(
            "[[people]]\nid = \"18\"\nroles = [\"own\"]\n[[roles]]\nid = \"own\"\nlabel = \"Own\"\n",
            "grants = [{permissions = [\"user.edit\"], relation = \"any\"}]\n"
        ),
        |_| {},
        concat!(
            "[[people]]\nid = \"18\"\nroles = [\"own\"]\n[[roles]]\nid = \"own\"\nlabel = \"Own\"\n",
            "grants = [{permissions = [\"user.edit\", \"user.view\"], relation = \"any\"}]\n"
        ),
        |_| {},
    ),
    (
        "empty_role",
        OWN_ROLE,
        |_| {},
        concat!(
            "[[people]]\nid = \"18\"\nroles = [\"own\"]\n[[roles]]\nid = \"own\"\nlabel = \"Own\"\n",
            "grants = [{permissions = [\"user.view\"], relation = \"any\"}]\n"
        ),
        |_| {},
    ),
    (
        "unused_role",
        "[[roles]]\nid = \"own\"\nlabel = \"Own\"\n",
        |_| {},
        OWN_ROLE,
        |_| {},
    ),
    // A customer has it.
    (
        "unused_role",
        "[[roles]]\nid = \"own\"\nlabel = \"Own\"\n",
        |_| {},
        "[[roles]]\nid = \"own\"\nlabel = \"Own\"\n",
        |i| {
            let id = frontdesk::access::RoleId::new("own").unwrap();
            let roles = vec![frontdesk::access::RoleAssignment::new(id)];
            let one = crate::world::customer(1, 7);
            i.customers.push(frontdesk::Customer { roles, ..one });
        },
    ),
    (
        "impersonation",
        "",
        |i| {
            i.roles
                .push(role("god", &[anywhere(Permission::IMPERSONATE)]));
        },
        "",
        |i| {
            i.roles
                .push(role("god", &[anywhere(Permission::USER_VIEW)]));
        },
    ),
    (
        "receives_none",
        "",
        |i| i.people.push(limit(answers(19), 0)),
        "",
        |i| i.people.push(limit(answers(19), 1)),
    ),
    (
        "language_unserved",
        "",
        |i| i.people.push(speaks(active(19), &["de"])),
        "",
        |i| {
            i.people
                .extend([speaks(active(19), &["de"]), speaks(answers(20), &["de"])]);
        },
    ),
    (
        "language_unserved",
        "",
        |i| i.people.push(speaks(active(19), &["de"])),
        "[assignment]\nlanguages = \"ignored\"\n",
        |i| i.people.push(speaks(active(19), &["de"])),
    ),
    ("group_unserved", "", lonely, "", |i| {
        lonely(i);
        i.people.push(in_group(answers(19), 45));
    }),
    (
        "group_unserved",
        "",
        |i| {
            lonely(i);
            i.people.push(answers(19));
        },
        "[assignment]\ngroup_queue = \"anyone\"\n",
        |i| {
            lonely(i);
            i.people.push(answers(19));
        },
    ),
    // typos: off
    (
        "unlisted_channel",
        "[portal]\ninteractive_channels = [\"emial\"]\n",
        |_| {},
        "[portal]\ninteractive_channels = [\"email\"]\n",
        |_| {},
    ),
    // typos: on
    (
        "edit_without_channel",
        "[portal]\ninteractive_channels = []\nfields = {cf_1 = \"edit\"}\n",
        |_| {},
        "[portal]\ninteractive_channels = []\nfields = {cf_1 = \"view\"}\n",
        |_| {},
    ),
    // typos: on
    (
        "require_without_channel",
        "[portal]\ninteractive_channels = []\nfields = {cf_1 = \"require\"}\n",
        |_| {},
        "[portal]\ninteractive_channels = [\"email\"]\nfields = {cf_1 = \"require\"}\n",
        |_| {},
    ),
    (
        "site_of_nobody",
        "[visibility]\nsite = \"by_right\"\n",
        |_| {},
        "[visibility]\nsite = \"open\"\n",
        |_| {},
    ),
];

/// What is found about views comes from visibility. Of its warnings one is about policies that no desk
/// file can write, and two are about saved lists.
const OF_VIEWS: [&str; 3] = [
    "edit_without_channel",
    "require_without_channel",
    "site_of_nobody",
];

#[test]
fn every_finding_can_come_about_and_need_not() {
    let mut codes = BTreeSet::new();
    let mut golden = Vec::new();
    for (code, text, change, twin_text, twin) in ROWS {
        let found = findings(text, *change);
        let (_, json, words) = found
            .iter()
            .find(|(found, ..)| found == code)
            .unwrap_or_else(|| panic!("no {code}: {found:?}"));
        assert_eq!(json["code"], *code);
        assert!(!words.is_empty() && !words.ends_with('.'), "{words}");
        golden.push(serde_json::json!({ "json": json, "text": words }));
        codes.insert(*code);
        let twin = findings(twin_text, *twin);
        assert!(
            twin.iter().all(|(found, ..)| found != code),
            "{code}: {twin:?}"
        );
    }
    let mut every = all_codes();
    every.extend(OF_VIEWS);
    assert_eq!(codes, every, "every finding has a row");
    let golden = serde_json::to_string_pretty(&Value::Array(golden)).unwrap() + "\n";
    expect_file!["golden/findings.json"].assert_eq(&golden);
}

/// Findings of building and of lint: the code, the JSON and the words of each.
fn findings(text: &str, change: impl Fn(&mut Imported)) -> Vec<(String, Value, String)> {
    let mut people = imported();
    change(&mut people);
    people.roles.push(frontdesk::access::Role {
        meant: Meant::Alone,
        ..role("alone", &[anywhere(Permission::USER_VIEW)])
    });
    let (desk, mut findings) = desk(&format!("{BARE}{text}"), people).expect(text);
    findings.extend(desk.lint(now()));
    let one = |finding: &Finding| {
        let json = serde_json::to_value(finding).unwrap();
        let words = finding.describe(&desk).to_string();
        (finding.code().to_owned(), json, words)
    };
    findings.iter().map(one).collect()
}

/// The codes as the source lists them, so that a new one cannot be forgotten.
fn all_codes() -> BTreeSet<&'static str> {
    let source = include_str!("../../src/finding.rs");
    let code = source.split("pub const fn code").nth(1).expect("the codes");
    let code = code.split("\n    }\n").next().unwrap();
    code.split('"').skip(1).step_by(2).collect()
}

/// Nothing is lost in silence and nothing is granted: what is left out is a finding, and the first
/// record of an id is the one that counts.
#[test]
fn what_is_left_out_grants_nothing() {
    let mut people = imported();
    people.people.push(in_role(person(18), "lead"));
    people.people.push(in_group(active(19), 45));
    people
        .roles
        .push(role("lead", &[anywhere(Permission::IMPERSONATE)]));
    let (desk, findings) = desk(BARE, people).unwrap();
    assert_eq!(findings.len(), 3);
    let second = desk.person(crate::world::user(18)).unwrap();
    let held = second.rights.roles.iter().map(|held| held.role.as_str());
    assert!(held.eq(["answers"]), "the first record counts");
    let lead = desk
        .catalogue()
        .role(&RoleId::new("lead").unwrap())
        .unwrap();
    assert_eq!(lead.grants, LEAD.map(anywhere));
    let member = desk.person(crate::world::user(19)).unwrap();
    assert!(member.user.memberships().groups.is_empty());
}

/// The same desk and moment: the same findings, sorted, each once.
#[test]
fn lint_is_sorted_and_the_same() {
    let mut people = imported();
    lonely(&mut people);
    people.people.extend([person(20), person(19)]);
    let (desk, _) = desk(BARE, people).unwrap();
    let found = desk.lint(now());
    assert!(found.is_sorted());
    assert_eq!(found, desk.lint(now()));
    assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), found.len());
}

fn active(number: i64) -> frontdesk::Person {
    in_role(person(number), "lead")
}

fn answers(number: i64) -> frontdesk::Person {
    in_role(person(number), "answers")
}

fn elsewhere() -> frontdesk::Person {
    with(person(19), |record| {
        record.tenant = TenantId::from_number(2);
    })
}

fn suspended(person: frontdesk::Person) -> frontdesk::Person {
    with(person, |record| record.lifecycle = Lifecycle::Suspended)
}

fn with_add_on(id: &str) -> frontdesk::Person {
    let mut person = person(19);
    let mut held = RoleAssignment::new(RoleId::new("lead").unwrap());
    held.add_ons
        .insert(frontdesk::access::AddOnId::new(id).unwrap());
    person.rights.roles.push(held);
    person
}

fn read<T: serde::de::DeserializeOwned>(stored: &str) -> T {
    serde_json::from_str(stored).unwrap()
}

fn granted(stored: &str) -> frontdesk::Person {
    let mut person = active(19);
    person.rights.grants.push(read(stored));
    person
}

fn restricted(stored: &str) -> frontdesk::Person {
    let mut person = active(19);
    person.rights.restrictions.push(read(stored));
    person
}

fn lonely(imported: &mut Imported) {
    let id: GroupId = group(45);
    imported.groups.insert(id, "Lonely".to_owned());
}
