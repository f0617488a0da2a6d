//! The two searches: everything that can be had, and the fewest steps to one thing.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use frontdesk_model::ActorId;

use super::Step;
use super::goal::{Goal, holder_of, holds};
use super::moves::{Alphabet, Kind, Move};
use super::state::{Key, Rights, State};
use crate::administer::AdminAction;
use crate::permission::Permission;

/// States after which a search stops and says so.
pub(super) const MOST_STATES: usize = 1 << 12;

/// All that the accounts can bring about.
#[derive(Debug, Default)]
pub(super) struct Closure {
    /// Whoever can be controlled.
    pub(super) controlled: BTreeSet<ActorId>,
    /// What each can do in one state or another.
    pub(super) rights: Rights,
    /// A state in which the wanted right is held.
    pub(super) reached: Option<State>,
    /// How many states were looked at.
    pub(super) states: usize,
}

/// Does what can only gain until nothing is left to do, and goes both ways where there is a choice.
pub(super) fn close(alphabet: &Alphabet<'_>, start: State) -> Closure {
    let mut closure = Closure::default();
    let mut seen: BTreeSet<Key> = BTreeSet::new();
    let mut open = VecDeque::from([start]);
    while let Some(state) = open.pop_front() {
        if closure.states >= MOST_STATES || alphabet.work.is_done() {
            break;
        }
        // First whoever can be taken over: later more might be asked for it.
        let (taken, _) = saturate(alphabet, state, |state| alphabet.takeovers(state));
        if there(alphabet, &taken) {
            closure.states += 1;
            note(alphabet, &taken, &mut closure);
            return closure;
        }
        if !seen.insert(taken.key()) {
            continue;
        }
        closure.states += 1;
        let settled = settle(alphabet, taken, &mut closure);
        if closure.reached.is_some() {
            return closure;
        }
        open.extend(settled.by_lists);
        for (state, moves) in settled.states {
            let choices = moves.into_iter().filter(|found| found.kind == Kind::Choice);
            open.extend(
                choices.filter_map(|found| state.after(found.actor, &found.action, &found.events)),
            );
        }
    }
    closure
}

/// Whether the wanted right is held.
fn there(alphabet: &Alphabet<'_>, state: &State) -> bool {
    alphabet.wanted.is_some_and(|(permission, goal)| {
        holder_of(state, permission, goal, alphabet.now).is_some()
    })
}

/// Whether it is held by this step, if it was not before it.
pub(super) fn there_by(alphabet: &Alphabet<'_>, state: &State, action: &AdminAction) -> bool {
    let Some((permission, goal)) = alphabet.wanted else {
        return false;
    };
    let holds = |id: ActorId| {
        let catalogue = state.directory.catalogue();
        let holder = state.directory.holder(id);
        holder.is_some_and(|holder| holds(catalogue, holder, permission, goal, alphabet.now))
    };
    match (action.user(), action) {
        (Some(user), _) => state.controlled.contains(&user) && holds(user),
        (None, AdminAction::CreateUser { holder }) => holds(holder.id),
        (None, _) => there(alphabet, state),
    }
}

/// Takes what was reached into the closure.
fn note(alphabet: &Alphabet<'_>, state: &State, closure: &mut Closure) {
    closure.controlled.extend(&state.controlled);
    for (id, rights) in state.rights(alphabet.now) {
        closure.rights.entry(id).or_default().extend(rights);
    }
    if there(alphabet, state) {
        closure.reached = Some(state.clone());
    }
}

/// A state with what can be done there.
type Saturated = (State, Vec<Move>);

/// Where the gains from one state end, and where its choices begin.
struct Settled {
    /// Where it ended and, if that is elsewhere, where it began: both with what can be done there.
    states: Vec<Saturated>,
    /// After each choice that longer lists allow, with the lists as they were.
    by_lists: Vec<State>,
}

/// Does all gains, those included for which something must be on lists.
fn settle(alphabet: &Alphabet<'_>, taken: State, closure: &mut Closure) -> Settled {
    let (mut full, mut moves) = saturate(alphabet, taken.clone(), |state| alphabet.moves(state));
    note(alphabet, &full, closure);
    let mut by_lists = Vec::new();
    // Longer lists are no choice: with them there is no less to reach, and they can be shortened.
    while closure.reached.is_none() {
        let wide = widened(alphabet, full.clone());
        if wide.lists.is_empty() {
            break;
        }
        note(alphabet, &wide, closure);
        match done_by_lists(alphabet, &wide) {
            ByLists::Gain(next) => {
                (full, moves) = saturate(alphabet, *next, |state| alphabet.moves(state));
                note(alphabet, &full, closure);
            }
            ByLists::Choices(choices) => {
                by_lists = choices;
                break;
            }
        }
    }
    let mut states = Vec::new();
    if closure.reached.is_none() && full.key() != taken.key() {
        let before = alphabet.moves(&taken);
        states.push((taken, before));
    }
    states.insert(0, (full, moves));
    Settled { states, by_lists }
}

/// The state with everything on the lists of the controlled accounts that somebody may put there and
/// take off again.
fn widened(alphabet: &Alphabet<'_>, mut state: State) -> State {
    loop {
        let mut set = BTreeSet::new();
        for found in alphabet.widenings(&state) {
            let Some(user) = found.action.user().filter(|user| !set.contains(user)) else {
                continue;
            };
            let before = state.directory.holder(user);
            let before = before.map(|holder| holder.memberships.clone());
            if let Some(lists) = before
                && let Some(events) = alphabet.permits(&state, found.actor, &found.action)
                && let Some(mut next) = state.after(found.actor, &found.action, &events)
            {
                next.lists.push((user, lists));
                state = next;
                set.insert(user);
            }
        }
        if set.is_empty() {
            return state;
        }
    }
}

/// The state with the lists as they were before something was put on them, but for those of the account
/// that keeps them long: the last first, for whoever could put it there can take it off then.
fn narrowed(alphabet: &Alphabet<'_>, mut state: State, keeps: Option<ActorId>) -> State {
    let mut left = Vec::new();
    for (user, lists) in std::mem::take(&mut state.lists).into_iter().rev() {
        let action = AdminAction::SetMemberships {
            user,
            memberships: Box::new(lists.clone()),
        };
        let back = || {
            state.controlled.iter().find_map(|actor| {
                let events = alphabet.permits(&state, *actor, &action)?;
                state.after(*actor, &action, &events)
            })
        };
        match (keeps != Some(user)).then(back).flatten() {
            Some(next) => state = next,
            None => left.push((user, lists)),
        }
    }
    left.reverse();
    state.lists = left;
    state
}

/// What longer lists allow.
enum ByLists {
    /// A state in which something is gained, with the lists as they were.
    Gain(Box<State>),
    /// Nothing is gained for certain: after each choice.
    Choices(Vec<State>),
}

/// What can be done now and could not with shorter lists, done. What somebody does needs the least
/// while his own lists are the longest, for he covers the most then, and while those of everybody else
/// are short: so each acts alone. What one does to oneself while one's lists are short was done before.
fn done_by_lists(alphabet: &Alphabet<'_>, wide: &State) -> ByLists {
    let dominated = alphabet.dominated(wide);
    let longer: BTreeSet<ActorId> = wide.lists.iter().map(|(user, _)| *user).collect();
    let mut choices = Vec::new();
    for actor in longer {
        let state = narrowed(alphabet, wide.clone(), Some(actor));
        let moves = alphabet.moves_of(&state, actor, &dominated);
        let (gains, rest): (Vec<Move>, Vec<Move>) = moves
            .into_iter()
            .partition(|found| found.kind == Kind::Gain);
        // With something that was gained the lists may have to stay: then each is a choice.
        if let Some(next) = gained(alphabet, &state, gains.clone()) {
            if let Some(next) = gained_for_good(alphabet, next, &mut Vec::new()) {
                return next;
            }
            let each = gains.iter().filter_map(|found| after(&state, found));
            for next in each {
                if let Some(next) = gained_for_good(alphabet, next, &mut choices) {
                    return next;
                }
            }
        }
        for found in rest.iter().filter(|found| found.kind == Kind::Choice) {
            choices.extend(after(&state, found).map(|next| narrowed(alphabet, next, None)));
        }
    }
    if let Some(next) = stripped(alphabet, wide)
        && let Some(next) = gained_for_good(alphabet, next, &mut choices)
    {
        return next;
    }
    // Lists that stay long are how things are there.
    for state in &mut choices {
        state.lists.clear();
    }
    ByLists::Choices(choices)
}

/// The state after a move. Lists that it sets stay.
fn after(state: &State, found: &Move) -> Option<State> {
    let mut next = state.after(found.actor, &found.action, &found.events)?;
    if let AdminAction::SetMemberships { user, .. } = &found.action {
        next.lists.retain(|(of, _)| of != user);
    }
    Some(next)
}

/// The state with the lists as they were, if they can be so; otherwise it is a choice.
fn gained_for_good(
    alphabet: &Alphabet<'_>,
    next: State,
    choices: &mut Vec<State>,
) -> Option<ByLists> {
    let back = match there(alphabet, &next) {
        true => return Some(ByLists::Gain(Box::new(next))),
        false => narrowed(alphabet, next, None),
    };
    if back.lists.is_empty() {
        return Some(ByLists::Gain(Box::new(back)));
    }
    choices.push(back);
    None
}

/// The state after those of the moves that gain something; `None`: none does.
fn gained(alphabet: &Alphabet<'_>, state: &State, moves: Vec<Move>) -> Option<State> {
    let mut state = state.clone();
    let before = state.key();
    alphabet.hindered.begin();
    // Roles first: a single right may come to sleep beside what a role gives, and be in its way.
    let (roles, rest): (Vec<Move>, Vec<Move>) = moves
        .into_iter()
        .filter(|found| found.kind == Kind::Gain)
        .partition(|found| matches!(found.action, AdminAction::AssignRole { .. }));
    for found in roles.into_iter().chain(rest) {
        // What was permitted when the list was made is asked again: it has grown since.
        if let Some(events) = alphabet.permits(&state, found.actor, &found.action)
            && let Some(next) = state.after(found.actor, &found.action, &events)
        {
            state = next;
            // Further is not asked for.
            if there_by(alphabet, &state, &found.action) {
                return Some(state);
            }
        }
    }
    (state.key() != before).then_some(state)
}

/// Every gain of this sort, until there is none; with what can be done then.
fn saturate(
    alphabet: &Alphabet<'_>,
    mut state: State,
    moves: impl Fn(&State) -> Vec<Move>,
) -> Saturated {
    loop {
        let found = moves(&state);
        if let Some(next) = gained(alphabet, &state, found.clone()) {
            state = next;
            if there(alphabet, &state) {
                return (state, found);
            }
            continue;
        }
        match stripped(alphabet, &state) {
            Some(next) => state = next,
            None => return (state, found),
        }
    }
}

/// Somebody who can be taken over once that is taken from him which whoever takes it can give back.
fn stripped(alphabet: &Alphabet<'_>, state: &State) -> Option<State> {
    let mut bare: BTreeMap<ActorId, State> = BTreeMap::new();
    for found in alphabet.strips(state) {
        let others = state.directory.holders().map(|holder| holder.id);
        for user in others.filter(|id| found.action.user().is_none_or(|about| about == *id)) {
            if state.controlled.contains(&user) {
                continue;
            }
            let so_far = bare.entry(user).or_insert_with(|| state.clone());
            if let Some(events) = alphabet.permits(so_far, found.actor, &found.action)
                && let Some(next) = so_far.after(found.actor, &found.action, &events)
            {
                *so_far = next;
            }
        }
    }
    bare.into_iter().find_map(|(user, so_far)| {
        let takeovers = alphabet.takeovers(&so_far).into_iter();
        let mut taken = takeovers.filter(|found| found.action.user() == Some(user));
        taken.find_map(|found| so_far.after(found.actor, &found.action, &found.events))
    })
}

/// The fewest steps to the wanted right that are found, given a longer way: breadth first, each state
/// once.
pub(super) fn shortest(
    alphabet: &Alphabet<'_>,
    start: &State,
    known: &State,
    (permission, goal): (Permission, Goal<'_>),
) -> Vec<(ActorId, AdminAction)> {
    let known = without_detours(alphabet, start, &known.done, permission, goal);
    let mut seen: BTreeSet<Key> = BTreeSet::from([start.key()]);
    let mut layer = vec![start.clone()];
    for depth in 1..known.len() {
        let mut next_layer = Vec::new();
        for state in &layer {
            for found in alphabet.moves(state) {
                // At the last step an account matters only if it has what is wanted.
                let last = depth + 1 == known.len();
                if last && !could_end(alphabet, state, &found) {
                    continue;
                }
                let Some(next) = state.after(found.actor, &found.action, &found.events) else {
                    continue;
                };
                if !seen.insert(next.key()) {
                    continue;
                }
                if holder_of(&next, permission, goal, alphabet.now).is_some() {
                    return next.done;
                }
                if seen.len() > MOST_STATES {
                    return known;
                }
                next_layer.push(next);
            }
        }
        if alphabet.work.is_done() {
            return known;
        }
        layer = next_layer;
    }
    known
}

/// Whether a step may be the last one. Whoever is taken over has what he had.
fn could_end(alphabet: &Alphabet<'_>, state: &State, found: &Move) -> bool {
    match (&found.action, alphabet.wanted) {
        (AdminAction::TakeOver { user, .. }, Some((permission, goal)))
            if found.events.is_empty() =>
        {
            let catalogue = state.directory.catalogue();
            let holder = state.directory.holder(*user);
            holder.is_some_and(|holder| holds(catalogue, holder, permission, goal, alphabet.now))
        }
        _ => true,
    }
}

/// The way without the steps that it does not need: the later first.
fn without_detours(
    alphabet: &Alphabet<'_>,
    start: &State,
    steps: &[(ActorId, AdminAction)],
    permission: Permission,
    goal: Goal<'_>,
) -> Vec<(ActorId, AdminAction)> {
    let leads_there = |steps: &[(ActorId, AdminAction)]| {
        let mut state = start.clone();
        for (actor, action) in steps {
            let next = alphabet
                .permits(&state, *actor, action)
                .filter(|_| state.controlled.contains(actor))
                .and_then(|events| state.after(*actor, action, &events));
            match next {
                Some(next) => state = next,
                None => return false,
            }
        }
        holder_of(&state, permission, goal, alphabet.now).is_some()
    };
    let mut needed = steps.to_vec();
    for place in (0..steps.len()).rev() {
        let mut fewer = needed.clone();
        fewer.remove(place);
        if leads_there(&fewer) {
            needed = fewer;
        }
    }
    needed
}

/// What the steps bring, one after the other.
pub(super) fn retrace(
    alphabet: &Alphabet<'_>,
    start: &State,
    steps: Vec<(ActorId, AdminAction)>,
) -> Vec<Step> {
    let now = alphabet.now;
    let mut state = start.clone();
    let mut traced = Vec::new();
    for (actor, action) in steps {
        let events = alphabet.outcome(&state, actor, &action);
        let Some(next) = events.and_then(|events| state.after(actor, &action, &events)) else {
            break;
        };
        let had = state.rights(now);
        let none = BTreeSet::new();
        let mut gains = BTreeMap::new();
        for (id, rights) in next.rights(now) {
            let before = had.get(&id).unwrap_or(&none);
            let gained: BTreeSet<_> = rights.difference(before).cloned().collect();
            if !gained.is_empty() {
                gains.insert(id, gained);
            }
        }
        traced.push(Step {
            actor,
            action,
            controls: next
                .controlled
                .difference(&state.controlled)
                .next()
                .copied(),
            gains,
        });
        state = next;
    }
    traced
}
