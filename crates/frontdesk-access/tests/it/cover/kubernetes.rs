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

/// Whoever holds the verbs on the resources of the groups; no names are every name.
type Rule = (
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static str],
);

/// A name, what the owner holds, what is granted, what is left uncovered.
type Case = (
    &'static str,
    &'static [Rule],
    &'static [Rule],
    &'static [Rule],
);

const V1: &[&str] = &["v1"];
const NONE: &[&str] = &[];
const GET: &[&str] = &["get"];
const ROLES: &[&str] = &["roles"];
const STAR: &[&str] = &["*"];
const DUMMY: &[&str] = &["dummy-group"];
const TWO: &[&str] = &["group1", "group2"];
const WORK: &[&str] = &["delete", "update"];
const BOTH: &[&str] = &["builds", "deployments"];

/// The cases as facts of kubernetes/kubernetes, policy_comparator_test.go.
const KUBERNETES: &[Case] = &[
    (
        "exact match",
        &[(V1, GET, &["builds"], NONE)],
        &[(V1, GET, &["builds"], NONE)],
        &[],
    ),
    (
        "many owner rules cover one",
        &[
            (V1, &["delete"], &["deployments"], NONE),
            (V1, &["delete"], &["builds"], NONE),
            (V1, &["update"], BOTH, NONE),
        ],
        &[(V1, WORK, BOTH, NONE)],
        &[],
    ),
    (
        "many groups cover one rule",
        &[
            (&["group1"], &["delete"], &["deployments"], NONE),
            (&["group1"], &["delete"], &["builds"], NONE),
            (&["group1"], &["update"], BOTH, NONE),
            (&["group2"], &["delete"], &["deployments"], NONE),
            (&["group2"], &["delete"], &["builds"], NONE),
            (&["group2"], &["update"], BOTH, NONE),
        ],
        &[(TWO, WORK, BOTH, NONE)],
        &[],
    ),
    (
        "one rule covers many",
        &[(TWO, WORK, BOTH, NONE)],
        &[
            (&["group1"], &["delete"], &["deployments"], NONE),
            (&["group1"], &["delete"], &["builds"], NONE),
            (&["group1"], &["update"], BOTH, NONE),
            (&["group2"], &["delete"], &["deployments"], NONE),
            (&["group2"], &["delete"], &["builds"], NONE),
            (&["group2"], &["update"], BOTH, NONE),
        ],
        &[],
    ),
    (
        "one verb and resource missing",
        &[(V1, WORK, BOTH, NONE), (V1, &["delete"], &["pods"], NONE)],
        &[(V1, WORK, &["builds", "deployments", "pods"], NONE)],
        &[(V1, &["update"], &["pods"], NONE)],
    ),
    (
        "group star covers many",
        &[(STAR, GET, ROLES, NONE)],
        &[(TWO, GET, ROLES, NONE)],
        &[],
    ),
    (
        "enumeration does not cover group star",
        &[(DUMMY, GET, ROLES, NONE)],
        &[(STAR, GET, ROLES, NONE)],
        &[(STAR, GET, ROLES, NONE)],
    ),
    (
        "group star covers star",
        &[(STAR, GET, ROLES, NONE)],
        &[(STAR, GET, ROLES, NONE)],
        &[],
    ),
    (
        "verb star covers many",
        &[(V1, STAR, ROLES, NONE)],
        &[(V1, &["watch", "list"], ROLES, NONE)],
        &[],
    ),
    (
        "enumeration does not cover verb star",
        &[(V1, VERBS, ROLES, NONE)],
        &[(V1, STAR, ROLES, NONE)],
        &[(V1, STAR, ROLES, NONE)],
    ),
    (
        "verb star covers star",
        &[(V1, STAR, ROLES, NONE)],
        &[(V1, STAR, ROLES, NONE)],
        &[],
    ),
    (
        "resource star covers many",
        &[(V1, GET, STAR, NONE)],
        &[(V1, GET, &["deployments"], NONE)],
        &[],
    ),
    (
        "enumeration does not cover resource star",
        &[(V1, GET, &["roles", "deployments"], NONE)],
        &[(V1, GET, STAR, NONE)],
        &[(V1, GET, STAR, NONE)],
    ),
    (
        "resource star covers star",
        &[(V1, GET, STAR, NONE)],
        &[(V1, GET, STAR, NONE)],
        &[],
    ),
    (
        "no names means every name",
        &[(V1, GET, &["pods"], NONE)],
        &[(V1, GET, &["pods"], &["foo", "bar"])],
        &[],
    ),
    (
        "names do not cover every name",
        &[(V1, GET, &["pods"], &["foo", "bar"])],
        &[(V1, GET, &["pods"], NONE)],
        &[(V1, GET, &["pods"], NONE)],
    ),
];

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

fn retyped() -> Vec<OwnedCase> {
    let strings = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let rules = |rules: &[Rule]| -> Vec<OwnedRule> {
        let rule = |(groups, verbs, resources, names): &Rule| OwnedRule {
            groups: strings(groups),
            verbs: strings(verbs),
            resources: strings(resources),
            names: strings(names),
        };
        rules.iter().map(rule).collect()
    };
    let case = |(name, owner, granted, uncovered): &Case| OwnedCase {
        name: (*name).to_owned(),
        owner: rules(owner),
        granted: rules(granted),
        uncovered: rules(uncovered),
    };
    KUBERNETES.iter().map(case).collect()
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
    assert_eq!(KUBERNETES.len(), 16);
    holds(&retyped());
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
