//! What each system's words mean in rights, and what comes with a form at the desk.

use std::collections::BTreeSet;
use std::fmt::Write;

use chrono::{DateTime, Utc};
use expect_test::expect_file;
use frontdesk::{
    AccountRules, AdminCommand, Administration, Beside, Desk, DeskFile, Imported, Person, Rights,
};
use frontdesk_access::{AddOnId, AdminAction, Permission, Role, RoleAssignment, RoleId};
use frontdesk_assignment::Adviser;
use frontdesk_identity::{
    Capacity, Create, Entry, Import, Login, PersonName, Profile, RoleName, User, UserCommand,
    UserPolicy, Verifier, decide_user,
};
use frontdesk_model::{
    AccountKind, ActorId, Availability, Memberships, Module, QuestionnaireId, Standing, TenantId,
    UserId,
};
use frontdesk_systems::{noci, omnidesk, reach, talkme, uis};

const TENANT: TenantId = TenantId::from_number(1);

pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn talkme_rules(tenant: TenantId) -> AccountRules {
    talkme::account_rules(tenant, "2026-09-01T00:00:00Z".parse().unwrap())
}

/// A system with its roles and its rules on accounts.
pub(crate) struct System {
    pub(crate) name: &'static str,
    pub(crate) roles: fn() -> Vec<Role>,
    pub(crate) rules: fn(TenantId) -> AccountRules,
}

pub(crate) const SYSTEMS: [System; 5] = [
    System {
        name: talkme::roles::SYSTEM,
        roles: talkme::roles::roles,
        rules: talkme_rules,
    },
    System {
        name: uis::roles::SYSTEM,
        roles: uis::roles::roles,
        rules: uis::account_rules,
    },
    System {
        name: noci::roles::SYSTEM,
        roles: noci::roles::roles,
        rules: noci::account_rules,
    },
    System {
        name: reach::roles::SYSTEM,
        roles: reach::roles::roles,
        rules: reach::account_rules,
    },
    System {
        name: omnidesk::roles::SYSTEM,
        roles: omnidesk::roles::roles,
        rules: omnidesk::account_rules,
    },
];

pub(crate) fn user(number: i64) -> UserId {
    UserId::from_number(number)
}

pub(crate) fn assigned(id: &'static str) -> RoleAssignment {
    RoleAssignment::new(RoleId::from_static(id))
}

pub(crate) fn verifier() -> Verifier {
    let phc = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$\
        aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g";
    Verifier::parse(phc.to_owned().into()).unwrap()
}

/// Somebody who signs in, with these roles.
pub(crate) fn person(number: i64, roles: Vec<RoleAssignment>, lists: Memberships) -> Person {
    let profile = Profile {
        name: PersonName::new()
            .first("Vera")
            .last(&format!("Nr {number}")),
        email: Some(format!("nr{number}@example.test").parse().unwrap()),
        memberships: lists,
        ..Profile::default()
    };
    let import = Import {
        id: user(number),
        kind: AccountKind::Unified,
        capacities: None,
        profile,
        login: Login::Named(format!("nr{number}").parse().unwrap()),
        password: Some(frontdesk_identity::Algorithm::elsewhere()),
        ever_had_rights: true,
        standing: Standing::Active,
    };
    let command = UserCommand::Import(Box::new(import));
    let decided = decide_user(None, &command, &UserPolicy::open(TENANT), now()).unwrap();
    Person {
        user: User::after(None, &decided.events).unwrap().unwrap(),
        rights: Rights {
            roles,
            ..Rights::default()
        },
        availability: Availability::all(),
        adviser: Adviser::OfAll,
    }
}

pub(crate) fn desk(system: &System, people: Vec<Person>) -> Desk {
    let file = DeskFile::parse(b"version = 1\ntenant = \"1\"\nname = \"Desk\"\n").unwrap();
    let imported = Imported {
        roles: (system.roles)(),
        people,
        ..Imported::default()
    };
    let (desk, findings) = Desk::new(&file, imported).unwrap();
    assert!(findings.is_empty(), "{findings:?}");
    desk.with_account_rules((system.rules)(TENANT))
}

fn named(roles: &[RoleAssignment]) -> String {
    let one = |held: &RoleAssignment| {
        let added: String = held.add_ons.iter().map(|id| format!(" + {id}")).collect();
        format!("{}{added}", held.role)
    };
    roles.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// The words of all systems, as they are.
#[test]
fn the_words() {
    let mut table = String::new();
    for system in &SYSTEMS {
        let AccountRules { policy, words } = (system.rules)(TENANT);
        writeln!(table, "{}", system.name).unwrap();
        for (word, role) in &words.names {
            let sees_all = match policy.roles_seeing_all.contains(word) {
                true => " (sees every questionnaire)",
                false => "",
            };
            let role = named(std::slice::from_ref(role));
            writeln!(table, "  role {word}: {role}{sees_all}").unwrap();
        }
        for (word, add_on) in &words.add_ons {
            writeln!(table, "  option {word}: {add_on}").unwrap();
        }
        if !words.birth_right.is_empty() {
            writeln!(
                table,
                "  with the first right: {}",
                named(&words.birth_right)
            )
            .unwrap();
        }
        for (capacity, roles) in &words.capacities {
            writeln!(table, "  capacity {capacity}: {}", named(roles)).unwrap();
        }
        for (capacity, roles) in &words.unified {
            let roles = named(roles);
            writeln!(table, "  capacity {capacity}, unified: {roles}").unwrap();
        }
        for (role, options) in &words.of_modules {
            for option in options {
                let modules: Vec<&str> = option.modules.iter().map(Module::as_str).collect();
                let beside = match option.beside {
                    Beside::Nothing => "",
                    Beside::Questionnaires => " and a questionnaire",
                };
                let modules = modules.join(" or ");
                writeln!(table, "  {role} with {modules}{beside}: {}", option.add_on).unwrap();
            }
        }
        for (role, denied) in &words.without {
            let ids: Vec<&str> = denied.iter().map(|one| one.id.as_str()).collect();
            writeln!(table, "  without {role}: {}", ids.join(", ")).unwrap();
        }
    }
    expect_file!["golden/account-rules.txt"].assert_eq(&table);
}

/// Every word names what the system's own catalogue has, and nothing of another's.
#[test]
fn every_word_names_a_role_or_an_option() {
    let mut named = 0;
    for system in &SYSTEMS {
        let AccountRules { policy, words } = (system.rules)(TENANT);
        assert_eq!(policy.tenant, TENANT);
        let roles = (system.roles)();
        let find = |id: &RoleId| roles.iter().find(|role| role.id == *id);
        let listed = |id: &AddOnId| roles.iter().any(|role| role.add_ons.contains_key(id));
        let all = words
            .names
            .values()
            .chain(&words.birth_right)
            .chain(words.capacities.values().flatten())
            .chain(words.unified.values().flatten());
        for assignment in all {
            let role = find(&assignment.role).expect("a role of the system");
            assert_eq!(role.id.system(), system.name);
            assert!(
                assignment
                    .add_ons
                    .iter()
                    .all(|id| role.add_ons.contains_key(id))
            );
            named += 1;
        }
        for add_on in words.add_ons.values() {
            assert!(listed(add_on), "{add_on}");
            named += 1;
        }
        for (id, options) in &words.of_modules {
            let role = find(id).expect("a role of the system");
            for option in options {
                assert!(role.add_ons.contains_key(&option.add_on));
                assert!(!option.modules.is_empty());
                named += 1;
            }
        }
        for word in &policy.roles_seeing_all {
            assert!(words.names.contains_key(word), "{word}");
        }
        // What people call a role is a word, but where the host's own roles are meant.
        if system.name != omnidesk::roles::SYSTEM {
            for role in &roles {
                let word = RoleName::new(role.labels.source()).unwrap();
                assert_eq!(words.names[&word].role, role.id);
            }
        }
    }
    assert!(named > 40, "{named}");
}

fn ask(desk: &mut Desk, of: i64, command: UserCommand) -> Result<(), Vec<&'static str>> {
    let command = AdminCommand::Account {
        user: user(of),
        command: Box::new(command),
        rights: Vec::new(),
    };
    let asked = Administration {
        actor: ActorId::User(user(1)),
        command: &command,
        on_behalf_of: None,
        invited_by: None,
    };
    let transition = desk
        .administer(&asked, now())
        .map_err(|refused| refused.codes())?;
    desk.apply_transition(&transition).expect("nothing changed");
    Ok(())
}

fn form(of: i64, words: &[&str]) -> Create {
    let password = Some(verifier());
    let mut form = Create::new(user(of), Entry::User { password });
    form.profile.name = PersonName::new().first("New").last("Nr");
    form.profile.email = Some(format!("new{of}@example.test").parse().unwrap());
    form.login = Login::Named(format!("new{of}").parse().unwrap());
    form.roles = words.iter().map(|w| RoleName::new(w).unwrap()).collect();
    form
}

fn made(desk: &Desk, of: i64) -> String {
    let mut roles = desk.person(user(of)).expect("made").rights.roles.clone();
    roles.sort_by(|a, b| a.role.cmp(&b.role));
    named(&roles)
}

fn system(name: &str) -> &'static System {
    SYSTEMS.iter().find(|system| system.name == name).unwrap()
}

/// The Roles box of Reach: options go to the roles that list them, and nowhere else (S150).
#[test]
fn reach_takes_options_as_roles() {
    let admin = person(
        1,
        vec![assigned(reach::roles::ADMINISTRATOR)],
        Memberships::default(),
    );
    let mut desk = desk(system("reach"), vec![admin]);
    let mut make = |of, words: &[&str]| {
        ask(
            &mut desk,
            of,
            UserCommand::Create(Box::new(form(of, words))),
        )
        .map(|()| made(&desk, of))
    };
    assert_eq!(
        make(
            10,
            &["Conversation Agent", "Dispenser", "Conversation Transfer"]
        )
        .unwrap(),
        "reach.conversation_agent + opt.dispenser + opt.transfer"
    );
    // As the catalogue's own reading of the box says.
    let words = [
        "Supervisor",
        "Order Payment Administrator",
        "Payment Reconciler",
    ];
    let mut read = reach::roles::assignments(&words).roles;
    read.sort_by(|a, b| a.role.cmp(&b.role));
    assert_eq!(make(11, &words).unwrap(), named(&read));
    assert_eq!(
        make(12, &["Stakeholder", "Dispenser"]).unwrap_err(),
        ["unknown_role"]
    );
    assert_eq!(make(13, &["Dispenser"]).unwrap_err(), ["unknown_role"]);
    assert_eq!(make(14, &["Wizard"]).unwrap_err(), ["unknown_role"]);
}

/// The capacities of Talk-Me: both by default (S7), Contacts with a unified operator (S18, D2), and
/// the panel off is the restriction (S8).
#[test]
fn talkme_gives_roles_by_capacity() {
    // The owner's add-on is not needed; the operator's roles are entrusted to an admin.
    let admin = person(
        1,
        vec![assigned(talkme::roles::ADMIN)],
        Memberships::default(),
    );
    let mut desk = desk(system("talkme"), vec![admin]);
    let mut make = |of, capacities: Option<&[Capacity]>| {
        let mut form = form(of, &[]);
        form.capacities = capacities.map(|all| all.iter().cloned().collect());
        ask(&mut desk, of, UserCommand::Create(Box::new(form))).expect("hired");
        let denied = desk.person(user(of)).unwrap().rights.restrictions.len();
        (made(&desk, of), denied)
    };
    let all = "talkme.admin, talkme.contacts, talkme.operator";
    assert_eq!(make(10, None), (all.to_owned(), 0));
    let operator = "talkme.contacts, talkme.operator";
    assert_eq!(
        make(11, Some(&[Capacity::Operator])),
        (operator.to_owned(), 1)
    );
    assert_eq!(
        make(12, Some(&[Capacity::AdminPanel])),
        ("talkme.admin".to_owned(), 0)
    );
    // What `for_account` says of the same account.
    for of in [10, 11, 12] {
        let person = desk.person(user(of)).unwrap();
        let mut rights = talkme::roles::for_account(&talkme::roles::Account {
            kind: AccountKind::Unified,
            capacities: &person.user.record().capacities,
            no_admin_panel: !person.user.has_capacity(&Capacity::AdminPanel),
            owner: false,
        });
        rights.roles.sort_by(|a, b| a.role.cmp(&b.role));
        assert_eq!(made(&desk, of), named(&rights.roles));
        assert_eq!(person.rights.restrictions, rights.restrictions);
    }
}

/// An employee of UIS becomes a user by the first right, and sees employees (S69, D4, S183).
#[test]
fn uis_lets_a_user_see_employees() {
    let admin = vec![
        assigned(uis::roles::ADMINISTRATOR),
        assigned(uis::roles::CABINET),
    ];
    let mut desk = desk(
        system("uis"),
        vec![person(1, admin, Memberships::default())],
    );
    let mut bare = Create::new(user(10), Entry::Employee { password: None });
    bare.profile.name = PersonName::new().last("Nr");
    ask(&mut desk, 10, UserCommand::Create(Box::new(bare))).expect("on the list");
    assert_eq!(made(&desk, 10), "");
    let mut hired = form(11, &["Чаты и заявки"]);
    hired.entry = Entry::Employee {
        password: Some(verifier()),
    };
    ask(&mut desk, 11, UserCommand::Create(Box::new(hired))).expect("hired");
    assert_eq!(
        made(&desk, 11),
        "uis.chats_and_requests, uis.view_employees"
    );
}

/// Whose cabinet is not on is denied what catalogue.md 3.2 says, from the beginning; the save that
/// switches it on lifts that, and the one that switches it off puts it back (S48, S70, D3, D23).
#[test]
fn uis_closes_the_cabinet_until_it_is_on() {
    let admin = vec![
        assigned(uis::roles::ADMINISTRATOR),
        assigned(uis::roles::CABINET),
    ];
    let mut desk = desk(
        system("uis"),
        vec![person(1, admin, Memberships::default())],
    );
    let denied = |desk: &Desk, of| {
        let rights = &desk.person(user(of)).unwrap().rights;
        let held = desk.directory().holder(ActorId::User(user(of))).unwrap();
        assert_eq!(rights.restrictions, held.restrictions);
        let ids: Vec<String> = rights
            .restrictions
            .iter()
            .map(|r| r.id.to_string())
            .collect();
        ids
    };
    let mut bare = Create::new(user(10), Entry::Employee { password: None });
    bare.profile.name = PersonName::new().last("Nr");
    ask(&mut desk, 10, UserCommand::Create(Box::new(bare))).expect("on the list");
    let chats = form(11, &["Чаты и заявки"]);
    ask(&mut desk, 11, UserCommand::Create(Box::new(chats))).expect("hired");
    let both = form(12, &["Чаты и заявки", "Доступ в личный кабинет"]);
    ask(&mut desk, 12, UserCommand::Create(Box::new(both))).expect("hired");
    assert_eq!(denied(&desk, 10), ["deny.cabinet"]);
    assert_eq!(denied(&desk, 11), ["deny.cabinet"]);
    assert!(denied(&desk, 12).is_empty());
    // As the switches of the record say.
    for of in [11, 12] {
        let held = desk.person(user(of)).unwrap().rights.clone();
        let switches = uis::roles::Switches {
            chats_and_requests: true,
            cabinet: of == 12,
            ..uis::roles::Switches::default()
        };
        assert_eq!(held.restrictions, switches.rights().restrictions);
    }
    let mut switch = |of, on: bool| {
        let (user, assignment) = (ActorId::User(user(of)), assigned(uis::roles::CABINET));
        let action = match on {
            true => AdminAction::AssignRole { user, assignment },
            false => AdminAction::UnassignRole { user, assignment },
        };
        let command = AdminCommand::Rights(Box::new(action));
        let asked = Administration {
            actor: ActorId::User(self::user(1)),
            command: &command,
            on_behalf_of: None,
            invited_by: None,
        };
        let transition = desk.administer(&asked, now()).expect("covered");
        desk.apply_transition(&transition).expect("nothing changed");
        denied(&desk, of)
    };
    assert!(switch(11, true).is_empty());
    assert_eq!(switch(11, false), ["deny.cabinet"]);
    assert_eq!(switch(12, false), ["deny.cabinet"]);
    // Whoever has not the cabinet has not what it closes.
    let administers = Permission::ROLE_ASSIGN;
    let holder = desk.directory().holder(ActorId::User(user(12))).unwrap();
    assert!(
        !desk
            .directory()
            .catalogue()
            .effective(holder, now())
            .iter()
            .any(|(p, _)| *p == administers)
    );
}

fn lists(modules: &[&str], questionnaires: &[i64]) -> Memberships {
    Memberships {
        modules: modules.iter().map(|m| Module::new(m).unwrap()).collect(),
        questionnaires: questionnaires
            .iter()
            .map(|number| QuestionnaireId::from_number(*number))
            .collect(),
        languages: [frontdesk_model::Language::french()].into(),
        ..Memberships::default()
    }
}

/// At Noci the modules bring the rights and take them, when the account is made and later (S89, S90,
/// S107): what `for_user` says of the same lists.
#[test]
fn noci_gives_rights_by_module() {
    let moderator = person(
        1,
        vec![assigned(noci::roles::MODERATEUR)],
        lists(&["livechat"], &[]),
    );
    let desk = desk(system("noci"), vec![moderator]);
    let states: Vec<Memberships> = [
        (&[][..], &[][..]),
        (&["reports"], &[]),
        (&["livechat"], &[]),
        (&["LiveChat"], &[1]),
        (&["Paramètres"], &[1]),
        (&["livechat", "settings", "reports"], &[1, 2]),
    ]
    .into_iter()
    .map(|(modules, questionnaires)| lists(modules, questionnaires))
    .collect();
    let said =
        |lists: &Memberships| named(&noci::roles::for_user(&noci::Role::Utilisateur, lists).roles);
    let mut seen = BTreeSet::new();
    for (of, before) in (10..).zip(&states) {
        let mut desk = desk.clone();
        let mut form = form(of, &["utilisateur"]);
        form.profile.memberships = before.clone();
        ask(&mut desk, of, UserCommand::Create(Box::new(form))).expect("made");
        assert_eq!(made(&desk, of), said(before), "{before:?}");
        seen.insert(made(&desk, of));
        for after in &states {
            let mut desk = desk.clone();
            let memberships = after.clone();
            ask(&mut desk, of, UserCommand::SetMemberships { memberships }).expect("set");
            // Without a module the role went, and comes back by who gives it.
            let expected = match before.modules.is_empty() {
                true => String::new(),
                false => said(after),
            };
            assert_eq!(made(&desk, of), expected, "{before:?} {after:?}");
        }
    }
    assert_eq!(seen.len(), 6, "{seen:?}");
    // Exactly one role (S88), and a moderator without questionnaires by either word (S110).
    let refused = |words: &[&str], lists: Memberships| {
        let mut form = form(30, words);
        form.profile.memberships = lists;
        ask(&mut desk.clone(), 30, UserCommand::Create(Box::new(form)))
    };
    assert!(refused(&["utilisateur", "moderateur"], lists(&["livechat"], &[])).is_err());
    for word in ["moderateur", "Modérateur"] {
        assert!(refused(&[word], lists(&[], &[1])).is_err());
        assert!(refused(&[word], lists(&[], &[])).is_ok());
    }
}
