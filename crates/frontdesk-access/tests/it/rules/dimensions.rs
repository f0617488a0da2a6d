//! The dimensions of a scope, with their edges.

use frontdesk_access::{
    Among, Groups, Modules, Permission, PermissionSet, Resource, Restriction, Scope, Section, Takes,
};
use frontdesk_model::{
    Channel, ConversationFacts, ConversationState, GroupId, Module, Privacy, Relation,
};
use frontdesk_testkit::{BuildConversation, BuildHolder, Thing, assert_allows, cast, judge, naive};

use Permission as P;

#[test]
fn a_missing_fact_satisfies_no_restriction_either() {
    // A restriction over one channel leaves a conversation whose channel nobody knows.
    let roles = cast::roles();
    let mut restriction = Restriction::deny_admin_panel();
    restriction.takes = Takes::These {
        permissions: PermissionSet::EMPTY,
        sections: [Section::Conversations].into(),
    };
    restriction.scope.channels = Some(Among::These([Channel::Telegram].into()));
    let holder = cast::anna().with_restriction(restriction);
    let rows = [
        (Some(Channel::Telegram), false),
        (Some(Channel::Email), true),
        (None, true),
    ];
    for (channel, allowed) in rows {
        let mut chat = cast::chat(1).in_work_with(cast::ANNA);
        chat.channel = channel;
        let about = Resource::conversation(&holder.actor(), &chat);
        let decision = judge(&roles, &holder, P::CONVERSATION_REPLY, about, cast::noon());
        assert_eq!(decision.is_allow(), allowed, "{:?}", chat.channel);
    }
}

/// One row for each line of the table of dimensions, with its edges.
#[test]
fn the_table_of_dimensions() {
    let other = GroupId::from_number(9);
    let scope = Scope::any;
    let groups = |these: &[GroupId], mine, none| Scope {
        groups: Some(Groups {
            these: these.iter().copied().collect(),
            mine,
            none,
        }),
        ..scope()
    };
    let chat = || cast::chat(1);
    let of_colleague = || {
        chat()
            .in_work_with(cast::BORIS)
            .with_assignee_group(cast::SALES)
    };
    let of_bot = || {
        chat()
            .in_work_with_bot(cast::ROBOT)
            .with_assignee_group(cast::SALES)
    };
    let people = |these: Among<_>| Scope {
        people: Some(these),
        ..scope()
    };
    let teams = |these: Among<_>| Scope {
        assignee_groups: Some(these),
        ..scope()
    };
    let sites = |these: Among<_>| Scope {
        sites: Some(these),
        ..scope()
    };
    let states = |these: &[ConversationState]| Scope {
        states: Some(these.iter().copied().collect()),
        ..scope()
    };
    let private = || Scope {
        privacy: Some(Privacy::Private),
        ..scope()
    };
    let rows: Vec<(&str, Scope, ConversationFacts, bool)> = vec![
        (
            "named group",
            groups(&[cast::SALES], false, false),
            chat().in_queue_of(cast::SALES),
            true,
        ),
        (
            "another group",
            groups(&[other], false, false),
            chat().in_queue_of(cast::SALES),
            false,
        ),
        (
            "named group, no group",
            groups(&[cast::SALES], true, false),
            chat(),
            false,
        ),
        (
            "my group",
            groups(&[], true, false),
            chat().in_queue_of(cast::SALES),
            true,
        ),
        (
            "not my group",
            groups(&[], true, false),
            chat().in_queue_of(other),
            false,
        ),
        ("none, no group", groups(&[], false, true), chat(), true),
        (
            "none, a group",
            groups(&[], false, true),
            chat().in_queue_of(cast::SALES),
            false,
        ),
        (
            "mine or none, no group",
            groups(&[], true, true),
            chat(),
            true,
        ),
        (
            "no groups at all",
            groups(&[], false, false),
            chat().in_queue_of(cast::SALES),
            false,
        ),
        (
            "no groups at all, no group",
            groups(&[], false, false),
            chat(),
            false,
        ),
        (
            "the person",
            people(Among::These([cast::BORIS].into())),
            of_colleague(),
            true,
        ),
        (
            "another person",
            people(Among::These([cast::VERA].into())),
            of_colleague(),
            false,
        ),
        (
            "a person on my list",
            people(Among::Mine),
            of_colleague(),
            true,
        ),
        ("a bot is no person", people(Among::Mine), of_bot(), false),
        ("nobody is no person", people(Among::Mine), chat(), false),
        (
            "the person's team",
            teams(Among::These([cast::SALES].into())),
            of_colleague(),
            true,
        ),
        (
            "a team on my list",
            teams(Among::Mine),
            of_colleague(),
            true,
        ),
        (
            "another team",
            teams(Among::These([other].into())),
            of_colleague(),
            false,
        ),
        ("a bot has no team", teams(Among::Mine), of_bot(), false),
        (
            "a queue is no team",
            teams(Among::Mine),
            chat().in_queue_of(cast::SALES),
            false,
        ),
        (
            "my site",
            sites(Among::Mine),
            chat().on_site(cast::SHOP),
            true,
        ),
        (
            "not my site",
            sites(Among::Mine),
            chat().on_site(cast::BLOG),
            false,
        ),
        ("no site", sites(Among::Mine), chat(), false),
        (
            "empty set of sites",
            sites(Among::These([].into())),
            chat().on_site(cast::SHOP),
            false,
        ),
        (
            "the state",
            states(&[ConversationState::Closed]),
            chat().closed(),
            true,
        ),
        (
            "another state",
            states(&[ConversationState::Closed]),
            chat().waiting(),
            false,
        ),
        ("no state", states(&ConversationState::ALL), chat(), false),
        ("empty set of states", states(&[]), chat().closed(), false),
        (
            "private",
            private(),
            chat().with_privacy(Privacy::Private),
            true,
        ),
        (
            "open is not private",
            private(),
            chat().with_privacy(Privacy::Open),
            false,
        ),
        (
            "whether it is private is not known",
            private(),
            chat(),
            false,
        ),
    ];
    let mut holder = cast::olga().in_group(cast::SALES);
    holder.memberships.overseen_groups.insert(cast::SALES);
    holder.memberships.overseen_people.insert(cast::BORIS);
    holder.memberships.sites.insert(cast::SHOP);
    let actor = holder.actor();
    for (name, scope, facts, covered) in rows {
        let thing = Thing::Conversation(facts);
        assert_eq!(
            scope.covers(&actor, &thing.resource(&actor)),
            covered,
            "{name}"
        );
        let object = naive::Object::new(&actor, &thing);
        let by_prose = naive::covers(&scope, &holder.memberships, &object);
        assert_eq!(by_prose, covered, "{name}, by the prose");
    }
}

#[test]
fn a_conjunction_wants_every_dimension() {
    let scope = Scope {
        states: Some([ConversationState::InWork].into()),
        channels: Some(Among::These([Channel::Email].into())),
        ..Scope::of(Relation::Own)
    };
    let holder = cast::anna();
    let actor = holder.actor();
    let whole = cast::chat(1)
        .in_work_with(cast::ANNA)
        .in_channel(Channel::Email);
    let covers =
        |chat: &ConversationFacts| scope.covers(&actor, &Resource::conversation(&actor, chat));
    assert!(covers(&whole));
    assert!(!covers(&whole.clone().closed()));
    assert!(!covers(&whole.clone().in_channel(Channel::Web)));
    assert!(!covers(&whole.in_work_with(cast::BORIS)));
}

#[test]
fn lists_are_read_when_asked() {
    // $x: editing the record needs no new grant.
    let roles = cast::roles();
    let module = Module::new("reports").unwrap();
    let opened = Scope {
        modules: Some(Modules::CabinetSections),
        ..Scope::any()
    };
    let mut holder = cast::olga().with_rights(&[P::SURFACE_NEW_CABINET], &opened);
    let before = judge(
        &roles,
        &holder,
        P::SURFACE_NEW_CABINET,
        Resource::module(&holder.actor(), &module),
        cast::noon(),
    );
    assert!(!before.is_allow());
    // The other list of modules is another list.
    holder.memberships.modules.insert(module.clone());
    let other_list = judge(
        &roles,
        &holder,
        P::SURFACE_NEW_CABINET,
        Resource::module(&holder.actor(), &module),
        cast::noon(),
    );
    assert!(!other_list.is_allow());
    holder.memberships.cabinet_sections.insert(module.clone());
    assert_allows!(
        roles,
        holder,
        P::SURFACE_NEW_CABINET,
        Resource::module(&holder.actor(), &module),
        cast::noon()
    );
}
