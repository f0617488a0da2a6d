//! The rights of a host's own: six that a catalogue declares or not, and one that none does.

use frontdesk_access::{HostPermission, ObjectKind, Permission};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// One of the seven.
pub fn host_permission() -> impl Strategy<Value = Permission> + Clone {
    select((0..=6).filter_map(Permission::host).collect::<Vec<_>>())
}

/// Any of the six, each with what it needs that is declared too: a right of a section, one over
/// conversations, one over a host's own kind, one over people, one that needs another of the host's,
/// and one over people that needs a right of a section, which needs a right over people in its turn:
/// of the object itself and of the asker.
pub fn host_permissions() -> impl Strategy<Value = Vec<HostPermission>> + Clone {
    subsequence((0..=5_u8).collect::<Vec<_>>(), 0..=6).prop_map(|numbers| {
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
                    3 | 5 => ObjectKind::User,
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
        "host.5" => vec![Permission::USER_VIEW, Permission::USER_CREATE],
        _ => Vec::new(),
    }
}
