//! The edits, each with the parts of the tour that it changes and what the change must mean.

use super::{Change, apart, person, seen_by, verdicts_of};
use crate::folder::Folder;

/// One decision that somebody makes differently.
pub(crate) struct Edit {
    pub(crate) name: &'static str,
    /// What is different from the sample before.
    pub(crate) base: &'static [Replace],
    /// The decision.
    pub(crate) edits: &'static [Replace],
    /// The headings under which a line changes.
    pub(crate) changes: &'static [&'static str],
    pub(crate) means: fn(&Change<'_>),
}

/// The first `from` behind the one place where the file says `at` becomes `to`.
pub(crate) struct Replace {
    pub(crate) file: &'static str,
    pub(crate) at: &'static str,
    pub(crate) from: &'static str,
    pub(crate) to: &'static str,
}

impl Replace {
    pub(crate) fn apply(&self, folder: &Folder) {
        folder.edit(self.file, self.at, self.from, self.to);
    }
}

const IMPORTED: &str = "What was imported";
const PEOPLE: &str = "Who is this";
const MATRIX: &str = "What may they do";
const QUESTIONS: &str = "May they do this";
const QUEUE: &str = "Who takes this conversation";
const MERGE: &str = "Are these two accounts one person";
const TICKET: &str = "What may they see of this ticket";
const LINT: &str = "What the desk notices about itself";

const PAVLOV: &str = "Павлов Игорь";
const SAFONOV: &str = "Дмитрий Сафонов";
const RUDNEV: &str = "Алексей Руднев";

pub(crate) const EDITS: &[Edit] = &[
    Edit {
        name: "A role loses a right that no question of the tour needs",
        base: &[],
        edits: &[Replace {
            file: "desk.toml",
            at: "desk.second_line\"\nlabel",
            from: ", \"conversation.reopen\"",
            to: "",
        }],
        changes: &[MATRIX],
        means: |change| {
            let [before, after] = change.both(|json| granted(json, "conversation.reopen"));
            assert_eq!(before, ["second_line"]);
            assert!(after.is_empty());
            for part in [
                "/people",
                "/questions",
                "/queue",
                "/merge",
                "/ticket",
                "/lint",
            ] {
                change.keeps(part);
            }
        },
    },
    Edit {
        name: "A role loses the right to reply: who has only that role is no operator any more",
        base: &[],
        edits: &[Replace {
            file: "desk.toml",
            at: "desk.second_line\"\nlabel",
            from: ", \"conversation.reply\"",
            to: "",
        }],
        changes: &[MATRIX, QUEUE, LINT],
        means: |change| {
            let [before, after] = change.both(|json| granted(json, "conversation.reply"));
            assert_eq!(
                apart(&before, &after),
                [vec!["second_line".to_owned()], vec![]]
            );
            let gone = ["Инна Черкасова", "Лариса Платонова"];
            let [before, after] = change.both(operators);
            assert_eq!(
                apart(&before, &after),
                [gone.map(str::to_owned).to_vec(), vec![]]
            );
            // What was theirs goes to one who may still answer.
            let [before, after] = change.both(|json| goes_to(json, "325-835975"));
            assert_eq!(
                [before.as_str(), after.as_str()],
                [gone[1], "Валерия Мельник"]
            );
        },
    },
    Edit {
        name: "A role gains a right for everybody who has it",
        base: &[],
        edits: &[Replace {
            file: "desk.toml",
            at: "opt.others_chats\"\nlabel",
            from: "\"conversation.take_over\"",
            to: "\"conversation.take_over\", \"conversation.close\"",
        }],
        changes: &[MATRIX],
        means: |change| {
            let [before, after] = change.both(|json| granted(json, "conversation.close"));
            let gained = vec!["first_line + others_chats".to_owned()];
            assert_eq!(apart(&before, &after), [vec![], gained]);
        },
    },
    Edit {
        name: "UIS: the permission for chats is switched off",
        base: &[],
        edits: &[Replace {
            file: "uis-cabinet.json",
            at: "\"id\": 1009,",
            from: "{\"unit_id\": \"chats\", \"is_select\": true",
            to: "{\"unit_id\": \"chats\", \"is_select\": false",
        }],
        changes: &[IMPORTED, PEOPLE, QUESTIONS, QUEUE, TICKET, LINT],
        means: |change| {
            let [before, after] = change.both(|json| roles(json, "employee/1009"));
            // No right of a user is left, so that what every user has goes with it (S69).
            let lost = ["uis.chats_and_requests", "uis.view_employees"];
            assert_eq!(
                apart(&before, &after),
                [lost.map(str::to_owned).to_vec(), vec![]]
            );
            let [before, after] = change.both(operators);
            assert_eq!(apart(&before, &after), [vec![PAVLOV.to_owned()], vec![]]);
        },
    },
    Edit {
        name: "A person speaks one language more",
        base: &[],
        edits: &[Replace {
            file: "desk.toml",
            at: "omnidesk/staff/22\"",
            from: "languages = [\"ru\"]",
            to: "languages = [\"ru\", \"en\"]",
        }],
        changes: &[PEOPLE, QUEUE],
        means: |change| {
            // Exactly this person's verdict on the one conversation in that language of his groups.
            assert_eq!(change.judged_anew(), [SAFONOV.to_owned()].into());
            let [before, after] = change.both(|json| verdicts_of(json, SAFONOV));
            let changed: Vec<usize> = (0..10).filter(|at| before[*at] != after[*at]).collect();
            assert_eq!(changed, [4]);
            assert_eq!([&before[4], &after[4]], ["language", "2"]);
            assert_eq!(
                change.after.json["queue"]["conversations"][4]["language"],
                "en"
            );
        },
    },
    Edit {
        name: "A person's limit in the desk file is one less",
        base: &[],
        edits: &[Replace {
            file: "desk.toml",
            at: "omnidesk/staff/20\"",
            from: "limit = 4",
            to: "limit = 3",
        }],
        changes: &[PEOPLE, QUEUE],
        means: |change| {
            let [before, after] = change.both(|json| verdicts_of(json, RUDNEV));
            let limited = |cells: &[String]| cells.iter().filter(|c| *c == "at_limit").count();
            assert!(limited(&before) < limited(&after), "{before:?} {after:?}");
            let [before, after] = change.both(|json| person(json, "staff/20")["limit"].clone());
            assert_eq!([before, after], ["4", "3"]);
        },
    },
    Edit {
        name: "Noci: the limit of an invitation, which is everybody's who is invited",
        base: &[],
        edits: &[Replace {
            file: "noci-invitation.json",
            at: "\"limit\"",
            from: "3",
            to: "5",
        }],
        changes: &[PEOPLE],
        means: |change| {
            let limits = |json: &serde_json::Value| -> Vec<String> {
                let people = json["people"].as_array().unwrap().iter();
                let noci = people.filter(|person| person["system"] == "noci");
                noci.map(|person| person["limit"].as_str().unwrap().to_owned())
                    .collect()
            };
            let [before, after] = change.both(limits);
            assert_eq!(before, ["3", "3", "3"]);
            assert_eq!(after, ["5", "5", "5"]);
            // Who is pending receives nothing, whatever the limit.
            change.keeps("/queue");
        },
    },
    Edit {
        name: "UIS: a person goes on a break",
        base: &[],
        edits: &[Replace {
            file: "uis-employees.json",
            at: "\"id\": 1009,",
            from: "\"status\": \"available\", \"status_id\": 1",
            to: "\"status\": \"break\", \"status_id\": 2",
        }],
        changes: &[PEOPLE, QUEUE],
        means: |change| {
            let [before, after] = change.both(|json| verdicts_of(json, PAVLOV));
            assert!(before.contains(&"chosen".to_owned()));
            assert!(after.iter().all(|code| code == "not_available"));
            let [_, chats] = change.both(|json| person(json, "employee/1009")["chats"].clone());
            assert_eq!(chats, "none");
            let [_, groups] = change.both(|json| goes_to(json, "399-851813"));
            assert_eq!(groups, SAFONOV);
        },
    },
    Edit {
        name: "A person joins a group",
        base: &[],
        edits: &[Replace {
            file: "desk.toml",
            at: "omnidesk/staff/20\"",
            from: "groups = [\"omnidesk/group/44\"]",
            to: "groups = [\"omnidesk/group/44\", \"omnidesk/group/45\"]",
        }],
        changes: &[PEOPLE, QUESTIONS, QUEUE],
        means: |change| {
            let [before, after] = change.both(|json| verdicts_of(json, RUDNEV));
            let of_group = |json: &serde_json::Value, at: usize| {
                json["queue"]["conversations"][at]["group"] == "Счета и оплата"
            };
            for at in 0..10 {
                let opened = before[at] == "not_in_group" && after[at] != "not_in_group";
                assert_eq!(
                    opened,
                    of_group(&change.before.json, at),
                    "conversation {at}"
                );
            }
        },
    },
    Edit {
        name: "Talk-Me: nobody has confirmed a link",
        base: &[],
        edits: &[Replace {
            file: "talkme-pairs.json",
            at: "{\"operator\": 11, \"admin_user\": 18,",
            from: " \"confirmed_by\": \"owner@example.test\",",
            to: "",
        }],
        changes: &[MERGE],
        means: |change| {
            let [before, after] = change.both(|json| json["merge"]["operator"].clone());
            assert_eq!([before, after], ["Марина Сергеева", "Пётр Жуков"]);
            // Likeness is still there; it unites nobody (S12).
            change.keeps("/likely");
        },
    },
    Edit {
        name: "Merging is not open yet",
        base: &[],
        edits: &[Replace {
            file: "desk.toml",
            at: "[merging]",
            from: "open",
            to: "not_yet",
        }],
        changes: &[MERGE],
        means: |change| {
            let [before, after] = change.both(|json| json["merge"]["refused"].is_array());
            assert_eq!([before, after], [false, true]);
        },
    },
    Edit {
        name: "Omnidesk: a portal field is for reading only",
        base: &[],
        edits: &[Replace {
            file: "omnidesk-portal-fields.json",
            at: "cf_26",
            from: "edit",
            to: "view",
        }],
        changes: &[TICKET],
        means: |change| {
            let [before, after] = change.both(|json| seen_by(json, "customer").unwrap());
            let [lost, gained] = apart(&before, &after);
            assert_eq!(lost, ["Тариф: Команда (editable)"]);
            assert_eq!(gained, ["Тариф: Команда"]);
            staff_sees_the_same(change);
        },
    },
    Edit {
        name: "Omnidesk: a hidden portal field is shown",
        base: &[],
        edits: &[Replace {
            file: "omnidesk-portal-fields.json",
            at: "cf_27",
            from: "hidden",
            to: "view",
        }],
        changes: &[TICKET],
        means: |change| {
            let [before, after] = change.both(|json| seen_by(json, "customer").unwrap());
            let [lost, gained] = apart(&before, &after);
            assert!(lost.is_empty());
            assert_eq!(gained, ["Договор с гарантией ответа: yes"]);
            staff_sees_the_same(change);
        },
    },
    Edit {
        name: "The desk file has the last word on a portal field",
        base: &[],
        edits: &[Replace {
            file: "desk.toml",
            at: "[visibility]",
            from: "[visibility]",
            to: "[portal.fields]\ncf_25 = \"hidden\"\n\n[visibility]",
        }],
        changes: &[TICKET],
        means: |change| {
            let [before, after] = change.both(|json| seen_by(json, "customer").unwrap());
            let [lost, gained] = apart(&before, &after);
            assert_eq!(lost, ["Номер договора: Д-2026/014"]);
            assert!(gained.is_empty());
            staff_sees_the_same(change);
        },
    },
    Edit {
        name: "The portal edits in no channel",
        base: &[],
        edits: &[Replace {
            file: "desk.toml",
            at: "interactive_channels",
            from: "[\"email\"]",
            to: "[]",
        }],
        changes: &[TICKET, LINT],
        means: |change| {
            let [before, after] = change.both(|json| seen_by(json, "customer").unwrap());
            assert!(before.iter().any(|line| line.ends_with("(editable)")));
            assert!(!after.iter().any(|line| line.ends_with("(editable)")));
        },
    },
    Edit {
        name: "UIS: numbers are hidden from a viewer",
        // The customer has a number, and the one who supervises is of UIS: nobody of Omnidesk or
        // Reach does.
        base: &[
            Replace {
                file: "omnidesk-users.json",
                at: "\"n.vorontsov@example.test\"",
                from: "\"n.vorontsov@example.test\",",
                to: "\"n.vorontsov@example.test\", \"user_phone\": \"+7 000 000-00-42\",",
            },
            Replace {
                file: "desk.toml",
                at: "omnidesk/staff/25\"",
                from: "\"desk.management\", ",
                to: "",
            },
            Replace {
                file: "desk.toml",
                at: "uis/employee/1001\"",
                from: "groups",
                to: "roles = [\"desk.management\"]\ngroups",
            },
            Replace {
                file: "reach-users.csv",
                at: "first_name,last_name,email",
                from: "first_name,last_name,email",
                to: "none",
            },
        ],
        edits: &[Replace {
            file: "uis-cabinet.json",
            at: "\"id\": 1001,",
            from: "\"is_need_hide_numbers\": false",
            to: "\"is_need_hide_numbers\": true",
        }],
        changes: &[TICKET],
        means: |change| {
            let [before, after] = change.both(|json| seen_by(json, "supervisor").unwrap());
            let [lost, gained] = apart(&before, &after);
            assert_eq!(lost, ["number: +7 000 000-00-42"]);
            assert_eq!(gained, ["number: Неизвестный номер"]);
            let [before, after] = change.both(|json| seen_by(json, "operator"));
            assert_eq!(before, after);
            // The number is nowhere in what the one who must not see it gets.
            let seen = change.after.json["ticket"]["seen"].as_array().unwrap();
            let supervisor = seen.iter().find(|seen| seen["viewer"] == "supervisor");
            assert!(!supervisor.unwrap().to_string().contains("000-00-42"));
        },
    },
    Edit {
        name: "Omnidesk: the priority of a case",
        base: &[],
        edits: &[Replace {
            file: "omnidesk-cases.json",
            at: "140-796380",
            from: "\"priority\": \"high\"",
            to: "\"priority\": \"critical\"",
        }],
        changes: &[TICKET],
        means: |change| {
            for viewer in ["operator", "supervisor"] {
                let [before, after] = change.both(|json| seen_by(json, viewer).unwrap());
                let [lost, gained] = apart(&before, &after);
                assert_eq!(
                    (lost, gained),
                    (
                        vec!["priority: high".to_owned()],
                        vec!["priority: critical".to_owned()],
                    )
                );
            }
            // The customer is not shown the priority (S167), and the colleague no ticket.
            for viewer in ["customer", "colleague"] {
                let [before, after] = change.both(|json| seen_by(json, viewer));
                assert_eq!(before, after);
            }
        },
    },
    Edit {
        name: "The customer is shown the priority",
        base: &[],
        edits: &[Replace {
            file: "desk.toml",
            at: "priority = \"hidden\"",
            from: "hidden",
            to: "shown",
        }],
        changes: &[TICKET],
        means: |change| {
            let [before, after] = change.both(|json| seen_by(json, "customer").unwrap());
            assert_eq!(
                apart(&before, &after),
                [vec![], vec!["priority: high".to_owned()]]
            );
            staff_sees_the_same(change);
        },
    },
    Edit {
        name: "Omnidesk: a note becomes a message to the customer",
        base: &[],
        edits: &[Replace {
            file: "omnidesk-messages.json",
            at: "\"message_id\": 9003,",
            from: "\"note\": true",
            to: "\"note\": false",
        }],
        changes: &[TICKET],
        means: |change| {
            let [before, after] = change.both(|json| seen_by(json, "customer").unwrap());
            let [lost, gained] = apart(&before, &after);
            assert!(lost.is_empty());
            assert!(gained[0].contains("прошлый сбой очереди"), "{gained:?}");
        },
    },
    Edit {
        name: "The help center is not in use: no customer has a portal",
        base: &[],
        edits: &[Replace {
            file: "desk.toml",
            at: "help_center",
            from: "in_use",
            to: "not_in_use",
        }],
        changes: &[TICKET],
        means: |change| {
            let [before, after] = change.both(|json| seen_by(json, "customer"));
            assert!(before.is_some() && after.is_none());
            staff_sees_the_same(change);
        },
    },
    Edit {
        name: "UIS: acceptance needs no confirmation",
        base: &[],
        edits: &[Replace {
            file: "uis-cabinet.json",
            at: "\"id\": 1009,",
            from: "\"is_chat_acceptance_confirmation\": true",
            to: "\"is_chat_acceptance_confirmation\": false",
        }],
        changes: &[QUESTIONS, QUEUE],
        means: |change| {
            let outcome = |json: &serde_json::Value| {
                json["queue"]["conversations"][2]["outcome"]
                    .as_str()
                    .unwrap()
                    .to_owned()
            };
            let [before, after] = change.both(outcome);
            assert_eq!([before.as_str(), after.as_str()], ["offer", "assign"]);
            assert!(change.judged_anew().is_empty());
        },
    },
    Edit {
        name: "Reach: an unknown role becomes a known one",
        base: &[],
        edits: &[Replace {
            file: "reach-users.csv",
            at: "Wizard",
            from: "Wizard",
            to: "Stakeholder",
        }],
        changes: &[IMPORTED, PEOPLE, LINT],
        means: |change| {
            let [before, after] = change.both(|json| roles(json, "user/merlin.prado@example.test"));
            assert!(before.is_empty());
            assert_eq!(after, ["reach.stakeholder"]);
        },
    },
];

/// The columns of the desk's own matrix that grant a permission.
fn granted(json: &serde_json::Value, permission: &str) -> Vec<String> {
    let matrix = &json["matrices"][0];
    assert_eq!(matrix["system"], "desk");
    let mut rows = matrix["rows"].as_array().unwrap().iter();
    let Some(row) = rows.find(|row| row["permission"] == permission) else {
        return Vec::new();
    };
    let columns = matrix["columns"].as_array().unwrap().iter();
    let scopes = row["scopes"].as_array().unwrap().iter();
    columns
        .zip(scopes)
        .filter(|(_, scopes)| !scopes.as_array().unwrap().is_empty())
        .map(|(column, _)| column["id"].as_str().unwrap().to_owned())
        .collect()
}

fn operators(json: &serde_json::Value) -> Vec<String> {
    let names = json["queue"]["operators"].as_array().unwrap().iter();
    names
        .map(|name| name.as_str().unwrap().to_owned())
        .collect()
}

fn goes_to(json: &serde_json::Value, number: &str) -> String {
    let mut waiting = json["queue"]["conversations"].as_array().unwrap().iter();
    let found = waiting.find(|waiting| waiting["number"] == number).unwrap();
    found["to"].as_str().unwrap_or("nobody").to_owned()
}

fn roles(json: &serde_json::Value, record: &str) -> Vec<String> {
    let roles = person(json, record)["roles"].as_array().unwrap().iter();
    roles
        .map(|held| held["role"].as_str().unwrap().to_owned())
        .collect()
}

fn staff_sees_the_same(change: &Change<'_>) {
    for viewer in ["operator", "colleague", "supervisor"] {
        let [before, after] = change.both(|json| seen_by(json, viewer));
        assert_eq!(before, after, "{viewer}");
    }
}
