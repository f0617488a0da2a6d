//! Omnidesk: roles of staff.
#![no_main]

frontdesk_fuzz::json_list!(frontdesk_systems::omnidesk::read_staff_roles);
