//! The Todo scenario of the OpenID AuthZEN interop events, with nothing but rights, kinds of object
//! and roles of a host's own: they work like conversations. Viewers read; editors create, and change
//! and delete what is their own; admins delete anything; evil geniuses change anything.

use std::collections::BTreeMap;
use std::path::Path;

use frontdesk_access::{
    Catalogue, Decision, Dimensions, Enough, Holder, ObjectKind, Request, Resource, RoleAssignment,
    RoleId, Semantics, UserFacts,
};
use frontdesk_model::{Relations, UserId};
use frontdesk_testkit::cast;
use frontdesk_testkit::todo::{
    Evaluation, KIND, PEOPLE, batches, catalogue, evaluations, own_name,
};
use serde_json::Value;

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
                Resource::host(cast::TENANT, KIND, relations, dimensions)
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

#[test]
fn all_40_evaluations_and_3_batches() {
    let todo = Todo::new();
    let all = evaluations();
    assert_eq!(all.len(), 40);
    for (evaluation, expected) in all {
        assert_eq!(todo.allows(&evaluation), expected, "{evaluation:?}");
        let decision = todo.roles.decide(&todo.request(&evaluation), cast::noon());
        assert_eq!(decision.is_allow(), expected, "{evaluation:?}");
    }
    for (batch, expected) in batches() {
        let requests = batch.map(|one| todo.request(&one));
        let answers = |semantics| -> Vec<bool> {
            let answers = todo.roles.decide_all(&requests, semantics, cast::noon());
            answers.iter().map(Decision::is_allow).collect()
        };
        assert_eq!(answers(Semantics::default()), expected);
        // The first no, or the first yes, ends the other two.
        let until = |end: bool| {
            let more = expected.iter().take_while(|one| **one != end).count();
            expected[..expected.len().min(more + 1)].to_vec()
        };
        assert_eq!(answers(Semantics::DenyOnFirstDeny), until(false));
        assert_eq!(answers(Semantics::PermitOnFirstPermit), until(true));
    }
}

/// The table is what was published, where the file lies beside the workspace.
#[test]
fn the_table_is_the_published_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let path = root.join("../shared/cases/authzen-todo-decisions.json");
    let Ok(json) = std::fs::read_to_string(&path) else {
        println!("no {}: nothing is compared", path.display());
        return;
    };
    let cases: Value = serde_json::from_str(&json).unwrap();
    let todo = Todo::new();
    let plain = |one: &Evaluation<'_>| {
        let about = one.about.map(|name| todo.ids[name]);
        (todo.ids[one.subject], one.action.to_owned(), about)
    };
    let published: Vec<_> = cases["evaluation"].as_array().unwrap().iter().collect();
    let ours = evaluations();
    assert_eq!(published.len(), ours.len());
    for (case, (evaluation, expected)) in published.iter().zip(&ours) {
        let found = read(&case["request"], &Value::Null);
        assert_eq!(plain(&found), plain(evaluation));
        assert_eq!(case["expected"].as_bool(), Some(*expected), "{found:?}");
    }
    let published = cases["evaluations"].as_array().unwrap();
    assert_eq!(published.len(), batches().count());
    for (case, (batch, answers)) in published.iter().zip(batches()) {
        let request = &case["request"];
        assert_eq!(request["options"], Value::Null, "the default semantics");
        let found = request["evaluations"].as_array().unwrap();
        let found: Vec<_> = found.iter().map(|one| plain(&read(one, request))).collect();
        assert_eq!(found, batch.map(|one| plain(&one)));
        let expected = case["expected"].as_array().unwrap().iter();
        let expected: Vec<_> = expected
            .map(|one| one["decision"].as_bool().unwrap())
            .collect();
        assert_eq!(expected, answers);
    }
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
