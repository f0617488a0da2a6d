//! Grants and restrictions as a later release could have stored them: this one cannot read them.

use frontdesk_access::{Grant, PermissionSet, Restriction, RestrictionId, Scope};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use super::pools;
use super::scopes::scope;

/// Any JSON, not deep.
pub fn json() -> impl Strategy<Value = Value> + Clone {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|number| json!(number)),
        any::<u64>().prop_map(|number| json!(number)),
        // Eighths come back from every reader of text as they went.
        any::<i32>().prop_map(|eighths| json!(f64::from(eighths) / 8.0)),
        "[a-z.*]{0,8}".prop_map(Value::String),
        pools::permission().prop_map(|known| json!(known.name())),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            proptest::collection::btree_map("[a-z_]{1,6}", inner, 0..4)
                .prop_map(|table| Value::Object(table.into_iter().collect())),
        ]
    })
    .boxed()
}

/// A stored grant with something in it that this release does not know: a right, a field, a
/// relation, a dimension, or its whole shape.
pub fn later_grant() -> impl Strategy<Value = Value> + Clone {
    let known = (pools::permission(), scope());
    (known, something_new()).prop_map(|((permission, scope), new)| {
        let whole = json!({ "permission": permission.name(), "scope": scope });
        new.put_into(whole, "permission")
    })
}

/// A stored restriction with something in it that this release does not know. It may say no scope:
/// then it takes its rights everywhere.
pub fn later_restriction() -> impl Strategy<Value = Value> + Clone {
    let known = (pools::permission(), proptest::option::of(scope()));
    (known, something_new()).prop_map(|((permission, scope), new)| {
        let mut whole = json!({ "id": "deny.later", "permissions": [permission.name()] });
        if let (Value::Object(table), Some(scope)) = (&mut whole, scope) {
            table.insert("scope".to_owned(), json!(scope));
        }
        new.put_into(whole, "permissions")
    })
}

/// [`later_grant`] as it is read.
pub fn unread_grant() -> impl Strategy<Value = Grant> + Clone {
    // Every JSON reads as a grant. If one did not, a law would meet every right and fail.
    let otherwise = || Grant::every(Scope::any());
    later_grant()
        .prop_map(move |stored| serde_json::from_value(stored).unwrap_or_else(|_| otherwise()))
}

/// [`later_restriction`] as it is read.
pub fn unread_restriction() -> impl Strategy<Value = Restriction> + Clone {
    // And as a restriction: else it would take nothing.
    let nothing = || {
        let id = RestrictionId::from_static("deny.nothing");
        Restriction::taking(id, PermissionSet::EMPTY, Scope::any())
    };
    later_restriction()
        .prop_map(move |stored| serde_json::from_value(stored).unwrap_or_else(|_| nothing()))
}

/// What is new in a stored value.
#[derive(Clone, Debug)]
enum New {
    Right,
    Field(Value),
    Relation,
    Dimension(Value),
    Shape(Value),
}

fn something_new() -> impl Strategy<Value = New> + Clone {
    prop_oneof![
        2 => Just(New::Right),
        2 => json().prop_map(New::Field),
        1 => Just(New::Relation),
        1 => json().prop_map(New::Dimension),
        1 => select(vec![json!(null), json!(17), json!(0.25), json!("later"), json!([{"a": 1}]), json!({})])
            .prop_map(New::Shape),
    ]
}

impl New {
    fn put_into(self, mut whole: Value, rights: &str) -> Value {
        let mut set = |at: &[&str], value: Value| {
            let mut place = &mut whole;
            for key in at {
                let Value::Object(table) = place else { return };
                place = table
                    .entry(*key)
                    .or_insert_with(|| Value::Object(Map::new()));
            }
            *place = value;
        };
        let unknown = "mood.sense";
        match self {
            Self::Right if rights == "permission" => set(&[rights], json!(unknown)),
            Self::Right => set(&[rights], json!([unknown, "order.view"])),
            Self::Field(value) => set(&["moods"], value),
            Self::Relation => set(&["scope", "relation"], json!("same_floor")),
            Self::Dimension(value) => set(&["scope", "floors"], value),
            Self::Shape(value) => return value,
        }
        whole
    }
}
