//! What stands in the way and no grant lifts, one by one.

use std::iter::{self, FusedIterator};

use super::case::Case;
use super::decision::ReasonRef;
use super::rights::{About, bit};
use crate::decide::{Needs, kind_denies};
use crate::explain::Step;
use crate::permission::Permission;

/// Everything that stands in the way and that no grant lifts, of the right and of all that it needs:
/// the reasons of [`Enough::NoGrant`](crate::Enough::NoGrant), in that order, each once.
#[derive(Clone)]
pub struct Because<'a> {
    case: Case<'a>,
    barred: Needs,
    /// The place in the chain of the right whose reasons are said, and how many were.
    at: usize,
    said: usize,
    /// The rights of which it was said what needs them.
    told: Needs,
}

impl<'a> Because<'a> {
    pub(super) fn new(case: Case<'a>, barred: Needs) -> Self {
        Self {
            case,
            barred,
            at: 0,
            said: 0,
            told: Needs::default(),
        }
    }

    /// The next link of the way from the question to this right.
    fn link(&mut self, to: Step) -> Option<ReasonRef<'a>> {
        let chain = self.case.chain();
        loop {
            let way = iter::successors(Some(to), |step| step.needed_by(chain));
            let links = way.filter_map(|step| Some((step, step.needed_by(chain)?.permission)));
            let untold = |(step, _): &(Step, _)| !self.told.has(step.permission, step.about);
            let (step, by) = links.filter(untold).last()?;
            // The same may have been said of another object.
            let same = |other: &Step| {
                other.permission == step.permission
                    && self.told.has(other.permission, other.about)
                    && other.needed_by(chain).map(|by| by.permission) == Some(by)
            };
            let is_said = chain.iter().any(same);
            self.told.insert(step.permission, step.about);
            if !is_said {
                return Some(ReasonRef::Prerequisite {
                    permission: by,
                    missing: step.permission,
                });
            }
        }
    }

    /// Whether it was said behind a right before: only of rights of one section are reasons alike.
    fn is_said(&self, reason: ReasonRef<'a>, permission: Permission) -> bool {
        let before = self.case.chain().get(..self.at).unwrap_or_default();
        before.iter().any(|step| {
            self.barred.has(step.permission, step.about)
                && step.permission.section() == permission.section()
                && self.case.in_the_way(*step).any(|said| said == reason)
        })
    }
}

impl<'a> Iterator for Because<'a> {
    type Item = ReasonRef<'a>;

    fn next(&mut self) -> Option<ReasonRef<'a>> {
        loop {
            let step = *self.case.chain().get(self.at)?;
            let is_barred = self.barred.has(step.permission, step.about);
            if is_barred && let Some(link) = self.link(step) {
                return Some(link);
            }
            let mut rest = self.case.in_the_way(step).skip(self.said);
            match rest.next().filter(|_| is_barred) {
                Some(reason) => {
                    self.said += 1;
                    if !self.is_said(reason, step.permission) {
                        return Some(reason);
                    }
                }
                None => (self.at, self.said) = (self.at + 1, 0),
            }
        }
    }
}

impl FusedIterator for Because<'_> {}

impl std::fmt::Debug for Because<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

impl<'a> Case<'a> {
    /// What bars a right that is barred; where nothing else does, the person stands in no relation
    /// to the object, so that no scope covers it.
    fn in_the_way(&self, step: Step) -> impl Iterator<Item = ReasonRef<'a>> {
        let permission = step.permission;
        let mut bars = self.bars(step).peekable();
        let unrelated = bars.peek().is_none();
        let unrelated = unrelated.then_some(ReasonRef::NotGranted { permission });
        bars.chain(unrelated)
    }

    /// Everything that no grant lifts, in the order of catalogue.md 1.1.
    pub(super) fn bars(&self, step: Step) -> impl Iterator<Item = ReasonRef<'a>> {
        let (permission, about) = (step.permission, About::from(step.about));
        // Standing, tenant and kind of object are asked once, of the question itself.
        let of_question = step.by.is_none().then(|| self.bars_of_question());
        let (kind, section) = (self.own.kind, permission.section());
        let of_kind =
            kind_denies(kind, section).then_some(ReasonRef::KindOfAccount { kind, section });
        let restrictions = match self.own.masks.taken & bit(permission) != 0 && self.is_comparable()
        {
            true => &*self.own.restrictions,
            false => &[],
        };
        let same = restrictions.chunk_by(|one, other| one.id == other.id);
        let taken = same.filter(move |same| self.takes(same, permission, about));
        let taken = taken
            .filter_map(<[_]>::first)
            .map(move |taking| ReasonRef::Restricted {
                permission,
                restriction: &taking.id,
            });
        let of_question = of_question.into_iter().flatten().flatten();
        of_question.chain(of_kind).chain(taken)
    }

    fn bars_of_question(&self) -> [Option<ReasonRef<'a>>; 3] {
        let (standing, resource) = (self.own.standing, self.request.resource);
        let permission = self.request.permission;
        let wanted = self.right().and_then(|right| right.object);
        let other_tenant = resource.tenant != self.compiled.tenant;
        [
            (!standing.can_act()).then_some(ReasonRef::NotActive { standing }),
            other_tenant.then_some(ReasonRef::OtherTenant),
            match wanted {
                None => Some(ReasonRef::Undeclared { permission }),
                Some(wanted) if wanted != resource.kind => Some(ReasonRef::WrongObject {
                    wanted,
                    given: resource.kind,
                }),
                Some(_) => None,
            },
        ]
    }
}
