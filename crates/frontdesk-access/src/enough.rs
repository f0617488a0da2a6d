//! What would be enough: the smallest addition that turns a no into a yes.

use chrono::{DateTime, Utc};
use frontdesk_model::Relation;
use serde::Serialize;

use crate::decide::{Request, prerequisite_object};
use crate::holder::{Holder, RoleAssignment};
use crate::permission::Permission;
use crate::reason::{Reason, Source};
use crate::resource::Resource;
use crate::role::{Catalogue, Grant};
use crate::scope::{Among, Modules, Scope};

/// What would turn the answer into a yes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Enough {
    /// Nothing is missing: it is allowed.
    Nothing,
    /// These grants, the fewest, each over the narrowest relation that holds. Where only `any` does,
    /// the site, the module, the order's origin or the person narrows it further.
    Grants {
        /// The missing right and the missing prerequisites.
        grants: Vec<Grant>,
        /// The add-on or role that brings them with the fewest other rights, if one does.
        smallest: Option<Source>,
    },
    /// No grant would do, because of this.
    NoGrant {
        /// What stands in the way.
        because: Vec<Reason>,
    },
}

impl Catalogue {
    /// The smallest addition that would allow the request. Added to the record, it does.
    #[must_use]
    pub fn enough(&self, request: &Request<'_>, now: DateTime<Utc>) -> Enough {
        if self.allows(request, now) {
            return Enough::Nothing;
        }
        let mut grants = Vec::new();
        self.missing(request, now, &mut grants);
        let mut better = request.holder.clone();
        better.grants.extend(grants.iter().cloned());
        let answer = self.decide(&with_holder(request, &better), now);
        if !answer.is_allow() {
            return Enough::NoGrant {
                because: answer.reasons,
            };
        }
        Enough::Grants {
            grants,
            smallest: self.smallest_bundle(request, now),
        }
    }

    /// Collects a grant for the right and for each prerequisite that is not granted here and now.
    fn missing(&self, request: &Request<'_>, now: DateTime<Utc>, grants: &mut Vec<Grant>) {
        let Request {
            holder,
            permission,
            resource,
        } = *request;
        let actor = holder.actor();
        let granted = self.held(holder).any(|held| {
            held.grant.permission == permission
                && held.out_of_time(now).is_none()
                && held.grant.scope.covers(&actor, &resource)
        });
        let already = grants.iter().any(|grant| grant.permission == permission);
        if !granted && !already {
            grants.push(Grant::new(permission, narrowest_scope(&resource)));
        }
        for needed in permission.prerequisites() {
            let about = Request {
                holder,
                permission: *needed,
                resource: prerequisite_object(*needed, holder, &resource),
            };
            self.missing(&about, now, grants);
        }
    }

    /// The add-on of a role that the person has, or the role of the same system, that would allow
    /// the request with the fewest grants; an add-on before a role, then by id.
    fn smallest_bundle(&self, request: &Request<'_>, now: DateTime<Utc>) -> Option<Source> {
        let holder = request.holder;
        let mut found: Vec<(usize, u8, Source)> = Vec::new();
        let mut try_with = |weight: usize, order: u8, source: Source, changed: &Holder| {
            if self.allows(&with_holder(request, changed), now) {
                found.push((weight, order, source));
            }
        };
        for (at, assignment) in holder.roles.iter().enumerate() {
            let role = self.role(&assignment.role);
            for (id, add_on) in role.into_iter().flat_map(|role| &role.add_ons) {
                let mut changed = holder.clone();
                if let Some(assignment) = changed.roles.get_mut(at) {
                    assignment.add_ons.insert(id.clone());
                }
                let source = Source::AddOn {
                    role: assignment.role.clone(),
                    add_on: id.clone(),
                };
                try_with(add_on.grants.len(), 0, source, &changed);
            }
        }
        for role in self.roles() {
            let same_system = holder
                .roles
                .iter()
                .any(|held| held.role.system() == role.id.system());
            if !same_system && !holder.roles.is_empty() {
                continue;
            }
            let mut changed = holder.clone();
            changed.roles.push(RoleAssignment::new(role.id.clone()));
            let source = Source::Role(role.id.clone());
            try_with(role.grants.len(), 1, source, &changed);
        }
        found.into_iter().min().map(|(_, _, source)| source)
    }
}

/// The same question for a changed record.
fn with_holder<'a>(request: &Request<'a>, holder: &'a Holder) -> Request<'a> {
    Request { holder, ..*request }
}

/// The relations from the narrowest to the widest.
const NARROW_FIRST: [Relation; 11] = [
    Relation::Myself,
    Relation::OfferedToMe,
    Relation::Own,
    Relation::Requester,
    Relation::Created,
    Relation::Participating,
    Relation::MyGroupQueue,
    Relation::RequesterOrganization,
    Relation::ColleagueInWork,
    Relation::Unassigned,
    Relation::Any,
];

/// The narrowest relation that holds. Where only `any` holds, the facts that say which section,
/// site, module or kind of order it is narrow the scope further.
fn narrowest_scope(resource: &Resource<'_>) -> Scope {
    let relation = NARROW_FIRST
        .into_iter()
        .find(|relation| resource.relations.has(*relation))
        .unwrap_or_default();
    let mut scope = Scope::of(relation);
    if relation == Relation::Any {
        let object = &resource.dimensions;
        scope.sites = object.site.map(|site| Among::These([site].into()));
        scope.modules = object
            .module
            .map(|module| Modules::These([module.clone()].into()));
        scope.origin = object.origin.map(|origin| [origin].into());
        scope.people = object.person.map(|person| Among::These([person].into()));
    }
    scope
}

impl Enough {
    /// The permissions that would have to be added.
    pub fn permissions(&self) -> impl Iterator<Item = Permission> {
        let grants: &[Grant] = match self {
            Self::Grants { grants, .. } => grants,
            Self::Nothing | Self::NoGrant { .. } => &[],
        };
        grants.iter().map(|grant| grant.permission)
    }
}
