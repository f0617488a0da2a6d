//! What reaches a terminal: color where it is wanted, and never what a stranger wrote to steer it.

use serde_json::Value;

use crate::folder::{BARE, EXPORTS, Folder, Run, deskctl};

/// Piped output has no escape sequence, whatever the environment says; color can be forced, and
/// then `NO_COLOR` still has the last word (<https://no-color.org>).
#[test]
fn color_only_where_it_is_wanted() {
    let escapes = |variables: &[(&str, &str)]| {
        let mut command = deskctl(&["tour"]);
        command.envs(variables.iter().copied());
        Run::of(&mut command).out.matches('\u{1b}').count()
    };
    assert_eq!(escapes(&[]), 0);
    assert_eq!(escapes(&[("NO_COLOR", "1")]), 0);
    assert_eq!(escapes(&[("TERM", "xterm-256color")]), 0);
    assert_eq!(escapes(&[("TERM", "dumb")]), 0);
    assert!(escapes(&[("CLICOLOR_FORCE", "1")]) > 100);
}

/// Color adds escape sequences and changes nothing else.
#[test]
fn color_changes_no_word() {
    let mut command = deskctl(&["tour"]);
    let colored = Run::of(command.env("CLICOLOR_FORCE", "1")).out;
    let mut plain = String::new();
    let mut parts = colored.split('\u{1b}');
    plain.push_str(parts.next().unwrap());
    for part in parts {
        let (code, rest) = part.split_once('m').expect("the end of a sequence");
        assert!(code.starts_with('['), "only colors: {code}");
        plain.push_str(rest);
    }
    assert_eq!(plain, Run::of(&mut deskctl(&["tour"])).out);
}

/// What a stranger could put into a name: clears the screen, sets the title, rings, reverses, hides.
const STEERS: &str =
    "\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}31m\u{202e}\u{2066}\u{200b}\u{feff}\u{7f}\r\u{8}";

/// Every text of every export, one export after the other, and those of the desk file.
#[test]
fn nothing_that_steers_reaches_a_terminal() {
    let mut shown = 0;
    for name in EXPORTS {
        let folder = Folder::sample();
        let Ok(bytes) = std::fs::read(crate::folder::data().join(name)) else {
            continue;
        };
        match name.ends_with(".json") {
            true => {
                let mut value: Value = serde_json::from_slice(&bytes).unwrap();
                poison(&mut value);
                folder.write(name, serde_json::to_vec(&value).unwrap());
            }
            false => {
                let text = String::from_utf8(bytes).unwrap();
                let (header, rows) = text.split_once('\n').unwrap();
                let safe_in_csv = STEERS.replace(['\r', ';'], "");
                let rows = rows.replace("na,", &format!("na{safe_in_csv},"));
                folder.write(name, format!("{header}\n{rows}"));
            }
        }
        let text = folder.run(&[]);
        nothing_steers(&text, name);
        shown += usize::from(text.out.contains(r"\u{1b}[2J\u{1b}]0;x\u{7}"));
        nothing_steers(&folder.command("people", &["--addresses"]), name);
        let json = folder.run(&["--json"]);
        nothing_steers(&json, name);
        let read: Value = serde_json::from_str(&json.out).expect("still one document");
        assert!(read["people"].is_array());
    }
    assert!(
        shown >= 10,
        "only {shown} exports show what was put into them"
    );
    let folder = Folder::sample();
    folder.edit(
        "desk.toml",
        "name = \"Пример\"",
        "Пример",
        r"Пример\u001b[31m\u202e",
    );
    folder.edit(
        "desk.toml",
        "label = \"Руководство\"",
        "Рук",
        r"\u001b[31m\u202eРук",
    );
    let run = folder.run(&[]);
    assert_eq!(run.code, Some(0));
    assert!(run.out.starts_with(r"Пример\u{1b}[31m\u{202e} as of "));
    nothing_steers(&run, "desk.toml");
}

/// The words of an error are a stranger's too.
#[test]
fn nothing_that_steers_reaches_a_terminal_in_an_error() {
    let bad = [
        "version = 1\n\"na\\u001b[2Jme\" = 1\n".to_owned(),
        format!("{BARE}[[roles]]\nid = \"a\\u001b[31m\\u202e\"\nlabel = \"\"\n")
            + "[[roles]]\nid = \"a\\u001b[31m\\u202e\"\nlabel = \"\"\n",
        format!(
            "{BARE}[[roles]]\nid = \"a\"\nlabel = \"\"\n[[roles.grants]]\npermissions = [\"\\u009b\"]\n"
        ),
    ];
    for text in bad {
        let run = Folder::with_desk(&text).run(&[]);
        assert_eq!(run.code, Some(2), "{text}");
        nothing_steers(&run, &text);
    }
}

/// A text of a stranger is one line, whatever it says: a line break in it begins none, in no table
/// and nowhere else, and so it draws no row that is none.
#[test]
fn a_text_of_a_stranger_is_one_line() {
    const ROW: &str = "Рут Админ  staff/1  active  yes";
    let mut shown = 0;
    for name in EXPORTS {
        let Ok(bytes) = std::fs::read(crate::folder::data().join(name)) else {
            continue;
        };
        let Ok(sample) = serde_json::from_slice::<Value>(&bytes) else {
            continue;
        };
        for break_of in ["\n", "\r\n"] {
            let mut value = sample.clone();
            add(&mut value, &format!("{break_of}{ROW}"));
            let folder = Folder::sample();
            folder.write(name, serde_json::to_vec(&value).unwrap());
            let people = folder.command("people", &["--addresses"]);
            for text in [folder.run(&[]).out, people.out] {
                shown += usize::from(text.contains(ROW));
                for line in text.lines() {
                    for (at, _) in line.match_indices(ROW) {
                        // A cell stands behind two blanks or more.
                        let (before, _) = line.split_at(at);
                        let is_alone = before.is_empty() || before.ends_with("  ");
                        assert!(!is_alone, "{name}: {line}");
                    }
                }
            }
        }
    }
    assert!(shown >= 20, "only {shown} texts show what was added");
}

/// Nor does one that is broken to the width of its column: only our own lines begin at its edge.
#[test]
fn a_broken_text_draws_no_line_of_ours() {
    for letters in 1..60 {
        let folder = Folder::sample();
        let subject = format!("{} assignee: forged", "x".repeat(letters));
        folder.edit(
            "omnidesk-cases.json",
            "Ошибка 502 при выгрузке отчёта",
            "Ошибка 502 при выгрузке отчёта",
            &subject,
        );
        let text = folder.run(&[]).out;
        let (_, ticket) = text.split_once("\n  ticket ").expect("the ticket");
        assert!(ticket.contains("forged"), "{ticket}");
        let header = ticket.lines().nth(1).expect("the viewers");
        for viewer in ["customer", "operator", "supervisor"] {
            let edge = header[..header.find(viewer).unwrap()].chars().count();
            let at_edge = |line: &&str| {
                let cell: String = line.chars().skip(edge).collect();
                cell.starts_with("assignee: forged")
            };
            assert_eq!(ticket.lines().find(at_edge), None, "{letters}: {ticket}");
        }
    }
}

/// Letters of double width, of none and of emoji keep the columns where they are.
#[test]
fn wide_letters_keep_the_columns() {
    let folder = Folder::sample();
    folder.edit(
        "omnidesk-staff.json",
        "Алексей Руднев",
        "Алексей Руднев",
        "李小龍 🙂 e\u{301}",
    );
    let text = folder.run(&[]).out;
    let line = |name: &str| {
        text.lines()
            .find(|line| line.contains(name) && line.contains("staff/"))
            .unwrap()
    };
    let width = |line: &str, until: &str| {
        let before = &line[..line.find(until).expect("a column")];
        before.chars().map(columns).sum::<usize>()
    };
    let other = width(line("Валерия Мельник"), "staff/");
    assert_eq!(width(line("李小龍"), "staff/"), other);
}

/// How many columns of a terminal these letters take: enough for this test.
fn columns(letter: char) -> usize {
    match letter {
        '\u{300}'..='\u{36f}' => 0,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{9fff}' | '\u{1f300}'..='\u{1faff}' => 2,
        _ => 1,
    }
}

/// Adds what steers to every text that people read, and to keys.
fn poison(value: &mut Value) {
    add(value, STEERS);
}

/// Adds this to every text that people read, and to keys.
fn add(value: &mut Value, added: &str) {
    match value {
        // What is empty stays so: behind nothing, whatever is added stands at the beginning.
        Value::String(text) if !text.is_empty() => text.push_str(added),
        Value::Array(items) => items.iter_mut().for_each(|item| add(item, added)),
        Value::Object(fields) => {
            // A record of which one of these cannot be read would not be shown at all.
            let needed = [
                "_at",
                "email",
                "emails",
                "languages",
                "number",
                "jsonrpc",
                "login",
            ];
            for (key, value) in fields.iter_mut() {
                if !needed.iter().any(|end| key.ends_with(end)) {
                    add(value, added);
                }
            }
            fields.insert(format!("new{added}"), Value::Null);
        }
        _ => {}
    }
}

#[track_caller]
fn nothing_steers(run: &Run, what: &str) {
    assert_ne!(run.code, Some(101), "{what}: {}", run.err);
    for text in [&run.out, &run.err] {
        let steers = |letter: &char| {
            *letter != '\n'
                && (letter.is_control() || STEERS.contains(*letter) && !letter.is_ascii())
        };
        let found = text.chars().find(steers);
        assert_eq!(found, None, "{what}");
    }
}
