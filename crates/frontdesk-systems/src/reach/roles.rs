//! The five roles of Reach and their optional permissions (catalogue.md 3.4).

mod names;

use std::collections::BTreeSet;

use frontdesk_access::{Grant, Groups, Origin, Permission as P, Role, RoleId, Scope, bundle};
use frontdesk_model::{Labels, Relation};

pub use names::{Assigned, NameProblem, RoleOrAddOn, assignments, by_label};

/// What the ids of this system begin with.
pub const SYSTEM: &str = "reach";
/// Sells and answers conversations.
pub const CONVERSATION_AGENT: &str = "reach.conversation_agent";
/// Has account settings, reports and orders.
pub const ADMINISTRATOR: &str = "reach.administrator";
/// Sees, assigns and closes the conversations of others.
pub const SUPERVISOR: &str = "reach.supervisor";
/// Has orders only. Not the supervisor's add-on of nearly the same name (D12).
pub const ORDER_PAYMENT_ADMIN: &str = "reach.order_payment_admin";
/// Sees and manages everything that is not somebody's own work.
pub const STAKEHOLDER: &str = "reach.stakeholder";

/// Add-on: assigns waiting conversations to oneself.
pub const DISPENSER: &str = "opt.dispenser";
/// Add-on: hands own conversations to colleagues.
pub const TRANSFER: &str = "opt.transfer";
/// Add-on: orders without a conversation; narrow or wide, by the role that has it (D13).
pub const INDEPENDENT_ORDERS: &str = "opt.independent_orders";
/// Add-on of the supervisor. Not the role of nearly the same name (D12).
pub const OPT_ORDER_PAYMENT_ADMIN: &str = "opt.order_payment_admin";
/// Add-on: reconciles payments. One id, two labels (D12).
pub const PAYMENT_RECONCILIATION: &str = "opt.payment_reconciliation";
/// Add-on: reports on conversations.
pub const CONVERSATION_REPORTS: &str = "opt.conversation_reports";
/// Add-on: reports on payments.
pub const PAYMENT_REPORTS: &str = "opt.payment_reports";

/// The built-in roles.
#[must_use]
pub fn roles() -> Vec<Role> {
    vec![
        conversation_agent(),
        administrator(),
        supervisor(),
        order_payment_admin(),
        stakeholder(),
    ]
}

fn conversation_agent() -> Role {
    let any = Scope::any();
    let queue = Scope::of(Relation::MyGroupQueue);
    let no_team = Scope {
        groups: Some(Groups::without_group()),
        ..Scope::of(Relation::Unassigned)
    };
    let role = built_in(CONVERSATION_AGENT, "Conversation Agent")
        // S124: own conversations.
        .grant(
            &[P::CONVERSATION_VIEW, P::CONVERSATION_REPLY],
            &Scope::of(Relation::Own),
        )
        // S124, S154: what waits in a queue of one's own groups.
        .grant(&[P::CONVERSATION_VIEW], &queue);
    // S125: orders, tags, templates and reports.
    manages_records(role)
        // S126, S127: takes what waits in one's own groups or in no team's queue, not in others'.
        .with_add_on(
            DISPENSER,
            Labels::new("Conversation Dispenser"),
            [
                Grant::each(&[P::CONVERSATION_TAKE], &queue),
                Grant::each(&[P::CONVERSATION_VIEW, P::CONVERSATION_TAKE], &no_team),
            ]
            .concat(),
        )
        // S128: own conversations to colleagues.
        .with_add_on(
            TRANSFER,
            Labels::new("Conversation Transfer"),
            [
                Grant::each(&[P::CONVERSATION_TRANSFER], &Scope::of(Relation::Own)),
                Grant::each(&[P::COLLEAGUE_LIST], &any),
            ]
            .concat(),
        )
        // S129, D13: the narrow form.
        .with_add_on(
            INDEPENDENT_ORDERS,
            Labels::new("Independent Orders"),
            narrow_independent_orders(),
        )
}

/// S149: no optional permissions. D16: counts of conversations, never their content.
fn administrator() -> Role {
    let any = Scope::any();
    built_in(ADMINISTRATOR, "Administrator")
        // S116, S117, S118, S130: whoever has the account settings creates users and gives them their
        // roles, of which every user has some. The agent's rights are not among his own (D16).
        .assigning(
            [
                CONVERSATION_AGENT,
                ADMINISTRATOR,
                SUPERVISOR,
                ORDER_PAYMENT_ADMIN,
                STAKEHOLDER,
            ]
            .map(RoleId::from_static),
        )
        // S130; users (S117) and groups (S151) lie in account settings.
        .grant(bundle::ADMINISTRATION, &any)
        .grant(&[P::EMPLOYEE_VIEW, P::EMPLOYEE_EDIT], &any)
        // S130: all reports.
        .grant(bundle::REPORT_CONVERSATIONS, &any)
        .grant(bundle::REPORT_PAYMENTS, &any)
        .grant(bundle::REPORT_GENERAL, &any)
        // S130, S147: all of the orders section, payments too.
        .grant(&[P::ORDER_VIEW], &any)
        .grant(bundle::ORDER_MANAGE, &any)
        .grant(
            &[P::ORDER_CREATE],
            &origin(&[Origin::Conversation, Origin::Independent]),
        )
        .grant(bundle::PAYMENT, &any)
        // S131, D16.
        .grant(&[P::DASHBOARD_MONITOR], &any)
}

fn supervisor() -> Role {
    let any = Scope::any();
    let independent = origin(&[Origin::Independent]);
    built_in(SUPERVISOR, "Supervisor")
        // S132, S133, S134, S137, S153; S135, S136.
        .grant(
            &[
                P::CONVERSATION_VIEW,
                P::CONVERSATION_VIEW_HISTORY,
                P::CONVERSATION_ASSIGN,
                P::CONVERSATION_ASSIGN_GROUP,
                P::CONVERSATION_CLOSE,
                P::CONTACT_EDIT,
                P::CATALOG_SEND,
            ],
            &any,
        )
        // S138: from the orders section; creates for a conversation only (D13).
        .with_add_on(
            OPT_ORDER_PAYMENT_ADMIN,
            Labels::new("Order and Payment Administrator"),
            [
                Grant::each(
                    &[
                        P::ORDER_VIEW,
                        P::ORDER_CANCEL,
                        P::ORDER_DELETE,
                        P::ORDER_COMMENT,
                    ],
                    &any,
                ),
                Grant::each(&[P::ORDER_CREATE], &origin(&[Origin::Conversation])),
            ]
            .concat(),
        )
        // S139, D12: the same right as the other role's "Payment Reconciliation".
        .with_add_on(
            PAYMENT_RECONCILIATION,
            Labels::new("Payment Reconciler"),
            payment_reconciliation(),
        )
        // S140, D13: the wide form; cancels, deletes and comments on such orders only.
        .with_add_on(
            INDEPENDENT_ORDERS,
            Labels::new("Independent Orders"),
            [
                Grant::each(&[P::ORDER_VIEW], &any),
                Grant::each(
                    &[
                        P::ORDER_CREATE,
                        P::ORDER_CANCEL,
                        P::ORDER_DELETE,
                        P::ORDER_COMMENT,
                    ],
                    &independent,
                ),
            ]
            .concat(),
        )
        // S141.
        .with_add_on(
            CONVERSATION_REPORTS,
            Labels::new("Conversation Reports"),
            Grant::each(bundle::REPORT_CONVERSATIONS, &any),
        )
        // S142.
        .with_add_on(
            PAYMENT_REPORTS,
            Labels::new("Payment Reports"),
            Grant::each(bundle::REPORT_PAYMENTS, &any),
        )
}

/// S143, S144: the orders area and no other section.
fn order_payment_admin() -> Role {
    let any = Scope::any();
    built_in(ORDER_PAYMENT_ADMIN, "Order Payment Administrator")
        // D14: other roles still join by union, and a linter says so.
        .meant_alone()
        .grant(&[P::ORDER_VIEW], &any)
        .grant(bundle::ORDER_MANAGE, &any)
        // S145, D13: the narrow form.
        .with_add_on(
            INDEPENDENT_ORDERS,
            Labels::new("Independent Orders"),
            narrow_independent_orders(),
        )
        // S146, D12.
        .with_add_on(
            PAYMENT_RECONCILIATION,
            Labels::new("Payment Reconciliation"),
            payment_reconciliation(),
        )
        // S147, D15: the explicit option is the exception to "no other section".
        .with_add_on(
            PAYMENT_REPORTS,
            Labels::new("Payment Reports"),
            Grant::each(bundle::REPORT_PAYMENTS, &any),
        )
}

/// S149: no optional permissions. D17: answering stays with the agent; contacts, catalogs and
/// history with the supervisor.
fn stakeholder() -> Role {
    let role = built_in(STAKEHOLDER, "Stakeholder")
        // S148, D17: sees all conversations and manages them.
        .grant(
            &[
                P::CONVERSATION_VIEW,
                P::CONVERSATION_ASSIGN,
                P::CONVERSATION_ASSIGN_GROUP,
                P::CONVERSATION_CLOSE,
            ],
            &Scope::any(),
        );
    manages_records(role)
}

/// S125, S148: orders but not their creation without a conversation, tags, templates, reports.
fn manages_records(role: Role) -> Role {
    let any = Scope::any();
    role.grant(&[P::ORDER_VIEW], &any)
        .grant(bundle::ORDER_MANAGE, &any)
        .grant(&[P::TAG_MANAGE, P::TEMPLATE_MANAGE], &any)
        .grant(bundle::REPORT_GENERAL, &any)
        .grant(&[P::ORDER_CREATE], &origin(&[Origin::Conversation]))
}

/// S129, S145: create only.
fn narrow_independent_orders() -> Vec<Grant> {
    Grant::each(&[P::ORDER_CREATE], &origin(&[Origin::Independent]))
}

/// S139, S146: reconcile, reject, reopen, comment; and see what is reconciled.
fn payment_reconciliation() -> Vec<Grant> {
    let any = Scope::any();
    [
        Grant::each(&[P::ORDER_VIEW], &any),
        Grant::each(bundle::PAYMENT, &any),
    ]
    .concat()
}

fn origin(origins: &[Origin]) -> Scope {
    Scope {
        origin: Some(BTreeSet::from_iter(origins.iter().copied())),
        ..Scope::any()
    }
}

fn built_in(id: &'static str, label: &str) -> Role {
    Role::built_in(RoleId::from_static(id), Labels::new(label))
}
