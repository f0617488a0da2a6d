//! Small worlds about lists that grow on the way, and about what stands in the way of a gift or of a
//! taking: the search and brute force never contradict each other there.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_access::analysis::Subject;
use frontdesk_access::{
    AdminAction, Among, Directory, Grant, Groups, Holder, Permission as P, Restriction,
    RestrictionId, Role, Scope,
};
use frontdesk_model::{ActorId, Channel, Relation};
use frontdesk_testkit::{BuildConversation, BuildHolder, cast};

use super::brute::{Listed, More, Words, every_lists, grant};
use super::compare::{Verdict, compare};
use super::law::Dice;
use super::longer::{desk, of_my_people, on_my_sites, over, sites};
use super::{assigned, role};

/// Which worlds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
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
    // What reads a list is given while the list is empty.
    if dice.yes(20) {
        grants.push(grant(wanted, &on_mine(relation)));
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

/// More states of a world are not looked at. `SMALL_WORLDS_MOST` asks for another number.
const MOST: usize = 250;
/// `SMALL_WORLDS` asks for another number, `SMALL_WORLDS_FROM` for others.
const WORLDS: u64 = 12;

fn asked<T: std::str::FromStr>(name: &str, otherwise: T) -> T {
    let asked = std::env::var(name).ok();
    asked.and_then(|n| n.parse().ok()).unwrap_or(otherwise)
}

/// What was found in some worlds.
#[derive(Default)]
struct Seen {
    verdicts: BTreeMap<Verdict, u64>,
    grow: u64,
    took: u64,
}

impl Seen {
    fn of(&self, verdict: Verdict) -> u64 {
        self.verdicts.get(&verdict).copied().unwrap_or(0)
    }

    /// Those that brute force could end.
    fn looked_at(&self) -> u64 {
        self.verdicts.values().sum::<u64>() - self.of(Verdict::TooLarge)
    }
}

/// The worlds of these seeds; `None`: as many as are asked for, and nothing is known of how many are
/// of which sort.
fn agree_in(name: &str, usual: u64, world: impl Fn(u64) -> (Directory, Words)) -> Option<Seen> {
    let worlds: u64 = asked("SMALL_WORLDS", usual);
    let from: u64 = asked("SMALL_WORLDS_FROM", 1);
    let most = asked("SMALL_WORLDS_MOST", MOST);
    let (mut seen, mut broken) = (Seen::default(), Vec::new());
    for seed in from..from + worlds {
        let (desk, words) = world(seed);
        match compare(&desk, &words, most) {
            Ok(compared) => {
                let verdict = compared.verdict;
                *seen.verdicts.entry(verdict).or_default() += 1;
                seen.took += u64::from(compared.took);
                seen.grow += u64::from(verdict != Verdict::TooLarge && grows(&desk, &words));
            }
            Err(told) => broken.push(format!("{name} {seed}: {told}")),
        }
    }
    println!(
        "{name}: {worlds} worlds, {:?}, undecided {} of {}, lists grow in {}, something is taken in {}",
        seen.verdicts,
        seen.of(Verdict::Undecided),
        seen.looked_at(),
        seen.grow,
        seen.took
    );
    assert!(
        broken.is_empty(),
        "{} of {worlds}: {}",
        broken.len(),
        broken.join("\n\n")
    );
    (worlds == usual).then_some(seen)
}

fn agree_where(kind: Kind) {
    let name = format!("{kind:?}");
    let Some(seen) = agree_in(&name, WORLDS, |seed| growing(kind, seed)) else {
        return;
    };
    assert!(seen.of(Verdict::Never) >= 5, "{name}");
    let short = seen.of(Verdict::After(1)) + seen.of(Verdict::After(2));
    assert!(short >= 2, "{name}");
    // Most of those that were looked at are about lists, and few are left open.
    assert!(4 * seen.grow > 3 * seen.looked_at(), "{name}");
    assert!(
        10 * seen.of(Verdict::Undecided) <= seen.looked_at(),
        "{name}"
    );
}

/// A world in which somebody's lists can be made longer at once.
pub(super) fn growing(kind: Kind, seed: u64) -> (Directory, Words) {
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

/// Where what sleeps on a record stands in the way of a gift, of longer lists or of a taking: one thing
/// is revoked there, another denied.
#[test]
fn what_stands_in_the_way_is_taken_in_small_worlds() {
    let Some(seen) = agree_in("Hindered", HINDERED, |seed| hindered(seed + 48)) else {
        return;
    };
    assert!(seen.of(Verdict::Never) >= 5);
    assert!(seen.took >= 2);
    // Mostly a way was found of which it is not known whether it is the shortest; no answer is wrong.
    assert!(3 * seen.of(Verdict::Undecided) <= seen.looked_at());
}

const HINDERED: u64 = 24;

/// A world in which something that sleeps on a record is in the way of a gift that is possible without
/// it.
fn hindered(seed: u64) -> (Directory, Words) {
    let mut worlds = (0..24).map(|more| asleep(seed.wrapping_mul(24) + more));
    let last = asleep(seed);
    worlds.find(|(desk, _)| is_hindered(desk)).unwrap_or(last)
}

fn is_hindered(open: &Directory) -> bool {
    let asleep = [P::CONVERSATION_REPLY, P::CONVERSATION_CLOSE];
    let roles: Vec<Role> = open.catalogue().roles().cloned().collect();
    let people = open.holders().cloned().map(|mut holder| {
        if holder.id == cast::BORIS.into() {
            let sleeps = |grant: &Grant| asleep.iter().any(|right| grant.gives.includes(*right));
            holder.grants.retain(|grant| !sleeps(grant));
        }
        holder
    });
    let bare = desk(roles, people.collect());
    let give = AdminAction::AssignRole {
        user: cast::BORIS.into(),
        assignment: assigned("small.agent"),
    };
    let gives = |desk: &Directory| {
        let permit = desk.may_administer(cast::ANNA.into(), &give, cast::noon());
        permit.is_ok()
    };
    gives(&bare) && !gives(open)
}

/// Rights that sleep on the records of Boris and Vera; who gives what wakes them covers some of them.
fn asleep(seed: u64) -> (Directory, Words) {
    let mut dice = Dice::new(seed.wrapping_add(0x0020_0000));
    let (any, own) = (Scope::any(), Scope::of(Relation::Own));
    let shop = Scope {
        sites: Some(Among::These([cast::SHOP].into())),
        ..Scope::any()
    };
    let (reply, close) = (P::CONVERSATION_REPLY, P::CONVERSATION_CLOSE);
    let where_asleep = [
        any.clone(),
        own.clone(),
        shop.clone(),
        on_my_sites(Relation::Any),
    ];
    let view_over = dice.one_of(&[any.clone(), own.clone(), on_my_sites(Relation::Own)]);
    let agent = role("small.agent").grant(&[P::CONVERSATION_VIEW], &view_over);
    let mut lead = role("small.lead");
    if dice.yes(85) {
        lead = lead.assigning([agent.id.clone()]);
    }
    let people = [over(cast::BORIS), over(cast::BORIS), any.clone()];
    let person = |id| {
        Holder::new(cast::TENANT, id).with_rights(&[P::USER_VIEW, P::ROLE_VIEW], &Scope::any())
    };
    let (mut anna, mut boris, mut vera) = (
        person(cast::ANNA),
        person(cast::BORIS),
        Holder::new(cast::TENANT, cast::VERA),
    );
    for (right, chance) in [
        (P::ROLE_ASSIGN, 90),
        (P::USER_EDIT, 35),
        (P::CREDENTIALS_RESET, 50),
    ] {
        if dice.yes(chance) {
            anna = anna.with_rights(&[right], &dice.one_of(&people));
        }
        if dice.yes(chance / 5) {
            boris = boris.with_rights(&[right], &any);
        }
        if dice.yes(chance / 4) {
            vera = vera.with_rights(&[right], &over(cast::BORIS));
        }
    }
    if dice.yes(85) {
        anna = anna.with_role(assigned("small.lead"));
    }
    // What she covers of what sleeps: she sees conversations of her own, or those on one site.
    let seen_by_anna = dice.one_of(&[own.clone(), own.clone(), shop.clone()]);
    if dice.yes(60) {
        anna = anna.with_rights(&[P::CONVERSATION_VIEW], &seen_by_anna);
        for right in [reply, close] {
            if dice.yes(60) {
                anna = anna.with_rights(&[right], &dice.one_of(&[any.clone(), own.clone()]));
            }
        }
    }
    for (right, chance) in [(reply, 70), (close, 45)] {
        if dice.yes(chance) {
            boris = boris.with_rights(&[right], &dice.one_of(&where_asleep));
        }
        if dice.yes(chance / 2) {
            vera = vera.with_rights(&[right], &dice.one_of(&where_asleep));
        }
    }
    if dice.yes(15) {
        vera = vera.with_role(assigned("small.agent"));
    }
    if dice.yes(35) {
        boris = boris.with_memberships(sites(&[cast::SHOP]));
    }
    let deny = |id: &'static str, right: P, scope: &Scope| {
        let taken = [right].into_iter().collect();
        Restriction::taking(RestrictionId::from_static(id), taken, scope.clone())
    };
    if dice.yes(20) {
        boris = boris.with_restriction(deny("not.there", reply, &dice.one_of(&[any, shop])));
    }
    let mut denials = Vec::new();
    if dice.yes(60) {
        denials.push(deny(
            "held.reply",
            reply,
            &dice.one_of(&[Scope::any(), own.clone()]),
        ));
    }
    let mut staff = vec![anna, boris];
    if dice.yes(45) {
        staff.push(vera);
    }
    let accomplices = match dice.yes(55) {
        true => vec![cast::BORIS.into()],
        false => Vec::new(),
    };
    let listed = match dice.yes(45) {
        true => vec![Listed::Site(cast::SHOP)],
        false => Vec::new(),
    };
    let chat = cast::chat(1)
        .in_work_with(dice.one_of(&[cast::BORIS, cast::BORIS, cast::VERA]))
        .on_site(cast::SHOP);
    let wanted = dice.one_of(&[P::CONVERSATION_VIEW, P::CONVERSATION_VIEW, reply]);
    let mut grants: Vec<Grant> = vec![grant(P::CONVERSATION_VIEW, &own)];
    if wanted == reply {
        grants.push(grant(reply, &own));
    }
    let words = Words {
        grants,
        wanted,
        about: Subject::Conversation(Box::new(chat)),
        closing: false,
        restricting: false,
        more: More {
            listed,
            denials,
            accomplices,
            ..More::default()
        },
    };
    let roles = vec![agent, lead];
    (desk(roles, staff), words)
}
