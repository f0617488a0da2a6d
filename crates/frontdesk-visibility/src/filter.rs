//! The filter: the rule with the viewer put in. Check, list, count and explanation all ask it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_access::{ObjectKind, Obligation, Scope, Scopes};
use frontdesk_model::{Actor, ActorId, ConversationFacts, CustomerId, TenantId};
use serde::Serialize;

use crate::explain::Explanation;
use crate::expr::Expr;
use crate::quick::Quick;
use crate::rule::Rule;
use crate::viewer::{GuestLink, Hat, Viewer};

/// Which tickets one person may see, and as whom, until `valid_until`. It is made for the moment and
/// never read from a store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Filter {
    pub(crate) tenant: TenantId,
    /// Conversations, or requests, which have the same facts.
    #[serde(skip_serializing_if = "is_conversation")]
    pub(crate) object: ObjectKind,
    /// One for each hat, in the order of [`Hat`].
    pub(crate) openings: Vec<Opening>,
    pub(crate) valid_until: Option<DateTime<Utc>>,
    /// Whether it is of a right with which the mask of numbers comes; through any other none is shown.
    #[serde(skip)]
    pub(crate) shows_numbers: bool,
}

/// What one hat opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Opening {
    pub(crate) hat: Hat,
    pub(crate) viewer: ActorId,
    /// As in the rule, one for one.
    pub(crate) ways: Vec<Expr>,
    pub(crate) provided: Expr,
    /// What is provided without that to which it was narrowed, if it was: the hat does not go by that.
    #[serde(skip)]
    pub(crate) own: Option<Expr>,
    pub(crate) obligations: BTreeSet<Obligation>,
    /// Ways and what is provided, ready to be asked.
    #[serde(skip)]
    pub(crate) quick: Quick,
}

/// Why two filters are not made one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotJoined {
    /// They are of several tenants: no person is at home in two.
    #[error("the filters are of several tenants")]
    SeveralTenants,
    /// One is of conversations and another of requests: a right to the ones opens none of the others.
    #[error("the filters are of conversations and of requests")]
    SeveralKinds,
}

impl Filter {
    /// The filter of access's scopes of `conversation.view`. In the operator's hat it gives the
    /// same answer as `access.allows(view)`, by law. Of a right about anything but conversations it opens
    /// nothing; of `request.handle` see [`of_requests`](Self::of_requests).
    #[must_use]
    pub fn of(scopes: &Scopes, now: DateTime<Utc>) -> Self {
        Self::by(&Rule::of(scopes), scopes, now)
    }

    /// The filter of a rule of these scopes.
    fn by(rule: &Rule, scopes: &Scopes, now: DateTime<Utc>) -> Self {
        Self {
            // Whether the record hides the number, only the rights that show tickets say (S72, S73): through any
            // other, as to take or to reply, nobody is shown it.
            shows_numbers: Obligation::MaskNumber.concerns(scopes.permission),
            ..rule.bind(&viewer_of(scopes), now)
        }
    }

    /// Whether the number of a ticket that is opened so is hidden (S72).
    pub(crate) fn masks_number(&self, opening: &Opening) -> bool {
        !self.shows_numbers || opening.obligations.contains(&Obligation::MaskNumber)
    }

    /// The filter of access's scopes of `request.handle`, over requests (offline applications), whose facts
    /// are those of conversations (catalogue.md section 2; S28, S51). In the operator's hat it gives the same
    /// answer as `access.allows(request.handle)` asked about
    /// [`Resource::request`](frontdesk_access::Resource::request), by law. Numbers are masked in requests too
    /// (S73), and the site is shown by its own right (S64).
    ///
    /// Nothing in the facts tells a request from a conversation, so that the host hands in requests alone; for
    /// that reason too this filter is never joined with one of conversations.
    #[must_use]
    pub fn of_requests(scopes: &Scopes, now: DateTime<Utc>) -> Self {
        Self {
            object: ObjectKind::Request,
            ..Self::by(&Rule::over(ObjectKind::Request, scopes), scopes, now)
        }
    }

    /// The filter of a part of it, as of a tab: see [`Rule::within`].
    #[must_use]
    pub fn within(scopes: &Scopes, part: &Scope, now: DateTime<Utc>) -> Self {
        Self::by(&Rule::of(scopes).within(part), scopes, now)
    }

    /// The filter of a link whose signature the host has checked. It asks the link and the ticket, and
    /// nothing of the customer's account or rights: narrow it to the customer's own filter by
    /// [`narrowed_to`](Self::narrowed_to).
    #[must_use]
    pub fn of_guest(link: &GuestLink, now: DateTime<Utc>) -> Self {
        Rule::of_guest().bind(&Viewer::Guest(link), now)
    }

    /// What of it the other one opens as well, under the hats of this one. It never opens more, stays no
    /// longer than either, and masks what any hat of the other one masks (S72, S73). The filter of a link is
    /// narrowed so to what its customer sees now: a link is made once, and must neither outlive its
    /// customer's account or right nor show what is hidden from him.
    ///
    /// # Errors
    /// When they are of two tenants, or one is of conversations and the other of requests.
    pub fn narrowed_to(mut self, other: &Self) -> Result<Self, NotJoined> {
        self.meets(other)?;
        let besides = other.expr();
        let masks = other.openings.iter().flat_map(|one| &one.obligations);
        let masks: BTreeSet<Obligation> = masks.copied().collect();
        for opening in &mut self.openings {
            opening.obligations.extend(&masks);
            let own = std::mem::replace(&mut opening.provided, Expr::TRUE);
            opening.provided = Expr::all([own.clone(), besides.clone()]);
            opening.own.get_or_insert(own);
            opening.quick = Quick::new(opening.viewer, &opening.ways, &opening.provided);
        }
        let ends = [self.valid_until, other.valid_until];
        self.valid_until = ends.into_iter().flatten().min();
        Ok(self)
    }

    /// The same, until then at the latest: for what hangs on something else besides, as the portal on the
    /// right to it. `None`: nothing ends.
    #[must_use]
    pub fn until(mut self, end: Option<DateTime<Utc>>) -> Self {
        let ends = [self.valid_until, end];
        self.valid_until = ends.into_iter().flatten().min();
        self
    }

    /// One person under all hats: seen is what any of these opens, each ticket under the first hat that
    /// opens it. Of no filters: nothing of no tenant, so there is no such filter.
    ///
    /// # Errors
    /// When they are of several tenants, or some of conversations and others of requests.
    pub fn join(filters: impl IntoIterator<Item = Self>) -> Result<Option<Self>, NotJoined> {
        let mut filters = filters.into_iter();
        let Some(mut all) = filters.next() else {
            return Ok(None);
        };
        for one in filters {
            all.meets(&one)?;
            all.openings.extend(one.openings);
            all.shows_numbers &= one.shows_numbers;
            let ends = [all.valid_until, one.valid_until];
            all.valid_until = ends.into_iter().flatten().min();
        }
        all.openings.sort_by_key(|opening| opening.hat);
        all.share_obligations();
        Ok(Some(all))
    }

    /// Whether the two can be made one.
    fn meets(&self, other: &Self) -> Result<(), NotJoined> {
        if other.tenant != self.tenant {
            return Err(NotJoined::SeveralTenants);
        }
        match other.object == self.object {
            true => Ok(()),
            false => Err(NotJoined::SeveralKinds),
        }
    }

    /// What one account of a person must not see, another of his does not show: deny wins. Who works on tickets
    /// and who follows them is one employee (S72, S73); as the customer that he is besides he is none.
    fn share_obligations(&mut self) {
        for same in self
            .openings
            .chunk_by_mut(|one, other| one.hat.is_staff() == other.hat.is_staff())
        {
            let all: BTreeSet<Obligation> = same
                .iter()
                .flat_map(|one| one.obligations.clone())
                .collect();
            for one in same {
                one.obligations.clone_from(&all);
            }
        }
    }

    /// What of it the customer opens, for the portal: a member of the staff who comes there sees what he
    /// asked for himself, as the customer that he is.
    #[must_use]
    pub fn in_portal(mut self) -> Self {
        self.openings.retain(|opening| !opening.hat.is_staff());
        self
    }

    /// What of it the staff opens, for the desk.
    #[must_use]
    pub fn at_desk(mut self) -> Self {
        self.openings.retain(|opening| opening.hat.is_staff());
        self
    }

    /// The tenant: nothing outside it is seen.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Of what it is: conversations, or requests ([`of_requests`](Self::of_requests)).
    #[must_use]
    pub const fn object(&self) -> ObjectKind {
        self.object
    }

    /// When to ask access again and make another one. `None`: it stays.
    #[must_use]
    pub const fn valid_until(&self) -> Option<DateTime<Utc>> {
        self.valid_until
    }

    /// Whether the viewer may see this ticket.
    #[must_use]
    #[inline]
    pub fn matches(&self, facts: &ConversationFacts) -> bool {
        facts.tenant == self.tenant && self.openings.iter().any(|opening| opening.opens(facts))
    }

    /// As whom the viewer sees this ticket; `None`: not at all.
    #[must_use]
    pub fn hat(&self, facts: &ConversationFacts) -> Option<Hat> {
        self.opened(facts).map(|(_, hat)| hat)
    }

    /// What comes with seeing this ticket; `None`: it is not seen.
    #[must_use]
    pub fn obligations(&self, facts: &ConversationFacts) -> Option<&BTreeSet<Obligation>> {
        self.opened(facts).map(|(opening, _)| &opening.obligations)
    }

    /// What opens this ticket, and as whom it is seen: the first hat of those that open it. Who sees it as
    /// a colleague by one account and asked for it by another asked for it.
    pub(crate) fn opened(&self, facts: &ConversationFacts) -> Option<(&Opening, Hat)> {
        if facts.tenant != self.tenant {
            return None;
        }
        let opening = self.openings.iter().filter(|one| one.opens(facts));
        let worn = opening.map(|one| (one, one.worn(facts)));
        worn.min_by_key(|(one, hat)| {
            // Of two accounts in copy the one that joined first sees more.
            let joined = one.joined(facts).filter(|_| *hat == Hat::Copied);
            (*hat, joined.unwrap_or(DateTime::<Utc>::MAX_UTC))
        })
    }

    /// All of it as one expression over the facts of a ticket of the tenant, for a translator.
    #[must_use]
    pub fn expr(&self) -> Expr {
        let openings = self.openings.iter();
        Expr::one_of(openings.map(Opening::expr))
    }

    /// The tickets that the viewer may see, in the order given.
    pub fn list<'a, T: AsRef<ConversationFacts> + 'a>(
        &self,
        all: impl IntoIterator<Item = &'a T>,
    ) -> impl Iterator<Item = &'a T> {
        all.into_iter().filter(|one| self.matches(one.as_ref()))
    }

    /// How many the viewer may see: the length of [`list`](Self::list).
    #[must_use]
    pub fn count<'a, T: AsRef<ConversationFacts> + 'a>(
        &self,
        all: impl IntoIterator<Item = &'a T>,
    ) -> usize {
        self.list(all).count()
    }

    /// Why, for administrators only: what opened it, or would have. The viewer who is refused learns
    /// nothing but that there is no such ticket.
    #[must_use]
    pub fn explain(&self, facts: &ConversationFacts) -> Explanation {
        let same_tenant = facts.tenant == self.tenant;
        let openings = self.openings.iter().filter(|_| same_tenant);
        Explanation {
            hat: self.hat(facts),
            same_tenant,
            openings: openings.map(|opening| opening.explain(facts)).collect(),
        }
    }
}

fn is_conversation(kind: &ObjectKind) -> bool {
    *kind == ObjectKind::Conversation
}

/// Whose scopes these are.
const fn viewer_of(scopes: &Scopes) -> Viewer<'_> {
    Viewer::Actor(Actor {
        tenant: scopes.tenant,
        id: scopes.actor,
        memberships: &scopes.memberships,
    })
}

impl Opening {
    // The loop over them is the caller's, and what each asks one function.
    #[inline(never)]
    pub(crate) fn opens(&self, facts: &ConversationFacts) -> bool {
        self.quick.opens(facts).unwrap_or_else(|| {
            self.ways.iter().any(|way| way.holds(facts)) && self.provided.holds(facts)
        })
    }

    /// A customer sees as a colleague what another one asked for, and as one in copy what he would not
    /// see if he were not.
    pub(crate) fn worn(&self, facts: &ConversationFacts) -> Hat {
        match self.hat {
            Hat::Customer => match self.viewer.customer() {
                Some(customer) if facts.requester == Some(customer) => Hat::Customer,
                Some(me) if self.opens_by_copy_alone(me, facts) => Hat::Copied,
                _ => Hat::Colleague,
            },
            hat => hat,
        }
    }

    fn opens_by_copy_alone(&self, me: CustomerId, facts: &ConversationFacts) -> bool {
        let provided = self.own.as_ref().unwrap_or(&self.provided);
        let mut ways = self.ways.iter();
        facts.copied.contains_key(&me)
            && !(ways.any(|way| way.holds_without_copy(me, facts))
                && provided.holds_without_copy(me, facts))
    }

    /// Since when the viewer is in copy, if he is.
    pub(crate) fn joined(&self, facts: &ConversationFacts) -> Option<DateTime<Utc>> {
        let customer = self.viewer.customer()?;
        facts.copied.get(&customer).copied()
    }
}
