//! What is at stake in an action: the grants that it gives, takes or touches.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_model::ActorId;

use super::AdminAction;
use super::cover::{Wanted, Whose};
use super::trust::Trust;
use crate::catalogue::Catalogue;
use crate::directory::Directory;
use crate::grant::{Gives, Grant};
use crate::holder::{Holder, Obligation};
use crate::permission::Permission;
use crate::region::Side;
use crate::role::RoleId;

mod record;
mod role;

pub(super) use role::grants_of;

/// All that the actor must cover.
#[derive(Debug, Default)]
pub(super) struct Stake {
    /// Grants, as whoever has them reads them.
    parts: Vec<Part>,
    /// Roles that may be given through what is given or taken: as good as their rights.
    powers: BTreeSet<RoleId>,
    /// Those of them that are given.
    new_powers: BTreeSet<RoleId>,
    /// Rights that begin to act on the records of others because something else there changes.
    pub(super) woken: BTreeSet<(ActorId, Permission)>,
    /// Roles that the actor may give and take although he does not hold them.
    pub(super) entrusted: Trust,
    /// Rights on records of others that begin or cease to act because something else there changes.
    pub(super) stirred: Vec<Grant>,
    /// Whose records were read, besides the actor's and the target's.
    pub(super) read: BTreeSet<ActorId>,
    /// The roles and rights as they would be, where rights come into being.
    declared: Option<Catalogue>,
}

#[derive(Debug)]
struct Part {
    grants: Vec<Grant>,
    of: Owner,
    way: Way,
}

/// What becomes of grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// They begin to act, for somebody.
    Given,
    /// They are taken, or the account that has them is touched.
    Touched,
}

#[derive(Debug)]
enum Owner {
    Record(Box<Holder>),
    /// Somebody who comes to act as this person.
    TakenOver(Box<Holder>),
    Anyone,
}

impl Directory {
    /// What the actor gives, takes or touches by this action.
    pub(super) fn stake(&self, actor: &Holder, action: &AdminAction, now: DateTime<Utc>) -> Stake {
        let own = action.user() == Some(actor.id);
        let mut stake = Stake::default();
        // What somebody may give and take is entrusted to him for others, never for himself.
        if !own {
            stake.entrusted = self.trust(actor, action, now);
        }
        let target = action.user().and_then(|id| self.holder(id));
        match action {
            AdminAction::CreateUser { holder } => {
                let of = Owner::Record(holder.clone());
                self.whole(holder, (of, Way::Given), &mut stake);
            }
            // Who touches the account of another touches all of it, in effect or not.
            AdminAction::EditUser { .. }
            | AdminAction::SendReset { .. }
            | AdminAction::Suspend { .. }
            | AdminAction::Restore { .. }
            | AdminAction::Delete { .. } => {
                if let (Some(target), false) = (target, own) {
                    let of = Owner::Record(Box::new(target.clone()));
                    let way = match action {
                        AdminAction::Restore { .. } => Way::Given,
                        _ => Way::Touched,
                    };
                    self.whole(target, (of, way), &mut stake);
                }
            }
            // Who comes to act as another does all that he may do, to what is his own too.
            AdminAction::TakeOver { .. } => {
                if let (Some(target), false) = (target, own) {
                    let of = Owner::TakenOver(Box::new(target.clone()));
                    self.whole(target, (of, Way::Given), &mut stake);
                }
            }
            AdminAction::SetMemberships { memberships, .. } => {
                if let Some(target) = target {
                    self.lists(target, memberships, own, &mut stake);
                }
            }
            AdminAction::AssignRole { assignment, .. } => {
                if let Some(target) = target {
                    self.assignment(target, assignment, Way::Given, &mut stake);
                    stake.new_powers.clone_from(&stake.powers);
                }
            }
            AdminAction::UnassignRole { assignment, .. } => {
                // What one takes from oneself one need not have.
                if let (Some(target), false) = (target, own) {
                    self.assignment(target, assignment, Way::Touched, &mut stake);
                }
            }
            AdminAction::SetAddOns { before, after, .. } => {
                if let Some(target) = target {
                    let gained = &after.add_ons - &before.add_ons;
                    self.add_ons(target, (after, &gained), Way::Given, &mut stake);
                    if !own {
                        let lost = &before.add_ons - &after.add_ons;
                        self.add_ons(target, (after, &lost), Way::Touched, &mut stake);
                    }
                }
            }
            AdminAction::Grant { grant, .. } => {
                if let Some(target) = target {
                    stake.of_record(target, vec![grant.clone()], Way::Given);
                }
            }
            AdminAction::Revoke { grant, .. } => {
                if let (Some(target), false) = (target, own) {
                    stake.of_record(target, vec![grant.clone()], Way::Touched);
                }
            }
            AdminAction::Restrict { restriction, .. } | AdminAction::Lift { restriction, .. } => {
                if let (Some(target), false) = (target, own) {
                    let grants = self.concerned(target, restriction);
                    let way = match action {
                        AdminAction::Lift { .. } => Way::Given,
                        _ => Way::Touched,
                    };
                    stake.of_record(target, grants, way);
                }
            }
            AdminAction::SetObligations { obligations, .. } => {
                if let (Some(target), false) = (target, own) {
                    let changed = obligations ^ &target.obligations;
                    let concerns = |p: &Permission| changed.iter().any(|one| one.concerns(*p));
                    let grants = self.of_others(target, &stake.entrusted, concerns);
                    stake.of_record(target, grants, Way::Touched);
                }
            }
            AdminAction::SaveRole { role } => {
                let before = self.catalogue().role(&role.id);
                self.role_change(before, Some(role), &mut stake);
            }
            AdminAction::DeleteRole { role } => {
                self.role_change(self.catalogue().role(role), None, &mut stake);
            }
            AdminAction::RenamePermission { .. } => {}
            // Who has it loses it: by roles, by grants of his own, by grants of every right.
            AdminAction::WithdrawPermission { permission } => {
                let taken = |grant: &Grant| {
                    grant.gives.includes(*permission).then(|| Grant {
                        gives: Gives::One(*permission),
                        ..grant.clone()
                    })
                };
                for role in self.catalogue().roles() {
                    let grants = role.all_grants().filter_map(taken).collect();
                    stake.of_anyone(grants, Way::Touched);
                }
                for holder in self.holders().filter(|holder| holder.id != actor.id) {
                    let grants: Vec<Grant> = holder.grants.iter().filter_map(taken).collect();
                    if !grants.is_empty() {
                        stake.read.insert(holder.id);
                        stake.of_record(holder, grants, Way::Touched);
                    }
                }
            }
            AdminAction::DeclarePermission { permission } => {
                // Whoever has it on his record, or in a role, would hold it from then on.
                let right = Gives::One(permission.permission);
                for role in self.catalogue().roles() {
                    let grants = role.all_grants().filter(|grant| grant.gives == right);
                    stake.of_anyone(grants.cloned().collect(), Way::Given);
                }
                for holder in self.holders() {
                    let grants = holder.grants.iter().filter(|grant| grant.gives == right);
                    let grants: Vec<Grant> = grants.cloned().collect();
                    if !grants.is_empty() {
                        stake.read.insert(holder.id);
                        stake.of_record(holder, grants, Way::Given);
                    }
                }
                let mut declared = self.catalogue().clone();
                // What cannot be declared has been refused for that.
                let _ = declared.declare(permission.clone());
                stake.declared = Some(declared);
            }
        }
        self.stir(actor, action, &mut stake, now);
        stake
    }

    /// What of the stake the actor does not cover; empty: he covers all of it.
    pub(super) fn lacking(&self, actor: &Holder, stake: &Stake, now: DateTime<Utc>) -> Vec<Grant> {
        let catalogue = stake.declared.as_ref().unwrap_or(self.catalogue());
        let mut rest: BTreeSet<Grant> = stake.stirred.iter().cloned().collect();
        for part in &stake.parts {
            let of = match &part.of {
                Owner::Record(holder) => Whose::Record(holder),
                Owner::TakenOver(holder) => Whose::TakenOver(holder),
                Owner::Anyone => Whose::Anyone,
            };
            let grants = &part.grants;
            rest.extend(catalogue.uncovered(actor, &Wanted { grants, of }, now));
            // Where nobody on the owner's side ever stands to something so, the right does nothing there;
            // but it could be given on to the other side. So it is covered for anybody or not at all.
            let grants = part.of_other_side();
            let of = Whose::Anyone;
            let grants = &grants;
            rest.extend(catalogue.uncovered(actor, &Wanted { grants, of }, now));
        }
        let bundle = self.bundle(&stake.powers, &stake.entrusted);
        let wanted = Wanted {
            grants: &bundle,
            of: Whose::Anyone,
        };
        rest.extend(catalogue.uncovered(actor, &wanted, now));
        rest.into_iter().collect()
    }

    /// What the actor must see to himself, and somebody to whom he gives a right with which it comes
    /// need not: he would be free of it through the other. What is entrusted to him he gives as the
    /// role has it.
    pub(super) fn freed(&self, actor: &Holder, stake: &Stake) -> BTreeSet<Obligation> {
        let mut freed = BTreeSet::new();
        let none = BTreeSet::new();
        let given = stake.parts.iter().filter(|part| part.way == Way::Given);
        let bundle = self.bundle(&stake.new_powers, &stake.entrusted);
        let given = given
            .map(|part| (part.of.obligations().unwrap_or(&none), &part.grants))
            .chain([(&none, &bundle)]);
        for (bound, grants) in given {
            let comes = |one: &Obligation| {
                let mut rights = self.catalogue().permissions();
                rights.any(|right| {
                    one.concerns(right) && grants.iter().any(|grant| grant.gives.includes(right))
                })
            };
            let free = actor.obligations.difference(bound);
            freed.extend(free.copied().filter(comes));
        }
        for (id, right) in stake.woken.iter().filter(|(id, _)| *id != actor.id) {
            let bound = self.holder(*id).map_or(&none, |record| &record.obligations);
            let free = actor.obligations.difference(bound);
            freed.extend(free.copied().filter(|one| one.concerns(*right)));
        }
        freed
    }
}

impl Stake {
    fn of_record(&mut self, holder: &Holder, grants: Vec<Grant>, way: Way) {
        let of = Owner::Record(Box::new(holder.clone()));
        self.parts.push(Part { grants, of, way });
    }

    fn of_anyone(&mut self, grants: Vec<Grant>, way: Way) {
        let of = Owner::Anyone;
        self.parts.push(Part { grants, of, way });
    }
}

impl Part {
    /// The grants by which only the other side, staff or customers, ever stands to something.
    fn of_other_side(&self) -> Vec<Grant> {
        let (Owner::Record(holder) | Owner::TakenOver(holder)) = &self.of else {
            return Vec::new();
        };
        let side = Side::of(holder.id);
        let is_of_other = |grant: &&Grant| {
            Side::alone_in(grant.scope.relation).is_some_and(|alone| alone != side)
        };
        self.grants.iter().filter(is_of_other).cloned().collect()
    }
}

impl Owner {
    /// What whoever has the grants must see to: of those who are yet to come nobody knows.
    fn obligations(&self) -> Option<&BTreeSet<Obligation>> {
        match self {
            Self::Record(holder) | Self::TakenOver(holder) => Some(&holder.obligations),
            Self::Anyone => None,
        }
    }
}
