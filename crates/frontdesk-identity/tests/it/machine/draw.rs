//! What is drawn for a sequence: waits, commands and forms, most of them sound and some of them not.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::TestRng;

use super::steps::{AskedIn, Begin, Bring, Sequence, Step, Wait, Who};
use crate::model::{
    Ask, Create, DAY, Edit, Entry, Import, Letter, Lists, Login, Password, Person, Rights, System,
};

/// How many steps a sequence has at least.
const LENGTH: usize = 30;

/// A sequence of at least 30 steps.
pub(crate) fn sequence(rng: &mut TestRng) -> Sequence {
    let mut dice = Dice(rng);
    let systems = [dice.one(&System::ALL), dice.one(&System::ALL)];
    let cut_over = dice.one(&[0, 10 * DAY, 60 * DAY]);
    let stock = (0..6).map(|_| beginning(&mut dice)).collect();
    let mut steps: Vec<Option<Step>> = Vec::new();
    while steps.len() < LENGTH {
        let step = step(&mut dice);
        let next = follow_up(&mut dice, &step);
        steps.push(Some(step));
        steps.extend(next.map(Some));
    }
    Sequence {
        systems,
        cut_over,
        stock,
        steps,
    }
}

struct Dice<'a>(&'a mut TestRng);

impl Dice<'_> {
    fn below(&mut self, end: u32) -> u32 {
        self.0.next_u32() % end
    }

    /// True so many times in a hundred.
    fn in_hundred(&mut self, times: u32) -> bool {
        self.below(100) < times
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u32) as usize].clone()
    }

    fn maybe<T>(&mut self, times: u32, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.in_hundred(times).then(|| value(self))
    }

    /// Each of these so many times in a hundred.
    fn some<T: Copy + Ord>(&mut self, of: &[T], times: u32) -> BTreeSet<T> {
        of.iter()
            .copied()
            .filter(|_| self.in_hundred(times))
            .collect()
    }
}

fn beginning(dice: &mut Dice<'_>) -> Ask {
    if dice.in_hundred(70) {
        creation(dice)
    } else {
        an_import(dice)
    }
}

fn step(dice: &mut Dice<'_>) -> Step {
    Step {
        wait: wait(dice),
        slot: dice.one(&[0, 0, 0, 1, 1, 2]),
        begin: match dice.below(20) {
            0 => Begin::Never,
            1..16 => Begin::IfNone,
            _ => Begin::IfOver,
        },
        asked_in: if dice.in_hundred(3) {
            AskedIn::OtherTenant
        } else {
            AskedIn::Own
        },
        ask: ask(dice),
        bring: match dice.below(20) {
            0 | 1 => Bring::Before,
            5 | 6 => Bring::Out,
            2 => Bring::OtherPurpose,
            3 => Bring::Neighbor,
            4 => Bring::Unknown,
            _ => Bring::Last,
        },
        stand_in: match dice.below(10) {
            0..4 => Who::Nobody,
            4..6 => Who::Colleague,
            6 => dice.one(&[Who::SuspendedColleague, Who::AdminColleague]),
            7 => Who::Oneself,
            8 => Who::Neighbor,
            _ => Who::Stranger,
        },
    }
}

/// Often what belongs to a step follows at once, so that tokens are used in time, and twice, and
/// deleted accounts are erased.
fn follow_up(dice: &mut Dice<'_>, step: &Step) -> Option<Step> {
    let ask = match step.ask {
        Ask::IssueReset | Ask::Reset => Ask::Reset,
        Ask::IssueActivation | Ask::Activate => Ask::Activate,
        Ask::Delete | Ask::LiftHold(_) => Ask::Erase,
        Ask::PlaceHold(case) => dice.one(&[Ask::Erase, Ask::LiftHold(case)]),
        _ => return None,
    };
    let wait = match dice.below(4) {
        0 => Wait::TokenEnd(dice.one(&[-1, 0, 1])),
        1 => Wait::Seconds(i64::from(dice.below(700))),
        _ => Wait::Seconds(0),
    };
    let slot = step.slot;
    dice.in_hundred(50).then(|| Step {
        wait,
        slot,
        ask,
        ..self::step(dice)
    })
}

/// From nothing to 8 days, and the exact second before, at and after an end.
fn wait(dice: &mut Dice<'_>) -> Wait {
    let about = dice.one(&[-1, 0, 1]);
    match dice.below(20) {
        0..6 => Wait::Seconds(0),
        6..9 => Wait::Seconds(1 + i64::from(dice.below(60))),
        9..12 => Wait::Seconds(i64::from(dice.below(1200))),
        12..14 => Wait::Seconds(i64::from(dice.below(8 * 86_400 + 1))),
        14..19 => Wait::TokenEnd(about),
        _ => Wait::CutOver(about),
    }
}

fn ask(dice: &mut Dice<'_>) -> Ask {
    match dice.below(100) {
        0..3 => creation(dice),
        3..5 => an_import(dice),
        5..27 => an_edit(dice),
        27..30 => Ask::SetMemberships(lists(dice)),
        30..36 => Ask::RecordRight,
        36..39 => Ask::TurnAllRightsOff,
        39..43 => Ask::SetCredentials,
        43..48 => Ask::ClearCredentials,
        48..51 => Ask::UseEmailAsLogin,
        51..56 => Ask::IssueActivation,
        56..60 => Ask::Activate,
        60..66 => Ask::IssueReset,
        66..69 => Ask::Reset,
        69..73 => Ask::Suspend,
        73..79 => Ask::Restore,
        79..82 => Ask::HalfDelete,
        82..85 => Ask::Delete,
        85..88 => Ask::SetCapacities(can(dice)),
        88..92 => Ask::Convert,
        92..96 => Ask::PlaceHold(dice.one(&CASES)),
        96..98 => Ask::LiftHold(dice.one(&CASES)),
        _ => Ask::Erase,
    }
}

const CASES: [&str; 2] = ["2026-1", "2026-2"];
const KINDS: [&str; 3] = ["unified", "legacy_operator", "legacy_admin"];

/// Every personal value has this letter, and nothing else has it: outputs are searched for it.
pub(crate) const PERSONAL: char = 'ж';
const LAST: [&str; 2] = ["Служкина", "Важнова"];
const UNFIT: &str = "Важ\u{1}нова";
const FIRST: [&str; 2] = ["Надежда", "Снежана"];
const PATRONYMICS: [&str; 2] = ["", "Олежевна"];
const CHAT_NAME: &str = "Снежка";
const POSITION: &str = "менеджер";
const NOTE: &str = "в кружке";
/// No number of these is one of an account, so that each id is told by its bytes.
pub(crate) const GROUPS: [i64; 3] = [901, 902, 903];
pub(crate) const QUESTIONNAIRES: [i64; 1] = [911];
pub(crate) const LANGUAGES: [&str; 2] = ["de", "fr"];
/// What the register retains.
pub(crate) const EXTERNAL: [&str; 2] = ["crm/employee/служба-1007", "crm/employee/служба-1008"];
const HANDLES: [&str; 2] = ["@служкина", "@снежана"];
pub(crate) const LOGINS: [&str; 2] = ["жукова", "жданова"];
pub(crate) const EMAILS: [&str; 3] = [
    "жукова@example.test",
    "жданова@example.test",
    "рожкова@example.test",
];

fn email(dice: &mut Dice<'_>) -> Option<&'static str> {
    dice.maybe(92, |dice| dice.one(&EMAILS[..2]))
}

fn login(dice: &mut Dice<'_>) -> Login {
    match dice.below(10) {
        0 => Login::None,
        1..5 => Login::Email,
        _ => Login::Own(dice.one(&LOGINS)),
    }
}

fn kind(dice: &mut Dice<'_>) -> &'static str {
    match dice.below(30) {
        0 => "customer",
        1..6 => dice.one(&KINDS[1..]),
        _ => KINDS[0],
    }
}

fn can(dice: &mut Dice<'_>) -> BTreeSet<&'static str> {
    dice.some(
        &["operator", "admin_panel", "receive_all_messages", "voice"],
        50,
    )
}

fn name(dice: &mut Dice<'_>) -> (&'static str, &'static str, &'static str) {
    let last = match dice.below(40) {
        0 => "",
        1 => " \t\u{a0}",
        2 => UNFIT,
        _ => dice.one(&LAST),
    };
    let first = if dice.in_hundred(10) {
        ""
    } else {
        dice.one(&FIRST)
    };
    (last, first, dice.one(&PATRONYMICS))
}

fn lists(dice: &mut Dice<'_>) -> Lists {
    Lists {
        groups: dice.some(&GROUPS, 30),
        languages: dice.some(&LANGUAGES, 40),
        questionnaires: dice.some(&QUESTIONNAIRES, 20),
    }
}

fn external(dice: &mut Dice<'_>) -> BTreeSet<&'static str> {
    dice.some(&EXTERNAL, 20)
}

fn limit(dice: &mut Dice<'_>) -> Option<Option<u32>> {
    match dice.below(40) {
        0 => Some(Some(0)),
        1..5 => Some(Some(2)),
        5..9 => Some(None),
        _ => None,
    }
}

fn contacts(dice: &mut Dice<'_>) -> Vec<&'static str> {
    match dice.below(40) {
        0 => vec![HANDLES[0], HANDLES[0]],
        1..6 => vec![HANDLES[0]],
        6 => HANDLES.to_vec(),
        _ => Vec::new(),
    }
}

fn person(dice: &mut Dice<'_>) -> Person {
    let (last, first, patronymic) = name(dice);
    Person {
        last,
        first,
        patronymic,
        chat_name: dice.maybe(20, |_| CHAT_NAME.to_owned()),
        photo: dice.in_hundred(20),
        position: dice.maybe(20, |_| POSITION),
        email: email(dice),
        lists: lists(dice),
        limit: limit(dice),
        note: dice.maybe(20, |_| NOTE),
        contacts: contacts(dice),
        external: external(dice),
    }
}

fn letter(dice: &mut Dice<'_>) -> Letter {
    let to_own = dice.in_hundred(50);
    Letter {
        to_own,
        to_typed: dice.maybe(if to_own { 15 } else { 85 }, |_| EMAILS[2]),
        with_link: dice.in_hundred(70),
    }
}

fn creation(dice: &mut Dice<'_>) -> Ask {
    let password = dice.in_hundred(80);
    let entry = match dice.below(10) {
        0..3 => Entry::Employee { password },
        3..6 => Entry::User { password },
        _ => Entry::Invited,
    };
    Ask::Create(Box::new(Create {
        kind: kind(dice),
        can: dice.maybe(15, can),
        person: person(dice),
        login: login(dice),
        roles: match dice.below(10) {
            _ if entry == Entry::Employee { password: true } && dice.in_hundred(60) => {
                BTreeSet::new()
            }
            0..2 => BTreeSet::new(),
            2 => ["agent", "moderateur"].into(),
            3 => ["moderateur"].into(),
            _ => ["agent"].into(),
        },
        entry,
        letter: dice.maybe(10, letter),
    }))
}

fn an_import(dice: &mut Dice<'_>) -> Ask {
    let standing = match dice.below(10) {
        0 => "employee",
        1 => "pending",
        2 => "suspended",
        3 => "half_deleted",
        4 => "deleted",
        _ => "active",
    };
    // Mostly what fits that, so that there is something to go on with.
    let fits = dice.in_hundred(70);
    let is_user = !["employee", "pending"].contains(&standing);
    let either = dice.in_hundred(50);
    Ask::Import(Box::new(Import {
        kind: if dice.in_hundred(40) {
            dice.one(&KINDS)
        } else {
            kind(dice)
        },
        can: dice.maybe(15, can),
        person: person(dice),
        login: login(dice),
        password: if fits { is_user } else { dice.in_hundred(50) },
        was_user: if fits { is_user } else { either },
        standing,
    }))
}

fn an_edit(dice: &mut Dice<'_>) -> Ask {
    let chat_name = |dice: &mut Dice<'_>| dice.maybe(50, |_| CHAT_NAME);
    Ask::Edit(Box::new(Edit {
        name: dice.maybe(15, name),
        chat_name: dice.maybe(10, chat_name),
        photo: dice.maybe(10, |dice| dice.in_hundred(50)),
        position: dice.maybe(10, |dice| dice.maybe(50, |_| POSITION)),
        lists: dice.maybe(10, lists),
        limit: dice.maybe(10, limit),
        note: dice.maybe(10, |dice| dice.maybe(50, |_| NOTE)),
        contacts: dice.maybe(10, contacts),
        external: dice.maybe(10, external),
        email: dice.maybe(25, email),
        login: dice.maybe(15, login),
        password: match dice.below(10) {
            0 => Password::Set,
            1 => Password::Clear,
            _ => Password::Keep,
        },
        rights: match dice.below(10) {
            0 => Rights::Some,
            1 => Rights::AllOff,
            _ => Rights::Keep,
        },
        letter: dice.maybe(10, letter),
    }))
}
