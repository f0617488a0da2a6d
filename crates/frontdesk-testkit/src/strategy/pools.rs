//! Ids and values from small pools.

use chrono::{DateTime, TimeDelta, Utc};
use frontdesk_access::{ObjectKind, Permission, RoleId};
use frontdesk_model::{
    BotId, Channel, ConversationState, CustomerId, GroupId, Language, Module, OrganizationId,
    Privacy, QuestionnaireId, Relation, SiteId, TenantId, UserId, Validity,
};
use proptest::prelude::*;
use proptest::sample::select;

use crate::cast;

/// The cast's tenant, or one time in twenty the other.
pub fn tenant() -> impl Strategy<Value = TenantId> + Clone {
    prop_oneof![19 => Just(cast::TENANT), 1 => Just(cast::OTHER_TENANT)]
}

/// One of four users.
pub fn user() -> impl Strategy<Value = UserId> + Clone {
    (1..=4_i64).prop_map(UserId::from_number)
}

/// One of three customers; their numbers are users' numbers too.
pub fn customer() -> impl Strategy<Value = CustomerId> + Clone {
    (1..=3_i64).prop_map(CustomerId::from_number)
}

/// One of two bots.
pub fn bot() -> impl Strategy<Value = BotId> + Clone {
    (1..=2_i64).prop_map(BotId::from_number)
}

/// One of three groups.
pub fn group() -> impl Strategy<Value = GroupId> + Clone {
    (1..=3_i64).prop_map(GroupId::from_number)
}

/// One of three sites.
pub fn site() -> impl Strategy<Value = SiteId> + Clone {
    (1..=3_i64).prop_map(SiteId::from_number)
}

/// One of two questionnaires.
pub fn questionnaire() -> impl Strategy<Value = QuestionnaireId> + Clone {
    (1..=2_i64).prop_map(QuestionnaireId::from_number)
}

/// One of two companies.
pub fn organization() -> impl Strategy<Value = OrganizationId> + Clone {
    (1..=2_i64).prop_map(OrganizationId::from_number)
}

/// E-mail, the web form, a custom channel or one that nobody listed.
pub fn channel() -> impl Strategy<Value = Channel> + Clone {
    select(vec![
        Channel::Email,
        Channel::Web,
        Channel::Custom(3),
        Channel::from_name("pigeon_post"),
    ])
}

/// A bare language, two variants of another.
pub fn language() -> impl Strategy<Value = Language> + Clone {
    let tags = ["fr", "pt-BR", "pt-PT"];
    select(
        tags.iter()
            .filter_map(|tag| Language::parse(tag).ok())
            .collect::<Vec<_>>(),
    )
}

/// One of three modules.
pub fn module() -> impl Strategy<Value = Module> + Clone {
    let names = ["livechat", "reports", "settings"];
    select(
        names
            .iter()
            .filter_map(|name| Module::new(name).ok())
            .collect::<Vec<_>>(),
    )
}

/// One of the five states.
pub fn state() -> impl Strategy<Value = ConversationState> + Clone {
    select(ConversationState::ALL.to_vec())
}

/// Open or private.
pub(super) fn privacy() -> impl Strategy<Value = Privacy> + Clone {
    select(Privacy::ALL.to_vec())
}

/// One of the relations.
pub fn relation() -> impl Strategy<Value = Relation> + Clone {
    select(Relation::ALL.to_vec())
}

/// One of five moments around noon, two of them a millisecond apart.
pub fn instant() -> impl Strategy<Value = DateTime<Utc>> + Clone {
    select(vec![
        cast::noon() - TimeDelta::hours(1),
        cast::noon() - TimeDelta::milliseconds(1),
        cast::noon(),
        cast::noon() + TimeDelta::minutes(30),
        cast::noon() + TimeDelta::hours(1),
    ])
}

/// Mostly without bounds, else bounds that are moments of [`instant`].
pub fn validity() -> impl Strategy<Value = Validity> + Clone {
    let bounds = (
        proptest::option::of(instant()),
        proptest::option::of(instant()),
    );
    prop_oneof![
        3 => Just(Validity::ALWAYS),
        2 => bounds.prop_map(|(from, until)| {
            Validity::new(from, until).or_else(|_| Validity::new(until, from)).unwrap_or_default()
        }),
    ]
}

/// Any permission; more often one of those that need others or are needed.
pub fn permission() -> impl Strategy<Value = Permission> + Clone {
    use Permission as P;
    prop_oneof![
        3 => select(vec![
            P::CONVERSATION_VIEW,
            P::CONVERSATION_REPLY,
            P::CONVERSATION_TAKE,
            P::CONVERSATION_TRANSFER,
            P::COLLEAGUE_LIST,
            P::REQUEST_HANDLE,
            P::CALLER_ID_CHANGE,
            P::SOFTPHONE_USE,
            P::EMPLOYEE_VIEW,
            P::STATUS_CHANGE,
            P::SITE_VIEW,
            P::SURFACE_NEW_CABINET,
            P::ORDER_VIEW,
            P::ORDER_EDIT,
            P::ORDER_CREATE,
            P::USER_VIEW,
            P::USER_CREATE,
            P::ROLE_ASSIGN,
            P::CONTACT_POINT_EDIT,
        ]),
        1 => select(P::ALL.to_vec()),
        1 => super::hosts::host_permission(),
    ]
}

/// A permission that is asked about this kind of object.
pub fn permission_about(kind: ObjectKind) -> impl Strategy<Value = Permission> + Clone {
    let all = Permission::ALL.iter().copied();
    select(all.filter(|p| p.object() == Some(kind)).collect::<Vec<_>>())
}

/// Any kind of object.
pub fn object_kind() -> impl Strategy<Value = ObjectKind> + Clone {
    select(vec![
        ObjectKind::Section,
        ObjectKind::Conversation,
        ObjectKind::Request,
        ObjectKind::Order,
        ObjectKind::NewOrder,
        ObjectKind::User,
        ObjectKind::Site,
        ObjectKind::Module,
        ObjectKind::Host(7),
        ObjectKind::Host(8),
    ])
}

/// One of three roles of two systems, or one that no catalogue has.
pub fn role_id() -> impl Strategy<Value = RoleId> + Clone {
    let ids = ["test.agent", "test.lead", "other.agent", "test.unknown"];
    select(ids.map(RoleId::from_static).to_vec())
}

/// A 64-bit number: the edges one time in three.
pub fn any_i64_edge() -> impl Strategy<Value = i64> + Clone {
    let edges = vec![i64::MIN, i64::MIN + 1, -1, 0, 1, 0xffff, 0x1_0000, i64::MAX];
    prop_oneof![1 => select(edges), 2 => any::<i64>()]
}
