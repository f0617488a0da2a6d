//! The decision where masks do not say it: grant by grant, without copying anything.

use std::ops::ControlFlow;

use chrono::{DateTime, Utc};
use frontdesk_model::{Relations, Validity};

use super::place::{Lists, Object};
use super::record::{Bundle, BundleState, Combination, Conditional, Granting, Own, Slot};
use super::rights::{About, Right, bit};
use super::{Compiled, CompiledRequest};
use crate::permission::Permission;
use crate::reason::Source;
use crate::scope::Scope;

/// One person's question with all that answers it.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) compiled: &'a Compiled,
    pub(super) request: CompiledRequest<'a>,
    pub(super) now: DateTime<Utc>,
    pub(super) slot: &'a Slot,
    pub(super) own: &'a Own,
    roles: Option<&'a Combination>,
    /// What is granted always and everywhere, and all but what is, and is never taken.
    sure: u128,
    open: u128,
    lists: Option<&'a Lists>,
}

/// A grant of a right, as it is held.
#[derive(Clone, Copy)]
pub(super) struct Held<'a> {
    pub(super) source: &'a Source,
    pub(super) scope: &'a Scope,
    /// The validity that does not hold now, if one does not.
    pub(super) out_of_time: Option<Validity>,
    /// Whether the scope covers the object. Only asked within the time.
    pub(super) covers: bool,
}

/// The source of what was given to the person alone.
static PERSON: Source = Source::Person;

impl<'a> Case<'a> {
    #[inline]
    pub(super) fn new(
        compiled: &'a Compiled,
        place: u32,
        request: CompiledRequest<'a>,
        now: DateTime<Utc>,
    ) -> Option<Self> {
        let slot = compiled.slots.get(place)?;
        let roles = compiled.roles.get(slot.roles)?;
        let (given, masks) = compiled.masks(slot);
        let (given, masks) = (given?, masks?);
        let sure = given.sure | masks.given.sure;
        Some(Self {
            sure,
            open: !sure | masks.taken,
            compiled,
            request,
            now,
            slot,
            own: compiled.owns.get(slot.own)?.as_deref()?,
            roles: roles.as_deref(),
            lists: compiled.lists.get(place),
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
    fn anywhere(&self) -> bool {
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
        self.own.shut & rights != 0
            || self.own.restrictions.iter().any(|taking| {
                taking.takes & rights != 0
                    && taking.validity.holds(self.now)
                    && taking.place.covers(object, self.lists)
            })
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
                && grant.place.covers(object, self.lists)
            {
                missing &= !grant.rights;
            }
        }
        for grant in self.own.grants.iter() {
            if grant.rights & missing != 0
                && grant.holds(self.now)
                && grant.place.covers(object, self.lists)
            {
                missing &= !grant.rights;
            }
        }
        missing == 0
    }

    #[inline]
    fn is_assigned(&self, assigned: u32) -> bool {
        let Some(at) = assigned.checked_sub(1) else {
            return true;
        };
        let time = self.own.assigned.get(at as usize);
        time.is_some_and(|time| time.holds(self.now))
    }

    /// The names of the restrictions that take the right here and now.
    pub(super) fn takings(
        &self,
        permission: Permission,
        about: About,
    ) -> impl Iterator<Item = &'a crate::role::RestrictionId> {
        let (object, lists, now) = (self.object(about), self.lists, self.now);
        let all = self.own.restrictions.iter();
        all.filter(move |taking| {
            taking.takes & bit(permission) != 0
                && taking.validity.holds(now)
                && taking.place.covers(object, lists)
        })
        .map(|taking| &taking.id)
    }

    /// Every grant of the right on the record, in effect or not.
    #[inline]
    pub(super) fn each_held(
        &self,
        permission: Permission,
        about: About,
        mut see: impl FnMut(Held<'a>),
    ) {
        let object = self.object(about);
        let of = |grant: &&Granting| grant.rights & bit(permission) != 0;
        let _ = self.each_bundle(|bundle, assigned| {
            if bundle.given.possible & bit(permission) != 0 {
                let late = assigned.filter(|validity| !validity.holds(self.now));
                for grant in bundle.grants.iter().filter(of) {
                    see(self.held(&bundle.source, late, grant, object));
                }
            }
            ControlFlow::Continue(())
        });
        for grant in self.own.grants.iter().filter(of) {
            see(self.held(&PERSON, None, grant, object));
        }
    }

    #[inline]
    fn held(
        &self,
        source: &'a Source,
        late: Option<Validity>,
        grant: &'a Granting,
        object: Object<'_>,
    ) -> Held<'a> {
        let late = late.or_else(|| (!grant.holds(self.now)).then(|| grant.validity()));
        Held {
            source,
            scope: &grant.place.scope,
            out_of_time: late,
            covers: late.is_none() && grant.place.covers(object, self.lists),
        }
    }

    /// Every role and add-on that the record names, with the time for which it is given where that
    /// is not always.
    #[inline]
    fn each_bundle(
        &self,
        mut see: impl FnMut(&'a Bundle, Option<Validity>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let mut assigned = self.own.assigned.iter();
        for part in self.roles.iter().flat_map(|roles| roles.parts.iter()) {
            let time = match part & 1 {
                0 => None,
                _ => assigned.next().copied(),
            };
            let bundle = self.compiled.bundles.get(part >> 1);
            if let Some(bundle) = bundle.and_then(Option::as_deref) {
                see(bundle, time)?;
            }
        }
        ControlFlow::Continue(())
    }

    /// Every role and add-on that the record names and that has no effect, and that would bear on
    /// this right.
    pub(super) fn each_ineffective(&self, permission: Permission, mut see: impl FnMut(&'a Source)) {
        let _ = self.each_bundle(|bundle, _| {
            let bears = match (bundle.state, &bundle.source) {
                (BundleState::Unknown, _) => true,
                // Whether the add-on of another role of this name grants the right.
                (BundleState::Unlisted, Source::AddOn { add_on, .. }) => {
                    let elsewhere = self.compiled.add_ons.get(add_on);
                    elsewhere.is_some_and(|mask| mask & bit(permission) != 0)
                }
                _ => false,
            };
            if bears {
                see(&bundle.source);
            }
            ControlFlow::Continue(())
        });
    }

    /// Whether the right is held with all that it needs.
    pub(super) fn is_allowed(&self, permission: Permission, about: About) -> bool {
        self.all(bit(permission), about)
            && self.compiled.right(permission).is_some_and(|right| {
                let mut links = right.links.iter();
                links.all(|(needed, choice)| self.is_allowed(*needed, choice.seen_from(about)))
            })
    }

    #[inline]
    fn object(&self, about: About) -> Object<'a> {
        match about {
            About::Here => Object::Given(self.request.resource),
            About::OwnRecord => Object::OwnRecord(self.slot.id.and_then(|id| id.user())),
            About::Section => Object::Section,
        }
    }
}
