//! What is kept of roles and records: masks for the common case, grants for the others.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use frontdesk_model::{AccountKind, ActorId, Standing, Validity};

use super::place::Place;
use super::rights::{EVERY, bit, closed_to, mask};
use crate::grant::{Gives, Grant};
use crate::holder::Obligation;
use crate::permission::Permission;
use crate::reason::Source;
use crate::restriction::{Restriction, Takes};
use crate::role::RestrictionId;
use crate::scope::Scope;

/// A record: whose it is, and which roles and rights of its own it has. Half a line of a cache.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(32))]
pub(super) struct Slot {
    /// `None`: a free place.
    pub(super) id: Option<ActorId>,
    /// Which combination of roles.
    pub(super) roles: u32,
    /// Which rights of the person alone.
    pub(super) own: u32,
}

/// What some grants give: true at every moment and of every object in the tenant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Given {
    /// Given always and everywhere.
    pub(super) sure: u128,
    /// Given at some time somewhere. What is in neither is given never.
    pub(super) possible: u128,
}

/// [`Given`] for a person alone, and what is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(align(64))]
pub(super) struct OwnMasks {
    pub(super) given: Given,
    /// Taken at some time somewhere.
    pub(super) taken: u128,
    /// Taken always and everywhere, by a restriction, the kind of account or its standing.
    pub(super) closed: u128,
}

/// A place that nobody has: everything is taken.
impl Default for OwnMasks {
    fn default() -> Self {
        Self {
            given: Given::default(),
            taken: u128::MAX,
            closed: u128::MAX,
        }
    }
}

/// The grants of a role, or of an add-on of a role.
#[derive(Debug)]
pub(super) struct Bundle {
    pub(super) source: Source,
    pub(super) state: BundleState,
    pub(super) given: Given,
    pub(super) grants: Grants,
}

/// Roles and add-ons that records have together.
#[derive(Debug)]
pub(super) struct Combination {
    /// The number of each bundle, doubled, and one more where it is not given always.
    pub(super) parts: Arc<[u32]>,
    /// What they give only somewhere or at some time.
    pub(super) conditional: Box<[Conditional]>,
}

/// A grant of one of the bundles that does not hold always and everywhere.
#[derive(Debug)]
pub(super) struct Conditional {
    pub(super) grant: Granting,
    /// 0: the bundle is given always. Else the place of its time among those of the record, and one.
    pub(super) assigned: u32,
}

/// Whether a bundle that a record names is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BundleState {
    /// It is there.
    Known,
    /// No such role.
    Unknown,
    /// The role does not list the add-on.
    Unlisted,
    /// An add-on of an unknown role: the role says it.
    Silent,
}

/// What a record has of its own, beside roles and lists. Records that have the same share it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Own {
    pub(super) kind: AccountKind,
    pub(super) standing: Standing,
    pub(super) grants: Grants,
    pub(super) restrictions: Box<[Taking]>,
    /// When the roles hold that do not always, in the order of the combination.
    pub(super) assigned: Box<[Validity]>,
    pub(super) obligations: Box<[Obligation]>,
    /// What standing and kind take, whatever the object (catalogue.md 1.1, 1 and 3).
    pub(super) shut: u128,
}

/// Grants, those of one scope and one time together.
#[derive(Debug, PartialEq, Eq, Default)]
pub(super) struct Grants(Box<[Granting]>);

/// What is granted over one scope for one time.
#[derive(Clone, Debug)]
pub(super) struct Granting {
    pub(super) rights: u128,
    pub(super) place: Arc<Place>,
    /// `None`: always.
    time: Option<Box<Validity>>,
}

/// One restriction.
#[derive(Debug)]
pub(super) struct Taking {
    pub(super) id: RestrictionId,
    pub(super) takes: u128,
    pub(super) place: Arc<Place>,
    pub(super) validity: Validity,
}

impl Grants {
    pub(super) fn new(grants: &[Grant], mut place: impl FnMut(&Scope) -> Arc<Place>) -> Self {
        let mut all: Vec<Granting> = Vec::with_capacity(grants.len());
        for Grant {
            gives,
            scope,
            validity,
        } in grants
        {
            let rights = match gives {
                Gives::One(permission) => bit(*permission),
                Gives::Every => EVERY,
                // It gives nothing that this release can read.
                Gives::Unread(_) => continue,
            };
            let place = place(scope);
            let time = (!validity.is_always()).then_some(*validity);
            let same = all.iter_mut().find(|there| {
                there.place.number == place.number && there.time.as_deref() == time.as_ref()
            });
            match same {
                Some(there) => there.rights |= rights,
                None => all.push(Granting {
                    rights,
                    place,
                    time: time.map(Box::new),
                }),
            }
        }
        // The order of the record does not matter.
        all.sort_unstable_by_key(Granting::order);
        Self(all.into())
    }

    pub(super) fn given(&self) -> Given {
        self.iter().fold(Given::default(), |mut given, grant| {
            given.possible |= grant.rights;
            if grant.is_sure() {
                given.sure |= grant.rights;
            }
            given
        })
    }

    pub(super) fn iter(&self) -> std::slice::Iter<'_, Granting> {
        self.0.iter()
    }
}

impl Granting {
    #[inline]
    pub(super) fn holds(&self, now: DateTime<Utc>) -> bool {
        self.time.as_ref().is_none_or(|time| time.holds(now))
    }

    /// Whether it holds always and everywhere.
    pub(super) fn is_sure(&self) -> bool {
        self.time.is_none() && self.place.is_any()
    }

    pub(super) fn validity(&self) -> Validity {
        self.time.as_deref().copied().unwrap_or_default()
    }

    /// What two equal ones have in common.
    pub(super) fn order(&self) -> (u32, Validity, u128) {
        (self.place.number, self.validity(), self.rights)
    }
}

impl PartialEq for Granting {
    fn eq(&self, other: &Self) -> bool {
        self.order() == other.order()
    }
}

impl Eq for Granting {}

impl Taking {
    pub(super) fn new(restriction: &Restriction, place: impl FnOnce(&Scope) -> Arc<Place>) -> Self {
        let takes = match &restriction.takes {
            Takes::These {
                permissions,
                sections,
            } => {
                let of_sections = Permission::every().filter(|p| sections.contains(&p.section()));
                mask(*permissions) | mask(of_sections.collect())
            }
            // Unread: fails closed over its scope.
            Takes::Unread(_) | Takes::Unreadable(_) => u128::MAX,
        };
        Self {
            id: restriction.id.clone(),
            takes,
            place: place(&restriction.scope),
            validity: restriction.validity,
        }
    }
}

impl PartialEq for Taking {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
            && self.takes == other.takes
            && self.place.number == other.place.number
            && self.validity == other.validity
    }
}

impl Eq for Taking {}

impl Own {
    pub(super) fn masks(&self) -> OwnMasks {
        let mut masks = OwnMasks {
            given: self.grants.given(),
            taken: 0,
            closed: self.shut,
        };
        for taking in &self.restrictions {
            masks.taken |= taking.takes;
            if taking.validity.is_always() && taking.place.is_any() {
                masks.closed |= taking.takes;
            }
        }
        masks.taken |= masks.closed;
        masks
    }
}

/// What standing and kind take, whatever the object (catalogue.md 1.1, 1 and 3).
pub(super) fn shut(standing: Standing, kind: AccountKind) -> u128 {
    match standing.can_act() {
        true => closed_to(kind),
        false => u128::MAX,
    }
}
