//! How much each agent has, for whoever watches the floor and sees no conversation.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use frontdesk_access::{OrderFacts, Permission, Resource, Scopes};
use frontdesk_model::{Actor, Assignee, ConversationFacts, RefusalKind, UserId};
use serde::Serialize;

/// How many conversations each agent has, for whoever holds `dashboard.monitor` (S131, D16); how many
/// orders each seller has is [`monitor_orders`]'s answer. It asks
/// that right and no other, and gives numbers and nothing else: no conversation, no field, no text. It
/// is no part of any list, and no list or [`count`](crate::Filter::count) ever implies it (attack 28).
///
/// Every conversation of the tenant is counted that is neither deleted nor spam, closed ones too: the
/// host hands in those of the period that it shows. An agent of whom there are fewer than `minimum` is
/// left out, as if there were none, so that with a minimum above one nobody is found out by the single
/// conversation that he has; one shows every number. Sums are not given, because they would tell what
/// was left out.
///
/// # Errors
/// Without the right, always the same, before any conversation is looked at.
///
/// ```
/// use std::num::NonZeroUsize;
/// use frontdesk_access::{Catalogue, Grant, Holder, Permission, Scope};
/// use frontdesk_model::{Assignee, ConversationFacts, ConversationId, TenantId, UserId};
/// use frontdesk_visibility::{Filter, monitor};
/// # let now = "2026-11-22T09:00:00Z".parse()?;
/// let (tenant, ana) = (TenantId::from_number(1), UserId::from_number(7));
/// let mut watcher = Holder::new(tenant, UserId::from_number(1));
/// watcher.grants.push(Grant::new(Permission::DASHBOARD_MONITOR, Scope::any()));
/// let scopes = |right| Catalogue::default().scopes_of(&watcher, right, now);
///
/// let mut chat = ConversationFacts::new(tenant, ConversationId::from_number(1), now);
/// chat.assignee = Some(Assignee::Person(ana));
/// let counts = monitor(&scopes(Permission::DASHBOARD_MONITOR), [&chat], NonZeroUsize::MIN)?;
/// assert_eq!(counts.agents[&ana], 1);
/// // And none of them is seen.
/// assert_eq!(Filter::of(&scopes(Permission::CONVERSATION_VIEW), now).count([&chat]), 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn monitor<'a, T: AsRef<ConversationFacts> + 'a>(
    scopes: &Scopes,
    all: impl IntoIterator<Item = &'a T>,
    minimum: NonZeroUsize,
) -> Result<Monitored, MonitorRefusal> {
    may_monitor(scopes)?;
    let mut counted = Monitored::default();
    for facts in all.into_iter().map(AsRef::as_ref) {
        if facts.tenant != scopes.tenant || facts.deleted || facts.spam {
            continue;
        }
        let count = match facts.assignee {
            Some(Assignee::Person(agent)) => counted.agents.entry(agent).or_default(),
            Some(Assignee::Bot(_)) => &mut counted.bots,
            None => &mut counted.nobody,
        };
        *count = count.saturating_add(1);
    }
    counted.leave_out(minimum);
    Ok(counted)
}

/// How many orders each seller has made, by the same right and under the same terms as [`monitor`]: every
/// order of the tenant that the host hands in counts, however it came about, and opens none of them
/// (S131, D16).
///
/// # Errors
/// Without the right, always the same, before any order is looked at.
///
/// ```
/// use std::num::NonZeroUsize;
/// use frontdesk_access::{Catalogue, Grant, Holder, OrderFacts, Permission, Scope};
/// use frontdesk_model::{TenantId, UserId};
/// use frontdesk_visibility::monitor_orders;
/// # let now = "2026-11-22T09:00:00Z".parse()?;
/// let (tenant, ana) = (TenantId::from_number(1), UserId::from_number(7));
/// let mut watcher = Holder::new(tenant, UserId::from_number(1));
/// watcher.grants.push(Grant::new(Permission::DASHBOARD_MONITOR, Scope::any()));
/// let scopes = Catalogue::default().scopes_of(&watcher, Permission::DASHBOARD_MONITOR, now);
///
/// let sold = OrderFacts { tenant, creator: Some(ana), origin: None };
/// let counts = monitor_orders(&scopes, [&sold, &sold], NonZeroUsize::MIN)?;
/// assert_eq!(counts.sellers[&ana], 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn monitor_orders<'a>(
    scopes: &Scopes,
    all: impl IntoIterator<Item = &'a OrderFacts>,
    minimum: NonZeroUsize,
) -> Result<MonitoredOrders, MonitorRefusal> {
    may_monitor(scopes)?;
    let mut counted = MonitoredOrders::default();
    for facts in all.into_iter().filter(|one| one.tenant == scopes.tenant) {
        let count = match facts.creator {
            Some(seller) => counted.sellers.entry(seller).or_default(),
            None => &mut counted.nobody,
        };
        *count = count.saturating_add(1);
    }
    let enough = |count: usize| count >= minimum.get();
    counted.sellers.retain(|_, count| enough(*count));
    if !enough(counted.nobody) {
        counted.nobody = 0;
    }
    Ok(counted)
}

/// The right itself, over everything: the scopes of another, or a part of it, are not enough.
fn may_monitor(scopes: &Scopes) -> Result<(), MonitorRefusal> {
    let actor = Actor {
        tenant: scopes.tenant,
        id: scopes.actor,
        memberships: &scopes.memberships,
    };
    let asks_it = scopes.permission == Permission::DASHBOARD_MONITOR;
    match asks_it && scopes.cover(&Resource::section(&actor)) {
        true => Ok(()),
        false => Err(MonitorRefusal),
    }
}

/// How many conversations each has. Of fewer than the minimum there are none in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Monitored {
    /// Each agent.
    pub agents: BTreeMap<UserId, usize>,
    /// All bots together.
    pub bots: usize,
    /// Neither a person nor a bot.
    pub nobody: usize,
}

/// How many orders each has made. Of fewer than the minimum there are none in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MonitoredOrders {
    /// Each seller.
    pub sellers: BTreeMap<UserId, usize>,
    /// Those of which it is not known who made them.
    pub nobody: usize,
}

/// The viewer may not monitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not allowed")]
pub struct MonitorRefusal;

impl MonitorRefusal {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "not_allowed"
    }

    /// The kind of no.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        RefusalKind::Forbidden
    }
}

impl Monitored {
    fn leave_out(&mut self, minimum: NonZeroUsize) {
        let enough = |count: usize| count >= minimum.get();
        self.agents.retain(|_, count| enough(*count));
        for count in [&mut self.bots, &mut self.nobody] {
            *count = if enough(*count) { *count } else { 0 };
        }
    }
}
