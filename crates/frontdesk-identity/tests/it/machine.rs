//! Sequences of commands, asked of the crate and of the naive model beside it: after every step both
//! say the same.

mod compare;
mod draw;
mod outputs;
mod steps;
mod tally;
mod tokens;
mod translate;

use std::cell::RefCell;
use std::collections::BTreeSet;

use frontdesk_identity::*;
use frontdesk_model::Version;
use proptest::prelude::*;

use crate::model::{self, Account, Answer, Ask, Entry, Moment, Off, StandIn, System};
use crate::sequences::{SEQUENCES, play_all};
use outputs::{laws_of_a_state, laws_of_standing, tells_a_person, tells_a_secret};
use steps::{AskedIn, Begin, Bring, Sequence, Step, Wait, Who};
use tally::Tally;
use tokens::{tokens_are_bound, tokens_open_once};

/// Every law that holds for every sequence, and every command both accepted and refused.
#[test]
fn the_crate_and_the_model_agree() {
    let whole = play_all(|sequence: &Sequence, tally: &RefCell<Tally>| {
        play(sequence, &mut |line| tally.borrow_mut().count(line))
    });
    println!("{whole}");
    whole.check(SEQUENCES);
}

/// What a reader of a failure needs: the shortest sequence that fails, step by step.
fn transcript(sequence: &Sequence, why: &str) -> String {
    let mut lines = vec![format!(
        "in the systems {:?}, legacy accounts until {}:",
        sequence.systems, sequence.cut_over
    )];
    // It fails again: the lines are what is wanted.
    drop(play(sequence, &mut |line| {
        lines.push(format!(
            "at {}: account {} of tenant {} ({}) is asked in tenant {}: {:?}\n    with token {} and {:?}\n    the model says {:?}",
            line.moment.now,
            line.moment.id,
            line.tenant,
            line.before.map_or("not there", Account::standing),
            line.moment.tenant,
            line.ask,
            line.moment.token,
            line.moment.stand_in,
            line.answer.as_ref().map(|done| (&done.happened, &done.duties)),
        ));
    }));
    lines.push(why.to_owned());
    lines.join("\n")
}

/// One step as it was taken.
struct Line<'a> {
    moment: &'a Moment,
    tenant: i64,
    before: Option<&'a Account>,
    ask: &'a Ask,
    answer: &'a Answer,
}

/// One account, twice.
struct Seat {
    tenant: i64,
    id: i64,
    account: Option<Account>,
    user: Option<User>,
    stored: Vec<UserEvent>,
    /// The tokens that were issued, and which of them were for an activation.
    tokens: Vec<(u8, bool)>,
    /// Those that opened, and those that were out when the account was switched off: they open nothing,
    /// ever again.
    spent: BTreeSet<u8>,
}

impl Seat {
    fn new(tenant: i64, id: i64) -> Self {
        Self {
            tenant,
            id,
            account: None,
            user: None,
            stored: Vec::new(),
            tokens: Vec::new(),
            spent: BTreeSet::new(),
        }
    }

    fn last_token(&self, for_activation: bool, skip: usize) -> Option<u8> {
        let mut tokens = self
            .tokens
            .iter()
            .rev()
            .filter(|(_, purpose)| *purpose == for_activation);
        tokens.nth(skip).map(|(number, _)| *number)
    }

    /// What somebody who reads the account would hand in. An account that is not there is made up.
    fn as_stand_in(&self) -> StandIn {
        let account = self.account.as_ref();
        let stand_in = StandIn {
            tenant: self.tenant,
            id: self.id,
            version: self.stored.len() as u64,
            standing: account.map_or("active", Account::standing),
            can: account.map_or(["operator"].into(), |account| account.can.clone()),
        };
        if let Some(user) = &self.user {
            assert_eq!(Replacement::of(user), translate::replacement(&stand_in));
            let facts = translate::replacement(&stand_in).precondition();
            assert_eq!(facts, user.precondition());
        }
        stand_in
    }

    fn is_over(&self) -> bool {
        let off = self.account.as_ref().map(|account| account.off);
        matches!(off, Some(Off::Deleted | Off::Erased))
    }
}

/// A number of a token that is never issued.
const UNKNOWN: u8 = 0;
const TENANTS: [i64; 2] = [7, 8];

/// Two accounts of one tenant, and between them one of the other that has the first one's id.
struct World {
    systems: [System; 2],
    cut_over: i64,
    now: i64,
    seats: [Seat; 3],
    past: Vec<Seat>,
    next_id: i64,
    last_token: u8,
}

impl World {
    fn new(sequence: &Sequence) -> Self {
        Self {
            systems: sequence.systems,
            cut_over: sequence.cut_over,
            now: 0,
            seats: [Seat::new(7, 1), Seat::new(8, 1), Seat::new(7, 2)],
            past: Vec::new(),
            next_id: 3,
            last_token: UNKNOWN,
        }
    }

    /// What the step asks, and whether another account begins for it.
    fn ask<'a>(&mut self, step: &'a Step, spare: &'a Ask) -> &'a Ask {
        let seat = &mut self.seats[step.slot];
        let begins = match step.begin {
            Begin::Never => false,
            Begin::IfNone => seat.account.is_none(),
            Begin::IfOver => seat.account.is_none() || seat.is_over(),
        };
        if begins && seat.account.is_some() {
            let next = Seat::new(seat.tenant, self.next_id);
            self.next_id += 1;
            self.past.push(std::mem::replace(seat, next));
        }
        if begins { spare } else { &step.ask }
    }

    /// Who and what the step speaks of, seen from here.
    fn moment(&mut self, step: &Step, ask: &Ask) -> Moment {
        let seat = &self.seats[step.slot];
        self.now = self.now.max(match step.wait {
            Wait::Seconds(seconds) => self.now + seconds,
            Wait::CutOver(about) => self.cut_over + about,
            Wait::TokenEnd(about) => {
                let account = seat.account.as_ref();
                let out = account.and_then(|account| account.reset.or(account.activation));
                out.map_or(self.now, |token| token.end + about)
            }
        });
        let token = self.token(step, ask);
        let seat = &self.seats[step.slot];
        let neighbor = self.neighbor(step);
        let colleague = |tenant, id, standing, can| {
            Some(StandIn {
                tenant,
                id,
                version: 3,
                standing,
                can: [can].into(),
            })
        };
        let other = TENANTS[usize::from(seat.tenant == TENANTS[0])];
        // An account that is not there is asked for in its own tenant: there is no other to find.
        let elsewhere = step.asked_in == AskedIn::OtherTenant && seat.account.is_some();
        let tenant = if elsewhere { other } else { seat.tenant };
        Moment {
            tenant,
            system: self.systems[usize::from(tenant == TENANTS[1])],
            cut_over: self.cut_over,
            now: self.now,
            id: seat.id,
            token,
            stand_in: match step.stand_in {
                Who::Nobody => None,
                Who::Colleague => colleague(seat.tenant, 50, "active", "operator"),
                Who::SuspendedColleague => colleague(seat.tenant, 51, "suspended", "operator"),
                Who::AdminColleague => colleague(seat.tenant, 52, "active", "admin_panel"),
                Who::Oneself => Some(seat.as_stand_in()),
                Who::Neighbor => Some(neighbor.as_stand_in()),
                Who::Stranger => colleague(other, seat.id, "active", "operator"),
            },
        }
    }

    fn neighbor(&self, step: &Step) -> &Seat {
        &self.seats[[2, 0, 0][step.slot]]
    }

    /// The token that the step issues or brings.
    fn token(&mut self, step: &Step, ask: &Ask) -> u8 {
        let seat = &self.seats[step.slot];
        let account = seat.account.as_ref();
        let out = match ask {
            Ask::IssueActivation => account.and_then(|account| account.activation),
            Ask::IssueReset => account.and_then(|account| account.reset),
            _ => None,
        };
        if let (Bring::Out, Some(out)) = (step.bring, out) {
            return out.number;
        }
        let issues = match ask {
            Ask::Create(form) => form.entry == Entry::Invited,
            Ask::IssueActivation | Ask::IssueReset => true,
            _ => false,
        };
        if issues {
            self.last_token += 1;
            return self.last_token;
        }
        let activation = matches!(ask, Ask::Activate);
        let brought = match step.bring {
            Bring::Last | Bring::Out => seat.last_token(activation, 0),
            Bring::Before => seat.last_token(activation, 1),
            Bring::OtherPurpose => seat.last_token(!activation, 0),
            Bring::Neighbor => self.neighbor(step).last_token(activation, 0),
            Bring::Unknown => None,
        };
        brought.unwrap_or(UNKNOWN)
    }
}

/// Takes the steps and shows each to the one who counts or writes down.
fn play(sequence: &Sequence, seen: &mut dyn FnMut(&Line<'_>)) -> Result<(), TestCaseError> {
    let mut world = World::new(sequence);
    for (place, step) in sequence.steps.iter().enumerate() {
        let Some(step) = step else { continue };
        let ask = world.ask(step, &sequence.stock[place % sequence.stock.len()]);
        let moment = world.moment(step, ask);
        let seat = &mut world.seats[step.slot];
        let answer = model::answer(seat.account.as_ref(), ask, &moment);
        seen(&Line {
            moment: &moment,
            tenant: seat.tenant,
            before: seat.account.as_ref(),
            ask,
            answer: &answer,
        });
        take(seat, ask, &moment, answer)?;
    }
    let World {
        seats, past, now, ..
    } = world;
    for seat in past.iter().chain(&seats) {
        if let Some(user) = &seat.user {
            laws_of_a_state(user, &seat.stored)?;
            tokens_open_once(seat, now, sequence)?;
            tokens_are_bound(seat, now)?;
        }
    }
    Ok(())
}

/// Asks the crate the same and compares.
fn take(seat: &mut Seat, ask: &Ask, moment: &Moment, answer: Answer) -> Result<(), TestCaseError> {
    let command = translate::command(ask, moment);
    let policy = translate::policy(moment);
    let found = decide_user(
        seat.user.as_ref(),
        &command,
        &policy,
        translate::second(moment.now),
    );
    let printed = format!("{command:?} {found:?}");
    prop_assert!(!tells_a_secret(&printed), "{printed}");
    prop_assert!(!tells_a_person(&printed), "{printed}");
    let (decided, done) = match (found, answer) {
        (Ok(decided), Ok(done)) => (decided, done),
        (Err(refusal), Err(reasons)) => {
            let found: BTreeSet<String> = refusal.reasons().map(compare::reason).collect();
            prop_assert_eq!(
                found,
                reasons,
                "the crate refuses for the reasons on the left"
            );
            prop_assert!(!tells_a_person(&refusal.to_string()), "{refusal}");
            return Ok(());
        }
        (Ok(decided), Err(_)) => {
            let happened: Vec<_> = decided.events.iter().map(UserEvent::name).collect();
            return Err(TestCaseError::fail(format!(
                "the crate accepts: {happened:?}"
            )));
        }
        (Err(refusal), Ok(_)) => {
            let found: BTreeSet<String> = refusal.reasons().map(compare::reason).collect();
            return Err(TestCaseError::fail(format!("the crate refuses: {found:?}")));
        }
    };

    let happened: Vec<_> = decided.events.iter().map(UserEvent::name).collect();
    prop_assert_eq!(
        &happened,
        &done.happened,
        "the crate's events are on the left"
    );
    let duties = decided.events.iter().flat_map(UserEvent::duties);
    let duties: Vec<_> = duties.map(|duty| compare::duty(&duty)).collect();
    prop_assert_eq!(&duties, &done.duties, "the crate's duties are on the left");

    // A deleted account decides nothing but how long it is kept.
    if seat.is_over() {
        let keeping = matches!(ask, Ask::PlaceHold(_) | Ask::LiftHold(_) | Ask::Erase);
        prop_assert!(keeping, "a deleted account decides");
    }
    for event in &decided.events {
        match &mut seat.user {
            None => seat.user = Some(User::begin(event).unwrap()),
            Some(user) => user.apply(event).unwrap(),
        }
    }
    seat.stored.extend(decided.events);
    let user = seat.user.as_ref().unwrap();
    let differing = compare::differing(&done.account, user);
    prop_assert!(
        differing.is_empty(),
        "{differing:?} differ:\n    model {:?}\n    crate {}",
        done.account,
        serde_json::to_string(user).unwrap()
    );
    // The verifier of a password leaves with the command that set it, and only then.
    let sealed = decided.sealed.as_ref();
    prop_assert_eq!(sealed.is_some(), done.happened.contains(&"credentials_set"));
    if let Some(sealed) = sealed {
        prop_assert_eq!(sealed.tenant(), user.tenant());
        prop_assert_eq!(sealed.account(), VerifierOwner::User(user.id()));
        prop_assert_eq!(sealed.version(), done.account.password_version);
    }
    laws_of_standing(user)?;
    prop_assert_eq!(user.version(), Version(seat.stored.len() as u64));

    if happened.contains(&"activation_issued") {
        seat.tokens.push((moment.token, true));
    }
    if happened.contains(&"reset_issued") {
        seat.tokens.push((moment.token, false));
    }
    if matches!(ask, Ask::Activate | Ask::Reset) {
        seat.spent.insert(moment.token);
    }
    if ["suspended", "half_deleted", "deleted"]
        .iter()
        .any(|off| happened.contains(off))
    {
        seat.spent
            .extend(seat.tokens.iter().map(|(number, _)| *number));
    }
    seat.account = Some(done.account);
    Ok(())
}
