//! Who looks: everybody of both desks, each human once, and whoever has a link.

use std::collections::{BTreeMap, BTreeSet};

use frontdesk_model::{ActorId, CustomerId, UserId};
use frontdesk_visibility::{GuestLink, Onlooker};

use super::{Scene, WhatIfError};
use crate::desk::{Desk, UnknownActor, Wearer};

/// Everybody who looks.
pub(super) struct People {
    pub(super) all: Vec<Looks>,
    /// Which customer is which member of the staff.
    pub(super) one_human: BTreeMap<CustomerId, UserId>,
}

/// One who looks, with all his accounts.
#[derive(Clone, Copy)]
pub(super) enum Looks {
    Account(ActorId),
    Both(UserId, CustomerId),
    Link(GuestLink),
}

impl People {
    /// Everybody of either desk.
    pub(super) fn new(desks: [&Desk; 2], scene: &Scene<'_>) -> Result<Self, WhatIfError> {
        let everybody: BTreeSet<ActorId> = desks
            .into_iter()
            .flat_map(|desk| desk.directory.holders().map(|holder| holder.id))
            .collect();
        let mut one_human = BTreeMap::new();
        let mut both: BTreeMap<UserId, CustomerId> = BTreeMap::new();
        for (user, customer) in scene.one_human {
            for actor in [ActorId::from(*user), ActorId::from(*customer)] {
                if !everybody.contains(&actor) {
                    return Err(UnknownActor(actor).into());
                }
            }
            if both.insert(*user, *customer).is_some() {
                return Err(WhatIfError::PersonTwice(Onlooker::User(*user)));
            }
            if one_human.insert(*customer, *user).is_some() {
                return Err(WhatIfError::PersonTwice(Onlooker::Customer(*customer)));
            }
        }
        let tenant = desks.map(|desk| desk.tenant);
        if scene
            .links
            .iter()
            .any(|link| !tenant.contains(&link.tenant))
        {
            return Err(WhatIfError::OtherTenant);
        }
        let accounts = everybody.into_iter().filter_map(|actor| match actor {
            ActorId::User(user) => Some(match both.get(&user) {
                Some(customer) => Looks::Both(user, *customer),
                None => Looks::Account(actor),
            }),
            ActorId::Customer(customer) if one_human.contains_key(&customer) => None,
            ActorId::Customer(_) => Some(Looks::Account(actor)),
        });
        let links = scene.links.iter().copied().map(Looks::Link);
        Ok(Self {
            all: accounts.chain(links).collect(),
            one_human,
        })
    }
}

impl Looks {
    /// The line in which it is told.
    pub(super) fn onlooker(self) -> Onlooker {
        match self {
            Self::Account(actor) => actor.into(),
            Self::Both(user, _) => user.into(),
            Self::Link(link) => link.into(),
        }
    }

    /// The accounts on which it hangs what is seen: of a link that of its customer.
    pub(super) fn accounts(self) -> Vec<ActorId> {
        match self {
            Self::Account(actor) => vec![actor],
            Self::Both(user, customer) => vec![user.into(), customer.into()],
            Self::Link(link) => vec![link.customer.into()],
        }
    }

    /// With his hats, of those accounts that this desk has; `None`: it has none. `account` says whose an
    /// account is there.
    pub(super) fn wearer(
        self,
        desk: &Desk,
        account: impl Fn(ActorId) -> ActorId,
    ) -> Option<Wearer> {
        if let Self::Link(link) = self {
            return Some(link.into());
        }
        let accounts = self.accounts().into_iter().map(account);
        let mut there = accounts.filter(|actor| desk.directory.holder(*actor).is_some());
        let first = Wearer::from(there.next()?);
        // The two are never two members of the staff.
        there.try_fold(first, |wearer, actor| match actor {
            ActorId::User(user) => wearer.and_user(user).ok(),
            ActorId::Customer(customer) => Some(wearer.and_customer(customer)),
        })
    }
}
