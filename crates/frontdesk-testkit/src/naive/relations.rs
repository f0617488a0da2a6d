//! The table of relations of catalogue section 2.

use std::collections::BTreeSet;

use frontdesk_model::{Actor, ActorId, Assignee, ConversationFacts, ConversationState};

/// Every relation that is true between this actor and this conversation, by name.
#[must_use]
pub fn relations(actor: &Actor<'_>, chat: &ConversationFacts) -> BTreeSet<&'static str> {
    let mut yes = BTreeSet::new();
    // any: always (same tenant).
    if actor.tenant.to_string() != chat.tenant.to_string() {
        return yes;
    }
    // "A deleted or spam case is hidden from every customer" (3.5).
    if actor.id.customer().is_some() && (chat.deleted || chat.spam) {
        return yes;
    }
    yes.insert("any");

    // "The relations of staff are false for customers and the reverse."
    let (me_as_staff, me_as_customer) = match actor.id {
        ActorId::User(user) => (user.to_string(), String::from("not a customer")),
        ActorId::Customer(customer) => (String::from("not staff"), customer.to_string()),
    };
    let assignee = match chat.assignee {
        None => String::from("nobody"),
        Some(Assignee::Bot(_)) => String::from("a bot"),
        Some(Assignee::Person(person)) => person.to_string(),
    };
    let a_person_has_it = assignee != "nobody" && assignee != "a bot";
    let state = state_word(chat.state);

    if actor.id.user().is_some() {
        // assignee is this user, in any state
        if assignee == me_as_staff {
            yes.insert("own");
        }
        // user is in participants, whoever is assigned
        for participant in &chat.participants {
            if participant.to_string() == me_as_staff {
                yes.insert("participating");
            }
        }
        // user is named in a message of it
        for named in &chat.mentioned {
            if named.to_string() == me_as_staff {
                yes.insert("mentioned");
            }
        }
        // another person has it, and user stands in for that person now
        if a_person_has_it && assignee != me_as_staff {
            for deputy in &chat.substitutes {
                if deputy.to_string() == me_as_staff {
                    yes.insert("substitute");
                }
            }
        }
        // creator is this user
        if let Some(creator) = chat.creator
            && creator.to_string() == me_as_staff
        {
            yes.insert("created");
        }
        // assignee none and state new or waiting, with or without a group
        if assignee == "nobody" && (state == "new" || state == "waiting") {
            yes.insert("unassigned");
            // and group is one of the user's groups
            if let Some(group) = chat.group {
                for mine in &actor.memberships.groups {
                    if mine.to_string() == group.to_string() {
                        yes.insert("my_group_queue");
                    }
                }
            }
        }
        // state offered, assignee none, offered_to is this user
        if state == "offered"
            && assignee == "nobody"
            && let Some(addressee) = chat.offered_to
            && addressee.to_string() == me_as_staff
        {
            yes.insert("offered_to_me");
        }
        // state in_work and assignee is another person
        if state == "in_work" && a_person_has_it && assignee != me_as_staff {
            yes.insert("colleague_in_work");
        }
    } else {
        // the customer is the requester
        if let Some(requester) = chat.requester
            && requester.to_string() == me_as_customer
        {
            yes.insert("requester");
        }
        // requester's organization is known and equals the customer's
        if let Some(theirs) = chat.organization {
            for mine in &actor.memberships.organizations {
                if mine.to_string() == theirs.to_string() {
                    yes.insert("requester_organization");
                }
            }
        }
        // the customer is one of those in copy
        for in_copy in chat.copied.keys() {
            if in_copy.to_string() == me_as_customer {
                yes.insert("copied");
            }
        }
    }
    yes
}

/// The state by its word in the prose.
pub(crate) const fn state_word(state: Option<ConversationState>) -> &'static str {
    match state {
        None => "missing",
        Some(ConversationState::New) => "new",
        Some(ConversationState::Waiting) => "waiting",
        Some(ConversationState::Offered) => "offered",
        Some(ConversationState::InWork) => "in_work",
        Some(ConversationState::Closed) => "closed",
    }
}
