//! Lists: the naive model of a list, the laws that bind it to the real one, the attacks on lists and
//! the pairs of desks that a list must not tell apart.

mod attacks;
mod cursors;
mod laws;
mod long;
mod naive;
mod pairs;
mod requests;
mod stored;
