//! UIS: the statuses of the account.
#![no_main]

frontdesk_fuzz::json_list!(frontdesk_systems::uis::read_statuses);
