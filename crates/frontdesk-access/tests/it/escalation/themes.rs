//! Small worlds about one thing each, with more words than the others: the search agrees with brute
//! force there too.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use frontdesk_access::analysis::Subject;
use frontdesk_access::{
    Among, Catalogue, Directory, Groups, Guard, Holder, HostPermission, MadeBy, ObjectKind,
    Obligation, Permission as P, Restriction, RestrictionId, Role, RoleAssignment, RoleId, Scope,
};
use frontdesk_model::{GroupId, Labels, Relation, Standing, UserId, Validity, Version};
use frontdesk_testkit::{BuildConversation, BuildHolder, cast};

use super::brute::{More, Words, everything, grant};
use super::law::{Dice, Verdict, agree};

/// Nobody has this id yet.
const SEAT: UserId = UserId::from_number(777);

/// What a world is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Theme {
    /// Scopes name a person who is yet to come.
    Seat,
    /// Rights over people in one group, and denied over those in another.
    Groups,
    /// Roles come to assign others and cease to.
    Trust,
    /// What is entrusted has an end.
    Time,
    /// Companies on the records of customers.
    Companies,
    /// What one must see to oneself.
    Duties,
    /// Accounts that nobody signed in to yet.
    Letters,
    /// Rights that are denied for what is in work with others.
    Colleagues,
    /// A right of the host's own, which may be withdrawn.
    Host,
}

fn in_groups(groups: &[GroupId]) -> Scope {
    Scope {
        groups: Some(Groups {
            these: groups.iter().copied().collect(),
            ..Groups::default()
        }),
        ..Scope::any()
    }
}

fn seat() -> Scope {
    Scope {
        people: Some(Among::These([SEAT].into())),
        ..Scope::any()
    }
}

fn host_role(id: &'static str) -> Role {
    Role {
        made_by: MadeBy::Host,
        ..Role::built_in(RoleId::from_static(id), Labels::new(id))
    }
}

fn assigned(id: &'static str) -> RoleAssignment {
    RoleAssignment::new(RoleId::from_static(id))
}

fn host_right() -> P {
    P::host(3).unwrap()
}

fn until() -> Validity {
    Validity::until(cast::noon() + TimeDelta::hours(1))
}

/// Where somebody may administer in a world about this.
fn over(dice: &mut Dice, theme: Theme) -> Scope {
    let some = match theme {
        Theme::Seat => vec![seat(), seat(), Scope::any()],
        Theme::Groups => vec![
            in_groups(&[cast::SALES]),
            in_groups(&[cast::SUPPORT]),
            in_groups(&[cast::SALES]),
            Scope::any(),
        ],
        Theme::Trust | Theme::Time | Theme::Companies | Theme::Duties => vec![Scope::any()],
        Theme::Letters | Theme::Colleagues | Theme::Host => vec![Scope::any()],
    };
    dice.one_of(&some)
}

fn world(theme: Theme, seed: u64) -> (Directory, Words) {
    let mut dice = Dice::new(seed);
    let (any, own) = (Scope::any(), Scope::of(Relation::Own));
    let wanted = P::CONVERSATION_VIEW;
    let agent_over = match theme {
        Theme::Companies => Scope::of(Relation::RequesterOrganization),
        _ if dice.yes(25) => own.clone(),
        _ => any.clone(),
    };
    // The one gives what is wanted or something near; the other lets its holders assign it.
    let mut agent = host_role("small.agent").grant(&[P::MERGE_PLAN], &any);
    if dice.yes(65) {
        agent = host_role("small.agent").grant(&[wanted], &agent_over);
    }
    let mut lead = host_role("small.lead");
    if dice.yes(80) {
        lead = lead.assigning([agent.id.clone()]);
    }
    if dice.yes(20) {
        let right = dice.one_of(&[P::USER_EDIT, P::USER_SUSPEND, P::ROLE_ASSIGN]);
        let scope = over(&mut dice, theme);
        lead = lead.grant(&[right], &scope);
    }
    let mut roles = vec![agent, lead];
    if theme == Theme::Trust {
        let mut other = host_role("small.other").assigning([RoleId::from_static("small.agent")]);
        if dice.yes(60) {
            other = other.grant(&[wanted], &own);
        }
        roles.push(other);
    }

    let base = [P::USER_VIEW, P::ROLE_VIEW];
    let mut anna = Holder::new(cast::TENANT, cast::ANNA).with_rights(&base, &any);
    let mut boris = Holder::new(cast::TENANT, cast::BORIS).with_rights(&base, &any);
    let rights: &[(P, u64)] = match theme {
        Theme::Seat | Theme::Groups => &[
            (P::USER_CREATE, 75),
            (P::ROLE_ASSIGN, 70),
            (P::CREDENTIALS_RESET, 20),
            (P::USER_EDIT, 15),
        ],
        Theme::Trust => &[
            (P::ROLE_EDIT, 80),
            (P::CREDENTIALS_RESET, 75),
            (P::ROLE_ASSIGN, 35),
        ],
        Theme::Time => &[
            (P::ROLE_ASSIGN, 75),
            (P::CREDENTIALS_RESET, 60),
            (P::ROLE_EDIT, 30),
            (P::USER_CREATE, 20),
        ],
        Theme::Companies => &[
            (P::USER_EDIT, 60),
            (P::CREDENTIALS_RESET, 60),
            (P::ROLE_ASSIGN, 30),
            (P::USER_CREATE, 20),
        ],
        Theme::Letters => &[
            (P::IMPERSONATE, 45),
            (P::CREDENTIALS_RESET, 50),
            (P::LOGIN_CHANGE, 30),
            (P::ROLE_ASSIGN, 40),
        ],
        Theme::Colleagues => &[
            (P::CREDENTIALS_RESET, 50),
            (P::ROLE_ASSIGN, 50),
            (P::ROLE_EDIT, 45),
        ],
        Theme::Host => &[(P::CREDENTIALS_RESET, 70), (P::ROLE_EDIT, 80)],
        Theme::Duties => &[
            (P::ROLE_ASSIGN, 65),
            (P::CREDENTIALS_RESET, 55),
            (P::USER_EDIT, 55),
            (P::USER_CREATE, 25),
        ],
    };
    for (right, chance) in rights {
        if dice.yes(*chance) {
            let scope = match *right {
                P::ROLE_EDIT | P::USER_CREATE => any.clone(),
                _ => over(&mut dice, theme),
            };
            anna = anna.with_rights(&[*right], &scope);
        }
    }
    let lead_for = match theme {
        Theme::Time if dice.yes(75) => until(),
        _ => Validity::ALWAYS,
    };
    if dice.yes(75) {
        anna = anna.with_role(RoleAssignment {
            validity: lead_for,
            ..assigned("small.lead")
        });
    }
    if dice.yes(if theme == Theme::Trust { 65 } else { 20 }) {
        anna = anna.with_rights(&[wanted], &own);
    }
    if theme == Theme::Companies && dice.yes(30) {
        anna = anna.with_rights(&[wanted], &agent_over);
    }
    if matches!(theme, Theme::Colleagues | Theme::Host) {
        let id = RestrictionId::from_static("not.of.colleagues");
        let right = match theme {
            Theme::Host => host_right(),
            _ => wanted,
        };
        let colleagues = Scope::of(Relation::ColleagueInWork);
        let taken = [right].into_iter().collect();
        if dice.yes(75) {
            anna = anna.with_restriction(Restriction::taking(id, taken, colleagues));
        }
        if dice.yes(80) {
            anna = anna.with_rights(&[right], &any);
        }
        if dice.yes(30) {
            anna = anna.with_grant(everything());
        }
        if dice.yes(60) {
            boris = boris.with_rights(&[right], &own);
        }
    }
    if theme == Theme::Letters && dice.yes(70) {
        boris = boris.with_standing(Standing::Pending);
    }
    if theme == Theme::Groups && dice.yes(60) {
        let id = RestrictionId::from_static("deny.there");
        let right = dice.one_of(&[P::ROLE_ASSIGN, P::ROLE_ASSIGN, P::USER_EDIT]);
        let taken = [right].into_iter().collect();
        anna = anna.with_restriction(Restriction::taking(id, taken, in_groups(&[cast::SUPPORT])));
    }
    match theme {
        Theme::Trust => {
            let role = dice.one_of(&["small.other", "small.other", "small.lead", "small.agent"]);
            boris = boris.with_role(assigned(role));
        }
        Theme::Duties => {
            if dice.yes(85) {
                anna = anna.with_obligation(Obligation::MaskNumber);
            }
            if dice.yes(30) {
                anna = anna.with_rights(&[wanted], &own);
            }
            if dice.yes(60) {
                boris = boris.with_rights(&[dice.one_of(&[wanted, P::ROLE_ASSIGN])], &any);
            }
            if dice.yes(25) {
                boris = boris.with_obligation(Obligation::MaskNumber);
            }
        }
        _ => {
            if dice.yes(35) {
                boris = boris.with_role(assigned(dice.one_of(&["small.agent", "small.lead"])));
            }
            if dice.yes(25) {
                let right = dice.one_of(&[P::ROLE_ASSIGN, P::USER_EDIT, P::USER_CREATE]);
                boris = boris.with_rights(&[right], &any);
            }
        }
    }
    if theme == Theme::Groups && dice.yes(40) {
        boris = boris.in_group(dice.one_of(&[cast::SALES, cast::SUPPORT]));
    }
    let mut people = vec![anna, boris];
    if theme == Theme::Companies {
        let mut sofia = Holder::new(cast::TENANT, cast::SOFIA);
        if dice.yes(80) {
            sofia = sofia.with_rights(&[wanted], &agent_over);
        }
        if dice.yes(20) {
            sofia = sofia.of_organization(cast::COMPANY);
        }
        people.push(sofia);
    }
    let mut catalogue = Catalogue::try_from(roles).unwrap();
    if theme == Theme::Host {
        let right = HostPermission {
            permission: host_right(),
            name: "fee.waive".to_owned(),
            title: "waive a fee".to_owned(),
            object: ObjectKind::Conversation,
            needs: Vec::new(),
        };
        catalogue.declare(right).unwrap();
    }
    let mut desk = Directory::new(cast::TENANT, catalogue);
    for holder in people {
        desk.load(holder, Version::FIRST).unwrap();
    }

    let with = match theme {
        Theme::Seat if dice.yes(30) => SEAT,
        _ => cast::BORIS,
    };
    let mut chat = cast::chat(1).in_work_with(with);
    if theme == Theme::Companies {
        chat = chat
            .requested_by(cast::TIMUR)
            .of_organization(cast::COMPANY);
    }
    let words = Words {
        grants: vec![
            everything(),
            grant(wanted, &any),
            grant(wanted, &own),
            grant(P::ROLE_ASSIGN, &any),
        ],
        wanted,
        about: Subject::Conversation(Box::new(chat)),
        closing: false,
        restricting: false,
        more: More {
            ids: match theme {
                Theme::Seat => vec![SEAT.into()],
                // What is denied by how staff stand to it a customer may have.
                Theme::Companies | Theme::Colleagues => vec![cast::ULYANA.into()],
                _ => Vec::new(),
            },
            groups: match theme {
                Theme::Groups => vec![cast::SUPPORT],
                _ => Vec::new(),
            },
            organizations: match theme {
                Theme::Companies => vec![cast::COMPANY],
                _ => Vec::new(),
            },
            trusting: theme == Theme::Trust,
            spans: match theme {
                Theme::Time => vec![until()],
                _ => Vec::new(),
            },
            obligations: match theme {
                Theme::Duties => vec![BTreeSet::new(), [Obligation::MaskNumber].into()],
                _ => Vec::new(),
            },
            letters: theme == Theme::Letters,
            ..More::default()
        },
    };
    (desk, words)
}

/// `SMALL_WORLDS` asks for another number, `SMALL_WORLDS_FROM` for others.
const WORLDS: u64 = 16;

fn agree_about(theme: Theme) {
    let worlds: u64 = std::env::var("SMALL_WORLDS").map_or(WORLDS, |n| n.parse().unwrap());
    let from: u64 = std::env::var("SMALL_WORLDS_FROM").map_or(1, |n| n.parse().unwrap());
    for guard in [Guard::None, Guard::Covers] {
        let mut lengths: BTreeMap<usize, u32> = BTreeMap::new();
        let (mut never, mut undecided, mut too_large) = (0, 0, 0);
        for seed in from..from + worlds {
            let (desk, words) = world(theme, seed);
            let name = format!("{theme:?} {seed}");
            match agree(&name, &desk, &words, (guard, 200)) {
                Verdict::After(steps) => *lengths.entry(steps).or_default() += 1,
                Verdict::Never => never += 1,
                Verdict::Undecided => undecided += 1,
                Verdict::TooLarge => too_large += 1,
            }
        }
        println!(
            "{theme:?}, {guard:?}: {worlds} worlds, after steps {lengths:?}, never {never}, undecided {undecided}, too large {too_large}"
        );
        if worlds == WORLDS {
            assert_eq!(undecided, 0, "{theme:?} {guard:?}");
            let paths: u32 = lengths.range(1..).map(|(_, count)| count).sum();
            // By a withdrawal nobody gets further, and with it nothing else leads anywhere there.
            let least = u32::from((theme, guard) != (Theme::Host, Guard::Covers));
            assert!(paths >= least && never >= 1, "{theme:?} {guard:?}");
        }
    }
}

/// Rights over a person who is not there yet are rights over whoever is made with that id.
#[test]
fn a_person_whom_scopes_name_can_be_made() {
    agree_about(Theme::Seat);
}

/// A new account is put into just the groups in which it can be given something.
#[test]
fn a_new_account_is_in_some_groups_and_not_in_others() {
    agree_about(Theme::Groups);
}

/// What a role may assign is given and taken like its rights.
#[test]
fn roles_gain_and_lose_whom_they_may_assign() {
    agree_about(Theme::Trust);
}

/// What is entrusted until a moment is given until then.
#[test]
fn what_is_entrusted_ends() {
    agree_about(Theme::Time);
}

/// The companies of a customer are a list like any other.
#[test]
fn companies_are_put_on_records() {
    agree_about(Theme::Companies);
}

/// Whoever must see to something himself cannot give freedom of it, but for what frees him.
#[test]
fn duties_are_set_and_lifted() {
    agree_about(Theme::Duties);
}

/// A pending account acts once its letter is answered, by whoever gets it.
#[test]
fn letters_wake_accounts() {
    agree_about(Theme::Letters);
}

/// What is denied for the work of others is somebody's own.
#[test]
fn denials_by_relation_leave_the_rest() {
    agree_about(Theme::Colleagues);
}

/// Rights of the host's own are withdrawn, and nobody gets further by it.
#[test]
fn rights_of_the_host_are_withdrawn() {
    agree_about(Theme::Host);
}
