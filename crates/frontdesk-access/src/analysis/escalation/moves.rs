//! Every action that can matter next: the finite alphabet of the search.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use frontdesk_model::{ActorId, Standing, Validity};

use super::goal::{Goal, holds};
use super::hindered::{HELD_BACK, Hindered};
use super::permitted::{is_legacy, may, permitted};
use super::state::{Rights, State};
use super::words::Words;
use super::work::Work;
use crate::administer::{AdminAction, Cover, Guard, Takeover, Wanted, Whose};
use crate::analysis::moments::{moments, of_all};
use crate::directory::{AccessEvent, Directory};
use crate::grant::Grant;
use crate::holder::Holder;
use crate::permission::{Permission, PermissionSet};
use crate::role::{Role, RoleId};

/// Who covers all of whose record.
pub(super) type Pairs = BTreeSet<(ActorId, ActorId)>;

/// What is asked, and what all scopes name.
#[derive(Clone, Debug)]
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
    /// How many questions are left.
    pub(super) work: Work,
    /// What was refused because of what else is on a record.
    pub(super) hindered: Hindered,
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
    /// Something is put on the lists of a controlled account, where that takes nothing from anybody:
    /// only what others do to that account may need more, and for that it is taken off again.
    Lists,
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
            work: Work::of(directory),
            hindered: Hindered::default(),
        }
    }

    /// The same, with every gift tried, and as many questions anew.
    pub(super) fn with_all_gifts(&self) -> Self {
        Self {
            gifts: Gifts::All,
            work: self.work.anew(),
            hindered: Hindered::default(),
            ..self.clone()
        }
    }

    /// What comes of an action, if the actor may do it. Once there were too many questions, nothing:
    /// the search sees that it was cut short.
    pub(super) fn permits(
        &self,
        state: &State,
        actor: ActorId,
        action: &AdminAction,
    ) -> Option<Vec<AccessEvent>> {
        if !self.work.goes_on() {
            return None;
        }
        match permitted(&state.directory, actor, action, self.guard, self.now) {
            Ok(events) => Some(events),
            Err(refusal) => {
                self.note_hindered(state, (actor, action), &refusal);
                None
            }
        }
    }

    /// The same of an action on a way that was found: that is never too many.
    pub(super) fn outcome(
        &self,
        state: &State,
        actor: ActorId,
        action: &AdminAction,
    ) -> Option<Vec<AccessEvent>> {
        permitted(&state.directory, actor, action, self.guard, self.now).ok()
    }

    /// Whether the actor holds the right that such actions need, over this person or at all.
    pub(super) fn may(
        &self,
        state: &State,
        actor: ActorId,
        permission: Permission,
        about: Option<ActorId>,
    ) -> bool {
        !self.work.is_done() && may(&state.directory, actor, permission, about, self.now)
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
        moves.take_over(|_| true);
        moves.other_moves();
        moves.clear_the_way();
        // Where only what is needed is looked for, stripping is a move of its own.
        if self.guard == Guard::Covers {
            moves.strip(match self.gifts {
                Gifts::All => &[Kind::Strip, Kind::Choice],
                Gifts::Needed => &[Kind::Choice],
            });
        }
        moves.found
    }

    /// The moves by which the wanted right can be had at once: whoever is taken over has what he had.
    pub(super) fn endings(&self, state: &State) -> Vec<Move> {
        let mut moves = self.start(state);
        moves.rights = state.rights(self.now);
        moves.wanted = self.wanted_with_prerequisites(state);
        moves.dominated = moves.dominated();
        moves.take_over(|holder| {
            let catalogue = state.directory.catalogue();
            self.wanted.is_none_or(|(permission, goal)| {
                // A pending account acts once its letter is answered.
                holder.standing == Standing::Pending
                    || holds(catalogue, holder, permission, goal, self.now)
            })
        });
        moves.other_moves();
        moves.found
    }

    /// The takeovers alone.
    pub(super) fn takeovers(&self, state: &State) -> Vec<Move> {
        let mut moves = self.start(state);
        moves.take_over(|_| true);
        moves.found
    }

    /// What can be taken from those who cannot be taken over yet.
    pub(super) fn strips(&self, state: &State) -> Vec<Move> {
        let mut moves = self.start(state);
        if self.guard == Guard::Covers {
            moves.take_over(|_| true);
            moves.strip(&[Kind::Strip]);
        }
        let strips = moves.found.into_iter();
        strips.filter(|found| found.kind == Kind::Strip).collect()
    }

    /// What can be put on the lists of controlled accounts and taken off again.
    pub(super) fn widenings(&self, state: &State) -> Vec<Move> {
        let mut moves = self.start(state);
        moves.wanted = self.wanted_with_prerequisites(state);
        moves.lists();
        let found = moves.found.into_iter();
        found.filter(|found| found.kind == Kind::Lists).collect()
    }

    /// Pairs of controlled accounts of which the one covers all that is on the other's record.
    pub(super) fn dominated(&self, state: &State) -> Pairs {
        let mut moves = self.start(state);
        moves.rights = state.rights(self.now);
        moves.dominated()
    }

    /// Everything that one account may do next. Who covers whose record was found while all lists were
    /// the longest, and each acts while his own are.
    pub(super) fn moves_of(&self, state: &State, actor: ActorId, dominated: &Pairs) -> Vec<Move> {
        let mut moves = self.start(state);
        moves.only = Some(actor);
        moves.rights = state.rights(self.now);
        moves.wanted = self.wanted_with_prerequisites(state);
        moves.dominated.clone_from(dominated);
        moves.take_over(|_| true);
        moves.other_moves();
        moves.clear_the_way();
        moves.strip(&[Kind::Choice]);
        moves.found
    }

    fn start<'m>(&'m self, state: &'m State) -> Moves<'m> {
        self.hindered.begin();
        Moves {
            alphabet: self,
            state,
            only: None,
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
    /// Who acts, if it is one alone.
    only: Option<ActorId>,
    pub(super) rights: Rights,
    /// The wanted right and what it needs.
    pub(super) wanted: PermissionSet,
    /// Who covers all of whose record, so that gifts bring nothing new.
    pub(super) dominated: Pairs,
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
    fn dominated(&self) -> Pairs {
        let mut pairs = Pairs::new();
        if !self.leaves_out() {
            return pairs;
        }
        let directory = &self.state.directory;
        let now = self.alphabet.now;
        let gives = |actor: &&ActorId| {
            let mut rights = self.rights.get(*actor).into_iter().flatten();
            rights.any(|(p, _)| *p == Permission::ROLE_ASSIGN || *p == Permission::USER_EDIT)
        };
        let catalogue = directory.catalogue();
        let records: BTreeMap<ActorId, (&Holder, Vec<Grant>)> = self
            .ours()
            .map(|holder| (holder.id, (holder, catalogue.stored(holder))))
            .collect();
        let entrusted = self.entrusted_to_anyone();
        for actor in self.ours().filter(|holder| gives(&&holder.id)) {
            let mut cover = Cover::new(catalogue, actor, now);
            let mut beyond: Option<BTreeSet<&RoleId>> = None;
            for (other, grants) in records.values().filter(|(other, _)| other.id != actor.id) {
                let of = Whose::Record(other);
                if self.alphabet.work.goes_on()
                    && cover.covers_all(&Wanted { grants, of })
                    && self.is_as_free(
                        actor.id,
                        other.id,
                        beyond.get_or_insert_with(|| self.uncovered_of(&mut cover, &entrusted)),
                    )
                {
                    pairs.insert((actor.id, other.id));
                }
            }
        }
        pairs
    }

    /// The roles that somebody of these accounts may assign because a role of his says so.
    fn entrusted_to_anyone(&self) -> BTreeSet<&'a RoleId> {
        let catalogue = self.state.directory.catalogue();
        let roles = self.ours().flat_map(|holder| &holder.roles);
        roles
            .filter_map(|held| catalogue.role(&held.role))
            .flat_map(|role| &role.may_assign)
            .collect()
    }

    /// Those of the roles that a person does not cover, whoever gets them.
    fn uncovered_of<'r>(
        &self,
        cover: &mut Cover<'_>,
        roles: &BTreeSet<&'r RoleId>,
    ) -> BTreeSet<&'r RoleId> {
        let catalogue = self.state.directory.catalogue();
        let beyond = roles.iter().copied().filter(|id| {
            let role = catalogue.role(id).into_iter();
            let grants: Vec<Grant> = role.flat_map(Role::all_grants).cloned().collect();
            !cover.covers_all(&Wanted {
                grants: &grants,
                of: Whose::Anyone,
            })
        });
        beyond.collect()
    }

    /// Whether the first may give all that the second may give by roles and by seeing to no more
    /// himself.
    fn is_as_free(&self, actor: ActorId, other: ActorId, beyond: &BTreeSet<&RoleId>) -> bool {
        let directory = &self.state.directory;
        let (Some(first), Some(second)) = (directory.holder(actor), directory.holder(other)) else {
            return false;
        };
        let roles = second.roles.iter();
        let roles = roles.filter_map(|held| directory.catalogue().role(&held.role));
        let mut entrusted = roles.flat_map(|role| &role.may_assign);
        first.obligations.is_subset(&second.obligations) && entrusted.all(|id| !beyond.contains(id))
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
        ours.filter(|id| self.only.is_none_or(|only| only == *id))
            .filter(|id| self.alphabet.may(self.state, *id, permission, about))
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

    /// Everything but takeovers and what makes them easier.
    fn other_moves(&mut self) {
        self.accounts();
        self.give(|_| true);
        self.edits_of_roles();
        self.puppets();
        self.lists();
        self.duties();
    }

    /// One way into each account of these is enough.
    fn take_over(&mut self, is_of_use: impl Fn(&Holder) -> bool) {
        for other in self.others().filter(|other| is_of_use(other)) {
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
            if ours.standing == Standing::Pending {
                self.activate(ours.id);
            }
            if is_legacy(ours) {
                self.by_anyone(AdminAction::EditUser { user: ours.id }, Kind::Gain);
            }
            for restriction in &ours.restrictions {
                let action = AdminAction::Lift {
                    user: ours.id,
                    restriction: restriction.clone(),
                };
                // What is held back for a gift wakes afterwards, if at all.
                let kind = match restriction.id.as_str() == HELD_BACK {
                    true => Kind::Choice,
                    false => Kind::Gain,
                };
                self.by_anyone(action, kind);
            }
        }
    }

    /// A letter is sent to a controlled account that nobody signed in to yet, where it is or where
    /// somebody has it sent: it sets the password and acts (S115, S121).
    fn activate(&mut self, user: ActorId) {
        let letters = [
            AdminAction::SendReset { user },
            AdminAction::TakeOver {
                user,
                by: Takeover::ResetCredentials,
            },
            AdminAction::TakeOver {
                user,
                by: Takeover::ChangeLogin,
            },
        ];
        letters
            .into_iter()
            .any(|letter| self.by_anyone(letter, Kind::Gain));
    }

    /// Adds the action for the first who may do it: what it brings is the same.
    pub(super) fn by_anyone(&mut self, action: AdminAction, kind: Kind) -> bool {
        let actors = self.who_may(action.permission(), action.user());
        actors
            .into_iter()
            .any(|actor| self.add(actor, action.clone(), kind))
    }
}

/// Always, and until each moment to come at which something begins or ends, the longest first.
fn spans(directory: &Directory, now: DateTime<Utc>) -> Vec<Validity> {
    let until = moments(of_all(directory), now)
        .into_iter()
        .rev()
        .filter(|at| *at > now)
        .map(Validity::until);
    std::iter::once(Validity::ALWAYS).chain(until).collect()
}
