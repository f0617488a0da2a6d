//! Nothing panics, whatever the bytes.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::readers::READERS;

/// Names of the formats, so that generated objects reach into the readers.
const NAMES: &[&str] = &[
    "id",
    "result",
    "data",
    "error",
    "code",
    "success",
    "metadata",
    "total_items",
    "total_count",
    "count",
    "0",
    "1",
    "case",
    "user",
    "staff",
    "message",
    "items",
    "clients",
    "messages",
    "last_name",
    "phone_numbers",
    "phone_number",
    "extension",
    "status",
    "status_id",
    "name",
    "permissions",
    "unit_id",
    "permission_unit_id",
    "is_select",
    "case_id",
    "user_id",
    "staff_id",
    "group_id",
    "channel",
    "created_at",
    "closed_at",
    "custom_fields",
    "cf_25",
    "field_data",
    "labels",
    "cc_emails",
    "telegram",
    "type",
    "field",
    "portal",
    "operators",
    "admin_users",
    "links",
    "login",
    "limit",
    "languages",
    "settings",
    "rights",
    "operator",
    "admin_user",
    "emails",
    "role",
    "modules",
    "questionnaires",
    "group_ids",
    "other_employee_chats_permission_type",
    "other_employee_chats_permission_values",
    "whoSend",
    "dateTimeUTC",
    "note",
    "deleted",
    "mnemonic",
    "is_removed",
    "a/b~c",
    "",
];

const TEXTS: &[&str] = &[
    "",
    "-",
    "0",
    "17",
    "-1",
    "99999999999999999999",
    "open",
    "email",
    "cch101",
    "groups",
    "Mon, 05 May 2014 00:15:17 +0300",
    "2026-11-02 10:15:00",
    "2026-11-02T07:20:30Z",
    "fr",
    "moderateur",
    "client",
    "hidden",
    "+5",
    " ",
    "\u{202e}",
    "é",
];

pub(crate) fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (0_u64..5).prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        prop::sample::select(TEXTS).prop_map(Value::from),
        ".{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 96, 8, |inner| {
        let entry = (prop::sample::select(NAMES), inner.clone());
        prop_oneof![
            vec(inner, 0..6).prop_map(Value::from),
            vec(entry, 0..10).prop_map(|entries| {
                let entries = entries
                    .into_iter()
                    .map(|(key, value)| (key.to_owned(), value));
                Value::Object(entries.collect::<Map<_, _>>())
            }),
        ]
    })
}

proptest! {
    #[test]
    fn any_bytes_get_an_answer(bytes in vec(any::<u8>(), 0..400)) {
        for reader in READERS {
            let _answer = (reader.read)(&bytes);
        }
    }

    #[test]
    fn any_json_gets_an_answer(value in any_json()) {
        let text = value.to_string();
        for reader in READERS {
            let _answer = (reader.read)(text.as_bytes());
        }
    }

    #[test]
    fn a_sample_with_other_bytes_in_it_gets_an_answer(
        which in 0..READERS.len(),
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let reader = &READERS[which];
        let mut bytes = reader.sample.to_vec();
        for (index, byte) in changes {
            let at = index.index(bytes.len());
            bytes[at] = byte;
        }
        let _answer = (reader.read)(&bytes);
    }

    #[test]
    fn a_sample_with_one_value_changed_never_gains_records(
        which in 0..READERS.len(),
        index in any::<prop::sample::Index>(),
        value in any_json(),
    ) {
        let reader = &READERS[which];
        prop_assume!(!reader.is_csv);
        let before = (reader.read)(reader.sample).unwrap().count;
        let mut tree: Value = serde_json::from_slice(reader.sample).unwrap();
        let mut leaves = Vec::new();
        collect_leaves(&tree, String::new(), &mut leaves);
        let leaf = tree.pointer_mut(&leaves[index.index(leaves.len())]).unwrap();
        *leaf = value;
        if let Ok(read) = (reader.read)(tree.to_string().as_bytes()) {
            prop_assert!(read.count <= before, "{}", reader.name);
        }
    }
}

/// The places of all scalars.
pub(crate) fn collect_leaves(value: &Value, at: String, leaves: &mut Vec<String>) {
    match value {
        Value::Array(list) => {
            for (index, inner) in list.iter().enumerate() {
                collect_leaves(inner, format!("{at}/{index}"), leaves);
            }
        }
        Value::Object(object) => {
            for (key, inner) in object {
                // A pointer writes these two characters otherwise (RFC 6901).
                let key = key.replace('~', "~0").replace('/', "~1");
                collect_leaves(inner, format!("{at}/{key}"), leaves);
            }
        }
        _ => leaves.push(at),
    }
}
