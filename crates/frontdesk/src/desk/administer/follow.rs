//! What follows for rights from what identity decided.

use std::collections::BTreeSet;

use frontdesk_access::{AccessEvent, AdminAction, Holder, Restriction, RoleAssignment};
use frontdesk_identity::{Capacity, Duty, Entry, RoleName, UserCommand, UserEvent};
use frontdesk_model::{AccountKind, ActorId, Standing, UserId};

use super::Who;
use super::work::{Stop, Work, none_left};
use crate::account_rules::has;
use crate::desk::Desk;

impl Desk {
    /// The rights with which the account begins that a form creates or takes over; for other
    /// commands a record of nothing.
    pub(super) fn born(&self, user: UserId, command: &UserCommand) -> Holder {
        let empty = Holder {
            standing: Standing::Employee,
            ..Holder::new(self.tenant, user)
        };
        let (form, roles) = match command {
            UserCommand::Create(form) => {
                let words = &self.accounts.words;
                let lists = &form.profile.memberships;
                let roles = words.roles(&form.roles, self.catalogue()).into_iter();
                let fitted = roles.filter_map(|role| words.fitted(role, lists));
                (form, fitted.collect::<Vec<_>>())
            }
            // What the record of another system gave is asked for right by right; what it says the
            // account is not, it is not from the first day.
            UserCommand::Import(form) => {
                let of_kind = || Capacity::of_kind(form.kind);
                let capacities = form.capacities.clone().unwrap_or_else(of_kind);
                return Holder {
                    kind: form.kind,
                    standing: form.standing,
                    memberships: form.profile.memberships.clone(),
                    restrictions: self.denied(form.kind, &capacities, &[]),
                    ..empty
                };
            }
            _ => return empty,
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
            for role in self.accounts.words.of_capacities(&capacities, form.kind) {
                if !has(&holder.roles, &role.role) {
                    holder.roles.push(role);
                }
            }
        }
        holder.restrictions = self.denied(form.kind, &capacities, &holder.roles);
        holder
    }

    /// What is denied to a new account of this kind with these capacities and roles.
    fn denied(
        &self,
        kind: AccountKind,
        capacities: &BTreeSet<Capacity>,
        roles: &[RoleAssignment],
    ) -> Vec<Restriction> {
        // S8: the panel is switched off by a restriction, whatever roles there will be; a legacy
        // operator has none by its kind (S3).
        let shut = kind == AccountKind::Unified && !capacities.contains(&Capacity::AdminPanel);
        let panel = shut.then(Restriction::deny_admin_panel);
        let words = self.accounts.words.denied(roles);
        panel.into_iter().chain(words).collect()
    }

    /// A name in a form that means no role of the catalogue.
    pub(super) fn unknown_role<'c>(&self, command: &'c UserCommand) -> Option<&'c RoleName> {
        let UserCommand::Create(form) = command else {
            return None;
        };
        let words = &self.accounts.words;
        words.unknown(&form.roles, self.catalogue())
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
        // A conversion brings what only a unified account has (S18, D2); the rest it had.
        for event in events {
            if let UserEvent::Converted { capacities, .. } = event {
                let roles = self.desk.accounts.words.of_unified(capacities);
                actions.extend(self.not_held(user, roles.iter()));
            }
        }
        if !is_new {
            actions.extend(self.of_modules(user));
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

    /// What is denied to whoever has not a role comes and goes with it in one save (S48, D3), asked for
    /// like any other restriction.
    pub(super) fn denials(&mut self, user: ActorId) -> Result<(), Stop> {
        let mut stop = Stop::new();
        for action in self.of_lacking(user) {
            stop.extend(self.permit(&action).err().unwrap_or_default());
        }
        none_left(stop)
    }

    fn of_lacking(&self, user: ActorId) -> Vec<AdminAction> {
        let Some(now) = self.directory.holder(user) else {
            return Vec::new();
        };
        let before = self.desk.directory.holder(user);
        let mut actions = Vec::new();
        for (role, denied) in &self.desk.accounts.words.without {
            let had = before.is_some_and(|before| has(&before.roles, role));
            let of_name = |one: &Restriction| {
                let held = now.restrictions.iter();
                held.filter(|held| held.id == one.id)
                    .cloned()
                    .collect::<Vec<_>>()
            };
            match (had, has(&now.roles, role)) {
                (false, true) => {
                    let held = denied.iter().flat_map(of_name);
                    actions.extend(held.map(|restriction| AdminAction::Lift { user, restriction }));
                }
                (true, false) => {
                    let missing = denied.iter().filter(|one| of_name(one).is_empty());
                    actions.extend(missing.map(|restriction| AdminAction::Restrict {
                        user,
                        restriction: restriction.clone(),
                    }));
                }
                _ => {}
            }
        }
        actions
    }

    /// What comes with the capacities of an employee who becomes a user.
    fn of_capacities(&self, user: UserId) -> Vec<AdminAction> {
        let Some(change) = &self.change else {
            return Vec::new();
        };
        let words = &self.desk.accounts.words;
        let after = change.after.record();
        let roles = words.of_capacities(&after.capacities, after.kind);
        self.not_held(user, roles.iter())
    }

    /// What comes and goes with the modules on the record, where its lists change (S89, S90, S107).
    fn of_modules(&self, user: UserId) -> Vec<AdminAction> {
        let id = ActorId::User(user);
        let before = self.desk.directory.holder(id);
        let (Some(before), Some(now)) = (before, self.directory.holder(id)) else {
            return Vec::new();
        };
        if before.memberships == now.memberships {
            return Vec::new();
        }
        let words = &self.desk.accounts.words;
        let change = |held: &RoleAssignment| match words.fitted(held.clone(), &now.memberships) {
            Some(after) if after == *held => None,
            Some(after) => Some(AdminAction::SetAddOns {
                user: id,
                before: held.clone(),
                after,
            }),
            None => Some(AdminAction::UnassignRole {
                user: id,
                assignment: held.clone(),
            }),
        };
        now.roles.iter().filter_map(change).collect()
    }

    /// These roles, where the person does not have them: a right that somebody takes in the same save
    /// or later stays taken (S69, D4).
    fn not_held<'r>(
        &self,
        user: UserId,
        roles: impl Iterator<Item = &'r RoleAssignment>,
    ) -> Vec<AdminAction> {
        let held = self.directory.holder(user.into()).map(|held| &held.roles);
        let missing = |role: &&RoleAssignment| !held.is_some_and(|held| has(held, &role.role));
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
        let roles = holder.roles.iter().filter(|held| !has(birth, &held.role));
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
        let kind = holder.kind;
        let kept = words.of_capacities(now, kind);
        let of = |capacities: BTreeSet<Capacity>| words.of_capacities(&capacities, kind);
        let lost = of(had.difference(now).cloned().collect());
        let gained = of(now.difference(had).cloned().collect());

        let mut actions = Vec::new();
        let goes = |held: &&RoleAssignment| has(&lost, &held.role) && !has(&kept, &held.role);
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
