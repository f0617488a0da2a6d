//! Rights that begin or cease to act because something else on the record changes.
//!
//! Nobody gives them, and yet whoever gives their prerequisite, lifts what denied it or adds to the
//! list by which it is read makes them act. The same cover holds for them as for what is given.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_model::{Actor, Standing};

use super::AdminAction;
use super::cover::Whose;
use super::effect::Effect;
use super::overlay::Overlay;
use super::pieces::{during, pieces};
use super::stake::Stake;
use super::trust::Trust;
use crate::catalogue::Catalogue;
use crate::decide::Held;
use crate::directory::Directory;
use crate::grant::Grant;
use crate::holder::Holder;
use crate::permission::{Permission, PermissionSet};
use crate::region::{Side, Terms};
use crate::role::{Role, RoleId};
use crate::scope::Scope;
use crate::scopes::Scopes;

impl Directory {
    /// Adds what begins or ceases to act on records because of the change, though it is not what is
    /// given or taken: a right whose prerequisite comes or goes.
    pub(super) fn stir(
        &self,
        actor: &Holder,
        action: &AdminAction,
        stake: &mut Stake,
        now: DateTime<Utc>,
    ) {
        let touched = match action {
            AdminAction::Restrict { restriction, .. } | AdminAction::Lift { restriction, .. } => {
                let all = self.catalogue().permissions();
                all.filter(|p| restriction.concerns(*p)).collect()
            }
            AdminAction::SetMemberships { .. } => self.catalogue().permissions().collect(),
            AdminAction::CreateUser { .. }
            | AdminAction::EditUser { .. }
            | AdminAction::SendReset { .. }
            | AdminAction::Suspend { .. }
            | AdminAction::Restore { .. }
            | AdminAction::Delete { .. }
            | AdminAction::TakeOver { .. }
            | AdminAction::SetObligations { .. }
            | AdminAction::DeclarePermission { .. }
            | AdminAction::RenamePermission { .. }
            // Nothing that needs it is left.
            | AdminAction::WithdrawPermission { .. } => return,
            AdminAction::AssignRole { assignment, .. }
            | AdminAction::UnassignRole { assignment, .. } => self.given_by(&assignment.role),
            AdminAction::SetAddOns { after, .. } => self.given_by(&after.role),
            AdminAction::Grant { grant, .. } | AdminAction::Revoke { grant, .. } => {
                self.rights(std::iter::once(grant))
            }
            AdminAction::SaveRole { role } => {
                let after = self.rights(role.all_grants());
                after.iter().chain(self.given_by(&role.id).iter()).collect()
            }
            AdminAction::DeleteRole { role } => self.given_by(role),
        };
        let Effect { events, foreseen } = self.effect(action);
        let role = match action {
            AdminAction::SaveRole { role } => Some(&role.id),
            AdminAction::DeleteRole { role } => Some(role),
            _ => None,
        };
        let affected = self.holders().filter(|holder| match role {
            Some(role) => holder
                .roles
                .iter()
                .any(|assignment| assignment.role == *role),
            None => action.user() == Some(holder.id),
        });
        let after = Overlay::new(self, events.iter().chain(&foreseen));
        for before in affected {
            let Some(changed) = after.holder(before.id) else {
                continue;
            };
            let change = Change {
                before: (self.catalogue(), before),
                after: (after.catalogue(), changed),
                touched,
                entrusted: &stake.entrusted,
            };
            let found = change.of(actor, now);
            stake.stirred.extend(found.uncovered);
            stake
                .woken
                .extend(found.woken.into_iter().map(|right| (before.id, right)));
            stake.read.insert(before.id);
        }
    }

    /// The rights that a role and its add-ons give.
    fn given_by(&self, role: &RoleId) -> PermissionSet {
        let role = self.catalogue().role(role);
        self.rights(role.into_iter().flat_map(Role::all_grants))
    }

    fn rights<'a>(&self, grants: impl Iterator<Item = &'a Grant>) -> PermissionSet {
        let grants: Vec<&Grant> = grants.collect();
        let given = |p: &Permission| grants.iter().any(|grant| grant.gives.includes(*p));
        self.catalogue().permissions().filter(given).collect()
    }
}

/// A record before and after.
struct Change<'a> {
    /// The roles and the record as they are.
    before: (&'a Catalogue, &'a Holder),
    /// As they would be.
    after: (&'a Catalogue, &'a Holder),
    /// The rights that are given, taken, denied or freed.
    touched: PermissionSet,
    /// Roles whose grants need no cover.
    entrusted: &'a Trust,
}

/// Of the grants that stay on a record those that do something else there.
#[derive(Default)]
struct Found {
    /// What the actor does not cover. What ceases to act on one's own record needs no cover.
    uncovered: Vec<Grant>,
    /// Rights that begin to act, of those with which something comes to which the actor must see.
    woken: BTreeSet<Permission>,
}

/// The two records as if they were active, and who changes the one into the other, when.
struct Records<'a> {
    before: Holder,
    after: Holder,
    actor: &'a Holder,
    now: DateTime<Utc>,
}

/// Which changes of what a grant does need cover.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Because {
    /// Every one.
    OfAnything,
    /// Those in which something is denied, or no longer.
    OfDenials,
}

impl Change<'_> {
    /// The grants that stay on the record while what they do there changes.
    fn of(&self, actor: &Holder, now: DateTime<Utc>) -> Found {
        let (roles, before) = self.before;
        let (new_roles, after) = self.after;
        // As if the account were active: if it is not now, it may be again.
        let acting = |holder: &Holder| Holder {
            standing: Standing::Active,
            ..holder.clone()
        };
        let records = Records {
            before: acting(before),
            after: acting(after),
            actor,
            now,
        };
        let staying: Vec<Held<'_>> = new_roles.held(&records.after).collect();
        let mut found = Found::default();
        for held in roles.held(&records.before) {
            let stays = staying.iter().any(|other| {
                (other.grant, other.assigned, &other.source)
                    == (held.grant, held.assigned, &held.source)
            });
            if !stays {
                continue;
            }
            let rest = self.entrusted.rest_of(&held.source, held.assigned);
            if let Some(grant) = rest.and_then(|rest| during(held.grant, rest)) {
                self.stirs(&records, &grant, Because::OfAnything, &mut found);
            }
            // What is entrusted may reach elsewhere by other lists; what somebody is denied is nobody's
            // trust, and lists move denials too.
            let entrusted = rest != Some(held.assigned);
            if entrusted
                && records.before.memberships != records.after.memberships
                && let Some(grant) = during(held.grant, held.assigned)
            {
                self.stirs(&records, &grant, Because::OfDenials, &mut found);
            }
        }
        found
    }

    /// Adds what of one grant needs cover.
    fn stirs(&self, records: &Records<'_>, grant: &Grant, because: Because, found: &mut Found) {
        let Records {
            before,
            after,
            actor,
            now,
        } = records;
        let ((roles, _), (new_roles, _)) = (self.before, self.after);
        let rights = roles.permissions().filter(|p| grant.gives.includes(*p));
        for permission in rights.filter(|p| self.depends(*p)) {
            let bound = actor.obligations.iter().any(|one| one.concerns(permission));
            let mut open = vec![grant.scope.clone()];
            let mut whole = true;
            let mut at = grant.validity.from().map_or(*now, |from| from.max(*now));
            while grant.validity.holds(at) {
                let stirred = Stirred {
                    before: roles.scopes_of(before, permission, at),
                    after: new_roles.scopes_of(after, permission, at),
                    actor: roles.scopes_of(actor, permission, at),
                    because,
                };
                if bound && stirred.finds(&grant.scope, |at| !at.was && at.is) {
                    found.woken.insert(permission);
                }
                if whole && stirred.is_uncovered(&grant.scope) {
                    (open, whole) = (pieces(&grant.scope, Whose::Record(after)), false);
                }
                if !whole {
                    let (rest, still) = open
                        .into_iter()
                        .partition::<Vec<Scope>, _>(|piece| stirred.is_uncovered(piece));
                    open = still;
                    found.uncovered.extend(rest.into_iter().map(|scope| Grant {
                        gives: permission.into(),
                        scope,
                        validity: grant.validity,
                    }));
                }
                let next = [
                    roles.next_change(before, at),
                    new_roles.next_change(after, at),
                    roles.next_change(actor, at),
                ];
                match next.into_iter().flatten().min() {
                    Some(next) => at = next,
                    None => break,
                }
            }
        }
    }

    /// Whether what is touched bears on this right.
    fn depends(&self, permission: Permission) -> bool {
        let needed = self.after.0.with_prerequisites(permission);
        self.touched.iter().any(|touched| needed.contains(touched))
    }
}

/// Who holds the right over one object.
struct At {
    /// Whoever has the record, before.
    was: bool,
    /// After.
    is: bool,
    by_actor: bool,
}

/// Where one right holds at one moment, before and after, and where the actor holds it.
struct Stirred {
    before: Scopes,
    after: Scopes,
    actor: Scopes,
    because: Because,
}

impl Stirred {
    /// Whether in the scope, read with the lists of before and with those of after, there is an
    /// object for which the answer changes and which the actor does not cover.
    fn is_uncovered(&self, scope: &Scope) -> bool {
        let own = self.before.actor == self.actor.actor;
        self.finds(scope, |at| {
            at.was != at.is && !(own && at.was) && !at.by_actor
        })
    }

    /// Whether in the scope there is an object of which this is so.
    fn finds(&self, scope: &Scope, is_so: impl Fn(&At) -> bool) -> bool {
        let (before, after, actor) = (&self.before, &self.after, &self.actor);
        if before == after {
            return false;
        }
        let Some(kind) = before.object else {
            return false;
        };
        let mut terms = Terms::default();
        for scopes in [before, after, actor] {
            for scope in scopes.all_of.iter().flatten().chain(&scopes.none_of) {
                terms.mention(scope, &scopes.memberships);
            }
        }
        terms.mention(scope, &before.memberships);
        terms.mention(scope, &after.memberships);
        // Too many to go through: not shown to be covered.
        let Some(points) = terms.points(kind, Side::of(before.actor)) else {
            return true;
        };
        points.iter().any(|point| {
            let seen = |by: &Scopes| by.cover(&point.resource(by.tenant, &by.memberships));
            let lies = |by: &Scopes| {
                let reader = Actor {
                    tenant: by.tenant,
                    id: by.actor,
                    memberships: &by.memberships,
                };
                scope.covers(&reader, &point.resource(by.tenant, &by.memberships))
            };
            let at = At {
                was: seen(before),
                is: seen(after),
                by_actor: seen(actor),
            };
            let counts = self.because == Because::OfAnything || {
                let denied = |by: &Scopes| by.deny(&point.resource(by.tenant, &by.memberships));
                denied(before) != denied(after)
            };
            is_so(&at) && counts && (lies(before) || lies(after))
        })
    }
}
