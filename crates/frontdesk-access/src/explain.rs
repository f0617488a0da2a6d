//! The whole explanation of one answer: everything that it hangs on, and what would change it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_model::ActorId;
use serde::Serialize;

use crate::catalogue::Catalogue;
use crate::decide::{
    Decision, Request, kind_bars, restricting, restrictions_that_bar, standing_bars, tenant_bars,
};
use crate::enough::Enough;
use crate::permission::{ObjectKind, Permission};
use crate::reason::Reason;
use crate::restriction::Restriction;
use crate::role::RestrictionId;

mod lift;
mod told;
mod words;

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
        let in_the_way = self.in_the_way(request, now).into_iter();
        Explanation {
            decision: self.decide(request, now),
            links: chain.iter().map(|needed| self.link(needed, now)).collect(),
            enough: self.enough_for(&chain, now),
            lifted_by: in_the_way
                .map(|restriction| (restriction.id.clone(), None))
                .collect(),
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

    fn link(&self, needed: &Needed<'_>, now: DateTime<Utc>) -> Link {
        let request = &needed.request;
        let mut against = self.bars(needed, now);
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
            about: needed.about,
            needed_by: needed.path.last().map(|(by, _)| *by),
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
        if needed.path.is_empty() {
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
    pub(crate) fn chain<'a>(&'a self, request: &Request<'a>) -> Vec<Needed<'a>> {
        let mut chain = Vec::new();
        let root = Needed {
            request: *request,
            about: About::Object,
            path: Vec::new(),
        };
        match self.is_comparable(request) {
            true => self.follow(root, &mut chain),
            false => chain.push(root),
        }
        chain
    }

    fn follow<'a>(&'a self, needed: Needed<'a>, chain: &mut Vec<Needed<'a>>) {
        let (permission, about) = (needed.request.permission, needed.about);
        let same = |one: &Needed<'_>| (one.request.permission, one.about) == (permission, about);
        if chain.iter().any(same) {
            return;
        }
        let (request, path) = (needed.request, needed.path.clone());
        chain.push(needed);
        for next in self.prerequisites(&request) {
            let about = match next.resource.kind {
                kind if kind == request.resource.kind => about,
                ObjectKind::User => About::OwnRecord,
                _ => About::Section,
            };
            let mut path = path.clone();
            path.push((permission, next.permission));
            let next = Needed {
                request: next,
                about,
                path,
            };
            self.follow(next, chain);
        }
    }
}

/// One question of a chain.
#[derive(Clone, Debug)]
pub(crate) struct Needed<'a> {
    pub(crate) request: Request<'a>,
    pub(crate) about: About,
    /// How it came to be asked: each right with the one that it needs.
    pub(crate) path: Vec<(Permission, Permission)>,
}

impl Needed<'_> {
    /// The way from the question to this link, as reasons.
    pub(crate) fn way(&self) -> impl Iterator<Item = Reason> {
        let step = |(permission, missing): &(Permission, Permission)| Reason::Prerequisite {
            permission: *permission,
            missing: *missing,
        };
        self.path.iter().map(step)
    }
}
