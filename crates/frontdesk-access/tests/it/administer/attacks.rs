//! The attacks on administration, each with what an honest person may do.

mod losing;
mod raising;

use frontdesk_access::{Directory, Grant, Holder, Permission, Role, Scope, bundle};
use frontdesk_model::ActorId;
use frontdesk_testkit::{BuildHolder, cast};

use super::{TO_MANAGE, assigned, own_role};

/// Looks after people and roles, and has no other right.
fn manager() -> Holder {
    cast::olga().with_rights(TO_MANAGE, &Scope::any())
}

const MANAGER: frontdesk_model::UserId = cast::OLGA;

const EVERYTHING: frontdesk_model::UserId = cast::FEDOR;

/// Holds every right.
fn everything() -> Holder {
    Holder::new(cast::TENANT, EVERYTHING).with_grant(Grant::every(Scope::any()))
}

/// Administers through a role of the host's own.
fn chief() -> Role {
    own_role("shop.chief").grant(bundle::ADMINISTRATION, &Scope::any())
}

fn manager_called(id: frontdesk_model::UserId) -> Holder {
    Holder::new(cast::TENANT, id).with_rights(TO_MANAGE, &Scope::any())
}

fn boss_called(id: frontdesk_model::UserId) -> Holder {
    Holder::new(cast::TENANT, ActorId::User(id)).with_role(assigned("shop.chief"))
}

/// Whether this person holds a right somewhere, by what the list says.
fn holds(office: &Directory, holder: &Holder, permission: Permission) -> bool {
    let effective = office.catalogue().effective(holder, cast::noon());
    effective.iter().any(|(held, _)| *held == permission)
}
