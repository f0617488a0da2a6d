//! Attacks and accidents that a decision must answer rightly. Each has its harmless twin.
//!
//! The list of attacks on roles and permissions has 30 items; this is where each is tested, here and
//! in the crates that have the surface. A test that is gone or renamed fails the table.

mod change;
mod reach;
mod records;
mod time;
mod unknown;

use std::collections::BTreeSet;
use std::path::Path;

/// The number; the file under `crates/`; how the names of its tests begin.
const TESTS: &[(u8, &str, &str)] = &[
    (5, RECORDS, "attack_05_a_built_in_role_is_protected"),
    (7, RECORDS, "attack_07_nobody_acts_who_is_not_active"),
    (
        7,
        "frontdesk-identity/tests/it/lifecycle.rs",
        "of_a_deleted_account_nothing_stays",
    ),
    (8, CHANGE, "attack_08_what_was_decided_before_a_change"),
    (
        8,
        "frontdesk-access/tests/it/attacks/time.rs",
        "attack_08_the_list_says_until_when",
    ),
    (
        8,
        "frontdesk-identity/tests/it/laws.rs",
        "a_suspension_ends_every_token",
    ),
    (9, CHANGE, "attack_09_a_stream_ends_with_the_right"),
    (9, VISIBILITY, "attack_20_transferred_away"),
    (10, CHANGE, "attack_10_every_object_that_is_named"),
    (10, VISIBILITY, "attack_12_the_file_of_a_note"),
    (11, REACH, "attack_11_what_the_list_hides"),
    (11, "frontdesk-visibility/tests/it/laws.rs", "one_answer"),
    (12, LISTS, "attack_04_facets_count_what_is_visible"),
    (
        12,
        VISIBILITY,
        "attack_09_derived_fields_come_from_what_is_seen",
    ),
    (12, LISTS, "attack_03_a_page_is_full"),
    (
        13,
        UNKNOWN,
        "attack_13_a_right_to_read_is_no_right_to_write",
    ),
    (14, CHANGE, "attack_14_what_the_screen_hides_is_refused"),
    (15, RECORDS, "attack_15_a_record_has_no_place"),
    (16, RECORDS, "attack_16_a_name_that_is_gone"),
    (
        16,
        "frontdesk-access/src/permission/tests.rs",
        "every_old_name_reads_to_a_present",
    ),
    (
        17,
        UNKNOWN,
        "attack_17_what_is_unknown_is_denied_or_refused",
    ),
    (
        18,
        UNKNOWN,
        "attack_18_nothing_configured_is_nothing_allowed",
    ),
    (19, REACH, "attack_19_deny_wins_in_every_order"),
    (20, UNKNOWN, "attack_20_a_right_without_its_prerequisite"),
    (
        20,
        "frontdesk/tests/it/findings.rs",
        "every_finding_can_come_about",
    ),
    (21, CHANGE, "attack_21_a_conversation_is_moved_only_where"),
    (22, REACH, "attack_22_a_bot_s_conversation"),
    (23, REACH, "attack_23_who_left_the_group"),
    (24, CHANGE, "attack_24_a_rule_acts_with_no_more"),
    (
        25,
        "frontdesk-merge/tests/it/attacks.rs",
        "what_a_restriction_of_the_other_half_takes_is_listed",
    ),
    (
        25,
        "frontdesk-merge/tests/it/attacks.rs",
        "a_panel_turned_off_stays_off",
    ),
    (
        25,
        "frontdesk-merge/tests/it/laws.rs",
        "an_altered_plan_is_refused",
    ),
    (26, REACH, "attack_26_nothing_reaches_across_tenants"),
    (
        27,
        "frontdesk-identity/tests/it/laws.rs",
        "token_validity_is_monotone",
    ),
    (
        28,
        "frontdesk-access/tests/it/attacks/time.rs",
        "attack_28_a_grant_holds_from_its_start",
    ),
    (30, RECORDS, "attack_30_the_list_names_all"),
];

const CHANGE: &str = "frontdesk-access/tests/it/attacks/change.rs";
const REACH: &str = "frontdesk-access/tests/it/attacks/reach.rs";
const RECORDS: &str = "frontdesk-access/tests/it/attacks/records.rs";
const UNKNOWN: &str = "frontdesk-access/tests/it/attacks/unknown.rs";
const VISIBILITY: &str = "frontdesk-visibility/tests/it/attacks.rs";
const LISTS: &str = "frontdesk-visibility/tests/it/query/attacks.rs";

/// Attacks through administration: each has tests in one of the files of this folder whose names
/// begin with its number, `attack_01_`.
const BY_NUMBER: &[u8] = &[1, 2, 3, 4, 5, 6, 7, 23, 24, 25, 26, 27, 28, 29];

#[test]
fn every_attack_of_the_list_is_a_named_test() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut answered = BTreeSet::new();
    for (number, file, name) in TESTS {
        let text = std::fs::read_to_string(crates.join(file)).unwrap_or_default();
        let found = tests_of(&text)
            .filter(|test| test.starts_with(name))
            .count();
        assert!(found > 0, "attack {number}: no test {name} in {file}");
        answered.insert(*number);
    }
    let mut here = Vec::new();
    sources(&crates.join("frontdesk-access/tests/it"), &mut here);
    let tests: BTreeSet<String> = here
        .iter()
        .flat_map(|text| tests_of(text))
        .map(str::to_owned)
        .collect();
    let by_number = |number: u8| {
        let prefix = format!("attack_{number:02}_");
        tests
            .iter()
            .filter(|test| test.starts_with(&prefix))
            .count()
    };
    for number in BY_NUMBER {
        assert!(
            by_number(*number) > 0,
            "attack {number} has no test of its number"
        );
        answered.insert(*number);
    }
    let all: BTreeSet<u8> = (1..=30).collect();
    let missing: Vec<&u8> = all.difference(&answered).collect();
    assert!(missing.is_empty(), "no test for the attacks {missing:?}");
    // A test that bears a number is of the list.
    let numbered = tests.iter().filter_map(|test| test.strip_prefix("attack_"));
    for name in numbered {
        let number: u8 = name.split('_').next().unwrap().parse().unwrap();
        assert!(
            all.contains(&number) && name.starts_with(&format!("{number:02}_")),
            "{name}"
        );
    }
}

/// The names of the tests of a file: a function after an attribute, or in a block of properties.
fn tests_of(text: &str) -> impl Iterator<Item = &str> {
    let properties = text.contains("proptest!");
    let mut marked = false;
    text.lines().map(str::trim_start).filter_map(move |line| {
        let Some(rest) = line.strip_prefix("fn ") else {
            marked = match line {
                "#[test]" => true,
                other => marked && other.starts_with("#["),
            };
            return None;
        };
        let is_test = std::mem::take(&mut marked) || properties;
        rest.split(['(', '<']).next().filter(|_| is_test)
    })
}

fn sources(folder: &Path, texts: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, texts);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            texts.push(std::fs::read_to_string(path).unwrap());
        }
    }
}
