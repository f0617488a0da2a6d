use std::collections::BTreeSet;

use frontdesk_access::Permission;
use frontdesk_model::{AccountKind, Channel, ConversationState, Privacy, Relation, Standing};
use frontdesk_sqlx::{AsWord, StoredWord, UnknownWord};

fn back<T: StoredWord + PartialEq + std::fmt::Debug>(all: impl IntoIterator<Item = T>) {
    let mut words = BTreeSet::new();
    for one in all {
        let word = one.word().into_owned();
        assert_eq!(T::from_word(&word).as_ref(), Some(&one));
        assert!(words.insert(word), "{one:?} shares its word");
    }
    assert!(words.len() > 1);
}

#[test]
fn each_value_has_a_word_of_its_own_and_comes_back() {
    back(ConversationState::ALL);
    back(Privacy::ALL);
    back(Standing::ALL);
    back(Relation::ALL);
    back(Permission::every());
    back(Channel::LISTED.iter().cloned());
    back([Channel::Custom(7), Channel::from_name("pigeon_post")]);
    use AccountKind::{Customer, LegacyAdmin, LegacyOperator, Unified};
    back([Unified, LegacyOperator, LegacyAdmin, Customer]);
}

#[test]
fn an_unknown_word_is_no_value() {
    let unknown = |word: &str| UnknownWord(word.to_owned());
    for word in ["", "In_work", "in_work ", "archived"] {
        let read = AsWord::<ConversationState>::read(word);
        assert_eq!(read, Err(unknown(word)));
    }
    let read = AsWord::<Standing>::read("Active");
    assert_eq!(read, Err(unknown("Active")));
}
