//! Events, and the actions of administration.

use std::collections::BTreeSet;

use frontdesk_access::{
    AccessEvent, AddOnId, AdminAction, Grant, Obligation, Permission, Restriction, RoleAssignment,
    RoleId, Scope, Takeover,
};
use frontdesk_model::{AccountKind, Standing};
use frontdesk_testkit::cast;

use super::records::{refund, refund_catalogue};
use super::{every_variant_is_there, golden, hour};

#[test]
fn events_and_actions() {
    let user = cast::ANNA.into();
    let assignment = RoleAssignment::new(RoleId::from_static("cast.operator"));
    let lead = assignment
        .clone()
        .with_add_on(AddOnId::from_static("opt.lead"));
    let grant = Grant {
        validity: hour(),
        ..Grant::new(Permission::ORDER_VIEW, Scope::any())
    };
    let role = refund_catalogue()
        .role(&RoleId::from_static("host.clerk"))
        .cloned()
        .unwrap();
    let restriction = Restriction::deny_admin_panel();
    let obligations: BTreeSet<Obligation> = [Obligation::MaskNumber].into();
    let events = vec![
        AccessEvent::RoleSaved { role: role.clone() },
        AccessEvent::RoleDeleted {
            role: role.id.clone(),
        },
        AccessEvent::PermissionDeclared {
            permission: refund(),
        },
        AccessEvent::PermissionRenamed {
            permission: refund().permission,
            name: "refund.grant".to_owned(),
            title: "grant a refund".to_owned(),
        },
        AccessEvent::PermissionWithdrawn {
            permission: refund().permission,
        },
        AccessEvent::HolderAdded {
            holder: Box::new(cast::anna()),
        },
        AccessEvent::HolderRemoved { holder: user },
        AccessEvent::AccountChanged {
            holder: user,
            kind: AccountKind::Unified,
            standing: Standing::Suspended,
            memberships: Box::new(cast::anna().memberships),
        },
        AccessEvent::RoleAssigned {
            holder: user,
            assignment: lead.clone(),
        },
        AccessEvent::RoleUnassigned {
            holder: user,
            assignment: lead.clone(),
        },
        AccessEvent::Granted {
            holder: user,
            grant: grant.clone(),
        },
        AccessEvent::Revoked {
            holder: user,
            grant: grant.clone(),
        },
        AccessEvent::Restricted {
            holder: user,
            restriction: restriction.clone(),
        },
        AccessEvent::Lifted {
            holder: user,
            restriction: restriction.clone(),
        },
        AccessEvent::ObligationsSet {
            holder: user,
            obligations: obligations.clone(),
        },
    ];
    golden("access_events", &events);
    every_variant_is_there::<AccessEvent>("event", &events);
    let take_over = |by| AdminAction::TakeOver { user, by };
    let actions = vec![
        AdminAction::CreateUser {
            holder: Box::new(cast::olga()),
        },
        AdminAction::EditUser { user },
        AdminAction::SetMemberships {
            user,
            memberships: Box::new(cast::anna().memberships),
        },
        AdminAction::SendReset { user },
        AdminAction::Suspend { user },
        AdminAction::Restore { user },
        AdminAction::Delete { user },
        take_over(Takeover::ResetCredentials),
        take_over(Takeover::ChangeLogin),
        take_over(Takeover::Impersonate),
        AdminAction::AssignRole {
            user,
            assignment: lead.clone(),
        },
        AdminAction::UnassignRole {
            user,
            assignment: lead.clone(),
        },
        AdminAction::SetAddOns {
            user,
            before: assignment,
            after: lead,
        },
        AdminAction::Grant {
            user,
            grant: grant.clone(),
        },
        AdminAction::Revoke { user, grant },
        AdminAction::Restrict {
            user,
            restriction: restriction.clone(),
        },
        AdminAction::Lift { user, restriction },
        AdminAction::SetObligations { user, obligations },
        AdminAction::DeleteRole {
            role: role.id.clone(),
        },
        AdminAction::SaveRole {
            role: Box::new(role),
        },
        AdminAction::DeclarePermission {
            permission: refund(),
        },
        AdminAction::RenamePermission {
            permission: refund().permission,
            name: "refund.grant".to_owned(),
            title: "grant a refund".to_owned(),
        },
        AdminAction::WithdrawPermission {
            permission: refund().permission,
        },
    ];
    golden("admin_actions", &actions);
    every_variant_is_there::<AdminAction>("action", &actions);
}
