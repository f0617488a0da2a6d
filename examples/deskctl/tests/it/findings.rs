//! What `lint` and `escalate` make of a whole desk: when they say all is well, and how long they look.

use serde_json::Value;

use crate::folder::{Folder, Run, data, deskctl};

/// Two of the staff of Omnidesk with a role each of these rights: no single event takes both.
fn two_with(permissions: &str, more: &str) -> Folder {
    let desk = format!(
        "version = 1\ntenant = \"1\"\nname = \"Two\"\n\
         [[roles]]\nid = \"desk.one\"\nlabel = \"One\"\n\
         grants = [{{ permissions = [{permissions}], relation = \"any\" }}]\n\
         [[roles]]\nid = \"desk.two\"\nlabel = \"Two\"\n\
         grants = [{{ permissions = [{permissions}], relation = \"any\" }}]\n\
         [[people]]\nid = \"omnidesk/staff/20\"\nroles = [\"desk.one\"]\n\
         [[people]]\nid = \"omnidesk/staff/21\"\nroles = [\"desk.two\"]\n{more}"
    );
    let folder = Folder::with_desk(desk);
    let staff = std::fs::read_to_string(data().join("omnidesk-staff.json")).unwrap();
    let staff: Value = serde_json::from_str(&staff).unwrap();
    let two = serde_json::json!({ "0": staff["0"], "1": staff["1"], "total_count": 2 });
    folder.write("omnidesk-staff.json", two.to_string());
    folder
}

fn lint(folder: &Folder) -> (Option<i32>, Value, String) {
    let path = folder.path("");
    let run = Run::of(deskctl(&["lint", "--json", "--data"]).arg(path));
    let said = serde_json::from_str(&run.out).unwrap_or(Value::Null);
    (run.code, said, run.err)
}

const BASE: &str = "\"user.view\", \"role.view\", \"role.assign\", \"surface.operator_app\"";

/// Notes are no failure: a script goes on. Anything graver stops it.
#[test]
fn notes_alone_are_good() {
    let (code, said, err) = lint(&two_with(BASE, ""));
    let groups = said["rights"].as_array().unwrap_or_else(|| panic!("{err}"));
    assert!(!groups.is_empty(), "{said:#}");
    for group in groups {
        assert_eq!(group["severity"], "note", "{said:#}");
    }
    assert_eq!(said["settings"], serde_json::json!([]), "{said:#}");
    assert_eq!((code, err.as_str()), (Some(0), ""));

    // The twin has one rule more, which its role breaks.
    let rule =
        "[[separation]]\nid = \"give and see\"\none = [\"role.assign\"]\nother = [\"user.view\"]\n";
    let (code, said, err) = lint(&two_with(BASE, rule));
    let groups = said["rights"].as_array().unwrap_or_else(|| panic!("{err}"));
    assert_eq!(groups[0]["code"], "separation", "{said:#}");
    assert_eq!(groups[0]["severity"], "error", "{said:#}");
    assert_eq!(code, Some(1), "{err}");
}

/// A rule of which one side is empty, or the same one right on both, would never be broken: it is
/// an error of the desk file, told with its place, and never a clean bill.
#[test]
fn a_rule_that_keeps_nothing_apart_is_an_error() {
    let sides = [
        ("[]", "[\"user.view\"]"),
        ("[\"role.assign\"]", "[]"),
        ("[\"role.assign\"]", "[\"role.assign\"]"),
    ];
    for (one, other) in sides {
        let rule = format!("[[separation]]\nid = \"nothing\"\none = {one}\nother = {other}\n");
        let (code, said, err) = lint(&two_with(BASE, &rule));
        assert_eq!((code, &said), (Some(2), &Value::Null), "{one} {other}");
        assert!(err.contains("the rule keeps nothing apart"), "{err}");
        assert!(err.contains("desk.toml"), "{err}");
    }
    // Two rights with one on both sides: the other two are kept apart.
    let rule = "[[separation]]\nid = \"some\"\none = [\"merge.plan\"]\nother = [\"merge.plan\", \"merge.undo\"]\n";
    let (code, _, err) = lint(&two_with(BASE, rule));
    assert_eq!((code, err.as_str()), (Some(0), ""));
}

/// A full administrator has more ways than can be gone through. What nothing gives that he has, he
/// does not come to by any of them: that needs no search.
#[test]
fn a_full_administrator_does_not_come_to_what_nothing_gives() {
    let question = ["escalate", "talkme/admin_user/21", "impersonate"];
    let run = Run::of(&mut deskctl(&question));
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{}", run.out);
    assert!(run.out.contains("nothing on the record of"), "{}", run.out);
    let json = Run::of(&mut deskctl(&[&question[..], &["--json"]].concat()));
    let said: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(said["answer"]["answer"], "unreachable", "{}", json.out);
    // More ways are there than were gone through, and that is said.
    assert_eq!(said["answer"]["because"]["complete"], false);
}
