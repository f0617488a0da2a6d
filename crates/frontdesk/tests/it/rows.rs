//! Rights and roles from flat rows: what is stored comes back; what cannot be read names its row.

use std::collections::BTreeSet;

use expect_test::expect_file;
use frontdesk::access::{Gives, Holder, Role, Takes};
use frontdesk::facts;
use frontdesk::model::uuid::Uuid;
use frontdesk::model::{ActorId, Version};
use frontdesk::rows::{HolderRow, RoleRow, RowError, RowFault, holders, roles};
use frontdesk_testkit::{cast, strategy};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A row that owns its text, as a driver gives it.
#[derive(Clone, Debug)]
struct Owned {
    actor: ActorId,
    kind: String,
    standing: String,
    version: i64,
    part: Option<String>,
    id: Option<Uuid>,
    name: Option<String>,
    of: Option<String>,
    body: Option<String>,
    from: Option<chrono::DateTime<chrono::Utc>>,
    until: Option<chrono::DateTime<chrono::Utc>>,
}

impl Owned {
    fn row(&self) -> HolderRow<'_> {
        HolderRow {
            part: self.part.as_deref(),
            id: self.id,
            name: self.name.as_deref(),
            of: self.of.as_deref(),
            body: self.body.as_deref(),
            from: self.from,
            until: self.until,
            ..HolderRow::new(self.actor, &self.kind, &self.standing, self.version)
        }
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// The rows of a record, as a host would store it; written from the stored form.
fn flat(holder: &Holder, version: i64) -> Vec<Owned> {
    let stored = serde_json::to_value(holder).unwrap();
    let bare = Owned {
        actor: holder.id,
        kind: text(&stored["kind"]).unwrap(),
        standing: text(&stored["standing"]).unwrap(),
        version,
        part: None,
        id: None,
        name: None,
        of: None,
        body: None,
        from: None,
        until: None,
    };
    let part = |name: &str| Owned {
        part: Some(name.to_owned()),
        ..bare.clone()
    };
    let bound =
        |of: &Value, name: &str| of["validity"][name].as_str().map(|at| at.parse().unwrap());
    let mut rows = vec![bare.clone()];
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    for role in list(&stored["roles"]) {
        rows.push(Owned {
            name: text(&role["role"]),
            from: bound(&role, "from"),
            until: bound(&role, "until"),
            ..part("role")
        });
        for add_on in list(&role["add_ons"]) {
            rows.push(Owned {
                name: text(&add_on),
                of: text(&role["role"]),
                ..part("add_on")
            });
        }
    }
    for grant in list(&stored["grants"]) {
        rows.push(Owned {
            name: text(&grant["permission"]),
            body: Some(grant["scope"].to_string()),
            from: bound(&grant, "from"),
            until: bound(&grant, "until"),
            ..part("grant")
        });
    }
    for restriction in list(&stored["restrictions"]) {
        rows.push(Owned {
            body: Some(restriction.to_string()),
            ..part("restriction")
        });
    }
    for obligation in list(&stored["obligations"]) {
        rows.push(Owned {
            name: text(&obligation),
            ..part("obligation")
        });
    }
    for (name, items) in stored["memberships"].as_object().unwrap() {
        for item in list(items) {
            let id = text(&item).and_then(|text| Uuid::parse_str(&text).ok());
            rows.push(Owned {
                id,
                name: id.is_none().then(|| text(&item).unwrap()),
                ..part(name)
            });
        }
    }
    rows
}

/// The same record, its lists in one order.
fn sorted(mut holder: Holder) -> Holder {
    holder.roles.sort();
    holder.grants.sort();
    holder.restrictions.sort();
    holder
}

proptest! {
    #[test]
    fn what_is_stored_as_rows_comes_back(
        mut one in strategy::staff_holder(),
        mut other in strategy::customer_holder(),
        turned in any::<bool>(),
    ) {
        (one.tenant, other.tenant) = (cast::TENANT, cast::TENANT);
        // A host that stores an add-on under its role has each role once; what no release can read whole
        // has no columns.
        for holder in [&mut one, &mut other] {
            let mut seen = BTreeSet::new();
            holder.roles.retain(|held| seen.insert(held.role.clone()));
            holder.grants.retain(|grant| !matches!(grant.gives, Gives::Unread(_)));
            holder.restrictions.retain(|one| matches!(one.takes, Takes::These { .. }));
        }
        let mut rows = flat(&one, 3);
        rows.extend(flat(&other, 4));
        if turned {
            rows.reverse();
        }
        let rows: Vec<HolderRow<'_>> = rows.iter().map(Owned::row).collect();
        let found = holders(cast::TENANT, &rows).unwrap();
        let expected = [(sorted(one), Version(3)), (sorted(other), Version(4))];
        let found: Vec<_> = found.into_iter().map(|(holder, version)| (sorted(holder), version)).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn roles_come_back(catalogue in strategy::catalogue()) {
        // What no release can read whole has no columns.
        let readable = |grants: &mut Vec<frontdesk::access::Grant>| {
            grants.retain(|grant| !matches!(grant.gives, Gives::Unread(_)));
        };
        let expected: Vec<Role> = catalogue
            .roles()
            .cloned()
            .map(|mut role| {
                readable(&mut role.grants);
                role.add_ons.values_mut().for_each(|add_on| readable(&mut add_on.grants));
                role
            })
            .collect();
        let mut parts: Vec<(String, String, Option<String>, Value)> = Vec::new();
        for role in &expected {
            let mut body = serde_json::to_value(role).unwrap();
            let id = text(&body["id"]).unwrap();
            let members = body.as_object_mut().unwrap();
            members.remove("id");
            let mut grants = vec![(None, members.remove("grants").unwrap())];
            if let Some(add_ons) = members.get_mut("add_ons").and_then(Value::as_object_mut) {
                for (name, add_on) in add_ons {
                    let own = add_on.as_object_mut().unwrap().remove("grants").unwrap();
                    grants.push((Some(name.clone()), own));
                }
            }
            let body = body.to_string();
            parts.push((id.clone(), body.clone(), None, Value::Null));
            for (add_on, grants) in grants {
                for grant in grants.as_array().unwrap() {
                    parts.push((id.clone(), body.clone(), add_on.clone(), grant.clone()));
                }
            }
        }
        let scopes: Vec<String> = parts.iter().map(|(.., grant)| grant["scope"].to_string()).collect();
        let bound = |of: &Value, name: &str| of["validity"][name].as_str().map(|at| at.parse().unwrap());
        let row = |((role, body, add_on, grant), scope): (&'_ (String, String, Option<String>, Value), &'_ String)| {
            (role.clone(), body.clone(), add_on.clone(), text(&grant["permission"]), scope.clone(), bound(grant, "from"), bound(grant, "until"))
        };
        let owned: Vec<_> = parts.iter().zip(&scopes).map(row).collect();
        let rows: Vec<RoleRow<'_>> = owned
            .iter()
            .map(|(role, body, add_on, permission, scope, from, until)| RoleRow {
                role,
                body,
                add_on: add_on.as_deref(),
                permission: permission.as_deref(),
                scope: Some(scope),
                from: *from,
                until: *until,
            })
            .collect();
        prop_assert_eq!(roles(&rows).unwrap(), expected);
    }
}

#[test]
fn a_row_that_cannot_be_read_is_named() {
    let anna = HolderRow::new(cast::ANNA.into(), "unified", "active", 1);
    let of = |name: &'static str| HolderRow {
        part: Some(name),
        ..anna
    };
    let role = HolderRow {
        name: Some("desk.agent"),
        ..of("role")
    };
    let rows = [
        (
            HolderRow {
                kind: "legacy_operator",
                ..anna
            },
            RowFault::Differs("kind"),
        ),
        (
            HolderRow {
                standing: "suspended",
                ..anna
            },
            RowFault::Differs("standing"),
        ),
        (
            HolderRow { version: 2, ..anna },
            RowFault::Differs("version"),
        ),
        (of("role"), RowFault::Null("name")),
        (of("grant"), RowFault::Null("name")),
        (
            HolderRow {
                name: Some("tag.manage"),
                ..of("grant")
            },
            RowFault::Null("body"),
        ),
        (
            HolderRow {
                name: Some("tag.manage"),
                body: Some("any"),
                ..of("grant")
            },
            RowFault::Json("body"),
        ),
        (
            HolderRow {
                name: Some("tag.manage"),
                body: Some("[]"),
                ..of("grant")
            },
            RowFault::Json("body"),
        ),
        (of("restriction"), RowFault::Null("body")),
        (of("obligation"), RowFault::Null("name")),
        (of("groups"), RowFault::Null("id")),
        (of("languages"), RowFault::Null("name")),
        (
            HolderRow {
                name: Some("x"),
                ..of("add_on")
            },
            RowFault::Null("of"),
        ),
        (
            HolderRow {
                name: Some("x"),
                of: Some("other"),
                ..of("add_on")
            },
            RowFault::NoRole,
        ),
        (of("roles"), RowFault::Part),
    ];
    for (wrong, fault) in rows {
        let found = holders(cast::TENANT, &[role, anna, wrong]);
        assert_eq!(found, Err(RowError { row: 3, fault }), "{wrong:?}");
        let alone = holders(cast::TENANT, &[role, anna]);
        assert!(alone.is_ok());
    }
    let negative = HolderRow {
        version: -1,
        ..anna
    };
    let error = RowError {
        row: 1,
        fault: RowFault::Version,
    };
    assert_eq!(holders(cast::TENANT, &[negative]), Err(error));
    let role = RoleRow {
        role: "a.role",
        body: "{}",
        add_on: None,
        permission: None,
        scope: None,
        from: None,
        until: None,
    };
    let unlabeled = RowError {
        row: 1,
        fault: RowFault::Record,
    };
    assert_eq!(roles(&[role]), Err(unlabeled));
    let other = RoleRow {
        body: "{\"x\": 1}",
        ..role
    };
    let error = RowError {
        row: 2,
        fault: RowFault::Differs("body"),
    };
    assert_eq!(roles(&[role, other]), Err(error));
}

/// As everywhere that a later release may have stored: a right gives nothing, a restriction takes all.
#[test]
fn what_a_later_release_stored_is_kept_and_gives_nothing() {
    let anna = HolderRow::new(cast::ANNA.into(), "unified", "active", 1);
    let later = [
        HolderRow {
            part: Some("grant"),
            name: Some("later.right"),
            body: Some("{\"relation\": \"any\"}"),
            ..anna
        },
        HolderRow {
            part: Some("restriction"),
            body: Some("{\"id\": \"deny.later\", \"later\": 1}"),
            ..anna
        },
    ];
    let (holder, _) = holders(cast::TENANT, &later).unwrap().remove(0);
    assert!(matches!(holder.grants[0].gives, Gives::Unread(_)));
    assert!(!matches!(holder.restrictions[0].takes, Takes::These { .. }));
    let kept = serde_json::to_value(&holder).unwrap();
    assert_eq!(kept["grants"][0]["permission"], json!("later.right"));
}

#[test]
fn the_facts_are_as_written_down() {
    expect_file!["../../../../docs/facts.md"].assert_eq(&facts::document());
    let names: BTreeSet<&str> = facts::QUESTIONS.iter().map(|one| one.name).collect();
    assert_eq!(names.len(), facts::QUESTIONS.len());
    assert!(facts::QUESTIONS.iter().all(|one| !one.rows.is_empty()));
}
