//! Proptest generators over small pools, so that ids meet often: two users of four are the same
//! one time in four. Every optional fact is sometimes missing, every set sometimes empty.

mod actions;
mod hosts;
mod later;
mod pools;
mod question;
mod records;
mod scopes;
mod things;

pub use actions::{AdminDraft, admin_draft, directory};
pub use hosts::{host_permission, host_permissions};
pub use later::{json, later_grant, later_restriction, unread_grant, unread_restriction};
pub use pools::{
    any_i64_edge, bot, channel, customer, group, instant, language, module, object_kind,
    organization, permission, permission_about, questionnaire, relation, role_id, site, state,
    tenant, user, validity,
};
pub use question::{Question, question, question_of};
pub use records::{
    account_kind, add_on_id, catalogue, customer_holder, grants, holder, memberships, obligations,
    restriction, role, role_assignment, staff_holder, standing,
};
pub use scopes::{grant, groups_dimension, scope};
pub use things::{conversation_facts, order_facts, origin, thing, thing_of};
