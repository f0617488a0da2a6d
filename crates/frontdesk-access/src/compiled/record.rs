//! What is kept of roles and records: masks for the common case, grants for the others.

use std::cmp::Ordering;
use std::hint::black_box;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use frontdesk_model::{AccountKind, ActorId, Standing, Validity};

use super::case::Case;
use super::lists::Lists;
use super::place::Place;
use super::rights::{About, EVERY, RightTable, bit, closed_to, mask};
use crate::grant::{Gives, Grant};
use crate::holder::Obligation;
use crate::permission::Permission;
use crate::reason::Source;
use crate::restriction::{Restriction, Takes};
use crate::role::RestrictionId;
use crate::scope::Scope;

/// Whose the record is, what masks say of it, and which roles and rights of its own it has. One
/// line of a cache, so that most questions read no other of the person.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
pub(super) struct Slot {
    /// `None`: a free place.
    pub(super) id: Option<ActorId>,
    /// Which combination of roles.
    pub(super) roles: u32,
    /// The number of what the person has alone: whoever has the same has this number.
    pub(super) own: u32,
    /// Whether the verdicts are those of the roles as they are now: see
    /// [`Compiled::stamps`](super::Compiled).
    pub(super) stamp: u32,
    pub(super) verdicts: Verdicts,
}

/// A record: two lines of a cache beside each other, so that both can be waited for at once and are
/// on one page of memory.
#[derive(Clone, Debug, Default)]
#[repr(align(128))]
pub(super) struct Record {
    pub(super) slot: Slot,
    pub(super) behind: Behind,
}

/// What masks do not say of a record.
#[derive(Clone, Debug, Default)]
#[repr(align(64))]
pub(super) struct Behind {
    pub(super) lists: Lists,
    /// The rights that `own` speaks of, [folded](folded): most questions are about others, and `own`
    /// is far away.
    pub(super) spoken_of: u64,
    /// `None`: a free place.
    pub(super) own: Option<Arc<Own>>,
}

impl Record {
    /// What masks say. The line behind it is read as well, so that it is on its way while the first is
    /// waited for: whether it is needed is known only then.
    #[inline(always)]
    pub(super) fn fetched(&self) -> &Slot {
        black_box(self.behind.spoken_of);
        &self.slot
    }
}

impl Behind {
    pub(super) fn new(lists: Lists, own: Arc<Own>) -> Self {
        let OwnMasks { given, taken, .. } = own.masks;
        Self {
            lists,
            spoken_of: folded(given.possible | taken),
            own: Some(own),
        }
    }
}

/// Two rights in one bit: whether two sets may have one in common.
#[inline(always)]
pub(super) const fn folded(rights: u128) -> u64 {
    let [low, high] = halves(rights);
    low | high
}

/// What masks say of each right with all that it needs: always and everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Verdicts {
    /// By halves: one bit of a half is tested at once.
    yes: [u64; 2],
    /// It depends on the object or on the time. What is in neither is denied.
    depends: [u64; 2],
}

/// What a mask says of one right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) yes: bool,
    pub(super) depends: bool,
}

impl Verdicts {
    /// What follows from what is given and taken.
    pub(super) fn new(rights: &RightTable, roles: &Given, own: &OwnMasks) -> Self {
        let sure = (roles.sure | own.given.sure) & !own.taken;
        let possible = (roles.possible | own.given.possible) & !own.closed;
        let yes = rights.closed(sure);
        // A right that nobody declares yet is asked about nothing; what a declaration brings is not
        // known here.
        let depends = (rights.closed(possible) | rights.undeclared()) & !yes;
        Self {
            yes: halves(yes),
            depends: halves(depends),
        }
    }

    #[inline(always)]
    pub(super) fn of(&self, bit: u8) -> Verdict {
        let [low_yes, high_yes] = self.yes;
        let [low, high] = self.depends;
        let (yes, depends) = match bit & 64 {
            0 => (low_yes, low),
            _ => (high_yes, high),
        };
        Verdict {
            yes: yes >> (bit & 63) & 1 == 1,
            depends: depends >> (bit & 63) & 1 == 1,
        }
    }
}

const fn halves(mask: u128) -> [u64; 2] {
    [mask as u64, (mask >> 64) as u64]
}

/// What some grants give: true at every moment and of every object in the tenant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Given {
    /// Given always and everywhere.
    pub(super) sure: u128,
    /// Given at some time somewhere; all that is sure is among it. What is in neither is given never.
    pub(super) possible: u128,
}

/// [`Given`] for a person alone, and what is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct OwnMasks {
    pub(super) given: Given,
    /// Taken at some time somewhere; all that is closed is among it.
    pub(super) taken: u128,
    /// Taken always and everywhere, by a restriction, the kind of account or its standing.
    pub(super) closed: u128,
}

/// The grants of a role, or of an add-on of a role.
#[derive(Debug)]
pub(super) struct Bundle {
    pub(super) source: Source,
    pub(super) state: BundleState,
    pub(super) given: Given,
    pub(super) grants: Grants,
    /// Of a role: the add-ons that it lists.
    pub(super) add_ons: Box<[Self]>,
}

/// A role that there is, whoever has it.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    /// What it gives at some time somewhere.
    pub(super) possible: u128,
    pub(super) role: Arc<Bundle>,
}

/// Roles and add-ons that records have together.
#[derive(Debug)]
pub(super) struct Combination {
    /// The number of each bundle, doubled, and one more where it is not given always.
    pub(super) parts: Arc<[u32]>,
    /// The same in the order of their names, then of their times.
    pub(super) named: Arc<[Named]>,
    /// What they give only somewhere or at some time.
    pub(super) conditional: Box<[Conditional]>,
}

/// One of the bundles of a combination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) bundle: u32,
    /// As in [`Conditional`].
    pub(super) assigned: u32,
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
    pub(super) masks: OwnMasks,
    pub(super) kind: AccountKind,
    pub(super) standing: Standing,
    pub(super) grants: Grants,
    /// In the order of their names.
    pub(super) restrictions: Box<[Taking]>,
    /// When the roles hold that do not always, in the order of the combination.
    pub(super) assigned: Box<[Validity]>,
    pub(super) obligations: Box<[Obligation]>,
    /// What standing and kind take, whatever the object (catalogue.md 1.1, 1 and 3).
    pub(super) shut: u128,
}

/// Grants, those of one scope and one time together, in the order of scopes and then of times.
#[derive(Debug, PartialEq, Eq, Default)]
pub(super) struct Grants {
    all: Box<[Granting]>,
    /// Those that do not hold always, in the order of times.
    timed: Box<[u32]>,
}

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
            all.push(Granting {
                rights,
                place: place(scope),
                time: (!validity.is_always()).then(|| Box::new(*validity)),
            });
        }
        // The order of the record does not matter.
        all.sort_unstable_by(Granting::before);
        all.dedup_by(|next, there| {
            let same = there.is_beside(next) && there.time == next.time;
            if same {
                there.rights |= next.rights;
            }
            same
        });
        let timed = (0_u32..)
            .zip(&all)
            .filter(|(_, grant)| grant.time.is_some());
        let mut timed: Vec<(Validity, u32)> =
            timed.map(|(at, grant)| (grant.validity(), at)).collect();
        timed.sort_unstable();
        Self {
            all: all.into(),
            timed: timed.into_iter().map(|(_, at)| at).collect(),
        }
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
        self.all.iter()
    }

    /// In the order of scopes; those of one scope follow each other.
    pub(super) fn by_scope(&self) -> &[Granting] {
        &self.all
    }

    /// Those that do not hold always, in the order of times.
    pub(super) fn timed(&self) -> impl Iterator<Item = &Granting> {
        let timed = self.timed.iter();
        timed.filter_map(|grant| self.all.get(*grant as usize))
    }

    /// In the order of times, from a number on: the next one of these rights that does not hold now.
    pub(super) fn next_late(
        &self,
        from: usize,
        rights: u128,
        now: DateTime<Utc>,
    ) -> Option<(usize, Validity)> {
        let rest = self.timed.iter().enumerate().skip(from);
        rest.filter_map(|(at, grant)| Some((at, self.all.get(*grant as usize)?)))
            .find(|(_, grant)| grant.rights & rights != 0 && !grant.holds(now))
            .map(|(at, grant)| (at, grant.validity()))
    }
}

impl Granting {
    #[inline]
    pub(super) fn holds(&self, now: DateTime<Utc>) -> bool {
        self.time.as_ref().is_none_or(|time| time.holds(now))
    }

    /// Whether it holds always and everywhere.
    pub(super) fn is_sure(&self) -> bool {
        self.time.is_none() && self.is_everywhere()
    }

    /// Whether it holds everywhere while it holds.
    pub(super) fn is_everywhere(&self) -> bool {
        self.place.is_any()
    }

    pub(super) fn validity(&self) -> Validity {
        self.time.as_deref().copied().unwrap_or_default()
    }

    pub(super) fn scope(&self) -> &Scope {
        &self.place.scope
    }

    /// Whether it lies within the scope.
    pub(super) fn covers(&self, case: &Case<'_>, about: About) -> bool {
        self.place.covers(case.object(about), case.known)
    }

    /// Whether both have one scope.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        self.place.number == other.place.number
    }

    fn before(&self, other: &Self) -> Ordering {
        let by_scope = match self.is_beside(other) {
            true => Ordering::Equal,
            false => self.place.scope.cmp(&other.place.scope),
        };
        by_scope.then_with(|| self.time.cmp(&other.time))
    }

    /// What two equal ones have in common.
    pub(super) fn order(&self) -> (u64, Validity, u128) {
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

impl Taking {
    /// In the order of names; two of one name in any that is fixed.
    pub(super) fn before(&self, other: &Self) -> Ordering {
        let rest = |taking: &Self| (taking.takes, taking.place.number, taking.validity);
        self.id
            .cmp(&other.id)
            .then_with(|| rest(self).cmp(&rest(other)))
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
    /// With the masks that follow from the rest.
    pub(super) fn masked(mut self) -> Self {
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
        self.masks = masks;
        self
    }
}

/// What standing and kind take, whatever the object (catalogue.md 1.1, 1 and 3).
pub(super) fn shut(standing: Standing, kind: AccountKind) -> u128 {
    match standing.can_act() {
        true => closed_to(kind),
        false => u128::MAX,
    }
}
