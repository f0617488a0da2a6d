//! The cases of Kubernetes' policy comparator.

use std::collections::BTreeSet;
use std::path::Path;

use frontdesk_access::{
    Among, Catalogue, Grant, Groups, Holder, HostPermission, Modules, ObjectKind, Permission,
    Scope, Wanted, Whose,
};
use frontdesk_model::{GroupId, Module, SiteId};
use frontdesk_testkit::cast;
use serde_json::Value;

/// The cases as facts of kubernetes/kubernetes, policy_comparator_test.go: what the owner holds, what
/// is granted, and what of it is left uncovered. A rule is groups, verbs, resources and names; no
/// names are every name.
const KUBERNETES: &str = "
exact match
    owner      v1              get            builds
    granted    v1              get            builds
many owner rules cover one
    owner      v1              delete         deployments
    owner      v1              delete         builds
    owner      v1              update         builds,deployments
    granted    v1              delete,update  builds,deployments
many groups cover one rule
    owner      group1          delete         deployments
    owner      group1          delete         builds
    owner      group1          update         builds,deployments
    owner      group2          delete         deployments
    owner      group2          delete         builds
    owner      group2          update         builds,deployments
    granted    group1,group2   delete,update  builds,deployments
one rule covers many
    owner      group1,group2   delete,update  builds,deployments
    granted    group1          delete         deployments
    granted    group1          delete         builds
    granted    group1          update         builds,deployments
    granted    group2          delete         deployments
    granted    group2          delete         builds
    granted    group2          update         builds,deployments
one verb and resource missing
    owner      v1              delete,update  builds,deployments
    owner      v1              delete         pods
    granted    v1              delete,update  builds,deployments,pods
    uncovered  v1              update         pods
group star covers many
    owner      *               get            roles
    granted    group1,group2   get            roles
enumeration does not cover group star
    owner      dummy-group     get            roles
    granted    *               get            roles
    uncovered  *               get            roles
group star covers star
    owner      *               get            roles
    granted    *               get            roles
verb star covers many
    owner      v1              *              roles
    granted    v1              watch,list     roles
enumeration does not cover verb star
    owner      v1              get,list,watch,create,update,delete,exec roles
    granted    v1              *              roles
    uncovered  v1              *              roles
verb star covers star
    owner      v1              *              roles
    granted    v1              *              roles
resource star covers many
    owner      v1              get            *
    granted    v1              get            deployments
enumeration does not cover resource star
    owner      v1              get            roles,deployments
    granted    v1              get            *
    uncovered  v1              get            *
resource star covers star
    owner      v1              get            *
    granted    v1              get            *
no names means every name
    owner      v1              get            pods
    granted    v1              get            pods         foo,bar
names do not cover every name
    owner      v1              get            pods         foo,bar
    granted    v1              get            pods
    uncovered  v1              get            pods
";

/// Every verb of the cases; each becomes a right of a host's own, asked about its own kind of object.
const VERBS: &[&str] = &["get", "list", "watch", "create", "update", "delete", "exec"];

fn verbs() -> Catalogue {
    let mut roles = Catalogue::default();
    for (number, verb) in (0..).zip(VERBS) {
        roles
            .declare(HostPermission {
                permission: Permission::host(number).unwrap(),
                name: format!("verb.{verb}"),
                title: String::new(),
                object: ObjectKind::Host(1),
                needs: Vec::new(),
            })
            .unwrap();
    }
    roles
}

/// A rule as grants: verbs as rights, groups as groups, resources as modules, names as sites. What is
/// not named is a dimension that is not set; every verb is every right.
fn grants(roles: &Catalogue, rule: &OwnedRule) -> Vec<Grant> {
    let number = |name: &String| {
        name.bytes()
            .fold(0, |sum, byte| sum * 31 % 1_000_003 + i64::from(byte))
    };
    let star = |names: &[String]| names.is_empty() || names == ["*"];
    let scope = Scope {
        groups: (!star(&rule.groups)).then(|| Groups {
            these: rule
                .groups
                .iter()
                .map(|name| GroupId::from_number(number(name)))
                .collect(),
            ..Groups::default()
        }),
        modules: (!star(&rule.resources)).then(|| {
            Modules::These(
                rule.resources
                    .iter()
                    .map(|name| Module::new(name).unwrap())
                    .collect(),
            )
        }),
        sites: (!star(&rule.names)).then(|| {
            Among::These(
                rule.names
                    .iter()
                    .map(|name| SiteId::from_number(number(name)))
                    .collect(),
            )
        }),
        ..Scope::any()
    };
    let grant = |verb: &String| match verb.as_str() {
        "*" => Grant::every(scope.clone()),
        verb => Grant::new(
            roles.permission(&format!("verb.{verb}")).unwrap(),
            scope.clone(),
        ),
    };
    rule.verbs.iter().map(grant).collect()
}

/// The same grants with one element in every set, as the remainder is told.
fn taken_apart(grants: Vec<Grant>) -> BTreeSet<Grant> {
    let mut apart = BTreeSet::new();
    for grant in grants {
        let groups: Vec<Option<Groups>> = match &grant.scope.groups {
            None => vec![None],
            Some(groups) => {
                let one = |group| Groups {
                    these: [group].into(),
                    ..Groups::default()
                };
                groups.these.iter().map(|group| Some(one(*group))).collect()
            }
        };
        let modules: Vec<Option<Modules>> = match &grant.scope.modules {
            Some(Modules::These(these)) => these
                .iter()
                .map(|one| Some(Modules::These([one.clone()].into())))
                .collect(),
            _ => vec![None],
        };
        for group in &groups {
            for module in &modules {
                let mut one = grant.clone();
                (one.scope.groups, one.scope.modules) = (group.clone(), module.clone());
                apart.insert(one);
            }
        }
    }
    apart
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct OwnedRule {
    groups: Vec<String>,
    verbs: Vec<String>,
    resources: Vec<String>,
    names: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct OwnedCase {
    name: String,
    owner: Vec<OwnedRule>,
    granted: Vec<OwnedRule>,
    uncovered: Vec<OwnedRule>,
}

/// The cases of the table.
fn retyped() -> Vec<OwnedCase> {
    let mut cases: Vec<OwnedCase> = Vec::new();
    for line in KUBERNETES.lines().filter(|line| !line.is_empty()) {
        if !line.starts_with(' ') {
            cases.push(OwnedCase {
                name: line.to_owned(),
                owner: Vec::new(),
                granted: Vec::new(),
                uncovered: Vec::new(),
            });
            continue;
        }
        let mut words = line.split_whitespace();
        let kind = words.next().unwrap();
        let mut strings = || -> Vec<String> {
            let list = words.next().into_iter().flat_map(|list| list.split(','));
            list.map(str::to_owned).collect()
        };
        let rule = OwnedRule {
            groups: strings(),
            verbs: strings(),
            resources: strings(),
            names: strings(),
        };
        let case = cases.last_mut().unwrap();
        match kind {
            "owner" => case.owner.push(rule),
            "granted" => case.granted.push(rule),
            "uncovered" => case.uncovered.push(rule),
            other => panic!("{other} is no kind of rule"),
        }
    }
    cases
}

fn stored(cases: &Value) -> Vec<OwnedCase> {
    let strings = |list: &Value| -> Vec<String> {
        let list = list.as_array().into_iter().flatten();
        list.map(|name| name.as_str().unwrap().to_owned()).collect()
    };
    let rules = |list: &Value| -> Vec<OwnedRule> {
        let rule = |rule: &Value| OwnedRule {
            groups: strings(&rule["groups"]),
            verbs: strings(&rule["verbs"]),
            resources: strings(&rule["resources"]),
            names: strings(&rule["names"]),
        };
        list.as_array().unwrap().iter().map(rule).collect()
    };
    let case = |case: &Value| OwnedCase {
        name: case["name"].as_str().unwrap().to_owned(),
        owner: rules(&case["owner"]),
        granted: rules(&case["granted"]),
        uncovered: rules(&case["uncovered"]),
    };
    cases["cases"]
        .as_array()
        .unwrap()
        .iter()
        .map(case)
        .collect()
}

fn holds(cases: &[OwnedCase]) {
    let roles = verbs();
    for case in cases {
        let all = |rules: &[OwnedRule]| -> Vec<Grant> {
            rules.iter().flat_map(|rule| grants(&roles, rule)).collect()
        };
        let mut owner = Holder::new(cast::TENANT, cast::ANNA);
        owner.grants = all(&case.owner);
        let granted = all(&case.granted);
        let wanted = Wanted {
            grants: &granted,
            of: Whose::Anyone,
        };
        let rest: BTreeSet<Grant> = roles
            .uncovered(&owner, &wanted, cast::noon())
            .into_iter()
            .collect();
        assert_eq!(rest, taken_apart(all(&case.uncovered)), "{}", case.name);
    }
}

#[test]
fn the_cases_of_the_policy_comparator_hold() {
    let cases = retyped();
    assert_eq!(cases.len(), 16);
    holds(&cases);
}

#[test]
fn the_stored_cases_are_the_same_and_hold() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases/covers.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("no shared/cases beside the workspace: the stored cases were not read");
        return;
    };
    let cases = stored(&serde_json::from_str(&text).unwrap());
    assert_eq!(cases, retyped());
    holds(&cases);
}
