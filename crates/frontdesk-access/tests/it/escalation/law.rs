//! The search agrees with brute force in small worlds, with the guard and without it.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_access::analysis::{Attempt, Escalation, Goal, Subject, escalation};
use frontdesk_access::{
    Among, Catalogue, Directory, Grant, Groups, Guard, Holder, MadeBy, Permission as P,
    Restriction, RestrictionId, Role, RoleAssignment, RoleId, Scope,
};
use frontdesk_model::{ActorId, Labels, Relation, Standing, Version};
use frontdesk_testkit::{BuildConversation, BuildHolder, cast};

use super::brute::{Answer, More, Words, everything, grant, search};

/// Numbers that look random and are the same in every run.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        let mut dice = Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        for _ in 0..8 {
            dice.roll(2);
        }
        dice
    }

    pub(super) fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    /// Yes in so many of a hundred cases.
    pub(super) fn yes(&mut self, of_hundred: u64) -> bool {
        self.roll(100) < of_hundred
    }

    pub(super) fn one_of<T: Clone>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.roll(from.len() as u64)).unwrap()].clone()
    }
}

fn scopes() -> Vec<Scope> {
    let boris = Scope {
        people: Some(Among::These([cast::BORIS].into())),
        ..Scope::any()
    };
    let sales = Scope {
        groups: Some(Groups {
            these: [cast::SALES].into(),
            ..Groups::default()
        }),
        ..Scope::any()
    };
    let mine = Scope {
        groups: Some(Groups {
            mine: true,
            ..Groups::default()
        }),
        ..Scope::any()
    };
    vec![Scope::any(), Scope::any(), Scope::any(), boris, sales, mine]
}

const ADMINISTRATIVE: [P; 8] = [
    P::ROLE_ASSIGN,
    P::ROLE_ASSIGN,
    P::ROLE_EDIT,
    P::CREDENTIALS_RESET,
    P::LOGIN_CHANGE,
    P::USER_EDIT,
    P::USER_SUSPEND,
    P::USER_CREATE,
];

fn scope_for(dice: &mut Dice, right: P) -> Scope {
    match right {
        // A section has no facts.
        P::ROLE_EDIT | P::USER_CREATE => Scope::any(),
        _ => dice.one_of(&scopes()),
    }
}

fn world(seed: u64) -> (Directory, Words) {
    let mut dice = Dice::new(seed);
    let wanted = dice.one_of(&[P::CONVERSATION_VIEW, P::CONVERSATION_REPLY, P::IMPERSONATE]);
    let own = Scope::of(Relation::Own);
    let rights = [P::CONVERSATION_VIEW, wanted];

    let mut roles = Vec::new();
    // Half of the worlds are about roles that may be assigned, and about conversations of one's own,
    // which only whoever acts as their owner sees.
    let entrusting = dice.yes(50);
    for (id, made_by) in [
        ("small.host", MadeBy::Host),
        ("small.system", MadeBy::System),
    ] {
        let mut role = Role {
            made_by,
            ..Role::built_in(RoleId::from_static(id), Labels::new(id))
        };
        for right in rights {
            let often = entrusting && made_by == MadeBy::System;
            if dice.yes(if often { 85 } else { 40 }) {
                role = role.grant(&[right], &Scope::any());
            }
        }
        if dice.yes(if entrusting { 10 } else { 35 }) {
            let right = dice.one_of(&ADMINISTRATIVE);
            role = role.grant(&[right], &scope_for(&mut dice, right));
        }
        roles.push(role);
    }
    if dice.yes(if entrusting { 70 } else { 20 }) {
        let other = roles[1].id.clone();
        roles[0].may_assign.insert(other);
    }

    let mut desk = Directory::new(cast::TENANT, Catalogue::try_from(roles.clone()).unwrap());
    let people = match entrusting {
        true => 2,
        false => 2 + usize::try_from(dice.roll(2)).unwrap(),
    };
    for id in [cast::ANNA, cast::BORIS, cast::VERA]
        .into_iter()
        .take(people)
    {
        let mut holder = Holder::new(cast::TENANT, id);
        if dice.yes(if id == cast::ANNA { 96 } else { 80 }) {
            holder = holder.with_rights(&[P::USER_VIEW, P::ROLE_VIEW], &Scope::any());
        }
        let weak = entrusting && id != cast::ANNA && dice.yes(70);
        for _ in 0..if weak { 0 } else { dice.roll(3) } {
            let right = dice.one_of(&ADMINISTRATIVE);
            holder = holder.with_rights(&[right], &scope_for(&mut dice, right));
        }
        if entrusting && id == cast::ANNA {
            for (right, chance) in [
                (P::ROLE_ASSIGN, 75),
                (P::CREDENTIALS_RESET, 60),
                (P::USER_CREATE, 20),
            ] {
                if dice.yes(chance) {
                    holder = holder.with_rights(&[right], &Scope::any());
                }
            }
        }
        let own_rights = match (entrusting, id == cast::ANNA) {
            (true, _) => 50,
            (false, true) => 25,
            (false, false) => 45,
        };
        if dice.yes(own_rights) {
            let scopes = [Scope::any(), own.clone(), own.clone()];
            let narrow = entrusting || id == cast::ANNA;
            let scope = dice.one_of(&scopes[usize::from(narrow)..]);
            holder = holder.with_rights(&rights, &scope);
        }
        for (at, role) in roles.iter().enumerate() {
            let chance = match (entrusting, id == cast::ANNA, at) {
                (true, true, 0) => 80,
                (true, true, _) => 5,
                _ if weak => 15,
                _ => 30,
            };
            if dice.yes(chance) {
                holder = holder.with_role(RoleAssignment::new(role.id.clone()));
            }
        }
        if dice.yes(25) {
            holder = holder.in_group(cast::SALES);
        }
        if dice.yes(12) {
            let taken = [dice.one_of(&[wanted, P::ROLE_ASSIGN])]
                .into_iter()
                .collect();
            let id = RestrictionId::from_static("deny.some");
            holder = holder.with_restriction(Restriction::taking(id, taken, Scope::any()));
        }
        if id != cast::ANNA && dice.yes(10) {
            holder = holder.with_standing(Standing::Suspended);
        }
        desk.load(holder, Version::FIRST).unwrap();
    }
    // What somebody holds over his own alone, others are given over theirs: compared by name.
    let by_own = wanted != P::IMPERSONATE
        && desk.holders().any(|holder| {
            let mut scopes = holder.grants.iter().map(|grant| &grant.scope);
            scopes.any(|scope| *scope == own)
        });
    let mut grants = vec![
        everything(),
        grant(wanted, &Scope::any()),
        grant(P::ROLE_ASSIGN, &Scope::any()),
        grant(P::USER_VIEW, &Scope::any()),
    ];
    if wanted == P::CONVERSATION_REPLY {
        grants.push(grant(P::CONVERSATION_VIEW, &Scope::any()));
    }
    if by_own {
        let rights = BTreeSet::from(rights);
        grants.extend(rights.into_iter().map(|right| grant(right, &own)));
    }
    let about = match wanted {
        P::IMPERSONATE => Subject::User {
            user: cast::DINA,
            groups: BTreeSet::new(),
        },
        _ => Subject::Conversation(Box::new(cast::chat(1).in_work_with(cast::BORIS))),
    };
    let words = Words {
        grants,
        wanted,
        about,
        closing: dice.yes(30),
        restricting: dice.yes(30),
        more: More::default(),
    };
    (desk, words)
}

/// What somebody could come to under the guard at most: the grants that are on records which can be
/// controlled, and those of roles that may be assigned through them.
fn held_or_assignable(desk: &Directory, controlled: &BTreeSet<ActorId>) -> Vec<Grant> {
    let catalogue = desk.catalogue();
    let mut grants = Vec::new();
    let mut open = Vec::new();
    for holder in desk.holders().filter(|h| controlled.contains(&h.id)) {
        grants.extend(catalogue.on_record(holder).cloned());
        open.extend(holder.roles.iter().map(|held| held.role.clone()));
    }
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if let Some(role) = catalogue.role(&id)
            && seen.insert(id)
        {
            for other in &role.may_assign {
                let of = catalogue.role(other).unwrap();
                grants.extend(of.grants.iter().cloned());
                open.push(other.clone());
            }
        }
    }
    grants
}

/// What both say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    After(usize),
    Never,
    /// The search says that it does not know, of a way or of a shorter one: never in the usual worlds.
    Undecided,
    TooLarge,
}

/// The search and brute force say the same of Anna, with the same number of steps.
pub(super) fn agree(
    name: &str,
    desk: &Directory,
    words: &Words,
    (guard, most): (Guard, usize),
) -> Verdict {
    let anna = ActorId::from(cast::ANNA);
    let with = words.more.accomplices.iter().copied();
    let attempt = Attempt {
        from: with.chain([anna]).collect(),
        permission: words.wanted,
        goal: Goal::On(&words.about),
        guard,
    };
    let found = escalation(desk, &attempt, cast::noon());
    let brute = search(desk, &attempt.from, words, guard, most);
    let told = || told(&format!("{name}, {guard:?}"), &brute, &found, desk);
    if guard == Guard::Covers
        && let Escalation::Path { steps, .. } = &found
    {
        let mut controlled = attempt.from.clone();
        controlled.extend(steps.iter().filter_map(|step| step.controls));
        let bound = held_or_assignable(desk, &controlled);
        let within = bound.iter().any(|grant| grant.gives.includes(words.wanted));
        assert!(within, "{}", told());
    }
    match (&brute, &found) {
        (Answer::After(steps), Escalation::Held { by }) if steps.is_empty() => {
            assert!(attempt.from.contains(by), "{}", told());
            Verdict::After(0)
        }
        (
            Answer::After(steps),
            Escalation::Path {
                steps: path,
                at_least,
            },
        ) => {
            let steps = steps.len();
            if *at_least < path.len() {
                assert!(*at_least <= steps && steps <= path.len(), "{}", told());
                return Verdict::Undecided;
            }
            assert_eq!((path.len(), *at_least), (steps, steps), "{}", told());
            if guard == Guard::Covers {
                let last = &path[path.len() - 1];
                assert!(!last.gains.is_empty(), "{}", told());
            }
            Verdict::After(steps)
        }
        (Answer::Never(ended), Escalation::Unreachable { because }) => {
            let there = |ids: &BTreeSet<ActorId>| -> BTreeSet<ActorId> {
                let ids = ids.iter().copied();
                ids.filter(|id| desk.holder(*id).is_some()).collect()
            };
            let (of_brute, of_search) = (there(&ended.controlled), there(&because.controlled));
            assert_eq!(of_brute, of_search, "{}", told());
            Verdict::Never
        }
        (Answer::TooLarge, _) => Verdict::TooLarge,
        (Answer::After(_) | Answer::Never(_), Escalation::Undecided { so_far }) => {
            assert!(!so_far.complete, "{}", told());
            Verdict::Undecided
        }
        _ => panic!("{}", told()),
    }
}

/// Both answers and the world, as short as they can be told.
fn told(name: &str, brute: &Answer, found: &Escalation, desk: &Directory) -> String {
    let brute = match brute {
        Answer::After(steps) => serde_json::to_string(steps).unwrap(),
        other => format!("{other:?}"),
    };
    let found = match found {
        Escalation::Path { steps, at_least } => {
            let steps: Vec<String> = steps.iter().map(ToString::to_string).collect();
            format!("{steps:#?}, at least {at_least}")
        }
        other => format!("{other:?}"),
    };
    let people: Vec<String> = desk
        .holders()
        .map(|holder| serde_json::to_string(holder).unwrap())
        .collect();
    let roles = serde_json::to_string(desk.catalogue()).unwrap();
    format!(
        "{name}: {brute}\nbut {found}\nin {roles}\n{}",
        people.join("\n")
    )
}

/// `SMALL_WORLDS` asks for another number, `SMALL_WORLDS_FROM` for others.
const WORLDS: u64 = 150;

#[test]
fn the_search_agrees_with_every_sequence_in_small_worlds() {
    let worlds: u64 = std::env::var("SMALL_WORLDS").map_or(WORLDS, |n| n.parse().unwrap());
    let from: u64 = std::env::var("SMALL_WORLDS_FROM").map_or(1, |n| n.parse().unwrap());
    for guard in [Guard::None, Guard::Covers] {
        let mut lengths: BTreeMap<usize, u32> = BTreeMap::new();
        let (mut never, mut undecided, mut too_large) = (0, 0, 0);
        for seed in from..from + worlds {
            let (desk, words) = world(seed);
            match agree(&format!("world {seed}"), &desk, &words, (guard, 250)) {
                Verdict::After(steps) => *lengths.entry(steps).or_default() += 1,
                Verdict::Never => never += 1,
                Verdict::Undecided => undecided += 1,
                Verdict::TooLarge => too_large += 1,
            }
        }
        println!(
            "{guard:?}: {worlds} worlds, reached after steps {lengths:?}, never {never}, undecided {undecided}, too large {too_large}"
        );
        // Both answers often enough to mean something; under the guard there is less to reach.
        let paths: u32 = lengths.range(1..).map(|(_, count)| count).sum();
        let least = match guard {
            Guard::None => 40,
            Guard::Covers => 5,
        };
        if worlds == WORLDS {
            assert_eq!(undecided, 0, "{guard:?}");
            assert!(paths >= least, "{guard:?}");
            assert!(never >= 40, "{guard:?}");
            assert!(lengths.keys().any(|steps| *steps >= 2), "{guard:?}");
        }
    }
}
