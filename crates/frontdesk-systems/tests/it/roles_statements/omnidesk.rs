//! Omnidesk, S155-S181.

use frontdesk_access::Holder;
use frontdesk_model::{Channel, ConversationFacts, ConversationState, CustomerId, OrganizationId};
use frontdesk_systems::omnidesk::roles::{CustomerAccount, for_customer, interactive_channels};

use super::{Object::*, Row, TENANT, chat, closed, table};

const USUAL: CustomerAccount = CustomerAccount {
    help_center: true,
    sso_only: false,
    organization_shared: false,
};

fn of(account: CustomerAccount) -> Holder {
    let mut holder = Holder::new(TENANT, CustomerId::from_number(1));
    holder.memberships.channels = interactive_channels();
    holder
        .memberships
        .organizations
        .insert(OrganizationId::from_number(3));
    for_customer(account).apply(&mut holder);
    holder
}

fn vera() -> Holder {
    of(USUAL)
}

fn shared() -> Holder {
    of(CustomerAccount {
        organization_shared: true,
        ..USUAL
    })
}

/// A host that counts the help-center form as e-mail (D18).
fn web_too() -> Holder {
    let mut holder = vera();
    holder.memberships.channels.insert(Channel::Web);
    holder
}

/// Vera's case in this channel.
fn veras(channel: Channel) -> ConversationFacts {
    ConversationFacts {
        requester: Some(CustomerId::from_number(1)),
        organization: Some(OrganizationId::from_number(3)),
        channel: Some(channel),
        ..chat(ConversationState::InWork)
    }
}

/// The case of a colleague of Vera's.
fn colleagues(channel: Channel) -> ConversationFacts {
    ConversationFacts {
        requester: Some(CustomerId::from_number(2)),
        ..veras(channel)
    }
}

/// The case of a stranger.
fn strangers() -> ConversationFacts {
    ConversationFacts {
        organization: Some(OrganizationId::from_number(4)),
        ..colleagues(Channel::Email)
    }
}

fn of_nobody() -> ConversationFacts {
    ConversationFacts {
        requester: None,
        organization: None,
        ..veras(Channel::Email)
    }
}

fn email() -> ConversationFacts {
    veras(Channel::Email)
}

pub(super) fn rows() -> Vec<Row> {
    use Channel::{Email, Telegram, Web};
    table! {
        S155 Positive "with the help center there is a portal": vera(), SURFACE_PORTAL @ Section => allow;
        S155 Negative "without it there is none": of(CustomerAccount { help_center: false, ..USUAL }), SURFACE_PORTAL @ Section => deny not_granted;

        S156 Positive "own cases are seen": vera(), CONVERSATION_VIEW @ Chat(email()) => allow;
        S156 Positive "in every channel": vera(), CONVERSATION_VIEW @ Chat(veras(Telegram)) => allow;
        S156 Positive "closed ones too": vera(), CONVERSATION_VIEW @ Chat(closed(email())) => allow;
        S156 Negative "a stranger's not": vera(), CONVERSATION_VIEW @ Chat(strangers()) => deny out_of_scope;
        S156 Negative "a colleague's not": vera(), CONVERSATION_VIEW @ Chat(colleagues(Email)) => deny out_of_scope;
        S156 Negative "nobody's not": vera(), CONVERSATION_VIEW @ Chat(of_nobody()) => deny out_of_scope;
        S156 Positive "a colleague's where the host shares them": shared(), CONVERSATION_VIEW @ Chat(colleagues(Email)) => allow;
        S156 Negative "shared, not a stranger's": shared(), CONVERSATION_VIEW @ Chat(strangers()) => deny out_of_scope;
        S156 Negative "shared, not to be answered": shared(), CONVERSATION_REPLY @ Chat(colleagues(Email)) => deny out_of_scope;

        S157 Positive "an e-mail case is answered": vera(), CONVERSATION_REPLY @ Chat(email()) => allow;
        S157 Positive "its status is changed": vera(), CONVERSATION_CLOSE @ Chat(email()) => allow;
        S157 Negative "a case of another channel is not answered": vera(), CONVERSATION_REPLY @ Chat(veras(Telegram)) => deny out_of_scope;
        S157 Negative "nor its status changed": vera(), CONVERSATION_CLOSE @ Chat(veras(Telegram)) => deny out_of_scope;

        S171 Positive "fields of an own e-mail case may be changed": vera(), CONVERSATION_EDIT_FIELD @ Chat(email()) => allow;
        S171 Negative "of a colleague's not": shared(), CONVERSATION_EDIT_FIELD @ Chat(colleagues(Email)) => deny out_of_scope;

        S172 Positive "a reply to an own e-mail case": vera(), CONVERSATION_REPLY @ Chat(email()) => allow;
        S172 Positive "to a closed one too": vera(), CONVERSATION_REPLY @ Chat(closed(email())) => allow;
        S172 Negative "not to a stranger's": vera(), CONVERSATION_REPLY @ Chat(strangers()) => deny out_of_scope;

        S173 Positive "an own e-mail case is closed": vera(), CONVERSATION_CLOSE @ Chat(email()) => allow;
        S173 Negative "a colleague's is not": shared(), CONVERSATION_CLOSE @ Chat(colleagues(Email)) => deny out_of_scope;

        S174 Positive "an own e-mail case is reopened": vera(), CONVERSATION_REOPEN @ Chat(closed(email())) => allow;
        S174 Negative "a colleague's is not": shared(), CONVERSATION_REOPEN @ Chat(closed(colleagues(Email))) => deny out_of_scope;

        S175 Positive "another channel: no reply": vera(), CONVERSATION_REPLY @ Chat(veras(Telegram)) => deny out_of_scope;
        S175 Positive "another channel: not closed": vera(), CONVERSATION_CLOSE @ Chat(veras(Telegram)) => deny out_of_scope;
        S175 Positive "another channel: not reopened": vera(), CONVERSATION_REOPEN @ Chat(closed(veras(Telegram))) => deny out_of_scope;
        S175 Positive "another channel: no field edits": vera(), CONVERSATION_EDIT_FIELD @ Chat(veras(Telegram)) => deny out_of_scope;
        S175 Positive "the help-center form is another channel by default": vera(), CONVERSATION_REPLY @ Chat(veras(Web)) => deny out_of_scope;
        S175 Positive "an unknown channel is no e-mail": vera(), CONVERSATION_REPLY @ Chat(ConversationFacts { channel: None, ..email() }) => deny out_of_scope;
        S175 Negative "it can be viewed": vera(), CONVERSATION_VIEW @ Chat(veras(Telegram)) => allow;
        S175 Negative "e-mail is answered": vera(), CONVERSATION_REPLY @ Chat(email()) => allow;
        S175 Negative "the help-center form where the host says so": web_too(), CONVERSATION_REPLY @ Chat(veras(Web)) => allow;

        S177 Positive "a customer edits the own profile": vera(), PROFILE_EDIT @ Me => allow;
        S177 Negative "not another's": vera(), PROFILE_EDIT @ Colleague => deny out_of_scope;

        S181 Positive "a customer changes the own password": vera(), PASSWORD_CHANGE @ Me => allow;
        S181 Negative "not one who signs in by SSO only": of(CustomerAccount { sso_only: true, ..USUAL }), PASSWORD_CHANGE @ Me => deny not_granted;
        S181 Negative "not that of a user with the same number": vera(), PASSWORD_CHANGE @ Colleague => deny out_of_scope;

        D18 Positive "the form counts as e-mail where the host says so": web_too(), CONVERSATION_CLOSE @ Chat(veras(Web)) => allow;
        D18 Positive "and its fields are edited": web_too(), CONVERSATION_EDIT_FIELD @ Chat(veras(Web)) => allow;
        D18 Negative "by default it does not": vera(), CONVERSATION_CLOSE @ Chat(veras(Web)) => deny out_of_scope;
        D18 Negative "nor are they": vera(), CONVERSATION_EDIT_FIELD @ Chat(veras(Web)) => deny out_of_scope;
        D21 Positive "own cases only": vera(), CONVERSATION_VIEW @ Chat(colleagues(Email)) => deny out_of_scope;
        D21 Negative "a host may widen it": shared(), CONVERSATION_VIEW @ Chat(colleagues(Email)) => allow;
        D21 Negative "to be read, not to be changed": shared(), CONVERSATION_EDIT_FIELD @ Chat(colleagues(Email)) => deny out_of_scope;
    }
}
