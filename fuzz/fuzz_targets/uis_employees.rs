//! UIS: the answer of `get.employees`.
#![no_main]

frontdesk_fuzz::json_list!(frontdesk_systems::uis::read_employees);
