//! Why the compiled form answers as it does: the reasons of the plain form, borrowed.

use std::cmp::Ordering;
use std::iter::FusedIterator;

use frontdesk_model::{AccountKind, Standing, Validity};

use super::case::Case;
use super::rights::{About, Choice, bit};
use crate::decide::Outcome;
use crate::holder::Obligation;
use crate::permission::{ObjectKind, Permission, Section};
use crate::reason::{Reason, Source};
use crate::role::{AddOnId, RestrictionId, RoleId};
use crate::scope::Scope;

/// The answer of the compiled form with its reasons, which borrow from it: nothing is allocated.
/// The same as [`Decision`](crate::Decision) of the plain form.
#[derive(Clone, Copy)]
pub struct CompiledDecision<'a> {
    case: Case<'a>,
    outcome: Outcome,
}

/// A [`Reason`] that borrows. The variants mean the same and have the same order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each field is the one of `Reason`")]
pub enum ReasonRef<'a> {
    /// [`Reason::NotActive`]
    NotActive { standing: Standing },
    /// [`Reason::OtherTenant`]
    OtherTenant,
    /// [`Reason::WrongObject`]
    WrongObject {
        wanted: ObjectKind,
        given: ObjectKind,
    },
    /// [`Reason::Undeclared`]
    Undeclared { permission: Permission },
    /// [`Reason::KindOfAccount`]
    KindOfAccount { kind: AccountKind, section: Section },
    /// [`Reason::Restricted`]
    Restricted {
        permission: Permission,
        restriction: &'a RestrictionId,
    },
    /// [`Reason::Granted`]
    Granted {
        permission: Permission,
        by: &'a Source,
        scope: &'a Scope,
    },
    /// [`Reason::NotGranted`]
    NotGranted { permission: Permission },
    /// [`Reason::OutOfScope`]
    OutOfScope {
        permission: Permission,
        by: &'a Source,
        scope: &'a Scope,
    },
    /// [`Reason::OutOfTime`]
    OutOfTime {
        permission: Permission,
        by: &'a Source,
        validity: Validity,
    },
    /// [`Reason::Prerequisite`]
    Prerequisite {
        permission: Permission,
        missing: Permission,
    },
    /// [`Reason::UnknownRole`]
    UnknownRole { role: &'a RoleId },
    /// [`Reason::UnlistedAddOn`]
    UnlistedAddOn {
        role: &'a RoleId,
        add_on: &'a AddOnId,
    },
}

impl<'a> CompiledDecision<'a> {
    pub(super) const fn new(case: Case<'a>, outcome: Outcome) -> Self {
        Self { case, outcome }
    }

    /// Yes or no.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// Whether the answer is yes.
    #[must_use]
    pub fn is_allow(&self) -> bool {
        self.outcome == Outcome::Allow
    }

    /// The reasons, in the order of the plain form's.
    #[must_use]
    pub fn reasons(&self) -> Reasons<'a> {
        let case = self.case;
        let next = match first(&case) {
            Some(reason) => Next::Last(reason),
            None if self.is_allow() => Next::Granted(None),
            None => deny(&case, case.request.permission, About::Here),
        };
        let walk = Walk {
            case,
            permission: case.request.permission,
            about: About::Here,
            next,
            open: [None; DEEPEST],
            depth: 0,
            linked: false,
        };
        Reasons {
            start: walk.clone(),
            walk,
            walked: 0,
        }
    }

    /// What the host must see to when it lets the action through.
    pub fn obligations(&self) -> impl Iterator<Item = Obligation> + 'a {
        let permission = self.case.request.permission;
        let all: &[Obligation] = match self.outcome {
            Outcome::Allow => &self.case.own.obligations,
            Outcome::Deny => &[],
        };
        all.iter().copied().filter(move |o| o.concerns(permission))
    }
}

impl std::fmt::Debug for CompiledDecision<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("CompiledDecision");
        shown
            .field("outcome", &self.outcome)
            .finish_non_exhaustive()
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

/// What denies a right (catalogue.md 1.1, 3 to 6).
fn deny<'a>(case: &Case<'a>, permission: Permission, about: About) -> Next<'a> {
    if case.own.shut & bit(permission) != 0 {
        return Next::Last(ReasonRef::KindOfAccount {
            kind: case.own.kind,
            section: permission.section(),
        });
    }
    if case.takings(permission, about).next().is_some() {
        return Next::Restricted(None);
    }
    if !case.all_granted(bit(permission), about) {
        return Next::NotGranted;
    }
    Next::Links
}

/// What a right needs itself, and seen from it which object that is asked about.
fn links<'a>(case: &Case<'a>, permission: Permission) -> &'a [(Permission, Choice)] {
    let right = case.compiled.right(permission);
    right.map_or(&[], |right| &right.links)
}

/// The reasons of an [`CompiledDecision`], in one order whatever the order of the record, each once.
#[derive(Clone)]
pub struct Reasons<'a> {
    walk: Walk<'a>,
    /// Where it began, and how far it is: a missing prerequisite may be missed twice.
    start: Walk<'a>,
    walked: usize,
}

impl<'a> Iterator for Reasons<'a> {
    type Item = ReasonRef<'a>;

    fn next(&mut self) -> Option<ReasonRef<'a>> {
        loop {
            let reason = self.walk.next()?;
            let before = self.walked;
            self.walked += 1;
            let twice =
                self.walk.linked && self.start.clone().take(before).any(|there| there == reason);
            if !twice {
                return Some(reason);
            }
        }
    }
}

/// The reasons, right by right: what is missing, and behind each what stands in its way.
#[derive(Clone)]
struct Walk<'a> {
    case: Case<'a>,
    permission: Permission,
    about: About,
    next: Next<'a>,
    /// The rights of which prerequisites are missing, each with the number of the next one to look
    /// at, outermost first.
    open: [Option<(Permission, About, u16)>; DEEPEST],
    depth: usize,
    linked: bool,
}

/// No chain of prerequisites is longer: the catalogue's are three, and a host's right needs one of a
/// smaller number.
const DEEPEST: usize = 40;

/// Where the reasons are. A list goes on after the reason that was last.
#[derive(Clone, Copy)]
enum Next<'a> {
    Last(ReasonRef<'a>),
    Restricted(Option<ReasonRef<'a>>),
    Granted(Option<ReasonRef<'a>>),
    NotGranted,
    Near(Option<ReasonRef<'a>>),
    Links,
    Done,
}

impl<'a> Iterator for Walk<'a> {
    type Item = ReasonRef<'a>;

    fn next(&mut self) -> Option<ReasonRef<'a>> {
        let permission = self.permission;
        let (found, next) = match self.next {
            Next::Last(reason) => (Some(reason), Next::Done),
            Next::Restricted(last) => self.restricted(last).then(Next::Restricted),
            Next::Granted(last) => self.granted(last).then(Next::Granted),
            Next::NotGranted => (Some(ReasonRef::NotGranted { permission }), Next::Near(None)),
            Next::Near(last) => self.near(last).then(Next::Near),
            Next::Links => {
                self.enter();
                return self.link();
            }
            Next::Done => return self.link(),
        };
        self.next = next;
        // A list may turn out to be empty where others come behind it.
        found.or_else(|| self.link())
    }
}

impl<'a> Walk<'a> {
    fn enter(&mut self) {
        if let Some(place) = self.open.get_mut(self.depth) {
            *place = Some((self.permission, self.about, 0));
            self.depth += 1;
            self.linked = true;
        }
    }

    /// The next missing prerequisite of what is open, innermost first; its own reasons come next.
    fn link(&mut self) -> Option<ReasonRef<'a>> {
        self.next = Next::Done;
        while let Some(at) = self.depth.checked_sub(1) {
            let (permission, about, from) = self.open.get(at).copied().flatten()?;
            let links = links(&self.case, permission)
                .iter()
                .enumerate()
                .skip(usize::from(from));
            let missing = links
                .map(|(number, (needed, choice))| (number, *needed, choice.seen_from(about)))
                .find(|(_, needed, about)| !self.case.is_allowed(*needed, *about));
            let Some((number, missing, seen)) = missing else {
                self.depth = at;
                continue;
            };
            if let Some(place) = self.open.get_mut(at) {
                *place = Some((permission, about, (number + 1) as u16));
            }
            (self.permission, self.about) = (missing, seen);
            self.next = deny(&self.case, missing, seen);
            return Some(ReasonRef::Prerequisite {
                permission,
                missing,
            });
        }
        None
    }
}

impl FusedIterator for Reasons<'_> {}

/// The least reason after the last one: a sorted set without the set. The lists are short.
#[derive(Clone, Copy)]
struct Least<'a> {
    last: Option<ReasonRef<'a>>,
    found: Option<ReasonRef<'a>>,
    /// Whether there are others after the one that was found.
    more: bool,
}

impl<'a> Least<'a> {
    const fn after(last: Option<ReasonRef<'a>>) -> Self {
        Self {
            last,
            found: None,
            more: false,
        }
    }

    fn see(&mut self, reason: ReasonRef<'a>) {
        if self.last.is_some_and(|last| reason <= last) {
            return;
        }
        match self.found.map(|found| reason.cmp(&found)) {
            None => self.found = Some(reason),
            Some(Ordering::Equal) => {}
            Some(Ordering::Greater) => self.more = true,
            Some(Ordering::Less) => {
                self.found = Some(reason);
                self.more = true;
            }
        }
    }

    /// What was found, and where to go on.
    fn then(
        self,
        go_on: impl FnOnce(Option<ReasonRef<'a>>) -> Next<'a>,
    ) -> (Option<ReasonRef<'a>>, Next<'a>) {
        match self.more {
            true => (self.found, go_on(self.found)),
            false => (self.found, Next::Done),
        }
    }
}

impl<'a> Walk<'a> {
    fn restricted(&self, last: Option<ReasonRef<'a>>) -> Least<'a> {
        let mut least = Least::after(last);
        for restriction in self.case.takings(self.permission, self.about) {
            least.see(ReasonRef::Restricted {
                permission: self.permission,
                restriction,
            });
        }
        least
    }

    fn granted(&self, last: Option<ReasonRef<'a>>) -> Least<'a> {
        let mut least = Least::after(last);
        let permission = self.permission;
        self.case.each_held(permission, self.about, |held| {
            if held.out_of_time.is_none() && held.covers {
                least.see(ReasonRef::Granted {
                    permission,
                    by: held.source,
                    scope: held.scope,
                });
            }
        });
        least
    }

    /// What came near: a grant elsewhere or at another time, and what has no effect.
    fn near(&self, last: Option<ReasonRef<'a>>) -> Least<'a> {
        let mut least = Least::after(last);
        let permission = self.permission;
        self.case.each_held(permission, self.about, |held| {
            let (by, scope) = (held.source, held.scope);
            least.see(match held.out_of_time {
                Some(validity) => ReasonRef::OutOfTime {
                    permission,
                    by,
                    validity,
                },
                None => ReasonRef::OutOfScope {
                    permission,
                    by,
                    scope,
                },
            });
        });
        self.case
            .each_ineffective(permission, |source| match source {
                Source::Role(role) => least.see(ReasonRef::UnknownRole { role }),
                Source::AddOn { role, add_on } => {
                    least.see(ReasonRef::UnlistedAddOn { role, add_on });
                }
                Source::Person => {}
            });
        least
    }
}

impl std::fmt::Debug for Reasons<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

impl From<ReasonRef<'_>> for Reason {
    fn from(reason: ReasonRef<'_>) -> Self {
        match reason {
            ReasonRef::NotActive { standing } => Self::NotActive { standing },
            ReasonRef::OtherTenant => Self::OtherTenant,
            ReasonRef::WrongObject { wanted, given } => Self::WrongObject { wanted, given },
            ReasonRef::Undeclared { permission } => Self::Undeclared { permission },
            ReasonRef::KindOfAccount { kind, section } => Self::KindOfAccount { kind, section },
            ReasonRef::Restricted {
                permission,
                restriction,
            } => Self::Restricted {
                permission,
                restriction: restriction.clone(),
            },
            ReasonRef::Granted {
                permission,
                by,
                scope,
            } => Self::Granted {
                permission,
                by: by.clone(),
                scope: scope.clone(),
            },
            ReasonRef::NotGranted { permission } => Self::NotGranted { permission },
            ReasonRef::OutOfScope {
                permission,
                by,
                scope,
            } => Self::OutOfScope {
                permission,
                by: by.clone(),
                scope: scope.clone(),
            },
            ReasonRef::OutOfTime {
                permission,
                by,
                validity,
            } => Self::OutOfTime {
                permission,
                by: by.clone(),
                validity,
            },
            ReasonRef::Prerequisite {
                permission,
                missing,
            } => Self::Prerequisite {
                permission,
                missing,
            },
            ReasonRef::UnknownRole { role } => Self::UnknownRole { role: role.clone() },
            ReasonRef::UnlistedAddOn { role, add_on } => Self::UnlistedAddOn {
                role: role.clone(),
                add_on: add_on.clone(),
            },
        }
    }
}
