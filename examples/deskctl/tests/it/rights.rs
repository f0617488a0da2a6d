//! The questions about rights: what they print, with which exit code they end, and what they refuse.

use expect_test::expect_file;
use serde_json::Value;

use crate::folder::{Folder, Run, ask, data, deskctl, json};

/// Who asks in most rows: an operator of the first line.
const ALEKSEY: &str = "omnidesk/staff/20";

/// The name of its golden files, a question, and its exit code: 1 is no, or something was found.
fn questions() -> Vec<(&'static str, Vec<String>, i32)> {
    let file = |name: &str| data().join(name).display().to_string();
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    vec![
        (
            "check",
            words(&["check", ALEKSEY, "conversation.reply", "ticket:177-804299"]),
            0,
        ),
        (
            "explain",
            words(&[
                "explain",
                ALEKSEY,
                "conversation.take_over",
                "ticket:892-764704",
            ]),
            1,
        ),
        (
            "explain-customer",
            words(&[
                "explain",
                "omnidesk/user/123",
                "conversation.view",
                "ticket:510-875570",
            ]),
            1,
        ),
        (
            "matrix",
            words(&[
                "matrix",
                "--person",
                "Алексей Руднев",
                "--person",
                "Константин Ярцев",
            ]),
            0,
        ),
        (
            "who-can",
            words(&["who-can", "conversation.reply", "ticket:140-796380"]),
            0,
        ),
        ("lint", words(&["lint"]), 1),
        (
            "diff",
            vec!["diff".to_owned(), file("desk.toml"), file("desk-next.toml")],
            1,
        ),
        (
            "escalate",
            words(&["escalate", "Лариса Платонова", "account.settings"]),
            0,
        ),
        (
            "escalate-without-guard",
            words(&[
                "escalate",
                "Лариса Платонова",
                "account.settings",
                "--without-guard",
            ]),
            1,
        ),
        ("review", words(&["review", "--person", ALEKSEY]), 0),
        (
            "shadow",
            vec!["shadow".to_owned(), file("recorded-decisions.jsonl")],
            1,
        ),
    ]
}

#[test]
fn the_answers_in_both_forms() {
    for (name, arguments, code) in questions() {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let text = ask(&arguments);
        assert_eq!((text.code, text.err.as_str()), (Some(code), ""), "{name}");
        expect_file![format!("golden/rights-{name}.txt")].assert_eq(&text.out);
        let json = ask(&[&arguments[..], &["--json"]].concat());
        assert_eq!((json.code, json.err.as_str()), (Some(code), ""), "{name}");
        expect_file![format!("golden/rights-{name}.json")].assert_eq(&json.out);
    }
}

/// A reader of JSON may keep the last of two keys or the first: there is never a second.
#[test]
fn no_document_has_a_key_twice() {
    for (name, arguments, _) in questions() {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let json = ask(&[&arguments[..], &["--json"]].concat()).out;
        let value: Value = serde_json::from_str(&json).expect("one document");
        // The printer puts every key on a line of its own, and a map keeps each once.
        let keys = json.lines().filter(|line| line.contains("\": ")).count();
        assert_eq!(keys_of(&value), keys, "{name}");
    }
}

fn keys_of(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(keys_of).sum(),
        Value::Object(fields) => fields.len() + fields.values().map(keys_of).sum::<usize>(),
        _ => 0,
    }
}

/// Each no has its yes beside it: only the answer decides the exit code.
#[test]
fn exit_codes_say_yes_and_no() {
    let same = data().join("desk.toml").display().to_string();
    let rows: &[(&[&str], i32)] = &[
        (
            &["check", ALEKSEY, "conversation.reply", "ticket:177-804299"],
            0,
        ),
        (
            &["check", ALEKSEY, "conversation.reply", "ticket:214-812218"],
            1,
        ),
        (&["explain", ALEKSEY, "surface.operator_app"], 0),
        (&["explain", ALEKSEY, "surface.admin_panel"], 1),
        (
            &[
                "check",
                "omnidesk/staff/25",
                "user.view",
                "user:omnidesk/staff/26",
            ],
            0,
        ),
        (
            &["check", ALEKSEY, "user.view", "user:omnidesk/staff/26"],
            1,
        ),
        (&["escalate", ALEKSEY, "account.settings"], 0),
        (&["escalate", ALEKSEY, "conversation.view"], 1),
        (&["diff", &same, &same], 0),
    ];
    for (arguments, code) in rows {
        let run = ask(arguments);
        assert_eq!(
            run.code,
            Some(*code),
            "{arguments:?}: {}{}",
            run.out,
            run.err
        );
    }
}

/// What cannot be asked is an error: neither a yes nor a no.
#[test]
fn what_cannot_be_asked_is_an_error() {
    let ticket = "ticket:177-804299";
    let rows: &[(&[&str], &str)] = &[
        (
            &["check", "Nobody", "conversation.view", ticket],
            "nobody is `Nobody`",
        ),
        (
            &["check", "Николай Воронцов", "conversation.view", ticket],
            "2 people are called `Николай Воронцов`: customer ",
        ),
        // typos: off
        (
            &["check", ALEKSEY, "conversation.veiw", ticket],
            "unknown permission `conversation.veiw`; did you mean `conversation.view`?",
        ),
        // typos: on
        (
            &["who-can", "brew.coffee"],
            "unknown permission `brew.coffee`\n",
        ),
        (
            &["check", ALEKSEY, "conversation.view"],
            "conversation.view is asked about: ticket:NUMBER",
        ),
        (
            &["check", ALEKSEY, "surface.operator_app", ticket],
            "surface.operator_app is asked about: no object",
        ),
        (
            &["check", ALEKSEY, "conversation.view", "ticket:1"],
            "there is no ticket `1`",
        ),
        (
            &["explain", ALEKSEY, "conversation.view", "tickets:1"],
            "unknown kind of object `tickets`",
        ),
        (
            &["check", ALEKSEY, "user.view", "user:omnidesk/user/123"],
            "`omnidesk/user/123` is a customer, no user",
        ),
        (&["escalate", "Nobody", "user.view"], "nobody is `Nobody`"),
        (&["matrix", "--person", "Nobody"], "nobody is `Nobody`"),
        (&["review", "--person", "Nobody"], "nobody is `Nobody`"),
        (&["review", "--trail", "/no/such/file"], "/no/such/file: "),
        (
            &["diff", "/no/such/file", "/no/such/file"],
            "/no/such/file: ",
        ),
        (&["shadow", "/no/such/file"], "/no/such/file: "),
        (
            &["check", ALEKSEY],
            "the following required arguments were not provided",
        ),
    ];
    for (arguments, said) in rows {
        let run = ask(arguments);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(run.err.contains(said), "{arguments:?}: {}", run.err);
    }
}

/// A person is named by record, by uuid or by a name that nobody else has.
#[test]
fn a_person_is_found_by_record_uuid_and_name() {
    let ask_as = |who: &str| {
        let run = ask(&["check", who, "surface.operator_app"]);
        assert_eq!(run.code, Some(0), "{who}: {}", run.err);
        run.out
    };
    let json = json(&["review", "--person", ALEKSEY]);
    let uuid = json["rows"][0]["holder"]["user"].as_str().unwrap();
    assert_eq!(ask_as(uuid), ask_as(ALEKSEY));
    assert_eq!(ask_as("Алексей Руднев"), ask_as(ALEKSEY));
}

/// The moment is an argument: a right that is given for a time is no right behind it.
#[test]
fn the_moment_decides() {
    let folder = next();
    let reopen = |at: &str| {
        let question = [
            "check",
            ALEKSEY,
            "conversation.reopen",
            "ticket:337-645919",
            "--at",
            at,
        ];
        of(&folder, &question).code
    };
    assert_eq!(reopen("2026-12-31T23:59:59Z"), Some(0));
    assert_eq!(reopen("2027-01-01T00:00:00Z"), Some(1));
}

/// The host's own right goes by the host's name everywhere, never by its number.
#[test]
fn a_right_of_the_host_has_its_name() {
    let folder = next();
    let inna = "omnidesk/staff/23";
    let rows: &[(&[&str], i32, &str)] = &[
        (
            &["check", inna, "refund.grant", "ticket:288-828056"],
            0,
            "refund.grant",
        ),
        (
            &["explain", ALEKSEY, "refund.grant", "ticket:288-828056"],
            1,
            "grant a refund",
        ),
        (
            &["who-can", "refund.grant", "ticket:288-828056"],
            0,
            "Инна Черкасова",
        ),
        (&["matrix"], 0, "refund.grant"),
        (&["matrix", "--person", inna], 0, "refund.grant"),
        (&["review", "--person", inna], 0, "refund.grant"),
        (&["escalate", ALEKSEY, "refund.grant"], 0, "refund.grant"),
    ];
    for (arguments, code, said) in rows {
        let run = of(&folder, arguments);
        assert_eq!(run.code, Some(*code), "{arguments:?}: {}", run.err);
        assert!(run.out.contains(said), "{arguments:?}: {}", run.out);
        assert!(!run.out.contains("host.0"), "{arguments:?}: {}", run.out);
    }
    let unknown = of(&folder, &["who-can", "refund.grand"]);
    assert!(
        unknown.err.contains("did you mean `refund.grant`?"),
        "{}",
        unknown.err
    );
}

/// What is taken from a person stays taken, whatever his roles grant.
#[test]
fn what_is_taken_is_denied() {
    let question = [
        "check",
        "omnidesk/staff/22",
        "conversation.transfer",
        "ticket:140-796380",
    ];
    assert_eq!(ask(&question).code, Some(0));
    let run = of(&next(), &question);
    assert_eq!(run.code, Some(1));
    assert!(
        run.out
            .contains("desk.no_transfers takes conversation.transfer"),
        "{}",
        run.out
    );
}

/// A small desk, in which one may give roles and sees people, and nothing guards what he gives.
#[test]
fn the_guard_stands_between_a_giver_and_what_he_lacks() {
    let folder = small("\"user.view\", \"role.view\", \"role.assign\", \"surface.admin_panel\"");
    let question = ["escalate", ALEKSEY, "conversation.close"];
    let guarded = of(&folder, &question);
    assert_eq!(guarded.code, Some(0), "{}", guarded.err);
    assert!(guarded.out.starts_with("no: "), "{}", guarded.out);
    let bare = of(&folder, &[&question[..], &["--without-guard"]].concat());
    assert_eq!(bare.code, Some(1), "{}", bare.err);
    let step = "1. Алексей Руднев gives * @ any to Алексей Руднев; ";
    assert!(bare.out.contains(step), "{}", bare.out);
}

/// A role that lacks what a sibling brings is no finding; who has one without the other is one.
#[test]
fn lint_names_who_lacks_a_prerequisite() {
    let lacks = |run: &Run| run.out.contains("never acts: it needs");
    assert!(!lacks(&ask(&["lint"])));
    let folder = small("\"conversation.reply\"");
    let run = of(&folder, &["lint"]);
    assert_eq!(run.code, Some(1));
    assert!(lacks(&run), "{}", run.out);
    assert!(
        run.out.contains("Алексей Руднев: conversation.reply"),
        "{}",
        run.out
    );
}

/// The audit records tell who gave what; one that cannot be read is an error with its line.
#[test]
fn a_review_says_who_gave_it() {
    let of_record = |record: &str| {
        let rows = json(&["review", "--person", record]);
        rows["rows"][0]["holder"].clone()
    };
    let (giver, taker) = (of_record("omnidesk/staff/25"), of_record(ALEKSEY));
    let assignment = serde_json::json!({ "role": "desk.first_line" });
    // The tenant "1" of the desk file, as `frontdesk-model` writes it.
    let tenant = frontdesk::model::TenantId::from_number(1);
    let record = serde_json::json!({
        "tenant": tenant,
        "at": "2026-11-02T08:00:00Z",
        "actor": giver,
        "action": { "action": "assign_role", "user": taker, "assignment": assignment },
        "outcome": { "granted": [
            { "event": "role_assigned", "holder": taker, "assignment": assignment },
        ] },
    });
    let folder = Folder::empty();
    folder.write("trail.jsonl", format!("{record}\n\n"));
    let trail = folder.path("trail.jsonl").display().to_string();
    let run = ask(&["review", "--person", ALEKSEY, "--trail", &trail]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let given = "2026-11-02 08:00   Лариса Платонова   wholly";
    assert_eq!(
        run.out.matches(given).count(),
        run.out.lines().count() - 2,
        "{}",
        run.out
    );
    let other = ask(&["review", "--person", "omnidesk/staff/21", "--trail", &trail]);
    assert!(!other.out.contains("Лариса"), "{}", other.out);

    folder.write("trail.jsonl", format!("{record}\n{{}}\n"));
    let run = ask(&["review", "--trail", &trail]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("trail.jsonl: line 2: "), "{}", run.err);
}

/// What differs is told by its rule, and a line that cannot be asked is no agreement.
#[test]
fn a_replay_counts_every_line_once() {
    let shadow = json(&[
        "shadow",
        &data()
            .join("recorded-decisions.jsonl")
            .display()
            .to_string(),
    ]);
    let groups = shadow["differing"].as_array().unwrap();
    let differing: u64 = groups
        .iter()
        .map(|group| group["count"].as_u64().unwrap())
        .sum();
    let unread = shadow["unread"].as_array().unwrap().len() as u64;
    let same = shadow["same"].as_u64().unwrap();
    assert_eq!(shadow["recorded"], same + differing + unread);
    assert!(same > 0 && groups.len() >= 3 && unread > 0);

    // With nothing but lines that agree there is nothing to report.
    let recorded = std::fs::read_to_string(data().join("recorded-decisions.jsonl")).unwrap();
    let first = recorded.lines().next().unwrap();
    let folder = Folder::empty();
    folder.write("same.jsonl", format!("{first}\n"));
    let run = ask(&["shadow", &folder.path("same.jsonl").display().to_string()]);
    assert_eq!(run.code, Some(0), "{}", run.out);
    // The same question with the opposite answer.
    folder.write(
        "other.jsonl",
        first.replace("\"decision\": true", "\"decision\": false"),
    );
    let run = ask(&["shadow", &folder.path("other.jsonl").display().to_string()]);
    assert_eq!(run.code, Some(1), "{}", run.out);
}

/// The files for `diff` and `shadow` are none of a folder's: the tour is the same without them.
#[test]
fn a_folder_is_read_without_the_files_of_questions() {
    let with = Folder::sample();
    for name in ["desk-next.toml", "recorded-decisions.jsonl"] {
        with.write(name, std::fs::read(data().join(name)).unwrap());
    }
    assert_eq!(with.tour().text, Folder::sample().tour().text);
}

/// Names, arguments and recorded lines are strangers' texts.
#[test]
fn nothing_that_steers_reaches_a_terminal() {
    const STEERS: &str = "\u{1b}[2J\u{202e}\u{9b}31m\u{7}";
    let folder = next();
    let name = format!("Алексей Руднев{STEERS}\nforged");
    let quoted = serde_json::to_string(&name).unwrap();
    folder.edit(
        "omnidesk-staff.json",
        "\"Алексей Руднев\"",
        "\"Алексей Руднев\"",
        &quoted,
    );
    folder.edit(
        "desk.toml",
        "grant a refund",
        "grant a refund",
        r"grant\u001b[2J\u202e",
    );
    folder.edit(
        "desk.toml",
        "label = \"Возвраты\"",
        "Возвраты",
        r"\u001b[2J\u202e",
    );
    folder.write(
        "desk-next.toml",
        std::fs::read(data().join("desk.toml")).unwrap(),
    );
    folder.write(
        "lines.jsonl",
        format!("{{\"{STEERS}\": 1}}\n{}\n", r#"{"subject": {"type": "user", "id": "\u001b[2J\u202e"}, "action": {"name": "user.view"}, "resource": {"type": "own"}, "decision": true}"#),
    );
    let path = |name: &str| folder.path(name).display().to_string();
    let (next, lines) = (path("desk-next.toml"), path("lines.jsonl"));
    let old = path("desk.toml");
    let refund = "ticket:288-828056";
    let rows: &[(&[&str], i32)] = &[
        (&["check", ALEKSEY, "refund.grant", refund], 1),
        (&["explain", ALEKSEY, "refund.grant", refund], 1),
        (&["matrix"], 0),
        (&["matrix", "--person", ALEKSEY], 0),
        (&["who-can", "conversation.reply", "ticket:177-804299"], 0),
        (&["lint"], 1),
        (&["diff", &old, &next], 1),
        (&["escalate", ALEKSEY, "conversation.view"], 1),
        (&["review"], 0),
        (&["shadow", &lines], 1),
        (&["check", STEERS, "user.view", "own"], 2),
        (&["check", ALEKSEY, STEERS], 2),
        (&["check", ALEKSEY, "user.view", STEERS], 2),
    ];
    let mut shown = 0;
    for (arguments, code) in rows {
        for form in [&[][..], &["--json"][..]] {
            let run = of(&folder, &[arguments, form].concat());
            assert_eq!(run.code, Some(*code), "{arguments:?}: {}", run.err);
            for text in [&run.out, &run.err] {
                let steers = |letter: &char| {
                    *letter != '\n' && (letter.is_control() || *letter == '\u{202e}')
                };
                assert_eq!(text.chars().find(steers), None, "{arguments:?} {form:?}");
                let forged = |line: &str| line.starts_with("forged");
                assert!(!text.lines().any(forged), "{arguments:?}");
                shown += usize::from(text.contains("u{202e}") || text.contains("u202e"));
            }
        }
    }
    assert!(shown >= 15, "only {shown} outputs show what was put in");
}

/// The words of a question on this folder.
fn of(folder: &Folder, arguments: &[&str]) -> Run {
    Run::of(deskctl(arguments).arg("--data").arg(folder.path("")))
}

/// The sample data with the desk file that is to come.
fn next() -> Folder {
    let folder = Folder::sample();
    folder.write(
        "desk.toml",
        std::fs::read(data().join("desk-next.toml")).unwrap(),
    );
    folder
}

/// The staff of Omnidesk with one role that has these rights everywhere, which Aleksey has.
fn small(permissions: &str) -> Folder {
    let folder = Folder::with_desk(format!(
        "version = 1\ntenant = \"1\"\nname = \"Small\"\n\
         [[roles]]\nid = \"desk.one\"\nlabel = \"One\"\n\
         grants = [{{ permissions = [{permissions}], relation = \"any\" }}]\n\
         [[people]]\nid = \"{ALEKSEY}\"\nroles = [\"desk.one\"]\n"
    ));
    let staff = std::fs::read(data().join("omnidesk-staff.json")).unwrap();
    folder.write("omnidesk-staff.json", staff);
    folder
}
