//! Stored access forms: a catalogue, a role, a record, a directory, with parts of a later release.

use frontdesk::access::{
    AccessEvent, AdminAction, Catalogue, Deputy, Directory, Gives, Grant, Holder, ObjectKind,
    Origin, Permission, Request, Resource, Restriction, Role, Source, Takes, UnreadPart,
};
use frontdesk::model::chrono::{DateTime, Utc};
use frontdesk::model::{
    Assignee, ConversationFacts, ConversationId, ConversationState, Module, SiteId, UserId,
};

/// Reads the bytes as one type; what is read is written and read back, twice, to the same bytes.
macro_rules! stable {
    ($bytes:expr, $type:ty) => {{
        let read = serde_json::from_slice::<$type>($bytes).ok();
        if let Some(read) = &read {
            let written = serde_json::to_string(read).expect("what was read is written");
            let again: $type = serde_json::from_str(&written).expect("what was written is read");
            assert_eq!(*read, again, "{written}");
            assert_eq!(serde_json::to_string(&again).expect("and written"), written);
        }
        read
    }};
}

/// Asserts what holds of every stored access form.
pub fn stored_access(bytes: &[u8]) {
    let grant = stable!(bytes, Grant);
    stable!(bytes, Restriction);
    // Any JSON that says nothing twice is a grant and a restriction, if only one that cannot be read.
    if let Ok(value) = serde_json::from_slice::<serde_json::Value>(bytes) {
        let once = value.to_string();
        assert!(serde_json::from_str::<Grant>(&once).is_ok(), "{once}");
        assert!(serde_json::from_str::<Restriction>(&once).is_ok(), "{once}");
    }
    if let Some(grant) = grant {
        gives_what_it_says(&grant);
    }
    if let Some(deputy) = stable!(bytes, Deputy) {
        deputy.declared.iter().for_each(gives_what_it_says);
    }
    stable!(bytes, AccessEvent);
    stable!(bytes, AdminAction);
    if let Some(role) = stable!(bytes, Role) {
        role.grants.iter().for_each(gives_what_it_says);
        let unread = |grant: &Grant| matches!(grant.gives, Gives::Unread(_));
        assert!(!role.grants.iter().any(unread) || !role.unread().is_empty());
        // What is not read of a role might be a condition of all of it.
        let in_part = |part: &UnreadPart| {
            matches!(
                part,
                UnreadPart::Fields {
                    of: Source::Role(_),
                    ..
                }
            )
        };
        if role.unread().iter().any(in_part) && role.grants.len() == 1 {
            let given = |permission| role.grants.iter().any(|one| one.gives.includes(permission));
            assert!(!Permission::every().any(given));
        }
    }
    let catalogue = stable!(bytes, Catalogue);
    if let Some(holder) = stable!(bytes, Holder) {
        ask(catalogue.as_ref().unwrap_or(&Catalogue::default()), &holder);
    }
    if let Some(directory) = stable!(bytes, Directory) {
        for holder in directory.holders() {
            assert_eq!(holder.tenant, directory.tenant());
            ask(directory.catalogue(), holder);
        }
    }
}

fn gives_what_it_says(grant: &Grant) {
    for permission in Permission::every() {
        match &grant.gives {
            Gives::One(one) => assert_eq!(grant.gives.includes(permission), *one == permission),
            Gives::Every => assert_eq!(
                grant.gives.includes(permission),
                permission != Permission::IMPERSONATE
            ),
            Gives::Unread(_) => assert!(!grant.gives.includes(permission)),
        }
    }
}

/// Every right over an object of every kind: check and list agree, and a restriction that cannot be
/// read denies wherever its scope covers.
fn ask(roles: &Catalogue, holder: &Holder) {
    let (now, actor) = (DateTime::<Utc>::UNIX_EPOCH, holder.actor());
    let unread: Vec<&Restriction> = holder
        .restrictions
        .iter()
        .filter(|restriction| !matches!(restriction.takes, Takes::These { .. }))
        .collect();
    let mut chat = ConversationFacts::new(holder.tenant, ConversationId::from_number(1), now);
    chat.assignee = holder.id.user().map(Assignee::Person);
    chat.state = Some(ConversationState::InWork);
    let mut free = chat.clone();
    (free.assignee, free.state) = (None, Some(ConversationState::Waiting));
    free.group = holder.memberships.groups.first().copied();
    let module = Module::new("reports").expect("not blank");
    let groups = Default::default();
    let colleague = frontdesk::access::UserFacts {
        tenant: holder.tenant,
        user: UserId::from_number(7),
        groups: &groups,
    };
    let objects = [
        Resource::section(&actor),
        Resource::conversation(&actor, &chat),
        Resource::conversation(&actor, &free),
        Resource::request(&actor, &chat),
        Resource::new_order(&actor, Origin::Independent),
        Resource::own_record(&actor),
        Resource::user(&actor, &colleague),
        Resource::site(&actor, SiteId::from_number(1)),
        Resource::module(&actor, &module),
    ];
    let rights = roles.effective(holder, now);
    assert!(rights.is_empty() || holder.standing.can_act());
    for permission in Permission::every() {
        let scopes = roles.scopes_of(holder, permission, now);
        for resource in objects {
            let request = Request {
                holder,
                permission,
                resource,
            };
            let decision = roles.decide(&request, now);
            assert_eq!(
                decision.is_allow(),
                scopes.cover(&resource),
                "{permission} {holder:?}"
            );
            assert!(!decision.reasons.is_empty());
            let taken = unread.iter().any(|r| r.scope.covers(&actor, &resource));
            assert!(!taken || !decision.is_allow(), "{permission} {holder:?}");
            let declared = roles.object_of(permission);
            assert!(
                declared.is_some() || !decision.is_allow(),
                "{permission} is not declared"
            );
            if decision.is_allow() {
                assert!(rights.iter().any(|(right, _)| *right == permission));
                assert_ne!(declared, None::<ObjectKind>);
            }
        }
    }
    // And what is not read of a record might narrow all of it.
    let in_part = |part: &UnreadPart| {
        matches!(
            part,
            UnreadPart::Fields {
                of: Source::Person,
                ..
            }
        )
    };
    if holder.unread().iter().any(in_part) {
        assert!(rights.is_empty(), "{holder:?}");
    }
    if !unread.is_empty() {
        assert!(
            !holder.unread().is_empty(),
            "what cannot be read is reported"
        );
    }
}
