//! The Todo scenario of the interop events, through the types: each of its requests as JSON, each
//! response as JSON; and the published file, where it lies beside the workspace.

use std::collections::BTreeMap;
use std::path::Path;

use frontdesk::access::analysis::{Facts, Subject};
use frontdesk::access::{Directory, Holder, ObjectKind, Permission, RoleAssignment, RoleId};
use frontdesk::model::{ActorId, Relation, UserId, Version};
use frontdesk_standards::authzen::{
    Action, ActionSearch, DecisionPoint, Entity, EvaluationRequest, EvaluationsRequest, Naming,
    SubjectSearch, Tell, Unmapped,
};
use frontdesk_testkit::cast;
use frontdesk_testkit::todo::{
    Evaluation, KIND, PEOPLE, UPDATE, batches, catalogue, evaluations, own_name,
};
use serde_json::{Value, json};

/// The scenario's names: people by e-mail address and by alias, a to-do by the property of its owner.
struct TodoNames(BTreeMap<&'static str, UserId>);

impl TodoNames {
    fn user(&self, name: &str) -> Option<UserId> {
        self.0.get(name).copied()
    }
}

impl Naming for TodoNames {
    fn actor(&self, _: &Directory, subject: &Entity) -> Result<ActorId, Unmapped> {
        if subject.kind != "user" {
            return Err(Unmapped::SubjectType);
        }
        let user = self.user(&subject.id).ok_or(Unmapped::NoSubject)?;
        Ok(user.into())
    }

    fn permission(&self, directory: &Directory, action: &Action) -> Result<Permission, Unmapped> {
        let found = directory.catalogue().permission(&own_name(&action.name));
        found.map_err(|_| Unmapped::NoAction)
    }

    fn object(&self, _: &Directory, resource: &Entity) -> Result<Subject, Unmapped> {
        match resource.kind.as_str() {
            "user" => Ok(Subject::User {
                user: self.user(&resource.id).ok_or(Unmapped::NoResource)?,
                groups: [].into(),
            }),
            "todo" => {
                let owner = resource.properties.text("ownerID");
                let owner = owner.and_then(|name| self.user(name));
                let mut facts = Facts::new(ObjectKind::Host(KIND));
                facts.person = owner;
                let own = owner.map(|owner| (owner.into(), [Relation::Own].into()));
                Ok(Subject::Host {
                    facts,
                    relations: own.into_iter().collect(),
                })
            }
            _ => Err(Unmapped::ResourceType),
        }
    }

    fn subject(&self, actor: ActorId) -> Entity {
        let named = PEOPLE
            .iter()
            .find(|(email, _, _)| self.user(email).map(ActorId::User) == Some(actor));
        Entity::new("user", named.map_or("", |(email, _, _)| email))
    }

    fn action(&self, directory: &Directory, permission: Permission) -> Action {
        let name = directory.catalogue().name_of(permission);
        Action::new(name.strip_prefix("todo.").unwrap_or(name))
    }
}

fn todo() -> (Directory, TodoNames) {
    let mut directory = Directory::new(cast::TENANT, catalogue());
    let mut names = BTreeMap::new();
    for (number, (email, alias, roles)) in (1..).zip(PEOPLE) {
        let id = UserId::from_number(number);
        names.extend([(email, id), (alias, id)]);
        let holder = roles
            .iter()
            .map(|role| RoleAssignment::new(RoleId::from_static(role)))
            .fold(Holder::new(cast::TENANT, id), Holder::with_role);
        directory.load(holder, Version::FIRST).unwrap();
    }
    (directory, TodoNames(names))
}

/// An evaluation as the scenario writes it.
fn request(evaluation: &Evaluation<'_>) -> Value {
    let resource = match (evaluation.action, evaluation.about) {
        ("can_read_user", Some(user)) => json!({"type": "user", "id": user}),
        (_, Some(owner)) => {
            json!({"type": "todo", "id": "7240d0db", "properties": {"ownerID": owner}})
        }
        (_, None) => json!({"type": "todo", "id": "todo-1"}),
    };
    json!({
        "subject": {"type": "user", "id": evaluation.subject},
        "action": {"name": evaluation.action},
        "resource": resource
    })
}

fn evaluate(point: &DecisionPoint<'_>, request: &Value) -> Value {
    let request: EvaluationRequest = serde_json::from_value(request.clone()).unwrap();
    serde_json::to_value(point.evaluate(&request, cast::noon())).unwrap()
}

fn evaluate_all(point: &DecisionPoint<'_>, request: &Value) -> Value {
    let request: EvaluationsRequest = serde_json::from_value(request.clone()).unwrap();
    serde_json::to_value(point.evaluate_all(&request, cast::noon()).unwrap()).unwrap()
}

#[test]
fn all_40_evaluations_and_3_batches() {
    let (directory, names) = todo();
    let point = DecisionPoint::new(&directory, &names, Tell::Nothing);
    let all = evaluations();
    assert_eq!(all.len(), 40);
    for (evaluation, expected) in all {
        let request = request(&evaluation);
        let answer = evaluate(&point, &request);
        assert_eq!(answer, json!({"decision": expected}), "{evaluation:?}");
        // The other endpoint answers one request alike (7.1).
        assert_eq!(evaluate_all(&point, &request), answer);
    }
    for (batch, expected) in batches() {
        let answers = |semantics: Option<&str>| {
            let evaluations: Vec<Value> = batch
                .iter()
                .map(|one| json!({"resource": request(one)["resource"]}))
                .collect();
            let mut all = request(&batch[0]);
            all["evaluations"] = evaluations.into();
            if let Some(name) = semantics {
                all["options"] = json!({"evaluations_semantic": name, "another": 1});
            }
            let answers = evaluate_all(&point, &all);
            let answers = answers["evaluations"].as_array().unwrap().clone();
            answers
                .iter()
                .map(|one| one["decision"].as_bool().unwrap())
                .collect::<Vec<bool>>()
        };
        assert_eq!(answers(None), expected);
        assert_eq!(answers(Some("execute_all")), expected);
        // The first no, or the first yes, ends the other two.
        let until = |end: bool| {
            let more = expected.iter().take_while(|one| **one != end).count();
            expected[..expected.len().min(more + 1)].to_vec()
        };
        assert_eq!(answers(Some("deny_on_first_deny")), until(false));
        assert_eq!(answers(Some("permit_on_first_permit")), until(true));
    }
}

#[test]
fn the_published_requests_get_the_published_answers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let path = root.join("../shared/cases/authzen-todo-decisions.json");
    let Ok(json) = std::fs::read_to_string(&path) else {
        println!("no {}: nothing is compared", path.display());
        return;
    };
    let cases: Value = serde_json::from_str(&json).unwrap();
    let (directory, names) = todo();
    let point = DecisionPoint::new(&directory, &names, Tell::Nothing);
    let single = cases["evaluation"].as_array().unwrap();
    assert_eq!(single.len(), 40);
    for case in single {
        let answer = evaluate(&point, &case["request"]);
        assert_eq!(answer, json!({"decision": case["expected"]}), "{case}");
    }
    let batches = cases["evaluations"].as_array().unwrap();
    assert_eq!(batches.len(), 3);
    for case in batches {
        let answer = evaluate_all(&point, &case["request"]);
        assert_eq!(answer, json!({"evaluations": case["expected"]}), "{case}");
    }
}

/// Who may change a to-do of Morty's; and what Morty may do to it.
#[test]
fn searches_of_the_scenario() {
    let (directory, names) = todo();
    let point = DecisionPoint::new(&directory, &names, Tell::Nothing);
    let morty = "morty@the-citadel.com";
    let resource = json!({"type": "todo", "id": "1", "properties": {"ownerID": morty}});
    let search: SubjectSearch = serde_json::from_value(json!({
        "subject": {"type": "user"}, "action": {"name": UPDATE}, "resource": resource
    }))
    .unwrap();
    let found = point.search_subjects(&search, cast::noon()).unwrap();
    let found: Vec<&str> = found.results.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(found, [morty, "rick@the-citadel.com"]);
    let search: ActionSearch = serde_json::from_value(json!({
        "subject": {"type": "user", "id": morty}, "resource": resource
    }))
    .unwrap();
    let found = point.search_actions(&search, cast::noon()).unwrap();
    let found: Vec<&str> = found.results.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(
        found,
        [
            "can_create_todo",
            "can_delete_todo",
            "can_read_todos",
            UPDATE
        ]
    );
}
