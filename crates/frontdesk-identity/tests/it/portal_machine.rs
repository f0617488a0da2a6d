//! Sequences of commands over portal accounts, asked of the crate and of the naive model beside it:
//! after every step both say the same, and both open to the same.

mod after;
mod compare;
mod draw;
mod steps;
mod tally;
mod translate;

use std::cell::RefCell;
use std::collections::BTreeSet;

use frontdesk_identity::*;
use frontdesk_model::Version;
use proptest::prelude::*;

use crate::customer::customer_id;
use crate::portal_model::{self, Answer, Ask, Moment, Portal, System};
use crate::sequences::{SEQUENCES, play_all};
use after::{knock, replays};
use steps::{Bring, Sequence, Step, Wait};
use tally::Tally;

/// What the crate decides is what the statements say, whatever came before; and every command was both
/// accepted and refused.
#[test]
fn the_portal_and_the_model_agree() {
    let whole = play_all(|sequence: &Sequence, tally: &RefCell<Tally>| {
        play(sequence, &mut |seen| match seen {
            Seen::Line(line) => tally.borrow_mut().count(&line),
            Seen::Entry(entry) => tally.borrow_mut().entered(entry),
        })
    });
    println!("{whole}");
    whole.check(SEQUENCES);
}

/// What a reader of a failure needs: the shortest sequence that fails, step by step.
fn transcript(sequence: &Sequence, why: &str) -> String {
    let mut lines = vec![format!("in the systems {:?}:", sequence.systems)];
    // It fails again: the lines are what is wanted.
    drop(play(sequence, &mut |seen| {
        let Seen::Line(line) = seen else { return };
        lines.push(format!(
            "at {}: account {} of tenant {} is asked in tenant {} ({:?}) as {}: {:?}\n    with token {}\n    the model says {:?}",
            line.moment.now,
            line.moment.customer,
            line.tenant,
            line.moment.tenant,
            line.moment.system,
            line.moment.session,
            line.ask,
            line.moment.token,
            line.answer.as_ref().map(|done| (&done.happened, &done.duties)),
        ));
    }));
    lines.push(why.to_owned());
    lines.join("\n")
}

/// Something that was seen.
enum Seen<'a> {
    Line(Line<'a>),
    /// What the model says of somebody at the door.
    Entry(&'static str),
}

/// One step as it was taken.
struct Line<'a> {
    moment: &'a Moment,
    tenant: i64,
    before: Option<&'a Portal>,
    ask: &'a Ask,
    answer: &'a Answer,
}

/// What a token was issued for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    Proof,
    Reset,
    Change,
}

impl Purpose {
    const ALL: [Self; 3] = [Self::Proof, Self::Reset, Self::Change];

    /// The one that is issued or brought by what is asked.
    fn of(ask: &Ask) -> Option<Self> {
        match ask {
            Ask::Register { .. } | Ask::IssueAddressProof | Ask::ProveAddress { .. } => {
                Some(Self::Proof)
            }
            Ask::IssueReset | Ask::Reset => Some(Self::Reset),
            Ask::RequestAddressChange(_) | Ask::ConfirmAddress => Some(Self::Change),
            _ => None,
        }
    }

    /// That of the token which is out, if one is.
    fn out(self, portal: &Portal) -> Option<portal_model::Token> {
        match self {
            Self::Proof => portal.proof,
            Self::Reset => portal.reset,
            Self::Change => portal.change.map(|(_, token)| token),
        }
    }
}

/// One account, twice.
struct Seat {
    tenant: i64,
    customer: i64,
    portal: Option<Portal>,
    account: Option<PortalAccount>,
    stored: Vec<PortalEvent>,
    /// The tokens that were issued.
    tokens: Vec<(u8, Purpose)>,
}

impl Seat {
    fn new(tenant: i64, customer: i64) -> Self {
        Self {
            tenant,
            customer,
            portal: None,
            account: None,
            stored: Vec::new(),
            tokens: Vec::new(),
        }
    }

    fn last_token(&self, purpose: Purpose, skip: usize) -> Option<u8> {
        let tokens = self.tokens.iter().rev();
        let mut tokens = tokens.filter(|(_, issued_for)| *issued_for == purpose);
        tokens.nth(skip).map(|(number, _)| *number)
    }
}

/// A number of a token that is never issued.
const UNKNOWN: u8 = 0;
const TENANTS: [i64; 2] = [7, 8];

/// Two accounts of one tenant, and between them one of the other that has the first one's id.
struct World {
    systems: [System; 2],
    now: i64,
    seats: [Seat; 3],
    next_id: i64,
    last_token: u8,
}

impl World {
    fn new(sequence: &Sequence) -> Self {
        Self {
            systems: sequence.systems,
            now: 0,
            seats: [Seat::new(7, 1), Seat::new(8, 1), Seat::new(7, 2)],
            next_id: 3,
            last_token: UNKNOWN,
        }
    }

    /// What the step asks in what session, and whether another account begins for it.
    fn ask<'a>(
        &mut self,
        step: &'a Step,
        spare: &'a (Ask, &'static str),
    ) -> (&'a Ask, &'static str) {
        let seat = &mut self.seats[step.slot];
        let over = seat.portal.as_ref().is_some_and(|portal| portal.erased);
        if !step.begins || seat.portal.is_some() && !over {
            return (&step.ask, step.session);
        }
        if over {
            *seat = Seat::new(seat.tenant, self.next_id);
            self.next_id += 1;
        }
        (&spare.0, spare.1)
    }

    /// Who and what the step speaks of, seen from here.
    fn moment(&mut self, step: &Step, ask: &Ask, session: &'static str) -> Moment {
        let seat = &self.seats[step.slot];
        let portal = seat.portal.as_ref();
        self.now = match step.wait {
            Wait::Seconds(seconds) => self.now + seconds,
            Wait::Back(seconds) => self.now - seconds,
            Wait::TokenEnd(about) => {
                let purpose = Purpose::of(ask);
                let out = purpose.and_then(|purpose| purpose.out(portal?));
                out.map_or(self.now, |token| self.now.max(token.end + about))
            }
        };
        let other = TENANTS[usize::from(seat.tenant == TENANTS[0])];
        // An account that is not there is asked for in its own tenant: there is no other to find.
        let elsewhere = step.in_other_tenant && portal.is_some();
        let tenant = if elsewhere { other } else { seat.tenant };
        let customer = seat.customer;
        let mut system = self.systems[usize::from(tenant == TENANTS[1])];
        system.help_center &= !step.help_center_off;
        system.sso ^= step.sso_the_other_way;
        Moment {
            tenant,
            system,
            session,
            now: self.now,
            customer,
            token: self.token(step, ask),
        }
    }

    /// The token that the step issues or brings.
    fn token(&mut self, step: &Step, ask: &Ask) -> u8 {
        let seat = &self.seats[step.slot];
        let Some(purpose) = Purpose::of(ask) else {
            return UNKNOWN;
        };
        let another = Purpose::ALL[(purpose as usize + 1 + step.slot % 2) % 3];
        let out = |purpose: Purpose| Some(purpose.out(seat.portal.as_ref()?)?.number);
        let brings = matches!(
            ask,
            Ask::ProveAddress { .. } | Ask::Reset | Ask::ConfirmAddress
        );
        let found = match step.bring {
            Bring::Out => out(purpose).or_else(|| seat.last_token(purpose, 0)),
            Bring::OtherPurpose => out(another).or_else(|| seat.last_token(another, 0)),
            Bring::Last if brings => seat.last_token(purpose, 0),
            Bring::Before if brings => seat.last_token(purpose, 1),
            Bring::Neighbor if brings => self.seats[[2, 0, 0][step.slot]].last_token(purpose, 0),
            _ => None,
        };
        if found.is_none() && !brings {
            self.last_token += 1;
            return self.last_token;
        }
        found.unwrap_or(UNKNOWN)
    }
}

/// Takes the steps and shows each to the one who counts or writes down.
fn play(sequence: &Sequence, seen: &mut dyn FnMut(Seen<'_>)) -> Result<(), TestCaseError> {
    let mut world = World::new(sequence);
    for (place, step) in sequence.steps.iter().enumerate() {
        let Some(step) = step else { continue };
        let spare = &sequence.stock[place % sequence.stock.len()];
        let (ask, session) = world.ask(step, spare);
        let moment = world.moment(step, ask, session);
        let seat = &mut world.seats[step.slot];
        let answer = portal_model::answer(seat.portal.as_ref(), ask, &moment);
        seen(Seen::Line(Line {
            moment: &moment,
            tenant: seat.tenant,
            before: seat.portal.as_ref(),
            ask,
            answer: &answer,
        }));
        take(seat, ask, &moment, answer)?;
        knock(seat, &moment, seen)?;
    }
    for seat in &world.seats {
        replays(seat)?;
    }
    Ok(())
}

/// Asks the crate the same and compares.
fn take(seat: &mut Seat, ask: &Ask, moment: &Moment, answer: Answer) -> Result<(), TestCaseError> {
    let command = translate::command(ask, moment);
    let found = decide_portal(
        seat.account.as_ref(),
        &command,
        translate::facts(moment),
        translate::second(moment.now),
    );
    let (decided, done) = match (found, answer) {
        (Ok(decided), Ok(done)) => (decided, done),
        (Err(refusal), Err(reasons)) => {
            let found: BTreeSet<String> = refusal.reasons().map(compare::reason).collect();
            prop_assert_eq!(
                found,
                reasons,
                "the crate refuses for the reasons on the left"
            );
            return Ok(());
        }
        (Ok(decided), Err(_)) => {
            let happened: Vec<_> = decided.events.iter().map(PortalEvent::name).collect();
            return Err(TestCaseError::fail(format!(
                "the crate accepts: {happened:?}"
            )));
        }
        (Err(refusal), Ok(_)) => {
            let found: BTreeSet<String> = refusal.reasons().map(compare::reason).collect();
            return Err(TestCaseError::fail(format!("the crate refuses: {found:?}")));
        }
    };

    let happened: Vec<_> = decided.events.iter().map(PortalEvent::name).collect();
    prop_assert_eq!(
        &happened,
        &done.happened,
        "the crate's events are on the left"
    );
    let duties = decided.events.iter().flat_map(PortalEvent::duties);
    let duties: Vec<_> = duties.map(|duty| compare::duty(&duty)).collect();
    prop_assert_eq!(&duties, &done.duties, "the crate's duties are on the left");

    for event in &decided.events {
        match &mut seat.account {
            None => seat.account = Some(PortalAccount::begin(event).unwrap()),
            Some(account) => account.apply(event).unwrap(),
        }
    }
    seat.stored.extend(decided.events);
    let account = seat.account.as_ref().unwrap();
    let differing = compare::differing(&done.account, account);
    prop_assert!(
        differing.is_empty(),
        "{differing:?} differ:\n    model {:?}\n    crate {}",
        done.account,
        serde_json::to_string(account).unwrap()
    );
    // The verifier of a password leaves with the command that set it, and only then.
    let sealed = decided.sealed.as_ref();
    prop_assert_eq!(sealed.is_some(), done.happened.contains(&"password_set"));
    if let Some(sealed) = sealed {
        let owner = VerifierOwner::Customer(customer_id(done.account.customer));
        prop_assert_eq!(sealed.tenant(), account.tenant());
        prop_assert_eq!(sealed.account(), owner);
        prop_assert_eq!(sealed.version(), done.account.password_version);
    }
    prop_assert_eq!(account.version(), Version(seat.stored.len() as u64));

    for (event, purpose) in [
        ("address_proof_issued", Purpose::Proof),
        ("reset_issued", Purpose::Reset),
        ("address_change_asked", Purpose::Change),
    ] {
        if happened.contains(&event) {
            seat.tokens.push((moment.token, purpose));
        }
    }
    seat.portal = Some(done.account);
    Ok(())
}
