//! What each right is asked about and what it needs, closed once for all.

use std::sync::Arc;

use frontdesk_model::AccountKind;

use crate::catalogue::Catalogue;
use crate::decide::kind_denies;
use crate::explain::{self, Step};
use crate::permission::{ObjectKind, Permission, PermissionSet};

/// Every right by its bit. Bits that belong to no right are asked about nothing.
#[derive(Clone)]
pub(super) struct RightTable {
    all: Arc<[Right]>,
    /// What each is asked about: all that most questions read of it.
    kinds: Arc<[Option<ObjectKind>; 256]>,
    /// Those that need nothing but themselves, those that need more, and those that nobody declares.
    simple: u128,
    needing: Arc<[(u128, u128)]>,
    undeclared: u128,
}

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
    /// It and all that it needs, in the order of explanations.
    pub(super) chain: Box<[Step]>,
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

impl From<explain::About> for About {
    fn from(about: explain::About) -> Self {
        match about {
            explain::About::Object => Self::Here,
            explain::About::OwnRecord => Self::OwnRecord,
            explain::About::Section => Self::Section,
        }
    }
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
    /// All that it needs where it is asked about this itself: of the object of the question, of the
    /// record of whoever asks, of no object.
    pub(super) const fn seen_from(&self, about: About) -> [u128; 3] {
        match about {
            About::Here => [self.here, self.own_record, self.section],
            About::OwnRecord => [0, self.here | self.own_record, self.section],
            About::Section => [0, self.own_record, self.here | self.section],
        }
    }
}

impl RightTable {
    pub(super) fn new(catalogue: &Catalogue) -> Self {
        let mut all = vec![Right::default(); 128];
        // A right that nobody declares is asked about nothing and needs nothing.
        for permission in Permission::every() {
            if let Some(place) = all.get_mut(usize::from(permission.bit())) {
                place.chain = chain(catalogue, permission);
            }
        }
        let (mut kinds, mut simple, mut undeclared) = ([None; 256], 0, u128::MAX);
        let mut needing = Vec::new();
        for permission in catalogue.permissions() {
            let at = usize::from(permission.bit());
            let right = right(catalogue, permission);
            if let Some(place) = kinds.get_mut(at) {
                *place = right.object;
            }
            undeclared &= !bit(permission);
            match right.needs == bit(permission) {
                true => simple |= bit(permission),
                false => needing.push((bit(permission), right.needs)),
            }
            if let Some(place) = all.get_mut(at) {
                *place = right;
            }
        }
        Self {
            all: all.into(),
            kinds: Arc::new(kinds),
            simple,
            needing: needing.into(),
            undeclared,
        }
    }

    #[inline]
    pub(super) fn get(&self, permission: Permission) -> Option<&Right> {
        self.all.get(usize::from(permission.bit()))
    }

    /// Whether the right is asked about objects of this kind.
    #[inline(always)]
    pub(super) fn fits(&self, permission: Permission, kind: ObjectKind) -> bool {
        let wanted = self.kinds.get(usize::from(permission.bit()));
        wanted == Some(&Some(kind))
    }

    /// Of these the ones of which all that they need is among them.
    pub(super) fn closed(&self, these: u128) -> u128 {
        let whole = |(right, needs): &(u128, u128)| if needs & !these == 0 { *right } else { 0 };
        let needing = self.needing.iter().map(whole);
        needing.fold(these & self.simple, |all, right| all | right)
    }

    pub(super) const fn undeclared(&self) -> u128 {
        self.undeclared
    }
}

fn right(catalogue: &Catalogue, permission: Permission) -> Right {
    let mut right = Right {
        object: catalogue.object_of(permission),
        links: links(catalogue, permission),
        chain: chain(catalogue, permission),
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

fn chain(catalogue: &Catalogue, permission: Permission) -> Box<[Step]> {
    let object = catalogue.object_of(permission);
    let steps = catalogue.steps(permission, object.unwrap_or(ObjectKind::Section));
    steps.into()
}

/// As [`Catalogue::needed_by`] chooses, each once: a host may name what is needed twice.
fn links(catalogue: &Catalogue, permission: Permission) -> Box<[(Permission, Choice)]> {
    let object = catalogue.object_of(permission);
    let choice = |needed: &Permission| match catalogue.object_of(*needed) {
        kind if kind == object => Choice::Same,
        Some(ObjectKind::User) => Choice::OwnRecord,
        _ => Choice::Section,
    };
    let mut met = 0;
    let mut is_new = |p: &&Permission| {
        let is_new = met & bit(**p) == 0;
        met |= bit(**p);
        is_new
    };
    let needed = catalogue.prerequisites_of(permission).iter();
    let each_once = needed.filter(|p| is_new(p));
    each_once.map(|p| (*p, choice(p))).collect()
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
