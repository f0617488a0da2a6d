//! Omnidesk: custom fields.
#![no_main]

frontdesk_fuzz::json_list!(frontdesk_systems::omnidesk::read_custom_fields);
