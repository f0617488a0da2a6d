//! What a change shows and hides, what is odd in what is configured, and counts without content.

mod attacks;
mod diff;
mod lint;
mod merged;
mod monitor;
mod robots;
