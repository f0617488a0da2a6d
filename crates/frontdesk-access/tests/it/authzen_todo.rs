//! The Todo scenario of the OpenID AuthZEN interop events, with nothing but rights, kinds of object
//! and roles of a host's own: they work like conversations. Viewers read; editors create, and change
//! and delete what is their own; admins delete anything; evil geniuses change anything.

use std::collections::BTreeMap;
use std::path::Path;

use frontdesk_access::{
    Catalogue, Decision, Dimensions, Enough, Holder, HostPermission, ObjectKind, Permission,
    Request, Resource, Role, RoleAssignment, RoleId, Scope, Semantics, UserFacts,
};
use frontdesk_model::{Labels, Relation, Relations, UserId};
use frontdesk_testkit::cast;
use serde_json::Value;

/// The kind of object that a to-do is to this host.
const TODO: u8 = 0;

/// E-mail, the subject's alias in the scenario, and the roles.
const PEOPLE: [(&str, &str, &[&str]); 5] = [
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
#[derive(Clone, Copy, Debug)]
struct Evaluation<'a> {
    subject: &'a str,
    action: &'a str,
    about: Option<&'a str>,
}

struct Todo {
    roles: Catalogue,
    /// By e-mail and by alias.
    ids: BTreeMap<&'static str, UserId>,
    people: BTreeMap<UserId, Holder>,
}

impl Todo {
    fn new() -> Self {
        let mut ids = BTreeMap::new();
        let mut people = BTreeMap::new();
        for (number, (email, alias, roles)) in (1..).zip(PEOPLE) {
            let id = UserId::from_number(number);
            ids.extend([(email, id), (alias, id)]);
            let mut holder = Holder::new(cast::TENANT, id);
            for role in roles {
                holder = holder.with_role(RoleAssignment::new(RoleId::from_static(role)));
            }
            people.insert(id, holder);
        }
        Self {
            roles: catalogue(),
            ids,
            people,
        }
    }

    fn holder(&self, name: &str) -> &Holder {
        &self.people[&self.ids[name]]
    }

    fn request<'a>(&'a self, evaluation: &Evaluation<'_>) -> Request<'a> {
        let holder = self.holder(evaluation.subject);
        let permission = self.roles.permission(&own_name(evaluation.action)).unwrap();
        let about = evaluation.about.map(|name| self.ids[name]);
        let resource = match self.roles.object_of(permission) {
            Some(ObjectKind::User) => {
                let other = &self.people[&about.unwrap()];
                let facts = UserFacts {
                    tenant: cast::TENANT,
                    user: about.unwrap(),
                    groups: &other.memberships.groups,
                };
                Resource::user(&holder.actor(), &facts)
            }
            _ => {
                let mut relations = Relations::ANY;
                relations.set(Relations::OWN, about.is_some() && about == holder.id.user());
                let dimensions = Dimensions {
                    person: about,
                    ..Dimensions::default()
                };
                Resource::host(cast::TENANT, TODO, relations, dimensions)
            }
        };
        Request {
            holder,
            permission,
            resource,
        }
    }

    fn allows(&self, evaluation: &Evaluation<'_>) -> bool {
        self.roles.allows(&self.request(evaluation), cast::noon())
    }
}

/// What the host calls the right to an action: with a dot, as all rights.
fn own_name(action: &str) -> String {
    format!("todo.{action}")
}

/// The host's five rights and four roles.
fn catalogue() -> Catalogue {
    let right = |number| Permission::host(number).unwrap();
    let [read_user, read, create, update, delete] = [0, 1, 2, 3, 4].map(right);
    let todo = ObjectKind::Host(TODO);
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

/// Reads an evaluation; what a batch says for all its evaluations stands in `default`.
fn read<'a>(request: &'a Value, default: &'a Value) -> Evaluation<'a> {
    let part = |name: &str| match &request[name] {
        Value::Null => &default[name],
        own => own,
    };
    let resource = part("resource");
    let about = match resource["type"].as_str().unwrap() {
        "user" => resource["id"].as_str(),
        "todo" => resource["properties"]["ownerID"].as_str(),
        other => panic!("{other} is no type of the scenario"),
    };
    Evaluation {
        subject: part("subject")["id"].as_str().unwrap(),
        action: part("action")["name"].as_str().unwrap(),
        about,
    }
}

/// All 40 evaluations and all 3 batches as they were published, where the file lies beside the
/// workspace.
#[test]
fn the_published_decisions() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let path = root.join("../shared/cases/authzen-todo-decisions.json");
    let Ok(json) = std::fs::read_to_string(&path) else {
        println!("no {}: nothing is compared", path.display());
        return;
    };
    let cases: Value = serde_json::from_str(&json).unwrap();
    let todo = Todo::new();
    let single = cases["evaluation"].as_array().unwrap();
    for case in single {
        let evaluation = read(&case["request"], &Value::Null);
        let expected = case["expected"].as_bool().unwrap();
        assert_eq!(todo.allows(&evaluation), expected, "{evaluation:?}");
    }
    let batches = cases["evaluations"].as_array().unwrap();
    for case in batches {
        let request = &case["request"];
        let batch = request["evaluations"].as_array().unwrap();
        let requests: Vec<Request<'_>> = batch
            .iter()
            .map(|one| todo.request(&read(one, request)))
            .collect();
        let semantics = match &request["options"]["evaluations_semantic"] {
            Value::Null => Semantics::default(),
            name => Semantics::from_name(name.as_str().unwrap()).unwrap(),
        };
        let answers = todo.roles.decide_all(&requests, semantics, cast::noon());
        let answers: Vec<bool> = answers.iter().map(Decision::is_allow).collect();
        let expected = case["expected"].as_array().unwrap();
        let expected: Vec<bool> = expected
            .iter()
            .map(|one| one["decision"].as_bool().unwrap())
            .collect();
        assert_eq!(answers, expected, "{case}");
    }
    println!("{} evaluations, {} batches", single.len(), batches.len());
    assert_eq!((single.len(), batches.len()), (40, 3));
}

/// The same rules as a table: who may do what to one's own and to another's.
#[test]
fn who_may_do_what() {
    let todo = Todo::new();
    // Read users, read to-dos, create; change and delete one's own; change and delete another's.
    let rows = [
        ("rick@the-citadel.com", "+++ ++ ++"),
        ("morty@the-citadel.com", "+++ ++ --"),
        ("summer@the-smiths.com", "+++ ++ --"),
        ("beth@the-smiths.com", "++- -- --"),
        ("jerry@the-smiths.com", "++- -- --"),
    ];
    for (subject, expected) in rows {
        let another = match subject {
            "rick@the-citadel.com" => "morty@the-citadel.com",
            _ => "rick@the-citadel.com",
        };
        let mark = |action, about| {
            let evaluation = Evaluation {
                subject,
                action,
                about,
            };
            if todo.allows(&evaluation) { '+' } else { '-' }
        };
        let mut found = String::new();
        found.push(mark("can_read_user", Some(another)));
        found.push(mark("can_read_todos", None));
        found.push(mark("can_create_todo", None));
        for owner in [subject, another] {
            found.push(' ');
            found.push(mark("can_update_todo", Some(owner)));
            found.push(mark("can_delete_todo", Some(owner)));
        }
        assert_eq!(found, expected, "{subject}");
    }
}

/// The rest of the model works on a host's own things as well: what would be enough, the scopes for
/// a list, and the words with the host's own names.
#[test]
fn a_host_s_own_things_are_explained_and_listed() {
    let todo = Todo::new();
    let asked = Evaluation {
        subject: "beth@the-smiths.com",
        action: "can_delete_todo",
        about: Some("beth@the-smiths.com"),
    };
    let request = todo.request(&asked);
    let why = todo.roles.explain(&request, cast::noon());
    assert!(!why.decision.is_allow());
    let names = BTreeMap::from([(todo.ids["beth@the-smiths.com"].uuid(), "Beth".to_owned())]);
    assert_eq!(
        why.told(&todo.roles, &names).to_string(),
        "no: todo.can_delete_todo (can delete todo)\n    \
             no: nothing grants todo.can_delete_todo here\n  \
           it needs todo.can_read_todos (can read todos)\n    \
             yes: role todo.viewer grants todo.can_read_todos @ any\n\
         enough would be: role todo.admin; or no more than\n  \
           todo.can_delete_todo @ own & people = Beth"
    );
    let Enough::Grants { grants, .. } = why.enough else {
        panic!("a grant would do");
    };
    let mut better = request.holder.clone();
    better.grants.extend(grants);
    let again = Request {
        holder: &better,
        ..request
    };
    assert!(todo.roles.allows(&again, cast::noon()));
    // Hers alone: not Rick's.
    let scopes = todo
        .roles
        .scopes_of(&better, request.permission, cast::noon());
    assert!(scopes.cover(&request.resource));
    let ricks = Evaluation {
        about: Some("rick@the-citadel.com"),
        ..asked
    };
    assert!(!scopes.cover(&todo.request(&ricks).resource));
}
