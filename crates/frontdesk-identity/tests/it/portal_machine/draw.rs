//! What is drawn for a sequence: waits, sessions, commands and forms, most of them sound and some not.

use proptest::prelude::*;
use proptest::test_runner::TestRng;

use super::steps::{Bring, Sequence, Step, Wait};
use crate::portal_model::{Ask, Edit, System, Who};

/// How many steps a sequence has at least.
const LENGTH: usize = 30;

/// Two spellings of one address, and two others.
pub(crate) const EMAILS: [&str; 4] = [
    "victim@example.test",
    "victim@EXAMPLE.test",
    "another@example.test",
    "the.mailbox@example.test",
];
/// Somebody at a network, in single sign-on, or in both name spaces.
pub(crate) const SUBJECTS: [Who; 4] = [
    ("network", "person-1"),
    ("network", "person-2"),
    ("shop", "person-1"),
    ("shop", "person-2"),
];
const SOCIAL: [Who; 3] = [SUBJECTS[0], SUBJECTS[1], SUBJECTS[2]];
const SSO: [Who; 3] = [SUBJECTS[2], SUBJECTS[3], SUBJECTS[0]];
pub(crate) const SESSIONS: [&str; 4] = ["host", "full", "restricted", "stranger"];
const CASES: [&str; 2] = ["4711", "4712"];
/// Values of added fields, called by what they are.
pub(crate) const VALUES: [&str; 11] = [
    "plain",
    "other",
    "flag",
    "text of two lines",
    "text of 4096",
    "list of 64",
    "text of 4097",
    "list of 65",
    "list with a text of 4097",
    "text with escape",
    "text that turns",
];
pub(crate) const POSITIONS: [&str; 4] = [
    "buyer",
    "position of 255",
    "position of 256",
    "position of two lines",
];

/// A sequence of at least 30 steps.
pub(crate) fn sequence(rng: &mut TestRng) -> Sequence {
    let mut dice = Dice(rng);
    let mut system = || System {
        help_center: true,
        sso: dice.in_hundred(55),
        fields: dice.in_hundred(80),
        brisk: dice.in_hundred(30),
    };
    let systems = [system(), system()];
    let stock = (0..5).map(|_| beginning(&mut dice)).collect();
    let mut steps: Vec<Option<Step>> = Vec::new();
    while steps.len() < LENGTH {
        let step = step(&mut dice);
        let next = follow_up(&mut dice, &step);
        steps.push(Some(step));
        steps.extend(next.map(Some));
    }
    Sequence {
        systems,
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

    fn email(&mut self) -> &'static str {
        self.one(&EMAILS)
    }
}

fn beginning(dice: &mut Dice<'_>) -> (Ask, &'static str) {
    let ask = match dice.below(10) {
        0..6 => opening(dice),
        6..9 => Ask::Register {
            email: dice.email(),
        },
        _ => Ask::RegisterSocial(dice.one(&SOCIAL)),
    };
    let session = fitting(dice, &ask);
    (ask, session)
}

fn opening(dice: &mut Dice<'_>) -> Ask {
    Ask::Open {
        email: dice.maybe(90, Dice::email),
        mailed: dice.in_hundred(40),
    }
}

/// A session in which this is mostly asked.
fn fitting(dice: &mut Dice<'_>, ask: &Ask) -> &'static str {
    let sessions: &[&str] = match ask {
        Ask::Open { .. } | Ask::AddressAnswered(_) | Ask::PlaceHold(_) | Ask::LiftHold(_) => {
            &["host"]
        }
        Ask::Register { .. } | Ask::RegisterSocial(_) => &["stranger"],
        Ask::ProveAddress { .. } | Ask::Reset => &["stranger", "stranger", "full"],
        Ask::IssueReset => &["stranger", "host", "full"],
        Ask::Edit(_) => &["host", "full", "full", "restricted"],
        Ask::IssueAddressProof | Ask::LinkSso { .. } | Ask::UnlinkSso | Ask::Erase => {
            &["host", "full"]
        }
        _ => &["full"],
    };
    dice.one(sessions)
}

fn step(dice: &mut Dice<'_>) -> Step {
    let ask = ask(dice);
    Step {
        wait: wait(dice),
        slot: dice.one(&[0, 0, 0, 0, 1, 1, 2]),
        begins: dice.in_hundred(85),
        in_other_tenant: dice.in_hundred(3),
        session: match dice.in_hundred(85) {
            true => fitting(dice, &ask),
            false => dice.one(&SESSIONS),
        },
        help_center_off: dice.in_hundred(4),
        sso_the_other_way: dice.in_hundred(8),
        ask,
        bring: match dice.below(20) {
            0 => Bring::Before,
            1 | 2 => Bring::Out,
            3 => Bring::OtherPurpose,
            4 => Bring::Neighbor,
            5 => Bring::Unknown,
            _ => Bring::Last,
        },
    }
}

fn wait(dice: &mut Dice<'_>) -> Wait {
    match dice.below(40) {
        0 => Wait::Back(i64::from(dice.below(7200))),
        1..4 => Wait::TokenEnd(dice.one(&[-1, 0, 1])),
        4 => Wait::Seconds(i64::from(dice.below(10 * 24 * 3600))),
        5..10 => Wait::Seconds(i64::from(dice.below(900))),
        10..20 => Wait::Seconds(0),
        _ => Wait::Seconds(i64::from(dice.below(5))),
    }
}

/// Often what belongs to a step follows at once, so that tokens are used in time, and twice.
fn follow_up(dice: &mut Dice<'_>, step: &Step) -> Option<Step> {
    let ask = match step.ask {
        Ask::Register { .. } | Ask::IssueAddressProof | Ask::ProveAddress { .. } => proof(dice),
        Ask::IssueReset | Ask::Reset => Ask::Reset,
        Ask::RequestAddressChange(_) | Ask::ConfirmAddress => Ask::ConfirmAddress,
        Ask::PlaceHold(case) => dice.one(&[Ask::Erase, Ask::LiftHold(case)]),
        Ask::LiftHold(_) if dice.in_hundred(30) => Ask::Erase,
        Ask::AttachSocial(who) => Ask::DetachSocial(who),
        Ask::LinkSso { who, .. } => match dice.below(6) {
            0 => Ask::UnlinkSso,
            1 => Ask::SetPassword,
            2 => Ask::IssueAddressProof,
            3 => Ask::IssueReset,
            _ => Ask::LinkSso {
                who: dice.one(&[who, SSO[0]]),
                known: dice.one(&KNOWN),
            },
        },
        _ => return None,
    };
    let session = match dice.in_hundred(90) {
        true => fitting(dice, &ask),
        false => dice.one(&SESSIONS),
    };
    let wait = match dice.below(5) {
        0 => Wait::TokenEnd(dice.one(&[-1, 0, 1])),
        1 => Wait::Seconds(i64::from(dice.below(700))),
        _ => Wait::Seconds(0),
    };
    dice.in_hundred(60).then(|| Step {
        wait,
        session,
        ask,
        in_other_tenant: false,
        bring: dice.one(&[Bring::Last, Bring::Last, Bring::Last, Bring::Out]),
        ..step.clone()
    })
}

const KNOWN: [&str; 3] = ["claimed", "verified", "by_account_id"];

fn proof(dice: &mut Dice<'_>) -> Ask {
    Ask::ProveAddress {
        with_password: dice.in_hundred(40),
    }
}

fn ask(dice: &mut Dice<'_>) -> Ask {
    match dice.below(100) {
        0..3 => opening(dice),
        3..6 => Ask::Register {
            email: dice.email(),
        },
        6..8 => Ask::RegisterSocial(dice.one(&SOCIAL)),
        8..14 => Ask::IssueAddressProof,
        14..17 => proof(dice),
        17..22 => Ask::AddressAnswered(dice.email()),
        22..29 => Ask::IssueReset,
        29..32 => Ask::Reset,
        32..40 => Ask::RequestAddressChange(dice.email()),
        40..43 => Ask::ConfirmAddress,
        43..47 => Ask::SetPassword,
        47..54 => Ask::AttachSocial(dice.one(&SOCIAL)),
        54..58 => Ask::DetachSocial(dice.one(&SOCIAL)),
        58..71 => Ask::LinkSso {
            who: dice.one(&SSO),
            known: dice.one(&KNOWN),
        },
        71..74 => Ask::UnlinkSso,
        74..92 => Ask::Edit(an_edit(dice)),
        92..95 => Ask::PlaceHold(dice.one(&CASES)),
        95..98 => Ask::LiftHold(dice.one(&CASES)),
        98 => Ask::IssueAddressProof,
        _ => Ask::Erase,
    }
}

fn an_edit(dice: &mut Dice<'_>) -> Edit {
    let word =
        |of: [&'static str; 2]| move |dice: &mut Dice<'_>| dice.maybe(75, |dice| dice.one(&of));
    let mut edit = Edit {
        avatar: dice.maybe(25, |dice| dice.in_hundred(60)),
        language: dice.maybe(15, word(["ru", "fr"])),
        zone: dice.maybe(15, word(["Europe/Paris", "Asia/Tokyo"])),
        ..Edit::default()
    };
    // Half the forms are about the look only.
    if dice.in_hundred(50) {
        return edit;
    }
    edit.name = dice.maybe(25, word(["Anna", "Support"]));
    edit.company = dice.maybe(25, word(["Attacker Ltd", "Romashka"]));
    edit.position = dice.maybe(25, |dice| {
        dice.maybe(80, |dice| match dice.in_hundred(70) {
            true => POSITIONS[0],
            false => dice.one(&POSITIONS),
        })
    });
    for field in ["cf_1", "cf_2", "cf_3", "cf_4", "cf_9"] {
        let times = if field == "cf_1" { 30 } else { 10 };
        if dice.in_hundred(times) {
            let value = match dice.in_hundred(75) {
                true => dice.one(&VALUES[..2]),
                false => dice.one(&VALUES),
            };
            edit.extra.insert(field, value);
        }
        if dice.in_hundred(times / 3) {
            edit.emptied.insert(field);
        }
    }
    edit
}
