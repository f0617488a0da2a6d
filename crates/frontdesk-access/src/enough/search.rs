//! What is missing of a chain, and the fewest grants that bring it.

use super::Enough;
use super::narrow::{narrowest_relation, narrowest_scope};
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

/// What was found of a chain so far. Both forms look at its rights in their own way and hand here
/// what they see.
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
            if narrowest_relation(&[&resource]).is_none() {
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

/// The fewest grants that bring what is missing, of which every one has a scope: a grant for each
/// right, over the narrowest scope that covers all that it is missing of; where no scope does, one
/// for each object.
fn fewest(missing: &[Missing<'_>]) -> Vec<Grant> {
    let mut grants = Vec::with_capacity(missing.len());
    let mut done = PermissionSet::EMPTY;
    for (at, Missing { permission, .. }) in missing.iter().enumerate() {
        let permission = *permission;
        if done.contains(permission) {
            continue;
        }
        done.insert(permission);
        // Those before are of other rights.
        let rest = missing.iter().skip(at);
        let same = rest.filter(|other| other.permission == permission);
        let about: Vec<&Resource<'_>> = same.map(|other| &other.resource).collect();
        match narrowest_scope(&about) {
            Some(scope) => grants.push(Grant::new(permission, scope)),
            None => {
                let each = about.iter().filter_map(|one| narrowest_scope(&[one]));
                grants.extend(each.map(|scope| Grant::new(permission, scope)));
            }
        }
    }
    grants
}
