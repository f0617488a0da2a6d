use std::collections::BTreeSet;

use super::{Permission, RENAMED, present_name};

#[test]
fn every_old_name_reads_to_a_present_permission_and_is_no_present_name() {
    let mut old_names = BTreeSet::new();
    for (old, new) in RENAMED {
        let present = Permission::every().find(|permission| permission.name() == *new);
        assert!(present.is_some(), "{old} leads to {new}, which is no name");
        assert_eq!(Permission::from_name(old).ok(), present, "{old}");
        let taken = Permission::every().any(|permission| permission.name() == *old);
        assert!(!taken, "{old} is the name of another right now");
        assert!(old_names.insert(*old), "{old} is there twice");
    }
}

#[test]
fn an_old_name_leads_to_the_new_one_and_any_other_to_itself() {
    let renamed = &[
        ("chat.view", "conversation.view"),
        ("chat.see", "conversation.view"),
    ];
    assert_eq!(present_name("chat.view", renamed), "conversation.view");
    assert_eq!(present_name("chat.see", renamed), "conversation.view");
    assert_eq!(
        present_name("conversation.view", renamed),
        "conversation.view"
    );
    assert_eq!(present_name("chat.viewed", renamed), "chat.viewed");
    assert_eq!(present_name("", renamed), "");
}
