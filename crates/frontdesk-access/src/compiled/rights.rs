//! What each right is asked about and what it needs, closed once for all.

use std::sync::Arc;

use frontdesk_model::AccountKind;

use crate::catalogue::Catalogue;
use crate::decide::kind_denies;
use crate::permission::{ObjectKind, Permission, PermissionSet};

/// Every right by its bit. Bits that belong to no right are asked about nothing.
pub(super) type Rights = Arc<[Right]>;

/// One right.
#[derive(Clone, Debug, Default)]
pub(super) struct Right {
    /// The right and all that it needs, and what that needs.
    pub(super) needs: u128,
    /// What it is asked about; `None`: nobody declares it, so nobody has it.
    pub(super) object: Option<ObjectKind>,
    /// Of its needs, those about the object of the question.
    pub(super) here: u128,
    /// Of its needs, those about the record of whoever asks.
    pub(super) own_record: u128,
    /// Of its needs, those about no object.
    pub(super) section: u128,
    /// What it needs itself, in the order of the catalogue, and which object that is asked about.
    pub(super) links: Box<[(Permission, Choice)]>,
}

/// Which object a prerequisite is asked about, seen from what needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// The same.
    Same,
    /// The record of whoever asks.
    OwnRecord,
    /// None.
    Section,
}

/// Which object a right is asked about within one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// The object of the question.
    Here,
    /// The record of whoever asks.
    OwnRecord,
    /// None.
    Section,
}

impl Choice {
    pub(super) const fn seen_from(self, about: About) -> About {
        match self {
            Self::Same => about,
            Self::OwnRecord => About::OwnRecord,
            Self::Section => About::Section,
        }
    }
}

impl Right {
    /// Whether all that it needs is in one mask and nothing of it in the other.
    #[inline(always)]
    pub(super) const fn within(&self, given: u128, taken: u128) -> bool {
        // By halves: there is no test of all 128 bits on every processor.
        let low = self.needs as u64 & !(given as u64 & !(taken as u64));
        let (given, taken) = ((given >> 64) as u64, (taken >> 64) as u64);
        let high = (self.needs >> 64) as u64 & !(given & !taken);
        low | high == 0
    }
}

pub(super) fn rights(catalogue: &Catalogue) -> Rights {
    let mut all = vec![Right::default(); 128];
    for permission in catalogue.permissions() {
        if let Some(place) = all.get_mut(usize::from(permission.bit())) {
            *place = right(catalogue, permission);
        }
    }
    all.into()
}

fn right(catalogue: &Catalogue, permission: Permission) -> Right {
    let mut right = Right {
        object: catalogue.object_of(permission),
        links: links(catalogue, permission),
        ..Right::default()
    };
    let mut open = vec![(permission, About::Here)];
    while let Some((next, about)) = open.pop() {
        let mask = match about {
            About::Here => &mut right.here,
            About::OwnRecord => &mut right.own_record,
            About::Section => &mut right.section,
        };
        if *mask & bit(next) != 0 {
            continue;
        }
        *mask |= bit(next);
        let links = links(catalogue, next);
        open.extend(
            links
                .iter()
                .map(|(p, choice)| (*p, choice.seen_from(about))),
        );
    }
    right.needs = right.here | right.own_record | right.section;
    right
}

/// As [`Catalogue::prerequisite_object`] chooses.
fn links(catalogue: &Catalogue, permission: Permission) -> Box<[(Permission, Choice)]> {
    let object = catalogue.object_of(permission);
    let choice = |needed: &Permission| match catalogue.object_of(*needed) {
        kind if kind == object => Choice::Same,
        Some(ObjectKind::User) => Choice::OwnRecord,
        _ => Choice::Section,
    };
    let needed = catalogue.prerequisites_of(permission).iter();
    needed.map(|p| (*p, choice(p))).collect()
}

/// The mask of one right.
pub(super) const fn bit(permission: Permission) -> u128 {
    1 << permission.bit()
}

/// What "every right" gives (catalogue.md 1).
pub(super) const EVERY: u128 = !bit(Permission::IMPERSONATE);

pub(super) fn mask(permissions: PermissionSet) -> u128 {
    u128::from_be_bytes(permissions.to_bytes())
}

/// What a kind of account can never do.
pub(super) fn closed_to(kind: AccountKind) -> u128 {
    let closed = Permission::every().filter(|p| kind_denies(kind, p.section()));
    mask(closed.collect())
}
