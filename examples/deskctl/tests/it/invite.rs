//! `invite`: what an invitation would create, refuse and send, and that nothing of it is done.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use serde_json::Value;

use crate::folder::{BARE, Folder, Run, data, deskctl};

/// The moment of every dry run here.
const AT: [&str; 2] = ["--at", "2026-11-20T09:00:00Z"];

/// The invitations, and what else the command is told.
const RUNS: &[(&str, &[&str])] = &[
    ("good.toml", &[]),
    ("spellings.toml", &[]),
    ("password.toml", &[]),
    ("refuse_all.toml", &[]),
    ("empty.toml", &[]),
    ("existing.toml", &["DESK"]),
    ("reach.toml", &["--system", "reach"]),
    ("talkme.toml", &["DESK"]),
];

#[test]
fn invitations_in_text() {
    let mut golden = String::new();
    for (file, arguments) in RUNS {
        let _ = writeln!(golden, "# {file} {}\n", arguments.join(" "));
        golden.push_str(&dry_run(file, arguments, false).out);
        golden.push('\n');
    }
    expect_file!["golden/invite.txt"].assert_eq(&golden);
}

#[test]
fn invitations_in_json() {
    for (file, arguments) in [RUNS[1], RUNS[3], RUNS[5]] {
        let name = file.replace(".toml", "");
        let golden = format!("golden/invite-{name}.json");
        expect_file![golden].assert_eq(&dry_run(file, arguments, true).out);
    }
}

/// The two forms of a file are one form; the stored one is what identity writes.
#[test]
fn toml_and_json_are_one_form() {
    let [toml, json] = ["good.toml", "good.json"].map(|file| dry_run(file, &[], true).out);
    assert_eq!(toml, json);
    let stored = root().join("crates/frontdesk-identity/tests/it/golden/invitation_form.json");
    let run = Run::of(
        deskctl(&["invite", "--json", "--system", "noci"])
            .arg(&stored)
            .args(AT),
    );
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let run: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(
        codes(&run),
        ["invitation.created", "invitation.bad_address"]
    );
    assert_eq!(run["accounts"][0]["limit"], "3");
}

/// k addresses of one invitation are k accounts equal but for the address (S114): they are shown
/// once, with k ids and k letters.
#[test]
fn the_accounts_of_one_invitation_are_equal() {
    for count in [1_u32, 2, 30] {
        let addresses = (0..count).map(|n| format!("\"p{n}@example.test\""));
        let addresses = addresses.collect::<Vec<_>>().join(", ");
        let folder = Folder::empty();
        let roles = "roles = [\"utilisateur\"]\nlimit = 2\n";
        folder.write(
            "i.toml",
            format!("system = \"noci\"\naddresses = [{addresses}]\n{roles}"),
        );
        let run = json(&folder.invite("i.toml", &["--json"]));
        let accounts = run["accounts"].as_array().unwrap();
        assert_eq!(accounts.len(), 1);
        let places: Vec<u32> = (0..count).collect();
        assert_eq!(accounts[0]["places"], serde_json::json!(places));
        assert_eq!(accounts[0]["standing"], "pending");
        assert_eq!(accounts[0]["signs_in"], false);
        let letters = run["letters"].as_array().unwrap();
        assert_eq!(letters.len(), places.len());
        for (place, letter) in letters.iter().enumerate() {
            assert_eq!(letter["to"], format!("p{place}@example.test"));
            assert_eq!(letter["letter"], "activation");
        }
    }
}

/// A token opens for 7 days from the moment (S122): the one that is named, or else now.
#[test]
fn the_moment_is_named_or_now() {
    let run = json(&dry_run("good.toml", &[], true));
    assert_eq!(run["letters"][0]["expires_at"], "2026-11-27T09:00:00Z");
    let other = ["--at", "2028-02-28T23:00:00-05:00", "--json"];
    let run = json(&Run::of(
        deskctl(&["invite"]).arg(fixture("good.toml")).args(other),
    ));
    assert_eq!(run["at"], "2028-02-29T04:00:00Z");
    assert_eq!(run["letters"][0]["expires_at"], "2028-03-07T04:00:00Z");
    // Without a moment it is the clock's: later than this line was written, and not far away.
    let run = json(&Run::of(
        deskctl(&["invite", "--json"]).arg(fixture("good.toml")),
    ));
    let at = run["at"].as_str().unwrap();
    assert!(
        at > "2026-01-01" && at.ends_with('Z') && at.len() == 20,
        "{at}"
    );
    assert_ne!(at, "2026-11-20T09:00:00Z");
}

/// What is taken is what a unique index would refuse: the same login on a surface, or, where the
/// address is the account's key (Noci, Reach), the same address. An account that only happens to have
/// the address stands in nobody's way.
#[test]
fn who_has_an_account_already_is_said_and_sent_nothing() {
    let alone = json(&dry_run("existing.toml", &[], true));
    assert_eq!(alone["compared"], "with_nobody");
    assert_eq!(codes(&alone), ["invitation.created"; 6]);
    assert_eq!(alone["letters"].as_array().unwrap().len(), 6);

    let run = json(&dry_run("existing.toml", &["DESK"], true));
    let taken = "invitation.taken";
    let wanted = [taken, taken, taken, taken, taken, "invitation.created"];
    assert_eq!(codes(&run), wanted);
    let who = |place: usize| &run["answers"][place]["taken"][0];
    // Pending: its letter can be sent again. Suspended: it is still somebody's address.
    assert_eq!(who(0)["send_again"], true);
    assert_eq!(who(0)["standing"], "pending");
    assert_eq!(
        (&who(1)["name"], &who(1)["send_again"]),
        (&"Алексей Руднев".into(), &false.into())
    );
    assert_eq!(who(2)["standing"], "suspended");
    // A legacy admin and a legacy operator have this address: both are named.
    assert_eq!(who(3)["kind"], "legacy_admin");
    let other = &run["answers"][3]["taken"][1];
    assert_eq!(other["kind"], "legacy_operator");
    assert_eq!(who(3)["claims"], serde_json::json!(["email"]));
    assert_eq!(who(4)["standing"], "half_deleted");
    // Nothing is sent to any of them, and what is created is one account.
    let letters = run["letters"].as_array().unwrap();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0]["to"], "david.roux@example.test");
    assert_eq!(run["accounts"][0]["places"], serde_json::json!([5]));

    // At Talk-Me an address is a contact and no key: the legacy admin's stands in nobody's way.
    let run = json(&dry_run("talkme.toml", &["DESK"], true));
    assert_eq!(codes(&run), ["invitation.created"; 2]);
}

/// Two tenants never meet.
#[test]
fn an_invitation_into_another_tenant_is_not_compared() {
    let run = dry_run_unchecked("good.toml", &["DESK"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(
        run.err
            .contains("`tenant` of the invitation is not the tenant of the desk")
    );
    let folder = Folder::with_desk(BARE.replace("\"1\"", "\"7\""));
    let run = json(&folder.with_invitation(&fixture("good.toml")));
    assert_eq!(run["compared"], "with_desk");
    let tenants = ["good.toml", "spellings.toml"].map(|file| {
        let run = json(&dry_run(file, &[], true));
        run["tenant"].as_str().unwrap().to_owned()
    });
    assert_ne!(tenants[0], tenants[1]);
}

/// A file, the reason codes of its refusal, and what must not be printed.
#[test]
fn refusals_have_all_their_reasons() {
    let rows: [(&str, &[&str]); 4] = [
        (
            "password.toml",
            &["credentials.by_inviter", "languages.empty", "limit.missing"],
        ),
        (
            "refuse_all.toml",
            &["invitation.bad_address", "invitation.bad_address"],
        ),
        ("empty.toml", &["invitation.empty"]),
        ("reach.toml", &["field.missing", "field.missing"]),
    ];
    for (file, wanted) in rows {
        let run = json(&dry_run(
            file,
            &[
                "--system",
                if file == "reach.toml" {
                    "reach"
                } else {
                    "noci"
                },
            ],
            true,
        ));
        let refused = run["refused"].as_array().unwrap().iter();
        let found: Vec<&str> = refused.map(|line| line["code"].as_str().unwrap()).collect();
        assert_eq!(found, wanted, "{file}");
        for key in ["answers", "accounts", "letters"] {
            assert_eq!(run[key], serde_json::json!([]), "{file}");
        }
    }
    let places = json(&dry_run("refuse_all.toml", &[], true));
    let places: Vec<&Value> = places["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| &r["place"])
        .collect();
    assert_eq!(places, [1, 3]);
}

/// Neither a password that somebody typed into the file nor a stand-in for a token is printed.
#[test]
fn no_secret_is_printed() {
    let secrets = ["correct horse battery staple", "123456789", "s3cret"];
    let values = [
        "\"correct horse battery staple\"",
        "123456789",
        "[\"s3cret\"]",
        "{ x = \"s3cret\" }",
    ];
    for value in values {
        let folder = Folder::empty();
        let text = format!(
            "addresses = [\"a@example.test\"]\nroles = [\"utilisateur\"]\npassword = {value}\n"
        );
        folder.write("i.toml", text);
        for form in [
            &["--system", "noci"] as &[&str],
            &["--system", "noci", "--json"],
        ] {
            let run = folder.invite("i.toml", form);
            assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
            assert!(run.out.contains("credentials.by_inviter"));
            assert!(
                !secrets.iter().any(|secret| run.out.contains(secret)),
                "{}",
                run.out
            );
        }
    }
    for empty in ["\"\"", "\"empty\""] {
        let folder = Folder::empty();
        let text = format!(
            "system = \"noci\"\naddresses = [\"a@example.test\"]\nroles = [\"moderateur\"]\npassword = {empty}\n"
        );
        folder.write("i.toml", text);
        let run = json(&folder.invite("i.toml", &["--json"]));
        assert_eq!(codes(&run), ["invitation.created"]);
    }
    for (file, arguments) in RUNS {
        for as_json in [false, true] {
            let out = dry_run(file, arguments, as_json).out;
            assert!(
                !out.contains("stand-in") && !out.contains("verifier"),
                "{file}"
            );
            let is_hash =
                |word: &str| word.len() >= 32 && word.chars().all(|c| c.is_ascii_hexdigit());
            assert!(
                !out.split(|c: char| !c.is_alphanumeric()).any(is_hash),
                "{file}"
            );
        }
    }
}

/// What is allowed and has less effect than it seems.
#[test]
fn what_has_no_effect_is_remarked() {
    let remarks = |file: &str, arguments: &[&str]| -> Vec<String> {
        let run = json(&dry_run(file, arguments, true));
        let remarks = run["remarks"].as_array().unwrap().iter();
        remarks
            .map(|remark| remark["code"].as_str().unwrap().to_owned())
            .collect()
    };
    assert!(remarks("good.toml", &[]).is_empty());
    assert_eq!(remarks("spellings.toml", &[]), ["modules_of_moderator"]);
    let wanted = ["unknown_role", "questionnaires_without_livechat"];
    assert_eq!(remarks("existing.toml", &[]), wanted);
    // A role by its label, and one that only the desk knows.
    assert!(remarks("reach.toml", &["--system", "reach"]).is_empty());
    let folder = Folder::empty();
    folder.write(
        "i.toml",
        "system = \"noci\"\naddresses = [\"a@example.test\"]\nroles = [\"desk.first_line\"]\n",
    );
    let alone = json(&folder.invite("i.toml", &["--json"]));
    assert_eq!(alone["remarks"][0]["code"], "unknown_role");
    let beside = folder.invite("i.toml", &["--json", data().to_str().unwrap()]);
    assert_eq!(json(&beside)["remarks"], serde_json::json!([]));
}

/// Files that are refused, and what is said: the place and no value.
const REFUSED: &[(&str, &str, &str)] = &[
    ("i.toml", "", "the invitation is empty"),
    ("i.toml", " \n", "the invitation is empty"),
    ("i.toml", "addresses = [", "line 1, column "),
    // typos: off
    (
        "i.toml",
        "adresses = []\n",
        "line 1, column 1: unknown key `adresses`; did you mean `addresses`?",
    ),
    (
        "i.toml",
        "system = \"nocy\"\n",
        "line 1, column 10: unknown word `nocy`; did you mean `noci`?",
    ),
    (
        "i.json",
        "{\"rolls\": []}",
        "line 1, column 8: unknown key `rolls`; did you mean `roles`?",
    ),
    // typos: on
    (
        "i.toml",
        "emails = []\n",
        "line 1, column 1: unknown key `emails`",
    ),
    (
        "i.toml",
        "system = \"omnidesk\"\n",
        "line 1, column 10: unknown word `omnidesk`",
    ),
    (
        "i.toml",
        "on_bad_address = \"refuse\"\n",
        "line 1, column 18: unknown word `refuse`",
    ),
    (
        "i.toml",
        "tenant = \"one\"\n",
        "line 1, column 10: a uuid or a number is wanted",
    ),
    (
        "i.toml",
        "languages = [\"fr\", \"!\"]\n",
        "line 1, column 13: not a BCP 47 language tag",
    ),
    (
        "i.toml",
        "questionnaires = [\"devis\"]\n",
        "line 1, column 18: a uuid, a number or system/kind/id is wanted",
    ),
    (
        "i.toml",
        "roles = [\" \"]\n",
        "line 1, column 9: the role is blank",
    ),
    (
        "i.toml",
        "limit = -1\n",
        "line 1, column 9: a limit is a whole number, \"unlimited\" or \"limited\"",
    ),
    (
        "i.toml",
        "limit = 4294967296\n",
        "line 1, column 9: a limit is a whole number",
    ),
    (
        "i.toml",
        "limit = { limit = 3 }\n",
        "line 1, column 9: a limit is a whole number",
    ),
    (
        "i.toml",
        "limit = { limited = 1, junk = \"secret\" }\n",
        "line 1, column 9: a limit is a whole number",
    ),
    (
        "i.json",
        "{\"limit\": {\"limited\": 1, \"limited\": 2}}",
        "line 1, column 39: a limit is a whole number",
    ),
    (
        "i.json",
        "{\"limit\": {\"limited\": 1, \"limited\": 2, \"junk\": \"secret\"}}",
        "line 1, column 57: a limit is a whole number",
    ),
    (
        "i.json",
        "{\"limit\": {}}",
        "line 1, column 13: a limit is a whole number",
    ),
    (
        "i.toml",
        "limit = 2.0\n",
        "line 1, column 9: a limit is a whole number",
    ),
    (
        "i.toml",
        "limit = \"secret\"\n",
        "line 1, column 9: a limit is a whole number",
    ),
    (
        "i.toml",
        "roles = []\nroles = []\n",
        "line 2, column 1: duplicate key",
    ),
    ("i.json", "[]", "line 1, column 1: expected an object"),
    (
        "i.json",
        "{\"roles\": [],\n\"roles\": []}",
        "line 2, column 7: duplicate field `roles`",
    ),
    ("i", "  {\"roles\": [}", "line 1, column 14: expected value"),
    (
        "i.toml",
        "addresses = \"secret@example.test\"\n",
        "line 1, column 13: expected a sequence",
    ),
    (
        "i.json",
        "{\"addresses\": \"secret@example.test\"}",
        "line 1, column 35: expected a sequence",
    ),
    (
        "i.toml",
        "addresses = [{ to = \"secret@example.test\" }]\n",
        "line 1, column 14: expected a string",
    ),
    (
        "i.toml",
        "addresses = [\"a@example.test\"]\n",
        "whose rules hold is not said",
    ),
];

#[test]
fn a_wrong_file_is_refused_with_its_place() {
    for (name, text, said) in REFUSED {
        refused(name, text.as_bytes(), said);
    }
    refused(
        "i.toml",
        b"roles = [\"\xff\"]\n",
        "not UTF-8 from byte 10 on",
    );
    refused(
        "i.toml",
        &vec![b'#'; (4 << 20) + 1],
        "the invitation is longer than 4 MiB",
    );
    refused("i.toml", "[".repeat(1 << 20).as_bytes(), "line 1, column ");
    refused(
        "i.json",
        "{\"roles\":".repeat(1 << 18).as_bytes(),
        "line 1, column ",
    );
    let run = Folder::empty().invite("nowhere.toml", &[]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(run.err.contains("nowhere.toml: "), "{}", run.err);
    // A desk that is none, behind an invitation that is good.
    let run = Folder::empty().with_invitation(&fixture("spellings.toml"));
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(run.err.contains("neither desk.toml nor an export is there"));
}

fn refused(name: &str, bytes: &[u8], said: &str) {
    let folder = Folder::empty();
    folder.write(name, bytes);
    let run = folder.invite(name, &[]);
    assert_eq!(
        (run.code, run.out.as_str()),
        (Some(2), ""),
        "{said}: {}",
        run.err
    );
    assert!(run.err.contains(&format!("{name}: {said}")), "{}", run.err);
    assert!(!run.err.contains("secret"), "{}", run.err);
    assert!(run.err.len() < 400, "{} bytes of error", run.err.len());
}

/// Addresses, roles and names of a stranger do not steer the terminal.
#[test]
fn an_invitation_steers_no_terminal() {
    let steers = r"\u001b[2J\u202e";
    let folder = Folder::empty();
    folder.write(
        "i.toml",
        format!(
            "system = \"noci\"\naddresses = [\"a{steers}\", \"b@example.test\"]\nroles = [\"r{steers}\"]\nmodules = [\"m{steers}\"]\nquestionnaires = [\"noci/questionnaire/q{steers}\"]\n"
        ),
    );
    for form in [&[] as &[&str], &["--json"]] {
        let run = folder.invite("i.toml", form);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
        assert!(!run.out.contains(['\u{1b}', '\u{202e}']), "{}", run.out);
    }
    assert!(
        folder
            .invite("i.toml", &[])
            .out
            .contains(r"a\u{1b}[2J\u{202e}")
    );
}

/// Nor do they draw a row that is none.
#[test]
fn an_invitation_forges_no_row() {
    let shown = |between: &str| {
        let folder = Folder::empty();
        let forged = format!("x{between}2   boss@example.test   created   as new 2");
        let form = serde_json::json!({
            "system": "noci", "addresses": [forged, "b@example.test"],
            "roles": [forged], "questionnaires": [format!("noci/questionnaire/{forged}")],
        });
        folder.write("i.json", serde_json::to_vec(&form).unwrap());
        folder.invite("i.json", &AT).out
    };
    let wanted = shown(" ");
    assert!(
        wanted.contains("1   x 2   boss@example.test   created"),
        "{wanted}"
    );
    assert_eq!(shown("\n"), wanted);
    assert_eq!(shown("\r\n"), wanted);
}

/// Every way to write a limit, and what it says.
#[test]
fn a_limit_is_written_in_several_ways() {
    for (written, shown) in [
        ("3", "3"),
        ("\"unlimited\"", "unlimited"),
        ("{\"limited\": 3}", "3"),
    ] {
        let folder = Folder::empty();
        let form = format!(
            "{{\"system\": \"noci\", \"addresses\": [\"a@example.test\"], \"roles\": [\"r\"], \"limit\": {written}}}"
        );
        folder.write("i.json", form);
        let run = json(&folder.invite("i.json", &["--json"]));
        assert_eq!(run["accounts"][0]["limit"], shown, "{written}");
    }
    // A number that was left out is missing (S102).
    for written in ["\"limited\"", "{\"limited\": null}"] {
        let folder = Folder::empty();
        let form = format!(
            "{{\"system\": \"noci\", \"addresses\": [\"a@example.test\"], \"roles\": [\"r\"], \"limit\": {written}}}"
        );
        folder.write("i.json", form);
        let run = json(&folder.invite("i.json", &["--json"]));
        assert_eq!(run["refused"][0]["code"], "limit.missing", "{written}");
    }
}

fn codes(run: &Value) -> Vec<&str> {
    let answers = run["answers"].as_array().unwrap().iter();
    answers
        .map(|line| line["answer"].as_str().unwrap())
        .collect()
}

fn json(run: &Run) -> Value {
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    serde_json::from_str(&run.out).expect("one JSON document")
}

/// One of the invitations here; `DESK` stands for the sample data.
fn dry_run(file: &str, arguments: &[&str], as_json: bool) -> Run {
    let json = if as_json { &["--json"] as &[&str] } else { &[] };
    let run = dry_run_unchecked(file, &[arguments, json].concat());
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{file}");
    run
}

fn dry_run_unchecked(file: &str, arguments: &[&str]) -> Run {
    let mut command = deskctl(&["invite"]);
    command.arg(fixture(file)).args(AT);
    for argument in arguments {
        match *argument {
            "DESK" => command.arg(data()),
            other => command.arg(other),
        };
    }
    Run::of(&mut command)
}

fn fixture(name: &str) -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.join("tests/it/invitations").join(name)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
