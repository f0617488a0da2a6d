//! Every action that can matter next: the finite alphabet of the search.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use frontdesk_model::{ActorId, Standing, Validity};

use super::goal::Goal;
use super::lists::Words;
use super::permitted::{is_legacy, may, permitted};
use super::state::{Rights, State};
use crate::administer::{AdminAction, Guard, Takeover};
use crate::analysis::lockout::moments;
use crate::directory::{AccessEvent, Directory};
use crate::holder::{Holder, RoleAssignment};
use crate::permission::host::HostPermission;
use crate::permission::{ObjectKind, Permission, PermissionSet};
use crate::role::{MadeBy, Role};

/// What is asked, and what all scopes name.
#[derive(Debug)]
pub(super) struct Alphabet<'a> {
    pub(super) guard: Guard,
    pub(super) now: DateTime<Utc>,
    /// The right that is wanted, and where. `None`: all that can be had.
    pub(super) wanted: Option<(Permission, Goal<'a>)>,
    /// For how long something may be given: always, and until each moment at which something
    /// begins or ends, the longest first.
    pub(super) spans: Vec<Validity>,
    pub(super) words: Words,
    /// Which gifts are tried.
    pub(super) gifts: Gifts,
}

/// Which gifts are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gifts {
    /// Those by which something is reached that was not. Under the guard whoever covers all of
    /// another's record can do whatever that one could do with gifts of his, but for what the wanted
    /// right is about: those gifts are left out.
    Needed,
    /// All: some make the way shorter.
    All,
}

/// An action that is permitted.
#[derive(Clone, Debug)]
pub(super) struct Move {
    pub(super) actor: ActorId,
    pub(super) action: AdminAction,
    pub(super) events: Vec<AccessEvent>,
    pub(super) kind: Kind,
}

/// What an action does to what is possible afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Whatever was possible stays so: it may be done at once.
    Gain,
    /// It may make something else impossible: both ways are gone.
    Choice,
    /// It takes from an account that is not controlled, so that taking it over needs less.
    Strip,
}

impl<'a> Alphabet<'a> {
    pub(super) fn new(
        directory: &Directory,
        guard: Guard,
        wanted: Option<(Permission, Goal<'a>)>,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            guard,
            now,
            wanted,
            spans: match guard {
                Guard::Covers => spans(directory, now),
                Guard::None => vec![Validity::ALWAYS],
            },
            words: Words::of(directory, wanted.map(|(_, goal)| goal)),
            gifts: Gifts::Needed,
        }
    }

    /// What comes of an action, if the actor may do it.
    pub(super) fn permits(
        &self,
        state: &State,
        actor: ActorId,
        action: &AdminAction,
    ) -> Option<Vec<AccessEvent>> {
        permitted(&state.directory, actor, action, self.guard, self.now)
    }

    /// Whether the actor holds the right that such actions need, over this person or at all.
    pub(super) fn may(
        &self,
        state: &State,
        actor: ActorId,
        permission: Permission,
        about: Option<ActorId>,
    ) -> bool {
        may(&state.directory, actor, permission, about, self.now)
    }

    fn wanted_with_prerequisites(&self, state: &State) -> PermissionSet {
        let catalogue = state.directory.catalogue();
        let wanted = self.wanted.map(|(permission, _)| permission);
        wanted.map_or(PermissionSet::EMPTY, |p| catalogue.with_prerequisites(p))
    }

    /// Everything that a controlled account may do next and that can matter, in one order.
    pub(super) fn moves(&self, state: &State) -> Vec<Move> {
        let mut moves = self.start(state);
        moves.rights = state.rights(self.now);
        moves.wanted = self.wanted_with_prerequisites(state);
        moves.dominated = moves.dominated();
        moves.take_over();
        moves.accounts();
        moves.give();
        moves.roles();
        moves.puppets();
        moves.lists();
        // Where only what is needed is looked for, stripping is a move of its own.
        if self.guard == Guard::Covers && self.gifts == Gifts::All {
            moves.strip();
        }
        moves.found
    }

    /// The takeovers alone.
    pub(super) fn takeovers(&self, state: &State) -> Vec<Move> {
        let mut moves = self.start(state);
        moves.take_over();
        moves.found
    }

    /// What can be taken from those who cannot be taken over yet.
    pub(super) fn strips(&self, state: &State) -> Vec<Move> {
        let mut moves = self.start(state);
        if self.guard == Guard::Covers {
            moves.take_over();
            moves.strip();
        }
        let strips = moves.found.into_iter();
        strips.filter(|found| found.kind == Kind::Strip).collect()
    }

    fn start<'m>(&'m self, state: &'m State) -> Moves<'m> {
        Moves {
            alphabet: self,
            state,
            rights: Rights::new(),
            wanted: PermissionSet::EMPTY,
            dominated: BTreeSet::new(),
            found: Vec::new(),
        }
    }
}

/// The moves of one state as they are collected.
pub(super) struct Moves<'a> {
    pub(super) alphabet: &'a Alphabet<'a>,
    pub(super) state: &'a State,
    pub(super) rights: Rights,
    /// The wanted right and what it needs.
    pub(super) wanted: PermissionSet,
    /// Who covers all of whose record, so that gifts bring nothing new.
    pub(super) dominated: BTreeSet<(ActorId, ActorId)>,
    pub(super) found: Vec<Move>,
}

impl<'a> Moves<'a> {
    pub(super) fn permits(&self, actor: ActorId, action: &AdminAction) -> bool {
        self.alphabet.permits(self.state, actor, action).is_some()
    }

    /// Adds the action if it is permitted. Returns whether it is.
    pub(super) fn add(&mut self, actor: ActorId, action: AdminAction, kind: Kind) -> bool {
        let Some(events) = self.alphabet.permits(self.state, actor, &action) else {
            return false;
        };
        self.found.push(Move {
            actor,
            action,
            events,
            kind,
        });
        true
    }

    /// Pairs of controlled accounts of which the one covers all that is on the other's record.
    fn dominated(&self) -> BTreeSet<(ActorId, ActorId)> {
        let mut pairs = BTreeSet::new();
        if !self.leaves_out() {
            return pairs;
        }
        let directory = &self.state.directory;
        let now = self.alphabet.now;
        let gives = |actor: &&ActorId| {
            let mut rights = self.rights.get(*actor).into_iter().flatten();
            rights.any(|(p, _)| *p == Permission::ROLE_ASSIGN || *p == Permission::USER_EDIT)
        };
        for actor in self.state.controlled.iter().filter(gives) {
            for other in self.state.controlled.iter().filter(|other| *other != actor) {
                if directory.uncovered_record(*actor, *other, now).is_empty() {
                    pairs.insert((*actor, *other));
                }
            }
        }
        pairs
    }

    /// Who covers all that is on this record.
    pub(super) fn over(&self, of: ActorId) -> impl Iterator<Item = ActorId> {
        let pairs = self.dominated.iter();
        pairs
            .filter(move |(_, other)| *other == of)
            .map(|(over, _)| *over)
    }

    /// Whether a change of the lists of this record by somebody who covers it can matter.
    pub(super) fn worth_giving(&self, from: ActorId, to: ActorId) -> bool {
        !self.dominated.contains(&(from, to)) || self.wanted != PermissionSet::EMPTY
    }

    /// Whether gifts that bring nothing new are left out.
    pub(super) fn leaves_out(&self) -> bool {
        self.alphabet.guard == Guard::Covers && self.alphabet.gifts == Gifts::Needed
    }

    /// The controlled accounts that hold the right over this person, or at all.
    pub(super) fn who_may(&self, permission: Permission, about: Option<ActorId>) -> Vec<ActorId> {
        let ours = self.state.controlled.iter().copied();
        ours.filter(|id| self.alphabet.may(self.state, *id, permission, about))
            .collect()
    }

    /// The records that nobody controls yet.
    pub(super) fn others(&self) -> impl Iterator<Item = &'a Holder> + use<'a> {
        let state = self.state;
        let all = state.directory.holders();
        all.filter(|holder| !state.controlled.contains(&holder.id))
    }

    pub(super) fn ours(&self) -> impl Iterator<Item = &'a Holder> + use<'a> {
        self.state.ours()
    }

    /// One way into each account is enough.
    fn take_over(&mut self) {
        for other in self.others() {
            let ways = [
                Takeover::ResetCredentials,
                Takeover::ChangeLogin,
                Takeover::Impersonate,
            ];
            'ways: for by in ways {
                let action = AdminAction::TakeOver { user: other.id, by };
                for actor in self.who_may(action.permission(), Some(other.id)) {
                    if self.add(actor, action.clone(), Kind::Gain) {
                        break 'ways;
                    }
                }
            }
        }
    }

    /// Controlled accounts that are switched off, or of a kind that cannot do everything.
    fn accounts(&mut self) {
        for ours in self.ours() {
            let restored = matches!(ours.standing, Standing::Suspended | Standing::HalfDeleted);
            if restored {
                self.by_anyone(AdminAction::Restore { user: ours.id }, Kind::Gain);
            }
            if is_legacy(ours) {
                self.by_anyone(AdminAction::EditUser { user: ours.id }, Kind::Gain);
            }
            for restriction in &ours.restrictions {
                let action = AdminAction::Lift {
                    user: ours.id,
                    restriction: restriction.clone(),
                };
                self.by_anyone(action, Kind::Gain);
            }
        }
    }

    /// Adds the action for the first who may do it: what it brings is the same.
    pub(super) fn by_anyone(&mut self, action: AdminAction, kind: Kind) -> bool {
        let actors = self.who_may(action.permission(), action.user());
        actors
            .into_iter()
            .any(|actor| self.add(actor, action.clone(), kind))
    }

    /// Roles of a host that a controlled account has, or names although there is none.
    fn roles(&mut self) {
        for actor in self.who_may(Permission::ROLE_EDIT, None) {
            for before in self.editable() {
                let ours = |holder: &&Holder| holder.roles.iter().any(|r| r.role == before.id);
                let kind = match self.others().any(|holder| ours(&holder)) {
                    true => Kind::Choice,
                    false => Kind::Gain,
                };
                let mut after = before.clone();
                for grant in self.all_to_give(actor) {
                    if after.grants.contains(&grant) {
                        continue;
                    }
                    let mut one = before.clone();
                    one.grants.push(grant.clone());
                    let action = AdminAction::SaveRole {
                        role: Box::new(one),
                    };
                    if self.permits(actor, &action) {
                        after.grants.push(grant);
                    }
                }
                if after.grants.len() > before.grants.len() {
                    let role = Box::new(after);
                    self.add(actor, AdminAction::SaveRole { role }, kind);
                }
            }
            self.declare(actor);
        }
    }

    /// The roles whose edit changes what a controlled account can do, and a new one.
    fn editable(&self) -> Vec<Role> {
        let catalogue = self.state.directory.catalogue();
        let mut named: Vec<_> = self
            .ours()
            .flat_map(|holder| holder.roles.iter().map(|assignment| &assignment.role))
            .collect();
        named.sort();
        named.dedup();
        let held = named.into_iter().filter_map(|id| match catalogue.role(id) {
            Some(role) => (role.made_by == MadeBy::Host).then(|| role.clone()),
            // A name that grants nothing grants whatever a role of that name gets.
            None => Some(super::state::empty_role(id.clone())),
        });
        let fresh = super::state::empty_role(self.alphabet.words.role.clone());
        let fresh = match catalogue.role(&fresh.id) {
            // A role of one's own gives many rights by one assignment; without the guard `*` does.
            None if self.alphabet.guard == Guard::Covers && self.alphabet.gifts == Gifts::All => {
                Some(fresh)
            }
            _ => None,
        };
        held.chain(fresh).collect()
    }

    /// A right of the host's own that nobody declared is denied to whoever has it.
    fn declare(&mut self, actor: ActorId) {
        let Some((permission, goal)) = self.alphabet.wanted else {
            return;
        };
        let catalogue = self.state.directory.catalogue();
        if !permission.is_host() || catalogue.object_of(permission).is_some() {
            return;
        }
        let object = match goal {
            Goal::On(object) => object.kind(),
            Goal::Anywhere | Goal::Over(_) => ObjectKind::Section,
        };
        let permission = HostPermission {
            permission,
            name: permission.name().to_owned(),
            title: permission.name().to_owned(),
            object,
            needs: Vec::new(),
        };
        self.add(
            actor,
            AdminAction::DeclarePermission { permission },
            Kind::Gain,
        );
    }

    /// Takes from an account what keeps it from being taken over: whoever may take it and give it
    /// back need not hold it.
    fn strip(&mut self) {
        let reached: Vec<ActorId> = self
            .found
            .iter()
            .filter(|found| matches!(found.action, AdminAction::TakeOver { .. }))
            .filter_map(|found| found.action.user())
            .collect();
        for other in self.others() {
            if reached.contains(&other.id) || !self.could_be_taken_over(other.id) {
                continue;
            }
            self.strip_of(other);
        }
    }

    fn could_be_taken_over(&self, user: ActorId) -> bool {
        let ways = [
            Permission::CREDENTIALS_RESET,
            Permission::LOGIN_CHANGE,
            Permission::IMPERSONATE,
        ];
        ways.into_iter()
            .any(|way| !self.who_may(way, Some(user)).is_empty())
    }

    fn strip_of(&mut self, other: &Holder) {
        let user = other.id;
        for assignment in &other.roles {
            let action = AdminAction::UnassignRole {
                user,
                assignment: assignment.clone(),
            };
            self.by_anyone(action, Kind::Strip);
            for add_on in &assignment.add_ons {
                let mut after = assignment.clone();
                after.add_ons.remove(add_on);
                let action = AdminAction::SetAddOns {
                    user,
                    before: assignment.clone(),
                    after,
                };
                self.by_anyone(action, Kind::Strip);
            }
            self.strip_role(assignment);
        }
        for grant in &other.grants {
            let action = AdminAction::Revoke {
                user,
                grant: grant.clone(),
            };
            self.by_anyone(action, Kind::Strip);
        }
    }

    /// A host's role that no controlled account has is emptied.
    fn strip_role(&mut self, assignment: &RoleAssignment) {
        let role = self.state.directory.catalogue().role(&assignment.role);
        let ours = self.ours().any(|holder| {
            let mut roles = holder.roles.iter();
            roles.any(|held| held.role == assignment.role)
        });
        let Some(role) = role.filter(|role| role.made_by == MadeBy::Host && !ours) else {
            return;
        };
        let mut emptied = role.clone();
        emptied.grants.clear();
        for add_on in emptied.add_ons.values_mut() {
            add_on.grants.clear();
        }
        let role = Box::new(emptied);
        self.by_anyone(AdminAction::SaveRole { role }, Kind::Strip);
    }
}

/// Always, and until each moment to come at which something begins or ends, the longest first.
fn spans(directory: &Directory, now: DateTime<Utc>) -> Vec<Validity> {
    let until = moments(directory, now)
        .into_iter()
        .rev()
        .map(Validity::until);
    std::iter::once(Validity::ALWAYS).chain(until).collect()
}
