//! A second evaluator, written from the prose of the catalogue (sections 1.1, 1.2, 1.3 and 2) and
//! not from the engine: names instead of numbers, sets of text instead of masks, plain loops.
//!
//! The only things shared with the engine are the records themselves and [`Validity::holds`],
//! which the model's own tests cover.
//!
//! [`Validity::holds`]: frontdesk_model::Validity::holds

mod atoms;
mod decide;
mod object;
mod relations;
mod rights;

pub use atoms::{Atom, atom, atoms};
pub use decide::{Verdict, covers, decide, scope_words};
pub use object::Object;
pub use relations::relations;
