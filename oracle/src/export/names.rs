//! Names of entities, and literals in Cedar text.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;
use std::sync::OnceLock;

use cedar_policy::{EntityId, EntityTypeName, EntityUid};
use frontdesk_access::ObjectKind;

/// Every type of entity that is written: values, records of people, objects of questions.
const TYPES: &[&str] = &[
    "Action",
    "AddOn",
    "Bot",
    "Conversation",
    "Customer",
    "Group",
    "HostObject",
    "Module",
    "ModuleRecord",
    "NewOrder",
    "Order",
    "Organization",
    "PersonRecord",
    "Questionnaire",
    "Request",
    "Role",
    "Section",
    "Site",
    "SiteRecord",
    "Tenant",
    "User",
];

/// An entity's name. The type is parsed once, as Cedar's parser is slow beside its evaluator.
pub(super) fn uid(kind: &'static str, id: impl Display) -> EntityUid {
    static PARSED: OnceLock<BTreeMap<&'static str, EntityTypeName>> = OnceLock::new();
    let parsed = PARSED.get_or_init(|| {
        let parse = |kind: &&'static str| {
            let name = EntityTypeName::from_str(kind).expect("an identifier");
            (*kind, name)
        };
        TYPES.iter().map(parse).collect()
    });
    EntityUid::from_type_name_and_id(parsed[kind].clone(), EntityId::new(id.to_string()))
}

/// An entity's name as Cedar text: `User::"17"`.
pub(super) fn entity(kind: &'static str, id: impl Display) -> String {
    format!("{kind}::{}", string(id))
}

/// A string as Cedar text: Cedar's escapes are Rust's.
pub(super) fn string(text: impl Display) -> String {
    format!("{:?}", text.to_string())
}

/// A set as Cedar text.
pub(super) fn set(items: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", items.into_iter().collect::<Vec<_>>().join(", "))
}

/// The action that stands for a right.
pub(super) fn action(right: &str) -> EntityUid {
    uid("Action", right)
}

/// The parent of the actions of a section.
pub(super) fn section_of_actions(section: &str) -> String {
    format!("section {section}")
}

/// The parent of the actions that are asked about one kind of object.
pub(super) fn object_of_actions(object: ObjectKind) -> String {
    format!("about {object:?}")
}

/// The parent of all rights that there are.
pub(super) const RIGHTS: &str = "rights";

/// An add-on as a role means it: the same add-on may be another bundle on another role (D13).
pub(super) fn add_on(role: impl Display, add_on: impl Display) -> String {
    format!("{role} with {add_on}")
}

/// The type that stands for a kind of object. Those of a host have one type and a number.
pub(super) const fn type_of(object: ObjectKind) -> &'static str {
    match object {
        ObjectKind::Section => "Section",
        ObjectKind::Conversation => "Conversation",
        ObjectKind::Request => "Request",
        ObjectKind::Order => "Order",
        ObjectKind::NewOrder => "NewOrder",
        ObjectKind::User => "PersonRecord",
        ObjectKind::Site => "SiteRecord",
        ObjectKind::Module => "ModuleRecord",
        ObjectKind::Host(_) => "HostObject",
    }
}

/// A person's own record.
pub(super) fn own_record(holder: usize) -> EntityUid {
    uid("PersonRecord", format!("of holder {holder}"))
}

/// The product, as a person sees it: no object at all.
pub(super) fn section(holder: usize) -> EntityUid {
    uid("Section", format!("of holder {holder}"))
}
