//! Rights that begin or cease to act because something else on the record changes.
//!
//! Nobody gives them, and yet whoever gives their prerequisite, lifts what denied it or adds to the
//! list by which it is read makes them act. The same cover holds for them as for what is given.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_model::{Actor, ActorId, Relation, Standing, Validity};

use super::AdminAction;
use super::cover::Whose;
use super::effect::Effect;
use super::overlay::Overlay;
use super::pieces::{during, is_symbolic, pieces};
use super::stake::{Stake, grants_of};
use super::trust::Trust;
use crate::catalogue::Catalogue;
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
            AdminAction::SetMemberships { user, .. } => self.read_by_lists(*user),
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
                let (old, new) = (self.catalogue().role(&role.id), Some(&**role));
                let changed = &grants_of(old) ^ &grants_of(new);
                self.rights(changed.iter().map(|(_, grant)| grant))
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

    /// The rights of which something on the record depends on its lists: what reads one, and what names
    /// the groups in which a person's own record lies.
    fn read_by_lists(&self, user: ActorId) -> PermissionSet {
        let catalogue = self.catalogue();
        let Some(record) = self.holder(user) else {
            return PermissionSet::EMPTY;
        };
        let by_lists = |scope: &Scope| {
            scope.groups.is_some()
                || is_symbolic(scope)
                || matches!(
                    scope.relation,
                    Relation::MyGroupQueue | Relation::RequesterOrganization
                )
        };
        let given = self.rights(
            catalogue
                .on_record(record)
                .filter(|grant| by_lists(&grant.scope)),
        );
        let restrictions = record.restrictions.iter();
        let denying: Vec<_> = restrictions.filter(|r| by_lists(&r.scope)).collect();
        let denied = catalogue
            .permissions()
            .filter(|right| denying.iter().any(|r| r.concerns(*right)));
        given.iter().chain(denied).collect()
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

/// The two records as if they were active, and who changes the one into the other.
struct Records<'a> {
    before: Holder,
    after: Holder,
    actor: &'a Holder,
}

/// A grant that stays, for the time that needs cover.
struct Staying {
    grant: Grant,
    because: Because,
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
        // As if the account were active: if it is not now, it may be again.
        let acting = |holder: &Holder| Holder {
            standing: Standing::Active,
            ..holder.clone()
        };
        let records = Records {
            before: acting(self.before.1),
            after: acting(self.after.1),
            actor,
        };
        let mut found = Found::default();
        let (roles, _) = self.before;
        // Most rights stay what they are: of those no grant is looked at.
        let mut staying: Option<Vec<Staying>> = None;
        let moments = self.moments(&records, now);
        for permission in roles.permissions().filter(|p| self.depends(*p)) {
            let moved = self.moved(&records, permission, &moments);
            if moved.is_empty() {
                continue;
            }
            let staying = staying.get_or_insert_with(|| self.staying(&records));
            for one in staying.iter() {
                if one.grant.gives.includes(permission) {
                    self.stirs(&records, one, &moved, &mut found);
                }
            }
        }
        found
    }

    /// What stays on the record, and which changes of it need cover.
    fn staying(&self, records: &Records<'_>) -> Vec<Staying> {
        let ((roles, _), (new_roles, _)) = (self.before, self.after);
        let there: BTreeSet<_> = new_roles
            .lines(&records.after)
            .map(|line| (line.grant, line.assigned, line.source))
            .collect();
        let mut staying = Vec::new();
        for held in roles.lines(&records.before) {
            if !there.contains(&(held.grant, held.assigned, held.source)) {
                continue;
            }
            let rest = self.entrusted.rest_of(&held.source.named(), held.assigned);
            let mut put = |span, because| {
                let grant = during(held.grant, span);
                staying.extend(grant.map(|grant| Staying { grant, because }));
            };
            if let Some(rest) = rest {
                put(rest, Because::OfAnything);
            }
            // What is entrusted may reach elsewhere by other lists; what somebody is denied is nobody's
            // trust, and lists move denials too.
            let entrusted = rest != Some(held.assigned);
            if entrusted && records.before.memberships != records.after.memberships {
                put(held.assigned, Because::OfDenials);
            }
        }
        staying
    }

    /// From now on every moment at which something begins or ends on one of the records, the first of
    /// them now.
    fn moments(&self, records: &Records<'_>, now: DateTime<Utc>) -> Vec<DateTime<Utc>> {
        let ((roles, _), (new_roles, _)) = (self.before, self.after);
        let changes = roles
            .changes(&records.before, now)
            .chain(new_roles.changes(&records.after, now))
            .chain(roles.changes(records.actor, now));
        changes
            .chain([now])
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect()
    }

    /// The times in which one right holds elsewhere after the change.
    fn moved(
        &self,
        records: &Records<'_>,
        permission: Permission,
        moments: &[DateTime<Utc>],
    ) -> Vec<Stirred> {
        let ((roles, _), (new_roles, _)) = (self.before, self.after);
        let mut moved = Vec::new();
        for (place, at) in moments.iter().enumerate() {
            let before = roles.scopes_now(&records.before, permission, *at);
            let after = new_roles.scopes_now(&records.after, permission, *at);
            if before != after {
                moved.push(Stirred {
                    from: *at,
                    until: moments.get(place + 1).copied(),
                    actor: roles.scopes_now(records.actor, permission, *at),
                    before,
                    after,
                });
            }
        }
        moved
    }

    /// Adds what of one grant needs cover because a right that it gives holds elsewhere.
    fn stirs(&self, records: &Records<'_>, one: &Staying, moved: &[Stirred], found: &mut Found) {
        let Staying { grant, because } = one;
        let mut open = vec![grant.scope.clone()];
        let mut whole = true;
        for stirred in moved.iter().filter(|one| one.meets(grant.validity)) {
            let permission = stirred.before.permission;
            let mut duties = records.actor.obligations.iter();
            if duties.any(|duty| duty.concerns(permission))
                && stirred.finds(&grant.scope, *because, |at| !at.was && at.is)
            {
                found.woken.insert(permission);
            }
            if whole && stirred.is_uncovered(&grant.scope, *because) {
                open = pieces(&grant.scope, Whose::Record(&records.after));
                whole = false;
            }
            if !whole {
                let (rest, still) = open
                    .into_iter()
                    .partition::<Vec<Scope>, _>(|piece| stirred.is_uncovered(piece, *because));
                open = still;
                found.uncovered.extend(rest.into_iter().map(|scope| Grant {
                    gives: permission.into(),
                    scope,
                    validity: grant.validity,
                }));
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

/// Where one right holds in a time in which nothing begins or ends, before and after, and where the
/// actor holds it.
struct Stirred {
    from: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
    before: Scopes,
    after: Scopes,
    actor: Scopes,
}

impl Stirred {
    /// Whether something that is valid then is valid in this time.
    fn meets(&self, validity: Validity) -> bool {
        let begins = validity.from();
        validity.end().is_none_or(|end| self.from < end)
            && self
                .until
                .is_none_or(|until| begins.is_none_or(|from| from < until))
    }

    /// Whether in the scope, read with the lists of before and with those of after, there is an
    /// object for which the answer changes and which the actor does not cover.
    fn is_uncovered(&self, scope: &Scope, because: Because) -> bool {
        let own = self.before.actor == self.actor.actor;
        self.finds(scope, because, |at| {
            at.was != at.is && !(own && at.was) && !at.by_actor
        })
    }

    /// Whether in the scope there is an object of which this is so.
    fn finds(&self, scope: &Scope, because: Because, is_so: impl Fn(&At) -> bool) -> bool {
        let (before, after, actor) = (&self.before, &self.after, &self.actor);
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
            let counts = because == Because::OfAnything || {
                let denied = |by: &Scopes| by.deny(&point.resource(by.tenant, &by.memberships));
                denied(before) != denied(after)
            };
            is_so(&at) && counts && (lies(before) || lies(after))
        })
    }
}
