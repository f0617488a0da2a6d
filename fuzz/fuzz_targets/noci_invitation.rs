//! Noci.io: an invitation.
#![no_main]

frontdesk_fuzz::json!(frontdesk_systems::noci::read_invitation);
