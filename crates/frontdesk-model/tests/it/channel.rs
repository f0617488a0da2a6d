//! Channels.

use std::collections::BTreeSet;

use frontdesk_model::Channel;
use proptest::prelude::*;

fn round_trip(channel: &Channel) {
    assert_eq!(Channel::from_name(&channel.to_string()), *channel);
    let json = serde_json::to_string(channel).unwrap();
    assert_eq!(json, serde_json::to_string(&channel.to_string()).unwrap());
    assert_eq!(serde_json::from_str::<Channel>(&json).unwrap(), *channel);
}

#[test]
fn every_listed_name_round_trips() {
    let names: BTreeSet<String> = Channel::LISTED.iter().map(ToString::to_string).collect();
    assert_eq!(names.len(), Channel::LISTED.len());
    for channel in Channel::LISTED {
        assert!(!matches!(channel, Channel::Other(_) | Channel::Custom(_)));
        round_trip(channel);
    }
    println!("{} listed channels", names.len());
}

#[test]
fn old_names_and_custom_channels() {
    let known = [
        ("chat", Channel::LiveChat),
        ("live_chat", Channel::LiveChat),
        ("cch12", Channel::Custom(12)),
        ("chh12", Channel::Custom(12)),
        ("cch0", Channel::Custom(0)),
        ("cch4294967295", Channel::Custom(u32::MAX)),
    ];
    for (name, channel) in known {
        assert_eq!(Channel::from_name(name), channel, "{name:?}");
        round_trip(&channel);
    }
    let others = [
        "cch4294967296",
        "cch012",
        "cch+12",
        "cch",
        "cch12x",
        "Email",
        " email",
        "",
        "pigeon_post",
    ];
    for name in others {
        let channel = Channel::from_name(name);
        let Channel::Other(other) = &channel else {
            panic!("{name:?} became {channel:?}");
        };
        assert_eq!(other.name(), name);
        round_trip(&channel);
    }
}

proptest! {
    #[test]
    fn any_name_is_kept_but_for_the_old_ones(name in "(cch|chh|chat|email)?[a-z0-9 ]{0,6}") {
        let channel = Channel::from_name(&name);
        round_trip(&channel);
        // Whatever is kept as it came has a name that nothing else has.
        if let Channel::Other(other) = &channel {
            prop_assert!(Channel::LISTED.iter().all(|listed| listed.to_string() != other.name()));
        }
        let renamed = name == "chat" || name.starts_with("chh");
        prop_assert!(renamed || channel.to_string() == name, "{} became {}", name, channel);
    }
}
