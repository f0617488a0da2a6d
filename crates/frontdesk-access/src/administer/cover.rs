//! Does one person cover these grants? If not: exactly what is left.
//!
//! A right over a scope for a time is covered by whoever holds that right effectively, restrictions
//! and prerequisites included, over every object in the scope at every moment from now until its
//! end. An enumeration never covers what is not enumerated: a dimension that is not set is covered
//! only by one that is not set, and every right (`*`) only by every right. The comparison is that of
//! Kubernetes' policy comparator; there it is over names, here over all objects that scopes can tell
//! apart.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use chrono::{DateTime, Utc};
use frontdesk_model::{AccountKind, Actor, ActorId, Memberships, Validity};

use super::pieces::{during, pieces};
use crate::catalogue::Catalogue;
use crate::directory::Directory;
use crate::grant::{Gives, Grant};
use crate::holder::Holder;
use crate::permission::{ObjectKind, Permission};
use crate::region::{Pair, Side, Terms};
use crate::scope::Scope;
use crate::scopes::Scopes;

/// Grants that somebody would give, take or touch, read as whoever has them reads them.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The grants.
    pub grants: &'a [Grant],
    /// Whose they are or would be.
    pub of: Whose<'a>,
}

/// By whose lists symbolic sets are read.
#[derive(Clone, Copy, Debug)]
pub enum Whose<'a> {
    /// By those on this record.
    Record(&'a Holder),
    /// By those on this record, by somebody who comes to act as this person: what is the person's
    /// own is not his own, so relations are not compared by name but for each object. Compared is what
    /// stands on the record at this moment: what was taken from it before may be put back afterwards.
    TakenOver(&'a Holder),
    /// By any that there may ever be: a role is for people who are yet to come.
    Anyone,
}

/// What an [`ObjectKind`] can be. Of a host's kinds one stands for all.
const KINDS: [ObjectKind; 9] = [
    ObjectKind::Section,
    ObjectKind::Conversation,
    ObjectKind::Request,
    ObjectKind::Order,
    ObjectKind::NewOrder,
    ObjectKind::User,
    ObjectKind::Site,
    ObjectKind::Module,
    ObjectKind::Host(0),
];

impl Directory {
    /// What of these grants this person does not cover, if they are given to anyone there may ever
    /// be. Of somebody who is not there: all of it. Empty: all is covered.
    #[must_use]
    pub fn uncovered(&self, actor: ActorId, grants: &[Grant], now: DateTime<Utc>) -> Vec<Grant> {
        let wanted = Wanted {
            grants,
            of: Whose::Anyone,
        };
        match self.holder(actor) {
            Some(actor) => self.catalogue().uncovered(actor, &wanted, now),
            None => grants.to_vec(),
        }
    }

    /// What of all that is on a person's record this one does not cover: who touches the account of
    /// another must cover all of it, in effect or not. An invitation is bounded so by the rights
    /// that the inviter has when it is accepted.
    #[must_use]
    pub fn uncovered_record(&self, actor: ActorId, of: ActorId, now: DateTime<Utc>) -> Vec<Grant> {
        let Some(record) = self.holder(of) else {
            return Vec::new();
        };
        let grants = self.catalogue().stored(record);
        let Some(actor) = self.holder(actor) else {
            return grants;
        };
        let wanted = Wanted {
            grants: &grants,
            of: Whose::Record(record),
        };
        self.catalogue().uncovered(actor, &wanted, now)
    }
}

impl Catalogue {
    /// What of these grants this person does not cover, as grants: finite sets of a scope are split
    /// into single elements and the time into spans, and only those not covered are named. Without
    /// them all is covered, and none of them is. Sorted, each once. Empty: all is covered.
    ///
    /// Relations are compared by name: whoever may do something to conversations of his own covers
    /// that another may do it to his own; but not where he comes to act as that other
    /// ([`Whose::TakenOver`]).
    #[must_use]
    pub fn uncovered(&self, actor: &Holder, wanted: &Wanted<'_>, now: DateTime<Utc>) -> Vec<Grant> {
        let mut cover = Cover::new(self, actor, now);
        let mut rest = BTreeSet::new();
        for grant in wanted.grants {
            let spans = cover.spans(grant.validity);
            let asked = |scope: Scope| Question {
                gives: &grant.gives,
                scope,
                of: wanted.of,
            };
            let whole = asked(grant.scope.clone());
            let open: Vec<Span> = spans
                .into_iter()
                .filter(|span| !cover.covers(&whole, span.asked_at))
                .collect();
            if open.is_empty() {
                continue;
            }
            for piece in pieces(&grant.scope, wanted.of) {
                let piece = asked(piece);
                let open = open
                    .iter()
                    .filter(|span| !cover.covers(&piece, span.asked_at));
                for validity in joined(open) {
                    rest.insert(Grant {
                        gives: grant.gives.clone(),
                        scope: piece.scope.clone(),
                        validity,
                    });
                }
            }
        }
        rest.into_iter().collect()
    }

    /// Every grant on the record for the time that it holds: that of the role and its own.
    pub(crate) fn stored(&self, holder: &Holder) -> Vec<Grant> {
        self.held(holder)
            .filter_map(|held| during(held.grant, held.assigned))
            .collect()
    }
}

/// What one person covers. Where he holds which right is asked of the catalogue once.
pub(crate) struct Cover<'a> {
    catalogue: &'a Catalogue,
    actor: &'a Holder,
    now: DateTime<Utc>,
    /// The moments from now on at which something on his record begins or ends.
    changes: BTreeSet<DateTime<Utc>>,
    known: BTreeMap<(Permission, DateTime<Utc>), Scopes>,
}

impl<'a> Cover<'a> {
    pub(crate) fn new(catalogue: &'a Catalogue, actor: &'a Holder, now: DateTime<Utc>) -> Self {
        Self {
            catalogue,
            actor,
            now,
            changes: catalogue.changes(actor, now).collect(),
            known: BTreeMap::new(),
        }
    }

    /// Whether nothing of these grants is left uncovered.
    pub(crate) fn covers_all(&mut self, wanted: &Wanted<'_>) -> bool {
        wanted.grants.iter().all(|grant| {
            let asked = |scope: Scope| Question {
                gives: &grant.gives,
                scope,
                of: wanted.of,
            };
            let whole = asked(grant.scope.clone());
            let mut open = self.spans(grant.validity);
            open.retain(|span| !self.covers(&whole, span.asked_at));
            open.is_empty()
                || pieces(&grant.scope, wanted.of).into_iter().all(|piece| {
                    let piece = asked(piece);
                    open.iter().all(|span| self.covers(&piece, span.asked_at))
                })
        })
    }

    /// The spans of a validity, from now on, in which the rights of this person stay as they are.
    fn spans(&self, validity: Validity) -> Vec<Span> {
        let mut spans = Vec::new();
        let mut from = validity.from();
        let mut at = from.map_or(self.now, |from| from.max(self.now));
        // What is over does nothing any more.
        while validity.end().is_none_or(|end| at < end) {
            let later = (Bound::Excluded(at), Bound::Unbounded);
            let next = self.changes.range(later).next().copied();
            let next = next.filter(|next| validity.end().is_none_or(|end| *next < end));
            spans.push(Span {
                from,
                asked_at: at,
                until: next.or(validity.end()),
            });
            match next {
                Some(next) => (from, at) = (Some(next), next),
                None => break,
            }
        }
        spans
    }

    fn covers(&mut self, asked: &Question<'_>, at: DateTime<Utc>) -> bool {
        let catalogue = self.catalogue;
        match asked.gives {
            Gives::One(permission) => self.covers_one(*permission, asked, at),
            // Every right is all that there are and whatever comes later.
            Gives::Every => {
                self.covers_later(asked, at)
                    && catalogue
                        .permissions()
                        .filter(|permission| asked.gives.includes(*permission))
                        .all(|permission| self.covers_one(permission, asked, at))
            }
            // What cannot be read may be anything anywhere.
            Gives::Unread(_) => {
                let anything = Question {
                    gives: &Gives::Every,
                    scope: Scope::any(),
                    of: Whose::Anyone,
                };
                self.covers(&anything, at)
            }
        }
    }

    fn covers_one(
        &mut self,
        permission: Permission,
        asked: &Question<'_>,
        at: DateTime<Utc>,
    ) -> bool {
        match self.catalogue.object_of(permission) {
            Some(kind) => within(self.scopes(permission, at), kind, asked),
            // A right that nobody declares yet is one that comes later.
            None => self.covers_later(asked, at),
        }
    }

    fn scopes(&mut self, permission: Permission, at: DateTime<Utc>) -> &Scopes {
        let now = || self.catalogue.scopes_now(self.actor, permission, at);
        self.known.entry((permission, at)).or_insert_with(now)
    }

    /// Whether this person would hold any right that may ever come, over this scope: only by a grant
    /// of every right that no restriction and no kind of account narrows.
    fn covers_later(&self, asked: &Question<'_>, at: DateTime<Utc>) -> bool {
        let actor = self.actor;
        let narrowed = match actor.kind {
            AccountKind::LegacyOperator | AccountKind::LegacyAdmin => true,
            AccountKind::Unified | AccountKind::Customer => false,
        };
        if narrowed || !actor.standing.can_act() {
            return false;
        }
        let mut scopes = Scopes {
            all_of: vec![
                self.catalogue
                    .lines(actor)
                    .filter(|held| held.grant.gives == Gives::Every)
                    .filter(|held| held.out_of_time(at).is_none())
                    .map(|held| held.grant.scope.clone())
                    .collect(),
            ],
            none_of: actor
                .restrictions
                .iter()
                .filter(|r| r.validity.holds(at) && r.takes.is_any())
                .map(|r| r.scope.clone())
                .collect(),
            tenant: actor.tenant,
            actor: actor.id,
            memberships: actor.memberships.clone(),
            permission: Permission::IMPERSONATE,
            object: None,
            obligations: BTreeSet::new(),
            valid_until: None,
        };
        KINDS.into_iter().all(|kind| {
            scopes.object = Some(kind);
            within(&scopes, kind, asked)
        })
    }
}

/// One right or every right over a scope.
struct Question<'a> {
    gives: &'a Gives,
    scope: Scope,
    of: Whose<'a>,
}

/// A time in which an answer does not change.
#[derive(Clone, Copy)]
struct Span {
    from: Option<DateTime<Utc>>,
    asked_at: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
}

/// Spans that touch are one.
fn joined<'a>(spans: impl Iterator<Item = &'a Span>) -> Vec<Validity> {
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if last.until.is_some() && last.until == span.from => {
                last.until = span.until;
            }
            _ => joined.push(*span),
        }
    }
    // A span is never empty: its end is after the moment at which it is asked about.
    let validity = |span: &Span| Validity::new(span.from, span.until).ok();
    joined.iter().filter_map(validity).collect()
}

/// Whether the scopes cover every object of this kind that the asked scope covers.
fn within(scopes: &Scopes, kind: ObjectKind, asked: &Question<'_>) -> bool {
    // Whoever holds it everywhere covers all of it. Where he comes to act as another there can be
    // what he does not stand to at all: what is hidden from customers.
    if !matches!(asked.of, Whose::TakenOver(_)) && is_everywhere(scopes, kind) {
        return true;
    }
    let (lists, sides): (Memberships, &[Side]) = match asked.of {
        Whose::TakenOver(holder) => return within_of(scopes, kind, asked, holder),
        Whose::Record(holder) => (holder.memberships.clone(), &[Side::of(holder.id)]),
        Whose::Anyone => (
            named(scopes).any_lists(&asked.scope),
            &[Side::Staff, Side::Customer],
        ),
    };
    let mut terms = named(scopes);
    terms.mention(&asked.scope, &lists);
    let reader = Actor {
        tenant: scopes.tenant,
        id: scopes.actor,
        memberships: &lists,
    };
    sides.iter().all(|side| {
        // Too many to go through: not shown to be covered.
        let Some(points) = terms.points_in(kind, *side, &asked.scope, &lists) else {
            return false;
        };
        points.iter().all(|point| {
            !asked
                .scope
                .covers(&reader, &point.resource(scopes.tenant, &lists))
                || scopes.cover(&point.resource(scopes.tenant, &scopes.memberships))
        })
    })
}

/// Whether the right is held wherever anybody could hold it.
fn is_everywhere(scopes: &Scopes, kind: ObjectKind) -> bool {
    let mut needed = scopes.all_of.iter();
    scopes.object == Some(kind)
        && scopes.none_of.is_empty()
        && needed.all(|any_of| any_of.contains(&Scope::any()))
}

/// All that some scopes name.
fn named(scopes: &Scopes) -> Terms {
    let mut terms = Terms::default();
    for scope in scopes.all_of.iter().flatten().chain(&scopes.none_of) {
        terms.mention(scope, &scopes.memberships);
    }
    terms
}

/// The same for the objects as they stand to this person: whoever acts as him does to them what he
/// may do, and must be allowed it himself in whatever way he stands to them.
fn within_of(scopes: &Scopes, kind: ObjectKind, asked: &Question<'_>, of: &Holder) -> bool {
    let mut terms = Terms::default();
    terms.mention(&asked.scope, &of.memberships);
    for scope in scopes.all_of.iter().flatten().chain(&scopes.none_of) {
        terms.mention_second(scope, &scopes.memberships);
    }
    let pair = Pair {
        first: of.actor(),
        second: Actor {
            tenant: scopes.tenant,
            id: scopes.actor,
            memberships: &scopes.memberships,
        },
    };
    // Too many to go through: not shown to be covered.
    let Some(points) = terms.points_between(kind, &pair, &asked.scope) else {
        return false;
    };
    points.iter().all(|(as_first, as_second)| {
        let object = as_first.resource(scopes.tenant, &of.memberships);
        !asked.scope.covers(&pair.first, &object)
            || scopes.cover(&as_second.resource(scopes.tenant, &scopes.memberships))
    })
}
