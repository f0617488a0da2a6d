//! The ways of one step and of two, looked for before all others where nobody need cover what he
//! gives: whoever may do one thing that gives can give anything to anybody then, so that most ways
//! are short, while everything that can be had is everything.

use frontdesk_model::ActorId;

use super::moves::{Alphabet, Move};
use super::search::there_by;
use super::state::State;
use crate::administer::AdminAction;

/// The fewest steps to the wanted right, if one or two are enough: every first step is tried, and
/// after it every step by which it can be had. All gifts must be among them.
pub(super) fn short_way(
    alphabet: &Alphabet<'_>,
    start: &State,
) -> Option<Vec<(ActorId, AdminAction)>> {
    let ends = |state: &State, found: &Move| -> Option<State> {
        let next = state.after(found.actor, &found.action, &found.events)?;
        there_by(alphabet, &next, &found.action).then_some(next)
    };
    let endings = |state: &State| {
        let found = alphabet.endings(state);
        found.iter().find_map(|found| ends(state, found))
    };
    if let Some(there) = endings(start) {
        return Some(there.done);
    }
    alphabet.moves(start).iter().find_map(|found| {
        let state = start.after(found.actor, &found.action, &found.events)?;
        endings(&state).map(|there| there.done)
    })
}
