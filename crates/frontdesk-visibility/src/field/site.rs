//! The name of the site, which is shown by a right over the site and not over the ticket.

use std::collections::BTreeSet;

use frontdesk_access::{Among, Resource, Scopes};
use frontdesk_model::{Actor, SiteId, TenantId};
use serde::{Deserialize, Serialize};

use crate::expr::{Expr, Test};

/// Who of the staff sees the site field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SitePolicy {
    /// Whoever sees the conversation.
    Open,
    /// Whoever holds `site.view` on that site; the conversation itself stays visible (S64).
    ByRight,
}

/// The sites whose name a viewer may see: where he holds `site.view`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SitesSeen(Option<Scopes>);

impl SitesSeen {
    /// No site at all.
    #[must_use]
    pub const fn none() -> Self {
        Self(None)
    }

    /// Those that access's scopes of `site.view` cover.
    #[must_use]
    pub const fn of(scopes: Scopes) -> Self {
        Self(Some(scopes))
    }

    /// Where the right is held, for whoever asks before any site is known.
    pub(crate) const fn scopes(&self) -> Option<&Scopes> {
        self.0.as_ref()
    }

    /// Whether the right is held over any site that there could be in this tenant. It goes by the id
    /// alone: over one that is named somewhere, or over one that is not and so over all such.
    pub(crate) fn sees_any(&self, tenant: TenantId) -> bool {
        let (named, other) = self.told_apart();
        let mut all = named.into_iter().chain(other);
        all.any(|site| self.has_in(tenant, site))
    }

    /// Of which tickets of this tenant that have a site its name may be seen, as an expression; of one
    /// without a site it may hold or not.
    pub(crate) fn expr(&self, tenant: TenantId) -> Expr {
        let (named, other) = self.told_apart();
        let sees = |site: &SiteId| self.has_in(tenant, *site);
        let (seen, unseen): (Vec<SiteId>, Vec<SiteId>) = named.into_iter().partition(sees);
        let among = |sites: Vec<SiteId>| match sites.is_empty() {
            true => Expr::FALSE,
            false => Test::SiteIn(sites.into_iter().collect()).into(),
        };
        // Of those that are named nowhere all are seen or none.
        match other.is_some_and(|site| sees(&site)) {
            true => among(unseen).negate(),
            false => among(seen),
        }
    }

    /// The sites that the right tells apart: those that are named, and one that is not.
    fn told_apart(&self) -> (BTreeSet<SiteId>, Option<SiteId>) {
        let Some(scopes) = &self.0 else {
            return (BTreeSet::new(), None);
        };
        let named = scopes.all_of.iter().flatten().chain(&scopes.none_of);
        let named = named.filter_map(|scope| match &scope.sites {
            Some(Among::These(these)) => Some(these),
            Some(Among::Mine) | None => None,
        });
        let named = named.chain([&scopes.memberships.sites]);
        let named: BTreeSet<SiteId> = named.flatten().copied().collect();
        let mut others = (0..).map(SiteId::from_number);
        let other = others.find(|site| !named.contains(site));
        (named, other)
    }

    /// Whether the name of this site of this tenant may be seen: a right in one tenant shows nothing of
    /// another.
    pub(crate) fn has_in(&self, tenant: TenantId, site: SiteId) -> bool {
        let here = self.0.as_ref().map(|scopes| scopes.tenant) == Some(tenant);
        here && self.has(site)
    }

    /// Whether this site's name may be seen, of a site of the tenant in which the right is held.
    #[must_use]
    pub fn has(&self, site: SiteId) -> bool {
        self.0.as_ref().is_some_and(|scopes| {
            let actor = Actor {
                tenant: scopes.tenant,
                id: scopes.actor,
                memberships: &scopes.memberships,
            };
            scopes.cover(&Resource::site(&actor, site))
        })
    }
}
