//! Ways to raise a right without giving it: by a list, by time, by what lies beside it.

use chrono::TimeDelta;
use frontdesk_access::{
    AdminAction, Among, Directory, Grant, Groups, Holder, Obligation, Permission, Request,
    Resource, Restriction, RestrictionId, RoleId, Scope,
};
use frontdesk_model::{
    ActorId, ConversationFacts, ConversationState, GroupId, Memberships, OrganizationId, Relation,
    SiteId, UserId, Validity,
};
use frontdesk_testkit::{BuildConversation, BuildHolder, cast};

use super::{administer, assigned, codes, office, own_role};

const ACTOR: UserId = UserId::from_number(101);
const OTHER: UserId = UserId::from_number(102);

fn person(id: UserId, rights: &[Permission]) -> Holder {
    Holder::new(cast::TENANT, id)
        .with_rights(
            &[Permission::USER_VIEW, Permission::ROLE_VIEW],
            &Scope::any(),
        )
        .with_rights(rights, &Scope::any())
}

fn sees(office: &Directory, who: impl Into<ActorId>, chat: &ConversationFacts) -> bool {
    let holder = office.holder(who.into()).unwrap();
    let request = Request {
        holder,
        permission: Permission::CONVERSATION_VIEW,
        resource: Resource::conversation(&holder.actor(), chat),
    };
    office.catalogue().allows(&request, cast::noon())
}

fn set_lists(user: impl Into<ActorId>, memberships: Memberships) -> AdminAction {
    AdminAction::SetMemberships {
        user: user.into(),
        memberships: Box::new(memberships),
    }
}

#[test]
fn the_queue_of_ones_groups_is_read_from_the_list_though_groups_are_named() {
    let (first, second) = (GroupId::from_number(1), GroupId::from_number(2));
    let scope = Scope {
        groups: Some(Groups {
            these: [first, second].into(),
            ..Groups::default()
        }),
        ..Scope::of(Relation::MyGroupQueue)
    };
    let actor = person(ACTOR, &[Permission::USER_EDIT])
        .with_rights(&[Permission::CONVERSATION_VIEW], &scope);
    let mut office = office([], [actor]);
    let mut waiting = cast::chat(1).with_state(ConversationState::Waiting);
    waiting.group = Some(first);
    let lists = Memberships {
        groups: [first].into(),
        ..Memberships::default()
    };
    let answer = administer(&mut office, ACTOR, &set_lists(ACTOR, lists));
    assert_eq!(codes(&answer), ["uncovered"]);
    assert!(!sees(&office, ACTOR, &waiting));
    // A group that the scope does not name opens nothing.
    let lists = Memberships {
        groups: [GroupId::from_number(3)].into(),
        ..Memberships::default()
    };
    let answer = administer(&mut office, ACTOR, &set_lists(ACTOR, lists));
    assert_eq!(codes(&answer), ["granted"]);
}

#[test]
fn organizations_are_a_list_too() {
    let organization = OrganizationId::from_number(9);
    let customer = Holder::new(cast::TENANT, cast::SOFIA).with_rights(
        &[Permission::CONVERSATION_VIEW],
        &Scope::of(Relation::RequesterOrganization),
    );
    let actor = person(ACTOR, &[Permission::USER_EDIT]);
    let mut office = office([], [actor, customer]);
    let mut case = cast::chat(2);
    case.requester = Some(cast::TIMUR);
    case.organization = Some(organization);
    let lists = Memberships {
        organizations: [organization].into(),
        ..Memberships::default()
    };
    let answer = administer(&mut office, ACTOR, &set_lists(cast::SOFIA, lists));
    assert_eq!(codes(&answer), ["uncovered"]);
    assert!(!sees(&office, cast::SOFIA, &case));
}

#[test]
fn lifting_over_ones_own_record_does_not_wake_a_right_of_the_section() {
    let takes = [Permission::USER_VIEW, Permission::USER_CREATE];
    let deny = Restriction::taking(
        RestrictionId::from_static("deny.self"),
        takes.into_iter().collect(),
        Scope::of(Relation::Myself),
    );
    let other = person(OTHER, &[Permission::USER_CREATE]).with_restriction(deny.clone());
    let mut office = office([], [person(ACTOR, &[Permission::ROLE_ASSIGN]), other]);
    let lift = AdminAction::Lift {
        user: OTHER.into(),
        restriction: deny,
    };
    assert_eq!(codes(&administer(&mut office, ACTOR, &lift)), ["uncovered"]);
}

#[test]
fn the_last_administrator_stays_though_his_right_has_an_end() {
    let rights = [Permission::ROLE_ASSIGN, Permission::USER_SUSPEND];
    let chief = own_role("h.chief").grant(
        &[&rights[..], &[Permission::ROLE_VIEW, Permission::USER_VIEW]].concat(),
        &Scope::any(),
    );
    let mut assignment = assigned("h.chief");
    assignment.validity = Validity::until(cast::noon() + TimeDelta::days(3650));
    let holder = Holder::new(cast::TENANT, ACTOR).with_role(assignment);
    let mut office = office([chief], [holder]);
    assert!(office.administrators(cast::noon()).is_empty());
    assert_eq!(office.administrators_at(cast::noon()).len(), 1);
    let suspend = AdminAction::Suspend { user: ACTOR.into() };
    let answer = administer(&mut office, ACTOR, &suspend);
    assert_eq!(codes(&answer), ["last_administrator"]);
}

#[test]
fn what_is_given_by_trust_ends_with_the_trust() {
    let until = cast::noon() + TimeDelta::hours(1);
    let mut lead = assigned("h.lead");
    lead.validity = Validity::until(until);
    let to_manage = [Permission::ROLE_ASSIGN, Permission::ROLE_EDIT];
    let actor = person(ACTOR, &to_manage).with_role(lead);
    let roles = [
        own_role("h.agent").grant(&[Permission::CONVERSATION_VIEW], &Scope::any()),
        own_role("h.lead").assigning([RoleId::from_static("h.agent")]),
    ];
    let mut office = office(roles, [actor, person(OTHER, &[Permission::ROLE_ASSIGN])]);
    let give = |assignment| AdminAction::AssignRole {
        user: OTHER.into(),
        assignment,
    };
    // The trust itself is not passed on for longer.
    let mine = own_role("h.mine").assigning([RoleId::from_static("h.agent")]);
    let save = AdminAction::SaveRole {
        role: Box::new(mine),
    };
    assert_eq!(codes(&administer(&mut office, ACTOR, &save)), ["uncovered"]);
    // Nor is the role given for longer.
    let forever = administer(&mut office, ACTOR, &give(assigned("h.agent")));
    assert_eq!(codes(&forever), ["uncovered"]);
    let mut short = assigned("h.agent");
    short.validity = Validity::until(until);
    let as_long = administer(&mut office, ACTOR, &give(short));
    assert_eq!(codes(&as_long), ["granted"]);
}

#[test]
fn trust_in_a_role_does_not_reach_the_lists_by_which_it_is_read() {
    let scope = Scope {
        sites: Some(Among::Mine),
        ..Scope::any()
    };
    let roles = [
        own_role("h.agent").grant(&[Permission::CONVERSATION_VIEW], &scope),
        own_role("h.lead").assigning([RoleId::from_static("h.agent")]),
    ];
    let actor = person(ACTOR, &[Permission::USER_EDIT]).with_role(assigned("h.lead"));
    let other = Holder::new(cast::TENANT, OTHER).with_role(assigned("h.agent"));
    let mut office = office(roles, [actor, other]);
    let lists = Memberships {
        sites: (1..5).map(SiteId::from_number).collect(),
        ..Memberships::default()
    };
    let answer = administer(&mut office, ACTOR, &set_lists(OTHER, lists));
    assert_eq!(codes(&answer), ["uncovered"]);
}

#[test]
fn who_sees_no_numbers_makes_nobody_who_does() {
    let rights = [
        Permission::USER_CREATE,
        Permission::ROLE_ASSIGN,
        Permission::CONVERSATION_VIEW,
    ];
    let actor = person(ACTOR, &rights).with_obligation(Obligation::MaskNumber);
    let mut office = office([], [actor, person(OTHER, &[])]);
    let free = Holder::new(cast::TENANT, UserId::from_number(104))
        .with_rights(&[Permission::CONVERSATION_VIEW], &Scope::any());
    let make = |holder: Holder| AdminAction::CreateUser {
        holder: Box::new(holder),
    };
    let answer = administer(&mut office, ACTOR, &make(free.clone()));
    assert_eq!(codes(&answer), ["own_obligation"]);
    let masked = free.with_obligation(Obligation::MaskNumber);
    assert_eq!(
        codes(&administer(&mut office, ACTOR, &make(masked))),
        ["granted"]
    );
    let give = |right| AdminAction::Grant {
        user: OTHER.into(),
        grant: Grant::new(right, Scope::any()),
    };
    let answer = administer(&mut office, ACTOR, &give(Permission::CONVERSATION_VIEW));
    assert_eq!(codes(&answer), ["own_obligation"]);
    // What the obligation does not come with is given as before.
    let answer = administer(&mut office, ACTOR, &give(Permission::USER_CREATE));
    assert_eq!(codes(&answer), ["granted"]);
}
