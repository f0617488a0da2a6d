//! The rights of a host's own: five that a catalogue declares or not, and one that none does.

use frontdesk_access::{HostPermission, ObjectKind, Permission};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// One of the six.
pub fn host_permission() -> impl Strategy<Value = Permission> + Clone {
    select((0..=5).filter_map(Permission::host).collect::<Vec<_>>())
}

/// Any of the five, each with what it needs that is declared too: a right of a section, one over
/// conversations, one over a host's own kind, one over people, and one that needs another of the
/// host's.
pub fn host_permissions() -> impl Strategy<Value = Vec<HostPermission>> + Clone {
    subsequence((0..=4_u8).collect::<Vec<_>>(), 0..=5).prop_map(|numbers| {
        let declared = |permission: &Permission| {
            !permission.is_host()
                || numbers
                    .iter()
                    .any(|n| Permission::host(*n) == Some(*permission))
        };
        let right = |number: &u8| {
            let permission = Permission::host(*number)?;
            let mut needs = host_needs(permission);
            needs.retain(declared);
            Some(HostPermission {
                permission,
                name: format!("own.right_{number}"),
                title: format!("right {number} of the host"),
                object: match number {
                    0 => ObjectKind::Section,
                    1 => ObjectKind::Conversation,
                    3 => ObjectKind::User,
                    _ => ObjectKind::Host(7),
                },
                needs,
            })
        };
        numbers.iter().filter_map(right).collect()
    })
}

/// What a right of the host's own needs where all of them are declared.
pub(super) fn host_needs(permission: Permission) -> Vec<Permission> {
    let host = |number| Permission::host(number).into_iter();
    match permission.name() {
        "host.1" => vec![Permission::CONVERSATION_VIEW],
        "host.2" => [Permission::COLLEAGUE_LIST]
            .into_iter()
            .chain(host(0))
            .collect(),
        "host.3" => vec![Permission::EMPLOYEE_VIEW],
        "host.4" => [Permission::USER_VIEW].into_iter().chain(host(2)).collect(),
        _ => Vec::new(),
    }
}
