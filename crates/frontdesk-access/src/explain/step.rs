//! What one answer hangs on, in order: the right itself, then what it needs.

use super::About;
use crate::catalogue::Catalogue;
use crate::decide::Needs;
use crate::permission::{ObjectKind, Permission};

/// One right of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) permission: Permission,
    pub(crate) about: About,
    /// The place in the chain of the first right that needs it. `None`: it was asked about.
    pub(crate) by: Option<usize>,
}

impl Step {
    /// The first right of its chain that needs it.
    pub(crate) fn needed_by(self, chain: &[Self]) -> Option<Self> {
        chain.get(self.by?).copied()
    }
}

impl Catalogue {
    /// A right that is asked about an object of this kind, and every right that it needs, each once:
    /// what is needed first comes next, and all that this needs before the second.
    pub(crate) fn steps(&self, permission: Permission, asked: ObjectKind) -> Vec<Step> {
        let root = Step {
            permission,
            about: About::Object,
            by: None,
        };
        let (mut chain, mut met, mut open) = (Vec::new(), Needs::default(), vec![root]);
        while let Some(step) = open.pop() {
            if !met.insert(step.permission, step.about) {
                continue;
            }
            let (behind, by) = (open.len(), Some(chain.len()));
            for (permission, about) in self.needed_by(step.permission, step.about, asked) {
                open.push(Step {
                    permission,
                    about,
                    by,
                });
            }
            open.get_mut(behind..).unwrap_or_default().reverse();
            chain.push(step);
        }
        chain
    }
}
