//! Who takes this conversation? A policy and the floor to an assignment, an offer or a wait, with a verdict for every operator.
//!
//! ```
//! use frontdesk_assignment::{Adviser, Floor, Operator, Outcome, Policy, Receives, assign};
//! use frontdesk_model::{Availability, ConversationFacts, ConversationId, ConversationState};
//! use frontdesk_model::{Limit, Standing, TenantId, UserId, chrono::DateTime};
//!
//! let (tenant, now) = (TenantId::from_number(1), DateTime::UNIX_EPOCH);
//! let (anna, boris) = (UserId::from_number(1), UserId::from_number(2));
//! let holding = |open, limit| Operator {
//!     receives: Receives::Everything,
//!     availability: Availability::all(),
//!     adviser: Adviser::OfAll,
//!     open,
//!     limit: Some(Limit::Count(limit)),
//!     ..Operator::new(Standing::Active)
//! };
//! let mut floor = Floor::new(tenant);
//! floor.operators.extend([(anna, holding(1, 3)), (boris, holding(2, 2))]);
//! let mut chat = ConversationFacts::new(tenant, ConversationId::from_number(7), now);
//! chat.state = Some(ConversationState::Waiting);
//!
//! let policy = Policy { automatic: true, ..Policy::default() };
//! let decision = assign(&policy, &floor, &chat, now);
//!
//! // One person gets it, and of everybody the decision says why or why not.
//! assert_eq!(decision.outcome, Outcome::Assign { to: anna });
//! assert_eq!(decision.verdicts[&anna].to_string(),
//!     "chosen, least loaded: holds 1 of 3, the only one eligible");
//! assert_eq!(decision.verdicts[&boris].to_string(), "not eligible: holds 2 of 2");
//! // Committed and applied, the next decision sees the new load.
//! decision.events.iter().for_each(|event| floor.apply(event));
//! assert_eq!(floor.operators[&anna].open, 2);
//! ```
//!
//! # What the host must do
//!
//! 1. Fill a [`Floor`] with the people who may come into question, their loads, and the answers of
//!    the access question; a right that it leaves out is missing.
//! 2. Ask: [`assign`] for one conversation, [`assign_queue`] for all that wait, [`dispense`] for a
//!    person who wants the next one, [`decide`] for what people do by hand.
//! 3. On events: compare every precondition with its own store, store the events and the new loads
//!    in one transaction, then apply them. A [`Stale`](frontdesk_model::Stale) precondition means:
//!    ask again on what is there now.
//! 4. On a wait: ask again when a load, a status or the conversation changes. On an offer: run the
//!    timer and say [`OfferEnd::Expired`] when it is over. On a refusal: answer by its kind.
//!
//! # Concepts
//!
//! | Noun | Meaning |
//! |---|---|
//! | [`Policy`], [`Strategy`] | what the site has decided; the default assigns nothing by itself |
//! | [`Floor`], [`Operator`], [`GroupLoad`] | who is there, what each may receive, and how much each holds |
//! | [`Decision`], [`Outcome`], [`Verdict`] | who gets it, and why for every operator |
//! | [`Rule`], [`Criterion`], [`Choice`] | the reasons for no and for yes, as data |
//! | [`Command`], [`Change`], [`Refusal`] | what people do by hand, and the answer |
//! | [`Event`] | what happened; a replay applies it and never decides again |
//!
//! One list of rules serves the machine and people. People override some of them: a language only
//! warns (S106), a questionnaire does not bind a transfer (S109), a limit yields to an explicit
//! override that the event records (D9).
//!
//! **Limits.** A person's own limit replaces the site's; a group's shared limit holds besides. An
//! offer counts from the moment it is made. "Unlimited" is a value, never 0. A limit that is lowered
//! takes nothing away; nothing new comes until there is room.
//!
//! # Determinism
//!
//! The same input gives the same answer, whatever the order of lists. The queue goes by age, then
//! id; every strategy ends with the id. `now` counts only as the time of the assignments it makes.
//!
//! # What it does not do
//!
//! It knows no rights, reads no clock and keeps no timer. It takes conversations one after the other
//! and undoes none: that a bilingual colleague went to the first French chat is not taken back for
//! the second one. It moves nothing out of the hands of a person who goes away.

/// The form in which this release writes policies, floors and events: for the `format` of
/// [`Envelope`](frontdesk_model::Envelope) and [`Snapshot`](frontdesk_model::Snapshot). It grows when
/// an older reader could not read what is written; every release reads all forms up to its own.
pub const FORMAT: u16 = 1;

mod floor;
mod policy;

mod assign;
mod eligibility;
mod queue;
mod ranking;
mod rule;

mod command;
mod decide;
mod dispense;
mod entry;
mod event;
mod refusal;

pub use assign::{Decision, Outcome, Verdict, WaitReason, assign};
pub use command::{Case, Change, Command, Effect, Limits, OfferEnd};
pub use decide::decide;
pub use dispense::{Asking, Dispensed, asking_order, dispense, transfer_targets};
pub use eligibility::{NotWaiting, holder, not_waiting};
pub use event::{Event, Given, How, Left, OtherConversation, Warning};
pub use floor::{Adviser, Floor, GroupLoad, Operator, Receives, Right};
pub use policy::{
    Confirmation, GroupQueue, LanguageFilter, Languages, Policy, Strategy, UnknownLanguage,
};
pub use queue::assign_queue;
pub use ranking::{Choice, Criterion};
pub use refusal::Refusal;
pub use rule::Rule;
