//! Whole questions: a catalogue, a record, a right, an object and a moment.

use chrono::{DateTime, Utc};
use frontdesk_access::{Catalogue, Decision, Holder, ObjectKind, Permission, Request, Resource};
use proptest::prelude::*;

use super::{pools, records, things};
use crate::{Thing, naive};

/// A question that owns all it needs.
#[derive(Clone, Debug)]
pub struct Question {
    /// The roles of the tenant.
    pub roles: Catalogue,
    /// Who asks.
    pub holder: Holder,
    /// To do what.
    pub permission: Permission,
    /// To what.
    pub thing: Thing,
    /// When.
    pub now: DateTime<Utc>,
}

impl Question {
    /// The object as the holder stands to it.
    #[must_use]
    pub fn resource(&self) -> Resource<'_> {
        self.thing.resource(&self.holder.actor())
    }

    /// The engine's form of the question.
    #[must_use]
    pub fn request(&self) -> Request<'_> {
        Request {
            holder: &self.holder,
            permission: self.permission,
            resource: self.resource(),
        }
    }

    /// The engine's answer.
    #[must_use]
    pub fn decide(&self) -> Decision {
        self.roles.decide(&self.request(), self.now)
    }

    /// The naive evaluator's answer.
    #[must_use]
    pub fn naive(&self) -> naive::Verdict {
        let object = naive::Object::new(&self.holder.actor(), &self.thing);
        naive::decide(
            &self.roles,
            &self.holder,
            self.permission.name(),
            &object,
            self.now,
        )
    }
}

/// A question of a random person: mostly about the right kind of object, and about a right that the
/// person's record or roles mention.
pub fn question() -> impl Strategy<Value = Question> + Clone {
    question_of(records::holder())
}

/// A question of one of these people.
pub fn question_of(
    holders: impl Strategy<Value = Holder> + Clone + 'static,
) -> impl Strategy<Value = Question> + Clone {
    let right = (
        pools::permission(),
        proptest::bool::weighted(0.7),
        any::<prop::sample::Index>(),
    );
    let other_kind = proptest::option::weighted(0.05, pools::object_kind());
    let when = (pools::instant(), other_kind);
    (records::catalogue(), holders, right, when).prop_flat_map(
        |(roles, holder, (random, mentioned, index), (now, other_kind))| {
            let known = mentioned_rights(&roles, &holder);
            let permission = match known.get(index.index(known.len().max(1))) {
                Some(known) if mentioned => *known,
                _ => random,
            };
            let kind = other_kind
                .or(roles.object_of(permission))
                .unwrap_or(ObjectKind::Section);
            things::thing_of(kind).prop_map(move |thing| Question {
                roles: roles.clone(),
                holder: holder.clone(),
                permission,
                thing,
                now,
            })
        },
    )
}

fn mentioned_rights(roles: &Catalogue, holder: &Holder) -> Vec<Permission> {
    let of_roles = holder
        .roles
        .iter()
        .filter_map(|assignment| roles.role(&assignment.role))
        .flat_map(|role| &role.grants);
    holder
        .grants
        .iter()
        .chain(of_roles)
        .filter_map(|grant| grant.gives.one())
        .collect()
}
