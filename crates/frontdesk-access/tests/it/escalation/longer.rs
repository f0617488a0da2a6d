//! Lists that grow on the way: where whoever puts something on them may take it off again, the search
//! takes longer lists for no choice. Every case in which what is done needs some lists long and others
//! short is found all the same, and many small worlds agree with brute force.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use frontdesk_access::analysis::{Attempt, Escalation, Goal, Step, Subject, escalation, reachable};
use frontdesk_access::{
    AdminAction, Among, Catalogue, Directory, Grant, Groups, Guard, Holder, Permission as P,
    Restriction, RestrictionId, Role, Scope, Takeover,
};
use frontdesk_model::{ActorId, Channel, Memberships, Relation, UserId, Version};
use frontdesk_testkit::{BuildConversation, BuildHolder, cast};

use super::brute::{Answer, Listed, More, Words, every_lists, grant, search};
use super::law::Dice;
use super::{anna, assigned, role};

const SEAT: UserId = UserId::from_number(777);

fn desk(roles: Vec<Role>, people: Vec<Holder>) -> Directory {
    let mut desk = Directory::new(cast::TENANT, Catalogue::try_from(roles).unwrap());
    for holder in people {
        desk.load(holder, Version::FIRST).unwrap();
    }
    desk
}

fn over(user: UserId) -> Scope {
    Scope {
        people: Some(Among::These([user].into())),
        ..Scope::any()
    }
}

fn of_my_people() -> Scope {
    Scope {
        people: Some(Among::Mine),
        ..Scope::any()
    }
}

fn on_my_sites(relation: Relation) -> Scope {
    Scope {
        sites: Some(Among::Mine),
        ..Scope::of(relation)
    }
}

fn sites(some: &[frontdesk_model::SiteId]) -> Memberships {
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

/// Which worlds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// No restriction reads lists or groups, and no scope over people reads groups.
    Inside,
    /// Something does.
    Outside,
}

fn world(kind: Kind, seed: u64) -> (Directory, Words) {
    let mut dice = Dice::new(seed.wrapping_add(0x0010_0000));
    let own = Scope::of(Relation::Own);
    let by_two = dice.yes(15);
    let on_mine = |relation| Scope {
        channels: by_two.then_some(Among::Mine),
        ..on_my_sites(relation)
    };
    let relation = dice.one_of(&[Relation::Any, Relation::Own, Relation::Own]);
    let there = on_mine(relation);
    let by_people = dice.yes(20);
    let wanted = dice.one_of(&[
        P::CONVERSATION_VIEW,
        P::CONVERSATION_VIEW,
        P::CONVERSATION_REPLY,
    ]);
    let people = match by_people {
        true => vec![
            of_my_people(),
            of_my_people(),
            over(cast::BORIS),
            Scope::any(),
        ],
        false => vec![
            over(cast::ANNA),
            over(cast::BORIS),
            Scope::any(),
            Scope::any(),
        ],
    };

    let mut gives = vec![P::CONVERSATION_VIEW];
    if dice.yes(30) {
        gives.push(P::CONVERSATION_REPLY);
    }
    let agent_over = dice.one_of(&[
        there.clone(),
        there.clone(),
        there.clone(),
        Scope::any(),
        own,
    ]);
    let agent = role("small.agent").grant(&gives, &agent_over);
    let mut lead = role("small.lead");
    if dice.yes(85) {
        lead = lead.assigning([agent.id.clone()]);
    }
    let mut roles = vec![agent, lead];
    let edits = dice.yes(35);
    if edits {
        roles.push(role("small.team"));
    }

    let mut anna = Holder::new(cast::TENANT, cast::ANNA)
        .with_rights(&[P::USER_VIEW, P::ROLE_VIEW], &Scope::any());
    let mut boris = Holder::new(cast::TENANT, cast::BORIS)
        .with_rights(&[P::USER_VIEW, P::ROLE_VIEW], &Scope::any());
    let mut vera = Holder::new(cast::TENANT, cast::VERA);
    for (right, chance) in [
        (P::USER_EDIT, 85),
        (P::ROLE_ASSIGN, 80),
        (P::CREDENTIALS_RESET, 30),
    ] {
        if dice.yes(chance) {
            anna = anna.with_rights(&[right], &dice.one_of(&people));
        }
        if dice.yes(chance / 3) {
            boris = boris.with_rights(&[right], &dice.one_of(&people));
        }
    }
    if edits && dice.yes(80) {
        anna = anna.with_rights(&[P::ROLE_EDIT], &Scope::any());
    }
    if dice.yes(8) {
        anna = anna.with_rights(&[P::USER_CREATE], &Scope::any());
    }
    for (id, of_anna, of_boris, of_vera) in [
        ("small.lead", 80, 15, 10),
        ("small.agent", 60, 35, 30),
        ("small.team", 15, 70, 40),
    ] {
        if id == "small.team" && !edits {
            continue;
        }
        if dice.yes(of_anna) {
            anna = anna.with_role(assigned(id));
        }
        if dice.yes(of_boris) {
            boris = boris.with_role(assigned(id));
        }
        if dice.yes(of_vera) {
            vera = vera.with_role(assigned(id));
        }
    }
    // What sleeps until somebody may see conversations.
    let sleeping = [there.clone(), there.clone(), Scope::any()];
    if dice.yes(25) {
        boris = boris.with_rights(&[P::CONVERSATION_REPLY], &dice.one_of(&sleeping));
    }
    if dice.yes(15) {
        anna = anna.with_rights(&[P::CONVERSATION_REPLY], &dice.one_of(&sleeping));
    }
    if dice.yes(20) {
        boris = boris.with_rights(&[P::CONVERSATION_VIEW], &there);
    }
    if dice.yes(20) {
        vera = vera.with_rights(&[P::CONVERSATION_VIEW], &there);
    }
    let mut listed = vec![Listed::Site(cast::SHOP)];
    if by_two {
        listed.push(Listed::Channel(Channel::Email));
    }
    if by_people {
        listed.push(Listed::Person(dice.one_of(&[cast::ANNA, cast::BORIS])));
    }
    let mut lists = |holder: Holder| {
        let some = every_lists(&holder.memberships, &listed);
        match dice.yes(30) {
            true => holder.with_memberships(dice.one_of(&some)),
            false => holder,
        }
    };
    (anna, boris, vera) = (lists(anna), lists(boris), lists(vera));
    if dice.yes(15) {
        let right = dice.one_of(&[P::USER_EDIT, P::ROLE_ASSIGN]);
        let id = RestrictionId::from_static("not.over.boris");
        let taken = [right].into_iter().collect();
        anna = anna.with_restriction(Restriction::taking(id, taken, over(cast::BORIS)));
    }
    if kind == Kind::Outside {
        let id = RestrictionId::from_static("not.mine");
        let taken = [wanted].into_iter().collect();
        match dice.roll(3) {
            0 => boris = boris.with_restriction(Restriction::taking(id, taken, there)),
            1 => anna = anna.with_restriction(Restriction::taking(id, taken, there)),
            _ => {
                let sales = Scope {
                    groups: Some(Groups {
                        these: [cast::SALES].into(),
                        ..Groups::default()
                    }),
                    ..Scope::any()
                };
                vera = vera.with_rights(&[P::USER_EDIT], &sales);
            }
        }
    }
    let accomplices = match dice.yes(65) {
        true => vec![cast::BORIS.into()],
        false => Vec::new(),
    };
    let mut staff = vec![anna, boris];
    if dice.yes(30) || kind == Kind::Outside {
        staff.push(vera);
    }
    let chat = cast::chat(1)
        .in_work_with(dice.one_of(&[cast::BORIS, cast::BORIS, cast::VERA]))
        .on_site(cast::SHOP)
        .in_channel(Channel::Email);
    let narrow = |relation| Scope {
        sites: Some(Among::These([cast::SHOP].into())),
        channels: by_two.then(|| Among::These([Channel::Email].into())),
        ..Scope::of(relation)
    };
    let mut grants: Vec<Grant> = Vec::new();
    for right in BTreeSet::from([P::CONVERSATION_VIEW, wanted]) {
        grants.push(grant(right, &narrow(relation)));
    }
    if dice.yes(30) {
        grants.push(grant(P::ROLE_ASSIGN, &Scope::any()));
    }
    let words = Words {
        grants,
        wanted,
        about: Subject::Conversation(Box::new(chat)),
        closing: false,
        restricting: false,
        more: More {
            listed,
            accomplices,
            ..More::default()
        },
    };
    (desk(roles, staff), words)
}

/// Whether one of those who act may make the lists of one of them longer by what something on his
/// record reads.
fn grows(desk: &Directory, words: &Words) -> bool {
    let ours: Vec<ActorId> = [cast::ANNA.into()]
        .into_iter()
        .chain(words.more.accomplices.iter().copied())
        .collect();
    let reads = |grant: &Grant| {
        let scope = &grant.scope;
        scope.sites == Some(Among::Mine) || scope.people == Some(Among::Mine)
    };
    ours.iter().any(|user| {
        let holder = desk.holder(*user).unwrap();
        let longer = every_lists(&holder.memberships, &words.more.listed);
        let longer = longer.into_iter().filter(|lists| {
            let (now, then) = (&holder.memberships, lists);
            *then != *now
                && then.sites.is_superset(&now.sites)
                && then.channels.is_superset(&now.channels)
                && then.overseen_people.is_superset(&now.overseen_people)
        });
        let actions: Vec<AdminAction> = longer
            .map(|lists| AdminAction::SetMemberships {
                user: *user,
                memberships: Box::new(lists),
            })
            .collect();
        desk.catalogue().on_record(holder).any(reads)
            && ours.iter().any(|actor| {
                let mut actions = actions.iter();
                actions.any(|action| desk.may_administer(*actor, action, cast::noon()).is_ok())
            })
    })
}

/// What both say of a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    After(usize),
    Never,
    /// There is a way, and it needs words that brute force does not know: it was followed step by step.
    Further,
    /// The search says that it was cut short: nothing is claimed.
    Undecided,
    TooLarge,
}

/// What brute force finds, the search finds, in as few steps; and what the search finds is there.
fn compare(desk: &Directory, words: &Words) -> Result<Verdict, String> {
    let with = words.more.accomplices.iter().copied();
    let attempt = Attempt {
        from: with.chain([cast::ANNA.into()]).collect(),
        permission: words.wanted,
        goal: Goal::On(&words.about),
        guard: Guard::Covers,
    };
    let found = escalation(desk, &attempt, cast::noon());
    let brute = search(desk, &attempt.from, words, Guard::Covers, MOST);
    let shown = |found: &Escalation| match found {
        Escalation::Path { steps, at_least } => {
            let steps: Vec<String> = steps.iter().map(ToString::to_string).collect();
            format!("{steps:#?}, at least {at_least}")
        }
        other => format!("{other:?}"),
    };
    let told = || {
        let people: Vec<String> = desk
            .holders()
            .map(|holder| serde_json::to_string(holder).unwrap())
            .collect();
        let roles = serde_json::to_string(desk.catalogue()).unwrap();
        let brute = match &brute {
            Answer::After(steps) => serde_json::to_string(steps).unwrap(),
            other => format!("{other:?}"),
        };
        let (found, people) = (shown(&found), people.join("\n"));
        format!(
            "{:?}: {brute}\nbut {found}\nin {roles}\n{people}",
            attempt.from
        )
    };
    match (&brute, &found) {
        (Answer::TooLarge, _) => Ok(Verdict::TooLarge),
        (Answer::After(steps), Escalation::Held { .. }) if steps.is_empty() => {
            Ok(Verdict::After(0))
        }
        (Answer::After(_) | Answer::Never(_), Escalation::Path { steps, at_least }) => {
            let fewest = match &brute {
                Answer::After(steps) => steps.len(),
                _ => usize::MAX,
            };
            let real = is_followed(desk, &attempt, steps) && *at_least <= fewest;
            // A longer way is told as such.
            if real && *at_least < steps.len() {
                return Ok(Verdict::Undecided);
            }
            match steps.len().cmp(&fewest) {
                Ordering::Equal if real => Ok(Verdict::After(fewest)),
                Ordering::Less if real => Ok(Verdict::Further),
                _ => Err(told()),
            }
        }
        (Answer::After(_) | Answer::Never(_), Escalation::Undecided { so_far }) => {
            match so_far.complete {
                true => Err(told()),
                false => Ok(Verdict::Undecided),
            }
        }
        (Answer::Never(ended), Escalation::Unreachable { because }) => {
            let mut ids = ended.controlled.iter();
            let missed =
                ids.any(|id| desk.holder(*id).is_some() && !because.controlled.contains(id));
            match missed {
                true => Err(told()),
                false => Ok(Verdict::Never),
            }
        }
        _ => Err(told()),
    }
}

/// Whether the guard lets them go this way, and somebody of them holds the right at its end.
fn is_followed(desk: &Directory, attempt: &Attempt<'_>, steps: &[Step]) -> bool {
    let mut desk = desk.clone();
    let mut ours = attempt.from.clone();
    for step in steps {
        let permit = desk.may_administer(step.actor, &step.action, cast::noon());
        let (true, Ok(permit)) = (ours.contains(&step.actor), permit) else {
            return false;
        };
        for event in permit.events.iter().chain(&permit.foreseen) {
            desk.apply(event).unwrap();
        }
        match &step.action {
            AdminAction::TakeOver { user, .. } => drop(ours.insert(*user)),
            AdminAction::CreateUser { holder } => drop(ours.insert(holder.id)),
            _ => {}
        }
    }
    let attempt = Attempt {
        from: ours,
        ..attempt.clone()
    };
    let there = escalation(&desk, &attempt, cast::noon());
    matches!(there, Escalation::Held { .. })
}

/// More states of a world are not looked at.
const MOST: usize = 250;
/// `SMALL_WORLDS` asks for another number, `SMALL_WORLDS_FROM` for others.
const WORLDS: u64 = 12;

fn agree_where(kind: Kind) {
    let worlds: u64 = std::env::var("SMALL_WORLDS").map_or(WORLDS, |n| n.parse().unwrap());
    let from: u64 = std::env::var("SMALL_WORLDS_FROM").map_or(1, |n| n.parse().unwrap());
    let mut verdicts: BTreeMap<Verdict, u64> = BTreeMap::new();
    let (mut grow, mut broken) = (0, Vec::new());
    for seed in from..from + worlds {
        let (desk, words) = growing(kind, seed);
        match compare(&desk, &words) {
            Ok(verdict) => {
                *verdicts.entry(verdict).or_default() += 1;
                grow += u64::from(verdict != Verdict::TooLarge && grows(&desk, &words));
            }
            Err(told) => broken.push(format!("{kind:?} {seed}: {told}")),
        }
    }
    println!("{kind:?}: {worlds} worlds, {verdicts:?}, lists grow in {grow}");
    assert!(
        broken.is_empty(),
        "{} of {worlds}: {}",
        broken.len(),
        broken.join("\n\n")
    );
    if worlds == WORLDS {
        let of = |verdict| verdicts.get(&verdict).copied().unwrap_or(0);
        assert!(of(Verdict::Never) >= 5, "{kind:?}");
        assert!(
            of(Verdict::After(1)) + of(Verdict::After(2)) >= 2,
            "{kind:?}"
        );
        // Most of those that were looked at are about lists.
        assert!(4 * grow > 3 * (worlds - of(Verdict::TooLarge)), "{kind:?}");
    }
}

/// A world in which somebody's lists can be made longer at once.
fn growing(kind: Kind, seed: u64) -> (Directory, Words) {
    let mut worlds = (0..16).map(|more| world(kind, seed.wrapping_mul(16) + more));
    let last = world(kind, seed);
    worlds
        .find(|(desk, words)| grows(desk, words))
        .unwrap_or(last)
}

/// Where lists can be made longer and shorter again: most of the worlds are so.
#[test]
fn longer_lists_are_no_choice_in_small_worlds() {
    agree_where(Kind::Inside);
}

/// Where they cannot.
#[test]
fn longer_lists_are_a_choice_in_small_worlds() {
    agree_where(Kind::Outside);
}
