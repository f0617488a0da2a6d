//! A no, with all its reasons.

use std::collections::BTreeSet;
use std::fmt;

use frontdesk_identity::Reason as Unfit;
use frontdesk_model::{
    AccountKind, ActorId, CustomerId, RefusalKind, Standing, Stream, UserId, Version,
};
use serde::{Deserialize, Serialize};

use crate::{Alert, Field, Side};

/// Planning, carrying out or undoing was refused. It holds every reason that was found, sorted, and
/// never none. No reason holds a personal value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeSet<Reason>", into = "BTreeSet<Reason>")]
pub struct Refusal {
    first: Box<Reason>,
    others: BTreeSet<Reason>,
}

impl Refusal {
    /// No reason at all is no refusal.
    pub(crate) fn check(mut reasons: BTreeSet<Reason>) -> Result<(), Self> {
        match reasons.pop_first() {
            None => Ok(()),
            Some(first) => Err(Self {
                first: Box::new(first),
                others: reasons,
            }),
        }
    }

    /// A reason and perhaps others.
    pub(crate) fn with(reason: Reason, mut others: BTreeSet<Reason>) -> Self {
        others.insert(reason.clone());
        let first = others.pop_first().unwrap_or(reason);
        Self {
            first: Box::new(first),
            others,
        }
    }

    /// Every reason, sorted; at least one.
    pub fn reasons(&self) -> impl Iterator<Item = &Reason> {
        std::iter::once(&*self.first).chain(&self.others)
    }

    /// Whether this is one of the reasons.
    #[must_use]
    pub fn has(&self, reason: &Reason) -> bool {
        self.reasons().any(|found| found == reason)
    }

    /// The gravest of the reasons' kinds, in the order hidden, forbidden, stale, conflict, invalid.
    #[must_use]
    pub fn kind(&self) -> RefusalKind {
        RefusalKind::gravest(self.reasons().map(Reason::kind))
    }
}

impl From<Reason> for Refusal {
    fn from(first: Reason) -> Self {
        Self {
            first: Box::new(first),
            others: BTreeSet::new(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first.fmt(f)?;
        self.others
            .iter()
            .try_for_each(|reason| write!(f, "; {reason}"))
    }
}

impl std::error::Error for Refusal {}

/// A stored refusal without a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a refusal has at least one reason")]
pub struct NoReason;

impl TryFrom<BTreeSet<Reason>> for Refusal {
    type Error = NoReason;

    fn try_from(reasons: BTreeSet<Reason>) -> Result<Self, Self::Error> {
        Self::check(reasons).err().ok_or(NoReason)
    }
}

impl From<Refusal> for BTreeSet<Reason> {
    fn from(refusal: Refusal) -> Self {
        let mut reasons = refusal.others;
        reasons.insert(*refusal.first);
        reasons
    }
}

/// Declares the reasons: variant, fields, code, kind and English. A code is never reused.
macro_rules! reasons {
    ($(
        $(#[doc = $doc:literal])+
        $variant:ident $({ $($field:ident : $type:ty = $field_doc:literal),+ })?
        $code:literal $kind:ident $text:literal;
    )*) => {
        /// Why planning, carrying out or undoing was refused.
        #[derive(
            Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, thiserror::Error,
        )]
        #[serde(tag = "reason", rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum Reason {
            $(
                $(#[doc = $doc])+
                #[error($text $($(, $field = Shown($field))+)?)]
                $variant $({ $(#[doc = $field_doc] $field: $type),+ })?,
            )*
        }

        impl Reason {
            /// Every code, in the order of the declaration.
            pub const CODES: &[&str] = &[$($code),*];

            /// The stable code.
            #[must_use]
            pub const fn code(&self) -> &'static str {
                match self {
                    $(Self::$variant $({ $($field: _),+ })? => $code,)*
                }
            }

            /// The kind of refusal that this reason alone makes.
            #[must_use]
            pub const fn kind(&self) -> RefusalKind {
                match self {
                    $(Self::$variant $({ $($field: _),+ })? => RefusalKind::$kind,)*
                }
            }
        }
    };
}

reasons! {
    /// The accounts belong to two tenants, or the aliases to a third.
    OtherTenant "other_tenant" Hidden "the accounts do not belong to one tenant";
    /// An account is to be united with itself. Nothing is destroyed.
    SameAccount "same_account" Invalid "an account cannot be united with itself";
    /// Two legacy operators (S14).
    TwoOperators "two_operators" Conflict "two operators cannot be united";
    /// Two legacy admins (S14).
    TwoAdmins "two_admins" Conflict "two admins cannot be united";
    /// An account is of neither legacy kind: it is unified already, or no staff account (S14).
    NotLegacy { account: UserId = "Which account.", found: AccountKind = "Its kind." }
        "not_legacy" Conflict "account {account} is {found}: it is neither a legacy operator nor a legacy admin";
    /// An account that is to be united with a customer's is none of a customer.
    NotCustomer { account: ActorId = "Which account." } "not_customer" Conflict "{account} is no customer's account";
    /// A customer's account stands where it cannot be united: confirm, unblock or restore it first.
    CustomerCannotAct { account: CustomerId = "Which account.", standing: Standing = "How it stands." }
        "customer_cannot_act" Conflict "customer {account} is {standing} and cannot be united";
    /// An account was united before.
    AlreadyUnited { account: UserId = "Which account.", into: UserId = "What it resolves to." }
        "already_united" Conflict "account {account} is already united into {into}";
    /// Merging is announced and not there yet (S11).
    NotAvailable "not_available" Conflict "accounts cannot be united yet";
    /// Nobody said that the two accounts are one human's (S12).
    NotConfirmed "not_confirmed" Invalid "nobody confirmed that the two accounts are one person's";
    /// What was confirmed is about other accounts (S12).
    ConfirmedOthers "confirmed_others" Invalid "the confirmation is about other accounts";
    /// The confirmation has yet to happen.
    ConfirmedLater "confirmed_later" Invalid "the confirmation lies in the future";
    /// An account stands where it cannot be united: restore, activate or delete it first.
    NotMergeable { side: Side = "Which half.", standing: Standing = "How it stands." }
        "not_mergeable" Conflict "the {side} is {standing} and cannot be united";
    /// The last password version was reached.
    CredentialVersionsUsedUp "credential_versions_used_up" Conflict "no further password version is left";
    /// The whole would break rules on accounts.
    ResultUnfit { rules: BTreeSet<Unfit> = "Which rules." } "result_unfit" Conflict "the united account would break a rule: {rules}";
    /// A decision about a place in which there is no conflict.
    NothingToDecide { field: Field = "Which place." } "nothing_to_decide" Invalid "there is no conflict in {field} to decide";
    /// A value that this place cannot be given while merging.
    DecisionMisfit { field: Field = "Which place." } "decision_misfit" Invalid "this value cannot be set in {field}";
    /// An acknowledgement of an alert that is not raised.
    NothingToAcknowledge { alert: Alert = "Which alert." } "nothing_to_acknowledge" Invalid "this alert is not raised: {alert}";
    /// A conflict that neither policy nor a decision settled.
    Undecided { field: Field = "Which place." } "undecided" Conflict "the conflict in {field} is not decided";
    /// An alert that nobody acknowledged.
    Unacknowledged { alert: Alert = "Which alert." } "unacknowledged" Conflict "this is not acknowledged: {alert}";
    /// The plan is about other accounts.
    OtherAccounts "other_accounts" Invalid "the plan is about other accounts";
    /// A record has another version than the plan relied on.
    Stale { stream: Stream = "Which record.", expected: Version = "The version relied on.", found: Version = "The version there is." }
        "stale" Stale "{stream} changed since: it has version {found}, and version {expected} was relied on";
    /// What the plan relied on has changed since, though no version tells it.
    Changed { what: Input = "What." } "changed" Stale "the {what} changed since the plan was made";
    /// The plan is not what its inputs make: it was altered where it was kept.
    PlanAltered "plan_altered" Invalid "the plan is not what its inputs make";
    /// The moment lies before the plan or the merge was made.
    TooEarly "too_early" Invalid "the moment lies before what it follows";
    /// An undoing of what is not united.
    NotUnited "not_united" Conflict "the accounts are not united";
    /// The united account is no longer as the merge left it.
    ChangedSince { field: Field = "In which place." } "changed_since" Conflict "{field} changed since the accounts were united";
    /// The united account was itself united further: undo that first.
    Superseded { by: UserId = "What it resolves to." } "superseded" Conflict "the united account was united further into {by}";
}

/// What a plan relied on, beside the two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// The operator's record.
    OperatorAccount,
    /// The operator's rights.
    OperatorRights,
    /// The admin's record.
    AdminAccount,
    /// The admin's rights.
    AdminRights,
    /// The roles that the two have.
    Roles,
    /// The policy.
    Policy,
    /// The records of two customers.
    Customers,
}

impl Input {
    /// The stable name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OperatorAccount => "operator_account",
            Self::OperatorRights => "operator_rights",
            Self::AdminAccount => "admin_account",
            Self::AdminRights => "admin_rights",
            Self::Roles => "roles",
            Self::Policy => "policy",
            Self::Customers => "customers",
        }
    }
}

/// Prints a parameter by its stable name.
struct Shown<'a, T>(&'a T);

macro_rules! shown {
    ($($type:ty => $text:expr;)*) => {
        $(impl fmt::Display for Shown<'_, $type> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let text: fn(&$type) -> String = $text;
                f.write_str(&text(self.0))
            }
        })*
    };
}

shown! {
    ActorId => ToString::to_string;
    CustomerId => ToString::to_string;
    AccountKind => |kind| kind.name().replace('_', " ");
    Alert => ToString::to_string;
    Field => ToString::to_string;
    Input => |input| input.name().replace('_', " ");
    Side => ToString::to_string;
    Standing => |standing| standing.name().replace('_', "-");
    BTreeSet<Unfit> => |rules| {
        let texts: Vec<String> = rules.iter().map(ToString::to_string).collect();
        texts.join(", ")
    };
    Stream => |stream| match stream {
        Stream::User(id) => format!("user {id}"),
        _ => "a record".to_owned(),
    };
    UserId => ToString::to_string;
    Version => |version| version.0.to_string();
}
