//! Talk-Me: messages.
#![no_main]

frontdesk_fuzz::json!(frontdesk_systems::talkme::read_messages);
