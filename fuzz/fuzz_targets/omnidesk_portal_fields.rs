//! Omnidesk: what the portal shows, in the host's own form.
#![no_main]

frontdesk_fuzz::json_list!(frontdesk_systems::omnidesk::read_portal_fields);
