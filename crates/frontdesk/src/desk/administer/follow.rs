//! What follows for rights from what identity decided.

use std::collections::BTreeSet;

use frontdesk_access::{AccessEvent, AdminAction, Holder, Restriction, RoleAssignment};
use frontdesk_identity::{Capacity, Duty, Entry, UserCommand, UserEvent};
use frontdesk_model::{AccountKind, ActorId, Standing, UserId};

use super::work::{Stop, Work, none_left};
use super::{Obstacle, Who};
use crate::desk::Desk;

impl Desk {
    /// The rights with which the account begins that a form creates or takes over; for other
    /// commands a record of nothing.
    pub(super) fn born(&self, user: UserId, command: &UserCommand) -> Result<Holder, Obstacle> {
        let empty = Holder {
            standing: Standing::Employee,
            ..Holder::new(self.tenant, user)
        };
        let (form, roles) = match command {
            UserCommand::Create(form) => {
                let mut roles = Vec::new();
                for name in &form.roles {
                    let role = self.accounts.words.role(name, self.catalogue());
                    let Some(role) = role else {
                        return Err(Obstacle::UnknownRole { role: name.clone() });
                    };
                    roles.push(role);
                }
                (form, roles)
            }
            // What the record of another system said of rights is asked for right by right.
            UserCommand::Import(form) => {
                return Ok(Holder {
                    kind: form.kind,
                    standing: form.standing,
                    memberships: form.profile.memberships.clone(),
                    ..empty
                });
            }
            _ => return Ok(empty),
        };
        let unified = form.kind == AccountKind::Unified;
        let capacities = match (&form.capacities, unified) {
            (Some(capacities), _) => capacities.clone(),
            (None, true) => self.accounts.policy.capacities.clone(),
            (None, false) => Capacity::of_kind(form.kind),
        };
        let standing = match &form.entry {
            Entry::Invited { .. } => Standing::Pending,
            Entry::Employee { .. } if unified && form.roles.is_empty() => Standing::Employee,
            Entry::Employee { .. } | Entry::User { .. } => Standing::Active,
        };
        let mut holder = Holder {
            kind: form.kind,
            standing,
            memberships: form.profile.memberships.clone(),
            roles,
            ..empty
        };
        // An employee has no right yet (S34): what comes with capacities comes with the first one.
        if standing != Standing::Employee {
            for role in self.accounts.words.of_capacities(&capacities) {
                add(&mut holder.roles, role);
            }
        }
        if unified && !capacities.contains(&Capacity::AdminPanel) {
            holder.restrictions.push(Restriction::deny_admin_panel());
        }
        Ok(holder)
    }
}

impl Work<'_> {
    /// What identity's events mean for rights, each asked for like any other action. What a token
    /// brings about nobody administers: it is bounded by who invited.
    pub(super) fn follow(
        &mut self,
        who: &Who,
        user: UserId,
        events: &[UserEvent],
    ) -> Result<(), Stop> {
        let created = |event: &UserEvent| matches!(event, UserEvent::Created(_));
        // What a form that creates gives was asked for with the account itself.
        let is_new = events.iter().any(created);
        let mut actions = Vec::new();
        for duty in events.iter().flat_map(UserEvent::duties) {
            match duty {
                Duty::TurnOffRights => actions.extend(self.all_off(user)),
                Duty::SetCapacities { capacities } if !is_new => {
                    actions.extend(self.capacities(user, &capacities));
                }
                Duty::GrantUnlessSet { .. } => {
                    let roles = self.desk.accounts.words.birth_right.iter();
                    actions.extend(self.not_held(user, roles));
                }
                _ => {}
            }
        }
        let became = |event: &UserEvent| matches!(event, UserEvent::BecameUser { .. });
        if !is_new && *who != Who::Token && events.iter().any(became) {
            actions.extend(self.of_capacities(user));
        }
        let mut stop = Stop::new();
        for action in actions {
            let done = match (who, action) {
                (Who::Token, AdminAction::AssignRole { user, assignment }) => {
                    self.happens(AccessEvent::RoleAssigned {
                        holder: user,
                        assignment,
                    })
                }
                (_, action) => self.permit(&action),
            };
            stop.extend(done.err().unwrap_or_default());
        }
        none_left(stop)
    }

    /// What comes with the capacities of an employee who becomes a user.
    fn of_capacities(&self, user: UserId) -> Vec<AdminAction> {
        let Some(change) = &self.change else {
            return Vec::new();
        };
        let words = &self.desk.accounts.words;
        let roles = words.of_capacities(&change.after.record().capacities);
        self.not_held(user, roles.iter())
    }

    /// These roles, where the person does not have them: a right that somebody takes in the same save
    /// or later stays taken (S69, D4).
    fn not_held<'r>(
        &self,
        user: UserId,
        roles: impl Iterator<Item = &'r RoleAssignment>,
    ) -> Vec<AdminAction> {
        let held = self.directory.holder(user.into()).map(|held| &held.roles);
        let missing = |role: &&RoleAssignment| {
            !held.is_some_and(|held| held.iter().any(|there| there.role == role.role))
        };
        roles
            .filter(missing)
            .map(|role| AdminAction::AssignRole {
                user: user.into(),
                assignment: role.clone(),
            })
            .collect()
    }

    /// Every right off; the right of birth stays as it was last set (S41, S42, D4).
    fn all_off(&self, user: UserId) -> Vec<AdminAction> {
        let Some(holder) = self.directory.holder(user.into()) else {
            return Vec::new();
        };
        let user = ActorId::User(user);
        let birth = &self.desk.accounts.words.birth_right;
        let stays = |held: &RoleAssignment| birth.iter().any(|role| role.role == held.role);
        let roles = holder.roles.iter().filter(|held| !stays(held));
        let roles = roles.map(|held| AdminAction::UnassignRole {
            user,
            assignment: held.clone(),
        });
        let grants = holder.grants.iter().map(|grant| AdminAction::Revoke {
            user,
            grant: grant.clone(),
        });
        roles.chain(grants).collect()
    }

    /// What comes and goes with capacities (S5), and the panel as a restriction (S8).
    fn capacities(&self, user: UserId, now: &BTreeSet<Capacity>) -> Vec<AdminAction> {
        let Some(holder) = self.directory.holder(user.into()) else {
            return Vec::new();
        };
        let nothing = BTreeSet::new();
        let before = self.desk.person(user).map(|person| person.user.record());
        let had = before.map_or(&nothing, |record| &record.capacities);
        let words = &self.desk.accounts.words;
        let kept = words.of_capacities(now);
        let of = |capacities: BTreeSet<Capacity>| words.of_capacities(&capacities);
        let lost = of(had.difference(now).cloned().collect());
        let gained = of(now.difference(had).cloned().collect());

        let mut actions = Vec::new();
        let goes = |held: &&RoleAssignment| {
            let names = |roles: &[RoleAssignment]| roles.iter().any(|role| role.role == held.role);
            names(&lost) && !names(&kept)
        };
        let id = ActorId::User(user);
        for held in holder.roles.iter().filter(goes) {
            actions.push(AdminAction::UnassignRole {
                user: id,
                assignment: held.clone(),
            });
        }
        actions.extend(self.not_held(user, gained.iter()));
        let panel = Restriction::deny_admin_panel();
        let denied: Vec<&Restriction> = holder
            .restrictions
            .iter()
            .filter(|held| held.id == panel.id)
            .collect();
        match now.contains(&Capacity::AdminPanel) {
            true => actions.extend(denied.into_iter().map(|held| AdminAction::Lift {
                user: id,
                restriction: held.clone(),
            })),
            false if denied.is_empty() => actions.push(AdminAction::Restrict {
                user: id,
                restriction: panel,
            }),
            false => {}
        }
        actions
    }
}

fn add(roles: &mut Vec<RoleAssignment>, role: RoleAssignment) {
    if !roles.iter().any(|held| held.role == role.role) {
        roles.push(role);
    }
}
