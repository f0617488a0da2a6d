//! Attacks and accidents that a decision must answer rightly. Each has its harmless twin. What
//! needs commands (editing roles, the last administrator, invitations) is not here.

mod reach;
mod records;
mod time;
mod unknown;
