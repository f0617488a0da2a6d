//! The whole explanation of one answer: everything that it hangs on, and what would change it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_model::ActorId;
use serde::Serialize;

use crate::catalogue::Catalogue;
use crate::decide::{
    Decision, Request, kind_bars, restricting, restrictions_that_bar, standing_bars, tenant_bars,
};
use crate::enough::{Enough, Search};
use crate::permission::Permission;
use crate::reason::Reason;
use crate::restriction::Restriction;
use crate::role::RestrictionId;

mod lift;
mod step;
mod told;
mod words;

pub(crate) use step::Step;
pub use told::Told;
pub(crate) use words::Words;

/// Everything that an answer hangs on, and what would change it. [`Decision`] stops at the first rule
/// that applies; this goes through all of them, for the right and for everything that it needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The answer: what [`Catalogue::decide`] says.
    pub decision: Decision,
    /// The right itself first, and then each that it needs, each once. The answer is yes exactly if
    /// nothing speaks against any of them.
    pub links: Vec<Link>,
    /// What would be enough for a yes: what [`Catalogue::enough`] says.
    pub enough: Enough,
    /// The restrictions that stand in the way, and who may lift them. `None`: not known;
    /// [`Directory::explain`](crate::Directory::explain) says it, a catalogue knows nobody.
    pub lifted_by: BTreeMap<RestrictionId, Option<BTreeSet<ActorId>>>,
}

/// One right that an answer hangs on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// The right.
    pub permission: Permission,
    /// What it is asked about.
    pub about: About,
    /// The right that needs it, the first one that does; `None` for the right that was asked about.
    pub needed_by: Option<Permission>,
    /// Every grant that allows it, [`Reason::Granted`] each.
    pub granted: Vec<Reason>,
    /// Everything that speaks against it, in the order of catalogue.md 1.1: standing and tenant (for
    /// the right that was asked about), kind of object, kind of account, every restriction, and
    /// that nothing grants it. What it needs itself is said by its own link.
    pub against: Vec<Reason>,
    /// Where nothing grants it: what came near.
    pub near: Vec<Reason>,
}

/// What a link of an answer is about (catalogue.md 1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// The object of the question.
    Object,
    /// A part of the product.
    Section,
    /// The asker's own record.
    OwnRecord,
}

impl Link {
    /// Whether nothing speaks against it. What it needs may still be missing.
    #[must_use]
    pub const fn is_there(&self) -> bool {
        self.against.is_empty()
    }
}

impl Catalogue {
    /// Everything that the answer hangs on, and what would change it.
    ///
    /// ```
    /// use frontdesk_access::{Catalogue, Holder, Permission, Request, Resource};
    /// use frontdesk_model::{TenantId, UserId, chrono::DateTime};
    ///
    /// let (roles, now) = (Catalogue::default(), DateTime::UNIX_EPOCH);
    /// let boris = Holder::new(TenantId::from_number(1), UserId::from_number(18));
    /// let resource = Resource::section(&boris.actor());
    /// let permission = Permission::CALLER_ID_VIEW;
    /// let why = roles.explain(&Request { holder: &boris, permission, resource }, now);
    /// // The decision stops where it is decided; the explanation names the second missing link too.
    /// assert_eq!(why.decision.reasons.len(), 1);
    /// assert_eq!(why.links[1].permission, Permission::SOFTPHONE_USE);
    /// assert!(!why.links[1].is_there());
    /// ```
    #[must_use]
    pub fn explain(&self, request: &Request<'_>, now: DateTime<Utc>) -> Explanation {
        let chain = self.chain(request);
        let steps: Vec<Step> = chain.iter().map(|needed| needed.step).collect();
        let mut links = Vec::with_capacity(chain.len());
        let (mut search, mut lifted_by) = (Search::new(&steps), BTreeMap::new());
        for needed in &chain {
            let bars = self.bars(needed, now);
            for bar in &bars {
                if let Reason::Restricted { restriction, .. } = bar {
                    lifted_by.insert(restriction.clone(), None);
                }
            }
            let link = self.link(needed, &steps, bars.clone(), now);
            search.add(needed.step, needed.request.resource, bars, || {
                !link.granted.is_empty()
            });
            links.push(link);
        }
        let smallest = |missing: &_| self.smallest_bundle(request.holder, missing, now);
        Explanation {
            decision: self.decide(request, now),
            enough: search.end(smallest),
            links,
            lifted_by,
        }
    }

    /// The restrictions that take the right or anything that it needs.
    pub(crate) fn in_the_way<'a>(
        &'a self,
        request: &Request<'a>,
        now: DateTime<Utc>,
    ) -> Vec<&'a Restriction> {
        let chain = self.chain(request).into_iter();
        let comparable = chain.filter(|needed| self.is_comparable(&needed.request));
        comparable
            .flat_map(|needed| restricting(&needed.request, now))
            .collect()
    }

    /// What speaks for and against one question of a chain, of which this bars it.
    fn link(
        &self,
        needed: &Needed<'_>,
        chain: &[Step],
        mut against: Vec<Reason>,
        now: DateTime<Utc>,
    ) -> Link {
        let Needed { request, step } = needed;
        let (mut granted, mut near) = (BTreeSet::new(), Vec::new());
        if self.is_comparable(request) {
            granted = self.grants_that_allow(request, now);
            if granted.is_empty() {
                near = self.near_misses(request, now);
                against.push(Reason::NotGranted {
                    permission: request.permission,
                });
            }
        }
        Link {
            permission: request.permission,
            about: step.about,
            needed_by: step.needed_by(chain).map(|by| by.permission),
            granted: granted.into_iter().collect(),
            against,
            near,
        }
    }

    /// Everything that no grant lifts, in the order of catalogue.md 1.1.
    pub(crate) fn bars(&self, needed: &Needed<'_>, now: DateTime<Utc>) -> Vec<Reason> {
        let request = &needed.request;
        let mut bars = Vec::new();
        // Standing and tenant are asked once, of the question itself.
        if needed.step.by.is_none() {
            bars.extend(standing_bars(request));
            bars.extend(tenant_bars(request));
        }
        bars.extend(self.object_bars(request));
        bars.extend(kind_bars(request));
        if self.is_comparable(request) {
            bars.extend(restrictions_that_bar(request, now));
        }
        bars
    }

    /// Whether scopes say anything about the object: it is the tenant's own, and of the right's kind.
    fn is_comparable(&self, request: &Request<'_>) -> bool {
        tenant_bars(request).is_none() && self.object_bars(request).is_none()
    }

    /// The question and every question that it needs, the first on top, each once.
    pub(crate) fn chain<'a>(&self, request: &Request<'a>) -> Vec<Needed<'a>> {
        let mut chain = self.steps(request.permission, request.resource.kind);
        if !self.is_comparable(request) {
            chain.truncate(1);
        }
        let needed = |step: Step| Needed {
            request: request.needing(step.permission, step.about),
            step,
        };
        chain.into_iter().map(needed).collect()
    }
}

/// One question of a chain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Needed<'a> {
    pub(crate) request: Request<'a>,
    pub(crate) step: Step,
}
