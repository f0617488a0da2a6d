//! The tour on the sample data and the schema, whole; and that the tour's two forms say the same.

use expect_test::expect_file;
use serde_json::Value;

use crate::folder::{Folder, Run, deskctl};

#[test]
fn the_tour_in_text() {
    expect_file!["golden/tour.txt"].assert_eq(&Folder::sample().tour().text);
}

#[test]
fn the_tour_in_json() {
    expect_file!["golden/tour.json"].assert_eq(&Folder::sample().run(&["--json"]).out);
}

#[test]
fn the_checked_in_schema_is_the_one_that_is_printed() {
    let printed = Run::of(&mut deskctl(&["schema"]));
    assert_eq!((printed.code, printed.err.as_str()), (Some(0), ""));
    expect_file!["../../desk.schema.json"].assert_eq(&printed.out);
}

/// The sample data is what is read without `--data`, and twice the same.
#[test]
fn the_sample_is_the_default() {
    let by_default = Run::of(&mut deskctl(&["tour"]));
    assert_eq!(by_default.out, Folder::sample().tour().text);
}

#[test]
fn the_two_forms_say_the_same() {
    let tour = Folder::sample().tour();
    let (text, json) = (Text(&tour.text), &tour.json);
    let imported = &json["imported"];
    text.says(&format!(
        "{} people, {} customers, {} tickets",
        imported["people"], imported["customers"], imported["tickets"]
    ));
    for file in list(&imported["files"]) {
        let warnings = list(&file["warnings"]).len();
        text.says(&format!(
            "{} {} {warnings}",
            word(&file["file"]),
            file["records"]
        ));
    }
    let staff = text.section("Who is this?");
    for person in list(&json["people"]) {
        let name = format!("{} {}", word(&person["name"]), word(&person["record"]));
        assert!(staff.iter().any(|line| line.starts_with(&name)), "{name}");
    }
    let queue = &json["queue"];
    for (at, operator) in list(&queue["operators"]).iter().enumerate() {
        let cells = list(&queue["conversations"]).iter().map(|waiting| {
            let verdict = &waiting["verdicts"][at];
            match (word(&verdict["code"]), &verdict["rank"]) {
                ("chosen", _) => "✔".to_owned(),
                (_, Value::Number(rank)) => rank.to_string(),
                ("not_active", _) => "acc".to_owned(),
                ("may_not_receive", _) => "rgt".to_owned(),
                ("not_available", _) => "sta".to_owned(),
                ("not_in_group", _) => "grp".to_owned(),
                ("language", _) => "lng".to_owned(),
                ("at_limit", _) => "lim".to_owned(),
                (code, _) => panic!("{code}"),
            }
        });
        let cells: Vec<String> = cells.collect();
        text.says(&format!("{} {}", word(operator), cells.join(" ")));
    }
    for likely in list(&json["likely"]) {
        let alike: Vec<&str> = list(&likely["alike_in"]).iter().map(word).collect();
        text.says(&format!(
            "{} {} {} {}",
            word(&likely["operator"]),
            word(&likely["admin"]),
            alike.join(", "),
            likely["rank"]
        ));
    }
    for half in list(&json["merge"]["rights"]) {
        text.says(&format!(
            "the {} gains {} and loses {}",
            word(&half["side"]),
            list(&half["gained"]).len(),
            list(&half["lost"]).len()
        ));
    }
    let lint = text.section("What the desk notices");
    assert_eq!(lint.len(), list(&json["lint"]).len());
    for finding in list(&json["lint"]) {
        text.says(&format!(
            "{} {}",
            word(&finding["code"]),
            word(&finding["text"])
        ));
    }
}

/// What the five rooms show on the sample: the numbers that the specification of the tour asks for.
#[test]
fn the_sample_is_as_rich_as_the_tour_needs() {
    let json = Folder::sample().json();
    let of = |system: &str| {
        let people = list(&json["people"]).iter();
        people
            .filter(|person| word(&person["system"]) == system)
            .count()
    };
    assert!(of("uis") >= 12);
    assert_eq!((of("talkme"), of("noci")), (14, 3));
    assert!(json["imported"]["tickets"].as_u64() >= Some(40));
    assert_eq!(list(&json["questions"]).len(), 3);
    assert_eq!(list(&json["queue"]["conversations"]).len(), 10);
    let seen = list(&json["ticket"]["seen"])
        .iter()
        .map(|seen| word(&seen["viewer"]));
    let seen: Vec<&str> = seen.collect();
    assert_eq!(seen, ["customer", "operator", "colleague", "supervisor"]);
    let conflicts = list(&json["merge"]["fields"]).iter();
    assert!(
        conflicts
            .filter(|line| line["conflict"].is_string())
            .count()
            >= 3
    );
    // A yes; a no that nothing lifts; a no that names what would be enough.
    let answer = |at: usize| &json["questions"][at]["decision"]["outcome"];
    assert_eq!([answer(0), answer(1), answer(2)], ["allow", "deny", "deny"]);
    assert!(json["questions"][1]["enough"]["no_grant"].is_object());
    assert!(json["questions"][2]["enough"]["grants"].is_object());
}

/// The text with runs of blanks as one.
struct Text<'a>(&'a str);

impl Text<'_> {
    fn lines(&self) -> Vec<String> {
        let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        self.0.lines().map(words).collect()
    }

    #[track_caller]
    fn says(&self, line: &str) {
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(self.lines().contains(&line), "no line `{line}`");
    }

    /// The lines of text under a heading.
    fn section(&self, heading: &str) -> Vec<String> {
        let lines = self.0.lines();
        let under = lines.skip_while(|line| !line.starts_with(heading)).skip(1);
        let is_heading = |line: &&str| line.starts_with(char::is_uppercase);
        let own = under.take_while(|line| !is_heading(line));
        let words = own.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        words.filter(|line| !line.is_empty()).collect()
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
