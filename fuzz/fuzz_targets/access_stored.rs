//! Stored roles, records and directories.
#![no_main]

frontdesk_fuzz::access_stored!();
