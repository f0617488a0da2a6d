//! What the colluding accounts have brought about so far.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_model::{AccountKind, ActorId, Labels, Memberships, Standing};

use super::items::{Item, items};
use crate::administer::AdminAction;
use crate::directory::{AccessEvent, Directory};
use crate::grant::Grant;
use crate::holder::{Holder, Obligation, RoleAssignment};
use crate::permission::Permission;
use crate::restriction::Restriction;
use crate::role::{AddOnId, MadeBy, Role, RoleId};
use crate::scope::Scope;

/// The directory as it has become, who is controlled, and how it came about.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub(super) directory: Directory,
    pub(super) controlled: BTreeSet<ActorId>,
    /// The accounts that were made on the way, by who made them.
    pub(super) puppets: BTreeMap<ActorId, BTreeSet<ActorId>>,
    /// On whose lists something was put that is taken off again, with the lists before, in order.
    pub(super) lists: Vec<(ActorId, Memberships)>,
    pub(super) done: Vec<(ActorId, AdminAction)>,
}

/// What tells two states apart; how they came about does not.
pub(super) type Key = (BTreeSet<ActorId>, Vec<RecordKey>, Vec<RoleKey>, RightsKey);
/// Which rights of the host's own there are, and which there were. What each is about and needs stays
/// as it is.
type RightsKey = (BTreeSet<Permission>, BTreeSet<Permission>);
type RecordKey = (
    ActorId,
    AccountKind,
    Standing,
    BTreeSet<Item>,
    BTreeSet<RoleAssignment>,
    BTreeSet<Grant>,
    BTreeSet<Restriction>,
    BTreeSet<Obligation>,
);
type RoleKey = (
    RoleId,
    BTreeSet<Grant>,
    BTreeMap<AddOnId, BTreeSet<Grant>>,
    BTreeSet<RoleId>,
);

/// What a controlled account can do, by account.
pub(super) type Rights = BTreeMap<ActorId, BTreeSet<(Permission, Scope)>>;

impl State {
    pub(super) fn new(directory: &Directory, from: &BTreeSet<ActorId>) -> Self {
        Self {
            directory: directory.clone(),
            controlled: from
                .iter()
                .copied()
                .filter(|id| directory.holder(*id).is_some())
                .collect(),
            puppets: BTreeMap::new(),
            lists: Vec::new(),
            done: Vec::new(),
        }
    }

    /// The state after an action with what comes of it. `None`: it changes nothing.
    pub(super) fn after(
        &self,
        actor: ActorId,
        action: &AdminAction,
        events: &[AccessEvent],
    ) -> Option<Self> {
        let mut next = self.clone();
        let mut changed = false;
        for event in events {
            next.directory.apply(event).ok()?;
            changed = true;
        }
        match action {
            AdminAction::TakeOver { user, .. } => changed |= next.controlled.insert(*user),
            AdminAction::CreateUser { holder } => {
                next.controlled.insert(holder.id);
                next.puppets.entry(actor).or_default().insert(holder.id);
            }
            _ => {}
        }
        next.done.push((actor, action.clone()));
        changed.then_some(next)
    }

    /// The records of the controlled accounts.
    pub(super) fn ours(&self) -> impl Iterator<Item = &Holder> {
        self.directory
            .holders()
            .filter(|holder| self.controlled.contains(&holder.id))
    }

    /// What the controlled accounts can do now.
    pub(super) fn rights(&self, now: DateTime<Utc>) -> Rights {
        let catalogue = self.directory.catalogue();
        self.ours()
            .map(|holder| (holder.id, catalogue.effective(holder, now)))
            .collect()
    }

    pub(super) fn key(&self) -> Key {
        let records = self.directory.holders().map(|holder| {
            let Holder {
                tenant: _,
                id,
                kind,
                standing,
                memberships,
                roles,
                grants,
                restrictions,
                obligations,
            } = holder;
            (
                *id,
                *kind,
                *standing,
                items(memberships),
                roles.iter().cloned().collect(),
                grants.iter().cloned().collect(),
                restrictions.iter().cloned().collect(),
                obligations.clone(),
            )
        });
        let roles = self.directory.catalogue().roles().map(|role| {
            let add_ons = role.add_ons.iter();
            (
                role.id.clone(),
                role.grants.iter().cloned().collect(),
                add_ons
                    .map(|(id, add_on)| (id.clone(), add_on.grants.iter().cloned().collect()))
                    .collect(),
                role.may_assign.clone(),
            )
        });
        let catalogue = self.directory.catalogue();
        let declared = catalogue.host_permissions().map(|right| right.permission);
        (
            self.controlled.clone(),
            records.collect(),
            roles.collect(),
            (
                declared.collect(),
                catalogue.withdrawn_permissions().collect(),
            ),
        )
    }
}

/// A role that a host made, without rights yet.
pub(super) fn empty_role(id: RoleId) -> Role {
    Role {
        made_by: MadeBy::Host,
        ..Role::built_in(id, Labels::new("new"))
    }
}
