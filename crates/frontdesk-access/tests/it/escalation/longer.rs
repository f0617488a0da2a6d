//! Lists that grow on the way: where whoever puts something on them may take it off again, the search
//! takes longer lists for no choice. Every case in which what is done needs some lists long and others
//! short is found all the same, and none is answered with a no that is not proven.

use std::collections::BTreeSet;

use frontdesk_access::analysis::{Attempt, Escalation, Goal, Subject, escalation, reachable};
use frontdesk_access::{
    AdminAction, Among, Catalogue, Directory, Grant, Guard, Holder, Permission as P, Restriction,
    RestrictionId, Role, Scope, Takeover,
};
use frontdesk_model::{ActorId, Channel, Memberships, Relation, UserId, Version};
use frontdesk_testkit::{BuildConversation, BuildHolder, cast};

use super::brute::every_lists;
use super::compare::{Verdict, compare};
use super::growing::{Kind, growing};
use super::{anna, assigned, role};

const SEAT: UserId = UserId::from_number(777);

pub(super) fn desk(roles: Vec<Role>, people: Vec<Holder>) -> Directory {
    let mut desk = Directory::new(cast::TENANT, Catalogue::try_from(roles).unwrap());
    for holder in people {
        desk.load(holder, Version::FIRST).unwrap();
    }
    desk
}

pub(super) fn over(user: UserId) -> Scope {
    Scope {
        people: Some(Among::These([user].into())),
        ..Scope::any()
    }
}

pub(super) fn of_my_people() -> Scope {
    Scope {
        people: Some(Among::Mine),
        ..Scope::any()
    }
}

pub(super) fn on_my_sites(relation: Relation) -> Scope {
    Scope {
        sites: Some(Among::Mine),
        ..Scope::of(relation)
    }
}

pub(super) fn sites(some: &[frontdesk_model::SiteId]) -> Memberships {
    Memberships {
        sites: some.iter().copied().collect(),
        ..Memberships::default()
    }
}

/// A lead may give the role of an agent, who sees conversations there.
fn lead_and_agent(scope: &Scope) -> Vec<Role> {
    let agent = role("small.agent").grant(&[P::CONVERSATION_VIEW], scope);
    let lead = role("small.lead").assigning([agent.id.clone()]);
    vec![agent, lead]
}

fn his_on_shop() -> Subject {
    Subject::Conversation(Box::new(
        cast::chat(1).in_work_with(cast::BORIS).on_site(cast::SHOP),
    ))
}

fn set(user: UserId, memberships: Memberships) -> AdminAction {
    AdminAction::SetMemberships {
        user: user.into(),
        memberships: Box::new(memberships),
    }
}

fn give(user: UserId) -> AdminAction {
    AdminAction::AssignRole {
        user: user.into(),
        assignment: assigned("small.agent"),
    }
}

/// Why the guard does not let them do all of this, one after the other; `None`: it does.
fn refused(desk: &Directory, actions: &[(UserId, AdminAction)]) -> Option<String> {
    let mut desk = desk.clone();
    actions.iter().find_map(|(actor, action)| {
        let permit = match desk.may_administer((*actor).into(), action, cast::noon()) {
            Ok(permit) => permit,
            Err(refusal) => return Some(format!("{action:?}: {refusal}")),
        };
        for event in permit.events.iter().chain(&permit.foreseen) {
            desk.apply(event).unwrap();
        }
        None
    })
}

/// The number of steps, if it is a way and none is shorter; `None`: it is proven that there is none.
fn steps(desk: &Directory, from: &[UserId], wanted: P, goal: Goal<'_>) -> Option<usize> {
    let attempt = Attempt {
        from: from.iter().copied().map(ActorId::from).collect(),
        permission: wanted,
        goal,
        guard: Guard::Covers,
    };
    match escalation(desk, &attempt, cast::noon()) {
        Escalation::Path { steps, at_least } => {
            assert_eq!(steps.len(), at_least);
            Some(at_least)
        }
        Escalation::Unreachable { because } if because.complete => None,
        other => panic!("{other:?}"),
    }
}

/// Boris sets the lists behind the role that he may give Anna, and so she covers what Vera has.
#[test]
fn a_widened_actor_takes_over() {
    let shop = Scope {
        sites: Some(Among::These([cast::SHOP].into())),
        ..Scope::any()
    };
    let anna = |rights: &[P]| anna(rights).with_role(assigned("small.agent"));
    let vera = Holder::new(cast::TENANT, cast::VERA).with_rights(&[P::CONVERSATION_VIEW], &shop);
    let roles = lead_and_agent(&on_my_sites(Relation::Any));
    let take = AdminAction::TakeOver {
        user: cast::VERA.into(),
        by: Takeover::ResetCredentials,
    };
    let reset = anna(&[P::CREDENTIALS_RESET]);
    let open = desk(roles.clone(), vec![reset, hirer(), vera.clone()]);
    assert_ne!(None, refused(&open, &[(cast::ANNA, take.clone())]));
    let longer = set(cast::ANNA, sites(&[cast::SHOP]));
    let way = [(cast::BORIS, longer), (cast::ANNA, take)];
    assert_eq!(None, refused(&open, &way));
    let closed = desk(roles, vec![anna(&[]), hirer(), vera]);
    for (desk, taken) in [(&open, true), (&closed, false)] {
        let from = BTreeSet::from([cast::ANNA.into(), cast::BORIS.into()]);
        let found = reachable(desk, &from, Guard::Covers, cast::noon());
        assert!(found.complete);
        assert_eq!(found.controlled.contains(&cast::VERA.into()), taken);
    }
}

/// Boris gives Anna a role and sets the lists behind it, and has none of it himself.
fn hirer() -> Holder {
    Holder::new(cast::TENANT, cast::BORIS)
        .with_rights(&[P::USER_VIEW, P::ROLE_VIEW], &Scope::any())
        .with_role(assigned("small.lead"))
        .with_rights(&[P::ROLE_ASSIGN, P::USER_EDIT], &over(cast::ANNA))
}

/// Of his own, written into his role by Anna, who covers it only while her lists are long.
fn into_team() -> AdminAction {
    let shop = Scope {
        sites: Some(Among::These([cast::SHOP].into())),
        ..Scope::of(Relation::Own)
    };
    let team = role("small.team").grant(&[P::CONVERSATION_VIEW], &shop);
    AdminAction::SaveRole {
        role: Box::new(team),
    }
}

/// A role that somebody has who is not theirs is edited: that is a choice, where lists are none.
#[test]
fn a_choice_needs_long_lists() {
    let his = his_on_shop();
    for others in [true, false] {
        let mut roles = lead_and_agent(&on_my_sites(Relation::Own));
        roles.push(role("small.team"));
        let anna = anna(&[P::ROLE_EDIT]).with_role(assigned("small.agent"));
        let boris = hirer().with_role(assigned("small.team"));
        let mut vera = Holder::new(cast::TENANT, cast::VERA);
        if others {
            vera = vera.with_role(assigned("small.team"));
        }
        let open = desk(roles.clone(), vec![anna, boris, vera]);
        let longer = set(cast::ANNA, sites(&[cast::SHOP]));
        assert_ne!(None, refused(&open, &[(cast::ANNA, into_team())]));
        let way = [(cast::BORIS, longer), (cast::ANNA, into_team())];
        assert_eq!(None, refused(&open, &way));
        let both = [cast::ANNA, cast::BORIS];
        let found = steps(&open, &both, P::CONVERSATION_VIEW, Goal::On(&his));
        assert_eq!(found, Some(2), "{others}");
    }
}

/// What Boris has wakes with what comes into his role: on as many sites as are on his lists. Those of
/// Anna are long then, and his are not.
#[test]
fn a_role_is_edited_while_the_lists_of_who_has_it_are_short() {
    let own = Scope::of(Relation::Own);
    let mut roles = lead_and_agent(&on_my_sites(Relation::Own));
    roles.push(role("small.team"));
    let anna = anna(&[P::ROLE_EDIT]).with_role(assigned("small.agent"));
    let boris = hirer()
        .with_role(assigned("small.team"))
        .with_rights(&[P::CONVERSATION_REPLY], &on_my_sites(Relation::Own));
    // Gleb puts more on the lists of Boris, and takes it off again.
    let gleb = Holder::new(cast::TENANT, cast::GLEB)
        .with_rights(&[P::CONVERSATION_VIEW, P::CONVERSATION_REPLY], &own)
        .with_rights(&[P::USER_VIEW, P::USER_EDIT], &over(cast::BORIS));
    let open = desk(roles, vec![anna, boris, gleb]);
    let longer = |user| set(user, sites(&[cast::SHOP]));
    let mut way = vec![(cast::BORIS, longer(cast::ANNA)), (cast::ANNA, into_team())];
    assert_eq!(None, refused(&open, &way));
    way.insert(0, (cast::GLEB, longer(cast::BORIS)));
    assert_ne!(None, refused(&open, &way));
    let his = his_on_shop();
    let all = [cast::ANNA, cast::BORIS, cast::GLEB];
    let found = steps(&open, &all, P::CONVERSATION_VIEW, Goal::On(&his));
    assert_eq!(found, Some(2));
}

/// What Boris may do on his sites does not act until he sees conversations, and who lets him see them
/// does not cover it: so somebody who does empties his lists first.
#[test]
fn a_gift_needs_lists_shorter_than_they_were() {
    let own = Scope::of(Relation::Own);
    let anna = anna(&[])
        .with_role(assigned("small.lead"))
        .with_rights(&[P::ROLE_ASSIGN], &over(cast::BORIS));
    let boris = Holder::new(cast::TENANT, cast::BORIS)
        .with_rights(&[P::CONVERSATION_REPLY], &on_my_sites(Relation::Own))
        .with_memberships(sites(&[cast::BLOG]));
    let gleb = Holder::new(cast::TENANT, cast::GLEB)
        .with_rights(&[P::CONVERSATION_VIEW, P::CONVERSATION_REPLY], &own)
        .with_rights(&[P::USER_VIEW, P::USER_EDIT], &over(cast::BORIS));
    let open = desk(lead_and_agent(&Scope::any()), vec![anna, boris, gleb]);
    let shorter = (cast::GLEB, set(cast::BORIS, sites(&[])));
    let given = (cast::ANNA, give(cast::BORIS));
    assert_ne!(None, refused(&open, std::slice::from_ref(&given)));
    assert_eq!(None, refused(&open, &[shorter, given]));
    let his = his_on_shop();
    let all = [cast::ANNA, cast::BORIS, cast::GLEB];
    let found = steps(&open, &all, P::CONVERSATION_VIEW, Goal::On(&his));
    assert_eq!(found, Some(2));
}

/// Nobody gives himself what is only entrusted to him, nor sets his own lists behind it: so nothing
/// that one does to oneself needs lists of one's own both long and short.
#[test]
fn nothing_entrusted_is_given_to_oneself() {
    let anna = anna(&[P::ROLE_ASSIGN, P::USER_EDIT]).with_role(assigned("small.lead"));
    let roles = lead_and_agent(&on_my_sites(Relation::Any));
    let without = desk(roles.clone(), vec![anna.clone()]);
    let herself = sites(&[cast::SHOP]);
    let longer = set(cast::ANNA, herself);
    let given = (cast::ANNA, give(cast::ANNA));
    let way = [(cast::ANNA, longer.clone()), given];
    assert_ne!(None, refused(&without, &way));
    let with = desk(roles, vec![anna.with_role(assigned("small.agent"))]);
    assert_ne!(None, refused(&with, &[(cast::ANNA, longer)]));
}

/// Neither of two lists brings anything without the other.
#[test]
fn two_lists_multiply() {
    let both_lists = Scope {
        channels: Some(Among::Mine),
        ..on_my_sites(Relation::Any)
    };
    let anna = |rights: &[P]| {
        anna(&[])
            .with_role(assigned("small.lead"))
            .with_rights(rights, &over(cast::BORIS))
    };
    let boris = Holder::new(cast::TENANT, cast::BORIS);
    let chat = cast::chat(1).on_site(cast::SHOP).in_channel(Channel::Email);
    let subject = Subject::Conversation(Box::new(chat));
    let rights = [P::ROLE_ASSIGN, P::USER_EDIT];
    let roles = lead_and_agent(&both_lists);
    let open = desk(roles.clone(), vec![anna(&rights), boris.clone()]);
    let both = [cast::ANNA, cast::BORIS];
    let goal = Goal::On(&subject);
    assert_eq!(steps(&open, &both, P::CONVERSATION_VIEW, goal), Some(2));
    let closed = desk(roles, vec![anna(&[P::ROLE_ASSIGN]), boris]);
    assert_eq!(steps(&closed, &both, P::CONVERSATION_VIEW, goal), None);
}

/// Whoever makes an account need not be able to set its lists afterwards: never, or not of this one.
#[test]
fn a_maker_sets_the_lists_while_he_makes() {
    let chat = cast::chat(1).on_site(cast::SHOP);
    let subject = Subject::Conversation(Box::new(chat));
    let id = RestrictionId::from_static("not.seat");
    let not_seat = Restriction::taking(id, [P::USER_EDIT].into_iter().collect(), over(SEAT));
    let maker = || {
        anna(&[P::USER_CREATE])
            .with_role(assigned("small.lead"))
            .with_rights(&[P::ROLE_ASSIGN], &over(SEAT))
    };
    let everywhere = maker().with_rights(&[P::USER_EDIT], &Scope::any());
    let nearly = everywhere.clone().with_restriction(not_seat);
    for anna in [maker(), everywhere, nearly] {
        let open = desk(lead_and_agent(&on_my_sites(Relation::Any)), vec![anna]);
        let found = steps(
            &open,
            &[cast::ANNA],
            P::CONVERSATION_VIEW,
            Goal::On(&subject),
        );
        assert_eq!(found, Some(1));
    }
}

/// Boris has what replies on his sites, and sees no conversations; Anna sets his lists and gives him the
/// role of an agent, whose conversations she is denied herself. Replies on the sites that she puts there
/// are not hers: so she takes them first, while his lists are empty. A generated world.
#[test]
fn what_reads_an_empty_list_is_taken_before_it_is_filled() {
    let (open, words) = growing(Kind::Outside, 358);
    let shop = |user| {
        let lists = every_lists(&Memberships::default(), &words.more.listed);
        let full = lists.into_iter().max_by_key(|lists| lists.sites.len());
        set(user, full.unwrap())
    };
    let line = open.holder(cast::BORIS.into()).unwrap().grants.clone();
    let line = line.into_iter().find(|grant| {
        let replies = grant.gives.includes(P::CONVERSATION_REPLY);
        replies && grant.scope.sites == Some(Among::Mine)
    });
    let revoke = AdminAction::Revoke {
        user: cast::BORIS.into(),
        grant: line.unwrap(),
    };
    let anna = |action| (cast::ANNA, action);
    let way = [
        anna(revoke),
        anna(give(cast::BORIS)),
        anna(shop(cast::BORIS)),
    ];
    assert_eq!(None, refused(&open, &way));
    let (_, without) = way.split_first().unwrap();
    assert_ne!(None, refused(&open, without));
    let compared = compare(&open, &words, 250).unwrap();
    assert!(compared.took);
}

/// Boris puts something on his lists while nothing on his record reads them, and Anna gives him the role
/// that does: two steps, whatever other ways there are. A generated world.
#[test]
fn lists_are_filled_before_there_is_anything_that_reads_them() {
    let (open, words) = growing(Kind::Inside, 344);
    let compared = compare(&open, &words, 250).unwrap();
    assert_eq!(compared.verdict, Verdict::After(2));
}

/// What reaches further by longer lists, and is denied by the same lists, is never held: the bound knows.
/// So it is in a generated world in which everything that the accounts come to is found besides.
#[test]
fn what_the_same_lists_deny_is_not_held_by_longer_ones() {
    let mine = on_my_sites(Relation::Own);
    let id = RestrictionId::from_static("not.mine");
    let taken = [P::CONVERSATION_VIEW].into_iter().collect();
    let boris = Holder::new(cast::TENANT, cast::BORIS)
        .with_rights(&[P::CONVERSATION_VIEW], &mine)
        .with_restriction(Restriction::taking(id, taken, mine.clone()));
    let anna = anna(&[P::USER_EDIT]).with_rights(&[P::CONVERSATION_VIEW], &mine);
    let anna = anna.with_memberships(sites(&[cast::SHOP]));
    let his = his_on_shop();
    let both = [cast::ANNA, cast::BORIS];
    let closed = desk(Vec::new(), vec![anna.clone(), boris.clone()]);
    let goal = Goal::On(&his);
    assert_eq!(steps(&closed, &both, P::CONVERSATION_VIEW, goal), None);
    // What is denied elsewhere leaves it.
    let mut elsewhere = boris;
    for restriction in &mut elsewhere.restrictions {
        restriction.scope.channels = Some(Among::Mine);
    }
    let open = desk(Vec::new(), vec![anna, elsewhere]);
    assert_eq!(steps(&open, &both, P::CONVERSATION_VIEW, goal), Some(1));
    let (closed, words) = growing(Kind::Outside, 24);
    let compared = compare(&closed, &words, 250).unwrap();
    assert_eq!(compared.verdict, Verdict::Never);
}

/// Whoever could empty the lists of Boris would free him of what is denied by them. Nobody can, and the
/// bound does not know: so it is not said either that all was gone through, whatever else was. A
/// generated world.
#[test]
fn what_is_not_excluded_is_not_called_complete() {
    let (open, words) = growing(Kind::Outside, 272);
    let compared = compare(&open, &words, 250).unwrap();
    assert_eq!(compared.verdict, Verdict::Undecided);
}

/// What reads an empty list says nothing, so whoever may give at all gives it without having it; and it
/// says something once somebody who has it puts something on that list. The search does not try that,
/// and what it does not find is not called impossible.
#[test]
fn what_reads_an_empty_list_is_given_by_who_does_not_hold_it() {
    let own = Scope {
        sites: Some(Among::These([cast::SHOP].into())),
        ..Scope::of(Relation::Own)
    };
    let anna = anna(&[]).with_rights(&[P::ROLE_ASSIGN], &over(cast::BORIS));
    let boris = Holder::new(cast::TENANT, cast::BORIS);
    let gleb = |rights: &[P]| {
        Holder::new(cast::TENANT, cast::GLEB)
            .with_rights(rights, &own)
            .with_rights(&[P::USER_VIEW], &Scope::any())
            .with_rights(&[P::USER_EDIT], &over(cast::BORIS))
    };
    let his = his_on_shop();
    let attempt = Attempt {
        from: [cast::ANNA, cast::BORIS, cast::GLEB]
            .map(ActorId::from)
            .into(),
        permission: P::CONVERSATION_VIEW,
        goal: Goal::On(&his),
        guard: Guard::Covers,
    };
    let mine = Grant::new(P::CONVERSATION_VIEW, on_my_sites(Relation::Own));
    let given = AdminAction::Grant {
        user: cast::BORIS.into(),
        grant: mine,
    };
    let way = [
        (cast::ANNA, given),
        (cast::GLEB, set(cast::BORIS, sites(&[cast::SHOP]))),
    ];
    let open = desk(
        Vec::new(),
        vec![anna.clone(), boris.clone(), gleb(&[P::CONVERSATION_VIEW])],
    );
    assert_eq!(None, refused(&open, &way));
    let answer = escalation(&open, &attempt, cast::noon());
    assert!(
        !matches!(answer, Escalation::Unreachable { .. }),
        "{answer:?}"
    );
    // Whoever sets the lists must have it himself.
    let closed = desk(Vec::new(), vec![anna, boris, gleb(&[])]);
    assert_ne!(None, refused(&closed, &way));
    let answer = escalation(&closed, &attempt, cast::noon());
    assert!(matches!(answer, Escalation::Unreachable { .. }));
}
