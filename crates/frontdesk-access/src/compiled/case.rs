//! The decision where masks do not say it: grant by grant, without copying anything.

use chrono::{DateTime, Utc};
use frontdesk_model::{Relations, Validity};

use super::place::{Known, Object};
use super::record::{Behind, Combination, Conditional, Named, Own, Record, Slot, Taking, folded};
use super::rights::{About, Right, bit};
use super::{Compiled, CompiledRequest};
use crate::permission::Permission;

/// One person's question with all that answers it.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) compiled: &'a Compiled,
    pub(super) request: CompiledRequest<'a>,
    pub(super) now: DateTime<Utc>,
    pub(super) slot: &'a Slot,
    pub(super) own: &'a Own,
    /// Whether what the person has alone speaks of what is asked.
    own_counts: bool,
    pub(super) roles: Option<&'a Combination>,
    /// What is granted always and everywhere, and all but what is, and is never taken.
    pub(super) sure: u128,
    open: u128,
    pub(super) known: Known<'a>,
}

impl<'a> Case<'a> {
    /// To ask about any right.
    pub(super) fn new(
        compiled: &'a Compiled,
        place: u32,
        request: CompiledRequest<'a>,
        now: DateTime<Utc>,
    ) -> Option<Self> {
        Self::of(u128::MAX, compiled, place, request, now)
    }

    /// To ask about these rights and no other: what the person has alone is read only where it speaks
    /// of one of them.
    #[inline]
    pub(super) fn of(
        rights: u128,
        compiled: &'a Compiled,
        place: u32,
        request: CompiledRequest<'a>,
        now: DateTime<Utc>,
    ) -> Option<Self> {
        let Record { slot, behind } = compiled.records.get(place)?;
        let roles = compiled.roles.get(slot.roles)?;
        let Behind {
            lists,
            spoken_of,
            own,
        } = behind;
        let own = own.as_deref()?;
        let own_counts = spoken_of & folded(rights) != 0;
        let (own_sure, taken) = match own_counts {
            true => (own.masks.given.sure, own.masks.taken),
            false => (0, 0),
        };
        let sure = compiled.role_masks.get(slot.roles)?.sure | own_sure;
        Some(Self {
            sure,
            open: !sure | taken,
            compiled,
            request,
            now,
            slot,
            own,
            own_counts,
            roles: roles.as_deref(),
            known: Known {
                lists,
                numbers: &compiled.numbers,
            },
        })
    }

    /// Whether all that the right needs is granted and nothing of it is taken. What is not open is
    /// held of everything that the person stands to at all.
    #[inline]
    pub(super) fn holds(&self, right: &Right) -> bool {
        let open = self.open;
        let here = match self.anywhere() {
            true => right.here & open,
            false => right.here,
        };
        self.all(here, About::Here)
            && self.all(right.own_record & open, About::OwnRecord)
            && self.all(right.section & open, About::Section)
    }

    /// Whether what holds anywhere holds of the object.
    #[inline]
    pub(super) fn anywhere(&self) -> bool {
        let relations = self.request.resource.relations;
        relations.contains(Relations::ANY)
    }

    /// Whether all of these are granted and none of them is taken. Each scope is looked at once,
    /// whatever the number of rights over it.
    #[inline]
    fn all(&self, rights: u128, about: About) -> bool {
        rights == 0 || (!self.any_taken(rights, about) && self.all_granted(rights, about))
    }

    #[inline]
    fn any_taken(&self, rights: u128, about: About) -> bool {
        let object = self.object(about);
        self.own_counts
            && (self.own.shut & rights != 0
                || self.own.restrictions.iter().any(|taking| {
                    taking.takes & rights != 0
                        && taking.validity.holds(self.now)
                        && taking.place.covers(object, self.known)
                }))
    }

    #[inline]
    pub(super) fn all_granted(&self, rights: u128, about: About) -> bool {
        // What holds anywhere holds of sections and of one's own record.
        let sure = match about == About::Here && !self.anywhere() {
            true => 0,
            false => self.sure,
        };
        let (object, mut missing) = (self.object(about), rights & !sure);
        let conditional = self.roles.map_or(&[][..], |roles| &roles.conditional);
        for Conditional { grant, assigned } in conditional {
            if grant.rights & missing != 0
                && self.is_assigned(*assigned)
                && grant.holds(self.now)
                && grant.place.covers(object, self.known)
            {
                missing &= !grant.rights;
            }
        }
        // Only then are the person's own grants read.
        let own = match self.own_counts && missing & self.own.masks.given.possible != 0 {
            false => &[],
            true => self.own.grants.by_scope(),
        };
        for grant in own {
            if grant.rights & missing != 0
                && grant.holds(self.now)
                && grant.place.covers(object, self.known)
            {
                missing &= !grant.rights;
            }
        }
        missing == 0
    }

    #[inline]
    pub(super) fn is_assigned(&self, assigned: u32) -> bool {
        assigned == 0
            || self
                .assigned(assigned)
                .is_some_and(|time| time.holds(self.now))
    }

    /// Whether a restriction takes the right here and now.
    pub(super) fn is_taken(&self, permission: Permission, about: About) -> bool {
        self.takes(&self.own.restrictions, permission, about)
    }

    /// Whether one of these takes the right here and now.
    pub(super) fn takes(
        &self,
        restrictions: &[Taking],
        permission: Permission,
        about: About,
    ) -> bool {
        let object = self.object(about);
        // Only what some of them take is looked for.
        let may = self.own.masks.taken & bit(permission) != 0;
        may && restrictions.iter().any(|taking| {
            taking.takes & bit(permission) != 0
                && taking.validity.holds(self.now)
                && taking.place.covers(object, self.known)
        })
    }

    /// The restrictions from a number on, which is moved, those of one name together.
    pub(super) fn restrictions_from(&self, at: &mut usize) -> impl Iterator<Item = &'a [Taking]> {
        let rest = self.own.restrictions.get(*at..).unwrap_or_default();
        let same = rest.chunk_by(|one, other| one.id == other.id);
        same.inspect(|same| *at += same.len())
    }

    /// The roles and add-ons that the record names, in the order of their names.
    pub(super) fn named(&self) -> &'a [Named] {
        self.roles.map_or(&[], |roles| &roles.named)
    }

    /// When a role is given that is not always.
    pub(super) fn assigned(&self, assigned: u32) -> Option<Validity> {
        let at = assigned.checked_sub(1)?;
        self.own.assigned.get(at as usize).copied()
    }

    /// Whether the right is held with all that it needs, which was found when the rights were
    /// compiled: however they are chained, each is looked at once.
    pub(super) fn is_allowed(&self, permission: Permission, about: About) -> bool {
        self.compiled.right(permission).is_some_and(|right| {
            let [here, own_record, section] = right.seen_from(about);
            self.all(here, About::Here)
                && self.all(own_record, About::OwnRecord)
                && self.all(section, About::Section)
        })
    }

    #[inline]
    pub(super) fn object(&self, about: About) -> Object<'a> {
        match about {
            About::Here => Object::Given(self.request.resource),
            About::OwnRecord => Object::OwnRecord(self.slot.id.and_then(|id| id.user())),
            About::Section => Object::Section,
        }
    }
}
