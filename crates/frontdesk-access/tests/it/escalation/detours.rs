//! Ways that lead over somebody or something which is not there yet, or is taken away first: whatever
//! the guard permits, the search finds, and nothing else.

use std::collections::BTreeSet;

use frontdesk_access::analysis::{Attempt, Escalation, Goal, Subject, escalation};
use frontdesk_access::{
    AdminAction, Among, Catalogue, Directory, Groups, Guard, Holder, Permission as P, Restriction,
    RestrictionId, Role, Scope, Takeover,
};
use frontdesk_model::{
    ConversationState, GroupId, Memberships, OrganizationId, Relation, UserId, Version,
};
use frontdesk_testkit::{BuildConversation, BuildHolder, cast};

use super::{anna, assigned, role};

const SEAT: UserId = UserId::from_number(777);

fn desk(roles: Vec<Role>, people: Vec<Holder>) -> Directory {
    let mut desk = Directory::new(cast::TENANT, Catalogue::try_from(roles).unwrap());
    for holder in people {
        desk.load(holder, Version::FIRST).unwrap();
    }
    desk
}

/// A lead may give the role of an agent, who sees every conversation.
fn lead_and_agent() -> Vec<Role> {
    let agent = role("small.agent").grant(&[P::CONVERSATION_VIEW], &Scope::any());
    let lead = role("small.lead").assigning([agent.id.clone()]);
    vec![agent, lead]
}

fn ask(desk: &Directory, goal: Goal<'_>, guard: Guard) -> Escalation {
    let attempt = Attempt {
        from: BTreeSet::from([cast::ANNA.into()]),
        permission: P::CONVERSATION_VIEW,
        goal,
        guard,
    };
    escalation(desk, &attempt, cast::noon())
}

/// Whether the guard lets Anna do all of this, one after the other.
fn does(desk: &Directory, actions: &[AdminAction]) -> bool {
    let mut desk = desk.clone();
    actions.iter().all(|action| {
        let permit = desk.may_administer(cast::ANNA.into(), action, cast::noon());
        permit.is_ok_and(|permit| {
            for event in permit.events.iter().chain(&permit.foreseen) {
                desk.apply(event).unwrap();
            }
            true
        })
    })
}

fn is_path(answer: &Escalation) -> bool {
    matches!(answer, Escalation::Path { .. })
}

fn in_group(number: i64) -> Scope {
    Scope {
        groups: Some(Groups {
            these: [GroupId::from_number(number)].into(),
            ..Groups::default()
        }),
        ..Scope::any()
    }
}

/// She may give roles to one person alone, who is yet to be made.
#[test]
fn the_person_whom_a_scope_names_is_made() {
    let over = |user| Scope {
        people: Some(Among::These([user].into())),
        ..Scope::any()
    };
    let anna = anna(&[P::USER_CREATE])
        .with_role(assigned("small.lead"))
        .with_rights(&[P::ROLE_ASSIGN], &over(SEAT));
    let open = desk(lead_and_agent(), vec![anna.clone()]);
    let puppet = Holder::new(cast::TENANT, SEAT).with_role(assigned("small.agent"));
    let holder = Box::new(puppet);
    assert!(does(&open, &[AdminAction::CreateUser { holder }]));
    for guard in [Guard::Covers, Guard::None] {
        assert!(is_path(&ask(&open, Goal::Anywhere, guard)), "{guard:?}");
    }
    // The twin: the person is there, and she cannot act as him.
    let taken = Holder::new(cast::TENANT, SEAT);
    let closed = desk(lead_and_agent(), vec![anna, taken]);
    let answer = ask(&closed, Goal::Anywhere, Guard::Covers);
    assert!(
        matches!(answer, Escalation::Unreachable { .. }),
        "{answer:?}"
    );
}

/// Among one group she may give roles, among another she may not: the account is in the one alone.
#[test]
fn the_new_account_is_in_one_of_two_groups() {
    let id = RestrictionId::from_static("not.six");
    let taken = [P::ROLE_ASSIGN].into_iter().collect();
    let anna = anna(&[P::USER_CREATE])
        .with_role(assigned("small.lead"))
        .with_rights(&[P::ROLE_ASSIGN], &in_group(5))
        .with_restriction(Restriction::taking(id, taken, in_group(6)));
    let desk = desk(lead_and_agent(), vec![anna]);
    let in_groups = |numbers: &[i64]| {
        let groups = numbers.iter().copied().map(GroupId::from_number);
        let lists = Memberships {
            groups: groups.collect(),
            ..Memberships::default()
        };
        let puppet = Holder::new(cast::TENANT, SEAT).with_role(assigned("small.agent"));
        let holder = Box::new(puppet.with_memberships(lists));
        does(&desk, &[AdminAction::CreateUser { holder }])
    };
    assert!(in_groups(&[5]) && !in_groups(&[5, 6]) && !in_groups(&[]));
    for guard in [Guard::Covers, Guard::None] {
        assert!(is_path(&ask(&desk, Goal::Anywhere, guard)), "{guard:?}");
    }
}

/// What keeps her from acting as Vera is a role that Vera may assign, and what is Vera's own. She may
/// write both into roles, so she takes both out of Vera's role, acts as Vera, and puts back what is
/// wanted: rights to one's own are compared by name where they are given, and for each object where
/// somebody comes to act as another.
#[test]
fn trust_is_taken_away_first() {
    let own = Scope::of(Relation::Own);
    let agent = role("small.agent").grant(&[P::MERGE_PLAN], &Scope::any());
    let lead = role("small.lead").assigning([agent.id.clone()]);
    let empty = role("small.vera");
    let bare = empty.clone().grant(&[P::CONVERSATION_VIEW], &own);
    let trusting = bare.clone().assigning([agent.id.clone()]);
    let anna = |rights: &[P]| {
        anna(rights)
            .with_rights(&[P::CONVERSATION_VIEW], &own)
            .with_role(assigned("small.lead"))
    };
    let vera = Holder::new(cast::TENANT, cast::VERA).with_role(assigned("small.vera"));
    let roles = vec![agent, lead, trusting];
    let rights = [P::ROLE_EDIT, P::CREDENTIALS_RESET];
    let open = desk(roles.clone(), vec![anna(&rights), vera.clone()]);
    let take = AdminAction::TakeOver {
        user: cast::VERA.into(),
        by: Takeover::ResetCredentials,
    };
    let save = |role: &Role| AdminAction::SaveRole {
        role: Box::new(role.clone()),
    };
    assert!(!does(&open, std::slice::from_ref(&take)));
    // Without the trust alone what is Vera's own is still not hers.
    assert!(!does(&open, &[save(&bare), take.clone()]));
    assert!(does(&open, &[save(&empty), take, save(&bare)]));
    let chat = cast::chat(3)
        .with_state(ConversationState::InWork)
        .in_work_with(cast::VERA);
    let subject = Subject::Conversation(Box::new(chat));
    let Escalation::Path { steps, at_least } = ask(&open, Goal::On(&subject), Guard::Covers) else {
        panic!("the way is there");
    };
    assert_eq!((steps.len(), at_least), (3, 3));
    // The twin: nothing is taken out of a role.
    let closed = desk(roles, vec![anna(&[P::CREDENTIALS_RESET]), vera]);
    let answer = ask(&closed, Goal::On(&subject), Guard::Covers);
    assert!(
        matches!(answer, Escalation::Unreachable { .. }),
        "{answer:?}"
    );
}

/// A customer's companies are put on the record by whoever edits it.
#[test]
fn the_companies_of_a_customer_are_a_list() {
    let sofia = Holder::new(cast::TENANT, cast::SOFIA).with_rights(
        &[P::CONVERSATION_VIEW],
        &Scope::of(Relation::RequesterOrganization),
    );
    let desk = desk(vec![], vec![anna(&[P::USER_EDIT]), sofia]);
    let company = OrganizationId::from_number(9);
    let chat = cast::chat(2)
        .requested_by(cast::TIMUR)
        .of_organization(company);
    let subject = Subject::Conversation(Box::new(chat));
    let attempt = |guard| Attempt {
        from: BTreeSet::from([cast::ANNA.into(), cast::SOFIA.into()]),
        permission: P::CONVERSATION_VIEW,
        goal: Goal::On(&subject),
        guard,
    };
    let Escalation::Path { steps, .. } = escalation(&desk, &attempt(Guard::None), cast::noon())
    else {
        panic!("no way without the guard");
    };
    assert!(matches!(
        &steps[0].action,
        AdminAction::SetMemberships { .. }
    ));
    let guarded = escalation(&desk, &attempt(Guard::Covers), cast::noon());
    assert!(
        matches!(guarded, Escalation::Unreachable { .. }),
        "{guarded:?}"
    );
}

/// A right where only customers stand to something says nothing to staff, and the reverse; whoever has it
/// could give it on to the other side. So it is covered by name or not at all.
#[test]
fn nothing_comes_from_the_other_side() {
    let own = Scope::of(Relation::Own);
    let of_customers = [
        Relation::Requester,
        Relation::RequesterOrganization,
        Relation::Copied,
    ];
    let maker = [P::ROLE_ASSIGN, P::USER_CREATE];
    let anna = |rights: &[P]| anna(&maker).with_rights(rights, &Scope::any());
    let to_herself = of_customers.map(|relation| AdminAction::Grant {
        user: cast::ANNA.into(),
        grant: frontdesk_access::Grant::new(P::CONVERSATION_VIEW, Scope::of(relation)),
    });
    let customer =
        Holder::new(cast::TENANT, cast::SOFIA).with_rights(&[P::CONVERSATION_VIEW], &own);
    let holder = Box::new(customer);
    let to_customer = AdminAction::CreateUser { holder };
    let closed = desk(vec![], vec![anna(&[])]);
    let open = desk(vec![], vec![anna(&[P::CONVERSATION_VIEW])]);
    for action in to_herself.into_iter().chain([to_customer]) {
        assert!(!does(&closed, std::slice::from_ref(&action)));
        assert!(does(&open, std::slice::from_ref(&action)));
    }
    let found = ask(&closed, Goal::Anywhere, Guard::Covers);
    assert!(matches!(found, Escalation::Unreachable { .. }), "{found:?}");
}
