//! How far the reasons are: which rights were seen, and where a list goes on.

use frontdesk_model::Validity;

use super::case::Case;
use super::record::{BundleState, Granting, Grants, Named};
use super::rights::{About, bit};
use crate::permission::Permission;
use crate::reason::Source;
use crate::role::{AddOnId, RoleId};
use crate::scope::Scope;

/// What was said of rights: masks, so that nothing is allocated and nothing is said twice. By the
/// object that a right was asked about where that makes a difference.
#[derive(Clone, Copy, Default)]
pub(super) struct Told {
    visited: [u128; 3],
    linked: [u128; 3],
    restricted: [u128; 3],
    /// Rights that nothing grants, and those of closed sections.
    lacking: u128,
    shut: u128,
    /// Whether a right is held with all that it needs, once it was asked.
    asked: [u128; 3],
    allowed: [u128; 3],
}

const ABOUT: [About; 3] = [About::Here, About::OwnRecord, About::Section];

impl Told {
    /// Whether this is the first visit.
    pub(super) fn visit(&mut self, permission: Permission, about: About) -> bool {
        first_of(of(&mut self.visited, about), bit(permission))
    }

    pub(super) fn link(&mut self, permission: Permission, about: About) {
        *of(&mut self.linked, about) |= bit(permission);
    }

    pub(super) fn restrict(&mut self, permission: Permission, about: About) {
        *of(&mut self.restricted, about) |= bit(permission);
    }

    /// Whether nobody said yet that nothing grants it.
    pub(super) fn lack(&mut self, permission: Permission) -> bool {
        first_of(&mut self.lacking, bit(permission))
    }

    /// The others of which it was said before.
    pub(super) const fn lacking_before(&self, permission: Permission) -> u128 {
        self.lacking & !bit(permission)
    }

    /// Whether nobody said yet that its section is closed.
    pub(super) fn shut(&mut self, permission: Permission) -> bool {
        let mask = bit(permission);
        let same = |other: &Permission| self.shut & bit(*other) != 0;
        let said = self.shut != 0
            && Permission::every()
                .filter(same)
                .any(|other| other.section() == permission.section());
        self.shut |= mask;
        !said
    }

    /// Of which other objects the right was restricted before.
    pub(super) fn restricted_elsewhere(
        &self,
        permission: Permission,
        about: About,
    ) -> impl Iterator<Item = About> {
        elsewhere(self.restricted, permission, about)
    }

    /// Of which other objects it was said what the right lacks.
    pub(super) fn linked_elsewhere(
        &self,
        permission: Permission,
        about: About,
    ) -> impl Iterator<Item = About> + use<> {
        elsewhere(self.linked, permission, about)
    }

    /// Asked once.
    pub(super) fn is_allowed(
        &mut self,
        permission: Permission,
        about: About,
        found: impl FnOnce() -> bool,
    ) -> bool {
        let allowed = of(&mut self.allowed, about);
        if first_of(of(&mut self.asked, about), bit(permission)) && found() {
            *allowed |= bit(permission);
        }
        *allowed & bit(permission) != 0
    }
}

fn of(masks: &mut [u128; 3], about: About) -> &mut u128 {
    let [here, own_record, section] = masks;
    match about {
        About::Here => here,
        About::OwnRecord => own_record,
        About::Section => section,
    }
}

fn elsewhere(
    mut masks: [u128; 3],
    permission: Permission,
    about: About,
) -> impl Iterator<Item = About> {
    ABOUT
        .into_iter()
        .filter(move |other| *other != about && *of(&mut masks, *other) & bit(permission) != 0)
}

fn first_of(mask: &mut u128, bit: u128) -> bool {
    let first = *mask & bit == 0;
    *mask |= bit;
    first
}

/// A place in what a record has: the roles and add-ons in the order of their names, then the person.
#[derive(Clone, Copy, Default)]
pub(super) struct Cursor {
    /// The first part of the role or add-on.
    giver: usize,
    /// The next grant of it, and the next of its times.
    grant: usize,
    part: usize,
    /// What was said last of it.
    last: Option<Validity>,
}

/// A role, an add-on or the person, with what it gives.
#[derive(Clone, Copy)]
struct Giver<'a> {
    source: &'a Source,
    state: BundleState,
    grants: &'a Grants,
    /// What these give at some time somewhere.
    possible: u128,
    /// As what it is on the record: more than once where it is given for several times.
    parts: &'a [Named],
}

/// The source of what was given to the person alone.
static PERSON: Source = Source::Person;

impl<'a> Giver<'a> {
    fn at(case: &Case<'a>, at: usize) -> Option<Self> {
        let named = case.named();
        let Some(rest) = named.get(at..).filter(|rest| !rest.is_empty()) else {
            return (at == named.len()).then_some(Self {
                source: &PERSON,
                state: BundleState::Known,
                grants: &case.own.grants,
                possible: case.own.masks.given.possible,
                parts: &[],
            });
        };
        let parts = rest
            .chunk_by(|one, other| one.bundle == other.bundle)
            .next()?;
        let bundle = case.compiled.bundles.get(parts.first()?.bundle)?;
        let bundle = bundle.as_deref()?;
        Some(Self {
            source: &bundle.source,
            state: bundle.state,
            grants: &bundle.grants,
            possible: bundle.given.possible,
            parts,
        })
    }

    /// Whether the record has it now.
    fn is_given(&self, case: &Case<'a>) -> bool {
        self.parts.is_empty()
            || self
                .parts
                .iter()
                .any(|part| case.is_assigned(part.assigned))
    }
}

impl Cursor {
    fn after(&mut self, giver: &Giver<'_>) {
        *self = Self {
            // Behind the person is nothing.
            giver: self.giver + giver.parts.len().max(1),
            ..Self::default()
        };
    }

    /// The next scope over which the right is granted now, of those for which `wanted` holds.
    pub(super) fn in_time<'a>(
        &mut self,
        case: &Case<'a>,
        permission: Permission,
        wanted: impl Fn(&Granting) -> bool,
    ) -> Option<(&'a Source, &'a Scope)> {
        while let Some(giver) = Giver::at(case, self.giver) {
            if giver.possible & bit(permission) == 0 {
                self.after(&giver);
                continue;
            }
            let grants = giver.grants.by_scope();
            if self.grant == 0 && !giver.is_given(case) {
                self.grant = grants.len();
            }
            while let Some(grant) = grants.get(self.grant) {
                self.grant += 1;
                if grant.rights & bit(permission) != 0 && grant.holds(case.now) && wanted(grant) {
                    // Those of one scope follow each other.
                    let rest = grants.get(self.grant..).unwrap_or_default();
                    let same = rest.iter().take_while(|other| grant.is_beside(other));
                    self.grant += same.count();
                    return Some((giver.source, grant.scope()));
                }
            }
            self.after(&giver);
        }
        None
    }

    /// The next time at which the right is granted and that is not now.
    pub(super) fn out_of_time<'a>(
        &mut self,
        case: &Case<'a>,
        permission: Permission,
    ) -> Option<(&'a Source, Validity)> {
        while let Some(giver) = Giver::at(case, self.giver) {
            let mask = bit(permission);
            if giver.possible & mask == 0 {
                self.after(&giver);
                continue;
            }
            // When the role itself is not given: of all that it gives.
            let parts = giver.parts.get(self.part..);
            let mut parts = parts.unwrap_or_default().iter().enumerate();
            let part = parts.find_map(|(at, part)| {
                let time = case.assigned(part.assigned)?;
                (!time.holds(case.now)).then_some((self.part + at, time))
            });
            // When a grant of it is not, of those that are given.
            let grant = match giver.is_given(case) {
                true => giver.grants.next_late(self.grant, mask, case.now),
                false => None,
            };
            let validity = match (part, grant) {
                (None, None) => {
                    self.after(&giver);
                    continue;
                }
                (Some((at, time)), Some((_, other))) if time <= other => {
                    self.part = at + 1;
                    time
                }
                (Some((at, time)), None) => {
                    self.part = at + 1;
                    time
                }
                (_, Some((at, time))) => {
                    self.grant = at + 1;
                    time
                }
            };
            if self.last.replace(validity) != Some(validity) {
                return Some((giver.source, validity));
            }
        }
        None
    }

    /// The next role that nobody knows.
    pub(super) fn unknown_role<'a>(&mut self, case: &Case<'a>) -> Option<&'a RoleId> {
        while let Some(giver) = Giver::at(case, self.giver) {
            self.after(&giver);
            if let (BundleState::Unknown, Source::Role(role)) = (giver.state, giver.source) {
                return Some(role);
            }
        }
        None
    }

    /// The next add-on that its role does not list, where what those of its name grant elsewhere is
    /// wanted.
    pub(super) fn unlisted_add_on<'a>(
        &mut self,
        case: &Case<'a>,
        wanted: impl Fn(u128) -> bool,
    ) -> Option<(&'a RoleId, &'a AddOnId)> {
        while let Some(giver) = Giver::at(case, self.giver) {
            self.after(&giver);
            if let (BundleState::Unlisted, Source::AddOn { role, add_on }) =
                (giver.state, giver.source)
            {
                let elsewhere = case.compiled.add_ons.get(add_on);
                if elsewhere.is_some_and(|granted| wanted(*granted)) {
                    return Some((role, add_on));
                }
            }
        }
        None
    }
}
