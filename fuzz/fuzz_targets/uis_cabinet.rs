//! UIS: the records of the cabinet.
#![no_main]

frontdesk_fuzz::json_list!(frontdesk_systems::uis::read_cabinet);
