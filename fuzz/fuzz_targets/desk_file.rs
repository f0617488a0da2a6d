//! The desk file.
#![no_main]

frontdesk_fuzz::desk_file!();
