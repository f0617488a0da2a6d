//! Bad input: a desk file that is wrong stops with a place and exit code 2; an export that is wrong
//! is a line of the report, and the rest is imported. Never a panic, and never a grant out of
//! nothing.

use expect_test::expect_file;
use serde_json::Value;

use crate::folder::{BARE, EXPORTS, Folder, Run, data};

/// Desk files that are refused, and the beginning of what is said.
const REFUSED: &[(&str, &str, &str)] = &[
    ("empty", "", "the desk file is empty"),
    ("blank", " \n\t\n", "the desk file is empty"),
    ("truncated", "version = 1\ntenant = \"1", "line 2, column"),
    (
        "no version",
        "tenant = \"1\"\nname = \"x\"\n",
        "line 1, column 1: missing field `version`",
    ),
    (
        "another version",
        "version = 2\ntenant = \"1\"\nname = \"x\"\n",
        "line 1, column 11: version 2 is not read by this release, which reads 1",
    ),
    (
        "no tenant of ours",
        "version = 1\ntenant = \"one\"\nname = \"x\"\n",
        "line 2, column 10: a uuid or a number is wanted",
    ),
    // typos: off
    (
        "unknown key",
        "version = 1\ntenant = \"1\"\nname = \"x\"\n[portal]\nhelp_centre = \"in_use\"\n",
        "line 5, column 1: unknown key `help_centre`; did you mean `help_center`?",
    ),
    (
        "unknown word",
        "version = 1\ntenant = \"1\"\nname = \"x\"\n[assignment]\nautomatic = \"onn\"\n",
        "line 5, column 13: unknown word `onn`; did you mean `on`?",
    ),
    // typos: on
    (
        "a key twice",
        "version = 1\nversion = 1\n",
        "line 2, column 1: duplicate key",
    ),
    // typos: off
    (
        "unknown permission",
        "version = 1\ntenant = \"1\"\nname = \"x\"\n[[roles]]\nid = \"a\"\nlabel = \"A\"\n[[roles.grants]]\npermissions = [\"conversation.vew\"]\n",
        "line 8, column 16: unknown permission `conversation.vew`; did you mean `conversation.view`?",
    ),
    // typos: on
    (
        "unknown person",
        "version = 1\ntenant = \"1\"\nname = \"x\"\n[[people]]\nid = \"17\"\n",
        "line 5, column 6: no such person has been imported",
    ),
    (
        "unknown group",
        "version = 1\ntenant = \"1\"\nname = \"x\"\n[[groups]]\nid = \"44\"\nname = \"G\"\n[[roles]]\nid = \"a\"\nlabel = \"A\"\n[[roles.grants]]\npermissions = [\"conversation.view\"]\ngroups = [\"45\"]\n",
        "line 12, column 11: unknown group; did you mean `44`?",
    ),
    (
        "a role twice",
        "version = 1\ntenant = \"1\"\nname = \"x\"\n[[roles]]\nid = \"a\"\nlabel = \"A\"\n[[roles]]\nid = \"a\"\nlabel = \"B\"\n",
        "line 8, column 6: role `a` is there already",
    ),
];

#[test]
fn a_bad_desk_file_is_refused_with_its_place() {
    for (name, text, said) in REFUSED {
        refused(name, text.as_bytes(), said);
    }
    refused(
        "not UTF-8",
        b"version = 1\nname = \"\xff\"\n",
        "the desk file is not UTF-8 from byte 20 on",
    );
    refused(
        "UTF-16",
        &[0xff, 0xfe, b'v', 0],
        "the desk file is not UTF-8 from byte 0 on",
    );
    refused(
        "brackets",
        format!("a = {}", "[".repeat(2 << 20)).as_bytes(),
        "line 1, column ",
    );
    refused("tables", "[".repeat(2 << 20).as_bytes(), "line 1, column ");
    let comment = format!("{BARE}# {}\n", "x".repeat(4 << 20));
    refused(
        "huge",
        comment.as_bytes(),
        "the desk file is longer than 4 MiB",
    );
}

fn refused(name: &str, desk: &[u8], said: &str) {
    let run = Folder::with_desk(desk).run(&[]);
    assert_eq!(
        (run.code, run.out.as_str()),
        (Some(2), ""),
        "{name}: {}",
        run.err
    );
    let wanted = format!("deskctl: desk.toml: {said}");
    assert!(run.err.starts_with(&wanted), "{name}: {}", run.err);
    assert!(
        run.err.len() < 400,
        "{name}: {} bytes of error",
        run.err.len()
    );
}

#[test]
fn a_folder_without_any_of_the_files_is_refused() {
    let folder = Folder::empty();
    folder.write("notes.txt", "nothing of ours");
    let run = folder.run(&[]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(
        run.err.contains("neither desk.toml nor an export is there"),
        "{}",
        run.err
    );
}

/// Exports alone are enough to look at: the defaults hold, and the tour says so. The staff of
/// Omnidesk, whose rights only a desk file knows, has none.
#[test]
fn exports_without_a_desk_file_are_a_desk_of_defaults() {
    let sample = Folder::sample();
    let folder = Folder::empty();
    for name in EXPORTS {
        if sample.has(name) {
            // Names may be written otherwise.
            folder.write(&name.to_uppercase().replace('-', "_"), sample.read(name));
        }
    }
    let run = folder.run(&["--json"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let tour: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let whole: serde_json::Value = serde_json::from_str(&sample.run(&["--json"]).out).unwrap();
    let files = tour["imported"]["files"].as_array().unwrap();
    assert_eq!(files[0]["error"], "not there: every default holds");
    assert_eq!(tour["imported"]["people"], whole["imported"]["people"]);
    assert_eq!(tour["imported"]["tickets"], whole["imported"]["tickets"]);
    for person in tour["people"].as_array().unwrap() {
        if person["system"] == "omnidesk" {
            assert_eq!(
                person["roles"].as_array().map(Vec::len),
                Some(0),
                "{person}"
            );
        }
    }
}

/// A desk of nothing: nobody, and nobody may do anything.
#[test]
fn an_empty_folder_is_an_empty_desk() {
    let tour = Folder::with_desk(BARE).tour();
    expect_file!["golden/bare.txt"].assert_eq(&tour.text);
    assert_eq!(tour.json["imported"]["people"], 0);
    assert!(tour.json["matrices"].as_array().unwrap().is_empty());
    assert_eq!(tour.json["lint"][0]["code"], "nobody_administers");
}

/// One export alone, each in turn, on a desk that has decided nothing.
#[test]
fn each_export_is_read_alone() {
    for name in present() {
        let folder = Folder::with_desk(BARE);
        folder.write(name, std::fs::read(data().join(name)).unwrap());
        let tour = folder.json();
        let files = tour["imported"]["files"].as_array().unwrap();
        assert_eq!(files.len(), 1, "{name}");
        assert_eq!(files[0]["file"], *name);
        assert!(files[0]["records"].as_u64() > Some(0), "{name}");
        assert!(files[0]["error"].is_null(), "{name}");
    }
}

/// How a set of exports is spoiled.
type Spoil = fn(Vec<u8>) -> Vec<u8>;

/// One export after the other.
const EACH: [(&str, Spoil); 3] = [
    ("empty", |_| Vec::new()),
    ("half", |bytes| bytes[..bytes.len() / 2].to_vec()),
    ("not UTF-8", |mut bytes| {
        let middle = bytes.len() / 2;
        bytes.insert(middle, 0xff);
        bytes
    }),
];

/// All exports at once.
const ALL: [(&str, Spoil); 4] = [
    ("brackets", |_| "[".repeat(2 << 20).into_bytes()),
    ("braces", |_| "{\"a\":".repeat(400_000).into_bytes()),
    ("of another kind", |_| b"\"a string\"".to_vec()),
    ("zeros", |_| vec![0; 4096]),
];

/// Every export missing and spoiled in turn: the tour goes on, says so, and gives nobody a right
/// that he does not have with all exports.
#[test]
fn a_bad_export_is_reported_and_the_rest_imported() {
    let whole = Folder::sample().json();
    let mut golden = String::new();
    for name in present() {
        let folder = Folder::sample();
        folder.remove(name);
        let part = folder.json();
        gives_no_more(&whole, &part, &format!("{name}, missing"));
        assert!(report(&part, name).is_none());
        for (how, spoil) in EACH {
            folder.write(name, spoil(std::fs::read(data().join(name)).unwrap()));
            let part = folder.json();
            gives_no_more(&whole, &part, &format!("{name}, {how}"));
            // Half of a table is a table: only a row that lacks what it needs can be noticed.
            if (*name, how) != ("reach-users.csv", "half") {
                golden.push_str(&reported(&part, name, how));
            }
        }
    }
    expect_file!["golden/bad-exports.txt"].assert_eq(&golden);
}

#[test]
fn bad_exports_alone_are_an_empty_desk() {
    let mut golden = String::new();
    for (how, spoil) in ALL {
        let folder = Folder::with_desk(BARE);
        for name in EXPORTS {
            folder.write(name, spoil(Vec::new()));
        }
        let json = folder.json();
        assert_eq!(json["imported"]["people"], 0, "{how}");
        assert_eq!(json["imported"]["customers"], 0, "{how}");
        assert_eq!(json["imported"]["tickets"], 0, "{how}");
        for name in EXPORTS {
            golden.push_str(&reported(&json, name, how));
        }
    }
    expect_file!["golden/no-exports.txt"].assert_eq(&golden);
}

fn report<'a>(json: &'a Value, name: &str) -> Option<&'a Value> {
    let mut files = json["imported"]["files"].as_array().unwrap().iter();
    files.find(|file| file["file"] == name)
}

/// What the report says of a spoiled export: something, and not at length.
#[track_caller]
fn reported(json: &Value, name: &str, how: &str) -> String {
    let report = report(json, name).unwrap_or_else(|| panic!("{name}, {how}: no report"));
    let error = report["error"].as_str().unwrap_or("-");
    let warnings = report["warnings"].as_array().unwrap().len();
    assert!(error != "-" || warnings > 0, "{name}, {how}: silent");
    assert!(error.len() < 300, "{name}, {how}: {error}");
    let records = &report["records"];
    format!("{name}, {how}: {error} ({records} records, {warnings} warnings)\n")
}

/// A record that is there twice counts once, and the first wins.
#[test]
fn the_first_of_two_records_with_one_id_is_kept() {
    let whole = Folder::sample().json();
    let twice: [(&str, &str, &str); 4] = [
        ("uis-employees.json", "\"id\": 1010,", "1009"),
        ("uis-cabinet.json", "\"id\": 1010,", "1009"),
        ("omnidesk-staff.json", "\"staff_id\": 21,", "20"),
        ("omnidesk-cases.json", "\"case_id\": 2002,", "2001"),
    ];
    for (name, second, id) in twice {
        let folder = Folder::sample();
        let (key, number) = second.trim_end_matches(',').split_once(": ").unwrap();
        folder.edit(name, second, number, id);
        let tour = folder.json();
        let files = tour["imported"]["files"].as_array().unwrap();
        let report = files.iter().find(|file| file["file"] == name).unwrap();
        assert!(
            report["warnings"].to_string().contains("duplicate_id"),
            "{name} {key}"
        );
        gives_no_more(&whole, &tour, name);
    }
}

/// A case in a group that no export knows is nobody's to see by that group.
#[test]
fn an_unknown_group_opens_nothing() {
    let folder = Folder::sample();
    let whole = folder.json();
    folder.edit("omnidesk-groups.json", "\"group_id\": 46,", "46", "47");
    // The desk file names group 46, which the export no longer explains, though it was read whole.
    let run = folder.run(&[]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("unknown group"), "{}", run.err);
    folder.remove("omnidesk-groups.json");
    let tour = folder.json();
    gives_no_more(&whole, &tour, "no groups");
    let notices = tour["imported"]["notices"].to_string();
    assert!(notices.contains("omnidesk/group/46"), "{notices}");
}

/// An entry for a record that a whole export does not have is a mistake of the desk file.
#[test]
fn a_misspelled_person_is_refused_while_the_export_is_whole() {
    let folder = Folder::sample();
    folder.edit("desk.toml", "omnidesk/staff/26\"", "26", "260");
    let run = folder.run(&[]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.err.contains("no such person has been imported"),
        "{}",
        run.err
    );
    let staff = folder.read("omnidesk-staff.json");
    folder.write(
        "omnidesk-staff.json",
        staff.replacen("\"staff_id\": 25,", "", 1),
    );
    let tour = folder.json();
    let notices = tour["imported"]["notices"].to_string();
    assert!(notices.contains("omnidesk/staff/260"), "{notices}");
}

/// Deeply nested, and many: nothing overflows, and warnings have an end.
#[test]
fn many_broken_records_are_few_lines() {
    let folder = Folder::with_desk(BARE);
    folder.write(
        "uis-employees.json",
        format!("[{}{{}}]", "{},".repeat(100_000)),
    );
    let run = folder.run(&["--json"]);
    assert_eq!(run.code, Some(0));
    let tour: Value = serde_json::from_str(&run.out).unwrap();
    let warnings = tour["imported"]["files"][0]["warnings"].as_array().unwrap();
    assert!(warnings.len() <= 10_001, "{}", warnings.len());
    assert!(
        warnings
            .last()
            .unwrap()
            .to_string()
            .contains("more_warnings")
    );
}

fn present() -> impl Iterator<Item = &'static &'static str> {
    EXPORTS.iter().filter(|name| data().join(name).exists())
}

/// Nobody has a role, an add-on or a group that he does not have with all exports, and no viewer
/// sees a field that he does not see with them. Restrictions may come, never go, unless the record
/// itself is gone.
#[track_caller]
fn gives_no_more(whole: &Value, part: &Value, what: &str) {
    let people = |json: &Value| json["people"].as_array().unwrap().clone();
    let all = people(whole);
    for person in people(part) {
        let id = (&person["system"], &person["record"]);
        let full = all
            .iter()
            .find(|full| (&full["system"], &full["record"]) == id);
        let Some(full) = full else {
            panic!("{what}: {id:?} out of nothing");
        };
        for role in person["roles"].as_array().unwrap() {
            let roles = full["roles"].as_array().unwrap().iter();
            let mut same = roles.filter(|held| held["role"] == role["role"]);
            let held = same
                .next()
                .unwrap_or_else(|| panic!("{what}: {id:?} gains {role}"));
            within(&held["add_ons"], &role["add_ons"], what);
        }
        within(&full["groups"], &person["groups"], what);
        if person["roles"]
            .as_array()
            .is_some_and(|roles| !roles.is_empty())
        {
            within(&person["restrictions"], &full["restrictions"], what);
        }
    }
}

#[track_caller]
fn within(whole: &Value, part: &Value, what: &str) {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let whole = list(whole);
    for item in list(part) {
        assert!(whole.contains(&item), "{what}: {item} out of nothing");
    }
}

/// The program never panics, whatever the bytes: every export cut at many places.
#[test]
fn no_cut_panics() {
    for name in present() {
        let bytes = std::fs::read(data().join(name)).unwrap();
        let folder = Folder::with_desk(BARE);
        for part in 1..8 {
            folder.write(name, &bytes[..bytes.len() * part / 8]);
            let Run { code, err, .. } = folder.run(&[]);
            assert_eq!((code, err.as_str()), (Some(0), ""), "{name}, {part}/8");
        }
    }
}

/// A file is read to the limit of its kind and no further: one that has no end, and one that says
/// that it is longer than any memory.
#[cfg(target_os = "linux")]
#[test]
fn a_file_without_an_end_does_not_fill_the_memory() {
    type Endless = fn(&Folder, &str);
    let kinds: [Endless; 2] = [
        |folder, name| std::os::unix::fs::symlink("/dev/zero", folder.path(name)).unwrap(),
        |folder, name| {
            let file = std::fs::File::create(folder.path(name)).unwrap();
            file.set_len(1 << 40).unwrap();
        },
    ];
    for endless in kinds {
        for (command, name, said) in [
            ("invite", "i.toml", "the invitation is longer than 4 MiB"),
            ("people", "desk.toml", "the desk file is longer than 4 MiB"),
        ] {
            let folder = Folder::empty();
            endless(&folder, name);
            let file = if command == "invite" { name } else { "" };
            let run = Run::of(&mut in_little_memory(command, &folder.path(file)));
            assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{}", run.err);
            assert!(
                run.err.ends_with(&format!("{name}: {said}\n")),
                "{}",
                run.err
            );
        }
        for name in ["uis-employees.json", "desk-contacts.json"] {
            let folder = Folder::sample();
            folder.remove(name);
            endless(&folder, name);
            let run = Run::of(&mut in_little_memory("people", &folder.path("")));
            assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{name}");
            assert!(run.out.contains(&format!("not used {name}")), "{}", run.out);
        }
    }
}

/// The program with 512 MiB of memory to address: a test that fails is not to take the machine's.
#[cfg(target_os = "linux")]
fn in_little_memory(command: &str, path: &std::path::Path) -> std::process::Command {
    let mut shell = std::process::Command::new("sh");
    let script = "ulimit -v 524288 && exec \"$@\"";
    shell.args(["-c", script, "sh", env!("CARGO_BIN_EXE_deskctl"), command]);
    shell.arg(path);
    shell
}
