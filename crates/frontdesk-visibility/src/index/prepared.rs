//! Questions that are kept, and what a plan needs to stay true.

use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};

use super::Index;
use super::hats::Hats;
use super::plan::Node;
use super::planner::{Grounds, Planner};
use super::read::{Held, ReadRefusal, Reading};
use crate::filter::Filter;

/// What one viewer may ask again and again: his filter, and the plan of it.
///
/// The plan names values by the numbers that the index gave them. It stays as long as those do, over
/// any events that give none to a value of a kind that the filter reads and take none away; when they do, when
/// somebody starts or stops to stand in, and when very much has changed, the next reading plans anew by itself.
/// Asked of another index, also of a copy, it is planned for that one. **Law: it answers as one that was
/// made this moment.**
///
/// ```
/// # use frontdesk_access::{Catalogue, Grant, Holder, Permission, Scope};
/// # use frontdesk_model::{ConversationFacts, ConversationId, CustomerId, Relation, TenantId};
/// use frontdesk_visibility::{Activity, Filter, Index, Prepared};
/// # let now = "2026-11-22T09:00:00Z".parse()?;
/// # let (tenant, maria) = (TenantId::from_number(1), CustomerId::from_number(123));
/// # let mut customer = Holder::new(tenant, maria);
/// # customer.grants.push(Grant::new(Permission::CONVERSATION_VIEW, Scope::of(Relation::Requester)));
/// # let scopes = Catalogue::default().scopes_of(&customer, Permission::CONVERSATION_VIEW, now);
/// let mut hers = Prepared::of(Filter::of(&scopes, now));
/// let mut index = Index::new(tenant);
/// assert_eq!(hers.reading(&index, now)?.count(), 0);
///
/// let mut facts = ConversationFacts::new(tenant, ConversationId::from_number(2000), now);
/// facts.requester = Some(maria);
/// index.put_facts(&facts, Activity::default())?;
/// assert_eq!(hers.reading(&index, now)?.count(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Prepared {
    filter: Filter,
    plan: Option<Plan>,
}

/// A filter, planned.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) visible: Node,
    basis: Basis,
    /// What is seen under which hat, when it was asked for.
    hats: OnceLock<(Hats, Basis)>,
}

/// The state of the index that a plan was made of.
#[derive(Clone, Debug)]
struct Basis {
    /// Which index.
    index: Arc<()>,
    grounds: Grounds,
    age: u64,
    turns: u64,
}

/// So many turns change the sizes of sets much, and so many for each ticket.
const TURNS: u64 = 4096;

impl Prepared {
    /// The question of what this filter opens.
    #[must_use]
    pub const fn of(filter: Filter) -> Self {
        Self { filter, plan: None }
    }

    /// The filter.
    #[must_use]
    pub const fn filter(&self) -> &Filter {
        &self.filter
    }

    /// What it opens now, as [`Index::reading`] of the filter.
    ///
    /// # Errors
    /// When the filter is of another tenant, or its `valid_until` has come.
    pub fn reading<'a>(
        &'a mut self,
        index: &'a Index,
        now: DateTime<Utc>,
    ) -> Result<Reading<'a>, ReadRefusal> {
        index.opens(&self.filter, now)?;
        let holds = self.plan.as_ref().is_some_and(|one| one.holds(index, now));
        if !holds {
            self.plan = None;
        }
        let plan = || Plan::of(index, &self.filter, now);
        Ok(Reading {
            index,
            filter: &self.filter,
            now,
            plan: Held::Lent(self.plan.get_or_insert_with(plan)),
        })
    }
}

impl Plan {
    pub(super) fn of(index: &Index, filter: &Filter, now: DateTime<Utc>) -> Self {
        let mut planner = Planner::new(index, now);
        let openings = filter.openings.iter();
        Self {
            visible: Node::any(openings.map(|opening| planner.opens(opening))),
            basis: Basis::of(index, planner.grounds),
            hats: OnceLock::new(),
        }
    }

    /// What is seen under which hat: planned when it is first asked for.
    pub(super) fn hats(&self, index: &Index, filter: &Filter, now: DateTime<Utc>) -> &Hats {
        let (hats, _) = self.hats.get_or_init(|| {
            let mut planner = Planner::new(index, now);
            let hats = Hats::of(filter, &mut planner);
            (hats, Basis::of(index, planner.grounds))
        });
        hats
    }

    fn holds(&self, index: &Index, now: DateTime<Utc>) -> bool {
        let hats = self.hats.get();
        self.basis.holds(index, now) && hats.is_none_or(|(_, basis)| basis.holds(index, now))
    }
}

impl Basis {
    fn of(index: &Index, grounds: Grounds) -> Self {
        Self {
            index: index.own.0.clone(),
            age: index.age(&grounds),
            turns: index.values.turns(),
            grounds,
        }
    }

    fn holds(&self, index: &Index, now: DateTime<Utc>) -> bool {
        let turned = || index.values.turns().saturating_sub(self.turns);
        Arc::ptr_eq(&self.index, &index.own.0)
            && self.age == index.age(&self.grounds)
            && self.grounds.last_until(now)
            && turned() <= TURNS + index.len() as u64
    }
}

/// Which index it is: no copy is the same.
#[derive(Debug, Default)]
pub(super) struct Own(Arc<()>);

impl Clone for Own {
    fn clone(&self) -> Self {
        Self::default()
    }
}
