//! Reach, S119-S154.

use frontdesk_access::{AddOnId, Holder, Origin, RoleAssignment, RoleId};
use frontdesk_model::GroupId;
use frontdesk_systems::reach::roles::{
    DISPENSER, PAYMENT_REPORTS, STAKEHOLDER, SUPERVISOR, assignments,
};

use super::{
    BILLING, Object::*, Question, Row, SALES, Twin, anna, annas, petrs, table, waiting, waiting_in,
};
use Origin::{Conversation, Independent};

/// A user with these names in the Roles box.
fn with(names: &[&str]) -> Holder {
    let mut holder = anna();
    holder.roles = assignments(names).roles;
    holder
}

fn agent() -> Holder {
    with(&["Conversation Agent"])
}

fn agent_and(option: &str) -> Holder {
    with(&["Conversation Agent", option])
}

fn supervisor() -> Holder {
    with(&["Supervisor"])
}

fn supervisor_and(option: &str) -> Holder {
    with(&["Supervisor", option])
}

fn orders() -> Holder {
    with(&["Order Payment Administrator"])
}

fn orders_and(option: &str) -> Holder {
    with(&["Order Payment Administrator", option])
}

fn administrator() -> Holder {
    with(&["Administrator"])
}

fn stakeholder() -> Holder {
    with(&["Stakeholder"])
}

/// A stored record that carries an add-on its role does not list.
fn forced(role: &'static str, add_on: &'static str) -> Holder {
    let role = RoleAssignment::new(RoleId::from_static(role));
    anna().with_role(role.with_add_on(AddOnId::from_static(add_on)))
}

fn in_groups(mut holder: Holder, groups: &[GroupId]) -> Holder {
    holder.memberships.groups = groups.iter().copied().collect();
    holder
}

fn roles_box(
    statement: &'static str,
    twin: Twin,
    says: &'static str,
    names: &'static [&'static str],
    problems: &'static [&'static str],
) -> Row {
    Row {
        statement,
        twin,
        says,
        question: Question::RolesBox { names, problems },
    }
}

pub(super) fn rows() -> Vec<Row> {
    let mut rows = boxes();
    rows.extend(agents());
    rows.extend(administrators_and_supervisors());
    rows.extend(order_administrators_and_stakeholders());
    rows
}

fn boxes() -> Vec<Row> {
    use Twin::{Negative, Positive};
    vec![
        roles_box("S119", Positive, "one role is enough", &["Supervisor"], &[]),
        roles_box(
            "S119",
            Positive,
            "several roles at once",
            &["Supervisor", "Conversation Agent"],
            &[],
        ),
        roles_box("S119", Negative, "no role is reported", &[], &["no_role"]),
        roles_box(
            "S119",
            Negative,
            "a name that nobody knows is no role",
            &["Boss"],
            &["unknown_name", "no_role"],
        ),
        roles_box(
            "S149",
            Positive,
            "a stakeholder has no options",
            &["Stakeholder", "Payment Reports"],
            &["unlisted_add_on"],
        ),
        roles_box(
            "S149",
            Positive,
            "an administrator has none",
            &["Administrator", "Independent Orders"],
            &["unlisted_add_on"],
        ),
        roles_box(
            "S149",
            Negative,
            "a supervisor has",
            &["Supervisor", "Payment Reports"],
            &[],
        ),
        roles_box(
            "S150",
            Positive,
            "the dispenser is not the supervisor's: refused",
            &["Supervisor", "Dispenser"],
            &["unlisted_add_on"],
        ),
        roles_box(
            "S150",
            Positive,
            "an option without any role is refused",
            &["Dispenser"],
            &["unlisted_add_on", "no_role"],
        ),
        roles_box(
            "S150",
            Negative,
            "the dispenser is the agent's",
            &["Conversation Agent", "Dispenser"],
            &[],
        ),
        roles_box(
            "S150",
            Negative,
            "one role of several that lists it is enough",
            &["Supervisor", "Conversation Agent", "Dispenser"],
            &[],
        ),
    ]
}

fn agents() -> Vec<Row> {
    table! {
        S119 Positive "two roles give what either gives: conversations": with(&["Supervisor", "Order Payment Administrator"]), CONVERSATION_VIEW @ Chat(petrs()) => allow;
        S119 Positive "two roles give what either gives: orders": with(&["Supervisor", "Order Payment Administrator"]), ORDER_EDIT @ Order(None) => allow;
        S119 Negative "one alone does not give the other's": supervisor(), ORDER_EDIT @ Order(None) => deny not_granted;

        S124 Positive "an agent sees own conversations": agent(), CONVERSATION_VIEW @ Chat(annas()) => allow;
        S124 Positive "and answers them": agent(), CONVERSATION_REPLY @ Chat(annas()) => allow;
        S124 Positive "and sees what waits in the own group": agent(), CONVERSATION_VIEW @ Chat(waiting_in(SALES)) => allow;
        S124 Positive "with the dispenser also what waits in none": agent_and("Dispenser"), CONVERSATION_VIEW @ Chat(waiting()) => allow;
        S124 Negative "a colleague's not": agent(), CONVERSATION_VIEW @ Chat(petrs()) => deny out_of_scope;
        S124 Negative "what waits in the own group is not answered": agent(), CONVERSATION_REPLY @ Chat(waiting_in(SALES)) => deny out_of_scope;
        S124 Negative "without the dispenser not what waits in none": agent(), CONVERSATION_VIEW @ Chat(waiting()) => deny out_of_scope;
        S124 Negative "even with it not another team's": agent_and("Dispenser"), CONVERSATION_VIEW @ Chat(waiting_in(BILLING)) => deny out_of_scope;

        S125 Positive "an agent sees orders": agent(), ORDER_VIEW @ Order(None) => allow;
        S125 Positive "an agent edits orders": agent(), ORDER_EDIT @ Order(None) => allow;
        S125 Positive "an agent cancels orders": agent(), ORDER_CANCEL @ Order(None) => allow;
        S125 Positive "an agent deletes orders": agent(), ORDER_DELETE @ Order(None) => allow;
        S125 Positive "an agent comments on orders": agent(), ORDER_COMMENT @ Order(None) => allow;
        S125 Positive "an agent makes an order in a conversation": agent(), ORDER_CREATE @ NewOrder(Conversation) => allow;
        S125 Positive "an agent manages tags": agent(), TAG_MANAGE @ Section => allow;
        S125 Positive "an agent manages templates": agent(), TEMPLATE_MANAGE @ Section => allow;
        S125 Positive "an agent makes reports": agent(), REPORT_GENERAL_EXPORT @ Section => allow;
        S125 Positive "an agent filters reports": agent(), REPORT_GENERAL_FILTER @ Section => allow;
        S125 Negative "no order without a conversation": agent(), ORDER_CREATE @ NewOrder(Independent) => deny out_of_scope;
        S125 Negative "no payment reports": agent(), REPORT_PAYMENTS_GENERATE @ Section => deny not_granted;
        S125 Negative "no conversation reports": agent(), REPORT_CONVERSATIONS_GENERATE @ Section => deny not_granted;
        S125 Negative "no reconciliation": agent(), PAYMENT_RECONCILE @ Order(None) => deny not_granted;

        S126 Positive "the dispenser takes from the own group's queue": agent_and("Conversation Dispenser"), CONVERSATION_TAKE @ Chat(waiting_in(SALES)) => allow;
        S126 Positive "and what lies in no queue": agent_and("Dispenser"), CONVERSATION_TAKE @ Chat(waiting()) => allow;
        S126 Negative "not from another team's queue": agent_and("Dispenser"), CONVERSATION_TAKE @ Chat(waiting_in(BILLING)) => deny out_of_scope;
        S126 Negative "not a colleague's": agent_and("Dispenser"), CONVERSATION_TAKE @ Chat(petrs()) => deny out_of_scope;
        S126 Negative "not another team's even where a second role shows it": with(&["Conversation Agent", "Dispenser", "Supervisor"]), CONVERSATION_TAKE @ Chat(waiting_in(BILLING)) => deny out_of_scope;

        S127 Positive "without the dispenser nothing is taken": agent(), CONVERSATION_TAKE @ Chat(waiting_in(SALES)) => deny not_granted;
        S127 Negative "with it something is": agent_and("Dispenser"), CONVERSATION_TAKE @ Chat(waiting_in(SALES)) => allow;

        S128 Positive "with the transfer own conversations go to colleagues": agent_and("Conversation Transfer"), CONVERSATION_TRANSFER @ Chat(annas()) => allow;
        S128 Negative "without it not": agent(), CONVERSATION_TRANSFER @ Chat(annas()) => deny not_granted;
        S128 Negative "nor a colleague's": agent_and("Conversation Transfer"), CONVERSATION_TRANSFER @ Chat(petrs()) => deny out_of_scope;
        S128 Negative "nor what waits in the own queue": agent_and("Conversation Transfer"), CONVERSATION_TRANSFER @ Chat(waiting_in(SALES)) => deny out_of_scope;

        S129 Positive "independent orders are made with the option": agent_and("Independent Orders"), ORDER_CREATE @ NewOrder(Independent) => allow;
        S129 Negative "without it an order needs a conversation": agent(), ORDER_CREATE @ NewOrder(Independent) => deny out_of_scope;

        S154 Positive "members see their group's queue": agent(), CONVERSATION_VIEW @ Chat(waiting_in(SALES)) => allow;
        S154 Positive "of each group they are in": in_groups(agent(), &[SALES, BILLING]), CONVERSATION_VIEW @ Chat(waiting_in(BILLING)) => allow;
        S154 Negative "not another group's": agent(), CONVERSATION_VIEW @ Chat(waiting_in(BILLING)) => deny out_of_scope;
        S154 Negative "without groups none": in_groups(agent(), &[]), CONVERSATION_VIEW @ Chat(waiting_in(SALES)) => deny out_of_scope;
    }
}

fn administrators_and_supervisors() -> Vec<Row> {
    const ORDER_OPTION: &str = "Order and Payment Administrator";
    table! {
        S130 Positive "account settings": administrator(), ACCOUNT_SETTINGS @ Section => allow;
        S130 Positive "users lie in them": administrator(), USER_CREATE @ Section => allow;
        S130 Positive "groups too": administrator(), GROUP_EDIT @ Section => allow;
        S130 Positive "an administrator sees users": administrator(), USER_VIEW @ Colleague => allow;
        S130 Positive "an administrator edits users": administrator(), USER_EDIT @ Colleague => allow;
        S130 Positive "an administrator suspends users": administrator(), USER_SUSPEND @ Colleague => allow;
        S130 Positive "an administrator deletes users": administrator(), USER_DELETE @ Colleague => allow;
        S130 Positive "an administrator sees roles": administrator(), ROLE_VIEW @ Section => allow;
        S130 Positive "an administrator changes roles": administrator(), ROLE_EDIT @ Section => allow;
        S130 Positive "an administrator gives roles": administrator(), ROLE_ASSIGN @ Colleague => allow;
        S130 Positive "an administrator resets credentials": administrator(), CREDENTIALS_RESET @ Colleague => allow;
        S130 Positive "an administrator changes logins": administrator(), LOGIN_CHANGE @ Colleague => allow;
        S130 Positive "conversation reports are filtered": administrator(), REPORT_CONVERSATIONS_FILTER @ Section => allow;
        S130 Positive "payment reports are filtered": administrator(), REPORT_PAYMENTS_FILTER @ Section => allow;
        S130 Positive "other reports are filtered": administrator(), REPORT_GENERAL_FILTER @ Section => allow;
        S130 Positive "orders are edited": administrator(), ORDER_EDIT @ Order(None) => allow;
        S130 Positive "cancelled": administrator(), ORDER_CANCEL @ Order(None) => allow;
        S130 Positive "commented": administrator(), ORDER_COMMENT @ Order(None) => allow;
        S130 Positive "reconciled": administrator(), PAYMENT_RECONCILE @ Order(None) => allow;
        S130 Positive "reopened": administrator(), PAYMENT_REOPEN @ Order(None) => allow;
        S130 Positive "and commented in reconciliation": administrator(), PAYMENT_COMMENT @ Order(None) => allow;
        S130 Positive "the list of employees": administrator(), EMPLOYEE_EDIT @ Colleague => allow;
        S130 Positive "conversation reports": administrator(), REPORT_CONVERSATIONS_EXPORT @ Section => allow;
        S130 Positive "payment reports": administrator(), REPORT_PAYMENTS_EXPORT @ Section => allow;
        S130 Positive "other reports": administrator(), REPORT_GENERAL_EXPORT @ Section => allow;
        S130 Positive "orders": administrator(), ORDER_DELETE @ Order(Some(Conversation)) => allow;
        S130 Positive "new orders": administrator(), ORDER_CREATE @ NewOrder(Independent) => allow;
        S130 Positive "payments": administrator(), PAYMENT_REJECT @ Order(None) => allow;
        S130 Negative "a supervisor has no account settings": supervisor(), ACCOUNT_SETTINGS @ Section => deny not_granted;
        S130 Negative "no reports": supervisor(), REPORT_GENERAL_GENERATE @ Section => deny not_granted;
        S130 Negative "no orders": supervisor(), ORDER_VIEW @ Order(None) => deny not_granted;

        S131 Positive "an administrator has the dashboard": administrator(), DASHBOARD_MONITOR @ Section => allow;
        S131 Negative "it shows counts and no content": administrator(), CONVERSATION_VIEW @ Chat(petrs()) => deny not_granted;
        S131 Negative "a supervisor has it not": supervisor(), DASHBOARD_MONITOR @ Section => deny not_granted;

        S132 Positive "a supervisor sees conversations of others": supervisor(), CONVERSATION_VIEW @ Chat(petrs()) => allow;
        S132 Positive "an administrator who is supervisor too": with(&["Administrator", "Supervisor"]), CONVERSATION_VIEW @ Chat(petrs()) => allow;
        S132 Negative "an agent does not": agent(), CONVERSATION_VIEW @ Chat(petrs()) => deny out_of_scope;
        S133 Positive "a supervisor assigns": supervisor(), CONVERSATION_ASSIGN @ Chat(petrs()) => allow;
        S133 Negative "an agent does not": agent(), CONVERSATION_ASSIGN @ Chat(annas()) => deny not_granted;
        S134 Positive "a supervisor closes": supervisor(), CONVERSATION_CLOSE @ Chat(petrs()) => allow;
        S134 Negative "an agent does not": agent(), CONVERSATION_CLOSE @ Chat(petrs()) => deny not_granted;
        S135 Positive "a supervisor edits contacts": supervisor(), CONTACT_EDIT @ Chat(petrs()) => allow;
        S135 Negative "a stakeholder does not": stakeholder(), CONTACT_EDIT @ Chat(petrs()) => deny not_granted;
        S136 Positive "a supervisor sends catalogs": supervisor(), CATALOG_SEND @ Chat(petrs()) => allow;
        S136 Negative "a stakeholder does not": stakeholder(), CATALOG_SEND @ Chat(petrs()) => deny not_granted;
        S137 Positive "a supervisor sees the history": supervisor(), CONVERSATION_VIEW_HISTORY @ Chat(petrs()) => allow;
        S137 Negative "a stakeholder does not": stakeholder(), CONVERSATION_VIEW_HISTORY @ Chat(petrs()) => deny not_granted;

        S138 Positive "with the option orders are made in a conversation": supervisor_and(ORDER_OPTION), ORDER_CREATE @ NewOrder(Conversation) => allow;
        S138 Positive "cancelled": supervisor_and(ORDER_OPTION), ORDER_CANCEL @ Order(Some(Conversation)) => allow;
        S138 Positive "deleted": supervisor_and(ORDER_OPTION), ORDER_DELETE @ Order(None) => allow;
        S138 Positive "commented": supervisor_and(ORDER_OPTION), ORDER_COMMENT @ Order(Some(Independent)) => allow;
        S138 Negative "not made without a conversation": supervisor_and(ORDER_OPTION), ORDER_CREATE @ NewOrder(Independent) => deny out_of_scope;
        S138 Negative "not edited": supervisor_and(ORDER_OPTION), ORDER_EDIT @ Order(None) => deny not_granted;
        S138 Negative "without the option nothing": supervisor(), ORDER_CANCEL @ Order(Some(Conversation)) => deny not_granted;
        S138 Negative "the option is not the role": supervisor_and(ORDER_OPTION), PAYMENT_RECONCILE @ Order(None) => deny not_granted;

        S139 Positive "with the option orders are reconciled": supervisor_and("Payment Reconciler"), PAYMENT_RECONCILE @ Order(None) => allow;
        S139 Positive "payments rejected": supervisor_and("Payment Reconciler"), PAYMENT_REJECT @ Order(None) => allow;
        S139 Positive "rejected orders reopened": supervisor_and("Payment Reconciler"), PAYMENT_REOPEN @ Order(None) => allow;
        S139 Positive "commented": supervisor_and("Payment Reconciler"), PAYMENT_COMMENT @ Order(None) => allow;
        S139 Positive "by the other label too": supervisor_and("Payment Reconciliation"), PAYMENT_RECONCILE @ Order(None) => allow;
        S139 Negative "without it not": supervisor(), PAYMENT_RECONCILE @ Order(None) => deny not_granted;
        S139 Negative "it cancels no orders": supervisor_and("Payment Reconciler"), ORDER_CANCEL @ Order(None) => deny not_granted;

        S140 Positive "the wide form makes orders without a conversation": supervisor_and("Independent Orders"), ORDER_CREATE @ NewOrder(Independent) => allow;
        S140 Positive "cancels them": supervisor_and("Independent Orders"), ORDER_CANCEL @ Order(Some(Independent)) => allow;
        S140 Positive "deletes them": supervisor_and("Independent Orders"), ORDER_DELETE @ Order(Some(Independent)) => allow;
        S140 Positive "comments on them": supervisor_and("Independent Orders"), ORDER_COMMENT @ Order(Some(Independent)) => allow;
        S140 Negative "not those of a conversation": supervisor_and("Independent Orders"), ORDER_CANCEL @ Order(Some(Conversation)) => deny out_of_scope;
        S140 Negative "not those of unknown origin": supervisor_and("Independent Orders"), ORDER_DELETE @ Order(None) => deny out_of_scope;
        S140 Negative "makes none in a conversation": supervisor_and("Independent Orders"), ORDER_CREATE @ NewOrder(Conversation) => deny out_of_scope;
        S140 Negative "without it none": supervisor(), ORDER_CREATE @ NewOrder(Independent) => deny not_granted;

        S141 Positive "conversation reports are made": supervisor_and("Conversation Reports"), REPORT_CONVERSATIONS_GENERATE @ Section => allow;
        S141 Positive "filtered": supervisor_and("Conversation Reports"), REPORT_CONVERSATIONS_FILTER @ Section => allow;
        S141 Positive "exported": supervisor_and("Conversation Reports"), REPORT_CONVERSATIONS_EXPORT @ Section => allow;
        S141 Negative "without the option not": supervisor(), REPORT_CONVERSATIONS_GENERATE @ Section => deny not_granted;
        S141 Negative "payment reports are another option": supervisor_and("Conversation Reports"), REPORT_PAYMENTS_GENERATE @ Section => deny not_granted;
        S142 Positive "payment reports are made": supervisor_and("Payment Reports"), REPORT_PAYMENTS_GENERATE @ Section => allow;
        S142 Positive "filtered": supervisor_and("Payment Reports"), REPORT_PAYMENTS_FILTER @ Section => allow;
        S142 Positive "exported": supervisor_and("Payment Reports"), REPORT_PAYMENTS_EXPORT @ Section => allow;
        S142 Negative "without the option not": supervisor(), REPORT_PAYMENTS_GENERATE @ Section => deny not_granted;
        S142 Negative "conversation reports are another option": supervisor_and("Payment Reports"), REPORT_CONVERSATIONS_GENERATE @ Section => deny not_granted;

        S153 Positive "a conversation is put into a group's queue": supervisor(), CONVERSATION_ASSIGN_GROUP @ Chat(waiting()) => allow;
        S153 Negative "not by an agent": agent(), CONVERSATION_ASSIGN_GROUP @ Chat(waiting_in(SALES)) => deny not_granted;
    }
}

fn order_administrators_and_stakeholders() -> Vec<Row> {
    table! {
        S143 Positive "the order administrator sees orders": orders(), ORDER_VIEW @ Order(None) => allow;
        S143 Positive "and manages them": orders(), ORDER_EDIT @ Order(None) => allow;
        S143 Positive "cancels them": orders(), ORDER_CANCEL @ Order(None) => allow;
        S143 Positive "deletes them": orders(), ORDER_DELETE @ Order(None) => allow;
        S143 Positive "comments on them": orders(), ORDER_COMMENT @ Order(None) => allow;
        S143 Negative "creation is an option": orders(), ORDER_CREATE @ NewOrder(Conversation) => deny not_granted;

        S144 Positive "alone, no conversations": orders(), CONVERSATION_VIEW @ Chat(annas()) => deny not_granted;
        S144 Positive "no tags": orders(), TAG_MANAGE @ Section => deny not_granted;
        S144 Positive "no templates": orders(), TEMPLATE_MANAGE @ Section => deny not_granted;
        S144 Positive "no reports": orders(), REPORT_GENERAL_GENERATE @ Section => deny not_granted;
        S144 Positive "no account settings": orders(), ACCOUNT_SETTINGS @ Section => deny not_granted;
        S144 Positive "no dashboard": orders(), DASHBOARD_MONITOR @ Section => deny not_granted;
        S144 Negative "a second role adds its sections": with(&["Order Payment Administrator", "Stakeholder"]), TAG_MANAGE @ Section => allow;

        S145 Positive "with the option orders are made without a conversation": orders_and("Independent Orders"), ORDER_CREATE @ NewOrder(Independent) => allow;
        S145 Negative "without it not": orders(), ORDER_CREATE @ NewOrder(Independent) => deny not_granted;
        S145 Negative "the narrow form makes none in a conversation": orders_and("Independent Orders"), ORDER_CREATE @ NewOrder(Conversation) => deny out_of_scope;

        S146 Positive "with the option orders are reconciled": orders_and("Payment Reconciliation"), PAYMENT_RECONCILE @ Order(None) => allow;
        S146 Positive "payments rejected": orders_and("Payment Reconciliation"), PAYMENT_REJECT @ Order(None) => allow;
        S146 Positive "rejected orders reopened": orders_and("Payment Reconciliation"), PAYMENT_REOPEN @ Order(None) => allow;
        S146 Positive "commented": orders_and("Payment Reconciliation"), PAYMENT_COMMENT @ Order(None) => allow;
        S146 Negative "without it not": orders(), PAYMENT_RECONCILE @ Order(None) => deny not_granted;

        S147 Positive "with the option payment reports are made": orders_and("Payment Reports"), REPORT_PAYMENTS_GENERATE @ Section => allow;
        S147 Positive "filtered": orders_and("Payment Reports"), REPORT_PAYMENTS_FILTER @ Section => allow;
        S147 Positive "exported": orders_and("Payment Reports"), REPORT_PAYMENTS_EXPORT @ Section => allow;
        S147 Negative "without it not": orders(), REPORT_PAYMENTS_GENERATE @ Section => deny not_granted;
        S147 Negative "no other reports with it": orders_and("Payment Reports"), REPORT_GENERAL_GENERATE @ Section => deny not_granted;

        S148 Positive "a stakeholder sees all conversations": stakeholder(), CONVERSATION_VIEW @ Chat(petrs()) => allow;
        S148 Positive "assigns them": stakeholder(), CONVERSATION_ASSIGN @ Chat(petrs()) => allow;
        S148 Positive "puts them into queues": stakeholder(), CONVERSATION_ASSIGN_GROUP @ Chat(petrs()) => allow;
        S148 Positive "closes them": stakeholder(), CONVERSATION_CLOSE @ Chat(petrs()) => allow;
        S148 Positive "manages orders": stakeholder(), ORDER_EDIT @ Order(None) => allow;
        S148 Positive "cancels orders": stakeholder(), ORDER_CANCEL @ Order(None) => allow;
        S148 Positive "deletes orders": stakeholder(), ORDER_DELETE @ Order(None) => allow;
        S148 Positive "comments on orders": stakeholder(), ORDER_COMMENT @ Order(None) => allow;
        S148 Positive "makes orders in a conversation": stakeholder(), ORDER_CREATE @ NewOrder(Conversation) => allow;
        S148 Positive "manages tags": stakeholder(), TAG_MANAGE @ Section => allow;
        S148 Positive "manages templates": stakeholder(), TEMPLATE_MANAGE @ Section => allow;
        S148 Positive "makes reports": stakeholder(), REPORT_GENERAL_EXPORT @ Section => allow;
        S148 Positive "filters reports": stakeholder(), REPORT_GENERAL_FILTER @ Section => allow;
        S148 Positive "sees orders": stakeholder(), ORDER_VIEW @ Order(None) => allow;
        S148 Negative "answering stays with the agent": stakeholder(), CONVERSATION_REPLY @ Chat(annas()) => deny not_granted;
        S148 Negative "no orders without a conversation": stakeholder(), ORDER_CREATE @ NewOrder(Independent) => deny out_of_scope;
        S148 Negative "no account settings": stakeholder(), ACCOUNT_SETTINGS @ Section => deny not_granted;

        S149 Positive "an option on a stakeholder's record grants nothing": forced(STAKEHOLDER, PAYMENT_REPORTS), REPORT_PAYMENTS_GENERATE @ Section => deny unlisted_add_on;
        S149 Negative "on a supervisor's it does": forced(SUPERVISOR, PAYMENT_REPORTS), REPORT_PAYMENTS_GENERATE @ Section => allow;
        S150 Positive "a dispenser on a supervisor's record grants nothing": forced(SUPERVISOR, DISPENSER), CONVERSATION_TAKE @ Chat(waiting_in(SALES)) => deny unlisted_add_on;
        S150 Negative "on an agent's it does": agent_and("Dispenser"), CONVERSATION_TAKE @ Chat(waiting_in(SALES)) => allow;

        D12 Positive "the role edits orders": orders(), ORDER_EDIT @ Order(None) => allow;
        D12 Positive "reconciliation is one option by both labels": supervisor_and("Payment Reconciliation"), PAYMENT_RECONCILE @ Order(None) => allow;
        D12 Negative "the option of nearly its name does not": supervisor_and("Order and Payment Administrator"), ORDER_EDIT @ Order(None) => deny not_granted;
        D13 Positive "wide: cancels what was made without a conversation": supervisor_and("Independent Orders"), ORDER_CANCEL @ Order(Some(Independent)) => allow;
        D13 Positive "narrow: makes it": orders_and("Independent Orders"), ORDER_CREATE @ NewOrder(Independent) => allow;
        D13 Negative "wide: not what was made in one": supervisor_and("Independent Orders"), ORDER_CANCEL @ Order(Some(Conversation)) => deny out_of_scope;
        D13 Negative "the other option makes orders in a conversation only": supervisor_and("Order and Payment Administrator"), ORDER_CREATE @ NewOrder(Independent) => deny out_of_scope;
        D14 Positive "orders only, and another role: both": with(&["Order Payment Administrator", "Supervisor"]), CONVERSATION_VIEW @ Chat(petrs()) => allow;
        D14 Negative "alone it is orders only": orders(), CONVERSATION_VIEW @ Chat(petrs()) => deny not_granted;
        D15 Positive "payment reports are the exception": orders_and("Payment Reports"), REPORT_PAYMENTS_EXPORT @ Section => allow;
        D15 Negative "no other reports are": orders_and("Payment Reports"), REPORT_CONVERSATIONS_GENERATE @ Section => deny not_granted;
        D16 Positive "an administrator sees counts": administrator(), DASHBOARD_MONITOR @ Section => allow;
        D16 Negative "and no content": administrator(), CONVERSATION_VIEW @ Chat(annas()) => deny not_granted;
        D17 Positive "a stakeholder sees and assigns all": stakeholder(), CONVERSATION_ASSIGN @ Chat(petrs()) => allow;
        D17 Negative "does not answer": stakeholder(), CONVERSATION_REPLY @ Chat(petrs()) => deny not_granted;
        D17 Negative "edits no contacts": stakeholder(), CONTACT_EDIT @ Chat(annas()) => deny not_granted;
        D17 Negative "sends no catalogs": stakeholder(), CATALOG_SEND @ Chat(annas()) => deny not_granted;
        D17 Negative "sees no history": stakeholder(), CONVERSATION_VIEW_HISTORY @ Chat(annas()) => deny not_granted;
    }
}
