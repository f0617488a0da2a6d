//! What is missing of a chain, and the fewest grants that bring it.

use std::collections::BTreeSet;

use frontdesk_model::GroupId;

use super::Enough;
use super::narrow::{Around, narrowest_relation, narrowest_scope};
use crate::decide::each_once;
use crate::explain::Step;
use crate::grant::Grant;
use crate::permission::{Permission, PermissionSet};
use crate::reason::{Reason, Source};
use crate::resource::Resource;

/// A right that nothing grants, and of which object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Missing<'a> {
    pub(crate) permission: Permission,
    pub(crate) resource: Resource<'a>,
}

/// What was found of a chain so far.
pub(crate) struct Search<'a> {
    chain: &'a [Step],
    because: Vec<Reason>,
    missing: Vec<Missing<'a>>,
}

impl<'a> Search<'a> {
    /// Nothing was found yet.
    pub(crate) const fn new(chain: &'a [Step]) -> Self {
        Self {
            chain,
            because: Vec::new(),
            missing: Vec::new(),
        }
    }

    /// The next right of the chain: what it is asked about, what bars it whatever is granted, and
    /// whether it is granted.
    pub(crate) fn add(
        &mut self,
        step: Step,
        resource: Resource<'a>,
        mut bars: Vec<Reason>,
        is_granted: impl FnOnce() -> bool,
    ) {
        let permission = step.permission;
        if bars.is_empty() && !is_granted() {
            self.missing.push(Missing {
                permission,
                resource,
            });
            // The person stands in no relation to it: no scope covers it.
            if narrowest_relation(resource.kind, resource.relations).is_none() {
                bars.push(Reason::NotGranted { permission });
            }
        }
        if !bars.is_empty() {
            self.say_the_way(step);
            self.because.extend(bars);
        }
    }

    /// The way from the question to this right, as reasons.
    fn say_the_way(&mut self, step: Step) {
        let from = self.because.len();
        let mut at = step;
        while let Some(by) = at.needed_by(self.chain) {
            self.because.push(Reason::Prerequisite {
                permission: by.permission,
                missing: at.permission,
            });
            at = by;
        }
        self.because.get_mut(from..).unwrap_or_default().reverse();
    }

    /// What would be enough, with the bundle that brings what is missing.
    pub(crate) fn end(self, bundle: impl FnOnce(&[Missing<'a>]) -> Option<Source>) -> Enough {
        if !self.because.is_empty() {
            return Enough::NoGrant {
                because: each_once(self.because),
            };
        }
        if self.missing.is_empty() {
            return Enough::Nothing;
        }
        Enough::Grants {
            grants: fewest(&self.missing),
            smallest: bundle(&self.missing),
        }
    }
}

/// The fewest grants that bring what is missing, each over the narrowest scope. A right is asked about
/// an object, and perhaps about the asker's own record: one scope for both, where there is one.
fn fewest(missing: &[Missing<'_>]) -> Vec<Grant> {
    let mut grants = Vec::with_capacity(missing.len());
    let mut both = PermissionSet::EMPTY;
    for (at, of) in missing.iter().enumerate() {
        let permission = of.permission;
        if both.contains(permission) {
            continue;
        }
        let here = of.around();
        let rest = missing.iter().skip(at + 1);
        let same = rest.filter(|other| other.permission == permission);
        let other = same.map(Missing::around).find(|other| here.meets(other));
        if other.is_some() {
            both.insert(permission);
        }
        let scope = narrowest_scope(&here, other.as_ref());
        grants.extend(scope.map(|scope| Grant::new(permission, scope.into())));
    }
    grants
}

impl<'a> Missing<'a> {
    fn around(&self) -> Around<'a, &'a BTreeSet<GroupId>> {
        Around::given(&self.resource, |groups| groups)
    }
}
