//! The rights of a world: the table of the catalogue, as the testkit has it from the prose, and what
//! the host declares.

use std::collections::BTreeMap;

use frontdesk_access::{Catalogue, ObjectKind, Permission};
use frontdesk_testkit::naive;

/// Every right that there is, by number.
#[derive(Clone, Debug, Default)]
pub struct Rights(BTreeMap<Permission, Right>);

/// One right.
#[derive(Clone, Debug)]
pub(crate) struct Right {
    pub(crate) permission: Permission,
    pub(crate) object: ObjectKind,
    pub(crate) section: &'static str,
    pub(crate) needs: Vec<Permission>,
}

impl Rights {
    /// The rights under these roles.
    pub(crate) fn of(roles: &Catalogue) -> Self {
        let listed = naive::atoms().iter().map(|atom| Right {
            permission: named(atom.name),
            object: object(atom.object),
            section: atom.section,
            needs: atom.needs.iter().map(|name| named(name)).collect(),
        });
        let declared = roles.host_permissions().map(|right| Right {
            permission: right.permission,
            object: right.object,
            section: "host",
            needs: right.needs.clone(),
        });
        let all = listed.chain(declared);
        Self(all.map(|right| (right.permission, right)).collect())
    }

    /// A right; `None`: a host's own that nobody declares.
    pub(crate) fn get(&self, permission: Permission) -> Option<&Right> {
        self.0.get(&permission)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Right> + Clone {
        self.0.values()
    }
}

fn named(name: &str) -> Permission {
    Permission::from_name(name).expect("a right of the catalogue")
}

/// The kind of object of the column Object.
fn object(word: &str) -> ObjectKind {
    match word {
        "section" => ObjectKind::Section,
        "conversation" => ObjectKind::Conversation,
        "request" => ObjectKind::Request,
        "order" => ObjectKind::Order,
        "new order" => ObjectKind::NewOrder,
        "user" => ObjectKind::User,
        "site" => ObjectKind::Site,
        "module" => ObjectKind::Module,
        other => panic!("the table has the object {other}"),
    }
}
