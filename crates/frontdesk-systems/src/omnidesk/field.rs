//! Added fields, and what the portal shows of fields.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;

use super::case::field_number;
use super::entities;
use crate::read::{
    Expected, Import, Log, Record, Tree, WarningKind, child, json, names, numbered, read_each,
    short,
};

names! {
    /// The type of an added field, fixed when it is made.
    FieldType {
        Text "text" "One line.";
        Textarea "textarea" "Several lines.";
        Checkbox "checkbox" "Yes or no.";
        Select "select" "One of a list.";
        Date "date" "A date.";
    }
}

names! {
    /// What an added field belongs to.
    FieldLevel {
        User "user" "The customer.";
        Case "case" "The case.";
    }
}

names! {
    /// What a customer can do with a field in the portal (S168-S171).
    Portal {
        View "view" "See it.";
        Edit "edit" "See and change it.";
        Hidden "hidden" "Neither.";
    }
}

/// An added field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomField {
    /// The number of the field; its values stand under `cf_` and this number.
    pub field_id: i64,
    /// The name for people.
    pub title: String,
    /// Its type.
    pub field_type: FieldType,
    /// What it belongs to.
    pub field_level: FieldLevel,
    /// Whether it is in use.
    pub active: bool,
    /// The choices by number, for a select.
    pub choices: BTreeMap<i64, String>,
}

/// What a customer can do with one field: a line of the host's own file, because the API lacks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortalField {
    /// Which field.
    pub field: PortalFieldName,
    /// What the customer can do with it. `Other` shows nothing.
    pub portal: Portal,
}

/// A field of a case or a profile.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PortalFieldName {
    /// An added field by its number, `cf_25`.
    Custom(i64),
    /// A field of the product by its name, `priority`.
    Standard(String),
}

impl fmt::Display for PortalFieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Custom(number) => write!(f, "cf_{number}"),
            Self::Standard(name) => f.write_str(name),
        }
    }
}

/// Reads the list of added fields. Of several fields with one `field_id` the first is kept.
///
/// # Errors
/// When the file is no such list; see [`ImportError`](crate::ImportError).
pub fn read_custom_fields(bytes: &[u8]) -> Import<Vec<CustomField>> {
    entities(bytes, "custom_field", custom_field, |field| field.field_id)
}

/// Reads the host's list of what the portal shows: `[{"field": "cf_25", "portal": "view"}]`. Of
/// several lines for one field the strictest holds; a missing or unreadable `portal` is `hidden`.
///
/// # Errors
/// When the file is no such list; see [`ImportError`](crate::ImportError).
pub fn read_portal_fields(bytes: &[u8]) -> Import<Vec<PortalField>> {
    json(bytes, |tree, log| {
        let lines = read_each(numbered(tree, "portal_field", log)?, log, portal_field);
        let mut fields: Vec<PortalField> = Vec::new();
        let mut places = BTreeMap::new();
        for (at, line) in lines {
            match places.entry(line.field.clone()) {
                Entry::Vacant(place) => {
                    place.insert(fields.len());
                    fields.push(line);
                }
                Entry::Occupied(place) => {
                    log.warn(&at, WarningKind::DuplicateId);
                    if let Some(first) = fields.get_mut(*place.get()) {
                        first.portal = stricter(first.portal.clone(), line.portal);
                    }
                }
            }
        }
        Ok(fields)
    })
}

fn stricter(a: Portal, b: Portal) -> Portal {
    let rank = |portal: &Portal| match portal {
        Portal::Edit => 0,
        Portal::View => 1,
        Portal::Hidden | Portal::Other(_) => 2,
    };
    if rank(&b) > rank(&a) { b } else { a }
}

fn portal_field(record: &mut Record<'_>) -> PortalField {
    let name = record.required_text("field");
    let portal = record.choice("portal").unwrap_or_else(|| {
        record.warn("portal", WarningKind::TakenAsSet { field: "portal" });
        Portal::Hidden
    });
    PortalField {
        field: field_number(&name).map_or(PortalFieldName::Standard(name), PortalFieldName::Custom),
        portal,
    }
}

fn custom_field(record: &mut Record<'_>) -> CustomField {
    CustomField {
        field_id: record.id("field_id"),
        title: record.required_text("title"),
        field_type: record.required_choice("field_type"),
        field_level: record.required_choice("field_level"),
        active: record.expected_flag("active").unwrap_or(false),
        choices: choices(record),
    }
}

/// The choices of a select: `{"1": "..."}`, or a list counted from 0; "" for any other field.
fn choices(record: &mut Record<'_>) -> BTreeMap<i64, String> {
    let at = record.at_field("field_data");
    let log = record.log();
    let entries = match record.take("field_data") {
        None => Vec::new(),
        Some(Tree::Text(text)) if text.is_empty() => Vec::new(),
        Some(Tree::Object(entries)) => entries,
        Some(Tree::List(list)) => (0..).map(|key: i64| key.to_string()).zip(list).collect(),
        Some(_) => {
            let expected = Expected::Object;
            log.warn(&at, WarningKind::Unreadable { expected });
            Vec::new()
        }
    };
    let mut choices = BTreeMap::new();
    for (key, tree) in entries {
        match (key.parse::<i64>(), tree) {
            (Ok(number), Tree::Text(title)) => {
                if choices.insert(number, title).is_some() {
                    let name = short(&key);
                    log.warn_field(&at, &key, WarningKind::DuplicateField { name });
                }
            }
            (key_read, _) => not_a_choice(&at, &key, key_read.is_ok(), log),
        }
    }
    choices
}

fn not_a_choice(at: &str, key: &str, key_fits: bool, log: &Log) {
    let kind = if key_fits {
        WarningKind::Unreadable {
            expected: Expected::Text,
        }
    } else {
        WarningKind::UnknownField { name: short(key) }
    };
    log.warn(&child(at, key), kind);
}
