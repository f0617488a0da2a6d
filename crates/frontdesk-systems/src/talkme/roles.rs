//! The roles of Talk-Me (catalogue.md 3.1).

use std::collections::BTreeSet;

use frontdesk_access::{
    AddOnId, Grant, Permission as P, Restriction, Role, RoleAssignment, RoleId, Scope, bundle,
};
use frontdesk_identity::Capacity;
use frontdesk_model::{AccountKind, Labels, Relation};

use crate::catalogue::Rights;

/// What the ids of this system begin with.
pub const SYSTEM: &str = "talkme";
/// Talks to customers.
pub const OPERATOR: &str = "talkme.operator";
/// Owns Contacts: a unified operator only (D2).
pub const CONTACTS: &str = "talkme.contacts";
/// Receives every message sent to any operator, as the old "administrator" flag of an operator did.
pub const RECEIVES_ALL_MESSAGES: &str = "talkme.receives_all_messages";
/// Enters the admin panel.
pub const ADMIN: &str = "talkme.admin";
/// Add-on of [`ADMIN`]: the owner, who unites legacy accounts.
pub const OWNER: &str = "opt.owner";

/// The built-in roles.
#[must_use]
pub fn roles() -> Vec<Role> {
    vec![operator(), contacts(), receives_all_messages(), admin()]
}

/// What a Talk-Me record says that bears on rights.
#[derive(Clone, Copy, Debug)]
pub struct Account<'a> {
    /// One of the two old kinds, or unified.
    pub kind: AccountKind,
    /// What the account may be.
    pub capacities: &'a BTreeSet<Capacity>,
    /// The right that switches the admin panel off (S8).
    pub no_admin_panel: bool,
    /// The account's owner (S11).
    pub owner: bool,
}

/// The rights of an account. What its kind cannot be (S3, S4) and a capacity that nobody listed
/// (S22) give no role; the record keeps them.
#[must_use]
pub fn for_account(account: &Account<'_>) -> Rights {
    let mut rights = Rights::none(SYSTEM);
    let has = |capacity| account.capacities.contains(&capacity);

    // A legacy account has the one surface of its kind (S3, S4), a unified one what it was made,
    // by default both (S5, S7).
    let (operator, admin) = match account.kind {
        AccountKind::LegacyOperator => (true, false),
        AccountKind::LegacyAdmin => (false, true),
        AccountKind::Unified => (has(Capacity::Operator), has(Capacity::AdminPanel)),
        AccountKind::Customer => (false, false),
    };
    if operator {
        rights.roles.push(assign(OPERATOR));
        // Contacts come with the unified record; a legacy operator has none (S18, D2).
        if account.kind == AccountKind::Unified {
            rights.roles.push(assign(CONTACTS));
        }
        // The old flag lives on, before a merge and after it (S16, products.md 2.3).
        if has(Capacity::ReceiveAllMessages) {
            rights.roles.push(assign(RECEIVES_ALL_MESSAGES));
        }
    }
    if admin {
        let role = assign(ADMIN);
        // Only the owner asks to unite two accounts (S11).
        rights.roles.push(if account.owner {
            role.with_add_on(AddOnId::from_static(OWNER))
        } else {
            role
        });
    }
    // The added right switches the panel off, whoever granted it (S8).
    if account.no_admin_panel {
        rights.restrictions.push(Restriction::deny_admin_panel());
    }
    rights
}

/// S3, S7: converses with customers. S23, S24: saves the customer's contacts, offers a review.
fn operator() -> Role {
    let own = Scope::of(Relation::Own);
    built_in(OPERATOR, "Оператор")
        .grant(&[P::SURFACE_OPERATOR_APP], &Scope::any())
        .grant(
            &[
                P::CONVERSATION_VIEW,
                P::CONVERSATION_REPLY,
                P::CONVERSATION_TRANSFER,
            ],
            &own,
        )
        .grant(&[P::COLLEAGUE_LIST], &Scope::any())
        .grant(&[P::CONTACT_EDIT, P::REVIEW_OFFER], &own)
}

/// S18, D2: a unified operator owns a Contacts list.
fn contacts() -> Role {
    built_in(CONTACTS, "Контакты").grant(&[P::CONTACT_POINT_EDIT], &Scope::of(Relation::Myself))
}

/// S16: the old flag goes on working; it opens no conversation.
fn receives_all_messages() -> Role {
    built_in(RECEIVES_ALL_MESSAGES, "Получает все сообщения")
        .grant(&[P::MESSAGE_RECEIVE_ALL], &Scope::any())
}

/// S4, S7: manages. S11: its owner unites accounts.
fn admin() -> Role {
    built_in(ADMIN, "Пользователь админки")
        // S4, S5: the operators are managed from the admin panel, by users who need not be operators
        // themselves. Not this role: whoever has it covers it, but for the owner's add-on (S11).
        .assigning([OPERATOR, CONTACTS, RECEIVES_ALL_MESSAGES].map(RoleId::from_static))
        .grant(&[P::SURFACE_ADMIN_PANEL], &Scope::any())
        .grant(bundle::ADMINISTRATION, &Scope::any())
        .with_add_on(
            OWNER,
            Labels::new("Владелец"),
            Grant::each(
                &[P::MERGE_PLAN, P::MERGE_APPLY, P::MERGE_UNDO],
                &Scope::any(),
            ),
        )
}

fn built_in(id: &'static str, label: &str) -> Role {
    Role::built_in(RoleId::from_static(id), Labels::new(label))
}

fn assign(id: &'static str) -> RoleAssignment {
    RoleAssignment::new(RoleId::from_static(id))
}
