//! What is refused because of what else stands on a record, and what can be taken off it first.
//!
//! Whoever gives a right wakes what waited for it on the record, and whoever makes lists longer lets
//! everything there reach further. The guard asks him to cover that too. So something that does
//! nothing by itself can stand in the way of a gift, and taking it first helps.

use std::cell::RefCell;
use std::collections::BTreeSet;

use frontdesk_model::ActorId;

use super::items::{items, reads};
use super::lists::set;
use super::moves::{Alphabet, Kind, Moves};
use super::permitted::permitted;
use super::state::State;
use super::strip::{without, without_add_on};
use crate::administer::{AdminAction, AdminReason, AdminRefusal, Guard};
use crate::directory::{AccessEvent, Directory};
use crate::grant::Grant;
use crate::holder::Holder;
use crate::permission::{Permission, PermissionSet};
use crate::restriction::Restriction;
use crate::role::{MadeBy, RestrictionId, Role};
use crate::scope::Scope;

/// The restriction by which a right is held back on the way.
pub(super) const HELD_BACK: &str = "held.back";

/// What was refused because of what else is on a record.
#[derive(Clone, Debug, Default)]
pub(super) struct Hindered {
    /// In one state: whose record, and which right there is in the way.
    by: RefCell<BTreeSet<(ActorId, Permission)>>,
}

impl Hindered {
    /// Another state is looked at.
    pub(super) fn begin(&self) {
        self.by.borrow_mut().clear();
    }

    fn knows(&self, record: ActorId, rights: PermissionSet) -> bool {
        let by = self.by.borrow();
        rights.iter().all(|right| by.contains(&(record, right)))
    }
}

impl Alphabet<'_> {
    /// Notes what is in the way of an action: without it the guard would let the action through.
    pub(super) fn note_hindered(
        &self,
        state: &State,
        asked: (ActorId, &AdminAction),
        refusal: &AdminRefusal,
    ) {
        let (actor, action) = asked;
        // Whoever does it to himself holds all that it would bring him, but for being within reach.
        let to_himself = action.user() == Some(actor) && self.words.of_people.is_empty();
        if self.guard == Guard::None || to_himself {
            return;
        }
        let directory = &state.directory;
        let catalogue = directory.catalogue();
        let mut lacking = PermissionSet::EMPTY;
        for reason in refusal.reasons() {
            let concerned: PermissionSet = match reason {
                AdminReason::Uncovered { rest } => catalogue
                    .permissions()
                    .filter(|right| rest.iter().any(|grant| grant.gives.includes(*right)))
                    .collect(),
                AdminReason::OwnObligation { obligation } => catalogue
                    .permissions()
                    .filter(|right| obligation.concerns(*right))
                    .collect(),
                // Whatever is on the record, it stays refused.
                _ => return,
            };
            lacking = lacking.iter().chain(concerned.iter()).collect();
        }
        let touched: Vec<(&Holder, PermissionSet)> = touched(state, action)
            .into_iter()
            .map(|holder| (holder, on_record(directory, holder, lacking)))
            .filter(|(_, rights)| *rights != PermissionSet::EMPTY)
            .collect();
        if touched.is_empty()
            || touched
                .iter()
                .all(|(holder, rights)| self.hindered.knows(holder.id, *rights))
        {
            return;
        }
        let helps = [Without::Taken, Without::Denied].into_iter().any(|how| {
            let mut bare = directory.clone();
            let changed = touched
                .iter()
                .flat_map(|(holder, rights)| how.events(directory, holder, *rights));
            let applied = changed.into_iter().all(|event| bare.apply(&event).is_ok());
            applied
                && brings(&bare, directory, action, lacking, how)
                && permitted(&bare, actor, action, self.guard, self.now).is_ok()
        });
        if helps {
            let mut by = self.hindered.by.borrow_mut();
            for (holder, rights) in touched {
                by.extend(rights.iter().map(|right| (holder.id, right)));
            }
        }
    }
}

/// The two ways in which a right is not there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Without {
    /// Whatever gives it is taken.
    Taken,
    /// It is denied everywhere.
    Denied,
}

impl Without {
    fn events(
        self,
        directory: &Directory,
        holder: &Holder,
        rights: PermissionSet,
    ) -> Vec<AccessEvent> {
        let id = holder.id;
        if self == Self::Denied {
            return vec![AccessEvent::Restricted {
                holder: id,
                restriction: held_back(rights),
            }];
        }
        let catalogue = directory.catalogue();
        let gives = |grant: &Grant| rights.iter().any(|right| grant.gives.includes(right));
        let mut events = Vec::new();
        for grant in holder.grants.iter().filter(|grant| gives(grant)) {
            events.push(AccessEvent::Revoked {
                holder: id,
                grant: grant.clone(),
            });
        }
        for held in &holder.roles {
            let Some(role) = catalogue.role(&held.role) else {
                continue;
            };
            let mut left = held.clone();
            left.add_ons.retain(|add_on| {
                let add_on = role.add_ons.get(add_on).into_iter();
                !add_on.flat_map(|add_on| &add_on.grants).any(gives)
            });
            let whole = role.grants.iter().any(gives);
            if whole || left != *held {
                events.push(AccessEvent::RoleUnassigned {
                    holder: id,
                    assignment: held.clone(),
                });
                if !whole {
                    events.push(AccessEvent::RoleAssigned {
                        holder: id,
                        assignment: left,
                    });
                }
            }
        }
        events
    }
}

/// Whose records are touched by a gift, longer lists or the like. Of others only an edit of a role.
fn touched<'s>(state: &'s State, action: &AdminAction) -> Vec<&'s Holder> {
    let directory = &state.directory;
    match action {
        AdminAction::SaveRole { role } => directory
            .holders()
            .filter(|holder| holder.roles.iter().any(|held| held.role == role.id))
            .collect(),
        // These take.
        AdminAction::Revoke { .. }
        | AdminAction::UnassignRole { .. }
        | AdminAction::Restrict { .. }
        | AdminAction::Suspend { .. }
        | AdminAction::Delete { .. } => Vec::new(),
        _ => {
            let user = action.user().filter(|id| state.controlled.contains(id));
            user.and_then(|id| directory.holder(id))
                .into_iter()
                .collect()
        }
    }
}

/// Those of the rights that something on the record gives.
fn on_record(directory: &Directory, holder: &Holder, rights: PermissionSet) -> PermissionSet {
    let lines: Vec<&Grant> = directory.catalogue().on_record(holder).collect();
    let given = |right: &Permission| lines.iter().any(|grant| grant.gives.includes(*right));
    rights.iter().filter(given).collect()
}

/// Whether the action would do anything there: lists only if something else reads them.
fn brings(
    bare: &Directory,
    before: &Directory,
    action: &AdminAction,
    lacking: PermissionSet,
    how: Without,
) -> bool {
    let AdminAction::SetMemberships { user, memberships } = action else {
        return true;
    };
    let (Some(holder), Some(old)) = (bare.holder(*user), before.holder(*user)) else {
        return false;
    };
    let (new, old) = (items(memberships), items(&old.memberships));
    let changed: Vec<_> = new.symmetric_difference(&old).collect();
    bare.catalogue().on_record(holder).any(|grant| {
        let denied = how == Without::Denied
            && grant
                .gives
                .one()
                .is_some_and(|right| lacking.contains(right));
        !denied && changed.iter().any(|item| reads(&grant.scope, item))
    })
}

fn held_back(rights: PermissionSet) -> Restriction {
    Restriction::taking(RestrictionId::from_static(HELD_BACK), rights, Scope::any())
}

impl Moves<'_> {
    /// Takes from a record what was seen to be in the way, in each way in which it can be taken: that
    /// is a choice.
    pub(super) fn clear_the_way(&mut self) {
        let by = std::mem::take(&mut *self.alphabet.hindered.by.borrow_mut());
        let records: BTreeSet<ActorId> = by.iter().map(|(id, _)| *id).collect();
        for id in records {
            let of = by.iter().filter(|(of, _)| *of == id);
            let rights: PermissionSet = of.map(|(_, right)| *right).collect();
            let state = self.state;
            if let Some(holder) = state.directory.holder(id) {
                self.take_off(holder, rights);
            }
        }
        self.alphabet.hindered.begin();
    }

    fn take_off(&mut self, holder: &Holder, rights: PermissionSet) {
        let user = holder.id;
        let catalogue = self.state.directory.catalogue();
        let gives = |grant: &Grant| rights.iter().any(|right| grant.gives.includes(right));
        for grant in holder.grants.iter().filter(|grant| gives(grant)) {
            let grant = grant.clone();
            self.by_anyone(AdminAction::Revoke { user, grant }, Kind::Choice);
        }
        for held in &holder.roles {
            let Some(role) = catalogue
                .role(&held.role)
                .filter(|r| r.all_grants().any(gives))
            else {
                continue;
            };
            let assignment = held.clone();
            self.by_anyone(AdminAction::UnassignRole { user, assignment }, Kind::Choice);
            for add_on in &held.add_ons {
                let of = role.add_ons.get(add_on).into_iter();
                if of.flat_map(|add_on| &add_on.grants).any(gives) {
                    self.by_anyone(without_add_on(user, held, add_on), Kind::Choice);
                }
            }
            if role.made_by == MadeBy::Host {
                self.empty(role, rights);
            }
        }
        let restriction = held_back(rights);
        self.by_anyone(AdminAction::Restrict { user, restriction }, Kind::Choice);
        let scopes: BTreeSet<&Scope> = catalogue
            .on_record(holder)
            .filter(|grant| gives(grant))
            .map(|grant| &grant.scope)
            .collect();
        for actor in self.who_may(Permission::USER_EDIT, Some(user)) {
            let read = |item: &_| scopes.iter().any(|scope| reads(scope, item));
            if let Some(lists) = self.shorter(actor, holder, read) {
                self.add(actor, set(user, lists), Kind::Choice);
            }
        }
    }
    /// The role without what is in the way, or with as much less of it as somebody may take out.
    fn empty(&mut self, role: &Role, rights: PermissionSet) {
        let all: BTreeSet<Grant> = role
            .all_grants()
            .filter(|grant| rights.iter().any(|right| grant.gives.includes(right)))
            .cloned()
            .collect();
        for actor in self.who_may(Permission::ROLE_EDIT, None) {
            let save = |these: &BTreeSet<Grant>| AdminAction::SaveRole {
                role: Box::new(without(role, these)),
            };
            if self.add(actor, save(&all), Kind::Choice) {
                continue;
            }
            for grant in &all {
                self.add(actor, save(&[grant.clone()].into()), Kind::Choice);
            }
        }
    }
}
