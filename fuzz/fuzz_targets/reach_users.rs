//! Reach: users.
#![no_main]

frontdesk_fuzz::csv!(frontdesk_systems::reach::read_users);
