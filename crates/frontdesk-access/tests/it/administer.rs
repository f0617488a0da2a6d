//! Administration under guard: what somebody may give, take or touch.

mod acting;
mod attacks;
mod guard;
mod host_rights;
mod lists;
mod machine;
mod masked;
mod quiet;
mod reasons;
mod records;
mod remaining;
mod steps;
mod takeover;
mod teams;
mod twice;

use frontdesk_access::{
    AdminAction, AdminRefusal, Catalogue, Directory, Grant, Holder, MadeBy, Permission, Permit,
    Role, RoleAssignment, RoleId, Scope,
};
use frontdesk_model::{ActorId, Labels, UserId, Version};
use frontdesk_testkit::cast;

/// The cast's tenant with its roles, these roles of the host's own, and these people.
fn office(
    roles: impl IntoIterator<Item = Role>,
    people: impl IntoIterator<Item = Holder>,
) -> Directory {
    let mut catalogue: Catalogue = cast::roles();
    for role in roles {
        catalogue.insert_unique(role).unwrap();
    }
    let mut office = Directory::new(cast::TENANT, catalogue);
    for holder in people {
        office.load(holder, Version::FIRST).unwrap();
    }
    office
}

/// A role of the host's own.
fn own_role(id: &'static str) -> Role {
    let mut role = Role::built_in(RoleId::from_static(id), Labels::new(id));
    role.made_by = MadeBy::Host;
    role
}

fn assigned(id: &'static str) -> RoleAssignment {
    RoleAssignment::new(RoleId::from_static(id))
}

fn ask(office: &Directory, actor: UserId, action: &AdminAction) -> Result<Permit, AdminRefusal> {
    office.may_administer(actor.into(), action, cast::noon())
}

/// Asks, and puts a yes into effect.
fn administer(
    office: &mut Directory,
    actor: UserId,
    action: &AdminAction,
) -> Result<Permit, AdminRefusal> {
    let permit = ask(office, actor, action)?;
    for event in permit.events.iter().chain(&permit.foreseen) {
        office.apply(event).unwrap();
    }
    Ok(permit)
}

fn codes(answer: &Result<Permit, AdminRefusal>) -> Vec<&'static str> {
    match answer {
        Ok(_) => vec!["granted"],
        Err(refusal) => refusal.reasons().map(|reason| reason.code()).collect(),
    }
}

/// Exactly what was missing, as people write it.
fn missing(answer: &Result<Permit, AdminRefusal>) -> Vec<String> {
    let refusal = answer.as_ref().expect_err("it was granted");
    let texts = refusal.uncovered().iter();
    texts
        .map(|grant| format!("{} @ {}", grant.gives, grant.scope))
        .collect()
}

fn user(id: UserId) -> ActorId {
    ActorId::User(id)
}

fn give(to: UserId, permission: Permission, scope: &Scope) -> AdminAction {
    AdminAction::Grant {
        user: user(to),
        grant: Grant::new(permission, scope.clone()),
    }
}

fn assign(to: UserId, role: &'static str) -> AdminAction {
    AdminAction::AssignRole {
        user: user(to),
        assignment: assigned(role),
    }
}

fn unassign(from: UserId, role: &'static str) -> AdminAction {
    AdminAction::UnassignRole {
        user: user(from),
        assignment: assigned(role),
    }
}

fn save(role: Role) -> AdminAction {
    AdminAction::SaveRole {
        role: Box::new(role),
    }
}

/// What it takes to look after people and roles, and nothing else.
const TO_MANAGE: &[Permission] = &[
    Permission::USER_VIEW,
    Permission::USER_CREATE,
    Permission::USER_EDIT,
    Permission::USER_SUSPEND,
    Permission::USER_DELETE,
    Permission::ROLE_VIEW,
    Permission::ROLE_EDIT,
    Permission::ROLE_ASSIGN,
];
