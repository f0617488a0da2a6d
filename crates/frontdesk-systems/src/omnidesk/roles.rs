//! The customer's role of Omnidesk, and empty templates for its staff (catalogue.md 3.5).

use std::collections::BTreeSet;

use frontdesk_access::{
    AddOnId, Among, Grant, Permission as P, Role, RoleAssignment, RoleId, Scope,
};
use frontdesk_model::{Channel, Labels, Relation};

use crate::catalogue::Rights;

/// What the ids of this system begin with.
pub const SYSTEM: &str = "omnidesk";
/// A customer: own cases and own profile.
pub const CUSTOMER: &str = "omnidesk.customer";
/// Add-on of [`CUSTOMER`] while the help center is in use: the portal (S155).
pub const PORTAL: &str = "opt.portal";
/// Add-on of [`CUSTOMER`] for whoever does not sign in by SSO only: the password (S181).
pub const PASSWORD: &str = "opt.password";
/// A policy of the host, off by default: colleagues' cases can be seen, and no more (D21).
pub const ORGANIZATION_SHARED: &str = "omnidesk.organization_shared";
/// Template of staff. The host's own roles carry the grants (products.md 2.2).
pub const FIRST_LINE: &str = "omnidesk.first_line";
/// Template of staff. The host's own roles carry the grants (products.md 2.2).
pub const SECOND_LINE: &str = "omnidesk.second_line";
/// Template of staff. The host's own roles carry the grants (products.md 2.2).
pub const MANAGEMENT: &str = "omnidesk.management";

/// The built-in roles.
#[must_use]
pub fn roles() -> Vec<Role> {
    vec![
        customer(),
        organization_shared(),
        built_in(FIRST_LINE, "Первая линия"),
        built_in(SECOND_LINE, "Вторая линия"),
        built_in(MANAGEMENT, "Руководство"),
    ]
}

/// What a host says of its portal and of one customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CustomerAccount {
    /// The help center is in use (S155).
    pub help_center: bool,
    /// The customer signs in by SSO only and has no password (S181).
    pub sso_only: bool,
    /// The host lets customers see their colleagues' cases (D21).
    pub organization_shared: bool,
}

/// The rights of a customer. The channels that the portal answers are a list of the record,
/// `Memberships::channels`: by default [`interactive_channels`].
#[must_use]
pub fn for_customer(account: CustomerAccount) -> Rights {
    let mut rights = Rights::none(SYSTEM);
    let add_ons = [(account.help_center, PORTAL), (!account.sso_only, PASSWORD)];
    rights.roles.push(RoleAssignment {
        add_ons: add_ons
            .into_iter()
            .filter(|(is_on, _)| *is_on)
            .map(|(_, id)| AddOnId::from_static(id))
            .collect(),
        ..RoleAssignment::new(RoleId::from_static(CUSTOMER))
    });
    if account.organization_shared {
        let shared = RoleId::from_static(ORGANIZATION_SHARED);
        rights.roles.push(RoleAssignment::new(shared));
    }
    rights
}

/// The channels whose cases a customer may answer from the portal when the host says nothing: only
/// e-mail (S175, D18). The documented option is e-mail and the help-center form.
#[must_use]
pub fn interactive_channels() -> BTreeSet<Channel> {
    BTreeSet::from([Channel::Email])
}

fn customer() -> Role {
    let own_record = Scope::of(Relation::Myself);
    let interactive = Scope {
        channels: Some(Among::Mine),
        ..Scope::of(Relation::Requester)
    };
    built_in(CUSTOMER, "Пользователь")
        // S156: own cases, in every channel, with the portal or without it (S164).
        .grant(&[P::CONVERSATION_VIEW], &Scope::of(Relation::Requester))
        // S157, S171-S175, D18: to work on one, its channel must be interactive.
        .grant(
            &[
                P::CONVERSATION_REPLY,
                P::CONVERSATION_CLOSE,
                P::CONVERSATION_REOPEN,
                P::CONVERSATION_EDIT_FIELD,
            ],
            &interactive,
        )
        // S177-S180, S182.
        .grant(&[P::PROFILE_EDIT], &own_record)
        // S155: the portal comes with the help center.
        .with_add_on(
            PORTAL,
            Labels::new("Личный кабинет"),
            Grant::each(&[P::SURFACE_PORTAL], &Scope::any()),
        )
        // S181: whoever signs in by SSO only has no password to change.
        .with_add_on(
            PASSWORD,
            Labels::new("Смена пароля"),
            Grant::each(&[P::PASSWORD_CHANGE], &own_record),
        )
}

/// D21: colleagues' cases can be seen. No reply, no change.
fn organization_shared() -> Role {
    built_in(ORGANIZATION_SHARED, "Обращения коллег").grant(
        &[P::CONVERSATION_VIEW],
        &Scope::of(Relation::RequesterOrganization),
    )
}

fn built_in(id: &'static str, label: &str) -> Role {
    Role::built_in(RoleId::from_static(id), Labels::new(label))
}
