//! Omnidesk: messages of cases.
#![no_main]

frontdesk_fuzz::json_list!(frontdesk_systems::omnidesk::read_messages);
