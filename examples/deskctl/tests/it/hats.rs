//! Who wears several hats, and who has a link: what the file of hats says, and the conditions of a list.

use std::collections::BTreeSet;

use expect_test::expect_file;
use serde_json::Value;

use crate::folder::{Folder, ask, json};

fn report(document: &Value) -> &Value {
    let files = document["imported"]["files"].as_array().unwrap();
    let mut files = files.iter();
    files.find(|file| file["file"] == "desk-hats.json").unwrap()
}

/// Every row that cannot be used is named by its place and left out; the others are used.
#[test]
fn what_is_wrong_in_the_file_is_said_by_its_place() {
    let folder = Folder::sample();
    let hats = r#"{
        "one_human": [
            {"user": "omnidesk/staff/24", "customer": "omnidesk/user/125"},
            {"user": "omnidesk/staff/24", "customer": "omnidesk/user/126"},
            {"user": "omnidesk/staff/20", "customer": "omnidesk/user/125"},
            {"user": "omnidesk/staff/99", "customer": "omnidesk/user/124"},
            {"user": "omnidesk/staff/20", "customer": "omnidesk/staff/21"},
            {"user": "no record", "customer": "omnidesk/user/124"},
            {"user": "omnidesk/staff/20"},
            7
        ],
        "links": [
            {"name": "a", "ticket": "140-796380", "customer": "omnidesk/user/123", "purpose": "view",
             "expires": "2026-11-28T00:00:00Z", "epoch": 0},
            {"name": "a", "ticket": "140-796380", "customer": "omnidesk/user/123", "purpose": "view",
             "expires": "2026-11-28T00:00:00Z"},
            {"name": "", "ticket": "140-796380", "customer": "omnidesk/user/123", "purpose": "view",
             "expires": "2026-11-28T00:00:00Z"},
            {"name": "b", "ticket": "1", "customer": "omnidesk/user/123", "purpose": "view",
             "expires": "2026-11-28T00:00:00Z"},
            {"name": "c", "ticket": "140-796380", "customer": "omnidesk/user/999", "purpose": "view",
             "expires": "2026-11-28T00:00:00Z"},
            {"name": "d", "ticket": "140-796380", "customer": "omnidesk/user/123", "purpose": "edit",
             "expires": "2026-11-28T00:00:00Z"},
            {"name": "e", "ticket": "140-796380", "customer": "omnidesk/user/123", "purpose": "view",
             "expires": "soon"},
            {"name": "f", "ticket": "140-796380", "customer": "omnidesk/user/123", "purpose": "view",
             "expires": "2026-11-28T00:00:00Z", "forever": true}
        ],
        "copy_role": "",
        "copies": [
            {"ticket": "140-796380", "customer": "omnidesk/user/126", "since": "2026-11-13T07:00:00Z"},
            {"ticket": "140-796380", "customer": "omnidesk/user/126", "since": "2026-11-14T07:00:00Z"},
            {"ticket": "1", "customer": "omnidesk/user/126", "since": "2026-11-13T07:00:00Z"},
            {"ticket": "140-796380", "customer": "omnidesk/staff/20", "since": "2026-11-13T07:00:00Z"},
            {"ticket": "140-796380", "customer": "omnidesk/user/126"},
            []
        ]
    }"#;
    folder.write("desk-hats.json", hats);
    let tour = folder.tour();
    let report = report(&tour.json);
    expect_file!["golden/bad-hats.json"]
        .assert_eq(&(serde_json::to_string_pretty(report).unwrap() + "\n"));
    assert!(
        tour.text
            .contains("link 4: no ticket has this number, left out")
    );
    let place = folder.path("").display().to_string();
    let view = ask(&["view-as", "link:a", "140-796380", "--data", &place]);
    assert_eq!(view.code, Some(0), "{}", view.err);
    assert!(
        ask(&["visible", "link:b", "--data", &place])
            .err
            .contains("there is no link")
    );
}

/// Whom the file puts in copy sees the ticket since then and what was written since, by the role that it names;
/// without the role he sees nothing of it.
#[test]
fn whoever_is_in_copy_sees_what_came_since() {
    const OLGA: &str = "omnidesk/user/124";
    let run = ask(&["view-as", OLGA, "140-796380"]);
    assert!(run.out.contains("seen as copied"), "{}", run.out);
    assert!(run.out.contains("screenshot-502.png") && !run.out.contains("сервер отвечает"));
    let refused = ask(&["portal", OLGA, "140-796380", "reply"]);
    assert_eq!(refused.code, Some(1));
    assert!(
        refused
            .out
            .contains("only the customer who asked may do this")
    );
    // Of what she does not read `why` says what it may be: a note, or what was written before.
    let why = ask(&["why", OLGA, "conversation.view", "ticket:140-796380"]);
    assert_eq!(why.code, Some(0), "{}", why.err);
    let hidden = "of the messages (notes, or from before the copy)";
    assert!(why.out.contains(hidden), "{}", why.out);
    // The staff finds it by her, named as she is elsewhere.
    let by_copy = |condition: &str| {
        let columns = ["--column", "number,copied", "--where", condition];
        let list = [
            &["visible", "omnidesk/staff/25", "--page", "500"],
            &columns[..],
        ]
        .concat();
        let run = ask(&list);
        (run.code, run.out.contains("140-796380"))
    };
    assert_eq!(by_copy(&format!("copied={OLGA}")), (Some(0), true));
    assert_eq!(by_copy("copied=omnidesk/user/126"), (Some(0), false));
    // Nobody else is in copy of it, and she of nothing else.
    let list = json(&["visible", OLGA, "--page", "500"]);
    let rows = list["page"]["rows"].as_array().unwrap().iter();
    let copied: Vec<_> = rows.filter(|row| row["as"] == "copied").collect();
    assert_eq!(copied.len(), 1);
    let stranger = ask(&["view-as", "omnidesk/user/126", "140-796380"]);
    assert_eq!(stranger.code, Some(1));

    let folder = Folder::sample();
    let place = folder.path("").display().to_string();
    let hats = |role: &str| {
        let copy = r#"{"ticket": "140-796380", "customer": "omnidesk/user/124", "since": "2026-11-13T07:00:00Z"}"#;
        folder.write(
            "desk-hats.json",
            format!(r#"{{{role} "copies": [{copy}]}}"#),
        );
        ask(&["view-as", OLGA, "140-796380", "--data", &place]).code
    };
    assert_eq!(hats(r#""copy_role": "desk.in_copy","#), Some(0));
    assert_eq!(hats(""), Some(1));
}

/// Of a file that is none nothing is used, and all else is; without one nobody wears two hats.
#[test]
fn a_file_that_is_none_is_said_and_the_rest_is_used() {
    let folder = Folder::sample();
    for (text, error) in [
        (
            "[]",
            "not an object of `one_human`, `links` and `copies`, line 1, column",
        ),
        (
            "{\"link\": []}",
            "not an object of `one_human`, `links` and `copies`, line 1, column",
        ),
        ("{", "line 1, column 1"),
    ] {
        folder.write("desk-hats.json", text);
        let json = folder.json();
        let report = report(&json);
        assert_eq!(report["records"], 0, "{text}");
        assert!(
            report["error"].as_str().unwrap().contains(error),
            "{report}"
        );
        assert!(json["imported"]["files"].as_array().unwrap().len() > 10);
    }
    folder.remove("desk-hats.json");
    let place = folder.path("").display().to_string();
    let change = [
        "what-if",
        "transfer",
        "966-780542",
        "omnidesk/staff/24",
        "--data",
        &place,
    ];
    assert!(json(&change)["report"].get("one_human").is_none());
    let none = ask(&["visible", "link:letter", "--data", &place]);
    assert_eq!(none.code, Some(2));
}

/// A link opens its ticket as a guest, and nothing else; beside an account it opens one ticket more.
#[test]
fn whoever_has_a_link_sees_its_ticket_and_no_other() {
    let rows = |arguments: &[&str]| {
        let list = json(&[arguments, &["--page", "500"]].concat());
        let rows = list["page"]["rows"].as_array().unwrap().clone();
        let said = rows.iter().map(|row| {
            (
                row["id"].as_str().unwrap().to_owned(),
                row["as"].as_str().unwrap().to_owned(),
            )
        });
        said.collect::<BTreeSet<(String, String)>>()
    };
    let guest = rows(&["visible", "link:letter"]);
    assert_eq!(
        guest.iter().map(|row| row.1.as_str()).collect::<Vec<_>>(),
        ["guest"]
    );
    // Neither a link that is over nor one for a rating opens anything.
    for link in ["link:last-year", "link:rating"] {
        assert!(rows(&["visible", link]).is_empty(), "{link}");
    }
    // Who does not see the ticket as one of the staff sees it by the link, and acts on it no more.
    let staff = rows(&["visible", "omnidesk/staff/20"]);
    let both = rows(&["visible", "omnidesk/staff/20", "--also", "link:letter"]);
    assert_eq!(both, &staff | &guest);
    assert_eq!(both.len(), staff.len() + 1);
    let reply = ["portal", "link:letter", "140-796380", "reply"];
    assert_eq!(ask(&reply).code, Some(1));
    let why = |permission| {
        let asked = ["why", "link:letter", permission, "ticket:140-796380"];
        (ask(&asked).code, json(&asked)["allow"].clone())
    };
    assert_eq!(why("conversation.view"), (Some(0), true.into()));
    assert_eq!(why("conversation.reply"), (Some(1), false.into()));
}

/// The document of `why` has the one form or the other, and each part of a human is that of the account.
#[test]
fn why_of_a_human_has_the_parts_of_each_account() {
    let asked = |who: &'static str, also: &[&'static str]| {
        let mut arguments = vec!["why", who, "conversation.view", "ticket:966-780542"];
        for one in also {
            arguments.extend(["--also", one]);
        }
        json(&arguments)
    };
    let (staff, customer) = ("omnidesk/staff/24", "omnidesk/user/125");
    let alone = [asked(staff, &[]), asked(customer, &[])];
    let both = asked(staff, &[customer]);
    assert!(both.get("why").is_none() && alone[0].get("human").is_none());
    let parts = both["human"]["accounts"].as_array().unwrap();
    assert_eq!(*parts, [alone[0]["why"].clone(), alone[1]["why"].clone()]);
    assert_eq!(both["human"]["sight"]["hat"], "operator");
}

/// A row that fulfills every condition, and only those: as a reader of the whole list would pick them.
#[test]
fn conditions_pick_what_a_reader_of_the_list_would() {
    let who = "omnidesk/staff/25";
    let all = json(&["visible", who, "--page", "500"])["page"]["rows"].clone();
    let all = all.as_array().unwrap();
    let asked = |conditions: &[&str]| {
        let mut arguments = vec!["visible", who, "--page", "500"];
        for one in conditions {
            arguments.extend(["--where", one]);
        }
        json(&arguments)["page"]["rows"].as_array().unwrap().clone()
    };
    type Picks = fn(&Value) -> bool;
    let rows: [(&[&str], Picks); 8] = [
        (&["state=new,waiting"], |row| {
            ["new", "waiting"].contains(&row["state"].as_str().unwrap())
        }),
        (&["state!=closed"], |row| row["state"] != "closed"),
        (&["assignee:absent"], |row| row["assignee"].is_null()),
        (&["assignee:there", "state=in_work"], |row| {
            !row["assignee"].is_null() && row["state"] == "in_work"
        }),
        (&["updated_at>2026-11-15T00:00:00Z"], |row| {
            row["updated_at"].as_str().unwrap() > "2026-11-15T00:00:00Z"
        }),
        (&["message_count<1"], |row| row["message_count"] == 0),
        (&["subject~ЗАКАЗ"], |row| {
            row["subject"]
                .as_str()
                .unwrap()
                .to_lowercase()
                .contains("заказ")
        }),
        // A comma is part of a text, and so is a sign of comparison.
        (
            &["subject=Повторная заявка, отправлена по ошибке"],
            |row| row["subject"] == "Повторная заявка, отправлена по ошибке",
        ),
    ];
    for (conditions, picks) in rows {
        let expected: Vec<&Value> = all.iter().filter(|row| picks(row)).collect();
        assert!(
            !expected.is_empty() && expected.len() < all.len(),
            "{conditions:?}"
        );
        assert_eq!(
            asked(conditions).iter().collect::<Vec<_>>(),
            expected,
            "{conditions:?}"
        );
    }
    // By name or by record, in the words of the other commands.
    let by_record = asked(&["group=omnidesk/group/46"]);
    assert_eq!(asked(&["group=Техническая поддержка"]), by_record);
    assert_eq!(
        asked(&["assignee=Алексей Руднев"]),
        asked(&["assignee=omnidesk/staff/20"])
    );
    assert_eq!(asked(&["requester=omnidesk/user/123"]).len(), 3);
    assert!(!by_record.is_empty());
}
