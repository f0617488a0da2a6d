//! Commands, arguments and exit codes: 0 done, 2 the data or the command are bad. What 1 means to a
//! question about rights, `rights.rs` says.

use crate::folder::{Folder, Run, deskctl};

/// Arguments, the exit code, and something that is said on stdout and on stderr.
const ROWS: &[(&[&str], i32, &str, &str)] = &[
    (&["tour"], 0, "Пример as of 2026-11-20 06:57 UTC", ""),
    (&["tour", "--json"], 0, "\"desk\": \"Пример\"", ""),
    (
        &["tour", "--at", "2026-12-24T18:00:00+03:00"],
        0,
        "as of 2026-12-24 15:00 UTC",
        "",
    ),
    (&["people"], 0, "Пример: 51 of 51 staff accounts", ""),
    (&["people", "--json"], 0, "\"addresses\": \"masked\"", ""),
    (
        &["people", "--missing", "--standing", "active"],
        0,
        "1 of 51",
        "",
    ),
    (&["people", "--help"], 0, "--standing <STANDING>", ""),
    (
        &["invite", "--help"],
        0,
        "invite [OPTIONS] <FILE> [FOLDER]",
        "",
    ),
    (&["schema"], 0, "\"title\": \"DeskFile\"", ""),
    (&["--help"], 0, "Usage: deskctl <COMMAND>", ""),
    (&["tour", "--help"], 0, "--data <DATA>", ""),
    (&["--version"], 0, "deskctl 0.1.0", ""),
    (&[], 2, "", "Usage: deskctl <COMMAND>"),
    (&["tuor"], 2, "", "a similar subcommand exists: 'tour'"),
    (
        &["tour", "--at", "yesterday"],
        2,
        "",
        "invalid value 'yesterday' for '--at <AT>'",
    ),
    (
        &["tour", "--data"],
        2,
        "",
        "a value is required for '--data <DATA>'",
    ),
    // typos: off
    (
        &["tour", "--colour"],
        2,
        "",
        "unexpected argument '--colour'",
    ),
    // typos: on
    (
        &["tour", "elsewhere"],
        2,
        "",
        "unexpected argument 'elsewhere'",
    ),
    (&["people", "/no/such/folder"], 2, "", "/no/such/folder: "),
    (
        &["people", "--standing", "halfdeleted"],
        2,
        "",
        "invalid value 'halfdeleted' for '--standing <STANDING>'",
    ),
    (
        &["people", "--missing=logins"],
        2,
        "",
        "a similar value exists: 'login'",
    ),
    (&["people", "--hide"], 2, "", "unexpected argument '--hide'"),
    (
        &["invite"],
        2,
        "",
        "the following required arguments were not provided",
    ),
    (&["invite", "/no/such/file"], 2, "", "/no/such/file: "),
    (
        &["invite", "i.toml", "--system", "omnidesk"],
        2,
        "",
        "[possible values: noci, reach, uis, talkme]",
    ),
    (&["schema", "--json"], 2, "", "unexpected argument '--json'"),
    (
        &["tour", "--data", "/no/such/folder"],
        2,
        "",
        "/no/such/folder: ",
    ),
];

#[test]
fn exit_codes_and_where_the_words_go() {
    for (arguments, code, out, err) in ROWS {
        let run = Run::of(&mut deskctl(arguments));
        assert_eq!(run.code, Some(*code), "{arguments:?}: {}", run.err);
        assert!(run.out.contains(out), "{arguments:?}: {}", run.out);
        assert!(run.err.contains(err), "{arguments:?}: {}", run.err);
        assert_eq!(run.out.is_empty(), *code != 0, "{arguments:?}");
        assert_eq!(run.err.is_empty(), *code == 0, "{arguments:?}");
    }
}

/// The moment is an argument of every question: a grant that has not begun yet decides nothing.
#[test]
fn the_moment_decides() {
    let folder = Folder::sample();
    folder.edit(
        "desk.toml",
        "desk.management\"\nlabel",
        "permissions = [",
        "from = \"2026-12-01T00:00:00Z\"\npermissions = [",
    );
    let supervisor = |at: &str| {
        let json: serde_json::Value =
            serde_json::from_str(&folder.run(&["--json", "--at", at]).out).unwrap();
        json["ticket"]["seen"][3]["name"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_ne!(supervisor("2026-11-30T23:59:59Z"), "Лариса Платонова");
    assert_eq!(supervisor("2026-12-01T00:00:00Z"), "Лариса Платонова");
}

/// A reader of the output that has seen enough is no error and no panic.
#[test]
fn a_closed_pipe_is_no_error() {
    use std::process::Stdio;
    let mut command = deskctl(&["tour", "--json"]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
}
