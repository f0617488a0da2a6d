//! The questions about what people see: what they print, with which exit code they end, and that what
//! they print is what the person gets.

use expect_test::expect_file;
use serde_json::Value;

use crate::folder::{Folder, ask, data, json};

/// An operator of the first line.
const ALEKSEY: &str = "omnidesk/staff/20";
/// Who manages.
const LARISA: &str = "omnidesk/staff/25";
/// A customer with tickets in several channels.
const NIKOLAY: &str = "omnidesk/user/123";
/// An operator who is a customer besides.
const STANISLAV: &str = "omnidesk/staff/24";
/// Another customer, who is in copy of his ticket.
const OLGA: &str = "omnidesk/user/124";
/// Who has that ticket, an operator of the first line.
const DMITRY: &str = "omnidesk/staff/22";
/// A link to a ticket of the customer.
const LETTER: &str = "link:letter";

/// The name of its golden files, a question, and its exit code.
fn questions() -> Vec<(&'static str, Vec<String>, i32)> {
    let file = |name: &str| data().join(name).display().to_string();
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    vec![
        (
            "visible",
            words(&[
                "visible",
                ALEKSEY,
                "--facet",
                "state,channel",
                "--sort",
                "updated_at",
                "--descending",
                "--page",
                "5",
            ]),
            0,
        ),
        ("visible-customer", words(&["visible", NIKOLAY]), 0),
        (
            "visible-where",
            words(&[
                "visible",
                LARISA,
                "--where",
                "state=new,waiting",
                "--where",
                "group!=omnidesk/group/44",
                "--where",
                "updated_at>2026-11-15T00:00:00Z",
                "--where",
                "subject~не",
                "--sort",
                "updated_at",
            ]),
            0,
        ),
        ("visible-link", words(&["visible", LETTER]), 0),
        ("view-as", words(&["view-as", ALEKSEY, "177-804299"]), 0),
        ("view-as-link", words(&["view-as", LETTER, "140-796380"]), 0),
        ("portal-link", words(&["portal", LETTER, "140-796380"]), 0),
        (
            "view-as-customer",
            words(&["view-as", NIKOLAY, "140-796380"]),
            0,
        ),
        // A field by right: who manages holds it, the first line does not.
        (
            "view-as-with-right",
            words(&["view-as", LARISA, "140-796380"]),
            0,
        ),
        (
            "view-as-without-right",
            words(&["view-as", DMITRY, "140-796380"]),
            0,
        ),
        (
            "visible-by-right",
            words(&[
                "visible",
                LARISA,
                "--column",
                "number,added.cf_25,copied",
                "--where",
                "copied:there",
            ]),
            0,
        ),
        // In copy since after an answer.
        ("visible-copied", words(&["visible", OLGA]), 0),
        ("view-as-copied", words(&["view-as", OLGA, "140-796380"]), 0),
        ("portal-copied", words(&["portal", OLGA, "140-796380"]), 0),
        (
            "view-as-nobody",
            words(&["view-as", ALEKSEY, "140-796380"]),
            1,
        ),
        ("portal", words(&["portal", NIKOLAY, "140-796380"]), 0),
        (
            "why",
            words(&[
                "why",
                ALEKSEY,
                "conversation.take_over",
                "ticket:892-764704",
            ]),
            1,
        ),
        (
            "why-customer",
            words(&[
                "why",
                NIKOLAY,
                "conversation.edit_field",
                "ticket:140-796380",
            ]),
            0,
        ),
        (
            "why-link",
            words(&[
                "why",
                "link:last-year",
                "conversation.view",
                "ticket:818-748866",
            ]),
            1,
        ),
        (
            "why-human",
            words(&[
                "why",
                STANISLAV,
                "conversation.view",
                "ticket:966-780542",
                "--also",
                "omnidesk/user/125",
                "--also",
                LETTER,
            ]),
            0,
        ),
        (
            "what-if-customers",
            words(&["what-if", "merge-customers", "omnidesk/user/138", NIKOLAY]),
            1,
        ),
        (
            "what-if-tickets",
            words(&["what-if", "merge-tickets", "781-740947", "140-796380"]),
            1,
        ),
        (
            "what-if-desk",
            vec![
                "what-if".to_owned(),
                "desk".to_owned(),
                file("desk-next.toml"),
            ],
            1,
        ),
        (
            "what-if-take",
            words(&["what-if", "take", LARISA, "desk.management"]),
            1,
        ),
        (
            "what-if-transfer",
            words(&["what-if", "transfer", "140-796380", ALEKSEY]),
            1,
        ),
        (
            "what-if-merge",
            words(&[
                "what-if",
                "merge",
                "talkme/operator/11",
                "talkme/admin_user/18",
            ]),
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
        expect_file![format!("golden/sight-{name}.txt")].assert_eq(&text.out);
        let json = ask(&[&arguments[..], &["--json"]].concat());
        assert_eq!((json.code, json.err.as_str()), (Some(code), ""), "{name}");
        expect_file![format!("golden/sight-{name}.json")].assert_eq(&json.out);
    }
}

/// A reader of JSON may keep the last of two keys or the first: there is never a second.
#[test]
fn no_document_has_a_key_twice() {
    for (name, arguments, _) in questions() {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let json = ask(&[&arguments[..], &["--json"]].concat()).out;
        let value: Value = serde_json::from_str(&json).expect("one document");
        let keys = json.lines().filter(|line| line.contains("\": ")).count();
        assert_eq!(keys_of(&value), keys, "{name}");
    }
}

/// Each no has its yes beside it: only the answer decides the exit code.
#[test]
fn exit_codes_say_yes_and_no() {
    let same = data().join("desk.toml").display().to_string();
    let (mine, email, call) = ("177-804299", "140-796380", "892-764704");
    let on_mine = format!("ticket:{mine}");
    let on_call = format!("ticket:{call}");
    let rows: &[(&[&str], i32)] = &[
        (&["view-as", ALEKSEY, mine], 0),
        (&["view-as", ALEKSEY, call], 1),
        (&["portal", NIKOLAY, email, "reply"], 0),
        (&["portal", NIKOLAY, email, "reopen"], 1),
        (&["portal", NIKOLAY, email, "edit:cf_26"], 0),
        (&["portal", NIKOLAY, email, "edit:cf_25"], 1),
        // A field that is hidden and one that there is not: one answer.
        (&["portal", NIKOLAY, email, "edit:cf_27"], 1),
        (&["portal", NIKOLAY, email, "edit:none"], 1),
        (&["portal", ALEKSEY, mine, "reply"], 1),
        (&["why", ALEKSEY, "conversation.reply", &on_mine], 0),
        (&["why", ALEKSEY, "conversation.reply", &on_call], 1),
        (&["why", ALEKSEY, "surface.operator_app"], 0),
        (&["what-if", "desk", &same], 0),
        (&["what-if", "give", ALEKSEY, "desk.second_line"], 1),
        (&["what-if", "transfer", mine, ALEKSEY], 0),
        (&["what-if", "queue", mine, "omnidesk/group/46"], 1),
        (&["what-if", "companies", NIKOLAY, "17"], 0),
    ];
    for (arguments, code) in rows {
        let run = ask(arguments);
        let said = format!("{arguments:?}: {}{}", run.out, run.err);
        assert_eq!(run.code, Some(*code), "{said}");
    }
    let told = |field: &str| {
        ask(&["portal", NIKOLAY, email, field])
            .out
            .replace(field, "")
    };
    assert_eq!(told("edit:cf_27"), told("edit:none"));
}

/// What cannot be asked is an error: neither a yes nor a no.
#[test]
fn what_cannot_be_asked_is_an_error() {
    let rows: &[(&[&str], &str)] = &[
        (&["visible", "Nobody"], "nobody is `Nobody`"),
        (
            &["visible", ALEKSEY, "--sort", "color"],
            "no column has this name",
        ),
        // A column that is hidden from him and one that nobody has: one answer.
        (
            &["visible", NIKOLAY, "--sort", "priority"],
            "no such column",
        ),
        (
            &["visible", NIKOLAY, "--facet", "added.none"],
            "no such column",
        ),
        (&["visible", ALEKSEY, "--after", "00"], "cursor"),
        (
            &["visible", ALEKSEY, "--page", "0"],
            "a page has 1 to 500 rows",
        ),
        // The typed refusal, by its code.
        (
            &["visible", NIKOLAY, "--where", "priority:there"],
            "no such column (no_such_column)",
        ),
        (
            &["visible", ALEKSEY, "--where", "group<omnidesk/group/44"],
            "`group<omnidesk/group/44`: the values of this column have no order",
        ),
        (
            &["visible", ALEKSEY, "--where", "state=lost"],
            "`lost` is no value of state",
        ),
        (
            &["visible", ALEKSEY, "--where", "state~new"],
            "this column holds no text",
        ),
        (&["visible", ALEKSEY, "--where", "state"], "is no condition"),
        (
            &["visible", ALEKSEY, "--where", "color=red"],
            "no column has this name",
        ),
        (
            &["visible", ALEKSEY, "--where", "group=none"],
            "there is no group `none`",
        ),
        (&["visible", ALEKSEY, "--also", LARISA], "are of one kind"),
        (
            &["visible", "link:none"],
            "there is no link `none`: desk-hats.json names them",
        ),
        (&["view-as", ALEKSEY, "1"], "there is no ticket `1`"),
        (
            &["portal", NIKOLAY, "140-796380", "delete"],
            "is no action of the portal",
        ),
        (
            &["what-if", "take", ALEKSEY, "desk.management"],
            "this person has no role",
        ),
        (
            &["what-if", "give", ALEKSEY, "desk.none"],
            "the desk has no role desk.none",
        ),
        (
            &["what-if", "queue", "177-804299", "none"],
            "there is no group `none`",
        ),
        (&["what-if", "companies", ALEKSEY], "is no customer"),
        (
            &["what-if", "merge-customers", NIKOLAY, "omnidesk/user/124"],
            "(not_confirmed)",
        ),
        (
            &["what-if", "merge-customers", "omnidesk/user/137", NIKOLAY],
            "Скидки Каждый День is suspended and cannot be united (customer_cannot_act)",
        ),
        (
            &["what-if", "merge-customers", NIKOLAY, NIKOLAY],
            "(same_account)",
        ),
        (
            &["what-if", "merge-customers", ALEKSEY, NIKOLAY],
            "is no customer",
        ),
        (
            &["what-if", "merge-tickets", "140-796380", "337-645919"],
            "is closed (closed)",
        ),
        (
            &["what-if", "merge-tickets", "843-946841", "140-796380"],
            "is deleted or spam (hidden)",
        ),
        (
            &["what-if", "merge-tickets", "140-796380", "140-796380"],
            "(same_ticket)",
        ),
        (
            &[
                "what-if",
                "merge",
                "talkme/operator/11",
                "talkme/admin_user/17",
            ],
            "nobody has confirmed",
        ),
        (&["what-if"], "Usage: deskctl what-if <COMMAND>"),
    ];
    for (arguments, said) in rows {
        let run = ask(arguments);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(run.err.contains(said), "{arguments:?}: {}", run.err);
    }
}

/// `view-as` is what the tour shows of the same ticket, and its row of the list.
#[test]
fn the_view_is_the_same_everywhere() {
    let tour = Folder::sample().json();
    let number = tour["ticket"]["number"].as_str().unwrap().to_owned();
    let mut seen = 0;
    for viewer in tour["ticket"]["seen"].as_array().unwrap() {
        let who = match viewer["viewer"].as_str().unwrap() {
            "customer" => NIKOLAY,
            "supervisor" => LARISA,
            _ => viewer["name"].as_str().unwrap(),
        };
        let view = json(&["view-as", who, &number]);
        assert_eq!(view["view"], viewer["view"], "{who}");
        assert_eq!(view["lines"], viewer["lines"], "{who}");
        let list = json(&["visible", who, "--page", "500"]);
        let id = &view["view"]["id"];
        let rows = list["page"]["rows"].as_array().unwrap();
        let row: Vec<&Value> = rows.iter().filter(|row| row["id"] == *id).collect();
        match view["view"].is_null() {
            true => assert!(row.is_empty() || id.is_null(), "{who}"),
            false => assert_eq!(row, [&view["view"]], "{who}"),
        }
        seen += usize::from(!view["view"].is_null());
    }
    assert_eq!(seen, 3);
}

/// The pages together are the list, in order and each row once.
#[test]
fn the_pages_together_are_the_list() {
    let order = ["--sort", "updated_at", "--descending"];
    let whole = json(&[&["visible", LARISA, "--page", "500"], &order[..]].concat());
    let whole = whole["page"]["rows"].as_array().unwrap().clone();
    let (mut rows, mut after) = (Vec::new(), None::<String>);
    loop {
        let mut arguments = [&["visible", LARISA, "--page", "16"], &order[..]].concat();
        if let Some(after) = &after {
            arguments.extend(["--after", after]);
        }
        let page = json(&arguments);
        assert_eq!(page["page"]["total"], whole.len());
        rows.extend(page["page"]["rows"].as_array().unwrap().clone());
        match page["page"]["next"].as_str() {
            Some(next) => after = Some(next.to_owned()),
            None => break,
        }
    }
    assert_eq!(rows, whole);
    assert!(rows.len() > 32, "three pages");
}

/// One human, two accounts: both lists, each ticket once; in the portal he is the customer.
#[test]
fn a_member_of_the_staff_who_is_a_customer() {
    let numbers = |arguments: &[&str]| {
        let list = json(&[arguments, &["--page", "500"]].concat());
        let rows = list["page"]["rows"].as_array().unwrap().iter();
        let named = rows.map(|row| row["number"].as_str().unwrap().to_owned());
        named.collect::<std::collections::BTreeSet<String>>()
    };
    let (staff, customer) = (
        numbers(&["visible", ALEKSEY]),
        numbers(&["visible", NIKOLAY]),
    );
    let both = numbers(&["visible", ALEKSEY, "--also", NIKOLAY]);
    assert_eq!(both, &staff | &customer);
    assert!(both.len() > staff.len());
    let shared = "337-645919";
    assert!(staff.contains(shared) && customer.contains(shared));
    let view = json(&["view-as", ALEKSEY, shared, "--also", NIKOLAY]);
    assert_eq!(view["view"]["as"], "operator");
    let reply = ["portal", ALEKSEY, "140-796380", "reply", "--also", NIKOLAY];
    assert_eq!(ask(&reply).code, Some(0));
    assert_eq!(ask(&reply[..4]).code, Some(1));
}

/// What a role of stakeholders shows has no note, and `why` and `what-if` say what it hides.
#[test]
fn a_role_of_stakeholders() {
    let folder = Folder::sample();
    folder.edit(
        "desk.toml",
        "[visibility]",
        "site = \"by_right\"",
        "site = \"by_right\"\nstakeholder_roles = [\"desk.management\"]",
    );
    let place = folder.path("").display().to_string();
    let of = |arguments: &[&str]| ask(&[arguments, &["--data", &place]].concat());
    let before = ask(&["view-as", LARISA, "140-796380"]);
    let after = of(&["view-as", LARISA, "140-796380"]);
    assert!(before.out.contains("seen as operator") && before.out.contains(", note:"));
    assert!(after.out.contains("seen as stakeholder") && !after.out.contains(", note:"));
    let why = of(&["why", LARISA, "conversation.view", "ticket:140-796380"]);
    assert!(
        why.out.contains("hidden: 1 of the messages (notes)"),
        "{}",
        why.out
    );
    let desk = folder.path("desk.toml").display().to_string();
    let change = ask(&["what-if", "desk", &desk]);
    assert_eq!(change.code, Some(1));
    assert!(
        change.out.contains("as stakeholder, was operator"),
        "{}",
        change.out
    );
    assert!(
        !change.out.contains("\nrights"),
        "the same rights: {}",
        change.out
    );
}

/// Of an offline application `why` crosses account, access and visibility too: it is seen by the right to handle
/// it and by no view of conversations (S28, S51).
#[test]
fn why_of_a_request() {
    let of = |permission: &str| {
        let run = ask(&["why", ALEKSEY, permission, "request:177-804299"]);
        (run.code, run.out)
    };
    let (code, handles) = of("request.handle");
    assert_eq!(code, Some(1));
    for part in ["account", "access", "visibility", "not seen"] {
        assert!(handles.contains(part), "{part}: {handles}");
    }
    let (_, views) = of("conversation.view");
    assert!(!views.contains("visibility"), "{views}");
    // Of the conversation itself, which he sees.
    let seen = ask(&["why", ALEKSEY, "conversation.view", "ticket:177-804299"]);
    assert!(seen.out.contains("seen as operator"), "{}", seen.out);
}

fn keys_of(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(keys_of).sum(),
        Value::Object(fields) => fields.len() + fields.values().map(keys_of).sum::<usize>(),
        _ => 0,
    }
}
