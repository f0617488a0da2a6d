//! What a right is: a row of the table of catalogue section 1, or what the host declares.

use frontdesk_access::{Catalogue, ObjectKind};

use super::atoms::atom;

/// A right as text.
pub(super) struct Right {
    pub(super) name: String,
    pub(super) object: String,
    pub(super) section: String,
    pub(super) needs: Vec<String>,
}

/// The right of this name. One of the host's own is stored by its number, and is none until the
/// catalogue declares it.
pub(super) fn right(roles: &Catalogue, name: &str) -> Option<Right> {
    if let Some(row) = atom(name) {
        return Some(Right {
            name: row.name.to_owned(),
            object: row.object.to_owned(),
            section: row.section.to_owned(),
            needs: row.needs.iter().map(ToString::to_string).collect(),
        });
    }
    for declared in roles.host_permissions() {
        if declared.permission.to_string() == name {
            return Some(Right {
                name: name.to_owned(),
                object: object_word(declared.object),
                section: "host".to_owned(),
                needs: declared.needs.iter().map(ToString::to_string).collect(),
            });
        }
    }
    None
}

/// The kind by the word of the column Object.
fn object_word(kind: ObjectKind) -> String {
    match kind {
        ObjectKind::Section => "section".to_owned(),
        ObjectKind::Conversation => "conversation".to_owned(),
        ObjectKind::Request => "request".to_owned(),
        ObjectKind::Order => "order".to_owned(),
        ObjectKind::NewOrder => "new order".to_owned(),
        ObjectKind::User => "user".to_owned(),
        ObjectKind::Site => "site".to_owned(),
        ObjectKind::Module => "module".to_owned(),
        ObjectKind::Host(number) => format!("host {number}"),
    }
}
