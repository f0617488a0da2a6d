//! The reasons of the compiled form, one by one: each list of grants is gone through once, because it
//! is kept in the order in which reasons are said.

use std::iter::FusedIterator;

use super::case::Case;
use super::decision::ReasonRef;
use super::rights::{About, Choice, bit};
use super::told::{Cursor, Told};
use crate::decide::Outcome;
use crate::permission::Permission;

/// The reasons of a [`CompiledDecision`](super::CompiledDecision), in one order whatever the order of
/// the record, each once.
#[derive(Clone)]
pub struct Reasons<'a> {
    case: Case<'a>,
    /// The right whose reasons are said, and of which object.
    permission: Permission,
    about: About,
    next: Next<'a>,
    /// The rights of which prerequisites are missing, each with the number of the next one to look
    /// at, outermost first.
    open: [Option<(Permission, About, u16)>; DEEPEST],
    depth: usize,
    told: Told,
}

/// No chain of prerequisites is longer: the catalogue's are three, and a host's right needs one of a
/// smaller number.
const DEEPEST: usize = 40;

/// Which reasons come next, and how far they are.
#[derive(Clone, Copy)]
enum Next<'a> {
    Last(ReasonRef<'a>),
    Granted(Cursor),
    Restricted(usize),
    NotGranted,
    OutOfScope(Cursor),
    OutOfTime(Cursor),
    UnknownRoles(Cursor),
    UnlistedAddOns(Cursor),
    Links,
}

impl<'a> Reasons<'a> {
    pub(super) fn new(case: Case<'a>, outcome: Outcome) -> Self {
        let permission = case.request.permission;
        let mut reasons = Self {
            case,
            permission,
            about: About::Here,
            next: Next::Links,
            open: [None; DEEPEST],
            depth: 0,
            told: Told::default(),
        };
        match (first(&case), outcome) {
            (Some(reason), _) => reasons.next = Next::Last(reason),
            (None, Outcome::Allow) => reasons.next = Next::Granted(Cursor::default()),
            (None, Outcome::Deny) => reasons.visit(permission, About::Here),
        }
        reasons
    }

    /// Goes on with what denies this right (catalogue.md 1.1, 3 to 6). What was said of it before is
    /// not said again.
    fn visit(&mut self, permission: Permission, about: About) {
        (self.permission, self.about, self.next) = (permission, about, Next::Links);
        if !self.told.visit(permission, about) {
            return;
        }
        let case = &self.case;
        if case.own.shut & bit(permission) != 0 {
            let (kind, section) = (case.own.kind, permission.section());
            if self.told.shut(permission) {
                self.next = Next::Last(ReasonRef::KindOfAccount { kind, section });
            }
        } else if case.is_taken(permission, about) {
            self.told.restrict(permission, about);
            self.next = Next::Restricted(0);
        } else if !case.all_granted(bit(permission), about) {
            // Of a right that is granted nowhere here the same came near, whatever it is asked about.
            if self.told.lack(permission) {
                self.next = Next::NotGranted;
            }
        } else if let Some(place) = self.open.get_mut(self.depth) {
            *place = Some((permission, about, 0));
            self.depth += 1;
            self.told.link(permission, about);
        }
    }

    /// The next missing prerequisite of what is open, innermost first; its own reasons come next.
    fn link(&mut self) -> Option<ReasonRef<'a>> {
        while let Some(at) = self.depth.checked_sub(1) {
            let (permission, about, from) = self.open.get(at).copied().flatten()?;
            let links = links(&self.case, permission);
            let Some((missing, choice)) = links.get(usize::from(from)).copied() else {
                self.depth = at;
                continue;
            };
            if let Some(place) = self.open.get_mut(at) {
                *place = Some((permission, about, from + 1));
            }
            let seen = choice.seen_from(about);
            if self.is_allowed(missing, seen) {
                continue;
            }
            let said = self
                .told
                .linked_elsewhere(permission, about)
                .any(|about| !self.case.is_allowed(missing, choice.seen_from(about)));
            self.visit(missing, seen);
            if !said {
                return Some(ReasonRef::Prerequisite {
                    permission,
                    missing,
                });
            }
            if !matches!(self.next, Next::Links) {
                return None;
            }
        }
        None
    }

    fn is_allowed(&mut self, permission: Permission, about: About) -> bool {
        let case = &self.case;
        let found = || case.is_allowed(permission, about);
        self.told.is_allowed(permission, about, found)
    }

    /// The next reason of the list that is being said, and the list after it at its end.
    fn listed(&mut self) -> Option<ReasonRef<'a>> {
        let (case, permission) = (&self.case, self.permission);
        let start = Cursor::default();
        match &mut self.next {
            Next::Last(reason) => {
                let reason = *reason;
                self.next = Next::Links;
                Some(reason)
            }
            Next::Granted(at) => at
                .in_time(case, permission, |grant| grant.covers(case, self.about))
                .map(|(by, scope)| ReasonRef::Granted {
                    permission,
                    by,
                    scope,
                }),
            Next::Restricted(at) => {
                let elsewhere = || self.told.restricted_elsewhere(permission, self.about);
                let said = |restriction: &[_]| {
                    elsewhere().any(|about| case.takes(restriction, permission, about))
                };
                case.restrictions_from(at)
                    .find(|same| case.takes(same, permission, self.about) && !said(same))
                    .and_then(<[_]>::first)
                    .map(|taking| ReasonRef::Restricted {
                        permission,
                        restriction: &taking.id,
                    })
            }
            Next::NotGranted => {
                self.next = Next::OutOfScope(start);
                Some(ReasonRef::NotGranted { permission })
            }
            // A grant in time that covered it would have granted it.
            Next::OutOfScope(at) => {
                let found = at.in_time(case, permission, |_| true);
                if found.is_none() {
                    self.next = Next::OutOfTime(start);
                }
                found.map(|(by, scope)| ReasonRef::OutOfScope {
                    permission,
                    by,
                    scope,
                })
            }
            Next::OutOfTime(at) => {
                let found = at.out_of_time(case, permission);
                if found.is_none() {
                    self.next = Next::UnknownRoles(start);
                }
                found.map(|(by, validity)| ReasonRef::OutOfTime {
                    permission,
                    by,
                    validity,
                })
            }
            // What has no effect is said behind the first right that it bears on.
            Next::UnknownRoles(at) => {
                let first = self.told.lacking_before(permission) == 0;
                let found = first.then(|| at.unknown_role(case)).flatten();
                if found.is_none() {
                    self.next = Next::UnlistedAddOns(start);
                }
                found.map(|role| ReasonRef::UnknownRole { role })
            }
            Next::UnlistedAddOns(at) => {
                let before = self.told.lacking_before(permission);
                let found = at.unlisted_add_on(case, |granted| {
                    granted & bit(permission) != 0 && granted & before == 0
                });
                found.map(|(role, add_on)| ReasonRef::UnlistedAddOn { role, add_on })
            }
            Next::Links => None,
        }
    }
}

impl<'a> Iterator for Reasons<'a> {
    type Item = ReasonRef<'a>;

    fn next(&mut self) -> Option<ReasonRef<'a>> {
        loop {
            if matches!(self.next, Next::Links) {
                let link = self.link();
                if link.is_some() || matches!(self.next, Next::Links) {
                    return link;
                }
            }
            let near = matches!(
                self.next,
                Next::OutOfScope(_) | Next::OutOfTime(_) | Next::UnknownRoles(_)
            );
            let found = self.listed();
            if found.is_some() {
                return found;
            }
            // A list may turn out to be empty where others come behind it.
            if !near {
                self.next = Next::Links;
            }
        }
    }
}

impl FusedIterator for Reasons<'_> {}

impl std::fmt::Debug for Reasons<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

/// What denies before rights are looked at (catalogue.md 1.1, 1 and 2).
fn first<'a>(case: &Case<'a>) -> Option<ReasonRef<'a>> {
    let (standing, resource) = (case.own.standing, case.request.resource);
    let permission = case.request.permission;
    if !standing.can_act() {
        return Some(ReasonRef::NotActive { standing });
    }
    if resource.tenant != case.compiled.tenant {
        return Some(ReasonRef::OtherTenant);
    }
    let right = case.compiled.right(permission);
    match right.and_then(|right| right.object) {
        None => Some(ReasonRef::Undeclared { permission }),
        Some(wanted) if wanted != resource.kind => Some(ReasonRef::WrongObject {
            wanted,
            given: resource.kind,
        }),
        Some(_) => None,
    }
}

/// What a right needs itself, and seen from it which object that is asked about.
fn links<'a>(case: &Case<'a>, permission: Permission) -> &'a [(Permission, Choice)] {
    let right = case.compiled.right(permission);
    right.map_or(&[], |right| &right.links)
}
