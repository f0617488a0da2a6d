//! Everything against one answer: the right itself and, behind it, what it needs.

use chrono::{DateTime, Utc};

use super::{Needs, Request, each_once, kind_bars, restrictions_that_bar};
use crate::catalogue::Catalogue;
use crate::explain::About;
use crate::permission::Permission;
use crate::reason::Reason;

impl Catalogue {
    /// Everything against a question about an object of its own kind and tenant, by somebody who can
    /// act: steps 3 to 6 of catalogue.md 1.1. Nothing: it is allowed.
    pub(super) fn against(&self, request: &Request<'_>, now: DateTime<Utc>) -> Vec<Reason> {
        let mut judge = Judge {
            catalogue: self,
            asked: *request,
            now,
            yes: Needs::default(),
            no: Needs::default(),
            against: Vec::new(),
        };
        judge.allows(request.permission, About::Object);
        each_once(judge.against)
    }
}

/// What was judged of one question, and what was found against it.
struct Judge<'a> {
    catalogue: &'a Catalogue,
    asked: Request<'a>,
    now: DateTime<Utc>,
    yes: Needs,
    no: Needs,
    against: Vec<Reason>,
}

impl Judge<'_> {
    /// Whether this right is allowed. Where it is not, what is against it is there: from now on, or
    /// because it was judged before.
    fn allows(&mut self, permission: Permission, about: About) -> bool {
        if self.yes.has(permission, about) || self.no.has(permission, about) {
            return self.yes.has(permission, about);
        }
        let allowed = self.judge(permission, about);
        let judged = match allowed {
            true => &mut self.yes,
            false => &mut self.no,
        };
        judged.insert(permission, about);
        allowed
    }

    fn judge(&mut self, permission: Permission, about: About) -> bool {
        let (catalogue, now) = (self.catalogue, self.now);
        let request = self.asked.needing(permission, about);
        // A question about no right, or about the wrong kind of object, has no answer but no.
        if let Some(reason) = catalogue.object_bars(&request) {
            self.against.push(reason);
            return false;
        }
        // 3. What the kind of account can never do, no grant lifts (S3, S4, S18, D2).
        if let Some(reason) = kind_bars(&request) {
            self.against.push(reason);
            return false;
        }
        // 4. A restriction whose scope covers the object denies, whoever granted the right (S8, S48).
        let restricted = restrictions_that_bar(&request, now);
        if !restricted.is_empty() {
            self.against.extend(restricted);
            return false;
        }
        // 5. No grant that is valid now and whose scope covers the object: deny.
        if catalogue.granting(&request, now).next().is_none() {
            self.against.push(Reason::NotGranted { permission });
            self.against.extend(catalogue.near_misses(&request, now));
            return false;
        }
        // 6. A right whose prerequisite is denied falls away (catalogue.md 1.2). Every one that is
        // missing is named, each with what stands in its way behind it.
        let mut allowed = true;
        for (missing, about) in catalogue.needed_by(permission, about, self.asked.resource.kind) {
            let before = self.against.len();
            self.against.push(Reason::Prerequisite {
                permission,
                missing,
            });
            if self.allows(missing, about) {
                // Nothing is against it, so nothing came behind.
                self.against.truncate(before);
            } else {
                allowed = false;
            }
        }
        allowed
    }
}
