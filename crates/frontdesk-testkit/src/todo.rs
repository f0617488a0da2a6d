//! The Todo scenario of the OpenID AuthZEN interop events, as rights, kinds of object and roles of a
//! host's own: viewers read; editors create, and change and delete what is their own; admins delete
//! anything; evil geniuses change anything. With its 40 evaluations and 3 batches and their answers.

use frontdesk_access::{Catalogue, HostPermission, ObjectKind, Permission, Role, RoleId, Scope};
use frontdesk_model::{Labels, Relation};

/// The kind of object that a to-do is to this host.
pub const KIND: u8 = 0;

/// E-mail, the subject's alias in the scenario, and the roles.
pub const PEOPLE: [(&str, &str, &[&str]); 5] = [
    (
        "rick@the-citadel.com",
        "CiRmZDA2MTRkMy1jMzlhLTQ3ODEtYjdiZC04Yjk2ZjVhNTEwMGQSBWxvY2Fs",
        &["todo.admin", "todo.evil_genius"],
    ),
    (
        "morty@the-citadel.com",
        "CiRmZDE2MTRkMy1jMzlhLTQ3ODEtYjdiZC04Yjk2ZjVhNTEwMGQSBWxvY2Fs",
        &["todo.editor"],
    ),
    (
        "summer@the-smiths.com",
        "CiRmZDI2MTRkMy1jMzlhLTQ3ODEtYjdiZC04Yjk2ZjVhNTEwMGQSBWxvY2Fs",
        &["todo.editor"],
    ),
    (
        "beth@the-smiths.com",
        "CiRmZDM2MTRkMy1jMzlhLTQ3ODEtYjdiZC04Yjk2ZjVhNTEwMGQSBWxvY2Fs",
        &["todo.viewer"],
    ),
    (
        "jerry@the-smiths.com",
        "CiRmZDQ2MTRkMy1jMzlhLTQ3ODEtYjdiZC04Yjk2ZjVhNTEwMGQSBWxvY2Fs",
        &["todo.viewer"],
    ),
];

/// What an evaluation of the scenario asks: a subject, an action, and the owner of the to-do, or the
/// user who is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evaluation<'a> {
    /// Who: an e-mail address or an alias.
    pub subject: &'a str,
    /// To do what.
    pub action: &'a str,
    /// Whose to-do, or whom.
    pub about: Option<&'a str>,
}

/// What the host calls the right to an action: with a dot, as all rights.
#[must_use]
pub fn own_name(action: &str) -> String {
    format!("todo.{action}")
}

/// The host's five rights and four roles.
///
/// # Panics
/// Never: they can be declared.
#[must_use]
#[expect(clippy::unwrap_used, reason = "a test fails loudly")]
pub fn catalogue() -> Catalogue {
    let right = |number| Permission::host(number).unwrap();
    let [read_user, read, create, update, delete] = [0, 1, 2, 3, 4].map(right);
    let todo = ObjectKind::Host(KIND);
    let rows = [
        (read_user, "can_read_user", ObjectKind::User, vec![]),
        (read, "can_read_todos", todo, vec![]),
        (create, "can_create_todo", todo, vec![read]),
        (update, "can_update_todo", todo, vec![read]),
        (delete, "can_delete_todo", todo, vec![read]),
    ];
    let (any, own) = (Scope::any(), Scope::of(Relation::Own));
    let role = |id: &'static str| {
        Role::built_in(RoleId::from_static(id), Labels::new(id)).grant(&[read_user, read], &any)
    };
    let roles = vec![
        role("todo.viewer"),
        role("todo.editor")
            .grant(&[create], &any)
            .grant(&[update, delete], &own),
        role("todo.admin").grant(&[create, delete], &any),
        role("todo.evil_genius").grant(&[update], &any),
    ];
    let mut catalogue = Catalogue::try_from(roles).unwrap();
    for (permission, name, object, needs) in rows {
        let declared = catalogue.declare(HostPermission {
            permission,
            name: own_name(name),
            title: name.replace('_', " "),
            object,
            needs,
        });
        declared.unwrap();
    }
    catalogue
}

/// The 40 evaluations: of each subject whether Beth and then the subject is read, to-dos are read, one
/// is made; a to-do of Rick is changed and then one of the subject; and the same deleted. Rick's own
/// is the first one already: his second is Morty's.
const EVALUATIONS: [(&str, &str); 5] = [
    ("rick@the-citadel.com", "++ + + ++ ++"),
    ("morty@the-citadel.com", "++ + + -+ -+"),
    ("summer@the-smiths.com", "++ + + -+ -+"),
    ("beth@the-smiths.com", "++ + - -- --"),
    ("jerry@the-smiths.com", "++ + - -- --"),
];

/// The 3 batches, of changes of the to-dos of two people: under the default semantics all is answered.
const BATCHES: [(&str, [&str; 2], [bool; 2]); 3] = [
    (
        "rick@the-citadel.com",
        ["rick@the-citadel.com", "jerry@the-smiths.com"],
        [true, true],
    ),
    (
        "morty@the-citadel.com",
        ["rick@the-citadel.com", "morty@the-citadel.com"],
        [false, true],
    ),
    (
        "jerry@the-smiths.com",
        ["rick@the-citadel.com", "jerry@the-smiths.com"],
        [false, false],
    ),
];

/// The action of the batches.
pub const UPDATE: &str = "can_update_todo";

/// The table as evaluations with their answers, in the published order.
#[must_use]
pub fn evaluations() -> Vec<(Evaluation<'static>, bool)> {
    let mut all = Vec::new();
    for (subject, marks) in EVALUATIONS {
        let own = match subject {
            "rick@the-citadel.com" => "morty@the-citadel.com",
            other => other,
        };
        let rick = Some("rick@the-citadel.com");
        let asked = [
            ("can_read_user", Some("beth@the-smiths.com")),
            ("can_read_user", Some(subject)),
            ("can_read_todos", None),
            ("can_create_todo", None),
            (UPDATE, rick),
            (UPDATE, Some(own)),
            ("can_delete_todo", rick),
            ("can_delete_todo", Some(own)),
        ];
        let marks = marks.chars().filter(|mark| *mark != ' ');
        all.extend(asked.into_iter().zip(marks).map(|((action, about), mark)| {
            let evaluation = Evaluation {
                subject,
                action,
                about,
            };
            (evaluation, mark == '+')
        }));
    }
    all
}

/// A batch of the table, and its answers.
pub fn batches() -> impl Iterator<Item = ([Evaluation<'static>; 2], [bool; 2])> {
    BATCHES.into_iter().map(|(subject, owners, answers)| {
        let about = |owner| Evaluation {
            subject,
            action: UPDATE,
            about: Some(owner),
        };
        (owners.map(about), answers)
    })
}
