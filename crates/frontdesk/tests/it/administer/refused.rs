//! Nobody without rights does anything but what is his own; and every refusal leaves a record.

use expect_test::expect;
use frontdesk::access::{AdminAction, Restriction};
use frontdesk::identity::{Capacity, Create, Entry, PersonName, UserCommand, Verification};
use frontdesk::model::{ActorId, RefusalKind};
use frontdesk::{AdminCommand, AdminOutcome, Administration, Imported, Obstacle};

use super::mapping::{commands, contact_points};
use super::{
    ADMIN, CHATS, EMPLOYEE, KEEPER, MANAGER, NOBODY, OPERATOR, account, actor, ask, assign, codes,
    done, people, rights, roles, rules, saved, the_desk, verifier,
};
use crate::world::{BARE, customer, customer_id, desk, in_role, now, user};

/// Every command on another's account, by somebody without rights, by a customer and by nobody.
#[test]
fn without_rights_every_command_is_refused() {
    let mut imported = Imported {
        roles: roles(),
        people: people(),
        ..Imported::default()
    };
    let mut somebody = customer(1, 7);
    somebody.roles.clear();
    imported.customers.push(somebody);
    let (desk, _) = desk(BARE, imported).unwrap();
    let desk = desk.with_account_rules(rules());
    let actors = [
        actor(NOBODY),
        ActorId::Customer(customer_id(1)),
        actor(99),
        // An employee, and so no user: his login opens nothing.
        actor(EMPLOYEE),
    ];
    let mut refused = 0;
    for who in actors {
        for (label, command) in commands() {
            let of = match label.split(':').next() {
                Some("create" | "import") => 50,
                _ => OPERATOR,
            };
            let command = account(of, command);
            let asked = Administration {
                actor: who,
                command: &command,
                on_behalf_of: None,
                invited_by: None,
            };
            let refusal = desk.administer(&asked, now()).expect_err(label);
            let token = ["activate", "reset"].contains(&label) && who != actor(99);
            match token {
                // The token decides, and this one is none.
                true => assert!(
                    matches!(refusal.obstacles(), [Obstacle::Identity(_)]),
                    "{label}"
                ),
                false => assert!(
                    matches!(refusal.kind(), RefusalKind::Forbidden | RefusalKind::Hidden),
                    "{label}: {refusal}"
                ),
            }
            assert!(
                matches!(refusal.audit().outcome, AdminOutcome::Refused { .. }),
                "{label}"
            );
            assert_eq!(refusal.audit().actor, who, "{label}");
            refused += 1;
        }
    }
    assert_eq!(refused, 4 * commands().len());
}

/// Of the own account: the password, a reset and, with the right to them, the Contacts.
#[test]
fn what_is_ones_own() {
    let desk = the_desk();
    let mut granted: Vec<&str> = commands()
        .into_iter()
        .filter(|(label, _)| !label.starts_with("create") && !label.starts_with("import"))
        .filter(|(_, command)| ask(&desk, NOBODY, &account(NOBODY, command.clone())).is_ok())
        .map(|(label, _)| label)
        .collect();
    granted.sort_unstable();
    assert_eq!(
        granted,
        ["edit: nothing", "edit: password", "set_credentials"]
    );

    let contacts = account(NOBODY, contact_points(Verification::Unproven));
    assert_eq!(codes(&desk, NOBODY, &contacts), ["not_permitted"]);
    let mut people = people();
    let owner = people
        .iter()
        .position(|person| person.id() == user(NOBODY))
        .unwrap();
    people[owner] = in_role(people[owner].clone(), "test.contacts");
    let desk = super::desk_of(people);
    assert!(ask(&desk, NOBODY, &contacts).is_ok());
    // He does not say himself that an address is proven.
    let proven = account(NOBODY, contact_points(Verification::Proven));
    assert_eq!(codes(&desk, NOBODY, &proven), ["not_permitted"]);
    // Nobody else's.
    let others = account(OPERATOR, contact_points(Verification::Unproven));
    assert!(ask(&desk, NOBODY, &others).is_err());
}

/// The employee list: the records of those who never were users, and nothing of a user.
#[test]
fn who_keeps_the_employee_list() {
    let desk = the_desk();
    let rename = || {
        let mut form = frontdesk::identity::Edit::default();
        form.profile.name = frontdesk::identity::Change::Set(PersonName::new().last("Renamed"));
        UserCommand::Edit(Box::new(form))
    };
    let password = || UserCommand::SetCredentials {
        verifier: verifier(),
    };
    assert!(ask(&desk, KEEPER, &account(EMPLOYEE, rename())).is_ok());
    // Login and password are no entries of a list.
    assert!(ask(&desk, KEEPER, &account(EMPLOYEE, password())).is_err());
    assert!(ask(&desk, ADMIN, &account(EMPLOYEE, password())).is_ok());
    assert!(ask(&desk, KEEPER, &account(OPERATOR, rename())).is_err());
    assert!(ask(&desk, KEEPER, &account(OPERATOR, password())).is_err());
    let mut form = Create::new(user(50), Entry::Employee { password: None });
    form.profile.name = PersonName::new().last("New");
    let new = |form: &Create| UserCommand::Create(Box::new(form.clone()));
    assert!(ask(&desk, KEEPER, &account(50, new(&form))).is_ok());
    // Who edits users does as well.
    assert!(ask(&desk, ADMIN, &account(50, new(&form))).is_ok());
    // A right makes a user: neither on the list nor by a form that creates.
    for giving in [
        saved(50, new(&form), &[assign(50, CHATS)]),
        saved(EMPLOYEE, rename(), &[assign(EMPLOYEE, CHATS)]),
        rights(assign(EMPLOYEE, CHATS)),
        account(EMPLOYEE, UserCommand::RecordRight),
    ] {
        assert!(ask(&desk, KEEPER, &giving).is_err(), "{giving:?}");
    }
    // S78: half-deletion happens on the list, and needs what deletion needs.
    let half = account(OPERATOR, UserCommand::HalfDelete { replacement: None });
    assert!(ask(&desk, KEEPER, &half).is_err());
    assert!(ask(&desk, ADMIN, &half).is_ok());
}

#[test]
fn the_parts_of_a_save_are_about_one_account() {
    let desk = the_desk();
    let other = saved(OPERATOR, UserCommand::RecordRight, &[assign(NOBODY, CHATS)]);
    assert_eq!(codes(&desk, ADMIN, &other), ["other_user"]);
    let form = Create::new(user(51), Entry::Employee { password: None });
    let other = account(50, UserCommand::Create(Box::new(form)));
    assert_eq!(codes(&desk, ADMIN, &other), ["other_user"]);
    // An account changes by identity's command: access alone would leave the two records apart.
    let suspend = AdminAction::Suspend {
        user: actor(OPERATOR),
    };
    assert_eq!(codes(&desk, ADMIN, &rights(suspend)), ["not_of_rights"]);
    // The rules of another tenant rule over nobody here.
    let mut foreign = rules();
    foreign.policy.tenant = frontdesk::model::TenantId::from_number(2);
    let desk = the_desk().with_account_rules(foreign);
    let command = account(OPERATOR, UserCommand::Suspend { replacement: None });
    assert_eq!(codes(&desk, ADMIN, &command), ["other_tenant"]);
}

/// What is stored of a refusal and of a grant: who, of whom, what was asked and how it ended.
#[test]
fn the_record_of_it() {
    let desk = the_desk();
    let command = account(OPERATOR, UserCommand::HalfDelete { replacement: None });
    let refused = ask(&desk, NOBODY, &command).expect_err("refused");
    let granted = ask(&desk, ADMIN, &command).expect("granted");
    let both = [refused.audit().clone(), granted.audit];
    let text = serde_json::to_string_pretty(&both).unwrap();
    let text = text
        .replace(&user(OPERATOR).to_string(), "the operator")
        .replace(&user(NOBODY).to_string(), "nobody")
        .replace(&user(ADMIN).to_string(), "the admin");
    expect![[r#"
        [
          {
            "at": "2026-11-22T09:00:00Z",
            "tenant": "00000000-0000-8001-8000-4266726f6e74",
            "actor": {
              "user": "nobody"
            },
            "command": "half_delete",
            "about": {
              "user": "the operator"
            },
            "asked": [
              {
                "tenant": "00000000-0000-8001-8000-4266726f6e74",
                "at": "2026-11-22T09:00:00Z",
                "actor": {
                  "user": "nobody"
                },
                "action": {
                  "action": "delete",
                  "user": {
                    "user": "the operator"
                  }
                },
                "outcome": {
                  "refused": [
                    {
                      "code": "not_visible",
                      "permission": "user.delete",
                      "because": [
                        {
                          "code": "not_granted",
                          "permission": "user.delete"
                        }
                      ]
                    }
                  ]
                }
              }
            ],
            "rights": [
              [
                "employee.edit",
                "deny"
              ]
            ],
            "outcome": {
              "outcome": "refused",
              "codes": [
                "not_visible",
                "not_permitted"
              ]
            }
          },
          {
            "at": "2026-11-22T09:00:00Z",
            "tenant": "00000000-0000-8001-8000-4266726f6e74",
            "actor": {
              "user": "the admin"
            },
            "command": "half_delete",
            "about": {
              "user": "the operator"
            },
            "asked": [
              {
                "tenant": "00000000-0000-8001-8000-4266726f6e74",
                "at": "2026-11-22T09:00:00Z",
                "actor": {
                  "user": "the admin"
                },
                "action": {
                  "action": "delete",
                  "user": {
                    "user": "the operator"
                  }
                },
                "outcome": {
                  "granted": []
                }
              }
            ],
            "rights": [
              [
                "employee.edit",
                "allow"
              ]
            ],
            "outcome": {
              "outcome": "granted"
            }
          }
        ]"#]]
    .assert_eq(&text);
}

#[test]
fn impersonation_is_recorded_and_needs_its_right() {
    let desk = the_desk();
    let act_as = AdminCommand::Rights(Box::new(AdminAction::TakeOver {
        user: actor(OPERATOR),
        by: frontdesk::access::Takeover::Impersonate,
    }));
    // In no role, not even in that of an administrator.
    assert_eq!(codes(&desk, ADMIN, &act_as), ["not_permitted"]);
    let mut people = people();
    people[0].rights.grants.push(crate::world::anywhere(
        frontdesk::access::Permission::IMPERSONATE,
    ));
    let desk = super::desk_of(people);
    let granted = ask(&desk, ADMIN, &act_as).expect("granted");
    assert!(granted.access.is_empty() && granted.user.is_none());
    assert_eq!(granted.audit.asked.len(), 1);
}

/// Whoever changes the e-mail changes where a login and a way to a new password go.
#[test]
fn the_employee_list_changes_no_email() {
    let mut all = people();
    for person in &mut all {
        if person.id() == user(EMPLOYEE) {
            *person = crate::world::with(person.clone(), |record| {
                record.profile.email = Some("employee@example.test".parse().expect("an address"));
                record.login = frontdesk::identity::Login::Email;
            });
        }
    }
    let email = account(
        EMPLOYEE,
        UserCommand::Edit(Box::new(frontdesk::identity::Edit {
            email: frontdesk::identity::Change::Set(Some(
                "thief@example.test".parse().expect("an address"),
            )),
            ..Default::default()
        })),
    );
    for desk in [super::desk_of(all), the_desk()] {
        assert!(ask(&desk, KEEPER, &email).is_err());
    }
}

/// A save happens whole or not at all: no part of a refused one is told as given.
#[test]
fn of_a_refused_save_nothing_stands_as_granted() {
    let desk = the_desk();
    let save = saved(
        OPERATOR,
        UserCommand::Edit(Box::default()),
        &[
            super::unassign(OPERATOR, CHATS),
            assign(OPERATOR, CHATS),
            AdminAction::Grant {
                user: actor(OPERATOR),
                grant: frontdesk::access::Grant::new(
                    frontdesk::access::Permission::MERGE_UNDO,
                    frontdesk::access::Scope::any(),
                ),
            },
        ],
    );
    let refused = ask(&desk, ADMIN, &save).expect_err("the last of it");
    let audit = refused.audit();
    let rows = desk.directory().review(&audit.asked, crate::world::now());
    let told = |id| rows.iter().filter(move |row| row.holder == actor(id));
    assert!(told(OPERATOR).all(|row| row.given.is_none()));
    assert!(
        audit
            .asked
            .iter()
            .all(|record| matches!(record.outcome, frontdesk::access::AuditOutcome::Refused(_)))
    );
    // What was asked is on record all the same.
    assert!(audit.withheld.contains(&assign(OPERATOR, CHATS)));
}

/// The address of a new entry on the list is a contact: it may be there, and makes no way in.
#[test]
fn a_new_entry_has_an_address_and_no_way_in() {
    use frontdesk::identity::{CredentialsLetter, Login};
    let mut desk = the_desk();
    let mut form = Create::new(user(50), Entry::Employee { password: None });
    form.profile.name = PersonName::new().last("New");
    form.profile.email = Some("new@example.test".parse().expect("an address"));
    let create = |form: &Create| account(50, UserCommand::Create(Box::new(form.clone())));
    let with = |change: &dyn Fn(&mut Create)| {
        let mut form = form.clone();
        change(&mut form);
        create(&form)
    };
    // As a login, with a letter, or with a password it is more than an entry.
    let more: [&dyn Fn(&mut Create); 3] = [
        &|form| form.login = Login::Email,
        &|form| form.letter = Some(CredentialsLetter::default()),
        &|form| {
            form.entry = Entry::Employee {
                password: Some(verifier()),
            };
        },
    ];
    for change in more {
        assert_eq!(codes(&desk, KEEPER, &with(change)), ["not_permitted"]);
    }
    super::done(&mut desk, KEEPER, &create(&form));
    let made = &desk.person(user(50)).expect("on the list").user;
    assert_eq!(made.login(), None);
    assert!(made.record().credentials.is_none() && !made.standing().can_sign_in());
    // Nor does it become one by way of the list.
    let token = super::token;
    for command in [
        UserCommand::UseEmailAsLogin,
        UserCommand::IssueReset { token: token() },
        UserCommand::IssueActivation { token: token() },
        UserCommand::SetCredentials {
            verifier: verifier(),
        },
    ] {
        assert!(
            ask(&desk, KEEPER, &account(50, command.clone())).is_err(),
            "{command:?}"
        );
    }
}

/// Rights of the host's own are declared, renamed and withdrawn at the desk, by who edits roles.
#[test]
fn rights_of_the_hosts_own() {
    use frontdesk::access::{HostPermission, ObjectKind, Permission};
    let mut desk = the_desk();
    let right = Permission::host(7).expect("a number of the host");
    let declare = AdminAction::DeclarePermission {
        permission: HostPermission {
            permission: right,
            name: "refund.grant".to_owned(),
            title: "grant a refund".to_owned(),
            object: ObjectKind::Section,
            needs: Vec::new(),
        },
    };
    let rename = AdminAction::RenamePermission {
        permission: right,
        name: "refund.give".to_owned(),
        title: "give a refund".to_owned(),
    };
    let withdraw = AdminAction::WithdrawPermission { permission: right };
    for action in [declare, rename, withdraw] {
        let command = rights(action);
        assert_eq!(codes(&desk, NOBODY, &command), ["not_permitted"]);
        super::done(&mut desk, ADMIN, &command);
    }
    assert!(desk.catalogue().object_of(right).is_none());
}

/// An entry on the employee list is denied the panel that is none of its capacities (S8), whoever wrote
/// it: the list is no way around it for the day on which somebody gives the panel.
#[test]
fn the_employee_list_opens_no_panel() {
    let entry = || {
        let mut form = Create::new(user(50), Entry::Employee { password: None });
        form.profile.name = PersonName::new().last("New");
        form.capacities = Some([Capacity::Operator].into());
        account(50, UserCommand::Create(Box::new(form)))
    };
    // By the right to make users, and by the employee list alone.
    for maker in [MANAGER, KEEPER] {
        let mut desk = the_desk();
        done(&mut desk, maker, &entry());
        let denied = &desk.holder(actor(50)).expect("the entry").restrictions;
        assert_eq!(*denied, [Restriction::deny_admin_panel()], "{maker}");
    }
}
