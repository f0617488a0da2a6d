//! Are these two accounts one person's, and what happens if we join them? A plan that can be read,
//! applied, replayed and undone.
//!
//! ```
//! use frontdesk_merge::{Aliases, Confirmation, Decided, MergePolicy, MergeState, PlanRequest};
//! use frontdesk_merge::{Basis, Situation, UndoRequest, apply, plan, undo};
//! # use std::collections::BTreeSet;
//! # use frontdesk_access::{Catalogue, Holder};
//! # use frontdesk_identity::{Activation, Algorithm, Capacity, CredentialFacts, Lifecycle, Login, Profile};
//! # use frontdesk_identity::{Rehash, User, UserRecord};
//! # use frontdesk_merge::Account;
//! # use frontdesk_model::chrono::{DateTime, Utc};
//! # use frontdesk_model::{AccountKind, MergePlanId, TenantId, UserId, Version};
//! # let now: DateTime<Utc> = "2026-11-22T12:00:00Z".parse()?;
//! # let tenant = TenantId::from_number(1);
//! # let legacy = |kind, number, login: &str| -> Result<Account, Box<dyn std::error::Error>> {
//! #     let id = UserId::from_number(number);
//! #     let user = User::from_record(UserRecord {
//! #         tenant, id, version: Version(1), kind, capacities: Capacity::of_kind(kind),
//! #         profile: Profile::default(), login: Login::Named(login.to_owned().try_into()?),
//! #         credentials: Some(CredentialFacts { version: 1, algorithm: Algorithm::new("argon2id")?, rehash: Rehash::Unknown }),
//! #         credential_version: 1, ever_had_rights: true, lifecycle: Lifecycle::Open,
//! #         activation: Activation::NotAwaited, reset: None, holds: Default::default(),
//! #     })?;
//! #     let mut holder = Holder::new(tenant, id);
//! #     holder.kind = kind;
//! #     Ok(Account::new(user, holder)?)
//! # };
//! # let operator = legacy(AccountKind::LegacyOperator, 17, "anna.chat")?;
//! # let admin = legacy(AccountKind::LegacyAdmin, 18, "anna")?;
//! # let (roles, policy, id) = (Catalogue::default(), MergePolicy::open(), MergePlanId::from_number(1));
//! let mut aliases = Aliases::new(tenant);
//! let situation = Situation { halves: [&admin, &operator], aliases: &aliases, catalogue: &roles, policy: &policy };
//! let decided = Decided::default();
//! let mut request = PlanRequest { situation, confirmation: None, decided: &decided, plan_id: id };
//! // Nobody said that they are one human's (S12).
//! assert!(plan(&request, now).is_err());
//! let accounts = BTreeSet::from([operator.id(), admin.id()]);
//! let said = Confirmation { accounts, by: UserId::from_number(1), at: now, basis: Basis::BothSignIns };
//! request.confirmation = Some(&said);
//! let plan = plan(&request, now)?;
//! assert_eq!((plan.survivor, plan.open().len()), (operator.id(), 0));
//!
//! let events = apply(&plan, &situation, now)?;
//! let mut state = MergeState::apart(operator.clone(), admin.clone());
//! state.apply(&events[0])?;
//! aliases.apply(&events[0])?;
//! assert_eq!(aliases.resolve(admin.id()), operator.id()); // both old ids mean the whole (S17)
//!
//! let undone = undo(&UndoRequest { state: &state, current: &plan.result, aliases: &aliases }, now)?;
//! state.apply(&undone[0])?;
//! assert_eq!(state, MergeState::apart(operator, admin)); // to the last byte
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What the host must do
//!
//! 1. Ask access whether the actor may: `merge.plan`, `merge.apply`, `merge.undo`. Who acknowledges
//!    an [`Alert::BeyondBoth`] gives a right by it and needs to be allowed that too.
//! 2. Read both accounts at one moment as [`Account`]s and have somebody confirm that they are one
//!    human's. A [`suggest`]ion is a question to ask, never a confirmation (S12).
//! 3. [`plan`]; show the plan. On open conflicts and alerts fill in [`Decided`] and plan again. On a
//!    [`Refusal`] answer by its kind: 404, 403, 409, 412 or 422.
//! 4. [`apply`] on what there is now. On a stale refusal plan again. Store the event together with
//!    the accounts and the alias, only while [`Plan::preconditions`] hold, then see to
//!    [`MergeEvent::duties`]. A clash in the unique index is a 409: another account has the login.
//! 5. Send every old id through [`Aliases::resolve`]. References need not be rewritten.
//! 6. [`undo`] while nothing of the united account changed.
//!
//! A plan and its event hold images of both accounts: keep them as the accounts themselves are kept.
//!
//! # Concepts
//!
//! | Noun | Meaning |
//! |---|---|
//! | [`Account`], [`Side`] | an account with its rights; which half it is, told by its kind |
//! | [`Plan`], [`Field`], [`Provenance`] | what would become of every place, from where and why (D1) |
//! | [`Conflict`], [`Decision`], [`PrecedenceTable`] | both chose differently; who settles it |
//! | [`RightsDiff`], [`Alert`] | what each half gains and loses; what needs somebody's yes |
//! | [`MergeEvent`], [`Duty`], [`MergeState`] | what happened, what follows, what there is |
//! | [`Aliases`] | which account an old id means |
//!
//! The whole has the rights of both halves and the restrictions of both. Over what neither half holds
//! it holds nothing, but what an alert names and somebody acknowledged. What a legacy kind could never
//! do (S3, S4) is no restriction and ends. Contacts (S18) come by a role with `contact_point.edit`.
//!
//! # Determinism
//!
//! The same arguments give the same plan to the last byte, whichever account is named first.
//!
//! # What it does not do
//!
//! Nothing is ever united by itself, and nothing ever demands it (S15). More than two accounts are
//! not united at once, and two of one kind of the staff never (S14). Work after a merge is not divided between the
//! halves: undoing is refused instead. No password is compared and no login is looked up. Two accounts
//! of one customer are planned ([`plan_customers`], with what the host must cut: [`CustomerDuty`]) and not
//! carried out here: a customer's record is the host's.

/// The form in which this release writes plans, states, aliases and events: for the `format` of
/// [`Envelope`](frontdesk_model::Envelope) and [`Snapshot`](frontdesk_model::Snapshot). It grows when
/// an older reader could not read what is written; every release reads all forms up to its own.
pub const FORMAT: u16 = 1;

mod account;
mod alert;
mod alias;
mod apply;
mod bound;
mod confirm;
mod customers;
mod event;
mod field;
mod plan;
mod policy;
mod refusal;
mod rights;
mod settle;
mod state;
mod suggest;
mod text;
mod unite;

pub use account::{Account, AccountMismatch, Agreement, Side};
pub use alert::Alert;
pub use alias::{AliasRefused, Aliases};
pub use apply::apply;
pub use confirm::{Basis, Confirmation};
pub use customers::{
    CustomerDuty, CustomersConfirmed, CustomersPlan, CustomersRequest, plan_customers,
};
pub use event::{Duty, MergeEvent, PasswordOf, Undone, United};
pub use field::{
    Conflict, Decision, Field, FieldValue, Origin, Provenance, Rule, Settled, UnknownField, Why,
};
pub use plan::{
    Decided, Plan, PlanFingerprint, PlanFormat, PlanRequest, Situation, UnknownFormat, plan,
};
pub use policy::{MergePolicy, Merging, Precedence, PrecedenceTable};
pub use refusal::{Input, NoReason, Reason, Refusal};
pub use rights::{Extent, HalfDiff, Lost, LostBecause, Right, RightsDiff};
pub use state::{Apart, MergeState, Misapplied, UndoRequest, differences, undo};
pub use suggest::{COMMON, Likeness, Suggestion, Suggestions, TooCommon, suggest};
