//! The search through everybody, everything and every moment that some grants can tell apart.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_model::{ActorId, Memberships, TenantId};

use super::{Answer, Counterexample};
use crate::analysis::TooWide;
use crate::analysis::area::covers;
use crate::analysis::facts::Facts;
use crate::analysis::moments::moments;
use crate::analysis::points::{Ground, anybody};
use crate::catalogue::Catalogue;
use crate::grant::{Gives, Grant};
use crate::permission::{ObjectKind, Permission};
use crate::resource::Resource;

/// Whether all that is wanted is had, by everybody, everywhere and always.
pub(super) fn covered(catalogue: &Catalogue, wanted: &[&Grant], having: &[&Grant]) -> Answer {
    for atom in atoms(catalogue, wanted) {
        let (want, have) = (with(atom, wanted), with(atom, having));
        let as_written = |grant: &Grant| {
            have.iter().any(|other| {
                (other.scope == grant.scope || other.scope.is_any())
                    && (other.validity == grant.validity || other.validity.is_always())
            })
        };
        if want.iter().all(as_written) {
            continue;
        }
        let lacks = |lists: &Memberships, object: &Resource<'_>, at| {
            holds(&want, lists, object, at) && !holds(&have, lists, object, at)
        };
        let search = Search {
            kind: atom.kind(catalogue),
            grants: want.iter().chain(&have).collect(),
        };
        match search.first(lacks) {
            Ok(None) => {}
            Ok(Some(found)) => return found.shown(atom.permission()),
            Err(()) => {
                return Answer::TooWide(TooWide {
                    permission: atom.permission(),
                });
            }
        }
    }
    Answer::Yes
}

/// Whether nothing is granted by both.
pub(super) fn apart(catalogue: &Catalogue, one: &[&Grant], other: &[&Grant]) -> Answer {
    let both = &atoms(catalogue, one) & &atoms(catalogue, other);
    for atom in both {
        match shared(atom.kind(catalogue), &with(atom, one), &with(atom, other)) {
            Ok(None) => {}
            Ok(Some(found)) => return found.shown(atom.permission()),
            Err(()) => {
                return Answer::TooWide(TooWide {
                    permission: atom.permission(),
                });
            }
        }
    }
    Answer::Yes
}

/// An object that lies in a grant of each.
pub(in crate::analysis) fn shared(
    kind: ObjectKind,
    one: &[Grant],
    other: &[Grant],
) -> Result<Option<Found>, ()> {
    let search = Search {
        kind,
        grants: one.iter().chain(other).collect(),
    };
    search
        .first(|lists, object, at| holds(one, lists, object, at) && holds(other, lists, object, at))
}

/// A right, or those that a grant of every right will give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Atom {
    One(Permission),
    Later,
}

/// Of a kind that nobody knows yet anything may be known.
const UNKNOWN_KIND: ObjectKind = ObjectKind::Host(u8::MAX);

impl Atom {
    fn is_in(self, grant: &Grant) -> bool {
        match self {
            Self::One(permission) => grant.gives.includes(permission),
            Self::Later => grant.gives == Gives::Every,
        }
    }

    fn kind(self, catalogue: &Catalogue) -> ObjectKind {
        match self {
            Self::One(permission) => catalogue.object_of(permission).unwrap_or(UNKNOWN_KIND),
            Self::Later => UNKNOWN_KIND,
        }
    }

    const fn permission(self) -> Option<Permission> {
        match self {
            Self::One(permission) => Some(permission),
            Self::Later => None,
        }
    }
}

fn atoms(catalogue: &Catalogue, grants: &[&Grant]) -> BTreeSet<Atom> {
    let mut atoms = BTreeSet::new();
    for grant in grants {
        match &grant.gives {
            Gives::One(permission) => {
                atoms.insert(Atom::One(*permission));
            }
            Gives::Every => {
                let today = catalogue.permissions().filter(|p| grant.gives.includes(*p));
                atoms.extend(today.map(Atom::One).chain([Atom::Later]));
            }
            Gives::Unread(_) => {}
        }
    }
    atoms
}

pub(super) fn all(grants: &[Grant]) -> Vec<&Grant> {
    grants.iter().collect()
}

fn with(atom: Atom, grants: &[&Grant]) -> Vec<Grant> {
    let with = grants.iter().filter(|grant| atom.is_in(grant));
    with.map(|grant| (*grant).clone()).collect()
}

/// Whether one of the grants holds over the object.
fn holds(grants: &[Grant], lists: &Memberships, object: &Resource<'_>, at: DateTime<Utc>) -> bool {
    grants
        .iter()
        .any(|grant| grant.validity.holds(at) && covers(&grant.scope, lists, object))
}

/// Somebody, an object and a moment.
#[derive(Clone, Debug)]
pub(in crate::analysis) struct Found {
    actor: ActorId,
    lists: Memberships,
    object: Facts,
    at: Option<DateTime<Utc>>,
}

impl Found {
    fn shown(self, permission: Option<Permission>) -> Answer {
        Answer::No(Box::new(self.into_example(permission)))
    }

    pub(in crate::analysis) fn into_example(
        self,
        permission: Option<Permission>,
    ) -> Counterexample {
        Counterexample {
            permission,
            actor: self.actor,
            lists: self.lists,
            object: self.object,
            at: self.at,
        }
    }
}

/// A search through everybody, everything and every moment that some grants can tell apart.
struct Search<'a> {
    kind: ObjectKind,
    grants: Vec<&'a Grant>,
}

impl Search<'_> {
    /// The first of which it is true. The error: there are too many.
    fn first(
        &self,
        is_true: impl Fn(&Memberships, &Resource<'_>, DateTime<Utc>) -> bool,
    ) -> Result<Option<Found>, ()> {
        // Whose tenant it is does not matter: there is one.
        let tenant = TenantId::from_number(1);
        // Before all bounds, and at each.
        let times = self.grants.iter().map(|grant| grant.validity);
        let moments = moments(times, DateTime::<Utc>::MIN_UTC);
        for holder in anybody(tenant, self.grants.iter().copied()).ok_or(())? {
            let lists = &holder.memberships;
            let mut ground = Ground::new(holder.id);
            for grant in &self.grants {
                ground.mention(&grant.scope, lists);
            }
            for object in ground.cases(self.kind, tenant, [lists, lists]).ok_or(())? {
                let resource = object.seen_by(tenant, lists);
                let at = moments.iter().find(|at| is_true(lists, &resource, **at));
                if let Some(at) = at.copied() {
                    return Ok(Some(Found {
                        actor: holder.id,
                        object,
                        at: (moments.len() > 1).then_some(at),
                        lists: holder.memberships,
                    }));
                }
            }
        }
        Ok(None)
    }
}
