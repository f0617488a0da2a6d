//! Scopes, grants and restrictions.

use expect_test::expect_file;
use frontdesk_access::{Among, Grant, Groups, Modules, Origin, Permission, Restriction, Scope};
use frontdesk_model::{Channel, ConversationState, Module, Privacy, Relation};
use frontdesk_testkit::cast;
use serde_json::json;

use super::{golden, hour};

/// A scope with every dimension named, one with every list of the record, and the plain ones.
fn scopes() -> Vec<Scope> {
    let module = Module::new("reports").unwrap();
    let mut scopes: Vec<Scope> = Relation::ALL.into_iter().map(Scope::of).collect();
    scopes.push(Scope {
        relation: Relation::Own,
        groups: Some(Groups {
            these: [cast::SALES].into(),
            mine: true,
            none: true,
        }),
        people: Some(Among::These([cast::BORIS].into())),
        assignee_groups: Some(Among::These([cast::SALES].into())),
        sites: Some(Among::These([cast::SHOP].into())),
        questionnaires: Some(Among::These([cast::PRE_CHAT].into())),
        channels: Some(Among::These([Channel::Email, Channel::Custom(3)].into())),
        states: Some(ConversationState::ALL.into()),
        modules: Some(Modules::These([module].into())),
        origin: Some([Origin::Conversation, Origin::Independent].into()),
        privacy: Some(Privacy::Open),
    });
    scopes.push(Scope {
        people: Some(Among::Mine),
        assignee_groups: Some(Among::Mine),
        sites: Some(Among::Mine),
        questionnaires: Some(Among::Mine),
        channels: Some(Among::Mine),
        modules: Some(Modules::Mine),
        ..Scope::any()
    });
    scopes.push(Scope {
        groups: Some(Groups::without_group()),
        modules: Some(Modules::CabinetSections),
        sites: Some(Among::These([].into())),
        privacy: Some(Privacy::Private),
        ..Scope::of(Relation::Unassigned)
    });
    scopes
}

#[test]
fn rights() {
    golden("scopes", &scopes());
    let mut grants = vec![Grant::new(Permission::CONVERSATION_VIEW, Scope::any())];
    grants.push(Grant {
        validity: hour(),
        ..Grant::new(
            Permission::CONVERSATION_TAKE,
            Scope::of(Relation::Unassigned),
        )
    });
    golden("grants", &grants);
    let mut partial = Restriction::deny_cabinet();
    partial.scope = Scope::of(Relation::Unassigned);
    partial.validity = hour();
    let restrictions = vec![
        Restriction::deny_admin_panel(),
        Restriction::deny_cabinet(),
        partial,
    ];
    golden("restrictions", &restrictions);
}

/// What a later release stored: kept, and written back as it came.
#[test]
fn rights_of_a_later_release() {
    let stored = json!([
        { "permission": "*", "scope": { "relation": "own" } },
        { "permission": "mood.sense", "scope": { "relation": "any" } },
        { "permission": "conversation.view", "scope": { "relation": "same_floor" } },
        { "permission": "conversation.view", "scope": { "relation": "own", "floors": [3] } },
        { "permission": "conversation.view", "scope": { "relation": "own" }, "moods": null },
        "everything",
    ]);
    let grants: Vec<Grant> = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!(serde_json::to_value(&grants).unwrap(), stored);
    golden("grants_later", &grants);
    let stored = json!([
        { "id": "deny.moods", "scope": { "relation": "own" }, "moods": ["sad", -1, 0.5, true] },
        { "id": "deny.later", "scope": { "relation": "any" }, "permissions": ["mood.sense"] },
        { "id": "deny.floor", "scope": { "relation": "same_floor" } },
        { "name": "no id" },
        17,
    ]);
    let restrictions: Vec<Restriction> = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!(serde_json::to_value(&restrictions).unwrap(), stored);
    golden("restrictions_later", &restrictions);
}

#[test]
fn what_scopes_look_like_to_a_person() {
    let words: Vec<String> = scopes().iter().map(ToString::to_string).collect();
    expect_file!["../golden/scopes.txt"].assert_eq(&(words.join("\n") + "\n"));
}
