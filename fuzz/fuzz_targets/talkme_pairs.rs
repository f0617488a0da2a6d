//! Talk-Me: the pair file of legacy accounts.
#![no_main]

frontdesk_fuzz::json!(frontdesk_systems::talkme::read_pairs);
