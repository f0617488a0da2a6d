//! Two accounts of one customer: what would become of the one that stays, and of what the other asked.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_access::Holder;
use frontdesk_model::{AccountKind, ActorId, ConversationFacts, CustomerId, TenantId, UserId};
use serde::{Deserialize, Serialize};

use crate::{Basis, Input, PlanFormat, Reason, Refusal};

/// Somebody says that these accounts are one customer's. Nothing else makes them so: no equal address
/// and no equal name (as S12 has it of the staff).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomersConfirmed {
    /// Of which accounts: exactly those that are united.
    pub accounts: BTreeSet<CustomerId>,
    /// Who of the staff says so.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
    /// On what ground.
    pub basis: Basis,
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct CustomersRequest<'a> {
    /// The account that stays. Which of the two is chosen by whoever asks.
    pub survivor: &'a Holder,
    /// The account that goes.
    pub retired: &'a Holder,
    /// That they are one customer's.
    pub confirmed: Option<&'a CustomersConfirmed>,
}

/// What uniting two accounts of one customer would do, before anything is done.
///
/// The host carries it out in one transaction: it puts [`result`](Self::result) in the place of the
/// survivor, removes the account that goes, passes every ticket of the tenant through
/// [`of_ticket`](Self::of_ticket), and does what [`duties`](Self::duties) says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomersPlan {
    /// The version of this form.
    pub format: PlanFormat,
    /// Whose customers.
    pub tenant: TenantId,
    /// When it was made.
    pub planned_at: DateTime<Utc>,
    /// The account that stays.
    pub survivor: CustomerId,
    /// The account that goes.
    pub retired: CustomerId,
    /// Who said that they are one customer's.
    pub confirmed: CustomersConfirmed,
    /// The records of rights that it relied on: of the one that stays and of the one that goes.
    pub before: [Holder; 2],
    /// The record of rights of the one that stays, as it would be.
    pub result: Holder,
}

/// What the host must do of the account that goes, besides changing what it stores, when it carries out
/// a [`CustomersPlan`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "duty", rename_all = "snake_case")]
#[non_exhaustive]
pub enum CustomerDuty {
    /// End every session of this customer, at once.
    CutSessions {
        /// Whose.
        customer: CustomerId,
    },
    /// Forget every token of this customer that is out, to sign in as to confirm an address. None is
    /// passed on. A guest's link needs no duty: it names
    /// the customer who asked, and of each ticket another has.
    VoidTokens {
        /// Whose.
        customer: CustomerId,
    },
}

/// Plans to unite two accounts of one customer.
///
/// The specification is silent on it (S14 is about the staff), so it does what the strictest of the known
/// desks does: of the account that goes only what it asked and where it was in copy remain. Its companies, roles and grants give
/// nothing any more; what it was denied stays denied.
///
/// ```
/// use frontdesk_access::Holder;
/// use frontdesk_merge::{
///     Basis, CustomerDuty, CustomersConfirmed, CustomersRequest, Reason, plan_customers,
/// };
/// use frontdesk_model::{AccountKind, ConversationFacts, ConversationId, CustomerId, TenantId, UserId};
/// # let now = "2026-11-22T12:00:00Z".parse()?;
/// let tenant = TenantId::from_number(1);
/// let [mail, chat] = [123, 138].map(CustomerId::from_number);
/// let [survivor, retired] = [mail, chat].map(|id| Holder {
///     kind: AccountKind::Customer,
///     ..Holder::new(tenant, id)
/// });
/// let mut request = CustomersRequest { survivor: &survivor, retired: &retired, confirmed: None };
/// assert!(plan_customers(&request, now).unwrap_err().has(&Reason::NotConfirmed));
///
/// let said = CustomersConfirmed {
///     accounts: [mail, chat].into(),
///     by: UserId::from_number(1),
///     at: now,
///     basis: Basis::Recorded,
/// };
/// request.confirmed = Some(&said);
/// let plan = plan_customers(&request, now)?;
/// let mut ticket = ConversationFacts::new(tenant, ConversationId::from_number(1), now);
/// ticket.requester = Some(chat);
/// plan.of_ticket(&mut ticket);
/// assert_eq!(ticket.requester, Some(mail));
/// // Nobody goes on under the account that went.
/// let cut = CustomerDuty::CutSessions { customer: chat };
/// assert_eq!(plan.duties(), [cut, CustomerDuty::VoidTokens { customer: chat }]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// With everything that stands against uniting the two.
pub fn plan_customers(
    request: &CustomersRequest<'_>,
    now: DateTime<Utc>,
) -> Result<CustomersPlan, Refusal> {
    let CustomersRequest {
        survivor,
        retired,
        confirmed,
    } = *request;
    let mut reasons = BTreeSet::new();
    if survivor.tenant != retired.tenant {
        reasons.insert(Reason::OtherTenant);
    }
    if survivor.id == retired.id {
        reasons.insert(Reason::SameAccount);
    }
    let (stays, goes) = match (customer(survivor), customer(retired)) {
        (Ok(stays), Ok(goes)) => (stays, goes),
        (Err(reason), other) | (other, Err(reason)) => {
            reasons.extend(other.err());
            return Err(Refusal::with(reason, reasons));
        }
    };
    // Who is blocked does not read on by another account, and an unproven one proves nothing of another.
    for (account, holder) in [(stays, survivor), (goes, retired)] {
        let standing = holder.standing;
        if !standing.can_act() {
            reasons.insert(Reason::CustomerCannotAct { account, standing });
        }
    }
    let Some(confirmed) = confirmed else {
        return Err(Refusal::with(Reason::NotConfirmed, reasons));
    };
    // That two accounts are one customer's is said by somebody about exactly these two.
    if confirmed.accounts != [stays, goes].into() {
        reasons.insert(Reason::ConfirmedOthers);
    }
    if confirmed.at > now {
        reasons.insert(Reason::ConfirmedLater);
    }
    Refusal::check(reasons)?;
    Ok(CustomersPlan {
        format: PlanFormat::THIS,
        tenant: survivor.tenant,
        planned_at: now,
        survivor: stays,
        retired: goes,
        confirmed: confirmed.clone(),
        before: [survivor.clone(), retired.clone()],
        result: united(survivor, retired),
    })
}

impl CustomersPlan {
    /// Whether the plan still holds of the two records as they are now, by id in any order: it is made
    /// anew and must come out the same.
    ///
    /// # Errors
    /// When a record changed since, or the plan was altered where it was kept.
    pub fn check(&self, now: [&Holder; 2]) -> Result<(), Refusal> {
        let by_id = |id: CustomerId| now.into_iter().find(|holder| holder.id == id.into());
        let (Some(survivor), Some(retired)) = (by_id(self.survivor), by_id(self.retired)) else {
            return Err(Reason::OtherAccounts.into());
        };
        if [survivor, retired] != self.before.each_ref() {
            let what = Input::Customers;
            return Err(Reason::Changed { what }.into());
        }
        let request = CustomersRequest {
            survivor,
            retired,
            confirmed: Some(&self.confirmed),
        };
        match plan_customers(&request, self.planned_at)? == *self {
            true => Ok(()),
            false => Err(Reason::PlanAltered.into()),
        }
    }

    /// What the host must do besides, in this order, in the transaction that carries the plan out: of the
    /// account that goes nothing opens anything any more. The one that stays goes on as it was signed in;
    /// its rights are those of [`result`](Self::result) from the next request on.
    #[must_use]
    pub const fn duties(&self) -> [CustomerDuty; 2] {
        let customer = self.retired;
        [
            CustomerDuty::CutSessions { customer },
            CustomerDuty::VoidTokens { customer },
        ]
    }

    /// A ticket after it: what the one asked, the other has asked, and where the one was in copy, the other
    /// is, since the moment at which the first of the two joined. Nothing else of it changes, nor any ticket
    /// of anybody else.
    pub fn of_ticket(&self, facts: &mut ConversationFacts) {
        if facts.tenant != self.tenant {
            return;
        }
        if let Some(since) = facts.copied.remove(&self.retired) {
            let joined = facts.copied.entry(self.survivor).or_insert(since);
            *joined = since.min(*joined);
        }
        if facts.requester != Some(self.retired) {
            return;
        }
        facts.requester = Some(self.survivor);
        // The company is that of the requester: one to which he does not belong is none of his.
        let his = &self.result.memberships.organizations;
        facts.organization = facts.organization.filter(|company| his.contains(company));
    }
}

/// The account that stays, with all that either was denied and owes: deny wins.
fn united(survivor: &Holder, retired: &Holder) -> Holder {
    let mut result = survivor.clone();
    for restriction in &retired.restrictions {
        if !result.restrictions.contains(restriction) {
            result.restrictions.push(restriction.clone());
        }
    }
    result.obligations.extend(&retired.obligations);
    result
}

/// The staff's accounts are united by a plan of their own (S14).
fn customer(holder: &Holder) -> Result<CustomerId, Reason> {
    match (holder.id, holder.kind) {
        (ActorId::Customer(customer), AccountKind::Customer) => Ok(customer),
        (account, _) => Err(Reason::NotCustomer { account }),
    }
}
