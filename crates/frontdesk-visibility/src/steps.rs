//! How many tests of facts are made, counted: what an answer costs, without a clock.

use std::cell::Cell;

thread_local! {
    static MADE: Cell<usize> = const { Cell::new(0) };
}

/// One more.
pub(crate) fn note() {
    MADE.set(MADE.get() + 1);
}

/// What is answered, and how many tests were made for it.
pub(crate) fn counted<T>(answer: impl FnOnce() -> T) -> (T, usize) {
    let before = MADE.get();
    let answer = answer();
    (answer, MADE.get() - before)
}
