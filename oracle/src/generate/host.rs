//! Rights of a host's own.

use frontdesk_access::{Catalogue, HostPermission, ObjectKind, Permission};

use super::chance::Chance;
use super::pools;

/// A catalogue without roles, in which the host declares some of its rights: about its own kinds of
/// object or others, with prerequisites or without.
pub(super) fn declared(chance: &mut Chance) -> Catalogue {
    let mut catalogue = Catalogue::default();
    let mut before: Vec<Permission> = Vec::new();
    for permission in pools::host_rights() {
        if chance.percent(45) {
            continue;
        }
        let (object, mut needs) = chance.weighted(&[
            (4, (ObjectKind::Host(1), vec![])),
            (2, (ObjectKind::Host(2), vec![])),
            (
                2,
                (
                    ObjectKind::Conversation,
                    vec![Permission::CONVERSATION_VIEW],
                ),
            ),
            (2, (ObjectKind::Section, vec![Permission::COLLEAGUE_LIST])),
            (1, (ObjectKind::Host(1), vec![Permission::USER_VIEW])),
        ]);
        // Another of the host's, about the same kind of object.
        let same = |other: &&Permission| catalogue.object_of(**other) == Some(object);
        needs.extend(before.iter().rfind(same).filter(|_| chance.percent(70)));
        let declared = catalogue.declare(HostPermission {
            permission,
            name: format!("desk.{permission}"),
            title: "A right of the host's own".to_owned(),
            object,
            needs,
        });
        declared.expect("a number and a name of its own, and needs that fit");
        before.push(permission);
    }
    catalogue
}
