//! How far a right reaches.

use frontdesk_access::{
    AddOnId, Groups, Modules, Permission, Request, Resource, Restriction, Scope,
};
use frontdesk_model::chrono::TimeDelta;
use frontdesk_model::{
    Assignee, ConversationState, ExternalId, GroupId, Module, Relation, Validity,
};
use frontdesk_testkit::{
    BuildConversation, BuildHolder, assert_allows, assert_denies, cast, judge,
};

use Permission as P;

#[test]
fn attack_11_what_the_list_hides_the_check_denies_and_the_reverse() {
    let roles = cast::roles();
    let chats = [
        cast::chat(1).waiting(),
        cast::chat(2).waiting().in_queue_of(cast::SALES),
        cast::chat(3).in_work_with(cast::ANNA),
        cast::chat(4).in_work_with(cast::BORIS),
        cast::chat(5).in_work_with(cast::BORIS).closed(),
        cast::chat(6).in_work_with_bot(cast::ROBOT),
        cast::chat(7).offered_to(cast::ANNA),
        cast::chat(8),
    ];
    let mut shown = 0;
    for (name, holder) in cast::everybody() {
        let list = roles.scopes_of(&holder, P::CONVERSATION_VIEW, cast::noon());
        for chat in &chats {
            let about = Resource::conversation(&holder.actor(), chat);
            let check = judge(&roles, &holder, P::CONVERSATION_VIEW, about, cast::noon());
            assert_eq!(list.cover(&about), check.is_allow(), "{name} {:?}", chat.id);
            shown += u32::from(check.is_allow());
        }
    }
    assert!(shown > 5, "somebody sees something");
}

#[test]
fn attack_19_deny_wins_in_every_order_and_combination() {
    let roles = cast::roles();
    let panel = P::SURFACE_ADMIN_PANEL;
    let admin = || cast::role("cast.administrator");
    let off = Restriction::deny_admin_panel;
    let base = cast::olga;
    let combinations = [
        base().with_role(admin()).with_restriction(off()),
        base().with_restriction(off()).with_role(admin()),
        base()
            .with_restriction(off())
            .with_rights(&[panel], &Scope::any()),
        base()
            .with_role(admin())
            .with_rights(&[panel], &Scope::any())
            .with_restriction(off())
            .with_role(admin()),
        base()
            .with_restriction(off())
            .with_restriction(off())
            .with_role(admin()),
    ];
    for holder in combinations {
        assert_denies!(
            roles,
            holder,
            panel,
            Resource::section(&holder.actor()),
            cast::noon(),
            "restricted"
        );
        let mut lifted = holder;
        lifted.restrictions.clear();
        assert_allows!(
            roles,
            lifted,
            panel,
            Resource::section(&lifted.actor()),
            cast::noon()
        );
    }
    // Only while it is valid.
    let mut over = off();
    over.validity = Validity::until(cast::noon());
    let holder = base().with_role(admin()).with_restriction(over);
    assert_allows!(
        roles,
        holder,
        panel,
        Resource::section(&holder.actor()),
        cast::noon()
    );
    let before = cast::noon() - TimeDelta::milliseconds(1);
    assert_denies!(
        roles,
        holder,
        panel,
        Resource::section(&holder.actor()),
        before,
        "restricted"
    );
}

#[test]
fn attack_22_a_bot_s_conversation_is_not_an_unassigned_one() {
    let roles = cast::roles();
    let dispenser = cast::role("cast.operator").with_add_on(AddOnId::from_static("opt.dispenser"));
    let holder = cast::olga().with_role(dispenser);
    for state in ConversationState::ALL {
        let mut chat = cast::chat(1).with_state(state);
        let nobodys = Resource::conversation(&holder.actor(), &chat);
        let free = judge(&roles, &holder, P::CONVERSATION_TAKE, nobodys, cast::noon()).is_allow();
        let unassigned = matches!(state, ConversationState::New | ConversationState::Waiting);
        assert_eq!(free, unassigned, "{state:?}");
        chat.assignee = Some(Assignee::Bot(cast::ROBOT));
        let bots = Resource::conversation(&holder.actor(), &chat);
        assert_denies!(
            roles,
            holder,
            P::CONVERSATION_TAKE,
            bots,
            cast::noon(),
            "not_granted"
        );
        assert_denies!(
            roles,
            holder,
            P::CONVERSATION_VIEW,
            bots,
            cast::noon(),
            "not_granted"
        );
    }
}

#[test]
fn attack_23_who_left_the_group_left_its_queue() {
    let roles = cast::roles();
    let queued = cast::chat(1).waiting().in_queue_of(cast::SALES);
    let mut anna = cast::anna();
    let about = Resource::conversation(&anna.actor(), &queued);
    assert_allows!(roles, anna, P::CONVERSATION_TAKE, about, cast::noon());
    anna.memberships.groups.remove(&cast::SALES);
    let about = Resource::conversation(&anna.actor(), &queued);
    assert_denies!(
        roles,
        anna,
        P::CONVERSATION_TAKE,
        about,
        cast::noon(),
        "not_granted"
    );
    // The role is untouched: back in the group, back in the queue.
    let anna = anna.in_group(cast::SALES);
    let about = Resource::conversation(&anna.actor(), &queued);
    assert_allows!(roles, anna, P::CONVERSATION_TAKE, about, cast::noon());
}

#[test]
fn attack_26_nothing_reaches_across_tenants() {
    let roles = cast::roles();
    let chat = cast::chat(1)
        .in_work_with(cast::ANNA)
        .in_queue_of(cast::SALES);
    // Roman has Anna's number, Anna's group's number and Anna's role, in another tenant.
    let roman = cast::roman().with_rights(P::ALL, &Scope::any());
    let about = Resource::conversation(&roman.actor(), &chat);
    assert!(about.relations.is_empty());
    for permission in [
        P::CONVERSATION_VIEW,
        P::CONVERSATION_REPLY,
        P::CONVERSATION_CLOSE,
    ] {
        assert_denies!(
            roles,
            roman,
            permission,
            about,
            cast::noon(),
            "other_tenant"
        );
    }
    // A host that makes the object for Anna and asks for Roman gets no further.
    let anna = cast::anna();
    let hers = Resource::conversation(&anna.actor(), &chat);
    assert_denies!(
        roles,
        roman,
        P::CONVERSATION_VIEW,
        hers,
        cast::noon(),
        "other_tenant"
    );
    assert_allows!(roles, anna, P::CONVERSATION_VIEW, hers, cast::noon());
    // Group 44 of two tenants is two groups where the host derives ids from external records.
    let external = ExternalId::new("omnidesk", "group", "44").unwrap();
    let ours = GroupId::from_external(cast::TENANT, &external);
    let theirs = GroupId::from_external(cast::OTHER_TENANT, &external);
    let scope = |group| Scope {
        groups: Some(Groups {
            these: [group].into(),
            ..Groups::default()
        }),
        ..Scope::any()
    };
    let queued = cast::chat(2).waiting().in_queue_of(ours);
    for (group, allowed) in [(ours, true), (theirs, false)] {
        let holder = cast::olga().with_rights(&[P::CONVERSATION_VIEW], &scope(group));
        let about = Resource::conversation(&holder.actor(), &queued);
        let decision = judge(&roles, &holder, P::CONVERSATION_VIEW, about, cast::noon());
        assert_eq!(decision.is_allow(), allowed);
    }
}

#[test]
fn a_customer_is_never_the_user_of_the_same_number() {
    let roles = cast::roles();
    let sofia = cast::sofia().with_rights(P::ALL, &Scope::of(Relation::Own));
    let annas = cast::chat(1).in_work_with(cast::ANNA);
    let about = Resource::conversation(&sofia.actor(), &annas);
    assert_denies!(
        roles,
        sofia,
        P::CONVERSATION_VIEW,
        about,
        cast::noon(),
        "not_granted"
    );
    let hers = annas
        .requested_by(cast::SOFIA)
        .in_channel(frontdesk_model::Channel::Email);
    let about = Resource::conversation(&sofia.actor(), &hers);
    assert_allows!(roles, sofia, P::CONVERSATION_REPLY, about, cast::noon());
    let record = crate::Thing::User {
        tenant: cast::TENANT,
        user: cast::ANNA,
        groups: [].into(),
    };
    let about = record.resource(&sofia.actor());
    assert_denies!(
        roles,
        sofia,
        P::PROFILE_EDIT,
        about,
        cast::noon(),
        "not_granted"
    );
    assert_allows!(
        roles,
        sofia,
        P::PROFILE_EDIT,
        Resource::own_record(&sofia.actor()),
        cast::noon()
    );
}

#[test]
fn a_module_that_comes_later_is_in_no_list() {
    let roles = cast::roles();
    let scope = Scope {
        modules: Some(Modules::Mine),
        ..Scope::any()
    };
    let mut holder = cast::olga().with_rights(&[P::MODULE_USE], &scope);
    holder
        .memberships
        .modules
        .insert(Module::new("livechat").unwrap());
    for (name, allowed) in [("livechat", true), ("later", false), ("Livechat", false)] {
        let module = Module::new(name).unwrap();
        let request = Request {
            holder: &holder,
            permission: P::MODULE_USE,
            resource: Resource::module(&holder.actor(), &module),
        };
        assert_eq!(roles.allows(&request, cast::noon()), allowed, "{name}");
    }
}
