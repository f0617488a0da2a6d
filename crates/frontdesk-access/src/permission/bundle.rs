//! Named lists of permissions. A bundle is a way to write a role, never a permission of its own.

use super::Permission;

/// `order.manage*`: change, cancel, delete and comment on existing orders; no creation.
pub const ORDER_MANAGE: &[Permission] = &[
    Permission::ORDER_EDIT,
    Permission::ORDER_CANCEL,
    Permission::ORDER_DELETE,
    Permission::ORDER_COMMENT,
];
/// `payment*`.
pub const PAYMENT: &[Permission] = &[
    Permission::PAYMENT_RECONCILE,
    Permission::PAYMENT_REJECT,
    Permission::PAYMENT_REOPEN,
    Permission::PAYMENT_COMMENT,
];
/// `report.conversations*`.
pub const REPORT_CONVERSATIONS: &[Permission] = &[
    Permission::REPORT_CONVERSATIONS_GENERATE,
    Permission::REPORT_CONVERSATIONS_FILTER,
    Permission::REPORT_CONVERSATIONS_EXPORT,
];
/// `report.payments*`.
pub const REPORT_PAYMENTS: &[Permission] = &[
    Permission::REPORT_PAYMENTS_GENERATE,
    Permission::REPORT_PAYMENTS_FILTER,
    Permission::REPORT_PAYMENTS_EXPORT,
];
/// `report.general*`.
pub const REPORT_GENERAL: &[Permission] = &[
    Permission::REPORT_GENERAL_GENERATE,
    Permission::REPORT_GENERAL_FILTER,
    Permission::REPORT_GENERAL_EXPORT,
];
/// `administration*`: everything of section administration but the panel itself, merging and
/// impersonation, which is in no bundle and in no role.
pub const ADMINISTRATION: &[Permission] = &[
    Permission::ACCOUNT_SETTINGS,
    Permission::USER_VIEW,
    Permission::USER_CREATE,
    Permission::USER_EDIT,
    Permission::USER_SUSPEND,
    Permission::USER_DELETE,
    Permission::GROUP_EDIT,
    Permission::ROLE_VIEW,
    Permission::ROLE_EDIT,
    Permission::ROLE_ASSIGN,
    Permission::CREDENTIALS_RESET,
    Permission::LOGIN_CHANGE,
];
