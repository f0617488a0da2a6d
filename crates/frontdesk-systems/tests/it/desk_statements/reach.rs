//! Reach, S119-S154: the users CSV.

use frontdesk_access::Permission as P;
use frontdesk_model::GroupId;
use frontdesk_systems::reach;

use super::*;
use crate::statements::rows;

/// A desk of Ana with these names in the Roles box, of Ventas, and Berta, an agent of Soporte.
fn desk_of(roles: &str) -> Desk {
    let csv = format!(
        "first_name,last_name,email,roles,groups\n\
         Ana,Diaz,ana@example.test,{roles},Ventas\n\
         Berta,Ruiz,berta@example.test,Conversation Agent,Soporte\n"
    );
    let (users, warnings) = reach::read_users(csv.as_bytes()).unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    let (imported, _) = reach::fill(TENANT, &users);
    desk(imported, "")
}

fn ana() -> UserId {
    named("reach", "user", "ana@example.test")
}

fn berta() -> UserId {
    named("reach", "user", "berta@example.test")
}

fn waiting_in(group: &str) -> ConversationFacts {
    let group: GroupId = named("reach", "group", group);
    ConversationFacts {
        group: Some(group),
        ..waiting()
    }
}

fn shown(roles: &str, facts: ConversationFacts) -> &'static str {
    sees(&desk_of(roles), ana(), facts)
}

fn does(roles: &str, permission: P, facts: ConversationFacts) -> String {
    may_chat(&desk_of(roles), ana(), permission, facts)
}

fn section(roles: &str, permission: P) -> String {
    may(&desk_of(roles), ana(), permission, Object::Section)
}

fn open(roles: &str) -> String {
    sections(&desk_of(roles), ana())
}

const AGENT: &str = "Conversation Agent";
const DISPENSER: &str = "Conversation Agent;Conversation Dispenser";
const ORDERS: &str = "Order Payment Administrator";

#[rustfmt::skip] // A table: one row, one line.
pub(super) fn rows() -> Vec<Row> {
    rows! {
        S124 Positive "an agent is shown an own conversation": shown(AGENT, of(ana())) => "as operator";
        S124 Negative "and no colleague's": shown(AGENT, of(berta())) => "no such ticket";
        S126 Positive "with the dispenser on the record what waits is taken": does(DISPENSER, P::CONVERSATION_TAKE, waiting_in("Ventas")) => "allow";
        S126 Negative "but not another team's": does(DISPENSER, P::CONVERSATION_TAKE, waiting_in("Soporte")) => "deny: not_granted out_of_scope out_of_scope";
        S127 Positive "without it it is not": does(AGENT, P::CONVERSATION_TAKE, waiting_in("Ventas")) => "deny: not_granted";
        S127 Negative "with it it is": does(DISPENSER, P::CONVERSATION_TAKE, waiting()) => "allow";
        S131 Positive "an administrator monitors the numbers": section("Administrator", P::DASHBOARD_MONITOR) => "allow";
        S131 Positive "and is shown no conversation": shown("Administrator", of(berta())) => "no such ticket";
        S131 Negative "a supervisor is shown them": shown("Supervisor", of(berta())) => "as operator";
        S131 Negative "and has no dashboard": section("Supervisor", P::DASHBOARD_MONITOR) => "deny: not_granted";
        S132 Positive "a supervisor is shown the conversations of other users": shown("Supervisor", of(berta())) => "as operator";
        S132 Negative "an agent is not": shown(AGENT, of(berta())) => "no such ticket";
        S133 Positive "a supervisor assigns a colleague's": does("Supervisor", P::CONVERSATION_ASSIGN, of(berta())) => "allow";
        S133 Negative "an agent assigns none": does(AGENT, P::CONVERSATION_ASSIGN, of(berta())) => "deny: not_granted";
        S134 Positive "a supervisor closes a colleague's": does("Supervisor", P::CONVERSATION_CLOSE, of(berta())) => "allow";
        S134 Negative "an agent closes none of them": does(AGENT, P::CONVERSATION_CLOSE, of(berta())) => "deny: not_granted";
        S137 Positive "a supervisor opens the history of a colleague's": does("Supervisor", P::CONVERSATION_VIEW_HISTORY, closed(of(berta()))) => "allow";
        S137 Positive "and is shown what is closed": shown("Supervisor", closed(of(berta()))) => "as operator";
        S137 Negative "an agent does not": does(AGENT, P::CONVERSATION_VIEW_HISTORY, closed(of(ana()))) => "deny: not_granted";
        S143 Positive "one section is open": open(ORDERS) => "orders";
        S143 Negative "an agent's are others": open(AGENT) => "conversations orders reports tags templates";
        S144 Positive "no other section is open to an order administrator": open(ORDERS) => "orders";
        S144 Positive "no conversation is shown": shown(ORDERS, of(ana())) => "no such ticket";
        S144 Positive "with every option it is the same section": open("Order Payment Administrator;Independent Orders;Payment Reconciliation;Payment Reports") => "orders";
        S144 Negative "a second role adds its own": open("Order Payment Administrator;Supervisor") => "conversations orders contacts catalogs";
        S153 Positive "what waits in the own team's queue is shown": shown(AGENT, waiting_in("Ventas")) => "as operator";
        S153 Negative "another team's is not": shown(AGENT, waiting_in("Soporte")) => "no such ticket";
        S154 Positive "the groups of the record are the groups of the person": shown(AGENT, waiting_in("Ventas")) => "as operator";
        S154 Positive "an agent may be in several": shown("Conversation Agent,Ventas;Soporte\nEva,Rey,eva@example.test,Conversation Agent", waiting_in("Soporte")) => "as operator";
        S154 Negative "what a colleague has is no longer the group's": shown(AGENT, ConversationFacts { assignee: Some(Assignee::Person(berta())), state: Some(ConversationState::InWork), ..waiting_in("Ventas") }) => "no such ticket";
    }
}
