//! Omnidesk: staff.
#![no_main]

frontdesk_fuzz::json_list!(frontdesk_systems::omnidesk::read_staff);
